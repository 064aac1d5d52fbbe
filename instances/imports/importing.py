"""From foreign sheets to a conference: a plan of what their columns hold, and what is made by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import Any

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import native
from instances.formats.sheets import Cell, Table, read_tables
from instances.imports import mapping
from instances.imports.build import build
from instances.imports.entries import Remark, Remarks
from instances.imports.fields import NOTHING
from instances.imports.gather import Gathered, Source, gather
from instances.imports.mapping import Map, SheetMap
from instances.imports.merge import Changes, merge
from instances.imports.programme import read_blocks
from instances.imports.propose import more, propose
from instances.imports.published import pins
from instances.imports.things import Likely, Thing, title_key
from instances.problems import BadInput, Problem
from instances.typed.ids import slug
from instances.typed.reading import Unread, Value
from instances.typed.zones import read_zone

ALIKE = 0.86
_NUMBER = re.compile(r"[ivx]+|\d+|\w*\d\w*")
SHORTEST = 6
"""How alike two titles must be to be listed as likely the same, and how many letters long."""


@dataclass(frozen=True)
class Column:
    """A column whose field was proposed, with a value of it. `added`: whether the map knows the sheet already."""

    file: str
    sheet: str
    heading: Cell
    field: str
    example: Value
    added: bool


@dataclass(frozen=True)
class Plan:
    """What was read, and by which map; `proposed` are the columns that no map knew yet."""

    path: Path
    map: Map
    sources: tuple[Source, ...]
    proposed: tuple[Column, ...]
    unread: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()

    @property
    def questions(self) -> tuple[Column, ...]:
        """The proposed columns about which somebody should be asked: all but those that were added and say nothing."""
        return tuple(column for column in self.proposed if column.field != NOTHING or not column.added)

    @property
    def last(self) -> Path:
        """The file beside the map that keeps what the last import made."""
        return self.path.with_name(f"{self.path.stem}.last.json")


@dataclass(frozen=True)
class Imported:
    """What came of an import."""

    conference: Conference
    made: Conference
    map: Map
    remarks: Remarks
    notes: tuple[Remark, ...]
    duplicates: tuple[Likely, ...]
    changes: Changes
    people: int = field(default=0)


def plan(files: Sequence[str], path: str, hidden: bool = False) -> Plan:
    """Read sheets, and the map where there is one, and propose what no map says. Raises BadInput."""
    known = mapping.read(Path(path))
    whole = known or Map()
    sources: list[Source] = []
    proposed: list[Column] = []
    unread: list[Remark] = []
    notes: list[Remark] = []
    for file, table in _tables(files, hidden):
        unread += [_remark(problem, file) for problem in table.findings]
        notes += [_remark(problem, file) for problem in table.notes]
        sheet, new = _mapped(table, file, whole)
        unread += _lost(table, file, sheet)
        proposed += new
        added = [str(column.heading.value) for column in new if column.added and column.field == NOTHING]
        notes += [Remark(file, table.name, "", "", f"the column '{h}' is new and not read", "say in the map what it holds") for h in added]
        sources.append(Source(file, table, sheet))
        whole = whole.replaced(sheets=tuple(_with(whole.sheets, sheet)))
    return Plan(Path(path), whole, tuple(sources), tuple(proposed), tuple(unread), tuple(notes))


def settle(plan: Plan, title: str | None = None, timezone: str | None = None, blocks: str | None = None) -> Plan:
    """The plan with what is told of the conference as a whole. Raises BadInput."""
    about = plan.map.conference
    try:
        zone = read_zone(timezone, date.today().year).value if timezone else about.timezone
    except Unread as fault:
        raise BadInput([Problem((), f"the time zone: {fault.what}", fault.remedy)]) from None
    about = about.replaced(title=title or about.title, timezone=zone)
    told = plan.map.replaced(conference=about, blocks=blocks or plan.map.blocks)
    if blocks:
        read_blocks(blocks)
    return replace(plan, map=told)


def missing(plan: Plan) -> list[str]:
    """What nobody has told yet, and no sheet does: of 'title', 'timezone' and 'blocks'."""
    about = plan.map.conference
    blocks = plan.map.blocks or any(source.map.holds == "blocks" for source in plan.sources)
    return [name for name, told in (("title", about.title), ("timezone", about.timezone), ("blocks", blocks)) if not told]


def _lost(table: Table, file: str, sheet: SheetMap) -> Iterable[Remark]:
    """Columns that the map knows, and that are no longer there."""
    here = {mapping.plain(str(h.value)) for h in table.headings}
    for heading, name in sheet.columns.items():
        if name != NOTHING and sheet.holds != NOTHING and mapping.plain(heading) not in here:
            yield Remark(file, table.name, "", "", f"the column '{heading}' of the map is not in the sheet", "mend the heading, or the map")


def _tables(files: Iterable[str], hidden: bool) -> Iterable[tuple[str, Table]]:
    problems: list[Problem] = []
    for file in files:
        try:
            for table in read_tables(Path(file), hidden):
                yield Path(file).name, table
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)


def _mapped(table: Table, file: str, whole: Map) -> tuple[SheetMap, list[Column]]:
    """The map of a sheet, and the columns of it that it did not know."""
    headings = {mapping.plain(str(h.value)): h for h in table.headings}
    old = whole.of(table.name, headings)
    known = {mapping.plain(h) for h in old.columns} if old else set()
    proposed = (more(table, old) if set(headings) - known else {}) if old else propose(table, file).columns
    sheet = old or propose(table, file)
    fresh = {h: field for h, field in proposed.items() if mapping.plain(h) not in known}
    numbers = {str(h.value): number for number, h in enumerate(table.headings)}
    examples = {h: next((row[n].value for row in table.rows if row[n].value is not None), None) for h, n in numbers.items()}
    columns = [Column(file, table.name, table.headings[numbers[h]], field, examples[h], old is not None) for h, field in fresh.items()]
    return sheet.replaced(columns={**sheet.columns, **fresh}), columns


def _with(sheets: Sequence[SheetMap], sheet: SheetMap) -> list[SheetMap]:
    """The maps with that of one sheet put in its place or added."""
    same = [n for n, one in enumerate(sheets) if (one.file, one.sheet) == (sheet.file, sheet.sheet)]
    return [sheet if n in same else one for n, one in enumerate(sheets)] if same else [*sheets, sheet]


def _remark(problem: Problem, file: str) -> Remark:
    sheet, cell = (*map(str, problem.where), "", "")[:2]
    return Remark(file, sheet, cell, "", problem.what, problem.remedy)


def carry_out(plan: Plan, ours: Conference | None, published: Agenda | None, name: str) -> Imported:
    """The conference that the sheets make, laid into `ours`, which is the one that stands. Raises BadInput."""
    remarks = Remarks()
    remarks.unread += plan.unread
    base = native.read(str(plan.last)) if plan.last.exists() else None
    found = gather(plan.sources, plan.map, remarks)
    document = build(found, plan.map, base, ours, remarks)
    before, title = ours or base, plan.map.conference.title
    id = before.id if before else slug(title) or slug(name) or "conference"
    document["conference"] |= {"id": id, "title": title or id}
    made = _valid(document, found)
    merged, changes = merge(base, made, ours)
    conference = _valid(merged, found)
    if published is not None:
        fixed = [*merged.get("pins", ()), *pins(published, conference)]
        conference = _valid({**merged, "pins": fixed}, found)
    duplicates = (*found.people.likely(), *_alike(found, plan.map))
    unsure = tuple(dict.fromkeys((pair.first.name, pair.second.name) for pair in duplicates if pair.first.name != pair.second.name))
    return Imported(conference, made, plan.map.replaced(unsure=unsure), remarks, plan.notes, duplicates, changes, len(found.people.all))


def _valid(document: dict[str, Any], found: Gathered) -> Conference:
    """The conference of a document; what is wrong with it is told by the cells that it is from."""
    try:
        return Conference.model_validate(document)
    except BadInput as error:
        places = {thing.id: thing.places[0].place for thing in _all(found) if thing.places}
        problems = []
        for problem in error.problems:
            where = next((places[part] for part in reversed(problem.path.split("/")) if part in places), "")
            problems.append(replace(problem, path=f"{where}, {problem.path}" if where else problem.path))
        raise BadInput(problems) from None


def _all(found: Gathered) -> list[Thing]:
    titled = (*found.rooms.values(), *found.tracks.values(), *found.subforums.values())
    return [*found.blocks, *titled, *found.people.all, *found.talks]


def _alike(found: Gathered, plan: Map) -> list[Likely]:
    """Titles of rooms, tracks or subforums that are nearly the same, and of which the map says nothing."""
    told = [set(group) for group in (*plan.same, *plan.different)]
    return [
        Likely(one, other, "nearly the same title")
        for things in (found.rooms, found.tracks, found.subforums)
        for one, other in combinations([things[key] for key in sorted(things)], 2)
        if _slipped(one.name, other.name) and not any({one.name, other.name} <= group for group in told)
    ]


def _slipped(one: str, other: str) -> bool:
    """Whether a slip may tell two titles apart; 'Hall A' and 'Hall B', or 'Forum 1' and 'Forum II', are two."""
    words = [{word for word in re.split(r"\W+", title.casefold()) if word} for title in (one, other)]
    left, right = (a - b for a, b in (words, words[::-1]))
    if any(len(word) < 3 or _NUMBER.fullmatch(word) for word in left | right) and left and right:
        return False
    matcher = SequenceMatcher(None, title_key(one), title_key(other), autojunk=False)
    return min(len(one), len(other)) >= SHORTEST and matcher.real_quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def last(imported: Imported) -> str:
    """The text of the file that keeps what an import made."""
    return native.write_json(imported.made)


__all__: Sequence[str] = ("Column", "Imported", "Plan", "carry_out", "last", "missing", "plan", "settle")
