"""Subforums and fixtures that are in each other's way, told from one search in which each may be left out."""

from __future__ import annotations

from constraints.placed import Placed
from constraints.profile import rules_of
from instances.conference import Conference
from scheduler.limits import Interrupt, Limits


def core(conference: Conference, limits: Limits, interrupt: Interrupt) -> list[str]:
    """Items that seem impossible together, by id: perhaps more than need be, and none where none were found.

    They are those whose presence the solver needed in order to refute the whole; a proof is another matter.
    """
    from scheduler import model, search

    rules = [rule for rule in rules_of(conference) if rule.hard]
    placed = [rule for rule in rules if isinstance(rule, Placed)]
    x = model.variables(conference, rules, draft=True)
    for rule in rules:
        if not isinstance(rule, Placed):
            rule.forbid(x)
    owners = {id: owner.id for id, owner in conference.owner.items()}
    there = {id: x.model.new_bool_var("") for id in sorted({*owners.values(), *(f.id for f in conference.fixtures)})}
    for amount in (amount for rule in placed for amount in rule.post(x)):
        x.model.add(amount.expression == 0).only_enforce_if(there[owners.get(amount.items[0], amount.items[0])])
    x.model.add_assumptions(list(there.values()))
    found = search.run(x.model, limits, lambda *_: None, lambda _: None, interrupt)
    return [id for id, literal in there.items() if literal.index in found.core]
