"""What moved between two agendas, in which respect, and who must be told what of it.

A moved sitting counts once for its talks, which are named only where they move otherwise than it does. Order in
a list never counts, times do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from pydantic import Field

from instances import clock
from instances.agenda import Agenda, PlacedFixture, Sitting, TalkSlot, Timed
from instances.changes.words import thing
from instances.conference import Conference, Instant, Model
from instances.told import Duty, Told, changed, leaders, news, told

Kind = Literal["sitting", "talk", "seat", "fixture"]
Pair = tuple[Sitting | None, Sitting | None]
"""A sitting as it was and as it is."""
Slotted = tuple[TalkSlot, Pair]
"""A talk in its place, and its sitting in both agendas."""
Respect = Literal["added", "dropped", "placed", "left out", "day", "block", "time", "length", "room", "people"]
"""`added` and `dropped`: to and from the conference; `placed` and `left out`: in the agenda alone. Of `day`, `block`
(on one day) and `time` (within one block) it is one at most."""


class Standing(Model):
    """Where something stands, and who is on it: on a sitting those who host and chair."""

    sitting: str = ""
    rooms: tuple[str, ...] = ()
    start: Instant
    end: Instant
    block: str = Field("", description="empty outside the blocks")
    people: tuple[str, ...] = ()


class Moved(Model):
    """One thing that moved. `item`: the subforum of a sitting, the talk, the seat or the fixture; `subforum` is empty for fixtures."""

    kind: Kind
    item: str
    subforum: str = ""
    respects: tuple[Respect, ...]
    was: Standing | None = None
    now: Standing | None = None


@dataclass(frozen=True)
class Difference:
    """Two agendas side by side. `was` and `now`: what is different in what people were told, and are to know now, by person;
    of `told`, somebody has to tell them, the others know of it themselves."""

    moved: tuple[Moved, ...]
    told: tuple[str, ...]
    was: dict[str, tuple[Duty, ...]]
    now: dict[str, tuple[Duty, ...]]


class DiffDocument(Model):
    """What 'agenda diff --json' prints: what moved, and what is different in what people were told (`was`) and are to
    know (`now`), by person; of `told`, somebody has to tell them. With --for, of one person, and nothing that moved."""

    format: Literal["agendawright/diff@1"] = "agendawright/diff@1"
    conference: str
    moved: tuple[Moved, ...]
    told: tuple[str, ...]
    was: dict[str, tuple[Duty, ...]]
    now: dict[str, tuple[Duty, ...]]


def diff(
    conference: Conference,
    old: Agenda,
    new: Agenda,
    before: Conference | None = None,
    knows: Iterable[str] = (),
    known: Told | None = None,
) -> Difference:
    """What moved from the old agenda to the new one, and who must be told what.

    `before`: the conference of the old one, where it was another than that of the new. `knows`: people who
    need no word, because it was they who cancelled. `known`: what everybody was told last, where it is not the old agenda.
    """
    before = before or conference
    was, now = told(before, old) if known is None else known, told(conference, new)
    affected, silent = news(conference, was, now), set(knows)
    gone, come = _only_changed(conference, was, now, affected)
    moved = tuple(_Comparison(before, conference, old, new).moved())
    return Difference(moved=moved, told=tuple(person for person in affected if person not in silent), was=gone, now=come)


def _only_changed(c: Conference, was: Told, now: Told, people: Iterable[str]) -> Iterator[dict[str, tuple[Duty, ...]]]:
    """What was and what is, of what is different for some people."""
    attends = {speaker.id: speaker.attends for speaker in c.speakers}
    pairs = {id: changed(was.get(id, ()), now.get(id, ()), attends.get(id, "onsite")) for id in people}
    for side in (0, 1):
        yield {id: tuple(duty for pair in found if (duty := pair[side])) for id, found in pairs.items()}


class _Comparison:
    """Sets two agendas side by side, each with its conference."""

    def __init__(self, before: Conference, after: Conference, old: Agenda, new: Agenda) -> None:
        self.states, self.agendas = (before, after), (old, new)

    def moved(self) -> Iterator[Moved]:
        old, new = (agenda.sittings_of for agenda in self.agendas)
        for subforum in sorted({*old, *new}):
            pairs = matched(old.get(subforum, ()), new.get(subforum, ()))
            yield from (found for pair in pairs for found in self._sitting(*pair))
            yield from self._talks(subforum, pairs)
        placed = [{one.fixture: one for one in agenda.fixtures} for agenda in self.agendas]
        for fixture in sorted({*placed[0], *placed[1]}):
            was, now = (self._placed(side, placed[side].get(fixture)) for side in (0, 1))
            yield from self._found("fixture", fixture, "", was, now)

    def _sitting(self, was: Sitting | None, now: Sitting | None) -> Iterator[Moved]:
        subforum = was.subforum if was else now.subforum if now else ""
        yield from self._found("sitting", subforum, subforum, self._held(0, was), self._held(1, now))

    def _talks(self, subforum: str, pairs: Sequence[Pair]) -> Iterator[Moved]:
        slots = [{slot.talk: (slot, pair) for pair in pairs if (held := pair[side]) for slot in held.talks} for side in (0, 1)]
        for talk in sorted({*slots[0], *slots[1]}):
            was, now = slots[0].get(talk), slots[1].get(talk)
            if was and now:
                shift = _shift(was[1]) if was[1] is now[1] else None
                yield from self._found("talk", talk, subforum, self._slot(0, *was), self._slot(1, *now), shift)
                yield from self._seats(subforum, was, now)
            elif was and was[1][1]:  # else it is gone, or comes, with its sitting
                yield from self._found("talk", talk, subforum, self._slot(0, *was), None)
            elif now and now[1][0]:
                yield from self._found("talk", talk, subforum, None, self._slot(1, *now))

    def _seats(self, subforum: str, was: Slotted, now: Slotted) -> Iterator[Moved]:
        filled = [{seat.seat: (seat.speaker,) for seat in slot.seats} for slot in (was[0], now[0])]
        for seat in sorted({*filled[0], *filled[1]}):
            people = [side.get(seat, ()) for side in filled]
            if people[0] != people[1]:
                places = [self._slot(side, *on).replaced(people=people[side]) for side, on in enumerate((was, now))]
                yield Moved(kind="seat", item=seat, subforum=subforum, respects=("people",), was=places[0], now=places[1])

    def _found(
        self, kind: Kind, item: str, subforum: str, was: Standing | None, now: Standing | None, shift: int | None = None
    ) -> Iterator[Moved]:
        """It, if it moved; `shift` is by how many minutes the sitting moved with which it goes."""
        if respects := tuple(self._respects(item, was, now, shift)):
            yield Moved(kind=kind, item=item, subforum=subforum, respects=respects, was=was, now=now)

    def _respects(self, item: str, was: Standing | None, now: Standing | None, shift: int | None) -> Iterator[Respect]:
        known = [thing(state, item) is not None for state in self.states]
        if was is None or now is None:
            if now:
                yield "placed" if known[0] else "added"
            elif was:
                yield "left out" if known[1] else "dropped"
            return
        begin, end = clock.minute(was.start), clock.minute(now.start)
        if end - begin not in (0, shift or 0):
            zone = self.states[1].zone
            same_day = clock.local_day(begin, zone) == clock.local_day(end, zone)
            yield "day" if not same_day else "block" if was.block != now.block else "time"
        if clock.minute(was.end) - begin != clock.minute(now.end) - end:
            yield "length"
        if shift is None and was.rooms != now.rooms:
            yield "room"
        if was.people != now.people:
            yield "people"

    def _held(self, side: int, sitting: Sitting | None) -> Standing | None:
        if sitting is None:
            return None
        return self._standing(side, sitting, (sitting.room,), leaders(self.states[side].subforum(sitting.subforum)), sitting.id)

    def _slot(self, side: int, slot: TalkSlot, pair: Pair) -> Standing:
        sitting = pair[side]
        assert sitting is not None
        return self._standing(side, slot, (sitting.room,), slot.speakers, sitting.id)

    def _placed(self, side: int, placed: PlacedFixture | None) -> Standing | None:
        if placed is None:
            return None
        return self._standing(side, placed, placed.rooms, self.states[side].fixture(placed.fixture).speakers)

    def _standing(self, side: int, timed: Timed, rooms: Iterable[str], people: Iterable[str], sitting: str = "") -> Standing:
        inside = self.states[side].block_at(timed.first)
        block = inside.id if inside else ""
        return Standing(
            sitting=sitting,
            rooms=tuple(sorted(rooms)),
            start=timed.start,
            end=timed.end,
            block=block,
            people=tuple(sorted(people)),
        )


def matched(old: Sequence[Sitting], new: Sequence[Sitting]) -> list[Pair]:
    """The sittings of one subforum by twos: those of one id, and the others in time. None stands for one there is not."""
    ids = {s.id for s in old} & {s.id for s in new}
    later = {s.id: s for s in new}
    gone, come = ([s for s in sittings if s.id not in ids] for sittings in (old, new))
    return [*((s, later[s.id]) for s in old if s.id in ids), *zip_longest(gone, come)]


def _shift(pair: Pair) -> int:
    """By how many minutes a sitting moved."""
    was, now = pair
    return now.first - was.first if was and now else 0
