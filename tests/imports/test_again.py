"""The same sheets, some weeks later: what they changed comes in, what was decided in the meantime stays."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from instances import formats, imports
from instances.agenda import Agenda
from instances.conference import Conference, text
from instances.generate import generate
from instances.imports.importing import Imported
from instances.imports.merge import merge, plain
from instances.problems import BadInput
from instances.prune import prune
from scheduler.limits import Limits
from scheduler.solve import solve
from tests.conftest import Command
from tests.messy.build import build
from tests.messy.truth import BLOCK_TEXT, KINDS, Kind, Truth
from tests.sampled import one_in

STEADY = settings(max_examples=40, deadline=None, derandomize=True)
each_kind = pytest.mark.parametrize("kind", one_in(len(KINDS), KINDS))


@dataclass
class Desk:
    """A folder with sheets, their map and the conference that is made of them."""

    folder: Path
    made: dict[tuple[Kind, str], tuple[Path, Truth]]
    """What came of first imports, to be copied."""

    @property
    def map(self) -> str:
        return str(self.folder / "map.yaml")

    @property
    def out(self) -> Path:
        return self.folder / "mine.yaml"

    def bring(
        self, kind: Kind, version: int, out: str = "mine.yaml", published: Agenda | None = None, **told: str
    ) -> tuple[Truth, Imported]:
        """Import a version of the sheets as the command does."""
        truth = build(kind, self.folder / f"v{version}", version)
        sheets = [str(self.folder / f"v{version}" / file) for file in truth.files]
        order = imports.order([*sheets, f"{self.folder}/{out}"], self.map, lambda _: ())
        plan = imports.settle(imports.plan(order.sheets, self.map), **told)
        assert version == 1 or (not plan.questions and not imports.missing(plan)), "the second time is silent"
        done = imports.carry_out(plan, order.before, published, order.name)
        list(imports.keep(plan, done, order))
        return truth, done

    def first(self, kind: Kind, out: str = "mine.yaml") -> Truth:
        if (kind, out) not in self.made:
            truth = self.bring(kind, 1, out, title="Digital Forum", timezone="Asia/Shanghai", blocks=BLOCK_TEXT)[0]
            shutil.copytree(self.folder, copy := Path(mkdtemp(dir=self.folder.parent)), dirs_exist_ok=True)
            self.made[kind, out] = copy, truth
        kept, truth = self.made[kind, out]
        shutil.copytree(kept, self.folder, dirs_exist_ok=True)
        return truth

    def edit(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Change the conference by hand."""
        document = formats.read_conference(str(self.out)).model_dump(mode="json", by_alias=True, exclude_defaults=True)
        change(document)
        self.out.write_text(yaml.safe_dump({"format": "agendawright/conference@1", **document}, allow_unicode=True), encoding="utf-8")

    @property
    def conference(self) -> Conference:
        return formats.read_conference(str(self.out))


@pytest.fixture(scope="module")
def made() -> dict[tuple[Kind, str], tuple[Path, Truth]]:
    return {}


@pytest.fixture
def desk(tmp_path: Path, made: dict[tuple[Kind, str], tuple[Path, Truth]]) -> Desk:
    for version in (1, 2):
        (tmp_path / f"v{version}").mkdir()
    return Desk(tmp_path, made)


@each_kind
def test_a_newer_version_is_silent_and_brings_just_what_changed(desk: Desk, kind: Kind) -> None:
    desk.first(kind)
    before = desk.conference
    truth, done = desk.bring(kind, 2)
    after, told = desk.conference, truth.changes
    names = {key: text(after.name(key.split("/")[1])) for key in done.changes.new}
    assert {name for key, name in names.items() if key.startswith("talks/")} == set(told.new_talks)
    assert {name for key, name in names.items() if key.startswith("speakers/")} == set(told.new_people)
    gone = {text(before.name(key.split("/")[1])) for key in done.changes.gone}
    assert gone == {*told.gone_talks, *told.gone_people}
    changed = {(text(after.name(one.item.split("/")[1])), one.field): (one.before, one.after) for one in done.changes.changed}
    assert {new for (new, field) in changed if field == "title"} == {new for _, new in told.retitled}
    assert {(name, *values) for (name, field), values in changed.items() if field == "minutes"} == set(told.minutes)
    assert {(name, *values) for (name, field), values in changed.items() if field == "seats"} == set(told.seats)
    assert {name for (name, field), values in changed.items() if field == "available" and values[1] is None} == set(told.free_now)
    assert {field for _, field in changed} <= {"title", "minutes", "seats", "available"}


@each_kind
def test_ids_stay_although_rows_are_shuffled(desk: Desk, kind: Kind) -> None:
    desk.first(kind)
    before = desk.conference
    _, done = desk.bring(kind, 2)
    after = desk.conference
    gone = {key.split("/")[1] for key in done.changes.gone}
    for one, other in (
        (before.speakers, after.speakers),
        (before.rooms, after.rooms),
        (before.tracks, after.tracks),
        (before.blocks, after.blocks),
    ):
        assert {item.id for item in one} - gone <= {item.id for item in other}
    assert set(before.owner) - gone <= set(after.owner)


def test_decisions_survive(desk: Desk) -> None:
    desk.first("english")
    first = desk.conference
    forum, other, room, person = first.subforums[0], first.subforums[1], first.rooms[0], first.speakers[0]

    def decide(document: dict[str, Any]) -> None:
        document["pins"] = [{"item": forum.id, "block": first.blocks[1].id, "reason": "the minister comes then"}]
        document["relations"] = [{"kind": "before", "first": forum.id, "then": other.id}]
        document["rules"] = {"fairness": "strong", "compact_day": "off"}
        document["subforums"][1]["priority"] = 9
        document["speakers"][0]["max_talks"] = 2
        document["rooms"][0]["title"] = "The Great Hall"
        fixture = {
            "id": "lunch",
            "title": "Lunch",
            "start": "2022-11-10T12:00+08:00",
            "end": "2022-11-10T14:00+08:00",
            "audience": "everyone",
        }
        document["fixtures"] = [fixture]

    desk.edit(decide)
    _, done = desk.bring("english", 2)
    after = desk.conference
    assert [pin.reason for pin in after.pins] == ["the minister comes then"]
    assert [relation.kind for relation in after.relations] == ["before"]
    assert after.rules == {"fairness": "strong", "compact_day": "off"}
    assert after.subforum(other.id).priority == 9
    assert after.speaker(person.id).max_talks == 2
    assert after.room(room.id).title == "The Great Hall"
    assert [fixture.id for fixture in after.fixtures] == ["lunch"]
    assert not done.changes.kept


def test_what_both_changed_stays_as_people_have_it_and_is_told(desk: Desk) -> None:
    desk.first("english")
    truth = build("english", desk.folder / "v2", 2)
    ((name, before, after),) = truth.changes.seats

    def widen(document: dict[str, Any]) -> None:
        next(room for room in document["rooms"] if room["title"] == name)["seats"] = 500

    desk.edit(widen)
    _, done = desk.bring("english", 2)
    assert next(room for room in desk.conference.rooms if room.title == name).seats == 500
    assert [(one.field, one.before, one.after) for one in done.changes.kept] == [("seats", 500, after)]
    assert before != after


@pytest.mark.full
def test_what_was_taken_out_by_hand_stays_out(desk: Desk) -> None:
    desk.first("english")
    forum = desk.conference.subforums[3]

    def drop(document: dict[str, Any]) -> None:
        document["subforums"] = [one for one in document["subforums"] if one["id"] != forum.id]
        document["rooms"] = document["rooms"][1:]

    rooms = len(desk.conference.rooms)
    desk.edit(drop)
    desk.bring("english", 2)
    assert forum.id not in desk.conference.subforums_by_id
    assert len(desk.conference.rooms) == rooms - 1


def test_decisions_on_what_is_gone_are_dropped_and_told(desk: Desk) -> None:
    desk.first("english")
    truth = build("english", desk.folder / "v2", 2)
    gone = next(talk for s in desk.conference.subforums for talk in s.talks if talk.title == truth.changes.gone_talks[0])
    desk.edit(lambda document: document.__setitem__("pins", [{"item": gone.id, "block": desk.conference.blocks[0].id}]))
    _, done = desk.bring("english", 2)
    assert done.changes.dropped == [f"pins: {gone.id} is gone"]
    assert desk.conference.pins == ()


def test_comments_in_the_file_are_kept_beside_it(desk: Desk) -> None:
    desk.first("english")
    text = "# ask the mayor first\n" + desk.out.read_text(encoding="utf-8")
    desk.out.write_text(text, encoding="utf-8")
    desk.bring("english", 2)
    assert desk.out.with_name("mine.yaml~").read_text(encoding="utf-8") == text


def test_without_its_memory_an_import_takes_the_sheets_and_loses_nothing(desk: Desk) -> None:
    """The file beside the map was deleted: nobody knows what is gone, so it stays and is told."""
    desk.first("english")
    desk.edit(lambda document: document.__setitem__("rules", {"fairness": "off"}))
    (desk.folder / "map.last.json").unlink()
    truth, done = desk.bring("english", 2)
    assert done.changes.gone == []
    assert {text(desk.conference.name(key.split("/")[1])) for key in done.changes.absent} == {
        *truth.changes.gone_talks,
        *truth.changes.gone_people,
    }
    assert desk.conference.rules == {"fairness": "off"}


@pytest.mark.parametrize("out", one_in(3, ["mine.xlsx", "mine.json", "mine/"]))
def test_people_may_go_on_in_any_format(desk: Desk, out: str) -> None:
    desk.first("chinese", out)
    before = formats.read_conference(str(desk.folder / out))
    truth, done = desk.bring("chinese", 2, out)
    assert not done.changes.kept
    assert len(done.changes.gone) == len(truth.changes.gone_talks) + len(truth.changes.gone_people)
    assert before != formats.read_conference(str(desk.folder / out))


@pytest.mark.full
def test_published_times_become_pins(desk: Desk) -> None:
    desk.first("english")
    agenda = solve(desk.conference, Limits(seconds=60)).agenda
    assert agenda is not None
    truth, _ = desk.bring("english", 2, published=agenda)
    after = desk.conference
    again = solve(after, Limits(seconds=60)).agenda
    assert again is not None
    changed = {t for t, _, _ in truth.changes.minutes} | {*truth.changes.new_talks, *truth.changes.gone_talks}
    for sitting in agenda.sittings:
        ((now),) = again.sittings_of[sitting.subforum]
        assert (now.room, now.start) == (sitting.room, sitting.start)
        if not changed & {text(talk.title) for talk in after.subforum(sitting.subforum).talks} and len(now.talks) == len(sitting.talks):
            assert {slot.talk: slot.start for slot in now.talks} == {slot.talk: slot.start for slot in sitting.talks}


def test_a_conference_that_cannot_be_read_is_not_overwritten(desk: Desk) -> None:
    desk.first("english")
    desk.out.write_text("format: agendawright/conference@1\nrooms: [", encoding="utf-8")
    with pytest.raises(BadInput):
        desk.bring("english", 2)
    assert desk.out.read_text(encoding="utf-8").endswith("rooms: [")


SEEDS = st.integers(0, 40)


@STEADY
@given(SEEDS, SEEDS)
def test_who_changed_nothing_changes_nothing(first: int, second: int) -> None:
    """Sheets without news leave all as it stands, and where people changed nothing all is as the sheets say."""
    one, other = generate(5, first)[0], generate(5, second)[0]
    assert Conference.model_validate(merge(one, one, other)[0]) == other
    assert Conference.model_validate(merge(one, other, one)[0]).replaced(rules={}, travel=other.travel) == other.replaced(rules={})
    assert merge(None, other, None)[0] == plain(other)


@STEADY
@given(SEEDS, st.data())
def test_changes_of_both_come_together(seed: int, data: st.DataObject) -> None:
    """Some rooms are changed by the sheets, others by people."""
    base, _ = generate(5, seed)
    theirs = data.draw(st.sets(st.sampled_from([room.id for room in base.rooms])))
    mine = data.draw(st.sets(st.sampled_from([room.id for room in base.rooms])))
    new = base.replaced(rooms=tuple(r.replaced(seats=r.seats + 1) if r.id in theirs else r for r in base.rooms))
    ours = base.replaced(rooms=tuple(r.replaced(seats=r.seats + 7) if r.id in mine else r for r in base.rooms))
    document, changes = merge(base, new, ours)
    merged = Conference.model_validate(document)
    for room in base.rooms:
        assert merged.room(room.id).seats == room.seats + (7 if room.id in mine else 1 if room.id in theirs else 0)
    assert {one.item for one in changes.kept} == {f"rooms/{id}" for id in theirs & mine}


def test_the_whole_by_the_command(command: Command, tmp_path: Path) -> None:
    truth = build("mixed", tmp_path)
    words = ["convert", *truth.files, "mine.yaml", "--map", "map.yaml"]
    asked = command(*words, "--timezone", "Wuzhen", "--blocks", BLOCK_TEXT, "--title", "Forum")
    assert asked.returncode == 2
    assert "nobody has agreed" in asked.stderr
    assert not (tmp_path / "mine.yaml").exists()
    done = command(*words, "--timezone", "Wuzhen", "--blocks", BLOCK_TEXT, "--title", "Forum", "--yes")
    assert done.returncode == 0, done.stderr
    assert "NOT READ" in done.stdout
    again = command(*words)
    assert again.returncode == 0
    assert "0 new, 0 changes, 0 gone" in again.stdout
    solved = command("solve", "mine.yaml", "--seconds", "60", "-o", "a.json")
    assert solved.returncode == 0, solved.stderr
    assert command("show", "mine.yaml", "a.json", "--page", "a.html").returncode == 0
    assert "乌镇厅" in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_sheets_alone_are_all_read(command: Command, tmp_path: Path) -> None:
    """As 'agenda convert *.xlsx --map map.yaml': the last is not overwritten, and the conference stands beside the map."""
    truth = build("english", tmp_path)
    before = {file: (tmp_path / file).read_bytes() for file in truth.files}
    told = ["--timezone", "Wuzhen", "--blocks", BLOCK_TEXT, "--yes"]
    done = command("convert", *truth.files, "--map", "map.yaml", *told)
    assert done.returncode == 0, done.stderr
    assert formats.read_conference(str(tmp_path / "conference.yaml")).speakers
    assert before == {file: (tmp_path / file).read_bytes() for file in truth.files}
    shutil.rmtree(tmp_path, ignore_errors=True)


def test_the_decisions_of_the_readme_are_read(desk: Desk) -> None:
    readme = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
    snippet = "pins:" + readme.split("```yaml\npins:")[1].split("```")[0]
    desk.first("english")
    desk.out.write_text(f"{desk.out.read_text(encoding='utf-8')}{snippet}", encoding="utf-8")
    conference = desk.conference
    assert len(conference.pins) == len(conference.relations) == 1
    assert conference.rules == {"fairness": {"weight": 40}, "compact_day": "off"}


def test_instants_are_compared_and_not_their_spelling() -> None:
    base, _ = generate(5, 1)
    block = base.blocks[0]
    other = block.replaced(start=datetime.fromisoformat(block.start.isoformat()))
    assert not merge(base, base.replaced(blocks=(other, *base.blocks[1:])), base)[1].changed


def test_what_people_added_to_what_is_gone_stays() -> None:
    """A talk by hand in a subforum that the sheets no longer have was lost without a word, and whoever was asked to a seat with it."""
    base, _ = generate(5, 1)
    person = next(s for s in base.speakers if len(base.places_of[s.id]) == 1)
    forum = base.subforum(*base.places_of[person.id])
    other, *rest = (s for s in base.subforums if s != forum)
    ours = base.replaced(
        subforums=(
            forum.replaced(talks=(*forum.talks, forum.talks[0].replaced(id="thanks", title="Thanks", speakers=(), seats=(), after=()))),
            other.replaced(hosts=(person.id,)),
            *rest,
        )
    )
    left = plain(base.replaced(subforums=(other, *rest), speakers=tuple(s for s in base.speakers if s.id != person.id)))
    prune(left)
    document, changes = merge(base, Conference.model_validate(left), ours)
    merged = Conference.model_validate(document)
    assert [talk.id for talk in merged.subforum(forum.id).talks] == ["thanks"]
    assert merged.subforum(other.id).hosts == (person.id,)
    assert merged.speaker(person.id) == person
    assert {f"talks/{talk.id}" for talk in forum.talks} <= set(changes.gone)
    assert not {f"subforums/{forum.id}", f"speakers/{person.id}"} & set(changes.gone)
