"""Times of day, stretches of a day and durations as people type them."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instances import clock
from instances.typed.durations import read_minutes, show_minutes
from instances.typed.reading import Read, Unread, Value
from instances.typed.times import read_hours, read_time, show_hours

STEADY = settings(derandomize=True, deadline=None, max_examples=150)
PLAIN = {
    "9:30": (
        "9.30am",
        "9:30",
        "09:30",
        "0930",
        "9h30",
        "9:30 a.m.",
        "上午9:30",
        "上午9点半",
        "９：３０",
        "9時30分",
        "9:30 Uhr",
        "9:30:00",
        "at 9:30am",
    ),
    "14:00": ("2pm", "2 p.m.", "14:00", "14h", "下午2点", "下午两点", "14時", "午後2時", "2 PM", "1400"),
    "14:30": ("14時30分", "下午两点半", "2.30pm", "14h30"),
    "21:00": ("21:00", "9 p.m.", "晚上9点", "晚上九点"),
    "12:00": ("noon", "midday", "12 noon", "12:00", "12", "中午", "中午12点", "正午"),
    "15:15": ("下午三点一刻",),
    "24:00": ("24:00",),
}


@pytest.mark.parametrize(("meant", "cell"), [(meant, cell) for meant, cells in PLAIN.items() for cell in cells])
def test_times_that_can_be_read_only_one_way_carry_no_note(meant: str, cell: str) -> None:
    read = read_time(cell)
    assert (read.value, read.notes) == (clock.parse_hour(meant), ())


@pytest.mark.parametrize("cell", [time(9, 30), datetime(2022, 11, 9, 9, 30), timedelta(hours=9, minutes=30), 930])
def test_times_of_a_workbook(cell: Value) -> None:
    assert (read_time(cell).value, read_time(cell).notes) == (570, ())


@pytest.mark.parametrize(
    ("cell", "minutes", "note"),
    [
        ("9", 540, "'9' read as 09:00, before noon"),
        (9, 540, "'9' read as 09:00, before noon"),
        ("9点", 540, "'9点' read as 09:00, before noon"),
        ("9点半", 570, "'9点半' read as 09:30, before noon"),
        ("10 o'clock", 600, "'10 o'clock' read as 10:00, before noon"),
        ("2:30", 150, "'2:30' read as 02:30, before noon"),
        ("12am", 0, "'12am' read as 00:00"),
        ("12pm", 720, "'12pm' read as 12:00"),
        ("13:00 pm", 780, "'13:00 pm' read as 13:00"),
        ("midnight", 0, "'midnight' read as 00:00, the beginning of the day"),
        (0.3958333333333333, 570, "0.395833 of a day read as 09:30"),
    ],
)
def test_times_that_could_be_others_say_how_they_were_read(cell: Value, minutes: int, note: str) -> None:
    read = read_time(cell)
    assert (read.value, read.notes) == (minutes, (note,))


@pytest.mark.parametrize(
    ("cell", "part"),
    [
        ("2", "could be 2:00 or 14:00"),
        ("3点半", "could be 3:30 or 15:30"),
        ("3点", "could be 3:00 or 15:00"),
        ("25:00", "is not a time"),
        ("24:30", "is not a time"),
        ("9:75", "is not a time"),
        ("14:00 am", "is not a time"),
        ("9.5", "is not a time"),
        (9.3, "is not a time"),
        (0.123456, "in whole minutes"),
        ("9:30 sharp", "is not a time"),
        ("", "is not a time"),
        (None, "is not a time"),
        (True, "is not a time"),
        ("morning", "is not a time"),
    ],
)
def test_what_is_no_time_is_not_read(cell: Value, part: str) -> None:
    with pytest.raises(Unread, match=part):
        read_time(cell)


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("9-11am", "09:00-11:00"),
        ("11-1pm", "11:00-13:00"),
        ("2-4 p.m.", "14:00-16:00"),
        ("09:00–10:30", "09:00-10:30"),
        ("9.30 to 11", "09:30-11:00"),
        ("from 9 to 10:30", "09:00-10:30"),
        ("between 9:00 and 11:00", "09:00-11:00"),
        ("after 3pm", "15:00-24:00"),
        ("from 3pm", "15:00-24:00"),
        ("3pm onwards", "15:00-24:00"),
        ("before noon", "00:00-12:00"),
        ("until 15:00", "00:00-15:00"),
        ("14:00前", "00:00-14:00"),
        ("15点以后", "15:00-24:00"),
        ("上午9点至11点", "09:00-11:00"),
        ("14:00~16:30", "14:00-16:30"),
        ("20:00-midnight", "20:00-24:00"),
    ],
)
def test_stretches_of_a_day(cell: str, hours: str) -> None:
    assert show_hours(read_hours(cell).value) == hours


@pytest.mark.parametrize(
    ("cell", "hours", "notes"),
    [
        ("9-17", "09:00-17:00", ("'9' read as 09:00, before noon",)),
        ("9am-5", "09:00-17:00", ("'5' read as 17:00, after '9am'",)),
        ("下午2点到4点", "14:00-16:00", ("'4点' read as 16:00, after '下午2点'",)),
    ],
)
def test_one_half_of_a_stretch_tells_the_other_and_says_so(cell: str, hours: str, notes: tuple[str, ...]) -> None:
    read = read_hours(cell)
    assert (show_hours(read.value), read.notes) == (hours, notes)


def test_a_stretch_past_midnight_ends_the_next_day() -> None:
    read = read_hours("22:00-6:30")
    assert read.value == (22 * 60, 24 * 60 + 390)
    assert read.notes == ("'22:00-6:30' read as ending the next day",)


@pytest.mark.parametrize("cell", ["9-5", "10:00-9:00", "9:00-9:00", "9:00", "", None, "all", "9-11am or so", "after midnight", 9])
def test_what_is_no_stretch_is_not_read(cell: Value) -> None:
    with pytest.raises(Unread):
        read_hours(cell)


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("1h30", 90), ("90", 90), (90, 90), (90.0, 90), ("90 min", 90), ("1.5 h", 90), ("1,5 h", 90), ("1½ h", 90),
        ("1:30", 90), ("1:30:00", 90),
        ("1 hour 30 minutes", 90), ("1 hour and 30 min", 90), ("1h30m", 90), ("1小时30分", 90), ("1小时30分钟", 90), ("一个半小时", 90),
        ("1.5小时", 90), ("an hour and a half", 90), (time(1, 30), 90), (timedelta(minutes=90), 90), (0.0625, 90), ("半小时", 30),
        ("半个小时", 30), ("half an hour", 30), ("45'", 45), ("45m", 45), ("一刻钟", 15), ("2 hrs", 120), ("两小时", 120), ("1h5", 65),
    ],
)  # fmt: skip
def test_durations(cell: Value, minutes: int) -> None:
    assert read_minutes(cell).value == minutes


@pytest.mark.parametrize(
    "cell", ["", None, True, "0", 0, "-30", "1.5", 1.5, "0.33 h", "25 h", "9" * 50, "1:75", "long", "30-45", "1h 90 x"]
)
def test_what_is_no_duration_is_not_read(cell: Value) -> None:
    with pytest.raises(Unread):
        read_minutes(cell)


def test_a_small_number_may_be_hours() -> None:
    with pytest.raises(Unread, match="'2' could be hours or minutes; write '2 h' or '2 min'"):
        read_minutes("2")
    assert read_minutes("20") == Read(20)


@STEADY
@given(minutes=st.integers(1, clock.DAY), form=st.integers(0, 5))
def test_a_duration_comes_back_from_every_notation(minutes: int, form: int) -> None:
    hours, rest = divmod(minutes, 60)
    text = (
        show_minutes(minutes),
        str(minutes) if minutes > 4 else f"{minutes} m",
        f"{minutes} min",
        f"{hours}:{rest:02}",
        f"{hours} hours {rest} minutes",
        f"{hours}小时{rest}分钟",
    )[form]
    assert read_minutes(text).value == minutes


@STEADY
@given(minutes=st.integers(0, clock.DAY - 1), form=st.integers(0, 3))
def test_a_time_comes_back_from_every_notation(minutes: int, form: int) -> None:
    hour, rest = divmod(minutes, 60)
    half, short = ("am" if hour < 12 else "pm"), hour % 12 or 12
    text = (f"{hour}:{rest:02}", f"{hour:02}{rest:02}", f"{short}:{rest:02}{half}", f"{hour}時{rest}分")[form]
    assert read_time(text).value == minutes


@STEADY
@given(text=st.text(max_size=30))
def test_any_text_is_a_value_or_a_finding(text: str) -> None:
    for read in (read_time, read_hours, read_minutes):
        with suppress(Unread):
            read(text)
