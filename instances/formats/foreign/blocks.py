"""The blocks of a programme, derived from what stands in it: stretches of minutes, and the grid that all of them share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import gcd

from instances import clock
from instances.formats.foreign.clocks import Stretch

GAP = 45
"""Minutes without any talk in any room that part two blocks: a meal, not a change of rooms."""
NEAR = 120
"""Minutes by which a day may begin before its first talk, or end after its last, and still be taken at its word."""
WORKING_DAY = 16 * 60
"""Minutes of a day without talks that is taken at its word."""
GRIDS = (30, 20, 15, 12, 10, 6, 5, 4, 3, 2, 1)


def grid(anchor: int, starts: Iterable[int], lengths: Iterable[int]) -> int:
    """The coarsest grid on which all starts and lengths lie, of half an hour at most."""
    shared = gcd(*(abs(start - anchor) for start in starts), *lengths)
    return next(step for step in GRIDS if shared % step == 0)


def blocks(talks: Iterable[Stretch], days: Iterable[Stretch], step: int) -> list[Stretch]:
    """Blocks that hold all talks but those of which no block of a day's length can be made, in order, none over another.

    A day's bounds are kept where talks stand near them; a day without talks is a block if it is no longer than people work.
    """
    found = [part for run in _runs(sorted(talks)) for part in _parts(run)]
    anchor = found[0][0] if found else None
    for begin, end in sorted(days):
        if anchor is None:
            anchor = begin
        first, last = begin + (anchor - begin) % step, end - (end - anchor) % step
        inside = [place for place, block in enumerate(found) if first - step < block[0] < last]
        if inside:
            found = _widened(found, inside, first, last)
        elif step <= last - first <= WORKING_DAY and all(last <= block[0] or block[1] <= first for block in found):
            found = sorted([*found, (first, last)])
    return found


def _runs(talks: Sequence[Stretch]) -> list[list[Stretch]]:
    """Talks in one room or another without a gap between them."""
    runs: list[list[Stretch]] = []
    end = 0
    for talk in talks:
        if not runs or talk[0] - end >= GAP:
            runs.append([])
        runs[-1].append(talk)
        end = max(end, talk[1]) if len(runs[-1]) > 1 else talk[1]
    return runs


def _parts(run: Sequence[Stretch]) -> list[Stretch]:
    """A run as one block, or, where it is longer than a day, cut where the fewest talks go on."""
    begin, end = run[0][0], max(last for _, last in run)
    if end - begin <= clock.DAY:
        return [(begin, end)]
    cuts = sorted({edge for talk in run for edge in talk if begin < edge <= begin + clock.DAY})
    cut = min(cuts, key=lambda at: (sum(first < at < last for first, last in run), -at))
    rest = [talk for talk in run if talk[0] >= cut]
    held = [talk for talk in run if talk[1] <= cut]
    return [*([(begin, max(last for _, last in held))] if held else []), *(_parts(rest) if rest else [])]


def _widened(found: Sequence[Stretch], inside: Sequence[int], first: int, last: int) -> list[Stretch]:
    """The blocks, those of one day as long as the day where its bounds are near."""
    wider = list(found)
    one, other = inside[0], inside[-1]
    begin, end = wider[one]
    if 0 <= begin - first <= NEAR and end - first <= clock.DAY:
        wider[one] = (max(first, *(until for _, until in found[:one]), first), end)
    begin, end = wider[other]
    if 0 <= last - end <= NEAR and last - begin <= clock.DAY:
        wider[other] = (begin, min(last, *(start for start, _ in found[other + 1 :]), last))
    return wider
