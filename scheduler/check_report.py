"""A page about an agenda for the committee: the score and its causes, facts at a glance, local hours, and what moved.

For those who make the programme: what is staff's is on it, what is private to a person is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from constraints.profile import rules_of
from instances.agenda import Agenda
from instances.conference import Conference, text
from scheduler import shown
from scheduler.check import Report
from scheduler.figures import comfort, comfortable_hours, figures
from scheduler.heat import Region, heat
from scheduler.pages import template
from scheduler.show import DOZEN, verdict_sentence
from scheduler.show_diff import moved, to_tell
from scheduler.sides import Sides

DEAREST = 3
"""Sentences of a rule that are told of those that cost most."""


@dataclass(frozen=True)
class Row:
    """A rule in the table of scores: `share` of the dearest one's penalty, in per cent; `more`: sentences that are not told."""

    name: str
    meaning: str
    amount: str
    points: int
    penalty: int
    share: float
    sentences: tuple[tuple[int, str], ...]
    more: int


@dataclass(frozen=True)
class Cell:
    """An hour of a region: `strength` from 0 to 1, beside the fullest of its kind."""

    value: int
    strength: float


@dataclass(frozen=True)
class Band:
    """A row of the picture of hours."""

    region: str
    kind: str
    cells: tuple[Cell, ...]


def html(conference: Conference, agenda: Agenda, report: Report, sides: Sides | None = None) -> str:
    """The page; `sides`: the agenda beside an older one."""
    difference = sides.difference() if sides else None
    dearest = report.dearest[:DOZEN]
    hours = heat(conference, agenda) if report.counted else ()
    hard = [rule for rule in rules_of(conference) if rule.hard]
    return template("check.html.jinja").render(
        title=text(conference.conference.title),
        verdict=verdict_sentence(agenda, report),
        agenda=agenda,
        report=report,
        zone=conference.zone,
        left=shown.left_out(conference, agenda),
        rows=list(_rows(conference, report)),
        held=sum(rule.id not in {fault.rule for fault in report.broken} for rule in hard),
        hard=len(hard),
        dearest=[(finding.penalty, finding.violation.sentence) for finding in dearest],
        others=len(report.dearest) - len(dearest),
        figures=figures(conference, agenda) if report.counted else (),
        bands=list(_bands(hours)),
        curve=comfort(conference),
        comfortable=comfortable_hours(comfort(conference)),
        sides=sides,
        moved=moved(sides, difference) if sides and difference else [],
        told=to_tell(sides, difference) if sides and difference else [],
    )


def _rows(conference: Conference, report: Report) -> Iterator[Row]:
    """A row for each rule that is not hard, the dearest first."""
    if not report.counted:
        return
    soft = sorted((rule for rule in rules_of(conference) if not rule.hard), key=lambda rule: -report.rules[rule.id].penalty)
    most = max((report.rules[rule.id].penalty for rule in soft), default=0) or 1
    for rule in soft:
        score = report.rules[rule.id]
        found = [(finding.penalty, finding.violation.sentence) for finding in report.dearest if finding.violation.rule == rule.id]
        share = round(100 * score.penalty / most, 1)
        amount, told = f"{score.amount} {rule.unit}", tuple(found[:DEAREST])
        name, more = rule.id.replace("_", " "), len(found) - len(told)
        yield Row(name, rule.sentence, amount, rule.points, score.penalty, share, told, more)


def _bands(regions: tuple[Region, ...]) -> Iterator[Band]:
    """Two rows for each region; where nobody is, the row is left out."""
    fullest = [max((max(row) for row in rows), default=0) or 1 for rows in zip(*((r.appearances, r.guests) for r in regions), strict=True)]
    for region in regions:
        for kind, values, most in zip(("speakers", "guests"), (region.appearances, region.guests), fullest, strict=True):
            if any(values):
                yield Band(region.name, kind, tuple(Cell(value, round(value / most, 3)) for value in values))
