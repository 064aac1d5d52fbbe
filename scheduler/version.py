"""One published agenda with its conference, as a history keeps it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from pydantic import TypeAdapter

from instances.agenda import Agenda
from instances.changes import ChangeBase
from instances.changes.kept import kept, settled
from instances.conference import Conference, Model
from instances.told import Duty, Told, silent, told
from scheduler.events import Event
from scheduler.history_file import Row

_EVENTS: TypeAdapter[dict[str, Event]] = TypeAdapter(dict[str, Event])


@dataclass(frozen=True)
class Version:
    """One published agenda, with its conference. `news`: who had to be told something new since the version before;
    `penalty`: None where it could not be counted; `hash` covers all of it, the hash of its parent included."""

    number: int
    parent: str
    hash: str
    who: str
    when: datetime
    why: str
    penalty: int | None
    news: tuple[str, ...]
    texts: Mapping[str, str]

    @classmethod
    def of(cls, row: Row, conference: str) -> Version:
        """A version from its row and the text of its conference."""
        same = {name: row[name] for name in ("number", "parent", "hash", "who", "why", "penalty")}
        texts = {"conference": conference, "agenda": row["agenda"], "events": row["events"]}
        return cls(**same, when=datetime.fromisoformat(row["at"]), news=tuple(json.loads(row["news"])), texts=texts)

    @property
    def base(self) -> Conference:
        """The conference before its changes."""
        return _conference(self.texts["conference"])

    @cached_property
    def agenda(self) -> Agenda:
        """The agenda with the changes since `base`, as it was published; what is made of it knows where it comes from."""
        return Agenda.model_validate_json(self.texts["agenda"]).replaced(parent=self.hash)

    @cached_property
    def settled(self) -> tuple[Conference, Agenda]:
        """The conference after its changes, and the agenda that fits it."""
        return settled(self.base, self.agenda)

    @property
    def conference(self) -> Conference:
        """The conference after its changes."""
        return self.settled[0]

    @cached_property
    def changes(self) -> tuple[ChangeBase, ...]:
        """What happened since `base`."""
        return kept(self.settled[1]) if self.agenda.changes else ()

    @cached_property
    def told(self) -> dict[str, tuple[Duty, ...]]:
        """What everybody is told of it."""
        return told(*self.settled)

    @cached_property
    def events(self) -> dict[str, Event]:
        """What calendars know of it, by the ids of sittings, talks and fixtures, those that are cancelled among them."""
        return _EVENTS.validate_json(self.texts["events"])

    def gone(self, earlier: Collection[ChangeBase]) -> frozenset[str]:
        """Who is nowhere any more by a change of their own that is none of these earlier ones."""
        return gone(self.conference, self.told, self.changes, earlier) if self.changes else frozenset()

    def made_for(self, agenda: Agenda) -> Conference:
        """The conference that an agenda seems to be made for: this one before its changes, or after them."""
        return self.base if agenda.conference_hash == self.base.hash else self.conference

    def same(self, base: Conference, agenda: Agenda) -> bool:
        """Whether it holds this conference and this agenda, whatever was said of its points and of how it was found."""
        return self.base.hash == base.hash and _content(self.agenda) == _content(agenda)


def gone(conference: Conference, told: Told, changes: Iterable[ChangeBase], earlier: Collection[ChangeBase]) -> frozenset[str]:
    """Who is nowhere any more by one of the changes that is none of the earlier ones; it was their doing, so they know."""
    return silent(conference, (change for change in changes if change not in earlier)) - told.keys()


def document(conference: Conference) -> str:
    """A conference as a history keeps it."""
    return text({"format": conference.format, **conference.model_dump(mode="json", by_alias=True, exclude_defaults=True)})


def text(what: Any) -> str:
    """The JSON of something in the fewest characters; the same gives the same bytes."""
    return json.dumps(what, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(model: Model) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


@lru_cache(maxsize=8)
def _conference(text: str) -> Conference:
    return Conference.model_validate_json(text)


def _content(agenda: Agenda) -> str:
    return text(agenda.replaced(conference_hash="", parent=None, score=None, solver=None))
