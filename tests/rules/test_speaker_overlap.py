"""Nobody appears in two places at once, and everybody has time for a pause and for the walk from one to the next."""

from typing import Any

from ortools.sat.python.cp_model import CpModel

from constraints.speaker_overlap import SpeakerOverlap
from constraints.variables import Variables
from tests.stories import Story, admitted, guilty, seat, sentences, silent, talk

TOWN = (
    Story().block("morning", "09:00", "12:00").room("red", building="east").room("pink", building="east").room("blue", building="west")
    .walks(same_building=5, default=20)
)  # fmt: skip


def _two(**ana: Any) -> Story:
    return TOWN.person("ana", **ana).subforum("data", talk("d1", 30, "ana")).subforum("law", talk("l1", 30, "ana"))


def test_in_two_rooms_at_the_same_time() -> None:
    story = _two(attends="online").sit("data", "red", "09:00").sit("law", "blue", "09:10")
    guilty(
        story,
        SpeakerOverlap(),
        {("ana", "d1", "l1"): 20},
        "Ana is wanted in 'D1' and 'L1' at the same time, 20 minutes",
        facts=("speakers/ana",),
    )


def test_the_walk_between_two_buildings() -> None:
    guilty(
        _two().sit("data", "red", "09:00").sit("law", "blue", "09:40"),
        SpeakerOverlap(),
        {("ana", "d1", "l1"): 10},
        "Ana has 10 minutes between 'D1' and 'L1', but walks 20 from Red to Blue",
    )
    silent(_two().sit("data", "red", "09:00").sit("law", "blue", "09:50"), SpeakerOverlap())


def test_the_walk_lengthens_an_overlap() -> None:
    guilty(_two().sit("data", "red", "09:00").sit("law", "blue", "09:25"), SpeakerOverlap(), {("ana", "d1", "l1"): 25})


def test_next_door_is_nearer_and_the_same_room_needs_no_walk() -> None:
    guilty(_two().sit("data", "red", "09:00").sit("law", "pink", "09:30"), SpeakerOverlap(), {("ana", "d1", "l1"): 5})
    silent(_two().sit("data", "red", "09:00").sit("law", "pink", "09:35"), SpeakerOverlap())
    silent(_two().sit("data", "red", "09:00").sit("law", "red", "09:30"), SpeakerOverlap())


def test_a_pair_of_buildings_may_have_its_own_walk() -> None:
    near = _two().walks(same_building=5, default=20, pairs=[{"between": ["west", "east"], "minutes": 10}])
    silent(near.sit("data", "red", "09:00").sit("law", "blue", "09:40"), SpeakerOverlap())
    guilty(near.sit("data", "red", "09:00").sit("law", "blue", "09:35"), SpeakerOverlap(), {("ana", "d1", "l1"): 5})


def test_online_people_walk_nowhere_and_recorded_people_are_nowhere() -> None:
    silent(_two(attends="online").sit("data", "red", "09:00").sit("law", "blue", "09:30"), SpeakerOverlap())
    silent(_two(attends="recorded").sit("data", "red", "09:00").sit("law", "blue", "09:00"), SpeakerOverlap())


def test_two_talks_of_one_sitting_follow_each_other_without_a_walk() -> None:
    story = TOWN.person("ana").subforum("data", talk("d1", 30, "ana"), talk("d2", 30, "ana"))
    silent(story.sit("data", "red", "09:00"), SpeakerOverlap())
    assert list(SpeakerOverlap().post(Variables(story.conference, CpModel()))) == []  # not even measured


def test_two_sittings_of_one_subforum_in_two_buildings() -> None:
    story = TOWN.person("ana").subforum("data", talk("d1", 30, "ana"), talk("d2", 30, "ana"), sittings=2)
    guilty(
        story.sit("data", "red", "09:00", "d1").sit("data", "blue", "09:40", "d2"),
        SpeakerOverlap(),
        {("ana", "d1", "d2"): 10},
    )
    silent(story.sit("data", "red", "09:00", "d1").sit("data", "blue", "09:50", "d2"), SpeakerOverlap())


def test_a_host_is_not_on_a_talk() -> None:
    story = TOWN.person("ana").subforum("data", talk("d1", 30, "ana")).subforum("law", talk("l1", 30), hosts=["ana"])
    silent(story.sit("data", "red", "09:00").sit("law", "blue", "09:00"), SpeakerOverlap())


def test_a_candidate_is_busy_only_on_the_seat_they_get() -> None:
    panel = talk("panel", 30, seats=[seat("chair", "ana", "ben")])
    story = TOWN.person("ana").person("ben").subforum("data", talk("d1", 30, "ana")).subforum("law", panel).sit("data", "red", "09:00")
    guilty(story.sit("law", "blue", "09:00", chair="ana"), SpeakerOverlap(), {("ana", "d1", "panel"): 50})
    silent(story.sit("law", "blue", "09:00", chair="ben"), SpeakerOverlap())


def test_one_person_on_two_seats_of_one_talk() -> None:
    panel = talk("panel", 30, seats=[seat("chair", "ana", "ben"), seat("left", "ana", "ben")])
    story = TOWN.person("ana").person("ben").subforum("data", panel)
    guilty(story.sit("data", "red", "09:00", chair="ana", left="ana"), SpeakerOverlap(), {("ana", "panel", "panel"): 30})
    silent(story.sit("data", "red", "09:00", chair="ana", left="ben"), SpeakerOverlap())


def test_fixtures_hold_their_people_in_the_first_of_their_rooms() -> None:
    story = (
        TOWN.person("ana")
        .subforum("data", talk("d1", 30, "ana"))
        .fixture("opening", "blue", "red", speakers=["ana"], start="08:00", end="09:00")
    )
    guilty(
        story.sit("data", "red", "09:00"),
        SpeakerOverlap(),
        {("ana", "d1", "opening"): 20},
        "Ana has 0 minutes between 'Opening' and 'D1', but walks 20 from Blue to Red",
    )
    silent(story.sit("data", "red", "09:20"), SpeakerOverlap())


def test_a_fixture_without_a_room_needs_no_walk() -> None:
    story = TOWN.person("ana").subforum("data", talk("d1", 30, "ana")).fixture("dinner", speakers=["ana"], start="08:00", end="09:00")
    silent(story.sit("data", "red", "09:00"), SpeakerOverlap())


def test_a_single_minute_counts() -> None:
    far = _two().walks(default=11)
    guilty(far.sit("data", "red", "09:00").sit("law", "blue", "09:40"), SpeakerOverlap(), {("ana", "d1", "l1"): 1})


def test_whoever_has_no_time_at_all_is_not_told_of_a_walk() -> None:
    story = _two().sit("data", "red", "09:00").sit("law", "blue", "09:15")
    assert sentences(story, SpeakerOverlap()) == [
        "Ana is wanted in 'D1' and 'L1' at the same time, 35 minutes too many with the walk between them."
    ]


def test_the_whole_morning_twice_and_a_walk() -> None:
    story = TOWN.person("ana").subforum("data", talk("d1", 180, "ana")).subforum("law", talk("l1", 180, "ana"))
    guilty(story.sit("data", "red", "09:00").sit("law", "blue", "09:00"), SpeakerOverlap(), {("ana", "d1", "l1"): 200})


def test_between_rooms_that_nothing_tells_apart_there_is_a_walk() -> None:
    story = Story().block("morning", "09:00", "12:00").room("red").room("pink").walks(same_building=5).person("ana")
    story = story.subforum("data", talk("d1", 30, "ana"), turnover=5).subforum("law", talk("l1", 30, "ana"), turnover=5)
    assert not admitted(story.sit("data", "red", "09:00").sit("law", "pink", "09:30"), SpeakerOverlap(), classes=True)
    assert admitted(story.sit("data", "red", "09:00").sit("law", "pink", "09:35"), SpeakerOverlap(), classes=True)


# --- the pause ---


def test_whoever_is_online_has_a_pause_too() -> None:
    story = _two(attends="online").sit("data", "red", "09:00")
    guilty(
        story.sit("law", "blue", "09:35"),
        SpeakerOverlap(pause=15),
        {("ana", "d1", "l1"): 10},
        "Ana has 5 minutes between 'D1' and 'L1', and should have 15.",
        facts=("speakers/ana",),
    )
    silent(story.sit("law", "blue", "09:45"), SpeakerOverlap(pause=15))
    silent(_two(attends="recorded").sit("data", "red", "09:00").sit("law", "blue", "09:30"), SpeakerOverlap(pause=15))


def test_of_pause_and_walk_the_longer_counts() -> None:
    story = _two().sit("data", "red", "09:00")
    guilty(story.sit("law", "blue", "09:40"), SpeakerOverlap(pause=15), {("ana", "d1", "l1"): 10}, "but walks 20 from Red to Blue")
    guilty(story.sit("law", "blue", "09:40"), SpeakerOverlap(pause=25), {("ana", "d1", "l1"): 15}, "and should have 25")
    guilty(story.sit("law", "red", "09:35"), SpeakerOverlap(pause=15), {("ana", "d1", "l1"): 10}, "and should have 15")
    guilty(story.sit("law", "red", "09:20"), SpeakerOverlap(pause=15), {("ana", "d1", "l1"): 25}, "25 minutes too many with the pause")


def test_inside_a_sitting_nobody_needs_a_pause() -> None:
    one = TOWN.person("ana").subforum("data", talk("d1", 30, "ana"), talk("d2", 30, "ana"))
    silent(one.sit("data", "red", "09:00"), SpeakerOverlap(pause=15))
    two = TOWN.person("ana").subforum("data", talk("d1", 30, "ana"), talk("d2", 30, "ana"), sittings=2)
    silent(two.sit("data", "red", "09:00", "d1", "d2"), SpeakerOverlap(pause=15))
    guilty(two.sit("data", "red", "09:00", "d1").sit("data", "red", "09:30", "d2"), SpeakerOverlap(pause=15), {("ana", "d1", "d2"): 15})


def test_after_a_fixture_there_is_a_pause() -> None:
    story = TOWN.person("ana").subforum("data", talk("d1", 30, "ana")).fixture("dinner", speakers=["ana"], start="08:00", end="09:00")
    guilty(story.sit("data", "red", "09:00"), SpeakerOverlap(pause=10), {("ana", "d1", "dinner"): 10})
    silent(story.sit("data", "red", "09:10"), SpeakerOverlap(pause=10))
