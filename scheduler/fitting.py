"""When a talk can stand, and in which order the talks of a sitting can follow each other.

Quick reckonings over the data of a conference for what comes before the solver: certain checks
and the greedy first agenda. They know people's windows and nights and the places of talks, and
take those rules to be hard; the caller asks only where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from instances import clock
from instances.conference import Conference, Talk

STEPS = 4000
"""Steps after which a search for an order gives up."""

Fits = Callable[[Talk, int], bool]


class Times:
    """When people can appear, remembered for each person and stretch of minutes."""

    def __init__(self, conference: Conference) -> None:
        self.conference = conference
        spans = [(b.first, b.last) for b in conference.blocks] + [s for f in conference.fixtures for s in f.spans]
        self.first, self.last = min(a for a, _ in spans), max(b for _, b in spans)
        self.can = lru_cache(maxsize=None)(self._can)
        self._talks: dict[tuple[str, int], bool] = {}

    def _can(self, person: str, first: int, last: int) -> bool:
        """Whether a person can appear from one minute to another, as far as windows and night go."""
        speaker = self.conference.speaker(person)
        if speaker.attends == "recorded":
            return True
        if speaker.available is not None:
            now = first
            for window in sorted(speaker.available, key=lambda w: w.first):
                if window.first <= now < window.last:
                    now = window.last
            if now < last:
                return False
        if speaker.attends == "onsite":
            return True
        asleep = _asleep_before(self.conference.zone_of(person), speaker.possible_hours, self.first, self.last)
        return asleep[last - self.first] == asleep[first - self.first]

    def talk(self, talk: Talk, first: int) -> bool:
        """Whether all speakers, and a candidate for each required seat, can appear on a talk."""
        key = (talk.id, first)
        if key not in self._talks:
            self._talks[key] = self._talk(talk, first, first + talk.minutes)
        return self._talks[key]

    def _talk(self, talk: Talk, first: int, last: int) -> bool:
        return all(self.can(p, first, last) for p in talk.speakers) and all(
            any(self.can(p, first, last) for p in seat.candidates) for seat in talk.seats if seat.required
        )


@lru_cache(maxsize=1000)
def _asleep_before(zone: str, hours: tuple[int, int], first: int, last: int) -> list[int]:
    """For each minute of a conference, the minutes of night in a zone before it."""
    night = (not clock.within_hours(clock.time_of_day(m, zone), hours) for m in range(first, last))
    return [0, *accumulate(night)]


def sequence(talks: Sequence[Talk], begin: int, fits: Fits) -> list[Talk] | Literal[False] | None:
    """An order in which talks can follow each other from a minute on; None where there is none,
    False where the search gave up. Positions and `after` are kept."""
    full, dead, steps = (1 << len(talks)) - 1, set[int](), 0
    number = {t.id: i for i, t in enumerate(talks)}
    needs = [sum(1 << number[a] for a in dict.fromkeys(t.after) if a in number) for t in talks]
    firsts = sum(1 << i for i, t in enumerate(talks) if t.position == "first")
    lasts = sum(1 << i for i, t in enumerate(talks) if t.position == "last")
    for i, talk in enumerate(talks):
        bit = 1 << i
        needs[i] |= firsts & ~bit | (full & ~bit if talk.position == "last" else 0)
        if lasts & ~bit and talk.position == "last":
            return None
    order: list[Talk] = []

    def extend(done: int, now: int) -> bool | None:
        nonlocal steps
        if done == full:
            return True
        if done in dead:
            return False
        steps += 1
        if steps > STEPS:
            return None
        for i, talk in enumerate(talks):
            if not done >> i & 1 and needs[i] & ~done == 0 and fits(talk, now):
                order.append(talk)
                found = extend(done | 1 << i, now + talk.minutes)
                if found is not False:
                    return found
                order.pop()
        dead.add(done)
        return False

    found = extend(0, begin)
    return order if found else None if found is False else False
