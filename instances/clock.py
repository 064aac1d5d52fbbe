"""Times: between what people type, instants, minutes, and a person's local hours.

Inside the engine a time is a *minute*: whole minutes since 1970-01-01T00:00Z, so that clock
changes need no care. A zone is an IANA name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

DAY = 24 * 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CONTINENTS = {"America": "Americas", "Australia": "Oceania", "Pacific": "Oceania"}
_HOUR = re.compile(r"(\d{1,2}):(\d{2})")
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})([T ])24:00(?::00)?((?:Z|[+-]\d{2}:?\d{2})?)")
YEARS = range(1900, 2200)
"""Years in which a conference may be held: clocks are known for them, and no sum of minutes leaves them for the end of time."""


@lru_cache
def zones() -> frozenset[str]:
    """Every IANA zone name that this machine knows."""
    return frozenset(available_timezones())


@lru_cache(maxsize=1000)
def nearest_zone(name: str) -> str:
    """A remedy for what is no zone: the one whose place is spelt most like it."""
    places = {zone.rsplit("/", 1)[-1].lower(): zone for zone in sorted(zones()) if "/" in zone and not zone.startswith("Etc/")}
    close = get_close_matches(name.rsplit("/", 1)[-1].lower().replace(" ", "_"), places, 1, 0.7)
    return f"did you mean '{places[close[0]]}'?" if close else "write an IANA name like Asia/Shanghai"


@lru_cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def minute(instant: datetime) -> int:
    """The minute in which an aware time lies."""
    return (instant - _EPOCH) // timedelta(minutes=1)


@lru_cache(maxsize=1 << 18)
def instant(minute: int, zone: str) -> datetime:
    """A minute as an aware time on the clocks of `zone`."""
    return (_EPOCH + timedelta(minutes=minute)).astimezone(_zone(zone))


def offset(minute: int, zone: str) -> int:
    """Minutes by which the clocks of `zone` are ahead of UTC."""
    hour = minute // 60
    shift = _offset(hour * 60, zone)
    return shift if shift == _offset(hour * 60 + 60, zone) else _offset(minute, zone)


def steady(first: int, last: int, zone: str) -> Iterator[tuple[int, int, int]]:
    """Stretches of minutes, from one to another, in which the clocks of a zone keep one offset; this comes third."""
    while first < last:
        shift = offset(first, zone)
        end = min((first // 60 + 1) * 60, last)
        if offset(end - 1, zone) != shift:
            end = next(m for m in range(first, end) if offset(m, zone) != shift)
        yield first, end, shift
        first = end


@lru_cache(maxsize=1 << 18)
def _offset(minute: int, zone: str) -> int:
    shift = instant(minute, zone).utcoffset()
    assert shift is not None
    return shift // timedelta(minutes=1)


@lru_cache(maxsize=1 << 18)
def time_of_day(minute: int, zone: str) -> int:
    """Minutes since local midnight on the clocks of `zone`, by the wall."""
    return (minute + offset(minute, zone)) % DAY


def local_day(minute: int, zone: str) -> int:
    """Number of the local date; differences are days."""
    return (minute + offset(minute, zone)) // DAY


def parse_time(text: str, zone: str) -> datetime:
    """An ISO 8601 time; without an offset it is on the clocks of `zone`.

    Raises ValueError, in words for a person, for what is no time, and for local times that do
    not exist or happen twice because the clocks change.
    """
    time = parse_iso(text, "2022-11-09T13:30")
    if time.tzinfo is not None:
        return time
    first, second = (time.replace(tzinfo=_zone(zone), fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    back = first.astimezone(UTC).astimezone(_zone(zone)).replace(tzinfo=None)
    if back != time:
        meant = back.isoformat(timespec="minutes")
        raise ValueError(f"{text} does not exist in {zone}: the clocks are put forward then; did you mean {meant}?")
    raise ValueError(
        f"{text} happens twice in {zone}: the clocks are put back then; "
        f"write {first.isoformat(timespec='minutes')} or {second.isoformat(timespec='minutes')}"
    )


def parse_iso(text: str, example: str) -> datetime:
    """An ISO 8601 time of a whole minute, with or without an offset; ValueError shows the example."""
    if match := _MIDNIGHT.fullmatch(text):
        raise ValueError(f"'{text}' is not a date and time: no day has an hour 24{_next_midnight(*match.groups())}")
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is not a date and time; write it like {example}") from None
    if len(text) < len("2022-11-09T13:30"):
        raise ValueError(f"'{text}' has no time of day; write it like {example}")
    return bounded(time, text, example)


def _next_midnight(day: str, between: str, offset: str) -> str:
    try:
        following = date.fromisoformat(day) + timedelta(days=1)
    except (ValueError, OverflowError):
        return "; write 00:00 of the next day"
    return f"; write {following}{between}00:00{offset}"


def bounded(time: datetime, text: str, example: str) -> datetime:
    """A time, if it is a whole minute of a year for a conference."""
    if time.second or time.microsecond:
        raise ValueError(f"'{text}' is not a whole minute; write it like {example}")
    if time.year not in YEARS:
        raise ValueError(f"'{text}': the year {time.year} is no year for a conference; write it like {example}")
    return time


def parse_hour(text: str) -> int:
    """'06:30' as minutes since midnight; '24:00' is the end of the day."""
    match = _HOUR.fullmatch(text)
    value = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else DAY + 1
    if value > DAY:
        raise ValueError(f"'{text}' is not a time of day; write it like 06:00 or 24:00")
    return value


def show_hour(minutes: int) -> str:
    """Minutes since midnight as '06:30'."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def within_hours(time_of_day: int, hours: tuple[int, int]) -> bool:
    """Whether a time of day lies in [first, last) hours, which may run past midnight.

    The same hour twice is the whole day.
    """
    first, last = hours[0] % DAY, hours[1]
    return first <= time_of_day < last if first < last else time_of_day >= first or time_of_day < last


def continent(zone: str) -> str:
    """The region a zone belongs to where nobody says otherwise: the first part of its name."""
    first = zone.split("/", 1)[0]
    return _CONTINENTS.get(first, first)
