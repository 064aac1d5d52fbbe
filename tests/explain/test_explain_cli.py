"""`agenda explain` as people use it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from instances.formats.native import write_conference
from scheduler.shapes import schema
from tests.conftest import Command
from tests.explain.impossible import VARIANTS


def given(folder: Path, name: str) -> str:
    """An impossible variant in a file."""
    (folder / f"{name}.yaml").write_text(write_conference(VARIANTS[name].conference), encoding="utf-8")
    return f"{name}.yaml"


def test_causes_and_ways_out_are_told_in_sentences(command: Command, tmp_path: Path) -> None:
    done = command("explain", given(tmp_path, "max_talks"))
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "There is no agenda: one cause."
    assert "Chief engineer, network operator, China has 2 talks, but agreed to 1 at most." in lines
    assert "1. Chief engineer, network operator, China agrees to up to 2 talks and seats.  (effort 6)" in lines
    assert "cause 1: Chief engineer, network operator, China has 2 talks, but agreed to 1 at most." in done.stderr


def test_a_document_of_its_schema(command: Command, tmp_path: Path) -> None:
    done = command("explain", given(tmp_path, "seats"), "--json", "--quiet")
    assert (done.returncode, done.stderr) == (1, "")
    told = json.loads(done.stdout)
    jsonschema.validate(told, schema("explain"))
    assert (told["status"], told["complete"], told["cheapest"]) == ("impossible", True, True)
    assert told["ways"][0]["changes"] == [{"kind": "audience", "subforum": "belt-and-road", "onsite": 3000, "online": None}]


@pytest.mark.full
def test_a_way_out_can_be_taken(command: Command, tmp_path: Path) -> None:
    done = command("explain", given(tmp_path, "feature"), "--take", "1", "--out", "mended.yaml", "-q")
    assert (done.returncode, done.stderr) == (1, "Wrote mended.yaml\n")
    again = command("explain", "mended.yaml", "-q")
    assert (again.returncode, again.stdout) == (
        0,
        "Nothing is in the way: an agenda of wuzhen2022 exists, and 'agenda solve' finds the best.\n",
    )


def test_what_is_asked_for_wrongly(command: Command, tmp_path: Path) -> None:
    file = given(tmp_path, "feature")
    for words, said in (
        (("--take", "1"), "--take and --out go together"),
        (("--take", "9", "--out", "x.yaml"), "--take 9 is more than the 5 ways"),
        (("--take", "1", "--out", "-", "--json"), "does not go with"),
        (("--take", "5", "--out", "x.yaml", "-q"), "there is only 2 ways out"),
    ):
        done = command("explain", file, *words)
        assert (done.returncode, said in done.stderr + done.stdout) == (2, True), (words, done.stderr)
    assert not (tmp_path / "x.yaml").exists()
