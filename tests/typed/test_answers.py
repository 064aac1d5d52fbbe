"""Yes and no, counts, and lists of names as people type them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instances.typed.answers import read_count, read_names, read_yes
from instances.typed.reading import Unread, Value

STEADY = settings(derandomize=True, deadline=None, max_examples=150)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("yes", True),
        ("Y", True),
        (True, True),
        (1, True),
        ("是", True),
        ("✓", True),
        ("No", False),
        (0, False),
        ("否", False),
        ("n/a", False),
    ],
)
def test_yes_and_no(cell: Value, value: bool) -> None:
    assert read_yes(cell).value is value


@pytest.mark.parametrize("cell", ["maybe", "", None, "yes and no", 2, "TBC"])
def test_what_is_neither(cell: Value) -> None:
    with pytest.raises(Unread, match="neither yes nor no"):
        read_yes(cell)


@pytest.mark.parametrize(
    ("cell", "value", "noted"),
    [
        (120, 120, False), (120.0, 120, False), ("120", 120, False), ("1,200", 1200, False), ("1 200", 1200, False), ("1'200", 1200, False),
        ("120人", 120, False), ("120 people", 120, False), ("12 seats", 12, False), ("０", 0, False), ("about 120", 120, True),
        ("ca. 120", 120, True), ("~120", 120, True), ("约120人", 120, True), ("120人左右", 120, True), ("120+",
        120, True), ("1.200", 1200, True),
    ],
)  # fmt: skip
def test_counts_and_a_note_where_they_are_not_exact(cell: Value, value: int, noted: bool) -> None:
    read = read_count(cell)
    assert (read.value, bool(read.notes)) == (value, noted)


@pytest.mark.parametrize(
    "cell", ["", None, True, "-3", 120.5, "100-150", "1,20", "many", "9" * 5000, date(2022, 11, 9), float("nan"), float("inf")]
)
def test_what_is_no_count(cell: Value) -> None:
    with pytest.raises(Unread):
        read_count(cell)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("A; B and C", ("A", "B", "C")),
        ("A、B", ("A", "B")),
        ("A / B", ("A", "B")),
        ("A & B", ("A", "B")),
        ("A\nB", ("A", "B")),
        ("A, B and C", ("A", "B", "C")),
        ("A; B; A", ("A", "B")),
        ("Wei Li, Ana Silva", ("Wei Li", "Ana Silva")),
        ("Li, Wei; Silva, Ana", ("Li, Wei", "Silva, Ana")),
        ("Li Wei, PhD", ("Li Wei, PhD",)),
        ("李伟，张敏", ("李伟", "张敏")),
        ("王和平", ("王和平",)),
        ("Andrea Sand", ("Andrea Sand",)),
        ("", ()),
        (None, ()),
    ],
)
def test_names_of_one_cell(cell: Value, names: tuple[str, ...]) -> None:
    read = read_names(cell)
    assert (read.value, read.notes) == (names, ())


def test_a_chinese_and_between_two_names_says_so() -> None:
    read = read_names("李伟和张敏")
    assert (read.value, read.notes) == (("李伟", "张敏"), ("'李伟和张敏' read as 李伟; 张敏",))


@pytest.mark.parametrize("cell", ["Li, Wei", "12", "Li Wei; 7"])
def test_what_may_be_one_name_or_two_is_not_read(cell: str) -> None:
    with pytest.raises(Unread):
        read_names(cell)


@STEADY
@given(names=st.lists(st.from_regex(r"[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}", fullmatch=True), min_size=1, max_size=5, unique=True))
def test_names_come_back_whatever_stands_between_them(names: list[str]) -> None:
    for sign in ("; ", ";", " / ", "、", "\n", ", ", " & "):
        assert read_names(sign.join(names)).value == tuple(names)


@STEADY
@given(text=st.text(max_size=30))
def test_any_text_is_a_value_or_a_finding(text: str) -> None:
    for read in (read_yes, read_count, read_names):
        with suppress(Unread):
            read(text)
