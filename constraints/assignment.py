"""Between an agenda and the values of the variables that it stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from constraints.variables import Place, Sitting, Variables
from instances import clock
from instances.agenda import Agenda, FilledSeat, PlacedFixture, TalkSlot, Unplaced
from instances.agenda import Sitting as AgendaSitting
from instances.conference import Talk

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
    sittings = []
    for s in held:
        cls = x.rooms[next(r for r, literal in s.in_room.items() if value(literal))]
        room = next((r for r in cls.rooms if free[r] <= value(s.start)), cls.rooms[0])
        free[room] = value(s.end) + x.ticks(s.subforum.turnover)
        sittings.append(_sitting(x, s, room, value))
    fixtures = [
        PlacedFixture(fixture=f.id, rooms=tuple(r for r, l in f.in_room.items() if value(l)), **_times(x, f, value))
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
        sittings=tuple(sorted(sittings, key=lambda s: s.id)),
        fixtures=tuple(fixtures),
        unplaced=tuple(Unplaced(item=id) for id in left_out),
    )


def _sitting(x: Variables, s: Sitting, room: str, value: Value) -> AgendaSitting:
    hosted = [t for t in (x.talks[t.id] for t in s.subforum.talks) if value(t.hosts[s.id])]
    talks = tuple(_slot(x, t, value) for t in sorted(hosted, key=lambda t: value(t.start)))
    return AgendaSitting(id=s.id, subforum=s.subforum.id, room=room, talks=talks, **_times(x, s, value))


def _slot(x: Variables, t: Place, value: Value) -> TalkSlot:
    assert isinstance(t.item, Talk)
    seats = [
        FilledSeat(seat=seat.id, speaker=person) for seat in t.item.seats for person, literal in x.fills[seat.id].items() if value(literal)
    ]
    return TalkSlot(talk=t.id, speakers=t.item.speakers, seats=tuple(seats), **_times(x, t, value))


def _times(x: Variables, place: Place | Sitting, value: Value) -> dict[str, Any]:
    zone = x.conference.zone
    start, end = x.minute(value(place.start)), x.minute(value(place.end))
    if isinstance(place, Place):  # a fixture may end off the grid
        end = start + (place.item.minutes if isinstance(place.item, Talk) else place.item.length)
    return {"start": clock.instant(start, zone), "end": clock.instant(end, zone)}


def values_of(x: Variables, agenda: Agenda) -> list[tuple[IntVar, int]]:
    """The decision variables with their values in an agenda; the rest follows from them."""
    block_at = {t: b.id for b in x.blocks.values() for t in range(b.first, b.last)}
    class_of = {room: r for r, cls in x.rooms.items() for room in cls.rooms}
    found: dict[int, tuple[IntVar, int]] = {}

    def put(variable: IntVar, value: int) -> None:
        if variable is not x.true:
            found[variable.index] = (variable, value)

    number: dict[str, str] = {}
    for id, sittings in agenda.sittings_of.items():
        number.update((s.id, v.id) for s, v in zip(sittings, x.sittings_of[id], strict=False))
    placed = {number[s.id]: s for s in agenda.sittings if s.id in number}
    for s in x.sittings.values():
        real = placed.get(s.id)
        put(s.held, int(real is not None))
        here = (block_at[x.tick(real.first)], class_of[real.room]) if real else None
        for key, literal in s.at.items():
            put(literal, int(key == here))
        if real:
            put(s.start, x.tick(real.first))
            if not s.fixed:
                put(s.end, x.tick(real.last))  # type: ignore[arg-type]  # a variable where the length is not fixed
    for t in x.talks.values():
        slot = agenda.slots.get(t.id)
        put(t.placed, int(slot is not None))
        for sitting, literal in t.hosts.items():
            put(literal, int(slot is not None and number.get(slot[1].id) == sitting))
        if slot:
            put(t.start, x.tick(slot[0].first))  # type: ignore[arg-type]  # a talk's start is a variable
    on = {(s.seat, s.speaker) for slot, _ in agenda.slots.values() for s in slot.seats}
    for seat, fills in x.fills.items():
        for person, literal in fills.items():
            put(literal, int((seat, person) in on))
    fixtures = {f.fixture: f for f in agenda.fixtures}
    for f in x.fixtures.values():
        fixture = fixtures.get(f.id)
        put(f.placed, int(fixture is not None))
        for room, literal in f.in_room.items():
            put(literal, int(fixture is not None and room in fixture.rooms))
        if fixture:
            put(f.start, x.tick(fixture.first))  # type: ignore[arg-type]  # a variable, too
    return list(found.values())
