"""Synthetic conferences: known to be feasible, or broken in a known way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from instances import clock
from instances.conference import Before, Block, Conference, Room
from instances.formats.native import read_conference, write_conference
from instances.generate import CAUSES, LEAST, generate
from instances.problems import BadInput
from scheduler.check import check, fits
from tests.sampled import one_in

SMALL = [(n, seed) for n in (4, 5, 7, 13, 20, 50) for seed in range(4)]


@pytest.mark.parametrize(("n", "seed"), [*SMALL, (200, 1)])
def test_the_planted_agenda_is_admissible(n: int, seed: int) -> None:
    conference, agenda = generate(n, seed)
    fits(conference, agenda)
    assert not agenda.unplaced
    assert check(conference, agenda).broken == ()


@pytest.mark.full
@pytest.mark.parametrize("n", range(LEAST, 61))
def test_the_planted_agenda_is_admissible_at_every_size(n: int) -> None:
    for seed in range(100, 110):
        assert check(*generate(n, seed)).broken == ()


@pytest.mark.full
def test_a_thousand_subforums() -> None:
    conference, agenda = generate(1_000, 1)
    assert len(conference.subforums) == 1_000
    assert check(conference, agenda).broken == ()


def test_same_seed_same_conference_other_seed_another() -> None:
    assert generate(20, 3) == generate(20, 3)
    assert generate(20, 3)[0].hash != generate(20, 4)[0].hash
    assert generate(20, 3, "night")[0] == generate(20, 3, "night")[0]


def test_a_seed_gives_the_same_conference_for_ever() -> None:
    """Recorded benchmarks name conferences by size and seed."""
    assert generate(20, 1)[0].hash.startswith(RECORDED), "a changed generator makes recorded results worthless: say so in the changelog"


RECORDED = "73104c527963"


@pytest.mark.parametrize("seed", range(5))
def test_twenty_subforums_are_a_sibling_of_wuzhen2022(seed: int) -> None:
    c, _ = generate(20, seed)
    assert (len(c.blocks), len(c.rooms), len(c.tracks)) == (3, 9, 4)
    assert len({r.building for r in c.rooms}) == 3
    assert 120 <= len([t for s in c.subforums for t in s.talks]) <= 180
    assert 130 <= len(c.speakers) <= 170
    away = [p for p in c.speakers if p.attends != "onsite"]
    assert 0.25 <= len(away) / len(c.speakers) <= 0.45
    zones = {c.zone_of(p.id) for p in away}
    assert len(zones) >= 30
    assert {clock.offset(c.blocks[0].first, z) % 60 for z in zones} == {0, 30, 45}
    assert {c.region_of(p.id) for p in away} >= {"Africa", "Americas", "Asia", "Europe", "Oceania"}
    assert 6 <= sum(len([p for p in c.places_of[s.id] if p in c.subforums_by_id]) > 1 for s in c.speakers) <= 30
    assert all((c.pins, c.relations, c.pairs, c.prefers, c.resources))
    assert len({p.item for p in c.pins}) == len(c.pins)
    assert any(f.start is None for f in c.fixtures)
    assert any(f.audience == "everyone" for f in c.fixtures)
    assert any(seat for s in c.subforums for t in s.talks for seat in t.seats)


@pytest.mark.parametrize(("n", "seed"), [(20, 1), (50, 1), (200, 1)])
def test_proportions_hold_at_every_size(n: int, seed: int) -> None:
    c, _ = generate(n, seed)
    talks = [t for s in c.subforums for t in s.talks]
    assert 6 <= len(talks) / n <= 8
    assert all(10 <= t.minutes <= 45 and t.minutes % 5 == 0 for t in talks)
    assert sum(135 <= s.minutes <= 175 for s in c.subforums) >= 0.6 * n
    assert 6.5 <= len(c.speakers) / n <= 8.5
    biting = [p for p in c.speakers if p.available and any(_bites(c.blocks, edge) for w in p.available for edge in (w.first, w.last))]
    assert 0.08 <= len(biting) / len(c.speakers) <= 0.22


def _bites(blocks: tuple[Block, ...], edge: int) -> bool:
    return any(b.first < edge < b.last for b in blocks)


@pytest.mark.parametrize(("n", "seed"), [*SMALL, (200, 1)])
def test_eighty_to_ninety_per_cent_of_open_room_blocks_are_used(n: int, seed: int) -> None:
    c, agenda = generate(n, seed)
    used = {(s.room, b.id) for s in agenda.sittings for b in c.blocks if b.first <= s.first < b.last}
    assert len(used) == n
    assert 0.8 <= n / sum(_open(c, room, block) for room in c.rooms for block in c.blocks) <= 0.9


def _open(c: Conference, room: Room, block: Block) -> bool:
    """Whether the shortest sitting, of 100 minutes, could stand there between closures and fixed fixtures."""
    taken = [(w.first, w.last) for w in room.closed]
    taken += [f.spans[0] for f in c.fixtures if f.start and room.id in f.rooms]
    return any(not any(s < last and first < s + 100 for first, last in taken) for s in range(block.first, block.last - 99, 5))


def test_large_conferences_have_rooms_that_are_alike() -> None:
    c, _ = generate(200, 1)
    named = {r for f in c.fixtures for r in f.rooms} | {w.room for w in c.prefers} | {p.room for p in c.pins}
    kinds = Counter(r.model_dump_json(exclude={"id", "title"}) for r in c.rooms if r.id not in named)
    assert max(kinds.values()) > 1


@pytest.mark.parametrize("infeasible", [None, *one_in(3, CAUSES)])
def test_it_survives_its_file(infeasible: str | None) -> None:
    conference, _ = generate(20, 2, infeasible)
    again = read_conference(write_conference(conference), "again.yaml")
    assert again == conference
    assert again.hash == conference.hash


@pytest.mark.parametrize(("n", "cause", "words"), [(3, None, "4 to 1,000"), (1_001, None, "4 to 1,000"), (20, "rooms", "'room'")])
def test_what_cannot_be_generated_is_refused(n: int, cause: str | None, words: str) -> None:
    with pytest.raises(BadInput, match=re.escape(words)):
        generate(n, 1, cause)


BREAKS = {
    "person": "speaker_overlap",
    "room": "room_closed",
    "night": "speaker_night",
    "availability": "speaker_available",
    "pin": "placement",
    "relation": "relation",
    "resource": "resource",
    "seats": "room_fit",
    "feature": "room_fit",
    "block": "placed",
    "max_talks": "max_talks",
}


@pytest.mark.parametrize("n", [4, 20])
@pytest.mark.parametrize("cause", CAUSES)
def test_a_breach_breaks_the_planted_agenda_by_one_rule_and_no_agenda_can_do_better(cause: str, n: int) -> None:
    for seed in range(3):
        conference, agenda = generate(n, seed, cause)
        assert {v.rule for v in check(conference, agenda).broken} == {BREAKS[cause]}
        assert IMPOSSIBLE[cause](conference)
        assert not IMPOSSIBLE[cause](generate(n, seed)[0])


def _speakers(c: Conference) -> list[str]:
    """Everybody on a talk, once for each."""
    return [p for s in c.subforums for t in s.talks for p in t.speakers]


def _awake(c: Conference, person: str) -> bool:
    zone, hours = c.zone_of(person), c.speaker(person).possible_hours
    return any(clock.within_hours(clock.time_of_day(m, zone), hours) for b in c.blocks for m in range(b.first, b.last))


def _busy(c: Conference) -> bool:
    load: Counter[str] = Counter()
    for talk in (t for s in c.subforums for t in s.talks):
        load.update(dict.fromkeys(talk.speakers, talk.minutes))
    return max(load.values()) > sum(b.last - b.first for b in c.blocks)


def _crowded(c: Conference) -> bool:
    whole, turnover = (c.blocks[0].first, c.blocks[-1].last), max(s.turnover for s in c.subforums)
    left = [r for r in c.rooms if whole not in [(w.first, w.last) for w in r.closed]]
    there_is = len(left) * sum(b.last - b.first + turnover for b in c.blocks)
    return sum(s.minutes + s.turnover for s in c.subforums) > there_is


def _elsewhere(c: Conference) -> bool:
    windows = [c.speaker(p).available for p in _speakers(c)]
    return any(ws and not any(w.first < b.last and b.first < w.last for w in ws for b in c.blocks) for ws in windows)


def _pinned_to_a_closed_room(c: Conference) -> bool:
    pinned = [(c.room(p.room), p.start) for p in c.pins if p.room and p.start]
    return any(w.start <= start < w.end for room, start in pinned for w in room.closed)


def _ring(c: Conference) -> bool:
    arcs = [(r.first, r.then) for r in c.relations if isinstance(r, Before)]
    return any((a, b) in arcs and (b, d) in arcs and (d, a) in arcs for a, b in arcs for _, d in arcs)


def _overbooked(c: Conference) -> bool:
    talks = Counter(_speakers(c))
    return any(p.max_talks is not None and talks[p.id] > p.max_talks for p in c.speakers)


IMPOSSIBLE: dict[str, Callable[[Conference], bool]] = {
    "person": _busy,
    "room": _crowded,
    "night": lambda c: any(c.speaker(p).attends == "online" and not _awake(c, p) for p in _speakers(c)),
    "availability": _elsewhere,
    "pin": _pinned_to_a_closed_room,
    "relation": _ring,
    "resource": lambda c: any(r.capacity == 0 and not r.windows and any(r.id in s.uses for s in c.subforums) for r in c.resources),
    "seats": lambda c: any(s.audience.onsite > max(r.seats for r in c.rooms) for s in c.subforums),
    "feature": lambda c: any(not any(set(s.needs) <= set(r.features) for r in c.rooms) for s in c.subforums),
    "block": lambda c: any(s.minutes > max(b.last - b.first for b in c.blocks) for s in c.subforums),
    "max_talks": _overbooked,
}
"""For each cause an argument that no agenda whatever can be admissible."""


def test_every_cause_is_argued() -> None:
    assert set(IMPOSSIBLE) == set(BREAKS) == set(CAUSES)
    assert all(sentence.endswith(".") for sentence in CAUSES.values())
