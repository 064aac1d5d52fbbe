"""Work for the runners that takes no time to load, and some that breaks on purpose."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def double(shared: int, task: int, _: object = None) -> int:
    """The task as often as what is shared says."""
    return shared * task


def deadly(shared: str, task: int) -> int:
    """Kills its worker: at 3 the first time, as the file that is shared then says, at 5 always; at 7 it fails."""
    if task == 5 or (task == 3 and not Path(shared).exists()):
        Path(shared).touch()
        time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGKILL)
    if task == 7:
        raise RuntimeError("a fault of the program")
    return -task


def forever(shared: int, task: int) -> int:
    """Never comes back but at 0."""
    if task:
        time.sleep(600)
    return shared
