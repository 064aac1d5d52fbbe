"""A repeatable run writes the same bytes, however many cores it sees."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from instances.formats.native import write_conference
from instances.generate import generate
from tests.command import ROOT

SEEN = """
import os, sys
os.cpu_count = lambda: {cores}
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:{cores}])
sys.argv = ["agenda", "solve", {source!r}, "--repeatable", "--quiet", "--out", "-", *{more!r}]
import cli
cli.main()
"""
"""Runs the command bound to so many cores; where there are fewer, Python at least counts so many."""


def _bytes(source: str, cores: int, *more: str) -> bytes:
    command = [sys.executable, "-c", SEEN.format(cores=cores, source=source, more=more)]
    return subprocess.run(command, capture_output=True, check=True, timeout=280, env={**os.environ, "PYTHONPATH": str(ROOT)}).stdout


@pytest.mark.parametrize("source", [pytest.param("wuzhen2022", marks=pytest.mark.full), "small.yaml"])
def test_with_1_2_and_8_visible_cores_the_bytes_are_the_same(source: str, tmp_path: Path) -> None:
    if source != "wuzhen2022":
        path = tmp_path / source
        path.write_text(write_conference(generate(8, 4)[0]), encoding="utf-8")
        source = str(path)
    found = {_bytes(source, cores) for cores in (1, 2, 8)}
    assert len(found) == 1
    text = found.pop()
    assert b'"mode": "repeatable"' in text
    assert b'"seconds"' not in text


@pytest.mark.full
@pytest.mark.parametrize(("size", "effort", "cores"), [(12, "0.1", (1, 8)), (24, "4", (1, 2, 8))])
def test_where_the_proof_is_far_and_parts_are_improved_the_bytes_are_the_same(
    size: int, effort: str, cores: tuple[int, ...], tmp_path: Path
) -> None:
    path = tmp_path / "middle.yaml"
    path.write_text(write_conference(generate(size, 2)[0]), encoding="utf-8")
    found = {_bytes(str(path), seen, "--effort", effort) for seen in cores}
    assert len(found) == 1
    assert b'"status": "feasible"' in found.pop()
