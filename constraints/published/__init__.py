"""Rules about an agenda that people have already seen. A conference does not name them: `repair` makes them of what is published."""

from constraints.published.begun import Begun
from constraints.published.keep_published import KeepPublished, Moves
from constraints.published.news import News

__all__ = ["Begun", "KeepPublished", "Moves", "News"]
