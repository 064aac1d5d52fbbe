"""Never are more units of a resource in use than there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation
from instances.agenda import Agenda
from instances.conference import Conference, Resource

if TYPE_CHECKING:
    from constraints.variables import Expression, Variables


class Resources(Rule):
    """Unit: minutes times the units of a resource that are missing in them."""

    id: ClassVar[str] = "resource"
    unit: ClassVar[str] = "unit minutes"
    sees_rooms: ClassVar[bool] = False

    def post(self, x: Variables) -> Iterator[Amount]:
        for resource in x.conference.resources:
            users = _users(x.conference, resource)
            terms = []
            for block in x.blocks.values():
                for tick in range(block.first, block.last):
                    demand: Expression = 0
                    for sitting in (s for u in users for s in x.sittings_of[u]):
                        covers = x.breach(
                            x.follows(sitting.span, (tick, tick)),
                            x.follows((tick + 1, tick + 1), sitting.span),
                            ~sitting.in_block[block.id],
                        )
                        demand += covers * sitting.subforum.uses[resource.id]
                    most = sum(s.subforum.uses[resource.id] for u in users for s in x.sittings_of[u])
                    for capacity, minutes in _capacities(resource, x.minute(tick), x.grid):
                        if most > capacity:
                            terms.append(minutes * x.at_least([(demand - capacity, [])], most))
            if users:
                yield Amount(sum(terms), tuple(users), _facts(resource))

    def forbid(self, x: Variables) -> None:
        if self.limit:
            super().forbid(x)
            return
        for resource in x.conference.resources:
            intervals, demands = [], []
            for sitting in (s for u in _users(x.conference, resource) for s in x.sittings_of[u]):
                intervals.append(x.interval(sitting, sitting.held))
                demands.append(sitting.subforum.uses[resource.id])
            highest = max([resource.capacity, *(w.capacity for w in resource.windows)])
            for block in x.blocks.values():
                for tick in range(block.first, block.last):
                    lowest = min(capacity for capacity, _ in _capacities(resource, x.minute(tick), x.grid))
                    if lowest < highest:
                        intervals.append(x.model.new_fixed_size_interval_var(tick, 1, ""))
                        demands.append(highest - lowest)
            x.model.add_cumulative(intervals, demands, highest)

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        looked_at = [s for s in conference.subforums if concerning is None or s.id in concerning]
        for resource in conference.resources:
            if concerning is not None and not any(resource.id in s.uses for s in looked_at):
                continue
            using = [s for s in agenda.sittings if resource.id in conference.subforum(s.subforum).uses]
            wanted, missing, worst = 0, 0, (0, 0)
            steps = Counter[int](dict.fromkeys((t for w in resource.windows for t in (w.first, w.last)), 0))
            for s in using:
                units = conference.subforum(s.subforum).uses[resource.id]
                steps[s.first] += units
                steps[s.last] -= units
            for here, there in pairwise(sorted(steps)):
                wanted += steps[here]
                lowered = [w.capacity for w in resource.windows if w.first <= here < w.last]
                short = wanted - (min(lowered) if lowered else resource.capacity)
                if short > 0:
                    missing += short * (there - here)
                    worst = max(worst, (short, -here))
            if missing:
                when = min(s.start for s in using if s.first <= -worst[1] < s.last)
                yield Violation(
                    self.id,
                    missing,
                    tuple(_users(conference, resource)),
                    f"{conference.name(resource.id)}: {worst[0]} too few around {when:%b %d %H:%M}, {missing} unit minutes in all.",
                    _facts(resource),
                )


def _users(c: Conference, resource: Resource) -> list[str]:
    return sorted(s.id for s in c.subforums if resource.id in s.uses)


def _facts(resource: Resource) -> tuple[str, ...]:
    return (f"resources/{resource.id}/capacity", *(f"resources/{resource.id}/windows/{i}" for i in range(len(resource.windows))))


def _capacities(resource: Resource, first: int, grid: int) -> Iterator[tuple[int, int]]:
    """Capacities inside one tick with the minutes of each; where windows overlap, the lowest holds."""
    runs: dict[int, int] = {}
    for minute in range(first, first + grid):
        capacity = min((w.capacity for w in resource.windows if w.first <= minute < w.last), default=resource.capacity)
        runs[capacity] = runs.get(capacity, 0) + 1
    yield from sorted(runs.items())
