"""Profiles: the level of each rule where a conference says nothing else.

A profile never changes once released; a new one gets a new version, and a conference names its own.
What a conference sets for a rule takes the place of that setting; a level or a weight, of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from constraints import RULES, magnitude
from constraints.rule import Rule
from instances.conference import Conference
from instances.findings import field_problems
from instances.problems import BadInput, Problem, nearest

Settings = dict[str, dict[str, Any]]

PROFILES: dict[str, Settings] = {
    "standard@1": {
        "placed": {"level": "must"},
        "placement": {"level": "must"},
        "no_gap": {"level": "must"},
        "talk_order": {"level": "must"},
        "room_overlap": {"level": "must"},
        "room_closed": {"level": "must"},
        "room_fit": {"level": "must"},
        "speaker_overlap": {"level": "must"},
        "speaker_available": {"level": "must"},
        "speaker_night": {"level": "must"},
        "attendance": {"level": "off"},
        "max_talks": {"level": "must"},
        "relation": {"level": "must"},
        "resource": {"level": "must"},
        "track_balance": {"level": "slight"},
        "parallel": {"level": "normal"},
        "speaker_comfort": {"level": "slight"},
        "fairness": {"level": "strong"},
        "audience_comfort": {"level": "normal"},
        "preference": {"level": "normal"},
        "empty_seats": {"level": "slight"},
        "compact_day": {"level": "slight"},
        "sittings_together": {"level": "normal"},
        "topic_flow": {"level": "off"},
        "variety": {"level": "off"},
    },
    "full@1": {
        "placed": {"level": "must"},
        "placement": {"level": "must"},
        "no_gap": {"level": "must"},
        "talk_order": {"level": "must"},
        "room_overlap": {"level": "must"},
        "room_closed": {"level": "must"},
        "room_fit": {"level": "must"},
        "speaker_overlap": {"level": "must", "pause": 10},
        "speaker_available": {"level": "must"},
        "speaker_night": {"level": "must"},
        "attendance": {"level": "must"},
        "max_talks": {"level": "must", "a_day": 3},
        "relation": {"level": "must"},
        "resource": {"level": "must"},
        "track_balance": {"level": "slight"},
        "parallel": {"level": "normal", "shared_audience": 2, "same_track_and_audience": 1, "interest": 1, "interest_from": 2, "crowd": 15},
        "speaker_comfort": {"level": "slight"},
        "fairness": {"level": "strong"},
        "audience_comfort": {"level": "normal"},
        "preference": {"level": "normal", "prime": 20},
        "empty_seats": {"level": "slight", "popular": 3},
        "compact_day": {"level": "slight"},
        "sittings_together": {"level": "normal", "track_room": 2},
        "topic_flow": {"level": "slight"},
        "variety": {"level": "slight"},
    },
}
"""`full@1` has the whole catalogue switched on; what of it a conference gives nothing to look at costs nothing."""


def problems(conference: Conference) -> Iterator[Problem]:
    """What is wrong with the profile and the `rules` of a conference."""
    yield from _read(conference)[1]


def rules_of(conference: Conference) -> tuple[Rule, ...]:
    """The rules of a conference with their settings, those switched off left out. Raises BadInput."""
    rules, found = _read(conference)
    if found:
        raise BadInput(found)
    return tuple(rule for rule in rules if not rule.off)


def _read(conference: Conference) -> tuple[list[Rule], list[Problem]]:
    """Rules and problems; read once, and kept beside what the conference itself remembers."""
    known: dict[str, Any] = conference.__dict__
    if "_rules" not in known:
        known["_rules"] = _read_anew(conference)
    found: tuple[list[Rule], list[Problem]] = known["_rules"]
    return found


def _read_anew(conference: Conference) -> tuple[list[Rule], list[Problem]]:
    name = conference.conference.profile
    if name not in PROFILES:
        return [], [Problem(("conference", "profile"), f"there is no profile '{name}'", nearest(name, PROFILES))]
    kinds = {rule.id: rule for rule in RULES}
    found = [Problem(("rules", id), f"there is no rule '{id}'", nearest(id, kinds)) for id in conference.rules if id not in kinds]
    rules = []
    for id, kind in kinds.items():
        own = conference.rules.get(id, {})
        settings = own if isinstance(own, dict) else {"weight": own} if isinstance(own, int) else {"level": own}
        levels = {"level", "weight"}
        base = {key: value for key, value in PROFILES[name][id].items() if key not in levels or levels.isdisjoint(settings)}
        try:
            rule = kind.model_validate({**base, **settings})
            wrong = list(_without_effect(rule, settings))
            rules.append(rule)
            found += magnitude.problems(conference, rule)
        except ValidationError as error:
            wrong = list(field_problems(kind, error, settings))
        found += [replace(p, where=("rules", id, *(p.where if isinstance(own, dict) else ()))) for p in wrong]
    return rules, found


def _without_effect(rule: Rule, settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Settings that say nothing beside others."""
    if "level" in settings and settings.get("weight") is not None:
        yield Problem(("weight",), f"stands beside 'level: {rule.level}', and only one of them can hold", "keep the level, or the weight")
    elif "limit" in settings and not rule.hard:
        how = f"has 'weight: {rule.weight}'" if rule.weight is not None else f"is '{rule.level}'"
        yield Problem(("limit",), f"has no effect, for the rule {how}, not 'must'", "add 'level: must' in its place, or take the limit out")
