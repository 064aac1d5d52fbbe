"""A room has seats for the audience on site, and every feature that the subforum needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda
from instances.conference import Conference, Positive, Subforum

if TYPE_CHECKING:
    from constraints.variables import Expression, Variables


class RoomFit(Rule):
    """Unit: seats lacking; each missing feature counts as `missing_feature` seats."""

    id: ClassVar[str] = "room_fit"
    unit: ClassVar[str] = "seats"
    adds_up: ClassVar[bool] = True
    missing_feature: Positive = 100

    def post(self, x: Variables) -> Iterator[Amount]:
        for sitting in x.sittings.values():
            forum = sitting.subforum
            lacking: Expression = 0
            for r, here in sitting.in_room.items():
                room = x.rooms[r].room
                seats = max(0, forum.audience.onsite - room.seats)
                missing = len(set(forum.needs) - set(room.features))
                lacking += here * (seats + missing * self.missing_feature)
            yield Amount(lacking, (forum.id,), _facts(forum))

    def forbid(self, x: Variables) -> None:
        for sitting in x.sittings.values():
            for (_, r), here in sitting.at.items():
                room = x.rooms[r].room
                missing = sum(need not in room.features for need in dict.fromkeys(sitting.subforum.needs))
                if max(0, sitting.subforum.audience.onsite - room.seats) + missing * self.missing_feature > self.limit:
                    x.model.add(here == 0)

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for sitting in agenda.among(concerning):
            if not touches(concerning, (sitting.subforum,)):
                continue
            forum, room = conference.subforum(sitting.subforum), conference.room(sitting.room)
            amount, faults = 0, []
            if forum.audience.onsite > room.seats:
                amount += forum.audience.onsite - room.seats
                faults.append(f"{room.seats} seats for {forum.audience.onsite} people")
            for need in sorted(set(forum.needs).difference(room.features)):
                amount += self.missing_feature
                faults.append(f"no {need}")
            if faults:
                yield Violation(
                    self.id,
                    amount,
                    (forum.id,),
                    f"{conference.name(room.id)} does not suit {conference.name(forum.id)}: {', '.join(faults)}.",
                    _facts(forum),
                )


def _facts(forum: Subforum) -> tuple[str, ...]:
    """What a subforum asks of its room."""
    asked = {"audience/onsite": forum.audience.onsite, "needs": forum.needs}
    return tuple(f"subforums/{forum.id}/{key}" for key, value in asked.items() if value)
