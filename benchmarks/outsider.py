"""An attacker that knows only the referee of the public library, and looks for a solution below the one it is given.

    python -m benchmarks.cosplib GECCO20 --limit 600 --keep FOLDER
    python -m benchmarks.outsider FOLDER/GECCO20.agenda.xlsx --seconds 600

It shares nothing with the project: instance, solution and points are those of the library's `referee.py`
(found as `benchmarks.cosplib` finds it). A move exchanges two windows of as many slots (a talk with free slots, two
talks, two whole sessions), inserts a talk elsewhere in its session, or hands a session without talks to another track
or to none. First every move alone, in random order, for half of the time at most; then pairs of moves; then annealing,
from the solution and from one shaken up. Exit 1 if anything lower is found.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import random
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.cosplib import FOLDER

RUNS, SHAKES = 4, 200
"""Of annealing, the later half from a solution shaken up by so many moves."""

Cell = tuple[int, int]
"""A session and a room."""

Window = tuple[Cell, int, int]
"""Slots of a cell: the first, and how many."""

Back = Callable[[], None]
Move = Callable[[], Back | None]
"""Makes a change and returns what takes it back, or None where it cannot be made."""


def referee() -> ModuleType:
    """The library's referee, as a module."""
    spec = importlib.util.spec_from_file_location("referee", FOLDER / "referee.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Outsider:
    """A solution that is changed move by move, as the referee knows it: which track hosts a cell, and what stands in its slots."""

    judge: ModuleType
    instance: Any
    tracks: list[list[int | None]]
    talks: list[list[list[int | None]]]
    random: random.Random
    tried: int = 0

    def __post_init__(self) -> None:
        self.cells = [(s, r) for s, rooms in enumerate(self.talks) for r in range(len(rooms))]
        self.track_of: list[int] = self.instance.track
        self.all_tracks: range = range(len(self.instance.tracks))

    def points(self) -> int:
        """What the referee says."""
        self.tried += 1
        found = self.judge.score(self.instance, self.tracks, self.talks)
        return sum(self.instance.weight[name] * amount for name, amount in found.items())

    def slots(self, cell: Cell) -> list[int | None]:
        """What stands in a cell."""
        return self.talks[cell[0]][cell[1]]

    def whole(self, window: Window) -> bool:
        """Whether a window lies inside its cell and cuts no talk in two."""
        cell, first, length = window
        slots, last = self.slots(cell), window[1] + length
        if first < 0 or last > len(slots):
            return False
        begins = first == 0 or slots[first] is None or slots[first] != slots[first - 1]
        return begins and (last == len(slots) or slots[last] is None or slots[last] != slots[last - 1])

    def host(self, cell: Cell, track: int | None) -> Back | None:
        """Hand a cell without talks to a track, or to none."""
        (s, r), before = cell, self.tracks[cell[0]][cell[1]]
        if before == track or any(t is not None for t in self.slots(cell)):
            return None
        self.tracks[s][r] = track

        def back() -> None:
            self.tracks[s][r] = before

        return back

    def exchange(self, one: Window, other: Window) -> Back | None:
        """Exchange what stands in two windows."""
        (a, i, n), (b, k, _) = one, other
        if (a == b and abs(i - k) < n) or not (self.whole(one) and self.whole(other)):
            return None
        left, right = self.slots(a)[i : i + n], self.slots(b)[k : k + n]
        if left == right:
            return None
        before = [(s, r, self.tracks[s][r]) for s, r in (a, b)]

        def put(first: list[int | None], second: list[int | None]) -> None:
            self.slots(a)[i : i + n] = first
            self.slots(b)[k : k + n] = second

        def back() -> None:
            put(left, right)
            for s, r, track in before:
                self.tracks[s][r] = track

        put(right, left)
        for s, r in (a, b):
            here = {self.track_of[t] for t in self.slots((s, r)) if t is not None}
            if len(here) > 1:
                back()
                return None
            if here:
                self.tracks[s][r] = here.pop()
        return back

    def insert(self, cell: Cell, number: int, at: int) -> Back | None:
        """Take a talk or a free slot out of a cell and insert it elsewhere in the same one: those between give way."""
        before = self.slots(cell)[:]
        units = [list(unit) for t, run in groupby(before) for unit in ([run] if t is not None else [[free] for free in run])]
        if max(number, at) >= len(units) or number == at:
            return None
        units.insert(at, units.pop(number))
        self.slots(cell)[:] = [t for unit in units for t in unit]

        def back() -> None:
            self.slots(cell)[:] = before

        return back

    def windows(self) -> list[Window]:
        """Each talk, as the window in which it stands."""
        found: list[Window] = []
        for cell in self.cells:
            slots = self.slots(cell)
            starts = [k for k, t in enumerate(slots) if t is not None and (k == 0 or slots[k - 1] != t)]
            found += [(cell, k, slots.count(slots[k])) for k in starts]
        return found

    def moves(self) -> Iterator[Move]:
        """Every exchange of a talk with a window and of two cells, every insertion, and every host of what is free, in random order."""
        found: list[Move] = [
            partial(self.exchange, window, (cell, k, window[2]))
            for window in self.windows()
            for cell in self.cells
            for k in range(len(self.slots(cell)))
        ]
        found += [partial(self.exchange, (a, 0, len(self.slots(a))), (b, 0, len(self.slots(a)))) for a in self.cells for b in self.cells]
        found += [partial(self.insert, c, i, k) for c in self.cells for i in range(len(self.slots(c))) for k in range(len(self.slots(c)))]
        found += [partial(self.host, cell, track) for cell in self.cells for track in (None, *self.all_tracks)]
        self.random.shuffle(found)
        yield from found

    def drawn(self) -> Move:
        """A move, drawn; it need not be possible."""
        draw, kind = self.random, self.random.random()
        a, b = draw.choice(self.cells), draw.choice(self.cells)
        if kind < 0.05:
            return partial(self.host, a, draw.choice((None, *self.all_tracks)))
        if kind < 0.2:
            length = min(len(self.slots(a)), len(self.slots(b)))
            return partial(self.exchange, (a, 0, length), (b, 0, length))
        if kind < 0.4:
            return partial(self.insert, a, *(draw.randrange(len(self.slots(a))) for _ in range(2)))
        if kind < 0.7:  # of the same track, if there is one
            same = [cell for cell in self.cells if self.tracks[cell[0]][cell[1]] == self.tracks[a[0]][a[1]]]
            b = draw.choice(same)
        k, slots = draw.randrange(len(self.slots(a))), self.slots(a)
        length = max(slots.count(slots[k]), 1) if slots[k] is not None else 1
        first = slots.index(slots[k]) if slots[k] is not None else k
        return partial(self.exchange, (a, first, length), (b, draw.randrange(len(self.slots(b))), length))

    # --- attacks ---

    def neighbours(self, known: int, over: Callable[[], bool]) -> int | None:
        """Points of a solution one move away that is lower than what is known; it is then made."""
        for move in self.moves():
            if over():
                return None
            back = move()
            if back is not None:
                if (points := self.points()) < known:
                    return points
                back()
        return None

    def pairs(self, known: int, over: Callable[[], bool]) -> int | None:
        """The same for two moves, drawn."""
        while not over():
            first = self.drawn()()
            if first is None:
                continue
            second = self.drawn()()
            if second is not None:
                if (points := self.points()) < known:
                    return points
                second()
            first()
        return None

    def anneal(self, known: int, heat: float, gone: Callable[[], float]) -> tuple[int, int | None]:
        """From where it stands, cooling as time goes: the points it came to, and those below what is known, if there are any."""
        points = self.points()
        while (share := gone()) < 1:
            back = self.drawn()()
            if back is None:
                continue
            new = self.points()
            if new < known:
                return new, new
            if new <= points or self.random.random() < math.exp((points - new) / (heat * (1 - share) ** 2 + 0.01)):
                points = new
            else:
                back()
        return points, None


@dataclass(frozen=True)
class Span:
    """Some time of a clock: how much of it is gone, as a share."""

    begin: float
    seconds: float

    def gone(self) -> float:
        """From 0 to 1, and more when it is over."""
        return (time.perf_counter() - self.begin) / self.seconds

    def over(self) -> bool:
        """Whether nothing is left."""
        return self.gone() >= 1

    def share(self, share: float) -> Span:
        """A share of what is left, from now on."""
        now = time.perf_counter()
        return Span(now, max(share * (self.begin + self.seconds - now), 0.001))


def attack(instance: Path, solution: Path, seconds: float, seed: int) -> tuple[int, int | None, int]:
    """Points of a solution, lower ones if they were found, and how many solutions the referee was asked about."""
    judge = referee()
    inst = judge.Instance(instance)
    tracks, talks = judge.read_solution(solution, inst)
    me = Outsider(judge, inst, deepcopy(tracks), deepcopy(talks), random.Random(seed))
    assert not judge.errors(inst, tracks, talks)
    known, all_ = me.points(), Span(time.perf_counter(), seconds)
    alone = all_.share(0.5)
    found = me.neighbours(known, alone.over)
    if found is None:
        print(f"moves alone: {'as many as half of the time is enough for' if alone.over() else 'all of them'}, {me.tried}", flush=True)
        found = me.pairs(known, all_.share(0.2).over)
    for run in range(RUNS):
        if found is not None:
            break
        me.tracks, me.talks = deepcopy(tracks), deepcopy(talks)
        if run >= RUNS // 2:
            for _ in range(SHAKES):
                me.drawn()()
        begin, heat = me.points(), max(known / 100, 2.0) * 4**run / 16
        end, found = me.anneal(known, heat, all_.share(1 / (RUNS - run)).gone)
        print(f"annealing from {begin}, heat {heat:.1f}: came to {end}", flush=True)
    if found is not None:
        assert not judge.errors(inst, me.tracks, me.talks)
    return known, found, me.tried


def main() -> None:
    """Attack a solution from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("solution", type=Path, help="named like its instance, as NAME.agenda.xlsx")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    instance = FOLDER / "instances" / f"{options.solution.name.split('.')[0]}.xlsx"
    known, found, tried = attack(instance, options.solution, options.seconds, options.seed)
    if found is not None:
        print(f"FAIL: {found} < {known} after {tried} solutions")
        raise SystemExit(1)
    print(f"PASS: nothing below {known} among {tried} solutions in {options.seconds:.0f} s")


if __name__ == "__main__":
    main()
