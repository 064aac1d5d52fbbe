"""Subforums that belong before, apart, together or not in parallel are so, and none is parallel to a
fixture for its audience."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda, Sitting
from instances.conference import Conference, Fixture

if TYPE_CHECKING:
    from constraints.variables import Variables


class Relations(Rule):
    """Unit: pairs of subforums (or of a subforum and a fixture) that break their relation."""

    id: ClassVar[str] = "relation"
    unit: ClassVar[str] = "pairs"
    sees_rooms: ClassVar[bool] = False

    def post(self, x: Variables) -> Iterator[Amount]:
        for kind, one, other, fact in _pairs(x.conference):
            broken = x.literal()
            for a, b in product(x.sittings_of[one], x.sittings_of[other]):
                both = [~a.held, ~b.held]
                if kind == "before":
                    x.model.add_bool_or([broken, x.before(a, b), *both])
                elif kind == "not_parallel":
                    x.model.add_implication(x.parallel(a, b), broken)
                for block in x.blocks if kind in ("apart", "same_block") else ():
                    wrong = b.in_block[block] if kind == "apart" else ~b.in_block[block]
                    x.model.add_bool_or([broken, ~a.in_block[block], ~wrong, *both])
            yield Amount(broken, tuple(sorted((one, other))), (fact,))
        for fixture, subforum in _audiences(x.conference):
            place = x.fixtures[fixture.id]
            broken = x.literal()
            for s in x.sittings_of[subforum]:
                x.model.add_bool_or([broken, ~s.held, ~place.placed, x.follows(s.span, place.span), x.follows(place.span, s.span)])
            yield Amount(broken, tuple(sorted((fixture.id, subforum))), (f"fixtures/{fixture.id}/audience",))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for kind, one, other, fact in _pairs(conference):
            a, b = agenda.sittings_of.get(one, ()), agenda.sittings_of.get(other, ())
            if a and b and touches(concerning, (one, other)) and (fault := _fault(conference, kind, a, b)):
                yield Violation(
                    self.id, 1, tuple(sorted((one, other))), f"{conference.name(one)} and {conference.name(other)} {fault}.", (fact,)
                )
        standing = {f.fixture: f for f in agenda.fixtures}
        for fixture, subforum in _audiences(conference):
            placed = standing.get(fixture.id)
            if placed and touches(concerning, (fixture.id, subforum)):
                during = [
                    s for s in agenda.sittings_of.get(subforum, ()) if set(range(s.first, s.last)) & set(range(placed.first, placed.last))
                ]
                if during:
                    yield Violation(
                        self.id,
                        1,
                        tuple(sorted((fixture.id, subforum))),
                        f"{conference.name(subforum)} is parallel to {conference.name(fixture.id)}, which is for its audience.",
                        (f"fixtures/{fixture.id}/audience",),
                    )


def _fault(c: Conference, kind: str, one: tuple[Sitting, ...], other: tuple[Sitting, ...]) -> str:
    blocks = [{b.id for b in c.blocks for s in sittings if b.first <= s.first < b.last} for sittings in (one, other)]
    match kind:
        case "before" if max(s.last for s in one) > min(s.first for s in other):
            return "should follow each other in this order"
        case "apart" if blocks[0] & blocks[1]:
            return f"should stand apart, but are both in {c.name(min(blocks[0] & blocks[1]))}"
        case "same_block" if len(blocks[0] | blocks[1]) > 1:
            return "should stand in the same block"
        case "not_parallel" if any(a.first < b.last and b.first < a.last for a in one for b in other):
            return "should not be parallel"
    return ""


def _pairs(c: Conference) -> Iterator[tuple[str, str, str, str]]:
    """Each pair of subforums in a relation, with its kind and its fact."""
    for number, relation in enumerate(c.relations):
        if relation.kind == "before":
            yield "before", relation.first, relation.then, f"relations/{number}"
        else:
            for one, other in combinations(relation.subforums, 2):
                yield relation.kind, one, other, f"relations/{number}"


def _audiences(c: Conference) -> Iterator[tuple[Fixture, str]]:
    for fixture in c.fixtures:
        ids = [s.id for s in c.subforums] if fixture.audience == "everyone" else fixture.audience
        for subforum in dict.fromkeys(ids):
            yield fixture, subforum
