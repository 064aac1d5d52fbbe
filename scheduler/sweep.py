"""Every single loss, repaired and ranked by what it would do: where a programme hangs by one person or one room."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, nullcontext
from dataclasses import replace

from constraints.profile import problems
from instances.changes.options import Happened, read
from instances.changes.scenario import Scenario
from instances.changes.scenarios import parse_case, read_scenarios, split_case
from instances.problems import BadInput, Note, Problem
from scheduler.each import each
from scheduler.fates import choices, deserted
from scheduler.journal import Journal
from scheduler.limits import Interrupt, Limits, limits
from scheduler.runner import Runner, here, local
from scheduler.shapes import alone
from scheduler.watch import Watch
from scheduler.whatif import WORST, Comparison, Given, Outcome, whatif

EFFORT = 20.0
"""Deterministic time for each tier of a scenario that is one of many."""


def sweep(
    given: Given,
    scenarios: Sequence[Scenario],
    runner: Runner = here,
    journal: str | None = None,
    *,
    watch: Watch = lambda _: None,
    interrupt: Interrupt | None = None,
) -> Comparison:
    """The outcomes of many scenarios. `journal`: a file that keeps what is done, and from which the same run goes on.

    Raises BadInput for the journal of another run.
    """
    with closing(Journal(journal, given, scenarios)) if journal is not None else nullcontext() as kept:
        known, keep = (kept.known, kept.keep) if kept else ({}, lambda *_: None)
        return whatif(given, scenarios, runner, known=known, keep=keep, watch=watch, interrupt=interrupt)


def scenarios(
    given: Given,
    file: str | None,
    cases: Sequence[str],
    happened: Sequence[Happened],
    kinds: Sequence[str],
    *,
    pairs: bool = False,
    note: Note = lambda _: None,
) -> tuple[Scenario, ...]:
    """Those of a file, of lines and of options, or every loss of some kinds. Raises BadInput with what is wrong with them.

    Where lines and options do not say what becomes of the talks of who cancels, there is one for each fate. `note` is told
    which talks a file keeps without anybody.
    """
    others = {"a file of scenarios": file is not None, "--case": bool(cases), "changes": bool(happened)}
    alone("--each", *((name, bool(kinds) and there) for name, there in others.items()))
    if kinds:
        return each(given.conference, given.agenda, kinds, pairs)
    if pairs or not any(others.values()):
        what = "--pairs needs --each with a kind of losses" if pairs else "there is no scenario to look at"
        raise BadInput([Problem((), what, "name a file, --case 'NAME: --cancel s017', or --each speaker")])
    conference, agenda = given.conference, given.agenda
    found = [*read_scenarios(file, conference, agenda, problems)] if file is not None else []
    for scenario in found:
        for problem in deserted(conference, agenda, scenario):
            note(problem)

    def fates(said: Sequence[Happened], name: str = "") -> tuple[Scenario, ...]:
        open_ = choices(said, conference, agenda, name)
        if open_:
            note(Problem((), "nobody says what becomes of talks of nobody else than who cancels", "here is each choice"))
        return open_

    for words in cases:
        name, said = split_case(words)
        found += fates(said, name) or (parse_case(words, conference, agenda, problems),)
    if happened:
        found += fates(happened) or (Scenario(changes=read(happened, conference, agenda, problems)),)
    return tuple(found)


def how(many: bool, jobs: int | None, cluster: str | None, seconds: float | None, effort: float | None, seed: int) -> tuple[Runner, Limits]:
    """Where scenarios run, and how each is repaired: a few with all cores and a clock; many, side by side, each by itself and
    without a clock, so that the results are the same everywhere. Raises BadInput for what does not go together.
    """
    alone("--cluster, which has workers of its own,", ("--jobs", cluster is not None and jobs is not None))
    if many or jobs is not None or cluster is not None:
        alone("--each, --jobs or --cluster, for the same results everywhere,", ("--seconds, but --effort does", seconds is not None))
        limited = limits(None, 1, seed, True, EFFORT if effort is None else effort)
        if cluster is None:
            return local(jobs), limited
        from scheduler import cluster as dask

        return dask.cluster(cluster), limited
    alone("a file of scenarios, which --seconds limits,", ("--effort", effort is not None))
    return here, limits(30.0 if seconds is None else seconds, 8, seed, False, None)


def ranked(comparison: Comparison) -> Comparison:
    """The same with what would hurt most first: what has no agenda; then by people told, disturbance and penalty.

    Pairs that contradict each other are left out, and counted.
    """
    kept = [one for one in comparison.outcomes if one.status != "refused" or len(one.losses) < 2]
    return replace(comparison, outcomes=tuple(sorted(kept, key=_damage)), ranked=True, contradicting=len(comparison.outcomes) - len(kept))


def _damage(one: Outcome) -> tuple[object, ...]:
    unsolved = WORST.index(one.status) if not one.solved else len(WORST)
    return unsolved, -len(one.told), -one.disturbance, -(one.change or 0), one.losses


def points_of_failure(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """What leaves no agenda: single losses, and pairs of losses neither of which does so alone."""
    fatal = {one.losses for one in outcomes if one.status == "infeasible" and len(one.losses) == 1}
    return tuple(
        one for one in outcomes if one.status == "infeasible" and (len(one.losses) == 1 or not any((loss,) in fatal for loss in one.losses))
    )
