"""What other programs write, read as a conference or with its published agenda, and told from our own files by what is in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import frab, pretalx, sessionize, sources
from instances.formats.foreign.build import built
from instances.formats.foreign.programme import Programme
from instances.problems import BadInput, Note, Problem

Check = Callable[[Conference], Iterable[Problem]]
Reader = Callable[[str, Note], Programme]

READERS: dict[str, Reader] = {"frab": frab.read, "sessionize": sessionize.read, "pretalx": pretalx.read}
_RECOGNISED: dict[str, Callable[[Any], bool]] = {
    "frab": frab.recognised,
    "sessionize": sessionize.recognised,
    "pretalx": pretalx.recognised,
}


def read(
    name: str, source: str, check: Check, note: Note, zone: str | None = None, usual: str | None = None
) -> tuple[Conference, Agenda | None]:
    """A conference and its published agenda, if it has one, in the format of a name; of the zones see `built`. Raises BadInput."""
    conference, agenda = built(READERS[name](source, note), sources.name(source), note, zone, usual)
    if problems := list(check(conference)):
        raise BadInput(problems).located(sources.name(source), {})
    return conference, agenda


def reader(name: str) -> Callable[[str, Check, Note], Conference]:
    """What reads the conference alone in the format of a name."""
    return lambda source, check, note: read(name, source, check, note)[0]


def recognised(source: str) -> str | None:
    """The name of the format of a JSON file or a folder that is not our own, by its content."""
    path = Path(source)
    if path.is_dir():
        return "pretalx" if pretalx.recognised_folder(path) else None
    try:
        document = json.loads(sources.content(source).decode("utf-8-sig"))
    except (BadInput, ValueError, RecursionError):
        return None
    return next((name for name, fits in _RECOGNISED.items() if fits(document)), None)
