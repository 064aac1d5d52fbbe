"""How live people and audiences fare online, by region and hour of their own day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from instances import clock
from instances.agenda import Agenda
from instances.conference import Conference

HOURS = 24
_HOUR = 60


@dataclass(frozen=True)
class Region:
    """A part of the world by local hours, from 0 to 23.

    `appearances`: live appearances on talks that touch the hour. `guests`: hours that people of audiences spend before
    their screens in it, rounded, and at least 1 where it is more than nothing.
    """

    name: str
    appearances: tuple[int, ...]
    guests: tuple[int, ...]


def heat(conference: Conference, agenda: Agenda) -> tuple[Region, ...]:
    """Every region from which somebody takes part live, by name."""
    appearances: dict[str, list[int]] = {}
    guests: dict[str, list[int]] = {}
    for person in conference.speakers:
        for slot, _ in agenda.appearances.get(person.id, ()) if person.attends == "online" else ():
            row = appearances.setdefault(conference.region_of(person.id), [0] * HOURS)
            for hour, _ in _touched(slot.first, slot.last, conference.zone_of(person.id)):
                row[hour] += 1
    for sitting in agenda.sittings:
        for zone, people in conference.subforum(sitting.subforum).audience.online.items():
            row = guests.setdefault(clock.continent(zone), [0] * HOURS)
            for hour, minutes in _touched(sitting.first, sitting.last, zone):
                row[hour] += people * minutes
    nothing = [0] * HOURS
    return tuple(
        Region(name, tuple(appearances.get(name, nothing)), tuple(map(_hours, guests.get(name, nothing))))
        for name in sorted({*appearances, *guests})
        if any(appearances.get(name, nothing)) or any(guests.get(name, nothing))
    )


def _touched(first: int, last: int, zone: str) -> Iterator[tuple[int, int]]:
    """The local hours that a stretch of minutes touches, each with how many of them lie in it."""
    found: dict[int, int] = {}
    for minute in range(first, last):
        hour = clock.time_of_day(minute, zone) // _HOUR
        found[hour] = found.get(hour, 0) + 1
    yield from found.items()


def _hours(minutes: int) -> int:
    return max(round(minutes / _HOUR), min(minutes, 1))
