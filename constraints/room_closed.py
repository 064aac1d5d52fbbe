"""No sitting, and no fixture that the engine places, stands in a room while the room is closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda
from instances.conference import Conference

if TYPE_CHECKING:
    from constraints.variables import Place, Sitting, Variables


class RoomClosed(Rule):
    """Unit: minutes in a closed room; the turnover may fall into them."""

    id: ClassVar[str] = "room_closed"
    unit: ClassVar[str] = "minutes"
    adds_up: ClassVar[bool] = True

    def post(self, x: Variables) -> Iterator[Amount]:
        for place, room, number in _meetings(x):
            window = x.conference.room(room).closed[number]
            span = (x.origin + x.grid * place.start, x.origin + x.grid * place.end)
            minutes = x.overlap(span, (window.first, window.last), [place.in_room[room], place.present], window.last - window.first)
            yield Amount(minutes, (place.owner,), (f"rooms/{room}/closed/{number}",))

    def forbid(self, x: Variables) -> None:
        if self.limit:
            super().forbid(x)
            return
        for place, room, number in _meetings(x):
            window = x.conference.room(room).closed[number]
            span = (x.origin + x.grid * place.start, x.origin + x.grid * place.end)
            closed = (window.first, window.last)
            x.model.add_bool_or([~place.in_room[room], ~place.present, x.follows(span, closed), x.follows(closed, span)])

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        stays = [(s.room, s.first, s.last, s.subforum) for s in agenda.among(concerning)]
        stays += [(r, f.first, f.last, f.fixture) for f in agenda.fixtures if conference.fixture(f.fixture).start is None for r in f.rooms]
        for room, first, last, item in stays:
            for number, window in enumerate(conference.room(room).closed if touches(concerning, (item,)) else ()):
                minutes = (last - first) - max(0, min(last, window.first) - first) - max(0, last - max(first, window.last))
                if minutes > 0:
                    why = f" ({window.reason})" if window.reason else ""
                    yield Violation(
                        self.id,
                        minutes,
                        (item,),
                        f"{conference.name(item)} stands in {conference.name(room)} for {minutes} minutes while it is closed{why}.",
                        (f"rooms/{room}/closed/{number}",),
                    )


def _meetings(x: Variables) -> Iterator[tuple[Sitting | Place, str, int]]:
    """Whatever could meet a closed window: the thing, the room, the window's number."""
    fixed = {f.id for f in x.conference.fixtures if f.start}
    for place in (p for p in x.holders if p.id not in fixed):
        for room in place.in_room:
            for number in range(len(x.conference.room(room).closed)):
                yield place, room, number
