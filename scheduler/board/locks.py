"""What is locked keeps its time and its room, and a seat its person: as pins while something is solved, and against every edit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from instances import clock
from instances.agenda import Agenda
from instances.conference import Conference, Pin, Seat, Subforum, Talk
from instances.problems import BadInput, Problem, nearest
from scheduler.places import current, owner, whole


def known(conference: Conference, agenda: Agenda, items: Iterable[str]) -> tuple[str, ...]:
    """Ids of subforums, sittings, talks, seats and fixtures. Raises BadInput for anything else."""
    sittings = {s.id for s in agenda.sittings}
    talks = [talk for forum in conference.subforums for talk in forum.talks]
    things = {*conference.subforums_by_id, *(talk.id for talk in talks), *conference.talk_of_seat, *(f.id for f in conference.fixtures)}
    strange = [id for id in items if id not in things | sittings]
    if strange:
        raise BadInput(Problem((), f"there is nothing called '{id}' on the board", nearest(id, things | sittings)) for id in strange)
    return tuple(items)


def lost(before: tuple[Conference, Agenda], after: tuple[Conference, Agenda], locks: Iterable[str]) -> tuple[str, ...]:
    """Which of the locked items stand elsewhere afterwards, have another person, or are gone."""
    return tuple(id for id in locks if _standing(*before, id) != _standing(*after, id))


def kept(before: tuple[Conference, Agenda], after: tuple[Conference, Agenda], locks: Iterable[str]) -> None:
    """Refuse an agenda in which something locked has moved. Raises BadInput."""
    if gone := lost(before, after, locks):
        names = [before[0].name(whole(before[1], id)) for id in gone]
        raise BadInput(Problem((), f"{name} is locked", "unlock it first") for name in names)


def given_up(before: tuple[Conference, Agenda], after: tuple[Conference, Agenda], locks: Iterable[str]) -> tuple[str, ...]:
    """Which of the locked items that there are still stand elsewhere afterwards, or have another person."""
    return tuple(id for id in lost(before, after, locks) if whole(before[1], id) in after[0].ids)


def told(conference: Conference, agenda: Agenda, gone: Iterable[str]) -> tuple[str, ...]:
    """What to say of locks that were given up."""
    return tuple(f"{conference.name(whole(agenda, id))} was locked, does not stay as it was, and is locked no more." for id in gone)


def pins(conference: Conference, agenda: Agenda, locks: Iterable[str]) -> tuple[Pin, ...]:
    """The decisions that keep what is locked where it is; what is left out is kept nowhere."""
    found: dict[Pin, None] = {}
    for id in locks:
        for pin in _pins(conference, agenda, id):
            found[pin] = None
    return tuple(found)


def narrowed(
    conference: Conference, agenda: Agenda, locks: Iterable[str], free: Collection[str] | None = None, day: date | None = None
) -> Conference:
    """The conference with what is locked pinned, and all that is not `free`, or stands on another day, down to its talks and people.

    What is free on one day stays on that day. Raises BadInput where nothing is free.
    """
    mine = {owner(conference, whole(agenda, id)) for id in known(conference, agenda, free or ())}
    found = dict.fromkeys(pins(conference, agenda, locks))
    if free is None and day is None:
        return conference.replaced(pins=(*conference.pins, *found)) if found else conference
    days = {b.id: _day(conference, b.first) for b in conference.blocks}
    loose = []
    for id in (*conference.subforums_by_id, *(f.id for f in conference.fixtures)):
        there = {_day(conference, place.first) for place in current(conference, agenda, id)}
        if (free is None or id in mine) and (day is None or there <= {day}):
            loose.append(id)
        else:
            found |= dict.fromkeys(_whole(conference, agenda, id))
    if not loose:
        raise BadInput([Problem((), "nothing would be free to move", "free something else, or another day")])
    forums = conference.subforums
    if day is not None:
        own = {block for block, on in days.items() if on == day}
        forums = tuple(_within(conference, forum, own) if forum.id in loose else forum for forum in forums)
    return conference.replaced(pins=(*conference.pins, *found), subforums=forums)


def _within(conference: Conference, forum: Subforum, blocks: set[str]) -> Subforum:
    allowed = tuple(b.id for b in conference.blocks if b.id in blocks and (not forum.blocks or b.id in forum.blocks))
    return forum.replaced(blocks=allowed) if allowed else forum


def _day(conference: Conference, minute: int) -> date:
    return clock.instant(minute, conference.zone).date()


def _pins(c: Conference, agenda: Agenda, id: str) -> Iterator[Pin]:
    forum = c.subforums_by_id.get(whole(agenda, id))
    if forum is not None:
        for sitting in agenda.sittings:
            if id in (sitting.id, sitting.subforum):
                block = c.block_at(sitting.first)
                if forum.lone:
                    yield Pin(item=forum.id, block=block.id if block else None, room=sitting.room, start=sitting.start)
                else:
                    yield from (Pin(item=slot.talk, room=sitting.room, start=slot.start) for slot in sitting.talks)
        return
    item = c.item(id)
    if isinstance(item, Talk) and id in agenda.slots:
        slot, sitting = agenda.slots[id]
        yield Pin(item=id, room=sitting.room, start=slot.start)
    elif isinstance(item, Seat):
        yield from (Pin(item=id, speaker=person) for person in [_person(c, agenda, id)] if person)
    else:
        for placed in agenda.fixtures:
            if placed.fixture == id and c.fixture(id).start is None:
                one = c.fixture(id).holds == "one" and bool(placed.rooms)
                yield Pin(item=id, room=placed.rooms[0] if one else None, start=placed.start)


def _whole(c: Conference, agenda: Agenda, id: str) -> Iterator[Pin]:
    """What keeps a subforum or a fixture as it is, with the order of its talks and the people on its seats."""
    yield from _pins(c, agenda, id)
    for sitting in agenda.sittings_of.get(id, ()):
        for slot in sitting.talks:
            yield Pin(item=slot.talk, room=sitting.room, start=slot.start)
            yield from (Pin(item=filled.seat, speaker=filled.speaker) for filled in slot.seats)


def _person(c: Conference, agenda: Agenda, seat: str) -> str | None:
    standing = agenda.slots.get(c.talk_of_seat[seat].id)
    return next((filled.speaker for filled in standing[0].seats if filled.seat == seat), None) if standing else None


def _standing(c: Conference, agenda: Agenda, id: str) -> object:
    """Where something stands; who is on it, if it is a seat; nothing where the conference has it no more."""
    if id in c.talk_of_seat:
        return _person(c, agenda, id)
    return sorted((place.rooms, place.first) for place in current(c, agenda, id))
