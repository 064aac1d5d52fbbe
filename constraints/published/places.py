"""Whether something of the model stands where it stood before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from instances.conference import Subforum

if TYPE_CHECKING:
    from constraints.variables import Expression, Literal, Place, Variables


def elsewhere(x: Variables, place: Place, first: int | None, last: int | None, rooms: Sequence[str]) -> Iterator[Expression]:
    """Expressions of which one is at least 1 if a placed talk or fixture has other minutes or rooms than these, if they are named."""
    if first is not None and last is not None:
        yield int(last - first != place.size * x.grid)
        yield x.by_start(place, lambda now: int(now != first))
    if rooms:
        yield _other_rooms(place, rooms)


def _other_rooms(place: Place, rooms: Sequence[str]) -> Expression:
    there = place.in_room
    if len(rooms) == 1 and rooms[0] in there:
        return 1 - there[rooms[0]]
    return int(set(rooms) != set(there))


def kept(x: Variables, subforum: Subforum, first: int | None, last: int | None, rooms: Sequence[str]) -> Iterator[tuple[str, Literal]]:
    """Sittings by id, each with a literal that may hold only where it has these minutes and this room, as far as they are named."""
    times = [minute for minute in (first, last) if minute is not None]
    if any((minute - x.origin) % x.grid for minute in times):
        return
    for sitting in x.sittings_of[subforum.id]:
        if any(room not in sitting.in_room for room in rooms):
            continue
        same = x.literal()
        x.model.add_bool_and([sitting.held, *(sitting.in_room[room] for room in rooms)]).only_enforce_if(same)
        if first is not None:
            x.model.add(sitting.start == x.tick(first)).only_enforce_if(same)
        if last is not None:
            x.model.add(sitting.end == x.tick(last)).only_enforce_if(same)
        yield sitting.id, same


def most_of(points: Expression) -> int:
    """The most that a sum of variables, none of them below 0, times points can be."""
    if isinstance(points, int):
        return points
    from ortools.sat.python.cp_model import FlatIntExpr

    flat = FlatIntExpr(points)
    return int(flat.offset) + sum(by * int(variable.domain.max()) for variable, by in zip(flat.vars, flat.coeffs, strict=True) if by > 0)
