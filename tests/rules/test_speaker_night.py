"""Nobody who takes part live from afar appears in their night, outside their possible local hours."""

from typing import Any

from constraints.speaker_night import SpeakerNight
from tests.stories import Story, guilty, seat, silent, talk

DAY = Story().block("morning", "09:00", "12:00").block("afternoon", "13:30", "18:00").room("red")


def _forum(zone: str, minutes: int = 60, **more: Any) -> Story:
    return DAY.person("ana", zone, **more).subforum("data", talk("d1", minutes, "ana"))


def test_before_six_in_the_morning_in_berlin() -> None:
    berlin = _forum("Europe/Berlin")  # seven hours behind Wuzhen
    guilty(
        berlin.sit("data", "red", "11:00"),
        SpeakerNight(),
        {("ana", "d1"): 60},
        "Ana would speak on 'D1' at 04:00 on Nov 09 in Europe/Berlin: 60 minutes in the night",
        facts=("speakers/ana/possible_hours",),
    )
    silent(berlin.sit("data", "red", "13:30"), SpeakerNight())


def test_minute_by_minute_around_six() -> None:
    nairobi = _forum("Africa/Nairobi")  # five hours behind
    guilty(nairobi.sit("data", "red", "10:40"), SpeakerNight(), {("ana", "d1"): 20})
    silent(nairobi.sit("data", "red", "11:00"), SpeakerNight())


def test_until_midnight_and_not_a_minute_longer() -> None:
    toronto = _forum("America/Toronto")  # thirteen hours behind: 13:00 in Wuzhen is midnight
    guilty(toronto.sit("data", "red", "13:30"), SpeakerNight(), {("ana", "d1"): 60}, "00:30 on Nov 09")
    silent(toronto.sit("data", "red", "11:00"), SpeakerNight())
    halifax = _forum("America/Halifax")  # twelve hours behind: 12:00 in Wuzhen is midnight
    silent(halifax.sit("data", "red", "11:00"), SpeakerNight())


def test_zones_with_half_hours_and_quarters() -> None:
    tehran = _forum("Asia/Tehran")  # four hours and a half behind: 10:30 is six there
    guilty(tehran.sit("data", "red", "10:10"), SpeakerNight(), {("ana", "d1"): 20})
    silent(tehran.sit("data", "red", "10:30"), SpeakerNight())
    kathmandu = _forum("Asia/Kathmandu", possible_hours=["07:00", "24:00"])  # two and a quarter behind: 09:15 is seven
    guilty(kathmandu.sit("data", "red", "09:05"), SpeakerNight(), {("ana", "d1"): 10})
    silent(kathmandu.sit("data", "red", "09:15"), SpeakerNight())


def test_hours_that_run_past_midnight() -> None:
    owl = _forum("America/New_York", possible_hours=["22:00", "02:00"])  # 11:00 in Wuzhen is 22:00 the day before
    guilty(owl.sit("data", "red", "10:50"), SpeakerNight(), {("ana", "d1"): 10}, "21:50 on Nov 08")
    silent(owl.sit("data", "red", "11:00"), SpeakerNight())
    silent(owl.sit("data", "red", "14:00"), SpeakerNight())  # 01:00 to 02:00
    guilty(owl.sit("data", "red", "14:30"), SpeakerNight(), {("ana", "d1"): 30})


def test_somebody_who_never_sleeps() -> None:
    silent(_forum("America/New_York", possible_hours=["00:00", "24:00"]).sit("data", "red", "15:00"), SpeakerNight())
    silent(_forum("America/New_York", possible_hours=["06:00", "06:00"]).sit("data", "red", "15:00"), SpeakerNight())


def test_the_night_on_which_the_clocks_change() -> None:
    autumn = Story(zone="UTC", day="2022-10-30").block("night", "00:00", "08:00").room("red")
    story = autumn.person("ana", "Europe/Berlin", possible_hours=["02:30", "24:00"]).subforum("data", talk("d1", 120, "ana"))
    # 00:00 UTC is 02:00; at 01:00 UTC it is 02:00 again: the half hours before 02:30 come twice
    guilty(story.sit("data", "red", "00:00"), SpeakerNight(), {("ana", "d1"): 60})


def test_people_on_site_and_recorded_people_have_no_night() -> None:
    silent(_forum("America/New_York", attends="onsite").sit("data", "red", "15:00"), SpeakerNight())
    silent(_forum("America/New_York", attends="recorded").sit("data", "red", "15:00"), SpeakerNight())


def test_without_a_zone_of_their_own_people_live_on_the_conferences_clocks() -> None:
    story = DAY.person("ana", attends="online", possible_hours=["10:00", "17:00"]).subforum("data", talk("d1", 60, "ana"))
    guilty(story.sit("data", "red", "09:30"), SpeakerNight(), {("ana", "d1"): 30})
    silent(story.sit("data", "red", "16:00"), SpeakerNight())


def test_a_candidate_sleeps_on_if_another_takes_the_seat() -> None:
    panel = talk("panel", 30, seats=[seat("chair", "ana", "ben")])
    story = DAY.person("ana", "Europe/Berlin").person("ben").subforum("data", panel)
    guilty(story.sit("data", "red", "09:00", chair="ana"), SpeakerNight(), {("ana", "panel"): 30})
    silent(story.sit("data", "red", "09:00", chair="ben"), SpeakerNight())


def test_of_fixtures_only_those_that_the_engine_places() -> None:
    story = _forum("Europe/Berlin").sit("data", "red", "14:00")
    silent(story.fixture("opening", speakers=["ana"], start="09:00", end="10:00"), SpeakerNight())
    placed = story.fixture("release", speakers=["ana"], minutes=30, windows=[DAY.window("12:00", "14:00")])
    guilty(placed.stand("release", "12:45"), SpeakerNight(), {("ana", "release"): 15})
    silent(placed.stand("release", "13:00"), SpeakerNight())


def test_a_fixture_of_others_disturbs_nobodys_night() -> None:
    story = _forum("Europe/Berlin").person("ben").sit("data", "red", "14:00")
    placed = story.fixture("release", speakers=["ben"], minutes=30, windows=[DAY.window("09:00", "14:00")])
    silent(placed.stand("release", "09:00"), SpeakerNight())
