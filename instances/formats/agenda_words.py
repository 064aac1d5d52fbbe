"""An agenda in words: what things, rooms and people are called, and who appears where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from instances import clock
from instances.agenda import Agenda, PlacedFixture, Sitting, TalkSlot
from instances.conference import Conference, text
from instances.formats.grid import Thing

SPEAKER = "speaker"
"""The role of whoever has no seat."""


@dataclass(frozen=True)
class Appearance:
    """A person on a talk of a sitting or at a fixture, which is `what`."""

    person: str
    role: str
    first: int
    last: int
    what: str
    within: Thing


class Words:
    """Puts the ids of one agenda into names, and its minutes onto the clocks of the conference."""

    def __init__(self, conference: Conference, agenda: Agenda, language: str) -> None:
        self.conference, self.agenda, self.language = conference, agenda, language
        self.title = text(conference.conference.title, language) or conference.id

    def name(self, id: str) -> str:
        """What people call the thing with this id."""
        return self.conference.name(id, self.language)

    def rooms(self, rooms: Iterable[str]) -> str:
        """Rooms by name."""
        return ", ".join(self.name(room) for room in rooms if room) or "no room"

    def track(self, sitting: Sitting) -> str:
        """The id of the track of a sitting."""
        return self.conference.subforum(sitting.subforum).track

    def people(self, on: TalkSlot | PlacedFixture) -> str:
        """Everyone on a talk or at a fixture, with what is to be said of them."""
        return "; ".join(self._person(id, "" if role == SPEAKER else role) for id, role in self._roles(on))

    def card(self, thing: Thing) -> tuple[str, str]:
        """The title of a sitting or a fixture, and its times, talks and people as lines."""
        if isinstance(thing, PlacedFixture):
            people = self.people(thing)
            return self.name(thing.fixture), "\n".join([self._range(thing), *([people] if people else [])])
        lines = [f"{self._range(thing)} · {self.name(self.track(thing))}"]
        for slot in in_time(thing.talks):
            people = self.people(slot)
            lines.append(f"{self._hour(slot.first)} {self.name(slot.talk)}{f' · {people}' if people else ''}")
        return self.name(thing.subforum), "\n".join(lines)

    def appearances(self) -> Iterator[Appearance]:
        """Every appearance of everyone."""
        on: list[tuple[TalkSlot | PlacedFixture, Thing, str]] = [
            *((slot, sitting, slot.talk) for sitting in self.agenda.sittings for slot in sitting.talks),
            *((placed, placed, placed.fixture) for placed in self.agenda.fixtures),
        ]
        for timed, within, id in on:
            for person, role in self._roles(timed):
                if person:
                    yield Appearance(person, role, timed.first, timed.last, self.name(id), within)

    def _roles(self, on: TalkSlot | PlacedFixture) -> Iterator[tuple[str, str]]:
        """Everyone with the role; nobody on a seat that has to be filled, and is not."""
        if isinstance(on, PlacedFixture):
            yield from ((person, SPEAKER) for person in self.conference.fixture(on.fixture).speakers)
            return
        filled = {seat.seat: seat.speaker for seat in on.seats}
        yield from ((person, SPEAKER) for person in on.speakers)
        for seat in self.conference.talk(on.talk).seats:
            if seat.id in filled or seat.required:
                yield filled.get(seat.id, ""), seat.role

    def _person(self, id: str, role: str) -> str:
        attends = self.conference.speaker(id).attends if id else "onsite"
        notes = ", ".join(note for note in (role, "" if attends == "onsite" else attends) if note)
        return f"{self.name(id) if id else 'nobody yet'}{f' ({notes})' if notes else ''}"

    def _range(self, thing: Thing) -> str:
        start, end = (clock.instant(minute, self.conference.zone) for minute in (thing.first, thing.last))
        form = "%H:%M" if thing.last - thing.first <= clock.DAY else "%b %d %H:%M"
        return f"{start:{form}}–{end:{form}}"

    def _hour(self, minute: int) -> str:
        return f"{clock.instant(minute, self.conference.zone):%H:%M}"


def in_time(talks: Iterable[TalkSlot]) -> list[TalkSlot]:
    """Talks in the order of their times."""
    return sorted(talks, key=lambda slot: (slot.first, slot.talk))
