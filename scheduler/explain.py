"""Why a conference has no admissible agenda: reasons that cannot be made smaller, and the cheapest ways out.

A reason is a set of subforums and fixtures together with facts about them (a window, a closure, a
pin, a capacity) that cannot all hold, while without any one of them the rest can. One after another,
disjoint ones are found until what is left is possible, so that three causes are named as three.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from instances.agenda import Agenda
from instances.changes import Change, Drop, apply, relaxations, together
from instances.conference import Conference
from instances.problems import BadInput
from scheduler.facts import facts
from scheduler.feasible import OutOfTime, Seeker
from scheduler.limits import Interrupt, Limits
from scheduler.part import items
from scheduler.reasons import Fact, Reason, find, of_whole
from scheduler.watch import Progress, Watch
from scheduler.ways import WayOut, ways_out

MOST_WAYS = 5
MOST = 20
"""Members that a reason has at most where everything is held in it, and some of it may be to spare."""

DEEPER = 2.0
"""Seconds for cheaper ways out, once there is one."""


@dataclass(frozen=True)
class Explanation:
    """Whether there is an admissible agenda, why not, and what would help.

    `status`: possible, with an agenda; impossible; unknown where time ran out before either was
    proved. `complete`: whether it is possible without the reasons that are named, each of them
    minimal, so that they are all. `cheapest`: whether it is proved that there is no cheaper way out than those that are named.
    """

    status: str
    agenda: Agenda | None = None
    reasons: tuple[Reason, ...] = ()
    complete: bool = True
    ways: tuple[WayOut, ...] = ()
    cheapest: bool = True
    interrupted: bool = False


def explain(
    conference: Conference,
    limits: Limits | None = None,
    watch: Watch = lambda _: None,
    interrupt: Interrupt | None = None,
    *,
    kept: Collection[str] = (),
    ways: int = MOST_WAYS,
    deeper: float = DEEPER,
    proved: bool = False,
    latest: Sequence[str] = (),
) -> Explanation:
    """Why a conference is impossible, and up to `ways` ways out, the cheapest first, each tried.

    `kept` are facts that nobody would change: they may be part of a reason, but no way out touches
    them. Once there is a way out, cheaper ones are looked for `deeper` seconds more. `proved`: it is
    known that there is no agenda. `latest`: facts that were otherwise when there was one; to take them
    back is the first way out that is tried. Raises BadInput where the rules of the conference are set wrongly.
    """
    seeker = Seeker(limits or Limits(), interrupt or Interrupt())

    def tell(stage: str) -> None:
        watch(Progress(stage, time.perf_counter() - seeker.began))

    if not proved:
        tell("looking for any agenda")
        try:
            agenda = seeker.agenda(conference)
        except OutOfTime:
            return Explanation("unknown", complete=False, cheapest=False, interrupted=seeker.interrupt.is_set())
        if agenda is not None:
            return Explanation("possible", agenda)
    reasons, complete = _reasons(conference, seeker, tell)
    found, cheapest = ways_out(conference, reasons, seeker, tell, kept, ways, deeper, latest) if ways else ((), True)
    named = tuple(reason for reason in reasons if _tells(conference, reason))
    complete = complete and all(reason.minimal for reason in reasons)
    return Explanation("impossible", None, named, complete, found, cheapest and complete, seeker.interrupt.is_set())


def _tells(conference: Conference, reason: Reason) -> bool:
    """Whether a reason tells anything apart, and is not just all there is, because time ran out."""
    return reason.minimal or len(reason.members) <= MOST or len(reason.held) < len(items(conference))


def _reasons(conference: Conference, seeker: Seeker, tell: Callable[[str], None]) -> tuple[list[Reason], bool]:
    """Disjoint reasons, and whether they are all."""
    found: list[Reason] = []
    gone: list[Change] = []
    names = {change: path for path in reversed(list(facts(conference))) for change in relaxations(conference, path)[:1]}
    now = conference
    try:
        while True:
            tell(f"looking for cause {len(found) + 1}")
            reason = _named(conference, find(now, seeker), names, gone)
            found.append(reason)
            if _tells(conference, reason):
                tell(f"cause {len(found)}: {reason.sentence}")
            new = [change for change in _taken_away(reason) if change not in gone]
            if not new:
                return found, False
            gone += new
            if not set(items(conference)) - {change.item for change in gone if isinstance(change, Drop)}:
                return found, True  # nothing is left that something could be in the way of
            now = apply(conference, together(conference, gone))
            if seeker.shortened(seeker.left / 2).agenda(now) is not None:
                return found, True
    except (OutOfTime, BadInput):  # fixtures without any subforum are no conference
        return found, False


def _named(c: Conference, reason: Reason, names: dict[Change, str], gone: Collection[Change]) -> Reason:
    """A reason of what is left of a conference, with the paths that its facts have in the whole, and what takes them away there."""

    def named(found: Sequence[Fact]) -> tuple[Fact, ...]:
        return tuple(replace(fact, path=names.get(fact.changes[0], fact.path), changes=of_whole(c, fact, gone)) for fact in found)

    return replace(reason, facts=named(reason.facts), given=named(reason.given))


def _taken_away(reason: Reason) -> Sequence[Change]:
    """What makes room for further reasons: its facts, or that people take part live, or its blocks, whose growth might
    hide others; where there is none of these, or just one thing to be held, or some may be to spare, what is held."""
    live = [fact for fact in reason.given if not fact.path.startswith("blocks/")]
    rest = reason.given if len(reason.held) > 1 else ()
    facts = reason.facts or live or rest if reason.minimal else ()
    return [fact.changes[0] for fact in facts or reason.held]
