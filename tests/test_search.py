"""A search answers rightly, with each set of parameters that the program gives the solver."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest
from ortools.sat.python.cp_model import CpModel

from scheduler import search
from scheduler.columns.plans import TUNING
from scheduler.limits import Interrupt, Limits

LIMITS = Limits(seconds=60, workers=1)
TUNINGS = {"none": {}, "quick": search.QUICK, "plain": search.PLAIN, "columns": TUNING}


def few(seed: int) -> tuple[CpModel, int | None]:
    """A model of a few intervals, some of them optional, and the least that it can come to, counted by hand; None if nothing can be."""
    rng = random.Random(seed)
    model, terms, intervals, items = CpModel(), [], [], []
    for _ in range(rng.randint(2, 3)):
        first, size, points, must = rng.randint(0, 3), rng.randint(1, 4), rng.choice((-3, -1, 1, 2)), rng.random() < 0.5
        last = first + rng.choice((0, 0, 0, 0, 3))
        start = model.new_int_var(first, last, "") if last > first else first
        held = model.new_bool_var("")
        if must:
            model.add(held == 1)
        if rng.random() < 0.8:
            length = model.new_int_var(0, size + 2, "")
            model.add(length == size).only_enforce_if(held)
            end = model.new_int_var(0, 20, "") if last > first else first + size
            intervals.append(model.new_optional_interval_var(start, length, end, held, ""))
        else:
            intervals.append(model.new_optional_fixed_size_interval_var(start, size, held, ""))
        terms.append(points * held)
        items.append((range(first, last + 1), size, points, must))
    model.add_no_overlap(intervals)
    model.minimize(sum(terms))
    return model, min(_totals(items), default=None)


def _totals(items: list[tuple[range, int, int, bool]]) -> list[int]:
    choices = [[*((start, start + size, points) for start in starts), *([] if must else [None])] for starts, size, points, must in items]
    found = []
    for choice in product(*choices):
        held = [one for one in choice if one]
        if all(one[1] <= other[0] or other[1] <= one[0] for one, other in combinations(held, 2)):
            found.append(sum(points for _, _, points in held))
    return found


@pytest.mark.parametrize("tuning", TUNINGS.values(), ids=TUNINGS)
def test_what_is_inside_another_interval_is_left_out(tuning: Mapping[str, float]) -> None:
    model = CpModel()
    held, length = model.new_bool_var(""), model.new_int_var(0, 5, "")
    inside = model.new_optional_interval_var(3, length, 4, held, "")
    model.add_no_overlap([inside, model.new_fixed_size_interval_var(2, 2, "")])
    model.minimize(held)
    for presolve in (True, False):
        found = search.run(model, LIMITS, lambda *_: None, lambda _: None, Interrupt(), {**tuning, "cp_model_presolve": presolve})
        assert (found.status, found.objective) == ("optimal", 0)


@pytest.mark.parametrize("tuning", TUNINGS.values(), ids=TUNINGS)
def test_intervals_that_may_be_left_out_make_no_model_infeasible(tuning: Mapping[str, float]) -> None:
    for seed in (*range(60), 284, 390):
        model, least = few(seed)
        found = search.run(model, LIMITS, lambda *_: None, lambda _: None, Interrupt(), tuning)
        assert (found.status, found.objective) == ("infeasible" if least is None else "optimal", least), seed


def test_what_one_worker_does_not_settle_at_once_all_do(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []
    real = search.run

    def counted(model: CpModel, limits: Limits, *rest: Any) -> search.Found:
        ran.append(limits.workers)
        found = real(model, limits, *rest)
        return replace(found, status={"optimal": "feasible", "infeasible": "unknown"}[found.status]) if limits.workers == 1 else found

    monkeypatch.setattr(search, "run", counted)
    for seed in range(6):
        model, least = few(seed)
        found = search.first_plain(model, replace(LIMITS, workers=2), lambda *_: None, lambda _: None, Interrupt())
        assert (found.status, found.objective) == ("infeasible" if least is None else "optimal", least)
    assert ran == [1, 2] * 6
