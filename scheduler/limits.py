"""How long and how a search runs."""

from __future__ import annotations

import threading
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
