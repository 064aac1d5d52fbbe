"""One self-contained web page of an agenda: public fields only, and no request to anywhere.

The page is complete as it is written, on the conference's clocks; its script only redraws the
times in another zone and the titles in another language.
"""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from instances import clock
from instances.agenda import Agenda, PlacedFixture, TalkSlot
from instances.conference import Conference, Speaker, Title, text
from instances.formats.grid import Thing, in_order, lanes, left_out, rooms_of
from instances.problems import BadInput, Problem

HUES = (255, 30, 155, 310, 75, 200, 350, 115, 285, 55)
"""Hues of the tracks in order; tracks beyond them repeat."""

_HALF_HOUR = 30
_PAGE = "page.html.jinja"


def write(conference: Conference, agenda: Agenda) -> str:
    """The page as HTML. Raises BadInput where the agenda names what the conference has not."""
    try:
        days = list(_Drawing(conference, agenda).days())
        left = list(_left(conference, agenda))
    except (KeyError, AssertionError) as error:
        what = f"the agenda names things that the conference has not ({error})"
        raise BadInput([Problem((), what, "make the agenda anew with 'agenda solve'")]) from None
    return _template().render(
        conference=conference,
        agenda=agenda,
        days=days,
        left=left,
        tracks=[(track.title, hue_of(n)) for n, track in enumerate(conference.tracks)],
        conference_label=zone_label(conference.zone, _start(conference)),
        zones=list(_zones(conference)),
        languages=_languages(conference),
        counts=_counts(conference, agenda),
    )


def hue_of(number: int) -> int:
    """The hue of a track by its place among the tracks."""
    return HUES[number % len(HUES)]


@dataclass(frozen=True)
class Face:
    """A person on a card, or, without a name, a seat that nobody fills."""

    name: str
    role: str
    attends: str = ""


@dataclass(frozen=True)
class TalkLine:
    """A talk on a card."""

    title: Title
    first: int
    last: int
    faces: tuple[Face, ...]


@dataclass(frozen=True)
class Card:
    """A sitting or a fixture. `hue` is its track's, None for fixtures; `row` its lines in the grid."""

    title: Title
    track: Title
    hue: int | None
    rooms: tuple[Title, ...]
    first: int
    last: int
    talks: tuple[TalkLine, ...]
    faces: tuple[Face, ...]
    column: int = 0
    row: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Column:
    """A room at the head of a grid; it has several lanes where two things overlap in it."""

    title: Title
    line: int
    lanes: int


@dataclass(frozen=True)
class Stretch:
    """A block as a grid of rooms and times, or, without columns, a few cards side by side."""

    title: Title
    cards: tuple[Card, ...]
    columns: tuple[Column, ...] = ()
    rows: int = 0
    step: int = 0
    hours: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Day:
    """A date of the conference."""

    date: date
    stretches: tuple[Stretch, ...]

    @property
    def first(self) -> int:
        """The first minute in which something stands."""
        return min(card.first for stretch in self.stretches for card in stretch.cards)

    @property
    def last(self) -> int:
        """The minute after the last."""
        return max(card.last for stretch in self.stretches for card in stretch.cards)


class _Drawing:
    """Puts an agenda into days, stretches and cards."""

    def __init__(self, conference: Conference, agenda: Agenda) -> None:
        self.conference, self.agenda = conference, agenda
        self.hues = {track.id: hue_of(n) for n, track in enumerate(conference.tracks)}

    def days(self) -> Iterator[Day]:
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
            return Stretch("", tuple(self._card(thing, rooms_of(thing)) for thing in things))
        rows = _Rows(things)
        lane_of = lanes([(rooms_of(t), t.first, t.last) for t in things])
        columns = list(self._columns(lane_of))
        line = {room: column.line for room, column in columns}
        cards = (self._card(t, (room,), line[room] + lane_of[room, n], rows) for n, t in enumerate(things) for room in rooms_of(t))
        title, heads = self.conference.block(block).title, tuple(column for _, column in columns)
        return Stretch(title, tuple(cards), heads, rows.number, rows.step, rows.hours(self.conference.zone))

    def _columns(self, lane_of: dict[tuple[str, int], int]) -> Iterator[tuple[str, Column]]:
        line = 2
        for room in in_order(self.conference, {room for room, _ in lane_of}):
            wide = 1 + max(lane for (where, _), lane in lane_of.items() if where == room)
            yield room, Column(_title(self.conference, room) if room else "–", line, wide)
            line += wide

    def _card(self, thing: Thing, rooms: Sequence[str], column: int = 0, rows: _Rows | None = None) -> Card:
        row = (rows.line(thing.first), rows.line(thing.last)) if rows else (0, 0)
        titles = tuple(_title(self.conference, room) for room in rooms if room)
        if isinstance(thing, PlacedFixture):
            fixture = self.conference.fixture(thing.fixture)
            faces = tuple(self._face(person, "") for person in fixture.speakers)
            return Card(fixture.title, "", None, titles, thing.first, thing.last, (), faces, column, row)
        subforum = self.conference.subforum(thing.subforum)
        track = _title(self.conference, subforum.track)
        talks = tuple(self._talk(slot) for slot in sorted(thing.talks, key=lambda t: t.first))
        return Card(subforum.title, track, self.hues[subforum.track], titles, thing.first, thing.last, talks, (), column, row)

    def _talk(self, slot: TalkSlot) -> TalkLine:
        talk = self.conference.talk(slot.talk)
        filled = {f.seat: f.speaker for f in slot.seats}
        speakers = [self._face(person, "") for person in slot.speakers]
        seated = [self._face(filled[seat.id], seat.role) for seat in talk.seats if seat.id in filled]
        empty = [Face("", seat.role) for seat in talk.seats if seat.required and seat.id not in filled]
        return TalkLine(talk.title, slot.first, slot.last, (*speakers, *seated, *empty))

    def _face(self, person: str, role: str) -> Face:
        speaker = self.conference.speaker(person)
        return Face(speaker.name, role, speaker.attends)


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


def _title(conference: Conference, id: str) -> Title:
    """The title of anything but a person, in all its languages."""
    item = conference.item(id)
    title = "" if isinstance(item, Speaker) else getattr(item, "title", "")
    return title or conference.name(id)


def _left(conference: Conference, agenda: Agenda) -> Iterator[tuple[Title, Title]]:
    """What is left out, with the subforum of what is only a part of one."""
    for id, owner, _ in left_out(conference, agenda):
        yield _title(conference, id), _title(conference, owner) if owner else ""


def _languages(conference: Conference) -> list[str]:
    """The languages that titles have, English first."""
    titles = [conference.conference.title]
    for items in (conference.blocks, conference.rooms, conference.tracks, conference.subforums, conference.fixtures):
        titles += [item.title for item in items]
    titles += [talk.title for subforum in conference.subforums for talk in subforum.talks]
    return sorted({key for title in titles if isinstance(title, dict) for key in title}, key=lambda k: (k != "en", k))


def _zones(conference: Conference) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The zones of the online people and audiences by continent, from west to east, with their offsets."""
    speakers = {conference.zone_of(s.id) for s in conference.speakers if s.attends == "online"}
    audiences = {zone for subforum in conference.subforums for zone in subforum.audience.online}
    at = _start(conference)
    found: dict[str, list[str]] = {}
    for zone in sorted((speakers | audiences) - {conference.zone}, key=lambda z: (clock.offset(at, z), z)):
        found.setdefault(clock.continent(zone), []).append(zone)
    for continent, zones in sorted(found.items()):
        yield continent, [(zone, zone_label(zone, at)) for zone in zones]


def _start(conference: Conference) -> int:
    return min(block.first for block in conference.blocks)


def zone_label(zone: str, minute: int) -> str:
    """'New York · UTC−5'."""
    shift = clock.offset(minute, zone)
    hours, minutes = divmod(abs(shift), 60)
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    return f"{place} · UTC{'−' if shift < 0 else '+'}{hours}{f':{minutes:02}' if minutes else ''}"


def _counts(conference: Conference, agenda: Agenda) -> dict[str, int]:
    on_fixtures = {p for f in agenda.fixtures for p in conference.fixture(f.fixture).speakers}
    return {
        "subforums": len(agenda.sittings_of),
        "talks": len(agenda.slots),
        "people": len(on_fixtures | set(agenda.appearances)),
        "rooms": len({s.room for s in agenda.sittings} | {r for f in agenda.fixtures for r in f.rooms}),
    }


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("instances.formats", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(digest=digest, texts=_texts, iso=_iso, hour=_hour, spoken=text)
    return environment.get_template(_PAGE)


def digest(script: str) -> str:
    """The name of a script or style for the page's content security policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(str(script).encode()).digest()).decode()


def _texts(title: Title) -> list[tuple[str, str]]:
    """A title as pairs of language and text, English first; one without a language has an empty one."""
    pairs: Iterable[tuple[str, str]] = title.items() if isinstance(title, dict) else [("", title)]
    return sorted(pairs, key=lambda pair: (pair[0] != "en", pair[0]))


def _iso(minute: int, zone: str) -> str:
    return clock.instant(minute, zone).isoformat(timespec="minutes")


def _hour(minute: int, zone: str) -> str:
    return clock.instant(minute, zone).strftime("%H:%M")
