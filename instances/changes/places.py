"""Where things are to be instead: decisions on places, and on what starts later than announced."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from instances import clock
from instances.agenda import Agenda, Sitting
from instances.changes.base import find
from instances.changes.decisions import PinTo, Unpin, equal
from instances.changes.kinds import Change
from instances.changes.programme import Delay
from instances.changes.when import unclear
from instances.changes.words import instant, thing
from instances.conference import Conference, Fixture, Pin, Seat, Subforum
from instances.problems import either, nearest
from instances.whereabouts import there

PLACED = ("subforums", "talks", "seats", "fixtures")


def named(words: str, c: Conference, agenda: Agenda | None, kinds: Collection[str]) -> list[str]:
    """The id of what has this id or name; for one sitting of several ('data-governance/2'), those of its talks. Raises BadInput."""
    sitting = _sitting(words, c, agenda) if "talks" in kinds else None
    if sitting is None:
        return [find(c, words, kinds)]
    return [sitting.subforum] if _alone(c, sitting) else [slot.talk for slot in sitting.talks if slot.talk in c.owner]


def _sitting(words: str, c: Conference, agenda: Agenda | None) -> Sitting | None:
    """The sitting that the words name, if they have the form of one."""
    head, slash, number = words.rpartition("/")
    if not (slash and number.isdigit()) or thing(c, words):
        return None
    id = f"{find(c, head, ('subforums',))}/{number}"
    there = {s.id: s for s in agenda.sittings} if agenda else {}
    if id not in there:
        raise unclear(f"there is no sitting '{id}'", nearest(id, there) if there else "name the subforum")
    if not there[id].talks:
        raise unclear(f"the sitting '{id}' has no talks", "name another one")
    return there[id]


def _alone(c: Conference, sitting: Sitting) -> bool:
    return sitting.subforum in c.subforums_by_id and c.subforum(sitting.subforum).lone


def delayed(c: Conference, agenda: Agenda | None, item: str, minutes: int) -> Sequence[Change]:
    """What has a time of its own, or is pinned to one, is later; what the agenda places is pinned to a later start. Raises BadInput."""
    known = c.item(item)
    own = {item, *(talk.id for talk in known.talks)} if isinstance(known, Subforum) else {item}
    if (isinstance(known, Fixture) and known.start) or any(pin.item in own and pin.start for pin in c.pins):
        return [Delay(item=item, minutes=minutes)]
    starts = _starts(c, agenda, item) if agenda else {}
    if not starts:
        why = "the agenda does not place it" if agenda else "no agenda says when it is"
        raise unclear(f"'{item}' has no time of its own, and {why}", f"pin it: --pin {item}=10:00")
    return [change for id, start in starts.items() for change in _pinned(c, id, start=instant(c, start + minutes))]


def _starts(c: Conference, agenda: Agenda, item: str) -> dict[str, int]:
    """The start of an item, or of each talk of a subforum that may have several sittings."""
    if item in agenda.slots:
        return {item: agenda.slots[item][0].first}
    sittings = agenda.sittings_of.get(item, ())
    if sittings and _alone(c, sittings[0]):
        return {item: sittings[0].first}
    found = {slot.talk: slot.first for sitting in sittings for slot in sitting.talks if slot.talk in c.owner}
    return found | {placed.fixture: placed.first for placed in agenda.fixtures if placed.fixture == item}


def pinned(c: Conference, agenda: Agenda | None, words: str, place: str) -> Sequence[Change]:
    """What is named must be at a place, which is told by a block, a room and a time; a seat has a person. Raises BadInput."""
    sitting = _sitting(words, c, agenda)
    if sitting and not _alone(c, sitting):
        parts = _parts(c, sitting.subforum, place)
        later = clock.minute(parts["start"]) - sitting.first if "start" in parts else 0
        shifted = {slot.talk: {"start": instant(c, slot.first + later)} if "start" in parts else {} for slot in sitting.talks}
        return [change for talk in shifted if talk in c.owner for change in _pinned(c, talk, **{**parts, **shifted[talk]})]
    (item,) = [sitting.subforum] if sitting else [find(c, words, PLACED)]
    if isinstance(c.item(item), Seat):
        return _pinned(c, item, speaker=find(c, place, ("speakers",)))
    return _pinned(c, item, **_parts(c, item, place))


def _parts(c: Conference, item: str, words: str) -> dict[str, Any]:
    """The parts of a pin to a place. Raises BadInput where it is at several times."""
    place = there(c, item, words)
    starts = [instant(c, minute) for minute in place.starts or ()]
    if len(starts) > 1:
        raise unclear(f"'{words}' is at {len(starts)} times", f"write {either(f'{time:%Y-%m-%dT%H:%M}' for time in starts)}")
    parts = {"block": place.block, "room": place.room, "start": starts[0] if starts else None}
    return {key: value for key, value in parts.items() if value is not None}


def _pinned(c: Conference, item: str, **parts: Any) -> list[Change]:
    """A pin, and before it the end of whatever was decided otherwise."""
    gone = [change for pin in c.pins if pin.item == item for change in _loosened(c, pin, parts)]
    return [*dict.fromkeys(gone), PinTo(item=item, **parts)]


def _loosened(c: Conference, pin: Pin, parts: dict[str, Any]) -> Iterator[Change]:
    """The parts of an earlier pin that contradict a later one."""
    fixture = thing(c, pin.item)
    several = isinstance(fixture, Fixture) and fixture.holds == "all"
    for key, new in parts.items():
        old = getattr(pin, key)
        if old is not None and not equal(old, new) and not (key == "room" and several):
            yield Unpin(item=pin.item, **{key: old})
    if pin.block and "block" not in parts and "start" in parts and not _inside(c, parts["start"], pin.block):
        yield Unpin(item=pin.item, block=pin.block)
    if pin.start and "start" not in parts and "block" in parts and not _inside(c, pin.start, parts["block"]):
        yield Unpin(item=pin.item, start=pin.start)


def _inside(c: Conference, time: datetime, block: str) -> bool:
    return c.block(block).first <= clock.minute(time) < c.block(block).last
