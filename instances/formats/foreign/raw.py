"""The keys and values of a conference for a programme whose blocks are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from instances.conference import Title, text
from instances.formats.foreign.clocks import Clocks, Stretch
from instances.formats.foreign.programme import Event, Person, Place, Programme, Theme
from instances.formats.foreign.timed import NOWHERE, Timed
from instances.problems import Location
from instances.typed.ids import make_ids, slug

MOST_SEATS = 10_000_000
REST = Theme("", "Programme")
"""The track of what has none."""


@dataclass(frozen=True)
class Forum:
    """What becomes a subforum: an event, or those of one title. `runs` are its sittings: talks that follow each other in a room."""

    key: str
    title: Title
    talks: Sequence[Timed]
    runs: Sequence[Sequence[Timed]]

    @property
    def single(self) -> bool:
        """Whether it is an event by itself."""
        return not self.talks[0].event.forum


@dataclass(frozen=True)
class Outline:
    """All that a conference is made of: what stands in it, the rooms made up for it, its blocks and its grid."""

    programme: Programme
    clocks: Clocks
    talks: Sequence[Timed]
    around: Sequence[Timed]
    made: Sequence[Place]
    blocks: Sequence[Stretch]
    grid: int

    @cached_property
    def places(self) -> list[Place]:
        """The rooms, one at least."""
        return [*self.programme.places, *self.made] or [Place("nowhere 0", NOWHERE)]

    @cached_property
    def people(self) -> list[Person]:
        """Those who appear."""
        appearing = {key for one in (*self.talks, *self.around) for key in one.event.people}
        return [person for person in self.programme.people if person.key in appearing]

    @cached_property
    def themes(self) -> list[Theme]:
        """The tracks, with one for what has none."""
        known = {theme.key for theme in self.programme.themes}
        homeless = any(talk.event.theme not in known for talk in self.talks)
        return [*self.programme.themes, *([REST] if homeless else [])]

    @cached_property
    def forums(self) -> list[Forum]:
        """What becomes subforums, in the order of their first talks; what has a second sitting in a block is another one."""
        alike: dict[str, list[Timed]] = {}
        for talk in self.talks:
            alike.setdefault(f"forum {talk.event.forum}" if talk.event.forum else talk.event.key, []).append(talk)
        return [forum for key, talks in alike.items() for forum in self._forums(key, talks)]

    def _forums(self, key: str, talks: Sequence[Timed]) -> Iterator[Forum]:
        groups: list[dict[int, list[Timed]]] = []
        for run in _runs([talk for talk in talks if talk.first is not None]):
            block = next(number for number, (first, last) in enumerate(self.blocks) if first <= run[0].begin < last)
            group = next((group for group in groups if block not in group), None)
            if group is None:
                groups.append(group := {})
            group[block] = run
        nowhere = [talk for talk in talks if talk.first is None]
        title = talks[0].event.forum or talks[0].event.title
        for number, group in enumerate(groups or [{}]):
            runs = [group[block] for block in sorted(group)]
            held = [talk for run in runs for talk in run]
            yield Forum(f"{key} {number + 1}" if number else key, title, [*held, *(() if number else nowhere)], runs)

    @cached_property
    def ids(self) -> Mapping[Location, str]:
        """Ids by kind and key."""
        events = [one.event for one in (*self.talks, *self.around)]
        grouped = {talk.event.key for forum in self.forums if not forum.single for talk in forum.talks}
        times: Counter[str] = Counter()
        codes: dict[str, str] = {}
        for event in sorted(events, key=lambda event: event.key):
            code = event.known_as.get("code", "")
            times[code] += 1
            codes[event.key] = f"{code} {times[code]}" if code and times[code] > 1 else code or event.name
        found: dict[Location, str] = {}

        def add(kind: str, noun: str, named: Mapping[Any, str]) -> None:
            found.update({(kind, key): id for key, id in make_ids(named, noun, set(found.values())).items()})

        add("block", "block", {f"{first}": f"{self.clocks.at(first):%b %d %H%M}" for first, _ in self.blocks})
        add("place", "room", {place.key: text(place.title) for place in self.places})
        add("theme", "track", {theme.key: text(theme.title) for theme in self.themes})
        add("forum", "subforum", {forum.key: text(forum.title) for forum in self.forums if not forum.single})
        add("event", "event", {key: code for key, code in codes.items() if key not in grouped})
        found.update({("forum", forum.key): found["event", forum.key] for forum in self.forums if forum.single})
        alone = {key: f"{found['event', key]} talk" for key in codes if ("event", key) in found}
        add("talk", "talk", {talk.event.key: alone.get(talk.event.key, codes[talk.event.key]) for talk in self.talks})
        add("person", "speaker", {person.key: person.name for person in self.people})
        return found

    def speakers(self, event: Event) -> list[str]:
        """The ids of those who appear in an event."""
        return [self.ids["person", key] for key in dict.fromkeys(event.people) if ("person", key) in self.ids]

    def raw(self) -> dict[str, Any]:
        """The conference."""
        title = self.programme.title or self.programme.name or "Conference"
        name = slug(self.programme.name) or slug(text(title)) or "conference"
        return {
            "conference": {
                "id": name,
                "title": title,
                "timezone": self.clocks.zone,
                "grid": self.grid,
                "url": self.programme.url,
            },
            "blocks": [self._block(*block) for block in self.blocks],
            "rooms": [self._room(place) for place in self.places],
            "tracks": [
                {"id": self.ids["theme", theme.key], "title": theme.title, "known_as": dict(theme.known_as)} for theme in self.themes
            ],
            "speakers": [self._speaker(person) for person in self.people],
            "subforums": [self._subforum(forum) for forum in self.forums],
            "fixtures": [self._fixture(one) for one in self.around],
        }

    def _block(self, first: int, last: int) -> dict[str, Any]:
        begin, end = self.clocks.at(first), self.clocks.at(last)
        title = f"{begin:%a} {begin.day} {begin:%b}, {begin:%H:%M}-{end:%H:%M}"
        return {"id": self.ids["block", f"{first}"], "title": title, "start": self.clocks.words(first), "end": self.clocks.words(last)}

    def _room(self, place: Place) -> dict[str, Any]:
        opened = self.clocks.stretches(place.open)
        closed = [{**self._window(gap), "reason": "not available"} for gap in (self._gaps(opened) if opened else ())]
        return {
            "id": self.ids["place", place.key],
            "title": place.title,
            "seats": min(place.seats or 0, MOST_SEATS),
            "known_as": dict(place.known_as),
            "closed": closed,
        }

    def _gaps(self, opened: Sequence[Stretch]) -> Iterator[Stretch]:
        """What lies between stretches, from the first block to the end of the last."""
        first, last = self.blocks[0][0], self.blocks[-1][1]
        cut = [(max(begin, first), min(end, last)) for begin, end in opened if end > first and begin < last]
        for (_, end), (begin, _) in pairwise([(first, first), *cut, (last, last)]):
            if end < begin:
                yield end, begin

    def _window(self, stretch: Stretch) -> dict[str, str]:
        first, last = stretch
        return {"from": self.clocks.words(first), "to": self.clocks.words(last)}

    def _speaker(self, person: Person) -> dict[str, Any]:
        windows = [self._window(stretch) for stretch in self.clocks.stretches(person.free)]
        return {
            "id": self.ids["person", person.key],
            "name": person.name,
            "timezone": person.zone,
            "email": person.email,
            "biography": person.biography,
            "known_as": dict(person.known_as),
            "available": windows or None,
        }

    def _subforum(self, forum: Forum) -> dict[str, Any]:
        event = forum.talks[0].event
        theme = event.theme if ("theme", event.theme) in self.ids else REST.key
        about = {"abstract": event.abstract, "known_as": dict(event.known_as)} if forum.single else {}
        return {
            "id": self.ids["forum", forum.key],
            "title": forum.title,
            "track": self.ids["theme", theme],
            "languages": list(dict.fromkeys(talk.event.language for talk in forum.talks if talk.event.language)),
            "talks": [self._talk(talk, forum) for talk in forum.talks],
            "sittings": max(1, len(forum.runs)),
            **about,
        }

    def _talk(self, talk: Timed, forum: Forum) -> dict[str, Any]:
        event = talk.event
        about = {} if forum.single else {"abstract": event.abstract}
        return {
            "id": self.ids["talk", event.key],
            "title": event.title,
            "minutes": talk.minutes,
            "speakers": self.speakers(event),
            "known_as": dict(event.known_as),
            **about,
        }

    def _fixture(self, one: Timed) -> dict[str, Any]:
        return {
            "id": self.ids["event", one.event.key],
            "title": one.event.title,
            "rooms": [self.ids["place", key] for key in one.places],
            "speakers": self.speakers(one.event),
            "start": self.clocks.words(one.begin),
            "end": self.clocks.words(one.end),
            "audience": "everyone" if one.event.everyone else (),
            "abstract": one.event.abstract,
            "known_as": dict(one.event.known_as),
        }


def _runs(talks: Sequence[Timed]) -> list[list[Timed]]:
    """Talks that follow each other in a room without a gap."""
    runs: list[list[Timed]] = []
    for talk in sorted(talks, key=lambda talk: (talk.places[0], talk.begin, talk.event.key)):
        if runs and runs[-1][-1].places[0] == talk.places[0] and runs[-1][-1].end == talk.begin:
            runs[-1].append(talk)
        else:
            runs.append([talk])
    return sorted(runs, key=lambda run: run[0].begin)
