"""Times, windows and minutes as they follow an option: '10:00', 'nov10-am', '2022-11-09T13:30..15:00', '+90m'.

Nothing is guessed: what could be meant in two ways is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar

from instances import clock
from instances.changes.words import instant, thing
from instances.conference import Block, Conference
from instances.names import find
from instances.problems import BadInput, Problem, either
from instances.typed.availability import Programme
from instances.typed.dates import read_date
from instances.typed.durations import read_minutes
from instances.typed.moments import read_moment
from instances.typed.reading import Read, Unread

ValueT = TypeVar("ValueT")
Span = tuple[datetime, datetime]
TO = ".."
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d.*")


def unclear(what: str, remedy: str) -> BadInput:
    """What is wrong with the words that follow an option."""
    return BadInput([Problem((), what, remedy)])


def certain(read: Read[ValueT], words: str, remedy: str) -> ValueT:
    """What was read, if it cannot be meant otherwise. Raises BadInput."""
    if read.notes:
        raise unclear(f"'{words}' could be meant otherwise ({'; '.join(read.notes)})", remedy)
    return read.value


def minutes(words: str, signs: str = "+") -> int:
    """A duration with one of these signs before it, or none, without its sign. Raises BadInput."""
    bare = words[1:] if words[:1] in ("+", "-") else words
    if bare != words and words[0] not in signs:
        raise unclear(f"'{words}' goes the wrong way", f"write {signs[0]}{bare}")
    try:
        return certain(read_minutes(bare), words, "write it like 90m or 1h30")
    except Unread as error:
        raise BadInput([error.problem()]) from None


def days(c: Conference, minutes: Iterable[int] = ()) -> tuple[date, ...]:
    """The days of some minutes on the conference's clocks, by default those of its blocks and fixtures."""
    numbers = {clock.local_day(m, c.zone) for m in minutes or (m for first, last in _spans(c) for m in (first, last - 1))}
    return tuple(date(1970, 1, 1) + timedelta(days=number) for number in sorted(numbers))


def moment(c: Conference, words: str, on: Collection[date] = ()) -> datetime:
    """A time: '2022-11-10T10:00', '10 Nov 10:00', or '10:00' where only one day can be meant, one of `on`. Raises BadInput."""
    try:
        if _CLOCK.fullmatch(words):
            clock.parse_hour(words)
            meant = [f"{day}T{words:0>5}" for day in on or days(c)]
            if len(meant) != 1:
                raise unclear(f"{words} could be on {len(meant)} days", f"write {either(meant)}")
            return clock.parse_time(meant[0], c.zone)
        if _ISO.fullmatch(words):
            return clock.parse_time(words, c.zone)
        read = certain(read_moment(words, days(c)), words, "write it like 2022-11-10T10:00")
        return clock.parse_time(read.isoformat(timespec="minutes"), c.zone)
    except Unread:
        raise unclear(f"'{words}' is no time", "write it like 10:00 or 2022-11-10T10:00") from None
    except ValueError as error:
        raise unclear(*_halves(error)) from None


def window(c: Conference, words: str) -> Span:
    """A window: a day, a block, a stretch like 2022-11-09T13:30..15:00, or with no words all of the programme. Raises BadInput."""
    if not words:
        return instant(c, min(first for first, _ in _spans(c))), instant(c, max(last for _, last in _spans(c)))
    if TO in words:
        return _stretch(c, words)
    known = thing(c, words)
    if not isinstance(known, Block) and (day := _day(c, words)):
        clocks = Programme((), c.zone, c.zone)
        return instant(c, clocks.minute(day, 0)), instant(c, clocks.minute(day, clock.DAY))
    try:
        block = c.block(find(c, words, ("blocks",)))
    except BadInput as error:
        more = f"{error.problems[0].remedy}; or write a day, or a stretch like 2022-11-09T13:30..15:00"
        raise unclear(f"'{words}' is no block, day or stretch of time", more) from None
    return block.start, block.end


def inside(c: Conference, block: Block, words: str) -> datetime:
    """A time inside a block. Raises BadInput."""
    time = moment(c, words, days(c, (block.first, block.last - 1)))
    if not block.first <= clock.minute(time) <= block.last:
        raise unclear(f"{words} is not in {c.name(block.id)}", f"it takes {block.start:%H:%M} to {block.end:%H:%M}")
    return time


def _stretch(c: Conference, words: str) -> Span:
    """From a time to a time, the second perhaps on the day of the first."""
    first, _, last = (part.strip() for part in words.partition(TO))
    if not first or not last:
        raise unclear(f"'{words}' has only one end", "write it like 2022-11-09T13:30..15:00")
    start = moment(c, first)
    end = moment(c, last, days(c, (clock.minute(start),)))
    if clock.minute(end) <= clock.minute(start):
        raise unclear(f"'{words}' ends before it starts", "write the date of its end, too, or swap them")
    return start, end


def _day(c: Conference, words: str) -> date | None:
    """A day of the conference; None where the words name no day at all. Raises BadInput."""
    try:
        day = certain(read_date(words, days(c)), words, "write it like 2022-11-09")
    except Unread as error:
        if re.match(r"\d{4}-", words):
            raise BadInput([error.problem()]) from None
        return None
    if day not in days(c):
        raise unclear(f"{day} is no day of the conference", f"its days: {', '.join(map(str, days(c)))}")
    return day


def _spans(c: Conference) -> list[tuple[int, int]]:
    """The minutes of all blocks and fixtures."""
    return [*((b.first, b.last) for b in c.blocks), *(span for f in c.fixtures for span in f.spans)]


def _halves(error: ValueError) -> tuple[str, str]:
    what, _, remedy = str(error).partition("; ")
    return what, remedy
