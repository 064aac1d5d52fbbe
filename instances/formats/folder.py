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
from instances.formats import rows, sources, text
from instances.formats.cells import Cell
from instances.formats.rows import OWN_SHEETS, Row, Rows, Sheet
from instances.formats.tables import TABLES, language, normal
from instances.problems import BadInput, Note, Problem

Check = Callable[[Conference], Iterable[Problem]]

SUFFIX = ".csv"

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FORMULA = re.compile("('*)[=+\\-@\t\r\n＝＋－＠]")


def read(source: str, check: Check = lambda _: (), note: Note = lambda _: None) -> Conference:
    """A conference from the CSV files of a folder. `note` is told what is ignored.

    Raises BadInput with every problem, named by file, row and column.
    """
    folder = Path(source)
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() == SUFFIX and file.is_file()) if folder.is_dir() else []
    if not {normal(file.stem) for file in files} & set(TABLES):
        what = "is no folder with the tables of a conference" if folder.is_dir() else "is no folder"
        raise BadInput([Problem((), what, f"begin with 'agenda convert --template my/'; {OWN_SHEETS}", file=source)])
    if sum(file.stat().st_size for file in files if normal(file.stem) in TABLES) > sources.LARGEST:
        raise sources.too_large(source)
    sheets: dict[str, Sheet] = {}
    problems: list[Problem] = []
    for file in files:
        try:
            ours = normal(file.stem) in TABLES
            sheets[file.stem] = Sheet(str(file), "", _table(sources.text(str(file)), str(file)) if ours else ())
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    return rows.read(sheets, source, check, note)


def _table(content: str, file: str) -> Rows:
    """The rows of a file, with whatever sign between its cells makes sense of the headings."""
    known = {normal(column.heading) for table in TABLES.values() for column in table.columns}

    def understood(sign: str) -> int:
        try:
            head: list[str] = next(csv.reader(StringIO(content, newline=""), delimiter=sign), [])
        except csv.Error:
            return 0
        return sum(normal(language(cell)[0]) in known for cell in head)

    if wrong := _CONTROL.search(content):
        what = f"has the control character U+{ord(wrong[0]):04X}"
        raise BadInput(
            [Problem((), what, "delete it, or save the file as UTF-8 text", file=file, line=content.count("\n", 0, wrong.start()) + 1)]
        )
    text.check_size(content, file)
    found = text.parsed(content, max(",;\t", key=understood), file, strict=True)
    return [(number, {at: _plain(entry) for at, entry in enumerate(row) if entry}) for number, row in enumerate(found, 1) if any(row)]


def write(conference: Conference) -> dict[str, bytes]:
    """The files of a conference by name. Raises BadInput for what no cell can hold."""
    return _files(rows.write(conference))


def template(example: Conference) -> dict[str, bytes]:
    """Files to fill in; in each stands a row of an example, which is not read."""
    return _files(rows.examples(example))


def _files(tables: Mapping[str, Sequence[Row]]) -> dict[str, bytes]:
    found = {}
    for name, own in tables.items():
        lines = StringIO(newline="")
        writer = csv.writer(lines)
        heads = rows.headings(TABLES[name], own)
        writer.writerow(map(cell, heads))
        writer.writerows([cell(row.get(heading, "")) for heading in heads] for row in own)
        found[f"{name}{SUFFIX}"] = lines.getvalue().encode("utf-8-sig")
    return found


def cell(value: Cell) -> str:
    """A value as no spreadsheet program takes it for a formula."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")  # with its T, so that no program makes it a date of its own style
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _plain(text: str) -> str:
    found = _FORMULA.match(text)
    return text[1:] if found and found[1] else text
