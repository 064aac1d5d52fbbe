"""Names of people compared, and ids made from names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instances.typed.ids import make_ids, slug
from instances.typed.people import bare_name, likely_duplicates, name_key

STEADY = settings(derandomize=True, deadline=None, max_examples=150)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Dr Li Wei", "Li Wei"),
        ("Wei Li (online)", "Wei Li"),
        ("Prof. Dr. María-José Núñez", "María-José Núñez"),
        ("H.E. Li Wei", "Li Wei"),
        ("Li Wei, Ph.D.", "Li Wei"),
        ("李伟教授", "李伟"),
        ("Dr", "Dr"),
        ("He Ma", "He Ma"),
    ],
)
def test_titles_and_remarks_are_no_part_of_a_name(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    "names",
    [
        ("Dr Li Wei", "LI Wei", "Wei Li (online)", "Li, Wei", "Ms. Li Wei [tbc]"),
        ("Prof. Dr. María-José Núñez", "Maria Jose Nunez", "NUNEZ, Maria Jose", "Maria–Jose NÚÑEZ"),
        ("李 伟", "李伟", "李伟博士"),
        ("Ana O'Neil", "Ana O’Neil", "ana oneil"),
    ],
)
def test_one_persons_names_have_one_key(names: tuple[str, ...]) -> None:
    assert len({name_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "two", "reason"),
    [
        ("Dr Li Wei", "Wei LI", "the same but for title, capitals, accents, order or remarks"),
        ("Ana Müller", "Ana Mueller", "the same with ae, oe and ue for ä, ö and ü"),
        ("Li Wei", "李伟 (Li Wei)", "the same in one of two scripts, or in brackets"),
        ("李伟", "李伟 Li Wei", "the same in one of two scripts, or in brackets"),
        ("Li Xiaoming", "Xiao Ming Li", "the same but for spaces"),
        ("M. Nunez", "Maria Nunez", "the same with an initial for a name"),
        ("Jose Nunez", "Maria Jose Nunez", "the same with a name more"),
        ("Speaker Kenya", "Speaker Kenia", "one letter apart"),
        ("Speaker Kenya", "Speaker Kneya", "one letter apart"),
    ],
)
def test_likely_duplicates_say_why(one: str, two: str, reason: str) -> None:
    pairs = likely_duplicates([one, two, "Somebody Else"])
    assert [({pair.first, pair.second}, pair.reason) for pair in pairs] == [({one, two}, reason)]


@pytest.mark.parametrize(
    ("one", "two"),
    [("Li Wei", "Li Wen"), ("Li Wei", "Wang Wei"), ("李伟", "李玮"), ("A. Silva", "B. Silva"), ("Speaker 1", "Speaker 2"), ("", "-")],
)
def test_people_who_merely_sound_alike_are_no_pair(one: str, two: str) -> None:
    assert likely_duplicates([one, two]) == []


def test_slugs_are_of_latin_letters() -> None:
    assert slug("María-José  Núñez Ø.") == "maria-jose-nunez-o"
    assert slug("李伟") == ""
    assert slug("会议厅 A") == ""


def test_ids_do_not_depend_on_the_order_of_the_rows() -> None:
    names = ["Ana Silva", "李伟", "Li Wei", "Li-Wei", "Владимир", "", "محمد"]
    ids = make_ids({name: name for name in names}, "speaker")
    assert ids == make_ids({name: name for name in reversed(names)}, "speaker")
    assert ids["Ana Silva"] == "ana-silva"
    assert re.fullmatch("speaker-[0-9a-f]{4}", ids["李伟"])
    assert re.fullmatch("li-wei-[0-9a-f]{4}", ids["Li Wei"])


def test_ids_of_other_things_are_left_to_them() -> None:
    ids = make_ids({"a": "LI WEI", "b": "Hall 1", "c": "Ana"}, "speaker", taken=["hall-1", "li-wei"])
    assert re.fullmatch("li-wei-[0-9a-f]{4}", ids["a"])
    assert re.fullmatch("hall-1-[0-9a-f]{4}", ids["b"])
    assert ids["c"] == "ana"


@STEADY
@given(names=st.lists(st.text(max_size=100), max_size=20, unique=True))
def test_ids_are_unique_and_fit_the_conference(names: list[str]) -> None:
    ids = make_ids({name: name for name in names}, "talk")
    assert set(ids) == set(names)
    assert len(set(ids.values())) == len(ids)
    assert all(re.fullmatch(r"\w[\w.-]{0,79}", id) for id in ids.values())


@STEADY
@given(names=st.lists(st.text(max_size=30), max_size=8))
def test_any_texts_are_compared(names: list[str]) -> None:
    pairs = likely_duplicates(names)
    assert all(pair.reason and pair.first < pair.second for pair in pairs)
