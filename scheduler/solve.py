"""Make the best agenda: certain checks, a greedy start, CP-SAT, and the checker's verdict.

Names no rule: it loops over those of the conference. Where nothing admissible exists, the result
is the best draft, which leaves out the least painful items.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from constraints import Rule
from constraints.placed import Placed
from constraints.profile import rules_of
from instances.agenda import LEFT_OUT, WISHES, Agenda, Score, SolverRecord, TierScore
from instances.conference import Conference
from scheduler.certain import Cause, Possible, causes
from scheduler.check import Report, check
from scheduler.greedy import greedy
from scheduler.hint import usable
from scheduler.leftout import filled_in, reasons
from scheduler.limits import Interrupt, Limits, since
from scheduler.outline import OF_ALL, View, views
from scheduler.watch import Progress, Watch, gap

if TYPE_CHECKING:
    from constraints.variables import Expression, Variables
    from scheduler.search import Value

DEFAULT = Limits()

AT_ONCE = 5.0
"""Seconds for which the solver is first left alone with the whole, at least."""

LEAST = 0.05
"""Seconds for which it is worth to begin."""

NEAR = 10.0
"""A gap, in per cent, at which the solver goes on alone: its proof is near."""


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

    @property
    def gap(self) -> float | None:
        """Distance of its penalty from the bound, in per cent; None where nothing is proved."""
        return self.agenda.score.gap if self.agenda and self.agenda.score else None


Judge = Callable[[Agenda], tuple[Agenda, int] | None]
"""The agenda of a conference that one of an easier form stands for, and its penalty; None where it is not admissible."""


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


class _Stage:
    """One objective of a search: the best agenda by it so far, its penalty, and what is proved."""

    def __init__(self, name: str, report: Callable[[_Stage, Agenda | None], None], best: Agenda | None = None, penalty: int | None = None):
        self.name, self.doing, self._report = name, name, report
        self.best, self.penalty = best, penalty
        self.bound: int | None = None
        self.of, self.bound_of = OF_ALL, ""
        self.infeasible = False
        self._lock = threading.Lock()

    def improved(self, agenda: Agenda, penalty: int) -> bool:
        """Keep an agenda if it is better than the best so far."""
        with self._lock:
            if self.penalty is not None and penalty >= self.penalty:
                return False
            self.best, self.penalty = agenda, penalty
            self._report(self, agenda)
            return True

    def bounded(self, bound: int) -> None:
        """Keep a bound, and of what it is, if it is better than the best so far; no penalty is below 0."""
        bound = max(bound, 0)
        with self._lock:
            if self.bound is None or bound > self.bound:
                self.bound, self.bound_of = bound, self.of
                self._report(self, None)

    def improve(self, x: Variables, limits: Limits, interrupt: Interrupt, judge: Judge | None = None) -> float:
        """Look for better agendas a part at a time, from the best so far; the deterministic time that it took."""
        from scheduler import improve, model

        began = time.perf_counter()
        start = model.hint(x, self.best) if self.best is not None else None
        if start is None:
            return 0.0

        def best() -> Agenda:
            assert self.best is not None
            return self.best

        return improve.improve(x, start, since(limits, began), self.bound, partial(self._found, x, judge), best, interrupt)

    def _found(self, x: Variables, judge: Judge | None, value: Value, penalty: int) -> bool:
        """Whether what a search found is as good as it says; it is kept if it is better than the best so far."""
        from constraints.assignment import agenda_of

        if self.penalty is not None and penalty >= self.penalty:
            return True
        agenda = agenda_of(x, value)
        counted = judge(agenda) if judge else (agenda, penalty)
        if counted is None or (self.penalty is not None and counted[1] > self.penalty):
            return False
        self.improved(*counted)
        return True

    def run(self, x: Variables, objective: Expression, limits: Limits, interrupt: Interrupt, judge: Judge | None = None) -> float:
        """Minimise what the model says, from the best so far; the deterministic time that it took.

        With a judge the model is of an easier form: what it says of an agenda is at most the truth.
        """
        from constraints.assignment import agenda_of
        from scheduler import model, search

        began = time.perf_counter()
        x.model.minimize(objective)
        if self.best is not None:
            model.hint(x, self.best)

        def improved(value: Value, penalty: int) -> None:
            self._found(x, judge, value, penalty)

        found = search.run(x.model, since(limits, began), improved, self.bounded, interrupt)
        if found.status == "infeasible":
            if self.best is not None:
                raise AssertionError("the checker admits an agenda that the model excludes: this is a bug")
            self.infeasible = True
        elif found.value and found.objective is not None:
            if judge is None and (self.penalty is None or found.objective <= self.penalty):
                self.best, self.penalty = agenda_of(x, found.value), found.objective
            self._found(x, judge, found.value, found.objective)
        if found.bound is not None:
            self.bounded(found.bound)
        return found.effort

    @property
    def open(self) -> bool:
        """Whether there is something left to find or to prove."""
        return self.status in ("unknown", "feasible")

    @property
    def status(self) -> str:
        """One of optimal, feasible, infeasible, unknown."""
        if self.penalty is None:
            return "infeasible" if self.infeasible else "unknown"
        return "optimal" if self.bound is not None and self.penalty <= self.bound else "feasible"

    @property
    def tier(self) -> TierScore:
        """Its outcome, for the file."""
        return TierScore(name=self.name, penalty=self.penalty or 0, bound=self.bound, bound_of=self.bound_of, status=self.status)


@dataclass
class _Solve:
    conference: Conference
    limits: Limits
    watch: Watch
    interrupt: Interrupt
    began: float = field(default_factory=time.perf_counter)
    rules: tuple[Rule, ...] = ()
    first: Agenda | None = None
    known: tuple[Cause, ...] = ()
    infeasible: bool = False
    stages: list[_Stage] = field(default_factory=list)
    effort: float = 0.0

    def run(self, hint: Agenda | None) -> Result:
        self.rules = rules_of(self.conference)
        if hint is not None:
            hint = usable(self.conference, hint)
        try:
            possible = Possible(self.conference)
            self.known = tuple(causes(self.conference, possible))
            self.infeasible = bool(self.known)
            if not self.infeasible:
                self.first = greedy(self.conference, possible)
                self._search(hint)
            if self.infeasible:
                self._draft()
        except KeyboardInterrupt:  # before or between searches; during one it ends the search
            self.interrupt.set()
            if not any(stage.best for stage in self.stages):
                raise
        return self._result()

    def _left(self, share: float = 1.0, least: float = AT_ONCE) -> Limits:
        if self.limits.repeatable:
            return replace(self.limits, effort=self.limits.effort * share)
        left = max(self.limits.seconds - self._seconds(), 0.0)
        return replace(self.limits, seconds=min(max(left * share, least), left))

    def _seconds(self) -> float:
        return time.perf_counter() - self.began

    def _begin(self, name: str, best: Agenda | None = None, penalty: int | None = None) -> _Stage:
        def report(stage: _Stage, agenda: Agenda | None) -> None:
            self.watch(Progress(stage.doing, self._seconds(), stage.penalty, stage.bound, agenda))

        self.stages.append(_Stage(name, report, best, penalty))
        return self.stages[-1]

    def _accept(self, stage: _Stage, agenda: Agenda, source: str) -> bool:
        """Keep an agenda from outside the model if the checker finds nothing hard broken."""
        stage.doing = source
        report = check(self.conference, agenda)
        return not report.broken and stage.improved(agenda, report.penalty)

    def _search(self, hint: Agenda | None) -> None:
        """Look for the best admissible agenda, from the better of the hint and the greedy one."""
        from scheduler.complete import complete

        assert self.first is not None
        stage, start = self._begin(WISHES), self.first
        self._accept(stage, self.first, "greedy")
        if hint is not None and (self._accept(stage, hint, "hint") or stage.best is None):
            start = hint
        if stage.best is None and not self.interrupt.is_set():
            self.watch(Progress("completing", self._seconds()))
            completed = complete(self.conference, self.rules, start, self._left(0.6), self.interrupt)
            if completed is not None:
                self._accept(stage, completed, "completed")
        if self.interrupt.is_set():
            return
        for view in views(self.conference):
            if not stage.open or self.interrupt.is_set() or self._left().seconds < LEAST:
                break
            stage.of = view.bounds
            if view.columns:
                self._by_columns(stage, view)
            elif view.singly:
                self._singly(stage, view)
            elif not view.narrow:
                self._view(stage, view, start)
            elif stage.bound is None or self._far(stage):
                self._narrowly(stage, view)
        self.infeasible = stage.status == "infeasible"

    def _view(self, stage: _Stage, view: View, start: Agenda) -> None:
        """Search a form of the conference: what it finds counts as the checker says, where that is not the same, and its bounds hold."""
        from scheduler import model

        def judge(agenda: Agenda) -> tuple[Agenda, int] | None:
            same = agenda.replaced(conference_hash=self.conference.hash)
            report = check(self.conference, same)
            return None if report.broken else (same, report.penalty)

        x, wishes, _ = model.build(view.conference, self.rules, gathered=view.gathered)
        if stage.best is None:
            model.hint(x, start)
        self._minimise(stage, x, wishes, view, judge if view.gathered or view.conference is not self.conference else None)

    def _by_columns(self, stage: _Stage, view: View) -> None:
        """Search a form of the conference by plans of single subforums: its bounds hold, its agendas count as the checker says."""
        from scheduler.columns.searched import searched

        def found(agenda: Agenda) -> None:
            self._accept(stage, agenda.replaced(conference_hash=self.conference.hash), stage.doing)

        stage.doing = "pricing"
        self.watch(Progress(stage.doing, self._seconds(), stage.penalty, stage.bound))
        self.effort += searched(view.conference, self.rules, stage, found, self._left(view.share), self.interrupt)

    def _singly(self, stage: _Stage, view: View) -> None:
        """A bound from what each subforum costs at least by itself."""
        from scheduler.columns.plans import bound

        stage.doing = "bounding"
        self.watch(Progress(stage.doing, self._seconds(), stage.penalty, stage.bound))
        self.effort += bound(view.conference, self.rules, stage.bounded, self._left(view.share), self.interrupt)

    def _narrowly(self, stage: _Stage, view: View) -> None:
        """Search a narrow form of the conference: its agendas count as the checker says, its bounds do not hold."""
        from scheduler import model

        def report(part: _Stage, agenda: Agenda | None) -> None:
            if agenda is not None:
                self._accept(stage, agenda.replaced(conference_hash=self.conference.hash), part.doing)

        best = stage.best and stage.best.replaced(conference_hash=view.conference.hash)
        known = best and check(view.conference, best)
        part = _Stage(WISHES, report, *((best, known.penalty) if known and not known.broken else ()))
        x, wishes, _ = model.build(view.conference, self.rules)
        self._minimise(part, x, wishes, view)

    def _minimise(self, stage: _Stage, x: Variables, wishes: Expression, view: View, judge: Judge | None = None) -> None:
        """Search the whole, then a part at a time, and the whole again for its proof."""
        x.model.minimize(wishes)
        whole, parts = partial(stage.run, x, wishes), partial(stage.improve, x)
        steps = (("solving", whole), ("improving", parts), ("solving", whole))
        for (doing, search), share in zip(steps, view.steps, strict=False):
            if not share:
                continue
            limits = self._left(share * view.share, max(share * view.least, AT_ONCE))
            if not stage.open or self.interrupt.is_set() or limits.seconds < LEAST:
                break
            if search is parts and not self._far(stage):
                continue
            stage.doing, known = doing, self.stages[-1]
            self.watch(Progress(doing, self._seconds(), known.penalty, known.bound))
            self.effort += search(limits, self.interrupt, judge)

    def _far(self, stage: _Stage) -> bool:
        """Whether a proof is far away."""
        distance = gap(stage.penalty, stage.bound)
        return stage.penalty is not None and (distance is None or distance >= NEAR)

    def _draft(self) -> None:
        """No agenda keeps every hard rule: leave out what hurts least, then look to the wishes."""
        from scheduler import model

        self.stages.clear()
        stage = self._begin(LEFT_OUT)
        begin = self.first or greedy(self.conference)
        if (left := self._only_left_out(begin)) is not None:
            stage.improved(begin, left)
        x, wishes, left_out = model.build(self.conference, self.rules, draft=True)
        self.effort += stage.run(x, left_out, self._left(0.6), self.interrupt)
        if stage.best is None:
            return
        if stage.status != "optimal":
            filled = filled_in(self.conference, stage.best, self.rules)
            if (left := self._only_left_out(filled)) is not None:
                stage.improved(filled, left)
        if self.interrupt.is_set():
            return
        x.model.add(left_out <= stage.tier.penalty)
        last = self._begin(WISHES, stage.best, check(self.conference, stage.best).penalty)
        self.effort += last.run(x, wishes, self._left(), self.interrupt)

    def _only_left_out(self, agenda: Agenda) -> int | None:
        """How much an agenda leaves out, if that is all that is wrong with it."""
        report = check(self.conference, agenda)
        placed = [f.violation for f in report.findings if f.violation.rule == Placed.id]
        return sum(v.amount for v in placed) if all(v.rule == Placed.id for v in report.broken) else None

    def _result(self) -> Result:
        interrupted = self.interrupt.is_set()
        best = next((stage.best for stage in reversed(self.stages) if stage.best is not None), None)
        status = "infeasible" if self.infeasible else self.stages[-1].status if self.stages else "unknown"
        if best is None and self.first is not None and self._only_left_out(self.first) is not None:
            best = self.first  # nothing better was found in time
        if best is None:
            return Result(status, None, None, self.known, interrupted)
        if best.unplaced:
            best = reasons(self.conference, best, self.rules)
        report = check(self.conference, best)
        agenda = best.replaced(score=self._score(report), solver=self._record(status))
        return Result(status, agenda, report, self.known, interrupted)

    def _score(self, report: Report) -> Score:
        """The checker's count, which only a search cut short may overstate: its amounts need not be tight yet."""
        tiers = [stage.tier for stage in self.stages if stage.best is not None]
        bound = None
        if tiers and tiers[-1].name == WISHES:
            last, bound = tiers[-1], tiers[-1].bound
            if report.penalty > last.penalty or report.penalty < (last.penalty if last.status == "optimal" else bound or 0):
                words = f"{last.penalty} points ({last.status}, bound {bound})"
                raise AssertionError(f"the solver counts {words} and the checker {report.penalty}: this is a bug")
            tiers[-1] = last.replaced(penalty=report.penalty)
        return Score(penalty=report.penalty, bound=bound, gap=gap(report.penalty, bound), tiers=tuple(tiers), rules=report.rules)

    def _record(self, status: str) -> SolverRecord:
        repeatable = self.limits.repeatable
        return SolverRecord(
            status=status,
            mode="repeatable" if repeatable else "fast",
            seed=self.limits.seed,
            workers=self.limits.workers,
            seconds=None if repeatable else round(self._seconds(), 2),
            deterministic_time=round(self.effort, 3) if repeatable else None,
            versions=versions(),
        )


def versions() -> dict[str, str]:
    """Versions of what an agenda depends on."""
    found = {}
    for name in ("agendawright", "ortools", "tzdata"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found
