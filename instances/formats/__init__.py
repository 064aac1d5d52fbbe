"""Files of every kind: one module a format, and the dicts that list them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import cosplib, folder, native, sources, workbook
from instances.formats.native import write_atomically
from instances.formats.rows import OWN_SHEETS
from instances.formats.targets import Content, Kept, keep, writable, write
from instances.problems import BadInput, Note, Problem, nearest

Check = Callable[[Conference], Iterable[Problem]]
WriterT = TypeVar("WriterT")

FOLDER = "/"
"""Stands for the suffix of a folder."""

READERS: dict[str, Callable[[str, Check, Note], Conference]] = {
    ".yaml": native.read,
    ".yml": native.read,
    ".json": native.read,
    ".xlsx": workbook.read,
    ".xlsm": workbook.read,
    FOLDER: folder.read,
    "cosplib": lambda source, check, note: cosplib.read(Path(source), workbook.sheets(source, note), check),
}
"""Readers of files and folders by suffix, or by name alone; those of files that are ours read '-', too."""
WRITERS: dict[str, Callable[[Conference], Content]] = {
    ".yaml": native.write_conference,
    ".yml": native.write_conference,
    ".json": native.write_json,
    ".xlsx": workbook.write,
    FOLDER: folder.write,
}
AGENDA_WRITERS: dict[str, Callable[[Conference, Agenda, str | None], Content]] = {
    ".xlsx": lambda conference, agenda, language: _book(conference, agenda, language),
    ".html": lambda conference, agenda, language: _page(conference, agenda, language),
}
"""Writers of an agenda by suffix, with titles in a language."""
TEMPLATES: dict[str, Callable[[Conference], Content]] = {".xlsx": workbook.template, FOLDER: folder.template}
"""Writers of what is to be filled in, from an example."""
SOLUTIONS: dict[str, Callable[[Path, Conference, Agenda], bytes]] = {"cosplib": cosplib.write}
"""Layouts of an agenda that need the workbook of its conference, by name."""

EARLIEST, LATEST = 1900, 2200
LIBRARY = Path(__file__).parent.parent / "library"

__all__ = [
    "AGENDA_WRITERS",
    "LIBRARY",
    "READERS",
    "TEMPLATES",
    "WRITERS",
    "Kept",
    "after_changes",
    "agenda_writer",
    "bundled",
    "converted",
    "keep",
    "last_of",
    "once",
    "read_agenda",
    "read_both",
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


def read_conference(source: str, check: Check = lambda _: (), form: str | None = None, note: Note = lambda _: None) -> Conference:
    """A conference from a file (by its suffix), a folder of CSV, stdin ('-'), or bundled, by its name; or in a named format.

    `note` is told what is ignored. Raises BadInput with every problem, those of `check` among them.
    """
    if form is not None:
        reader = READERS[_named(form, READERS, "a conference is not read")]
        if source == "-" and form in ("csv", "cosplib"):
            raise BadInput([Problem((), f"'{form}' is not read from the standard input", "name what it is in")])
        return reader(source if source == "-" else os.path.normpath(source), check, note)
    path = Path(source)
    if source != "-" and not sources.exists(path) and source in bundled():
        source = str(LIBRARY / f"{source}.yaml")
    suffix = ".yaml" if source == "-" else _suffix(source)
    if suffix == folder.SUFFIX:
        what = "is one table, and a conference has several"
        raise BadInput([Problem((), what, f"name the folder that it is in: {path.parent}{os.sep}; {OWN_SHEETS}", file=source)])
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
    return ", ".join("a folder of CSV" if suffix == FOLDER else suffix for suffix in suffixes if suffix[0] in (".", FOLDER))


def _named(name: str, formats: Iterable[str], failure: str, *others: str) -> str:
    """The suffix, or whatever else lists a format, for its name. Raises BadInput with the `failure` of an unknown one."""
    keys = {"csv" if key == FOLDER else key.removeprefix("."): key for key in formats}
    if name not in keys:
        raise BadInput([Problem((), f"{failure} as '{name}'", nearest(name, (*keys, *others)))])
    return keys[name]


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


def read_both(
    conference: str,
    agenda: str,
    check: Check = lambda _: (),
    *,
    form: str | None = None,
    fits: Callable[[Conference, Agenda], None] = lambda *_: None,
    note: Note = lambda _: None,
) -> tuple[Conference, Agenda]:
    """A conference and an agenda of it, both after the changes that the agenda holds after.

    `fits` may refuse the agenda. Raises BadInput with every problem of the one, or else of the other.
    """
    once(conference, agenda)
    given, answer = read_conference(conference, check, form, note), read_agenda(agenda)
    fits(given, answer)
    return after_changes(given, answer, agenda, check)


def after_changes(conference: Conference, agenda: Agenda, source: str, check: Check) -> tuple[Conference, Agenda]:
    """Both after the changes that an agenda holds after. Raises BadInput with what is wrong with these, in its file."""
    if not agenda.changes:
        return conference, agenda
    from instances.changes.kept import settled

    try:
        changed, fitting = settled(conference, agenda)
        if problems := list(check(changed)):
            raise BadInput(problems)
    except BadInput as error:
        raise error.located(sources.name(source), {}) from None
    return changed, fitting


def last_of(files: Sequence[str]) -> tuple[Sequence[str], str]:
    """The files to read, and the last one, which is to be written. Raises BadInput."""
    if len(files) < 2:
        raise BadInput([Problem((), "only one file is named", "name what to read, and what to write")])
    once(*files[:-1])
    return files[:-1], files[-1]


def converted(
    given: Sequence[str],
    target: str,
    to: str | None = None,
    check: Check = lambda _: (),
    *,
    form: str | None = None,
    fits: Callable[[Conference, Agenda], None] = lambda *_: None,
    language: str | None = None,
    note: Note = lambda _: None,
) -> Content:
    """What a conference is in another format; or, with two `given`, what its agenda is.

    Formats are told by suffixes, or named: `form` is that of the conference, `to` the one to write, or a layout for solutions.
    `fits` may refuse the agenda; `language` is that of its titles. `note` is told what is ignored. Raises
    BadInput.
    """

    def both() -> tuple[Conference, Agenda]:
        return read_both(given[0], given[1], check, form=form, fits=fits, note=note)

    if to in SOLUTIONS:
        if len(given) != 2 or given[0] == "-" or (form or Path(given[0]).suffix.lower()[1:]) not in ("xlsx", "cosplib"):
            what = f"--to {to} needs two inputs: the workbook of the conference, and the agenda"
            raise BadInput([Problem((), what, f"write 'agenda convert --to {to} IN.xlsx AGENDA.json OUT.xlsx'")])
        return SOLUTIONS[to](Path(given[0]), *both())
    if len(given) > 2:
        remedy = f"name one conference, or a conference and its agenda, and where to write it; {OWN_SHEETS}"
        raise BadInput([Problem((), f"{len(given)} inputs", remedy)])
    if len(given) == 2:
        return agenda_writer(target, to)(*both(), language)
    return writer(target, to)(read_conference(given[0], check, form, note))


def _book(conference: Conference, agenda: Agenda, language: str | None) -> bytes:
    from instances.formats import agenda_book

    return agenda_book.write(conference, agenda, language or "en")


def _page(conference: Conference, agenda: Agenda, language: str | None) -> str:
    from instances.formats import page

    if language is not None:
        raise BadInput([Problem((), "--lang does not go with a page, which has every language", "leave it out")])
    return page.write(conference, agenda)


def template(target: str) -> Content:
    """A workbook or a folder of CSV to fill in, by the target's suffix. Raises BadInput."""
    return _writer(TEMPLATES, target)(read_conference("wuzhen2022").replaced(rules={"fairness": {"weight": 40}}))


def writer(target: str, form: str | None = None) -> Callable[[Conference], Content]:
    """What writes a conference: by the target's suffix, or in a named format. Raises BadInput."""
    return _writer(WRITERS, target, form)


def agenda_writer(target: str, form: str | None = None) -> Callable[[Conference, Agenda, str | None], Content]:
    """What writes an agenda, with titles in a language: by the target's suffix, or in a named format. Raises BadInput."""
    return _writer(AGENDA_WRITERS, target, form, "an agenda", *SOLUTIONS)


def _writer(writers: Mapping[str, WriterT], target: str, form: str | None = None, what: str = "a conference", *others: str) -> WriterT:
    """Of the writers of something, the one for a target. `others` are further formats that may be meant."""
    if form is None:
        suffix = ".yaml" if target == "-" else _suffix(target)
    elif (suffix := _named(form, writers, f"{what} is not written", *others)) == FOLDER and target == "-":
        raise BadInput([Problem((), "a folder is not written to the standard output", "name one")])
    if suffix == folder.SUFFIX and FOLDER in writers:
        one = f"'{target}' is one table, and a conference has several"
        raise BadInput([Problem((), one, f"name a folder for them: {Path(target).with_suffix('')}{os.sep}")])
    if suffix not in writers:
        told = "the standard output" if target == "-" else f"'{target}'"
        raise BadInput([Problem((), f"{told} has no suffix of a format in which {what} is written", f"writable: {_listed(writers)}")])
    return writers[suffix]


def once(*sources: str | None) -> None:
    """Refuse to read stdin twice. Raises BadInput."""
    if sources.count("-") > 1:
        raise BadInput([Problem((), "only one input can be '-', which is read to its end", "name a file for the other")])
