"""The attacker that knows only the referee: its moves lead from solution to solution and back, and it finds what is better."""

from __future__ import annotations

import random
from copy import deepcopy
from functools import lru_cache
from pathlib import Path

import pytest

from benchmarks import outsider
from instances.agenda import Agenda
from instances.formats import cosplib
from scheduler.limits import Limits
from scheduler.solve import solve
from tests.test_cosplib import conference, path_of
from tests.test_cosplib import pytestmark as pytestmark

NAME = "N2OR"


@lru_cache
def best() -> Agenda:
    """What is proved to be the best."""
    found = solve(conference(NAME), Limits(seconds=120))
    assert found.status == "optimal"
    assert found.agenda
    return found.agenda


@pytest.fixture
def me(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> outsider.Outsider:
    """An attacker of the best, which the command attacks, too."""
    target = tmp_path / f"{NAME}.agenda.xlsx"
    target.write_bytes(cosplib.write(path_of(NAME), conference(NAME), best()))
    monkeypatch.setattr(outsider, "FOLDER", path_of(NAME).parent.parent)
    monkeypatch.setattr("sys.argv", ["outsider", str(target), "--seconds", "2"])
    judge = outsider.referee()
    instance = judge.Instance(path_of(NAME))
    tracks, talks = judge.read_solution(target, instance)
    return outsider.Outsider(judge, instance, tracks, talks, random.Random(1))


def test_every_move_leads_to_a_solution_and_back(me: outsider.Outsider) -> None:
    made = 0
    for move in [*(me.drawn() for _ in range(300)), *me.moves()][:900]:
        before = deepcopy((me.tracks, me.talks))
        if back := move():
            made += 1
            assert (me.tracks, me.talks) != before
            assert not me.judge.errors(me.instance, me.tracks, me.talks)
            back()
        assert (me.tracks, me.talks) == before
    assert made > 100


def test_what_is_not_the_best_is_beaten(me: outsider.Outsider, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    while me.points() == 1:
        me.drawn()()
    monkeypatch.setattr(me.judge, "read_solution", lambda *_: (me.tracks, me.talks))
    monkeypatch.setattr(outsider, "referee", lambda: me.judge)
    monkeypatch.setattr("sys.argv", ["outsider", f"{NAME}.agenda.xlsx", "--seconds", "200"])
    with pytest.raises(SystemExit) as ended:
        outsider.main()
    assert ended.value.code == 1
    verdict, lower, _, known, *_ = capsys.readouterr().out.splitlines()[-1].split()
    assert (verdict, int(known)) == ("FAIL:", me.points())
    assert int(lower) < int(known)


def test_what_is_the_best_is_not(me: outsider.Outsider, capsys: pytest.CaptureFixture[str]) -> None:
    assert me.points() == 1
    outsider.main()
    assert capsys.readouterr().out.splitlines()[-1].startswith("PASS: nothing below 1 among ")
