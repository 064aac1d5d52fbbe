"""Changes of what was decided or wished. What is taken back is named by what it says, for places in lists change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from instances import clock
from instances.changes.base import ChangeBase, MaybeTimed
from instances.changes.draft import Document, Draft, window, wrong
from instances.changes.words import moment, on, quoted, thing
from instances.conference import (
    AGAINST,
    DEMANDS,
    Block,
    BlockId,
    Conference,
    Instant,
    ItemId,
    Level,
    Points,
    RoomId,
    Seat,
    Speaker,
    SpeakerId,
    SubforumId,
)
from instances.problems import listed
from instances.validate import Ref

PairedId = Annotated[str, Ref(("subforums", "talks"))]
WishedId = Annotated[str, Ref(("subforums", "talks", "blocks", "speakers"))]
_PARTS = ("block", "room", "start", "speaker")


class _Pinned(ChangeBase):
    """Something and its place, time or person."""

    item: ItemId
    block: BlockId | None = None
    room: RoomId | None = None
    start: Instant | None = None
    speaker: SpeakerId | None = None

    def _parts(self) -> Document:
        return {key: getattr(self, key) for key in _PARTS if getattr(self, key) is not None}

    def _where(self, conference: Conference, language: str) -> str:
        words = [f"in {conference.name(self.block, language)}"] if self.block else []
        words += [f"in {conference.name(self.room, language)}"] if self.room else []
        words += [f"at {moment(conference, self.start)}"] if self.start else []
        return listed(words)

    def _name(self, conference: Conference, language: str) -> str:
        item = thing(conference, self.item)
        if isinstance(item, Seat):
            return f"{item.role} of '{conference.name(conference.talk_of_seat[self.item].id, language)}'"
        return quoted(conference, self.item, language)


class PinTo(_Pinned):
    """It is decided: this item in this block, room, at this start, or this person on this seat."""

    kind: Literal["pin"] = "pin"
    reason: str = ""

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self._parts():
            raise ValueError("pins the item to nothing; add 'block', 'room' or 'start', or 'speaker' for a seat")
        return self

    def said(self, conference: Conference, language: str) -> str:
        name = self._name(conference, language)
        if self.speaker:
            return f"{conference.name(self.speaker, language)} is {name}."
        return f"{name} stands {self._where(conference, language)}."

    def edit(self, draft: Draft) -> None:
        draft.add("pins", {"item": self.item, **self._parts(), **({"reason": self.reason} if self.reason else {})})


class Unpin(_Pinned):
    """An item need no longer be in this block, room, at this start, or this person on this seat; with none named, all its pins go."""

    kind: Literal["unpin"] = "unpin"

    def said(self, conference: Conference, language: str) -> str:
        name = self._name(conference, language)
        if self.speaker:
            return f"Somebody else than {conference.name(self.speaker, language)} may be {name}."
        where = self._where(conference, language)
        return f"{name} need not stand {where}." if where else f"{name} is pinned to nothing."

    def edit(self, draft: Draft) -> None:
        gone = self._parts()

        def loosened(pin: Document) -> Document | None:
            if pin["item"] != self.item or (gone and not any(equal(pin.get(key), value) for key, value in gone.items())):
                return pin
            left = {key: value for key, value in pin.items() if key not in gone or not equal(value, gone[key])} if gone else {}
            return left if any(key in left for key in _PARTS) else None

        pins = [pin for pin in draft.document.get("pins", ()) if pin["item"] == self.item]
        if not draft.decisions("pins", loosened):
            to = [_shown(pin[part]) for pin in pins for part in _PARTS if part in pin]
            what = f"'{self.item}' is not pinned to {listed(map(_shown, gone.values()))}" if gone else f"'{self.item}' has no pins"
            wrong(what, f"it is pinned to {listed(to)}" if to else "take the change out", "item")


class DropRelation(ChangeBase):
    """A relation between subforums no longer holds. For 'before', the first subforum is named first."""

    kind: Literal["drop_relation"] = "drop_relation"
    relation: Literal["before", "apart", "same_block", "not_parallel"]
    subforums: tuple[SubforumId, ...] = Field(min_length=2)

    def said(self, conference: Conference, language: str) -> str:
        names = [conference.name(s, language) for s in self.subforums]
        match self.relation:
            case "before":
                return f"{names[0]} need not come before {listed(names[1:])}."
            case "apart":
                return f"{listed(names)} may stand in one block."
            case "same_block":
                return f"{listed(names)} need not stand in one block."
        return f"{listed(names)} may be parallel."

    def edit(self, draft: Draft) -> None:
        def same(entry: Document) -> bool:
            if entry["kind"] != self.relation:
                return False
            if self.relation == "before":
                return (entry["first"], entry["then"]) == self.subforums
            return set(entry["subforums"]) == set(self.subforums)

        _taken_back(draft, "relations", same, f"there is no relation '{self.relation}' of {listed(self.subforums)}")


class DropPair(ChangeBase):
    """Two subforums, or two talks, may be parallel: what was declared of them as a pair no longer counts.

    `of` and `points`: only the pairs that say so, where given.
    """

    kind: Literal["drop_pair"] = "drop_pair"
    items: tuple[PairedId, PairedId]
    of: Literal["sittings", "talks"] | None = None
    points: Points | None = None

    def said(self, conference: Conference, language: str) -> str:
        names = [quoted(conference, id, language) for id in self.items]
        return f"{listed(names)} may be parallel at no cost."

    def edit(self, draft: Draft) -> None:
        def same(entry: Document) -> bool:
            ids = entry.get("subforums") or entry.get("talks") or ()
            rest = self.of in (None, entry.get("of", "sittings")) and self.points in (None, entry["points"])
            return rest and set(ids) == set(self.items)

        _taken_back(draft, "pairs", same, f"there is no such pair of {listed(self.items)}")


class _Wished(MaybeTimed):
    """Something and a room, a feature of rooms, a block or a window of time."""

    item: WishedId
    room: RoomId | None = None
    feature: str | None = None
    block: BlockId | None = None

    def _where(self, conference: Conference, language: str, in_: str = "") -> list[str]:
        words = [in_ + conference.name(self.room, language)] if self.room else []
        words += [f"{in_}a room with {self.feature}"] if self.feature else []
        words += [in_ + conference.name(self.block, language)] if self.block else []
        return words


class Forbid(_Wished):
    """It is decided: this item stands (or this person appears, or whatever is in this block stands) in no such place or time."""

    kind: Literal["forbid"] = "forbid"

    @model_validator(mode="after")
    def _one(self) -> Self:
        named = sum(value is not None for value in (self.room, self.feature, self.block, self.start))
        if named != 1:
            raise ValueError(
                f"names {named or 'none'} of 'room', 'feature', 'block' and 'from' with 'to'; write a change for each, or name one"
            )
        return self

    def said(self, conference: Conference, language: str) -> str:
        where = self._where(conference, language, "in ")
        where += [on(conference, self.start, self.end)] if self.start and self.end else []
        item, name = thing(conference, self.item), quoted(conference, self.item, language)
        who = f"{name} must not appear" if isinstance(item, Speaker) else f"{name} must not stand"
        return f"{f'Nothing of {name} may stand' if isinstance(item, Block) else who} {listed(where)}."

    def edit(self, draft: Draft) -> None:
        parts: Document = {key: getattr(self, key) for key in ("room", "feature", "block") if getattr(self, key) is not None}
        parts |= {"window": window(self.start, self.end)} if self.start and self.end else {}
        draft.add("prefers", {"item": self.item, "level": "prohibited", **parts})


class DropWish(_Wished):
    """A wish or a demand for (or, with `avoid`, against) a room, a feature, a block or a window no longer counts.

    With none of the four named, all those for the item go. `avoid`: only those against, or only those
    for a place; `level`: only those of this level, where given.
    """

    kind: Literal["drop_wish"] = "drop_wish"
    avoid: bool | None = None
    level: Level | None = None

    def said(self, conference: Conference, language: str) -> str:
        words = self._where(conference, language)
        words += [f"a place {on(conference, self.start, self.end)}"] if self.start and self.end else []
        what = "against" if self.avoid or self.level in AGAINST else "for"
        noun = "demand" if self.level in DEMANDS else "wish"
        wish = f"The {noun} {what} {listed(words)} does not count" if words else f"No {noun} counts"
        return f"{wish} for {quoted(conference, self.item, language)}."

    def edit(self, draft: Draft) -> None:
        span = (self.start, self.end) if self.start and self.end else None

        def same(entry: Document) -> bool:
            named = entry.get("window")
            there = {
                "room": self.room is None or entry.get("room") == self.room,
                "feature": self.feature is None or entry.get("feature") == self.feature,
                "block": self.block is None or entry.get("block") == self.block,
                "window": span is None or (named is not None and equal(named["from"], span[0]) and equal(named["to"], span[1])),
                "avoid": self.avoid is None or (bool(entry.get("avoid")) or entry.get("level") in AGAINST) == self.avoid,
                "level": self.level is None or entry.get("level", "normal") == self.level,
            }
            return entry["item"] == self.item and all(there.values())

        _taken_back(draft, "prefers", same, f"there is no such wish for '{self.item}'")


class Weigh(ChangeBase):
    """A rule has another level, or points per unit; its other settings stay.

    Which rules there are is not known here: `constraints.profile` says whether there is such a one.
    """

    kind: Literal["weigh"] = "weigh"
    rule: str
    level: Literal["must", "strong", "normal", "slight", "warn", "off"] | None = None
    weight: Points | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.level is None) == (self.weight is None):
            raise ValueError("has not just one of 'level' and 'weight'; say one of them")
        return self

    def said(self, conference: Conference, language: str) -> str:
        words: dict[str | None, str] = {"must": "must hold", "warn": "is shown and costs nothing", "off": "does not count"}
        how = f"costs {self.weight} points" if self.weight is not None else words.get(self.level, f"counts as {self.level}")
        return f"The rule {self.rule} {how}."

    def edit(self, draft: Draft) -> None:
        rules = dict(draft.document.get("rules", {}))
        own = rules.get(self.rule, {})
        gone = ("level", "weight", *(() if self.level == "must" else ("limit",)))
        kept = {key: value for key, value in own.items() if key not in gone} if isinstance(own, dict) else {}
        new: dict[str, Any] = {"weight": self.weight} if self.weight is not None else {"level": self.level}
        short = self.weight if self.weight is not None else self.level
        draft.document["rules"] = {**rules, self.rule: {**kept, **new} if kept else short}


def _taken_back(draft: Draft, key: str, same: Callable[[Document], bool], missing: str) -> None:
    """Take out every entry that is the same; wrong where none is."""
    if not draft.decisions(key, lambda entry: None if same(entry) else entry):
        there = list(_described(draft.document.get(key, ())))
        wrong(missing, f"there are: {'; '.join(there[:8])}" if there else "there are none")


def _described(entries: Any) -> Iterator[str]:
    """Decisions in the words of the file."""
    for entry in entries:
        shown = {key: value for key, value in entry.items() if key not in ("reason", "points")}
        yield ", ".join(f"{key} {_shown(value)}" for key, value in shown.items())


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%b %d %H:%M}"
    if isinstance(value, dict):
        return "-".join(map(_shown, value.values()))
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else f"'{value}'"


def equal(one: object, other: object) -> bool:
    """Whether two values are one; equal times of two zones may be unequal where clocks change."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return clock.minute(one) == clock.minute(other)
    return one == other
