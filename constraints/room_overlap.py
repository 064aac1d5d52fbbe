"""No room holds two things at once, and between two of them there is time for the turnover."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from constraints.variables import Place, Sitting
from instances.agenda import Agenda
from instances.conference import Conference, Fixture

if TYPE_CHECKING:
    from constraints.variables import Variables


class RoomOverlap(Rule):
    """Unit: minutes in which a room is held twice, each holding lengthened by its turnover."""

    id: ClassVar[str] = "room_overlap"
    unit: ClassVar[str] = "minutes"

    def post(self, x: Variables) -> Iterator[Amount]:
        places = [*x.sittings.values(), *x.fixtures.values()]
        most = x.grid * x.last + max(_turnover(p) for p in places)
        for one, other in combinations(places, 2):
            for room in sorted(one.in_room.keys() & other.in_room.keys()):
                spans = [(x.grid * p.start, x.grid * p.end + _turnover(p)) for p in (one, other)]
                minutes = x.overlap(spans[0], spans[1], [one.in_room[room], other.in_room[room], _held(one), _held(other)], most)
                yield Amount(minutes, tuple(sorted((_id(one), _id(other)))), (f"rooms/{room}",))

    def forbid(self, x: Variables) -> None:
        if self.limit:
            super().forbid(x)
            return
        for room, rooms in x.rooms.items():
            intervals = []
            for place in (*x.sittings.values(), *x.fixtures.values()):
                if room in place.in_room:
                    here = x.all_of(place.in_room[room], _held(place))
                    intervals.append(x.interval(place, here, x.ticks(_turnover(place))))
            if len(rooms.rooms) == 1:
                x.model.add_no_overlap(intervals)
            else:
                x.model.add_cumulative(intervals, [1] * len(intervals), len(rooms.rooms))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        holdings: dict[str, list[tuple[int, int, str]]] = {}
        for s in agenda.sittings:
            holdings.setdefault(s.room, []).append((s.first, s.last + conference.subforum(s.subforum).turnover, s.subforum))
        for f in agenda.fixtures:
            for room in f.rooms:
                holdings.setdefault(room, []).append((f.first, f.last + conference.fixture(f.fixture).turnover, f.fixture))
        for room, held in sorted(holdings.items()):
            held.sort()
            for i, (_, until, one) in enumerate(held):
                for begin, end, other in held[i + 1 :]:
                    if begin >= until:
                        break
                    if touches(concerning, (one, other)):
                        minutes = min(until, end) - begin
                        yield Violation(
                            self.id,
                            minutes,
                            tuple(sorted((one, other))),
                            f"{conference.name(one)} and {conference.name(other)} both hold {conference.name(room)}: {minutes} minutes too many, turnover included.",
                            (f"rooms/{room}",),
                        )


def _id(place: Sitting | Place) -> str:
    return place.subforum.id if isinstance(place, Sitting) else place.id


def _turnover(place: Sitting | Place) -> int:
    if isinstance(place, Sitting):
        return place.subforum.turnover
    assert isinstance(place.item, Fixture)
    return place.item.turnover


def _held(place: Sitting | Place):  # type: ignore[no-untyped-def]  # a literal; its type is not imported at run time
    return place.held if isinstance(place, Sitting) else place.placed
