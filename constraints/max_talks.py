"""Nobody has more talks and seats than they agreed to, in all and on one day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances import clock
from instances.agenda import Agenda
from instances.conference import Conference, Positive, Speaker, Talk

if TYPE_CHECKING:
    from constraints.variables import Appearance, Expression, Variables


class MaxTalks(Rule):
    """Unit: talks and seats above a person's `max_talks`, and on each day above their `max_a_day`, or
    else above `a_day`; recorded ones count, fixtures do not. A day is that on which a block begins."""

    id: ClassVar[str] = "max_talks"
    unit: ClassVar[str] = "talks"
    sees_rooms: ClassVar[bool] = False
    adds_up: ClassVar[bool] = True
    a_day: Positive | None = None

    def post(self, x: Variables) -> Iterator[Amount]:
        for person, appearances in x.appearances.items():
            speaker = x.conference.speaker(person)
            seen = [a for a in appearances if isinstance(a.place.item, Talk)]
            most, daily = speaker.max_talks, self.a_day if speaker.max_a_day is None else speaker.max_a_day
            if most is not None and len(seen) > most:
                over = x.at_least([(sum(a.literal for a in seen) - most, [])], len(seen) - most)
                yield Amount(over, (person,), (f"speakers/{person}/max_talks",))
            if daily is not None and len(seen) > daily:
                for number in _by_day(x, seen):
                    over = x.at_least([(number - daily, [])], len(seen) - daily)
                    yield Amount(over, (person,), (f"speakers/{person}/max_a_day",))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for speaker in conference.people_in(concerning):
            talks = agenda.appearances.get(speaker.id, ())
            if not talks or not touches(concerning, conference.places_of[speaker.id]):
                continue
            if speaker.max_talks is not None and len(talks) > speaker.max_talks:
                yield Violation(
                    self.id,
                    len(talks) - speaker.max_talks,
                    (speaker.id,),
                    f"{speaker.name} has {len(talks)} talks and seats, but agreed to {speaker.max_talks} at most.",
                    (f"speakers/{speaker.id}/max_talks",),
                )
            yield from self._days(conference, speaker, [slot.first for slot, _ in talks])

    def _days(self, c: Conference, speaker: Speaker, starts: list[int]) -> Iterator[Violation]:
        """Days with more talks and seats, which start at these minutes, than a person may have on one."""
        begins = [next((b.first for b in c.blocks if b.first <= start < b.last), start) for start in starts]
        most, whose = (self.a_day, "nobody should have more than") if speaker.max_a_day is None else (speaker.max_a_day, "they agreed to")
        for day, number in sorted(Counter(clock.instant(b, c.zone).date() for b in begins).items()):
            if most is not None and number > most:
                sentence = f"{speaker.name} has {number} talks and seats on {day:%b %d}, and {whose} {most} a day."
                yield Violation(self.id, number - most, (speaker.id,), sentence, (f"speakers/{speaker.id}/max_a_day",))


def _by_day(x: Variables, seen: list[Appearance]) -> Iterator[Expression]:
    """How many of some appearances stand on each day, by the local day on which their block begins."""
    days: dict[int, list[str]] = {}
    for id, block in x.blocks.items():
        days.setdefault(clock.local_day(x.minute(block.first), x.conference.zone), []).append(id)
    for blocks in days.values():
        number: Expression = 0
        for a in seen:
            here = [a.place.in_block[b] for b in blocks if a.place.in_block[b] is not x.false]
            number += sum(l if a.literal is a.place.placed else x.all_of(a.literal, l) for l in here)
        yield number
