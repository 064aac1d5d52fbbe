"""Durations as people type them, in minutes."""

from __future__ import annotations

import re
from datetime import time, timedelta
from fractions import Fraction

from instances import clock
from instances.typed.reading import Read, Unread, Value, normal, shown

EXAMPLE = "write minutes, like 90, or 1h30"
_NUMBER = r"\d*[.,]?\d+"
_HOURS = r"\s?(?:hours?|hrs?\.?|stunden?|std\.?|h|个?小时|個?小時|个?钟头|時間)"
_MINUTES = r"\s?(?:minutes?|minuten|mins?\.?|mn|m|'|分钟?|分鐘)"
_WORDS = {
    **dict.fromkeys(("half an hour", "a half hour", "half hour", "半小时", "半个小时", "半小時", "半個小時"), 30),
    **dict.fromkeys(("a quarter of an hour", "quarter of an hour", "a quarter hour", "1刻钟"), 15),
    **dict.fromkeys(("three quarters of an hour", "3刻钟"), 45),
    **dict.fromkeys(("an hour", "one hour", "a full hour"), 60),
    **dict.fromkeys(("an hour and a half", "one and a half hours", "one hour and a half", "1个半小时", "1個半小時"), 90),
    **dict.fromkeys(("two hours",), 120),
}
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<hours>\d+){_HOURS}(?:[\s,]*(?:and )?(?P<minutes>\d+)(?:{_MINUTES})?)?",
        rf"(?P<hours>{_NUMBER}){_HOURS}",
        r"(?P<hours>\d+)(?:个|個)(?P<half>半)(?:小时|小時|钟头)",
        r"(?P<hours>\d+)(?:小时|小時)(?P<half>半)",
        rf"(?P<minutes>\d+){_MINUTES}",
        r"(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)(?::00)?",
        r"(?P<alone>\d+)(?:\.0+)?",
    )
)
_INSIDE = re.compile(rf"(?<![\d.,:-])(\d{{1,3}})({_MINUTES}|{_HOURS})(?![a-z])")
SHORTEST = 5


def read_minutes(cell: Value) -> Read[int]:
    """A duration in whole minutes, above 0 and at most a day; a number alone is minutes.

    Raises Unread.
    """
    if isinstance(cell, time):
        cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, timedelta):
        return _whole(Fraction(round(cell.total_seconds()), 60), cell)
    if isinstance(cell, float) and 0 < cell < 1:
        read = _whole(Fraction(round(cell * 86_400), 60), cell)
        return Read(read.value, (f"{cell:.6g} of a day read as {read.value} minutes",))
    text = "" if cell is None or isinstance(cell, bool) else normal(str(cell))
    if text in _WORDS:
        return Read(_WORDS[text])
    match = next((match for pattern in _PATTERNS if (match := pattern.fullmatch(text))), None)
    if match is None and (inside := _within(text)):
        return Read(inside, (f"{shown(cell)} read as {inside} minutes",))
    if match is None:
        raise Unread(f"{shown(cell)} is not a duration", EXAMPLE)
    part = {key: value for key, value in match.groupdict().items() if value}
    if "alone" in part:
        read = _whole(Fraction(part["alone"]), cell)
        if read.value < SHORTEST:
            raise Unread(f"{shown(cell)} could be hours or minutes", f"write '{read.value} h' or '{read.value} min'")
        return read
    hours = Fraction(part.get("hours", "0").replace(",", "."))
    return _whole(hours * 60 + Fraction(part.get("minutes", "0")) + (30 if "half" in part else 0), cell)


def _within(text: str) -> int | None:
    """The one duration in words that say more, 'talk (30 min)'; None where there is none, or several, or a stretch."""
    found = _INSIDE.findall(text)
    if len(found) != 1 or len(re.findall(r"\d+", text)) != 1:
        return None
    minutes = int(found[0][0]) * (60 if re.fullmatch(_HOURS, found[0][1]) else 1)
    return minutes if 0 < minutes <= clock.DAY else None


def show_minutes(minutes: int) -> str:
    """'1h30', '2h', '45 min'."""
    hours, rest = divmod(minutes, 60)
    return f"{minutes} min" if not hours else f"{hours}h{rest:02}" if rest else f"{hours}h"


def _whole(minutes: Fraction, cell: Value) -> Read[int]:
    if minutes.denominator != 1:
        raise Unread(f"{shown(cell)} is not a whole number of minutes", EXAMPLE)
    if not 0 < minutes <= clock.DAY:
        raise Unread(f"{shown(cell)} is no duration between a minute and a day", EXAMPLE)
    return Read(int(minutes))
