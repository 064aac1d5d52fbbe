"""Improve an agenda a part at a time: most of it is kept, and the solver finds the best for the rest.

Large-neighbourhood search (after Shaw 1998) beside that of the solver, which knows of variables
where this one knows of conferences: it frees what is decided about some subforums and fixtures, or
about some blocks. How many at a time follows from how the attempts before went.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from constraints.variables import Variables
from instances.agenda import Agenda
from instances.conference import Conference
from scheduler.check import check
from scheduler.extract import Extract
from scheduler.limits import Interrupt, Limits, cores
from scheduler.model import Start
from scheduler.search import QUICK, Found, Value, run, value_of

SECONDS, EFFORT = 0.8, 0.6
"""Of one attempt, in a fast and in a repeatable run."""

PATIENCE = 40
"""Attempts without success before it gives up."""

FRESH = 10
"""Choices for which it is good enough to know what cost points a while ago: in a large conference it takes a second to say."""

if TYPE_CHECKING:
    from scheduler.extract import Values

_Lists = dict[str, list[int]]
Freed = list[int]
"""Decisions that are free, by the index of their variables."""


def improve(
    x: Variables,
    start: Start,
    limits: Limits,
    bound: int | None,
    improved: Callable[[Value, int], bool],
    best: Callable[[], Agenda],
    interrupt: Interrupt,
) -> float:
    """Look for better agendas from a start on, until the bound is reached; the deterministic time that it took.

    `improved` gets each, and says whether to go on from it; `best` is the best so far. Both are
    called on the threads that work side by side: as many as there are cores, and one where the run
    is repeatable.
    """
    work = _Improve(x, start, limits, bound, improved, best, interrupt)
    workers = [threading.Thread(target=work.run, daemon=True) for _ in range(work.width)]
    for worker in workers:
        worker.start()
    while not work.ended.is_set():
        try:
            work.ended.wait(0.05)
        except KeyboardInterrupt:
            interrupt.set()
    if work.failure:
        raise work.failure[0]
    return work.effort


@dataclass
class _Kind:
    """A way to choose what is freed, and how many things at a time."""

    choose: Callable[[int], Freed]
    size: float
    most: int
    linear: int
    """Whether the solver looks at linear relaxations: dear, and sometimes worth it."""

    def adapt(self, done: bool) -> None:
        """More at a time where an attempt was searched to its end, less where it was not."""
        self.size = min(max(self.size * (1.1 if done else 0.9), 1), self.most)


class _Improve:
    def __init__(
        self,
        x: Variables,
        start: Start,
        limits: Limits,
        bound: int | None,
        improved: Callable[[Value, int], bool],
        best: Callable[[], Agenda],
        interrupt: Interrupt,
    ) -> None:
        self.x, self.values, self.penalty = x, np.array(start.values, np.int64), start.penalty
        self.limits, self.bound, self.improved, self.best, self.interrupt = limits, bound, improved, best, interrupt
        self.width = 1 if limits.repeatable else min(limits.workers, cores())
        self.until = time.perf_counter() + limits.seconds
        self.random, self.numbers, self.lock = Random(limits.seed), count(limits.seed), threading.Lock()
        self.of_owner, self.of_block, self.without_block = _Lists(), _Lists(), _Lists()
        for d in start.decisions:
            self.of_owner.setdefault(d.owner, []).append(d.variable.index)
            (self.of_block if d.block else self.without_block).setdefault(d.block or d.owner, []).append(d.variable.index)
        self.owners = sorted(self.of_owner)
        self.by_block = {s.owner for s in x.sittings.values() if s.only_block}
        ways = ((self._some, 5, len(self.owners)), (self._dear, 5, len(self.owners)), (self._blocks, 2, len(x.blocks)))
        self.kinds = [_Kind(choose, min(size, most), most, linear) for choose, size, most in ways for linear in (0, 1)]
        self.blamed: tuple[Agenda, list[str], list[int]] | None = None
        self.fresh = 0
        self.extract = Extract(x.model, [d.variable.index for d in start.decisions])
        self.failures, self.effort = 0, 0.0
        self.working, self.ended, self.failure = self.width, threading.Event(), list[BaseException]()

    def _some(self, size: int) -> Freed:
        """All about some subforums and fixtures."""
        return _joined(self.of_owner, self.random.sample(self.owners, size))

    def _dear(self, size: int) -> Freed:
        """All about something that costs points, the likelier the more, and about others."""
        agenda = self.best()
        if self.blamed is None or (self.fresh <= 0 and self.blamed[0] is not agenda):
            points = _blame(self.x.conference, agenda)
            dear = [owner for owner in self.owners if points[owner]]
            self.blamed, self.fresh = (agenda, dear, [points[owner] for owner in dear]), FRESH
        self.fresh -= 1
        _, dear, weights = self.blamed
        owners = {*(self.random.choices(dear, weights) if dear else ()), *self.random.sample(self.owners, size - 1)}
        return _joined(self.of_owner, owners)

    def _blocks(self, size: int) -> Freed:
        """All about what stands in some blocks, and what may stand there."""
        blocks = self.random.sample(sorted(self.x.blocks), size)
        there = {s.owner for s in self.x.sittings.values() for b in blocks if s.only_block is None and self.values[s.in_block[b].index]}
        return _joined(self.of_block, blocks) + _joined(self.without_block, self.by_block | there)

    def run(self) -> None:
        """Attempt after attempt, from the best so far."""
        try:
            while self._goes_on():
                with self.lock:
                    kind, number, begin = self.random.choice(self.kinds), next(self.numbers), self.values
                    freed = kind.choose(int(kind.size))
                    known = self.penalty
                found, values = self._attempt(freed, begin, number, kind.linear)
                done = found.status == "optimal"
                if found.objective is not None and found.objective < known and self.values is not begin:
                    merged = self.values.copy()
                    merged[freed] = values[freed]
                    found, values = self._attempt(freed, merged, number, 0, keep=True)
                with self.lock:
                    kind.adapt(done)
                    self._learn(found, values)
        except BaseException as error:
            self.failure.append(error)
        with self.lock:
            self.working -= 1
            if not self.working:
                self.ended.set()

    def _goes_on(self) -> bool:
        spent = self.effort >= self.limits.effort if self.limits.repeatable else time.perf_counter() >= self.until
        reached = self.bound is not None and self.penalty <= self.bound
        return not (spent or reached or self.failures >= PATIENCE or self.failure or self.interrupt.is_set())

    def _attempt(self, freed: Freed, begin: Values, number: int, linear: int, keep: bool = False) -> tuple[Found, Values]:
        """The best for what is free, and the values that all variables then have; with `keep` nothing but what follows from it is free."""
        part = self.extract.part(freed, begin, keep)
        seconds = max(min(SECONDS, self.until - time.perf_counter()), 0.01)
        limits = Limits(seconds, 1, number, self.limits.repeatable, EFFORT)
        found = run(part.model, limits, lambda *_: None, lambda _: None, self.interrupt, {**QUICK, "linearization_level": linear})
        return found, begin if found.value is None else part.whole(begin, found.values)

    def _learn(self, found: Found, values: Values) -> None:
        """Go on from what an attempt found if nothing better was found meanwhile."""
        self.effort += found.effort
        self.failures += 1
        if found.value is None or found.objective is None or found.objective > self.penalty:
            return
        if found.objective < self.penalty:
            if not self.improved(value_of(values.tolist()), found.objective):
                return
            self.penalty, self.failures = found.objective, 0
        self.values = values


def _joined(lists: _Lists, names: Iterable[str]) -> Freed:
    return [index for name in sorted(names) for index in lists.get(name, ())]


def _blame(c: Conference, agenda: Agenda) -> Counter[str]:
    """The points of an agenda by the subforums and fixtures concerned."""
    points: Counter[str] = Counter()
    for finding in check(c, agenda).dearest:
        for id in finding.violation.items:
            points[c.owner[id].id if id in c.owner else id] += finding.penalty
    return points
