"""Two agendas side by side: what moved, in which respect, and who must be told what of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from instances.agenda import Agenda
from instances.changes import Add, Cancel, Drop, Replace, apply
from instances.conference import Conference, Speaker
from instances.formats.native import write_conference
from instances.problems import BadInput
from instances.told import changed, differs, told
from scheduler.check import fits
from scheduler.diff import diff, matched
from scheduler.shapes import schema
from scheduler.sides import sides, together
from tests.conftest import Command
from tests.stories import Story, seat, talk
from tests.strategies import Case, cases
from tests.test_clock import STEADY

GIVEN = (
    Story()
    .block("am", "09:00", "12:00")
    .block("pm", "13:00", "17:00")
    .block("tomorrow", "2022-11-10T09:00", "2022-11-10T12:00")
    .room("red")
    .room("blue")
    .person("ana")
    .person("bo")
    .person("chair")
    .person("kim", "Asia/Kathmandu")
    .person("rec", attends="recorded")
    .subforum("data", talk("d1", 30, "ana"), talk("d2", 30, "kim", seats=[seat("panel", "bo", "rec")]), chairs=["chair"])
    .subforum("law", talk("l1", 60, "bo"), talk("l2", 60, "rec"), sittings=2)
    .fixture("tea", "red", "blue", holds="one", minutes=30, windows=[Story().window("16:00", "17:00")], speakers=["bo"])
)
LAW = GIVEN.sit("law", "blue", "09:00", "l1").sit("law", "blue", "13:00", "l2")
BEFORE = LAW.sit("data", "red", "10:00", panel="bo").stand("tea", "16:00", "red")


def moved(after: Story, before: Story = BEFORE, conference: Conference | None = None) -> list[tuple[str, str, tuple[str, ...]]]:
    """What moved, with the respects."""
    found = diff(conference or after.conference, before.agenda, after.agenda, before.conference)
    return [(one.kind, one.item, one.respects) for one in found.moved]


def data(*sit: str, **more: str) -> Story:
    """The agenda with the sitting of 'data' elsewhere."""
    return LAW.sit("data", *sit, **({"panel": "bo"} | more)).stand("tea", "16:00", "red")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (BEFORE, []),
        (data("blue", "10:00"), [("sitting", "data", ("room",))]),
        (data("red", "10:30"), [("sitting", "data", ("time",))]),
        (data("red", "15:00"), [("sitting", "data", ("block",))]),
        (data("red", "2022-11-10T10:00"), [("sitting", "data", ("day",))]),
        (data("blue", "15:00"), [("sitting", "data", ("block", "room"))]),
        (data("red", "10:00", until="11:30"), [("sitting", "data", ("length",))]),
        (data("red", "09:30", until="11:00"), [("sitting", "data", ("time", "length"))]),
        (data("red", "10:00", "d2", "d1"), [("talk", "d1", ("time",)), ("talk", "d2", ("time",))]),
        (data("red", "10:00", "d1", "d2@10:45"), [("sitting", "data", ("length",)), ("talk", "d2", ("time",))]),
        (data("red", "09:30", "d1", "d2@10:30"), [("sitting", "data", ("time", "length"))]),
        (data("red", "10:00", "d1"), [("sitting", "data", ("length",)), ("talk", "d2", ("left out",))]),
        (data("red", "10:00", panel="rec"), [("seat", "panel", ("people",))]),
        (LAW.stand("tea", "16:00", "red"), [("sitting", "data", ("left out",))]),
        (LAW.sit("data", "red", "10:00", panel="bo"), [("fixture", "tea", ("left out",))]),
        (LAW.sit("data", "red", "10:00", panel="bo").stand("tea", "16:30", "blue"), [("fixture", "tea", ("time", "room"))]),
    ],
)
def test_in_which_respect_things_move(after: Story, expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    assert moved(after) == expected


def test_what_was_left_out_is_placed() -> None:
    assert moved(BEFORE, LAW.stand("tea", "16:00", "red")) == [("sitting", "data", ("placed",))]
    assert moved(BEFORE, data("red", "10:00", "d1", until="11:00")) == [("talk", "d2", ("placed",))]


def test_a_talk_that_stays_when_its_sitting_begins_earlier_has_not_moved() -> None:
    later = data("red", "10:00", "d1", "d2@11:00")
    assert moved(data("red", "09:30", "d1", "d2@11:00"), later) == [("sitting", "data", ("time", "length"))]


def test_what_the_conference_has_no_more_is_dropped_and_what_it_had_not_is_added() -> None:
    conference = apply(BEFORE.conference, [Drop(item="d2")])
    after = data("red", "10:00", "d1", until="11:00")
    assert moved(after, conference=conference) == [("talk", "d2", ("dropped",))]
    found = diff(BEFORE.conference, after.agenda, BEFORE.agenda, conference)
    assert [(one.item, one.respects) for one in found.moved] == [("d2", ("added",))]
    assert found.told == ("bo", "chair", "kim")
    more = apply(BEFORE.conference, [Add(subforum={**BEFORE.raw["subforums"][0], "id": "new", "talks": [talk("n1", 30)], "chairs": []})])
    raw = BEFORE.agenda.model_dump(mode="json")
    extra = {**raw["sittings"][2], "id": "new/1", "subforum": "new", "room": "blue", "talks": []}
    with_new = Agenda.model_validate({**raw, "sittings": [*raw["sittings"], extra]})
    found = diff(more, BEFORE.agenda, with_new, BEFORE.conference)
    assert [(one.item, one.respects) for one in found.moved] == [("new", ("added",))]


def test_another_speaker_moves_the_talk_as_a_person_and_the_one_who_is_replaced_knows() -> None:
    conference = apply(BEFORE.conference, [Replace(person="ana", new=Speaker(id="zoe", name="Zoe"))])
    raw = json.loads(BEFORE.agenda.to_json().replace('"ana"', '"zoe"'))
    found = diff(conference, BEFORE.agenda, Agenda.model_validate(raw), BEFORE.conference, knows=["ana"])
    assert [(one.kind, one.item, one.respects) for one in found.moved] == [("talk", "d1", ("people",))]
    assert (found.moved[0].was and found.moved[0].was.people, found.moved[0].now and found.moved[0].now.people) == (("ana",), ("zoe",))
    assert found.told == ("chair", "zoe")
    assert [duty.item for duty in found.was["ana"]] == ["d1"]


def _turned(agenda: Agenda) -> Agenda:
    """The same agenda with every list turned round."""
    sittings = tuple(s.replaced(talks=s.talks[::-1]) for s in reversed(agenda.sittings))
    return agenda.replaced(sittings=sittings, fixtures=agenda.fixtures[::-1])


def test_order_in_a_list_never_counts() -> None:
    assert diff(BEFORE.conference, BEFORE.agenda, _turned(BEFORE.agenda)).moved == ()


def test_the_same_instant_on_another_clock_is_no_move() -> None:
    raw = BEFORE.agenda.to_json().replace("T10:00:00+08:00", "T03:00:00+01:00")
    assert raw != BEFORE.agenda.to_json()
    found = diff(BEFORE.conference, BEFORE.agenda, Agenda.model_validate_json(raw))
    assert (found.moved, found.told) == ((), ())


def _named(agenda: Agenda, **ids: str) -> Agenda:
    return agenda.replaced(sittings=tuple(s.replaced(id=ids.get(s.id.replace("/", ""), s.id)) for s in agenda.sittings))


def test_sittings_are_matched_by_their_ids_and_else_in_time() -> None:
    old = BEFORE.agenda.sittings_of["law"]
    new = _named(BEFORE.agenda, law1="law/7").sittings_of["law"]
    assert [(was and was.id, now and now.id) for was, now in matched(old, new)] == [("law/2", "law/2"), ("law/1", "law/7")]
    assert [(was and was.id, now and now.id) for was, now in matched(old, new[1:])] == [("law/2", "law/2"), ("law/1", None)]
    assert diff(BEFORE.conference, BEFORE.agenda, _named(BEFORE.agenda, law1="law/7", law2="law/8")).moved == ()


def test_a_talk_that_goes_to_another_sitting_is_named() -> None:
    after = GIVEN.sit("law", "blue", "09:00", "l1", "l2").sit("data", "red", "10:00", panel="bo").stand("tea", "16:00", "red")
    assert moved(after) == [
        ("sitting", "law", ("length",)),
        ("sitting", "law", ("left out",)),
        ("talk", "l2", ("block",)),
    ]


def test_everyone_sees_only_what_is_different_for_them() -> None:
    found = diff(BEFORE.conference, BEFORE.agenda, data("blue", "10:00").agenda)
    assert found.told == ("ana", "bo", "chair")  # kim is online, and rec sends a video
    assert [(duty.item, duty.rooms) for duty in found.was["ana"]] == [("d1", ("red",))]
    assert [(duty.item, duty.rooms) for duty in found.now["ana"]] == [("d1", ("blue",))]
    assert [duty.item for duty in found.now["bo"]] == ["panel"]


def test_who_sends_a_video_is_told_of_no_time() -> None:
    later = GIVEN.sit("law", "blue", "09:00", "l1").sit("law", "red", "14:00", "l2").sit("data", "red", "10:00", panel="bo")
    assert diff(BEFORE.conference, BEFORE.agenda, later.stand("tea", "16:00", "red").agenda).told == ()
    gone = GIVEN.sit("law", "blue", "09:00", "l1").sit("data", "red", "10:00", panel="bo").stand("tea", "16:00", "red")
    assert diff(BEFORE.conference, BEFORE.agenda, gone.agenda).told == ("rec",)


@settings(STEADY, max_examples=50)
@given(cases(agendas=2))
def test_there_is_a_view_for_everybody_for_whom_something_differs_and_nobody_else(case: Case) -> None:
    conference, (old, new) = case
    found, attends = diff(conference, old, new), {s.id: s.attends for s in conference.speakers}
    was, now = told(conference, old), told(conference, new)
    for person, how in attends.items():
        before, after = was.get(person, ()), now.get(person, ())
        assert (person in found.told) == differs(before, after, how)
        if person in found.told:
            gone, come = ({d.key for d in side[person]} for side in (found.was, found.now))
            assert (gone, come) == ({d.key for d in before} - {d.key for d in after}, {d.key for d in after} - {d.key for d in before})
            assert {p for pair in changed(before, after, how) for p in pair if p} == {*found.was[person], *found.now[person]}


@settings(STEADY, max_examples=50)
@given(cases(agendas=2))
def test_nothing_moves_from_an_agenda_to_itself_and_all_that_moves_moves_back(case: Case) -> None:
    conference, (old, new) = case
    assert diff(conference, old, _turned(old)).moved == ()
    there, back = ({(m.kind, m.item) for m in diff(conference, *pair).moved} for pair in ((old, new), (new, old)))
    assert there == back
    assert bool(there) == (_standing(old) != _standing(new))


def _standing(agenda: Agenda) -> tuple[object, ...]:
    """Everything that stands in an agenda, without names of sittings."""
    sittings = {
        (s.subforum, s.room, s.first, s.last, frozenset((t.talk, t.first, t.last, frozenset(t.seats)) for t in s.talks))
        for s in agenda.sittings
    }
    return sittings, {(f.fixture, frozenset(f.rooms), f.first, f.last) for f in agenda.fixtures}


# --- two states of a conference ---


def _cancelled(story: Story) -> tuple[Conference, Agenda, Agenda]:
    """A conference, its agenda, and another after bo cancelled, whose talk is dropped."""
    conference = story.conference
    after = story.agenda.model_dump(mode="json") | {"changes": [{"kind": "cancel", "person": "Bo", "talks": "drop"}]}
    after["sittings"] = [s for s in after["sittings"] if s["id"] != "law/1"]
    after["sittings"][1]["talks"][1]["seats"] = []
    old, new = story.agenda, Agenda.model_validate(after)
    return conference, old.replaced(conference_hash=conference.hash), new.replaced(conference_hash=conference.hash)


def test_the_changes_that_an_agenda_holds_are_applied_and_who_cancelled_knows() -> None:
    found = sides(*_cancelled(BEFORE), fits=fits)
    assert found.conference == apply(BEFORE.conference, [Cancel(person="bo", talks="drop")])
    assert found.knows == {"bo"}
    difference = found.difference()
    assert [(one.item, one.respects) for one in difference.moved] == [
        ("panel", ("people",)),
        ("law", ("left out",)),
        ("tea", ("people",)),
    ]
    assert difference.told == ("chair",)
    assert found.difference("chair").told == ("chair",)
    assert found.difference("ana").was == {}


def test_who_came_and_cancelled_in_one_go_is_no_problem() -> None:
    conference, old, new = _cancelled(BEFORE)
    newcomer = {"kind": "replace", "person": "ana", "new": {"id": "zoe", "name": "Zoe"}}
    changes = (newcomer, {"kind": "cancel", "person": "zoe"}, *new.changes)
    assert sides(conference, old, new.replaced(changes=changes)).knows == {"ana", "bo", "zoe"}


def test_an_agenda_of_another_conference_is_refused_by_name_and_that_of_an_earlier_one_can_be_named() -> None:
    smaller = apply(BEFORE.conference, [Drop(item="law")])
    new = BEFORE.agenda.replaced(sittings=BEFORE.agenda.sittings[2:])
    with pytest.raises(BadInput, match=r"the old agenda has nothing called 'law'; name .* with --before"):
        sides(smaller, BEFORE.agenda, new)
    found = sides(smaller, BEFORE.agenda, new, BEFORE.conference).difference()
    assert [(one.item, one.respects) for one in found.moved] == [("law", ("dropped",)), ("law", ("dropped",))]
    assert found.told == ("bo", "rec")


# --- from the shell ---


@pytest.fixture
def files(tmp_path: Path) -> Iterable[str]:
    """A conference, its agenda, and one in which 'data' has another room and 'law' another time."""
    conference = BEFORE.conference
    (tmp_path / "c.yaml").write_text(write_conference(conference), encoding="utf-8")
    other = GIVEN.sit("law", "blue", "09:30", "l1").sit("law", "blue", "13:00", "l2").sit("data", "blue", "10:30", panel="bo")
    agendas = {"old": BEFORE.agenda, "new": data("blue", "10:00").agenda, "later": other.stand("tea", "16:00", "red").agenda}
    for name, agenda in agendas.items():
        own = agenda.replaced(conference_hash=conference.hash)
        (tmp_path / f"{name}.json").write_text(own.to_json(), encoding="utf-8")
    return ("c.yaml", "old.json", "new.json")


def test_the_table_says_what_moves_and_who_must_be_told(command: Command, files: Iterable[str]) -> None:
    out = command("diff", *files)
    assert (out.returncode, out.stderr) == (0, "")
    assert [" ".join(line.split()) for line in out.stdout.splitlines()] == [
        "One thing moves.",
        "Times in Asia/Shanghai.",
        "What Respect Was Is",
        "Data room only Red Blue",
        "",
        "Three people must be told",
        "Ana 'D1': room only",
        "Bo 'D2' (moderator): room only",
        "Chair Data (chair): room only",
    ]
    same = command("diff", "c.yaml", "old.json", "old.json")
    assert (same.returncode, same.stdout) == (0, "Nothing moves.\nNobody has to be told anything.\n")


def test_one_person_sees_their_own_clocks(command: Command, files: Iterable[str]) -> None:
    out = command("diff", "c.yaml", "old.json", "later.json", "--for", "kim")
    assert [" ".join(line.split()) for line in out.stdout.splitlines()] == [
        "What is new for Kim",
        "Times in Asia/Kathmandu; in brackets those of the conference, in Asia/Shanghai.",
        "What Respect Was Is",
        "'D2' time Nov 9, 08:15-08:45 (Nov 9, 10:30-11:00) Nov 9, 08:45-09:15 (Nov 9, 11:00-11:30)",
    ]
    assert command("diff", *files, "--for", "kim").stdout == "Nothing is new for Kim.\n"


def test_a_person_goes_by_a_name_of_either_conference() -> None:
    found = sides(BEFORE.conference, BEFORE.agenda, BEFORE.agenda)
    assert found.person("KIM") == "kim"
    with pytest.raises(BadInput, match="did you mean 'Kim'"):
        found.person("kin")


def test_json_is_as_its_schema_says(command: Command, files: Iterable[str]) -> None:
    described = schema("diff")
    jsonschema.Draft202012Validator.check_schema(described)
    for more in ((), ("--for", "bo")):
        document = json.loads(command("diff", *files, "--json", *more).stdout)
        jsonschema.validate(document, described)
        assert document["told"] == (["bo"] if more else ["ana", "bo", "chair"])
        assert [one["respects"] for one in document["moved"]] == ([] if more else [["room"]])


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"notices": None, "templates": "t", "sender": None}, "diff without --notices does not go with --templates"),
        ({"notices": None, "templates": None, "sender": "a@b.org"}, "diff without --notices does not go with --sender"),
        ({"notices": "out", "templates": None, "sender": None, "json": True}, "--notices, which writes messages, does not go with --json"),
        ({"notices": "-", "templates": None, "sender": "a@b.org"}, "--notices -, which prints texts, does not go with --sender"),
    ],
)
def test_options_that_say_nothing_are_refused(options: dict[str, Any], what: str) -> None:
    with pytest.raises(BadInput, match=what):
        together(**({"json": False} | options))


def test_a_file_is_no_folder_for_messages(command: Command, files: Iterable[str], tmp_path: Path) -> None:
    before = (tmp_path / "c.yaml").read_bytes()
    out = command("diff", *files, "--notices", "c.yaml")
    assert out.returncode == 2
    assert "cannot be written" in out.stderr
    assert (tmp_path / "c.yaml").read_bytes() == before
