"""What would happen if: scenarios beside each other, each repaired by itself, and nothing is written.

A scenario comes to an `Outcome`, a small record without its agenda, so that thousands of them can be kept and compared.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from instances.agenda import Agenda, TierScore
from instances.changes import Change
from instances.changes.scenario import Scenario
from instances.conference import Conference, Model
from instances.problems import BadInput
from instances.told import Told
from scheduler.certain import causes
from scheduler.check import check
from scheduler.limits import Interrupt, Limits
from scheduler.repair import Repair, repair
from scheduler.runner import Failed, Runner, here
from scheduler.watch import Progress, Watch, gap

Solver = Callable[..., Repair]
"""What repairs an agenda, as `repair` does; where it runs in other processes, a function of a module."""

WORST = ("refused", "infeasible", "failed", "unknown", "feasible", "optimal")
"""What can become of a scenario, the worst first."""


class Outcome(Model):
    """What becomes of a scenario. `status`: optimal where every tier is proved; infeasible where no agenda holds everything;
    unknown where time ran out; refused where its changes cannot be made together; failed where the work came to nothing.

    `losses`: what is lost, in a sweep, as paths like room-block/hall-1/nov9-pm. `told`: who must be told something new.
    `change`: of the penalty, against that of the agenda as it is. `rules`: points by rule, those that cost any. `why`: in
    sentences, where there is no agenda, as far as that is plain; 'agenda explain' says the rest.
    """

    scenario: str
    losses: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    status: Literal["optimal", "feasible", "infeasible", "unknown", "refused", "failed"]
    moves: int = 0
    told: tuple[str, ...] = ()
    disturbance: int = 0
    penalty: int | None = None
    change: int | None = None
    rules: dict[str, int] = Field(default_factory=dict)
    tiers: tuple[TierScore, ...] = ()
    why: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def solved(self) -> bool:
        """Whether there is an agenda after it."""
        return self.status in ("optimal", "feasible")

    @property
    def gap(self) -> float | None:
        """How far the penalty is from its bound, in per cent; None where a tier above it is not proved."""
        *above, last = self.tiers or (None,)
        if not self.solved or last is None or any(tier and tier.status != "optimal" for tier in above):
            return None
        return gap(last.penalty, last.bound)


@dataclass(frozen=True)
class Given:
    """What all scenarios share: the conference, the agenda that is published, and how it is repaired. `before`: what people were told."""

    conference: Conference
    agenda: Agenda
    limits: Limits
    now: datetime | None = None
    before: Told | None = None
    solver: Solver = repair


@dataclass(frozen=True)
class Comparison:
    """Outcomes, and points by rule of the agenda as it is. `left`: scenarios that were not looked at, as it was interrupted.

    `fresh`: how many were looked at now, in so many `seconds`. `ranked`: whether the outcomes are in order, the worst first;
    `contradicting`: pairs of losses that were left out of it.
    """

    outcomes: tuple[Outcome, ...]
    rules: Mapping[str, int]
    left: int = 0
    interrupted: bool = False
    fresh: int = 0
    seconds: float = 0.0
    ranked: bool = False
    contradicting: int = 0

    @property
    def penalty(self) -> int:
        """What the agenda costs as it is."""
        return sum(self.rules.values())

    @property
    def changes(self) -> tuple[str, ...]:
        """The rules by which any of the outcomes differs from the agenda as it is."""
        rules = sorted({*self.rules, *(rule for one in self.outcomes for rule in one.rules)})
        return tuple(r for r in rules if any(one.solved and one.rules.get(r, 0) != self.rules.get(r, 0) for one in self.outcomes))

    @property
    def worst(self) -> str:
        """What becomes of the worst scenario."""
        return min((one.status for one in self.outcomes), key=WORST.index, default="optimal")


def whatif(
    given: Given,
    scenarios: Sequence[Scenario],
    runner: Runner = here,
    *,
    known: Mapping[int, Outcome] | None = None,
    keep: Callable[[int, Outcome], None] = lambda *_: None,
    watch: Watch = lambda _: None,
    interrupt: Interrupt | None = None,
) -> Comparison:
    """The outcomes of scenarios, in their order. The agenda and the conference stay as they are.

    `runner` says where they run. `known` are outcomes that need no work, by the numbers of their scenarios; `keep` is told
    each new one as soon as it is there. An interrupt keeps what is done.
    """
    began, interrupt = time.perf_counter(), interrupt or Interrupt()
    found = dict(known or {})
    rules = {rule: score.penalty for rule, score in check(given.conference, given.agenda).rules.items()}
    tasks = {number: scenario for number, scenario in enumerate(scenarios) if number not in found}
    if tasks:
        watch(Progress("scenarios", 0.0, part=(0, len(tasks))))
    for done, (number, result) in enumerate(runner(outcome, given, tasks, interrupt), 1):
        if isinstance(result, Failed):
            result = _record(given, scenarios[number], status="failed", why=(result.why,))
        if result.penalty is not None:
            result = result.replaced(change=result.penalty - sum(rules.values()))
        found[number] = result
        keep(number, result)
        watch(Progress("scenarios", time.perf_counter() - began, part=(done, len(tasks))))
    outcomes = tuple(found[number] for number in sorted(found))
    left, seconds = len(scenarios) - len(outcomes), time.perf_counter() - began
    return Comparison(outcomes, rules, left, interrupt.is_set(), len(tasks) - left, seconds)


def outcome(given: Given, scenario: Scenario, interrupt: Interrupt | None = None) -> Outcome:
    """What becomes of one scenario."""
    began = time.perf_counter()
    try:
        found = given.solver(
            given.conference, given.agenda, scenario.changes, given.limits, before=given.before, now=given.now, interrupt=interrupt
        )
    except BadInput as error:
        return _record(given, scenario, status="refused", why=tuple(map(str, error.problems)))
    return _record(
        given,
        scenario,
        status=found.status,
        moves=found.moves,
        told=found.told,
        disturbance=found.disturbance,
        penalty=found.penalty,
        rules={rule: score.penalty for rule, score in found.report.rules.items() if score.penalty} if found.report else {},
        tiers=found.tiers,
        why=tuple(cause.sentence for cause in causes(found.conference)) if found.status == "infeasible" else (),
        seconds=round(time.perf_counter() - began, 3),
    )


def about(conference: Conference, scenario: Scenario) -> dict[str, Any]:
    """What an outcome says of its scenario."""
    return {"scenario": scenario.title(conference), "losses": getattr(scenario, "losses", ()), "changes": scenario.changes}


def _record(given: Given, scenario: Scenario, **what: Any) -> Outcome:
    return Outcome(**about(given.conference, scenario), **what)
