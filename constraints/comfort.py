"""The curve by which local hours are rated, for the rules that ask how people far away fare."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from pydantic import Field

from instances import clock

Curve = Annotated[tuple[Annotated[int, Field(ge=0, le=100)], ...], Field(min_length=24, max_length=24)]

CURVE: tuple[int, ...] = (8, 10, 10, 10, 8, 6, 3, 1, *[0] * 12, 1, 2, 3, 5)
"""Points per minute for each local hour from 0 to 23: none from 08:00 to 20:00, 10 in the dead of night."""


@lru_cache(maxsize=1 << 18)
def wall_points(curve: tuple[int, ...], zone: str, first: int, last: int) -> int:
    """Points of the minutes from first to last by the clocks on the wall, for checkers; models count otherwise.

    Kept, for a comparison of hundreds of places asks about the same minutes of the same zones again and again.
    """
    return sum(curve[clock.instant(m, zone).hour] for m in range(first, last))
