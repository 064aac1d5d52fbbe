"""A subforum stands in one of its blocks, and whatever is pinned stays where it is pinned."""

from constraints.placement import Placement
from tests.stories import Story, guilty, seat, silent, talk

TWO = Story().block("morning", "09:00", "12:00").block("afternoon", "13:30", "18:00").room("red").room("blue")
DATA = TWO.subforum("data", talk("d1", 30), talk("d2", 30))


def test_a_subforum_outside_its_blocks() -> None:
    story = TWO.subforum("data", talk("d1", 30), blocks=["morning"])
    guilty(
        story.sit("data", "red", "14:00"),
        Placement(),
        {("data",): 1},
        "Data should stand in Morning, not at Nov 09 14:00",
        facts=("subforums/data/blocks",),
    )
    silent(story.sit("data", "red", "11:30"), Placement())


def test_a_subforum_that_names_no_blocks_may_stand_in_any() -> None:
    silent(DATA.sit("data", "red", "17:00"), Placement())


def test_each_sitting_in_a_wrong_block_counts() -> None:
    story = TWO.subforum("data", talk("d1", 30), talk("d2", 30), sittings=2, blocks=["morning"])
    guilty(story.sit("data", "red", "14:00", "d1").sit("data", "blue", "15:00", "d2"), Placement(), {("data",): 2})


def test_pinned_to_a_block_and_a_room() -> None:
    story = DATA.add("pins", item="data", block="morning", room="red")
    guilty(
        story.sit("data", "blue", "14:00"),
        Placement(),
        {("data",): 2},
        "pinned to Morning, but stands at Nov 09 14:00",
        "pinned to Red, but stands in Blue",
        facts=("pins/0",),
    )
    silent(story.sit("data", "red", "09:00"), Placement())


def test_pinned_to_a_start_in_another_offset_is_the_same_instant() -> None:
    story = DATA.add("pins", item="data", start="2022-11-09T02:00:00+00:00")  # 10:00 in Wuzhen
    silent(story.sit("data", "red", "10:00"), Placement())
    guilty(story.sit("data", "red", "10:05"), Placement(), {("data",): 1}, "starts at Nov 09 10:05")


def test_a_pinned_talk_counts_by_its_own_start_not_by_its_sittings() -> None:
    story = DATA.add("pins", item="d2", start="2022-11-09T09:30")
    silent(story.sit("data", "red", "09:00"), Placement())
    guilty(story.sit("data", "red", "09:30"), Placement(), {("d2",): 1}, "D2 is pinned to Nov 09 09:30")


def test_a_pin_says_nothing_of_what_is_left_out() -> None:
    story = DATA.add("pins", item="d2", block="afternoon")
    silent(story.sit("data", "red", "09:00", "d1"), Placement())


def test_a_person_pinned_to_a_seat() -> None:
    story = TWO.person("ana").person("ben").subforum("data", talk("panel", 45, seats=[seat("chair", "ana", "ben")]))
    story = story.add("pins", item="chair", speaker="ana")
    guilty(
        story.sit("data", "red", "09:00", chair="ben"),
        Placement(),
        {("chair",): 1},
        "moderator of Panel is pinned to Ana, but Ben is there",
    )
    silent(story.sit("data", "red", "09:00", chair="ana"), Placement())
    silent(story.sit("data", "red", "09:00"), Placement())  # an empty seat is another rule's matter


def test_a_fixture_pinned_to_a_block_and_to_one_of_its_rooms() -> None:
    windows = [TWO.window("09:00", "18:00")]
    story = DATA.fixture("release", "red", "blue", holds="one", minutes=30, windows=windows).add(
        "pins", item="release", block="morning", room="red"
    )
    seated = story.sit("data", "blue", "09:00")
    silent(seated.stand("release", "11:30", "red"), Placement())
    guilty(seated.stand("release", "12:00", "red"), Placement(), {("release",): 1}, "Release is pinned to Morning")
    guilty(
        seated.stand("release", "15:00", "blue"),
        Placement(),
        {("release",): 2},
        "Release is pinned to Red, but stands in Blue",
    )


def test_of_two_blocks_that_meet_it_stands_in_the_one_that_it_begins() -> None:
    story = Story().block("early", "09:00", "10:00").block("late", "10:00", "12:00").room("red")
    story = story.subforum("data", talk("d1", 30), blocks=["early"])
    guilty(story.sit("data", "red", "10:00"), Placement(), {("data",): 1})


def test_required_is_a_demand_that_each_sitting_meets() -> None:
    story = TWO.subforum("data", talk("d1", 30), talk("d2", 30), sittings=2).add("prefers", item="data", room="red", level="required")
    guilty(
        story.sit("data", "red", "09:00", "d1").sit("data", "blue", "10:00", "d2"),
        Placement(),
        {("data",): 1},
        "Data stands in Blue, but Red is required.",
        facts=("prefers/0",),
    )
    silent(story.sit("data", "red", "09:00"), Placement())
    silent(DATA.add("prefers", item="data", room="red", level="strongly_preferred").sit("data", "blue", "09:00"), Placement())


def test_prohibited_is_a_demand_to_stay_away() -> None:
    story = DATA.add("prefers", item="data", window=TWO.window("09:00", "10:00"), level="prohibited")
    guilty(story.sit("data", "red", "09:30"), Placement(), {("data",): 1}, "overlapping Nov 09 09:00-10:00, which is prohibited.")
    silent(story.sit("data", "red", "10:00"), Placement())


def test_demands_of_a_speaker_and_of_a_block() -> None:
    story = TWO.person("ana").subforum("data", talk("d1", 30, "ana")).sit("data", "red", "14:00")
    guilty(
        story.add("prefers", item="ana", block="morning", level="required"),
        Placement(),
        {("ana",): 1},
        "Ana appears with 'D1' at Nov 09 14:00, but Morning is required.",
    )
    guilty(
        story.add("prefers", item="afternoon", room="red", level="prohibited"),
        Placement(),
        {("afternoon", "data"): 1},
        "Data stands in Red in Afternoon, which is prohibited.",
    )
