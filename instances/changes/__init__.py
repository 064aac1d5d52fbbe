"""What happened to a conference, or might: small frozen changes, each of which makes another, checked conference.

| of | kinds |
|---|---|
| people | cancel, replace, late, early, attend, zone, available, hours, max_talks, max_a_day |
| rooms | close_room, open_room, seats, features, more_rooms, capacity (of a resource) |
| the programme | drop, add, delay, block, fixture_audience |
| subforums | sittings, blocks, audience, audience_level, needs, chairs, hosts, topics, flagship, languages |
| talks | length, order, candidates |
| decisions | pin, unpin, forbid, drop_relation, drop_pair, drop_wish, weigh |

`apply` makes them, `relaxations` gives those that take a fact away which stands in the way of an agenda, and
`cost` says how hard one is to grant.
"""

from instances.changes.base import ChangeBase, apply
from instances.changes.costs import COSTS, cost
from instances.changes.decisions import DropPair, DropRelation, DropWish, Forbid, PinTo, Unpin, Weigh
from instances.changes.facts import FACTS, relaxations, together
from instances.changes.kinds import Change
from instances.changes.people import Attend, Available, Cancel, Early, HomeZone, Hours, Late, MaxADay, MaxTalks, Replace
from instances.changes.programme import Add, BlockTimes, Delay, Drop, FixtureAudience
from instances.changes.rooms import CloseRoom, Features, MoreRooms, OpenRoom, ResourceCapacity, Seats
from instances.changes.subforums import (
    AllowedBlocks,
    AudienceLevel,
    Chairs,
    ExpectedAudience,
    Flagship,
    Hosts,
    Languages,
    Needs,
    SittingsNumber,
    Topics,
)
from instances.changes.talks import Candidates, Length, Order

__all__ = [
    "COSTS",
    "FACTS",
    "Add",
    "AllowedBlocks",
    "Attend",
    "AudienceLevel",
    "Available",
    "BlockTimes",
    "Cancel",
    "Candidates",
    "Chairs",
    "Change",
    "ChangeBase",
    "CloseRoom",
    "Delay",
    "Drop",
    "DropPair",
    "DropRelation",
    "DropWish",
    "Early",
    "ExpectedAudience",
    "Features",
    "FixtureAudience",
    "Flagship",
    "Forbid",
    "HomeZone",
    "Hosts",
    "Hours",
    "Languages",
    "Late",
    "Length",
    "MaxADay",
    "MaxTalks",
    "MoreRooms",
    "Needs",
    "OpenRoom",
    "Order",
    "PinTo",
    "Replace",
    "ResourceCapacity",
    "Seats",
    "SittingsNumber",
    "Topics",
    "Unpin",
    "Weigh",
    "apply",
    "cost",
    "relaxations",
    "together",
]
