"""Every kind of change, as one type."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from instances.changes.decisions import DropPair, DropRelation, DropWish, PinTo, Unpin, Weigh
from instances.changes.people import Attend, Available, Cancel, Early, HomeZone, Hours, Late, MaxTalks, Replace
from instances.changes.programme import (
    Add,
    AllowedBlocks,
    BlockTimes,
    Candidates,
    Delay,
    Drop,
    ExpectedAudience,
    FixtureAudience,
    Hosts,
    Languages,
    Length,
    Needs,
    Order,
    SittingsNumber,
)
from instances.changes.rooms import CloseRoom, Features, MoreRooms, OpenRoom, ResourceCapacity, Seats

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
