"""The search by columns: its bounds and its agendas, against brute force."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from constraints import RULES
from constraints.profile import rules_of
from instances.agenda import Agenda
from instances.conference import Conference
from instances.generate import generate
from scheduler import outline
from scheduler.check import check
from scheduler.columns.generation import Columns, Node
from scheduler.columns.master import Mixture
from scheduler.columns.plans import bound
from scheduler.columns.searched import branch, searched
from scheduler.columns.whole import within
from scheduler.limits import Interrupt, Limits
from scheduler.part import part
from scheduler.solve import solve
from scheduler.watch import Progress
from tests import tiny
from tests.sampled import FULL
from tests.strategies import random_conference
from tests.test_brute_force import _best_of_all, _best_of_model, _plain, _random_levels, _with
from tests.test_outline import spread

LIMITS = Limits(repeatable=True, effort=4.0, workers=2)
SILENT: dict[str, dict[str, object]] = {rule.id: {"level": "warn"} for rule in RULES if not rule.adds_up}


class _Best:
    """What a search keeps."""

    def __init__(self, conference: Conference) -> None:
        self.conference = conference
        self.best: Agenda | None = None
        self.penalty: int | None = None
        self.bound: int | None = None

    @property
    def open(self) -> bool:
        return self.penalty is None or self.bound is None or self.penalty > self.bound

    def bounded(self, bound: int) -> None:
        self.bound = max(bound, self.bound or 0)

    def found(self, agenda: Agenda) -> None:
        report = check(self.conference, agenda)
        if not report.broken and (self.penalty is None or report.penalty < self.penalty):
            self.best, self.penalty = agenda, report.penalty


def _filled(chance: random.Random) -> Conference:
    """A random conference in which sittings fill their blocks, and nothing stands beside the subforums."""
    conference = spread(chance)
    forums = tuple(
        s.replaced(sittings="auto", sitting_fills="block", at_once=chance.choice((1, 2)), turnover=0) for s in conference.subforums
    )
    return part(conference.replaced(subforums=forums), {s.id for s in forums}).conference


@pytest.mark.parametrize("seeds", [pytest.param(range(12), id="some"), pytest.param(range(12, 400), id="many", marks=FULL)])
def test_bounds_are_true_and_agendas_the_best_of_random_conferences(seeds: Sequence[int]) -> None:
    """Where rules that do not add up are off, the search by columns alone often ends with the best and its proof."""
    proved = feasible = 0
    for seed in seeds:
        chance = random.Random(seed)
        conference = _filled(chance)
        settings = _random_levels(chance, bound=True, hard=0.08)
        keep_all = chance.random() < 0.3
        settings |= {} if keep_all else SILENT
        conference = _with(conference, settings)
        rules = rules_of(conference)
        best = _best_of_model(*_plain(conference, rules))
        search = _Best(conference)
        searched(conference, rules, search, search.found, LIMITS, Interrupt())
        assert search.penalty is None or (best and search.penalty >= best[0]), f"seed {seed}"
        if best:
            assert search.bound is not None, f"seed {seed}"
            assert search.bound <= best[0], f"seed {seed}: {search.bound} is no bound of {best[0]}"
            feasible += 1
            proved += not search.open
    assert 0 < feasible < len(seeds)
    assert proved > feasible / 3


@pytest.mark.parametrize("seeds", [pytest.param(range(12), id="some"), pytest.param(range(12, 200), id="many", marks=FULL)])
def test_what_each_costs_by_itself_is_a_bound(seeds: Sequence[int]) -> None:
    """With fixtures, people in several subforums and rules that do not add up."""
    above = feasible = 0
    for seed in seeds:
        chance = random.Random(seed)
        conference = _with(random_conference(chance), _random_levels(chance, bound=True, hard=0.08))
        rules = rules_of(conference)
        best = _best_of_model(*_plain(conference, rules))
        found: list[int] = []
        bound(conference, rules, found.append, LIMITS, Interrupt())
        assert found == sorted(found)
        if best:
            assert found[-1] <= best[0], f"seed {seed}: {found[-1]} is no bound of {best[0]}"
            feasible += 1
            above += found[-1] > 0
    assert above > feasible / 2


def test_a_large_conference_has_that_bound_before_its_model_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outline, "MANY", 4)
    conference, _ = generate(4, 1)
    seen: list[Progress] = []
    result = solve(conference, Limits(seconds=30), watch=seen.append)
    assert any(step.stage == "bounding" and step.bound for step in seen)
    assert result.status == "optimal"


def test_from_no_plan_it_may_be_seen_that_nothing_is_possible() -> None:
    conference = tiny.conference("at_once")
    long = tuple(s.replaced(talks=tuple(t.replaced(minutes=1200) for t in s.talks)) for s in conference.subforums)
    columns = Columns(conference.replaced(subforums=long), rules_of(conference), LIMITS, Interrupt())
    columns.grow(columns.root, lambda _: False)
    assert columns.root.hopeless


def test_below_the_best_there_is_nothing() -> None:
    """The whole in one model finds an agenda at the price of the best, and none below."""
    conference = _with(tiny.conference("at_once"), _random_levels(random.Random(3), bound=True, hard=0.0) | SILENT)
    best = _best_of_all("at_once", rules_of(conference))
    assert best
    columns = Columns(conference, rules_of(conference), LIMITS, Interrupt())
    columns.grow(columns.root, lambda _: False)
    assert columns.root.bound <= best
    search = _Best(conference)
    outcome = within(columns, columns.root, best + 1, LIMITS, search.found)
    assert outcome.status == "optimal"
    assert outcome.objective is not None
    assert outcome.objective <= best
    if outcome.objective == best:
        assert search.penalty == best
    assert within(columns, columns.root, outcome.objective, LIMITS, search.found).status == "infeasible"


def test_a_branch_whose_prices_took_too_long_is_searched_with_what_is_known_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    conference = _with(tiny.conference("at_once"), _random_levels(random.Random(3), bound=True, hard=0.0) | SILENT)
    columns = Columns(conference, rules_of(conference), LIMITS, Interrupt())
    columns.grow(columns.root, lambda _: False)
    plan = next(iter(next(iter(columns.master.plans.values())).values()))
    dear = replace(plan, points=plan.points + 5)
    columns.root.mixture = Mixture(0.0, {}, {plan: 0.5, dear: 0.5}, broken=False)
    monkeypatch.setattr(columns, "grow", lambda *_: None)
    search, seen = _Best(conference), list[str]()

    def close(node: Node) -> bool:
        seen.append(within(columns, node, 1_000_000, LIMITS, search.found).status)
        return False

    branch(columns, search, close)
    assert seen == ["optimal"]
    assert search.bound == columns.root.bound


def test_what_is_proved_of_the_last_node_is_not_lost() -> None:
    conference = tiny.conference("at_once")
    columns = Columns(conference, rules_of(conference), LIMITS, Interrupt())
    search = _Best(conference)

    def close(node: Node) -> bool:
        node.least = 7
        return False

    branch(columns, search, close)
    assert search.bound == 7


def test_a_repeatable_search_does_the_same_on_any_number_of_threads() -> None:
    conference = _with(tiny.conference("at_once"), _random_levels(random.Random(5), bound=True, hard=0.0) | SILENT)
    ends = set()
    for workers in (1, 2):
        search = _Best(conference)
        limits = Limits(repeatable=True, effort=1.0, workers=workers)
        effort = searched(conference, rules_of(conference), search, search.found, limits, Interrupt())
        assert search.best
        ends.add((search.penalty, search.bound, search.best.model_dump_json(), effort))
    assert len(ends) == 1
