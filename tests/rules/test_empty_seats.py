"""A room is not much larger than the audience on site."""

from constraints.empty_seats import EmptySeats
from tests.stories import Story, guilty, silent, talk

ROOMS = Story().block("morning", "09:00", "12:00").room("arena", 3000).room("hall", 300).room("cabin", 100)


def test_full_tens_of_empty_seats() -> None:
    story = ROOMS.subforum("data", talk("d1", 30), audience={"onsite": 71})
    guilty(
        story.sit("data", "hall", "09:00"),
        EmptySeats(),
        {("data",): 22},
        "Data leaves 229 of the 300 seats in Hall empty",
        facts=("subforums/data/audience/onsite",),
    )
    guilty(story.sit("data", "cabin", "09:00"), EmptySeats(), {("data",): 2})
    guilty(story.sit("data", "cabin", "09:00"), EmptySeats(per=29), {("data",): 1})


def test_nine_empty_seats_are_none() -> None:
    silent(ROOMS.subforum("data", talk("d1", 30), audience={"onsite": 91}).sit("data", "cabin", "09:00"), EmptySeats())


def test_too_few_seats_are_another_rules_matter() -> None:
    silent(ROOMS.subforum("data", talk("d1", 30), audience={"onsite": 500}).sit("data", "cabin", "09:00"), EmptySeats())


def test_beyond_five_hundred_it_no_longer_matters() -> None:
    story = ROOMS.subforum("data", talk("d1", 30), audience={"onsite": 71})
    guilty(story.sit("data", "arena", "09:00"), EmptySeats(), {("data",): 50})
    guilty(story.sit("data", "arena", "09:00"), EmptySeats(most=3), {("data",): 3})


def test_each_sitting_counts() -> None:
    story = ROOMS.subforum("data", talk("d1", 30), talk("d2", 30), sittings=2, audience={"onsite": 80})
    guilty(story.sit("data", "cabin", "09:00", "d1").sit("data", "cabin", "10:00", "d2"), EmptySeats(), {("data",): 4})


def test_where_each_seat_counts_a_full_room_has_none() -> None:
    story = ROOMS.subforum("data", talk("d1", 30), audience={"onsite": 100})
    silent(story.sit("data", "cabin", "09:00"), EmptySeats(per=1))
