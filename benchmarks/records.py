"""The best agenda and the best bound that we have for each instance of the public library, and where they come from.

    python -m benchmarks.records     prints the table, as it stands in the README

`benchmarks.cosplib` notes what is better than its record.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

PATH = Path(__file__).parent / "records.json"

KNOWN = {
    "N2OR": 1, "GECCO19": 1000027, "GECCO20": 5781, "GECCO20Workshop": 80625, "GECCO21": 10933,
    "GECCO22": 1518, "ISF22": 100275, "OR60F": 427, "OR60F2": 71,
}  # fmt: skip
"""The strongest figures of others known to us, of whatever method, by the library's own score."""


@dataclass(frozen=True)
class Record:
    """An agenda's penalty, and a bound, which holds for the library's whole objective, each with the run that it comes from.

    `proved_by`: the stage of the search that found the bound; `seconds`: when a run that proved its own agenda the best ended.
    """

    best: int
    best_date: str
    best_command: str
    bound: int = 0
    bound_date: str = ""
    bound_command: str = ""
    proved_by: str = ""
    seconds: float | None = None


def records() -> dict[str, Record]:
    """The records by the names of their instances."""
    return {name: Record(**found) for name, found in json.loads(PATH.read_text(encoding="utf-8")).items()} if PATH.exists() else {}


def note(name: str, date: str, command: str, penalty: int | None, bound: int | None, by: str, seconds: float | None) -> bool:
    """Keep what is better than a record, and a quicker proof; whether anything is."""
    kept = records()
    record = before = kept.get(name)
    if penalty is not None and (record is None or penalty < record.best):
        record = replace(record or Record(penalty, date, command), best=penalty, best_date=date, best_command=command)
    if record is None:
        return False
    better = bound is not None and bound > record.bound
    quicker = seconds is not None and (record.seconds is None or seconds < record.seconds)
    if bound is not None and (better or (quicker and bound == record.bound)):
        record = replace(record, bound=bound, bound_date=date, bound_command=command, proved_by=by, seconds=seconds)
    if record == before:
        return False
    text = json.dumps({n: asdict(r) for n, r in sorted({**kept, name: record}.items())}, indent=1)
    PATH.write_text(text + "\n", encoding="utf-8")
    return True


def table() -> str:
    """The records as a Markdown table."""
    head = ("instance", "best known before", "best", "bound", "", "date", "command: `python -m benchmarks.cosplib` and")
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for name, r in sorted(records().items()):
        proof = (
            f"**proved**, {r.proved_by}, in {r.seconds:.0f} s"
            if r.best == r.bound and r.seconds
            else f"gap {r.best - r.bound}; bound: {r.proved_by}"
        )
        commands = " and ".join(dict.fromkeys(f"`{c}`" for c in (r.best_command, r.bound_command)))
        lines.append(
            f"| {name} | {KNOWN.get(name, '-')} | {r.best} | {r.bound} | {proof} | {max(r.best_date, r.bound_date)} | {commands} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
