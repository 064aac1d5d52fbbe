"""Subforums that belong before, apart, together or not in parallel are so, and none is parallel to a
fixture for its audience."""

from constraints.relation import Relations
from tests.stories import Story, guilty, silent, talk

DAY = Story().block("morning", "09:00", "12:00").block("afternoon", "13:30", "18:00").room("red").room("blue")
TWO = DAY.subforum("basics", talk("b1", 60)).subforum("depths", talk("d1", 60))
LONG = DAY.subforum("basics", talk("b1", 60), talk("b2", 60), sittings=2).subforum("depths", talk("d1", 60))


def test_before() -> None:
    story = TWO.add("relations", kind="before", first="basics", then="depths")
    guilty(
        story.sit("basics", "red", "10:00").sit("depths", "blue", "10:55"),
        Relations(),
        {("basics", "depths"): 1},
        "Basics and Depths should follow each other in this order",
        facts=("relations/0",),
    )
    silent(story.sit("basics", "red", "10:00").sit("depths", "blue", "11:00"), Relations())
    silent(story.sit("basics", "red", "10:00").sit("depths", "blue", "17:00"), Relations())


def test_before_means_the_last_sitting_of_the_first() -> None:
    story = LONG.add("relations", kind="before", first="basics", then="depths")
    guilty(
        story.sit("basics", "red", "09:00", "b1").sit("basics", "red", "13:30", "b2").sit("depths", "blue", "14:00"),
        Relations(),
        {("basics", "depths"): 1},
    )
    silent(
        story.sit("basics", "red", "09:00", "b1").sit("basics", "red", "13:30", "b2").sit("depths", "blue", "14:30"),
        Relations(),
    )


def test_apart_means_different_blocks() -> None:
    story = TWO.add("relations", kind="apart", subforums=["basics", "depths"])
    guilty(
        story.sit("basics", "red", "09:00").sit("depths", "red", "11:00"),
        Relations(),
        {("basics", "depths"): 1},
        "Basics and Depths should stand apart, but are both in Morning",
    )
    silent(story.sit("basics", "red", "11:00").sit("depths", "red", "13:30"), Relations())


def test_in_the_same_block() -> None:
    story = TWO.add("relations", kind="same_block", subforums=["basics", "depths"])
    guilty(
        story.sit("basics", "red", "09:00").sit("depths", "red", "14:00"),
        Relations(),
        {("basics", "depths"): 1},
        "should stand in the same block",
    )
    silent(story.sit("basics", "red", "09:00").sit("depths", "red", "11:00"), Relations())


def test_in_the_same_block_with_every_sitting() -> None:
    story = LONG.add("relations", kind="same_block", subforums=["depths", "basics"])
    guilty(
        story.sit("basics", "red", "09:00", "b1").sit("basics", "red", "14:00", "b2").sit("depths", "blue", "14:00"),
        Relations(),
        {("basics", "depths"): 1},
    )
    silent(
        story.sit("basics", "red", "15:00", "b1").sit("basics", "red", "14:00", "b2").sit("depths", "blue", "14:00"),
        Relations(),
    )


def test_not_parallel() -> None:
    story = TWO.add("relations", kind="not_parallel", subforums=["basics", "depths"])
    guilty(
        story.sit("basics", "red", "09:00").sit("depths", "blue", "09:55"),
        Relations(),
        {("basics", "depths"): 1},
        "Basics and Depths should not be parallel",
    )
    silent(story.sit("basics", "red", "09:00").sit("depths", "blue", "10:00"), Relations())


def test_of_three_each_two_count_and_who_is_left_out_does_not() -> None:
    story = TWO.subforum("edges", talk("e1", 60)).add("relations", kind="apart", subforums=["basics", "depths", "edges"])
    morning = story.sit("basics", "red", "09:00").sit("depths", "red", "10:00")
    guilty(
        morning.sit("edges", "red", "11:00"),
        Relations(),
        {("basics", "depths"): 1, ("basics", "edges"): 1, ("depths", "edges"): 1},
    )
    guilty(morning, Relations(), {("basics", "depths"): 1})


def test_parallel_to_a_fixture_for_everyone() -> None:
    story = TWO.fixture("plenary", audience="everyone", start="10:00", end="11:00")
    guilty(
        story.sit("basics", "red", "09:30").sit("depths", "red", "11:00"),
        Relations(),
        {("basics", "plenary"): 1},
        "Basics is parallel to Plenary, which is for its audience",
        facts=("fixtures/plenary/audience",),
    )
    silent(story.sit("basics", "red", "09:00").sit("depths", "red", "11:00"), Relations())


def test_parallel_to_a_fixture_for_others_or_for_nobody() -> None:
    story = TWO.fixture("class", audience=["depths"], start="10:00", end="11:00").fixture("expo", start="09:00", end="18:00")
    silent(story.sit("basics", "red", "10:00").sit("depths", "red", "11:00"), Relations())
    guilty(story.sit("basics", "red", "11:00").sit("depths", "red", "10:00"), Relations(), {("class", "depths"): 1})


def test_a_fixture_that_the_engine_places_keeps_its_audience_free() -> None:
    story = TWO.fixture("release", audience="everyone", minutes=30, windows=[DAY.window("09:00", "12:00")])
    seated = story.sit("basics", "red", "09:00").sit("depths", "red", "14:00")
    guilty(seated.stand("release", "09:55"), Relations(), {("basics", "release"): 1})
    silent(seated.stand("release", "10:00"), Relations())
    silent(seated, Relations())  # left out


def test_before_means_the_first_sitting_of_the_second() -> None:
    story = DAY.subforum("basics", talk("b1", 60)).subforum("depths", talk("d1", 60), talk("d2", 60), sittings=2)
    story = story.add("relations", kind="before", first="basics", then="depths").sit("basics", "red", "10:00")
    guilty(story.sit("depths", "blue", "10:30", "d1").sit("depths", "blue", "14:00", "d2"), Relations(), {("basics", "depths"): 1})
    silent(story.sit("depths", "blue", "11:00", "d1").sit("depths", "blue", "14:00", "d2"), Relations())
