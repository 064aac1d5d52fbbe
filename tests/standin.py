"""Stand-ins for `repair` that take no time, so that tests of what runs many of them are quick; some break on purpose."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from instances.agenda import Agenda, TierScore
from instances.changes import Cancel, ChangeBase, apply
from instances.conference import Conference
from scheduler.repair import TOLD, Repair


def quick(conference: Conference, agenda: Agenda, changes: Sequence[ChangeBase], limits: Any, **_: Any) -> Repair:
    """Whoever appears beside somebody who cancels is told; who appears alone leaves no agenda; anything else moves nothing."""
    after = apply(conference, changes)
    gone = [change.person for change in changes if isinstance(change, Cancel)]
    beside = {p for slot, _ in agenda.slots.values() if set(gone) & set(slot.people) for p in slot.people} - set(gone)
    if gone and not beside:
        return Repair("infeasible", after, tuple(changes))
    tiers = (TierScore(name=TOLD, penalty=len(beside), bound=len(beside), status="optimal"),)
    return Repair("optimal", after, tuple(changes), agenda, None, tuple(sorted(beside)), len(beside), 10 * len(beside), tiers)


def slow(conference: Conference, agenda: Agenda, changes: Sequence[ChangeBase], limits: Any, **more: Any) -> Repair:
    """The same, after a moment."""
    time.sleep(0.05)
    return quick(conference, agenda, changes, limits, **more)


def deadly(conference: Conference, agenda: Agenda, changes: Sequence[ChangeBase], limits: Any, **more: Any) -> Repair:
    """The same, but kills its worker, as often as the file that FATAL names has letters; s002 does so always."""
    fatal = Path(os.environ["FATAL"])
    people = [change.person for change in changes if isinstance(change, Cancel)]
    if people == ["s002"]:
        os.kill(os.getpid(), signal.SIGKILL)
    if people == ["s001"] and (left := fatal.read_text()):
        fatal.write_text(left[1:])
        os.kill(os.getpid(), signal.SIGKILL)
    return slow(conference, agenda, changes, limits, **more)


def broken(*_: Any, **__: Any) -> Repair:
    """Fails."""
    raise RuntimeError("a fault of the program")
