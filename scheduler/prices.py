"""What each wish costs the others: how much better the best agenda without it would be.

For every rule with points, every pin and every relation the conference is solved again without it,
from the given agenda on. With P the penalty that the agenda has without it, p the best that is found
and b the bound, the price is between P - p and P - b, and known where these are equal.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from constraints.profile import rules_of
from instances.agenda import Agenda
from instances.conference import Conference, Pin
from scheduler.check import check
from scheduler.limits import Interrupt, Limits
from scheduler.solve import LEAST, solve
from scheduler.watch import Progress, Watch

Kind = Literal["rule", "pin", "relation"]
Range = tuple[int, int | None]
"""Points at least and at most; None where nothing is proved."""


WORTHWHILE = 1.0
"""Seconds below which one search is not cut: rather are the last ones left out."""


@dataclass(frozen=True)
class Price:
    """What one wish costs: points that would be saved without it, at least and at most (None: not known)."""

    kind: Kind
    id: str
    name: str
    least: int
    most: int | None

    @property
    def exact(self) -> bool:
        """Whether it is known to the point."""
        return self.least == self.most

    @property
    def sentence(self) -> str:
        """The price in words."""
        others = "the other wishes" if self.kind == "rule" else "the wishes"
        return f"Without {self.name} {others} would cost {points_less(self.least, self.most)}."


@dataclass(frozen=True)
class Prices:
    """All prices, the dearest first.

    `improvable`: what could be saved without giving up anything, None where nobody asked in time.
    `missing`: what there was no time for. `refused`: why nothing has a price, if so.
    """

    prices: tuple[Price, ...] = ()
    improvable: Range | None = None
    missing: tuple[str, ...] = ()
    interrupted: bool = False
    refused: str = ""

    @property
    def improvement(self) -> str:
        """What could be saved without giving up anything, in words."""
        return points_less(*(self.improvable or (0, None)))


def points_less(least: int, most: int | None) -> str:
    """A range of points saved, in words that claim no more than is known."""
    if least == most:
        return f"{_points(least)} less (proved)" if least else "no less (proved)"
    if most is None:
        return f"at least {_points(least)} less; how much more is not known" if least else "perhaps less; nothing is known yet"
    return f"at least {_points(least)} less, at most {most}" if least else f"at most {_points(most)} less"


def _points(number: int) -> str:
    return f"{number} point{'s' * (number != 1)}"


@dataclass(frozen=True)
class _Without:
    """The conference without one thing."""

    kind: Kind
    id: str
    name: str
    conference: Callable[[], Conference]


def prices(
    conference: Conference,
    agenda: Agenda,
    limits: Limits,
    watch: Watch = lambda _: None,
    interrupt: Interrupt | None = None,
) -> Prices:
    """The price of every rule with points, every pin and every relation, within the limits for all together.

    What one search leaves of its time is for the next ones. An interrupt keeps what is known.
    """
    interrupt = interrupt or Interrupt()
    report = check(conference, agenda)
    if report.broken:
        return Prices(refused="Nothing has a price in an agenda that breaks what must hold: mend it, or solve anew.")
    asked = sorted(_asked(conference), key=lambda one: -report.rules[one.id].penalty if one.kind == "rule" else 1)
    clock = _Clock(limits, watch, interrupt, len(asked) + 1)
    improvable = _proved(conference, agenda) or clock.saved(conference, agenda, "everything")
    found: list[Price] = []
    missing: list[str] = []
    for one in asked:
        saved = clock.saved(one.conference(), agenda, one.id)
        if saved is None:
            missing.append(one.id)
        else:
            found.append(Price(one.kind, one.id, one.name, *saved))
    found.sort(key=lambda p: (-p.least, -(math.inf if p.most is None else p.most), p.kind != "rule"))
    return Prices(tuple(found), improvable, tuple(missing), interrupt.is_set())


class _Clock:
    """Shares the time of all searches out."""

    def __init__(self, limits: Limits, watch: Watch, interrupt: Interrupt, searches: int) -> None:
        self.limits, self.watch, self.interrupt, self.searches = limits, watch, interrupt, searches
        self.left = limits.seconds

    def saved(self, conference: Conference, agenda: Agenda, stage: str) -> Range | None:
        """By how much the best agenda is better than this one; None where there was no time to look."""
        share = min(max(self.left / self.searches, WORTHWHILE), self.left)
        self.searches -= 1
        if self.interrupt.is_set() or share < LEAST:
            return None
        began = time.perf_counter()
        try:
            result = solve(conference, replace(self.limits, seconds=share), agenda, self._told(stage), self.interrupt)
        except KeyboardInterrupt:
            self.interrupt.set()
            return None
        finally:
            self.left -= time.perf_counter() - began
        now = check(conference, agenda.replaced(conference_hash=conference.hash)).penalty
        if result.agenda is None or result.agenda.score is None or result.status not in ("optimal", "feasible"):
            return (0, None)
        score = result.agenda.score
        return max(now - score.penalty, 0), None if score.bound is None else now - score.bound

    def _told(self, stage: str) -> Watch:
        def told(progress: Progress) -> None:
            self.watch(replace(progress, stage=f"without {stage}, {progress.stage}"))

        return told


def _proved(conference: Conference, agenda: Agenda) -> Range | None:
    """What the agenda says of itself, where it says that it is the best one of this very conference."""
    score = agenda.score
    said = score and agenda.solver and agenda.solver.status == "optimal" and agenda.conference_hash == conference.hash
    return (0, 0) if said and score and score.bound == score.penalty == check(conference, agenda).penalty else None


def _asked(c: Conference) -> Iterator[_Without]:
    """Everything that has a price."""
    rules = rules_of(c)
    for rule in rules:
        if rule.points and not rule.hard:
            yield _Without("rule", rule.id, f"'{rule.id}'", partial(c.replaced, rules={**c.rules, rule.id: "off"}))
    counted = {rule.id for rule in rules if rule.hard or rule.points}
    for number, pin in enumerate(c.pins if "placement" in counted else ()):
        others = (*c.pins[:number], *c.pins[number + 1 :])
        name = f"the pin of {c.name(pin.item)} to {_where(c, pin)}"
        yield _Without("pin", f"pins/{number}", name, partial(c.replaced, pins=others))
    for number in range(len(c.relations) if "relation" in counted else 0):
        rest = (*c.relations[:number], *c.relations[number + 1 :])
        yield _Without("relation", f"relations/{number}", _related(c, number), partial(c.replaced, relations=rest))


def _where(c: Conference, pin: Pin) -> str:
    words = [c.name(id) for id in (pin.block, pin.room, pin.speaker) if id]
    return ", ".join([*words, *([f"{pin.start:%b %d %H:%M}"] if pin.start else [])])


def _related(c: Conference, number: int) -> str:
    told = dict(c.relations[number])
    ids = [id for key, value in told.items() if key != "kind" for id in (value if isinstance(value, tuple) else (value,))]
    return f"the relation '{told['kind']}' of {', '.join(map(c.name, ids))}"
