"""What a search tells those who watch it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from instances.agenda import Agenda


@dataclass(frozen=True)
class Progress:
    """What is known so far: `stage` in words, seconds since the start, penalty, bound, an agenda; of many tasks, how many of how
    many are done. `counted`: what the penalty is a number of, where it is none of points."""

    stage: str
    seconds: float
    penalty: int | None = None
    bound: int | None = None
    agenda: Agenda | None = None
    part: tuple[int, int] | None = None
    counted: str = "penalty"

    @property
    def gap(self) -> float | None:
        """Distance of penalty and bound in per cent."""
        return gap(self.penalty, self.bound)


Watch = Callable[[Progress], None]
"""Hears of every step, on whatever thread it is taken."""


def gap(penalty: int | None, bound: int | None) -> float | None:
    """Distance of a penalty from its bound, in per cent of the penalty."""
    if penalty is None or bound is None:
        return None
    return round(100 * (penalty - bound) / penalty, 2) if penalty else 0.0
