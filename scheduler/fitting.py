"""When a talk can stand, and in which order the talks of a sitting can follow each other.

Quick reckonings over the data of a conference for what comes before the solver: certain checks
and the greedy first agenda. They know people's windows and nights and the places of talks, and
take those rules to be hard; the caller asks only where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Literal

from instances import clock
from instances.conference import Conference, Talk

STEPS = 4000
"""Steps after which a search for an order gives up."""

Fits = Callable[[Talk, int], bool]


class Times:
    """When people can appear. Sets of minutes are whole numbers: bit k is the minute k after the first of the conference."""

    def __init__(self, conference: Conference) -> None:
        self.conference = conference
        spans = [(b.first, b.last) for b in conference.blocks] + [s for f in conference.fixtures for s in f.spans]
        self.first, self.last = min(a for a, _ in spans), max(b for _, b in spans)
        self.free = lru_cache(maxsize=None)(self._free)
        self._starts: dict[str, int] = {}

    def bits(self, first: int, last: int) -> int:
        """The minutes from one to another, as far as they are within the conference."""
        return _bits(max(first, self.first) - self.first, min(last, self.last) - self.first)

    def all_of(self, spans: Iterable[tuple[int, int]]) -> int:
        """The minutes of some spans together."""
        return reduce(or_, (self.bits(*span) for span in spans), 0)

    def _free(self, person: str) -> int:
        """The minutes in which a person can appear, as far as windows and night go."""
        speaker = self.conference.speaker(person)
        free = self.bits(self.first, self.last)
        if speaker.attends == "recorded":
            return free
        if speaker.available is not None:
            free = self.all_of((w.first, w.last) for w in speaker.available)
        if speaker.attends == "online":
            free &= _awake(self.conference.zone_of(person), speaker.possible_hours, self.first, self.last)
        return free

    def can(self, person: str, first: int, last: int) -> bool:
        """Whether a person can appear from one minute to another."""
        span = self.bits(first, last)
        return self.free(person) & span == span

    def talk(self, talk: Talk, first: int) -> bool:
        """Whether all speakers, and a candidate for each required seat, can appear on a talk."""
        return bool(self.starts(talk) >> first - self.first & 1)

    def starts(self, talk: Talk) -> int:
        """The minutes from which on they can."""
        if talk.id not in self._starts:
            self._starts[talk.id] = self._possible_starts(talk)
        return self._starts[talk.id]

    def _possible_starts(self, talk: Talk) -> int:
        seats = [seat for seat in talk.seats if seat.required]
        seated = (reduce(or_, (_runs(self.free(p), talk.minutes) for p in seat.candidates), 0) for seat in seats)
        together = reduce(and_, map(self.free, talk.speakers), self.bits(self.first, self.last))
        return reduce(and_, seated, _runs(together, talk.minutes))


def _runs(minutes: int, length: int) -> int:
    """Those of some minutes with which a run of so many of them begins."""
    done = 1
    while done < length:
        step = min(done, length - done)
        minutes &= minutes >> step
        done += step
    return minutes


def _bits(first: int, last: int) -> int:
    """The bits from one to another."""
    return (1 << last) - (1 << first) if first < last else 0


@lru_cache(maxsize=1000)
def _awake(zone: str, hours: tuple[int, int], first: int, last: int) -> int:
    """The minutes of a conference, from one to another, in which it is day for somebody in a zone."""
    morning, length = hours[0] % clock.DAY, (hours[1] - hours[0]) % clock.DAY or clock.DAY
    awake = 0
    for begin, end, offset in clock.steady(first, last, zone):
        for day in range((begin + offset) // clock.DAY - 1, (end + offset) // clock.DAY + 1):
            wake = day * clock.DAY + morning - offset
            awake |= _bits(max(begin, wake) - first, min(end, wake + length) - first)
    return awake


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
