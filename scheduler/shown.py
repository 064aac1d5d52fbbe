"""What the views of an agenda hold, as plain records with a versioned shape; `show` draws them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from pydantic import Field

from instances import clock
from instances.agenda import Agenda, PlacedFixture, Sitting, TalkSlot
from instances.conference import STAFF, Conference, Instant, Model, text
from instances.names import find_zone, plain
from instances.problems import BadInput, Problem, nearest
from scheduler.check import no_strangers
from scheduler.figures import Figure

VIEWS = ("room", "speaker", "track")
View = Literal["room", "speaker", "track"]


class Named(Model):
    """A thing and what people call it."""

    id: str
    title: str


class Appearing(Model):
    """A person on a talk, at a sitting or at a fixture. `role`: speaker, that of the seat, chair or host."""

    id: str
    name: str
    role: str = "speaker"
    attends: Literal["onsite", "online", "recorded"]


class ShownTalk(Model):
    """A talk in its place."""

    id: str
    title: str
    start: Instant
    end: Instant
    people: tuple[Appearing, ...] = ()


class Entry(Model):
    """A sitting or a fixture in its place. `id` is the sitting's or the fixture's; `people` of a sitting
    are those who chair or host it."""

    kind: Literal["sitting", "fixture"]
    id: str
    title: str
    subforum: str | None = None
    track: Named | None = None
    rooms: tuple[Named, ...] = ()
    start: Instant
    end: Instant
    talks: tuple[ShownTalk, ...] = ()
    people: tuple[Appearing, ...] = ()


class Appearance(Model):
    """A talk, a fixture, or a sitting that they chair or host, from the side of a person. `within`: the
    subforum of the talk."""

    kind: Literal["talk", "sitting", "fixture"]
    id: str
    title: str
    role: str
    recorded: bool
    within: Named | None = None
    rooms: tuple[Named, ...] = ()
    start: Instant
    end: Instant


class Group(Model):
    """The entries of a block, of a day outside the blocks, of a track, or the fixtures."""

    id: str
    title: str
    entries: tuple[Entry, ...]


class Person(Model):
    """A person with all appearances, in time."""

    id: str
    name: str
    timezone: str
    attends: Literal["onsite", "online", "recorded"]
    appearances: tuple[Appearance, ...]


class Left(Model):
    """What a draft leaves out, and why. `items` are the talks where it is a whole subforum."""

    id: str
    title: str
    items: tuple[str, ...] = ()
    rule: str = ""
    sentence: str = ""


class ShowDocument(Model):
    """A view of an agenda: `groups` by room or by track, or `people`. Times are those of `timezone`.

    `figures` are facts of the whole agenda; none where the view is of one person.
    """

    format: Literal["agendawright/show@1"] = "agendawright/show@1"
    conference: str
    title: str
    by: View
    timezone: str
    language: str
    draft: bool
    unplaced: tuple[Left, ...] = ()
    groups: tuple[Group, ...] = ()
    people: tuple[Person, ...] = ()
    figures: tuple[Figure, ...] = Field((), json_schema_extra=STAFF)


def shown(
    conference: Conference,
    agenda: Agenda,
    by: str = "room",
    zone: str | None = None,
    speaker: str | None = None,
    language: str = "en",
) -> ShowDocument:
    """A view of an agenda by room, speaker or track, on the clocks of `zone`, or of a place in one.

    With `speaker` (an id) it is that person's own day, by default on their home clocks.
    Raises BadInput for a view or a zone that there is not.
    """
    by = "speaker" if speaker else by
    no_strangers(conference, agenda)
    _known(by, VIEWS, "view")
    home = conference.zone_of(speaker) if speaker else conference.zone
    zone = home if zone is None else find_zone(zone)
    return _Telling(conference, agenda, zone, language).view(by, speaker)  # type: ignore[arg-type]  # one of VIEWS


def left_out(conference: Conference, agenda: Agenda, language: str = "en") -> tuple[Left, ...]:
    """What a draft leaves out; a subforum without any talk is named once, a part with its subforum."""
    items = {u.item for u in agenda.unplaced}
    whole = {s.id for s in conference.subforums if all(talk.id in items for talk in s.talks)}
    found: dict[str, Left] = {}
    for left in agenda.unplaced:
        owner = conference.owner.get(left.item)
        id = owner.id if owner and owner.id in whole else left.item
        within = f" ({conference.name(owner.id, language)})" if owner and id != owner.id else ""
        title = conference.name(id, language) + within
        before = found.get(id, Left(id=id, title=title, rule=left.rule, sentence=left.sentence))
        found[id] = before if id == left.item else before.model_copy(update={"items": (*before.items, left.item)})
    return tuple(found.values())


def _known(word: str, words: Iterable[str], what: str) -> None:
    if word not in words:
        raise BadInput([Problem((), f"there is no {what} '{word}'", nearest(word, words))])


class _Telling:
    """Puts the ids of one agenda into names, and its times onto one clock."""

    def __init__(self, conference: Conference, agenda: Agenda, zone: str, language: str) -> None:
        self.conference, self.agenda, self.zone, self.language = conference, agenda, zone, language
        self.room_order = {room.id: n for n, room in enumerate(conference.rooms)}

    def view(self, by: View, speaker: str | None) -> ShowDocument:
        c = self.conference
        return ShowDocument(
            conference=c.id,
            title=text(c.conference.title, self.language),
            by=by,
            timezone=self.zone,
            language=self.language,
            draft=self.agenda.draft,
            unplaced=left_out(c, self.agenda, self.language),
            groups=tuple(self.by_block() if by == "room" else self.by_track() if by == "track" else ()),
            people=tuple(self.people(speaker)) if by == "speaker" else (),
        )

    def name(self, id: str) -> str:
        return self.conference.name(id, self.language)

    def named(self, ids: Iterable[str]) -> tuple[Named, ...]:
        return tuple(Named(id=id, title=self.name(id)) for id in ids)

    def at(self, minute: int) -> datetime:
        return clock.instant(minute, self.zone)

    def appearing(self, speaker: str, role: str = "speaker") -> Appearing:
        person = self.conference.speaker(speaker)
        return Appearing(id=speaker, name=person.name, role=role, attends=person.attends)

    def roles(self, slot: TalkSlot) -> Iterator[tuple[str, str]]:
        """Each person on a talk, with the role."""
        yield from ((person, "speaker") for person in slot.speakers)
        seats = {seat.id: seat.role for seat in self.conference.talk(slot.talk).seats}
        yield from ((filled.speaker, seats.get(filled.seat, "speaker")) for filled in slot.seats)

    def attending(self, sitting: Sitting) -> Iterator[tuple[str, str]]:
        """Each person who chairs or hosts a sitting, with the role."""
        subforum = self.conference.subforum(sitting.subforum)
        roles = dict.fromkeys(subforum.chairs, "chair")
        yield from (roles | {person: "host" for person in subforum.hosts if person not in roles}).items()

    def talk(self, slot: TalkSlot) -> ShownTalk:
        people = tuple(self.appearing(person, role) for person, role in self.roles(slot))
        return ShownTalk(id=slot.talk, title=self.name(slot.talk), start=self.at(slot.first), end=self.at(slot.last), people=people)

    def sitting(self, sitting: Sitting) -> Entry:
        track = self.conference.subforum(sitting.subforum).track
        return Entry(
            kind="sitting",
            id=sitting.id,
            title=self.name(sitting.subforum),
            subforum=sitting.subforum,
            track=Named(id=track, title=self.name(track)),
            rooms=self.named([sitting.room]),
            start=self.at(sitting.first),
            end=self.at(sitting.last),
            talks=tuple(self.talk(slot) for slot in sorted(sitting.talks, key=lambda t: (t.first, t.talk))),
            people=tuple(self.appearing(person, role) for person, role in self.attending(sitting)),
        )

    def fixture(self, placed: PlacedFixture) -> Entry:
        return Entry(
            kind="fixture",
            id=placed.fixture,
            title=self.name(placed.fixture),
            rooms=self.named(placed.rooms),
            start=self.at(placed.first),
            end=self.at(placed.last),
            people=tuple(self.appearing(person) for person in self.conference.fixture(placed.fixture).speakers),
        )

    def place(self, timed: Sitting | PlacedFixture) -> tuple[int, int, str]:
        """Where it stands in a list by room and time."""
        rooms = (timed.room,) if isinstance(timed, Sitting) else timed.rooms
        order = min((self.room_order[room] for room in rooms), default=len(self.room_order))
        return order, timed.first, timed.id if isinstance(timed, Sitting) else timed.fixture

    def entry(self, timed: Sitting | PlacedFixture) -> Entry:
        return self.sitting(timed) if isinstance(timed, Sitting) else self.fixture(timed)

    def by_block(self) -> Iterator[Group]:
        """A group a block, and one a day for what starts outside the blocks; in order of time."""
        found: dict[tuple[int, int, str], list[Sitting | PlacedFixture]] = {}
        everything: list[Sitting | PlacedFixture] = [*self.agenda.sittings, *self.agenda.fixtures]
        for timed in everything:
            found.setdefault(self._stretch(timed), []).append(timed)
        for (_, _, id), entries in sorted(found.items()):
            title = self.name(id) if id else ""
            yield Group(id=id, title=title, entries=tuple(map(self.entry, sorted(entries, key=self.place))))

    def _stretch(self, timed: Sitting | PlacedFixture) -> tuple[int, int, str]:
        day = clock.local_day(timed.first, self.conference.zone)
        inside = (b for b in self.conference.blocks if b.first <= timed.first < b.last)
        block = next(inside, None)
        return (day, block.first, block.id) if block else (day, 0, "")

    def by_track(self) -> Iterator[Group]:
        """A group a track, and one for the fixtures; each in order of time."""
        for track in self.conference.tracks:
            own = [s for s in self.agenda.sittings if self.conference.subforum(s.subforum).track == track.id]
            entries = tuple(map(self.sitting, sorted(own, key=lambda s: (s.first, s.id))))
            yield Group(id=track.id, title=self.name(track.id), entries=entries)
        if self.agenda.fixtures:
            entries = tuple(map(self.fixture, sorted(self.agenda.fixtures, key=lambda f: (f.first, f.fixture))))
            yield Group(id="", title="", entries=entries)

    def people(self, only: str | None) -> Iterator[Person]:
        """The people with their appearances, by name; `only` one of them, if named."""
        for person in sorted(self.conference.speakers, key=lambda s: (plain(s.name), s.id)):
            appearances = (
                [*self._talks_of(person.id), *self._sittings_of(person.id), *self._fixtures_of(person.id)]
                if only in (None, person.id)
                else []
            )
            if appearances or only == person.id:
                yield Person(
                    id=person.id,
                    name=person.name,
                    timezone=self.conference.zone_of(person.id),
                    attends=person.attends,
                    appearances=tuple(sorted(appearances, key=lambda a: (a.start, a.kind != "sitting", a.id))),
                )

    def _talks_of(self, person: str) -> Iterator[Appearance]:
        recorded = self.conference.speaker(person).attends == "recorded"
        for slot, sitting in self.agenda.appearances.get(person, ()):
            yield Appearance(
                kind="talk",
                id=slot.talk,
                title=self.name(slot.talk),
                role=next(role for who, role in self.roles(slot) if who == person),
                recorded=recorded,
                within=Named(id=sitting.subforum, title=self.name(sitting.subforum)),
                rooms=self.named([sitting.room]),
                start=self.at(slot.first),
                end=self.at(slot.last),
            )

    def _sittings_of(self, person: str) -> Iterator[Appearance]:
        """The sittings that a person chairs or hosts; a recording does neither."""
        for sitting in self.agenda.sittings if self.conference.speaker(person).attends != "recorded" else ():
            if role := dict(self.attending(sitting)).get(person):
                yield Appearance(
                    kind="sitting",
                    id=sitting.id,
                    title=self.name(sitting.subforum),
                    role=role,
                    recorded=False,
                    rooms=self.named([sitting.room]),
                    start=self.at(sitting.first),
                    end=self.at(sitting.last),
                )

    def _fixtures_of(self, person: str) -> Iterator[Appearance]:
        recorded = self.conference.speaker(person).attends == "recorded"
        for placed in self.agenda.fixtures:
            if person in self.conference.fixture(placed.fixture).speakers:
                yield Appearance(
                    kind="fixture",
                    id=placed.fixture,
                    title=self.name(placed.fixture),
                    role="speaker",
                    recorded=recorded,
                    rooms=self.named(placed.rooms),
                    start=self.at(placed.first),
                    end=self.at(placed.last),
                )
