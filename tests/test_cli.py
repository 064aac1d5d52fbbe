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
from instances.formats import bundled
from instances.formats.native import write_conference
from instances.generate import LEAST, MOST, generate
from tests.command import ROOT
from tests.conftest import Command
from tests.sampled import one_in

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
    "words",
    [
        ("solve", "small.yaml"),
        ("check", "wuzhen2022", "best.json"),
        ("check", "wuzhen2022", "best.json", "--prices", "--seconds", "2"),
        ("show", "wuzhen2022", "best.json", "--by", "speaker"),
        ("conflicts", "wuzhen2022"),
        ("moves", "wuzhen2022", "best.json", "data-governance", "--swap", "all"),
        ("moves", "wuzhen2022", "best.json", "gdi-1", "--at", "13:40"),
    ],
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


@pytest.mark.skipif(os.name == "nt", reason="there are no signals to send to another process")
@pytest.mark.parametrize("name", one_in(2, ["SIGINT", "SIGTERM"]))
def test_an_interrupt_leaves_a_valid_agenda_from_which_the_next_run_starts(command: Command, tmp_path: Path, name: str) -> None:
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
    process.send_signal(signal.Signals[name])
    process.communicate(timeout=60)
    assert process.returncode == 130
    checked = command("check", "wuzhen2022", "wuzhen2022.agenda.json")
    assert checked.returncode == 0
    again = command("solve", "wuzhen2022", "--hint", "wuzhen2022.agenda.json", "--seconds", "2")
    assert again.returncode == 0
    assert re.search(r"\b(hint|greedy)\b", again.stderr)


@pytest.mark.full
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


@pytest.mark.full
@pytest.mark.skipif(os.name == "nt", reason="there are no signals to send to another process")
def test_prices_are_told_after_the_verdict_and_an_interrupt_keeps_them(
    command: Command, small: Path, agenda_file: Path, tmp_path: Path
) -> None:
    command("solve", small, "-q", "-o", "a.json")
    out = command("check", small, "a.json", "--prices", "--seconds", "30")
    assert out.returncode == 0
    assert "without fairness, " in out.stderr
    before, _, after = out.stdout.partition("What the wishes cost each other")
    assert "nothing hard broken" in before
    assert "The agenda is the best one as it is (proved)." in after
    assert "Without 'fairness' the other wishes would cost " in after
    assert command("check", small, "a.json", "--prices", "--seconds", "1", "-q").stderr == ""
    assert command("check", small, "a.json", "--seconds", "3").returncode == 2
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "check", "wuzhen2022", agenda_file.name, "--prices", "--json", "--seconds", "200"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stderr
    for line in process.stderr:
        if "without " in line or "error" in line:
            break
    process.send_signal(signal.SIGINT)
    document = json.loads(process.communicate(timeout=60)[0])
    assert process.returncode == 130
    assert document["prices"]["interrupted"]
    assert document["prices"]["prices"]
    assert document["prices"]["missing"]


def test_figures_and_conflicts(command: Command, agenda_file: Path) -> None:
    shown = command("show", "wuzhen2022", agenda_file, "--figures")
    assert shown.returncode == 0
    assert "Americas" in shown.stdout
    assert command("show", "wuzhen2022", agenda_file, "--figures", "--by", "room").returncode == 2
    assert "At a glance" in command("check", "wuzhen2022", agenda_file).stdout
    told = command("conflicts", "wuzhen2022")
    assert told.returncode == 0
    assert "Eight conflicts hold in every admissible agenda." in told.stdout
    assert "are not to be parallel" in told.stdout
    assert "Every agenda needs at least 3 times, one after another." in told.stdout


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


# --- where the answer goes ---

full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")


@pytest.mark.parametrize("out", ["folder", "", "small.yaml", "small.yaml/x"])
def test_a_target_that_cannot_be_written_is_refused_before_the_search(command: Command, small: Path, tmp_path: Path, out: str) -> None:
    (tmp_path / "folder").mkdir()
    before = small.read_bytes()
    refused = command("solve", small.name, "-o", out)
    assert refused.returncode == 2
    assert refused.stderr.startswith("error: ")
    assert "greedy" not in refused.stderr
    assert small.read_bytes() == before


@full
def test_a_disk_that_is_full_after_the_search_costs_no_agenda(command: Command, small: Path, tmp_path: Path) -> None:
    out = command("solve", small, "-q", "-o", "/dev/full")
    assert out.returncode == 2
    name = next(tmp_path.glob("*.agenda.json")).name
    assert f"/dev/full: cannot be written: No space left on device; the agenda is in {name} instead" in out.stderr
    assert "Optimal" in out.stdout
    assert command("check", small, name).returncode == 0


@full
def test_a_full_disk_is_told_without_a_traceback(command: Command, small: Path) -> None:
    command("generate", "--subforums", "5", "--seed", "1", "--planted", "planted.json", "-o", "again.yaml")
    for words in (["check", "again.yaml", "planted.json"], ["check", "again.yaml", "planted.json", "--json"], ["schema", "show"]):
        with Path("/dev/full").open("w") as disk:
            out = subprocess.run(
                [sys.executable, "-m", "cli", *words],
                cwd=small.parent,
                stdout=disk,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
        assert out.returncode == 2
        assert out.stderr == "error: the standard output: No space left on device\n"
    written = command("show", "again.yaml", "planted.json", "--page", "/dev/full")
    assert (written.returncode, written.stderr) == (
        2,
        "error: /dev/full: cannot be written: No space left on device; name another file\n",
    )


def test_a_page_says_where_it_is_and_that_its_folder_is_new(command: Command, agenda_file: Path) -> None:
    out = command("show", "wuzhen2022", agenda_file, "--page", "new/page.html")
    assert (out.returncode, out.stdout, out.stderr) == (0, "", "Wrote new/page.html, in a new folder\n")


# --- what a check says ---


def test_a_check_in_json_tells_drafts_and_whether_it_agrees(command: Command, agenda_file: Path) -> None:
    document = json.loads(command("check", "wuzhen2022", agenda_file, "--json").stdout)
    assert (document["draft"], document["unplaced"], document["agrees"]) == (False, [], True)
    assert document["stated"] == document["penalty"]
    (tmp := agenda_file.parent / "draft.yaml").write_text(write_conference(generate(6, 1, "night")[0]), encoding="utf-8")
    assert command("solve", tmp, "-q", "--seconds", "20", "-o", "draft.json").returncode == 1
    out = command("check", tmp, "draft.json", "--json")
    document = json.loads(out.stdout)
    assert out.returncode == 1
    assert document["draft"]
    assert document["unplaced"][0]["item"]


def test_a_false_penalty_fails_the_check(command: Command, agenda_file: Path) -> None:
    agenda = json.loads(agenda_file.read_text(encoding="utf-8"))
    agenda["score"]["penalty"] -= 100
    agenda_file.write_text(json.dumps(agenda), encoding="utf-8")
    out = command("check", "wuzhen2022", agenda_file)
    assert out.returncode == 1
    said = agenda["score"]["penalty"]
    assert f"nothing hard broken, but counts a penalty of {said + 100} where the agenda says {said}." in out.stdout
    document = json.loads(command("check", "wuzhen2022", agenda_file, "--json").stdout)
    assert (document["admissible"], document["agrees"], document["stated"]) == (True, False, said)


def test_an_agenda_of_strangers_is_not_approved(command: Command, agenda_file: Path) -> None:
    agenda = json.loads(agenda_file.read_text(encoding="utf-8"))
    agenda["sittings"][0]["room"] = "nowhere"
    agenda_file.write_text(json.dumps(agenda), encoding="utf-8")
    out = command("check", "wuzhen2022", agenda_file)
    assert out.returncode == 1
    assert "counted no penalty" in out.stdout
    assert "agrees" not in out.stdout
    document = json.loads(command("check", "wuzhen2022", agenda_file, "--json").stdout)
    assert (document["admissible"], document["penalty"], document["agrees"]) == (False, None, None)


@pytest.mark.full
def test_a_pipe_can_be_searched_for_a_sentence(command: Command, agenda_file: Path) -> None:
    lines = command("check", "wuzhen2022", agenda_file, "--all", COLUMNS="").stdout.splitlines()
    document = json.loads(command("check", "wuzhen2022", agenda_file, "--json").stdout)
    assert len(document["violations"]) > 50
    assert [v["sentence"] for v in document["violations"] if not any(line.endswith(f" {v['sentence']}") for line in lines)] == []
    assert [line for line in lines if line != line.rstrip()] == []
    few = command("check", "wuzhen2022", agenda_file, COLUMNS="").stdout.splitlines()
    assert few[-1] == f"… and {len(document['violations']) - 12} more; --all shows them."


# --- wrong usage ---


@pytest.mark.parametrize(
    "words",
    [
        ("solve",),
        ("solve", "wuzhen2022", "--seconds", "0"),
        ("solve", "wuzhen2022", "--seconds", "soon"),
        ("solve", "wuzhen2022", "--nonsense"),
        ("check", "wuzhen2022"),
        ("cheque", "wuzhen2022"),
        ("--nonsense",),
        ("generate", "--subforums", "3"),
        ("solve", "wuzhen2022", "-o", "-"),
        ("solve", "wuzhen2022", "-o", ""),
        ("show", "wuzhen2022", "best.json", "--page", "page.html"),
        ("check", "-", "-"),
    ],
)
def test_with_json_wrong_usage_is_a_document_too(command: Command, words: tuple[str, ...], agenda_file: Path) -> None:
    out = command(*words, "--json")
    assert out.returncode == 2
    assert out.stderr == ""
    document = json.loads(out.stdout)
    jsonschema.validate(document, json.loads(command("schema", "error").stdout))
    assert document["problems"][0]["what"]
    assert not (agenda_file.parent / "page.html").exists()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("schema", "foo"), "there is no schema 'foo'"),
        (("schema", ""), "there is no schema ''"),
        (("check", "-", "-"), "only one input can be '-'"),
        (("solve", "-", "--hint", "-"), "only one input can be '-'"),
        (("check", "wuzhen2022", ""), "'' is no name of a file"),
        (("solve", "wuzhen2022", "--hint", ""), "'' is no name of a file"),
        (("solve", "wuzhen2022", "--require", ""), "'' is nothing that --require knows"),
        (("solve", "wuzhen2022", "--repeatable", "--seconds", "60"), "--seconds does not limit a --repeatable run"),
        (("solve", "wuzhen2022", "--effort", "9"), "--effort limits --repeatable runs alone"),
        (("solve", "wuzhen2022", "--seconds", "inf"), "--seconds inf is no limit"),
        (("show", "wuzhen2022", "best.json", "--for", ""), "nothing among the speakers is called ''"),
        (("show", "wuzhen2022", "best.json", "--tz", ""), "there is no time zone ''"),
        (("show", "wuzhen2022", "best.json", "--tz", "Foo/Bar"), "there is no time zone 'Foo/Bar'; write an IANA name"),
        (("show", "wuzhen2022", "best.json", "--by", ""), "there is no view ''"),
        (("show", "wuzhen2022", "best.json", "--for", "s001", "--by", "room"), "--for does not go with --by"),
        (("show", "wuzhen2022", "best.json", "--page", "p.html", "--by", "room"), "does not go with --by"),
        (("show", "wuzhen2022", "best.json", "--page", "p.html", "--tz", "UTC", "--for", "x"), "does not go with --tz or --for"),
        (("show", "wuzhen2022", "best.json", "--page", ""), "'' is no name of a file"),
        (("show", "wuzhen2022", "best.json", "--page", "best.json"), "would be overwritten"),
        (("generate", "-o", "-", "--planted", "-"), "--planted - does not go with --out -"),
        (("generate", "-o", ""), "'' is no name of a file"),
        (("check", "binary.yaml", "best.json"), "is not UTF-8 text"),
        (("check", "wuzhen2022", "binary.yaml"), "is not UTF-8 text"),
        (("solve", "wuzhen2022", "--hint", "other.json"), "belongs to the conference 'jazz', not to 'wuzhen2022'"),
        (("check", "wuzhen2022", "year-1.json"), "the year 1 is no year for a conference"),
        (("show", "wuzhen2022", "year-9999.json", "--page", "p.html"), "the year 9999 is no year for a conference"),
        (("check", "wuzhen2022", "."), "cannot be read: Is a directory"),
        (("check", "wuzhen2022", "none.json"), "there is no file 'none.json'"),
    ],
)
def test_what_would_be_ignored_or_cannot_be_read_is_refused_in_words(
    command: Command, words: tuple[str, ...], complaint: str, agenda_file: Path
) -> None:
    folder, agenda = agenda_file.parent, agenda_file.read_text(encoding="utf-8")
    (folder / "binary.yaml").write_bytes(b"\xff\xfe\x00\x93")
    (folder / "other.json").write_text(agenda.replace('"wuzhen2022"', '"jazz"', 1), encoding="utf-8")
    for year in ("0001", "9999"):
        (folder / f"year-{int(year)}.json").write_text(agenda.replace("2022-11-09T", f"{year}-11-09T", 1), encoding="utf-8")
    out = command(*words, stdin="")
    assert (out.returncode, out.stdout) == (2, "")
    assert out.stderr.startswith("error: ")
    assert complaint in out.stderr


def test_a_zone_goes_by_a_part_of_its_name(command: Command, agenda_file: Path) -> None:
    assert "Times in America/New_York;" in command("show", "wuzhen2022", agenda_file, "--tz", "new york").stdout


# --- the help ---


def test_the_help_names_every_bundled_conference_and_the_version_is_told(command: Command) -> None:
    for words in (["--help"], ["solve", "--help"], ["check", "--help"]):
        shown = command(*words, COLUMNS="200").stdout
        assert [name for name in bundled() if name not in shown] == []
    assert re.fullmatch(r"agendawright \d+\.\d+\.\d+\n", command("--version").stdout)


def test_the_help_of_generate_says_how_large_conferences_can_be(command: Command) -> None:
    assert f"[{LEAST}<=x<={MOST}]" in command("generate", "--help", COLUMNS="200").stdout
