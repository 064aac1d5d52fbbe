"""How hard a change is to grant: points that a committee would agree on, to rank ways out.

A conference has its own under `costs`. What asks a person counts as often as the person's `cost_to_ask`
says, what is dropped as often as its priority. A demand among the wishes is a decision, and costs as a pin does.
"""

from __future__ import annotations

from instances.changes.base import ChangeBase
from instances.changes.decisions import DropWish
from instances.changes.people import Replace
from instances.changes.programme import Drop
from instances.changes.words import thing
from instances.conference import DEMANDS, Conference, Fixture, Speaker, Subforum, Talk

COSTS: dict[str, int] = {
    "drop_wish": 1,
    "drop_pair": 1,
    "open_room": 2,
    "blocks": 2,
    "order": 2,
    "hosts": 2,
    "topics": 2,
    "audience_level": 2,
    "flagship": 2,
    "languages": 2,
    "fixture_audience": 2,
    "sittings": 2,
    "available": 3,
    "max_talks": 3,
    "max_a_day": 3,
    "chairs": 3,
    "unpin": 3,
    "features": 3,
    "candidates": 3,
    "delay": 3,
    "pin": 3,
    "forbid": 3,
    "hours": 4,
    "capacity": 4,
    "drop_relation": 4,
    "needs": 4,
    "attend": 5,
    "length": 5,
    "seats": 5,
    "block": 6,
    "audience": 6,
    "late": 6,
    "early": 6,
    "zone": 6,
    "close_room": 8,
    "replace": 8,
    "more_rooms": 12,
    "weigh": 15,
    "add": 15,
    "cancel": 20,
    "drop": 30,
}
"""Points of each kind of change. A wish is given up first, what nobody outside hears of next; then people are
asked; rooms, teams and hours are paid for; a promise to the public is broken last."""


def cost(conference: Conference, change: ChangeBase) -> int:
    """Points for how hard a change is to grant. Raises BadInput where it names what there is not."""
    points = conference.costs.get(change.kind, COSTS[change.kind])
    own = change.settled(conference)
    if isinstance(own, DropWish) and own.level in DEMANDS:
        return conference.costs.get("unpin", COSTS["unpin"])
    if isinstance(own, Drop):
        return points * _priority(conference, own.item)
    return points * max([1, *(_effort(conference, person) for person in _asked(own))])


def _asked(change: ChangeBase) -> list[str]:
    """The people who are asked."""
    people = [getattr(change, change.asks)] if change.asks else []
    return [*people, change.by] if isinstance(change, Replace) and change.by else people


def _effort(conference: Conference, person: str) -> int:
    speaker = thing(conference, person)
    return speaker.cost_to_ask if isinstance(speaker, Speaker) else 1


def _priority(conference: Conference, id: str) -> int:
    """The priority of what is dropped: of a subforum, those of its talks together."""
    item = conference.item(id)
    if isinstance(item, Talk):
        return conference.owner[id].priority if item.priority is None else item.priority
    if isinstance(item, Subforum):
        return sum(item.priority if talk.priority is None else talk.priority for talk in item.talks)
    assert isinstance(item, Fixture)
    return item.priority
