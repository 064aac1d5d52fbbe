"""The cheapest ways out of an impossible conference: changes, each tried, and none larger than it need be, as far as time allows.

Every way takes something out of every reason there is. Reasons that are not known yet are found when a
way turns out not to be enough (implicit hitting sets: Chandrasekaran, Karp, Moreno-Centeno and Vempala
2011), so that ways come in the order of what they cost, and nothing cheaper is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from instances.agenda import Agenda
from instances.changes import Change, apply, cost, relaxations, together
from instances.conference import Conference
from instances.problems import BadInput
from scheduler.feasible import OutOfTime, Seeker
from scheduler.grading import graded
from scheduler.minimal import cheapest_meeting, smallest_conflict
from scheduler.reasons import Reason, find, of_whole


@dataclass(frozen=True)
class WayOut:
    """Changes after which there is an admissible agenda, which is given, and how hard they are to grant in all.

    `least`: whether it is proved that they ask for no more than they must.
    """

    changes: tuple[Change, ...]
    cost: int
    agenda: Agenda
    least: bool


SHARE = 0.3
"""Of the time that is left, what one of the first ways gets at most."""

NEAR = 12
"""Ways that take away just the reasons known first, which are tried before any other reason is looked for."""


def ways_out(
    conference: Conference,
    reasons: Sequence[Reason],
    seeker: Seeker,
    tell: Callable[[str], None],
    kept: Collection[str],
    most: int,
    deeper: float,
    latest: Sequence[str] = (),
) -> tuple[tuple[WayOut, ...], bool]:
    """Up to `most` ways out, the cheapest first, none of which contains another, and whether nothing cheaper was passed over.

    None touches a fact of `kept`. To take back the `latest` facts is tried before all else. Once there is a way,
    cheaper ones are looked for `deeper` seconds more. What time does not allow is left out.
    """
    search = _Search(conference, [_changes(conference, reason, kept) for reason in reasons], seeker, kept, most)
    try:
        if all(search.sets):
            tell("trying ways out")
            search.back([path for path in latest if path not in kept])
            search.near()
            tell("looking for cheaper ways out")
            proved = search.all(deeper)
            return search.best, proved
    except OutOfTime:
        return search.best, False
    return (), True


class _Search:
    """The ways found so far, and what every way must take something out of."""

    def __init__(self, c: Conference, sets: list[list[Change]], seeker: Seeker, kept: Collection[str], most: int) -> None:
        self.conference, self.sets, self.seeker, self.kept, self.most = c, sets, seeker, kept, most
        self.found: dict[tuple[Change, ...], WayOut] = {}
        self.impossible: list[tuple[Change, ...]] = []

    @property
    def best(self) -> tuple[WayOut, ...]:
        """The cheapest of those found."""
        return tuple(sorted(self.found.values(), key=lambda way: way.cost)[: self.most])

    def price(self, change: Change) -> int:
        """How hard a change is to grant."""
        return cost(self.conference, change)

    def back(self, latest: Sequence[str]) -> None:
        """That way out that takes back as many of the latest facts as it must, if there is one."""
        every = [change for path in latest for change in relaxations(self.conference, path)[:1]]

        def enough(some: Sequence[Change]) -> bool:
            return bool(some) and seeker.agenda(self.changed(some)) is not None

        seeker = self.seeker.shortened(self.seeker.left * SHARE)
        try:
            if enough(every):
                self.enough(tuple(smallest_conflict(every, enough)), self.seeker)
        except (OutOfTime, BadInput):
            if not self.seeker.left:
                raise OutOfTime from None

    def near(self) -> None:
        """Ways that meet the reasons known at first, the cheapest first; those that are not enough are put aside."""
        aside: list[tuple[Change, ...]] = []
        for _ in range(NEAR):
            chosen = cheapest_meeting(self.sets, self.price, [*self.found, *self.impossible, *aside])
            if chosen is None or len(self.found) >= self.most:
                break
            try:
                if not self.enough(chosen, self.seeker.shortened(self.seeker.left * SHARE)):
                    aside.append(chosen)
            except OutOfTime:
                if not self.seeker.left:
                    raise
                aside.append(chosen)

    def all(self, seconds: float) -> bool:
        """Look for ways that are cheaper than the dearest of those that are wanted; whether there are no others.

        Once there is a way, for so many seconds at most.
        """
        hurried = False
        while (chosen := cheapest_meeting(self.sets, self.price, [*self.found, *self.impossible])) is not None:
            if self.found and not hurried:
                self.seeker, hurried = self.seeker.shortened(seconds), True
            known = sorted(way.cost for way in self.found.values())
            if len(known) >= self.most and sum(map(self.price, chosen)) >= known[self.most - 1]:
                break
            if not self.enough(chosen, self.seeker) and chosen not in self.impossible:
                self.sets.append(_changes(self.conference, find(self.changed(chosen), self.seeker), self.kept, chosen))
        return True

    def changed(self, changes: Sequence[Change]) -> Conference:
        """The conference with changes."""
        return apply(self.conference, together(self.conference, changes))

    def enough(self, changes: tuple[Change, ...], seeker: Seeker) -> bool:
        """Whether there is an agenda after these changes, which are then a way out. Raises OutOfTime."""
        try:
            changed = self.changed(changes)
        except BadInput:  # it would leave nothing that could be called a conference
            self.impossible.append(changes)
            return False
        agenda = seeker.agenda(changed)
        if agenda is not None:
            self.found[changes] = _no_larger(self.conference, changes, agenda, self.seeker, sum(map(self.price, changes)))
        return agenda is not None


def _changes(c: Conference, reason: Reason, kept: Collection[str], gone: Collection[Change] = ()) -> list[Change]:
    """What would take away a member of a reason that is there when `gone` are made."""
    return list(dict.fromkeys(change for fact in reason.members if fact.path not in kept for change in of_whole(c, fact, gone)))


def _no_larger(conference: Conference, changes: tuple[Change, ...], agenda: Agenda, seeker: Seeker, price: int) -> WayOut:
    """The same way out with each change as small as will do, or as it was where that cannot be told in time."""
    smaller = graded(conference, changes, agenda, seeker)
    return WayOut(smaller[0], price, smaller[1], smaller[2]) if smaller else WayOut(changes, price, agenda, least=False)
