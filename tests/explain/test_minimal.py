"""Minimal conflicts and cheapest meeting sets, against brute force."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.minimal import cheapest_meeting, smallest_conflict

SETS = st.lists(st.frozensets(st.integers(0, 6), min_size=1, max_size=4), min_size=1, max_size=5)


@given(SETS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_what_is_found_is_a_conflict_of_which_nothing_can_be_spared(conflicts: list[frozenset[int]]) -> None:
    members = list(range(7))

    def impossible(some: Sequence[int]) -> bool:
        return any(conflict <= set(some) for conflict in conflicts)

    found = smallest_conflict(members, impossible)
    assert impossible(found)
    assert found == sorted(found)
    assert all(not impossible([m for m in found if m != one]) for one in found)


def test_what_is_impossible_by_itself_needs_no_members() -> None:
    assert smallest_conflict([1, 2, 3], lambda _: True) == []
    assert smallest_conflict([], lambda _: True) == []


def test_early_members_are_preferred() -> None:
    assert smallest_conflict([1, 2, 3, 4], lambda some: {1, 2} <= set(some) or {3, 4} <= set(some)) == [1, 2]


@given(
    SETS,
    st.lists(st.frozensets(st.integers(0, 6), min_size=1, max_size=3), max_size=3),
    st.lists(st.integers(0, 9), min_size=7, max_size=7),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_the_cheapest_that_meets_all_sets(sets: list[frozenset[int]], without: list[frozenset[int]], prices: list[int]) -> None:
    everything = sorted(set().union(*sets))
    subsets = chain.from_iterable(combinations(everything, n) for n in range(len(everything) + 1))
    good = [some for some in subsets if all(one & set(some) for one in sets) and not any(one <= set(some) for one in without)]
    found = cheapest_meeting([sorted(one) for one in sets], lambda e: prices[e], [tuple(one) for one in without])
    if not good:
        assert found is None
        return
    assert found is not None
    assert all(one & set(found) for one in sets)
    assert not any(one <= set(found) for one in without)
    assert sum(prices[e] for e in found) == min(sum(prices[e] for e in some) for some in good)
