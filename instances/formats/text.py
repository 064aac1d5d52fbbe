"""The rows of CSV; of a foreign file, its encoding and delimiter found out, and told."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO

from instances.problems import BadInput, Problem

LARGEST = 20_000_000
"""Bytes."""
MOST_CELLS = 400_000
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_LOOKED_AT = 60
_LETTERS_BESIDE = re.compile(r"[A-Za-z][\u3400-\u9fff]|[\u3400-\u9fff][A-Za-z]")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_DIRECTIVE = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)


def read_rows(content: bytes, file: str) -> tuple[list[list[str]], list[str]]:
    """The rows of a text file, and notes on how it was read. Raises BadInput."""
    if len(content) > LARGEST:
        raise BadInput(
            [Problem((), f"has {len(content) / 1e6:,.0f} MB, more than {LARGEST / 1e6:.0f}", "keep only what is needed", file=file)]
        )
    text, encoding = _decoded(content, file)
    check_size(text, file)
    directive = _DIRECTIVE.match(text)
    body = text[directive.end() :] if directive else text
    delimiter = directive[1] if directive else _delimiter(body)
    notes = [f"read as {encoding}; save it as UTF-8 if letters are wrong"] if encoding != "UTF-8" else []
    notes += [f"columns are separated by {DELIMITERS[delimiter]}"] if delimiter != "," else []
    rows = parsed(body, delimiter, file, first=2 if directive else 1)
    return [*([[]] if directive else []), *rows], notes


def check_size(text: str, file: str) -> None:
    """Refuse what would become too many cells, whatever stands between them. Raises BadInput."""
    if max(map(text.count, (*DELIMITERS, "\n", "\r"))) > MOST_CELLS:
        raise BadInput([Problem((), f"has more than {MOST_CELLS:,} cells", "keep only what is needed", file=file)])


def parsed(text: str, delimiter: str, file: str, first: int = 1, *, strict: bool = False) -> Iterator[list[str]]:
    """The rows of CSV, of which the first has the number `first`; `strict` allows no quotes but around a cell. Raises BadInput."""
    number = first
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=strict):
            number += 1
            yield row
    except csv.Error as error:
        remedy = "close the quotation mark that is open, or save it anew as CSV"
        raise BadInput([Problem((), f"cannot be read as CSV: {error}", remedy, path=f"row {number}", file=file)]) from None


def _decoded(content: bytes, file: str) -> tuple[str, str]:
    """The text, and the name of its encoding."""
    for encoding, name in _candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text) and (encoding != "gb18030" or _chinese(text)):
            return text, name
    raise BadInput([Problem((), "is not text in a known encoding", "save it as CSV in UTF-8, or as .xlsx", file=file)])


def _candidates(content: bytes) -> Sequence[tuple[str, str]]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return [("utf-16", "UTF-16")]
    sample = content[:4000]
    if sample.count(0) * 4 > len(sample):
        return [("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16")]
    return [("utf-8-sig", "UTF-8"), ("gb18030", "GB 18030 (Chinese)"), ("cp1252", "Windows 1252 (Western)")]


def _chinese(text: str) -> bool:
    """Whether a text that can be decoded as Chinese is: letters of Western names come out as signs inside Latin words."""
    runs = len(_HAN.findall(text))
    common = sum(len(run.encode("gb2312", "ignore")) // 2 for run in _HAN.findall(text))
    signs = sum(map(len, _HAN.findall(text)))
    return runs > 0 and len(_LETTERS_BESIDE.findall(text)) < runs and common * 10 >= signs * 9


def _delimiter(text: str) -> str:
    """The sign that cuts most rows into the same number of cells, at least two."""
    best, chosen = (0.0, 0), ","
    for delimiter in DELIMITERS:
        try:
            rows = [row for _, row in zip(range(_LOOKED_AT), csv.reader(StringIO(text, newline=""), delimiter=delimiter), strict=False)]
        except csv.Error:
            continue
        counts = Counter(len(row) for row in rows if len(row) > 1)
        if counts:
            width, times = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
            best, chosen = max((best, chosen), ((float(times), width), delimiter), key=lambda pair: pair[0])
    return chosen
