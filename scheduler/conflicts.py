"""Which subforums can never be parallel, or never share a block, and what follows from it.

Only what is certain counts, by rules that are hard with limit 0: a conflict is true of every
admissible agenda. People on seats that somebody else could fill, or nobody, make no conflict. Two
subforums that share a speaker may still overlap, where the talks of that person do not: they are in
conflict only if no way to set them side by side keeps the person's talks apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Literal

import networkx as nx

from instances.conference import Block, Conference, Subforum, Talk
from instances.problems import listed
from scheduler.possible import Possible

Kind = Literal["parallel", "block"]
Pair = tuple[str, str]

MOST_CLIQUES = 2000
"""Cliques that are looked at; in a hostile graph there are more than anybody could read."""


@dataclass(frozen=True)
class Conflict:
    """Two subforums that cannot be parallel, or not share a block, and why.

    `reason`: relation, people, room, resource, or minutes (too long together for any block).
    `items`: the people, rooms or resources concerned.
    """

    kind: Kind
    one: str
    other: str
    reason: str
    items: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Clique:
    """Subforums no two of which can be parallel (or share a block): their minutes, and those of the
    blocks in which one of them may stand."""

    kind: Kind
    members: tuple[str, ...]
    shared: tuple[str, ...]
    """What stands behind every single conflict among them: people, rooms or resources."""
    minutes: int
    blocks: tuple[str, ...]
    there: int


@dataclass(frozen=True)
class Conflicts:
    """All conflicts, the largest groups first, and what they bound.

    `parallel`: by block, a number of sittings that can never be exceeded at one time, with what
    bounds it; `times`: sittings that stand one after another in every agenda, at least. `complete` is false where
    there are more cliques than were looked at.
    """

    edges: tuple[Conflict, ...]
    cliques: tuple[Clique, ...]
    parallel: Mapping[str, tuple[int, str]]
    times: int
    complete: bool

    @property
    def most(self) -> int:
        """Sittings at one time, at most."""
        return max(number for number, _ in self.parallel.values())


@dataclass(frozen=True)
class Shortage:
    """Some that together need more than there is in all the places that could serve them."""

    needing: tuple[str, ...]
    places: tuple[str, ...]
    wanted: int
    there: int


def conflicts(conference: Conference, possible: Possible | None = None) -> Conflicts:
    """The conflict graph of a conference with its maximal cliques and bounds."""
    p = possible or Possible(conference)
    edges = tuple(edges_of(p))
    found, complete = cliques(p, edges)
    bounds = {b.id: _most(p, b, edges) for b in conference.blocks}
    return Conflicts(edges, tuple(found), bounds, _times(p, found, max(most for most, _ in bounds.values())), complete)


def shortage(needs: Mapping[str, tuple[int, Sequence[str]]], there: Mapping[str, int]) -> Shortage | None:
    """The smallest group of those that need more than all the places that could serve them have.

    `needs`: for each, how much, and from which places. A need may be met in parts: only what is
    certain comes out (a minimum cut, by Hall's condition).
    """
    total = sum(amount for amount, _ in needs.values())
    if total <= min((there[place] for _, places in needs.values() for place in places), default=0):
        return None
    graph: nx.DiGraph[tuple[str, str]] = nx.DiGraph()
    source, sink = ("source", ""), ("sink", "")
    graph.add_nodes_from((source, sink))
    for id, (amount, places) in needs.items():
        graph.add_edge(source, ("need", id), capacity=amount)
        for place in places:
            graph.add_edge(("need", id), ("place", place), capacity=total)
            graph.add_edge(("place", place), sink, capacity=there[place])
    residual = nx.algorithms.flow.edmonds_karp(graph, source, sink)
    if residual.graph["flow_value"] == total:
        return None
    reached, queue = {source}, [source]
    while queue:
        for node, edge in residual[queue.pop()].items():
            if node not in reached and edge["flow"] < edge["capacity"]:
                reached.add(node)
                queue.append(node)
    needing = tuple(id for id in needs if ("need", id) in reached)
    places = tuple(place for place in there if ("place", place) in reached)
    return Shortage(needing, places, sum(needs[id][0] for id in needing), sum(there[place] for place in places))


def crowded(conference: Conference, clique: Clique, p: Possible) -> Shortage | None:
    """Why the blocks do not do for a clique: by number, or by minutes; None where that cannot be told."""
    members = [conference.subforum(id) for id in clique.members]
    places = {s.id: [b.id for b in p.places(s)] for s in members}
    if not all(s.lone for s in members) or not all(places.values()):
        return None
    blocks = [b for b in conference.blocks if any(b.id in places[s.id] for s in members)]
    if clique.kind == "block":
        return shortage({s.id: (1, places[s.id]) for s in members}, {b.id: 1 for b in blocks})
    fitting = {b.id: _fitting([s.minutes for s in members if b.id in places[s.id]], p.free(b)) for b in blocks}
    by_number = shortage({s.id: (1, places[s.id]) for s in members}, fitting)
    return by_number or shortage({s.id: (s.minutes, places[s.id]) for s in members}, {b.id: p.free(b) for b in blocks})


def _times(p: Possible, found: Sequence[Clique], most: int) -> int:
    """Sittings that stand one after another in every whole agenda, at least.

    Either the largest clique, or a share of all sittings: those of an agenda in which no more than
    `most` overlap fall into `most` rows without overlap, for graphs of intervals are perfect.
    """
    if "placed" not in p.hard:
        return 1
    sittings = sum(s.least_sittings for s in p.conference.subforums)
    return max([-(-sittings // most) if most else 1, *(len(c.members) for c in found)])


def _fitting(lengths: Sequence[int], room: int) -> int:
    """How many of some lengths go into a stretch of minutes, one after another, at most."""
    number = 0
    for length in sorted(lengths):
        room -= length
        number += room >= 0
    return number


# --- conflicts of two ---


def edges_of(p: Possible) -> Iterator[Conflict]:
    """Every conflict of two subforums, in the order of the conference."""
    related = _related(p)
    shared = _shared(p)
    for one, other in combinations(p.conference.subforums, 2):
        pair = (one.id, other.id)
        people = shared.get(pair, ())
        overlaps = _overlaps(p, one, other, people) if people else None
        found = [*related.get(pair, ()), *_by_room(p, one, other), *_by_resource(p, one, other)]
        if people and _all_kept_apart(p, one, other, people, overlaps):
            names = listed(map(p.conference.name, _people(people)))
            verb = "appear" if len(_people(people)) > 1 else "appears"
            words = f"{names} {verb} in both {_both(p, one, other)}, at times that can never be kept apart while they overlap."
            found.append(Conflict("parallel", *pair, "people", _people(people), words))
        yield from found
        if not any(c.kind == "block" for c in found):
            yield from _too_long(p, one, other, found, people, overlaps)


def _related(p: Possible) -> dict[Pair, list[Conflict]]:
    """Conflicts by relations."""
    c = p.conference
    order = {s.id: n for n, s in enumerate(c.subforums)}
    found: dict[Pair, list[Conflict]] = {}
    for relation in c.relations if "relation" in p.hard else ():
        pairs: list[Pair] = []
        if relation.kind == "before":
            pairs, words = [(relation.first, relation.then)], "{} comes before {}."
        elif relation.kind in ("apart", "not_parallel"):
            pairs = list(combinations(relation.subforums, 2))
            words = f"{{}} and {{}} are {'to stand in different blocks' if relation.kind == 'apart' else 'not to be parallel'}."
        kind: Kind = "block" if relation.kind == "apart" else "parallel"
        for a, b in pairs:
            one, other = sorted((a, b), key=order.__getitem__)
            if one != other:
                found.setdefault((one, other), []).append(Conflict(kind, one, other, "relation", (), words.format(c.name(a), c.name(b))))
    return {pair: list(dict.fromkeys(edges)) for pair, edges in found.items()}


def _by_room(p: Possible, one: Subforum, other: Subforum) -> Iterator[Conflict]:
    if room := _only_room(p, one, other):
        words = f"{_both(p, one, other)} can stand nowhere but in {p.conference.name(room)}."
        yield Conflict("parallel", one.id, other.id, "room", (room,), words)


def _only_room(p: Possible, one: Subforum, other: Subforum) -> str | None:
    """The only room for both, where there is just one."""
    here, there = p.rooms(one), p.rooms(other)
    alone = "room_overlap" in p.hard and len(here) == len(there) == 1 and here[0].id == there[0].id
    return here[0].id if alone else None


def _by_resource(p: Possible, one: Subforum, other: Subforum) -> Iterator[Conflict]:
    c = p.conference
    for resource in c.resources if "resource" in p.hard and one.uses and other.uses else ():
        units = one.uses.get(resource.id, 0), other.uses.get(resource.id, 0)
        if not all(units) or sum(units) <= p.least_peak(resource):
            continue
        blocks = _common(p, one, other)
        there = max((p.peak(resource, b) for b in blocks), default=0)
        if blocks and sum(units) > there:
            words = f"{c.name(one.id)} needs {units[0]} of {c.name(resource.id)}, {c.name(other.id)} needs {units[1]}"
            yield Conflict("parallel", one.id, other.id, "resource", (resource.id,), f"{words}, and there are {there} at a time.")


def _common(p: Possible, one: Subforum, other: Subforum) -> list[Block]:
    """The blocks in which both may stand."""
    there = {b.id for b in p.places(other)}
    return [b for b in p.places(one) if b.id in there]


# --- conflicts by people ---


def _shared(p: Possible) -> dict[Pair, tuple[tuple[str, Talk, Talk], ...]]:
    """For each two subforums, the people who must be in both at their times, with each two talks of theirs."""
    c, order = p.conference, {s.id: n for n, s in enumerate(p.conference.subforums)}
    on: dict[str, dict[str, list[Talk]]] = {}
    for subforum in c.subforums if "speaker_overlap" in p.hard else ():
        for talk in subforum.talks:
            for person in p.fixed_people(talk):
                if c.speaker(person).attends != "recorded":
                    on.setdefault(person, {}).setdefault(subforum.id, []).append(talk)
    found: dict[Pair, list[tuple[str, Talk, Talk]]] = {}
    for person, places in sorted(on.items()):
        for one, other in combinations(sorted(places, key=order.__getitem__), 2):
            found.setdefault((one, other), []).extend((person, a, b) for a in places[one] for b in places[other])
    return {pair: tuple(talks) for pair, talks in found.items()}


def _people(shared: Sequence[tuple[str, Talk, Talk]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person for person, _, _ in shared))


def _all_kept_apart(
    p: Possible, one: Subforum, other: Subforum, shared: Sequence[tuple[str, Talk, Talk]], overlaps: list[int] | None
) -> bool:
    """Whether people make it impossible that two subforums overlap."""
    if overlaps is not None and not overlaps:
        return True
    if "no_gap" not in p.hard or "block" in (one.sitting_fills, other.sitting_fills):
        return False
    return {(a.id, b.id) for _, a, b in shared} == {(a.id, b.id) for a in one.talks for b in other.talks}


def _overlaps(p: Possible, one: Subforum, other: Subforum, shared: Sequence[tuple[str, Talk, Talk]]) -> list[int] | None:
    """Minutes from the start of one to that of another at which they overlap and their people's talks might not.

    Each two talks of a person are looked at alone, in the order of talks that suits them best. None
    where the length of the sittings is not known.
    """
    if not (one.lone and other.lone and {"placed", "no_gap"} <= p.hard):
        return None
    walk = _walk(p, one, other)
    tests = []
    for person, a, b in shared:
        (early, late), (soon, long) = _offsets(p, one, a), _offsets(p, other, b)
        way = walk if p.conference.speaker(person).attends == "onsite" else 0
        tests.append((early + a.minutes + way - long, late - soon - b.minutes - way))
    step = p.conference.grid
    shifts = range(-(other.minutes // step) * step, one.minutes, step)
    return [
        d for d in shifts if -other.minutes < d < one.minutes and all(d >= after or d <= before for after, before in dict.fromkeys(tests))
    ]


def _walk(p: Possible, one: Subforum, other: Subforum) -> int:
    """Minutes from one room to another that overlapping sittings need at least."""
    c = p.conference
    if "room_overlap" not in p.hard:
        return 0
    return min((c.walking(a.id, b.id) for a in p.rooms(one) for b in p.rooms(other) if a.id != b.id), default=0)


def _offsets(p: Possible, subforum: Subforum, talk: Talk) -> tuple[int, int]:
    """The first and the last minute after the start of its sitting at which a talk might begin; the sitting has no gap."""
    before, after = [0], [0]
    others = [t for t in subforum.talks if t.id != talk.id]
    if "talk_order" in p.hard:
        earlier, later = _closure(subforum, talk, {}), [t for t in others if talk.id in _closure(subforum, t, {})]
        before.append(sum(t.minutes for t in others if t.id in earlier or (t.position == "first" and talk.position != "first")))
        after.append(sum(t.minutes for t in others if t in later or (t.position == "last" and talk.position != "last")))
        rest = sum(t.minutes for t in others)
        if talk.position == "first":
            after.append(rest)
        elif talk.position == "last":
            before.append(rest)
        elif isinstance(talk.position, int):
            lengths = sorted(t.minutes for t in others)
            before.append(sum(lengths[: talk.position - 1]))
            after.append(sum(lengths[: max(len(lengths) - talk.position + 1, 0)]))
    return max(before), subforum.minutes - talk.minutes - max(after)


def _closure(subforum: Subforum, talk: Talk, seen: dict[str, None]) -> dict[str, None]:
    """The talks that must come before one, as `after` says."""
    own = {t.id: t for t in subforum.talks}
    for id in talk.after:
        if id in own and id not in seen:
            seen[id] = None
            _closure(subforum, own[id], seen)
    return seen


def _too_long(
    p: Possible,
    one: Subforum,
    other: Subforum,
    found: Sequence[Conflict],
    people: Sequence[tuple[str, Talk, Talk]],
    overlaps: list[int] | None,
) -> Iterator[Conflict]:
    """Two that need more time from the start of one to the end of the other than any block has that both may stand in."""
    c = p.conference
    if not (found or overlaps) or not (one.lone and other.lone and "placed" in p.hard):
        return
    blocks = _common(p, one, other)
    if not blocks:
        return
    turnover = min(one.turnover, other.turnover) if _only_room(p, one, other) else 0
    spans = [one.minutes + other.minutes + turnover]
    if not found:
        spans += [max(one.minutes, d + other.minutes) - min(0, d) for d in overlaps or ()]
    longest = max(b.last - b.first for b in blocks)
    if min(spans) > longest:
        why = found[0].sentence.rstrip(".") if found else f"{listed(map(c.name, _people(people)))} must be in both {_both(p, one, other)}"
        items = found[0].items if found else _people(people)
        words = f"{why}, and together they need {min(spans)} minutes, where no block for both has more than {longest}."
        yield Conflict("block", one.id, other.id, "minutes", items, words)


# --- cliques and bounds ---


def _graph(p: Possible, edges: Sequence[Conflict], *kinds: Kind) -> nx.Graph[int]:
    """Subforums by their number: what never shares a block is never parallel, either."""
    number = {s.id: n for n, s in enumerate(p.conference.subforums)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_edges_from((number[e.one], number[e.other]) for e in edges if e.kind in kinds)
    return graph


def cliques(p: Possible, edges: Sequence[Conflict]) -> tuple[list[Clique], bool]:
    """Maximal cliques of both kinds, the largest first, and whether these are all."""
    found, complete = [], True
    everything: tuple[tuple[Kind, tuple[Kind, ...]], ...] = (("parallel", ("parallel", "block")), ("block", ("block",)))
    for kind, kinds in everything:
        numbers = list(islice(nx.find_cliques(_graph(p, edges, *kinds)), MOST_CLIQUES + 1))
        complete &= len(numbers) <= MOST_CLIQUES
        found += [_clique(p, kind, sorted(n), edges) for n in numbers[:MOST_CLIQUES]]
    order = {s.id: n for n, s in enumerate(p.conference.subforums)}
    return sorted(found, key=lambda c: (-len(c.members), c.kind == "block", [order[m] for m in c.members])), complete


def _clique(p: Possible, kind: Kind, numbers: Sequence[int], edges: Sequence[Conflict]) -> Clique:
    c = p.conference
    members = [c.subforums[n] for n in numbers]
    ids = {s.id for s in members}
    behind: dict[Pair, set[str]] = {}
    for edge in edges:
        if edge.one in ids and edge.other in ids:
            behind.setdefault((edge.one, edge.other), set()).update(edge.items)
    shared = set.intersection(*behind.values())
    there = {b.id for s in members for b in p.places(s)}
    blocks = [b for b in c.blocks if b.id in there]
    minutes = sum(s.minutes for s in members)
    return Clique(kind, tuple(s.id for s in members), tuple(sorted(shared)), minutes, tuple(b.id for b in blocks), sum(map(p.free, blocks)))


def _most(p: Possible, block: Block, edges: Sequence[Conflict]) -> tuple[int, str]:
    """The least of several numbers that sittings at one time in a block can never exceed, and what it counts."""
    there = {s.id: _at_once(s) for s in p.conference.subforums if any(b.id == block.id for b in p.places(s))}
    bounds = [(sum(there.values()), "subforums that may stand there")]
    if "room_overlap" in p.hard:
        bounds.append((_rooms(p, block, there), "rooms that suit them"))
    bounds.append((_cover(p, edges, there), "groups that exclude each other"))
    for resource in p.conference.resources if "resource" in p.hard else ():
        units = sorted(p.conference.subforum(id).uses.get(resource.id, 0) for id, times in there.items() for _ in range(times))
        bounds.append((_fitting(units, p.peak(resource, block)), f"units of {p.conference.name(resource.id)}"))
    return min(bounds, key=lambda b: b[0])


def _at_once(s: Subforum) -> int:
    """How many sittings of a subforum can stand at one time, at most."""
    most = s.most_sittings
    return min(s.at_once, most or s.at_once) if s.by_block else most or 1


def _rooms(p: Possible, block: Block, there: Mapping[str, int]) -> int:
    """How many sittings find a room each."""
    graph: nx.Graph[tuple[str, str, int]] = nx.Graph()
    tops = [("sitting", id, n) for id, times in there.items() for n in range(times)]
    graph.add_nodes_from(tops)
    for id, times in there.items():
        subforum = p.conference.subforum(id)
        told = subforum.lone and {"placed", "no_gap"} <= p.hard
        for room in p.rooms(subforum):
            if not told or p.stands(subforum, block, room):
                graph.add_edges_from((("sitting", id, n), ("room", room.id, 0)) for n in range(times))
    return len(nx.bipartite.hopcroft_karp_matching(graph, tops)) // 2


def _cover(p: Possible, edges: Sequence[Conflict], there: Mapping[str, int]) -> int:
    """A cover by cliques, of each of which one at a time can be held: never less than the largest independent set."""
    number = {s.id: n for n, s in enumerate(p.conference.subforums)}
    graph = _graph(p, edges, "parallel", "block")
    cliques: list[list[int]] = []
    times: list[int] = []
    for id in sorted(there, key=lambda id: (-(graph.degree[number[id]] if number[id] in graph else 0), number[id])):
        for i, clique in enumerate(cliques):
            if all(graph.has_edge(number[id], n) for n in clique):
                clique.append(number[id])
                times[i] = max(times[i], there[id])
                break
        else:
            cliques.append([number[id]])
            times.append(there[id])
    return sum(times)


def _both(p: Possible, one: Subforum, other: Subforum) -> str:
    return f"{p.conference.name(one.id)} and {p.conference.name(other.id)}"
