"""Talks that open or close their sitting do so, and talks that follow others come after them."""

from typing import Any

from ortools.sat.python.cp_model import CpModel

from constraints.talk_order import TalkOrder
from constraints.variables import Variables
from tests.stories import Story, guilty, silent, talk
from tests.test_contract import Contract

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


NUMBERED = [talk("k1", 30, position=1), talk("k2", 30, position=2), talk("d1", 30)]


def _told(story: Story, *said: tuple[int, str]) -> None:
    """What the checker says; numbers, and starts where whole blocks are held, are made only when a rule asks for them."""
    assert [(v.amount, v.sentence) for v in TalkOrder().violations(story.conference, story.agenda)] == list(said)
    Contract(story.conference, TalkOrder()).holds(story.agenda)


def test_a_talk_with_a_number_counts_from_the_first_sitting() -> None:
    story = DAY.subforum("data", *NUMBERED, sittings=2)
    _told(story.sit("data", "red", "09:00", "k1").sit("data", "red", "14:00", "k2", "d1"))
    late = story.sit("data", "red", "09:00", "d1", "k1").sit("data", "red", "14:00", "k2")
    _told(late, (1, "'K1' should be number 1 of Data, and is number 2."), (1, "'K2' should be number 2 of Data, and is number 3."))
    _told(story.sit("data", "red", "09:00", "k1", "d1"))  # the second is left out


def test_talks_with_numbers_should_not_be_parallel() -> None:
    modes: tuple[dict[str, Any], ...] = ({}, {"sitting_fills": "block", "at_once": 2})
    for more in modes:
        story = Story().block("am", "09:00", "10:00").room("red").room("blue").subforum("data", *NUMBERED, sittings=2, **more)
        both = story.sit("data", "red", "09:00", "k1", until="10:00").sit("data", "blue", "09:00", "k2@09:10", until="10:00")
        _told(both, (20 // 5, "'K1' and 'K2' of Data have numbers, but are parallel."))
        _told(story.sit("data", "red", "09:00", "k1", until="10:00").sit("data", "blue", "09:00", "k2@09:30", until="10:00"))


def test_where_talks_cannot_be_parallel_nobody_measures_whether_they_are() -> None:
    modes: tuple[dict[str, Any], ...] = ({}, {"sittings": "auto"})
    for more in modes:
        story = DAY.subforum("data", *NUMBERED, **more)
        assert [a.items for a in TalkOrder().post(Variables(story.conference, CpModel()))] == [("k1",), ("k2",)]
