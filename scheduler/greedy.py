"""A first agenda, made by placing one sitting after another, before the solver starts.

The dearest to place come first; whoever finds no place goes to the head of the queue and all
begins anew (squeaky wheel). It knows the physics of a conference; the checker judges the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from instances import clock
from instances.agenda import Agenda, FilledSeat, PlacedFixture, Sitting, TalkSlot, Unplaced
from instances.conference import Before, Block, Conference, Fixture, Room, Subforum, Talk
from scheduler.certain import Possible
from scheduler.fitting import sequence

ROUNDS = 12
STRIDE = 15


@dataclass
class Taken:
    """What is taken so far: rooms and people by stretches of minutes, seats by person, and all placed."""

    rooms: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    people: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    talks: dict[str, int] = field(default_factory=dict)
    sittings: list[Sitting] = field(default_factory=list)
    fixtures: list[PlacedFixture] = field(default_factory=list)


def greedy(conference: Conference) -> Agenda:
    """An agenda with all that could be placed; what could not is named in `unplaced`."""
    work = _Greedy(conference)
    queue: list[Subforum | Fixture] = [*sorted(conference.subforums, key=work.freedom), *(f for f in conference.fixtures if f.start is None)]
    best: tuple[int, Taken] | None = None
    for _ in range(ROUNDS):
        taken, late = work.fill(queue)
        if best is None or len(late) < best[0]:
            best = (len(late), taken)
        if not late:
            break
        queue = [*late, *(s for s in queue if s not in late)]
    assert best
    return work.agenda(best[1])


class _Greedy:
    def __init__(self, conference: Conference) -> None:
        self.c = conference
        self.possible = Possible(conference)
        self.can = self.possible.times.can
        self.wanted: dict[str, set[str]] = {}
        self.pinned = {p.item: p.speaker for p in conference.pins if p.speaker}
        self.blocks = {s.id: self.possible.blocks(s) for s in conference.subforums}
        self.relations: dict[str, list[tuple[str, str, bool]]] = {}
        for r in conference.relations:
            pairs = [(r.first, r.then)] if isinstance(r, Before) else [(a, b) for i, b in enumerate(r.subforums) for a in r.subforums[:i]]
            for one, other in pairs:
                self.relations.setdefault(one, []).append((r.kind, other, True))
                self.relations.setdefault(other, []).append((r.kind, one, False))

    def freedom(self, s: Subforum) -> tuple[int, int]:
        """The fewer blocks and rooms, the earlier it is placed."""
        return len(self.blocks[s.id]) * len(self.possible.rooms(s)), -s.minutes

    def fill(self, queue: Iterable[Subforum | Fixture]) -> tuple[Taken, list[Subforum | Fixture]]:
        """Place everything in this order; what found no place comes back."""
        taken, late = Taken(), []
        for fixture in self.c.fixtures:
            if fixture.start:
                self._place_fixture(taken, fixture)
        for item in queue:
            parts = [self._place_fixture(taken, item)] if isinstance(item, Fixture) else [self._place(taken, item, n, talks) for n, talks in enumerate(_parts(item), 1)]
            if not all(parts):
                late.append(item)
                for room in self.possible.rooms(item) if isinstance(item, Subforum) else ():
                    self.wanted.setdefault(room.id, set()).add(item.id)
        return taken, late

    def _place(self, taken: Taken, s: Subforum, number: int, talks: list[Talk]) -> bool:
        minutes = sum(t.minutes for t in talks)
        spread = {b.id: sum(self.c.subforum(x.subforum).track == s.track for x in taken.sittings if b.first <= x.first < b.last) for b in self.c.blocks}
        for block in sorted(self.blocks[s.id], key=lambda b: (spread[b.id] / (b.last - b.first), b.first)):
            for room in sorted(self.possible.rooms(s), key=lambda r: (len(self.wanted.get(r.id, set()) - {s.id}), r.seats, r.id)):
                for start in self._starts(taken, s, block, room, minutes):
                    order = sequence(talks, start, lambda t, first, room=room: self._fits(taken, t, first, room))  # type: ignore[misc]
                    if order:
                        self._take(taken, s, number, room, start, order)
                        return True
        return False

    def _starts(self, taken: Taken, s: Subforum, block: Block, room: Room, minutes: int) -> Iterator[int]:
        """Starts at which a room is open and free, and relations and resources allow the sitting."""
        held = taken.rooms.get(room.id, [])
        own = {block.first, block.last - minutes, *(last for _, last in held)}
        pin = self.possible.pins.get(s.id)
        tries = {clock.minute(pin.start)} if pin and pin.start else own | set(range(block.first, block.last - minutes + 1, STRIDE))
        for start in sorted(tries):
            end, grid = start + minutes, self.c.grid
            if start < block.first or end > block.last or (start - block.first) % grid:
                continue
            busy = [*held, *((w.first + s.turnover, w.last) for w in room.closed), *self._audience(taken, s)]
            if any(start < last and first < end + s.turnover for first, last in busy):
                continue
            if self._related(taken, s, block, start, end) and self._resources(taken, s, start, end):
                yield start

    def _audience(self, taken: Taken, s: Subforum) -> Iterator[tuple[int, int]]:
        for placed in taken.fixtures:
            audience = self.c.fixture(placed.fixture).audience
            if audience == "everyone" or s.id in audience:
                yield placed.first + s.turnover, placed.last  # the turnover may run into it

    def _related(self, taken: Taken, s: Subforum, block: Block, start: int, end: int) -> bool:
        for kind, other, first in self.relations.get(s.id, ()):
            for x in (x for x in taken.sittings if x.subforum == other):
                together = block.first <= x.first < block.last
                if (
                    (kind == "before" and (end > x.first if first else x.last > start))
                    or (kind == "apart" and together)
                    or (kind == "same_block" and not together)
                    or (kind == "not_parallel" and start < x.last and x.first < end)
                ):
                    return False
        return True

    def _resources(self, taken: Taken, s: Subforum, start: int, end: int) -> bool:
        for id, units in s.uses.items():
            resource = next(r for r in self.c.resources if r.id == id)
            users = [x for x in taken.sittings if id in self.c.subforum(x.subforum).uses and x.first < end and start < x.last]
            for minute in sorted({start, *(x.first for x in users if x.first > start), *(w.first for w in resource.windows if start < w.first < end)}):
                used = sum(self.c.subforum(x.subforum).uses[id] for x in users if x.first <= minute < x.last)
                there = min((w.capacity for w in resource.windows if w.first <= minute < w.last), default=resource.capacity)
                if used + units > there:
                    return False
        return True

    def _fits(self, taken: Taken, talk: Talk, first: int, room: Room) -> bool:
        last = first + talk.minutes
        return all(self._free(taken, p, first, last, room.id) for p in talk.speakers) and self._seats(taken, talk, first, room) is not None

    def _free(self, taken: Taken, person: str, first: int, last: int, room: str) -> bool:
        speaker = self.c.speaker(person)
        if speaker.attends == "recorded":
            return True
        for start, end, where in taken.people.get(person, ()):
            walk = self.c.walking(room, where) if speaker.attends == "onsite" and room and where else 0
            if first < end + walk and start < last + walk:
                return False
        return self.can(person, first, last)

    def _seats(self, taken: Taken, talk: Talk, first: int, room: Room) -> list[FilledSeat] | None:
        """People for the seats of a talk; None where a required one stays empty."""
        chosen: list[FilledSeat] = []
        for seat in sorted(talk.seats, key=lambda s: len(s.candidates)):
            pin = self.pinned.get(seat.id)
            free = [p for p in ([pin] if pin else seat.candidates) if p not in {f.speaker for f in chosen}]
            free = [p for p in free if self._free(taken, p, first, first + talk.minutes, room.id) and self._spare(taken, p)]
            if free:
                chosen.append(FilledSeat(seat=seat.id, speaker=min(free, key=lambda p: (len(self.c.places_of[p]), p))))
            elif seat.required:
                return None
        return sorted(chosen, key=lambda f: f.seat)

    def _spare(self, taken: Taken, person: str) -> bool:
        """Whether a candidate may take one more seat, their own talks counted."""
        most = self.c.speaker(person).max_talks
        own = sum(person in t.speakers for f in self.c.places_of[person] if f in self.c.subforums_by_id for t in self.c.subforum(f).talks)
        return most is None or own + taken.talks.get(person, 0) < most

    def _take(self, taken: Taken, s: Subforum, number: int, room: Room, start: int, order: list[Talk]) -> None:
        slots, now = [], start
        for talk in order:
            seats = self._seats(taken, talk, now, room) or []
            last = now + talk.minutes
            for person in (*talk.speakers, *(f.speaker for f in seats)):
                taken.people.setdefault(person, []).append((now, last, room.id))
            for filled in seats:
                taken.talks[filled.speaker] = taken.talks.get(filled.speaker, 0) + 1
            slots.append(TalkSlot(talk=talk.id, start=self._at(now), end=self._at(last), speakers=talk.speakers, seats=tuple(seats)))
            now = last
        taken.rooms.setdefault(room.id, []).append((start, now + s.turnover))
        taken.sittings.append(Sitting(id=f"{s.id}/{number}", subforum=s.id, room=room.id, start=self._at(start), end=self._at(now), talks=tuple(slots)))

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
                        taken.rooms.setdefault(room, []).append((start, end + f.turnover))
                    for person in f.speakers:
                        taken.people.setdefault(person, []).append((start, end, rooms[0] if rooms else ""))
                    taken.fixtures.append(PlacedFixture(fixture=f.id, rooms=rooms, start=self._at(start), end=self._at(end)))
                    return True
        return False

    def _fixture_fits(self, taken: Taken, f: Fixture, start: int, rooms: tuple[str, ...]) -> bool:
        end = start + f.length
        audience = set(self.c.subforums_by_id) if f.audience == "everyone" else set(f.audience)
        if any(x.subforum in audience and x.first < end and start < x.last for x in taken.sittings):
            return False
        for room in rooms:
            busy = [*taken.rooms.get(room, ()), *((w.first, w.last) for w in self.c.room(room).closed)]
            if any(start < b and a < end + f.turnover for a, b in busy):
                return False
        return all(self._free(taken, p, start, end, rooms[0] if rooms else "") for p in f.speakers)

    def _at(self, minute: int) -> clock.datetime:
        return clock.instant(minute, self.c.zone)

    def agenda(self, taken: Taken) -> Agenda:
        """What is taken, as an agenda."""
        placed = {t.talk for s in taken.sittings for t in s.talks} | {f.fixture for f in taken.fixtures}
        items = [t.id for s in self.c.subforums for t in s.talks] + [f.id for f in self.c.fixtures]
        return Agenda(
            conference=self.c.id,
            conference_hash=self.c.hash,
            sittings=tuple(sorted(taken.sittings, key=lambda s: s.id)),
            fixtures=tuple(sorted(taken.fixtures, key=lambda f: f.fixture)),
            unplaced=tuple(Unplaced(item=i) for i in items if i not in placed),
        )


def _parts(s: Subforum) -> list[list[Talk]]:
    """The talks of a subforum, divided into as many sittings as it has, about even in minutes."""
    parts: list[list[Talk]] = [[] for _ in range(s.sittings)]
    done = 0
    for i, talk in enumerate(s.talks):
        left = len(s.talks) - i
        empty = sum(not p for p in parts)
        index = min(done * s.sittings // s.minutes, s.sittings - 1)
        if empty >= left:
            index = next(k for k, p in enumerate(parts) if not p)
        parts[index].append(talk)
        done += talk.minutes
    return parts
