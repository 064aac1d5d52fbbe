"""What becomes better and what worse from one agenda to another, rule by rule, found without the solver."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from constraints import Rule, Violation
from constraints.profile import rules_of
from constraints.rule import Concerning
from instances.agenda import Agenda
from instances.conference import Conference
from scheduler.check import price

Key = tuple[tuple[str, ...], tuple[str, ...]]


def key(items: tuple[str, ...], facts: tuple[str, ...]) -> Key:
    """What two amounts have in common that are about the same."""
    return items, tuple(sorted(facts))


@dataclass(frozen=True)
class Reason:
    """Points that a wish costs more (or, below 0, less), and the sentence about it; `gone` where nothing of it is left."""

    rule: str
    points: int
    sentence: str
    gone: bool = False


@dataclass(frozen=True)
class Difference:
    """From one agenda to another: points, points by rule, what must not be and is new or worse, and what is mended.

    `reasons`: what costs more, the dearest first, and then what costs less.
    """

    penalty: int
    rules: dict[str, int]
    faults: tuple[Violation, ...]
    mended: tuple[Violation, ...]
    reasons: tuple[Reason, ...]

    @property
    def worse(self) -> tuple[Reason, ...]:
        """What costs more."""
        return tuple(r for r in self.reasons if r.points > 0)

    @property
    def better(self) -> tuple[Reason, ...]:
        """What costs less, by most first."""
        return tuple(r for r in self.reasons if r.points < 0)

    @property
    def harm(self) -> tuple[int, int]:
        """How far it is from what may be: rules broken, and amounts."""
        return len({v.rule for v in self.faults}), sum(v.amount for v in self.faults)


@dataclass
class _Sum:
    """What one rule finds about the same items and facts: points, the amounts above its limit, its worst words."""

    points: int
    hard: int
    worst: Violation


class Judge:
    """Compares agendas with one agenda. Where few items differ, each rule looks at these only."""

    def __init__(self, conference: Conference, agenda: Agenda) -> None:
        self.conference, self.agenda = conference, agenda
        self.rules: tuple[Rule, ...] = rules_of(conference)
        self._before: dict[Concerning, list[dict[Key, _Sum]]] = {}
        self._alike: dict[tuple[Hashable, str], dict[Key, _Sum]] = {}

    def before(self, concerning: Concerning = None) -> list[dict[Key, _Sum]]:
        """What each rule finds in the agenda itself."""
        if concerning not in self._before:
            self._before[concerning] = [self._sums(rule, self.agenda, concerning) for rule in self.rules]
        return self._before[concerning]

    def worst(self, rule: Rule) -> dict[Key, int]:
        """The amounts above the limit of a hard rule in the agenda itself."""
        found = self.before()[self.rules.index(rule)]
        return {about: each.hard for about, each in found.items() if each.hard}

    def compare(
        self, agenda: Agenda, concerning: Concerning = None, faults: Iterable[Violation] = (), alike: Hashable = None
    ) -> Difference:
        """The difference; `concerning` are the subforums and fixtures in which the agendas differ, `faults` what else is wrong.

        Agendas with one key `alike` are alike but for rooms: rules that do not see these are asked once.
        """
        rules: dict[str, int] = {}
        broken, mended, reasons = list(faults), list[Violation](), list[Reason]()
        for rule, before in zip(self.rules, self.before(concerning), strict=True):
            if alike is None or rule.minds_rooms:
                after = self._sums(rule, agenda, concerning)
            elif (after := self._alike.get((alike, rule.id), _UNKNOWN)) is _UNKNOWN:
                after = self._alike[alike, rule.id] = self._sums(rule, agenda, concerning)
            if points := sum(s.points for s in after.values()) - sum(s.points for s in before.values()):
                rules[rule.id] = points
            for each in [*after, *(k for k in before if k not in after)]:
                new, old = after.get(each), before.get(each)
                now, then = new or _Sum(0, 0, old.worst if old else _NOTHING), old or _Sum(0, 0, _NOTHING)
                if now.hard > then.hard:
                    broken.append(now.worst)
                elif now.hard < then.hard:
                    mended.append(then.worst)
                if now.points != then.points:
                    reasons.append(Reason(rule.id, now.points - then.points, now.worst.sentence, new is None))
        broken.sort(key=lambda v: (v.rule, v.items, v.sentence))
        reasons.sort(key=lambda r: (r.points < 0, -abs(r.points), r.rule, r.sentence))
        return Difference(sum(rules.values()), rules, tuple(broken), tuple(mended), tuple(reasons))

    def _sums(self, rule: Rule, agenda: Agenda, concerning: Concerning) -> dict[Key, _Sum]:
        found: dict[Key, _Sum] = {}
        for finding in price(rule, rule.violations(self.conference, agenda, concerning)):
            v, hard = finding.violation, finding.violation.amount if finding.hard else 0
            each = found.setdefault(key(v.items, v.facts), _Sum(0, 0, v))
            each.points += finding.penalty
            each.hard += hard
            if v.amount > each.worst.amount:
                each.worst = v
        return found


_NOTHING = Violation("", 0, (), "")
_UNKNOWN: dict[Key, _Sum] = {}
