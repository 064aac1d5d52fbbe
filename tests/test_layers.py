"""What may be loaded by what, and how much is loaded for a word of help."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest

from tests.command import ROOT


def _loaded(code: str) -> set[str]:
    words = f"{code}; import sys; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    return set(subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize(
    "package", ["instances", "instances.formats", "instances.generate", "constraints", "constraints.profile", "constraints.assignment"]
)
def test_what_a_conference_is_and_what_is_good_are_known_without_the_solver(package: str) -> None:
    assert "ortools" not in _loaded(f"import {package}")


def test_help_loads_neither_the_solver_nor_the_models() -> None:
    loaded = _loaded("import cli, typer.testing; typer.testing.CliRunner().invoke(cli.app, ['--help'])")
    assert not loaded & {"ortools", "pydantic", "networkx", "yaml", "pandas", "numpy"}


def test_a_check_does_not_load_the_solver() -> None:
    assert "ortools" not in _loaded("import scheduler.check, scheduler.show, scheduler.shapes")


def test_every_package_is_installed() -> None:
    """An editable installation would not miss one."""
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    found = {
        ".".join(f.parent.relative_to(ROOT).parts) for p in ("instances", "constraints", "scheduler") for f in (ROOT / p).rglob("*.py")
    }
    assert set(listed) >= found


def test_nobody_imports_the_command_line() -> None:
    files = [f for package in ("instances", "constraints", "scheduler") for f in (ROOT / package).rglob("*.py")]
    assert files
    assert [f.name for f in files if re.search(r"^\s*(import|from) cli\b", f.read_text(encoding="utf-8"), re.MULTILINE)] == []
