"""Nobody appears in two places at once, and whoever is on site has time to walk from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from constraints.variables import Appearance, Place
from instances.agenda import Agenda
from instances.conference import Conference, Talk

if TYPE_CHECKING:
    from constraints.variables import Expression, Literal, Variables


class SpeakerOverlap(Rule):
    """Unit: minutes in which a person is wanted twice, each appearance lengthened by the walk."""

    id: ClassVar[str] = "speaker_overlap"
    unit: ClassVar[str] = "minutes"

    def post(self, x: Variables) -> Iterator[Amount]:
        c = x.conference
        longest = x.grid * x.last + max((c.walking(a.id, b.id) for a, b in combinations(c.rooms, 2)), default=0)
        for person, one, other in _pairs(x):
            walk = _walk(x, person, one.place, other.place)
            spans = [(x.grid * a.place.start, x.grid * a.place.end + walk) for a in (one, other)]
            minutes = x.overlap(spans[0], spans[1], [one.literal, other.literal], longest)
            yield Amount(minutes, tuple(sorted((one.place.id, other.place.id, person))), (f"speakers/{person}",))

    def forbid(self, x: Variables) -> None:
        if self.limit:
            super().forbid(x)
            return
        for person, one, other in _pairs(x):
            if one.place is other.place:
                x.model.add_bool_or([~one.literal, ~other.literal])
                continue
            walk = _walk(x, person, one.place, other.place)
            first, second = ((x.grid * a.place.start, x.grid * a.place.end) for a in (one, other))
            x.model.add_bool_or([~one.literal, ~other.literal, x.follows(first, second, walk), x.follows(second, first, walk)])

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for speaker in conference.speakers:
            if speaker.attends == "recorded" or not touches(concerning, conference.places_of[speaker.id]):
                continue
            stays = [(t.first, t.last, s.room, t.talk, s.id, s.subforum) for t, s in agenda.appearances.get(speaker.id, ())]
            stays += [
                (f.first, f.last, next(iter(_in_order(conference, f.fixture, f.rooms)), ""), f.fixture, f.fixture, f.fixture)
                for f in agenda.fixtures
                if speaker.id in conference.fixture(f.fixture).speakers
            ]
            for one, other in combinations(sorted(stays), 2):
                walking = speaker.attends == "onsite" and one[4] != other[4] and one[2] and other[2]
                walk = conference.walking(one[2], other[2]) if walking else 0
                minutes = min(one[1], other[1]) + walk - other[0]
                if minutes > 0 and touches(concerning, (one[5], other[5])):
                    yield Violation(
                        self.id,
                        minutes,
                        tuple(sorted((one[3], other[3], speaker.id))),
                        _sentence(conference, speaker.name, one, other, walk, minutes),
                        (f"speakers/{speaker.id}",),
                    )


def _sentence(
    c: Conference, name: str, one: tuple[int, int, str, str, str, str], other: tuple[int, int, str, str, str, str], walk: int, minutes: int
) -> str:
    places = f"'{c.name(one[3])}' and '{c.name(other[3])}'"
    if walk and other[0] >= one[1]:
        return f"{name} has {other[0] - one[1]} minutes between {places}, but walks {walk} from {c.name(one[2])} to {c.name(other[2])}."
    return f"{name} is wanted in {places} at the same time, {minutes} minutes too many with the walk between them."


def _in_order(conference: Conference, fixture: str, rooms: tuple[str, ...]) -> Iterator[str]:
    """Rooms that a fixture holds, in the order of the conference: its people are in the first."""
    return (r for r in conference.fixture(fixture).rooms if r in rooms)


def _pairs(x: Variables) -> Iterator[tuple[str, Appearance, Appearance]]:
    """Every two appearances of a person that could be too close."""
    for person, appearances in x.appearances.items():
        if x.conference.speaker(person).attends == "recorded":
            continue
        for one, other in combinations(appearances, 2):
            lone = one.place.hosts.keys() & other.place.hosts.keys() if len(one.place.hosts) == 1 else ()
            if not lone or one.place is other.place:  # talks of one sitting follow each other anyway
                yield person, one, other


def _walk(x: Variables, person: str, one: Place, other: Place) -> Expression:
    """Minutes from one to the other, in the rooms they get; minimised."""
    c = x.conference
    here, there = x.stands_in(one), x.stands_in(other)
    if c.speaker(person).attends != "onsite" or one is other or not here or not there:
        return 0
    elsewhere = (
        [~x.all_of(one.hosts[s], other.hosts[s]) for s in sorted(one.hosts.keys() & other.hosts.keys())]
        if isinstance(one.item, Talk)
        else []
    )
    lower: list[tuple[int, list[Literal]]] = []
    buildings = [sorted({c.room(r).building for r in rooms}) for rooms in (here, there)]
    for start in buildings[0]:
        for end in buildings[1]:
            if start != end:
                minutes = c.walking(
                    next(r for r in here if c.room(r).building == start), next(r for r in there if c.room(r).building == end)
                )
                lower.append((minutes, [x.in_building(one, start), x.in_building(other, end)]))
                continue
            for room in (r for r in here if c.room(r).building == start):
                minutes = next((c.walking(room, r) for r in sorted(o.id for o in c.rooms) if r != room and c.room(r).building == start), 0)
                same = [~there[room]] if room in there and len(x.rooms[room].rooms) == 1 else []
                lower.append((minutes, [here[room], x.in_building(other, end), *same]))
    lower = [(minutes, [*literals, *elsewhere]) for minutes, literals in lower if minutes]
    return x.at_least(lower, max(minutes for minutes, _ in lower)) if lower else 0
