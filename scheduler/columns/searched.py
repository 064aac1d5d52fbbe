"""The search by columns from end to end: plans and prices, a choice among plans, and the whole in one model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from constraints import Rule
from instances.agenda import Agenda
from instances.conference import Conference
from scheduler.columns.generation import MOST, Columns
from scheduler.columns.whole import within
from scheduler.limits import Interrupt, Limits

FINE = 200
"""Points for what must not be in a mixture of plans, at first."""

CLOSING = 0.4
"""The share of the time left for agendas that cost little more than the bound."""


class Best(Protocol):
    """The best agenda so far, its penalty, and what is proved."""

    best: Agenda | None
    penalty: int | None
    bound: int | None

    @property
    def open(self) -> bool:
        """Whether there is something left to find or to prove."""

    def bounded(self, bound: int) -> None:
        """Keep a bound if it is better."""


def searched(
    conference: Conference, rules: Sequence[Rule], best: Best, found: Callable[[Agenda], None], limits: Limits, interrupt: Interrupt
) -> float:
    """Search until nothing is left to find or to prove, or time is over; the deterministic time that it took.

    `found` gets agendas, which may be no better than what is known, or not admissible.
    """
    columns = Columns(conference, rules, limits, interrupt)

    def enough(bound: int) -> bool:
        best.bounded(bound)
        return not best.open

    def choose() -> None:
        if plans := columns.choice(best.penalty):
            found(columns.agenda(plans))

    def dive() -> None:
        if len(plans := columns.dive()) == len(columns.planners):
            found(columns.agenda(plans))

    def close() -> None:
        width = 1
        while best.open and not columns.over and width < MOST:
            first = max(best.bound or 0, columns.proof.bound)
            below = first + width if best.penalty is None else min(first + width, best.penalty)
            outcome = within(columns, first, below, columns.left(CLOSING), found, best.bounded)
            best.bounded(below if outcome.status == "infeasible" else outcome.bound or 0)
            if outcome.status != "infeasible":
                break
            width *= 2

    if best.best is not None:
        columns.start(best.best.replaced(conference_hash=conference.hash))
    columns.grow(enough, FINE)
    for step in (choose, close, dive, choose, close):
        if best.open and columns.proof.least and not columns.over:
            step()
    return columns.effort
