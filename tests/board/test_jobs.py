"""What is computed for a board: solved around locks, stopped, accepted; what happened, its alternatives beside each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from instances.changes import apply
from instances.conference import Conference
from instances.formats import read_conference
from scheduler.board import document, work
from scheduler.board.board import Board
from scheduler.board.edits import changes_of
from scheduler.board.jobs import WORK, Job
from scheduler.board.shapes import JobsTold, JobWholeTold
from scheduler.board.work import Found, Given, Result
from scheduler.check import check
from scheduler.limits import Interrupt
from scheduler.repair import Mending, repair
from tests.board.desk import AtOnce, Desk, opened, own, small, standing, stubborn
from tests.sampled import FULL


def _agenda(found: dict[str, Any]) -> dict[str, Any]:
    first: dict[str, Any] = found["found"][0]["agenda"]
    return first


def _spot(board: dict[str, Any], subforum: str) -> tuple[str, str]:
    return next((s["room"], s["start"]) for s in board["sittings"] if s["subforum"] == subforum)


def test_lock_solve_and_accept(desk: Desk) -> None:
    locked = desk.board["sittings"][0]["subforum"]
    before = desk.done("lock", items=[locked])
    found = desk.job("solve", seconds=60, workers=2)
    JobWholeTold.model_validate(found)
    assert found["state"] == "done", found["problems"]
    (best,) = found["found"]
    assert best["broken"] == []
    assert best["penalty"] <= before["score"]["penalty"]
    assert best["penalty"] == sum(best["rules"].values())
    assert _spot(_agenda(found), locked) == _spot(before, locked)
    assert found["curve"][-1]["penalty"] == best["penalty"]
    after = desk.done("accept", job=found["id"])
    assert {k: after[k] for k in ("sittings", "placed", "unplaced")} == _agenda(found)
    assert after["score"]["penalty"] == best["penalty"]
    assert after["score"]["bound"] is None  # what is proved around a lock is not proved of the conference
    assert {m["item"] for m in best["moved"]} <= {*after["last"]["items"]}
    assert standing(desk.done("undo")) == standing(before)


def test_a_whole_solve_gives_the_board_a_bound_that_edits_keep_and_changes_lose(desk: Desk) -> None:
    found = desk.job("solve", seconds=60, workers=2)
    after = desk.done("accept", job=found["id"])
    assert (after["score"]["bound"], after["score"]["status"]) == (found["bound"], "optimal" if found["gap"] == 0 else "feasible")
    assert desk.done("lock", items=[after["sittings"][0]["id"]])["score"]["bound"] == found["bound"]
    changed = desk.done("change", text="--weigh track_balance=off")
    assert changed["score"]["bound"] is None
    assert desk.done("undo")["score"]["bound"] == found["bound"]


def test_stop_keeps_the_best(tmp_path: Path) -> None:
    with opened(tmp_path, small(20)) as board:
        desk = own(board)
        id = desk.post("/api/jobs", {"kind": "solve", "version": 1, "seconds": 600, "workers": 1}).json()["id"]
        known = desk.begun(id)
        assert desk.post(f"/api/jobs/{id}/stop", {}).status_code == 200
        found = desk.ended(id)
        assert (found["state"], found["problems"]) == ("stopped", [])
        assert found["seconds"] < 300
        assert found["found"][0]["penalty"] <= known["penalty"]
        assert [job["id"] for job in JobsTold.model_validate(desk.get("/api/jobs")).model_dump()["jobs"]] == [id]
        assert desk.edit("accept", job=id).status_code == 200


def test_only_so_many_jobs_run_and_whatever_becomes_of_them_makes_room(desk: Desk, board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    request = {"kind": "solve", "version": 1, "seconds": 600}
    monkeypatch.setitem(WORK, "solve", stubborn)
    with monkeypatch.context() as without:
        without.setattr("scheduler.board.jobs.Child", _no_process)
        assert "no process can be started" in desk.problems(desk.post("/api/jobs", request), 503)[0]
    assert desk.get("/api/jobs") == {"jobs": []}
    first, second = (desk.post("/api/jobs", request).json()["id"] for _ in range(2))
    assert "2 jobs are running; wait for one, or stop one" in desk.problems(desk.post("/api/jobs", request), 429)

    assert desk.begun(first)["penalty"] == 7
    assert desk.post(f"/api/jobs/{first}/stop", {}).json()["stopping"]
    assert desk.get(f"/api/jobs/{first}")["state"] == "running", "it hears nothing"
    desk.post(f"/api/jobs/{first}/stop", {})
    stopped = desk.ended(first)
    assert (stopped["state"], stopped["problems"], stopped["found"][0]["moves"]) == ("stopped", [], 0)

    desk.begun(second)
    board.jobs._children[second].kill()
    died = desk.ended(second)
    assert (died["state"], [p["what"] for p in died["problems"]]) == ("failed", ["its process died"])
    assert _agenda(died) == {k: desk.board[k] for k in ("sittings", "placed", "unplaced")}

    monkeypatch.setattr(AtOnce, "result", lambda _: 1 // 0)
    monkeypatch.setattr("scheduler.board.jobs.Child", AtOnce)
    failed = desk.job("solve")
    assert (failed["state"], failed["found"]) == ("failed", [])
    assert "ZeroDivisionError" in failed["problems"][0]["what"]


def _no_process(*_: object) -> None:
    raise OSError(11, "Resource temporarily unavailable")


def test_a_job_is_never_taken_for_one_of_before_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.board.jobs.Child", AtOnce)
    known = list[str]()
    for _ in range(2):
        with opened(tmp_path) as board:
            desk = own(board)
            known += [desk.job("solve")["id"] for _ in range(2)]
    assert len({*known}) == 4


def test_only_what_is_free_moves(desk: Desk) -> None:
    before = desk.board
    mine = [s["subforum"] for s in before["sittings"]][:3]
    found = desk.job("solve", seconds=60, workers=2, free=mine)
    assert found["state"] == "done", found["problems"]
    others = [s for s in before["sittings"] if s["subforum"] not in mine]
    assert [s for s in _agenda(found)["sittings"] if s["subforum"] not in mine] == others
    assert {m["subforum"] for m in found["found"][0]["moved"]} <= {*mine}


def test_what_is_free_on_a_day_stays_on_it(desk: Desk) -> None:
    before = desk.board
    day = before["days"][0]["date"]
    found = desk.job("solve", seconds=60, workers=2, day=day)
    assert found["state"] == "done", found["problems"]
    now = {s["id"]: s for s in _agenda(found)["sittings"]}
    for sitting in before["sittings"]:
        if sitting["start"].startswith(day):
            assert now[sitting["id"]]["start"].startswith(day)
        else:
            assert now[sitting["id"]] == sitting


def _lone_speaker(desk: Desk) -> str:
    """Somebody with a talk that is nobody else's."""
    talks = [talk for forum in desk.board["subforums"] for talk in forum["talks"]]
    return str(next(talk["speakers"][0] for talk in talks if len(talk["speakers"]) == 1))


def test_cancel_compare_take_publish(desk: Desk, board: Board) -> None:
    who = _lone_speaker(desk)
    desk.done("lock", items=[desk.board["sittings"][-1]["subforum"]])
    before = desk.board
    found = desk.job("repair", text=f"--cancel {who}", seconds=30, workers=2)
    assert found["state"] == "done", found["problems"]
    assert len(found["found"]) >= 3
    assert len({one["title"] for one in found["found"]}) == len({one["heading"] for one in found["found"]}) == len(found["found"])
    name = board.now.state.conference.name(who)
    assert found["words"] == f"Repair: {name} does not take part."
    assert {one["heading"] for one in found["found"]} >= {f"{name} sends a video."}
    assert all(one["words"] for one in found["found"])
    number = next(one["number"] for one in found["found"] if one["title"].endswith("=drop"))
    one = found["found"][number]
    assert one["status"] in ("optimal", "feasible")
    taken = desk.done("accept", job=found["id"], alternative=number)
    assert {k: taken[k] for k in ("sittings", "placed", "unplaced")} == one["agenda"]
    assert taken["changes"]
    assert taken["score"]["penalty"] == one["penalty"]
    published = desk.post("/api/publish", {"version": taken["version"], "why": f"{who} cancelled"})
    assert published.status_code == 200, published.text
    assert published.json()["number"] == 1
    history = desk.get("/api/history")
    assert [(v["who"], v["why"]) for v in history["versions"]] == [("Ana", f"{who} cancelled")]
    assert desk.board["published"] == {"number": 1, "version": taken["version"], "same": True}
    assert standing(desk.done("undo")) == standing(before)
    assert desk.board["published"]["same"] is False


def test_a_repair_is_that_of_the_command_line(desk: Desk, board: Board) -> None:
    room = board.now.state.agenda.sittings[0].room
    found = desk.job("repair", text=f"--close-room {room}", seconds=60, workers=2, alternatives=0)
    assert found["state"] == "done", found["problems"]
    (one,) = found["found"]
    assert found["words"] == f"Repair: {one['heading']}"
    assert one["heading"].startswith("Room ")
    state = board.now.state
    wished = {rule for rule, score in state.report.rules.items() if score.penalty}
    assert wished <= {*one["rules"]}, "what falls to nothing is the most that can be had"

    known = repair(state.conference, state.agenda, changes_of(state, f"--close-room {room}", ()))
    measured = one["status"], len(one["told"]), one["moves"], one["disturbance"], one["penalty"]
    assert measured == ("optimal", len(known.told), known.moves, known.disturbance, known.penalty)
    assert known.moves > 0


def test_a_lock_is_given_up_only_where_that_was_said(desk: Desk, board: Board) -> None:
    first, *_, other = desk.board["sittings"]
    name = board.now.state.conference.name(first["subforum"])
    locked = desk.done("lock", items=[first["id"], other["id"]])["locks"]
    found = desk.job("repair", text=f"--close-room {first['room']}", seconds=30, workers=2, alternatives=0)
    said = f"{name} was locked, does not stay as it was, and is locked no more."
    assert found["found"][0]["words"][-1] == said
    moved = next(m["item"] for m in found["found"][0]["moved"] if m["kind"] == "sitting" and m["item"] != first["id"])
    desk.done("lock", items=[moved])
    assert "is locked; unlock it first" in desk.problems(desk.edit("accept", job=found["id"]), 422)[0]
    desk.done("unlock", items=[moved])
    taken = desk.done("accept", job=found["id"])
    assert taken["last"]["words"].endswith(said)
    assert taken["locks"] == [other["id"]]
    assert desk.done("undo")["locks"] == locked


def test_a_lock_that_one_scenario_cannot_hold_holds_in_the_others(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    state, held = board.now.state, list[int]()
    locked = state.agenda.sittings[0]
    away = changes_of(state, f"--close-room {locked.room}", ())
    given = Given(state.conference, state.agenda, (locked.id,), seconds=30, workers=2, scenarios=(("away", away), ("as it is", ())))

    def mending(conference: Conference, *rest: Any, **how: Any) -> Mending:
        held.append(len(conference.pins) - len(state.conference.pins))
        return Mending(conference, *rest, **how)

    monkeypatch.setattr(work, "Mending", mending)
    closed, same = work.mend(given, lambda _: None, Interrupt()).found
    assert (closed.unlocked, same.unlocked) == ((locked.id,), ())
    assert held == [0, 1]


def test_alternatives_of_one_change_are_told_apart_by_their_moves(still: Board) -> None:
    state = still.now.state
    away = changes_of(state, f"--close-room {state.conference.rooms[0].id}", ())
    given = Given(state.conference, state.agenda, scenarios=(("--close-room", away),))
    few, more = (Found("--close-room", "optimal", state.conference, away, moves=moves) for moves in (4, 1))
    job = Job("1", "repair", 1, given, "", "Ana", result=Result("optimal", (few, more)))
    said = away[0].sentence(state.conference)
    headings = [one["heading"] for one in document.job(job, whole=True)["found"]]
    assert headings == [f"{said} With 4 moves.", f"{said} With 1 move."]


def test_what_was_found_for_another_board_is_not_accepted(desk: Desk) -> None:
    found = desk.job("solve", seconds=60, workers=2)
    sitting = desk.board["sittings"][0]["subforum"]
    desk.done("lock", items=[sitting])
    desk.done("unlock", items=[sitting])
    desk.done("take_out", item=sitting)
    assert "accepting would undo that" in desk.problems(desk.edit("accept", job=found["id"]), 409)[0]
    desk.done("undo")
    assert desk.edit("accept", job=found["id"]).status_code == 200
    assert "there is no job 'x'" in desk.problems(desk.edit("accept", job="x"), 422)[0]
    assert "has no agenda 7" in desk.problems(desk.edit("accept", job=found["id"], alternative=7), 422)[0]


@pytest.mark.full
def test_an_impossible_change_is_explained(desk: Desk) -> None:
    rooms = " ".join(f"--close-room {room['id']}" for room in desk.board["rooms"])
    found = desk.job("repair", text=rooms, seconds=1, workers=2)
    assert found["status"] == "infeasible"
    assert found["explanation"]["status"] == "impossible"
    assert desk.job("explain", seconds=20)["explanation"]["status"] == "possible"


@pytest.mark.full
def test_why_not_there_is_answered_in_sentences(desk: Desk) -> None:
    item = desk.board["sittings"][0]["id"]
    place = next(p for p in desk.places(item) if not p["possible"])
    found = desk.get(f"/api/why/{item}", params={"at": place["at"], "seconds": 2})
    (answer,) = found["answers"]
    assert answer["sentences"]
    assert {v["sentence"] for v in answer["in_the_way"]} >= {*place["why"]}
    inner = desk.get(f"/api/places/{item}", params={"depth": "inner", "seconds": 1})
    assert inner["depth"] == "inner"
    assert inner["places"]


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ({"kind": "solve", "free": ["nobody"]}, "nothing called 'nobody'"),
        ({"kind": "solve", "day": "2022-13-09"}, "is no day"),
        ({"kind": "solve", "day": "1999-01-01"}, "nothing would be free"),
        ({"kind": "solve", "text": "--cancel s1"}, "ask for a repair"),
        ({"kind": "repair", "text": "--fly s1"}, "'--fly' is no option"),
        ({"kind": "repair", "text": "--add x.yaml"}, "reads none"),
        ({"kind": "repair", "changes": [{"kind": "fly"}]}, "fly"),
    ],
)
def test_a_job_that_cannot_be_is_refused_before_it_begins(still: Board, what: dict[str, Any], problem: str) -> None:
    desk = own(still)
    answer = desk.post("/api/jobs", {"version": 1, **what})
    assert any(problem in words for words in desk.problems(answer, 422)), answer.text
    assert desk.get("/api/jobs") == {"jobs": []}


@pytest.mark.parametrize("name", [pytest.param("wuzhen2022", marks=FULL)])
def test_the_flagship_is_solved_around_a_lock(name: str) -> None:
    from scheduler.board.work import solve
    from scheduler.greedy import greedy
    from scheduler.limits import Interrupt

    conference = read_conference(name)
    agenda = greedy(conference)
    locked = tuple(s.id for s in agenda.sittings[:3])
    result = solve(Given(conference, agenda, locked, seconds=60), lambda _: None, Interrupt())
    best = result.found[0].agenda
    assert best
    assert not check(conference, best).broken
    there = {s.id: (s.room, s.first) for s in best.sittings}
    assert [there[s.id] for s in agenda.sittings[:3]] == [(s.room, s.first) for s in agenda.sittings[:3]]
    assert apply(conference, ()) == conference
