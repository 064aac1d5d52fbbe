"""Nobody has more talks and seats than they agreed to."""

from constraints.max_talks import MaxTalks
from tests.stories import Story, guilty, seat, silent, talk

DAY = Story().block("morning", "09:00", "12:00").room("red")
PANEL = talk("panel", 30, seats=[seat("chair", "ana", "ben"), seat("left", "ana", "ben", required=False)])


def test_a_talk_and_a_seat_for_someone_who_agreed_to_one() -> None:
    story = DAY.person("ana", max_talks=1).person("ben").subforum("data", talk("d1", 30, "ana"), PANEL)
    guilty(
        story.sit("data", "red", "09:00", chair="ana"),
        MaxTalks(),
        {("ana",): 1},
        "Ana has 2 talks and seats, but agreed to 1 at most",
        facts=("speakers/ana/max_talks",),
    )
    silent(story.sit("data", "red", "09:00", chair="ben"), MaxTalks())


def test_as_many_as_agreed() -> None:
    story = DAY.person("ana", max_talks=2).person("ben").subforum("data", talk("d1", 30, "ana"), PANEL)
    silent(story.sit("data", "red", "09:00", chair="ana"), MaxTalks())


def test_two_seats_of_one_talk_are_two() -> None:
    story = DAY.person("ana", max_talks=0).person("ben").subforum("data", PANEL)
    guilty(story.sit("data", "red", "09:00", chair="ana", left="ana"), MaxTalks(), {("ana",): 2})


def test_recorded_talks_count_too() -> None:
    story = DAY.person("ana", attends="recorded", max_talks=1).subforum("data", talk("d1", 30, "ana"), talk("d2", 30, "ana"))
    guilty(story.sit("data", "red", "09:00"), MaxTalks(), {("ana",): 1})


def test_fixtures_do_not_count_nor_do_talks_left_out() -> None:
    story = DAY.person("ana", max_talks=1).subforum("data", talk("d1", 30, "ana"), talk("d2", 30, "ana"))
    story = story.fixture("opening", speakers=["ana"], start="08:00", end="09:00")
    silent(story.sit("data", "red", "09:00", "d1"), MaxTalks())


def test_whoever_names_no_number_can_have_any() -> None:
    story = DAY.person("ana").subforum("data", *(talk(f"d{i}", 10, "ana") for i in range(5)))
    silent(story.sit("data", "red", "09:00"), MaxTalks())
