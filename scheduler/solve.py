"""Make the best agenda: certain checks, a greedy start, CP-SAT, and the checker's verdict.

Names no rule: it loops over those of the conference. Where nothing admissible exists, the result
is the best draft, which leaves out the least painful items.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from constraints import Rule
from constraints.placed import Placed
from constraints.profile import rules_of
from instances.agenda import Agenda, Score, SolverRecord, TierScore
from instances.conference import Conference
from scheduler.certain import Cause, Possible, causes
from scheduler.check import Report, check
from scheduler.greedy import greedy
from scheduler.leftout import reasons
from scheduler.limits import Interrupt, Limits

if TYPE_CHECKING:
    from constraints.variables import Variables
    from scheduler.search import Found, Value

DEFAULT = Limits()
LEFT_OUT = "left out"
WISHES = "wishes"


@dataclass(frozen=True)
class Progress:
    """What is known so far: `stage` in words, seconds since the start, penalty, bound, an agenda."""

    stage: str
    seconds: float
    penalty: int | None = None
    bound: int | None = None
    agenda: Agenda | None = None

    @property
    def gap(self) -> float | None:
        """Distance of penalty and bound in per cent."""
        return gap(self.penalty, self.bound)


@dataclass(frozen=True)
class Result:
    """What came out. `agenda` is None only where no answer was found in time.

    `status`: optimal or feasible for an admissible agenda; infeasible where none exists (the
    agenda is then the best draft); unknown where time ran out before any.
    """

    status: str
    agenda: Agenda | None
    report: Report | None
    causes: tuple[Cause, ...] = ()
    interrupted: bool = False


Watch = Callable[[Progress], None]


def gap(penalty: int | None, bound: int | None) -> float | None:
    """Distance of a penalty from its bound, in per cent of the penalty."""
    if penalty is None or bound is None:
        return None
    return round(100 * (penalty - bound) / penalty, 2) if penalty else 0.0


def solve(
    conference: Conference,
    limits: Limits = DEFAULT,
    hint: Agenda | None = None,
    watch: Watch = lambda _: None,
    interrupt: Interrupt | None = None,
) -> Result:
    """The best agenda that can be found within the limits, with proof.

    `hint` is an agenda to start from. `watch` hears of every step, on whatever thread it is
    taken. Raises BadInput where the rules of the conference are set wrongly.
    """
    return _Solve(conference, limits, watch, interrupt or Interrupt()).run(hint)


@dataclass
class _Solve:
    conference: Conference
    limits: Limits
    watch: Watch
    interrupt: Interrupt
    began: float = field(default_factory=time.perf_counter)
    possible: Possible | None = None
    first: Agenda | None = None
    best: Agenda | None = None
    penalty: int | None = None
    bound: int | None = None
    effort: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, hint: Agenda | None) -> Result:
        rules = rules_of(self.conference)
        try:
            self.possible = Possible(self.conference)
            known = causes(self.conference, self.possible)
            if not known:
                found = self._search(rules, self._start(hint))
                if found.status != "infeasible":
                    return self._result(rules, found.status, [self._tier(WISHES, found)])
            return self._draft(rules, known)
        except KeyboardInterrupt:  # before or between searches; during one it ends the search
            self.interrupt.set()
            if self.best is None or self.penalty is None:
                raise
            return self._result(rules, "feasible", [TierScore(name=WISHES, penalty=self.penalty, bound=self.bound, status="feasible")])

    def _left(self) -> Limits:
        return replace(self.limits, seconds=self.limits.seconds - self._seconds())

    def _seconds(self) -> float:
        return time.perf_counter() - self.began

    def _start(self, hint: Agenda | None) -> Agenda:
        """The agenda to begin with: the better of the hint and the greedy one."""
        self.first = greedy(self.conference, self.possible)
        self._accept(self.first, "greedy")
        if hint is None:
            return self.first
        hint = hint.replaced(unplaced=(), score=None, solver=None, conference_hash=self.conference.hash)
        return hint if self._accept(hint, "hint") or self.best is None else self.first

    def _accept(self, agenda: Agenda, stage: str) -> bool:
        """Keep an agenda from outside the model if the checker finds nothing hard broken."""
        report = check(self.conference, agenda)
        if report.broken or (self.penalty is not None and report.penalty >= self.penalty):
            return False
        self._improved(agenda, report.penalty, stage)
        return True

    def _accept_draft(self) -> None:
        """Begin a draft with the greedy agenda, if all it does wrong is to leave something out."""
        draft = self.first or greedy(self.conference, self.possible)
        broken = check(self.conference, draft).broken
        if all(v.rule == Placed.id for v in broken):
            self._improved(draft, sum(v.amount for v in broken), LEFT_OUT)

    def _improved(self, agenda: Agenda, penalty: int, stage: str) -> None:
        with self.lock:
            if self.penalty is None or penalty < self.penalty:
                self.best, self.penalty = agenda, penalty
                self.watch(Progress(stage, self._seconds(), penalty, self.bound, agenda))

    def _bounded(self, bound: int, stage: str) -> None:
        with self.lock:
            if self.bound is None or bound > self.bound:
                self.bound = bound
                self.watch(Progress(stage, self._seconds(), self.penalty, bound))

    def _search(self, rules: Sequence[Rule], start: Agenda) -> Found:
        """Look for the best admissible agenda."""
        from scheduler import model
        from scheduler.complete import complete
        from scheduler.search import Found

        if self.interrupt.is_set():
            return Found("unknown" if self.best is None else "feasible", None, None, 0.0, None)
        if self.best is None:
            self.watch(Progress("completing", self._seconds()))
            limits = replace(self._left(), seconds=self._left().seconds * 0.6)
            completed = complete(self.conference, rules, start, limits, self.interrupt)
            if completed is not None:
                self._accept(completed, "completed")
                start = completed
        x, wishes, _ = model.build(self.conference, rules)
        x.model.minimize(wishes)
        model.hint(x, start)
        self.watch(Progress("solving", self._seconds(), self.penalty, self.bound))
        found = self._run(x, self._left(), "solving")
        if found.status == "unknown" and self.best is not None:
            found = replace(found, status="feasible")
        if found.status == "infeasible" and self.best is not None:
            raise AssertionError("the checker admits an agenda that the model excludes: this is a bug")
        return found

    def _draft(self, rules: Sequence[Rule], known: Sequence[Cause]) -> Result:
        """No agenda keeps every hard rule: leave out what hurts least, then look to the wishes."""
        from scheduler import model

        self.best = self.penalty = self.bound = None
        x, wishes, left_out = model.build(self.conference, rules, draft=True)
        tiers: list[TierScore] = []
        for name, objective in ((LEFT_OUT, left_out), (WISHES, wishes)):
            self.penalty = self.bound = None
            if name == LEFT_OUT:
                self._accept_draft()
            x.model.minimize(objective)
            if self.best is not None:
                model.hint(x, self.best)
            limits = self._left()
            if name == LEFT_OUT:  # leave time for the wishes
                limits = replace(limits, seconds=max(limits.seconds * 0.6, 1.0))
            found = self._run(x, limits, name)
            tiers.append(self._tier(name, found))
            if self.best is None or self.interrupt.is_set():
                break
            x.model.add(objective <= tiers[-1].penalty)
        return self._result(rules, "infeasible", tiers, known)

    def _run(self, x: Variables, limits: Limits, stage: str) -> Found:
        """Minimise what the model says, and keep what is better than the best so far."""
        from constraints.assignment import agenda_of
        from scheduler import search

        def improved(value: Value, objective: int) -> None:
            if self.penalty is None or objective < self.penalty:
                self._improved(agenda_of(x, value), objective, stage)

        found = search.run(x.model, limits, improved, lambda bound: self._bounded(bound, stage), self.interrupt)
        self.effort += found.effort
        if found.value and found.objective is not None and (self.penalty is None or found.objective <= self.penalty):
            self.best, self.penalty = agenda_of(x, found.value), found.objective
        return found

    def _tier(self, name: str, found: Found) -> TierScore:
        penalty = min((p for p in (found.objective, self.penalty) if p is not None), default=0)
        bound = penalty if found.status == "optimal" else max((b for b in (found.bound, self.bound) if b is not None), default=None)
        return TierScore(name=name, penalty=penalty, bound=bound, status=found.status)

    def _result(self, rules: Sequence[Rule], status: str, tiers: list[TierScore], known: Sequence[Cause] = ()) -> Result:
        interrupted = self.interrupt.is_set()
        if self.best is None:
            return Result(status if known or status == "infeasible" else "unknown", None, None, tuple(known), interrupted)
        agenda = self.best
        if status == "infeasible":
            agenda = reasons(self.conference, agenda, rules)
        report = check(self.conference, agenda)
        tiers = [t.replaced(penalty=self._agreed(t, report.penalty)) if t.name == WISHES else t for t in tiers]
        wishes = next((t for t in tiers if t.name == WISHES), None)
        score = Score(
            penalty=report.penalty,
            bound=wishes.bound if wishes else None,
            gap=gap(report.penalty, wishes.bound) if wishes else None,
            tiers=tuple(tiers),
            rules=report.rules,
        )
        record = SolverRecord(
            status=status,
            mode="repeatable" if self.limits.repeatable else "fast",
            seed=self.limits.seed,
            workers=self.limits.workers,
            seconds=None if self.limits.repeatable else round(self._seconds(), 2),
            deterministic_time=round(self.effort, 3) if self.limits.repeatable else None,
            versions=versions(),
        )
        agenda = agenda.replaced(score=score, solver=record)
        return Result(status, agenda, report, tuple(known), interrupted)

    def _agreed(self, tier: TierScore, counted: int) -> int:
        """The checker's count, which only a search cut short may overstate: its amounts need not be tight yet."""
        if counted > tier.penalty or (counted < tier.penalty if tier.status == "optimal" else counted < (tier.bound or 0)):
            raise AssertionError(
                f"the solver counts {tier.penalty} points ({tier.status}, bound {tier.bound}) and the checker {counted}: this is a bug"
            )
        return counted


def versions() -> dict[str, str]:
    """Versions of what an agenda depends on."""
    found = {}
    for name in ("agendawright", "ortools", "tzdata"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found
