"""What people do to a board: each edit asks what the command line asks, and a board that has changed refuses it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scheduler import moves
from scheduler.board.board import Board
from scheduler.board.places import chunks
from scheduler.board.shapes import BoardTold, BriefTold, CandidatesTold, ErrorTold, PlacesTold
from scheduler.check import check
from tests.board.desk import Desk, opened, own, standing


def _movable(desk: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
    """A sitting, and a place where it may stand and does not."""
    for sitting in desk.board["sittings"]:
        for place in desk.places(sitting["id"]):
            if place["possible"] and (place["rooms"], place["start"]) != ([sitting["room"]], sitting["start"]):
                return sitting, place
    raise AssertionError("nothing can move")


def test_the_board_is_as_its_shape_says(desk: Desk) -> None:
    found = BoardTold.model_validate(desk.board)
    assert found.version == 1
    assert (found.undo, found.redo, found.published) == (None, None, None)
    assert {sitting.subforum for sitting in found.sittings} == {forum.id for forum in found.subforums}
    assert all(rule.sentence.endswith(".") for rule in found.rules)


def test_the_score_is_what_check_says(desk: Desk, board: Board) -> None:
    report = check(board.now.state.conference, board.now.state.agenda)
    found = desk.board
    assert found["score"]["penalty"] == report.penalty == sum(rule["penalty"] for rule in found["rules"])
    assert [f["sentence"] for f in found["findings"]] == [f.violation.sentence for f in report.findings]


def test_a_move_costs_what_its_place_said(desk: Desk) -> None:
    sitting, place = _movable(desk)
    before = desk.board
    after = desk.done("move", item=sitting["id"], room=place["rooms"][0], start=place["start"])
    assert after["score"]["penalty"] == before["score"]["penalty"] + place["change"]
    (moved,) = [s for s in after["sittings"] if s["id"] == sitting["id"]]
    assert (moved["room"], moved["start"]) == (place["rooms"][0], place["start"])
    assert after["last"]["who"] == "Ana"
    assert "moves to" in after["last"]["words"]
    assert after["undo"]["version"] == after["version"] == 2


def test_an_impossible_cell_says_why_and_is_taken_only_anyway(desk: Desk) -> None:
    sitting = desk.board["sittings"][0]
    place = next(p for p in desk.places(sitting["id"]) if not p["possible"])
    where = {"item": sitting["id"], "room": place["rooms"][0], "start": place["start"]}
    refused = desk.problems(desk.edit("move", **where), 422)
    assert all(any(why.rstrip(".") in problem for problem in refused) for why in place["why"])
    assert desk.board["version"] == 1
    after = desk.done("move", **where, anyway=True)
    assert after["score"]["status"] == "broken"
    assert {f["sentence"] for f in after["findings"] if f["hard"]} >= {*place["why"]}
    item = next(
        s["id"]
        for s in after["sittings"][::-1]
        if not {s["subforum"], s["id"]} & {i for f in after["findings"] if f["hard"] for i in f["items"]}
    )
    assert desk.done("take_out", item=item)["score"]["status"] == "broken", "and a draft, too"


def test_no_place_is_no_edit(desk: Desk) -> None:
    sitting = desk.board["sittings"][0]
    here = {"item": sitting["id"], "room": sitting["room"], "start": sitting["start"]}
    assert "stands there already" in desk.problems(desk.edit("move", **here), 422)[0]
    early = {**here, "start": "1999-12-31T09:00"}
    assert "cannot start there; it can from" in desk.problems(desk.edit("move", **early), 422)[0]
    assert "when" not in desk.problems(desk.edit("move", **{**here, "start": "yesterday"}), 422)[0]
    assert "called 'nobody'" in desk.problems(desk.edit("move", **{**here, "item": "nobody"}), 422)[0]


def test_two_that_are_swapped_stand_where_the_other_stood(desk: Desk) -> None:
    sitting = desk.board["sittings"][0]
    found = desk.get(f"/api/swaps/{sitting['id']}")["places"][0]
    before = {s["subforum"]: s for s in desk.board["sittings"]}
    penalty = desk.board["score"]["penalty"]
    after = desk.done("swap", item=sitting["subforum"], other=found["swap"], anyway=True)
    now = {s["subforum"]: s for s in after["sittings"]}
    assert now[sitting["subforum"]]["room"] == before[found["swap"]]["room"]
    assert now[found["swap"]]["room"] == sitting["room"]
    assert after["score"]["penalty"] == penalty + found["change"]


def test_talks_are_put_in_another_order(desk: Desk) -> None:
    for sitting in desk.board["sittings"]:
        order = [slot["talk"] for slot in sitting["talks"]][::-1]
        if len(order) > 1 and (answer := desk.edit("order", sitting=sitting["id"], talks=order, anyway=True)).status_code == 200:
            break
    (now,) = [s for s in answer.json()["sittings"] if s["id"] == sitting["id"]]
    assert [slot["talk"] for slot in now["talks"]] == order
    assert (now["start"], now["end"]) == (sitting["start"], sitting["end"])
    assert "are not the talks" in desk.problems(desk.edit("order", sitting=sitting["id"], talks=order[:1]), 422)[0]


def test_a_seat_is_filled_from_its_candidates(desk: Desk) -> None:
    seats = [seat for forum in desk.board["subforums"] for talk in forum["talks"] for seat in talk["seats"]]
    seat = max(seats, key=lambda seat: len(seat["candidates"]))
    found = CandidatesTold.model_validate(desk.get(f"/api/seats/{seat['id']}"))
    assert {c.speaker for c in found.candidates} == {*seat["candidates"], None}
    other = next(c for c in found.candidates if not c.now and c.speaker)
    penalty = desk.board["score"]["penalty"]
    after = desk.done("seat", seat=seat["id"], speaker=other.speaker, anyway=True)
    assert after["score"]["penalty"] == penalty + other.change
    assert {"seat": seat["id"], "speaker": other.speaker} in [f for s in after["sittings"] for t in s["talks"] for f in t["seats"]]
    stranger = next(p["id"] for p in after["people"] if p["id"] not in seat["candidates"])
    assert "is no candidate" in desk.problems(desk.edit("seat", seat=seat["id"], speaker=stranger), 422)[0]


def test_what_is_taken_out_can_be_moved_in_again(desk: Desk) -> None:
    sitting = desk.board["sittings"][0]
    before = standing(desk.board)
    after = desk.done("take_out", item=sitting["subforum"])
    assert {u["item"] for u in after["unplaced"]} == {slot["talk"] for slot in sitting["talks"]}
    assert after["score"]["status"] == "draft"
    place = next(p for p in desk.places(sitting["subforum"]) if (p["rooms"], p["start"]) == ([sitting["room"]], sitting["start"]))
    again = desk.done("move", item=sitting["subforum"], room=place["rooms"][0], start=place["start"], anyway=True)
    assert again["unplaced"] == before["unplaced"]
    desk.done("take_out", item=sitting["subforum"])
    assert "is left out already" in desk.problems(desk.edit("take_out", item=sitting["subforum"]), 422)[0]


def test_what_is_locked_does_not_move(desk: Desk) -> None:
    sitting, place = _movable(desk)
    assert desk.done("lock", items=[sitting["subforum"]])["locks"] == [sitting["subforum"]]
    where = {"item": sitting["id"], "room": place["rooms"][0], "start": place["start"]}
    assert "is locked; unlock it first" in desk.problems(desk.edit("move", **where), 422)[0]
    assert "nothing of that is unlocked" in desk.problems(desk.edit("lock", items=[sitting["subforum"]]), 422)[0]
    assert desk.done("unlock", items=[sitting["subforum"]])["locks"] == []
    assert desk.edit("move", **where).status_code == 200
    assert "nothing called 'nobody'" in desk.problems(desk.edit("lock", items=["nobody"]), 422)[0]


def test_a_stale_edit_is_refused_and_told_what_happened(desk: Desk) -> None:
    sitting, place = _movable(desk)
    where = {"item": sitting["id"], "room": place["rooms"][0], "start": place["start"]}
    desk.done("lock", items=[desk.board["sittings"][-1]["id"]], who="Ben")
    answer = desk.edit("move", version=1, **where)
    assert "the board is at version 2 by now (Ben: " in desk.problems(answer, 409)[0]
    told = ErrorTold.model_validate(answer.json())
    assert told.version == 2
    assert told.since
    assert [(edit.who, edit.kind) for edit in told.since] == [("Ben", "lock")]
    assert desk.edit("move", version=2, **where).status_code == 200
    assert "there is no version 99" in desk.problems(desk.edit("undo", version=99), 422)[0]


def test_an_edit_that_is_sent_twice_is_made_once(desk: Desk) -> None:
    item = desk.board["sittings"][0]["id"]
    what = {"kind": "lock", "version": 1, "items": [item], "key": "0123456789abcdef"}
    one, other = (desk.post("/api/edits?brief=true", what) for _ in range(2))
    assert BriefTold.model_validate(one.json()) == BriefTold.model_validate(other.json())
    assert desk.board["version"] == 2


def test_undo_and_redo_go_all_the_way_and_back(desk: Desk, board: Board, tmp_path: Path) -> None:
    states = [standing(desk.board)]
    sitting, place = _movable(desk)
    for kind, what in (
        ("move", {"item": sitting["id"], "room": place["rooms"][0], "start": place["start"]}),
        ("lock", {"items": [sitting["id"]]}),
        ("take_out", {"item": next(s["id"] for s in desk.board["sittings"] if s["id"] != sitting["id"])}),
    ):
        states.append(standing(desk.done(kind, **what)))
    for state in states[-2::-1]:
        assert standing(desk.done("undo")) == state
    assert "nothing to undo" in desk.problems(desk.edit("undo"), 422)[0]
    board.close()
    with opened(tmp_path) as again:
        later = own(again)
        assert standing(later.board) == states[0]
        for state in states[1:]:
            assert standing(later.done("redo")) == state
        assert "nothing to do again" in later.problems(later.edit("redo"), 422)[0]
        later.done("undo")
        assert later.done("unlock", items=[sitting["id"]])["redo"] is None
        assert later.board["version"] == 12


def test_places_agree_with_moves_and_what_is_looked_at_comes_first(desk: Desk, board: Board) -> None:
    state = board.now.state
    sitting, block = state.agenda.sittings[0], state.conference.blocks[-1]
    room = state.conference.rooms[1].id
    lines = desk.lines(sitting.subforum, rooms=room, **{"from": block.start.isoformat(), "to": block.end.isoformat()})
    for line in lines:
        PlacesTold.model_validate(line)
    head, *parts, end = lines
    assert head["penalty"] == desk.board["score"]["penalty"]
    assert head["now"][0]["rooms"] == [sitting.room]
    found = [place for part in parts for place in part["places"]]
    assert end == {"done": True, "number": len(found)}
    known = moves.moves(state.conference, state.agenda, sitting.subforum).places
    assert {p["at"]: (p["possible"], p["change"]) for p in found} == {m.place.at: (m.possible, m.difference.penalty) for m in known}
    wanted = {(room, m.place.first) for m in known if m.place.rooms == (room,) and m.place.block == block.id}
    asked = chunks(state.conference, state.agenda, sitting.subforum, lambda *spot: spot in wanted)
    order = [spot for part in asked for spot in part or ()]
    assert wanted
    assert set(order[1 : 1 + len(wanted)]) == wanted, "after where it is"


def test_places_of_talks_and_fixtures_agree_too(desk: Desk, board: Board) -> None:
    state = board.now.state
    for item in (state.agenda.sittings[0].talks[0].talk, state.conference.fixtures[0].id):
        known = moves.moves(state.conference, state.agenda, item).places
        found = {p["at"]: (p["possible"], p["change"]) for p in desk.places(item)}
        assert found == {m.place.at: (m.possible, m.difference.penalty) for m in known}


def test_a_change_takes_its_place_from_what_has_lost_it(desk: Desk, board: Board) -> None:
    sitting = board.now.state.agenda.sittings[0]
    after = desk.done("change", text=f"--close-room {sitting.room}")
    assert [change["kind"] for change in after["changes"]] == ["close_room"]
    assert any(f["hard"] and f["rule"] == "room_closed" for f in after["findings"])
    again = desk.done("change", changes=[{"kind": "drop", "item": sitting.subforum}])
    assert sitting.subforum not in {s["subforum"] for s in again["sittings"]}
    assert desk.done("undo")["changes"] == after["changes"]


def test_a_client_names_no_file(desk: Desk) -> None:
    assert "reads none" in desk.problems(desk.edit("change", text="--add /etc/passwd"), 422)[0]


def test_an_agenda_from_elsewhere_begins_a_board(desk: Desk, board: Board, tmp_path: Path) -> None:
    file = tmp_path / "some.agenda.json"
    file.write_text(board.now.state.scored.to_json(), encoding="utf-8")
    folder = tmp_path / "other"
    folder.mkdir()
    with opened(folder, agenda=file) as second:
        assert own(second).board["score"] == desk.board["score"]


@pytest.mark.parametrize(
    "what", ["{}", "[]", "null", "7", '{"kind": "move"}', '{"kind": "fly", "version": 1}', '{"version": 1e999}', "[" * 20_000]
)
def test_what_is_no_edit_is_refused_in_words(still: Board, what: str) -> None:
    desk = own(still)
    headers = {"X-Agenda": desk.csrf, "content-type": "application/json"}
    answer = desk.client.post("/api/edits", content=what, headers=headers)
    assert answer.status_code in (400, 422), answer.text
    assert ErrorTold.model_validate(answer.json()).problems
