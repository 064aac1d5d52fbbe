"""Tables out of foreign workbooks and CSV files, messy and hostile ones among them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from instances.formats import text, xlsx
from instances.formats.sheets import Table, read_tables, tables_of
from instances.formats.xlsx import column_letters, column_number
from instances.problems import BadInput
from instances.typed.reading import Value

STEADY = settings(derandomize=True, deadline=None, max_examples=100)
ROWS: list[list[Any]] = [["Name", "Seats"], ["Hall 1", 600], ["Hall 2", 300]]


def _book(rows: Sequence[Sequence[Any]], change: Callable[[Worksheet], object] = lambda _: None, title: str = "Rooms") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    change(sheet)
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _changed(content: bytes, parts: dict[str, Callable[[str], str]], added: dict[str, bytes] | None = None) -> bytes:
    """A workbook with other parts, as a program that is no spreadsheet would write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, parts[name](part.decode()) if name in parts else part)
        for name, part in (added or {}).items():
            new.writestr(name, part)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def _values(table: Table) -> list[list[Value]]:
    return [[cell.value for cell in row] for row in table.rows]


def _headings(table: Table) -> list[Value]:
    return [cell.value for cell in table.headings]


def _one(content: bytes, file: str = "rooms.xlsx", hidden: bool = False) -> Table:
    (table,) = tables_of(content, file, hidden)
    return table


def _notes(table: Table) -> list[str]:
    return [str(note) for note in table.notes]


def test_a_plain_sheet_needs_no_note_and_each_cell_knows_its_place() -> None:
    table = _one(_book(ROWS))
    assert (table.name, _headings(table), _values(table)) == ("Rooms", ["Name", "Seats"], [["Hall 1", 600], ["Hall 2", 300]])
    assert (table.notes, table.findings) == ((), ())
    assert table.rows[1][1].where == ("Rooms", "B3")


def test_values_keep_their_kind() -> None:
    row = ["text", 3, 2.5, True, datetime(2022, 11, 9, 9, 30), date(2022, 11, 9), time(9, 30), timedelta(hours=25, minutes=30)]
    table = _one(_book([["a", "b", "c", "d", "e", "f", "g", "h"], row]))
    assert _values(table) == [["text", 3, 2.5, True, datetime(2022, 11, 9, 9, 30), datetime(2022, 11, 9), time(9, 30), row[-1]]]


def test_titles_above_the_headings_and_empty_rows_are_no_part_of_the_table() -> None:
    table = _one(_book([["Rooms of the congress"], [], *ROWS[:2], [], [None, None, None], ROWS[2]]))
    assert _values(table) == [["Hall 1", 600], ["Hall 2", 300]]
    assert _notes(table) == ["rooms.xlsx: Rooms: the headings are in row 3; row 1 is above them and left out"]


def test_merged_cells_are_filled_and_said_so() -> None:
    table = _one(_book([["Day", "Talk"], ["Nov 9", "A"], [None, "B"], ["Nov 10", "C"]], lambda s: s.merge_cells("A2:A3")))
    assert _values(table) == [["Nov 9", "A"], ["Nov 9", "B"], ["Nov 10", "C"]]
    assert _notes(table) == ["rooms.xlsx: Rooms: merged cells are filled with their value: A2:A3"]


def test_merged_headings_above_others_are_read_with_them() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:C1")

    table = _one(_book([["Name", "Available", None], [None, "from", "to"], ["Li Wei", "9:00", "11:00"]], merge))
    assert _headings(table) == ["Name", "Available from", "Available to"]
    assert _values(table) == [["Li Wei", "9:00", "11:00"]]
    assert "rooms.xlsx: Rooms: the headings are in the rows 1 and 2, read together" in _notes(table)


def test_what_is_hidden_is_left_out_said_so_and_read_on_request() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["C"].hidden = True

    content = _book([["Name", "Seats", "Old"], ["Hall 0", 1, "x"], ["Hall 1", 600, "y"]], hide)
    table = _one(content)
    assert (_headings(table), _values(table)) == (["Name", "Seats"], [["Hall 1", 600]])
    assert _notes(table) == [
        "rooms.xlsx: Rooms: row 2 is hidden and left out; unhide what should be read",
        "rooms.xlsx: Rooms: column C is hidden and left out; unhide what should be read",
    ]
    assert _values(_one(content, hidden=True)) == [["Hall 0", 1, "x"], ["Hall 1", 600, "y"]]


def test_a_merged_value_whose_first_row_is_hidden_is_kept_in_the_others() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A3")
        sheet.row_dimensions[2].hidden = True

    assert _values(_one(_book([["Day", "Talk"], ["Nov 9", "A"], [None, "B"]], hide))) == [["Nov 9", "B"]]


def test_hidden_sheets_are_left_out_and_several_make_several_tables() -> None:
    book = openpyxl.load_workbook(io.BytesIO(_book(ROWS)))
    for title in ("Halls", "Old"):
        sheet = book.create_sheet(title)
        sheet.append(["Name", "Seats"])
        sheet.append([title, 1])
    book["Old"].sheet_state = "hidden"
    book.create_sheet("Empty")
    tables = tables_of(_saved(book), "rooms.xlsx")
    assert [table.name for table in tables] == ["Rooms", "Halls"]
    assert _notes(tables[0]) == ["rooms.xlsx: Old: is a hidden sheet and was left out; unhide it to have it read"]


@pytest.mark.parametrize(
    "total", [["Total", 900], ["合计：", 900], ["Grand total:", 900], ["Sum", None], [None, "=SUM(B2:B3)"], ["Total seats", 900]]
)
def test_totals_at_the_end_are_no_rows(total: list[object]) -> None:
    table = _one(_book([*ROWS, [], total]))
    assert _values(table) == [["Hall 1", 600], ["Hall 2", 300]]
    assert _notes(table) == ["rooms.xlsx: Rooms: row 5 is left out as totals; move what is no total above the totals"]


def test_formulas_are_read_by_the_value_saved_last_and_those_without_are_findings() -> None:
    content = _book([["Name", "Seats"], ["Hall 1", "=2*300"], ["Hall 2", "=1/0"], ["Hall 3", "=5*5"]])
    saved = {"<f>2*300</f><v />": "<f>2*300</f><v>600</v>", '<c r="B3"><f>1/0</f><v />': '<c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v>'}

    def save(xml: str) -> str:
        for old, new in saved.items():
            assert old in xml
            xml = xml.replace(old, new)
        return xml

    table = _one(_changed(content, {SHEET: save}))
    assert _values(table) == [["Hall 1", 600], ["Hall 2", None], ["Hall 3", None]]
    assert [str(finding) for finding in table.findings] == [
        "rooms.xlsx: Rooms/B3: holds the error #DIV/0!; mend the formula, or write the value",
        "rooms.xlsx: Rooms/B4: holds a formula whose value was not saved; "
        "open the workbook in a spreadsheet program and save it, or write the value",
    ]
    assert table.findings[1].where == ("Rooms", "B4")
    assert _notes(table) == ["rooms.xlsx: Rooms: 3 formulas read by the value saved last"]


def test_headings_that_stand_twice_and_columns_without_one_are_findings() -> None:
    table = _one(_book([["Name", "name ", "Seats"], ["a", "b", 3, "stray"]]))
    assert [str(finding) for finding in table.findings] == [
        "rooms.xlsx: Rooms: column D has 1 entries and no heading, and was left out; write a heading above them",
        "rooms.xlsx: Rooms/B1: the heading 'Name' stands in A1 and B1; rename one of them",
    ]


def test_a_sheet_of_numbers_has_no_headings() -> None:
    table = _one(_book([[1, 2], [3, 4]]))
    assert (table.headings, table.rows) == ((), ())
    assert "has no row of headings" in table.findings[0].what


def test_dates_may_be_headings() -> None:
    table = _one(_book([["Name", datetime(2022, 11, 9), datetime(2022, 11, 10)], ["Li Wei", "yes", "no"]]))
    assert _headings(table) == ["Name", "2022-11-09 00:00:00", "2022-11-10 00:00:00"]


def test_links_and_macros_are_ignored_with_a_note() -> None:
    content = _changed(_book(ROWS), {}, {"xl/vbaProject.bin": b"\x00" * 10, "xl/externalLinks/externalLink1.xml": b"<x/>"})
    table = _one(content)
    assert _values(table) == [["Hall 1", 600], ["Hall 2", 300]]
    assert _notes(table) == ["rooms.xlsx: links to other files are not followed", "rooms.xlsx: macros are not run"]


def test_rich_text_is_read_without_its_phonetic_guide() -> None:
    rich = "<is><r><t>東</t></r><r><t>京</t></r><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></is>"
    content = _changed(
        _book([["Name", "Seats"], ["@", 1]]), {SHEET: lambda xml: _with_cell(xml, "A2", f'<c r="A2" t="inlineStr">{rich}</c>')}
    )
    assert _values(_one(content)) == [["東京", 1]]


def _with_cell(xml: str, place: str, cell: str) -> str:
    start = xml.index(f'<c r="{place}"')
    return xml[:start] + cell + xml[xml.index("</c>", start) + 4 :]


CSV = "Name;Seats\nHalle Süd;600\nHalle Ümit;300\n"


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (CSV.encode(), []),
        (CSV.encode("utf-8-sig"), []),
        (CSV.encode("utf-16"), ["UTF-16"]),
        (CSV.encode("utf-16-le"), ["UTF-16"]),
        (CSV.encode("cp1252"), ["Windows 1252 (Western)"]),
    ],
)
def test_encodings_of_western_text(content: bytes, note: list[str]) -> None:
    table = _one(content, "rooms.csv")
    assert _values(table) == [["Halle Süd", "600"], ["Halle Ümit", "300"]]
    assert _notes(table) == [
        *(f"rooms.csv: read as {name}; save it as UTF-8 if letters are wrong" for name in note),
        "rooms.csv: columns are separated by semicolons",
    ]


@pytest.mark.parametrize("name", ["José Núñez", "François Noël", "Zoë Brontë", "Ana Müller"])
def test_western_names_are_not_taken_for_chinese(name: str) -> None:
    assert _values(_one(f"Name,Seats\n{name},1\n".encode("cp1252"), "x.csv")) == [[name, "1"]]


def test_chinese_text_of_a_chinese_computer() -> None:
    table = _one("姓名,单位,备注\n李伟,乌镇大学,仅11月10日上午\n张敏,Beijing 大学,\n".encode("gb18030"), "speakers.csv")
    assert _headings(table) == ["姓名", "单位", "备注"]
    assert _values(table) == [["李伟", "乌镇大学", "仅11月10日上午"], ["张敏", "Beijing 大学", None]]
    assert _notes(table) == ["speakers.csv: read as GB 18030 (Chinese); save it as UTF-8 if letters are wrong"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter(delimiter: str) -> None:
    rows = ["Name,Remark,Seats", '"Li, Wei","a, b; c",1', "Ana,x,2"]
    content = rows[0].replace(",", delimiter) + f'\n"Li, Wei"{delimiter}"a, b; c"{delimiter}1\nAna{delimiter}x{delimiter}2\n'
    assert _values(_one(content.encode(), "x.csv")) == [["Li, Wei", "a, b; c", "1"], ["Ana", "x", "2"]]


def test_the_delimiter_that_a_file_names_counts() -> None:
    table = _one(b"sep=;\r\nName;Seats\r\nHall, 1;600\r\n", "x.csv")
    assert _values(table) == [["Hall, 1", "600"]]
    assert table.rows[0][0].where == ("x", "A3")


def test_one_column_is_a_table_too() -> None:
    assert _values(_one(b"Name\nLi Wei\n\nAna Silva\n", "x.csv")) == [["Li Wei"], ["Ana Silva"]]


def test_files_are_read_from_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "rooms.xlsx"
    path.write_bytes(_book(ROWS))
    assert [table.name for table in read_tables(path)] == ["Rooms"]
    for wrong in (tmp_path / "nothing.xlsx", tmp_path, Path("a\0b")):
        with pytest.raises(BadInput):
            read_tables(wrong)


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/"), part)
    return out.getvalue()


def _sheet_data(xml: str) -> Callable[[str], str]:
    return lambda old: old[: old.index("<sheetData>")] + f"<sheetData>{xml}</sheetData></worksheet>"


MERGED = '<mergeCell ref="A1:B3000"/>'
PLAIN = _book(ROWS)
HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is no workbook or is damaged"),
    "not a zip": (b"hello", "is no workbook or is damaged"),
    "cut in the middle": (PLAIN[: len(PLAIN) // 2] + PLAIN[-500:], "is no workbook or is damaged"),
    "a place that is none": (_changed(PLAIN, {SHEET: _sheet_data('<row><c r="ZZZZ1"><v>1</v></c></row>')}), "is damaged"),
    "a text that is none": (_changed(PLAIN, {SHEET: _sheet_data('<row><c t="s"><v>99</v></c></row>')}), "is damaged"),
    "other zip": (_zip(a=b"1"), "is a zip archive, but no workbook"),
    "open document": (_zip(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "is a workbook of another program"),
    "more rows than anyone needs": (_changed(PLAIN, {SHEET: _sheet_data("<row><c><v>1</v></c></row>" * 25_000)}), "has more than"),
    "merged over and over": (
        _changed(
            PLAIN,
            {
                SHEET: lambda xml: _sheet_data("<row><c><v>1</v></c></row>" * 3000)(xml).replace(
                    "</worksheet>", MERGED * 10_000 + "</worksheet>"
                )
            },
        ),
        "merged areas cover more than",
    ),
    "nothing in it": (_changed(PLAIN, {SHEET: _sheet_data("")}), "holds no table"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_workbooks_are_refused_in_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_CELLS", 20_000)
    monkeypatch.setattr(xlsx, "MOST_ELEMENTS", 150_000)
    content, part = HOSTILE[name]
    with pytest.raises(BadInput, match=part) as error:
        tables_of(content, "rooms.xlsx")
    assert error.value.problems[0].remedy
    assert error.value.problems[0].file == "rooms.xlsx"


def test_a_sheet_that_claims_a_million_rows_is_read_for_what_it_holds() -> None:
    far = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    claims = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    table = _one(_changed(PLAIN, {SHEET: lambda xml: _sheet_data(far)(xml).replace("</worksheet>", claims)}))
    assert [cell.where for row in table.rows for cell in row] == [("Rooms", "A1048576")]
    assert _values(table) == [[1]]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"\x00\x01\x02\x03" * 50, "is not text in a known encoding"),
        (b"\x81\x8d\x8f" * 50, "is not text in a known encoding"),
        (b"Name,Seats\n" + b"x" * 200_000 + b",1\n", "cannot be read"),
        (b'Name,Seats\n"never closed' + b"x" * 200_000, "cannot be read"),
        (b"," * 500_000, "has more than"),
        (b"Name,Seats\n" + b"x" * 40_000 + b",1\n", "has a text of more than 32,767 characters"),
        (b",".join(b"Heading %d" % number for number in range(300)), "has more than 250 columns"),
        (b"", "holds no table"),
        (b"\n\n , \n", "holds no table"),
        (b"a" * (text.LARGEST + 1), "has 20 MB"),
    ],
)
def test_hostile_texts_are_refused_in_words(content: bytes, part: str) -> None:
    with pytest.raises(BadInput, match=part):
        tables_of(content, "x.csv")


@STEADY
@given(
    content=st.binary(max_size=300), suffix=st.sampled_from((".csv", ".xlsx", "")), start=st.sampled_from((b"", b"PK\x03\x04", b"\xff\xfe"))
)
def test_any_bytes_are_tables_or_bad_input(content: bytes, suffix: str, start: bytes) -> None:
    with suppress(BadInput):
        tables_of(start + content, f"x{suffix}")


@STEADY
@given(at=st.integers(0, len(PLAIN) - 1), byte=st.integers(0, 255))
def test_a_workbook_with_a_broken_byte_is_a_table_or_bad_input(at: int, byte: int) -> None:
    with suppress(BadInput):
        tables_of(PLAIN[:at] + bytes([byte]) + PLAIN[at + 1 :], "x.xlsx")


@STEADY
@given(piece=st.text("<>/crvtf=\"'0123456789AZ &;", max_size=40))
def test_a_sheet_of_any_xml_is_a_table_or_bad_input(piece: str) -> None:
    with suppress(BadInput):
        tables_of(_changed(PLAIN, {SHEET: _sheet_data(f'<row r="1"><c r="A1" t="s">{piece}</c></row>')}), "x.xlsx")


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda t: t and not t.startswith("=")),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(lambda d: d.replace(second=0, microsecond=0, minute=d.minute // 15 * 15)),
)


@STEADY
@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_openpyxl_writes_comes_back(rows: list[list[Value]]) -> None:
    cells = xlsx.read_sheets(_book([["a", "b"], *rows]), "x.xlsx")[0][0].cells
    written = [[cells[r, c].value for c in (1, 2)] for r in range(2, len(rows) + 2)]
    assert written == rows


@STEADY
@given(number=st.integers(1, 16384))
def test_letters_of_columns(number: int) -> None:
    assert column_number(column_letters(number)) == number
