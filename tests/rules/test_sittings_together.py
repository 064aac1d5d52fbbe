"""The sittings of a subforum stand in one room, and in blocks that follow each other; on a day, a track keeps to few rooms."""

from ortools.sat.python.cp_model import CpModel

from constraints.profile import rules_of
from constraints.sittings_together import SittingsTogether
from constraints.variables import Variables
from instances.conference import Conference
from scheduler import model
from tests.stories import Story, guilty, sentences, silent, talk

DAY = Story().block("a", "09:00", "10:00").block("b", "10:00", "11:00").block("c", "11:00", "12:00").block("d", "13:00", "14:00")
ROOMS = DAY.room("red").room("blue").room("green").room("pink")
THREE = ROOMS.subforum("data", talk("d1", 30), talk("d2", 30), talk("d3", 30), sittings=3)


def test_each_room_beyond_the_first_counts() -> None:
    guilty(
        THREE.sit("data", "red", "09:00", "d1").sit("data", "blue", "09:00", "d2").sit("data", "red", "10:00", "d3"),
        SittingsTogether(),
        {("data",): 2},
        "Data stands in 2 rooms: Blue, Red.",
        facts=("subforums/data/sittings",),
    )
    apart = THREE.sit("data", "red", "09:00", "d1").sit("data", "blue", "09:00", "d2").sit("data", "green", "10:00", "d3")
    guilty(apart, SittingsTogether(another_room=7), {("data",): 14})
    silent(apart, SittingsTogether(another_room=0))


def test_a_block_left_out_between_two_others() -> None:
    hole = THREE.sit("data", "red", "09:00", "d1").sit("data", "red", "09:30", "d2").sit("data", "red", "11:00", "d3")
    guilty(
        hole, SittingsTogether(), {("data",): 2}, "Data leaves out a block between two of its sittings.", facts=("subforums/data/sittings",)
    )
    guilty(hole, SittingsTogether(hole=5), {("data",): 5})
    silent(hole, SittingsTogether(hole=0))
    long = THREE.sit("data", "red", "09:00", "d1").sit("data", "red", "10:00", "d2").sit("data", "red", "13:00", "d3")
    guilty(long, SittingsTogether(), {("data",): 2})
    wide = THREE.sit("data", "red", "09:00", "d1", "d2").sit("data", "red", "13:00", "d3")
    guilty(wide, SittingsTogether(), {("data",): 2})  # two blocks are one hole


def test_one_block_after_another_in_one_room() -> None:
    silent(THREE.sit("data", "red", "09:00", "d1").sit("data", "red", "10:00", "d2").sit("data", "red", "11:00", "d3"), SittingsTogether())
    silent(THREE.sit("data", "red", "11:00", "d1", "d2").sit("data", "red", "13:00", "d3"), SittingsTogether())  # no block between them
    silent(THREE.sit("data", "red", "10:00", "d1", "d2", until="11:00"), SittingsTogether())
    silent(THREE.sit("data", "red", "09:00", "d1").sit("data", "red", "10:00", "d2", "d3"), SittingsTogether())  # and none later


def test_rooms_and_holes_are_two_faults() -> None:
    both = THREE.sit("data", "red", "09:00", "d1", "d2").sit("data", "blue", "11:00", "d3")
    guilty(both, SittingsTogether(another_room=3), {("data",): 3 + 2})
    assert len(sentences(both, SittingsTogether())) == 2


def test_another_subforum_is_no_matter_of_this_one() -> None:
    story = THREE.subforum("law", talk("l1", 30)).sit("data", "red", "09:00", "d1").sit("law", "blue", "11:00")
    silent(story, SittingsTogether())
    assert [a.items for a in SittingsTogether().post(Variables(story.conference, CpModel()))] == [("data",), ("data",)]


# --- the rooms of a track ---

TRACK = SittingsTogether(track_room=4)
THEME = (
    ROOMS.block("next", "2022-11-10T09:00", "2022-11-10T12:00")
    .subforum("data", talk("d1", 30)).subforum("law", talk("l1", 30)).subforum("art", talk("a1", 30))
    .subforum("film", talk("f1", 30), track="screen")
)  # fmt: skip


def test_each_room_of_a_track_beyond_its_first_counts() -> None:
    story = THEME.sit("data", "red", "09:00").sit("law", "pink", "11:00").sit("art", "blue", "13:00").sit("film", "green", "09:00")
    guilty(story, TRACK, {("theme",): 8}, "Theme stands in 3 rooms on Nov 09: Red, Blue, Pink.", facts=("rules/sittings_together",))
    silent(story, SittingsTogether())


def test_in_one_room_or_on_another_day_it_does_not() -> None:
    silent(THEME.sit("data", "red", "09:00").sit("law", "red", "11:00").sit("art", "blue", "2022-11-10T09:00"), TRACK)
    both = THEME.sit("data", "red", "2022-11-10T09:00").sit("law", "blue", "2022-11-10T09:00").sit("art", "pink", "09:00")
    guilty(both, TRACK, {("theme",): 4}, "on Nov 10: Red, Blue.")


def test_a_day_is_that_on_which_the_block_begins() -> None:
    night = (
        Story().block("night", "22:00", "2022-11-10T03:00").block("day", "2022-11-10T09:00", "2022-11-10T12:00").room("red").room("blue")
    )
    night = night.subforum("data", talk("d1", 30)).subforum("law", talk("l1", 30)).sit("data", "red", "22:00")
    guilty(night.sit("law", "blue", "2022-11-10T01:00"), TRACK, {("theme",): 4})
    silent(night.sit("law", "blue", "2022-11-10T09:00"), TRACK)


def test_rooms_of_one_kind_are_then_told_apart() -> None:
    for setting, classes in ((0, 1), (4, 4)):
        raw = {**THEME.raw, "rules": {"sittings_together": {"track_room": setting}}}
        conference = Conference.model_validate(raw)
        x, _, _ = model.build(conference, rules_of(conference))
        assert len(x.rooms) == classes
