"""The table of rivals' rules names nothing that is not here, and leaves out nothing that is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from constraints import RULES
from instances.conference import Conference
from instances.formats.cosplib import WEIGHTS

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (Path(__file__).parent.parent / "constraints" / "catalogue.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| theirs", "| wish"))
]
KINDS = {rule.id: rule for rule in RULES}


def test_every_rule_and_setting_of_the_table_exists() -> None:
    named = [name for _, ours, _ in ROWS for name in re.findall(r"`([^`]+)`", ours)]
    assert len(named) > len(ROWS)
    for name in named:
        id, _, setting = name.partition(".")
        assert id in KINDS, name
        assert not setting or setting in KINDS[id].model_fields, name


def test_every_field_of_the_table_exists() -> None:
    for _, _, where in ROWS:
        for name in re.findall(r"`(\w+\.\w+)`", where):
            key, _, field = name.partition(".")
            (model,) = [arm for arm in get_args(Conference.model_fields[key].annotation) if arm is not Ellipsis]
            assert field in model.model_fields, name


def test_the_table_has_every_rule_of_the_two_and_every_wish_of_ours() -> None:
    """37 of OptaPlanner and the makespan of its successor, beside what is built in there; as many as the library has weights."""
    theirs = [first for first, _, _ in ROWS]
    makespan = theirs.index("Speaker makespan")
    assert makespan == 38
    library = theirs[makespan + 1 : theirs.index("Flagships stand at prime time")]
    assert len(library) == len(WEIGHTS)
    named = {name.partition(".")[0] for _, ours, _ in ROWS for name in re.findall(r"`([^`]+)`", ours)}
    assert set(KINDS) - named <= {"placed", "no_gap", "resource"}
