"""Scenarios in files and in a line: named lists of changes, each as keys and values or as the options of a command line.

    format: agendawright/scenarios@1
    scenarios:
      - name: the keynote cancels
        changes:
          - {kind: cancel, person: s017}
          - --late s004@+90m --seats hall-1=150

A list of changes alone is one scenario. Times without an offset are on the conference's clocks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field, RootModel, ValidationError

from instances import clock, validate
from instances.agenda import FORMAT as AGENDA
from instances.agenda import Agenda
from instances.changes import options
from instances.changes.arrivals import timed
from instances.changes.base import apply, resolved
from instances.changes.kinds import Change
from instances.changes.scenario import Scenario
from instances.conference import FORMAT as CONFERENCE
from instances.conference import Conference, Model
from instances.findings import field_problems
from instances.formats import native, sources
from instances.problems import BadInput, Location, Problem

FORMAT: Literal["agendawright/scenarios@1"] = "agendawright/scenarios@1"
Entry = Change | Annotated[str, Field(description="options of a command line, like '--cancel s017 --seats hall-1=150'")]

_TIMES = ("from", "to", "start", "end", "at")
_THINGS = {"room": "rooms", "speaker": "speakers", "new": "speakers", "fixture": "fixtures"}
"""Where a change holds a thing of the conference, by the list that such things are in."""
_BODIES = ("subforum", "talk", "into", "fixture", "room", "speaker")
_CASE = re.compile(r"(?:(?P<name>.*?):\s*)?(?P<options>--.*)", re.DOTALL)


class Case(Model):
    """Changes that happen together, made one after another, and what people call that."""

    name: str = ""
    changes: tuple[Entry, ...]


class Scenarios(Model):
    """A file of scenarios."""

    format: Literal["agendawright/scenarios@1"] = FORMAT
    scenarios: Annotated[tuple[Case, ...], Field(min_length=1)]


class Changes(RootModel[tuple[Entry, ...]]):
    """A list of changes."""


def read_scenarios(
    source: str, conference: Conference, agenda: Agenda | None = None, check: options.Check = lambda _: ()
) -> tuple[Scenario, ...]:
    """The scenarios of a file or of stdin ('-'), things named by their ids. Raises BadInput with every problem of all of them.

    `agenda` is what people know; `check` may find faults of a changed conference that only a later layer can see.
    """
    return _Reader(conference, agenda, check).scenarios(sources.text(source), sources.name(source))


def changes_of_file(source: str, conference: Conference, agenda: Agenda | None = None) -> Sequence[Change]:
    """The changes of a file with one of them or a list; without 'kind', it is what is added. Raises BadInput."""
    return _Reader(conference, agenda, lambda _: ()).changes(sources.text(source), sources.name(source))


def parse_case(words: str, conference: Conference, agenda: Agenda | None = None, check: options.Check = lambda _: ()) -> Scenario:
    """A scenario from a line: 'NAME: --cancel s017 --seats hall-1=150', the name perhaps left out. Raises BadInput."""
    name, happened = split_case(words)
    return Scenario(name=name, changes=options.read(happened, conference, agenda, check))


def split_case(words: str) -> tuple[str, tuple[options.Happened, ...]]:
    """The name in a line, if it has one, and its options. Raises BadInput."""
    match = _CASE.fullmatch(words.strip())
    if match is None:
        raise BadInput([Problem((), f"'{words}' names no options", "write it like 'Name: --cancel s017 --seats hall-1=150'")])
    return match["name"] or "", options.split(match["options"])


class _Reader:
    """Reads scenarios against one conference, and gathers what is wrong with them."""

    def __init__(self, conference: Conference, agenda: Agenda | None, check: options.Check) -> None:
        self.conference, self.agenda, self.check = conference, agenda, check
        self.problems: list[Problem] = []

    def scenarios(self, text: str, name: str) -> tuple[Scenario, ...]:
        """Those of a file."""
        raw, lines, self.problems = native.tree(text, name, "scenarios", (dict, list))
        _no_other_file(raw, name)
        if isinstance(raw, list) or "scenarios" not in raw:
            at: Location = () if isinstance(raw, list) else ("changes",)
            cases: Any = [{"changes": raw} if isinstance(raw, list) else raw]
            self._shape(Case, cases[0], at)
            found = [self._case(cases[0], at)]
        else:
            self._shape(Scenarios, raw, ())
            cases = raw["scenarios"] if isinstance(raw["scenarios"], list) else []
            self.problems += _twice(cases)
            found = [self._case(case, ("scenarios", i, "changes")) for i, case in enumerate(cases)]
        self._done(raw, name, lines)
        return tuple(found)

    def changes(self, text: str, name: str) -> Sequence[Change]:
        """Those of a file with one, or with a list."""
        raw, lines, self.problems = native.tree(text, name, "changes", (dict, list))
        _no_other_file(raw, name)
        listed = raw if isinstance(raw, list) else [raw]
        found = self._made(listed, (lambda i: (i,)) if isinstance(raw, list) else (lambda _: ()))
        self._done(raw, name, lines)
        return found

    def _done(self, raw: object, name: str, lines: Mapping[Location, int]) -> None:
        if self.problems:
            path = validate.paths(raw)
            raise BadInput(replace(p, path=p.path or path(p.where)) for p in self.problems).located(name, lines)

    def _shape(self, kind: type[Model], raw: Any, prefix: Location) -> None:
        """What is wrong around the changes, which are looked at by themselves."""
        bare = _without_changes(raw)
        try:
            kind.model_validate(bare)
        except ValidationError as error:
            found = field_problems(kind, error, bare)
            self.problems += [replace(p, where=p.where[1:] if prefix == () and p.where[:1] == ("changes",) else p.where) for p in found]

    def _case(self, raw: Any, where: Location) -> Scenario:
        changes = raw.get("changes") if isinstance(raw, dict) else None
        name = raw.get("name") if isinstance(raw, dict) else None
        made = self._made(changes if isinstance(changes, list) else [], lambda i: (*where, i))
        return Scenario(name=name if isinstance(name, str) else "", changes=tuple(made))

    def _made(self, entries: Sequence[Any], where: Callable[[int], Location]) -> list[Change]:
        """Changes made one after another, each named as the earlier ones left the conference."""
        now = self.conference
        found: list[Change] = []
        for number, entry in enumerate(entries):
            here = where(number)
            try:
                new, now = self._one(entry, now)
            except BadInput as error:
                self.problems += [_at(p, here) for p in error.problems]
            else:
                found += new
        return found

    def _one(self, entry: Any, now: Conference) -> tuple[Sequence[Change], Conference]:
        """The changes of an entry, and the conference after them. Raises BadInput with places inside the entry."""
        if isinstance(entry, str):
            new: Sequence[Change] = options.read(options.split(entry), now, self.agenda, self.check)
        elif isinstance(entry, dict):
            new = [timed(_change(entry, now), now, self.agenda)]
        else:
            new = []  # which _shape has named
        try:
            after = apply(now, new)
        except BadInput as error:
            raise BadInput(replace(p, where=p.where[2:], path="") for p in error.problems) from None
        if faults := list(self.check(after)) if isinstance(entry, dict) else []:
            raise BadInput(replace(p, where=()) for p in faults)
        return resolved(now, new), after


def _no_other_file(raw: Any, name: str) -> None:
    """Refuse an agenda or a conference. Raises BadInput."""
    for what, known in (("an agenda", AGENDA), ("a conference", CONFERENCE)):
        if isinstance(raw, dict) and raw.get("format") == known:
            remedy = "name a file as 'agenda schema scenarios' or 'agenda schema changes' has it"
            raise BadInput([Problem((), f"is {what}, and says nothing of what happened", remedy, file=name)])


def change(raw: Mapping[str, Any]) -> Change:
    """A change from keys and values, its times with offsets. Raises BadInput, with places inside of them."""
    if "kind" not in raw:
        raise BadInput([Problem((), "the key 'kind' is missing", "add it, like {kind: cancel, person: s017}")])
    whole = {"changes": [raw]}
    try:
        (found,) = Scenario.model_validate(whole).changes
    except ValidationError as error:
        raise BadInput(replace(p, where=p.where[2:]) for p in field_problems(Scenario, error, whole)) from None
    return found


def _change(raw: Mapping[str, Any], conference: Conference) -> Change:
    """A change as people write it: 'add' need not be said, and times are on the conference's clocks."""
    if "kind" not in raw and set(raw) & set(_BODIES):
        raw = {"kind": "add", **raw}
    problems: list[Problem] = []
    timed = dict(_timed(raw, conference.zone, problems))
    try:
        found = change(timed)
    except BadInput as error:
        known = {p.where for p in problems}
        problems += [p for p in error.problems if p.where not in known]
    if problems:
        raise BadInput(problems)
    return found


def _timed(raw: Mapping[str, Any], zone: str, problems: list[Problem]) -> Iterator[tuple[str, Any]]:
    """The keys and values of a change, with every time that is typed without an offset made an instant."""
    for key, value in raw.items():
        if key in _TIMES and isinstance(value, str):
            try:
                value = clock.parse_time(value, zone)
            except ValueError as error:
                what, _, remedy = str(error).partition("; ")
                problems.append(Problem((key,), what, remedy))
        elif key in _THINGS and isinstance(value, Mapping):
            inner: list[Problem] = []
            kind = _THINGS[key]
            value = validate.with_offsets({"conference": {"timezone": zone}, kind: [value]}, inner)[kind][0]
            problems += [replace(p, where=(key, *p.where[2:])) for p in inner]
        yield key, value


def _at(problem: Problem, where: Location) -> Problem:
    """A problem of an entry at its place in the file; one of an option says which."""
    what = f"{problem.path}: {problem.what}" if problem.path else problem.what
    return replace(problem, where=(*where, *problem.where), what=what, path="") if not problem.file else problem


def _without_changes(raw: Any) -> Any:
    """A file, or one scenario of it, with a word in place of each change that has keys."""
    if not isinstance(raw, dict):
        return raw
    found = dict(raw)
    if isinstance(raw.get("changes"), list):
        found["changes"] = ["" if isinstance(entry, dict) else entry for entry in raw["changes"]]
    if isinstance(raw.get("scenarios"), list):
        found["scenarios"] = [_without_changes(case) for case in raw["scenarios"]]
    return found


def _twice(cases: Iterable[Any]) -> Iterator[Problem]:
    """Names that several scenarios have."""
    names = [case.get("name") if isinstance(case, dict) else None for case in cases]
    often = Counter(name for name in names if name and isinstance(name, str))
    for number, name in enumerate(names):
        if isinstance(name, str) and often[name] > 1 and name in names[:number]:
            yield Problem(("scenarios", number, "name"), f"two scenarios are called '{name}'", "rename one of them")
