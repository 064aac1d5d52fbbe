"""The model of a repair: hard rules first, wishes when they are asked for, and one objective after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from constraints import Rule
from constraints.assignment import agenda_of, values_of
from constraints.placed import Placed
from instances.agenda import Agenda, TierScore
from instances.conference import Conference
from scheduler import model, search
from scheduler.limits import Interrupt, Limits
from scheduler.search import Value

if TYPE_CHECKING:
    from constraints.variables import Expression

Heard = Callable[[Agenda | None, int | None, int | None], None]
"""Gets better agendas, their penalty, and bounds."""
Within = Sequence[tuple["Expression", int]]
"""Expressions, and the most that each may be."""


class Model:
    """A conference with its rooms all distinct, for what is published names them."""

    def __init__(self, conference: Conference, rules: Sequence[Rule], *, loose: bool = False) -> None:
        self.x = model.variables(conference, rules, draft=loose, distinct=True)
        self.hard = [rule for rule in rules if rule.hard and not (loose and isinstance(rule, Placed))]
        self.soft = [rule for rule in rules if rule not in self.hard]
        for rule in self.hard:
            rule.forbid(self.x)

    def sum(self, rule: Rule) -> Expression:
        """The amounts of a rule, added up."""
        return sum(amount.expression for amount in rule.post(self.x))

    def wishes(self) -> Expression:
        """The points of all wishes."""
        return sum(self.sum(rule) * rule.points for rule in self.soft if rule.points)

    def left_out(self) -> Expression:
        """What is left out, by priority."""
        return sum(self.sum(rule) for rule in self.soft if isinstance(rule, Placed))

    def minimise(
        self,
        name: str,
        objective: Expression,
        start: Agenda,
        limits: Limits,
        heard: Heard,
        interrupt: Interrupt,
        within: Within = (),
        *,
        whole: bool = True,
        plain: bool = True,
    ) -> tuple[TierScore, Agenda | None]:
        """The best agenda by an objective, with others held within limits; None where there is none, or none was found.

        It begins from an agenda that is within them; where that is not a `whole` one, near it. `plain`: whether it is likely that
        little is to be searched.
        """
        trial = self.x.model.clone()
        trial.minimize(objective)
        for expression, most in within:
            if not isinstance(expression, int):
                trial.add(expression <= most)
        if whole:
            model.hint(self.x, start, trial)
        else:
            for decision in values_of(self.x, start):
                trial.add_hint(decision.variable, decision.value)

        def improved(value: Value, penalty: int) -> None:
            heard(agenda_of(self.x, value), penalty, None)

        run = search.first_plain if plain else search.run
        found = run(trial, limits, improved, lambda bound: heard(None, None, bound), interrupt)
        if found.value is None or found.objective is None:
            return TierScore(name=name, penalty=0, bound=found.bound, status=found.status), None
        bound = max(found.bound or 0, 0)
        return TierScore(name=name, penalty=found.objective, bound=bound, status=found.status), agenda_of(self.x, found.value)
