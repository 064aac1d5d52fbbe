"""An agenda drawn for a page: days, blocks as grids of rooms and times, cards, and the sheets for the doors."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from instances import clock
from instances.agenda import PlacedFixture, TalkSlot
from instances.conference import Conference, Fixture, Speaker, Subforum, Title
from instances.formats.grid import Thing, in_order, lanes, rooms_of
from instances.formats.identity import uid
from instances.formats.public import Programme

HUES = (255, 30, 155, 310, 75, 200, 350, 115, 285, 55)
"""Hues of the tracks in order; tracks beyond them repeat."""

_HALF_HOUR = 30


def hue_of(number: int) -> int:
    """The hue of a track by its place among the tracks."""
    return HUES[number % len(HUES)]


@dataclass(frozen=True)
class Face:
    """A person on a card, or, without a name, a seat that nobody fills."""

    name: str
    role: str
    attends: str = ""
    id: str = ""


@dataclass(frozen=True)
class TalkLine:
    """A talk on a card."""

    uid: str
    title: Title
    abstract: Title
    first: int
    last: int
    faces: tuple[Face, ...]


@dataclass(frozen=True)
class Card:
    """A sitting or a fixture. `hue` is its track's, None for fixtures; `row` its lines in the grid.

    `number`: no other card of the page has it. `again`: whether another card in the same grid is of the same thing.
    """

    number: int
    item: str
    uid: str
    title: Title
    abstract: Title
    track: str
    hue: int | None
    rooms: tuple[str, ...]
    first: int
    last: int
    talks: tuple[TalkLine, ...]
    faces: tuple[Face, ...]
    column: int = 0
    row: tuple[int, int] = (0, 0)
    again: bool = False

    @property
    def minutes(self) -> int:
        """How long it is."""
        return self.last - self.first


@dataclass(frozen=True)
class Column:
    """A room at the head of a grid; it has several lanes where two things overlap in it."""

    room: str
    line: int
    lanes: int


@dataclass(frozen=True)
class Stretch:
    """A block as a grid of rooms and times, or, without columns, a few cards side by side."""

    title: Title
    cards: tuple[Card, ...]
    columns: tuple[Column, ...] = ()
    first: int = 0
    rows: int = 0
    step: int = 0
    hours: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Day:
    """A date of the conference."""

    date: date
    stretches: tuple[Stretch, ...]

    @property
    def cards(self) -> Iterator[Card]:
        """Everything on it, once."""
        return (card for stretch in self.stretches for card in stretch.cards if not card.again)

    @property
    def first(self) -> int:
        """The first minute in which something stands."""
        return min(card.first for card in self.cards)

    @property
    def last(self) -> int:
        """The minute after the last."""
        return max(card.last for card in self.cards)


@dataclass(frozen=True)
class Sign:
    """The sheet for the door of a room on one day; `size`: of its letters in millimetres, so that all of it fits."""

    room: str
    date: date
    cards: tuple[Card, ...]
    size: float


class Drawing:
    """Puts what is public of an agenda into days, stretches and cards."""

    def __init__(self, programme: Programme) -> None:
        self.conference, self.agenda = programme.conference, programme.agenda
        self.hues = {track.id: hue_of(n) for n, track in enumerate(self.conference.tracks)}
        self.numbers = count()

    def days(self) -> Iterator[Day]:
        """Every day on which something begins."""
        found: dict[int, dict[tuple[int, str], list[Thing]]] = {}
        things: list[Thing] = [*self.agenda.sittings, *self.agenda.fixtures]
        for thing in sorted(things, key=lambda t: (t.first, t.last, rooms_of(t))):
            day = found.setdefault(clock.local_day(thing.first, self.conference.zone), {})
            day.setdefault(self._stretch(thing), []).append(thing)
        for number, stretches in sorted(found.items()):
            drawn = (self._draw(block, stretches[order, block]) for order, block in sorted(stretches))
            yield Day(date.fromordinal(date(1970, 1, 1).toordinal() + number), tuple(drawn))

    def _stretch(self, thing: Thing) -> tuple[int, str]:
        """The block in which it stands as a whole; otherwise how many blocks of the day begin before it."""
        for block in self.conference.blocks:
            if block.first <= thing.first and thing.last <= block.last:
                return block.first, block.id
        return max((b.first for b in self.conference.blocks if b.first < thing.first), default=0) + 1, ""

    def _draw(self, block: str, things: Sequence[Thing]) -> Stretch:
        if not block:
            return Stretch("", tuple(self._card(thing) for thing in things))
        rows = _Rows(things)
        lane_of = lanes([(rooms_of(t), t.first, t.last) for t in things])
        columns = list(self._columns(lane_of))
        line = {column.room: column.line for column in columns}
        cards = [
            replace(
                self._card(thing),
                column=line[room] + lane_of[room, n],
                row=(rows.line(thing.first), rows.line(thing.last)),
                again=room != rooms_of(thing)[0],
            )
            for n, thing in enumerate(things)
            for room in rooms_of(thing)
        ]
        title = self.conference.block(block).title
        return Stretch(title, tuple(cards), tuple(columns), rows.base, rows.number, rows.step, rows.hours(self.conference.zone))

    def _columns(self, lane_of: dict[tuple[str, int], int]) -> Iterator[Column]:
        line = 2
        for room in in_order(self.conference, {room for room, _ in lane_of}):
            wide = 1 + max(lane for (where, _), lane in lane_of.items() if where == room)
            yield Column(room, line, wide)
            line += wide

    def _card(self, thing: Thing) -> Card:
        number, rooms = next(self.numbers), tuple(room for room in rooms_of(thing) if room)
        item: Fixture | Subforum
        talks: tuple[TalkLine, ...] = ()
        if isinstance(thing, PlacedFixture):
            item = self.conference.fixture(thing.fixture)
            id, track, hue, faces = item.id, "", None, [self._face(person, "") for person in item.speakers]
        else:
            item = self.conference.subforum(thing.subforum)
            id, track, hue = thing.id, item.track, self.hues[item.track]
            talks = tuple(self._talk(slot) for slot in sorted(thing.talks, key=lambda t: t.first))
            led = [*((person, "host") for person in item.hosts), *((person, "chair") for person in item.chairs)]
            faces = [self._face(person, role) for person, role in led]
        name = uid(self.conference, id)
        return Card(number, item.id, name, item.title, item.abstract, track, hue, rooms, thing.first, thing.last, talks, tuple(faces))

    def _talk(self, slot: TalkSlot) -> TalkLine:
        talk = self.conference.talk(slot.talk)
        filled = {f.seat: f.speaker for f in slot.seats}
        speakers = [self._face(person, "") for person in slot.speakers]
        seated = [self._face(filled[seat.id], seat.role) for seat in talk.seats if seat.id in filled]
        empty = [Face("", seat.role) for seat in talk.seats if seat.required and seat.id not in filled]
        faces = (*speakers, *seated, *empty)
        return TalkLine(uid(self.conference, talk.id), talk.title, talk.abstract, slot.first, slot.last, faces)

    def _face(self, person: str, role: str) -> Face:
        speaker = self.conference.speaker(person)
        return Face(speaker.name, role, speaker.attends, person)


class _Rows:
    """The rows of a grid: one for each step of time, below the row of the rooms."""

    def __init__(self, things: Sequence[Thing]) -> None:
        self.base = min(t.first for t in things)
        self.end = max(t.last for t in things)
        self.step = math.gcd(_HALF_HOUR, *(m - self.base for t in things for m in (t.first, t.last)))

    def line(self, minute: int) -> int:
        """The line of a minute; the rooms are above line 2."""
        return 2 + (minute - self.base) // self.step

    @property
    def number(self) -> int:
        """How many there are, without that of the rooms."""
        return (self.end - self.base) // self.step

    def hours(self, zone: str) -> tuple[tuple[int, int], ...]:
        """The half hours on the clocks of the conference, each with its line."""
        minutes = range(self.base, self.end, self.step)
        return tuple((m, self.line(m)) for m in minutes if clock.time_of_day(m, zone) % _HALF_HOUR == 0)


_ROOM_ON_PAPER, _HIGHEST, _LOWEST = 250.0, 6.2, 2.3
"""Millimetres for lines, as they are counted, on a sheet below its head, and those of the largest and smallest letters."""


def signs(programme: Programme, days: Iterable[Day]) -> Iterator[Sign]:
    """A sheet for each room and day, room by room."""
    found: dict[str, list[tuple[date, list[Card]]]] = {}
    for day in days:
        by_room: dict[str, list[Card]] = {}
        for card in day.cards:
            for room in card.rooms:
                by_room.setdefault(room, []).append(card)
        for room, cards in by_room.items():
            found.setdefault(room, []).append((day.date, sorted(cards, key=lambda c: (c.first, c.last))))
    for room in in_order(programme.conference, set(found)):
        for when, cards in found[room]:
            lines = sum(4.5 + 2.6 * len(card.talks) for card in cards)
            yield Sign(room, when, tuple(cards), round(max(_LOWEST, min(_HIGHEST, _ROOM_ON_PAPER / (1.3 * lines))), 2))


def title_of(conference: Conference, id: str) -> Title:
    """The title of anything but a person, in all its languages."""
    item = conference.item(id)
    title = "" if isinstance(item, Speaker) else getattr(item, "title", "")
    return title or conference.name(id)
