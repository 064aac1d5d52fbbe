"""What was published stays, whoever reads, publishes or breaks off; and nobody is told anything twice."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import cli
from instances.agenda import Agenda
from instances.changes import Attend, Cancel, ChangeBase, Drop, Replace, Seats
from instances.conference import Conference
from instances.formats import read_agenda, read_conference
from instances.formats.native import write_conference, write_json
from instances.problems import BadInput
from instances.told import differs, told
from scheduler import history_file
from scheduler.events import events
from scheduler.given import both, with_item
from scheduler.greedy import greedy
from scheduler.history import Broken, Damaged, History, Overtaken
from scheduler.publish import history as listing
from scheduler.publish import name, publish
from scheduler.sides import since_told
from scheduler.version import document
from tests import tiny
from tests.command import ROOT
from tests.stories import Story, seat, talk
from tests.strategies import Case, cases

posix = pytest.mark.skipif(os.name == "nt", reason="there are no signals to send to another process")

STORY = (
    Story().block("am", "09:00", "12:00").room("red").room("blue")
    .person("ana").person("ben").person("cy", "Asia/Kathmandu").person("dot", attends="recorded").person("eve")
    .subforum("data", talk("d1", 30, "ana", "ben"), talk("d2", 30, "cy", "dot", seats=[seat("chair", "eve")]), hosts=["eve"])
    .subforum("film", talk("f1", 30, "ben"))
    .fixture("opening", "red", start="08:00", end="08:30", speakers=["ana"])
)  # fmt: skip
CONFERENCE = STORY.conference
OTHER = STORY.room("green").conference


def sat(room: str, *talks: str, film: str = "10:30") -> Agenda:
    """The agenda with 'data' in a room, all of it or some talks, and with 'film' at a time, or without it."""
    story = STORY.sit("data", room, "09:00", *talks, chair="eve")
    return (story.sit("film", "blue", film) if film else story).agenda.replaced(conference_hash=CONFERENCE.hash)


FIRST, OTHER_ROOM, LATER, BOTH = sat("red"), sat("blue"), sat("red", film="11:00"), sat("blue", film="11:00")
BROKEN = sat("red", film="09:00")  # Ben is in two places
EVENING = datetime(2022, 11, 8, 19, 30, 5, tzinfo=UTC)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs `agenda` in this process, in a folder with the story's files."""
    _files(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("AGENDA_WHO", "Office")
    return lambda *words: CliRunner().invoke(cli.app, words)


@pytest.fixture
def history(tmp_path: Path) -> History:
    """A history of one version."""
    found = History.create(tmp_path / "tiny.history.db")
    found.publish(FIRST, who="Ann", why="the programme", conference=CONFERENCE, when=EVENING)
    return found


def after(agenda: Agenda, *changes: ChangeBase, **slots: Any) -> Agenda:
    """An agenda with the changes that it was made after; `slots` are talks with other people."""
    raw = agenda.model_dump(mode="json")
    for place in (place for sitting in raw["sittings"] for place in sitting["talks"]):
        place |= slots.get(place["talk"], {})
    made = tuple(change.model_dump(mode="json", by_alias=True, exclude_none=True) for change in changes)
    return Agenda.model_validate({**raw, "changes": made})


# --- versions ---


def test_a_version_holds_conference_and_agenda_and_says_who_when_and_why(history: History) -> None:
    version = history.newest
    assert (version.number, version.parent, version.who, version.why, version.when) == (1, "", "Ann", "the programme", EVENING)
    assert version.base == CONFERENCE
    assert document(version.base) == document(CONFERENCE)
    assert version.agenda == FIRST.replaced(parent=version.hash)
    assert version.penalty is not None
    assert version.news == ("ana", "ben", "cy", "dot", "eve")
    assert history.verify() == 1


def test_every_version_stays_and_names_the_one_before(history: History) -> None:
    second = history.publish(LATER, who="Bo")
    third = history.publish(BOTH, who="Ann")
    assert second
    assert third
    assert [v.number for v in history.versions] == [1, 2, 3]
    assert [v.parent for v in history.versions] == ["", history.version(1).hash, second.hash]
    assert history.version(2).agenda.sittings == LATER.sittings
    assert history.newest.hash == third.hash
    assert (second.news, third.news) == (("ben",), ("ana", "ben", "eve"))
    with sqlite3.connect(history.path) as connection:
        assert connection.execute("SELECT count(*) FROM conferences").fetchone() == (1,)
    connection.close()
    with pytest.raises(BadInput, match="there is no version 4; the newest is 3"):
        history.version(4)


def test_changes_are_part_of_a_version_and_are_made_again_when_it_is_read(history: History) -> None:
    agenda = after(LATER, Attend(person="ben", attends="online"), Seats(room="red", seats=40))
    version = history.publish(agenda, who="Ann")
    assert version
    assert version.base.hash == CONFERENCE.hash
    assert version.conference.speaker("ben").attends == "online"
    assert version.conference.room("red").seats == 40
    assert [change.kind for change in version.changes] == ["attend", "seats"]
    conference, settled = both(str(history.path))
    assert conference.hash == version.conference.hash == settled.conference_hash
    assert settled.changes == agenda.changes


def test_an_agenda_made_for_the_conference_after_its_changes_takes_that_as_its_own(history: History) -> None:
    changed = history.publish(after(LATER, Seats(room="red", seats=40)), who="Ann")
    assert changed
    version = history.publish(BOTH.replaced(conference_hash=changed.conference.hash), who="Ann")
    assert version
    assert version.base.hash == changed.conference.hash
    assert version.base.room("red").seats == 40


def test_the_same_again_is_no_new_version(history: History) -> None:
    assert history.publish(FIRST, who="Bo", conference=CONFERENCE) is None
    assert history.publish(history.newest.agenda, who="Bo") is None
    assert history.publish(FIRST.replaced(score=None, solver=None), who="Bo") is None
    assert history.revert(1, who="Bo") is None
    assert history.publish(after(FIRST, Seats(room="red", seats=90)), who="Bo")
    assert len(history.versions) == 2


def test_to_return_to_an_older_agenda_is_a_new_version(history: History) -> None:
    history.publish(after(LATER, Cancel(person="dot"), d2={"speakers": ["cy"]}), who="Ann")
    back = history.revert(1, who="Ann", why="a mistake")
    assert back
    assert (back.number, back.why, back.changes) == (3, "a mistake", ())
    assert back.agenda.sittings == FIRST.sittings
    assert back.news == ("ben", "dot", "eve")
    assert [v.number for v in history.versions] == [1, 2, 3]


def test_what_is_refused(history: History, tmp_path: Path) -> None:
    with pytest.raises(Broken, match="Ben"):
        history.publish(BROKEN, who="Ann")
    with pytest.raises(BadInput, match="belongs to the conference 'other'"):
        history.publish(LATER.replaced(conference="other"), who="Ann", conference=CONFERENCE)
    with pytest.raises(BadInput, match="has changed since"):
        history.publish(LATER.replaced(conference_hash="0" * 64), who="Ann")
    with pytest.raises(Broken, match="no talk of"):
        history.publish(after(LATER, f1={"talk": "f9"}), who="Ann", force=True)
    with pytest.raises(BadInput, match="'d1' stands twice"):
        history.publish(after(LATER, f1={"talk": "d1"}), who="Ann", force=True)
    with pytest.raises(BadInput, match="changes/0"):
        history.publish(LATER.replaced(changes=({"kind": "marry", "person": "ana"},)), who="Ann")
    with pytest.raises(BadInput, match="is a history already"):
        History.create(history.path)
    for number in (0, 7):
        with pytest.raises(BadInput, match=f"there is no version {number}"):
            history.publish(LATER, who="Ann", after=number)
    with pytest.raises(BadInput, match="nothing is published yet"):
        History.create(tmp_path / "new.db").publish(FIRST, who="Ann", conference=CONFERENCE, after=3)
    assert len(history.versions) == 1
    assert not (tmp_path / "new.db").exists()
    assert history.publish(BROKEN, who="Ann", force=True)
    forced = history.publish(LATER.replaced(conference_hash="0" * 64), who="Ann", force=True)
    assert forced
    assert forced.agenda.conference_hash == CONFERENCE.hash


def test_whoever_was_overtaken_is_told_by_whom_and_what_to_do(history: History) -> None:
    mine = history.newest.agenda.replaced(sittings=LATER.sittings)
    history.publish(OTHER_ROOM, who="Bo", why="the red room leaks", when=EVENING)
    with pytest.raises(Overtaken) as error:
        history.publish(mine, who="Ann")
    words = str(error.value)
    assert "was made from version 1, and version 2 is there by now (Bo, 2022-11-08 19:30 UTC: the red room leaks)" in words
    assert "repair again from version 2, or publish --after 2" in words
    with pytest.raises(Overtaken):
        history.publish(LATER, who="Ann", after=1)
    version = history.publish(mine, who="Ann", after=2)
    assert version
    assert version.number == 3


def test_a_second_call_never_forgets_the_first(history: History) -> None:
    history.publish(after(LATER, Seats(room="red", seats=40)), who="Bo")
    with pytest.raises(Overtaken, match="does not know all changes"):
        history.publish(BOTH, who="Ann", conference=CONFERENCE)
    assert history.publish(after(BOTH, Seats(room="red", seats=40), Seats(room="blue", seats=40)), who="Ann")


def test_nobody_comes_back_because_the_file_was_edited(shell: Callable[..., Any], history: History, tmp_path: Path) -> None:
    history.publish(after(LATER, Cancel(person="cy"), d2={"speakers": ["dot"]}), who="Bo")
    (tmp_path / "edited.json").write_text(write_json(OTHER), encoding="utf-8")
    (tmp_path / "edited.agenda.json").write_text(FIRST.replaced(conference_hash=OTHER.hash).to_json(), encoding="utf-8")
    command = ("publish", "edited.json", "edited.agenda.json", "--to", history.path.name)
    refused = shell(*command)
    assert refused.exit_code == 2
    assert "the agenda does not know all changes that were made (Cy does not take part), and version 2 is there by now" in refused.stderr
    assert shell(*command, "--after", "2").stdout.splitlines()[1:3] == [
        "Unless the conference itself says so now, this is not so any more; tell the next repair again what still is:",
        "  Cy does not take part.",
    ]


def test_an_agenda_of_another_history_is_not_taken_for_one_of_this(history: History, tmp_path: Path) -> None:
    other = History.create(tmp_path / "other.sqlite")
    version = other.publish(FIRST, who="Bo", conference=CONFERENCE)
    assert version
    with pytest.raises(BadInput, match="is not in this history"):
        history.publish(version.agenda.replaced(sittings=LATER.sittings), who="Ann")


# --- who was told what ---


def test_three_calls_in_an_evening(history: History) -> None:
    """The second before anyone was told of the first; who is moved and moved back is told nothing, who cancelled neither."""
    assert history.untold() == ("ana", "ben", "cy", "dot", "eve")
    assert history.told() == {}
    assert history.tell(who="Ann") == ("ana", "ben", "cy", "dot", "eve")
    assert history.untold() == ()
    calls = [Cancel(person="cy"), Seats(room="red", seats=40), Seats(room="red", seats=50)]
    dropped: dict[str, Any] = {"d2": {"speakers": ["dot"]}}
    history.publish(after(BOTH, *calls[:1], **dropped), who="Ann", why="Cy cancels")
    assert history.newest.news == ("ana", "ben", "eve")
    assert history.untold() == ("ana", "ben", "eve")
    history.publish(after(LATER, *calls[:2], **dropped), who="Ann", why="a wall is put up")
    assert history.newest.news == ("ana", "ben", "eve")
    assert history.untold() == ("ben", "eve")  # Ana is moved back; Eve, who hosts, has to know that Cy is not there
    before = history.told()
    assert {duty.item for duty in before["cy"]} == {"d2"}
    assert before == told(CONFERENCE, FIRST)
    assert set(history.tell(["ben", "eve"], who="Ann")) == {"ben", "eve"}
    assert history.untold() == ()
    history.publish(after(FIRST, *calls, **dropped), who="Ann", why="and taken down")
    assert history.untold() == ("ben",)
    history.tell(who="Ann")
    assert history.untold() == ()
    assert history.told()["cy"] == ()


def test_whoever_cancelled_and_is_on_again_is_told(history: History) -> None:
    history.tell(who="Ann")
    history.publish(after(LATER, Cancel(person="cy"), d2={"speakers": ["dot"]}), who="Ann")
    history.tell(who="Ann")
    history.revert(1, who="Ann")
    assert history.untold() == ("ben", "cy", "eve")
    history.tell(who="Ann")
    history.publish(sat("red", "d1"), who="Ann", force=True)
    assert "cy" in history.untold()  # left out, without having asked for it


def test_whoever_cancelled_knows_that_they_are_off_though_only_the_others_are_told(history: History) -> None:
    history.tell(who="Ann")
    history.publish(after(LATER, Cancel(person="cy"), d2={"speakers": ["dot"]}), who="Ann")
    assert history.tell(history.untold(), who="Ann") == ("ben", "eve")
    assert (history.last()["cy"].number, history.known()["cy"].number) == (1, 2)
    assert since_told(history).knows == {"cy"}
    history.revert(1, who="Ann")
    assert history.untold() == ("ben", "cy", "eve")
    (notice,) = since_told(history).notices(only="cy")
    assert "D2" in notice.body
    history.revert(2, who="Ann")  # while Cy has heard nothing of being on again
    assert history.untold() == ()
    history.revert(1, who="Ann")
    history.tell(["cy"], who="Ann")
    history.revert(2, who="Ann")
    assert history.untold() == ("cy",)  # who is off again, and it was not their doing


def test_who_loses_a_place_that_they_took_after_they_cancelled_is_told(history: History) -> None:
    back = [Cancel(person="cy"), Replace(person="dot", by="cy")]
    history.publish(after(FIRST, *back, d2={"speakers": ["cy"]}), who="Ann")
    history.tell(who="Ann")
    history.publish(after(sat("red", "d1"), *back, Drop(item="d2")), who="Ann")
    assert history.newest.news == history.untold() == ("cy", "eve")


def test_who_takes_a_place_is_told_and_who_gave_it_up_is_not(history: History) -> None:
    history.tell(who="Ann")
    history.publish(after(FIRST, Replace(person="cy", by="ana"), d2={"speakers": ["ana", "dot"]}), who="Ann")
    assert history.untold() == ("ana", "eve")


def test_everybody_has_a_last_word_of_their_own(history: History) -> None:
    history.tell(["ana"], who="Ann")
    history.publish(BOTH, who="Ann")
    history.tell(["ben"], who="Ann", when=EVENING)
    known = history.told()
    assert known["ana"] == history.version(1).told["ana"]
    assert known["ben"] == history.version(2).told["ben"]
    assert "eve" not in known
    assert history.untold() == ("ana", "cy", "dot", "eve")
    assert history.tell(["ben"], who="Ann") == ()
    with pytest.raises(BadInput, match="nobody is called 'bne'; did you mean 'ben'"):
        history.tell(["bne"], who="Ann")


def test_people_with_the_flagship(wuzhen: Conference, tmp_path: Path) -> None:
    rough = greedy(wuzhen)
    history = History.create(tmp_path / "wuzhen.db")
    history.publish(rough, who="Ann", conference=wuzhen)
    history.tell(who="Ann")
    one = next(s for s in rough.sittings if s.subforum == "data-governance")
    free = next(room.id for room in wuzhen.rooms if room.id != one.room)
    moved = rough.exchanged({one.id: one.replaced(room=free)})
    version = history.publish(moved, who="Ann", force=True)
    assert version
    present = {p for slot in one.talks for p in slot.people if wuzhen.speaker(p).attends == "onsite"}
    assert present <= set(history.untold()) == set(version.news)
    history.revert(1, who="Ann")
    assert history.untold() == ()


# --- calendars ---


def test_an_event_keeps_its_uid_and_counts_what_happens_to_it(history: History) -> None:
    def now(*items: str) -> list[tuple[int, str]]:
        found = history.uids()
        return [(found[item].sequence, found[item].status) for item in items]

    assert history.uids()["d1"].uid == "d1@tiny"
    assert history.uids()["film/1"].uid == "film/1@tiny"
    assert {e.kind for e in history.uids().values()} == {"sitting", "talk", "fixture"}
    history.publish(BOTH, who="Ann")
    assert now("d1", "data/1", "f1", "film/1", "opening") == [(1, "confirmed")] * 4 + [(0, "confirmed")]
    history.publish(sat("blue", "d1", film=""), who="Ann", force=True)
    assert now("d1", "data/1", "d2", "film/1") == [(1, "confirmed"), (2, "confirmed"), (2, "cancelled"), (2, "cancelled")]
    assert history.uids()["film/1"].start == BOTH.sittings[1].start
    history.publish(LATER, who="Ann")
    assert now("d2", "f1", "film/1") == [(3, "confirmed")] * 3
    history.publish(after(LATER, Seats(room="red", seats=77)), who="Ann")
    assert now("d2", "f1", "film/1") == [(3, "confirmed")] * 3


def test_uids_are_ascii_and_never_the_same() -> None:
    def uids(*ids: str) -> set[str]:
        story = Story().block("am", "09:00", "12:00").room("red").subforum("主题", *(talk(id, 10) for id in ids))
        return {e.uid for e in events({}, story.sit("主题", "red", "09:00").agenda).values()}

    ids = ["数据", "数", "据", "ä", "a", "E6", "_6"]
    assert all(uid.isascii() and uid.isprintable() and " " not in uid for uid in uids(*ids))
    assert len(uids(*ids)) == len(ids) + 1


def _places(agenda: Agenda) -> dict[str, tuple[object, ...]]:
    placed: list[tuple[str, Any, Iterable[str]]] = [(s.id, s, [s.room]) for s in agenda.sittings]
    placed += [(slot.talk, slot, [sitting.room]) for slot, sitting in agenda.slots.values()]
    placed += [(f.fixture, f, f.rooms) for f in agenda.fixtures]
    return {id: (one.first, one.last, *sorted(rooms)) for id, one, rooms in placed}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(cases(6))
def test_a_sequence_rises_if_and_only_if_something_is_different(case: Case) -> None:
    _, agendas = case
    states = [events({}, agendas[0])]
    for agenda in agendas[1:]:
        states.append(events(states[-1], agenda))
    for (one, other), (was, now) in zip(pairwise(agendas), pairwise(states), strict=True):
        old, new = _places(one), _places(other)
        assert set(now) == set(was) | set(new)
        for id, event in now.items():
            assert (event.status == "confirmed") == (id in new)
            assert event.sequence == (was[id].sequence + (old.get(id) != new.get(id)) if id in was else 0)
            assert id not in was or event.uid == was[id].uid


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["publish", "revert", "tell"]), st.integers(0, 2**16)), max_size=8))
def test_whatever_happens_everybody_is_told_from_what_they_knew(tmp_path: Path, acts: list[tuple[str, int]]) -> None:
    conference, agendas = tiny.conference("two_sittings"), tiny.sample("two_sittings", 5)
    path = tmp_path / "random.db"
    path.unlink(missing_ok=True)
    history, known, versions = History.create(path), dict[str, Agenda](), [agendas[0]]
    history.publish(agendas[0], who="Ann", conference=conference, force=True)
    for act, number in acts:
        chance = random.Random(number)
        if act == "tell":
            people = [s.id for s in conference.speakers if chance.random() < 0.5]
            history.tell(people, who="Ann")
            known |= dict.fromkeys(people, versions[-1])
        else:
            agenda = chance.choice(agendas if act == "publish" else versions)
            new = (
                history.publish(agenda, who="Ann", force=True)
                if act == "publish"
                else history.revert(1 + versions.index(agenda), who="Ann")
            )
            assert (new is None) == (agenda == versions[-1])
            versions += [agenda] if new else []
    last = {person: told(conference, agenda).get(person, ()) for person, agenda in known.items()}
    views = told(conference, versions[-1])
    assert history.told() == last
    new_to = {s.id for s in conference.speakers if differs(last.get(s.id, ()), views.get(s.id, ()), s.attends)}
    assert set(history.untold()) == new_to
    assert [v.agenda.sittings for v in history.versions] == [a.sittings for a in versions]
    assert history.verify() == len(versions)


# --- the file ---


def test_a_file_that_is_no_history_is_told_as_what_it_is(history: History, tmp_path: Path) -> None:
    def write(name: str, *statements: str) -> Path:
        with sqlite3.connect(tmp_path / name) as connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()
        return tmp_path / name

    (tmp_path / "text.db").write_text("format: agendawright/conference@1\n" * 99, encoding="utf-8")
    (tmp_path / "empty.db").touch()
    newer = write("newer.db", f"PRAGMA application_id = {history_file.APPLICATION}", "PRAGMA user_version = 2", "CREATE TABLE x (y)")
    found = {
        tmp_path / "text.db": "is no history",
        tmp_path / "empty.db": "is empty",
        tmp_path / "none.db": "there is no file",
        tmp_path: "is a folder",
        write("foreign.db", "CREATE TABLE x (y)"): "is a database, but not the history of a conference",
        newer: "newer release .format 2; this one knows 1.; install the newest",
    }
    for path, words in found.items():
        with pytest.raises(BadInput, match=words):
            History.open(path)
    for path in list(found)[:1] + list(found)[4:]:
        before = path.read_bytes()
        with pytest.raises(BadInput):
            History(path).publish(FIRST, who="Ann", conference=CONFERENCE)
        assert path.read_bytes() == before
    history.path.write_bytes(history.path.read_bytes()[:5000])
    with pytest.raises(Damaged):
        History.open(history.path).verify()
    assert History.create(tmp_path / "empty.db").publish(FIRST, who="Ann", conference=CONFERENCE)


def test_a_history_in_place_of_another_file_is_told_as_what_it_is(history: History, tmp_path: Path) -> None:
    copy = tmp_path / "copy.yaml"
    copy.write_bytes(history.path.read_bytes())
    for read, file in ((read_agenda, history.path), (read_conference, copy)):
        with pytest.raises(BadInput, match=r"is a history; name it, .* in place of the conference and its agenda: it holds both"):
            read(str(file))
    other = bytearray(history.path.read_bytes())
    other[68:72] = b"else"
    copy.write_bytes(other)
    with pytest.raises(BadInput, match="is not UTF-8 text"):
        read_agenda(str(copy))


@pytest.mark.parametrize("table", ["conferences", "versions", "tellings"])
def test_the_file_itself_refuses_to_lose_or_change_a_row(history: History, table: str) -> None:
    history.publish(LATER, who="Ann")
    history.tell(who="Ann")
    before = history.versions
    key = "hash" if table == "conferences" else "number"
    attacks = [
        f"DELETE FROM {table}",
        f"UPDATE {table} SET hash = 'x'",
        f"UPDATE OR REPLACE {table} SET {key} = (SELECT min({key}) FROM {table})",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
        *([f"INSERT INTO {table} SELECT number + 5, {', '.join(history_file.COLUMNS[table][1:])} FROM {table}"] if key == "number" else []),
    ]
    connection = sqlite3.connect(history.path)
    for attack in attacks:
        with pytest.raises(sqlite3.IntegrityError, match="a history only grows"):
            connection.execute(attack)
    connection.close()
    assert history.versions == before
    assert history.verify() == 2


def _tamper(path: Path, *statements: str) -> None:
    """Change a file behind its guards' backs, and put them up again."""
    connection = sqlite3.connect(path)
    guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for statement in (*(f"DROP TRIGGER {guard}" for guard, _ in guards), *statements, *(sql for _, sql in guards)):
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE versions SET why = 'another' WHERE number = 2", "version 2 is not what was published: it was changed"),
        ("UPDATE versions SET agenda = replace(agenda, 'T10:30', 'T10:35') WHERE number = 1", "version 1 is not what"),
        ("UPDATE versions SET penalty = penalty + 1 WHERE number = 3", "version 3 is not what"),
        ("UPDATE conferences SET document = replace(document, '100', '101')", "version 1 is not what was published: its conference"),
        ("DELETE FROM versions WHERE number = 2", "version 3 is not what was published: what stood before it is not there"),
        ("DELETE FROM versions WHERE number = 3", "version 3 is not what was published: it was taken out"),
        ("UPDATE tellings SET people = '[]' WHERE number = 1", "telling 1 is not what was noted"),
        ("DELETE FROM tellings WHERE number = 1", "telling 2 is not what was noted: what stood before it"),
        ("CREATE TABLE more (x)", "its tables, or what guards them, were changed"),
    ],
)
def test_whoever_changes_a_row_is_found_out(history: History, statement: str, words: str) -> None:
    history.publish(LATER, who="Ann")
    history.tell(["ana"], who="Ann")
    history.publish(BOTH, who="Ann")
    history.tell(who="Ann")
    _tamper(history.path)
    assert history.verify() == 3
    _tamper(history.path, statement)
    with pytest.raises(Damaged, match=words):
        history.verify()


def test_a_history_without_its_guards_is_found_out(history: History) -> None:
    connection = sqlite3.connect(history.path)
    connection.execute("DROP TRIGGER versions_no_delete")
    connection.close()
    with pytest.raises(Damaged, match="what guards them"):
        history.verify()


@pytest.mark.parametrize("flips", [60, pytest.param(2000, marks=pytest.mark.full)])
def test_no_byte_changes_what_is_read_without_being_found(history: History, tmp_path: Path, flips: int) -> None:
    history.publish(after(LATER, Seats(room="red", seats=77)), who="Ann")
    history.tell(who="Ann")
    right, content = (history.versions, history.told()), history.path.read_bytes()
    chance, found, broken = random.Random(6), 0, History(tmp_path / "broken.db")
    for _ in range(flips):
        at = chance.randrange(len(content))
        broken.path.write_bytes(content[:at] + bytes([content[at] ^ chance.randrange(1, 256)]) + content[at + 1 :])
        try:
            broken.verify()
        except BadInput:
            found += 1
        else:
            assert (broken.versions, broken.told()) == right
        for beside in ("-wal", "-shm", "-journal"):
            Path(f"{broken.path}{beside}").unlink(missing_ok=True)
    assert found > flips // 4


# --- several at once, and broken off ---


def _files(folder: Path) -> None:
    """The story's conference and its agendas as files."""
    (folder / "story.yaml").write_text(write_conference(CONFERENCE), encoding="utf-8")
    for file, agenda in {"first": FIRST, "room": OTHER_ROOM, "later": LATER, "both": BOTH, "broken": BROKEN}.items():
        (folder / f"{file}.json").write_text(agenda.to_json(), encoding="utf-8")


def _start(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "AGENDA_WHO": "Ann"},
    )


def test_of_publishers_at_once_one_wins_and_the_others_are_told(history: History, tmp_path: Path) -> None:
    _files(tmp_path)
    names = ("room", "later", "both")
    publishers = [
        _start(tmp_path, "-m", "cli", "publish", history.path.name, f"{name}.json", "--after", "1", "--who", name) for name in names
    ]
    errors = [process.communicate(timeout=120)[1] for process in publishers]
    winners = [name for name, process in zip(names, publishers, strict=True) if process.returncode == 0]
    assert len(winners) == 1, errors
    assert sorted(process.returncode for process in publishers) == [0, 2, 2]
    assert all(f"version 2 is there by now ({winners[0]}, " in error for error in errors if error)
    assert [v.who for v in history.versions] == ["Ann", winners[0]]
    assert history.verify() == 2


def test_publishers_who_meet_in_the_file_do_not_both_win(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one publishes after this one has looked, and before it writes."""
    writing = history_file.writing

    def meet(other: Agenda) -> None:
        def overtaken(path: Path) -> Any:
            monkeypatch.setattr(history_file, "writing", writing)
            assert history.publish(other, who="Bo")
            return writing(path)

        monkeypatch.setattr(history_file, "writing", overtaken)

    meet(OTHER_ROOM)
    with pytest.raises(Overtaken, match=r"version 2 is there by now \(Bo"):
        history.publish(LATER, who="Ann")
    meet(BOTH)
    assert history.publish(BOTH, who="Ann") is None
    assert [v.who for v in history.versions] == ["Ann", "Bo", "Bo"]


READER = """
import sys
from scheduler.history import History
history, last = History.open(sys.argv[1]), 0
while last < 14:
    versions = history.versions
    assert [v.number for v in versions] == list(range(1, len(versions) + 1))
    assert len(versions) >= last, "a version is lost"
    last = len(versions)
    assert all(versions[-1].told.values())
    history.untold()
print(history.verify())
"""


def test_readers_meanwhile_see_whole_versions(history: History, tmp_path: Path) -> None:
    readers = [_start(tmp_path, "-c", READER, str(history.path)) for _ in range(2)]
    for number in range(13):
        assert history.publish((LATER, FIRST)[number % 2], who="Ann")
        history.tell(["ben"], who="Ann")
    for reader in readers:
        out, error = reader.communicate(timeout=120)
        assert (out.split(), error) == (["14"], "")


KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path
from scheduler import history_file
from scheduler.history import Empty, History
from instances.formats import read_agenda, read_conference

def publish(history, moment, agenda):
    '''Publish, and be killed before the statement of this number, with all that is written on the disk by then.'''
    connect, seen = sqlite3.connect, iter(range(10**6))
    def traced(*given, **more):
        connection = connect(*given, **more)
        connection.execute("PRAGMA cache_size = 1")
        connection.set_trace_callback(lambda _: next(seen) == moment and os.kill(os.getpid(), signal.SIGKILL))
        return connection
    history_file.sqlite3.connect = traced
    history.publish(read_agenda(agenda), who="Ann", conference=read_conference("story.yaml"))

history, moment, moments, hot, rounds, done = History(Path(sys.argv[1])), 0, 0, 0, 0, []
while rounds < 2:
    child = os.fork()
    if not child:
        try:
            publish(history, moment, ("first.json", "later.json")[len(done) % 2])
            os._exit(0)
        except BaseException as error:
            os.write(2, repr(error).encode())
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL), status
    hot += Path(f"{history.path}-journal").exists()
    try:
        numbers = [v.hash for v in history.versions]
    except Empty:
        numbers = []
    assert numbers[: len(done)] == done and len(numbers) <= len(done) + 1, (numbers, done)
    assert len(numbers) == len(done) + 1 or status, "published, and lost"
    if numbers:
        assert history.verify() == len(numbers)
    moment, done, rounds = (0, numbers, rounds + 1) if not status else (moment + 1, numbers, rounds)
    moments += 1
print(moments, hot, len(done))
"""


@posix
def test_killed_at_any_statement_nothing_is_lost(tmp_path: Path) -> None:
    """The first versions included: the file is not there, or empty, or whole."""
    _files(tmp_path)
    child = _start(tmp_path, "-c", KILLED, str(tmp_path / "killed.db"))
    out, error = child.communicate(timeout=200)
    assert child.returncode == 0, error
    moments, hot, versions = map(int, out.split())
    assert moments > 40
    assert hot > 10, "it was hardly ever killed with half of a version on the disk"
    assert versions == 2


@posix
@pytest.mark.parametrize("times", [3, pytest.param(50, marks=pytest.mark.full)])
def test_killed_at_random_moments_no_published_version_is_lost(tmp_path: Path, times: int) -> None:
    _files(tmp_path)
    history, chance, published = History(tmp_path / "tiny.history.db"), random.Random(times), list[str]()
    began = time.monotonic()
    first = _start(tmp_path, "-m", "cli", "publish", "story.yaml", "first.json")
    first.communicate(timeout=120)
    assert first.returncode == 0
    whole = time.monotonic() - began
    for _ in range(times):
        name = "later" if history.newest.agenda.sittings != LATER.sittings else "both"
        process = _start(tmp_path, "-m", "cli", "publish", "story.yaml", f"{name}.json", "--why", name)
        time.sleep(whole * chance.uniform(0.5, 1.4))
        process.send_signal(signal.SIGKILL)
        ended = process.wait(60)
        process.communicate()
        hashes = [v.hash for v in History.open(history.path).versions]
        assert history.verify() == len(hashes)
        assert hashes[: len(published)] == published
        if ended == 0:
            assert history.newest.why == name
            assert len(hashes) > len(published)
        published = hashes


# --- from the shell ---


def test_an_evening_at_the_shell(shell: Callable[..., Any], tmp_path: Path) -> None:
    first = shell("publish", "story.yaml", "first.json", "--why", "the programme")
    assert first.exit_code == 0, first.stderr
    assert first.stdout.splitlines()[0] == "Version 1 is published in tiny.history.db."
    assert "Not told yet of version 1: five people (Ana; Ben; Cy; Dot; Eve)." in first.stdout
    again = shell("publish", "tiny.history.db", "first.json")
    assert (again.exit_code, again.stdout) == (0, "Version 1 of tiny.history.db is the same already: nothing was published.\n")
    assert shell("history", "tiny.history.db", "--told").stdout == "Five people are noted as told version 1.\n"
    refused = shell("publish", "tiny.history.db", "broken.json")
    assert refused.exit_code == 1
    assert "Ben" in refused.stderr
    assert "--force" in refused.stderr
    second = shell("publish", "tiny.history.db", "later.json", "--who", "Bo", "--why", "the film is late")
    assert "It is new to one person, compared with version 1." in second.stdout
    table = shell("history", "tiny.history.db").stdout.splitlines()
    assert [line.split()[0] for line in table[1:3]] == ["1", "2"]
    assert table[1].endswith("the programme")
    assert " Office " in table[1]
    assert " Bo " in table[2]
    assert table[-1] == "Not told yet of version 2: one person (Ben)."
    back = shell("history", "tiny.history.db", "--revert", "1", "--why", "back", "--json")
    shown = json.loads(back.stdout)
    assert (shown["appended"], shown["untold"], [v["why"] for v in shown["versions"]]) == (
        3,
        [],
        ["the programme", "the film is late", "back"],
    )
    assert shell("history", "tiny.history.db", "--verify").stdout.startswith("Three versions, all as published; the newest is ")
    _tamper(tmp_path / "tiny.history.db", "UPDATE versions SET who = 'Eve' WHERE number = 2")
    broken = shell("history", "tiny.history.db", "--verify")
    assert broken.exit_code == 1
    assert "version 2 is not what was published" in broken.stderr
    assert shell("history", "tiny.history.db").exit_code == 1


def test_to_return_to_an_older_version_says_what_is_not_so_any_more(shell: Callable[..., Any], history: History) -> None:
    name = history.path.name
    history.publish(after(LATER, Cancel(person="cy"), Seats(room="red", seats=40), d2={"speakers": ["dot"]}), who="Ann")
    back = shell("history", name, "--revert", "1")
    assert back.stdout.splitlines()[1:4] == [
        "As in version 1, this is not so any more; tell the next repair again what still is:",
        "  Cy does not take part.",
        "  Red has 40 seats, not 100.",
    ]
    assert json.loads(shell("history", name, "--revert", "2", "--json").stdout)["taken_back"] == []
    history.publish(FIRST.replaced(conference_hash=OTHER.hash), who="Ann", conference=OTHER, after=4)
    back = shell("history", name, "--revert", "1")
    assert back.stdout.splitlines()[1] == "The conference, too, is that of version 1 again, without what was changed in it since."


def test_every_reader_takes_a_history_for_a_conference_and_its_agenda(shell: Callable[..., Any], history: History, tmp_path: Path) -> None:
    history.publish(LATER, who="Ann")
    name = history.path.name
    assert "11:00–11:30" in shell("show", name, "--for", "ben").stdout
    assert "10:30–11:00" in shell("show", name, "--for", "ben", "--version", "1").stdout
    assert shell("show", name, "--version", "1", "--json").stdout == shell("show", "story.yaml", "first.json", "--json").stdout
    assert shell("check", name, "--json").stdout == shell("check", "story.yaml", "later.json", "--json").stdout
    assert shell("check", name, "first.json").exit_code == 0
    assert shell("moves", name, "film").stdout == shell("moves", "story.yaml", "later.json", "film").stdout
    assert shell("convert", name, "mine.yaml").exit_code == 0
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == write_conference(CONFERENCE)
    assert shell("convert", name, "mine.agenda.json").exit_code == 0
    assert shell("check", "mine.yaml", "mine.agenda.json").exit_code == 0
    assert shell("publish", name, "mine.agenda.json").stdout == f"Version 2 of {name} is the same already: nothing was published.\n"
    assert shell("convert", name, "first.json", "first.html").exit_code == 0
    assert "10:30" in (tmp_path / "first.html").read_text(encoding="utf-8")
    assert shell("convert", name, "page.html").exit_code == 0
    assert "11:00" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_what_is_asked_wrongly_is_told(history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _files(tmp_path)
    monkeypatch.chdir(tmp_path)
    story, first, file = "story.yaml", "first.json", history.path.name
    asked: dict[str, Callable[[], object]] = {
        "no agenda is named": lambda: both(story),
        "no item is named": lambda: with_item(story, first, None),
        "--version goes with a history alone": lambda: both(story, first, version=1),
        "name just a history": lambda: both(file, first, version=1),
        "there is no file 'none.db'": lambda: both("none.db"),
        "let it end with .db or .sqlite": lambda: publish(story, first, "x.txt", None, "", None),
        "would be overwritten": lambda: publish(story, "first.db", "first.db", None, "", None),
        "name yourself with --who": lambda: publish(story, first, None, " ", "", None),
        "--to": lambda: publish(file, first, "x.db", None, "", None),
        "is no history": lambda: listing(story),
        "--verify does not go with --told": lambda: listing(file, verify=True, told=True),
        "--told does not go with --revert": lambda: listing(file, revert=1, told=True),
        "does not go with --why": lambda: listing(file, why="so"),
    }
    (tmp_path / "first.db").write_text(FIRST.to_json(), encoding="utf-8")
    for words, ask in asked.items():
        with pytest.raises(BadInput, match=words):
            ask()
    assert with_item(file, "film", None) == (None, "film")
    assert not list(tmp_path.glob("*-journal"))


def test_who_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENDA_WHO", "Office")
    assert (name("Ann"), name(None)) == ("Ann", "Office")
    monkeypatch.delenv("AGENDA_WHO")
    monkeypatch.setattr("getpass.getuser", lambda: "login")
    assert name(None) == "login"
