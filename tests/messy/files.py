"""Sheets as files: workbooks with the values of their formulas, and CSV as old programs save it. The bytes never change."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, time

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.messy.sheet import Laid, Typed, Value

_STAMP = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def workbook(sheets: Sequence[Laid]) -> bytes:
    """An .xlsx workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for laid in sheets:
        _write(book.create_sheet(laid.sheet.name), laid)
    out = io.BytesIO()
    book.save(out)
    return _patched(out.getvalue(), sheets)


def text(laid: Laid, encoding: str, delimiter: str) -> bytes:
    """A CSV file; UTF-16 begins with its mark."""
    width = len(laid.sheet.columns)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    for row in range(1, max(r for r, _ in laid.cells) + 1):
        writer.writerow([_shown(laid.cells.get((row, c), Typed()).value) for c in range(1, width + 1)])
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else b""
    return mark + out.getvalue().encode(encoding)


def _shown(value: Value) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y/%m/%d %H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value)


def _write(sheet: Worksheet, laid: Laid) -> None:
    for (row, number), typed in laid.cells.items():
        if not typed.formula and typed.value is None:
            continue
        cell = sheet.cell(row, number)
        cell.value = f"={typed.formula}" if typed.formula else typed.value
        if isinstance(typed.value, str) and not typed.formula and typed.value.startswith("="):
            cell.data_type = "s"
    for first, left, last, right in laid.merged:
        sheet.merge_cells(start_row=first, start_column=left, end_row=last, end_column=right)
    for row in laid.hidden_rows:
        sheet.row_dimensions[row].hidden = True
    for c, column in enumerate(laid.sheet.columns, 1):
        if column.hidden:
            sheet.column_dimensions[get_column_letter(c)].hidden = True
    if laid.sheet.hidden:
        sheet.sheet_state = "hidden"


def _patched(content: bytes, sheets: Sequence[Laid]) -> bytes:
    """The workbook with the values that a spreadsheet program would have saved, and without the time of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _STAMP.sub(r"\g<1>2022-10-14T08:00:00Z", part.decode()).encode()
            for number, laid in enumerate(sheets, 1):
                if name == f"xl/worksheets/sheet{number}.xml":
                    part = _with_values(part.decode(), laid).encode()
            new.writestr(zipfile.ZipInfo(name, (2022, 10, 14, 8, 0, 0)), part)
    return out.getvalue()


def _with_values(xml: str, laid: Laid) -> str:
    for cell, typed in _formulas(laid):
        if typed.value is None:
            continue
        kind = "e" if str(typed.value).startswith("#") else "str" if isinstance(typed.value, str) else "n"
        pattern = rf'<c r="{cell}"([^>]*)><f>([^<]*)</f><v\s*(?:/>|></v>)'
        xml, count = re.subn(pattern, rf'<c r="{cell}"\g<1> t="{kind}"><f>\g<2></f><v>{typed.value}</v>', xml)
        assert count == 1, cell
    return xml


def _formulas(laid: Laid) -> Iterable[tuple[str, Typed]]:
    return ((f"{get_column_letter(c)}{r}", typed) for (r, c), typed in laid.cells.items() if typed.formula)
