"""Changes of what is to be held: subforums, talks, fixtures, blocks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from instances import clock
from instances.changes.base import ChangeBase, instant, listed, quoted, stretch, thing, title
from instances.changes.draft import Document, Draft, put, without, wrong
from instances.conference import (
    Block,
    BlockId,
    Conference,
    Fixture,
    Instant,
    Model,
    People,
    Positive,
    Room,
    Seat,
    Sittings,
    Speaker,
    SpeakerId,
    Subforum,
    SubforumId,
    Talk,
    TalkId,
    Zone,
)
from instances.problems import nearest
from instances.validate import Ref

Droppable = Annotated[str, Ref(("subforums", "talks", "fixtures"))]
FixtureId = Annotated[str, Ref(("fixtures",))]
SeatId = Annotated[str, Ref(("seats",))]
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


class Length(ChangeBase):
    """A talk is so many minutes long, or longer or shorter `by` some."""

    kind: Literal["length"] = "length"
    talk: TalkId
    minutes: Annotated[int, Field(ge=1, le=clock.DAY)] | None = None
    by: Shift | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.minutes is None) == (not self.by):
            raise ValueError("has not just one of 'minutes' and 'by'; say how long the talk is, or by how much longer")
        return self

    def said(self, conference: Conference, language: str) -> str:
        name, talk = quoted(conference, self.talk, language), thing(conference, self.talk)
        if self.by:
            return f"{name} is {abs(self.by)} minutes {'longer' if self.by > 0 else 'shorter'}."
        was = f", not {talk.minutes}" if isinstance(talk, Talk) and talk.minutes != self.minutes else ""
        return f"{name} takes {self.minutes} minutes{was}."

    def edit(self, draft: Draft) -> None:
        talk = draft.item(self.talk)
        minutes = self.minutes or talk["minutes"] + (self.by or 0)
        if minutes < 1:
            wrong(f"'{self.talk}' has only {talk['minutes']} minutes", "take less away, or drop it", "by")
        talk["minutes"] = minutes


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


class ExpectedAudience(ChangeBase):
    """Another audience is expected: so many people on site, or so many online by zone."""

    kind: Literal["audience"] = "audience"
    subforum: SubforumId
    onsite: People | None = None
    online: dict[Zone, People] | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.onsite is None and self.online is None:
            raise ValueError("changes nothing; give it 'onsite' or 'online'")
        return self

    def said(self, conference: Conference, language: str) -> str:
        forum, words = thing(conference, self.subforum), []
        if self.onsite is not None:
            was = f", not {forum.audience.onsite}" if isinstance(forum, Subforum) and forum.audience.onsite != self.onsite else ""
            words.append(f"{f'{self.onsite} people' if self.onsite else 'nobody'} on site{was}")
        if self.online is not None:
            words.append(listed([f"{n} online in {zone}" for zone, n in self.online.items()]) if self.online else "nobody online")
        return f"{conference.name(self.subforum, language)} reckons with {', and '.join(words)}."

    def edit(self, draft: Draft) -> None:
        forum = draft.item(self.subforum)
        audience: Document = dict(forum.get("audience", {}))
        if self.onsite is not None:
            put(audience, "onsite", self.onsite, 0)
        if self.online is not None:
            put(audience, "online", dict(self.online), {})
        put(forum, "audience", audience, {})


class Needs(ChangeBase):
    """A subforum needs further features of its room, or can do without some."""

    kind: Literal["needs"] = "needs"
    subforum: SubforumId
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not (self.add or self.remove):
            raise ValueError("changes nothing; name features under 'add' or 'remove'")
        return self

    def said(self, conference: Conference, language: str) -> str:
        words = [f"needs {listed(self.add)}, too"] if self.add else []
        words += [f"does without {listed(self.remove)}"] if self.remove else []
        return f"{conference.name(self.subforum, language)} {', and '.join(words)}."

    def edit(self, draft: Draft) -> None:
        forum = draft.item(self.subforum)
        needs = list(dict.fromkeys(forum.get("needs", ())))
        for need in self.remove:
            if need not in needs:
                wrong(f"'{self.subforum}' does not need '{need}'", nearest(need, needs), "remove")
            needs.remove(need)
        put(forum, "needs", [*needs, *(one for one in dict.fromkeys(self.add) if one not in needs)], [])


class Hosts(ChangeBase):
    """A subforum gets further hosts, or loses some."""

    kind: Literal["hosts"] = "hosts"
    subforum: SubforumId
    add: tuple[SpeakerId, ...] = ()
    remove: tuple[SpeakerId, ...] = ()

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not (self.add or self.remove):
            raise ValueError("changes nothing; name people under 'add' or 'remove'")
        return self

    def said(self, conference: Conference, language: str) -> str:
        added, removed = ([conference.name(p, language) for p in people] for people in (self.add, self.remove))
        words = [f"is hosted by {listed(added)}, too"] if added else []
        words += [f"is not hosted by {listed(removed, 'or')}"] if removed else []
        return f"{conference.name(self.subforum, language)} {', and '.join(words)}."

    def edit(self, draft: Draft) -> None:
        forum = draft.item(self.subforum)
        hosts = forum.get("hosts", ())
        for person in self.remove:
            if person not in hosts:
                wrong(f"'{person}' is no host of '{self.subforum}'", nearest(person, hosts), "remove")
        put(forum, "hosts", list(dict.fromkeys((*without(hosts, *self.remove), *self.add))), [])


class Languages(ChangeBase):
    """The languages of a subforum; none where they do not matter."""

    kind: Literal["languages"] = "languages"
    subforum: SubforumId
    languages: tuple[str, ...] = ()

    def said(self, conference: Conference, language: str) -> str:
        spoken = f"is held in {listed(self.languages)}" if self.languages else "is held in whatever language"
        return f"{conference.name(self.subforum, language)} {spoken}."

    def edit(self, draft: Draft) -> None:
        put(draft.item(self.subforum), "languages", list(self.languages), [])


class AllowedBlocks(ChangeBase):
    """The blocks that a subforum may stand in; none for all."""

    kind: Literal["blocks"] = "blocks"
    subforum: SubforumId
    blocks: tuple[BlockId, ...] = ()

    def said(self, conference: Conference, language: str) -> str:
        where = listed([conference.name(b, language) for b in self.blocks], "or") if self.blocks else "any block"
        return f"{conference.name(self.subforum, language)} may stand in {where}."

    def edit(self, draft: Draft) -> None:
        put(draft.item(self.subforum), "blocks", list(self.blocks), [])


class SittingsNumber(ChangeBase):
    """How many sittings a subforum may have."""

    kind: Literal["sittings"] = "sittings"
    subforum: SubforumId
    sittings: Annotated[int, Field(ge=1, le=50)] | Sittings | Literal["auto"]

    def said(self, conference: Conference, language: str) -> str:
        name = conference.name(self.subforum, language)
        if isinstance(self.sittings, Sittings):
            return f"{name} may have {self.sittings.min} to {self.sittings.max} sittings."
        if self.sittings == "auto":
            return f"{name} may have as many sittings as it needs."
        return f"{name} has {self.sittings} {'sitting' if self.sittings == 1 else 'sittings'}."

    def edit(self, draft: Draft) -> None:
        number: Any = self.sittings.model_dump() if isinstance(self.sittings, Sittings) else self.sittings
        put(draft.item(self.subforum), "sittings", number, 1)


class Order(ChangeBase):
    """The place of a talk in its subforum: its position ('any' frees it), and the talks that come before it (none frees it)."""

    kind: Literal["order"] = "order"
    talk: TalkId
    position: Literal["first", "last", "any"] | Positive | None = None
    after: tuple[TalkId, ...] | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.position is None and self.after is None:
            raise ValueError("changes nothing; give it 'position' or 'after'")
        return self

    def said(self, conference: Conference, language: str) -> str:
        words = []
        match self.position:
            case "any":
                words.append("may have any place in its sitting")
            case "first" | "last":
                words.append(f"comes {self.position} in its sitting")
            case int():
                words.append(f"is number {self.position} of its subforum")
        if self.after is not None:
            earlier = listed([quoted(conference, talk, language) for talk in self.after]) if self.after else ""
            words.append(f"comes after {earlier}" if earlier else "need not come after other talks")
        return f"{quoted(conference, self.talk, language)} {' and '.join(words)}."

    def edit(self, draft: Draft) -> None:
        talk = draft.item(self.talk)
        if self.position is not None:
            put(talk, "position", None if self.position == "any" else self.position, None)
        if self.after is not None:
            put(talk, "after", list(self.after), [])


class Candidates(ChangeBase):
    """A seat gets further candidates, or loses some, or need not be filled, or must be."""

    kind: Literal["candidates"] = "candidates"
    seat: SeatId
    add: tuple[SpeakerId, ...] = ()
    remove: tuple[SpeakerId, ...] = ()
    required: bool | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not (self.add or self.remove or self.required is not None):
            raise ValueError("changes nothing; give it 'add', 'remove' or 'required'")
        return self

    def said(self, conference: Conference, language: str) -> str:
        seat = thing(conference, self.seat)
        role = (
            f"{seat.role} of '{conference.name(conference.talk_of_seat[self.seat].id, language)}'" if isinstance(seat, Seat) else self.seat
        )
        words = []
        if self.add:
            words.append(f"{listed([conference.name(p, language) for p in self.add], 'or')} may be {role}")
        if self.remove:
            words.append(f"{listed([conference.name(p, language) for p in self.remove])} cannot be {role}")
        if self.required is not None:
            words.append(f"there must be a {role}" if self.required else f"there need not be a {role}")
        sentence = ", and ".join(words)
        return f"{sentence[0].upper()}{sentence[1:]}."

    def edit(self, draft: Draft) -> None:
        seat = draft.item(self.seat)
        for person in self.remove:
            if person not in seat["candidates"]:
                wrong(f"'{person}' is no candidate for '{self.seat}'", nearest(person, seat["candidates"]), "remove")
        left = list(dict.fromkeys((*without(seat["candidates"], *self.remove), *self.add)))
        if not left:
            wrong(f"nobody would be left for '{self.seat}'", "add somebody", "remove")
        seat["candidates"] = left
        draft.decisions("pins", lambda pin: None if pin["item"] == self.seat and pin.get("speaker") not in left else pin)
        if self.required is not None:
            put(seat, "required", self.required, True)


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
