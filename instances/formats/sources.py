"""Where inputs come from: files, and the standard input ('-')."""

from __future__ import annotations

import sys
from pathlib import Path

from instances.problems import BadInput, Problem

STDIN = "-"


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
    try:
        return content(source).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput([Problem((), f"is not UTF-8 text (byte {error.start})", "save it as UTF-8", file=name(source))]) from None


def content(source: str) -> bytes:
    """The bytes of a file, or of stdin. Raises BadInput."""
    if not source or (source == STDIN and sys.stdin is None):
        what = "there is no standard input" if source else "'' is no name of a file"
        raise BadInput([Problem((), what, "name a file")])
    try:
        return sys.stdin.buffer.read() if source == STDIN else Path(source).read_bytes()
    except FileNotFoundError:
        raise BadInput([Problem((), f"there is no file '{Path(source)}'", "check the name and the folder")]) from None
    except OSError as error:
        raise BadInput([Problem((), f"cannot be read: {error.strerror}", "name a readable file", file=str(Path(source)))]) from None
