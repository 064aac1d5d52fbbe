"""What is published elsewhere, as an agenda of the conference on which people have worked since."""

from __future__ import annotations

from collections.abc import Iterator

from instances import clock
from instances.agenda import Agenda, PlacedFixture, Sitting, TalkSlot, Unplaced
from instances.conference import Conference, Fixture, text
from scheduler.hint import usable


def published(conference: Conference, agenda: Agenda) -> tuple[Agenda, list[str]]:
    """The agenda with what the conference still has, each talk as long and with the people that it has there; and the
    titles of talks that cannot stand where they are published."""
    fixtures = tuple(_placed(f) for f in conference.fixtures if f.start and f.end)
    found = usable(conference, agenda.replaced(sittings=tuple(_sittings(conference, agenda)), fixtures=fixtures))
    lost = [text(conference.talk(talk).title) for talk in agenda.slots if talk in conference.owner and talk not in found.slots]
    return found.replaced(unplaced=tuple(_unplaced(conference, found))), lost


def _placed(fixture: Fixture) -> PlacedFixture:
    rooms = fixture.rooms if fixture.holds == "all" else fixture.rooms[:1]
    return PlacedFixture(fixture=fixture.id, rooms=rooms, start=fixture.start, end=fixture.end)


def _sittings(c: Conference, agenda: Agenda) -> Iterator[Sitting]:
    """The sittings as they are published; talks that people have put into another subforum sit there by room and block."""
    groups: dict[tuple[str, str, str], list[TalkSlot]] = {}
    for sitting in agenda.sittings:
        for slot in sitting.talks:
            block = c.block_at(slot.first)
            if (owner := c.owner.get(slot.talk)) and block:
                own = sitting.id if owner.id == sitting.subforum else f"{owner.id}/{block.id}"
                end = clock.instant(slot.first + c.talk(slot.talk).minutes, c.zone)
                groups.setdefault((owner.id, sitting.room, own), []).append(slot.replaced(end=end))
    numbers: dict[str, int] = {}
    for (owner_id, room, _), slots in groups.items():
        number = numbers[owner_id] = numbers.get(owner_id, 0) + 1
        if number <= (c.subforum(owner_id).most_sittings or number):
            times = {"start": min(slot.start for slot in slots), "end": max(slot.end for slot in slots)}
            yield Sitting(id=f"{owner_id}/{number}", subforum=owner_id, room=room, talks=tuple(slots), **times)


def _unplaced(c: Conference, agenda: Agenda) -> Iterator[Unplaced]:
    """What does not stand in an agenda: whole subforums, talks of others, seats that have to be filled, fixtures."""
    filled = {seat.seat for slot, _ in agenda.slots.values() for seat in slot.seats}
    standing = {f.fixture for f in agenda.fixtures}
    for forum in c.subforums:
        if forum.id not in agenda.sittings_of:
            yield Unplaced(item=forum.id)
            continue
        for talk in forum.talks:
            if talk.id not in agenda.slots:
                yield Unplaced(item=talk.id)
            else:
                yield from (Unplaced(item=seat.id) for seat in talk.seats if seat.required and seat.id not in filled)
    yield from (Unplaced(item=f.id) for f in c.fixtures if f.id not in standing)
