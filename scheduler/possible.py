"""Where a subforum can stand, looked at by itself: quick reckonings by the rules that are hard."""

from __future__ import annotations

from collections.abc import Sequence

from constraints.attendance import Attendance
from constraints.max_talks import MaxTalks
from constraints.profile import rules_of
from constraints.speaker_overlap import SpeakerOverlap
from instances import clock
from instances.conference import Block, Conference, Pin, Prefer, Resource, Room, Subforum, Talk
from scheduler.fitting import Times, sequence

LARGE = 14
"""Talks of a sitting from which on orders are not searched."""


class Possible:
    """Where each subforum with one sitting can stand, looked at by itself."""

    def __init__(self, conference: Conference) -> None:
        self.conference = conference
        rules = rules_of(conference)
        self.hard = {rule.id for rule in rules if rule.hard and not rule.limit}
        self.a_day = next((rule.a_day for rule in rules if isinstance(rule, MaxTalks)), None)
        self.pause = next((rule.pause for rule in rules if isinstance(rule, SpeakerOverlap)), 0) if "speaker_overlap" in self.hard else 0
        hosts = next((rule.hosts for rule in rules if isinstance(rule, Attendance)), False)
        self.attending = {s.id: (*s.chairs, *(s.hosts if hosts else ())) if "attendance" in self.hard else () for s in conference.subforums}
        self.times = Times(conference)
        self._blocks: dict[str, list[Block]] = {}
        self._rooms: dict[str, list[Room]] = {}
        self._open: dict[str, int] = {}
        self._peaks: dict[tuple[str, str], int] = {}
        self._starts: dict[tuple[str, str], list[int]] = {}
        self.pins: dict[str, list[Pin]] = {}
        for pin in conference.pins if "placement" in self.hard else ():
            self.pins.setdefault(pin.item, []).append(pin)
        self.demands: dict[str, list[Prefer]] = {}
        for wish in conference.prefers if "placement" in self.hard else ():
            if wish.demand:
                self.demands.setdefault(wish.item, []).append(wish)
        self.everyone = (
            [s for f in conference.fixtures if f.start and f.audience == "everyone" for s in f.spans] if "relation" in self.hard else []
        )

    def blocks(self, subforum: Subforum) -> list[Block]:
        """Blocks in which its talks can follow each other in some room."""
        if subforum.id not in self._blocks:
            self._blocks[subforum.id] = self._find_blocks(subforum)
        return self._blocks[subforum.id]

    def _find_blocks(self, subforum: Subforum) -> list[Block]:
        return [
            b
            for b in self.conference.blocks
            if self.allowed(subforum, b) and any(self.stands(subforum, b, r) for r in self.rooms(subforum)) and self.in_order(subforum, b)
        ]

    def allowed(self, subforum: Subforum, block: Block) -> bool:
        """Whether it may stand in a block, as far as demands on blocks go."""
        named = not subforum.blocks or block.id in subforum.blocks or "placement" not in self.hard
        wished = all((wish.block == block.id) != wish.against for wish in self.demands.get(subforum.id, ()) if wish.block)
        return named and wished and all(pin.block in (None, block.id) for pin in self.pins.get(subforum.id, ()))

    def admitted(self, subforum: Subforum) -> list[Room]:
        """Rooms in which it may stand, as far as demands on rooms go."""
        pins = self.pins.get(subforum.id, ())
        wishes = [wish for wish in self.demands.get(subforum.id, ()) if wish.room or wish.feature]
        return [
            r
            for r in self.conference.rooms
            if all(pin.room in (None, r.id) for pin in pins)
            and all((r.id == wish.room or wish.feature in r.features) != wish.against for wish in wishes)
        ]

    def rooms(self, subforum: Subforum) -> list[Room]:
        """Rooms that suit it."""
        if subforum.id not in self._rooms:
            self._rooms[subforum.id] = self._find_rooms(subforum)
        return self._rooms[subforum.id]

    def _find_rooms(self, subforum: Subforum) -> list[Room]:
        return [
            r
            for r in self.admitted(subforum)
            if "room_fit" not in self.hard or (r.seats >= subforum.audience.onsite and set(subforum.needs) <= set(r.features))
        ]

    def starts(self, subforum: Subforum, block: Block) -> list[int]:
        """Minutes at which it can start and still end inside a block."""
        key = (subforum.id, block.id)
        if key not in self._starts:
            self._starts[key] = self._find_starts(subforum, block)
        return self._starts[key]

    def _find_starts(self, subforum: Subforum, block: Block) -> list[int]:
        pinned = {clock.minute(pin.start) for pin in self.pins.get(subforum.id, ()) if pin.start}
        starts = [s for s in range(block.first, block.last - subforum.minutes + 1, self.conference.grid) if self.attended(subforum, s)]
        return [s for s in starts if pinned <= {s} and not any(s < last and first < s + subforum.minutes for first, last in self.everyone)]

    def attended(self, subforum: Subforum, start: int) -> bool:
        """Whether those who must be there for all of it can be, as far as their windows and nights go."""
        return all(self.times.can(person, start, start + subforum.minutes) for person in self.attending[subforum.id])

    def stands(self, subforum: Subforum, block: Block, room: Room) -> bool:
        """Whether a room is open for its length at some time of a block."""
        closed = room.closed if "room_closed" in self.hard else ()
        if not closed:
            return bool(self.starts(subforum, block))
        return any(not any(s < w.last and w.first < s + subforum.minutes for w in closed) for s in self.starts(subforum, block))

    def in_order(self, subforum: Subforum, block: Block) -> bool:
        """Whether its talks can follow each other somewhere in a block, or it cannot be told."""
        if not {"speaker_available", "speaker_night", "talk_order", "no_gap", "placed"} <= self.hard or len(subforum.talks) > LARGE:
            return True
        here = self.times.bits(block.first, block.last)
        talks = sorted(subforum.talks, key=lambda t: (self.times.starts(t) & here).bit_count())
        for start in self.starts(subforum, block):
            end = start + subforum.minutes
            inside = all(self.times.starts(t) & self.times.bits(start, end - t.minutes + 1) for t in talks)
            if inside and sequence(talks, start, self.times.talk) is not None:
                return True
        return False

    def places(self, subforum: Subforum) -> list[Block]:
        """Blocks in which its sittings may stand, as closely as it can be told for the kind of subforum that it is."""
        if subforum.lone and {"placed", "no_gap"} <= self.hard:
            return self.blocks(subforum)
        return [b for b in self.conference.blocks if self.allowed(subforum, b)]

    def free(self, block: Block) -> int:
        """Minutes of a block in which sittings can stand: not those of what is for everyone."""
        return self.open(block).bit_count()

    def open(self, block: Block) -> int:
        """The minutes of a block beside what is for everyone, as `Times` tells them."""
        if block.id not in self._open:
            self._open[block.id] = self.times.bits(block.first, block.last) & ~self.times.all_of(self.everyone)
        return self._open[block.id]

    def minutes(self, block: Block) -> Sequence[int]:
        """The same minutes, one by one."""
        return [m for m in range(block.first, block.last) if self.open(block) >> m - self.times.first & 1]

    def capacity(self, resource: Resource, minute: int) -> int:
        """Units of a resource that there are in a minute."""
        return min((w.capacity for w in resource.windows if w.first <= minute < w.last), default=resource.capacity)

    def peak(self, resource: Resource, block: Block) -> int:
        """The most units of a resource that there are at any time of a block."""
        if (resource.id, block.id) not in self._peaks:
            edges = {block.first, *(t for w in resource.windows for t in (w.first, w.last) if block.first <= t < block.last)}
            self._peaks[resource.id, block.id] = max(self.capacity(resource, t) for t in sorted(edges))
        return self._peaks[resource.id, block.id]

    def least_peak(self, resource: Resource) -> int:
        """The least of the peaks of all blocks."""
        if (resource.id, "") not in self._peaks:
            self._peaks[resource.id, ""] = min(self.peak(resource, b) for b in self.conference.blocks)
        return self._peaks[resource.id, ""]

    def fixed_people(self, talk: Talk) -> list[str]:
        """Those without whom a talk cannot be held: speakers, and the only candidates of required seats."""
        only = [seat.candidates[0] for seat in talk.seats if "placed" in self.hard and seat.required and len(set(seat.candidates)) == 1]
        return list(dict.fromkeys([*talk.speakers, *only]))
