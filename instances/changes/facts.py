"""For every fact that a rule may name, the changes that take away what it demands.

A fact is a path into a conference as rules write it: `speakers/s017/available/0`, `pins/3`. A rule that
names facts of a new kind needs a row in `FACTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from instances import clock
from instances.changes.decisions import DropPair, DropRelation, DropWish, Unpin, Weigh
from instances.changes.kinds import Change
from instances.changes.people import Attend, Available, Cancel, Hours, MaxADay, MaxTalks
from instances.changes.programme import BlockTimes, Drop, FixtureAudience
from instances.changes.rooms import MoreRooms, OpenRoom, ResourceCapacity
from instances.changes.subforums import (
    AllowedBlocks,
    AudienceLevel,
    Chairs,
    ExpectedAudience,
    Flagship,
    Hosts,
    Languages,
    Needs,
    SittingsNumber,
    Topics,
)
from instances.changes.talks import Candidates, Order
from instances.changes.words import instant, thing
from instances.conference import Conference, Fixture, Sittings, Speaker, Subforum, Talk

Changes = tuple[Change, ...]
Relaxing = Callable[[Conference, str, int], Changes]
"""The changes for a fact of a thing, by its id (or, for a decision, its position) and the position inside the fact."""


def relaxations(conference: Conference, fact: str) -> Changes:
    """Changes each of which takes away everything that a fact demands, the principal one first.

    Facts that go together, as all windows of one person, have the same change. None for what is no
    fact of the conference, or demands nothing.
    """
    name, *rest = fact.split("/")
    id = rest[0] if rest else ""
    pattern = "/".join((name, *("*" if i == 0 or word.isdecimal() else word for i, word in enumerate(rest))))
    position = int(rest[-1]) if len(rest) > 1 and rest[-1].isdecimal() else 0
    relaxing = FACTS.get(pattern)
    if relaxing is None or not _exists(conference, name, id):
        return ()
    return relaxing(conference, id, position)


def _exists(c: Conference, name: str, id: str) -> bool:
    if name == "rules":
        return True
    if name in ("pins", "prefers", "relations", "pairs"):
        return id.isdecimal() and int(id) < len(getattr(c, name))
    item = thing(c, id)
    return item is not None and item.kind == name


def together(conference: Conference, changes: Sequence[Change]) -> Changes:
    """Changes of one conference in an order in which each finds what it names, so that all can be applied at once.

    Each stands once; what takes things out comes last; what is gone with something else is left out; of two
    blocks that grow into one gap, the earlier one gets it.
    """
    found: list[Change] = []
    unpinned: set[tuple[object, ...]] = set()
    dropped = {change.item for change in changes if isinstance(change, Drop)}
    for change in sorted(changes, key=_rank):
        owner = conference.owner.get(change.item) if isinstance(change, Drop) else None
        if change in found or (owner and owner.id in dropped):
            continue
        if isinstance(change, Unpin):
            parts = {(change.item, key, getattr(change, key)) for key in ("block", "room", "start", "speaker") if getattr(change, key)}
            if parts and parts <= unpinned:
                continue
            unpinned |= parts
        found.append(_trimmed(change, found) if isinstance(change, BlockTimes) else change)
    return tuple(found)


def _rank(change: Change) -> tuple[int, int, int]:
    """Blocks by time; wide before narrow among pins that are taken back; what takes something out at the end."""
    last = 1 if isinstance(change, Cancel) else 2 if isinstance(change, Drop) else 0
    begin = clock.minute(change.start) if isinstance(change, BlockTimes) and change.start else 0
    parts = sum(bool(part) for part in (change.block, change.room, change.start, change.speaker)) if isinstance(change, Unpin) else 0
    return last, begin, -parts


def _trimmed(change: BlockTimes, earlier: Iterable[Change]) -> BlockTimes:
    """A block that begins where the one before it ends now."""
    ends = [one.end for one in earlier if isinstance(one, BlockTimes) and one.block != change.block and one.end]
    begin = clock.minute(change.start) if change.start else 0
    late = max([end for end in ends if clock.minute(end) > begin], key=clock.minute, default=None)
    return change.model_copy(update={"start": late}) if change.start and late else change


# --- the facts


def _droppable(c: Conference, id: str, _: int) -> Changes:
    """What is left out; where it is all that there is, only the rule can give way."""
    item, alone = c.item(id), len(c.subforums) == 1
    last = alone and (isinstance(item, Subforum) or (isinstance(item, Talk) and len(c.owner[id].talks) == 1))
    return (Weigh(rule="placed", level="warn"),) if last else (Drop(item=id),)


def _seat(c: Conference, id: str, _: int) -> Changes:
    seat = next(seat for seat in c.talk_of_seat[id].seats if seat.id == id)
    return (Candidates(seat=id, required=False),) if seat.required else ()


def _position(c: Conference, id: str, _: int) -> Changes:
    return (Order(talk=id, position="any"),) if c.talk(id).position else ()


def _after(c: Conference, id: str, _: int) -> Changes:
    return (Order(talk=id, after=()),) if c.talk(id).after else ()


def _sittings(c: Conference, id: str, _: int) -> Changes:
    """Fewer may do; or one, so that there are no others for it to stand apart from."""
    forum = c.subforum(id)
    fewer = SittingsNumber(subforum=id, sittings=Sittings(min=1, max=max(forum.most_sittings or 1, forum.least_sittings)))
    one = SittingsNumber(subforum=id, sittings=1)
    return (*((fewer,) if forum.least_sittings > 1 else ()), *((one,) if forum.sittings != 1 else ()))


def _blocks(c: Conference, id: str, _: int) -> Changes:
    return (AllowedBlocks(subforum=id),) if c.subforum(id).blocks else ()


def _needs(c: Conference, id: str, _: int) -> Changes:
    needs = tuple(dict.fromkeys(c.subforum(id).needs))
    return (Needs(subforum=id, remove=needs),) if needs else ()


def _onsite(c: Conference, id: str, _: int) -> Changes:
    """Nobody to find seats for; where nobody is expected anyway, only empty seats can be held against the subforum."""
    return (ExpectedAudience(subforum=id, onsite=0) if c.subforum(id).audience.onsite else Weigh(rule="empty_seats", level="off"),)


def _online(c: Conference, id: str, _: int) -> Changes:
    return (ExpectedAudience(subforum=id, online={}),) if c.subforum(id).audience.online else ()


def _hosts(c: Conference, id: str, _: int) -> Changes:
    hosts = c.subforum(id).hosts
    return (Hosts(subforum=id, remove=hosts),) if hosts else ()


def _chairs(c: Conference, id: str, _: int) -> Changes:
    chairs = c.subforum(id).chairs
    return (Chairs(subforum=id, remove=tuple(dict.fromkeys(chairs))),) if chairs else ()


def _topics(c: Conference, id: str, _: int) -> Changes:
    topics = tuple(dict.fromkeys(c.subforum(id).topics))
    return (Topics(subforum=id, remove=topics),) if topics else ()


def _level(c: Conference, id: str, _: int) -> Changes:
    return (AudienceLevel(subforum=id),) if c.subforum(id).audience.level else ()


def _flagship(c: Conference, id: str, _: int) -> Changes:
    return (Flagship(subforum=id, flagship=False),) if c.subforum(id).flagship else ()


def _languages(c: Conference, id: str, _: int) -> Changes:
    return (Languages(subforum=id),) if c.subforum(id).languages else ()


def _audience(c: Conference, id: str, _: int) -> Changes:
    return (FixtureAudience(fixture=id),) if c.fixture(id).audience else ()


def _person(c: Conference, id: str, _: int) -> Changes:
    cancelled = Cancel(person=id)
    return (cancelled,) if c.speaker(id).attends == "recorded" else (Attend(person=id, attends="recorded"), cancelled)


def _attends(c: Conference, id: str, _: int) -> Changes:
    there = c.speaker(id).attends
    return tuple(Attend(person=id, attends=way) for way in ("recorded", "onsite")) if there == "online" else ()


def _available(c: Conference, id: str, position: int) -> Changes:
    windows = c.speaker(id).available or ()
    return (Available(person=id), Attend(person=id, attends="recorded")) if position < len(windows) else ()


def _possible_hours(c: Conference, id: str, _: int) -> Changes:
    person = c.speaker(id)
    if person.attends != "online":
        return ()
    other = (Attend(person=id, attends="recorded"), Attend(person=id, attends="onsite"))
    return other if person.possible_hours == (0, clock.DAY) else (Hours(person=id, hours=(0, clock.DAY)), *other)


def _max_talks(c: Conference, id: str, _: int) -> Changes:
    return (MaxTalks(person=id),) if c.speaker(id).max_talks is not None else ()


def _max_a_day(c: Conference, id: str, _: int) -> Changes:
    """As many a day as the person could ever have, for the rule may have a number for those who name none."""
    talks = [talk for s in c.subforums for talk in s.talks]
    wanted = sum((id in talk.speakers) + sum(id in seat.candidates for seat in talk.seats) for talk in talks)
    most = c.speaker(id).max_a_day
    return (MaxADay(person=id, most=wanted),) if most is None or most < wanted else ()


def _room(c: Conference, id: str, _: int) -> Changes:
    """As many rooms of its kind, itself among them, as there could be sittings and fixtures in it."""
    wanted = sum(_most_sittings(c, s) for s in c.subforums) + sum(id in fixture.rooms for fixture in c.fixtures)
    return (MoreRooms(room=id, number=min(max(wanted - 1, 1), 500)),)


def _most_sittings(c: Conference, s: Subforum) -> int:
    return s.most_sittings or len(c.blocks) * s.at_once


def _closed(c: Conference, id: str, position: int) -> Changes:
    closed = c.room(id).closed
    return (OpenRoom(room=id, start=closed[position].start, end=closed[position].end),) if position < len(closed) else ()


def _capacity(c: Conference, id: str, _: int) -> Changes:
    """As many throughout as all that use it together, in all their sittings."""
    resource = c.resource(id)
    wanted = sum(s.uses[id] * _most_sittings(c, s) for s in c.subforums if id in s.uses)
    enough = min([resource.capacity, *(w.capacity for w in resource.windows)]) >= wanted
    return () if enough else (ResourceCapacity(resource=id, capacity=max(wanted, resource.capacity)),)


def _capacity_in_window(c: Conference, id: str, position: int) -> Changes:
    resource = c.resource(id)
    return _capacity(c, id, position) if position < len(resource.windows) else ()


def _track(c: Conference, id: str, _: int) -> Changes:
    return (Weigh(rule="track_balance", level="off"),)


def _rule(c: Conference, id: str, _: int) -> Changes:
    return (Weigh(rule=id, level="off"),)


def _pin(c: Conference, id: str, _: int) -> Changes:
    pin = c.pins[int(id)]
    return (Unpin(item=pin.item, block=pin.block, room=pin.room, start=pin.start, speaker=pin.speaker),)


def _wish(c: Conference, id: str, _: int) -> Changes:
    wish = c.prefers[int(id)]
    where: dict[str, Any] = {"room": wish.room, "feature": wish.feature, "block": wish.block}
    where |= {"start": wish.window.start, "end": wish.window.end} if wish.window else {}
    dropped = DropWish(item=wish.item, avoid=wish.against, level=wish.level, **where)
    person = thing(c, wish.item)
    live = isinstance(person, Speaker) and person.attends != "recorded"
    return (dropped, Attend(person=wish.item, attends="recorded")) if live else (dropped,)


def _relation(c: Conference, id: str, _: int) -> Changes:
    relation = c.relations[int(id)]
    ids = (relation.first, relation.then) if relation.kind == "before" else tuple(sorted(relation.subforums))
    return (DropRelation(relation=relation.kind, subforums=ids),)


def _pair(c: Conference, id: str, _: int) -> Changes:
    pair = c.pairs[int(id)]
    one, other = sorted(pair.ids)
    return (DropPair(items=(one, other), of=pair.of, points=pair.points),)


def _block(c: Conference, id: str, _: int) -> Changes:
    """It reaches to the blocks before and after it on its day, or to midnight, by whole steps of the grid."""
    block = c.block(id)
    others = [other for other in c.blocks if other.id != id]
    first = max([_midnight(c, block.first), block.last - clock.DAY, *(other.last for other in others if other.last <= block.first)])
    first = block.first - (block.first - first) // c.grid * c.grid
    last = min([_midnight(c, block.last - 1, 1), first + clock.DAY, *(other.first for other in others if other.first >= block.last)])
    last = block.last + (last - block.last) // c.grid * c.grid
    if (first, last) == (block.first, block.last):
        return ()
    return (BlockTimes(block=id, start=instant(c, first), end=instant(c, last)),)


def _midnight(c: Conference, minute: int, later: int = 0) -> int:
    """The minute in which a minute's day begins, or another so many days later."""
    day = clock.instant(minute, c.zone) + timedelta(days=later)
    return clock.minute(day.replace(hour=0, minute=0, fold=0))


def _fixture(c: Conference, id: str, _: int) -> Changes:
    assert isinstance(c.item(id), Fixture)
    return (Drop(item=id),)


FACTS: dict[str, Relaxing] = {
    "talks/*": _droppable,
    "talks/*/position": _position,
    "talks/*/after": _after,
    "seats/*": _seat,
    "subforums/*": _droppable,
    "subforums/*/sittings": _sittings,
    "subforums/*/blocks": _blocks,
    "subforums/*/needs": _needs,
    "subforums/*/audience/onsite": _onsite,
    "subforums/*/audience/online": _online,
    "subforums/*/audience/level": _level,
    "subforums/*/chairs": _chairs,
    "subforums/*/hosts": _hosts,
    "subforums/*/topics": _topics,
    "subforums/*/flagship": _flagship,
    "subforums/*/languages": _languages,
    "fixtures/*": _fixture,
    "fixtures/*/audience": _audience,
    "speakers/*": _person,
    "speakers/*/attends": _attends,
    "speakers/*/available": _available,
    "speakers/*/available/*": _available,
    "speakers/*/possible_hours": _possible_hours,
    "speakers/*/max_talks": _max_talks,
    "speakers/*/max_a_day": _max_a_day,
    "rooms/*": _room,
    "rooms/*/closed/*": _closed,
    "resources/*/capacity": _capacity,
    "resources/*/windows/*": _capacity_in_window,
    "blocks/*": _block,
    "tracks/*": _track,
    "rules/*": _rule,
    "pins/*": _pin,
    "prefers/*": _wish,
    "relations/*": _relation,
    "pairs/*": _pair,
}
"""The changes for each fact that rules name, by its path with * for ids and positions."""
