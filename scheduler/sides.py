"""Two agendas to be set side by side, each with its conference as it is after the changes that the agenda holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from constraints.structure import strangers
from instances.agenda import Agenda
from instances.changes.kept import kept, settled
from instances.conference import Conference
from instances.names import find
from instances.notices import Notice, Templates, notices
from instances.problems import BadInput, Problem
from instances.told import Told, news, silent, told
from scheduler.diff import DiffDocument, Difference, diff
from scheduler.history import History, views
from scheduler.shapes import alone
from scheduler.version import Version

Check = Callable[[Conference, Agenda], object]


@dataclass(frozen=True)
class Sides:
    """The old agenda and the new one. `knows`: who needs no word of what is new, because it was they who cancelled.

    Of a history, `versions` are their numbers, and `last` is the version that each person was told last, whichever the old one is.
    """

    before: Conference
    old: Agenda
    conference: Conference
    new: Agenda
    knows: frozenset[str]
    last: Mapping[str, Version] | None = None
    versions: tuple[int, int] | None = None

    @property
    def known(self) -> Told:
        """What everybody was told last."""
        return told(self.before, self.old) if self.last is None else views(self.last)

    @property
    def earlier(self) -> tuple[Conference, ...]:
        """States of the conference, for the names of what it has no more: that of the old agenda, then the newest first."""
        states = {version.number: version.conference for version in (self.last or {}).values()}
        return self.before, *(states[number] for number in sorted(states, reverse=True))

    def difference(self, only: str | None = None) -> Difference:
        """What moved and who must be told what; or just what is new for one person."""
        found = diff(self.conference, self.old, self.new, self.before, self.knows, self.known)
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
        """The id of somebody in the conference as it is or was. Raises BadInput."""
        problem: BadInput | None = None
        for state in (self.conference, *self.earlier):
            try:
                return find(state, words, ("speakers",))
            except BadInput as error:
                problem = problem or error
        assert problem
        raise problem

    def notices(self, templates: str | None = None, language: str = "en", only: str | None = None) -> tuple[Notice, ...]:
        """A message to everybody who must be told, or to one of them. Raises BadInput for templates that fail."""
        was, now = self.known, told(self.conference, self.new)
        words = Templates(templates) if templates is not None else None
        found: list[Notice] = []
        for people, earlier in self._by_state({*was, *now} if only is None else {only}):
            told_last, to_know = ({id: duties for id, duties in side.items() if id in people} for side in (was, now))
            how: dict[str, Any] = {"earlier": earlier, "knows": self.knows, "templates": words, "language": language}
            found += notices(self.conference, told_last, to_know, self.new, **how)
        return tuple(sorted(found, key=lambda notice: notice.person))

    def _by_state(self, people: Collection[str]) -> Iterator[tuple[Collection[str], tuple[Conference, ...]]]:
        """People by the state of the conference of which they were told last, which comes first of all that are earlier."""
        last = self.last or {}
        states = {version.number: version.conference for version in last.values()}
        for number in (0, *states):
            group = [person for person in people if (last[person].number if person in last else 0) == number]
            yield group, (*(states[n] for n in states if n == number), *self.earlier)


def sides(conference: Conference, old: Agenda, new: Agenda, before: Conference | None = None, fits: Check = lambda *_: None) -> Sides:
    """Both agendas with their conferences.

    `before`: the conference of the old one, where it was another; `fits` may refuse an agenda for a conference. Raises
    BadInput, also where an agenda names what its conference has not.
    """
    fits(before or conference, old)
    fits(conference, new)
    return _pair(*settled(before or conference, old), *settled(conference, new))


def beside(base: Conference, old: Agenda, conference: Conference, new: Agenda, fits: Check = lambda *_: None) -> Sides:
    """An older agenda beside one whose conference is as it is after its changes. Raises BadInput, as `sides` does."""
    fits(base, old)
    return _pair(*settled(base, old), conference, new)


def _pair(first: Conference, was: Agenda, last: Conference, now: Agenda) -> Sides:
    remedy = "name the conference of the old agenda with --before, and of the new one before both"
    problems = [
        Problem((), f"the conference of the {age} agenda has nothing called '{id}'", remedy)
        for state, agenda, age in ((first, was, "old"), (last, now, "new"))
        for id in sorted(strangers(state, agenda))
    ]
    if problems:
        raise BadInput(problems)
    earlier = kept(was)
    return Sides(first, was, last, now, silent(last, (change for change in kept(now) if change not in earlier)))


def between(old: Version, new: Version) -> Sides:
    """Two versions of a history side by side, whatever people were told."""
    return Sides(*old.settled, *new.settled, silent(new.conference, (change for change in new.changes if change not in old.changes)))


def since_told(history: History, number: int | None = None) -> Sides:
    """The newest version of a history beside another, by default the one before; for people, beside what each was told last.

    Raises BadInput.
    """
    new, told_last, known = history.newest, history.last(), history.known()
    knows = frozenset(news(new.conference, views(told_last), new.told)) - {*news(new.conference, views(known), new.told)}
    old = history.version(max(new.number - 1, 1) if number is None else number)
    if history.newest.number != new.number:  # somebody published meanwhile
        return since_told(history, number)
    last = {**known, **{person: told_last[person] for person in knows & told_last.keys()}}
    return Sides(*old.settled, *new.settled, knows, last, (old.number, new.number))


def together(notices: str | None, templates: str | None, sender: str | None, *, json: bool, sent: bool = False) -> None:
    """Refuse options that say nothing together. Raises BadInput."""
    if notices is None:
        alone("diff without --notices", ("--templates", templates is not None), ("--sender", sender is not None), ("--sent", sent))
    elif json:
        alone("--notices, which writes messages,", ("--json", json))
    if notices == "-":
        alone("--notices -, which prints texts,", ("--sender", sender is not None))
