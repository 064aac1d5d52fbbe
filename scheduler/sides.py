"""Two agendas to be set side by side, each with its conference as it is after the changes that the agenda holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from constraints.structure import strangers
from instances.agenda import Agenda
from instances.changes.kept import kept, settled
from instances.conference import Conference
from instances.names import find
from instances.notices import Notice, Templates, notices
from instances.problems import BadInput, Problem
from instances.told import knowing, told
from scheduler.diff import DiffDocument, Difference, diff
from scheduler.shapes import alone

Check = Callable[[Conference, Agenda], object]


@dataclass(frozen=True)
class Sides:
    """The old agenda and the new one. `knows`: who needs no word of what is new, because it was they who cancelled."""

    before: Conference
    old: Agenda
    conference: Conference
    new: Agenda
    knows: frozenset[str]

    def difference(self, only: str | None = None) -> Difference:
        """What moved and who must be told what; or just what is new for one person."""
        found = diff(self.conference, self.old, self.new, self.before, self.knows)
        if only is None:
            return found
        was, now = ({id: side[id] for id in side if id == only} for side in (found.was, found.now))
        return Difference(moved=(), told=tuple(id for id in found.told if id == only), was=was, now=now)

    def document(self, only: str | None = None) -> dict[str, Any]:
        """The difference as plain data."""
        d = self.difference(only)
        found = DiffDocument(conference=self.conference.id, moved=d.moved, told=d.told, was=d.was, now=d.now)
        return found.model_dump(mode="json")

    def person(self, words: str) -> str:
        """The id of somebody in either conference. Raises BadInput."""
        try:
            return find(self.conference, words, ("speakers",))
        except BadInput as error:
            try:
                return find(self.before, words, ("speakers",))
            except BadInput:
                raise error from None

    def notices(self, templates: str | None = None, language: str = "en", only: str | None = None) -> tuple[Notice, ...]:
        """A message to everybody who must be told, or to one of them. Raises BadInput for templates that fail."""
        was, now = told(self.before, self.old), told(self.conference, self.new)
        if only is not None:
            was, now = ({id: duties for id, duties in side.items() if id == only} for side in (was, now))
        words = Templates(templates) if templates is not None else None
        return notices(self.conference, was, now, self.new, earlier=(self.before,), knows=self.knows, templates=words, language=language)


def sides(conference: Conference, old: Agenda, new: Agenda, before: Conference | None = None, fits: Check = lambda *_: None) -> Sides:
    """Both agendas with their conferences.

    `before`: the conference of the old one, where it was another; `fits` may refuse an agenda for a conference. Raises
    BadInput, also where an agenda names what its conference has not.
    """
    fits(before or conference, old)
    fits(conference, new)
    first, was = settled(before or conference, old)
    last, now = settled(conference, new)
    remedy = "name the conference of the old agenda with --before, and of the new one before both"
    problems = [
        Problem((), f"the conference of the {age} agenda has nothing called '{id}'", remedy)
        for state, agenda, age in ((first, was, "old"), (last, now, "new"))
        for id in sorted(strangers(state, agenda))
    ]
    if problems:
        raise BadInput(problems)
    earlier = kept(old)
    return Sides(first, was, last, now, knowing(change for change in kept(new) if change not in earlier))


def together(notices: str | None, templates: str | None, sender: str | None, *, json: bool) -> None:
    """Refuse options that say nothing together. Raises BadInput."""
    if notices is None:
        alone("diff without --notices", ("--templates", templates is not None), ("--sender", sender is not None))
    elif json:
        alone("--notices, which writes messages,", ("--json", json))
    if notices == "-":
        alone("--notices -, which prints texts,", ("--sender", sender is not None))
