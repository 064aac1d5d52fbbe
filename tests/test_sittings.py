"""Subforums of a whole day: their talks divided among several sittings, from YAML to show and check."""

from __future__ import annotations

from pathlib import Path

import pytest
from ortools.sat.python.cp_model import FEASIBLE, OPTIMAL, CpModel, CpSolver

from constraints.variables import Variables
from instances.conference import Conference
from instances.formats.native import read_conference
from instances.problems import BadInput
from scheduler.limits import Limits
from scheduler.solve import solve
from tests.conftest import Command

PAPERS = """
conference: {id: papers, title: Papers and a workshop, timezone: Europe/Lisbon, grid: 15}
blocks:
  - {id: mon-am, title: Monday morning, start: 2024-05-06T09:00, end: 2024-05-06T11:00}
  - {id: mon-pm, title: Monday afternoon, start: 2024-05-06T14:00, end: 2024-05-06T16:00}
  - {id: tue-am, title: Tuesday morning, start: 2024-05-07T09:00, end: 2024-05-07T11:00}
rooms:
  - {id: aula, title: Aula, seats: 100}
  - {id: lab, title: Laboratory, seats: 30}
tracks: [{id: theory, title: Theory}, {id: practice, title: Practice}]
speakers:
  - {id: early, name: 'Early riser, Portugal', available: [{from: 2024-05-06T09:00, to: 2024-05-06T09:30}]}
  - {id: late, name: 'Late riser, Brazil', timezone: America/Sao_Paulo, attends: online, possible_hours: ['10:30', '24:00']}
subforums:
  - id: proofs
    title: Proofs
    track: theory
    sittings: SITTINGS
    sitting_fills: FILLS
    talks:
      - {id: p1, title: First proof, minutes: 30, speakers: [early]}
      - {id: p2, title: Second proof, minutes: 30, position: 2}
      - {id: p3, title: Third proof, minutes: 30, speakers: [late]}
      - {id: p4, title: Fourth proof, minutes: 45}
      - {id: p5, title: Fifth proof, minutes: 30}
      - {id: p6, title: Sixth proof, minutes: 30}
  - {id: tools, title: Tools, track: practice, talks: [{id: t1, title: A tool, minutes: 120}]}
"""


def papers(sittings: str, fills: str = "content") -> Conference:
    return read_conference(PAPERS.replace("SITTINGS", sittings).replace("FILLS", fills), "papers.yaml")


@pytest.mark.parametrize(
    ("sittings", "fills", "counts"),
    [("auto", "content", {2, 3}), ("auto", "block", {2, 3}), ("2", "content", {2}), ("{min: 3, max: 4}", "content", {3, 4})],
)
def test_talks_are_divided_among_sittings(sittings: str, fills: str, counts: set[int]) -> None:
    conference = papers(sittings, fills)
    result = solve(conference, Limits(seconds=100))
    assert result.status == "optimal"
    assert result.agenda
    assert result.report
    assert result.report.broken == ()
    held = result.agenda.sittings_of["proofs"]
    assert len(held) in counts
    assert [s.id for s in held] == [f"proofs/{n}" for n in range(1, len(held) + 1)]
    assert sorted(t.talk for s in held for t in s.talks) == ["p1", "p2", "p3", "p4", "p5", "p6"]
    assert result.agenda.sequences["proofs"][1] == "p2"
    blocks = {(b.first, b.last) for b in conference.blocks}
    assert fills == "content" or {(s.first, s.last) for s in held} <= blocks


@pytest.mark.parametrize("fills", ["content", "block"])
@pytest.mark.parametrize(("sittings", "most"), [("2", 2), ("{min: 1, max: 2}", 2), ("auto", 3)])
def test_no_agenda_of_the_model_has_more_sittings(sittings: str, fills: str, most: int) -> None:
    for number in range(1, 5):
        x = Variables(papers(sittings, fills), CpModel())
        x.model.add(sum(s.rooms for s in x.sittings_of["proofs"]) >= number)
        assert (CpSolver().solve(x.model) in (OPTIMAL, FEASIBLE)) == (number <= most)


def test_an_unused_room_and_another_order_of_the_talks_change_no_optimum() -> None:
    conference = papers("auto")
    best = solve(conference, Limits(seconds=100))
    raw = conference.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    raw["subforums"][0]["talks"].reverse()
    raw["subforums"].reverse()
    raw["rooms"].append({"id": "shed", "title": "Shed", "seats": 5, "closed": [{"from": "2024-05-06T00:00", "to": "2024-05-08T00:00"}]})
    other = solve(Conference.model_validate(raw), Limits(seconds=100))
    assert best.agenda
    assert other.agenda
    assert best.agenda.score
    assert other.agenda.score
    assert best.agenda.score.penalty == other.agenda.score.penalty


def test_more_sittings_allowed_are_never_worse() -> None:
    penalties = []
    for sittings in ("2", "{min: 2, max: 3}", "{min: 1, max: 3}"):
        result = solve(papers(sittings), Limits(seconds=100))
        assert result.report
        penalties.append(result.report.penalty)
    assert penalties == sorted(penalties, reverse=True)


def test_the_commands_show_and_check_them(command: Command, tmp_path: Path) -> None:
    (tmp_path / "papers.yaml").write_text(PAPERS.replace("SITTINGS", "auto").replace("FILLS", "content"), encoding="utf-8")
    assert command("solve", "papers.yaml", "--out", "papers.json").returncode == 0
    assert command("check", "papers.yaml", "papers.json").returncode == 0
    for by in ("room", "track"):
        assert command("show", "papers.yaml", "papers.json", "--by", by).stdout.count("Proofs") >= 2
    assert command("show", "papers.yaml", "papers.json", "--page", "papers.html").returncode == 0
    assert (tmp_path / "papers.html").read_text(encoding="utf-8").count("Proofs") >= 2


@pytest.mark.parametrize(
    ("sittings", "what"),
    [("{min: 3, max: 2}", "'max' 2 is less than 'min' 3"), ("7", "7 sittings for 6 talks"), ("many", "should be"), ("0", "at least 1")],
)
def test_numbers_of_sittings_that_make_no_sense_are_refused(sittings: str, what: str) -> None:
    with pytest.raises(BadInput, match=what):
        papers(sittings)
