"""What no single field of a conference shows: the grid, blocks over one another, people twice, circles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from instances import clock
from instances.problems import Location, Problem, nearest

if TYPE_CHECKING:
    from instances.conference import Conference, Fixture, Pin, Subforum, Talk


def sense_problems(c: Conference) -> Iterator[Problem]:
    """What no single field shows: the grid, blocks over one another, people twice."""
    for i, block in enumerate(c.blocks):
        yield from _off_grid(c, ("blocks", i), {"start": block.start, "end": block.end})
        if block.last - block.first > clock.DAY:
            yield Problem(
                ("blocks", i, "end"),
                f"the block lasts {(block.last - block.first) / clock.DAY:.0f} days",
                "a block is a part of one day: check the date",
            )
        for other in c.blocks[:i]:
            if block.first < other.last and other.first < block.last:
                yield Problem(("blocks", i), f"overlaps the block '{other.id}'", "make them follow each other")
    for i, walk in enumerate(c.travel.pairs):
        if set(walk.between) in [set(w.between) for w in c.travel.pairs[:i]]:
            yield Problem(
                ("travel", "pairs", i), f"the walk between '{walk.between[0]}' and '{walk.between[1]}' stands twice", "keep one of them"
            )
    for i, subforum in enumerate(c.subforums):
        for k, talk in enumerate(subforum.talks):
            yield from _talk_problems(subforum, talk, ("subforums", i, "talks", k), c.grid)
        if circle := _circle(subforum):
            where = ("subforums", i, "talks", [t.id for t in subforum.talks].index(circle[0]), "after")
            yield Problem(where, f"{' after '.join(circle)}: that is a circle", "take one of them out")
        if subforum.least_sittings > len(subforum.talks) and not subforum.empty_sittings:
            yield Problem(
                ("subforums", i, "sittings"),
                f"{subforum.least_sittings} sittings for {len(subforum.talks)} talks",
                "lower it, or add 'empty_sittings: true'",
            )
    for i, fixture in enumerate(c.fixtures):
        yield from _fixture_problems(c, fixture, ("fixtures", i))
    for i, pin in enumerate(c.pins):
        yield from _pin_problems(c, pin, ("pins", i))
    for i, relation in enumerate(c.relations):
        ids = (relation.first, relation.then) if relation.kind == "before" else relation.subforums
        yield from _twice(ids, ("relations", i))
    for i, pair in enumerate(c.pairs):
        yield from _twice(pair.ids, ("pairs", i))
    blocks = {b.id for b in c.blocks}
    for i, wish in enumerate(c.prefers):
        if wish.item in blocks and not wish.room:
            yield Problem(("prefers", i), f"'{wish.item}' is a block, and only a room can be wished for it", "name a room, or another item")


def _twice(ids: Iterable[str], where: Location) -> Iterator[Problem]:
    for id, times in Counter(ids).items():
        if times > 1:
            yield Problem(where, f"'{id}' stands twice", "name each one once")


def _off_grid(c: Conference, where: Location, times: Mapping[str, datetime | None]) -> Iterator[Problem]:
    origin = min(b.first for b in c.blocks)
    for key, time in times.items():
        if time and (clock.minute(time) - origin) % c.grid:
            yield Problem((*where, key), f"{time:%H:%M} is off the grid of {c.grid} minutes", "move it, or make conference/grid finer")


def _off_grid_minutes(minutes: int, where: Location, grid: int) -> Iterator[Problem]:
    if minutes % grid:
        yield Problem((*where, "minutes"), f"{minutes} minutes do not fit the grid of {grid}", "round them, or make conference/grid finer")


def _talk_problems(subforum: Subforum, talk: Talk, where: Location, grid: int) -> Iterator[Problem]:
    yield from _off_grid_minutes(talk.minutes, where, grid)
    for id in sorted(set(talk.after).difference(t.id for t in subforum.talks)):
        yield Problem((*where, "after"), f"'{id}' is a talk of another subforum", f"name a talk of '{subforum.id}', or use a relation")
    if talk.id in talk.after:
        yield Problem((*where, "after"), "a talk cannot stand after itself", "take it out")
    yield from _twice(talk.speakers, (*where, "speakers"))
    for k, seat in enumerate(talk.seats):
        yield from _twice(seat.candidates, (*where, "seats", k, "candidates"))
        for id in sorted(set(seat.candidates) & set(talk.speakers)):
            yield Problem(
                (*where, "seats", k, "candidates"), f"'{id}' is a speaker of this talk already", "take them out of the candidates"
            )


def _circle(subforum: Subforum) -> list[str]:
    """Talks that come after each other in a circle, the first one again at the end; none if there is none."""
    after = {t.id: [a for a in t.after if a != t.id] for t in subforum.talks}
    for start in after:
        paths, seen = [[start]], {start}
        while paths:
            way = paths.pop()
            for id in after.get(way[-1], ()):
                if id == start:
                    return [*way, start]
                if id not in seen:
                    seen.add(id)
                    paths.append([*way, id])
    return []


def _fixture_problems(c: Conference, fixture: Fixture, where: Location) -> Iterator[Problem]:
    yield from _off_grid(c, where, {"start": fixture.start, "end": fixture.end})
    yield from _off_grid_minutes(fixture.minutes or 0, where, c.grid)
    yield from _twice(fixture.rooms, (*where, "rooms"))
    yield from _twice(fixture.speakers, (*where, "speakers"))
    if fixture.holds == "one" and not fixture.rooms:
        yield Problem((*where, "rooms"), "holds one of its rooms, but has none", "name rooms")


def _pin_problems(c: Conference, pin: Pin, where: Location) -> Iterator[Problem]:
    yield from _off_grid(c, where, {"start": pin.start})
    seat = next((s for s in c.talk_of_seat[pin.item].seats if s.id == pin.item), None) if pin.item in c.talk_of_seat else None
    if pin.speaker and not seat:
        yield Problem(
            where, f"'{pin.item}' is no seat, so that no person can be pinned to it", "name a seat, or pin a block, room or start"
        )
    if seat and (pin.block or pin.room or pin.start or not pin.speaker):
        yield Problem(where, f"'{pin.item}' is a seat, and only a speaker can be pinned to it", "pin its talk, or a speaker")
    if seat and pin.speaker and pin.speaker not in seat.candidates:
        yield Problem((*where, "speaker"), f"'{pin.speaker}' is no candidate for '{seat.id}'", nearest(pin.speaker, seat.candidates))
