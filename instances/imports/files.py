"""The files of an import: which are sheets, which is the conference to be, and what is kept beside the map."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from instances import formats
from instances.conference import Conference
from instances.formats import sources, xlsx
from instances.formats.tables import TABLES, normal
from instances.imports import mapping, memory
from instances.imports.importing import Imported
from instances.imports.planning import Plan
from instances.problems import BadInput, Problem

SHEETS = (".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".xls", ".ods")
"""Suffixes of files that hold sheets of somebody's own."""
DEFAULT = "conference.yaml"

Check = Callable[[Conference], Iterable[Problem]]


@dataclass(frozen=True)
class Order:
    """What to read, where to write, and the conference that is there already."""

    sheets: tuple[str, ...]
    target: str
    before: Conference | None = None

    @property
    def name(self) -> str:
        """A name for the conference where it has no title."""
        return Path(self.target).stem


def order(files: Sequence[str], path: str, check: Check) -> Order:
    """Which of the files are sheets to read, and which is the conference to write: the last, unless it is a sheet, too.

    Raises BadInput, also where a conference that is there already cannot be read.
    """
    files = [name for file in files for name in _inside(file, last=file == files[-1])]
    *most, last = files
    sheet = Path(last).suffix.lower() in SHEETS and sources.exists(Path(last)) and Path(last).is_file() and not _ours(Path(last))
    sheets, target = (files, str(Path(path).with_name(DEFAULT))) if sheet else (most, last)
    if not sheets:
        raise BadInput(
            [Problem((), "no sheets are named", "write 'agenda convert forms.xlsx people.csv rooms.xlsx mine.yaml --map map.yaml'")]
        )
    formats.writer(target)
    for place, folder in ((path, False), (target, True)):
        formats.writable(place, *sheets, folder=folder)
    there = target != "-" and sources.exists(Path(target)) and (Path(target).is_file() or any(Path(target).iterdir()))
    return Order(tuple(sheets), target, formats.read_conference(target, check) if there else None)


def _inside(file: str, last: bool) -> list[str]:
    """A file, or the sheets of a folder, unless it is the last, which is to be written."""
    path = Path(file)
    if last or not sources.exists(path) or not path.is_dir():
        return [file]
    return sorted(str(one) for one in path.iterdir() if one.suffix.lower() in SHEETS and not one.name.startswith(("~", ".")))


def _ours(path: Path) -> bool:
    """Whether a workbook is one of ours."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return False
    try:
        names = {normal(sheet.name) for sheet in xlsx.read_sheets(sources.content(str(path)), str(path))[0]}
    except (BadInput, OSError):
        return False
    return "conference" in names and len(names & set(TABLES)) > 1


def keep(plan: Plan, done: Imported, order: Order) -> Iterator[str]:
    """Write the conference, what the import made, and the map where it has changed; say what was written."""
    path = Path(order.target)
    if order.before is not None and path.is_file() and path.suffix.lower() in (".yaml", ".yml"):
        text = sources.text(str(path))
        if re.search(r"(?:^|\s)#", text, re.MULTILINE):
            yield formats.write(f"{path}~", text) + ", the file as it was, with its comments"
    yield formats.write(order.target, formats.writer(order.target)(done.conference))
    formats.write(str(plan.last), memory.write(done.made, (*done.remarks.guessed, *done.remarks.unread)))
    yield from keep_map(plan, done)


def keep_map(plan: Plan, done: Imported | None = None) -> Iterator[str]:
    """Write the map, where it is not what is there."""
    chosen = done.map if done else plan.map
    text = mapping.write(chosen)
    if sources.exists(plan.path):
        if mapping.read(plan.path) == chosen:
            return
        before = sources.text(str(plan.path))
        if any("#" in line for line in before.splitlines() if line not in text.splitlines()):
            yield formats.write(f"{plan.path}~", before) + ", the map as it was, with its comments"
    yield formats.write(str(plan.path), text)


__all__ = ["DEFAULT", "Order", "keep", "keep_map", "order"]
