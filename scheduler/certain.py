"""Cheap checks before the solver that can only be right: they name culprits in milliseconds.

Each cause is a reason why no agenda can keep all hard rules. Silence proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from instances import clock
from instances.conference import Before, Block, Conference, Resource, Speaker, Subforum, Talk
from instances.problems import listed
from scheduler.conflicts import Clique, Shortage, cliques, crowded, edges_of, shortage
from scheduler.possible import Possible

__all__ = ["Cause", "Possible", "causes"]


@dataclass(frozen=True)
class Cause:
    """Why no agenda can exist: the rule, the ids concerned, and a sentence."""

    rule: str
    items: tuple[str, ...]
    sentence: str


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
    found += _seats(possible) if {"placed", "max_talks", "speaker_overlap"} <= hard else ()
    found += _cycles(conference) if {"relation", "placed"} <= hard else ()
    found += _resources(possible) if {"resource", "placed"} <= hard else ()
    if not found and {"room_overlap", "room_closed", "placed"} <= hard:
        found += _crowded(possible, blocks)
    if not found and "placed" in hard:
        found += _cliques(possible)
    return found


def _homeless(p: Possible, s: Subforum) -> Cause:
    """Why a subforum fits no block."""
    c, name = p.conference, p.conference.name(s.id)
    allowed = [b for b in c.blocks if p.allowed(s, b)]
    longest = max((b.last - b.first for b in allowed), default=0)
    where = listed([c.name(b.id) for b in allowed])
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
        if lacking := [need for need in s.needs if not any(need in r.features for r in c.rooms)]:
            return Cause("room_fit", (s.id,), f"{name} needs {' and '.join(lacking)}, which no room has.")
        needs = f" with {', '.join(s.needs)}" if s.needs else ""
        return Cause("room_fit", (s.id,), f"No room that {name} may stand in has {s.audience.onsite} seats{needs}.")
    if not any(p.starts(s, b) for b in allowed):
        return _no_start(p, s, allowed, where)
    if not any(p.stands(s, b, r) for b in allowed for r in p.rooms(s)):
        rooms = ", ".join(c.name(r.id) for r in p.rooms(s))
        pinned = next((f"from {_moment(c, pin.start)} on" for pin in p.pins.get(s.id, ()) if pin.start), f"in {where}")
        return Cause("room_closed", (s.id,), f"No room for {name} ({rooms}) is open for {s.minutes} minutes {pinned}.")
    for talk in s.talks:
        fitting = [m for b in allowed for m in range(b.first, b.last - talk.minutes + 1, c.grid) if p.times.talk(talk, m)]
        if not fitting:
            people = [*talk.speakers, *(x for seat in talk.seats if seat.required for x in seat.candidates)]
            never = [
                x
                for x in people
                if not any(p.times.can(x, m, m + talk.minutes) for b in allowed for m in range(b.first, b.last - talk.minutes + 1, c.grid))
            ]
            who = ", ".join(f"{c.name(x)} ({_hours(c, x)})" for x in (never or people))
            night = any(c.speaker(x).attends == "online" and c.speaker(x).available is None for x in never)
            return Cause(
                "speaker_night" if night else "speaker_available",
                (s.id, talk.id, *never),
                f"'{c.name(talk.id)}' of {name} cannot be held in {where}: {who} cannot appear then.",
            )
    people = list(dict.fromkeys(x for talk in s.talks for x in p.fixed_people(talk)))
    bound = [x for x in people if not all(p.times.can(x, m, m + 1) for b in allowed for m in range(b.first, b.last))]
    clash = f"the windows and nights of {_few(c, bound)} clash" if bound else "what is asked of their order and their times clashes"
    return Cause(
        "speaker_available", (s.id, *bound), f"The {len(s.talks)} talks of {name} can follow each other in no order in {where}: {clash}."
    )


def _moment(c: Conference, time: datetime) -> str:
    """A moment on the conference's clocks."""
    return f"{clock.instant(clock.minute(time), c.zone):%b %d %H:%M}"


def _hours(c: Conference, person: str) -> str:
    """Where somebody is, and between which hours they can be asked to appear if they take part live from afar."""
    speaker = c.speaker(person)
    first, last = map(clock.show_hour, speaker.possible_hours)
    return c.zone_of(person) + (f", {first}-{last} there" if speaker.attends == "online" else "")


def _no_start(p: Possible, s: Subforum, allowed: list[Block], where: str) -> Cause:
    """Why a subforum can start at no time of its blocks, rooms and people aside."""
    name, pins = p.conference.name(s.id), [pin.start for pin in p.pins.get(s.id, ()) if pin.start]
    fitting = [pin for pin in pins if any(b.first <= clock.minute(pin) <= b.last - s.minutes for b in allowed)]
    if len(fitting) < len(pins):
        late = next(pin for pin in pins if pin not in fitting)
        return Cause(
            "placement",
            (s.id,),
            f"{name} is pinned to {_moment(p.conference, late)}, where its {s.minutes} minutes do not fit into {where}.",
        )
    if len({clock.minute(pin) for pin in pins}) > 1:
        several = ", ".join(_moment(p.conference, pin) for pin in pins)
        return Cause("placement", (s.id,), f"{name} is pinned to several starts: {several}.")
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
    fixed: dict[str, list[Talk]] = {}
    for talk in (t for s in c.subforums for t in s.talks):
        for person in p.fixed_people(talk):
            fixed.setdefault(person, []).append(talk)
    for speaker in c.speakers:
        talks = fixed.get(speaker.id, [])
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
        if len(talks) > 1 and speaker.attends != "recorded" and {"speaker_overlap", "speaker_available", "speaker_night"} <= p.hard:
            yield from _too_busy(p, speaker, talks)


def _too_busy(p: Possible, speaker: Speaker, talks: list[Talk]) -> Iterator[Cause]:
    """Somebody whose talks have more minutes than are left to them in the blocks in which these can be."""
    c = p.conference
    held = p.times.all_of(span for f in c.fixtures if f.start and speaker.id in f.speakers for span in f.spans)
    places = {t.id: [b.id for b in p.places(c.owner[t.id])] for t in talks}
    free = {
        b.id: (p.times.free(speaker.id) & p.open(b) & ~held).bit_count()
        for b in c.blocks
        if any(b.id in there for there in places.values())
    }
    short = shortage({t.id: (t.minutes, places[t.id]) for t in talks if places[t.id]}, free)
    if short:
        number = f"{len(short.needing)} talks" if len(short.needing) > 1 else f"the talk '{c.name(short.needing[0])}'"
        where = "of the programme" if len(short.places) == len(c.blocks) else f"of {listed(map(c.name, short.places))}, where they must be"
        words = f"{speaker.name} has {number} of {short.wanted} minutes in all, but can appear in {short.there} minutes {where}."
        yield Cause("speaker_overlap", (speaker.id, *short.needing), words)


def _seats(p: Possible) -> Iterator[Cause]:
    """Required seats for which too few people are left who may take another talk."""
    c = p.conference
    taken: dict[str, int] = {}
    seats = {}
    for talk in (t for s in c.subforums for t in s.talks):
        there = p.fixed_people(talk)
        for person in there:
            taken[person] = taken.get(person, 0) + 1
        for seat in talk.seats:
            if seat.required and len(set(seat.candidates)) > 1:
                other = [x for x in dict.fromkeys(seat.candidates) if x not in there or c.speaker(x).attends == "recorded"]
                seats[seat.id] = (1, other)
    most = {s.id: len(seats) if s.max_talks is None else max(s.max_talks - taken.get(s.id, 0), 0) for s in c.speakers}
    if short := shortage(seats, most):
        words = (
            f"{_few(c, short.needing)}: {short.wanted} seats, for which there are only {_few(c, short.places) or 'people of their talks'}"
        )
        yield Cause("max_talks", short.needing, f"{words}, who agreed to {short.there} talks more.")


def _cycles(c: Conference) -> Iterator[Cause]:
    import networkx as nx  # here, for it is slow to load, and rarely asked

    graph = nx.DiGraph((r.first, r.then) for r in c.relations if isinstance(r, Before))
    for component in nx.strongly_connected_components(graph):
        if len(component) > 1:
            cycle = [edge[0] for edge in nx.find_cycle(graph.subgraph(sorted(component)))]
            names = " before ".join(c.name(s) for s in [*cycle, cycle[0]])
            yield Cause("relation", tuple(cycle), f"Relations go round in a circle: {names}.")


def _resources(p: Possible) -> Iterator[Cause]:
    """Subforums that need more of a resource than there is, at a time or in all the minutes of their blocks."""
    c = p.conference
    for resource in c.resources:
        users = [s for s in c.subforums if resource.id in s.uses]
        highest = max([resource.capacity, *(w.capacity for w in resource.windows)])
        over = [s for s in users if s.uses[resource.id] > highest]
        for subforum in over:
            yield Cause(
                "resource",
                (subforum.id,),
                f"{c.name(subforum.id)} needs {subforum.uses[resource.id]} of {c.name(resource.id)}, and there are {highest} at most.",
            )
        if not over and (short := _scarce(p, resource, users)):
            where = "the blocks" if len(short.places) == len(c.blocks) else f"{listed(map(c.name, short.places))}, where they must stand,"
            words = f"{short.wanted} unit minutes are wanted by {_few(c, short.needing)}, and {where} have {short.there}"
            yield Cause("resource", short.needing, f"{c.name(resource.id)}: {words}.")


def _scarce(p: Possible, resource: Resource, users: list[Subforum]) -> Shortage | None:
    """Users whose minutes, times their units, are more than those of the resource in all their blocks."""
    there = {b.id: sum(p.capacity(resource, m) for m in p.minutes(b)) for b in p.conference.blocks}
    needs = {s.id: (s.minutes * s.uses[resource.id], [b.id for b in p.places(s)]) for s in users}
    return shortage({id: need for id, need in needs.items() if need[1]}, there)


def _crowded(p: Possible, blocks: dict[str, list[Block]]) -> Iterator[Cause]:
    """A set of subforums that together find too few rooms (a violator of Hall's condition)."""
    import networkx as nx

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
    ids = [s.id for s in c.subforums if ("s", s.id) in forums]
    rooms = [r.id for r in c.rooms if any(place[1] == r.id for place in places)]
    need = min(c.subforum(id).audience.onsite for id in ids)
    number = f"{len(places)} place{'s' * (len(places) != 1)}"
    seats = f", each with {need} people on site or more," if need else ""
    yield Cause(
        "room_overlap",
        tuple(ids),
        f"{len(ids)} subforums ({_few(c, ids)}){seats} find only {number} in {_few(c, rooms) or 'no room'} in their blocks.",
    )


def _cliques(p: Possible) -> Iterator[Cause]:
    """Subforums that exclude each other, and find too few blocks, or too few minutes in them."""
    c = p.conference
    for clique in cliques(p, list(edges_of(p)))[0]:
        if short := crowded(c, clique, p):
            yield Cause("relation" if not clique.shared else "speaker_overlap", short.needing, _crowd_words(c, clique, short))
            return


def _crowd_words(c: Conference, clique: Clique, short: Shortage) -> str:
    apart = "share a block" if clique.kind == "block" else "be parallel"
    shared = f"share {listed(map(c.name, clique.shared))}, and " if clique.shared else ""
    lead = f"{len(short.needing)} subforums ({_few(c, short.needing)}) {shared}no two of them can {apart}"
    where = listed(map(c.name, short.places))
    if short.wanted == len(short.needing):
        fit = f"there are only {short.there} blocks" if clique.kind == "block" else f"only {short.there} of them fit into the blocks"
        return f"{lead}; {fit} in which they may stand: {where}."
    return f"{lead}; together they have {short.wanted} minutes, and {where}, where they may stand, only {short.there}."


def _few(c: Conference, ids: Sequence[str], most: int = 6) -> str:
    """Names, of many only the first."""
    return ", ".join(c.name(id) for id in ids[:most]) + (" and others" if len(ids) > most else "")
