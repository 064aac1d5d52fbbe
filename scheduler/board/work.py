"""What is computed in processes of its own: functions of what they are given, which ask what the command line asks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from constraints.published import Moves
from instances.agenda import Agenda
from instances.changes import ChangeBase, apply
from instances.conference import Conference
from instances.problems import BadInput
from instances.told import Told, silent
from scheduler.board.locks import given_up, narrowed
from scheduler.board.processes import Tell
from scheduler.check import Report, check
from scheduler.diff import diff
from scheduler.ids import keep_ids
from scheduler.limits import Interrupt, Limits
from scheduler.repair import Mending, Repair
from scheduler.shifts import shifts
from scheduler.watch import Progress

BEST = 1.0
"""Seconds between two agendas that are told on the way: the last one, at least, comes with the result."""


@dataclass(frozen=True)
class Given:
    """What a job works on: the board at a version, and how. `before`: what people were told last, if anybody knows that;
    `rules`: those that cost something there."""

    conference: Conference
    agenda: Agenda
    locks: tuple[str, ...] = ()
    free: tuple[str, ...] | None = None
    day: date | None = None
    seconds: float = 30.0
    workers: int = 8
    seed: int = 0
    before: Told | None = None
    scenarios: tuple[tuple[str, tuple[ChangeBase, ...]], ...] = ()
    alternatives: int = 0
    most: int | None = None
    overflow: bool = False
    item: str = ""
    at: tuple[str, ...] = ()
    depth: Any = 0
    rules: frozenset[str] = frozenset()

    @property
    def limits(self) -> Limits:
        """How long and how it searches."""
        return Limits(seconds=self.seconds, workers=self.workers, seed=self.seed)

    @property
    def whole(self) -> bool:
        """Whether all of the board is free, so that a bound is one of the conference."""
        return not self.locks and self.free is None and self.day is None


@dataclass(frozen=True)
class Known:
    """A step of a search. `agenda`: a better one, now and then."""

    stage: str
    seconds: float
    penalty: int | None = None
    bound: int | None = None
    counted: str = "penalty"
    agenda: Agenda | None = None
    part: tuple[int, int] | None = None


@dataclass(frozen=True)
class Found:
    """One agenda that came of it, with the changes before which it stood on the board, and how it differs from the board.

    `unlocked`: what was locked and could not stay.
    """

    title: str
    status: str
    conference: Conference
    changes: tuple[ChangeBase, ...] = ()
    agenda: Agenda | None = None
    report: Report | None = None
    told: tuple[str, ...] = ()
    moves: int = 0
    disturbance: int | None = None
    bound: int | None = None
    proved: bool = False
    moved: tuple[dict[str, Any], ...] = ()
    sentences: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unlocked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """All that came of a job: agendas, the first being the answer itself, and documents as the command line prints them."""

    status: str
    found: tuple[Found, ...] = ()
    bound: int | None = None
    document: dict[str, Any] | None = None
    interrupted: bool = False
    causes: tuple[str, ...] = ()


def solve(given: Given, tell: Tell, interrupt: Interrupt) -> Result:
    """The best agenda around what is locked, and around all that is not free."""
    from scheduler.solve import solve as solver

    pinned = narrowed(given.conference, given.agenda, given.locks, given.free, given.day)
    hint = given.agenda.replaced(conference_hash=pinned.hash, changes=())
    result = solver(pinned, given.limits, hint, _watch(given, tell), interrupt)
    causes = tuple(cause.sentence for cause in result.causes)
    if result.agenda is None:
        return Result(result.status, interrupted=result.interrupted, causes=causes)
    score = result.agenda.score
    known = score.bound if score and result.status != "infeasible" else None
    found = _found(given, "", result.status, given.conference, (), result.agenda, known)
    return Result(result.status, (found,), known if given.whole else None, interrupted=result.interrupted, causes=causes)


def mend(given: Given, tell: Tell, interrupt: Interrupt) -> Result:
    """The board after what happened, disturbed as little as can be: once for each scenario, and what more moves would buy."""
    from scheduler import repaired

    found: list[Found] = []
    watch = _watch(given, tell)
    locked = given.conference
    for number, (title, changes) in enumerate(given.scenarios):
        locked = narrowed(given.conference, given.agenda, _standing(given, changes))
        if len(given.scenarios) > 1:
            tell(Known(title, 0.0, part=(number, len(given.scenarios))))
        mending = Mending(locked, _of(locked, given.agenda), changes, before=given.before)
        mended = mending.repair(given.limits, most=given.most, overflow=given.overflow, watch=watch, interrupt=interrupt)
        found.append(_mended(given, title, mended, tuple(repaired.sentences(locked, _of(locked, given.agenda), mended))))
        if mended.agenda is not None and len(given.scenarios) == 1 and given.alternatives and not interrupt.is_set():
            others = mending.frontier(mended, given.alternatives, given.limits, watch=watch, interrupt=interrupt)
            for one in others.alternatives:
                words = (f"{one.moves} moves, and a penalty of {one.penalty}.",)
                sure = "optimal" if one.proved else "feasible"
                best = _found(given, title, sure, _unpinned(given, mended), mended.changes, one.agenda, one.bound)
                found.append(replace(best, disturbance=one.disturbance, words=words, proved=one.proved))
        if interrupt.is_set():
            break
    order = ("optimal", "feasible", "unknown", "infeasible")
    status = min((one.status for one in found), key=order.index, default="unknown")
    return Result(status, tuple(found), interrupted=interrupt.is_set(), document=_why(given, locked, found, interrupt))


def explain(given: Given, tell: Tell, interrupt: Interrupt) -> Result:
    """Why there is no agenda, with what is locked where it is, and what could be asked of whom."""
    from scheduler import explained
    from scheduler.explain import explain as explainer

    pinned = narrowed(given.conference, given.agenda, given.locks, given.free, given.day)
    found = explainer(pinned, given.limits, _watch(given, tell), interrupt)
    return Result(found.status, document=explained.document(pinned, found), interrupted=found.interrupted)


def why_not(given: Given, _: Tell, interrupt: Interrupt) -> dict[str, Any]:
    """What becomes of an item at some places, as 'agenda moves --at' says it."""
    from scheduler import moves, shapes
    from scheduler.why_not import why_not as answered

    answers = answered(given.conference, given.agenda, given.item, given.at, limits=given.limits, interrupt=interrupt)
    return shapes.moves_document(given.conference, moves.as_it_is(given.conference, given.agenda, given.item), answers)


def deep(given: Given, _: Tell, interrupt: Interrupt) -> dict[str, Any]:
    """All places of an item with its order free, or with others moved along, as 'agenda moves --depth' says it."""
    from scheduler import moves, shapes

    found = moves.moves(given.conference, given.agenda, given.item, depth=given.depth, limits=given.limits, interrupt=interrupt)
    return shapes.moves_document(given.conference, found)


def _standing(given: Given, changes: Sequence[ChangeBase]) -> tuple[str, ...]:
    """Locks of what stands before the changes, as far as these leave it its place: who is not there cannot be held."""
    return tuple(id for id in given.locks if _keeps(narrowed(given.conference, given.agenda, (id,)), changes))


def _keeps(pinned: Conference, changes: Sequence[ChangeBase]) -> bool:
    from scheduler.certain import causes

    try:
        return not any(causes(apply(pinned, changes)))
    except BadInput:
        return False


def _of(conference: Conference, agenda: Agenda) -> Agenda:
    return agenda.replaced(conference_hash=conference.hash, changes=())


def _unpinned(given: Given, mended: Repair) -> Conference:
    """The conference after the changes of a repair, without the pins of what was locked."""
    return apply(given.conference, mended.changes) if mended.changes else given.conference


def _mended(given: Given, title: str, mended: Repair, words: tuple[str, ...]) -> Found:
    after = _unpinned(given, mended)
    if mended.agenda is None:
        return Found(title, mended.status, after, mended.changes, words=words)
    last = mended.tiers[-1]
    bound = last.bound if all(tier.status == "optimal" for tier in mended.tiers[:-1]) else None
    found = _found(given, title, mended.status, after, mended.changes, mended.agenda, bound)
    return replace(found, told=mended.told, disturbance=mended.disturbance, words=words, proved=mended.status == "optimal")


def _found(
    given: Given, title: str, status: str, conference: Conference, changes: Iterable[ChangeBase], agenda: Agenda, bound: int | None
) -> Found:
    """An agenda with ids as on the board, and how it differs from that."""
    own = keep_ids(given.agenda, agenda).replaced(conference_hash=conference.hash, changes=(), score=None, solver=None)
    known = silent(conference, changes)
    difference = diff(conference, given.agenda, own, given.conference, known, given.before)
    same = conference.hash == given.conference.hash
    sentences = tuple(s.sentence for s in shifts(conference, given.agenda, own)) if same else ()
    report = check(conference, own)
    free = given_up((given.conference, given.agenda), (conference, own), given.locks)
    return Found(
        title,
        status,
        conference,
        tuple(changes),
        own,
        report,
        told=difference.told,
        moves=sum(v.amount for v in Moves(published=given.agenda).violations(conference, own)),
        bound=bound,
        proved=status == "optimal",
        moved=tuple(one.model_dump(mode="json") for one in difference.moved),
        sentences=sentences,
        unlocked=free,
    )


def _why(given: Given, locked: Conference, found: Sequence[Found], interrupt: Interrupt) -> dict[str, Any] | None:
    """Why there is no agenda after what happened, where that is so of the only scenario."""
    if len(found) != 1 or found[0].status != "infeasible" or interrupt.is_set() or given.most is not None:
        return None
    from scheduler import explained, repaired
    from scheduler.explain import explain as explainer

    after = apply(locked, found[0].changes) if found[0].changes else locked
    stuck = repaired.impossible(after, given.agenda, None)
    limits = Limits(seconds=max(given.seconds / 2, repaired.WHY), workers=given.workers, seed=given.seed)
    why = explainer(stuck, limits, interrupt=interrupt, latest=repaired.changed(given.conference, after))
    return explained.document(after, why)


def rescued(given: Given, agenda: Agenda) -> Result:
    """The best agenda of a search whose process died."""
    return Result("feasible", (_found(given, "", "feasible", given.conference, (), agenda, None),), interrupted=True)


def _watch(given: Given, tell: Tell) -> Callable[[Progress], None]:
    """Tells of progress; of a solve, with the agenda now and then."""
    last = -BEST

    def watch(progress: Progress) -> None:
        nonlocal last
        best, now = None, time.perf_counter()
        if progress.agenda is not None and not given.scenarios and now - last >= BEST:
            last = now
            own = keep_ids(given.agenda, progress.agenda)
            best = own.replaced(conference_hash=given.conference.hash, changes=(), score=None, solver=None)
        tell(Known(progress.stage, round(progress.seconds, 2), progress.penalty, progress.bound, progress.counted, best, progress.part))

    return watch
