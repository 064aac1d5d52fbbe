"""The evening before: one call after another on the flagship's published agenda, and what people are told in the end."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import cli
from instances.conference import Conference
from instances.formats import read_agenda
from instances.formats.native import write_conference
from instances.told import told
from scheduler.check import check
from scheduler.given import both
from scheduler.history import History
from tests.command import ROOT
from tests.test_history import CONFERENCE, FIRST, LATER, sat

HISTORY, PUBLISHED = "wuzhen2022.history.db", "wuzhen2022.agenda.json"
ROUTING, CHAIR = "s123", "s022"
"""Who cancels, and who chairs that forum."""
BACK = "- {kind: open_room, room: exhibition-hall-3, from: 2022-11-10T13:30, to: 2022-11-10T18:00}"
QUICK = ("-q", "--alternatives", "0")

posix = pytest.mark.skipif(os.name == "nt", reason="there are no signals to send to another process")
Shell = Callable[..., Any]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wuzhen: Conference) -> Shell:
    """Runs `agenda` in this process, in a folder with the agenda that is published; it is to succeed."""
    shutil.copy(ROOT / "tests" / "cancelled" / PUBLISHED, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("AGENDA_WHO", "Office")
    assert read_agenda(PUBLISHED).conference_hash == wuzhen.hash

    def run(*words: str) -> Any:
        found = CliRunner().invoke(cli.app, words)
        assert found.exit_code == 0, found.output
        return found

    return run


def _document(shell: Shell, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shell(*words, "--json").stdout)
    return found


def test_three_calls_in_an_evening(shell: Shell) -> None:
    shell("publish", "wuzhen2022", PUBLISHED, "--why", "the programme")
    shell("history", HISTORY, "--told")
    history = History.open(HISTORY)
    first = history.newest

    one = _document(shell, "repair", HISTORY, "--cancel", f"{ROUTING}=drop", "-o", "one.json", *QUICK)
    assert (one["status"], one["told"]) == ("optimal", [CHAIR])
    shell("publish", HISTORY, "one.json", "--why", "she cancels")
    assert history.untold() == (CHAIR,)

    two = _document(shell, "repair", HISTORY, "--close-room", "exhibition-hall-3@nov10-pm", "-o", "two.json", *QUICK)
    moved = {*two["told"]} - {CHAIR}
    assert (two["status"], bool(moved), CHAIR in two["told"]) == ("optimal", True, True)
    shell("publish", HISTORY, "two.json", "--why", "the hall is lost")
    away = [(one["item"], one["now"], one["was"]) for one in _document(shell, "diff", HISTORY)["moved"]]
    assert away
    assert {*history.untold()} == {*two["told"]}

    Path("back.yaml").write_text(BACK, encoding="utf-8")
    three = shell("repair", HISTORY, "--add", "back.yaml", "-o", "three.json", *QUICK).stdout
    assert "One person must be told something new; no agenda tells fewer (proved)." in three
    assert "One person must be told what is new since they were told last" in three
    shell("publish", HISTORY, "three.json", "--why", "the hall is found again")
    newest = history.newest
    assert newest.number == 4
    assert [change.kind for change in newest.changes if change.kind != "weigh"] == ["cancel", "close_room", "open_room"]
    assert not check(*newest.settled).broken

    # nobody who cancelled returns
    assert ROUTING not in newest.told
    assert "key-2" not in newest.settled[1].slots
    # who was moved and moved back is told nothing; one is told, of what was cancelled, and once
    found = _document(shell, "diff", HISTORY)
    assert found["told"] == [CHAIR]
    assert {duty["item"] for duty in found["was"][CHAIR]} >= {"key-2"}
    assert [(one["item"], one["was"], one["now"]) for one in found["moved"]] == away
    table = shell("diff", HISTORY).stdout
    assert "Version 4 beside version 3." in table
    assert "'Routes that can be trusted': cancelled" in table
    sent = shell("diff", HISTORY, "--notices", "letters", "--sent")
    assert sorted(path.name for path in Path("letters").iterdir()) == ["merge.csv", f"{CHAIR}.eml", f"{CHAIR}.txt"]
    assert "One person is noted as told version 4." in sent.stderr
    assert "Routes that can be trusted" in Path(f"letters/{CHAIR}.txt").read_text(encoding="utf-8")
    assert "Hall 3" not in Path(f"letters/{CHAIR}.txt").read_text(encoding="utf-8")
    files = {path: path.read_bytes() for path in Path("letters").iterdir()}
    again = shell("diff", HISTORY, "--notices", "letters", "--sent")
    assert (again.stdout, again.stderr) == ("Nobody has to be told anything.\n", "")
    assert {path: path.read_bytes() for path in Path("letters").iterdir()} == files
    assert history.untold() == ()
    assert {person: history.last()[person].number for person in moved} == dict.fromkeys(moved, first.number)
    assert history.verify() == 4


@pytest.mark.full
def test_a_second_repair_of_files_does_not_forget_the_first(shell: Shell) -> None:
    shell("repair", "wuzhen2022", PUBLISHED, "--cancel", f"{ROUTING}=drop", "-o", "x.repaired.agenda.json", *QUICK)
    second = _document(shell, "repair", "wuzhen2022", "x.repaired.agenda.json", "--cancel", "s010=drop", "-o", "y.agenda.json", *QUICK)
    assert {ROUTING, "s010", CHAIR}.isdisjoint(second["told"])
    answer = read_agenda("y.agenda.json")
    assert [change["person"] for change in answer.changes if change["kind"] == "cancel"] == [ROUTING, "s010"]
    assert "key-2" not in answer.slots
    assert {ROUTING, "s010"}.isdisjoint(told(*both("wuzhen2022", "y.agenda.json")))
    assert shell("check", "wuzhen2022", "y.agenda.json").exit_code == 0


def test_a_keynote_cancels_and_one_interpreter_team_is_ill_in_one_line(shell: Shell) -> None:
    happened = ("--cancel", "s010=drop", "--resource", "interpreter-team=-1@nov10-pm")
    found = _document(shell, "repair", "wuzhen2022", PUBLISHED, *happened, "-o", "keynote.json", *QUICK)
    assert (found["status"], found["tiers"][0]["status"]) == ("optimal", "optimal")
    assert {change["kind"] for change in found["changes"]} == {"cancel", "capacity", "weigh"}
    assert "s010" not in found["told"]
    assert shell("check", "wuzhen2022", "keynote.json").exit_code == 0


@pytest.mark.full
def test_a_team_that_is_ill_all_the_time_is_too_much_and_that_is_explained(shell: Shell) -> None:
    words = ("repair", "wuzhen2022", PUBLISHED, "--cancel", "s010=drop", "--resource", "interpreter-team=-1", "--seconds", "20")
    found = CliRunner().invoke(cli.app, words)
    assert found.exit_code == 1
    assert "No agenda keeps every hard rule after that (proved)." in found.stdout
    assert "Interpreter team: only 5 at a time." in found.stdout


# --- from last told, whatever was published since ---


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Runs `agenda` in this process beside the history of a small conference, of which everybody was told the first version."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("AGENDA_WHO", "Office")
    Path("tiny.yaml").write_text(write_conference(CONFERENCE), encoding="utf-8")
    history = History.create("tiny.history.db")
    history.publish(FIRST, who="Ann", conference=CONFERENCE)
    Path("first.json").write_text(FIRST.to_json(), encoding="utf-8")
    Path("later.json").write_text(LATER.to_json(), encoding="utf-8")
    return lambda *words: CliRunner().invoke(cli.app, words)


def test_a_history_of_one_version_has_news_for_everybody(small: Shell) -> None:
    found = small("diff", "tiny.history.db")
    assert (found.exit_code, found.stdout.splitlines()[0]) == (0, "Nothing moves.")
    assert json.loads(small("diff", "tiny.history.db", "--json").stdout)["told"] == ["ana", "ben", "cy", "dot", "eve"]
    sent = small("diff", "tiny.history.db", "--for", "ben", "--notices", "-", "--sent")
    assert sent.stdout.startswith("To: Ben (ben)")
    assert json.loads(small("diff", "tiny.history.db", "--json").stdout)["told"] == ["ana", "cy", "dot", "eve"]


def test_where_nobody_is_noted_as_told_the_agenda_is_what_people_know(small: Shell) -> None:
    """Everybody used to be new to everything, so that nothing could be left as it is."""
    words = ("repair", "tiny.history.db", "--close-room", "blue", "--json", *QUICK)
    found = small(*words)
    assert "nobody is noted as told; what is published is taken for what people know" in found.stderr
    assert json.loads(found.stdout)["told"] == ["ben"]
    History.open("tiny.history.db").tell(who="Ann")
    again = small(*words)
    assert "nobody is noted" not in again.stderr
    assert json.loads(again.stdout)["told"] == ["ben"]


def test_versions_far_apart_and_agendas_in_files(small: Shell) -> None:
    history = History.open("tiny.history.db")
    history.tell(who="Ann")
    history.publish(LATER, who="Ann")
    history.publish(FIRST, who="Ann")
    assert small("diff", "tiny.history.db", "--from", "1").stdout.splitlines() == [
        "Nothing moves.",
        "Version 3 beside version 1.",
        "Nobody has to be told anything: nothing is new for them since they were told last.",
    ]
    two = small("diff", "tiny.history.db", "--from", "2").stdout
    assert two.splitlines()[0] == "One thing moves."
    assert "Nobody has to be told anything" in two
    files = small("diff", "tiny.history.db", "first.json", "later.json")
    assert (files.exit_code, files.stdout.splitlines()[0]) == (0, "One thing moves.")
    assert "Ben" in files.stdout


def test_who_was_not_told_of_the_version_before_is_given_the_link_that_came_with_it(small: Shell) -> None:
    """Of others who were told of that version, it was taken that all of them know the link."""
    history = History.open("tiny.history.db")
    history.tell(who="Ann")
    document = CONFERENCE.model_dump(by_alias=True, exclude_defaults=True)
    cy = next(one for one in document["speakers"] if one["id"] == "cy")
    cy["join_url"] = "https://example.org/cy"
    linked = Conference.model_validate(document)
    history.publish(FIRST.replaced(conference_hash=linked.hash), conference=linked, who="Ann")
    history.tell(["ana"], who="Ann")
    history.publish(sat("red", "d2", "d1").replaced(conference_hash=linked.hash), who="Ann")
    words = ("diff", "tiny.history.db", "--for", "cy", "--notices", "-")
    assert "https://example.org/cy" in small(*words, "--sent").stdout
    history.publish(FIRST.replaced(conference_hash=linked.hash), who="Ann")
    again = small(*words).stdout
    assert again.startswith("To: Cy (cy)")
    assert "https://example.org/cy" not in again


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("tiny.yaml",), "no agendas are named"),
        (("tiny.yaml", "first.json"), "'first.json' is the only agenda that is named"),
        (("tiny.yaml", "first.json", "later.json", "--from", "1"), "diff of two agendas, not of a history, does not go with --from"),
        (("tiny.yaml", "first.json", "later.json", "--notices", "-", "--sent"), "does not go with --sent"),
        (("tiny.history.db", "--sent"), "diff without --notices does not go with --sent"),
        (("tiny.history.db", "--from", "7"), "there is no version 7"),
        (("tiny.history.db", "--before", "tiny.yaml"), "a history without agendas does not go with --before"),
    ],
)
def test_what_is_asked_wrongly_is_told(small: Shell, words: tuple[str, ...], what: str) -> None:
    found = small("diff", *words)
    assert found.exit_code == 2
    assert what in found.stderr


# --- killed at any moment ---


def _start(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cli", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "AGENDA_WHO": "Office"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@posix
@pytest.mark.parametrize("times", [2, pytest.param(50, marks=pytest.mark.full)])
def test_killed_at_random_moments_repair_and_publish_lose_nothing(small: Shell, tmp_path: Path, times: int) -> None:
    """The history stays as it was or has one version more, and a repaired agenda is there as a whole, or as it was."""
    history, chance, target = History.open("tiny.history.db"), random.Random(times), tmp_path / "repaired.json"
    history.tell(who="Ann")
    published, whole, done = [v.hash for v in history.versions], 3.0, 0
    for number in range(2 * times):
        minute = 9 * 60 + 5 * (number % 36)
        window = f"blue@2022-11-09T{minute // 60:02}:{minute % 60:02}..18:00"
        repairing = number % 2 == 0
        words = ("repair", "tiny.history.db", "--close-room", window, "-o", target.name, *QUICK)
        before, began = target.read_bytes() if target.exists() else None, time.monotonic()
        process = _start(tmp_path, *(words if repairing else ("publish", "tiny.history.db", target.name)))
        if number > 1:
            time.sleep(whole * chance.uniform(0.3, 1.3))
            process.send_signal(signal.SIGKILL)
        _, error = process.communicate(timeout=120)
        if number < 2:  # once to the end, to know how long it takes
            assert process.returncode == 0, error
            whole = time.monotonic() - began
        assert process.returncode in (0, -signal.SIGKILL), error
        done += process.returncode == 0
        hashes = [v.hash for v in History.open(history.path).versions]
        assert history.verify() == len(hashes)
        assert hashes[: len(published)] == published
        assert len(hashes) <= len(published) + (not repairing)
        if repairing:
            assert target.exists() or process.returncode
            if target.exists() and target.read_bytes() != before:
                answer = read_agenda(str(target))
                assert answer.parent == hashes[-1]
                assert answer.changes[-1]["kind"] == "close_room"
        published = hashes
    assert done >= 2
