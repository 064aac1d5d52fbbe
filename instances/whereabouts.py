"""Places as they are told: a block, a room and a time, any of them, between slashes: 'nov10-am/hall-3/09:30'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from instances import clock
from instances.conference import Block, Conference, Fixture
from instances.names import find
from instances.problems import BadInput, Problem

_CLOCK = re.compile(r"\d{1,2}:\d{2}")


@dataclass(frozen=True)
class There:
    """A place as far as it is told: block and room by id, minutes at which the item may start, and the words for it."""

    block: str | None
    room: str | None
    starts: tuple[int, ...] | None
    words: str

    def has(self, block: str, rooms: Sequence[str], first: int) -> bool:
        """Whether something that stands in a block and in rooms from a minute on stands at such a place."""
        return self.block in (None, block) and self.room in (None, *rooms) and (self.starts is None or first in self.starts)


def there(conference: Conference, item: str, words: str) -> There:
    """A place from words: a block, a room and a time of day (or a date and time), any of them, between slashes. Raises BadInput."""
    found: dict[str, str] = {}
    for part in (part.strip() for part in words.split("/")):
        kind, value = _part(conference, part)
        if kind in found:
            raise BadInput([Problem((), f"'{words}' names two {kind}s", "name one block, one room and one time at most")])
        found[kind] = value
    block, room, time = (found.get(kind) for kind in ("block", "room", "time"))
    thing = conference.item(item) if item in conference.owner or item in _things(conference) else None
    if isinstance(thing, Fixture) and room is not None and room not in thing.rooms:
        names = " or ".join(conference.name(r) for r in thing.rooms) or "no room"
        raise BadInput([Problem((), f"{conference.name(item)} may hold {names}, not {conference.name(room)}", "name one of its rooms")])
    starts = _starts(conference, thing, block, time) if time is not None else None
    return There(block, room, starts, _words(conference, block, room, time, starts))


def _things(c: Conference) -> set[str]:
    return {*c.subforums_by_id, *(f.id for f in c.fixtures)}


def _part(c: Conference, part: str) -> tuple[str, str]:
    if _CLOCK.fullmatch(part):
        try:
            return "time", clock.show_hour(clock.parse_hour(part))
        except ValueError as error:
            raise BadInput([Problem((), str(error))]) from None
    if re.match(r"\d{4}-\d{2}-\d{2}", part):
        try:
            return "time", clock.parse_time(part, c.zone).isoformat()
        except ValueError as error:
            raise BadInput([Problem((), str(error))]) from None
    id = find(c, part, ("blocks", "rooms"))
    return ("block" if isinstance(c.item(id), Block) else "room"), id


def _starts(c: Conference, thing: object, block: str | None, time: str) -> tuple[int, ...]:
    """The minutes that a time of day, or an instant, stands for, inside the block, or all blocks, or the windows of a fixture."""
    spans = list(thing.spans) if isinstance(thing, Fixture) else [(b.first, b.last) for b in c.blocks if block in (None, b.id)]
    if len(time) > len("09:30"):
        minutes = [clock.minute(clock.parse_time(time, c.zone))]
    else:
        days = sorted({clock.local_day(m, c.zone) for span in spans for m in span})
        of_day = {m for first, last in spans for m in range(first, last) if clock.show_hour(clock.time_of_day(m, c.zone)) == time}
        minutes = sorted(of_day) if days else []
    inside = tuple(m for m in minutes if any(first <= m < last for first, last in spans))
    if not inside:
        hours = ", ".join(_span(c, first, last) for first, last in spans)
        raise BadInput([Problem((), f"{time} is no time at which anything could start there", f"choose one in {hours}")])
    on_grid = tuple(m for m in inside if not (m - c.blocks[0].first) % c.grid)
    if not on_grid:
        before = inside[0] - (inside[0] - c.blocks[0].first) % c.grid
        near = " or ".join(f"{clock.instant(m, c.zone):%H:%M}" for m in (before, before + c.grid))
        raise BadInput([Problem((), f"things start every {c.grid} minutes here, not at {time}", f"write {near}")])
    return on_grid


def _span(c: Conference, first: int, last: int) -> str:
    return f"{clock.instant(first, c.zone):%b %d %H:%M}-{clock.instant(last, c.zone):%H:%M}"


def _words(c: Conference, block: str | None, room: str | None, time: str | None, starts: tuple[int, ...] | None) -> str:
    names = [c.name(id) for id in (room, block) if id]
    if starts is not None and len(starts) == 1:
        names = [*names[: 1 if room else 0], f"{clock.instant(starts[0], c.zone):%b %d %H:%M}"]
    elif time:
        names.append(time)
    return f"{'in' if room or (block and not time) else 'at'} {', '.join(names)}"
