"""The rows of a foreign sheet, without what is none of the table's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from instances.formats.sheets import Table
from instances.imports.entries import Entry, Remarks
from instances.imports.fields import NOTHING
from instances.imports.mapping import SheetMap, parts, plain
from instances.imports.people import whole_name
from instances.imports.things import EMPTY
from instances.typed.reading import normal, shown

LONGEST = 1_000
"""Characters of a cell that is read."""
_SKIPPED = ("(空)", "（空）", "(跳过)", "（跳过）", "(empty)", "(skipped)")
"""What form services write where nothing was answered."""

_SUBTOTAL = re.compile(r"(?:sub-?|grand )?total\b|sum\b|小计|合计|总计|共计")
_NOTE = re.compile(r"(?:notes?|n\.?b\.?|remarks?|please|attention|draft|updated?|last change)\b|备注|注[:：]|说明|-{2,}|={2,}|\*")
_BREAK = re.compile(
    r"(?:(?:coffee|tea|lunch|morning|afternoon|comfort|networking) ?)*(?:break|pause)s?"
    r"|(?:buffet )?lunch|dinner|(?:coffee|tea)(?: (?:and|&) (?:coffee|tea))?|registration|check-in|茶歇|午餐|晚餐|午休|休息|签到"
)
_ADDRESSES = re.compile(r"[^\s@<>(),;]+@[^\s@<>(),;]+")
_REFUSED = re.compile(r"\b(?:reject|declin|withdr|cancel|refus|not accepted)|拒绝|未通过|撤回|取消|不通过|落选")


@dataclass(frozen=True)
class Source:
    """A sheet with the map of its columns."""

    file: str
    table: Table
    map: SheetMap


Row = dict[str, list[Entry]]
"""The cells of a row, by field; those that are empty stand under the field with `EMPTY` before it."""


def read_rows(source: Source, remarks: Remarks) -> list[tuple[Row, Entry]]:
    """The rows of a sheet with a cell to name each by."""
    known = {plain(heading): name for heading, name in source.map.columns.items()}
    rows: list[tuple[Row, Entry]] = []
    section: Entry | None = None
    day: list[Entry] = []
    for cells in source.table.rows:
        row: Row = {}
        entries = [Entry(source.file, cell, str(h.value)) for cell, h in zip(cells, source.table.headings, strict=True)]
        entries = [replace(e, cell=replace(e.cell, value=None)) if e.text.strip() in _SKIPPED else e for e in entries]
        for entry in entries:
            name = known.get(plain(entry.heading), NOTHING)
            if name != NOTHING and len(entry.text) > LONGEST:
                remarks.fail(entry, f"is a text of {len(entry.text):,} characters", f"write it in {LONGEST:,} at most")
            elif name != NOTHING:
                row.setdefault(name if entry.value is not None else f"{EMPTY}{name}", []).append(entry)
        told = [entry for entry in entries if entry.value is not None]
        if not told:
            continue
        day = row.get("block.day", day)
        if aside := _aside(source, told, row, remarks):
            section = aside if aside.value else section
            continue
        if day and f"{EMPTY}block.day" in row:
            remarks.guess(row[f"{EMPTY}block.day"][0], f"taken as {shown(day[0].text)}, as above")
            row["block.day"] = day
        if section is not None and not _names_forums(source):
            row.setdefault("subforum.title", [section])
        if any(not name.startswith(EMPTY) for name in row):
            rows.append((row, told[0]))
    return rows


def _names_forums(source: Source) -> bool:
    """Whether a sheet has a column for subforums, in whatever language."""
    return any(parts(name)[0] == "subforum.title" for name in source.map.columns.values())


def _aside(source: Source, told: Sequence[Entry], row: Row, remarks: Remarks) -> Entry | None:
    """A row that is none of the table's: a heading between rows, a note, a sum, a break, what was refused. It is told.

    A heading between the rows of talks or people is given back with its text, for it may name their subforum; others without.
    """
    first, text = told[0], normal(told[0].text)
    nameless = replace(first, cell=replace(first.cell, value=None))
    alone = len({entry.text for entry in told}) == 1 and len(source.table.headings) > 2
    named = source.map.holds in ("talks", "speakers") and not _names_forums(source)
    if _SUBTOTAL.match(text) and len(told) * 2 <= len(source.table.headings) + 1:
        remarks.guess(first, "left out as a sum between rows")
        return nameless
    if alone and (first.cell.merged or len(told) == 1) and source.map.holds in ("talks", "speakers", "rooms"):
        if _NOTE.match(text) or not named:
            remarks.guess(first, "left out as a note or a heading between rows")
            return nameless
        remarks.guess(first, f"taken as the subforum of the rows below: {shown(first.text)}")
        return first
    title = next((row[key][0] for key in row if parts(key)[0] in ("talk.title", "block.title")), None)
    if title is not None and _BREAK.fullmatch(normal(title.text)):
        remarks.guess(title, "left out as a break")
        return nameless
    for entry in row.get("talk.status", ()):
        if _REFUSED.search(normal(entry.text)):
            remarks.guess(entry, f"left out, for it is {shown(entry.text)}")
            return nameless
    return None


def name_of(row: Row) -> Entry | None:
    """The cell of a row that names its person; given and family names become one."""
    if "speaker.name" in row:
        return row["speaker.name"][0]
    given, family = row.get("speaker.given", []), row.get("speaker.family", [])
    if not given and not family:
        also = row.get("speaker.also", [])
        return also[0] if also else None
    entry = (given or family)[0]
    return replace(entry, cell=replace(entry.cell, value=whole_name(given, family)))


def text_of(row: Row, name: str) -> str:
    """What the first cell of a field holds, as text; '' where it is empty."""
    return row[name][0].text if name in row else ""


def addresses_of(row: Row) -> list[str]:
    """The e-mail addresses that a row gives."""
    return [address.casefold() for address in _ADDRESSES.findall(text_of(row, "speaker.email"))]


def title_entry(row: Row, prefix: str) -> Entry:
    """The first cell with a title."""
    return next(entries[0] for key, entries in row.items() if parts(key)[0] == f"{prefix}.title")


def titles_of(row: Row, prefix: str) -> dict[str, str]:
    """The titles that a row gives, by language, '' where none is told."""
    return {parts(key)[1]: entries[0].text for key, entries in row.items() if parts(key)[0] == f"{prefix}.title"}


def title_of(row: Row, prefix: str) -> str:
    """The title by which a thing goes: without language, or the English one, or the first."""
    titles = titles_of(row, prefix)
    return titles.get("") or titles.get("en") or next(iter(titles.values()), "")
