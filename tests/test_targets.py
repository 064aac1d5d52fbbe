"""Where answers are written is tried before the work, and an agenda is not lost where it fails after all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from instances.agenda import Agenda
from instances.formats import keep, read_agenda, targets, writable, write
from instances.problems import BadInput
from tests.test_show import agenda

full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")


def test_a_target_that_can_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    for target in ("-", str(tmp_path / "a.json"), str(tmp_path / "new" / "a.json")):
        assert writable(target) == target
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_cannot_be_written_is_refused_with_the_reason(tmp_path: Path) -> None:
    file, folder = tmp_path / "file", tmp_path / "folder"
    file.write_text("old")
    folder.mkdir()
    for target, words in {
        "": "no name of a file",
        "  ": "no name of a file",
        str(folder): "is a folder; name a file in it",
        str(tmp_path / "none") + "/": "is a folder",
        str(file / "a.json"): "cannot be written: Not a directory",
        str(tmp_path / ("a" * 300)): "cannot be written: File name too long",
    }.items():
        with pytest.raises(BadInput, match=words):
            writable(target)
    with pytest.raises(BadInput, match="would be overwritten"):
        writable(str(file), "wuzhen2022", str(file))
    assert file.read_text() == "old"


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")
def test_a_folder_in_which_nothing_can_be_made_is_refused_even_to_the_superuser() -> None:
    with pytest.raises(BadInput, match=r"/proc/nope/a\.json: cannot be written"):
        writable("/proc/nope/a.json")


def test_a_new_folder_is_not_made_silently(tmp_path: Path) -> None:
    target = str(tmp_path / "new" / "a.json")
    assert write(target, "text") == f"Wrote {target}, in a new folder"
    assert write(target, "text") == f"Wrote {target}"


@full
def test_a_full_disk_costs_no_agenda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("tiny.agenda.json", "tiny.agenda.2.json"):  # never over what is there already
        kept = keep(agenda(), "/dev/full")
        assert kept.target == name
        assert str(kept.failure) == f"/dev/full: cannot be written: No space left on device; the agenda is in {name} instead"
        assert read_agenda(name) == agenda()
    assert capsys.readouterr().out == ""


def test_where_no_file_can_be_written_the_agenda_goes_to_stdout_if_that_is_free(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(targets, "write_atomically", refuse)
    kept = keep(agenda(), "a.json")
    assert kept.target == "-"
    assert "the agenda is on the standard output instead" in str(kept.failure)
    assert Agenda.model_validate_json(capsys.readouterr().out) == agenda()
    with pytest.raises(BadInput, match=r"a\.json: cannot be written: Permission denied"):
        keep(agenda(), "a.json", spare=False)
