"""What a conference says of a rule, and what its profile says."""

from __future__ import annotations

from typing import Any

import pytest

from constraints import RULES, Rule
from constraints.parallel import Parallel
from constraints.profile import PROFILES, problems, rules_of
from instances.agenda import Agenda
from instances.conference import Conference
from tests.stories import Story, talk

STORY = Story().block("am", "09:00", "12:00").room("red").subforum("data", talk("d1", 30))


def _rules(profile: str, **rules: Any) -> dict[str, Rule]:
    raw = {**STORY.raw, "conference": {**STORY.raw["conference"], "profile": profile}, "rules": rules}
    return {rule.id: rule for rule in rules_of(Conference.model_validate(raw))}


def test_the_standard_profile_is_as_it_was_and_the_full_one_leaves_nothing_out() -> None:
    assert set(_rules("standard@1")) == {rule.id for rule in RULES} - {
        id for id, base in PROFILES["standard@1"].items() if base["level"] == "off"
    }
    assert _rules("standard@1")["parallel"] == Parallel(level="normal")
    assert set(_rules("full@1")) == {rule.id for rule in RULES}


@pytest.mark.parametrize(("own", "points", "crowd"), [
    ({"same_track": 1}, 5, 15), ("strong", 20, 15), (40, 40, 15), ({"level": "slight", "crowd": 3}, 1, 3), ({"weight": 7}, 7, 15),
], ids=str)  # fmt: skip
def test_what_a_conference_does_not_say_of_a_rule_its_profile_says(own: Any, points: int, crowd: int) -> None:
    rule = _rules("full@1", parallel=own)["parallel"]
    assert isinstance(rule, Parallel)
    assert (rule.points, rule.crowd, rule.shared_audience, rule.hard) == (points, crowd, 2, False)
    standard = _rules("standard@1", parallel=own)["parallel"]
    assert isinstance(standard, Parallel)
    assert (standard.points, standard.crowd) == (points, crowd if crowd == 3 else 0)


def test_the_whole_catalogue_has_something_to_say_of_the_flagship(wuzhen: Conference, best: Agenda) -> None:
    full = wuzhen.replaced(conference=wuzhen.conference.replaced(profile="full@1"))
    assert not list(problems(full))
    before = {rule.id: sum(v.amount for v in rule.violations(wuzhen, best)) for rule in rules_of(wuzhen)}
    after = {rule.id: sum(v.amount for v in rule.violations(full, best)) for rule in rules_of(full)}
    told = {id for id, amount in after.items() if amount > before.get(id, 0)}
    assert {"parallel", "preference", "topic_flow", "variety"} <= told
    said = [v.sentence for rule in rules_of(full) for v in rule.violations(full, best) if rule.id in told]
    for words in (
        "people want both",
        "both are for",
        "both draw a crowd",
        "is a flagship",
        "are held on 2 days",
        "has ended",
        "has nothing",
    ):
        assert any(words in sentence for sentence in said), words
