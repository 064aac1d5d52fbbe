"""A date with a time of day in one cell."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instances.typed.moments import read_moment
from instances.typed.reading import Unread, Value

DAYS = (date(2022, 11, 9), date(2022, 11, 10))
MEANT = datetime(2022, 11, 10, 9, 30)
STEADY = settings(derandomize=True, deadline=None, max_examples=150)


@pytest.mark.parametrize(
    "cell",
    [
        "10 Nov, 9.30am", "Nov 10 9:30", "Nov 10 0930", "9:30 on 10 Nov", "9.30am, Thursday", "Thursday 10 Nov at 9:30", "2022-11-10T09:30",
        "2022-11-10 09:30:00", "11月10日上午9:30", "十一月十日上午九点半", "Nov 10, 2022, 9:30 am",
        MEANT, datetime(2022, 11, 10, 9, 29, 59, 999000),
    ],
)  # fmt: skip
def test_moments_that_can_be_read_only_one_way_carry_no_note(cell: Value) -> None:
    read = read_moment(cell, DAYS)
    assert (read.value, read.notes) == (MEANT, ())


@pytest.mark.parametrize(
    ("cell", "notes"),
    [
        ("10/11/2022 9:30", ("'10/11/2022' read as 10 November 2022; it could be 11 October 2022",)),
        (44875.395833333, ("the day number 44875 of a workbook, read as 10 November 2022", "0.395833 of a day read as 09:30")),
    ],
)
def test_moments_that_could_be_others_say_how_they_were_read(cell: Value, notes: tuple[str, ...]) -> None:
    read = read_moment(cell, DAYS)
    assert (read.value, read.notes) == (MEANT, notes)


def test_another_year_is_said_so_and_the_end_of_a_day_is_the_next() -> None:
    assert read_moment("10 Nov 2021 9:30", DAYS).notes == ("10 November 2021 is not in 2022, when the conference is",)
    assert read_moment("9 Nov 24:00", DAYS).value == datetime(2022, 11, 10)
    assert read_moment("11/10/2022 9:30", day_first=False).value == MEANT


@pytest.mark.parametrize(
    "cell",
    [
        "", None, True, "10 Nov", "9:30", "10 Nov 9:30-11", "9:30 10 Nov 14:00", "Nov 10 2", "soon", float("nan"), float("inf"), 1e300,
        datetime(2022, 11, 10, 9, 30, 20), datetime(2022, 11, 10, 9, 30, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59), "Nov 9-10 9:30",
    ],
)  # fmt: skip
def test_what_is_no_moment_is_not_read(cell: Value) -> None:
    with pytest.raises(Unread):
        read_moment(cell, DAYS)


@STEADY
@given(
    moment=st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)),
    form=st.sampled_from(("%Y-%m-%d %H:%M", "%H:%M on %d %b %Y", "%B %d, %Y, %H:%M")),
)
def test_a_moment_comes_back_from_every_notation(moment: datetime, form: str) -> None:
    assert read_moment(moment.strftime(form)).value == moment.replace(second=0, microsecond=0)


@STEADY
@given(text=st.text(max_size=30))
def test_any_text_is_a_moment_or_a_finding(text: str) -> None:
    with suppress(Unread):
        read_moment(text, DAYS)
