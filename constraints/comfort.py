"""The curve by which local hours are rated, for the rules that ask how people far away fare."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Curve = Annotated[tuple[Annotated[int, Field(ge=0, le=100)], ...], Field(min_length=24, max_length=24)]

CURVE: tuple[int, ...] = (8, 10, 10, 10, 8, 6, 3, 1, *[0] * 12, 1, 2, 3, 5)
"""Points per minute for each local hour from 0 to 23: none from 08:00 to 20:00, 10 in the dead of night."""
