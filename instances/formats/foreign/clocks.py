"""The clocks of a programme: its zone, named or guessed, and the minutes of its times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from instances import clock
from instances.formats.foreign.programme import Programme, Span
from instances.formats.foreign.remarks import Remarks
from instances.typed.reading import Unread
from instances.typed.zones import read_zone

Stretch = tuple[int, int]
"""From a minute to another."""

_TOLD = "name the place with --timezone, like Europe/Berlin"


def zone_of(programme: Programme, remarks: Remarks) -> str:
    """The zone that a programme names, or else one that keeps the offset of its first event."""
    if programme.zone:
        return programme.zone
    aware = [event.start for event in programme.events if event.start and event.start.tzinfo]
    if not aware:
        remarks.add("does not say in what time zone it is; UTC is taken", _TOLD)
        return "UTC"
    first = min(aware)
    minutes = (first.utcoffset() or timedelta()) // timedelta(minutes=1)
    sign = "-" if minutes < 0 else "+"
    try:
        found = read_zone(f"UTC{sign}{abs(minutes) // 60}:{abs(minutes) % 60:02}", first.year).value
    except Unread:
        found = "UTC"
    if len({start.utcoffset() for start in aware}) > 1:
        remarks.add("has times of different offsets, but names no time zone", _TOLD)
    remarks.add(f"has offsets, but names no time zone; {found} is taken, whose clocks never change", _TOLD)
    return found


@dataclass(frozen=True)
class Clocks:
    """Minutes of times on the clocks of a zone."""

    zone: str

    def minute(self, time: datetime) -> int:
        """The minute of a time, which is on these clocks where it has no offset."""
        aware = time if time.tzinfo else time.replace(tzinfo=ZoneInfo(self.zone))
        return clock.minute(aware.astimezone(UTC))

    def at(self, minute: int) -> datetime:
        """A minute as a time."""
        return clock.instant(minute, self.zone)

    def words(self, minute: int) -> str:
        """A minute as it stands in a file."""
        return self.at(minute).isoformat(timespec="minutes")

    def stretches(self, spans: Iterable[Span]) -> list[Stretch]:
        """Stretches of minutes, what touches made one."""
        found: list[Stretch] = []
        for first, last in sorted((self.minute(start), self.minute(end)) for start, end in spans):
            if found and first <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], last))
            elif first < last:
                found.append((first, last))
        return found
