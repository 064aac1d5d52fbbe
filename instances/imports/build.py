"""Things that sheets are about, made into the document of a conference."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial, reduce
from math import gcd
from typing import Any

from instances import clock
from instances.conference import Conference
from instances.imports.entries import Entry, Remarks
from instances.imports.features import feature
from instances.imports.fields import FEATURE
from instances.imports.gather import Gathered
from instances.imports.identity import give_ids, ids
from instances.imports.mapping import Map, parts
from instances.imports.phrases import common, complement, times_of
from instances.imports.programme import programme
from instances.imports.things import Thing, title_key
from instances.problems import nearest
from instances.typed.answers import read_count, read_list, read_yes
from instances.typed.attendance import read_attends
from instances.typed.availability import Programme, Span
from instances.typed.durations import read_minutes
from instances.typed.positions import read_position
from instances.typed.reading import Read, Unread, Value, normal, shown
from instances.typed.zones import read_zone

GRID = 5
_SHORTEST_DAY = 0.2
"""The part of a day from which on a workbook's number for a duration may as well be of an hour."""
_NUMBER, _HOURS = re.compile(r"\d+(?:[.,]\d+)?"), re.compile(r"\b(?:in )?(?:hours?|hrs?)\b|\(h\)|小时|小時")
EVERYTHING = "Programme"
"""The track, and the subforum, of what no cell gives one."""
_WAYS = ("available", "unavailable", "arrives", "leaves", "remarks")

Document = dict[str, Any]


def build(found: Gathered, plan: Map, base: Conference | None, ours: Conference | None, remarks: Remarks) -> Document:
    """The document of a conference, without its id. Things that the last import made, or that stand, keep their ids. Raises BadInput."""
    found.blocks = programme(found.blocks, plan, remarks)
    return _Build(found, plan, remarks).document(base or ours, ids(ours) if ours else ())


class _Build:
    """The reading of all cells, thing after thing."""

    def __init__(self, found: Gathered, plan: Map, remarks: Remarks) -> None:
        self.found = found
        self.plan = plan
        self.remarks = remarks
        self.home = plan.conference.timezone or "UTC"
        spans = tuple((block.start, block.end) for block in found.blocks if block.start and block.end)
        self.programme = Programme(spans, self.home, self.home)
        self.longest = max(clock.minute(end) - clock.minute(start) for start, end in spans)
        self.prefers: list[Document] = []
        self.talks_of: dict[int, list[Thing]] = {}
        self.whole: set[int] = set()

    def document(self, known: Conference | None, taken: Iterable[str]) -> Document:
        """The whole conference."""
        self._own_all()
        tracks = {one: self._track(one) for one in self.found.subforums.values()}
        give_ids(self.found, known, taken)
        rooms = [self._room(room) for room in self.found.rooms.values()]
        had = {name for room in rooms for name in room["features"]}
        forums = [self._forum(one, tracks[one], had) for one in self.found.subforums.values()]
        self._seats(rooms, forums)
        minutes = [talk["minutes"] for forum in forums for talk in forum["talks"]]
        return {
            "conference": {"timezone": self.home, "grid": self._grid(minutes)},
            "blocks": [{"id": b.id, "title": b.name, "start": b.start, "end": b.end} for b in self.found.blocks],
            "rooms": rooms,
            "tracks": [{"id": track.id, "title": _title(track)} for track in self.found.tracks.values()],
            "speakers": [self._person(one) for one in self.found.people.all],
            "subforums": forums,
            "prefers": self.prefers,
        }

    def _grid(self, minutes: Iterable[int]) -> int:
        """5 minutes, or what all lengths and the bounds of all blocks have in common."""
        bounds = [clock.minute(time) for block in self.found.blocks for time in (block.start, block.end) if time]
        return reduce(gcd, (*minutes, *bounds), GRID)

    # --- subforums, tracks, talks ---

    def _own_all(self) -> None:
        """A subforum for every talk, and a talk for every subforum."""
        lost = [talk for talk in self.found.talks if talk.owner is None]
        for talk in lost:
            key = title_key(EVERYTHING)
            talk.owner = self.found.subforums.setdefault(key, Thing("subforums", EVERYTHING, [talk.places[0]]))
            self.remarks.guess(talk.places[0], f"no cell names a subforum: the talk stands in '{EVERYTHING}'")
        owners = {id(talk.owner) for talk in self.found.talks}
        for forum in self.found.subforums.values():
            if id(forum) not in owners:
                whole = Thing("talks", forum.name, forum.places, titles=forum.titles, parts=forum.parts, owner=forum)
                self.found.talks.append(whole)
                self.whole.add(id(whole))
        for talk in self.found.talks:
            self.talks_of.setdefault(id(talk.owner), []).append(talk)

    def _track(self, forum: Thing) -> Thing:
        cells = forum.said("subforum.track")
        first = self.remarks.one(cells, _texts)
        name = first or EVERYTHING
        if not first and len(self.found.subforums) > 1 and any(other.said("subforum.track") for other in self.found.subforums.values()):
            self.remarks.guess(forum.places[0], f"no cell names a track of {shown(forum.name)}: it stands in '{EVERYTHING}'")
        name = self.found.called_of(name)
        return self.found.tracks.setdefault(title_key(name), Thing("tracks", name, cells[:1] or forum.places[:1]))

    def _forum(self, forum: Thing, track: Thing, had: set[str]) -> Document:
        talks = [self._talk(talk, forum) for talk in self.talks_of[id(forum)]]
        hosts = list(dict.fromkeys(person.id for person in forum.hosts))
        spoken = {id(person) for talk in self.talks_of[id(forum)] for person in (*talk.parts, *talk.moderators)}
        for person in (person for person in forum.parts if id(person) not in spoken):
            self.remarks.guess(forum.said("subforum.speakers")[0], f"{person.name} is on none of its talks, and not kept free for it")
        for entry in forum.said("subforum.moderator")[:1] if hosts else ():
            remedy = "write 'attendance: must' under 'rules'"
            self.remarks.guess(entry, f"taken as hosts, who are kept free for it only where the rule 'attendance' is on: {remedy}")
        document: Document = {
            "id": forum.id,
            "title": _title(forum),
            "track": track.id,
            "topics": self._list(forum.said("subforum.topics")),
            "hosts": hosts,
            "needs": self._needs(forum, had),
            "audience": self._audience(forum),
            "languages": self._list(forum.said("subforum.languages")),
            "talks": talks,
        }
        priority = self.remarks.one(forum.said("subforum.priority"), read_count)
        if priority is not None:
            document["priority"] = max(1, priority)
        document["sittings"] = self._sittings(forum, sum(talk["minutes"] for talk in talks))
        self._wishes(forum, "subforum")
        self._room_wish(forum)
        return document

    def _sittings(self, forum: Thing, minutes: int) -> int | str:
        told = self.remarks.one(forum.said("subforum.sittings"), read_count)
        if told and told <= len(self.talks_of[id(forum)]):
            return told
        if told:
            entry = forum.said("subforum.sittings")[0]
            self.remarks.fail(entry, f"{told} sittings cannot be made of {len(self.talks_of[id(forum)])} talks", "divide the talks")
        if minutes > self.longest:
            what = f"its talks last {minutes} minutes, and the longest block {self.longest}: it has as many sittings as it needs"
            self.remarks.guess(forum.places[0], what)
            return "auto"
        return 1

    def _audience(self, forum: Thing) -> Document:
        """The people expected: of a subforum's own row, or the most that a talk's row expects."""
        said = forum.said("subforum.audience")
        counts = [count for e in said if (count := self.remarks.read(e, lambda value: read_count(value, max))) is not None]
        if not said and "subforum.audience" in forum.blanks:
            self.remarks.guess(forum.blanks["subforum.audience"], f"how many people come to {shown(forum.name)} is not told: none counted")
        if len(set(counts)) > 1:
            self.remarks.guess(said[0], f"{', '.join(map(str, counts))} people are expected: {max(counts)} taken")
        online = self.remarks.one(forum.said("subforum.online"), read_count)
        if online:
            self.remarks.guess(
                forum.said("subforum.online")[0], f"where the {online} people online are is not told: taken as in {self.home}"
            )
        return {"onsite": max(counts, default=0), "online": {self.home: online} if online else {}}

    def _needs(self, forum: Thing, had: set[str]) -> list[str]:
        """What its room must have, as far as any room has it."""
        needs = dict(forum.needs)
        for entry in forum.said("subforum.needs"):
            names = [feature(text) for text in read_list(entry.value).value]
            needs |= {name: entry for name in names if name not in needs}
        for name, entry in needs.items():
            if name not in had:
                self.remarks.fail(entry, f"no room is said to have {shown(name)}", "add it to the features of a room")
        return sorted(name for name in needs if name in had)

    def _talk(self, talk: Thing, forum: Thing) -> Document:
        whole = id(talk) in self.whole
        if not whole and talk is self.talks_of[id(forum)][0]:
            self._other_length(forum)
        said = forum.said("subforum.minutes") if whole else talk.said("talk.minutes")
        minutes = self.remarks.one_headed(said, _length)
        if minutes is None:
            minutes = self.plan.forum_minutes if whole else self.plan.talk_minutes
            if not self.remarks.until(said, f"{minutes} minutes taken"):
                place = forum.place("subforum.minutes") if whole else talk.place("talk.minutes")
                self.remarks.guess(place, f"no length is known: {minutes} minutes taken")
        document: Document = {"id": talk.id, "title": _title(talk), "minutes": minutes}
        document["speakers"] = list(dict.fromkeys(person.id for person in talk.parts))
        leads = dict.fromkeys(person.id for person in talk.moderators if person not in talk.parts)
        document["seats"] = [
            {"id": f"{talk.id}-moderator{number if number > 1 else ''}", "role": "moderator", "candidates": [person]}
            for number, person in enumerate(leads, 1)
        ]
        position = self.remarks.one(talk.said("talk.position"), read_position)
        if position is not None:
            document["position"] = position
        self._wishes(talk, "talk")
        return document

    def _other_length(self, forum: Thing) -> None:
        """What a cell says of the length of a subforum that has talks, which count."""
        told = self.remarks.one_headed(forum.said("subforum.minutes"), _length)
        if told is not None:
            self.remarks.guess(forum.said("subforum.minutes")[0], f"{told} minutes are told, and the lengths of its talks count")

    def _wishes(self, thing: Thing, prefix: str) -> None:
        """Windows that are wished for: one is a wish to be in it, several are wishes to avoid the rest."""
        for entry in (*thing.said(f"{prefix}.wish"), *thing.said(f"{prefix}.remarks")):
            windows = times_of(entry, self.programme, self.remarks, "remarks")
            if windows:
                avoid = len(windows) > 1
                for start, end in complement(windows, self.programme) if avoid else windows:
                    self._wish({"item": thing.id, "window": {"from": start, "to": end}, **({"avoid": True} if avoid else {})})

    def _wish(self, wish: Document) -> None:
        if wish not in self.prefers:
            self.prefers.append(wish)

    def _room_wish(self, forum: Thing) -> None:
        for entry in forum.said("subforum.room"):
            room = self.found.rooms.get(title_key(self.found.called_of(entry.text)))
            if room is None:
                names = [one.name for one in self.found.rooms.values()]
                self.remarks.fail(entry, f"there is no room {shown(entry.text)}", nearest(entry.text, names))
            else:
                self._wish({"item": forum.id, "room": room.id})

    # --- rooms ---

    def _room(self, room: Thing) -> Document:
        features = dict.fromkeys(name for entry in room.said("room.features") for name in map(feature, read_list(entry.value).value))
        for key, entries in room.cells.items():
            id, name = parts(key)
            if id == FEATURE and any(self.remarks.read(entry, _has) for entry in entries):
                features[name] = None
        closed: list[Span] = []
        for way in ("closed", "available", "remarks"):
            for entry in room.said(f"room.{way}"):
                windows = times_of(entry, self.programme, self.remarks, "room" if way != "closed" else "closed")
                closed += complement(windows, self.programme) if windows else ()
        document: Document = {"id": room.id, "title": _title(room), "features": list(features)}
        document["building"] = self.remarks.one(room.said("room.building"), _texts) or ""
        document["closed"] = [{"from": start, "to": end} for start, end in dict.fromkeys(closed)]
        return document

    def _seats(self, rooms: list[Document], forums: list[Document]) -> None:
        """Seats of each room: what its cells say, none where they cannot be read, and enough where no column tells."""
        things = list(self.found.rooms.values())
        told = any(room.said("room.seats") for room in things)
        enough = max((forum["audience"]["onsite"] for forum in forums), default=0)
        for thing, document in zip(things, rooms, strict=True):
            seats = self.remarks.one(thing.said("room.seats"), lambda value: read_count(value, min))
            if seats is None:
                self.remarks.until([*thing.said("room.seats"), thing.place("room.seats")], "until then it has no seats")
            if not told:
                self.remarks.guess(thing.places[0], f"no column tells its seats: {enough} taken, as many as the largest audience")
            if seats is None and told and not self.remarks.failed(thing.place("room.seats")) and not thing.said("room.seats"):
                self.remarks.fail(thing.place("room.seats"), f"no cell says how many seats {shown(thing.name)} has", "write the number")
            document["seats"] = seats if seats is not None else 0 if told else enough

    # --- people ---

    def _person(self, one: Thing) -> Document:
        said = one.said("speaker.attends")
        attends = self.remarks.one_headed(said, read_attends)
        if attends is None and said:
            self.remarks.until(said, "until then on site")
        if not said and "speaker.attends" in one.blanks:
            self.remarks.guess(one.blanks["speaker.attends"], f"no cell says how {one.name} takes part: taken as on site")
        zone = self._zone(one, attends or "onsite")
        document: Document = {"id": one.id, "name": one.name, "attends": attends or "onsite", "email": one.email}
        if zone:
            document["timezone"] = zone
        for key, field in (("country", "speaker.country"), ("join_url", "speaker.join_url")):
            if text := self.remarks.one(one.said(field), _texts):
                document[key] = text
        most = self.remarks.one(one.said("speaker.max_talks"), read_count)
        if most is not None:
            document["max_talks"] = most
        document["languages"] = self._list(one.said("speaker.languages"))
        clocks = zone if attends == "online" and zone else self.home
        windows = self._available(one, Programme(self.programme.blocks, self.home, clocks))
        if windows is not None:
            document["available"] = [{"from": start, "to": end} for start, end in windows]
        return document

    def _zone(self, one: Thing, attends: str) -> str:
        """The home zone: of a column for it, or, for who takes part online, of the country."""
        read: Callable[[Value], Read[str]] = partial(read_zone, year=self.programme.days[0].year)
        quiet = Remarks()  # where whoever comes on site lives matters to nobody, unless it is read
        zone = (self.remarks if attends == "online" else quiet).one(one.said("speaker.timezone"), read)
        self.remarks.guessed += quiet.guessed
        if zone or attends != "online":
            return zone or ""
        countries = one.said("speaker.country")
        zone = self.remarks.one(countries, lambda value: _of_country(read, value))
        taken = f"until then as on the clocks of {self.home}, whose nights they are held to have"
        if not zone and not self.remarks.until([*one.said("speaker.timezone"), *countries], taken):
            told = one.said("speaker.timezone") or [one.blanks.get("speaker.timezone") or one.said("speaker.attends")[0]]
            self.remarks.guess(told[0], f"no time zone of {one.name} is known: taken as on the clocks of {self.home}")
        return zone or ""

    def _available(self, one: Thing, programme: Programme) -> tuple[Span, ...] | None:
        """What is left by all that cells say of a person's times."""
        left: tuple[Span, ...] | None = None
        for way in _WAYS:
            for entry in one.said(f"speaker.{way}"):
                windows = times_of(entry, programme, self.remarks, way)
                if windows is None:
                    continue
                both = windows if left is None else common(left, windows, programme)
                if not both:
                    self.remarks.fail(
                        entry, f"{shown(entry.text)} leaves no time together with the other cells on {one.name}", "make them agree"
                    )
                else:
                    left = both
        return left

    def _list(self, entries: Iterable[Entry]) -> list[str]:
        return list(dict.fromkeys(text for entry in entries for text in read_list(entry.value).value))


def _title(thing: Thing) -> str | dict[str, str]:
    """A title, in several languages where several are told."""
    spoken = {language: text for language, text in thing.titles.items() if language}
    return {**spoken} if len(spoken) > 1 else thing.name


def _has(value: Value) -> Read[bool]:
    """Whether a room has something: yes or no, or how many of it."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Read(value > 0)
    leading = re.match(r"\d+(?!\d)", str(value))
    return Read(int(leading[0]) > 0) if leading else read_yes(value)


def _length(value: Value, heading: str) -> Read[int]:
    """A duration; a number alone is in hours where the heading says so."""
    if isinstance(value, float) and _SHORTEST_DAY < value < 1 and not _HOURS.search(normal(heading)):
        raise Unread(f"{shown(value)} could be of an hour or of a day", "write minutes, like 30")
    number = isinstance(value, (int, float)) or bool(_NUMBER.fullmatch(str(value).strip()))
    if number and not isinstance(value, bool) and _HOURS.search(normal(heading)):
        return read_minutes(f"{value} h")
    return read_minutes(value)


def _of_country(read: Callable[[Value], Read[str]], value: Value) -> Read[str]:
    """The zone of a country, which is a guess even where it has one only."""
    found = read(value)
    return Read(found.value, found.notes or (f"no time zone is told: {found.value} taken",))


def _texts(value: Value) -> Read[str]:
    text = " ".join(str(value).split())
    if not text:
        raise Unread("is empty", "write words")
    return Read(text)
