"""What the certain checks say is true of every agenda: they are silent where there is one, however tight it is."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

from instances import clock
from instances.agenda import Agenda
from instances.conference import Conference
from instances.generate import CAUSES, generate
from scheduler.certain import causes
from scheduler.check import check
from scheduler.conflicts import Shortage, shortage
from tests.sampled import FULL
from tests.stories import Story, seat, talk

Raw = dict[str, Any]
Span = tuple[int, int]


def tightened(conference: Conference, agenda: Agenda, chance: random.Random | None = None) -> tuple[Conference, Agenda]:
    """The conference with every window, capacity and room cut down to what an agenda of it uses; with chance, only some."""
    raw = conference.model_dump(by_alias=True)
    for step in (_people, _rooms, _resources, _blocks, _decisions):
        if chance is None or chance.random() < 0.6:
            step(raw, conference, agenda)
    tight = Conference.model_validate(raw)
    return tight, agenda.replaced(conference_hash=tight.hash)


def _people(raw: Raw, c: Conference, agenda: Agenda) -> None:
    """Everybody is available for just their appearances, and agreed to just so many."""
    for person in raw["speakers"]:
        stays = [(t.first, t.last) for t, _ in agenda.appearances.get(person["id"], ())]
        stays += [(f.first, f.last) for f in agenda.fixtures if person["id"] in c.fixture(f.fixture).speakers]
        person["max_talks"] = len(agenda.appearances.get(person["id"], ()))
        if stays:
            person["available"] = [_window(c, *stay) for stay in sorted(stays)]


def _rooms(raw: Raw, c: Conference, agenda: Agenda) -> None:
    """Rooms are open for what stands in them, seat its audience, and have the features that it needs."""
    edges = [t for b in c.blocks for t in (b.first, b.last)] + [t for f in c.fixtures for span in f.spans for t in span]
    for room in raw["rooms"]:
        sittings = [s for s in agenda.sittings if s.room == room["id"]]
        fixtures = [f for f in agenda.fixtures if room["id"] in f.rooms]
        held = sorted([(s.first, s.last) for s in sittings] + [(f.first, f.last) for f in fixtures])
        forums = [c.subforum(s.subforum) for s in sittings]
        room["closed"] = [_window(c, *gap) for gap in _between(held, min(edges), max(edges))]
        room["seats"] = max((f.audience.onsite for f in forums), default=0)
        room["features"] = sorted({need for f in forums for need in f.needs})


def _between(held: list[Span], first: int, last: int) -> Iterator[Span]:
    """The gaps between stretches of time."""
    for begin, end in held:
        if first < begin:
            yield first, begin
        first = max(first, end)
    if first < last:
        yield first, last


def _resources(raw: Raw, c: Conference, agenda: Agenda) -> None:
    """Of every resource there are, at each time, as many units as are in use."""
    for resource in raw["resources"]:
        using = [(s, c.subforum(s.subforum).uses[resource["id"]]) for s in agenda.sittings if resource["id"] in c.subforum(s.subforum).uses]
        edges = sorted({t for s, _ in using for t in (s.first, s.last)})
        steps = [(a, b, sum(units for s, units in using if s.first <= a < s.last)) for a, b in pairwise(edges)]
        resource["windows"] = [_window(c, a, b) | {"capacity": units} for a, b, units in steps]
        resource["capacity"] = 0


def _blocks(raw: Raw, c: Conference, agenda: Agenda) -> None:
    """Blocks last from the first sitting in them to the end of the last."""
    for block in raw["blocks"]:
        inside = [s for s in agenda.sittings if c.block(block["id"]).first <= s.first < c.block(block["id"]).last]
        if inside:
            block["start"], block["end"] = min(s.start for s in inside), max(s.end for s in inside)
    raw["prefers"] = []  # windows of wishes may lie outside now


def _decisions(raw: Raw, c: Conference, agenda: Agenda) -> None:
    """Every subforum keeps its block, every other one its room and start; seats have the person who is on them."""
    for number, sitting in enumerate(agenda.sittings):
        block = next(b for b in c.blocks if b.first <= sitting.first < b.last)
        forum = next(f for f in raw["subforums"] if f["id"] == sitting.subforum)
        forum["blocks"] = [block.id]
        if number % 2:
            raw["pins"] = [p for p in raw["pins"] if p["item"] != sitting.subforum]
            raw["pins"].append({"item": sitting.subforum, "room": sitting.room, "start": sitting.start})
    filled = {f.seat: f.speaker for slot, _ in agenda.slots.values() for f in slot.seats}
    for forum in raw["subforums"]:
        for one in (one for t in forum["talks"] for one in t["seats"]):
            one["candidates"] = [filled[one["id"]]] if one["id"] in filled else one["candidates"]


def _window(c: Conference, first: int, last: int) -> Raw:
    return {"from": clock.instant(first, c.zone), "to": clock.instant(last, c.zone)}


@pytest.mark.parametrize("number", [pytest.param(16, id="sixteen"), pytest.param(200, id="two-hundred", marks=FULL)])
def test_on_conferences_as_tight_as_a_known_agenda_the_checks_are_silent(number: int) -> None:
    """Every other one is tight only in some ways: where all is, everything has one place, and the checks little to reckon with."""
    for seed in range(number):
        conference, agenda = tightened(*generate(4 + seed % 9, 1000 + seed), random.Random(seed) if seed % 2 else None)
        assert [v.sentence for v in check(conference, agenda).broken] == [], seed
        assert [c.sentence for c in causes(conference)] == [], seed


@pytest.mark.parametrize("step", [_people, _rooms, _resources, _blocks, _decisions])
def test_on_conferences_that_are_tight_in_one_way_the_checks_are_silent(step: Callable[[Raw, Conference, Agenda], None]) -> None:
    for seed in range(8):
        loose, agenda = generate(4 + seed * 2, 2000 + seed)
        raw = loose.model_dump(by_alias=True)
        step(raw, loose, agenda)
        conference = Conference.model_validate(raw)
        assert [v.sentence for v in check(conference, agenda).broken] == []
        assert [c.sentence for c in causes(conference)] == [], seed


def test_the_flagship_cut_down_to_its_best_agenda(wuzhen: Conference, best: Agenda) -> None:
    conference, agenda = tightened(wuzhen, best)
    assert check(conference, agenda).broken == ()
    assert causes(conference) == []


@pytest.mark.parametrize("cause", CAUSES)
def test_every_known_breach_is_named_with_its_names_and_numbers(cause: str) -> None:
    for seed in range(2):
        conference, _ = generate(12, seed, cause)
        found = causes(conference)
        assert found, cause
        for one in found:
            assert one.sentence.endswith(".")
            assert any(conference.name(id) in one.sentence for id in one.items), one.sentence


def test_a_person_is_named_with_the_hours_in_which_they_could_appear() -> None:
    story = THREE.person("bo", "America/New_York", possible_hours=["08:00", "17:00"]).subforum("law", talk("l", 60, "bo"), blocks=["mon"])
    assert sentences(story) == ["'L' of Law cannot be held in Mon: Bo (America/New_York, 08:00-17:00 there) cannot appear then."]


def test_people_whose_windows_let_no_order_be_are_named() -> None:
    early = [THREE.window("09:00", "09:30")]
    story = THREE.person("ada", available=early).person("bob", available=early).person("cyd")
    story = story.subforum("law", talk("l1", 30, "ada"), talk("l2", 30, "bob"), talk("l3", 30, "cyd"), blocks=["mon"])
    assert sentences(story) == [
        "The 3 talks of Law can follow each other in no order in Mon: the windows and nights of Ada, Bob clash.",
    ]


# --- what is named, and how ---

THREE = Story().block("mon", "09:00", "12:00").block("tue", "13:00", "16:00").block("wed", "17:00", "20:00").room("red").room("blue")


def sentences(story: Story) -> list[str]:
    return [c.sentence for c in causes(story.conference)]


def test_four_subforums_that_share_a_speaker_find_only_three_blocks() -> None:
    story = THREE.person("ada")
    for id in ("law", "art", "chips", "cloud"):
        story = story.subforum(id, talk(f"{id}-class", 150, "ada"))
    story = story.subforum("other", talk("o", 100))
    assert sentences(story) == ["Ada has 4 talks of 600 minutes in all, but can appear in 540 minutes of the programme."]
    short = THREE.person("ada")
    for id in ("law", "art", "chips", "cloud"):
        short = short.subforum(id, talk(f"{id}-class", 120, "ada"))
    assert sentences(short) == [
        "4 subforums (Law, Art, Chips, Cloud) share Ada, and no two of them can be parallel; only 3 of them fit into the blocks in which"
        " they may stand: Mon, Tue and Wed."
    ]


def test_three_of_them_and_a_host_who_leaves_early_are_no_cause() -> None:
    """The talks of one person need not keep the sittings apart: the sittings may overlap."""
    story = THREE.person("ada")
    for id in ("law", "art", "chips", "cloud"):
        story = story.subforum(id, talk(f"{id}-welcome", 20, "ada", position="first"), talk(f"{id}-rest", 100))
    assert sentences(story) == []


def test_seats_that_too_few_people_may_take() -> None:
    story = THREE.person("ada", max_talks=1).person("bob", max_talks=1)
    for id in ("law", "art", "chips"):
        story = story.subforum(id, talk(f"{id}-panel", 60, seats=[seat(f"{id}-chair", "ada", "bob")]))
    found = sentences(story)
    assert len(found) == 1
    assert "3 seats, for which there are only Ada, Bob, who agreed to 2 talks more." in found[0]
    assert sentences(story.person("cyd").subforum("free", talk("f", 30, seats=[seat("f-chair", "ada", "cyd")]))) == found


def test_a_resource_in_the_blocks_where_its_users_must_stand() -> None:
    story = THREE.add("resources", id="crew", title="Crew", capacity=1, windows=[THREE.window("09:00", "10:00", capacity=0)])
    for id in ("law", "art"):
        story = story.subforum(id, talk(f"{id}-1", 70), uses={"crew": 1}, blocks=["mon"])
    assert sentences(story) == [
        "Crew: 140 unit minutes are wanted by Law, Art, and Mon, where they must stand, have 120.",
    ]
    assert sentences(story.subforum("far", talk("far-1", 70), uses={"crew": 1}, blocks=["tue"])) == sentences(story)


def test_a_feature_that_no_room_has() -> None:
    story = THREE.subforum("law", talk("l", 30), needs=["dome"])
    assert sentences(story) == ["Law needs dome, which no room has."]


def test_the_large_ones_that_find_too_few_places() -> None:
    story = THREE.room("great", 500)
    for id in ("law", "art", "chips", "cloud"):
        story = story.subforum(id, talk(f"{id}-1", 100), audience={"onsite": 300})
    story = story.subforum("small", talk("small-1", 100))
    assert sentences(story) == [
        "4 subforums (Law, Art, Chips, Cloud), each with 300 people on site or more, find only 3 places in Great in their blocks."
    ]


def test_a_shortage_is_the_smallest_group_that_cannot_be_served() -> None:
    needs = {"a": (3, ["x"]), "b": (2, ["x"]), "c": (5, ["y"]), "d": (1, ["x", "y"])}
    assert shortage(needs, {"x": 4, "y": 9}) == Shortage(("a", "b"), ("x",), 5, 4)
    assert shortage(needs, {"x": 5, "y": 6}) is None
    assert shortage(needs, {"x": 5, "y": 5}) == Shortage(("a", "b", "c", "d"), ("x", "y"), 11, 10)
