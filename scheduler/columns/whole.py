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
from scheduler.columns.generation import Columns, Node
from scheduler.columns.plans import ANY, SCALE, Planner
from scheduler.limits import Limits


def within(columns: Columns, node: Node, below: int, limits: Limits, improved: Callable[[Agenda], None]) -> search.Found:
    """Search a node for agendas that cost less than `below`; infeasible where there are none.

    What it finds may cost more, or not be admissible: it is for the checker to say.
    """
    model, proof = cp_model.CpModel(), node.proof
    spare = SCALE * (below - 1) - proof.thousandths
    planners = [Planner(columns.conference, columns.rules, id, columns.master.ties, model) for id in columns.planners]
    costs: list[cp_model.LinearExprT] = []
    parts: dict[int, list[cp_model.LiteralT]] = {}
    for planner in planners:
        planner.confine(node.spans.get(planner.subforum, ANY))
        least = proof.least[planner.subforum]
        model.add_linear_constraint(planner.priced(proof.prices), least, least + spare)
        costs.append(planner.counted)
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
    model.add_linear_constraint(sum(costs), node.bound, below - 1)
    model.minimize(sum(costs))

    def found(value: search.Value, _: int) -> None:
        improved(columns.joined([s for planner in planners for s in planner.sittings(value)]))

    outcome = search.run(model, limits, found, lambda _: None, columns.interrupt)
    columns.effort += outcome.effort
    return outcome
