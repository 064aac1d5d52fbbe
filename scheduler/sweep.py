"""Every single loss, repaired and ranked by what it would do: where a programme hangs by one person or one room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduler.whatif import WORST, Comparison, Outcome


def ranked(comparison: Comparison) -> Comparison:
    """The same with what would hurt most first: what has no agenda; then by people told, disturbance and penalty."""
    return replace(comparison, outcomes=tuple(sorted(comparison.outcomes, key=_damage)), ranked=True)


def _damage(one: Outcome) -> tuple[object, ...]:
    unsolved = WORST.index(one.status) if not one.solved else len(WORST)
    return unsolved, -len(one.told), -one.disturbance, -(one.change or 0), one.losses


def points_of_failure(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """What leaves no agenda: single losses, and pairs of losses neither of which does so alone."""
    fatal = {one.losses for one in outcomes if one.status == "infeasible" and len(one.losses) == 1}
    return tuple(
        one
        for one in outcomes
        if one.status == "infeasible" and (len(one.losses) == 1 or not any((loss,) in fatal for loss in one.losses))
    )
