"""What everybody may see of an agenda: the only thing from which pages, pictures, calendars and files for apps are made.

Fields that are marked as staff's or private are emptied first, by their marks, so that nothing made of
what is left can show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeVar
from urllib.parse import quote, urlsplit

from pydantic.fields import FieldInfo

from instances.agenda import Agenda, PlacedFixture, Sitting, TalkSlot
from instances.conference import Conference, Fixture, Model, Room, Speaker, Subforum, Talk, Title, Track, text
from instances.formats.grid import nothing_strange

ModelT = TypeVar("ModelT", bound=Model)
Kind = Literal["sitting", "talk", "fixture"]
SPEAKER, HOST, CHAIR = "", "host", "chair"
"""Roles; whoever has no seat speaks."""
_UNFIT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def visible(model: ModelT) -> ModelT:
    """A conference, an agenda or a part of one, without what is not for everybody: that is as it is by default, or empty."""
    fields = type(model).model_fields
    return model.replaced(**{name: _default(about) if hidden(about) else _seen(getattr(model, name)) for name, about in fields.items()})


def hidden(about: FieldInfo) -> bool:
    """Whether a field is not for everybody."""
    return isinstance(about.json_schema_extra, dict) and "visibility" in about.json_schema_extra


def _default(about: FieldInfo) -> Any:
    return () if about.is_required() else about.get_default(call_default_factory=True)


def _seen(value: Any) -> Any:
    if isinstance(value, Model):
        return visible(value)
    if isinstance(value, tuple):
        return tuple(map(_seen, value))
    return {key: _seen(inner) for key, inner in value.items()} if isinstance(value, dict) else value


@dataclass(frozen=True)
class Face:
    """Somebody who appears. `role`: that of the seat, host or chair; empty for who speaks."""

    person: Speaker
    role: str = SPEAKER

    @property
    def name(self) -> str:
        """What people call them."""
        return line(self.person.name) or self.person.id


@dataclass(frozen=True)
class Event:
    """A sitting with its talks, one of these, or a fixture, in its place. `id`: that of the sitting, talk or fixture itself."""

    kind: Kind
    id: str
    item: Subforum | Talk | Fixture
    first: int
    last: int
    rooms: tuple[Room, ...]
    faces: tuple[Face, ...]
    subforum: Subforum | None = None
    track: Track | None = None
    talks: tuple[Event, ...] = ()

    def title(self, language: str) -> str:
        """What it is called, in one line."""
        return named(self.item, language)

    def abstract(self, language: str) -> str:
        """What it is about."""
        return lines(self.item.abstract, language)


@dataclass(frozen=True)
class Programme:
    """The public part of a conference, with those people alone who appear, and of its agenda; `events` are the sittings that have
    talks, and the fixtures, in time."""

    conference: Conference
    agenda: Agenda
    events: tuple[Event, ...]

    @property
    def zone(self) -> str:
        """The zone of the conference."""
        return self.conference.zone

    @cached_property
    def talks(self) -> tuple[Event, ...]:
        """The talks and the fixtures, in time."""
        found = [one for event in self.events for one in (event.talks if event.kind == "sitting" else (event,))]
        return tuple(sorted(found, key=_in_time))

    def title(self, language: str) -> str:
        """What the conference is called, in one line."""
        return line(text(self.conference.conference.title, language)) or self.conference.id


def programme(conference: Conference, agenda: Agenda) -> Programme:
    """The public part of an agenda. Raises BadInput where it names what the conference has not."""
    shown = visible(conference)
    with nothing_strange():
        held = sorted(_events(shown, agenda), key=_in_time)
    appear = {face.person.id for event in held for one in (event, *event.talks) for face in one.faces}
    events = tuple(event for event in held if event.kind == "fixture" or event.talks)
    return Programme(shown.replaced(speakers=tuple(s for s in shown.speakers if s.id in appear)), visible(agenda), events)


def _in_time(event: Event) -> tuple[int, int, str]:
    return event.first, event.last, event.id


def _events(c: Conference, agenda: Agenda) -> Iterator[Event]:
    for sitting in agenda.sittings:
        subforum, room = c.subforum(sitting.subforum), c.room(sitting.room)
        track = next(track for track in c.tracks if track.id == subforum.track)
        parts: dict[str, Any] = {"rooms": (room,), "subforum": subforum, "track": track}
        talks = tuple(sorted((_talk(c, slot, parts) for slot in sitting.talks), key=_in_time))
        yield _sitting(c, sitting, subforum, talks, parts)
    yield from (_fixture(c, placed) for placed in agenda.fixtures)


def _sitting(c: Conference, sitting: Sitting, subforum: Subforum, talks: tuple[Event, ...], parts: dict[str, Any]) -> Event:
    leading = [*((id, HOST) for id in subforum.hosts), *((id, CHAIR) for id in subforum.chairs)]
    faces = tuple(Face(c.speaker(id), role) for id, role in leading)
    return Event("sitting", sitting.id, subforum, sitting.first, sitting.last, faces=faces, talks=talks, **parts)


def _talk(c: Conference, slot: TalkSlot, parts: dict[str, Any]) -> Event:
    talk, filled = c.talk(slot.talk), {seat.seat: seat.speaker for seat in slot.seats}
    seated = [(filled[seat.id], line(seat.role)) for seat in talk.seats if seat.id in filled]
    faces = tuple(Face(c.speaker(id), role) for id, role in [*((id, SPEAKER) for id in slot.speakers), *seated])
    return Event("talk", talk.id, talk, slot.first, slot.last, faces=faces, **parts)


def _fixture(c: Conference, placed: PlacedFixture) -> Event:
    fixture = c.fixture(placed.fixture)
    rooms = tuple(room for room in c.rooms if room.id in placed.rooms)
    assert len(rooms) == len(set(placed.rooms)), f"a room of {fixture.id}"
    faces = tuple(Face(c.speaker(id)) for id in fixture.speakers)
    return Event("fixture", fixture.id, fixture, placed.first, placed.last, rooms, faces)


def named(item: Room | Track | Subforum | Talk | Fixture, language: str) -> str:
    """What a thing is called, in one line; its id where that is nothing."""
    return line(text(item.title, language)) or item.id


def line(words: str) -> str:
    """Words in one line, without what steers a program."""
    return " ".join(_UNFIT.sub(" ", words.replace("\n", " ")).split())


def lines(words: Title, language: str) -> str:
    """A text with its lines, without what steers a program."""
    return _UNFIT.sub(" ", re.sub("\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text(words, language))).strip()


def address(url: str) -> str:
    """An address of the web as a file can hold it, in ASCII; empty where it is none."""
    made = quote(line(url), safe="%/:?#@!$&'()*+,;=~-._")
    try:
        parts = urlsplit(made)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) and made.count("#") < 2
    except ValueError:
        return ""
    return made if sound and not re.search(r"%(?![0-9A-Fa-f]{2})", made) else ""
