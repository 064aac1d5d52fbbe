"""When the conference is: blocks from the rows of a sheet, or from words."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from instances import clock
from instances.imports.entries import Entry, Remark, Remarks
from instances.imports.mapping import Map
from instances.imports.things import Thing
from instances.problems import BadInput, Problem
from instances.typed.dates import dates_at, day_first, read_date
from instances.typed.moments import read_moment
from instances.typed.reading import Read, Unread, Value, normal
from instances.typed.times import Hours, hours_at, read_hours, read_time

EXAMPLE = "9 Nov 2022 13:30-18:00; 10 Nov 2022 9:00-12:00, 14:00-18:00"
_LONGEST = 14 * 60
"""Minutes of a block in words; a longer one is a slip, as in 18:00-13:00."""
_PARTS = ((12, "morning"), (18, "afternoon"), (24, "evening"))


def programme(rows: list[Thing], plan: Map, remarks: Remarks) -> list[Thing]:
    """The blocks in time, with their starts and ends: those of the sheets, or else those of the map. Raises BadInput."""
    if plan.conference.timezone is None:
        raise BadInput([Problem((), "no time zone of the conference is known", "say it, like --timezone Asia/Shanghai")])
    reading = _Reading(plan.conference.timezone, rows, remarks)
    blocks = [block for block in rows if reading.timed(block)]
    if not blocks and plan.blocks:
        remarks.guessed += [Remark("--blocks", "", "", plan.blocks, note) for note in read_blocks(plan.blocks).notes]
        blocks = _told(plan.blocks, plan.conference.timezone)
    if not blocks:
        raise BadInput([Problem((), "no sheet says when the programme is", f"say it, like --blocks '{EXAMPLE}'")])
    ordered = sorted(blocks, key=lambda block: (str(block.start), str(block.end), block.name))
    ordered = [block for n, block in enumerate(ordered) if n == 0 or (block.start, block.end) != (ordered[n - 1].start, ordered[n - 1].end)]
    for block in ordered:
        block.name = block.name or _name(block.start, block.end)
    shared = Counter(block.name for block in ordered)
    for block in ordered:
        block.name = f"{block.name}, {block.start:%H:%M}" if shared[block.name] > 1 else block.name
    return ordered


def read_programme(text: str) -> Read[tuple[tuple[date, Hours], ...]]:
    """The days and hours of a programme, like those of `EXAMPLE`. Raises Unread."""
    found: list[tuple[date, Hours]] = []
    days: list[date] = []
    notes: list[str] = []
    for piece in (piece for piece in re.split(r"[;；\n]", text) if piece.strip(" ,.")):
        plain = normal(piece).strip(" ,.")
        dated = dates_at(plain, 0, days)
        if dated is None:
            raise Unread(f"'{piece.strip()}' does not begin with a date", f"write it like '{EXAMPLE}'")
        days += dated[1].value
        parts = [part.strip(" ,:") for part in re.split(r",|\band\b|&|和", plain[dated[0] :])]
        for part in (part for part in parts if part) if any(parts) else ("no hours",):
            at = hours_at(part, 0)
            if at is None or at[0] != len(part) or at[2] or at[1].value[1] - at[1].value[0] > _LONGEST:
                raise Unread(f"'{piece.strip()}' does not say from when to when", f"write it like '{EXAMPLE}'")
            notes += [*dated[1].notes, *at[1].notes]
            found += [(day, at[1].value) for day in dated[1].value]
    return Read(tuple(sorted(found)), tuple(dict.fromkeys(notes)))


def read_blocks(text: str) -> Read[tuple[tuple[date, Hours], ...]]:
    """The same, but raises BadInput."""
    try:
        return read_programme(text)
    except Unread as fault:
        raise BadInput([Problem((), f"the blocks: {fault.what}", fault.remedy)]) from None


def _told(text: str, zone: str) -> list[Thing]:
    found = read_blocks(text).value if text else ()
    return [Thing("blocks", "", [], start=_at(day, first, zone), end=_at(day, last, zone)) for day, (first, last) in found]


class _Reading:
    """The reading of a sheet's rows."""

    def __init__(self, zone: str, rows: list[Thing], remarks: Remarks) -> None:
        self.zone = zone
        self.remarks = remarks
        first = day_first(entry.value for row in rows for entry in row.said("block.day"))
        self.day = partial(read_date, day_first=first)

    def timed(self, block: Thing) -> bool:
        """Whether a row says from when to when, which is noted in it."""
        before = len(self.remarks.unread)
        day = self.remarks.one(block.said("block.day"), self.day)
        hours = self.remarks.one(block.said("block.hours"), read_hours) if day and block.said("block.hours") else None
        if day and hours:
            block.start, block.end = (_at(day, minutes, self.zone) for minutes in hours)
        else:
            block.start, block.end = (self._moment(block.said(f"block.{key}"), day) for key in ("start", "end"))
        if block.start and block.end and block.end <= block.start:
            self.remarks.fail(block.places[0], "the row ends before it starts", "mend one of the two")
        elif not (block.start and block.end) and len(self.remarks.unread) == before:
            self.remarks.fail(block.places[0], "the row does not say from when to when", "write a date, a start and an end")
        return bool(block.start and block.end and block.start < block.end)

    def _moment(self, entries: list[Entry], day: date | None) -> datetime | None:
        def read(value: Value) -> Read[datetime]:
            if day is not None and not (isinstance(value, datetime) and value.year in clock.YEARS):
                time = read_time(value)
                return Read(_at(day, time.value, self.zone), time.notes)
            moment = read_moment(value, (day,) if day else ())
            return Read(moment.value.replace(tzinfo=ZoneInfo(self.zone)), moment.notes)

        return self.remarks.one(entries, read)


def _at(day: date, minutes: int, zone: str) -> datetime:
    return (datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)).replace(tzinfo=ZoneInfo(zone))


def _name(start: datetime | None, end: datetime | None) -> str:
    """'Nov 9 morning', or 'Nov 9' for what lies on both sides of noon."""
    assert start
    assert end
    if start.hour < 11 and (end.hour >= 14 or end.date() > start.date()):
        return f"{start:%b} {start.day}"
    return f"{start:%b} {start.day} {next(name for hour, name in _PARTS if start.hour < hour)}"
