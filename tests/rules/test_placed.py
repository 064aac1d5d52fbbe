"""The whole programme is placed: every talk, every required seat, every fixture, every sitting asked for."""

from constraints.placed import Placed
from tests.stories import Story, guilty, seat, silent, talk

DAY = Story().block("morning", "09:00", "12:00").room("red")
FORUM = DAY.subforum("data", talk("opening-words", 10), talk("long-talk", 30), priority=4)


def test_a_talk_left_out_costs_its_minutes_by_the_priority_of_its_subforum() -> None:
    story = FORUM.sit("data", "red", "09:00", "opening-words")
    guilty(
        story,
        Placed(),
        {("long-talk",): 4 * 30},
        "'Long Talk' (30 minutes) of Data is left out",
        facts=("talks/long-talk",),
    )


def test_a_talk_may_have_a_priority_of_its_own() -> None:
    story = DAY.subforum("data", talk("minor", 20, priority=1), talk("major", 20), priority=9).sit("data", "red", "09:00", "major")
    guilty(story, Placed(), {("minor",): 20})


def test_nothing_is_left_out() -> None:
    silent(FORUM.sit("data", "red", "09:00"), Placed())


def test_a_subforum_without_any_talk_is_named_talk_by_talk() -> None:
    story = FORUM.subforum("law", talk("l1", 10)).sit("law", "red", "09:00")
    guilty(story, Placed(), {("opening-words",): 40, ("long-talk",): 120})


def test_a_required_seat_is_empty() -> None:
    panel = talk("panel", 45, seats=[seat("chair", "ana"), seat("extra", "ana", required=False)])
    story = DAY.person("ana").subforum("data", panel, priority=3).sit("data", "red", "09:00")
    guilty(story, Placed(), {("chair",): 15}, "Nobody is moderator of 'Panel' in Data", facts=("seats/chair",))
    silent(DAY.person("ana").subforum("data", panel).sit("data", "red", "09:00", chair="ana"), Placed())


def test_the_seats_of_a_talk_left_out_are_not_counted_too() -> None:
    story = DAY.person("ana").subforum("data", talk("d1", 10), talk("panel", 45, seats=[seat("chair", "ana")]), priority=1)
    guilty(story.sit("data", "red", "09:00", "d1"), Placed(), {("panel",): 45})


def test_of_two_sittings_asked_for_one_is_held() -> None:
    story = DAY.subforum("data", talk("d1", 10), talk("d2", 10), sittings=2, priority=7)
    guilty(story.sit("data", "red", "09:00"), Placed(), {("data",): 7}, "Data has 1 of its 2 sittings")
    silent(story.sit("data", "red", "09:00", "d1").sit("data", "red", "11:00", "d2"), Placed())


def test_a_fixture_that_the_engine_should_place_is_missing() -> None:
    story = FORUM.fixture("release", "red", minutes=30, windows=[DAY.window("10:00", "12:00")], priority=2)
    guilty(story.sit("data", "red", "09:00"), Placed(), {("release",): 60}, "Release is left out")
    silent(story.sit("data", "red", "09:00").stand("release", "11:00"), Placed())
