"""What is looked at before an agenda is pushed to a pretalx, and how far that has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress

from constraints.placed import Placed
from instances.agenda import Agenda
from instances.conference import Conference
from instances.problems import Problem
from scheduler.check import check


def faults(conference: Conference, agenda: Agenda, *, force: bool) -> list[Problem]:
    """What an agenda breaks that must not be; what it leaves out is told instead. With `force` only that it names what is not there."""
    report = check(conference, agenda)
    if force and report.counted:
        return []
    remedy = "mend it, or push with --force" if report.counted else ""
    return [Problem((), v.sentence.rstrip("."), remedy) for v in report.broken if v.rule != Placed.id]


@contextmanager
def counting(console: Console, slots: int) -> Iterator[Callable[[object], None]]:
    """What is told of each slot, and shows on a terminal how many there are still."""
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("slots", total=slots)
        yield lambda _: progress.advance(task)
