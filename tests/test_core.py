"""What the solver needed to refute a whole conference is few, and impossible by itself."""

from __future__ import annotations

from instances.changes import CloseRoom, apply
from instances.conference import Conference
from scheduler.core import core
from scheduler.feasible import Seeker
from scheduler.limits import Interrupt, Limits
from scheduler.part import part

PATIENT = Limits(seconds=300.0, workers=1)


def closed(conference: Conference, room: str, block: str) -> Conference:
    """The conference with a room closed for a block."""
    hours = conference.block(block)
    return apply(conference, [CloseRoom(room=room, start=hours.start, end=hours.end)])


def test_few_of_thirty_are_in_each_others_way(wuzhen: Conference) -> None:
    changed = closed(wuzhen, "wuzhen-hall", "nov9-pm")
    found = core(changed, PATIENT, Interrupt())
    assert {"belt-and-road", "gdi-cooperation"} <= set(found)
    assert len(found) <= 4
    assert Seeker(PATIENT).agenda(part(changed, found).conference) is None


def test_a_conference_that_is_possible_has_none(wuzhen: Conference) -> None:
    assert core(wuzhen, PATIENT, Interrupt()) == []
