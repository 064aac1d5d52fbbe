"""Calendars: what they say, how those who follow them see what moves, and what is only for one person."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given, settings

from instances import clock
from instances.agenda import Agenda
from instances.changes import Attend, Seats
from instances.conference import Conference, Speaker
from instances.formats import Publication, ics
from instances.formats.calendars import KINDS, Calendars
from instances.formats.entries import Followed
from instances.formats.ics import Organizer
from instances.problems import BadInput
from instances.told import told
from scheduler.calendars import calendars, write
from scheduler.events import Event
from scheduler.events import events as counted
from scheduler.greedy import greedy
from scheduler.history import History
from tests.reading import events, kept, offsets, read
from tests.stories import Story, seat, talk
from tests.strategies import Case, cases, random_agenda
from tests.test_formats import STEADY, conferences
from tests.test_history import BOTH, CONFERENCE, EVENING, FIRST, LATER, OTHER_ROOM, STORY, after, history, sat, shell
from tests.test_page import SIGNS, canaried
from tests.test_show import agenda as shown
from tests.test_show import conference as summit

__all__ = ["history", "shell"]

MORNINGS = [EVENING + timedelta(hours=n) for n in range(30)]


def followed(*agendas: Agenda, of: Conference = CONFERENCE, **how: Any) -> Calendars:
    """The calendars of agendas that were published one after another."""
    return Calendars(tuple(Publication(of, one, n, MORNINGS[n]) for n, one in enumerate(agendas, 1)), **how)


def alone(agenda: Agenda, of: Conference = CONFERENCE, **how: Any) -> Calendars:
    """The calendars of an agenda without a history."""
    return Calendars((Publication(of, agenda),), **how)


def feed(found: Calendars, id: str = "") -> bytes:
    """The file of one of them, or of the whole."""
    return ics.feed(found.of(id) if id else found.whole)


# --- what they say ---


def test_the_whole_agenda_is_read_by_another_library_as_it_is() -> None:
    read_back = vobject.readOne(feed(alone(shown(), summit())).decode()).vevent_list
    found = {event.uid.value: (event.dtstart.value, event.dtend.value, event.summary.value, event.location.value) for event in read_back}
    shanghai = ZoneInfo("Asia/Shanghai")

    def at(hour: int, minute: int) -> datetime:
        return datetime(2022, 11, 9, hour, minute, tzinfo=shanghai)

    assert found == {
        "opening@tiny": (at(8, 0), at(8, 45), "Opening", "Great Hall"),
        "data/1@tiny": (at(9, 30), at(10, 30), "Data Governance Forum", "Small Room"),
        "film/1@tiny": (at(13, 30), at(14, 30), "Film Forum", "Great Hall"),
    }


def test_a_sitting_tells_its_talks_people_and_track_and_every_language_has_its_own() -> None:
    (data,) = [part for part in read(feed(alone(shown(), summit(), language="zh"))).all("VEVENT") if part["UID"] == "data/1@tiny"]
    assert data["DESCRIPTION"].split("\n") == ["09:30 谁的数据 · Ada (online)", "10:00 Panel · 薄熙 (moderator)", "(Asia/Shanghai)"]
    assert (data["SUMMARY"], data["CATEGORIES"]) == ("数据治理论坛", "法律")


def test_an_entry_may_be_a_talk() -> None:
    found = events(feed(alone(shown(), summit(), talks=True)))
    assert {uid: seen.summary for uid, seen in found.items()} == {
        "opening@tiny": "Opening",
        "d1@tiny": "Whose data · Data Governance Forum",
        "d2@tiny": "Panel · Data Governance Forum",
        "f1@tiny": "A film · Film Forum",
    }


def test_each_room_track_and_subforum_has_what_is_its_own() -> None:
    found = alone(shown(), summit())
    held = {kind: {c.key: list(events(ics.feed(c))) for c in found.by(kind)} for kind in ("room", "track", "subforum")}
    assert held == {
        "room": {"rooms/hall": ["opening@tiny", "film/1@tiny"], "rooms/room": ["data/1@tiny"]},
        "track": {"tracks/law": ["data/1@tiny"], "tracks/art": ["film/1@tiny"]},
        "subforum": {"subforums/data": ["data/1@tiny"], "subforums/film": ["film/1@tiny"]},
    }


def test_a_person_has_talks_seats_sittings_that_they_host_and_fixtures_but_no_film_of_theirs() -> None:
    found = alone(FIRST)
    summaries = {c.key: [seen.summary for seen in events(ics.feed(c)).values()] for c in found.by("speaker")}
    assert summaries == {
        "speakers/ana": ["Opening", "D1 · Data"],
        "speakers/ben": ["D1 · Data", "F1 · Film"],
        "speakers/cy": ["D2 · Data"],
        "speakers/eve": ["Data (host)", "D2 (moderator) · Data"],
    }
    assert {seen.location for seen in events(feed(found, "cy")).values()} == {"online"}
    assert {seen.location for seen in events(feed(found, "ben")).values()} == {"Red", "Blue"}


@settings(deadline=None, derandomize=True, max_examples=25)
@given(cases(agendas=1))
def test_everybody_is_to_come_where_notices_send_them(case: Case) -> None:
    conference, (agenda,) = case
    found = alone(agenda, conference)
    for person, duties in told(conference, agenda).items():
        of = {speaker.id: speaker.attends for speaker in conference.speakers}
        expected = {(d.first, d.last, d.rooms) for d in duties if d.kind != "programme" and d.start}
        entries = [one.entry for one in found.of(person).entries]
        assert {(e.first, e.last, e.rooms) for e in entries} == expected, of[person]


def test_what_a_calendar_is_called_and_how_often_to_look() -> None:
    calendar = read(feed(followed(FIRST), "ben"))
    assert (calendar["METHOD"], calendar["NAME"], calendar["X-WR-CALNAME"]) == ("PUBLISH", "Ben · Tiny", "Ben · Tiny")
    assert calendar["REFRESH-INTERVAL"] == "PT1H"
    assert calendar.parameters["REFRESH-INTERVAL"] == {"VALUE": "DURATION"}
    assert calendar["LAST-MODIFIED"] == "20221108T203005Z"
    others = {read(ics.feed(c))["UID"] for kind in KINDS for c in followed(FIRST).by(kind)}
    assert len(others | {calendar["UID"]}) == 4 + 2 + 1 + 2


def test_events_are_of_an_organizer_who_may_have_an_address() -> None:
    def organizers(found: Calendars) -> set[tuple[str, str]]:
        parts = read(feed(found)).all("VEVENT")
        return {(part["ORGANIZER"], part.parameters["ORGANIZER"]["CN"]) for part in parts}

    assert organizers(alone(FIRST)) == {("invalid:nomail", "Tiny")}
    assert organizers(alone(FIRST, organizer=Organizer("Büro", "mailto:office@example.org"))) == {("mailto:office@example.org", "Büro")}


# --- what moves ---


def test_what_moved_is_counted_and_what_is_off_is_cancelled() -> None:
    """Film moves, then data, then nothing of ben's film is left."""
    versions = [FIRST, LATER, BOTH, sat("blue", film="")]
    seen = [events(feed(followed(*versions[:n]), "ben")) for n in range(1, 5)]
    assert [(s["f1+ben@tiny"].sequence, s["f1+ben@tiny"].cancelled) for s in seen] == [(0, False), (1, False), (1, False), (2, True)]
    assert [s["d1+ben@tiny"].sequence for s in seen] == [0, 0, 1, 1]
    assert seen[3]["f1+ben@tiny"].start == LATER.slots["f1"][0].start
    assert len({s["f1+ben@tiny"].stamp for s in seen}) == 4


def test_a_word_that_changes_is_dated_but_not_counted() -> None:
    sits = [sat("red"), sat("red", "d2", "d1")]
    first, then = (read(feed(followed(*sits[:n]))).all("VEVENT") for n in (1, 2))
    (was,), (now,) = ([part for part in parts if part["UID"] == "data/1@tiny"] for parts in (first, then))
    assert was["DESCRIPTION"] != now["DESCRIPTION"]
    assert (was["SEQUENCE"], now["SEQUENCE"]) == ("0", "0")
    assert (was["LAST-MODIFIED"], now["LAST-MODIFIED"]) == ("20221108T203005Z", "20221108T213005Z")
    assert {part["LAST-MODIFIED"] for part in then} == {"20221108T203005Z", "20221108T213005Z"}


def test_what_is_cancelled_can_be_sent_to_the_person_whose_it_was() -> None:
    found = followed(FIRST, after(sat("red"), f1={"speakers": ["ana"]}))
    message = ics.cancellation(found.of("ben"))
    assert read(message)["METHOD"] == "CANCEL"
    (gone,) = events(message).values()
    assert (gone.uid, gone.sequence, gone.summary) == ("f1+ben@tiny", 1, "F1 · Film")
    assert kept(feed(followed(FIRST), "ben"), message).keys() == {"d1+ben@tiny"}
    assert "f1+ana@tiny" in events(feed(found, "ana"))
    assert not events(feed(found))["film/1@tiny"].cancelled


def test_who_is_nowhere_any_more_has_a_calendar_that_says_so() -> None:
    found = followed(FIRST, after(LATER, d2={"speakers": ["dot"]}))
    assert {seen.cancelled for seen in events(feed(found, "cy")).values()} == {True}
    assert "speakers/cy" in [calendar.key for calendar in found.by("speaker")]


def test_a_calendar_of_nothing_is_one_all_the_same() -> None:
    calendar = read(feed(alone(FIRST), "dot"))
    assert [part.name for part in calendar.parts] == ["VTIMEZONE"]


def test_who_is_online_need_not_know_that_the_room_is_another() -> None:
    found = followed(FIRST, OTHER_ROOM)
    assert [events(feed(found, person))[f"{item}+{person}@tiny"].sequence for item, person in (("d2", "cy"), ("d1", "ana"))] == [0, 1]
    changed = Publication(*_settled(after(FIRST, Attend(person="cy", attends="onsite"))), 2, MORNINGS[2])
    now = events(feed(Calendars((Publication(CONFERENCE, FIRST, 1, MORNINGS[1]), changed)), "cy"))
    assert (now["d2+cy@tiny"].sequence, now["d2+cy@tiny"].location) == (1, "Red")


def _settled(agenda: Agenda) -> tuple[Conference, Agenda]:
    from instances.changes.kept import settled

    return settled(CONFERENCE, agenda)


def test_what_leaves_a_room_is_in_the_calendar_of_the_other() -> None:
    found = followed(FIRST, OTHER_ROOM)
    assert [list(events(feed(found, room))) for room in ("red", "blue")] == [["opening@tiny"], ["data/1@tiny", "film/1@tiny"]]
    dropped = followed(FIRST, sat("red", film=""))
    assert events(feed(dropped, "blue"))["film/1@tiny"].cancelled


def test_without_a_history_everything_is_older_than_any_version() -> None:
    before, later = feed(alone(LATER)), feed(followed(FIRST))
    assert {seen.stamp for seen in events(before).values()} == {"19700101T000000Z"}
    assert kept(before, later)["film/1@tiny"].start == FIRST.slots["f1"][0].start


@settings(deadline=None, derandomize=True, max_examples=10)
@given(cases(agendas=3))
def test_a_client_that_keeps_the_highest_sequence_ends_with_the_agenda(case: Case) -> None:
    _ends_right(case[0], [*case[1], case[1][0], case[1][2], case[1][2]])


@pytest.mark.full
@settings(deadline=None, derandomize=True, max_examples=60)
@given(cases(agendas=5))
def test_many_clients_that_keep_the_highest_sequence_end_with_the_agenda(case: Case) -> None:
    _ends_right(case[0], [*case[1], *reversed(case[1]), case[1][2], case[1][2]])


def _ends_right(conference: Conference, agendas: list[Agenda]) -> None:
    """A client that took every file: the agenda of all, that of talks, and that of each person; some agendas come back."""
    states = [followed(*agendas[:n], of=conference) for n in range(1, len(agendas) + 1)]
    now = alone(agendas[-1], conference)

    def places(entries: tuple[Followed, ...]) -> dict[str, tuple[int, int]]:
        return {one.entry.uid: (one.entry.first, one.entry.last) for one in entries if not one.cancelled}

    def client(*files: bytes) -> dict[str, tuple[int, int]]:
        return {uid: (clock.minute(seen.start), clock.minute(seen.end)) for uid, seen in kept(*files).items()}

    assert client(*map(feed, states)) == places(now.whole.entries)
    assert client(*(feed(replace(state, talks=True)) for state in states)) == places(replace(now, talks=True).whole.entries)
    for person in (speaker.id for speaker in conference.speakers):
        assert client(*(feed(state, person) for state in states)) == places(now.of(person).entries)


@settings(deadline=None, derandomize=True, max_examples=15)
@given(cases(agendas=4))
def test_the_history_counts_as_calendars_do(case: Case) -> None:
    conference, agendas = case
    known: dict[str, Event] = {}
    for number, agenda in enumerate(agendas, 1):
        known = counted(known, agenda)
        for talks in (False, True):
            entries = followed(*agendas[:number], of=conference, talks=talks).whole.entries
            assert {one.entry.uid: (one.sequence, one.cancelled) for one in entries} == {
                event.uid: (event.sequence, event.status == "cancelled")
                for event in known.values()
                if event.kind in (("talk", "fixture") if talks else ("sitting", "fixture"))
            }


# --- clocks ---


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", "2022-03-26"),
        ("Europe/Berlin", "2022-10-29"),
        ("Europe/Dublin", "2022-03-26"),
        ("Europe/Dublin", "2022-10-29"),
        ("Australia/Lord_Howe", "2022-04-02"),
        ("Australia/Lord_Howe", "2022-10-01"),
        ("America/St_Johns", "2022-03-12"),
        ("Asia/Kathmandu", "2022-11-09"),
        ("Pacific/Chatham", "2022-09-24"),
        ("Asia/Shanghai", "1940-05-31"),
        ("UTC", "2022-11-09"),
        ("Etc/UTC", "2022-11-09"),
    ],
)
def test_every_half_hour_is_right_when_clocks_change(zone: str, day: str) -> None:
    """Something every half hour through two days; read by the clocks in the file alone."""
    first, count = clock.minute(datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone))), 100
    times = [clock.instant(first + 30 * n, zone).isoformat() for n in range(count + 1)]
    story = Story(zone, day).block("am", "09:00", "12:00").room("red").subforum("data", talk("d1", 30))
    for n in range(count):
        story = story.fixture(f"f{n}", minutes=30, windows=[{"from": times[n], "to": times[n + 1]}])
    placed = [{"fixture": f"f{n}", "start": times[n], "end": times[n + 1]} for n in range(count)]
    agenda = Agenda.model_validate({"conference": "tiny", "conference_hash": "", "sittings": [], "fixtures": placed})
    file = feed(alone(agenda, story.conference))
    found = events(file)
    assert [(clock.minute(found[f"f{n}@tiny"].start) - first) / 30 for n in range(count)] == list(range(count))
    assert [(clock.minute(found[f"f{n}@tiny"].end) - first) / 30 for n in range(count)] == list(range(1, count + 1))
    for clocks in read(file).all("VTIMEZONE"):
        for moment, before, later in list(offsets(clocks))[1:]:
            assert moment.astimezone(ZoneInfo(zone)).utcoffset() == later
            assert (moment - timedelta(minutes=1)).astimezone(ZoneInfo(zone)).utcoffset() == before
    assert bool(read(file).all("VTIMEZONE")) == ("UTC" not in zone)


def test_another_library_reads_the_clocks_in_the_file_alone() -> None:
    """A made-up name, which no library knows."""
    story = Story("Europe/Berlin", "2022-03-26").block("b", "2022-03-26T20:00", "2022-03-26T21:00")
    story = story.block("c", "2022-03-27T09:00", "2022-03-27T10:00").room("red")
    story = story.subforum("eve", talk("e1", 30)).subforum("day", talk("t1", 30))
    story = story.sit("eve", "red", "2022-03-26T20:00").sit("day", "red", "2022-03-27T09:00")
    text = feed(alone(story.agenda, story.conference)).decode().replace("Europe/Berlin", "Nowhere")
    found = {event.uid.value: event.dtstart.value.astimezone(UTC).hour for event in vobject.readOne(text).vevent_list}
    assert found == {"eve/1@tiny": 19, "day/1@tiny": 7}


# --- what people write ---

NASTY = 'Ann\r\nATTENDEE:mailto:x@example.org\nEND:VEVENT\x00\x07\x1b\x85\u2028; a, b: "c" \\n 会议' + "很长" * 40


@settings(STEADY, max_examples=20)
@given(conferences())
def test_odd_words_are_sound_in_every_line(conference: Conference) -> None:
    found = alone(random_agenda(conference, random.Random(1)), conference)
    for calendar in (found.whole, *(one for kind in KINDS for one in found.by(kind))):
        assert len(events(ics.feed(calendar))) == len(calendar.entries)


def test_nobody_adds_a_line_with_a_name_a_title_or_a_link() -> None:
    story = (
        Story().block("am", "09:00", "12:00").room("red", building=NASTY)
        .add("speakers", id="ann", name=NASTY, attends="online", join_url=f"https://example.org/{NASTY}")
        .subforum("data", talk("d1", 30, seats=[seat("s", "ann", role=NASTY)], abstract=NASTY), title=NASTY, abstract=NASTY, hosts=["ann"])
    ).sit("data", "red", "09:00", s="ann")  # fmt: skip
    found = alone(story.agenda, story.conference, organizer=Organizer(NASTY.split("\r")[0] + '"'))
    for content in (feed(found), feed(found, "ann"), feed(found, "red"), feed(replace(found, talks=True))):
        assert all("ATTENDEE" not in event.values for event in read(content).all("VEVENT"))
        assert len(events(content)) == len(vobject.readOne(content.decode()).vevent_list)
    (talk_, _) = sorted(read(feed(found, "ann")).all("VEVENT"), key=lambda event: event["DTEND"] + event["UID"])
    assert talk_["CONFERENCE"].startswith("https://example.org/Ann%20ATTENDEE:mailto:x@example.org%20END:VEVENT")
    assert talk_.parameters["CONFERENCE"] == {"VALUE": "URI", "FEATURE": "AUDIO,VIDEO", "LABEL": "Join"}


# --- what is not for everybody ---


def test_no_canary_of_a_field_that_is_not_public_is_in_a_calendar_for_everybody() -> None:
    conference, agenda = canaried()
    for talks in (False, True):
        found = alone(agenda, conference, talks=talks)
        files = [ics.feed(one) for one in (found.whole, *(c for kind in ("room", "track", "subforum") for c in found.by(kind)))]
        text = b"".join(files).replace(b"\r\n ", b"").decode()
        assert [sign for sign in SIGNS if sign in text] == []


def test_a_person_alone_has_their_link() -> None:
    conference, agenda = canaried()
    people = tuple(person.replaced(join_url=f"https://canary.example/{person.id}", attends="online") for person in conference.speakers)
    found = alone(agenda, conference.replaced(speakers=people))
    for calendar in found.by("speaker"):
        text = ics.feed(calendar).replace(b"\r\n ", b"").decode()
        links = {person.id for person in people if f"canary.example/{person.id}" in text}
        assert links == {calendar.key.removeprefix("speakers/")}
        assert [sign for sign in SIGNS if sign in text.replace("canary.example", "")] == []
        assert all(event["CONFERENCE"].endswith(calendar.key.removeprefix("speakers")) for event in read(ics.feed(calendar)).all("VEVENT"))


def test_who_comes_after_all_has_no_link_and_neither_has_what_is_cancelled() -> None:
    link = {"join_url": "https://example.org/cy"}
    story = replace(STORY, given=tuple((key, {**thing, **link} if thing["id"] == "cy" else thing) for key, thing in STORY.given))
    known = story.conference
    online, onsite = (known.replaced(speakers=tuple(_coming(s, how) for s in known.speakers)) for how in ("online", "onsite"))
    assert b"https://example.org/cy" in feed(alone(FIRST, online), "cy")
    assert b"https://example.org/cy" not in feed(alone(FIRST, onsite), "cy")
    assert b"https://example.org/cy" not in feed(followed(FIRST, after(FIRST, d2={"speakers": ["dot"]}), of=online), "cy")


def _coming(person: Speaker, how: str) -> Speaker:
    return person.replaced(attends=how) if person.id == "cy" else person


# --- from the shell ---


def test_the_calendar_of_a_speaker_after_publish_repair_repair(shell: Callable[..., Any], tmp_path: Path) -> None:
    """Three files: the room is closed and then Ben cancels; each file tells it, and a client has it in the end."""
    name, files = "tiny.history.db", list[bytes]()

    def calendar() -> None:
        out = shell("calendars", name, "ben.ics", "--for", "Ben")
        assert out.exit_code == 0, out.stderr
        files.append((tmp_path / "ben.ics").read_bytes())

    assert shell("publish", "story.yaml", "first.json").exit_code == 0
    calendar()
    for happened in (["--close-room", "blue@am"], ["--cancel", "ben=drop"]):
        assert shell("repair", name, *happened, "-o", "new.json", "--alternatives", "0", "-q").exit_code == 0
        assert shell("publish", name, "new.json").exit_code == 0
        calendar()
    seen = [events(file) for file in files]
    assert [list(each) for each in seen] == [["d1+ben@tiny", "f1+ben@tiny"]] * 3
    assert [(each["f1+ben@tiny"].sequence, each["f1+ben@tiny"].cancelled) for each in seen] == [(0, False), (1, False), (2, True)]
    assert [(each["d1+ben@tiny"].sequence, each["d1+ben@tiny"].cancelled) for each in seen] == [(0, False), (0, False), (1, True)]
    assert [each["f1+ben@tiny"].location for each in seen] == ["Blue", "Red", "Red"]
    assert kept(*files) == {}
    message = (tmp_path / "ben.cancelled.ics").read_bytes()
    assert read(message)["METHOD"] == "CANCEL"
    assert kept(files[0], message) == {}
    assert kept(files[1]).keys() == {"d1+ben@tiny", "f1+ben@tiny"}


def test_calendars_for_everybody_and_those_for_one_are_written_apart(shell: Callable[..., Any], history: History, tmp_path: Path) -> None:
    history.publish(BOTH, who="Ann", when=MORNINGS[3])
    assert shell("calendars", history.path.name, "public").stderr == "Wrote 6 calendars to public/, a new folder\n"
    written = sorted(str(path.relative_to(tmp_path / "public")) for path in (tmp_path / "public").rglob("*.ics"))
    assert written == ["agenda.ics", "rooms/blue.ics", "rooms/red.ics", "subforums/data.ics", "subforums/film.ics", "tracks/theme.ics"]
    assert shell("calendars", history.path.name, "people/", "--by", "speaker").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "people").rglob("*.ics")) == ["ana.ics", "ben.ics", "cy.ics", "eve.ics"]
    mixed = (
        ("public", "public: has calendars for everybody (agenda.ics)", "--by", "speaker"),
        ("people", "people: has calendars of people"),
    )
    for folder, what, *by in mixed:
        before = {path: path.read_bytes() for path in tmp_path.rglob("*.ics")}
        out = shell("calendars", history.path.name, folder, *by)
        assert (out.exit_code, {path: path.read_bytes() for path in tmp_path.rglob("*.ics")}) == (2, before)
        assert what in out.stderr
    assert shell("calendars", history.path.name, "people", "--by", "speaker").exit_code == 0
    shell("convert", history.path.name, "whole.ics")
    assert (tmp_path / "whole.ics").read_bytes() == (tmp_path / "public" / "agenda.ics").read_bytes()
    shell("calendars", history.path.name, "rooms", "--by", "room")
    assert sorted(path.name for path in (tmp_path / "rooms").rglob("*.ics")) == ["agenda.ics", "blue.ics", "red.ics"]


def test_the_same_history_gives_the_same_bytes(history: History) -> None:
    history.publish(BOTH, who="Ann")
    twice = [[ics.feed(c) for kind in KINDS for c in calendars([str(history.path)]).by(kind)] for _ in range(2)]
    assert twice[0] == twice[1]


def test_a_cancellation_that_is_taken_back_is_taken_away(history: History, tmp_path: Path) -> None:
    def names() -> list[str]:
        write(calendars([str(history.path)]), f"{tmp_path / 'people'}/", "speaker", None)
        return sorted(path.name for path in (tmp_path / "people").rglob("ben*"))

    history.publish(sat("red", film=""), who="Ann", force=True)
    assert names() == ["ben.cancelled.ics", "ben.ics"]
    history.publish(FIRST, who="Ann")
    assert names() == ["ben.ics"]


def test_an_agenda_without_a_history_has_calendars_too(shell: Callable[..., Any], tmp_path: Path) -> None:
    assert shell("calendars", "story.yaml", "first.json", "out", "--talks", "--lang", "zh").exit_code == 0
    assert "d1@tiny" in events((tmp_path / "out" / "agenda.ics").read_bytes())
    assert shell("convert", "story.yaml", "first.json", "a.ics").exit_code == 0
    assert events((tmp_path / "a.ics").read_bytes()).keys() == {"opening@tiny", "data/1@tiny", "film/1@tiny"}
    printed = shell("calendars", "story.yaml", "first.json", "-", "--for", "red", "--sender", "Büro <office@example.org>")
    assert "ORGANIZER;CN=Büro:mailto:office@example.org" in printed.stdout
    (tmp_path / "odd.json").write_text(after(FIRST, Seats(room="red", seats=77)).to_json(), encoding="utf-8")
    assert shell("calendars", "story.yaml", "odd.json", "out").exit_code == 0


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("tiny.history.db", "x.ics"), "'x.ics' is one file, and there are several calendars"),
        (("tiny.history.db", "-"), "several calendars are not written to the standard output"),
        (("tiny.history.db", "out", "--by", "speakers"), "there are no calendars by 'speakers'; did you mean 'speaker'?"),
        (("tiny.history.db", "out", "--for", "ben"), "'out' is no name of a calendar; let it end with .ics"),
        (("tiny.history.db", "x.ics", "--for", "zoe"), "is called 'zoe'"),
        (("tiny.history.db", "x.ics", "--for", "ben", "--by", "room"), "--for does not go with --by"),
        (("tiny.history.db", "first.json", "out"), "calendars of a history are of what it has published"),
        (("tiny.history.db", "out", "--force"), "a history does not go with --force"),
        (("tiny.history.db", "out", "--sender", "me"), "'me' is no e-mail address"),
        (("story.yaml", "out"), "no agenda is named"),
        (("story.yaml", "first.json", "later.json", "out"), "3 inputs"),
        (("story.yaml",), "only one file is named"),
    ],
)
def test_what_is_asked_wrongly_is_told(
    shell: Callable[..., Any], history: History, words: tuple[str, ...], what: str, tmp_path: Path
) -> None:
    out = shell("calendars", *words)
    assert (out.exit_code, out.stdout) == (2, "")
    assert what in out.stderr
    assert not list(tmp_path.rglob("*.ics"))


def test_who_is_no_more_in_the_conference_is_found(history: History) -> None:
    found = calendars([str(history.path)])
    gone = found.published[0].conference.replaced(speakers=CONFERENCE.speakers[:1])
    later = Publication(gone, FIRST.replaced(sittings=(), fixtures=()), 2, MORNINGS[2])
    both = Calendars((*found.published, later))
    assert both.find("eve") == "eve"
    assert {one.cancelled for one in both.of("eve").entries} == {True}
    with pytest.raises(BadInput, match="nobody"):
        both.find("nobody")


def test_the_calendars_of_wuzhen_are_right_to_the_minute(wuzhen: Conference) -> None:
    agenda = greedy(wuzhen)
    found = events(feed(alone(agenda, wuzhen, talks=True)))
    assert len(found) == len(agenda.slots) + len(agenda.fixtures)
    for talk_, (slot, _) in agenda.slots.items():
        assert (found[f"{talk_}@wuzhen2022"].start, found[f"{talk_}@wuzhen2022"].end) == (slot.start, slot.end)
