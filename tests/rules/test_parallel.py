"""Subforums that attract the same people, or crowds to one building, are not held at the same time."""

from itertools import combinations

from ortools.sat.python.cp_model import CpModel

from constraints.parallel import Parallel
from constraints.variables import Variables
from instances.conference import Conference
from tests.stories import Story, guilty, sentences, silent, talk

DAY = Story().block("morning", "09:00", "12:00").room("red").room("blue").room("green")
KIN = DAY.subforum("data", talk("d1", 60), track="law", topics=["privacy", "ai", "ai"]).subforum(
    "courts", talk("c1", 60), track="law", topics=["ai", "privacy"]
)
STRANGERS = DAY.subforum("data", talk("d1", 60), track="law", topics=["ai"]).subforum(
    "film", talk("f1", 60), track="arts", topics=["cinema"]
)
TALKS = (
    DAY.block("afternoon", "13:30", "18:00")
    .subforum("data", talk("d1", 30), talk("d2", 30), track="law")
    .subforum("film", talk("f1", 30), talk("f2", 30), track="arts")
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


def test_only_reasons_that_cost_something_are_given() -> None:
    story = KIN.add("pairs", subforums=["data", "courts"], points=0, reason="one delegation")
    story = story.sit("data", "red", "09:00").sit("courts", "blue", "09:00")
    assert sentences(story, Parallel(same_track=0)) == [
        "Courts and Data are parallel from Nov 09 09:00: both are about ai, both are about privacy."
    ]


def test_two_talks_whose_sittings_overlap_cost_once() -> None:
    story = TALKS.add("pairs", talks=["d1", "f1"], points=4)
    apart = story.sit("data", "red", "09:00").sit("film", "blue", "09:30")
    guilty(apart, Parallel(), {("d1", "f1"): 4}, facts=("pairs/0",))
    assert sentences(apart, Parallel()) == ["'D1' and 'F1' are parallel from Nov 09 09:30."]
    silent(story.sit("data", "red", "09:00").sit("film", "blue", "10:00"), Parallel())
    silent(story.sit("data", "red", "09:00").sit("film", "blue", "09:00", "f2"), Parallel())  # one is left out
    delegation = TALKS.add("pairs", talks=["d1", "f1"], points=4, reason="one delegation")
    guilty(delegation.sit("data", "red", "09:00").sit("film", "blue", "09:55"), Parallel(), {("d1", "f1"): 4}, "09:55: one delegation.")


def test_two_talks_that_overlap_themselves_cost_by_the_step() -> None:
    story = TALKS.add("pairs", talks=["d1", "f1"], points=3, of="talks")
    guilty(story.sit("data", "red", "09:00").sit("film", "blue", "09:10"), Parallel(), {("d1", "f1"): 3 * 20 // 5}, "from Nov 09 09:10")
    silent(story.sit("data", "red", "09:00").sit("film", "blue", "09:30"), Parallel())


def test_talks_of_one_sitting_are_not_parallel() -> None:
    for of in ("sittings", "talks"):
        silent(TALKS.add("pairs", talks=["d1", "d2"], points=4, of=of).sit("data", "red", "09:00"), Parallel())
        two = DAY.subforum("data", talk("d1", 30), talk("d2", 30), sittings=2).add("pairs", talks=["d1", "d2"], points=4, of=of)
        silent(two.sit("data", "red", "09:00"), Parallel())
        together = two.sit("data", "red", "09:00", "d1").sit("data", "blue", "09:25", "d2")
        guilty(together, Parallel(), {("d1", "d2"): 4})


def test_a_sitting_that_fills_its_block_is_parallel_to_what_stands_in_it_only() -> None:
    story = DAY.block("afternoon", "13:30", "18:00").subforum("data", talk("d1", 30), sittings="auto", sitting_fills="block", track="law")
    story = story.subforum("film", talk("f1", 30), track="arts")
    for pair in (["d1", "f1"], ["f1", "d1"]):
        told = story.add("pairs", talks=pair, points=4).sit("data", "red", "09:00", until="12:00")
        guilty(told.sit("film", "blue", "11:00"), Parallel(), {("d1", "f1"): 4})
        silent(told.sit("film", "blue", "14:00"), Parallel())


def test_a_minute_is_enough() -> None:
    story = Story(grid=1).block("morning", "09:00", "12:00").room("red").room("blue").subforum("data", talk("d1", 30), track="law")
    story = story.subforum("film", talk("f1", 30), track="arts").add("pairs", talks=["d1", "f1"], points=4)
    guilty(story.sit("data", "red", "09:00").sit("film", "blue", "09:29"), Parallel(), {("d1", "f1"): 4})


def test_a_subforum_parallel_to_itself() -> None:
    story = DAY.subforum("data", talk("d1", 30), talk("d2", 30), talk("d3", 30), sittings=3)
    late = story.sit("data", "red", "09:00", "d1").sit("data", "blue", "09:10", "d2").sit("data", "green", "09:40", "d3")
    guilty(late, Parallel(itself=3), {("data",): 3}, "Data is parallel to itself at Nov 09 09:10.", facts=("subforums/data/sittings",))
    crowd = story.sit("data", "red", "09:00", "d1").sit("data", "blue", "09:10", "d2").sit("data", "green", "09:20", "d3")
    guilty(crowd, Parallel(itself=3), {("data",): 6}, "at Nov 09 09:10, Nov 09 09:20.")
    silent(crowd, Parallel())
    silent(story.sit("data", "red", "09:00", "d1").sit("data", "blue", "09:30", "d2"), Parallel(itself=3))


def test_what_costs_nothing_is_not_even_measured() -> None:
    story = DAY.subforum("data", talk("d1", 30), talk("d2", 30), sittings=2, track="law").subforum("film", talk("f1", 30), track="arts")
    story = story.add("pairs", talks=["d1", "f1"], points=0)
    assert list(Parallel().post(Variables(story.conference, CpModel()))) == []
    assert [a.items for a in Parallel(itself=1).post(Variables(story.conference, CpModel()))] == [("data",)]
    silent(story.sit("data", "red", "09:00", "d1").sit("film", "blue", "09:00"), Parallel())


REGULATORS = DAY.subforum("data", talk("d1", 60), track="law", audience={"kinds": ["regulators", "developers", "makers"]})


def test_kinds_of_people_that_both_are_for() -> None:
    story = REGULATORS.subforum("film", talk("f1", 60), track="arts", audience={"kinds": ["developers", "regulators", "artists"]})
    story = story.sit("data", "red", "09:00").sit("film", "blue", "09:30")
    guilty(story, Parallel(shared_audience=2), {("data", "film"): 4}, "both are for developers, both are for regulators.")
    silent(story, Parallel(same_track_and_audience=9))
    silent(story, Parallel())


def test_track_and_people_shared_cost_once_beyond_both() -> None:
    story = REGULATORS.subforum("courts", talk("c1", 60), track="law", audience={"kinds": ["developers", "regulators"]})
    story = story.sit("data", "red", "09:00").sit("courts", "blue", "09:30")
    guilty(story, Parallel(same_track=0, same_track_and_audience=9), {("courts", "data"): 9}, "Law has both for developers and regulators.")
    guilty(story, Parallel(same_track_and_audience=9, shared_audience=2), {("courts", "data"): 8 + 4 + 9})
    strangers = DAY.subforum("data", talk("d1", 60), track="law").subforum("courts", talk("c1", 60), track="law")
    told = strangers.sit("data", "red", "09:00").sit("courts", "blue", "09:30")
    silent(told, Parallel(same_track=0, same_track_and_audience=9, shared_audience=2))


def test_people_who_want_both() -> None:
    wanted = STRANGERS.add("interests", items=["data", "f1", "film", "d1"]).add("interests", items=["film", "data"], people=4, who="a fair")
    wanted = wanted.add("interests", items=["data"], people=100)
    story = wanted.sit("data", "red", "09:00").sit("film", "blue", "09:30")
    guilty(story, Parallel(interest=3), {("data", "film"): 15}, "parallel from Nov 09 09:30: 5 people want both.")
    guilty(story, Parallel(interest=3, interest_from=5), {("data", "film"): 15})
    silent(story, Parallel(interest=3, interest_from=6))
    silent(story, Parallel())
    one = STRANGERS.add("interests", items=["d1", "f1"]).sit("data", "red", "09:00").sit("film", "blue", "09:30")
    guilty(one, Parallel(interest=3), {("data", "film"): 3}, "one person wants both.")
    silent(wanted.sit("data", "red", "09:00").sit("film", "blue", "10:00"), Parallel(interest=3))


def test_a_thousand_people_with_ten_wishes_each_are_counted_in_a_moment() -> None:
    story = DAY
    for i in range(20):
        story = story.subforum(f"s{i}", talk(f"t{i}", 30), track=f"track{i}")
    raw = {**story.raw, "interests": [{"items": [f"s{(k + 3 * j) % 20}" for j in range(10)]} for k in range(1000)]}
    conference = Conference.model_validate(raw)
    wants = {f"s{i}": {k for k in range(1000) if f"s{i}" in raw["interests"][k]["items"]} for i in range(20)}
    assert conference.interested == wants
    both = {tuple(sorted(pair)): len(wants[pair[0]] & wants[pair[1]]) for pair in combinations(wants, 2)}
    amounts = list(Parallel(interest=1).post(Variables(conference, CpModel())))
    assert {a.items for a in amounts} == {pair for pair, people in both.items() if people}


HALLS = Story().block("morning", "09:00", "12:00").room("red", building="north").room("blue", building="north").room("green")
HALLS = (
    HALLS.room("grey").subforum("data", talk("d1", 60), crowd=True, track="law").subforum("film", talk("f1", 60), crowd=True, track="arts")
)
HALLS = HALLS.subforum("quiet", talk("q1", 60), track="poetry")


def test_two_crowds_in_one_building() -> None:
    guilty(
        HALLS.sit("data", "red", "09:00").sit("film", "blue", "09:30"),
        Parallel(crowd=15),
        {("data", "film"): 15},
        "both draw a crowd to north.",
    )
    guilty(HALLS.sit("data", "grey", "09:00").sit("film", "green", "09:30"), Parallel(crowd=15), {("data", "film"): 15}, "same building")
    silent(HALLS.sit("data", "red", "09:00").sit("film", "green", "09:00"), Parallel(crowd=15))
    silent(HALLS.sit("data", "red", "09:00").sit("film", "blue", "10:00"), Parallel(crowd=15))
    silent(HALLS.sit("data", "red", "09:00").sit("quiet", "blue", "09:00"), Parallel(crowd=15))
    silent(HALLS.sit("data", "red", "09:00").sit("film", "blue", "09:00"), Parallel())


def test_crowds_where_there_is_one_building_and_points_beside() -> None:
    story = DAY.subforum("data", talk("d1", 60), crowd=True, track="law").subforum("film", talk("f1", 60), crowd=True, track="law")
    guilty(story.sit("data", "red", "09:00").sit("film", "blue", "09:30"), Parallel(crowd=15), {("data", "film"): 8 + 15})
