"""The walk between two things at which a person is wanted, in the rooms that these get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constraints.variables import Place

if TYPE_CHECKING:
    from constraints.variables import Expression, Literal, Sitting, Variables


def walk(x: Variables, person: str, one: Place | Sitting, other: Place | Sitting, pause: int = 0) -> Expression:
    """Minutes that a person needs from one to the other, at least `pause`; minimised.

    Only whoever is on site walks, and nobody needs a minute inside one sitting. A gathered sitting
    stands in several rooms: it is then as near as can be.
    """
    if one is other:
        return 0
    elsewhere = _in_different_sittings(x, one, other)
    lower = _between_rooms(x, one, other) if x.conference.speaker(person).attends == "onsite" else []
    if not elsewhere and not lower:
        return pause
    bounds = [(minutes, [*literals, *elsewhere]) for minutes, literals in [(pause, []), *lower] if minutes]
    return x.at_least(bounds, max(minutes for minutes, _ in bounds)) if bounds else 0


def _in_different_sittings(x: Variables, one: Place | Sitting, other: Place | Sitting) -> list[Literal]:
    """What holds where two talks of one subforum stand in different sittings; nothing for all else, which always do."""
    if not isinstance(one, Place) or not isinstance(other, Place):
        return []
    return [~x.all_of(one.hosts[s], other.hosts[s]) for s in sorted(one.hosts.keys() & other.hosts.keys())]


def _between_rooms(x: Variables, one: Place | Sitting, other: Place | Sitting) -> list[tuple[int, list[Literal]]]:
    """Minutes for each two buildings, or each room and the building in which it is, with the literals of both."""
    c = x.conference
    if any(not isinstance(p, Place) and p.gathered for p in (one, other)):
        return []
    here, there = x.stands_in(one), x.stands_in(other)
    lower: list[tuple[int, list[Literal]]] = []
    buildings = [sorted({c.room(r).building for r in rooms}) for rooms in (here, there)]
    for start in buildings[0]:
        for end in buildings[1]:
            if start != end:
                minutes = c.walking(
                    next(r for r in here if c.room(r).building == start), next(r for r in there if c.room(r).building == end)
                )
                lower.append((minutes, [x.in_building(one, start), x.in_building(other, end)]))
                continue
            for room in (r for r in here if c.room(r).building == start):
                minutes = next((c.walking(room, r) for r in sorted(o.id for o in c.rooms) if r != room and c.room(r).building == start), 0)
                same = [~there[room]] if room in there and len(x.rooms[room].rooms) == 1 else []
                lower.append((minutes, [here[room], x.in_building(other, end), *same]))
    return [(minutes, literals) for minutes, literals in lower if minutes]
