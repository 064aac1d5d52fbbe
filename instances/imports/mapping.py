"""The map of foreign sheets: which column of which sheet holds what, as it is saved for the next time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BeforeValidator, Field

from instances.conference import Model, Zone
from instances.formats import native, sources
from instances.imports.fields import BY_ID, FIELDS, FLAGS, NOTHING, Kind
from instances.problems import nearest

FORMAT: Literal["agendawright/map@1"] = "agendawright/map@1"

_PARTS = re.compile(r"(?P<id>[a-z]+\.[a-z_]+)(?: \((?P<more>[^()]+)\))?")
_HEAD = """\
# Which column holds what. Change what is wrong, and convert again. The fields stand at the end of this file.
# same: names of one person or one thing, that to be shown first; different: those that are not one.
# Each line of 'unsure' belongs to one of the two.
"""
_TAIL = """\
# The fields; a title may have a language, as in talk.title (zh), and '{nothing}' is not read:
{fields}
# {flags}: a column of yes and no
"""


def _known(name: str) -> str:
    id, more = parts(name)
    if name == NOTHING or (id in BY_ID and not more) or (id in FLAGS and more) or (id.endswith(".title") and id in BY_ID):
        return name
    raise ValueError(f"there is no field '{name}'; {nearest(name, [NOTHING, *BY_ID, *(f'{flag} (NAME)' for flag in FLAGS)])}")


def parts(field: str) -> tuple[str, str]:
    """A field, and what stands in parentheses behind it: a feature, or a language."""
    match = _PARTS.fullmatch(field)
    return (match["id"], match["more"] or "") if match else (field, "")


def _groups(value: object) -> object:
    if value is None:
        return ()
    plain = isinstance(value, (list, tuple)) and any(isinstance(one, str) for one in value)
    if plain or isinstance(value, str):
        raise ValueError("names stand alone; write each group in brackets of its own: [[Li Wei, LI Wei], [Ana, Anna]]")
    return value


FieldName = Annotated[str, AfterValidator(_known)]
Names = Annotated[tuple[tuple[str, ...], ...], BeforeValidator(_groups)]


class About(Model):
    """The conference as a whole."""

    title: str = ""
    timezone: Zone | None = None


class SheetMap(Model):
    """What the rows of a sheet are, and what each column holds, by its heading. `file` is where it was seen first."""

    file: str = ""
    sheet: str = ""
    holds: Kind | Literal["nothing"]
    columns: dict[str, FieldName] = Field({})


class Map(Model):
    """How foreign sheets are read.

    `blocks`: the programme as people write it, where no sheet has it. `talk_minutes`: the length of a talk
    that no cell tells, `forum_minutes` that of a subforum without talks. `same`: names of one person or
    thing, the first of which is shown.
    """

    format: Literal["agendawright/map@1"] = FORMAT
    conference: About = About()
    blocks: str = ""
    talk_minutes: Annotated[int, Field(ge=1, le=1440)] = 20
    forum_minutes: Annotated[int, Field(ge=1, le=1440)] = 60
    sheets: tuple[SheetMap, ...] = ()
    same: Names = ()
    different: Names = ()
    unsure: Names = ()

    def of(self, file: str, sheet: str, headings: Iterable[str]) -> SheetMap | None:
        """The map of a sheet: the one with which it shares most headings, at least half of those of either where it goes
        by the same name, and four in five where it does not."""
        here = {plain(heading) for heading in headings}

        def named(one: SheetMap) -> bool:
            return one.sheet == sheet or stem(one.file) == stem(file)

        def shared(one: SheetMap) -> int:
            return len(here & {plain(heading) for heading in one.columns})

        known = [one for one in self.sheets if shared(one) >= (0.5 if named(one) else 0.8) * max(len(one.columns), len(here), 1)]
        return max(known, key=lambda one: (shared(one), named(one)), default=None)


def stem(file: str) -> str:
    """A file's name without its suffix and marks of its version: 'forms (1).xlsx' is 'forms'."""
    return re.sub(r"[ _-]*(?:\(\d+\)|v\d+|copy|final|new|\d{4}-?\d\d-?\d\d|副本)$", "", Path(file).stem, flags=re.IGNORECASE).casefold()


def plain(heading: str) -> str:
    """A heading as it is compared with that of another time."""
    return " ".join(heading.split()).casefold()


def read(path: Path) -> Map | None:
    """The map that was saved, or None where there is none yet. Raises BadInput."""
    return native.model(Map, sources.text(str(path)), str(path), "map") if sources.exists(path) else None


def write(plan: Map) -> str:
    """The text of a map's file."""
    fields = "\n".join(f"#   {field.id}: {field.about}" for field in FIELDS)
    tail = _TAIL.format(fields=fields, flags=", ".join(f"{flag} (NAME)" for flag in FLAGS), nothing=NOTHING)
    document = {"format": plan.format, **plan.model_dump(mode="json", exclude_defaults=True)}
    names = {key: document.pop(key, []) for key in ("same", "different", "unsure")}
    whole = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=140)
    told = yaml.safe_dump(names, allow_unicode=True, sort_keys=False, width=140, default_flow_style=None)
    return _HEAD + whole + told + tail
