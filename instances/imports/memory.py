"""What the last import made, and said of cells: the file beside the map by which the next one knows what is new."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from instances.conference import Conference, Model
from instances.formats import native, sources
from instances.imports.entries import Remark
from instances.problems import BadInput

FORMAT: Literal["agendawright/imported@1"] = "agendawright/imported@1"
_CELL = re.compile(r"\b[A-Z]{1,3}[1-9]\d*\b")


class Memory(Model):
    """What an import made and said."""

    format: Literal["agendawright/imported@1"] = FORMAT
    conference: Conference
    said: tuple[str, ...] = ()


def read(path: Path) -> tuple[Conference | None, frozenset[str]]:
    """What the last import made and said; None where there is no file. Raises BadInput."""
    if not sources.exists(path):
        return None, frozenset()
    try:
        found = native.model(Memory, sources.text(str(path)), str(path), "memory")
    except BadInput as error:
        raise BadInput(error.problems[:3]) from None
    return found.conference, frozenset(found.said)


def write(conference: Conference, remarks: Iterable[Remark]) -> str:
    """The text of the file."""
    document = {"format": FORMAT, "conference": json.loads(native.write_json(conference)), "said": sorted(set(map(said, remarks)))}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def said(remark: Remark) -> str:
    """A remark as it is compared with those of the last time, when rows stood elsewhere."""
    return f"{remark.value}: {_CELL.sub('', remark.what)}"
