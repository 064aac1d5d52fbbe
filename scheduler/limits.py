"""How long and how a search runs."""

from __future__ import annotations

import math
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from instances.problems import BadInput, Problem

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


def limits(seconds: float | None, workers: int, seed: int, repeatable: bool, effort: float | None) -> Limits:
    """Limits from what was asked for. Raises BadInput for what the mode would silently ignore."""
    default = Limits()
    if repeatable and seconds is not None:
        raise BadInput([Problem((), "--seconds does not limit a --repeatable run, which knows no clock", "write --effort instead")])
    if effort is not None and not repeatable:
        raise BadInput([Problem((), "--effort limits --repeatable runs alone", "write --seconds instead, or add --repeatable")])
    for name, value in (("--seconds", seconds), ("--effort", effort)):
        if value is not None and not math.isfinite(value):
            raise BadInput([Problem((), f"{name} {value} is no limit", "write a number like 60")])
    return Limits(default.seconds if seconds is None else seconds, workers, seed, repeatable, default.effort if effort is None else effort)


def since(limits: Limits, began: float) -> Limits:
    """What is left of limits that held from a moment of the performance counter on."""
    return replace(limits, seconds=max(limits.seconds - (time.perf_counter() - began), 0.0))


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def interruptible() -> Iterator[Interrupt]:
    """An interrupt that a search hears of, so that it ends with what it has.

    Ctrl-C sets it, and so does whoever asks the process to end, where the platform has such
    signals; one that is ignored, as by nohup, stays ignored. A second one breaks in, as Ctrl-C
    always does. For the main thread.
    """
    interrupt = Interrupt()
    before: dict[int, Any] = {number: signal.getsignal(number) or signal.SIG_DFL for number in _asking()}

    def ask(number: int, _: object) -> None:
        handler = before[number]
        signal.signal(number, handler if callable(handler) else signal.default_int_handler)
        interrupt.set()

    try:
        for number in before:
            signal.signal(number, ask)
        yield interrupt
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _asking() -> list[signal.Signals]:
    """The signals that ask a program to end."""
    others = [s for s in signal.Signals if s.name in ("SIGTERM", "SIGHUP") and signal.getsignal(s) is not signal.SIG_IGN]
    return [signal.SIGINT, *others]
