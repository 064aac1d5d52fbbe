"""Pydantic's findings in the words of somebody who organises a conference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError

from instances import clock
from instances.problems import MOST, Location, Problem, either, nearest

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails as Details

_EXPECTED = {
    "string": ("text", "write words"),
    "int": ("a whole number", "write digits only, like 30"),
    "float": ("a number", "write it like 1.5"),
    "bool": ("true or false", "write one of them"),
    "tuple": ("a list", "begin each entry with '- '"),
    "dict": ("keys with values", "write it like {key: value}"),
    "model": ("keys with values", "write it like {id: ..., title: ...}"),
    "datetime": ("a date and time", "write it like 2022-11-09T13:30"),
}
"""What a value should be, by pydantic's word for it, and how to write that."""


def field_problems(model: type[BaseModel], error: ValidationError, raw: object) -> Iterator[Problem]:
    """Pydantic's findings in our words. Of the alternatives of a field, only what came farthest counts."""
    found = error.errors(include_url=False)[:MOST]
    places = [_place(raw, e) for e in found]
    for details in _alternatives(found, places):
        where, first = _place(raw, details[0]), details[0]
        expected = [_expected(e) for e in details]
        if all(expected) and (len(details) > 1 or not first["type"].endswith("_equal")):
            what = f"should be {either(dict.fromkeys(expected))}, not {_shown(first['input'])}"
            yield Problem(where, what, _remedy(details, expected))
        else:
            yield from (_problem(model, where, e) for e in details if not _said(e))


def _alternatives(found: Sequence[Details], places: Sequence[Location]) -> Iterator[list[Details]]:
    """Findings that say the same thing; where a union failed, those of the branch that came farthest."""
    unions: dict[Location, dict[str | int, int]] = {}
    for e, where in zip(found, places, strict=True):
        branch = len(e["loc"]) - len(where)
        if branch:
            start, name = _branch(e["loc"], where)
            depths = unions.setdefault(start, {})
            depths[name] = max(depths.get(name, 0), len(where))
    groups: dict[tuple[Location, str], list[Details]] = {}
    for number, (e, where) in enumerate(zip(found, places, strict=True)):
        start, name = _branch(e["loc"], where) if len(e["loc"]) > len(where) else (where, "")
        depths = unions.get(start, {})
        if name in depths and depths[name] < max(depths.values()):
            continue
        alone = len(depths) < 2 or len(where) > len(start)
        groups.setdefault((where, str(number) if alone else ""), []).append(e)
    yield from groups.values()


def _branch(loc: Location, where: Location) -> tuple[Location, str | int]:
    """Where a union stands, and the name of its branch: the first part of a location that is no place."""
    here = next((i for i, key in enumerate(where) if loc[i] != key), len(where))
    return loc[:here], loc[here]


def _place(raw: object, found: Details) -> Location:
    """The location of a finding without the branches of unions, which are no keys of the input."""
    where: list[str | int] = []
    for key in found["loc"]:
        if (isinstance(raw, Mapping) and key in raw) or (isinstance(raw, (list, tuple)) and isinstance(key, int) and key < len(raw)):
            raw = raw[key]  # type: ignore[index]  # a key of a mapping or a position in a list
            where.append(key)
    if found["type"] == "missing":
        where.append(found["loc"][-1])
    return tuple(where)


def _expected(found: Details) -> str:
    """What a value should have been, if it is of the wrong kind altogether."""
    kind = found["type"]
    if kind == "literal_error":
        return str(found["ctx"]["expected"])
    if kind == "greater_than_equal":
        return f"a number of at least {found['ctx']['ge']}"
    if kind == "less_than_equal":
        return f"a number of at most {found['ctx']['le']:,}"
    name, _, fault = kind.partition("_")
    wrong = fault in ("type", "parsing", "from_float", "attributes_type", "parsing_size")
    return _EXPECTED[name][0] if wrong and name in _EXPECTED else ""


def _remedy(details: Sequence[Details], expected: Sequence[str]) -> str:
    given = details[0]["input"]
    words = [w for e in details if e["type"] == "literal_error" for w in str(e["ctx"]["expected"]).split("'")[1::2]]
    if given is None:
        return "fill it in, or take the key out"
    if words and isinstance(given, str):
        return nearest(given, words)
    if "text" in expected and isinstance(given, (int, float)):
        return f"put it in quotes: '{_word(given)}'"
    if "a list" in expected and isinstance(given, (str, int)):
        return f"write it in brackets: [{_word(given)}]"
    return _EXPECTED.get(details[0]["type"].partition("_")[0], ("", f"write {expected[0]}"))[1]


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shown(value: object) -> str:
    """A value of the input, or what it is where it has parts."""
    if value is None:
        return "empty"
    if isinstance(value, (str, int, float)):
        return f"'{value if len(value) <= 60 else value[:60] + '...'}'" if isinstance(value, str) else _word(value)
    return "keys with values" if isinstance(value, Mapping) else "a list"


def _said(found: Details) -> bool:
    """Whether a list is too short only because its entries are wrong, which are named."""
    return bool(found["type"] == "too_short" and len(found["input"]) >= found["ctx"]["min_length"])


def _problem(model: type[BaseModel], where: Location, found: Details) -> Problem:
    """One finding that is not about the kind of a value."""
    given, context = found["input"], found.get("ctx", {})
    match found["type"]:
        case "extra_forbidden":
            return Problem(where, f"unknown key '{where[-1]}'", nearest(str(where[-1]), _keys(model, found["loc"][:-1])))
        case "missing" if isinstance(where[-1], int):
            return Problem(where[:-1], f"entry {where[-1] + 1} is missing", "add it")
        case "missing":
            return Problem(where[:-1], f"the key '{where[-1]}' is missing", "add it")
        case "union_tag_not_found":
            return Problem(where, "the key 'kind' is missing", "add it: before, apart, same_block or not_parallel")
        case "union_tag_invalid":
            tags = str(context["expected_tags"]).split("'")[1::2]
            return Problem((*where, "kind"), f"there is no kind {_shown(given['kind'])}", nearest(str(context["tag"]), tags))
        case "too_short":
            least = context["min_length"]
            return Problem(where, f"has {len(given)} of at least {least} entries" if given else "is empty", f"name at least {least}")
        case "too_long":
            return Problem(where, f"has {len(given)} entries", f"leave {context['max_length']}")
        case "string_too_long":
            return Problem(where, f"has more than {context['max_length']} characters", "shorten it")
        case "greater_than_equal":
            return Problem(where, f"should be at least {context['ge']}, not {_shown(given)}", "write a larger number")
        case "less_than_equal":
            return Problem(where, f"should be at most {context['le']:,}, not {_shown(given)}", "write a smaller number")
        case "timezone_aware":
            return Problem(where, "the time has no offset", "write it with one, like 2022-11-09T13:30+08:00")
        case "string_pattern_mismatch" if where and where[-1] == "id":
            return Problem(where, f"{_shown(given)} is no id", "use letters, digits, '.', '_' and '-', no blanks")
        case "unknown_zone":
            return Problem(where, found["msg"], clock.nearest_zone(context["name"]))
        case "value_error":
            what, _, remedy = str(context["error"]).partition("; ")
            return Problem(where, what, remedy)
        case _:
            return Problem(where, f"{found['msg'][0].lower()}{found['msg'][1:]}", "see 'agenda schema conference'")


def _keys(model: type[BaseModel], loc: Location) -> set[str]:
    """The keys that may stand at a location; the name of a branch chooses among the models of a union."""
    models = [model]
    for key in loc:
        inner = [
            found
            for outer in models
            for name, field in outer.model_fields.items()
            if key == (field.alias or name)
            for found in _models_in(field.annotation)
        ]
        chosen = [m for m in models if "kind" in m.model_fields and key in get_args(m.model_fields["kind"].annotation)]
        models = inner or chosen or models
    return {field.alias or name for outer in models for name, field in outer.model_fields.items()}


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
