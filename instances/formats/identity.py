"""Names that last: what calendars, apps and websites call the same thing for ever."""

from __future__ import annotations

import re
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

from instances.conference import Conference

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_CODE = re.compile(r"[0-9A-Z]{6}")
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")
_MOST = 2**31 - 1
"""The largest id that every program takes."""


def uid(conference: Conference, id: str, person: str = "") -> str:
    """What calendars call a sitting, talk or fixture; or, with a person, that person's appearance there."""
    return uid_in(conference.id, id, person)


def uid_in(conference: str, id: str, person: str = "") -> str:
    """The same by the id of the conference. All of it is ASCII; a '+' in it stands before a person alone."""
    return f"{quote(id, safe='/')}{f'+{quote(person)}' if person else ''}@{quote(conference)}"


def guid(conference: Conference, id: str, *where: str) -> str:
    """A name that nothing else in the world has: its `guid`, where it is known by one; otherwise made of its id. `where` tells
    several of one thing apart."""
    known = _known(conference, id, "guid")
    if not _GUID.fullmatch(known):
        return str(uuid5(NAMESPACE_URL, ":".join(("agendawright", conference.id, id, *where))))
    return str(uuid5(UUID(known), ":".join(where))) if where else known.lower()


def code(conference: Conference, id: str) -> str:
    """The code by which pretalx and others know it, where it is known by one; or nothing."""
    known = (_known(conference, id, name) for name in ("code", "pretalx"))
    return next((word for word in known if _CODE.fullmatch(word)), "")


def known_number(conference: Conference, id: str) -> int:
    """The number by which others know it, where it is known by one that every program takes; or 0."""
    known = _known(conference, id, "id")
    return int(known) if _NUMBER.fullmatch(known) and int(known) <= _MOST else 0


def _known(conference: Conference, id: str, name: str) -> str:
    return str(getattr(conference.item(id), "known_as", {}).get(name, "")) if id in conference.ids else ""


def ascii_words(*words: str) -> str:
    """Words as they can stand in an address: small ASCII letters, digits and hyphens. What has none of them is left out."""
    found = (re.sub(r"[^a-z0-9]+", "-", word.casefold()).strip("-") for word in words)
    return "-".join(word for word in found if word)


class Once:
    """Names in one file, of which none comes twice; the first comer has its own, and it is the same in every run."""

    def __init__(self) -> None:
        self._taken: set[str | int] = set()

    def guid(self, conference: Conference, id: str, *where: str) -> str:
        """The `guid` of a thing; of the second one with it, another."""
        found, again = guid(conference, id, *where), 1
        while found in self._taken:
            again += 1
            found = str(uuid5(NAMESPACE_URL, f"{guid(conference, id, *where)}:{id}:{again}"))
        self._taken.add(found)
        return found

    def whole(self, word: str) -> str:
        """A word that is not taken yet; or nothing."""
        found = "" if word in self._taken else word
        self._taken.add(word)
        return found

    def number(self, guid: str, known: int = 0) -> int:
        """A known number, or one from 1 that is made of a guid; the next one that is free."""
        found = known or UUID(guid).int % _MOST + 1
        while found in self._taken:
            found = found % _MOST + 1
        self._taken.add(found)
        return found

    def word(self, word: str, other: str) -> str:
        """A word, or, where it is taken already, with another behind it."""
        found = word if word not in self._taken else f"{word}{other}"
        while found in self._taken:
            found += other
        self._taken.add(found)
        return found
