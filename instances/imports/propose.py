"""Guessing from headings and values what the rows of a foreign sheet are, and what its columns hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from instances.formats.sheets import Cell, Table
from instances.imports.features import feature
from instances.imports.fields import BY_ID, FEATURE, FIELDS, IGNORED, LANGUAGES, NEED, NOTHING, SHEETS, Field, Kind, Reads
from instances.imports.mapping import SheetMap, parts, plain
from instances.typed.answers import read_count, read_yes
from instances.typed.attendance import read_attends
from instances.typed.dates import read_date
from instances.typed.durations import read_minutes
from instances.typed.reading import Read, Unread, Value, normal
from instances.typed.zones import read_zone

_SAMPLE, _LONGEST = 40, 300
_OUTDATED = re.compile(
    r"\bdo not use\b|\bdraft\b|\bold\b|\bbackup\b|\barchive|\bcancelled\b|\bobsolete\b|\bdeprecated\b|作废|旧|废弃|备份|草稿"
)
_NAMES = r"\bnames?\b|\bspeaker\b|姓名|嘉宾|讲者"
_YES_OR_NO = 0.75
_SURE, _DOUBT = 4.0, -1.5
"""From which weight on a heading says what numbers a column holds, whatever stands in it; and what it loses by that."""
_NUMBERS: tuple[Reads, ...] = ("count", "minutes", "attends")
_REPEATED = 0.8
"""The part of a sheet's rows that have names of their own where each row is a thing."""
_LEAST = 1.0
_NAMED_SHEET, _NAMED_FILE = 6.0, 3.0
_KEYS: dict[Kind, tuple[str, ...]] = {
    "blocks": ("block.start", "block.hours"),
    "rooms": ("room.title",),
    "speakers": ("speaker.name", "speaker.given", "speaker.family"),
    "subforums": ("subforum.title",),
    "talks": ("talk.title",),
}
"""Fields one of which a sheet of the kind must have."""
_NEW_YEARS_DAY = date(2024, 1, 1)


_READERS: dict[Reads, Callable[[Value], Read[Any]]] = {
    "count": read_count,
    "minutes": read_minutes,
    "zone": lambda value: read_zone(value, _NEW_YEARS_DAY.year),
    "attends": lambda value: read_attends(value, "online"),
    "day": lambda value: read_date(value, (_NEW_YEARS_DAY,)),
}
_ASIDE = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_RANGES = re.compile(r"\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]m)?\s?[-–~—至到]\s?\d{1,2}(?:[:.]\d\d)?")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True)
class _Claim:
    """A field that a column may hold, and how much speaks for it."""

    score: float
    order: int
    column: int
    field: str
    key: str
    many: bool


def propose(table: Table, file: str) -> SheetMap:
    """What the rows of a sheet are, and what its columns hold, as far as its name, headings and values tell."""
    found = [_of_kind(table, file, kind) for kind in SHEETS]
    score, kind, columns = max(found, key=lambda one: one[0])
    if score <= 0 or outdated(table.name):
        return SheetMap(file=file, sheet=table.name, holds="nothing", columns={str(h.value): NOTHING for h in table.headings})
    return SheetMap(file=file, sheet=table.name, holds=kind, columns=columns)


def outdated(name: str) -> bool:
    """Whether a sheet's name says that it is not to be used."""
    return bool(_OUTDATED.search(normal(name)))


def more(table: Table, known: SheetMap) -> dict[str, str]:
    """What the columns of a sheet hold, where fields that its map has given already are not given again."""
    here = {plain(str(h.value)) for h in table.headings}
    have = {field for h, field in known.columns.items() if plain(h) in here and not (field in BY_ID and BY_ID[field].many)} - {NOTHING}
    columns = _of_kind(table, known.file, known.holds)[2] if known.holds != "nothing" else {}
    return {str(h.value): NOTHING if (field := columns.get(str(h.value), NOTHING)) in have else field for h in table.headings}


def _of_kind(table: Table, file: str, kind: Kind) -> tuple[float, Kind, dict[str, str]]:
    """How well a kind fits a sheet, and what its columns hold then."""
    claims = [claim for number, heading in enumerate(table.headings) for claim in _claims(table, number, heading, kind)]
    taken: dict[int, _Claim] = {}
    used: set[str] = set()
    for claim in sorted(claims, key=lambda one: (-one.score, one.order, one.column)):
        if claim.column not in taken and (claim.many or claim.key not in used):
            taken[claim.column] = claim
            used.add(claim.key)
    fields = {number: claim.field for number, claim in taken.items()}
    _one_language(fields)
    _one_name(fields, table)
    _presenters(fields, table)
    columns = dict.fromkeys((str(h.value) for h in table.headings), NOTHING)
    columns |= {str(table.headings[number].value): field for number, field in sorted(fields.items(), reverse=True)}
    column = next((number for number, field in fields.items() if parts(field)[0] == f"{kind[:-1]}.title"), None)
    if kind == "subforums" and column is not None:
        names = [row[column].value for row in table.rows if row[column].value is not None]
        if len(set(map(str, names))) < _REPEATED * len(names):
            return 0.0, kind, {}
    keyed = any(parts(field)[0] in _KEYS[kind] for field in fields.values())
    score = sum(claim.score for claim in taken.values() if claim.field != NOTHING and not claim.field.endswith(".remarks"))
    named = (
        bool(re.search(SHEETS[kind], normal(table.name))) * _NAMED_SHEET
        + bool(re.search(SHEETS[kind], normal(Path(file).stem))) * _NAMED_FILE
    )
    return (score + named if keyed else 0.0), kind, columns


def _claims(table: Table, number: int, heading: Cell, kind: Kind) -> list[_Claim]:
    """What a column may hold in a sheet of a kind."""
    whole = normal(str(heading.value).replace("_", " "))
    text = _ASIDE.sub(" ", whole).strip() or whole
    given = (row[number].value for row in table.rows if row[number].value is not None)
    values = [value for value in islice(given, _SAMPLE) if len(str(value)) <= _LONGEST]
    claims = [
        _Claim(weight + _share(text, match), -1, number, NOTHING, "", True)
        for words, weight in IGNORED.items()
        if (match := re.search(words, text))
    ]
    for order, field in enumerate(field for field in FIELDS if kind in field.within):
        patterns = [(words, weight) for words, weight, own in field.patterns if not own or f"{field.kind}s" == kind]
        where = whole if field.reads == "minutes" else text
        best = max((weight + _share(where, match) for words, weight in patterns if (match := words.search(where))), default=0.0)
        fitting = _fitting(field, values) if best else 0.0
        score = best and best + (_DOUBT if fitting < 0 and best >= _SURE and field.reads in _NUMBERS else fitting)
        if score >= _LEAST:
            language = _language(whole, values) if field.id.endswith(".title") else ""
            id = f"{field.id} ({language})" if language else field.id
            claims.append(_Claim(score, order, number, id, id, field.many))
    flag = _flag(whole, values, kind)
    return [*claims, _Claim(4.6 if feature(text, True) else 1.5, 0, number, flag, flag, True)] if flag else claims


def _language(heading: str, values: Sequence[Value]) -> str:
    """The language of a column of titles, by its heading or by their letters."""
    named = next((name for name, words in LANGUAGES.items() if words.search(heading)), "")
    chinese = sum(bool(_HAN.search(str(value))) for value in values) * 2 > len(values)
    return named or ("zh" if chinese else "en")


def _share(text: str, match: re.Match[str]) -> float:
    """How much of a heading a pattern covers."""
    return 0.9 * len(match[0]) / max(1, len(text))


def _one_language(fields: dict[int, str]) -> None:
    """Take the language from a title that has a column in one only."""
    for base in {parts(field)[0] for field in fields.values() if parts(field)[0].endswith(".title")}:
        spoken = [number for number, field in fields.items() if parts(field)[0] == base]
        if len(spoken) == 1:
            fields[spoken[0]] = base


def _one_name(fields: dict[int, str], table: Table) -> None:
    """Where given and family names have columns of their own, another is the name only if it holds the family name, too."""
    at = {field: number for number, field in fields.items()}
    if {"speaker.given", "speaker.family", "speaker.name"} <= set(at):
        rows = [(str(row[at["speaker.name"]].value), str(row[at["speaker.family"]].value)) for row in table.rows]
        whole = sum(family in name for name, family in rows) * 2 > len(rows)
        for field in ("speaker.given", "speaker.family") if whole else ("speaker.name",):
            del fields[at[field]]


def _presenters(fields: dict[int, str], table: Table) -> None:
    """Authors are not read where the one who speaks stands in a column beside them; a second name in other letters is one."""
    named = next((number for number, field in fields.items() if field == "speaker.name"), None)
    if named is None:
        return
    for number, heading in enumerate(table.headings):
        if fields.get(number) == "talk.speakers" and re.search(r"\bauthors?\b", normal(str(heading.value))):
            fields[number] = NOTHING
        column, beside = ([str(row[n].value or "") for row in table.rows] for n in (named, number))
        other = sum(bool(_HAN.search(a)) != bool(_HAN.search(b)) for a, b in zip(column, beside, strict=True) if a and b)
        if number not in fields and other * 2 > len(table.rows) and re.search(_NAMES, normal(str(heading.value))):
            fields[number] = "speaker.also"


def _fitting(field: Field, values: Sequence[Value]) -> float:
    """How the values of a column speak for a field, or, below 0, against it."""
    if not values:
        return 0.0
    texts = [str(value) for value in values]
    if field.id == "speaker.email":
        return 1.0 if _part(values, lambda v: bool(_ADDRESS.search(str(v)))) > 0.5 else -9.0
    if field.reads == "hours":
        return 1.0 if _part(values, lambda v: bool(_RANGES.search(str(v)))) > 0.5 else -9.0
    if field.reads == "moment":
        return 0.5 if _part(values, lambda v: not isinstance(v, bool) and bool(re.search(r"\d|noon|午", str(v)))) > 0.5 else -9.0
    if field.id == "room.title":
        return 0.0
    if field.reads in ("text", "names", "phrase"):
        wordless = _part(values, lambda v: not isinstance(v, str) or not any(letter.isalpha() for letter in v))
        dated = field.reads == "phrase" and _part(values, lambda v: isinstance(v, date) or bool(re.search(r"\d", str(v)))) > 0.3
        addresses = _part(values, lambda v: bool(_ADDRESS.fullmatch(str(v)))) > 0.5
        short = field.id == "talk.title" and sum(map(len, texts)) / len(texts) < 4 and all(map(str.isascii, texts))
        return -9.0 if (wordless > 0.5 and not dated) or addresses or short else 0.0
    reader = _READERS.get(field.reads)
    return 0.0 if reader is None else 0.5 if _part(values, lambda v: _reads(reader, v)) >= 0.4 else -9.0


def _part(values: Sequence[Value], true: Callable[[Value], bool]) -> float:
    return sum(map(true, values)) / len(values)


def _reads(reader: Callable[[Value], Read[Any]], value: Value) -> bool:
    try:
        reader(value)
    except Unread:
        return False
    return True


def _leads(value: Value) -> bool:
    """Whether a value is yes, no or how many, perhaps with a word behind it."""
    return _reads(read_yes, value) or _reads(read_count, str(value).split()[0] if str(value).split() else None)


def _flag(text: str, values: Sequence[Value], kind: Kind) -> str:
    """The field of a column of yes and no, where a room can have what its heading names, or a subforum need it."""
    counted = all(isinstance(value, (int, float)) or str(value).isdecimal() for value in values)
    plain = bool(values) and _part(values, lambda v: _reads(read_yes, v)) >= _YES_OR_NO and not counted
    if not plain and not (values and kind == "rooms" and feature(text, True) and _part(values, lambda v: _leads(v)) >= _YES_OR_NO):
        return ""
    if kind == "rooms":
        return f"{FEATURE} ({feature(text)})"
    known = feature(text, True)
    return f"{NEED} ({known})" if kind in ("subforums", "talks") and known else ""
