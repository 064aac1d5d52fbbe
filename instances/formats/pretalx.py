"""The answers of pretalx's REST interface: event, rooms, speakers, submissions, slots and so on, in one JSON file or a folder of them.

Only what is part of the programme is taken: no notes, no reviews, no keys of invitations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from instances import clock
from instances.conference import text
from instances.formats import sources
from instances.formats.foreign import documents, lenient
from instances.formats.foreign.programme import Day, Event, Person, Place, Programme, Span, Theme
from instances.formats.foreign.remarks import Remarks
from instances.problems import BadInput, Note, Problem

Answers = dict[str, list[dict[str, Any]]]
"""The things of each endpoint; of 'event' one."""

ENDPOINTS = ("event", "rooms", "speakers", "submissions", "slots", "schedules", "tracks", "submission-types", "availabilities")
HELD = ("accepted", "confirmed")
"""States of submissions that are part of the programme."""
WIP = "wip"
BREAK = "Break"
"""What a slot without a submission and without a description is called."""
MOST_SLOTS = 20
"""Times that one submission may be held."""
_NUMBER = re.compile(r"[-_ .]?\d+$")


def read(source: str, note: Note = lambda _: None, document: Any = None) -> Programme:
    """A programme from a file, or its tree, or from the files of a folder. `note` is told what is left out. Raises BadInput."""
    remarks = Remarks(sources.name(source))
    answers: Answers = {}
    counts: dict[str, int] = {}
    for name, one in [("", document)] if document is not None else _documents(source):
        for endpoint, answer in _sorted_out(name, one):
            for page in [[answer]] if endpoint == "event" else _pages(answer):
                answers.setdefault(endpoint, []).extend(_things(page))
                counts[endpoint] = max(counts.get(endpoint, 0), lenient.whole(documents.keyed(page).get("count")) or 0)
    for endpoint, count in counts.items():
        if count > len(answers[endpoint]):
            remarks.add(f"has {len(answers[endpoint])} of {count} {endpoint}", "save the other pages, too: follow 'next'")
    if not answers.get("submissions"):
        what = "has no submissions of pretalx"
        remedy = "save the answers of /api/events/EVENT/submissions/, rooms/, speakers/, slots/, tracks/, or use 'agenda pull'"
        raise BadInput([Problem((), what, remedy, file=sources.name(source))])
    programme = of_answers(answers, documents.stem(source), remarks)
    remarks.tell(note)
    return programme


def recognised(document: object) -> bool:
    """Whether JSON is of pretalx: answers by endpoint, or one answer with submissions."""
    if not isinstance(document, dict):
        return False
    things = _things(document.get("submissions")) or _things(document)
    return any("code" in one and "submission_type" in one for one in things)


def recognised_folder(folder: Path) -> bool:
    """Whether a folder has the answers of pretalx."""
    return any(_endpoint(file) == "submissions" for file in folder.glob("*.json"))


def _endpoint(file: Path) -> str:
    """What a file holds, by its name: submissions.json, submissions-2.json."""
    return _NUMBER.sub("", file.stem.lower()).replace("_", "-")


def _documents(source: str) -> Iterator[tuple[str, Any]]:
    folder = Path(source)
    if source == sources.STDIN or not folder.is_dir():
        yield "", documents.tree(sources.content(source), source)
        return
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() == ".json" and file.is_file())
    if sum(file.stat().st_size for file in files) > sources.LARGEST:
        raise sources.too_large(source)
    for file in files:
        yield _endpoint(file), documents.tree(sources.content(str(file)), str(file))


def _sorted_out(name: str, document: Any) -> Iterator[tuple[str, Any]]:
    """The answers of a document by their endpoints: it is one answer, or has several."""
    if name in ENDPOINTS:
        yield name, document
    elif isinstance(document, dict) and recognised({"submissions": document}):
        yield "submissions", document
    else:
        for key, value in documents.keyed(document).items():
            if (endpoint := str(key).lower().replace("_", "-")) in ENDPOINTS:
                yield endpoint, value


def _things(answer: object) -> list[dict[str, Any]]:
    return documents.listed(answer.get("results") if isinstance(answer, dict) else answer)


def _pages(answer: object) -> list[Any]:
    """An answer, or those of which it is a list."""
    return [page for page in documents.listed(answer) if isinstance(page.get("results"), list)] or [answer]


def of_answers(answers: Answers, name: str, remarks: Remarks) -> Programme:
    """A programme of answers."""
    return _Reading(answers, name, remarks).programme()


@dataclass
class _Reading:
    """Answers on their way to a programme."""

    answers: Answers
    name: str
    remarks: Remarks
    people: dict[str, Person] = field(default_factory=dict)

    def programme(self) -> Programme:
        about = next(iter(self._of("event")), {})
        places = tuple(self._place(room) for room in self._of("rooms") if _key(room))
        themes = {_key(track): Theme(_key(track), self._title(track, "name"), {"pretalx": _key(track)}) for track in self._of("tracks")}
        for speaker in self._of("speakers"):
            self._person(speaker)
        events = [*self._talks(), *self._breaks()]
        for submission in self._of("submissions"):
            if isinstance(track := submission.get("track"), dict) and _key(track) and _key(track) not in themes:
                themes[_key(track)] = Theme(_key(track), self._title(track, "name"), {"pretalx": _key(track)})
        return Programme(
            name=lenient.word(about.get("slug")) or self.name,
            title=lenient.title(about.get("name")) or self.name,
            zone=lenient.zone(about.get("timezone")),
            url=lenient.url(about.get("custom_domain")),
            places=places,
            themes=tuple(themes.values()),
            people=tuple(self.people.values()),
            events=tuple(events),
            days=tuple(self._days(about)),
        )

    def _of(self, endpoint: str) -> list[dict[str, Any]]:
        return self.answers.get(endpoint, [])

    def _title(self, thing: Mapping[str, Any], key: str) -> Any:
        return lenient.title(thing.get(key)) or f"{key} {_key(thing)}"

    def _days(self, about: Mapping[str, Any]) -> Iterator[Day]:
        """The days of the event, from midnight to midnight: no bounds that would be taken at their word beside talks."""
        first, last = lenient.day(about.get("date_from")), lenient.day(about.get("date_to"))
        for number in range(min((last - first).days, 59) + 1 if first and last and last >= first else 0):
            assert first
            midnight = datetime.combine(first + timedelta(days=number), time())
            yield Day(midnight, midnight + timedelta(days=1))

    def _place(self, room: Mapping[str, Any]) -> Place:
        known = {"pretalx": _key(room), "guid": lenient.word(room.get("guid")) or lenient.word(room.get("uuid"))}
        key = _key(room)
        return Place(
            key,
            self._title(room, "name"),
            lenient.whole(room.get("capacity")),
            tuple(self._free(room, "room")),
            {name: word for name, word in known.items() if word},
        )

    def _free(self, thing: Mapping[str, Any], *owners: str) -> Iterator[Span]:
        """The stretches in which somebody or something is free; those saved apart from it name it."""
        own = documents.listed(thing.get("availabilities"))
        apart = [one for one in self._of("availabilities") if any(one.get(o) and _key(one[o]) == _key(thing) for o in owners)]
        for window in (*own, *apart):
            start, end = lenient.moment(window.get("start")), lenient.moment(window.get("end"))
            if start and end and bool(start.tzinfo) == bool(end.tzinfo) and start < end:
                yield start, end
            else:
                self.remarks.add("an availability has no start and end", "not read", text(lenient.title(thing.get("name"))))

    def _person(self, speaker: Mapping[str, Any]) -> str:
        key, called = _key(speaker), lenient.name(speaker.get("name"))
        if key and not called:
            self.remarks.add("a speaker has no name", "the code is taken", key)
        if key and key not in self.people:
            zone = lenient.word(speaker.get("timezone"))
            if zone and zone not in clock.zones():
                self.remarks.add("the time zone of a speaker is not known", "not read", called)
            self.people[key] = Person(
                key,
                called or key,
                zone if zone in clock.zones() else None,
                tuple(self._free(speaker, "person", "speaker")),
                email=lenient.word(speaker.get("email")),
                biography=lenient.prose(speaker.get("biography")),
                known_as={"pretalx": key},
            )
        return key

    def _slots(self) -> list[dict[str, Any]]:
        """The slots of one schedule: of the published one, where there are several."""
        slots = self._of("slots")
        schedules = {_key(slot.get("schedule")) for slot in slots}
        if len(schedules) < 2:
            return slots
        drafts = {_key(one) for one in self._of("schedules") if one.get("version") in (WIP, None)}
        chosen = max(schedules - drafts or schedules, key=lambda key: (len(key), key))
        self.remarks.add("has slots of several schedules", f"those of the schedule {chosen} are taken")
        return [slot for slot in slots if _key(slot.get("schedule")) == chosen]

    def _talks(self) -> Iterator[Event]:
        lengths = {_key(kind): lenient.whole(kind.get("default_duration")) for kind in self._of("submission-types")}
        slots: dict[str, list[dict[str, Any]]] = {}
        for slot in self._slots():
            if slot.get("submission"):
                slots.setdefault(_key(slot["submission"]), []).append(slot)
        for submission in self._of("submissions"):
            code = _key(submission)
            state = lenient.word(submission.get("state"))
            times = min(MOST_SLOTS, lenient.whole(submission.get("slot_count")) or 1)
            own = slots.get(code) or documents.listed(submission.get("slots")) or [{}] * times
            if not code or (state and state not in HELD):
                if any(_key(slot) for slot in own):
                    name = lenient.name(submission.get("title"))
                    self.remarks.add(f"has a slot, but its state is '{state}'", "left out", name or code)
                continue
            minutes = lenient.minutes(submission.get("duration")) or lengths.get(_key(submission.get("submission_type")))
            for number, slot in enumerate(own):
                yield self._talk(submission, slot, minutes, number)

    def _talk(self, submission: Mapping[str, Any], slot: Mapping[str, Any], minutes: int | None, number: int) -> Event:
        code, title = _key(submission), lenient.title(submission.get("title"))
        name = text(title) or code
        start, length = self._times(slot, name)
        speakers = submission.get("speakers")
        keys = [self._speaking(speaker, name) for speaker in (speakers if isinstance(speakers, list) else ())]
        known = {"code": code, "pretalx": code, "pretalx_slot": _key(slot)}
        return Event(
            key=f"{code} {number + 1}" if number else code,
            name=name,
            title=title or name,
            start=start,
            minutes=length or minutes,
            theme=_key(submission.get("track")),
            people=tuple(dict.fromkeys(key for key in keys if key)),
            places=(_key(slot.get("room")),) if slot.get("room") else (),
            abstract=lenient.prose(submission.get("abstract")) or lenient.prose(submission.get("description")),
            language=lenient.language(submission.get("content_locale")),
            known_as={key: word for key, word in known.items() if word},
        )

    def _breaks(self) -> Iterator[Event]:
        for slot in self._slots():
            if slot.get("submission") or not _key(slot):
                continue
            title = lenient.title(slot.get("description")) or BREAK
            start, length = self._times(slot, text(title))
            yield Event(
                key=f"slot {_key(slot)}",
                name=break_title(slot),
                title=title,
                start=start,
                minutes=length,
                places=(_key(slot.get("room")),) if slot.get("room") else (),
                service=True,
                known_as={"pretalx_slot": _key(slot)},
            )

    def _times(self, slot: Mapping[str, Any], name: str) -> tuple[datetime | None, int | None]:
        """When a slot begins, and how long it is, where both can be so."""
        start, end = lenient.moment(slot.get("start")), lenient.moment(slot.get("end"))
        if start and end and bool(start.tzinfo) == bool(end.tzinfo):
            if end > start:
                return start, (end - start) // timedelta(minutes=1)
            self.remarks.add("ends before it starts", "the length of the submission is taken", name)
        return start, None

    def _speaking(self, speaker: object, name: str) -> str:
        if isinstance(speaker, dict):
            return self._person(speaker)
        key = _key(speaker)
        if key not in self.people:
            self.remarks.add("has a speaker who is not among the speakers", "left out", name)
            return ""
        return key


def break_title(slot: Mapping[str, Any]) -> str:
    """What a slot without a submission is called."""
    return text(lenient.title(slot.get("description"))) or BREAK


def _key(thing: object) -> str:
    """The code or the id of a thing, or of a reference to it."""
    if isinstance(thing, dict):
        return lenient.word(thing.get("code")) or lenient.word(thing.get("id"))
    return lenient.word(thing)
