"""The JSON of Sessionize's API: the views All, GridSmart and Sessions. Its times have no offset: they are those of the conference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from instances.formats import sources
from instances.formats.foreign import documents, lenient
from instances.formats.foreign.programme import Event, Person, Place, Programme, Theme
from instances.formats.foreign.remarks import Remarks
from instances.problems import BadInput, Note, Problem

GONE = frozenset(("declined", "decline queue", "nominated", "waitlisted", "withdrawn", "cancelled", "canceled"))
"""States of sessions that are not held, or not accepted yet."""
_YEAR = re.compile(r"(?<!\d)(19|20|21)\d\d(?!\d)")
TRACKS, LANGUAGES = ("track", "theme", "thema"), ("language", "sprache")
"""Words in the titles of categories that say what they are of."""


def read(source: str, note: Note = lambda _: None, document: Any = None) -> Programme:
    """A programme from a JSON file, or from its tree. `note` is told what is left out. Raises BadInput."""
    document = documents.tree(sources.content(source), source) if document is None else document
    remarks = Remarks(sources.name(source))
    if not recognised(document):
        what = "is none of Sessionize's views All, GridSmart and Sessions"
        raise BadInput([Problem((), what, "download one of them as JSON", file=sources.name(source))])
    programme = _Reading(remarks).programme(document, documents.stem(source))
    remarks.tell(note)
    return programme


def recognised(document: object) -> bool:
    """Whether JSON is one of the views."""
    if isinstance(document, dict):
        return all(isinstance(document.get(key), list) for key in ("sessions", "speakers", "rooms"))
    groups = documents.listed(document)
    return bool(groups) and all("groupName" in group or ("date" in group and "rooms" in group) for group in groups)


@dataclass
class _Reading:
    """A view on its way to a programme."""

    remarks: Remarks
    places: dict[str, Place] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    categories: dict[str, tuple[str, str]] = field(default_factory=dict)

    def programme(self, document: Any, name: str) -> Programme:
        view = documents.keyed(document)
        for room in sorted(documents.listed(view.get("rooms")), key=lambda room: lenient.whole(room.get("sort")) or 0):
            self._place(room.get("id"), room.get("name"))
        for speaker in documents.listed(view.get("speakers")):
            self._person(speaker)
        for category in documents.listed(view.get("categories")):
            for item in documents.listed(category.get("items")):
                self.categories[lenient.word(item.get("id"))] = (lenient.name(category.get("title")), lenient.name(item.get("name")))
        events: dict[str, Event] = {}
        for session, place in self._sessions(document):
            if event := self._event(session, place):
                before = events.get(event.key, event)
                places = tuple(dict.fromkeys((*before.places, *event.places)))
                events[event.key] = Event(**{**vars(event), "places": places})
        self.remarks.add("does not say what the conference is called", f"'{name}' is taken: change it in your file")
        return Programme(
            name=_edition(name, events.values()),
            title=name,
            places=tuple(self.places.values()),
            themes=tuple(self.themes.values()),
            people=tuple(self.people.values()),
            events=tuple(events.values()),
        )

    def _sessions(self, document: Any) -> Iterator[tuple[dict[str, Any], str]]:
        """The sessions of a view, with their rooms."""
        for session in documents.listed(documents.keyed(document).get("sessions")):
            yield session, self._place(session.get("roomId"), session.get("room"))
        for group in documents.listed(document):
            for session in documents.listed(group.get("sessions")):
                yield session, self._place(session.get("roomId"), session.get("room"))
            for room in documents.listed(group.get("rooms")):
                own = self._place(room.get("id"), room.get("name"))
                for session in documents.listed(room.get("sessions")):
                    yield session, own

    def _event(self, session: Mapping[str, Any], place: str) -> Event | None:
        id, title = lenient.word(session.get("id")), lenient.name(session.get("title"))
        name = title or (f"session {id}" if id else "a session without a title")
        if lenient.name(session.get("status")).replace("_", " ").casefold() in GONE:
            self.remarks.add("is not held, as its status says", "left out", name)
            return None
        start, end = lenient.moment(session.get("startsAt")), lenient.moment(session.get("endsAt"))
        about = list(self._about(session))
        theme = next((item for category, item in about if any(word in category.casefold() for word in TRACKS)), "")
        if theme:
            self.themes.setdefault(theme, Theme(theme, theme))
        spoken = next((item for category, item in about if any(word in category.casefold() for word in LANGUAGES)), "")
        return Event(
            key=id or f"{name} {session.get('startsAt')}",
            name=name,
            title=name,
            start=start,
            minutes=_minutes(start, end),
            theme=theme,
            people=tuple(key for key in map(self._speaking, _list(session.get("speakers"))) if key),
            places=(place,) if place else (),
            abstract=lenient.text(session.get("description")),
            language=lenient.language(spoken) or spoken[:35],
            service=session.get("isServiceSession") is True,
            everyone=session.get("isPlenumSession") is True,
            known_as={"sessionize": id} if id else {},
        )

    def _about(self, session: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The categories of a session with what it has of each."""
        for id in _list(session.get("categoryItems")):
            if (word := lenient.word(id)) in self.categories:
                yield self.categories[word]
        for category in documents.listed(session.get("categories")):
            for item in documents.listed(category.get("categoryItems")):
                yield lenient.name(category.get("name")), lenient.name(item.get("name"))

    def _place(self, id: object, called: object) -> str:
        key, title = lenient.word(id) or lenient.name(called), lenient.name(called)
        if key and title and key not in self.places:
            self.places[key] = Place(key, title, known_as={"sessionize": key} if lenient.word(id) else {})
        return key

    def _speaking(self, speaker: object) -> str:
        """The key of a speaker of a session: an id in the view All, an id with a name in others."""
        if isinstance(speaker, dict):
            return self._person(speaker)
        key = lenient.word(speaker)
        if key and key not in self.people:
            self.remarks.add("a speaker of a session is not among the speakers", "left out", key)
            return ""
        return key

    def _person(self, speaker: Mapping[str, Any]) -> str:
        id = lenient.word(speaker.get("id"))
        parts = " ".join(lenient.name(speaker.get(key)) for key in ("firstName", "lastName"))
        called = lenient.name(speaker.get("fullName")) or lenient.name(speaker.get("name")) or lenient.name(parts)
        key = id or called
        if not called:
            self.remarks.add("a speaker has no name", "left out", id)
            return ""
        if key not in self.people:
            self.people[key] = Person(key, called, biography=lenient.text(speaker.get("bio")), known_as={"sessionize": id} if id else {})
        return key


def _edition(name: str, events: Iterable[Event]) -> str:
    """A name with a year: that of the first day where it has none, for the files of all conferences are called alike."""
    years = sorted(event.start.year for event in events if event.start)
    return f"{name} {years[0]}" if years and not _YEAR.search(name) else name


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _minutes(start: datetime | None, end: datetime | None) -> int | None:
    if start is None or end is None or bool(start.tzinfo) != bool(end.tzinfo) or end <= start:
        return None
    return (end - start) // timedelta(minutes=1)
