"""A board at a version: the conference before its changes, the agenda, what is locked, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from constraints.placed import Placed
from constraints.profile import problems
from instances.agenda import Agenda, Score
from instances.changes import ChangeBase
from instances.changes.kept import kept, recorded, settled
from instances.conference import Conference
from instances.problems import BadInput
from scheduler.board.store import Row
from scheduler.check import Report, check
from scheduler.watch import gap


@dataclass(frozen=True)
class State:
    """`base`: the conference as its file has it; `conference` and `agenda`: both after the changes that happened since.

    `bound`: no agenda of the conference costs less, as far as that was proved.
    """

    base: Conference
    conference: Conference
    agenda: Agenda
    locks: tuple[str, ...] = ()
    bound: int | None = None
    changes: tuple[ChangeBase, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, base: Conference, agenda: Agenda, locks: Iterable[str] = (), bound: int | None = None, like: State | None = None) -> State:
        """The state of an agenda as its file holds it. Another state that is `like` it saves work. Raises BadInput."""
        if like and (like.base is base or like.base.hash == base.hash) and like.agenda.changes == agenda.changes:
            conference = like.conference
            return cls(base, conference, agenda.replaced(conference_hash=conference.hash), tuple(locks), bound, like.changes)
        conference, own = settled(base, agenda)
        if found := list(problems(conference)):
            raise BadInput(found)
        return cls(base, conference, own.replaced(score=None, solver=None), tuple(locks), bound, kept(own))

    def with_agenda(self, agenda: Agenda) -> State:
        """Another agenda of the same conference."""
        own = agenda.replaced(conference_hash=self.conference.hash, changes=self.agenda.changes, score=None, solver=None)
        return State(self.base, self.conference, own.replaced(parent=self.agenda.parent), self.locks, self.bound, self.changes)

    def with_changes(self, changes: Sequence[ChangeBase], conference: Conference, agenda: Agenda) -> State:
        """An agenda of the conference after more changes."""
        whole = (*self.changes, *changes)
        own = recorded(self.base, whole, agenda).replaced(conference_hash=conference.hash, parent=self.agenda.parent)
        return State(self.base, conference, own.replaced(score=None, solver=None), self.locks, None, kept(own))

    def with_locks(self, locks: Iterable[str]) -> State:
        """Other locks."""
        return State(self.base, self.conference, self.agenda, tuple(sorted(locks)), self.bound, self.changes)

    @cached_property
    def report(self) -> Report:
        """What the agenda is worth and what is wrong with it."""
        return check(self.conference, self.agenda)

    @property
    def penalty(self) -> int:
        """What its wishes cost."""
        return self.report.penalty

    @property
    def gap(self) -> float | None:
        """How far the penalty is from its bound, in per cent; None where that is not known, or nothing admissible stands here."""
        return gap(self.penalty, self.bound) if not self.report.broken else None

    @property
    def status(self) -> str:
        """optimal, feasible, draft (something is left out, and that is all) or broken (something must not be)."""
        if any(violation.rule != Placed.id for violation in self.report.broken):
            return "broken"
        if self.agenda.unplaced:
            return "draft"
        return "optimal" if self.bound is not None and self.penalty <= self.bound else "feasible"

    @property
    def written(self) -> Agenda:
        """The agenda as its file holds it: of the conference before its changes."""
        return self.agenda.replaced(conference_hash=self.base.hash)

    @property
    def scored(self) -> Agenda:
        """The same, with its points."""
        score = Score(penalty=self.penalty, bound=self.bound, gap=self.gap, rules=self.report.rules)
        return self.written if self.report.broken else self.written.replaced(score=score)


@dataclass(frozen=True)
class Path:
    """The way to a state: versions that can be undone, the last one last, and those that can be done again, the next one last.

    It is of nodes: versions that brought something new. Undoing goes back one node, and is a version, too.
    """

    undo: tuple[int, ...] = ()
    redo: tuple[int, ...] = ()

    @property
    def node(self) -> int:
        """The version whose state this is."""
        return self.undo[-1]

    def then(self, row: Row) -> Path:
        """The way after one more edit."""
        if row.kind == "undo":
            return Path(self.undo[:-1], (*self.redo, self.undo[-1]))
        if row.kind == "redo":
            return Path((*self.undo, self.redo[-1]), self.redo[:-1])
        return Path((*self.undo, row.version))
