"""The subforums in one model, joined by their ties and sharpened by what prices have proved.

An agenda that is better than a known one can spend no more than the difference between that and the
bound on plans that are not the cheapest at the prices of the bound: that, said of each subforum, leaves
few plans where the gap is small.
"""

from __future__ import annotations

from collections.abc import Callable

from ortools.sat.python import cp_model

from instances.agenda import Agenda
from scheduler import search
from scheduler.columns.generation import Columns
from scheduler.columns.plans import SCALE, Planner
from scheduler.limits import Limits


def within(
    columns: Columns, first: int, below: int, limits: Limits, improved: Callable[[Agenda], None], bounded: Callable[[int], None]
) -> search.Found:
    """Search for agendas that cost at least `first`, which is a bound, and less than `below`; infeasible where there are none.

    What it finds may cost more, or not be admissible: it is for the checker to say.
    """
    model, proof = cp_model.CpModel(), columns.proof
    spare = SCALE * (below - 1) - proof.thousandths
    planners = [Planner(columns.conference, columns.rules, id, columns.master.ties, model) for id in columns.planners]
    costs: list[cp_model.LinearExprT] = []
    parts: dict[int, list[cp_model.LiteralT]] = {}
    for planner in planners:
        points = model.new_int_var(0, below, "")
        model.add(points == planner.points)
        planner.points = points
        least = proof.least[planner.subforum]
        model.add_linear_constraint(planner.priced(proof.prices), least, least + spare)
        costs.append(points)
        for n, literal in planner.parts.items():
            parts.setdefault(n, []).append(literal)
    for n, literals in parts.items():
        points_of = columns.master.points[n]
        if points_of is None:
            model.add_at_most_one(literals)
        elif len(literals) > 1:
            excess = model.new_int_var(0, len(literals) - 1, "")
            model.add(sum(literals) <= 1 + excess)
            costs.append(points_of * excess)
    model.add_linear_constraint(sum(costs), first, below - 1)
    model.minimize(sum(costs))

    def found(value: search.Value, _: int) -> None:
        improved(columns.joined([s for planner in planners for s in planner.sittings(value)]))

    outcome = search.run(model, limits, found, bounded, columns.interrupt)
    columns.effort += outcome.effort
    return outcome
