"""Repairs: no agenda with fewer people told, less disturbance or a lower penalty exists, and what is printed holds."""

from __future__ import annotations

import random
from functools import lru_cache

import pytest
from ortools.sat.python.cp_model import CpModel

from constraints.profile import rules_of
from constraints.published import Begun, KeepPublished, Moves, News
from constraints.variables import Variables
from instances import changes, clock
from instances.agenda import Agenda
from instances.changes import ChangeBase
from instances.conference import Conference
from instances.problems import BadInput
from instances.told import knowing, told
from scheduler import repair as repairing
from scheduler.check import check
from scheduler.limits import Limits
from scheduler.repair import repair
from tests import tiny
from tests.sampled import FULL, one_in

SIZES = [pytest.param(1, id="sample"), pytest.param(20, id="many", marks=FULL)]
NAMES = [name for name in tiny.TINY if name != "at_once"]


ORDER = ("placed", "room_overlap", "no_gap", "room_closed", "speaker_available", "placement", "relation", "resource", "speaker_overlap")
_EVERY: dict[str, tuple[Agenda, ...]] = {}


def _agendas(c: Conference) -> tuple[Agenda, ...]:
    """Every agenda that the variables can express, by the conference's hash."""
    if c.hash not in _EVERY:
        _EVERY[c.hash] = tuple(tiny.every_agenda(Variables(c, CpModel())))
    return _EVERY[c.hash]


@lru_cache
def _settled(name: str) -> tuple[Conference, tuple[Agenda, ...]]:
    """A tiny conference of which as many rules must hold as leave a few agendas, and these."""
    c = tiny.conference(name)
    hard = [rule.id for rule in rules_of(c) if rule.hard]
    left = [(a, {v.rule for v in check(c, a).broken}) for a in tiny.agendas(name) if _placed(c, a)]
    must: list[str] = []
    for rule in (id for id in (*ORDER, *(h for h in hard if h not in ORDER)) if id in hard):
        if sum(rule not in broken for _, broken in left) >= 4:
            left, must = [(a, broken) for a, broken in left if rule not in broken], [*must, rule]
    document = c.model_dump(by_alias=True, exclude_defaults=True)
    settings = {k: v for k, v in document.get("rules", {}).items() if k not in hard}
    eased = Conference.model_validate({**document, "rules": {**settings, **{id: "must" if id in must else "slight" for id in hard}}})
    return eased, tuple(a.replaced(conference_hash=eased.hash) for a, _ in left)


def _placed(c: Conference, agenda: Agenda) -> bool:
    """Whether every talk and fixture is placed, as it must be: a quick look before the whole check."""
    return len(agenda.slots) == sum(len(s.talks) for s in c.subforums) and len(agenda.fixtures) == len(c.fixtures)


def _happens(c: Conference, published: Agenda, chance: random.Random) -> list[ChangeBase]:
    """One or two things that may happen to a tiny conference."""
    sitting, block = chance.choice(published.sittings), chance.choice(c.blocks)
    talks = [t for s in c.subforums for t in s.talks]
    person, room = chance.choice(c.speakers).id, chance.choice(c.rooms).id
    kinds: list[ChangeBase] = [
        changes.CloseRoom(room=sitting.room, start=sitting.start, end=sitting.end),
        changes.CloseRoom(room=room, start=block.start, end=block.end),
        changes.Cancel(person=person, talks=chance.choice(["keep", "drop"])),
        changes.Late(person=person, minutes=c.grid),
        changes.Attend(person=person, attends=chance.choice(["online", "recorded", "onsite"])),
        changes.Drop(item=chance.choice(talks).id),
        changes.PinTo(item=sitting.subforum, block=block.id),
    ]
    return chance.sample(kinds, chance.choice([1, 1, 2]))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", one_in(3, NAMES))
def test_no_agenda_with_less_disturbance_exists(name: str, size: int) -> None:
    (c, admissible), chance, seen = _settled(name), random.Random(name), 0
    while seen < size:
        published = chance.choice(admissible)
        happened = _happens(c, published, chance)
        now = chance.choice([None, None, c.blocks[0].first + chance.randrange(0, 4) * c.grid])
        try:
            found = repair(c, published, happened, Limits(20, workers=1), now=None if now is None else clock.instant(now, c.zone))
        except BadInput:
            continue
        seen += 1
        after = changes.apply(c, happened)
        after = changes.apply(after, repairing._easing(after))
        news, keep = News(before=told(c, published), knows=knowing(happened)), KeepPublished(published=published, now=now)
        begun = [] if now is None else [Begun(published=published, now=now)]
        ranks = []
        for a in _agendas(after):
            if any(any(rule.violations(after, a)) for rule in begun) or not _placed(after, a):
                continue
            report = check(after, a)
            if not report.broken:
                ranks.append((*(sum(v.amount for v in rule.violations(after, a)) for rule in (news, keep)), report.penalty))
        best = min(ranks, default=None)
        if best is None:
            assert (found.status, found.agenda) == ("infeasible", None)
            continue
        assert found.agenda is not None
        assert found.status == "optimal"
        assert (len(found.told), found.disturbance, found.penalty) == best, happened
        assert [(t.penalty, t.bound) for t in found.tiers] == [(n, n) for n in best]
        assert not check(found.conference, found.agenda).broken
        assert found.agenda.conference_hash == found.conference.hash


def test_a_search_among_few_moves_begins_from_what_is_known(wuzhen: Conference, best: Agenda) -> None:
    """What is known was once told the solver with more moves than it has, and was no beginning then."""
    from scheduler import model, search
    from scheduler.repairing import Model

    cancelled = [changes.Cancel(person="s001", talks="drop")]
    found = repair(wuzhen, best, cancelled)
    assert found.agenda
    few = Model(found.conference, rules_of(found.conference))
    moves, wishes = few.sum(Moves(published=best)), few.wishes()
    trial = few.x.model.clone()
    trial.minimize(wishes)
    trial.add(moves <= found.moves)
    start = model.hint(few.x, found.agenda, trial)
    assert start
    assert start.penalty == found.penalty
    assert search.value_of(start.values)(moves) == found.moves


@pytest.mark.parametrize("name", one_in(6, NAMES))
def test_no_agenda_with_as_few_moves_costs_less(name: str) -> None:
    (c, admissible), chance = _settled(name), random.Random(name)
    published = chance.choice(admissible)
    found = repair(c, published, (), Limits(20, workers=1))
    bought = repairing.frontier(c, published, found, 3, Limits(60, workers=1))
    assert bought.complete
    moves, keep = Moves(published=published), KeepPublished(published=published)
    every = [a for a in _agendas(found.conference) if _placed(found.conference, a) and not check(found.conference, a).broken]
    ranks = [(check(c, a).penalty, *(sum(v.amount for v in rule.violations(c, a)) for rule in (keep, moves))) for a in every]
    last, expected = found.penalty or 0, []
    for most in range(1, 4):
        penalty, disturbance = min(rank[:2] for rank in ranks if rank[2] <= most)
        if penalty < last:
            expected.append((penalty, disturbance))
            last = penalty
    assert [(one.penalty, one.disturbance) for one in bought.alternatives] == expected
    assert all(one.proved for one in bought.alternatives)
