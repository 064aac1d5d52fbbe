"""A room is not much larger than the audience on site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda
from instances.conference import Conference, Positive

if TYPE_CHECKING:
    from constraints.variables import Expression, Variables


class EmptySeats(Rule):
    """Unit: each full `per` empty seats of a sitting, at most `most` of them."""

    id: ClassVar[str] = "empty_seats"
    unit: ClassVar[str] = "tens of seats"
    per: Positive = 10
    most: Positive = 50

    def post(self, x: Variables) -> Iterator[Amount]:
        for sitting in x.sittings.values():
            empty: Expression = 0
            for r, here in sitting.in_room.items():
                seats = max(0, x.rooms[r].room.seats - sitting.subforum.audience.onsite)
                empty += here * min(self.most, seats // self.per)
            yield Amount(empty, (sitting.subforum.id,), (f"subforums/{sitting.subforum.id}/audience/onsite",))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for sitting in agenda.sittings:
            room = conference.room(sitting.room)
            empty = room.seats - conference.subforum(sitting.subforum).audience.onsite
            amount = len(range(self.per, empty + 1, self.per)[: self.most])
            if amount and touches(concerning, (sitting.subforum,)):
                yield Violation(
                    self.id,
                    amount,
                    (sitting.subforum,),
                    f"{conference.name(sitting.subforum)} leaves {empty} of the {room.seats} seats in {conference.name(room.id)} empty.",
                    (f"subforums/{sitting.subforum}/audience/onsite",),
                )
