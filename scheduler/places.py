"""Where an item of an agenda could stand instead, everything else as it is: one trial agenda for each place.

The places are those that the variables can express: on the grid, inside a block or a window, with
no more sittings than the subforum may have. Whether a rule minds, nobody asks here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from constraints import Violation, structure
from instances import clock
from instances.agenda import Agenda, FilledSeat, PlacedFixture, Sitting, TalkSlot
from instances.conference import Block, Conference, Fixture, Seat, Subforum, Talk


@dataclass(frozen=True)
class Place:
    """Where an item stands: block (empty for a fixture outside of all), rooms, its first minute and the one after its last.

    `sitting` is the one that moves, or that holds the talk; `swap` the item whose place it takes.
    """

    block: str
    rooms: tuple[str, ...]
    first: int
    last: int
    zone: str
    sitting: str = ""
    swap: str = ""

    @property
    def start(self) -> datetime:
        """When it starts, on the clocks of the conference."""
        return clock.instant(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """When it ends."""
        return clock.instant(self.last, self.zone)

    @property
    def at(self) -> str:
        """The place in the words of `--at`."""
        return "/".join((*([self.block] if self.block else ()), *self.rooms, self._time))

    @property
    def _time(self) -> str:
        """The time of day; with the date where there is no block, and with the offset where it happens twice."""
        try:
            clock.parse_time(f"{self.start:%Y-%m-%dT%H:%M}", self.zone)
        except ValueError:
            return self.start.isoformat(timespec="minutes")
        return f"{self.start:%H:%M}" if self.block else f"{self.start:%Y-%m-%dT%H:%M}"


@dataclass(frozen=True)
class Trial:
    """An agenda with an item at a place, the subforums and fixtures in which it differs, and what no rule is asked about.

    Trials of an item with one key `alike` are alike but for rooms.
    """

    place: Place
    agenda: Agenda
    concerning: frozenset[str]
    faults: tuple[Violation, ...] = ()
    alike: Hashable = None


Where = Callable[[str, int], bool]
"""Whether somebody wants to know of a room (empty for none) from a minute on."""


def trials(conference: Conference, agenda: Agenda, item: str, where: Where = lambda *_: True) -> Iterator[Trial]:
    """Every place of a subforum, of one sitting ('data-governance/2'), of a talk or a fixture; or of these those `where` one is asked for.

    A place may come several times, where the talks around it can give way in several manners.
    """
    thing = conference.item(whole(agenda, item))
    if isinstance(thing, Subforum):
        forum, standing = _Sittings(conference, agenda, thing, where), agenda.sittings_of.get(thing.id, ())
        for sitting in standing if item == thing.id else [s for s in standing if s.id == item]:
            yield from forum.moved(sitting)
        if not standing:
            yield from forum.new(thing.talks)
    elif isinstance(thing, Fixture):
        yield from _fixture(conference, agenda, thing, where)
    else:
        assert isinstance(thing, Talk)
        found = _Talks(conference, agenda, thing).everywhere()
        yield from (trial for trial in found if where(trial.place.rooms[0], trial.place.first))


def spots(conference: Conference, agenda: Agenda, item: str) -> dict[tuple[str, int], None]:
    """The rooms and minutes at which a subforum or one of its sittings could start; none for other items, which have few places."""
    thing = conference.item(whole(agenda, item))
    if not isinstance(thing, Subforum):
        return {}
    forum, standing = _Sittings(conference, agenda, thing), agenda.sittings_of.get(thing.id, ())
    if not standing:
        return {(room, start): None for _, room, start in forum.spots(thing.minutes, ())}
    moving = standing if item == thing.id else [s for s in standing if s.id == item]
    return {(room, start): None for sitting in moving for _, room, start in forum.spots_of(sitting)}


def swaps(conference: Conference, agenda: Agenda, item: str, other: str | None = None) -> Iterator[Trial]:
    """Every exchange of a subforum, sitting or talk with another (by default with all others)."""
    sittings = [s for s in agenda.sittings if item in (s.id, s.subforum)]
    if sittings:
        theirs = [s for s in agenda.sittings if s.subforum != sittings[0].subforum and other in (None, s.id, s.subforum)]
        for mine in sittings:
            for sitting in theirs:
                yield _exchanged_sittings(conference, agenda, mine, sitting)
        return
    if item in agenda.slots:
        for talk in conference.owner[item].talks:
            if talk.id != item and talk.id in agenda.slots and other in (None, talk.id):
                yield _exchanged_talks(conference, agenda, item, talk.id)


def reordered(conference: Conference, agenda: Agenda, sitting: Sitting, talks: Sequence[str]) -> Trial:
    """The talks of a sitting in another order, one after another, with the gaps between them where they were."""
    block = conference.block_at(sitting.first)
    assert block
    slots = {slot.talk: slot for slot in sitting.talks}
    laid = _laid(conference, block, [slots[talk] for talk in talks], _gaps(sitting), sitting.first)
    spare = sitting.last - max(slot.last for slot in sitting.talks)
    last = sitting.last if conference.subforum(sitting.subforum).sitting_fills == "block" else laid[-1].last + spare
    new = sitting.replaced(talks=tuple(laid), **_times(conference, sitting.first, last - sitting.first))
    place = _place(conference, (sitting.room,), new, sitting.id)
    return Trial(place, _with(agenda, new), frozenset({sitting.subforum}), _faults(conference, new))


def whole(agenda: Agenda, item: str) -> str:
    """The subforum of a sitting, or the item itself."""
    return next((s.subforum for s in agenda.sittings if s.id == item != s.subforum), item)


def owner(conference: Conference, item: str) -> str:
    """The subforum of a talk, or the item itself."""
    return conference.owner[item].id if item in conference.owner else item


def current(conference: Conference, agenda: Agenda, item: str) -> tuple[Place, ...]:
    """Where an item stands now: the places of its sittings, of the talk or of the fixture; none for what is left out."""
    if item in agenda.slots:
        slot, sitting = agenda.slots[item]
        return (_place(conference, (sitting.room,), slot, sitting.id),)
    standing = [_place(conference, (s.room,), s, s.id) for s in agenda.sittings if item in (s.id, s.subforum)]
    return (*standing, *(_place(conference, f.rooms, f) for f in agenda.fixtures if f.fixture == item))


def _starts(c: Conference, first: int, last: int, minutes: int) -> range:
    """Minutes of the grid from which on so many end before the last."""
    return range(first + (c.blocks[0].first - first) % c.grid, last - minutes + 1, c.grid)


def _times(c: Conference, start: int, minutes: int) -> dict[str, datetime]:
    return {"start": clock.instant(start, c.zone), "end": clock.instant(start + minutes, c.zone)}


def _at(c: Conference, slot: TalkSlot, start: int) -> TalkSlot:
    return slot if slot.first == start else slot.replaced(**_times(c, start, slot.last - slot.first))


def _place(c: Conference, rooms: tuple[str, ...], held: Sitting | TalkSlot | PlacedFixture, sitting: str = "", swap: str = "") -> Place:
    block = c.block_at(held.first)
    return Place(block.id if block else "", rooms, held.first, held.last, c.zone, sitting, swap)


def _new_slot(c: Conference, talk: Talk, start: int) -> TalkSlot:
    """A talk that was left out, with the first candidate on each required seat."""
    seats = tuple(FilledSeat(seat=s.id, speaker=s.candidates[0]) for s in talk.seats if isinstance(s, Seat) and s.required)
    return TalkSlot(talk=talk.id, speakers=talk.speakers, seats=seats, **_times(c, start, talk.minutes))


def _ordered(sitting: Sitting) -> list[TalkSlot]:
    return sorted(sitting.talks, key=lambda t: t.first)


def _with(agenda: Agenda, *sittings: Sitting, without: str = "") -> Agenda:
    """The agenda with these sittings in the place of those with their ids, or added, and what is placed no more left out."""
    if without:
        agenda = agenda.replaced(sittings=tuple(s for s in agenda.sittings if s.id != without))
    return _told(agenda.exchanged({s.id: s for s in sittings}))


def _told(agenda: Agenda) -> Agenda:
    """The agenda without the items that are said to be left out and stand in it."""
    if not agenda.unplaced:
        return agenda
    standing = {*agenda.slots, *agenda.sittings_of, *(f.fixture for f in agenda.fixtures)}
    standing |= {s.seat for slot, _ in agenda.slots.values() for s in slot.seats}
    return agenda.replaced(unplaced=tuple(u for u in agenda.unplaced if u.item not in standing))


def _laid(c: Conference, block: Block, slots: Sequence[TalkSlot], gaps: Sequence[int], begin: int) -> list[TalkSlot]:
    """Talks one after another with gaps before them, each where a slot of the block begins, if it has slots."""
    placed, now = [], begin
    for slot, gap in zip(slots, gaps, strict=True):
        now = min((t for t in block.begins if t >= now), default=now) if block.slots else now + gap
        placed.append(_at(c, slot, now))
        now = placed[-1].last
    return placed


def _spans(sitting: Sitting) -> list[tuple[int, int]]:
    """The minutes of a sitting and its talks: instants, unlike times of one zone, are told apart where clocks change."""
    return [(t.first, t.last) for t in (sitting, *_ordered(sitting))]


def _gaps(sitting: Sitting) -> list[int]:
    gaps, now = [], sitting.first
    for slot in _ordered(sitting):
        gaps.append(slot.first - now)
        now = slot.last
    return gaps


def _faults(c: Conference, sitting: Sitting) -> tuple[Violation, ...]:
    """What rules take for granted, and a sitting in a block with slots, or one that it hardly fits, may lack."""
    found, name = [], c.name(sitting.subforum)
    block = c.block_at(sitting.first)
    last = max([sitting.last, *(t.last for t in sitting.talks)])
    if block and last > block.last:
        sentence = f"{name} would run past the end of {c.name(block.id)}, by {last - block.last} minutes."
        found.append(Violation(structure.ID, last - block.last, (sitting.subforum,), sentence))
    for slot in sitting.talks if block and block.slots else ():
        if not c.may_begin(slot.first):
            sentence = f"'{c.name(slot.talk)}' would begin at {slot.start:%H:%M}, where no slot of its block begins."
            found.append(Violation(structure.ID, 1, (slot.talk,), sentence))
    return tuple(found)


class _Sittings:
    """The sittings of one subforum, at other places."""

    def __init__(self, conference: Conference, agenda: Agenda, subforum: Subforum, where: Where = lambda *_: True) -> None:
        self.c, self.agenda, self.subforum, self.where = conference, agenda, subforum, where
        self.fills = subforum.sitting_fills == "block"
        self._moved: dict[tuple[str, int], Sitting] = {}
        self.only = frozenset({subforum.id})

    def moved(self, sitting: Sitting) -> Iterator[Trial]:
        """One sitting with all that is in it."""
        for block, room, start in self.spots_of(sitting):
            yield self._trial(self.at(sitting, block, room, start))

    def spots_of(self, sitting: Sitting) -> Iterator[tuple[Block, str, int]]:
        """Where one of its sittings could start."""
        others = [s for s in self.agenda.sittings_of[self.subforum.id] if s.id != sitting.id]
        return self.spots(sitting.last - sitting.first, others)

    def new(self, talks: Sequence[Talk]) -> Iterator[Trial]:
        """A sitting more, with some talks, one after another."""
        numbers = {s.id for s in self.agenda.sittings}
        id = next(id for id in (f"{self.subforum.id}/{n}" for n in range(1, len(numbers) + 2)) if id not in numbers)
        minutes = sum(t.minutes for t in talks)
        for block, room, start in self.spots(minutes, self.agenda.sittings_of.get(self.subforum.id, ())):
            slots = _laid(self.c, block, [_new_slot(self.c, t, start) for t in _in_order(talks)], [0] * len(talks), start)
            span = (block.first, block.last) if self.fills else (start, max(start + minutes, slots[-1].last))
            held = Sitting(id=id, subforum=self.subforum.id, room=room, talks=tuple(slots), **_times(self.c, span[0], span[1] - span[0]))
            yield self._trial(held)

    def at(self, sitting: Sitting, block: Block, room: str, start: int) -> Sitting:
        """A sitting elsewhere; its talks have the same order and gaps, if they fit in so. Those of one start are the same in all rooms."""
        key = sitting.id, start
        if key not in self._moved:
            self._moved[key] = self._at(sitting, block, start)
        return self._moved[key].replaced(room=room)

    def _at(self, sitting: Sitting, block: Block, start: int) -> Sitting:
        if start == sitting.first:
            return sitting
        slots = [_at(self.c, s, s.first + start - sitting.first) for s in _ordered(sitting)]
        if block.slots and not all(self.c.may_begin(s.first) for s in slots):
            slots = _laid(self.c, block, slots, _gaps(sitting), start)
        if self.fills and slots and slots[-1].last > block.last:
            slots = _laid(self.c, block, slots, [0] * len(slots), start)
        length = block.last - block.first if self.fills else sitting.last - sitting.first
        last = max([start + length, *(s.last for s in slots[-1:] if block.slots)])
        return sitting.replaced(talks=tuple(slots), **_times(self.c, start, last - start))

    def _trial(self, sitting: Sitting) -> Trial:
        place = _place(self.c, (sitting.room,), sitting, sitting.id)
        return Trial(place, _with(self.agenda, sitting), self.only, _faults(self.c, sitting), (sitting.id, sitting.first))

    def spots(self, minutes: int, others: Sequence[Sitting]) -> Iterator[tuple[Block, str, int]]:
        """Blocks, rooms and starts for a sitting of so many minutes beside the others of its subforum."""
        for block in self.c.blocks:
            beside = [s for s in others if block.first <= s.first < block.last] if self.subforum.by_block else []
            if len(beside) >= self.subforum.at_once:
                continue
            starts = range(block.first, block.first + 1) if self.fills else _starts(self.c, block.first, block.last, minutes)
            for room in (r.id for r in self.c.rooms):
                if all(s.room != room for s in beside):
                    yield from ((block, room, start) for start in starts if self.where(room, start))


def _in_order(talks: Sequence[Talk]) -> list[Talk]:
    """Talks in an order that their positions ask for, as far as that is simple."""
    order = {"first": 0, "last": 2}
    return sorted(talks, key=lambda t: (t.position, 0) if isinstance(t.position, int) else (order.get(t.position or "", 1) * 10_000, 0))


class _Talks:
    """One talk, at other places in its sitting, in other sittings of its subforum, or in a new one."""

    def __init__(self, conference: Conference, agenda: Agenda, talk: Talk) -> None:
        self.c, self.agenda, self.talk, self.subforum = conference, agenda, talk, conference.owner[talk.id]
        self.forum = _Sittings(conference, agenda, self.subforum)
        self.only = frozenset({self.subforum.id})
        standing = agenda.slots.get(talk.id)
        self.mine = standing[0] if standing else _new_slot(conference, talk, conference.blocks[0].first)
        self.home = standing[1] if standing else None

    def everywhere(self) -> Iterator[Trial]:
        """Every place, those in its own sitting first."""
        sittings = self.agenda.sittings_of.get(self.subforum.id, ())
        if self.home:
            yield self._trial(self.agenda, self.home)
            for other in (*self._among(self._left(self.home)[0]), *self._reordered(self.home)):
                yield self._trial(_with(self.agenda, other), other)
        for sitting in sittings:
            if not self.home or sitting.id != self.home.id:
                for other in (*self._among(sitting), *self._inserted(sitting)):
                    for rest in self._rests():
                        yield self._trial(_with(rest, other), other)
        if self.subforum.most_sittings is None or len(sittings) - self._vanishes() < self.subforum.most_sittings:
            for rest in self._rests():
                for trial in _Sittings(self.c, rest, self.subforum).new([self.talk]):
                    sitting = next(s for s in trial.agenda.sittings if s.id == trial.place.sitting)
                    slots = tuple(_at(self.c, self.mine, slot.first) for slot in sitting.talks)
                    yield self._trial(_with(trial.agenda, sitting.replaced(talks=slots)), sitting.replaced(talks=slots))

    def _trial(self, agenda: Agenda, sitting: Sitting) -> Trial:
        slot = next(s for s in sitting.talks if s.talk == self.talk.id)
        return Trial(_place(self.c, (sitting.room,), slot, sitting.id), agenda, self.only, _faults(self.c, sitting))

    def _vanishes(self) -> bool:
        """Whether its own sitting has nothing but it."""
        return bool(self.home and len(self.home.talks) == 1 and not self.subforum.empty_sittings)

    def _rests(self) -> Iterator[Agenda]:
        """The agenda without the talk: with a gap in its sitting, or closed from one side or the other."""
        if not self.home:
            yield self.agenda
        elif self._vanishes():
            yield self.agenda.replaced(sittings=tuple(s for s in self.agenda.sittings if s.id != self.home.id))
        else:
            for sitting in self._left(self.home):
                yield self.agenda.replaced(sittings=tuple(sitting if s.id == sitting.id else s for s in self.agenda.sittings))

    def _left(self, home: Sitting) -> list[Sitting]:
        """What is left of its sitting without it; the first has all other talks where they are."""
        slots = [s for s in _ordered(home) if s.talk != self.talk.id]
        found = [self._hull(home, slots, home)]
        if not self.forum.fills:
            for shift in (-1, 1):
                closed = [_at(self.c, s, s.first + shift * self.talk.minutes) if self._gives_way(s, shift) else s for s in slots]
                sitting = self._hull(home, closed, home)
                if all(_spans(sitting) != _spans(s) for s in found) and not _faults(self.c, sitting):
                    found.append(sitting)
        return found

    def _gives_way(self, slot: TalkSlot, shift: int) -> bool:
        return slot.first > self.mine.first if shift < 0 else slot.first < self.mine.first

    def _hull(self, sitting: Sitting, slots: Sequence[TalkSlot], before: Sitting) -> Sitting:
        """A sitting with these talks that begins and ends with them, where it did so before; one that fills its block does anyway."""
        if self.forum.fills or not slots:
            return sitting.replaced(talks=tuple(slots))
        first, last = min(s.first for s in slots), max(s.last for s in slots)
        if before.talks:
            first = first if before.first == min(s.first for s in before.talks) else min(first, before.first)
            last = last if before.last == max(s.last for s in before.talks) else max(last, before.last)
        return sitting.replaced(talks=tuple(slots), **_times(self.c, first, last - first))

    def _among(self, sitting: Sitting) -> Iterator[Sitting]:
        """The sitting with the talk wherever its other talks leave room, also before and after them."""
        block = self.c.block_at(sitting.first)
        others = _ordered(sitting)
        before = self.home if self.home and self.home.id == sitting.id else sitting
        for start in _starts(self.c, block.first, block.last, self.talk.minutes) if block else ():
            if self.c.may_begin(start) and all(s.last <= start or start + self.talk.minutes <= s.first for s in others):
                slots = sorted([*others, _at(self.c, self.mine, start)], key=lambda s: s.first)
                yield self._hull(sitting, slots, before)

    def _reordered(self, home: Sitting) -> Iterator[Sitting]:
        """Its own sitting with the talk at another position, the others in their order, the gaps where they are."""
        block, others = self.c.block_at(home.first), [s for s in _ordered(home) if s.talk != self.talk.id]
        if not block:
            return
        for position in range(len(others) + 1):
            order = [*others[:position], self.mine, *others[position:]]
            if [s.talk for s in order] != [s.talk for s in _ordered(home)]:
                slots = _laid(self.c, block, order, _gaps(home), home.first)
                if slots[-1].last <= block.last:
                    yield home.replaced(talks=tuple(slots)) if slots[-1].last <= home.last else self._hull(home, slots, home)

    def _inserted(self, sitting: Sitting) -> Iterator[Sitting]:
        """Another sitting with the talk among its own, which give way to one side."""
        block, others, gaps = self.c.block_at(sitting.first), _ordered(sitting), _gaps(sitting)
        if not block:
            return
        for position in range(len(others) + 1):
            order = [*others[:position], self.mine, *others[position:]]
            spaced = [*gaps[: position + 1], 0, *gaps[position + 1 :]][: len(order)]
            spaced += [0] * (len(order) - len(spaced))
            for begin in (sitting.first,) if self.forum.fills else (sitting.first, sitting.first - self.talk.minutes):
                slots = _laid(self.c, block, order, spaced, begin)
                if block.first <= slots[0].first and slots[-1].last <= block.last:
                    yield self._hull(sitting, slots, sitting)


def _fixture(c: Conference, agenda: Agenda, fixture: Fixture, where: Where) -> Iterator[Trial]:
    """A fixture at every start in its windows, in each of its rooms, if it holds one."""
    seen: set[tuple[int, tuple[str, ...]]] = set()
    others = tuple(f for f in agenda.fixtures if f.fixture != fixture.id)
    for first, last in fixture.spans:
        for start in (first,) if fixture.start else _starts(c, first, last, fixture.length):
            for rooms in [fixture.rooms] if fixture.holds == "all" else [(r,) for r in fixture.rooms]:
                if (start, rooms) not in seen and any(where(room, start) for room in rooms or ("",)):
                    seen.add((start, rooms))
                    placed = PlacedFixture(fixture=fixture.id, rooms=rooms, **_times(c, start, fixture.length))
                    trial = _told(agenda.replaced(fixtures=(*others, placed)))
                    yield Trial(_place(c, rooms, placed), trial, frozenset({fixture.id}))


def _exchanged_sittings(c: Conference, agenda: Agenda, mine: Sitting, other: Sitting) -> Trial:
    """Two sittings that take each other's room and start; one that would run past the end of the block starts earlier."""
    changed = []
    for sitting, there in ((mine, other), (other, mine)):
        block = c.block_at(there.first)
        assert block
        start = block.first if c.subforum(sitting.subforum).sitting_fills == "block" else there.first
        start = max(min(start, block.last - (sitting.last - sitting.first)), block.first)
        changed.append(_Sittings(c, agenda, c.subforum(sitting.subforum)).at(sitting, block, there.room, start))
    faults = tuple(f for s in changed for f in (*_faults(c, s), *_crowded(c, agenda, s)))
    place = _place(c, (changed[0].room,), changed[0], mine.id, other.id if len(agenda.sittings_of[other.subforum]) > 1 else other.subforum)
    return Trial(place, _with(agenda, *changed), frozenset({mine.subforum, other.subforum}), faults)


def _crowded(c: Conference, agenda: Agenda, sitting: Sitting) -> Iterator[Violation]:
    """More sittings of a subforum in one block than it may have there, or two of them in one room."""
    subforum, block = c.subforum(sitting.subforum), c.block_at(sitting.first)
    if not subforum.by_block or not block:
        return
    there = [s for s in agenda.sittings_of[subforum.id] if s.id != sitting.id and block.first <= s.first < block.last]
    if len(there) >= subforum.at_once or any(s.room == sitting.room for s in there):
        sentence = f"{c.name(subforum.id)} would have more sittings in {c.name(block.id)} than it may, or two in one room."
        yield Violation(structure.ID, 1, (subforum.id,), sentence)


def _exchanged_talks(c: Conference, agenda: Agenda, item: str, other: str) -> Trial:
    """Two talks of a subforum that take each other's position; those between them give way where lengths differ."""
    ids = {item: other, other: item}
    slots = {id: agenda.slots[id][0] for id in ids}
    changed = []
    for sitting in {agenda.slots[id][1].id: agenda.slots[id][1] for id in ids}.values():
        block = c.block_at(sitting.first)
        assert block
        order = [slots[ids[s.talk]] if s.talk in ids else s for s in _ordered(sitting)]
        laid = _laid(c, block, order, _gaps(sitting), sitting.first)
        spare = sitting.last - max(s.last for s in sitting.talks)
        last = sitting.last if c.subforum(sitting.subforum).sitting_fills == "block" else laid[-1].last + spare
        changed.append(sitting.replaced(talks=tuple(laid), **_times(c, sitting.first, last - sitting.first)))
    new = _with(agenda, *changed)
    slot, sitting = new.slots[item]
    faults = tuple(f for s in changed for f in _faults(c, s))
    return Trial(_place(c, (sitting.room,), slot, sitting.id, other), new, frozenset({sitting.subforum}), faults)
