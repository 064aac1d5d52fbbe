"""What an import has to say: as a document, and in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from instances.conference import Conference, Model
from instances.imports import memory
from instances.imports.entries import Remark
from instances.imports.fields import NOTHING
from instances.imports.importing import Imported
from instances.imports.mapping import plain
from instances.imports.merge import Change, Changes, named
from instances.imports.planning import Plan
from instances.imports.things import Likely, Thing
from instances.typed.availability import show_windows

DOZEN = 12
OTHERS = "known_as"
"""The field with what other programs call a thing."""


class RemarkDocument(Model):
    """Something said of a cell; of a sheet or a file where `cell` or `sheet` is empty."""

    file: str
    sheet: str
    cell: str
    value: str
    what: str
    remedy: str


class ColumnDocument(Model):
    """A column, its heading and the field that it holds."""

    column: str
    heading: str
    field: str


class SheetDocument(Model):
    """A sheet as it was read."""

    file: str
    sheet: str
    holds: str
    rows: int
    columns: tuple[ColumnDocument, ...]


class PlaceDocument(Model):
    """A cell."""

    file: str
    sheet: str
    cell: str


class PairDocument(Model):
    """Two names that may be one person's or thing's, where each stands first, and why. Nothing was merged."""

    first: str
    second: str
    places: tuple[PlaceDocument, ...]
    reason: str


class ChangeDocument(Model):
    """A field that is not what it was; null where it has no value."""

    item: str
    field: str
    before: Any
    after: Any


class ImportDocument(Model):
    """What 'agenda convert --map --json' prints.

    `guessed`: cells that could have meant something else, and how they were read; `unread`: cells that
    were not; `passed`: remarks in which nothing is about times; `notes`: how sheets were read. `new`,
    `changed` and `gone` compare with the conference that was there; `kept` are fields that were changed by
    hand, whose value stays although the sheets say another, `dropped` decisions on what is gone, and
    `absent` things that are in no sheet, and
    `removed` things that were taken out by hand.
    """

    format: Literal["agendawright/import@1"] = "agendawright/import@1"
    conference: str
    sheets: tuple[SheetDocument, ...]
    guessed: tuple[RemarkDocument, ...]
    unread: tuple[RemarkDocument, ...]
    passed: tuple[RemarkDocument, ...]
    notes: tuple[RemarkDocument, ...]
    duplicates: tuple[PairDocument, ...]
    first: bool
    new: tuple[str, ...]
    changed: tuple[ChangeDocument, ...]
    gone: tuple[str, ...]
    kept: tuple[ChangeDocument, ...]
    dropped: tuple[str, ...]
    absent: tuple[str, ...]
    removed: tuple[str, ...]


def document(plan: Plan, done: Imported) -> dict[str, Any]:
    """An import as plain data."""
    c = done.changes
    sheets = tuple(
        SheetDocument(
            file=s.file,
            sheet=s.table.name,
            holds=s.map.holds,
            rows=len(s.table.rows),
            columns=tuple(
                ColumnDocument(column=h.column, heading=str(h.value), field=_field(s.map.columns, str(h.value))) for h in s.table.headings
            ),
        )
        for s in plan.sources
    )
    remarks = {key: tuple(map(_remark, _sorted(getattr(done.remarks, key)))) for key in ("guessed", "unread", "passed")}
    return ImportDocument(
        conference=done.conference.id,
        sheets=sheets,
        notes=tuple(map(_remark, done.notes)),
        duplicates=tuple(map(_pair, done.duplicates)),
        first=c.first,
        new=tuple(c.new),
        changed=tuple(map(_change, c.changed)),
        gone=tuple(c.gone),
        kept=tuple(map(_change, c.kept)),
        dropped=tuple(c.dropped),
        absent=tuple(c.absent),
        removed=tuple(c.removed),
        **remarks,
    ).model_dump(mode="json")


def _sorted(remarks: Sequence[Remark]) -> list[Remark]:
    """By file and sheet as they come, in these by row and column; each once."""
    order: dict[tuple[str, str], int] = {}
    for remark in remarks:
        order.setdefault((remark.file, remark.sheet), len(order))

    def key(remark: Remark) -> tuple[int, int, int, str]:
        letters = remark.cell.rstrip("0123456789")
        return order[remark.file, remark.sheet], int(remark.cell[len(letters) :] or 0), len(letters), letters

    return sorted(dict.fromkeys(remarks), key=key)


_NUMBERS = re.compile(r"read as (?:[\d, ]+|yes|no)$| read as \d+ minutes$|people are expected")


def _pressing(remarks: Sequence[Remark]) -> list[Remark]:
    """Guesses without those that only repeat another, numbers last."""
    own = _sorted([remark for remark in remarks if not remark.echo])
    return sorted(own, key=lambda remark: bool(_NUMBERS.search(remark.what)))


def _field(columns: dict[str, str], heading: str) -> str:
    known = {plain(h): field for h, field in columns.items()}
    return known.get(plain(heading), NOTHING)


def _remark(remark: Remark) -> RemarkDocument:
    return RemarkDocument(**{key: value for key, value in vars(remark).items() if key != "echo"})


def _pair(pair: Likely) -> PairDocument:
    places = [thing.places[0] for thing in (pair.first, pair.second)]
    cells = tuple(PlaceDocument(file=at.file, sheet=at.cell.sheet, cell=f"{at.cell.column}{at.cell.row}") for at in places)
    first, second = (thing.label or thing.name for thing in (pair.first, pair.second))
    return PairDocument(first=first, second=second, places=cells, reason=pair.reason)


def _change(change: Change) -> ChangeDocument:
    return ChangeDocument(item=change.item, field=change.field, before=_plain(change.before), after=_plain(change.after))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value


def proposal(plan: Plan) -> str:
    """The columns that no map knew, with a value of each, as a table of text."""
    lines: list[str] = []
    for source in plan.sources:
        new = [column for column in plan.questions if (column.file, column.sheet) == (source.file, source.table.name)]
        if new:
            lines.append(f"{source.file}, sheet '{source.table.name}': {len(source.table.rows)} rows, each {_row_of(source.map.holds)}")
            for column in new:
                example = " ".join(str("" if column.example is None else column.example).split())
                shown = f"{example[:27]}..." if len(example) > 30 else example
                lines.append(f"  {column.heading.column:>2}  {_cut(str(column.heading.value), 40):40}  {column.field:24}  {shown}")
    return "\n".join(lines)


def _row_of(holds: str) -> str:
    words = {
        "blocks": "a stretch of the programme",
        "rooms": "a room",
        "speakers": "a person",
        "subforums": "a subforum",
        "talks": "a talk",
    }
    return words.get(holds, "nothing that is read")


def _cut(text: str, length: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= length else f"{plain[: length - 3]}..."


def words(plan: Plan, done: Imported, before: Conference | None, every: bool) -> str:
    """What a committee should know of an import, the most pressing last."""
    lines: list[str] = []
    c, read = done.changes, done.remarks
    guesses = _pressing(read.guessed)
    fresh = [remark for remark in guesses if memory.said(remark) not in done.said]
    lines += _section("How the sheets were read", map(str, done.notes), every, not c.first and not _pressing_notes(done.notes))
    lines += _section("Columns that are not read", _not_read(plan), True, not c.first)
    lines += _section("Remarks without times, left alone", map(_quoted, _sorted(read.passed)), every, True)
    lines += _section("Guessed: please look whether this is meant", map(str, guesses if c.first or every else fresh), every)
    if not c.first:
        lines += compared(c, done.conference, done.made, before, "the sheets", every)
    pairs = (f"{_called(p.first)}  |  {_called(p.second)}  ({p.reason})" for p in done.duplicates)
    lines += _section("Perhaps the same; write each under 'same' or 'different' in the map", pairs, True)
    lines += _section("NOT READ", map(str, _sorted(read.unread)), True)
    return "\n".join([*lines, _summary(done)])


def compared(
    c: Changes, conference: Conference, made: Conference, before: Conference | None, said: str, every: bool = True
) -> Iterator[str]:
    """What an import did to the conference that was there, the most pressing last. `said` is where all that is new stands."""
    others = [one for one in c.changed if one.field == OTHERS]
    told = [_changed(one, conference, before) for one in c.changed if one.field != OTHERS]
    told += [f"{OTHERS}: what other programs call {len(others)} things"] if others else []
    yield from _section("New", (named(one, conference) for one in c.new), every)
    yield from _section("Changed", told, every)
    yield from _section("Gone", (named(one, before) for one in c.gone), every)
    yield from _section(f"Not in {said}, and kept", (named(one, conference) for one in c.absent), every)
    yield from _section(f"Taken out by hand, and still in {said}", (named(one, made) for one in c.removed), every)
    yield from _section(f"Changed by hand and in {said}: the hand's stays", (_kept(one, conference, said) for one in c.kept), True)
    yield from _section("Decisions on what is gone, taken out", c.dropped, True)


def _pressing_notes(notes: Sequence[Remark]) -> bool:
    """Whether among the notes are some that matter each time."""
    return any(note.cell == "" and ("missing" in note.what or "both are read" in note.what or "in no sheet" in note.what) for note in notes)


def _not_read(plan: Plan) -> Iterator[str]:
    for source in plan.sources:
        headings = [str(h.value) for h in source.table.headings if _field(source.map.columns, str(h.value)) == NOTHING]
        if headings:
            yield f"{source.file} {source.table.name}: {'; '.join(_cut(heading, 50) for heading in headings)}"


def _quoted(remark: Remark) -> str:
    return f"{remark} ({_cut(remark.value, 60)})" if remark.value else str(remark)


def _called(thing: Thing) -> str:
    return f"{thing.label or thing.name} ({thing.places[0].place})"


def _section(title: str, entries: Iterable[str], every: bool, silent: bool = False) -> Iterator[str]:
    listed = list(entries)
    if not listed or (silent and not every):
        return
    yield f"{title} ({len(listed)})"
    most = len(listed) if every else DOZEN
    yield from (f"  {entry}" for entry in listed[:most])
    if len(listed) > most:
        yield f"  ... and {len(listed) - most} more: --all shows them"
    yield ""


def _changed(change: Change, conference: Conference, before: Conference | None) -> str:
    was, now = (_short(_names(value, c)) for value, c in ((change.before, before or conference), (change.after, conference)))
    return f"{named(change.item, conference)}: {change.field} was {was}, is {now}"


def _names(value: Any, conference: Conference) -> Any:
    """Ids of things as their names."""
    if isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
        return ", ".join(conference.name(one) for one in value) or None
    return conference.name(value) if isinstance(value, str) else value


def _kept(change: Change, conference: Conference, said: str) -> str:
    return f"{named(change.item, conference)}: {change.field} stays {_short(change.before)}; in {said} it is {_short(change.after)}"


def _short(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, (list, tuple)) and value and all(isinstance(one, dict) and {"from", "to"} <= set(one) for one in value):
        return show_windows([(one["from"], one["to"]) for one in value])
    return _cut(str(_plain(value)), 80)


def _summary(done: Imported) -> str:
    c, read = done.conference, done.remarks
    talks = sum(len(s.talks) for s in c.subforums)
    parts = [
        f"{len(c.blocks)} blocks",
        f"{len(c.rooms)} rooms",
        f"{len(c.speakers)} people",
        f"{len(c.subforums)} subforums",
        f"{talks} talks",
    ]
    changes = done.changes
    after = "" if changes.first else f"; {len(changes.new)} new, {len(changes.changed)} changes, {len(changes.gone)} gone"
    idle = sum(not places for places in c.places_of.values())
    nowhere = f" ({idle} of them on no talk)" if idle else ""
    parts[2] += nowhere
    said = (
        f"{len(_sorted(read.unread))} cells not read, {len(_pressing(read.guessed))} guessed, {len(done.duplicates)} pairs perhaps the same"
    )
    return f"{', '.join(parts)}{after}. {said}."


__all__: Sequence[str] = ("ImportDocument", "compared", "document", "proposal", "words")
