"""Repairs of wuzhen2022 by the whole command, start-up included: everybody cancels once, each room closes for each block once.

    python -m benchmarks.repairs             written to benchmarks/results/DATE-repairs.md
    python -m benchmarks.repairs --every 8   a sample: each eighth of them

Wall time of `agenda repair wuzhen2022 published.json OPTION` as somebody types it, as its own process, until the agenda is
written, and until it ends: then it has told who is to be told, too, and, where something moves, looked for five seconds at most at
what one move more would buy.
Python keeps what it compiled, as it does unless it is told not to. Each loss must be repaired with everything proved, the number of
people told above all, or have no agenda at all; then it is checked that what the reasons hold is impossible, that none of them has
anything to spare, and that there is a way out, each with an agenda.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from benchmarks.run import report
from instances.agenda import Agenda
from instances.changes import Change, apply
from instances.conference import Conference
from instances.formats import read_conference, write_atomically
from scheduler.check import check
from scheduler.feasible import Seeker
from scheduler.limits import Limits
from scheduler.part import part
from scheduler.solve import solve

CHANGES: TypeAdapter[list[Change]] = TypeAdapter(list[Change])

MEDIAN, WORST = 2.0, 5.0
"""Seconds that were promised."""

IMPOSSIBLE = "No agenda keeps every hard rule after that (proved)."
LAST = "none that disturbs so little costs less (proved)."
"""What is said where there is no agenda, and where all is proved: it is said of the wishes only if all before is."""


def losses(conference: Conference, agenda: Agenda) -> Iterator[str]:
    """The options for each loss."""
    yield from (f"--cancel={s.id}=drop" for s in conference.speakers if s.id in agenda.appearances or s.id in conference.places_of)
    yield from (f"--close-room={room.id}@{block.id}" for room in conference.rooms for block in conference.blocks)


class Taken(NamedTuple):
    """A loss: seconds until its agenda is written, seconds of the whole command, and what it printed."""

    option: str
    written: float | None
    whole: float
    words: str

    @property
    def possible(self) -> bool:
        """Whether there is an agenda, or may be."""
        return IMPOSSIBLE not in self.words

    @property
    def proved(self) -> bool:
        """Whether nothing is left to prove."""
        return not self.possible or LAST in self.words


def repaired(folder: Path, option: str) -> Taken:
    """Run the whole command."""
    began, written = time.perf_counter(), None
    with subprocess.Popen(command(option), cwd=folder, env=usual(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stderr
        for line in running.stderr:
            if line.startswith("Wrote "):
                written = time.perf_counter() - began
        words = running.stdout.read()
    whole = time.perf_counter() - began
    assert running.returncode in (0, 1), words
    return Taken(option, written, whole, " ".join(words.split()))


def command(option: str) -> list[str]:
    """The command for a loss."""
    return [sys.executable, "-m", "cli", "repair", "wuzhen2022", "published.json", option, "--out", "repaired.json"]


def usual() -> dict[str, str]:
    """The environment, in which Python keeps what it compiled."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def document(folder: Path, option: str) -> dict[str, Any]:
    """What the command prints with --json."""
    done = subprocess.run([*command(option), "--json", "-q"], cwd=folder, env=usual(), capture_output=True, text=True, check=False)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def explained(conference: Conference, found: dict[str, Any]) -> bool:
    """Whether somebody whose repair is impossible is told why, and what would help, and both are true."""
    changes: list[Change] = CHANGES.validate_python(found["changes"])
    after, why, seeker = apply(conference, changes), found["explanation"], Seeker(Limits(seconds=600))

    def possible(c: Conference) -> bool:
        return (agenda := seeker.agenda(c)) is not None and not check(c, agenda).broken

    for reason in why["reasons"]:
        if not reason["minimal"] or possible(part(after, [member["path"] for member in reason["held"]]).conference):
            return False
    ways: list[list[Change]] = [CHANGES.validate_python(way["changes"]) for way in why["ways"]]
    return bool(why["reasons"] and ways) and all(possible(apply(after, way)) for way in ways)


def main() -> None:
    """Run every loss and write what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N")
    every = parser.parse_args().every
    conference = read_conference("wuzhen2022")
    agenda = solve(conference, Limits(seconds=120)).agenda
    assert agenda is not None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_atomically(folder / "published.json", agenda.to_json())
        taken: list[Taken] = []
        for option in list(losses(conference, agenda))[::every]:
            taken.append(one := repaired(folder, option))
            written = "        " if one.written is None else f"{one.written:6.2f} s"
            print(f"{written}  {one.whole:6.2f} s  {one.words[:90]}  {option}", flush=True)
        verdicts = list(_verdicts(conference, folder, taken))
    report("-repairs", f"python -m benchmarks.repairs --every {every}", verdicts)


def _verdicts(conference: Conference, folder: Path, taken: list[Taken]) -> Iterator[str]:
    """One line for each thing that was promised."""
    still = [one.option for one in taken if not one.proved]
    repairs, reasons = [one for one in taken if one.possible], [one for one in taken if not one.possible]
    proved = f", but not proved: {', '.join(still)}" if still else ", all proved"
    yield f"{'FAIL' if still else 'PASS'}: of {len(taken)} losses {len(repairs)} are repaired{proved}"
    whole, written = [one.whole for one in repairs], [one.written for one in repairs if one.written]
    yield _promised("the whole command takes", statistics.median(whole), MEDIAN, "in the median")
    yield _promised("and", max(whole), WORST, f"at worst: {max(repairs, key=lambda one: one.whole).option}")
    yield f"The agenda stands written after {statistics.median(written):.2f} s in the median and {max(written):.2f} s at worst."
    yield _promised("what has no agenda is explained in", max((one.whole for one in reasons), default=0.0), WORST, "at worst")
    silent = [one.option for one in reasons if not explained(conference, document(folder, one.option))]
    which = f", but {len(silent)} are not: {', '.join(silent)}" if silent else ""
    told = f"{len(reasons)} have no agenda, and are told why, with nothing to spare and ways out, all true"
    yield f"{'FAIL' if silent else 'PASS'}: {told}{which}"


def _promised(what: str, seconds: float, promised: float, when: str) -> str:
    return f"{'PASS' if seconds <= promised else 'FAIL'}: {what} {seconds:.2f} s (promised {promised:g}) {when}"


if __name__ == "__main__":
    main()
