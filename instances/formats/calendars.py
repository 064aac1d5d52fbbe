"""Which calendars there are of an agenda: of all of it, of each room, track and subforum, and of each person, who alone should have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from instances.conference import Conference, Room, Speaker, Subforum, Track
from instances.formats import ics
from instances.formats.entries import Followed, everybody, followed, public
from instances.formats.ics import BEFORE, Calendar, Organizer
from instances.formats.public import address, line, named
from instances.formats.publication import Publication
from instances.names import find
from instances.problems import BadInput, Problem, nearest

AGENDA, SPEAKER = "agenda", "speaker"
SHARED = ("room", "track", "subforum")
"""Parts of an agenda that have a calendar for everybody."""
KINDS = (*SHARED, SPEAKER)
CANCELLED = ".cancelled.ics"


def write(published: Sequence[Publication], language: str | None = None) -> bytes:
    """The calendar of the whole agenda, for everybody, after all that was published."""
    return ics.feed(Calendars(tuple(published), language or "en").whole)


def kind(words: str) -> str:
    """Room, track, subforum or speaker. Raises BadInput."""
    if words in KINDS:
        return words
    raise BadInput([Problem((), f"there are no calendars by '{words}'", nearest(words, KINDS))])


@dataclass(frozen=True)
class Calendars:
    """The calendars of what was published, the newest last. `talks`: whether an entry is a talk, and not a sitting."""

    published: tuple[Publication, ...]
    language: str = "en"
    talks: bool = False
    organizer: Organizer | None = None

    @property
    def whole(self) -> Calendar:
        """That of the whole agenda."""
        return self._made(AGENDA, "", self._public)

    def by(self, kind: str) -> Iterator[Calendar]:
        """Those of every room, track, subforum or person that something is for."""
        if kind == SPEAKER:
            yield from map(self.of, self._personal)
            return
        known = {id for one in self._public for id in one.entry.parts}
        yield from (self.of(thing.id) for thing in self._things(kind) if thing.id in known)

    def of(self, id: str) -> Calendar:
        """That of a room, track, subforum or person."""
        thing = self._thing(id)
        if isinstance(thing, Speaker):
            return self._made(f"speakers/{id}", line(thing.name) or id, self._personal.get(id, ()))
        assert isinstance(thing, (Room, Track, Subforum))
        entries = (one for one in self._public if id in one.entry.parts)
        return self._made(f"{thing.kind}/{id}", named(thing, self.language), entries)

    def find(self, words: str) -> str:
        """The id of a room, track, subforum or person, now or once, by id or a part of the name. Raises BadInput."""
        problem: BadInput | None = None
        for state in self._states:
            try:
                return find(state, words, ("speakers", "rooms", "tracks", "subforums"))
            except BadInput as error:
                problem = problem or error
        assert problem
        raise problem

    @property
    def _states(self) -> list[Conference]:
        return [one.conference for one in reversed(self.published)]

    def _thing(self, id: str) -> object:
        return next(state.item(id) for state in self._states if id in state.ids)

    def _things(self, kind: str) -> Iterable[Room | Track | Subforum]:
        found = chain.from_iterable(getattr(state, f"{kind}s") for state in self._states)
        return {thing.id: thing for thing in found}.values()

    @cached_property
    def _public(self) -> tuple[Followed, ...]:
        return followed((one.when, public(one.programme, self.language, talks=self.talks)) for one in self.published)

    @cached_property
    def _personal(self) -> dict[str, tuple[Followed, ...]]:
        return everybody(self.published, self.language)

    def _made(self, key: str, name: str, entries: Iterable[Followed]) -> Calendar:
        newest = self.published[-1]
        shown = newest.programme
        whole = shown.title(self.language)
        return Calendar(
            conference=shown.conference.id,
            key=key,
            title=f"{name} · {whole}" if name else whole,
            organizer=self.organizer or Organizer(whole),
            zone=shown.zone,
            url=address(shown.conference.conference.url),
            stamp=newest.when or BEFORE,
            entries=tuple(entries),
        )


def files(calendars: Iterable[Calendar], named: Callable[[Calendar], str] = lambda calendar: f"{calendar.key}.ics") -> dict[str, bytes]:
    """The files of calendars by name; beside that of a person, what is cancelled of it, to be sent to them."""
    found: dict[str, bytes] = {}
    for calendar in calendars:
        name = named(calendar)
        found[name] = ics.feed(calendar)
        if calendar.cancelled and calendar.key.startswith("speakers/"):
            found[f"{name.removesuffix('.ics')}{CANCELLED}"] = ics.cancellation(calendar)
    return found
