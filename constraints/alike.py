"""What no rule tells apart: rooms of one class, talks that may be swapped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from instances.conference import Conference, Room, Talk


def room_classes(conference: Conference, *, merge: bool) -> Iterator[tuple[Room, tuple[str, ...]]]:
    """Each class of rooms: the room that stands for it, and the ids of all of it.

    Rooms are alike if they differ in id and title only and nothing names them; whoever names a
    feature or a building means all that have it. Walking between
    two rooms of one class must be no longer than any turnover: then an earlier sitting in the
    very same room leaves as much time as one next door, and the class can be read as next door.
    """
    rooms = sorted(conference.rooms, key=lambda r: r.id)
    named = {r for f in conference.fixtures for r in f.rooms}
    kept = any(not s.lone for s in conference.subforums)  # whether sittings stand in one room can be told then
    named |= {w.room for w in conference.prefers if w.room} | {p.room for p in conference.pins if p.room}
    turnover = min(s.turnover for s in conference.subforums)
    classes: dict[str, list[Room]] = {}
    for room in rooms:
        walk = min((conference.walking(room.id, o.id) for o in rooms if o.building == room.building and o is not room), default=0)
        distinct = not merge or kept or room.id in named or walk > turnover
        key = room.id if distinct else room.model_dump_json(exclude={"id", "title"})
        classes.setdefault(key, []).append(room)
    for alike in classes.values():
        yield alike[0], tuple(r.id for r in alike)


def alike_talks(conference: Conference) -> Iterator[tuple[str, ...]]:
    """Groups of talks, of one subforum with one sitting, that change places without any effect.

    Alike are talks of the same length whose people appear nowhere else and differ in nothing but
    id, name and address; nothing names the talks themselves or their people.
    """
    busy = Counter(p for s in conference.subforums for t in s.talks for p in t.speakers)
    busy.update(p for s in conference.subforums for t in s.talks for seat in t.seats for p in seat.candidates)
    busy.update(p for f in conference.fixtures for p in f.speakers)
    busy.update(p for s in conference.subforums for p in (*s.chairs, *s.hosts))
    named = {w.item for w in conference.prefers} | {p.item for p in conference.pins}
    for subforum in conference.subforums:
        if subforum.lone:
            groups: dict[str, list[str]] = {}
            followed = {a for t in subforum.talks for a in t.after}
            for talk in subforum.talks:
                if talk.id not in named | followed and not talk.seats and all(busy[p] == 1 and p not in named for p in talk.speakers):
                    groups.setdefault(_signature(conference, talk), []).append(talk.id)
            yield from (tuple(group) for group in groups.values() if len(group) > 1)


def _signature(conference: Conference, talk: Talk) -> str:
    labels = {"id", "name", "email", "join_url", "country"}
    people = sorted(conference.speaker(p).model_dump_json(exclude=labels) for p in talk.speakers)
    return talk.model_dump_json(exclude={"id", "title", "speakers"}) + "".join(people)
