"""The decision variables of an agenda, asked in domain words.

Times are *ticks*: steps of the conference's grid since `Variables.origin`. What the variables
guarantee by themselves stands in `structure.py`; beyond that no domain is cut on a rule's
account, except in the modes below, which only say beforehand what hard rules demand anyway:

loose    fixtures that have their times may be left out, too, for a draft
whole    every talk and every fixture is placed
tight    sittings have no gaps, so that a lone sitting's length is known
classes  rooms that nothing tells apart are one room class with a count
gathered sittings of a subforum that fill one block are one sitting in several rooms: every agenda
         can still be expressed, and costs as much or less, for what stands in which of these rooms
         is not told apart
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING

from constraints.alike import room_classes
from instances.conference import Block, Conference, Fixture, Room, Seat, Subforum, Talk

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntervalVar, IntVar, LinearExpr
    from ortools.sat.python.cp_model_helper import Literal as Literal

    from constraints.rule import Held

    Expression = LinearExpr | int

SLOTS = 12
"""Ticks of a block up to which each has a literal for each talk that may begin there."""

Blocks = dict[str, "BlockTicks"]
Span = tuple["Expression", "Expression"]


@dataclass(frozen=True, eq=False)
class BlockTicks:
    """A block on the grid."""

    id: str
    first: int
    last: int
    begins: tuple[int, ...] = ()
    """Where its slots begin; empty where a talk may begin anywhere."""

    def starts(self, size: int) -> list[int]:
        """The ticks at which a talk of a size may begin."""
        return [tick for tick in self.begins or range(self.first, self.last) if tick <= self.last - size]


@dataclass(frozen=True, eq=False)
class RoomClass:
    """Rooms that nothing tells apart; `room` stands for all of them."""

    room: Room
    rooms: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the room that stands for the class."""
        return self.room.id


@dataclass(frozen=True, eq=False)
class Sitting:
    """Variables of one sitting: whether it is held, from when to when, in which block and room."""

    id: str
    subforum: Subforum
    held: IntVar
    start: Expression
    end: Expression
    least: int
    fixed: bool
    at: dict[tuple[str, str], IntVar]
    in_block: dict[str, IntVar]
    in_room: dict[str, IntVar]
    gathered: bool = False

    @property
    def rooms(self) -> Expression:
        """In how many rooms it stands: in one, unless it is gathered."""
        return sum(self.in_room.values()) if self.gathered else self.held

    def count_in(self, block: str) -> Expression:
        """How many sittings stand in a block for it."""
        return self.rooms if self.gathered and self.in_block[block] is self.held else self.in_block[block]

    @property
    def present(self) -> IntVar:
        """Whether it is held."""
        return self.held

    @cached_property
    def only_block(self) -> str | None:
        """The one block in which it may stand, for a sitting that is made for a block."""
        return next((b for b, l in self.in_block.items() if l is self.held), None)

    @property
    def fills_block(self) -> bool:
        """Whether it lasts for the whole of its block, so that its times are known."""
        return self.subforum.sitting_fills == "block"

    @property
    def owner(self) -> str:
        """The id of its subforum."""
        return self.subforum.id

    @property
    def turnover(self) -> int:
        """Minutes for which its room is held after it."""
        return self.subforum.turnover

    @property
    def span(self) -> Span:
        """Its start and end."""
        return self.start, self.end


@dataclass(frozen=True, eq=False)
class Place:
    """Variables of one talk or fixture: whether and when it stands, and in which block or room.

    The blocks of a fixture are its own windows.
    """

    id: str
    item: Talk | Fixture
    placed: IntVar
    size: int
    make_start: Callable[[], Expression]
    make_in_room: Callable[[], dict[str, IntVar]]
    hosts: dict[str, IntVar] = field(default_factory=dict)
    in_block: dict[str, IntVar] = field(default_factory=dict)
    blocks: dict[str, BlockTicks] = field(default_factory=dict)

    @cached_property
    def start(self) -> Expression:
        """Its first tick; made when asked for."""
        return self.make_start()

    @cached_property
    def in_room(self) -> dict[str, IntVar]:
        """Literals by room; made when asked for."""
        return self.make_in_room()

    def count_in(self, block: str) -> Expression:
        """Whether it stands in a block."""
        return self.in_block[block]

    @property
    def present(self) -> IntVar:
        """Whether it is placed."""
        return self.placed

    @property
    def rooms(self) -> Expression:
        """In how many rooms a talk stands."""
        return self.placed

    @property
    def owner(self) -> str:
        """Its own id."""
        return self.id

    @property
    def turnover(self) -> int:
        """Minutes for which a fixture's room is held after it."""
        return self.item.turnover if isinstance(self.item, Fixture) else 0

    @property
    def end(self) -> Expression:
        """The tick after its last."""
        return self.start + self.size

    @property
    def span(self) -> Span:
        """Its start and end."""
        return self.start, self.end


@dataclass(frozen=True, eq=False)
class Appearance:
    """A person on a talk or fixture, if `literal` holds; `seat` is theirs, if it is one."""

    place: Place
    literal: IntVar
    seat: str = ""


class Variables:
    """All variables of a conference in one model."""

    def __init__(
        self,
        conference: Conference,
        model: CpModel,
        *,
        whole: bool = False,
        tight: bool = False,
        classes: bool = False,
        loose: bool = False,
        gathered: bool = False,
    ) -> None:
        self.conference, self.model = conference, model
        self.whole, self.tight, self.loose = whole, tight, loose
        self.gathered = gathered
        self.grid = conference.grid
        anchor = min(b.first for b in conference.blocks)
        earliest = min([anchor, *(a for f in conference.fixtures for a, _ in f.spans)])
        self.origin = anchor - -(-(anchor - earliest) // self.grid) * self.grid
        self.true, self.false = model.new_constant(1), model.new_constant(0)
        self._starts_of: dict[str, dict[str, IntVar]] = {}
        self._numbers_of: dict[str, dict[str, IntVar]] = {}
        self._begins: dict[str, list[tuple[int, IntVar]]] = {}
        self.blocks = {b.id: self._block(b) for b in sorted(conference.blocks, key=lambda b: b.first)}
        self.rooms = {r.id: RoomClass(r, ids) for r, ids in room_classes(conference, merge=classes)}
        self.sittings = {s.id: s for f in sorted(conference.subforums, key=lambda f: f.id) for s in self._sittings(f)}
        self.sittings_of = {f.id: [s for s in self.sittings.values() if s.subforum is f] for f in conference.subforums}
        self.talks = {t.id: self._talk(f, t) for f in sorted(conference.subforums, key=lambda f: f.id) for t in f.talks}
        self.fills = {seat.id: self._seat(seat, t) for t in self.talks.values() if isinstance(t.item, Talk) for seat in t.item.seats}
        self.fixtures = {f.id: self._fixture(f) for f in sorted(conference.fixtures, key=lambda f: f.id)}
        for subforum in conference.subforums:
            self._tie(subforum)
        self._parallel: dict[tuple[str, str], IntVar] = {}
        self._before: dict[tuple[str, str], IntVar] = {}
        self._by_start: dict[tuple[str, tuple[int, ...]], Expression] = {}
        self._in_building: dict[tuple[str, str], Literal] = {}

    # --- time ---

    def tick(self, minute: int) -> int:
        """The last tick not after a minute."""
        return (minute - self.origin) // self.grid

    def ticks(self, minutes: int) -> int:
        """The least number of ticks that holds so many minutes."""
        return -(-minutes // self.grid)

    def minute(self, tick: int) -> int:
        """The minute at which a tick begins."""
        return self.origin + tick * self.grid

    @cached_property
    def last(self) -> int:
        """The tick after which nothing stands."""
        return max(b.last for blocks in (self.blocks, *(f.blocks for f in self.fixtures.values())) for b in blocks.values())

    # --- making the variables ---

    def _block(self, block: Block) -> BlockTicks:
        first, last = self.tick(block.first), self.tick(block.last)
        begins = tuple(map(self.tick, block.begins))
        return BlockTicks(block.id, first, last, begins if begins != tuple(range(first, last)) else ())

    def _bool(self, name: str) -> IntVar:
        return self.model.new_bool_var(name)

    def _starts(self, blocks: Iterable[BlockTicks], size: int, name: str) -> IntVar:
        """A start such that `size` ticks end inside one of the blocks; free where they fit none."""
        from ortools.util.python.sorted_interval_list import Domain

        fitting = [[b.first, b.last - size] for b in blocks if b.last - b.first >= size]
        return self.model.new_int_var_from_domain(Domain.from_intervals(fitting or [[0, 0]]), name)

    def _talk_starts(self, talk: Place) -> IntVar:
        """A start inside one of the blocks, where one of its slots begins; free where there is none."""
        from ortools.util.python.sorted_interval_list import Domain

        if not any(b.begins for b in self.blocks.values()):
            return self._starts(self.blocks.values(), talk.size, f"{talk.id} start")
        ticks = [tick for block in self.blocks.values() for tick in block.starts(talk.size)]
        return self.model.new_int_var_from_domain(Domain.from_values(ticks or [0]), f"{talk.id} start")

    def _sittings(self, subforum: Subforum) -> Iterator[Sitting]:
        if subforum.by_block:
            for block in self.blocks.values():
                yield from self._sittings_in(subforum, block)
            return
        for number in range(1, (subforum.most_sittings or 1) + 1):
            yield self._numbered(subforum, f"{subforum.id}/{number}")

    def _numbered(self, subforum: Subforum, id: str) -> Sitting:
        """A sitting in any block."""
        minutes = [t.minutes // self.grid for t in subforum.talks]
        total, lone = sum(minutes), subforum.lone
        least = total if lone and self.whole else 1 if subforum.empty_sittings else min(minutes)
        fixed = lone and self.whole and self.tight
        held = self.true if self.whole and lone else self._bool(f"{id} held")
        start = self._starts(self.blocks.values(), least, f"{id} start")
        end: Expression = start + total if fixed else self.model.new_int_var(0, max(b.last for b in self.blocks.values()), f"{id} end")
        at = {(b, r): self._bool(f"{id} in {b}, {r}") for b in self.blocks for r in self.rooms}
        in_block = {b: self._bool(f"{id} in {b}") for b in self.blocks}
        in_room = {r: self._bool(f"{id} in {r}") for r in self.rooms}
        for b, block in self.blocks.items():
            self.model.add(sum(at[b, r] for r in self.rooms) == in_block[b])
            if block.last - block.first < least:
                self.model.add(in_block[b] == 0)
                continue
            self.model.add(start >= block.first).only_enforce_if(in_block[b])
            self.model.add(end <= block.last).only_enforce_if(in_block[b])
        for r in self.rooms:
            self.model.add(sum(at[b, r] for b in self.blocks) == in_room[r])
        self.model.add(sum(in_block.values()) == held)
        return Sitting(id, subforum, held, start, end, least, fixed, at, in_block, in_room)

    def _sittings_in(self, subforum: Subforum, block: BlockTicks) -> Iterator[Sitting]:
        """The sittings that a subforum may have in a block, in rooms of rising order."""
        if self.gathered and subforum.spreads:
            yield self._sitting_in(subforum, block, f"{subforum.id}/{block.id}", subforum.at_once)
            return
        given = [r.id for r in self.conference.rooms]
        order = {r: given.index(r) for r in self.rooms}
        rising = int(all(len(c.rooms) == 1 for c in self.rooms.values()))
        before: Sitting | None = None
        for number in range(1, subforum.at_once + 1):
            sitting = self._sitting_in(subforum, block, f"{subforum.id}/{block.id}/{number}")
            if before:
                self.model.add_implication(sitting.held, before.held)
                places = [sum(order[r] * l for r, l in s.in_room.items()) for s in (before, sitting)]
                self.model.add(places[0] + rising <= places[1]).only_enforce_if(sitting.held)
            yield sitting
            before = sitting

    def _sitting_in(self, subforum: Subforum, block: BlockTicks, id: str, rooms: int = 1) -> Sitting:
        fills, held = subforum.sitting_fills == "block", self._bool(f"{id} held")
        least = block.last - block.first if fills else 1 if subforum.empty_sittings else min(t.minutes for t in subforum.talks) // self.grid
        start: Expression = block.first
        end: Expression = block.last
        if not fills:
            start = self._starts([block], least, f"{id} start")
            end = self.model.new_int_var(block.first, block.last, f"{id} end")
        if block.last - block.first < least:
            self.model.add(held == 0)
        at = {(block.id, r): self._bool(f"{id} in {r}") for r in self.rooms}
        if rooms > 1:
            self.model.add(sum(at.values()) >= held)
            self.model.add(sum(at.values()) <= rooms * held)
        else:
            self.model.add(sum(at.values()) == held)
        in_block = {b: held if b == block.id else self.false for b in self.blocks}
        return Sitting(id, subforum, held, start, end, least, fills, at, in_block, {r: l for (_, r), l in at.items()}, rooms > 1)

    def _talk(self, subforum: Subforum, talk: Talk) -> Place:
        sittings, size = self.sittings_of[subforum.id], talk.minutes // self.grid
        start = partial(self._start_of, subforum, talk.id)
        if subforum.lone and self.whole:
            only = sittings[0]
            return Place(talk.id, talk, self.true, size, start, lambda: only.in_room, {only.id: self.true}, only.in_block, self.blocks)
        placed = self.true if self.whole else self._bool(f"{talk.id} placed")
        hosts = {s.id: self._bool(f"{talk.id} in {s.id}") for s in sittings}
        self.model.add(sum(hosts.values()) == placed)
        if subforum.by_block:
            in_block = {b: self._any([hosts[s.id] for s in sittings if s.in_block[b] is s.held]) for b in self.blocks}
        else:
            in_block = self._inherited(talk.id, placed, hosts, {s.id: s.in_block for s in sittings})
        in_room = partial(self._inherited, talk.id, placed, hosts, {s.id: s.in_room for s in sittings}, any(s.gathered for s in sittings))
        return Place(talk.id, talk, placed, size, start, in_room, hosts, in_block, self.blocks)

    def _any(self, literals: Sequence[IntVar]) -> IntVar:
        """A literal for one of several of which at most one holds."""
        if len(literals) == 1:
            return literals[0]
        one = self._bool("")
        self.model.add(sum(literals) == one)
        return one

    def _inherited(
        self, talk: str, placed: IntVar, hosts: dict[str, IntVar], theirs: dict[str, dict[str, IntVar]], several: bool = False
    ) -> dict[str, IntVar]:
        """Literals of a talk for the block or room of the sitting that hosts it, or for one of several."""
        keys = list(next(iter(theirs.values())))
        mine = {key: self._bool(f"{talk} in {key}") for key in keys}
        self.model.add(sum(mine.values()) == placed)
        for sitting, place in theirs.items():
            for key in keys:
                if place[key] is not self.false:
                    inner, outer = (mine[key], place[key]) if several else (place[key], mine[key])
                    self.model.add_implication(inner, outer).only_enforce_if(hosts[sitting])
        return mine

    def _seat(self, seat: Seat, talk: Place) -> dict[str, IntVar]:
        fills = {person: self._bool(f"{person} on {seat.id}") for person in sorted(set(seat.candidates))}
        self.model.add(sum(fills.values()) <= talk.placed)
        return fills

    def _fixture(self, fixture: Fixture) -> Place:
        size = self.ticks(fixture.length)
        rooms = (
            dict.fromkeys(fixture.rooms, self.true)
            if fixture.holds == "all"
            else {r: self._bool(f"{fixture.id} in {r}") for r in fixture.rooms}
        )
        spans = [(-(-(a - self.origin) // self.grid), (b - self.origin) // self.grid) for a, b in fixture.spans]
        windows = {f"{fixture.id}#{i}": BlockTicks(f"{fixture.id}#{i}", a, b) for i, (a, b) in enumerate(spans) if b - a >= size}
        placed = self.true if (fixture.start and not self.loose) or (self.whole and windows) else self._bool(f"{fixture.id} placed")
        start = self._starts(windows.values(), size, f"{fixture.id} start")
        in_block = {w: self.true if len(windows) == 1 and placed is self.true else self._bool(f"{fixture.id} in {w}") for w in windows}
        self.model.add(sum(in_block.values()) == placed)
        for w, window in windows.items():
            self.model.add(start >= window.first).only_enforce_if(in_block[w])
            self.model.add(start <= window.last - size).only_enforce_if(in_block[w])
        if fixture.holds == "one":
            self.model.add(sum(rooms.values()) == placed)
        return Place(fixture.id, fixture, placed, size, lambda: start, lambda: rooms, {}, in_block, windows)

    def _tie(self, subforum: Subforum) -> None:
        """Talks stand inside their sitting, one at a time; a sitting is held by a talk, unless it may be empty."""
        sittings, talks = self.sittings_of[subforum.id], [self.talks[t.id] for t in subforum.talks]
        for sitting in sittings:
            if sitting.held is self.true:
                continue
            hosts = [t.hosts[sitting.id] for t in talks]
            for host in hosts:
                self.model.add_implication(host, sitting.held)
            if not subforum.empty_sittings:
                self.model.add_bool_or([*hosts, ~sitting.held])
            held = sum(t.size * t.hosts[sitting.id] for t in talks)
            if sitting.fixed:
                self.model.add(held <= sitting.least * sitting.rooms)
                if sitting.gathered:
                    long = [t.hosts[sitting.id] for t in talks if 2 * t.size > sitting.least]
                    self.model.add(sum(long) <= sitting.rooms)
            else:
                self.model.add(held <= sitting.end - sitting.start).only_enforce_if(sitting.held)
        if subforum.lone or any(b.begins for b in self.blocks.values()):
            self._order(subforum)
        if subforum.by_block:
            if subforum.most_sittings:
                self.model.add(sum(s.rooms for s in sittings) <= subforum.most_sittings)
            return
        for earlier, later in pairwise(sittings):  # sittings are numbered in time
            self.model.add_implication(later.held, earlier.held)
            self.model.add(earlier.start <= later.start).only_enforce_if(later.held)

    def _start_of(self, subforum: Subforum, talk: str) -> IntVar:
        return self._order(subforum)[talk]

    def _order(self, subforum: Subforum) -> dict[str, IntVar]:
        """Starts of the talks of a subforum. Where it has several sittings, they are made when a rule asks for one."""
        if subforum.id in self._starts_of:
            return self._starts_of[subforum.id]
        talks = [self.talks[t.id] for t in subforum.talks]
        starts = {t.id: self._talk_starts(t) for t in talks}
        slotted = subforum.sitting_fills == "block" and all(b.last - b.first <= SLOTS for b in self.blocks.values())
        for sitting in self.sittings_of[subforum.id]:
            if slotted:
                self._fill_slots(sitting, talks)
                continue
            intervals = []
            for talk in talks:
                start, host = starts[talk.id], talk.hosts[sitting.id]
                self.model.add(start >= sitting.start).only_enforce_if(host)
                self.model.add(start + talk.size <= sitting.end).only_enforce_if(host)
                intervals.append(self.model.new_optional_fixed_size_interval_var(start, talk.size, host, f"{talk.id} {sitting.id}"))
            if sitting.gathered:
                self.model.add_cumulative(intervals, [1] * len(intervals), sitting.rooms)
            else:
                self.model.add_no_overlap(intervals)
        for talk in talks if slotted else ():
            first = sum(tick * literal for tick, literal in self._begins[talk.id])
            self.model.add(starts[talk.id] == first).only_enforce_if(talk.placed)
        self._starts_of[subforum.id] = starts
        if subforum.id in self._numbers_of:
            self._number_by_start(subforum)
        return starts

    def _fill_slots(self, sitting: Sitting, talks: Sequence[Place]) -> None:
        """A literal for each tick at which each talk may begin in a sitting that fills a short block."""
        block = next(b for id, b in self.blocks.items() if sitting.in_block[id] is not self.false)
        covers: dict[int, list[IntVar]] = {tick: [] for tick in range(block.first, block.last)}
        for talk in talks:
            begins = {tick: self._bool(f"{talk.id} at {tick} in {sitting.id}") for tick in block.starts(talk.size)}
            self.model.add(sum(begins.values()) == talk.hosts[sitting.id])
            self._begins.setdefault(talk.id, []).extend(begins.items())
            for tick, literal in begins.items():
                for covered in range(tick, tick + talk.size):
                    covers[covered].append(literal)
        for literals in covers.values():
            if sitting.gathered:
                self.model.add(sum(literals) <= sitting.rooms)
            else:
                self.model.add_at_most_one(literals)

    def ordered(self, subforum: Subforum) -> bool:
        """Whether the talks of a subforum have starts; where not, only their numbers can tell an order from another."""
        return subforum.id in self._starts_of

    def numbers(self, subforum: Subforum) -> dict[str, IntVar]:
        """The places of the talks with a number in the sequence of their subforum's talks, from 1 on.

        The sequence goes through the sittings in their order. Made when asked for: where the talks
        have no starts, each sitting has its talks in whatever order gives them these places.
        """
        if subforum.id not in self._numbers_of:
            talks = [self.talks[t.id] for t in subforum.talks]
            numbers = {t.id: self.model.new_int_var(1, len(talks), f"{t.id} number") for t in subforum.talks if isinstance(t.position, int)}
            self.model.add_all_different(list(numbers.values()))
            before: Expression = 0
            for sitting in self.sittings_of[subforum.id]:
                upto = before + sum(t.hosts[sitting.id] for t in talks)
                for id, number in numbers.items():
                    self.model.add(number >= before + 1).only_enforce_if(self.talks[id].hosts[sitting.id])
                    self.model.add(number <= upto).only_enforce_if(self.talks[id].hosts[sitting.id])
                before = upto
            self._numbers_of[subforum.id] = numbers
            if self.ordered(subforum):
                self._number_by_start(subforum)
        return self._numbers_of[subforum.id]

    def numbers_made(self, subforum: Subforum) -> dict[str, IntVar]:
        """The same, or nothing where nobody has asked for them."""
        return self._numbers_of.get(subforum.id, {})

    def _number_by_start(self, subforum: Subforum) -> None:
        """A talk's number is one more than that of the talks before it, by their starts, if these tell."""
        if self.gathered and subforum.spreads:
            return
        talks = [self.talks[t.id] for t in subforum.talks]
        for id, number in self._numbers_of[subforum.id].items():
            mine, before = self.talks[id], [self._bool(f"{t.id} before {id}") for t in talks]
            done: Expression = 0
            for sitting in self.sittings_of[subforum.id]:
                here = mine.hosts[sitting.id]
                for talk, earlier in zip(talks, before, strict=True):
                    there = talk.hosts[sitting.id]
                    self.model.add_implication(here, there).only_enforce_if(earlier)
                    self.model.add(talk.start < mine.start).only_enforce_if([here, there, earlier])
                    self.model.add(talk.start >= mine.start).only_enforce_if([here, there, ~earlier])
                self.model.add(number == done + 1 + sum(before)).only_enforce_if(here)
                done = done + sum(t.hosts[sitting.id] for t in talks)

    # --- what rules ask ---

    def places(self, item: str) -> Sequence[Sitting | Place]:
        """The sittings of a subforum, or the one place of a talk or fixture."""
        return self.sittings_of.get(item) or [self.talks.get(item) or self.fixtures[item]]

    @cached_property
    def holders(self) -> list[Sitting | Place]:
        """What holds rooms: the sittings, and then the fixtures."""
        return [*self.sittings.values(), *self.fixtures.values()]

    @cached_property
    def appearances(self) -> dict[str, list[Appearance]]:
        """Where each speaker appears or might, on talks and then on fixtures."""
        found: dict[str, list[Appearance]] = {s.id: [] for s in sorted(self.conference.speakers, key=lambda s: s.id)}
        for place in (*self.talks.values(), *self.fixtures.values()):
            for person in place.item.speakers:
                found[person].append(Appearance(place, place.placed))
            for seat in place.item.seats if isinstance(place.item, Talk) else ():
                for person, fills in self.fills[seat.id].items():
                    found[person].append(Appearance(place, fills, seat.id))
        return found

    def all_of(self, *literals: Literal) -> Literal:
        """A literal that holds exactly where all of these do."""
        needed = [l for l in dict.fromkeys(literals) if l is not self.true]
        if len(needed) < 2:
            return needed[0] if needed else self.true
        both = self._bool("")
        self.model.add_bool_and(needed).only_enforce_if(both)
        self.model.add_bool_or([both, *(~l for l in needed)])
        return both

    def any_of(self, literals: Sequence[Literal]) -> Literal:
        """A literal that holds exactly where at least one of these does."""
        if not literals:
            return self.false
        return ~self.all_of(*(~l for l in literals)) if len(literals) > 1 else literals[0]

    def holds(self, subforum: str, held: Held) -> Literal:
        """A literal that holds exactly where a subforum has something in a block."""
        if held.talks:
            return self.any_of([self.talks[t].in_block[held.block] for t in held.talks])
        sittings = [s for s in self.sittings_of[subforum] if s.in_block[held.block] is not self.false]
        return self.any_of([s.at[held.block, held.room] if held.room else s.in_block[held.block] for s in sittings])

    def literal(self) -> IntVar:
        """A literal that is bound by what a rule says of it only."""
        return self._bool("")

    def breach(self, *unless: Literal) -> IntVar:
        """A literal that must hold unless one of these does; minimised, it holds only then."""
        broken = self._bool("")
        self.model.add_bool_or([broken, *unless])
        return broken

    def at_least(self, lower: Iterable[tuple[Expression, Sequence[Literal]]], most: int) -> IntVar:
        """A number from 0 to `most` that is at least each expression whose literals all hold."""
        number = self.model.new_int_var(0, most, "")
        for expression, literals in lower:
            self.model.add(number >= expression).only_enforce_if(literals)
        return number

    def follows(self, first: Span, then: Span, gap: Expression = 0) -> IntVar:
        """A literal that may hold only where `then` starts at least `gap` ticks after `first` ends."""
        ordered = self._bool("")
        self.model.add(then[0] >= first[1] + gap).only_enforce_if(ordered)
        return ordered

    def interval(self, place: Place | Sitting, present: Literal, extra: int = 0) -> IntervalVar:
        """The ticks that a sitting, talk or fixture covers, and `extra` after them, where a literal holds."""
        size: Expression = (place.least if isinstance(place, Sitting) else place.size) + extra
        if isinstance(place, Sitting) and not place.fixed:
            size = self.model.new_int_var(extra, max(b.last for b in self.blocks.values()) + extra, "")
        return self.model.new_optional_interval_var(place.start, size, place.end + extra, present, "")

    def overlap(self, one: Span, other: Span, literals: Sequence[Literal], most: int) -> IntVar:
        """Units (of the spans) that two spans have in common where all literals hold, else 0; minimised."""
        number = self.model.new_int_var(0, most, "")
        choices = []
        for start in (one[0], other[0]):
            for end in (one[1], other[1]):
                choice = self._bool("")
                self.model.add(number >= end - start).only_enforce_if(choice)
                choices.append(choice)
        nothing = self._bool("")
        self.model.add_bool_or([*(~l for l in literals), *choices, nothing])
        apart = [self.follows(one, other), self.follows(other, one)]
        self.model.add_bool_or([~nothing, *apart])
        return number

    def talks_overlap(self, one: Place, other: Place) -> Expression:
        """Ticks that two talks have in common where both are placed, else 0; minimised."""
        least = min(one.size, other.size)
        _ = one.start, other.start  # which makes the literals
        if one.id not in self._begins or other.id not in self._begins:
            return self.overlap(one.span, other.span, [one.placed, other.placed], least)
        covers = [self._covers(one), self._covers(other)]
        shared = [tick for tick in covers[0] if tick in covers[1]]
        return sum(self.at_least([(covers[0][tick] + covers[1][tick] - 1, [])], 1) for tick in shared)

    def _covers(self, talk: Place) -> dict[int, Expression]:
        """Whether a talk covers each tick, as an expression."""
        covers: dict[int, Expression] = {}
        for first, literal in self._begins[talk.id]:
            for tick in range(first, first + talk.size):
                covers[tick] = covers.get(tick, 0) + literal
        return covers

    def parallel(self, one: Sitting, other: Sitting) -> IntVar:
        """A literal that holds where two sittings overlap; minimised, only there."""
        key = (min(one.id, other.id), max(one.id, other.id))
        if key not in self._parallel:
            shared = [b for b in self.blocks if one.in_block[b] is not self.false and other.in_block[b] is not self.false]
            together = self._parallel[key] = self._bool(f"{key[0]} parallel to {key[1]}") if shared else self.false
            for b in shared:
                apart = []
                if one.least + other.least <= self.blocks[b].last - self.blocks[b].first:
                    apart = [self.before(one, other), self.before(other, one)]
                self.model.add_bool_or([together, ~one.in_block[b], ~other.in_block[b], *apart])
        return self._parallel[key]

    def before(self, one: Sitting, other: Sitting) -> IntVar:
        """A literal that may hold only where a sitting ends before the other starts."""
        key = (one.id, other.id)
        if key not in self._before:
            self._before[key] = self.follows(one.span, other.span)
        return self._before[key]

    def by_start(self, place: Place | Sitting, value: Callable[[int], int]) -> Expression:
        """The value at the minute at which a talk or a sitting of known length starts; 0 if unplaced.

        One literal for each value in each block, so that a bound sees what a block costs at least.
        """
        if isinstance(place, Sitting):
            return self._encoded(place.id, lambda: place.start, place.least, self.blocks, place.in_block, value)
        return self._encoded(place.id, lambda: place.start, place.size, place.blocks, place.in_block, value)

    def over_minutes(self, place: Place | Sitting, points: Callable[[int], int]) -> Expression:
        """The sum of a value over the minutes of a talk, a fixture or a sitting of known length."""
        size = (place.least if isinstance(place, Sitting) else place.size) * self.grid
        since = self.running(self.blocks if isinstance(place, Sitting) else place.blocks, points)
        return self.by_start(place, lambda minute: since[minute + size] - since[minute])

    def running(self, blocks: Blocks, points: Callable[[int], int]) -> Mapping[int, int]:
        """For each minute of some blocks, the sum of a value over the minutes of them before it.

        Blocks may meet, and windows of a fixture overlap: each minute counts once. Of some blocks of the conference there
        may be others, too. Found once for one function, in whatever model.
        """
        if all(self.blocks.get(id) is block for id, block in blocks.items()):
            blocks = self.blocks
        return _running(tuple((self.minute(b.first), self.minute(b.last)) for b in blocks.values()), points)

    def by_end(self, sitting: Sitting, value: Callable[[int], int]) -> Expression:
        """The value at the minute at which a sitting ends; 0 if it is not held."""
        return self._encoded(f"{sitting.id} end", lambda: sitting.end, 0, self.blocks, sitting.in_block, value)

    def _encoded(
        self, name: str, time: Callable[[], Expression], size: int, blocks: Blocks, in_block: dict[str, IntVar], value: Callable[[int], int]
    ) -> Expression:
        table = {(b, t): value(self.minute(t)) for b, block in blocks.items() for t in range(block.first, block.last - size + 1)}
        key = (name, tuple(table.values()))
        if key not in self._by_start:
            self._by_start[key] = self._encode(time, in_block, table) if any(table.values()) else 0
        return self._by_start[key]

    def _encode(self, time: Callable[[], Expression], in_block: dict[str, IntVar], table: dict[tuple[str, int], int]) -> Expression:
        from ortools.util.python.sorted_interval_list import Domain

        terms: list[LinearExpr] = []
        for b, inside in in_block.items():
            if inside is self.false:
                continue
            ticks: dict[int, list[int]] = {}
            for (block, tick), value in table.items():
                if block == b:
                    ticks.setdefault(value, []).append(tick)
            if len(ticks) == 1:
                terms.append(inside * next(iter(ticks)))
                continue
            literals = []
            for value, where in sorted(ticks.items()):
                literal = self._bool("")
                self.model.add_linear_expression_in_domain(time(), Domain.from_values(where)).only_enforce_if(literal)
                literals.append(literal)
                terms.append(literal * value)
            if literals:
                self.model.add(sum(literals) == inside)
        return sum(terms)

    def avoid_minutes(self, place: Place, literals: Sequence[Literal], bad: Callable[[int], int]) -> None:
        """Where all literals hold, a talk or fixture covers no bad minute."""
        from ortools.util.python.sorted_interval_list import Domain

        since, size = self.running(place.blocks, bad), place.size * self.grid
        ticks = [
            tick
            for block in place.blocks.values()
            for tick in range(block.first, block.last - place.size + 1)
            if since[self.minute(tick) + size] == since[self.minute(tick)]
        ]
        self.model.add_linear_expression_in_domain(place.start, Domain.from_values(ticks)).only_enforce_if(literals)

    def if_true(self, literal: Literal, expression: Expression, most: int) -> Expression:
        """An expression of 0 to `most` where a literal holds, else 0; minimised."""
        if literal is self.true or most == 0 or isinstance(expression, int):
            return expression if literal is self.true else literal * expression if isinstance(expression, int) else 0
        return self.at_least([(expression, [literal])], most)

    def in_building(self, place: Place | Sitting, building: str) -> Literal:
        """A literal for what stands in a building; of many rooms of a fixture, the first counts."""
        key = (place.id, building)
        if key not in self._in_building:
            stands_in = place.in_room if isinstance(place, Sitting) else self.stands_in(place)
            rooms = [l for r, l in stands_in.items() if self.conference.room(r).building == building]
            if len(rooms) == 1:
                self._in_building[key] = rooms[0]
            elif isinstance(place, Sitting) and place.gathered:
                self._in_building[key] = self.any_of(rooms)
            else:
                literal = self._in_building[key] = self._bool(f"{place.id} in building {building}")
                self.model.add(sum(rooms) == literal)
        return self._in_building[key]

    def stands_in(self, place: Place | Sitting) -> dict[str, IntVar]:
        """Literals by room for where the people of a sitting, talk or fixture are."""
        if isinstance(place, Place) and isinstance(place.item, Fixture) and place.item.holds == "all":
            return dict(list(place.in_room.items())[:1])
        return place.in_room


@lru_cache
def _running(spans: tuple[tuple[int, int], ...], points: Callable[[int], int]) -> Mapping[int, int]:
    total, since = 0, {}
    for minute in sorted({m for first, last in spans for m in range(first, last + 1)}):
        since[minute] = total
        total += points(minute)
    return since
