"""The search by columns from end to end: plans and prices, a choice among plans, and the whole in one model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from constraints import Rule
from instances.agenda import Agenda
from instances.conference import Conference
from scheduler.columns.generation import Columns, Node
from scheduler.columns.master import TINY
from scheduler.columns.plans import ANY
from scheduler.columns.whole import within
from scheduler.limits import Interrupt, Limits

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
    root = columns.root

    def enough(bound: int) -> bool:
        best.bounded(bound)
        return not best.open

    def choose() -> None:
        if plans := columns.choice(best.penalty):
            found(columns.agenda(plans))

    def dive() -> None:
        if len(plans := columns.dive()) == len(columns.planners):
            found(columns.agenda(plans))

    def close(node: Node) -> bool:
        """Look at the agendas of a node that cost little more than its bound: whether more is known of it then, for good."""
        if best.penalty is None:
            return False
        before, below = node.bound, min(node.bound + node.width, best.penalty)
        outcome = within(columns, node, below, columns.left(CLOSING), found)
        node.least = max(node.least, below if outcome.status == "infeasible" else outcome.bound or 0)
        node.width *= 2
        return outcome.status in ("infeasible", "optimal") and node.bound > before

    if best.best is not None:
        columns.start(best.best.replaced(conference_hash=conference.hash))
    columns.grow(root, enough)
    for step in (choose, dive, choose, lambda: branch(columns, best, close), choose):
        if best.open and root.proof.least and not columns.over:
            step()
    return columns.effort


def branch(columns: Columns, best: Best, close: Callable[[Node], bool]) -> None:
    """Raise the bound: a subforum whose plans are mixed of dear and cheap ones is dear, or it is cheap."""
    nodes = [columns.root]
    while best.open and not columns.over:
        node = min(nodes, key=lambda node: node.bound)
        if node.hopeless:
            break  # and so are all others
        divided = _divided(node)
        if divided is None:
            closed = close(node)
            best.bounded(min(node.bound for node in nodes))
            if not closed:
                break
            continue
        nodes.remove(node)
        subforum, points = divided
        least, most = node.spans.get(subforum, ANY)
        for span in ((least, points), (points + 1, most)):
            child = Node({**node.spans, subforum: span}, node.proof, node.bound)
            columns.grow(child, lambda bound: best.penalty is not None and bound >= best.penalty)
            nodes.append(child)
        best.bounded(min(node.bound for node in nodes))


def _divided(node: Node) -> tuple[str, int] | None:
    """The subforum whose plans differ most in points in the mixture of a node, and the points up to which they are cheap, if any do."""
    mixed: dict[str, list[tuple[int, float]]] = {}
    for plan, share in node.mixture.shares.items() if node.mixture else ():
        mixed.setdefault(plan.subforum, []).append((max(plan.points, node.spans.get(plan.subforum, ANY)[0]), share))
    means = {id: sum(points * share for points, share in plans) for id, plans in mixed.items()}
    spreads = {id: sum(share * abs(points - means[id]) for points, share in plans) for id, plans in mixed.items()}
    widest = max(spreads, key=lambda id: spreads[id], default=None)
    if widest is None or spreads[widest] < TINY:
        return None
    return widest, min(points for points, _ in mixed[widest] if points > means[widest]) - 1
