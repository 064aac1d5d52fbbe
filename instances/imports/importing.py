"""From foreign sheets to a conference: a plan of what their columns hold, and what is made by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import Any

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats.sheets import Cell, Table, read_tables
from instances.imports import mapping, memory
from instances.imports.build import build
from instances.imports.entries import Remark, Remarks
from instances.imports.fields import NOTHING
from instances.imports.gather import COMMON, Gathered, gather
from instances.imports.mapping import Map, SheetMap
from instances.imports.merge import Changes, merge
from instances.imports.programme import read_blocks
from instances.imports.propose import more, outdated, propose
from instances.imports.published import pins
from instances.imports.rows import Source
from instances.imports.things import Likely, Thing, title_key
from instances.problems import BadInput, Problem
from instances.typed.ids import slug
from instances.typed.reading import Unread, Value, normal
from instances.typed.zones import read_zone

ALIKE = 0.86
_NUMBER = re.compile(r"[ivx]+|\d+|\w*\d\w*")
SHORTEST = 6
"""How alike two titles must be to be listed as likely the same, and how many letters long."""


@dataclass(frozen=True)
class Column:
    """A column whose field was proposed, with a value of it. `asked`: whether somebody should say if that is right."""

    file: str
    sheet: str
    heading: Cell
    field: str
    example: Value
    asked: bool


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
        """The proposed columns about which somebody should be asked."""
        return tuple(column for column in self.proposed if column.asked)

    @property
    def last(self) -> Path:
        """The file beside the map that keeps what the last import made."""
        return self.path.with_name(f"{self.path.stem}.last.json")


@dataclass(frozen=True)
class Imported:
    """What came of an import. `said`: what the last one said of cells, as `memory` compares it."""

    conference: Conference
    made: Conference
    map: Map
    remarks: Remarks
    notes: tuple[Remark, ...]
    duplicates: tuple[Likely, ...]
    changes: Changes
    said: frozenset[str]


def plan(files: Sequence[str], path: str, hidden: bool = False) -> Plan:
    """Read sheets, and the map where there is one, and propose what no map says. Raises BadInput, also where the map
    knows sheets that are not among the files."""
    saved = mapping.read(Path(path)) or Map()
    both = [names for names in saved.same if any(len(set(names) & set(apart)) > 1 for apart in saved.different)]
    if both:
        what = f"{' and '.join(both[0])} stand under 'same' and under 'different'"
        raise BadInput([Problem((), what, "keep one of the two", file=path)])
    sources: list[Source] = []
    proposed: list[Column] = []
    unread: list[Remark] = []
    notes: list[Remark] = []
    sheets = list(saved.sheets)
    found: list[SheetMap | None] = []
    for file, table in _tables(files, hidden):
        unread += [_remark(problem, file) for problem in table.findings]
        notes += [_remark(problem, file) for problem in table.notes]
        old, sheet, new = _mapped(table, file, saved, sheets[len(saved.sheets) :])
        lost = list(_lost(table, file, sheet))
        unread += lost
        if old is None and outdated(table.name):
            notes.append(
                Remark(file, table.name, "", "", "is not read, for its name says that it is not to be used", "say in the map what it holds")
            )
        proposed += [replace(column, asked=bool(lost) or column.asked) for column in new]
        twin = next((one for one in sources if old and one.map.columns == sheet.columns and sheet.holds != NOTHING), None)
        notes += (
            [Remark(file, table.name, "", "", f"has the columns of {twin.file}, sheet '{twin.table.name}': both are read")] if twin else []
        )
        sources.append(Source(file, table, sheet))
        found.append(old)
        sheets = [sheet if one is old else one for one in sheets] if old in sheets else [*sheets, sheet]
    _all_named([one for one in saved.sheets if one.holds != NOTHING and one not in found], path)
    return Plan(Path(path), saved.replaced(sheets=tuple(sheets)), tuple(sources), tuple(proposed), tuple(unread), tuple(notes))


def _all_named(left: Sequence[SheetMap], path: str) -> None:
    """Refuse an import without sheets that the map knows: what stands in them would be gone."""
    if left:
        known = "; ".join(f"{one.file}, sheet '{one.sheet}' ({one.holds})" for one in left)
        what = f"the map knows more sheets than are named: {known}"
        raise BadInput([Problem((), what, "name all your sheets each time, or take what you no longer have out of the map", file=path)])


def settle(plan: Plan, title: str | None = None, timezone: str | None = None, blocks: str | None = None) -> Plan:
    """The plan with what is told of the conference as a whole. Raises BadInput."""
    about = plan.map.conference
    zone = told("timezone", timezone) if timezone else about.timezone
    about = about.replaced(title=title or about.title, timezone=zone)
    return replace(plan, map=plan.map.replaced(conference=about, blocks=told("blocks", blocks) if blocks else plan.map.blocks))


def told(name: str, answer: str) -> str:
    """What is made of an answer: a zone by its IANA name, all else as it is. Raises BadInput where nothing can be made of it."""
    if name == "timezone":
        try:
            return read_zone(answer, date.today().year).value
        except Unread as fault:
            raise BadInput([Problem((), f"the time zone: {fault.what}", fault.remedy)]) from None
    if name == "blocks":
        read_blocks(answer)
    return answer


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


def _mapped(table: Table, file: str, saved: Map, fresh: Sequence[SheetMap]) -> tuple[SheetMap | None, SheetMap, list[Column]]:
    """The map that knows a sheet, if one does; that of the sheet; and the columns that are new in it.

    A map that was only now proposed for another sheet is that of this one, too, where both have the same headings.
    """
    headings = {mapping.plain(str(h.value)): h for h in table.headings}
    same = (one for one in fresh if {mapping.plain(h) for h in one.columns} == set(headings))
    old = saved.of(file, table.name, headings) or next(same, None)
    known = {mapping.plain(h) for h in old.columns} if old else set()
    sheet = old or propose(table, file)
    proposed = sheet.columns if old is None else more(table, old) if set(headings) - known else {}
    added = {h: field for h, field in proposed.items() if mapping.plain(h) not in known}
    numbers = {str(h.value): number for number, h in enumerate(table.headings)}
    examples = {h: next((row[n].value for row in table.rows if row[n].value is not None), None) for h, n in numbers.items()}
    columns = [
        Column(file, table.name, table.headings[numbers[h]], field, examples[h], old is None or field != NOTHING)
        for h, field in added.items()
    ]
    return old, sheet.replaced(columns={**sheet.columns, **added}), columns


def _remark(problem: Problem, file: str) -> Remark:
    sheet, cell = (*map(str, problem.where), "", "")[:2]
    return Remark(file, sheet, cell, "", problem.what, problem.remedy)


def carry_out(plan: Plan, ours: Conference | None, published: Agenda | None, name: str) -> Imported:
    """The conference that the sheets make, laid into `ours`, which is the one that stands. Raises BadInput."""
    remarks = Remarks()
    remarks.unread += plan.unread
    base, said = memory.read(plan.last)
    found = gather(plan.sources, plan.map, remarks)
    _something(plan, found)
    document = build(found, plan.map, base, ours, remarks)
    before = ours or base
    id = before.id if before else slug(name) or slug(plan.map.conference.title) or "conference"
    document["conference"] |= {"id": id, "title": plan.map.conference.title or id}
    made = _valid(document, found)
    merged, changes = merge(base, made, ours)
    conference = _valid(merged, found)
    notes = [*plan.notes, *_forgotten(plan, ours, base), *_unmet(plan, found)]
    if published is not None:
        fixed = pins(published, conference)
        conference = _valid({**merged, "pins": [*merged.get("pins", ()), *fixed]}, found)
        notes.append(Remark("", "", "", "", f"{len(fixed)} pins hold what was published"))
    duplicates = (*found.people.likely(), *_alike(found, plan.map))
    names = dict.fromkeys((pair.first.label or pair.first.name, pair.second.label or pair.second.name) for pair in duplicates)
    return Imported(conference, made, plan.map.replaced(unsure=tuple(names)), remarks, tuple(notes), duplicates, changes, said)


def _something(plan: Plan, found: Gathered) -> None:
    """Refuse sheets without rooms, or without talks and subforums, with what each was taken for."""
    lacking = [("rooms", found.rooms), ("talks or subforums", found.talks or found.subforums)]
    problems = [
        Problem((), f"no sheet has {what}", f"name one, or say in {plan.path} what its columns hold: {_taken(plan)}")
        for what, things in lacking
        if not things
    ]
    lost = [Problem((remark.sheet,), remark.what, remark.remedy, file=remark.file) for remark in plan.unread if "of the map" in remark.what]
    if problems:
        raise BadInput([*problems, *lost])


def _taken(plan: Plan) -> str:
    """'rooms.csv holds rooms, talks.csv nothing'."""
    return ", ".join(f"{source.file} '{source.table.name}' holds {source.map.holds}" for source in plan.sources)


def _forgotten(plan: Plan, ours: Conference | None, base: Conference | None) -> list[Remark]:
    what = "is missing: nobody can tell what the sheets changed from what you did; the sheets were taken where they say something"
    return [Remark(plan.last.name, "", "", "", what, "keep it beside the map")] if ours is not None and base is None else []


def _unmet(plan: Plan, found: Gathered) -> list[Remark]:
    """Names in the map that stand in no sheet."""
    people = {spelling for one in found.people.all for spelling in (*one.spelt, one.label.casefold())} | found.people.met
    names = dict.fromkeys(name for group in (*plan.map.same, *plan.map.different) for name in group)
    lost = [name for name in names if " ".join(name.split()).casefold() not in people and title_key(name) not in found.met]
    return [
        Remark(plan.path.name, "", "", name, f"'{name}' under 'same' or 'different' stands in no sheet", "mend the name") for name in lost
    ]


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
    by_title: dict[str, list[Thing]] = {}
    for talk in found.talks:
        by_title.setdefault(title_key(talk.name), []).append(talk)
    return [
        Likely(one, other, "nearly the same title")
        for things in (found.rooms, found.tracks, found.subforums)
        for one, other in combinations([things[key] for key in sorted(things)], 2)
        if _slipped(one.name, other.name) and not any({one.name, other.name} <= group for group in told)
    ] + [
        Likely(one, other, "talks of one title")
        for same in by_title.values()
        for one, other in combinations(same, 2)
        if not COMMON.fullmatch(normal(one.name))
    ]


def _slipped(one: str, other: str) -> bool:
    """Whether a slip may tell two titles apart; 'Hall A' and 'Hall B', or 'Forum 1' and 'Forum II', are two."""
    words = [{word for word in re.split(r"\W+", title.casefold()) if word} for title in (one, other)]
    left, right = (a - b for a, b in (words, words[::-1]))
    if any(len(word) < 3 or _NUMBER.fullmatch(word) for word in left | right) and left and right:
        return False
    matcher = SequenceMatcher(None, title_key(one), title_key(other), autojunk=False)
    return min(len(one), len(other)) >= SHORTEST and matcher.real_quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


__all__: Sequence[str] = ("Column", "Imported", "Plan", "carry_out", "missing", "plan", "settle", "told")
