"""What is checked in a raw conference: times without an offset, ids that stand twice, references to nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

from instances import clock
from instances.problems import MOST, Location, Nearest, Problem, either

ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True)
class Ref:
    """Marks a field that holds the id of something of these kinds."""

    kinds: tuple[str, ...]


def paths(whole: object) -> Callable[[Location], str]:
    """Names places, with ids in place of list positions where there are some, each once in its list."""
    ids: dict[int, Counter[str | None]] = {}

    def path(where: Location) -> str:
        words: list[str] = []
        raw = whole
        for key in where:
            siblings = raw if isinstance(raw, (list, tuple)) and isinstance(key, int) else ()
            try:
                raw = raw[key]  # type: ignore[index]  # any mix of mappings and lists
            except (KeyError, IndexError, TypeError):
                raw = None
            own = _id(raw) if siblings else None
            if own is not None and id(siblings) not in ids:
                ids[id(siblings)] = Counter(map(_id, siblings))
            words.append(own if own is not None and ids[id(siblings)][own] == 1 else str(key))
        return "/".join(words)

    return path


def _id(raw: object) -> str | None:
    id = raw.get("id") if isinstance(raw, Mapping) else getattr(raw, "id", None)
    return id if isinstance(id, str) else None


def with_offsets(raw: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """The raw conference with every time that is typed without an offset made an instant."""
    about = raw.get("conference")
    zone = about.get("timezone") if isinstance(about, Mapping) else getattr(about, "timezone", None)
    home = zone if isinstance(zone, str) and zone in clock.zones() else "UTC"

    def timed(value: Any, where: Location, keys: tuple[str, ...], zone: str) -> Any:
        if not isinstance(value, Mapping):
            return value
        value = dict(value)
        for key in keys:
            if isinstance(value.get(key), str):
                try:
                    value[key] = clock.parse_time(value[key], zone)
                except ValueError as error:
                    what, _, remedy = str(error).partition("; ")
                    problems.append(Problem((*where, key), what, remedy))
        return value

    def each(value: Any, where: Location, change: Callable[[Any, Location], Any]) -> Any:
        return [change(v, (*where, i)) for i, v in enumerate(value)] if isinstance(value, (list, tuple)) else value

    def windows(value: Any, where: Location, zone: str = home) -> Any:
        return each(value, where, lambda v, w: timed(v, w, ("from", "to"), zone))

    def holder(key: str, zone_of: Callable[[Mapping[str, Any]], str]) -> Callable[[Any, Location], Any]:
        def change(value: Any, where: Location) -> Any:
            if not isinstance(value, Mapping) or key not in value:
                return value
            return {**value, key: windows(value[key], (*where, key), zone_of(value))}

        return change

    def wish(value: Any, where: Location) -> Any:
        if not isinstance(value, Mapping) or "window" not in value:
            return value
        return {**value, "window": timed(value["window"], (*where, "window"), ("from", "to"), home)}

    def fixture(value: Any, where: Location) -> Any:
        return timed(holder("windows", lambda _: home)(value, where), where, ("start", "end"), home)

    changes: dict[str, Callable[[Any, Location], Any]] = {
        "blocks": lambda v, w: timed(v, w, ("start", "end"), home),
        "rooms": holder("closed", lambda _: home),
        "resources": holder("windows", lambda _: home),
        "speakers": holder("available", lambda v: windows_zone(v, home)),
        "fixtures": fixture,
        "prefers": wish,
        "pins": lambda v, w: timed(v, w, ("start",), home),
    }
    return {key: each(value, (key,), changes[key]) if key in changes else value for key, value in raw.items()}


def windows_zone(owner: Mapping[str, Any], home: str) -> str:
    """The zone of windows that are typed without an offset: that of people who attend online is their own."""
    own = owner.get("timezone") if owner.get("attends") == "online" else None
    chosen = owner.get("available_in") or own
    return chosen if isinstance(chosen, str) and chosen in clock.zones() else home


def _walk(annotation: Any, value: Any, where: Location) -> Iterator[tuple[str | Ref, str, Location]]:
    """Every id (with its kind) and every reference (with its `Ref`) in raw or validated data."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        ref = next((m for m in marks if isinstance(m, Ref)), None)
        if ref and isinstance(value, str):
            yield ref, value, where
        else:
            yield from _walk(inner, value, where)
    elif origin in (Union, UnionType):
        for option in get_args(annotation):
            yield from _walk(option, value, where)
    elif origin is tuple and isinstance(value, (list, tuple)):
        for index, element in enumerate(value):
            yield from _walk(get_args(annotation)[0], element, (*where, index))
    elif origin is dict and isinstance(value, Mapping):
        for key in value:
            yield from _walk(get_args(annotation)[0], key, (*where, key))
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from _walk_model(annotation, value, where)


@cache
def _bears(annotation: Any) -> bool:
    """Whether there may be ids or references in what is annotated so."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return bool(_fields(annotation))
    return any(isinstance(part, Ref) or _bears(part) for part in get_args(annotation))


@cache
def _fields(model: type[BaseModel]) -> list[tuple[str, str, Any, Ref | None]]:
    """The fields of a model in which there may be ids or references: name, key, annotation and the reference itself."""
    found = []
    for name, field in model.model_fields.items():
        ref = next((m for m in field.metadata if isinstance(m, Ref)), None)
        if ref or (name == "id" and hasattr(model, "kind")) or _bears(field.annotation):  # type: ignore[arg-type]  # a type is hashable
            found.append((name, field.alias or name, field.annotation, ref))
    return found


def _walk_model(model: type[BaseModel], value: Any, where: Location) -> Iterator[tuple[str | Ref, str, Location]]:
    if not isinstance(value, (Mapping, model)):
        return
    for name, key, annotation, ref in _fields(model):
        inner = value.get(key) if isinstance(value, Mapping) else getattr(value, name)
        if name == "id" and hasattr(model, "kind") and isinstance(inner, str):
            yield model.kind, inner, (*where, name)
        if ref and isinstance(inner, str):
            yield ref, inner, (*where, name)
        elif inner is not None:
            yield from _walk(annotation, inner, (*where, key))


def renamed(model: ModelT, names: Mapping[str, str]) -> ModelT:
    """A model in which what has an id, and what refers to it, has another one of these `names`. Raises BadInput."""
    if not names:
        return model
    document = model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for _, id, where in dict.fromkeys(_walk_model(type(model), document, ())):
        holder: Any = document
        for step in where[:-1]:
            holder = holder[step]
        if id in names:
            holder[where[-1]] = names[id]
    return type(model).model_validate(document)


def reference_problems(model: type[BaseModel], raw: Mapping[str, Any]) -> list[Problem]:
    """Ids that stand twice, and references to nothing.

    Where an id stands twice, another one is probably missing: references to that kind of thing are not
    held against whoever made them.
    """
    places = list(dict.fromkeys(_walk_model(model, raw, ())))
    known: dict[str, dict[str, Location]] = {}
    problems: list[Problem] = []
    path, near = paths(raw), Nearest()
    owners: dict[str, tuple[str, Location]] = {}
    doubtful: set[str] = set()
    for kind, id, where in places:
        if isinstance(kind, Ref):
            continue
        known.setdefault(kind, {}).setdefault(id, where)
        if id in owners:
            other, first = owners[id]
            what = f"the id '{id}' stands twice: it is that of {path(first[:-1])}, too"
            problems.append(Problem(where, what, "rename one of them", other=first))
            doubtful |= {kind, other}
        owners.setdefault(id, (kind, where))
    rooms = raw.get("rooms")
    for room in rooms if isinstance(rooms, (list, tuple)) else ():
        building = room.get("building", "") if isinstance(room, Mapping) else getattr(room, "building", "")
        known.setdefault("buildings", {})[building if isinstance(building, str) else ""] = ()
    for ref, id, where in places:
        if len(problems) >= MOST:
            break
        if isinstance(ref, Ref) and not any(id in known.get(kind, {}) for kind in ref.kinds):
            if any(kind in doubtful or (kind not in known and _faulty(model, raw, kind)) for kind in ref.kinds):
                continue
            choice = [i for kind in ref.kinds for i in known.get(kind, {})]
            remedy = near(id, choice) if choice else f"add it under '{ref.kinds[0]}'"
            problems.append(Problem(where, f"there is no {either(k.removesuffix('s') for k in ref.kinds)} '{id}'", remedy))
    return problems


def _faulty(model: type[BaseModel], raw: Mapping[str, Any], kind: str) -> bool:
    """Whether a list in which no id was found is itself at fault, so that what refers to it is not."""
    key = "rooms" if kind == "buildings" else kind
    field = model.model_fields.get(key)
    return field is not None and (field.is_required() or raw.get(key, ()) not in ([], ()))
