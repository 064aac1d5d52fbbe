"""Nobody who must be there at the time appears outside the windows in which they are available."""

from typing import Any

from constraints.speaker_available import SpeakerAvailable
from tests.stories import Story, guilty, seat, silent, talk

DAY = Story().block("morning", "09:00", "12:00").block("afternoon", "13:30", "18:00").room("red")


def _ana(*windows: tuple[str, str], **more: Any) -> Story:
    return DAY.person("ana", available=[{"from": DAY.time(a), "to": DAY.time(b)} for a, b in windows], **more)


def test_a_talk_that_ends_after_the_train_leaves() -> None:
    story = _ana(("09:00", "10:15")).subforum("data", talk("d1", 30), talk("d2", 30, "ana"))
    guilty(
        story.sit("data", "red", "09:20"),
        SpeakerAvailable(),
        {("ana", "d2"): 5},
        "Ana is not available for 5 minutes of 'D2' at Nov 09 09:50",
        facts=("speakers/ana/available/0",),
    )
    silent(story.sit("data", "red", "09:15"), SpeakerAvailable())  # ends at 10:15


def test_only_the_persons_own_talk_counts_not_the_sitting() -> None:
    story = _ana(("10:00", "10:30")).subforum("data", talk("d1", 60), talk("d2", 30, "ana"), talk("d3", 60))
    silent(story.sit("data", "red", "09:00"), SpeakerAvailable())


def test_windows_that_touch_are_one_and_between_two_others_minutes_are_missing() -> None:
    story = _ana(("10:00", "11:00"), ("09:00", "10:00")).subforum("data", talk("d1", 60, "ana"))
    silent(story.sit("data", "red", "09:30"), SpeakerAvailable())
    story = _ana(("09:00", "09:40"), ("10:00", "11:00")).subforum("data", talk("d1", 60, "ana"))
    guilty(story.sit("data", "red", "09:30"), SpeakerAvailable(), {("ana", "d1"): 20})


def test_windows_over_one_another_count_once() -> None:
    story = _ana(("09:00", "10:00"), ("09:30", "09:45")).subforum("data", talk("d1", 60, "ana"))
    guilty(story.sit("data", "red", "09:10"), SpeakerAvailable(), {("ana", "d1"): 10})


def test_whoever_names_no_window_can_always_come() -> None:
    silent(DAY.person("ana").subforum("data", talk("d1", 30, "ana")).sit("data", "red", "09:00"), SpeakerAvailable())


def test_a_recorded_talk_can_be_shown_at_any_time() -> None:
    story = _ana(("17:00", "18:00"), attends="recorded").subforum("data", talk("d1", 30, "ana"))
    silent(story.sit("data", "red", "09:00"), SpeakerAvailable())


def test_windows_of_people_online_are_on_their_own_clocks() -> None:
    online = _ana(("03:00", "04:00"), zone="Africa/Nairobi").subforum("data", talk("d1", 60, "ana"))  # 08:00 in Wuzhen
    guilty(online.sit("data", "red", "09:00"), SpeakerAvailable(), {("ana", "d1"): 60})
    online = _ana(("04:00", "05:00"), zone="Africa/Nairobi").subforum("data", talk("d1", 60, "ana"))
    silent(online.sit("data", "red", "09:00"), SpeakerAvailable())
    onsite = _ana(("09:00", "10:00"), zone="Africa/Nairobi", attends="onsite").subforum("data", talk("d1", 60, "ana"))
    silent(onsite.sit("data", "red", "09:00"), SpeakerAvailable())
    elsewhere = _ana(("01:00", "02:00"), zone="Africa/Nairobi", available_in="UTC").subforum("data", talk("d1", 60, "ana"))
    silent(elsewhere.sit("data", "red", "09:00"), SpeakerAvailable())


def test_a_candidate_is_asked_only_for_the_seat_they_get() -> None:
    panel = talk("panel", 30, seats=[seat("chair", "ana", "ben")])
    story = _ana(("17:00", "18:00")).person("ben").subforum("data", panel)
    guilty(story.sit("data", "red", "09:00", chair="ana"), SpeakerAvailable(), {("ana", "panel"): 30})
    silent(story.sit("data", "red", "09:00", chair="ben"), SpeakerAvailable())


def test_of_fixtures_only_those_that_the_engine_places() -> None:
    story = _ana(("09:00", "10:00")).subforum("data", talk("d1", 30)).sit("data", "red", "14:00")
    silent(story.fixture("opening", "red", speakers=["ana"], start="10:30", end="11:30"), SpeakerAvailable())
    placed = story.fixture("release", "red", speakers=["ana"], minutes=30, windows=[DAY.window("09:00", "12:00")])
    guilty(placed.stand("release", "09:40"), SpeakerAvailable(), {("ana", "release"): 10}, "'Release'")
    silent(placed.stand("release", "09:30"), SpeakerAvailable())


def test_a_window_may_end_within_a_step_of_the_grid() -> None:
    story = _ana(("09:00", "10:14")).subforum("data", talk("d1", 30, "ana"))
    guilty(story.sit("data", "red", "09:45"), SpeakerAvailable(), {("ana", "d1"): 1})


def test_of_two_windows_of_a_fixture_the_one_counts_in_which_it_stands() -> None:
    story = _ana(("09:00", "10:00")).subforum("data", talk("d1", 30)).sit("data", "red", "15:00")
    for second in (DAY.window("14:00", "15:00"), DAY.window("10:00", "11:00")):
        placed = story.fixture("release", speakers=["ana"], minutes=30, windows=[DAY.window("09:00", "10:00"), second])
        guilty(placed.stand("release", second["from"]), SpeakerAvailable(), {("ana", "release"): 30})
        silent(placed.stand("release", "09:30"), SpeakerAvailable())
