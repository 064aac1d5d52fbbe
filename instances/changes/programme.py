"""Changes of what is to be held: things come and go, and are held at other times."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from instances import clock
from instances.changes.base import ChangeBase
from instances.changes.draft import Draft, put, without, wrong
from instances.changes.words import instant, quoted, stretch, thing, title
from instances.conference import Block, BlockId, Conference, Fixture, Instant, Model, Room, Speaker, Subforum, SubforumId, Talk
from instances.problems import nearest
from instances.validate import Ref

Droppable = Annotated[str, Ref(("subforums", "talks", "fixtures"))]
FixtureId = Annotated[str, Ref(("fixtures",))]
Shift = Annotated[int, Field(ge=-10_000, le=10_000)]


class Drop(ChangeBase):
    """A subforum, talk or fixture is dropped, with all that was decided on it. A subforum goes with its last talk."""

    kind: Literal["drop"] = "drop"
    item: Droppable

    def said(self, conference: Conference, language: str) -> str:
        of = f" of {conference.name(conference.owner[self.item].id, language)}" if self.item in conference.owner else ""
        return f"{quoted(conference, self.item, language)}{of} is dropped."

    def edit(self, draft: Draft) -> None:
        draft.take_out(self.item)


class Add(ChangeBase):
    """A subforum, a talk `into` a subforum, a fixture, a room or a speaker is added."""

    kind: Literal["add"] = "add"
    subforum: Subforum | None = None
    talk: Talk | None = None
    into: SubforumId | None = None
    fixture: Fixture | None = None
    room: Room | None = None
    speaker: Speaker | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self._things) != 1:
            raise ValueError("adds not just one of 'subforum', 'talk', 'fixture', 'room' and 'speaker'; write a change for each")
        if (self.talk is None) != (self.into is None):
            raise ValueError("'talk' and 'into' go together; name the subforum that the talk is added to")
        return self

    @property
    def _things(self) -> dict[str, Model]:
        found = {f"{key}s": getattr(self, key) for key in ("subforum", "talk", "fixture", "room", "speaker")}
        return {key: item for key, item in found.items() if item is not None}

    def said(self, conference: Conference, language: str) -> str:
        (item,) = self._things.values()
        if self.talk:
            return f"'{title(item, language)}' ({self.talk.minutes} minutes) is added to {conference.name(self.into or '', language)}."
        return f"{title(item, language)} is added."

    def edit(self, draft: Draft) -> None:
        ((key, item),) = self._things.items()
        document = item.model_dump(by_alias=True, exclude_defaults=True)
        if self.into:
            forum = draft.item(self.into)
            forum["talks"] = [*forum["talks"], document]
            draft.renew()
        else:
            draft.add(key, document)


class Delay(ChangeBase):
    """A fixture with a time, or a subforum or talk that is pinned to a start, is so many minutes later (or, below 0, earlier)."""

    kind: Literal["delay"] = "delay"
    item: Droppable
    minutes: Shift

    def said(self, conference: Conference, language: str) -> str:
        how = f"{abs(self.minutes)} minutes {'later' if self.minutes > 0 else 'earlier'}"
        return f"{quoted(conference, self.item, language)} starts {how}."

    def edit(self, draft: Draft) -> None:
        item = draft.item(self.item)
        if "start" in item:
            item["start"], item["end"] = (self._moved(draft, item[key]) for key in ("start", "end"))
        own = {self.item, *(talk["id"] for talk in item.get("talks", ()))}
        moved = draft.decisions(
            "pins", lambda pin: {**pin, "start": self._moved(draft, pin["start"])} if pin["item"] in own and "start" in pin else pin
        )
        if "start" not in item and not moved:
            wrong(f"'{self.item}' has no time, and is pinned to none", "pin it to a start", "item")

    def _moved(self, draft: Draft, time: Instant) -> Instant:
        return instant(draft.conference, clock.minute(time) + self.minutes)


class BlockTimes(ChangeBase):
    """A block begins or ends at another time. Its slots stay where they are; what it gains is one on each side."""

    kind: Literal["block"] = "block"
    block: BlockId
    start: Instant | None = None
    end: Instant | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not (self.start or self.end):
            raise ValueError("changes nothing; give it 'start' or 'end'")
        return self

    def said(self, conference: Conference, language: str) -> str:
        block = thing(conference, self.block)
        start, end = (time or getattr(block, key, None) for key, time in (("start", self.start), ("end", self.end)))
        when = stretch(conference, start, end) if start and end else "other times"
        was = f" (it was {stretch(conference, block.start, block.end)})" if isinstance(block, Block) else ""
        return f"{conference.name(self.block, language)} takes {when}{was}."

    def edit(self, draft: Draft) -> None:
        block = draft.item(self.block)
        was = [clock.minute(block[key]) for key in ("start", "end")]
        block["start"], block["end"] = self.start or block["start"], self.end or block["end"]
        now = [clock.minute(block[key]) for key in ("start", "end")]
        if "slots" in block:
            put(block, "slots", _slots(block["slots"], was, now), [])


def _slots(slots: Sequence[int], was: list[int], now: list[int]) -> list[int]:
    """The slots of a block with other times: each stays where it is, as far as it does; room that is gained is a slot."""
    edges = [was[0], *accumulate(slots, initial=was[0])][1:]
    edges = [*([now[0]] if now[0] < was[0] else []), *edges, *([now[1]] if now[1] > was[1] else [])]
    kept = [min(max(edge, now[0]), now[1]) for edge in edges]
    return [late - early for early, late in pairwise(kept) if late > early]


class FixtureAudience(ChangeBase):
    """A fixture is not for the audience of a subforum, which may be parallel to it, or for nobody's."""

    kind: Literal["fixture_audience"] = "fixture_audience"
    fixture: FixtureId
    without: SubforumId | None = None

    def said(self, conference: Conference, language: str) -> str:
        other = conference.name(self.without, language) if self.without else "Any subforum"
        return f"{other} may be parallel to {conference.name(self.fixture, language)}."

    def edit(self, draft: Draft) -> None:
        fixture = draft.item(self.fixture)
        audience = fixture.get("audience", ())
        everyone = [forum["id"] for forum in draft.document["subforums"]] if audience == "everyone" else audience
        if self.without and self.without not in everyone:
            wrong(f"'{self.fixture}' is not for the audience of '{self.without}'", nearest(self.without, everyone), "without")
        put(fixture, "audience", without(everyone, self.without) if self.without else [], [])
