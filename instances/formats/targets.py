"""Where answers go: files, tested before the work begins, and the standard output ('-')."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from instances.agenda import Agenda
from instances.formats.native import write_atomically
from instances.problems import BadInput, Problem

STDOUT = "-"

Content = str | bytes | Mapping[str, bytes]
"""What is written: text, bytes, or the files of a folder by name."""


@dataclass(frozen=True)
class Kept:
    """Where an agenda was written, in words, and what was in the way of the place asked for."""

    target: str
    words: str
    failure: BadInput | None = None


def writable(target: str, *given: str, folder: bool = False) -> str:
    """A target that can be written, found out by trying; missing folders are not made yet.

    `given` are the files that are read, which are not to be overwritten; `folder`: whether it may be one. Raises BadInput.
    """
    if target == STDOUT:
        return target
    if not target.strip():
        raise BadInput([Problem((), f"'{target}' is no name of a file to write", "name one, or leave the option out")])
    path = Path(target)
    try:
        inside = target.endswith(("/", os.sep)) or path.is_dir()
        if inside and not folder:
            raise BadInput([Problem((), "is a folder", f"name a file in it, like {path / 'name'}", file=target)])
        if any(_same(path, Path(source)) for source in given):
            raise BadInput([Problem((), "is read by this command, and would be overwritten", "name another file", file=target)])
        _try(path.resolve() / "table.csv" if inside else path.resolve())
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise _unwritable(target, error) from None
    return target


def write(target: str, content: Content, what: str = "tables") -> str:
    """Write a file as a whole, with its folder, or the files of a folder, or to stdout. What was done, in words; `what` the files are.

    Raises BadInput where a file cannot be written, and OSError where stdout cannot.
    """
    if isinstance(content, Mapping):
        words = [write(str(Path(target) / name), part) for name, part in content.items()]
        return f"Wrote {len(words)} {what} to {target}" + (", a new folder" if words[0].endswith("folder") else "")
    if target == STDOUT:
        _say(content)
        return ""
    path = Path(target)
    try:
        new = not path.resolve().parent.exists()
        write_atomically(path, content)
    except (OSError, RuntimeError) as error:
        raise _unwritable(target, error) from None
    return f"Wrote {target}" + (", in a new folder" if new else "")


def aside(target: str, content: Content) -> list[str]:
    """Keep what a target holds, where it is something else, under its name with a '~' behind it. What was done, in words.

    Raises BadInput where it cannot be kept.
    """
    if isinstance(content, Mapping):
        return [words for name, part in content.items() for words in aside(str(Path(target) / name), part)]
    path = Path(target)
    before = path.read_bytes() if target != STDOUT and path.is_file() else b""
    same = before == (content.encode() if isinstance(content, str) else content)
    return [f"{write(f'{target}~', before)}, the file as it was"] if before and not same else []


def keep(agenda: Agenda, target: str, *, spare: bool = True) -> Kept:
    """Write an agenda that took long to find, and do not lose it where the target fails all the same.

    It then goes to ID.agenda.json in the working folder, or, where there is such a file, to one
    with a number; or else to stdout, if that is to `spare`. Raises BadInput or OSError where nothing can be written.
    """
    failure: BadInput | None = None
    names = (f"{agenda.conference}.agenda{number}.json" for number in ("", *(f".{n}" for n in range(2, 100))))
    others = [*(name for name in names if not Path(name).exists())][:1] + ([STDOUT] if spare else [])
    for place in dict.fromkeys((target, *others)):
        try:
            words = write(place, agenda.to_json())
        except BrokenPipeError:
            raise
        except (BadInput, OSError) as error:
            failure = failure or (error if isinstance(error, BadInput) else _unwritable("the standard output", error))
            continue
        remedy = f"the agenda is {f'in {place}' if place != STDOUT else 'on the standard output'} instead"
        return Kept(place, words, failure and BadInput(replace(p, remedy=remedy) for p in failure.problems))
    assert failure is not None
    raise failure


def _same(path: Path, other: Path) -> bool:
    return path.exists() and other.exists() and (path.is_file() or path.is_dir()) and path.samefile(other)


def _try(path: Path) -> None:
    """Do what writing a file does first. Raises OSError."""
    if path.exists() and not path.is_file():  # a device, or a pipe
        if not os.access(path, os.W_OK):
            raise PermissionError(None, "Permission denied")
        return
    folder = next(parent for parent in path.parents if parent.exists())
    descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=f".{path.name}.")
    os.close(descriptor)
    os.unlink(temporary)


def _unwritable(target: str, error: Exception) -> BadInput:
    why = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return BadInput([Problem((), f"cannot be written: {why}", "name another file", file=target)])


def _say(content: str | bytes) -> None:
    """Write to stdout at once, so that a full disk is known now. Raises OSError, with a name."""
    if sys.stdout is None:  # closed, as with '>&-'
        return
    try:
        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content)
        sys.stdout.flush()
    except OSError as error:
        with suppress(OSError, ValueError):  # what is left in the buffer would fail again at the end
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)
        error.filename = "the standard output"
        raise
