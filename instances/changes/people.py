"""Changes of people: whether, when and how they attend, and what they can be asked."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from instances import clock
from instances.changes.base import ChangeBase, MaybeTimed
from instances.changes.draft import Document, Draft, minus, put, window, without, wrong
from instances.changes.words import at_home, instant, moment, on, thing
from instances.conference import Conference, Count, Hour, Instant, Speaker, SpeakerId, Zone


def _shown_hour(value: object) -> object:
    return clock.show_hour(value) if isinstance(value, int) and 0 <= value <= clock.DAY else value


OwnHour = Annotated[Hour, BeforeValidator(_shown_hour)]
"""An hour of the day, like '06:30', or in Python its minutes."""
Some = Annotated[int, Field(ge=1, le=100_000)]


class Cancel(ChangeBase):
    """A person cancels: they are taken off every talk, seat and fixture, and chair and host nothing.

    `talks`: whether talks that lose their only speaker stay, for somebody else, or are dropped. A seat
    without other candidates goes.
    """

    asks: ClassVar[str | None] = "person"
    kind: Literal["cancel"] = "cancel"
    person: SpeakerId
    talks: Literal["keep", "drop"] = "keep"

    def said(self, conference: Conference, language: str) -> str:
        also = ", and talks of nobody else are dropped" if self.talks == "drop" else ""
        return f"{conference.name(self.person, language)} does not take part{also}."

    def edit(self, draft: Draft) -> None:
        alone = [talk["id"] for talk in draft.talks() if list(talk.get("speakers", ())) == [self.person]]
        for item, key in list(draft.holders()):
            if self.person in item.get(key, ()):
                put(item, key, without(item[key], self.person), [])
        for seat in [seat for talk in draft.talks() for seat in talk.get("seats", ()) if not seat.get("candidates")]:
            draft.take_out(seat["id"])
        draft.decisions("pins", lambda pin: None if pin.get("speaker") == self.person else pin)
        for talk in alone if self.talks == "drop" else ():
            draft.take_out(talk)


class Replace(ChangeBase):
    """Another person, known or new, takes all talks, seats and fixtures of a person, and chairs and hosts in their place."""

    asks: ClassVar[str | None] = "person"
    kind: Literal["replace"] = "replace"
    person: SpeakerId
    by: SpeakerId | None = None
    new: Speaker | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.by is None) == (self.new is None):
            raise ValueError("names not just one of 'by' and 'new'; name a person that there is, or describe a new one")
        return self

    def said(self, conference: Conference, language: str) -> str:
        other = self.new.name if self.new else conference.name(self.by or "", language)
        return f"{other} takes the place of {conference.name(self.person, language)}."

    def edit(self, draft: Draft) -> None:
        if self.by == self.person:
            wrong("nobody can take their own place", "name another person", "by")
        if self.new:
            draft.add("speakers", self.new.model_dump(by_alias=True, exclude_defaults=True))
        other = self.new.id if self.new else self.by or ""
        for item, key in list(draft.holders()):
            if self.person in item.get(key, ()):
                item[key] = list(dict.fromkeys(other if one == self.person else one for one in item[key]))
        draft.decisions("pins", lambda pin: {**pin, "speaker": other} if pin.get("speaker") == self.person else pin)
        _no_seat_beside_a_talk(draft, other)


def _no_seat_beside_a_talk(draft: Draft, person: str) -> None:
    """Whoever speaks on a talk is no candidate for its seats."""
    for talk in list(draft.talks()):
        for seat in list(talk.get("seats", ())) if person in talk.get("speakers", ()) else ():
            if person in seat["candidates"]:
                seat["candidates"] = without(seat["candidates"], person)
                draft.decisions("pins", lambda pin, id=seat["id"]: None if (pin["item"], pin.get("speaker")) == (id, person) else pin)  # type: ignore[misc]
                if not seat["candidates"]:
                    draft.take_out(seat["id"])


class _Arrival(ChangeBase):
    """A person is there for less of the time: by minutes, or to a time."""

    asks: ClassVar[str | None] = "person"
    person: SpeakerId
    minutes: Some | None = None
    at: Instant | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.minutes is None) == (self.at is None):
            raise ValueError("has not just one of 'minutes' and 'at'; say by how many minutes, or at what time")
        return self

    def _when(self, conference: Conference) -> str:
        return f"{moment(conference, self.at)}{at_home(conference, self.person, self.at)}" if self.at else ""


class Late(_Arrival):
    """A person comes late: at a time, or so many minutes after the first at which they were to be there.

    Of who has no windows that is the first of the programme; commands, who know the agenda, make it a time (`arrivals.timed`).
    """

    kind: Literal["late"] = "late"

    def said(self, conference: Conference, language: str) -> str:
        how = f"does not arrive before {self._when(conference)}" if self.at else f"comes {self.minutes} minutes late"
        return f"{conference.name(self.person, language)} {how}."

    def edit(self, draft: Draft) -> None:
        windows, first, _ = _attendance(draft, self.person)
        arrival = clock.minute(self.at) if self.at else first + (self.minutes or 0)
        _absent(draft, self.person, windows, min(first, arrival), arrival)


class Early(_Arrival):
    """A person leaves early: at a time, or so many minutes before the last at which they were to be there, as in `Late`."""

    kind: Literal["early"] = "early"

    def said(self, conference: Conference, language: str) -> str:
        how = f"has to leave by {self._when(conference)}" if self.at else f"leaves {self.minutes} minutes early"
        return f"{conference.name(self.person, language)} {how}."

    def edit(self, draft: Draft) -> None:
        windows, _, last = _attendance(draft, self.person)
        departure = clock.minute(self.at) if self.at else last - (self.minutes or 0)
        _absent(draft, self.person, windows, departure, max(last, departure))


def _attendance(draft: Draft, person: str) -> tuple[list[Document], int, int]:
    """The windows of a person, or all of the programme; their first minute and their last."""
    windows = [dict(one) for one in draft.item(person).get("available", ())] or [_programme(draft)]
    return windows, min(clock.minute(w["from"]) for w in windows), max(clock.minute(w["to"]) for w in windows)


def _programme(draft: Draft) -> Document:
    """From the first to the last thing of the programme."""
    fixtures = list(draft.document.get("fixtures", ()))
    spans = [(x["start"], x["end"]) for x in (*draft.document["blocks"], *(f for f in fixtures if "start" in f))]
    spans += [(w["from"], w["to"]) for f in fixtures for w in f.get("windows", ())]
    return window(min((start for start, _ in spans), key=clock.minute), max((end for _, end in spans), key=clock.minute))


def _absent(draft: Draft, person: str, windows: list[Document], first: int, last: int) -> None:
    """Cut the windows of a person."""
    left = minus(windows, *(instant(draft.conference, minute) for minute in (first, last))) if first < last else windows
    if not left:
        wrong(f"'{person}' would not be there at all", "let them cancel, or name another time")
    draft.item(person)["available"] = left


class Attend(ChangeBase):
    """A person attends on site, online, or by a recording, which needs no time of theirs."""

    asks: ClassVar[str | None] = "person"
    kind: Literal["attend"] = "attend"
    person: SpeakerId
    attends: Literal["onsite", "online", "recorded"]

    def said(self, conference: Conference, language: str) -> str:
        verb = {"onsite": "comes on site", "online": "attends online, live", "recorded": "sends a video"}[self.attends]
        return f"{conference.name(self.person, language)} {verb}."

    def edit(self, draft: Draft) -> None:
        put(draft.item(self.person), "attends", self.attends, "onsite")


class HomeZone(ChangeBase):
    """A person is in another time zone than was thought. Their windows stay the instants they are."""

    asks: ClassVar[str | None] = "person"
    kind: Literal["zone"] = "zone"
    person: SpeakerId
    timezone: Zone

    def said(self, conference: Conference, language: str) -> str:
        return f"{conference.name(self.person, language)} is in the time zone {self.timezone}."

    def edit(self, draft: Draft) -> None:
        draft.item(self.person)["timezone"] = self.timezone


class Available(MaybeTimed):
    """A person is available in a further window, or, without one, at any time."""

    asks: ClassVar[str | None] = "person"
    kind: Literal["available"] = "available"
    person: SpeakerId

    def said(self, conference: Conference, language: str) -> str:
        name = conference.name(self.person, language)
        if self.start is None or self.end is None:
            return f"{name} is available at any time."
        return f"{name} is available {on(conference, self.start, self.end)}{at_home(conference, self.person, self.start, self.end)}, too."

    def edit(self, draft: Draft) -> None:
        person = draft.item(self.person)
        if self.start is None or self.end is None:
            person.pop("available", None)
        elif "available" in person:
            person["available"] = _merged(person["available"], self.start, self.end)


def _merged(windows: list[Document], start: Instant, end: Instant) -> list[Document]:
    """Windows with another one; those that it meets become one with it, which keeps the reason of the first of them."""
    first, last = clock.minute(start), clock.minute(end)
    meets = [one for one in windows if clock.minute(one["from"]) <= last and first <= clock.minute(one["to"])]
    begin = min([start, *(w["from"] for w in meets)], key=clock.minute)
    joined = window(begin, max([end, *(w["to"] for w in meets)], key=clock.minute))
    reason = next((w["reason"] for w in meets if w.get("reason")), "")
    joined |= {"reason": reason} if reason else {}
    return sorted([*(w for w in windows if w not in meets), joined], key=lambda w: clock.minute(w["from"]))


class Hours(ChangeBase):
    """The hours of a person's own day in which they can be asked to appear online; they may run past midnight."""

    asks: ClassVar[str | None] = "person"
    kind: Literal["hours"] = "hours"
    person: SpeakerId
    hours: tuple[OwnHour, OwnHour]

    def said(self, conference: Conference, language: str) -> str:
        name = conference.name(self.person, language)
        if self.hours[0] % clock.DAY == self.hours[1] % clock.DAY:
            return f"{name} appears at any hour of the day or night."
        known = isinstance(thing(conference, self.person), Speaker)
        where = f" in {conference.zone_of(self.person)}" if known else ""
        return f"{name} appears from {clock.show_hour(self.hours[0])} to {clock.show_hour(self.hours[1])}{where}."

    def edit(self, draft: Draft) -> None:
        put(draft.item(self.person), "possible_hours", tuple(map(clock.show_hour, self.hours)), ("06:00", "24:00"))


def _talks(number: int) -> str:
    return "1 talk or seat" if number == 1 else f"{number} talks and seats"


class MaxTalks(ChangeBase):
    """The most talks and seats that a person agrees to; None for any number."""

    asks: ClassVar[str | None] = "person"
    kind: Literal["max_talks"] = "max_talks"
    person: SpeakerId
    most: Count | None = None

    def said(self, conference: Conference, language: str) -> str:
        number = "any number of talks and seats" if self.most is None else f"up to {_talks(self.most)}"
        return f"{conference.name(self.person, language)} agrees to {number}."

    def edit(self, draft: Draft) -> None:
        put(draft.item(self.person), "max_talks", self.most, None)


class MaxADay(ChangeBase):
    """The most talks and seats that a person agrees to on one day; None where they name no number, and the rule's own holds."""

    asks: ClassVar[str | None] = "person"
    kind: Literal["max_a_day"] = "max_a_day"
    person: SpeakerId
    most: Count | None = None

    def said(self, conference: Conference, language: str) -> str:
        name = conference.name(self.person, language)
        if self.most is None:
            return f"{name} may have as many talks and seats a day as anybody."
        return f"{name} agrees to up to {_talks(self.most)} a day."

    def edit(self, draft: Draft) -> None:
        put(draft.item(self.person), "max_a_day", self.most, None)
