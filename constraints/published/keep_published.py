"""What has been published stays as it is: sittings, talks and fixtures where and when they are, people on their seats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from constraints.published.places import most_of
from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances import clock
from instances.agenda import Agenda, PlacedFixture, TalkSlot
from instances.agenda import Sitting as Published
from instances.conference import Conference, Fixture, Subforum

if TYPE_CHECKING:
    from constraints.variables import Expression, Literal, Place, Sitting, Variables

DAY, BLOCK, TIME, ROOM, BUILDING, TALK, SEAT = 6, 4, 3, 1, 1, 2, 2
"""Points of a sitting or fixture on another day, in another block, at another time of its block, in
another room, and of that in another building; of a talk that leaves its place in its sitting; of
another person on a seat."""

PEOPLE = 100
"""So many people of an audience, on site and online, add as much again."""

NOTICE = ((3 * 60, 8), (clock.DAY, 4), (7 * clock.DAY, 2))
"""Times the points, where there are less than so many minutes until the earlier of the two times; above these, once."""


class KeepPublished(Rule):
    """Unit: points, as above, times one for each 100 people or part of them, times 8, 4, 2 or 1 for the notice.

    A sitting that moves counts once, with its talks, which count where they leave their place in it
    and stand elsewhere. Of several sittings of a subforum each published one is taken for another one,
    as far as they go, such that the sum is least. What is not in the conference any more, or left out, counts nothing; the
    end of a sitting is not looked at. `now`: the minute at which people are told; None for long before.
    """

    id: ClassVar[str] = "keep_published"
    unit: ClassVar[str] = "points"
    published: Agenda
    now: int | None = None

    # --- what a move costs: points here, one for each in `Moves` ---

    def of_times(self, c: Conference, was: int, now: int, people: int) -> int:
        """Points of a sitting or fixture that starts at another minute."""
        if was == now:
            return 0
        if clock.local_day(was, c.zone) != clock.local_day(now, c.zone):
            points = DAY
        else:
            points = TIME if c.block_at(was) is c.block_at(now) else BLOCK
        return points * self._weight(people, min(was, now))

    def of_room(self, c: Conference, was: str, now: str, start: int, people: int) -> int:
        """Points of a sitting or fixture that is in another room."""
        if was == now:
            return 0
        known = {r.id: r.building for r in c.rooms}
        other = known.get(was) != known.get(now)
        return (ROOM + BUILDING * other) * self._weight(people, start)

    def of_talk(self, start: int, people: int) -> int:
        """Points of a talk that leaves its place in its sitting."""
        return TALK * self._weight(people, start)

    def of_seat(self, start: int) -> int:
        """Points of another person on a seat."""
        return SEAT * self._weight(0, start)

    def together(self, times: int, room: int) -> int:
        """Points of a sitting or fixture that has both."""
        return times + room

    def _weight(self, people: int, first: int) -> int:
        notice = next((by for minutes, by in NOTICE if self.now is not None and first - self.now < minutes), 1)
        return max(-(-people // PEOPLE), 1) * notice

    # --- in the model ---

    def post(self, x: Variables) -> Iterator[Amount]:
        for subforum in x.conference.subforums:
            if published := self._still(x.conference, subforum):
                yield Amount(sum(self._sittings(x, subforum, published)), (subforum.id,))
            yield from self._seats(x, subforum)
        standing = {f.fixture: f for f in self.published.fixtures}
        for place in x.fixtures.values():
            if place.id in standing:
                yield Amount(self._fixture(x, place, standing[place.id]), (place.id,))

    def _still(self, c: Conference, subforum: Subforum) -> list[Published]:
        """The published sittings of a subforum of whose talks there still are some."""
        sittings = self.published.sittings_of.get(subforum.id, ())
        return [s for s in sittings if any(c.owner.get(slot.talk) is subforum for slot in s.talks)]

    def _sittings(self, x: Variables, subforum: Subforum, published: Sequence[Published]) -> Iterator[Expression]:
        for was, now in _pairs(x, subforum, published):
            for sitting, literal in now.items():
                yield self._frame(x, was, sitting, literal)
            for slot in was.talks:
                if x.conference.owner.get(slot.talk) is subforum:
                    yield self._talk(x, was, slot, now)

    def _frame(self, x: Variables, was: Published, sitting: Sitting, same: Literal) -> Expression:
        c, people = x.conference, _people(sitting.subforum)
        times = x.by_start(sitting, lambda now: self.of_times(c, was.first, now, people))
        prices = {r: self.of_room(c, was.room, r, was.first, people) for r in sitting.in_room}
        room = sum(price * sitting.in_room[r] for r, price in prices.items() if price)
        return self._sum(x, times, room, *([] if same is sitting.held else [same]))

    def _sum(self, x: Variables, times: Expression, room: Expression, *taken: Literal) -> Expression:
        """Points of times and room; of a published sitting that may be taken for another one, where it is."""
        return x.at_least([(times + room, taken)], most_of(times) + most_of(room)) if taken else times + room

    def _talk(self, x: Variables, was: Published, slot: TalkSlot, now: Mapping[Sitting, Literal]) -> Expression:
        """Points of a talk, unless it keeps its place in its sitting, or its times and room."""
        talk = x.talks[slot.talk]
        kept = [_in_its_place(x, talk, slot.first - was.first, sitting, same) for sitting, same in now.items()]
        kept += _where_it_was(x, talk, slot, was.room)
        return x.breach(~talk.placed, *kept) * self.of_talk(slot.first, _people(x.conference.owner[talk.id]))

    def _seats(self, x: Variables, subforum: Subforum) -> Iterator[Amount]:
        for talk in subforum.talks:
            slot = self.published.slots.get(talk.id)
            for filled in slot[0].seats if slot else ():
                fills = x.fills.get(filled.seat, {}).get(filled.speaker)
                if slot and fills is not None:
                    yield Amount((x.talks[talk.id].placed - fills) * self.of_seat(slot[0].first), (filled.seat,))

    def _fixture(self, x: Variables, place: Place, was: PlacedFixture) -> Expression:
        c, item = x.conference, place.item
        assert isinstance(item, Fixture)
        people = _audience(c, item)
        times = x.by_start(place, lambda now: self.of_times(c, was.first, now, people))
        if item.holds == "all" or not was.rooms:
            return times
        prices = {r: self.of_room(c, was.rooms[0], r, was.first, people) for r in place.in_room}
        return self._sum(x, times, sum(price * place.in_room[r] for r, price in prices.items() if price))

    # --- in an agenda ---

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for subforum in conference.subforums:
            if not touches(concerning, (subforum.id,)):
                continue
            now = agenda.sittings_of.get(subforum.id, ())
            if amount := self._least(conference, agenda, self._still(conference, subforum), now):
                yield Violation(self.id, amount, (subforum.id,), f"{conference.name(subforum.id)} is not as published.")
            yield from self._other_people(conference, agenda, subforum)
        before, after = ({f.fixture: f for f in one.fixtures} for one in (self.published, agenda))
        for fixture in conference.fixtures:
            if fixture.id in before and fixture.id in after and touches(concerning, (fixture.id,)):
                yield from self._moved_fixture(conference, fixture, before[fixture.id], after[fixture.id])

    def _moved_fixture(self, c: Conference, fixture: Fixture, was: PlacedFixture, now: PlacedFixture) -> Iterator[Violation]:
        people = _audience(c, fixture)
        room = self.of_room(c, was.rooms[0], now.rooms[0], was.first, people) if fixture.holds == "one" and was.rooms and now.rooms else 0
        if amount := self.together(self.of_times(c, was.first, now.first, people), room):
            yield Violation(self.id, amount, (fixture.id,), f"{c.name(fixture.id)} is not as published.")

    def _other_people(self, c: Conference, agenda: Agenda, subforum: Subforum) -> Iterator[Violation]:
        for talk in subforum.talks:
            before, after = self.published.slots.get(talk.id), agenda.slots.get(talk.id)
            if before is None or after is None:
                continue
            now = {f.seat: f.speaker for f in after[0].seats}
            candidates = {seat.id: seat.candidates for seat in talk.seats}
            for filled in before[0].seats:
                if filled.speaker in candidates.get(filled.seat, ()) and now.get(filled.seat) != filled.speaker:
                    sentence = f"{c.name(filled.speaker)} is no longer {c.name(filled.seat)}."
                    yield Violation(self.id, self.of_seat(before[0].first), (filled.seat,), sentence)

    def _least(self, c: Conference, agenda: Agenda, published: Sequence[Published], now: Sequence[Published]) -> int:
        """The least sum over all ways to take each published sitting for another one that there is now, as far as they go."""

        @cache
        def least(number: int, free: frozenset[int]) -> int:
            if number == len(published):
                return 0
            was = published[number]
            tries = [self._as(c, agenda, was, now[one]) + least(number + 1, free - {one}) for one in sorted(free)]
            if len(published) - number > len(free):
                tries.append(self._as(c, agenda, was, None) + least(number + 1, free))
            return min(tries)

        return least(0, frozenset(range(len(now))))

    def _as(self, c: Conference, agenda: Agenda, was: Published, now: Published | None) -> int:
        """Points of a published sitting that is taken for this one."""
        forum = c.subforum(was.subforum)
        people, amount = _people(forum), 0
        if now:
            times = self.of_times(c, was.first, now.first, people)
            amount = self.together(times, self.of_room(c, was.room, now.room, was.first, people))
        for slot in was.talks:
            placed = agenda.slots.get(slot.talk)
            if placed is None or c.owner.get(slot.talk) is not forum:
                continue
            mine, sitting = placed
            in_its_place = now is not None and sitting.id == now.id and mine.first - now.first == slot.first - was.first
            if not in_its_place and (mine.first, sitting.room) != (slot.first, was.room):
                amount += self.of_talk(slot.first, people)
        return amount


class Moves(KeepPublished):
    """Unit: sittings, talks, seats and fixtures that are not as published; each counts once, as in `keep_published`."""

    id: ClassVar[str] = "moves"
    unit: ClassVar[str] = "moves"

    def of_times(self, c: Conference, was: int, now: int, people: int) -> int:
        return int(was != now)

    def of_room(self, c: Conference, was: str, now: str, start: int, people: int) -> int:
        return int(was != now)

    def of_talk(self, start: int, people: int) -> int:
        return 1

    def of_seat(self, start: int) -> int:
        return 1

    def together(self, times: int, room: int) -> int:
        return max(times, room)

    def _sum(self, x: Variables, times: Expression, room: Expression, *taken: Literal) -> Expression:
        return x.at_least([(times, taken), (room, taken)], 1)


def _pairs(x: Variables, subforum: Subforum, published: Sequence[Published]) -> Iterator[tuple[Published, Mapping[Sitting, Literal]]]:
    """Each published sitting with the literals for taking it for each sitting of the model: for one, as far as they go, and none twice."""
    sittings = x.sittings_of[subforum.id]
    if len(published) == 1 and len(sittings) == 1:
        yield published[0], {sittings[0]: sittings[0].held}
        return
    taken = [{s: x.literal() for s in sittings} for _ in published]
    for s in sittings:
        x.model.add_at_most_one([row[s] for row in taken])
        for row in taken:
            x.model.add_implication(row[s], s.held)
            x.model.add_bool_or([~s.held, *row.values(), *(other[s] for other in taken if other is not row)])
    for was, row in zip(published, taken, strict=True):
        x.model.add_at_most_one(row.values())
        yield was, row


def _in_its_place(x: Variables, talk: Place, after: int, sitting: Sitting, same: Literal) -> Literal:
    """A literal that may hold only where a talk begins so many minutes after this sitting, which stands for its published one."""
    kept = x.literal()
    x.model.add_bool_and([talk.hosts[sitting.id], same]).only_enforce_if(kept)
    if after % x.grid:
        x.model.add(kept == 0)
    else:
        x.model.add(talk.start - sitting.start == after // x.grid).only_enforce_if(kept)
    return kept


def _where_it_was(x: Variables, talk: Place, slot: TalkSlot, room: str) -> list[Literal]:
    """A literal that may hold only where a talk has its published start and room, if it can."""
    if room not in talk.in_room or (slot.first - x.origin) % x.grid:
        return []
    kept = x.literal()
    x.model.add_implication(kept, talk.in_room[room])
    x.model.add(talk.start == x.tick(slot.first)).only_enforce_if(kept)
    return [kept]


def _people(subforum: Subforum) -> int:
    return subforum.audience.onsite + sum(subforum.audience.online.values())


def _audience(c: Conference, fixture: Fixture) -> int:
    """The people whom a fixture is for."""
    for_all = fixture.audience == "everyone"
    return sum(_people(s) for s in c.subforums if for_all or s.id in fixture.audience)
