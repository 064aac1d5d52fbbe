"""What people are told of an agenda: where and when each of them is to be, and what hosts are to expect.

A *duty* is one thing that a person knows of. Who is online knows no rooms, who sends a video no times.
Hosts and chairs know when and where their sittings are, and who appears in them when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any, Literal

from pydantic import Field

from instances import clock
from instances.agenda import Agenda, Sitting
from instances.conference import Conference, Instant, Model, Subforum

Kind = Literal["talk", "seat", "fixture", "sitting", "programme"]


class Duty(Model):
    """One thing that a person was told. `item`: the talk, seat, fixture, or for a sitting that they host or
    chair the subforum; `programme` is a talk of such a subforum, with the people who appear on it."""

    kind: Kind
    item: str
    start: Instant | None = None
    end: Instant | None = None
    rooms: tuple[str, ...] = ()
    people: tuple[str, ...] = Field((), description="who appears, in the programme of a sitting")

    def known_to(self, attends: str) -> Duty:
        """What of it somebody needs who attends like that."""
        if attends == "recorded":
            return self.replaced(start=None, end=None, rooms=())
        return self.replaced(rooms=()) if attends == "online" else self

    def enough_for(self, attends: str) -> bool:
        """Whether it says all that somebody needs who attends like that; who did not come before may know too little.

        A fixture may have no room.
        """
        where = attends == "online" or bool(self.rooms) or self.kind == "fixture"
        return attends == "recorded" or (self.start is not None and where)

    @property
    def first(self) -> int | None:
        """Its first minute, if its time is known."""
        return None if self.start is None else clock.minute(self.start)

    @property
    def last(self) -> int | None:
        """The minute after its last."""
        return None if self.end is None else clock.minute(self.end)

    @property
    def key(self) -> tuple[object, ...]:
        """The same for duties that are the same, on whatever clocks."""
        return self.kind, self.item, self.first, self.last, self.rooms, self.people


Told = Mapping[str, tuple[Duty, ...]]
"""Duties by person, in time."""

Pair = tuple[Duty | None, Duty | None]
"""A duty as it was and as it is; None where there was none, or is none any more."""


def told(conference: Conference, agenda: Agenda) -> dict[str, tuple[Duty, ...]]:
    """What everybody is told of an agenda; who appears nowhere is left out."""
    attends = {s.id: s.attends for s in conference.speakers}
    found: dict[str, list[Duty]] = {}
    for person, duty in _duties(conference, agenda):
        if person in attends:
            found.setdefault(person, []).append(duty.known_to(attends[person]))
    return {person: _in_time(duties) for person, duties in sorted(found.items())}


def news(conference: Conference, before: Told, after: Told, knows: Iterable[str] = ()) -> tuple[str, ...]:
    """Whoever must be told something new: what they need to know now is not what they were told.

    `knows`: people who need no word, because it was they who cancelled.
    """
    attends: dict[str, str] = {s.id: s.attends for s in conference.speakers}
    silent = set(knows)
    return tuple(p for p in sorted({*before, *after} - silent) if differs(before.get(p, ()), after.get(p, ()), attends.get(p, "onsite")))


def differs(before: Iterable[Duty], after: Iterable[Duty], attends: str) -> bool:
    """Whether somebody who attends like that would have to be told of the difference."""
    return {d.known_to(attends).key for d in before} != {d.known_to(attends).key for d in after}


def changed(before: Iterable[Duty], after: Iterable[Duty], attends: str) -> tuple[Pair, ...]:
    """What differs for somebody who attends like that: each duty as it was and as it is, in time.

    Several of one kind and item are matched in time.
    """
    views = [{d.key: d for d in (duty.known_to(attends) for duty in duties)} for duties in (before, after)]
    left: dict[tuple[str, str], tuple[list[Duty], list[Duty]]] = {}
    for side, view in enumerate(views):
        for duty in _in_time(view[key] for key in view.keys() - views[1 - side].keys()):
            left.setdefault((duty.kind, duty.item), ([], []))[side].append(duty)
    pairs = [pair for sides in left.values() for pair in zip_longest(*sides)]
    return tuple(sorted(pairs, key=lambda pair: _order(pair[1] or pair[0])))


def knowing(changes: Iterable[Any]) -> frozenset[str]:
    """The people who brought about a change by not coming, and know of it."""
    return frozenset(change.person for change in changes if change.kind in ("cancel", "replace"))


def silent(conference: Conference, changes: Iterable[Any]) -> frozenset[str]:
    """Of these, who needs no word: whoever has a place in the conference after the changes is told of it."""
    return frozenset(person for person in knowing(changes) if not conference.places_of.get(person))


def _in_time(duties: Iterable[Duty]) -> tuple[Duty, ...]:
    return tuple(sorted({d.key: d for d in duties}.values(), key=_order))


def _order(duty: Duty) -> tuple[object, ...]:
    """In time; then the same order in every run."""
    return (duty.first is None, duty.first or 0, duty.kind, duty.item, duty.rooms, duty.people)


def _duties(c: Conference, agenda: Agenda) -> Iterator[tuple[str, Duty]]:
    leads = {s.id: leaders(s) for s in c.subforums}
    for sitting in agenda.sittings:
        for slot in sitting.talks:
            at: dict[str, Any] = {"start": slot.start, "end": slot.end, "rooms": (sitting.room,)}
            yield from ((person, Duty(kind="talk", item=slot.talk, **at)) for person in slot.speakers)
            yield from ((filled.speaker, Duty(kind="seat", item=filled.seat, **at)) for filled in slot.seats)
            expected = Duty(kind="programme", item=slot.talk, people=tuple(sorted(set(slot.people))), **at)
            yield from ((person, expected) for person in leads.get(sitting.subforum, ()))
        if sitting.talks:
            yield from ((person, _sitting(sitting)) for person in leads.get(sitting.subforum, ()))
    for placed in agenda.fixtures:
        duty = Duty(kind="fixture", item=placed.fixture, start=placed.start, end=placed.end, rooms=tuple(sorted(placed.rooms)))
        yield from ((person, duty) for person in c.fixture(placed.fixture).speakers)


def _sitting(s: Sitting) -> Duty:
    return Duty(kind="sitting", item=s.subforum, start=s.start, end=s.end, rooms=(s.room,))


def leaders(subforum: Subforum) -> tuple[str, ...]:
    """Whoever hosts or chairs a subforum."""
    return tuple(dict.fromkeys((*subforum.hosts, *subforum.chairs)))
