"""What moves from one agenda to another, in sentences: sittings, talks, people on seats, fixtures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from constraints.rule import Concerning, touches
from instances.agenda import Agenda, PlacedFixture, Sitting, TalkSlot
from instances.conference import Conference


@dataclass(frozen=True)
class Shift:
    """One thing that moves: the subforum, talk, seat or fixture, and the sentence about it."""

    item: str
    sentence: str


def shifts(conference: Conference, before: Agenda, after: Agenda, without: str = "", concerning: Concerning = None) -> tuple[Shift, ...]:
    """What stands elsewhere, or is placed or left out, but for the item that is said to move anyway.

    Talks go with their sittings and are told where their order, or the people on their seats, differ.
    `concerning`: the subforums and fixtures in which the agendas differ, if that is known.
    """
    return tuple(_shifts(conference, before, after, without, concerning))


def _shifts(c: Conference, before: Agenda, after: Agenda, without: str, concerning: Concerning) -> Iterator[Shift]:
    for subforum in sorted({*before.sittings_of, *after.sittings_of} if concerning is None else concerning):
        old, new = before.sittings_of.get(subforum, ()), after.sittings_of.get(subforum, ())
        moved = list(_sittings(c, subforum, old, new))
        yield from moved if subforum != without or len(moved) > 1 else ()
        yield from _talks(c, subforum, old, new, without)
    for fixture in (f for f in c.fixtures if f.id != without and touches(concerning, (f.id,))):
        ours = [next((f for f in agenda.fixtures if f.fixture == fixture.id), None) for agenda in (before, after)]
        if len({(f.rooms, f.first) if f else None for f in ours}) > 1:
            yield Shift(fixture.id, _told(c, c.name(fixture.id), *(_where(c, f) if f else "" for f in ours)))


def _sittings(c: Conference, subforum: str, old: Sequence[Sitting], new: Sequence[Sitting]) -> Iterator[Shift]:
    places = [[(s.room, s.first, s.last) for s in sittings] for sittings in (old, new)]
    gone = [s for s, place in zip(old, places[0], strict=True) if place not in places[1]]
    come = [s for s, place in zip(new, places[1], strict=True) if place not in places[0]]
    several = max(len(old), len(new)) > 1
    for number in range(max(len(gone), len(come))):
        was, now = (held[number] if number < len(held) else None for held in (gone, come))
        name = f"a sitting of {c.name(subforum)}" if several else c.name(subforum)
        yield Shift(subforum, _told(c, name, _where(c, was) if was else "", _where(c, now) if now else ""))


def _talks(c: Conference, subforum: str, old: Sequence[Sitting], new: Sequence[Sitting], without: str) -> Iterator[Shift]:
    """The order of talks where it differs, talks placed or left out, and people."""
    orders = [[slot.talk for s in sittings for slot in sorted(s.talks, key=lambda t: t.first)] for sittings in (old, new)]
    both = [[t for t in order if t in orders[1 - n] and t != without] for n, order in enumerate(orders)]
    if both[0] != both[1]:
        names = ", ".join(f"'{c.name(t)}'" for t in orders[1])
        yield Shift(subforum, f"{c.name(subforum)} has its talks in the order {names}.")
    elif len(old) == len(new):
        yield from _times(c, old, new, without)
    slots = [{slot.talk: slot for s in sittings for slot in s.talks} for sittings in (old, new)]
    for talk in sorted({*slots[0], *slots[1]} - {without}):
        was, now = slots[0].get(talk), slots[1].get(talk)
        if not (old and new):
            continue  # all of it is placed, or left out
        if was is None or now is None:
            yield Shift(talk, f"'{c.name(talk)}' is {'placed' if was is None else 'left out'}.")
        else:
            yield from _people(c, was, now)


def _times(c: Conference, old: Sequence[Sitting], new: Sequence[Sitting], without: str) -> Iterator[Shift]:
    """Talks that start elsewhere although their sitting does not."""
    for was, now in zip(old, new, strict=True):
        starts = {slot.talk: slot for slot in was.talks}
        for slot in now.talks if was.first == now.first else ():
            if slot.talk in starts and starts[slot.talk].first != slot.first and slot.talk != without:
                words = f"'{c.name(slot.talk)}' starts at {slot.start:%H:%M} instead of {starts[slot.talk].start:%H:%M}."
                yield Shift(slot.talk, words)


def _people(c: Conference, was: TalkSlot, now: TalkSlot) -> Iterator[Shift]:
    old, new = ({s.seat: s.speaker for s in slot.seats} for slot in (was, now))
    for seat in sorted({*old, *new}):
        if old.get(seat) != new.get(seat):
            names = [c.name(people[seat]) if seat in people else "nobody" for people in (new, old)]
            yield Shift(seat, f"{names[0]} instead of {names[1]} is {c.name(seat)}.")


def _where(c: Conference, held: Sitting | PlacedFixture) -> str:
    rooms = (held.room,) if isinstance(held, Sitting) else held.rooms
    return f"{', '.join(map(c.name, rooms))}, {held.start:%b %d %H:%M}-{held.end:%H:%M}".removeprefix(", ")


def _told(c: Conference, name: str, was: str, now: str) -> str:
    name = name[:1].upper() + name[1:]
    if not was:
        return f"{name} is placed: {now}."
    return f"{name} moves to {now} (now {was})." if now else f"{name} is left out (now {was})."
