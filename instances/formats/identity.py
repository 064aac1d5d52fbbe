"""Names that last: what a programme, a calendar and a website call the same thing for ever."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from instances.conference import Conference


def uid(conference: Conference, id: str) -> str:
    """A name of a sitting, talk or fixture that no other conference has: its `guid`, where it is known by one; otherwise made of its id."""
    item = conference.item(id) if id in conference.ids else None
    return getattr(item, "known_as", {}).get("guid") or str(uuid5(NAMESPACE_URL, f"agendawright:{conference.id}:{id}"))
