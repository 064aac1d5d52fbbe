"""The best for one item at a place while the rest of an agenda stays, but for some others that may move along.

The model is that of the conference with its rooms all distinct. What the agenda breaks already, it
may go on breaking as far as it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from constraints.assignment import Decision, agenda_of, values_of
from constraints.placed import Placed
from constraints.variables import Variables
from instances.agenda import Agenda, Sitting
from instances.conference import Conference, Talk
from scheduler import search
from scheduler.judge import Judge, Key, key
from scheduler.limits import Interrupt, Limits
from scheduler.places import Trial, owner

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

    from constraints import Rule
    from constraints.variables import Expression


@dataclass(frozen=True)
class Wanted:
    """Where an item is to stand, as far as it is said: blocks and rooms by id, starts in minutes."""

    block: str | None = None
    room: str | None = None
    starts: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Best:
    """What a search found. `status`: optimal, feasible, infeasible or unknown."""

    status: str
    agenda: Agenda | None


class Rest:
    """The model of an agenda around an item."""

    def __init__(self, conference: Conference, agenda: Agenda, judge: Judge, item: str) -> None:
        self.conference, self.agenda, self.item = conference, agenda, item
        self.owner = owner(conference, item)
        hard = {rule.id for rule in judge.rules if rule.hard and not rule.limit and not judge.worst(rule)}
        whole = Placed.id in hard
        fixed, standing = {f.id for f in conference.fixtures if f.start}, {f.fixture for f in agenda.fixtures}
        loose = not fixed <= standing
        self.x = Variables(conference, cp_model.CpModel(), whole=whole, tight="no_gap" in hard, loose=loose)
        if item in self.x.talks:
            _ = self.x.talks[item].start  # makes the order, which no rule may have asked for
        self.wishes = self._rules(judge)
        self.decisions = values_of(self.x, agenda)
        self.others = sorted({d.owner for d in self.decisions} - {self.owner} - fixed)

    def _rules(self, judge: Judge) -> Expression:
        wishes: list[Expression] = []
        for rule in judge.rules:
            if not rule.hard:
                wishes += [amount.expression * rule.points for amount in rule.post(self.x)] if rule.points else []
            elif worst := judge.worst(rule):
                self._tolerate(rule, worst)
            else:
                rule.forbid(self.x)
        return sum(wishes)

    def _tolerate(self, rule: Rule, worst: dict[Key, int]) -> None:
        """What a hard rule finds in the agenda may be as bad as it is, and nothing else above the limit."""
        sums: dict[Key, list[Expression]] = {}
        for amount in rule.post(self.x):
            sums.setdefault(key(amount.items, amount.facts), []).append(amount.expression)
        for about, amounts in sums.items():
            if about in worst:
                self.x.model.add(sum(amounts) <= worst[about])
            else:
                for expression in amounts:
                    self.x.model.add(expression <= rule.limit)

    def inner(self, trial: Trial, limits: Limits, interrupt: Interrupt) -> Best:
        """The best order of talks and the best people on seats for an item at the place of a trial, all else as it is there."""
        talks = {slot.talk for s in self._held(trial) for slot in s.talks}
        free = set(self._inner(talks)) | self._parallel_numbers()
        model = self._copy()
        for d in values_of(self.x, trial.agenda):
            if d.variable.index not in free:
                _fix(model, d)
        if self.item in self.x.talks:
            start = self.x.talks[self.item].start
            model.add(start == self.x.tick(trial.place.first))
        return self._run(model, limits, interrupt)

    def _parallel_numbers(self) -> set[int]:
        """Indices of the numbers of talks where sittings may be parallel: the model counts these by rooms, an agenda by ids."""
        subforum = self.conference.subforums_by_id.get(self.owner)
        return {v.index for v in self.x.numbers_made(subforum).values()} if subforum and subforum.at_once > 1 else set()

    def _held(self, trial: Trial) -> list[Sitting]:
        """The sittings whose inside is free: the one that moves, or those that a talk leaves or enters."""
        ids = {trial.place.sitting}
        if self.item in self.agenda.slots:
            ids.add(self.agenda.slots[self.item][1].id)
        return [s for s in trial.agenda.sittings if s.id in ids]

    def _inner(self, talks: Iterable[str]) -> Iterator[int]:
        """Indices of the variables that tell the starts, numbers and people of talks."""
        for id in sorted(talks):
            subforum, item = self.conference.owner[id], self.x.talks[id].item
            assert isinstance(item, Talk)
            variables = [self.x.numbers_made(subforum).get(id), *(l for seat in item.seats for l in self.x.fills[seat.id].values())]
            if self.x.ordered(subforum):
                start = self.x.talks[id].start
                variables.append(start if hasattr(start, "index") else None)  # type: ignore[arg-type]  # a variable, as it has an index
            yield from (v.index for v in variables if v is not None)

    def along(self, wanted: Wanted, most: int | None, limits: Limits, interrupt: Interrupt, *, fewest: bool = False) -> Best:
        """The best agenda with the item where it is wanted in which at most so many other subforums and fixtures differ.

        `fewest`: that in which the fewest differ, whatever it costs.
        """
        model = self._copy()
        moved = {owner: model.new_bool_var(f"{owner} moves") for owner in self.others}
        for d in self.decisions:
            if d.owner == self.owner:
                model.add_hint(d.variable, d.value)
            elif most == 0 or d.owner not in moved:
                _fix(model, d)
            else:
                model.add(d.variable == d.value).only_enforce_if(~moved[d.owner])
                model.add_hint(d.variable, d.value)
        if most is not None:
            model.add(sum(moved.values()) <= most)
        wishes = 0 if fewest else self.wishes
        model.minimize(wishes * (len(moved) + 1) + sum(moved.values()))  # of two as good, that in which fewer differ
        self._want(model, wanted)
        return self._run(model, limits, interrupt)

    def _want(self, model: CpModel, wanted: Wanted) -> None:
        """The item, or one of the sittings of the subforum, stands where it is wanted."""
        there = []
        for place in self.x.places(self.item):
            here = model.new_bool_var("")
            model.add_implication(here, place.present)
            if wanted.room is not None:
                model.add_implication(here, place.in_room.get(wanted.room, self.x.false))
            if wanted.block is not None:
                block = self.x.blocks[wanted.block]
                _within(model, place.start, range(block.first, block.last), here)
            if wanted.starts is not None:
                _within(model, place.start, [self.x.tick(minute) for minute in wanted.starts], here)
            there.append(here)
        model.add_bool_or(there)

    def _copy(self) -> CpModel:
        model = self.x.model.clone()
        model.minimize(self.wishes)
        return model

    def _run(self, model: CpModel, limits: Limits, interrupt: Interrupt) -> Best:
        found = search.run(model, limits, lambda *_: None, lambda _: None, interrupt, search.QUICK)
        return Best(found.status, agenda_of(self.x, found.value) if found.value is not None else None)


def _fix(model: CpModel, decision: Decision) -> None:
    model.add(decision.variable == decision.value)


def _within(model: CpModel, time: Expression, ticks: Sequence[int], literal: IntVar) -> None:
    """Where the literal holds, a time is one of some ticks."""
    if isinstance(time, int):
        model.add_bool_and([literal.negated()] if time not in ticks else []).only_enforce_if(literal)
    else:
        model.add_linear_expression_in_domain(time, cp_model.Domain.from_values(ticks)).only_enforce_if(literal)
