"""The schedule of the frab family, schedule.xml and schedule.json, as real conferences write them: much may be missing or odd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree

from instances.conference import text
from instances.formats import sources
from instances.formats.foreign import documents, lenient
from instances.formats.foreign.programme import MOST_EVENTS, Day, Event, Person, Place, Programme, Theme
from instances.formats.foreign.remarks import Remarks
from instances.problems import BadInput, Note, Problem

GENERATOR = "agendawright"
NOWHERE, OTHER = "Elsewhere", "other"
"""In files of ours: the room of what has none, for every event must have one, and the type of fixtures."""
UNREAD = {
    "subtitle": "a subtitle",
    "links": "links",
    "recording": "words on the recording",
    "description": "a description beside an abstract",
}
"""What events have that is not read, and what it is called."""
NEW_DAY = time(4)
"""The hour before which an event belongs to the night of the day before, where a day does not say when it begins."""
BREAKS = frozenset(
    [
        "break",
        "breaks",
        "pause",
        "pausen",
        "lunch",
        "coffee",
        "dinner",
        "breakfast",
        "mittagessen",
        "mittag",
        "abendessen",
        "kaffee",
        "kaffeepause",
        "mittagspause",
        "registration",
        "茶歇",
        "午餐",
        "午休",
        "晚餐",
    ]
)
"""Types and titles of what is no talk, if nobody appears in it."""


def read(source: str, note: Note = lambda _: None, document: Any = None) -> Programme:
    """A programme from a file, XML or JSON, by its first sign, or from its tree. `note` is told what is left out. Raises BadInput."""
    remarks = Remarks(sources.name(source))
    content = sources.content(source) if document is None else b""
    if document is None and content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        document = documents.tree(content, source)
    found = documents.keyed(_of_xml(documents.xml(content, source)) if document is None else document)
    conference = documents.keyed(documents.keyed(found.get("schedule")).get("conference"))
    if not conference or not documents.listed(conference.get("days")):
        what = "is no schedule of the frab family with days"
        raise BadInput([Problem((), what, "expected: schedule, conference and days", file=sources.name(source))])
    ours = documents.keyed(found.get("generator")).get("name") == GENERATOR
    programme = _Reading(remarks, documents.stem(source), ours).programme(conference)
    remarks.tell(note)
    return programme


def recognised(document: object) -> bool:
    """Whether JSON is of this family."""
    conference = documents.keyed(documents.keyed(documents.keyed(document).get("schedule")).get("conference"))
    return isinstance(conference.get("days"), list)


# --- XML as the JSON of the family has it


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1].lower()


def _fields(element: ElementTree.Element) -> dict[str, Any]:
    """The attributes of an element, and the texts of its children that have some."""
    found: dict[str, Any] = {str(key).rsplit("}", 1)[-1].lower(): value for key, value in element.attrib.items()}
    for child in element:
        found.setdefault(_tag(child), "".join(child.itertext()))
    return found


def _of_xml(root: ElementTree.Element) -> dict[str, Any]:
    if _tag(root) != "schedule":
        return {}
    conference: dict[str, Any] = {}
    tracks: list[dict[str, Any]] = []
    generator: dict[str, Any] = {}
    for child in root:
        if _tag(child) == "generator":
            generator = _fields(child)
        if _tag(child) == "conference":
            conference |= _fields(child)
            tracks += [{"name": track.get("name") or track.text} for track in child if _tag(track) == "track"]
    days = [_day(child) for child in root.iter() if _tag(child) == "day"]
    return {"generator": generator, "schedule": {"conference": {**conference, "tracks": tracks, "days": days}}}


def _day(element: ElementTree.Element) -> dict[str, Any]:
    day = _fields(element)
    rooms: list[dict[str, Any]] = []
    for room in element:
        if _tag(room) == "room":
            events = [_event(event) for event in room if _tag(event) == "event"]
            rooms.append({"name": room.get("name"), "guid": room.get("guid"), "events": events})
        elif _tag(room) == "event":
            rooms.append({"name": None, "events": [_event(room)]})
    return {"date": day.get("date"), "day_start": day.get("start"), "day_end": day.get("end"), "rooms": rooms}


def _event(element: ElementTree.Element) -> dict[str, Any]:
    people = [{**_fields(person), "name": "".join(person.itertext())} for person in element.iter() if _tag(person) == "person"]
    return {**_fields(element), "persons": people}


# --- the JSON of the family


@dataclass
class _Reading:
    """A schedule on its way to a programme. `ours`: whether it was written here."""

    remarks: Remarks
    stem: str
    ours: bool
    places: dict[str, Place] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    count: int = 0

    def programme(self, conference: Mapping[str, Any]) -> Programme:
        zone = lenient.zone(conference.get("time_zone_name"))
        if conference.get("time_zone_name") and not zone:
            self.remarks.add(f"the time zone '{lenient.name(conference['time_zone_name'])}' is not known", "not read")
        for room in documents.listed(conference.get("rooms")):
            self._place(room, "")
        for track in documents.listed(conference.get("tracks")):
            self._theme(track)
        days: list[Day] = []
        events: list[Event] = []
        for day in documents.listed(conference["days"]):
            begin, end = lenient.moment(day.get("day_start")), lenient.moment(day.get("day_end"))
            if begin and end and bool(begin.tzinfo) == bool(end.tzinfo) and begin < end:
                days.append(Day(begin, end))
            else:
                self.remarks.add("days without a start and an end", "taken from the first talk to the last")
            events += self._events(day, begin)
        return Programme(
            name=lenient.word(conference.get("acronym")) or self.stem,
            title=lenient.title(conference.get("title")) or self.stem,
            zone=zone,
            url=lenient.url(conference.get("url")) or lenient.url(conference.get("base_url")),
            places=tuple(self.places.values()),
            themes=tuple(self.themes.values()),
            people=tuple(self.people.values()),
            events=tuple(self._distinct(events)),
            days=tuple(days),
        )

    def _events(self, day: Mapping[str, Any], begin: datetime | None) -> Iterator[Event]:
        rooms = day.get("rooms")
        listed = documents.listed(rooms) or [{"name": name, "events": events} for name, events in documents.keyed(rooms).items()]
        for room in listed:
            for event in documents.listed(room.get("events")):
                own = lenient.name(room.get("name")) or lenient.name(event.get("room"))
                place = self._place({**room, "name": own}, own) if own else ""
                self.count += 1
                if self.count <= MOST_EVENTS + 1:  # one too many is enough to be refused
                    yield self._event(event, place, lenient.day(day.get("date")), begin)

    def _event(self, event: Mapping[str, Any], place: str, day: date | None, begin: datetime | None) -> Event:
        title = lenient.title(event.get("title"))
        known = {key: lenient.word(event.get(key)) for key in ("guid", "code", "id")}
        known = {key: value for key, value in known.items() if value}
        name = text(title) or next((f"{key} {value}" for key, value in known.items()), "an event without a title")
        people = self._people(event, name)
        self._unread(event, name)
        words = {lenient.name(event.get("type")).casefold(), *(name.casefold().split() if len(name.split()) < 3 else ())}
        return Event(
            key=known.get("guid") or known.get("code") or known.get("id") or f"{name} {event.get('date')} {event.get('start')} {place}",
            name=name,
            title=title or name,
            start=self._start(event, name, day, begin),
            minutes=lenient.minutes(event.get("duration")),
            theme=self._theme({"name": event.get("track")}),
            people=people,
            places=(place,) if place else (),
            abstract=lenient.prose(event.get("abstract")) or lenient.prose(event.get("description")),
            language=lenient.language(event.get("language")),
            service=event.get("type") == OTHER if self.ours else not people and bool(words & BREAKS),
            forum=lenient.name(event.get("subtitle")) if self.ours else "",
            known_as=known,
        )

    def _unread(self, event: Mapping[str, Any], name: str) -> None:
        """Tell what is not read of an event."""
        for key, words in UNREAD.items():
            read = (key == "subtitle" and self.ours) or (key == "description" and not lenient.prose(event.get("abstract")))
            if not read and _says(event.get(key)):
                self.remarks.add(f"with {words}", "not read", name)

    def _start(self, event: Mapping[str, Any], name: str, day: date | None, begin: datetime | None) -> datetime | None:
        """When it begins: by its date, or else by its time and the day that it is listed under."""
        if found := lenient.moment(event.get("date")):
            return found
        at = lenient.time_of_day(event.get("start"))
        day = lenient.day(event.get("date")) or (begin.date() if begin else day)
        if at is None or day is None:
            self.remarks.add("without a date and a time", "its place in the programme is not known", name)
            return None
        turn = begin.time() if begin else NEW_DAY
        if at < turn and not lenient.day(event.get("date")):
            self.remarks.add(f"with a time before the day begins, at {turn:%H:%M}, and no date", "taken to be in the night after it", name)
            day += timedelta(days=1)
        return datetime.combine(day, at, begin.tzinfo if begin else None)

    def _place(self, room: Mapping[str, Any], name: str) -> str:
        title = lenient.title(room.get("name"))
        key = name or text(title)
        if self.ours and key == NOWHERE:
            return ""
        if key and key not in self.places:
            guid = lenient.word(room.get("guid"))
            seats = lenient.whole(room.get("capacity"))
            self.places[key] = Place(key, title, seats, known_as={"guid": guid} if guid else {})
        return key

    def _theme(self, track: Mapping[str, Any]) -> str:
        title = lenient.title(track.get("name"))
        key = text(title)
        if key and key not in self.themes:
            self.themes[key] = Theme(key, title)
        return key

    def _people(self, event: Mapping[str, Any], name: str) -> tuple[str, ...]:
        found: list[str] = []
        persons = event.get("persons")
        for person in persons if isinstance(persons, list) else ():
            about = person if isinstance(person, dict) else {"name": person}
            called = next((words for key in ("public_name", "full_public_name", "name") if (words := lenient.name(about.get(key)))), "")
            known = {key: words for key in ("guid", "code", "id") if (words := lenient.word(about.get(key)))}
            key = next(iter(known.values()), called)
            if not called:
                self.remarks.add("with a person without a name", "left out", name)
                continue
            if key not in self.people:
                self.people[key] = Person(key, called, biography=lenient.prose(about.get("biography")), known_as=known)
            found.append(key)
        return tuple(dict.fromkeys(found))

    def _distinct(self, events: list[Event]) -> Iterator[Event]:
        """The events, those of which something stands several times with a number behind its key."""
        seen: Counter[str] = Counter()
        for event in events:
            seen[event.key] += 1
            if seen[event.key] > 1:
                if not event.service:
                    self.remarks.add("stands several times in the programme", "each time is a talk of its own", event.name)
                event = replace(event, key=f"{event.key} {seen[event.key]}")
            yield event


def _says(value: object) -> bool:
    """Whether there is more in a field than blanks, 'false' and empty fields."""
    if isinstance(value, dict):
        return any(map(_says, value.values()))
    if isinstance(value, list):
        return any(map(_says, value))
    return value.strip() not in ("", "false") if isinstance(value, str) else bool(value)
