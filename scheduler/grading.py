"""How little of a change will do: half an hour of a window, ten people fewer.

An elastic model: what the changes ask for is measured and made as small as can be, everything else
stays a demand. What the agenda that comes out of it needs is then the change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from constraints.profile import rules_of
from instances import changes as ch
from instances import clock
from instances.agenda import Agenda
from instances.changes import Change, apply, relaxations, together
from instances.conference import Conference
from scheduler import facts as known
from scheduler.check import check
from scheduler.feasible import OutOfTime, Seeker

if TYPE_CHECKING:
    from constraints.variables import Expression, Variables

SECONDS = 1.5
"""For one way out, at most."""

ATTEMPTS = (1, 2, 4, 8)
"""Numbers of further rooms that are tried, before as many as there could be."""

Stay = tuple[int, int]
"""The first minute, and the one after the last."""


def graded(c: Conference, changes: Sequence[Change], agenda: Agenda, seeker: Seeker) -> tuple[tuple[Change, ...], Agenda, bool] | None:
    """Changes as small as was found to do, with an agenda that shows it, and whether it is proved that less will not do.

    None where nothing was found in time. `agenda` is admissible after `changes`.
    """
    soft = {change: path for path in known.facts(c) for change in relaxations(c, path)[:1] if change in changes and change.kind in _GRADES}
    firm, fewest = [change for change in changes if change not in soft], True
    for change in [change for change in firm if isinstance(change, ch.MoreRooms)]:
        others = [other for other in firm if other != change]
        fewer, agenda, sure = _fewer_rooms(c, [*others, *soft], change, agenda, seeker)
        firm, fewest = [*others, fewer], fewest and sure
    stretched = apply(c, together(c, firm))
    least = _least(c, stretched, frozenset(soft.values()), agenda, seeker)
    if least is None:
        return None
    found, proved = least
    smaller = [small for change in firm for small in (_block(c, found, change) if isinstance(change, ch.BlockTimes) else [change])]
    smaller += [small for change in soft for small in _GRADES[change.kind](stretched, found, change)]
    smaller = list(together(c, smaller))
    after = apply(c, smaller)
    found = found.replaced(conference_hash=after.hash)
    return None if check(after, found).broken else (tuple(smaller), found, proved and fewest)


def _least(c: Conference, stretched: Conference, soft: frozenset[str], start: Agenda, seeker: Seeker) -> tuple[Agenda, bool] | None:
    """An agenda of a conference with its firm changes that breaks the soft facts little, and whether none breaks them less."""
    from constraints.assignment import agenda_of
    from scheduler import model, search

    rules = [rule for rule in rules_of(stretched) if rule.hard]
    x = model.variables(stretched, rules)
    touched = {v.rule for v in check(stretched, start).broken}
    terms: list[Expression] = []
    for rule in rules:
        if rule.id not in touched:
            rule.forbid(x)
            continue
        for amount in rule.post(x):
            if soft.isdisjoint(amount.facts):
                x.model.add(amount.expression <= rule.limit)
            else:
                terms.append(amount.expression)
    terms += _overhang(c, x)
    if not terms:
        return start, True
    x.model.minimize(sum(terms))
    model.hint(x, start)
    limits = replace(seeker.limits, seconds=min(SECONDS, seeker.left), repeatable=False)
    found = search.run(x.model, limits, lambda *_: None, lambda _: None, seeker.interrupt)
    return (agenda_of(x, found.value), found.status == "optimal") if found.value else None


def _overhang(c: Conference, x: Variables) -> Iterator[Expression]:
    """Ticks of sittings before or after the times that blocks had."""
    for block in c.blocks:
        grown = x.blocks[block.id]
        late, early = grown.last - x.tick(block.last), x.tick(block.first) - grown.first
        for sitting in x.sittings.values() if late > 0 or early > 0 else ():
            inside = [sitting.in_block[block.id]]
            if late > 0:
                yield x.at_least([(sitting.end - x.tick(block.last), inside)], late)
            if early > 0:
                yield x.at_least([(x.tick(block.first) - sitting.start, inside)], early)


def _fewer_rooms(
    c: Conference, others: Sequence[Change], change: ch.MoreRooms, agenda: Agenda, seeker: Seeker
) -> tuple[Change, Agenda, bool]:
    """As few further rooms as were found to do, with an agenda in them, and whether one less is known not to."""
    too_few = 0
    for number in ATTEMPTS:
        if number >= change.number:
            break
        fewer = change.model_copy(update={"number": number})
        try:
            found = seeker.agenda(apply(c, together(c, [*others, fewer])))
        except OutOfTime:
            break
        if found is not None:
            return fewer, found, number == too_few + 1
        too_few = number
    return change, agenda, change.number == too_few + 1


def _block(c: Conference, agenda: Agenda, change: ch.BlockTimes) -> Iterator[Change]:
    """A block that is as long as it must be for what stands in it."""
    block = c.block(change.block)
    first = min(clock.minute(change.start) if change.start else block.first, block.first)
    last = max(clock.minute(change.end) if change.end else block.last, block.last)
    here = [s for s in agenda.sittings if first <= s.first < last]
    start, end = min([s.first for s in here] + [block.first]), max([s.last for s in here] + [block.last])
    new = {"start": start} if start < block.first else {}
    new |= {"end": end} if end > block.last else {}
    if new:
        yield ch.BlockTimes(block=block.id, **{key: clock.instant(minute, c.zone) for key, minute in new.items()})


def _stays(c: Conference, agenda: Agenda, person: str) -> list[Stay]:
    """When a person is wanted, so far as that is for the engine to decide: talks, fixtures that it places, sittings to chair or host."""
    found = [(slot.first, slot.last) for slot, _ in agenda.appearances.get(person, ())]
    for placed in agenda.fixtures:
        fixture = c.fixture(placed.fixture)
        if person in fixture.speakers and fixture.start is None:
            found.append((placed.first, placed.last))
    if any(rule.id == "attendance" and rule.hard for rule in rules_of(c)):
        for sitting in agenda.sittings:
            forum = c.subforum(sitting.subforum)
            if person in (*forum.chairs, *forum.hosts):
                found.append((sitting.first, sitting.last))
    return sorted(found)


def _available(c: Conference, agenda: Agenda, change: Any) -> Iterator[Change]:
    windows = sorted((w.first, w.last) for w in c.speaker(change.person).available or ())
    for first, last in _stays(c, agenda, change.person):
        missing = [m for m in range(first, last) if not any(a <= m < b for a, b in windows)]
        if missing:
            yield ch.Available(person=change.person, **_window(c, missing[0], missing[-1] + 1))


def _window(c: Conference, first: int, last: int) -> dict[str, Any]:
    return {"from": clock.instant(first, c.zone), "to": clock.instant(last, c.zone)}


def _hours(c: Conference, agenda: Agenda, change: Any) -> Iterator[Change]:
    zone, (wake, sleep) = c.zone_of(change.person), c.speaker(change.person).possible_hours
    awake = (sleep - wake) % clock.DAY or clock.DAY
    for first, last in _stays(c, agenda, change.person):
        begin = (clock.time_of_day(first, zone) - wake) % clock.DAY
        if begin + last - first <= awake:
            continue
        earlier, later = clock.DAY - begin, begin + last - first - awake
        if earlier < later:
            wake, awake = (wake - earlier) % clock.DAY, min(awake + earlier, clock.DAY)
        else:
            awake = min(awake + later, clock.DAY)
    end = (wake + awake) % clock.DAY or clock.DAY
    yield ch.Hours(person=change.person, hours=(clock.show_hour(wake), clock.show_hour(end)))


def _open_room(c: Conference, agenda: Agenda, change: Any) -> Iterator[Change]:
    held = [(s.first, s.last) for s in agenda.sittings if s.room == change.room]
    held += [(f.first, f.last) for f in agenda.fixtures if change.room in f.rooms and c.fixture(f.fixture).start is None]
    for window in c.room(change.room).closed:
        for first, last in sorted(held):
            if first < window.last and window.first < last:
                yield ch.OpenRoom(room=change.room, **_window(c, max(first, window.first), min(last, window.last)))


def _capacity(c: Conference, agenda: Agenda, change: Any) -> Iterator[Change]:
    resource = c.resource(change.resource)
    using = [(s.first, s.last, c.subforum(s.subforum).uses.get(resource.id, 0)) for s in agenda.sittings]
    edges = sorted({t for a, b, units in using if units for t in (a, b)} | {t for w in resource.windows for t in (w.first, w.last)})
    short: list[tuple[int, int, int]] = []
    for here, there in pairwise(edges):
        wanted = sum(units for a, b, units in using if a <= here < b)
        lowered = [w.capacity for w in resource.windows if w.first <= here < w.last]
        if wanted > min(lowered, default=resource.capacity):
            if short and short[-1][1] == here:
                start, _, most = short.pop()
                short.append((start, there, max(most, wanted)))
            else:
                short.append((here, there, wanted))
    for start, end, most in short:
        yield ch.ResourceCapacity(resource=resource.id, capacity=most, **_window(c, start, end))


def _audience(c: Conference, agenda: Agenda, change: Any) -> Iterator[Change]:
    seats = min((c.room(s.room).seats for s in agenda.sittings_of.get(change.subforum, ())), default=0)
    yield ch.ExpectedAudience(subforum=change.subforum, onsite=min(seats, c.subforum(change.subforum).audience.onsite))


def _needs(c: Conference, agenda: Agenda, change: Any) -> Iterator[Change]:
    needs = c.subforum(change.subforum).needs
    rooms = [c.room(s.room) for s in agenda.sittings_of.get(change.subforum, ())]
    missing = tuple(need for need in dict.fromkeys(needs) if not all(need in room.features for room in rooms))
    if missing:
        yield ch.Needs(subforum=change.subforum, remove=missing)


def _max_talks(c: Conference, agenda: Agenda, change: Any) -> Iterator[Change]:
    yield ch.MaxTalks(person=change.person, most=len(agenda.appearances.get(change.person, ())))


def _max_a_day(c: Conference, agenda: Agenda, change: Any) -> Iterator[Change]:
    starts = [slot.first for slot, _ in agenda.appearances.get(change.person, ())]
    begins = [next((b.first for b in c.blocks if b.first <= start < b.last), start) for start in starts]
    number = max(Counter(clock.local_day(minute, c.zone) for minute in begins).values(), default=0)
    own = c.speaker(change.person).max_a_day
    if number > ((known.a_day(c) or 0) if own is None else own):
        yield ch.MaxADay(person=change.person, most=number)


def _blocks(c: Conference, agenda: Agenda, change: Any) -> Iterator[Change]:
    used = [b.id for b in c.blocks for s in agenda.sittings_of.get(change.subforum, ()) if b.first <= s.first < b.last]
    yield ch.AllowedBlocks(subforum=change.subforum, blocks=tuple(dict.fromkeys((*c.subforum(change.subforum).blocks, *used))))


_GRADES: dict[str, Callable[[Conference, Agenda, Any], Iterator[Change]]] = {
    "available": _available,
    "hours": _hours,
    "open_room": _open_room,
    "capacity": _capacity,
    "audience": _audience,
    "needs": _needs,
    "max_talks": _max_talks,
    "max_a_day": _max_a_day,
    "blocks": _blocks,
}
"""What an agenda needs of a change of each kind that can be smaller or larger, by kind."""
