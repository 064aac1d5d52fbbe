"""A value as what stands in one cell, and back: a person can type it, and nothing is lost.

A list is `a; b`, and an entry with a comma or a semicolon in it stands in quotes; numbers by name are
`a: 2; b: 1`; a cell of nothing but two quotes is an empty text, where an empty cell is none; characters that no
cell can hold are `_x0007_`, as Excel writes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from instances import clock
from instances.formats.native import plain
from instances.formats.tables import Column, normal

Cell = str | int | datetime
"""A number, a text, or a local time."""

LONGEST = 32_767
"""Characters that a cell can hold."""

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_CODE = re.compile("_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # halves of a character are none
_ENTRY = re.compile(r'\s*+(?:"((?:[^"]|"")*)"\s*|([^";,\n][^;,\n]*)?)(?:[;,\n]|\Z)')
_RANGE = re.compile(r"(\S{1,40}?)\s{0,9}(?:to|-|–)\s{0,9}(\S{1,40})", re.IGNORECASE)  # bounded: else its time is squared
_NUMBER = re.compile(r"-?\d{1,18}")


def show(column: Column, value: Any, zone: str) -> Cell:
    """What stands in a cell for a value of a conference in JSON's terms; times are on the clocks of `zone`."""
    match column.kind:
        case "time":
            return _local(value, zone)
        case "range" if isinstance(value, (list, dict)):
            first, last = value if isinstance(value, list) else (value.get("min", 1), value["max"])
            return f"{first} to {last}"
        case "list" if isinstance(value, list):
            value = "; ".join(_entry(str(item), column.choices) for item in value)
        case "amounts":
            value = "; ".join(f"{name}: {number}" for name, number in value.items())
        case "setting" if isinstance(value, dict) or (isinstance(value, str) and _is_json(value)):
            value = json.dumps(value, ensure_ascii=False)
        case "text" | "title":
            value = f'""{value}' if value != '"' and not value.strip('"') else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, int) else fit(value)


def read(column: Column, cell: str) -> Any:
    """The value in JSON's terms that a cell stands for. Raises ValueError, in words for a person."""
    text = unfit(cell)
    if column.kind in ("text", "title"):
        return text[2:] if text.startswith('""') and not text.strip('"') else text
    text = text.strip()
    if word := next((choice for choice in column.choices if normal(choice) == normal(text)), None):
        return {"yes": True, "no": False}.get(word, word) if column.closed else word
    match column.kind:
        case "range":
            return _span(text, column.pair)
        case "list":
            return list(_entries(text))
        case "amounts":
            return dict(map(_amount, _entries(text)))
        case "setting":
            return _setting(text)
    return text


def _span(text: str, pair: bool) -> Any:
    """Two hours, or a number or two of sittings."""
    found = _RANGE.fullmatch(text)
    if found and pair:
        return [found[1], found[2]]
    if found and found[1].isdecimal() and found[2].isdecimal():
        return {"min": int(found[1]), "max": int(found[2])}
    if pair:
        raise ValueError(f"'{text}' is not from one hour to another; write it like 06:00 to 24:00")
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"'{text}' is not a number; write it like 3, or 2 to 5, or auto")
    return text


def fit(text: str) -> str:
    """A text without characters that no cell can hold."""
    return _UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unfit(text: str) -> str:
    """The text that `fit` was given."""
    return _CODE.sub(lambda found: chr(int(found[1], 16)), text)


def _local(text: str, zone: str) -> Cell:
    """An instant on local clocks, or with its offset where these show a time twice, or where a sheet knows no such date."""
    instant = datetime.fromisoformat(text)
    local = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    try:
        again = clock.parse_time(local.isoformat(timespec="minutes"), zone)
    except ValueError:
        return text
    return local if clock.minute(again) == clock.minute(instant) and local.year > 1900 else text


def _entry(item: str, choices: Iterable[str]) -> str:
    odd = item != item.strip() or not item or item[0] in '"#' or re.search("[;,\n]", item)
    return '"' + item.replace('"', '""') + '"' if odd or normal(item) in map(normal, choices) else item


def _entries(text: str) -> Iterable[str]:
    at = 0
    while at < len(text):
        found = _ENTRY.match(text, at)
        if not found:
            raise ValueError('has a quote that does not end before the next comma or semicolon; write it like a; "b, c"')
        if found[1] is not None:
            yield found[1].replace('""', '"')
        elif found[2] and found[2].strip():
            yield found[2].strip()
        at = found.end()


def _amount(entry: str) -> tuple[str, str]:
    name, colon, number = entry.rpartition(":")
    if not colon:
        raise ValueError(f"'{entry}' has no number; write it like {entry}: 1")
    return name.strip(), number.strip()


def _is_json(text: str) -> bool:
    return not text or text[0] in '{["' or text != text.strip() or bool(_NUMBER.fullmatch(text))


def _setting(text: str) -> Any:
    """A word, a whole number, or settings as in JSON or YAML."""
    if _NUMBER.fullmatch(text):
        return int(text)
    if text[0] not in '{["':
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return plain(text)
