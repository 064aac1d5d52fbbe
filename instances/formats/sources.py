"""Where inputs come from: files, and the standard input ('-')."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from instances.problems import BadInput, Problem

STDIN = "-"

HISTORY = b"agdw"
"""What marks a database as a history, behind `_DATABASE` in its first bytes."""
_DATABASE, _MARK = b"SQLite format 3\0", slice(68, 72)
LARGEST = 50_000_000
"""Bytes that a file, or all the files of a folder together, may have."""


def name(source: str) -> str:
    """What a source is called in messages."""
    return "<stdin>" if source == STDIN else source


def exists(path: Path) -> bool:
    """Whether there is such a file or folder."""
    try:
        return path.exists()
    except OSError:  # a name that no file can have
        return False


def text(source: str) -> str:
    """The text of a file, or of stdin. Raises BadInput."""
    found = content(source)
    if found.startswith(_DATABASE) and found[_MARK] == HISTORY:
        remedy = "name it, ending in .db, in place of the conference and its agenda: it holds both"
        raise BadInput([Problem((), "is a history", remedy, file=name(source))])
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput([Problem((), f"is not UTF-8 text (byte {error.start})", "save it as UTF-8", file=name(source))]) from None


def content(source: str) -> bytes:
    """The bytes of a file, or of stdin. Raises BadInput."""
    if not source or (source == STDIN and sys.stdin is None):
        what = "there is no standard input" if source else "'' is no name of a file"
        raise BadInput([Problem((), what, "name a file")])
    path = Path(source)
    try:
        if source == STDIN:
            return _read(sys.stdin.buffer, name(source))
        if path.exists() and not path.is_file() and not path.is_dir() and not (path.is_fifo() and path.is_relative_to("/dev")):
            raise BadInput([Problem((), "is a device or a pipe, and may never end", "name a file, or read it as '-'", file=source)])
        with path.open("rb") as file:
            return _read(file, source)
    except FileNotFoundError:
        raise BadInput([Problem((), f"there is no file '{path}'", "check the name and the folder")]) from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = error.strerror if isinstance(error, OSError) else error
        raise BadInput([Problem((), f"cannot be read: {reason}", "name a readable file", file=str(path))]) from None


def _read(file: BinaryIO, name: str) -> bytes:
    """All that a file holds, if it ends before it is too large."""
    found = file.read(LARGEST + 1)
    if len(found) > LARGEST:
        raise too_large(name)
    return found


def too_large(name: str) -> BadInput:
    """The refusal of a file or a folder beyond `LARGEST`."""
    return BadInput([Problem((), f"has more than {LARGEST // 1_000_000} MB", "keep only what is part of the conference", file=name)])
