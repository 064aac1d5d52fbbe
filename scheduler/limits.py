"""How long and how a search runs."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

Interrupt = threading.Event


@dataclass(frozen=True)
class Limits:
    """Limits of a search.

    `seconds` of wall time, unless `repeatable`: then `effort` units of deterministic time for
    each stage, a fixed number of workers that take turns, and the same result on every machine.
    """

    seconds: float = 60.0
    workers: int = 8
    seed: int = 0
    repeatable: bool = False
    effort: float = 300.0


@contextmanager
def interruptible() -> Iterator[Interrupt]:
    """An interrupt that Ctrl-C sets, so that a search ends with what it has; a second Ctrl-C is as always.

    For the main thread.
    """
    interrupt = Interrupt()

    def ask(*_: object) -> None:
        signal.signal(signal.SIGINT, before)
        interrupt.set()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield interrupt
    finally:
        signal.signal(signal.SIGINT, before)
