"""The sittings of a subforum stand in one room, and in blocks that follow each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda
from instances.conference import Conference, Points

if TYPE_CHECKING:
    from constraints.variables import Expression, Literal, Sitting, Variables


class SittingsTogether(Rule):
    """Unit: points, `another_room` for each room of a subforum beyond its first, and `hole` where it
    leaves out a block between two others. A sitting without talks counts."""

    id: ClassVar[str] = "sittings_together"
    unit: ClassVar[str] = "points"
    another_room: Points = 2
    hole: Points = 2

    def post(self, x: Variables) -> Iterator[Amount]:
        for subforum, sittings in sorted(x.sittings_of.items()):
            if len(sittings) > 1:
                facts = (f"subforums/{subforum}/sittings",)
                yield Amount(self.another_room * _further_rooms(x, sittings), (subforum,), facts)
                yield Amount(self.hole * _hole(x, sittings), (subforum,), facts)

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        order = {b.id: i for i, b in enumerate(sorted(conference.blocks, key=lambda b: b.first))}
        for id, sittings in sorted(agenda.sittings_of.items()):
            if not touches(concerning, (id,)):
                continue
            rooms = sorted({s.room for s in sittings})
            if len(rooms) > 1 and self.another_room:
                sentence = f"{conference.name(id)} stands in {len(rooms)} rooms: {', '.join(map(conference.name, rooms))}."
                yield Violation(self.id, self.another_room * (len(rooms) - 1), (id,), sentence, (f"subforums/{id}/sittings",))
            used = sorted({order[b.id] for s in sittings for b in conference.blocks if b.first <= s.first < b.last})
            if self.hole and any(later - earlier > 1 for earlier, later in pairwise(used)):
                sentence = f"{conference.name(id)} leaves out a block between two of its sittings."
                yield Violation(self.id, self.hole, (id,), sentence, (f"subforums/{id}/sittings",))


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
