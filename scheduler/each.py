"""Every single loss of a kind as a scenario: a person, a room, a unit of a resource, a block, a subforum, a room for a block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import combinations

from instances import clock
from instances.agenda import Agenda
from instances.changes import Cancel, Change, CloseRoom, Drop, ResourceCapacity
from instances.changes.scenario import Scenario
from instances.changes.words import instant
from instances.conference import Block, Conference, Room
from instances.problems import BadInput, Problem, nearest
from instances.told import told


class Loss(Scenario):
    """A scenario of what is lost, with a path for each thing, like room-block/hall-1/nov9-pm."""

    losses: tuple[str, ...]


def each(conference: Conference, agenda: Agenda, kinds: Sequence[str], pairs: bool = False) -> tuple[Loss, ...]:
    """Every single loss of these kinds, and with `pairs` every two of them, of which neither includes the other.

    Raises BadInput for a kind that there is not.
    """
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise BadInput([Problem((), f"there is no kind of losses '{kind}'", nearest(kind, KINDS)) for kind in unknown])
    single = _named([loss for kind in dict.fromkeys(kinds) for loss in KINDS[kind](conference, agenda)])
    both = [_together(one, other) for one, other in combinations(single, 2) if not _includes(one, other)] if pairs else []
    return (*single, *both)


def _loss(path: str, name: str, *changes: Change) -> Loss:
    return Loss(name=name, losses=(path,), changes=changes)


def _speakers(c: Conference, agenda: Agenda) -> Iterator[Loss]:
    """Whoever appears, hosts or chairs."""
    there = told(c, agenda)
    for speaker in c.speakers:
        if speaker.id in there:
            yield _loss(f"speaker/{speaker.id}", speaker.name, Cancel(person=speaker.id, talks="drop"))


def _rooms(c: Conference, _: Agenda) -> Iterator[Loss]:
    first, last = _programme(c)
    for room in c.rooms:
        yield _loss(f"room/{room.id}", c.name(room.id), _closed(room, first, last))


def _resources(c: Conference, _: Agenda) -> Iterator[Loss]:
    """One unit fewer at all times."""
    for resource in c.resources:
        fewer: list[Change] = [ResourceCapacity(resource=resource.id, capacity=resource.capacity - 1)] if resource.capacity else []
        fewer += [
            ResourceCapacity(resource=resource.id, capacity=w.capacity - 1, start=w.start, end=w.end)
            for w in resource.windows
            if w.capacity
        ]
        if fewer:
            yield _loss(f"resource/{resource.id}", f"one fewer of {c.name(resource.id)}", *fewer)


def _blocks(c: Conference, _: Agenda) -> Iterator[Loss]:
    """Every room closed."""
    for block in c.blocks:
        closed = [_closed(room, block.start, block.end) for room in c.rooms if not _shut(room, block)]
        if closed:
            yield _loss(f"block/{block.id}", c.name(block.id), *closed)


def _subforums(c: Conference, agenda: Agenda) -> Iterator[Loss]:
    for subforum in c.subforums:
        if subforum.id in agenda.sittings_of:
            yield _loss(f"subforum/{subforum.id}", c.name(subforum.id), Drop(item=subforum.id))


def _room_blocks(c: Conference, _: Agenda) -> Iterator[Loss]:
    for room in c.rooms:
        for block in c.blocks:
            if not _shut(room, block):
                name = f"{c.name(room.id)}, {c.name(block.id)}"
                yield _loss(f"room-block/{room.id}/{block.id}", name, _closed(room, block.start, block.end))


KINDS: dict[str, Callable[[Conference, Agenda], Iterator[Loss]]] = {
    "speaker": _speakers,
    "room": _rooms,
    "resource": _resources,
    "block": _blocks,
    "subforum": _subforums,
    "room-block": _room_blocks,
}


def _programme(c: Conference) -> tuple[datetime, datetime]:
    """From the first to the last thing that stands or may stand."""
    spans = [(b.first, b.last) for b in c.blocks] + [span for f in c.fixtures for span in f.spans]
    return instant(c, min(first for first, _ in spans)), instant(c, max(last for _, last in spans))


def _closed(room: Room, start: datetime, end: datetime) -> CloseRoom:
    return CloseRoom(room=room.id, start=start, end=end)


def _shut(room: Room, block: Block) -> bool:
    """Whether a room is closed all through a block anyway."""
    minute = block.first
    for window in sorted(room.closed, key=lambda w: clock.minute(w.start)):
        if window.first <= minute:
            minute = max(minute, window.last)
    return minute >= block.last


def _named(losses: list[Loss]) -> list[Loss]:
    """Losses of one name told apart by their paths."""
    names = Counter(loss.name for loss in losses)
    return [loss if names[loss.name] == 1 else loss.replaced(name=f"{loss.name} ({loss.losses[0]})") for loss in losses]


def _together(one: Loss, other: Loss) -> Loss:
    return Loss(name=f"{one.name} + {other.name}", losses=one.losses + other.losses, changes=one.changes + other.changes)


def _includes(one: Loss, other: Loss) -> bool:
    """Whether one of two losses is a part of the other: a room of the room for a block, a block of it, too."""
    (a, *of_a), (b, *of_b) = sorted((loss.losses[0].split("/") for loss in (one, other)), key=len)
    return b == "room-block" and a in ("room", "block") and of_a[0] in of_b
