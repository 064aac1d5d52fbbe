"""The region that is worst off counts beyond the sum: no continent pays for all the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.comfort import CURVE, Curve, wall_points
from constraints.rule import Amount, Concerning, Rule, Violation
from constraints.speaker_comfort import comfort_points
from instances.agenda import Agenda
from instances.conference import Conference

if TYPE_CHECKING:
    from constraints.variables import Expression, Variables


class Fairness(Rule):
    """Unit: comfort points per live online person invited, candidates included, rounded up, in the
    region where they are most."""

    id: ClassVar[str] = "fairness"
    unit: ClassVar[str] = "points a person"
    sees_rooms: ClassVar[bool] = False
    curve: Curve = CURVE

    def post(self, x: Variables) -> Iterator[Amount]:
        total: dict[str, list[Expression]] = {}
        for _, person, points in comfort_points(x, self.curve):
            total.setdefault(x.conference.region_of(person), []).append(points)
        people = _invited(x.conference)
        lower = [(sum(points), people[region]) for region, points in total.items()]
        if lower:
            longest = max(self.curve) * sum(a.place.size * x.grid for found in x.appearances.values() for a in found)
            worst = x.model.new_int_var(0, longest, "worst region")
            for points, number in lower:
                x.model.add(number * worst >= points)
            yield Amount(worst, (), ("rules/fairness",))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        invited = _invited(conference)
        points = dict.fromkeys(invited, 0)
        afar = conference.afar
        for person, talks in agenda.appearances.items():
            if person in afar and (region := afar[person][0]) in points:
                points[region] += sum(wall_points(self.curve, afar[person][1], slot.first, slot.last) for slot, _ in talks)
        worst = max(points, key=lambda r: (-(-points[r] // invited[r]), r), default=None)
        if worst is not None and points[worst]:
            amount = -(-points[worst] // invited[worst])
            yield Violation(
                self.id,
                amount,
                (),
                f"{worst} is worst off: {points[worst]} comfort points among {invited[worst]} live people.",
                ("rules/fairness",),
            )


def _invited(c: Conference) -> dict[str, int]:
    """Live online people invited to talks, by region."""
    found: dict[str, int] = {}
    for person, (region, _) in c.afar.items():
        if any(p in c.subforums_by_id for p in c.places_of[person]):
            found[region] = found.get(region, 0) + 1
    return found
