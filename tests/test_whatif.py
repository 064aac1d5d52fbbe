"""Scenarios beside each other: what the command says, what it demands, and that it writes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from instances.agenda import TierScore
from instances.changes import Cancel, Drop
from instances.changes.scenario import Scenario
from instances.problems import BadInput
from scheduler import shapes
from scheduler.demands import demands, sentence, unmet
from scheduler.limits import Interrupt
from scheduler.show_whatif import document
from scheduler.sweep import how, scenarios
from scheduler.whatif import Outcome, whatif
from scheduler.whatif_report import reporter
from tests.conftest import Command
from tests.standin import AGENDA, CONFERENCE, GIVEN, STORY

CASES = """
format: agendawright/scenarios@1
scenarios:
  - name: the actor cancels
    changes: [{kind: cancel, person: actor}]
  - name: the loft is closed in the morning
    changes: [--close-room loft@morning]
  - name: no interpreters
    changes: [{kind: capacity, resource: team, capacity: 0}]
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a conference, its agenda, and scenarios."""
    (tmp_path / "tiny.yaml").write_text(yaml.safe_dump(STORY.raw), encoding="utf-8")
    (tmp_path / "published.json").write_text(AGENDA.to_json(), encoding="utf-8")
    (tmp_path / "cases.yaml").write_text(CASES, encoding="utf-8")
    return tmp_path


WHATIF = ("whatif", "tiny.yaml", "published.json")


def test_scenarios_stand_beside_each_other_and_nothing_is_written(command: Command, files: Path) -> None:
    before = {path: path.read_bytes() for path in files.iterdir()}
    found = command(*WHATIF, "cases.yaml", COLUMNS="200")
    assert found.returncode == 1, found.stderr
    lines = {line.split("  ")[0]: line for line in found.stdout.splitlines()}
    assert "now" in found.stdout.splitlines()[0]
    assert lines["Agenda"].split() == ["Agenda", "yes", "yes", "no"]
    assert lines["People told"].split() == ["People", "told", "0", "1"]
    assert lines["Proof, people told"].split() == ["Proof,", "people", "told", "proved", "proved"]
    assert {path: path.read_bytes() for path in files.iterdir()} == before


def test_the_document_is_that_of_its_schema_and_has_the_people(command: Command, files: Path) -> None:
    found = json.loads(command(*WHATIF, "cases.yaml", "--json").stdout)
    Draft202012Validator(shapes.schema("whatif")).validate(found)
    assert [one["status"] for one in found["scenarios"]] == ["optimal", "optimal", "infeasible"]
    assert [one["told"] for one in found["scenarios"]] == [[], ["actor"], []]
    assert found["scenarios"][1]["changes"][0]["from"] == "2022-11-09T09:00:00+08:00"


def test_a_sweep_is_ranked_reported_and_gone_on_with(command: Command, files: Path) -> None:
    sweep = (*WHATIF, "--each", "room-block", "--each", "resource", "--jobs", "1", "--journal", "run.jsonl")
    first = command(*sweep, "--report", "losses.html")
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("4 scenarios; none of them leave no agenda. 4 looked at in")
    assert "Wrote losses.html" in first.stderr
    assert "What each loss would do: Tiny" in (files / "losses.html").read_text(encoding="utf-8")
    second = command(*sweep, "--json")
    assert len(json.loads(second.stdout)["scenarios"]) == 4
    assert "scenarios" not in second.stderr  # no progress, for nothing is left to do


def test_demands_name_the_scenario_that_fails_them(command: Command, files: Path) -> None:
    (files / "cases.yaml").write_text(CASES.rpartition("  - name")[0], encoding="utf-8")
    assert command(*WHATIF, "cases.yaml", "--require", "optimal,gap=0,moves<=3,told<=1").returncode == 0
    found = command(*WHATIF, "cases.yaml", "--require", "told<=0", "--quiet")
    assert (found.returncode, found.stderr.splitlines()[1:]) == (1, ["'the loft is closed in the morning' fails told<=0: 1"])


def test_what_makes_no_sense_is_refused_with_the_remedy(command: Command, files: Path) -> None:
    found = command(*WHATIF, "cases.yaml", "--each", "room")
    assert (found.returncode, found.stdout, found.stderr) == (
        2,
        "",
        "error: --each does not go with a file of scenarios; leave one of them out\n",
    )


# --- in Python ---


@pytest.mark.parametrize(
    ("ask", "complaint"),
    [
        (lambda: scenarios(GIVEN, None, (), (), ()), "there is no scenario to look at; name a file, --case"),
        (lambda: scenarios(GIVEN, "cases.yaml", (), (), (), pairs=True), "--pairs needs --each with a kind of losses"),
        (lambda: scenarios(GIVEN, None, ["x: --cancel judge"], (), ["room"]), "--each does not go with --case"),
        (lambda: scenarios(GIVEN, None, (), (), ["rooms"]), "there is no kind of losses 'rooms'; did you mean 'room'"),
        (lambda: demands("told<10"), "'told<10' is nothing that --require knows; write optimal, gap=2, moves<=3"),
        (lambda: reporter("losses.pdf"), "a report is not written as 'losses.pdf'; name a file that ends in .html or .csv"),
        (lambda: how(False, None, None, None, 3.0, 0), "does not go with --effort"),
        (lambda: how(True, None, None, 3.0, None, 0), "does not go with --seconds"),
        (lambda: how(True, 4096, None, None, None, 0), "--jobs 4096 are more than the"),
        (lambda: how(True, 1, "tcp://127.0.0.1:9", None, None, 0), "does not go with --jobs"),
    ],
)
def test_what_does_not_go_together_is_refused(ask: Callable[[], object], complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint):
        ask()


def outcome(**what: object) -> Outcome:
    """A scenario that was repaired."""
    return Outcome.model_validate({"scenario": "it rains", "status": "feasible", "told": ["judge"], "moves": 2, "penalty": 90} | what)


def tiers(*proved: bool, penalty: int, bound: int) -> tuple[TierScore, ...]:
    """Tiers of which the last has a bound."""
    above = [
        TierScore(name=str(n), penalty=1, bound=1 if yes else 0, status="optimal" if yes else "feasible") for n, yes in enumerate(proved)
    ]
    return (*above, TierScore(name="wishes", penalty=penalty, bound=bound, status="feasible"))


@pytest.mark.parametrize(
    ("words", "what", "said"),
    [
        ("optimal", {}, "feasible"),
        ("moves<=1", {}, "2"),
        ("told <= 0", {}, "1"),
        ("penalty<=89", {}, "90"),
        ("penalty<=100", {"status": "infeasible"}, "infeasible"),
        ("gap=5", {"tiers": tiers(True, penalty=100, bound=90)}, "its gap is 10.0 %"),
        ("gap=20", {"tiers": tiers(True, False, penalty=100, bound=90)}, "feasible"),
    ],
)
def test_a_demand_that_is_not_met_says_what_there_is(words: str, what: dict[str, object], said: str) -> None:
    ((one, demand),) = unmet(demands(words), [outcome(**what)])
    assert sentence(one, demand) == f"'it rains' fails {words}: {said}"


def test_demands_that_are_met_say_nothing() -> None:
    good = outcome(status="optimal", tiers=tiers(True, penalty=100, bound=99))
    assert list(unmet(demands("optimal, gap=1, moves<=2,told<=1 ,penalty<=90"), [good])) == []
    assert list(unmet(demands(None), [outcome(status="infeasible")])) == []


def test_scenarios_come_from_a_file_from_lines_and_from_options(files: Path) -> None:
    found = scenarios(GIVEN, str(files / "cases.yaml"), ["no judge: --cancel judge=drop"], [("cancel", "nurse"), ("seats", "loft=9")], ())
    assert [one.name for one in found[-3:]] == ["no interpreters", "no judge", ""]
    assert [change.kind for change in found[-1].changes] == ["cancel", "seats"]


def test_where_nobody_says_what_becomes_of_a_talk_each_choice_is_a_scenario(files: Path) -> None:
    notes: list[str] = []
    said = [("cancel", "actor"), ("seats", "loft=9")]
    found = scenarios(GIVEN, None, ["no play: --cancel actor", "--cancel actor=keep"], said, (), note=lambda p: notes.append(str(p)))
    names = [one.name for one in found]
    assert names[:3] == [f"no play: --cancel actor={fate}" for fate in ("drop", "video", "shorten")]
    assert all(one.changes for one in found)
    assert "" in names  # what is said is one scenario
    assert names[-1].endswith(" --seats loft=9")
    assert notes == ["nobody says what becomes of talks of nobody else than who cancels; here is each choice"] * 2
    scenarios(GIVEN, str(files / "cases.yaml"), (), (), (), note=lambda p: notes.append(str(p)))
    assert notes[2:] == [
        "the actor cancels: 'Stage' stays without anybody; write --cancel NAME=drop, or 'talks: drop', to drop what nobody else gives"
    ]


def test_changes_that_cannot_be_made_are_bad_input_and_in_a_sweep_refused() -> None:
    with pytest.raises(BadInput, match="'opening'"):
        scenarios(GIVEN, None, ["--drop opening"], (), ())
    ((one),) = whatif(GIVEN, [Scenario(name="odd", changes=(Drop(item="opening"),))]).outcomes
    assert (one.scenario, one.status) == ("odd", "refused")
    assert "is called 'opening'" in one.why[0]


def test_an_interrupt_leaves_the_rest_and_says_so() -> None:
    interrupt = Interrupt()
    cases = [Scenario(changes=(Cancel(person=person, talks="drop"),)) for person in ("judge", "nurse", "mayor")]
    found = whatif(GIVEN, cases, watch=lambda progress: interrupt.set() if progress.part == (1, 3) else None, interrupt=interrupt)
    assert (len(found.outcomes), found.left, found.interrupted) == (1, 2, True)
    assert document(CONFERENCE, found)["left"] == 2
    assert found.outcomes[0].scenario == "Judge does not take part, and talks of nobody else are dropped."
