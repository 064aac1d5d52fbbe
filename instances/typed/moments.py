"""A date with a time of day, as people type them in one cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from instances.typed.dates import dates_at, in_years, read_date
from instances.typed.reading import Read, Unread, Value, normal, shown
from instances.typed.times import hour_at, read_time

EXAMPLE = "write it like 2022-11-10 9:30"
LAST = 1_000_000.0
"""The number of a day after every date of a workbook."""
_BETWEEN = " ,;t@"


def read_moment(cell: Value, days: Sequence[date] = (), day_first: bool | None = None) -> Read[datetime]:
    """A date and a time on a wall clock, without zone: '10 Nov, 9.30am', '9:30 on 10 Nov', a cell of a workbook.

    `days` and `day_first` are as for `read_date`. Raises Unread, where one of the two is missing too.
    """
    if isinstance(cell, datetime):
        return _of_workbook(cell, days)
    if isinstance(cell, float) and 1 < cell < LAST:
        day, part = read_date(int(cell), days), read_time(cell % 1 or "0:00")
        return _joined(day, part.value, (*day.notes, *part.notes))
    text = normal(cell) if isinstance(cell, str) else ""
    for at in (0, *(n + 1 for n, letter in enumerate(text) if letter in " ,")):
        dated = dates_at(text, at, days, day_first)
        if dated is None or len(dated[1].value) != 1:
            continue
        rest = _time_text(text[:at], text[dated[0] :])
        point = hour_at(rest, 0)
        if point is None or point[0] != len(rest):
            break
        time = point[1].on_clock()
        day = in_years(dated[1].value[0], dated[1].notes, days, cell)
        return _joined(day, time.value, (*day.notes, *time.notes))
    raise Unread(f"{shown(cell)} is not a date with a time", EXAMPLE)


def _time_text(before: str, after: str) -> str:
    """What stands around the date: the time, without the words that join them."""
    time = (before.strip(_BETWEEN).removesuffix(" on").strip(_BETWEEN) or after.strip(_BETWEEN)) if not (before and after) else ""
    return time.removeprefix("at ").strip()


def _of_workbook(cell: datetime, days: Sequence[date]) -> Read[datetime]:
    """A time that a workbook keeps as such, to the minute; the fractions in which it does are off by some thousandths."""
    day = in_years(cell.date(), (), days, cell)
    minute = (cell + timedelta(seconds=30)).replace(second=0, microsecond=0)
    if cell.tzinfo is not None or abs(minute - cell) > timedelta(seconds=1):
        raise Unread(f"{shown(cell)} is not a whole minute of a wall clock", EXAMPLE)
    return Read(minute, day.notes)


def _joined(day: Read[date], minutes: int, notes: tuple[str, ...]) -> Read[datetime]:
    return Read(datetime(day.value.year, day.value.month, day.value.day) + timedelta(minutes=minutes), notes)
