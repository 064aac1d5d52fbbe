"""Talks that open or close their sitting do so, talks with a number have that place among all talks of
their subforum and are not parallel, and talks that follow others come after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda
from instances.conference import Conference, Subforum

if TYPE_CHECKING:
    from constraints.variables import Literal, Place, Variables


class TalkOrder(Rule):
    """Unit: pairs of talks in the wrong order, talks that have not their number, and steps of the grid
    in which two numbered talks of a subforum overlap."""

    id: ClassVar[str] = "talk_order"
    unit: ClassVar[str] = "pairs"
    sees_rooms: ClassVar[bool] = False
    adds_up: ClassVar[bool] = True

    def post(self, x: Variables) -> Iterator[Amount]:
        for subforum in x.conference.subforums:
            for first, then, everywhere, fact in _orders(subforum):
                if x.gathered and subforum.spreads and not everywhere:
                    continue  # they may be in two rooms
                one, other = x.talks[first], x.talks[then]
                follows = x.follows(one.span, other.span)
                apart = (~one.placed, ~other.placed) if everywhere else (~_together(x, one, other),)
                yield Amount(x.breach(follows, *apart), tuple(sorted((first, then))), (fact,))

        for subforum in x.conference.subforums:
            numbered = [x.talks[t.id] for t in subforum.talks if isinstance(t.position, int)]
            for talk in numbered:
                right = x.literal()
                x.model.add(x.numbers(subforum)[talk.id] == x.conference.talk(talk.id).position).only_enforce_if(right)
                yield Amount(x.breach(right, ~talk.placed), (talk.id,), (f"talks/{talk.id}/position",))
            if x.gathered and subforum.spreads:
                yield from _too_long(x, subforum, numbered)
                continue
            for a, b in combinations(numbered, 2) if _overlapping(subforum) else ():
                yield Amount(x.talks_overlap(a, b), tuple(sorted((a.id, b.id))), (f"talks/{a.id}/position",))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for sitting in agenda.among(concerning):
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

        for id, sequence in agenda.sequences.items():
            yield from self._misplaced(conference, agenda, id, sequence) if touches(concerning, (id,)) else ()

    def _misplaced(self, c: Conference, agenda: Agenda, id: str, sequence: list[str]) -> Iterator[Violation]:
        """Talks that have not their number, and numbered talks that overlap."""
        numbered = [t for t in c.subforum(id).talks if isinstance(t.position, int) and t.id in sequence]
        for place, talk in enumerate(sequence, 1):
            wanted = c.talk(talk).position
            if isinstance(wanted, int) and wanted != place:
                sentence = f"'{c.name(talk)}' should be number {wanted} of {c.name(id)}, and is number {place}."
                yield Violation(self.id, 1, (talk,), sentence, (f"talks/{talk}/position",))
        for one, other in combinations(numbered, 2):
            a, b = agenda.slots[one.id][0], agenda.slots[other.id][0]
            steps = (min(a.last, b.last) - max(a.first, b.first)) // c.grid
            if steps > 0:
                sentence = f"'{c.name(one.id)}' and '{c.name(other.id)}' of {c.name(id)} have numbers, but are parallel."
                yield Violation(self.id, steps, tuple(sorted((one.id, other.id))), sentence, (f"talks/{one.id}/position",))

    def _fault(self, c: Conference, one: str, other: str, words: str, owner: str, key: str = "position") -> Violation:
        return Violation(
            self.id,
            1,
            tuple(sorted((one, other))),
            f"'{c.name(one)}' {words} '{c.name(other)}' in {c.name(c.owner[one].id)}.",
            (f"talks/{owner}/{key}",),
        )


def _too_long(x: Variables, subforum: Subforum, numbered: Sequence[Place]) -> Iterator[Amount]:
    """Steps by which numbered talks are longer than their block: in so many at least some of them overlap."""
    for s in x.sittings_of[subforum.id]:
        total = sum(t.size * t.hosts[s.id] for t in numbered)
        most = max(sum(t.size for t in numbered) - s.least, 0)
        if most:
            excess = x.at_least([(total - s.least, [])], most)
            yield Amount(excess, (subforum.id,), tuple(f"talks/{t.id}/position" for t in numbered))


def _overlapping(subforum: Subforum) -> bool:
    """Whether talks of a subforum can overlap at all."""
    return not subforum.lone and not (subforum.by_block and subforum.at_once == 1)


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
