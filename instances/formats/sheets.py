"""Tables out of foreign workbooks and CSV files: headings wherever they stand, every cell with its place.

What is hidden is left out, as its owner sees the sheet; merged areas are filled; totals below a table
are no rows of it. All of this is told, by sheet and row, and what cannot be read is a finding.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, product
from pathlib import Path

from instances.formats import cells, sources, text, xlsx
from instances.formats.xlsx import Entry, Place, Sheet, column_letters
from instances.problems import BadInput, Location, Problem
from instances.typed.reading import Value, normal

MOST_COLUMNS = 250
"""Columns of a table, each of which is tried as every kind of value."""
_LOOKED_AT = 25
_TOTAL = re.compile(r"(?:grand |sub)?-?total(?:s|\b.*)|sum|summe|gesamt|average|count|合计.*|总计.*|總計.*|小计.*|共计.*|平均.*|[∑σς]")
_SUM = re.compile(r"(?:SUM|SUBTOTAL|COUNTA?|AVERAGE|AGGREGATE)\s*\(", re.IGNORECASE)
_LONGEST_HEADING = 120


@dataclass(frozen=True)
class Cell:
    """A value and where it stands: `row` counts from 1, `column` is its letters.

    `merged`: whether it is in a merged area, whose value stands in its first cell.
    """

    value: Value
    sheet: str
    row: int
    column: str
    merged: bool = False

    @property
    def where(self) -> Location:
        """The place as a problem names it: ('Speakers', 'C7')."""
        return self.sheet, f"{self.column}{self.row}"


@dataclass(frozen=True)
class Table:
    """The table of one sheet. Each row has a cell under each heading; an empty one holds None.

    `notes` tell how the sheet was read, `findings` what could not be.
    """

    name: str
    headings: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Problem, ...] = ()
    findings: tuple[Problem, ...] = ()


def read_tables(path: Path, hidden: bool = False) -> list[Table]:
    """The tables of a workbook or a CSV file, one a sheet that holds anything.

    `hidden` reads hidden sheets, rows and columns too. Raises BadInput for what is no such file, is
    protected, damaged or too large.
    """
    return tables_of(sources.content(str(path)), str(path), hidden)


def tables_of(content: bytes, file: str, hidden: bool = False) -> list[Table]:
    """The tables of a file's content; a workbook is known by its first bytes. Raises BadInput."""
    stem = Path(file).stem or file
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or Path(file).suffix.lower() in (".xlsx", ".xlsm"):
        sheets, notes = xlsx.read_sheets(content, file)
    else:
        rows, notes = text.read_rows(content, file)
        if any(len(value) > cells.LONGEST for row in rows for value in row):
            what = f"has a text of more than {cells.LONGEST:,} characters, the most that a cell can hold"
            raise BadInput([Problem((), what, "shorten it", file=file)])
        entries = {(r, c): Entry(value) for r, row in enumerate(rows, 1) for c, value in enumerate(row, 1) if value}
        sheets = [Sheet(stem, cells=entries)]
    general = [Problem((), note, file=file) for note in notes]
    seen = [sheet for sheet in sheets if hidden or not sheet.hidden]
    general += [
        Problem((sheet.name,), "is a hidden sheet and was left out", "unhide it to have it read", file=file)
        for sheet in sheets
        if sheet not in seen
    ]
    tables = [table for sheet in seen if (table := _Grid(sheet, file, hidden).table())]
    if not tables:
        raise BadInput([Problem((), "holds no table", "write headings in one row and the entries below it", file=file)])
    return [replace(tables[0], notes=(*general, *tables[0].notes)), *tables[1:]]


class _Grid:
    """A sheet while it becomes a table, with the notes and findings so far."""

    def __init__(self, sheet: Sheet, file: str, hidden: bool) -> None:
        self.sheet = sheet
        self.file = file
        self.notes: list[Problem] = []
        self.findings: list[Problem] = []
        self.cells = {
            place: entry
            for place, entry in ((p, self._cleaned(e)) for p, e in sheet.cells.items())
            if entry.value is not None or entry.formula
        }
        self.wide: set[int] = set()
        self.merged: dict[Place, Place] = {}
        self._fill_merged()
        if not hidden:
            self._leave_out_hidden()

    def table(self) -> Table | None:
        """The table, or None where the sheet is empty."""
        rows = self._rows()
        if not rows:
            return None
        if len({column for _, column in self.cells}) > MOST_COLUMNS:
            raise BadInput([self._problem((), f"has more than {MOST_COLUMNS} columns", "delete those that are not needed")])
        head = self._head(rows)
        if head is None:
            self.findings.append(self._problem((), "has no row of headings", "write the headings in one row above the entries"))
            return Table(self.sheet.name, (), (), tuple(self.notes), tuple(self.findings))
        numbers = sorted(rows)
        above = [number for number in numbers if number < head]
        if above:
            self.notes.append(self._problem((), f"the headings are in row {head}; {_rows_named(above)} above them and left out", ""))
        titles, first = self._titles(rows, head)
        body = [number for number in numbers if number > first]
        body = body[: len(body) - self._totals(rows, body)]
        columns = self._columns(titles, rows, body)
        headings = tuple(self._cell(titles.get(c, ""), head, c) for c in columns)
        self._name_twice(headings)
        self._judge(rows, body, columns)
        entries = tuple(
            tuple(self._cell(self._value(rows[r].get(c)), r, c) for c in columns) for r in body if any(c in rows[r] for c in columns)
        )
        return Table(self.sheet.name, headings, entries, tuple(self.notes), tuple(self.findings))

    def _problem(self, where: Location, what: str, remedy: str) -> Problem:
        return Problem((self.sheet.name, *where), what, remedy, file=self.file)

    def _cell(self, value: Value, row: int, column: int) -> Cell:
        first = self.merged.get((row, column), (row, column))
        return Cell(value, self.sheet.name, first[0], column_letters(first[1]), (row, column) in self.merged)

    @staticmethod
    def _cleaned(entry: Entry) -> Entry:
        """An entry without spaces around it; an empty text is nothing."""
        if not isinstance(entry.value, str):
            return entry
        return replace(entry, value=entry.value.replace("\xa0", " ").strip() or None)

    @staticmethod
    def _value(entry: Entry | None) -> Value:
        return None if entry is None or entry.error else entry.value

    def _leave_out_hidden(self) -> None:
        rows = sorted({row for row, _ in self.cells} & self.sheet.hidden_rows)
        hidden = sorted({column for _, column in self.cells} & self.sheet.hidden_columns)
        if rows:
            self.notes.append(self._problem((), f"{_rows_named(rows)} hidden and left out", "unhide what should be read"))
        if hidden:
            names = f"columns {', '.join(map(column_letters, hidden))} are" if len(hidden) > 1 else f"column {column_letters(hidden[0])} is"
            self.notes.append(self._problem((), f"{names} hidden and left out", "unhide what should be read"))
        gone, lost = set(rows), set(hidden)
        self.cells = {(r, c): entry for (r, c), entry in self.cells.items() if r not in gone and c not in lost}

    def _fill_merged(self) -> None:
        """Write the value of each merged area into all of it, in rows and columns that hold something."""
        rows, columns = sorted({row for row, _ in self.cells}), sorted({column for _, column in self.cells})
        budget = xlsx.MOST_CELLS
        filled: list[str] = []
        for (top, left), (bottom, right) in self.sheet.merged:
            entry = self.cells.get((top, left))
            if entry is None:
                continue
            if right > left:
                self.wide.add(top)
            inside = product(_between(rows, top, bottom), _between(columns, left, right))
            places = list(islice(inside, budget + 1))
            budget -= len(places)
            if budget < 0:
                what = f"merged areas cover more than {xlsx.MOST_CELLS:,} cells"
                raise BadInput([self._problem((), what, "undo the merging of cells")])
            empty = [place for place in places if place not in self.cells]
            self.merged |= dict.fromkeys([(top, left), *empty], (top, left))
            self.cells |= dict.fromkeys(empty, entry)
            filled.append(f"{column_letters(left)}{top}:{column_letters(right)}{bottom}")
        if filled:
            more = f" and {len(filled) - 6} more" if len(filled) > 6 else ""
            self.notes.append(self._problem((), f"merged cells are filled with their value: {', '.join(filled[:6])}{more}", ""))

    def _rows(self) -> dict[int, dict[int, Entry]]:
        rows: dict[int, dict[int, Entry]] = {}
        for (row, column), entry in sorted(self.cells.items()):
            rows.setdefault(row, {})[column] = entry
        return rows

    def _head(self, rows: Mapping[int, Mapping[int, Entry]]) -> int | None:
        """The first row that looks like headings: texts and dates only, different ones, about as many as the table is wide."""
        looked = sorted(rows)[:_LOOKED_AT]
        width = max(len({str(entry.value) for entry in rows[number].values()}) for number in looked)
        for number in looked:
            values = [entry.value for entry in rows[number].values()]
            names = {value for value in values if isinstance(value, date) or (isinstance(value, str) and len(value) <= _LONGEST_HEADING)}
            texts = any(isinstance(value, str) for value in values) and all(isinstance(value, (str, date)) for value in values)
            if texts and len(names) * 5 >= width * 3 and (len(names) > 1 or width == 1):
                return number
        return None

    def _titles(self, rows: Mapping[int, Mapping[int, Entry]], head: int) -> tuple[dict[int, str], int]:
        """The headings by column, and the last row that they take: two where merged headings stand above others."""
        upper = {column: str(entry.value) for column, entry in rows[head].items()}
        lower = {column: entry.value for column, entry in rows.get(head + 1, {}).items()}
        repeated = Counter(upper.values())
        texts = all(isinstance(value, str) for value in lower.values()) and lower
        if head not in self.wide or not texts or not all(c in lower for c, name in upper.items() if repeated[name] > 1):
            return upper, head
        if len(set(lower.values())) < len(upper) - 1:
            return upper, head
        self.notes.append(self._problem((), f"the headings are in the rows {head} and {head + 1}, read together", ""))
        both = {c: " ".join(dict.fromkeys(part for part in (upper.get(c, ""), str(lower.get(c) or "")) if part)) for c in {*upper, *lower}}
        return both, head + 1

    def _totals(self, rows: Mapping[int, Mapping[int, Entry]], body: Sequence[int]) -> int:
        """How many rows at the end are totals."""
        count = 0
        for number in reversed(body):
            entries = list(rows[number].values())
            first = next((entry.value for entry in entries if isinstance(entry.value, str)), "")
            sums = [entry for entry in entries if _SUM.match(entry.formula)]
            if not (isinstance(first, str) and _TOTAL.fullmatch(normal(first).rstrip(":. "))) and not (
                sums and len(sums) * 2 >= len(entries)
            ):
                break
            count += 1
        if count:
            self.notes.append(
                self._problem((), f"{_rows_named(list(body[-count:]))} left out as totals", "move what is no total above the totals")
            )
        return count

    def _columns(self, titles: Mapping[int, str], rows: Mapping[int, Mapping[int, Entry]], body: Sequence[int]) -> list[int]:
        """The columns with a heading; those with entries alone are a finding."""
        filled = Counter(column for number in body for column in rows[number])
        for column in sorted(set(filled) - set(titles)):
            what = f"column {column_letters(column)} has {filled[column]} entries and no heading, and was left out"
            self.findings.append(self._problem((), what, "write a heading above them"))
        return sorted(titles)

    def _name_twice(self, headings: Sequence[Cell]) -> None:
        places: dict[str, list[str]] = {}
        for cell in headings:
            places.setdefault(normal(str(cell.value)), []).append(f"{cell.column}{cell.row}")
        for cell in headings:
            same = places.pop(normal(str(cell.value)), [])
            if len(same) > 1:
                self.findings.append(
                    self._problem((same[-1],), f"the heading '{cell.value}' stands in {' and '.join(same)}", "rename one of them")
                )

    def _judge(self, rows: Mapping[int, Mapping[int, Entry]], body: Sequence[int], columns: Sequence[int]) -> None:
        """Findings on cells without a value of their own, and a note on formulas."""
        formulas = 0
        for row, column, entry in ((r, c, rows[r][c]) for r in body for c in columns if c in rows[r]):
            place = (f"{column_letters(column)}{row}",)
            if entry.error:
                self.findings.append(self._problem(place, f"holds the error {entry.value}", "mend the formula, or write the value"))
            elif entry.formula and entry.value is None:
                remedy = "open the workbook in a spreadsheet program and save it, or write the value"
                self.findings.append(self._problem(place, "holds a formula whose value was not saved", remedy))
            formulas += bool(entry.formula)
        if formulas:
            self.notes.append(self._problem((), f"{formulas} formula{'s' * (formulas > 1)} read by the value saved last", ""))


def _between(numbers: Sequence[int], first: int, last: int) -> Sequence[int]:
    """Those of sorted numbers that lie from the first to the last."""
    return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]


def _rows_named(rows: Sequence[int]) -> str:
    """'row 3 is', 'rows 3-5 and 9 are'."""
    spans = list(_spans(rows))
    names = ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in spans[:8]) + (
        " and more" if len(spans) > 8 else ""
    )
    return f"row {names} is" if len(rows) == 1 else f"rows {names} are"


def _spans(rows: Sequence[int]) -> Iterator[Place]:
    """Rows in a row, as first and last."""
    start = previous = rows[0]
    for row in rows[1:]:
        if row != previous + 1:
            yield start, previous
            start = row
        previous = row
    yield start, previous
