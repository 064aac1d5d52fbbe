"""Subforums that share a topic are held on few days, and introductory ones before advanced ones."""

from ortools.sat.python.cp_model import CpModel

from constraints.topic_flow import TopicFlow
from constraints.variables import Variables
from tests.stories import Story, guilty, silent, talk

DAYS = Story().block("wednesday", "09:00", "18:00").block("thursday", "2022-11-10T09:00", "2022-11-10T18:00")
DAYS = DAYS.block("friday", "2022-11-11T09:00", "2022-11-11T12:00").room("red").room("blue")
AI = DAYS.subforum("chips", talk("c1", 60), topics=["ai", "power", "ai"]).subforum("ethics", talk("e1", 60), topics=["ai", "law"])
AI = AI.subforum("film", talk("f1", 60), topics=["cinema"])
THURSDAY, FRIDAY = "2022-11-10T10:00", "2022-11-11T10:00"


def test_each_day_beyond_the_first_counts_for_a_topic() -> None:
    story = AI.sit("chips", "red", "09:00").sit("film", "blue", FRIDAY)
    guilty(
        story.sit("ethics", "blue", THURSDAY),
        TopicFlow(),
        {("chips", "ethics"): 4},
        "Subforums about ai are held on 2 days: Nov 09, Nov 10.",
        facts=("subforums/chips/topics", "subforums/ethics/topics"),
    )
    silent(story.sit("ethics", "blue", "16:00"), TopicFlow())
    silent(story, TopicFlow())  # the other is left out
    silent(story.sit("ethics", "blue", THURSDAY), TopicFlow(another_day=0))


def test_all_sittings_count_and_each_topic_by_itself() -> None:
    story = DAYS.subforum("chips", talk("c1", 60), talk("c2", 60), topics=["ai", "law"], sittings=2)
    story = story.subforum("ethics", talk("e1", 60), topics=["law", "ai"])
    told = story.sit("chips", "red", "09:00", "c1").sit("chips", "red", THURSDAY, "c2").sit("ethics", "blue", FRIDAY)
    guilty(told, TopicFlow(another_day=3), {("chips", "ethics"): 12}, "about ai are held on 3 days", "about law are held on 3 days")


def test_a_day_is_that_on_which_the_block_begins() -> None:
    night = Story().block("evening", "21:00", "2022-11-10T02:00").block("day", "2022-11-10T09:00", "2022-11-10T18:00").room("red")
    night = night.subforum("chips", talk("c1", 60), topics=["ai"]).subforum("ethics", talk("e1", 60), topics=["ai"])
    silent(night.sit("chips", "red", "21:00").sit("ethics", "red", "2022-11-10T01:00"), TopicFlow())
    guilty(night.sit("chips", "red", "2022-11-10T00:00").sit("ethics", "red", THURSDAY), TopicFlow(), {("chips", "ethics"): 4})


STEPS = DAYS.subforum("expert", talk("x1", 60), topics=["ai"], audience={"level": 3}).subforum(
    "basics", talk("b1", 60), topics=["ai", "law"], audience={"level": 1}
)


def test_the_advanced_one_starts_after_the_introductory_one_has_ended() -> None:
    story = STEPS.sit("basics", "red", "10:00")
    guilty(
        story.sit("expert", "blue", "10:55"),
        TopicFlow(),
        {("basics", "expert"): 6},
        "Expert (level 3) starts at Nov 09 10:55, before Basics (level 1) has ended.",
        facts=("subforums/basics/audience/level", "subforums/expert/audience/level"),
    )
    silent(story.sit("expert", "blue", "11:00"), TopicFlow())
    silent(story.sit("expert", "blue", "10:55"), TopicFlow(order=0))
    silent(story, TopicFlow())


def test_the_last_sitting_counts_of_the_one_and_the_first_of_the_other() -> None:
    story = DAYS.subforum("expert", talk("x1", 60), talk("x2", 60), topics=["ai"], audience={"level": 3}, sittings=2)
    story = story.subforum("basics", talk("b1", 60), talk("b2", 60), topics=["ai"], audience={"level": 2}, sittings=2)
    story = story.sit("basics", "red", "09:00", "b1").sit("basics", "red", "12:00", "b2")
    guilty(story.sit("expert", "blue", "10:00", "x1").sit("expert", "blue", "13:00", "x2"), TopicFlow(), {("basics", "expert"): 6})
    silent(story.sit("expert", "blue", "13:00", "x1").sit("expert", "blue", "14:00", "x2"), TopicFlow())


def test_without_levels_or_of_one_level_or_without_a_topic_in_common_there_is_no_order() -> None:
    for topics, audience in (("ai", {}), ("ai", {"level": 1}), ("cinema", {"level": 3})):
        story = DAYS.subforum("basics", talk("b1", 60), topics=["ai"], audience={"level": 1})
        story = story.subforum("other", talk("o1", 60), topics=[topics], audience=audience)
        silent(story.sit("other", "red", "09:00").sit("basics", "blue", "11:00"), TopicFlow())
        silent(story.sit("other", "red", "11:00").sit("basics", "blue", "09:00"), TopicFlow())


def test_what_costs_nothing_or_cannot_be_otherwise_is_not_measured() -> None:
    def posted(story: Story, rule: TopicFlow) -> int:
        return len(list(rule.post(Variables(story.conference, CpModel()))))

    assert [posted(STEPS, TopicFlow(another_day=day, order=order)) for day in (0, 1) for order in (0, 1)] == [0, 1, 1, 2]
    one_day = Story().block("am", "09:00", "12:00").block("pm", "13:00", "18:00").room("red")
    one_day = one_day.subforum("chips", talk("c1", 60), topics=["ai"]).subforum("ethics", talk("e1", 60), topics=["ai"])
    assert posted(one_day, TopicFlow()) == 0
