"""A plain mixed-integer model of a conference of the public library, solved by HiGHS through MathOpt: a rival.

    python -m benchmarks.milp SOURCE AGENDA SECONDS     writes the agenda that it found

A binary for each track, session and room, one for each submission and session, and what follows from
them, as one would write it in an afternoon. It has what the narrow form of our engine has: tracks in
one room at a time, or in few where they need more. It leaves out wishes about single slots and rooms
of submissions; the referee counts them all the same.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import timedelta
from itertools import combinations
from pathlib import Path

from ortools.math_opt.python import mathopt

from constraints.parallel import Parallel
from constraints.profile import rules_of
from constraints.sittings_together import SittingsTogether
from constraints.talk_order import TalkOrder
from instances import clock
from instances.agenda import Agenda, Sitting, TalkSlot
from instances.conference import Block, Conference, Subforum, Talk
from instances.formats import read_conference
from scheduler.outline import narrow

Key = tuple[str, str]


class Milp:
    """The model of one conference; `agenda` solves it."""

    def __init__(self, conference: Conference) -> None:
        self.c = c = narrow(conference)
        self.model = mathopt.Model()
        self.here = {(s.id, b.id, r.id): self._binary() for s in c.subforums for b in c.blocks for r in c.rooms}
        self.rooms = {(s.id, b.id): mathopt.fast_sum([self.here[s.id, b.id, r.id] for r in c.rooms]) for s in c.subforums for b in c.blocks}
        self.held: dict[Key, mathopt.Variable] = {key: self._binary() for key in self.rooms}
        self.talks: dict[Key, mathopt.Variable] = {(t, b.id): self._binary() for t in c.owner for b in c.blocks}
        self.terms: list[mathopt.LinearTypes] = []
        for subforum in c.subforums:
            self._divide(subforum)
        for block in c.blocks:
            for room in c.rooms:
                self.model.add_linear_constraint(mathopt.fast_sum([self.here[s.id, block.id, room.id] for s in c.subforums]) <= 1)
        self._wish()
        self.model.minimize(mathopt.fast_sum(self.terms))

    def _binary(self) -> mathopt.Variable:
        return self.model.add_binary_variable()

    def _breach(self, points: int, *lower: mathopt.LinearTypes) -> None:
        """Points if any of these is 1."""
        broken = self.model.add_variable(lb=0, ub=1)
        for expression in lower:
            self.model.add_linear_constraint(broken >= expression)
        self.terms.append(points * broken)

    def _divide(self, s: Subforum) -> None:
        """The talks of a track stand in sessions in which it has rooms enough."""
        for talk in s.talks:
            self.model.add_linear_constraint(mathopt.fast_sum([self.talks[talk.id, b.id] for b in self.c.blocks]) == 1)
        for b in self.c.blocks:
            key = (s.id, b.id)
            self.model.add_linear_constraint(self.rooms[key] >= self.held[key])
            self.model.add_linear_constraint(self.rooms[key] <= s.at_once * self.held[key])
            size = mathopt.fast_sum([t.minutes * self.talks[t.id, b.id] for t in s.talks])
            self.model.add_linear_constraint(size <= (b.last - b.first) * self.rooms[key])
            for talk in s.talks:
                self.model.add_linear_constraint(self.talks[talk.id, b.id] <= self.held[key])

    def _wish(self) -> None:
        c = self.c
        for rule in rules_of(c):
            if isinstance(rule, Parallel):
                self._apart(rule)
            elif isinstance(rule, SittingsTogether):
                for s in c.subforums:
                    self._together(rule, s)
            elif isinstance(rule, TalkOrder):
                for s in c.subforums:
                    self._number(rule.points, s)
        for wish in c.prefers:
            assert isinstance(wish.level, int)
            for place in self._places(wish.item, wish.block, wish.room):
                self.terms.append(wish.level * place)

    def _places(self, item: str, block: str | None, room: str | None) -> Iterable[mathopt.LinearTypes]:
        """What an item costs a wish against a block or a room."""
        if item in self.c.owner:
            return [self.talks[item, block]] if block else []
        if item in self.c.subforums_by_id:
            return [self.rooms[item, block]] if block else [self.here[item, b.id, room or ""] for b in self.c.blocks]
        return [self.here[s.id, item, room or ""] for s in self.c.subforums]

    def _apart(self, rule: Parallel) -> None:
        for b in self.c.blocks:
            for pair in self.c.pairs:
                if pair.subforums:
                    one, other = (self.held[id, b.id] for id in pair.subforums)
                    self._breach(pair.points, one + other - 1)
            self.terms += [rule.itself * (self.rooms[s.id, b.id] - self.held[s.id, b.id]) for s in self.c.subforums]
        for pair in self.c.pairs:
            if pair.talks and pair.of == "sittings" and len({self.c.owner[t].id for t in pair.talks}) == 2:
                a, z = pair.talks
                self._breach(pair.points, *(self.talks[a, b.id] + self.talks[z, b.id] - 1 for b in self.c.blocks))

    def _together(self, rule: SittingsTogether, s: Subforum) -> None:
        used = [self.model.add_variable(lb=0, ub=1) for _ in self.c.rooms]
        for room, here in zip(self.c.rooms, used, strict=True):
            for b in self.c.blocks:
                self.model.add_linear_constraint(here >= self.here[s.id, b.id, room.id])
        self.terms.append(rule.another_room * (mathopt.fast_sum(used) - 1))
        held = [self.held[s.id, b.id] for b in self.c.blocks]
        self._breach(rule.hole, *(a + z - m - 1 for a, m, z in combinations(held, 3)))

    def _number(self, points: int, s: Subforum) -> None:
        """A talk with a number stands in the session in which that place falls."""
        done: mathopt.LinearTypes = 0
        wrong = {t.id: self._binary() for t in s.talks if isinstance(t.position, int)}
        self.terms.append(points * mathopt.fast_sum(list(wrong.values())))
        for b in self.c.blocks:
            upto = done + mathopt.fast_sum([self.talks[t.id, b.id] for t in s.talks])
            for t in s.talks:
                if isinstance(t.position, int):
                    slack = len(s.talks) * (1 - self.talks[t.id, b.id] + wrong[t.id])
                    self.model.add_linear_constraint(done + 1 <= t.position + slack)
                    self.model.add_linear_constraint(t.position <= upto + slack)
            done = upto

    def agenda(self, seconds: float) -> Agenda | None:
        """The agenda that HiGHS found in so many seconds."""
        limits = mathopt.SolveParameters(time_limit=timedelta(seconds=seconds))
        result = mathopt.solve(self.model, mathopt.SolverType.HIGHS, params=limits)
        if not result.has_primal_feasible_solution():
            return None
        value = result.variable_values()
        sittings: list[Sitting] = []
        for s in self.c.subforums:
            before = 0
            for b in sorted(self.c.blocks, key=lambda b: b.first):
                talks = [t for t in s.talks if value[self.talks[t.id, b.id]] > 0.5]
                rooms = [r.id for r in self.c.rooms if value[self.here[s.id, b.id, r.id]] > 0.5]
                sittings += self._sittings(s, b, rooms, _by_number(talks, before))
                before += len(talks)
        return Agenda(conference=self.c.id, conference_hash=self.c.hash, sittings=tuple(sittings))

    def _sittings(self, s: Subforum, b: Block, rooms: list[str], talks: list[Talk]) -> Iterable[Sitting]:
        free = dict.fromkeys(rooms, b.first)
        slots: dict[str, list[TalkSlot]] = {room: [] for room in rooms}
        for talk in talks:
            room = next((r for r in rooms if free[r] + talk.minutes <= b.last), rooms[-1])
            start, end = (clock.instant(m, self.c.zone) for m in (free[room], free[room] + talk.minutes))
            slots[room].append(TalkSlot(talk=talk.id, speakers=talk.speakers, start=start, end=end))
            free[room] += talk.minutes
        for room in rooms:
            yield Sitting(id=f"{s.id}/{b.id}/{room}", subforum=s.id, room=room, start=b.start, end=b.end, talks=tuple(slots[room]))


def _by_number(talks: list[Talk], before: int) -> list[Talk]:
    """The talks of a session such that those with a number stand at their places, so far as there are such."""
    fixed = {t.position - before - 1: t for t in talks if isinstance(t.position, int)}
    others = iter([t for t in talks if t not in [fixed.get(i) for i in range(len(talks))]])
    return [fixed[i] if i in fixed else next(others) for i in range(len(talks))]


if __name__ == "__main__":
    conference = read_conference(sys.argv[1])
    found = Milp(conference).agenda(float(sys.argv[3]))
    if found:
        Path(sys.argv[2]).write_text(found.replaced(conference_hash=conference.hash).to_json(), encoding="utf-8")
