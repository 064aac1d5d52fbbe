"""Who may see what: every field of a conference and of an agenda has a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from instances.agenda import Agenda
from instances.conference import Conference

PUBLIC = {
    "Conference": "format conference blocks rooms travel tracks speakers subforums fixtures",
    "About": "id title timezone grid profile url",
    "Block": "id title start end slots",
    "Room": "id title building seats features known_as",
    "Travel": "same_building default pairs",
    "Walk": "between minutes",
    "Track": "id title known_as",
    "Speaker": "id name country timezone region attends languages biography known_as",
    "Subforum": "id title track topics hosts chairs needs audience turnover sittings sitting_fills at_once empty_sittings languages talks "
    "abstract known_as",
    "Audience": "kinds level",
    "Sittings": "min max",
    "Talk": "id title minutes speakers seats position after abstract known_as",
    "Seat": "id role required",
    "Fixture": "id title rooms holds speakers start end minutes turnover audience abstract known_as",
    "Agenda": "format conference conference_hash sittings fixtures unplaced score solver",
    "Score": "penalty bound gap tiers rules",
    "TierScore": "name penalty bound bound_of status",
    "RuleScore": "amount penalty",
    "SolverRecord": "status mode seed workers seconds deterministic_time versions",
    "Sitting": "start end id subforum room talks",
    "TalkSlot": "start end talk speakers seats",
    "FilledSeat": "seat speaker",
    "PlacedFixture": "start end fixture rooms",
    "Unplaced": "item rule",
}
"""What everyone may see. A new field stands here, or is marked as staff's or private."""


def _verdicts(model: type[BaseModel], inherited: str = "public") -> Iterator[tuple[str, str, str]]:
    """Every field that can be reached, with its verdict: what lies in a field is no more public than the field."""
    for name, field in model.model_fields.items():
        own = field.json_schema_extra.get("visibility", "public") if isinstance(field.json_schema_extra, dict) else "public"
        verdict = inherited if inherited != "public" else str(own)
        yield model.__name__, name, verdict
        for inner in _models(field.annotation):
            yield from _verdicts(inner, verdict)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def test_every_field_is_public_by_decision() -> None:
    found = {*_verdicts(Conference), *_verdicts(Agenda)}
    assert {(model, name) for model, name, verdict in found if verdict == "public"} == {
        (model, name) for model, names in PUBLIC.items() for name in names.split()
    }
    assert {verdict for _, _, verdict in found} == {"public", "staff", "private"}


def test_the_schema_says_who_may_see_a_field() -> None:
    schema = Conference.model_json_schema()
    assert schema["properties"]["pins"]["visibility"] == "staff"
    assert schema["$defs"]["Speaker"]["properties"]["email"]["visibility"] == "private"
    assert schema["$defs"]["Subforum"]["properties"]["chairs"]["description"].startswith("who chairs it")
