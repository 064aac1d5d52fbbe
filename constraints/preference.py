"""Wishes for a room, a feature, a block or a window are met, and flagships stand at prime time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import POINTS, Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda, Sitting, TalkSlot
from instances.conference import Block, Conference, Item, Points, Prefer, Speaker, Talk

if TYPE_CHECKING:
    from ortools.sat.python.cp_model_helper import Literal

    from constraints.variables import Expression, Place, Variables
    from constraints.variables import Sitting as SittingVariables


class Preference(Rule):
    """Unit: the points of a wish's own level, for each sitting, talk or appearance that does not meet it;
    `prime` for each sitting of a flagship outside the blocks that are prime, if there are such."""

    id: ClassVar[str] = "preference"
    unit: ClassVar[str] = "points"
    adds_up: ClassVar[bool] = True
    prime: Points = 0

    def post(self, x: Variables) -> Iterator[Amount]:
        for number, wish in enumerate(x.conference.prefers):
            points = points_of(wish)
            for unmet, items in measured(x, wish) if points else ():
                yield Amount(unmet * points, items, (f"prefers/{number}",))
        best = [b.id for b in x.conference.blocks if b.prime]
        for s in x.sittings.values() if self.prime and 0 < len(best) < len(x.blocks) else ():
            if s.subforum.flagship:
                elsewhere = s.rooms - sum(s.count_in(b) for b in best if s.in_block[b] is not x.false)
                yield Amount(elsewhere * self.prime, (s.owner,), (f"subforums/{s.owner}/flagship",))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for number, wish in conference.wishes_in(concerning):
            for items, sentence in told(conference, agenda, wish, concerning) if points_of(wish) else ():
                yield Violation(self.id, points_of(wish), items, sentence, (f"prefers/{number}",))
        best = [b for b in conference.blocks if b.prime] if self.prime else []
        names = " or ".join(conference.name(b.id) for b in best)
        for s in agenda.sittings if best else ():
            late = all(not b.first <= s.first < b.last for b in best)
            if late and conference.subforum(s.subforum).flagship and touches(concerning, (s.subforum,)):
                sentence = f"{conference.name(s.subforum)} is a flagship and stands at {s.start:%b %d %H:%M}, not in {names}."
                yield Violation(self.id, self.prime, (s.subforum,), sentence, (f"subforums/{s.subforum}/flagship",))


def points_of(wish: Prefer) -> int:
    """The points of a wish that is not met; 0 for what must hold, which is no wish."""
    return wish.grade if isinstance(wish.grade, int) else POINTS[wish.grade]


# --- in a model ---


def measured(x: Variables, wish: Prefer) -> Iterator[tuple[Expression, tuple[str, ...]]]:
    """How many of the places of each sitting, talk or appearance are against a wish, minimised, and the items concerned."""
    if wish.item in x.blocks:
        for s in x.sittings.values():
            if s.in_block[wish.item] is not x.false:
                there = sum(s.at[wish.item, room] for room in _rooms(x, wish))
                yield there if wish.against else s.count_in(wish.item) - there, tuple(sorted((wish.item, s.owner)))
    elif wish.item not in x.appearances:
        for place in x.places(wish.item):
            yield _unmet(x, wish, place, place.present), (wish.item,)
    elif x.conference.speaker(wish.item).attends != "recorded":
        for a in x.appearances[wish.item]:
            if isinstance(a.place.item, Talk):
                yield _unmet(x, wish, a.place, a.literal), (wish.item,)


def _rooms(x: Variables, wish: Prefer) -> list[str]:
    return [id for id, c in x.rooms.items() if id == wish.room or wish.feature in c.room.features]


def _unmet(x: Variables, wish: Prefer, place: Place | SittingVariables, present: Literal) -> Expression:
    """How many sittings, or whether a talk, stand against a wish where a literal holds; minimised."""
    if wish.window is None:
        literals = [place.in_block[wish.block]] if wish.block else [place.in_room[room] for room in _rooms(x, wish)]
        if present is not place.present:
            return x.any_of([x.all_of(l, present) for l in literals]) if wish.against else x.breach(*literals, ~present)
        there = place.count_in(wish.block) if wish.block else sum(literals)
        return there if wish.against else place.rooms - there
    window = (wish.window.first, wish.window.last)
    span = (x.origin + x.grid * place.start, x.origin + x.grid * place.end)
    if wish.against:
        return x.breach(x.follows(span, window), x.follows(window, span), ~present)
    inside = x.follows((window[0], window[0]), span)
    x.model.add(span[1] <= window[1]).only_enforce_if(inside)
    return x.breach(inside, ~present)


# --- in an agenda ---


def told(c: Conference, agenda: Agenda, wish: Prefer, concerning: Concerning) -> Iterator[tuple[tuple[str, ...], str]]:
    """Whatever of an agenda stands against a wish: the items concerned, and a sentence."""
    item = c.item(wish.item)
    for place, sitting in _stays(agenda, item):
        there = _there(c, wish, place, sitting.room)
        if there != wish.against or not touches(concerning, (sitting.subforum,)):
            continue
        items: tuple[str, ...] = (wish.item,)
        who, they, block = f"{c.name(wish.item)} stands", "it", ""
        if isinstance(item, Block):
            items, who, block = tuple(sorted((item.id, sitting.subforum))), f"{c.name(sitting.subforum)} stands", c.name(item.id)
        elif isinstance(item, Speaker) and isinstance(place, TalkSlot):
            who, they = f"{item.name} appears with '{c.name(place.talk)}'", "they"
        where, wanted = _words(c, wish, place, sitting.room)
        if wish.against:
            verdict = "is prohibited" if wish.demand else f"{they} should rather not"
            yield items, f"{who} {where}{block and f' in {block}'}, which {verdict}."
        else:
            verdict = f"but {wanted} is required" if wish.demand else f"and {wanted} is the wish"
            yield items, f"{who} {where}, {verdict}{block and f' for {block}'}."


def _stays(agenda: Agenda, item: Item) -> Iterator[tuple[Sitting | TalkSlot, Sitting]]:
    """What a wish for an item speaks of, each with its sitting."""
    if isinstance(item, Block):
        yield from ((s, s) for s in agenda.sittings if item.first <= s.first < item.last)
    elif isinstance(item, Speaker):
        yield from agenda.appearances.get(item.id, ()) if item.attends != "recorded" else ()
    elif item.id in agenda.slots:
        yield agenda.slots[item.id]
    else:
        yield from ((s, s) for s in agenda.sittings_of.get(item.id, ()))


def _there(c: Conference, wish: Prefer, place: Sitting | TalkSlot, room: str) -> bool:
    """Whether something is where a wish says; where it should not be, if it is there in part."""
    if wish.room or wish.feature:
        return room == wish.room or wish.feature in c.room(room).features
    if wish.block:
        return c.block(wish.block).first <= place.first < c.block(wish.block).last
    assert wish.window
    if wish.against:
        return place.first < wish.window.last and wish.window.first < place.last
    return wish.window.first <= place.first and place.last <= wish.window.last


def _words(c: Conference, wish: Prefer, place: Sitting | TalkSlot, room: str) -> tuple[str, str]:
    """Where something stands against a wish, and what the wish names."""
    if wish.room:
        return f"in {c.name(room)}", c.name(wish.room)
    if wish.feature:
        return f"in {c.name(room)}{f', with {wish.feature}' if wish.against else ''}", f"a room with {wish.feature}"
    if wish.block:
        name = c.name(wish.block)
        return f"at {place.start:%b %d %H:%M}{f', in {name}' if wish.against else ''}", name
    assert wish.window
    window = f"{wish.window.start:%b %d %H:%M}-{wish.window.end:%H:%M}"
    return f"at {place.start:%b %d %H:%M}-{place.end:%H:%M}{f', overlapping {window}' if wish.against else ''}", window
