"""Scenarios on a cluster of Dask distributed: the same work as in local processes, with the same results.

What all of them share is sent once, as a task of its own, which the scheduler does anew where the worker that holds it
dies. So are all scenarios; one at which several workers die runs alone at last, so that it is known to be the cause.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from instances.problems import BadInput, Problem
from scheduler.limits import Interrupt
from scheduler.runner import Failed, Runner
from scheduler.solve import versions

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
R = TypeVar("R")

ANSWER = 10
"""Seconds in which a scheduler has to answer, and to have a worker."""

_EVERY = 0.05
"""Seconds between two looks at what is done, and at the interrupt."""


def cluster(address: str) -> Runner:
    """The workers of the scheduler at an address like tcp://10.0.0.7:8786. Raises BadInput where distributed is missing."""
    try:
        import distributed  # noqa: F401  # only whether it is there
    except ImportError:
        what = "--cluster needs Dask distributed, which is not installed"
        raise BadInput([Problem((), what, "pip install 'agendawright[cluster]'")]) from None
    return _Cluster(address).run


@dataclass(frozen=True)
class _Cluster:
    address: str

    def run(self, work: Callable[..., R], shared: object, tasks: Mapping[int, T], interrupt: Interrupt) -> Iterator[tuple[int, R | Failed]]:
        with self._client() as client:
            try:
                self._check(client)
                start = pickle.dumps((work, shared))
                held = client.submit(pickle.loads, start, key=f"agendawright-{hashlib.sha256(start).hexdigest()[:24]}")
                suspects: list[int] = []
                yield from self._batch(client, held, tasks, interrupt, suspects)
                for number in suspects:
                    dead: list[int] = []
                    yield from self._batch(client, held, {number: tasks[number]}, interrupt, dead)
                    if dead:
                        yield number, Failed("the workers that tried it died, one after another")
            except (OSError, CancelledError):  # of the connection; what a task raises is its own result
                raise self._lost() from None

    def _batch(
        self, client: Client, held: Future, tasks: Mapping[int, T], interrupt: Interrupt, dead: list[int]
    ) -> Iterator[tuple[int, R | Failed]]:
        """Results as they come; `dead` gets the tasks at which workers died."""
        from distributed import KilledWorker, as_completed

        futures = client.map(_do, list(tasks.values()), held=held, pure=False, batch_size=1000)
        number_of = dict(zip(futures, tasks, strict=True))
        completed = as_completed(futures, loop=client.loop)
        del futures
        try:
            while number_of and not interrupt.is_set():
                batch = completed.next_batch(block=False)
                if not batch:
                    interrupt.wait(_EVERY)
                    if client.status != "running":
                        raise self._lost()
                done = {future.key: future for future in batch if future.status == "finished"}
                results = client.gather(done, errors="skip")  # None where its worker died since, and the next one, too
                for future in batch:
                    number = number_of.pop(future)
                    if (result := results.get(future.key)) is not None:
                        yield number, result
                    elif client.status != "running":
                        raise self._lost()
                    elif future.status != "error" or isinstance(error := future.exception(), KilledWorker):  # or it went with its worker
                        dead.append(number)
                    else:
                        yield number, Failed(f"{type(error).__name__}: {error}")
        finally:
            if client.status == "running":
                client.cancel(list(number_of), force=True)

    @contextmanager
    def _client(self) -> Iterator[Client]:
        """A connection. Raises BadInput where nothing answers."""
        from distributed import Client

        for name in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is told here
        try:
            socket.create_connection(_host(self.address), ANSWER).close()  # a client that fails is noisy, and slow
            client = Client(self.address, timeout=ANSWER, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            first = (str(error).splitlines() or [type(error).__name__])[0]
            what = f"no Dask scheduler answers at {self.address} ({first})"
            raise BadInput([Problem((), what, "start one with 'dask scheduler', and name its address, like tcp://10.0.0.7:8786")]) from None
        try:
            yield client
        finally:
            client.close()

    def _check(self, client: Client) -> None:
        """Raises BadInput where there are no workers, or some whose results would not be the same."""
        try:
            client.wait_for_workers(1, timeout=ANSWER)
        except TimeoutError:
            remedy = f"start one with 'dask worker {self.address} --nthreads 1'"
            raise BadInput([Problem((), f"the scheduler at {self.address} has no worker", remedy)]) from None
        found = client.run(versions, on_error="return")
        wrong = {worker: others for worker, others in found.items() if others != versions()}
        problems = [Problem((), f"the worker {worker} is not like this machine: {_unlike(others)}") for worker, others in wrong.items()]
        if problems:
            raise BadInput([*problems[:-1], Problem((), problems[-1].what, "install the same agendawright there, with the same packages")])

    def _lost(self) -> BadInput:
        what = f"the scheduler at {self.address} is gone"
        return BadInput([Problem((), what, "start it anew; with --journal, what is done is kept, and the same command goes on from there")])


def _unlike(found: Any) -> str:
    """In what the versions of a worker differ, or why it has none."""
    if not isinstance(found, dict):
        return str(found) or type(found).__name__
    return ", ".join(f"{name} {number}, here {versions().get(name)}" for name, number in found.items() if number != versions().get(name))


def _host(address: str) -> tuple[str, int]:
    """The host and the port of an address. Raises ValueError."""
    match = re.fullmatch(r"(?:tcp|tls)://(?:\[(.+)\]|([^:/]+)):(\d{1,5})", address)
    if not match:
        raise ValueError("this is no address like tcp://HOST:PORT")
    return match[1] or match[2], int(match[3])


def _do(task: object, held: tuple[Callable[..., Any], object]) -> Any:
    work, shared = held
    return work(shared, task)
