"""What more moves would buy in one hard case: the hall for 600 is lost for the whole of Nov 10.

    python -m benchmarks.frontier            written to benchmarks/results/DATE-frontier.md

The published agenda is that of the README's examples (tests/cancelled). Promised are three points or more, each proved.
"""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.run import report
from instances.changes import CloseRoom
from instances.formats import read_agenda, read_conference
from scheduler.limits import Limits
from scheduler.repair import frontier, repair

PUBLISHED = Path(__file__).parent.parent / "tests" / "cancelled" / "wuzhen2022.agenda.json"
LOST, MORE, SECONDS, PROMISED = "conference-hall-1", 4, 90.0, 3


def main() -> None:
    """Repair, look for more, and write the table."""
    conference, agenda = read_conference("wuzhen2022"), read_agenda(str(PUBLISHED))
    day = [block for block in conference.blocks if block.start.day == 10]
    lost = CloseRoom(room=LOST, start=day[0].start, end=day[-1].end)
    began = time.perf_counter()
    found = repair(conference, agenda, [lost], Limits(seconds=SECONDS))
    others = frontier(conference, agenda, found, MORE, Limits(seconds=SECONDS))
    assert found.penalty is not None
    points = [(found.moves, len(found.told), found.disturbance, found.penalty, found.status == "optimal")]
    points += [(one.moves, one.told, one.disturbance, one.penalty, one.proved) for one in others.alternatives]
    rows = [f"| {m} | {t} | {d} | {p} | {found.penalty - p or ''} | {'yes' if proved else 'no'} |" for m, t, d, p, proved in points]
    head = ["| Moves | People told | Disturbance | Penalty | Buys | Proved |", "|---:|---:|---:|---:|---:|---|"]
    proved = sum(point[-1] for point in points)
    verdict = (
        f"{'PASS' if proved >= PROMISED else 'FAIL'}: {proved} points proved (promised {PROMISED}), in {time.perf_counter() - began:.0f} s"
    )
    report("-frontier", "python -m benchmarks.frontier", ["\n".join([*head, *rows]), verdict])


if __name__ == "__main__":
    main()
