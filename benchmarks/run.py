"""Times and proofs: the flagship, its siblings, and larger conferences.

    python -m benchmarks.run                 everything, written to benchmarks/results/DATE.md
    python -m benchmarks.run wuzhen2022      one question: wuzhen2022, siblings, 50, 100, 200, 500 or 1000

Each run is the command `agenda solve` as a process of its own, so that loading is counted: time to
the first agenda, time to proof, gap at the limit, peak memory, and the size of the model.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LIMIT = 60
SIBLINGS = 20
SIZES = (50, 100, 200, 500, 1000)
RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Run:
    """What one process did; seconds are of wall time since it was started."""

    name: str
    first: float | None
    proof: float | None
    end: float
    penalty: int | None
    bound: int | None
    gap: float | None
    memory: float
    variables: int
    constraints: int
    bound_by: str = ""
    """The stage of the search that found the bound."""


def measure(name: str, source: str, folder: Path, limit: float) -> Run:
    """Solve one conference in a process of its own."""
    command = [sys.executable, "-X", "utf8", "-m", "benchmarks.timed", source, str(folder / f"{name}.agenda.json"), str(limit)]
    began = time.time()
    out = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "BEGAN": repr(began)})
    if out.returncode not in (0, 1, 3):
        raise SystemExit(f"{name}: exit {out.returncode}\n{out.stderr}")
    found = json.loads(out.stdout)
    end = found["end"]
    proof = end if found["status"] == "optimal" else None
    return Run(
        name,
        found["first"],
        proof,
        end,
        found["penalty"],
        found["bound"],
        found["gap"],
        found["memory"],
        found["variables"],
        found["constraints"],
        found["bound_by"],
    )


def questions(asked: str | None, folder: Path) -> Iterator[tuple[str, str]]:
    """Names and sources of what is to be solved."""
    if asked in (None, "wuzhen2022"):
        yield "wuzhen2022", "wuzhen2022"
    for seed in range(1, SIBLINGS + 1) if asked in (None, "siblings") else ():
        yield f"sibling {seed}", generated(20, seed, folder)
    for size in SIZES:
        if asked in (None, str(size)):
            yield f"{size} subforums", generated(size, 1, folder)


def generated(size: int, seed: int, folder: Path) -> str:
    """Write a generated conference, and say where."""
    path = folder / f"g{size}-{seed}.yaml"
    command = [sys.executable, "-m", "cli", "generate", "--subforums", str(size), "--seed", str(seed), "--out", str(path)]
    subprocess.run(command, check=True)
    return str(path)


def table(runs: list[Run]) -> str:
    """The runs as a Markdown table, and the siblings in a sentence."""
    columns = "conference | first agenda, s | proof, s | penalty | bound | gap, % | peak memory, MB | variables | constraints"
    head = f"| {columns} |\n{'|---' * (columns.count('|') + 1)}|\n"
    rows = [
        f"| {r.name} | {number(r.first)} | {number(r.proof)} | {whole(r.penalty)} | {whole(r.bound)} | {number(r.gap)}"
        f" | {r.memory:.0f} | {r.variables} | {r.constraints} |"
        for r in runs
    ]
    lines = [head + "\n".join(rows)]
    siblings = [r for r in runs if r.name.startswith("sibling")]
    if siblings:
        proofs = [r.proof if r.proof is not None else float("inf") for r in siblings]
        proved = sum(r.proof is not None for r in siblings)
        median, worst = statistics.median(proofs), max(proofs)
        lines.append(
            f"\nSiblings: {proved} of {len(siblings)} proved; time to proof {number(median)} s in the median, {number(worst)} s at worst."
        )
    return "\n".join(lines) + "\n"


def verdicts(runs: list[Run]) -> Iterator[str]:
    """PASS or FAIL for each figure that was promised."""
    for r in runs:
        promised: list[tuple[str, float | None, float]] = []
        if r.name == "wuzhen2022":
            promised = [("first agenda, s", r.first, 2), ("proof, s", r.proof, 20), ("peak memory, MB", r.memory, 1000)]
        if r.name in ("200 subforums", "1000 subforums"):
            promised = [("first agenda, s", r.first, 60)]
        for what, value, most in promised:
            yield f"{'PASS' if value is not None and value <= most else 'FAIL'}: {r.name}: {what}: {number(value)}, promised {most}"


def number(value: float | None) -> str:
    """With one decimal, or a dash."""
    return "-" if value is None else "over the limit" if value == float("inf") else f"{value:.1f}"


def whole(value: int | None) -> str:
    """A whole number, or a dash."""
    return "-" if value is None else str(value)


def machine() -> str:
    """What the figures were measured on."""
    model = "unknown processor"
    try:
        model = re.findall(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())[0]
    except (OSError, IndexError):
        model = platform.processor() or model
    from scheduler.solve import versions

    parts = ", ".join(f"{name} {number}" for name, number in versions().items())
    return f"{os.cpu_count()} cores ({model}), Python {platform.python_version()}, {parts}"


def report(name: str, command: str, lines: list[str]) -> None:
    """Write and print what was found by a command, under today's date; exits with 1 where something failed."""
    text = "\n\n".join([f"# {datetime.date.today()}", f"`{command}` on {machine()}", *lines]) + "\n"
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{datetime.date.today()}{name}.md"
    path.write_text(text, encoding="utf-8")
    print(f"\n{text}\nWrote {path}")
    if any(line.startswith("FAIL") for line in lines):
        raise SystemExit(1)


def main() -> None:
    """Run what is asked and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("question", nargs="?", choices=["wuzhen2022", "siblings", *map(str, SIZES)])
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds for each conference")
    options = parser.parse_args()
    runs = []
    with tempfile.TemporaryDirectory() as temporary:
        for name, source in questions(options.question, Path(temporary)):
            run = measure(name, source, Path(temporary), options.limit)
            times = f"first {number(run.first)} s, proof {number(run.proof)} s"
            print(f"{run.name}: {times}, penalty {run.penalty}, bound {run.bound}, {run.memory:.0f} MB", flush=True)
            runs.append(run)
    command = " ".join(["python -m benchmarks.run", *([options.question] if options.question else []), f"--limit {options.limit:g}"])
    report(f"-{options.question}" if options.question else "", command, [table(runs).rstrip(), *verdicts(runs)])


if __name__ == "__main__":
    main()
