"""Messages: to each person what is new for them, in their own time, and nothing else."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from instances import clock
from instances.agenda import Agenda
from instances.changes import Attend, Cancel, Chairs, Drop, apply
from instances.conference import Conference
from instances.formats.native import write_conference
from instances.notices import Notice, Templates, notices
from instances.notices.letters import address, files, message, table, text, texts, unreachable, write
from instances.notices.templates import keep
from instances.problems import BadInput
from instances.told import differs, told
from tests.command import ROOT
from tests.conftest import Command
from tests.stories import Story, seat, talk
from tests.strategies import Case, cases
from tests.test_clock import STEADY

GIVEN = (
    Story(day="2022-11-10")
    .block("am", "09:00", "12:00")
    .block("pm", "13:00", "17:00")
    .room("red")
    .room("blue")
    .person("ana", email="ana@example.org")
    .person("bo")
    .person("chair", email="chair@example.org")
    .person("kim", "Asia/Kathmandu", join_url="https://example.org/join/kim", email="kim@example.org")
    .person("lou", "America/Los_Angeles")
    .person("rec", attends="recorded", timezone="Europe/Berlin")
    .subforum("data", talk("d1", 30, "ana"), talk("d2", 30, "kim", seats=[seat("panel", "bo", "lou")]), chairs=["chair"])
    .subforum("law", talk("l1", 60, "lou"), talk("l2", 60, "rec", "bo"), hosts=["bo"])
)
LAW = GIVEN.sit("law", "blue", "13:00")
BEFORE = LAW.sit("data", "red", "10:00", panel="bo")


def told_of(after: Story, before: Story = BEFORE, **how: Any) -> dict[str, Notice]:
    """The notices by person."""
    was, now = told(before.conference, before.agenda), told(after.conference, after.agenda)
    found = notices(after.conference, was, now, after.agenda, earlier=(before.conference,), **how)
    return {notice.person: notice for notice in found}


def body(notice: Notice) -> list[str]:
    """What is between the greeting and the end."""
    lines = notice.body.split("\n")
    return lines[5 : lines.index('Please answer with "confirmed", so that we know that you have read this.') - 1]


def test_another_room_alone_never_reads_like_another_time() -> None:
    found = told_of(LAW.sit("data", "blue", "10:00", panel="bo"))
    assert [*found] == ["ana", "bo", "chair"]  # who is online knows no rooms
    assert found["ana"].subject == "Tiny: same time, other room"
    assert body(found["ana"]) == ['"D1", in Data:', "  Same time, other room: Blue instead of Red"]
    assert body(found["bo"]) == ['"D2" (you are moderator), in Data:', "  Same time, other room: Blue instead of Red"]
    assert body(found["chair"]) == ["In Data, which you chair:", "", "The sitting:", "  Same time, other room: Blue instead of Red"]
    for notice in found.values():
        assert not re.search(r"\d\d:\d\d|new time", notice.body, re.IGNORECASE)


def test_a_new_time_in_the_zone_of_each_and_in_the_conferences() -> None:
    found = told_of(GIVEN.sit("law", "blue", "14:00").sit("data", "red", "10:30", panel="bo"))
    assert body(found["ana"]) == [
        '"D1", in Data:',
        "  New time: Thu 10 Nov 2022, 10:30-11:00 (Asia/Shanghai, UTC+8)",
        "  Not any more: Thu 10 Nov 2022, 10:00-10:30 (Asia/Shanghai, UTC+8)",
        "  Same room: Red",
    ]
    assert body(found["kim"]) == [
        '"D2", in Data:',
        "  New time: Thu 10 Nov 2022, 08:45-09:15 (Asia/Kathmandu, UTC+5:45)",
        "    at the conference: Thu 10 Nov 2022, 11:00-11:30 (Asia/Shanghai, UTC+8)",
        "  Not any more: Thu 10 Nov 2022, 08:15-08:45 (Asia/Kathmandu, UTC+5:45)",
        "    at the conference: Thu 10 Nov 2022, 10:30-11:00 (Asia/Shanghai, UTC+8)",
    ]
    assert body(found["lou"])[1:3] == [
        "  New time: Wed 9 Nov 2022, 22:00-23:00 (America/Los_Angeles, UTC-8)",
        "    at the conference, the next day: Thu 10 Nov 2022, 14:00-15:00 (Asia/Shanghai, UTC+8)",
    ]
    assert "rec" not in found
    assert "everything else stays as you know it" in found["kim"].body


def test_east_of_the_date_line_the_conference_is_a_day_behind() -> None:
    given = (
        Story(day="2022-11-10")
        .block("late", "19:00", "23:30")
        .room("red")
        .person("ari", "Pacific/Auckland")
        .subforum("data", talk("d1", 30, "ari"))
    )
    found = told_of(given.sit("data", "red", "20:00"), given.sit("data", "red", "19:00"))
    assert (
        "New time: Fri 11 Nov 2022, 01:00-01:30 (Pacific/Auckland, UTC+13)\n    at the conference, the day before: Thu 10 Nov"
        in found["ari"].body
    )


def test_clocks_that_change_between_two_times_and_within_one() -> None:
    given = Story(day="2022-11-06", zone="UTC").block("all", "00:00", "23:00").room("red").person("nia", "America/New_York")
    given = given.subforum("data", talk("d1", 120, "nia"))
    found = told_of(given.sit("data", "red", "05:00"), given.sit("data", "red", "01:00"))
    assert body(found["nia"])[1:] == [
        "  New time: Sun 6 Nov 2022, 01:00 (America/New_York, UTC-4) to Sun 6 Nov 2022, 02:00 (America/New_York, UTC-5)",
        "    at the conference: Sun 6 Nov 2022, 05:00-07:00 (UTC, UTC+0)",
        "  Not any more: Sat 5 Nov 2022, 21:00-23:00 (America/New_York, UTC-4)",
        "    at the conference, the next day: Sun 6 Nov 2022, 01:00-03:00 (UTC, UTC+0)",
    ]


def test_a_cancelled_talk_says_so_and_one_that_goes_on_without_a_person_says_that() -> None:
    left = told_of(LAW.sit("data", "red", "10:00", "d1", until="11:00"))
    assert body(left["kim"]) == [
        '"D2", in Data:',
        "  Cancelled: it is not in the programme any more.",
        "  It was to be on Thu 10 Nov 2022, 08:15-08:45 (Asia/Kathmandu, UTC+5:45)",
        "    at the conference: Thu 10 Nov 2022, 10:30-11:00 (Asia/Shanghai, UTC+8)",
        "",
        "Nothing is left for you to do in the programme. We thank you for having been ready.",
    ]
    assert left["kim"].subject == "Tiny: cancelled"
    assert "Join here" not in left["kim"].body
    swapped = told_of(LAW.sit("data", "red", "10:00", panel="lou"))
    assert "  It takes place without you: you are not asked for it any more." in body(swapped["bo"])
    assert "Cancelled" not in swapped["bo"].body
    assert '"D2" (you are moderator), in Data:' in body(swapped["lou"])
    assert "  New: you are asked to take part." in body(swapped["lou"])


def test_what_the_conference_has_no_more_keeps_its_name() -> None:
    conference = apply(BEFORE.conference, [Drop(item="d2")])
    after = LAW.sit("data", "red", "10:00", "d1", until="11:00").agenda
    was, now = told(BEFORE.conference, BEFORE.agenda), told(conference, after)
    found = {n.person: n for n in notices(conference, was, now, after, earlier=(BEFORE.conference,))}
    assert body(found["kim"])[0] == '"D2", in Data:'
    assert "Cancelled" in found["kim"].body
    assert body(found["chair"])[2:4] == ['"D2":', "  Cancelled: it is not in the programme any more."]


def test_a_sitting_that_is_left_out_is_told_to_its_host_once() -> None:
    found = told_of(GIVEN.sit("data", "red", "10:00", panel="bo"))
    assert body(found["bo"]) == [
        '"L2", in Law:',
        "  Cancelled: it is not in the programme any more.",
        "  It was to be on Thu 10 Nov 2022, 14:00-15:00 (Asia/Shanghai, UTC+8)",
        "",
        "In Law, which you host:",
        "",
        "The sitting:",
        "  Cancelled: it is not in the programme any more.",
        "  It was to be on Thu 10 Nov 2022, 13:00-15:00 (Asia/Shanghai, UTC+8)",
    ]


def test_who_sends_a_video_is_told_of_being_dropped_and_added_alone() -> None:
    assert "rec" not in told_of(GIVEN.sit("law", "red", "13:30").sit("data", "red", "10:00", panel="bo"))
    gone = told_of(GIVEN.sit("law", "blue", "13:00", "l1").sit("data", "red", "10:00", panel="bo"))["rec"]
    assert body(gone)[:2] == ['"L2", in Law:', "  Cancelled: it is not in the programme any more."]
    back = told_of(BEFORE, GIVEN.sit("law", "blue", "13:00", "l1").sit("data", "red", "10:00", panel="bo"))["rec"]
    assert body(back) == ['"L2", in Law:', "  New: you are asked to take part."]
    assert not re.search(r"\d\d:\d\d", gone.body + back.body)


def test_a_host_is_told_of_other_times_and_people_in_the_programme() -> None:
    found = told_of(LAW.sit("data", "red", "10:00", "d2", "d1", panel="lou"))
    assert body(found["chair"]) == [
        "In Data, which you chair:",
        "",
        '"D2":',
        "  New time: Thu 10 Nov 2022, 10:00-10:30 (Asia/Shanghai, UTC+8)",
        "  Not any more: Thu 10 Nov 2022, 10:30-11:00 (Asia/Shanghai, UTC+8)",
        "  Same room: Red",
        "  Other people: Kim, Lou; until now: Bo, Kim",
        "",
        '"D1":',
        "  New time: Thu 10 Nov 2022, 10:30-11:00 (Asia/Shanghai, UTC+8)",
        "  Not any more: Thu 10 Nov 2022, 10:00-10:30 (Asia/Shanghai, UTC+8)",
        "  Same room: Red",
    ]
    people = told_of(LAW.sit("data", "red", "10:00", panel="lou"))["chair"]
    assert body(people)[2:] == ['"D2":', "  Same time, other people: Kim, Lou; until now: Bo, Kim"]
    assert people.subject == "Tiny: other people in your programme"


def test_a_host_who_also_speaks_has_one_message_and_reads_nothing_twice() -> None:
    found = told_of(GIVEN.sit("law", "blue", "13:00", "l2", "l1").sit("data", "red", "10:00", panel="bo"))
    assert [line for line in body(found["bo"]) if line.startswith('"')] == ['"L2", in Law:', '"L1":']


def test_a_sitting_less_is_cancelled_and_a_subforum_that_another_chairs_is_not() -> None:
    given = Story(day="2022-11-10").block("am", "09:00", "12:00").room("red").person("chair").person("new")
    given = given.subforum("data", talk("d1", 30), talk("d2", 30), sittings=2, chairs=["chair"])
    both = given.sit("data", "red", "09:00", "d1").sit("data", "red", "10:00", "d2")
    less = body(told_of(given.sit("data", "red", "09:00", "d1"), both)["chair"])
    assert less[2:] == [
        "The sitting:",
        "  Cancelled: it is not in the programme any more.",
        "  It was to be on Thu 10 Nov 2022, 10:00-10:30 (Asia/Shanghai, UTC+8)",
    ]
    other = apply(both.conference, [Chairs(subforum="data", add=["new"], remove=["chair"])])
    was, now = told(both.conference, both.agenda), told(other, both.agenda)
    found = {n.person: body(n) for n in notices(other, was, now, both.agenda, earlier=(both.conference,))}
    assert found["chair"][0] == "In Data, which you chair:"
    assert found["chair"][2:4] == ["The sitting:", "  It is not among what you host or chair any more."]
    assert [line for line in found["new"] if not line.startswith(" ")] == [
        "In Data, which you chair:",
        "",
        *["The sitting:", ""] * 2,
        '"D1":',
        "",
        '"D2":',
    ]


def test_a_longer_sitting_is_no_new_time() -> None:
    found = told_of(LAW.sit("data", "red", "10:00", panel="bo", until="11:30"))
    assert [*found] == ["chair"]
    assert body(found["chair"])[2:] == [
        "The sitting:",
        "  Same start, other end: Thu 10 Nov 2022, 10:00-11:30 (Asia/Shanghai, UTC+8)",
        "  Same room: Red",
    ]


def test_who_is_moved_and_moved_back_is_told_nothing_whatever_was_between() -> None:
    between = LAW.sit("data", "blue", "11:00", panel="bo")
    was = told(BEFORE.conference, BEFORE.agenda) | {"ana": told(between.conference, between.agenda)["ana"]}
    found = notices(BEFORE.conference, was, told(BEFORE.conference, BEFORE.agenda), BEFORE.agenda)
    assert [notice.person for notice in found] == ["ana"]  # who alone was told in between
    assert told_of(BEFORE) == {}


def test_who_comes_online_gets_a_link_and_who_comes_on_site_a_room() -> None:
    online = apply(BEFORE.conference, [Attend(person="ana", attends="online"), Attend(person="kim", attends="onsite")])
    was, now = told(BEFORE.conference, BEFORE.agenda), told(online, BEFORE.agenda)
    found = {n.person: n for n in notices(online, was, now, BEFORE.agenda, earlier=(BEFORE.conference,))}
    assert [*found] == ["kim"]  # ana knows a room that she does not need
    assert body(found["kim"]) == ['"D2", in Data:', "  Room: Red"]
    first = notices(BEFORE.conference, {}, told(BEFORE.conference, BEFORE.agenda), BEFORE.agenda)
    assert [n.person for n in first if "Join here: https://example.org/join/kim\n" in n.body] == ["kim"]
    again = told_of(LAW.sit("data", "red", "10:30", panel="bo"))
    assert "Join here" not in again["kim"].body


def test_a_video_that_becomes_a_live_talk_has_a_time_now() -> None:
    live = apply(BEFORE.conference, [Attend(person="rec", attends="online")])
    found = notices(live, told(BEFORE.conference, BEFORE.agenda), told(live, BEFORE.agenda), BEFORE.agenda, earlier=(BEFORE.conference,))
    assert [n.person for n in found] == ["rec"]
    assert body(found[0])[1:3] == [
        "  Time: Thu 10 Nov 2022, 07:00-08:00 (Europe/Berlin, UTC+1)",
        "    at the conference: Thu 10 Nov 2022, 14:00-15:00 (Asia/Shanghai, UTC+8)",
    ]


def test_who_cancelled_is_not_written_to() -> None:
    conference = apply(BEFORE.conference, [Cancel(person="ana")])
    after = Agenda.model_validate_json(BEFORE.agenda.to_json().replace('"ana"\n', "").replace('"ana"', ""))
    was, now = told(BEFORE.conference, BEFORE.agenda), told(conference, after)
    assert [n.person for n in notices(conference, was, now, after, knows=["ana"])] == ["chair"]


# --- what is printed is right ---

_PLAIN = re.compile(r"\w{3} (\d+ \w{3} \d{4}), (\d\d:\d\d)-(\d\d:\d\d) \(([\w/+-]+), UTC([+-]\d+)(?::(\d\d))?\)")
_LONG = re.compile(r"\w{3} (\d+ \w{3} \d{4}, \d\d:\d\d) \(([\w/+-]+), UTC([+-]\d+)(?::(\d\d))?\)")


def _instants(words: str) -> Iterator[tuple[int, str]]:
    """Every time that a text names, parsed again, with its zone; nothing else in the text looks like a time."""
    for date, start, end, zone, hours, minutes in _PLAIN.findall(words):
        for hour in (start, end):
            yield _minute(f"{date}, {hour}", zone, hours, minutes), zone
    for moment, zone, hours, minutes in _LONG.findall(words):
        yield _minute(moment, zone, hours, minutes), zone
    assert not re.search(r"\d:\d\d", _LONG.sub("", _PLAIN.sub("", words)))


def _minute(moment: str, zone: str, hours: str, minutes: str) -> int:
    shift = timedelta(hours=abs(int(hours)), minutes=int(minutes or 0)) * (-1 if hours.startswith("-") else 1)
    time = datetime.strptime(moment, "%d %b %Y, %H:%M").replace(tzinfo=timezone(shift))
    assert time.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == time.replace(tzinfo=None), "no such time in the zone"
    return clock.minute(time)


def _times(*sides: tuple[Any, ...]) -> set[int]:
    return {clock.minute(at) for duties in sides for duty in duties for at in (duty.start, duty.end) if at}


@settings(STEADY, max_examples=50)
@given(cases(agendas=2))
def test_a_person_has_a_notice_just_if_something_differs_and_every_time_in_it_is_right(case: Case) -> None:
    conference, (old, new) = case
    was, now = told(conference, old), told(conference, new)
    found = {n.person: n for n in notices(conference, was, now, new)}
    for speaker in conference.speakers:
        before, after = was.get(speaker.id, ()), now.get(speaker.id, ())
        assert (speaker.id in found) == differs(before, after, speaker.attends)
        if notice := found.get(speaker.id):
            assert notice.lines
            assert all(line.news for line in notice.lines)
            said = [*_instants(notice.body)]
            minutes, zones = {minute for minute, _ in said}, {zone for _, zone in said}
            assert minutes <= _times(before, after)
            other = [line.now.time for line in notice.lines if line.now and line.now.time and {"new", "time", "length"} & {*line.news}]
            assert {clock.minute(time.start) for time in other} <= minutes
            home = conference.zone if speaker.attends == "onsite" else conference.zone_of(speaker.id)
            assert zones == ({home, conference.zone} if said else set())
            assert speaker.attends != "recorded" or not said


@settings(STEADY, max_examples=50)
@given(cases(agendas=2))
def test_who_is_online_reads_of_no_room(case: Case) -> None:
    conference, (old, new) = case
    rooms = {room.id: f"Room of {room.id}" for room in conference.rooms}
    named = Conference.model_validate(
        json.loads(conference.model_dump_json(by_alias=True))
        | {"rooms": [json.loads(r.model_dump_json(by_alias=True)) | {"title": rooms[r.id]} for r in conference.rooms]}
    )
    for notice in notices(named, told(named, old), told(named, new), new):
        assert named.speaker(notice.person).attends == "onsite" or "Room of" not in notice.body


# --- templates ---


def _folder(tmp_path: Path, **texts: str) -> str:
    folder = tmp_path / "words"
    keep(str(folder))
    for name, words in texts.items():
        (folder / f"{name}.jinja").write_text(words, encoding="utf-8")
    return str(folder)


def test_templates_of_ones_own_with_titles_in_a_language(tmp_path: Path) -> None:
    raw = deepcopy(BEFORE.raw)
    raw["conference"] = raw["conference"] | {"title": {"en": "Tiny", "zh": "小会"}}
    raw["subforums"][0]["talks"][0]["title"] = {"en": "D1", "zh": "数据"}
    conference = Conference.model_validate(raw)
    words = "{% for line in own %}{{ line.title }}：{{ line.now.time.start.month }}月{{ line.now.time.start.day }}日{% endfor %}"
    templates = Templates(_folder(tmp_path, subject="{{ conference }}（{{ name }}）", body=words))
    after = LAW.sit("data", "red", "10:30", panel="bo").agenda
    found = notices(conference, told(conference, BEFORE.agenda), told(conference, after), after, templates=templates, language="zh")
    assert (found[0].person, found[0].subject, found[0].body) == ("ana", "小会（Ana）", "数据：11月10日\n")


def test_the_usual_templates_written_to_a_folder_say_the_same(tmp_path: Path) -> None:
    after = LAW.sit("data", "blue", "10:30", panel="lou")
    assert told_of(after, templates=Templates(_folder(tmp_path))) == told_of(after)
    with pytest.raises(BadInput, match=r"words: has subject.jinja and body.jinja already; name another folder"):
        keep(str(tmp_path / "words"))


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("Dear\n{{ nam }}\n", r"body\.jinja:2: the template fails: 'nam' is undefined; mend it"),
        ("a\nb\n{% if %}\n", r"body\.jinja:3: the template fails: Expected an expression"),
        (
            "a\n{% for line in own %}\n{{ line.now.time.start.foo() }}{% endfor %}",
            r"body\.jinja:3: the template fails: .*no attribute 'foo'",
        ),
        ("a\n\n\n{{ 1 / 0 }}", r"body\.jinja:4: the template fails: division by zero"),
        ("{% include 'none.jinja' %}", r"body\.jinja:1: the template fails: .*none\.jinja"),
        ("{{ name.__class__.__mro__ }}", r"body\.jinja:1: the template fails: access to attribute '__class__'.* is unsafe"),
    ],
)
def test_a_broken_template_is_told_by_file_and_line(tmp_path: Path, words: str, what: str) -> None:
    with pytest.raises(BadInput, match=what):
        told_of(LAW.sit("data", "blue", "10:30", panel="lou"), templates=Templates(_folder(tmp_path, body=words)))


def test_a_folder_without_templates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"subject\.jinja: cannot be read: No such file.*--write-templates"):
        Templates(str(tmp_path))
    (tmp_path / "body.jinja").write_bytes(b"\xff")
    with pytest.raises(BadInput, match=r"body\.jinja: is not UTF-8 text"):
        Templates(str(tmp_path))


# --- files ---

EVIL = 'Eve\r\nBcc: all@example.org\x00\u2028 "<x@y.org>", =cmd()'


def _evil() -> dict[str, Notice]:
    raw = deepcopy(BEFORE.raw)
    raw["speakers"][0] |= {"name": EVIL}
    raw["speakers"][1] |= {"name": "=1+1", "email": "bo@example.org\nBcc: all@example.org"}
    raw["subforums"][0]["talks"][0]["title"] = "Title\r\nX-Evil: yes\r\n\r\nbody {{ 7 * 7 }}"
    raw["conference"]["title"] = "Tiny\nTo: all@example.org"
    conference, after = Conference.model_validate(raw), LAW.sit("data", "blue", "10:00", panel="bo").agenda
    return {n.person: n for n in notices(conference, told(conference, BEFORE.agenda), told(conference, after), after)}


def _parsed(content: bytes) -> EmailMessage:
    made = message_from_bytes(content, policy=default)
    assert isinstance(made, EmailMessage)
    return made


def test_a_message_is_parsed_back() -> None:
    notice = told_of(LAW.sit("data", "red", "10:30", panel="bo"))["kim"]
    made = _parsed(bytes(message(notice, address("Büro <office@example.org>"))))
    assert [(a.display_name, a.addr_spec) for a in made["To"].addresses] == [("Kim", "kim@example.org")]
    assert [(a.display_name, a.addr_spec) for a in made["From"].addresses] == [("Büro", "office@example.org")]
    assert made["Subject"] == "Tiny: new time"
    assert made.get_content_type() == "text/plain"
    assert made.get_content_charset() == "utf-8"
    assert made.get_content().replace("\r\n", "\n") == notice.body
    assert not made.defects


def test_the_message_id_is_the_same_for_the_same_person_and_agenda_alone() -> None:
    after = LAW.sit("data", "red", "10:30", panel="bo")
    one, same = told_of(after), told_of(after, LAW.sit("data", "blue", "09:00", panel="bo"))
    other = told_of(LAW.sit("data", "red", "11:00", panel="bo"))
    assert message(one["kim"])["Message-ID"] == message(same["kim"])["Message-ID"]
    ids = [str(message(found[p])["Message-ID"]) for found in (one, other) for p in ("kim", "ana")]
    assert len({*ids}) == 4
    assert all(re.fullmatch(r"<[0-9a-f]{32}@agendawright\.invalid>", id) for id in ids)


def test_names_and_titles_inject_no_headers() -> None:
    found = _evil()
    made = _parsed(bytes(message(found["ana"])))
    assert sorted(made.keys()) == sorted(
        ["Subject", "To", "Message-ID", "X-Unsent", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]
    )
    assert [a.addr_spec for a in made["To"].addresses] == ["ana@example.org"]
    assert made["Subject"] == "Tiny To: all@example.org: same time, other room"
    assert '"Title X-Evil: yes body {{ 7 * 7 }}", in Data:' in made.get_content()
    assert "To" not in _parsed(bytes(message(found["bo"])))  # whose address is none


def test_the_table_for_a_mail_merge_is_a_table_and_no_formula() -> None:
    found = _evil()
    content = table(found.values())
    assert content.count("\r\n") == 4  # three people, and a body keeps its own ends of lines
    rows = [*csv.DictReader(StringIO(content, newline=""))]
    assert [row["id"] for row in rows] == ["ana", "bo", "chair"]
    assert [row["name"][:5] for row in rows] == ["Eve B", "'=1+1", "Chair"]
    assert [row["email"] for row in rows] == ["ana@example.org", "", "chair@example.org"]
    assert rows[0]["body"] == found["ana"].body
    later = told_of(LAW.sit("data", "red", "10:30", panel="bo"))
    times = {row["id"]: row["local times"] for row in csv.DictReader(StringIO(table(later.values()), newline=""))}
    assert times["kim"] == "2022-11-10 08:45+05:45 to 2022-11-10 09:15+05:45 (Asia/Kathmandu) D2"


@pytest.mark.parametrize(
    ("email", "kept"),
    [
        ("kim@example.org", "kim@example.org"),
        ("kim+x@bücher.example", "kim+x@xn--bcher-kva.example"),
        ("", ""),
        ("kim", ""),
        ("kim@example.org, all@example.org", ""),
        ("Kim <kim@example.org>", ""),
        ("kim..x@example.org", ""),
        ("金@example.org", ""),
        ("kim@example.org\r\nBcc: x@y.org", ""),
    ],
)
def test_only_what_is_an_address_is_one(email: str, kept: str) -> None:
    notice = Notice("kim", "Kim", email, "s", "b\n", (), "0")
    made = _parsed(bytes(message(notice)))
    assert [a.addr_spec for a in made["To"].addresses] if kept else "To" not in made
    assert not kept or made["To"].addresses[0].addr_spec == kept
    assert unreachable([notice]) == ("" if kept else "note: no e-mail address is known of Kim (kim)")


def test_addresses_stand_in_messages_and_in_the_table_alone() -> None:
    found = files(told_of(LAW.sit("data", "red", "10:30", panel="bo")).values())
    assert sorted(found) == sorted([*(f"{p}.{s}" for p in ("ana", "bo", "chair", "kim") for s in ("eml", "txt")), "merge.csv"])
    assert [name for name, content in sorted(found.items()) if b"ana@example.org" in content] == ["ana.eml", "merge.csv"]
    assert found["merge.csv"].startswith(b"\xef\xbb\xbfid,name,email,subject,body,local times\r\n")


def test_messages_of_an_earlier_run_are_not_sent_again(tmp_path: Path) -> None:
    everybody = told_of(LAW.sit("data", "red", "10:30", panel="bo"))
    assert write(f"{tmp_path}/out/", everybody.values()) == f"Wrote 4 messages, and merge.csv, to {tmp_path}/out/"
    assert write(f"{tmp_path}/out/", everybody.values()).startswith("Wrote 4")
    with pytest.raises(BadInput, match=r"holds other messages: ana\.eml, ana\.txt, .*so that nobody is told twice"):
        write(f"{tmp_path}/out/", [everybody["bo"]])
    assert text(everybody["bo"]) == (tmp_path / "out" / "bo.txt").read_text(encoding="utf-8")
    assert texts([]) == "Nobody has to be told anything."


# --- from the shell ---


@pytest.fixture
def given_files(tmp_path: Path) -> tuple[str, str, str]:
    conference = BEFORE.conference
    (tmp_path / "c.yaml").write_text(write_conference(conference), encoding="utf-8")
    for name, story in (("old", BEFORE), ("new", LAW.sit("data", "red", "10:30", panel="bo"))):
        (tmp_path / f"{name}.json").write_text(story.agenda.replaced(conference_hash=conference.hash).to_json(), encoding="utf-8")
    return ("c.yaml", "old.json", "new.json")


def test_messages_go_to_a_folder_or_are_printed(command: Command, given_files: tuple[str, str, str], tmp_path: Path) -> None:
    out = command("diff", *given_files, "--notices", "out", "--sender", "Office <office@example.org>")
    assert (out.returncode, out.stdout) == (0, "")
    assert out.stderr == "Wrote 4 messages, and merge.csv, to out/\nnote: no e-mail address is known of Bo (bo)\n"
    assert len([*(tmp_path / "out").iterdir()]) == 9
    printed = command("diff", *given_files, "--notices", "-")
    assert printed.stdout.count("\nSubject: ") == 4
    assert "@example.org" not in printed.stdout
    one = command("diff", *given_files, "--notices", "-", "--for", "kim").stdout
    assert one == (tmp_path / "out" / "kim.txt").read_text(encoding="utf-8")


def test_templates_are_written_edited_and_blamed(command: Command, given_files: tuple[str, str, str], tmp_path: Path) -> None:
    assert command("diff", "--write-templates", "words").stderr.startswith("Wrote subject.jinja and body.jinja to words; use them with")
    (tmp_path / "words" / "body.jinja").write_text("Hello {{ name }}\n{{ nobody }}\n", encoding="utf-8")
    out = command("diff", *given_files, "--notices", "out", "--templates", "words")
    assert (out.returncode, out.stdout) == (2, "")
    assert "words/body.jinja:2: the template fails: 'nobody' is undefined" in out.stderr
    assert not (tmp_path / "out").exists()
    assert command("diff", "--write-templates", "words").returncode == 2


def test_the_readme_shows_what_the_command_prints(command: Command, tmp_path: Path) -> None:
    """The agendas are those of tests/cancelled: the best of wuzhen2022, and one after its s123 cancelled and others closed the gap."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    sessions = [block for block in re.findall(r"^```\w*\n(.*?)^```", readme, re.DOTALL | re.MULTILINE) if "agenda diff wuzhen2022" in block]
    assert sessions
    for name in ("wuzhen2022.agenda.json", "repaired.agenda.json"):
        shutil.copy(ROOT / "tests" / "cancelled" / name, tmp_path)
    for session in sessions:
        for step in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
            line, _, printed = step.partition("\n")
            _, *words = shlex.split(line)
            assert [row.rstrip() for row in command(*words, COLUMNS="140").stdout.splitlines()] == [
                *map(str.rstrip, printed.rstrip().splitlines())
            ]
