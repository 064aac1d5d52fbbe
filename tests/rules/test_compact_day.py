"""Whoever comes on site for several appearances has them close together, and on few days."""

from typing import Any

from constraints.compact_day import CompactDay
from tests.stories import Story, guilty, seat, sentences, silent, talk

DAYS = Story().block("wednesday", "09:00", "18:00").block("thursday", "2022-11-10T09:00", "2022-11-10T18:00").room("red").room("blue")


def _ana(**more: Any) -> Story:
    return DAYS.person("ana", **more).subforum("data", talk("d1", 30, "ana")).subforum("law", talk("l1", 30, "ana"))


def test_beyond_an_hour_each_minute_of_waiting_counts() -> None:
    guilty(
        _ana().sit("data", "red", "09:00").sit("law", "blue", "11:00"),
        CompactDay(),
        {("ana",): 30},
        "Ana waits 90 minutes between appearances",
        facts=("speakers/ana",),
    )
    silent(_ana().sit("data", "red", "09:00").sit("law", "blue", "10:30"), CompactDay())


def test_another_day_counts_as_four_hours() -> None:
    story = _ana().sit("data", "red", "17:00").sit("law", "blue", "2022-11-10T09:00")
    guilty(story, CompactDay(), {("ana",): 240}, "Ana comes on 2 days")
    guilty(story, CompactDay(another_day=7), {("ana",): 7})
    silent(story, CompactDay(another_day=0))


def test_waiting_and_a_second_day() -> None:
    story = _ana().subforum("arts", talk("a1", 30, "ana")).sit("data", "red", "09:00").sit("law", "blue", "13:00")
    guilty(
        story.sit("arts", "red", "2022-11-10T10:00"),
        CompactDay(pause=10),
        {("ana",): 200 + 240},
        "Ana waits 210 minutes between appearances and comes on 2 days",
    )


def test_the_pause_is_granted_once_a_day_not_once_a_gap() -> None:
    story = (
        _ana().subforum("arts", talk("a1", 30, "ana")).sit("data", "red", "09:00").sit("law", "blue", "10:00").sit("arts", "red", "11:00")
    )
    silent(story, CompactDay())
    guilty(story, CompactDay(pause=50), {("ana",): 10})


def test_people_online_and_recorded_people_wait_at_home() -> None:
    for attends in ("online", "recorded"):
        silent(_ana(attends=attends).sit("data", "red", "09:00").sit("law", "blue", "2022-11-10T17:00"), CompactDay())


def test_fixed_fixtures_count_as_appearances_and_those_to_be_placed_do_not() -> None:
    story = DAYS.person("ana").subforum("data", talk("d1", 30, "ana")).sit("data", "red", "12:00")
    guilty(story.fixture("opening", speakers=["ana"], start="09:00", end="10:00"), CompactDay(), {("ana",): 60})
    placed = story.fixture("release", speakers=["ana"], minutes=30, windows=[DAYS.window("09:00", "10:00")])
    silent(placed.stand("release", "09:00"), CompactDay())


def test_a_seat_is_an_appearance_of_who_is_on_it() -> None:
    story = (
        DAYS.person("ana")
        .person("ben")
        .subforum("data", talk("d1", 30, "ana"))
        .subforum("law", talk("panel", 30, seats=[seat("chair", "ana", "ben")]))
    )
    guilty(story.sit("data", "red", "09:00").sit("law", "blue", "12:00", chair="ana"), CompactDay(), {("ana",): 90})
    silent(story.sit("data", "red", "09:00").sit("law", "blue", "12:00", chair="ben"), CompactDay())


def test_a_day_is_that_on_which_the_block_begins() -> None:
    late = Story().block("evening", "21:00", "2022-11-10T02:00").room("red").room("blue").person("ana")
    late = late.subforum("data", talk("d1", 30, "ana")).subforum("law", talk("l1", 30, "ana"))
    silent(late.sit("data", "red", "23:00").sit("law", "blue", "2022-11-10T00:30"), CompactDay())
    guilty(late.sit("data", "red", "23:00").sit("law", "blue", "2022-11-10T01:00"), CompactDay(), {("ana",): 30})


def test_days_are_named_only_where_they_cost_something() -> None:
    one = _ana().sit("data", "red", "09:00").sit("law", "blue", "11:00")
    assert sentences(one, CompactDay()) == ["Ana waits 90 minutes between appearances."]
    two = one.subforum("arts", talk("a1", 30, "ana")).sit("arts", "red", "2022-11-10T09:00")
    assert sentences(two, CompactDay()) == ["Ana waits 90 minutes between appearances and comes on 2 days."]
    assert sentences(two, CompactDay(another_day=0)) == ["Ana waits 90 minutes between appearances."]


def test_where_blocks_meet_at_midnight_a_talk_is_of_the_block_that_it_begins() -> None:
    nights = Story().block("late", "22:00", "2022-11-10T00:00").block("early", "2022-11-10T00:00", "2022-11-10T02:00").room("red")
    story = nights.room("blue").person("ana").subforum("data", talk("d1", 30, "ana")).subforum("law", talk("l1", 30, "ana"))
    guilty(story.sit("data", "red", "23:30").sit("law", "blue", "2022-11-10T00:00"), CompactDay(), {("ana",): 240})
