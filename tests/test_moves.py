"""Places of an item: they are those of the model, and cost what two whole checks say."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from io import StringIO

import pytest
from ortools.sat.python.cp_model import CpModel
from rich.console import Console

from constraints import RULES, structure
from constraints.profile import rules_of
from instances.agenda import Agenda, Sitting
from instances.conference import Conference, Pin
from instances.formats import read_conference
from instances.problems import BadInput
from scheduler import search, show_moves
from scheduler.check import check
from scheduler.greedy import greedy
from scheduler.judge import Judge
from scheduler.limits import Interrupt, Limits
from scheduler.moves import Depth, Move, Moves, Search, moves, named, partner
from scheduler.places import Trial, current, swaps, trials
from scheduler.rest import Best, Rest
from scheduler.solve import solve
from tests import tiny
from tests.sampled import FULL
from tests.stories import Story, seat, talk
from tests.test_brute_force import _random_levels, _with

NAMES = [*tiny.TINY, *tiny.TWINS]
LONG = Limits(seconds=600.0, workers=1)
FORUMS = [subforum.id for subforum in read_conference("wuzhen2022").subforums]

Found = dict[tuple[str, tuple[str, ...], tuple[str, ...]], int]


def sizes(some: int, many: int) -> list[object]:
    """A sample, and the long version."""
    return [pytest.param(some, id="some"), pytest.param(many, id="many", marks=FULL)]


def cases(some: int, many: int, apart: int = 1) -> list[object]:
    """A sample, a seed for each conference, or for some, and the long version: names, seeds, and how many agendas."""
    few = [pytest.param(name, number % 3, some, id=f"{name}-some") for number, name in enumerate(NAMES) if number % apart == 0]
    return [*few, *(pytest.param(name, seed, many, id=f"{name}-{seed}-many", marks=FULL) for name in NAMES for seed in range(3))]


def items(c: Conference) -> list[str]:
    return [*c.subforums_by_id, *(t.id for s in c.subforums for t in s.talks), *(f.id for f in c.fixtures)]


Weight = tuple[int, dict[str, int], Found]
KNOWN: dict[tuple[str, str], Weight] = {}


def weighed(c: Conference, agenda: Agenda) -> Weight:
    """What the whole check says: penalty, penalty by rule, and by rule, items and facts the amounts that must not be."""
    key = (c.hash, agenda.model_dump_json())
    if key not in KNOWN:
        KNOWN[key] = _weighed(c, agenda)
    return KNOWN[key]


def _weighed(c: Conference, agenda: Agenda) -> Weight:
    report = check(c, agenda)
    hard: Counter[tuple[str, tuple[str, ...], tuple[str, ...]]] = Counter()
    for f in report.findings:
        if f.hard and f.violation.rule != structure.ID:
            hard[f.violation.rule, f.violation.items, tuple(sorted(f.violation.facts))] += f.violation.amount
    return report.penalty, {rule: score.penalty for rule, score in report.rules.items()}, dict(hard)


def change(c: Conference, before: Agenda, after: Agenda) -> tuple[int, dict[str, int], set[str]]:
    """The difference of two whole checks: points, points by rule, and rules of which something is new or worse."""
    (one, rules, old), (other, rules_after, new) = (weighed(c, a) for a in (before, after))
    by_rule = {rule: rules_after[rule] - rules[rule] for rule in rules if rules_after[rule] != rules[rule]}
    return other - one, by_rule, {key[0] for key, amount in new.items() if amount > old.get(key, 0)}


def softened(name: str, seed: int) -> Conference:
    """A tiny conference; from seed 1 on with other levels of its rules."""
    c = tiny.conference(name)
    return _with(c, _random_levels(random.Random(seed), bound=seed % 2 == 0, hard=0.3)) if seed else c


# --- each place costs what two whole checks say ---


@pytest.mark.parametrize("size", sizes(3, 200))
@pytest.mark.parametrize("name", NAMES)
def test_the_change_at_every_place_is_the_difference_of_two_whole_checks(name: str, size: int) -> None:
    seen = Counter[bool]()
    c = tiny.conference(name)
    for agenda in tiny.sample(name, size):
        judge, known = Judge(c, agenda), set(structure.faults(c, agenda))
        for item in items(c):
            for trial in (*trials(c, agenda, item), *swaps(c, agenda, item)):
                agrees(c, agenda, judge, trial)
                sound = set(structure.faults(c, trial.agenda)) <= known
                assert sound or trial.faults, f"{item} at {trial.place.at}"
                seen[sound] += 1
    assert seen[True] > 15 * size


def agrees(c: Conference, agenda: Agenda, judge: Judge, trial: Trial) -> None:
    found = judge.compare(trial.agenda, trial.concerning, trial.faults, trial.alike)
    fresh = trial.agenda.replaced()
    assert (trial.agenda.slots, trial.agenda.appearances) == (fresh.slots, fresh.appearances), "what it remembers of the agenda before"
    penalty, rules, faults = change(c, agenda, fresh)
    where = f"{trial.place.at} {trial.place.swap}: {[v.sentence for v in found.faults]}"
    assert (found.penalty, found.rules) == (penalty, rules), where
    assert {v.rule for v in found.faults if v.rule != structure.ID} == faults, where
    assert sum(r.points for r in found.reasons) == penalty


def test_who_has_two_seats_of_one_talk_has_them_after_a_change_too() -> None:
    twice = next(a for a in tiny.sample("orders_and_seats", 200) if any(len(t.people) > len(set(t.people)) for t, _ in a.slots.values()))
    assert twice.exchanged({s.id: s for s in twice.sittings}).appearances == twice.appearances


def test_on_wuzhen2022_too(wuzhen: Conference) -> None:
    chance, agenda = random.Random(5), greedy(wuzhen)
    judge = Judge(wuzhen, agenda)
    for item in chance.sample(items(wuzhen), 8):
        found = [*trials(wuzhen, agenda, item), *swaps(wuzhen, agenda, item)]
        for trial in chance.sample(found, min(len(found), 12)):
            agrees(wuzhen, agenda, judge, trial)


@pytest.mark.parametrize("size", sizes(8, 1000))
@pytest.mark.parametrize("name", NAMES)
def test_rules_that_do_not_see_rooms_find_the_same_wherever_it_is(name: str, size: int) -> None:
    c = tiny.conference(name)
    blind = [rule for rule in rules_of(c) if not rule.minds_rooms]
    assert 0 < len(blind) < len(rules_of(c))
    for agenda, other in elsewhere(name, size):
        for rule in blind:
            assert list(rule.violations(c, agenda)) == list(rule.violations(c, other)), rule.id


def test_every_other_rule_does_see_rooms() -> None:
    """So that none is asked for every room in vain."""
    sees = {rule.id for rule in RULES if rule.sees_rooms}
    seen: set[str] = set()
    for name in NAMES:
        c = tiny.conference(name)
        for rule in (rule for rule in rules_of(c) if rule.sees_rooms):
            seen |= {rule.id for a, b in elsewhere(name, 60) if list(rule.violations(c, a)) != list(rule.violations(c, b))}
    assert seen == sees


def elsewhere(name: str, size: int) -> Iterator[tuple[Agenda, Agenda]]:
    """Agendas of a tiny conference, each with another that differs in nothing but rooms."""
    chance, c = random.Random(7), tiny.conference(name)
    for agenda in tiny.sample(name, size):
        sittings = tuple(s.replaced(room=chance.choice(c.rooms).id) for s in agenda.sittings)
        fixtures = tuple(f.replaced(rooms=tuple(chance.choice(c.fixture(f.fixture).rooms) for _ in f.rooms)) for f in agenda.fixtures)
        yield agenda, agenda.replaced(sittings=sittings, fixtures=fixtures)


# --- the places are those of the model ---


def held(sitting: Sitting) -> tuple[object, ...]:
    """A sitting without its number."""
    return sitting.subforum, sitting.room, sitting.first, sitting.last, frozenset((t.talk, t.first, t.seats) for t in sitting.talks)


def inside(sitting: Sitting) -> tuple[object, ...]:
    """What is in a sitting, wherever it stands."""
    return sitting.last - sitting.first, frozenset((t.talk, t.first - sitting.first, t.seats) for t in sitting.talks)


def parts(agenda: Agenda) -> dict[str, frozenset[object]]:
    """What stands of each subforum and fixture."""
    found: dict[str, set[object]] = {}
    for s in agenda.sittings:
        found.setdefault(s.subforum, set()).add(held(s))
    for f in agenda.fixtures:
        found.setdefault(f.fixture, set()).add((tuple(f.rooms), f.first))
    return {id: frozenset(things) for id, things in found.items()}


@lru_cache
def all_parts(name: str) -> tuple[dict[str, frozenset[object]], ...]:
    return tuple(map(parts, tiny.agendas(name)))


def around(name: str, agenda: Agenda, item: str) -> Iterator[Agenda]:
    """Every agenda in which nothing but the item differs, at most."""
    mine = {id: things for id, things in parts(agenda).items() if id != item}
    for other, theirs in zip(tiny.agendas(name), all_parts(name), strict=True):
        if {id: things for id, things in theirs.items() if id != item} == mine:
            yield other


@pytest.mark.parametrize("size", sizes(10, 150))
@pytest.mark.parametrize("name", NAMES)
def test_the_places_are_exactly_those_of_the_model(name: str, size: int) -> None:
    """Of a sitting with all that is in it, and of a fixture.

    Where blocks have slots, and where sittings fill blocks, more can be made to fit.
    """
    c, exact = tiny.conference(name), name not in ("slots", "blocks_filled", "at_once")
    number = 0
    for agenda in tiny.sample(name, size):
        for item in (*agenda.sittings_of, *(f.fixture for f in agenda.fixtures)):
            expected = {parts(other).get(item) for other in around(name, agenda, item) if same_inside(agenda, other, item)}
            found = {parts(t.agenda).get(item) for t in trials(c, agenda, item) if not t.faults}
            assert found == expected if exact else found >= expected, item
            number += len(expected)
    assert number > size


def same_inside(one: Agenda, other: Agenda, item: str) -> bool:
    """Whether at most one sitting stands elsewhere, with the same in it, and nothing is placed or left out."""
    mine, theirs = (Counter(map(held, a.sittings_of.get(item, ()))) for a in (one, other))
    if sum((mine - theirs).values()) > 1:
        return False
    gone = [s for s in one.sittings_of.get(item, ()) if held(s) not in theirs]
    come = [s for s in other.sittings_of.get(item, ()) if held(s) not in mine]
    standing = [any(f.fixture == item for f in a.fixtures) for a in (one, other)]
    return list(map(inside, gone)) == list(map(inside, come)) and standing[0] == standing[1]


@pytest.mark.parametrize("size", sizes(10, 150))
@pytest.mark.parametrize("name", NAMES)
def test_a_talk_can_take_every_place_that_the_others_of_its_subforum_leave(name: str, size: int) -> None:
    c, number = tiny.conference(name), 0
    for agenda in tiny.sample(name, size):
        for id in agenda.slots:
            own = c.owner[id].id
            found = [parts(t.agenda) for t in trials(c, agenda, id)]
            assert parts(agenda) in found
            mine = agenda.slots[id]
            for other in around(name, agenda, own):
                theirs = other.slots.get(id)
                spans = [sorted((s.room, s.first, s.last) for s in a.sittings_of.get(own, ())) for a in (agenda, other)]
                fixed = agenda.slots.keys() == other.slots.keys() and all(same_slot(other, agenda, t) for t in agenda.slots if t != id)
                if theirs and fixed and spans[0] == spans[1] and within(theirs[1]) == within(mine[1]) and theirs[0].seats == mine[0].seats:
                    ends = mine[1].first == mine[0].first or mine[1].last == mine[0].last  # the sitting would begin or end with another
                    assert ends or parts(other) in found, f"{id} at {theirs[0].start}"
                    number += 1
    assert number > size


def within(sitting: Sitting) -> tuple[object, ...]:
    """Where a sitting stands, and which talks are in it."""
    return sitting.room, sitting.first, sitting.last, {slot.talk for slot in sitting.talks}


def same_slot(one: Agenda, other: Agenda, talk: str) -> bool:
    """Whether a talk has the same minutes and people; times of one zone may be equal where clocks change, and are not the same."""
    mine, theirs = one.slots[talk][0], other.slots[talk][0]
    return (mine.first, mine.seats) == (theirs.first, theirs.seats)


# --- deeper: the best of all agendas in which the rest is fixed, or a few others move ---


def best_of(c: Conference, agenda: Agenda, others: Iterable[Agenda]) -> int | None:
    """The least change among agendas that bring nothing new that must not be."""
    found = [change(c, agenda, other) for other in others]
    return min((points for points, _, faults in found if not faults), default=None)


@pytest.mark.parametrize(("name", "seed", "size"), cases(1, 20))
def test_with_inner_order_each_place_is_as_good_as_the_best_agenda_that_has_it_there(name: str, seed: int, size: int) -> None:
    c, verdicts = softened(name, seed), Counter[bool]()
    for agenda in tiny.sample(name, size, seed):
        for item in agenda.sittings_of:
            found = moves(c, agenda, item, depth="inner", most=1000, limits=LONG)
            first = {t.place: t for t in trials(c, agenda, item)}
            known = list(around(name, agenda, item))
            for move in found.places:
                there = [other for other in known if same_place(first[move.place].agenda, other, move)]
                best = best_of(c, agenda, there)
                assert move.possible == (best is not None), move.place.at
                assert best is None or (move.difference.penalty, move.status) == (best, "optimal"), move.place.at
                verdicts[move.possible] += 1
    assert verdicts[True]


def same_place(trial: Agenda, other: Agenda, move: Move) -> bool:
    """Whether an agenda has all sittings of a trial, but for the order and people in the one that moves."""
    moved = next(s for s in trial.sittings if s.id == move.place.sitting)
    rest = Counter(held(s) for s in trial.sittings_of[moved.subforum] if s is not moved)
    theirs = Counter(held(s) for s in other.sittings_of.get(moved.subforum, ()))
    mine = [s for s in other.sittings_of.get(moved.subforum, ()) if held(s) in theirs - rest]
    if rest - theirs or len(mine) != 1:
        return False
    one = mine[0]
    same = (one.room, one.first, one.last) == (moved.room, moved.first, moved.last)
    return same and {t.talk for t in one.talks} == {t.talk for t in moved.talks}


@pytest.mark.parametrize("most", [1, 2])
@pytest.mark.parametrize(("name", "seed", "size"), cases(1, 8, 3))
def test_with_others_moved_along_each_place_is_as_good_as_the_best_agenda_in_which_few_differ(
    name: str, seed: int, size: int, most: int
) -> None:
    c = softened(name, seed)
    for agenda in tiny.sample(name, size, seed + most):
        mine = parts(agenda)
        for item in (*c.subforums_by_id, *(f.id for f in c.fixtures)):
            near = [
                other
                for other, theirs in zip(tiny.agendas(name), all_parts(name), strict=True)
                if sum(mine.get(id) != theirs.get(id) for id in {*mine, *theirs} - {item}) <= most
            ]
            best: dict[tuple[str, tuple[str, ...]], int] = {}
            for other in near:
                points, _, faults = change(c, agenda, other)
                for place in current(c, other, item) if not faults else ():
                    key = (place.block, place.rooms)
                    best[key] = min(points, best.get(key, points))
            found = moves(c, agenda, item, depth=most, limits=LONG)
            assert {(m.place.block, m.place.rooms): m.difference.penalty for m in found.possible} == best, item
            assert all(m.status == "optimal" for m in found.possible)
            assert not found.left


def test_where_it_stands_now_is_proved_possible_though_the_solver_once_took_it_for_impossible() -> None:
    c, agenda = tiny.conference("relations_and_resources"), tiny.sample("relations_and_resources", 8, 1)[2]
    found = moves(c, agenda, "r", depth=1, limits=LONG)
    assert {m.place.at: m.status for m in found.possible} == {"first/west/09:00": "optimal", "first/east/09:00": "optimal"}


def test_no_place_is_called_impossible_by_a_quick_search_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    c, agenda, asked = tiny.conference("relations_and_resources"), tiny.sample("relations_and_resources", 8, 1)[2], list[CpModel]()

    def keep(_: Rest, model: CpModel, *__: object) -> Best:
        asked.append(model.clone())
        return Best("unknown", None)

    monkeypatch.setattr(Rest, "_run", keep)
    moves(c, agenda, "r", depth=1, limits=LONG)
    statuses = [
        [search.run(model, LONG, lambda *_: None, lambda _: None, Interrupt(), tuning).status for model in asked]
        for tuning in (search.QUICK, {"cp_model_presolve": False})
    ]
    assert statuses[0] == statuses[1]
    assert set(statuses[0]) == {"optimal", "infeasible"}


# --- going there and back ---


@pytest.mark.parametrize("name", NAMES)
def test_where_it_is_nothing_changes_and_the_way_back_costs_the_opposite(name: str) -> None:
    c, chance, number = tiny.conference(name), random.Random(3), 0
    for agenda in tiny.sample(name, 6):
        for item in (*agenda.sittings_of, *(f.fixture for f in agenda.fixtures)):
            found = moves(c, agenda, item)
            now = [m for m in found.places if m.place in found.now]
            assert len(now) == len(found.now)
            assert all(m.difference.penalty == 0 and m.possible and not m.along and not m.difference.rules for m in now)
            there = chance.choice(found.places)
            if len(found.now) > 1 or there.difference.faults or not same_inside(agenda, there.agenda, item):
                continue
            back = [m for m in moves(c, there.agenda, item).places if m.place in found.now]
            assert [m.difference.penalty for m in back] == [-there.difference.penalty]
            number += 1
    assert number or name in ("at_once", "two_sittings", "three_in_two", "blocks_filled")


# --- stories ---


def two_rooms() -> Story:
    """Law in the red room at nine, art in the blue one; Ana speaks in both; a hall for nobody."""
    story = Story(grid=30).block("am", "09:00", "12:00").room("red", 100).room("blue", 100).person("ana").person("bob")
    story = story.subforum("law", talk("l1", 30, "ana"), talk("l2", 30, "bob"), audience={"onsite": 50}, track="rights")
    story = story.subforum("art", talk("a1", 30, "ana"), talk("a2", 60), audience={"onsite": 100}, track="culture")
    return story.sit("law", "red", "09:00", "l1", "l2").sit("art", "blue", "10:30", "a1", "a2")


def places(found: Moves) -> list[tuple[str, int]]:
    return [(m.place.at, m.difference.penalty) for m in found.possible]


def test_every_possible_place_is_listed_with_its_price_the_best_first() -> None:
    story = two_rooms()
    found = moves(story.conference, story.agenda, "law")
    assert {at for at, _ in places(found)} == {
        *(f"am/red/{time}" for time in ("09:00", "09:30", "10:00", "11:00")),
        *(f"am/blue/{time}" for time in ("09:00", "09:30")),
    }
    assert [penalty for _, penalty in places(found)] == sorted(penalty for _, penalty in places(found))
    assert len(found.places) == 10
    (fault,) = next(m for m in found.places if m.place.at == "am/red/10:30").difference.faults
    assert fault.sentence == "Ana is wanted in 'A1' and 'L1' at the same time, 30 minutes too many with the walk between them."


def test_a_talk_changes_places_with_those_that_it_displaces() -> None:
    story = two_rooms()
    found = moves(story.conference, story.agenda, "l1")
    second = next(m for m in found.possible if m.place.at == "am/red/09:30")
    assert [s.sentence for s in second.along] == ["'L2' starts at 09:00 instead of 09:30."]
    assert {slot.talk: f"{slot.start:%H:%M}" for slot, s in second.agenda.slots.values() if s.subforum == "law"} == {
        "l1": "09:30",
        "l2": "09:00",
    }


def test_two_subforums_change_places() -> None:
    story = two_rooms()
    found = moves(story.conference, story.agenda, "law", swap="all")
    (move,) = found.places
    assert (move.place.at, move.place.swap) == ("am/blue/10:30", "art")
    assert {s.subforum: (s.room, f"{s.start:%H:%M}") for s in move.agenda.sittings} == {"law": ("blue", "10:30"), "art": ("red", "09:00")}
    assert [s.sentence for s in move.along] == ["Art moves to Red, Nov 09 09:00-10:30 (now Blue, Nov 09 10:30-12:00)."]


def test_one_that_is_longer_than_what_is_left_of_the_block_starts_earlier_in_exchange() -> None:
    story = (
        Story(grid=30)
        .block("am", "09:00", "12:00")
        .room("red")
        .room("blue")
        .subforum("law", talk("l1", 30))
        .subforum("art", talk("a1", 90))
    )
    story = story.sit("law", "red", "11:30").sit("art", "blue", "09:00")
    (move,) = moves(story.conference, story.agenda, "art", swap="law").places
    assert (move.place.at, move.possible) == ("am/red/10:30", True)


def test_what_is_left_out_can_be_placed() -> None:
    story = two_rooms()
    draft = story.agenda.replaced(sittings=story.agenda.sittings[1:])
    found = moves(story.conference, draft, "law")
    assert found.now == ()
    assert {at for at, _ in places(found)} >= {"am/red/09:00", "am/blue/09:00"}
    assert all(m.difference.mended for m in found.possible)
    lone = moves(story.conference, draft, "l1")
    assert lone.possible
    assert all(m.agenda.slots["l1"] for m in lone.possible)


def test_another_order_makes_a_place_possible() -> None:
    """Ana may speak in the first half hour only; with her talk first the sitting can begin then none the less."""
    story = Story(grid=30).block("am", "09:00", "11:00").room("red").person("bob")
    story = story.person("ana", available=[story.window("09:00", "09:30"), story.window("10:30", "11:00")])
    story = story.subforum("law", talk("l1", 30, "bob"), talk("l2", 30, "ana")).sit("law", "red", "10:00", "l1", "l2")
    depths: tuple[Depth, ...] = (0, "inner")
    found = [moves(story.conference, story.agenda, "law", depth=depth) for depth in depths]
    at_nine = [next(m for m in each.places if m.place.at == "am/red/09:00") for each in found]
    assert [m.possible for m in at_nine] == [False, True]
    assert at_nine[1].agenda.sequences["law"] == ["l2", "l1"]
    assert [s.sentence for s in at_nine[1].along] == ["Law has its talks in the order 'L2', 'L1'."]


def test_places_that_were_not_looked_at_are_counted_and_known_at_best() -> None:
    story = two_rooms()
    found = moves(story.conference, story.agenda, "law", depth="inner", most=2)
    assert found.left == 8
    assert Counter(m.status for m in found.places) == {"optimal": 2, "feasible": 4, "unknown": 4}


def test_an_agenda_that_breaks_rules_can_be_asked_and_a_place_that_mends_comes_first() -> None:
    story = (
        Story(grid=30)
        .block("am", "09:00", "11:00")
        .room("red")
        .room("blue")
        .subforum("law", talk("l1", 60))
        .subforum("art", talk("a1", 60))
    )
    story = story.sit("law", "red", "09:00").sit("art", "red", "09:00")
    depths: tuple[Depth, ...] = (0, "inner", 1)
    for depth in depths:
        found = moves(story.conference, story.agenda, "law", depth=depth)
        assert found.broken == 1
        assert found.possible[0].difference.mended
        if depth == 0:
            assert [m.place.at for m in found.impossible] == []


def test_a_seat_is_filled_by_whoever_can_be_there() -> None:
    story = Story(grid=30).block("am", "09:00", "11:00").room("red")
    story = story.person("ana", available=[story.window("10:00", "11:00")]).person("bob", available=[story.window("09:00", "10:00")])
    story = story.subforum("law", talk("l1", 60, seats=[seat("chair", "ana", "bob")])).sit("law", "red", "10:00", chair="ana")
    at_nine = next(m for m in moves(story.conference, story.agenda, "law", depth="inner").places if m.place.at == "am/red/09:00")
    assert at_nine.possible
    assert [s.sentence for s in at_nine.along] == ["Bob instead of Ana is moderator of L1."]


# --- what cannot be asked ---


@pytest.mark.parametrize(
    ("words", "what"),
    [("lawn", "did you mean 'Law'?"), ("law/2", "did you mean 'law/1'?"), ("red", "nothing among the subforums and talks and fixtures")],
)
def test_an_item_that_is_none_is_refused(words: str, what: str) -> None:
    story = two_rooms()
    with pytest.raises(BadInput) as error:
        named(story.conference, story.agenda, words)
    assert what in str(error.value)


@pytest.mark.parametrize(
    ("item", "words", "what"),
    [("law", "law", "would be exchanged with itself"), ("l1", "a1", "'A1' is a talk of Art"), ("law", "l2", "is no subforum")],
)
def test_an_exchange_that_is_none_is_refused(item: str, words: str, what: str) -> None:
    story = two_rooms()
    with pytest.raises(BadInput) as error:
        partner(story.conference, story.agenda, item, words)
    assert what in str(error.value)


def test_an_agenda_that_names_strangers_is_refused() -> None:
    story = two_rooms()
    broken = story.agenda.replaced(sittings=tuple(s.replaced(room="attic") for s in story.agenda.sittings))
    with pytest.raises(BadInput, match="attic"):
        moves(story.conference, broken, "law")


# --- in words ---


def shown(found: Moves, c: Conference) -> list[str]:
    """The table of places, without the spaces at the ends of lines."""
    console = Console(width=200, record=True, file=StringIO())
    console.print(show_moves.table(c, found))
    return [line.rstrip() for line in console.export_text().splitlines()]


def exchanged(others: int, far: int) -> tuple[Conference, Moves]:
    """Exchanges of a subforum with others of an hour, some of which may stand in the afternoon alone."""
    story = Story(grid=30).block("am", "09:00", "12:00").block("pm", "13:00", "18:00").room("red")
    story = story.subforum("law", talk("l", 60), blocks=["am"]).sit("law", "red", "09:00")
    for number in range(others):
        where, start = ("pm", f"{13 + number}:00") if number < far else ("am", f"{10 + number - far}:00")
        story = story.subforum(f"art-{number}", talk(f"a-{number}", 60), blocks=[where]).sit(f"art-{number}", "red", start)
    return story.conference, moves(story.conference, story.agenda, "law", swap="all")


@pytest.mark.parametrize(
    ("others", "far", "heading", "rest"),
    [
        (3, 3, "none of 3 exchanges is possible", "3 are not, as things stand"),
        (3, 2, "one of 3 exchanges is possible", "2 are not, as things stand"),
        (3, 1, "two of 3 exchanges are possible", "1 is not, as things stand"),
        (1, 0, "the only exchange is possible", ""),
        (1, 1, "the only exchange is not possible", "1 is not, as things stand"),
    ],
)
def test_numbers_of_exchanges_in_words(others: int, far: int, heading: str, rest: str) -> None:
    c, found = exchanged(others, far)
    lines = shown(found, c)
    assert lines[0] == f"Law: {heading}."
    assert not rest or rest in lines


def test_one_thing_in_words() -> None:
    c, found = exchanged(3, 2)
    lines = shown(replace(found, left=1, broken=1), c)
    assert "There is one thing that must not be in the agenda as it is; a place is possible if it adds none." in lines
    assert "One of them was not settled: more --seconds would do it." in lines


# --- the flagship, solved anew ---


def pins_of(agenda: Agenda, item: str) -> Iterator[Pin]:
    """Everything but a subforum stays: times, rooms and people."""
    for sitting in agenda.sittings:
        if sitting.subforum != item:
            yield Pin(item=sitting.subforum, room=sitting.room, start=sitting.start)
            for slot in sitting.talks:
                yield Pin(item=slot.talk, start=slot.start)
                yield from (Pin(item=filled.seat, speaker=filled.speaker) for filled in slot.seats)
    yield from (Pin(item=placed.fixture, start=placed.start, room=placed.rooms[0] if placed.rooms else None) for placed in agenda.fixtures)


@pytest.mark.parametrize(("item", "number"), [("cyberspace-law", 2), *(pytest.param(item, 4, marks=pytest.mark.full) for item in FORUMS)])
def test_a_place_costs_what_solving_anew_around_it_does(wuzhen: Conference, item: str, number: int) -> None:
    """With everything else pinned where it is and the item at the place, `solve` finds the same price, or that there is no agenda."""
    agenda, chance = greedy(wuzhen), random.Random(item)
    before = check(wuzhen, agenda).penalty
    look = Search(wuzhen, agenda, item, LONG, lambda _: None, Interrupt())
    first = look.at_first(trials(wuzhen, agenda, item))
    some = []
    for good in (True, False):
        pairs = [pair for pair in first if pair[1].possible is good]
        some += chance.sample(pairs, min(number, len(pairs)))
    for move in look.inner(some, len(some)).places:
        there = Pin(item=item, room=move.place.rooms[0], start=move.place.start)
        again = solve(wuzhen.replaced(pins=(*wuzhen.pins, *pins_of(agenda, item), there)), LONG)
        assert again.status == move.status, move.place.at
        if move.possible:
            assert again.agenda
            assert check(wuzhen, again.agenda).penalty - before == move.difference.penalty, move.place.at
