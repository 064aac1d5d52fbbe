"""Which of a long list of cases run every time; the others are left to the long version."""

from __future__ import annotations

import os
from collections.abc import Iterable

import pytest
from _pytest.mark import ParameterSet

FULL = () if os.environ.get("AGENDA_FULL") else (pytest.mark.full,)


def one_in(number: int, cases: Iterable[str]) -> list[ParameterSet]:
    """Every case with its name; all but one in so many are for the long version."""
    return [pytest.param(case, id=case, marks=() if place % number == 0 else FULL) for place, case in enumerate(cases)]


def but(heavy: Iterable[str], cases: Iterable[str]) -> list[ParameterSet]:
    """Every case with its name; the heavy ones are for the long version."""
    known = set(heavy)
    return [pytest.param(case, id=case, marks=FULL if case in known else ()) for case in cases]
