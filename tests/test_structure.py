"""The structure of an agenda: the variables keep it by themselves, and faults in a file are named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ortools.sat.python.cp_model import OPTIMAL, CpModel, CpSolver, IntVar

from constraints import structure
from constraints.assignment import agenda_of, values_of
from constraints.placement import Placement
from constraints.talk_order import TalkOrder
from constraints.variables import Variables
from instances.agenda import Agenda
from instances.conference import Conference
from instances.problems import BadInput
from scheduler.check import check
from tests import tiny
from tests.stories import Story, admitted
from tests.stories import talk as talk_
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
    # k1 may begin at ticks 0, 2 and 3 of six and has two; of m1 and m2 both, one, or none stand.
    "slots": (2 * (1 * 5 + 3 * 3 + 4 * 2) + 1) * (2 * (2 + 1 + 2 + 3 + 3) + 1),
    "twin_rooms": (2 * 10 + 1) * (2 * 4 + 1) ** 2,
    "twin_talks": (2 * (10 + 10 + 10) + 1) * (2 * 4 + 1),
}


@pytest.mark.parametrize("name", COUNTS)
def test_ticks_count_from_whatever_is_first(name: str) -> None:
    x = Variables(tiny.conference(name), CpModel())
    firsts = [block.first for blocks in (x.blocks, *(f.blocks for f in x.fixtures.values())) for block in blocks.values()]
    assert 0 <= min(firsts) <= 1  # a window may begin within a tick


def test_a_start_leaves_time_for_what_starts_then() -> None:
    """Two hours in a block of three or in one of two; the blocks meet."""
    x = Variables(tiny.conference("rooms_and_starts"), CpModel())
    for start in (x.talks["y1"].start, x.sittings["y/1"].start):
        assert isinstance(start, IntVar)
        assert list(x.model.proto.variables[start.index].domain) == [0, 1, 3, 3]


def test_a_talk_holds_no_room_after_it() -> None:
    x = Variables(tiny.conference("rooms_and_starts"), CpModel())
    assert {place.turnover for place in x.talks.values()} == {0}
    assert {id: place.turnover for id, place in x.fixtures.items()} == {"opening": 40, "expo": 0}


GAPS = Story().block("am", "09:00", "12:00").room("red").subforum("data", talk_("d1", 30), talk_("d2", 30))


@pytest.mark.parametrize("modes", [{}, {"whole": True}, {"tight": True}, {"classes": True}], ids=str)
def test_each_mode_alone_leaves_gaps_possible(modes: dict[str, bool]) -> None:
    """Only if all talks are placed and none has a gap before it is the length of a sitting known."""
    assert admitted(GAPS.sit("data", "red", "09:00", "d1", "d2@10:00", until="11:00"), Placement(), **modes)
    assert admitted(GAPS.sit("data", "red", "09:00", "d1"), Placement(), **modes) == ("whole" not in modes)


def test_if_everything_is_placed_a_sitting_may_still_be_missing_and_a_fixture_that_fits_nowhere() -> None:
    story = Story().block("am", "09:00", "12:00").room("red").subforum("data", talk_("d1", 30), talk_("d2", 30), sittings=2)
    story = story.fixture("prize", "red", minutes=30, windows=[story.window("09:02", "09:34")])
    assert admitted(story.sit("data", "red", "09:00"), Placement(), whole=True)


@pytest.mark.parametrize("name", COUNTS)
def test_the_variables_express_as_many_agendas_as_one_reckons_by_hand(name: str) -> None:
    assert len(tiny.agendas(name)) == COUNTS[name]


@pytest.mark.parametrize("name", COUNTS)
def test_the_variables_express_nothing_but_agendas(name: str) -> None:
    for agenda in tiny.agendas(name):
        assert [f.sentence for f in structure.faults(tiny.conference(name), agenda)] == []


@pytest.mark.parametrize("name", COUNTS)
def test_an_agenda_names_what_it_leaves_out(name: str) -> None:
    """Talks, fixtures, and required seats of talks that are there."""
    conference = tiny.conference(name)
    for agenda in tiny.agendas(name):
        stands = agenda.slots.keys() | {f.fixture for f in agenda.fixtures}
        filled = {seat.seat for slot, _ in agenda.slots.values() for seat in slot.seats}
        wanted = {t.id for s in conference.subforums for t in s.talks} | {f.id for f in conference.fixtures}
        seats = {seat.id for id in agenda.slots for seat in conference.talk(id).seats if seat.required}
        assert sorted(left.item for left in agenda.unplaced) == sorted((wanted - stands) | (seats - filled))


def test_talks_with_numbers_get_their_places_where_the_model_knows_of_no_starts() -> None:
    talks = [talk_(f"k{number}", 30, position=number) for number in (4, 2, 5)] + [talk_("d1", 30), talk_("d3", 30)]
    story = Story().block("am", "09:00", "10:00").block("noon", "10:00", "11:30").room("red")
    conference = story.subforum("data", *talks, sittings="auto", sitting_fills="block").conference
    x = Variables(conference, CpModel(), whole=True)
    TalkOrder().forbid(x)
    solver = CpSolver()
    assert solver.solve(x.model) == OPTIMAL
    agenda = agenda_of(x, solver.value)
    assert list(structure.faults(conference, agenda)) == []
    assert [(slot.first - conference.blocks[0].first, id) for id, (slot, _) in agenda.slots.items() if id.startswith("k")] == [
        (30, "k2"),
        (90, "k4"),
        (120, "k5"),
    ]


def test_rooms_of_one_class_are_dealt_out_as_they_become_free() -> None:
    story = Story().block("am", "09:00", "12:00").room("pink").room("red").room("rose")
    for id, minutes, turnover in (("data", 90, 0), ("law", 60, 15), ("art", 30, 0)):
        story = story.subforum(id, talk_(id[0], minutes), turnover=turnover)
    for start, last in (("09:00", "red"), ("09:05", "rose")):  # the first tick is like any other
        told = story.sit("data", "pink", "09:00").sit("law", "pink", start).sit("art", "pink", "10:15")
        x = Variables(told.conference, CpModel(), classes=True)
        for variable, value, *_ in values_of(x, told.agenda):
            x.model.add(variable == value)
        solver = CpSolver()
        assert solver.solve(x.model) == OPTIMAL
        rooms = {s.subforum: s.room for s in agenda_of(x, solver.value).sittings}
        assert rooms == {"data": "pink", "law": "red", "art": last}


# --- no more variables than must be ---


def _made(x: Variables, ask: Callable[[], object]) -> int:
    """How many variables a question makes."""
    before = len(x.model.proto.variables)
    ask()
    return len(x.model.proto.variables) - before


def test_what_is_asked_twice_is_one_literal() -> None:
    x = Variables(tiny.conference("rooms_and_starts"), CpModel())
    one, other, talk1 = x.sittings["x/1"], x.sittings["y/1"], x.talks["x1"]
    assert x.parallel(one, other) is x.parallel(other, one)
    assert x.before(one, other) is x.before(one, other)
    assert x.before(one, other) is not x.before(other, one)
    assert x.in_building(talk1, "north") is x.in_building(talk1, "north")
    assert x.in_building(talk1, "north") is not x.in_building(talk1, "south")
    assert x.by_start(talk1, lambda minute: minute % 7) is x.by_start(talk1, lambda minute: minute % 7)


def test_a_literal_that_exists_is_not_made_again() -> None:
    x = Variables(tiny.conference("rooms_and_starts"), CpModel())
    one, other = x.sittings["x/1"].held, x.sittings["y/1"].held
    assert x.all_of() is x.true
    assert x.all_of(x.true, one, one) is one
    assert _made(x, lambda: x.all_of(one, x.true, other)) == 1
    assert x.in_building(x.talks["x1"], "south") is x.talks["x1"].in_room["loft"]


def test_where_two_sittings_fit_no_block_one_after_the_other_they_are_parallel_anyway() -> None:
    x = Variables(tiny.conference("relations_and_resources"), CpModel())  # an hour, and half an hour
    assert _made(x, lambda: x.parallel(x.sittings["p/1"], x.sittings["r/1"])) == 1
    assert _made(x, lambda: x.parallel(x.sittings["r/1"], x.sittings["q/1"])) == 1
    assert _made(x, lambda: x.parallel(x.sittings["p/1"], x.sittings["q/1"])) == 3


def test_a_value_that_is_the_same_all_day_needs_no_variable() -> None:
    x = Variables(tiny.conference("rooms_and_starts"), CpModel())
    talk1 = x.talks["x1"]
    assert isinstance(x.by_start(talk1, lambda minute: 0), int)
    assert _made(x, lambda: x.by_start(talk1, lambda minute: 5)) == 0
    assert _made(x, lambda: x.by_start(talk1, lambda minute: minute)) == 3 + 2
    assert x.if_true(x.true, talk1.start, 9) is talk1.start
    assert isinstance(x.if_true(talk1.placed, talk1.start, 0), int)
    assert _made(x, lambda: x.if_true(talk1.placed, 7, 9)) == 0
    assert _made(x, lambda: x.if_true(talk1.placed, talk1.start, 1)) == 1


def test_what_the_modes_know_needs_no_variable() -> None:
    """In the whole and tight mode: that a sitting is held, its end, and where its talks and fixtures stand."""
    x = Variables(tiny.conference("rooms_and_starts"), CpModel(), whole=True, tight=True)
    sitting, talk1, opening, expo = x.sittings["x/1"], x.talks["x1"], x.fixtures["opening"], x.fixtures["expo"]
    assert sitting.held is talk1.placed is opening.placed is expo.placed is opening.in_block["opening#0"] is x.true
    assert talk1.in_block is sitting.in_block
    assert talk1.in_room is sitting.in_room
    assert str(sitting.end) == str(sitting.start + 1)
    assert _made(x, lambda: x.interval(sitting, sitting.held)) == 0
    plain = Variables(tiny.conference("rooms_and_starts"), CpModel())
    assert plain.fixtures["opening"].in_block["opening#0"] is plain.true
    assert plain.fixtures["expo"].in_block["expo#0"] is not plain.true


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


def _earlier_start(place: Raw, minutes: int) -> None:
    place["start"] -= timedelta(minutes=minutes)


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
    "an end at its start": (lambda a: _longer(a["sittings"][2], -30), "The sitting art/2 ends before it starts"),
    "a sitting without a talk": (lambda a: a["sittings"][2]["talks"].clear(), "The sitting art/2 has no talk"),
    "a talk in a foreign sitting": (lambda a: _move_talk(a, 0, 0, 1), "The talk l1 is no talk of art"),
    "a talk of nowhere": (lambda a: a["sittings"][2]["talks"][0].update(talk="a9"), "The talk a9 is no talk of art"),
    "a talk before its sitting": (lambda a: _later(a["sittings"][1]["talks"][0], -30), "'a1' (a1) at 09:00-10:00 is outside its sitting"),
    "a talk after its sitting": (lambda a: _later(a["sittings"][1]["talks"][0], 60), "'a1' (a1) at 10:30-11:30 is outside its sitting"),
    "a talk too long": (lambda a: _longer(a["sittings"][1]["talks"][0], 30), "has 90 minutes in the agenda and 60 in the conference"),
    "a speaker too many": (lambda a: a["sittings"][2]["talks"][0].update(speakers=["cat"]), "'a2' (a2) has other speakers"),
    "a speaker of nowhere": (lambda a: a["sittings"][2]["talks"][0].update(speakers=["dan"]), "'a2' (a2) has other speakers"),
    "a seat filled twice": (lambda a: _twice(a["sittings"][0]["talks"][0]["seats"], 0, speaker="bob"), "filled 2 times: Ann, Bob"),
    "a seat filled twice beside another": (
        lambda a: a["sittings"][0]["talks"][0]["seats"].extend([{"seat": "chair", "speaker": "bob"}, {"seat": "stool", "speaker": "cat"}]),
        "filled 2 times: Ann, Bob.",
    ),
    "a seat of nowhere": (lambda a: a["sittings"][0]["talks"][0]["seats"][0].update(seat="stool"), "has no seat stool"),
    "a seat of another talk": (
        lambda a: a["sittings"][2]["talks"][0].update(seats=a["sittings"][0]["talks"][0].pop("seats")),
        "'a2' (a2) has no seat chair",
    ),
    "no candidate": (lambda a: a["sittings"][0]["talks"][0]["seats"][0].update(speaker="cat"), "Cat is no candidate for the seat chair"),
    "talks over one another": (lambda a: _later(a["sittings"][0]["talks"][1], -30), "The talks l1 and l2 of law overlap"),
    "off the grid": (lambda a: _later(a["sittings"][2], 5), "11:05-11:35, off the grid of 30 minutes"),
    "a start off the grid": (lambda a: _earlier_start(a["sittings"][1], 5), "09:25-11:00, off the grid of 30 minutes"),
    "an end off the grid": (lambda a: _longer(a["sittings"][1], -5), "09:30-10:55, off the grid of 30 minutes"),
    "a talk off the grid": (lambda a: _later(a["sittings"][1]["talks"][0], 10), "09:40-10:40, off the grid of 30 minutes"),
    "a fixture of nowhere": (lambda a: a["fixtures"][1].update(fixture="ball"), "The fixture ball is not in the conference"),
    "a fixture at another time": (lambda a: _later(a["fixtures"][0], 30), "lunch stands at Nov 07 12:30, which is not its time"),
    "a fixture outside its window": (lambda a: _later(a["fixtures"][1], 60), "fair stands at Nov 07 14:30, which is not its time"),
    "a fixture before its window": (lambda a: _later(a["fixtures"][1], -60), "fair stands at Nov 07 12:30, which is not its time"),
    "a fixture too short": (lambda a: _longer(a["fixtures"][1], -30), "fair has 30 minutes instead of 60"),
    "a fixture off the grid": (lambda a: _later(a["fixtures"][1], 5), "13:35-14:35, off the grid of 30 minutes"),
    "a fixture in another room": (lambda a: a["fixtures"][0].update(rooms=["loft"]), "lunch holds other rooms than it should: loft"),
    "a fixture in a room of nowhere": (lambda a: a["fixtures"][1].update(rooms=["attic"]), "fair holds other rooms than it should: attic"),
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


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_counts_as_one(name: str) -> None:
    raw = _raw()
    FAULTS[name][0](raw)
    assert {f.amount for f in structure.faults(_conference(), Agenda.model_validate(raw))} == {1}


def test_strangers_of_every_kind() -> None:
    raw = _raw()
    raw["sittings"][0].update(room="attic")
    raw["sittings"][1].update(subforum="lax")
    raw["sittings"][2]["talks"][0].update(talk="a9", speakers=["dan"])
    raw["fixtures"][0].update(rooms=["shed"])
    raw["fixtures"][1].update(fixture="ball")
    assert structure.strangers(_conference(), Agenda.model_validate(raw)) == {"attic", "lax", "a9", "dan", "shed", "ball"}


def _said(story: Story) -> list[str]:
    return [fault.sentence for fault in structure.faults(story.conference, story.agenda)]


def test_sittings_that_fill_their_blocks() -> None:
    story = Story().block("am", "09:00", "10:00").block("noon", "10:00", "11:00").room("red").room("blue")
    once = story.subforum("data", talk_("d1", 30), talk_("d2", 30), sittings="auto", sitting_fills="block")
    early = once.sit("data", "red", "09:00", "d1", until="10:00")
    assert _said(early.sit("data", "red", "10:00", "d2", until="11:00")) == []
    assert _said(early.sit("data", "blue", "09:00", "d2", until="10:00")) == ["Data has 2 sittings in Am, and may have 1."]
    assert _said(once.sit("data", "red", "09:30", "d1", until="10:00")) == ["Data stands at 09:30-10:00 and does not fill Am."]


def test_two_sittings_of_a_subforum_in_one_block_have_two_rooms() -> None:
    story = Story().block("am", "09:00", "10:00").room("red").room("blue")
    story = story.subforum("data", talk_("d1", 30), talk_("d2", 30), sittings="auto", sitting_fills="block", at_once=2)
    early = story.sit("data", "red", "09:00", "d1", until="10:00")
    assert _said(early.sit("data", "blue", "09:00", "d2", until="10:00")) == []
    assert _said(early.sit("data", "red", "09:00", "d2", until="10:00")) == ["Data has 2 sittings in Red in Am."]


def test_as_many_sittings_as_it_needs_are_as_long_as_their_talks() -> None:
    story = (
        Story().block("am", "09:00", "10:00").room("red").room("blue").subforum("data", talk_("d1", 30), talk_("d2", 15), sittings="auto")
    )
    assert _said(story.sit("data", "red", "09:15", "d1")) == []
    assert _said(story.sit("data", "red", "09:15", "d1").sit("data", "blue", "09:15", "d2")) == [
        "Data has 2 sittings in Am, and may have 1."
    ]


def test_a_sitting_without_a_talk_where_it_may_be_empty() -> None:
    story = Story().block("am", "09:00", "10:00").room("red").room("blue")
    story = story.subforum("data", talk_("d1", 30), sittings=2, sitting_fills="block", at_once=2, empty_sittings=True)
    raw = story.sit("data", "red", "09:00", until="10:00").sit("data", "blue", "09:00", until="10:00")
    empty = replace(raw, sittings=(raw.sittings[0], {**raw.sittings[1], "talks": []}))
    assert _said(empty) == []
    assert admitted(empty, Placement())


def test_an_empty_sitting_may_be_as_short_as_a_step_of_the_grid() -> None:
    story = (
        Story()
        .block("am", "09:00", "10:00")
        .room("red")
        .subforum("data", talk_("d1", 30), talk_("d2", 30), sittings=2, empty_sittings=True)
    )
    whole = story.sit("data", "red", "09:00", "d1").sit("data", "red", "09:30", "d2", until="09:35")
    assert admitted(replace(whole, sittings=(whole.sittings[0], {**whole.sittings[1], "talks": []})), Placement())


def test_a_talk_begins_where_a_slot_does() -> None:
    conference = tiny.conference("slots")
    agenda = next(a for a in tiny.agendas("slots") if "k1" in a.slots)
    slot, sitting = agenda.slots["k1"]
    moved = sitting.replaced(start=conference.blocks[0].start, end=conference.blocks[0].end)
    late = slot.replaced(start=moved.start + timedelta(minutes=30), end=moved.start + timedelta(minutes=90))
    wrong = agenda.replaced(sittings=tuple(moved.replaced(talks=(late,)) if s is sitting else s for s in agenda.sittings))
    said = [f.sentence for f in structure.faults(conference, wrong)]
    assert said == ["The talk 'k1' (k1) begins at 09:30, where no slot of its block begins."]


def test_slots_that_do_not_fit_their_block_or_the_grid_are_refused() -> None:
    raw = tiny.conference("slots").model_dump(by_alias=True, exclude_defaults=True)
    for slots, what in (([60, 60, 90], "slots of 210 minutes in a block of 180"), ([45], "45 minutes do not fit the grid of 30")):
        with pytest.raises(BadInput, match=what):
            Conference.model_validate({**raw, "blocks": [{**raw["blocks"][0], "slots": slots}]})
