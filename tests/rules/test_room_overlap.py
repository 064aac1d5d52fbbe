"""No room holds two things at once, and between two of them there is time for the turnover."""

from constraints.room_overlap import RoomOverlap
from tests.stories import Story, guilty, silent, talk

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
