"""A first division of sittings among blocks, where the greedy start finds no admissible agenda.

A small model knows blocks, rooms by their classes, resources and relations, but no times. Its
division is then fixed in the full model without wishes, which falls apart into blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import IntVar

from constraints import Rule
from constraints.alike import room_classes
from constraints.assignment import agenda_of
from instances.agenda import Agenda
from instances.conference import Before, Block, Conference, Subforum
from scheduler import model
from scheduler.certain import Possible
from scheduler.limits import Interrupt, Limits
from scheduler.search import run

ATTEMPTS = 4

Division = dict[str, str]


def divide(conference: Conference, rules: Sequence[Rule], possible: Possible, limits: Limits, interrupt: Interrupt) -> Agenda | None:
    """An admissible agenda without regard to wishes, or None where none was found in time."""
    hard = [rule for rule in rules if rule.hard]
    for attempt in range(ATTEMPTS):
        division = _division(conference, possible, limits.seed + attempt)
        if division is None or interrupt.is_set():
            return None
        x, _, _ = model.build(conference, hard)
        for subforum, block in division.items():
            x.model.add(x.sittings_of[subforum][0].in_block[block] == 1)
        found: list[Agenda] = []
        part = Limits(limits.seconds / (ATTEMPTS - attempt), limits.workers, limits.seed, limits.repeatable, limits.effort / ATTEMPTS)
        run(x.model, part, lambda value, _, x=x: found.append(agenda_of(x, value)), lambda _: None, interrupt)  # type: ignore[misc]
        if found:
            return found[-1]
    return None


def _division(c: Conference, possible: Possible, seed: int) -> Division | None:
    """A block for each subforum with one sitting."""
    m, random = cp_model.CpModel(), Random(seed)
    forums = [s for s in sorted(c.subforums, key=lambda s: s.id) if s.sittings == 1]
    inside = {(s.id, b.id): m.new_bool_var("") for s in forums for b in possible.blocks(s)}
    for s in forums:
        m.add_exactly_one(inside[s.id, b.id] for b in possible.blocks(s))
    _rooms(c, m, possible, forums, inside)
    crowded = list(_resources(c, m, forums, inside))
    _relations(c, m, forums, inside)
    crossed = [_both(m, inside[one, b], inside[other, b]) for one, other, b in _shared(c, inside)]
    m.minimize(10 * sum(crowded) + 5 * sum(crossed) + sum(random.randrange(3) * literal for literal in inside.values()))
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 3.0
    if solver.solve(m) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return {s: b for (s, b), literal in inside.items() if solver.value(literal)}


def _long(s: Subforum, b: Block) -> bool:
    """Whether two sittings of this length do not fit into a block."""
    return 2 * s.minutes + s.turnover > b.last - b.first


def _rooms(c: Conference, m: cp_model.CpModel, possible: Possible, forums: list[Subforum], inside: dict[tuple[str, str], IntVar]) -> None:
    """A room class for each subforum; two short sittings share a room, a long one has it alone."""
    classes = list(room_classes(c, merge=True))
    for b in c.blocks:
        held: dict[str, list[tuple[int, IntVar]]] = {}
        for s in (s for s in forums if (s.id, b.id) in inside):
            choices = []
            suiting = {r.id for r in possible.rooms(s)}
            for room, _ in classes:
                if room.id in suiting and possible.stands(s, b, room):
                    literal = m.new_bool_var("")
                    choices.append(literal)
                    held.setdefault(room.id, []).append((1 + _long(s, b), literal))
            m.add(sum(choices) == inside[s.id, b.id])
        for room, rooms in classes:
            m.add(sum(size * literal for size, literal in held.get(room.id, ())) <= 2 * len(rooms))


def _resources(c: Conference, m: cp_model.CpModel, forums: list[Subforum], inside: dict[tuple[str, str], IntVar]) -> Iterator[IntVar]:
    """Long sittings meet in the middle of a block; others had better not exceed the capacity either."""
    for resource in c.resources:
        for b in c.blocks:
            middle = (b.first + b.last) // 2
            there = min((w.capacity for w in resource.windows if w.first <= middle < w.last), default=resource.capacity)
            users = [s for s in forums if resource.id in s.uses and (s.id, b.id) in inside]
            m.add(sum(inside[s.id, b.id] * s.uses[resource.id] for s in users if 2 * s.minutes > b.last - b.first) <= there)
            over = m.new_int_var(0, sum(s.uses[resource.id] for s in users), "")
            m.add(over >= sum(inside[s.id, b.id] * s.uses[resource.id] for s in users) - there)
            yield over


def _relations(c: Conference, m: cp_model.CpModel, forums: list[Subforum], inside: dict[tuple[str, str], IntVar]) -> None:
    lone = {s.id: s for s in forums}
    order = {b.id: i for i, b in enumerate(sorted(c.blocks, key=lambda b: b.first))}
    for r in c.relations:
        pairs = [(r.first, r.then)] if isinstance(r, Before) else list(combinations(r.subforums, 2))
        for one, other in pairs:
            if one not in lone or other not in lone:
                continue
            for here, a in ((b, inside[one, b]) for b in order if (one, b) in inside):
                for there, z in ((b, inside[other, b]) for b in order if (other, b) in inside):
                    block = c.block(here)
                    apart = lone[one].minutes + lone[other].minutes <= block.last - block.first
                    wrong = (
                        (r.kind == "before" and (order[here] > order[there] or (here == there and not apart)))
                        or (r.kind == "apart" and here == there)
                        or (r.kind == "same_block" and here != there)
                        or (r.kind == "not_parallel" and here == there and not apart)
                    )
                    if wrong:
                        m.add_bool_or([~a, ~z])


def _shared(c: Conference, inside: dict[tuple[str, str], IntVar]) -> Iterator[tuple[str, str, str]]:
    """Pairs of subforums that share a person, in each block that both may stand in."""
    pairs = {pair for places in c.places_of.values() for pair in combinations(sorted(p for p in places if p in c.subforums_by_id), 2)}
    for one, other in sorted(pairs):
        yield from ((one, other, b.id) for b in c.blocks if (one, b.id) in inside and (other, b.id) in inside)


def _both(m: cp_model.CpModel, one: IntVar, other: IntVar) -> IntVar:
    both = m.new_bool_var("")
    m.add_bool_or([~one, ~other, both])
    return both
