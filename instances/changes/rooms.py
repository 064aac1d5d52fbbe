"""Changes of rooms, and of what there are only so many of."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from instances.changes.base import ChangeBase, MaybeTimed, MoreOrLess, Timed
from instances.changes.draft import Draft, minus, put, window
from instances.changes.words import on, stretch, thing
from instances.conference import Conference, Count, People, Resource, ResourceId, Room, RoomId
from instances.problems import listed


class CloseRoom(Timed):
    """A room closes for a window."""

    kind: Literal["close_room"] = "close_room"
    room: RoomId
    reason: str = ""

    def said(self, conference: Conference, language: str) -> str:
        why = f": {self.reason}" if self.reason else ""
        return f"{conference.name(self.room, language)} is closed on {stretch(conference, self.start, self.end)}{why}."

    def edit(self, draft: Draft) -> None:
        room = draft.item(self.room)
        more = {"reason": self.reason} if self.reason else {}
        room["closed"] = [*room.get("closed", ()), window(self.start, self.end, **more)]


class OpenRoom(MaybeTimed):
    """A room stays open for a window in which it was closed, or, without one, for good."""

    kind: Literal["open_room"] = "open_room"
    room: RoomId

    def said(self, conference: Conference, language: str) -> str:
        when = f"on {stretch(conference, self.start, self.end)}" if self.start and self.end else "at all times"
        return f"{conference.name(self.room, language)} stays open {when}."

    def edit(self, draft: Draft) -> None:
        room = draft.item(self.room)
        put(room, "closed", minus(room.get("closed", ()), self.start, self.end) if self.start and self.end else [], [])


class Seats(ChangeBase):
    """A room has another number of seats."""

    kind: Literal["seats"] = "seats"
    room: RoomId
    seats: People

    def said(self, conference: Conference, language: str) -> str:
        room = thing(conference, self.room)
        was = f", not {room.seats}" if isinstance(room, Room) and room.seats != self.seats else ""
        return f"{conference.name(self.room, language)} has {self.seats} seats{was}."

    def edit(self, draft: Draft) -> None:
        draft.item(self.room)["seats"] = self.seats


class Features(MoreOrLess):
    """A room gets features, or loses some."""

    of: ClassVar[str] = "room"
    key: ClassVar[str] = "features"
    what: ClassVar[str] = "features"
    lacks: ClassVar[str] = "'{id}' has no feature '{one}'"
    kind: Literal["features"] = "features"
    room: RoomId
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def said(self, conference: Conference, language: str) -> str:
        words = [f"gets {listed(self.add)}"] if self.add else []
        words += [f"has no {listed(self.remove, 'and no')} any more"] if self.remove else []
        return f"{conference.name(self.room, language)} {' and '.join(words)}."


class MoreRooms(ChangeBase):
    """So many further rooms like one that there is are found: in its building, with its seats, features and closures."""

    kind: Literal["more_rooms"] = "more_rooms"
    room: RoomId
    number: Annotated[int, Field(ge=1, le=500)] = 1

    def said(self, conference: Conference, language: str) -> str:
        number = "Another room" if self.number == 1 else f"{self.number} further rooms"
        return f"{number} like {conference.name(self.room, language)} {'is' if self.number == 1 else 'are'} found."

    def edit(self, draft: Draft) -> None:
        known = {room["id"] for room in draft.document["rooms"]}
        room, number = draft.item(self.room), 1
        for _ in range(self.number):
            number += 1
            while f"{self.room}-{number}" in known:
                number += 1
            named = {"id": f"{self.room}-{number}", "title": _numbered(room["title"], number)}
            draft.add("rooms", {**room, **named})


def _numbered(title: str | dict[str, str], number: int) -> str | dict[str, str]:
    if isinstance(title, str):
        return f"{title} ({number})"
    return {language: f"{words} ({number})" for language, words in title.items()}


class ResourceCapacity(MaybeTimed):
    """There are so many of a resource, in a window or throughout.

    Throughout: a fall also lowers the windows that have more, anything else also lifts those that have less;
    other windows stay as they are.
    """

    kind: Literal["capacity"] = "capacity"
    resource: ResourceId
    capacity: Count

    def said(self, conference: Conference, language: str) -> str:
        resource = thing(conference, self.resource)
        name = conference.name(self.resource, language)
        if self.start and self.end:
            return f"There are {self.capacity} of {name} {on(conference, self.start, self.end)}."
        was = f", not {resource.capacity}" if isinstance(resource, Resource) and resource.capacity != self.capacity else ""
        return f"There are {self.capacity} of {name}{was}."

    def edit(self, draft: Draft) -> None:
        resource = draft.item(self.resource)
        base, windows = resource["capacity"], list(resource.get("windows", ()))
        if self.start and self.end:
            windows = minus(windows, self.start, self.end)
            windows += [window(self.start, self.end, capacity=self.capacity)] if self.capacity != base else []
        else:
            resource["capacity"] = self.capacity
            falls = self.capacity < base
            windows = [one for one in windows if (one["capacity"] < self.capacity if falls else one["capacity"] > self.capacity)]
        put(resource, "windows", windows, [])
