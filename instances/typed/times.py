"""Times of day, and stretches of a day, as people type them. All are minutes since midnight."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from instances import clock
from instances.typed.reading import Read, Unread, Value, normal, shown

EXAMPLE = "write it like 14:30"
RANGE_EXAMPLE = "write it like 9:30-11:00"
Half = Literal["am", "pm"]
Hours = tuple[int, int]
Side = Literal["after", "before", ""]
"""The side on which a stretch with one time only is open."""

_PARTS: dict[str, Half] = {
    **dict.fromkeys(("上午", "早上", "早晨", "凌晨", "清晨", "午前", "a"), "am"),
    **dict.fromkeys(("下午", "晚上", "傍晚", "中午", "午后", "午後", "p"), "pm"),
}
_PART = rf"(?:(?P<part>{'|'.join(word for word in _PARTS if len(word) > 1)})\s?)?"
_HALF = r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)"
_CLOCK = r"(?:\s?(?:hrs?|h|uhr)(?![a-z]))"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:12 )?(?P<word>noon|midday|midnight)(?![a-z])|(?P<han>正午|中午(?!\s?\d)|午夜)",
        rf"{_PART}(?P<hour>\d{{1,2}})[点點时時](?:(?P<quarter>半|[13]刻)|(?P<minute>\d{{1,2}})分?|钟|鐘|整)?",
        rf"{_PART}(?P<hour>\d{{1,2}})(?:[:h]|(?<=\d)\.)(?P<minute>\d{{2}})(?::00)?(?!\d)(?:{_HALF}|{_CLOCK})?",
        rf"(?P<hour>\d{{1,2}})(?:{_HALF})",
        rf"(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?!\d)(?:{_HALF}|{_CLOCK})?",
        rf"(?P<hour>\d{{1,2}}){_CLOCK}",
        r"(?P<bare>(?P<hour>\d{1,2}))(?![\d:./])(?:\s?o'clock)?",
    )
)
_TO = re.compile(r"\s?(?:-|~|至|到|(?:to|till?|until|through)(?![a-z]))\s?")
_AND = re.compile(r"\s?and\s")
_BETWEEN = re.compile(r"(?:from|between)\s")
_OPEN_BEFORE = re.compile(
    r"(?P<after>after|from|since|not before|starting(?: at| from)?)\s|(?P<before>before|until|till?|by|not after|up to)\s"
)
_OPEN_AFTER = re.compile(
    r"\s?(?:(?P<after>以后|之后|以後|之後|后|後|起|开始|onwards?|or later)|(?P<before>以前|之前|前|为止|止|or earlier))(?![a-z])"
)


@dataclass(frozen=True)
class Hour:
    """A time as it stands: `half` is what it says of morning or afternoon, `bare` that it is a number alone, or spoken like '3点半'."""

    text: str
    hour: int
    minute: int = 0
    half: Half | None = None
    bare: bool = False
    midnight: bool = False

    def on_clock(self) -> Read[int]:
        """Minutes since midnight, with a note where the text could mean another time. Raises Unread."""
        if self.midnight:
            return Read(0, (f"'{self.text}' read as 00:00, the beginning of the day",))
        if self.hour > 24 or self.minute > 59 or (self.hour == 24 and self.minute) or (self.half == "am" and self.hour > 12):
            raise Unread(f"'{self.text}' is not a time of day", EXAMPLE)
        if self.half:
            return self._halved(self.half)
        if self.bare and 1 <= self.hour <= 6:
            raise Unread(f"'{self.text}' could be {self.hour}:{self.minute:02} or {self.hour + 12}:{self.minute:02}", EXAMPLE)
        minutes = self.hour * 60 + self.minute
        doubtful = (self.bare and self.hour < 12) or 0 < self.hour < 6
        return Read(minutes, (f"'{self.text}' read as {clock.show_hour(minutes)}, before noon",) if doubtful else ())

    def _halved(self, half: Half) -> Read[int]:
        hour = self.hour + 12 if half == "pm" and self.hour < 12 else 0 if half == "am" and self.hour == 12 else self.hour
        minutes = hour * 60 + self.minute
        odd = (self.hour in (0, 12) and "中午" not in self.text) or self.hour > 12
        return Read(minutes, (f"'{self.text}' read as {clock.show_hour(minutes)}",) if odd else ())


def read_time(cell: Value) -> Read[int]:
    """A time of day in minutes since midnight, on a 24-hour clock unless the text says otherwise; 24:00 is 1440.

    Raises Unread, for a bare number of 1 to 6 too, which may be morning or afternoon.
    """
    counted = _counted(cell)
    if counted is not None:
        return counted
    text = "" if cell is None or isinstance(cell, bool) else normal(str(cell)).removeprefix("at ")
    if isinstance(cell, int) and 100 <= cell <= 2400:
        text = f"{cell:04}"
    found = hour_at(text, 0) if not isinstance(cell, float) or cell.is_integer() else None
    if found is None or found[0] != len(text):
        raise Unread(f"{shown(cell)} is not a time of day", EXAMPLE)
    return found[1].on_clock()


def read_hours(cell: Value) -> Read[Hours]:
    """A stretch of a day, (start, end) in minutes since midnight; what is open ends with the day.

    An end above 1440 is on the next day. Raises Unread.
    """
    text = normal(cell) if isinstance(cell, str) else ""
    found = hours_at(text, 0)
    if found is None or found[0] != len(text):
        raise Unread(f"{shown(cell)} is not a stretch of time", RANGE_EXAMPLE)
    return found[1]


def hour_at(text: str, at: int) -> tuple[int, Hour] | None:
    """The time that normal text has at a position, and where it ends; None where there is none."""
    match = next((match for pattern in _PATTERNS if (match := pattern.match(text, at))), None)
    return (match.end(), _hour(match)) if match else None


def hours_at(text: str, at: int) -> tuple[int, Read[Hours], Side] | None:
    """Where the stretch of a day ends that normal text has at a position, the stretch, and its open side. Raises Unread."""
    if opened := _OPEN_BEFORE.match(text, at):
        found = hour_at(text, opened.end())
        if found and not _TO.match(text, found[0]):
            side: Side = "after" if opened["after"] else "before"
            return found[0], _open(found[1], side), side
    between = _BETWEEN.match(text, at)
    first = hour_at(text, between.end() if between else at)
    if first is None:
        return None
    to = _TO.match(text, first[0]) or (_AND.match(text, first[0]) if between and between[0].startswith("between") else None)
    second = hour_at(text, to.end()) if to else None
    if second:
        return second[0], _stretch(first[1], second[1]), ""
    closed = _OPEN_AFTER.match(text, first[0])
    if closed is None or between:
        return None
    side = "after" if closed["after"] else "before"
    return closed.end(), _open(first[1], side), side


def show_hours(hours: Hours) -> str:
    """'09:30-11:00'."""
    return f"{clock.show_hour(hours[0])}-{clock.show_hour(hours[1])}"


def _counted(cell: Value) -> Read[int] | None:
    """The time that a workbook keeps as such, or as a part of a day."""
    if isinstance(cell, datetime):
        cell = cell.time()
    if isinstance(cell, time):
        cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)
        note: tuple[str, ...] = ()
    elif isinstance(cell, float) and 0 < cell < 1:
        cell, note = timedelta(seconds=round(cell * 86_400)), (f"{cell:.6g} of a day",)
    elif isinstance(cell, timedelta):
        note = ()
    else:
        return None
    minutes, rest = divmod(timedelta(seconds=round(cell.total_seconds())), timedelta(minutes=1))
    if rest or not 0 <= minutes <= clock.DAY:
        raise Unread(f"{shown(str(cell))} is not a time of day in whole minutes", EXAMPLE)
    return Read(minutes, tuple(f"{part} read as {clock.show_hour(minutes)}" for part in note))


def _hour(match: re.Match[str]) -> Hour:
    part = match.groupdict()
    text = match[0].strip()
    if word := part.get("word") or part.get("han"):
        return Hour(text, 0, midnight=True) if word in ("midnight", "午夜") else Hour(text, 12)
    hour = int(part["hour"])
    quarter = {"半": 30, "1刻": 15, "3刻": 45, None: 0}[part.get("quarter")]
    said = part.get("part") or part.get("half")
    half = _PARTS[said] if said else None
    if said == "中午" and hour in (10, 11):
        half = None
    if said == "晚上" and hour == 12:
        return Hour(text, 24)
    spoken = half is None and ("点" in text or "點" in text or text.endswith(("时", "時")))
    return Hour(text, hour, int(part.get("minute") or quarter), half, spoken or bool(part.get("bare")))


def _open(hour: Hour, side: Side) -> Read[Hours]:
    if hour.midnight:
        raise Unread(f"'{hour.text}' may begin or end a day", "write 0:00 or 24:00")
    read = hour.on_clock()
    return Read((read.value, clock.DAY) if side == "after" else (0, read.value), read.notes)


def _stretch(first: Hour, second: Hour) -> Read[Hours]:
    """Start and end, where one of them may tell the half of the day for both."""
    start, end = _start(first, second), _end(first, second)
    value = (start.value, end.value)
    notes = (*start.notes, *end.notes)
    if value[1] == value[0]:
        raise Unread(f"'{first.text}-{second.text}' ends when it starts", RANGE_EXAMPLE)
    if value[1] < value[0]:
        if not (first.half and second.half) and second.half != "am" and value[0] < 18 * 60:
            raise Unread(f"'{first.text}-{second.text}' ends before it starts", RANGE_EXAMPLE)
        value = (value[0], value[1] + clock.DAY)
        notes = (*notes, f"'{first.text}-{second.text}' read as ending the next day")
    return Read(value, notes)


def _start(first: Hour, second: Hour) -> Read[int]:
    if not first.half and second.half and first.hour <= 12 and not first.midnight:
        for half in (second.half, "am"):
            read = Hour(first.text, first.hour, first.minute, half).on_clock()
            if read.value < second.on_clock().value:
                return Read(read.value)
    if first.bare and not second.bare and not second.half and first.hour >= 7:
        return Read(first.on_clock().value)
    return first.on_clock()


def _end(first: Hour, second: Hour) -> Read[int]:
    if second.midnight:
        return Read(clock.DAY)
    if first.half and not second.half and second.bare and second.hour <= 12:
        start, spoken = first.on_clock().value, second.hour * 60 + second.minute
        minutes = next((m for m in (spoken, spoken + 12 * 60) if m > start), None)
        if minutes is not None:
            return Read(minutes, (f"'{second.text}' read as {clock.show_hour(minutes)}, after '{first.text}'",))
    if second.bare and not first.bare and not first.half and second.hour >= 7:
        return Read(second.on_clock().value)
    return second.on_clock()
