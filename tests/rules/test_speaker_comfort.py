"""People who take part live from afar speak at a decent hour of their own day."""

from constraints.speaker_comfort import SpeakerComfort
from tests.stories import Story, guilty, seat, silent, talk

DAY = Story().block("morning", "09:00", "12:00").block("afternoon", "13:30", "18:00").room("red")


def test_each_minute_by_the_hour_in_which_it_lies() -> None:
    story = DAY.person("ana", "Europe/Berlin").subforum("data", talk("d1", 60, "ana"))
    # 13:30 is 06:30 in Berlin: thirty minutes at 3 points, thirty at 1
    guilty(
        story.sit("data", "red", "13:30"),
        SpeakerComfort(),
        {("ana", "d1"): 120},
        "Ana speaks on 'D1' at 06:30 on Nov 09 in Europe/Berlin",
        facts=("speakers/ana/attends",),
    )
    silent(story.sit("data", "red", "15:00"), SpeakerComfort())  # from 08:00


def test_from_eight_in_the_evening_it_costs_again() -> None:
    story = DAY.person("ana", "America/New_York").subforum("data", talk("d1", 60, "ana"))
    guilty(story.sit("data", "red", "09:00"), SpeakerComfort(), {("ana", "d1"): 60}, "20:00 on Nov 08")
    guilty(story.sit("data", "red", "11:00"), SpeakerComfort(), {("ana", "d1"): 180})


def test_zones_with_quarters_of_an_hour() -> None:
    story = DAY.person("ana", "Asia/Kathmandu").subforum("data", talk("d1", 60, "ana"))
    guilty(story.sit("data", "red", "09:30"), SpeakerComfort(), {("ana", "d1"): 45})  # 07:15 to 08:15
    silent(story.sit("data", "red", "10:15"), SpeakerComfort())


def test_a_curve_of_ones_own() -> None:
    flat = SpeakerComfort.model_validate({"curve": [2] * 24})
    story = DAY.person("ana", "Europe/Berlin").subforum("data", talk("d1", 60, "ana"))
    guilty(story.sit("data", "red", "15:00"), flat, {("ana", "d1"): 120})


def test_a_seat_is_like_a_talk_and_only_for_who_is_on_it() -> None:
    story = DAY.person("ana", "Europe/Berlin").person("ben").subforum("data", talk("panel", 60, seats=[seat("chair", "ana", "ben")]))
    guilty(story.sit("data", "red", "13:30", chair="ana"), SpeakerComfort(), {("ana", "panel"): 120})
    silent(story.sit("data", "red", "13:30", chair="ben"), SpeakerComfort())


def test_people_on_site_recorded_people_and_fixtures() -> None:
    story = (
        DAY.person("ana", "Europe/Berlin", attends="onsite")
        .person("ben", "Europe/Berlin", attends="recorded")
        .person("eva", "Europe/Berlin")
    )
    story = story.subforum("data", talk("d1", 30, "ana"), talk("d2", 30, "ben")).fixture(
        "opening", speakers=["eva"], start="09:00", end="10:00"
    )
    silent(story.sit("data", "red", "13:30"), SpeakerComfort())
