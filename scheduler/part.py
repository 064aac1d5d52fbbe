"""A part of a conference: some of its subforums and fixtures, as if there were nothing else.

What no agenda can do for a part it cannot do for the whole. Facts keep their names: positions in the
lists of the part can be told back to those of the whole.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from instances.conference import Conference, Relation, Subforum, Together

STAND_IN = "stand-in"
"""The id of what stands for the programme where a part has no subforum."""


@dataclass(frozen=True)
class Part:
    """A part, and for each list of decisions the positions that its entries have in the whole."""

    conference: Conference
    positions: dict[str, tuple[int, ...]]

    def of_whole(self, fact: str) -> str:
        """The name that a fact of the part has in the whole."""
        kind, _, rest = fact.partition("/")
        return f"{kind}/{self.positions[kind][int(rest)]}" if kind in self.positions else fact


def items(conference: Conference) -> list[str]:
    """What can be taken out of a programme: the subforums and the fixtures, by id."""
    return sorted([*(s.id for s in conference.subforums), *(f.id for f in conference.fixtures)])


def part(conference: Conference, kept: Collection[str]) -> Part:
    """Only these subforums and fixtures, with the people on them and the decisions about them."""
    c = conference
    forums = tuple(s for s in c.subforums if s.id in kept) or (_stand_in(c),)
    held = {f.id for f in c.fixtures if f.id in kept}
    within = {s.id for s in forums} | {id for id, owner in c.owner.items() if owner.id in kept}
    there = within | held
    fixtures = tuple(
        f if f.audience == "everyone" else f.replaced(audience=tuple(s for s in f.audience if s in within))
        for f in c.fixtures
        if f.id in held
    )
    people = {person for person, places in c.places_of.items() if not places.isdisjoint(there)}
    people |= {person for s in forums for person in (*s.hosts, *s.chairs)}
    still = there | people | {b.id for b in c.blocks}
    relations: list[tuple[int, Relation]] = []
    for number, relation in enumerate(c.relations):
        if isinstance(relation, Together):
            left = tuple(s for s in relation.subforums if s in within)
            if len(left) > 1:
                relations.append((number, relation.replaced(subforums=left)))
        elif {relation.first, relation.then} <= within:
            relations.append((number, relation))
    prefers = [(number, wish) for number, wish in enumerate(c.prefers) if wish.item in still]
    pairs = [(number, pair) for number, pair in enumerate(c.pairs) if set(pair.ids) <= within]
    pins = [(number, pin) for number, pin in enumerate(c.pins) if pin.item in there]
    smaller = c.replaced(
        subforums=forums,
        fixtures=fixtures,
        speakers=tuple(s for s in c.speakers if s.id in people),
        relations=tuple(relation for _, relation in relations),
        prefers=tuple(wish for _, wish in prefers),
        pins=tuple(pin for _, pin in pins),
        pairs=tuple(pair for _, pair in pairs),
        interests=(),
    )
    positions = {
        "relations": tuple(n for n, _ in relations),
        "prefers": tuple(n for n, _ in prefers),
        "pins": tuple(n for n, _ in pins),
        "pairs": tuple(n for n, _ in pairs),
    }
    return Part(smaller, positions)


def _stand_in(c: Conference) -> Subforum:
    """Something that asks for as little as can be: a conference without any subforum is none."""
    talk = {"id": f"{STAND_IN}-talk", "title": STAND_IN, "minutes": c.grid}
    return Subforum.model_validate({"id": STAND_IN, "title": STAND_IN, "track": c.tracks[0].id, "talks": [talk]})
