"""Why a conference has no admissible agenda: reasons that cannot be made smaller, and the cheapest ways out.

A reason is a set of subforums and fixtures together with facts about them (a window, a closure, a
pin, a capacity) that cannot all hold, while without any one of them the rest can. One after another,
disjoint ones are found until what is left is possible, so that three causes are named as three.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from instances.agenda import Agenda
from instances.changes import Change, apply, together
from instances.conference import Conference
from instances.problems import BadInput
from scheduler.feasible import OutOfTime, Seeker
from scheduler.limits import Interrupt, Limits
from scheduler.reasons import Reason, find
from scheduler.ways import WayOut, ways_out

MOST_WAYS = 5

Watch = Callable[[str], None]


@dataclass(frozen=True)
class Explanation:
    """Whether there is an admissible agenda, why not, and what would help.

    `status`: possible, with an agenda; impossible; unknown where time ran out before either was
    proved. `complete`: whether it is possible without the reasons that are named, so that they are
    all. `exhausted`: whether there are no other ways out that do not contain one of these.
    """

    status: str
    agenda: Agenda | None = None
    reasons: tuple[Reason, ...] = ()
    complete: bool = True
    ways: tuple[WayOut, ...] = ()
    interrupted: bool = False


def explain(
    conference: Conference,
    limits: Limits | None = None,
    watch: Watch = lambda _: None,
    interrupt: Interrupt | None = None,
    *,
    kept: Collection[str] = (),
    ways: int = MOST_WAYS,
) -> Explanation:
    """Why a conference is impossible, and up to `ways` ways out, the cheapest first, each tried.

    `kept` are facts that nobody would change: they may be part of a reason, but no way out touches
    them. Raises BadInput where the rules of the conference are set wrongly.
    """
    seeker = Seeker(limits or Limits(), interrupt or Interrupt())
    watch("looking for any agenda")
    try:
        agenda = seeker.agenda(conference)
    except OutOfTime:
        return Explanation("unknown", complete=False, interrupted=seeker.interrupt.is_set())
    if agenda is not None:
        return Explanation("possible", agenda)
    reasons, complete = _reasons(conference, seeker, watch)
    found = tuple(ways_out(conference, reasons, seeker, watch, kept, ways)) if ways else ()
    return Explanation("impossible", None, tuple(reasons), complete, found, seeker.interrupt.is_set())


def _reasons(conference: Conference, seeker: Seeker, watch: Watch) -> tuple[list[Reason], bool]:
    """Disjoint reasons, and whether they are all."""
    found: list[Reason] = []
    gone: list[Change] = []
    now = conference
    try:
        while True:
            watch(f"looking for cause {len(found) + 1}")
            reason = find(now, seeker)
            found.append(reason)
            gone += _taken_away(reason)
            now = apply(conference, together(conference, gone))
            if seeker.agenda(now) is not None:
                return found, True
    except (OutOfTime, BadInput):  # a conference of which everything is taken away is none
        return found, False


def _taken_away(reason: Reason) -> Sequence[Change]:
    """What makes room for further reasons: its facts gone, but for blocks, whose growth would hide others."""
    facts = [fact.changes[0] for fact in reason.facts if not fact.path.startswith("blocks/")]
    if not facts and len(reason.held) > 1:
        facts = [fact.changes[0] for fact in reason.facts]
    return facts or [item.changes[0] for item in reason.held]
