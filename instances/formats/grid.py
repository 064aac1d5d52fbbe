"""Rooms across, time down: what every drawing of an agenda needs, a page's or a workbook's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from instances.agenda import Agenda, PlacedFixture, Sitting
from instances.conference import Conference
from instances.problems import BadInput, Problem

Thing = Sitting | PlacedFixture
"""What stands in the grid."""
Span = tuple[tuple[str, ...], int, int]
"""The rooms that something holds, its first minute, and the minute after its last."""


@contextmanager
def nothing_strange() -> Iterator[None]:
    """Refuse an agenda that names what its conference has not, where it is drawn or told. Raises BadInput."""
    try:
        yield
    except (KeyError, AssertionError) as error:
        what = f"the agenda names things that the conference has not ({error})"
        raise BadInput([Problem((), what, "make the agenda anew with 'agenda solve'")]) from None


def rooms_of(thing: Thing) -> tuple[str, ...]:
    """The rooms that a thing holds; one without a name where it holds none."""
    return ((thing.room,) if isinstance(thing, Sitting) else thing.rooms) or ("",)


def in_order(conference: Conference, rooms: set[str]) -> list[str]:
    """Rooms as the conference has them, the one without a name last."""
    order = {room.id: n for n, room in enumerate(conference.rooms)}
    return sorted(rooms, key=lambda room: (order.get(room, len(order)), room))


def lanes(spans: Sequence[Span]) -> dict[tuple[str, int], int]:
    """For each room and span in it, by number, the first lane that is free; 0 where nothing overlaps. `spans` are in time."""
    found: dict[tuple[str, int], int] = {}
    free: dict[str, list[int]] = {}
    for n, (rooms, first, last) in enumerate(spans):
        for room in rooms:
            ends = free.setdefault(room, [])
            lane = next((i for i, end in enumerate(ends) if end <= first), len(ends))
            ends[lane : lane + 1] = [last]
            found[room, n] = lane
    return found


def left_out(conference: Conference, agenda: Agenda) -> Iterator[tuple[str, str, str]]:
    """What a draft leaves out, the subforum of what is only a part of one, and the rule in its way; a whole subforum once."""
    items = {u.item for u in agenda.unplaced}
    whole = {s.id for s in conference.subforums if all(talk.id in items for talk in s.talks)}
    owners = [(left, conference.owner.get(left.item)) for left in agenda.unplaced]
    rules = {owner.id if owner else left.item: left.rule for left, owner in reversed(owners)}
    yield from ((id, "", rules[id]) for id in sorted(whole))
    for left, owner in owners:
        if owner is None and left.item not in whole:
            yield left.item, "", left.rule
        elif owner and owner.id not in whole:
            yield left.item, owner.id, left.rule
