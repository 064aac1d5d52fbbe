"""Easier forms of a conference, and the search a part at a time, against brute force.

What a search does before it turns to the conference itself is forced here on cases so small that
the best of all agendas is known.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from constraints.profile import rules_of
from instances.agenda import Agenda
from instances.conference import Conference
from instances.problems import BadInput
from scheduler import improve, model, outline
from scheduler import solve as solving
from scheduler.check import check
from scheduler.limits import Interrupt, Limits
from scheduler.solve import solve
from tests import tiny
from tests.sampled import one_in
from tests.strategies import random_conference
from tests.test_brute_force import _best_of_all, _best_of_model, _fast, _plain, _random_levels, _with
from tests.test_sittings import papers

Raw = dict[str, Any]


def spread(chance: random.Random) -> Conference:
    """A random conference in which some subforums may stand in several rooms at once."""
    conference = random_conference(chance)
    forums = []
    for forum in conference.subforums:
        if chance.random() < 0.7:
            changes: Raw = {"sittings": "auto", "sitting_fills": "block", "at_once": chance.choice((1, 2, 3))}
            forum = forum.replaced(**changes, empty_sittings=chance.random() < 0.5)
        forums.append(forum)
    return conference.replaced(subforums=tuple(forums))


def _gathered_penalty(conference: Conference, agenda: Agenda) -> int | None:
    """What the model with gathered sittings says that an agenda costs; None where it excludes it."""
    x, wishes, _ = model.build(conference, rules_of(conference), gathered=True)
    x.model.minimize(wishes)
    start = model.hint(x, agenda)
    return start.penalty if start else None


@pytest.mark.parametrize("seed", range(12))
def test_gathered_sittings_express_every_agenda_and_cost_at_most_as_much(seed: int) -> None:
    conference = _with(
        tiny.conference("at_once"), _random_levels(random.Random(seed), bound=False, hard=0.0) | {"room_overlap": {"level": "must"}}
    )
    looked = several = 0
    for agenda in tiny.sample("at_once", 60, seed):
        report = check(conference, agenda)
        if not report.broken:
            penalty = _gathered_penalty(conference, agenda)
            assert penalty is not None
            assert penalty <= report.penalty
            looked += 1
            several += len(agenda.sittings_of.get("p", ())) > 1
    assert looked
    assert several


@pytest.mark.parametrize(
    "seeds", [pytest.param([*range(30), 692], id="some"), pytest.param(range(40, 800), id="many", marks=pytest.mark.full)]
)
def test_gathered_sittings_bound_the_best_of_random_conferences(seeds: Sequence[int]) -> None:
    below = feasible = 0
    for seed in seeds:
        chance = random.Random(seed)
        conference = spread(chance)
        conference = _with(conference, _random_levels(chance, bound=chance.random() < 0.5, hard=0.08))
        rules = rules_of(conference)
        best = _best_of_model(*_plain(conference, rules))
        x, wishes, _ = model.build(conference, rules, gathered=True)
        least = _best_of_model(x, wishes)
        if best:
            assert least, f"seed {seed}: an agenda is excluded"
            assert least[0] <= best[0], f"seed {seed}"
            penalty = _gathered_penalty(conference, best[1])
            assert penalty is not None, f"seed {seed}"
            assert penalty <= best[0], f"seed {seed}"
            feasible += 1
            below += least[0] < best[0]
    assert 0 < feasible < len(seeds)
    assert below < feasible


@pytest.mark.parametrize("large", [0, outline.LARGE])
@pytest.mark.parametrize("seed", range(4))
def test_a_search_by_easier_forms_ends_with_the_best_or_with_a_true_bound(seed: int, large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With few sittings at once allowed to the conference itself, and with the easier forms alone."""
    monkeypatch.setattr(outline, "LARGE", large)
    conference = tiny.conference("at_once")
    conference = _with(conference, _random_levels(random.Random(seed), bound=True, hard=0.05))
    best = _best_of_all("at_once", rules_of(conference))
    result = solve(conference, Limits(seconds=20))
    assert (result.status == "infeasible") == (best is None)
    if best is not None:
        assert result.agenda
        assert result.agenda.score
        assert result.agenda.score.bound is not None
        assert result.agenda.score.bound <= best <= result.agenda.score.penalty
        assert result.agenda.score.tiers[-1].bound_of in {outline.OF_ALL, *(view.bounds for view in outline.views(conference))}
        assert result.report
        assert not result.report.broken
        assert large == 0 or result.status == "optimal"


def test_a_bound_says_of_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    conference = tiny.conference("at_once")
    rough, whole = "without the wishes about talks at the same minute", outline.OF_ALL
    taken, plans = "with a subforum's sittings at once taken together", "by plans of single subforums and prices for what ties them"
    said = [view.bounds for view in outline.views(conference) if not view.narrow]
    assert said == [taken, f"{plans}, {rough}", f"{taken}, {rough}", taken, whole]
    result = solve(tiny.conference("topics_and_crowds"), Limits(seconds=60))
    assert result.status == "optimal"
    assert result.agenda
    assert result.agenda.score
    assert result.agenda.score.tiers[-1].bound_of == whole
    monkeypatch.setattr(solving, "views", lambda c: [outline.View(c, 1.0, singly=True)])
    result = solve(tiny.conference("topics_and_crowds"), Limits(seconds=60), hint=result.agenda)
    assert result.agenda
    assert result.agenda.score
    assert result.agenda.score.tiers[-1].bound_of == "by what each subforum costs at least by itself"


def test_the_narrow_form_has_as_many_sittings_at_once_as_its_talks_need_and_one_more() -> None:
    conference = tiny.conference("at_once")
    assert [s.at_once for s in outline.narrow(conference).subforums] == [1, 1]
    full = conference.replaced(
        subforums=tuple(s.replaced(at_once=9, talks=tuple(t.replaced(minutes=120) for t in s.talks)) for s in conference.subforums)
    )
    assert [s.at_once for s in outline.narrow(full).subforums] == [3, 9]


def test_the_outline_lacks_pairs_of_talks_in_sittings_of_many_blocks_alone() -> None:
    conference = tiny.conference("at_once")
    rough = outline.outline(conference)
    assert rough
    assert [p.ids for p in rough.pairs] == [("p1", "q1"), ("p", "q")]
    for agenda in tiny.sample("at_once", 50):
        assert check(rough, agenda).penalty <= check(conference, agenda).penalty
    assert outline.outline(tiny.conference("rooms_and_starts")) is None


@pytest.mark.parametrize("name", one_in(12, [*tiny.TINY, *tiny.TWINS]))
def test_from_a_bad_agenda_the_search_a_part_at_a_time_reaches_the_best(name: str) -> None:
    """It ends with parts as large as the whole."""
    conference = tiny.conference(name)
    improved = 0
    for seed in range(3):
        other = _with(conference, _random_levels(random.Random(seed), bound=True, hard=0.0))
        rules = rules_of(other)
        admitted = [a for a in tiny.sample(name, 400, seed) if not check(other, a).broken]
        best = _best_of_all(name, rules)
        if not admitted:
            continue
        begin = max(admitted, key=lambda a, other=other: check(other, a).penalty)  # type: ignore[misc]  # of a lambda's default
        x, wishes = _fast(other, rules)
        x.model.minimize(wishes)
        start = model.hint(x, begin)
        assert start
        assert start.penalty == check(other, begin).penalty
        found = [start.penalty]

        def keep(_: object, penalty: int, found: list[int] = found) -> bool:
            found.append(penalty)
            return True

        improve.improve(x, start, Limits(repeatable=True, effort=30.0), best, keep, lambda begin=begin: begin, Interrupt())  # type: ignore[misc]  # as above
        assert found == sorted(set(found), reverse=True)
        assert found[-1] == best
        improved += len(found) > 1
    assert improved


def test_a_part_that_the_caller_refuses_is_not_gone_on_from() -> None:
    conference = tiny.conference("twin_rooms")
    x, wishes = _fast(conference, rules_of(conference))
    x.model.minimize(wishes)
    begin = max((a for a in tiny.agendas("twin_rooms") if not check(conference, a).broken), key=lambda a: check(conference, a).penalty)
    start = model.hint(x, begin)
    assert start
    offered: list[int] = []

    def refuse(_: object, penalty: int) -> bool:
        offered.append(penalty)
        return False

    improve.improve(x, start, Limits(repeatable=True, effort=5.0), None, refuse, lambda: begin, Interrupt())
    assert len(offered) > 1
    assert max(offered) < start.penalty


def test_a_failure_of_one_of_its_threads_is_heard() -> None:
    conference = tiny.conference("twin_rooms")
    x, wishes = _fast(conference, rules_of(conference))
    x.model.minimize(wishes)
    begin = next(a for a in tiny.agendas("twin_rooms") if not check(conference, a).broken)
    start = model.hint(x, begin)
    assert start

    def fail() -> Agenda:
        raise BadInput([])

    with pytest.raises(BadInput):
        improve.improve(x, start, Limits(seconds=30), None, lambda *_: True, fail, Interrupt())


def test_a_whole_day_is_improved_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver alone with the whole for no time: then all comes from parts, and the proof at the end."""
    conference = papers("auto", "block")
    best = solve(conference, Limits(seconds=100))
    heard: list[str] = []
    monkeypatch.setattr(solving, "AT_ONCE", 0.05)
    other = solve(conference, Limits(seconds=20), watch=lambda p: heard.append(p.stage))
    assert best.report
    assert other.report
    assert best.status == other.status == "optimal"
    assert best.report.penalty == other.report.penalty
    assert "solving" in heard
