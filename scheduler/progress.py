"""Progress of a search on a terminal, or as lines where there is none."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.text import Text

if TYPE_CHECKING:
    from scheduler.watch import Progress

EVERY = 1.0
"""Seconds between two lines where the output is no terminal."""


@contextmanager
def watching(console: Console, quiet: bool = False) -> Iterator[Callable[[Progress], None]]:
    """A function that shows progress: one live line on a terminal, else a line a second."""
    if quiet:
        yield lambda _: None
    elif console.is_terminal:
        began = time.perf_counter()
        latest: list[Progress] = []
        with Live(get_renderable=lambda: _line(latest, time.perf_counter() - began), console=console, refresh_per_second=8, transient=True):
            yield lambda progress: latest.__setitem__(slice(None), [progress])
    else:
        yield _Lines(console)


class _Lines:
    """Prints a line where the stage changes, and then at most one a second."""

    def __init__(self, console: Console) -> None:
        self._console, self._lock = console, threading.Lock()
        self._stage, self._last = "", 0.0

    def __call__(self, progress: Progress) -> None:
        with self._lock:
            if progress.stage != self._stage or progress.seconds - self._last >= EVERY:
                self._stage, self._last = progress.stage, progress.seconds
                with suppress(OSError):  # a full disk under the progress is no reason to stop the search
                    self._console.print(_line([progress], progress.seconds), soft_wrap=True)


def _line(latest: list[Progress], seconds: float) -> Text:
    if not latest:
        return Text(f"{seconds:5.1f} s  reading")
    progress = latest[0]
    parts = [f"{seconds:5.1f} s  {progress.stage}"]
    if progress.penalty is not None:
        parts.append(f"{progress.counted} {progress.penalty}")
    if progress.bound is not None:
        parts.append(f"bound {progress.bound}")
    if progress.gap is not None:
        parts.append(f"gap {progress.gap:.1f} %")
    if progress.part is not None:
        parts.append(_part(*progress.part, progress.seconds))
    return Text("  ".join(parts))


def _part(done: int, whole: int, seconds: float) -> str:
    """'412 of 1,035, about 3 min left'."""
    left = seconds / done * (whole - done) if done else 0
    about = f", about {left / 60:.0f} min left" if left >= 100 else f", about {left:.0f} s left" if left else ""
    return f"{done:,} of {whole:,}{about}"
