"""Wishes for a room, a block or a window are met."""

from constraints.preference import Preference
from tests.stories import Story, guilty, silent, talk

DAY = Story().block("morning", "09:00", "12:00").block("afternoon", "13:30", "18:00").room("red").room("blue")
DATA = DAY.subforum("data", talk("d1", 30), talk("d2", 30))


def test_a_strong_wish_for_a_room() -> None:
    story = DATA.add("prefers", item="data", room="red", level="strong")
    guilty(
        story.sit("data", "blue", "09:00"),
        Preference(),
        {("data",): 20},
        "Data stands in Blue, and Red is the wish",
        facts=("prefers/0",),
    )
    silent(story.sit("data", "red", "09:00"), Preference())


def test_a_slight_wish_against_a_room() -> None:
    story = DATA.add("prefers", item="data", room="red", level="slight", avoid=True)
    guilty(story.sit("data", "red", "09:00"), Preference(), {("data",): 1}, "not there is the wish")
    silent(story.sit("data", "blue", "09:00"), Preference())


def test_a_wish_for_a_block_and_one_against() -> None:
    story = DATA.add("prefers", item="data", block="afternoon")
    guilty(
        story.sit("data", "red", "11:00"),
        Preference(),
        {("data",): 5},
        "Data stands at Nov 09 11:00, and Afternoon is the wish",
    )
    silent(story.sit("data", "red", "13:30"), Preference())
    story = DATA.add("prefers", item="data", block="afternoon", avoid=True, level=3)
    guilty(story.sit("data", "red", "13:30"), Preference(), {("data",): 3}, "not Afternoon is the wish")
    silent(story.sit("data", "red", "11:00"), Preference())


def test_a_window_is_met_from_its_start_to_its_end() -> None:
    story = DATA.add("prefers", item="data", window=DAY.window("10:00", "11:00"))
    silent(story.sit("data", "red", "10:00"), Preference())
    guilty(
        story.sit("data", "red", "10:05"),
        Preference(),
        {("data",): 5},
        "stands at Nov 09 10:05-11:05, and Nov 09 10:00-11:00 is the wish",
    )
    guilty(story.sit("data", "red", "09:55"), Preference(), {("data",): 5})


def test_a_window_is_avoided_by_ending_when_it_starts() -> None:
    story = DATA.add("prefers", item="data", window=DAY.window("10:00", "11:00"), avoid=True)
    silent(story.sit("data", "red", "09:00"), Preference())
    silent(story.sit("data", "red", "11:00"), Preference())
    guilty(story.sit("data", "red", "09:05"), Preference(), {("data",): 5})
    guilty(story.sit("data", "red", "10:55"), Preference(), {("data",): 5})


def test_a_talk_may_have_wishes_of_its_own() -> None:
    story = DATA.add("prefers", item="d2", window=DAY.window("09:00", "10:00"))
    silent(story.sit("data", "red", "09:00"), Preference())
    guilty(story.sit("data", "red", "09:30"), Preference(), {("d2",): 5}, "D2 stands at Nov 09 10:00-10:30")
    silent(story.sit("data", "red", "09:30", "d1"), Preference())  # left out


def test_each_sitting_and_each_wish_counts() -> None:
    story = (
        DAY.subforum("data", talk("d1", 30), talk("d2", 30), sittings=2)
        .add("prefers", item="data", room="red")
        .add("prefers", item="data", block="morning", level="strong")
    )
    guilty(
        story.sit("data", "blue", "09:00", "d1").sit("data", "blue", "14:00", "d2"),
        Preference(),
        {("data",): 5 + 5 + 20},
    )


def test_a_wish_without_points_is_none() -> None:
    silent(DATA.add("prefers", item="data", room="red", level=0).sit("data", "blue", "09:00"), Preference())


def test_a_wish_for_the_room_of_whatever_stands_in_a_block() -> None:
    two = DATA.subforum("law", talk("l1", 30))
    story = two.add("prefers", item="afternoon", room="red")
    told = story.sit("data", "blue", "13:30").sit("law", "blue", "09:00")
    guilty(
        told,
        Preference(),
        {("afternoon", "data"): 5},
        "Data stands in Blue, and Red is the wish for Afternoon.",
        facts=("prefers/0",),
    )
    assert list(Preference().violations(told.conference, told.agenda, frozenset({"law"}))) == []
    silent(story.sit("data", "red", "13:30").sit("law", "blue", "09:00"), Preference())
    against = two.add("prefers", item="afternoon", room="red", avoid=True, level="strong")
    guilty(
        against.sit("data", "red", "17:00").sit("law", "red", "09:00"), Preference(), {("afternoon", "data"): 20}, "not there is the wish"
    )
    silent(two.add("prefers", item="afternoon", room="red", level=0).sit("data", "blue", "13:30"), Preference())


def test_blocks_that_meet_have_wishes_of_their_own() -> None:
    story = (
        Story().block("early", "09:00", "10:00").block("late", "10:00", "12:00").room("red").room("blue").subforum("talks", talk("t1", 30))
    )
    story = story.add("prefers", item="early", room="red").sit("talks", "blue", "10:00")
    silent(story, Preference())
