"""Outcomes of scenarios as a document, and in words for a terminal: a few beside each other, many in rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from rich.console import Group, RenderableType
from rich.text import Text

from instances.conference import Conference, Model
from scheduler.demands import Demand
from scheduler.show import DOZEN, _plain_table, _text, _title
from scheduler.sweep import points_of_failure
from scheduler.whatif import Comparison, Outcome

BESIDE = 5
"""Scenarios that stand beside each other; of more, each has a row."""

STATUS = {
    "optimal": "yes",
    "feasible": "yes",
    "infeasible": "no",
    "unknown": "not known in time",
    "refused": "contradicts itself",
    "failed": "failed",
}
"""Whether there is an agenda after a scenario, in words."""


class UnmetDocument(Model):
    """A scenario that fails a demand of --require."""

    scenario: str
    demand: str


class WhatIfDocument(Model):
    """What 'agenda whatif --json' prints.

    `penalty` and `rules`: points of the agenda as it is. `ranked`: whether the worst comes first, as it does in a sweep.
    `points_of_failure`: what leaves no agenda, single losses and pairs neither of which does so alone.
    `left`: scenarios that were not looked at, as it was interrupted.
    """

    format: Literal["agendawright/whatif@1"] = "agendawright/whatif@1"
    conference: str
    penalty: int
    rules: dict[str, int]
    ranked: bool
    scenarios: tuple[Outcome, ...]
    points_of_failure: tuple[str, ...]
    unmet: tuple[UnmetDocument, ...]
    left: int
    interrupted: bool


def document(conference: Conference, found: Comparison, unmet: Sequence[tuple[Outcome, Demand]] = ()) -> dict[str, Any]:
    """A comparison as plain data."""
    return WhatIfDocument(
        conference=conference.id,
        penalty=found.penalty,
        rules=dict(found.rules),
        ranked=found.ranked,
        scenarios=found.outcomes,
        points_of_failure=tuple(one.scenario for one in points_of_failure(found.outcomes)) if found.ranked else (),
        unmet=tuple(UnmetDocument(scenario=one.scenario, demand=demand.words) for one, demand in unmet),
        left=found.left,
        interrupted=found.interrupted,
    ).model_dump(mode="json", by_alias=True)


def words(found: Comparison, most: int | None = DOZEN) -> RenderableType:
    """A comparison for a terminal; of a long ranking at `most` so many rows, with None all of them."""
    body = _ranking(found, most) if found.ranked or len(found.outcomes) > BESIDE else _beside(found)
    return Group(*body, *_left(found))


def undecided(found: Comparison) -> RenderableType:
    """What may become of the talks of somebody who cancels, side by side."""
    said = "Who cancels leaves talks of nobody else; what becomes of them is for you to say. Nothing was picked, nothing written."
    how = _text("Repair again with one of these in place of --cancel NAME; --cancel NAME=keep keeps the talk without anybody.")
    return Group(_text(said, "bold"), words(found), how)


def proof(one: Outcome) -> str:
    """What is proved of an outcome: 'everything', or the names of tiers."""
    if one.status == "optimal":
        return "everything"
    return ", ".join(tier.name for tier in one.tiers if tier.status == "optimal") if one.solved else ""


def change(one: Outcome) -> str:
    """'+50', '-3', or '0'."""
    return "" if one.change is None else f"{one.change:+}" if one.change else "0"


def summary(found: Comparison) -> str:
    """How many leave no agenda, and how long it took."""
    number = len(found.outcomes)
    fatal = sum(one.status == "infeasible" for one in found.outcomes)
    speed = f" {found.fresh:,} looked at in {found.seconds:.1f} s, {found.fresh / found.seconds:.1f} a second." if found.fresh else ""
    pairs = found.contradicting
    skipped = f" {pairs:,} pair{'s' * (pairs != 1)} of losses that contradict each other left out." if pairs else ""
    return f"{_scenarios(number)}; {fatal or 'none'} of them leave{'s' if fatal == 1 else ''} no agenda.{skipped}{speed}"


def _scenarios(number: int) -> str:
    return f"{number:,} scenario{'s' * (number != 1)}"


def _beside(found: Comparison) -> Iterator[RenderableType]:
    table = _plain_table()
    table.add_column(overflow="fold")
    for head in ("now", *(one.scenario for one in found.outcomes)):
        table.add_column(_text(head), justify="right", overflow="fold")
    for name, now, cells in _measures(found):
        table.add_row(_text(name), now, *map(_text, cells))
    yield table
    for one in found.outcomes:
        yield from ([_title(one.scenario), *(_text(f"  {sentence}") for sentence in one.why)] if one.why else ())


def _measures(found: Comparison) -> Iterator[tuple[str, str, list[str]]]:
    """The rows: a name, the agenda as it is, and each scenario."""
    outcomes = found.outcomes
    yield "Agenda", "", [STATUS[one.status] for one in outcomes]
    yield "People told", "", [str(len(one.told)) if one.solved else "" for one in outcomes]
    yield "Moves", "", [str(one.moves) if one.solved else "" for one in outcomes]
    yield "Disturbance", "", [str(one.disturbance) if one.solved else "" for one in outcomes]
    yield "Penalty", str(found.penalty), [f"{one.penalty} ({change(one)})" if one.penalty is not None else "" for one in outcomes]
    for rule in found.changes:
        now = found.rules.get(rule, 0)
        yield f"  {rule.replace('_', ' ')}", str(now), [str(one.rules.get(rule, 0)) if one.solved else "" for one in outcomes]
    tiers = dict.fromkeys(tier.name for one in outcomes for tier in one.tiers)
    for name in tiers:
        yield f"Proof, {name}", "", [_proved(one, name) for one in outcomes]
    yield "Seconds", "", [f"{one.seconds:.1f}" for one in outcomes]


def _proved(one: Outcome, name: str) -> str:
    """'proved' where nothing lower is possible; otherwise what is known."""
    tier = next((tier for tier in one.tiers if tier.name == name), None)
    if tier is None or not one.solved:
        return ""
    return "proved" if tier.status == "optimal" else "open" if tier.bound is None else f"{tier.penalty}, at least {tier.bound}"


def _ranking(found: Comparison, most: int | None) -> Iterator[RenderableType]:
    yield _text(summary(found), "bold")
    if found.ranked and (points := points_of_failure(found.outcomes)):
        yield _title("Points of failure")
        shown = points if most is None else points[:most]
        for one in shown:
            yield _text(f"{one.scenario}: {one.why[0] if one.why else 'no agenda without it.'}")
        if len(shown) < len(points):
            yield Text(f"… and {len(points) - len(shown):,} more; --all shows them.")
    rest = [one for one in found.outcomes if one.status != "infeasible" or not found.ranked]
    if rest:
        yield _title("The worst first" if found.ranked else "In their order")
        yield _rows(rest if most is None else rest[:most])
    if most is not None and len(rest) > most:
        yield Text(f"… and {len(rest) - most:,} more; --all shows them.")


def _rows(outcomes: Sequence[Outcome]) -> RenderableType:
    rows = _plain_table()
    for heading in ("Told", "Moves", "Disturbance", "Penalty"):
        rows.add_column(heading, justify="right", no_wrap=True)
    for heading in ("Proved", "Scenario"):
        rows.add_column(heading, overflow="fold")
    for one in outcomes:
        figures = [str(len(one.told)), str(one.moves), str(one.disturbance), change(one), proof(one)] if one.solved else [""] * 5
        lines = [one.scenario, *(f"{STATUS[one.status]}: {sentence}" for sentence in (one.why or ([] if one.solved else [""])))]
        rows.add_row(*figures, Group(*map(_text, lines)))
    return rows


def _left(found: Comparison) -> Iterator[RenderableType]:
    if found.left:
        yield Text(f"Interrupted: {_scenarios(found.left)} {'was' if found.left == 1 else 'were'} not looked at.", style="bold")
