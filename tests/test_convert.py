"""`agenda convert` and `agenda generate`: formats by suffix and by name, to and from pipes, and agendas beside conferences."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from instances.conference import Conference
from instances.formats import FOLDER, FORMATS, converted, read_conference
from instances.formats.native import write_conference
from instances.generate import generate
from instances.problems import BadInput
from tests.command import ROOT
from tests.conftest import Command
from tests.test_cosplib import path_of
from tests.test_show import agenda, conference


@pytest.fixture
def tiny(tmp_path: Path) -> Conference:
    """The tiny summit, as a file beside its agenda."""
    (tmp_path / "tiny.yaml").write_text(write_conference(conference()), encoding="utf-8")
    (tmp_path / "tiny.json").write_text(agenda(conference_hash=conference().hash).to_json(), encoding="utf-8")
    return conference()


# --- an agenda


def test_an_agenda_goes_with_its_conference(command: Command, tiny: Conference, tmp_path: Path) -> None:
    out = command("convert", "tiny.yaml", "tiny.json", "agenda.xlsx")
    assert (out.returncode, out.stdout, out.stderr) == (0, "", "Wrote agenda.xlsx\n")
    assert load_workbook(tmp_path / "agenda.xlsx").sheetnames == ["Wed Nov 9, 2022", "Speakers", "Tracks"]
    command("convert", "tiny.yaml", "tiny.json", "agenda.zh.xlsx", "--lang", "zh")
    assert load_workbook(tmp_path / "agenda.zh.xlsx")["Tracks"]["A2"].value == "法律"


def test_an_agenda_as_a_page_is_that_of_show(command: Command, tiny: Conference, tmp_path: Path) -> None:
    assert command("convert", "tiny.yaml", "tiny.json", "a.html").returncode == 0
    assert command("show", "tiny.yaml", "tiny.json", "--page", "b.html").returncode == 0
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert "--lang does not go with a page" in command("convert", "tiny.yaml", "tiny.json", "c.html", "--lang", "zh").stderr


def test_an_agenda_of_what_has_changed_since_is_refused_unless_it_is_forced(command: Command, tiny: Conference, tmp_path: Path) -> None:
    text = (tmp_path / "tiny.yaml").read_text(encoding="utf-8").replace("seats: 300", "seats: 301")
    (tmp_path / "tiny.yaml").write_text(text, encoding="utf-8")
    refused = command("convert", "tiny.yaml", "tiny.json", "agenda.xlsx")
    assert refused.returncode == 2
    assert "has changed since" in refused.stderr
    assert command("convert", "tiny.yaml", "tiny.json", "agenda.xlsx", "--force").returncode == 0


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("tiny.json", "out.xlsx"), "tiny.json: is an agenda, and no conference; name its conference before it"),
        (("tiny.json", "tiny.yaml", "out.xlsx"), "tiny.json: is an agenda, and no conference; name its conference before it"),
        (("tiny.yaml", "tiny.yaml", "out.xlsx"), "tiny.yaml:1: is not JSON"),
        (("tiny.yaml", "tiny.json", "out.yaml"), "in which an agenda is written; writable: .xlsx, .html, .svg, .png, .ics, .xml"),
        (("tiny.yaml", "tiny.json", "-"), "the standard output has no suffix"),
        (("tiny.yaml", "tiny.json", "out", "--to", "yaml"), "an agenda is not written as 'yaml'; known: "),
        (("tiny.yaml", "tiny.json", "other.json", "out.xlsx"), "3 inputs; name one conference, or a conference and its agenda"),
        (("tiny.yaml", "tiny.json", "tiny.json"), "is read by this command"),
        (("tiny.yaml", "out.html"), "no suffix of a format in which a conference is written"),
        (("tiny.yaml", "out.xlsx", "--lang", "zh"), "a conference without an agenda does not go with --lang"),
        (("tiny.yaml", "out.xlsx", "--force"), "a conference without an agenda does not go with --force"),
        (("tiny.yaml", "out.xlsx", "--map", "map.yaml", "--to", "json"), "--map does not go with --to"),
        (("--template", "out.xlsx", "--from", "yaml"), "--template, which needs only where to write it, does not go with --from"),
    ],
)
def test_what_cannot_be_written_of_an_agenda_is_refused_with_what_can(
    command: Command, words: tuple[str, ...], what: str, tiny: Conference, tmp_path: Path
) -> None:
    out = command("convert", *words)
    assert (out.returncode, out.stdout) == (2, "")
    assert what in out.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tiny.json", "tiny.yaml"]


# --- formats by name


@pytest.mark.parametrize("form", ["yaml", "json", "xlsx", "csv"])
def test_odd_names_are_written_and_read_by_the_name_of_the_format(form: str, command: Command, tiny: Conference, tmp_path: Path) -> None:
    assert command("convert", "tiny.yaml", "odd", "--to", form).returncode == 0
    assert (tmp_path / "odd").is_dir() == (form == "csv")
    assert command("convert", "odd", "again.yaml", "--from", form).returncode == 0
    assert read_conference(str(tmp_path / "again.yaml")) == tiny
    assert read_conference(str(tmp_path / "odd"), form=form) == tiny


def test_a_name_goes_before_a_suffix(command: Command, tiny: Conference, tmp_path: Path) -> None:
    command("convert", "tiny.yaml", "odd.xlsx", "--to", "json")
    assert json.loads((tmp_path / "odd.xlsx").read_text(encoding="utf-8"))["conference"]["id"] == "tiny"
    assert "is no workbook" in command("convert", "odd.xlsx", "again.yaml").stderr
    assert command("convert", "odd.xlsx", "again.yaml", "--from", "json").returncode == 0


@pytest.mark.full
def test_workbooks_go_through_pipes(tiny: Conference, tmp_path: Path) -> None:
    def run(*words: str, given: bytes = b"") -> bytes:
        found = subprocess.run([sys.executable, "-m", "cli", "convert", *words], cwd=ROOT, input=given, capture_output=True, check=True)
        return found.stdout

    book = run(str(tmp_path / "tiny.yaml"), "-", "--to", "xlsx")
    assert "talks" in load_workbook(io.BytesIO(book)).sheetnames
    assert read_conference(_kept(tmp_path / "again.json", run("-", "-", "--from", "xlsx", "--to", "json", given=book))) == tiny
    printed = run(str(tmp_path / "tiny.yaml"), str(tmp_path / "tiny.json"), "-", "--to", "xlsx")
    assert "Speakers" in load_workbook(io.BytesIO(printed)).sheetnames


def _kept(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def test_a_workbook_of_the_library_goes_by_its_name_too(command: Command, tmp_path: Path) -> None:
    (tmp_path / "odd").write_bytes(path_of("N2OR").read_bytes())
    assert command("convert", "odd", "papers.json", "--from", "cosplib").returncode == 0
    found, expected = read_conference(str(tmp_path / "papers.json")), read_conference(str(path_of("N2OR")))
    assert found.subforums == expected.subforums


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("tiny.yaml", "out", "--to", "toml"), "a conference is not written as 'toml'; known: csv, json, xlsx, yaml, yml"),
        (("tiny.yaml", "out", "--to", "yml2"), "did you mean 'yml'?"),
        (("tiny.yaml", "out.json", "--from", "toml"), "not read as 'toml'; known: cosplib, csv, frab, json, pretalx, sessionize, "),
        (("tiny.yaml", "out", "--to", ""), "a conference is not written as ''"),
        (("tiny.yaml", "-", "--to", "csv"), "a folder is not written to the standard output"),
        (("-", "out.json", "--from", "csv"), "'csv' is not read from the standard input"),
        (("-", "out.json", "--from", "cosplib"), "'cosplib' is not read from the standard input"),
        (("-", "out.json", "--from", "xlsx"), "<stdin>: is no workbook or is damaged"),
        (("tiny.yaml", "out/", "--to", "json"), "out/: is a folder; name a file in it"),
        (
            ("tiny.yaml", "tiny.json", "out", "--to", "cosplib"),
            "--to cosplib needs two inputs: the workbook of the conference, and the agenda",
        ),
        (("odd", "out.json"), "'odd' is neither a readable file nor a bundled conference"),
    ],
)
def test_a_format_that_does_not_fit_is_refused_with_what_is_known(
    command: Command, words: tuple[str, ...], what: str, tiny: Conference, tmp_path: Path
) -> None:
    (tmp_path / "odd").write_text("", encoding="utf-8")
    out = command("convert", *words, stdin="no zip")
    assert (out.returncode, out.stdout) == (2, "")
    assert what in out.stderr
    assert not (tmp_path / "out").exists()


def test_a_workbook_of_the_library_is_not_read_from_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    with path_of("N2OR").open() as workbook:
        monkeypatch.setattr("sys.stdin", workbook)
        with pytest.raises(BadInput, match="CoSPLib, which is read from files"):
            read_conference("-", form="xlsx")


def test_every_format_stands_in_the_readme_and_in_the_list(command: Command) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme[readme.index("### Formats") : readme.index("## The rules")]
    shown = command("convert", "--list").stdout.splitlines()
    for form in FORMATS:
        row = next(line for line in table.splitlines() if f"| `{form.name}` |" in line)
        listed = next(line for line in shown if line.split()[0] == form.name)
        for suffix in (*form.suffixes, *form.also):
            assert f"`{'FOLDER/' if suffix == FOLDER else suffix}`" in row
            assert ("FOLDER/" if suffix == FOLDER else suffix) in listed
        for text in (row, listed):
            assert ("conference" in text.replace(form.about, "")) == bool(form.read or form.write)
            assert ("agenda" in text.replace(form.about, "")) == bool(form.publish or form.solution)


# --- what is generated


@pytest.mark.parametrize("out", ["g.yaml", "g.json", "g.xlsx", "g/"])
def test_what_is_generated_goes_by_the_suffix(command: Command, tmp_path: Path, out: str) -> None:
    made = command("generate", "--subforums", "4", "--seed", "7", "-o", out, "--planted", "planted.json")
    assert (made.returncode, made.stdout) == (0, "")
    assert read_conference(str(tmp_path / out)) == generate(4, 7)[0]
    assert command("check", out, "planted.json").returncode == 0


def test_what_is_generated_in_json_is_a_conference_in_json(command: Command, tmp_path: Path) -> None:
    made = command("generate", "--subforums", "4", "--seed", "7", "--json")
    assert json.loads(made.stdout)["format"] == "agendawright/conference@1"
    command("generate", "--subforums", "4", "--seed", "7", "-o", "g.json")
    assert (tmp_path / "g.json").read_text(encoding="utf-8") == made.stdout


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("-o", "g.txt"), "'g.txt' has no suffix of a format in which a conference is written; writable: .yaml"),
        (("-o", "g.csv"), "name a folder for them: g/"),
        (("--json", "-o", "g.json"), "--json, which prints the conference, does not go with --out g.json"),
    ],
)
def test_what_cannot_be_generated_is_refused_before_the_work(command: Command, words: tuple[str, ...], what: str, tmp_path: Path) -> None:
    out = command("generate", "--subforums", "1000", *words, "--planted", "planted.json")
    assert out.returncode == 2
    assert what in (out.stdout if "--json" in words else out.stderr)
    assert list(tmp_path.iterdir()) == []


def test_the_python_twin_takes_the_same_words(tiny: Conference, tmp_path: Path) -> None:
    source, answer = str(tmp_path / "tiny.yaml"), str(tmp_path / "tiny.json")
    assert isinstance(converted([source, answer], "out", "xlsx"), bytes)
    assert isinstance(converted([source, answer], "out.html"), str)
    assert converted([source], "-", form="yaml") == write_conference(tiny)
