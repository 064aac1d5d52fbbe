"""What must not change the optimum, and what may change it one way only."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from instances.conference import Conference
from instances.generate import generate
from scheduler.limits import Limits
from scheduler.solve import solve

SEEDS = [1, 2, 3]
Raw = dict[str, Any]


def _optimum(raw: Raw) -> int:
    result = solve(Conference.model_validate(raw), Limits(seconds=100))
    assert result.status == "optimal"
    assert result.report
    return result.report.penalty


def _given(seed: int) -> Raw:
    return generate(5, seed)[0].model_dump(by_alias=True, exclude_defaults=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_the_input_changes_nothing(seed: int) -> None:
    raw, chance = _given(seed), random.Random(seed)
    mixed = {
        **raw,
        **{
            key: chance.sample(raw[key], len(raw[key]))
            for key in ("rooms", "tracks", "speakers", "subforums", "fixtures", "pairs", "prefers")
        },
    }
    mixed["subforums"] = [{**s, "talks": chance.sample(s["talks"], len(s["talks"]))} for s in mixed["subforums"]]
    assert _optimum(mixed) == _optimum(raw)


@pytest.mark.parametrize("seed", SEEDS)
def test_other_ids_change_nothing(seed: int) -> None:
    conference, chance = generate(5, seed)[0], random.Random(seed)
    ids = sorted(conference._items)
    new = dict(zip(ids, (f"x{n:04}" for n in chance.sample(range(9999), len(ids))), strict=True))

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {new.get(key, key) if key in new else key: renamed(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return [renamed(inner) for inner in value]
        return new.get(value, value) if isinstance(value, str) else value

    raw = conference.model_dump(by_alias=True, exclude_defaults=True)
    assert _optimum(renamed(raw)) == _optimum(raw)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_room_in_which_nothing_fits_changes_nothing(seed: int) -> None:
    raw = _given(seed)
    assert _optimum({**raw, "rooms": [*raw["rooms"], {"id": "cupboard", "title": "Cupboard", "seats": 0}]}) == _optimum(raw)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_more_room_never_hurts(seed: int) -> None:
    raw = _given(seed)
    assert _optimum({**raw, "rooms": [*raw["rooms"], {**raw["rooms"][0], "id": "twin"}]}) <= _optimum(raw)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_wider_window_never_hurts_and_a_narrower_one_never_helps(seed: int) -> None:
    raw = _given(seed)
    bound = [s for s in raw["speakers"] if s.get("available")]
    assert bound, "nobody has windows: choose another seed"

    def stretched(minutes: int) -> Raw:
        more = timedelta(minutes=minutes)
        windows = [{**w, "from": w["from"] - more, "to": w["to"] + more} for w in bound[0]["available"]]
        return {**raw, "speakers": [{**s, "available": windows} if s is bound[0] else s for s in raw["speakers"]]}

    optimum = _optimum(raw)
    assert _optimum(stretched(60)) <= optimum
    narrow = solve(Conference.model_validate(stretched(-5)), Limits(seconds=100))
    assert narrow.status == "infeasible" or (narrow.report and narrow.report.penalty >= optimum)
