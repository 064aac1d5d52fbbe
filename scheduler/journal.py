"""What a long run has found so far, in a file of JSON lines: a run that was interrupted, or killed, goes on from there.

The first line says of which run it is. A last line that was cut off is dropped; the journal of another run is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Sequence
from contextlib import suppress

from instances.changes.scenario import Scenario
from instances.problems import BadInput, Problem
from scheduler.solve import versions
from scheduler.whatif import Given, Outcome, about

FORMAT = "agendawright/journal@1"

EVERY = 1.0
"""Seconds between two moments at which the disk has everything."""


class Journal:
    """A journal that is open, until it is closed: `known` are the outcomes in it, by the numbers of their scenarios.

    Raises BadInput for that of another run, for any other file, and for what cannot be written.
    """

    def __init__(self, path: str, given: Given, scenarios: Sequence[Scenario]) -> None:
        head = _line({"format": FORMAT, "conference": given.conference.id, "run": _run(given)})
        self._keys = [_key(scenario) for scenario in scenarios]
        try:
            self._file = open(path, "ab+")  # noqa: SIM115  # closed by `close`
        except OSError as error:
            raise BadInput([Problem((), f"cannot be written: {error.strerror or error}", "name another file", file=path)]) from None
        try:
            self._alone(path)
            self._file.seek(0)
            found, whole = _read(path, self._file.read(), head)
            self._file.truncate(whole)
            if not whole:
                self._file.write(head)
            self.sync()
        except BaseException:
            self._file.close()
            raise
        self.known = {
            number: found[key].replaced(**about(given.conference, scenario))
            for number, (key, scenario) in enumerate(zip(self._keys, scenarios, strict=True))
            if key in found
        }

    def _alone(self, path: str) -> None:
        """Refuse a journal that another run writes now, where the system can tell."""
        with suppress(ImportError):
            import fcntl

            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise BadInput([Problem((), "is in use by another run", "wait for it, or name another file", file=path)]) from None

    def keep(self, number: int, outcome: Outcome) -> None:
        """Write one more outcome, unless another try could find more."""
        if outcome.status != "failed":
            self._file.write(_line({"key": self._keys[number], "outcome": outcome.model_dump(mode="json", exclude={"changes"})}))
            if time.monotonic() - self._synced >= EVERY:
                self.sync()

    def sync(self) -> None:
        """Have everything on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._synced = time.monotonic()

    def close(self) -> None:
        """Have everything on the disk, and let the file go."""
        self.sync()
        self._file.close()


def _read(path: str, content: bytes, head: bytes) -> tuple[dict[str, Outcome], int]:
    """The outcomes in a journal by key, and how many of its bytes are whole lines. Raises BadInput."""
    whole = content.rfind(b"\n") + 1
    if not whole and head.startswith(content):
        return {}, 0
    first, *lines = content[:whole].splitlines(keepends=True) or [b""]
    if first != head:
        ours = FORMAT.encode() in first
        what = "is the journal of another run: of another conference, agenda, limits or version" if ours else "is no journal"
        raise BadInput([Problem((), what, "name a new file, or delete this one to begin anew" if ours else "name a new file", file=path)])
    found = {}
    for number, line in enumerate(lines, 2):
        try:
            entry = json.loads(line)
            found[str(entry["key"])] = Outcome.model_validate(entry["outcome"])
        except (ValueError, KeyError, TypeError, BadInput):
            raise BadInput(
                [Problem((), "cannot be read", "delete the line, and its scenario is done anew", file=path, line=number)]
            ) from None
    return found, whole


def _run(given: Given) -> str:
    """What makes the outcomes of a run comparable: the same conference, agenda, limits and versions."""
    settings = [given.limits, given.now, given.before, sorted(versions().items())]
    return _digest(f"{given.conference.hash} {given.agenda.to_json()} {settings}")


def _key(scenario: Scenario) -> str:
    """The same for the same changes, whatever they are called."""
    return _digest(json.dumps([change.model_dump(mode="json") for change in scenario.changes], sort_keys=True))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _line(entry: object) -> bytes:
    return f"{json.dumps(entry, ensure_ascii=False)}\n".encode()
