"""What somebody does to an agenda by hand: move, exchange, reorder, seat, take out. Each is one trial, and what it would cost.

The agenda that comes of it is sound, that is, one that rules can be asked about; whether a rule minds is in its price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from instances import clock
from instances.agenda import Agenda, FilledSeat, Sitting, TalkSlot, Unplaced
from instances.conference import Conference, Seat, Talk
from instances.problems import BadInput, Problem, listed, nearest
from scheduler.judge import Difference, Judge
from scheduler.limits import Interrupt
from scheduler.moves import DEFAULT, Move, Search, partner
from scheduler.places import Place, Trial, current, reordered, spots, swaps, trials, whole
from scheduler.repair import left
from scheduler.shifts import Shift, shifts


@dataclass(frozen=True)
class Done:
    """An agenda that somebody made of another, what moves in sentences, and what is better and worse in it."""

    agenda: Agenda
    shifts: tuple[Shift, ...]
    difference: Difference


def moved(conference: Conference, agenda: Agenda, item: str, room: str | None, start: datetime, sitting: str = "") -> Done:
    """A subforum, one of its sittings, a talk or a fixture in another room (None: where that is no question) from another time on.

    `sitting`: the one of a subforum's that moves, or that is to hold the talk. Raises BadInput where that is no place.
    """
    minute = clock.minute(start)
    if item in agenda.sittings_of and any(s.id == sitting for s in agenda.sittings_of[item]):
        item = sitting
    search = Search(conference, agenda, item, DEFAULT, lambda _: None, Interrupt())
    wanted = trials(conference, agenda, item, lambda where, first: first == minute and (room is None or where == room))
    found = search.at_first(trial for trial in wanted if not sitting or item not in conference.owner or trial.place.sitting == sitting)
    if not found:
        raise BadInput([Problem((), f"{_name(conference, agenda, item)} cannot start there", _remedy(conference, agenda, item, room))])
    if len(places := {move.place.rooms for _, move in found}) > 1:
        raise BadInput([Problem((), "no room is named", f"name {listed((rooms[0] for rooms in sorted(places)), 'or')}")])
    trial, move = found[0]
    here = [(place.rooms, place.first) for place in current(conference, agenda, item)]
    if (trial.place.rooms, trial.place.first) in here:
        raise BadInput([Problem((), f"{_name(conference, agenda, item)} stands there already")])
    return _done(conference, agenda, trial, move)


def swapped(conference: Conference, agenda: Agenda, item: str, words: str) -> Done:
    """Two sittings, or two talks of a subforum, that take each other's place. Raises BadInput."""
    other = partner(conference, agenda, item, words)
    search = Search(conference, agenda, item, DEFAULT, lambda _: None, Interrupt())
    found = search.at_first(swaps(conference, agenda, item, other))
    if not found:
        raise BadInput([Problem((), f"{_name(conference, agenda, other)} is left out, and has no place to give")])
    return _done(conference, agenda, *found[0])


def ordered(conference: Conference, agenda: Agenda, sitting: str, talks: Sequence[str]) -> Done:
    """The talks of a sitting in another order. Raises BadInput."""
    held = _sitting(agenda, sitting)
    there = sorted(held.talks, key=lambda slot: slot.first)
    if sorted(talks) != sorted(slot.talk for slot in there):
        remedy = f"name each of them once: {listed(slot.talk for slot in there)}"
        raise BadInput([Problem((), f"these are not the talks of {conference.name(held.subforum)} there", remedy)])
    if [*talks] == [slot.talk for slot in there]:
        raise BadInput([Problem((), "the talks stand in this order already")])
    return _judged(conference, agenda, reordered(conference, agenda, held, talks))


def seated(conference: Conference, agenda: Agenda, seat: str, person: str | None) -> Done:
    """Somebody on a seat, or nobody. Raises BadInput."""
    slot, held, place = _seat(conference, agenda, seat)
    now = next((filled.speaker for filled in slot.seats if filled.seat == seat), None)
    if person == now:
        who = "nobody" if now is None else conference.name(now)
        raise BadInput([Problem((), f"{who} is {conference.name(seat)} already")])
    if person is not None and person not in place.candidates:
        names = listed((conference.name(id) for id in place.candidates), "or")
        raise BadInput([Problem((), f"'{person}' is no candidate for {conference.name(seat)}", f"take {names}")])
    return _judged(conference, agenda, _on_seat(conference, agenda, slot, held, seat, person))


def candidates(conference: Conference, agenda: Agenda, seat: str) -> tuple[tuple[str | None, Difference], ...]:
    """Everybody who could take a seat, and nobody, each with the difference that it would make; the best first. Raises BadInput."""
    slot, held, place = _seat(conference, agenda, seat)
    judge = Judge(conference, agenda)
    people: list[str | None] = [*dict.fromkeys(place.candidates), None]
    found = [(who, _difference(judge, _on_seat(conference, agenda, slot, held, seat, who))) for who in people]
    return tuple(sorted(found, key=lambda one: (one[1].harm, one[1].penalty, one[0] is None)))


def taken_out(conference: Conference, agenda: Agenda, item: str) -> Done:
    """A subforum, one of its sittings, a talk or a fixture left out. Raises BadInput where it is so already."""
    talks = {slot.talk for sitting in agenda.sittings if item in (sitting.id, sitting.subforum) for slot in sitting.talks}
    talks |= {item} & agenda.slots.keys()
    gone = talks | {placed.fixture for placed in agenda.fixtures if placed.fixture == item}
    if not gone:
        raise BadInput([Problem((), f"{_name(conference, agenda, item)} is left out already")])
    sittings = [sitting.replaced(talks=tuple(slot for slot in sitting.talks if slot.talk not in talks)) for sitting in agenda.sittings]
    empty = {s.id for s in sittings if not s.talks and not conference.subforum(s.subforum).empty_sittings}
    left = agenda.replaced(
        sittings=tuple(_fitted(conference, s, talks) for s in sittings if s.id not in empty and item not in (s.id, s.subforum)),
        fixtures=tuple(placed for placed in agenda.fixtures if placed.fixture not in gone),
        unplaced=(*agenda.unplaced, *(Unplaced(item=id, sentence="Taken out by hand.") for id in sorted(gone))),
    )
    return _judged(conference, agenda, Trial(_NOWHERE, left, frozenset({_owner(conference, agenda, item)})))


def standing(conference: Conference, agenda: Agenda) -> Agenda:
    """What is left of an agenda after its conference has changed, with all that has no place any more, or none yet, named as left out."""
    kept = left(conference, agenda)
    placed = {*kept.slots, *(fixture.fixture for fixture in kept.fixtures)}
    known = {u.item: u for u in agenda.unplaced}
    items = [*(talk.id for forum in conference.subforums for talk in forum.talks), *(fixture.id for fixture in conference.fixtures)]
    out = tuple(known.get(id, Unplaced(item=id)) for id in items if id not in placed)
    return kept.replaced(unplaced=out)


def _done(conference: Conference, agenda: Agenda, trial: Trial, move: Move) -> Done:
    """A trial with its price. Raises BadInput where rules could not be asked about it."""
    if trial.faults:
        raise BadInput(Problem((), fault.sentence.rstrip("."), "choose another place") for fault in trial.faults)
    return Done(trial.agenda, shifts(conference, agenda, trial.agenda, "", trial.concerning), move.difference)


def _judged(conference: Conference, agenda: Agenda, trial: Trial) -> Done:
    if trial.faults:
        raise BadInput(Problem((), fault.sentence.rstrip("."), "choose another way") for fault in trial.faults)
    told = shifts(conference, agenda, trial.agenda, "", trial.concerning)
    return Done(trial.agenda, told, _difference(Judge(conference, agenda), trial))


def _difference(judge: Judge, trial: Trial) -> Difference:
    return judge.compare(trial.agenda, trial.concerning, trial.faults)


def _fitted(c: Conference, sitting: Sitting, gone: set[str]) -> Sitting:
    """A sitting that is as long as its talks, without talks at its ends that are gone."""
    if c.subforum(sitting.subforum).sitting_fills == "block" or not sitting.talks:
        return sitting
    own = {talk.id for talk in c.subforum(sitting.subforum).talks}
    if own.isdisjoint(gone):
        return sitting
    return sitting.replaced(start=min(s.start for s in sitting.talks), end=max(s.end for s in sitting.talks))


def _sitting(agenda: Agenda, id: str) -> Sitting:
    found = next((s for s in agenda.sittings if s.id == id), None)
    if found is None:
        raise BadInput([Problem((), f"the agenda has no sitting '{id}'", nearest(id, (s.id for s in agenda.sittings)))])
    return found


def _seat(c: Conference, agenda: Agenda, id: str) -> tuple[TalkSlot, Sitting, Seat]:
    talk: Talk | None = c.talk_of_seat.get(id)
    if talk is None:
        raise BadInput([Problem((), f"there is no seat '{id}'", nearest(id, c.talk_of_seat))])
    if talk.id not in agenda.slots:
        raise BadInput([Problem((), f"'{c.name(talk.id)}' is left out, and its seats with it", "give it a place first")])
    return *agenda.slots[talk.id], next(seat for seat in talk.seats if seat.id == id)


def _on_seat(c: Conference, agenda: Agenda, slot: TalkSlot, held: Sitting, seat: str, person: str | None) -> Trial:
    filled = [f for f in slot.seats if f.seat != seat] + ([FilledSeat(seat=seat, speaker=person)] if person else [])
    changed = slot.replaced(seats=tuple(sorted(filled, key=lambda f: f.seat)))
    sitting = held.replaced(talks=tuple(changed if s.talk == slot.talk else s for s in held.talks))
    unplaced = tuple(u for u in agenda.unplaced if u.item != seat)
    new = agenda.exchanged({sitting.id: sitting})
    return Trial(_NOWHERE, new if unplaced == agenda.unplaced else new.replaced(unplaced=unplaced), frozenset({held.subforum}))


def _owner(c: Conference, agenda: Agenda, item: str) -> str:
    return c.owner[item].id if item in c.owner else whole(agenda, item)


def _name(c: Conference, agenda: Agenda, item: str) -> str:
    name = c.name(whole(agenda, item))
    return f"'{name}'" if item in c.owner else name


def _remedy(c: Conference, agenda: Agenda, item: str, room: str | None) -> str:
    """Where it could start, as far as that is said in a few words."""
    there = spots(c, agenda, item)
    starts = sorted(minute for where, minute in there if room in (None, where))
    if not starts:
        return "ask for its places"
    first, last = (clock.instant(minute, c.zone) for minute in (starts[0], starts[-1]))
    return f"it can from {first:%b %d %H:%M} to {last:%b %d %H:%M}, inside of the blocks, on the grid of {c.grid} minutes"


_NOWHERE = Place("", (), 0, 0, "UTC")
"""That of an item which moves nowhere: rules are not asked about it."""
