"""How large the amounts of a rule can become by the numbers that a conference declares.

The solver reckons with whole numbers of 63 bits, and all points of an agenda are one sum. Coarse, from
above; rules that count minutes or pairs alone are never too large.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from constraints.audience_comfort import AudienceComfort
from constraints.compact_day import CompactDay
from constraints.empty_seats import EmptySeats
from constraints.parallel import Parallel
from constraints.placed import SEAT_MINUTES, Placed
from constraints.preference import Preference, points_of
from constraints.resource import Resources
from constraints.room_fit import RoomFit
from constraints.rule import Rule
from constraints.sittings_together import SittingsTogether
from constraints.topic_flow import TopicFlow
from constraints.variety import Variety
from instances.conference import Conference, Subforum
from instances.problems import Problem

LARGEST = 2**58
"""Points that a rule may reach; all rules together then stay below what the solver can hold."""


def problems(conference: Conference, rule: Rule) -> Iterator[Problem]:
    """What is wrong if the points of a rule might become too large."""
    points = 0 if rule.off else max(rule.points, 1) * sum(size(rule, conference) for kind, size in _SIZES if isinstance(rule, kind))
    if points > LARGEST:
        what = f"its points could add up to {points:.0e}, more than the {LARGEST:.0e} that can be reckoned with"
        yield Problem(("rules", rule.id), what, "lower its weight, or the largest of the numbers that it counts")


def _sittings(c: Conference, s: Subforum) -> int:
    return s.most_sittings or len(c.blocks) * s.at_once


def _minutes(c: Conference) -> int:
    return sum(b.last - b.first for b in c.blocks)


def _placed(rule: Rule, c: Conference) -> int:
    talks = [(s.priority if t.priority is None else t.priority, t) for s in c.subforums for t in s.talks]
    return (
        sum(priority * (t.minutes + SEAT_MINUTES * len(t.seats)) for priority, t in talks)
        + sum(s.priority * s.least_sittings for s in c.subforums)
        + sum(f.priority * f.length for f in c.fixtures)
    )


def _preference(rule: Rule, c: Conference) -> int:
    assert isinstance(rule, Preference)
    several = {s.id: _sittings(c, s) for s in c.subforums}
    several |= {b.id: sum(several.values()) for b in c.blocks}
    talks = sum(len(s.talks) for s in c.subforums)
    several |= dict.fromkeys((p.id for p in c.speakers), talks)
    return sum(points_of(w) * several.get(w.item, 1) for w in c.prefers) + rule.prime * sum(
        several[s.id] for s in c.subforums if s.flagship
    )


def _parallel(rule: Rule, c: Conference) -> int:
    assert isinstance(rule, Parallel)
    several = {s.id: _sittings(c, s) for s in c.subforums}
    every = sum(several.values())
    topics = max(len(s.topics) for s in c.subforums)
    declared = 0
    for pair in c.pairs:
        one, other = (several[c.owner[id].id] if pair.talks else several[id] for id in pair.ids)
        steps = min(c.talk(t).minutes // c.grid for t in pair.talks) if pair.talks and pair.of == "talks" else 1
        declared += pair.points * steps * one * other
    kinds = max(len(s.audience.kinds) for s in c.subforums)
    fans = sum(interest.people * len(interest.items) ** 2 for interest in c.interests) * max(several.values()) ** 2
    each = rule.same_track + rule.shared_topic * topics + rule.shared_audience * kinds + rule.same_track_and_audience + rule.crowd
    return declared + rule.interest * fans + each * every**2 + rule.itself * every


def _audience_comfort(rule: Rule, c: Conference) -> int:
    assert isinstance(rule, AudienceComfort)
    people = sum(_sittings(c, s) * sum(s.audience.online.values()) for s in c.subforums)
    return people * max(rule.curve) * _minutes(c) // rule.per


def _room_fit(rule: Rule, c: Conference) -> int:
    assert isinstance(rule, RoomFit)
    return sum(_sittings(c, s) * (s.audience.onsite + rule.missing_feature * len(s.needs)) for s in c.subforums)


def _empty_seats(rule: Rule, c: Conference) -> int:
    assert isinstance(rule, EmptySeats)
    return rule.most * sum(_sittings(c, s) for s in c.subforums) + rule.popular * len(c.subforums) ** 2


def _resource(rule: Rule, c: Conference) -> int:
    return _minutes(c) * sum(_sittings(c, s) * sum(s.uses.values()) for s in c.subforums)


def _compact_day(rule: Rule, c: Conference) -> int:
    assert isinstance(rule, CompactDay)
    return len(c.speakers) * (_minutes(c) + rule.another_day * len(c.blocks))


def _sittings_together(rule: Rule, c: Conference) -> int:
    assert isinstance(rule, SittingsTogether)
    tracks = rule.track_room * len(c.rooms) * len(c.blocks) * len(c.tracks)
    return sum(rule.another_room * _sittings(c, s) + rule.hole for s in c.subforums) + tracks


def _topic_flow(rule: Rule, c: Conference) -> int:
    assert isinstance(rule, TopicFlow)
    return rule.another_day * len(c.blocks) * sum(len(s.topics) for s in c.subforums) + rule.order * len(c.subforums) ** 2


def _variety(rule: Rule, c: Conference) -> int:
    assert isinstance(rule, Variety)
    offered = sum(rule.languages * len(s.languages) + rule.levels + rule.kinds * len(s.audience.kinds) for s in c.subforums)
    return len(c.blocks) * offered


_SIZES: tuple[tuple[type[Rule], Callable[[Rule, Conference], int]], ...] = (
    (Placed, _placed),
    (Preference, _preference),
    (Parallel, _parallel),
    (AudienceComfort, _audience_comfort),
    (RoomFit, _room_fit),
    (EmptySeats, _empty_seats),
    (Resources, _resource),
    (CompactDay, _compact_day),
    (SittingsTogether, _sittings_together),
    (TopicFlow, _topic_flow),
    (Variety, _variety),
)
