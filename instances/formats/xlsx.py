"""The cells of a workbook (.xlsx, .xlsm), read straight from its XML.

Values and formulas come in one pass that builds no tree, so that a workbook made to harm costs little:
parts are counted before they are listed; bytes, elements and texts while they are read. Nothing is unpacked
to the disk, no macro is run, no link is followed.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from math import isfinite
from xml.parsers import expat

from instances.formats import cells
from instances.problems import BadInput, Problem
from instances.typed.reading import Value

LARGEST_XML = 40_000_000
"""Bytes that the parts that are read may have in all, unpacked."""
LARGEST_TAG = 4_000_000
"""Bytes; memory is spent on a tag before it can be looked at."""
MOST_PARTS = 10_000
MOST_SHEETS = 500
MOST_ELEMENTS = 1_500_000
MOST_CELLS = 400_000
"""Cells that hold something."""
MOST_TEXT = 20_000_000
"""Characters of the texts of all cells, those that share one included."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENTRY_OF_ZIP = b"PK\x01\x02"
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_WHOLE = re.compile(r"-?\d{1,18}")
_ASIAN_DATES = (*range(27, 37), *range(50, 59))
"""Formats of dates that workbooks of East Asia have built in."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, RuntimeError, OSError, OverflowError)
"""What zipfile and the reading of numbers raise for an archive or a part that is damaged."""

Place = tuple[int, int]
"""Row and column, both from 1."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell: its value, or the value that its formula had when the workbook was saved."""

    value: Value
    formula: str = ""
    error: bool = False


@dataclass
class Sheet:
    """A sheet: its cells that hold something, merged areas (first, last), and what is hidden."""

    name: str
    hidden: bool = False
    cells: dict[Place, Entry] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def column_number(letters: str) -> int:
    """1 for 'A', 27 for 'AA'."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """'A' for 1, 'AA' for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read_sheets(content: bytes, file: str) -> tuple[list[Sheet], list[str]]:
    """The sheets of a workbook in their order, and notes on what was ignored. Raises BadInput."""
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _bad(file, "is protected by a password", "save it without one")
        raise _bad(file, "is a workbook of the old kind (.xls)", "save it as .xlsx")
    if content.count(_ENTRY_OF_ZIP) > MOST_PARTS:
        raise _bad(file, f"has more than {MOST_PARTS:,} parts", "save it as .xlsx again, without pictures")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _sheets(archive, file)
    except expat.ExpatError as error:
        raise _bad(file, f"is damaged: {expat.ErrorString(error.code)}", "open it in a spreadsheet program and save it again") from None
    except _FAULTS as error:
        raise _bad(file, f"is no workbook or is damaged ({type(error).__name__})", "save it as .xlsx again") from None


def _bad(file: str, what: str, remedy: str) -> BadInput:
    return BadInput([Problem((), what, remedy, file=file)])


def _sheets(archive: zipfile.ZipFile, file: str) -> tuple[list[Sheet], list[str]]:
    parts = {part.filename.lstrip("/"): part for part in archive.infolist()}
    if "xl/workbook.xml" not in parts:
        other = "a workbook of another program" if "mimetype" in parts else "a zip archive, but no workbook"
        raise _bad(file, f"is {other}", "save it as .xlsx")
    if any(part.flag_bits & 1 for part in parts.values()):
        raise _bad(file, "is protected by a password", "save it without one")
    read = _Reader(archive, parts, file)
    links = read.links()
    listed = read.listed()
    if len(listed) > MOST_SHEETS:
        raise _bad(file, f"has more than {MOST_SHEETS} sheets", "keep only the sheets that are needed")
    strings = read.strings()
    dates = read.dates()
    sheets = [
        read.sheet(Sheet(name, state != "visible"), path, strings, dates)
        for name, state, link in listed
        if (path := links.get(link, "")) in parts
    ]
    ignored = {"xl/externalLinks/": "links to other files are not followed", "xl/vbaProject.bin": "macros are not run"}
    return sheets, [note for start, note in ignored.items() if any(name.startswith(start) for name in parts)]


class _Reader:
    """The parts of one workbook. What they hold is counted over all of them."""

    def __init__(self, archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], file: str) -> None:
        self.archive = archive
        self.parts = parts
        self.file = file
        self.bytes = self.elements = self.cells = self.text = 0
        self.epoch_1904 = False

    def parse(
        self,
        path: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] = lambda _: None,
        data: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Call back for each element by its name without prefix."""
        parser = expat.ParserCreate()

        def started(name: str, attributes: dict[str, str]) -> None:
            self.count()
            start(name.rpartition(":")[2], attributes)

        def refused(*_: object) -> None:
            raise _bad(self.file, "declares entities, which no spreadsheet program does", "save it as .xlsx again")

        parser.StartElementHandler = started
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
        parser.CharacterDataHandler = data
        parser.StartDoctypeDeclHandler = refused
        parser.EntityDeclHandler = refused
        parser.buffer_text = True
        if path in self.parts:
            with self.archive.open(self.parts[path]) as part:
                fed = 0
                while chunk := part.read(1 << 20):
                    parser.Parse(chunk, False)
                    fed += len(chunk)
                    self.bytes += len(chunk)
                    if self.bytes > LARGEST_XML:
                        raise _bad(self.file, f"unpacks to more than {LARGEST_XML / 1e6:.0f} MB", "keep only the sheets that are needed")
                    if fed - parser.CurrentByteIndex > LARGEST_TAG:
                        raise _bad(self.file, f"has a tag of more than {LARGEST_TAG / 1e6:.0f} MB", "save it as .xlsx again")
            parser.Parse(b"", True)

    def count(self, elements: int = 1) -> None:
        """Count elements, or what costs as much."""
        self.elements += elements
        if self.elements > MOST_ELEMENTS:
            raise _bad(self.file, f"has more than {MOST_ELEMENTS:,} rows, cells and texts", "delete the rows and columns without content")

    def links(self) -> dict[str, str]:
        """Paths of the sheets by the ids under which the workbook lists them."""
        found: dict[str, str] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                found[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

        self.parse("xl/_rels/workbook.xml.rels", start)
        return found

    def listed(self) -> list[tuple[str, str, str]]:
        """Name, state and link of each sheet, in the order of the tabs."""
        found: list[tuple[str, str, str]] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "workbookPr":
                self.epoch_1904 = attributes.get("date1904", "0") in ("1", "true")
            if name == "sheet":
                link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                found.append((attributes.get("name", ""), attributes.get("state", "visible"), link))

        self.parse("xl/workbook.xml", start)
        if len({name.casefold() for name, _, _ in found}) < len(found):
            raise ValueError("two sheets of one name")
        return found

    def strings(self) -> list[str]:
        """The texts that cells share; hints on how to pronounce them are left out."""
        found: list[str] = []
        text = _Text()

        def start(name: str, _: dict[str, str]) -> None:
            text.start(name)
            if name == "si":
                text.clear()

        def end(name: str) -> None:
            text.end(name)
            if name == "si":
                found.append(text.taken())

        self.parse("xl/sharedStrings.xml", start, end, text.data)
        return found

    def dates(self) -> dict[int, bool]:
        """Numbers of the cell styles that show a date or a time, and whether they count hours beyond a day."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

        own: dict[int, str] = {}
        styles: list[int] = []
        within: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "numFmt":
                own[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")[:200]
            if name == "xf" and within and within[-1] == "cellXfs":
                styles.append(int(attributes.get("numFmtId", "0")))
            within.append(name)

        def end(_: str) -> None:
            within.pop()

        self.parse("xl/styles.xml", start, end)
        formats = {id: own.get(id) or BUILTIN_FORMATS.get(id) or "General" for id in set(styles)}
        dated = {id for id, shown in formats.items() if id in _ASIAN_DATES or is_date_format(shown)}
        counted = {id for id in dated if is_timedelta_format(formats[id])}
        return {number: id in counted for number, id in enumerate(styles) if id in dated}

    def sheet(self, sheet: Sheet, path: str, strings: list[str], dates: dict[int, bool]) -> Sheet:
        """A sheet with what its XML holds."""
        at = _Cursor()
        text = _Text()

        def start(name: str, attributes: dict[str, str]) -> None:
            text.start(name)
            if name == "row":
                at.row = _within(int(attributes.get("r", at.row + 1)), LAST_ROW)
                at.column = 0
                if attributes.get("hidden") in ("1", "true"):
                    sheet.hidden_rows.add(at.row)
            elif name == "c":
                place = attributes.get("r", "")
                match = _REFERENCE.fullmatch(place)
                at.column = _within(column_number(match[1]) if match else 0 if place else at.column + 1, LAST_COLUMN)
                at.kind, at.style, at.formula, at.value = attributes.get("t", "n"), int(attributes.get("s", "0")), None, None
                text.clear()
            elif name in ("v", "f", "is"):
                text.clear()
            elif name == "col" and attributes.get("hidden") in ("1", "true"):
                first, last = (_within(int(attributes.get(key, 1)), LAST_COLUMN) for key in ("min", "max"))
                self.count(max(0, last - first))
                sheet.hidden_columns.update(range(first, last + 1))
            elif name == "mergeCell":
                corners = [(int(row), column_number(letters)) for letters, row in _REFERENCE.findall(attributes.get("ref", ""))]
                if len(corners) == 2:
                    sheet.merged.append((corners[0], corners[1]))

        def end(name: str) -> None:
            text.end(name)
            if name == "f":
                at.formula = text.taken() or "shared"
            elif name in ("v", "is"):
                at.value = text.taken()
            elif name == "c" and (at.value is not None or at.formula is not None):
                self.cells += 1
                if self.cells > MOST_CELLS:
                    raise _bad(self.file, f"has more than {MOST_CELLS:,} cells", "keep only the sheets that are needed")
                sheet.cells[at.row, at.column] = self.entry(at, strings, dates)

        self.parse(path, start, end, text.data)
        return sheet

    def entry(self, at: _Cursor, strings: list[str], dates: dict[int, bool]) -> Entry:
        """What a cell holds. A number beyond every date stays one."""
        from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel, from_ISO8601

        text, formula = at.value, at.formula or ""
        if text is None or (text == "" and at.kind != "str"):
            return Entry(None, formula)
        if at.kind == "s":
            if not 0 <= (number := int(text)) < len(strings):
                raise ValueError(f"no shared text {number}")
            text = strings[number]
        if at.kind in ("s", "str", "inlineStr"):
            self.text += len(text)
            if len(text) > cells.LONGEST:
                raise _bad(self.file, f"has a text of more than {cells.LONGEST:,} characters, the most that a cell can hold", "shorten it")
            if self.text > MOST_TEXT:
                raise _bad(self.file, f"has more than {MOST_TEXT:,} characters of text", "keep only the sheets that are needed")
            return Entry(text, formula)
        if at.kind == "e":
            return Entry(text, formula, error=True)
        if at.kind == "b":
            return Entry(text.strip() in ("1", "true"), formula)
        if at.kind == "d":
            return Entry(from_ISO8601(text), formula)  # type: ignore[no-untyped-call]  # openpyxl has no types for it
        if _WHOLE.fullmatch(text) and at.style not in dates:
            return Entry(int(text), formula)
        if not isfinite(value := float(text)):
            raise ValueError("no number")
        if at.style in dates and 0 <= value < 200_000:
            epoch = CALENDAR_MAC_1904 if self.epoch_1904 else CALENDAR_WINDOWS_1900
            return Entry(from_excel(value, epoch, timedelta=dates[at.style]), formula)
        return Entry(int(value) if value.is_integer() and abs(value) < 1e15 else value, formula)


@dataclass
class _Cursor:
    """The cell that is being read."""

    row: int = 0
    column: int = 0
    kind: str = "n"
    style: int = 0
    value: str | None = None
    formula: str | None = None


class _Text:
    """The text of the elements that hold some; phonetic runs (rPh) are left out."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.open = 0
        self.phonetic = 0

    def start(self, name: str) -> None:
        self.open += name in ("t", "v", "f")
        self.phonetic += name == "rPh"

    def end(self, name: str) -> None:
        self.open -= name in ("t", "v", "f")
        self.phonetic -= name == "rPh"

    def data(self, text: str) -> None:
        if self.open and not self.phonetic:
            self.pieces.append(text)

    def clear(self) -> None:
        self.pieces.clear()

    def taken(self) -> str:
        text = "".join(self.pieces)
        self.pieces.clear()
        return cells.unfit(text)


def _within(number: int, last: int) -> int:
    if not 1 <= number <= last:
        raise ValueError(f"no row or column {number}")
    return number
