"""The clock against a reckoning of its own: the published changes of some zones, looked up in a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from instances import clock

EPOCH = datetime(1970, 1, 1)
STEADY = settings(derandomize=True, deadline=None, max_examples=400)


@dataclass(frozen=True)
class Zone:
    """What the authorities published: the offset at `since`, and from which instants (UTC) others held.

    It is the whole truth from `since` to `until`.
    """

    name: str
    offset: str
    changes: tuple[str, ...] = ()
    since: str = "2022-01-01T00:00"
    until: str = "2022-12-31T00:00"

    @property
    def offsets(self) -> list[tuple[int, int]]:
        """Minutes ahead of UTC, each with the minute from which on it held."""
        changes = [change.split() for change in self.changes]
        return [(_utc(self.since), _ahead(self.offset)), *((_utc(at), _ahead(offset)) for at, offset in changes)]

    def ahead(self, minute: int) -> int:
        """Minutes ahead of UTC at an instant."""
        return [offset for since, offset in self.offsets if since <= minute or since == _utc(self.since)][-1]

    def instants(self, wall: datetime) -> list[int]:
        """Every minute at which the clocks of the zone show this time."""
        local = (wall - EPOCH) // timedelta(minutes=1)
        return sorted(local - ahead for ahead in {o for _, o in self.offsets} if self.ahead(local - ahead) == ahead)


def _utc(text: str) -> int:
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(minutes=1)


def _ahead(offset: str) -> int:
    hours, minutes = offset[1:].split(":")
    return (int(hours) * 60 + int(minutes)) * (-1 if offset[0] == "-" else 1)


ZONES = (
    Zone("Asia/Shanghai", "+8:00"),
    Zone("Europe/Berlin", "+1:00", ("2022-03-27T01:00 +2:00", "2022-10-30T01:00 +1:00")),
    Zone("America/New_York", "-5:00", ("2022-03-13T07:00 -4:00", "2022-11-06T06:00 -5:00")),
    Zone("Australia/Adelaide", "+10:30", ("2022-04-02T16:30 +9:30", "2022-10-01T16:30 +10:30")),
    # The clocks of Lord Howe move by half an hour.
    Zone("Australia/Lord_Howe", "+11:00", ("2022-04-02T15:00 +10:30", "2022-10-01T15:30 +11:00")),
    # Three quarters of an hour beside New Zealand, changed at 02:45.
    Zone("Pacific/Chatham", "+13:45", ("2022-04-02T14:00 +12:45", "2022-09-24T14:00 +13:45")),
    # Nepal went from half hours to three quarters when 1986 began.
    Zone("Asia/Kathmandu", "+5:30", ("1985-12-31T18:30 +5:45",), "1985-12-01T00:00", "1986-02-01T00:00"),
    # By law Irish winter is the exception, with clocks put back; the wall shows the same as in London.
    Zone("Europe/Dublin", "+0:00", ("2022-03-27T01:00 +1:00", "2022-10-30T01:00 +0:00")),
    # Morocco puts the clocks back for Ramadan.
    Zone("Africa/Casablanca", "+1:00", ("2022-03-27T02:00 +0:00", "2022-05-08T02:00 +1:00")),
    # Samoa crossed the date line: December 30, 2011 never was.
    Zone(
        "Pacific/Apia",
        "-10:00",
        ("2011-12-30T10:00 +14:00", "2012-03-31T14:00 +13:00"),
        "2011-10-01T00:00",
        "2012-09-01T00:00",
    ),
    # Iran left summer time for good.
    Zone("Asia/Tehran", "+3:30", ("2022-03-21T20:30 +4:30", "2022-09-21T19:30 +3:30")),
)


@st.composite
def moments(draw: st.DrawFn) -> tuple[Zone, int]:
    """A zone and a minute, more often than not within a day of a change of its clocks."""
    zone = draw(st.sampled_from(ZONES))
    first, last = _utc(zone.since), _utc(zone.until)
    near = [st.integers(_utc(change[:16]) - 1500, _utc(change[:16]) + 1500) for change in zone.changes]
    return zone, draw(st.one_of(*near, st.integers(first, last)))


@STEADY
@given(moments())
def test_a_minute_on_the_wall(moment: tuple[Zone, int]) -> None:
    zone, minute = moment
    wall = EPOCH + timedelta(minutes=minute + zone.ahead(minute))
    assert clock.offset(minute, zone.name) == zone.ahead(minute)
    assert clock.time_of_day(minute, zone.name) == wall.hour * 60 + wall.minute
    assert clock.local_day(minute, zone.name) == (wall - EPOCH).days
    assert clock.instant(minute, zone.name).replace(tzinfo=None) == wall
    assert clock.minute(clock.instant(minute, zone.name)) == minute


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.name)
def test_every_minute_around_a_change_of_the_clocks(zone: Zone) -> None:
    """The first minutes of the new time lie in the middle of an hour, in some zones."""
    for change in (_utc(change[:16]) for change in zone.changes):
        for minute in range(change - 150, change + 150):
            assert clock.offset(minute, zone.name) == zone.ahead(minute)


@STEADY
@given(moments())
def test_a_time_that_somebody_types(moment: tuple[Zone, int]) -> None:
    zone, minute = moment
    for _, ahead in zone.offsets:  # the time by the wall, and those that clocks put wrong would show
        _typed(zone, EPOCH + timedelta(minutes=minute + ahead))


def _typed(zone: Zone, wall: datetime) -> None:
    text, instants = wall.isoformat(timespec="minutes"), zone.instants(wall)
    if len(instants) == 1:
        assert clock.minute(clock.parse_time(text, zone.name)) == instants[0]
        return
    with pytest.raises(ValueError, match=f"{text} (does not exist|happens twice) in {zone.name}") as refused:
        clock.parse_time(text, zone.name)
    words = str(refused.value)
    assert ("happens twice" in words) == (len(instants) == 2)
    offered = [clock.parse_time(word.rstrip("?"), zone.name) for word in words.split() if word[:2] == "20" and word != text]
    if instants:  # both are offered, the earlier first, and can be typed as they stand
        assert [clock.minute(time) for time in offered] == instants
    else:
        assert len(offered) == 1


@STEADY
@given(moments(), st.integers(-14 * 60, 14 * 60))
def test_a_time_with_an_offset_is_the_same_instant_anywhere(moment: tuple[Zone, int], shift: int) -> None:
    zone, minute = moment
    time = (EPOCH + timedelta(minutes=minute + shift)).replace(tzinfo=timezone(timedelta(minutes=shift)))
    text = time.isoformat(timespec="minutes")
    assert clock.minute(clock.parse_time(text, zone.name)) == minute


@pytest.mark.parametrize(
    ("text", "zone", "words"),
    [
        (
            "2022-03-27T02:30",
            "Europe/Berlin",
            "the clocks are put forward then; did you mean 2022-03-27T03:30?",
        ),
        (
            "2022-10-30T02:30",
            "Europe/Berlin",
            "the clocks are put back then; write 2022-10-30T02:30+02:00 or 2022-10-30T02:30+01:00",
        ),
        ("2022-10-02T02:15", "Australia/Lord_Howe", "does not exist"),
        ("2022-04-03T01:45", "Australia/Lord_Howe", "happens twice"),
        ("2022-09-25T03:00", "Pacific/Chatham", "does not exist"),
        ("2011-12-30T12:00", "Pacific/Apia", "does not exist"),
        ("2022-05-08T02:30", "Africa/Casablanca", "does not exist"),
        ("2022-03-27T02:59", "Africa/Casablanca", "happens twice"),
        ("1985-12-31T23:59", "Asia/Kathmandu", ""),
        ("1986-01-01T00:14", "Asia/Kathmandu", "does not exist"),
        ("tomorrow", "UTC", "'tomorrow' is not a date and time; write it like 2022-11-09T13:30"),
        ("2022-11-31T10:00", "UTC", "is not a date and time"),
        ("2022-11-09", "UTC", "'2022-11-09' has no time of day; write it like 2022-11-09T13:30"),
        ("2022-11-09T13:30:30", "UTC", "is not a whole minute"),
        ("2022-11-09T13:30:00.5", "UTC", "is not a whole minute"),
        ("1899-12-31T23:59", "UTC", "the year 1899 is no year for a conference"),
        ("1900-01-01T00:00", "UTC", ""),
        ("2199-12-31T23:59", "UTC", ""),
        ("2200-01-01T00:00", "UTC", "the year 2200 is no year for a conference"),
        ("0022-11-09T13:30", "UTC", "the year 22 is no year for a conference; write it like 2022-11-09T13:30"),
        ("9999-12-31T23:59", "America/New_York", "the year 9999 is no year for a conference"),
    ],
)
def test_times_that_are_refused_say_why(text: str, zone: str, words: str) -> None:
    if not words:
        assert clock.parse_time(text, zone)
        return
    with pytest.raises(ValueError, match=re.escape(words)) as refused:
        clock.parse_time(text, zone)
    assert text in str(refused.value)


@STEADY
@given(st.datetimes(datetime(1902, 1, 1), datetime(2100, 1, 1)))
def test_minutes_before_and_after_1970(time: datetime) -> None:
    aware = time.replace(tzinfo=UTC)
    assert clock.instant(clock.minute(aware), "UTC") == aware.replace(second=0, microsecond=0)


@settings(STEADY, max_examples=100)
@given(st.integers(0, clock.DAY), st.integers(0, clock.DAY))
@example(clock.DAY, 0)
def test_hours_on_the_dial(first: int, last: int) -> None:
    """From the first hour, go round until the last; the same hour twice is the whole day."""
    inside: set[int] = set()
    now = first % clock.DAY
    while not inside or now != last % clock.DAY:
        inside.add(now)
        now = (now + 1) % clock.DAY
    assert {t for t in range(clock.DAY) if clock.within_hours(t, (first, last))} == inside


@STEADY
@given(st.integers(0, clock.DAY))
def test_hours_are_written_as_they_are_read(minutes: int) -> None:
    assert clock.parse_hour(clock.show_hour(minutes)) == minutes


@pytest.mark.parametrize("text", ["24:01", "25:00", "06:60", "6", "06:0", "six", "-1:00", "06:00 ", "12:30:00", ""])
def test_hours_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time of day; write it like 06:00 or 24:00"):
        clock.parse_hour(text)


@pytest.mark.parametrize(
    ("zone", "region"),
    [
        ("Africa/Nairobi", "Africa"),
        ("America/Argentina/Buenos_Aires", "Americas"),
        ("Asia/Kathmandu", "Asia"),
        ("Australia/Lord_Howe", "Oceania"),
        ("Europe/Dublin", "Europe"),
        ("Pacific/Chatham", "Oceania"),
    ],
)
def test_the_continent_of_a_zone(zone: str, region: str) -> None:
    assert clock.continent(zone) == region


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("Berlin", "Europe/Berlin"),
        ("Europe/Berln", "Europe/Berlin"),
        ("mexico city", "America/Mexico_City"),
        ("Knox", "America/Indiana/Knox"),
        ("America/Argentina/Salt", "America/Argentina/Salta"),
        ("UTC+1", ""),  # nothing of Etc/ and no name without a place
        ("Zulu", ""),
        ("Nowhere", ""),
    ],
)
def test_the_zone_that_somebody_meant(name: str, nearest: str) -> None:
    assert clock.nearest_zone(name) == (f"did you mean '{nearest}'?" if nearest else "write an IANA name like Asia/Shanghai")


def test_the_end_of_a_day_is_the_next_midnight() -> None:
    for text, meant in (("2022-12-31T24:00Z", "2023-01-01T00:00Z"), ("2022-02-30T24:00", "00:00 of the next day")):
        with pytest.raises(ValueError, match=f"no day has an hour 24; write {meant}$"):
            clock.parse_time(text, "UTC")
