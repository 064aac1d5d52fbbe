"""Nobody has more talks and seats than they agreed to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances.agenda import Agenda
from instances.conference import Conference, Talk

if TYPE_CHECKING:
    from constraints.variables import Variables


class MaxTalks(Rule):
    """Unit: talks and seats above a person's `max_talks`; recorded ones count, fixtures do not."""

    id: ClassVar[str] = "max_talks"
    unit: ClassVar[str] = "talks"
    sees_rooms: ClassVar[bool] = False

    def post(self, x: Variables) -> Iterator[Amount]:
        for person, appearances in x.appearances.items():
            most = x.conference.speaker(person).max_talks
            literals = [a.literal for a in appearances if isinstance(a.place.item, Talk)]
            if most is not None and len(literals) > most:
                over = x.at_least([(sum(literals) - most, [])], len(literals) - most)
                yield Amount(over, (person,), (f"speakers/{person}/max_talks",))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for speaker in conference.speakers:
            talks = agenda.appearances.get(speaker.id, ())
            if speaker.max_talks is not None and len(talks) > speaker.max_talks and touches(concerning, conference.places_of[speaker.id]):
                yield Violation(
                    self.id,
                    len(talks) - speaker.max_talks,
                    (speaker.id,),
                    f"{speaker.name} has {len(talks)} talks and seats, but agreed to {speaker.max_talks} at most.",
                    (f"speakers/{speaker.id}/max_talks",),
                )
