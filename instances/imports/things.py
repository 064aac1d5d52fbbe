"""What the rows of foreign sheets are about, with everything that cells say of it, unread as yet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from instances.imports.entries import Entry

EMPTY = "-"
"""Stands before the field of a cell of a row that is empty."""


@dataclass(eq=False)
class Thing:
    """A room, a person, a subforum, a track, a talk or a block. `cells` are what is said of it, by field.

    `spelt`: its names as they are compared; `titles`: its title by language, '' where none is told;
    `label`: a name with an address or an organisation, where several people
    have that name; `blanks`: empty cells, by the field that they would hold;
    `parts`: the people of a talk or a subforum; `start` and `end` are those of a block.
    """

    kind: str
    name: str
    places: list[Entry]
    cells: dict[str, list[Entry]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    spelt: set[str] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)
    email: str = ""
    organisation: str = ""
    label: str = ""
    parts: list[Thing] = field(default_factory=list)
    moderators: list[Thing] = field(default_factory=list)
    hosts: list[Thing] = field(default_factory=list)
    owner: Thing | None = None
    needs: dict[str, Entry] = field(default_factory=dict)
    blanks: dict[str, Entry] = field(default_factory=dict)
    id: str = ""
    start: datetime | None = None
    end: datetime | None = None

    def tell(self, cells: Mapping[str, Iterable[Entry]], prefix: str) -> None:
        """Add what a row says of it."""
        for name, entries in cells.items():
            if name.startswith(f"{EMPTY}{prefix}"):
                self.blanks.setdefault(name.removeprefix(EMPTY), next(iter(entries)))
            if name.startswith(prefix):
                known = self.cells.setdefault(name, [])
                known += [entry for entry in entries if entry not in known]

    def place(self, name: str) -> Entry:
        """The cell to name where a field is not known: the empty one under its heading, or the first that names the thing."""
        return self.blanks.get(name) or self.places[0]

    def said(self, name: str) -> list[Entry]:
        """The cells that say something of it under a field."""
        return self.cells.get(name, [])


@dataclass(frozen=True)
class Likely:
    """Two things that may be one, and why."""

    first: Thing
    second: Thing
    reason: str


def title_key(title: str) -> str:
    """A title as it is compared: neither case, widths, blanks nor signs count."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    return "".join(letter for letter in plain if letter.isalnum()) or plain
