"""A named list of changes: what happened, or might."""

from __future__ import annotations

from pydantic import Field

from instances.changes.kinds import Change
from instances.conference import Conference, Model


class Scenario(Model):
    """Changes that happen together, and what people call that."""

    name: str = ""
    changes: tuple[Change, ...] = Field((), description="made one after another")

    def title(self, conference: Conference, language: str = "en") -> str:
        """Its name, or what it says."""
        return self.name or " ".join(change.sentence(conference, language) for change in self.changes) or "Nothing happens."
