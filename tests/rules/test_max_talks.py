"""Nobody has more talks and seats than they agreed to, in all and on one day."""

from typing import Any

from constraints.max_talks import MaxTalks
from instances.conference import Conference
from scheduler.certain import causes
from tests.stories import Story, guilty, measured, seat, silent, talk

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


# --- on one day ---

DAYS = DAY.block("evening", "22:00", "2022-11-10T02:00").block("next", "2022-11-10T09:00", "2022-11-10T12:00")


def _days(**ana: Any) -> Story:
    story = DAYS.person("ana", **ana).person("ben")
    return story.subforum("data", talk("d1", 30, "ana"), PANEL).subforum("law", talk("l1", 30, "ana"))


def test_talks_and_seats_of_one_day() -> None:
    story = _days(max_a_day=1).sit("data", "red", "09:00", chair="ana")
    guilty(
        story.sit("law", "red", "2022-11-10T09:00"),
        MaxTalks(),
        {("ana",): 1},
        "Ana has 2 talks and seats on Nov 09, and they agreed to 1 a day",
        facts=("speakers/ana/max_a_day",),
    )
    guilty(story.sit("law", "red", "11:00"), MaxTalks(), {("ana",): 2})
    silent(_days(max_a_day=1).sit("data", "red", "09:00", chair="ben").sit("law", "red", "2022-11-10T09:00"), MaxTalks())


def test_a_day_is_that_on_which_the_block_begins() -> None:
    story = _days(max_a_day=1).sit("law", "red", "2022-11-10T01:00")
    guilty(story.sit("data", "red", "09:00", chair="ben"), MaxTalks(), {("ana",): 1}, "on Nov 09")
    silent(story.sit("data", "red", "2022-11-10T09:00", chair="ben"), MaxTalks())


def test_the_rule_may_set_it_for_all_who_name_no_number() -> None:
    story = _days().sit("data", "red", "09:00", chair="ana")
    guilty(story, MaxTalks(a_day=1), {("ana",): 1}, "2 talks and seats on Nov 09, and nobody should have more than 1 a day")
    silent(story, MaxTalks(a_day=2))
    silent(_days(max_a_day=3).sit("data", "red", "09:00", chair="ana"), MaxTalks(a_day=1))
    guilty(_days(max_a_day=0).sit("data", "red", "09:00", chair="ana"), MaxTalks(a_day=3), {("ana",): 2})


def test_in_all_and_on_a_day_are_two_faults() -> None:
    story = _days(max_talks=1, max_a_day=1).sit("data", "red", "09:00", chair="ana").sit("law", "red", "11:00")
    assert [v.amount for v in MaxTalks().violations(story.conference, story.agenda)] == [2, 2]
    assert measured(story, MaxTalks()) == {("ana",): 4}


def test_more_talks_than_days_allow_are_named_before_the_solver_starts() -> None:
    story = _days(max_a_day=1).subforum("art", talk("a1", 30, "ana"))
    assert [c.sentence for c in causes(story.conference)] == ["Ana has 3 talks, and at most 1 a day on 2 days."]
    assert causes(_days(max_a_day=1).conference) == []
    everybody = {**story.raw, "rules": {"max_talks": {"a_day": 1}}}
    everybody["speakers"] = [{"id": p, "name": p} for p in ("ana", "ben")]
    assert [c.rule for c in causes(Conference.model_validate(everybody))] == ["max_talks"]
