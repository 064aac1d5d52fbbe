"""Make an agenda hold again after something happened, and disturb as few people as can be.

In this order: every hard rule; the fewest people who must be told something new; the least
disturbance, in points (`constraints/keep_published.py`); then the wishes.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from constraints.no_gap import NoGap
from constraints.profile import rules_of
from constraints.published import Begun, KeepPublished, Moves, News
from constraints.published.places import most_of
from instances import clock
from instances.agenda import LEFT_OUT, WISHES, Agenda, Sitting, TierScore
from instances.changes import ChangeBase, Weigh, apply
from instances.changes.base import resolved
from instances.changes.kept import kept
from instances.conference import Conference, Subforum
from instances.told import Told, news, silent, told
from scheduler.check import Report, belongs, check
from scheduler.hint import usable
from scheduler.ids import keep_ids
from scheduler.limits import Interrupt, Limits, cores, since
from scheduler.outline import narrow
from scheduler.watch import Progress, Watch

if TYPE_CHECKING:
    from constraints.variables import Expression
    from scheduler.repairing import Model

DEFAULT = Limits(seconds=30.0)
LEAST = 0.05
"""Seconds for which it is worth to begin with a tier."""

TOLD, DISTURBANCE, FRONTIER = "people told", "disturbance", "frontier"
"""Names of the tiers of a repair; `left out` comes before them where something is, `wishes` after them."""


@dataclass(frozen=True)
class Alternative:
    """An agenda on the frontier of disturbance against penalty. `proved`: no agenda with at most so many moves costs less."""

    agenda: Agenda
    told: int
    moves: int
    disturbance: int
    penalty: int
    bound: int | None

    @property
    def proved(self) -> bool:
        """Whether nothing with as few moves costs less."""
        return self.bound is not None and self.penalty <= self.bound


@dataclass(frozen=True)
class Frontier:
    """Agendas with more and more moves that cost less and less. `complete`: with those numbers of moves there is nothing else to buy."""

    alternatives: tuple[Alternative, ...]
    complete: bool
    interrupted: bool = False


@dataclass(frozen=True)
class Repair:
    """What came out. `agenda` is None where none was found: `infeasible` or `unknown`.

    `conference` is that after the changes; `told` the people who must be told something new, `moves`
    how many sittings, talks, seats and fixtures stand elsewhere, `tiers` what is proved of each.
    `status`: optimal where every tier is proved, feasible otherwise. `narrowed`: what is proved holds
    among agendas in which no subforum stands in more rooms at once than it does now, or needs to; `most`: and
    with at most so many moves.
    """

    status: str
    conference: Conference
    changes: tuple[ChangeBase, ...]
    agenda: Agenda | None = None
    report: Report | None = None
    told: tuple[str, ...] = ()
    moves: int = 0
    disturbance: int = 0
    tiers: tuple[TierScore, ...] = ()
    narrowed: bool = False
    most: int | None = None
    seconds: float = 0.0
    interrupted: bool = False

    @property
    def penalty(self) -> int | None:
        """What its wishes cost."""
        return self.report.penalty if self.report else None


def repair(
    conference: Conference,
    agenda: Agenda,
    changes: Iterable[ChangeBase] = (),
    limits: Limits = DEFAULT,
    *,
    before: Told | None = None,
    now: datetime | None = None,
    most: int | None = None,
    overflow: bool = False,
    brief: bool = False,
    watch: Watch = lambda _: None,
    interrupt: Interrupt | None = None,
) -> Repair:
    """The agenda after some changes that disturbs the fewest people, with proof, tier by tier.

    `agenda` is what is published of `conference`; `before` what each person was told last, by default
    that agenda. `now`: what has begun by then stays. `most`: the most things that may move.
    `overflow`: leave out the least painful items where nothing else is possible. `brief`: prove the first
    tier only. Gaps in sittings are wishes here, not faults. Raises BadInput for changes that cannot be made.
    """
    mending = Mending(conference, agenda, changes, before=before, now=now)
    return mending.repair(limits, most=most, overflow=overflow, brief=brief, watch=watch, interrupt=interrupt)


def frontier(
    conference: Conference,
    agenda: Agenda,
    found: Repair,
    number: int,
    limits: Limits = DEFAULT,
    *,
    before: Told | None = None,
    now: datetime | None = None,
    watch: Watch = lambda _: None,
    interrupt: Interrupt | None = None,
) -> Frontier:
    """What one more move would buy, and another one, up to so many: each time the least penalty, and of equals what disturbs least.

    `found` is a repair of the agenda, with the same `before` and `now`.
    """
    mending = Mending(conference, agenda, found.changes, before=before, now=now)
    return mending.frontier(found, number, limits, watch=watch, interrupt=interrupt)


class Mending:
    """An agenda after some changes, to be repaired, and then asked what more moves would buy: both with one model.

    As `repair` and `frontier`, which make one each.
    """

    def __init__(
        self,
        conference: Conference,
        agenda: Agenda,
        changes: Iterable[ChangeBase] = (),
        *,
        before: Told | None = None,
        now: datetime | None = None,
    ) -> None:
        belongs(conference, agenda)
        self.published, self.changes = agenda, tuple(changes)
        self.strict = apply(conference, self.changes) if self.changes else conference
        self.changes = resolved(conference, self.changes)
        self.easing = _easing(self.strict)
        self.after = apply(self.strict, self.easing) if self.easing else self.strict
        self.narrowed = False
        minute = None if now is None else clock.minute(now)
        known = told(conference, agenda)
        self.up_to_date = before is None or not news(conference, before, known)
        self.news = News(before=known if before is None else before, knows=silent(self.after, (*kept(agenda), *self.changes)))
        self.keep = KeepPublished(published=agenda, now=minute)
        self.moves = Moves(published=agenda)
        self.begun = [] if minute is None else [Begun(published=agenda, now=minute)]
        self._models: dict[bool, Model] = {}

    def _begin(self, limits: Limits, watch: Watch, interrupt: Interrupt | None) -> None:
        self.began, self.limits, self.watch, self.interrupt = time.perf_counter(), limits, watch, interrupt or Interrupt()
        self.tiers: list[TierScore] = []

    def repair(
        self,
        limits: Limits = DEFAULT,
        *,
        most: int | None = None,
        overflow: bool = False,
        brief: bool = False,
        watch: Watch = lambda _: None,
        interrupt: Interrupt | None = None,
    ) -> Repair:
        """The agenda that disturbs the fewest people."""
        self._begin(limits, watch, interrupt)
        base = left(self.after, self.published)
        if report := self._standing(base):
            return self._result(base, report, most)
        found = self._search(base, most, overflow, brief)
        return self._result(found, check(self.after, found) if found else None, most)

    def _standing(self, base: Agenda) -> Report | None:
        """What is to say of what is left of the published agenda, if it holds as it is; then nothing is better.

        Who is told something then is told of the change itself, and nothing is free that could cost less. Where
        people were last told something else, to move back may be better.
        """
        if not self.up_to_date:
            return None
        report = check(self.after, base)
        if report.broken or any(any(rule.violations(self.after, base)) for rule in (self.keep, *self.begun)):
            return None
        people = {v.items[0] for v in self.news.violations(self.after, base)}
        if not _complete(self.after, base, people | self.news.knows):
            return None
        self.tiers = [_proved(TOLD, len(people)), _proved(DISTURBANCE, 0), _proved(WISHES, report.penalty)]
        return report

    def _model(self, overflow: bool) -> Model:
        """The model of the conference after the changes."""
        from scheduler.repairing import Model

        if overflow not in self._models:
            form = _as_published(self.after, self.published)
            self.narrowed = form is not self.after
            self._models[overflow] = Model(form, [*rules_of(self.after), *self.begun], loose=overflow)
        return self._models[overflow]

    def _search(self, base: Agenda, most: int | None, overflow: bool, brief: bool) -> Agenda | None:
        """One objective after another; that of who is told and how much it disturbs is one, in which a person outweighs all disturbance."""
        model, best = self._model(overflow), base
        within: list[tuple[Expression, int]] = [(model.sum(self.moves), most)] if most is not None else []
        steps = [LEFT_OUT, TOLD, WISHES] if overflow else [TOLD, WISHES]
        for name in steps[:1] if brief else steps:
            if name == TOLD:
                parts = (model.sum(self.news), model.sum(self.keep))
                person = most_of(parts[1]) + 1
                expression = parts[0] * person + parts[1]
            else:
                expression = model.left_out() if name == LEFT_OUT else model.wishes()
            left = self._left(1.0 if name == WISHES else 0.7)
            if self.interrupt.is_set() or left.seconds < LEAST:
                break
            heard = self._heard(name, person if name == TOLD else 1)
            tier, found = model.minimise(name, expression, best, left, heard, self.interrupt, within, whole=best is not base)
            if found is None:
                self.tiers += [tier] if best is base else []
                break
            best, within = found, [*within, (expression, tier.penalty)]
            self.tiers += _told_and_disturbed(tier, person) if name == TOLD else [tier]
        return None if best is base else keep_ids(self.published, best)

    def _seconds(self) -> float:
        return time.perf_counter() - self.began

    def _left(self, share: float) -> Limits:
        """What is left of the time; a repeatable run knows no clock, and has the same for each step.

        More workers than cores only make each other wait where little is left to choose.
        """
        if self.limits.repeatable:
            return self.limits
        left = since(self.limits, self.began)
        return replace(left, seconds=left.seconds * share, workers=min(left.workers, cores()))

    def _heard(self, name: str, person: int = 1) -> Callable[[Agenda | None, int | None, int | None], None]:
        """Tells of a tier; of that of who is told, in which a person counts so much, people, and that there is an agenda."""
        known: dict[str, int] = {}
        counted = "people" if name == TOLD else "penalty"

        def heard(agenda: Agenda | None, penalty: int | None, bound: int | None) -> None:
            if agenda is not None and name == TOLD and "penalty" not in known:
                self.watch(Progress(self._first(agenda), self._seconds(), agenda=agenda))
            known.update({key: new // person for key, new in (("penalty", penalty), ("bound", bound)) if new is not None})
            self.watch(Progress(name, self._seconds(), known.get("penalty"), known.get("bound"), agenda, counted=counted))

        return heard

    def _first(self, agenda: Agenda) -> str:
        """That there is an answer, though perhaps not yet the best."""
        found = self._measure(keep_ids(self.published, agenda))
        people, moves = "person" if found.told == 1 else "people", "move" if found.moves == 1 else "moves"
        return f"an agenda is known: {found.told} {people} told, {found.moves} {moves}"

    def _result(self, agenda: Agenda | None, report: Report | None, most: int | None) -> Repair:
        if agenda is None or report is None:
            status, stopped = self.tiers[0].status if self.tiers else "unknown", self.interrupt.is_set()
            return Repair(status, self.strict, self.changes, most=most, seconds=self._seconds(), interrupted=stopped)
        easing = self.easing if any(f.violation.rule == NoGap.id for f in report.findings) else ()
        after = self.after if easing else self.strict
        agenda = agenda.replaced(conference_hash=after.hash)
        people = tuple(v.items[0] for v in self.news.violations(after, agenda))
        disturbance, moves = (sum(v.amount for v in rule.violations(after, agenda)) for rule in (self.keep, self.moves))
        known = {tier.name for tier in self.tiers}
        values = {TOLD: len(people), DISTURBANCE: disturbance, WISHES: report.penalty}
        self.tiers += [TierScore(name=name, penalty=value, status="feasible") for name, value in values.items() if name not in known]
        return Repair(
            "optimal" if all(tier.status == "optimal" for tier in self.tiers) else "feasible",
            after,
            (*self.changes, *easing),
            agenda,
            report,
            told=people,
            moves=moves,
            disturbance=disturbance,
            tiers=tuple(self.tiers),
            narrowed=self.narrowed,
            most=most,
            seconds=self._seconds(),
            interrupted=self.interrupt.is_set(),
        )

    def _measure(self, agenda: Agenda, bound: int | None = None) -> Alternative:
        told, disturbance, moves = (
            sum(v.amount for v in rule.violations(self.after, agenda)) for rule in (self.news, self.keep, self.moves)
        )
        return Alternative(agenda, told, moves, disturbance, check(self.after, agenda).penalty, bound)

    # --- the frontier ---

    def frontier(
        self,
        found: Repair,
        number: int,
        limits: Limits = DEFAULT,
        *,
        watch: Watch = lambda _: None,
        interrupt: Interrupt | None = None,
    ) -> Frontier:
        """The least penalty with one more move, and with another one, and so on; of equals what disturbs least."""
        if found.agenda is None or not number:
            return Frontier((), False)
        self._begin(limits, watch, interrupt)
        points: list[Alternative] = []
        model = self._model(overflow=False)
        moves, disturbance = model.sum(self.moves), model.sum(self.keep)
        point = most_of(disturbance) + 1
        objective = model.wishes() * point + disturbance
        last = self._measure(found.agenda)
        steps, proved = range(last.moves + 1, last.moves + number + 1), True
        for most in steps:
            left = self._left(0.9 / (steps.stop - most))
            if self.interrupt.is_set() or left.seconds < LEAST:
                return Frontier(tuple(points), False, self.interrupt.is_set())
            heard = self._heard(FRONTIER, point)
            both, better = model.minimise(FRONTIER, objective, last.agenda, left, heard, self.interrupt, [(moves, most)], plain=False)
            bound = None if both.bound is None else both.bound // point
            one = self._measure(keep_ids(self.published, better), bound) if better else last
            proved = proved and better is not None and one.proved
            if one.penalty < last.penalty:
                points.append(last := one)
        return Frontier(tuple(points), proved, self.interrupt.is_set())


def _told_and_disturbed(both: TierScore, person: int) -> list[TierScore]:
    """The two tiers of an objective in which each person outweighs all disturbance."""
    (told, disturbance), (least, lower) = divmod(both.penalty, person), divmod(both.bound or 0, person)
    known = least == told
    return [
        TierScore(name=TOLD, penalty=told, bound=least, status="optimal" if known else "feasible"),
        TierScore(name=DISTURBANCE, penalty=disturbance, bound=lower if known else None, status=both.status),
    ]


def _proved(name: str, penalty: int) -> TierScore:
    return TierScore(name=name, penalty=penalty, bound=penalty, status="optimal")


def _easing(conference: Conference, changes: Sequence[ChangeBase] = ()) -> tuple[ChangeBase, ...]:
    """Gaps in sittings, which cost points in a repair, unless somebody weighs them: what is left of a sitting stays where it is."""
    weighed = any(isinstance(change, Weigh) and change.rule == NoGap.id for change in changes)
    hard = any(rule.id == NoGap.id and rule.hard for rule in rules_of(conference))
    return (Weigh(rule=NoGap.id, level="slight"),) if hard and not weighed else ()


def _without_easing(conference: Conference, after: Conference) -> dict[str, Any]:
    """The rules after the changes, with that for gaps as it was."""
    rules = {id: own for id, own in after.rules.items() if id != NoGap.id}
    return {**rules, NoGap.id: conference.rules[NoGap.id]} if NoGap.id in conference.rules else rules


def _as_published(conference: Conference, published: Agenda) -> Conference:
    """The conference with no more sittings of a subforum at once than are published, or needed."""
    fewer = narrow(conference)

    def limited(s: Subforum, needed: Subforum) -> Subforum:
        at_once = Counter((block := conference.block_at(x.first)) and block.id for x in published.sittings_of.get(s.id, ()))
        most = max(at_once.values(), default=1)
        return s if s.at_once <= max(most, needed.at_once) else s.replaced(at_once=max(most, needed.at_once))

    limits = tuple(map(limited, conference.subforums, fewer.subforums))
    return conference if limits == conference.subforums else conference.replaced(subforums=limits)


def left(conference: Conference, published: Agenda) -> Agenda:
    """What is left of an agenda in its conference after changes; sittings that have lost talks, and are as long as these, end with the
    last that is left."""
    talks = {s.id: len(s.talks) for s in published.sittings}

    def trimmed(s: Sitting) -> Sitting:
        shorter = s.talks and len(s.talks) < talks[s.id] and conference.subforum(s.subforum).sitting_fills == "content"
        return s.replaced(end=max(s.talks, key=lambda t: t.last).end) if shorter else s

    kept = usable(conference, published)
    return kept.replaced(sittings=tuple(map(trimmed, kept.sittings)))


def _complete(conference: Conference, agenda: Agenda, free: Collection[str]) -> bool:
    """Whether everything is placed, and no seat is empty that people could take who are told something anyway."""
    filled = {f.seat for slot, _ in agenda.slots.values() for f in slot.seats}
    talks = [talk for s in conference.subforums for talk in s.talks]
    open_seats = [seat for talk in talks for seat in talk.seats if seat.id not in filled and not set(free).isdisjoint(seat.candidates)]
    return all(t.id in agenda.slots for t in talks) and len(agenda.fixtures) == len(conference.fixtures) and not open_seats
