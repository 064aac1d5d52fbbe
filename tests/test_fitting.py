"""When people can appear, reckoned with sets of minutes, is what their windows and clocks say minute by minute."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from instances import clock
from instances.conference import Conference, Talk
from instances.formats import read_conference
from instances.generate import generate
from scheduler.fitting import Times
from tests import tiny

CONFERENCES = {
    **{name: tiny.conference(name) for name in ("orders_and_seats", "relations_and_resources", "chairs_and_days")},
    "wuzhen2022": read_conference("wuzhen2022"),
    "generated": generate(6, 3)[0],
}


def appears(c: Conference, person: str, minute: int) -> bool:
    """Whether a person can appear in a minute, by windows and night."""
    speaker = c.speaker(person)
    if speaker.attends == "recorded":
        return True
    free = speaker.available is None or any(w.first <= minute < w.last for w in speaker.available)
    day = speaker.attends != "online" or clock.within_hours(clock.time_of_day(minute, c.zone_of(person)), speaker.possible_hours)
    return free and day


def held(c: Conference, talk: Talk, minute: int) -> bool:
    """Whether everybody can appear on a talk from a minute on."""
    span = range(minute, minute + talk.minutes)
    there = {p: all(appears(c, p, m) for m in span) for p in (*talk.speakers, *(p for seat in talk.seats for p in seat.candidates))}
    return all(there[p] for p in talk.speakers) and all(any(there[p] for p in seat.candidates) for seat in talk.seats if seat.required)


@pytest.mark.parametrize("name", CONFERENCES)
def test_people_and_talks_at_random_times(name: str) -> None:
    c, chance = CONFERENCES[name], random.Random(name)
    times, seen = Times(c), set[bool]()
    for _ in range(300):
        first, minutes, person = chance.randrange(times.first, times.last), chance.choice((1, 5, 30, 90)), chance.choice(c.speakers)
        span = range(first, min(first + minutes, times.last))
        seen.add(times.can(person.id, span.start, span.stop))
        assert times.can(person.id, span.start, span.stop) == all(appears(c, person.id, m) for m in span), (person.id, first, minutes)
    for talk in (t for s in c.subforums for t in s.talks):
        for first in chance.sample(range(times.first, times.last - talk.minutes), 12):
            assert times.talk(talk, first) == held(c, talk, first), (talk.id, first)
    assert seen == {True, False}


@pytest.mark.parametrize(
    "zone", ["Asia/Shanghai", "Asia/Kathmandu", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Africa/El_Aaiun"]
)
def test_stretches_of_one_offset(zone: str) -> None:
    first = int(datetime(2022, 1, 1, tzinfo=UTC).timestamp()) // 60 + 17
    last, offsets = first + 370 * clock.DAY, set[int]()
    for begin, end, offset in clock.steady(first, last, zone):
        assert first == begin < end
        first = end
        offsets.add(offset)
        assert {clock.offset(m, zone) for m in (begin, (begin + end) // 2, end - 1)} == {offset}
    assert first == last
    assert (len(offsets) > 1) == (zone.split("/")[0] != "Asia")
