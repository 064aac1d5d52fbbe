"""agenda pull and agenda push, against a server that answers as pretalx does."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

import cli
from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import native, pretalx, read_programme
from instances.pretalx.address import address
from instances.pretalx.api import Api
from instances.pretalx.pull import pull
from instances.pretalx.push import carry_out, plan
from instances.problems import BadInput
from scheduler.show_push import document, words
from scheduler.terminal import piped
from tests.conftest import Command
from tests.foreign import democon
from tests.foreign.standin import TOKEN, Pretalx, running


@pytest.fixture
def server() -> Iterator[Pretalx]:
    """A pretalx with the small conference."""
    with running() as found:
        yield found


def api(server: Pretalx, token: str | None = TOKEN, waited: list[float] | None = None) -> Api:
    """Its interface, which only notes how long it would wait."""
    return Api(address(server.address), token, wait=(waited if waited is not None else []).append)


def moved(agenda: Agenda, subforum: str, start: str, room: str) -> Agenda:
    """An agenda with one sitting elsewhere."""
    sitting = next(s for s in agenda.sittings if s.subforum == subforum)
    begin = datetime.fromisoformat(start)
    times = {"start": begin, "end": begin + (sitting.end - sitting.start)}
    slot = sitting.talks[0].replaced(**times)
    return agenda.exchanged({sitting.id: sitting.replaced(**times, room=room, talks=(slot,))})


# --- pull


def test_what_is_pulled_is_what_the_saved_answers_are(server: Pretalx, tmp_path: Path) -> None:
    conference, agenda = pull(api(server))
    democon.save(tmp_path / "saved")
    saved = read_programme(str(tmp_path / "saved"))
    assert conference.hash == saved[0].hash
    assert agenda == saved[1]
    assert [asked for asked in server.asked if "POST" in asked or "PATCH" in asked] == []
    assert server.tokens == {f"Token {TOKEN}"}


def test_pages_are_followed_on_the_same_server_whatever_address_they_name(server: Pretalx) -> None:
    assert len(api(server).all("speakers/")) == 4
    assert server.asked == ["GET /api/events/democon/speakers/?page_size=50", "GET /api/events/democon/speakers/?page=2&page_size=50"]


def test_the_draft_is_taken_where_it_is_asked_for_or_nothing_is_released(server: Pretalx) -> None:
    server.slot("AAAAAA")["start"] = "2026-06-05T10:00:00+02:00"
    server.slot("AAAAAA")["end"] = "2026-06-05T10:30:00+02:00"
    released, draft = pull(api(server))[1], pull(api(server), draft=True)[1]
    assert released
    assert draft
    assert [f"{a.sittings[0].start:%H:%M}" for a in (released, draft)] == ["09:00", "09:30"]
    server.released = False
    notes: list[str] = []
    assert pull(api(server), note=lambda p: notes.append(p.what))[1] == draft
    assert "has released no schedule yet" in notes


def test_without_tracks_and_types_there_is_a_programme_all_the_same(server: Pretalx) -> None:
    del server.answers["tracks"], server.answers["submission-types"]
    notes: list[str] = []
    conference, _ = pull(api(server, None), note=lambda p: notes.append(p.what))
    assert [t.title for t in conference.tracks] == ["Programme"]
    assert "does not give its tracks (404)" in notes


def test_a_server_that_asks_for_patience_gets_it(server: Pretalx) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=60))
    waited: list[float] = []
    server.moods += [(429, {"Retry-After": "7"}, "{}"), (429, {}, "{}"), (503, {"Retry-After": soon}, "{}")]
    assert api(server, waited=waited).get()["slug"] == "democon"
    assert waited[:2] == [7, 5]
    assert 50 < waited[2] <= 60


@pytest.mark.parametrize(
    ("mood", "what"),
    [
        ((429, {"Retry-After": "86400"}, "{}"), "asks for patience again and again (too many requests); try again later"),
        ((400, {}, '{"detail": "API version not supported."}'), "refuses to read '' (400): API version not supported."),
        ((401, {}, '{"detail": "Invalid token."}'), "does not accept the token; make one at"),
        ((403, {}, "{}"), "does not let this token read 'event'; give the token that permission"),
        ((404, {}, "<html>"), "has no event 'democon'; check the address"),
        ((500, {}, "<html>"), "has failed itself (500)"),
        ((503, {}, ""), "has failed itself (503)"),
        ((302, {"Location": "https://elsewhere.example/steal"}, ""), "has moved to https://elsewhere.example; name that address"),
        ((200, {"Content-Type": "text/html"}, "<html>"), "answers to 'democon' with something that is not JSON; is this a pretalx?"),
        ((200, {}, '{"name": '), "something that is not JSON"),
        ((200, {}, "[" * 100_000), "something that is not JSON"),
        ((200, {}, "[1, 2]"), "something that is not JSON"),
        ((200, {}, '{"a": [' + "{}," * 600_000), "has more than 500,000 keys and values"),
        ((200, {"Content-Length": "5000"}, "{}"), "broke off its answer"),
    ],
)
def test_a_failure_is_told_in_words_and_never_with_the_token(server: Pretalx, mood: tuple[int, dict[str, str], str], what: str) -> None:
    server.moods += [mood] * 9
    with pytest.raises(BadInput) as error:
        pull(api(server))
    assert what in str(error.value)
    assert TOKEN not in str(error.value)


def test_pages_without_an_end_are_given_up(server: Pretalx) -> None:
    page = json.dumps({"count": 2, "next": f"{server.address}?page=1", "results": [{}]})
    server.moods += [(200, {}, page)] * 5
    with pytest.raises(BadInput, match="page after page without an end"):
        api(server).all("rooms/")


def test_nobody_there_and_nobody_who_answers_are_told_apart(server: Pretalx) -> None:
    with pytest.raises(BadInput, match="cannot be reached: Connection refused; check the address"):
        Api(address("http://127.0.0.1:9/democon")).get()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        where = address(f"http://127.0.0.1:{silent.getsockname()[1]}/democon")
        with pytest.raises(BadInput, match=r"has not answered for 0.05 seconds"):
            Api(where, timeout=0.05).get()


@pytest.mark.parametrize(
    ("words", "interface"),
    [
        ("https://pretalx.example.org/myconf", "https://pretalx.example.org/api/events/myconf/"),
        ("https://pretalx.example.org/myconf/", "https://pretalx.example.org/api/events/myconf/"),
        ("https://example.org/talks/myconf/", "https://example.org/talks/api/events/myconf/"),
        ("https://example.org/orga/event/myconf/schedule/", "https://example.org/api/events/myconf/"),
        ("https://example.org:8443/api/events/myconf/slots/?page=2", "https://example.org:8443/api/events/myconf/"),
        (" http://[::1]:8000/my-conf.2 ", "http://[::1]:8000/api/events/my-conf.2/"),
    ],
)
def test_an_address_is_that_of_the_event_however_it_was_copied(words: str, interface: str) -> None:
    assert address(words).interface == interface


@pytest.mark.parametrize(
    "words",
    ["", "myconf", "https://example.org", "file:///etc/passwd", "https://", "https://a:b@example.org/x", "https://[/x", "https://x/a b", "https://x:99999/y",
     "https://x/ä", "https://x/a\nb", "https://x/..", "ftp://example.org/x"],
)  # fmt: skip
def test_what_is_no_address_is_refused(words: str) -> None:
    with pytest.raises(BadInput):
        address(words)


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "ümlaut", "x" * 501])
def test_a_token_with_odd_signs_is_refused_without_being_told(token: str) -> None:
    with pytest.raises(BadInput, match=r"^the token (is empty|has signs in it that no token has); copy it anew"):
        Api(address("https://example.org/x"), token)


def test_a_token_that_others_could_read_is_remarked() -> None:
    notes: list[str] = []
    for where in ("http://example.org/x", "https://example.org/x", "http://localhost/x"):
        Api(address(where), TOKEN, note=lambda p: notes.append(str(p)))
    assert notes == [
        "http://example.org: the token is sent over http, where others may read it on the way; write https:// if the server knows it"
    ]


# --- push


def test_only_what_differs_is_pushed_with_its_end_and_nothing_is_released(server: Pretalx) -> None:
    conference, agenda = pull(api(server))
    assert agenda
    there = moved(moved(agenda, "aaaaaa", "2026-06-05T11:00+02:00", "black-room"), "bbbbbb", "2026-06-06T10:00+02:00", "red-room")
    edits = plan(api(server), conference, there)
    assert [(e.slot, e.submission, e.was.room, e.now.room) for e in edits.edits] == [("11", "AAAAAA", "1", "2"), ("12", "BBBBBB", "2", "1")]
    assert edits.right == 3
    server.explicit.add("BBBBBB")  # a length of its own: pretalx lets the end follow only where that changes
    done: list[str] = []
    carry_out(api(server), edits, done=lambda edit: done.append(edit.submission))
    assert done == ["AAAAAA", "BBBBBB"]
    assert {key: server.slot("AAAAAA")[key] for key in ("room", "start", "end")} == {
        "room": 2, "start": "2026-06-05T11:00:00+02:00", "end": "2026-06-05T11:30:00+02:00",
    }  # fmt: skip
    assert server.slot("BBBBBB")["end"] == "2026-06-06T11:30:00+02:00"
    assert [one["duration"] for one in server.answers["submissions"][:2]] == [30, 90]
    assert plan(api(server), conference, there).edits == ()
    assert not any("release" in asked or asked.startswith(("POST", "PUT", "DELETE")) for asked in server.asked)
    touched = {asked.split("/")[5] for asked in server.asked if asked.startswith("PATCH /api/events/democon/slots")}
    assert touched == {"11", "12"}


def test_what_was_nowhere_is_placed_and_what_is_left_out_stays(server: Pretalx) -> None:
    conference, agenda = pull(api(server))
    assert agenda
    talk = agenda.sittings[0].talks[0].replaced(talk="cccccc-talk", speakers=("bat-listener",))
    placed = agenda.replaced(
        sittings=(agenda.sittings[0].replaced(id="cccccc/1", subforum="cccccc", talks=(talk,)),),
        unplaced=(),
    )
    notes: list[str] = []
    carry_out(api(server), plan(api(server), conference, placed))
    assert (server.slot("CCCCCC")["start"], server.slot("CCCCCC")["room"]) == ("2026-06-05T09:00:00+02:00", 1)
    assert plan(api(server), conference, agenda, lambda p: notes.append(str(p))).edits == ()
    assert any("left out of the agenda: 'Bats, too'; their slots stay as they are" in note for note in notes)


def test_where_the_end_cannot_follow_the_slot_is_put_back(server: Pretalx) -> None:
    conference, agenda = pull(api(server))
    assert agenda
    server.submissions = False
    edits = plan(api(server), conference, moved(agenda, "aaaaaa", "2026-06-05T11:00+02:00", "black-room"))
    with pytest.raises(BadInput) as error:
        carry_out(api(server), edits)
    assert "does not let this token change 'submissions'" in str(error.value)
    assert "0 of 1 slots were changed before, and nothing is released" in str(error.value)
    assert {key: server.slot("AAAAAA")[key] for key in ("room", "start", "end")} == {
        "room": 1, "start": "2026-06-05T09:00:00+02:00", "end": "2026-06-05T09:30:00+02:00",
    }  # fmt: skip


def test_a_refusal_that_is_not_about_rights_says_nothing_of_rights(server: Pretalx) -> None:
    conference, agenda = pull(api(server))
    assert agenda
    server.submissions, server.refused = False, 500
    edits = plan(api(server), conference, moved(agenda, "aaaaaa", "2026-06-05T11:00+02:00", "black-room"))
    with pytest.raises(BadInput, match="has failed itself \\(500\\)") as error:
        carry_out(api(server), edits)
    assert "right to change" not in str(error.value)
    assert "stands at" not in str(error.value)
    assert server.slot("AAAAAA")["start"] == "2026-06-05T09:00:00+02:00"


@pytest.mark.parametrize("change", [1, 2, 3])
def test_where_the_connection_is_lost_the_slot_and_the_length_are_put_back(server: Pretalx, change: int) -> None:
    conference, agenda = pull(api(server))
    assert agenda
    server.explicit.add("AAAAAA")
    before = dict(server.slot("AAAAAA"))
    edits = plan(api(server), conference, moved(agenda, "aaaaaa", "2026-06-05T11:00+02:00", "black-room"))
    server.lost = change
    with pytest.raises(BadInput) as error:
        carry_out(api(server), edits)
    assert [str(problem).removeprefix(f"http://127.0.0.1:{server.port}: ") for problem in error.value.problems] == [
        "the server broke off its answer (RemoteDisconnected); try again",
        "0 of 1 slots were changed before, and nothing is released; push again when it is mended",
    ]
    assert server.slot("AAAAAA") == before
    assert server.answers["submissions"][0]["duration"] == 30


@pytest.mark.parametrize(("down", "there"), [(True, "may stand elsewhere"), (False, "stands at 2026-06-05 11:00 for 31 minutes in room 2")])
def test_a_slot_that_cannot_be_put_back_is_named_with_how_it_stands(server: Pretalx, down: bool, there: str) -> None:
    conference, agenda = pull(api(server))
    assert agenda
    server.explicit.add("AAAAAA")
    edits = plan(api(server), conference, moved(agenda, "aaaaaa", "2026-06-05T11:00+02:00", "black-room"))
    server.lost, server.down = 3, down
    put_back = server.patch

    def refusing(path: str, values: dict[str, Any]) -> tuple[int, Any]:
        return (500, {}) if values.get("room") == 1 else put_back(path, values)

    server.patch = refusing  # type: ignore[method-assign]  # for this test alone
    with pytest.raises(BadInput) as error:
        carry_out(api(server), edits)
    assert f"slot 11, 'Lenses for owls', {there} in the draft now; before, it stood at 2026-06-05 09:00 for 30 minutes in room 1" in str(
        error.value
    )


def with_lunch(agenda: Agenda, start: str, *rooms: str) -> Agenda:
    """An agenda with an hour of lunch at another time."""
    begin = datetime.fromisoformat(start)
    lunch = agenda.fixtures[0].replaced(start=begin, end=begin + timedelta(hours=1), rooms=rooms)
    return agenda.replaced(fixtures=(lunch,))


def test_a_break_is_moved_where_pretalx_lets_it_and_told_where_it_does_not(server: Pretalx) -> None:
    conference, agenda = pull(api(server))
    assert agenda
    later = plan(api(server), conference, with_lunch(agenda, "2026-06-05T12:30+02:00", "red-room", "black-room"))
    assert [(e.slot, e.submission, f"{e.now.start:%H:%M}", e.now.room) for e in later.edits] == [
        ("15", "", "12:30", "1"), ("16", "", "12:30", "2"),
    ]  # fmt: skip
    before = [dict(slot) for slot in server.draft]
    notes: list[str] = []
    done = carry_out(api(server), later, lambda p: notes.append(str(p)))
    assert (done.edits, done.stayed, server.draft) == ((), later.edits, before)
    assert "Where pretalx does not let a break move, it is left as it is, and told." in piped(words(conference, later, pushed=False))
    assert piped(words(conference, done, pushed=True)) == "Nothing was changed: three stand right already in the draft.\n"
    assert [edit["slot"] for edit in document(conference, done, pushed=True)["stayed"]] == ["15", "16"]
    assert notes[0].endswith(
        "pretalx does not let others set the end of a break, 'Lunch': it stands where it stood, 2026-06-05 12:00 for 60 minutes in room 1; "
        "move it in its schedule editor to 2026-06-05 12:30 for 60 minutes in room 1"
    )
    server.ends = True
    assert carry_out(api(server), later).stayed == ()
    assert [slot["end"] for slot in server.draft if slot["submission"] is None] == ["2026-06-05T13:30:00+02:00"] * 2


def test_a_break_that_is_nowhere_in_the_draft_is_told(server: Pretalx) -> None:
    conference, agenda = pull(api(server))
    assert agenda
    server.draft = [slot for slot in server.draft if slot["id"] != 16]
    notes: list[str] = []
    plan(api(server), conference, agenda, lambda p: notes.append(str(p)))
    assert notes[0].endswith("without a slot in the draft: 'Lunch'; left out: make breaks and the like in pretalx's schedule editor")


def test_talks_that_were_put_into_other_subforums_are_found_by_their_own_codes(server: Pretalx) -> None:
    conference, agenda = pull(api(server))
    assert agenda
    raw = conference.model_dump(mode="json", by_alias=True)
    one, other = (next(forum for forum in raw["subforums"] if forum["id"] == id) for id in ("aaaaaa", "bbbbbb"))
    one["talks"] += other["talks"]
    raw["subforums"].remove(other)
    start = agenda.sittings[0].end
    slot = agenda.sittings[1].talks[0].replaced(start=start, end=start + timedelta(minutes=90))
    both = agenda.sittings[0].replaced(talks=(*agenda.sittings[0].talks, slot), end=slot.end)
    edits = plan(api(server), Conference.model_validate(raw), agenda.replaced(sittings=(both, agenda.sittings[2]))).edits
    assert [(e.slot, e.submission, f"{e.now.start:%H:%M}", e.now.minutes, e.now.room) for e in edits] == [
        ("12", "BBBBBB", "09:30", 90, "1")
    ]


def test_a_submission_that_is_held_twice_has_both_its_slots_moved(server: Pretalx) -> None:
    for slots, id in ((server.answers["slots"], 8), (server.draft, 18)):
        slots.append({**slots[0], "id": id, "start": "2026-06-06T11:00:00+02:00", "end": "2026-06-06T11:30:00+02:00"})
    conference, agenda = pull(api(server))
    assert agenda
    assert [s.subforum for s in agenda.sittings if s.subforum.startswith("aaaaaa")] == ["aaaaaa", "aaaaaa-2"]
    carry_out(api(server), plan(api(server), conference, moved(agenda, "aaaaaa-2", "2026-06-06T12:00+02:00", "red-room")))
    starts = [slot["start"] for slot in server.draft if slot["submission"] == "AAAAAA"]
    assert starts == ["2026-06-05T09:00:00+02:00", "2026-06-06T12:00:00+02:00"]


def test_an_agenda_that_nothing_was_changed_in_moves_nothing_however_the_draft_is_numbered(server: Pretalx) -> None:
    again = {"start": "2026-06-06T11:00:00+02:00", "end": "2026-06-06T11:30:00+02:00"}
    server.answers["slots"].append({**server.answers["slots"][0], "id": 8, **again})
    server.draft.append({**server.draft[0], "id": 9, **again})
    conference, agenda = pull(api(server))
    assert agenda
    assert plan(api(server), conference, agenda).edits == ()
    later = plan(api(server), conference, moved(agenda, "aaaaaa", "2026-06-06T12:00+02:00", "red-room"))
    assert [(e.slot, str(e.was), str(e.now)) for e in later.edits] == [
        ("11", "2026-06-05 09:00 for 30 minutes in room 1", "2026-06-06 12:00 for 30 minutes in room 1")
    ]


def test_a_slot_of_a_known_number_is_left_to_whom_it_is_known_by(server: Pretalx) -> None:
    again = {"start": "2026-06-06T11:00:00+02:00", "end": "2026-06-06T11:30:00+02:00"}
    server.draft.append({**server.draft[0], "id": 9, **again})
    conference, agenda = pull(api(server), draft=True)
    assert agenda
    server.draft[0]["id"] = 30
    both = moved(moved(agenda, "aaaaaa", "2026-06-05T10:00+02:00", "red-room"), "aaaaaa-2", "2026-06-06T12:00+02:00", "red-room")
    assert {(e.slot, f"{e.now.start:%d %H:%M}") for e in plan(api(server), conference, both).edits} == {
        ("30", "05 10:00"),
        ("9", "06 12:00"),
    }


def test_a_room_that_pretalx_has_not_is_named_before_anything_is_changed(server: Pretalx) -> None:
    conference, agenda = pull(api(server))
    assert agenda
    server.answers["rooms"] = server.answers["rooms"][:1]
    with pytest.raises(BadInput, match="the room 'Black Room' is none of the event's; name it as one of them: Red Room"):
        plan(api(server), conference, agenda)


def test_an_agenda_of_another_event_is_refused(server: Pretalx, wuzhen: Conference) -> None:
    empty = Agenda(conference=wuzhen.id, conference_hash=wuzhen.hash, sittings=())
    with pytest.raises(BadInput, match="nothing in the agenda has a slot in the draft"):
        plan(api(server), wuzhen, empty)


# --- the commands


def test_pulled_solved_and_pushed_by_the_command(command: Command, server: Pretalx, tmp_path: Path) -> None:
    key = {"PRETALX_TOKEN": TOKEN}
    out = command("pull", server.address, "mine.yaml", "--agenda", "mine.agenda.json", **key)
    assert (out.returncode, out.stdout) == (0, "")
    assert out.stderr.endswith("Wrote mine.yaml\nWrote mine.agenda.json\n")
    assert command("solve", "mine.yaml", "--hint", "mine.agenda.json", "-o", "new.json", "-q").returncode == 0
    dry = command("push", "mine.yaml", "new.json", server.address, "--dry-run", "--token", TOKEN)
    assert dry.returncode == 0
    assert "would move in the draft" in dry.stdout
    assert "Nothing is released." in dry.stdout
    assert not any(asked.startswith("PATCH") for asked in server.asked)
    document = json.loads(command("push", "mine.yaml", "new.json", server.address, "--json", **key).stdout)
    jsonschema.validate(document, json.loads(command("schema", "push").stdout))
    assert document["pushed"]
    again = command("push", "mine.yaml", "new.json", server.address, **key)
    assert again.stdout == "Nothing to change: six stand right already in the draft.\n"
    conference, agenda = native.read_conference((tmp_path / "mine.yaml").read_text(encoding="utf-8"), ""), pull(api(server), draft=True)[1]
    new = native.read_agenda((tmp_path / "new.json").read_text(encoding="utf-8"), "")
    assert agenda
    assert {(s.subforum, s.first, s.last, s.room) for s in agenda.sittings} == {(s.subforum, s.first, s.last, s.room) for s in new.sittings}
    assert conference.id == "democon"


def test_a_history_is_pushed_by_itself(command: Command, server: Pretalx) -> None:
    command("pull", server.address, "mine.yaml", "--agenda", "mine.agenda.json")
    assert command("publish", "mine.yaml", "mine.agenda.json", "--force").returncode == 0
    out = command("push", "democon.history.db", server.address)
    assert out.stdout == "Nothing to change: five stand right already in the draft.\n"


def test_an_agenda_that_breaks_hard_rules_is_not_pushed_unless_it_is_forced(command: Command, server: Pretalx, tmp_path: Path) -> None:
    conference, agenda = pull(api(server))
    assert agenda
    broken = moved(agenda, "aaaaaa", "2026-06-05T09:30+02:00", "black-room")
    (tmp_path / "mine.yaml").write_text(native.write_conference(conference), encoding="utf-8")
    (tmp_path / "new.json").write_text(broken.to_json(), encoding="utf-8")
    out = command("push", "mine.yaml", "new.json", server.address)
    assert out.returncode == 1
    assert "both hold Black Room" in out.stderr
    assert "mend it, or push with --force" in out.stderr
    assert not any(asked.startswith("PATCH") for asked in server.asked)
    dry = command("push", "mine.yaml", "new.json", server.address, "--dry-run")
    assert (dry.returncode, "note: " in dry.stderr, "both hold Black Room" in dry.stderr) == (0, True, True)
    assert command("push", "mine.yaml", "new.json", server.address, "--force").returncode == 0
    assert server.slot("AAAAAA")["start"] == "2026-06-05T09:30:00+02:00"


@pytest.mark.parametrize(("answer", "words", "start"), [("n", (), "09:00"), ("y", (), "10:00"), ("", ("--yes",), "10:00")])
def test_who_sits_at_a_terminal_is_asked_before_the_draft_is_changed(
    server: Pretalx, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, words: tuple[str, ...], start: str
) -> None:
    conference, agenda = pull(api(server))
    assert agenda
    (tmp_path / "mine.yaml").write_text(native.write_conference(conference), encoding="utf-8")
    (tmp_path / "new.json").write_text(moved(agenda, "aaaaaa", "2026-06-05T10:00+02:00", "red-room").to_json(), encoding="utf-8")
    monkeypatch.setattr(cli, "_terminal", lambda: True)
    given = ["push", str(tmp_path / "mine.yaml"), str(tmp_path / "new.json"), server.address, *words]
    out = CliRunner().invoke(cli.app, given, input=f"{answer}\n")
    assert out.exit_code == 0
    assert ("Change the draft so?" in out.output) == (not words)
    assert server.slot("AAAAAA")["start"] == f"2026-06-05T{start}:00+02:00"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("pull", "{address}", "mine.yaml", "--token", "wrong"), "does not accept the token"),
        (("pull", "nowhere", "mine.yaml"), "no address of an event of a pretalx; write it like https://pretalx.example.org/myconf"),
        (("pull", "{address}", "mine.pdf"), "no suffix of a format in which a conference is written"),
        (("pull", "{address}", "mine.yaml", "--agenda", "mine.yaml"), "would be written to one file"),
        (("push", "wuzhen2022", "a.json"), "no address is named"),
        (("push", "wuzhen2022", "a.json", "{address}"), "there is no file 'a.json'"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_written(
    command: Command, server: Pretalx, words: tuple[str, ...], what: str, tmp_path: Path
) -> None:
    out = command(*(word.format(address=server.address) for word in words))
    assert out.returncode == 2
    assert what in out.stderr
    assert [*tmp_path.iterdir()] == []


def test_help_does_not_tell_the_token(command: Command) -> None:
    for name in ("pull", "push"):
        out = command(name, "--help", PRETALX_TOKEN=TOKEN)
        assert "PRETALX_TOKEN" in out.stdout
        assert TOKEN not in out.stdout


def test_the_endpoints_that_are_pulled_are_those_that_are_read() -> None:
    assert set(democon.answers()) <= set(pretalx.ENDPOINTS)
