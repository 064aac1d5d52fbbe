"""Nobody appears in two places at once, and everybody has time for a pause and for the walk from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from constraints.variables import Appearance
from constraints.walk import walk
from instances.agenda import Agenda
from instances.conference import Conference, Minutes, Talk

if TYPE_CHECKING:
    from constraints.variables import Variables


class SpeakerOverlap(Rule):
    """Unit: minutes in which a person is wanted twice, each appearance lengthened by what lies between
    two: the walk of whoever is on site, or `pause`, whichever is longer. Inside a sitting there is neither."""

    id: ClassVar[str] = "speaker_overlap"
    unit: ClassVar[str] = "minutes"
    adds_up: ClassVar[bool] = True
    pause: Minutes = 0

    def post(self, x: Variables) -> Iterator[Amount]:
        c = x.conference
        longest = x.grid * x.last + max((c.walking(a.id, b.id) for a, b in combinations(c.rooms, 2)), default=0) + self.pause
        for person, one, other in _pairs(x):
            between = walk(x, person, one.place, other.place, self.pause)
            spans = [(x.grid * a.place.start, x.grid * a.place.end + between) for a in (one, other)]
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
            between = walk(x, person, one.place, other.place, self.pause)
            first, second = ((x.grid * a.place.start, x.grid * a.place.end) for a in (one, other))
            x.model.add_bool_or([~one.literal, ~other.literal, x.follows(first, second, between), x.follows(second, first, between)])
        self._count(x)

    def _count(self, x: Variables) -> None:
        """The talks of a person in a block are no longer than the block, which follows from the rest but is seen at once."""
        for person, appearances in x.appearances.items():
            if x.conference.speaker(person).attends == "recorded":
                continue
            talks = [a.place for a in appearances if isinstance(a.place.item, Talk) and not a.seat]
            if len({x.conference.owner[t.id].id for t in talks}) > 1:
                for id, block in x.blocks.items():
                    x.model.add(sum(t.size * t.in_block[id] for t in talks) <= block.last - block.first)

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for speaker in conference.people_in(concerning):
            if speaker.attends == "recorded" or not touches(concerning, conference.places_of[speaker.id]):
                continue
            stays = [(t.first, t.last, s.room, t.talk, s.id, s.subforum) for t, s in agenda.appearances.get(speaker.id, ())]
            stays += [
                (f.first, f.last, next(iter(_in_order(conference, f.fixture, f.rooms)), ""), f.fixture, f.fixture, f.fixture)
                for f in agenda.fixtures
                if speaker.id in conference.fixture(f.fixture).speakers
            ]
            for one, other in combinations(sorted(stays), 2):
                apart = one[4] != other[4]
                walking = conference.walking(one[2], other[2]) if speaker.attends == "onsite" and apart and one[2] and other[2] else 0
                pause = self.pause if apart else 0
                minutes = min(one[1], other[1]) + max(walking, pause) - other[0]
                if minutes > 0 and touches(concerning, (one[5], other[5])):
                    yield Violation(
                        self.id,
                        minutes,
                        tuple(sorted((one[3], other[3], speaker.id))),
                        _sentence(conference, speaker.name, one, other, walking, pause),
                        (f"speakers/{speaker.id}",),
                    )


def _sentence(
    c: Conference, name: str, one: tuple[int, int, str, str, str, str], other: tuple[int, int, str, str, str, str], walking: int, pause: int
) -> str:
    places, between = f"'{c.name(one[3])}' and '{c.name(other[3])}'", other[0] - one[1]
    if between >= 0 and walking >= pause:
        return f"{name} has {between} minutes between {places}, but walks {walking} from {c.name(one[2])} to {c.name(other[2])}."
    if between >= 0:
        return f"{name} has {between} minutes between {places}, and should have {pause}."
    minutes = min(one[1], other[1]) - other[0] + max(walking, pause)
    with_ = " with the walk between them" if walking >= pause else " with the pause between them"
    return f"{name} is wanted in {places} at the same time, {minutes} minutes too many{with_}."


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
