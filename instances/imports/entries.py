"""Cells with the file they are from, and what there is to say about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from instances.formats.sheets import Cell
from instances.typed.reading import Read, Unread, Value, normal, shown

T = TypeVar("T")


@dataclass(frozen=True)
class Entry:
    """A cell that holds something, and the heading above it."""

    file: str
    cell: Cell
    heading: str = ""

    @property
    def value(self) -> Value:
        """What stands in the cell."""
        return self.cell.value

    @property
    def text(self) -> str:
        """The same as text."""
        return " ".join(str(self.value).split())

    @property
    def place(self) -> str:
        """'Speakers C7', for sentences about other cells."""
        return f"{self.cell.sheet} {self.cell.column}{self.cell.row}"

    def says(self, what: str, remedy: str = "") -> Remark:
        """A remark on this cell."""
        return Remark(self.file, self.cell.sheet, f"{self.cell.column}{self.cell.row}", self.text, what, remedy)


@dataclass(frozen=True)
class Remark:
    """Something to say about a cell, or, where `cell` is empty, about a sheet or a file.

    `echo`: whether another remark says the same of another cell.
    """

    file: str
    sheet: str
    cell: str
    value: str
    what: str
    remedy: str = ""
    echo: bool = False

    def __str__(self) -> str:
        place = " ".join(part for part in (self.file, self.sheet, self.cell) if part)
        return f"{place}: {self.what}{'; ' + self.remedy if self.remedy else ''}"


@dataclass
class Remarks:
    """What was guessed, what could not be read, and what says nothing that an agenda needs to know."""

    guessed: list[Remark] = field(default_factory=list)
    unread: list[Remark] = field(default_factory=list)
    passed: list[Remark] = field(default_factory=list)
    _numbers: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _numbered: int = 0

    def guess(self, entry: Entry, *notes: str) -> None:
        """Note how a cell was read."""
        self.guessed += [entry.says(note) for note in notes]

    def failed(self, entry: Entry) -> bool:
        """Whether there is a finding on a cell already."""
        return self._finding(entry) is not None

    def _finding(self, entry: Entry) -> int | None:
        """The number of the last finding on a cell."""
        for number in range(self._numbered, len(self.unread)):
            one = self.unread[number]
            self._numbers[one.file, one.sheet, one.cell] = number
        self._numbered = len(self.unread)
        mine = entry.says("")
        return self._numbers.get((mine.file, mine.sheet, mine.cell))

    def fail(self, entry: Entry, what: str, remedy: str = "") -> None:
        """Note that a cell was not read, quoted as it stands there."""
        quoted = shown(normal(entry.text))
        what = what.removeprefix(f"{quoted}: ") if what.startswith(f"{quoted}: {quoted} ") else what
        what = f"{shown(entry.text)}{what.removeprefix(quoted)}" if what.startswith(quoted) else what
        self.unread.append(entry.says(what, remedy))

    def until(self, entries: Iterable[Entry], taken: str) -> bool:
        """Say what is taken until a cell can be read; whether one of them was not."""
        numbers = [number for entry in entries if (number := self._finding(entry)) is not None]
        for number in numbers[-1:]:
            self.unread[number] = replace(self.unread[number], what=f"{self.unread[number].what}: {taken}")
        return bool(numbers)

    def read(self, entry: Entry, reader: Callable[[Value], Read[T]]) -> T | None:
        """What a cell holds, its notes kept; None, and a finding, where it cannot be read."""
        return self._read(entry, lambda value, _: reader(value))

    def _read(self, entry: Entry, reader: Callable[[Value, str], Read[T]]) -> T | None:
        try:
            read = reader(entry.value, entry.heading)
        except Unread as fault:
            self.fail(entry, fault.what, fault.remedy)
            return None
        self.guess(entry, *read.notes)
        return read.value

    def one(self, entries: Iterable[Entry], reader: Callable[[Value], Read[T]]) -> T | None:
        """What several cells say of one thing: the first that can be read. Others that differ are findings."""
        return self.one_headed(entries, lambda value, _: reader(value))

    def one_headed(self, entries: Iterable[Entry], reader: Callable[[Value, str], Read[T]]) -> T | None:
        """The same, where the heading above a cell tells how it is meant."""
        kept: T | None = None
        first: Entry | None = None
        for entry in entries:
            value = self._read(entry, reader)
            if value is None:
                continue
            if first is None:
                kept, first = value, entry
            elif value != kept:
                self.fail(
                    entry, f"{shown(entry.value)} contradicts {shown(first.value)} in {first.place}, which was kept", "make them agree"
                )
        return kept
