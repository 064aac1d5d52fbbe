"""What other programs write, read as a conference or with its published agenda, and told from our own files by what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import frab, pretalx, sessionize, sources
from instances.formats.foreign import documents
from instances.formats.foreign.build import built
from instances.formats.foreign.programme import Programme
from instances.problems import BadInput, Note, Problem

Check = Callable[[Conference], Iterable[Problem]]
Reader = Callable[[str, Note, Any], Programme]

READERS: dict[str, Reader] = {"frab": frab.read, "sessionize": sessionize.read, "pretalx": pretalx.read}
_RECOGNISED: dict[str, Callable[[Any], bool]] = {
    "frab": frab.recognised,
    "sessionize": sessionize.recognised,
    "pretalx": pretalx.recognised,
}


@dataclass(frozen=True)
class Recognised:
    """The name of a format that a source is in, and the tree of the source where that was looked at."""

    name: str
    document: Any = None


def read(
    found: Recognised, source: str, check: Check, note: Note, zone: str | None = None, usual: str | None = None
) -> tuple[Conference, Agenda | None]:
    """A conference and its published agenda, if it has one, in a format; of the zones see `built`. Raises BadInput."""
    conference, agenda = built(READERS[found.name](source, note, found.document), sources.name(source), note, zone, usual)
    if problems := list(check(conference)):
        raise BadInput(problems).located(sources.name(source), {})
    return conference, agenda


def reader(name: str) -> Callable[[str, Check, Note], Conference]:
    """What reads the conference alone in the format of a name."""
    return lambda source, check, note: read(Recognised(name), source, check, note)[0]


def recognised(source: str) -> Recognised | None:
    """The format of a JSON file or a folder that is not our own, by its content. Raises BadInput for one with too much in it."""
    path = Path(source)
    if path.is_dir():
        return Recognised("pretalx") if pretalx.recognised_folder(path) else None
    try:
        document = documents.tree(sources.content(source), source)
    except documents.TooMuch:
        raise
    except BadInput:
        return None
    return next((Recognised(name, document) for name, fits in _RECOGNISED.items() if fits(document)), None)
