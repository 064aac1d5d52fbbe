"""A board and a client of it, for tests: in this process, or as a real server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx2 as httpx
from fastapi.testclient import TestClient

from instances.conference import Conference
from instances.formats.native import write_json
from instances.generate import generate
from scheduler.board.api import application
from scheduler.board.board import Board, begin
from scheduler.board.processes import Tell
from scheduler.board.safety import names
from scheduler.board.work import Given, Known, Result
from scheduler.limits import Interrupt
from tests.command import USUAL

PORT = 8000
CSRF = "secret-of-the-page"
SECONDS = 120.0


@cache
def small(size: int = 8, seed: int = 1) -> Conference:
    """A conference that is solved at once."""
    return generate(size, seed)[0]


class Desk:
    """Somebody at a board."""

    def __init__(self, client: httpx.Client, csrf: str = CSRF) -> None:
        self.client, self.csrf = client, csrf

    def get(self, path: str, **more: Any) -> Any:
        """What a board answers, which must be well."""
        answer = self.client.get(path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, what: object, **headers: str) -> httpx.Response:
        """An answer to something that is to be done."""
        return self.client.post(path, json=what, headers={"X-Agenda": self.csrf, **headers})

    @property
    def board(self) -> dict[str, Any]:
        """The board as it is."""
        found: dict[str, Any] = self.get("/api/board")
        return found

    def edit(self, kind: str, version: int | None = None, *, brief: bool = False, **what: Any) -> httpx.Response:
        """An edit of the newest version, or of another."""
        number = self.board["version"] if version is None else version
        return self.post(f"/api/edits{'?brief=true' if brief else ''}", {"kind": kind, "version": number, **what})

    def done(self, kind: str, **what: Any) -> dict[str, Any]:
        """The board after an edit that must be accepted."""
        answer = self.edit(kind, **what)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def problems(self, answer: Any, status: int) -> list[str]:
        """Why something was refused."""
        assert answer.status_code == status, answer.text
        return [f"{p['what']}; {p['remedy']}" for p in answer.json()["problems"]]

    def places(self, item: str, **params: str) -> list[dict[str, Any]]:
        """All places of an item, in the order in which they came."""
        return [place for line in self.lines(item, **params) for place in line.get("places", ())]

    def lines(self, item: str, **params: str) -> list[dict[str, Any]]:
        """What comes when places are asked for."""
        answer = self.client.get(f"/api/places/{item}", params=params)
        assert answer.status_code == 200, answer.text
        return [json.loads(line) for line in answer.text.splitlines()]

    def job(self, kind: str, **what: Any) -> dict[str, Any]:
        """A job that has come to its end."""
        answer = self.post("/api/jobs", {"kind": kind, "version": self.board["version"], **what})
        assert answer.status_code == 201, answer.text
        return self.ended(answer.json()["id"])

    def ended(self, id: str) -> dict[str, Any]:
        """A job when it has come to its end."""
        return self.waited(id, lambda job: job["state"] != "running")

    def begun(self, id: str) -> dict[str, Any]:
        """A job when it has found something, and runs on."""
        found = self.waited(id, lambda job: job["penalty"] is not None)
        assert found["state"] == "running", found
        return found

    def waited(self, id: str, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """A job when it is as wanted."""
        end = time.monotonic() + SECONDS
        while True:
            found: dict[str, Any] = self.get(f"/api/jobs/{id}")
            if until(found):
                return found
            assert time.monotonic() < end, found
            time.sleep(0.05)


def stubborn(given: Given, tell: Tell, _: Interrupt) -> Result:
    """A search that has found the board as it is, goes on for ever, and hears nothing."""
    tell(Known("solving", 0.1, 7, 3, agenda=given.agenda))
    threading.Event().wait()
    return Result("unknown")


class AtOnce:
    """A process that has come to its end already, and found nothing."""

    def __init__(self, *_: object) -> None:
        pass

    def result(self) -> Result:
        """What it came to."""
        return Result("unknown")


def standing(board: dict[str, Any]) -> dict[str, Any]:
    """What of a board is its agenda."""
    return {key: board[key] for key in ("sittings", "placed", "unplaced", "locks", "changes")}


def own(board: Board) -> Desk:
    """Somebody at a board in this process."""
    app = application(board, hosts=names("127.0.0.1", PORT), token=None, csrf=CSRF)
    return Desk(TestClient(app, base_url=f"http://127.0.0.1:{PORT}"))


@contextmanager
def opened(folder: Path, conference: Conference | None = None, agenda: Path | None = None) -> Iterator[Board]:
    """A board in a folder, by default of the small conference."""
    source = folder / "conference.json"
    if not source.exists():
        source.write_text(write_json(conference or small()), encoding="utf-8")
    board = begin(str(source), str(agenda) if agenda else None, str(folder / "own.board.db"), str(folder / "own.history.db"), "Ana")
    try:
        yield board
    finally:
        board.close()


class Server:
    """A real server of a board, on loopback."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.folder, self.words = folder, words
        self.process: subprocess.Popen[str] | None = None
        self.url = ""
        self.clients: list[httpx.Client] = []

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end(signal.SIGTERM)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "cli", "serve", *self.words, "--no-open", "--port", "0"]
        environment = {**os.environ, **USUAL, "AGENDA_WHO": "Ana", "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert "The board is at " in line, line + (self.process.stderr.read() if self.process.stderr else "")
        self.url = line.split("The board is at ")[1].split(" ")[0]

    def desk(self) -> Desk:
        """Somebody at it."""
        client = httpx.Client(base_url=self.url.split("?")[0], timeout=SECONDS)
        self.clients.append(client)
        return Desk(client, client.get("/api/session").json()["csrf"])

    def end(self, how: signal.Signals) -> int:
        """End it, and say how it ended."""
        assert self.process
        while self.clients:
            self.clients.pop().close()
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(SECONDS)
        for stream in (self.process.stdout, self.process.stderr):
            assert stream
            stream.close()
        return code
