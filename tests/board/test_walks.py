"""Random people at a board: whatever they do, undoing all of it brings the first agenda back, and nothing is lost or fails."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode
from typer.testing import CliRunner

from cli import app
from instances.formats.native import write_json
from scheduler.board import api, document
from scheduler.board.api import _json, application
from scheduler.board.board import Board, begin
from scheduler.board.processes import Died, Work
from scheduler.board.safety import names
from scheduler.board.shapes import ErrorTold
from scheduler.board.work import Given
from scheduler.limits import Interrupt
from tests.board.desk import CSRF, PORT, Desk, Server, opened, own, small, standing
from tests.sampled import FULL

KINDS = ("move", "swap", "order", "seat", "lock", "unlock", "take_out", "change", "undo", "redo")


def drawn(board: dict[str, Any], kind: str, dice: random.Random) -> dict[str, Any]:
    """An edit of a kind that may be possible."""
    sittings = board["sittings"] or [{"id": "x", "subforum": "x", "room": "x", "start": "x", "talks": []}]
    sitting, other = dice.choice(sittings), dice.choice(sittings)
    match kind:
        case "move":
            forum = dice.choice(board["subforums"])["id"]
            return {"item": forum, "room": dice.choice(board["rooms"])["id"], "start": other["start"], "anyway": True}
        case "swap":
            return {"item": sitting["subforum"], "other": other["subforum"], "anyway": True}
        case "order":
            talks = [slot["talk"] for slot in sitting["talks"]]
            return {"sitting": sitting["id"], "talks": dice.sample(talks, len(talks)) or ["x"], "anyway": True}
        case "seat":
            seats = [seat for forum in board["subforums"] for talk in forum["talks"] for seat in talk["seats"]]
            seat = dice.choice(seats) if seats else {"id": "x", "candidates": ["x"]}
            return {"seat": seat["id"], "speaker": dice.choice([*seat["candidates"], None]), "anyway": True}
        case "lock" | "unlock":
            return {"items": [sitting["subforum"]]}
        case "take_out":
            return {"item": dice.choice([sitting["id"], *(slot["talk"] for slot in sitting["talks"])])}
        case "change":
            person, room = dice.choice(board["people"])["id"], dice.choice(board["rooms"])["id"]
            return {
                "text": dice.choice(
                    [f"--recorded {person}", f"--seats {room}=7", f"--cancel {person}=drop", f"--drop {sitting['subforum']}"]
                )
            }
        case _:
            return {}


def walk(desk: Desk, kinds: list[str], seed: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Random edits, one after another, with what came of each."""
    dice = random.Random(seed)
    for kind in kinds:
        board = desk.board
        answer = desk.edit(kind, version=board["version"], **drawn(board, kind, dice))
        assert answer.status_code in (200, 422), answer.text
        yield answer.status_code, answer.json()


@settings(deadline=None, max_examples=3, phases=(Phase.generate,), suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(kinds=st.lists(st.sampled_from(KINDS), min_size=7, max_size=7), seed=st.integers(0, 1 << 16))
def test_whatever_is_done_can_be_undone(kinds: list[str], seed: int) -> None:
    _undone(kinds, seed)


@pytest.mark.full
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(kinds=st.lists(st.sampled_from(KINDS), min_size=20, max_size=40), seed=st.integers(0, 1 << 16))
def test_whatever_is_done_for_long_can_be_undone(kinds: list[str], seed: int) -> None:
    _undone(kinds, seed)


def _undone(kinds: list[str], seed: int) -> None:
    """Walk, restart, take everything back, and do it again."""
    with tempfile.TemporaryDirectory() as folder:
        with opened(Path(folder)) as board:
            desk = own(board)
            first = standing(desk.board)
            for _ in walk(desk, kinds, seed):
                pass
            last = desk.board
        with opened(Path(folder)) as board:
            desk = own(board)
            again = desk.board
            assert {**again, "jobs": []} == {**last, "jobs": []}
            steps, now = 0, again
            while now["undo"]:
                now, steps = desk.done("undo", version=now["version"]), steps + 1
            assert standing(now) == first
            for _ in range(steps):
                now = desk.done("redo", version=now["version"])
            assert standing(now) == standing(last)
            assert board.now.state.agenda.sittings == board._stored(board.rows[-1]).agenda.sittings


def _writing(desk: Desk, number: int, seed: int, known: dict[int, dict[str, Any]]) -> None:
    """Write edit after edit until the server is there no more; what was acknowledged is known."""
    dice, board = random.Random(seed), desk.board
    version = board["version"]
    while True:
        kind = dice.choice(KINDS)
        try:
            answer = desk.edit(kind, version=version, who=f"p{number}", **drawn(board, kind, dice))
        except httpx.TransportError:
            return
        assert answer.status_code in (200, 409, 422), answer.text
        if answer.status_code == 200:
            board = known[answer.json()["version"]] = answer.json()
        version = answer.json().get("version") or version


@pytest.mark.parametrize("edits", [6, pytest.param(50, marks=FULL)])
def test_a_server_that_is_killed_while_people_write_has_lost_nothing_that_it_acknowledged(edits: int, tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text(write_json(small()), encoding="utf-8")
    dice, server = random.Random(edits), Server(tmp_path, "c.json", "--board", "own.board.db")
    known = dict[int, dict[str, Any]]()
    while len(known) < edits:
        server.start()
        assert server.process
        number = min(edits, len(known) + dice.randrange(6, 13))
        with ThreadPoolExecutor(3) as people:
            seeds = [dice.randrange(1 << 16) for _ in range(3)]
            writers = [people.submit(_writing, server.desk(), n, seed, known) for n, seed in enumerate(seeds)]
            try:
                while len(known) < number and not any(one.done() for one in writers):
                    time.sleep(0.005)
            finally:
                server.process.kill()
        assert [one.result() for one in writers] == [None] * 3
        assert server.end(signal.SIGKILL) == -signal.SIGKILL
    with closing(begin(str(tmp_path / "c.json"), board=str(tmp_path / "own.board.db"), who="Ana")) as board:
        rows = {row.version: row for row in board.rows}
        assert [*rows] == [*range(1, len(rows) + 1)]
        for version, told in known.items():
            state = board._stored(rows[version])
            assert document.edit(rows[version]) == told["last"]
            shown = document.standing(state.conference, state.agenda) | {"locks": [*state.locks]}
            assert json.loads(bytes(_json(shown).body)) == {key: told[key] for key in shown}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server of a small board."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "c.json").write_text(write_json(small()), encoding="utf-8")
    with Server(folder, "c.json") as found:
        yield found


@pytest.mark.full
def test_edits_that_many_make_at_once_are_all_there_and_none_twice(server: Server) -> None:
    begun = server.desk().board["version"]

    def person(number: int) -> list[int]:
        desk, done, tries = server.desk(), list[int](), 0
        forum = desk.board["subforums"][number]["id"]
        while len(done) < 4:
            kind = "lock" if len(done) % 2 == 0 else "unlock"
            version = desk.get("/api/edits?most=1")["edits"][-1]["version"]
            what = {"version": version, "items": [forum], "who": f"p{number}", "key": f"person-{number}-{tries:04}"}
            answer = desk.edit(kind, brief=True, **what)
            assert answer.status_code in (200, 409), answer.text
            if answer.status_code == 200:
                done.append(answer.json()["edit"]["version"])
                again = desk.edit(kind, brief=True, **what)
                assert again.json()["edit"] == answer.json()["edit"]
            tries += 1
        return done

    with ThreadPoolExecutor(5) as people:
        done = [version for found in people.map(person, range(5)) for version in found]
    assert sorted(done) == [*range(begun + 1, begun + 21)]
    edits = server.desk().get("/api/edits?most=1000")["edits"]
    assert [edit["version"] for edit in edits] == [*range(1, begun + 21)]


def test_everybody_hears_of_every_edit_and_of_jobs(server: Server) -> None:
    desk, listener = server.desk(), server.desk()
    version, item = desk.board["version"], desk.board["subforums"][-1]["id"]
    with listener.client.stream("GET", "/api/events") as stream:
        lines = (line for line in stream.iter_lines() if line)
        assert next(lines) == "event: hello"
        assert f'"version":{version}' in next(lines)
        desk.done("lock", items=[item], who="Ben")
        assert next(lines) == "event: edit"
        assert '"who":"Ben"' in next(lines)
        job = desk.post("/api/jobs", {"kind": "solve", "version": version + 1, "seconds": 20, "workers": 2}).json()
        kinds = set()
        for line in lines:
            if line.startswith("event"):
                kinds.add(line)
            elif '"state":"done"' in line:
                break
        assert kinds == {"event: job"}
    assert desk.ended(job["id"])["state"] == "done"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("nothing.yaml",), "there is no file"),
        (("c.json", "--host", "300.1.1.1"), "cannot be served"),
        (("c.json", "--token", "x"), "--token is too short"),
        (("c.json", "--to", "history.txt", "--port", "0"), "is no name of a history"),
        (("c.json", "--board", "c.json", "--port", "0"), "would be overwritten"),
    ],
)
def test_a_board_that_cannot_be_served_says_what_to_do(
    words: tuple[str, ...], what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "c.json").write_text(write_json(small()), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    out = CliRunner().invoke(app, ["serve", *words, "--no-open"])
    assert out.exit_code == 2, out.output
    assert what in out.stderr


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    from scheduler.board import serve

    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(Exception, match=r"needs fastapi and uvicorn, which are not installed; .*pip install 'agendawright\[board\]'"):
        serve.installed()


class Waiting:
    """A process that answers only when somebody ends it."""

    ended = threading.Event()

    def __init__(self, *_: object) -> None:
        self.ended.clear()

    def result(self) -> dict[str, Any]:
        """Nothing, or that it died."""
        if self.ended.wait(20):
            raise Died("its process died")
        return {}

    def kill(self) -> None:
        """End it."""
        self.ended.set()


def test_a_question_ends_where_nobody_waits_for_its_answer(still: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "Child", Waiting)
    app = application(still, hosts=names("127.0.0.1", PORT), token=None, csrf=CSRF)
    path = f"/api/why/{still.now.state.agenda.sittings[0].id}"
    asked = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "query_string": b"at=10:00"}
    scope = {**asked, "headers": [(b"host", f"127.0.0.1:{PORT}".encode())], "client": None, "server": None, "root_path": ""}
    told = [{"type": "http.request", "body": b"", "more_body": False}]
    sent = list[Any]()

    async def receive() -> Any:
        return told.pop() if told else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]  # it is a coroutine
    assert Waiting.ended.is_set()
    assert api._asking == 0


# --- whatever anybody sends ---


class Here:
    """Work that is done in this process, and comes to its end as soon as it may."""

    def __init__(self, work: Work, given: Given, heard: Callable[[Any], None] = lambda _: None) -> None:
        self.work, self.given, self.heard, self.interrupt = work, replace(given, seconds=0.01, workers=1), heard, Interrupt()
        self.interrupt.set()

    def result(self) -> Any:
        """What it came to."""
        return self.work(self.given, self.heard, self.interrupt)

    def kill(self) -> None:
        """It ends by itself."""


@pytest.mark.parametrize(
    ("examples", "mode"), [(3, GenerationMode.NEGATIVE), *(pytest.param(100, mode, marks=FULL) for mode in GenerationMode)]
)
def test_nothing_that_is_sent_makes_it_fail(examples: int, mode: GenerationMode, board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fits the schema of each operation, and whatever does not; of every other, things are named that there are."""
    monkeypatch.setattr(api, "Child", Here)
    monkeypatch.setattr("scheduler.board.jobs.Child", Here)
    desk = own(board)
    desk.post("/api/publish", {"version": 1, "anyway": True})
    schema = schemathesis.openapi.from_dict(desk.get("/api/openapi.json"))
    tried, status = Counter[str](), dict[str, set[int]]()
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # of a schema that is valid
        if operation.path == "/api/events":  # which never ends
            continue

        @settings(max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=[*HealthCheck])
        @given(case=operation.as_strategy(generation_mode=mode))
        def answered(case: Any) -> None:
            label = case.operation.label
            if tried[label] % 2 == 0:
                _named(case, desk.board, tried[label])
            given = case.as_transport_kwargs(base_url=f"http://127.0.0.1:{PORT}")
            known = {key: given[key] for key in ("params", "json") if given.get(key) is not None}
            known |= {"content": given["data"]} if isinstance(given.get("data"), bytes) else {}
            headers = {"X-Agenda": CSRF, "content-type": "application/json"}
            answer = desk.client.request(given["method"], given["url"], headers=headers, **known)
            tried[label] += 1
            status.setdefault(label, set()).add(answer.status_code)
            assert answer.status_code < 500, f"{given}: {answer.text}"
            if answer.status_code >= 400:
                assert ErrorTold.model_validate(answer.json()).problems
            elif answer.status_code == 201:
                assert desk.ended(answer.json()["id"])["state"] != "failed"

        with suppress(Unsatisfiable):  # an operation of which nothing can be wrong
            answered()
    assert len(tried) >= 12
    assert all(429 not in some for some in status.values()), "nothing is kept out by what runs already"
    good = {"GET /api/why/{item}": 200, "POST /api/jobs": 201, "GET /api/jobs/{id}": 200, "GET /api/history/{number}": 200}
    good |= {"POST /api/edits": 200, "GET /api/seats/{seat}": 200} if examples > 3 else {}
    if mode == GenerationMode.POSITIVE:
        assert {label for label, number in good.items() if number not in status[label]} == set(), status


def _named(case: Any, board: dict[str, Any], number: int) -> None:
    """Have a request name the newest version, and items that there are."""
    sitting = board["sittings"][number % len(board["sittings"])]
    jobs = {"id": board["jobs"][-1]["id"]} if "/api/jobs" in case.operation.label and board["jobs"] else {}
    seats = [filled["seat"] for one in board["sittings"] for slot in one["talks"] for filled in slot["seats"]]
    named = {
        "item": sitting["id"],
        "other": board["sittings"][0]["id"],
        "sitting": sitting["id"],
        "number": 1,
        "at": sitting["room"],
        "seat": seats[0],
    } | jobs
    for some in (case.path_parameters, case.query, case.body):
        if isinstance(some, dict):
            some |= {key: value for key, value in named.items() if key in some}
    if isinstance(case.body, dict):
        case.body |= {"version": board["version"]}
