"""Every single loss: which there are, how they are ranked, and that nothing is lost on the way."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from instances.changes import apply
from instances.problems import BadInput
from scheduler import runner, whatif_report
from scheduler.each import KINDS, each
from scheduler.journal import Journal
from scheduler.limits import Interrupt
from scheduler.runner import Failed, here, local
from scheduler.show_whatif import summary
from scheduler.sweep import points_of_failure, ranked, sweep
from scheduler.watch import Progress
from scheduler.whatif import Comparison, Outcome
from tests import work
from tests.command import ROOT
from tests.standin import AGENDA, CONFERENCE, GIVEN


def losses(*kinds: str, pairs: bool = False) -> list[str]:
    """Paths of what is lost."""
    return [" + ".join(loss.losses) for loss in each(CONFERENCE, AGENDA, kinds, pairs)]


def test_everybody_who_appears_can_be_lost_and_nobody_else() -> None:
    assert losses("speaker") == ["speaker/judge", "speaker/nurse", "speaker/mayor", "speaker/actor"]


def test_a_room_is_not_lost_for_a_block_in_which_it_is_closed_anyway() -> None:
    assert losses("room-block") == ["room-block/hall/morning", "room-block/loft/morning", "room-block/loft/afternoon"]


def test_every_kind_of_loss_is_felt() -> None:
    found = {loss.losses[0]: apply(CONFERENCE, loss.changes) for loss in each(CONFERENCE, AGENDA, list(KINDS))}
    assert not any(after.hash == CONFERENCE.hash for after in found.values())
    team = found["resource/team"].resource("team")
    assert (team.capacity, [w.capacity for w in team.windows]) == (1, [0])
    assert len(found["block/afternoon"].room("loft").closed) == 1
    assert found["block/afternoon"].room("hall") == CONFERENCE.room("hall")
    assert [s.id for s in found["subforum/law"].subforums] == ["arts"]
    assert [s.id for s in found["speaker/actor"].subforums] == ["law"]


def test_pairs_are_all_pairs_but_those_of_which_one_includes_the_other() -> None:
    found = losses("room", "block", "room-block", pairs=True)
    assert "room/hall + room/loft" in found
    assert "block/morning + room-block/loft/afternoon" in found
    assert "room/loft + room-block/loft/morning" not in found
    assert "block/morning + room-block/hall/morning" not in found
    assert len(found) == 7 + 7 * 6 // 2 - 3 - 3


def test_an_unknown_kind_is_refused_with_what_was_meant() -> None:
    with pytest.raises(BadInput, match="no kind of losses 'speakers'; did you mean 'speaker'"):
        losses("speakers")


def test_people_of_one_name_are_told_apart() -> None:
    twins = CONFERENCE.replaced(speakers=tuple(s.replaced(name="Judge") for s in CONFERENCE.speakers))
    assert [loss.name for loss in each(twins, AGENDA, ["speaker"])][:2] == ["Judge (speaker/judge)", "Judge (speaker/nurse)"]


def swept(*kinds: str, pairs: bool = False) -> Comparison:
    """A ranking by the stand-in."""
    return ranked(sweep(GIVEN, each(CONFERENCE, AGENDA, kinds, pairs)))


def test_what_leaves_no_agenda_is_worst_and_then_what_more_people_must_be_told() -> None:
    found = swept("speaker", "resource")
    assert [one.scenario for one in found.outcomes] == ["Actor", "Judge", "Mayor", "Nurse", "one fewer of Interpreter team"]
    assert [len(one.told) for one in found.outcomes] == [0, 2, 2, 2, 0]
    assert found.worst == "infeasible"


def test_points_of_failure_are_single_losses_and_pairs_that_are_fatal_only_together() -> None:
    found = Comparison(
        tuple(
            Outcome(scenario=name, losses=tuple(name.split("+")), status=status)
            for name, status in (("a", "infeasible"), ("b", "optimal"), ("a+b", "infeasible"), ("b+c", "infeasible"), ("c", "feasible"))
        ),
        {},
    )
    assert [one.scenario for one in points_of_failure(ranked(found).outcomes)] == ["a", "b+c"]


def test_pairs_that_contradict_each_other_are_left_out_and_counted() -> None:
    found = swept("subforum", pairs=True)
    assert [one.scenario for one in found.outcomes] == ["Arts", "Law"]
    assert found.contradicting == 1
    assert "1 pair of losses that contradict each other left out" in summary(found)


def test_processes_find_the_same_as_one_after_another() -> None:
    scenarios = each(CONFERENCE, AGENDA, list(KINDS))
    alone, beside = (_timeless(sweep(GIVEN, scenarios, how).outcomes) for how in (here, local()))
    assert alone == beside
    assert len(alone) == len(scenarios)


def _timeless(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [one.replaced(seconds=0.0) for one in outcomes]


# --- workers ---


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "cores", lambda: 2)


def test_more_processes_than_cores_are_refused() -> None:
    assert dict(local(2)(work.double, 3, {1: 10, 2: 20}, Interrupt())) == {1: 30, 2: 60}
    with pytest.raises(BadInput, match="--jobs 3 are more than the 2 cores of this machine; write at most 2"):
        local(3)
    with pytest.raises(BadInput, match="write at most 1"):
        local(2, workers=2)


def test_a_worker_that_dies_loses_nothing_and_who_kills_it_every_time_is_named(tmp_path: Path) -> None:
    tasks = {number: number for number in range(10)}
    found = dict(local(2)(work.deadly, str(tmp_path / "died"), tasks, Interrupt()))
    assert sorted(found) == sorted(tasks)
    three_alone = {Failed(f"its worker process died {times} times") for times in (3, 4)}  # once, perhaps, another one killed it
    assert found.pop(5) in three_alone
    assert found.pop(7) == Failed("RuntimeError: a fault of the program")
    assert found == {number: -number for number in tasks if number not in (5, 7)}


def test_an_interrupt_keeps_what_is_done_and_ends_the_workers() -> None:
    interrupt, began = Interrupt(), time.monotonic()
    found = {}
    for number, result in local(2)(work.forever, 1, {0: 0, 1: 1, 2: 2}, interrupt):
        found[number] = result
        threading.Timer(0.2, interrupt.set).start()
    assert found == {0: 1}
    assert time.monotonic() - began < 300


def test_workers_end_with_whoever_started_them() -> None:
    lines = [
        "import os",
        "from scheduler.limits import Interrupt",
        "from scheduler.runner import _Local",
        "from tests import work",
        "for _ in _Local(1).run(work.forever, 1, {0: 0, 1: 1}, Interrupt()):",
        "    os.kill(os.getpid(), 9)",
    ]
    child = subprocess.run([sys.executable, "-c", "\n".join(lines)], stdout=subprocess.PIPE, cwd=ROOT, timeout=280, check=False)
    assert child.returncode == -signal.SIGKILL  # and the pipe was closed, as nobody is left who could write


# --- the journal ---


def done(path: Path, most: int = 1000) -> int:
    """How many scenarios a run looks at now; it is interrupted after so many."""
    interrupt, scenarios = Interrupt(), each(CONFERENCE, AGENDA, ["speaker"])

    def stop(progress: Progress) -> None:
        if progress.part and progress.part[0] >= most:
            interrupt.set()

    found = sweep(GIVEN, scenarios, journal=str(path), watch=stop, interrupt=interrupt)
    assert [one.scenario for one in found.outcomes] == [one.name for one in scenarios][: len(scenarios) - found.left]
    return found.fresh


def test_a_run_that_was_interrupted_goes_on_from_its_journal(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    assert done(path, most=3) == 3
    assert done(path) == 1
    assert done(path) == 0


def test_a_line_that_was_cut_off_is_done_anew(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    done(path)
    whole = path.read_bytes()
    for cut in (1, 40, len(whole.splitlines()[-1])):
        path.write_bytes(whole[:-cut])
        assert done(path) == 1
        assert len(path.read_bytes().splitlines()) == len(whole.splitlines())
    path.write_bytes(whole[:20])
    assert done(path) == 4


def test_the_journal_of_another_run_is_refused_and_so_is_any_other_file(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    done(path)
    other = replace(GIVEN, agenda=AGENDA.replaced(sittings=AGENDA.sittings[:1]))
    with pytest.raises(BadInput, match=r"run\.jsonl: is the journal of another run.*; name a new file, or delete this one"):
        Journal(str(path), other, ())
    path.write_text("precious\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"is no journal; name a new file"):
        Journal(str(path), GIVEN, ())
    assert path.read_text(encoding="utf-8") == "precious\n"
    with pytest.raises(BadInput, match="cannot be written"):
        Journal(str(tmp_path / "nowhere" / "run.jsonl"), GIVEN, ())


def test_a_journal_that_another_run_writes_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "run.jsonl")
    first = Journal(path, GIVEN, ())
    with pytest.raises(BadInput, match="is in use by another run; wait for it, or name another file"):
        Journal(path, GIVEN, ())
    first.close()
    Journal(path, GIVEN, ()).close()


def test_a_line_that_is_wrong_is_named(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    done(path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], b"{}\n", *lines[3:]]))
    with pytest.raises(BadInput, match=r"run\.jsonl:3: cannot be read; delete the line"):
        done(path)


# --- reports ---


def test_the_page_names_points_of_failure_and_asks_nobody_for_anything() -> None:
    html = str(whatif_report.html(CONFERENCE, swept("speaker", "room")))
    assert "Points of failure" in html
    assert html.count('<rect class="k-speaker infeasible"') == 1
    assert html.count('<rect class="k-speaker solved"') == 3
    assert "default-src 'none'" in html
    assert "http" not in html.replace('http-equiv="Content', "")


def test_hostile_names_stay_words(tmp_path: Path) -> None:
    name = "=HYPERLINK(1)<script>alert(1)</script>"
    evil = CONFERENCE.replaced(speakers=tuple(s.replaced(name=name) if s.id == "actor" else s for s in CONFERENCE.speakers))
    found = ranked(sweep(GIVEN, each(evil, AGENDA, ["speaker"])))
    assert "<script>" not in str(whatif_report.html(evil, found))
    assert b"\n'=HYPERLINK(1)" in bytes(whatif_report.table(evil, found))


def test_the_table_has_a_row_for_each_and_who_must_be_told() -> None:
    rows = whatif_report.table(CONFERENCE, swept("speaker")).decode("utf-8-sig").splitlines()
    assert rows[0].startswith("scenario,lost,kind,agenda,people_told")
    assert rows[1] == "Actor,speaker/actor,person,no,,,,,,,,"
    assert rows[2] == "Judge,speaker/judge,person,yes,2,2,20,,,everything,,Mayor; Nurse"
