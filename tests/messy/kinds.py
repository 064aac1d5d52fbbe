"""What the three kinds have in common: files, the rooms of each, and rows of forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.messy.dress import Shown, together
from tests.messy.programme import Human, Programme, Session, Sitting
from tests.messy.sheet import EMPTY, Column, Row, Sheet, Typed
from tests.messy.truth import Changes, Kind, Room

SIZES = ("S", "M", "L", "XL")
FORMULA_LIKE = ("=cmd|' /C calc'!A0", "+86 571 0000 0000", "@home: a note", "-- see attachment --")


@dataclass(frozen=True)
class File:
    """A file: a workbook, or a CSV file where it has an encoding."""

    name: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""

    @property
    def stem(self) -> str:
        """The name without what follows the point."""
        return self.name.rsplit(".", 1)[0]


@dataclass
class Draft:
    """A kind before it has places: its programme, rooms and names, to which a newer export makes changes."""

    kind: Kind
    made: Programme
    shown: Shown
    rooms: list[TypedRoom]
    features: Mapping[str, frozenset[str]]
    answered: list[Human]
    tracks: tuple[str, ...]
    likely: tuple[tuple[str, str, bool], ...]
    namesakes: frozenset[str]
    distinct: frozenset[tuple[str, str]]
    draft_mark: str
    """What ends the title that the newer export corrects."""
    new_titles: tuple[str, ...]
    in_person: Typed
    by_forum: bool = False
    newer: bool = False
    changes: Changes = field(default_factory=Changes)

    def new_audience(self, sitting: Sitting) -> tuple[Typed, Typed]:
        """Audience and interpretation of a new talk: those of its forum where it has one cell for them, else nothing."""
        first = sitting.sessions[0]
        return (first.audience, first.needs) if self.by_forum else (EMPTY, EMPTY)

    def name(self, stem: str, suffix: str) -> str:
        """The name of a file; a browser numbers the second download."""
        return f"{stem}{' (1)' if self.newer else ''}{suffix}"

    def column(self, heading: str) -> list[Column]:
        """The column that only the newer export has."""
        return [Column("_new", heading)] if self.newer else []


@dataclass
class TypedRoom:
    """A room and its cells."""

    room: Room
    cells: dict[str, Typed]


def plain(**values: str | int | datetime | None) -> dict[str, Typed]:
    """Cells of which nothing has to be said."""
    return {key: Typed(value) for key, value in values.items()}


def submissions(draft: Draft, signs: Sequence[str], stamps: bool = True) -> list[tuple[Session, dict[str, Typed]]]:
    """A row for each talk: what its first speaker typed into the form. Remarks and zone stand in a person's first row alone."""
    rows = []
    told: set[int] = set()
    for number, session in enumerate(draft.made.sessions):
        first, *others = session.speakers
        named = session.spelt.get(id(first), first.named)
        said = id(first) in told
        told.add(id(first))
        cells = {
            **plain(email=first.email, talk=session.title),
            "forum": session.forum,
            "name": named,
            "track": Typed(session.sitting.theme.track),
            "speakers": together(others, session, draft.shown, signs[number % len(signs)]),
            "minutes": session.length,
            "audience": session.audience,
            "interpretation": session.needs,
            "attends": first.mode,
            "zone": EMPTY if said else first.place,
            "available": EMPTY if said else first.remark,
            **_meaningless(number),
        }
        if stamps:
            cells["_stamp"] = Typed(datetime(2022, 9, 1, 8, 30) + timedelta(minutes=613 * number))
        rows.append((session, cells))
    return rows


def _meaningless(number: int) -> dict[str, Typed]:
    """Columns that an agenda has no use for."""
    odd = FORMULA_LIKE[number // 9 % len(FORMULA_LIKE)] if number % 9 == 4 else f"Room {number % 5 + 1}, Building {number % 3 + 1}"
    return {
        "_abstract": Typed(
            f"We report on {number + 3} years of work in {number % 7 + 2} provinces. It takes about {number % 4 + 1} hours to read, "
            "and nothing in here is a time: 10 Nov, 9:30-11:00.",
            troubles=("columns that mean nothing",),
        ),
        "_size": Typed(SIZES[number % len(SIZES)]),
        "_unit": Typed(odd, troubles=("text that looks like a formula",) if number % 9 == 4 else ()),
        "_new": Typed("yes" if number % 3 else "no"),
    }


def withdrawn(draft: Draft, cells: dict[str, Typed], number: int, title: str) -> dict[str, Typed]:
    """A row that was hidden because the talk was withdrawn."""
    ghost = draft.made.ghosts[number]
    kept = {key: typed for key, typed in cells.items() if key in ("forum", "track", "_stamp")}
    return {**kept, **plain(name=draft.shown(ghost), email=ghost.email, talk=title, minutes=30, attends=None, audience=None)}


def row(cells: Mapping[str, Typed], *, hidden: bool = False, total: bool = False, gap: bool = False) -> Row:
    """A row of a sheet."""
    return Row(cells, hidden, total, gap)
