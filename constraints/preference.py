"""Wishes for a room, a block or a window are met."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import POINTS, Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda, Sitting, TalkSlot
from instances.conference import Block, Conference, Prefer

if TYPE_CHECKING:
    from constraints.variables import Expression, Place, Variables
    from constraints.variables import Sitting as SittingVariables


class Preference(Rule):
    """Unit: the points of a wish's own level, for each sitting or talk that does not meet it."""

    id: ClassVar[str] = "preference"
    unit: ClassVar[str] = "points"

    def post(self, x: Variables) -> Iterator[Amount]:
        for number, wish in enumerate(x.conference.prefers):
            if wish.item in x.blocks:
                yield from self._in_block(x, wish, number)
                continue
            for place in x.places(wish.item):
                yield Amount(_unmet(x, wish, place) * _points(wish), (wish.item,), (f"prefers/{number}",))

    def _in_block(self, x: Variables, wish: Prefer, number: int) -> Iterator[Amount]:
        """What stands in a block, against a wish for its room."""
        for s in x.sittings.values():
            if s.in_block[wish.item] is not x.false and wish.room:
                there = s.at[wish.item, wish.room]
                unmet = there if wish.avoid else s.in_block[wish.item] - there
                yield Amount(unmet * _points(wish), tuple(sorted((wish.item, s.owner))), (f"prefers/{number}",))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        blocks = {b.id: b for b in conference.blocks}
        for number, wish in enumerate(conference.prefers):
            if wish.item in blocks:
                yield from self._rooms_of(conference, agenda, blocks[wish.item], number, concerning)
                continue
            owner = conference.owner[wish.item].id if wish.item in conference.owner else wish.item
            if not touches(concerning, (owner,)):
                continue
            stays: list[tuple[Sitting | TalkSlot, str]] = [(s, s.room) for s in agenda.sittings_of.get(wish.item, ())]
            if wish.item in agenda.slots:
                slot, sitting = agenda.slots[wish.item]
                stays = [(slot, sitting.room)]
            for place, room in stays:
                fault = _fault(conference, wish, place, room)
                if fault and _points(wish):
                    yield Violation(self.id, _points(wish), (wish.item,), f"{conference.name(wish.item)} {fault}.", (f"prefers/{number}",))

    def _rooms_of(self, c: Conference, agenda: Agenda, block: Block, number: int, concerning: Concerning) -> Iterator[Violation]:
        """What stands in a block, in a room against the wish for it."""
        wish = c.prefers[number]
        for s in agenda.sittings:
            inside = block.first <= s.first < block.last and touches(concerning, (s.subforum,))
            if inside and _points(wish) and (s.room == wish.room) == wish.avoid:
                sentence = f"{c.name(s.subforum)} {_fault(c, wish, s, s.room)} for {c.name(block.id)}."
                yield Violation(self.id, _points(wish), tuple(sorted((block.id, s.subforum))), sentence, (f"prefers/{number}",))


def _points(wish: Prefer) -> int:
    return wish.level if isinstance(wish.level, int) else POINTS[wish.level]


def _unmet(x: Variables, wish: Prefer, place: Place | SittingVariables) -> Expression:
    """1 where something stands against a wish, else 0; minimised."""
    if wish.window is None:
        there = place.in_room[wish.room] if wish.room else place.count_in(wish.block or "")
        return there if wish.avoid else place.present - there
    window = (wish.window.first, wish.window.last)
    span = (x.origin + x.grid * place.start, x.origin + x.grid * place.end)
    if wish.avoid:
        return x.breach(x.follows(span, window), x.follows(window, span), ~place.present)
    inside = x.follows((window[0], window[0]), span)
    x.model.add(span[1] <= window[1]).only_enforce_if(inside)
    return x.breach(inside, ~place.present)


def _fault(c: Conference, wish: Prefer, place: Sitting | TalkSlot, room: str) -> str:
    """What is wrong with a place by a wish; nothing where the wish is met."""
    no = "not " if wish.avoid else ""
    if wish.room:
        wanted = "not there" if wish.avoid else c.name(wish.room)
        return "" if (room == wish.room) != wish.avoid else f"stands in {c.name(room)}, and {wanted} is the wish"
    if wish.block:
        block = c.block(wish.block)
        inside = block.first <= place.first < block.last
        return "" if inside != wish.avoid else f"stands at {place.start:%b %d %H:%M}, and {no}{c.name(block.id)} is the wish"
    assert wish.window
    window = f"{wish.window.start:%b %d %H:%M}-{wish.window.end:%H:%M}"
    met = wish.window.first <= place.first and place.last <= wish.window.last
    if wish.avoid:
        met = place.last <= wish.window.first or place.first >= wish.window.last
    return "" if met else f"stands at {place.start:%b %d %H:%M}-{place.end:%H:%M}, and {no}{window} is the wish"
