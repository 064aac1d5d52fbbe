"""Work in processes of its own, so that an edit is answered at once whatever is being computed.

A child tells what it knows through a pipe, hears through it that it should stop, and ends with its parent.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Any

from instances.problems import BadInput
from scheduler.limits import Interrupt

Tell = Callable[[Any], None]
Work = Callable[[Any, Tell, Interrupt], Any]
"""A function of a module: given what it needs, tells what it knows so far, and returns the rest."""

STOP = "stop"
NICE = 10
"""How much a child gives way to the server."""
PRELOADED = ["scheduler.board.work", "scheduler.solve", "scheduler.model", "scheduler.repairing", "scheduler.rest", "scheduler.improve"]


class Refused(BadInput):
    """What a child could not do with its input, in its words."""


class Died(Exception):
    """A child that came to no result."""


def context() -> BaseContext:
    """How processes are started: from one that has everything loaded, where the platform can."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(PRELOADED)
    return found


class Child:
    """One process that does one piece of work."""

    def __init__(self, work: Work, given: object, heard: Callable[[Any], None] = lambda _: None) -> None:
        ours, theirs = multiprocessing.Pipe()
        self._pipe, self._heard = ours, heard
        self._process: Any = context().Process(target=_begin, args=(theirs, work, given), daemon=True)  # type: ignore[attr-defined]
        self._process.start()
        theirs.close()

    def result(self) -> Any:
        """Wait for the result. Raises Refused, or Died."""
        try:
            while True:
                kind, what = self._pipe.recv()
                if kind == "known":
                    self._heard(what)
                elif kind == "done":
                    return what
                elif kind == "refused":
                    raise Refused(what)
                else:
                    raise Died(what)
        except (EOFError, OSError):
            raise Died("its process died") from None
        finally:
            self.end()

    def stop(self) -> None:
        """Ask it to come to an end with what it has."""
        with suppress(OSError, ValueError):
            self._pipe.send(STOP)

    def kill(self) -> None:
        """End it now; whoever waits for its result is told that it died."""
        self._process.kill()

    def end(self) -> None:
        """Let it go."""
        self._process.join(1.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._pipe.close()


def _begin(pipe: Connection, work: Work, given: object) -> None:
    settle()
    interrupt, one = Interrupt(), threading.Lock()

    def send(kind: str, what: object) -> None:
        with one, suppress(OSError):
            pipe.send((kind, what))

    threading.Thread(target=_listen, args=(pipe, interrupt), daemon=True).start()
    try:
        result = work(given, lambda what: send("known", what), interrupt)
    except BadInput as error:
        send("refused", error.problems)
    except BaseException as error:  # told to whoever waits for it
        send("failed", f"{type(error).__name__}: {error}")
    else:
        send("done", result)


def settle(nice: int = NICE) -> None:
    """Make a new process one that gives way, and leaves Ctrl-C to its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if nice and hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(nice)


def _listen(pipe: Connection, interrupt: Interrupt) -> None:
    """Hear that it should stop; end with the parent."""
    try:
        while pipe.recv() == STOP:
            interrupt.set()
    except (EOFError, OSError):
        os._exit(1)
