"""The command line as people and scripts meet it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats.native import write_conference
from instances.generate import generate
from tests.conftest import ROOT, Command

Edit = Callable[[dict[str, Any]], None]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A conference of five subforums, as a file."""
    path = tmp_path / "small.yaml"
    path.write_text(write_conference(generate(5, 1)[0]), encoding="utf-8")
    return path


@pytest.fixture
def agenda_file(tmp_path: Path, best: Agenda) -> Path:
    """The best agenda of wuzhen2022, as a file."""
    path = tmp_path / "best.json"
    path.write_text(best.to_json(), encoding="utf-8")
    return path


def test_solve_check_and_show_a_file(command: Command, small: Path, tmp_path: Path) -> None:
    out = command("solve", small)
    assert out.returncode == 0, out.stderr
    assert "Optimal" in out.stdout
    name = next(tmp_path.glob("*.agenda.json")).name
    checked = command("check", small, name)
    assert checked.returncode == 0
    assert "nothing hard broken" in checked.stdout
    for by in ("room", "speaker", "track"):
        assert command("show", small, name, "--by", by).returncode == 0


def test_stdout_is_the_answer_alone(command: Command, small: Path) -> None:
    out = command("solve", small, "--out", "-")
    assert Agenda.model_validate_json(out.stdout).score
    assert "solving" in out.stderr
    assert command("check", small, "-", stdin=out.stdout).returncode == 0


@pytest.mark.parametrize(
    "words", [("solve", "small.yaml"), ("check", "wuzhen2022", "best.json"), ("show", "wuzhen2022", "best.json", "--by", "speaker")]
)
def test_json_is_as_its_schema_says(command: Command, words: tuple[str, ...], small: Path, agenda_file: Path) -> None:
    document = json.loads(command(*words, "--json").stdout)
    schema = json.loads(command("schema", words[0]).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    assert document["format"] == f"agendawright/{words[0]}@1"


def test_errors_have_a_schema_too(command: Command) -> None:
    out = command("check", "wuzhen2023", "none.json", "--json")
    assert out.returncode == 2
    jsonschema.validate(json.loads(out.stdout), json.loads(command("schema", "error").stdout))


def test_bad_input_is_told_in_words_and_ends_with_2(command: Command) -> None:
    out = command("solve", "wuzhen2023")
    assert out.returncode == 2
    assert "did you mean 'wuzhen2022'?" in out.stderr
    assert "Traceback" not in out.stderr


def test_a_conference_that_has_changed_since_is_named_with_the_remedy(
    command: Command, agenda_file: Path, tmp_path: Path, wuzhen: Conference
) -> None:
    text = write_conference(wuzhen).replace("capacity: 6", "capacity: 7", 1)
    (tmp_path / "changed.yaml").write_text(text, encoding="utf-8")
    out = command("check", "changed.yaml", agenda_file)
    assert out.returncode == 2
    assert "has changed since" in out.stderr
    assert "--force" in out.stderr
    assert command("check", "changed.yaml", agenda_file, "--force").returncode == 0


def _same_room(agenda: dict[str, Any]) -> None:
    """Two sittings of one block in one room."""
    one, other = (s for s in agenda["sittings"] if s["subforum"] in ("gdi-cooperation", "belt-and-road"))
    one["room"] = other["room"]


def _in_the_night(agenda: dict[str, Any]) -> None:
    """A sitting with somebody from Berlin at nine in the morning of Wuzhen."""
    sitting = next(s for s in agenda["sittings"] if s["subforum"] == "gdi-cooperation")
    shift = "2022-11-09T13:30", "2022-11-10T09:00"
    from datetime import datetime

    by = datetime.fromisoformat(shift[1] + "+08:00") - datetime.fromisoformat(sitting["start"])
    for place in (sitting, *sitting["talks"]):
        for key in ("start", "end"):
            place[key] = (datetime.fromisoformat(place[key]) + by).isoformat()


def _seat_twice(agenda: dict[str, Any]) -> None:
    """One seat filled twice."""
    talk = next(t for s in agenda["sittings"] for t in s["talks"] if t["seats"])
    talk["seats"].append(talk["seats"][0])


@pytest.mark.parametrize(
    ("edit", "words"), [(_same_room, "both hold"), (_in_the_night, "in the night"), (_seat_twice, "is filled 2 times")]
)
def test_a_planted_fault_is_named_in_a_sentence(command: Command, agenda_file: Path, edit: Edit, words: str) -> None:
    agenda = json.loads(agenda_file.read_text(encoding="utf-8"))
    edit(agenda)
    agenda_file.write_text(json.dumps(agenda), encoding="utf-8")
    out = command("check", "wuzhen2022", agenda_file)
    assert out.returncode == 1
    assert words in re.sub(r"\s+", " ", out.stdout)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT to send to another process")
def test_ctrl_c_leaves_a_valid_agenda_from_which_the_next_run_starts(command: Command, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "solve", "wuzhen2022"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stderr
    for line in process.stderr:
        if "penalty" in line:
            break
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    checked = command("check", "wuzhen2022", "wuzhen2022.agenda.json")
    assert checked.returncode == 0
    again = command("solve", "wuzhen2022", "--hint", "wuzhen2022.agenda.json", "--seconds", "5", "--require", "gap=100")
    assert again.returncode == 0
    assert re.search(r"\b(hint|greedy)\b", again.stderr)


def test_infeasible_is_exit_1_and_draft_on_every_view(command: Command, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text(write_conference(generate(6, 1, "night")[0]), encoding="utf-8")
    out = command("solve", "broken.yaml", "--seconds", "20", "--out", "draft.json")
    assert out.returncode == 1
    assert "DRAFT" in out.stdout
    assert "Impossible:" in out.stdout
    for by in ("room", "speaker", "track"):
        assert "DRAFT" in command("show", "broken.yaml", "draft.json", "--by", by).stdout
    command("show", "broken.yaml", "draft.json", "--page", "draft.html")
    assert "DRAFT" in (tmp_path / "draft.html").read_text(encoding="utf-8")


def test_require_decides_the_exit_code(command: Command, small: Path) -> None:
    assert command("solve", small, "--require", "optimal").returncode == 0
    assert command("solve", small, "--require", "soon").returncode == 2


def test_generate_is_repeatable_and_solvable(command: Command) -> None:
    first = command("generate", "--subforums", "4", "--seed", "7", "--planted", "planted.json")
    assert first.stdout == command("generate", "--subforums", "4", "--seed", "7").stdout
    assert command("check", "-", "planted.json", stdin=first.stdout).returncode == 0


def test_show_for_a_person_is_on_their_own_clocks(command: Command, agenda_file: Path, wuzhen: Conference, best: Agenda) -> None:
    person = next(p for p in best.appearances if wuzhen.zone_of(p).startswith("America/") and wuzhen.speaker(p).attends == "online")
    shown = command("show", "wuzhen2022", agenda_file, "--for", person).stdout
    assert wuzhen.speaker(person).name in shown
    assert "America/" in shown


def test_narrow_and_wide_terminals_and_no_color(command: Command, agenda_file: Path) -> None:
    for columns in ("60", "200"):
        shown = command("show", "wuzhen2022", agenda_file, "--lang", "zh", COLUMNS=columns, NO_COLOR="1").stdout
        assert "\x1b[" not in shown
        from rich.cells import cell_len

        assert max(cell_len(line) for line in shown.splitlines()) <= int(columns)


def test_every_command_stands_in_the_readme(command: Command) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^│ (\w+) ", command("--help").stdout, re.MULTILINE)
    assert len(commands) >= 5
    assert [name for name in commands if f"agenda {name}" not in readme] == []


def test_every_rule_stands_in_the_readme() -> None:
    from constraints import RULES

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [rule.id for rule in RULES if f"| `{rule.id}` |" not in readme] == []
