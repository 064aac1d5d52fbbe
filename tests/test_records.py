"""The records for the public library: whole, sorted, and none of them contradicts another."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import records
from tests.command import ROOT


def test_no_bound_lies_above_an_agenda() -> None:
    """One of the two would have to be wrong."""
    found = records.records()
    assert sorted(found) == sorted(records.KNOWN)
    for name, record in found.items():
        assert 0 <= record.bound <= record.best <= records.KNOWN[name], name
        assert (record.seconds is not None) == (record.bound == record.best), name


def test_the_readme_shows_them() -> None:
    assert records.table() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_what_is_better_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "PATH", tmp_path / "records.json")
    assert not records.note("one", "2026-01-01", "a", None, 5, "pricing", None)
    assert records.note("one", "2026-01-02", "b", 9, 5, "pricing", None)
    assert not records.note("one", "2026-01-03", "c", 9, 4, "solving", None)
    assert records.note("one", "2026-01-04", "d", 7, 7, "solving", 30.0)
    assert not records.note("one", "2026-01-05", "e", 7, 7, "solving", 40.0)
    assert records.note("one", "2026-01-06", "f", 7, 7, "pricing", 20.0)
    assert records.records() == {"one": records.Record(7, "2026-01-04", "d", 7, "2026-01-06", "f", "pricing", 20.0)}
    assert "**proved**, pricing, in 20 s" in records.table()
