"""The whole programme is placed: every talk, every required seat, every fixture, every sitting asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda
from instances.conference import Conference, Subforum, Talk

if TYPE_CHECKING:
    from constraints.variables import Variables

SEAT_MINUTES = 5


class Placed(Rule):
    """Unit: minutes left out times their priority; an empty seat counts as 5 minutes, a missing
    sitting of several as 1."""

    id: ClassVar[str] = "placed"
    unit: ClassVar[str] = "priority minutes"
    sees_rooms: ClassVar[bool] = False
    adds_up: ClassVar[bool] = True

    def post(self, x: Variables) -> Iterator[Amount]:
        for subforum in x.conference.subforums:
            for talk in subforum.talks:
                priority = _priority(subforum, talk)
                placed = x.talks[talk.id].placed
                yield Amount((1 - placed) * (priority * talk.minutes), (talk.id,), (f"talks/{talk.id}",))
                for seat in talk.seats:
                    if seat.required:
                        empty = placed - sum(x.fills[seat.id].values())
                        yield Amount(empty * (priority * SEAT_MINUTES), (seat.id,), (f"seats/{seat.id}",))
            if subforum.least_sittings > 1:
                held = sum(s.rooms for s in x.sittings_of[subforum.id])
                missing = x.at_least([(subforum.least_sittings - held, [])], subforum.least_sittings)
                yield Amount(missing * subforum.priority, (subforum.id,), (f"subforums/{subforum.id}/sittings",))
        for place in x.fixtures.values():
            fixture = x.conference.fixture(place.id)
            yield Amount((1 - place.placed) * (fixture.length * fixture.priority), (place.id,), (f"fixtures/{place.id}",))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        filled = {s.seat for slot, _ in agenda.slots.values() for s in slot.seats}
        standing = {f.fixture for f in agenda.fixtures}
        for subforum in conference.subforums if concerning is None else conference.forums_in(concerning):
            for talk in subforum.talks:
                if talk.id not in agenda.slots:
                    amount = sum(_priority(subforum, talk) for _ in range(talk.minutes))
                    yield Violation(
                        self.id,
                        amount,
                        (talk.id,),
                        f"'{conference.name(talk.id)}' ({talk.minutes} minutes) of {conference.name(subforum.id)} is left out.",
                        (f"talks/{talk.id}",),
                    )
                    continue
                for seat in talk.seats:
                    if seat.required and seat.id not in filled:
                        amount = _priority(subforum, talk) * SEAT_MINUTES
                        yield Violation(
                            self.id,
                            amount,
                            (seat.id,),
                            f"Nobody is {seat.role} of '{conference.name(talk.id)}' in {conference.name(subforum.id)}.",
                            (f"seats/{seat.id}",),
                        )
            held = len(agenda.sittings_of.get(subforum.id, ()))
            if subforum.least_sittings > max(held, 1):
                yield Violation(
                    self.id,
                    (subforum.least_sittings - held) * subforum.priority,
                    (subforum.id,),
                    f"{conference.name(subforum.id)} has {held} of its {subforum.least_sittings} sittings.",
                    (f"subforums/{subforum.id}/sittings",),
                )
        for fixture in conference.fixtures:
            if fixture.id not in standing and touches(concerning, (fixture.id,)):
                yield Violation(
                    self.id,
                    fixture.priority * fixture.length,
                    (fixture.id,),
                    f"{conference.name(fixture.id)} is left out.",
                    (f"fixtures/{fixture.id}",),
                )


def _priority(subforum: Subforum, talk: Talk) -> int:
    return subforum.priority if talk.priority is None else talk.priority
