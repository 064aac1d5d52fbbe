"""No sitting, and no fixture that the engine places, stands in a room while the room is closed."""

from constraints.room_closed import RoomClosed
from tests.stories import Story, guilty, sentences, silent, talk

DAY = Story().block("morning", "09:00", "12:00").block("afternoon", "13:30", "18:00")
CLOSED = DAY.room("red", closed=[DAY.window("10:00", "11:00", reason="rehearsal")]).room("blue")
DATA = CLOSED.subforum("data", talk("d1", 30), talk("d2", 30), turnover=20)


def test_a_sitting_that_runs_into_the_closure() -> None:
    guilty(
        DATA.sit("data", "red", "09:25"),
        RoomClosed(),
        {("data",): 25},
        "Data stands in Red for 25 minutes while it is closed (rehearsal)",
        facts=("rooms/red/closed/0",),
    )


def test_a_sitting_that_lasts_over_the_whole_closure_pays_for_the_closure_only() -> None:
    story = CLOSED.subforum("data", talk("d1", 180))
    guilty(story.sit("data", "red", "09:00"), RoomClosed(), {("data",): 60})


def test_until_the_door_shuts_and_from_when_it_opens() -> None:
    silent(DATA.sit("data", "red", "09:00"), RoomClosed())  # until 10:00; the turnover falls into the closure
    silent(DATA.sit("data", "red", "11:00"), RoomClosed())


def test_another_room_is_open() -> None:
    silent(DATA.sit("data", "blue", "10:00"), RoomClosed())


def test_two_closures_of_one_room() -> None:
    windows = [DAY.window("09:00", "09:10"), DAY.window("09:50", "12:00")]
    story = DAY.room("red", closed=windows).subforum("data", talk("d1", 60))
    guilty(
        story.sit("data", "red", "09:00"),
        RoomClosed(),
        {("data",): 20},
        "10 minutes",
        facts=("rooms/red/closed/0", "rooms/red/closed/1"),
    )


def test_only_fixtures_that_the_engine_places_mind_the_closure() -> None:
    placed = DATA.fixture("release", "red", "blue", holds="one", minutes=30, windows=[DAY.window("09:00", "12:00")]).sit(
        "data", "blue", "14:00"
    )
    guilty(placed.stand("release", "10:45", "red"), RoomClosed(), {("release",): 15}, "Release stands in Red")
    silent(placed.stand("release", "10:45", "blue"), RoomClosed())
    silent(DATA.fixture("opening", "red", start="10:00", end="11:00").sit("data", "blue", "14:00"), RoomClosed())


def test_a_single_minute_counts_and_a_closure_needs_no_reason() -> None:
    story = DAY.room("red", closed=[DAY.window("09:59", "11:00")]).subforum("data", talk("d1", 60)).sit("data", "red", "09:00")
    guilty(story, RoomClosed(), {("data",): 1})
    assert sentences(story, RoomClosed()) == ["Data stands in Red for 1 minutes while it is closed."]
