"""Words, times and lengths as other programs write them, read for what they mean; None where they mean nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from instances import clock
from instances.conference import Title

LONGEST_NAME, LONGEST_TEXT = 300, 20_000
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_CLOCK = re.compile(r"(\d{1,3}):([0-5]?\d)(?::[0-5]?\d(?:\.\d+)?)?")
_PERIOD = re.compile(r"P(?:(\d{1,2})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:\d{1,2}(?:\.\d+)?S)?)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def text(value: object) -> str:
    """A longer text, of what can be written to any file."""
    if isinstance(value, Mapping):
        value = next((v for v in value.values() if isinstance(v, str) and v.strip()), "")
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return _UNFIT.sub(" ", str(value)[:LONGEST_TEXT].replace("\r\n", "\n")).strip()


def name(value: object) -> str:
    """A name or a title, in one line."""
    return " ".join(text(value).split())[:LONGEST_NAME].strip()


def title(value: object) -> Title:
    """A title, in all languages that it has."""
    if not isinstance(value, Mapping):
        return name(value)
    found = {language: name(words) for key, words in value.items() if (language := name(key)) and name(words)}
    return found if len(found) > 1 else next(iter(found.values()), "")


def prose(value: object) -> Title:
    """A text, in all languages that it has."""
    if not isinstance(value, Mapping):
        return text(value)
    found = {language: text(words) for key, words in value.items() if (language := name(key)) and text(words)}
    return found if len(found) > 1 else next(iter(found.values()), "")


def word(value: object) -> str:
    """An id, a code or the like; '' for what is none."""
    return "" if isinstance(value, (Mapping, list, float)) else name(value)


def language(value: object) -> str:
    """The code of a language."""
    words = word(value)
    return words if _LANGUAGE.fullmatch(words) else ""


def whole(value: object) -> int | None:
    """A whole number that is not negative."""
    words = word(value)
    return int(words) if words.isdecimal() and len(words) < 9 else None


def url(value: object) -> str:
    """An address of the web."""
    words = word(value)
    return words if words.startswith(("http://", "https://")) and " " not in words else ""


def zone(value: object) -> str | None:
    """The name of a zone."""
    words = word(value)
    return words if words in clock.zones() else None


def minutes(value: object) -> int | None:
    """A length: minutes, '0:45', '00:45:00' or 'PT45M'."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    words = word(value)
    if words.isdecimal() and len(words) < 6:
        return int(words)
    if match := _CLOCK.fullmatch(words):
        return int(match[1]) * 60 + int(match[2])
    if match := _PERIOD.fullmatch(words):
        days, hours, rest = (int(part or 0) for part in match.groups())
        return (days * 24 + hours) * 60 + rest
    return None


def moment(value: object) -> datetime | None:
    """A date with a time of day, with or without an offset, to the minute."""
    words = word(value)
    if len(words) < len("2022-11-09T13:30") - 1 or ":" not in words:
        return None
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        return None
    plain = found.replace(second=0, microsecond=0)
    return plain if plain.year in clock.YEARS else None


def day(value: object) -> date | None:
    """A date alone, or that of a date with a time."""
    try:
        found = date.fromisoformat(word(value)[:10])
    except ValueError:
        return None
    return found if found.year in clock.YEARS else None


def time_of_day(value: object) -> time | None:
    """A time of day: '9:30' or '09:30:00'."""
    match = _CLOCK.fullmatch(word(value))
    return time(int(match[1]), int(match[2])) if match and int(match[1]) < 24 else None


def on(day: date, at: time) -> datetime:
    """A time of a day, without an offset."""
    return datetime.combine(day, at)


def later(day: date, days: int) -> date:
    """So many days later."""
    return day + timedelta(days=days)
