"""Sheets before they are files: typed cells, and where each comes to stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import groupby, pairwise
from typing import Literal

from openpyxl.utils import get_column_letter

from tests.messy.truth import LeftOut, Place

Value = str | int | float | bool | datetime | time | None
Say = Literal["plain", "debatable", "guessed", "told", "unread"]
"""What has to be said about a cell, the least first."""
SAYS: tuple[Say, ...] = ("plain", "debatable", "guessed", "told", "unread")


@dataclass(frozen=True)
class Typed:
    """What somebody typed.

    `formula`: what computes it. `group`: contradicts the other cells of the group. `likely`: pairs of
    names that it makes somebody look at, and whether they are one person's.
    """

    value: Value = None
    say: Say = "plain"
    troubles: tuple[str, ...] = ()
    formula: str = ""
    group: str = ""
    likely: tuple[tuple[str, str, bool], ...] = ()


EMPTY = Typed()


@dataclass(frozen=True)
class Column:
    """A column. `above`: a heading over several; `runs`: the column whose equal neighbours make one merged cell here."""

    key: str
    heading: str
    above: str = ""
    hidden: bool = False
    runs: str = ""


@dataclass(frozen=True)
class Row:
    """A row, by the keys of its columns. `gap`: an empty row stands before it."""

    cells: Mapping[str, Typed]
    hidden: bool = False
    total: bool = False
    gap: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet with its title lines, where an empty one is an empty row."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    above: Sequence[str] = ()
    hidden: bool = False


@dataclass
class Laid:
    """A sheet with a place for every cell (row, column, from 1)."""

    sheet: Sheet
    cells: dict[tuple[int, int], Typed] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row and column, last row and column."""
    hidden_rows: list[int] = field(default_factory=list)
    total_rows: list[int] = field(default_factory=list)
    head: int = 1
    """The row of the headings, the last of two."""


def lay(sheet: Sheet) -> Laid:
    """Give every cell its place."""
    laid = Laid(sheet)
    for number, line in enumerate(sheet.above, 1):
        if line:
            laid.cells[number, 1] = Typed(line)
    top = len(sheet.above) + 1
    laid.head = top + any(column.above for column in sheet.columns)
    _headings(laid, top)
    number = laid.head
    numbers = []
    for row in sheet.rows:
        number += 1 + row.gap
        numbers.append(number)
        laid.hidden_rows += [number] if row.hidden else []
        laid.total_rows += [number] if row.total else []
        laid.cells |= {(number, c): row.cells[column.key] for c, column in enumerate(sheet.columns, 1) if column.key in row.cells}
    _merge_runs(laid, numbers)
    return laid


def _headings(laid: Laid, top: int) -> None:
    numbered = list(enumerate(laid.sheet.columns, 1))
    for above, group in groupby(numbered, key=lambda pair: pair[1].above):
        members = list(group)
        for c, column in members:
            laid.cells[laid.head if above else top, c] = Typed(column.heading)
            if not above and laid.head > top:
                laid.merged.append((top, c, laid.head, c))
        if above:
            laid.cells[top, members[0][0]] = Typed(above)
            laid.merged.append((top, members[0][0], top, members[-1][0]))


def _merge_runs(laid: Laid, numbers: Sequence[int]) -> None:
    """Merge equal neighbours down a column; only the first of each run is kept."""
    rows = laid.sheet.rows
    for c, column in enumerate(laid.sheet.columns, 1):
        for first, last in _runs(rows, numbers, column.runs):
            kept = laid.cells.get((first, c), EMPTY)
            for number in range(first + 1, last + 1):
                assert laid.cells.pop((number, c), kept).value == kept.value, f"{column.heading}: {kept.value}"
                if kept.say != "plain":
                    laid.cells[number, c] = Typed(None, "debatable")
            laid.merged.append((first, c, last, c))


def _runs(rows: Sequence[Row], numbers: Sequence[int], key: str) -> Iterator[tuple[int, int]]:
    """First and last row of each run of two or more that stand below each other."""
    if not key:
        return
    start = 0
    for at, (one, two) in enumerate(pairwise((*rows, Row({}))), 1):
        value = one.cells.get(key, EMPTY).value
        together = at < len(rows) and numbers[at] == numbers[at - 1] + 1 and not two.total
        if value is None or not together or two.cells.get(key, EMPTY).value != value:
            if at - 1 > start and value is not None:
                yield numbers[start], numbers[at - 1]
            start = at


def place(file: str, laid: Laid, row: int, column: int) -> Place:
    """The place of a cell."""
    return Place(file, laid.sheet.name, f"{get_column_letter(column)}{row}")


def seen(file: str, laid: Laid) -> Iterator[tuple[Place, Typed]]:
    """The cells that somebody sees who opens the sheet, below the headings and above the totals."""
    if laid.sheet.hidden:
        return
    unseen = {c for c, column in enumerate(laid.sheet.columns, 1) if column.hidden}
    for (row, column), typed in sorted(laid.cells.items(), key=lambda pair: pair[0]):
        if row > laid.head and row not in laid.hidden_rows and row not in laid.total_rows and column not in unseen:
            yield place(file, laid, row, column), typed


def left_out(file: str, laid: Laid) -> Iterator[LeftOut]:
    """What is no part of the table."""
    name = laid.sheet.name
    if laid.sheet.hidden:
        yield LeftOut(file, name, "", "hidden")
        return
    yield from (LeftOut(file, name, f"row {row}", "above the headings") for row, line in enumerate(laid.sheet.above, 1) if line)
    yield from (LeftOut(file, name, f"row {row}", "hidden") for row in laid.hidden_rows)
    yield from (LeftOut(file, name, f"row {row}", "total") for row in laid.total_rows)
    for c, column in enumerate(laid.sheet.columns, 1):
        if column.hidden:
            yield LeftOut(file, name, f"column {get_column_letter(c)}", "hidden")
