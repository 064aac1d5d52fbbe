"""Answers on a terminal, as wide as it is, and in a pipe, where each sentence stays on one line."""

from __future__ import annotations

import io
import os

from rich.console import Console, RenderableType

from scheduler.show import ENDLESS

NARROWEST = 20


def console(*, stderr: bool = False) -> Console:
    """A terminal; one that says it is hardly wider than a letter is taken to be a little wider."""
    found = Console(stderr=stderr, highlight=False)
    if found.width < NARROWEST:
        found.width = NARROWEST
    return found


def piped(what: RenderableType) -> str:
    """What goes into a pipe or a file: unwrapped, unless COLUMNS is set, and without trailing blanks."""
    file, columns = io.StringIO(), os.environ.get("COLUMNS", "")
    width = max(int(columns), NARROWEST) if columns.isdecimal() and int(columns) else ENDLESS
    Console(file=file, width=width, highlight=False).print(what, markup=False)
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().split("\n")[:-1])
