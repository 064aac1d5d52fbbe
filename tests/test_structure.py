"""The structure of an agenda: the variables keep it by themselves, and faults in a file are named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from constraints import structure
from instances.agenda import Agenda
from instances.conference import Conference
from scheduler.check import check
from tests import tiny
from tests.tiny import TRACKS, about, block, fixture, room, subforum, talk, window

Raw = dict[str, Any]

COUNTS = {
    # A sitting with a talk of one tick can stand 10 times in a block of three, 4 in one of two, 1 in one of
    # one; with a talk of two ticks 4 times in three, 1 in two. Left out is one possibility more.
    "rooms_and_starts": (3 * (10 + 4) + 1) * (3 * (4 + 1) + 1) * 2,
    "orders_and_seats": 1 + 2 * (10 * (9 + 1 + 2) + 10 * (9 * 1 + 9 * 2 + 1 * 2) + 6 * 9 * 1 * 2),
    "two_sittings": (1 + 2 * 8 + 4 + (8 * 8 + 2 * (3 * 3 + 1 * 1))) * (1 + 8) * 2,
    "three_in_two": 1 + 66 + 3 * (10 * 10 + 6 * 6 + 3 * 3 + 1) + 3 * (10 * 10 + 6 * 8 + 3 * 2),
    "relations_and_resources": (2 * (4 + 1) + 1) ** 2 * (2 * 1 + 1) * (2 * 2 + 1),
    "twin_rooms": (2 * 10 + 1) * (2 * 4 + 1) ** 2,
    "twin_talks": (2 * (10 + 10 + 10) + 1) * (2 * 4 + 1),
}


@pytest.mark.parametrize("name", COUNTS)
def test_the_variables_express_as_many_agendas_as_one_reckons_by_hand(name: str) -> None:
    assert len(tiny.agendas(name)) == COUNTS[name]


@pytest.mark.parametrize("name", COUNTS)
def test_the_variables_express_nothing_but_agendas(name: str) -> None:
    for agenda in tiny.agendas(name):
        assert [f.sentence for f in structure.faults(tiny.conference(name), agenda)] == []


# --- agendas from files ---

DAY = "2022-11-07T"


def _conference() -> Conference:
    chair = {"id": "chair", "candidates": ["ann", "bob"]}
    return Conference.model_validate(
        {
            "conference": about("Asia/Shanghai", 30),
            "blocks": [block("am", f"{DAY}09:00", f"{DAY}11:00"), block("noon", f"{DAY}11:00", f"{DAY}12:00")],
            "rooms": [room("hall", 100), room("loft", 20)],
            "tracks": TRACKS,
            "speakers": [{"id": "ann", "name": "Ann"}, {"id": "bob", "name": "Bob"}, {"id": "cat", "name": "Cat"}],
            "subforums": [
                subforum("law", talk("l1", 30, "cat", seats=[chair]), talk("l2", 30, "bob")),
                subforum("art", talk("a1", 60, "bob"), talk("a2", 30), sittings=2),
            ],
            "fixtures": [
                fixture("lunch", "hall", start=f"{DAY}12:00", end=f"{DAY}13:00"),
                fixture("fair", "hall", "loft", holds="one", minutes=60, windows=[window(f"{DAY}13:00", f"{DAY}15:00")]),
            ],
        }
    )


def _time(clock: str) -> datetime:
    return datetime.fromisoformat(DAY + clock).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def _raw() -> Raw:
    """An agenda without any fault: law from 09:00, art at 09:30 and at 11:00."""

    def times(start: str, minutes: int) -> Raw:
        return {"start": _time(start), "end": _time(start) + timedelta(minutes=minutes)}

    l1 = {"talk": "l1", "speakers": ["cat"], "seats": [{"seat": "chair", "speaker": "ann"}], **times("09:00", 30)}
    l2 = {"talk": "l2", "speakers": ["bob"], **times("09:30", 30)}
    a1 = {"talk": "a1", "speakers": ["bob"], **times("09:30", 60)}
    a2 = {"talk": "a2", **times("11:00", 30)}
    return {
        "conference": "tiny",
        "conference_hash": "",
        "sittings": [
            {"id": "law/1", "subforum": "law", "room": "hall", "talks": [l1, l2], **times("09:00", 60)},
            {"id": "art/1", "subforum": "art", "room": "loft", "talks": [a1], **times("09:30", 90)},
            {"id": "art/2", "subforum": "art", "room": "loft", "talks": [a2], **times("11:00", 30)},
        ],
        "fixtures": [
            {"fixture": "lunch", "rooms": ["hall"], **times("12:00", 60)},
            {"fixture": "fair", "rooms": ["loft"], **times("13:30", 60)},
        ],
    }


def _later(place: Raw, minutes: int) -> None:
    """Move a talk, a sitting with its talks, or a fixture."""
    for part in (place, *place.get("talks", ())):
        part.update(start=part["start"] + timedelta(minutes=minutes), end=part["end"] + timedelta(minutes=minutes))


def _longer(place: Raw, minutes: int) -> None:
    place["end"] += timedelta(minutes=minutes)


def _twice(things: list[Raw], number: int, **other: Any) -> None:
    things.append({**things[number], **other})


def _move_talk(raw: Raw, number: int, talk_: int, to: int) -> None:
    raw["sittings"][to]["talks"].append(raw["sittings"][number]["talks"].pop(talk_))


def _leave_out(raw: Raw, *ids: str) -> None:
    raw["unplaced"] = [{"item": id, "rule": "room_fit"} for id in ids]


Change = Callable[[Raw], object]
FAULTS: dict[str, tuple[Change, str]] = {
    "a sitting twice": (lambda a: _twice(a["sittings"], 1), "The sitting art/1 stands 2 times"),
    "a talk twice": (lambda a: a["sittings"][2]["talks"].append(a["sittings"][1]["talks"][0]), "The talk a1 stands 2 times"),
    "a fixture twice": (lambda a: _twice(a["fixtures"], 1), "The fixture fair stands 2 times"),
    "a sitting too many": (lambda a: _twice(a["sittings"], 0, id="law/2"), "law has 2 sittings, but should have 1"),
    "a subforum of nowhere": (lambda a: a["sittings"][0].update(subforum="lax"), "belongs to no subforum of the conference: lax"),
    "a talk as a subforum": (lambda a: a["sittings"][0].update(subforum="a1"), "belongs to no subforum of the conference: a1"),
    "a room of nowhere": (lambda a: a["sittings"][0].update(room="attic"), "sits in a room that does not exist: attic"),
    "a block as a room": (lambda a: a["sittings"][0].update(room="am"), "sits in a room that does not exist: am"),
    "outside all blocks": (lambda a: _later(a["sittings"][0], -30), "08:30 to 09:30, which is not inside any block"),
    "in two blocks that meet": (lambda a: _longer(a["sittings"][1], 30), "09:30 to 11:30, which is not inside any block"),
    "an end before its start": (lambda a: _longer(a["sittings"][2], -60), "The sitting art/2 ends before it starts"),
    "a sitting without a talk": (lambda a: a["sittings"][2]["talks"].clear(), "The sitting art/2 has no talk"),
    "a talk in a foreign sitting": (lambda a: _move_talk(a, 0, 0, 1), "The talk l1 is no talk of art"),
    "a talk of nowhere": (lambda a: a["sittings"][2]["talks"][0].update(talk="a9"), "The talk a9 is no talk of art"),
    "a talk before its sitting": (lambda a: _later(a["sittings"][1]["talks"][0], -30), "'a1' (a1) at 09:00-10:00 is outside its sitting"),
    "a talk after its sitting": (lambda a: _later(a["sittings"][1]["talks"][0], 60), "'a1' (a1) at 10:30-11:30 is outside its sitting"),
    "a talk too long": (lambda a: _longer(a["sittings"][1]["talks"][0], 30), "has 90 minutes in the agenda and 60 in the conference"),
    "a speaker too many": (lambda a: a["sittings"][2]["talks"][0].update(speakers=["cat"]), "'a2' (a2) has other speakers"),
    "a speaker of nowhere": (lambda a: a["sittings"][2]["talks"][0].update(speakers=["dan"]), "'a2' (a2) has other speakers"),
    "a seat filled twice": (lambda a: _twice(a["sittings"][0]["talks"][0]["seats"], 0, speaker="bob"), "filled 2 times: Ann, Bob"),
    "a seat of nowhere": (lambda a: a["sittings"][0]["talks"][0]["seats"][0].update(seat="stool"), "has no seat stool"),
    "a seat of another talk": (
        lambda a: a["sittings"][2]["talks"][0].update(seats=a["sittings"][0]["talks"][0].pop("seats")),
        "'a2' (a2) has no seat chair",
    ),
    "no candidate": (lambda a: a["sittings"][0]["talks"][0]["seats"][0].update(speaker="cat"), "Cat is no candidate for the seat chair"),
    "talks over one another": (lambda a: _later(a["sittings"][0]["talks"][1], -30), "The talks l1 and l2 of law overlap"),
    "off the grid": (lambda a: _later(a["sittings"][2], 5), "11:05-11:35, off the grid of 30 minutes"),
    "a talk off the grid": (lambda a: _later(a["sittings"][1]["talks"][0], 10), "09:40-10:40, off the grid of 30 minutes"),
    "a fixture of nowhere": (lambda a: a["fixtures"][1].update(fixture="ball"), "The fixture ball is not in the conference"),
    "a fixture at another time": (lambda a: _later(a["fixtures"][0], 30), "lunch stands at Nov 07 12:30, which is not its time"),
    "a fixture outside its window": (lambda a: _later(a["fixtures"][1], 60), "fair stands at Nov 07 14:30, which is not its time"),
    "a fixture too short": (lambda a: _longer(a["fixtures"][1], -30), "fair has 30 minutes instead of 60"),
    "a fixture off the grid": (lambda a: _later(a["fixtures"][1], 5), "13:35-14:35, off the grid of 30 minutes"),
    "a fixture in another room": (lambda a: a["fixtures"][0].update(rooms=["loft"]), "lunch holds other rooms than it should: loft"),
    "a fixture in two rooms": (
        lambda a: a["fixtures"][1].update(rooms=["hall", "loft"]),
        "fair holds other rooms than it should: hall, loft",
    ),
    "a fixture in no room": (lambda a: a["fixtures"][1].update(rooms=[]), "fair holds other rooms than it should: none"),
    "nothing left out": (lambda a: _leave_out(a, "l9"), "no subforum, talk, seat or fixture of the conference: l9"),
    "a room left out": (lambda a: _leave_out(a, "hall"), "no subforum, talk, seat or fixture of the conference: hall"),
    "a talk both left out and placed": (lambda a: _leave_out(a, "l2"), "l2 (l2) is said to be left out, but stands in the agenda"),
    "a fixture both left out and placed": (lambda a: _leave_out(a, "fair"), "fair (fair) is said to be left out, but stands"),
    "a seat both left out and filled": (lambda a: _leave_out(a, "chair"), "panellist of l1 (chair) is said to be left out, but stands"),
    "a subforum both left out and placed": (lambda a: _leave_out(a, "law"), "law (law) is said to be left out, but stands"),
}


def test_what_is_left_out_is_no_fault_of_the_structure() -> None:
    raw = _raw()
    raw["sittings"][0]["talks"].pop()
    raw["fixtures"].pop()
    _leave_out(raw, "l2", "fair")
    assert list(structure.faults(_conference(), Agenda.model_validate(raw))) == []


def test_an_agenda_without_faults() -> None:
    conference, agenda = _conference(), Agenda.model_validate(_raw())
    assert list(structure.faults(conference, agenda)) == []
    assert not structure.strangers(conference, agenda)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named(name: str) -> None:
    """And the whole check goes on, whatever the fault."""
    change, words = FAULTS[name]
    raw = _raw()
    change(raw)
    report = check(_conference(), Agenda.model_validate(raw))
    assert any(v.rule == structure.ID and words in v.sentence for v in report.broken), [v.sentence for v in report.broken]
