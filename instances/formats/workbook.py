"""Our workbook (.xlsx): a sheet for every table of a conference, with drop-down lists, and comments on the headings.

Times are real dates of the spreadsheet program. Nothing is written as a formula; of formulas, what they last came
to is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from instances import clock
from instances.conference import Conference
from instances.formats import cells, cosplib, rows, sources, xlsx
from instances.formats.cells import Cell
from instances.formats.rows import OWN_SHEETS, Row, Rows, Sheet
from instances.formats.tables import TABLES, Column, Table, normal
from instances.formats.xlsx import column_letters
from instances.problems import BadInput, Note, Problem
from instances.typed.reading import Value

if TYPE_CHECKING:
    from openpyxl.cell import Cell as OwnCell
    from openpyxl.cell import MergedCell
    from openpyxl.cell.rich_text import CellRichText
    from openpyxl.worksheet.worksheet import Worksheet

    SheetCell = OwnCell | MergedCell

Check = Callable[[Conference], Iterable[Problem]]

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""Characters with which a formula may begin, for one spreadsheet program or another."""

_LISTS = "lists"
_TIME = "yyyy-mm-dd hh:mm"


def read(source: str, check: Check = lambda _: (), note: Note = lambda _: None) -> Conference:
    """A conference from our workbook, or from one of the library of problems, as its sheets have it.

    `note` is told what is ignored. Raises BadInput.
    """
    found, source = sheets(source, note), sources.name(source)
    names = {normal(sheet.name) for sheet in found}
    if "conference" not in names and set(cosplib.SHEETS[:3]) & names:
        if source == sources.name(sources.STDIN):
            raise BadInput([Problem((), "is a workbook of the library CoSPLib, which is read from files", "name one", file=source)])
        return cosplib.read(Path(source), found, check)
    if not names & set(TABLES):
        what = "has none of the sheets of a conference"
        raise BadInput([Problem((), what, f"begin with 'agenda convert --template my.xlsx'; {OWN_SHEETS}", file=source)])
    ours: dict[str, Sheet] = {}
    problems: list[Problem] = []
    for sheet in found:
        table = _rows(sheet)
        if normal(sheet.name) in TABLES:
            problems += _unreadable(sheet, table, source)
            for what in _remarks(sheet):
                note(Problem((), what, path=sheet.name, file=source))
        if normal(sheet.name) != _LISTS:
            ours[sheet.name] = Sheet(source, f"{sheet.name}, ", table)
    if problems:
        raise BadInput(problems)
    return rows.read(ours, source, check, note)


def sheets(source: str, note: Note = lambda _: None) -> list[xlsx.Sheet]:
    """The sheets of any workbook. `note` is told what is ignored of all of it. Raises BadInput."""
    name = sources.name(source)
    found, ignored = xlsx.read_sheets(sources.content(source), name)
    for what in ignored:
        note(Problem((), what, file=name))
    return found


def _rows(sheet: xlsx.Sheet) -> Rows:
    """The rows of a sheet that hold something, as text."""
    found: dict[int, dict[int, str]] = {}
    for (row, column), entry in sorted(sheet.cells.items()):
        if entry.value not in (None, ""):
            found.setdefault(row, {})[column - 1] = _text(entry.value)
    return list(found.items())


def _unreadable(sheet: xlsx.Sheet, found: Rows, source: str) -> Iterator[Problem]:
    """Errors, and formulas of which the file does not say what they come to, in columns with a heading."""
    headed = {at + 1 for at in found[0][1]} if found else ()
    for (row, column), entry in sheet.cells.items():
        if column in headed and (entry.error or (entry.formula and entry.value is None)):
            what = f"shows the error {entry.value}" if entry.error else "has a formula that was never computed"
            remedy = "mend the formula" if entry.error else "open the file in a spreadsheet program and save it"
            path = f"{sheet.name}, row {row}, column {column_letters(column)}"
            yield Problem((), what, f"{remedy}, or write the value", path=path, file=source)


def _remarks(sheet: xlsx.Sheet) -> Iterator[str]:
    """What a person may not expect of how a sheet is read."""
    if formulas := sum(bool(entry.formula) for entry in sheet.cells.values()):
        yield f"{formulas} formula{'s are' if formulas > 1 else ' is'} read by the value saved last"
    if sheet.hidden:
        yield "is hidden, and read all the same"
    if any(row in sheet.hidden_rows or column in sheet.hidden_columns for row, column in sheet.cells):
        yield "has hidden rows or columns, which are read all the same"
    if sheet.merged:
        yield "has merged cells, of which the first alone holds the value"


def _text(value: Value) -> str:
    """A cell as a person would type it."""
    match value:
        case str():
            return cells.fit(value)
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
    xlsx.read_sheets(buffer.getvalue(), "the workbook")  # refuses here already what would be too large to be read
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
        source = f"OFFSET({place},0,0,MAX(1,COUNTA({place}:${column_letters(1 + TABLES[ref].owned)}${xlsx.LAST_ROW})),1)"
    elif column.zone and column.kind == "word":
        source = f"'{_LISTS}'!$A$1:$A${len(clock.zones())}"
    elif column.choices:
        source = f'"{",".join(column.choices)}"'
    else:
        return
    choice = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=column.closed)
    choice.error, choice.errorTitle = "Please choose from the list.", column.heading
    sheet.add_data_validation(choice)
    choice.add(f"{letter}2:{letter}{xlsx.LAST_ROW}")
