"""Large numbers: what is taken, the solver can reckon with; what is not, is refused in words."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from constraints import profile
from constraints.profile import rules_of
from instances.conference import Conference
from instances.problems import BadInput
from scheduler import model
from tests.stories import Story, seat, talk

COUNT, PEOPLE, POINTS, WEIGHT = 1_000_000, 10_000_000, 1_000_000_000, 1_000_000
MUCH = "999999999999999999"


def _story(audience: dict[str, Any], most: int = COUNT) -> Story:
    return (
        Story().block("am", "09:00", "12:00").block("pm", "13:00", "18:00").room("red", PEOPLE).room("blue", 0)
        .person("ana", max_talks=COUNT, cost_to_ask=COUNT).person("ben")
        .add("resources", id="crew", capacity=COUNT, windows=[{**Story().window("09:00", "10:00"), "capacity": 0}])
        .subforum(
            "data", talk("d1", 30, "ana", seats=[seat("chair", "ben")], priority=most), talk("d2", 60, "ana"),
            uses={"crew": COUNT}, audience={**audience}, needs=["stage"], topics=["law"], priority=most,
            sittings={"max": 2}, turnover=100_000,
        )
        .subforum("film", talk("f1", 30, "ana"), talk("f2", 30, position=2), uses={"crew": COUNT}, audience={**audience}, topics=["law"])
        .fixture("fair", "red", minutes=30, windows=[Story().window("09:00", "18:00")], priority=most)
        .add("prefers", item="data", room="red", level=POINTS)
        .add("pairs", subforums=["data", "film"], points=POINTS).add("pairs", talks=["d1", "f1"], points=POINTS, of="talks")
    )  # fmt: skip


def _with(story: Story, **rules: Any) -> Conference:
    return Conference.model_validate({**story.raw, "rules": rules})


SOFT = ("placed", "room_fit", "resource", "room_overlap", "speaker_overlap", "parallel", "preference", "audience_comfort", "compact_day")


@pytest.mark.parametrize("level", ["strong", 1000, {"level": "must", "limit": POINTS}], ids=str)
def test_the_largest_numbers_of_all_can_be_reckoned_with(level: Any) -> None:
    """Whatever the rules make of them, and in a draft."""
    largest = {
        "room_fit": {"missing_feature": COUNT},
        "parallel": {"same_track": POINTS, "shared_topic": POINTS, "itself": POINTS, "shared_audience": POINTS, "crowd": POINTS},
        "preference": {"prime": POINTS},
        "topic_flow": {"another_day": POINTS, "order": POINTS},
        "variety": {"languages": POINTS, "levels": POINTS, "kinds": POINTS},
        "sittings_together": {"another_room": POINTS, "hole": POINTS, "track_room": POINTS},
        "compact_day": {"another_day": 100_000, "pause": 0},
        "empty_seats": {"per": 1, "most": COUNT, "popular": POINTS},
        "track_balance": {"tolerance": 100_000},
    }
    set_ = level if isinstance(level, dict) else {"level": level} if isinstance(level, str) else {"weight": level}
    rules = {id: {**largest.get(id, {}), **set_} for id in (*SOFT, *largest)}
    conference = _with(_story({"onsite": PEOPLE, "online": {"America/New_York": PEOPLE}}), **rules)
    assert not list(profile.problems(conference))
    for draft in (False, True):
        x, wishes, left_out = model.build(conference, rules_of(conference), draft=draft)
        for objective in (wishes, left_out):
            x.model.minimize(objective)
            assert x.model.validate() == ""


def test_too_much_in_all_is_refused_before_the_solver_hears_of_it() -> None:
    zones = dict.fromkeys(("America/New_York", "America/Lima", "Asia/Tokyo", "Europe/Paris"), PEOPLE)
    conference = _with(_story({"online": zones}), audience_comfort={"per": 1, "weight": WEIGHT}, parallel={"weight": WEIGHT})
    told = [str(problem) for problem in profile.problems(conference)]
    remedy = "lower its weight, or the largest of the numbers that it counts"
    assert told == [f"rules/audience_comfort: its points could add up to 6e+17, more than the 3e+17 that can be reckoned with; {remedy}"]
    with pytest.raises(BadInput):
        rules_of(conference)
    assert not list(profile.problems(_with(_story({"online": zones}), audience_comfort="off")))


FIELDS = [
    ("rooms/0/seats", PEOPLE),
    ("resources/0/capacity", COUNT),
    ("resources/0/windows/0/capacity", COUNT),
    ("speakers/0/max_talks", COUNT),
    ("speakers/0/max_a_day", COUNT),
    ("speakers/0/cost_to_ask", COUNT),
    ("subforums/0/talks/0/priority", COUNT),
    ("subforums/1/talks/1/position", COUNT),
    ("subforums/0/priority", COUNT),
    ("subforums/0/uses/crew", COUNT),
    ("subforums/0/turnover", 100_000),
    ("subforums/0/sittings/max", 500),
    ("subforums/0/audience/onsite", PEOPLE),
    ("subforums/0/audience/online/Europe/Paris", PEOPLE),
    ("fixtures/0/priority", COUNT),
    ("fixtures/0/minutes", 100_000),
    ("prefers/0/level", POINTS),
    ("pairs/0/points", POINTS),
    ("rules/fairness", WEIGHT),
    ("rules/fairness/weight", WEIGHT),
    ("rules/fairness/limit", POINTS),
    ("rules/parallel/same_track", POINTS),
    ("rules/parallel/shared_topic", POINTS),
    ("rules/parallel/itself", POINTS),
    ("rules/parallel/shared_audience", POINTS),
    ("rules/parallel/same_track_and_audience", POINTS),
    ("rules/parallel/interest", POINTS),
    ("rules/parallel/interest_from", COUNT),
    ("rules/parallel/crowd", POINTS),
    ("rules/preference/prime", POINTS),
    ("rules/topic_flow/another_day", POINTS),
    ("rules/topic_flow/order", POINTS),
    ("rules/variety/languages", POINTS),
    ("rules/variety/levels", POINTS),
    ("rules/variety/kinds", POINTS),
    ("rules/compact_day/another_day", 100_000),
    ("rules/compact_day/pause", 100_000),
    ("rules/sittings_together/another_room", POINTS),
    ("rules/sittings_together/hole", POINTS),
    ("rules/room_fit/missing_feature", COUNT),
    ("rules/audience_comfort/per", COUNT),
    ("rules/empty_seats/per", COUNT),
    ("rules/empty_seats/most", COUNT),
    ("rules/track_balance/tolerance", 100_000),
]


@pytest.mark.parametrize("much", [int(MUCH), int(MUCH * 2)], ids=["18 digits", "36 digits"])
@pytest.mark.parametrize(("path", "most"), FIELDS, ids=[path for path, _ in FIELDS])
def test_no_number_is_taken_that_is_too_large(path: str, most: int, much: int) -> None:
    raw: dict[str, Any] = {**copy.deepcopy(_story({}).raw), "rules": {}}
    *outer, last = path.replace("Europe/Paris", "Europe|Paris").split("/")
    inside: Any = raw
    for key in outer:
        inside = inside[int(key)] if isinstance(inside, list) else inside.setdefault(key, {})
    inside[last.replace("|", "/")] = much
    with pytest.raises(BadInput) as refused:
        rules_of(Conference.model_validate(raw))
    told = [p for p in refused.value.problems if f"at most {most:,}, not {much}" in p.what]
    assert [p.where for p in told] == [tuple(int(k) if k.isdigit() else k.replace("|", "/") for k in (*outer, last))]
    assert all(p.remedy for p in refused.value.problems)
