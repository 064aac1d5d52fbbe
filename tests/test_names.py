"""Things are found by their ids, and by parts of names that nothing else has."""

from __future__ import annotations

import pytest

from instances.conference import Conference
from instances.names import find, find_zone
from instances.problems import BadInput

SUMMIT = Conference.model_validate(
    {
        "conference": {"id": "tiny", "title": "Tiny", "timezone": "Asia/Shanghai"},
        "blocks": [{"id": "am", "title": {"en": "Morning", "zh": "上午"}, "start": "2022-11-09T09:00", "end": "2022-11-09T12:00"}],
        "rooms": [
            {"id": "hall", "title": {"en": "Wuzhen Hall", "zh": "乌镇厅"}, "seats": 100},
            {"id": "hall-1", "title": "Conference Hall 1", "seats": 100},
            {"id": "hall-12", "title": "Conference Hall 12", "seats": 100},
        ],
        "tracks": [{"id": "law", "title": "Law"}],
        "speakers": [{"id": "s1", "name": "João Sousa"}, {"id": "s2", "name": "Anna Hall"}],
        "subforums": [
            {
                "id": "data",
                "title": "Data Governance Forum",
                "track": "law",
                "talks": [
                    {
                        "id": "d1",
                        "title": "Whose data",
                        "minutes": 10,
                        "seats": [{"id": "d1-chair", "role": "chair", "candidates": ["s1"]}],
                    }
                ],
            }
        ],
    }
)


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("s1", "s1"),
        ("d1-chair", "d1-chair"),
        ("joao", "s1"),
        ("SOUSA", "s1"),
        ("乌镇", "hall"),
        ("governance", "data"),
        ("forum data", "data"),
        ("  data   governance ", "data"),
        ("whose", "d1"),
        ("conference hall 1", "hall-1"),
        ("Hall 12", "hall-12"),
        ("Law", "law"),
    ],
)
def test_an_id_or_an_unambiguous_part_of_a_name_in_any_language_is_enough(words: str, id: str) -> None:
    assert find(SUMMIT, words) == id


def test_kinds_leave_out_everything_else() -> None:
    assert find(SUMMIT, "anna hall", ["speakers"]) == "s2"
    assert find(SUMMIT, "hall", ("speakers",)) == "s2"
    with pytest.raises(BadInput, match="nothing among the speakers is called 'hall-1'"):
        find(SUMMIT, "hall-1", ("speakers",))


def test_an_ambiguous_part_names_the_candidates() -> None:
    with pytest.raises(BadInput) as refusal:
        find(SUMMIT, "conference hall", ["rooms"])
    assert str(refusal.value) == (
        "'conference hall' could be Conference Hall 1 (hall-1) or Conference Hall 12 (hall-12); write more of the name, or the id"
    )


@pytest.mark.parametrize(
    ("words", "near"),
    [("hall-11", "hall-1"), ("Governence", "Governance"), ("Wuzhen Hal; ", "Wuzhen Hall"), ("Susa", "Sousa")],
)
def test_a_misspelt_name_gets_the_nearest(words: str, near: str) -> None:
    with pytest.raises(BadInput, match=f"did you mean '{near}'"):
        find(SUMMIT, words)


def test_a_word_that_several_things_have_is_not_suggested(wuzhen: Conference) -> None:
    """Several rooms are halls, and three blocks are in Nov: each suggestion is found when it is asked for."""
    with pytest.raises(BadInput, match="is called 'halll'; known: ciyun-hall, "):
        find(wuzhen, "halll", ("blocks", "rooms"))
    with pytest.raises(BadInput, match=r"is called 'nov11'; did you mean 'nov10-pm'\?"):
        find(wuzhen, "nov11", ("blocks", "rooms"))
    with pytest.raises(BadInput, match=r"is called 'confrence'; did you mean 'Conference Hall 1'\?"):
        find(SUMMIT, "confrence", ("rooms",))


@pytest.mark.parametrize("words", ["", "   ", "zzzz"])
def test_nothing_is_found_for_words_that_nothing_has(words: str) -> None:
    with pytest.raises(BadInput, match="nothing is called"):
        find(SUMMIT, words)


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("America/New_York", "America/New_York"),
        ("america/new york", "America/New_York"),
        ("new_york", "America/New_York"),
        ("New York", "America/New_York"),
        ("york", "America/New_York"),
        ("utc", "UTC"),
        ("Paris", "Europe/Paris"),
    ],
)
def test_a_zone_goes_by_its_name_or_an_unambiguous_part_of_its_place(words: str, zone: str) -> None:
    assert find_zone(words) == zone


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("Foo/Bar", "there is no time zone 'Foo/Bar'; write an IANA name like Asia/Shanghai"),
        ("Asia/Katmandoo", "there is no time zone 'Asia/Katmandoo'; did you mean 'Asia/Katmandu'?"),
        ("GMT+8", "there is no time zone 'GMT+8'; write an IANA name like Asia/Shanghai"),  # Etc/GMT+8 is eight hours behind
        ("", "there is no time zone ''; write an IANA name like Asia/Shanghai"),
    ],
)
def test_what_is_no_zone_gets_the_nearest_place_and_no_list_of_african_ones(words: str, remedy: str) -> None:
    with pytest.raises(BadInput) as refusal:
        find_zone(words)
    assert str(refusal.value) == remedy


def test_a_part_of_several_places_names_them() -> None:
    with pytest.raises(BadInput, match=r"'san' could be America/Argentina/San_Juan, .* more; write the whole name"):
        find_zone("san")
