"""A folder of CSV files, one for every table of a conference, for any spreadsheet program.

They are UTF-8 with a mark at the start, so that Excel reads them well. Text that such a program would take for a
formula has an apostrophe before it, which is taken away again: `'=SUM` is read as `=SUM`, and `''=SUM` as `'=SUM`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path

from instances.conference import Conference
from instances.formats import rows, sources
from instances.formats.cells import Cell
from instances.formats.rows import Row, Sheet
from instances.formats.tables import TABLES, language, normal
from instances.problems import BadInput, Problem

Check = Callable[[Conference], Iterable[Problem]]

SUFFIX = ".csv"
LARGEST = 50_000_000
"""Bytes that all the files together may have."""

_FORMULA = re.compile("('*)[=+\\-@\t\r\n＝＋－＠]")


def read(source: str, check: Check = lambda _: ()) -> Conference:
    """A conference from the CSV files of a folder. Raises BadInput with every problem, named by file, row and column."""
    folder = Path(source)
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() == SUFFIX and file.is_file()) if folder.is_dir() else []
    if not {normal(file.stem) for file in files} & set(TABLES):
        what = "is no folder with the tables of a conference" if folder.is_dir() else "is no folder"
        raise BadInput([Problem((), what, "begin with 'agenda convert --template my/'", file=source)])
    if sum(file.stat().st_size for file in files) > LARGEST:
        raise BadInput([Problem((), f"has more than {LARGEST // 1_000_000} MB of CSV", "take out what is no part of it", file=source)])
    sheets: dict[str, Sheet] = {}
    problems: list[Problem] = []
    for file in files:
        try:
            ours = normal(file.stem) in TABLES
            sheets[file.stem] = Sheet(str(file), "", _table(sources.text(str(file)), file) if ours else ())
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    return rows.read(sheets, source, check)


def _table(text: str, file: Path) -> list[tuple[int, list[str | None]]]:
    """The rows of a file, with whatever sign between its cells makes sense of the headings."""
    known = {normal(column.heading) for table in TABLES.values() for column in table.columns}

    def parsed(sign: str) -> Iterable[list[str]]:
        return csv.reader(StringIO(text, newline=""), delimiter=sign, strict=True)

    def understood(sign: str) -> int:
        try:
            head: list[str] = next(iter(parsed(sign)), [])
        except csv.Error:
            return 0
        return sum(normal(language(cell)[0]) in known for cell in head)

    number = 0
    found: list[tuple[int, list[str | None]]] = []
    try:
        for number, row in enumerate(parsed(max(",;\t", key=understood)), 1):
            if any(row):
                found.append((number, [_plain(cell) or None for cell in row]))
    except csv.Error as error:
        raise BadInput([Problem((), f"is no CSV: {error}", "save it anew as CSV", path=f"row {number + 1}", file=str(file))]) from None
    return found


def write(conference: Conference) -> dict[str, bytes]:
    """The files of a conference by name. Raises BadInput for what no cell can hold."""
    return _files(rows.write(conference))


def template(example: Conference) -> dict[str, bytes]:
    """Files to fill in; in each stands a row of an example, which is not read."""
    return _files(rows.examples(example))


def _files(tables: Mapping[str, Sequence[Row]]) -> dict[str, bytes]:
    found = {}
    for name, own in tables.items():
        text = StringIO(newline="")
        writer = csv.writer(text)
        heads = rows.headings(TABLES[name], own)
        writer.writerow(map(_cell, heads))
        writer.writerows([_cell(row.get(heading, "")) for heading in heads] for row in own)
        found[f"{name}{SUFFIX}"] = text.getvalue().encode("utf-8-sig")
    return found


def _cell(value: Cell) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")  # with its T, so that no program makes it a date of its own style
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _plain(cell: str) -> str:
    found = _FORMULA.match(cell)
    return cell[1:] if found and found[1] else cell
