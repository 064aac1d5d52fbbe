"""Whether a conference has any admissible agenda at all, wishes aside: yes with one, no, or not known in time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from constraints.profile import rules_of
from instances.agenda import Agenda
from instances.conference import Conference
from scheduler.certain import Possible, causes
from scheduler.check import check
from scheduler.greedy import greedy
from scheduler.limits import Interrupt, Limits

ALONE = 1.0
"""Seconds that one worker gets before all of them: small models need no more, and start at once."""

LARGE = 30
"""Subforums from which on quick ways come first; below, the model alone is mostly quicker."""


class OutOfTime(Exception):
    """Neither an agenda nor a proof was found in time."""


@dataclass
class Seeker:
    """Looks for admissible agendas until its time is over; a time-out is never a proof."""

    limits: Limits
    interrupt: Interrupt = field(default_factory=Interrupt)
    began: float = field(default_factory=time.perf_counter)

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return 0.0 if self.interrupt.is_set() else max(self.limits.seconds - (time.perf_counter() - self.began), 0.0)

    def shortened(self, seconds: float) -> Seeker:
        """The same with so many seconds left, at most."""
        gone = time.perf_counter() - self.began
        return replace(self, limits=replace(self.limits, seconds=min(self.limits.seconds, gone + seconds)))

    def agenda(self, conference: Conference, *, count: bool = False) -> Agenda | None:
        """An admissible agenda, or None where it is proved that there is none. Raises OutOfTime.

        `count`: whether to try the quick ways before searching, as for large conferences.
        """
        from constraints.assignment import agenda_of
        from scheduler import model, search

        if not self.left:
            raise OutOfTime
        possible = Possible(conference) if count or len(conference.subforums) > LARGE else None
        if possible:
            if causes(conference, possible):
                return None
            first = greedy(conference, possible)
            if not check(conference, first).broken:
                return first
        x, _, _ = model.build(conference, [rule for rule in rules_of(conference) if rule.hard])
        for workers in (1, self.limits.workers):
            limits = replace(self.limits, seconds=min(ALONE, self.left) if workers == 1 else self.left, workers=workers, repeatable=False)
            found = search.run(x.model, limits, lambda *_: None, lambda _: None, self.interrupt)
            if found.status == "infeasible":
                return None
            if found.value:
                return agenda_of(x, found.value)
            if not possible and workers == 1 and causes(conference):  # what counting sees at once, a search may take long for
                return None
        raise OutOfTime
