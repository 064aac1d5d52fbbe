"""Times that were announced, as pins of a conference: what stands in an agenda stays where it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from instances.agenda import Agenda
from instances.conference import Conference

REASON = "published"


def pins(agenda: Agenda, conference: Conference) -> list[dict[str, Any]]:
    """A pin for each sitting of the agenda that the conference still has, and has no pin for.

    A subforum in one sitting is pinned as a whole, and its talks where they are the same as they were;
    of others each talk is pinned.
    """
    pinned = {pin.item for pin in conference.pins}
    return [pin for pin in _pins(agenda, conference) if pin["item"] not in pinned]


def _pins(agenda: Agenda, conference: Conference) -> Iterator[dict[str, Any]]:
    rooms = {room.id for room in conference.rooms}
    for sitting in agenda.sittings:
        forum = conference.subforums_by_id.get(sitting.subforum)
        if forum is None or sitting.room not in rooms:
            continue
        if forum.lone:
            yield {"item": forum.id, "room": sitting.room, "start": sitting.start, "reason": REASON}
        same = {slot.talk: slot.last - slot.first for slot in sitting.talks} == {talk.id: talk.minutes for talk in forum.talks}
        for slot in sitting.talks if same or not forum.lone else ():
            if slot.talk in conference.owner:
                yield {"item": slot.talk, "start": slot.start, "reason": REASON} | ({} if forum.lone else {"room": sitting.room})
