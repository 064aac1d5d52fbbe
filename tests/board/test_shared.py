"""A board is shared and safe: published and taken back, downloaded, seen through a lens, and closed to everybody else."""

from __future__ import annotations

import asyncio
import io
import json
import socket
import zipfile
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import FORMATS
from instances.formats.native import write_json
from instances.problems import BadInput
from scheduler.board import safety
from scheduler.board.api import STATIC, application
from scheduler.board.board import Board, begin
from scheduler.board.events import WAITING, Events
from scheduler.board.serve import Address, guarded
from scheduler.board.shapes import DownloadsTold, ErrorTold, PublishTold
from scheduler.board.store import Store
from scheduler.history import History
from tests.board.desk import CSRF, PORT, Desk, opened, own, small, standing

HERE = f"http://127.0.0.1:{PORT}"


# --- the history ---


def test_what_is_published_is_what_the_command_line_reads(desk: Desk, board: Board) -> None:
    for number in (1, 2):
        desk.done("take_out", item=desk.board["sittings"][0]["id"])
        answer = desk.post("/api/publish", {"version": desk.board["version"], "why": f"reason {number}", "who": "Ben", "anyway": True})
        assert PublishTold.model_validate(answer.json()).number == number
    history = History.open(board.history.path)
    assert history.verify() == 2
    newest = history.newest
    assert newest.agenda.sittings == board.now.state.agenda.sittings
    assert (newest.who, newest.why) == ("Ben", "reason 2")
    assert desk.get("/api/history")["versions"][1]["why"] == "reason 2"
    one = desk.get("/api/history/1")
    assert len(one["agenda"]["sittings"]) == len(desk.board["sittings"]) + 1
    moved = desk.get("/api/history/2/diff")
    assert [m["respects"] for m in moved["moved"] if m["kind"] == "sitting"] == [["left out"]]
    assert {p["id"] for p in moved["people"]} == {*moved["told"]}
    assert desk.get("/api/diff")["moved"] == []


def test_a_draft_is_published_only_anyway(desk: Desk) -> None:
    desk.done("take_out", item=desk.board["sittings"][0]["id"])
    refused = desk.problems(desk.post("/api/publish", {"version": 2}), 422)
    assert any("mend it" in problem for problem in refused)
    assert "there is no file" in desk.problems(desk.client.get("/api/history"), 404)[0]


def test_an_older_version_comes_back_is_published_again_and_can_be_undone(desk: Desk, board: Board) -> None:
    first = standing(desk.board)
    desk.post("/api/publish", {"version": 1, "anyway": True})
    out, away, *others = (s["subforum"] for s in desk.board["sittings"])
    swapped = desk.get(f"/api/swaps/{away}")["places"][0]["swap"]
    here = next(id for id in others if id != swapped)
    desk.done("take_out", item=out)
    desk.done("swap", item=away, other=swapped, anyway=True)
    drafted = desk.client.get("/api/download/ics").text
    desk.post("/api/publish", {"version": 3, "anyway": True})
    for calendar in (drafted, desk.client.get("/api/download/ics").text):
        assert "SEQUENCE:1" in calendar, "an entry that has moved since the first version counts as newer"
        assert "STATUS:CANCELLED" in calendar
    second = standing(desk.done("lock", items=[here, away]))
    back = desk.post("/api/history/1/revert", {"version": 4, "why": "it was better"})
    told = PublishTold.model_validate(back.json())
    name = board.now.state.conference.name(away)
    words = (
        f"Version 1 of the history is on the board again: it was better. {name} was locked, does not stay as it was, and is locked no more."
    )
    assert (told.number, told.words) == (None, [words])
    assert standing(desk.board) == {**first, "locks": [here]}
    assert [v["number"] for v in desk.get("/api/history")["versions"]] == [1, 2], "nothing is published by it"
    assert desk.board["published"] == {"number": 2, "version": 3, "same": False}
    assert desk.post("/api/publish", {"version": 5, "why": "it was better", "anyway": True}).json()["number"] == 3
    assert desk.board["published"] == {"number": 3, "version": 5, "same": True}
    assert "is as version 1 of the history already" in desk.post("/api/history/1/revert", {"version": 5}).json()["words"][0]
    assert standing(desk.done("undo")) == second
    assert desk.problems(desk.post("/api/history/99/revert", {"version": 6}), 404)


def test_somebody_else_who_publishes_is_not_overwritten(desk: Desk, board: Board) -> None:
    desk.post("/api/publish", {"version": 1, "anyway": True})
    desk.done("take_out", item=desk.board["sittings"][0]["id"])
    state = board.now.state
    other = state.written.replaced(sittings=state.agenda.sittings[1:])
    History.open(board.history.path).publish(other, who="Eve", conference=state.base, force=True)
    refused = desk.problems(desk.post("/api/publish", {"version": 2, "anyway": True}), 409)
    assert "version 2 is there by now (Eve" in refused[0]
    assert desk.post("/api/publish", {"version": 2, "anyway": True, "after": 2}).json()["number"] == 3


@pytest.mark.parametrize("named", ["history", "conference"])
def test_a_new_board_begins_with_the_newest_of_its_history_and_follows_it(named: str, desk: Desk, board: Board, tmp_path: Path) -> None:
    desk.done("take_out", item=desk.board["sittings"][0]["id"])
    desk.post("/api/publish", {"version": 2, "anyway": True})
    sources = {"history": str(board.history.path), "conference": str(tmp_path / "conference.json")}
    second = begin(sources[named], board=str(tmp_path / "second.board.db"), to=str(board.history.path), who="Ben")
    try:
        other = own(second)
        assert standing(other.board) == standing(desk.board)
        assert other.board["published"] == {"number": 1, "version": 1, "same": True}
        assert len(other.get("/api/history")["versions"]) == 1
        assert other.get("/api/diff")["moved"] == []
        desk.done("take_out", item=desk.board["sittings"][0]["id"])
        desk.post("/api/publish", {"version": 3, "anyway": True})
        other.done("take_out", item=desk.board["sittings"][-1]["id"])
        refused = other.problems(other.post("/api/publish", {"version": 2, "anyway": True}), 409)
        assert "version 2 is there by now (Ana" in refused[0]
        assert other.post("/api/history/2/revert", {"version": 2}).status_code == 200
        assert other.board["published"] == {"number": 2, "version": 3, "same": True}, "it is followed when it was on the board"
    finally:
        second.close()


def test_a_board_that_knows_nothing_of_a_history_does_not_publish_over_it(desk: Desk, board: Board, tmp_path: Path) -> None:
    state = board.now.state
    other = state.written.replaced(sittings=state.agenda.sittings[1:])
    History(board.history.path).publish(other, who="Zoe", why="first", conference=state.base, force=True)
    refused = desk.problems(desk.post("/api/publish", {"version": 1, "anyway": True}), 409)
    assert refused == ["version 1 is there already (Zoe: first), which this board was not made from; look at it, and publish after 1"]
    assert desk.board["published"] is None
    assert len(desk.get("/api/history")["versions"]) == 1
    assert desk.post("/api/publish", {"version": 1, "anyway": True, "after": 1}).json()["number"] == 2

    changed = tmp_path / "changed.json"
    changed.write_text(write_json(state.base.replaced(rooms=state.base.rooms[::-1])), encoding="utf-8")
    given: dict[str, Any] = {"board": str(tmp_path / "changed.board.db"), "to": str(board.history.path)}
    with pytest.raises(BadInput, match="version 2 is published in it, and the conference has changed since; serve the history itself"):
        begin(str(changed), **given)
    third = begin(str(changed), **given, force=True)
    try:
        assert third.now.state.agenda.sittings == state.agenda.sittings
        assert own(third).board["published"] == {"number": 2, "version": 1, "same": False}
    finally:
        third.close()


# --- what clients hear ---


def test_whoever_does_not_listen_robs_nobody_of_what_happens() -> None:
    async def heard() -> tuple[list[bytes], bytes]:
        events, number = Events(), WAITING + 5
        events.begin()
        slow, quick = events.stream({}), events.stream({})
        for stream in (slow, quick):
            assert (await anext(stream)).startswith(b"event: hello")
        found = []
        for version in range(number):
            events.tell("edit", {"version": version})
            found.append(await anext(quick))
        missed = await anext(slow)
        for stream in (slow, quick):
            await stream.aclose()  # type: ignore[attr-defined]  # it is a generator
        return found, missed

    found, missed = asyncio.run(heard())
    assert [json.loads(line.split(b"data: ")[1])["version"] for line in found] == [*range(WAITING + 5)]
    assert missed.startswith(b"event: again")


# --- the file ---


def test_a_board_is_held_by_one_server(board: Board) -> None:
    with pytest.raises(Exception, match="is served already, or in use by another program"):
        Store(board.store.path)


def test_a_board_that_was_changed_by_somebody_else_is_refused(desk: Desk, board: Board) -> None:
    import sqlite3

    desk.done("lock", items=[desk.board["sittings"][0]["id"]])
    board.close()
    with sqlite3.connect(board.store.path) as file:
        with pytest.raises(sqlite3.IntegrityError, match="a board only grows"):
            file.execute("UPDATE edits SET who = 'Eve'")
        (trigger,) = file.execute("SELECT sql FROM sqlite_master WHERE name = 'edits_no_update'").fetchone()
        file.execute("DROP TRIGGER edits_no_update")
        file.execute("UPDATE edits SET who = 'Eve' WHERE version = 2")
        file.execute(trigger)
    file.close()
    with pytest.raises(Exception, match="is damaged: edit 2 is not what was written"):
        Store(board.store.path)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"no database at all, but long enough to be one " * 30, "is no board, or is not one any more"),
        (None, "is a database, but no board"),
    ],
)
def test_another_file_is_no_board(tmp_path: Path, content: bytes | None, what: str) -> None:
    path = tmp_path / "x.board.db"
    if content is None:
        import sqlite3

        file = sqlite3.connect(path)
        file.execute("CREATE TABLE some (thing)")
        file.commit()
        file.close()
    else:
        path.write_bytes(content)
    with pytest.raises(Exception, match=what):
        Store(path)


def test_the_board_of_another_conference_is_refused(board: Board, tmp_path: Path) -> None:
    board.close()
    other = tmp_path / "other.json"
    other.write_text(write_json(small(8, 2).replaced(conference=small().conference.replaced(id="another"))), encoding="utf-8")
    with pytest.raises(Exception, match="is the board of the conference 'synthetic-8-1', not of 'another'"):
        begin(str(other), board=str(board.store.path), who="Ana")


# --- downloads and the lens ---


def test_every_format_is_downloaded(tmp_path: Path) -> None:
    people = tuple(p.replaced(email="s@private.example", join_url="https://private.example/") for p in small().speakers)
    with opened(tmp_path, small().replaced(speakers=people)) as board:
        _downloaded(own(board), board)


def _downloaded(desk: Desk, board: Board) -> None:
    found = DownloadsTold.model_validate(desk.get("/api/downloads")).downloads
    written = {(f.name, "agenda") for f in FORMATS if f.publish} | {(f.name, "conference") for f in FORMATS if f.write}
    assert {(one.format, one.of) for one in found} == written | {("agenda", "agenda")}
    assert len({one.id for one in found}) == len({one.file for one in found}) == len(found)
    for one in found:
        answer = desk.client.get(f"/api/download/{one.id}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-disposition"] == f'attachment; filename="{one.file}"'
        assert (b"private.example" in _plain(answer.content)) == one.private == ("for the committee alone" in one.about), one.id
    agenda = Agenda.model_validate_json(desk.client.get("/api/download/agenda").text)
    assert agenda.sittings == board.now.state.agenda.sittings
    assert Conference.model_validate_json(desk.client.get("/api/download/json").text) == board.now.state.conference
    tables = zipfile.ZipFile(io.BytesIO(desk.client.get("/api/download/csv").content)).namelist()
    assert "talks.csv" in tables
    assert "nothing is written as 'exe'" in desk.problems(desk.client.get("/api/download/exe"), 404)[0]


def _plain(content: bytes) -> bytes:
    """All that is in a file, a folder's or a workbook's, too."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        return b"".join(folder.read(name) for name in folder.namelist())


def test_the_lens_shows_a_persons_hours_and_things(desk: Desk, board: Board) -> None:
    state = board.now.state
    online = [p for p in state.conference.speakers if p.attends == "online" and state.agenda.appearances.get(p.id)]
    person = online[0]
    found = desk.get("/api/lens", params={"person": person.id})
    assert found["zone"] == state.conference.zone_of(person.id)
    assert {slot.talk for slot, _ in state.agenda.appearances[person.id]} <= {*found["items"]}
    assert sum(share["minutes"] for share in found["strip"]) == sum(
        slot.last - slot.first for p in online for slot, _ in state.agenda.appearances[p.id]
    )
    nairobi = desk.get("/api/lens", params={"zone": "Africa/Nairobi"})
    assert nairobi["person"] is None
    assert "unknown time zone" in desk.problems(desk.client.get("/api/lens?zone=Nowhere/Town"), 422)[0]


# --- safety ---


def _client(board: Board, token: str | None = None) -> TestClient:
    app = application(board, hosts=safety.names("127.0.0.1", PORT), token=token, csrf=CSRF)
    return TestClient(app, base_url=HERE, follow_redirects=False)


LOCK: dict[str, Any] = {"kind": "undo", "version": 1}


def test_the_page_and_every_answer_hold_browsers_to_a_policy(still: Board) -> None:
    client = _client(still)
    for path, status in (("/", 200), ("/api/board", 200), ("/nothing", 404), ("/api/nothing", 404), ("/api/board?token=1", 200)):
        answer = client.get(path)
        assert answer.status_code == status, path
        assert answer.headers["content-security-policy"] == safety.POLICY
        assert "unsafe" not in safety.POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "access-control-allow-origin" not in answer.headers
    assert "server" not in client.get("/").headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:9", "127.0.0.1", "localhost.evil.example:8000", ""])
def test_another_name_for_this_machine_is_refused(still: Board, host: str) -> None:
    answer = _client(still).get("/api/board", headers={"host": host})
    assert answer.status_code == 421
    assert ErrorTold.model_validate(answer.json())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"x-agenda": "guessed"}, 403),
        ({"x-agenda": CSRF, "origin": "http://evil.example"}, 403),
        ({"x-agenda": CSRF, "origin": "null"}, 403),
        ({"x-agenda": CSRF, "sec-fetch-site": "cross-site"}, 403),
        ({"x-agenda": CSRF, "sec-fetch-site": "same-site"}, 403),
        ({"x-agenda": CSRF, "content-type": "text/plain"}, 415),
        ({"x-agenda": CSRF, "content-type": "application/x-www-form-urlencoded"}, 415),
        ({"x-agenda": CSRF, "origin": HERE, "sec-fetch-site": "same-origin"}, 422),
        ({"x-agenda": CSRF}, 422),
    ],
)
def test_another_site_changes_nothing(still: Board, headers: dict[str, str], status: int) -> None:
    given = {"content-type": "application/json", **headers}
    answer = _client(still).post("/api/edits", content=json.dumps(LOCK), headers=given)
    assert answer.status_code == status, answer.text
    assert still.now.row.version == 1


def test_another_site_reads_nothing(still: Board) -> None:
    client = _client(still)
    assert client.get("/api/board", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}).status_code == 403
    assert client.get("/api/board", headers={"origin": "http://evil.example"}).status_code == 403
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get("/", headers=link).status_code == 200
    assert client.get("/api/session", headers=link).status_code == 403


def test_a_token_is_asked_for_kept_in_a_cookie_and_taken_out_of_the_address(still: Board) -> None:
    token = safety.secret()
    client = _client(still, token)
    for path in ("/", "/api/board", "/api/session", "/index.html", f"/api/board?token={token}"):
        assert client.get(path).status_code == 401, path
    assert client.get("/?token=wrong").status_code == 401
    assert client.get("/api/board", headers={"authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/api/board", headers={"authorization": f"Bearer {token}"}).status_code == 200
    first = client.get(f"/?token={token}")
    assert (first.status_code, first.headers["location"]) == (303, "/")
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie, "or a link in a letter would be refused after it is followed"
    assert "Secure" not in cookie
    assert client.get("/api/board").status_code == 200

    other = _client(still, safety.secret())
    other.cookies.update(client.cookies)
    assert other.get("/api/board").status_code == 401
    other.get(f"/?token={other.app.token}")  # type: ignore[attr-defined]  # of the guard around it
    client.cookies.update(other.cookies)
    assert [one.get("/api/board").status_code for one in (client, other)] == [200, 200], "two boards of one machine, each with its own"


def test_whoever_is_refused_in_a_browser_reads_why_on_a_page(still: Board) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    client = _client(still, safety.secret())
    asked = client.get("/", headers=browser)
    assert (asked.status_code, asked.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert "<h1>This board asks for a token.</h1><p>Open the address that &#x27;agenda serve&#x27; printed.</p>" in asked.text
    assert asked.headers["content-security-policy"] == safety.POLICY
    assert client.get("/?token=wrong", headers=browser).text.count("<h1>") == 1
    nasty = client.get("/", headers={**browser, "host": "<script>x"})
    assert (nasty.status_code, "<script>" in nasty.text) == (421, False)
    assert ErrorTold.model_validate(client.get("/").json())


@pytest.mark.parametrize("host", ["board.example.org", f"127.0.0.1:{PORT}"])
def test_a_proxy_is_known_by_its_name_whether_it_passes_that_on_or_not(still: Board, host: str) -> None:
    where = Address("127.0.0.1", PORT, safety.secret(), "board.example.org")
    assert where.outside == f"https://board.example.org/?token={where.token}"
    client = TestClient(guarded(still, where, CSRF), base_url=f"https://{host}", follow_redirects=False)
    assert client.get("/api/board").status_code == 401
    assert "; Secure" in client.get(f"/?token={where.token}").headers["set-cookie"]
    given = {"x-agenda": CSRF, "content-type": "application/json", "sec-fetch-site": "same-origin"}
    for origin, status in (("https://board.example.org", 422), ("https://evil.example", 403)):
        answer = client.post("/api/edits", content=json.dumps(LOCK), headers={**given, "origin": origin})
        assert answer.status_code == status, answer.text
    assert client.get("/api/board", headers={"host": "evil.example"}).status_code == 421


def test_others_are_told_the_name_of_the_machine() -> None:
    every = Address("0.0.0.0", PORT, "t" * 12)
    assert every.others == f"http://{socket.gethostname()}:{PORT}/?token={'t' * 12}"
    assert every.url.startswith(f"http://localhost:{PORT}/")
    assert Address("127.0.0.1", PORT, None).others == HERE + "/"


@pytest.mark.parametrize("length", [None, "2000000", "-1", "many"])
def test_what_is_too_large_is_not_read(still: Board, length: str | None) -> None:
    headers = {"x-agenda": CSRF, "content-type": "application/json"}
    if length is not None:
        answer = _client(still).post("/api/edits", content=b"{}", headers={**headers, "content-length": length})
    else:
        answer = _client(still).post("/api/edits", content=(b" " * 100_000 for _ in range(30)), headers=headers)
    assert answer.status_code == 413, answer.text


@pytest.mark.parametrize(
    "path", ["/../board.py", "/%2e%2e/board.py", "/..%2fboard.py", "/static/../../api.py", "//etc/passwd", "/%00", "/%5c..%5capi.py"]
)
def test_no_path_of_a_client_reaches_the_file_system(still: Board, path: str) -> None:
    assert (STATIC.parent / "api.py").exists()
    assert _client(still).get(path).status_code == 404


def test_only_this_machine_unless_there_is_a_token() -> None:
    from scheduler.board import serve

    for host in ("127.0.0.1", "localhost", "::1", "127.1.2.3"):
        assert serve.address(host, 80, None) == serve.Address(host, 80, None)
    for host, proxy in (("0.0.0.0", None), ("192.168.1.5", None), ("::", None), ("example.org", None), ("127.0.0.1", "example.org")):
        token = serve.address(host, 80, None, proxy).token
        assert token is not None
        assert len(token) >= 24
    with pytest.raises(Exception, match="--token is too short"):
        serve.address("0.0.0.0", 80, "short")
    for proxy in ("https://example.org", "a b", "example.org/board", ""):
        with pytest.raises(Exception, match="is no name of a host"):
            serve.address("127.0.0.1", 80, None, proxy)
    assert safety.names("192.168.1.5", 80) == {"192.168.1.5:80", "192.168.1.5"}


HOSTILE = "<script>alert(1)</script>\u202e\u0000 =cmd()|'\"&\n# '); DROP TABLE edits;--"


def test_hostile_names_are_text_and_nothing_else(tmp_path: Path) -> None:
    given = small()
    nasty = HOSTILE.replace("\u0000", "")
    forums = tuple(f.replaced(title=nasty) if n == 0 else f for n, f in enumerate(given.subforums))
    rooms = tuple(r.replaced(title=nasty) for r in given.rooms)
    with opened(tmp_path, given.replaced(subforums=forums, rooms=rooms)) as board:
        desk = own(board)
        assert desk.board["rooms"][0]["title"] == nasty
        item = forums[0].id
        after = desk.done("lock", items=[item], who=HOSTILE)
        assert "\n" not in after["last"]["who"]
        assert after["last"]["words"].startswith("<script>alert(1)</script>")
        answer = desk.client.get("/api/board")
        assert answer.headers["content-type"] == "application/json"
        for one in desk.get("/api/downloads")["downloads"]:
            disposition = desk.client.get(f"/api/download/{one['id']}").headers["content-disposition"]
            assert "<" not in disposition
        assert desk.edit("take_out", item=HOSTILE).status_code == 422
        assert desk.client.get("/api/places/<script>nobody").status_code == 404
        half = '{"kind": "take_out", "version": 2, "item": "\\ud800", "who": "\\ud800"}'
        headers = {"X-Agenda": CSRF, "content-type": "application/json"}
        assert desk.client.post("/api/edits", content=half, headers=headers).status_code in (400, 422)
