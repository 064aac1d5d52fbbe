"""Sweeps on a cluster: what it costs to send scenarios over TCP, and that a run which is killed goes on.

    python -m benchmarks.cluster                 everything, written to benchmarks/results/DATE-cluster.md, or
    python -m benchmarks.cluster overhead        one question, DATE-cluster-overhead.md: overhead, pairs or same

overhead: 10,000 tasks with the measured payload, each of which sleeps a hundredth of the measured time of a scenario, on a
real Dask scheduler over TCP with 4, 16 and 64 worker processes: tasks a second, what a task costs beside its sleep, bytes.
pairs: more than 1,000 scenarios of 'whatif --each … --pairs', by the command, killed with kill -9 after each third, and gone
on with from its journal; each must be there once. same: 'whatif --each speaker --each room-block' in local processes and on a Dask
scheduler with two worker processes, one of which is killed half-way: the outcomes must be identical.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.asleep import Asleep, asleep
from benchmarks.run import report
from instances.agenda import Agenda
from instances.formats import read_conference
from scheduler.cluster import cluster
from scheduler.each import each
from scheduler.limits import Interrupt, Limits
from scheduler.runner import Failed, Runner, local
from scheduler.solve import solve
from scheduler.sweep import EFFORT, sweep
from scheduler.watch import Progress
from scheduler.whatif import Given, Outcome, outcome

TASKS, SIZES, SAMPLE = 10_000, (4, 16, 64), 20
LOST = ("subforum", "room-block")
"""Kinds of losses of which there are more than 1,000 pairs."""
QUIET = {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False", "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "10s"}
"""Settings by which many workers on few cores do not spend these on watching themselves."""


@contextmanager
def started(folder: Path, workers: int, nanny: bool = True) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a Dask scheduler, and the processes of its workers."""
    where = folder / f"scheduler-{workers}.json"
    processes: list[subprocess.Popen[bytes]] = []

    def start(kind: str, *words: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--scheduler-file", str(where), "--no-dashboard", *words]
        processes.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **QUIET}))

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0")
        while not where.exists():
            time.sleep(0.1)
        for _ in range(workers):
            start("worker", "--nthreads", "1", "--host", "127.0.0.1", "--nanny" if nanny else "--no-nanny")
        address: str = json.loads(where.read_text())["address"]
        _wait(address, workers)
        yield address, processes[1:]
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            process.wait()


def _wait(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=600)


def overhead(given: Given, tasks: int, sizes: tuple[int, ...], folder: Path) -> Iterator[str]:
    """Tasks a second with so many workers."""
    scenarios = each(given.conference, given.agenda, LOST)
    found = sweep(given, scenarios[:: max(len(scenarios) // SAMPLE, 1)], local())
    seconds = statistics.median(one.seconds for one in found.outcomes)
    largest = max(found.outcomes, key=lambda one: len(pickle.dumps(one)))
    shared = Asleep(given, seconds / 100, largest)
    once, task, back = (len(pickle.dumps(one)) for one in ((outcome, given), scenarios[0], largest))
    yield (
        f"A scenario of wuzhen2022 takes {seconds:.2f} s in the median of {len(found.outcomes)}; so a task sleeps {10 * seconds:.1f} ms."
        f" Sent once to each worker: {once:,} bytes; with a task: {task:,}; back: {back:,} at most."
    )
    rows = []
    for workers in sizes:
        with started(folder, workers, nanny=False) as (address, _):
            run = partial(cluster(address), asleep, shared)
            warm, _ = _timed(run(dict.fromkeys(range(2 * workers), scenarios[0]), Interrupt()))
            before = _loopback()
            taken, number = _timed(run({n: scenarios[n % len(scenarios)] for n in range(tasks)}, Interrupt()))
            carried = _loopback() - before
        ideal = tasks * shared.seconds / workers
        rows.append(
            f"| {workers} | {warm:.1f} | {taken:.1f} | {ideal:.1f} | {tasks / taken:.0f} | {1000 * (taken - ideal) / tasks:.2f}"
            f" | {carried / tasks:,.0f} |"
        )
        yield (
            f"{'PASS' if number == tasks else 'FAIL'}: {number:,} of {tasks:,} tasks done by {workers} worker processes,"
            f" {1000 * (taken - ideal) / tasks:.2f} ms a task beside its sleep"
        )
    head = "workers | start, s | seconds | of sleep alone | tasks a second | overhead, ms a task | bytes over TCP, a task"
    yield f"| {head} |\n{'|---' * 7}|\n" + "\n".join(rows)


def _timed(results: Iterator[tuple[int, Outcome | Failed]]) -> tuple[float, int]:
    """How long they took, and how many are no failure."""
    began = time.perf_counter()
    number = sum(not isinstance(result, Failed) for _, result in results)
    return time.perf_counter() - began, number


def _loopback() -> int:
    """Bytes that went over the loopback device so far; 0 where that is not known."""
    try:
        line = next(line for line in Path("/proc/net/dev").read_text().splitlines() if line.strip().startswith("lo:"))
    except (OSError, StopIteration):
        return 0
    return int(line.split(":")[1].split()[0])


def pairs(given: Given, kinds: Sequence[str], folder: Path, published: Path) -> Iterator[str]:
    """A sweep by the command, killed twice and gone on with to its end."""
    path = folder / "pairs.jsonl"
    command = [sys.executable, "-m", "cli", "whatif", "wuzhen2022", str(published), "--pairs", "--json", "--quiet", "--journal", str(path)]
    command += [word for kind in kinds for word in ("--each", kind)]
    whole, began, killed = len(each(given.conference, given.agenda, kinds, pairs=True)), time.perf_counter(), 0
    for target in (whole // 3, 2 * whole // 3):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while process.poll() is None and (not path.exists() or path.read_bytes().count(b"\n") <= target):
            time.sleep(0.2)
        killed += process.poll() is None
        process.kill()
        process.wait()
    found = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout)
    taken = time.perf_counter() - began
    keys = [json.loads(line)["key"] for line in path.read_bytes().splitlines()[1:]]
    once = len(set(keys)) == len(keys) == whole and found["left"] == 0
    fatal = sum(one["status"] == "infeasible" for one in found["scenarios"])
    yield (
        f"{'PASS' if once and killed == 2 else 'FAIL'}: {whole:,} scenarios of --pairs in {taken:.0f} s, {whole / taken:.2f} a second, by a"
        f" command that was killed {killed} times; each is in the journal {'once' if once else 'not just once'}; {fatal} leave no agenda,"
        f" {len(found['points_of_failure'])} of them points of failure"
    )


def same(given: Given, most: int | None, folder: Path) -> Iterator[str]:
    """The outcomes of processes and of a cluster of which half dies."""
    scenarios = each(given.conference, given.agenda, ["speaker", "room-block"])[:most]

    def timed(runner: Runner, watch: object = None) -> tuple[float, list[Outcome]]:
        began = time.perf_counter()
        found = sweep(given, scenarios, runner, watch=watch or (lambda _: None))  # type: ignore[arg-type]  # where there is one
        return time.perf_counter() - began, [one.replaced(seconds=0.0) for one in found.outcomes]

    beside, expected = timed(local())
    with started(folder, 2, nanny=False) as (address, workers):

        def halfway(progress: Progress) -> None:
            if progress.part and progress.part[0] == len(scenarios) // 2:
                workers[0].kill()

        far, found = timed(cluster(address), halfway)
        died = workers[0].poll() is not None
    speed = f"{len(scenarios) / beside:.2f} scenarios a second in processes, {len(scenarios) / far:.2f} on the cluster"
    verdict = "PASS" if found == expected and died else "FAIL"
    yield f"{verdict}: {len(scenarios)} outcomes are the same in processes and on a cluster of 2 workers, one killed half-way; {speed}"


def main() -> None:
    """Ask what is asked and write the answers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("question", nargs="?", choices=["overhead", "pairs", "same"])
    parser.add_argument("--tasks", type=int, default=TASKS, help="tasks that sleep")
    parser.add_argument("--workers", type=int, nargs="+", default=list(SIZES), help="worker processes for these")
    parser.add_argument("--kinds", nargs="+", default=list(LOST), help="kinds of losses, every two of which are lost")
    parser.add_argument("--most", type=int, help="scenarios that must be the same, at most")
    options = parser.parse_args()
    conference = read_conference("wuzhen2022")
    agenda: Agenda | None = solve(conference, Limits(seconds=120)).agenda
    assert agenda is not None
    given = Given(conference, agenda, Limits(workers=1, repeatable=True, effort=EFFORT))
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        published = folder / "published.json"
        published.write_text(agenda.to_json(), encoding="utf-8")
        asked: dict[str, Callable[[], Iterator[str]]] = {
            "same": lambda: same(given, options.most, folder),
            "overhead": lambda: overhead(given, options.tasks, tuple(options.workers), folder),
            "pairs": lambda: pairs(given, options.kinds, folder, published),
        }
        for name, ask in asked.items():
            for line in ask() if options.question in (None, name) else ():
                print(line, flush=True)
                lines.append(line)
    name = f"-cluster-{options.question}" if options.question else "-cluster"
    report(name, " ".join(["python -m benchmarks.cluster", *sys.argv[1:]]), lines)


if __name__ == "__main__":
    main()
