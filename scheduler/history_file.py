"""The file of a history: a SQLite database to which rows are only ever added.

Each version, and each telling, holds the hash of the one before it, and its own hash is over all that it
holds; so a row that was changed, taken out or put in between is found. Triggers refuse it in the first place.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from instances.formats import sources
from instances.problems import BadInput, Problem

APPLICATION = int.from_bytes(sources.HISTORY, "big")
FORMAT = 1
PATIENCE = 30.0
"""Seconds to wait for others who are writing."""

COLUMNS = {
    "versions": ("number", "parent", "conference", "agenda", "events", "penalty", "news", "who", "at", "why", "hash"),
    "tellings": ("number", "parent", "version", "people", "who", "at", "hash"),
}
"""The two chains, with what each link holds: its number, the hash of the one before, and at the end its own."""
_TABLES = (
    "CREATE TABLE conferences (hash TEXT PRIMARY KEY NOT NULL, document TEXT NOT NULL)",
    """CREATE TABLE versions (
 number INTEGER PRIMARY KEY AUTOINCREMENT, parent TEXT NOT NULL, conference TEXT NOT NULL REFERENCES conferences (hash),
 agenda TEXT NOT NULL, events TEXT NOT NULL, penalty INTEGER, news TEXT NOT NULL,
 who TEXT NOT NULL, at TEXT NOT NULL, why TEXT NOT NULL, hash TEXT NOT NULL)""",
    """CREATE TABLE tellings (
 number INTEGER PRIMARY KEY AUTOINCREMENT, parent TEXT NOT NULL, version INTEGER NOT NULL REFERENCES versions (number),
 people TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, hash TEXT NOT NULL)""",
    """CREATE TRIGGER conferences_once BEFORE INSERT ON conferences WHEN EXISTS (SELECT 1 FROM conferences WHERE hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'a history only grows'); END""",
    *(
        f"""CREATE TRIGGER {table}_next BEFORE INSERT ON {table}
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM {table})
 OR NEW.parent IS NOT coalesce((SELECT hash FROM {table} ORDER BY number DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'a history only grows'); END"""
        for table in COLUMNS
    ),
    *(
        f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, 'a history only grows'); END"
        for table in ("conferences", *COLUMNS)
        for what in ("UPDATE", "DELETE")
    ),
)
_RESTORE = "take it from a copy"

Row = dict[str, Any]


class Damaged(BadInput):
    """A history that is not what was written."""


class Empty(BadInput):
    """There is no file, or nothing in it yet."""


def damaged(path: Path, what: str) -> Damaged:
    """The fault of a history that is not what was written."""
    return Damaged([Problem((), what, _RESTORE, file=str(path))])


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as it is at one moment, whoever writes to it. Raises BadInput, or Damaged."""
    if not sources.exists(path):
        raise Empty([Problem((), f"there is no file '{path}'", "check the name, or make it with 'agenda publish'")])
    if not path.is_file():
        raise BadInput([Problem((), "is a folder" if path.is_dir() else "is no file", "name a history", file=str(path))])
    with _transaction(path, "rw", "BEGIN") as connection:
        if not _made(connection, path):
            raise Empty([Problem((), "is empty: nothing was published to it", "publish to it with 'agenda publish'", file=str(path))])
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """The file for one writer alone, made where there is none; kept as a whole, or not at all. Raises BadInput, or Damaged."""
    with _transaction(path, "rwc", "BEGIN IMMEDIATE") as connection:
        if not _made(connection, path):
            for statement in (*_TABLES, f"PRAGMA application_id = {APPLICATION}", f"PRAGMA user_version = {FORMAT}"):
                connection.execute(statement)
        yield connection


@contextmanager
def _transaction(path: Path, mode: str, begin: str) -> Iterator[sqlite3.Connection]:
    try:
        uri = f"{path.resolve().as_uri()}?mode={mode}"
    except (OSError, RuntimeError, ValueError) as error:  # a name that no file can have, links in a circle
        raise BadInput([Problem((), f"cannot be opened: {error}", "name another file", file=str(path))]) from None
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)) as connection:
            connection.text_factory = lambda text: text.decode("utf-8", "replace")
            for setting in ("synchronous = EXTRA", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {setting}")
            connection.execute(begin)
            yield connection
            connection.execute("COMMIT")
    except (sqlite3.Error, sqlite3.Warning, UnicodeDecodeError) as error:  # words of an error that are no text any more
        raise told(path, error) from None


def told(path: Path, error: Exception, kind: str = "history") -> BadInput:
    """What the database says is wrong with a file of a kind, in words."""
    name = getattr(error, "sqlite_errorname", "")
    found = {
        "SQLITE_BUSY": ("is in use by somebody else", "try again"),
        "SQLITE_LOCKED": ("is in use by somebody else", "try again"),
        "SQLITE_READONLY": ("cannot be written", "ask whoever owns it, or name another file"),
        "SQLITE_FULL": ("cannot be written: the disk is full", "make room, or name another file"),
        "SQLITE_CANTOPEN": ("cannot be opened", "check the folder, and who may read it"),
        "SQLITE_PERM": ("cannot be opened", "check who may read it"),
        "SQLITE_NOTADB": (f"is no {kind}, or is not one any more", "name another file, or take it from a copy"),
        "SQLITE_IOERR": (f"cannot be read or written: {error}", "check the disk"),
    }
    for start, (what, remedy) in found.items():
        if name.startswith(start):
            return BadInput([Problem((), what, remedy, file=str(path))])
    return damaged(path, f"is damaged: {error}")


def _made(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether it is a history that this release knows; False where it is empty. Raises BadInput for anything else."""
    application, form, schema = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version", "schema_version")
    )
    if (application, form, schema) == (0, 0, 0):
        return False
    if application != APPLICATION:
        raise BadInput([Problem((), "is a database, but not the history of a conference", "name another file", file=str(path))])
    if form > FORMAT:
        what = f"was written by a newer release (format {form}; this one knows {FORMAT})"
        raise BadInput([Problem((), what, "install the newest release", file=str(path))])
    if form != FORMAT:
        raise damaged(path, f"is damaged: there is no format {form}")
    return True


def digest(*parts: object) -> str:
    """SHA-256 over the canonical JSON of what is given."""
    canonical = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), default=repr)
    return hashlib.sha256(canonical.encode("utf-8", "replace")).hexdigest()


def rows(connection: sqlite3.Connection, table: str, which: str = "", *values: object) -> Iterator[Row]:
    """The links of a chain in their order, as they stand there."""
    names = COLUMNS[table]
    found = connection.execute(f"SELECT {', '.join(names)} FROM {table} {which or 'ORDER BY number'}", values)
    return (dict(zip(names, row, strict=True)) for row in found)


def newest(connection: sqlite3.Connection, table: str) -> Row | None:
    """The last link of a chain."""
    return next(rows(connection, table, "ORDER BY number DESC LIMIT 1"), None)


def append(connection: sqlite3.Connection, table: str, **values: object) -> None:
    """Add a link to a chain."""
    last = newest(connection, table)
    row: Row = {"number": last["number"] + 1 if last else 1, "parent": last["hash"] if last else "", **values}
    row["hash"] = _hash(table, row)
    names = COLUMNS[table]
    connection.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", [row[name] for name in names])


def _hash(table: str, row: Row) -> str:
    return digest(table, *(row[name] for name in COLUMNS[table][:-1]))


def put_conference(connection: sqlite3.Connection, document: str) -> str:
    """Keep a conference, once, and give its hash."""
    key = digest(document)
    if connection.execute("SELECT 1 FROM conferences WHERE hash = ?", (key,)).fetchone() is None:
        connection.execute("INSERT INTO conferences VALUES (?, ?)", (key, document))
    return key


def conference(connection: sqlite3.Connection, path: Path, row: Row) -> str:
    """The conference of a version, as it was written. Raises Damaged."""
    found = connection.execute("SELECT document FROM conferences WHERE hash = ?", (row["conference"],)).fetchone()
    if found is None or digest(found[0]) != row["conference"]:
        raise damaged(path, f"version {row['number']} is not what was published: its conference was changed")
    return str(found[0])


def sound(path: Path, table: str, row: Row) -> Row:
    """A link, if it is what was written. Raises Damaged."""
    if _hash(table, row) != row["hash"]:
        raise damaged(path, f"{_name(table, row)}: it was changed")
    return row


def verify(connection: sqlite3.Connection, path: Path) -> int:
    """Compute every hash again, look at the file itself, and count the versions. Raises Damaged, with the first that is wrong."""
    counted: dict[str, int] = {}
    for table in COLUMNS:
        parent, number = "", 0
        for number, row in enumerate(rows(connection, table), 1):
            sound(path, table, row)
            if (row["number"], row["parent"]) != (number, parent):
                raise damaged(path, f"{_name(table, row)}: what stood before it is not there")
            if table == "versions":
                conference(connection, path, row)
            parent = row["hash"]
        last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        if (last[0] if last else 0) != number:
            raise damaged(path, f"{_name(table, {'number': number + 1})}: it was taken out")
        counted[table] = number
    with closing(sqlite3.connect(":memory:")) as fresh:
        for statement in _TABLES:
            fresh.execute(statement)
        if _schema(connection) != _schema(fresh):
            raise damaged(path, "is damaged: its tables, or what guards them, were changed")
    faults = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(1)")]
    if faults != ["ok"]:
        raise damaged(path, f"is damaged: {' '.join(faults[0].split())}")
    return counted["versions"]


def _schema(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return sorted(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def _name(table: str, row: Row) -> str:
    number = row["number"]
    return f"version {number} is not what was published" if table == "versions" else f"telling {number} is not what was noted"
