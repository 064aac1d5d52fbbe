"""What sleeps in place of a scenario that is repaired, for benchmarks.cluster; a module of its own, which workers can load."""

from __future__ import annotations

import time
from dataclasses import dataclass

from scheduler.whatif import Given, Outcome


@dataclass(frozen=True)
class Asleep:
    """What all tasks share, as large as what scenarios share: how long each sleeps, and what it then says was found."""

    given: Given
    seconds: float
    result: Outcome


def asleep(shared: Asleep, task: object) -> Outcome:
    """A task."""
    time.sleep(shared.seconds)
    return shared.result
