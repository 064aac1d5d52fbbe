"""What is published: a conference and its agenda, and, in a history, which version they are, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats.public import Programme, programme


@dataclass(frozen=True)
class Publication:
    """A conference, after its changes, and an agenda of it. `number` and `when` are those of its version; without a history 0 and None."""

    conference: Conference
    agenda: Agenda
    number: int = 0
    when: datetime | None = None

    @cached_property
    def programme(self) -> Programme:
        """What everybody may see of it. Raises BadInput."""
        return programme(self.conference, self.agenda)
