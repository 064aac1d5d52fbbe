"""What a conference is: everything that is given before an agenda is made.

Frozen models, checked once, when they are made: every fault of the input is found and named
together (`BadInput`). Durations are minutes; times are aware datetimes; a time typed without
an offset is on the conference's clocks, except for the windows of people who attend online,
which are on their own (`available_in` overrides).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import accumulate
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PlainSerializer,
    StrictInt,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from instances import clock, validate
from instances.findings import field_problems
from instances.problems import BadInput, Problem
from instances.sense import sense_problems
from instances.validate import Ref

FORMAT: Literal["agendawright/conference@1"] = "agendawright/conference@1"
_UNFIT_IN_URL = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def _zone(name: str) -> str:
    if name not in clock.zones():
        raise PydanticCustomError("unknown_zone", "unknown time zone '{name}'", {"name": name})
    return name


def _url(address: str) -> str:
    if address and not address.startswith(("http://", "https://")):
        raise ValueError(f"'{address}' is no address of the web; write it whole, like https://example.org/programme")
    if strange := _UNFIT_IN_URL.search(address):
        sign = "a blank" if strange[0] == " " else f"the sign {strange[0]!a}"
        raise ValueError(f"{address!r} has {sign}, which no address of the web has; take it out, or write %20 for a blank")
    return address


def _instant(value: object) -> object:
    if isinstance(value, str):
        return clock.parse_iso(value, "2022-11-09T13:30+08:00")
    if isinstance(value, (bool, int, float)):
        raise ValueError(f"'{str(value).lower()}' is not a date and time; write it like 2022-11-09T13:30+08:00")
    return value


def _bounded(time: datetime) -> datetime:
    return clock.bounded(time, time.isoformat(), "2022-11-09T13:30+08:00")


def _setting(value: object) -> object:
    if isinstance(value, (str, int, dict)) and not isinstance(value, bool):
        return value
    given = "empty" if value is None else "a list" if isinstance(value, (list, tuple)) else str(value).lower()
    levels = "must, strong, normal, slight, warn or off"
    raise ValueError(f"should be a level, a whole number or settings, not {given}; write {levels}, or a number like 40, or {{limit: 5}}")


def _hour(value: object) -> object:
    return clock.parse_hour(str(value)) if isinstance(value, (str, int, float)) else value


Id = Annotated[str, StringConstraints(pattern=r"^\w[\w.-]*$", max_length=80)]
Title = str | dict[str, str]
KnownAs = Annotated[dict[str, str], Field(description="what other programs call it, by their names, as in {guid: ..., pretalx: ...}")]
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_instant),
    AfterValidator(_bounded),
    WithJsonSchema({"type": "string", "description": "ISO 8601; without an offset: local"}),
]
Zone = Annotated[str, AfterValidator(_zone)]
Url = Annotated[str, AfterValidator(_url)]
Minutes = Annotated[int, Field(ge=0, le=100_000)]
Hour = Annotated[
    int,
    BeforeValidator(_hour),
    Field(ge=0, le=clock.DAY),
    PlainSerializer(clock.show_hour),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d{2}$"}),
]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Positive = Annotated[int, Field(ge=1, le=1_000_000)]
People = Annotated[int, Field(ge=0, le=10_000_000)]
Points = Annotated[int, Field(ge=0, le=1_000_000_000)]
Grade = Literal["strong", "normal", "slight"] | Points
Level = (
    Literal[
        "strong",
        "normal",
        "slight",
        "required",
        "strongly_preferred",
        "preferred",
        "neutral",
        "discouraged",
        "strongly_discouraged",
        "prohibited",
    ]
    | Points
)

RuleSetting = Annotated[str | StrictInt | dict[str, Any], BeforeValidator(_setting)]

BlockId = Annotated[str, Ref(("blocks",))]
RoomId = Annotated[str, Ref(("rooms",))]
TrackId = Annotated[str, Ref(("tracks",))]
ResourceId = Annotated[str, Ref(("resources",))]
SpeakerId = Annotated[str, Ref(("speakers",))]
SubforumId = Annotated[str, Ref(("subforums",))]
TalkId = Annotated[str, Ref(("talks",))]
Building = Annotated[str, Ref(("buildings",))]
ItemId = Annotated[str, Ref(("subforums", "talks", "seats", "fixtures"))]

STAFF: JsonDict = {"visibility": "staff"}
"""For those who make the programme, with all that the field holds. A field without a mark is public."""
PRIVATE: JsonDict = {"visibility": "private"}
"""For those who look after a person."""


def text(title: Title, language: str = "en") -> str:
    """A title in one language, or in the first it has."""
    return title if isinstance(title, str) else title.get(language) or next(iter(title.values()), "")


class Model(BaseModel):
    """Frozen, and closed to unknown keys; keys are those of the schema, in files and in Python."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def replaced(self, **changes: Any) -> Self:
        """A copy with other values, not checked anew, and without what the original remembers."""
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return self.model_construct(**{**kept, **changes})  # type: ignore[return-value]  # the plugin of pydantic loses Self here


class Window(Model):
    """A stretch of time, its end not included."""

    start: Instant = Field(alias="from")
    end: Instant = Field(alias="to")
    reason: str = ""

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.end <= self.start:
            raise ValueError("the window ends before it starts; swap 'from' and 'to' or mend one of them")
        return self

    @cached_property
    def first(self) -> int:
        """Its first minute."""
        return clock.minute(self.start)

    @cached_property
    def last(self) -> int:
        """The minute after its last."""
        return clock.minute(self.end)


class About(Model):
    """The conference as a whole. `grid`: minutes between possible starts."""

    id: Id
    title: Title
    timezone: Zone
    grid: Annotated[int, Field(ge=1, le=120)] = 5
    profile: str = "standard@1"
    url: Url = Field("", description="where its programme stands on the web")


class Block(Model):
    """A stretch of the programme in which sittings may stand.

    `slots`: minutes of those into which it is divided, from its start on; a talk then begins where
    one of them begins. `prime`: whether it is among the best, in which flagships should stand.
    """

    kind: ClassVar = "blocks"
    id: Id
    title: Title
    start: Instant
    end: Instant
    slots: tuple[Minutes, ...] = ()
    prime: bool = Field(False, json_schema_extra=STAFF)

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.end <= self.start:
            raise ValueError("the block ends before it starts; swap 'start' and 'end' or mend one of them")
        return self

    @cached_property
    def first(self) -> int:
        """Its first minute."""
        return clock.minute(self.start)

    @cached_property
    def last(self) -> int:
        """The minute after its last."""
        return clock.minute(self.end)

    @cached_property
    def begins(self) -> tuple[int, ...]:
        """The minutes at which its slots begin."""
        return tuple(accumulate(self.slots[:-1], initial=self.first)) if self.slots else ()


class Room(Model):
    """A room; `closed` are the windows in which nothing may stand in it."""

    kind: ClassVar = "rooms"
    id: Id
    title: Title
    building: str = ""
    seats: People
    known_as: KnownAs = {}
    features: tuple[str, ...] = ()
    closed: tuple[Window, ...] = Field((), json_schema_extra=STAFF)


class Walk(Model):
    """Minutes between two buildings, both ways."""

    between: tuple[Building, Building]
    minutes: Minutes


class Travel(Model):
    """Walking minutes between two rooms: of one building, of the pairs named, and otherwise."""

    same_building: Minutes = 0
    default: Minutes = 0
    pairs: tuple[Walk, ...] = ()


class Track(Model):
    """A theme of the conference."""

    kind: ClassVar = "tracks"
    id: Id
    title: Title
    known_as: KnownAs = {}


class Capacity(Window):
    """A window in which a resource has another capacity."""

    capacity: Count


class Resource(Model):
    """Something of which there are only so many at a time."""

    kind: ClassVar = "resources"
    id: Id
    title: Title = ""
    capacity: Count
    windows: tuple[Capacity, ...] = ()


class Speaker(Model):
    """A person. `region` is by default the continent of the zone, the zone the conference's.

    `possible_hours`: local hours in which a live online person can be asked to appear; they may
    run past midnight. `available` is None where the person named no windows. `max_talks`: talks and
    seats in all, `max_a_day` on one day.
    """

    kind: ClassVar = "speakers"
    id: Id
    name: str
    country: str = ""
    timezone: Zone | None = None
    region: str = ""
    attends: Literal["onsite", "online", "recorded"] = "onsite"
    possible_hours: tuple[Hour, Hour] = Field((6 * 60, clock.DAY), json_schema_extra=STAFF)
    available: Annotated[tuple[Window, ...], Field(min_length=1)] | None = Field(None, json_schema_extra=STAFF)
    available_in: Zone | None = Field(None, json_schema_extra=STAFF)
    max_talks: Count | None = Field(None, json_schema_extra=STAFF)
    max_a_day: Count | None = Field(None, json_schema_extra=STAFF)
    email: str = Field("", json_schema_extra=PRIVATE)
    join_url: str = Field("", json_schema_extra=PRIVATE)
    cost_to_ask: Count = Field(1, json_schema_extra=STAFF)
    languages: tuple[str, ...] = ()
    biography: Title = ""
    known_as: KnownAs = {}


class Seat(Model):
    """A place on a talk that one of the candidates fills (moderator, panellist)."""

    kind: ClassVar = "seats"
    id: Id
    role: str = "panellist"
    candidates: Annotated[tuple[SpeakerId, ...], Field(min_length=1)] = Field(json_schema_extra=STAFF)
    required: bool = True


class Talk(Model):
    """A talk. `position`: first or last of its sitting, or its number among all talks of its
    subforum; `after`: talks of its subforum before it."""

    kind: ClassVar = "talks"
    id: Id
    title: Title
    minutes: Annotated[int, Field(ge=1, le=clock.DAY)]
    speakers: tuple[SpeakerId, ...] = ()
    seats: tuple[Seat, ...] = ()
    position: Literal["first", "last"] | Positive | None = None
    after: tuple[TalkId, ...] = ()
    priority: Positive | None = Field(None, json_schema_extra=STAFF)
    abstract: Title = Field("", description="what it is about, for who comes")
    known_as: KnownAs = {}


class Audience(Model):
    """People expected: seats needed on site, and online people by zone. `kinds`: whom it is for, as
    regulators or developers. `level`: how much they should know already: 1 introductory, 2
    intermediate, 3 advanced."""

    onsite: People = Field(0, json_schema_extra=STAFF)
    online: dict[Zone, People] = Field({}, json_schema_extra=STAFF)
    kinds: tuple[str, ...] = ()
    level: Annotated[int, Field(ge=1, le=5)] | None = None


class Sittings(Model):
    """How many sittings a subforum may have."""

    min: Annotated[int, Field(ge=1, le=500)] = 1
    max: Annotated[int, Field(ge=1, le=500)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.max < self.min:
            raise ValueError(f"'max' {self.max} is less than 'min' {self.min}; swap them or mend one")
        return self


class Subforum(Model):
    """A themed unit of the programme. `blocks`: those it may stand in, by default all.

    `sittings`: how many it has, among which the engine divides its talks; `auto` is as many as it
    needs, at most one in a block. `sitting_fills`: whether a sitting lasts as long as its talks,
    or holds its room for the whole block. `at_once`: how many of its sittings that fill a block
    may stand in one block. `empty_sittings`: whether one may have no talk.

    `priority`: how painful it would be to leave it out, per minute. `uses`: units of each
    resource held for the minutes of its sittings. `turnover`: minutes its room stays blocked
    after a sitting. `flagship`: whether it should stand in a block that is prime. `crowd`: whether it
    draws so many that two such subforums should not be parallel in one building.
    """

    kind: ClassVar = "subforums"
    id: Id
    title: Title
    track: TrackId
    topics: tuple[str, ...] = ()
    hosts: tuple[SpeakerId, ...] = Field((), description="who invites to it; there for all of its sittings where 'attendance' counts hosts")
    chairs: tuple[SpeakerId, ...] = Field((), description="who chairs it, and is there for all of its sittings where 'attendance' holds")
    needs: tuple[str, ...] = ()
    uses: dict[ResourceId, Positive] = Field({}, json_schema_extra=STAFF)
    audience: Audience = Audience()
    turnover: Minutes = 0
    sittings: Annotated[int, Field(ge=1, le=50)] | Sittings | Literal["auto"] = 1
    sitting_fills: Literal["content", "block"] = "content"
    at_once: Annotated[int, Field(ge=1, le=1000)] = 1
    empty_sittings: bool = False
    blocks: tuple[BlockId, ...] = Field((), json_schema_extra=STAFF)
    priority: Positive = Field(5, json_schema_extra=STAFF)
    languages: tuple[str, ...] = ()
    flagship: bool = Field(False, json_schema_extra=STAFF)
    crowd: bool = Field(False, json_schema_extra=STAFF)
    abstract: Title = Field("", description="what it is about, for who comes")
    known_as: KnownAs = {}
    talks: Annotated[tuple[Talk, ...], Field(min_length=1)]

    @cached_property
    def minutes(self) -> int:
        """Minutes of all its talks."""
        return sum(talk.minutes for talk in self.talks)

    @property
    def least_sittings(self) -> int:
        """The fewest sittings it should have."""
        return self.sittings if isinstance(self.sittings, int) else self.sittings.min if isinstance(self.sittings, Sittings) else 1

    @property
    def most_sittings(self) -> int | None:
        """The most sittings it may have; None where only the blocks limit them."""
        return self.sittings if isinstance(self.sittings, int) else self.sittings.max if isinstance(self.sittings, Sittings) else None

    @property
    def lone(self) -> bool:
        """Whether all of it stands in one sitting that is as long as its talks."""
        return self.most_sittings == 1 and self.sitting_fills == "content"

    @property
    def spreads(self) -> bool:
        """Whether it may have several sittings that fill one block, in several rooms."""
        return self.sitting_fills == "block" and self.at_once > 1

    @property
    def by_block(self) -> bool:
        """Whether each block has sittings of its own for it."""
        return self.sitting_fills == "block" or self.sittings == "auto"


class Fixture(Model):
    """What stands around the subforums. Fixed by `start` and `end`, or `minutes` long and placed
    by the engine inside one of its `windows`. It holds all its rooms, or one of them."""

    kind: ClassVar = "fixtures"
    id: Id
    title: Title
    rooms: tuple[RoomId, ...] = ()
    holds: Literal["all", "one"] = "all"
    speakers: tuple[SpeakerId, ...] = ()
    start: Instant | None = None
    end: Instant | None = None
    minutes: Annotated[int, Field(ge=1, le=100_000)] | None = None
    windows: tuple[Window, ...] = Field((), json_schema_extra=STAFF)
    turnover: Minutes = 0
    audience: Literal["everyone"] | tuple[SubforumId, ...] = ()
    priority: Positive = Field(5, json_schema_extra=STAFF)
    abstract: Title = Field("", description="what it is about, for who comes")
    known_as: KnownAs = {}

    @model_validator(mode="after")
    def _timed(self) -> Self:
        has = [key for key in ("start", "end", "minutes", "windows") if getattr(self, key)]
        if has not in (["start", "end"], ["minutes", "windows"]):
            named = f"has {', '.join(repr(key) for key in has)}" if has else "has no time"
            raise ValueError(f"{named}; give it just 'start' and 'end', or just 'minutes' and 'windows' to be placed in")
        if self.start and self.end and self.end <= self.start:
            raise ValueError("the fixture ends before it starts; swap 'start' and 'end' or mend one of them")
        return self

    @property
    def length(self) -> int:
        """Its minutes."""
        if self.start and self.end:
            return clock.minute(self.end) - clock.minute(self.start)
        assert self.minutes
        return self.minutes

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The stretches of minutes it may stand in: its own times, or its windows."""
        if self.start and self.end:
            return ((clock.minute(self.start), clock.minute(self.end)),)
        return tuple((w.first, w.last) for w in self.windows)


_GRADES: dict[str, Grade] = {
    "strong": "strong",
    "strongly_preferred": "strong",
    "strongly_discouraged": "strong",
    "normal": "normal",
    "preferred": "normal",
    "discouraged": "normal",
    "slight": "slight",
    "neutral": 0,
    "required": 0,
    "prohibited": 0,
}
"""What a wish costs that is not met, by its level; a demand costs nothing, for it must hold."""

DEMANDS = ("required", "prohibited")
"""Levels that must hold."""

AGAINST = ("discouraged", "strongly_discouraged", "prohibited")
"""Levels that say by themselves that the item should not be there."""

_AVOIDING = {"required": "prohibited", "strongly_preferred": "strongly_discouraged", "preferred": "discouraged", "neutral": "neutral"}
_AVOIDING |= {word: word for word in AGAINST}
"""Levels that say for or against by themselves, with what to write in place of `avoid` beside them."""


class Prefer(Model):
    """A wish: this item in this room, in a room with this feature, in this block or window (or, with `avoid`, not there).

    A block can be the item, with a room or a feature: what stands in it should stand there. So can a
    speaker: each of their talks and seats, unless they are recorded. `level`: what it costs where it
    is not met, or a word that says for or against as well: required and prohibited must hold,
    strongly_preferred and strongly_discouraged are strong, preferred and discouraged normal.
    """

    item: Annotated[str, Ref(("subforums", "talks", "blocks", "speakers"))]
    level: Level = "normal"
    room: RoomId | None = None
    block: BlockId | None = None
    window: Window | None = None
    avoid: bool = False
    feature: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        named = sum(v is not None for v in (self.room, self.block, self.window, self.feature))
        if named != 1:
            raise ValueError(f"names {named or 'none'} of 'room', 'feature', 'block' and 'window'; write a wish for each, or name one")
        if self.avoid and self.level in _AVOIDING:
            instead = _AVOIDING[str(self.level)]
            raise ValueError(
                f"has 'avoid' beside 'level: {self.level}', which says for or against by itself; write 'level: {instead}' alone"
            )
        return self

    @property
    def demand(self) -> bool:
        """Whether it must hold, and is none of those that cost points."""
        return self.level in DEMANDS

    @property
    def against(self) -> bool:
        """Whether the item should not be there."""
        return self.avoid or self.level in AGAINST

    @property
    def grade(self) -> Grade:
        """The points it costs where it is not met, or the word for them; 0 for a demand."""
        return self.level if isinstance(self.level, int) else _GRADES[self.level]


class Pin(Model):
    """A decision: this item in this block, room, at this start, or this person on this seat."""

    item: ItemId
    block: BlockId | None = None
    room: RoomId | None = None
    start: Instant | None = None
    speaker: SpeakerId | None = None
    reason: str = ""

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not (self.block or self.room or self.start or self.speaker):
            raise ValueError("pins the item to nothing; add 'block', 'room' or 'start', or 'speaker' for a seat")
        return self


class Before(Model):
    """The last sitting of `first` ends before the first of `then` starts."""

    kind: Literal["before"]
    first: SubforumId
    then: SubforumId


class Together(Model):
    """Subforums in different blocks, in one block, or at different times, by twos."""

    kind: Literal["apart", "same_block", "not_parallel"]
    subforums: Annotated[tuple[SubforumId, ...], Field(min_length=2)]


Relation = Annotated[Before | Together, Field(discriminator="kind")]


class Pair(Model):
    """Two subforums, or two talks, that had better not be parallel, and the points it costs if they are.

    `of` two talks: whether the points are for sittings that overlap, once, or for the talks
    themselves, for each step of the grid.
    """

    subforums: tuple[SubforumId, SubforumId] | None = None
    talks: tuple[TalkId, TalkId] | None = None
    of: Literal["sittings", "talks"] = "sittings"
    points: Points
    reason: str = ""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.subforums is None) == (self.talks is None):
            raise ValueError("names not just one of 'subforums' and 'talks'; keep one of them")
        return self

    @property
    def ids(self) -> tuple[str, str]:
        """The two ids."""
        ids = self.subforums or self.talks
        assert ids
        return ids


class Interest(Model):
    """What a person wants to see, or `people` with the same choice, from attendee lists, favourites or
    votes. `items`: subforums, or talks, which count for their subforum."""

    items: Annotated[tuple[Annotated[str, Ref(("subforums", "talks"))], ...], Field(min_length=1)]
    people: Positive = 1
    who: str = Field("", json_schema_extra=PRIVATE)


Item = Block | Room | Track | Resource | Speaker | Subforum | Talk | Seat | Fixture
ItemT = TypeVar("ItemT", bound=Model)


class Conference(Model):
    """Everything that is given.

    Raises `BadInput` with every problem found: unknown keys, wrong values, times that do not
    exist, ids twice, references to nothing.
    """

    format: Literal["agendawright/conference@1"] = FORMAT
    conference: About
    blocks: Annotated[tuple[Block, ...], Field(min_length=1)]
    rooms: Annotated[tuple[Room, ...], Field(min_length=1)]
    travel: Travel = Travel()
    tracks: Annotated[tuple[Track, ...], Field(min_length=1)]
    resources: tuple[Resource, ...] = Field((), json_schema_extra=STAFF)
    speakers: tuple[Speaker, ...] = ()
    subforums: Annotated[tuple[Subforum, ...], Field(min_length=1)]
    fixtures: tuple[Fixture, ...] = ()
    prefers: tuple[Prefer, ...] = Field((), json_schema_extra=STAFF)
    pins: tuple[Pin, ...] = Field((), json_schema_extra=STAFF)
    relations: tuple[Relation, ...] = Field((), json_schema_extra=STAFF)
    pairs: tuple[Pair, ...] = Field((), json_schema_extra=STAFF)
    interests: tuple[Interest, ...] = Field((), json_schema_extra=STAFF)
    rules: dict[str, RuleSetting] = Field({}, json_schema_extra=STAFF)
    costs: dict[str, Count] = Field({}, json_schema_extra=STAFF, description="how hard each kind of change is to grant")

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, raw: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        problems: list[Problem] = []
        if isinstance(raw, Mapping):
            raw = validate.with_offsets(raw, problems)
            problems += validate.reference_problems(cls, raw)
        try:
            conference = handler(raw)
        except ValidationError as error:
            timed = {p.where for p in problems}
            problems += [p for p in field_problems(cls, error, raw) if p.where not in timed]
        else:
            problems += [] if problems else sense_problems(conference)
        if problems:
            path = validate.paths(raw)
            raise BadInput(replace(p, path=path(p.where)) for p in problems)
        return conference

    @property
    def id(self) -> str:
        """The id of the conference itself."""
        return self.conference.id

    @property
    def zone(self) -> str:
        """The zone of the conference."""
        return self.conference.timezone

    @property
    def grid(self) -> int:
        """Minutes between possible starts."""
        return self.conference.grid

    @cached_property
    def _items(self) -> dict[str, Item]:
        top: tuple[Item, ...] = (*self.blocks, *self.rooms, *self.tracks, *self.resources, *self.speakers, *self.subforums, *self.fixtures)
        talks = [t for s in self.subforums for t in s.talks]
        return {i.id: i for i in (*top, *talks, *(seat for t in talks for seat in t.seats))}

    @cached_property
    def subforums_by_id(self) -> dict[str, Subforum]:
        """The subforums by id."""
        return {s.id: s for s in self.subforums}

    def may_begin(self, minute: int) -> bool:
        """Whether a talk may begin at a minute, as far as the slots of blocks go."""
        return all(minute in b.begins for b in self.blocks if b.slots and b.first <= minute < b.last)

    def block_at(self, minute: int) -> Block | None:
        """The block in which a minute lies."""
        return next((b for b in self.blocks if b.first <= minute < b.last), None)

    @cached_property
    def owner(self) -> dict[str, Subforum]:
        """The subforum of each talk and seat, by id."""
        parts = [(id, s) for s in self.subforums for t in s.talks for id in (t.id, *(seat.id for seat in t.seats))]
        return dict(parts)

    @cached_property
    def talk_of_seat(self) -> dict[str, Talk]:
        """The talk of each seat, by id."""
        return {seat.id: t for s in self.subforums for t in s.talks for seat in t.seats}

    @cached_property
    def places_of(self) -> dict[str, frozenset[str]]:
        """The subforums and fixtures in which each speaker appears or might, or which they chair or host, by id."""
        found: dict[str, set[str]] = {s.id: set(self.fixtures_of[s.id]) for s in self.speakers}
        for subforum in self.subforums:
            for person in (*subforum.chairs, *subforum.hosts):
                found[person].add(subforum.id)
            for talk in subforum.talks:
                for person in (*talk.speakers, *(p for seat in talk.seats for p in seat.candidates)):
                    found[person].add(subforum.id)
        return {person: frozenset(places) for person, places in found.items()}

    @cached_property
    def fixtures_of(self) -> dict[str, frozenset[str]]:
        """The fixtures in which each speaker appears, by id."""
        found: dict[str, set[str]] = {s.id: set() for s in self.speakers}
        for fixture in self.fixtures:
            for person in fixture.speakers:
                found[person].add(fixture.id)
        return {person: frozenset(fixtures) for person, fixtures in found.items()}

    @cached_property
    def afar(self) -> dict[str, tuple[str, str]]:
        """The region and the home zone of everybody who takes part live from afar, by id."""
        return {s.id: (self.region_of(s.id), self.zone_of(s.id)) for s in self.speakers if s.attends == "online"}

    def speakers_of(self, ids: frozenset[str] | None) -> tuple[Speaker, ...]:
        """The speakers who appear in these subforums and fixtures, or might, or who chair or host them; all, if None."""
        if ids is None:
            return self.speakers
        if ids not in self._speakers_of:
            self._speakers_of[ids] = tuple(s for s in self.speakers if not ids.isdisjoint(self.places_of[s.id]))
        return self._speakers_of[ids]

    @cached_property
    def _speakers_of(self) -> dict[frozenset[str], tuple[Speaker, ...]]:
        return {}

    @cached_property
    def prefers_of(self) -> dict[str, tuple[int, ...]]:
        """The numbers of the `prefers` for each block, and for each subforum, its talks and its people, by id."""
        found: dict[str, list[int]] = {}
        for number, wish in enumerate(self.prefers):
            for id in self.places_of.get(wish.item) or (self.owner[wish.item].id if wish.item in self.owner else wish.item,):
                found.setdefault(id, []).append(number)
        return {id: tuple(numbers) for id, numbers in found.items()}

    @cached_property
    def pairs_of(self) -> dict[str, tuple[int, ...]]:
        """The numbers of the `pairs` that name each subforum or a talk of it, by id."""
        found: dict[str, dict[int, None]] = {s.id: {} for s in self.subforums}
        for number, pair in enumerate(self.pairs):
            for id in pair.ids:
                found[self.owner[id].id if id in self.owner else id][number] = None
        return {id: tuple(numbers) for id, numbers in found.items()}

    @cached_property
    def interested(self) -> dict[str, frozenset[int]]:
        """The numbers of the `interests` that name each subforum or a talk of it, by id."""
        found: dict[str, set[int]] = {s.id: set() for s in self.subforums}
        for number, interest in enumerate(self.interests):
            for id in interest.items:
                found[self.owner[id].id if id in self.owner else id].add(number)
        return {id: frozenset(numbers) for id, numbers in found.items()}

    @property
    def ids(self) -> Collection[str]:
        """The ids of everything that has one."""
        return self._items.keys()

    def item(self, id: str) -> Item:
        """Whatever has this id; KeyError if nothing has."""
        return self._items[id]

    def _get(self, kind: type[ItemT], id: str) -> ItemT:
        item = self._items[id]
        assert isinstance(item, kind)
        return item

    def block(self, id: str) -> Block:
        """The block with this id; KeyError if there is none."""
        return self._get(Block, id)

    def room(self, id: str) -> Room:
        """The room with this id; KeyError if there is none."""
        return self._get(Room, id)

    def resource(self, id: str) -> Resource:
        """The resource with this id; KeyError if there is none."""
        return self._get(Resource, id)

    def speaker(self, id: str) -> Speaker:
        """The speaker with this id; KeyError if there is none."""
        return self._get(Speaker, id)

    def subforum(self, id: str) -> Subforum:
        """The subforum with this id; KeyError if there is none."""
        return self._get(Subforum, id)

    def talk(self, id: str) -> Talk:
        """The talk with this id; KeyError if there is none."""
        return self._get(Talk, id)

    def fixture(self, id: str) -> Fixture:
        """The fixture with this id; KeyError if there is none."""
        return self._get(Fixture, id)

    def zone_of(self, speaker: str) -> str:
        """The home zone of a speaker."""
        return self.speaker(speaker).timezone or self.zone

    def region_of(self, speaker: str) -> str:
        """The region of a speaker."""
        return self.speaker(speaker).region or clock.continent(self.zone_of(speaker))

    def name(self, id: str, language: str = "en") -> str:
        """What people call the thing with this id."""
        item = self._items.get(id)
        if item is None:
            return id
        if isinstance(item, Speaker):
            return item.name
        if isinstance(item, Seat):
            return f"{item.role} of {self.name(self.talk_of_seat[id].id, language)}"
        return text(item.title, language) or item.id

    @cached_property
    def _walks(self) -> dict[frozenset[str], int]:
        return {frozenset(w.between): w.minutes for w in self.travel.pairs}

    def walking(self, room: str, other: str) -> int:
        """Minutes from one room to another."""
        if room == other:
            return 0
        here, there = self.room(room).building, self.room(other).building
        if here == there:
            return self._walks.get(frozenset((here,)), self.travel.same_building)
        return self._walks.get(frozenset((here, there)), self.travel.default)

    @cached_property
    def hash(self) -> str:
        """SHA-256 over canonical JSON without defaults; instants count, not how they are typed."""
        document = self.model_dump(by_alias=True, exclude_defaults=True)
        canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_canonical)
        return hashlib.sha256(canonical.encode()).hexdigest()


def plain(conference: Conference) -> dict[str, Any]:
    """A conference as data that can be compared: instants as such, without defaults."""
    return conference.model_dump(by_alias=True, exclude_defaults=True)


def _canonical(value: object) -> str:
    assert isinstance(value, datetime)
    return value.astimezone(UTC).isoformat()
