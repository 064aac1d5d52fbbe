"""The events of a programme with their minutes and rooms: which are talks, which stand around them, and what cannot stay as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from instances import clock
from instances.formats.foreign.clocks import Clocks, Stretch
from instances.formats.foreign.programme import Event, Place, Programme
from instances.formats.foreign.remarks import Remarks
from instances.sense import LONGEST

USUAL = 30
"""Minutes of a talk where nobody says how long any is."""
REACH = (LONGEST // 2 - 2) * clock.DAY
"""Minutes from the middle of a programme within which all of it lies."""
NOWHERE = "Room to be named"


@dataclass(frozen=True)
class Timed:
    """An event with its minutes, its first minute, if it has one, and its rooms."""

    event: Event
    minutes: int
    first: int | None = None
    places: tuple[str, ...] = ()

    @property
    def begin(self) -> int:
        """Its first minute, where it is known that it has one."""
        assert self.first is not None
        return self.first

    @property
    def end(self) -> int:
        """The minute after its last, where it is known that it has one."""
        return self.begin + self.minutes

    @property
    def name(self) -> str:
        """What people call it."""
        return self.event.name


def timed(programme: Programme, clocks: Clocks, remarks: Remarks) -> list[Timed]:
    """Every event with a length, and with a start where that can be kept."""
    lengths = Counter(e.minutes for e in programme.events if e.minutes and not e.service)
    usual = min(clock.DAY, max(lengths, key=lambda minutes: (lengths[minutes], -minutes)) if lengths else USUAL)
    known = {place.key for place in programme.places}
    found = []
    for event in programme.events:
        if not event.minutes:
            remarks.add("without a length", f"taken as {usual} minutes, until you say how long", event.name)
        first = clocks.minute(event.start) if event.start else None
        places = tuple(key for key in dict.fromkeys(event.places) if key in known)
        found.append(Timed(event, event.minutes or usual, first, places))
    return list(_near(found, remarks))


def _near(events: Sequence[Timed], remarks: Remarks) -> Iterator[Timed]:
    """The events, without the times that are far from all the others."""
    middle = median(e.begin for e in events if e.first is not None)
    for event in events:
        if event.first is not None and not (middle - REACH <= event.begin and event.end <= middle + REACH):
            remarks.add("far in time from all else", "its time is left out: check the date", event.name)
            event = replace(event, first=None)
        yield event


def median(minutes: Iterable[int]) -> int:
    """The minute in the middle."""
    ordered = sorted(minutes)
    return ordered[(len(ordered) - 1) // 2] if ordered else 0


def divided(events: Iterable[Timed], remarks: Remarks) -> tuple[list[Timed], list[Timed]]:
    """The talks, and what stands around them at its time."""
    talks: list[Timed] = []
    around: list[Timed] = []
    for one in events:
        long = one.minutes > clock.DAY
        if not one.event.service and not long and not (one.event.everyone and one.first is not None):
            talks.append(one)
        elif one.first is None:
            remarks.add("longer than a day" if long else "a break or the like without a time", "left out", one.name)
        else:
            if long and not one.event.service:
                remarks.add("longer than a day", "kept as a fixture at its time", one.name)
            around.append(one)
    return talks, around


def housed(talks: Iterable[Timed], remarks: Remarks) -> tuple[list[Timed], list[Place]]:
    """Talks of which each that has a time has a room; those made up for it, as many as are needed at a time."""
    made: list[Place] = []
    free: list[int] = []
    found = []
    for talk in sorted(talks, key=lambda t: (t.first or 0, t.event.key)):
        if talk.first is not None and not talk.places:
            remarks.add("with a time, but without a room", f"put into '{NOWHERE}'", talk.name)
            number = next((n for n, minute in enumerate(free) if minute <= talk.begin), len(free))
            if number == len(free):
                free.append(0)
                made.append(Place(f"nowhere {number}", f"{NOWHERE} {number + 1}" if number else NOWHERE))
            free[number] = talk.end
            talk = replace(talk, places=(made[number].key,))
        elif talk.first is not None and len(talk.places) > 1:
            remarks.add("in several rooms", "the first of them is kept", talk.name)
        found.append(talk)
    return found, made


def inside(talks: Iterable[Timed], blocks: Sequence[Stretch], remarks: Remarks) -> tuple[list[Timed], list[Timed]]:
    """The talks that lie in blocks, or nowhere yet, and those that go on from one block into another, which are fixtures."""
    kept: list[Timed] = []
    others: list[Timed] = []
    for talk in talks:
        if talk.first is None or any(first <= talk.begin and talk.end <= last for first, last in blocks):
            kept.append(talk)
        else:
            remarks.add("goes on from one day into the next", "kept as a fixture at its time", talk.name)
            others.append(talk)
    return kept, others


def apart(around: Iterable[Timed], remarks: Remarks) -> list[Timed]:
    """What stands around the talks, once for all its rooms, and without rooms and people that another has at the time."""
    found: list[Timed] = []
    for one in _merged(around):
        others = [other for other in found if other.begin < one.end and one.begin < other.end]
        held, busy = {key for other in others for key in other.places}, {key for other in others for key in other.event.people}
        if held & set(one.places):
            remarks.add("at the time of another break or the like in its room", "kept without that room", one.name)
        if busy & set(one.event.people):
            remarks.add("at the time of another break or the like of its people", "kept without them", one.name)
        event = replace(one.event, people=tuple(key for key in one.event.people if key not in busy))
        found.append(replace(one, event=event, places=tuple(key for key in one.places if key not in held)))
    return found


def _merged(around: Iterable[Timed]) -> list[Timed]:
    """What is written once for each room made one."""
    found: dict[tuple[str, int, int], Timed] = {}
    for one in around:
        key = (one.name, one.begin, one.minutes)
        before = found.get(key, one)
        found[key] = replace(before, places=tuple(dict.fromkeys((*before.places, *one.places))))
    return sorted(found.values(), key=lambda one: (one.begin, one.name, one.minutes))
