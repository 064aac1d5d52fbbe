"""From foreign sheets to a conference: what is made by a plan of what their columns hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from instances.agenda import Agenda
from instances.conference import Conference
from instances.imports import memory
from instances.imports.build import build
from instances.imports.entries import Remark, Remarks
from instances.imports.gather import COMMON, Gathered, gather
from instances.imports.mapping import Map
from instances.imports.merge import Changes, merge
from instances.imports.planning import Plan
from instances.imports.published import pins
from instances.imports.things import Likely, Thing, title_key
from instances.problems import BadInput, Problem
from instances.typed.ids import slug
from instances.typed.reading import normal

_NUMBER = re.compile(r"[ivx]+|\d+|\w*\d\w*")
ALIKE, SHORTEST = 0.86, 6
"""How alike two titles must be to be listed as likely the same, and how many letters long."""


@dataclass(frozen=True)
class Imported:
    """What came of an import. `said`: what the last one said of cells, as `memory` compares it."""

    conference: Conference
    made: Conference
    map: Map
    remarks: Remarks
    notes: tuple[Remark, ...]
    duplicates: tuple[Likely, ...]
    changes: Changes
    said: frozenset[str]


def carry_out(plan: Plan, ours: Conference | None, published: Agenda | None, name: str) -> Imported:
    """The conference that the sheets make, laid into `ours`, which is the one that stands. Raises BadInput."""
    remarks = Remarks()
    remarks.unread += plan.unread
    base, said = memory.read(plan.last)
    found = gather(plan.sources, plan.map, remarks)
    _something(plan, found)
    document = build(found, plan.map, base, ours, remarks)
    before = ours or base
    id = before.id if before else slug(name) or slug(plan.map.conference.title) or "conference"
    document["conference"] |= {"id": id, "title": plan.map.conference.title or id}
    made = _valid(document, found)
    merged, changes = merge(base, made, ours)
    conference = _valid(merged, found)
    notes = [*plan.notes, *_forgotten(plan, ours, base), *_unmet(plan, found)]
    if published is not None:
        fixed = pins(published, conference)
        conference = _valid({**merged, "pins": [*merged.get("pins", ()), *fixed]}, found)
        notes.append(Remark("", "", "", "", f"{len(fixed)} pins hold what was published"))
    duplicates = (*found.people.likely(), *_alike(found, plan.map))
    names = dict.fromkeys((pair.first.label or pair.first.name, pair.second.label or pair.second.name) for pair in duplicates)
    return Imported(conference, made, plan.map.replaced(unsure=tuple(names)), remarks, tuple(notes), duplicates, changes, said)


def _something(plan: Plan, found: Gathered) -> None:
    """Refuse sheets without rooms, or without talks and subforums, with what each was taken for."""
    lacking = [("rooms", found.rooms), ("talks or subforums", found.talks or found.subforums)]
    problems = [
        Problem((), f"no sheet has {what}", f"name one, or say in {plan.path} what its columns hold: {_taken(plan)}")
        for what, things in lacking
        if not things
    ]
    lost = [Problem((remark.sheet,), remark.what, remark.remedy, file=remark.file) for remark in plan.unread if "of the map" in remark.what]
    if problems:
        raise BadInput([*problems, *lost])


def _taken(plan: Plan) -> str:
    """'rooms.csv holds rooms, talks.csv nothing'."""
    return ", ".join(f"{source.file} '{source.table.name}' holds {source.map.holds}" for source in plan.sources)


def _forgotten(plan: Plan, ours: Conference | None, base: Conference | None) -> list[Remark]:
    what = "is missing: nobody can tell what the sheets changed from what you did; the sheets were taken where they say something"
    return [Remark(plan.last.name, "", "", "", what, "keep it beside the map")] if ours is not None and base is None else []


def _unmet(plan: Plan, found: Gathered) -> list[Remark]:
    """Names in the map that stand in no sheet."""
    people = (
        {one.label.casefold() for one in found.talks}
        | {spelling for one in found.people.all for spelling in (*one.spelt, one.label.casefold())}
        | found.people.met
    )
    names = dict.fromkeys(name for group in (*plan.map.same, *plan.map.different) for name in group)
    lost = [name for name in names if " ".join(name.split()).casefold() not in people and title_key(name) not in found.met]
    return [
        Remark(plan.path.name, "", "", name, f"'{name}' under 'same' or 'different' stands in no sheet", "mend the name") for name in lost
    ]


def _valid(document: dict[str, Any], found: Gathered) -> Conference:
    """The conference of a document; what is wrong with it is told by the cells that it is from."""
    try:
        return Conference.model_validate(document)
    except BadInput as error:
        places = {thing.id: thing.places[0].place for thing in _all(found) if thing.places}
        problems = []
        for problem in error.problems:
            where = next((places[part] for part in reversed(problem.path.split("/")) if part in places), "")
            problems.append(replace(problem, path=f"{where}, {problem.path}" if where else problem.path))
        raise BadInput(problems) from None


def _all(found: Gathered) -> list[Thing]:
    titled = (*found.rooms.values(), *found.tracks.values(), *found.subforums.values())
    return [*found.blocks, *titled, *found.people.all, *found.talks]


def _alike(found: Gathered, plan: Map) -> list[Likely]:
    """Rooms, tracks and subforums whose titles are nearly the same, and talks of one title, of which the map says nothing."""
    told = [set(group) for group in (*plan.same, *plan.different)]
    by_title: dict[str, list[Thing]] = {}
    for talk in found.talks:
        talk.label = f"{talk.name} ({talk.owner.name if talk.owner else ''}, {', '.join(person.name for person in talk.parts)})"
        by_title.setdefault(title_key(talk.name), []).append(talk)
    return [
        Likely(one, other, "nearly the same title")
        for things in (found.rooms, found.tracks, found.subforums)
        for one, other in combinations([things[key] for key in sorted(things)], 2)
        if _slipped(one.name, other.name) and not any({one.name, other.name} <= group for group in told)
    ] + [
        Likely(one, other, "talks of one title")
        for same in by_title.values()
        for one, other in combinations(same, 2)
        if not COMMON.fullmatch(normal(one.name)) and not any({one.label, other.label} <= group for group in told)
    ]


def _slipped(one: str, other: str) -> bool:
    """Whether a slip may tell two titles apart; 'Hall A' and 'Hall B', or 'Forum 1' and 'Forum II', are two."""
    words = [{word for word in re.split(r"\W+", title.casefold()) if word} for title in (one, other)]
    left, right = (a - b for a, b in (words, words[::-1]))
    if any(len(word) < 3 or _NUMBER.fullmatch(word) for word in left | right) and left and right:
        return False
    matcher = SequenceMatcher(None, title_key(one), title_key(other), autojunk=False)
    return min(len(one), len(other)) >= SHORTEST and matcher.real_quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
