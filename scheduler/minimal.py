"""Minimal sets: what cannot hold together, and the cheapest that meets each of several sets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import TypeVar

from ortools.sat.python import cp_model

T = TypeVar("T", bound=Hashable)


def smallest_conflict(members: Sequence[T], impossible: Callable[[Sequence[T]], bool]) -> list[T]:
    """Members that are impossible together, none of them to spare, in their order; all of them must be.

    QuickXplain (Junker 2004): with n members of which k are found, about 2 k log2(n / k) questions.
    Early members are preferred. `impossible` must stay true when members are added.
    """

    def search(given: list[T], grown: bool, rest: Sequence[T]) -> list[T]:
        if grown and impossible(given):
            return []
        if len(rest) == 1:
            return list(rest)
        half = (len(rest) + 1) // 2
        late = search([*given, *rest[:half]], True, rest[half:])
        return search([*given, *late], bool(late), rest[:half]) + late

    if not members or impossible([]):
        return []
    return search([], False, members)


def cheapest_meeting(
    sets: Sequence[Collection[T]], price: Callable[[T], int], without: Sequence[Collection[T]] = ()
) -> tuple[T, ...] | None:
    """The cheapest elements of which each set has one, and which do not hold all of any of `without`.

    None where there are none. Of equally cheap ones, those that stand first in the sets.
    """
    elements = list(dict.fromkeys(e for one in sets for e in one))
    model = cp_model.CpModel()
    chosen = {e: model.new_bool_var("") for e in elements}
    for one in sets:
        model.add_bool_or([chosen[e] for e in one])
    for kept_out in without:
        if all(e in chosen for e in kept_out):
            model.add_bool_or([~chosen[e] for e in kept_out])
    rank = len(elements) * len(elements)
    model.minimize(sum((price(e) * (rank + 1) + number) * chosen[e] for number, e in enumerate(elements)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False
    if solver.solve(model) != cp_model.OPTIMAL:
        return None
    return tuple(e for e in elements if solver.boolean_value(chosen[e]))
