"""What is checked when a conference is made: times, ids, references, and what no field shows alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from instances import clock
from instances.problems import Location, Problem, nearest

if TYPE_CHECKING:
    from instances.conference import Conference, Pin, Subforum


@dataclass(frozen=True)
class Ref:
    """Marks a field that holds the id of something of these kinds."""

    kinds: tuple[str, ...]


def path(raw: object, where: Location) -> str:
    """A place, with ids in place of list positions where there are some."""
    words: list[str] = []
    for key in where:
        try:
            raw = raw[key]  # type: ignore[index]  # any mix of mappings and lists
        except (KeyError, IndexError, TypeError):
            raw = None
        own = (raw.get("id") if isinstance(raw, Mapping) else getattr(raw, "id", None)) if isinstance(key, int) else None
        words.append(str(own if isinstance(own, str) else key))
    return "/".join(words)


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
                    problems.append(Problem((*where, key), str(error)))
        return value

    def each(value: Any, where: Location, change: Callable[[Any, Location], Any]) -> Any:
        return [change(v, (*where, i)) for i, v in enumerate(value)] if isinstance(value, (list, tuple)) else value

    def windows(value: Any, where: Location, zone: str = home) -> Any:
        return each(value, where, lambda v, w: timed(v, w, ("from", "to", "start", "end"), zone))

    def holder(key: str, zone_of: Callable[[Mapping[str, Any]], str]) -> Callable[[Any, Location], Any]:
        def change(value: Any, where: Location) -> Any:
            if not isinstance(value, Mapping) or key not in value:
                return value
            return {**value, key: windows(value[key], (*where, key), zone_of(value))}

        return change

    def persons(value: Mapping[str, Any]) -> str:
        own = value.get("timezone") if value.get("attends") == "online" else None
        chosen = value.get("available_in") or own
        return chosen if isinstance(chosen, str) and chosen in clock.zones() else home

    def wish(value: Any, where: Location) -> Any:
        if not isinstance(value, Mapping) or "window" not in value:
            return value
        return {**value, "window": timed(value["window"], (*where, "window"), ("from", "to", "start", "end"), home)}

    def fixture(value: Any, where: Location) -> Any:
        return timed(holder("windows", lambda _: home)(value, where), where, ("start", "end"), home)

    changes: dict[str, Callable[[Any, Location], Any]] = {
        "blocks": lambda v, w: timed(v, w, ("start", "end"), home),
        "rooms": holder("closed", lambda _: home),
        "resources": holder("windows", lambda _: home),
        "speakers": holder("available", persons),
        "fixtures": fixture,
        "prefers": wish,
        "pins": lambda v, w: timed(v, w, ("start",), home),
    }
    return {key: each(value, (key,), changes[key]) if key in changes else value for key, value in raw.items()}


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


def _walk_model(model: type[BaseModel], value: Any, where: Location) -> Iterator[tuple[str | Ref, str, Location]]:
    if not isinstance(value, (Mapping, model)):
        return
    for name, field in model.model_fields.items():
        keys = [name, field.alias or name]
        inner = next((value[k] for k in keys if k in value), None) if isinstance(value, Mapping) else getattr(value, name)
        if name == "id" and hasattr(model, "kind") and isinstance(inner, str):
            yield model.kind, inner, (*where, name)
        ref = next((m for m in field.metadata if isinstance(m, Ref)), None)
        if ref and isinstance(inner, str):
            yield ref, inner, (*where, name)
        elif inner is not None:
            yield from _walk(field.annotation, inner, (*where, field.alias or name))


def reference_problems(model: type[BaseModel], raw: Mapping[str, Any]) -> list[Problem]:
    """Ids that stand twice, and references to nothing."""
    places = list(dict.fromkeys(_walk_model(model, raw, ())))
    known: dict[str, dict[str, Location]] = {}
    problems: list[Problem] = []
    owners: dict[str, tuple[str, Location]] = {}
    for kind, id, where in places:
        if isinstance(kind, Ref):
            continue
        known.setdefault(kind, {}).setdefault(id, where)
        if id in owners:
            problems.append(Problem(where, f"the id '{id}' stands twice: {path(raw, owners[id][1][:-1])} has it too", "rename one of them"))
        owners.setdefault(id, (kind, where))
    rooms = raw.get("rooms")
    for room in rooms if isinstance(rooms, (list, tuple)) else ():
        building = room.get("building", "") if isinstance(room, Mapping) else getattr(room, "building", "")
        known.setdefault("buildings", {})[building if isinstance(building, str) else ""] = ()
    for ref, id, where in places:
        if isinstance(ref, Ref) and not any(id in known.get(kind, {}) for kind in ref.kinds):
            what = " or ".join(k.removesuffix("s") for k in ref.kinds)
            problems.append(Problem(where, f"there is no {what} '{id}'", nearest(id, (i for k in ref.kinds for i in known.get(k, {})))))
    return problems


def field_problems(model: type[BaseModel], error: ValidationError) -> Iterator[Problem]:
    """Pydantic's findings in our words."""
    for found in error.errors(include_url=False):
        where = tuple(k for k in found["loc"] if not _branch(k))
        match found["type"]:
            case "too_short" if found["input"]:
                continue  # its elements are wrong, and named
            case "extra_forbidden":
                yield Problem(where, f"unknown key '{where[-1]}'", nearest(str(where[-1]), _keys(model, where[:-1])))
            case "missing":
                yield Problem(where[:-1], f"the key '{where[-1]}' is missing", "add it")
            case "value_error":
                yield Problem(where, str(found["ctx"]["error"]))
            case "timezone_aware":
                yield Problem(where, "the time has no offset", "write it with one, like 2022-11-09T13:30+08:00")
            case "string_pattern_mismatch" if where and where[-1] == "id":
                yield Problem(where, f"'{found['input']}' is no id", "use letters, digits, '.', '_' and '-'")
            case _:
                got = found["input"]
                shown = f", not {got!r}" if isinstance(got, (str, int, float, bool, type(None))) else ""
                yield Problem(where, _lower(found["msg"]) + shown, "mend the value")


def _lower(message: str) -> str:
    return message.replace("Input should", "should")


def _branch(key: str | int) -> bool:
    """Whether a part of pydantic's location names a branch of a union, not a key."""
    return isinstance(key, str) and (key.startswith(("tuple[", "literal[", "constrained-", "dict[", "function-")) or key in ("str", "int", "before", "apart", "same_block", "not_parallel"))


def _keys(model: type[BaseModel], where: Location) -> set[str]:
    """The keys that may stand at a place."""
    models = [model]
    for key in where:
        if isinstance(key, str):
            models = [
                inner
                for outer in models
                for name, field in outer.model_fields.items()
                if key in (name, field.alias)
                for inner in _models_in(field.annotation)
            ]
    return {field.alias or name for outer in models for name, field in outer.model_fields.items()}


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def sense_problems(c: Conference) -> Iterator[Problem]:
    """What no single field shows: the grid, blocks over one another, people twice."""
    grid, origin = c.grid, min(b.first for b in c.blocks)
    for i, block in enumerate(c.blocks):
        for key, value in (("start", block.first), ("end", block.last)):
            if (value - origin) % grid:
                yield Problem(("blocks", i, key), f"is off the grid of {grid} minutes", "move it, or make conference/grid finer")
        for other in c.blocks[:i]:
            if block.first < other.last and other.first < block.last:
                yield Problem(("blocks", i), f"overlaps the block '{other.id}'", "make them follow each other")
    for i, subforum in enumerate(c.subforums):
        yield from _talk_problems(subforum, ("subforums", i), grid)
        if subforum.sittings > len(subforum.talks):
            yield Problem(("subforums", i, "sittings"), f"{subforum.sittings} sittings for {len(subforum.talks)} talks", "lower it: no sitting may be empty")
    for i, fixture in enumerate(c.fixtures):
        for key, value in (("start", fixture.spans[0][0]), ("end", fixture.spans[0][1])):
            if not fixture.windows and (value - origin) % grid:
                yield Problem(("fixtures", i, key), f"is off the grid of {grid} minutes", "move it, or make conference/grid finer")
        if fixture.minutes and fixture.minutes % grid:
            yield Problem(("fixtures", i, "minutes"), f"{fixture.minutes} minutes do not fit the grid of {grid}", "round them")
        if fixture.holds == "one" and not fixture.rooms:
            yield Problem(("fixtures", i, "rooms"), "holds one of its rooms, but has none", "name rooms")
    for i, pin in enumerate(c.pins):
        yield from _pin_problems(c, pin, ("pins", i))
    for i, relation in enumerate(c.relations):
        ids = [relation.first, relation.then] if relation.kind == "before" else list(relation.subforums)
        if len(set(ids)) < len(ids):
            yield Problem(("relations", i), "names one subforum twice", "name different ones")
    for i, pair in enumerate(c.pairs):
        if pair.subforums[0] == pair.subforums[1]:
            yield Problem(("pairs", i), "names one subforum twice", "name two")


def _talk_problems(subforum: Subforum, where: Location, grid: int) -> Iterator[Problem]:
    own = {t.id for t in subforum.talks}
    for i, talk in enumerate(subforum.talks):
        here = (*where, "talks", i)
        if talk.minutes % grid:
            yield Problem((*here, "minutes"), f"{talk.minutes} minutes do not fit the grid of {grid}", "round them, or make conference/grid finer")
        for id in sorted(set(talk.after) - own):
            yield Problem((*here, "after"), f"'{id}' is a talk of another subforum", f"name a talk of '{subforum.id}', or use a relation")
        if talk.id in talk.after:
            yield Problem((*here, "after"), "a talk cannot stand after itself", "take it out")
        for id, times in Counter(talk.speakers).items():
            if times > 1:
                yield Problem((*here, "speakers"), f"'{id}' stands twice", "name each person once")
        for k, seat in enumerate(talk.seats):
            for id in sorted(set(seat.candidates) & set(talk.speakers)):
                yield Problem((*here, "seats", k), f"'{id}' is a speaker of this talk already", "take them out of the candidates")


def _pin_problems(c: Conference, pin: Pin, where: Location) -> Iterator[Problem]:
    seat = next((s for t in c.owner[pin.item].talks for s in t.seats if s.id == pin.item), None) if pin.item in c.owner else None
    if (pin.speaker is not None) != (seat is not None):
        yield Problem(where, f"'{pin.item}' cannot be pinned so", "pin a speaker to a seat, and a place or time to anything else")
    elif seat and pin.speaker not in seat.candidates:
        yield Problem(where, f"'{pin.speaker}' is no candidate for '{seat.id}'", nearest(str(pin.speaker), seat.candidates))
