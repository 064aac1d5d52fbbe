"""What clients hear of: each has a queue of its own; one that does not listen is told to look at everything anew."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

MOST = 200
"""Clients that listen at once."""
WAITING = 200
"""Events that wait for one client."""
ALIVE = 15.0
"""Seconds of silence after which a client is told that the server is alive."""
OFTEN = 0.2
"""Seconds between two words of one job's progress."""

Event = tuple[str, dict[str, Any]]


class Events:
    """Events for all clients, from whatever thread."""

    def __init__(self) -> None:
        self._queues: dict[asyncio.Queue[Event | None], None] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: dict[str, dict[str, Any]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self.closed = False

    def begin(self) -> None:
        """Belong to the running loop."""
        self._loop = asyncio.get_running_loop()

    def close(self) -> None:
        """End all streams."""
        self.closed = True
        for queue in self._queues:
            with suppress(asyncio.QueueFull):
                queue.put_nowait(None)

    @property
    def full(self) -> bool:
        """Whether no more clients can listen."""
        return len(self._queues) >= MOST

    def tell(self, kind: str, what: dict[str, Any]) -> None:
        """Tell all clients."""
        self._soon(self._tell, kind, what)

    def progress(self, job: str, what: dict[str, Any]) -> None:
        """Tell all clients of the progress of a job: of several words at once, the last."""
        self._soon(self._progress, job, what)

    def _soon(self, what: Any, *given: Any) -> None:
        if self._loop is not None and not self._loop.is_closed():
            with suppress(RuntimeError):  # it was closed just now
                self._loop.call_soon_threadsafe(what, *given)

    def _progress(self, job: str, what: dict[str, Any]) -> None:
        self._waiting[job] = what
        if self._timer is None and self._loop is not None:
            self._timer = self._loop.call_later(OFTEN, self._flush)

    def _flush(self) -> None:
        self._timer = None
        for what in self._waiting.values():
            self._put(("job", what))
        self._waiting.clear()

    def _tell(self, kind: str, what: dict[str, Any]) -> None:
        if kind == "job":
            self._waiting.pop(str(what.get("id")), None)
        self._put((kind, what))

    def _put(self, event: Event) -> None:
        for queue in self._queues:
            late = queue.full()
            while late and not queue.empty():
                queue.get_nowait()
            queue.put_nowait(("again", {}) if late else event)

    async def stream(self, first: dict[str, Any]) -> AsyncIterator[bytes]:
        """Events as a client's EventSource reads them; the first says where the board is."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue(WAITING)
        self._queues[queue] = None
        try:
            yield _sent("hello", first)
            while not self.closed:
                try:
                    event = await asyncio.wait_for(queue.get(), ALIVE)
                except TimeoutError:
                    yield b": alive\n\n"
                    continue
                if event is None:
                    return
                yield _sent(*event)
        finally:
            self._queues.pop(queue, None)


def _sent(kind: str, what: dict[str, Any]) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(what, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()
