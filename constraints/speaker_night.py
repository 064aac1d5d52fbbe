"""Nobody who takes part live from afar appears in their night, outside their possible local hours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from constraints.variables import Appearance
from instances import clock
from instances.agenda import Agenda
from instances.conference import Conference

if TYPE_CHECKING:
    from constraints.variables import Variables


class SpeakerNight(Rule):
    """Unit: minutes of a talk, or of a fixture that the engine places, in a person's night."""

    id: ClassVar[str] = "speaker_night"
    unit: ClassVar[str] = "minutes"
    sees_rooms: ClassVar[bool] = False
    adds_up: ClassVar[bool] = True

    def post(self, x: Variables) -> Iterator[Amount]:
        for person, seen in _appearances(x):
            zone, hours = x.conference.zone_of(person), x.conference.speaker(person).possible_hours
            night = x.over_minutes(seen.place, _night(zone, hours))
            minutes = x.if_true(seen.literal, night, seen.place.size * x.grid)
            yield Amount(minutes, tuple(sorted((seen.place.id, person))), (f"speakers/{person}/possible_hours",))

    def forbid(self, x: Variables) -> None:
        if self.limit:
            super().forbid(x)
            return
        for person, seen in _appearances(x):
            zone, hours = x.conference.zone_of(person), x.conference.speaker(person).possible_hours
            x.avoid_minutes(seen.place, [seen.literal], _night(zone, hours))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for speaker in conference.people_in(concerning):
            if speaker.attends != "online" or not touches(concerning, conference.places_of[speaker.id]):
                continue
            zone, (wake, sleep) = conference.zone_of(speaker.id), speaker.possible_hours
            stays = [(t.first, t.last, t.talk, s.subforum) for t, s in agenda.appearances.get(speaker.id, ())]
            stays += [
                (f.first, f.last, f.fixture, f.fixture)
                for f in agenda.fixtures
                if speaker.id in conference.fixture(f.fixture).speakers and conference.fixture(f.fixture).start is None
            ]
            for first, last, item, owner in stays:
                awake = 0
                for minute in range(first, last):
                    local = clock.instant(minute, zone)
                    now = local.hour * 60 + local.minute
                    since = (now - wake) % clock.DAY
                    awake += since < ((sleep - wake) % clock.DAY or clock.DAY)
                minutes = last - first - awake
                if minutes and touches(concerning, (owner,)):
                    when = f"{clock.instant(first, zone):%H:%M on %b %d} in {zone}"
                    yield Violation(
                        self.id,
                        minutes,
                        tuple(sorted((item, speaker.id))),
                        f"{speaker.name} would speak on '{conference.name(item)}' at {when}: {minutes} minutes in the night.",
                        (f"speakers/{speaker.id}/possible_hours",),
                    )


def _appearances(x: Variables) -> Iterator[tuple[str, Appearance]]:
    for person, appearances in x.appearances.items():
        if x.conference.speaker(person).attends == "online":
            for seen in appearances:
                if getattr(seen.place.item, "start", None) is None:
                    yield person, seen


@lru_cache
def _night(zone: str, hours: tuple[int, int]) -> Callable[[int], int]:
    """Whether a minute in a zone is outside somebody's hours: one function for all who ask."""
    return lambda minute: int(not clock.within_hours(clock.time_of_day(minute, zone), hours))
