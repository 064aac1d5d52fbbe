"""A first agenda, made by placing one sitting after another, before the solver starts.

The dearest to place come first. Whoever finds no place takes that of others, whom it was
cheapest to disturb, and they look anew (ejection chains, after Glover 1996; who is disturbed
often becomes dear). It knows the physics of a conference; the checker judges the outcome.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import TypeVar

from instances import clock
from instances.agenda import Agenda, FilledSeat, PlacedFixture, Sitting, TalkSlot, Unplaced
from instances.conference import Before, Block, Conference, Fixture, Pin, Room, Subforum, Talk
from scheduler.certain import Possible
from scheduler.fitting import sequence

STRIDE = 15
"""Minutes between the starts that are tried, beside those next to others."""

CHAIN = 60
"""Ejections before the search for places gives up: what is left is for the solver."""

Entry = TypeVar("Entry")

PLACES, TRIES = 400, 12
"""Places drawn for each ejection, and how many of the cheapest are tried."""


@dataclass
class Taken:
    """What is taken so far, by stretches of minutes and owner (a subforum or fixture); sittings by subforum and by block."""

    rooms: dict[str, tuple[tuple[int, int, str], ...]] = field(default_factory=dict)
    people: dict[str, tuple[tuple[int, int, str, str], ...]] = field(default_factory=dict)
    seats: dict[str, int] = field(default_factory=dict)
    sittings: dict[str, tuple[Sitting, ...]] = field(default_factory=dict)
    blocks: dict[str, tuple[Sitting, ...]] = field(default_factory=dict)
    fixtures: tuple[PlacedFixture, ...] = ()

    def without(self, owners: Collection[str], met: Iterable[str]) -> Taken:
        """A copy in which nothing of these subforums stands; `met` are the people who may appear there."""
        new = Taken(dict(self.rooms), dict(self.people), dict(self.seats), dict(self.sittings), dict(self.blocks), self.fixtures)
        gone = [sitting for owner in owners for sitting in new.sittings.pop(owner, ())]
        for filled in (f for s in gone for t in s.talks for f in t.seats):
            new.seats[filled.speaker] -= 1
        for room in {s.room for s in gone}:
            new.rooms[room] = tuple(e for e in new.rooms[room] if e[2] not in owners)
        for person in new.people.keys() & met:
            new.people[person] = tuple(e for e in new.people[person] if e[3] not in owners)
        for block, there in self.blocks.items() if gone else ():
            new.blocks[block] = tuple(s for s in there if s.subforum not in owners)
        return new


def greedy(conference: Conference, possible: Possible | None = None) -> Agenda:
    """An agenda with all that could be placed; what could not is named in `unplaced`."""
    work = _Greedy(conference, possible or Possible(conference))
    return work.agenda(work.fill())


class _Greedy:
    def __init__(self, conference: Conference, possible: Possible) -> None:
        self.c, self.possible = conference, possible
        self.can = possible.times.can
        self.audiences = {
            f.id: {s.id for s in conference.subforums} if f.audience == "everyone" else set(f.audience) for f in conference.fixtures
        }
        self.capacity = {r.id: r.capacity for r in conference.resources}
        self.windows = {r.id: r.windows for r in conference.resources}
        self.random = Random(0)
        self.pinned = {p.item: p.speaker for p in conference.pins if p.speaker}
        self.met = {s.id: self._met(s) for s in conference.subforums}
        self.exact: dict[str, dict[str, list[int]]] = {}
        self.blocks = {s.id: possible.blocks(s) for s in conference.subforums}
        self.relations: dict[str, list[tuple[str, str, bool]]] = {}
        for r in conference.relations:
            pairs = [(r.first, r.then)] if isinstance(r, Before) else [(a, b) for i, b in enumerate(r.subforums) for a in r.subforums[:i]]
            for one, other in pairs:
                self.relations.setdefault(one, []).append((r.kind, other, True))
                self.relations.setdefault(other, []).append((r.kind, one, False))

    def _met(self, s: Subforum) -> set[str]:
        """All who may appear in a subforum."""
        return {p for t in s.talks for p in (*t.speakers, *(c for seat in t.seats for c in seat.candidates))} | {
            *self.possible.attending[s.id]
        }

    def _without(self, taken: Taken, owners: Collection[str]) -> Taken:
        return taken.without(owners, set().union(*(self.met[owner] for owner in owners)))

    def freedom(self, s: Subforum) -> tuple[int, int]:
        """The fewer blocks and rooms, and the more resources it uses, the earlier it is placed."""
        return len(self.blocks[s.id]) * len(self.possible.rooms(s)) // (1 + 2 * sum(s.uses.values())), -s.minutes

    def fill(self) -> Taken:
        """Place everything, the least free first; then make room for what found none."""
        taken = Taken()
        for fixture in self.c.fixtures:
            if fixture.start:
                self._place_fixture(taken, fixture)
        numbered = [s for s in self.c.subforums if not s.by_block]  # the others' talks are divided by the solver
        late = [s for s in sorted(numbered, key=self.freedom) if not self._place_all(taken, s)]
        late_fixtures = [f for f in self.c.fixtures if f.start is None and not self._place_fixture(taken, f)]
        best, fewest = taken, len(late)
        price = dict.fromkeys(self.c.subforums_by_id, 1)
        for _ in range(CHAIN):
            if not late:
                break
            forum = late.pop(0)
            price[forum.id] += 1
            found = self._make_room(taken, forum, price)
            if found is None:
                late.append(forum)
                continue
            taken, ejected = found
            late += [s for s in map(self.c.subforum, sorted(ejected)) if not self._place_all(taken, s)]
            if len(late) < fewest:
                best, fewest = taken, len(late)
        for fixture in late_fixtures:
            self._place_fixture(best, fixture)
        return best

    def _make_room(self, taken: Taken, s: Subforum, price: dict[str, int]) -> tuple[Taken, set[str]] | None:
        """The agenda with a subforum placed where others stood, and who they were."""
        minutes = s.minutes // s.least_sittings
        if s.id not in self.exact and s.least_sittings == 1:
            self.exact[s.id] = {block.id: self._exact(s, block) for block in self.blocks[s.id]}
        places = [
            (block, room, start)
            for block in self.blocks[s.id]
            for room in self.possible.rooms(s)
            for start in self._tries(s, block, minutes)
        ]
        tries: dict[tuple[str, ...], int] = {}
        for block, room, start in self.random.sample(places, min(len(places), PLACES)):
            found = self._in_the_way(taken, s, block, room, start, start + minutes, price)
            if found is not None:
                tries[tuple(sorted(found))] = sum(price[o] for o in found)
        for owners in sorted(tries, key=lambda o: (tries[o], o))[:TRIES]:
            trial = self._without(taken, {*owners, s.id})
            if self._place_all(trial, s):
                return trial, set(owners)
        return None

    def _exact(self, s: Subforum, block: Block) -> list[int]:
        """Starts at which its sitting could stand if there were no others: where there are few, none of them may be missed."""
        return [m for m in self.possible.starts(s, block) if sequence(s.talks, m, self.possible.times.talk) is not None]

    def _tries(self, s: Subforum, block: Block, minutes: int) -> Collection[int]:
        """Starts of a sitting that are tried: those at which it could stand, once they are known, or some."""
        if s.id in self.exact:
            return self.exact[s.id][block.id]
        return {*range(block.first, block.last - minutes + 1, STRIDE), block.last - minutes}

    def _in_the_way(
        self, taken: Taken, s: Subforum, block: Block, room: Room, start: int, end: int, price: dict[str, int]
    ) -> set[str] | None:
        """Subforums that must go for a sitting to stand here; None where a fixture is in the way."""
        owners = {o for first, last, o in taken.rooms.get(room.id, ()) if first < end + s.turnover and start < last}
        owners |= {x.subforum for x in self._against(taken, s, block, start, end)}
        people = {
            p
            for p in (*self.possible.attending[s.id], *(p for t in s.talks for p in t.speakers))
            if self.c.speaker(p).attends != "recorded"
        }
        owners |= {
            o
            for p in people
            for first, last, _, o in taken.people.get(p, ())
            if len(self.c.places_of[p]) > 1 and first < end and start < last
        }
        if not owners <= price.keys():
            return None
        for id, units in s.uses.items():
            users = [
                x
                for x in taken.blocks.get(block.id, ())
                if x.subforum not in owners and id in self.c.subforum(x.subforum).uses and x.first < end and start < x.last
            ]
            users.sort(key=lambda x: (price[x.subforum], x.id))
            while (short := self._shortage(users, id, units, start, end)) is not None:
                there = [x for x in users if x.first <= short < x.last]
                if not there:
                    return None
                owners.add(there[0].subforum)
                users.remove(there[0])
        return owners - {s.id}

    def _place_all(self, taken: Taken, s: Subforum) -> bool:
        """Place every sitting of a subforum, or none."""
        done = [self._place(taken, s, n, talks) for n, talks in enumerate(_parts(s), 1)]
        if not all(done) and any(done):
            taken.__dict__.update(self._without(taken, {s.id}).__dict__)
        return all(done)

    def _place(self, taken: Taken, s: Subforum, number: int, talks: list[Talk]) -> bool:
        minutes = sum(t.minutes for t in talks)
        spread = {b.id: sum(self.c.subforum(x.subforum).track == s.track for x in taken.blocks.get(b.id, ())) for b in self.blocks[s.id]}
        for block in sorted(self.blocks[s.id], key=lambda b: (spread[b.id] / (b.last - b.first), b.first)):
            for room in sorted(self.possible.rooms(s), key=lambda r: (r.seats, r.id)):
                for start in self._starts(taken, s, block, room, minutes):
                    if not all(self._free(taken, p, start, start + minutes, room.id) for p in self.possible.attending[s.id]):
                        continue
                    order = sequence(talks, start, lambda t, first, room=room: self._fits(taken, t, first, room))  # type: ignore[misc]
                    if order:
                        self._take(taken, s, number, block, room, start, order)
                        return True
        return False

    def _starts(self, taken: Taken, s: Subforum, block: Block, room: Room, minutes: int) -> Iterator[int]:
        """Starts at which a room is open and free, and relations and resources allow the sitting."""
        held = taken.rooms.get(room.id, ())
        busy = [
            *((first, last) for first, last, _ in held),
            *((w.first + s.turnover, w.last) for w in room.closed),
            *self._audience(taken, s),
        ]
        own = {block.first, block.last - minutes, *(last for _, last, _ in held)}
        pinned = {clock.minute(pin.start) for pin in self.possible.pins.get(s.id, ()) if pin.start}
        tries = pinned or own | set(self._tries(s, block, minutes))
        for start in sorted(tries):
            end, grid = start + minutes, self.c.grid
            if len(pinned) > 1 or start < block.first or end > block.last or (start - block.first) % grid:
                continue
            if any(start < last and first < end + s.turnover for first, last in busy):
                continue
            if not any(self._against(taken, s, block, start, end)) and self._resources(taken, s, block, start, end):
                yield start

    def _audience(self, taken: Taken, s: Subforum) -> Iterator[tuple[int, int]]:
        """When fixtures for its audience stand; its turnover may run into them."""
        for placed in taken.fixtures:
            if s.id in self.audiences[placed.fixture]:
                yield placed.first + s.turnover, placed.last

    def _against(self, taken: Taken, s: Subforum, block: Block, start: int, end: int) -> Iterator[Sitting]:
        """Sittings beside which a relation keeps a subforum from standing here."""
        for kind, other, first in self.relations.get(s.id, ()):
            for x in taken.sittings.get(other, ()):
                together = block.first <= x.first < block.last
                if (
                    (kind == "before" and (end > x.first if first else x.last > start))
                    or (kind == "apart" and together)
                    or (kind == "same_block" and not together)
                    or (kind == "not_parallel" and start < x.last and x.first < end)
                ):
                    yield x

    def _resources(self, taken: Taken, s: Subforum, block: Block, start: int, end: int) -> bool:
        for id, units in s.uses.items():
            there = taken.blocks.get(block.id, ())
            users = [x for x in there if x.first < end and start < x.last and id in self.c.subforum(x.subforum).uses]
            if self._shortage(users, id, units, start, end) is not None:
                return False
        return True

    def _shortage(self, users: list[Sitting], id: str, units: int, start: int, end: int) -> int | None:
        """A minute at which a resource cannot also give these units, or None."""
        windows = self.windows[id]
        for minute in sorted({start, *(x.first for x in users if x.first > start), *(w.first for w in windows if start < w.first < end)}):
            used = sum(self.c.subforum(x.subforum).uses[id] for x in users if x.first <= minute < x.last)
            there = min((w.capacity for w in windows if w.first <= minute < w.last), default=self.capacity[id])
            if used + units > there:
                return minute
        return None

    def _fits(self, taken: Taken, talk: Talk, first: int, room: Room) -> bool:
        last = first + talk.minutes
        if not self.c.may_begin(first):
            return False
        if not all(self._pinned_here(pin, first, room) for pin in self.possible.pins.get(talk.id, ())):
            return False
        return all(self._free(taken, p, first, last, room.id) for p in talk.speakers) and self._seats(taken, talk, first, room) is not None

    def _pinned_here(self, pin: Pin, first: int, room: Room) -> bool:
        block = self.c.block(pin.block) if pin.block else None
        return (
            (not block or block.first <= first < block.last)
            and pin.room in (None, room.id)
            and (not pin.start or clock.minute(pin.start) == first)
        )

    def _free(self, taken: Taken, person: str, first: int, last: int, room: str) -> bool:
        speaker = self.c.speaker(person)
        if speaker.attends == "recorded":
            return True
        for start, end, where, _ in taken.people.get(person, ()):
            walk = self.c.walking(room, where) if speaker.attends == "onsite" and room and where else 0
            between = max(walk, self.possible.pause)
            if first < end + between and start < last + between:
                return False
        return self.can(person, first, last)

    def _seats(self, taken: Taken, talk: Talk, first: int, room: Room) -> list[FilledSeat] | None:
        """People for the seats of a talk; None where a required one stays empty."""
        free: dict[str, list[str]] = {}
        for seat in sorted(talk.seats, key=lambda s: (not s.required, len(s.candidates))):
            pin = self.pinned.get(seat.id)
            able = [
                p for p in ([pin] if pin else dict.fromkeys(seat.candidates)) if self._free(taken, p, first, first + talk.minutes, room.id)
            ]
            free[seat.id] = sorted((p for p in able if self._spare(taken, p)), key=lambda p: (len(self.c.places_of[p]), p))
        chosen: dict[str, str] = {}

        def seated(seat: str, asked: set[str]) -> bool:
            for person in free[seat]:
                if person not in asked:
                    asked.add(person)
                    if person not in chosen or seated(chosen[person], asked):
                        chosen[person] = seat
                        return True
            return False

        required = {seat.id for seat in talk.seats if seat.required}
        if not all(seated(seat, set()) or seat not in required for seat in free):
            return None
        return sorted((FilledSeat(seat=seat, speaker=person) for person, seat in chosen.items()), key=lambda f: f.seat)

    def _spare(self, taken: Taken, person: str) -> bool:
        """Whether a candidate may take one more seat, their own talks counted."""
        most = self.c.speaker(person).max_talks
        own = sum(person in t.speakers for f in self.c.places_of[person] if f in self.c.subforums_by_id for t in self.c.subforum(f).talks)
        return most is None or own + taken.seats.get(person, 0) < most

    def _take(self, taken: Taken, s: Subforum, number: int, block: Block, room: Room, start: int, order: list[Talk]) -> None:
        slots, now = [], start
        for talk in order:
            seats = self._seats(taken, talk, now, room) or []
            last = now + talk.minutes
            for person in (*talk.speakers, *(f.speaker for f in seats)):
                _add(taken.people, person, (now, last, room.id, s.id))
            for filled in seats:
                taken.seats[filled.speaker] = taken.seats.get(filled.speaker, 0) + 1
            slots.append(TalkSlot(talk=talk.id, start=self._at(now), end=self._at(last), speakers=talk.speakers, seats=tuple(seats)))
            now = last
        for person in dict.fromkeys(self.possible.attending[s.id]):
            _add(taken.people, person, (start, now, room.id, s.id))
        _add(taken.rooms, room.id, (start, now + s.turnover, s.id))
        sitting = Sitting(id=f"{s.id}/{number}", subforum=s.id, room=room.id, start=self._at(start), end=self._at(now), talks=tuple(slots))
        _add(taken.sittings, s.id, sitting)
        _add(taken.blocks, block.id, sitting)

    def _place_fixture(self, taken: Taken, f: Fixture) -> bool:
        """A fixture at its time, or at the first time and place that is free."""
        anchor = min(b.first for b in self.c.blocks)
        for first, last in f.spans:
            first += (anchor - first) % self.c.grid if f.start is None else 0
            for start in range(first, last - f.length + 1, self.c.grid):
                for rooms in [f.rooms] if f.holds == "all" else [(r,) for r in f.rooms]:
                    if f.start is None and not self._fixture_fits(taken, f, start, rooms):
                        continue
                    end = start + f.length
                    for room in rooms:
                        _add(taken.rooms, room, (start, end + f.turnover, f.id))
                    for person in f.speakers:
                        _add(taken.people, person, (start, end, rooms[0] if rooms else "", f.id))
                    taken.fixtures += (PlacedFixture(fixture=f.id, rooms=rooms, start=self._at(start), end=self._at(end)),)
                    return True
        return False

    def _fixture_fits(self, taken: Taken, f: Fixture, start: int, rooms: tuple[str, ...]) -> bool:
        end = start + f.length
        if any(x.first < end and start < x.last for id in self.audiences[f.id] for x in taken.sittings.get(id, ())):
            return False
        for room in rooms:
            busy = [*((a, b) for a, b, _ in taken.rooms.get(room, ())), *((w.first, w.last) for w in self.c.room(room).closed)]
            if any(start < b and a < end + f.turnover for a, b in busy):
                return False
        return all(self._free(taken, p, start, end, rooms[0] if rooms else "") for p in f.speakers)

    def _at(self, minute: int) -> datetime:
        return clock.instant(minute, self.c.zone)

    def agenda(self, taken: Taken) -> Agenda:
        """What is taken, as an agenda."""
        sittings = [s for those in taken.sittings.values() for s in those]
        placed = {t.talk for s in sittings for t in s.talks} | {f.fixture for f in taken.fixtures}
        items = [t.id for s in self.c.subforums for t in s.talks] + [f.id for f in self.c.fixtures]
        return Agenda(
            conference=self.c.id,
            conference_hash=self.c.hash,
            sittings=tuple(sorted(sittings, key=lambda s: s.id)),
            fixtures=tuple(sorted(taken.fixtures, key=lambda f: f.fixture)),
            unplaced=tuple(Unplaced(item=i) for i in items if i not in placed),
        )


def _add(to: dict[str, tuple[Entry, ...]], key: str, entry: Entry) -> None:
    to[key] = (*to.get(key, ()), entry)


def _parts(s: Subforum) -> list[list[Talk]]:
    """The talks of a subforum, divided into as many sittings as it has, about even in minutes."""
    parts: list[list[Talk]] = [[] for _ in range(s.least_sittings)]
    done = 0
    for i, talk in enumerate(s.talks):
        left = len(s.talks) - i
        empty = sum(not p for p in parts)
        index = min(done * s.least_sittings // s.minutes, s.least_sittings - 1)
        if empty >= left:
            index = next(k for k, p in enumerate(parts) if not p)
        parts[index].append(talk)
        done += talk.minutes
    return parts
