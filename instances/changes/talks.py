"""Changes of talks and of their seats."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from instances import clock
from instances.changes.base import ChangeBase
from instances.changes.draft import Draft, put, without, wrong
from instances.changes.programme import Shift
from instances.changes.words import quoted, thing
from instances.conference import Conference, Positive, Seat, SpeakerId, Talk, TalkId
from instances.problems import listed, nearest
from instances.validate import Ref

SeatId = Annotated[str, Ref(("seats",))]


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
