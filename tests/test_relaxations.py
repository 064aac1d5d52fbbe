"""Every fact that a rule names has changes that take away what it demands, and they do."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from ortools.sat.python.cp_model import CpModel

from constraints import RULES, Rule
from constraints.profile import rules_of
from constraints.variables import Variables
from instances.agenda import Agenda, Sitting, TalkSlot
from instances.changes import (
    FACTS,
    Attend,
    BlockTimes,
    Change,
    DropWish,
    MaxADay,
    MoreRooms,
    OpenRoom,
    ResourceCapacity,
    Weigh,
    apply,
    cost,
    relaxations,
    together,
)
from instances.conference import Conference, Model
from instances.formats import read_conference
from tests import tiny
from tests.sampled import one_in
from tests.stories import Story, seat, talk
from tests.strategies import random_conference

NAMES = [*tiny.TINY, *tiny.TWINS]
SAMPLE = 25


def _story() -> Story:
    """A little of everything that no tiny conference has: a sitting asked for, a soft wish that is hard, many windows."""
    story = Story().block("am", "09:00", "12:00").room("red", 20).room("blue", 20)
    story = story.person("ana", available=[tiny.window("2022-11-09T09:00", "2022-11-09T09:30")], max_talks=0)
    story = story.person("bob", "Africa/Nairobi", possible_hours=["08:00", "09:00"])
    story = story.subforum(
        "data", talk("d1", 30, "ana", seats=[seat("chair", "bob")]), talk("d2", 30, "bob", after=["d1"], position="first")
    )
    return story.subforum("law", talk("l1", 30, "ana", position=1), needs=["stage"], sittings={"min": 1, "max": 2}).add(
        "resources", id="crew", title="Crew", capacity=0
    )


@lru_cache
def _conference(name: str) -> Conference:
    return {"wuzhen2022": lambda: read_conference(name), "story": lambda: _story().conference}.get(name, lambda: tiny.conference(name))()


def _posted(c: Conference) -> Iterator[str]:
    x = Variables(c, CpModel())
    every = [kind.model_validate({"itself": 4} if kind.id == "parallel" else {}) for kind in RULES]
    for rule in (*rules_of(c), *every):
        for amount in rule.post(x):
            yield from amount.facts


@lru_cache
def _facts(name: str) -> tuple[str, ...]:
    """Every fact that the rules name, in the model and in a sample of agendas."""
    c = _conference(name)
    found = set(_posted(c))
    for agenda in tiny.sample(name, SAMPLE) if name in NAMES else ():
        found |= {fact for rule in rules_of(c) for v in rule.violations(c, agenda) for fact in v.facts}
    return tuple(sorted(found))


@pytest.mark.parametrize("name", [*NAMES, pytest.param("wuzhen2022", marks=pytest.mark.full), "story"])
def test_every_fact_that_a_rule_names_has_changes_that_can_be_made(name: str) -> None:
    c = _conference(name)
    assert len(_facts(name)) > 3
    assert [fact for fact in _facts(name) if not relaxations(c, fact)] == []
    every = {ch.model_dump_json(): ch for fact in _facts(name) for ch in relaxations(c, fact)}
    for change in list(every.values())[:: 6 if name == "wuzhen2022" else 1]:
        changed = change.apply(c)
        assert changed.hash != c.hash
        assert change.settled(c) == change
        assert cost(c, change) > 0
        assert change.sentence(c).endswith(".")


def test_between_them_they_name_almost_every_kind_of_fact() -> None:
    named = {_pattern(fact) for name in (*NAMES, "wuzhen2022", "story") for fact in _facts(name)}
    assert named <= set(FACTS)
    unnamed = {"speakers/*/available", "subforums/*/languages", "blocks/*"}
    assert set(FACTS) - named <= unnamed


def _pattern(fact: str) -> str:
    return "/".join("*" if i == 1 or word.isdecimal() else word for i, word in enumerate(fact.split("/")))


# --- what is demanded no longer


@pytest.mark.parametrize("name", one_in(2, NAMES))
def test_what_is_relaxed_is_held_against_no_agenda_any_more(name: str) -> None:
    """An agenda with faults is looked at again after each change: the rule has nothing against it on account of the fact."""
    c = _conference(name)
    seen = set()
    for agenda in tiny.sample(name, SAMPLE):
        for rule in (rule for rule in rules_of(c) if rule.hard):
            for violation in rule.violations(c, agenda):
                for fact in violation.facts:
                    for change in relaxations(c, fact):
                        changed = _changed(c, change)
                        left = set(_demands(changed, rule, _fitted(changed, agenda, change)))
                        assert (_content(c, fact), violation.items) not in left, f"{change.sentence(c)} leaves {violation.sentence}"
                        seen.add((rule.id, _pattern(fact)))
    assert seen


@pytest.mark.parametrize("name", NAMES)
def test_one_of_the_changes_takes_away_a_whole_wish_too(name: str) -> None:
    """Of rules that are only wishes, but for empty seats, which fewer guests make emptier."""
    c = _conference(name)
    for agenda in tiny.sample(name, SAMPLE):
        for rule in (rule for rule in rules_of(c) if not rule.hard and rule.id != "empty_seats"):
            for violation in rule.violations(c, agenda):
                for fact in violation.facts:
                    kept = [
                        (_content(c, fact), violation.items) in set(_demands(changed, rule, _fitted(changed, agenda, change)))
                        for change in relaxations(c, fact)
                        for changed in [_changed(c, change)]
                    ]
                    assert not all(kept), f"nothing relaxes {fact}: {violation.sentence}"


_CHANGED: dict[tuple[str, str], Conference] = {}


def _changed(c: Conference, change: Change) -> Conference:
    return _CHANGED.setdefault((c.hash, change.model_dump_json()), change.apply(c))


def _demands(c: Conference, rule: Rule, agenda: Agenda) -> Iterator[tuple[object, tuple[str, ...]]]:
    """What a rule, as it is after a change, has against an agenda: the facts by what they say, and the items."""
    now = next((r for r in rules_of(c) if r.id == rule.id), None)
    if now is not None and now.hard == rule.hard:
        for v in now.violations(c, agenda):
            yield from ((_content(c, fact), v.items) for fact in v.facts)


def _content(c: Conference, fact: str) -> object:
    """What stands at the place of a fact where that is a place in a list, which changes; otherwise the fact itself."""
    parts = fact.split("/")
    if parts[0] in ("pins", "prefers", "relations", "pairs"):
        return _hashable(getattr(c, parts[0])[int(parts[1])])
    if parts[-1].isdecimal():
        return (*parts[:-1], _hashable(getattr(c.item(parts[1]), parts[2])[int(parts[3])]))
    return fact


def _hashable(model: Model) -> str:
    return f"{type(model).__name__} {model.model_dump_json()}"


def _fitted(c: Conference, agenda: Agenda, change: Change) -> Agenda:
    """The same agenda without what the conference no longer has; of what met in a room, all but one are in the further rooms."""
    held: dict[str, list[str]] = {}
    if isinstance(change, MoreRooms):
        held[change.room] = [change.room, *(r.id for r in c.rooms if r.id.startswith(f"{change.room}-"))]

    def room(id: str) -> str:
        return held[id].pop(0) if id in held else id

    fixtures = [f.replaced(rooms=tuple(map(room, f.rooms))) for f in agenda.fixtures if any(f.fixture == x.id for x in c.fixtures)]
    sittings: list[Sitting] = []
    for s in agenda.sittings:
        slots = tuple(_slots(c, s)) if s.subforum in c.subforums_by_id else ()
        number = sum(other.subforum == s.subforum for other in sittings)
        if s.subforum in c.subforums_by_id and (slots or not s.talks) and number < (c.subforum(s.subforum).most_sittings or 99):
            sittings.append(s.replaced(talks=slots, room=room(s.room)))
    return Agenda(conference=c.id, conference_hash=c.hash, sittings=tuple(sittings), fixtures=tuple(fixtures))


def _slots(c: Conference, s: Sitting) -> Iterator[TalkSlot]:
    own = {t.id: t for t in c.subforum(s.subforum).talks}
    for slot in s.talks:
        if slot.talk in own:
            seats = {seat.id: seat.candidates for seat in own[slot.talk].seats}
            filled = [f for f in slot.seats if f.speaker in seats.get(f.seat, ())]
            yield slot.replaced(speakers=own[slot.talk].speakers, seats=tuple(filled))


# --- what goes together


def test_windows_of_one_person_have_one_change() -> None:
    c = _conference("rooms_and_starts")
    assert relaxations(c, "speakers/ada/available/0") == relaxations(c, "speakers/ada/available/1")
    assert relaxations(c, "speakers/ada/available/2") == ()


def test_who_names_no_number_of_talks_a_day_gets_one_that_lifts_the_rules_own() -> None:
    c = _conference("chairs_and_days")
    assert relaxations(c, "speakers/bob/max_a_day") == (MaxADay(person="bob", most=2),)  # he is on two talks in all
    assert relaxations(c, "speakers/ada/max_a_day") == (MaxADay(person="ada", most=2),)  # who agreed to one
    agreed = c.replaced(speakers=tuple(p.replaced(max_a_day=2) if p.id == "ada" else p for p in c.speakers))
    assert relaxations(agreed, "speakers/ada/max_a_day") == ()


def test_a_demand_of_a_live_person_is_given_up_or_they_send_a_video() -> None:
    c = _conference("seats_and_sittings")
    demand = next(f"prefers/{n}" for n, wish in enumerate(c.prefers) if (wish.item, wish.level) == ("bob", "prohibited"))
    dropped, attend = relaxations(c, demand)
    assert dropped == DropWish(item="bob", feature="stage", avoid=True, level="prohibited")
    assert attend == Attend(person="bob", attends="recorded")
    assert len(relaxations(_conference("topics_and_crowds"), "prefers/5")) == 1  # who is recorded already


@pytest.mark.parametrize(
    "fact", ["speakers/nobody", "pins/17", "talks/ada", "speakers", "weather/rain", "rooms/hall/closed/9", "pins/x", ""]
)
def test_what_is_no_fact_has_no_changes(fact: str) -> None:
    assert relaxations(_conference("rooms_and_starts"), fact) == ()


@pytest.mark.parametrize("name", [*NAMES, "wuzhen2022"])
def test_all_that_can_be_relaxed_can_be_relaxed_at_once(name: str) -> None:
    c = _conference(name)
    drops = [f"subforums/{c.subforums[0].id}", f"talks/{c.subforums[0].talks[0].id}"] if len(c.subforums) > 1 else []
    facts = [f for f in _facts(name) if _pattern(f) not in ("subforums/*", "talks/*")] + drops
    every = [change for fact in facts for change in relaxations(c, fact)[:1]]
    once = together(c, [*every, *every])
    assert len(once) < len(every) + 1
    assert apply(c, once).hash != c.hash


@settings(derandomize=True, deadline=None, max_examples=25, phases=[Phase.generate])
@given(seed=st.integers(0, 2**32))
def test_facts_of_random_conferences_can_be_relaxed_one_by_one_and_together(seed: int) -> None:
    """On days on which clocks change, too, with windows off the grid and blocks next to each other."""
    c = random_conference(random.Random(seed))
    facts = sorted({*_posted(c), *(f"blocks/{b.id}" for b in c.blocks)})
    every = [(fact, change) for fact in facts for change in relaxations(c, fact)]
    assert {fact.split("/")[0] for fact in facts} - {fact.split("/")[0] for fact, _ in every} <= {"blocks", "resources"}
    for _, change in every:
        change.apply(c)
    kept = [change for fact, change in every if _pattern(fact) not in ("subforums/*", "talks/*")]
    apply(c, together(c, kept))


def test_two_blocks_that_grow_share_the_gap_between_them() -> None:
    story = Story().block("am", "09:00", "11:00").block("pm", "13:00", "15:00").room("red").subforum("data", talk("d1", 30))
    c = story.conference
    every = [change for fact in ("blocks/pm", "blocks/am") for change in relaxations(c, fact)]
    assert [change.sentence(c) for change in every] == [
        "Pm takes Nov 9, 11:00 to Nov 10, 00:00 (it was Nov 9, 13:00-15:00).",
        "Am takes Nov 9, 00:00-13:00 (it was Nov 9, 09:00-11:00).",
    ]
    grown = apply(c, together(c, every)).blocks
    assert [(f"{b.start:%H:%M}", f"{b.end:%d %H:%M}") for b in grown] == [("00:00", "09 13:00"), ("13:00", "10 00:00")]


def test_a_block_grows_by_whole_steps_of_the_grid_to_the_blocks_around_it() -> None:
    story = Story(grid=25).block("am", "09:10", "10:00").block("pm", "11:40", "12:30").room("red").subforum("data", talk("d1", 25))
    (am,) = relaxations(story.conference, "blocks/am")
    assert isinstance(am, BlockTimes)
    assert am.start is not None
    assert am.end is not None
    assert (f"{am.start:%H:%M}", f"{am.end:%H:%M}") == ("00:00", "11:40")
    assert len(am.apply(story.conference).blocks) == 2


def test_a_block_past_midnight_grows_to_a_whole_day_and_keeps_its_hours() -> None:
    story = Story().block("night", "22:00", "2022-11-10T02:00").room("red").subforum("data", talk("d1", 30))
    story = story.add("pins", item="d1", block="night", start="2022-11-10T01:00")
    (grown,) = relaxations(story.conference, "blocks/night")
    assert grown.sentence(story.conference) == "Night takes Nov 9, 02:00 to Nov 10, 02:00 (it was Nov 9, 22:00 to Nov 10, 02:00)."
    assert grown.apply(story.conference).pins


def test_what_is_the_whole_programme_cannot_be_left_out() -> None:
    c = Story().block("am", "09:00", "11:00").room("red").subforum("data", talk("d1", 30)).conference
    assert relaxations(c, "talks/d1") == (Weigh(rule="placed", level="warn"),)


def test_a_capacity_is_raised_in_all_its_windows() -> None:
    c = _conference("relations_and_resources")
    (change,) = relaxations(c, "resources/booths/windows/0")
    assert (change,) == relaxations(c, "resources/booths/capacity")
    assert change == ResourceCapacity(resource="booths", capacity=4)
    (booths,) = [r for r in change.apply(c).resources if r.id == "booths"]
    assert (booths.capacity, booths.windows) == (4, ())


def test_a_closure_that_is_lifted_leaves_the_others() -> None:
    closed = [tiny.window("2022-11-09T09:00", "2022-11-09T10:00"), tiny.window("2022-11-09T09:30", "2022-11-09T11:00", reason="paint")]
    c = Story().block("am", "09:00", "11:00").room("red", closed=closed).subforum("data", talk("d1", 30)).conference
    (change,) = relaxations(c, "rooms/red/closed/0")
    assert isinstance(change, OpenRoom)
    (left,) = change.apply(c).room("red").closed
    assert (f"{left.start:%H:%M}-{left.end:%H:%M}", left.reason) == ("10:00-11:00", "paint")
