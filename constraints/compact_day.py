"""Whoever comes on site for several appearances has them close together, and on few days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances import clock
from instances.agenda import Agenda
from instances.conference import Conference, Minutes, Talk

if TYPE_CHECKING:
    from constraints.variables import Appearance, Expression, Literal, Variables


class CompactDay(Rule):
    """Unit: minutes a person waits on a day between talks and fixed fixtures, beyond `pause`; each
    further day counts as `another_day` minutes. A day is that on which a block begins."""

    id: ClassVar[str] = "compact_day"
    unit: ClassVar[str] = "minutes"
    sees_rooms: ClassVar[bool] = False
    pause: Minutes = 60
    another_day: Minutes = 240

    def post(self, x: Variables) -> Iterator[Amount]:
        for person, appearances in x.appearances.items():
            seen = [a for a in appearances if isinstance(a.place.item, Talk) or a.place.item.start]
            if len(seen) > 1 and x.conference.speaker(person).attends == "onsite":
                yield Amount(self._waiting(x, seen), (person,), (f"speakers/{person}",))

    def _waiting(self, x: Variables, seen: list[Appearance]) -> Expression:
        days: dict[int, list[tuple[Appearance, Literal]]] = {}
        for a in seen:
            inside: dict[int, list[Literal]] = {}
            for b, literal in a.place.in_block.items():
                inside.setdefault(clock.local_day(x.minute(a.place.blocks[b].first), x.conference.zone), []).append(literal)
            for day, literals in inside.items():
                there = literals[0] if len(literals) == 1 else ~x.all_of(*(~l for l in literals))
                days.setdefault(day, []).append((a, x.all_of(a.literal, there)))
        total: Expression = 0
        used: list[Literal] = []
        for here in days.values():
            busy = sum(there * (a.place.size * x.grid) for a, there in here)
            spans = [
                (x.grid * (late.place.end - early.place.start) - busy - self.pause, [one, other])
                for late, one in here
                for early, other in here
                if late is not early
            ]
            total += x.at_least(spans, 2 * clock.DAY) if spans else 0
            come = x.literal()
            for _, there in here:
                x.model.add_implication(there, come)
            used.append(come)
        return total + self.another_day * x.at_least([(sum(used) - 1, [])], len(used))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for speaker in conference.people_in(concerning):
            if speaker.attends != "onsite" or not touches(concerning, conference.places_of[speaker.id]):
                continue
            days: dict[int, list[tuple[int, int]]] = {}
            for slot, _ in agenda.appearances.get(speaker.id, ()):
                begin = next((b.first for b in conference.blocks if b.first <= slot.first < b.last), slot.first)
                days.setdefault(clock.instant(begin, conference.zone).toordinal(), []).append((slot.first, slot.last))
            for f in agenda.fixtures:
                fixture = conference.fixture(f.fixture)
                if fixture.start and speaker.id in fixture.speakers:
                    days.setdefault(clock.instant(f.first, conference.zone).toordinal(), []).append((f.first, f.last))
            waits = {day: max(l for _, l in spans) - min(f for f, _ in spans) - sum(l - f for f, l in spans) for day, spans in days.items()}
            waiting = sum(w - self.pause for w in waits.values() if w > self.pause)
            amount = waiting + self.another_day * max(0, len(days) - 1)
            if amount:
                words = [f"waits {sum(waits.values())} minutes between appearances"] if waiting else []
                words += [f"comes on {len(days)} days"] if len(days) > 1 and self.another_day else []
                yield Violation(self.id, amount, (speaker.id,), f"{speaker.name} {' and '.join(words)}.", (f"speakers/{speaker.id}",))
