"""A server on loopback that answers as pretalx 2025.2.2 does, its faults among them: pages, tokens, patience, ends that stay behind."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.foreign import democon

TOKEN = "right-token-0123456789"
PAGE = 2


@dataclass
class Pretalx:
    """What the server has, what it was asked, and how it misbehaves.

    `moods` are answers in place of the next ones: a status, headers and a body; `released`: whether a schedule is; `submissions`:
    whether the token may change submissions; `lost`: which change, counted from 1, is made without an answer, and `down`:
    whether nothing is answered from then on; `refused`: the status by which a change of a submission is refused;
    `ends`: whether the ends of breaks can be set, which pretalx 2025.2 only pretends.
    """

    answers: dict[str, Any] = field(default_factory=democon.answers)
    draft: list[dict[str, Any]] = field(default_factory=democon.draft)
    released: bool = True
    submissions: bool = True
    explicit: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    moods: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    lost: int = 0
    down: bool = False
    refused: int = 403
    ends: bool = False
    port: int = 0

    @property
    def silent(self) -> bool:
        """Whether what it is asked now has no answer."""
        changes = sum(asked.startswith("PATCH") for asked in self.asked)
        return 0 < self.lost <= changes and (self.down or (changes == self.lost and self.asked[-1].startswith("PATCH")))

    @property
    def address(self) -> str:
        """Where the event is."""
        return f"http://127.0.0.1:{self.port}/democon"

    def slot(self, submission: str) -> dict[str, Any]:
        """The slot of the draft of a submission."""
        return next(slot for slot in self.draft if slot["submission"] == submission)

    def get(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        """The answer of a part of the interface."""
        parts = path.strip("/").split("/")
        if parts == [""]:
            return 200, self.answers["event"]
        if parts[0] == "schedules" and len(parts) == 2:
            if parts[1] == "latest" and not self.released:
                return 404, {"detail": "No Schedule matches the given query."}
            number = {"latest": 1, "wip": 2}[parts[1]]
            return 200, {"id": number, "version": "v1.0" if number == 1 else "wip", "published": None, "comment": None, "slots": []}
        if parts[0] == "slots" and len(parts) == 2:
            return 200, next(slot for slot in self.draft if slot["id"] == int(parts[1]))
        if parts[0] == "submissions" and len(parts) == 2:
            return 200, next(one for one in self.answers["submissions"] if one["code"] == parts[1])
        things = self.draft if parts[0] == "slots" and query.get("schedule") == ["2"] else self.answers.get(parts[0])
        if things is None:
            return 404, {"detail": "Not found."}
        if states := query.get("state"):
            things = [thing for thing in things if thing["state"] in states]
        page = int(query.get("page", ["1"])[0])
        shown = things[(page - 1) * PAGE : page * PAGE]
        more = [f"page={page + 1}", "page_size=50", *(f"{key}={value}" for key in ("state", "schedule") for value in query.get(key, []))]
        following = f"http://inside.example:8000/api/events/democon/{path}?{'&'.join(more)}" if page * PAGE < len(things) else None
        return 200, {"count": len(things), "next": following, "previous": None, "results": shown}

    def patch(self, path: str, values: dict[str, Any]) -> tuple[int, Any]:
        """Change a slot, whose end stays where it was, or a submission, whose slots follow if its own length is another one."""
        kind, id = path.strip("/").split("/")
        if kind == "slots":
            slot = next(slot for slot in self.draft if slot["id"] == int(id))
            kept = {key: value for key, value in values.items() if key != "end" or self.ends}
            slot.update(kept)
            if slot["end"] is None:
                slot["end"] = self._end(slot)
            return 200, {**slot, **values}
        if not self.submissions:
            return self.refused, {"detail": "You do not have permission to perform this action."}
        one = next(one for one in self.answers["submissions"] if one["code"] == id)
        changed = id not in self.explicit or values["duration"] != one["duration"]
        self.explicit.add(id)
        one["duration"] = values["duration"]
        for slot in self.draft if changed else ():
            if slot["submission"] == id and slot["start"]:
                slot["end"] = self._end(slot)
        return 200, one

    def _end(self, slot: dict[str, Any]) -> str:
        minutes = next(one["duration"] for one in self.answers["submissions"] if one["code"] == slot["submission"])
        return (datetime.fromisoformat(slot["start"]) + timedelta(minutes=minutes)).isoformat()


@contextmanager
def running() -> Iterator[Pretalx]:
    """A server with the small conference, until the end of the block."""
    pretalx = Pretalx()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._do(lambda path, query: pretalx.get(path, query))

        def do_PATCH(self) -> None:
            values = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._do(lambda path, _: pretalx.patch(path, values))

        def do_POST(self) -> None:
            self._do(lambda *_: (405, {"detail": "POST is not expected here."}))

        def _do(self, answer: Any) -> None:
            parts = urlsplit(self.path)
            pretalx.asked.append(f"{self.command} {self.path}")
            pretalx.tokens.add(self.headers.get("Authorization", ""))
            event = "/api/events/democon/"
            if pretalx.moods:
                status, headers, body = pretalx.moods.pop(0)
                self._send(status, body.encode(), headers)
            elif self.headers.get("Authorization") not in (f"Token {TOKEN}", None):
                self._json(401, {"detail": "Invalid token."})
            elif self.headers.get("Pretalx-Version") != "v1":
                self._json(400, {"detail": "API version not supported."})
            elif not parts.path.startswith(event):
                self._send(404, b"<!doctype html><title>Not found</title>", {"Content-Type": "text/html"})
            else:
                self._json(*answer(parts.path.removeprefix(event), parse_qs(parts.query)))

        def _json(self, status: int, body: Any) -> None:
            self._send(status, json.dumps(body).encode(), {"Content-Type": "application/json"})

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            if pretalx.silent:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pretalx.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield pretalx
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
