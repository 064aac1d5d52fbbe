"""A room is not much larger than the audience on site, and the more popular subforum has the larger room."""

from ortools.sat.python.cp_model import CpModel

from constraints.empty_seats import EmptySeats
from constraints.variables import Variables
from tests.stories import Story, guilty, sentences, silent, talk

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


# --- the larger room for the more popular ---

POPULAR = EmptySeats(per=1_000_000, popular=3)


def _two(data: int, law: int) -> Story:
    story = ROOMS.room("chapel", 100).subforum("data", talk("d1", 30), talk("d2", 30), sittings={"max": 2}, audience={"onsite": data})
    return story.subforum("law", talk("l1", 30), talk("l2", 30), sittings={"max": 2}, audience={"onsite": law})


def test_more_people_in_the_smaller_room() -> None:
    story = _two(80, 30).sit("data", "cabin", "09:00").sit("law", "hall", "10:00")
    guilty(story, POPULAR, {("data", "law"): 3}, facts=("subforums/data/audience/onsite", "subforums/law/audience/onsite"))
    assert sentences(story, POPULAR) == ["Data (80 people) stands in Cabin with 100 seats, and Law (30) in Hall with 300."]
    silent(_two(80, 30).sit("data", "hall", "09:00").sit("law", "cabin", "10:00"), POPULAR)
    silent(story, EmptySeats(per=1_000_000))


def test_as_many_people_or_as_many_seats_are_no_fault() -> None:
    silent(_two(80, 80).sit("data", "cabin", "09:00").sit("law", "hall", "10:00"), POPULAR)
    silent(_two(81, 80).sit("data", "cabin", "09:00").sit("law", "chapel", "10:00"), POPULAR)
    silent(_two(81, 80).sit("data", "cabin", "09:00"), POPULAR)


def test_of_several_sittings_the_smallest_room_and_the_largest_count_once() -> None:
    law = _two(80, 30).sit("law", "cabin", "09:00", "l1").sit("law", "arena", "10:00", "l2")
    guilty(law.sit("data", "hall", "09:00"), POPULAR, {("data", "law"): 3}, "in Hall with 300 seats, and Law (30) in Arena with 3000")
    guilty(law.sit("data", "cabin", "09:30", "d1").sit("data", "arena", "11:00", "d2"), POPULAR, {("data", "law"): 3}, "in Cabin with 100")
    silent(law.sit("data", "arena", "09:00", "d1").sit("data", "arena", "11:00", "d2"), POPULAR)


def test_where_it_costs_nothing_the_model_knows_nothing_of_pairs() -> None:
    x = Variables(_two(80, 30).conference, CpModel())
    assert {a.items for a in EmptySeats().post(x)} == {("data",), ("law",)}
