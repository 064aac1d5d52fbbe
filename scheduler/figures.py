"""Facts of an agenda at a glance, for a committee: how it treats people, rooms and tracks, beside the penalty.

Reckoned from the conference and the agenda alone, without the solver and whatever the levels of
the rules. Only what is placed counts. A figure of something that the conference has not (people
online, seats, several days) is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from constraints.comfort import CURVE
from constraints.profile import rules_of
from constraints.speaker_comfort import SpeakerComfort
from instances import clock
from instances.agenda import Agenda, Sitting, TalkSlot
from instances.conference import Block, Conference, Model

MOST = 5
"""Details of a figure that lists the worst: so many."""


class Detail(Model):
    """A part of a figure: what it is of, its value in the unit of the figure, and the rest in words."""

    label: str
    value: int
    note: str = ""
    items: tuple[str, ...] = ()


class Figure(Model):
    """A fact of an agenda: a sentence, its value in a unit, and what it is made of."""

    id: str
    title: str
    value: int
    unit: str
    details: tuple[Detail, ...] = ()


def figures(conference: Conference, agenda: Agenda, language: str = "en") -> tuple[Figure, ...]:
    """The figures of an agenda whose ids the conference knows; titles of things in a language, where they have it."""
    seen = _Seen(conference, agenda, language)
    return tuple(figure for reckon in FIGURES if (figure := reckon(seen)) is not None)


@dataclass(frozen=True)
class _Stay:
    """An appearance of a person: minutes, the room (perhaps none), where they are, and what it is."""

    first: int
    last: int
    room: str
    within: str
    item: str


class _Seen:
    """A conference and an agenda, and what several figures ask of them."""

    def __init__(self, conference: Conference, agenda: Agenda, language: str) -> None:
        self.c, self.agenda, self.language = conference, agenda, language

    def name(self, id: str) -> str:
        return self.c.name(id, self.language)

    @cached_property
    def curve(self) -> tuple[int, ...]:
        return comfort(self.c)

    @cached_property
    def live(self) -> list[tuple[str, TalkSlot, Sitting]]:
        """Every appearance of a live online person on a talk."""
        people = [p.id for p in self.c.speakers if p.attends == "online"]
        return [(person, slot, sitting) for person in people for slot, sitting in self.agenda.appearances.get(person, ())]

    @cached_property
    def onsite(self) -> dict[str, list[list[_Stay]]]:
        """What people on site appear in, talks and fixtures, in time, day by day."""
        found: dict[str, dict[int, list[_Stay]]] = {}
        for person in (p.id for p in self.c.speakers if p.attends == "onsite"):
            stays = [_Stay(t.first, t.last, s.room, s.id, t.talk) for t, s in self.agenda.appearances.get(person, ())]
            for placed in self.agenda.fixtures:
                fixture = self.c.fixture(placed.fixture)
                if person in fixture.speakers:
                    room = next((r for r in fixture.rooms if r in placed.rooms), "")
                    stays.append(_Stay(placed.first, placed.last, room, fixture.id, fixture.id))
            for stay in sorted(stays, key=lambda s: (s.first, s.last, s.item)):
                found.setdefault(person, {}).setdefault(self.day(stay.first), []).append(stay)
        return {person: [days[day] for day in sorted(days)] for person, days in found.items()}

    @property
    def ways(self) -> Iterator[tuple[str, _Stay, _Stay]]:
        """Every two consecutive appearances of a person on one day, in two places with rooms."""
        for person, days in self.onsite.items():
            for one, other in (pair for day in days for pair in pairwise(day)):
                if one.within != other.within and one.room and other.room:
                    yield person, one, other

    def day(self, minute: int) -> int:
        """The day of a minute: that on which its block begins, in the conference's zone."""
        begin = next((b.first for b in self.c.blocks if b.first <= minute < b.last), minute)
        return clock.local_day(begin, self.c.zone)

    def comfortable(self, first: int, last: int, zone: str) -> bool:
        """Whether all minutes are in hours without points."""
        return not any(self.curve[clock.time_of_day(m, zone) // 60] for m in range(first, last))

    def in_block(self, block: Block) -> list[Sitting]:
        return [s for s in self.agenda.sittings if block.first <= s.first < block.last]


def comfort(conference: Conference) -> tuple[int, ...]:
    """The points of each local hour, as the rule for speakers has them, or by default."""
    return next((rule.curve for rule in rules_of(conference) if isinstance(rule, SpeakerComfort)), CURVE)


def comfortable_hours(curve: Sequence[int]) -> str:
    """The local hours without points, in words: '08:00-20:00', perhaps across midnight, or several stretches."""
    if not any(curve):
        return "at any hour"
    begins = [h for h in range(24) if not curve[h] and curve[h - 1]]
    ends = [next(h for h in range(begin + 1, begin + 25) if curve[h % 24]) for begin in begins]
    return " and ".join(f"{begin:02}:00-{(end - 1) % 24 + 1:02}:00" for begin, end in zip(begins, ends, strict=True)) or "at no hour"


def _comfort(seen: _Seen) -> Figure | None:
    if not seen.live:
        return None
    by_region: dict[str, list[bool]] = {}
    for person, slot, _ in seen.live:
        by_region.setdefault(seen.c.region_of(person), []).append(seen.comfortable(slot.first, slot.last, seen.c.zone_of(person)))
    good, every = sum(map(sum, by_region.values())), len(seen.live)
    hours = f"are wholly within comfortable hours (local {comfortable_hours(seen.curve)})"
    title = f"{good} of {every} live appearances of people online ({_percent(good, every)} %) {hours}"
    details = [
        Detail(label=region, value=_percent(sum(one), len(one)), note=f"{sum(one)} of {len(one)}")
        for region, one in sorted(by_region.items())
    ]
    return _figure("comfortable_appearances", title, _percent(good, every), "per cent", details)


def _worst_hours(seen: _Seen) -> Figure | None:
    """By region, the appearance in the worst hour: by points of a minute, and then of all its minutes."""
    worst: dict[str, tuple[int, int, int, str, str]] = {}
    for person, slot, _ in seen.live:
        zone = seen.c.zone_of(person)
        points = [seen.curve[clock.time_of_day(m, zone) // 60] for m in range(slot.first, slot.last)]
        first = slot.first + points.index(max(points))
        worst.setdefault(seen.c.region_of(person), (-1, 0, 0, "", ""))
        found = (max(points), sum(points), -first, person, slot.talk)
        worst[seen.c.region_of(person)] = max(worst[seen.c.region_of(person)], found)
    if not worst:
        return None
    details = []
    for region, (points_a_minute, _, first, person, talk) in sorted(worst.items(), key=lambda w: (-w[1][0], -w[1][1], w[0])):
        local = clock.instant(-first, seen.c.zone_of(person))
        where = f"{seen.name(person)} on '{seen.name(talk)}' ({seen.name(seen.c.owner[talk].id)})"
        note = f"{local:%H:%M} in {seen.c.zone_of(person)}: {where}"
        details.append(Detail(label=region, value=points_a_minute, note=note, items=(person, talk)))
    return _figure("worst_local_hour", f"The worst local hour is {details[0].note}", details[0].value, "comfort points a minute", details)


def _guests(seen: _Seen) -> Figure | None:
    sittings = [(s, zone, people) for s in seen.agenda.sittings for zone, people in seen.c.subforum(s.subforum).audience.online.items()]
    by_zone: dict[str, list[int]] = {}
    for sitting, zone, people in sittings:
        good, every = by_zone.setdefault(zone, [0, 0])
        by_zone[zone] = [good + people * seen.comfortable(sitting.first, sitting.last, zone), every + people]
    good, every = (sum(numbers[i] for numbers in by_zone.values()) for i in (0, 1))
    if not every:
        return None
    title = f"{good} of {every} online guests ({_percent(good, every)} %) can follow their whole sitting in comfortable hours"
    details = [
        Detail(label=zone, value=_percent(*numbers), note=f"{numbers[0]} of {numbers[1]}")
        for zone, numbers in sorted(by_zone.items())
        if numbers[1]
    ]
    return _figure("comfortable_guests", title, _percent(good, every), "per cent", details)


def _tracks(seen: _Seen) -> Figure | None:
    whole = sum(b.last - b.first for b in seen.c.blocks)
    details = []
    for track in seen.c.tracks:
        slots = [slot for slot, s in seen.agenda.slots.values() if seen.c.subforum(s.subforum).track == track.id]
        minutes = sum(t.last - t.first for t in slots)
        for block in seen.c.blocks if minutes else ():
            held = sum(t.last - t.first for t in slots if block.first <= t.first < block.last)
            share = minutes * (block.last - block.first) // whole
            label = f"{seen.name(track.id)} in {seen.name(block.id)}"
            details.append(Detail(label=label, value=held, note=f"its share would be {share}", items=(track.id, block.id)))
    if not details or len(seen.c.tracks) < 2:
        return None
    off = [abs(d.value - int(d.note.rpartition(" ")[2])) for d in details]
    far = details[off.index(max(off))]
    title = f"Farthest from an even spread: {far.label} has {far.value} minutes, and {far.note}"
    if not max(off):
        title = "Every track has its share of every block"
    return _figure("track_spread", title, max(off), "minutes off the share", details)


def _seats(seen: _Seen) -> Figure | None:
    uses = []
    for sitting in sorted(seen.agenda.sittings, key=lambda s: (s.first, s.id)):
        people, seats = seen.c.subforum(sitting.subforum).audience.onsite, seen.c.room(sitting.room).seats
        if people and seats:
            uses.append((people, seats, sitting))
    if not uses:
        return None
    every = sum(people for people, _, _ in uses), sum(seats for _, seats, _ in uses)
    ranked = sorted(uses, key=lambda use: -use[0] / use[1])
    details = [
        Detail(
            label=f"{word}: {seen.name(sitting.subforum)} in {seen.name(sitting.room)}",
            value=_percent(people, seats),
            note=f"{people} people, {seats} seats",
            items=(sitting.subforum, sitting.room),
        )
        for word, (people, seats, sitting) in (("fullest", ranked[0]), ("emptiest", ranked[-1]))
    ]
    title = f"{every[0]} people expected on site fill {_percent(*every)} % of the {every[1]} seats of the rooms they get"
    return _figure("seat_use", title, _percent(*every), "per cent", details)


def _walking(seen: _Seen) -> Figure | None:
    walks = [(seen.c.walking(one.room, other.room), person, one, other) for person, one, other in seen.ways]
    t = seen.c.travel
    if not any((t.default, t.same_building, *(w.minutes for w in t.pairs))):
        return None
    total = sum(walk[0] for walk in walks)
    ranked = sorted((w for w in walks if w[0]), key=lambda w: (-w[0], w[2].first, w[1]))
    details = [
        Detail(
            label=seen.name(person),
            value=minutes,
            note=f"from {seen.name(one.room)} to {seen.name(other.room)}, at {_when(seen, one.last)}",
            items=(person, one.item, other.item),
        )
        for minutes, person, one, other in ranked[:MOST]
    ]
    longest = f"; the longest walk, of {details[0].label}, is {details[0].value}" if details else ""
    return _figure("walking", f"People on site walk {total} minutes between their appearances{longest}", total, "minutes", details)


def _buildings(seen: _Seen) -> Figure | None:
    if len({room.building for room in seen.c.rooms}) < 2:
        return None
    found: dict[str, list[str]] = {}
    for person, one, other in seen.ways:
        if seen.c.room(one.room).building != seen.c.room(other.room).building:
            found.setdefault(person, []).append(f"{seen.name(one.room)} to {seen.name(other.room)}, at {_when(seen, one.last)}")
    details = [Detail(label=seen.name(p), value=len(ways), note="; ".join(ways), items=(p,)) for p, ways in found.items()]
    people = _people(len(found), "has two buildings in a row on a day", "have two buildings in a row on a day")
    return _figure("two_buildings", people, len(found), "people", details)


def _days(seen: _Seen) -> Figure | None:
    if len({seen.day(b.first) for b in seen.c.blocks}) < 2 or not seen.onsite:
        return None
    several = {person: len(days) for person, days in seen.onsite.items() if len(days) > 1}
    details = [Detail(label=seen.name(p), value=days, note="days", items=(p,)) for p, days in several.items()]
    words = _people(len(several), "has to come on more than one day", "have to come on more than one day")
    return _figure("several_days", f"{words}, of {len(seen.onsite)} on site", len(several), "people", details)


def _parallel(seen: _Seen) -> Figure | None:
    sittings = sorted(seen.agenda.sittings, key=lambda s: (s.first, s.id))
    if not sittings:
        return None
    at_once = [[o for o in sittings if o.first <= s.first < o.last] for s in sittings]
    most = max(at_once, key=len)
    first = max(most, key=lambda s: s.first)
    block = next((seen.name(b.id) for b in seen.c.blocks if b.first <= first.first < b.last), "")
    filled = all(seen.c.subforum(s.subforum).sitting_fills == "block" for s in most)
    when = block if filled else f"{block} at {first.start:%H:%M}"
    ids = tuple(s.subforum for s in most)
    title = f"At most {len(most)} sittings are parallel, first in {when}" if len(most) > 1 else "No two sittings are parallel"
    detail = Detail(label=when, value=len(most), note=", ".join(map(seen.name, ids)), items=ids)
    return _figure("parallel_sittings", title, len(most), "sittings", [detail])


def _sittings(seen: _Seen) -> Figure | None:
    if not seen.agenda.sittings:
        return None
    details = [Detail(label=seen.name(b.id), value=len(seen.in_block(b)), items=(b.id,)) for b in seen.c.blocks]
    least, most = (pick(d.value for d in details) for pick in (min, max))
    number = f"{len(seen.agenda.sittings)} sittings stand in {len(details)} block{'s' * (len(details) != 1)}"
    spread = f", {least} to {most} in each" if least != most else f", {most} in each" if len(details) > 1 else ""
    return _figure("sittings_by_block", number + spread, len(seen.agenda.sittings), "sittings", details)


def _room_use(seen: _Seen) -> Figure | None:
    """Minutes in which rooms are held, turnover aside, of those in which they are open in the blocks."""
    details, sums = [], [0, 0]
    for room in seen.c.rooms:
        held = [(s.first, s.last) for s in seen.agenda.sittings if s.room == room.id]
        held += [(f.first, f.last) for f in seen.agenda.fixtures if room.id in f.rooms]
        closed = [(w.first, w.last) for w in room.closed]
        there = sum(b.last - b.first for b in seen.c.blocks)
        used = _covered(held, seen.c.blocks)
        is_open = there - _covered([*closed, *held], seen.c.blocks) + used  # what is fixed may stand in a closed room
        sums = [sums[0] + used, sums[1] + is_open]
        if is_open:
            details.append(Detail(label=seen.name(room.id), value=_percent(used, is_open), note=f"{used} of {is_open}", items=(room.id,)))
    if not sums[1]:
        return None
    title = f"Rooms are in use in {sums[0]} of the {sums[1]} minutes of the blocks in which they are open ({_percent(*sums)} %)"
    return _figure("room_use", title, _percent(*sums), "per cent", details)


def _covered(spans: Iterable[tuple[int, int]], blocks: Iterable[Block]) -> int:
    """Minutes of the blocks that some stretches of time cover."""
    total = 0
    stretches = sorted(spans)
    for block in blocks:
        now = block.first
        for first, last in stretches:
            begin, end = max(first, now), min(last, block.last)
            if begin < end:
                total, now = total + end - begin, end
    return total


def _speakers(seen: _Seen) -> Figure | None:
    there = {p: len(talks) for p, talks in seen.agenda.appearances.items()}
    for placed in seen.agenda.fixtures:
        for person in seen.c.fixture(placed.fixture).speakers:
            there.setdefault(person, 0)
    if not there:
        return None
    kinds = {kind: sum(seen.c.speaker(p).attends == kind for p in there) for kind in ("onsite", "online", "recorded")}
    words = {"onsite": "on site", "online": "live online", "recorded": "recorded"}
    details = [Detail(label=words[kind], value=number) for kind, number in kinds.items()]
    parts = ", ".join(f"{number} {words[kind]}" for kind, number in kinds.items() if number)
    return _figure("people", f"{_people(len(there), 'appears', 'appear')}: {parts}", len(there), "people", details)


FIGURES: tuple[Callable[[_Seen], Figure | None], ...] = (
    _comfort,
    _worst_hours,
    _guests,
    _tracks,
    _seats,
    _room_use,
    _walking,
    _buildings,
    _days,
    _parallel,
    _sittings,
    _speakers,
)
"""Every figure, in the order in which they are shown; a new one is a function and a row here."""


def _figure(id: str, title: str, value: int, unit: str, details: Iterable[Detail]) -> Figure:
    return Figure(id=id, title=f"{title}.", value=value, unit=unit, details=tuple(details))


def _percent(part: int, whole: int) -> int:
    """Rounded half up; 100 only where it is all, 0 only where it is nothing."""
    share = (200 * part + whole) // (2 * whole)
    return min(max(share, 1 if part else 0), 99 if part < whole else share)


def _people(number: int, one: str, several: str) -> str:
    return f"{number or 'Nobody'} {'person ' * (number == 1)}{'people ' * (number > 1)}{several if number > 1 else one}"


def _when(seen: _Seen, minute: int) -> str:
    return f"{clock.instant(minute, seen.c.zone):%b %d %H:%M}"
