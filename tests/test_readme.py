"""What the README shows of scenarios runs as it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app

ROOT = Path(__file__).parent.parent


def test_the_scenarios_of_the_readme_fail_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"^\$ cat cases\.yaml\n(.*?)^\$ agenda (whatif .*?)\n\.\.\.\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    assert shown
    published = (ROOT / "tests" / "cancelled" / "wuzhen2022.agenda.json").read_text(encoding="utf-8")
    (tmp_path / "wuzhen2022.agenda.json").write_text(published, encoding="utf-8")
    (tmp_path / "cases.yaml").write_text(shown[1], encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, [*shlex.split(shown[2]), "--quiet"])
    assert done.exit_code == 1
    assert done.stderr.strip().endswith(shown[3].strip())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
