"""What is computed for the board while people go on: each job in a process of its own, with progress; whoever wants to stops it."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from instances.agenda import Agenda
from instances.problems import BadInput, Problem
from scheduler.board import work
from scheduler.board.processes import Child, Died, Refused
from scheduler.board.work import Found, Given, Known, Result
from scheduler.watch import gap

Kind = Literal["solve", "repair", "explain"]
WORK: dict[str, Callable[..., Any]] = {"solve": work.solve, "repair": work.mend, "explain": work.explain}
MOST = 2
"""Jobs that run at once."""
KEPT = 12
"""Jobs that are remembered."""
POINTS = 400
"""Points of a curve that are kept."""


class Busy(BadInput):
    """As many jobs run as may."""


@dataclass
class Job:
    """One job: on which version, and what is known of it. `state`: running, done, stopped, refused or failed.

    `id` is no number, so that no page takes what is found after a restart for what it was shown before it.
    """

    id: str
    kind: Kind
    version: int
    given: Given
    words: str
    who: str
    state: str = "running"
    known: Known | None = None
    penalty: int | None = None
    bound: int | None = None
    best: Agenda | None = None
    curve: list[tuple[float, int | None, int | None]] = field(default_factory=list)
    result: Result | None = None
    problems: tuple[Problem, ...] = ()
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None
    stopped: bool = False
    killed: bool = False

    @property
    def running(self) -> bool:
        """Whether it has not come to an end."""
        return self.state == "running"

    @property
    def seconds(self) -> float:
        """For how long it has been running, or ran."""
        return round((self.ended or time.monotonic()) - self.began, 1)

    @property
    def gap(self) -> float | None:
        """How far the best penalty is from the bound, in per cent."""
        return gap(self.penalty, self.bound)

    def heard(self, known: Known) -> None:
        """Keep what its process tells."""
        self.known = known
        if known.agenda is not None:
            self.best = known.agenda
        if known.counted == "penalty" and (known.penalty, known.bound) != (None, None):
            self.penalty, self.bound = known.penalty, known.bound
            self.curve.append((known.seconds, known.penalty, known.bound))
            if len(self.curve) > POINTS:
                self.curve[:-1] = self.curve[:-1:2]

    def found(self, number: int) -> Found:
        """One of the agendas that came of it. Raises BadInput."""
        if self.running:
            raise BadInput([Problem((), f"job {self.id} is still running", "wait for it, or stop it")])
        there = self.result.found if self.result else ()
        if not 0 <= number < len(there) or there[number].agenda is None:
            raise BadInput([Problem((), f"job {self.id} has no agenda {number}", "see what it found")])
        return there[number]


class Jobs:
    """The jobs of a board. `heard` is told of each step, with whether it is the last."""

    def __init__(self, heard: Callable[[Job, bool], None]) -> None:
        self._heard, self._lock = heard, threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._children: dict[str, Child] = {}

    @property
    def all(self) -> tuple[Job, ...]:
        """Those that are remembered, the newest last."""
        with self._lock:
            return tuple(self._jobs.values())

    def job(self, id: str) -> Job:
        """A job by its id. Raises KeyError."""
        with self._lock:
            return self._jobs[id]

    def start(self, kind: Kind, version: int, given: Given, words: str, who: str) -> Job:
        """Start a job. Raises Busy, or Died where no process can be had."""
        with self._lock:
            if sum(job.running for job in self._jobs.values()) >= MOST:
                raise Busy([Problem((), f"{MOST} jobs are running", "wait for one, or stop one")])
            job = Job(secrets.token_hex(4), kind, version, given, words, who)
            try:
                child = Child(WORK[kind], given, lambda known: self._step(job, known))
            except OSError as error:
                raise Died(f"no process can be started for it: {error.strerror or error}") from None
            self._jobs[job.id], self._children[job.id] = job, child
            for old in [old.id for old in self._jobs.values() if not old.running][: max(len(self._jobs) - KEPT, 0)]:
                del self._jobs[old]
        threading.Thread(target=self._wait, args=(job, child), daemon=True).start()
        return job

    def stop(self, id: str) -> Job:
        """Ask a job to come to an end with the best it has; asked twice, its process is ended. Raises KeyError."""
        job = self.job(id)
        with self._lock:
            child = self._children.get(id)
            if child:
                job.stopped, job.killed = True, job.stopped
        if child and job.killed:
            child.kill()
        elif child:
            child.stop()
        return job

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            children = [*self._children.values()]
        for child in children:
            child.kill()

    def _step(self, job: Job, known: Known) -> None:
        job.heard(known)
        self._heard(job, False)

    def _wait(self, job: Job, child: Child) -> None:
        try:
            job.result = child.result()
            state = "stopped" if job.result and job.result.interrupted else "done"
        except Refused as error:
            job.problems, state = error.problems, "refused"
        except Exception as error:  # whatever it is, the job is over, and makes room for another
            state = self._rescued(job, error if isinstance(error, Died) else Died(f"{type(error).__name__}: {error}"))
        with self._lock:
            self._children.pop(job.id, None)
        if job.kind == "solve" and job.result and job.result.found and job.result.found[0].report:
            first = job.result.found[0]
            job.penalty, job.bound = first.report.penalty if first.report else None, first.bound
        job.ended, job.state = time.monotonic(), state
        self._heard(job, True)

    def _rescued(self, job: Job, error: Died) -> str:
        """The state of a job without a result, which keeps the best that it told of."""
        if job.best is not None:
            job.result = work.rescued(job.given, job.best)
        if job.killed:
            job.problems = () if job.result else (Problem((), "it was ended before it had found anything", "start it again"),)
            return "stopped"
        job.problems = (Problem((), str(error), "start it again"),)
        return "failed"
