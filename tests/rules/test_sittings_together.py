"""The sittings of a subforum stand in one room, and in blocks that follow each other."""

from ortools.sat.python.cp_model import CpModel

from constraints.sittings_together import SittingsTogether
from constraints.variables import Variables
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
