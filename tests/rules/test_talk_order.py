"""Talks that open or close their sitting do so, and talks that follow others come after them."""

from constraints.talk_order import TalkOrder
from tests.stories import Story, guilty, silent, talk

DAY = Story().block("morning", "09:00", "12:00").block("afternoon", "13:30", "18:00").room("red")


def test_the_keynote_should_open_and_stands_third() -> None:
    story = DAY.subforum("data", talk("keynote", 20, position="first"), talk("d1", 20), talk("d2", 20))
    order = story.sit("data", "red", "09:00", "d1", "d2", "keynote")
    guilty(
        order,
        TalkOrder(),
        {("keynote", "d1"): 1, ("keynote", "d2"): 1},
        "'Keynote' should open its sitting, but comes after 'D2' in Data",
        facts=("talks/keynote/position",),
    )
    silent(story.sit("data", "red", "09:00", "keynote", "d2", "d1"), TalkOrder())


def test_the_summary_should_close() -> None:
    story = DAY.subforum("data", talk("d1", 20), talk("summary", 20, position="last"), talk("d2", 20))
    guilty(
        story.sit("data", "red", "09:00"),
        TalkOrder(),
        {("summary", "d2"): 1},
        "'Summary' should close its sitting, but comes before 'D2'",
    )
    silent(story.sit("data", "red", "09:00", "d2", "d1", "summary"), TalkOrder())


def test_of_two_sittings_each_may_have_its_own_opening() -> None:
    talks = [talk("k1", 20, position="first"), talk("k2", 20, position="first"), talk("d1", 20), talk("d2", 20)]
    story = DAY.subforum("data", *talks, sittings=2)
    silent(story.sit("data", "red", "09:00", "k1", "d1").sit("data", "red", "14:00", "k2", "d2"), TalkOrder())
    guilty(
        story.sit("data", "red", "09:00", "k1", "k2", "d1").sit("data", "red", "14:00", "d2"),
        TalkOrder(),
        {("k1", "k2"): 1},
    )


def test_a_second_part_before_the_first() -> None:
    story = DAY.subforum("data", talk("part-1", 20), talk("part-2", 20, after=["part-1"]))
    guilty(
        story.sit("data", "red", "09:00", "part-2", "part-1"),
        TalkOrder(),
        {("part-1", "part-2"): 1},
        "'Part 2' should come after 'Part 1' in Data",
        facts=("talks/part-2/after",),
    )
    silent(story.sit("data", "red", "09:00", "part-1", "part-2"), TalkOrder())  # it ends when the other starts


def test_a_second_part_in_an_earlier_sitting() -> None:
    story = DAY.subforum("data", talk("part-1", 20), talk("part-2", 20, after=["part-1"]), sittings=2)
    guilty(
        story.sit("data", "red", "09:00", "part-2").sit("data", "red", "14:00", "part-1"),
        TalkOrder(),
        {("part-1", "part-2"): 1},
    )
    silent(story.sit("data", "red", "09:00", "part-1").sit("data", "red", "14:00", "part-2"), TalkOrder())


def test_nothing_comes_after_what_is_left_out() -> None:
    story = DAY.subforum("data", talk("part-1", 20), talk("part-2", 20, after=["part-1"]))
    silent(story.sit("data", "red", "09:00", "part-2"), TalkOrder())


def test_named_twice_it_is_one_pair_still() -> None:
    story = DAY.subforum("data", talk("part-1", 20), talk("part-2", 20, after=["part-1", "part-1"]))
    guilty(story.sit("data", "red", "09:00", "part-2", "part-1"), TalkOrder(), {("part-1", "part-2"): 1})
