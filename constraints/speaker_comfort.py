"""People who take part live from afar speak at a decent hour of their own day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from constraints.comfort import CURVE, Curve, wall_points
from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances import clock
from instances.agenda import Agenda
from instances.conference import Conference

if TYPE_CHECKING:
    from constraints.variables import Expression, Variables


class SpeakerComfort(Rule):
    """Unit: points of the curve for each minute of a live online person's talk."""

    id: ClassVar[str] = "speaker_comfort"
    unit: ClassVar[str] = "comfort points"
    sees_rooms: ClassVar[bool] = False
    adds_up: ClassVar[bool] = True
    curve: Curve = CURVE

    def post(self, x: Variables) -> Iterator[Amount]:
        for talk, person, points in comfort_points(x, self.curve):
            yield Amount(points, tuple(sorted((talk, person))), (f"speakers/{person}/attends",))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for speaker in conference.people_in(concerning):
            if speaker.attends != "online" or not touches(concerning, conference.places_of[speaker.id]):
                continue
            zone = conference.zone_of(speaker.id)
            for slot, sitting in agenda.appearances.get(speaker.id, ()):
                points = wall_points(self.curve, zone, slot.first, slot.last)
                if points and touches(concerning, (sitting.subforum,)):
                    local = clock.instant(slot.first, zone)
                    yield Violation(
                        self.id,
                        points,
                        tuple(sorted((slot.talk, speaker.id))),
                        f"{speaker.name} speaks on '{conference.name(slot.talk)}' at {local:%H:%M} on {local:%b %d} in {zone}.",
                        (f"speakers/{speaker.id}/attends",),
                    )


def comfort_points(x: Variables, curve: tuple[int, ...]) -> Iterator[tuple[str, str, Expression]]:
    """Talk, person and points of every live online appearance on a talk."""
    for person, appearances in x.appearances.items():
        if x.conference.speaker(person).attends != "online":
            continue
        zone = x.conference.zone_of(person)
        for seen in appearances:
            if seen.place.id in x.talks:
                points = x.over_minutes(seen.place, points_at(curve, zone))
                yield seen.place.id, person, x.if_true(seen.literal, points, max(curve) * seen.place.size * x.grid)


@lru_cache
def points_at(curve: tuple[int, ...], zone: str) -> Callable[[int], int]:
    """The points of a minute in a zone: one function for all who ask."""
    return lambda minute: curve[clock.time_of_day(minute, zone) // 60]
