"""Each track is spread over the blocks in proportion to their length."""

from constraints.track_balance import TrackBalance
from tests.stories import Story, guilty, silent, talk

TWO = Story().block("short", "09:00", "10:00").block("long", "13:00", "15:00").room("red").room("blue")
ONE = TWO.subforum("a", talk("a1", 60), track="law").subforum("b", talk("b1", 30), track="law")


def test_the_short_block_has_more_of_a_track_than_its_third() -> None:
    # law has 90 minutes: 30 belong into the short block, 60 into the long one
    story = ONE.sit("a", "red", "09:00").sit("b", "red", "13:00")
    guilty(
        story,
        TrackBalance(tolerance=0),
        {("law", "short"): 30, ("law", "long"): 30},
        "Law has 60 minutes in Short; its share would be 30",
        "Law has 30 minutes in Long; its share would be 60",
        facts=("tracks/law",),
    )


def test_the_share_exactly() -> None:
    silent(ONE.sit("a", "red", "13:00").sit("b", "red", "09:00"), TrackBalance(tolerance=0))


def test_within_the_tolerance_nobody_minds() -> None:
    story = ONE.sit("a", "red", "09:00").sit("b", "red", "13:00")
    silent(story, TrackBalance(tolerance=30))
    guilty(story, TrackBalance(tolerance=29), {("law", "short"): 1, ("law", "long"): 1})
    silent(story, TrackBalance())  # an hour by default


def test_each_track_is_on_its_own() -> None:
    story = ONE.subforum("c", talk("c1", 30), track="arts").sit("a", "red", "13:00").sit("b", "red", "09:00").sit("c", "blue", "13:00")
    guilty(story, TrackBalance(tolerance=0), {("arts", "short"): 10, ("arts", "long"): 10})


def test_shares_are_rounded_down() -> None:
    story = TWO.subforum("a", talk("a1", 25), talk("a2", 25), sittings=2, track="law")  # 16 and 33 of 50 minutes
    guilty(
        story.sit("a", "red", "09:00", "a1").sit("a", "red", "13:00", "a2"),
        TrackBalance(tolerance=0),
        {("law", "short"): 9, ("law", "long"): 8},
    )


def test_talks_count_not_the_gaps_between_them() -> None:
    story = ONE.sit("a", "red", "13:00", until="15:00").sit("b", "red", "09:30")
    silent(story, TrackBalance(tolerance=0))


def test_a_talk_left_out_counts_in_no_share() -> None:
    guilty(ONE.sit("a", "red", "13:00"), TrackBalance(tolerance=0), {("law", "short"): 20, ("law", "long"): 20})  # of 60 minutes placed
    silent(ONE, TrackBalance(tolerance=0))


def test_an_hour_is_tolerated_by_default_and_not_a_minute_more() -> None:
    story = Story().block("short", "09:00", "12:00").block("long", "13:00", "19:00").room("red").subforum("a", talk("a1", 100), track="law")
    guilty(story.sit("a", "red", "09:00"), TrackBalance(), {("law", "short"): 7, ("law", "long"): 6})  # shares of 33 and 66


def test_a_share_may_miss_the_next_minute_by_the_least_part() -> None:
    story = (
        Story(grid=1).block("short", "09:00", "09:10").block("long", "10:00", "10:11").room("red").subforum("a", talk("a1", 2), track="law")
    )
    guilty(story.sit("a", "red", "09:00"), TrackBalance(tolerance=0), {("law", "short"): 2, ("law", "long"): 1})  # 20/21 and 22/21
