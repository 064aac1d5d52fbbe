"""Never are more units of a resource in use than there are."""

from typing import Any

from ortools.sat.python.cp_model import CpModel

from constraints.resource import Resources
from constraints.variables import Variables
from tests.stories import Story, guilty, silent, talk

DAY = Story().block("morning", "09:00", "12:00").block("afternoon", "13:30", "18:00").room("red").room("blue").room("green")


def _crews(capacity: int, *windows: dict[str, Any]) -> Story:
    story = DAY.add("resources", id="crew", title="Crew", capacity=capacity, windows=list(windows))
    for id, units in (("data", 1), ("law", 1), ("arts", 2)):
        story = story.subforum(id, talk(f"{id}-1", 60), uses={"crew": units}, turnover=30)
    return story.subforum("free", talk("free-1", 60))


ALL = ("arts", "data", "law")


def test_three_crews_wanted_and_two_there() -> None:
    story = _crews(2).sit("arts", "red", "09:00").sit("data", "blue", "09:40").sit("free", "green", "09:00")
    guilty(
        story,
        Resources(),
        {ALL: 20},
        "Crew: 1 too few around Nov 09 09:00, 20 unit minutes in all",
        facts=("resources/crew/capacity",),
    )


def test_each_unit_that_is_missing_counts() -> None:
    story = _crews(2).sit("arts", "red", "09:00").sit("data", "blue", "09:00").sit("law", "green", "09:30")
    guilty(story, Resources(), {ALL: 1 * 30 + 2 * 30}, "2 too few")


def test_as_many_as_there_are() -> None:
    silent(_crews(2).sit("data", "blue", "09:00").sit("law", "green", "09:30").sit("free", "red", "09:00"), Resources())


def test_one_takes_over_when_the_other_ends_whatever_the_turnover() -> None:
    silent(_crews(2).sit("arts", "red", "09:00").sit("data", "blue", "10:00").sit("law", "green", "10:00"), Resources())


def test_in_a_window_there_are_fewer() -> None:
    story = _crews(2, DAY.window("10:30", "18:00", capacity=1))
    guilty(
        story.sit("arts", "red", "10:00"),
        Resources(),
        {ALL: 30},
        facts=("resources/crew/capacity", "resources/crew/windows/0"),
    )
    silent(story.sit("arts", "red", "09:30"), Resources())
    silent(story.sit("data", "red", "10:30"), Resources())


def test_in_a_window_there_may_be_more() -> None:
    story = _crews(1, DAY.window("13:30", "15:00", capacity=2))
    silent(story.sit("arts", "red", "14:00"), Resources())
    guilty(story.sit("arts", "red", "14:30"), Resources(), {ALL: 30})


def test_where_two_windows_meet_the_lower_number_holds() -> None:
    story = _crews(3, DAY.window("09:00", "12:00", capacity=2), DAY.window("09:30", "10:30", capacity=1))
    guilty(story.sit("arts", "red", "09:00"), Resources(), {ALL: 30})


def test_a_window_off_the_grid_counts_by_the_minute() -> None:
    story = _crews(2, DAY.window("09:58", "18:00", capacity=1))
    guilty(story.sit("arts", "red", "09:00"), Resources(), {ALL: 2})


def test_two_sittings_of_one_subforum_use_one_each() -> None:
    story = DAY.add("resources", id="crew", title="Crew", capacity=1).subforum(
        "data", talk("d1", 60), talk("d2", 60), uses={"crew": 1}, sittings=2
    )
    guilty(story.sit("data", "red", "09:00", "d1").sit("data", "blue", "09:15", "d2"), Resources(), {("data",): 45})
    silent(story.sit("data", "red", "09:00", "d1").sit("data", "blue", "10:00", "d2"), Resources())


def test_the_sentence_tells_when_the_first_of_the_worst_shortage_begins() -> None:
    story = _crews(2).subforum("film", talk("film-1", 30), uses={"crew": 2}).sit("film", "green", "09:00")
    story = story.sit("arts", "red", "09:30").sit("law", "green", "11:00")
    everyone = ("arts", "data", "film", "law")
    for start, minutes in (("09:30", 60), ("10:00", 30)):
        guilty(story.sit("data", "blue", start), Resources(), {everyone: minutes}, f"1 too few around Nov 09 09:30, {minutes} unit minutes")


def test_where_there_is_enough_for_all_nothing_is_left_to_measure() -> None:
    assert [a.expression for a in Resources().post(Variables(_crews(4).conference, CpModel()))] == [0]


def test_only_what_uses_a_resource_and_windows_with_less_of_it_stand_in_the_native_form() -> None:
    for story, intervals in ((_crews(2), 3), (_crews(1, DAY.window("09:00", "09:10", capacity=2)), 3 + (180 + 270 - 10) // 5)):
        x = Variables(story.conference, CpModel())
        before = len(x.model.proto.constraints)
        Resources().forbid(x)
        assert len(x.model.proto.constraints) == before + intervals + 1
