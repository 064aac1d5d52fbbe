"""Files of scenarios, and scenarios in a line: what is read, on which clocks, and what is wrong where."""

# ruff: noqa: E501  # in the tables, what is written and what is said of it stand side by side

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import jsonschema
import pytest

from constraints.profile import problems
from instances.changes import Add, Attend, BlockTimes, Cancel, CloseRoom, Delay, Drop, Late, Replace, Seats, Weigh
from instances.changes.scenario import Scenario
from instances.changes.scenarios import parse_case, read_scenarios
from instances.formats import native
from instances.problems import BadInput
from scheduler.shapes import schema
from tests.test_options import A, C

GOOD = """\
format: agendawright/scenarios@1
scenarios:
  - name: Ana cancels
    changes:
      - {kind: cancel, person: Ana}
      - --late cleo@+90m --seats hall-1=150
  - name: a hall is lost
    changes:
      - kind: close_room
        room: hall-2
        from: 2022-11-10T09:00
        to: 2022-11-10T02:00Z
      - {kind: late, person: ben, at: 2022-11-09T10:00}
      - {kind: block, block: wed-am, end: 2022-11-09T11:30}
  - changes:
      - speaker: {id: eve, name: Eve, attends: online, timezone: Africa/Nairobi, available: [{from: 2022-11-09T09:00, to: 2022-11-09T12:00}]}
      - fixture: {id: dance, title: Dance, start: 2022-11-09T13:00, end: 2022-11-09T14:00}
      - --replace ana=Eve --delay Dance=30m
      - {kind: replace, person: cleo, by: Eve}
"""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def scenarios(folder: Path, text: str, name: str = "what.yaml") -> tuple[Scenario, ...]:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return read_scenarios(str(file), C, A, problems)


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadInput) as error:
        scenarios(folder, text)
    return [str(problem).replace(f"{folder}/", "") for problem in error.value.problems]


def test_a_file_has_scenarios_of_changes_and_options(tmp_path: Path) -> None:
    first, second, third = scenarios(tmp_path, GOOD)
    assert (first.name, second.name, third.name) == ("Ana cancels", "a hall is lost", "")
    assert first.changes == (Cancel(person="ana"), Late(person="cleo", at=at("2022-11-09T10:30+08:00")), Seats(room="hall-1", seats=150))
    assert [type(change) for change in third.changes] == [Add, Add, Replace, Delay, Replace]
    assert third.changes[2:] == (Replace(person="ana", by="eve"), Delay(item="dance", minutes=30), Replace(person="cleo", by="eve"))


def test_an_agenda_or_a_conference_is_told_as_what_it_is(tmp_path: Path) -> None:
    remedy = "name a file as 'agenda schema scenarios' or 'agenda schema changes' has it"
    (problem,) = refused(tmp_path, A.to_json())
    assert problem == f"what.yaml: is an agenda, and says nothing of what happened; {remedy}"
    (problem,) = refused(tmp_path, native.write_conference(C))
    assert problem == f"what.yaml: is a conference, and says nothing of what happened; {remedy}"


def test_times_without_an_offset_are_on_the_clocks_of_the_conference(tmp_path: Path) -> None:
    _, second, third = scenarios(tmp_path, GOOD)
    closed, late, shorter = second.changes
    assert isinstance(closed, CloseRoom)
    assert (closed.start, closed.end) == (at("2022-11-10T09:00+08:00"), at("2022-11-10T10:00+08:00"))
    assert late == Late(person="ben", at=at("2022-11-09T10:00+08:00"))
    assert shorter == BlockTimes(block="wed-am", end=at("2022-11-09T11:30+08:00"))
    eve, dance = (change for change in third.changes if isinstance(change, Add))
    assert eve.speaker is not None
    assert eve.speaker.available is not None
    assert eve.speaker.available[0].start == at("2022-11-09T09:00+03:00"), "who attends online has their own clocks, as in a conference"
    assert dance.fixture is not None
    assert dance.fixture.start == at("2022-11-09T13:00+08:00")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.yaml", "- {kind: cancel, person: ana}\n- --drop tea\n"),
        ("list.json", '[{"kind": "cancel", "person": "ana"}, "--drop tea"]'),
        ("one.yaml", "changes:\n- {kind: cancel, person: ana}\n- {kind: drop, item: Tea}\n"),
    ],
)
def test_a_list_of_changes_is_one_scenario(tmp_path: Path, name: str, text: str) -> None:
    assert scenarios(tmp_path, text, name) == (Scenario(changes=(Cancel(person="ana"), Drop(item="tea"))),)


def test_every_problem_is_named_with_its_line(tmp_path: Path) -> None:
    text = """\
format: agendawright/scenarios@2
scenarios:
  - name: one
    chnages: []
    changes:
      - {kind: cancle, person: ana}
      - {kind: cancel, person: anna}
      - {kind: cancel, persn: ana}
      - {person: ana}
      - --cancel anna --seats hall=3
      - --cancle ana
      - 7
      - {kind: close_room, room: hall-1, from: 2022-11-10T29:00, to: 2022-11-10T12:00}
      - {kind: weigh, rule: fairnes, level: "off"}
      - {kind: pin, item: law, start: 2022-11-10T03:00}
      - {kind: cancel, person: ben}
  - name: one
    changes: {kind: cancel}
  - cancel: ana
"""
    assert refused(tmp_path, text) == [
        "what.yaml:1: format: should be 'agendawright/scenarios@1', not 'agendawright/scenarios@2'; did you mean 'agendawright/scenarios@1'?",
        "what.yaml:4: scenarios/0/chnages: unknown key 'chnages'; did you mean 'changes'?",
        "what.yaml:6: scenarios/0/changes/0/kind: there is no kind 'cancle'; did you mean 'cancel'?",
        "what.yaml:7: scenarios/0/changes/1/person: nothing among the speakers is called 'anna'; did you mean 'Ana'?",
        "what.yaml:8: scenarios/0/changes/2: the key 'person' is missing; add it",
        "what.yaml:8: scenarios/0/changes/2/persn: unknown key 'persn'; did you mean 'person'?",
        "what.yaml:9: scenarios/0/changes/3: the key 'kind' is missing; add it, like {kind: cancel, person: s017}",
        "what.yaml:10: scenarios/0/changes/4: --cancel anna: nothing among the speakers is called 'anna'; did you mean 'Ana'?",
        "what.yaml:10: scenarios/0/changes/4: --seats hall=3: 'hall' could be Hall 1 (hall-1) or Hall 2 (hall-2); "
        "write more of the name, or the id",
        "what.yaml:11: scenarios/0/changes/5: '--cancle' is no option for what happened; did you mean '--cancel'?",
        "what.yaml:12: scenarios/0/changes/6: should be keys with values or text, not 7; put it in quotes: '7'",
        "what.yaml:13: scenarios/0/changes/7/from: '2022-11-10T29:00' is not a date and time; write it like 2022-11-09T13:30",
        "what.yaml:14: scenarios/0/changes/8: there is no rule 'fairnes'; did you mean 'fairness'?",
        "what.yaml:15: scenarios/0/changes/9: after it, pins/1/start: Nov 10 03:00 is outside every block; pin a start inside a block",
        "what.yaml:17: scenarios/1/name: two scenarios are called 'one'; rename one of them",
        "what.yaml:18: scenarios/1/changes: should be a list, not keys with values; begin each entry with '- '",
        "what.yaml:19: scenarios/2: the key 'changes' is missing; add it",
        "what.yaml:19: scenarios/2/cancel: unknown key 'cancel'; did you mean 'changes'?",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "what.yaml: is empty; see 'agenda schema scenarios'"),
        ("hello", "what.yaml: holds no scenarios: expected keys and values, or a list; see 'agenda schema scenarios'"),
        ("scenarios: []", "what.yaml:1: scenarios: is empty; name at least 1"),
        ("scenarios: ana", "what.yaml:1: scenarios: should be a list, not 'ana'; write it in brackets: [ana]"),
        ("scenarios: [ana]", "what.yaml:1: scenarios/0: should be keys with values, not 'ana'; write it like {id: ..., title: ...}"),
        ("- 7", "what.yaml:1: 0: should be keys with values or text, not 7; put it in quotes: '7'"),
        ("- {kind: drop, item: tea}\n- {kind: drop, item: tea}", "what.yaml:2: 1/item: nothing among the subforums and talks and fixtures is called 'tea'; known: art, art-1, art-2, art-3, courts, judges, law, walk"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_scenarios(tmp_path: Path, text: str, problem: str) -> None:
    assert refused(tmp_path, text) == [problem]


@pytest.mark.parametrize(
    ("words", "scenario"),
    [
        ("Ana is ill: --cancel ana --seats hall-1=150", Scenario(name="Ana is ill", changes=(Cancel(person="ana"), Seats(room="hall-1", seats=150)))),
        ("--recorded ben", Scenario(changes=(Attend(person="ben", attends="recorded"),))),
        ("10:00: a call: --drop 'Art'", Scenario(name="10:00: a call", changes=(Drop(item="art"),))),
        ("x:--weigh=fairness=off", Scenario(name="x", changes=(Weigh(rule="fairness", level="off"),))),
    ],
)  # fmt: skip
def test_a_scenario_in_a_line(words: str, scenario: Scenario) -> None:
    assert parse_case(words, C, A, problems) == scenario


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("Ana is ill", "'Ana is ill' names no options; write it like 'Name: --cancel s017 --seats hall-1=150'"),
        ("Ana is ill: --cancel anna", "--cancel anna: nothing among the speakers is called 'anna'; did you mean 'Ana'?"),
        ("", "'' names no options; write it like 'Name: --cancel s017 --seats hall-1=150'"),
        ("x: --cancel ana ben", "'ben' is no option for what happened; known: add, cancel, close-room, delay, drop, early, forbid, late and 9 more"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_scenario(words: str, problem: str) -> None:
    with pytest.raises(BadInput) as error:
        parse_case(words, C, A)
    assert [str(p) for p in error.value.problems] == [problem]


def test_the_schemas_take_what_people_write() -> None:
    raw = native.tree(GOOD, "")[0]
    for name, document in (("scenarios", raw), ("changes", raw["scenarios"][0]["changes"])):
        written = jsonschema.Draft202012Validator(schema(name))
        written.check_schema(written.schema)
        written.validate(document)
        assert not written.is_valid([{"kind": "cancle"}])
