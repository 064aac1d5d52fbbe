"""The region that is worst off counts beyond the sum: no continent pays for all the others."""

from dataclasses import replace

from constraints.fairness import Fairness
from tests.stories import Story, guilty, seat, silent, talk

DAY = Story().block("morning", "09:00", "12:00").block("afternoon", "13:30", "18:00").room("red").room("blue")


def test_the_worst_region_alone_is_counted() -> None:
    story = (
        DAY.person("ana", "Europe/Berlin").person("joe", "America/New_York").subforum("data", talk("d1", 30, "ana"), talk("d2", 30, "joe"))
    )
    # 13:30 is 06:30 for Ana: 90 points; 14:00 is 01:00 for Joe: 300 points
    guilty(
        story.sit("data", "red", "13:30"),
        Fairness(),
        {(): 300},
        "Americas is worst off: 300 comfort points among 1 live people",
        facts=("rules/fairness",),
    )


def test_nobody_is_badly_off() -> None:
    story = DAY.person("ana", "Europe/Berlin").person("joe", "Asia/Tokyo").subforum("data", talk("d1", 30, "ana"), talk("d2", 30, "joe"))
    silent(story.sit("data", "red", "16:00"), Fairness())


def test_shared_among_all_invited_of_the_region_rounded_up() -> None:
    story = DAY.person("ana", "Europe/Berlin").person("bea", "Europe/Paris").person("eva", "Europe/Rome")
    panel = talk("panel", 35, "ana", seats=[seat("chair", "bea", "eva")])
    # 13:30 to 14:05, 06:30 to 07:05: 30 * 3 + 5 * 1 points each for Ana and Bea; Eva is a candidate: 190 / 3
    guilty(story.subforum("data", panel).sit("data", "red", "13:30", chair="bea"), Fairness(), {(): 64})


def test_people_who_speak_at_fixtures_only_are_not_invited_to_share() -> None:
    story = DAY.person("ana", "Europe/Berlin").person("bea", "Europe/Paris").subforum("data", talk("d1", 30, "ana"))
    story = story.fixture("opening", speakers=["bea"], start="09:00", end="10:00")
    guilty(story.sit("data", "red", "13:30"), Fairness(), {(): 90})


def test_a_region_of_ones_own_choice_instead_of_the_continent() -> None:
    story = (
        DAY.person("ana", "Europe/Berlin", region="Research")
        .person("bea", "Europe/Berlin")
        .subforum("data", talk("d1", 30, "ana"), talk("d2", 30, "bea"))
    )
    guilty(story.sit("data", "red", "13:30"), Fairness(), {(): 90}, "Research is worst off")


def test_zones_of_america_australia_and_the_pacific_by_their_continents() -> None:
    story = (
        DAY.person("ana", "Australia/Sydney")
        .person("bea", "Pacific/Auckland")
        .subforum("data", talk("d1", 30, "ana"), talk("d2", 30, "bea"))
    )
    # 17:00 is 20:00 in Sydney: 30 points; 17:30 is 22:30 in Auckland: 90 points; two people of Oceania
    guilty(story.sit("data", "red", "17:00"), Fairness(), {(): 60}, "Oceania is worst off")


def test_people_on_site_and_recorded_people_neither_pay_nor_share() -> None:
    story = (
        DAY.person("ana", "Europe/Berlin")
        .person("bea", "Europe/Berlin", attends="recorded")
        .person("eva", "Europe/Berlin", attends="onsite")
    )
    story = story.subforum("data", talk("d1", 30, "ana"), talk("d2", 30, "bea", "eva"))
    guilty(story.sit("data", "red", "13:30"), Fairness(), {(): 90})


def test_one_person_on_many_seats_of_one_talk() -> None:
    seats = [seat(f"seat-{i}", "ana", "bea") for i in range(4)]
    story = DAY.person("ana", "America/New_York").person("bea").subforum("data", talk("panel", 30, seats=seats))
    everywhere = {f"seat-{i}": "ana" for i in range(4)}
    guilty(story.sit("data", "red", "14:00", **everywhere), Fairness(), {(): 4 * 300})


def test_whoever_speaks_without_being_invited_is_another_checks_matter() -> None:
    story = DAY.person("ana", "America/New_York").subforum("data", talk("d1", 30)).sit("data", "red", "13:30")
    slot = {**story.sittings[0]["talks"][0], "speakers": ["ana"]}
    uninvited = replace(story, sittings=({**story.sittings[0], "talks": [slot]},))
    assert list(Fairness().violations(uninvited.conference, uninvited.agenda)) == []
