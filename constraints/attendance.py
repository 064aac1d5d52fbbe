"""Whoever chairs or hosts a subforum is there for the whole of its sittings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from constraints.walk import walk
from instances import clock
from instances.agenda import Agenda
from instances.conference import Conference, Speaker, Subforum, Talk

if TYPE_CHECKING:
    from constraints.variables import Expression, Literal, Place, Sitting, Variables


class Attendance(Rule):
    """Unit: minutes, for each live person who chairs a subforum (or hosts it, if `hosts`), and each of
    its sittings, from its start to its end: those outside the person's windows; for people online, those
    in their night; and, for each other thing at which they are meanwhile, those that it shares with the
    sitting, both lengthened by the walk between them, as in `speaker_overlap`. Other things are other
    sittings that they chair, fixtures, and talks and seats in subforums that they do not chair: what
    they do in a sitting that they chair is no absence from it."""

    id: ClassVar[str] = "attendance"
    unit: ClassVar[str] = "minutes"
    hosts: bool = True

    def post(self, x: Variables) -> Iterator[Amount]:
        c = x.conference
        for subforum, person in self._duties(c):
            for fact, absent in _absences(c, person):
                since = x.running(x.blocks, absent)
                for sitting in x.sittings_of[subforum.id] if any(since.values()) else ():
                    yield Amount(_minutes(x, sitting, since), _items(subforum.id, person.id), (*self._roles(subforum, person.id), *fact))
        longest = x.grid * x.last + max((c.walking(a.id, b.id) for a, b in combinations(c.rooms, 2)), default=0)
        for one, other in self._clashes(x):
            between = walk(x, one.person, one.place, other.place)
            spans = [(x.grid * a.place.start, x.grid * a.place.end + between) for a in (one, other)]
            minutes = x.overlap(spans[0], spans[1], [one.literal, other.literal], longest)
            facts = (*sorted({*one.roles, *other.roles}), f"speakers/{one.person}")
            yield Amount(minutes, _items(one.place.owner, other.place.owner, one.person), facts)
        for subforum, person in self._duties(c):
            for sitting in x.sittings_of[subforum.id]:
                yield from self._beside_itself(x, sitting, person)

    def _beside_itself(self, x: Variables, sitting: Sitting, person: Speaker) -> Iterator[Amount]:
        """The sittings that a gathered one stands for are parallel by twos; without walks, that is at least so bad."""
        minutes = sitting.least * x.grid
        for number in range(2, sitting.subforum.at_once + 1) if sitting.gathered else ():
            many = x.literal()
            x.model.add(sitting.rooms < number).only_enforce_if(~many)
            for _ in range(number - 1):
                facts = (*self._roles(sitting.subforum, person.id), f"speakers/{person.id}")
                yield Amount(many * minutes, _items(sitting.owner, sitting.owner, person.id), facts)

    def forbid(self, x: Variables) -> None:
        if self.limit:
            super().forbid(x)
            return
        absences: dict[str, list[Callable[[int], int]]] = {}
        for subforum, person in self._duties(x.conference):
            absences.setdefault(subforum.id, []).extend(absent for _, absent in _absences(x.conference, person))
            for sitting in x.sittings_of[subforum.id]:
                if sitting.gathered:
                    x.model.add(sitting.rooms <= 1)
        for id, absent in absences.items():
            for sitting in x.sittings_of[id] if absent else ():
                _keep_away(x, sitting, lambda m, absent=absent: any(a(m) for a in absent))  # type: ignore[misc]
        for one, other in self._clashes(x):
            between = walk(x, one.person, one.place, other.place)
            first, second = ((x.grid * a.place.start, x.grid * a.place.end) for a in (one, other))
            x.model.add_bool_or([~one.literal, ~other.literal, x.follows(first, second, between), x.follows(second, first, between)])

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for speaker in conference.people_in(concerning):
            if speaker.attends == "recorded" or not touches(concerning, conference.places_of[speaker.id]):
                continue
            verbs = {s.id: "hosts" for s in conference.subforums if self.hosts and speaker.id in s.hosts}
            verbs |= {s.id: "chairs" for s in conference.subforums if speaker.id in s.chairs}
            stays = [_Stay(s.first, s.last, s.id, s.room, s.subforum, s.subforum) for s in agenda.sittings if s.subforum in verbs]
            if not stays:
                continue
            for stay in stays if touches(concerning, verbs) else ():
                if touches(concerning, (stay.owner,)):
                    yield from self._absent(conference, speaker, stay, verbs[stay.owner])
            stays += [
                _Stay(slot.first, slot.last, s.id, s.room, slot.talk, s.subforum)
                for slot, s in agenda.appearances.get(speaker.id, ())
                if s.subforum not in verbs
            ]
            stays += [
                _Stay(
                    f.first, f.last, f.fixture, next((r for r in conference.fixture(f.fixture).rooms if r in f.rooms), ""), *[f.fixture] * 2
                )
                for f in agenda.fixtures
                if speaker.id in conference.fixture(f.fixture).speakers
            ]
            for one, other in combinations(sorted(stays, key=lambda s: (s.first, s.last, s.where)), 2):
                if {one.owner, other.owner}.isdisjoint(verbs) or not touches(concerning, (one.owner, other.owner)):
                    continue
                walks = speaker.attends == "onsite" and one.room and other.room
                way = conference.walking(one.room, other.room) if walks else 0
                minutes = min(one.last, other.last) + way - other.first
                if minutes > 0:
                    both = sorted({one.owner, other.owner} & verbs.keys())
                    facts = (*(f for s in both for f in self._roles(conference.subforum(s), speaker.id)), f"speakers/{speaker.id}")
                    sentence = _clash(conference, speaker, one, other, verbs, way)
                    yield Violation(self.id, minutes, _items(one.item, other.item, speaker.id), sentence, facts)

    def _absent(self, c: Conference, speaker: Speaker, stay: _Stay, verb: str) -> Iterator[Violation]:
        """The minutes of a sitting for which a person is not available, or is in their night."""
        what, roles = f"{speaker.name} {verb} {c.name(stay.owner)}", self._roles(c.subforum(stay.owner), speaker.id)
        if speaker.available is not None:
            missed, now = 0, stay.first
            for window in sorted(speaker.available, key=lambda w: w.first):
                missed += max(0, min(stay.last, window.first) - now)
                now = max(now, min(stay.last, window.last))
            missed += stay.last - now
            if missed:
                sentence = f"{what} at {clock.instant(stay.first, c.zone):%b %d %H:%M}, but is not available for {missed} of its minutes."
                facts = (*roles, *(f"speakers/{speaker.id}/available/{i}" for i in range(len(speaker.available))))
                yield Violation(self.id, missed, _items(stay.owner, speaker.id), sentence, facts)
        if speaker.attends == "online":
            zone, (wake, sleep) = c.zone_of(speaker.id), speaker.possible_hours
            awake = 0
            for minute in range(stay.first, stay.last):
                local = clock.instant(minute, zone)
                since = (local.hour * 60 + local.minute - wake) % clock.DAY
                awake += since < ((sleep - wake) % clock.DAY or clock.DAY)
            if night := stay.last - stay.first - awake:
                sentence = f"{what} at {clock.instant(stay.first, zone):%H:%M on %b %d} in {zone}: {night} minutes in the night."
                yield Violation(self.id, night, _items(stay.owner, speaker.id), sentence, (*roles, f"speakers/{speaker.id}/possible_hours"))

    def _roles(self, subforum: Subforum, person: str) -> tuple[str, ...]:
        """The lists of a subforum that make a person attend it."""
        lists = {"chairs": subforum.chairs, "hosts": subforum.hosts if self.hosts else ()}
        return tuple(f"subforums/{subforum.id}/{name}" for name, people in lists.items() if person in people)

    def _duties(self, c: Conference) -> Iterator[tuple[Subforum, Speaker]]:
        """Each subforum with each live person who attends it."""
        for subforum in sorted(c.subforums, key=lambda s: s.id):
            for person in sorted({*subforum.chairs, *(subforum.hosts if self.hosts else ())}):
                if c.speaker(person).attends != "recorded":
                    yield subforum, c.speaker(person)

    def _clashes(self, x: Variables) -> Iterator[tuple[_Presence, _Presence]]:
        """Every two presences of a person of which one is at a sitting that they attend."""
        duties: dict[str, dict[str, tuple[str, ...]]] = {}
        for subforum, speaker in self._duties(x.conference):
            duties.setdefault(speaker.id, {})[subforum.id] = self._roles(subforum, speaker.id)
        for person, mine in sorted(duties.items()):
            attended = [_Presence(person, s, s.held, roles) for id, roles in mine.items() for s in x.sittings_of[id]]
            others = [
                _Presence(person, a.place, a.literal)
                for a in x.appearances[person]
                if not isinstance(a.place.item, Talk) or x.conference.owner[a.place.id].id not in mine
            ]
            yield from combinations(attended, 2)
            yield from ((one, other) for one in attended for other in others)


@dataclass(frozen=True)
class _Presence:
    """A person at a place of the model; `roles` are the lists that make them attend it, if it is a sitting."""

    person: str
    place: Sitting | Place
    literal: Literal
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Stay:
    """A person at something of an agenda; `owner` is its subforum or fixture."""

    first: int
    last: int
    where: str
    room: str
    item: str
    owner: str


def _items(*ids: str) -> tuple[str, ...]:
    return tuple(sorted(ids))


def _clash(c: Conference, speaker: Speaker, one: _Stay, other: _Stay, verbs: dict[str, str], way: int) -> str:
    mine, meanwhile = (one, other) if one.owner in verbs else (other, one)
    between, name = other.first - one.last, f"'{c.name(meanwhile.item)}'"
    what = f"{speaker.name} {verbs[mine.owner]} {c.name(mine.item)} at {clock.instant(mine.first, c.zone):%b %d %H:%M}"
    if between >= 0:
        return f"{what} with {between} minutes to {name}, but walks {way} from {c.name(one.room)} to {c.name(other.room)}."
    also = f"{verbs[meanwhile.owner]} {c.name(meanwhile.item)}" if meanwhile.owner in verbs else f"is wanted in {name}"
    return f"{what} and {also} meanwhile: {min(one.last, other.last) - other.first + way} minutes too many with the walk between them."


def _absences(c: Conference, person: Speaker) -> Iterator[tuple[tuple[str, ...], Callable[[int], int]]]:
    """Why a person cannot be there at a minute: the facts, and whether it is so."""
    if (windows := person.available) is not None:
        facts = tuple(f"speakers/{person.id}/available/{i}" for i in range(len(windows)))
        yield facts, lambda m: int(not any(w.first <= m < w.last for w in windows))
    if person.attends == "online":
        zone, hours = c.zone_of(person.id), person.possible_hours
        yield (f"speakers/{person.id}/possible_hours",), lambda m: int(not clock.within_hours(clock.time_of_day(m, zone), hours))


def _minutes(x: Variables, sitting: Sitting, since: Mapping[int, int]) -> Expression:
    """Minutes of a sitting of a kind of which so many are before each minute; for each of its rooms."""
    if isinstance(sitting.start, int) and isinstance(sitting.end, int):
        return sitting.rooms * (since[x.minute(sitting.end)] - since[x.minute(sitting.start)])
    if sitting.fixed:
        length = sitting.least * x.grid
        return x.by_start(sitting, lambda minute: since[minute + length] - since[minute])
    return x.by_end(sitting, since.__getitem__) - x.by_start(sitting, since.__getitem__)


def _keep_away(x: Variables, sitting: Sitting, absent: Callable[[int], bool]) -> None:
    """A sitting, if it is held, lies inside a stretch of a block in which nobody is absent."""
    from ortools.util.python.sorted_interval_list import Domain

    stretches: list[tuple[int, int]] = []
    for block in x.blocks.values():
        first = x.minute(block.first)
        for minute in range(first, x.minute(block.last) + 1):
            if minute == x.minute(block.last) or absent(minute):
                stretches.append((-(-(first - x.origin) // x.grid), x.tick(minute)))
                first = minute + 1
    fitting = [(a, b) for a, b in stretches if b - a >= sitting.least]
    starts = Domain.from_intervals([[a, b - sitting.least] for a, b in fitting])
    x.model.add_linear_expression_in_domain(sitting.start, starts).only_enforce_if(sitting.held)
    if not sitting.fixed:
        inside = []
        for a, b in fitting:
            inside.append(x.literal())
            x.model.add(sitting.start >= a).only_enforce_if(inside[-1])
            x.model.add(sitting.end <= b).only_enforce_if(inside[-1])
        x.model.add_bool_or([~sitting.held, *inside])
