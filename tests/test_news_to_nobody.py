"""A version that is new to nobody says so."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import cli
from tests.stories import Story, talk

STORY = Story().block("am", "09:00", "12:00").room("red").room("blue").subforum("film", talk("f1", 30))


def test_a_film_that_nobody_presents_moves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(yaml.safe_dump(STORY.raw), encoding="utf-8")
    for room in ("red", "blue"):
        agenda = STORY.sit("film", room, "09:00").agenda.replaced(conference_hash=STORY.conference.hash)
        Path(f"{room}.json").write_text(agenda.to_json(), encoding="utf-8")
        found = CliRunner().invoke(cli.app, ["publish", "tiny.yaml" if room == "red" else "tiny.history.db", f"{room}.json"])
        assert found.exit_code == 0, found.output
    assert "It is new to nobody, compared with version 1." in found.stdout
