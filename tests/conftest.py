"""What several tests share: the flagship solved once, and a way to run the command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import read_conference
from scheduler.limits import Limits
from scheduler.solve import Result, solve

Command = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def wuzhen() -> Conference:
    """The flagship."""
    return read_conference("wuzhen2022")


@pytest.fixture(scope="session")
def solved(wuzhen: Conference) -> Result:
    """Its best agenda, proved."""
    result = solve(wuzhen, Limits(seconds=200))
    assert result.status == "optimal"
    return result


@pytest.fixture(scope="session")
def best(solved: Result) -> Agenda:
    """The agenda itself."""
    assert solved.agenda is not None
    return solved.agenda


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Runs `agenda` in a folder of its own."""

    def run(*words: str, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli", *map(str, words)],
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=280,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "100", **environment},
        )

    return run
