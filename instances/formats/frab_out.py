"""The schedule.xml and schedule.json of the frab family, as apps and the programs of video teams read them. Written strictly.

One event a talk: apps show, remind of and record talks, so that a sitting as an event would hide what is in it. The
subforum is the subtitle, and the track the track, which apps colour and filter by. A fixture is an event in each of
its rooms. Times are those of the conference's clocks, with their offset.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from instances import clock
from instances.conference import Room, text
from instances.formats.frab import GENERATOR, NOWHERE, OTHER
from instances.formats.identity import Once, ascii_words, code, known_number
from instances.formats.public import Event, Face, address, line, lines, named
from instances.formats.publication import Publication

_ZONE = re.compile(r"^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$")
"""What the schema of the JSON takes for the name of a zone."""
_EPOCH = date(1970, 1, 1).toordinal()
_LONGEST = 99 * 60 + 59
"""The minutes that an event of the XML can last."""


def write_xml(published: Sequence[Publication], language: str | None = None) -> str:
    """The newest of what was published, as schedule.xml."""
    schedule = _Schedule(published[-1], language or "en")
    root = Element("schedule")
    SubElement(root, "generator", name=GENERATOR)
    _tell(root, version=schedule.version)
    about = SubElement(root, "conference")
    _tell(about, **schedule.about, days=len(schedule.days), time_zone_name=schedule.zone)
    if schedule.url:
        _tell(about, url=schedule.url)
    for track in schedule.tracks:
        SubElement(about, "track", name=track)
    for number, day in enumerate(schedule.days, 1):
        start, end = schedule.time(day.first), schedule.time(day.last)
        inside = SubElement(root, "day", index=str(number), date=day.date.isoformat(), start=start, end=end)
        for room in schedule.rooms:
            place = SubElement(inside, "room", name=room.name, guid=room.guid)
            for event in day.events(room):
                place.append(_element(schedule, event))
    ElementTree.indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ElementTree.tostring(root, encoding='unicode')}\n"


def _element(schedule: _Schedule, event: Row) -> Element:
    found = Element("event", {"guid": event.guid, "id": str(event.number), **({"code": event.code} if event.code else {})})
    _tell(found, room=event.room.name, title=event.title, subtitle=event.subtitle, type=event.type, date=schedule.time(event.first))
    _tell(found, start=schedule.hour(event.first), duration=_duration(min(event.last - event.first, _LONGEST)))
    _tell(found, abstract=event.abstract, slug=event.slug, track=event.track)
    if schedule.url:
        _tell(found, url=schedule.url)
    if event.language:
        _tell(found, language=event.language)
    persons = SubElement(found, "persons")
    for person in event.persons:
        SubElement(persons, "person", id=str(person.number), guid=person.guid).text = person.name
    return found


def _tell(parent: Element, **what: object) -> None:
    for name, words in what.items():
        SubElement(parent, name).text = str(words)


def write_json(published: Sequence[Publication], language: str | None = None) -> str:
    """The newest of what was published, as schedule.json."""
    schedule = _Schedule(published[-1], language or "en")
    about: dict[str, Any] = {
        **schedule.about,
        "daysCount": len(schedule.days),
        **({"time_zone_name": schedule.zone} if _ZONE.search(schedule.zone) else {}),
        **({"url": schedule.url} if schedule.url else {}),
        "tracks": [{"name": track} for track in schedule.tracks],
        "rooms": [{"name": room.name, "guid": room.guid, "capacity": room.seats or None} for room in schedule.rooms],
        "days": [
            {
                "index": number,
                "date": day.date.isoformat(),
                "day_start": schedule.time(day.first),
                "day_end": schedule.time(day.last),
                "rooms": {room.name: [_object(schedule, event) for event in day.events(room)] for room in schedule.rooms},
            }
            for number, day in enumerate(schedule.days, 1)
        ],
    }
    document = {"generator": {"name": GENERATOR}, "schedule": {"version": schedule.version, "conference": about}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _object(schedule: _Schedule, event: Row) -> dict[str, Any]:
    return {
        "guid": event.guid,
        "id": event.number,
        **({"code": event.code} if event.code else {}),
        "date": schedule.time(event.first),
        "start": schedule.hour(event.first),
        "end": schedule.time(event.last),
        "duration": _duration(event.last - event.first),
        "room": event.room.name,
        "slug": event.slug,
        "url": schedule.url or f"urn:uuid:{event.guid}",
        "title": event.title,
        "subtitle": event.subtitle or None,
        "track": event.track or None,
        "type": event.type,
        "language": event.language or None,
        "abstract": event.abstract or None,
        "persons": [_person(person) for person in event.persons],
        "links": [],
    }


def _person(person: Person) -> dict[str, Any]:
    known = {"code": person.code, "biography": person.biography}
    return {"guid": person.guid, "id": person.number, "name": person.name, **{key: words for key, words in known.items() if words}}


@dataclass(frozen=True)
class Place:
    """A room, by a name that no other has."""

    id: str
    name: str
    guid: str
    seats: int = 0


@dataclass(frozen=True)
class Person:
    """Somebody who appears."""

    guid: str
    number: int
    name: str
    code: str
    biography: str


@dataclass(frozen=True)
class Row:
    """An event in one room."""

    guid: str
    number: int
    code: str
    slug: str
    room: Place
    title: str
    subtitle: str
    track: str
    type: str
    language: str
    abstract: str
    persons: tuple[Person, ...]
    first: int
    last: int


@dataclass(frozen=True)
class Day:
    """A day of the conference, from its first block or event to its last."""

    date: date
    first: int
    last: int
    rows: Mapping[str, Sequence[Row]]

    def events(self, room: Place) -> Sequence[Row]:
        """Those in a room, in time."""
        return self.rows.get(room.id, ())


class _Schedule:
    """An agenda with the names by which the family knows things."""

    def __init__(self, published: Publication, language: str) -> None:
        self.programme, self.language = published.programme, language
        self.conference = self.programme.conference
        self.zone, self.version = self.programme.zone, _version(published)
        self.once, self.persons = Once(), Once()
        self.acronym = _acronym(self.conference.id)
        self.places = dict(self._rooms())
        self.people: dict[str, Person] = {}
        self.tracks = [named(track, language) for track in self.conference.tracks]
        self.url = address(self.conference.conference.url)
        self.days = tuple(self._days())
        self.rooms = tuple(self.places.values())

    @property
    def about(self) -> dict[str, Any]:
        """What is said of the conference in both files."""
        return {
            "title": self.programme.title(self.language),
            "acronym": self.acronym,
            "start": self.days[0].date.isoformat(),
            "end": self.days[-1].date.isoformat(),
            "timeslot_duration": _duration(self.conference.grid),
        }

    def time(self, minute: int) -> str:
        """A minute as ISO 8601 with the offset of the conference's clocks, in whole minutes."""
        return self._local(minute).isoformat(timespec="seconds")

    def hour(self, minute: int) -> str:
        """The same without the date."""
        return f"{self._local(minute):%H:%M}"

    def _local(self, minute: int) -> datetime:
        shift = timezone(timedelta(minutes=clock.offset(minute, self.zone)))
        return clock.instant(minute, "UTC").astimezone(shift)

    def _rooms(self) -> Iterator[tuple[str, Place]]:
        for room in self.conference.rooms:
            yield room.id, Place(room.id, self._name(room), self.once.guid(self.conference, room.id), room.seats)
        if any(not event.rooms for event in self.programme.talks):
            yield "", Place("", self.once.word(NOWHERE, "."), self.once.guid(self.conference, ""))

    def _name(self, room: Room) -> str:
        return self.once.word(named(room, self.language), f" ({room.id})")

    def _days(self) -> Iterator[Day]:
        spans: dict[int, list[tuple[int, int]]] = {}
        rows: dict[int, dict[str, list[Row]]] = {}
        for block in self.conference.blocks:
            spans.setdefault(clock.local_day(block.first, self.zone), []).append((block.first, block.last))
        for event in self.programme.talks:
            number = self._day(event)
            spans.setdefault(number, []).append((event.first, event.last))
            for row in self._in_rooms(event):
                rows.setdefault(number, {}).setdefault(row.room.id, []).append(row)
        for number, stretches in sorted(spans.items()):
            first, last = min(first for first, _ in stretches), max(last for _, last in stretches)
            yield Day(date.fromordinal(_EPOCH + number), first, last, rows.get(number, {}))

    def _day(self, event: Event) -> int:
        """The date on which its block begins, if that is no longer than a day; an evening's last talk belongs to that evening."""
        block = self.conference.block_at(event.first)
        begun = block.first if block and block.last - block.first <= clock.DAY else event.first
        return clock.local_day(begun, self.zone)

    def _in_rooms(self, event: Event) -> Iterator[Row]:
        ids = [room.id for room in event.rooms] or [""]
        for place, id in enumerate(ids):
            where = (id,) if place else ()
            yield self._row(event, self.places[id], where)

    def _row(self, event: Event, room: Place, where: Sequence[str]) -> Row:
        guid = self.once.guid(self.conference, event.id, *where)
        known = code(self.conference, event.id)
        return Row(
            guid=guid,
            number=self.once.number(guid, 0 if where else known_number(self.conference, event.id)),
            code=self.once.whole(known) if not where else "",
            slug=self._slug(event, guid),
            room=room,
            title=event.title(self.language),
            subtitle=named(event.subforum, self.language) if event.subforum else "",
            track=named(event.track, self.language) if event.track else "",
            type=OTHER if event.kind == "fixture" else "panel" if any(face.role for face in event.faces) else "talk",
            language=line(next(iter(event.subforum.languages), "")) if event.subforum else "",
            abstract=event.abstract(self.language),
            persons=tuple({face.person.id: self._person(face) for face in event.faces}.values()),
            first=event.first,
            last=event.last,
        )

    def _slug(self, event: Event, guid: str) -> str:
        """A word for addresses: by the id and the title, as far as they are ASCII."""
        id, title = event.id.lower(), line(text(event.item.title, "en"))
        plain = re.fullmatch(r"[a-z0-9]+([._-][a-z0-9]+)*", id) is not None
        parts = dict.fromkeys((ascii_words(id) if plain else guid[:8], ascii_words(title) if title.isascii() else ""))
        words = ascii_words(*parts)[:80].strip("-")
        return self.once.word(f"{self.acronym}-{words if len(words) > 3 else f'{words}-{guid[:8]}'}", f"-{guid[:8]}")

    def _person(self, face: Face) -> Person:
        if face.person.id not in self.people:
            c, id = self.conference, face.person.id
            guid = self.persons.guid(c, id)
            numbered = self.persons.number(guid, known_number(c, id))
            self.people[id] = Person(guid, numbered, face.name, code(c, id), lines(face.person.biography, self.language))
        return self.people[face.person.id]


def _acronym(id: str) -> str:
    """The id of the conference in at least four small letters, digits and underscores."""
    found = re.sub(r"[^a-z0-9]+", "_", id.casefold()).strip("_")
    plain = re.fullmatch(r"[A-Za-z0-9._-]+", id)
    return found if plain and len(found) > 3 else f"{found}_{hashlib.sha256(id.encode()).hexdigest()[:8]}".strip("_")


def _version(published: Publication) -> str:
    """Which version it is: its number in a history, or what only the same agenda has."""
    if published.number:
        return f"{published.number}"
    shown = published.programme
    placed = shown.agenda.replaced(conference_hash="", score=None, solver=None)
    plain = [model.model_dump_json(by_alias=True) for model in (shown.conference, placed)]
    return hashlib.sha256("\n".join(plain).encode()).hexdigest()[:12]


def _duration(minutes: int) -> str:
    return clock.show_hour(minutes)
