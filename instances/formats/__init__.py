"""Files of every kind: one module a format, and the dicts that list them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import cosplib, native
from instances.formats.native import write_atomically
from instances.formats.targets import Kept, keep, writable, write
from instances.problems import BadInput, Problem, nearest

Check = Callable[[Conference], Iterable[Problem]]

READERS: dict[str, Callable[[str, str, Check], Conference]] = {
    ".yaml": native.read_conference,
    ".yml": native.read_conference,
    ".json": native.read_conference,
}
WRITERS: dict[str, Callable[[Conference], str]] = {
    ".yaml": native.write_conference,
    ".yml": native.write_conference,
    ".json": native.write_json,
}
SOLUTIONS: dict[str, Callable[[Path, Conference, Agenda], bytes]] = {"cosplib": cosplib.write}
"""Layouts of an agenda that need the workbook of its conference, by name."""

EARLIEST, LATEST = 1900, 2200
LIBRARY = Path(__file__).parent.parent / "library"

__all__ = [
    "LIBRARY",
    "READERS",
    "WRITERS",
    "Kept",
    "bundled",
    "converted",
    "keep",
    "last_of",
    "once",
    "read_agenda",
    "read_conference",
    "writable",
    "write",
    "write_atomically",
]


def bundled() -> list[str]:
    """Names of the conferences that come with the program."""
    return sorted(path.stem for path in LIBRARY.glob("*.yaml"))


def read_conference(source: str, check: Check = lambda _: ()) -> Conference:
    """A conference from a file (by its suffix), from stdin ('-'), or bundled, by its name.

    Raises BadInput with every problem, those of `check` among them.
    """
    path = Path(source)
    if source != "-" and not _exists(path) and source in bundled():
        path = LIBRARY / f"{source}.yaml"
    suffix = ".yaml" if source == "-" else path.suffix.lower()
    if suffix == ".xlsx":
        return cosplib.read(path, check)
    if suffix not in READERS:
        remedy = nearest(source, bundled()) if not suffix and not _exists(path) else f"readable: {', '.join(READERS)}"
        raise BadInput([Problem((), f"'{source}' is neither a readable file nor a bundled conference", remedy)])
    return READERS[suffix](_text(source, path), "<stdin>" if source == "-" else str(path), check)


def read_agenda(source: str) -> Agenda:
    """An agenda from a JSON file or from stdin ('-'). Raises BadInput."""
    name = "<stdin>" if source == "-" else source
    agenda = native.read_agenda(_text(source, Path(source)), name)
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


def converted(sources: Sequence[str], target: str, to: str | None = None, check: Check = lambda _: ()) -> str | bytes:
    """What a conference is in another format, by the target's suffix; or, with `to`, an agenda in a layout for solutions.

    For a layout the sources are the workbook and the agenda. Raises BadInput.
    """
    if to is not None:
        if to not in SOLUTIONS:
            raise BadInput([Problem((), f"there is no layout '{to}'", nearest(to, SOLUTIONS))])
        if len(sources) != 2 or Path(sources[0]).suffix.lower() != ".xlsx":
            what = f"--to {to} needs two inputs: the workbook of the conference, and the agenda"
            raise BadInput([Problem((), what, f"write 'agenda convert --to {to} IN.xlsx AGENDA.json OUT.xlsx'")])
        conference, agenda = read_conference(sources[0], check), read_agenda(sources[1])
        return SOLUTIONS[to](Path(sources[0]), conference, agenda)
    if len(sources) != 1:
        raise BadInput([Problem((), f"{len(sources)} inputs", "name one conference, and where to write it")])
    suffix = ".yaml" if target == "-" else Path(target).suffix.lower()
    if suffix not in WRITERS:
        raise BadInput([Problem((), f"'{target}' has no suffix of a format that is written", f"writable: {', '.join(WRITERS)}")])
    return WRITERS[suffix](read_conference(sources[0], check))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that no file can have
        return False


def once(*sources: str | None) -> None:
    """Refuse to read stdin twice. Raises BadInput."""
    if sources.count("-") > 1:
        raise BadInput([Problem((), "only one input can be '-', which is read to its end", "name a file for the other")])


def _text(source: str, path: Path) -> str:
    if not source or (source == "-" and sys.stdin is None):
        what = "there is no standard input" if source else "'' is no name of a file"
        raise BadInput([Problem((), what, "name a file")])
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig") if source == "-" else path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadInput([Problem((), f"there is no file '{path}'", "check the name and the folder")]) from None
    except UnicodeDecodeError as error:
        raise BadInput([Problem((), f"is not UTF-8 text (byte {error.start})", "save it as UTF-8", file=str(path))]) from None
    except OSError as error:
        raise BadInput([Problem((), f"cannot be read: {error.strerror}", "name a readable file", file=str(path))]) from None
