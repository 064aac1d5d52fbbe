"""The sittings of a subforum stand in one room, and in blocks that follow each other; on a day, a track keeps to few rooms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances import clock
from instances.agenda import Agenda
from instances.conference import Conference, Points

if TYPE_CHECKING:
    from constraints.variables import Expression, Literal, Sitting, Variables


class SittingsTogether(Rule):
    """Unit: points, `another_room` for each room of a subforum beyond its first, and `hole` where it
    leaves out a block between two others; and, for each day, `track_room` for each room beyond the
    first of all sittings of a track. A sitting without talks counts. A day is that on which a block begins."""

    id: ClassVar[str] = "sittings_together"
    unit: ClassVar[str] = "points"
    adds_up: ClassVar[bool] = True
    another_room: Points = 2
    hole: Points = 2
    track_room: Points = 0

    @property
    def tells_rooms_apart(self) -> bool:
        """Whether it matters which sittings of different subforums share a room."""
        return self.track_room > 0

    def alone(self) -> Rule:
        return self.model_copy(update={"track_room": 0})  # which does not add up: two subforums may share the rooms that are too many

    def post(self, x: Variables) -> Iterator[Amount]:
        for subforum, sittings in sorted(x.sittings_of.items()):
            if len(sittings) > 1:
                facts = (f"subforums/{subforum}/sittings",)
                yield Amount(self.another_room * _further_rooms(x, sittings), (subforum,), facts)
                yield Amount(self.hole * _hole(x, sittings), (subforum,), facts)
        for track, blocks, sittings in _tracks(x) if self.track_room else ():
            yield Amount(self.track_room * _rooms_of_day(x, sittings, blocks), (track,), ("rules/sittings_together",))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        order = {b.id: i for i, b in enumerate(sorted(conference.blocks, key=lambda b: b.first))}
        there = agenda.sittings_of
        for id in sorted(there if concerning is None else there.keys() & concerning):
            sittings = there[id]
            rooms = sorted({s.room for s in sittings})
            if len(rooms) > 1 and self.another_room:
                sentence = f"{conference.name(id)} stands in {len(rooms)} rooms: {', '.join(map(conference.name, rooms))}."
                yield Violation(self.id, self.another_room * (len(rooms) - 1), (id,), sentence, (f"subforums/{id}/sittings",))
            used = sorted({order[b.id] for s in sittings for b in conference.blocks if b.first <= s.first < b.last})
            if self.hole and any(later - earlier > 1 for earlier, later in pairwise(used)):
                sentence = f"{conference.name(id)} leaves out a block between two of its sittings."
                yield Violation(self.id, self.hole, (id,), sentence, (f"subforums/{id}/sittings",))
        for track in conference.tracks if self.track_room else ():
            yield from self._track(conference, agenda, track.id, concerning)

    def _track(self, c: Conference, agenda: Agenda, track: str, concerning: Concerning) -> Iterator[Violation]:
        """The days on which a track has several rooms."""
        forums = {s.id for s in c.subforums if s.track == track}
        days: dict[date, set[str]] = {}
        for s in agenda.sittings if touches(concerning, forums) else ():
            if s.subforum in forums:
                begin = next((b.first for b in c.blocks if b.first <= s.first < b.last), s.first)
                days.setdefault(clock.instant(begin, c.zone).date(), set()).add(s.room)
        for day, rooms in sorted(days.items()):
            if len(rooms) > 1:
                names = ", ".join(c.name(r.id) for r in c.rooms if r.id in rooms)
                sentence = f"{c.name(track)} stands in {len(rooms)} rooms on {day:%b %d}: {names}."
                yield Violation(self.id, self.track_room * (len(rooms) - 1), (track,), sentence, ("rules/sittings_together",))


def _further_rooms(x: Variables, sittings: Sequence[Sitting]) -> Expression:
    """Rooms beyond the first; minimised."""
    used: list[Literal] = []
    for room in x.rooms:
        here = x.literal()
        for sitting in sittings:
            x.model.add_implication(sitting.in_room[room], here)
        used.append(here)
    several = any(s.gathered for s in sittings)
    return x.at_least([(sum(used) - 1, [])], (len(x.rooms) if several else min(len(x.rooms), len(sittings))) - 1)


def _tracks(x: Variables) -> Iterator[tuple[str, list[str], list[Sitting]]]:
    """Each track with the blocks of each day and its sittings, where there are several rooms for several of them."""
    days: dict[int, list[str]] = {}
    for id, block in x.blocks.items():
        days.setdefault(clock.local_day(x.minute(block.first), x.conference.zone), []).append(id)
    for track in sorted(t.id for t in x.conference.tracks):
        sittings = [s for s in x.sittings.values() if s.subforum.track == track]
        if len(sittings) > 1 or any(s.gathered for s in sittings):
            yield from ((track, blocks, sittings) for blocks in days.values())


def _rooms_of_day(x: Variables, sittings: list[Sitting], blocks: list[str]) -> Expression:
    """Rooms beyond the first in some blocks; minimised."""
    used: list[Literal] = []
    for room in x.rooms:
        here = x.literal()
        for literal in (s.at[b, room] for s in sittings for b in blocks if (b, room) in s.at):
            x.model.add_implication(literal, here)
        used.append(here)
    return x.at_least([(sum(used) - 1, [])], len(x.rooms) - 1)


def _hole(x: Variables, sittings: Sequence[Sitting]) -> Expression:
    """Whether a block is left out between two others; minimised."""
    held = [x.any_of([s.in_block[b] for s in sittings if s.in_block[b] is not x.false]) for b in x.blocks]
    hole, begun = x.literal(), x.literal()
    ended = [x.literal() for _ in held]  # whether a sitting stands in this block or a later one
    for i, here in enumerate(held):
        x.model.add_implication(here, ended[i])
        if i + 1 < len(held):
            x.model.add_implication(ended[i + 1], ended[i])
    for i in range(1, len(held) - 1):
        earlier, begun = begun, x.literal()
        x.model.add_implication(held[i - 1], begun)
        if i > 1:
            x.model.add_implication(earlier, begun)
        x.model.add_bool_or([hole, held[i], ~begun, ~ended[i + 1]])
    return hole
