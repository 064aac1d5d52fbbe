"""A subforum stands in one of its blocks, whatever is pinned stays where it is pinned, and wishes that are demands are met."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.preference import measured, told
from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances import clock
from instances.agenda import Agenda, PlacedFixture, TalkSlot
from instances.agenda import Sitting as AgendaSitting
from instances.conference import Conference, Pin

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntVar

    from constraints.variables import Expression, Place, Sitting, Variables


class Placement(Rule):
    """Unit: demands not met: one for each sitting in a wrong block, for each part of a pin, and for each
    sitting, talk or appearance against a wish that is required or prohibited."""

    id: ClassVar[str] = "placement"
    unit: ClassVar[str] = "demands"
    adds_up: ClassVar[bool] = True

    def post(self, x: Variables) -> Iterator[Amount]:
        for sitting in x.sittings.values():
            forum = sitting.subforum
            if forum.blocks:
                elsewhere = sum(inside for b, inside in sitting.in_block.items() if b not in forum.blocks)
                yield Amount(elsewhere, (forum.id,), (f"subforums/{forum.id}/blocks",))
        for number, pin in enumerate(x.conference.pins):
            if pin.speaker:
                fills = x.fills[pin.item]
                yield Amount(sum(fills.values()) - fills[pin.speaker], (pin.item,), (f"pins/{number}",))
                continue
            for place in x.places(pin.item):
                if pin.block:
                    yield Amount(place.present - _in_block(x, place, pin.block), (pin.item,), (f"pins/{number}",))
                if pin.room:
                    yield Amount(place.present - _in_room(x, place, pin.room), (pin.item,), (f"pins/{number}",))
                if pin.start:
                    elsewhere = x.literal()
                    x.model.add(x.origin + x.grid * place.start == clock.minute(pin.start)).only_enforce_if([place.present, ~elsewhere])
                    yield Amount(elsewhere, (pin.item,), (f"pins/{number}",))
        for number, wish in enumerate(x.conference.prefers):
            for unmet, items in measured(x, wish) if wish.demand else ():
                yield Amount(unmet, items, (f"prefers/{number}",))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for sitting in agenda.among(concerning):
            allowed = conference.subforum(sitting.subforum).blocks
            if (
                allowed
                and touches(concerning, (sitting.subforum,))
                and not any(conference.block(b).first <= sitting.first < conference.block(b).last for b in allowed)
            ):
                names = " or ".join(conference.name(b) for b in allowed)
                yield Violation(
                    self.id,
                    1,
                    (sitting.subforum,),
                    f"{conference.name(sitting.subforum)} should stand in {names}, not at {sitting.start:%b %d %H:%M}.",
                    (f"subforums/{sitting.subforum}/blocks",),
                )
        for number, pin in enumerate(conference.pins):
            owner = conference.owner[pin.item].id if pin.item in conference.owner else pin.item
            for fault in _pin_faults(conference, agenda, pin) if touches(concerning, (owner,)) else ():
                yield Violation(self.id, 1, (pin.item,), f"{conference.name(pin.item)} is pinned to {fault}.", (f"pins/{number}",))
        for number, wish in conference.wishes_in(concerning):
            for items, sentence in told(conference, agenda, wish, concerning) if wish.demand else ():
                yield Violation(self.id, 1, items, sentence, (f"prefers/{number}",))


def _pin_faults(c: Conference, agenda: Agenda, pin: Pin) -> Iterator[str]:
    if pin.speaker:
        on = [s.speaker for slot, _ in agenda.slots.values() for s in slot.seats if s.seat == pin.item]
        if on and on != [pin.speaker]:
            yield f"{c.name(pin.speaker)}, but {c.name(on[0])} is there"
        return
    stays: list[tuple[AgendaSitting | TalkSlot | PlacedFixture, tuple[str, ...]]]
    stays = [(s, (s.room,)) for s in agenda.sittings_of.get(pin.item, ())]
    stays += [(f, f.rooms) for f in agenda.fixtures if f.fixture == pin.item]
    if pin.item in agenda.slots:
        slot, sitting = agenda.slots[pin.item]
        stays.append((slot, (sitting.room,)))
    for place, rooms in stays:
        if pin.block and not c.block(pin.block).first <= place.first < c.block(pin.block).last:
            yield f"{c.name(pin.block)}, but stands at {place.start:%b %d %H:%M}"
        if pin.room and pin.room not in rooms:
            yield f"{c.name(pin.room)}, but stands in {', '.join(map(c.name, rooms))}"
        if pin.start and place.first != clock.minute(pin.start):  # equal times of two zones may be unequal where clocks change
            yield f"{pin.start:%b %d %H:%M}, but starts at {place.start:%b %d %H:%M}"


def _in_block(x: Variables, place: Place | Sitting, block: str) -> IntVar:
    """A literal that holds only where something starts in a block; a fixture has windows of its own."""
    if block in place.in_block:
        return place.in_block[block]
    inside, ticks = x.literal(), x.blocks[block]
    x.model.add_implication(inside, place.present)
    x.model.add_linear_constraint(place.start, ticks.first, ticks.last - 1).only_enforce_if(inside)
    return inside


def _in_room(x: Variables, place: Place | Sitting, room: str) -> Expression:
    """Whether something stands in a room; a fixture that holds all of its rooms always does."""
    return x.all_of(place.in_room[room], place.present) if room in place.in_room else 0
