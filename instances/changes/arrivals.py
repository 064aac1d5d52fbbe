"""When somebody comes who is so many minutes late, or leaves who has to leave early: with an agenda it is a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from instances import clock
from instances.agenda import Agenda
from instances.changes.base import ChangeBase
from instances.changes.kinds import Change
from instances.changes.people import Early, Late
from instances.changes.when import window
from instances.changes.words import instant, thing
from instances.conference import Conference, Fixture, Subforum, Talk
from instances.told import leaders

Spans = list[tuple[int, int]]


def timed(change: Change, conference: Conference, agenda: Agenda | None) -> Change:
    """A change that says a time, where it said minutes of somebody's coming or going, and there is an agenda; or as it is.

    The minutes count from the first time at which they said they are there, and to the last; of who said none, from the
    first thing that they have in the agenda, and to the last; of who has none, from the beginning of the programme, and to its end.
    """
    if agenda is None or not isinstance(change, Late | Early) or change.minutes is None:
        return change
    own = change.settled(conference)
    windows = conference.speaker(own.person).available or ()
    start, end = window(conference, "")
    programme = [(clock.minute(start), clock.minute(end))]
    spans = [(w.first, w.last) for w in windows] or _stands(conference, agenda, own.person) or programme
    late = isinstance(own, Late)
    minute = min(first for first, _ in spans) + change.minutes if late else max(last for _, last in spans) - change.minutes
    return own.replaced(minutes=None, at=instant(conference, minute))


def understood(conference: Conference, changes: Iterable[ChangeBase]) -> Iterator[str]:
    """What is said of who comes late or leaves early, in sentences."""
    return (change.sentence(conference) for change in changes if isinstance(change, Late | Early))


def _stands(c: Conference, agenda: Agenda, person: str) -> Spans:
    """When somebody is to be there in an agenda: to appear, or with a subforum that they host or chair."""
    found = []
    for slot, _ in agenda.slots.values():
        talk = thing(c, slot.talk)
        if isinstance(talk, Talk) and (person in talk.speakers or any(person == filled.speaker for filled in slot.seats)):
            found.append((slot.first, slot.last))
    for sitting in agenda.sittings:
        forum = thing(c, sitting.subforum)
        if isinstance(forum, Subforum) and person in leaders(forum):
            found.append((sitting.first, sitting.last))
    for placed in agenda.fixtures:
        fixture = thing(c, placed.fixture)
        if isinstance(fixture, Fixture) and person in fixture.speakers:
            found.append((placed.first, placed.last))
    return found
