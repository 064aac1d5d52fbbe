"""An agenda as a place on earth, or a person, sees it: their local hours, what is theirs, and which region pays for which hour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from constraints.comfort import CURVE, wall_points
from constraints.profile import rules_of
from constraints.speaker_comfort import SpeakerComfort
from instances import clock
from instances.agenda import Agenda
from instances.conference import Conference

HOUR = 60


@dataclass(frozen=True)
class Share:
    """What a region pays in one hour of the programme: its live online appearances then, their minutes, points, and local hours there."""

    region: str
    first: int
    appearances: int
    minutes: int
    points: int
    local: tuple[str, ...]
    items: tuple[str, ...]


def curve(conference: Conference) -> tuple[int, ...]:
    """Points for a minute of each local hour, as the rule for speakers has them, or by default."""
    return next((rule.curve for rule in rules_of(conference) if isinstance(rule, SpeakerComfort)), CURVE)


def mine(conference: Conference, agenda: Agenda, person: str) -> tuple[str, ...]:
    """What is a person's own: talks and seats on which they appear, fixtures, and subforums that they host or chair."""
    talks = [slot.talk for slot, _ in agenda.appearances.get(person, ())]
    seats = [filled.seat for slot, _ in agenda.slots.values() for filled in slot.seats if filled.speaker == person]
    fixtures = [fixture.id for fixture in conference.fixtures if person in fixture.speakers]
    forums = [forum.id for forum in conference.subforums if person in (*forum.chairs, *forum.hosts)]
    return tuple(dict.fromkeys((*talks, *seats, *fixtures, *forums)))


def night(conference: Conference, zone: str, hours: tuple[int, int] = (6 * HOUR, 24 * HOUR)) -> tuple[tuple[int, int], ...]:
    """Stretches of the blocks that are outside of local hours somewhere, in minutes."""
    found: list[tuple[int, int]] = []
    for block in sorted(conference.blocks, key=lambda b: b.first):
        dark = [m for m in range(block.first, block.last, conference.grid) if not clock.within_hours(clock.time_of_day(m, zone), hours)]
        for minute in dark:
            last = min(minute + conference.grid, block.last)
            if found and found[-1][1] == minute:
                found[-1] = found[-1][0], last
            else:
                found.append((minute, last))
    return tuple(found)


def shares(conference: Conference, agenda: Agenda) -> tuple[Share, ...]:
    """For each hour of the programme in which somebody appears live from afar, what each region pays."""
    found: dict[tuple[int, str], list[tuple[str, int, int, str]]] = {}
    for person, talk, first, last in _live(conference, agenda):
        begin = first - clock.time_of_day(first, conference.zone) % HOUR
        for hour in range(begin, last, HOUR):
            part = max(first, hour), min(last, hour + HOUR)
            found.setdefault((hour, conference.region_of(person)), []).append((person, *part, talk))
    points = curve(conference)
    return tuple(
        Share(
            region,
            hour,
            len(parts),
            sum(last - first for _, first, last, _ in parts),
            sum(wall_points(points, conference.zone_of(person), first, last) for person, first, last, _ in parts),
            tuple(sorted({f"{clock.instant(hour, conference.zone_of(person)):%H:%M}" for person, *_ in parts})),
            tuple(sorted({talk for *_, talk in parts})),
        )
        for (hour, region), parts in sorted(found.items())
    )


def _live(conference: Conference, agenda: Agenda) -> Iterator[tuple[str, str, int, int]]:
    for person in (p.id for p in conference.speakers if p.attends == "online"):
        for slot, _ in agenda.appearances.get(person, ()):
            yield person, slot.talk, slot.first, slot.last
