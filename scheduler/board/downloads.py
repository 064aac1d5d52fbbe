"""The agenda, or its conference, as files: every format that 'agenda convert' writes, with names that the server makes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from instances import formats
from instances.formats.targets import Content

PRIVATE = "with people's addresses and links to join by: for the committee alone"
"""What is said of a conference's file, which holds all that the committee works on."""

Write = Callable[[Any, str | None, Sequence[formats.Publication]], Content]
"""Makes a file of a board, in a language; formats that tell what became of a thing look at what was published before, too."""


def written(conference: str) -> list[dict[str, Any]]:
    """Every format that is written, with the name that its file gets."""

    def of_agenda(form: formats.Format) -> Write:
        if follow := form.follow:
            return lambda state, language, before: follow([*before, *_unpublished(state, before)], language)
        assert form.publish
        publish = form.publish
        return lambda state, language, _: publish(state.conference, _settled(state), language)

    def of_conference(form: formats.Format) -> Write:
        assert form.write
        write = form.write
        return lambda state, *_: write(state.conference)

    name = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in conference)
    about = {"about": "our file, for every command", "private": False}
    first = {"id": "agenda", "format": "agenda", "of": "agenda", "file": f"{name}.agenda.json", **about}
    found: list[dict[str, Any]] = [{**first, "write": lambda state, *_: state.scored.to_json()}]
    for form in formats.FORMATS:
        suffix = form.suffixes[0] if form.suffixes else ""
        suffix = ".zip" if suffix == formats.FOLDER else suffix
        for of, ability, write in (("agenda", form.publish, of_agenda), ("conference", form.write, of_conference)):
            if ability:
                id = form.name if of == "agenda" or not form.publish else f"{form.name}-{of}"
                file = f"{name}{'.agenda' if of == 'agenda' else ''}{suffix}"
                about = {"about": form.about, "private": False}
                if of == "conference":
                    about = {"about": f"{form.about}; {PRIVATE}", "private": True}
                found.append({"id": id, "format": form.name, "of": of, "file": file, "write": write(form), **about})
    return found


def _unpublished(state: Any, before: Sequence[formats.Publication]) -> Sequence[formats.Publication]:
    """The board, where it is not what was published last."""
    here = formats.Publication(state.conference, _settled(state), when=datetime.now(UTC) if before else None)
    return () if before and _what(before[-1]) == _what(here) else (here,)


def _what(one: formats.Publication) -> object:
    return one.conference, one.agenda.sittings, one.agenda.fixtures


def _settled(state: Any) -> Any:
    """The agenda of the conference after its changes, with its points."""
    return state.agenda.replaced(score=state.scored.score)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files of a folder in one."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), content)
    return raw.getvalue()
