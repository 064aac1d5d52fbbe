"""Calendars as RFC 5545, 5546 and 7986 have them, for programs that subscribe to them or take them from a message.

Nothing in them is from the clock of whoever writes them: the same agenda, or history, gives the same bytes. Without
a history everything is as of 1970, so that any version of a history is newer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar as Component
from icalendar import Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText, vUri

from instances import clock
from instances.formats.entries import Followed

PRODUCT = "-//agendawright//agendawright//EN"
NOBODY = "invalid:nomail"
"""The address of an organizer who has none."""
BEFORE = datetime(1970, 1, 1, tzinfo=UTC)
"""When it was, where no history says so."""
HOURLY = timedelta(hours=1)
_AROUND = clock.DAY
"""Minutes before the first and after the last entry for which the clocks are told, too."""


@dataclass(frozen=True)
class Organizer:
    """Whose events they are."""

    name: str
    address: str = NOBODY


@dataclass(frozen=True)
class Calendar:
    """A calendar to write. `key`: what no other calendar of the conference is called; `url`: where the programme stands."""

    conference: str
    key: str
    title: str
    organizer: Organizer
    zone: str
    url: str
    stamp: datetime
    entries: tuple[Followed, ...]

    @property
    def cancelled(self) -> tuple[Followed, ...]:
        """What is not held any more, or not with this person."""
        return tuple(one for one in self.entries if one.cancelled)


def feed(calendar: Calendar) -> bytes:
    """A calendar to subscribe to: all of it, what is cancelled among it."""
    return _whole(calendar, "PUBLISH", calendar.entries)


def cancellation(calendar: Calendar) -> bytes:
    """What is cancelled, for those who have taken entries into a calendar of their own."""
    return _whole(calendar, "CANCEL", calendar.cancelled)


def _whole(calendar: Calendar, method: str, entries: Sequence[Followed]) -> bytes:
    found = Component()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", method)
    if method == "PUBLISH":
        _present(found, calendar)
    if not entries or not _universal(calendar.zone):  # for there must be something in it
        minutes = [minute for one in entries for minute in (one.entry.first, one.entry.last)] or [clock.minute(calendar.stamp)]
        found.add_component(_clocks(calendar.zone, min(minutes), max(minutes)))
    for one in entries:
        found.add_component(_event(calendar, one))
    return bytes(found.to_ical(sorted=False))


def _present(found: Component, calendar: Calendar) -> None:
    """What a subscriber's program shows of a calendar, and how often it should look again."""
    found.add("uid", str(uuid5(NAMESPACE_URL, f"agendawright:{calendar.conference}:calendar:{calendar.key}")))
    found.add("name", vText(calendar.title))
    found.add("x-wr-calname", vText(calendar.title))
    found.add("x-wr-timezone", vText(calendar.zone))
    found.add("refresh-interval", HOURLY, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", "PT1H")
    if calendar.stamp != BEFORE:
        found.add("last-modified", calendar.stamp)
    if calendar.url:
        found.add("url", calendar.url)


def _event(calendar: Calendar, one: Followed) -> Event:
    entry, found = one.entry, Event()
    found.add("uid", entry.uid)
    found.add("dtstamp", calendar.stamp)
    found.add("dtstart", _time(entry.first, calendar.zone))
    found.add("dtend", _time(entry.last, calendar.zone))
    found.add("sequence", one.sequence)
    if one.modified:
        found.add("last-modified", one.modified)
    found.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    found.add("summary", entry.summary)
    if entry.location:
        found.add("location", entry.location)
    if not one.cancelled:
        _tell(found, one)
    if entry.category:
        found.add("categories", [entry.category])
    organizer = vCalAddress(calendar.organizer.address)
    organizer.params["CN"] = calendar.organizer.name.replace('"', "'")
    found.add("organizer", organizer)
    if calendar.url:
        found.add("url", calendar.url)
    return found


def _time(minute: int, zone: str) -> datetime:
    """A minute on the clocks of a zone, or, where these are those of UTC, or show it for the second time that day, on those."""
    found = clock.instant(minute, zone)
    return found.astimezone(UTC) if found.fold or _universal(zone) else found


def _universal(zone: str) -> bool:
    return clock.instant(0, zone).tzname() == "UTC"


def _tell(event: Event, one: Followed) -> None:
    """What nobody needs of what is cancelled: the details, and the link to join by."""
    link = quote(one.entry.join, safe="%/:?#[]@!$&'()*+,;=~-._")
    description = "\n".join(part for part in (one.entry.description, f"Join: {link}" if link else "") if part)
    if description:
        event.add("description", description)
    if link:
        event.add("conference", vUri(link, params={"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": "Join"}))


@lru_cache(maxsize=64)
def _clocks(zone: str, first: int, last: int) -> Timezone:
    """How the clocks of a zone go around these minutes: each stretch with one offset, from its very minute on."""
    found = Timezone()
    found.add("tzid", zone)
    before: timedelta | None = None
    for begin, _, _ in clock.steady(first - _AROUND, last + _AROUND, zone):
        here = clock.instant(begin, zone)
        shift = here.utcoffset()
        assert shift is not None
        if shift == before:
            continue
        part = TimezoneDaylight() if here.dst() else TimezoneStandard()
        part.add("dtstart", here.replace(tzinfo=None) - shift + (shift if before is None else before))
        part.TZOFFSETFROM = shift if before is None else before
        part.TZOFFSETTO = shift
        part.add("tzname", here.tzname())
        found.add_component(part)
        before = shift
    return found
