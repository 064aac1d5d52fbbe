"""Why a draft leaves something out: the rule in its way at the place where least is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from constraints import Rule, Violation
from instances import clock
from instances.agenda import Agenda, FilledSeat, PlacedFixture, Sitting, TalkSlot, Unplaced
from instances.conference import Conference, Fixture, Seat, Subforum
from scheduler.check import price


def reasons(conference: Conference, agenda: Agenda, rules: Sequence[Rule]) -> Agenda:
    """The same draft, each item left out with the rule in its way and a sentence."""
    asked = _asked(rules)
    done: dict[str, Unplaced] = {}
    for left in agenda.unplaced:
        id = _whole(conference, agenda, left.item)
        if id not in done:
            done[id] = _reason(conference, agenda, asked, id)
    named = [done[_whole(conference, agenda, left.item)].replaced(item=left.item) for left in agenda.unplaced]
    return agenda.replaced(unplaced=tuple(named))


def filled_in(conference: Conference, agenda: Agenda, rules: Sequence[Rule]) -> Agenda:
    """The draft with whatever it leaves out although nothing is in the way."""
    asked = _asked(rules)
    for id in dict.fromkeys(_whole(conference, agenda, left.item) for left in agenda.unplaced):
        found = _least_harm(conference, agenda, asked, id)
        agenda = found[0] if found and not found[1] else agenda
    standing = {*agenda.slots, *(f.fixture for f in agenda.fixtures), *(s.seat for slot, _ in agenda.slots.values() for s in slot.seats)}
    return agenda.replaced(unplaced=tuple(left for left in agenda.unplaced if left.item not in standing))


def _asked(rules: Sequence[Rule]) -> list[Rule]:
    """The hard rules that may be in the way, those that are quick to ask first."""
    order = ("room_fit", "room_closed", "room_overlap", "placement", "relation", "resource")
    hard = [rule for rule in rules if rule.hard and rule.id not in ("placed", "no_gap")]
    return sorted(hard, key=lambda rule: order.index(rule.id) if rule.id in order else len(order))


def _whole(c: Conference, agenda: Agenda, id: str) -> str:
    """The subforum of a talk, where all of it is left out, or the item itself."""
    owner = c.owner.get(id)
    return owner.id if owner and not isinstance(c.item(id), Seat) and owner.id not in agenda.sittings_of else id


def _reason(c: Conference, agenda: Agenda, rules: Sequence[Rule], id: str) -> Unplaced:
    """The first fault at the place where the item would do the least harm."""
    found = _least_harm(c, agenda, rules, id)
    if found is None:
        return Unplaced(item=id, rule="placed", sentence=_no_space(c, agenda, id))
    if not found[1]:
        return Unplaced(item=id, rule="placed", sentence=f"Nothing is in the way of {c.name(id)}; the search had no time for it.")
    fault = min(found[1], key=lambda v: (v.amount, v.rule))
    return Unplaced(item=id, rule=fault.rule, sentence=fault.sentence)


def _least_harm(c: Conference, agenda: Agenda, rules: Sequence[Rule], id: str) -> tuple[Agenda, list[Violation]] | None:
    """The draft with an item at the place where it breaks the fewest rules, by the least, and the faults; None without a place."""
    best: tuple[Agenda, list[Violation]] | None = None
    for trial, concerning in _trials(c, agenda, id):
        faults: list[Violation] = []
        for rule in rules:
            faults += [f.violation for f in price(rule, rule.violations(c, trial, frozenset(concerning))) if f.hard]
            if best and _harm(faults) >= _harm(best[1]):
                break
        else:
            best = trial, faults
            if not faults:
                break
    return best


def _no_space(c: Conference, agenda: Agenda, id: str) -> str:
    """Why there is not even a place to try."""
    name, longest = c.name(id), max(b.last - b.first for b in c.blocks)
    if id in c.owner and agenda.sittings_of.get(c.owner[id].id):
        return f"With '{name}' ({c.talk(id).minutes} minutes), {c.name(c.owner[id].id)} would run past the end of its block."
    return f"{name} is longer than any place for it; the longest block has {longest} minutes."


def _harm(faults: list[Violation]) -> tuple[int, int]:
    return len({f.rule for f in faults}), sum(f.amount for f in faults)


def _trials(c: Conference, agenda: Agenda, id: str) -> Iterator[tuple[Agenda, set[str]]]:
    """The draft with the item added, at every place for a talk or fixture, at coarse ones for a subforum."""
    item = c.item(id)
    if isinstance(item, Subforum):
        step = max(c.grid, 30 // c.grid * c.grid)
        for block in c.blocks:
            for start in range(block.first, block.last - item.minutes + 1, step):
                for room in c.rooms:
                    yield agenda.replaced(sittings=(*agenda.sittings, _sitting(c, item, room.id, start))), {id}
    elif isinstance(item, Fixture):
        for first, last in item.spans:
            for start in range(first, last - item.length + 1, c.grid):
                for rooms in [item.rooms] if item.holds == "all" else [(r,) for r in item.rooms]:
                    placed = PlacedFixture(fixture=id, rooms=rooms, **_times(c, start, item.length))
                    yield agenda.replaced(fixtures=(*agenda.fixtures, placed)), {id}
    elif isinstance(item, Seat):
        talk = c.talk_of_seat[id].id
        for person in item.candidates:
            yield _with_seat(agenda, talk, FilledSeat(seat=id, speaker=person)), {c.owner[id].id}
    else:
        yield from _talk_trials(c, agenda, id)


def _talk_trials(c: Conference, agenda: Agenda, id: str) -> Iterator[tuple[Agenda, set[str]]]:
    """A talk at every place among those of its sitting, which grows at its end or at its start."""
    talk, owner = c.talk(id), c.owner[id]
    for sitting in agenda.sittings_of.get(owner.id, ()):
        slots = sorted(sitting.talks, key=lambda t: t.first)
        block = next(b for b in c.blocks if b.first <= sitting.first < b.last)
        for position in range(len(slots) + 1):
            for begin in (sitting.first, sitting.first - talk.minutes):
                if begin < block.first or begin + talk.minutes + sitting.last - sitting.first > block.last:
                    continue
                now = slots[position].first if position < len(slots) else sitting.last
                early = [_moved(c, s, begin - sitting.first) for s in slots[:position]]
                late = [_moved(c, s, begin - sitting.first + talk.minutes) for s in slots[position:]]
                slot = TalkSlot(talk=id, speakers=talk.speakers, **_times(c, now + begin - sitting.first, talk.minutes))
                longer = sitting.replaced(talks=(*early, slot, *late), **_times(c, begin, sitting.last - sitting.first + talk.minutes))
                yield agenda.replaced(sittings=tuple(longer if s.id == sitting.id else s for s in agenda.sittings)), {owner.id}


def _moved(c: Conference, slot: TalkSlot, minutes: int) -> TalkSlot:
    return slot.replaced(**_times(c, slot.first + minutes, slot.last - slot.first))


def _with_seat(agenda: Agenda, talk: str, filled: FilledSeat) -> Agenda:
    def change(slot: TalkSlot) -> TalkSlot:
        return slot.replaced(seats=(*slot.seats, filled)) if slot.talk == talk else slot

    return agenda.replaced(sittings=tuple(s.replaced(talks=tuple(map(change, s.talks))) for s in agenda.sittings))


def _sitting(c: Conference, s: Subforum, room: str, start: int) -> Sitting:
    slots, now = [], start
    for talk in s.talks:
        slots.append(TalkSlot(talk=talk.id, speakers=talk.speakers, **_times(c, now, talk.minutes)))
        now += talk.minutes
    return Sitting(id=f"{s.id}/1", subforum=s.id, room=room, talks=tuple(slots), **_times(c, start, s.minutes))


def _times(c: Conference, start: int, minutes: int) -> dict[str, datetime]:
    return {"start": clock.instant(start, c.zone), "end": clock.instant(start + minutes, c.zone)}
