"""Our workbook (.xlsx): a sheet for every table of a conference, with drop-down lists, and comments on the headings.

Times are real dates of the spreadsheet program. Nothing is written as a formula; of formulas, what they last came
to is read. Macros and links are not read.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from instances import clock
from instances.conference import Conference
from instances.formats import cosplib, rows, sources
from instances.formats.cells import Cell
from instances.formats.rows import Row, Sheet
from instances.formats.tables import TABLES, Column, Table, normal
from instances.formats.xlsx import column_letters
from instances.problems import BadInput, Problem

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell as OwnCell
    from openpyxl.cell import MergedCell
    from openpyxl.cell.rich_text import CellRichText
    from openpyxl.worksheet.worksheet import Worksheet

    SheetCell = OwnCell | MergedCell

Check = Callable[[Conference], Iterable[Problem]]

LARGEST = 50_000_000
"""Bytes that a workbook may have when it is unpacked."""
PARTS = 2_000
"""Files that may be packed in it."""
MARKS, OTHER_MARKS = 1_500_000, 100_000
"""Marks (`<`) of XML in sheets and their texts, and in the other parts: each costs time and memory."""
CELLS = 5_000_000
"""Cells of a sheet, empty ones included, as far as there are headings."""
FIRST_ROWS, LAST_ROW, LAST_COLUMN = 100, 1_048_576, 1_000
"""Within how many rows the headings have to stand; the last row that a sheet can have; the last column that is read."""
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""Characters with which a formula may begin, for one spreadsheet program or another."""

_LISTS = "lists"
_TIME = "yyyy-mm-dd hh:mm"


def read(source: str, check: Check = lambda _: ()) -> Conference:
    """A conference from our workbook, or from one of the library of problems, as its sheets have it. Raises BadInput."""
    content, source = sources.content(source), sources.name(source)
    formulas = _checked(content, source)
    book = _load(content, source, data_only=True)
    names = {normal(name) for name in book.sheetnames}
    if "conference" not in names and set(cosplib.SHEETS[:3]) & names:
        if source == sources.name(sources.STDIN):
            raise BadInput([Problem((), "is a workbook of the library CoSPLib, which is read from files", "name one", file=source)])
        return cosplib.read(Path(source), check)
    if not names & set(TABLES):
        what = "has none of the sheets of a conference"
        raise BadInput([Problem((), what, "begin with 'agenda convert --template my.xlsx'", file=source)])
    problems: list[Problem] = []
    sheets = _read(lambda: {name: Sheet(source, f"{name}, ", list(_rows(book, name, source, problems))) for name in _ours(book)}, source)
    if formulas:
        problems += _read(lambda: list(_not_computed(_load(content, source, data_only=False), sheets, source)), source)
    if problems:
        raise BadInput(problems)
    return rows.read(sheets, source, check)


def _ours(book: Workbook) -> list[str]:
    return [sheet.title for sheet in book.worksheets if normal(sheet.title) != _LISTS]


def _checked(content: bytes, source: str) -> bool:
    """Refuse what would fill the memory. Whether there are formulas."""
    formulas = False
    marks = {True: 0, False: 0}
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > LARGEST or len(parts) > PARTS:
                raise _too_large(source)
            for part in parts:
                text, of_sheets = archive.read(part), "worksheets/" in part.filename or "sharedStrings" in part.filename
                marks[of_sheets] += text.count(b"<") if part.filename.endswith((".xml", ".rels")) else 0
                formulas = formulas or (of_sheets and (b"<f>" in text or b"<f " in text))
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                    raise BadInput([_broken(source, "it defines entities of its own")])
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, ValueError, EOFError) as error:
        raise BadInput([_broken(source, str(error))]) from None
    if marks[True] > MARKS or marks[False] > OTHER_MARKS:
        raise _too_large(source)
    return formulas


def _too_large(source: str) -> BadInput:
    what = "is larger than any workbook of a conference when it is unpacked"
    return BadInput([Problem((), what, "take out what is no part of the conference, or write .yaml or a folder of CSV", file=source)])


def _broken(source: str, why: str) -> Problem:
    return Problem((), f"is no workbook that can be read: {why}", "open it in a spreadsheet program, and save it as .xlsx", file=source)


def _read(work: Callable[[], Any], source: str) -> Any:
    """What reading gives; a file can break openpyxl in any way, and that is the file's fault."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a workbook has and we do not read
            return work()
    except BadInput:
        raise
    except Exception as error:
        raise BadInput([_broken(source, f"{type(error).__name__}: {error}")]) from None


def _load(content: bytes, source: str, *, data_only: bool) -> Workbook:
    from openpyxl import load_workbook

    book: Workbook = _read(lambda: load_workbook(BytesIO(content), read_only=True, data_only=data_only, keep_links=False), source)
    return book


def _cells(book: Workbook, name: str, source: str) -> Iterator[tuple[int, Sequence[SheetCell]]]:
    """The rows of a sheet with their numbers, as far as there are headings."""
    sheet = book[name]
    sheet.reset_dimensions()  # what it says of its size may be wrong
    heads = [[at for at, cell in enumerate(row, 1) if cell.value not in (None, "")] for row in sheet.iter_rows(max_row=FIRST_ROWS)]
    first, width = next(((number, filled[-1]) for number, filled in enumerate(heads, 1) if filled), (0, 0))
    if not width:
        return
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(min_row=first, max_col=width), first):
        if number > LAST_ROW or width > LAST_COLUMN or (number - first) * width > CELLS:
            what = f"the sheet '{name}' has cells beyond row {min(LAST_ROW, CELLS // width):,} or column {LAST_COLUMN:,}"
            raise BadInput([Problem((), what, "delete the empty rows and columns around the table", file=source)])
        yield number, row


def _rows(book: Workbook, name: str, source: str, problems: list[Problem]) -> Iterator[tuple[int, list[str | None]]]:
    """The rows of a sheet as text; none of those that are not ours."""
    for number, row in _cells(book, name, source) if normal(name) in TABLES else ():
        for at, cell in enumerate(row):
            if cell.data_type == "e":
                path, what = f"{name}, row {number}, column {column_letters(at + 1)}", f"shows the error {cell.value}"
                problems.append(Problem((), what, "mend the formula, or write the value", path=path, file=source))
        yield number, [_text(cell.value) for cell in row]


def _not_computed(book: Workbook, sheets: Mapping[str, Sheet], source: str) -> Iterator[Problem]:
    """Formulas of which the file does not say what they come to."""
    for name, sheet in sheets.items():
        values = dict(sheet.rows)
        if not values:
            continue
        for number, row in _cells(book, name, source):
            for at, cell in enumerate(row):
                if cell.data_type == "f" and values.get(number, [None] * (at + 1))[at] is None:
                    path = f"{name}, row {number}, column {column_letters(at + 1)}"
                    what = "has a formula that was never computed"
                    yield Problem(
                        (), what, "open the file in a spreadsheet program and save it, or write the value", path=path, file=source
                    )


def _text(value: Any) -> str | None:
    """A cell as a person would type it."""
    match value:
        case None | str():
            return value
        case bool():
            return "yes" if value else "no"
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case datetime():
            whole = (value + timedelta(milliseconds=500)).replace(microsecond=0)
            return whole.isoformat(timespec="seconds" if whole.second else "minutes")
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            return clock.show_hour(round(value.total_seconds() / 60))
    return str(value)


def write(conference: Conference) -> bytes:
    """The workbook of a conference. Raises BadInput for what no cell can hold."""
    return _book({name: (found, ()) for name, found in rows.write(conference).items()})


def template(example: Conference) -> bytes:
    """A workbook to fill in; in each sheet stands a row of an example, which is not read."""
    return _book({name: ((), found) for name, found in rows.examples(example).items()})


def _book(tables: Mapping[str, tuple[Sequence[Row], Sequence[Row]]]) -> bytes:
    """A workbook with the rows of each table, and those of an example."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "agendawright"
    for name, (own, examples) in tables.items():
        _sheet(book.create_sheet(name), TABLES[name], own, examples, first=2 + any(found for _, found in tables.values()))
    lists = book.create_sheet(_LISTS)
    for zone in sorted(clock.zones()):
        lists.append([zone])
    lists.sheet_state = "hidden"
    buffer = BytesIO()
    book.save(buffer)
    _checked(buffer.getvalue(), "the workbook")
    return buffer.getvalue()


def _sheet(sheet: Worksheet, table: Table, own: Sequence[Row], examples: Sequence[Row], first: int) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    found = rows.headings(table, own)
    for at, (heading, column) in enumerate(found.items(), 1):
        style = sheet.column_dimensions[letter := column_letters(at)]
        style.number_format = _TIME if column.kind == "time" else "@" if column.kind in ("text", "title", "list") else "General"
        style.width = min(44, max(14, len(heading) + 4, *(len(str(row.get(heading, ""))) + 2 for row in own[:50])))
        head = sheet.cell(1, at)
        _put(head, heading)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="FFE2C2" if column.required else "E4E9F0")
        about = f"{table.about}\n\n{column.about}" if at == 1 and table.about else column.about
        head.comment = Comment(about, "agendawright", height=160, width=320)
        _choices(sheet, column, letter, first)
    for number, row in enumerate([*examples, *own], 2):
        for at, heading in enumerate(found, 1):
            if heading in row:
                _put(cell := sheet.cell(number, at), row[heading])
                if number < 2 + len(examples):
                    cell.font = Font(italic=True, color="7F7F7F")
    sheet.freeze_panes = "A2"


def put(cell: SheetCell, value: Cell | date | time | CellRichText) -> None:
    """Fill a cell; text stays text, whatever it begins with."""
    cell.value = value
    if isinstance(value, (str, list)):
        cell.data_type = "s"
        if str(value).startswith(FORMULA_STARTS):
            cell.quotePrefix = True  # so that it stays text where somebody edits it


def _put(cell: SheetCell, value: Cell) -> None:
    """Fill a cell of a table, as what its column holds."""
    put(cell, value)
    if isinstance(value, str):
        cell.number_format = "@"
    elif isinstance(value, datetime):
        cell.number_format = _TIME


def _choices(sheet: Worksheet, column: Column, letter: str, first: int) -> None:
    """A drop-down list under a heading; other values are refused only where no others can be right."""
    from openpyxl.worksheet.datavalidation import DataValidation

    ref = column.refs[0] if len(column.refs) == 1 and column.kind == "word" else ""
    if ref:
        place = f"'{ref}'!${column_letters(1 + TABLES[ref].owned)}${first}"
        source = f"OFFSET({place},0,0,MAX(1,COUNTA({place}:${column_letters(1 + TABLES[ref].owned)}${LAST_ROW})),1)"
    elif column.zone and column.kind == "word":
        source = f"'{_LISTS}'!$A$1:$A${len(clock.zones())}"
    elif column.choices:
        source = f'"{",".join(column.choices)}"'
    else:
        return
    choice = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=column.closed)
    choice.error, choice.errorTitle = "Please choose from the list.", column.heading
    sheet.add_data_validation(choice)
    choice.add(f"{letter}2:{letter}{LAST_ROW}")
