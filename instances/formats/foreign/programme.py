"""Somebody else's programme, whatever wrote it: rooms, themes, people, events and days, by the keys of their source.

Times may be without an offset: then they are on the clocks of the conference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from instances.conference import Title

MOST_EVENTS = 5000
"""Events that a programme may have."""

Span = tuple[datetime, datetime]
KnownAs = Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """A room. `open` are the stretches in which it can be used; none: always."""

    key: str
    title: Title
    seats: int | None = None
    open: tuple[Span, ...] = ()
    known_as: KnownAs = field(default_factory=dict)


@dataclass(frozen=True)
class Theme:
    """A track."""

    key: str
    title: Title
    known_as: KnownAs = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """Somebody who appears. `free` are the stretches in which they can; none: nobody has said."""

    key: str
    name: str
    zone: str | None = None
    free: tuple[Span, ...] = ()
    email: str = ""
    biography: Title = ""
    known_as: KnownAs = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """Something of the programme, by the keys of its theme, people and rooms.

    `service`: a break or the like, no talk; `everyone`: nothing should be parallel to it; `forum`: the title of the subforum that
    it is part of, where its source knows one.
    """

    key: str
    name: str
    title: Title
    start: datetime | None = None
    minutes: int | None = None
    theme: str = ""
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    abstract: Title = ""
    language: str = ""
    service: bool = False
    everyone: bool = False
    forum: str = ""
    known_as: KnownAs = field(default_factory=dict)


@dataclass(frozen=True)
class Day:
    """A day of the programme, with the bounds that its source gives it."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Programme:
    """A whole programme. `name` is short, for the id; `zone` is None where the source names none."""

    name: str
    title: Title
    zone: str | None = None
    url: str = ""
    places: tuple[Place, ...] = ()
    themes: tuple[Theme, ...] = ()
    people: tuple[Person, ...] = ()
    events: tuple[Event, ...] = ()
    days: tuple[Day, ...] = ()
