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
from scheduler.limits import Interrupt, Limits


def close(
    columns: Columns, below: int, limits: Limits, interrupt: Interrupt, improved: Callable[[Agenda], None], bounded: Callable[[int], None]
) -> search.Found:
    """Search for agendas that cost less than `below`; `infeasible` where there are none. What it says is about the conference of
    the columns, its agendas are to be judged."""
    model, proof = cp_model.CpModel(), columns.proof
    planners = [Planner(columns.conference, columns.rules, id, columns.master.ties, model) for id in columns.planners]
    spare = SCALE * (below - 1) - proof.thousandths
    costs: list[cp_model.LinearExprT] = []
    parts: dict[int, list[cp_model.LinearExprT]] = {}
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
            model.add(sum(literals) - excess <= 1)
            costs.append(points_of * excess)
    model.add_linear_constraint(sum(costs), proof.bound, below - 1)
    model.minimize(sum(costs))

    def found(value: search.Value, _: int) -> None:
        improved(columns.joined([s for planner in planners for s in planner.sittings(value)]))

    return search.run(model, limits, found, bounded, interrupt)
