"""Subforums and talks that attract the same people, or crowds to one building, are not held at the same time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Held, Rule, Tie, Violation, around, touches
from instances.agenda import Agenda
from instances.agenda import Sitting as AgendaSitting
from instances.conference import Conference, Pair, Points, Positive

if TYPE_CHECKING:
    from ortools.sat.python.cp_model_helper import Literal

    from constraints.variables import Expression, Place, Sitting, Variables


class Parallel(Rule):
    """Unit: points of a pair for each two sittings that overlap: of subforums for the same track, for
    each topic shared, for each kind of people that both are for, where they share track and kind, for
    each person of the `interests` who wants both, if at least `interest_from` do, as declared in
    `pairs`, and for two that draw a crowd to one building; of talks as declared, once for their sittings or for
    each step of the grid in which they overlap themselves. `itself`: for each sitting that overlaps an
    earlier one of its own subforum."""

    id: ClassVar[str] = "parallel"
    unit: ClassVar[str] = "points"
    adds_up: ClassVar[bool] = True
    same_track: Points = 8
    shared_topic: Points = 3
    itself: Points = 0
    shared_audience: Points = 0
    same_track_and_audience: Points = 0
    interest: Points = 0
    interest_from: Positive = 1
    crowd: Points = 0

    def ties(self, conference: Conference) -> Iterator[Tie]:
        filling = {s.id for s in conference.subforums if s.sitting_fills == "block"}
        apart: Counter[frozenset[str]] = Counter()
        for one, other, points, _ in self._pairs(conference):
            apart[frozenset((one, other))] += points if {one, other} <= filling else 0
        for pair in conference.pairs:
            owners = {conference.owner[t].id for t in pair.talks or ()}
            if pair.of == "sittings" and len(owners) == 2 and owners <= filling:
                apart[frozenset(pair.talks or ())] += pair.points
        for points, group in _groups(conference, apart):
            for block in conference.blocks:
                yield Tie({id: Held(block.id, talks=talks) for id, talks in group.items()}, points)

    def post(self, x: Variables) -> Iterator[Amount]:
        for one, other, points, crowds in self._pairs(x.conference):
            for a, b in product(x.sittings_of[one], x.sittings_of[other]):
                if (together := x.parallel(a, b)) is not x.false:
                    crowd = self.crowd * _in_one_building(x, a, b, together) if crowds else 0
                    yield Amount(together * points + crowd, tuple(sorted((one, other))), (f"subforums/{one}", f"subforums/{other}"))
        for number, pair in enumerate(x.conference.pairs):
            if pair.talks and pair.points:
                measure = _overlap if pair.of == "talks" else _met
                yield Amount(measure(x, *(x.talks[t] for t in pair.talks)) * pair.points, tuple(sorted(pair.talks)), (f"pairs/{number}",))
        for subforum, sittings in sorted(x.sittings_of.items()) if self.itself else ():
            if len(sittings) > 1 or sittings[0].gathered:
                yield Amount(self.itself * _later(x, sittings), (subforum,), (f"subforums/{subforum}/sittings",))

    def _pairs(self, c: Conference) -> Iterator[tuple[str, str, int, bool]]:
        """Each two subforums with the points that it costs if they are parallel, and whether both draw a crowd, which may cost more."""
        fans = _fans(c) if self.interest else {}
        declared: dict[frozenset[str], int] = {}
        for pair in c.pairs:
            if pair.subforums:
                declared[frozenset(pair.subforums)] = declared.get(frozenset(pair.subforums), 0) + pair.points
        for one, other in combinations(c.subforums, 2):
            points = self.same_track * (one.track == other.track)
            points += self.shared_topic * len(set(one.topics) & set(other.topics))
            points += declared.get(frozenset((one.id, other.id)), 0)
            if kinds := len(set(one.audience.kinds) & set(other.audience.kinds)):
                points += self.shared_audience * kinds + self.same_track_and_audience * (one.track == other.track)
            if (people := fans.get(frozenset((one.id, other.id)), 0)) >= self.interest_from:
                points += self.interest * people
            crowds = bool(self.crowd) and one.crowd and other.crowd
            if points or crowds:
                yield one.id, other.id, points, crowds

    @property
    def minds_rooms(self) -> bool:
        """Only crowds are drawn to a building."""
        return self.crowd > 0

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        declared: dict[frozenset[str], list[Pair]] = {}
        for number in _asked(conference, concerning):
            if (pair := conference.pairs[number]).points:
                declared.setdefault(frozenset(pair.ids), []).append(pair)
        ordered = sorted(around(agenda, concerning), key=lambda s: (s.first, s.id))
        mine = [(i, s) for i, s in enumerate(ordered) if touches(concerning, (s.subforum,))]
        for i, a in enumerate(ordered):
            others = ordered[i + 1 :] if touches(concerning, (a.subforum,)) else [s for j, s in mine if j > i]
            for b in others:
                if b.first >= a.last:
                    break
                if a.subforum == b.subforum:
                    continue
                points, why = self._reasons(conference, a, b, declared.get(frozenset((a.subforum, b.subforum)), ()))
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

    def _reasons(self, c: Conference, a: AgendaSitting, b: AgendaSitting, declared: Sequence[Pair]) -> tuple[int, str]:
        first, second = c.subforum(a.subforum), c.subforum(b.subforum)
        points, reasons = 0, []
        if self.same_track and first.track == second.track:
            points += self.same_track
            reasons.append(f"both belong to {c.name(first.track)}")
        for topic in sorted(set(first.topics).intersection(second.topics)) if self.shared_topic else ():
            points += self.shared_topic
            reasons.append(f"both are about {topic}")
        kinds = sorted(set(first.audience.kinds).intersection(second.audience.kinds))
        for kind in kinds if self.shared_audience else ():
            points += self.shared_audience
            reasons.append(f"both are for {kind}")
        if self.same_track_and_audience and kinds and first.track == second.track:
            points += self.same_track_and_audience
            reasons.append(f"{c.name(first.track)} has both for {' and '.join(kinds)}")
        people = sum(c.interests[number].people for number in c.interested[first.id] & c.interested[second.id]) if self.interest else 0
        if people and people >= self.interest_from:
            points += self.interest * people
            reasons.append(f"{people} people want both" if people > 1 else "one person wants both")
        for pair in declared:
            points += pair.points
            reasons.append(pair.reason or "the committee wants them apart")
        here, there = c.room(a.room).building, c.room(b.room).building
        if self.crowd and first.crowd and second.crowd and here == there:
            points += self.crowd
            reasons.append(f"both draw a crowd to {here or 'the same building'}")
        return points, ", ".join(reasons)

    def _talks(self, c: Conference, agenda: Agenda, concerning: Concerning) -> Iterator[Violation]:
        for number in _asked(c, concerning):
            pair = c.pairs[number]
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


def _asked(c: Conference, concerning: Concerning) -> Sequence[int]:
    """The numbers of the pairs that a check looks at."""
    if concerning is None:
        return range(len(c.pairs))
    return sorted({number for id in concerning for number in c.pairs_of.get(id, ())})


def _groups(c: Conference, apart: Mapping[frozenset[str], int]) -> Iterator[tuple[int, dict[str, tuple[str, ...]]]]:
    """Subforums, or talks by their subforum, of which any two cost the same points, and these; each pair stands in one group."""
    near: dict[str, dict[str, int]] = {}
    for pair, points in apart.items():
        if points:
            one, other = sorted(pair)
            near.setdefault(one, {})[other] = near.setdefault(other, {})[one] = points
    owner = {id: c.owner[id].id if id in c.owner else id for id in near}
    for one in sorted(near):
        while near[one]:
            other, points = min(near[one].items())
            members = [one, other]
            for third in sorted((near[one].keys() | near[other].keys()) - {one, other}):
                if all(owner[m] == owner[third] or near[third].get(m) == points for m in members):
                    members.append(third)
            for a, b in combinations(members, 2):
                near[a].pop(b, None)
                near[b].pop(a, None)
            owners = sorted({owner[m] for m in members})
            yield points, {id: tuple(m for m in members if owner[m] == id and m != id) for id in owners}


def _fans(c: Conference) -> dict[frozenset[str], int]:
    """How many people want both of two subforums, for those that anybody does."""
    fans: Counter[frozenset[str]] = Counter()
    for interest in c.interests:
        wanted = {c.owner[id].id if id in c.owner else id for id in interest.items}
        for pair in combinations(sorted(wanted), 2):
            fans[frozenset(pair)] += interest.people
    return fans


def _in_one_building(x: Variables, one: Sitting, other: Sitting, together: Literal) -> Expression:
    """Whether two sittings overlap in rooms of one building; minimised."""
    buildings = sorted({c.room.building for c in x.rooms.values()})
    if len(buildings) == 1:
        return together
    both = x.literal()
    for building in buildings:
        x.model.add_bool_or([both, ~together, ~x.in_building(one, building), ~x.in_building(other, building)])
    return both


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
