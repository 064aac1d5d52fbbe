"""Dates as people type them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from instances import clock
from instances.problems import either
from instances.typed.reading import Read, Unread, Value, normal, shown

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EXAMPLE = "write it like 2022-11-10 or 10 Nov 2022"

_MONTH = {word: n for n, name in enumerate(MONTHS, 1) for word in (name.lower(), name[:3].lower())} | {"sept": 9}
_SHORT = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_WEEKDAY = {word: n for n, name in enumerate(WEEKDAYS) for word in (name.lower(), name[:3].lower())} | _SHORT
_WEEKDAY |= {f"{week}{day}": n for week in ("星期", "周", "週", "礼拜") for n, day in enumerate("一二三四五六日")}
_WEEKDAY |= {f"{week}天": 6 for week in ("星期", "周", "週", "礼拜")}


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_NAME = rf"(?P<name>{_any(_MONTH)})(?![a-z])\.?"
_DAY = r"(?P<day>\d{1,2})"
_NTH = r"(?:st|nd|rd|th)"
_MORE = rf"(?P<more>(?:\s?(?:-|~|to|and|or|&)\s?\d{{1,2}}{_NTH}?)+)"
_NO_HOUR = rf"(?!\d|[:.h]\d|\s?[ap]\.?m|\s?-\s?\d|\s?o'clock|\s?(?:{_any(_MONTH)})(?![a-z]))"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<year>\d{{4}})(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep){_DAY}(?!\d)",
        rf"(?:(?P<year>\d{{4}})年\s?)?(?P<month>\d{{1,2}})月\s?{_DAY}(?P<more>(?:[日号號]?\s?(?:-|~|至|到|和|及|与|或|,)\s?\d{{1,2}})+(?=[日号號]))?"
        r"(?:[日号號]|(?!\d))",
        rf"{_DAY}(?:{_NTH}|\.)?{_MORE}?(?: of)?[ -]?{_NAME}"
        r"(?:,? (?P<year>(?:19|20|21)\d{2})|-(?P<long>\d{4})|[ -]'?(?P<short>\d{2})(?=$|[,;)]))?(?!\d)",
        rf"{_NAME}[ -]?{_DAY}{_NTH}?{_MORE}{_NO_HOUR}(?:,? (?P<year>(?:19|20|21)\d{{2}})(?!\d))?",
        rf"{_NAME}[ -]?{_DAY}{_NTH}?(?!\d|:\d)(?:,? (?P<year>(?:19|20|21)\d{{2}})(?!\d)|,? '(?P<short>\d{{2}}))?",
        r"(?P<first>\d{1,2})(?P<sep>[-/.])(?P<second>\d{1,2})(?P=sep)(?:(?P<year>\d{4})|(?P<short>\d{2}))(?!\d)",
        r"(?P<first>\d{1,2})(?P<sep>[/.])(?P<second>\d{1,2})\b(?:\.(?!\d))?(?!\d|:\d|\s?[ap]\.?m)",
        rf"(?:the )?{_DAY}(?:{_NTH}(?![a-z])|[日号號])",
    )
)
_BEFORE = re.compile(rf"(?P<weekday>{_any(_WEEKDAY)})(?![a-z])\.?,?\s?(?:the (?=\d))?")
_AFTER = re.compile(rf"\s?[,(]?\s?(?P<weekday>{_any(_WEEKDAY)})(?![a-z])\.?\)?")
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(?:\d{4}|\d{2})?)?")
_MIDNIGHT = re.compile(r"(?<=\d)[t ]00:00(?::00)?$")
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_ONE_MONTH = 31
"""The difference, as month and day in one number, of two dates of one month."""
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 90_000)


def read_date(cell: Value, days: Sequence[date] = (), day_first: bool | None = None) -> Read[date]:
    """A date, from text, a date cell or the number of a day in a workbook.

    `days` are those of the conference: they give the year, or the month, where the cell has none.
    `day_first` is what the column decides (`day_first`); without it an ambiguous date is read as a
    day of the conference, or else with the day first, and a note says so. Raises Unread.
    """
    if isinstance(cell, datetime):
        left = (f"the time {cell:%H:%M} is left out",) if (cell.hour, cell.minute) != (0, 0) else ()
        return in_years(cell.date(), left, days, cell)
    if isinstance(cell, date):
        return in_years(cell, (), days, cell)
    text = "" if cell is None or isinstance(cell, bool) else _MIDNIGHT.sub("", normal(str(cell)))
    if _SERIAL.fullmatch(text) and int(float(text)) in _SERIALS:
        day = _EXCEL_EPOCH + timedelta(days=int(float(text)))
        return in_years(day, (f"the day number {text} of a workbook, read as {show_date(day)}",), days, cell)
    found = dates_at(text, 0, days, day_first)
    if found is None or found[0] != len(text):
        raise Unread(f"{shown(cell)} is not a date", EXAMPLE)
    if len(found[1].value) > 1:
        raise Unread(f"{shown(cell)} is not one date but {len(found[1].value)}", "write one date")
    return in_years(found[1].value[0], found[1].notes, days, cell)


def day_first(cells: Iterable[Value]) -> bool | None:
    """Whether a column of dates has the day before the month: what a day above 12 decides, or else the one order
    that brings them into one month.

    None where nothing decides it, or the cells contradict each other.
    """
    matches = [match for cell in cells if isinstance(cell, str) and (match := _NUMERIC.match(normal(cell)))]
    pairs = sorted({(int(m[1]), int(m[3])) for m in matches})
    decided = {one > 12 for one, two in pairs if (one > 12) != (two > 12)}
    if decided or not all(1 <= one <= 12 and 1 <= two <= 12 for one, two in pairs):
        return decided.pop() if len(decided) == 1 else None
    spans = [max(days) - min(days) for days in zip(*((100 * two + one, 100 * one + two) for one, two in pairs), strict=True)]
    near = [span < _ONE_MONTH for span in spans]
    return near[0] if len(pairs) > 1 and near[0] != near[1] else None


def dates_at(text: str, at: int, days: Sequence[date], day_first: bool | None = None) -> tuple[int, Read[tuple[date, ...]]] | None:
    """The date, or the few dates of one month, that normal text has at a position, and where they end.

    None where no date stands there. Raises Unread for one that the calendar does not have, or that
    contradicts its weekday.
    """
    before = _BEFORE.match(text, at)
    start = before.end() if before else at
    match = next((match for pattern in _PATTERNS if (match := pattern.match(text, start))), None)
    if match is None:
        return (before.end(), Read((_weekday(before, days),))) if before else None
    if match.groupdict().get("sep") == "." and match.re is _PATTERNS[-2] and not _likely(match, days):
        return None
    after = _AFTER.match(text, match.end())
    read = _dates(match, days, day_first)
    for weekday in (before, after):
        if weekday and _WEEKDAY[weekday["weekday"]] not in {day.weekday() for day in read.value}:
            day = read.value[0]
            raise Unread(
                f"'{text[at : (after or match).end()].strip()}' contradicts itself: {show_date(day)} is a {WEEKDAYS[day.weekday()]}",
                "mend the day or the weekday",
            )
    return (after or match).end(), read


def show_date(day: date) -> str:
    """'10 November 2022'."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def in_years(day: date, notes: tuple[str, ...], days: Sequence[date], cell: Value) -> Read[date]:
    """The date, with a note where it is in no year of the conference. Raises Unread for a year that no conference is in."""
    if day.year not in clock.YEARS:
        raise Unread(f"{shown(cell)}: the year {day.year} is no year for a conference", EXAMPLE)
    years = sorted({day.year for day in days})
    if years and day.year not in years:
        notes = (*notes, f"{show_date(day)} is not in {either(map(str, years))}, when the conference is")
    return Read(day, notes)


def _likely(match: re.Match[str], days: Sequence[date]) -> bool:
    """Whether two numbers with a point between them are a date and no time: one that ends with a point, or a day of the conference."""
    numbers = (int(match["first"]), int(match["second"]))
    return match[0].endswith(".") or any((day.day, day.month) == numbers or (day.month, day.day) == numbers for day in days)


def _weekday(match: re.Match[str], days: Sequence[date]) -> date:
    found = [day for day in days if day.weekday() == _WEEKDAY[match["weekday"]]]
    if len(found) != 1:
        what = "no day" if not found else f"{len(found)} days"
        raise Unread(f"'{match[0].strip()}' is {what} of the conference", EXAMPLE)
    return found[0]


def _dates(match: re.Match[str], days: Sequence[date], first: bool | None) -> Read[tuple[date, ...]]:
    part = match.groupdict()
    short = part.get("short")
    written = part.get("year") or part.get("long") or (f"20{short}" if short else None)
    year = int(written) if written else None
    if part.get("first"):
        return _numeric(match[0], int(part["first"]), int(part["second"]), year, days, first)
    named = part.get("name")
    if named is None and not part.get("month"):
        return Read((_of_conference(int(part["day"]), match[0], days),))
    month = _MONTH[named] if named else int(part["month"])
    numbers = _days(int(part["day"]), part.get("more") or "", match[0])
    dates = [_dated(year, month, number, match[0], days) for number in numbers]
    if None in dates:
        raise Unread(f"'{match[0].strip()}' is not in the calendar", EXAMPLE)
    return Read(tuple(day for day in dates if day))


def _days(day: int, more: str, text: str) -> list[int]:
    """The numbers of '9', of '9-11' and of '9 and 11'."""
    numbers = [day]
    for sign, word in re.findall(r"(-|~|to|至|到)?\D*?(\d+)", more):
        last = int(word)
        if last <= numbers[-1]:
            raise Unread(f"the days of '{text.strip()}' do not follow each other", EXAMPLE)
        numbers += range(numbers[-1] + 1, last + 1) if sign else [last]
    return numbers


def _of_conference(number: int, text: str, days: Sequence[date]) -> date:
    found = [day for day in days if day.day == number]
    if len(found) != 1:
        raise Unread(f"'{text.strip()}' is {'no day' if not found else 'more than one day'} of the conference", EXAMPLE)
    return found[0]


def _numeric(text: str, one: int, two: int, year: int | None, days: Sequence[date], first: bool | None) -> Read[tuple[date, ...]]:
    readings = {True: _dated(year, two, one, text, days), False: _dated(year, one, two, text, days)}
    real = {order: day for order, day in readings.items() if day}
    if not real:
        raise Unread(f"'{text}' is not in the calendar", EXAMPLE)
    if len(set(real.values())) == 1:
        order, day = next(iter(real.items()))
        odd = first is not None and first not in real
        return Read((day,), (f"'{text}' read as {show_date(day)}, unlike the other dates of the column",) if odd else ())
    if first is not None:
        return Read((real[first],))
    held = [order for order, day in real.items() if day in days]
    order = held[0] if len(held) == 1 else True
    note = f"'{text}' read as {show_date(real[order])}; it could be {show_date(real[not order])}"
    return Read((real[order],), (note,))


def _dated(year: int | None, month: int, day: int, text: str, days: Sequence[date]) -> date | None:
    """The date, in the conference's year where none is given; None where the calendar has none."""
    if year is None and not days:
        raise Unread(f"'{text.strip()}' has no year", EXAMPLE)
    years = [year] if year is not None else sorted({day.year for day in days})
    found = [date(y, month, day) for y in years if 1 <= month <= 12 and 1 <= day <= _length(y, month)]
    if len(found) > 1:
        within = [day for day in found if min(days) <= day <= max(days)]
        if len(within) != 1:
            raise Unread(f"'{text.strip()}' could be in {either(str(day.year) for day in found)}", "write the year")
        return within[0]
    return found[0] if found else None


def _length(year: int, month: int) -> int:
    return ((date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day) if 0 < year < 9999 else 0
