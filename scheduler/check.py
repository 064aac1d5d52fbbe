"""What an agenda is worth and what is wrong with it, found without the solver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from constraints import Rule, Violation, structure
from constraints.profile import rules_of
from instances.agenda import Agenda, RuleScore
from instances.conference import Conference
from instances.problems import BadInput, Problem


@dataclass(frozen=True)
class Finding:
    """A violation with its price: points, or none where the rule is hard or only shown."""

    violation: Violation
    penalty: int
    hard: bool


@dataclass(frozen=True)
class Report:
    """All that a check found, the dearest first."""

    findings: tuple[Finding, ...]
    rules: dict[str, RuleScore]

    @property
    def penalty(self) -> int:
        """Weighted amounts of all soft rules."""
        return sum(score.penalty for score in self.rules.values())

    @property
    def broken(self) -> tuple[Violation, ...]:
        """Violations of hard rules."""
        return tuple(f.violation for f in self.findings if f.hard)

    @property
    def counted(self) -> bool:
        """Whether there is a penalty: not where the agenda names things that the conference has not."""
        return bool(self.rules)

    @property
    def dearest(self) -> tuple[Finding, ...]:
        """What costs points, the dearest first."""
        return tuple(f for f in self.findings if f.penalty)


def check(conference: Conference, agenda: Agenda) -> Report:
    """Look at a whole agenda by every rule.

    Where the agenda names things that the conference has not, only its structure is looked at.
    """
    faults = list(structure.faults(conference, agenda))
    findings = [Finding(fault, 0, True) for fault in faults]
    scores: dict[str, RuleScore] = {}
    if not structure.strangers(conference, agenda):
        for rule in rules_of(conference):
            found = list(price(rule, rule.violations(conference, agenda)))
            findings += found
            scores[rule.id] = RuleScore(amount=sum(f.violation.amount for f in found), penalty=sum(f.penalty for f in found))
    findings.sort(key=lambda f: (not f.hard, -f.penalty, f.violation.rule, f.violation.items))
    return Report(tuple(findings), scores)


def agrees(agenda: Agenda, report: Report) -> bool | None:
    """Whether the penalty that the agenda states is what was counted; None where either is missing."""
    return agenda.score.penalty == report.penalty if agenda.score and report.counted else None


def passes(conference: Conference, agenda: Agenda, report: Report) -> bool:
    """Whether nothing hard is broken and the agenda states its true penalty.

    What it states is not held against it where the conference has changed since.
    """
    false = agrees(agenda, report) is False and agenda.conference_hash == conference.hash
    return not report.broken and not false


def price(rule: Rule, violations: Iterable[Violation]) -> Iterable[Finding]:
    """Violations of a rule with their prices."""
    return (Finding(v, v.amount * rule.points, rule.hard and v.amount > rule.limit) for v in violations)


def belongs(conference: Conference, agenda: Agenda) -> None:
    """Refuse an agenda that was made for another conference. Raises BadInput with the remedy."""
    if agenda.conference != conference.id:
        raise BadInput(
            [Problem((), f"the agenda belongs to the conference '{agenda.conference}', not to '{conference.id}'", "name the other file")]
        )


def no_strangers(conference: Conference, agenda: Agenda) -> None:
    """Refuse an agenda that names what its conference has not. Raises BadInput with the remedy."""
    if strange := sorted(structure.strangers(conference, agenda)):
        what = f"the agenda names what the conference does not have: {', '.join(strange[:5])}{', …' if len(strange) > 5 else ''}"
        raise BadInput([Problem((), what, "mend its file, or make it anew with 'agenda solve'")])


def fits(conference: Conference, agenda: Agenda) -> None:
    """Refuse an agenda that was made for another conference, or for another state of this one.

    Raises BadInput with the remedy.
    """
    belongs(conference, agenda)
    if agenda.conference_hash != conference.hash:
        raise BadInput(
            [
                Problem(
                    (),
                    f"the conference '{conference.id}' has changed since the agenda was made"
                    f" (hash {agenda.conference_hash[:12]}, now {conference.hash[:12]})",
                    "make the agenda anew with 'agenda solve', or use --force to look at it all the same",
                )
            ]
        )
