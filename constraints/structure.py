"""What the variables guarantee by themselves, checked for agendas that come from files.

Everything in an agenda exists in the conference, stands once, lies on the grid inside a block
(a fixture: at its time or inside a window), talks lie inside their sitting one after another, begin
where a slot does, have their own length and people, and seats hold one of their candidates. What it says is left out
exists, too, and is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from constraints.rule import Violation
from instances.agenda import Agenda, PlacedFixture, Sitting, TalkSlot, Timed
from instances.conference import Conference, Fixture, Item, ItemT, Room, Seat, Speaker, Subforum, Talk

ID = "structure"


def faults(conference: Conference, agenda: Agenda) -> Iterator[Violation]:
    """Every fault in the structure of an agenda; rules can be asked only where there is none."""
    yield from _repeats("sitting", [s.id for s in agenda.sittings])
    yield from _repeats("talk", [t.talk for s in agenda.sittings for t in s.talks])
    yield from _repeats("fixture", [f.fixture for f in agenda.fixtures])
    for id, sittings in sorted(agenda.sittings_of.items()):
        subforum = _known(conference, id, Subforum)
        if subforum and subforum.most_sittings and len(sittings) > subforum.most_sittings:
            yield _fault((id,), f"{conference.name(id)} has {len(sittings)} sittings, but should have {subforum.most_sittings}")
        if subforum and subforum.by_block:
            yield from _too_many_at_once(conference, subforum, sittings)
    for sitting in agenda.sittings:
        yield from _sitting_faults(conference, sitting)
    for fixture in agenda.fixtures:
        yield from _fixture_faults(conference, fixture)
    yield from _unplaced_faults(conference, agenda)


def _unplaced_faults(c: Conference, agenda: Agenda) -> Iterator[Violation]:
    """What is said to be left out, but is nothing that could be, or stands in the agenda."""
    placed = {*agenda.sittings_of, *agenda.slots, *(f.fixture for f in agenda.fixtures)}
    placed |= {filled.seat for slot, _ in agenda.slots.values() for filled in slot.seats}
    for id in dict.fromkeys(u.item for u in agenda.unplaced):
        if all(_known(c, id, kind) is None for kind in (Subforum, Talk, Seat, Fixture)):
            yield _fault((id,), f"What is left out is no subforum, talk, seat or fixture of the conference: {id}")
        elif id in placed:
            yield _fault((id,), f"{c.name(id)} ({id}) is said to be left out, but stands in the agenda")


def _too_many_at_once(c: Conference, s: Subforum, sittings: tuple[Sitting, ...]) -> Iterator[Violation]:
    for block in c.blocks:
        there = [x for x in sittings if block.first <= x.first < block.last]
        if len(there) > s.at_once:
            yield _fault((s.id,), f"{c.name(s.id)} has {len(there)} sittings in {c.name(block.id)}, and may have {s.at_once}")
        for room, times in sorted(Counter(x.room for x in there).items()):
            if times > 1:
                yield _fault((s.id,), f"{c.name(s.id)} has {times} sittings in {c.name(room)} in {c.name(block.id)}")
        for x in there if s.sitting_fills == "block" else ():
            if (x.first, x.last) != (block.first, block.last):
                yield _fault((s.id,), f"{c.name(s.id)} stands at {x.start:%H:%M}-{x.end:%H:%M} and does not fill {c.name(block.id)}")


def strangers(conference: Conference, agenda: Agenda) -> set[str]:
    """Ids in an agenda that the conference does not have, or has as something else."""
    kinds: list[tuple[type[Item], list[str]]] = [
        (Subforum, [s.subforum for s in agenda.sittings]),
        (Room, [s.room for s in agenda.sittings] + [r for f in agenda.fixtures for r in f.rooms]),
        (Talk, [t.talk for s in agenda.sittings for t in s.talks]),
        (Speaker, [p for s in agenda.sittings for t in s.talks for p in t.people]),
        (Fixture, [f.fixture for f in agenda.fixtures]),
    ]
    return {id for kind, ids in kinds for id in ids if _known(conference, id, kind) is None}


def _fault(items: tuple[str, ...], sentence: str) -> Violation:
    return Violation(ID, 1, items, f"{sentence}.")


def _repeats(kind: str, ids: list[str]) -> Iterator[Violation]:
    for id, times in sorted(Counter(ids).items()):
        if times > 1:
            yield _fault((id,), f"The {kind} {id} stands {times} times in the agenda")


def _known(conference: Conference, id: str, kind: type[ItemT]) -> ItemT | None:
    try:
        item = conference.item(id)
    except KeyError:
        return None
    return item if isinstance(item, kind) else None


def _sitting_faults(c: Conference, s: Sitting) -> Iterator[Violation]:
    subforum = _known(c, s.subforum, Subforum)
    if not subforum:
        yield _fault((s.id,), f"The sitting {s.id} belongs to no subforum of the conference: {s.subforum}")
        return
    if _known(c, s.room, Room) is None:
        yield _fault((s.subforum,), f"{c.name(s.subforum)} sits in a room that does not exist: {s.room}")
    if not any(b.first <= s.first and s.last <= b.last for b in c.blocks):
        yield _fault((s.subforum,), f"{c.name(s.subforum)} sits from {s.start:%b %d %H:%M} to {s.end:%H:%M}, which is not inside any block")
    if not s.first < s.last:
        yield _fault((s.subforum,), f"The sitting {s.id} ends before it starts")
    if not s.talks and not subforum.empty_sittings:
        yield _fault((s.subforum,), f"The sitting {s.id} has no talk")
    own = {t.id: t for t in subforum.talks}
    for slot in s.talks:
        talk = own.get(slot.talk)
        if talk is None:
            yield _fault((s.subforum,), f"The talk {slot.talk} is no talk of {c.name(s.subforum)}")
        else:
            yield from _slot_faults(c, s, slot, talk)
    ordered = sorted(s.talks, key=lambda t: (t.first, t.last))
    for one, other in pairwise(ordered):
        if other.first < one.last:
            yield _fault((one.talk, other.talk), f"The talks {one.talk} and {other.talk} of {c.name(s.subforum)} overlap")
    for place in (s, *s.talks):
        yield from _off_grid(c, s.subforum, place)


def _off_grid(c: Conference, item: str, place: Timed) -> Iterator[Violation]:
    anchor = c.blocks[0].first
    if (place.first - anchor) % c.grid or (place.last - anchor) % c.grid:
        yield _fault((item,), f"{c.name(item)} stands at {place.start:%H:%M}-{place.end:%H:%M}, off the grid of {c.grid} minutes")


def _slot_faults(c: Conference, s: Sitting, slot: TalkSlot, talk: Talk) -> Iterator[Violation]:
    name = f"'{c.name(talk.id)}' ({talk.id})"
    if slot.first < s.first or slot.last > s.last:
        yield _fault(
            (talk.id,), f"The talk {name} at {slot.start:%H:%M}-{slot.end:%H:%M} is outside its sitting of {s.start:%H:%M}-{s.end:%H:%M}"
        )
    if not c.may_begin(slot.first):
        yield _fault((talk.id,), f"The talk {name} begins at {slot.start:%H:%M}, where no slot of its block begins")
    if slot.last - slot.first != talk.minutes:
        yield _fault((talk.id,), f"The talk {name} has {slot.last - slot.first} minutes in the agenda and {talk.minutes} in the conference")
    if sorted(slot.speakers) != sorted(talk.speakers):
        here, there = ", ".join(slot.speakers), ", ".join(talk.speakers)
        yield _fault((talk.id,), f"The talk {name} has other speakers in the agenda ({here}) than in the conference ({there})")
    seats = {seat.id: seat for seat in talk.seats}
    for id, times in sorted(Counter(f.seat for f in slot.seats).items()):
        if times > 1:
            people = ", ".join(c.name(f.speaker) for f in slot.seats if f.seat == id)
            yield _fault((id,), f"The seat {id} of the talk {name} is filled {times} times: {people}")
    for filled in slot.seats:
        if filled.seat not in seats:
            yield _fault((talk.id,), f"The talk {name} has no seat {filled.seat}")
        elif filled.speaker not in seats[filled.seat].candidates:
            yield _fault((filled.seat,), f"{c.name(filled.speaker)} is no candidate for the seat {filled.seat} of the talk {name}")


def _fixture_faults(c: Conference, placed: PlacedFixture) -> Iterator[Violation]:
    fixture = _known(c, placed.fixture, Fixture)
    if not isinstance(fixture, Fixture):
        yield _fault((placed.fixture,), f"The fixture {placed.fixture} is not in the conference")
        return
    name = c.name(fixture.id)
    if not any(a <= placed.first and placed.last <= b for a, b in fixture.spans):
        yield _fault((fixture.id,), f"{name} stands at {placed.start:%b %d %H:%M}, which is not its time")
    if placed.last - placed.first != fixture.length:
        yield _fault((fixture.id,), f"{name} has {placed.last - placed.first} minutes instead of {fixture.length}")
    yield from _off_grid(c, fixture.id, placed)
    rooms = sorted(placed.rooms)
    if rooms != sorted(fixture.rooms) if fixture.holds == "all" else len(rooms) != 1 or rooms[0] not in fixture.rooms:
        yield _fault((fixture.id,), f"{name} holds other rooms than it should: {', '.join(rooms) or 'none'}")
