"""No room holds two things at once, and between two of them there is time for the turnover."""

import pytest
from ortools.sat.python.cp_model import CpModel, IntervalVar
from ortools.sat.python.cp_model_helper import Literal

from constraints.room_overlap import RoomOverlap
from constraints.variables import Place, Sitting, Variables
from tests.stories import Story, admitted, guilty, silent, talk

TWO = (
    Story().block("morning", "09:00", "12:00").block("afternoon", "13:30", "18:00").room("red").room("blue")
    .subforum("data", talk("d1", 60), turnover=15)
    .subforum("law", talk("l1", 60))
)  # fmt: skip


def test_two_subforums_in_one_room_for_half_an_hour() -> None:
    story = TWO.sit("law", "red", "09:00").sit("data", "red", "09:30")
    guilty(
        story,
        RoomOverlap(),
        {("data", "law"): 30},
        "Law and Data both hold Red: 30 minutes too many",
        facts=("rooms/red",),
    )


def test_the_same_hours_in_two_rooms() -> None:
    silent(TWO.sit("law", "blue", "09:30").sit("data", "red", "09:00"), RoomOverlap())


def test_turnover_is_of_the_one_before_not_of_the_one_after() -> None:
    guilty(TWO.sit("data", "red", "09:00").sit("law", "red", "10:10"), RoomOverlap(), {("data", "law"): 5})
    silent(TWO.sit("data", "red", "09:00").sit("law", "red", "10:15"), RoomOverlap())
    silent(TWO.sit("law", "red", "09:00").sit("data", "red", "10:00"), RoomOverlap())


def test_turnover_may_run_past_the_end_of_the_block() -> None:
    silent(TWO.sit("data", "red", "11:00").sit("law", "red", "13:30"), RoomOverlap())


def test_a_fixture_holds_every_one_of_its_rooms_and_turns_over_too() -> None:
    story = TWO.fixture("expo", "red", "blue", start="10:00", end="11:00", turnover=30)
    guilty(
        story.sit("data", "red", "09:00").sit("law", "blue", "11:00"),
        RoomOverlap(),
        {("data", "expo"): 15, ("law", "expo"): 30},
    )
    silent(story.sit("law", "red", "09:00").sit("data", "blue", "13:30"), RoomOverlap())


def test_a_fixture_may_hold_one_of_two_rooms() -> None:
    story = TWO.fixture("release", "red", "blue", holds="one", minutes=30, windows=[TWO.window("09:00", "10:00")])
    seated = story.sit("data", "red", "09:00").sit("law", "red", "14:00")
    guilty(seated.stand("release", "09:30", "red"), RoomOverlap(), {("data", "release"): 30})
    silent(seated.stand("release", "09:30", "blue"), RoomOverlap())


def test_two_sittings_of_one_subforum_in_one_room() -> None:
    story = TWO.subforum("long", talk("t1", 30), talk("t2", 30), sittings=2)
    guilty(story.sit("long", "red", "09:00", "t1").sit("long", "red", "09:20", "t2"), RoomOverlap(), {("long", "long"): 10})
    silent(story.sit("long", "red", "09:00", "t1").sit("long", "red", "09:30", "t2"), RoomOverlap())


def test_a_whole_block_and_a_long_turnover() -> None:
    story = Story().block("morning", "09:00", "12:00").room("red").subforum("data", talk("d1", 180), turnover=60)
    story = story.subforum("law", talk("l1", 180), turnover=60).fixture("tea", start="10:00", end="10:30")
    guilty(story.sit("data", "red", "09:00").sit("law", "red", "09:00"), RoomOverlap(), {("data", "law"): 240})


def test_of_two_rooms_that_nothing_tells_apart_both_may_be_held_at_once() -> None:
    story = Story().block("morning", "09:00", "12:00").room("red").room("pink").room("hall", 500)
    story = story.subforum("data", talk("d1", 60)).subforum("law", talk("l1", 60)).subforum("arts", talk("a1", 60))
    both = story.sit("data", "red", "09:00").sit("law", "red", "09:30")  # in the model: two of the class
    assert admitted(both, RoomOverlap(), classes=True)
    assert not admitted(both.sit("arts", "pink", "09:45"), RoomOverlap(), classes=True)
    assert not admitted(story.sit("data", "hall", "09:00").sit("law", "hall", "09:30"), RoomOverlap(), classes=True)


FULL = (
    Story().block("early", "09:00", "10:00").block("late", "10:00", "11:00").room("red").room("blue")
    .subforum("data", talk("d1", 30), sittings="auto", sitting_fills="block")
    .subforum("law", talk("l1", 30), sittings="auto", sitting_fills="block")
)  # fmt: skip


def test_sittings_that_fill_their_blocks() -> None:
    early = FULL.sit("data", "red", "09:00", until="10:00")
    guilty(early.sit("law", "red", "09:00", until="10:00"), RoomOverlap(), {("data", "law"): 60})
    silent(early.sit("law", "red", "10:00", until="11:00"), RoomOverlap())
    silent(early.sit("law", "blue", "09:00", until="10:00"), RoomOverlap())
    tea = FULL.fixture("tea", "blue", start="09:30", end="10:30").sit("data", "red", "09:00", until="10:00")
    guilty(tea.sit("law", "blue", "10:00", until="11:00"), RoomOverlap(), {("law", "tea"): 30})


def test_whole_blocks_that_meet_are_counted_without_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the room that a fixture holds needs them."""
    for story, rooms in ((FULL, 0), (FULL.room("green").fixture("tea", "green", start="09:30", end="10:30"), 1)):
        x = Variables(story.conference, CpModel())
        asked: list[str] = []

        def interval(place: Sitting | Place, present: Literal, extra: int = 0, x: Variables = x, asked: list[str] = asked) -> IntervalVar:
            asked.append(place.id)
            return Variables.interval(x, place, present, extra)

        monkeypatch.setattr(x, "interval", interval)
        RoomOverlap().forbid(x)
        assert asked.count("tea") == rooms
        assert len(asked) == rooms * (1 + len(x.sittings))
