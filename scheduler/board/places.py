"""The places of an item, computed in processes of their own and told as they come: what somebody looks at comes first."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from instances.agenda import Agenda
from instances.conference import Conference
from scheduler.board.document import place
from scheduler.board.processes import Died, context, settle
from scheduler.limits import Interrupt, cores
from scheduler.moves import DEFAULT, Search
from scheduler.places import current, spots, trials

SPOTS = 24
"""Places that are looked at in one go."""
COARSE = (60, 30, 15)
"""Minutes of the hour at which places are looked at before others, so that a picture of all is there soon."""
KEPT = 24
"""Items whose places are remembered."""
SEARCHES = 4
"""Items for which a process remembers what it has reckoned."""
WORKERS = max(1, min(cores(), 4))

Spot = tuple[str, int]
Pair = tuple[int, Conference, Agenda]
"""A board: its version, its conference, its agenda."""


class Places:
    """Processes that look at places, and what they found."""

    def __init__(self, workers: int = WORKERS) -> None:
        self._workers = [_Worker() for _ in range(workers)]
        self._found: OrderedDict[tuple[int, str], list[dict[str, Any]]] = OrderedDict()

    def begin(self) -> None:
        """Have the processes ready."""
        for worker in self._workers:
            worker.begin()

    def close(self) -> None:
        """End them."""
        for worker in self._workers:
            worker.close()

    async def stream(self, board: Pair, item: str, first: Callable[[str, int], bool]) -> AsyncIterator[list[dict[str, Any]]]:
        """All places of an item, some at a time; those `first` that somebody looks at. Raises Died."""
        version, conference, agenda = board
        if (version, item) in self._found:
            yield self._found[version, item]
            return
        waiting = deque(chunks(conference, agenda, item, first))
        running: dict[asyncio.Future[list[dict[str, Any]]], _Worker] = {}
        found: list[dict[str, Any]] = []

        def go_on(worker: _Worker) -> None:
            if waiting:
                running[asyncio.wrap_future(worker.look(board, item, waiting.popleft()))] = worker

        try:
            for worker in self._workers:
                go_on(worker)
            while running:
                done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for future in done:
                    go_on(running.pop(future))
                for future in done:
                    found += future.result()
                    yield future.result()
        finally:
            for future in running:
                future.cancel()
        self._found[version, item] = found
        while len(self._found) > KEPT:
            self._found.popitem(last=False)


def chunks(conference: Conference, agenda: Agenda, item: str, first: Callable[[str, int], bool]) -> list[tuple[Spot, ...] | None]:
    """The places of an item in parts, those to be looked at first before the others; None, which is all, for an item that has few."""
    every = [*spots(conference, agenda, item)]
    if not every:
        return [None]
    here = {(room, p.first) for p in current(conference, agenda, item) for room in p.rooms}
    parts: list[tuple[Spot, ...] | None] = []
    for wanted in (True, False):
        some = [spot for spot in every if (first(*spot) or spot in here) == wanted]
        some.sort(key=lambda spot: (spot not in here, _fineness(spot[1]), spot[1]))
        parts += [tuple(some[n : n + SPOTS]) for n in range(0, len(some), SPOTS)]
    return parts


def _fineness(minute: int) -> int:
    return next((n for n, step in enumerate(COARSE) if minute % step == 0), len(COARSE))


class _Worker:
    """One process, asked by one thread at a time; made anew where it dies."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "places")
        self._pipe: Connection | None = None
        self._process: Any = None
        self._has: int | None = None
        self._closed = False

    def begin(self) -> None:
        with suppress(RuntimeError):
            self._thread.submit(self._open)

    def close(self) -> None:
        self._closed = True
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._process is not None:
            self._process.kill()

    def look(self, board: Pair, item: str, wanted: Sequence[Spot] | None) -> Future[list[dict[str, Any]]]:
        return self._thread.submit(self._look, board, item, wanted)

    def _open(self) -> Connection:
        if self._pipe is None:
            ours, theirs = _pair()
            process: Any = context().Process(target=_serve, args=(theirs,), daemon=True)  # type: ignore[attr-defined]
            process.start()
            theirs.close()
            self._process, self._pipe, self._has = process, ours, None
            if self._closed:
                self._process.kill()
        return self._pipe

    def _look(self, board: Pair, item: str, wanted: Sequence[Spot] | None) -> list[dict[str, Any]]:
        for _ in range(2):
            try:
                pipe = self._open()
                if self._has != board[0]:
                    pipe.send(board)
                    self._has = board[0]
                pipe.send((item, wanted))
                failure, found = pipe.recv()
            except (OSError, EOFError):
                self._pipe = None
                continue
            if failure:
                raise Died(failure)
            return list(found)
        raise Died("the process that looks at places died")


def _pair() -> tuple[Connection, Connection]:
    import multiprocessing

    return multiprocessing.Pipe()


def _serve(pipe: Connection) -> None:
    """Look at places until the server ends."""
    settle(nice=0)
    board: tuple[Conference, Agenda] | None = None
    searches: OrderedDict[str, Search] = OrderedDict()
    while True:
        try:
            asked = pipe.recv()
            if len(asked) == 3:
                board = asked[1:]
                searches.clear()
                continue
            assert board
            item, wanted = asked
            try:
                search = searches.pop(item, None) or Search(*board, item, DEFAULT, lambda _: None, Interrupt())
                searches[item] = search
                if len(searches) > SEARCHES:
                    searches.popitem(last=False)
                answer = "", looked(search, wanted)
            except Exception as error:  # told to whoever asked
                answer = f"{type(error).__name__}: {error}", []
            pipe.send(answer)
        except (EOFError, OSError):
            return


def looked(search: Search, wanted: Collection[Spot] | None = None) -> list[dict[str, Any]]:
    """Some places of an item, or all, as clients see them."""
    known = None if wanted is None else set(wanted)
    found = trials(search.conference, search.agenda, search.item, lambda *spot: known is None or spot in known)
    return [place(move) for _, move in search.at_first(found)]
