"""The two halves of every rule, the model and the checker, say the same of every agenda.

An agenda is fixed in a model that holds one rule only. `forbid` is then feasible if and only if
the checker finds no amount above the limit, and the least that `post` can measure is what the
checker says, item set by item set. By default a sample of the tiny conferences' agendas and a
few random conferences are tried; `AGENDA_FULL=1`, or `pytest -m full`, tries them all.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from ortools.sat.python.cp_model import CpModel, CpSolver

import constraints
from constraints import RULES, Rule, Violation, structure
from constraints.assignment import values_of
from constraints.profile import PROFILES, rules_of
from constraints.variables import Variables
from instances.agenda import Agenda
from instances.conference import Conference
from tests import tiny
from tests.sampled import FULL, one_in
from tests.stories import Story, talk
from tests.strategies import Case, cases

SAMPLE = 36
SIZES = [pytest.param(14, id="sample"), pytest.param(tiny.MOST, id="all", marks=FULL)]
IDS = [rule.id for rule in RULES]

Amounts = dict[tuple[str, ...], int]


class Contract:
    """One rule in models of its own: one that measures, and one that forbids for each limit."""

    def __init__(self, conference: Conference, rule: Rule) -> None:
        self.conference, self.rule = conference, rule
        self.x = Variables(conference, CpModel())
        self.amounts = list(rule.post(self.x))
        self.x.model.minimize(sum(a.expression for a in self.amounts))
        self.limits = {limit: _forbidden(conference, rule, limit) for limit in (0, *_limits(rule))}

    def holds(self, agenda: Agenda) -> None:
        """Assert that both halves agree on an agenda."""
        found = list(self.rule.violations(self.conference, agenda))
        assert all(v.amount > 0 and v.rule == self.rule.id for v in found)
        assert self._measured(agenda) == _sums((v.items, v.amount) for v in found), self._why(agenda, found)
        for limit, x in self.limits.items():
            silent = all(v.amount <= limit for v in found)
            assert (_solve(x, agenda) is not None) == silent, f"limit {limit}: {self._why(agenda, found)}"

    def _measured(self, agenda: Agenda) -> Amounts:
        solver = _solve(self.x, agenda)
        assert solver is not None, f"{self.rule.id} cuts off an agenda where it should only measure: {_show(agenda)}"
        return _sums((a.items, int(solver.value(a.expression))) for a in self.amounts)

    def _why(self, agenda: Agenda, found: list[Violation]) -> str:
        return f"{self.rule.id} of {_show(agenda)}: {[v.sentence for v in found]}"


def _forbidden(conference: Conference, rule: Rule, limit: int) -> Variables:
    x = Variables(conference, CpModel())
    rule.model_copy(update={"limit": limit}).forbid(x)
    return x


def _limits(rule: Rule) -> tuple[int, ...]:
    """A limit above 0 that some amounts pass and others do not, where the unit has such."""
    return {"speaker_comfort": (300,), "placed": (240,), "room_fit": (110,), "fairness": (4,)}.get(rule.id, (1, 45))


def _solve(x: Variables, agenda: Agenda) -> CpSolver | None:
    """A solver with the best solution that stands for an agenda, if there is one."""
    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 0
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    with _settled(x, agenda) as known:
        status = solver.status_name(solver.solve(x.model)) if known else "INFEASIBLE"
    assert status in ("OPTIMAL", "INFEASIBLE")
    return solver if status == "OPTIMAL" else None


@contextmanager
def _settled(x: Variables, agenda: Agenda) -> Iterator[bool]:
    """The decisions of an agenda as the only values of their variables, and whether each is known to its variable.

    A copy of the model for each agenda would take longer.
    """
    settled: list[tuple[Any, list[int]]] = []
    known = True
    for variable, value, *_ in values_of(x, agenda):
        negated = variable.index < 0
        domain = x.model.proto.variables[~variable.index if negated else variable.index].domain
        before, one = list(domain), 1 - value if negated else value
        settled.append((domain, before))
        known &= any(first <= one <= last for first, last in zip(before[::2], before[1::2], strict=True))
        domain.clear()
        domain.extend([one, one])
    try:
        yield known
    finally:
        for domain, before in reversed(settled):
            domain.clear()
            domain.extend(before)


def _sums(parts: Iterable[tuple[tuple[str, ...], int]]) -> Amounts:
    sums: Counter[tuple[str, ...]] = Counter()
    for items, amount in parts:
        sums[items] += amount
    return {items: amount for items, amount in sums.items() if amount}


def _show(agenda: Agenda) -> str:
    places = [
        f"{s.id} {s.room} {s.start:%d %H:%M}-{s.end:%H:%M} {[(t.talk, f'{t.start:%H:%M}', t.people) for t in s.talks]}"
        for s in agenda.sittings
    ]
    return "; ".join([*places, *(f"{f.fixture} {f.rooms} {f.start:%d %H:%M}" for f in agenda.fixtures)])


@lru_cache
def _rules(name: str) -> dict[str, Rule]:
    return {rule.id: rule for rule in rules_of(tiny.conference(name))}


# --- the contract ---


def test_every_rule_of_the_package_is_listed_and_stands_in_the_profile() -> None:
    # those about what is published, in a package of their own, no profile names: tests/test_published.py holds them
    modules = [importlib.import_module(f"constraints.{m.name}") for m in pkgutil.iter_modules(constraints.__path__) if not m.ispkg]
    found = {
        kind for module in modules for _, kind in inspect.getmembers(module, inspect.isclass) if issubclass(kind, Rule) and kind is not Rule
    }
    assert found == set(RULES)
    assert len(RULES) == len(found)
    assert all(set(levels) == set(IDS) for levels in PROFILES.values())
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("name", tiny.TINY)
def test_the_model_and_the_checker_agree(name: str, id: str, size: int) -> None:
    contract = Contract(tiny.conference(name), _rules(name)[id])
    for agenda in tiny.sample(name, size):
        contract.holds(agenda)


@pytest.mark.parametrize("id", IDS)
def test_the_tiny_conferences_show_a_rule_both_verdicts_and_three_amounts(id: str) -> None:
    """Amounts are those of one item set in one agenda; 0, for an agenda without any, is one of them."""
    verdicts, amounts = set(), set()
    for name in tiny.TINY:
        for agenda in tiny.sample(name, SAMPLE):
            found = _sums((v.items, v.amount) for v in _rules(name)[id].violations(tiny.conference(name), agenda))
            verdicts.add(bool(found))
            amounts |= set(found.values()) or {0}
    assert verdicts == {True, False}
    assert len(amounts) >= 3, amounts


@settings(max_examples=5, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(case=cases())
def test_they_agree_on_random_conferences(case: Case) -> None:
    _agree(case)


@pytest.mark.parametrize("_", [pytest.param(0, id="all", marks=FULL)])
@settings(max_examples=500, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(case=cases())
def test_they_agree_on_many_random_conferences(_: int, case: Case) -> None:
    _agree(case)


def _agree(case: Case) -> None:
    conference, shown = case
    for agenda in shown:
        assert not list(structure.faults(conference, agenda))
    for rule in rules_of(conference):
        contract = Contract(conference, rule)
        for agenda in shown:
            contract.holds(agenda)


# --- models no larger than they must be ---

SPARING = [rule.id for rule in RULES if rule.id not in ("placed", "no_gap", "room_fit", "empty_seats", "track_balance", "room_overlap")]
"""Rules that measure nothing where nothing can be wrong; the others measure each item."""


@pytest.mark.parametrize("id", SPARING)
def test_where_nothing_can_be_wrong_nothing_is_measured(id: str) -> None:
    """Two talks in one sitting, two people who speak once, and another with as many talks as they agreed to."""
    story = Story().block("am", "09:00", "12:00").room("red").person("ana").person("bob").person("eve", max_talks=1, attends="recorded")
    story = story.add("resources", id="crew", title="Crew", capacity=0)
    story = story.subforum("law", talk("l1", 30, "ana"), talk("l2", 30, "eve"), track="rights").subforum("art", talk("a1", 30, "bob"))
    full = Conference.model_validate({**story.raw, "conference": {**story.raw["conference"], "profile": "full@1"}})
    rule = next(rule for rule in rules_of(full) if rule.id == id)
    assert [a.items for a in rule.post(Variables(story.conference, CpModel()))] == []


NATIVE = [rule for rule in RULES if rule.forbid is not Rule.forbid]


@pytest.mark.parametrize("id", [rule.id for rule in NATIVE])
def test_a_rule_with_a_native_form_forbids_without_measuring(id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = next(rule for rule in NATIVE if rule.id == id)
    monkeypatch.setattr(kind, "post", None)
    for name in tiny.TINY:
        _rules(name)[id].model_copy(update={"limit": 0}).forbid(Variables(tiny.conference(name), CpModel()))


# --- checks confined to what changed ---


@pytest.mark.parametrize("size", [pytest.param(110, id="sample"), pytest.param(6000, id="all", marks=FULL)])
@pytest.mark.parametrize("name", tiny.TINY)
def test_a_check_of_what_changed_finds_the_difference_of_two_whole_checks(name: str, size: int) -> None:
    conference = tiny.conference(name)
    for one, other, item in _neighbours(name, size):
        for rule in _rules(name).values():
            only = frozenset({item})
            whole = _difference(rule.violations(conference, one), rule.violations(conference, other))
            part = _difference(rule.violations(conference, one, only), rule.violations(conference, other, only))
            assert whole == part, f"{rule.id}, {item}: {_show(one)} -> {_show(other)}"


@pytest.mark.parametrize("name", one_in(2, tiny.TINY))
def test_a_check_of_what_changed_looks_at_nothing_else(name: str) -> None:
    """What it finds is found by the whole check too, and concerns the item, or else a person or a track of it."""
    conference = tiny.conference(name)
    for agenda in tiny.sample(name, SAMPLE):
        for rule in _rules(name).values():
            whole = list(rule.violations(conference, agenda))
            for item in (*conference.subforums_by_id, *(f.id for f in conference.fixtures)):
                part = list(rule.violations(conference, agenda, frozenset({item})))
                assert all(v in whole and item in _owners(conference, v.items, item) for v in part), f"{rule.id}, {item}: {_show(agenda)}"


def _owners(c: Conference, ids: tuple[str, ...], anything: str) -> set[str]:
    """Subforums and fixtures of some talks, seats and the like; of people and tracks where there is nothing else."""
    places = {*c.subforums_by_id, *(f.id for f in c.fixtures)}
    own = {id for id in ids if id in places} | {c.owner[id].id for id in ids if id in c.owner}
    people = {place for person in c.speakers if person.id in ids for place in c.places_of[person.id]}
    return own or people | {s.id for s in c.subforums if s.track in ids} or {anything}


def _neighbours(name: str, size: int) -> list[tuple[Agenda, Agenda, str]]:
    """Pairs of agendas that differ in one subforum or fixture, with its id."""
    conference = tiny.conference(name)
    chance = random.Random(7)
    items = [*conference.subforums_by_id, *(f.id for f in conference.fixtures if f.start is None)]
    found: list[tuple[Agenda, Agenda, str]] = []
    for item in items:
        alike: dict[object, list[Agenda]] = {}
        for agenda in tiny.agendas(name):
            rest = (tuple(s for s in agenda.sittings if s.subforum != item), tuple(f for f in agenda.fixtures if f.fixture != item))
            alike.setdefault(rest, []).append(agenda)
        groups = [group for group in alike.values() if len(group) > 1]
        for _ in range(size // len(items)):
            one, other = chance.sample(chance.choice(groups), 2)
            found.append((one, other, item))
    return found


def _difference(before: Iterable[Violation], after: Iterable[Violation]) -> dict[tuple[object, ...], int]:
    count: Counter[tuple[object, ...]] = Counter((v.items, v.amount, v.facts) for v in after)
    count.subtract((v.items, v.amount, v.facts) for v in before)
    return {key: number for key, number in count.items() if number}
