"""Reasons that are all there is, and ways out without anything needless in them."""

from __future__ import annotations

from instances.changes import Drop, ResourceCapacity
from instances.conference import Conference
from scheduler.explain import Explanation, explain
from scheduler.feasible import Seeker
from scheduler.limits import Limits
from scheduler.reasons import find
from tests.stories import Story, talk

PATIENT = Limits(seconds=100.0, workers=1)
MORNING = Story(grid=30).block("am", "09:00", "12:00").room("red").room("blue")


def _explained(conference: Conference) -> Explanation:
    found = explain(conference, PATIENT, ways=10, deeper=60)
    assert (found.status, found.complete, found.cheapest) == ("impossible", True, True)
    return found


def test_a_talk_longer_than_every_block_is_one_cause() -> None:
    found = _explained(MORNING.subforum("law", talk("l1", 210)).conference)
    (reason,) = found.reasons
    assert [fact.path for fact in reason.members] == ["blocks/am", "law"]


def test_where_nothing_but_the_reason_is_held_there_are_no_others() -> None:
    talks = [talk(f"l{n}", 60) for n in range(5)]
    found = _explained(MORNING.subforum("law", *talks, sittings="auto").conference)
    assert len(found.reasons) == 1
    assert [change.kind for way in found.ways for change in way.changes] == ["block"]


def test_a_fixture_for_everyone_leaves_no_place() -> None:
    story = MORNING.subforum("law", talk("l1", 60)).fixture("opening", "red", start="09:00", end="12:00", audience="everyone")
    assert [reason.sentence for reason in _explained(story.conference).reasons] == ["Opening leaves no place for any subforum."]


def test_fixtures_that_are_in_the_way_of_each_other() -> None:
    evening = [{"from": "2022-11-09T18:00", "to": "2022-11-09T19:00"}]
    story = MORNING.subforum("law", talk("l1", 60))
    for id in ("dinner", "press"):
        story = story.fixture(id, "red", minutes=60, windows=evening)
    assert [reason.sentence for reason in _explained(story.conference).reasons] == ["Dinner and Press cannot all be held."]


def test_enough_of_a_resource_is_enough_for_all_and_nothing_need_be_dropped_besides() -> None:
    story = MORNING.add("resources", id="team", title="Team", capacity=0)
    for id in ("law", "art", "zoo"):
        story = story.subforum(id, talk(f"{id}-1", 60), uses={"team": 1})
    found = _explained(story.conference)
    kinds = [{type(change) for change in way.changes} for way in found.ways]
    assert {ResourceCapacity} in kinds
    assert {ResourceCapacity, Drop} not in kinds


def test_places_in_the_order_that_contradict_each_other_are_no_fault_of_people() -> None:
    story = MORNING.subforum("law", talk("l1", 60, position="first"), talk("l2", 60, position="first"))
    (reason,) = _explained(story.conference).reasons
    assert reason.sentence == (
        "The 2 talks of Law can follow each other in no order in Am: what is asked of their order and their times clashes."
    )


def test_pins_are_told_on_the_clocks_of_the_conference() -> None:
    closed = MORNING.window("09:00", "10:00")
    story = Story(grid=30).block("am", "09:00", "12:00").room("red", closed=[closed]).subforum("law", talk("l1", 60))
    story = story.add("pins", item="law", start="2022-11-09T01:30Z")
    assert find(story.conference, Seeker(PATIENT)).sentence == "No room for Law (Red) is open for 60 minutes from Nov 09 09:30 on."
