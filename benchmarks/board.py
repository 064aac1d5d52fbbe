"""The board with many people at it: simulated committees that move things on loopback while a solve runs, and how soon a drag is tinted.

    python -m benchmarks.board               both, written to benchmarks/results/DATE-board.md
    python -m benchmarks.board --people 20 --seconds 60 --size 200

People follow what happens, as browsers do, and move, lock and unlock with a second's thought in between. An edit of a board that has
changed meanwhile is refused, and made again a moment later. Afterwards every edit that was acknowledged must be there once, and no other.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from benchmarks.run import generated, report

WAIT = 120.0
DRAGS = 5
"""Items that are dragged, of each conference, idle and while a solve runs."""

VISIBLE, EVERY = 200, 1000
"""Milliseconds after which the places in sight, and all, are to be tinted."""


@dataclass
class Seen:
    """What the people saw: seconds of edits that were made, that were refused as stale, and of boards that were looked at."""

    made: list[float] = field(default_factory=list)
    stale: list[float] = field(default_factory=list)
    looked: list[float] = field(default_factory=list)
    refused: int = 0
    acknowledged: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@contextmanager
def served(source: str, folder: Path) -> Iterator[str]:
    """A server of a board in a process of its own; its address."""
    words = [sys.executable, "-m", "cli", "serve", source, "--no-open", "--port", "0", "--board", str(folder / "b.board.db")]
    words += ["--to", str(folder / "b.history.db"), "--who", "Bench"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout
    try:
        yield process.stdout.readline().split("The board is at ")[1].split(" ")[0]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(WAIT)
        process.stdout.close()


def client(address: str) -> httpx2.Client:
    """Somebody's browser."""
    found = httpx2.Client(base_url=address, timeout=WAIT)
    found.headers["X-Agenda"] = found.get("/api/session").json()["csrf"]
    return found


def person(address: str, number: int, until: float, seen: Seen, places: dict[str, list[dict[str, Any]]]) -> None:
    """One person until a moment: moves, locks, unlocks, looks."""
    dice, own, tries = random.Random(number), client(address), 0
    try:
        while time.monotonic() < until:
            time.sleep(dice.uniform(0.5, 1.5))
            began = time.perf_counter()
            board = own.get("/api/board").json()
            seen.looked.append(time.perf_counter() - began)
            what = _wish(dice, board, places)
            while time.monotonic() < until:
                tries += 1
                key = f"person-{number:03}-{tries:05}"
                version = own.get("/api/edits?most=1").json()["edits"][-1]["version"]
                began = time.perf_counter()
                answer = own.post("/api/edits?brief=true", json={**what, "version": version, "key": key, "who": f"person {number}"})
                took = time.perf_counter() - began
                if answer.status_code == 200:
                    seen.made.append(took)
                    seen.acknowledged[key] = answer.json()["edit"]["version"]
                elif answer.status_code == 409:
                    seen.stale.append(took)
                    time.sleep(dice.uniform(0.1, 0.5))
                    continue
                elif answer.status_code == 422:
                    seen.refused += 1
                else:
                    seen.faults.append(f"{answer.status_code}: {answer.text[:200]}")
                break
    except Exception as error:  # counted as a fault, whatever it is
        seen.faults.append(f"{type(error).__name__}: {error}")
    finally:
        own.close()


def _wish(dice: random.Random, board: dict[str, Any], places: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """What somebody would do now."""
    forum = dice.choice(board["subforums"])["id"]
    if dice.random() < 0.6 and places.get(forum):
        place = dice.choice(places[forum])
        return {"kind": "move", "item": forum, "room": place["rooms"][0], "start": place["start"], "anyway": True}
    return {"kind": "unlock" if forum in board["locks"] else "lock", "items": [forum]}


def crowd(people: int, seconds: float) -> list[str]:
    """Many people at the flagship's board, while it is solved again and again."""
    with tempfile.TemporaryDirectory() as folder, served("wuzhen2022", Path(folder)) as address:
        own, seen = client(address), Seen()
        board = own.get("/api/board").json()
        places = {forum["id"]: drag(own, forum["id"], "", "")[3] for forum in board["subforums"]}
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=person, args=(address, n, until, seen, places)) for n in range(people)]
        for thread in threads:
            thread.start()
        jobs = _solving(own, until)
        for thread in threads:
            thread.join()
        edits = own.get("/api/edits?most=1000").json()["edits"]
        count = own.get("/api/board").json()["version"]
        own.close()
        return [*_told(people, seconds, seen, jobs), *_verdict(seen, edits, count)]


def _solving(own: httpx2.Client, until: float) -> int:
    """Have a solve running until a moment; how many there were."""
    number, id = 0, ""
    while time.monotonic() < until:
        if not id or own.get(f"/api/jobs/{id}").json()["state"] != "running":
            version = own.get("/api/edits?most=1").json()["edits"][-1]["version"]
            answer = own.post("/api/jobs", json={"kind": "solve", "version": version, "seconds": 60})
            id, number = (answer.json()["id"], number + 1) if answer.status_code == 201 else ("", number)
        time.sleep(0.2)
    if id:
        own.post(f"/api/jobs/{id}/stop", json={})
    return number


def _told(people: int, seconds: float, seen: Seen, jobs: int) -> list[str]:
    rows = [("edits made", seen.made), ("edits refused as stale", seen.stale), ("boards looked at", seen.looked)]
    head = "| | number | median, ms | 95 %, ms | 99 %, ms | most, ms |\n|---|---|---|---|---|---|\n"
    table = head + "\n".join(f"| {name} | {len(times)} | {' | '.join(_percentiles(times))} |" for name, times in rows)
    return [f"{people} people at wuzhen2022 for {seconds:g} s, while {jobs} solves ran one after another:", table]


def _percentiles(times: list[float]) -> list[str]:
    if len(times) < 2:
        return [f"{1000 * t:.0f}" for t in times * 4] or ["-"] * 4
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return [f"{1000 * t:.0f}" for t in (cuts[49], cuts[94], cuts[98], max(times))]


def _verdict(seen: Seen, edits: list[dict[str, Any]], count: int) -> list[str]:
    """Whether nothing is lost and nothing doubled."""
    versions = [edit["version"] for edit in edits if edit["who"].startswith("person ")]
    acknowledged = sorted(seen.acknowledged.values())
    lost, doubled = {*acknowledged} - {*versions}, len(acknowledged) - len({*acknowledged})
    others = {*versions} - {*acknowledged}
    good = not lost and not doubled and not others and not seen.faults and count == len(edits)
    words = f"{len(acknowledged)} edits acknowledged, {len(lost)} lost, {doubled} doubled, {len(others)} that nobody was told of"
    return [f"{'PASS' if good else 'FAIL'}: {words}, {len(seen.faults)} faults; {seen.refused} refused by rules.", *seen.faults[:3]]


def drag(own: httpx2.Client, item: str, since: str, until: str) -> tuple[float, float, float, list[dict[str, Any]], int]:
    """Seconds to the first places of an item, to those that are visible, and to all; the places, and how many are visible."""
    began, first, visible, found = time.perf_counter(), 0.0, 0.0, list[dict[str, Any]]()
    seen = 0
    with own.stream("GET", f"/api/places/{item}", params={"from": since, "to": until} if since else {}) as lines:
        for line in lines.iter_lines():
            for place in json.loads(line).get("places", ()):
                found.append(place)
                first = first or time.perf_counter() - began
                if not since or since <= place["start"] < until:
                    seen, visible = seen + 1, time.perf_counter() - began
    return first, visible, time.perf_counter() - began, found, seen


def drags(name: str, source: str) -> list[tuple[str, str]]:
    """How soon cells are tinted, idle and while a solve runs, and what of that is too late. Visible is the morning or afternoon where an
    item stands."""
    with tempfile.TemporaryDirectory() as folder, served(source, Path(folder)) as address:
        own = client(address)
        board = own.get("/api/board").json()
        blocks = {block["id"]: block for block in board["blocks"]}
        sittings = board["sittings"][:: max(len(board["sittings"]) // (2 * DRAGS + 1), 1)][: 2 * DRAGS + 1]
        rows = []
        for n, sitting in enumerate(sittings):
            if n == DRAGS + 1:
                own.post("/api/jobs", json={"kind": "solve", "version": 1, "seconds": 600})
                time.sleep(3)
            block = blocks[sitting["block"]]
            took = drag(own, sitting["subforum"], block["start"], block["end"])
            if n:  # the first one starts the processes
                rows.append((n > DRAGS, took))
        own.close()
    lines = []
    for solving in (False, True):
        some = [took for busy, took in rows if busy == solving]
        first, visible, every = (1000 * statistics.median(times) for times in zip(*(took[:3] for took in some), strict=True))
        worst = 1000 * max(took[2] for took in some)
        places, seen = (round(statistics.median(len(t[3]) for t in some)), round(statistics.median(t[4] for t in some)))
        case = f"{name}, {'while a solve runs' if solving else 'idle'}"
        late = [f"{what} {found:.0f}" for what, found, most in (("in sight", visible, VISIBLE), ("all", every, EVERY)) if found > most]
        line = f"| {case} | {first:.0f} | {visible:.0f} ({seen}) | {every:.0f} ({places}) | {worst:.0f} |"
        lines.append((line, f"{case}: {', '.join(late)}" if late else ""))
    return lines


def main() -> None:
    """Run both and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--size", type=int, default=200, help="subforums of the large conference")
    options = parser.parse_args()
    busy = f"The machine's load average before: {os.getloadavg()[0]:.1f}; what else ran shares the cores."
    found = [busy, *crowd(options.people, options.seconds)]
    with tempfile.TemporaryDirectory() as folder:
        large = generated(options.size, 1, Path(folder))
        rows = [*drags("wuzhen2022", "wuzhen2022"), *drags(f"{options.size} subforums", large)]
    late = [words for _, words in rows if words]
    aim = f"The aim is {VISIBLE} ms for those in sight, and {EVERY} for all. Missed: {'; '.join(late) or 'nothing'}."
    columns = "conference | first, ms | its block, ms (places) | all, ms (places) | all, at worst"
    head = f"| {columns} |\n{'|---' * 5}|\n"
    command = f"python -m benchmarks.board --people {options.people} --seconds {options.seconds:g} --size {options.size}"
    report("-board", command, [*found, f"Places of a subforum, medians of {DRAGS}:", head + "\n".join(line for line, _ in rows), aim])


if __name__ == "__main__":
    main()
