"""Scenarios on a Dask cluster: a real scheduler and two worker processes over TCP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import Client

from instances.problems import BadInput
from scheduler import cluster
from scheduler.each import KINDS, each
from scheduler.limits import Interrupt
from scheduler.runner import Failed, here
from scheduler.sweep import sweep
from scheduler.watch import Progress
from tests import work
from tests.command import ROOT
from tests.standin import AGENDA, CONFERENCE, GIVEN, slow


@contextmanager
def started(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its worker processes."""
    where = folder / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}

    def start(kind: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--scheduler-file", str(where), "--no-dashboard", *words]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=quiet, stderr=quiet)

    processes = [start("scheduler", "--host", "127.0.0.1", "--port", "0")]
    try:
        while not where.exists():
            assert processes[0].poll() is None
            time.sleep(0.05)
        processes += [start("worker", "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1") for _ in range(workers)]
        yield json.loads(where.read_text())["address"], processes[1:]
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()


def test_a_cluster_finds_the_same_though_a_worker_is_killed_half_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ANSWER", 60)
    given, scenarios = replace(GIVEN, solver=slow), each(CONFERENCE, AGENDA, list(KINDS), pairs=True)[:40]
    alone = sweep(GIVEN, scenarios, here).outcomes
    gather, lost = Client.gather, iter([True])

    def forgetful(client: Client, futures: dict[str, object], **how: object) -> object:
        first = bool(futures) and next(lost, False)
        return {} if first else gather(client, futures, **how)

    monkeypatch.setattr(Client, "gather", forgetful)  # as where results go with their worker
    with started(tmp_path, 2) as (address, workers):
        run = cluster.cluster(address)

        def halfway(progress: Progress) -> None:
            if progress.part == (15, len(scenarios)):
                workers[0].kill()

        swept = sweep(given, scenarios, run, watch=halfway)
        assert workers[0].wait() < 0
        assert workers[1].poll() is None
        broken = dict(run(work.deadly, str(tmp_path / "died"), {7: 7, 1: 1}, Interrupt()))
        assert broken == {1: -1, 7: Failed("RuntimeError: a fault of the program")}
    assert [one.replaced(seconds=0.0) for one in swept.outcomes] == [one.replaced(seconds=0.0) for one in alone]


def test_nobody_at_an_address_is_told_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ANSWER", 0.3)
    for address in ("tcp://127.0.0.1:9", "tcp://127.0.0.1", "a room"):
        with pytest.raises(BadInput, match=rf"no Dask scheduler answers at {address} .*; start one with 'dask scheduler'"):
            list(cluster.cluster(address)(work.double, 2, {1: 1}, Interrupt()))


def test_without_distributed_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadInput, match=r"--cluster needs Dask distributed.*; pip install 'agendawright\[cluster\]'"):
        cluster.cluster("tcp://127.0.0.1:8786")
