"""Repairs of wuzhen2022 by the whole command, start-up included: everybody cancels once, each room closes for each block once.

    python -m benchmarks.repairs             written to benchmarks/results/DATE-repairs.md
    python -m benchmarks.repairs --every 8   a sample: each eighth of them

Wall time of `agenda repair … --json --alternatives 0` as its own process. Each loss must be repaired with
everything proved, the number of people told above all, or have no agenda at all; then it is checked that what
the reasons hold is impossible, that none of them has anything to spare, and that there is a way out, each with an agenda.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


def losses(conference: Conference, agenda: Agenda) -> Iterator[str]:
    """The options for each loss."""
    yield from (f"--cancel={s.id}=drop" for s in conference.speakers if s.id in agenda.appearances or s.id in conference.places_of)
    yield from (f"--close-room={room.id}@{block.id}" for room in conference.rooms for block in conference.blocks)


def repaired(folder: Path, option: str) -> tuple[float, dict[str, Any]]:
    """Seconds of the whole command, and what it printed."""
    command = [sys.executable, "-m", "cli", "repair", "wuzhen2022", "published.json", option, "--json", "--alternatives", "0", "-q"]
    began = time.perf_counter()
    done = subprocess.run([*command, "--out", "repaired.json"], cwd=folder, capture_output=True, text=True, check=False)
    return time.perf_counter() - began, json.loads(done.stdout)


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
    taken: list[tuple[float, str, dict[str, Any]]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_atomically(folder / "published.json", agenda.to_json())
        for option in list(losses(conference, agenda))[::every]:
            seconds, found = repaired(folder, option)
            taken.append((seconds, option, found))
            print(f"{seconds:5.2f} s  {found['status']:10} {len(found['told']):3} told {found['moves']:2} moves  {option}", flush=True)
    report("-repairs", f"python -m benchmarks.repairs --every {every}", list(_verdicts(conference, taken)))


def _verdicts(conference: Conference, taken: list[tuple[float, str, dict[str, Any]]]) -> Iterator[str]:
    """One line for each thing that was promised."""
    open_ = [option for _, option, found in taken if found["status"] not in ("optimal", "infeasible")]
    repairs = [(seconds, option) for seconds, option, found in taken if found["status"] != "infeasible"]
    reasons = [(seconds, option, found) for seconds, option, found in taken if found["status"] == "infeasible"]
    still = f", but not proved: {', '.join(open_)}" if open_ else ", all proved"
    yield f"{'FAIL' if open_ else 'PASS'}: of {len(taken)} losses {len(repairs)} are repaired{still}"
    median, (worst, option) = statistics.median(seconds for seconds, _ in repairs), max(repairs)
    yield f"{'PASS' if median <= MEDIAN else 'FAIL'}: a repair takes {median:.2f} s in the median (promised {MEDIAN:g})"
    yield f"{'PASS' if worst <= WORST else 'FAIL'}: and {worst:.2f} s at worst (promised {WORST:g}): {option}"
    silent = [option for _, option, found in reasons if not explained(conference, found)]
    slow = max((seconds for seconds, _, _ in reasons), default=0.0)
    yield f"{'PASS' if slow <= WORST else 'FAIL'}: what has no agenda is explained in {slow:.2f} s at worst (promised {WORST:g})"
    which = f", but {len(silent)} are not: {', '.join(silent)}" if silent else ""
    told = f"{len(reasons)} have no agenda, and are told why, with nothing to spare and ways out, all true"
    yield f"{'FAIL' if silent else 'PASS'}: {told}{which}"


if __name__ == "__main__":
    main()
