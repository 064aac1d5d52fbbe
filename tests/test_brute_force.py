"""The best of all agendas, found by looking at every one, is what the whole model finds.

Which agendas are admissible, and what each costs, only the checker says.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import get_args

import pytest
from ortools.sat.python.cp_model import CpModel, CpSolver, LinearExprT

from constraints import RULES, Rule
from constraints.alike import room_classes
from constraints.assignment import agenda_of
from constraints.profile import PROFILES, rules_of
from constraints.rule import Word
from constraints.variables import Variables
from instances.agenda import Agenda
from instances.conference import Conference
from scheduler import model
from scheduler.check import check
from tests import tiny
from tests.sampled import FULL, one_in
from tests.strategies import random_conference

NAMES = [*tiny.TINY, *tiny.TWINS]
LIKE_THE_MODES = ("placed", "no_gap", "room_overlap")
"""Rules that the accelerated modes take for granted; where one is soft, `build` leaves its mode out."""


@lru_cache
def _amounts(name: str) -> tuple[dict[str, tuple[int, int]], ...]:
    """What the checker finds in each agenda, by rule: the sum and the greatest of the amounts."""
    conference = tiny.conference(name)
    found = []
    for agenda in tiny.agendas(name):
        report = check(conference, agenda)
        greatest: dict[str, int] = {}
        for finding in report.findings:
            rule = finding.violation.rule
            greatest[rule] = max(greatest.get(rule, 0), finding.violation.amount)
        found.append({rule: (score.amount, greatest.get(rule, 0)) for rule, score in report.rules.items()})
    return tuple(found)


def _best_of_all(name: str, rules: Sequence[Rule]) -> int | None:
    """The least penalty of an agenda that breaks no hard rule; None where there is none."""
    admitted = [a for a in _amounts(name) if all(a[r.id][1] <= r.limit for r in rules if r.hard)]
    return min((sum(r.points * a[r.id][0] for r in rules) for a in admitted), default=None)


def _best_of_model(x: Variables, points: LinearExprT) -> tuple[int, Agenda] | None:
    """The least penalty that the model proves, with its agenda; None where it is infeasible."""
    x.model.minimize(points)
    solver = CpSolver()
    solver.parameters.num_workers = 1
    status = solver.status_name(solver.solve(x.model))
    assert status in ("OPTIMAL", "INFEASIBLE")
    return (round(solver.objective_value), agenda_of(x, solver.value)) if status == "OPTIMAL" else None


def _plain(conference: Conference, rules: Sequence[Rule]) -> tuple[Variables, LinearExprT]:
    """The whole model without any mode."""
    x = Variables(conference, CpModel())
    wishes = []
    for rule in rules:
        if rule.hard:
            rule.forbid(x)
        elif rule.points:
            wishes += [amount.expression * rule.points for amount in rule.post(x)]
    return x, sum(wishes)


def _fast(conference: Conference, rules: Sequence[Rule]) -> tuple[Variables, LinearExprT]:
    """The whole model as the scheduler builds it: whole, tight, room classes, talks alike in one order."""
    x, wishes, _ = model.build(conference, rules)
    return x, wishes


def _same_optimum(name: str, conference: Conference, penalty: int | None) -> None:
    """Both models prove the penalty, and their agendas are worth it in the checker's eyes."""
    rules = rules_of(conference)
    for build in (_plain, _fast):
        best = _best_of_model(*build(conference, rules))
        assert (None if best is None else best[0]) == penalty, f"{name}, {build.__name__}"
        if best:
            report = check(conference, best[1])
            assert not report.broken, [v.sentence for v in report.broken]
            assert report.penalty == penalty


def _with(conference: Conference, settings: dict[str, dict[str, object]]) -> Conference:
    """The conference with other settings of its rules; what a rule measures stays, whatever its level."""
    own = {id: value for id, value in conference.rules.items() if isinstance(value, dict)}
    given = {id: {k: v for k, v in levels.items() if k != "level"} for id, levels in PROFILES[conference.conference.profile].items()}
    rules = {id: {**given[id], **own.get(id, {}), **settings.get(id, {})} for id in own | settings}
    return conference.replaced(rules=rules)


def _random_levels(chance: random.Random, *, bound: bool, hard: float = 0.25) -> dict[str, dict[str, object]]:
    """A level, or a weight, and now and then a limit for every rule; `bound` keeps what the modes need hard."""
    settings: dict[str, dict[str, object]] = {}
    for rule in RULES:
        settings[rule.id] = {"level": chance.choice([word for word in get_args(Word) if word not in ("must", "off")])}
        if chance.random() < hard:
            settings[rule.id] = {"level": "must", "limit": chance.choice((0, 1, 60, 600))}
        elif chance.random() < 0.3:
            settings[rule.id] = {"weight": chance.randrange(8)}
        if bound and rule.id in LIKE_THE_MODES:
            settings[rule.id] = {"level": "must", "limit": 0}
    return settings


@pytest.mark.parametrize("seeds", [pytest.param(range(24, 30), id="some"), pytest.param(range(120), id="many", marks=FULL)])
@pytest.mark.parametrize("name", one_in(3, NAMES))
def test_the_best_of_all_agendas_is_what_the_model_finds(name: str, seeds: range) -> None:
    """With their own profile, by which the twins and those about wishes have an admissible agenda and the others none, and
    with random levels, in every other case such that all modes are in use. Seed 28 is the first by which nothing suits
    `seats_and_sittings`."""
    conference = tiny.conference(name)
    best = _best_of_all(name, rules_of(conference))
    assert (best is not None) == (name in {*tiny.TWINS, "topics_and_crowds", "seats_and_sittings"})
    _same_optimum(name, conference, best)
    feasible = 0
    for seed in seeds:
        other = _with(conference, _random_levels(random.Random(seed), bound=seed % 2 == 0))
        best = _best_of_all(name, rules_of(other))
        _same_optimum(f"{name}, seed {seed}", other, best)
        feasible += best is not None
    assert 0 < feasible < len(seeds)


@pytest.mark.parametrize("name", tiny.TWINS)
def test_every_agenda_of_the_fast_modes_is_one_of_all_with_the_same_rooms_free(name: str) -> None:
    """Rooms of one class are dealt out so that none is held twice, and nothing but their names changes."""
    conference = tiny.conference(name)
    assert any(len(rooms) > 1 for _, rooms in room_classes(conference, merge=True))
    rules = [rule for rule in rules_of(conference) if rule.hard]
    plain = _shapes(tiny.every_agenda(_hard(conference, rules)))
    fast = list(tiny.every_agenda(_hard(conference, rules, whole=True, tight=True, classes=True)))
    assert _shapes(fast) == plain
    for agenda in fast:
        assert not check(conference, agenda).broken


def _hard(conference: Conference, rules: Sequence[Rule], **modes: bool) -> Variables:
    x = Variables(conference, CpModel(), **modes)
    for rule in rules:
        rule.forbid(x)
    return x


def _shapes(agendas: Iterable[Agenda]) -> set[tuple[object, ...]]:
    """Agendas without the names of their rooms."""
    return {tuple((s.id, s.start, s.end, s.talks) for s in agenda.sittings) for agenda in agendas}


@pytest.mark.parametrize("seeds", [pytest.param(range(24), id="some"), pytest.param(range(24, 1500), id="many", marks=FULL)])
def test_the_modes_change_nothing_on_random_conferences(seeds: range) -> None:
    """With identical rooms, and hard rules few enough that most conferences have an agenda."""
    feasible = merged = 0
    for seed in seeds:
        chance = random.Random(seed)
        conference = _alike(random_conference(chance), chance)
        rules = rules_of(conference)
        slow = _best_of_model(*_plain(conference, rules))
        _same_optimum(f"seed {seed}", conference, slow[0] if slow else None)
        feasible += slow is not None
        merged += slow is not None and any(len(rooms) > 1 for _, rooms in room_classes(conference, merge=True))
    assert 0.3 * len(seeds) < feasible < len(seeds)
    assert merged > 0.7 * feasible


def _alike(conference: Conference, chance: random.Random) -> Conference:
    """Many rooms of one kind, short turnovers, and few rules hard but those that the modes need."""
    first = conference.rooms[0].model_copy(update={"building": "", "closed": conference.rooms[0].closed[:1]})
    rooms = tuple(first.model_copy(update={"id": f"r{i}"}) for i in range(4))
    travel = conference.travel.model_copy(update={"pairs": (), "same_building": chance.choice((0, 5))})
    forums = tuple(s.model_copy(update={"turnover": chance.choice((5, conference.grid)), "sittings": 1}) for s in conference.subforums)
    settings = _random_levels(chance, bound=True, hard=0.08)
    return _with(conference.replaced(rooms=rooms, travel=travel, subforums=forums), settings)
