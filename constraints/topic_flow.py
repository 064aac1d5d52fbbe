"""Subforums that share a topic are held on few days, and introductory ones before advanced ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from instances import clock
from instances.agenda import Agenda
from instances.conference import Conference, Points, Subforum

if TYPE_CHECKING:
    from constraints.variables import Variables


class TopicFlow(Rule):
    """Unit: points, `another_day` for each day beyond the first on which the subforums of one topic
    stand, and `order` for each two that share a topic and of which the one with the higher audience
    level starts before the other has ended. A day is that on which a block begins."""

    id: ClassVar[str] = "topic_flow"
    unit: ClassVar[str] = "points"
    sees_rooms: ClassVar[bool] = False
    another_day: Points = 4
    order: Points = 6

    def post(self, x: Variables) -> Iterator[Amount]:
        days: dict[int, list[str]] = {}
        for block, ticks in x.blocks.items():
            days.setdefault(clock.local_day(x.minute(ticks.first), x.conference.zone), []).append(block)
        for forums in _topics(x.conference).values() if self.another_day and len(days) > 1 else ():
            used = []
            for blocks in days.values():
                used.append(x.literal())
                for s, block in product([s for id in forums for s in x.sittings_of[id]], blocks):
                    x.model.add_implication(s.in_block[block], used[-1])
            beyond = x.at_least([(sum(used) - 1, [])], len(days) - 1)
            yield Amount(beyond * self.another_day, tuple(forums), tuple(f"subforums/{id}/topics" for id in forums))
        for low, high in _steps(x.conference) if self.order else ():
            early = x.literal()
            for first, then in product(x.sittings_of[low.id], x.sittings_of[high.id]):
                x.model.add_bool_or([early, ~first.held, ~then.held, x.before(first, then)])
            yield Amount(early * self.order, *_of_both(low, high))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        begins = {s.id: next((b.start for b in conference.blocks if b.first <= s.first < b.last), s.start) for s in agenda.sittings}
        for topic, forums in _topics(conference).items() if self.another_day else ():
            if touches(concerning, forums):
                starts = [begins[s.id] for id in forums for s in agenda.sittings_of.get(id, ())]
                days = sorted({clock.instant(clock.minute(start), conference.zone).date() for start in starts})
                if len(days) > 1:
                    sentence = f"Subforums about {topic} are held on {len(days)} days: {', '.join(f'{day:%b %d}' for day in days)}."
                    amount = self.another_day * (len(days) - 1)
                    yield Violation(self.id, amount, tuple(forums), sentence, tuple(f"subforums/{id}/topics" for id in forums))
        for low, high in _steps(conference) if self.order else ():
            before, after = agenda.sittings_of.get(low.id, ()), agenda.sittings_of.get(high.id, ())
            early = [s for s in after if any(s.first < other.last for other in before)]
            if early and touches(concerning, (low.id, high.id)):
                names = [f"{conference.name(s.id)} (level {s.audience.level})" for s in (high, low)]
                sentence = f"{names[0]} starts at {early[0].start:%b %d %H:%M}, before {names[1]} has ended."
                items, facts = _of_both(low, high)
                yield Violation(self.id, self.order, items, sentence, facts)


def _topics(c: Conference) -> dict[str, list[str]]:
    """The subforums of each topic that several share, both in order."""
    found: dict[str, list[str]] = {}
    for subforum in sorted(c.subforums, key=lambda s: s.id):
        for topic in sorted(set(subforum.topics)):
            found.setdefault(topic, []).append(subforum.id)
    return {topic: found[topic] for topic in sorted(found) if len(found[topic]) > 1}


def _steps(c: Conference) -> Iterator[tuple[Subforum, Subforum]]:
    """Each two subforums that share a topic and differ in level, the lower one first."""
    for low, high in permutations(c.subforums, 2):
        levels = low.audience.level, high.audience.level
        if levels[0] and levels[1] and levels[0] < levels[1] and set(low.topics) & set(high.topics):
            yield low, high


def _of_both(low: Subforum, high: Subforum) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The items and the facts of two subforums."""
    ids = tuple(sorted((low.id, high.id)))
    return ids, tuple(f"subforums/{id}/audience/level" for id in ids)
