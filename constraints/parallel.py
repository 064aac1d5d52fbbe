"""Subforums that attract the same people are not held at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda
from instances.conference import Conference

if TYPE_CHECKING:
    from constraints.variables import Variables

Points = Annotated[int, Field(ge=0)]


class Parallel(Rule):
    """Unit: points of a pair of subforums for each two sittings of theirs that overlap: for the same
    track, for each topic shared, and as declared in `pairs`."""

    id: ClassVar[str] = "parallel"
    unit: ClassVar[str] = "points"
    same_track: Points = 8
    shared_topic: Points = 3

    def post(self, x: Variables) -> Iterator[Amount]:
        for one, other, points in self._pairs(x.conference):
            for a, b in product(x.sittings_of[one], x.sittings_of[other]):
                yield Amount(x.parallel(a, b) * points, tuple(sorted((one, other))), (f"subforums/{one}", f"subforums/{other}"))

    def _pairs(self, c: Conference) -> Iterator[tuple[str, str, int]]:
        declared: dict[frozenset[str], int] = {}
        for pair in c.pairs:
            declared[frozenset(pair.subforums)] = declared.get(frozenset(pair.subforums), 0) + pair.points
        for one, other in combinations(c.subforums, 2):
            points = self.same_track * (one.track == other.track)
            points += self.shared_topic * len(set(one.topics) & set(other.topics))
            points += declared.get(frozenset((one.id, other.id)), 0)
            if points:
                yield one.id, other.id, points

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        ordered = sorted(agenda.sittings, key=lambda s: (s.first, s.id))
        for i, a in enumerate(ordered):
            for b in ordered[i + 1 :]:
                if b.first >= a.last:
                    break
                if a.subforum == b.subforum or not touches(concerning, (a.subforum, b.subforum)):
                    continue
                points, why = self._reasons(conference, a.subforum, b.subforum)
                if points:
                    yield Violation(
                        self.id,
                        points,
                        tuple(sorted((a.subforum, b.subforum))),
                        f"{conference.name(a.subforum)} and {conference.name(b.subforum)} are parallel from {b.start:%b %d %H:%M}: {why}.",
                        (f"subforums/{a.subforum}", f"subforums/{b.subforum}"),
                    )

    def _reasons(self, c: Conference, one: str, other: str) -> tuple[int, str]:
        first, second = c.subforum(one), c.subforum(other)
        points, reasons = 0, []
        if self.same_track and first.track == second.track:
            points += self.same_track
            reasons.append(f"both belong to {c.name(first.track)}")
        for topic in sorted(set(first.topics).intersection(second.topics)) if self.shared_topic else ():
            points += self.shared_topic
            reasons.append(f"both are about {topic}")
        for pair in c.pairs:
            if pair.points and {one, other} == set(pair.subforums):
                points += pair.points
                reasons.append(pair.reason or "the committee wants them apart")
        return points, ", ".join(reasons)
