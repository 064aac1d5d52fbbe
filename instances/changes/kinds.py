"""Every kind of change, as one type."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from instances.changes.decisions import DropPair, DropRelation, DropWish, Forbid, PinTo, Unpin, Weigh
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
    | MaxADay
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
    | AudienceLevel
    | Needs
    | Chairs
    | Hosts
    | Topics
    | Flagship
    | Languages
    | AllowedBlocks
    | SittingsNumber
    | Order
    | Candidates
    | FixtureAudience
    | PinTo
    | Unpin
    | Forbid
    | DropRelation
    | DropPair
    | DropWish
    | Weigh,
    Field(discriminator="kind"),
]
"""Any change; `kind` says which."""
