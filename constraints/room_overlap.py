"""No room holds two things at once, and between two of them there is time for the turnover."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Held, Rule, Tie, Violation, touches
from instances.agenda import Agenda
from instances.conference import Conference

if TYPE_CHECKING:
    from constraints.variables import Literal, Variables


class RoomOverlap(Rule):
    """Unit: minutes in which a room is held twice, each holding lengthened by its turnover."""

    id: ClassVar[str] = "room_overlap"
    unit: ClassVar[str] = "minutes"
    adds_up: ClassVar[bool] = True

    def ties(self, conference: Conference) -> Iterator[Tie]:
        filling = [s.id for s in conference.subforums if s.sitting_fills == "block"]
        for block in conference.blocks:
            for room in conference.rooms:
                yield Tie({id: Held(block.id, room=room.id) for id in filling})

    def post(self, x: Variables) -> Iterator[Amount]:
        most = x.grid * x.last + max(p.turnover for p in x.holders)
        for one, other in combinations(x.holders, 2):
            for room in sorted(one.in_room.keys() & other.in_room.keys()):
                spans = [(x.grid * p.start, x.grid * p.end + p.turnover) for p in (one, other)]
                minutes = x.overlap(spans[0], spans[1], [one.in_room[room], other.in_room[room], one.present, other.present], most)
                yield Amount(minutes, tuple(sorted((one.owner, other.owner))), (f"rooms/{room}",))

    def forbid(self, x: Variables) -> None:
        if self.limit:
            super().forbid(x)
            return
        for room, rooms in x.rooms.items():
            if (spells := _spells(x, room)) is not None:
                for held in spells:
                    x.model.add(sum(held) <= len(rooms.rooms))
                continue
            intervals = []
            for place in x.holders:
                if room in place.in_room:
                    here = x.all_of(place.in_room[room], place.present)
                    intervals.append(x.interval(place, here, x.ticks(place.turnover)))
            if len(rooms.rooms) == 1:
                x.model.add_no_overlap(intervals)
            else:
                x.model.add_cumulative(intervals, [1] * len(intervals), len(rooms.rooms))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        holdings: dict[str, list[tuple[int, int, str]]] = {}
        wanted = None if concerning is None else agenda.held(concerning)
        for s in agenda.sittings:
            if wanted is not None and s.room not in wanted:
                continue
            holdings.setdefault(s.room, []).append((s.first, s.last + conference.subforum(s.subforum).turnover, s.subforum))
        for f in agenda.fixtures:
            for room in f.rooms if wanted is None else wanted.intersection(f.rooms):
                holdings.setdefault(room, []).append((f.first, f.last + conference.fixture(f.fixture).turnover, f.fixture))
        for room, held in sorted(holdings.items()):
            held.sort()
            for i, (_, until, one) in enumerate(held):
                for begin, end, other in held[i + 1 :]:
                    if begin >= until:
                        break
                    if touches(concerning, (one, other)):
                        minutes = min(until, end) - begin
                        both = f"{conference.name(one)} and {conference.name(other)} both hold {conference.name(room)}"
                        sentence = f"{both}: {minutes} minutes too many, turnover included."
                        yield Violation(self.id, minutes, tuple(sorted((one, other))), sentence, (f"rooms/{room}",))


def _spells(x: Variables, room: str) -> list[list[Literal]] | None:
    """Who may hold a room in each of the spells into which its time falls; None where it does not fall into any."""
    held: dict[tuple[int, int], list[Literal]] = {}
    for place in x.holders:
        if room in place.in_room:
            if not isinstance(place.start, int) or not isinstance(place.end, int):
                return None
            spell = (place.start, place.end + x.ticks(place.turnover))
            held.setdefault(spell, []).append(x.all_of(place.in_room[room], place.present))
    apart = all(one[1] <= other[0] for one, other in pairwise(sorted(held)))
    return list(held.values()) if apart else None
