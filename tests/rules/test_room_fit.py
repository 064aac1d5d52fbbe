"""A room has seats for the audience on site, and every feature that the subforum needs."""

from constraints.room_fit import RoomFit
from tests.stories import Story, guilty, silent, talk

ROOMS = (
    Story()
    .block("morning", "09:00", "12:00")
    .room("hall", 300, features=["stream", "interpretation"])
    .room("cabin", 40, features=["stream"])
)


def test_forty_seats_for_a_hundred_people() -> None:
    story = ROOMS.subforum("data", talk("d1", 30), audience={"onsite": 100})
    guilty(
        story.sit("data", "cabin", "09:00"),
        RoomFit(),
        {("data",): 60},
        "Cabin does not suit Data: 40 seats for 100 people",
        facts=("subforums/data/audience/onsite",),
    )
    silent(story.sit("data", "hall", "09:00"), RoomFit())


def test_exactly_as_many_seats_as_people() -> None:
    silent(ROOMS.subforum("data", talk("d1", 30), audience={"onsite": 40}).sit("data", "cabin", "09:00"), RoomFit())


def test_people_online_need_no_seat() -> None:
    crowd = {"onsite": 10, "online": {"Europe/Berlin": 5000}}
    silent(ROOMS.subforum("data", talk("d1", 30), audience=crowd).sit("data", "cabin", "09:00"), RoomFit())


def test_a_missing_feature_counts_as_a_hundred_seats() -> None:
    story = ROOMS.subforum("data", talk("d1", 30), needs=["interpretation", "stream"], audience={"onsite": 45})
    asked = ("subforums/data/audience/onsite", "subforums/data/needs")
    guilty(story.sit("data", "cabin", "09:00"), RoomFit(), {("data",): 105}, "no interpretation", facts=asked)
    guilty(story.sit("data", "cabin", "09:00"), RoomFit(missing_feature=7), {("data",): 12})
    silent(story.sit("data", "hall", "09:00"), RoomFit())
