"""What calendars say of an agenda: an entry for each sitting and fixture, or for each talk; and for each person's appearances.

Who follows what was published sees an entry change: its sequence rises with every other time or place, and
when it is cancelled or comes back; its date of change moves with every other word, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from instances import clock
from instances.conference import Room
from instances.formats.identity import uid
from instances.formats.public import Event, Face, Programme, line, named
from instances.formats.publication import Publication

ONLINE = "online"


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar. `rooms`: ids, which count as its place, as do the minutes; `parts`: ids of the rooms, track and subforum
    in whose calendars it stands; `join`: the link of the person whose calendar it is."""

    uid: str
    first: int
    last: int
    rooms: tuple[str, ...]
    summary: str
    location: str = ""
    description: str = ""
    category: str = ""
    parts: tuple[str, ...] = ()
    join: str = ""

    @property
    def place(self) -> tuple[object, ...]:
        """When and where it is."""
        return self.first, self.last, self.rooms


@dataclass(frozen=True)
class Followed:
    """An entry with what became of it in what was published since it stood there first. `modified`: None without a history;
    `before`: the minutes, but for that at which it starts now, at which it started once."""

    entry: Entry
    sequence: int = 0
    modified: datetime | None = None
    cancelled: bool = False
    before: tuple[int, ...] = ()

    def then(self, entry: Entry | None, when: datetime | None) -> Followed:
        """What becomes of it with the next publication; None where it is not in it."""
        if entry is None:
            return self if self.cancelled else replace(self, sequence=self.sequence + 1, modified=when, cancelled=True)
        if not self.cancelled and entry == self.entry:
            return self
        moved = self.cancelled or entry.place != self.entry.place
        starts = dict.fromkeys((*self.before, self.entry.first))
        return Followed(entry, self.sequence + moved, when, before=tuple(start for start in starts if start != entry.first))


Entries = Mapping[str, Entry]
"""Entries by their identifiers."""


def followed(states: Iterable[tuple[datetime | None, Entries]]) -> tuple[Followed, ...]:
    """Every entry that ever was, as it is after the last of these states, in time."""
    found: dict[str, Followed] = {}
    for when, entries in states:
        found = {id: one.then(entries.get(id), when) for id, one in found.items()} | {
            id: Followed(entry, modified=when) for id, entry in entries.items() if id not in found
        }
    return tuple(sorted(found.values(), key=lambda one: (one.entry.first, one.entry.last, one.entry.uid)))


def public(programme: Programme, language: str, *, talks: bool = False) -> dict[str, Entry]:
    """The entries that are for everybody: of sittings and fixtures, or of talks and fixtures."""
    found = [_shared(programme, event, language) for event in (programme.talks if talks else programme.events)]
    return {entry.uid: entry for entry in found}


def shared(publications: Sequence[Publication], language: str) -> dict[str, Followed]:
    """Every sitting, talk and fixture that ever was for everybody, as it is after all that was published, by its identifier."""
    states = ((one.when, {**public(one.programme, language), **public(one.programme, language, talks=True)}) for one in publications)
    return {one.entry.uid: one for one in followed(states)}


def personal(publication: Publication, language: str) -> dict[str, dict[str, Entry]]:
    """What each person is to come to, by id: their talks and seats, the sittings that they host or chair, and fixtures.

    Who is online knows no rooms, and has their link to join by; who sends a video does not appear.
    """
    found: dict[str, dict[str, Entry]] = {}
    shown = publication.programme
    for event in shown.events:
        for one in (event, *event.talks):
            for faces in _by_person(one):
                person = faces[0].person
                if person.attends != "recorded":
                    entry = _own(shown, one, event, faces, language)
                    link = publication.conference.speaker(person.id).join_url if person.attends == "online" else ""
                    found.setdefault(person.id, {})[entry.uid] = replace(entry, join=line(link))
    return found


def everybody(publications: Sequence[Publication], language: str) -> dict[str, tuple[Followed, ...]]:
    """What the calendar of each person holds after all that was published, those who are nowhere any more among them."""
    states = [(one.when, personal(one, language)) for one in publications]
    people = sorted({person for _, known in states for person in known})
    return {person: followed((when, known.get(person, {})) for when, known in states) for person in people}


def _by_person(event: Event) -> Iterator[list[Face]]:
    """The faces of each person, who may have several seats."""
    found: dict[str, list[Face]] = {}
    for face in event.faces:
        found.setdefault(face.person.id, []).append(face)
    yield from found.values()


def _shared(shown: Programme, event: Event, language: str) -> Entry:
    title, within = event.title(language), named(event.subforum, language) if event.subforum else ""
    parts = (*(room.id for room in event.rooms), *(part.id for part in (event.track, event.subforum) if part))
    return Entry(
        uid=uid(shown.conference, event.id),
        first=event.first,
        last=event.last,
        rooms=_ids(event.rooms),
        summary=f"{title} · {within}" if event.kind == "talk" else title,
        location=_where(event.rooms, language),
        description="\n".join(_about(shown, event, language)),
        category=named(event.track, language) if event.track else "",
        parts=parts,
    )


def _own(shown: Programme, event: Event, whole: Event, faces: Sequence[Face], language: str) -> Entry:
    person, roles = faces[0].person, ", ".join(dict.fromkeys(face.role for face in faces if face.role))
    title = f"{event.title(language)}{f' ({roles})' if roles else ''}"
    live = person.attends == "online"
    within = named(event.subforum, language) if event.subforum and event.kind == "talk" else ""
    told = _about(shown, event, language) if event.kind != "talk" else [*_sitting(shown, whole, language), *_with(event, person.id)]
    return Entry(
        uid=uid(shown.conference, event.id, person.id),
        first=event.first,
        last=event.last,
        rooms=() if live else _ids(event.rooms),
        summary=f"{title} · {within}" if within else title,
        location=ONLINE if live else _where(event.rooms, language),
        description="\n".join(told),
        category=named(event.track, language) if event.track else "",
    )


def _about(shown: Programme, event: Event, language: str) -> list[str]:
    """What is said of an event to everybody: its people, its talks on the conference's clocks, and what it is about."""
    languages = event.subforum.languages if event.subforum else ()
    times = [f"{_hour(talk.first, shown.zone)} {talk.title(language)}{_faces(talk.faces)}" for talk in event.talks]
    return [
        *([_faces(event.faces).removeprefix(" · ")] if event.faces else []),
        *([*times, f"({shown.zone})"] if times else []),
        *([abstract] if (abstract := event.abstract(language)) else []),
        *([f"Languages: {', '.join(map(line, languages))}"] if languages else []),
    ]


def _sitting(shown: Programme, whole: Event, language: str) -> list[str]:
    """The sitting of a talk, on the conference's clocks."""
    begin, end = (_hour(minute, shown.zone) for minute in (whole.first, whole.last))
    return [f"{whole.title(language)}: {begin}–{end} ({shown.zone})"]


def _with(event: Event, person: str) -> list[str]:
    others = tuple(face for face in event.faces if face.person.id != person)
    return [f"With{_faces(others).removeprefix(' ·')}"] if others else []


def _faces(faces: Sequence[Face]) -> str:
    """' · Ada (online); Bo (moderator)'."""
    told = []
    for face in faces:
        notes = ", ".join(note for note in (face.role, "" if face.person.attends == "onsite" else face.person.attends) if note)
        told.append(f"{face.name}{f' ({notes})' if notes else ''}")
    return f" · {'; '.join(told)}" if told else ""


def _ids(rooms: Sequence[Room]) -> tuple[str, ...]:
    return tuple(sorted(room.id for room in rooms))


def _where(rooms: Sequence[Room], language: str) -> str:
    return ", ".join(", ".join(part for part in (named(room, language), line(room.building)) if part) for room in rooms)


def _hour(minute: int, zone: str) -> str:
    return f"{clock.instant(minute, zone):%H:%M}"
