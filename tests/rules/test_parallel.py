"""Subforums that attract the same people are not held at the same time."""

from constraints.parallel import Parallel
from tests.stories import Story, guilty, silent, talk

DAY = Story().block("morning", "09:00", "12:00").room("red").room("blue").room("green")
KIN = DAY.subforum("data", talk("d1", 60), track="law", topics=["privacy", "ai", "ai"]).subforum(
    "courts", talk("c1", 60), track="law", topics=["ai", "privacy"]
)
STRANGERS = DAY.subforum("data", talk("d1", 60), track="law", topics=["ai"]).subforum(
    "film", talk("f1", 60), track="arts", topics=["cinema"]
)


def test_same_track_and_two_topics_shared() -> None:
    story = KIN.sit("data", "red", "09:00").sit("courts", "blue", "09:55")
    guilty(
        story,
        Parallel(),
        {("courts", "data"): 8 + 2 * 3},
        "Data and Courts are parallel from Nov 09 09:55",
        "both belong to Law, both are about ai, both are about privacy",
        facts=("subforums/courts", "subforums/data"),
    )
    guilty(story, Parallel(same_track=1, shared_topic=0), {("courts", "data"): 1}, "both belong to Law.")


def test_one_after_the_other() -> None:
    silent(KIN.sit("data", "red", "09:00").sit("courts", "blue", "10:00"), Parallel())


def test_neither_track_nor_topic_in_common() -> None:
    silent(STRANGERS.sit("data", "red", "09:00").sit("film", "blue", "09:00"), Parallel())


def test_pairs_that_the_committee_declares_add_up() -> None:
    story = STRANGERS.add("pairs", subforums=["film", "data"], points=4, reason="one delegation").add(
        "pairs", subforums=["data", "film"], points=2
    )
    story = story.sit("data", "red", "09:00").sit("film", "blue", "09:30")
    guilty(story, Parallel(), {("data", "film"): 6}, "one delegation, the committee wants them apart")


def test_once_for_each_two_sittings_that_overlap_but_not_within_a_subforum() -> None:
    story = DAY.subforum("data", talk("d1", 30), talk("d2", 30), sittings=2, track="law").subforum("courts", talk("c1", 60), track="law")
    guilty(
        story.sit("data", "red", "09:00", "d1").sit("data", "red", "09:30", "d2").sit("courts", "blue", "09:00"),
        Parallel(),
        {("courts", "data"): 16},
    )
    silent(
        story.sit("data", "red", "09:00", "d1").sit("data", "green", "09:00", "d2").sit("courts", "blue", "09:30"),
        Parallel(),
    )
