"""Publish an agenda, return to an older one, note who was told, and look whether a history is sound."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from constraints.profile import problems
from instances import formats
from instances.conference import Conference
from instances.problems import BadInput, Note, Problem
from scheduler.given import SUFFIXES, is_history
from scheduler.history import History, Version
from scheduler.shapes import alone
from scheduler.sides import Sides


@dataclass(frozen=True)
class Done:
    """What was done to a history. `version`: what a publication appended, or None where the newest was the same already;
    `told`: who was noted as told `version`; `sound`: how many versions were found to be as they were published; `reverted`: the
    number of the older version that was published again."""

    history: History
    published: bool = False
    version: Version | None = None
    told: tuple[str, ...] | None = None
    sound: int | None = None
    reverted: int | None = None

    @cached_property
    def before(self) -> Version | None:
        """The version that was the newest until this one was published."""
        return self.history.version(self.version.number - 1) if self.published and self.version and self.version.number > 1 else None

    @cached_property
    def taken_back(self) -> tuple[str, ...]:
        """What had happened, in sentences, and what this version knows nothing of any more."""
        if not self.version or not (before := self.before):
            return ()
        return tuple(change.sentence(before.base) for change in before.changes if change not in self.version.changes)


def publish(
    source: str,
    agenda: str,
    to: str | None,
    who: str | None,
    why: str,
    after: int | None,
    *,
    force: bool = False,
    note: Note = lambda _: None,
) -> Done:
    """Publish an agenda's file: to a history, or to that of a conference's file. Raises BadInput, Broken or Overtaken."""
    given: Conference | None = None
    if is_history(source):
        alone("a history, to which it is published,", ("--to", to is not None))
        history = History.open(source)
    else:
        formats.once(source, agenda)
        given = formats.read_conference(source, problems, note=note)
        target = f"{given.id}.history.db" if to is None else to
        if not is_history(target):
            raise BadInput([Problem((), f"'{target}' is no name of a history", f"let it end with {' or '.join(SUFFIXES)}")])
        history = History(Path(formats.writable(target, source, agenda)))
    answer = formats.read_agenda(agenda)
    return Done(history, True, history.publish(answer, who=name(who), why=why, conference=given, after=after, force=force))


def history(
    source: str, who: str | None = None, why: str = "", *, verify: bool = False, revert: int | None = None, told: bool = False
) -> Done:
    """Look at a history, or do one thing to it. Raises BadInput, Damaged or Overtaken."""
    if verify:
        alone("--verify", ("--revert", revert is not None), ("--told", told))
    alone("--told", ("--revert", told and revert is not None))
    if revert is None:
        alone("history without --revert", ("--why", bool(why)), ("--who", who is not None and not told))
    found = History.open(source)
    if verify:
        return Done(found, sound=found.verify())
    if told:
        newest = found.newest
        return Done(found, version=newest, told=found.tell(version=newest.number, who=name(who)))
    if revert is None:
        return Done(found)
    return Done(found, True, found.revert(revert, who=name(who), why=why), reverted=revert)


def sent(source: str, sides: Sides, people: Iterable[str]) -> Done:
    """Note that people were told the newer of two versions of a history. Raises BadInput."""
    assert sides.versions
    found, number = History.open(source), sides.versions[1]
    return Done(found, version=found.version(number), told=found.tell(people, number, who=name(None)))


def name(who: str | None) -> str:
    """Who it is: as they say, or as AGENDA_WHO does, or by the name with which they logged in. Raises BadInput."""
    try:
        found = who if who is not None else os.environ.get("AGENDA_WHO") or getpass.getuser()
    except (OSError, KeyError, ImportError):
        found = ""
    if not found.strip():
        raise BadInput([Problem((), "nobody says who it is", "name yourself with --who")])
    return found
