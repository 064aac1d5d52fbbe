"""Why a conference is impossible: true causes, nothing in them to spare, ways out that work, no false alarm."""

from __future__ import annotations

from io import StringIO

import pytest
from ortools.sat.python.cp_model import CpModel
from rich.console import Console

from constraints.profile import rules_of
from constraints.variables import Variables
from instances.changes import MoreRooms, apply, relaxations, together
from instances.conference import Conference
from instances.generate import CAUSES, generate
from scheduler import facts as known
from scheduler.check import check
from scheduler.explain import explain
from scheduler.explained import words
from scheduler.feasible import Seeker
from scheduler.grading import graded
from scheduler.limits import Interrupt, Limits
from scheduler.part import items, part
from scheduler.reasons import Reason
from scheduler.solve import solve
from scheduler.watch import Progress
from tests import tiny
from tests.explain.impossible import VARIANTS
from tests.sampled import but
from tests.stories import Story, talk

LIMITS = Limits(seconds=120)


def possible(conference: Conference) -> bool:
    """Whether a conference has an agenda, which the checker has nothing against."""
    found = Seeker(LIMITS).agenda(conference)
    assert found is None or not check(conference, found).broken
    return found is not None


def only(conference: Conference, kept: set[str]) -> Conference:
    """A conference in which nothing is held, and nothing in the way, but what is kept."""
    some = part(conference, [id for id in items(conference) if id in kept])
    gone = [path for path in known.facts(some.conference) if some.of_whole(path) not in kept]
    changes = [change for path in gone for change in relaxations(some.conference, path)[:1]]
    return apply(some.conference, together(some.conference, changes))


def assert_minimal(conference: Conference, reason: Reason) -> None:
    """A reason is impossible by itself, and possible without any one of its members."""
    assert reason.minimal
    assert not possible(only(conference, members(reason)))
    for path in members(reason):
        rest = members(reason) - {path}
        assert not rest & set(items(conference)) or possible(only(conference, rest)), path


def members(reason: Reason) -> set[str]:
    """The paths of all members of a reason."""
    return {fact.path for fact in reason.members}


@pytest.mark.parametrize("name", but(VARIANTS.keys() - {"three"}, VARIANTS))
def test_the_true_causes_are_named_with_nothing_to_spare_and_every_way_out_is_one(name: str) -> None:
    variant = VARIANTS[name]
    conference = variant.conference
    found = explain(conference, LIMITS, deeper=0.1)
    assert (found.status, found.complete) == ("impossible", True)
    assert {frozenset(members(reason)) for reason in found.reasons} == set(variant.reasons)
    assert any(variant.says in reason.sentence for reason in found.reasons)
    for reason in found.reasons:
        assert_minimal(conference, reason)
    assert found.ways
    assert [way.cost for way in found.ways] == sorted(way.cost for way in found.ways)
    assert len({way.changes for way in found.ways}) == len(found.ways)
    for way in found.ways:
        after = apply(conference, way.changes)
        assert not check(after, way.agenda).broken
        assert way.agenda.conference_hash == after.hash
    said = [change.sentence(conference) for way in found.ways for change in way.changes]
    assert all(sentence.endswith(".") for sentence in said)
    assert not variant.way or variant.way in said


@pytest.mark.full
@pytest.mark.parametrize("name", VARIANTS)
def test_the_solver_finds_no_agenda_before_and_one_after(name: str) -> None:
    conference = VARIANTS[name].conference
    found = explain(conference, LIMITS)
    assert solved(conference) == "infeasible"
    for way in found.ways:
        assert solved(apply(conference, way.changes)) in ("feasible", "optimal")


def solved(conference: Conference) -> str:
    """What the solver says; it is stopped at its first agenda, which is a draft only where it has proved that there is no other."""
    interrupt = Interrupt()

    def first(progress: Progress) -> None:
        if progress.agenda is not None:
            interrupt.set()

    return solve(conference, Limits(seconds=600), watch=first, interrupt=interrupt).status


def test_a_possible_conference_needs_no_explanation(wuzhen: Conference) -> None:
    found = explain(wuzhen, LIMITS)
    assert found.status == "possible"
    assert found.agenda is not None
    assert not check(wuzhen, found.agenda).broken
    assert (found.reasons, found.ways) == ((), ())


def test_time_that_runs_out_is_no_proof() -> None:
    stopped = Interrupt()
    stopped.set()
    found = explain(VARIANTS["seats"].conference, LIMITS, interrupt=stopped)
    assert (found.status, found.interrupted, found.reasons) == ("unknown", True, ())


def test_what_nobody_would_change_is_touched_by_no_way_out() -> None:
    conference = VARIANTS["pin"].conference
    found = explain(conference, LIMITS, kept=("pins/2",), deeper=0.1)
    assert "pins/2" in members(found.reasons[0])
    assert found.ways
    assert all(change.kind != "unpin" for way in found.ways for change in way.changes)


@pytest.mark.full
def test_costs_of_a_conference_decide_what_is_asked_first() -> None:
    conference = VARIANTS["pin"].conference
    dear = Conference.model_validate({**conference.model_dump(by_alias=True), "costs": {"unpin": 500}})
    first = [explain(c, LIMITS, ways=1, deeper=60).ways[0].changes[0].kind for c in (conference, dear)]
    assert first[0] == "unpin"
    assert first[1] != "unpin"


@pytest.mark.parametrize("seconds", [120.0, 0.0])
def test_that_less_may_do_is_said_where_there_was_no_time_to_settle_it(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr("scheduler.grading.SECONDS", seconds)
    conference = VARIANTS["max_talks"].conference
    found = explain(conference, LIMITS, ways=1)
    assert found.ways[0].least is bool(seconds)
    console = Console(width=200, record=True, file=StringIO())
    console.print(words(conference, found))
    assert ("Less of it may do" in console.export_text()) is not bool(seconds)


@pytest.mark.parametrize(("forums", "found", "least"), [(2, 1, True), (3, 2, True), (4, 4, False)])
def test_how_few_further_rooms_will_do(forums: int, found: int, least: bool) -> None:
    """One, two, four and eight are tried: of four it is not known whether three would do."""
    story = Story(grid=30).block("am", "09:00", "10:00").room("red")
    for number in range(forums):
        story = story.subforum(f"law-{number}", talk(f"talk-{number}", 60))
    change = MoreRooms(room="red", number=9)
    agenda = Seeker(LIMITS).agenda(apply(story.conference, [change]))
    assert agenda
    smaller = graded(story.conference, [change], agenda, Seeker(LIMITS))
    assert smaller
    assert (smaller[0], smaller[2]) == ((MoreRooms(room="red", number=found),), least)


SEEDS = [pytest.param(range(1), id="some"), pytest.param(range(1, 6), id="many", marks=pytest.mark.full)]


@pytest.mark.parametrize("seeds", SEEDS)
@pytest.mark.parametrize("cause", but(("person", "room", "night", "block", "feature", "seats"), CAUSES))
def test_reasons_of_generated_conferences_hold_and_are_minimal(cause: str, seeds: range) -> None:
    for seed in seeds:
        conference, _ = generate(8, seed, cause)
        found = explain(conference, LIMITS, ways=0)
        assert found.status == "impossible"
        assert found.complete
        for reason in found.reasons:
            assert_minimal(conference, reason)


@pytest.mark.parametrize("seed", range(4))
def test_a_conference_that_is_known_to_work_is_possible(seed: int) -> None:
    conference, _ = generate(10, seed)
    assert possible(conference)


# --- facts and parts


@pytest.mark.parametrize("name", [*tiny.TINY, *tiny.TWINS, "wuzhen2022"])
def test_every_fact_that_a_hard_rule_names_may_be_part_of_a_reason(name: str, wuzhen: Conference) -> None:
    """But for what is held, which is dropped with its subforum, and rooms, which are where they are."""
    conference = wuzhen if name == "wuzhen2022" else tiny.conference(name)
    x = Variables(conference, CpModel())
    hard = [rule for rule in rules_of(conference) if rule.hard and rule.id != "room_overlap"]
    named = {fact for rule in hard for amount in rule.post(x) for fact in amount.facts}
    there = list(known.facts(conference))
    assert len(there) == len(set(there))
    ways = {change for path in there for change in relaxations(conference, path)[:1]}
    held = {f"{kind}/{id}" for kind in ("subforums", "talks", "fixtures") for id in named_ids(conference)}
    missing = [fact for fact in sorted(named - held - set(there)) if set(relaxations(conference, fact)[:1]) - ways]
    assert missing == []
    assert all(known.sentence(conference, path).endswith(".") for path in there)


def named_ids(conference: Conference) -> set[str]:
    """The ids of what is to be held."""
    return {*items(conference), *(t.id for s in conference.subforums for t in s.talks)}


def test_facts_of_a_part_keep_their_names(wuzhen: Conference) -> None:
    some = part(wuzhen, ["ai-ethics", "data-governance", "placeholder-17"])
    assert [some.of_whole(f"pins/{n}") for n in range(len(some.conference.pins))] == ["pins/0", "pins/1"]
    assert [some.of_whole(f"relations/{n}") for n in range(len(some.conference.relations))] == ["relations/3"]
    assert some.of_whole("rooms/ciyun-hall/closed/0") == "rooms/ciyun-hall/closed/0"
    assert {s.id for s in some.conference.subforums} == {"ai-ethics", "data-governance", "placeholder-17"}


def test_a_part_without_subforums_still_is_a_conference(wuzhen: Conference) -> None:
    some = part(wuzhen, ["opening", "plenary"]).conference
    assert len(some.subforums) == 1
    assert possible(some)
