"""The tables of a conference, for sheets and CSV files, as its models have them.

Every list of things is a table of its own; what belongs to one of them (a room's closures, a subforum's
talks) is a table, too, whose first column names the owner. Everything else is a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from instances.conference import Conference, Sittings, Zone
from instances.problems import either
from instances.validate import Ref

Kind = Literal["text", "title", "word", "time", "range", "list", "amounts", "setting"]
"""How a value stands in a cell; `instances.formats.cells` writes and reads each."""


@dataclass(frozen=True)
class Column:
    """A column. `path`: the keys that lead from the thing in the row to the value; none for the row's owner.

    `refs`: the tables whose ids may stand in it. `choices`: words that may; `closed`: whether nothing else may.
    """

    path: tuple[str, ...]
    heading: str
    kind: Kind
    required: bool = False
    refs: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    closed: bool = False
    zone: bool = False
    pair: bool = False
    about: str = ""


@dataclass(frozen=True)
class Table:
    """A table. `path`: the keys that lead from its owner to the list of its rows, which are things, or, where
    `keyed`, keys with their values. `owned`: whether the first column names the owner; otherwise that is the conference.
    """

    name: str
    about: str
    path: tuple[str, ...]
    columns: tuple[Column, ...]
    children: tuple[Table, ...] = ()
    required: bool = False
    keyed: bool = False
    owned: bool = False

    @cached_property
    def all(self) -> tuple[Table, ...]:
        """This table and all within it, owners first."""
        return (self, *(inner for child in self.children for inner in child.all))


def normal(heading: str) -> str:
    """A heading as it is compared: neither case nor blanks nor underscores count."""
    return " ".join(heading.replace("_", " ").split()).casefold()


def language(heading: str) -> tuple[str, str | None]:
    """A heading without the language in parentheses behind it, and that language."""
    found = re.fullmatch(r"([^(]*?) ?\((.*)\)", heading.strip(), re.DOTALL)
    return (found[1], found[2]) if found else (heading, None)


def _arms(annotation: Any) -> list[Any]:
    """The types that a value may have, None left out."""
    if get_origin(annotation) is Annotated:
        return _arms(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [arm for option in get_args(annotation) for arm in _arms(option)]
    return [] if annotation is NoneType else [annotation]


def _marks(annotation: Any) -> Iterator[Any]:
    """What annotations say at any depth."""
    if get_origin(annotation) is Annotated:
        yield from get_args(annotation)[1:]
    for inner in get_args(annotation):
        yield from _marks(inner)


def _models(arms: list[Any]) -> list[type[BaseModel]]:
    return [arm for arm in arms if isinstance(arm, type) and issubclass(arm, BaseModel)]


def _inner(arms: list[Any], origin: type) -> list[list[Any]]:
    """The types of the last parameter of each generic of this origin: a tuple's entries, a dict's values."""
    return [_arms(next(a for a in reversed(get_args(arm)) if a is not Ellipsis)) for arm in arms if get_origin(arm) is origin]


def _kind(field: FieldInfo) -> Kind:
    arms = _arms(field.annotation)
    if _inner(arms, dict) == [[str]]:
        return "title"
    if Sittings in arms or (_inner(arms, tuple) == [[int]] and Ellipsis not in get_args(arms[0])):
        return "range"
    if _inner(arms, tuple):
        return "list"
    if _inner(arms, dict):
        return "amounts"
    if AwareDatetime in arms:
        return "time"
    return "text" if arms == [str] and not (field.metadata or list(_marks(field.annotation))) else "word"


def _column(path: tuple[str, ...], fields: list[FieldInfo], required: bool, about: str) -> Column:
    arms = [arm for field in fields for arm in _arms(field.annotation)]
    marks = [mark for field in fields for mark in (*field.metadata, *_marks(field.annotation))]
    words = [str(word) for arm in arms if get_origin(arm) is Literal for word in get_args(arm)] + (["yes", "no"] if bool in arms else [])
    column = Column(
        path,
        " ".join(path).replace("_", " ").removeprefix("conference "),
        _kind(fields[0]),
        required,
        tuple(dict.fromkeys(kind for mark in marks if isinstance(mark, Ref) for kind in mark.kinds)),
        tuple(words),
        bool(words) and all(arm is bool or get_origin(arm) is Literal for arm in arms),
        get_args(Zone)[1] in marks,
        Sittings not in arms,
    )
    given = fields[0].default
    empty = {True: "yes", False: "no"}[given] if isinstance(given, bool) else str(given) if isinstance(given, (int, str)) else ""
    texts = ("Required." if required else "Optional.", about, _how(column, int in arms), f"Empty is {empty}." if empty else "")
    return replace(column, about=" ".join(t for t in texts if t))


def _how(column: Column, number: bool) -> str:
    """How to write what stands in a column."""
    some = either(f"'{ref}'" for ref in column.refs) if column.refs else ""
    match column.kind:
        case "time":
            return "A date and time, like 2022-11-09 13:30, on the conference's clocks (of people online: on their own), or with an offset."
        case "title":
            if column.path[-1] == "known_as":
                return 'A column for each program, like "known as (guid)".'
            return 'For several languages, columns like "title (en)" and "title (zh)" in place of this one.'
        case "range":
            return "Hours, like 06:00 to 24:00." if column.pair else "A number, like 3, or 2 to 5, or auto."
        case "amounts":
            return f"Each with its number, like {'Europe/Berlin' if column.zone else 'a'}: 2; {'Asia/Tokyo' if column.zone else 'b'}: 1."
        case "list":
            ids = f"Ids of the sheet {some}" if some and some != "'buildings'" else "Several"
            literal = f", or {either(column.choices)}" if column.choices else ""
            return f"{ids}, like a; b{literal}."
        case "setting":
            return 'A level (must, strong, normal, slight, warn, off), points like 40, or settings like {"limit": 5}.'
    if column.zone:
        return "A time zone like Asia/Shanghai."
    if column.refs:
        return f"An id of the sheet {some}."
    if column.choices:
        return f"{either(column.choices).capitalize()}{', or a number' if number else ''}."
    return "A whole number." if number else ""


def _about(models: list[type[BaseModel]], name: str, field: FieldInfo) -> str:
    """What the models say of a field: its description, or the sentences that name it."""
    if field.description:
        return f"{field.description[0].upper()}{field.description[1:]}."
    sentences = [s for model in models for s in re.split(r"(?<=\.)\s+", model.__doc__ or "")]
    found = " ".join(s for s in sentences if f"`{name}`" in s)
    return " ".join(found.replace("`", "").split())


def _table(models: list[type[BaseModel]], name: str, path: tuple[str, ...], required: bool, owner: str | None) -> Table:
    first = () if owner is None else (Column((), owner.removesuffix("s"), "word", True, (owner,), about=f"Required. An id of '{owner}'."),)
    columns, children = _parts(models, name, (), True)
    about = " ".join(_sentence(model) for model in models)
    return Table(name, about, path, (*first, *columns), tuple(children), required, owned=bool(first))


def _sentence(model: type[BaseModel]) -> str:
    """The first sentence of a model's docstring."""
    return " ".join(re.split(r"(?<=\.)\s", model.__doc__ or "", maxsplit=1)[0].replace("`", "").split())


def _parts(models: list[type[BaseModel]], name: str, path: tuple[str, ...], needed: bool) -> tuple[list[Column], list[Table]]:
    """The columns and inner tables of models that stand in one place; nested ones give columns of the same table."""
    columns: list[Column] = []
    children: list[Table] = []
    keys = dict.fromkeys((field.alias or key, key) for model in models for key, field in model.model_fields.items())
    root = models == [Conference] or bool(path and name == "conference")
    for alias, key in keys:
        fields = [model.model_fields[key] for model in models if key in model.model_fields]
        here, arms = (*path, alias), _arms(fields[0].annotation)
        required = needed and len(fields) == len(models) and all(field.is_required() for field in fields)
        inner = [m for entries in _inner(arms, tuple) for m in _models(entries)]
        if inner:
            own = getattr(inner[0], "kind", None) if isinstance(getattr(inner[0], "kind", None), str) else None
            title = own or " ".join(here if root else (name, *here))
            children.append(_table(inner, title, here, required, None if root else name))
        elif _inner(arms, dict) and _inner(arms, dict) not in ([[str]], [[int]]):
            singular = alias.removesuffix("s")
            pair = (
                Column(("key",), singular, "word", True, about=f"Required. The {singular}'s name."),
                Column(("value",), "setting", "setting", True, about=f"Required. {_how(Column((), '', 'setting'), False)}"),
            )
            children.append(Table(alias, f"Each {singular} with its setting.", here, pair, keyed=True))
        elif _models(arms) and len(arms) == 1:
            more, tables = _parts(_models(arms), name, here, required)
            columns += more
            children += tables
        else:
            columns.append(_column(here, fields, required, _about(models, key, fields[0])))
    return columns, children


CONFERENCE = _table([Conference], "conference", (), True, None)
"""The table of the conference's own settings, with one row; all others are within it."""

TABLES = {table.name: table for table in CONFERENCE.all}
"""Every table by its name, owners first."""
