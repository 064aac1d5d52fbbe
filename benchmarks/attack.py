"""An attacker that knows only the checker, and looks for an agenda below a proved optimum.

    python -m benchmarks.attack wuzhen2022 AGENDA --seconds 600

First every one-item move of the agenda (a sitting to every room and start, a talk to every place
in its sitting, a seat to every candidate, a fixture to every place), then every exchange of two
(sittings, rooms, talks of two sittings) and pairs of moves at random, then annealing from random
starts for the time that is left. Exit 1 if anything better is found.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import chain, combinations

from constraints.profile import rules_of
from instances import clock
from instances.agenda import Agenda, FilledSeat, PlacedFixture, Sitting, TalkSlot
from instances.conference import Conference
from instances.formats import read_agenda, read_conference
from scheduler.check import check, price

Cost = tuple[int, int]
Spent = Callable[[], float]
"""The share of the time, or of the tries, that is used up: from 0 to 1."""

HARD = 2000
"""Points that annealing puts on a unit of a broken hard rule."""


class Attacker:
    """Moves and their costs, by the rules' own checks of what a move concerns."""

    def __init__(self, conference: Conference, seed: int) -> None:
        self.c, self.random = conference, random.Random(seed)
        self.rules = sorted(rules_of(conference), key=lambda r: not r.hard)
        self.tried = 0
        self.base: Agenda | None = None
        self.costs: dict[frozenset[str], Cost] = {}

    def cost(self, agenda: Agenda, concerning: frozenset[str] | None, patience: float = math.inf) -> Cost:
        """Amount of broken hard rules and points; hard amounts beyond `patience` end the count."""
        hard = points = 0
        for rule in self.rules:
            for finding in price(rule, rule.violations(self.c, agenda, concerning)):
                hard += finding.violation.amount if finding.hard else 0
                points += finding.penalty
            if hard > patience:
                break
        return hard, points

    def gain(self, agenda: Agenda, move: Agenda, concerning: frozenset[str], patience: float = 0) -> Cost:
        """By how much a move changes hard amounts and points."""
        self.tried += 1
        after = self.cost(move, concerning, patience)
        if after[0] > patience:
            return after
        if self.base is not agenda:
            self.base, self.costs = agenda, {}
        if concerning not in self.costs:
            self.costs[concerning] = self.cost(agenda, concerning)
        before = self.costs[concerning]
        return after[0] - before[0], after[1] - before[1]

    # --- moves ---

    def times(self, start: int, minutes: int) -> dict[str, datetime]:
        """Start and end of something."""
        return {"start": clock.instant(start, self.c.zone), "end": clock.instant(start + minutes, self.c.zone)}

    def packed(self, sitting: Sitting, start: int, room: str, slots: Sequence[TalkSlot]) -> Sitting:
        """A sitting with its talks in this order, without gaps."""
        now, packed = start, []
        for slot in slots:
            minutes = slot.last - slot.first
            packed.append(slot if slot.first == now else slot.replaced(**self.times(now, minutes)))
            now += minutes
        return sitting.replaced(room=room, talks=tuple(packed), **self.times(start, now - start))

    def with_sittings(self, agenda: Agenda, *changed: Sitting) -> Agenda:
        """The agenda with some sittings exchanged for others of the same ids."""
        new = {s.id: s for s in changed}
        return agenda.replaced(sittings=tuple(new.get(s.id, s) for s in agenda.sittings))

    def one_item(self, agenda: Agenda) -> Iterator[tuple[Agenda, frozenset[str]]]:
        """Every move of one item."""
        for sitting in agenda.sittings:
            concerning, length = frozenset((sitting.subforum,)), sitting.last - sitting.first
            for block in self.c.blocks:
                for start in range(block.first, block.last - length + 1, self.c.grid):
                    for room in self.c.rooms:
                        if (start, room.id) != (sitting.first, sitting.room):
                            yield self.with_sittings(agenda, self.packed(sitting, start, room.id, sitting.talks)), concerning
            for i, slot in enumerate(sitting.talks):
                rest = sitting.talks[:i] + sitting.talks[i + 1 :]
                for k in range(len(sitting.talks)):
                    if k != i:
                        yield (
                            self.with_sittings(agenda, self.packed(sitting, sitting.first, sitting.room, (*rest[:k], slot, *rest[k:]))),
                            concerning,
                        )
            for i, k in combinations(range(len(sitting.talks)), 2):
                order = list(sitting.talks)
                order[i], order[k] = order[k], order[i]
                yield self.with_sittings(agenda, self.packed(sitting, sitting.first, sitting.room, order)), concerning
            for slot in sitting.talks:
                for changed in self.seat_moves(slot):
                    talks = tuple(changed if s.talk == slot.talk else s for s in sitting.talks)
                    yield self.with_sittings(agenda, sitting.replaced(talks=talks)), concerning
        for placed in agenda.fixtures:
            for other in self.fixture_moves(placed):
                yield (
                    agenda.replaced(fixtures=tuple(other if f.fixture == other.fixture else f for f in agenda.fixtures)),
                    frozenset((placed.fixture,)),
                )

    def seat_moves(self, slot: TalkSlot) -> Iterator[TalkSlot]:
        """Every other person on each seat of a talk."""
        filled = {f.seat: f.speaker for f in slot.seats}
        for seat in self.c.talk(slot.talk).seats:
            for person in seat.candidates:
                if filled.get(seat.id) != person:
                    rest = tuple(f for f in slot.seats if f.seat != seat.id)
                    yield slot.replaced(seats=(*rest, FilledSeat(seat=seat.id, speaker=person)))

    def fixture_moves(self, placed: PlacedFixture) -> Iterator[PlacedFixture]:
        """Every other place of a fixture that the engine places."""
        fixture = self.c.fixture(placed.fixture)
        anchor = min(b.first for b in self.c.blocks)
        for first, last in fixture.spans if fixture.start is None else ():
            for start in range(first + (anchor - first) % self.c.grid, last - fixture.length + 1, self.c.grid):
                for rooms in [fixture.rooms] if fixture.holds == "all" else [(r,) for r in fixture.rooms]:
                    yield placed.replaced(rooms=rooms, **self.times(start, fixture.length))

    def two_items(self, agenda: Agenda) -> Iterator[tuple[Agenda, frozenset[str]]]:
        """Every exchange of two sittings: of their places, their rooms, their starts."""
        for one, other in combinations(agenda.sittings, 2):
            concerning = frozenset((one.subforum, other.subforum))
            for rooms, starts in ((True, True), (True, False), (False, True)):
                a = self.packed(one, other.first if starts else one.first, other.room if rooms else one.room, one.talks)
                b = self.packed(other, one.first if starts else other.first, one.room if rooms else other.room, other.talks)
                if all(self.inside(s) for s in (a, b)):
                    yield self.with_sittings(agenda, a, b), concerning

    def inside(self, sitting: Sitting) -> bool:
        """Whether a sitting lies inside a block."""
        return any(b.first <= sitting.first and sitting.last <= b.last for b in self.c.blocks)

    def random_move(self, agenda: Agenda) -> tuple[Agenda, frozenset[str]]:
        """One move, drawn."""
        sitting = self.random.choice(agenda.sittings)
        kind, concerning = self.random.random(), frozenset((sitting.subforum,))
        if kind < 0.35:
            return self.with_sittings(
                agenda, self.packed(sitting, self.random_start(sitting), self.random.choice(self.c.rooms).id, sitting.talks)
            ), concerning
        if kind < 0.5:
            room = self.random.choice(self.c.rooms).id if self.random.random() < 0.5 else sitting.room
            start = sitting.first if room != sitting.room else self.random_start(sitting)
            return self.with_sittings(agenda, self.packed(sitting, start, room, sitting.talks)), concerning
        if kind < 0.85 or kind > 0.97:
            order = list(sitting.talks)
            order.insert(self.random.randrange(len(order)), order.pop(self.random.randrange(len(order))))
            return self.with_sittings(agenda, self.packed(sitting, sitting.first, sitting.room, order)), concerning
        if kind < 0.92:
            other = self.random.choice([s for s in agenda.sittings if s is not sitting] or [sitting])
            a, b = (
                self.packed(sitting, other.first, other.room, sitting.talks),
                self.packed(other, sitting.first, sitting.room, other.talks),
            )
            if self.inside(a) and self.inside(b):
                return self.with_sittings(agenda, a, b), concerning | {other.subforum}
        seats = [(slot, moves) for slot in sitting.talks if (moves := list(self.seat_moves(slot)))]
        if seats:
            slot, moves = self.random.choice(seats)
            changed = self.random.choice(moves)
            return self.with_sittings(agenda, sitting.replaced(talks=tuple(changed if s is slot else s for s in sitting.talks))), concerning
        placed = [f for f in agenda.fixtures if self.c.fixture(f.fixture).start is None]
        if placed and (others := list(self.fixture_moves(self.random.choice(placed)))):
            new = self.random.choice(others)
            return agenda.replaced(fixtures=tuple(new if f.fixture == new.fixture else f for f in agenda.fixtures)), frozenset(
                (new.fixture,)
            )
        return agenda, frozenset()

    def random_start(self, sitting: Sitting) -> int:
        """A start inside some block."""
        length = sitting.last - sitting.first
        blocks = [b for b in self.c.blocks if b.last - b.first >= length]
        block = self.random.choice(blocks)
        return self.random.randrange(block.first, block.last - length + 1, self.c.grid)

    # --- attacks ---

    def neighbours(self, agenda: Agenda, spent: Spent) -> Agenda | None:
        """A better agenda one or two moves away, or None."""
        for move, concerning in chain(self.one_item(agenda), self.two_items(agenda)):
            hard, points = self.gain(agenda, move, concerning)
            if hard <= 0 and points < 0:
                return move
            if spent() >= 1:
                return None
        return None

    def anneal(self, agenda: Agenda, spent: Spent) -> Agenda | None:
        """The best admissible agenda that annealing from a random start meets."""
        for sitting in agenda.sittings:
            order = list(sitting.talks)
            self.random.shuffle(order)
            agenda = self.with_sittings(
                agenda, self.packed(sitting, self.random_start(sitting), self.random.choice(self.c.rooms).id, order)
            )
        hard, points = self.cost(agenda, None)
        best: tuple[int, Agenda] | None = None
        while (share := spent()) < 1:
            heat = 400 * (1 - share) ** 2 + 0.5
            move, concerning = self.random_move(agenda)
            dh, dp = self.gain(agenda, move, concerning, math.inf)
            change = dh * HARD / 10 + dp
            if change <= 0 or self.random.random() < math.exp(-change / heat):
                agenda, hard, points = move, hard + dh, points + dp
                if hard == 0 and (best is None or points < best[0]):
                    best = points, agenda
        return best[1] if best else None


def attack(
    conference: Conference, agenda: Agenda, seconds: float = 600, seed: int = 0, runs: int = 5, tries: int | None = None
) -> tuple[Agenda | None, int]:
    """A better admissible agenda, or None, and how many were tried.

    With `tries` not the clock but the number of agendas tried is the limit, and the answer is the
    same every time: half of it for the neighbours, the rest for the runs of annealing.
    """
    attacker, began = Attacker(conference, seed), time.perf_counter()

    def now() -> float:
        return attacker.tried / tries if tries else (time.perf_counter() - began) / seconds

    def share(upto: float) -> Spent:
        start = now()
        return lambda: (now() - start) / max(upto - start, 1e-9)

    target = check(conference, agenda).penalty
    found = attacker.neighbours(agenda, share(0.5))
    while found is None and runs > 0 and now() < 1:
        candidate = attacker.anneal(agenda, share(now() + (1 - now()) / runs))
        runs -= 1
        if candidate is not None:
            report = check(conference, candidate)
            assert not report.broken
            print(f"annealing came to {report.penalty} (optimum {target})")
            found = candidate if report.penalty < target else None
    return found, attacker.tried


def main() -> None:
    """Attack an agenda from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("conference")
    parser.add_argument("agenda")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    conference, agenda = read_conference(options.conference), read_agenda(options.agenda)
    found, tried = attack(conference, agenda, options.seconds, options.seed)
    penalty = check(conference, agenda).penalty
    if found is not None:
        print(f"FAIL: {check(conference, found).penalty} < {penalty} after {tried} agendas")
        raise SystemExit(1)
    print(f"PASS: nothing below {penalty} among {tried} agendas in {options.seconds:.0f} s")


if __name__ == "__main__":
    main()
