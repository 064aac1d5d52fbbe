"""Run tasks anywhere: here, in worker processes of this machine, or on a cluster (`cluster.py`), with the same results.

A runner is given the work, what all tasks share, and the tasks by number. It yields results as they come, in any order,
and ends early where it is interrupted. A worker that dies loses no task: each is done anew, and one at which its worker
dies again and again is a failure.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from typing import Any, Protocol, TypeVar

from instances.problems import BadInput, Problem
from scheduler.limits import Interrupt, cores

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

Work = Callable[[S, T], R]
"""A function of a module; in this process, it is given the interrupt as well."""

TRIES = 3
"""How often a task is tried at which its worker dies."""

_EVERY = 0.1
"""Seconds between two looks at the interrupt."""


@dataclass(frozen=True)
class Failed:
    """What became of a task without a result."""

    why: str


class Runner(Protocol):
    """Yields the number and the result of each task."""

    def __call__(
        self, work: Callable[..., R], shared: object, tasks: Mapping[int, T], interrupt: Interrupt
    ) -> Iterator[tuple[int, R | Failed]]:
        """Run all tasks."""
        ...


def here(work: Callable[..., R], shared: object, tasks: Mapping[int, T], interrupt: Interrupt) -> Iterator[tuple[int, R | Failed]]:
    """One after another in this process; a task that is interrupted yields nothing."""
    for number, task in tasks.items():
        result = work(shared, task, interrupt)
        if interrupt.is_set():
            return
        yield number, result


def local(jobs: int | None = None, workers: int = 1) -> Runner:
    """Worker processes of this machine, by default as many as have cores if each searches with so many `workers`.

    Raises BadInput for more of them.
    """
    most = max(cores() // workers, 1)
    if jobs is not None and jobs > most:
        raise BadInput([Problem((), f"--jobs {jobs} are more than the {cores()} cores of this machine", f"write at most {most}")])
    return _Local(jobs or most).run


@dataclass
class _Local:
    """A pool of processes, which is made anew where one of them dies."""

    jobs: int

    def run(self, work: Callable[..., R], shared: object, tasks: Mapping[int, T], interrupt: Interrupt) -> Iterator[tuple[int, R | Failed]]:
        start = (pickle.dumps((work, shared)),)
        waiting, suspects, deaths = deque(tasks), deque[int](), Counter[int]()
        running: dict[Future[R], int] = {}
        pool: ProcessPoolExecutor | None = None
        try:
            while (waiting or suspects or running) and not interrupt.is_set():
                pool = pool or _pool(min(self.jobs, len(tasks)), start)
                while queue := self._next(waiting, suspects, running):
                    number = queue.popleft()
                    running[_submit(pool, tasks[number])] = number
                done, _ = wait(running, _EVERY, FIRST_COMPLETED)
                lost = [running[future] for future in done if isinstance(future.exception(), BrokenProcessPool)]
                for future in done:
                    number, error = running.pop(future), future.exception()
                    if number not in lost:
                        yield number, Failed(f"{type(error).__name__}: {error}") if error else future.result()
                if lost:
                    lost += running.values()
                    running.clear()
                    _end(pool)
                    pool = None
                    deaths.update(lost)
                    hopeless = [number for number in lost if deaths[number] >= TRIES and len(lost) == 1]
                    suspects.extend(number for number in sorted(lost) if number not in hopeless)
                    yield from ((number, Failed(f"its worker process died {deaths[number]} times")) for number in hopeless)
        finally:
            if pool:
                _end(pool)

    def _next(self, waiting: deque[int], suspects: deque[int], running: Mapping[Future[R], int]) -> deque[int]:
        """The queue from which a task may start now: who may have killed a worker runs alone, so that nobody else is blamed."""
        if suspects:
            return suspects if not running else deque()
        return waiting if len(running) < self.jobs else deque()


def _submit(pool: ProcessPoolExecutor, task: object) -> Future[Any]:
    """A task in a pool; where that is broken already, one that says so."""
    try:
        return pool.submit(_do, task)
    except BrokenProcessPool as error:
        future: Future[Any] = Future()
        future.set_exception(error)
        return future


def _pool(jobs: int, start: tuple[bytes]) -> ProcessPoolExecutor:
    """Worker processes, of which one has begun. Raises BadInput where none can."""
    for _ in range(TRIES):
        pool = ProcessPoolExecutor(jobs, get_context("spawn"), _begin, start)
        try:
            done, _others = wait([pool.submit(_ready) for _ in range(jobs)], return_when=FIRST_COMPLETED)
            done.pop().result()
            return pool
        except BrokenProcessPool:
            _end(pool)
    raise BadInput([Problem((), "no worker process can be started", "see what is written above")])


def _end(pool: ProcessPoolExecutor) -> None:
    """End the processes of a pool at once: what they have not finished is of no use."""
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)


_held: list[Any] = []
"""In a worker process: the work, and what all tasks share."""


def _begin(start: bytes) -> None:
    """Get a worker process ready. Ctrl-C is for its parent, with which it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_orphaned, daemon=True).start()
    _held[:] = pickle.loads(start)


def _orphaned() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _ready() -> None:
    """Nothing: whoever does it has begun."""


def _do(task: object) -> Any:
    work, shared = _held
    return work(shared, task)
