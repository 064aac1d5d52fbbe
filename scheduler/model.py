"""The model of a conference: its variables, the hard rules forbidden, the soft ones added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from constraints import Rule
from constraints.alike import alike_talks
from constraints.assignment import Decision, values_of
from constraints.placed import Placed
from constraints.variables import Variables
from instances.agenda import Agenda, TalkSlot
from instances.conference import Conference
from scheduler.search import begin_from

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel

    from constraints.variables import Expression


@dataclass(frozen=True)
class Start:
    """An agenda in a model: its decisions, the values of all variables by their index, and its penalty."""

    decisions: Sequence[Decision]
    values: Sequence[int]
    penalty: int


def build(
    conference: Conference, rules: Sequence[Rule], *, draft: bool = False, gathered: bool = False, into: CpModel | None = None
) -> tuple[Variables, Expression, Expression]:
    """Variables, the points of all wishes, and what a draft leaves out (0 where it may not).

    In a draft everything may be left out, at the price that `Placed` puts on it. `gathered`: see
    `Variables`; only where no room holds two things at once. `into`: a model that has others already.
    """
    x = variables(conference, rules, draft=draft, gathered=gathered, into=into)
    wishes: list[Expression] = []
    left_out: list[Expression] = []
    for rule in rules:
        if draft and isinstance(rule, Placed):
            left_out = [amount.expression for amount in rule.post(x)]
            wishes += [amount * rule.points for amount in left_out]
        elif rule.hard:
            rule.forbid(x)
        elif rule.points:
            wishes += [amount.expression * rule.points for amount in rule.post(x)]
    if x.whole and x.tight:
        _order_alike(x)
    return x, sum(wishes), sum(left_out)


def variables(
    conference: Conference,
    rules: Sequence[Rule],
    *,
    draft: bool = False,
    gathered: bool = False,
    distinct: bool = False,
    into: CpModel | None = None,
) -> Variables:
    """The variables of a conference in a model, in the modes that its hard rules allow. `distinct`: each room is one of its own."""
    hard = {rule.id for rule in rules if rule.hard and not rule.limit}
    return Variables(
        conference,
        into or cp_model.CpModel(),
        whole="placed" in hard and not draft,
        tight="no_gap" in hard,
        classes=not distinct and "room_overlap" in hard and not any(rule.tells_rooms_apart for rule in rules),
        loose=draft,
        gathered=gathered and "room_overlap" in hard,
    )


def _order_alike(x: Variables) -> None:
    """Talks that change places without any effect stand in one order."""
    for group in alike_talks(x.conference):
        for one, other in pairwise(group):
            x.model.add(x.talks[one].start < x.talks[other].start)


def hint(x: Variables, agenda: Agenda, trial: CpModel | None = None) -> Start | None:
    """Start a model from an agenda: complete where all else follows from it, and then returned; a direction otherwise.

    `trial`: a copy of the model with more in it. What follows is the best by the objective: without one, what adds up may stand higher
    than it has to, and break a limit that is put to it later.
    """
    begun = x.model if trial is None else trial
    chosen = values_of(x, _like_the_model(x, agenda))
    fixed = cp_model.CpModel()
    fixed.proto.copy_from(begun.proto)
    for decision in chosen:
        fixed.add(fixed.get_int_var_from_proto_index(decision.variable.index) == decision.value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False  # it would take the handler of Python away for good
    solver.parameters.max_deterministic_time = 2.0
    complete = solver.solve(fixed) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    values = tuple(solver.response_proto.solution) if complete else ()
    begin_from(begun, values)
    if complete:
        return Start(chosen, values, round(solver.objective_value))
    for decision in chosen:
        begun.add_hint(decision.variable, decision.value)
    return None


def _like_the_model(x: Variables, agenda: Agenda) -> Agenda:
    """The same agenda with talks that are alike in the order that the model asks for."""
    if not (x.whole and x.tight):
        return agenda
    places: dict[str, str] = {}
    for group in alike_talks(x.conference):
        placed = sorted((t for t in group if t in agenda.slots), key=lambda t: agenda.slots[t][0].first)
        places.update(zip(placed, (t for t in group if t in agenda.slots), strict=True))

    def exchanged(slot: TalkSlot) -> TalkSlot:
        talk = places.get(slot.talk, slot.talk)
        return slot.replaced(talk=talk, speakers=x.conference.talk(talk).speakers)

    sittings = [s.replaced(talks=tuple(map(exchanged, s.talks))) for s in agenda.sittings]
    return agenda.replaced(sittings=tuple(sittings))
