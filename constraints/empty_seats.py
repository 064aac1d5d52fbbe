"""A room is not much larger than the audience on site, and the more popular subforum has the larger room."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise, permutations
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda
from instances.conference import Conference, Points, Positive

if TYPE_CHECKING:
    from constraints.variables import Expression, Variables


class EmptySeats(Rule):
    """Unit: each full `per` empty seats of a sitting, at most `most` of them; and `popular` for each two
    subforums of which the one that expects more people on site has a sitting in a room with fewer seats
    than a room of the other."""

    id: ClassVar[str] = "empty_seats"
    unit: ClassVar[str] = "tens of seats"
    adds_up: ClassVar[bool] = True
    per: Positive = 10
    most: Positive = 50
    popular: Points = 0

    def post(self, x: Variables) -> Iterator[Amount]:
        for sitting in x.sittings.values():
            empty: Expression = 0
            for r, here in sitting.in_room.items():
                seats = max(0, x.rooms[r].room.seats - sitting.subforum.audience.onsite)
                empty += here * min(self.most, seats // self.per)
            yield Amount(empty, (sitting.subforum.id,), _facts(sitting.subforum.id))
        yield from self._swapped(x) if self.popular else ()

    def _swapped(self, x: Variables) -> Iterator[Amount]:
        """For each number of seats, whether each subforum has a sitting in a room with no more, or no fewer."""
        sizes = sorted({r.room.seats for r in x.rooms.values()})
        small, large = ({(s, n): x.literal() for s in x.sittings_of for n in sizes} for _ in range(2))
        for id, sittings in sorted(x.sittings_of.items()):
            for n in sizes:
                for room, here in ((r, l) for s in sittings for r, l in s.in_room.items()):
                    if x.rooms[room].room.seats == n:
                        x.model.add_implication(here, small[id, n])
                        x.model.add_implication(here, large[id, n])
            for less, more in pairwise(sizes):
                x.model.add_implication(small[id, less], small[id, more])
                x.model.add_implication(large[id, more], large[id, less])
        for fewer, popular in _by_popularity(x.conference):
            swapped = x.literal()
            for less, more in pairwise(sizes):
                x.model.add_bool_or([swapped, ~small[popular, less], ~large[fewer, more]])
            yield Amount(swapped * self.popular, tuple(sorted((fewer, popular))), (*_facts(fewer), *_facts(popular)))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for sitting in agenda.among(concerning):
            room = conference.room(sitting.room)
            empty = room.seats - conference.subforum(sitting.subforum).audience.onsite
            amount = len(range(self.per, empty + 1, self.per)[: self.most])
            if amount and touches(concerning, (sitting.subforum,)):
                yield Violation(
                    self.id,
                    amount,
                    (sitting.subforum,),
                    f"{conference.name(sitting.subforum)} leaves {empty} of the {room.seats} seats in {conference.name(room.id)} empty.",
                    _facts(sitting.subforum),
                )
        yield from self._in_smaller_rooms(conference, agenda, concerning) if self.popular else ()

    def _in_smaller_rooms(self, c: Conference, agenda: Agenda, concerning: Concerning) -> Iterator[Violation]:
        rooms = {id: sorted((c.room(s.room).seats, s.room) for s in sittings) for id, sittings in agenda.sittings_of.items()}
        for fewer, popular in permutations(sorted(rooms), 2):
            guests = [c.subforum(id).audience.onsite for id in (fewer, popular)]
            smallest, largest = rooms[popular][0], rooms[fewer][-1]
            if guests[1] > guests[0] and largest[0] > smallest[0] and touches(concerning, (fewer, popular)):
                here = f"{c.name(popular)} ({guests[1]} people) stands in {c.name(smallest[1])} with {smallest[0]} seats"
                there = f"{c.name(fewer)} ({guests[0]}) in {c.name(largest[1])} with {largest[0]}"
                both = tuple(sorted((fewer, popular)))
                yield Violation(self.id, self.popular, both, f"{here}, and {there}.", (*_facts(fewer), *_facts(popular)))


def _facts(subforum: str) -> tuple[str, ...]:
    return (f"subforums/{subforum}/audience/onsite",)


def _by_popularity(c: Conference) -> Iterator[tuple[str, str]]:
    """Every two subforums of which the second expects more people on site."""
    for one, other in combinations(sorted(c.subforums, key=lambda s: (s.audience.onsite, s.id)), 2):
        if one.audience.onsite < other.audience.onsite:
            yield one.id, other.id
