"""What of an agenda from elsewhere a search can begin with."""

from __future__ import annotations

from instances.agenda import Agenda, PlacedFixture, Sitting
from instances.conference import Conference, Fixture, Room, Subforum
from scheduler.check import belongs


def usable(conference: Conference, agenda: Agenda) -> Agenda:
    """An agenda of this conference, perhaps of an earlier state of it, without what is not known or not possible now.

    Raises BadInput for an agenda of another conference.
    """
    belongs(conference, agenda)
    sittings = [_sitting(conference, s) for s in agenda.sittings if _stands(conference, s)]
    fixtures = [f for f in agenda.fixtures if _placed(conference, f)]
    return agenda.replaced(
        sittings=tuple(s for s in sittings if s.talks),
        fixtures=tuple({f.fixture: f for f in fixtures}.values()),
        unplaced=(),
        score=None,
        solver=None,
        conference_hash=conference.hash,
    )


def _kind(c: Conference, id: str) -> type:
    try:
        return type(c.item(id))
    except KeyError:
        return type(None)


def _on_grid(c: Conference, minute: int) -> bool:
    return (minute - c.blocks[0].first) % c.grid == 0


def _stands(c: Conference, s: Sitting) -> bool:
    inside = any(b.first <= s.first < s.last <= b.last for b in c.blocks)
    return _kind(c, s.subforum) is Subforum and _kind(c, s.room) is Room and inside and _on_grid(c, s.first) and _on_grid(c, s.last)


def _sitting(c: Conference, s: Sitting) -> Sitting:
    """A sitting with those of its talks that are still its own, with their seats' candidates."""
    own = {t.id: t for t in c.subforum(s.subforum).talks}
    talks = []
    for slot in s.talks:
        talk = own.get(slot.talk)
        if talk and s.first <= slot.first < s.last and _on_grid(c, slot.first) and c.may_begin(slot.first):
            candidates = {(seat.id, person) for seat in talk.seats for person in seat.candidates}
            seats = tuple(f for f in slot.seats if (f.seat, f.speaker) in candidates)
            talks.append(slot.replaced(speakers=talk.speakers, seats=seats))
    return s.replaced(talks=tuple(talks))


def _placed(c: Conference, f: PlacedFixture) -> bool:
    return _kind(c, f.fixture) is Fixture and all(r in c.fixture(f.fixture).rooms for r in f.rooms)
