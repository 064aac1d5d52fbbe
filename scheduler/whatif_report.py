"""A comparison as a file to hand round: a self-contained web page with a picture, or CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from instances.conference import Conference, text
from instances.formats.folder import cell
from instances.problems import BadInput, Problem, either
from scheduler.pages import template
from scheduler.show_whatif import STATUS, change, proof, summary
from scheduler.sweep import points_of_failure
from scheduler.whatif import Comparison, Outcome

BARS = 40
"""Bars of the picture: those of the scenarios that come first."""
NAMED = 60
"""Points of failure that are named above the picture; the table has all of them."""
LONGEST = 64
"""Letters of a name beside a bar."""

KINDS = {
    "speaker": "person",
    "room": "room",
    "resource": "resource",
    "block": "block",
    "subforum": "subforum",
    "room-block": "room in a block",
    "pair": "pair",
    "": "scenario",
}
"""What is lost, in words, by the first part of its path."""

HEADINGS = ("scenario", "lost", "kind", "agenda", "people_told", "moves", "disturbance", "penalty", "change", "proved", "why", "told")
"""Columns of the CSV."""


@dataclass(frozen=True)
class Bar:
    """A bar of the picture: `width` of a hundred parts; `look`: solved, infeasible, or open where nothing is known."""

    name: str
    whole: str
    kind: str
    look: str
    width: float
    label: str


def kind_of(one: Outcome) -> str:
    """The kind of what is lost: the first part of its path, 'pair', or nothing."""
    return "pair" if len(one.losses) > 1 else one.losses[0].partition("/")[0] if one.losses else ""


def html(conference: Conference, found: Comparison) -> str:
    """A page of a comparison, for the people who make the programme."""
    points = points_of_failure(found.outcomes) if found.ranked else ()
    return template("whatif.html.jinja", change=change, proof=proof, kind=kind_of).render(
        title=text(conference.conference.title),
        found=found,
        summary=summary(found),
        points=[(kind, [one for one in points[:NAMED] if kind_of(one) == kind]) for kind in KINDS],
        unnamed=max(len(points) - NAMED, 0),
        bars=list(_bars(found)),
        kinds={kind: name for kind, name in KINDS.items() if any(kind_of(one) == kind for one in found.outcomes)},
        names=KINDS,
        status=STATUS,
    )


def _bars(found: Comparison) -> Iterator[Bar]:
    """The first of a ranking: of those without an agenda at most half as many as there are bars."""
    fatal = [one for one in found.outcomes if found.ranked and not one.solved][: BARS // 2]
    outcomes = [*fatal, *(one for one in found.outcomes if one.solved or not found.ranked)][:BARS]
    most = max((len(one.told) for one in outcomes if one.solved), default=0) or 1
    for one in outcomes:
        name = one.scenario if len(one.scenario) <= LONGEST else one.scenario[: LONGEST - 1].rstrip() + "…"
        look = "solved" if one.solved else "infeasible" if one.status == "infeasible" else "open"
        width = round(100 * len(one.told) / most, 2) if one.solved else 100
        label = f"{len(one.told)}" if one.solved else "no agenda" if look == "infeasible" else STATUS[one.status]
        yield Bar(name, one.scenario, kind_of(one), look, width, label)


def table(conference: Conference, found: Comparison) -> bytes:
    """A comparison as CSV, a row for each scenario. Text that a spreadsheet would take for a formula has an apostrophe before it."""
    lines = StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(HEADINGS)
    for one in found.outcomes:
        figures = (len(one.told), one.moves, one.disturbance, one.penalty, one.change) if one.solved else ("",) * 5
        names = "; ".join(conference.name(person) for person in one.told)
        lost = " + ".join(one.losses)
        row = (one.scenario, lost, KINDS[kind_of(one)], STATUS[one.status], *figures, proof(one), " ".join(one.why), names)
        writer.writerow(["" if value is None else value if isinstance(value, int) else cell(value) for value in row])
    return lines.getvalue().encode("utf-8-sig")


WRITERS: dict[str, Callable[[Conference, Comparison], str | bytes]] = {".html": html, ".csv": table}
"""Reports by suffix."""


def reporter(target: str) -> Callable[[Conference, Comparison], str | bytes]:
    """What writes a report, by its suffix. Raises BadInput."""
    suffix = Path(target).suffix.lower()
    if suffix not in WRITERS:
        raise BadInput([Problem((), f"a report is not written as '{target}'", f"name a file that ends in {either(WRITERS)}")])
    return WRITERS[suffix]
