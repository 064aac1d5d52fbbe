"""What has begun stays where it is and goes on; nothing else begins in the past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from constraints.published.places import elsewhere, kept
from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances import clock
from instances.agenda import Agenda, PlacedFixture
from instances.agenda import Sitting as Published
from instances.conference import Conference, Subforum

if TYPE_CHECKING:
    from constraints.variables import Variables


class Begun(Rule):
    """Unit: one for each sitting, talk, seat or fixture that has begun and does not keep its start and
    room (a seat: its person), and for each that has not and begins before `now`, a minute.

    Talks of a sitting that has begun may change as long as they have not begun themselves. What is no
    longer in the conference counts nothing.
    """

    id: ClassVar[str] = "begun"
    unit: ClassVar[str] = "items"
    published: Agenda
    now: int

    def post(self, x: Variables) -> Iterator[Amount]:
        for subforum in x.conference.subforums:
            for was in self._begun_sittings(x.conference, subforum):
                yield Amount(1 - x.any_of([same for _, same in kept(x, subforum, was.first, None, (was.room,))]), (subforum.id,))
            for talk in subforum.talks:
                slot = self.published.slots.get(talk.id)
                if slot is None or slot[0].first >= self.now:
                    yield Amount(x.by_start(x.talks[talk.id], lambda now: int(now < self.now)), (talk.id,))
                    continue
                signs = [1 - x.talks[talk.id].placed, *elsewhere(x, x.talks[talk.id], slot[0].first, slot[0].last, (slot[1].room,))]
                yield Amount(x.at_least([(sign, []) for sign in signs], 1), (talk.id,))
                for filled in slot[0].seats:
                    fills = x.fills.get(filled.seat, {}).get(filled.speaker)
                    if fills is not None:
                        yield Amount(1 - fills, (filled.seat,))
        standing = {f.fixture: f for f in self.published.fixtures}
        for place in x.fixtures.values():
            was_there = standing.get(place.id)
            if was_there is None or was_there.first >= self.now:
                yield Amount(x.by_start(place, lambda now: int(now < self.now)), (place.id,))
            else:
                signs = [1 - place.placed, *elsewhere(x, place, was_there.first, was_there.last, was_there.rooms)]
                yield Amount(x.at_least([(sign, []) for sign in signs], 1), (place.id,))

    def _begun_sittings(self, c: Conference, subforum: Subforum) -> Iterator[Published]:
        """The published sittings that have begun and still have talks."""
        for sitting in self.published.sittings_of.get(subforum.id, ()):
            if sitting.first < self.now and any(c.owner.get(slot.talk) is subforum for slot in sitting.talks):
                yield sitting

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        c = conference
        for subforum in (s for s in c.subforums if touches(concerning, (s.id,))):
            frames = {(s.first, s.room) for s in agenda.sittings_of.get(subforum.id, ())}
            for sitting in self._begun_sittings(c, subforum):
                if (sitting.first, sitting.room) not in frames:
                    yield self._fault(subforum.id, f"{c.name(subforum.id)} has begun at {sitting.start:%H:%M} and cannot move")
            for talk in subforum.talks:
                was, now = self.published.slots.get(talk.id), agenda.slots.get(talk.id)
                if was and was[0].first < self.now:
                    if now is None or (now[0].first, now[0].last, now[1].room) != (was[0].first, was[0].last, was[1].room):
                        yield self._fault(talk.id, f"'{c.name(talk.id)}' has begun at {was[0].start:%H:%M} and cannot move")
                    there = {(f.seat, f.speaker) for f in now[0].seats} if now else set()
                    possible = {(seat.id, person) for seat in talk.seats for person in seat.candidates}
                    for filled in was[0].seats:
                        if (filled.seat, filled.speaker) in possible - there:
                            yield self._fault(filled.seat, f"{c.name(filled.speaker)} has begun as {c.name(filled.seat)}")
                elif now and now[0].first < self.now:
                    yield self._fault(talk.id, f"'{c.name(talk.id)}' would begin in the past, at {now[0].start:%H:%M}")
        yield from self._fixtures(c, {f.fixture: f for f in agenda.fixtures}, concerning)

    def _fixtures(self, c: Conference, standing: Mapping[str, PlacedFixture], concerning: Concerning) -> Iterator[Violation]:
        published = {f.fixture: f for f in self.published.fixtures}
        for id in (f.id for f in c.fixtures if touches(concerning, (f.id,))):
            was, now = published.get(id), standing.get(id)
            if was and was.first < self.now:
                if now is None or (now.first, now.last, sorted(now.rooms)) != (was.first, was.last, sorted(was.rooms)):
                    yield self._fault(id, f"{c.name(id)} has begun at {was.start:%H:%M} and cannot move")
            elif now and now.first < self.now:
                yield self._fault(id, f"{c.name(id)} would begin in the past, at {now.start:%H:%M}")

    def _fault(self, item: str, sentence: str) -> Violation:
        return Violation(self.id, 1, (item,), f"{sentence} ({clock.show_hour(self.now % clock.DAY)} UTC is now).")
