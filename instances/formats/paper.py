"""How the sheets of an agenda look, on the screen and on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from itertools import product
from typing import TYPE_CHECKING

from instances import clock
from instances.conference import Conference
from instances.formats.cells import LONGEST, fit
from instances.formats.workbook import put
from instances.formats.xlsx import column_letters

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.rich_text import CellRichText
    from openpyxl.worksheet.worksheet import Worksheet

TINTS = ("D4EAFF", "FFDDD6", "D1F1DB", "F1E0FF", "FAE4C7", "C6F2F4", "FFDCEC", "E6ECCA", "E4E4FF", "FFE1CC")
"""Colours of the tracks in order, in the hues of the page; tracks beyond them repeat."""
POINTS = 9
"""The size of the type."""

HEAD, PLAIN, FIXTURE = "agenda heading", "agenda", "agenda fixture"
"""Looks, which are styles of the workbook: who changes one there changes it everywhere."""

Value = str | date | time

_FORMATS: dict[type, str] = {datetime: "hh:mm", time: "hh:mm", date: "ddd d mmm yyyy"}
_A4 = 9
_YEAR_0 = 1900
_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.7, "bottom": 0.6, "header": 0.3, "footer": 0.3}
_MOST_OF_HEADER = 120
"""Characters; all parts of a header together may have 255."""


def looks_of_tracks(conference: Conference) -> dict[str, str]:
    """The look of each track, by id."""
    return {track.id: _track(n) for n, track in enumerate(conference.tracks)}


def bold(look: str) -> str:
    """The same look in bold type."""
    return f"{look} title"


def _track(number: int) -> str:
    return f"agenda track {1 + number % len(TINTS)}"


def add_looks(book: Workbook) -> None:
    """Give a workbook the styles."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    line = Side(style="thin", color="A6A6A6")
    tints = {PLAIN: "", HEAD: "E4E9F0", FIXTURE: "EDEDED", **{_track(n): tint for n, tint in enumerate(TINTS)}}
    for name, tint in tints.items():
        for look in (name, bold(name)):
            style = NamedStyle(name=look)
            style.font = Font(name="Calibri", size=POINTS, bold=name == HEAD or look != name)
            style.alignment = Alignment(wrap_text=True, vertical="top")
            style.border = Border(line, line, line, line)
            if tint:
                style.fill = PatternFill("solid", fgColor=tint)
            book.add_named_style(style)


def fill(sheet: Worksheet, row: int, column: int, value: Value | CellRichText, look: str) -> None:
    """Fill a cell; dates and times are those of the spreadsheet program, and what is too long for a cell is cut off."""
    cell = sheet.cell(row, column)
    cell.style = look
    put(cell, cut(fit(value)) if isinstance(value, str) else value)
    if form := _FORMATS.get(type(value)):
        cell.number_format = form


def fill_merged(sheet: Worksheet, rows: Sequence[int], columns: Sequence[int], value: Value | CellRichText, look: str) -> None:
    """Make one cell of several, and fill it."""
    for row, column in product(rows, columns):
        sheet.cell(row, column).style = look  # openpyxl's own way looks up the lines around each, which takes long
    if len(rows) * len(columns) > 1:
        sheet.merged_cells.add(f"{column_letters(columns[0])}{rows[0]}:{column_letters(columns[-1])}{rows[-1]}")
    fill(sheet, rows[0], columns[0], value, look)


def titled(title: str, rest: str) -> CellRichText:
    """A title in bold type, and what stands under it."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    title = cut(fit(title))
    return CellRichText(TextBlock(InlineFont(rFont="Calibri", sz=POINTS, b=True), title), cut(f"\n{fit(rest)}", LONGEST - len(title)))


def cut(words: str, most: int = LONGEST) -> str:
    """Words, if they are not more than so many characters; otherwise as many of them."""
    return words if len(words) <= most else f"{words[: most - 1]}…"[:most]


def local(minute: int, zone: str) -> Value:
    """A time on the clocks of a zone, with its date; as text where spreadsheet programs know no such date."""
    time = clock.instant(minute, zone).replace(tzinfo=None)
    return time if time.year > _YEAR_0 else time.isoformat(" ", timespec="minutes")


def local_date(minute: int, zone: str) -> Value:
    """A date on the clocks of a zone; as text where spreadsheet programs know no such date."""
    day = clock.instant(minute, zone).date()
    return day if day.year > _YEAR_0 else day.isoformat()


def columns(sheet: Worksheet, widths: Iterable[float]) -> None:
    """Make the columns so wide, from the first one on, in characters."""
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[column_letters(at)].width = width


def table(sheet: Worksheet, heads: Mapping[str, int], rows: Sequence[Sequence[tuple[Value, str]]], top: int = 1) -> None:
    """Headings with the widths of their columns, and rows below them, of cells with their looks."""
    columns(sheet, heads.values())
    for number, row in enumerate([[(heading, HEAD) for heading in heads], *rows], top):
        for at, (value, look) in enumerate(row, 1):
            fill(sheet, number, at, value, look)
    sheet.auto_filter.ref = f"A{top}:{column_letters(len(heads))}{top + len(rows)}"


def set_up(sheet: Worksheet, title: str, footer: str, frozen: str, heads: str = "1:1", pages: int = 1) -> None:
    """Headings that stay in sight and stand on every page, which is landscape and as wide as so many `pages`; the title above."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = frozen
    sheet.print_title_rows, sheet.print_title_cols = heads, "A:A"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    for side, inches in _MARGINS.items():
        setattr(sheet.page_margins, side, inches)
    header, foot = sheet.oddHeader, sheet.oddFooter
    assert header is not None
    assert foot is not None
    header.left.text, header.right.text = _header(title), "&A"
    foot.left.text, foot.right.text = _header(footer), "&P / &N"


def _header(words: str) -> str:
    """Words of a header, in which '&' begins a command."""
    told = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return cut(told, _MOST_OF_HEADER).replace("&", "&&")
