"""Subforums and talks that attract the same people are not held at the same time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda
from instances.conference import Conference, Pair, Points

if TYPE_CHECKING:
    from constraints.variables import Expression, Place, Sitting, Variables


class Parallel(Rule):
    """Unit: points of a pair for each two sittings that overlap: of subforums for the same track, for
    each topic shared, and as declared in `pairs`; of talks as declared, once for their sittings or for
    each step of the grid in which they overlap themselves. `itself`: for each sitting that overlaps an
    earlier one of its own subforum."""

    id: ClassVar[str] = "parallel"
    unit: ClassVar[str] = "points"
    sees_rooms: ClassVar[bool] = False
    same_track: Points = 8
    shared_topic: Points = 3
    itself: Points = 0

    def post(self, x: Variables) -> Iterator[Amount]:
        for one, other, points in self._pairs(x.conference):
            for a, b in product(x.sittings_of[one], x.sittings_of[other]):
                if (together := x.parallel(a, b)) is not x.false:
                    yield Amount(together * points, tuple(sorted((one, other))), (f"subforums/{one}", f"subforums/{other}"))
        for number, pair in enumerate(x.conference.pairs):
            if pair.talks and pair.points:
                measure = _overlap if pair.of == "talks" else _met
                yield Amount(measure(x, *(x.talks[t] for t in pair.talks)) * pair.points, tuple(sorted(pair.talks)), (f"pairs/{number}",))
        for subforum, sittings in sorted(x.sittings_of.items()) if self.itself else ():
            if len(sittings) > 1 or sittings[0].gathered:
                yield Amount(self.itself * _later(x, sittings), (subforum,), (f"subforums/{subforum}/sittings",))

    def _pairs(self, c: Conference) -> Iterator[tuple[str, str, int]]:
        declared: dict[frozenset[str], int] = {}
        for pair in c.pairs:
            if pair.subforums:
                declared[frozenset(pair.subforums)] = declared.get(frozenset(pair.subforums), 0) + pair.points
        for one, other in combinations(c.subforums, 2):
            points = self.same_track * (one.track == other.track)
            points += self.shared_topic * len(set(one.topics) & set(other.topics))
            points += declared.get(frozenset((one.id, other.id)), 0)
            if points:
                yield one.id, other.id, points

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        declared: dict[frozenset[str], list[Pair]] = {}
        for pair in conference.pairs:
            if pair.points:
                declared.setdefault(frozenset(pair.ids), []).append(pair)
        ordered = sorted(agenda.sittings, key=lambda s: (s.first, s.id))
        for i, a in enumerate(ordered):
            for b in ordered[i + 1 :]:
                if b.first >= a.last:
                    break
                if a.subforum == b.subforum or not touches(concerning, (a.subforum, b.subforum)):
                    continue
                points, why = self._reasons(conference, a.subforum, b.subforum, declared.get(frozenset((a.subforum, b.subforum)), ()))
                if points:
                    yield Violation(
                        self.id,
                        points,
                        tuple(sorted((a.subforum, b.subforum))),
                        f"{conference.name(a.subforum)} and {conference.name(b.subforum)} are parallel from {b.start:%b %d %H:%M}: {why}.",
                        (f"subforums/{a.subforum}", f"subforums/{b.subforum}"),
                    )
        yield from self._talks(conference, agenda, concerning)
        yield from self._itself(conference, agenda, concerning) if self.itself else ()

    def _reasons(self, c: Conference, one: str, other: str, declared: Sequence[Pair]) -> tuple[int, str]:
        first, second = c.subforum(one), c.subforum(other)
        points, reasons = 0, []
        if self.same_track and first.track == second.track:
            points += self.same_track
            reasons.append(f"both belong to {c.name(first.track)}")
        for topic in sorted(set(first.topics).intersection(second.topics)) if self.shared_topic else ():
            points += self.shared_topic
            reasons.append(f"both are about {topic}")
        for pair in declared:
            points += pair.points
            reasons.append(pair.reason or "the committee wants them apart")
        return points, ", ".join(reasons)

    def _talks(self, c: Conference, agenda: Agenda, concerning: Concerning) -> Iterator[Violation]:
        for number, pair in enumerate(c.pairs):
            if not pair.talks or not pair.points or not all(t in agenda.slots for t in pair.talks):
                continue
            (one, here), (other, there) = (agenda.slots[t] for t in pair.talks)
            if here is there or not touches(concerning, (here.subforum, there.subforum)):
                continue
            places = (one, other) if pair.of == "talks" else (here, there)
            minutes = min(p.last for p in places) - max(p.first for p in places)
            if minutes > 0:
                amount = pair.points * (minutes // c.grid if pair.of == "talks" else 1)
                names = " and ".join(f"'{c.name(t)}'" for t in pair.talks)
                why = f": {pair.reason}" if pair.reason else ""
                sentence = f"{names} are parallel from {max(p.start for p in places):%b %d %H:%M}{why}."
                yield Violation(self.id, amount, tuple(sorted(pair.talks)), sentence, (f"pairs/{number}",))

    def _itself(self, c: Conference, agenda: Agenda, concerning: Concerning) -> Iterator[Violation]:
        for id, sittings in sorted(agenda.sittings_of.items()):
            later = [s for i, s in enumerate(sittings) if any(e.last > s.first for e in sittings[:i])] if touches(concerning, (id,)) else []
            if later:
                sentence = f"{c.name(id)} is parallel to itself at {', '.join(f'{s.start:%b %d %H:%M}' for s in later)}."
                yield Violation(self.id, self.itself * len(later), (id,), sentence, (f"subforums/{id}/sittings",))


def _met(x: Variables, one: Place, other: Place) -> Expression:
    """Whether two talks stand in different sittings that overlap; minimised."""
    met = x.literal()
    for a, here in one.hosts.items():
        for b, there in other.hosts.items():
            if a == b or (together := x.parallel(x.sittings[a], x.sittings[b])) is x.false:
                continue
            unless = [] if x.sittings[a].fills_block and x.sittings[b].fills_block else [~together]
            x.model.add_bool_or([met, ~here, ~there, *unless])
    return met


def _overlap(x: Variables, one: Place, other: Place) -> Expression:
    """Ticks in which two talks overlap; minimised."""
    if one.hosts.keys() == other.hosts.keys() and len(one.hosts) == 1:
        return 0
    return x.talks_overlap(one, other)


def _later(x: Variables, sittings: Sequence[Sitting]) -> Expression:
    """How many sittings overlap one before them; minimised."""
    total: Expression = sum(s.rooms - s.held for s in sittings if s.gathered)
    for number, sitting in enumerate(sittings):
        meets = [together for earlier in sittings[:number] if (together := x.parallel(earlier, sitting)) is not x.false]
        if meets:
            counts = x.literal()
            for together in meets:
                x.model.add_implication(together, counts)
            total += counts
    return total
