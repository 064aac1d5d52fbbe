"""What happened, as it is said on a command line: what becomes of each option, and what is said to who writes it wrong."""

# ruff: noqa: E501  # in the tables, what is written and what is said of it stand side by side

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from constraints.profile import problems
from instances import clock
from instances.agenda import Agenda, Sitting, TalkSlot
from instances.changes import Cancel, PinTo, Replace, apply
from instances.changes.options import PARSERS, read, split
from instances.conference import Conference
from instances.options import OPTIONS
from instances.problems import BadInput
from scheduler.changing import changing
from tests.command import ROOT
from tests.stories import Story, seat, talk
from tests.test_cosplib import INSTANCES, MISSING
from tests.test_cosplib import conference as imported


def story() -> Story:
    """Two half-days in Shanghai; a subforum in one sitting, one in two, one in a part of its own, and a tea."""
    windows = [{"from": "2022-11-09T09:00", "to": "2022-11-09T12:00"}]
    capacity = {"from": "2022-11-09T09:00", "to": "2022-11-09T10:00", "capacity": 2}
    return (
        Story(day="2022-11-09")
        .block("wed-am", "09:00", "12:00")
        .block("thu-am", "2022-11-10T09:00", "2022-11-10T12:00")
        .room("hall-1", 200, features=["stage"])
        .room("hall-2", 80)
        .person("ana", available=windows)
        .person("ben", "Africa/Nairobi")
        .person("cleo")
        .person("dora")
        .add("resources", id="crew", title="Camera crew", capacity=3, windows=[capacity])
        .subforum("law", talk("courts", 30, "ana"), talk("judges", 45, "ben", "cleo", seats=[seat("chair", "dora", "ana")]))
        .subforum("art", *(talk(f"art-{n}", 30, "cleo") for n in (1, 2, 3)), sittings=2)
        .fixture("tea", "hall-2", start="10:00", end="10:30")
        .fixture("walk", minutes=60, windows=[{"from": "2022-11-09T12:00", "to": "2022-11-09T15:00"}])
        .add("pins", item="law", room="hall-1", reason="promised")
        .sit("law", "hall-1", "09:00", chair="dora")
        .sit("art", "hall-2", "09:00", "art-1", "art-2")
        .sit("art", "hall-2", "2022-11-10T09:30", "art-3")
        .stand("walk", "13:00")
    )


C, A = story().conference, story().agenda


def said(line: str, conference: Conference = C, agenda: Agenda | None = A) -> list[str]:
    """The changes of a line in sentences, each as the earlier ones left the conference."""
    sentences = []
    for change in read(split(line), conference, agenda, problems):
        sentences.append(change.sentence(conference))
        conference = apply(conference, [change])
    return sentences


def refused(line: str, conference: Conference = C, agenda: Agenda | None = A) -> list[str]:
    with pytest.raises(BadInput) as error:
        read(split(line), conference, agenda, problems)
    return [str(problem) for problem in error.value.problems]


NEWCOMER = "Speaker from Kenya takes the place of Ana."
CASES = [
    ("--cancel ana", "Ana does not take part."),
    ("--cancel ANA=keep", "Ana does not take part."),
    ("--cancel ana=drop", "Ana does not take part, and talks of nobody else are dropped."),
    ("--cancel ana=video", "Ana sends a video."),
    ("--cancel ana=shorten", "'Courts' takes 15 minutes, not 30.|Ana does not take part."),
    ("--cancel ben=shorten", "Ben does not take part."),
    ("--cancel ana=cleo", "Cleo takes the place of Ana."),
    ("--cancel 'ana=new: Speaker from Kenya'", NEWCOMER),
    ("--replace ana=cleo", "Cleo takes the place of Ana."),
    ("--replace 'ana=new: Speaker from Kenya, online, Africa/Nairobi'", NEWCOMER),
    ("--recorded ana", "Ana sends a video."),
    ("--online cleo --onsite ben", "Cleo attends online, live.|Ben comes on site."),
    ("--late ana@+90m", "Ana does not arrive before Nov 9, 10:30."),
    ("--late ana@1h30", "Ana does not arrive before Nov 9, 10:30."),
    ("--late ana@10:00", "Ana does not arrive before Nov 9, 10:00."),
    ("--late ben@10:00", "Ben does not arrive before Nov 9, 10:00 (05:00 in Africa/Nairobi)."),
    ("--late cleo@2022-11-10T10:00", "Cleo does not arrive before Nov 10, 10:00."),
    ("--late cleo@2022-11-10T02:00Z", "Cleo does not arrive before Nov 10, 10:00."),
    ("--late 'cleo@10 Nov 10:00'", "Cleo does not arrive before Nov 10, 10:00."),
    ("--early ana@-60m", "Ana has to leave by Nov 9, 11:00."),
    ("--early ana@11:00", "Ana has to leave by Nov 9, 11:00."),
    ("--close-room hall-2@2022-11-10", "Hall 2 is closed on Nov 10, 00:00 to Nov 11, 00:00."),
    ("--close-room 'hall-2@10 Nov'", "Hall 2 is closed on Nov 10, 00:00 to Nov 11, 00:00."),
    ("--close-room hall-2@thu-am", "Hall 2 is closed on Nov 10, 09:00-12:00."),
    ("--close-room 'hall 2@thu'", "Hall 2 is closed on Nov 10, 00:00 to Nov 11, 00:00."),
    ("--close-room hall-1@2022-11-09T10:30..11:30", "Hall 1 is closed on Nov 9, 10:30-11:30."),
    ("--close-room hall-1@2022-11-09T10:30..2022-11-10T09:30", "Hall 1 is closed on Nov 9, 10:30 to Nov 10, 09:30."),
    ("--close-room hall-1", "Hall 1 is closed on Nov 9, 09:00 to Nov 10, 12:00."),
    ("--resource crew=1", "There are 1 of Camera crew, not 3."),
    ("--resource crew=4@thu-am", "There are 4 of Camera crew on Nov 10 from 09:00 to 12:00."),
    ("--resource crew=-1", "There are 2 of Camera crew, not 3.|There are 1 of Camera crew on Nov 9 from 09:00 to 10:00."),
    (
        "--resource camera=-1@wed-am",
        "There are 1 of Camera crew on Nov 9 from 09:00 to 10:00.|There are 2 of Camera crew on Nov 9 from 10:00 to 12:00.",
    ),
    ("--resource crew=+1@thu-am", "There are 4 of Camera crew on Nov 10 from 09:00 to 12:00."),
    ("--drop art", "Art is dropped."),
    ("--drop courts", "'Courts' of Law is dropped."),
    ("--drop tea", "Tea is dropped."),
    ("--drop law/1", "Law is dropped."),
    ("--drop art/1", "'Art 1' of Art is dropped.|'Art 2' of Art is dropped."),
    ("--shorten-block wed-am=11:30", "Wed Am takes Nov 9, 09:00-11:30 (it was Nov 9, 09:00-12:00)."),
    ("--shorten-block wed-am=-30m", "Wed Am takes Nov 9, 09:00-11:30 (it was Nov 9, 09:00-12:00)."),
    ("--shorten-block wed-am=09:30..", "Wed Am takes Nov 9, 09:30-12:00 (it was Nov 9, 09:00-12:00)."),
    ("--shorten-block wed-am=09:30..11:00", "Wed Am takes Nov 9, 09:30-11:00 (it was Nov 9, 09:00-12:00)."),
    ("--seats hall-1=150", "Hall 1 has 150 seats, not 200."),
    ("--delay tea=30m", "Tea starts 30 minutes later."),
    ("--delay tea=-30m", "Tea starts 30 minutes earlier."),
    ("--delay walk=30m", "Walk stands at Nov 9, 13:30."),
    ("--delay law=30", "Law stands at Nov 9, 09:30."),
    ("--delay courts=30m", "'Courts' stands at Nov 9, 09:30."),
    ("--delay art=1h", "'Art 1' stands at Nov 9, 10:00.|'Art 2' stands at Nov 9, 10:30.|'Art 3' stands at Nov 10, 10:30."),
    ("--delay art/2=30m", "'Art 3' stands at Nov 10, 10:00."),
    ("--delay law=30m --delay law=5m", "Law stands at Nov 9, 09:30.|Law starts 5 minutes later."),
    ("--pin art=thu-am", "Art stands in Thu Am."),
    ("--pin law=thu-am/09:30", "Law stands in Thu Am and at Nov 10, 09:30."),
    ("--pin law=2022-11-10T09:30", "Law stands at Nov 10, 09:30."),
    ("--pin law=hall-2", "Law need not stand in Hall 1.|Law stands in Hall 2."),
    ("--pin chair=dora", "Dora is moderator of 'Judges'."),
    ("--pin walk=13:30", "Walk stands at Nov 9, 13:30."),
    (
        "--pin art/1=hall-1/wed-am/10:00",
        "'Art 1' stands in Wed Am, in Hall 1 and at Nov 9, 10:00.|'Art 2' stands in Wed Am, in Hall 1 and at Nov 9, 10:30.",
    ),
    ("--forbid law=hall-2", "Law must not stand in Hall 2."),
    ("--forbid law=stage", "Law must not stand in a room with stage."),
    ("--forbid art/2=thu-am", "'Art 3' must not stand in Thu Am."),
    ("--forbid ana=2022-11-09T09:00..10:00", "Ana must not appear on Nov 9 from 09:00 to 10:00."),
    ("--forbid thu-am=hall-1", "Nothing of Thu Am may stand in Hall 1."),
    ("--weigh track_balance=off", "The rule track_balance does not count."),
    ("--weigh track_balance=40", "The rule track_balance costs 40 points."),
    (
        "--seats=hall-1=150 --late=cleo@+5m --drop=tea",
        "Tea is dropped.|Cleo does not arrive before Nov 9, 09:05.|Hall 1 has 150 seats, not 200.",
    ),
]


@pytest.mark.parametrize(("line", "sentences"), CASES, ids=[line for line, _ in CASES])
def test_every_option_says_what_it_is_asked_to(line: str, sentences: str) -> None:
    assert said(line) == sentences.split("|")


def test_every_option_has_a_parser_a_row_above_and_an_example_of_its_form() -> None:
    names = [option.name for option in OPTIONS]
    assert names == list(PARSERS)
    tried = {name for line, _ in CASES for name, _ in split(line)}
    assert set(names) - tried == {"add"}
    for option in OPTIONS:
        assert [name for name, _ in split(f"--{option.name} {option.example}")] == [option.name]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("--cancel anna", "--cancel anna: nothing among the speakers is called 'anna'; did you mean 'Ana'?"),
        ("--cancel ana=dorp", "--cancel ana=dorp: nothing among the speakers is called 'dorp'; did you mean 'drop'?"),
        ("--cancel ana=ana", "--cancel ana=ana: nobody can take their own place; name another person"),
        ("--cancel ''", "--cancel '': says nothing; write --cancel s017=drop"),
        ("--replace ana", "--replace ana: has no '='; write it like --replace s017=s004"),
        ("--replace ana=", "--replace ana=: says nothing behind '='; write it like --replace s017=s004"),
        ("--replace 'ana=new: Judge, Nairobbi'", "--replace 'ana=new: Judge, Nairobbi': 'Nairobbi' is neither a way to attend nor a zone, a country or an e-mail; did you mean 'Africa/Nairobi'?"),
        ("--replace 'ana=new: Judge, online'", "--replace 'ana=new: Judge, online': the zone of Judge is not known, who is to attend online; add it, like Africa/Nairobi"),
        ("--replace 'ana=new: Judge, online, US'", "--replace 'ana=new: Judge, online, US': the zone of Judge is not known, who is to attend online; add it, like Africa/Nairobi"),
        ("--replace 'ana=new: Judge, online, recorded'", "--replace 'ana=new: Judge, online, recorded': 'Judge, online, recorded' names two ways to attend; keep one of them"),
        ("--replace 'ana=new: , online'", "--replace 'ana=new: , online': a new person has no name; write the name, then in any order onsite, online or recorded, a zone, a country, an e-mail"),
        ("--late ana", "--late ana: has no '@'; write it like --late s004@+90m"),
        ("--late ana@-90m", "--late ana@-90m: '-90m' goes the wrong way; write +90m"),
        ("--late ana@9", "--late ana@9: '9' could be a time or minutes; write +9m or 09:00"),
        ("--late ana@soon", "--late ana@soon: 'soon' is not a duration; write minutes, like 90, or 1h30"),
        ("--late cleo@10:00", "--late cleo@10:00: 10:00 could be on 2 days; write 2022-11-09T10:00 or 2022-11-10T10:00"),
        ("--late cleo@2022-11-10T25:00", "--late cleo@2022-11-10T25:00: '2022-11-10T25:00' is not a date and time; write it like 2022-11-09T13:30"),
        ("--early ana@09:00", "--early ana@09:00: 'ana' would not be there at all; let them cancel, or name another time"),
        ("--close-room hall@thu-am", "--close-room hall@thu-am: 'hall' could be Hall 1 (hall-1) or Hall 2 (hall-2); write more of the name, or the id"),
        ("--close-room hall-1@2022-11-19", "--close-room hall-1@2022-11-19: 2022-11-19 is no day of the conference; its days: 2022-11-09, 2022-11-10"),
        ("--close-room hall-1@2022-11-31", "--close-room hall-1@2022-11-31: '2022-11-31' is not in the calendar; write it like 2022-11-10 or 10 Nov 2022"),
        ("--close-room hall-1@thu-pm", "--close-room hall-1@thu-pm: 'thu-pm' is no block, day or stretch of time; did you mean 'thu-am'?; or write a day, or a stretch like 2022-11-09T13:30..15:00"),
        ("--close-room hall-1@2022-11-09T10:00..", "--close-room hall-1@2022-11-09T10:00..: '2022-11-09T10:00..' has only one end; write it like 2022-11-09T13:30..15:00"),
        ("--close-room hall-1@2022-11-09T10:00..09:00", "--close-room hall-1@2022-11-09T10:00..09:00: '2022-11-09T10:00..09:00' ends before it starts; write the date of its end, too, or swap them"),
        ("--close-room hall-1@", "--close-room hall-1@: says nothing behind '@'; write it like --close-room hall-3@2022-11-09"),
        ("--resource crew=few", "--resource crew=few: 'few' is not how many there are; write it like --resource interpreter-team=4@nov10-am, or =-1"),
        ("--resource crew=-3", "--resource crew=-3: there are not so many of Camera crew from Nov 09 09:00; take fewer away"),
        ("--drop lav", "--drop lav: nothing among the subforums and talks and fixtures is called 'lav'; did you mean 'Law'?"),
        ("--drop art/3", "--drop art/3: there is no sitting 'art/3'; did you mean 'art/2'?"),
        ("--shorten-block wed-am=12:30", "--shorten-block wed-am=12:30: 12:30 is not in Wed Am; it takes 09:00 to 12:00"),
        ("--shorten-block wed-am=+30m", "--shorten-block wed-am=+30m: '+30m' goes the wrong way; write -30m"),
        ("--seats 'hall-1=about 150'", "--seats 'hall-1=about 150': 'about 150' could be meant otherwise ('about 150' read as 150); write it like 150"),
        ("--delay law=7m", "--delay law=7m: after it, pins/1/start: 09:07 is off the grid of 5 minutes; move it, or make conference/grid finer"),
        ("--delay ana=7m", "--delay ana=7m: nothing among the subforums and talks and fixtures is called 'ana'; known: art, art-1, art-2, art-3, courts, judges, law, tea and 1 more"),
        ("--pin law=09:30", "--pin law=09:30: '09:30' is at 2 times; write 2022-11-09T09:30 or 2022-11-10T09:30"),
        ("--pin law=hall-1/hall-2", "--pin law=hall-1/hall-2: 'hall-1/hall-2' names two rooms; name one block, one room and one time at most"),
        ("--pin chair=ben", "--pin chair=ben: after it, pins/1/speaker: 'ben' is no candidate for 'chair'; known: ana, dora"),
        ("--forbid law=hall-3", "--forbid law=hall-3: nothing among the blocks and rooms is called 'hall-3'; did you mean 'hall-2'?"),
        ("--weigh track_balence=off", "--weigh track_balence=off: there is no rule 'track_balence'; did you mean 'track_balance'?"),
        ("--weigh track_balance=of", "--weigh track_balance=of: there is no level 'of'; did you mean 'off'?"),
        ("--weigh track_balance=dear", "--weigh track_balance=dear: there is no level 'dear'; write must, strong, normal, slight, warn or off, or points, like 40"),
        ("--add nowhere.yaml", "--add nowhere.yaml: there is no file 'nowhere.yaml'; check the name and the folder"),
        ("--cancle ana", "'--cancle' is no option for what happened; did you mean '--cancel'?"),
        ("--cancel --drop law", "--cancel says nothing; write --cancel s017=drop"),
        ("--cancel 'ana", "'--cancel 'ana': no closing quotation; close the quotation"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_what_to_write(line: str, problem: str) -> None:
    assert refused(line) == [problem]


def test_what_is_wrong_with_every_option_is_said_at_once() -> None:
    found = refused("--cancel anna --seats hall-1=150 --late ana --weigh x=off")
    assert [words.partition(":")[0] for words in found] == ["--cancel anna", "--late ana", "--weigh x=off"]


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("--cancel cleo=drop --cancel Cleo=video", "--cancel cleo=drop"),
        ("--cancel cleo=drop --cancel cleo=drop", "--cancel cleo=drop"),
        ("--cancel cleo --replace cleo=dora", "--cancel cleo"),
        ("--cancel cleo=dora --recorded cleo", "--cancel cleo=dora"),
        ("--late cleo@+30m --cancel cleo=drop", "--cancel cleo=drop"),
        ("--online cleo --onsite cleo", "--online cleo"),
    ],
)
def test_what_is_said_of_one_person_does_not_contradict_itself(line: str, first: str) -> None:
    (problem,) = refused(line)
    assert problem.endswith(f": {first} says otherwise of the same person; leave one of them out")


def test_what_goes_together_for_one_person_is_no_contradiction() -> None:
    assert len(said("--cancel cleo=drop --cancel dora --late ben@+30m --early ben@-30m --online ben --replace ana=dora")) == 6


def test_without_an_agenda_nobody_knows_when_something_is() -> None:
    assert refused("--delay law=30m", agenda=None) == [
        "--delay law=30m: 'law' has no time of its own, and no agenda says when it is; pin it: --pin law=10:00"
    ]
    assert refused("--drop art/1", agenda=None) == ["--drop art/1: there is no sitting 'art/1'; name the subforum"]
    assert said("--delay tea=30m", agenda=None) == ["Tea starts 30 minutes later."]


def test_minutes_count_from_the_first_thing_that_somebody_has_and_to_the_last() -> None:
    """Who said when they are there is late by what they said; who said nothing, by what they have in the agenda."""
    story = (
        Story(day="2022-11-09").block("wed", "09:00", "18:00").block("thu", "2022-11-10T09:00", "2022-11-10T18:00").room("hall")
        .person("ana", available=[{"from": "2022-11-10T08:00", "to": "2022-11-10T17:00"}])
        .person("ben", "Africa/Nairobi").person("cleo").person("dora").person("eve").person("fay")
        .subforum("law", talk("courts", 60, "ana", "ben"), talk("judges", 60, "ben", seats=[seat("chair", "dora")]))
        .subforum("art", talk("films", 60, "ben"), hosts=["cleo"]).fixture("tea", "hall", start="16:00", end="17:00", speakers=["eve"])
        .sit("law", "hall", "2022-11-10T13:00", chair="dora").sit("art", "hall", "14:00")
    )  # fmt: skip
    conference, agenda = story.conference, story.agenda
    expected = {
        "ana": "Ana does not arrive before Nov 10, 09:30.",
        "ben": "Ben does not arrive before Nov 9, 15:30 (10:30 in Africa/Nairobi).",
        "cleo": "Cleo does not arrive before Nov 9, 15:30.",
        "dora": "Dora does not arrive before Nov 10, 15:30.",
        "eve": "Eve does not arrive before Nov 9, 17:30.",
        "fay": "Fay does not arrive before Nov 9, 10:30.",
    }
    assert {p: said(f"--late {p}@+90m", conference, agenda) for p in expected} == {p: [words] for p, words in expected.items()}
    assert said("--early dora@-30m", conference, agenda) == ["Dora has to leave by Nov 10, 14:30."]
    assert said("--replace ana=fay --late fay@+90m", conference, agenda)[-1] == "Fay does not arrive before Nov 10, 14:30."
    assert said("--late cleo@+30m --late cleo@+60m", conference, agenda)[-1] == "Cleo does not arrive before Nov 9, 15:30."  # an hour more
    assert said("--late ben@+90m", conference, None) == ["Ben comes 90 minutes late."]  # from the beginning of the programme


def test_whether_the_fate_of_talks_was_said_is_known() -> None:
    (open_,) = read(split("--cancel ana"), C)
    (kept,) = read(split("--cancel ana=keep"), C)
    assert isinstance(open_, Cancel)
    assert "talks" not in open_.model_fields_set
    assert "talks" in kept.model_fields_set


def test_talks_that_are_shortened_stay_on_the_grid_and_lose_at_most_half() -> None:
    changed = apply(C, read(split("--cancel cleo=shorten"), C))
    assert {talk.minutes for talk in changed.subforum("art").talks} == {15}
    assert changed.talk("judges").minutes == 45
    assert changed.talk("judges").speakers == ("ben",)


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("Judge", {"id": "judge", "name": "Judge"}),
        ("Ben", {"id": "ben-3f1f", "name": "Ben"}),
        ("Judge, online, nairobi", {"id": "judge", "name": "Judge", "attends": "online", "timezone": "Africa/Nairobi"}),
        ("Judge, Kenya, remote", {"id": "judge", "name": "Judge", "attends": "online", "timezone": "Africa/Nairobi", "country": "KE"}),
        ("Judge, a@example.org, recorded, KE", {"id": "judge", "name": "Judge", "attends": "recorded", "country": "KE", "email": "a@example.org"}),
        ("'Judge, court of appeal', Asia/Tokyo", {"id": "judge-court-of-appeal", "name": "Judge, court of appeal", "timezone": "Asia/Tokyo"}),
        ('"Judge, court of appeal"', {"id": "judge-court-of-appeal", "name": "Judge, court of appeal"}),
        ("肯尼亚代表", {"id": "speaker-8d3e", "name": "肯尼亚代表"}),
    ],
)  # fmt: skip
def test_a_new_person_is_told_in_a_line(words: str, person: dict[str, str]) -> None:
    (change,) = read([("replace", f"ana=new: {words}")], C)
    assert isinstance(change, Replace)
    assert change.new is not None
    document = change.new.model_dump(exclude_defaults=True)
    assert {**document, "id": ""} == {**person, "id": ""}
    assert document["id"] == person["id"] or (
        document["id"].rpartition("-")[0] == person["id"].rpartition("-")[0] and document["id"] not in C.ids
    )


@pytest.mark.parametrize("form", ["{kind: add, room: {id: hall-9, title: Hall 9, seats: 10}}", "{room: {id: hall-9, title: Hall 9, seats: 10}}", "[{room: {id: hall-9, title: Hall 9, seats: 10}}, --seats hall-1=150]"])  # fmt: skip
def test_what_is_added_is_read_from_a_file_and_can_be_named_by_the_rest(tmp_path: Path, form: str) -> None:
    file = tmp_path / "more.yaml"
    file.write_text(form, encoding="utf-8")
    found = said(f"--close-room 'Hall 9@thu-am' --add {file}")
    assert (found[0], found[-1]) == ("Hall 9 is added.", "Hall 9 is closed on Nov 10, 09:00-12:00.")


def test_a_file_with_something_wrong_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "more.yaml"
    file.write_text(
        "- talk: {id: new, title: New, minuts: 10}\n  into: lav\n- {room: {id: hall-1, title: Twice, seats: 1}}\n", encoding="utf-8"
    )
    assert refused(f"--add {file} --cancel anna") == [
        f"{file}:1: 0/talk: the key 'minutes' is missing; add it",
        f"{file}:1: 0/talk/minuts: unknown key 'minuts'; did you mean 'minutes'?",
        f"{file}:3: 1: after it, rooms/2/id: the id 'hall-1' stands twice: it is that of rooms/0, too; rename one of them",
        "--cancel anna: nothing among the speakers is called 'anna'; did you mean 'Ana'?",
    ]


def test_times_that_do_not_exist_or_happen_twice_are_refused() -> None:
    berlin = (
        Story("Europe/Berlin", "2022-10-30").block("am", "01:00+02:00", "06:00").room("hall").person("ana").subforum("law", talk("a", 30))
    )
    assert "happens twice in Europe/Berlin" in refused("--late ana@02:30", berlin.conference, None)[0]
    (closed,) = said("--close-room hall@2022-10-30", berlin.conference, None)
    assert closed == "Hall is closed on Oct 30, 00:00 to Oct 31, 00:00."


# --- a conference of the library ---


def filled(c: Conference, forum: str) -> Agenda:
    """An agenda with the talks of one subforum in two sittings that fill blocks."""
    talks, sittings = list(c.subforum(forum).talks), []
    for number, block in enumerate(c.blocks[:2], 1):
        here = [(begin, talks.pop(0)) for begin in block.begins if talks]
        slots = [TalkSlot(talk=t.id, start=clock.instant(begin, c.zone), end=clock.instant(begin + t.minutes, c.zone)) for begin, t in here]
        sittings.append(
            Sitting(id=f"{forum}/{number}", subforum=forum, room=c.rooms[0].id, start=block.start, end=block.end, talks=tuple(slots))
        )
    return Agenda(conference=c.id, conference_hash=c.hash, sittings=tuple(sittings))


@pytest.mark.skipif("N2OR" not in INSTANCES, reason=MISSING)
def test_a_conference_of_the_library_is_changed_in_the_same_words() -> None:
    library = imported("N2OR")
    forum = max(library.subforums, key=lambda s: len(s.talks))
    agenda = filled(library, forum.id)
    first, block, room = agenda.sittings[0], library.blocks[3], library.rooms[1]
    dropped = apply(library, read(split(f"--drop {first.id}"), library, agenda))
    assert {t.id for t in forum.talks} - {t.id for t in dropped.subforum(forum.id).talks} == {slot.talk for slot in first.talks}
    pins = read(split(f"--pin {first.id}={block.id}/{room.id}"), library, agenda)
    assert pins == tuple(PinTo(item=slot.talk, block=block.id, room=room.id) for slot in first.talks)
    assert read(split(f"--pin {forum.id}={room.id}"), library, agenda) == (PinTo(item=forum.id, room=room.id),)
    closed = apply(library, read(split(f"--close-room {room.id}@{block.id} --drop {forum.talks[-1].id}"), library, agenda))
    assert [(w.first, w.last) for w in closed.room(room.id).closed] == [(block.first, block.last)]
    assert forum.talks[-1].id not in closed.owner


# --- commands that take them ---


def test_a_command_has_every_option_without_listing_it() -> None:
    app, seen = typer.Typer(), []

    @app.command()
    @changing
    def repair(
        conference: Annotated[str, typer.Argument()], happened: list[tuple[str, str]], json: Annotated[bool, typer.Option("--json")] = False
    ) -> None:
        """Mend it."""
        seen.append((conference, happened, json))

    run = CliRunner()
    words = ["tiny.yaml", "--seats", "hall-1=1", "--json", "--cancel", "ana", "--seats", "hall-2=2"]
    assert run.invoke(app, words).exit_code == 0
    assert run.invoke(app, ["tiny.yaml"]).exit_code == 0
    assert seen == [("tiny.yaml", [("cancel", "ana"), ("seats", "hall-1=1"), ("seats", "hall-2=2")], True), ("tiny.yaml", [], False)]
    shown = run.invoke(app, ["--help"], env={"COLUMNS": "200"}).stdout
    assert "Mend it." in shown
    assert "What happened" in shown
    for option in OPTIONS:
        assert f"--{option.name}" in shown
        assert option.metavar in shown
        assert option.help in shown


def test_the_table_is_loaded_without_the_models() -> None:
    import subprocess
    import sys

    code = "import scheduler.changing, sys; print([m for m in ('pydantic', 'ortools', 'yaml') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"
