"""Any programme becomes a conference whose published agenda has nothing wrong in its structure; what cannot stay is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from constraints import structure
from instances import clock
from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import native
from instances.formats.foreign.build import built
from instances.formats.foreign.programme import Day, Event, Person, Place, Programme, Theme
from instances.problems import BadInput
from scheduler.check import check

MORNING = datetime(2026, 6, 5, 9, tzinfo=timezone(timedelta(hours=2)))


def at(words: str, day: int = 5) -> datetime:
    """A time on the clocks of the conference."""
    return datetime.fromisoformat(f"2026-06-{day:02}T{words}:00+02:00")


def event(key: str, start: str = "", minutes: int | None = 30, *places: str, **more: Any) -> Event:
    """An event of the fifth of June, or, as '6 09:00', of another day."""
    day, _, words = start.rpartition(" ")
    return Event(key, key, key.capitalize(), at(words, int(day or 5)) if start else None, minutes, places=places, **more)


def programme(*events: Event, **more: Any) -> Programme:
    """A programme with two rooms, a track and two people."""
    given: dict[str, Any] = {
        "zone": "Europe/Berlin",
        "places": (Place("a", "Hall A", 100), Place("b", "Hall B", 50)),
        "themes": (Theme("t", "Tools"),),
        "people": (Person("p", "Potter, hill"), Person("w", "Weaver, dale")),
        **more,
    }
    return Programme("camp", "Camp", events=events, **given)


def made(*events: Event, **more: Any) -> tuple[Conference, Agenda | None, list[str]]:
    """The conference, its agenda, and what was told, without the file."""
    notes: list[str] = []
    conference, agenda = built(programme(*events, **more), "camp.xml", lambda p: notes.append(str(p).removeprefix("camp.xml: ")))
    if agenda is not None:
        assert [fault.sentence for fault in structure.faults(conference, agenda)] == []
    return conference, agenda, notes


def blocks(conference: Conference) -> list[str]:
    """The blocks, as day, start and end."""
    return [f"{b.start.day} {b.start:%H:%M}-{b.end:%H:%M}" for b in conference.blocks]


def test_an_event_is_a_subforum_with_one_talk_and_a_break_a_fixture() -> None:
    talk = event("forge", "09:00", 45, "a", theme="t", people=("p", "w"), language="de", known_as={"code": "ABC123", "guid": "g"})
    tea = event("tea", "10:00", 30, "a", "b", service=True)
    conference, agenda, notes = made(talk, tea, event("last", "10:30", 30, "b"))
    assert notes == []
    forge = conference.subforum("abc123")
    assert (forge.title, forge.track, forge.languages) == ("Forge", "tools", ("de",))
    assert [(t.id, t.minutes, t.speakers) for t in forge.talks] == [("abc123-talk", 45, ("potter-hill", "weaver-dale"))]
    assert forge.known_as == forge.talks[0].known_as == {"code": "ABC123", "guid": "g"}
    assert [(f.id, f.rooms) for f in conference.fixtures] == [("tea", ("hall-a", "hall-b"))]
    assert agenda
    assert [(s.id, s.room, f"{s.start:%H:%M}") for s in agenda.sittings] == [("abc123/1", "hall-a", "09:00"), ("last/1", "hall-b", "10:30")]
    assert check(conference, agenda).broken == ()
    assert conference.grid == 15


def test_a_conference_read_back_from_its_file_fits_its_agenda() -> None:
    conference, agenda, _ = made(event("forge", "09:05", 25, "a", people=("p",)))
    again = native.read_conference(native.write_conference(conference), "camp.yaml")
    assert agenda
    assert again.hash == conference.hash == agenda.conference_hash


def test_blocks_end_where_no_room_has_a_talk_for_a_meal() -> None:
    talks = [
        event("one", "09:00", 60, "a"),
        event("two", "10:15", 45, "b"),
        event("three", "12:00", 60, "a"),
        event("four", "6 09:30", 30, "a"),
    ]
    assert blocks(made(*talks)[0]) == ["5 09:00-11:00", "5 12:00-13:00", "6 09:30-10:00"]


def test_a_day_is_taken_at_its_word_where_talks_stand_near_its_bounds() -> None:
    talks = event("one", "10:00", 60, "a"), event("two", "16:00", 60, "a")
    near, far = Day(at("09:00"), at("17:30")), Day(at("04:00"), at("03:59", 6))
    assert blocks(made(*talks, days=(near,))[0]) == ["5 09:00-11:00", "5 16:00-17:30"]
    assert blocks(made(*talks, days=(far,))[0]) == ["5 10:00-11:00", "5 16:00-17:00"]


def test_a_day_without_talks_is_a_block_if_people_could_work_so_long() -> None:
    days = Day(at("09:00", 6), at("18:00", 6)), Day(at("00:00", 7), at("23:59", 7))
    assert blocks(made(event("one", "10:00", 60, "a"), days=days)[0]) == ["5 10:00-11:00", "6 09:00-18:00"]


def test_a_programme_around_the_clock_has_blocks_of_a_day_at_most() -> None:
    talks = [event(f"t{hour}", f"{5 + hour // 24} {hour % 24:02}:00", 60, "a") for hour in range(60)]
    conference, agenda, notes = made(*talks)
    assert notes == []
    assert [b.last - b.first for b in conference.blocks] == [1440, 1440, 720]
    assert agenda
    assert len(agenda.sittings) == 60


def test_talks_that_go_on_over_every_cut_are_kept_at_their_time_as_fixtures() -> None:
    longs = [event(f"l{n}", f"{5 + n * 13 // 24} {n * 13 % 24:02}:00", 20 * 60, "a") for n in range(4)]
    conference, agenda, notes = made(*longs)
    assert agenda
    assert len(agenda.sittings) + len(agenda.fixtures) == 4
    assert [f.start for f in conference.fixtures]
    assert any("goes on from one day into the next: 'l" in note for note in notes)


def test_what_has_no_time_is_left_out_of_the_agenda() -> None:
    conference, agenda, notes = made(event("one", "10:00", 60, "a"), event("two"))
    assert agenda
    assert [u.item for u in agenda.unplaced] == ["two"]
    assert notes == ["without a time: 'two'; left out of the published agenda"]
    assert any("Two" in v.sentence for v in check(conference, agenda).broken)


def test_without_any_time_there_is_no_agenda_and_days_have_the_usual_hours() -> None:
    day = Day(at("00:00"), at("00:00", 6))
    conference, agenda, notes = made(event("one", minutes=20), days=(day,))
    assert agenda is None
    assert blocks(conference) == ["5 09:00-18:00"]
    assert "9:00-18:00 is taken" in notes[0]


@pytest.mark.parametrize(
    ("events", "note"),
    [
        ([event("one", "10:00", None, "a"), event("two", "11:00", 20, "a")], "without a length: 'one'; taken as 20 minutes, until"),
        ([event("one", "10:00", 0, "a")], "without a length: 'one'; taken as 30 minutes, until you say how long"),
        ([event("one", "10:00", 30)], "with a time, but without a room: 'one'; put into 'Room to be named'"),
        ([event("one", "10:00", 30, "a", "b")], "in several rooms: 'one'; the first of them is kept"),
        ([event("one", "10:00", 31, "a")], "the grid is one of 1 minutes for the sake of: 'one'"),
        ([event("one", "10:00", 30, "a"), event("camp", "10:00", 2000, "b")], "longer than a day: 'camp'; kept as a fixture at its time"),
        ([event("one", "10:00", 30, "a"), event("tea", service=True)], "a break or the like without a time: 'tea'; left out"),
        (
            [event("one", "10:00", 30, "a"), event("tea", "09:00", 60, "a", service=True), event("bar", "09:30", 60, "a", service=True)],
            "at the time of another break or the like in its room: 'bar'; kept without that room",
        ),
        (
            [event("one", "10:00", 30, "a"), Event("late", "late", "Late", at("10:00").replace(year=2028), 30, places=("a",))],
            "far in time from all else: 'late'; its time is left out: check the date",
        ),
    ],
)  # fmt: skip
def test_what_cannot_stay_as_it_is_is_told_with_what_was_done(events: list[Event], note: str) -> None:
    assert any(told.startswith(note) for told in made(*events)[2])


def test_rooms_are_made_up_for_as_many_talks_as_there_are_at_a_time() -> None:
    talks = event("one", "10:00"), event("two", "10:15"), event("three", "10:30")
    conference, agenda, _ = made(*talks)
    assert agenda
    assert {s.subforum: s.room for s in agenda.sittings} == {
        "one": "room-to-be-named", "two": "room-to-be-named-2", "three": "room-to-be-named",
    }  # fmt: skip
    assert check(conference, agenda).broken == ()


def test_what_two_talks_break_is_told_by_the_check() -> None:
    conference, agenda, _ = made(event("one", "10:00", 30, "a", people=("p",)), event("two", "10:15", 30, "a", people=("p",)))
    assert agenda
    assert {v.rule for v in check(conference, agenda).broken} == {"room_overlap", "speaker_overlap"}


def test_a_plenary_is_a_fixture_to_which_nothing_is_parallel() -> None:
    conference, agenda, _ = made(event("one", "10:00", 30, "a"), event("keynote", "10:15", 30, "b", people=("w",), everyone=True))
    assert conference.fixture("keynote").audience == "everyone"
    assert conference.fixture("keynote").speakers == ("weaver-dale",)
    assert agenda
    assert {v.rule for v in check(conference, agenda).broken} == {"relation"}


def test_windows_of_people_are_kept_and_rooms_are_closed_outside_theirs() -> None:
    free = Person("p", "Potter, hill", "Asia/Tokyo", ((at("09:00"), at("10:00")), (at("09:30"), at("11:00"))))
    place = Place("a", "Hall A", None, ((at("00:00"), at("10:00")), (at("10:30"), at("23:00"))))
    conference, _, notes = made(
        event("one", "09:00", 60, "a", people=("p",)), event("two", "10:00", 60, "a"), people=(free,), places=(place,)
    )
    speaker = conference.speaker("potter-hill")
    assert speaker.timezone == "Asia/Tokyo"
    assert [(f"{w.start:%H:%M}", f"{w.end:%H:%M}") for w in speaker.available or ()] == [("09:00", "11:00")]
    assert [(f"{w.start:%H:%M}", f"{w.end:%H:%M}") for w in conference.room("hall-a").closed] == [("10:00", "10:30")]
    assert notes[0].startswith("the seats are not known: 'Hall A'; 0 is written")


@pytest.mark.parametrize(
    ("start", "zone"),
    [
        (at("09:00"), "Etc/GMT-2"),
        (datetime(2026, 6, 5, 9, tzinfo=UTC), "UTC"),
        (datetime(2026, 6, 5, 9), "UTC"),
        (datetime(2026, 6, 5, 9, tzinfo=timezone(timedelta(hours=5, minutes=45))), "Asia/Kathmandu"),
        (datetime(2026, 6, 5, 9, tzinfo=timezone(timedelta(hours=1, minutes=7))), "UTC"),
    ],
)
def test_a_zone_that_is_not_named_is_one_of_the_offset_and_told(start: datetime, zone: str) -> None:
    conference, _, notes = made(Event("one", "one", "One", start, 30, places=("a",)), zone=None)
    assert conference.zone == zone
    assert any(f"{zone} is taken" in note and "--timezone" in note for note in notes)


def test_equal_names_have_ids_of_their_own_whatever_their_order() -> None:
    twins = event("a1", "09:00", 30, "a"), event("a2", "10:00", 30, "a")
    same = [Event(**{**vars(one), "name": "Tea & talk", "title": "Tea & talk"}) for one in twins]
    first, second = made(*same)[0], made(*reversed(same))[0]
    assert sorted(s.id for s in first.subforums) == sorted(s.id for s in second.subforums)
    assert len({s.id for s in first.subforums}) == 2


@pytest.mark.parametrize(
    ("events", "what"),
    [
        ([], "has neither times nor days"),
        ([event("tea", "09:00", service=True)], "has no talk"),
        ([event("one")], "has neither times nor days"),
        ([event(f"e{n}", "09:00") for n in range(5001)], "has more than 5,000 events"),
    ],
)
def test_what_is_no_programme_is_refused(events: list[Event], what: str) -> None:
    with pytest.raises(BadInput, match=f"camp.xml: {what}"):
        made(*events)


NAMES = st.sampled_from(["Alpha", "Beta", "午餐", "Ünïcode", "a" * 300, "<b>x</b>", "=1+1", "  "])
SPANS = st.tuples(st.integers(-3000, 6000), st.integers(-100, 3000)).map(
    lambda pair: (MORNING + timedelta(minutes=pair[0]), MORNING + timedelta(minutes=pair[0] + pair[1]))
)
EVENTS = st.builds(
    Event,
    key=st.uuids().map(str),
    name=NAMES,
    title=NAMES,
    start=st.none() | st.integers(-20_000, 20_000).map(lambda m: MORNING + timedelta(minutes=m * 5))
    | st.integers(0, 600).map(lambda m: MORNING + timedelta(minutes=m)),
    minutes=st.none() | st.integers(0, 100) | st.sampled_from([720, 1439, 1440, 1441, 20_000, 99_999]),
    theme=st.sampled_from(["t", "", "unknown"]),
    people=st.lists(st.sampled_from(["p", "w", "unknown"])).map(tuple),
    places=st.lists(st.sampled_from(["a", "b", "unknown"])).map(tuple),
    service=st.booleans(),
    everyone=st.booleans(),
    known_as=st.dictionaries(st.sampled_from(["code", "guid"]), NAMES),
)  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(EVENTS, max_size=14, unique_by=lambda e: e.key),
    st.lists(SPANS.filter(lambda span: span[0] < span[1]), max_size=4),
    st.lists(SPANS, max_size=3),
    st.sampled_from([None, "Europe/Berlin", "Asia/Kathmandu"]),
)
def test_whatever_a_programme_holds_its_agenda_is_sound_or_it_is_refused_in_words(
    events: list[Event], days: list[tuple[datetime, datetime]], free: list[tuple[datetime, datetime]], zone: str | None
) -> None:
    more = {
        "days": tuple(Day(*day) for day in days),
        "zone": zone,
        "people": (Person("p", "Potter, hill", free=tuple(free)), Person("w", "Weaver, dale")),
        "places": (Place("a", "Hall A", 100, tuple(free)), Place("b", "Hall A")),
    }
    try:
        conference, agenda, _ = made(*events, **more)
    except BadInput as error:
        if not str(error).startswith(("camp.xml: has neither", "camp.xml: has no talk")):
            raise
        return
    if agenda is not None:
        check(conference, agenda)
        scheduled = {e.key for e in events if e.start and not e.service}
        assert len(agenda.sittings) <= len(scheduled)
    assert all(b.last - b.first <= clock.DAY for b in conference.blocks)
