"""The committee's questions about wuzhen2022: seconds to an answer, each with what was promised.

    python -m benchmarks.questions           written to benchmarks/results/DATE-questions.md

Seconds are of wall time in one process, loading aside: causes of twelve impossible variants, all places
of a subforum, and the proof with the whole catalogue of rules against that with the standard ones.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

from benchmarks.run import report
from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import read_conference
from scheduler.explain import explain
from scheduler.limits import Limits
from scheduler.moves import moves
from scheduler.solve import solve
from tests.explain.impossible import VARIANTS

T = TypeVar("T")
TIMES = 3


def timed(ask: Callable[[], T]) -> tuple[float, T]:
    """How long a question takes, and its answer."""
    began = time.perf_counter()
    answer = ask()
    return time.perf_counter() - began, answer


def causes() -> Iterator[str]:
    """Seconds to name the causes of each variant, and to offer ways out."""
    for name, variant in VARIANTS.items():
        conference = variant.conference
        named, found = timed(partial(explain, conference, ways=0))
        whole, offered = timed(partial(explain, conference))
        true = {frozenset(fact.path for fact in reason.members) for reason in found.reasons} == set(variant.reasons)
        verdict = "PASS" if true and named <= 5 else "FAIL"
        yield f"{verdict}: explain, {name}: causes named in {named:.1f} s (promised 5), {len(offered.ways)} ways out in {whole:.1f} s"


def places(conference: Conference, agenda: Agenda) -> Iterator[str]:
    """Seconds for all places of every subforum, everything else as it is."""
    taken = [timed(partial(moves, conference, agenda, s.id))[0] for s in conference.subforums]
    worst = max(taken)
    yield f"{'PASS' if worst < 1 else 'FAIL'}: moves: {statistics.median(taken):.2f} s in the median, {worst:.2f} s at worst (promised 1)"


def catalogue(conference: Conference) -> tuple[list[str], Agenda]:
    """Seconds to proof with the standard rules and with all of them, the median of several runs by turns."""
    runs: dict[str, list[float]] = {"standard@1": [], "full@1": []}
    proved, best = True, None
    for _ in range(TIMES):
        for profile, seconds in runs.items():
            about = conference.conference.replaced(profile=profile)
            spent, result = timed(partial(solve, conference.replaced(conference=about), Limits(seconds=120)))
            seconds.append(spent)
            proved &= result.status == "optimal"
            best = result.agenda if profile == "standard@1" else best
    assert best is not None
    usual, whole = (statistics.median(seconds) for seconds in runs.values())
    verdict = "PASS" if proved and whole <= 2 * usual else "FAIL"
    return [
        f"{verdict}: proof with full@1 in {whole:.1f} s, with standard@1 in {usual:.1f} s: {whole / usual:.2f} times (promised 2)"
    ], best


def main() -> None:
    """Ask everything and write the answers."""
    conference = read_conference("wuzhen2022")
    lines, best = catalogue(conference)
    lines += [*places(conference, best), *causes()]
    report("-questions", "python -m benchmarks.questions", lines)


if __name__ == "__main__":
    main()
