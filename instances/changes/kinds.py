"""Every kind of change, as one type."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from instances.changes.decisions import DropPair, DropRelation, DropWish, PinTo, Unpin, Weigh
from instances.changes.people import Attend, Available, Cancel, Early, HomeZone, Hours, Late, MaxTalks, Replace
from instances.changes.programme import Add, BlockTimes, Delay, Drop, FixtureAudience
from instances.changes.rooms import CloseRoom, Features, MoreRooms, OpenRoom, ResourceCapacity, Seats
from instances.changes.subforums import AllowedBlocks, ExpectedAudience, Hosts, Languages, Needs, SittingsNumber
from instances.changes.talks import Candidates, Length, Order

Change = Annotated[
    Cancel
    | Replace
    | Late
    | Early
    | Attend
    | HomeZone
    | Available
    | Hours
    | MaxTalks
    | CloseRoom
    | OpenRoom
    | Seats
    | Features
    | MoreRooms
    | ResourceCapacity
    | Drop
    | Add
    | Length
    | Delay
    | BlockTimes
    | ExpectedAudience
    | Needs
    | Hosts
    | Languages
    | AllowedBlocks
    | SittingsNumber
    | Order
    | Candidates
    | FixtureAudience
    | PinTo
    | Unpin
    | DropRelation
    | DropPair
    | DropWish
    | Weigh,
    Field(discriminator="kind"),
]
"""Any change; `kind` says which."""
