"""The command `agenda moves`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from instances.conference import Conference
from instances.formats.native import write_conference
from instances.generate import generate
from scheduler.greedy import greedy
from tests.conftest import Command


@pytest.fixture
def rough(wuzhen: Conference, tmp_path: Path) -> Path:
    path = tmp_path / "rough.json"
    path.write_text(greedy(wuzhen).to_json(), encoding="utf-8")
    return path


@pytest.mark.full
def test_a_dozen_places_are_shown_or_all(command: Command, rough: Path) -> None:
    out = command("moves", "wuzhen2022", rough, "Key Internet Resources", COLUMNS="160")
    assert out.returncode == 0, out.stderr
    first, second, third, *rows = out.stdout.splitlines()
    assert "places are possible, everything else as it is." in first
    assert second.startswith("Now: Nov 10 ")
    assert third.split() == ["Change", "Time", "Room", "Why"]
    assert any("where it is now" in row for row in rows)
    assert "more; --all shows them." in out.stdout
    assert "are not, as things stand" in out.stdout
    every = command("moves", "wuzhen2022", rough, "key-resources", "--all", COLUMNS="160").stdout
    assert "--all" not in every
    assert len(every) > 3 * len(out.stdout)


def test_places_are_the_words_of_at(command: Command, rough: Path) -> None:
    found = json.loads(command("moves", "wuzhen2022", rough, "data-governance", "--json").stdout)
    dearest = [m for m in found["places"] if m["possible"]][-1]
    again = json.loads(command("moves", "wuzhen2022", rough, "data-governance", "--at", dearest["place"]["at"], "--json").stdout)
    (answer,) = again["answers"]
    assert answer["move"]["place"] == dearest["place"]
    assert answer["move"]["change"] == dearest["change"]
    assert answer["sentences"]


@pytest.mark.parametrize("size", [8, pytest.param(20, marks=pytest.mark.full)])
def test_with_others_moved_along(command: Command, size: int, tmp_path: Path) -> None:
    conference = generate(size, 1)[0]
    paths = tmp_path / "some.yaml", tmp_path / "some.json"
    for path, text in zip(paths, (write_conference(conference), greedy(conference).to_json()), strict=True):
        path.write_text(text, encoding="utf-8")
    out = command("moves", *paths, conference.subforums[0].id, "--depth", "1", "--json", "-q", "--seconds", "60")
    assert out.returncode == 0, out.stderr
    assert out.stderr == ""
    found = json.loads(out.stdout)
    assert found["depth"] == 1
    assert len([m for m in found["places"] if m["possible"]]) > 1
    assert any(m["along"] for m in found["places"])


@pytest.mark.parametrize(("at", "code"), [("expo-forum-b", 1), ("wuzhen-hall", 0)])
def test_the_exit_code_says_whether_it_could_be_there(command: Command, rough: Path, at: str, code: int) -> None:
    assert command("moves", "wuzhen2022", rough, "data-governance", "--at", at, "-q").returncode == code


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("data-governance", "--depth", "deep"), "'deep' is no depth"),
        (("data-governance", "--depth", "1", "--swap", "all"), "--swap does not go with --depth"),
        (("data-governance", "--at", "10:00", "--all"), "--at does not go with --all"),
        (("data-governance", "--most", "3"), "does not go with --most"),
        (("data-governance", "--swap", "gdi-1"), "'gdi-1' is no subforum"),
        (("opening", "--swap", "all"), "is a fixture, which is not exchanged"),
        (("nobody",), "is called 'nobody'"),
    ],
)
def test_what_cannot_be_asked_is_refused(command: Command, rough: Path, words: tuple[str, ...], what: str) -> None:
    out = command("moves", "wuzhen2022", rough, *words)
    assert out.returncode == 2, out.stdout
    assert what in out.stderr
