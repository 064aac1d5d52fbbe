"""The public library's workbooks: read, scored as its referee scores, written in its layout for solutions.

The instances and the referee are data outside the repository: the folder named by COSPLIB, or
../shared/csplib beside the checkout. Where it is missing, these tests are skipped and say so.
"""

from __future__ import annotations

import importlib.util
import os
import random
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from instances import clock
from instances.agenda import Agenda, Sitting, TalkSlot
from instances.conference import Block, Conference, Talk
from instances.formats import cosplib, read_conference
from instances.problems import BadInput
from scheduler.check import check
from scheduler.limits import Limits
from scheduler.solve import solve
from tests.command import ROOT
from tests.conftest import Command
from tests.sampled import one_in

FOLDER = Path(os.environ.get("COSPLIB", ROOT.parent / "shared" / "csplib"))
INSTANCES = sorted(path.stem for path in (FOLDER / "instances").glob("*.xlsx"))
MISSING = f"no instances in {FOLDER}: set COSPLIB to their folder"

pytestmark = pytest.mark.skipif(not INSTANCES and not os.environ.get("CI"), reason=MISSING)


def test_the_instances_are_there() -> None:
    """So that a run of CI cannot leave them out unseen."""
    assert len(INSTANCES) >= 9, MISSING


@lru_cache
def referee() -> ModuleType:
    spec = importlib.util.spec_from_file_location("referee", FOLDER / "referee.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def path_of(name: str) -> Path:
    if not INSTANCES and not os.environ.get("CI"):
        pytest.skip(MISSING)
    return FOLDER / "instances" / f"{name}.xlsx"


@lru_cache
def conference(name: str) -> Conference:
    return read_conference(str(path_of(name)))


def random_agenda(c: Conference, chance: random.Random) -> Agenda:
    """Tracks at random in rooms and sessions, as many of their talks as fit, at random slots."""
    left = {s.id: chance.sample(s.talks, len(s.talks)) for s in c.subforums}
    sittings: list[Sitting] = []
    for block in c.blocks:
        for room in c.rooms:
            forum = chance.choice(c.subforums)
            if chance.random() < 0.9:
                slots = _hosted(c, block, left[forum.id], chance)
                times = {"start": block.start, "end": block.end}
                sittings.append(Sitting(id=f"{forum.id}/{len(sittings)}", subforum=forum.id, room=room.id, talks=slots, **times))
    return Agenda(conference=c.id, conference_hash=c.hash, sittings=tuple(sittings))


def _hosted(c: Conference, block: Block, left: list[Talk], chance: random.Random) -> tuple[TalkSlot, ...]:
    slots, now = [], block.first
    while now < block.last:
        if left and left[-1].minutes <= block.last - now and chance.random() < 0.9:
            talk = left.pop()
            start, end = (clock.instant(m, c.zone) for m in (now, now + talk.minutes))
            slots.append(TalkSlot(talk=talk.id, speakers=talk.speakers, start=start, end=end))
            now += talk.minutes
        else:
            now += c.grid
    return tuple(slots)


def judged(name: str, agenda: Agenda, folder: Path) -> int:
    """What the referee says of an agenda in the library's layout."""
    target = folder / "solution.xlsx"
    target.write_bytes(cosplib.write(path_of(name), conference(name), agenda))
    instance = referee().Instance(path_of(name))
    score = referee().score(instance, *referee().read_solution(target, instance))
    return sum(instance.weight[key] * value for key, value in score.items())


@pytest.mark.parametrize("name", one_in(2, INSTANCES))
def test_the_penalty_of_a_random_agenda_is_the_referees(name: str, tmp_path: Path) -> None:
    agenda = random_agenda(conference(name), random.Random(name))
    assert check(conference(name), agenda).penalty == judged(name, agenda, tmp_path)


@pytest.mark.full
@pytest.mark.parametrize("name", INSTANCES)
def test_the_penalty_of_many_random_agendas_is_the_referees(name: str, tmp_path: Path) -> None:
    chance = random.Random(f"many of {name}")
    for _ in range(40):
        agenda = random_agenda(conference(name), chance)
        assert check(conference(name), agenda).penalty == judged(name, agenda, tmp_path)


def test_a_small_instance_is_solved_to_the_known_optimum_and_read_by_the_referee(tmp_path: Path) -> None:
    result = solve(conference("N2OR"), Limits(seconds=100))
    assert result.status == "optimal"
    assert result.agenda
    assert check(conference("N2OR"), result.agenda).penalty == judged("N2OR", result.agenda, tmp_path) == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_imported_conference_in_another_order_has_the_same_optimum(seed: int) -> None:
    raw, chance = conference("N2OR").model_dump(by_alias=True, exclude_defaults=True), random.Random(seed)
    for key in ("blocks", "rooms", "subforums", "speakers", "pairs", "prefers"):
        raw[key] = chance.sample(raw[key], len(raw[key]))
    raw["subforums"] = [{**s, "talks": chance.sample(s["talks"], len(s["talks"]))} for s in raw["subforums"]]
    assert _optimum(raw) == 1


def test_more_freedom_for_an_imported_conference_never_hurts_and_less_never_helps() -> None:
    raw = conference("N2OR").model_dump(by_alias=True, exclude_defaults=True)
    room = {**raw["rooms"][0], "id": "another"}
    assert _optimum({**raw, "rooms": [*raw["rooms"], room]}) <= 1
    assert _optimum({**raw, "prefers": raw["prefers"][:-1], "pairs": raw["pairs"][:-1]}) <= 1
    for at_once in (1, 2):
        assert _optimum({**raw, "subforums": [{**s, "at_once": at_once} for s in raw["subforums"]]}) >= 1


def _optimum(raw: dict[str, Any]) -> int:
    result = solve(Conference.model_validate(raw), Limits(seconds=100))
    assert result.status == "optimal"
    assert result.report
    return result.report.penalty


def test_a_workbook_that_is_none_of_the_librarys_is_refused(tmp_path: Path) -> None:
    from openpyxl import Workbook

    other, broken = tmp_path / "other.xlsx", tmp_path / "broken.xlsx"
    Workbook().save(other)
    broken.write_text("no workbook", encoding="utf-8")
    with pytest.raises(BadInput, match="has none of the sheets of a conference"):
        read_conference(str(other))
    with pytest.raises(BadInput, match="is no workbook"):
        read_conference(str(broken))
    with pytest.raises(BadInput, match="there is no file"):
        read_conference(str(tmp_path / "none.xlsx"))


def test_a_cell_that_is_wrong_is_named_with_its_sheet_and_row(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(path_of("N2OR"))
    book["submissions"]["C5"] = "two"
    book.save(tmp_path / "wrong.xlsx")
    with pytest.raises(BadInput, match="submissions/row 5: 'two' is not a whole number"):
        read_conference(str(tmp_path / "wrong.xlsx"))


def test_the_command_converts_a_workbook_and_an_agenda_of_it(command: Command, tmp_path: Path) -> None:
    workbook = path_of("N2OR")
    assert command("convert", workbook, "n2or.yaml").returncode == 0
    assert read_conference(str(tmp_path / "n2or.yaml")).hash == conference("N2OR").hash
    assert command("solve", "n2or.yaml", "--out", "agenda.json").returncode == 0
    out = command("convert", "--to", "cosplib", workbook, "agenda.json", "solution.xlsx")
    assert out.returncode == 0, out.stderr
    instance = referee().Instance(workbook)
    tracks, submissions = referee().read_solution(tmp_path / "solution.xlsx", instance)
    assert referee().errors(instance, tracks, submissions) == []


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("one.yaml",), "only one file"),
        (("wuzhen2022", "out.pdf"), "no suffix of a format"),
        (("wuzhen2022", "other.json", "out.yaml"), "no suffix of a format in which an agenda is written"),
        (("--to", "cosplip", "a.xlsx", "b.json", "c.xlsx"), "did you mean 'cosplib'"),
        (("--to", "cosplib", "wuzhen2022", "c.xlsx"), "needs two inputs"),
    ],
)
def test_what_cannot_be_converted_is_refused(command: Command, words: tuple[str, ...], what: str) -> None:
    out = command("convert", *words)
    assert out.returncode == 2
    assert what in out.stderr
