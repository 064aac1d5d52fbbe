"""Cheap checks before the solver that can only be right: they name culprits in milliseconds.

Each cause is a reason why no agenda can keep all hard rules. Silence proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx

from constraints.attendance import Attendance
from constraints.max_talks import MaxTalks
from constraints.profile import rules_of
from constraints.speaker_overlap import SpeakerOverlap
from instances import clock
from instances.conference import Before, Block, Conference, Pin, Prefer, Room, Subforum
from scheduler.fitting import Times, sequence

LARGE = 14
"""Talks of a sitting from which on orders are not searched."""


@dataclass(frozen=True)
class Cause:
    """Why no agenda can exist: the rule, the ids concerned, and a sentence."""

    rule: str
    items: tuple[str, ...]
    sentence: str


class Possible:
    """Where each subforum with one sitting can stand, looked at by itself."""

    def __init__(self, conference: Conference) -> None:
        self.conference = conference
        rules = rules_of(conference)
        self.hard = {rule.id for rule in rules if rule.hard and not rule.limit}
        self.a_day = next((rule.a_day for rule in rules if isinstance(rule, MaxTalks)), None)
        self.pause = next((rule.pause for rule in rules if isinstance(rule, SpeakerOverlap)), 0) if "speaker_overlap" in self.hard else 0
        hosts = next((rule.hosts for rule in rules if isinstance(rule, Attendance)), False)
        self.attending = {s.id: (*s.chairs, *(s.hosts if hosts else ())) if "attendance" in self.hard else () for s in conference.subforums}
        self.times = Times(conference)
        self._blocks: dict[str, list[Block]] = {}
        self.pins: dict[str, list[Pin]] = {}
        for pin in conference.pins if "placement" in self.hard else ():
            self.pins.setdefault(pin.item, []).append(pin)
        self.demands: dict[str, list[Prefer]] = {}
        for wish in conference.prefers if "placement" in self.hard else ():
            if wish.demand:
                self.demands.setdefault(wish.item, []).append(wish)
        self.everyone = (
            [s for f in conference.fixtures if f.start and f.audience == "everyone" for s in f.spans] if "relation" in self.hard else []
        )

    def blocks(self, subforum: Subforum) -> list[Block]:
        """Blocks in which its talks can follow each other in some room."""
        if subforum.id not in self._blocks:
            self._blocks[subforum.id] = self._find_blocks(subforum)
        return self._blocks[subforum.id]

    def _find_blocks(self, subforum: Subforum) -> list[Block]:
        return [
            b
            for b in self.conference.blocks
            if self.allowed(subforum, b) and any(self.stands(subforum, b, r) for r in self.rooms(subforum)) and self.in_order(subforum, b)
        ]

    def allowed(self, subforum: Subforum, block: Block) -> bool:
        """Whether it may stand in a block, as far as demands on blocks go."""
        named = not subforum.blocks or block.id in subforum.blocks or "placement" not in self.hard
        wished = all((wish.block == block.id) != wish.against for wish in self.demands.get(subforum.id, ()) if wish.block)
        return named and wished and all(pin.block in (None, block.id) for pin in self.pins.get(subforum.id, ()))

    def admitted(self, subforum: Subforum) -> list[Room]:
        """Rooms in which it may stand, as far as demands on rooms go."""
        pins = self.pins.get(subforum.id, ())
        wishes = [wish for wish in self.demands.get(subforum.id, ()) if wish.room or wish.feature]
        return [
            r
            for r in self.conference.rooms
            if all(pin.room in (None, r.id) for pin in pins)
            and all((r.id == wish.room or wish.feature in r.features) != wish.against for wish in wishes)
        ]

    def rooms(self, subforum: Subforum) -> list[Room]:
        """Rooms that suit it."""
        return [
            r
            for r in self.admitted(subforum)
            if "room_fit" not in self.hard or (r.seats >= subforum.audience.onsite and set(subforum.needs) <= set(r.features))
        ]

    def starts(self, subforum: Subforum, block: Block) -> list[int]:
        """Minutes at which it can start and still end inside a block."""
        pinned = {clock.minute(pin.start) for pin in self.pins.get(subforum.id, ()) if pin.start}
        starts = [s for s in range(block.first, block.last - subforum.minutes + 1, self.conference.grid) if self.attended(subforum, s)]
        return [s for s in starts if pinned <= {s} and not any(s < last and first < s + subforum.minutes for first, last in self.everyone)]

    def attended(self, subforum: Subforum, start: int) -> bool:
        """Whether those who must be there for all of it can be, as far as their windows and nights go."""
        return all(self.times.can(person, start, start + subforum.minutes) for person in self.attending[subforum.id])

    def stands(self, subforum: Subforum, block: Block, room: Room) -> bool:
        """Whether a room is open for its length at some time of a block."""
        closed = room.closed if "room_closed" in self.hard else ()
        return any(not any(s < w.last and w.first < s + subforum.minutes for w in closed) for s in self.starts(subforum, block))

    def in_order(self, subforum: Subforum, block: Block) -> bool:
        """Whether its talks can follow each other somewhere in a block, or it cannot be told."""
        if not {"speaker_available", "speaker_night", "talk_order", "no_gap", "placed"} <= self.hard or len(subforum.talks) > LARGE:
            return True
        fitting = {
            t.id: [m for m in range(block.first, block.last - t.minutes + 1, self.conference.grid) if self.times.talk(t, m)]
            for t in subforum.talks
        }
        talks = sorted(subforum.talks, key=lambda t: len(fitting[t.id]))
        if not fitting[talks[0].id]:
            return False
        for start in self.starts(subforum, block):
            end = start + subforum.minutes
            inside = all(any(start <= m <= end - t.minutes for m in fitting[t.id]) for t in talks)
            if inside and sequence(talks, start, self.times.talk) is not None:
                return True
        return False


def causes(conference: Conference, possible: Possible | None = None) -> list[Cause]:
    """Every cause found, the most particular first."""
    possible = possible or Possible(conference)
    hard = possible.hard
    found: list[Cause] = []
    blocks: dict[str, list[Block]] = {}
    for subforum in conference.subforums if "placed" in hard else ():
        if subforum.lone and "no_gap" in hard:
            blocks[subforum.id] = possible.blocks(subforum)
            if not blocks[subforum.id]:
                found.append(_homeless(possible, subforum))
    found += _people(possible) if "placed" in hard else ()
    found += _cycles(conference) if {"relation", "placed"} <= hard else ()
    found += _resources(conference) if {"resource", "placed"} <= hard else ()
    if not found and {"room_overlap", "room_closed", "placed"} <= hard:
        found += _crowded(possible, blocks)
    if not found and "relation" in hard:
        found += _cliques(possible, blocks)
    return found


def _homeless(p: Possible, s: Subforum) -> Cause:
    """Why a subforum fits no block."""
    c, name = p.conference, p.conference.name(s.id)
    allowed = [b for b in c.blocks if p.allowed(s, b)]
    longest = max((b.last - b.first for b in allowed), default=0)
    where = " and ".join(c.name(b.id) for b in allowed)
    if not allowed:
        return Cause(
            "placement", (s.id,), f"{name} may stand in no block: its pins, its blocks and what is required of it contradict each other."
        )
    if longest < s.minutes:
        return Cause("placed", (s.id,), f"{name} has {s.minutes} minutes of talks, but no block it may stand in has more than {longest}.")
    if not p.admitted(s):
        return Cause("placement", (s.id,), f"{name} may stand in no room: its pins and what is required of it contradict each other.")
    if not p.rooms(s):
        seats = max(r.seats for r in c.rooms)
        if s.audience.onsite > seats:
            return Cause("room_fit", (s.id,), f"{name} expects {s.audience.onsite} people on site, and the largest room has {seats} seats.")
        needs = f" with {', '.join(s.needs)}" if s.needs else ""
        return Cause("room_fit", (s.id,), f"No room that {name} may stand in has {s.audience.onsite} seats{needs}.")
    if not any(p.starts(s, b) for b in allowed):
        return _no_start(p, s, allowed, where)
    if not any(p.stands(s, b, r) for b in allowed for r in p.rooms(s)):
        return Cause(
            "room_closed",
            (s.id,),
            f"No room for {name} ({', '.join(c.name(r.id) for r in p.rooms(s))}) is open for {s.minutes} minutes in {where}.",
        )
    for talk in s.talks:
        fitting = [m for b in allowed for m in range(b.first, b.last - talk.minutes + 1, c.grid) if p.times.talk(talk, m)]
        if not fitting:
            people = [*talk.speakers, *(x for seat in talk.seats if seat.required for x in seat.candidates)]
            never = [
                x
                for x in people
                if not any(p.times.can(x, m, m + talk.minutes) for b in allowed for m in range(b.first, b.last - talk.minutes + 1, c.grid))
            ]
            who = ", ".join(f"{c.name(x)} ({c.zone_of(x)})" for x in (never or people))
            night = any(c.speaker(x).attends == "online" and c.speaker(x).available is None for x in never)
            return Cause(
                "speaker_night" if night else "speaker_available",
                (s.id, talk.id, *never),
                f"'{c.name(talk.id)}' of {name} cannot be held in {where}: {who} cannot appear then.",
            )
    return Cause(
        "speaker_available",
        (s.id,),
        f"The talks of {name} can follow each other in no order in {where}: their people's windows and nights clash.",
    )


def _no_start(p: Possible, s: Subforum, allowed: list[Block], where: str) -> Cause:
    """Why a subforum can start at no time of its blocks, rooms and people aside."""
    name, pins = p.conference.name(s.id), [pin.start for pin in p.pins.get(s.id, ()) if pin.start]
    fitting = [pin for pin in pins if any(b.first <= clock.minute(pin) <= b.last - s.minutes for b in allowed)]
    if len(fitting) < len(pins):
        late = next(pin for pin in pins if pin not in fitting)
        return Cause(
            "placement", (s.id,), f"{name} is pinned to {late:%b %d %H:%M}, where its {s.minutes} minutes do not fit into {where}."
        )
    if len({clock.minute(pin) for pin in pins}) > 1:
        return Cause("placement", (s.id,), f"{name} is pinned to several starts: {', '.join(f'{pin:%b %d %H:%M}' for pin in pins)}.")
    if not any(p.attended(s, m) for b in allowed for m in range(b.first, b.last - s.minutes + 1, p.conference.grid)):
        who = ", ".join(p.conference.name(x) for x in dict.fromkeys(p.attending[s.id]))
        people = tuple(dict.fromkeys(p.attending[s.id]))
        return Cause("attendance", (s.id, *people), f"{who} must be there for all {s.minutes} minutes of {name}, and cannot be in {where}.")
    fixtures = [f for f in p.conference.fixtures if f.start and f.audience == "everyone"]
    names = ", ".join(p.conference.name(f.id) for f in fixtures)
    return Cause("relation", (s.id, *(f.id for f in fixtures)), f"{name} has no time in {where} beside what is for everyone: {names}.")


def _people(p: Possible) -> Iterator[Cause]:
    """People with more talks than they agreed to, or more minutes than they have."""
    c = p.conference
    days = {clock.local_day(b.first, c.zone) for b in c.blocks}
    for speaker in c.speakers:
        talks = [t for s in c.subforums for t in s.talks if speaker.id in t.speakers]
        if "max_talks" in p.hard and speaker.max_talks is not None and len(talks) > speaker.max_talks:
            yield Cause(
                "max_talks",
                (speaker.id,),
                f"{speaker.name} has {len(talks)} talk{'s' * (len(talks) != 1)}, but agreed to {speaker.max_talks} at most.",
            )
        most = p.a_day if speaker.max_a_day is None else speaker.max_a_day
        if "max_talks" in p.hard and most is not None and len(talks) > most * len(days):
            yield Cause(
                "max_talks",
                (speaker.id,),
                f"{speaker.name} has {len(talks)} talk{'s' * (len(talks) != 1)}, and at most {most} a day on {len(days)} "
                f"day{'s' * (len(days) != 1)}.",
            )
        wanted = sum(t.minutes for t in talks)
        if len(talks) > 1 and speaker.attends != "recorded" and {"speaker_overlap", "speaker_available", "speaker_night"} <= p.hard:
            free = sum(p.times.can(speaker.id, m, m + 1) for b in c.blocks for m in range(b.first, b.last))
            if wanted > free:
                yield Cause(
                    "speaker_overlap",
                    (speaker.id, *(t.id for t in talks)),
                    f"{speaker.name} has {len(talks)} talks of {wanted} minutes in all, but can appear in {free} minutes of the programme.",
                )


def _cycles(c: Conference) -> Iterator[Cause]:
    graph = nx.DiGraph((r.first, r.then) for r in c.relations if isinstance(r, Before))
    for component in nx.strongly_connected_components(graph):
        if len(component) > 1:
            cycle = [edge[0] for edge in nx.find_cycle(graph.subgraph(sorted(component)))]
            names = " before ".join(c.name(s) for s in [*cycle, cycle[0]])
            yield Cause("relation", tuple(cycle), f"Relations go round in a circle: {names}.")


def _resources(c: Conference) -> Iterator[Cause]:
    for resource in c.resources:
        highest = max([resource.capacity, *(w.capacity for w in resource.windows)])
        users = [s for s in c.subforums if resource.id in s.uses]
        for subforum in users:
            if subforum.uses[resource.id] > highest:
                yield Cause(
                    "resource",
                    (subforum.id,),
                    f"{c.name(subforum.id)} needs {subforum.uses[resource.id]} of {c.name(resource.id)}, and there are {highest} at most.",
                )
        wanted = sum(s.minutes * s.uses[resource.id] for s in users if s.lone)
        there = highest * sum(b.last - b.first for b in c.blocks)
        if wanted > there and all(s.uses[resource.id] <= highest for s in users):
            yield Cause(
                "resource",
                tuple(s.id for s in users),
                f"{c.name(resource.id)}: {wanted} unit minutes are wanted, and the blocks have {there}.",
            )


def _crowded(p: Possible, blocks: dict[str, list[Block]]) -> Iterator[Cause]:
    """A set of subforums that together find too few rooms (a violator of Hall's condition)."""
    c = p.conference
    if not blocks:
        return
    least = min(c.subforum(s).minutes for s in blocks)
    pause = min(c.subforum(s).turnover for s in blocks)
    graph: nx.Graph[tuple[str, ...]] = nx.Graph()
    for id in blocks:
        subforum = c.subforum(id)
        for block in blocks[id]:
            most = (block.last - block.first + pause) // (least + pause)
            for room in p.rooms(subforum):
                if p.stands(subforum, block, room):
                    graph.add_edges_from((("s", id), (block.id, room.id, str(n))) for n in range(most))
    tops = [("s", id) for id in blocks]
    graph.add_nodes_from(tops)
    match = nx.bipartite.hopcroft_karp_matching(graph, tops)
    queue = [t for t in tops if t not in match]
    if not queue:
        return
    forums, places = set(queue), set()  # reached from all that are alone: the same whichever matching was found
    while queue:
        for place in graph[queue.pop()]:
            if place not in places:
                places.add(place)
                if match[place] not in forums:
                    forums.add(match[place])
                    queue.append(match[place])
    names = ", ".join(c.name(id) for _, id in sorted(forums)[:6]) + (" and others" if len(forums) > 6 else "")
    rooms = len({place[1] for place in places})
    yield Cause(
        "room_overlap",
        tuple(sorted(id for _, id in forums)),
        f"{len(forums)} subforums ({names}) find only {len(places)} places in {rooms} rooms and their blocks.",
    )


def _cliques(p: Possible, blocks: dict[str, list[Block]]) -> Iterator[Cause]:
    """Subforums no two of which may share a block, in more than there are blocks for them."""
    c = p.conference
    graph: nx.Graph[str] = nx.Graph()
    for relation in c.relations:
        if relation.kind in ("apart", "not_parallel") and not isinstance(relation, Before):
            for i, one in enumerate(relation.subforums):
                for other in relation.subforums[:i]:
                    longest = max(b.last - b.first for b in c.blocks)
                    if (
                        one in blocks
                        and other in blocks
                        and (relation.kind == "apart" or c.subforum(one).minutes + c.subforum(other).minutes > longest)
                    ):
                        graph.add_edge(one, other)
    for clique in sorted(map(sorted, nx.find_cliques(graph))) if graph.number_of_edges() < 2000 else ():
        there = {b.id for s in clique for b in blocks[s]}
        if len(clique) > len(there):
            names = ", ".join(c.name(s) for s in clique)
            yield Cause(
                "relation", tuple(clique), f"{names} may not share a block, and there are only {len(there)} blocks for these {len(clique)}."
            )
            return
