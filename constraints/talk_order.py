"""Talks that open or close their sitting do so, and talks that follow others come after them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda
from instances.conference import Conference, Subforum

if TYPE_CHECKING:
    from constraints.variables import Literal, Place, Variables


class TalkOrder(Rule):
    """Unit: pairs of talks in the wrong order."""

    id: ClassVar[str] = "talk_order"
    unit: ClassVar[str] = "pairs"

    def post(self, x: Variables) -> Iterator[Amount]:
        for subforum in x.conference.subforums:
            for first, then, everywhere, fact in _orders(subforum):
                one, other = x.talks[first], x.talks[then]
                follows = x.follows(one.span, other.span)
                apart = (~one.placed, ~other.placed) if everywhere else (~_together(x, one, other),)
                yield Amount(x.breach(follows, *apart), tuple(sorted((first, then))), (fact,))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for sitting in agenda.sittings:
            if not touches(concerning, (sitting.subforum,)):
                continue
            for i, slot in enumerate(sitting.talks):
                position = conference.talk(slot.talk).position
                for other in sitting.talks[:i] + sitting.talks[i + 1 :]:
                    if position == "first" and other.first < slot.first:
                        yield self._fault(conference, slot.talk, other.talk, "should open its sitting, but comes after", slot.talk)
                    if position == "last" and other.first > slot.first:
                        yield self._fault(conference, slot.talk, other.talk, "should close its sitting, but comes before", slot.talk)
        for id, (slot, sitting) in agenda.slots.items():
            for earlier in sorted(set(conference.talk(id).after)) if touches(concerning, (sitting.subforum,)) else ():
                if earlier in agenda.slots and agenda.slots[earlier][0].last > slot.first:
                    yield self._fault(conference, id, earlier, "should come after", id, "after")

    def _fault(self, c: Conference, one: str, other: str, words: str, owner: str, key: str = "position") -> Violation:
        return Violation(
            self.id,
            1,
            tuple(sorted((one, other))),
            f"'{c.name(one)}' {words} '{c.name(other)}' in {c.name(c.owner[one].id)}.",
            (f"talks/{owner}/{key}",),
        )


def _orders(subforum: Subforum) -> Iterator[tuple[str, str, bool, str]]:
    """Pairs (earlier, later) with whether they hold across sittings, and their fact."""
    for talk in subforum.talks:
        fact = f"talks/{talk.id}/position"
        for other in subforum.talks:
            if other is not talk and talk.position == "first":
                yield talk.id, other.id, False, fact
            if other is not talk and talk.position == "last":
                yield other.id, talk.id, False, fact
        for earlier in dict.fromkeys(talk.after):
            yield earlier, talk.id, True, f"talks/{talk.id}/after"


def _together(x: Variables, one: Place, other: Place) -> Literal:
    """Whether two talks stand in one sitting; minimised, only then."""
    shared = [(one.hosts[s], other.hosts[s]) for s in one.hosts]
    if len(shared) == 1:
        return x.all_of(*shared[0])
    together = x.breach(*(~x.all_of(*pair) for pair in shared[:1]))
    for pair in shared[1:]:
        x.model.add_bool_or([together, *(~l for l in pair)])
    return together
