"""Online audiences can follow at a decent hour of their own day."""

from constraints.audience_comfort import AudienceComfort
from tests.stories import Story, guilty, silent, talk

DAY = Story().block("morning", "09:00", "12:00").block("afternoon", "13:30", "18:00").room("red").room("blue")


def test_people_times_minutes_times_points() -> None:
    story = DAY.subforum("data", talk("d1", 60), audience={"online": {"Europe/Berlin": 100}})
    # 06:30 to 07:30: 30 * 3 + 30 * 1 = 120 points for each of 100 people
    guilty(
        story.sit("data", "red", "13:30"),
        AudienceComfort(),
        {("data",): 12},
        "Data starts at 06:30 on Nov 09 for its 100 online guests in Europe/Berlin",
        facts=("subforums/data/audience/online",),
    )
    silent(story.sit("data", "red", "15:00"), AudienceComfort())


def test_zones_add_up_and_begun_thousands_count() -> None:
    story = DAY.subforum("data", talk("d1", 60), audience={"online": {"Europe/Berlin": 10, "America/New_York": 1, "Asia/Tokyo": 9000}})
    # Berlin 1200, New York 00:30 to 01:30: 30 * 8 + 30 * 10 = 540
    guilty(story.sit("data", "red", "13:30"), AudienceComfort(), {("data",): 2}, "Europe/Berlin")
    guilty(story.sit("data", "red", "13:30"), AudienceComfort(per=10), {("data",): 174})


def test_each_sitting_is_rounded_on_its_own() -> None:
    audience = {"online": {"Europe/Berlin": 1}}
    story = DAY.subforum("data", talk("d1", 30), talk("d2", 30), sittings=2, audience=audience)
    guilty(story.sit("data", "red", "13:30", "d1").sit("data", "red", "14:00", "d2"), AudienceComfort(), {("data",): 2})
    silent(story.sit("data", "red", "16:00", "d1").sit("data", "red", "15:00", "d2"), AudienceComfort())


def test_gaps_are_watched_too() -> None:
    story = DAY.subforum("data", talk("d1", 30), talk("d2", 30), audience={"online": {"Europe/Berlin": 100}})
    # until 08:00 in Berlin: 30 * 3 + 60 * 1
    guilty(story.sit("data", "red", "13:30", "d1", "d2@14:30", until="15:30"), AudienceComfort(), {("data",): 15})


def test_guests_on_site_do_not_count() -> None:
    silent(DAY.subforum("data", talk("d1", 60), audience={"onsite": 90}).sit("data", "red", "09:00"), AudienceComfort())


def test_a_thousand_points_are_one_and_what_is_begun_counts() -> None:
    story = DAY.subforum("data", talk("d1", 5), audience={"online": {"Europe/Berlin": 1001}})
    guilty(story.sit("data", "red", "14:00"), AudienceComfort(), {("data",): 6})  # 07:00: 5 minutes of 1 point, 5005 points
