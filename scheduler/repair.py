"""Make an agenda hold again after something happened, and disturb as few people as can be.

In this order: every hard rule; the fewest people who must be told something new; the least
disturbance, in points (`constraints/keep_published.py`); then the wishes.
"""

from __future__ import annotations

from dataclasses import dataclass

from instances.agenda import Agenda, TierScore
from instances.changes import ChangeBase
from instances.conference import Conference
from scheduler.certain import Cause
from scheduler.check import Report

TOLD, DISTURBANCE = "people told", "disturbance"
"""Names of the tiers of a repair; `left out` comes before them where something is, `wishes` after them."""


@dataclass(frozen=True)
class Alternative:
    """An agenda on the frontier of disturbance against penalty. `proved`: no agenda with at most that disturbance costs less."""

    agenda: Agenda
    told: int
    moves: int
    disturbance: int
    penalty: int
    bound: int | None

    @property
    def proved(self) -> bool:
        """Whether nothing that disturbs as little costs less."""
        return self.bound is not None and self.penalty <= self.bound


@dataclass(frozen=True)
class Repair:
    """What came out. `agenda` is None where none was found: `infeasible`, with `causes`, or `unknown`.

    `conference` is that after the changes; `told` the people who must be told something new, `moves`
    how many sittings, talks, seats and fixtures stand elsewhere, `tiers` what is proved of each.
    `status`: optimal where every tier is proved, feasible otherwise.
    """

    status: str
    conference: Conference
    changes: tuple[ChangeBase, ...]
    agenda: Agenda | None = None
    report: Report | None = None
    told: tuple[str, ...] = ()
    moves: int = 0
    disturbance: int = 0
    tiers: tuple[TierScore, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    causes: tuple[Cause, ...] = ()
    seconds: float = 0.0
    interrupted: bool = False

    @property
    def penalty(self) -> int | None:
        """What its wishes cost."""
        return self.report.penalty if self.report else None
