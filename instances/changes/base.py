"""What every change can do, and how changes are applied to a conference."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Self, TypeVar, get_args, get_origin

from pydantic import ConfigDict, Field, model_validator

from instances import clock, names
from instances.changes.draft import Draft, put, without, wrong
from instances.changes.words import thing
from instances.conference import Conference, Instant, Model
from instances.problems import BadInput, Location, Problem, nearest
from instances.validate import Ref

Find = Callable[[str, Collection[str]], str]
"""Gives the id of a thing of some kinds by its id or a part of its name."""


class ChangeBase(Model):
    """One thing that happened or might. Things are named by their ids, or by parts of their names that nothing else has.

    `asks`: the field that names the person who is asked, where one is.
    """

    model_config = ConfigDict(populate_by_name=True)
    asks: ClassVar[str | None] = None
    kind: str

    def sentence(self, conference: Conference, language: str = "en") -> str:
        """What is asked of whom, in words, with names, rooms, and times on the conference's clocks."""
        try:
            return self.settled(conference).said(conference, language)
        except BadInput:
            return self.said(conference, language)

    def said(self, conference: Conference, language: str) -> str:
        """The sentence of a change that names things by their ids, as far as the conference has them."""
        raise NotImplementedError

    def edit(self, draft: Draft) -> None:
        """Make the change in a document, in which everything that it names has its id. Raises BadInput."""
        raise NotImplementedError

    def apply(self, conference: Conference) -> Conference:
        """The conference with this change; the original stays as it is. Raises BadInput."""
        return apply(conference, [self])

    def settled(self, conference: Conference) -> Self:
        """The same change with ids in place of names. Raises BadInput."""
        return self.resolved(lambda words, kinds: find(conference, words, kinds))

    def resolved(self, find: Find) -> Self:
        """The same change with ids in place of names. Raises BadInput, with the field that names nothing."""
        found: dict[str, Any] = {}
        for field, kinds in _references(type(self)).items():
            value = getattr(self, field)
            try:
                new = _each(value, lambda one, k=kinds: find(one, k))  # type: ignore[misc]  # a lambda with a default
            except BadInput as error:
                raise BadInput(replace(p, where=(field,)) for p in error.problems) from None
            if new != value:
                found[field] = new
        return self.model_copy(update=found) if found else self

    def concerns(self, conference: Conference) -> tuple[str, ...]:
        """The ids of whom and what it asks or touches, in the order of its fields. Raises BadInput."""
        own = self.settled(conference)
        values = [getattr(own, field) for field in _references(type(self))]
        return tuple(dict.fromkeys(id for value in values if value for id in ((value,) if isinstance(value, str) else value)))


ChangeT = TypeVar("ChangeT", bound=ChangeBase)


class Timed(ChangeBase):
    """A change of a stretch of time, its end not included."""

    start: Instant = Field(alias="from")
    end: Instant = Field(alias="to")

    @model_validator(mode="after")
    def _forward(self) -> Self:
        _check_forward(self.start, self.end)
        return self


class MaybeTimed(ChangeBase):
    """A change of a stretch of time, or for good."""

    start: Instant | None = Field(None, alias="from")
    end: Instant | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _both(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError("has only one of 'from' and 'to'; give it both, or none")
        _check_forward(self.start, self.end)
        return self


def _check_forward(start: datetime | None, end: datetime | None) -> None:
    if start and end and clock.minute(end) <= clock.minute(start):
        raise ValueError("ends before it starts; swap 'from' and 'to' or mend one of them")


class MoreOrLess(ChangeBase):
    """Something gets further entries of one of its lists (`add`), or loses some (`remove`).

    `of`: the field that names the thing; `key`: its list; `what`: the entries, in words; `lacks`: what
    is said of an entry that is to be taken out and is not there.
    """

    of: ClassVar[str] = "subforum"
    key: ClassVar[str]
    what: ClassVar[str]
    lacks: ClassVar[str]

    @property
    def _entries(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What is added and what is taken out: fields of each kind, which has its own order of them."""
        add, remove = (getattr(self, name) for name in ("add", "remove"))
        return add, remove

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not any(self._entries):
            raise ValueError(f"changes nothing; name {self.what} under 'add' or 'remove'")
        return self

    def edit(self, draft: Draft) -> None:
        id: str = getattr(self, self.of)
        item, (add, remove) = draft.item(id), self._entries
        there = item.get(self.key, ())
        for one in remove:
            if one not in there:
                wrong(self.lacks.format(one=one, id=id), nearest(one, there), "remove")
        put(item, self.key, list(dict.fromkeys((*without(there, *remove), *add))), [])


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, tuple):
        return tuple(map(change, value))
    return change(value) if isinstance(value, str) else value


def find(conference: Conference, words: str, kinds: Collection[str]) -> str:
    """The id of the thing of these kinds that has this id, or a name with these words in it. Raises BadInput."""
    item = thing(conference, words)
    return words if item is not None and item.kind in kinds else names.find(conference, words, kinds)


@lru_cache
def _references(kind: type[ChangeBase]) -> dict[str, tuple[str, ...]]:
    """The fields of a change that name things, with the kinds of these."""
    found = {}
    for name, field in kind.model_fields.items():
        marks = [mark for mark in (*field.metadata, *_marks(field.annotation)) if isinstance(mark, Ref)]
        if marks:
            found[name] = tuple(dict.fromkeys(one for mark in marks for one in mark.kinds))
    return found


def _marks(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return
    if get_origin(annotation) is Annotated:
        yield from get_args(annotation)[1:]
    for inner in get_args(annotation):
        yield from _marks(inner)


def apply(conference: Conference, changes: Iterable[ChangeBase]) -> Conference:
    """The conference after these changes, one after another; the original stays as it is.

    Names are those of the conference as the earlier changes left it. What refers to things that are
    gone goes with them. Raises BadInput, which names the changes that cannot be made.
    """
    given = list(changes)
    draft = Draft(conference)
    problems: list[Problem] = []
    for number, change in enumerate(given):
        try:
            _make(draft, change)
        except BadInput as error:
            problems += [_placed(p, number, change) for p in error.problems]
    if problems:
        raise BadInput(problems)
    draft.settle()
    try:
        return Conference.model_validate(draft.document)
    except BadInput as error:
        raise _blamed(conference, given, error) from None


def resolved(conference: Conference, changes: Iterable[ChangeT]) -> tuple[ChangeT, ...]:
    """The changes with ids in place of names, which are those of the conference as the earlier changes left it. Raises BadInput."""
    draft = Draft(conference)
    return tuple(_make(draft, change) for change in changes)


def _make(draft: Draft, change: ChangeT) -> ChangeT:
    """Make a change, and tell it with ids in place of names."""
    if change.kind != "drop":  # which looks at nothing but what it drops
        draft.settle()
    own = change.resolved(draft.find)
    own.edit(draft)
    return own


def _placed(problem: Problem, number: int, change: ChangeBase, what: str = "") -> Problem:
    """A problem of one change, at its place in the list of them."""
    where: Location = ("changes", number, *(() if what else problem.where))
    field = "" if what or not problem.where else f"/{problem.where[0]}"
    return replace(problem, where=where, path=f"changes/{number}/{change.kind}{field}", what=what or problem.what, other=())


def _blamed(conference: Conference, changes: Sequence[ChangeBase], error: BadInput) -> BadInput:
    """What is wrong with the conference after the changes, at the change that made it so."""
    good, bad = 0, len(changes)
    while bad - good > 1:
        middle = (good + bad) // 2
        try:
            apply(conference, changes[:middle])
        except BadInput:
            bad = middle
        else:
            good = middle
    number, change = bad - 1, changes[bad - 1]
    return BadInput(_placed(p, number, change, f"after it, {p.path or '/'.join(map(str, p.where))}: {p.what}") for p in error.problems)
