"""The public library of conference scheduling problems: our penalty and bound beside the best known figure.

    python -m benchmarks.cosplib                       every instance found, 60 s each, written to benchmarks/results
    python -m benchmarks.cosplib GECCO20 --limit 600   some of them
    python -m benchmarks.cosplib --milp                each beside a plain MILP solved by HiGHS under the same limit
    python -m benchmarks.cosplib --keep FOLDER         agendas stay there, as files of ours and of the library

The instances are found in the folder that COSPLIB names, or in ../shared/csplib beside the checkout. Each run is a process of
its own, the limit counts from its start, and the library's referee scores what it wrote: a figure that
is not the referee's, or a bound above a known agenda, is a FAIL, and so is a penalty above the target.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import records
from benchmarks.run import RESULTS, Run, machine, measure
from instances.formats import cosplib, read_agenda, read_conference

FOLDER = Path(os.environ.get("COSPLIB", Path(__file__).parent.parent.parent / "shared" / "csplib"))


@dataclass(frozen=True)
class Scored:
    """A run, and what the referee says of its agenda."""

    run: Run
    referee: int | None
    valid: bool
    milp: int | None = None
    """What the referee says of the agenda of the plain MILP, if that was asked for and found one."""

    @property
    def sound(self) -> bool:
        """Whether its figures may be true: the referee counts the same, and no bound lies above an agenda."""
        return self.valid and self.referee == self.run.penalty and not any("lies" in fault for fault in self.faults)

    @property
    def faults(self) -> list[str]:
        """What is wrong with the figures themselves, and whether the known one was reached."""
        known, found = records.KNOWN.get(self.run.name), []
        if not self.valid:
            found.append("no valid agenda")
        elif self.referee != self.run.penalty:
            found.append(f"the referee counts {self.referee}")
        record = records.records().get(self.run.name)
        seen = [p for p in (known, record.best if record else None, self.referee) if p is not None]
        if self.run.bound is not None and self.run.bound > min(seen, default=self.run.bound):
            found.append(f"the bound {self.run.bound} lies above a known agenda")
        if self.valid and self.referee is not None and record and self.referee < record.bound:
            found.append(f"{self.referee} lies below the bound {record.bound} of a record")
        if known is not None and self.referee is not None and self.referee > known:
            found.append(f"{self.referee - known} above the best known {known}")
        return found


def score(name: str, limit: float, folder: Path, milp: bool) -> Scored:
    """Solve an instance and have the referee judge."""
    source = FOLDER / "instances" / f"{name}.xlsx"
    run = measure(name, str(source), folder, limit)
    penalty, valid = judged(source, folder / f"{name}.agenda.json")
    rival = folder / f"{name}.milp.json"
    if milp:
        subprocess.run([sys.executable, "-m", "benchmarks.milp", str(source), str(rival), str(limit)], check=True)
    return Scored(run, penalty, valid, judged(source, rival)[0])


def judged(source: Path, agenda: Path) -> tuple[int | None, bool]:
    """What the referee says of an agenda: its penalty, and whether it is valid; nothing where there is none."""
    if not agenda.exists():
        return None, False
    solution = agenda.with_suffix(".xlsx")
    solution.write_bytes(cosplib.write(source, read_conference(str(source)), read_agenda(str(agenda))))
    command = [sys.executable, str(FOLDER / "referee.py"), str(source), str(solution)]
    verdict = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    return verdict["objective"], verdict["valid"]


def note(scored: Scored, command: str) -> bool:
    """Keep what is better than a record of the instance."""
    run, today = scored.run, str(datetime.date.today())
    return records.note(run.name, today, command, scored.referee, run.bound, run.bound_by, run.proof)


def table(found: list[Scored], milp: bool) -> str:
    """The instances as a Markdown table."""
    head = ["instance", "penalty", "bound", "best known", *(["MILP"] if milp else []), "first agenda, s", "proof or end, s", "verdict"]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for s in found:
        bound = "-" if s.run.bound is None else s.run.bound
        end = f"{s.run.end:.1f}{'' if s.run.proof is None else ' (proved)'}"
        first = "-" if s.run.first is None else f"{s.run.first:.1f}"
        verdict = "PASS" if not s.faults else f"FAIL: {'; '.join(s.faults)}"
        rival = [str("-" if s.milp is None else s.milp)] if milp else []
        known = records.KNOWN.get(s.run.name, "-")
        lines.append(f"| {' | '.join(map(str, (s.run.name, s.referee, bound, known, *rival, first, end, verdict)))} |")
    return "\n".join(lines)


def main() -> None:
    """Run what is asked, write JSON and Markdown, and exit 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    there = sorted(path.stem for path in (FOLDER / "instances").glob("*.xlsx"))
    parser.add_argument("names", nargs="*", default=there)
    parser.add_argument("--limit", type=float, default=60, help="seconds for each instance")
    parser.add_argument("--milp", action="store_true", help="beside a plain MILP under the same limit")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where agendas stay")
    options = parser.parse_args()
    if not options.names:
        raise SystemExit(f"no instances in {FOLDER}: set COSPLIB to the folder of the library")
    found = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for name in options.names:
            found.append(score(name, options.limit, folder, options.milp))
            print(table(found[-1:], options.milp).splitlines()[-1], flush=True)
            if found[-1].sound and note(found[-1], f"{name} --limit {options.limit:g}"):
                print(f"a record: {name}", flush=True)
    asked = "" if options.names == there else "-" + "-".join(options.names)
    command = f"python -m benchmarks.cosplib {'' if options.names == there else ' '.join(options.names) + ' '}--limit {options.limit:g}"
    command += " --milp" if options.milp else ""
    path = RESULTS / f"{datetime.date.today()}-cosplib{asked}-{options.limit:g}s.md"
    RESULTS.mkdir(exist_ok=True)
    path.write_text(f"# {datetime.date.today()}\n\n`{command}` on {machine()}\n\n{table(found, options.milp)}\n", encoding="utf-8")
    path.with_suffix(".json").write_text(json.dumps([{**asdict(s), "faults": s.faults} for s in found], indent=1) + "\n", encoding="utf-8")
    print(f"Wrote {path}")
    if any(s.faults for s in found):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
