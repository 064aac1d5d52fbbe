"""Complete an agenda that lacks something: most sittings keep their block and room, some are freed.

Large-neighbourhood search for a first admissible agenda (after Shaw 1998): the model has the hard
rules only; what is kept lets it fall apart into small pieces. More is freed with each attempt.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from constraints import Rule
from constraints.assignment import agenda_of, values_of
from instances.agenda import Agenda
from instances.conference import Conference
from scheduler import model
from scheduler.limits import Interrupt, Limits
from scheduler.outline import narrow
from scheduler.search import run

FREED = (0.1, 0.2, 0.3, 0.3, 0.4)
"""Share of the sittings that are freed, by attempt."""


def complete(conference: Conference, rules: Sequence[Rule], start: Agenda, limits: Limits, interrupt: Interrupt) -> Agenda | None:
    """An admissible agenda near `start`, without regard to wishes, or None where none was found."""
    x, _, _ = model.build(narrow(conference), [rule for rule in rules if rule.hard])
    class_of = {room: r for r, rooms in x.rooms.items() for room in rooms.rooms}
    block_of = {tick: b.id for b in x.blocks.values() for tick in range(b.first, b.last)}
    kept = [
        x.sittings_of[s.subforum][0].at[block_of[x.tick(s.first)], class_of[s.room]]
        for s in sorted(start.sittings, key=lambda s: s.id)
        if len(x.sittings_of[s.subforum]) == 1
    ]
    for decision in values_of(x, start):
        x.model.add_hint(decision.variable, decision.value)
    keep = [x.model.new_bool_var("") for _ in kept]
    for literal, at in zip(keep, kept, strict=True):
        x.model.add_implication(literal, at)
    random = Random(limits.seed)
    for attempt, share in enumerate(FREED):
        trial = x.model.clone()
        for literal in keep:
            if random.random() >= share:
                trial.add(trial.get_bool_var_from_proto_index(literal.index) == 1)
        left = len(FREED) - attempt
        part = Limits(limits.seconds / left, limits.workers, limits.seed + attempt, limits.repeatable, limits.effort / left)
        found = run(trial, part, lambda *_: None, lambda _: None, interrupt)
        if found.value:
            return agenda_of(x, found.value).replaced(conference_hash=conference.hash)
        if interrupt.is_set():
            break
    return None
