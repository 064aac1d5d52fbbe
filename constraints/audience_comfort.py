"""Online audiences can follow at a decent hour of their own day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.comfort import CURVE, Curve, wall_points
from constraints.rule import Amount, Concerning, Rule, Violation, touches
from constraints.speaker_comfort import points_at
from instances import clock
from instances.agenda import Agenda
from instances.conference import Audience, Conference, Positive

if TYPE_CHECKING:
    from constraints.variables import Expression, Sitting, Variables


class AudienceComfort(Rule):
    """Unit: each begun `per` comfort points, summed over the minutes of a sitting and the people
    who follow it online."""

    id: ClassVar[str] = "audience_comfort"
    unit: ClassVar[str] = "thousand comfort points"
    sees_rooms: ClassVar[bool] = False
    adds_up: ClassVar[bool] = True
    curve: Curve = CURVE
    per: Positive = 1000

    def post(self, x: Variables) -> Iterator[Amount]:
        for sitting in x.sittings.values():
            audience = sitting.subforum.audience
            if not audience.online:
                continue
            if sitting.fixed:
                yield Amount(self._lone(x, sitting), (sitting.subforum.id,), _facts(sitting.subforum.id))
                continue
            since = self._since(x, audience)
            points = x.by_end(sitting, since.__getitem__) - x.by_start(sitting, since.__getitem__)
            most = -(-max(since.values()) // self.per)
            amount = x.model.new_int_var(0, most, "")
            x.model.add(self.per * amount >= points)
            yield Amount(amount, (sitting.subforum.id,), _facts(sitting.subforum.id))

    def _lone(self, x: Variables, sitting: Sitting) -> Expression:
        since, minutes = self._since(x, sitting.subforum.audience), sitting.least * x.grid
        return x.by_start(sitting, lambda m: -(-(since[m + minutes] - since[m]) // self.per))

    def _since(self, x: Variables, audience: Audience) -> dict[int, int]:
        """Points of all people before each minute of the blocks."""
        by_zone = [(people, x.running(x.blocks, points_at(self.curve, zone))) for zone, people in audience.online.items()]
        return {minute: sum(people * since[minute] for people, since in by_zone) for minute in by_zone[0][1]}

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for sitting in agenda.among(concerning):
            online = conference.subforum(sitting.subforum).audience.online
            if not online or not touches(concerning, (sitting.subforum,)):
                continue
            by_zone = {zone: people * wall_points(self.curve, zone, sitting.first, sitting.last) for zone, people in online.items()}
            amount, rest = divmod(sum(by_zone.values()), self.per)
            if amount or rest:
                zone = max(by_zone, key=lambda z: (by_zone[z], z))
                local = clock.instant(sitting.first, zone)
                when = f"{local:%H:%M} on {local:%b %d}"
                yield Violation(
                    self.id,
                    amount + bool(rest),
                    (sitting.subforum,),
                    f"{conference.name(sitting.subforum)} starts at {when} for its {online[zone]} online guests in {zone}.",
                    _facts(sitting.subforum),
                )


def _facts(subforum: str) -> tuple[str, ...]:
    return (f"subforums/{subforum}/audience/online",)
