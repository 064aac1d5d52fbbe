"""Time zones as people type them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instances import clock
from instances.typed.reading import Unread
from instances.typed.zones import read_zone

STEADY = settings(derandomize=True, deadline=None, max_examples=150)


@pytest.mark.parametrize(
    ("cell", "zone"),
    [
        ("Kathmandu", "Asia/Kathmandu"), ("Asia/Kathmandu", "Asia/Kathmandu"), ("asia/kathmandu", "Asia/Kathmandu"),
        ("尼泊尔", "Asia/Kathmandu"),
        ("Beijing", "Asia/Shanghai"), ("Beijing time", "Asia/Shanghai"), ("北京", "Asia/Shanghai"), ("北京时间", "Asia/Shanghai"),
        ("UTC+8 (Beijing)", "Asia/Shanghai"), ("(UTC+08:00) Beijing, Chongqing", "Asia/Shanghai"), ("New York", "America/New_York"),
        ("New York time", "America/New_York"), ("Berlin (UTC+1)", "Europe/Berlin"), ("Berlin (UTC+2)", "Europe/Berlin"),
        ("Germany", "Europe/Berlin"), ("德国", "Europe/Berlin"), ("Kenya", "Africa/Nairobi"), ("肯尼亚", "Africa/Nairobi"),
        ("Nairobi (GMT+3)", "Africa/Nairobi"), ("Argentina", "America/Argentina/Buenos_Aires"), ("São Paulo", "America/Sao_Paulo"),
        ("Vietnam", "Asia/Ho_Chi_Minh"), ("UK", "Europe/London"), ("South Korea", "Asia/Seoul"), ("Côte d'Ivoire", "Africa/Abidjan"),
        ("Bosnia & Herzegovina", "Europe/Sarajevo"), ("UTC", "UTC"), ("GMT", "UTC"), ("GMT+0", "UTC"), ("Etc/GMT-8", "Etc/GMT-8"),
        ("San Francisco", "America/Los_Angeles"), ("Mumbai", "Asia/Kolkata"), ("India", "Asia/Kolkata"), ("Hong Kong", "Asia/Hong_Kong"),
    ],
)  # fmt: skip
def test_zones_that_can_be_read_only_one_way_carry_no_note(cell: str, zone: str) -> None:
    read = read_zone(cell, 2022)
    assert (read.value, read.notes) == (zone, ())


@pytest.mark.parametrize(
    ("cell", "zone"),
    [
        ("UTC+5:30", "Asia/Kolkata"),
        ("+0530", "Asia/Kolkata"),
        ("UTC+5:45", "Asia/Kathmandu"),
        ("UTC+8", "Etc/GMT-8"),
        ("GMT-3", "Etc/GMT+3"),
        ("UTC−3", "Etc/GMT+3"),
        ("CET", "Europe/Brussels"),
        ("EDT", "America/New_York"),
        ("Pacific time", "America/Los_Angeles"),
        ("China", "Asia/Shanghai"),
        ("Spain", "Europe/Madrid"),
    ],
)
def test_zones_that_stand_for_something_wider_say_how_they_were_read(cell: str, zone: str) -> None:
    read = read_zone(cell, 2022)
    assert read.value == zone
    assert len(read.notes) == 1
    assert zone in read.notes[0]


@pytest.mark.parametrize(
    ("cell", "part"),
    [
        ("IST", "could be Asia/Kolkata, Europe/Dublin or Asia/Jerusalem"),
        ("EST", "could be America/New_York, America/Panama or Australia/Sydney"),
        ("CST", "Asia/Shanghai"),
        ("Georgia", "could be Asia/Tbilisi or America/New_York"),
        ("USA", "has several zones: America/New_York, America/Chicago"),
        ("俄罗斯", "has several zones"),
        ("Nairobi (UTC+4)", "are never UTC[+]4:00 in 2022"),
        ("UTC-3:30", "no zone keeps this offset"),
        ("UTC+15", "is no offset of any clock"),
        ("Asia/Beijing", "did you mean 'Asia/Shanghai'"),
        ("Nairobbi", "did you mean 'Africa/Nairobi'"),
        ("8", "is not a known"),
        ("somewhere", "is not a known"),
        ("", "is not a time zone"),
    ],
)
def test_what_is_no_one_zone_is_not_read(cell: str, part: str) -> None:
    with pytest.raises(Unread, match=part):
        read_zone(cell, 2022)


@STEADY
@given(hours=st.integers(-12, 14), written=st.sampled_from(("UTC{:+d}", "GMT{:+d}", "{:+03d}:00", "UTC {:+03d}00")))
def test_a_whole_offset_is_the_zone_with_these_clocks(hours: int, written: str) -> None:
    zone = read_zone(written.format(hours), 2022).value
    assert clock.offset(27_000_000, zone) == hours * 60


@STEADY
@given(zone=st.sampled_from(sorted(zone for zone in clock.zones() if "/" in zone)))
def test_every_zone_is_read_by_its_name_in_any_case(zone: str) -> None:
    assert read_zone(zone.upper().replace("_", " "), 2022).value == zone


@STEADY
@given(text=st.text(max_size=30))
def test_any_text_is_a_zone_or_a_finding(text: str) -> None:
    with suppress(Unread):
        assert read_zone(text, 2022).value in clock.zones()
