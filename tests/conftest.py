"""What several tests share: the flagship solved once, and a way to run the command."""

from __future__ import annotations

import multiprocessing
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import read_conference
from scheduler.limits import Limits
from scheduler.solve import Result, solve
from tests.command import anew, forked

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Command = Callable[..., subprocess.CompletedProcess[str]]


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
        text = [str(word) for word in words]
        if "forkserver" not in multiprocessing.get_all_start_methods():
            return anew(text, tmp_path, stdin, environment)
        return forked(text, tmp_path, stdin, environment)

    return run


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    from tests.browsing import chromium

    with chromium() as found:
        yield found
