"""What rules say of subforums as if they were alone, and of their ties: together never more than of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest

from constraints import RULES, Rule
from constraints.parallel import Parallel
from constraints.profile import rules_of
from constraints.rule import Held
from instances.agenda import Agenda, Sitting
from instances.conference import Conference
from scheduler.part import part
from tests import tiny
from tests.sampled import one_in

ADDING = [rule.id for rule in RULES if rule.adds_up]


def _has(conference: Conference, sittings: Sequence[Sitting], held: Held) -> bool:
    """Whether a subforum has something in a block, said of its sittings."""
    block = conference.block(held.block)
    there = [s for s in sittings if block.first <= s.first < block.last]
    if held.talks:
        return any(slot.talk in held.talks for s in there for slot in s.talks)
    return any(s.room == held.room or not held.room for s in there)


def _alone(conference: Conference, agenda: Agenda, rule: Rule) -> Iterator[int]:
    """The amounts of a rule for each subforum of an agenda as if it were alone."""
    alone = rule.alone()
    for subforum in conference.subforums if alone else ():
        own = part(conference, {subforum.id}).conference
        sittings = agenda.sittings_of.get(subforum.id, ())
        mine = agenda.replaced(conference_hash=own.hash, sittings=tuple(sittings), fixtures=())
        yield from (v.amount for v in alone.violations(own, mine)) if alone else ()


def _tied(conference: Conference, agenda: Agenda, rule: Rule) -> Iterator[int]:
    """What the ties of a rule say of an agenda."""
    for tie in rule.ties(conference):
        number = sum(_has(conference, agenda.sittings_of.get(id, ()), held) for id, held in tie.parts.items())
        yield tie.points * number * (number - 1) // 2


@pytest.mark.parametrize("name", one_in(2, tiny.TINY))
def test_what_adds_up_does(name: str) -> None:
    """The amounts for an agenda are at least those for each subforum if it were alone and those of the ties."""
    conference = tiny.conference(name)
    for rule in rules_of(conference):
        for agenda in tiny.sample(name, 8):
            whole = sum(v.amount for v in rule.violations(conference, agenda))
            alone, tied = sum(_alone(conference, agenda, rule)), sum(_tied(conference, agenda, rule))
            assert alone + tied <= whole, f"{rule.id}: {alone} and {tied} of {whole}"
            assert rule.adds_up or not alone


@pytest.mark.parametrize("id", ADDING)
def test_and_it_says_something(id: str) -> None:
    """Some of each rule is seen though each subforum is looked at alone."""
    for name in tiny.TINY:
        conference = tiny.conference(name)
        rule = next((rule for rule in rules_of(conference) if rule.id == id), None)
        if rule and any(sum(_alone(conference, a, rule)) + sum(_tied(conference, a, rule)) for a in tiny.sample(name, 20)):
            return
    pytest.fail(f"no tiny conference shows anything of {id}")


def test_each_pair_stands_in_one_group() -> None:
    """What costs as much for each two of several is one tie for all of them."""
    conference = tiny.conference("at_once")
    forums = tuple(
        conference.subforums[0].replaced(id=id, talks=(conference.subforums[0].talks[0].replaced(id=f"{id}1"),)) for id in "stuv"
    )
    pairs = [((one, other), 5) for one, other in combinations("stu", 2)] + [
        (("u", "v"), 5),
        (("s1", "t1"), 7),
        (("s1", "v1"), 7),
        (("t1", "v1"), 7),
    ]
    declared = [{"talks" if len(ids[0]) > 1 else "subforums": ids, "points": points, "of": "sittings"} for ids, points in pairs]
    made = type(conference).model_validate(
        {**conference.replaced(subforums=forums, pairs=(), prefers=(), pins=()).model_dump(by_alias=True), "pairs": declared}
    )
    found: Counter[tuple[frozenset[str], int]] = Counter()
    ties = list(Parallel(same_track=0, shared_topic=0).ties(made))
    first = made.blocks[0].id
    for tie in ties:
        if next(iter(tie.parts.values())).block == first:
            for (one, a), (other, b) in combinations(tie.parts.items(), 2):
                found[frozenset((*a.talks, *b.talks) or (one, other)), tie.points] += 1
    assert found == Counter({(frozenset(ids), points): 1 for ids, points in pairs})
    assert max(len(tie.parts) for tie in ties) == 3
