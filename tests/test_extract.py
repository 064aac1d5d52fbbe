"""Parts of a model: what is found for one is a solution of the whole, and costs there what it costs here."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from ortools.sat.python import cp_model

from constraints.profile import rules_of
from instances.conference import Conference
from instances.generate import generate
from scheduler import extract, model, search
from scheduler.extract import Extract
from scheduler.limits import Interrupt, Limits
from scheduler.solve import solve
from scheduler.watch import Progress
from tests.sampled import FULL
from tests.strategies import random_conference
from tests.test_brute_force import _random_levels, _with
from tests.test_outline import spread

LIMITS = Limits(repeatable=True, effort=10.0, workers=1)


def _solved(m: cp_model.CpModel) -> search.Found:
    return search.run(m, LIMITS, lambda *_: None, lambda _: None, Interrupt())


def _held(m: cp_model.CpModel, values: dict[int, int]) -> cp_model.CpModel:
    """A model in which some variables have values."""
    trial = m.clone()
    for index, value in values.items():
        domain = trial.proto.variables[index].domain
        domain.clear()
        domain.extend([value, value])
    return trial


def _looked_at(conference: Conference, chance: random.Random, gathered: bool) -> list[bool]:
    """Free some owners of decisions, again and again: whether what was found is as good as it can be."""
    x, wishes, _ = model.build(conference, rules_of(conference), gathered=gathered)
    x.model.minimize(wishes)
    first = search.run(x.model, Limits(repeatable=True, effort=0.2, workers=1), lambda *_: None, lambda _: None, Interrupt())
    if first.value is None or first.objective is None:
        return []
    from constraints.assignment import agenda_of

    start = model.hint(x, agenda_of(x, first.value))
    if start is None:
        return []
    parts, values = Extract(x.model, [d.variable.index for d in start.decisions]), np.array(start.values)
    owners = sorted({d.owner for d in start.decisions})
    best = []
    for _ in range(3):
        some = set(chance.sample(owners, min(2, len(owners))))
        freed = [d.variable.index for d in start.decisions if d.owner in some]
        part = parts.part(freed, values)
        found = _solved(part.model)
        assert found.status == "optimal"
        assert found.objective is not None
        assert found.objective <= start.penalty
        whole = part.whole(values, found.values)
        kept = {d.variable.index: start.values[d.variable.index] for d in start.decisions if d.owner not in some}
        assert all(whole[index] == value for index, value in kept.items())
        again = _solved(_held(x.model, dict(enumerate(whole.tolist()))))
        assert again.objective == found.objective
        told = search.value_of(whole.tolist())
        assert told(wishes) == found.objective
        best.append(_solved(_held(x.model, kept)).objective == found.objective)
        decided = [whole[d.variable.index] for d in start.decisions]
        after = parts.part(freed, whole, keep=True)
        follows = _solved(after.model)
        assert [after.whole(whole, follows.values)[d.variable.index] for d in start.decisions] == decided
        assert follows.objective == found.objective
    return best


@pytest.mark.parametrize("slack", [0, 100])
@pytest.mark.parametrize("seeds", [pytest.param(range(16), id="some"), pytest.param(range(16, 300), id="many", marks=FULL)])
def test_what_is_found_for_a_part_holds_in_the_whole(seeds: Sequence[int], slack: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """And where all that may follow from what is free is free, it is the best."""
    monkeypatch.setattr(extract, "SLACK", slack)
    best: list[bool] = []
    for seed in seeds:
        chance = random.Random(seed)
        conference = spread(chance) if seed % 2 else random_conference(chance)
        best += _looked_at(_with(conference, _random_levels(chance, bound=True, hard=0.08)), chance, gathered=seed % 4 == 1)
    assert len(best) > len(seeds) / 2
    assert all(best) if slack else sum(best) > len(best) / 2


def test_a_part_is_as_large_as_what_is_free() -> None:
    """In a conference of four times as many subforums a part of two of them is about as large."""
    sizes = []
    for number in (15, 60):
        conference, planted = generate(number, 1)
        x, wishes, _ = model.build(conference, rules_of(conference))
        x.model.minimize(wishes)
        start = model.hint(x, planted)
        assert start
        parts = Extract(x.model, [d.variable.index for d in start.decisions])
        some = {s.id for s in conference.subforums[:2]}
        made = parts.part([d.variable.index for d in start.decisions if d.owner in some], np.array(start.values))
        sizes.append((len(made.free), len(made.model.proto.constraints), len(x.model.proto.constraints)))
    (small, few, all_few), (large, many, all_many) = sizes
    assert all_many > 4 * all_few
    assert large < 4 * small
    assert many < 4 * few


def test_numbers_that_must_differ_differ_in_a_part() -> None:
    m = cp_model.CpModel()
    numbers = [m.new_int_var(0, 3, "") for _ in range(3)]
    m.add_all_different(numbers)
    m.minimize(sum(numbers))
    part = Extract(m, [v.index for v in numbers]).part([0, 1], np.array([3, 2, 0]))
    found = _solved(part.model)
    assert found.objective == 3
    assert sorted(part.whole(np.array([3, 2, 0]), found.values)) == [0, 1, 2]


def test_a_constraint_that_is_not_known_is_refused() -> None:
    m = cp_model.CpModel()
    m.add_multiplication_equality(m.new_int_var(0, 9, ""), [m.new_int_var(0, 3, ""), m.new_int_var(0, 3, "")])
    with pytest.raises(ValueError, match="int_prod"):
        Extract(m, [0])


def test_a_large_conference_is_improved_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no more than a moment for the whole."""
    from scheduler import outline

    monkeypatch.setattr(outline, "MANY", 24)
    conference, _ = generate(24, 3)
    stages: list[tuple[str, int | None]] = []
    interrupt = Interrupt()

    def watch(step: Progress) -> None:
        stages.append((step.stage, step.penalty))
        if step.stage == "improving":
            interrupt.set()

    solve(conference, Limits(seconds=60), watch=watch, interrupt=interrupt)
    assert any(stage == "improving" for stage, _ in stages)
