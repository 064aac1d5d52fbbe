"""Between an agenda and the values of the variables that it stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import permutations
from typing import TYPE_CHECKING, Any, NamedTuple

from constraints.variables import Place, Sitting, Variables
from instances import clock
from instances.agenda import Agenda, FilledSeat, PlacedFixture, TalkSlot, Unplaced
from instances.agenda import Sitting as AgendaSitting
from instances.conference import Conference, Talk

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntVar

    from constraints.variables import Expression

Value = Callable[["Expression"], int]


def agenda_of(x: Variables, value: Value) -> Agenda:
    """The agenda that a solution stands for; `value` gives the value of an expression.

    Rooms of one class are dealt out in order of starts, which always comes out even.
    """
    c = x.conference
    held = sorted((s for s in x.sittings.values() if value(s.held)), key=lambda s: (value(s.start), s.id))
    free = {room: 0 for cls in x.rooms.values() for room in cls.rooms}
    sittings: list[AgendaSitting] = []
    for s in held:
        if s.gathered:
            sittings += _spread(x, s, value)
            continue
        cls = x.rooms[next(r for r, literal in s.in_room.items() if value(literal))]
        room = next((r for r in cls.rooms if free[r] <= value(s.start)), cls.rooms[0])
        free[room] = value(s.end) + x.ticks(s.subforum.turnover)
        sittings.append(_sitting(x, s, room, value))
    fixtures = [
        PlacedFixture(
            fixture=f.id,
            rooms=tuple(r for r, l in f.in_room.items() if value(l)),
            **_span(x, value(f.start), x.conference.fixture(f.id).length),
        )
        for f in x.fixtures.values()
        if value(f.placed)
    ]
    filled = {seat for seat, fills in x.fills.items() if any(value(l) for l in fills.values())}
    placed = {t.id for t in x.talks.values() if value(t.placed)}
    left_out = [t for t in x.talks if t not in placed]
    left_out += [f.id for f in x.fixtures.values() if not value(f.placed)]
    left_out += [s.id for t in sorted(placed) for s in c.talk(t).seats if s.required and s.id not in filled]
    return Agenda(
        conference=c.id,
        conference_hash=c.hash,
        sittings=tuple(sorted(_numbered(c, sittings), key=lambda s: s.id)),
        fixtures=tuple(fixtures),
        unplaced=tuple(Unplaced(item=id) for id in left_out),
    )


def _sitting(x: Variables, s: Sitting, room: str, value: Value) -> AgendaSitting:
    hosted = [t for t in (x.talks[t.id] for t in s.subforum.talks) if value(t.hosts[s.id])]
    starts = _starts(x, s, hosted, value)
    talks = tuple(_slot(x, t, starts[t.id], value) for t in sorted(hosted, key=lambda t: starts[t.id]))
    return AgendaSitting(id=s.id, subforum=s.subforum.id, room=room, talks=talks, **_times(x, s, value))


def _spread(x: Variables, s: Sitting, value: Value) -> Iterator[AgendaSitting]:
    """The sittings in several rooms that one sitting stands for.

    By their starts where they have some; else those that had better not be parallel stand in one
    room as far as they fit.
    """
    rooms = [x.rooms[r].rooms[0] for r, literal in s.in_room.items() if value(literal)]
    hosted = [t for t in (x.talks[t.id] for t in s.subforum.talks) if value(t.hosts[s.id])]
    first, last = value(s.start), value(s.end)
    free = dict.fromkeys(rooms, first)
    parts: dict[str, list[tuple[int, Place]]] = {room: [] for room in rooms}
    if x.ordered(s.subforum):
        for t in sorted(hosted, key=lambda t: value(t.start)):
            room = next(r for r in rooms if free[r] <= value(t.start))
            parts[room].append((value(t.start), t))
            free[room] = value(t.end)
    else:
        for t in _by_kin(x, _by_number(x, s, hosted, value)) if len(rooms) > 1 else _by_number(x, s, hosted, value):
            room = next((r for r in rooms if free[r] + t.size <= last), rooms[-1])
            parts[room].append((free[room], t))
            free[room] += t.size
    for room, talks in parts.items():
        slots = tuple(_slot(x, t, start, value) for start, t in talks)
        yield AgendaSitting(id=f"{s.id}/{room}", subforum=s.subforum.id, room=room, talks=slots, **_times(x, s, value))


def _by_kin(x: Variables, talks: list[Place]) -> list[Place]:
    """Talks with a number in their order, then the longer, with those that should not be parallel to them after each."""
    apart: dict[str, set[str]] = {}
    for pair in x.conference.pairs:
        for one, other in permutations(pair.talks or (), 2):
            apart.setdefault(one, set()).add(other)
    found: dict[str, Place] = {}
    todo = sorted(talks, key=lambda t: (not _numbered_talk(t), _numbered_talk(t) or -t.size))

    def follow(talk: Place) -> None:
        if talk.id not in found:
            found[talk.id] = talk
            for other in todo:
                if other.id in apart.get(talk.id, ()):
                    follow(other)

    for talk in todo:
        follow(talk)
    return list(found.values())


def _numbered_talk(talk: Place) -> int:
    position = talk.item.position if isinstance(talk.item, Talk) else None
    return position if isinstance(position, int) else 0


def _starts(x: Variables, s: Sitting, hosted: list[Place], value: Value) -> dict[str, int]:
    """The first ticks of the talks of a sitting; one after another where the model has no order."""
    if x.ordered(s.subforum):
        return {t.id: value(t.start) for t in hosted}
    starts, now = {}, value(s.start)
    for t in _by_number(x, s, hosted, value):
        starts[t.id] = now
        now += t.size
    return starts


def _by_number(x: Variables, s: Sitting, hosted: list[Place], value: Value) -> list[Place]:
    """The talks of a sitting such that those with a number have their places, if the model knows of any."""
    places = x.numbers_made(s.subforum)
    before = sum(value(t.hosts[e.id]) for e in _earlier(x, s) for t in (x.talks[t.id] for t in s.subforum.talks))
    fixed = {value(places[t.id]) - before - 1: t for t in hosted if t.id in places}
    others = iter([t for t in hosted if t.id not in places])
    return [fixed[i] if i in fixed else next(others) for i in range(len(hosted))]


def _earlier(x: Variables, s: Sitting) -> list[Sitting]:
    sittings = x.sittings_of[s.subforum.id]
    return sittings[: sittings.index(s)]


def _numbered(c: Conference, sittings: list[AgendaSitting]) -> Iterator[AgendaSitting]:
    """The sittings with their ids: those of each subforum by number, in time and then by room."""
    number: Counter[str] = Counter()
    order = {r.id: i for i, r in enumerate(c.rooms)}
    for s in sorted(sittings, key=lambda s: (s.first, order[s.room], s.id)):
        number[s.subforum] += 1
        yield s.replaced(id=f"{s.subforum}/{number[s.subforum]}")


def _slot(x: Variables, t: Place, start: int, value: Value) -> TalkSlot:
    assert isinstance(t.item, Talk)
    seats = [
        FilledSeat(seat=seat.id, speaker=person) for seat in t.item.seats for person, literal in x.fills[seat.id].items() if value(literal)
    ]
    return TalkSlot(talk=t.id, speakers=t.item.speakers, seats=tuple(seats), **_span(x, start, t.item.minutes))


def _times(x: Variables, s: Sitting, value: Value) -> dict[str, Any]:
    start = value(s.start)
    return _span(x, start, (value(s.end) - start) * x.grid)


def _span(x: Variables, start: int, minutes: int) -> dict[str, Any]:
    first, zone = x.minute(start), x.conference.zone
    return {"start": clock.instant(first, zone), "end": clock.instant(first + minutes, zone)}


class Decision(NamedTuple):
    """A decision variable and its value in an agenda: about which subforum or fixture it decides,
    and, where that may have sittings in every block, about which block."""

    variable: IntVar
    value: int
    owner: str
    block: str | None


def values_of(x: Variables, agenda: Agenda) -> list[Decision]:
    """The decision variables with their values in an agenda; the rest follows from them."""
    block_at = {t: b.id for b in x.blocks.values() for t in range(b.first, b.last)}
    class_of = {room: r for r, cls in x.rooms.items() for room in cls.rooms}
    found: dict[int, Decision] = {}

    def put(variable: Expression, value: int, owner: str, block: str | None = None) -> None:
        if not isinstance(variable, int) and variable is not x.true and variable is not x.false:
            assert hasattr(variable, "index"), "an expression is no decision"
            found[variable.index] = Decision(variable, value, owner, block)  # type: ignore[arg-type]  # a variable, as it has an index

    number = {real.id: mine.id for real, mine in _matched(x, agenda, block_at, class_of)}
    placed: dict[str, list[AgendaSitting]] = {}
    for real in agenda.sittings:
        if real.id in number:
            placed.setdefault(number[real.id], []).append(real)
    for s in x.sittings.values():
        there, owner = placed.get(s.id, []), s.subforum.id
        put(s.held, int(bool(there)), owner, s.only_block)
        here = {(block_at[x.tick(real.first)], class_of[real.room]) for real in there}
        for key, literal in s.at.items():
            put(literal, int(key in here), owner, s.only_block)
        if there:
            put(s.start, x.tick(there[0].first), owner, s.only_block)
            if not s.fixed:
                put(s.end, x.tick(there[0].last), owner, s.only_block)
    on = {(s.seat, s.speaker) for slot, _ in agenda.slots.values() for s in slot.seats}
    for t in x.talks.values():
        slot, subforum = agenda.slots.get(t.id), x.conference.owner[t.id]
        put(t.placed, int(slot is not None), subforum.id)
        for sitting, literal in t.hosts.items():
            put(literal, int(slot is not None and number.get(slot[1].id) == sitting), subforum.id, x.sittings[sitting].only_block)
        if slot and x.ordered(subforum):
            put(t.start, x.tick(slot[0].first), subforum.id)
        for seat in t.item.seats if isinstance(t.item, Talk) else ():
            for person, literal in x.fills[seat.id].items():
                put(literal, int((seat.id, person) in on), subforum.id)
    for id, sequence in agenda.sequences.items():
        for talk, place in x.numbers_made(x.conference.subforum(id)).items():
            if talk in sequence:
                put(place, sequence.index(talk) + 1, id)
    fixtures = {f.fixture: f for f in agenda.fixtures}
    for f in x.fixtures.values():
        fixture = fixtures.get(f.id)
        put(f.placed, int(fixture is not None), f.id)
        for room, literal in f.in_room.items():
            put(literal, int(fixture is not None and room in fixture.rooms), f.id)
        if fixture:
            put(f.start, x.tick(fixture.first), f.id)
    return list(found.values())


def _matched(x: Variables, agenda: Agenda, block_at: dict[int, str], class_of: dict[str, str]) -> Iterator[tuple[AgendaSitting, Sitting]]:
    """Each sitting of an agenda with the variables that stand for it: in time, or in a block by room."""
    order = {r.id: i for i, r in enumerate(x.conference.rooms)}
    for id, sittings in agenda.sittings_of.items():
        if not x.conference.subforum(id).by_block:
            yield from zip(sittings, x.sittings_of[id], strict=False)
            continue
        for b in x.blocks:
            there = [s for s in sittings if block_at[x.tick(s.first)] == b]
            mine = [s for s in x.sittings_of[id] if s.in_block[b] is s.held]
            yield from zip(sorted(there, key=lambda s: order[s.room]), mine * len(there) if mine[0].gathered else mine, strict=False)
