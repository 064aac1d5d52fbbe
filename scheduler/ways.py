"""The cheapest ways out of an impossible conference: changes, each tried, and none larger than it need be.

Every way takes something out of every reason there is. Reasons that are not known yet are found when a
way turns out not to be enough (implicit hitting sets: Chandrasekaran, Karp, Moreno-Centeno and Vempala
2011), so that ways come in the order of what they cost, and nothing cheaper is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from instances.agenda import Agenda
from instances.changes import Change, apply, cost, together
from instances.conference import Conference
from instances.problems import BadInput
from scheduler.feasible import OutOfTime, Seeker
from scheduler.grading import graded
from scheduler.minimal import cheapest_meeting
from scheduler.reasons import Reason, find


@dataclass(frozen=True)
class WayOut:
    """Changes after which there is an admissible agenda, which is given, and how hard they are to grant in all."""

    changes: tuple[Change, ...]
    cost: int
    agenda: Agenda


def ways_out(
    conference: Conference,
    reasons: Sequence[Reason],
    seeker: Seeker,
    watch: Callable[[str], None],
    kept: Collection[str],
    most: int,
) -> Iterator[WayOut]:
    """Up to `most` ways out, the cheapest first, none of which contains another; fewer where time runs out.

    None touches a fact of `kept`.
    """
    sets = [_changes(reason, kept) for reason in reasons]
    tried: list[tuple[Change, ...]] = []
    found: list[WayOut] = []
    try:
        while len(found) < most and all(sets):
            chosen = cheapest_meeting(sets, lambda change: cost(conference, change), tried)
            if chosen is None:
                break
            watch(f"trying way out {len(found) + 1}")
            try:
                changed = apply(conference, together(conference, chosen))
            except BadInput:  # it would leave nothing that could be called a conference
                tried.append(chosen)
                continue
            agenda = seeker.agenda(changed)
            if agenda is None:
                sets.append(_changes(find(changed, seeker), kept))
                continue
            tried.append(chosen)
            found.append(_no_larger(conference, chosen, agenda, seeker))
    except OutOfTime:
        pass
    yield from sorted(found, key=lambda way: way.cost)


def _changes(reason: Reason, kept: Collection[str]) -> list[Change]:
    """What would take away a member of a reason."""
    return list(dict.fromkeys(change for fact in reason.members if fact.path not in kept for change in fact.changes))


def _no_larger(conference: Conference, changes: tuple[Change, ...], agenda: Agenda, seeker: Seeker) -> WayOut:
    """The same way out with each change as small as will do, or as it was where that cannot be told in time."""
    smaller = graded(conference, changes, agenda, seeker)
    if smaller is not None:
        changes, agenda = smaller
    return WayOut(changes, sum(cost(conference, change) for change in changes), agenda)
