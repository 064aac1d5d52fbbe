"""An agenda for search engines: the conference as an Event of schema.org, with its sittings and their talks in it (JSON-LD)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from instances import clock
from instances.conference import Subforum, Title, text
from instances.formats.cards import Card, Day, Face, title_of
from instances.formats.entries import Followed
from instances.formats.public import Programme, address

Node = dict[str, Any]

SCHEMA = "https://schema.org"
_STREAM = "stream"
"""What a subforum needs so that people can follow it from afar."""


def linked(programme: Programme, days: Iterable[Day], language: str, became: Mapping[str, Followed]) -> str:
    """What is public of an agenda as JSON: names in a language, and those in other languages beside them. `became`: of each
    thing by its identifier, whether it stood elsewhere once, or is off."""
    cards = [card for day in days for card in day.cards]
    return json.dumps(_Linked(programme, language, became).whole(cards), ensure_ascii=False, separators=(",", ":"))


class _Linked:
    """Tells things to search engines."""

    def __init__(self, programme: Programme, language: str, became: Mapping[str, Followed]) -> None:
        self.conference, self.language, self.became = programme.conference, language, became
        self.url = address(self.conference.conference.url)

    def whole(self, cards: Sequence[Card]) -> Node:
        """The conference: from the first thing to the last, or, where nothing stands yet, its blocks."""
        about, spans = self.conference.conference, cards or self.conference.blocks
        first, last = min(span.first for span in spans), max(span.last for span in spans)
        rooms = sorted({room for card in cards for room in card.rooms}) or [room.id for room in self.conference.rooms]
        url = {"url": self.url} if self.url else {}
        event = self._event("", about.title, "", first, last, rooms, online=any(map(self._online, cards)))
        return {"@context": SCHEMA, **event, **url, "subEvent": [*map(self._card, cards), *self._off()]}

    def _card(self, card: Card) -> Node:
        item, online = self.conference.item(card.item), self._online(card)
        hosts = [face for face in card.faces if face.role == "host"]
        others = [face for face in card.faces if face.role != "host"]
        languages = item.languages if isinstance(item, Subforum) else ()
        return {
            **self._event(card.uid, card.title, card.abstract, card.first, card.last, card.rooms, online=online),
            **({"inLanguage": list(languages)} if languages else {}),
            **({"keywords": text(title_of(self.conference, card.track), self.language)} if card.track else {}),
            **_people("organizer", hosts),
            **_people("performer", others),
            "subEvent": [
                self._event(talk.uid, talk.title, talk.abstract, talk.first, talk.last, card.rooms, online=online)
                | _people("performer", talk.faces)
                for talk in card.talks
            ],
        }

    def _off(self) -> Iterator[Node]:
        """What was published once, and is not held any more: what it was, and when and where."""
        for one in self.became.values():
            if one.cancelled:
                entry = one.entry
                yield {
                    "@type": "Event",
                    "name": entry.summary,
                    "startDate": self._time(entry.first),
                    "endDate": self._time(entry.last),
                    "eventStatus": f"{SCHEMA}/EventCancelled",
                    **({"location": [{"@type": "Place", "name": entry.location}]} if entry.location else {}),
                }

    def _event(self, uid: str, title: Title, abstract: Title, first: int, last: int, rooms: Iterable[str], *, online: bool) -> Node:
        name = text(title, self.language)
        others = [words for words in title.values() if words != name] if isinstance(title, dict) else []
        before = self.became[uid].before if uid in self.became else ()
        places = [*map(self._place, rooms), *([self._afar()] if online else [])]
        return {
            "@type": "Event",
            "name": name,
            **({"alternateName": others} if others else {}),
            **({"description": text(abstract, self.language)} if abstract else {}),
            "startDate": self._time(first),
            "endDate": self._time(last),
            "eventStatus": f"{SCHEMA}/Event{'Rescheduled' if before else 'Scheduled'}",
            **({"previousStartDate": [self._time(start) for start in before]} if before else {}),
            "eventAttendanceMode": f"{SCHEMA}/{'Mixed' if online else 'Offline'}EventAttendanceMode",
            **({"location": places} if places else {}),
        }

    def _place(self, room: str) -> Node:
        building = self.conference.room(room).building
        within = {"containedInPlace": {"@type": "Place", "name": building}} if building else {}
        return {"@type": "Place", "name": text(title_of(self.conference, room), self.language), **within}

    def _afar(self) -> Node:
        title = self.conference.conference.title
        return {"@type": "VirtualLocation", **({"url": self.url} if self.url else {"name": text(title, self.language)})}

    def _online(self, card: Card) -> bool:
        """Whether people take part from afar: on the stage, or before their screens."""
        item = self.conference.item(card.item)
        live = (face.attends == "online" for faces in (card.faces, *(talk.faces for talk in card.talks)) for face in faces)
        return any(live) or (isinstance(item, Subforum) and _STREAM in item.needs)

    def _time(self, minute: int) -> str:
        return clock.instant(minute, self.conference.zone).isoformat(timespec="minutes")


def _people(role: str, faces: Iterable[Face]) -> Node:
    found = [{"@type": "Person", "name": face.name} for face in faces if face.name]
    return {role: found} if found else {}
