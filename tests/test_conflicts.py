"""Every conflict is true: no admissible agenda has the two in parallel, or in one block."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pytest
from ortools.sat.python.cp_model import CpModel, CpSolver

from constraints.profile import rules_of
from constraints.variables import Variables
from instances.agenda import Agenda, Sitting
from instances.conference import Conference
from instances.generate import generate
from scheduler.certain import causes
from scheduler.conflicts import Conflicts, conflicts
from tests import tiny
from tests.sampled import FULL, one_in
from tests.stories import Story, talk
from tests.test_brute_force import _amounts, _random_levels, _with


def true_of_all(c: Conference, graph: Conflicts, agendas: Iterable[Agenda]) -> Counter[str]:
    """Assert that a graph and its bounds hold for admissible agendas; how many pairs were met in parallel, or in one block."""
    edges = {kind: {(e.one, e.other) for e in graph.edges if e.kind == kind} for kind in ("parallel", "block")}
    edges["parallel"] |= edges["block"]
    met: dict[str, set[tuple[str, str]]] = {"parallel": set(), "block": set()}
    order = {s.id: n for n, s in enumerate(c.subforums)}
    for agenda in agendas:
        for one, other in combinations(sorted(agenda.sittings, key=lambda s: order[s.subforum]), 2):
            pair = (one.subforum, other.subforum)
            if one.first < other.last and other.first < one.last:
                met["parallel"].add(pair)
            if _block(c, one) == _block(c, other):
                met["block"].add(pair)
        assert not agenda.sittings or _one_after_another(agenda) >= graph.times
        times = [s.first for s in agenda.sittings]
        for time in times:
            now = [s for s in agenda.sittings if s.first <= time < s.last]
            assert len(now) <= graph.parallel[_block(c, now[0])][0]
    for kind, pairs in edges.items():
        assert not pairs & met[kind], kind
    return Counter({kind: len(pairs) for kind, pairs in met.items()})


def _one_after_another(agenda: Agenda) -> int:
    """The most sittings no two of which overlap: always the one that ends first."""
    number, now = 0, 0
    for sitting in sorted(agenda.sittings, key=lambda s: s.last):
        if sitting.first >= now:
            number, now = number + 1, sitting.last
    return number


def _block(c: Conference, sitting: Sitting) -> str:
    return next(b.id for b in c.blocks if b.first <= sitting.first < b.last)


@pytest.mark.parametrize("seeds", [pytest.param(range(10), id="some"), pytest.param(range(150), id="many", marks=FULL)])
@pytest.mark.parametrize("name", one_in(3, [*tiny.TINY, *tiny.TWINS]))
def test_conflicts_bounds_and_causes_are_true_of_every_admissible_agenda_of_the_tiny_ones(name: str, seeds: range) -> None:
    """With random levels, limits and weights, for only what is hard counts."""
    feasible = 0
    for seed in seeds:
        conference = _with(tiny.conference(name), _random_levels(random.Random(seed), bound=seed % 2 == 0, hard=0.3))
        rules = [rule for rule in rules_of(conference) if rule.hard]
        every = zip(tiny.agendas(name), _amounts(name), strict=True)
        admissible = [agenda for agenda, amounts in every if all(amounts[r.id][1] <= r.limit for r in rules)]
        true_of_all(conference, conflicts(conference), admissible)
        if admissible:
            assert causes(conference) == [], seed
        feasible += bool(admissible)
    assert feasible


@pytest.mark.parametrize("seeds", [pytest.param(range(60), id="some"), pytest.param(range(60, 900), id="many", marks=FULL)])
def test_conflicts_are_true_of_random_conferences_full_of_them(seeds: range) -> None:
    """The model with all hard rules has no agenda in which two in conflict are parallel, or in one block."""
    reasons: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    for seed in seeds:
        conference = crossing(random.Random(seed))
        graph = conflicts(conference)
        feasible = _exists(conference)
        if causes(conference):
            assert not feasible, (seed, causes(conference))
            reasons["cause"] += 1
        for one, other in combinations([s.id for s in conference.subforums], 2):
            kinds = {e.kind for e in graph.edges if (e.one, e.other) == (one, other)}
            for kind in ("parallel", "block"):
                if kind in kinds or "block" in kinds:
                    assert not _exists(conference, kind, one, other), (seed, kind, one, other)
                elif feasible:
                    possible[kind] += _exists(conference, kind, one, other)
        reasons.update(f"{e.kind} {e.reason}" for e in graph.edges if feasible)
    wanted = {"parallel relation", "block relation", "parallel people", "parallel room", "parallel resource", "block minutes", "cause"}
    assert set(reasons) == wanted
    assert min(possible["parallel"], possible["block"]) > 10


def _exists(c: Conference, kind: str = "", one: str = "", other: str = "") -> bool:
    """Whether there is an admissible agenda, in which two subforums are parallel, or in one block."""
    x = Variables(c, CpModel())
    for rule in rules_of(c):
        if rule.hard:
            rule.forbid(x)
    if kind:
        a, b = x.sittings_of[one][0], x.sittings_of[other][0]
    if kind == "parallel":
        x.model.add(a.start < b.end)
        x.model.add(b.start < a.end)
    elif kind == "block":
        for block in x.blocks:
            x.model.add_implication(a.in_block[block], b.in_block[block])
    solver = CpSolver()
    solver.parameters.num_workers = 1
    status = solver.status_name(solver.solve(x.model))
    assert status in ("OPTIMAL", "INFEASIBLE")
    return status == "OPTIMAL"


def crossing(chance: random.Random) -> Conference:
    """Three small subforums that share people, rooms and a crew, in two short blocks."""
    day = "2022-11-07T"
    people = [{"id": p, "name": p.title(), "attends": chance.choice(("onsite", "online", "recorded", "onsite"))} for p in ("ann", "bob")]
    forums: list[dict[str, Any]] = []
    for id in ("k", "m", "n"):
        number = chance.choice((1, 2, 2, 3))
        talks: list[dict[str, Any]] = [
            tiny.talk(f"{id}{i}", 30 * chance.choice((1, 1, 2)) if number < 3 else 30, *chance.choice((("ann",), ("bob",), (), ())))
            for i in range(1, number + 1)
        ]
        if chance.random() < 0.4:
            talks[0]["position"] = chance.choice(("first", "last"))
        if number > 1 and chance.random() < 0.4:
            talks[-1]["after"] = [talks[0]["id"]]
        if number == 3 and chance.random() < 0.3:
            talks[1]["position"] = chance.choice((1, 2, 3))
        if chance.random() < 0.2:
            talks[-1]["speakers"] = ()
            talks[-1]["seats"] = [{"id": f"{id}-chair", "candidates": chance.choice((["ann"], ["ann", "bob"]))}]
        forum = tiny.subforum(id, *talks, turnover=chance.choice((0, 15, 30)), uses={"crew": chance.choice((1, 2))})
        forum["needs"] = chance.choice(([], [], ["stage"]))
        forum["blocks"] = chance.choice(([], [], ["one"]))
        forums.append({key: value for key, value in forum.items() if value})
    relation: dict[str, Any] = {"kind": chance.choice(("before", "apart", "not_parallel", "same_block"))}
    relation |= {"first": "k", "then": "m"} if relation["kind"] == "before" else {"subforums": chance.choice((["k", "m"], ["m", "n"]))}
    crew: dict[str, Any] = {"id": "crew", "capacity": chance.choice((2, 3, 6)), "windows": []}
    if chance.random() < 0.4:
        crew["windows"] = [{**tiny.window(f"{day}09:30", f"{day}10:15"), "capacity": chance.choice((0, 1, 4))}]
    fixtures = [tiny.fixture("tea", start=f"{day}10:00", end=f"{day}10:30", audience="everyone")] if chance.random() < 0.2 else []
    raw = {
        "conference": tiny.about("Asia/Shanghai", 30),
        "blocks": [tiny.block("one", f"{day}09:00", f"{day}11:00"), tiny.block("two", f"{day}12:00", f"{day}{chance.choice((13, 14))}:00")],
        "rooms": [tiny.room("hall", 100, "north", features=["stage"]), tiny.room("loft", 100, "south")],
        "travel": {"default": chance.choice((0, 30, 45))},
        "tracks": tiny.TRACKS,
        "resources": [crew],
        "speakers": people,
        "subforums": forums,
        "fixtures": fixtures,
        "relations": [relation] if chance.random() < 0.6 else [],
    }
    return Conference.model_validate(raw)


@pytest.mark.parametrize("n", [4, 12, 30])
def test_the_planted_agenda_of_a_generated_conference_is_within_all_bounds(n: int) -> None:
    for seed in range(4):
        conference, agenda = generate(n, seed)
        true_of_all(conference, conflicts(conference), [agenda])


def test_the_best_agenda_of_the_flagship_is_within_all_bounds(wuzhen: Conference, best: Agenda) -> None:
    graph = conflicts(wuzhen)
    true_of_all(wuzhen, graph, [best])
    assert {e.reason for e in graph.edges} == {"relation", "minutes"}


# --- what is said, and what is not ---

HALF_DAY = Story().block("am", "09:00", "12:00").room("red").room("blue").person("ada")


def told(story: Story) -> list[tuple[str, str, str]]:
    return [(e.kind, e.reason, e.sentence) for e in conflicts(story.conference).edges]


def test_one_who_speaks_all_the_time_keeps_two_subforums_apart() -> None:
    story = HALF_DAY.subforum("law", talk("l", 60, "ada")).subforum("art", talk("a", 90, "ada"))
    assert told(story) == [
        ("parallel", "people", "Ada appears in both Law and Art, at times that can never be kept apart while they overlap."),
    ]
    longer = HALF_DAY.subforum("law", talk("l", 100, "ada")).subforum("art", talk("a", 90, "ada"))
    assert told(longer)[1:] == [
        (
            "block",
            "minutes",
            "Ada appears in both Law and Art, at times that can never be kept apart while they overlap,"
            " and together they need 190 minutes, where no block for both has more than 180.",
        )
    ]


def test_one_who_can_go_from_one_sitting_to_the_other_makes_no_conflict() -> None:
    early = HALF_DAY.subforum("law", talk("l1", 20, "ada"), talk("l2", 40)).subforum("art", talk("a1", 20, "ada"), talk("a2", 40))
    assert told(early) == []
    closing = [talk("l1", 20, "ada", position="last"), talk("l2", 40)], [talk("a1", 20, "ada", position="first"), talk("a2", 40)]
    assert told(HALF_DAY.subforum("law", *closing[0]).subforum("art", *closing[1])) == []  # a welcome here first, then the other's end
    framed = [[talk(f"{id}1", 20, "ada", position="first"), talk(f"{id}2", 10), talk(f"{id}3", 20, "ada", position="last")] for id in "la"]
    assert [kind for kind, _, _ in told(HALF_DAY.subforum("law", *framed[0]).subforum("art", *framed[1]))] == ["parallel"]


def test_recorded_people_and_seats_that_somebody_else_could_fill_make_no_conflict() -> None:
    story = HALF_DAY.person("bob", attends="recorded").person("eve")
    chair = [{"id": f"{id}-chair", "role": "chair", "candidates": ["ada", "eve"]} for id in ("law", "art")]
    story = story.subforum("law", talk("l", 60, "bob", seats=[chair[0]])).subforum("art", talk("a", 60, "bob", seats=[chair[1]]))
    assert told(story) == []


def test_a_soft_rule_makes_no_conflict() -> None:
    story = HALF_DAY.subforum("law", talk("l", 60, "ada")).subforum("art", talk("a", 90, "ada"))
    story = story.add("relations", kind="not_parallel", subforums=["law", "art"])
    assert len(told(story)) == 2
    for rule, left in (("speaker_overlap", {"relation"}), ("relation", {"people"})):
        soft = Conference.model_validate({**story.raw, "rules": {rule: "strong"}})
        assert {e.reason for e in conflicts(soft).edges} == left


def test_groups_and_the_numbers_that_follow_from_them() -> None:
    story = HALF_DAY.room("green").room("stage", 400)
    for id in ("law", "art", "chips"):
        story = story.subforum(id, talk(f"{id}-1", 60), audience={"onsite": 300})
    story = story.subforum("free", talk("f", 60))
    graph = conflicts(story.conference)
    clique = graph.cliques[0]
    assert (clique.members, clique.shared, clique.minutes, clique.there) == (("law", "art", "chips"), ("stage",), 180, 180)
    assert graph.times == 3
    assert graph.parallel == {"am": (2, "rooms that suit them")}
    assert graph.most == 2
