"""The loop between plans and their prices, until no plan is worth more than those that are known."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from constraints import Rule
from constraints.rule import Tie
from instances.agenda import Agenda, Sitting
from instances.conference import Conference
from scheduler.columns.master import TINY, Master, Mixture
from scheduler.columns.plans import ANY, MOST, SCALE, Cheapest, Plan, Planner, Span
from scheduler.limits import Interrupt, Limits, cores

SMOOTH = 0.6
"""The share of the best prices so far in the next ones: those of a linear program alone swing wildly (Wentges 1997)."""

SECONDS, EFFORT = 20.0, 10.0
"""For the cheapest plan of one subforum, at most."""

FINE = 200
"""Points for what must not be in a mixture of plans, at first."""

MOST_FINE = 10_000_000
"""Points for what must not be above which it is not worth it to be avoided, since it cannot be."""

STRICT = 100_000
"""Points for what must not be, where whole plans are sought."""

CHOOSING = 0.15
"""The share of the time left for a choice among plans."""

WHOLE = 0.999
"""A share that is rounded up."""

ROUNDS = 4
"""New prices between two decisions of a dive."""

Prices = dict[int, int]


@dataclass(frozen=True)
class Proof:
    """Prices of ties, and what no plan of each subforum costs less than at these, in thousandths; together a bound."""

    prices: Prices
    least: dict[str, int]

    @property
    def thousandths(self) -> int:
        """What no agenda costs less than: of each tie one part is free."""
        return sum(self.least.values()) - sum(self.prices.values())

    @property
    def bound(self) -> int:
        """The same in whole points."""
        return -(-self.thousandths // SCALE)


@dataclass
class Node:
    """Agendas whose plans have points within spans, the best proof for these, and the best mixture; `hopeless` where there are none.

    `least`: what is known already that none of them costs less than. `width`: points above the bound that are looked at together next.
    """

    spans: dict[str, Span]
    proof: Proof
    least: int = 0
    mixture: Mixture | None = None
    width: int = 4
    hopeless: bool = False

    @property
    def bound(self) -> int:
        """What none of them costs less than."""
        return MOST if self.hopeless else max(self.proof.bound, self.least)


class Columns:
    """The search of a conference by columns."""

    def __init__(self, conference: Conference, rules: Sequence[Rule], limits: Limits, interrupt: Interrupt) -> None:
        self.conference, self.rules, self.limits, self.interrupt = conference, rules, limits, interrupt
        self.until, self.effort = time.perf_counter() + limits.seconds, 0.0
        ties: list[Tie] = []
        points: list[int | None] = []
        for rule in rules:
            for tie in rule.ties(conference) if rule.points or (rule.hard and not rule.limit) else ():
                ties.append(tie)
                points.append(None if rule.hard else tie.points * rule.points)
        self.planners = {s.id: Planner(conference, rules, s.id, ties) for s in conference.subforums}
        self.master = Master(ties, points)
        self.root = Node({}, Proof({}, {}))
        self.width = min(limits.workers, cores())

    @property
    def over(self) -> bool:
        """Whether time is over."""
        spent = self.effort >= self.limits.effort if self.limits.repeatable else time.perf_counter() >= self.until
        return spent or self.interrupt.is_set()

    def left(self, share: float) -> Limits:
        """A share of what is left of the time."""
        seconds, effort = max(self.until - time.perf_counter(), 0.01), max(self.limits.effort - self.effort, 0.01)
        return replace(self.limits, seconds=share * seconds, effort=share * effort)

    def _brief(self) -> Limits:
        left = self.left(1.0)
        return replace(left, workers=1, seconds=min(SECONDS, left.seconds), effort=min(EFFORT, left.effort))

    def cheapest(self, prices: Prices, spans: Mapping[str, Span], subforums: Iterable[str]) -> list[Cheapest]:
        """The cheapest plans of some subforums at some prices."""

        def one(id: str) -> Cheapest:
            return self.planners[id].cheapest(prices, spans.get(id, ANY), self._brief(), self.interrupt)

        with ThreadPoolExecutor(self.width) as pool:
            try:
                found = list(pool.map(one, subforums))
            except KeyboardInterrupt:
                self.interrupt.set()  # or the pool would be waited for
                raise
        self.effort += sum(c.effort for c in found)
        return found

    def start(self, agenda: Agenda) -> None:
        """Begin with the plans of an agenda."""
        for planner in self.planners.values():
            if (plan := planner.known(agenda)) is not None:
                self.master.add(plan)

    def grow(self, node: Node, enough: Callable[[int], bool], fine: int = FINE) -> None:
        """Make plans until no mixture of them would be better; `enough` hears each better bound of a node, and says whether it is enough.

        `fine`: points for what must not be, at first; more where it would be worth it.
        """
        if self._price(node, node.proof.prices, enough)[1]:
            return
        while not self.over:
            mixture = node.mixture = self.master.mixture(fine, node.spans)
            if mixture is None:
                return
            share = SMOOTH
            while not self.over:
                keys = mixture.prices.keys() | node.proof.prices.keys()
                prices = {n: round(share * node.proof.prices.get(n, 0) + (1 - share) * mixture.prices.get(n, 0)) for n in keys}
                new, done = self._price(node, prices, enough)
                if done:
                    return
                if new or not share:
                    break
                share = share / 2 if share > 0.2 else 0.0
            if math.ceil(mixture.points - TINY) <= node.bound or not new:
                if not mixture.broken or fine > MOST_FINE:
                    return
                fine *= 10

    def _price(self, node: Node, prices: Prices, enough: Callable[[int], bool]) -> tuple[bool, bool]:
        """New plans at some prices: whether there are any, and whether it is done."""
        found = dict(zip(self.planners, self.cheapest(prices, node.spans, self.planners), strict=True))
        node.hopeless = any(c.infeasible for c in found.values())
        if node.hopeless or any(c.plan is None for c in found.values()):
            return False, True
        new = [self.master.add(c.plan) for c in found.values() if c.plan]
        proof = Proof({n: p for n, p in prices.items() if p}, {id: c.least for id, c in found.items()})
        if not node.proof.least or proof.thousandths > node.proof.thousandths:
            node.proof = proof
            return any(new), enough(node.bound)
        return any(new), False

    def dive(self) -> list[Plan]:
        """Whole plans, one of each subforum: those with the largest shares are decided, one after the other, and new ones made between.

        They may break what they must not.
        """
        decided: dict[str, Plan] = {}
        while len(decided) < len(self.planners) and not self.over:
            mixture = self._around(decided)
            if mixture is None:
                break
            shares = mixture.shares
            open_ = {plan: share for plan, share in shares.items() if plan.subforum not in decided}
            whole = [plan for plan, share in open_.items() if share > WHOLE]
            divided = [plan for plan in open_ if plan not in whole]
            largest = [max(divided, key=lambda plan: open_[plan])] if divided else []
            decided |= {plan.subforum: plan for plan in (*whole, *largest)}
        return list(decided.values())

    def choice(self, below: int | None) -> list[Plan]:
        """The best whole plans among those known, one of each subforum, if they cost less than `below`; none where none were found."""
        plans, effort = self.master.choice(self.left(CHOOSING), self.interrupt, below)
        self.effort += effort
        return plans

    def _around(self, decided: Mapping[str, Plan]) -> Mixture | None:
        """The best mixture around decided plans, with plans that are new."""
        taken = {n: STRICT * SCALE for plan in decided.values() for n in plan.ties if self.master.points[n] is None}
        for number in range(ROUNDS + 1):
            mixture = self.master.mixture(STRICT, fixed=decided)
            if mixture is None or number == ROUNDS or self.over:
                break
            found = self.cheapest({**mixture.prices, **taken}, {}, [id for id in self.planners if id not in decided])
            new = [self.master.add(c.plan) for c in found if c.plan]
            if not any(new):
                break
        return mixture

    def agenda(self, plans: Iterable[Plan]) -> Agenda:
        """The agenda that plans of all subforums are together."""
        return self.joined([s for plan in plans for s in plan.sittings()])

    def joined(self, sittings: Iterable[Sitting]) -> Agenda:
        """The agenda of some sittings."""
        return Agenda(
            conference=self.conference.id, conference_hash=self.conference.hash, sittings=tuple(sorted(sittings, key=lambda s: s.id))
        )
