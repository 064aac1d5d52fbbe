"""The file of a board: a SQLite database to which an edit is added in one transaction, with the whole state after it.

What is acknowledged is on the disk: each commit waits for it (`synchronous = EXTRA`, which is FULL and, as the rollback journal is
deleted, its folder, too). A rollback journal and not a write-ahead log, because then one file is all there is to copy, on any file
system, and one writer who adds a few rows a second gains nothing from the other. The file is held by one server alone.

Conferences and agendas are kept once each, by their hashes, so that to undo costs nothing. The hashes of edits chain as those of a
history do.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from instances.problems import BadInput, Problem
from scheduler.history_file import digest, told

APPLICATION = int.from_bytes(b"agbd", "big")
FORMAT = 1
PATIENCE = 1.0
"""Seconds to wait for another process that holds the file."""

_COLUMNS = ("version", "parent", "kind", "words", "items", "who", "at", "key", "node", "base", "agenda", "locks", "bound", "hash")
_TABLES = (
    "CREATE TABLE texts (hash TEXT PRIMARY KEY NOT NULL, content BLOB NOT NULL) WITHOUT ROWID",
    """CREATE TABLE edits (
 version INTEGER PRIMARY KEY, parent TEXT NOT NULL, kind TEXT NOT NULL, words TEXT NOT NULL, items TEXT NOT NULL, who TEXT NOT NULL,
 at TEXT NOT NULL, key TEXT UNIQUE, node INTEGER NOT NULL, base TEXT NOT NULL REFERENCES texts (hash),
 agenda TEXT NOT NULL REFERENCES texts (hash), locks TEXT NOT NULL, bound INTEGER, hash TEXT NOT NULL)""",
    "CREATE TABLE publications (number INTEGER PRIMARY KEY, version INTEGER NOT NULL REFERENCES edits (version), hash TEXT NOT NULL)",
    *(
        f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, 'a board only grows'); END"
        for table in ("texts", "edits", "publications")
        for what in ("UPDATE", "DELETE")
    ),
)


@dataclass(frozen=True)
class Row:
    """An edit as the file holds it. `node`: the version whose state it has; its own, but where it was undone or done again.

    `base` and `agenda` are hashes of texts; `key` is the client's, by which it is known if it is sent twice.
    """

    version: int
    kind: str
    words: str
    items: tuple[str, ...]
    who: str
    at: str
    key: str | None
    node: int
    base: str
    agenda: str
    locks: tuple[str, ...]
    bound: int | None


@dataclass(frozen=True)
class Publication:
    """That a version of the board is a version of the history."""

    number: int
    version: int
    hash: str


class Store:
    """The file, open. Raises BadInput for what is no board, is held by another server, or is damaged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        with self._told():
            uri = f"{path.resolve().as_uri()}?mode=rwc"
            self._file = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
            try:
                self._begin()
            except BaseException:
                self._file.close()
                raise
        self._last = self._verify()

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    @property
    def rows(self) -> tuple[Row, ...]:
        """All edits, the first one first."""
        with self._lock, self._told():
            return tuple(_row(values) for values in self._file.execute(f"SELECT {', '.join(_COLUMNS)} FROM edits ORDER BY version"))

    @property
    def publications(self) -> tuple[Publication, ...]:
        """What was published from here."""
        with self._lock, self._told():
            return tuple(Publication(*row) for row in self._file.execute("SELECT number, version, hash FROM publications ORDER BY number"))

    def text(self, key: str) -> str:
        """A text by its hash. Raises BadInput where it is not what was written."""
        with self._lock, self._told():
            found = self._file.execute("SELECT content FROM texts WHERE hash = ?", (key,)).fetchone()
            text = zlib.decompress(found[0]).decode() if found else None
        if text is None or digest(text) != key:
            raise self._damaged("an agenda or a conference in it was changed")
        return text

    def append(self, row: Row, base: str, agenda: str) -> None:
        """Add an edit with the texts of its state; it is on the disk then. Raises BadInput, and nothing is added."""
        with self._lock, self._told(), self._transaction():
            for key, text in ((row.base, base), (row.agenda, agenda)):
                if self._file.execute("SELECT 1 FROM texts WHERE hash = ?", (key,)).fetchone() is None:
                    self._file.execute("INSERT INTO texts VALUES (?, ?)", (key, zlib.compress(text.encode(), 1)))
            values = [*_values(row, self._last)]
            last = digest(*values)
            self._file.execute(f"INSERT INTO edits VALUES ({', '.join('?' * len(_COLUMNS))})", [*values, last])
        self._last = last

    def published(self, number: int, version: int, hash: str) -> None:
        """Note that a version of the board is one of the history."""
        with self._lock, self._told(), self._transaction():
            self._file.execute("INSERT OR IGNORE INTO publications VALUES (?, ?, ?)", (number, version, hash))

    def _begin(self) -> None:
        for setting in ("locking_mode = EXCLUSIVE", "journal_mode = DELETE", "synchronous = EXTRA", "foreign_keys = ON"):
            self._file.execute(f"PRAGMA {setting}")
        with self._transaction():
            application, form, schema = (
                self._file.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version", "schema_version")
            )
            if (application, form, schema) == (0, 0, 0):
                for statement in (*_TABLES, f"PRAGMA application_id = {APPLICATION}", f"PRAGMA user_version = {FORMAT}"):
                    self._file.execute(statement)
            elif application != APPLICATION:
                raise BadInput([Problem((), "is a database, but no board", "name another file with --board", file=str(self.path))])
            elif form > FORMAT:
                what = f"was written by a newer release (format {form}; this one knows {FORMAT})"
                raise BadInput([Problem((), what, "install the newest release", file=str(self.path))])
            elif form != FORMAT:
                raise self._damaged(f"there is no format {form}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._file.execute("BEGIN EXCLUSIVE")
        try:
            yield
            self._file.execute("COMMIT")
        except BaseException:
            if self._file.in_transaction:
                self._file.execute("ROLLBACK")
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, RuntimeError, ValueError) as error:  # a name that no file can have, bytes that are no text
            raise BadInput([Problem((), f"cannot be opened: {error}", "name another file", file=str(self.path))]) from None
        except (sqlite3.Error, sqlite3.Warning, zlib.error) as error:
            found = told(self.path, error, "board")
            busy = any("in use" in problem.what for problem in found.problems)
            held = Problem((), "is served already, or in use by another program", "end that, or name another file", file=str(self.path))
            raise BadInput([held]) if busy else found from None

    def _verify(self) -> str:
        """The hash of the last edit, when all are what was written. Raises BadInput."""
        parent = ""
        with self._lock, self._told():
            for number, values in enumerate(self._file.execute(f"SELECT {', '.join(_COLUMNS)} FROM edits ORDER BY version"), 1):
                if values[0] != number or values[1] != parent or digest(*values[:-1]) != values[-1]:
                    raise self._damaged(f"edit {number} is not what was written")
                parent = values[-1]
            faults = [str(row[0]) for row in self._file.execute("PRAGMA quick_check(1)")]
            with closing(sqlite3.connect(":memory:")) as fresh:
                for statement in _TABLES:
                    fresh.execute(statement)
                same = _schema(self._file) == _schema(fresh)
        if faults != ["ok"] or not same:
            raise self._damaged(" ".join(faults[0].split()) if faults != ["ok"] else "its tables, or what guards them, were changed")
        return parent

    def _damaged(self, what: str) -> BadInput:
        return BadInput([Problem((), f"is damaged: {what}", "take it from a copy", file=str(self.path))])


def _values(row: Row, parent: str) -> Iterator[Any]:
    """What is written of an edit, but for its hash, in the order of the columns."""
    lists = {"items": json.dumps(row.items), "locks": json.dumps(row.locks), "parent": parent}
    yield from (lists[name] if name in lists else getattr(row, name) for name in _COLUMNS[:-1])


def _row(values: tuple[Any, ...]) -> Row:
    found = dict(zip(_COLUMNS, values, strict=True))
    found |= {name: tuple(json.loads(found[name])) for name in ("items", "locks")}
    return Row(**{name: found[name] for name in Row.__dataclass_fields__})


def _schema(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return sorted(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
