"""Availability as people type it, on a conference of an afternoon and the day after."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instances import clock
from instances.typed.availability import Programme, read_availability, show_windows
from instances.typed.reading import Unread, Value
from instances.typed.stretches import both, union, without

STEADY = settings(derandomize=True, deadline=None, max_examples=150)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2022, 11, day, hour, minute, tzinfo=SHANGHAI)


BLOCKS = ((_at(9, 13, 30), _at(9, 18)), (_at(10, 9), _at(10, 12, 30)), (_at(10, 14), _at(10, 18, 30)))
ONSITE = Programme(BLOCKS, "Asia/Shanghai", "Asia/Shanghai")
KENYA = Programme(BLOCKS, "Asia/Shanghai", "Africa/Nairobi")
ALL = "9 00:00 - 11 00:00"


def _read(cell: Value, programme: Programme = ONSITE) -> str:
    """The windows as 'day hour - day hour', on the clocks of the phrase."""
    windows = read_availability(cell, programme).value
    return "any" if windows is None else ", ".join(f"{a.day} {a:%H:%M} - {b.day} {b:%H:%M}" for a, b in windows)


@pytest.mark.parametrize(
    ("cell", "windows"),
    [
        ("", "any"),
        (None, "any"),
        ("any time", "any"),
        ("随时都可以", "any"),
        ("No restrictions", "any"),
        ("only Nov 10 a.m.", "10 00:00 - 10 12:30"),
        ("仅11月10日上午", "10 00:00 - 10 12:30"),
        ("I am only available on Nov 10, in the morning", "10 00:00 - 10 12:30"),
        ("Thursday morning", "10 00:00 - 10 12:30"),
        ("Nov 10 morning and afternoon", "10 00:00 - 10 18:30"),
        ("mornings only", "9 00:00 - 9 12:00, 10 00:00 - 10 12:30"),
        ("not on Nov 9", "10 00:00 - 11 00:00"),
        ("any time except Nov 9", "10 00:00 - 11 00:00"),
        ("除了11月9日以外都可以", "10 00:00 - 11 00:00"),
        ("11月9日除外", "10 00:00 - 11 00:00"),
        ("Nov 9 pm or Nov 10", "9 12:00 - 11 00:00"),
        ("available 10 Nov 9:30-11:00", "10 09:30 - 10 11:00"),
        ("10 Nov, 9.30-11am", "10 09:30 - 10 11:00"),
        ("9:30-11:00 on 10 Nov", "10 09:30 - 10 11:00"),
        ("10 Nov after 3pm Beijing time", "10 15:00 - 11 00:00"),
        ("after 3pm on 10 Nov", "10 15:00 - 11 00:00"),
        ("11月10日15点以后", "10 15:00 - 11 00:00"),
        ("except Nov 10 afternoon", "9 00:00 - 10 12:30, 10 18:30 - 11 00:00"),
        ("11月9日下午不行", "9 00:00 - 9 12:00, 9 18:00 - 11 00:00"),
        ("Nov 9 pm unavailable, Nov 10 ok", "10 00:00 - 11 00:00"),
        ("can't do Nov 9 before 4pm", "9 16:00 - 11 00:00"),
        ("not before 10am", "9 10:00 - 10 00:00, 10 10:00 - 11 00:00"),
        ("Nov 10 but not before 10am", "10 10:00 - 11 00:00"),
        ("Nov 10 except 9:30-10:30", "10 00:00 - 10 09:30, 10 10:30 - 11 00:00"),
        ("not on Nov 9, only Nov 10 morning", "10 00:00 - 10 12:30"),
        ("from 9 Nov 14:00", "9 14:00 - 11 00:00"),
        ("11月10日起", "10 00:00 - 11 00:00"),
        ("after Nov 9", "10 00:00 - 11 00:00"),
        ("before Nov 10", "9 00:00 - 10 00:00"),
        ("until Nov 10 noon", "9 00:00 - 10 12:00"),
        ("from 9 Nov 14:00 to 10 Nov 12:00", "9 14:00 - 10 12:00"),
        ("Nov 9 2pm - Nov 10 noon", "9 14:00 - 10 12:00"),
        ("unavailable Nov 9 2pm - Nov 10 noon", "9 00:00 - 9 14:00, 10 12:00 - 11 00:00"),
        ("arrives Nov 10 noon", "10 12:00 - 11 00:00"),
        ("not before 10 Nov", "10 00:00 - 11 00:00"),
        ("can join on the 10th only", "10 00:00 - 11 00:00"),
        ("10 Nov after 15:00 (Beijing)", "10 15:00 - 11 00:00"),
        ("Nov 9 (afternoon), Nov 10 (morning)", "9 12:00 - 9 18:00, 10 00:00 - 10 12:30"),
        ("n/a", "any"),
        ("–", "any"),
        ("leaves on the 9th at 5pm", "9 00:00 - 9 17:00"),
        ("arrives Nov 9 3pm, leaves Nov 10 noon", "9 15:00 - 10 12:00"),
        ("Nov 9-10 after 4pm", "9 16:00 - 10 00:00, 10 16:00 - 11 00:00"),
        ("Nov 9 and 10", ALL),
        ("9 Nov 14:00-16:00, 10 Nov 9:00-10:00", "9 14:00 - 9 16:00, 10 09:00 - 10 10:00"),
        ("9 Nov 14:00-16:00\n10 Nov 9:00-10:00", "9 14:00 - 9 16:00, 10 09:00 - 10 10:00"),
        ("Nov 9 14:00-15:00, 16:00-17:00", "9 14:00 - 9 15:00, 9 16:00 - 9 17:00"),
        ("morning of Nov 10 and afternoon of Nov 9", "9 12:00 - 9 18:00, 10 00:00 - 10 12:30"),
        ("Nov 10 local time", "10 00:00 - 11 00:00"),
        ("all day Nov 10", "10 00:00 - 11 00:00"),
    ],
)
def test_phrases(cell: Value, windows: str) -> None:
    assert _read(cell) == windows


@pytest.mark.parametrize(
    ("cell", "part"),
    [
        ("prefer Nov 10", "'prefer' is not understood"),
        ("maybe Nov 10", "'maybe' is not understood"),
        ("Nov 10 if needed", "'if' is not understood"),
        ("Nov 9 and Nov 10 afternoon", "the hours of the last day or of each"),
        ("after 3pm on Nov 9", "may mean 9 November 2022 alone or the days after it, too"),
        ("from 14:00 on 9 Nov", "may mean 9 November 2022 alone or the days after it, too"),
        ("11月9日14:00以后", "may mean 9 November 2022 alone or the days after it, too"),
        ("not on Nov 9, Nov 10", "may take away the last days or keep them"),
        ("Nov 9 ok, before noon", "hours without a day"),
        ("not until Nov 10", "could begin or end then"),
        ("not available", "says no without a time"),
        ("available", "does not say when"),
        ("Nov 12", "12 November 2022, which is no day of the conference"),
        ("Nov 10 evening", "leaves no time of the conference"),
        ("not Nov 9 and not Nov 10", "leaves no time of the conference"),
        ("10 Nov 14:00", "names 14:00 alone"),
        ("10 Nov 2-4", "could be 2:00 or 14:00"),
        ("arrives Nov 10", "does not say at what time"),
        ("arrives Nov 10 evening", "does not say at what time"),
        ("Friday 10 Nov", "is a Thursday"),
        ("Nov 10 9:00-11:00 EST", "could be America/New_York"),
        ("Nov 10 morning Beijing time or Kathmandu time", "names several zones"),
        (44875, "does not say when"),
    ],
)
def test_what_is_not_wholly_understood_is_not_read(cell: Value, part: str) -> None:
    with pytest.raises(Unread, match=part) as error:
        read_availability(cell, ONSITE)
    assert error.value.remedy


def test_the_note_tells_how_a_phrase_was_read() -> None:
    assert read_availability("Nov 9 pm or Nov 10", ONSITE).notes == (
        "'Nov 9 pm or Nov 10' read as 9 November 2022 12:00-10 November 2022 24:00 (Asia/Shanghai)",
    )
    assert read_availability("10/11 9-11", ONSITE).notes == (
        "'10/11 9-11' read as 10 November 2022 09:00-11:00 (Asia/Shanghai)",
        "'10/11' read as 10 November 2022; it could be 11 October 2022",
        "'9' read as 09:00, before noon",
        "'11' read as 11:00, before noon",
    )
    assert read_availability("any time", ONSITE).notes == ()
    assert read_availability("n/a", ONSITE).notes == ("'n/a' read as any time",)
    assert "12 November 2022 is no day of the conference" in read_availability("not on Nov 12", ONSITE).notes


def test_days_and_hours_are_on_the_persons_clocks_unless_the_phrase_names_others() -> None:
    assert read_availability("Nov 10 9-11am", KENYA).value == ((_at(10, 14), _at(10, 16)),)
    assert read_availability("Nov 10 9-11am Beijing time", KENYA).value == ((_at(10, 9), _at(10, 11)),)
    assert read_availability("Nov 10 9-11am conference time", KENYA).value == ((_at(10, 9), _at(10, 11)),)
    assert read_availability("Nov 10 9-11am (UTC+8)", KENYA).value == ((_at(10, 9), _at(10, 11)),)
    assert read_availability("Nov 10 9-11am my time", KENYA).value == ((_at(10, 14), _at(10, 16)),)
    with pytest.raises(Unread, match="local time could be that of"):
        read_availability("Nov 10 9-11am local time", KENYA)


def test_half_days_follow_the_blocks_only_on_the_conferences_clocks() -> None:
    assert _read("Nov 10 morning", KENYA) == "10 00:00 - 10 12:00"


def test_windows_are_shown_with_the_date_of_each() -> None:
    assert show_windows([(_at(9, 14), _at(9, 15)), (_at(9, 22), _at(11, 2))]) == (
        "9 November 2022 14:00-15:00 and 9 November 2022 22:00-11 November 2022 02:00"
    )


@STEADY
@given(
    day=st.sampled_from((9, 10)),
    start=st.integers(0, clock.DAY - 1),
    length=st.integers(1, 600),
    form=st.sampled_from(("{day} Nov {a}-{b}", "only Nov {day}, {a} to {b}", "11月{day}日{a}至{b}", "{a}–{b} on {day} November 2022")),
)
def test_hours_of_a_day_come_back_from_every_notation(day: int, start: int, length: int, form: str) -> None:
    end = min(start + length, clock.DAY)
    text = form.format(day=day, a=clock.show_hour(start), b=clock.show_hour(end))
    midnight = clock.minute(_at(day, 0))
    expected = [(midnight + start, midnight + end)]
    if not both(expected, ONSITE.stretches):
        with pytest.raises(Unread, match="leaves no time of the conference"):
            read_availability(text, ONSITE)
        return
    windows = read_availability(text, ONSITE).value
    assert windows is not None
    assert [(clock.minute(a), clock.minute(b)) for a, b in windows] == expected


WORDS = (
    "not", "only", "except", "Nov", "9", "10", "9th", "morning", "pm", "after", "before", "from", "until", "to", "-", ",", ";",
    "and", "3pm", "14:00", "9-11", "noon", "11月9日", "下午", "不行", "以后", "arrives",
)  # fmt: skip


@STEADY
@given(
    words=st.lists(
        st.sampled_from(WORDS),
        max_size=8,
    )
)
def test_any_words_leave_windows_within_the_conference_or_a_finding(words: list[str]) -> None:
    with suppress(Unread):
        windows = read_availability(" ".join(words), ONSITE).value or ()
        assert all(a < b for a, b in windows)
        assert not without([(clock.minute(a), clock.minute(b)) for a, b in windows], [ONSITE.horizon])


@STEADY
@given(text=st.text(max_size=30))
def test_any_text_is_read_or_a_finding(text: str) -> None:
    with suppress(Unread):
        read_availability(text, KENYA)


STRETCHES = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=4)


@STEADY
@given(one=STRETCHES, two=STRETCHES)
def test_sets_of_minutes_are_as_python_has_them(one: list[tuple[int, int]], two: list[tuple[int, int]]) -> None:
    def minutes(stretches: object) -> set[int]:
        assert isinstance(stretches, (list, tuple))
        return {minute for a, b in stretches for minute in range(a, b)}

    assert minutes(union(one)) == minutes(one)
    assert minutes(both(one, two)) == minutes(one) & minutes(two)
    assert minutes(without(one, two)) == minutes(one) - minutes(two)
