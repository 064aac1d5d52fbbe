"""Wishes for a room, a feature, a block or a window are met, and flagships stand at prime time."""

import pytest
from ortools.sat.python.cp_model import CpModel

from constraints.preference import Preference
from constraints.variables import Variables
from tests.stories import Story, guilty, seat, sentences, silent, talk

DAY = Story().block("morning", "09:00", "12:00").block("afternoon", "13:30", "18:00").room("red").room("blue")
DATA = DAY.subforum("data", talk("d1", 30), talk("d2", 30))


def test_a_strong_wish_for_a_room() -> None:
    story = DATA.add("prefers", item="data", room="red", level="strong")
    guilty(
        story.sit("data", "blue", "09:00"),
        Preference(),
        {("data",): 20},
        "Data stands in Blue, and Red is the wish",
        facts=("prefers/0",),
    )
    silent(story.sit("data", "red", "09:00"), Preference())


def test_a_slight_wish_against_a_room() -> None:
    story = DATA.add("prefers", item="data", room="red", level="slight", avoid=True)
    guilty(story.sit("data", "red", "09:00"), Preference(), {("data",): 1}, "stands in Red, which it should rather not")
    silent(story.sit("data", "blue", "09:00"), Preference())


def test_a_wish_for_a_block_and_one_against() -> None:
    story = DATA.add("prefers", item="data", block="afternoon")
    guilty(
        story.sit("data", "red", "11:00"),
        Preference(),
        {("data",): 5},
        "Data stands at Nov 09 11:00, and Afternoon is the wish",
    )
    silent(story.sit("data", "red", "13:30"), Preference())
    story = DATA.add("prefers", item="data", block="afternoon", avoid=True, level=3)
    guilty(
        story.sit("data", "red", "13:30"), Preference(), {("data",): 3}, "stands at Nov 09 13:30, in Afternoon, which it should rather not."
    )
    silent(story.sit("data", "red", "11:00"), Preference())


def test_a_window_is_met_from_its_start_to_its_end() -> None:
    story = DATA.add("prefers", item="data", window=DAY.window("10:00", "11:00"))
    silent(story.sit("data", "red", "10:00"), Preference())
    guilty(
        story.sit("data", "red", "10:05"),
        Preference(),
        {("data",): 5},
        "stands at Nov 09 10:05-11:05, and Nov 09 10:00-11:00 is the wish",
    )
    guilty(story.sit("data", "red", "09:55"), Preference(), {("data",): 5})


def test_a_window_is_avoided_by_ending_when_it_starts() -> None:
    story = DATA.add("prefers", item="data", window=DAY.window("10:00", "11:00"), avoid=True)
    silent(story.sit("data", "red", "09:00"), Preference())
    silent(story.sit("data", "red", "11:00"), Preference())
    guilty(story.sit("data", "red", "09:05"), Preference(), {("data",): 5})
    guilty(story.sit("data", "red", "10:55"), Preference(), {("data",): 5})


def test_a_talk_may_have_wishes_of_its_own() -> None:
    story = DATA.add("prefers", item="d2", window=DAY.window("09:00", "10:00"))
    silent(story.sit("data", "red", "09:00"), Preference())
    guilty(story.sit("data", "red", "09:30"), Preference(), {("d2",): 5}, "D2 stands at Nov 09 10:00-10:30")
    silent(story.sit("data", "red", "09:30", "d1"), Preference())  # left out


def test_each_sitting_and_each_wish_counts() -> None:
    story = (
        DAY.subforum("data", talk("d1", 30), talk("d2", 30), sittings=2)
        .add("prefers", item="data", room="red")
        .add("prefers", item="data", block="morning", level="strong")
    )
    guilty(
        story.sit("data", "blue", "09:00", "d1").sit("data", "blue", "14:00", "d2"),
        Preference(),
        {("data",): 5 + 5 + 20},
    )


def test_a_wish_without_points_is_none() -> None:
    silent(DATA.add("prefers", item="data", room="red", level=0).sit("data", "blue", "09:00"), Preference())


def test_a_wish_for_the_room_of_whatever_stands_in_a_block() -> None:
    two = DATA.subforum("law", talk("l1", 30))
    story = two.add("prefers", item="afternoon", room="red")
    told = story.sit("data", "blue", "13:30").sit("law", "blue", "09:00")
    guilty(
        told,
        Preference(),
        {("afternoon", "data"): 5},
        "Data stands in Blue, and Red is the wish for Afternoon.",
        facts=("prefers/0",),
    )
    assert list(Preference().violations(told.conference, told.agenda, frozenset({"law"}))) == []
    silent(story.sit("data", "red", "13:30").sit("law", "blue", "09:00"), Preference())
    against = two.add("prefers", item="afternoon", room="red", avoid=True, level="strong")
    guilty(
        against.sit("data", "red", "17:00").sit("law", "red", "09:00"),
        Preference(),
        {("afternoon", "data"): 20},
        "in Red in Afternoon, which it should",
    )
    silent(two.add("prefers", item="afternoon", room="red", level=0).sit("data", "blue", "13:30"), Preference())


def test_blocks_that_meet_have_wishes_of_their_own() -> None:
    story = (
        Story().block("early", "09:00", "10:00").block("late", "10:00", "12:00").room("red").room("blue").subforum("talks", talk("t1", 30))
    )
    story = story.add("prefers", item="early", room="red").sit("talks", "blue", "10:00")
    silent(story, Preference())


@pytest.mark.parametrize(("level", "for_red", "for_blue"), [
    ("strongly_preferred", 0, 20), ("preferred", 0, 5), ("neutral", 0, 0), ("discouraged", 5, 0), ("strongly_discouraged", 20, 0),
    ("required", 0, 0), ("prohibited", 0, 0),
])  # fmt: skip
def test_five_levels_cost_points_and_two_are_demands(level: str, for_red: int, for_blue: int) -> None:
    story = DATA.add("prefers", item="data", room="red", level=level)
    for room, points in (("red", for_red), ("blue", for_blue)):
        told = story.sit("data", room, "09:00")
        if points:
            guilty(told, Preference(), {("data",): points})
        else:
            silent(told, Preference())


STAGES = DAY.room("green", features=["stage"]).subforum("data", talk("d1", 30), talk("d2", 30), sittings=2)


def test_a_wish_for_a_feature_is_met_in_every_room_that_has_it() -> None:
    story = STAGES.room("gold", features=["stage"]).add("prefers", item="data", feature="stage")
    silent(story.sit("data", "green", "09:00", "d1").sit("data", "gold", "10:00", "d2"), Preference())
    guilty(
        story.sit("data", "green", "09:00", "d1").sit("data", "red", "10:00", "d2"),
        Preference(),
        {("data",): 5},
        "Data stands in Red, and a room with stage is the wish.",
    )
    against = STAGES.add("prefers", item="d1", feature="stage", level="discouraged")
    guilty(against.sit("data", "green", "09:00"), Preference(), {("d1",): 5}, "D1 stands in Green, with stage, which it should rather not.")
    silent(against.sit("data", "red", "09:00"), Preference())


def test_a_feature_that_no_room_has_is_missed_everywhere() -> None:
    guilty(DATA.add("prefers", item="data", feature="stage").sit("data", "red", "09:00"), Preference(), {("data",): 5})
    silent(DATA.add("prefers", item="data", feature="stage", avoid=True).sit("data", "red", "09:00"), Preference())


def test_a_wish_for_a_feature_of_whatever_stands_in_a_block() -> None:
    story = STAGES.add("prefers", item="afternoon", feature="stage", level="strongly_preferred")
    told = story.sit("data", "red", "09:00", "d1").sit("data", "red", "14:00", "d2")
    guilty(told, Preference(), {("afternoon", "data"): 20}, "and a room with stage is the wish for Afternoon.")
    silent(story.sit("data", "red", "09:00", "d1").sit("data", "green", "14:00", "d2"), Preference())


PEOPLE = (
    DAY.person("ana")
    .person("ben")
    .subforum("data", talk("d1", 30, "ana"))
    .subforum("law", talk("l1", 30), talk("panel", 30, seats=[seat("chair", "ana", "ben")]))
)


def test_a_speaker_has_wishes_for_each_talk_and_seat() -> None:
    story = PEOPLE.add("prefers", item="ana", block="morning")
    told = story.sit("data", "red", "14:00").sit("law", "blue", "13:30", chair="ana")
    guilty(
        told,
        Preference(),
        {("ana",): 10},
        "Ana appears with 'D1' at Nov 09 14:00, and Morning is the wish.",
        "with 'Panel' at Nov 09 14:00",
    )
    guilty(story.sit("data", "red", "09:00").sit("law", "blue", "13:30", chair="ana"), Preference(), {("ana",): 5})
    silent(story.sit("data", "red", "09:00").sit("law", "blue", "13:30", chair="ben"), Preference())
    assert sentences(told, Preference())[0] in [
        v.sentence for v in Preference().violations(told.conference, told.agenda, frozenset({"data"}))
    ]
    assert len(list(Preference().violations(told.conference, told.agenda, frozenset({"data"})))) == 1


def test_a_speaker_avoids_a_room_a_feature_and_hours() -> None:
    story = PEOPLE.room("green", features=["stairs"])
    inside = story.sit("law", "green", "09:00", chair="ana")
    outside = story.sit("law", "red", "10:00", chair="ana")
    for wish, words in (
        ({"room": "green"}, "in Green, which they should rather not"),
        ({"feature": "stairs"}, "in Green, with stairs, which they should rather not"),
        ({"window": DAY.window("09:00", "10:00")}, "at Nov 09 09:30-10:00, overlapping Nov 09 09:00-10:00, which they should rather not"),
    ):
        guilty(inside.add("prefers", item="ana", avoid=True, **wish), Preference(), {("ana",): 5}, f"Ana appears with 'Panel' {words}.")
        silent(outside.add("prefers", item="ana", avoid=True, **wish), Preference())
        silent(inside.add("prefers", item="ben", avoid=True, **wish), Preference())


def test_recorded_people_and_fixtures_are_no_matter_of_a_speakers_wishes() -> None:
    recorded = DAY.person("ana", attends="recorded").subforum("data", talk("d1", 30, "ana")).add("prefers", item="ana", block="morning")
    silent(recorded.sit("data", "red", "14:00"), Preference())
    story = DAY.person("ana").subforum("data", talk("d1", 30)).fixture("opening", "red", start="14:00", end="15:00", speakers=["ana"])
    silent(story.add("prefers", item="ana", block="morning").sit("data", "blue", "14:00"), Preference())


PRIME = Story().add("blocks", id="gala", title="Gala", start="2022-11-09T09:00", end="2022-11-09T12:00", prime=True)
PRIME = PRIME.block("siesta", "13:00", "18:00").room("red").room("blue")


def test_flagships_stand_at_prime_time() -> None:
    story = PRIME.subforum("data", talk("d1", 30), talk("d2", 30), sittings=2, flagship=True).subforum("law", talk("l1", 30))
    late = story.sit("data", "red", "09:00", "d1").sit("data", "red", "13:00", "d2").sit("law", "blue", "13:00")
    guilty(
        late,
        Preference(prime=7),
        {("data",): 7},
        "Data is a flagship and stands at Nov 09 13:00, not in Gala.",
        facts=("subforums/data/flagship",),
    )
    silent(late, Preference())
    silent(story.sit("data", "red", "11:00").sit("law", "blue", "13:00"), Preference(prime=7))
    assert list(Preference(prime=7).violations(late.conference, late.agenda, frozenset({"law"}))) == []


def test_a_block_that_is_prime_ends_where_the_next_begins() -> None:
    story = Story().add("blocks", id="gala", title="Gala", start="2022-11-09T09:00", end="2022-11-09T12:00", prime=True)
    story = story.block("siesta", "12:00", "18:00").room("red").subforum("data", talk("d1", 30), flagship=True)
    guilty(story.sit("data", "red", "12:00"), Preference(prime=7), {("data",): 7})


def test_without_prime_time_flagships_stand_anywhere() -> None:
    silent(DAY.subforum("data", talk("d1", 30), flagship=True).sit("data", "red", "14:00"), Preference(prime=7))


def test_what_costs_nothing_or_cannot_be_otherwise_is_not_measured() -> None:
    def posted(story: Story, rule: Preference) -> int:
        return len(list(rule.post(Variables(story.conference, CpModel()))))

    flagship = PRIME.subforum("data", talk("d1", 30), flagship=True)
    assert (posted(flagship, Preference()), posted(flagship, Preference(prime=7))) == (0, 1)
    assert posted(DAY.subforum("data", talk("d1", 30), flagship=True), Preference(prime=7)) == 0
    always = Story().add("blocks", id="gala", title="Gala", start="2022-11-09T09:00", end="2022-11-09T12:00", prime=True).room("red")
    assert posted(always.subforum("data", talk("d1", 30), flagship=True), Preference(prime=7)) == 0
    assert posted(DATA.add("prefers", item="data", room="red", level="neutral"), Preference()) == 0
