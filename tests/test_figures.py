"""Facts at a glance, told from small stories and compared with another way of counting."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from constraints.comfort import CURVE
from instances import clock
from instances.agenda import Agenda, Unplaced
from instances.conference import Conference
from instances.generate import generate
from scheduler import show
from scheduler.check import check
from scheduler.figures import FIGURES, Figure, comfortable_hours, figures
from tests import tiny
from tests.stories import Story, seat, talk
from tests.test_show import drawn


def facts(story: Story) -> dict[str, Figure]:
    return {f.id: f for f in figures(story.conference, story.agenda)}


DAY = (
    Story()
    .block("am", "09:00", "12:00")
    .block("pm", "13:00", "18:00")
    .block("next", "2022-11-10T09:00", "2022-11-10T12:00")
    .room("red", 100, building="north")
    .room("blue", 40, building="south")
    .room("shut", 10, building="south", closed=[{"from": "2022-11-09T00:00", "to": "2022-11-11T00:00"}])
    .walks(default=20, same_building=5)
    .person("ann", "Europe/Berlin")
    .person("bo", "America/New_York")
    .person("cy")
    .person("di", attends="recorded")
    .subforum("law", talk("l1", 60, "ann", "di"), talk("l2", 30, "cy"), audience={"onsite": 50, "online": {"Europe/Berlin": 10}})
    .subforum("art", talk("a1", 60, "bo"), talk("a2", 60, "cy", seats=[seat("chair", "ann")]), track="other", audience={"onsite": 39})
)
PLACED = DAY.sit("law", "red", "14:00").sit("art", "blue", "16:00", chair="ann")
"""Berlin is 7 hours behind, New York 13: law begins at 07:00 there, art at 09:00 and 03:00."""


def test_hours_of_people_far_away() -> None:
    found = facts(PLACED)
    assert found["comfortable_appearances"].title == (
        "1 of 3 live appearances of people online (33 %) are wholly within comfortable hours (local 08:00-20:00)."
    )
    assert {d.label: (d.value, d.note) for d in found["comfortable_appearances"].details} == {
        "Americas": (0, "0 of 1"),
        "Europe": (50, "1 of 2"),
    }
    worst = found["worst_local_hour"]
    assert worst.title == "The worst local hour is 03:00 in America/New_York: Bo on 'A1' (Art)."
    assert [(d.label, d.value, d.items) for d in worst.details] == [("Americas", 10, ("bo", "a1")), ("Europe", 1, ("ann", "l1"))]
    assert found["comfortable_guests"].title == "0 of 10 online guests (0 %) can follow their whole sitting in comfortable hours."


def test_the_curve_is_that_of_the_rule_for_speakers() -> None:
    own = Conference.model_validate({**PLACED.raw, "rules": {"speaker_comfort": {"curve": [0] * 12 + [3] * 12}}})
    title = next(f.title for f in figures(own, PLACED.agenda))
    assert title.startswith("3 of 3 live appearances")
    assert "(local 00:00-12:00)" in title
    assert next(f for f in figures(own, PLACED.agenda) if f.id == "worst_local_hour").value == 0


@pytest.mark.parametrize(
    ("free", "words"),
    [
        (range(8, 20), "08:00-20:00"),
        ([*range(22, 24), *range(6)], "22:00-06:00"),
        ([0], "00:00-01:00"),
        ([23], "23:00-24:00"),
        ([9, 10, 14], "09:00-11:00 and 14:00-15:00"),
        (range(24), "at any hour"),
        ([], "at no hour"),
    ],
)
def test_comfortable_hours_in_words(free: list[int], words: str) -> None:
    assert comfortable_hours([0 if hour in free else 1 for hour in range(24)]) == words


def test_tracks_seats_and_rooms() -> None:
    found = facts(PLACED)
    theme = [d for d in found["track_spread"].details if d.label.startswith("Theme")]
    assert [(d.label, d.value, d.note) for d in theme] == [
        ("Theme in Am", 0, "its share would be 24"),
        ("Theme in Pm", 90, "its share would be 40"),
        ("Theme in Next", 0, "its share would be 24"),
    ]
    assert found["track_spread"].value == 66  # Other has 120 in the afternoon, and its share would be 54
    assert found["seat_use"].title == "89 people expected on site fill 64 % of the 140 seats of the rooms they get."
    assert [(d.label, d.value) for d in found["seat_use"].details] == [("fullest: Art in Blue", 98), ("emptiest: Law in Red", 50)]
    assert found["room_use"].title == "Rooms are in use in 210 of the 1320 minutes of the blocks in which they are open (16 %)."
    assert [d.label for d in found["room_use"].details] == ["Red", "Blue"]


def test_ways_and_days() -> None:
    found = facts(PLACED)
    assert found["walking"].title == "People on site walk 20 minutes between their appearances; the longest walk, of Cy, is 20."
    assert found["walking"].details[0].note == "from Red to Blue, at Nov 09 15:30"
    assert found["two_buildings"].title == "1 person has two buildings in a row on a day."
    assert found["several_days"].title == "Nobody has to come on more than one day, of 1 on site."
    later = DAY.sit("law", "red", "14:00").sit("art", "blue", "2022-11-10T09:00", chair="ann")
    assert facts(later)["several_days"].title == "1 person has to come on more than one day, of 1 on site."
    assert facts(later)["walking"].value == 0
    assert facts(later)["two_buildings"].title == "Nobody has two buildings in a row on a day."


def test_a_fixture_is_a_place_to_walk_from_but_no_sitting() -> None:
    story = PLACED.fixture("lunch", "blue", start="12:00", end="13:00", speakers=["cy"])
    assert facts(story)["walking"].value == 40
    assert facts(story)["parallel_sittings"].value == 1


def test_sittings_and_people() -> None:
    found = facts(PLACED)
    assert found["parallel_sittings"].title == "No two sittings are parallel."
    together = facts(DAY.sit("law", "red", "14:00").sit("art", "blue", "15:00", chair="ann"))
    assert together["parallel_sittings"].title == "At most 2 sittings are parallel, first in Pm at 15:00."
    assert together["sittings_by_block"].title == "2 sittings stand in 3 blocks, 0 to 2 in each."
    assert [d.value for d in together["sittings_by_block"].details] == [0, 2, 0]
    assert found["people"].title == "4 people appear: 1 on site, 2 live online, 1 recorded."


def test_a_draft_counts_what_is_placed_and_an_empty_one_has_hardly_a_figure() -> None:
    story = DAY.sit("law", "red", "14:00")
    draft = story.agenda.replaced(unplaced=(Unplaced(item="a1"), Unplaced(item="a2")))
    found = {f.id: f for f in figures(story.conference, draft)}
    assert found["comfortable_appearances"].title.startswith("0 of 1 live")
    assert found["sittings_by_block"].value == 1
    empty = Agenda(conference="tiny", conference_hash="", sittings=())
    assert {f.id for f in figures(DAY.conference, empty)} == {"room_use", "walking", "two_buildings"}


def test_what_a_conference_has_not_makes_no_figure() -> None:
    plain = Story().block("am", "09:00", "12:00").room("red").person("ann").subforum("law", talk("l", 30, "ann"))
    assert set(facts(plain.sit("law", "red", "09:00"))) == {"room_use", "parallel_sittings", "sittings_by_block", "people"}


def test_every_figure_is_told_of_the_flagship_and_agrees_with_the_checker(wuzhen: Conference, best: Agenda) -> None:
    found = {f.id: f for f in figures(wuzhen, best)}
    assert len(found) == len(FIGURES)
    assert all(f.title.endswith(".") and "  " not in f.title for f in found.values())
    report = check(wuzhen, best)
    rules = Counter(f.violation.rule for f in report.findings)
    appearances = sum(len(t) for p, t in best.appearances.items() if wuzhen.speaker(p).attends == "online")
    uncomfortable = [f for f in report.findings if f.violation.rule == "speaker_comfort"]
    assert found["comfortable_appearances"].title.startswith(f"{appearances - len(uncomfortable)} of {appearances} ")
    assert rules["speaker_comfort"] == len(uncomfortable) > 0
    days = {id for f in report.findings if "comes on" in f.violation.sentence for id in f.violation.items}
    told = {id for detail in found["several_days"].details for id in detail.items}
    assert days <= told  # the rule knows fixed fixtures alone, the figure all that are placed
    assert found["several_days"].value == len(told)


@pytest.mark.parametrize("seed", range(3))
def test_figures_of_generated_conferences_counted_another_way(seed: int) -> None:
    c, agenda = generate(12, seed)
    found = {f.id: f for f in figures(c, agenda)}
    minutes = range(c.blocks[0].first, c.blocks[-1].last)
    assert found["parallel_sittings"].value == max(sum(s.first <= m < s.last for s in agenda.sittings) for m in minutes)
    steps: list[int] = []
    for person in (p.id for p in c.speakers if p.attends == "onsite"):
        stays = [(t.first, s.room, t.start.date()) for t, s in agenda.appearances.get(person, ())]
        stays += [(f.first, f.rooms[0], f.start.date()) for f in agenda.fixtures if person in c.fixture(f.fixture).speakers]
        steps += [c.walking(a[1], b[1]) for a, b in pairwise(sorted(stays)) if a[2] == b[2]]
    assert found["walking"].value == sum(steps)
    used = {
        (room, m)
        for room, first, last in [(s.room, s.first, s.last) for s in agenda.sittings]
        + [(r, f.first, f.last) for f in agenda.fixtures for r in f.rooms]
        for m in range(first, last)
        if any(b.first <= m < b.last for b in c.blocks)
    }
    assert f" {len(used)} of the " in found["room_use"].title
    night = [
        CURVE[clock.instant(m, c.zone_of(p)).hour]
        for p, ts in agenda.appearances.items()
        for t, _ in ts
        for m in range(t.first, t.last)
        if c.speaker(p).attends == "online"
    ]
    assert found["worst_local_hour"].value == max(night)


@pytest.mark.parametrize("name", tiny.TINY)
def test_any_agenda_has_figures_with_several_sittings_and_empty_ones_too(name: str) -> None:
    c = tiny.conference(name)
    for agenda in tiny.sample(name, 20):
        found = {f.id: f for f in figures(c, agenda)}
        if agenda.sittings:
            assert found["sittings_by_block"].value == len(agenda.sittings) == sum(d.value for d in found["sittings_by_block"].details)
            minutes = [m for b in c.blocks for m in range(b.first, b.last, 5)]
            assert found["parallel_sittings"].value == max(sum(s.first <= m < s.last for s in agenda.sittings) for m in minutes)
        for figure in found.values():
            assert figure.unit != "per cent" or figure.id == "seat_use" or 0 <= figure.value <= 100


def test_they_stand_in_the_verdict_and_by_themselves(wuzhen: Conference, best: Agenda) -> None:
    verdict = drawn(show.verdict(wuzhen, best, check(wuzhen, best)), 10_000)
    told = [f.title for f in figures(wuzhen, best)]
    assert all(f"• {title}" in verdict for title in told)
    for width in (30, 80, 10_000):
        shown = drawn(show.facts(wuzhen, best), width)
        assert "Americas" in shown
        assert all(len(line.rstrip()) <= width for line in shown.splitlines())
    assert all(title in shown for title in told)
    assert [f["title"] for f in show.as_data(wuzhen, best)["figures"]] == told
    assert show.as_data(wuzhen, best, speaker=wuzhen.speakers[0].id)["figures"] == []
