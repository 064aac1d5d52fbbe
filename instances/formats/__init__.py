"""Files of every kind: one module a format, and the dicts that list them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import cosplib, folder, native, sources, workbook
from instances.formats.native import write_atomically
from instances.formats.targets import Content, Kept, keep, writable, write
from instances.problems import BadInput, Note, Problem, nearest

Check = Callable[[Conference], Iterable[Problem]]

FOLDER = "/"
"""Stands for the suffix of a folder."""

READERS: dict[str, Callable[[str, Check, Note], Conference]] = {
    ".yaml": native.read,
    ".yml": native.read,
    ".json": native.read,
    ".xlsx": workbook.read,
    ".xlsm": workbook.read,
    FOLDER: folder.read,
}
"""Readers of files and folders by suffix; those of text read '-', too."""
WRITERS: dict[str, Callable[[Conference], Content]] = {
    ".yaml": native.write_conference,
    ".yml": native.write_conference,
    ".json": native.write_json,
    ".xlsx": workbook.write,
    FOLDER: folder.write,
}
TEMPLATES: dict[str, Callable[[Conference], Content]] = {".xlsx": workbook.template, FOLDER: folder.template}
"""Writers of what is to be filled in, from an example."""
SOLUTIONS: dict[str, Callable[[Path, Conference, Agenda], bytes]] = {"cosplib": cosplib.write}
"""Layouts of an agenda that need the workbook of its conference, by name."""

EARLIEST, LATEST = 1900, 2200
LIBRARY = Path(__file__).parent.parent / "library"

__all__ = [
    "LIBRARY",
    "READERS",
    "TEMPLATES",
    "WRITERS",
    "Kept",
    "bundled",
    "converted",
    "keep",
    "last_of",
    "once",
    "read_agenda",
    "read_conference",
    "template",
    "writable",
    "write",
    "write_atomically",
    "writer",
]


def bundled() -> list[str]:
    """Names of the conferences that come with the program."""
    return sorted(path.stem for path in LIBRARY.glob("*.yaml"))


def read_conference(source: str, check: Check = lambda _: (), note: Note = lambda _: None) -> Conference:
    """A conference from a file (by its suffix), a folder of CSV, stdin ('-'), or bundled, by its name.

    `note` is told what is ignored. Raises BadInput with every problem, those of `check` among them.
    """
    path = Path(source)
    if source != "-" and not sources.exists(path) and source in bundled():
        source = str(LIBRARY / f"{source}.yaml")
    suffix = ".yaml" if source == "-" else _suffix(source)
    if suffix == folder.SUFFIX:
        what = "is one table, and a conference has several"
        raise BadInput([Problem((), what, f"name the folder that it is in: {path.parent}{os.sep}", file=source)])
    if suffix not in READERS:
        remedy = nearest(source, bundled()) if not suffix and not sources.exists(path) else f"readable: {_listed(READERS)}"
        raise BadInput([Problem((), f"'{source}' is neither a readable file nor a bundled conference", remedy)])
    return READERS[suffix](source if source == "-" else os.path.normpath(source), check, note)


def _suffix(name: str) -> str:
    """The suffix of a file's name; that of a folder is '/'."""
    known = Path(name).suffix.lower()
    if name.endswith((FOLDER, os.sep)):
        return FOLDER
    return FOLDER if known not in WRITERS and sources.exists(Path(name)) and Path(name).is_dir() else known


def _listed(suffixes: Iterable[str]) -> str:
    return ", ".join("a folder of CSV" if suffix == FOLDER else suffix for suffix in suffixes)


def read_agenda(source: str) -> Agenda:
    """An agenda from a JSON file or from stdin ('-'). Raises BadInput."""
    name = sources.name(source)
    agenda = native.read_agenda(sources.text(source), name)
    timed = [*agenda.sittings, *(slot for sitting in agenda.sittings for slot in sitting.talks), *agenda.fixtures]
    odd = sorted({time.year for one in timed for time in (one.start, one.end) if not EARLIEST <= time.year < LATEST})
    if odd:
        remedy = "make it anew with 'agenda solve'"
        raise BadInput([Problem((), f"the year {year} is no year for a conference", remedy, file=name) for year in odd])
    return agenda


def last_of(files: Sequence[str]) -> tuple[Sequence[str], str]:
    """The files to read, and the last one, which is to be written. Raises BadInput."""
    if len(files) < 2:
        raise BadInput([Problem((), "only one file is named", "name what to read, and what to write")])
    once(*files[:-1])
    return files[:-1], files[-1]


def converted(
    given: Sequence[str], target: str, to: str | None = None, check: Check = lambda _: (), note: Note = lambda _: None
) -> Content:
    """What a conference is in another format, by the target's suffix; or, with `to`, an agenda in a layout for solutions.

    For a layout `given` are the workbook and the agenda. `note` is told what is ignored. Raises BadInput.
    """
    if to is not None:
        if to not in SOLUTIONS:
            raise BadInput([Problem((), f"there is no layout '{to}'", nearest(to, SOLUTIONS))])
        if len(given) != 2 or Path(given[0]).suffix.lower() != ".xlsx":
            what = f"--to {to} needs two inputs: the workbook of the conference, and the agenda"
            raise BadInput([Problem((), what, f"write 'agenda convert --to {to} IN.xlsx AGENDA.json OUT.xlsx'")])
        conference, agenda = read_conference(given[0], check, note), read_agenda(given[1])
        return SOLUTIONS[to](Path(given[0]), conference, agenda)
    if len(given) != 1:
        raise BadInput([Problem((), f"{len(given)} inputs", "name one conference, and where to write it")])
    return writer(target)(read_conference(given[0], check, note))


def writer(target: str) -> Callable[[Conference], Content]:
    """What writes a conference in the format of a target, by its suffix. Raises BadInput."""
    return _writer(WRITERS, target)


def template(target: str) -> Content:
    """A workbook or a folder of CSV to fill in, by the target's suffix. Raises BadInput."""
    return _writer(TEMPLATES, target)(read_conference("wuzhen2022").replaced(rules={"fairness": {"weight": 40}}))


def _writer(writers: Mapping[str, Callable[[Conference], Content]], target: str) -> Callable[[Conference], Content]:
    suffix = ".yaml" if target == "-" else _suffix(target)
    if suffix == folder.SUFFIX:
        what = f"'{target}' is one table, and a conference has several"
        raise BadInput([Problem((), what, f"name a folder for them: {Path(target).with_suffix('')}{os.sep}")])
    if suffix not in writers:
        raise BadInput([Problem((), f"'{target}' has no suffix of a format that is written", f"writable: {_listed(writers)}")])
    return writers[suffix]


def once(*sources: str | None) -> None:
    """Refuse to read stdin twice. Raises BadInput."""
    if sources.count("-") > 1:
        raise BadInput([Problem((), "only one input can be '-', which is read to its end", "name a file for the other")])
