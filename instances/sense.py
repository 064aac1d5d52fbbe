"""What no single field of a conference shows: the grid, blocks over one another, people twice, circles,
years apart, and decisions of which no agenda can keep both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import combinations
from typing import TYPE_CHECKING

from instances import clock
from instances.problems import Location, Problem, nearest

if TYPE_CHECKING:
    from instances.conference import Block, Conference, Fixture, Pin, Subforum, Talk

LONGEST = 60
"""Days from the first block within which all blocks and fixtures lie: the engine looks at every minute between them."""


def sense_problems(c: Conference) -> Iterator[Problem]:
    """Everything that does not go together."""
    yield from _far_apart(c)
    for i, block in enumerate(c.blocks):
        yield from _off_grid(c, ("blocks", i), {"start": block.start, "end": block.end})
        if block.last - block.first > clock.DAY:
            yield Problem(
                ("blocks", i, "end"),
                f"the block lasts {(block.last - block.first) / clock.DAY:.0f} days",
                "a block is a part of one day: check the date",
            )
        for k, minutes in enumerate(block.slots):
            if minutes % c.grid:
                yield Problem(
                    ("blocks", i, "slots", k),
                    f"{minutes} minutes do not fit the grid of {c.grid}",
                    "round them, or make conference/grid finer",
                )
        if sum(block.slots) > block.last - block.first:
            what = f"slots of {sum(block.slots)} minutes in a block of {block.last - block.first}"
            yield Problem(("blocks", i, "slots"), what, "take one out, or make the block longer")
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
    for (j, early), (i, late) in combinations(enumerate(c.fixtures), 2):
        yield from _collision(c, early, late, ("fixtures", j), ("fixtures", i))
    pins: dict[str, list[tuple[int, Pin]]] = {}
    for i, pin in enumerate(c.pins):
        yield from _pin_problems(c, pin, ("pins", i))
        for j, earlier in pins.setdefault(pin.item, []):
            yield from _contradictions(c, earlier, pin, ("pins", j), ("pins", i))
        pins[pin.item].append((i, pin))
    for i, relation in enumerate(c.relations):
        ids = (relation.first, relation.then) if relation.kind == "before" else relation.subforums
        yield from _twice(ids, ("relations", i))
    for i, pair in enumerate(c.pairs):
        yield from _twice(pair.ids, ("pairs", i))
    blocks = {b.id for b in c.blocks}
    for i, wish in enumerate(c.prefers):
        if wish.item in blocks and not (wish.room or wish.feature):
            what = f"'{wish.item}' is a block, and only a room or a feature can be wished for it"
            yield Problem(("prefers", i), what, "name a room, or another item")
    if c.costs:
        yield from _no_changes(c)


def _no_changes(c: Conference) -> Iterator[Problem]:
    """Costs of what is no kind of change."""
    from instances.changes.costs import COSTS  # changes make conferences, and are loaded after them

    for kind in c.costs:
        if kind not in COSTS:
            yield Problem(("costs", kind), f"there is no kind of change '{kind}'", nearest(kind, COSTS))


def _far_apart(c: Conference) -> Iterator[Problem]:
    """Blocks and fixtures far from the others, as a slip in a year puts them."""
    ordered = sorted(c.blocks, key=lambda b: b.first)
    near = [b for b in ordered if b.first - ordered[0].first <= LONGEST * clock.DAY]
    if 2 * len(near) < len(ordered):  # then the first ones are the slip
        near = ordered[len(near) :]
    times: list[tuple[Location, datetime]] = [(("blocks", i, "start"), b.start) for i, b in enumerate(c.blocks)]
    for i, fixture in enumerate(c.fixtures):
        times += [(("fixtures", i, key), time) for key, time in (("start", fixture.start), ("end", fixture.end)) if time]
        for k, window in enumerate(fixture.windows):
            times += [(("fixtures", i, "windows", k, key), time) for key, time in (("from", window.start), ("to", window.end))]
    for where, time in times:
        days = abs(clock.minute(time) - near[0].first) // clock.DAY
        if days > LONGEST:
            what = f"{time:%Y-%m-%d} is {days} days from the block '{near[0].id}'"
            yield Problem(where, what, f"check the year: a conference lasts {LONGEST} days at most")


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
    if fixture.windows and all(last - first < fixture.length for first, last in fixture.spans):
        longest = max(last - first for first, last in fixture.spans)
        what = f"{fixture.length} minutes fit into none of its windows, of which the longest has {longest}"
        yield Problem((*where, "minutes"), what, "shorten it, or widen a window")


def _collision(c: Conference, one: Fixture, other: Fixture, first: Location, then: Location) -> Iterator[Problem]:
    """Rooms and people that two fixtures need at the same time, both being fixed."""
    (begin, end), (start, until) = one.spans[0], other.spans[0]
    if one.windows or other.windows or max(begin, start) >= min(end, until):
        return
    rooms = [set(f.rooms) if f.holds == "all" or len(f.rooms) == 1 else set[str]() for f in (one, other)]
    for room in sorted(rooms[0] & rooms[1]):
        what = f"'{other.id}' holds the room '{room}' at the same time as '{one.id}'"
        yield Problem((*then, "rooms"), what, "move one of them, or give it another room", other=first)
    for person in sorted(set(one.speakers) & set(other.speakers)):
        if c.speaker(person).attends != "recorded":
            what = f"'{other.id}' needs '{person}' at the same time as '{one.id}'"
            yield Problem((*then, "speakers"), what, "move one of them, or take the person out of one", other=first)


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
    if pin.start and not seat:
        yield from _start_problems(c, pin, pin.start, (*where, "start"))


def _start_problems(c: Conference, pin: Pin, start: datetime, where: Location) -> Iterator[Problem]:
    """A start at which the item can never stand."""
    minute, words = clock.minute(start), f"{start:%b %d %H:%M}"
    fixture, subforum = _fixture(c, pin.item), c.subforums_by_id.get(pin.item)
    if fixture and not any(first <= minute <= last - fixture.length for first, last in fixture.spans):
        remedy = "pin it inside one of its windows" if fixture.windows else "take the pin out: the fixture has a time"
        yield Problem(where, f"{words} is no time at which '{fixture.id}' may start", remedy)
    if not fixture and not any(_starts_in(b, minute) for b in c.blocks):
        yield Problem(where, f"{words} is outside every block", "pin a start inside a block")
    elif pin.block and not _starts_in(c.block(pin.block), minute):
        yield Problem(where, f"{words} is outside the block '{pin.block}' of the same pin", "keep one of them, or mend one")
    if subforum and subforum.most_sittings != 1:
        yield Problem(where, f"'{subforum.id}' may have several sittings, and not all can start then", "pin its talks, or a block")


def _fixture(c: Conference, id: str) -> Fixture | None:
    return next((f for f in c.fixtures if f.id == id), None)


def _starts_in(block: Block, minute: int) -> bool:
    return block.first <= minute < block.last


def _contradictions(c: Conference, earlier: Pin, pin: Pin, first: Location, then: Location) -> Iterator[Problem]:
    """What two pins of one item demand of it that cannot both be."""
    fixture = _fixture(c, pin.item)
    several = fixture is not None and fixture.holds == "all"
    demands = {
        "block": (earlier.block, pin.block),
        "room": (None, None) if several else (earlier.room, pin.room),
        "start": (earlier.start, pin.start),
        "speaker": (earlier.speaker, pin.speaker),
    }
    for key, (one, other) in demands.items():
        if one and other and _plain(one) != _plain(other):
            yield _contradiction(pin, (*then, key), one, other, first)
    if earlier.start and pin.block and not _starts_in(c.block(pin.block), clock.minute(earlier.start)):
        yield _contradiction(pin, (*then, "block"), earlier.start, pin.block, first)
    if pin.start and earlier.block and not _starts_in(c.block(earlier.block), clock.minute(pin.start)):
        yield _contradiction(pin, (*then, "start"), earlier.block, pin.start, first)


def _plain(value: str | datetime) -> str | int:
    """An instant as a minute: equal times of two zones may be unequal where clocks change."""
    return clock.minute(value) if isinstance(value, datetime) else value


def _contradiction(pin: Pin, where: Location, one: str | datetime, other: str | datetime, earlier: Location) -> Problem:
    here, there = (f"{p:%b %d %H:%M}" if isinstance(p, datetime) else f"'{p}'" for p in (other, one))
    what = f"'{pin.item}' is pinned to {here}, and to {there} by {'/'.join(map(str, earlier))}"
    return Problem(where, what, "keep one of them", other=earlier)
