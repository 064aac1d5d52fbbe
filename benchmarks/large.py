"""A large instance never seen before, in the public library's layout: a first agenda at once, and a better one every minute.

    python -m benchmarks.large                         1,112 submissions, 3 minutes
    python -m benchmarks.large --submissions 300 --minutes 1 --seed 7

The instance is synthetic: tracks of all sizes in parallel rooms, presenters with several submissions,
tables of points. Promised are a valid agenda within 30 s, and a better one in each minute after it
unless the agenda is proved optimal. Where the library's referee is found it must agree.
"""

from __future__ import annotations

import argparse
import datetime
import random
import tempfile
import time
from pathlib import Path

from openpyxl import Workbook

from benchmarks.cosplib import FOLDER, judged
from benchmarks.run import machine
from constraints.profile import problems
from instances.formats import read_conference, write_atomically
from instances.formats.cosplib import SHEETS, WEIGHTS
from scheduler.limits import Limits
from scheduler.solve import solve
from scheduler.watch import Progress

FIRST = 30.0
"""Seconds after which there is a valid agenda."""

POINTS = {
    "tracks_sessions": 10, "tracks_rooms": 1, "sessions_rooms": 100, "similar_tracks": 20, "rooms": 5, "itself": 30, "hole": 10,
    "order": 2, "submissions_sessions": 5, "presenters": 1000, "attendees": 3, "chairs": 50,
}  # fmt: skip


def instance(submissions: int, seed: int, path: Path) -> None:
    """Write a synthetic workbook."""
    chance, book = random.Random(seed), Workbook()
    sessions = [f"S{n}" for n in range(1, 17)]
    slots = {s: chance.choice((3, 3, 4)) for s in sessions}
    tracks = [f"Track {n}" for n in range(1, max(3, submissions // 8))]
    work = [(f"P{n}", chance.choice(tracks) if n >= len(tracks) else tracks[n], chance.choice((1, 1, 1, 2))) for n in range(submissions)]
    rooms = [f"Room {n}" for n in range(1, 2 + sum(w[2] for w in work) * 5 // 4 // sum(slots.values()) + 1)]
    authors = [f"A{n}" for n in range(submissions * 3 // 4)]
    sheets = {name: book.create_sheet(name) for name in SHEETS}
    book.remove(book.worksheets[0])
    sheets["submissions"].append(
        ["Reference", "Track", "Required Timeslots", "Order", "Time Zone", "Presenters", "Attendees", *sessions, *rooms]
    )
    for number, (name, track, size) in enumerate(work):
        wishes = [chance.choice((1, 10)) if chance.random() < 0.03 else None for _ in sessions]
        attendees = ", ".join(chance.sample(authors, 2)) if chance.random() < 0.2 else None
        order = 1 if number < len(tracks) and chance.random() < 0.2 else None
        sheets["submissions"].append(
            [name, track, size, order, "GMT+0", chance.choice(authors), attendees, *wishes, *([None] * len(rooms))]
        )
    sheets["tracks"].append(["Tracks", "Chairs"])
    for track in tracks:
        sheets["tracks"].append([track, chance.choice(authors)])
    sheets["sessions"].append(["Sessions", "Slots", "Date", "Start", "End"])
    for number, session in enumerate(sessions):
        start = datetime.time(9 + 2 * (number % 4))
        end = datetime.time(start.hour + 1, 20 * (slots[session] - 3))
        sheets["sessions"].append([session, slots[session], datetime.datetime(2024, 7, 1 + number // 4), start, end])
    sheets["rooms"].append(["Rooms"])
    for room in rooms:
        sheets["rooms"].append([room])
    for name, down, across in (
        ("tracks_sessions|penalty", tracks, sessions), ("tracks_rooms|penalty", tracks, rooms),
        ("sessions_rooms|penalty", sessions, rooms), ("similar tracks", tracks, tracks),
    ):  # fmt: skip
        sheets[name].append(["", *across])
        for line in down:
            sheets[name].append([line, *(1 if chance.random() < 0.05 else None for _ in across)])
    sheets["parameters"].append(["Sessions", None, None, "Weights", None])
    clock = {0: "GMT+0", 2: datetime.time(9), 3: datetime.time(20), 5: datetime.time(7), 6: datetime.time(22), 7: 1, 9: 10}
    for number, weight in enumerate(WEIGHTS):
        sheets["parameters"].append([None, clock.get(number), None, weight, POINTS.get(weight, 0)])
    book.save(path)


def main() -> None:
    """Solve one, and exit 1 if a promise was not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=1112)
    parser.add_argument("--minutes", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "large.xlsx", Path(folder) / "large.agenda.json"
        instance(options.submissions, options.seed, source)
        began, last = time.perf_counter(), [0.0]
        found: list[tuple[float, int]] = []

        def watch(progress: Progress) -> None:
            if progress.agenda is not None and progress.penalty is not None:
                found.append((time.perf_counter() - began, progress.penalty))
                if found[-1][0] - last[0] > 5:
                    last[0] = found[-1][0]
                    print(f"{last[0]:6.1f} s  {progress.penalty}", flush=True)

        result = solve(read_conference(str(source), problems), Limits(seconds=60.0 * options.minutes), watch=watch)
        first = found[0][0] if found else None
        minutes = {int(when // 60) for when, _ in found[1:]}
        better = result.status == "optimal" or minutes >= set(range(options.minutes))
        if result.agenda:
            write_atomically(out, result.agenda.to_json())
        agrees = not (FOLDER / "referee.py").exists() or (result.report and judged(source, out) == (result.report.penalty, True))
    print(f"{options.submissions} submissions on {machine()}: {found[-1][1] if found else None} points, {result.status}")
    for kept, promise in (
        (first is not None and first <= FIRST, f"first agenda after {first:.1f} s, promised {FIRST:g}" if first else "no agenda"),
        (better, f"a better agenda in minutes {sorted(m + 1 for m in minutes)} of {options.minutes}"),
        (bool(agrees), "the referee counts the same" if (FOLDER / "referee.py").exists() else "the referee is not there"),
    ):
        print(f"{'PASS' if kept else 'FAIL'}: {promise}")
    if not (first is not None and first <= FIRST and better and agrees):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
