"""A conference as the rows of its tables, and back; what is wrong is named by sheet, row and column."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from instances import validate
from instances.conference import Conference
from instances.formats import cells
from instances.formats.cells import Cell
from instances.formats.tables import CONFERENCE, TABLES, Column, Table, language, normal
from instances.formats.xlsx import column_letters
from instances.problems import MOST, BadInput, Location, Nearest, Note, Problem, nearest, some

Check = Callable[[Conference], Iterable[Problem]]
Row = dict[str, Cell]
"""What stands in a row, by the heading of its column."""
Rows = Sequence[tuple[int, Mapping[int, str]]]
"""Rows with their numbers, and what stands in them by column from 0."""

OWN_SHEETS = "sheets of your own are read by 'agenda convert SHEETS... mine.yaml --map map.yaml'"
"""What may help who names a sheet that is no conference of ours."""

COMMENT = "#"
"""A row whose first cell begins so is not read."""


def write(conference: Conference) -> dict[str, list[Row]]:
    """The rows of every table, by its name. Raises BadInput for what no cell can hold."""
    found: dict[str, list[Row]] = {name: [] for name in TABLES}
    document = conference.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    _fill(CONFERENCE, {"format": conference.format, **document}, {}, conference.zone, found)
    if problems := list(_too_long(found)):
        raise BadInput(problems)
    return found


def examples(conference: Conference) -> dict[str, list[Row]]:
    """The first row of every table of a conference, marked so that it is not read, with titles in one language."""
    found: dict[str, list[Row]] = {}
    for name, rows in write(conference).items():
        row: Row = {}
        for heading, cell in (rows[0] if rows else {}).items():
            row.setdefault(language(heading)[0], cell)
        key = TABLES[name].columns[0].heading
        found[name] = [{**row, key: f"{COMMENT} example, not read: {row[key]}"}] if row else []
    return found


def headings(table: Table, rows: Sequence[Row]) -> dict[str, Column]:
    """The headings of a table with these rows, in order: a title in several languages has one for each."""
    own = dict.fromkeys(heading for row in rows for heading in row)
    found = {}
    for column in table.columns:
        spoken = [h for h in own if h != column.heading and language(h)[0] == column.heading] if column.kind == "title" else []
        if not spoken or column.heading in own:
            found[column.heading] = column
        found.update(dict.fromkeys(spoken, column))
    return found


def _fill(table: Table, thing: Mapping[str, Any], owner: Mapping[str, Any], home: str, found: dict[str, list[Row]]) -> None:
    """Add the row of a thing and those of all that belongs to it."""
    row: Row = {}
    for column in table.columns:
        value = _at(thing, column.path) if column.path else owner["id"]
        if column.kind == "title" and isinstance(value, dict):
            if not value:
                what = f"the {column.heading} of '{thing.get('id')}' is in no language"
                raise BadInput([Problem((table.name,), what, "give it words, or write .yaml")])
            row |= {f"{column.heading} ({cells.fit(key)})": cells.show(column, text, home) for key, text in value.items()}
        elif value is not None:
            row[column.heading] = cells.show(column, value, validate.windows_zone(owner, home))
    found[table.name].append(row)
    for child in table.children:
        things = _at(thing, child.path) or {}
        for inner in [{"key": key, "value": value} for key, value in things.items()] if child.keyed else things:
            _fill(child, inner, thing, home, found)


def _at(thing: Any, path: Sequence[str]) -> Any:
    for key in path:
        thing = thing.get(key) if isinstance(thing, dict) else None
    return thing


def _too_long(found: Mapping[str, Sequence[Row]]) -> Iterator[Problem]:
    for name, rows in found.items():
        for number, row in enumerate(rows, 2):
            for heading, cell in row.items():
                if max(len(heading), len(cell) if isinstance(cell, str) else 0) > cells.LONGEST:
                    what = f"'{heading[:40]}' has more than {cells.LONGEST:,} characters, the most that a cell can hold"
                    yield Problem((name, number), what, "shorten it, or write .yaml", path=f"{name}, row {number}")


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet, the first of which are the headings; `file` and `prefix` name it in messages."""

    file: str
    prefix: str
    rows: Rows

    def place(self, row: int, column: int | None = None) -> str:
        """A row, or a cell, in words."""
        return f"{self.prefix}row {row}" + ("" if column is None else f", column {column_letters(column + 1)}")


def read(sheets: Mapping[str, Sheet], name: str, check: Check = lambda _: (), note: Note = lambda _: None) -> Conference:
    """A conference from sheets by the names of their tables; `name` is that of all of them in messages.

    Sheets with other names are not read, unless theirs looks like a slip; nor are columns without a heading. `note` is
    told of both. Raises BadInput with every problem.
    """
    reading = _Reading({normal(title): sheet for title, sheet in sheets.items()}, name, note)
    if others := [title for title in sheets if normal(title) not in TABLES]:
        note(Problem((), f"not read, as no table of a conference has such a name: {some(others)}", file=name))
    for title in (title for title, times in Counter(map(normal, sheets)).items() if times > 1):
        reading.say(None, f"the table '{title}' stands twice", "keep one of them")
    reading.whole()
    try:
        conference = Conference.model_validate(reading.raw)
        reading.take(check(conference))
    except BadInput as error:
        reading.take(error.problems)
    if reading.problems:
        raise BadInput(problem for _, problem in sorted(reading.problems, key=lambda found: found[0]))
    return conference


Place = tuple[str, int, int]
"""A table, a row, and a column, -1 for none."""


@dataclass
class _Reading:
    """Builds the raw conference, and remembers where each value is from."""

    sheets: Mapping[str, Sheet]
    name: str
    note: Note
    raw: dict[str, Any] = field(default_factory=dict)
    places: dict[Location, Place] = field(default_factory=dict)
    owners: defaultdict[str, dict[str, tuple[dict[str, Any], Location]]] = field(default_factory=lambda: defaultdict(dict))
    near: Nearest = field(default_factory=Nearest)
    problems: list[tuple[tuple[int, int, int], Problem]] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    """Ids of rows that could not be given to their owner."""
    unread: set[Place] = field(default_factory=set)
    """Cells that hold something that cannot be read."""
    faulty: set[str] = field(default_factory=set)
    """Tables about which something is said already, so that what is missing there is no second fault."""

    def whole(self) -> None:
        """Read every table."""
        missing = [table for table in CONFERENCE.all if table.name not in self.sheets]
        others = [title for title in self.sheets if title not in TABLES]
        for title in others:
            for meant in get_close_matches(title, [table.name for table in missing], 1, 0.75):
                self.say(None, f"unknown sheet '{title}'", f"did you mean '{meant}'?")
                self.faulty.add(meant)
        for table in missing:
            if table.required and table.name not in self.faulty:
                self.say(None, f"has no sheet '{table.name}'", "add it; 'agenda convert --template my.xlsx' makes all of them")
            self.faulty.add(table.name)
        for table in CONFERENCE.all:
            if table.name in self.sheets and self.sheets[table.name].rows:
                self.table(table, self.sheets[table.name])

    def say(self, place: Place | None, what: str, remedy: str = "", where: Location = ()) -> None:
        """Note a problem at a place, or of all the sheets."""
        if place is None:
            self.problems.append(((-1, 0, 0), Problem(where, what, remedy, file=self.name)))
            return
        table, row, column = place
        sheet = self.sheets[table]
        path = sheet.place(row, None if column < 0 else column) if row else sheet.prefix.rstrip(", ")
        problem = Problem(where, what, remedy, path=path, file=sheet.file)
        self.problems.append(((list(TABLES).index(table), row, column), problem))

    def table(self, table: Table, sheet: Sheet) -> None:
        """Read the rows of one table."""
        first, head = sheet.rows[0]
        columns = self.columns(table, first, head)
        key = next((at for at, column, _ in columns if column == table.columns[0]), None)
        read = {at for at, _, _ in columns}
        if unread := sorted({at for _, row in sheet.rows[1:] for at in row} - set(head)):
            what = f"not read, as there is no heading: column {some([column_letters(at + 1) for at in unread])}"
            self.note(Problem((), what, path=sheet.prefix.rstrip(", "), file=sheet.file))
        for number, row in sheet.rows[1:]:
            if len(self.problems) >= MOST:
                return
            start = row.get(key, "") if key is not None else ""
            if any(cell.strip() for at, cell in row.items() if at in read) and not start.lstrip().startswith(COMMENT):
                self.row(table, number, [(at, column, spoken, row.get(at, "")) for at, column, spoken in columns])

    def columns(self, table: Table, number: int, head: Mapping[int, str]) -> list[tuple[int, Column, str | None]]:
        """The columns that are read: where they stand, and the language of a title. Those without a heading are notes."""
        known = {normal(column.heading): column for column in table.columns}
        found: dict[tuple[Column, str | None], int] = {}
        for at, cell in head.items():
            text = cells.unfit(cell)
            if not text.strip():
                continue
            base, spoken = (text, None) if normal(text) in known else language(text)
            column = known.get(normal(base))
            if column is None or (spoken is not None and column.kind != "title"):
                self.say((table.name, number, at), f"unknown heading '{text}'", nearest(normal(text), known))
                self.faulty.add(table.name)
            elif (column, spoken) in found:
                self.say((table.name, number, at), f"the heading '{text}' stands twice", "keep one of the columns")
            else:
                found[column, spoken] = at
        for column in table.columns:
            if column.required and column not in [c for c, _ in found]:
                self.say((table.name, number, -1), f"the heading '{column.heading}' is missing", "add it to the first row")
                self.faulty.add(table.name)
        return [(at, column, spoken) for (column, spoken), at in found.items()]

    def row(self, table: Table, number: int, row: Sequence[tuple[int, Column, str | None, str]]) -> None:
        """Read one row: cells with their columns."""
        thing: dict[str, Any] = {}
        at: dict[Location, Place] = {(): (table.name, number, -1)}
        owner = ""
        for index, column, spoken, cell in row:
            place = (table.name, number, index)
            at.setdefault(column.path if column.path else ("owner",), place)
            if spoken is not None:
                at[(*column.path, spoken)] = place
            if not (cell if column.kind in ("text", "title") else cell.strip()):
                continue
            try:
                value = cells.read(column, cell)
            except ValueError as error:
                what, _, remedy = str(error).partition("; ")
                self.say(place, what, remedy)
                self.unread.add(place)
                continue
            if not column.path:
                owner = str(value)
            elif not _put(thing, column.path, spoken, value):
                self.say(place, "stands beside the same in other languages", "keep the column without a language, or those with one")
        if table.keyed and self.unread & set(at.values()):
            return
        where = self.add(table, thing, owner, at.get(("owner",), at[()]))
        if where is not None:
            self.places |= {(*where, *(() if table.keyed else inner)): place for inner, place in reversed(at.items())}

    def add(self, table: Table, thing: dict[str, Any], owner: str, place: Place) -> Location | None:
        """Give a thing to its owner. Where it then is, if it has one."""
        if table is CONFERENCE:
            if self.raw:
                self.say((*place[:2], -1), "a second row", "a conference has one: take it out")
                return None
            self.raw.update(thing)
            return ()
        holder, outer = self.raw, Location()
        if table.owned:
            kind = table.columns[0].refs[0]
            if owner not in self.owners[kind]:
                known = list(self.owners[kind])
                silent = owner in self.lost or (kind in self.faulty and not known)  # its own row is at fault
                if not silent and (owner or place[2] >= 0):
                    what = f"there is no {kind.removesuffix('s')} '{owner}'" if owner else "is empty"
                    self.say(place, what, self.near(owner, known) if owner else f"name the {kind.removesuffix('s')}")
                self.lost.add(str(thing.get("id")))
                self.faulty.add(table.name)
                return None
            holder, outer = self.owners[kind][owner]
        for key in table.path[:-1]:
            holder = holder.setdefault(key, {})
        if table.keyed:
            holder.setdefault(table.path[-1], {})[thing.get("key", "")] = thing.get("value")
            return (*outer, *table.path, thing.get("key", ""))
        things = holder.setdefault(table.path[-1], [])
        things.append(thing)
        where = (*outer, *table.path, len(things) - 1)
        if "id" in thing:
            self.owners[table.name].setdefault(thing["id"], (thing, where))
        return where

    def take(self, problems: Iterable[Problem]) -> None:
        """Note what is wrong with the raw conference at the cells that it is from."""
        for problem in problems:
            where, what, remedy = problem.where, problem.what, problem.remedy
            if what.startswith("there is no ") and any(what.endswith(f" '{id}'") for id in self.lost):
                continue
            if missing := re.fullmatch("the key '(.+)' is missing", what):
                self.missing((*where, missing[1]))
                continue
            if what.startswith("unknown key"):
                what, remedy = f"'{where[-1]}' does not go with the rest of the row", "empty the cell"
            if problem.other and (other := self.nearest(problem.other)):
                what += f" ({self.sheets[other[0]].place(other[1])})"
            self.say(self.nearest(where), what, remedy, where)

    def missing(self, where: Location) -> None:
        """Note that nothing stands at a place, unless that follows from what is noted already."""
        place, around = self.places.get(where), self.nearest(where)
        if table := self.inner(where):
            if table.name not in self.faulty:
                self.say(around, f"has no row in the sheet '{table.name}'", "add one", where)
        elif place:
            if place not in self.unread:
                self.say(place, "is empty", "fill it in", where)
        elif around is None or around[0] not in self.faulty:
            self.say(around, f"the column '{where[-1]}' is missing", "add it", where)

    def inner(self, where: Location) -> Table | None:
        """The table whose rows a place should have, if it is the place of a list."""
        keys = tuple(key for key in where if isinstance(key, str))
        if keys == ("conference",):
            return CONFERENCE
        outer = self.nearest(where[:-1]) if len(keys) > 1 else None
        owner = TABLES[outer[0]] if outer else CONFERENCE
        return next((child for child in owner.children if child.path == keys[-len(child.path) :]), None)

    def nearest(self, where: Location) -> Place | None:
        """The cell of a value, or the row of the nearest thing around it; a sheet where it is in no row."""
        found = next((self.places[where[:n]] for n in range(len(where), 0, -1) if where[:n] in self.places), None)
        table = TABLES.get(str(where[0])) if where else None
        return found or ((table.name, 0, -1) if table and table.name in self.sheets else None)


def _put(thing: dict[str, Any], path: Sequence[str], spoken: str | None, value: Any) -> bool:
    """Set a value inside nested keys; False for a title that stands there in another way."""
    for key in path[:-1]:
        thing = thing.setdefault(key, {})
    if spoken is None:
        return thing.setdefault(path[-1], value) is value
    words = thing.setdefault(path[-1], {})
    if isinstance(words, dict):
        words[spoken] = value
    return isinstance(words, dict)
