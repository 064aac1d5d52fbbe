"""Files that mean harm, through the real command: refused in words or made harmless, soon and in little memory; nothing else is written."""

from __future__ import annotations

import io
import os
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

import pytest
from openpyxl import Workbook, load_workbook

from instances.formats import cosplib, folder, native, workbook
from tests.command import ROOT
from tests.sampled import but, one_in
from tests.stories import Story, talk

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits of memory are a matter of POSIX")

SECONDS, MEGABYTES = 15, 500
"""Of the processor: three times what the dearest takes on an idle machine; and of memory at the peak."""

CONFERENCE = (
    Story().block("am", "09:00", "12:00").room("red").room("blue").person("ana")
    .subforum("data", talk("d1", 30, "ana")).subforum("film", talk("f1", 30), topics=["film"]).conference
)  # fmt: skip
HARMLESS = "Wrote out.yaml\n"
WRAPPER = """
import resource, subprocess, sys
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
code = subprocess.run(sys.argv[1:], timeout=100).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
"""Runs a command; a process of its own, as memory at the peak counts that of the process from which one is forked."""


@dataclass(frozen=True)
class Outcome:
    """What the command did."""

    code: int
    stderr: str
    seconds: float
    megabytes: float


def run(place: Path, *words: str, stdin: IO[str] | int = subprocess.DEVNULL) -> Outcome:
    """The command in a folder of its own, measured."""
    with (place / "stderr").open("w") as errors:
        done = subprocess.run(
            [sys.executable, "-S", "-c", WRAPPER, sys.executable, "-m", "cli", *words],
            cwd=place / "work",
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        )
    code, seconds, kilobytes = done.stdout.split()[-3:]
    return Outcome(int(code), (place / "stderr").read_text(encoding="utf-8"), float(seconds), float(kilobytes) / 1000)


@cache
def ours() -> bytes:
    return workbook.write(CONFERENCE)


@cache
def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(ours())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(changed: dict[str, bytes]) -> bytes:
    """Our workbook with other parts, or more of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in {**parts(), **changed}.items():
            archive.writestr(name, part)
    return out.getvalue()


ROOMS = "xl/worksheets/sheet3.xml"
STRINGS = "xl/sharedStrings.xml"
BOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"


def with_rows(rows: str, behind: str = "") -> bytes:
    """Our workbook with these rows below those of the rooms, and something behind them."""
    sheet = parts()[ROOMS].decode()
    return packed({ROOMS: sheet.replace("</sheetData>", f"{rows}</sheetData>{behind}").encode()})


def replaced(part: str, old: str, new: str) -> bytes:
    """Our workbook with something else in a part."""
    assert old in parts()[part].decode()
    return packed({part: parts()[part].decode().replace(old, new).encode()})


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet_of(rows: str, about: str = "") -> bytes:
    """A sheet that has these rows alone."""
    return f"<worksheet {about}><sheetData>{rows}</sheetData></worksheet>".encode()


def overlapping() -> bytes:
    """An archive whose list names one compressed megabyte many times, each entry over the other."""
    content = packed({ROOMS: parts()[ROOMS] + b" " * 1_000_000})
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = next(e for e in re.split(b"(?=PK\x01\x02)", content[start:end]) if ROOMS.encode() in e)
    count = 3000
    listed = content[start:end] + b"".join(
        entry.replace(ROOMS.encode(), f"xl/worksheets/{number:06}.xml".encode()[-len(ROOMS) :]) for number in range(count)
    )
    total = len(parts()) + count
    return content[:start] + listed + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, total, total, len(listed), start, 0)


def listed_often(times: int) -> bytes:
    """A workbook that lists one sheet of 2 MB under many names."""
    more = "".join(f'<sheet name="s{n}" sheetId="{n + 100}" r:id="rId3"/>' for n in range(times))
    book = parts()[BOOK].decode().replace("</sheets>", f"{more}</sheets>")
    return packed({BOOK: book.encode(), ROOMS: b"<worksheet>" + b" " * 2_000_000 + b"</worksheet>"})


def edited(**cells: str) -> bytes:
    """Our workbook with other cells, like rules_B2."""
    book = load_workbook(io.BytesIO(ours()))
    for cell, text in cells.items():
        sheet, _, name = cell.rpartition("_")
        book[sheet][name] = text
    book.save(out := io.BytesIO())
    return out.getvalue()


def related(target: str) -> bytes:
    """Relations all of which lead to one part."""
    links = "".join(f'<Relationship Id="rId{n}" Target="{target}"/>' for n in range(1, 30))
    return f"<Relationships>{links}</Relationships>".encode()


def library(**cells: Any) -> bytes:
    """A workbook of the library of problems, with other cells, like sessions_B2."""
    book = Workbook()
    for name in cosplib.SHEETS:
        book.create_sheet(name)
    book["submissions"].append(
        ["Reference", "Track", "Required Timeslots", "Order", "Time Zone", "Presenters", "Attendees", "Monday", "Hall"]
    )
    book["submissions"].append(["One", "Data", 1, 0, "GMT+1", "Ana", "", 0, 0])
    rows: dict[str, list[Any]] = {"tracks": ["Data", ""], "sessions": ["Monday", 2, "", "09:00", "10:00"], "rooms": ["Hall"]}
    for sheet, row in rows.items():
        book[sheet].append(["Name"])
        book[sheet].append(row)
    for sheet, head in {"tracks_sessions|penalty": "Monday", "tracks_rooms|penalty": "Hall", "sessions_rooms|penalty": "Hall"}.items():
        book[sheet].append(["", head])
        book[sheet].append(["Monday" if sheet.startswith("sessions") else "Data", 0])
    book["similar tracks"].append(["", "Data"])
    book["similar tracks"].append(["Data", 0])
    hours = ["GMT+1", "", "06:00", "22:00", "", "06:00", "22:00", 1, "", 2]
    book["parameters"].append(["", "", "", "", "Weight"])
    for value in [*hours, *[""] * 6]:
        book["parameters"].append(["", value, "", "", 1])
    for cell, value in cells.items():
        sheet, _, name = cell.rpartition("_")
        book[sheet][name] = value
    book.save(out := io.BytesIO())
    return out.getvalue()


LAUGHS = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
LAUGHS = f'<!DOCTYPE x [<!ENTITY a "ha">{LAUGHS}]>'
SECRET = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook>&a;</workbook>'
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1000
BLANKS = " " * 32_000
SHARED = f"<sst><si><t>{'x' * 32_000}</t></si></sst>".encode()
WORKBOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    # archives
    "a bomb": (lambda: packed({ROOMS: b"<worksheet>" + b" " * 100_000_000}), "unpacks to more than 40 MB"),
    "a bomb that nobody reads": (lambda: packed({"xl/media/x.png": b" " * 100_000_000}), HARMLESS),
    "a bomb in a bomb": (lambda: packed({ROOMS: packed({ROOMS: b" " * 10_000_000})}), "is damaged"),
    "a bomb called a picture": (
        lambda: packed({"xl/x.png": b" " * 100_000_000, LINKS: related("x.png")}),
        "unpacks to more than 40 MB",
    ),
    "many parts": (lambda: packed({f"xl/{n}.xml": b"" for n in range(10_001)}), "has more than 10,000 parts"),
    "parts over each other": (overlapping, HARMLESS),
    "a part under many names": (lambda: listed_often(400), "unpacks to more than 40 MB"),
    "many sheets": (lambda: listed_often(501), "has more than 500 sheets"),
    "cut off": (lambda: ours()[:-100], "is no workbook or is damaged"),
    "names that lead elsewhere": (
        lambda: packed({"../../../../../../tmp/hostile-1": b"x", "/etc/hostile-2": b"x", "..\\..\\hostile-3": b"x"}),
        HARMLESS,
    ),
    "locked": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password; save it without one"),
    "an old workbook": (lambda: OLE + "Workbook".encode("utf-16-le"), "is a workbook of the old kind (.xls)"),
    "wrong types": (
        lambda: packed({TYPES: b'<Types><Default Extension="xml" ContentType="image/png"/></Types>'}),
        HARMLESS,
    ),
    "relations in a circle": (
        lambda: packed({LINKS: related("workbook.xml"), "_rels/.rels": related("_rels/.rels")}),
        "rooms: has no row in the sheet 'rooms'",
    ),
    "relations to a file of the disk": (
        lambda: packed({LINKS: related("../../../etc/passwd")}),
        "has none of the sheets",
    ),
    # XML
    "a billion laughs": (lambda: packed({ROOMS: f"{LAUGHS}<worksheet>&i;</worksheet>".encode()}), "declares entities"),
    "a billion laughs in texts": (lambda: packed({STRINGS: f"{LAUGHS}<sst><si><t>&i;</t></si></sst>".encode()}), "declares entities"),
    "a file of the disk as entity": (lambda: packed({BOOK: SECRET.encode()}), "declares entities"),
    "a huge tag": (lambda: packed({ROOMS: f"<worksheet a='{'b' * 10_000_000}'/>".encode()}), "has a tag of more than 4 MB"),
    "a name as long as a book": (
        lambda: packed({ROOMS: sheet_of("<a:x/>" * 300_000, f'xmlns:a="{"u" * 3_000_000}"')}),
        "rooms: has no row in the sheet 'rooms'",
    ),
    "deep": (lambda: packed({ROOMS: b"<a>" * 1_600_000}), "has more than 1,500,000 rows"),
    # sheets
    "a million empty rows": (lambda: with_rows("<row/>" * 1_000_000), HARMLESS),
    "a million rows": (lambda: with_rows("<row><c><v>1</v></c></row>" * 1_000_000), "has more than 400,000 cells"),
    "far away": (
        lambda: with_rows(f'<row r="1048576">{cell("XFD1048576", "here")}</row>'),
        "rooms: not read, as there is no heading: column XFD\n" + HARMLESS,
    ),
    "a heading far away": (
        lambda: packed({ROOMS: sheet_of(f"<row>{cell('XFD1', 'here')}</row>")}),
        "rooms, row 1, column XFD: unknown heading 'here'",
    ),
    "beyond every sheet": (lambda: with_rows('<row r="99999999"><c r="A99999999"><v>1</v></c></row>'), "is damaged"),
    "merged over everything": (lambda: with_rows("", '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "has merged cells"),
    "hidden many times": (
        lambda: replaced(ROOMS, "<sheetData>", "<cols>" + '<col min="1" max="16384" hidden="1"/>' * 100_000 + "</cols><sheetData>"),
        "has more than 1,500,000 rows",
    ),
    "a cell as long as a book": (lambda: with_rows(f"<row>{cell('A9', 'x' * 30_000_000)}</row>"), "has a text of more than 32,767"),
    "a shared text as long as a book": (lambda: packed({STRINGS: SHARED, ROOMS: SHARED}), "rooms: has no row in the sheet 'rooms'"),
    "one text in many cells": (
        lambda: packed({ROOMS: sheet_of('<row><c t="s"><v>0</v></c></row>' * 90_000), STRINGS: SHARED}),
        "has more than 20,000,000 characters of text",
    ),
    "a number beyond all": (lambda: with_rows("<row><c><v>1e999</v></c></row>"), "is damaged"),
    "half a character": (lambda: with_rows(f"<row r='9'>{cell('A9', '_xD800_')}{cell('B9', '_xDFFF_')}</row>"), "rooms, row 9"),
    "brackets without end": (lambda: edited(rules_A2="fairness", rules_B2="[" * 30_000), "rules, row 2, column B: is nested too deeply"),
    "many brackets": (
        lambda: edited(rules_A2="fairness", rules_B2='{"weight":' + "[" * 700 + "]" * 700 + "}"),
        "should be a whole number, not a list",
    ),
    "dashes without end": (lambda: edited(speakers_G9="a-" * 16_000 + " b"), "speakers, row 9, column G"),
    "blanks in a heading": (
        lambda: packed({ROOMS: sheet_of(f"<row>{cell('A1', f'x{BLANKS}x')}</row>")}),
        "unknown heading",
    ),
    "many mistakes": (
        lambda: with_rows("".join(f"<row>{cell(f'A{n}', 'a b')}{cell(f'E{n}', 'x')}</row>" for n in range(9, 40_000))),
        "the first 1000 problems",
    ),
    "names with control characters": (
        lambda: replaced(BOOK, 'name="tracks"', 'name="t&#x9b;31mracks&#10;_x001B_[2J"'),
        "has no sheet 'tracks'",
    ),
    # what is not run
    "macros": (lambda: packed({"xl/vbaProject.bin": b"\0" * 100}), f"note: c.xlsm: macros are not run\n{HARMLESS}"),
    "links to other files": (
        lambda: packed({"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}),
        f"note: c.xlsm: links to other files are not followed\n{HARMLESS}",
    ),
    "a command as formula": (
        lambda: replaced(ROOMS, "<v>100</v>", "<f>cmd|' /C calc'!A0</f><v>100</v>"),
        f"note: c.xlsm: rooms: 2 formulas are read by the value saved last\n{HARMLESS}",
    ),
    "hidden": (
        lambda: replaced(BOOK, 'sheetId="3" state="visible"', 'sheetId="3" state="veryHidden"'),
        f"note: c.xlsm: rooms: is hidden, and read all the same\n{HARMLESS}",
    ),
    # of the library
    "of the library": (library, HARMLESS),
    "of the library, far away": (lambda: library(sessions_XFD1048576="x"), HARMLESS),
    "of the library, endless": (lambda: library(sessions_B2=10**9), "'1000000000' is not a whole number from 0 to 1,000"),
    "of the library, on no day": (lambda: library(sessions_C2="99/99/9999", sessions_D2="99:99"), "'99:99' is no time of day"),
    "of the library, at the end of time": (lambda: library(sessions_C2="12/31/9999"), HARMLESS),
    "of the library, empty": (lambda: library(parameters_E17=None), "parameters/row 17: has 15 of 16 weights"),
}

# --- texts


def csv_of(rooms: bytes) -> Callable[[Path], None]:
    """A folder of CSV with other rooms."""

    def make(target: Path) -> None:
        for name, content in {**folder.write(CONFERENCE), "rooms.csv": rooms}.items():
            target.mkdir(exist_ok=True)
            (target / name).write_bytes(content)

    return make


def text_of(text: str) -> Callable[[Path], object]:
    return lambda target: target.write_text(text, encoding="utf-8")


def folder_of(file: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    def made(target: Path) -> None:
        target.mkdir()
        make(target / file)

    return made


def endless(target: Path) -> None:
    """A file of 10 GB that takes no room on the disk."""
    with target.open("wb") as file:
        file.truncate(10_000_000_000)


HEAD = b"id,title,seats\n"
WORDS = native.write_conference(CONFERENCE)
ANCHORS = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]\n" for n in range(12))
STRANGERS = WORDS.replace("speakers: [ana]", f"speakers: [{', '.join(f'anna-{n}' for n in range(30_000))}]").replace(
    "speakers:\n", "speakers:\n" + "".join(f"- {{id: hanna-{n}, name: H}}\n" for n in range(10_000)), 1
)
ZONES = WORDS.replace("speakers:\n", "speakers:\n" + "".join(f"- {{id: h{n}, name: H, timezone: Shanghi{n}}}\n" for n in range(20_000)), 1)
NINES = WORDS.replace("seats: 100", f"seats: {'9' * 1_000_000}")
TEXTS: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "NUL": ("tables", csv_of(HEAD + b"red,R\0d,5\n"), "rooms.csv:2: has the control character U+0000"),
    "control characters": ("tables", csv_of(HEAD + b"red,\x1b[2JRed,5\n"), "rooms.csv:2: has the control character U+001B"),
    "UTF-16 without a mark": ("tables", csv_of(HEAD.decode().encode("utf-16-le")), "has the control character U+0000"),
    "an open quote": ("tables", csv_of(HEAD + b'red,"Red,5\n' + b"blue,Blue,5\n" * 50_000), "rooms.csv: row 2: cannot be read as CSV"),
    "a line of 100 MB": ("tables", csv_of(HEAD + b"x" * 100_000_000), "has more than 50 MB"),
    "a line of 40 MB": ("tables", csv_of(HEAD + b"x" * 40_000_000), "rooms.csv: row 2: cannot be read as CSV"),
    "commas": ("tables", csv_of(HEAD + b"ab," * 13_000_000), "rooms.csv: has more than 400,000 cells"),
    "semicolons": ("tables", csv_of(b"ab;" * 13_000_000), "rooms.csv: has more than 400,000 cells"),
    "formulas": ("tables", csv_of(HEAD + b"red,\"=cmd|' /C calc'!A0\",5\nblue,@SUM(1),5\n"), HARMLESS),
    "laughs": ("c.yaml", text_of(ANCHORS), "anchors and aliases (&, *) are not read"),
    "deep YAML": ("c.yaml", text_of("a: " + "[" * 100_000), "is nested too deeply"),
    "deep by indents": ("c.yaml", text_of("".join(" " * n + "a:\n" for n in range(3000))), "is nested too deeply"),
    "deep JSON": ("c.json", text_of('{"a":' * 100_000), "is nested too deeply"),
    "wide": ("c.yaml", text_of("a: [" + "1," * 5_000_000 + "]"), "has more than 700,000 keys and values"),
    "as wide as may be": ("c.yaml", text_of("a: [" + "1," * 690_000 + "]"), "the key 'conference' is missing"),
    "many keys": ("c.yaml", text_of("".join(f"k{n}: 1\n" for n in range(300_000))), "unknown key"),
    "a long word": ("c.yaml", text_of("a: " + "b" * 19_000_000), "unknown key 'a'"),
    "a long number": ("c.yaml", text_of(NINES), "rooms/red/seats: should be a whole number"),
    "a command as tag": ("c.yaml", text_of("!!python/object/apply:os.system ['touch x']"), "the tag"),
    "many strangers": ("c.yaml", text_of(STRANGERS), "there is no speaker 'anna-0'; did you mean 'hanna-0'?"),
    "many unknown zones": ("c.yaml", text_of(ZONES), "unknown time zone 'Shanghi0'; did you mean 'Asia/Shanghai'?"),
    "any bytes": ("c.yaml", lambda target: target.write_bytes(bytes(range(256)) * 1000), "is not UTF-8 text"),
    "endless": ("c.yaml", endless, "has more than 50 MB"),
    "an endless workbook": ("c.xlsx", endless, "has more than 50 MB"),
    "a device": ("c.yaml", lambda target: target.symlink_to("/dev/zero"), "is a device or a pipe, and may never end"),
    "a device as workbook": ("c.xlsx", lambda target: target.symlink_to("/dev/urandom"), "is a device or a pipe"),
    "a pipe": ("c.yaml", os.mkfifo, "is a device or a pipe"),
    "a pipe in a folder": ("tables", folder_of("rooms.csv", os.mkfifo), "is no folder with the tables"),
    "a link to itself": ("c.yaml", lambda target: target.symlink_to(target.name), "Too many levels of symbolic links"),
}

FULL = {
    "many mistakes", "a bomb called a picture", "many sheets", "relations to a file of the disk", "a billion laughs in texts",
    "a name as long as a book", "deep", "a million empty rows", "a million rows", "hidden many times", "half a character",
    "many brackets", "blanks in a heading", "of the library, empty", "of the library, at the end of time", "a line of 40 MB",
    "semicolons", "deep by indents", "as wide as may be", "a bomb in a bomb", "parts over each other", "a part under many names",
    "names that lead elsewhere", "an old workbook", "relations in a circle", "a heading far away", "beyond every sheet",
    "a shared text as long as a book", "one text in many cells", "dashes without end", "hidden", "of the library",
    "of the library, far away", "a line of 100 MB", "wide", "laughs", "a bomb", "far away", "links to other files", "a huge tag",
    "brackets without end", "a long number", "deep JSON", "many keys", "a long word", "many parts", "cut off",
    "merged over everything", "a number beyond all", "of the library, on no day", "UTF-16 without a mark", "commas", "deep YAML",
    "many strangers", "a pipe in a folder", "macros", "many unknown zones", "an endless workbook", "a device as workbook",
    "a link to itself", "a bomb that nobody reads", "names with control characters", "a command as formula", "any bytes", "a pipe",
    "an open quote",
}  # fmt: skip
"""Those that are much like others, or take long."""


def judged(place: Path, file: str, words: str, record: Callable[[str, object], None], seconds: float = SECONDS) -> None:
    """Convert a file: no traceback, the words, the measure, and nothing written but what was asked for."""
    out = run(place, "convert", file, "out.yaml")
    record("measured", f"{out.seconds:.1f} s, {out.megabytes:.0f} MB: {out.stderr[:200]!r}")
    assert "Traceback" not in out.stderr
    assert words in out.stderr
    assert all(line.isprintable() for line in out.stderr.split("\n"))
    assert out.code == (0 if out.stderr.endswith(HARMLESS) else 2)
    assert {path.name for path in (place / "work").iterdir()} - {"out.yaml.last.json"} == {file, *([] if out.code else ["out.yaml"])}
    assert {path.name for path in place.iterdir()} == {"work", "stderr"}
    assert not list(Path("/tmp").glob("hostile-?"))
    assert out.seconds < seconds
    assert out.megabytes < MEGABYTES


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    return tmp_path


@pytest.mark.parametrize("name", but(FULL, WORKBOOKS))
def test_a_workbook(name: str, place: Path, record_property: Callable[[str, object], None]) -> None:
    make, words = WORKBOOKS[name]
    (place / "work" / "c.xlsm").write_bytes(make())
    judged(place, "c.xlsm", words, record_property)


@pytest.mark.parametrize("name", one_in(4, ["a bomb", "a billion laughs", "locked", "a cell as long as a book"]))
def test_a_workbook_of_somebodys_own(name: str, place: Path) -> None:
    make, words = WORKBOOKS[name]
    (place / "work" / "c.xlsm").write_bytes(make())
    out = run(place, "convert", "c.xlsm", "out.yaml", "--map", "map.yaml", "--yes")
    assert (out.code, words in out.stderr, "Traceback" in out.stderr) == (2, True, False)
    assert [path.name for path in (place / "work").iterdir()] == ["c.xlsm"]
    assert (out.seconds < SECONDS, out.megabytes < MEGABYTES) == (True, True)


@pytest.mark.parametrize("name", but(FULL, TEXTS))
def test_a_text(name: str, place: Path, record_property: Callable[[str, object], None]) -> None:
    file, make, words = TEXTS[name]
    make(place / "work" / file)
    judged(place, file, words, record_property)


def test_what_never_ends_as_standard_input(place: Path) -> None:
    with Path("/dev/zero").open() as zeros:
        out = run(place, "convert", "-", "out.yaml", stdin=zeros)
    assert (out.code, out.stderr) == (2, "error: <stdin>: has more than 50 MB; keep only what is part of the conference\n")
    assert out.megabytes < MEGABYTES


def test_an_agenda_that_is_nested_without_end(place: Path) -> None:
    (place / "work" / "a.json").write_text('{"a":' * 1_000_000)
    out = run(place, "check", "wuzhen2022", "a.json")
    assert (out.code, "a.json: is not JSON: nested too deeply" in out.stderr) == (2, True)


@pytest.mark.full
def test_what_is_ignored_is_said_by_solve_too(place: Path) -> None:
    (place / "work" / "c.xlsm").write_bytes(packed({"xl/vbaProject.bin": b""}))
    out = run(place, "solve", "c.xlsm", "--quiet")
    assert (out.code, out.stderr.splitlines()[0]) == (0, "note: c.xlsm: macros are not run")


@pytest.mark.full
def test_text_like_a_formula_stays_text_on_its_way_through_all_formats(place: Path) -> None:
    title = "=cmd|' /C calc'!A0"
    (place / "work" / "a.xlsx").write_bytes(edited(rooms_B2=title))
    with zipfile.ZipFile(place / "work" / "a.xlsx") as archive:
        assert b"<f>" in archive.read(ROOMS)
    assert "has a formula that was never computed" in run(place, "convert", "a.xlsx", "b.yaml").stderr
    (place / "work" / "a.xlsx").write_bytes(with_rows(f"<row>{cell('A9', 'green')}{cell('B9', title)}{cell('D9', '5')}</row>"))
    for source, target in (("a.xlsx", "b/"), ("b", "c.xlsx"), ("c.xlsx", "d.yaml")):
        assert run(place, "convert", source, target).code == 0
    assert f',"\'{title}"' in (place / "work/b/rooms.csv").read_text() or f",'{title}" in (place / "work/b/rooms.csv").read_text()
    with zipfile.ZipFile(place / "work" / "c.xlsx") as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "worksheets/" in name)
    assert title in (place / "work" / "d.yaml").read_text()
