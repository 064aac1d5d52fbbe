"""The plans that are known, and the choice among them: as a linear program, which gives prices, and in whole plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

from constraints.rule import Tie
from scheduler import search
from scheduler.columns.plans import ANY, SCALE, Plan, Span
from scheduler.limits import Interrupt, Limits

TINY = 1e-6


@dataclass(frozen=True)
class Mixture:
    """A mixture of plans: its points, with those for what it breaks; the prices of ties that follow from it, in thousandths of a
    point; the plans' shares; and whether it breaks what must not be."""

    points: float
    prices: dict[int, int]
    shares: dict[Plan, float]
    broken: bool


@dataclass
class Master:
    """`points`: what each two parts of a tie cost that hold at once; None where that must not be."""

    ties: Sequence[Tie]
    points: Sequence[int | None]
    plans: dict[str, dict[frozenset[int], Plan]] = field(default_factory=dict)

    def add(self, plan: Plan) -> bool:
        """Keep a plan, unless one is known that takes part in the same ties for as little."""
        known = self.plans.setdefault(plan.subforum, {})
        if plan.ties in known and known[plan.ties].points <= plan.points:
            return False
        known[plan.ties] = plan
        return True

    def mixture(
        self, fine: int, spans: Mapping[str, Span] = MappingProxyType({}), fixed: Mapping[str, Plan] = MappingProxyType({})
    ) -> Mixture | None:
        """The best mixture of plans, in all one of each subforum; of some the plan is fixed. `fine`: points for what must not be.

        Plans of a subforum with a span have points up to its end, and count as at least its beginning. None
        where its numbers are too far apart for a linear program to be solved.
        """
        m = mathopt.Model()
        costs: list[mathopt.LinearTypes] = []
        takers: dict[int, list[mathopt.LinearTypes]] = {}
        shares: dict[Plan, mathopt.Variable] = {}
        for subforum, plans in self.plans.items():
            least, most = spans.get(subforum, ANY)
            here = [fixed[subforum]] if subforum in fixed else [plan for plan in plans.values() if plan.points <= most]
            for plan in here:
                share = shares[plan] = m.add_variable(lb=0)
                costs.append(max(plan.points, least) * share)
                for n in plan.ties:
                    takers.setdefault(n, []).append(share)
            m.add_linear_constraint(mathopt.fast_sum([shares[plan] for plan in here]) == 1)
        excess: dict[int, mathopt.Variable] = {}
        limits: dict[int, mathopt.LinearConstraint] = {}
        for n, taking in takers.items():
            points = self.points[n]
            excess[n] = m.add_variable(lb=0)
            costs.append((fine if points is None else points) * excess[n])
            limits[n] = m.add_linear_constraint(mathopt.fast_sum(taking) - excess[n] <= 1)
        m.minimize(mathopt.fast_sum(costs))
        result = _solved(m)
        if result is None:
            return None
        value, dual = result.variable_values(), result.dual_values()
        prices = {n: self._price(n, -dual[limit]) for n, limit in limits.items()}
        return Mixture(
            points=result.objective_value(),
            prices={n: price for n, price in prices.items() if price},
            shares={plan: value[share] for plan, share in shares.items() if value[share] > TINY},
            broken=any(value[excess[n]] > TINY and self.points[n] is None for n in excess),
        )

    def _price(self, tie: int, dual: float) -> int:
        """A price in thousandths; breaking a tie that may be broken costs no more than its points."""
        price, most = max(round(dual * SCALE), 0), self.points[tie]
        return price if most is None else min(price, most * SCALE)

    def choice(self, limits: Limits, interrupt: Interrupt, below: int | None) -> tuple[list[Plan], float]:
        """The best plans, one of each subforum, that break nothing they must not, and the deterministic time that it took.

        None where none were found that cost less than `below`.
        """
        m = cp_model.CpModel()
        takers: dict[int, list[cp_model.IntVar]] = {}
        costs: list[cp_model.LinearExprT] = []
        chosen: dict[Plan, cp_model.IntVar] = {}
        for plans in self.plans.values():
            for plan in plans.values():
                chosen[plan] = m.new_bool_var("")
                costs.append(plan.points * chosen[plan])
                for n in plan.ties:
                    takers.setdefault(n, []).append(chosen[plan])
            m.add_exactly_one(chosen[plan] for plan in plans.values())
        for n, taking in takers.items():
            points = self.points[n]
            if points is None:
                m.add_at_most_one(taking)
            else:
                excess = m.new_int_var(0, len(taking), "")
                m.add(sum(taking) - excess <= 1)
                costs.append(points * excess)
        if below is not None:
            m.add(sum(costs) < below)
        m.minimize(sum(costs))
        found = search.run(m, limits, lambda *_: None, lambda _: None, interrupt)
        return [plan for plan, literal in chosen.items() if found.value and found.value(literal)], found.effort


def _solved(m: mathopt.Model) -> mathopt.SolveResult | None:
    """The solution of a linear program, by the first solver that finds one."""
    for solver in (mathopt.SolverType.GLOP, mathopt.SolverType.HIGHS):
        result = mathopt.solve(m, solver)
        if result.has_primal_feasible_solution() and result.has_dual_feasible_solution():
            return result
    return None
