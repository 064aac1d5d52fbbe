"""What calendars know of a history: an identifier of each sitting, talk and fixture, and how often it was moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from instances import clock
from instances.agenda import Agenda
from instances.conference import Instant, Model
from instances.formats.identity import uid_in
from instances.problems import BadInput, Problem


class Event(Model):
    """A sitting, talk or fixture in a calendar. `uid` never changes; `sequence` rises with every other time, or room,
    and when it is cancelled or comes back. What is cancelled keeps its last time and rooms."""

    uid: str
    kind: Literal["sitting", "talk", "fixture"]
    sequence: int = 0
    status: Literal["confirmed", "cancelled"] = "confirmed"
    start: Instant
    end: Instant
    rooms: tuple[str, ...] = ()

    @property
    def _place(self) -> tuple[object, ...]:
        return (self.status, clock.minute(self.start), clock.minute(self.end), self.rooms)

    def follows(self, before: Event) -> Event:
        """The same with the sequence that comes after another state of it; that state itself where nothing is different."""
        return before if self._place == before._place else self.replaced(sequence=before.sequence + 1)


Events = Mapping[str, Event]
"""Events by the ids of their sittings, talks and fixtures."""


def events(before: Events, agenda: Agenda) -> dict[str, Event]:
    """What calendars are told of an agenda, after what they were told of the one before it.

    Raises BadInput where two things have one id, for then nobody knows which is which.
    """
    found: dict[str, Event] = {}
    for item, event in _placed(agenda):
        if item in found:
            raise BadInput([Problem((), f"'{item}' stands twice in the agenda", "make it anew with 'agenda solve'")])
        found[item] = event.follows(before[item]) if item in before else event
    gone = {item: event.replaced(status="cancelled").follows(event) for item, event in before.items() if item not in found}
    return dict(sorted((found | gone).items()))


def _placed(agenda: Agenda) -> Iterator[tuple[str, Event]]:
    def event(kind: str, id: str, placed: Any, *rooms: str) -> tuple[str, Event]:
        uid = uid_in(agenda.conference, id)
        return id, Event.model_validate({"uid": uid, "kind": kind, "start": placed.start, "end": placed.end, "rooms": tuple(sorted(rooms))})

    for sitting in agenda.sittings:
        yield event("sitting", sitting.id, sitting, sitting.room)
        for slot in sitting.talks:
            yield event("talk", slot.talk, slot, sitting.room)
    for fixture in agenda.fixtures:
        yield event("fixture", fixture.fixture, fixture, *fixture.rooms)
