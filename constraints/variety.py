"""Every block has something in every language, and for every level and kind of audience."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda
from instances.conference import Conference, Points, Subforum

if TYPE_CHECKING:
    from constraints.variables import Variables


class Variety(Rule):
    """Unit: points for each block in which something stands, and each language (audience level, kind of
    people) that some subforum of the conference offers, and none of those that stand there."""

    id: ClassVar[str] = "variety"
    unit: ClassVar[str] = "points"
    sees_rooms: ClassVar[bool] = False
    languages: Points = 2
    levels: Points = 1
    kinds: Points = 1

    def post(self, x: Variables) -> Iterator[Amount]:
        offers = {s.id: self._offers(s) for s in x.conference.subforums}
        worth = {what: points for offered in offers.values() for what, points in offered.items()}
        scarce = [what for what in sorted(worth) if any(what not in offered for offered in offers.values())]
        for block in x.blocks if scarce else ():
            here = [s for s in x.sittings.values() if s.in_block[block] is not x.false]
            used = x.literal()
            for s in here:
                x.model.add_implication(s.in_block[block], used)
            missing = [(x.breach(~used, *(s.in_block[block] for s in here if what in offers[s.owner])), worth[what]) for what in scarce]
            yield Amount(sum(literal * points for literal, points in missing), (block,))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        wanted = {what: points for s in conference.subforums for what, points in self._offers(s).items()}
        for block in conference.blocks if touches(concerning, conference.subforums_by_id) else ():
            there = {s.subforum for s in agenda.sittings if block.first <= s.first < block.last}
            missing = sorted(set(wanted).difference(*(self._offers(conference.subforum(id)) for id in there))) if there else []
            if missing:
                sentence = f"{conference.name(block.id)} has nothing {', nothing '.join(missing)}."
                yield Violation(self.id, sum(wanted[what] for what in missing), (block.id,), sentence)

    def _offers(self, s: Subforum) -> dict[str, int]:
        """What a subforum has for whom, with the points where that is missing; without what costs nothing."""
        offers = {f"in {language}": self.languages for language in s.languages}
        offers |= {f"at level {s.audience.level}": self.levels} if s.audience.level else {}
        offers |= {f"for {kind}": self.kinds for kind in s.audience.kinds}
        return {what: points for what, points in offers.items() if points}
