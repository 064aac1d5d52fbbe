"""Changes from the words of a command line: one parser for each option of `instances.options`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeVar

from pydantic import ValidationError

from instances import clock
from instances.agenda import Agenda
from instances.changes.arrivals import timed
from instances.changes.base import ChangeBase, apply, find
from instances.changes.decisions import Forbid, Weigh
from instances.changes.kinds import Change
from instances.changes.newcomer import newcomer
from instances.changes.people import Attend, Cancel, Early, Late, Replace
from instances.changes.places import delayed, named, pinned
from instances.changes.programme import BlockTimes, Drop
from instances.changes.rooms import CloseRoom, ResourceCapacity, Seats
from instances.changes.talks import Length
from instances.changes.when import TO, certain, days, inside, minutes, moment, unclear, window
from instances.changes.words import instant
from instances.conference import Conference, Resource, Talk
from instances.findings import field_problems
from instances.options import FIRST, OPTIONS
from instances.problems import BadInput, Problem, either, nearest
from instances.typed.answers import read_count
from instances.typed.reading import Unread

Happened = tuple[str, str]
"""An option without its dashes, and the words that follow it."""
Parser = Callable[[str, Conference, Agenda | None], Sequence[Change]]
Check = Callable[[Conference], Iterable[Problem]]
ChangeT = TypeVar("ChangeT", bound=ChangeBase)

FATES = ("keep", "drop", "video", "shorten")
"""What may become of talks that are of nobody else than who cancels."""
GOING = ("cancel", "replace")
"""Options after which somebody is not there."""
WHETHER = (*GOING, "recorded", "online", "onsite")
"""Options of which a person has one at most."""
LEVELS = ("must", "strong", "normal", "slight", "warn", "off")
NEW = "new:"
_ORDER = {option.name: (option.name not in FIRST, number) for number, option in enumerate(OPTIONS)}
_EXAMPLES = {option.name: f"--{option.name} {option.example}" for option in OPTIONS}


def read(
    happened: Iterable[Happened], conference: Conference, agenda: Agenda | None = None, check: Check = lambda _: ()
) -> tuple[Change, ...]:
    """The changes that options say, things named by their ids. What is added or dropped comes first, the rest in the order of the table.

    `agenda` is what people know. `check` may find faults of a changed conference that only a later layer
    can see. Raises BadInput with the problems of all options.
    """
    found: list[Change] = []
    problems: list[Problem] = []
    said: dict[str, list[Happened]] = {}
    for name, words in sorted(happened, key=lambda one: _ORDER.get(one[0], (True, 0))):
        try:
            new = parse(name, words, conference, agenda)
            if name in (*WHETHER, "late", "early"):
                own = said.setdefault(new[-1].concerns(conference)[0], [])
                _not_otherwise(name, own)
                own.append((name, words))
            after = apply(conference, new)
            if faults := list(check(after)):
                raise BadInput(faults)
        except BadInput as error:
            problems += [_said(p, name, words) for p in error.problems]
        else:
            found, conference = [*found, *new], after
    if problems:
        raise BadInput(problems)
    return tuple(found)


def _not_otherwise(name: str, others: Iterable[Happened]) -> None:
    """Refuse an option that contradicts another one of the same person. Raises BadInput."""
    for other, words in others:
        if {name, other} <= {*WHETHER} or other in GOING:
            raise unclear(f"--{other} {shlex.quote(words)} says otherwise of the same person", "leave one of them out")


def parse(name: str, words: str, conference: Conference, agenda: Agenda | None = None) -> Sequence[Change]:
    """The changes that one option says. Raises BadInput."""
    if name not in PARSERS:
        raise unclear(f"there is no option --{name} for what happened", nearest(name, PARSERS))
    if not words.strip():
        raise unclear("says nothing", f"write {_EXAMPLES[name]}")
    return PARSERS[name](words.strip(), conference, agenda)


def split(line: str) -> tuple[Happened, ...]:
    """Options in one text, as a shell would read them: '--cancel s017 --seats hall-1=150'. Raises BadInput."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise unclear(f"'{line}': {str(error).lower()}", "close the quotation") from None
    found: list[Happened] = []
    while words:
        option, given, value = words.pop(0).partition("=")
        name = option.removeprefix("--")
        if name == option or name not in PARSERS:
            choice = nearest(option if name == option else name, PARSERS)
            raise unclear(f"'{option}' is no option for what happened", choice.replace("'", "'--", 1) if _sure(choice) else choice)
        if not given and (not words or words[0].startswith("--")):
            raise unclear(f"{option} says nothing", f"write {_EXAMPLES[name]}")
        found.append((name, value if given else words.pop(0)))
    return tuple(found)


def _said(problem: Problem, name: str, words: str) -> Problem:
    """A problem of the words of an option; one of a file keeps its place there."""
    if problem.file:
        return problem
    return replace(problem, where=(), path=f"--{name} {shlex.quote(words)}")


def _made(kind: type[ChangeT], **fields: Any) -> ChangeT:
    """A change. Raises BadInput where its fields contradict each other."""
    try:
        return kind(**fields)
    except ValidationError as error:
        raise BadInput(replace(p, where=()) for p in field_problems(kind, error, fields)) from None


def _two(words: str, name: str, sign: str = "=") -> tuple[str, str]:
    """What stands before and behind a sign. Raises BadInput where one of them is missing."""
    first, given, second = (part.strip() for part in words.partition(sign))
    if not (first and given and second):
        what = f"says nothing {'before' if not first else 'behind'} '{sign}'" if given else f"has no '{sign}'"
        raise unclear(what, f"write it like {_EXAMPLES[name]}")
    return first, second


def _sure(remedy: str) -> bool:
    """Whether a remedy names the one thing that was most likely meant."""
    return remedy.startswith("did you mean")


def _person(c: Conference, words: str) -> str:
    return find(c, words, ("speakers",))


# --- people ---


def _cancel(words: str, c: Conference, _: Agenda | None) -> Sequence[Change]:
    if "=" not in words:
        return [Cancel(person=_person(c, words))]
    name, fate = _two(words, "cancel")
    person = _person(c, name)
    match fate:
        case "keep" | "drop":
            return [Cancel(person=person, talks=fate)]
        case "video":
            return [Attend(person=person, attends="recorded")]
        case "shorten":
            return [*_halved(c, person), Cancel(person=person, talks="keep")]
    try:
        return [_replaced(c, person, fate)]
    except BadInput as error:
        if fate.startswith(NEW):
            raise
        close = nearest(fate, FATES)
        remedy = close if _sure(close) else f"{error.problems[0].remedy}; or write {either(FATES)}"
        raise unclear(error.problems[0].what, remedy) from None


def _halved(c: Conference, person: str) -> list[Change]:
    """Half the minutes, rounded up to the grid, for talks of nobody else."""
    half = [(talk, -(-talk.minutes // (2 * c.grid)) * c.grid) for talk in alone(c, person)]
    return [Length(talk=talk.id, minutes=minutes) for talk, minutes in half if minutes < talk.minutes]


def alone(c: Conference, person: str) -> list[Talk]:
    """The talks of somebody that are of nobody else."""
    return [talk for forum in c.subforums for talk in forum.talks if talk.speakers == (person,)]


def _replaced(c: Conference, person: str, by: str) -> Replace:
    if by.startswith(NEW):
        return _made(Replace, person=person, new=newcomer(c, by.removeprefix(NEW)))
    return Replace(person=person, by=_person(c, by))


def _replace(words: str, c: Conference, _: Agenda | None) -> Sequence[Change]:
    name, by = _two(words, "replace")
    return [_replaced(c, _person(c, name), by)]


def _late(words: str, c: Conference, agenda: Agenda | None) -> Sequence[Change]:
    return [timed(_made(Late, **_arrival("late", words, c, agenda, "+")), c, agenda)]


def _early(words: str, c: Conference, agenda: Agenda | None) -> Sequence[Change]:
    return [timed(_made(Early, **_arrival("early", words, c, agenda, "-")), c, agenda)]


def _arrival(option: str, words: str, c: Conference, agenda: Agenda | None, sign: str) -> dict[str, Any]:
    """Who, and by how many minutes or at what time."""
    name, when = _two(words, option, "@")
    person = _person(c, name)
    if when.isdecimal():
        raise unclear(f"'{when}' could be a time or minutes", f"write {sign}{when}m or {when:0>2}:00")
    if ":" not in when and not re.match(r"\d{4}-", when):
        return {"person": person, "minutes": minutes(when, sign)}
    windows = c.speaker(person).available or ()
    on = set(days(c, [m for w in windows for m in (w.first, w.last - 1)])) & set(days(c)) if windows else set(days(c))
    known = set(days(c, [slot.first for slot, _ in agenda.appearances.get(person, ())])) if agenda else set()
    return {"person": person, "at": moment(c, when, sorted(on & known or on))}


# --- rooms and what there are only so many of ---


def _close_room(words: str, c: Conference, _: Agenda | None) -> Sequence[Change]:
    name, at, when = (part.strip() for part in words.partition("@"))
    if at and not when:
        raise unclear("says nothing behind '@'", f"write it like {_EXAMPLES['close-room']}")
    start, end = window(c, when)
    return [_made(CloseRoom, room=find(c, name, ("rooms",)), start=start, end=end)]


def _resource(words: str, c: Conference, _: Agenda | None) -> Sequence[Change]:
    name, rest = _two(words, "resource")
    number, at, when = (part.strip() for part in rest.partition("@"))
    resource = c.resource(find(c, name, ("resources",)))
    if not re.fullmatch(r"[+-]?\d{1,6}", number) or (at and not when):
        raise unclear(f"'{rest}' is not how many there are", f"write it like {_EXAMPLES['resource']}, or =-1")
    span = tuple(map(clock.minute, window(c, when))) if when else None
    if number[0] not in "+-":
        return [_capacity(c, resource, int(number), span)]
    return [_capacity(c, resource, there + int(number), piece) for piece, there in _pieces(resource, span)]


def _capacity(c: Conference, resource: Resource, number: int, span: tuple[int, ...] | None) -> Change:
    if number < 0:
        when = f" from {instant(c, span[0]):%b %d %H:%M}" if span else ""
        raise unclear(f"there are not so many of {c.name(resource.id)}{when}", "take fewer away")
    times = dict(zip(("start", "end"), (instant(c, minute) for minute in span or ()), strict=False))
    return _made(ResourceCapacity, resource=resource.id, capacity=number, **times)


def _pieces(resource: Resource, span: tuple[int, ...] | None) -> list[tuple[tuple[int, int] | None, int]]:
    """The stretches of a window, or of all the time, in which there are always as many, and how many."""
    if span is None:
        return [(None, resource.capacity), *(((w.first, w.last), w.capacity) for w in resource.windows)]
    edges = sorted({*span, *(m for w in resource.windows for m in (w.first, w.last) if span[0] < m < span[1])})
    return [
        ((a, b), min((w.capacity for w in resource.windows if w.first <= a < w.last), default=resource.capacity))
        for a, b in pairwise(edges)
    ]


def _seats(words: str, c: Conference, _: Agenda | None) -> Sequence[Change]:
    name, number = _two(words, "seats")
    try:
        seats = certain(read_count(number), number, "write it like 150")
    except Unread as error:
        raise BadInput([error.problem()]) from None
    return [Seats(room=find(c, name, ("rooms",)), seats=seats)]


# --- the programme ---


def _drop(words: str, c: Conference, agenda: Agenda | None) -> Sequence[Change]:
    return [Drop(item=item) for item in named(words, c, agenda, ("subforums", "talks", "fixtures"))]


def _add(words: str, c: Conference, agenda: Agenda | None) -> Sequence[Change]:
    from instances.changes.scenarios import changes_of_file

    return changes_of_file(words, c, agenda)


def _shorten_block(words: str, c: Conference, _: Agenda | None) -> Sequence[Change]:
    name, times = _two(words, "shorten-block")
    block = c.block(find(c, name, ("blocks",)))
    if times[0] in "+-":
        end = instant(c, block.last - minutes(times, "-"))
        return [BlockTimes(block=block.id, end=end)]
    first, to, last = (part.strip() for part in times.partition(TO))
    edges = {"start": first if to else "", "end": last if to else first}
    found = {key: inside(c, block, edge) for key, edge in edges.items() if edge}
    return [_made(BlockTimes, block=block.id, **found)]


def _delay(words: str, c: Conference, agenda: Agenda | None) -> Sequence[Change]:
    name, time = _two(words, "delay")
    items = named(name, c, agenda, ("subforums", "talks", "fixtures"))
    late = -minutes(time, "-") if time[0] == "-" else minutes(time)
    return [change for item in items for change in delayed(c, agenda, item, late)]


# --- decisions ---


def _pin(words: str, c: Conference, agenda: Agenda | None) -> Sequence[Change]:
    name, place = _two(words, "pin")
    return pinned(c, agenda, name, place)


def _forbid(words: str, c: Conference, agenda: Agenda | None) -> Sequence[Change]:
    name, place = _two(words, "forbid")
    items = named(name, c, agenda, ("subforums", "talks", "blocks", "speakers"))
    return [_made(Forbid, item=item, **_against(c, place)) for item in items]


def _against(c: Conference, place: str) -> dict[str, Any]:
    """A room, a feature that a room has, a block, or a window."""
    if place in {feature for room in c.rooms for feature in room.features}:
        return {"feature": place}
    try:
        id = find(c, place, ("blocks", "rooms"))
    except BadInput as error:
        try:
            start, end = window(c, place)
        except BadInput as other:
            raise (other if TO in place or place[0].isdigit() else error) from None
        return {"start": start, "end": end}
    return {c.item(id).kind.removesuffix("s"): id}


def _weigh(words: str, c: Conference, _: Agenda | None) -> Sequence[Change]:
    rule, level = _two(words, "weigh")
    if level.isdecimal():
        return [_made(Weigh, rule=rule, weight=int(level))]
    if level not in LEVELS:
        close = nearest(level, LEVELS)
        raise unclear(f"there is no level '{level}'", close if _sure(close) else f"write {either(LEVELS)}, or points, like 40")
    return [_made(Weigh, rule=rule, level=level)]


def _attends(how: str) -> Parser:
    return lambda words, c, _: [_made(Attend, person=_person(c, words), attends=how)]


PARSERS: dict[str, Parser] = {
    "cancel": _cancel,
    "replace": _replace,
    "recorded": _attends("recorded"),
    "online": _attends("online"),
    "onsite": _attends("onsite"),
    "late": _late,
    "early": _early,
    "close-room": _close_room,
    "resource": _resource,
    "drop": _drop,
    "add": _add,
    "shorten-block": _shorten_block,
    "seats": _seats,
    "delay": _delay,
    "pin": _pin,
    "forbid": _forbid,
    "weigh": _weigh,
}
