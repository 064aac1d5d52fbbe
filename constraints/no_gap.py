"""A sitting that is as long as its talks begins with the first, ends with the last, and has no gap between two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda
from instances.conference import Conference

if TYPE_CHECKING:
    from constraints.variables import Variables


class NoGap(Rule):
    """Unit: minutes of a sitting in which no talk is held."""

    id: ClassVar[str] = "no_gap"
    unit: ClassVar[str] = "minutes"
    sees_rooms: ClassVar[bool] = False
    adds_up: ClassVar[bool] = True

    def post(self, x: Variables) -> Iterator[Amount]:
        for sitting in x.sittings.values():
            if sitting.fixed:
                yield Amount(0, (sitting.subforum.id,))
                continue
            talks = sum(x.talks[t.id].hosts[sitting.id] * t.minutes for t in sitting.subforum.talks)
            length = x.grid * (sitting.end - sitting.start)
            empty = x.at_least([(length - talks, [sitting.held])], most=x.grid * max(b.last - b.first for b in x.blocks.values()))
            yield Amount(empty, (sitting.subforum.id,))

    def forbid(self, x: Variables) -> None:
        for sitting in x.sittings.values():
            if not sitting.fixed:
                talks = sum(x.talks[t.id].hosts[sitting.id] * t.minutes for t in sitting.subforum.talks)
                x.model.add(x.grid * (sitting.end - sitting.start) <= talks + self.limit).only_enforce_if(sitting.held)

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for sitting in agenda.among(concerning):
            if conference.subforum(sitting.subforum).sitting_fills == "block" or not touches(concerning, (sitting.subforum,)):
                continue
            now, empty = sitting.first, 0
            for slot in sorted(sitting.talks, key=lambda t: t.first):
                empty += slot.first - now
                now = slot.last
            empty += sitting.last - now
            if empty:
                when = f"between {sitting.start:%H:%M} and {sitting.end:%H:%M}"
                sentence = f"{conference.name(sitting.subforum)} has {empty} minutes without a talk {when}."
                yield Violation(self.id, empty, (sitting.subforum,), sentence)
