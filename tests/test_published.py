"""The rules about what is published: the model and the checker say the same of every agenda, and of each whether it must."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache

import pytest

from constraints.published import Begun, KeepPublished, Moves, News
from constraints.rule import Rule
from instances import changes
from instances.agenda import Agenda
from instances.conference import Conference
from instances.problems import BadInput
from instances.told import news, told
from scheduler.hint import usable
from tests import tiny
from tests.sampled import FULL
from tests.test_contract import Contract

SIZES = [pytest.param(10, 2, id="sample"), pytest.param(100, 3, id="many", marks=FULL)]
KINDS = ("news", "keep_published", "moves", "begun")


def _rules(conference: Conference, published: Agenda, now: int | None) -> dict[str, Rule]:
    """Each of the rules for one published agenda of a conference as it was."""
    first = min(b.first for b in conference.blocks)
    return {
        "news": News(before=told(conference, published), knows=frozenset(s.id for s in conference.speakers[2:3])),
        "keep_published": KeepPublished(published=published, now=now),
        "moves": Moves(published=published),
        "begun": Begun(published=published, now=first if now is None else now),
    }


@lru_cache
def _changed(name: str) -> tuple[Conference, ...]:
    """A tiny conference as it is, and after small changes that leave most of an agenda as it is."""
    c = tiny.conference(name)
    talks = [t for s in c.subforums for t in s.talks]
    tries: list[list[changes.ChangeBase]] = [
        [],
        [changes.Cancel(person=c.speakers[0].id, talks="drop")],
        [changes.Cancel(person=c.speakers[-1].id)],
        [changes.Drop(item=talks[-1].id)],
        [changes.Attend(person=c.speakers[0].id, attends="recorded")],
        [changes.Length(talk=talks[0].id, minutes=2 * c.grid)],
    ]
    found = []
    for one in tries:
        try:
            found.append(changes.apply(c, one))
        except BadInput:
            continue
    return tuple(found)


def _cases(name: str, size: int, seeds: int) -> Iterator[tuple[Conference, Agenda, int | None, list[Agenda]]]:
    """A changed conference, an agenda published before, the minute, and agendas to look at."""
    c, chance = tiny.conference(name), random.Random(7)
    for seed in range(seeds):
        published = tiny.sample(name, 1, 100 + seed)[0]
        after = chance.choice(_changed(name)) if seed else c
        now = chance.choice([None, *range(c.blocks[0].first, c.blocks[-1].last, c.grid)]) if seed else c.blocks[0].first + c.grid
        agendas = [a if after is c else usable(after, a) for a in (published, *tiny.sample(name, size, seed))]
        yield after, published, now, agendas


@pytest.mark.parametrize(("size", "seeds"), SIZES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", tiny.TINY)
def test_the_model_and_the_checker_agree(name: str, kind: str, size: int, seeds: int) -> None:
    for after, published, now, agendas in _cases(name, size, seeds):
        rule = _rules(tiny.conference(name), published, now)[kind]
        contract = Contract(after, rule)
        for agenda in agendas:
            contract.holds(agenda)


@pytest.mark.parametrize("kind", KINDS)
def test_both_verdicts_and_three_amounts_are_seen(kind: str) -> None:
    verdicts, amounts = set(), set()
    for name in tiny.TINY:
        for after, published, now, agendas in _cases(name, 5, 2):
            for agenda in agendas:
                found = [v.amount for v in _rules(tiny.conference(name), published, now)[kind].violations(after, agenda)]
                verdicts.add(bool(found))
                amounts.add(sum(found))
    assert verdicts == {True, False}
    assert len(amounts) >= 3


@pytest.mark.parametrize("name", tiny.TINY)
def test_what_is_published_is_as_published(name: str) -> None:
    c = tiny.conference(name)
    for published in tiny.sample(name, 20, 3):
        for kind in ("news", "keep_published", "moves"):
            assert not list(_rules(c, published, None)[kind].violations(c, published))


@pytest.mark.parametrize("attends", ["recorded", "online"])
@pytest.mark.parametrize("name", tiny.TINY)
def test_who_comes_after_all_is_told_more(name: str, attends: str) -> None:
    """The solver took what somebody knew who sent a video for all that they need on the stage, and counted too few."""
    c = tiny.conference(name)
    published = tiny.sample(name, 1, 5)[0]
    before = {person: tuple(duty.known_to(attends) for duty in duties) for person, duties in told(c, published).items()}
    contract = Contract(c, News(before=before))
    for agenda in (published, *tiny.sample(name, 5, 8)):
        contract.holds(agenda)


def test_of_two_sittings_that_were_alike_to_their_chair_one_ends_sooner() -> None:
    """They are one thing that the chair was told, so that it was still true of the other."""
    c = tiny.conference("two_sittings")
    samples = (tiny.sample("two_sittings", 1, 100 + seed)[0] for seed in range(6))
    frames = ((a, [(s.first, s.last, s.room) for s in a.sittings_of["long"]]) for a in samples)
    published = next(a for a, frame in frames if len(frame) == 2 and len(set(frame)) == 1)
    contract = Contract(c, News(before=told(c, published)))
    for sitting in published.sittings_of["long"]:
        shorter = published.exchanged({sitting.id: sitting.replaced(end=max(t.end for t in sitting.talks))})
        contract.holds(shorter)
        assert "wu" in news(c, told(c, published), told(c, shorter))
