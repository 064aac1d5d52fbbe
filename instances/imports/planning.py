"""What the columns of foreign sheets hold: what the map says, what is proposed, and what must be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from instances.formats.sheets import Cell, Table, read_tables
from instances.imports import mapping
from instances.imports.entries import Remark
from instances.imports.fields import NOTHING
from instances.imports.mapping import Map, SheetMap
from instances.imports.programme import read_blocks
from instances.imports.propose import more, outdated, propose
from instances.imports.rows import Source
from instances.problems import BadInput, Problem
from instances.typed.reading import Unread, Value
from instances.typed.zones import read_zone


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
            what = "is not read, for its name says that it is not to be used"
            notes.append(Remark(file, table.name, "", "", what, "say in the map what it holds"))
        proposed += [replace(column, asked=bool(lost) or column.asked) for column in new]
        twin = next((one for one in sources if old and one.map.columns == sheet.columns and sheet.holds != NOTHING), None)
        if twin:
            notes.append(Remark(file, table.name, "", "", f"has the columns of {twin.file}, sheet '{twin.table.name}': both are read"))
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
