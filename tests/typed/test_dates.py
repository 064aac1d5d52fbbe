"""Dates as people type them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instances.typed.dates import MONTHS, WEEKDAYS, day_first, read_date, show_date
from instances.typed.reading import Unread, Value

DAYS = (date(2022, 11, 9), date(2022, 11, 10))
NINTH, TENTH = DAYS
STEADY = settings(derandomize=True, deadline=None, max_examples=150)


@pytest.mark.parametrize(
    "cell",
    [
        "10 Nov", "10. Nov", "Nov 10", "Nov. 10", "november 10th", "10th of November 2022", "10-Nov-2022", "10-Nov-22", "10 Nov 22",
        "Nov 10, 2022", "Nov 10 '22", "2022-11-10", "2022/11/10", "2022.11.10", "2022-11-10 00:00:00", "2022年11月10日", "11月10日",
        "１１月１０日", "十一月十日", "11月10號", "10日", "10号", "the 10th", "Thursday", "周四", "星期四", "Thursday 10 November",
        "Thu, 10 Nov", "Thursday the 10th", "10 Nov (Thu)", "10 Nov, Thursday", "11月10日（周四）", "十一月十日星期四", "  10   NOV ",
        "2022–11–10", datetime(2022, 11, 10), date(2022, 11, 10),
    ],
)  # fmt: skip
def test_dates_that_can_be_read_only_one_way_carry_no_note(cell: Value) -> None:
    read = read_date(cell, DAYS)
    assert (read.value, read.notes) == (TENTH, ())


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("10.11.2022", "'10.11.2022' read as 10 November 2022; it could be 11 October 2022"),
        ("11/10/22", "'11/10/22' read as 10 November 2022; it could be 11 October 2022"),
        ("10/11", "'10/11' read as 10 November 2022; it could be 11 October 2022"),
        ("10.11.", "'10.11.' read as 10 November 2022; it could be 11 October 2022"),
        (44875, "the day number 44875 of a workbook, read as 10 November 2022"),
        ("44875", "the day number 44875 of a workbook, read as 10 November 2022"),
        (datetime(2022, 11, 10, 9, 30), "the time 09:30 is left out"),
    ],
)
def test_dates_that_could_be_others_say_how_they_were_read(cell: Value, note: str) -> None:
    read = read_date(cell, DAYS)
    assert (read.value, read.notes) == (TENTH, (note,))


@pytest.mark.parametrize(
    ("cell", "part"),
    [
        ("", "is not a date"),
        (None, "is not a date"),
        (True, "is not a date"),
        (3.5, "is not a date"),
        ("Nov 2022", "is not a date"),
        ("soon", "is not a date"),
        ("9.30", "is not a date"),
        ("10 Nov and more", "is not a date"),
        ("31 Nov", "is not in the calendar"),
        ("2022-13-45", "is not in the calendar"),
        ("31/31/2022", "is not in the calendar"),
        ("29 Feb", "is not in the calendar"),
        ("Friday 10 Nov", "10 November 2022 is a Thursday"),
        ("11月10日星期五", "10 November 2022 is a Thursday"),
        ("Monday", "is no day of the conference"),
        ("12th", "is no day of the conference"),
        ("Nov 9-10", "is not one date but 2"),
        ("1066-11-10", "is no year for a conference"),
    ],
)
def test_what_is_no_date_is_not_read(cell: Value, part: str) -> None:
    with pytest.raises(Unread, match=part) as error:
        read_date(cell, DAYS)
    assert error.value.remedy


def test_the_rest_of_a_column_decides_which_number_is_the_day() -> None:
    assert day_first(["3/4/2022", "25/4/2022", None, "soon"]) is True
    assert day_first(["3/4/2022", "4/25/2022"]) is False
    assert day_first(["3/4/2022", "11/11/2022", date(2022, 4, 25)]) is None
    assert day_first(["4/25/2022", "25/4/2022"]) is None
    assert read_date("3/4/2022", day_first=True).value == date(2022, 4, 3)
    assert read_date("3/4/2022", day_first=False).value == date(2022, 3, 4)
    assert read_date("3/4/2022", day_first=False).notes == ()
    assert read_date("25/4/2022", day_first=False).notes == ("'25/4/2022' read as 25 April 2022, unlike the other dates of the column",)


def test_an_ambiguous_date_outside_the_conference_is_read_with_the_day_first() -> None:
    read = read_date("3/4/2022", DAYS)
    assert (read.value, read.notes) == (date(2022, 4, 3), ("'3/4/2022' read as 3 April 2022; it could be 4 March 2022",))


def test_the_year_is_the_conferences_and_is_asked_for_where_it_has_two() -> None:
    winter = [date(2022, 12, 30) + timedelta(days=n) for n in range(5)]
    assert read_date("31 Dec", winter).value == date(2022, 12, 31)
    assert read_date("2 Jan", winter).value == date(2023, 1, 2)
    with pytest.raises(Unread, match="could be in 2022 or 2023"):
        read_date("5 June", winter)
    with pytest.raises(Unread, match="has no year"):
        read_date("5 June")


def test_another_year_than_the_conferences_is_said_so() -> None:
    assert read_date("10 Nov 2021", DAYS).notes == ("10 November 2021 is not in 2022, when the conference is",)


@STEADY
@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), form=st.integers(0, 7))
def test_a_date_comes_back_from_every_notation(day: date, form: int) -> None:
    weekday, month = WEEKDAYS[day.weekday()], MONTHS[day.month - 1]
    text = (
        day.isoformat(),
        show_date(day),
        f"{weekday}, {month} {day.day}, {day.year}",
        f"{weekday[:3]} {day.day} {month[:3]} {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y/%m/%d}",
        f"{day.day}-{month[:3]}-{day:%y}",
        f"{day.month}月{day.day}日",
    )[form]
    assert read_date(text, (day,)).value == day
    assert read_date(text, (day,)).notes == ()


@STEADY
@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), first=st.booleans())
def test_numbers_come_back_in_the_order_of_their_column(day: date, first: bool) -> None:
    text = f"{day:%d/%m/%Y}" if first else f"{day:%m/%d/%Y}"
    assert read_date(text, day_first=first).value == day


@STEADY
@given(text=st.text(max_size=30))
def test_any_text_is_a_date_or_a_finding(text: str) -> None:
    with suppress(Unread):
        read_date(text, DAYS)
