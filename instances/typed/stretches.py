"""Sets of minutes as sorted stretches (first, last + 1) that do not touch."""

from __future__ import annotations

from collections.abc import Iterable

Stretch = tuple[int, int]
Stretches = tuple[Stretch, ...]


def union(stretches: Iterable[Stretch]) -> Stretches:
    """What lies in any of them."""
    merged: list[Stretch] = []
    for start, end in sorted(stretch for stretch in stretches if stretch[0] < stretch[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def both(one: Iterable[Stretch], two: Iterable[Stretch]) -> Stretches:
    """What lies in both."""
    others = tuple(two)
    return union((max(a, c), min(b, d)) for a, b in one for c, d in others)


def without(one: Iterable[Stretch], two: Iterable[Stretch]) -> Stretches:
    """What lies in the first alone."""
    left = union(one)
    for start, end in union(two):
        left = tuple(piece for a, b in left for piece in ((a, min(b, start)), (max(a, end), b)) if piece[0] < piece[1])
    return left
