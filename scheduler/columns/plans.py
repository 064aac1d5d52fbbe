"""One subforum by itself: its plans, and the cheapest of them at given prices."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from constraints import Rule
from constraints.assignment import agenda_of
from constraints.rule import Tie
from instances.agenda import Agenda, Sitting
from instances.conference import Conference
from scheduler import model, search
from scheduler.limits import Interrupt, Limits, since
from scheduler.part import part

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel

    from constraints.variables import Expression, Literal

SCALE = 1000
"""Prices are whole thousandths of a point, so that sums of them are exact."""

TUNING = {**search.QUICK, "linearization_level": 2}
"""Of the solver, for a model as small as this."""


MOST = 100_000_000_000
"""Points of a plan, at most."""

Span = tuple[int, int]
ANY: Span = (0, MOST)


@dataclass(frozen=True)
class Plan:
    """What a subforum may do: its points as if it were alone, the ties it takes part in, and its sittings."""

    subforum: str
    points: int
    ties: frozenset[int]
    sittings: Callable[[], tuple[Sitting, ...]] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Cheapest:
    """The cheapest plan that was found at some prices, and what no plan falls short of, in thousandths; no plan where none was found."""

    plan: Plan | None
    least: int
    effort: float
    infeasible: bool = False


class Planner:
    """The model of a subforum as if it were alone, with what takes part in ties, by their numbers."""

    def __init__(
        self, conference: Conference, rules: Sequence[Rule], subforum: str, ties: Sequence[Tie], into: CpModel | None = None
    ) -> None:
        self.subforum = subforum
        alone = [rule for rule in (rule.alone() for rule in rules) if rule is not None]
        self.x, self.points, _ = model.build(part(conference, {subforum}).conference, alone, gathered=True, into=into)
        self.parts = {n: self.x.holds(subforum, tie.parts[subforum]) for n, tie in enumerate(ties) if subforum in tie.parts}
        self.counted = self.x.model.new_int_var(0, MOST, "")
        self.x.model.add(self.counted >= self.points)
        self._known: Sequence[int] = ()

    def cheapest(self, prices: Mapping[int, int], span: Span, limits: Limits, interrupt: Interrupt) -> Cheapest:
        """The cheapest plan at prices for ties, in thousandths of a point; from the last one found."""
        self.confine(span)
        self.x.model.minimize(self.priced(prices))
        search.begin_from(self.x.model, self._known)
        found = search.run(self.x.model, limits, lambda *_: None, lambda _: None, interrupt, TUNING)
        least = found.bound if found.bound is not None else 0
        if found.value is None:
            return Cheapest(None, least, found.effort, found.status == "infeasible")
        self._known = found.values
        ties = frozenset(n for n, literal in self.parts.items() if found.value(literal))
        return Cheapest(Plan(self.subforum, found.value(self.points), ties, partial(self.sittings, found.value)), least, found.effort)

    def confine(self, span: Span) -> None:
        """Only plans with points up to the end of a span, which count as at least its beginning."""
        domain = self.x.model.proto.variables[self.counted.index].domain
        domain.clear()
        domain.extend(span)

    def known(self, agenda: Agenda) -> Plan | None:
        """The plan that an agenda has for the subforum; None where its model excludes it."""
        sittings = tuple(s for s in agenda.sittings if s.subforum == self.subforum)
        self.confine(ANY)
        self.x.model.minimize(self.points)
        start = model.hint(self.x, agenda.replaced(sittings=sittings, fixtures=(), unplaced=()))
        if start is None:
            return None
        self._known = start.values
        ties = frozenset(n for n, literal in self.parts.items() if _holds(literal, start.values))
        return Plan(self.subforum, start.penalty, ties, lambda: sittings)

    def priced(self, prices: Mapping[int, int]) -> Expression:
        """What a plan costs at prices, in thousandths."""
        return SCALE * self.counted + sum(prices[n] * literal for n, literal in self.parts.items() if n in prices)

    def sittings(self, value: search.Value) -> tuple[Sitting, ...]:
        """What a solution of its model stands for."""
        return agenda_of(self.x, value).sittings


def bound(conference: Conference, rules: Sequence[Rule], bounded: Callable[[int], None], limits: Limits, interrupt: Interrupt) -> float:
    """What all subforums cost at least, each as if it were alone, as far as there is time; the deterministic time that it took.

    `bounded` gets each better bound: whoever was not asked yet costs nothing.
    """
    began, least, effort = time.perf_counter(), 0, 0.0
    for subforum in conference.subforums:
        left = since(limits, began)
        if interrupt.is_set() or not left.seconds or (limits.repeatable and effort >= limits.effort):
            break
        planner = Planner(conference, rules, subforum.id, ())
        found = planner.cheapest({}, ANY, replace(left, workers=1), interrupt)
        least, effort = least + found.least, effort + found.effort
        bounded(-(-least // SCALE))
    return effort


def _holds(literal: Literal, values: Sequence[int]) -> bool:
    """Whether a literal holds where variables have these values, by their index."""
    return bool(values[literal.index] if literal.index >= 0 else not values[~literal.index])
