"""Why not there: the answer in sentences, and what must move for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from instances.agenda import Agenda
from instances.conference import Conference, Pin
from instances.formats import read_conference
from instances.problems import BadInput
from instances.whereabouts import there
from scheduler.check import check
from scheduler.explain import Explanation, explain
from scheduler.feasible import Seeker
from scheduler.greedy import greedy
from scheduler.limits import Limits
from scheduler.part import part
from scheduler.why_not import EASIER, Answer, told, why_not
from tests.sampled import but
from tests.stories import Story, talk

LONG = Limits(seconds=200.0)
PLACES = [f"{subforum.id} {block}" for subforum in read_conference("wuzhen2022").subforums for block in ("nov9-pm", "nov10-am", "nov10-pm")]


def answer(story: Story, item: str, at: str) -> Answer:
    (found,) = why_not(story.conference, story.agenda, item, [at], limits=LONG)
    return found


def lines(c: Conference, agenda: Agenda, found: Answer) -> list[str]:
    return [words for sentence, under in told(c, found, check(c, agenda).penalty) for words in (sentence, *under)]


# --- three places of wuzhen2022 ---


@pytest.fixture(scope="module")
def rough(wuzhen: Conference) -> Agenda:
    """An admissible agenda that is the same on every machine."""
    return greedy(wuzhen)


def asked(wuzhen: Conference, rough: Agenda, at: str) -> tuple[Answer, list[str]]:
    (found,) = why_not(wuzhen, rough, "data-governance", [at], limits=LONG)
    return found, lines(wuzhen, rough, found)


def test_a_place_that_costs_more(wuzhen: Conference, rough: Agenda) -> None:
    found, said = asked(wuzhen, rough, "wuzhen-hall")
    before = check(wuzhen, rough).penalty
    assert found.status == "optimal"
    assert found.move is not None
    assert check(wuzhen, found.move.agenda).penalty == before + 35
    assert said == [
        "Data Governance Forum can stand there (Wuzhen Hall, Nov 10 13:40-16:25), "
        f"for 35 points more: a penalty of {before + 35} instead of {before}.",
        "What gets worse:",
        "+40 points: Data Governance Forum leaves 2785 of the 3000 seats in Wuzhen Hall empty.",
        "What gets better:",
        "-5 points: Data Governance Forum starts at 23:40 on Nov 09 for its 37 online guests in America/Chicago.",
    ]


def test_a_place_that_is_free_if_another_moves(wuzhen: Conference, rough: Agenda) -> None:
    found, said = asked(wuzhen, rough, "conference-hall-1")
    assert said[:2] == [
        "As things stand, Data Governance Forum cannot stand in Conference Hall 1:",
        "Digital Economy Forum and Data Governance Forum both hold Conference Hall 1: 175 minutes too many, turnover included.",
    ]
    assert said[2].startswith("It can stand there (Conference Hall 1, Nov 10 ")
    assert " if one other moves, for 96 points more: " in said[2]
    assert said[3] == "With it:"
    assert any("Digital Economy Forum moves to Wuzhen Hall" in words for words in said)
    assert (found.status, found.others) == ("optimal", 1)
    assert found.move is not None
    assert not check(wuzhen, found.move.agenda).broken
    assert check(wuzhen, found.move.agenda).penalty == check(wuzhen, rough).penalty + 96


def test_a_place_that_no_agenda_has(wuzhen: Conference, rough: Agenda) -> None:
    found, said = asked(wuzhen, rough, "Expo Forum B")
    assert (found.status, found.move) == ("infeasible", None)
    assert said == [
        "As things stand, Data Governance Forum cannot stand in Expo Forum B:",
        "Expo Forum B does not suit Data Governance Forum: 80 seats for 215 people, no interpretation, no stream.",
        "Key Internet Resources Forum and Data Governance Forum both hold Expo Forum B: 95 minutes too many, turnover included.",
        "No agenda has Data Governance Forum in Expo Forum B, whatever else moves:",
        "Expo Forum B does not suit Data Governance Forum: 80 seats for 215 people, no interpretation, no stream.",
        "Any one of these would make it possible, the easiest first:",
        "Data Governance Forum does without interpretation and stream. And Data Governance Forum reckons with 80 people on site, not 215.",
    ]


@pytest.mark.parametrize("place", but(set(PLACES) - {"communication-peace nov9-pm", "data-governance nov9-pm"}, PLACES))
def test_what_is_wrong_with_it_alone_is_no_cause_where_alone_it_could_stand(
    wuzhen: Conference, rough: Agenda, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What its present order of talks would break is nothing against another order."""
    item, block = place.split()
    monkeypatch.setattr("scheduler.why_not.explain", lambda *_, **__: Explanation("unknown"))
    (found,) = why_not(wuzhen, rough, item, [block], limits=LONG)
    if found.status == "infeasible":
        pinned = wuzhen.replaced(pins=(*wuzhen.pins, Pin(item=item, block=block)))
        smaller = part(pinned, [item, *(f.id for f in wuzhen.fixtures if f.start)]).conference
        assert bool(found.causes) == (Seeker(LONG).agenda(smaller) is None)
    else:
        assert not found.causes


# --- stories ---


def three() -> Story:
    """Three subforums of an hour in one room, one after another."""
    story = Story(grid=30).block("am", "09:00", "12:00").room("red").person("ana")
    for id, start in (("law", "09:00"), ("art", "10:00"), ("sea", "11:00")):
        story = story.subforum(id, talk(f"{id}-1", 60)).sit(id, "red", start)
    return story


def test_how_few_others_must_move_is_said() -> None:
    found = answer(three(), "law", "10:00")
    assert found.others == 1
    found = answer(three(), "law", "09:30")
    assert found.status == "infeasible"
    assert any(
        words.startswith("No agenda has Law at Nov 09 09:30, whatever else moves")
        for words in lines(three().conference, three().agenda, found)
    )


def test_where_two_must_move_it_is_said_that_fewer_will_not_do() -> None:
    story = Story(grid=30).block("am", "09:00", "11:00").room("red").room("blue")
    story = story.subforum("law", talk("l", 120)).subforum("art", talk("a", 60)).subforum("sea", talk("s", 60))
    story = story.sit("law", "red", "09:00").sit("art", "blue", "09:00").sit("sea", "blue", "10:00")
    found = answer(story, "law", "blue")
    assert (found.others, found.fewest, found.status) == (2, True, "optimal")
    said = lines(story.conference, story.agenda, found)
    assert any("if two others move (fewer will not do)" in words for words in said)
    assert "Art moves to Red" in " ".join(said)
    assert "Sea moves to Red" in " ".join(said)


def test_a_place_where_it_would_run_past_the_end_is_told_with_the_latest_start() -> None:
    found = answer(three(), "law", "am/11:30")
    assert [v.sentence for v in found.in_the_way] == [
        "With its 60 minutes Law would end at 12:30, after Am; the latest start there is 11:00."
    ]
    assert found.status == "infeasible"


def test_a_talk_that_fits_in_another_order() -> None:
    story = Story(grid=30).block("am", "09:00", "12:00").room("red").person("ana", available=[Story().window("09:00", "09:30")])
    story = story.subforum("law", talk("l1", 30, "ana"), talk("l2", 60), talk("l3", 30)).sit("law", "red", "09:00")
    found = answer(story, "l3", "09:30")
    assert (found.status, found.others) == ("optimal", 0)
    assert found.move is not None
    assert found.move.agenda.sequences["law"] == ["l1", "l3", "l2"]


def test_a_fixture_that_the_engine_places() -> None:
    story = Story(grid=30).block("am", "09:00", "12:00").room("red").subforum("law", talk("l", 60)).sit("law", "red", "09:00")
    window = story.window("09:00", "12:00")
    story = story.fixture("tea", "red", minutes=30, windows=[window]).stand("tea", "10:00")
    assert answer(story, "tea", "11:30").others == 0
    assert answer(story, "tea", "09:00").others == 1


def test_what_only_its_present_order_breaks_is_no_cause() -> None:
    """Ana is there for the second half of the morning, and could speak second; it is Art that has the room all morning."""
    story = Story(grid=30).block("am", "09:00", "10:00").block("pm", "14:00", "15:00").room("red").person("bob")
    story = story.person("ana", available=[story.window("09:30", "10:00"), story.window("14:00", "15:00")])
    story = story.subforum("law", talk("l1", 30, "ana"), talk("l2", 30, "bob")).subforum("art", talk("a", 60), blocks=["am"])
    story = story.sit("law", "red", "14:00").sit("art", "red", "09:00")
    found = answer(story, "law", "am")
    assert found.status == "infeasible"
    assert any("Ana is not available" in v.sentence for v in found.in_the_way)
    assert found.causes == ("2 subforums (Law, Art) find only 1 place in Red in their blocks.", "Art may stand only in Am.")


def test_what_every_order_breaks_is_the_cause() -> None:
    """Ana is not there all morning, in whatever order."""
    story = Story(grid=30).block("am", "09:00", "10:00").block("pm", "14:00", "15:00").room("red").person("bob")
    story = story.person("ana", available=[story.window("14:00", "15:00")])
    story = story.subforum("law", talk("l1", 30, "ana"), talk("l2", 30, "bob")).sit("law", "red", "14:00")
    assert answer(story, "law", "am").causes == ("Ana is not available for 30 minutes of 'L1' at Nov 09 09:00.",)


def taken() -> Story:
    """Art is pinned to the red room at nine: law will never be there then, whatever else moves."""
    story = three().add("pins", item="art", room="red", start=Story().time("09:00"))
    return Story(grid=30, given=story.given).sit("law", "red", "10:00").sit("art", "red", "09:00").sit("sea", "red", "11:00")


def test_that_easier_ways_may_exist_is_said_where_the_contrary_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    story = taken()
    proved = lines(story.conference, story.agenda, answer(story, "law", "09:00"))
    monkeypatch.setattr("scheduler.why_not.explain", lambda *some, **more: replace(explain(*some, **more), cheapest=False))
    doubtful = lines(story.conference, story.agenda, answer(story, "law", "09:00"))
    assert doubtful == [*proved, EASIER]


@pytest.mark.parametrize("told_apart", [True, False])
def test_causes_of_which_some_may_be_to_spare_are_told_as_such(monkeypatch: pytest.MonkeyPatch, told_apart: bool) -> None:
    def hurried(*some: Any, **more: Any) -> Explanation:
        found = explain(*some, **more)
        return (
            replace(found, reasons=tuple(replace(reason, minimal=False) for reason in found.reasons))
            if told_apart
            else Explanation("unknown")
        )

    monkeypatch.setattr("scheduler.why_not.explain", hurried)
    story = taken()
    said = lines(story.conference, story.agenda, answer(story, "law", "09:00"))
    what = "some of these may be to spare" if told_apart else "what is in the way was not told apart"
    assert f"Time ran out: {what}. Give it more --seconds." in said


def test_the_reason_may_be_that_another_is_pinned_there() -> None:
    found = answer(taken(), "law", "09:00")
    assert found.status == "infeasible"
    assert "both hold Red" in found.in_the_way[0].sentence
    assert found.causes[-1] == "Art is pinned to Red and Nov 09 09:00."
    assert found.ways[0] == ("Art need not stand in Red and at Nov 9, 09:00.",)


# --- places in words ---


@pytest.mark.parametrize(
    ("at", "block", "room", "words"),
    [
        ("am", "am", None, "in Am"),
        ("Red / 9:30", None, "red", "in Red, Nov 09 09:30"),
        ("am/red/2022-11-09T10:00", "am", "red", "in Red, Nov 09 10:00"),
        ("10:00", None, None, "at Nov 09 10:00"),
    ],
)
def test_any_part_of_a_place_will_do(at: str, block: str | None, room: str | None, words: str) -> None:
    found = there(three().conference, "law", at)
    assert (found.block, found.room, found.words) == (block, room, words)


@pytest.mark.parametrize(
    ("at", "what"),
    [
        ("green", "nothing among the blocks and rooms is called 'green'"),
        ("red/red", "names two rooms"),
        ("25:00", "'25:00' is not a time of day"),
        ("2022-11-31T09:00", "is not a date and time"),
        ("13:00", "13:00 is no time at which anything could start there; choose one in Nov 09 09:00-12:00"),
        ("09:10", "things start every 30 minutes here, not at 09:10; write 09:00 or 09:30"),
        ("", "is called ''"),
    ],
)
def test_a_place_that_is_none_is_refused(at: str, what: str) -> None:
    with pytest.raises(BadInput) as error:
        there(three().conference, "law", at)
    assert what in str(error.value)
