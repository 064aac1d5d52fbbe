"""A programme of another program, some weeks later: what is new over there comes in, what the committee did in the meantime stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli import app
from constraints import structure
from constraints.profile import problems
from instances import formats
from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats.foreign.build import built
from instances.formats.foreign.programme import Event, Person, Place
from instances.imports import again
from instances.problems import BadInput
from scheduler import given as commands
from scheduler.brought import published
from scheduler.check import check
from tests.foreign.standin import TOKEN, running
from tests.foreign.test_build import event, programme
from tests.foreign.test_readers import SAMPLES
from tests.sampled import FULL

Document = dict[str, Any]


@dataclass
class Desk:
    """A folder with a programme of somebody else, and the conference that is made of it."""

    folder: Path

    def path(self, name: str) -> str:
        return f"{self.folder}/{name}"

    def theirs(self, change: Callable[[Document], None]) -> None:
        """Something is changed over there."""
        document = json.loads((self.folder / "hall.json").read_text(encoding="utf-8"))
        change(document["schedule"]["conference"]["days"][0]["rooms"])
        (self.folder / "hall.json").write_text(json.dumps(document), encoding="utf-8")

    def mine(self, change: Callable[[Document], None]) -> None:
        """Something is changed by hand."""
        document = yaml.safe_load((self.folder / "mine.yaml").read_text(encoding="utf-8"))
        change(document)
        text = "# ask the mayor first\n" + yaml.safe_dump(document, allow_unicode=True)
        (self.folder / "mine.yaml").write_text(text, encoding="utf-8")

    def convert(self, out: str = "mine.yaml", agenda: str | None = None, source: str = "hall.json") -> list[str]:
        """What 'agenda convert' does, and says."""
        said: list[str] = []
        words = commands.imported(self.path(source), self.path(out), agenda and self.path(agenda), note=lambda p: said.append(str(p)))
        return [line.replace(f"{self.folder}/", "") for line in (*said, *words)]

    @property
    def conference(self) -> Conference:
        return formats.read_conference(self.path("mine.yaml"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "hall.json").write_bytes((SAMPLES / "hall.json").read_bytes())
    return Desk(tmp_path)


def decide(document: Document) -> None:
    """What a committee adds: seats of rooms and talks, people, audiences, pins, wishes, windows, rules."""
    rooms = {room["id"]: room for room in document["rooms"]}
    rooms["k-1-105"]["seats"] = 80
    document["speakers"].append({"id": "guest", "name": "Guest of honour", "attends": "online", "timezone": "Africa/Nairobi"})
    document["speakers"][0]["available"] = [{"from": "2026-03-28T09:00:00+01:00", "to": "2026-03-28T15:00:00+01:00"}]
    patches, closing = (next(f for f in document["subforums"] if f["id"] == id) for id in ("aaaaaa", "closing"))
    patches["audience"] = {"onsite": 60, "online": {"Asia/Kathmandu": 12}}
    patches["talks"][0]["seats"] = [{"id": "host", "role": "moderator", "candidates": ["guest", "bell-ringer"]}]
    patches["title"] = patches["talks"][0]["title"] = "Forty years and a day"
    closing["talks"].append({"id": "thanks", "title": "Thanks", "minutes": 15, "speakers": ["guest"]})
    document["pins"] = [{"item": "closing", "room": "k-1-105", "reason": "promised"}]
    document["prefers"] = [{"item": "aaaaaa", "room": "janson", "level": "strong"}]
    document["rules"] = {"fairness": {"weight": 40}}


def news(rooms: Document) -> None:
    """What is new over there: a talk is longer, called otherwise and later, one is new, the closing has an abstract, lunch is later."""
    patches, lunch = rooms["Janson"]
    patches |= {"title": "Forty-one years of patches", "duration": "01:00", "date": "2026-03-28T09:45:00+01:00", "start": "09:45"}
    lunch |= {"date": "2026-03-28T12:15:00+01:00", "start": "12:15"}
    rooms["K.1.105"][0]["abstract"] = "Goodbye."
    fresh = {"code": "BBBBBB", "title": "A new loop", "track": "Loops", "persons": [{"code": "SPKRBB", "public_name": "Loop turner"}]}
    rooms["Janson"].append({**patches, **fresh, "id": 9, "guid": "", "date": "2026-03-28T11:00:00+01:00", "start": "11:00"})


def test_a_schedule_is_converted_again_and_nothing_of_the_committee_is_lost(desk: Desk) -> None:
    """Before, 'mine.yaml' was written over without a word."""
    assert desk.convert(agenda="a.agenda.json")[-2:] == ["Wrote mine.yaml", "Wrote a.agenda.json"]
    first, announced = (Path(desk.path(name)).read_bytes() for name in ("mine.yaml", "a.agenda.json"))
    assert "mine.yaml stays as it is" in desk.convert()
    assert Path(desk.path("mine.yaml")).read_bytes() == first
    desk.mine(decide)
    worked = (desk.folder / "mine.yaml").read_bytes()
    desk.theirs(news)
    said = desk.convert(agenda="a.agenda.json")
    c = desk.conference
    assert (c.room("k-1-105").seats, c.room("janson").seats) == (80, 1400)
    assert c.speaker("guest").timezone == "Africa/Nairobi"
    assert c.speaker("patch-keeper").available
    assert (c.subforum("aaaaaa").audience.onsite, c.subforum("aaaaaa").audience.online) == (60, {"Asia/Kathmandu": 12})
    assert [seat.candidates for seat in c.talk("aaaaaa-talk").seats] == [("guest", "bell-ringer")]
    assert [talk.id for talk in c.subforum("closing").talks] == ["closing-talk", "thanks"]
    assert [pin.reason for pin in c.pins] == ["promised"]
    assert len(c.prefers) == 1
    assert c.rules == {"fairness": {"weight": 40}}
    assert (c.talk("aaaaaa-talk").minutes, c.subforum("closing").abstract) == (60, "Goodbye.")
    assert c.talk("bbbbbb-talk").speakers == ("loop-turner",)
    assert c.subforum("aaaaaa").title == "Forty years and a day"
    for line in (
        "  subforums/bbbbbb (A new loop)",
        "  talks/aaaaaa-talk (Forty years and a day): minutes was 45, is 60",
        "  fixtures/lunch (Lunch): start was 2026-03-28T12:00:00+01:00, is 2026-03-28T12:15:00+01:00",
        "Changed by hand and in hall.json: the hand's stays (2)",
        "  talks/aaaaaa-talk (Forty years and a day): title stays Forty years and a day; in hall.json it is Forty-one years of patches",
        "Wrote mine.yaml~, the file as it was",
        "Wrote a.agenda.json~, the file as it was",
    ):
        assert line in said
    assert ((desk.folder / "mine.yaml~").read_bytes(), (desk.folder / "a.agenda.json~").read_bytes()) == (worked, announced)
    agenda = formats.read_agenda(desk.path("a.agenda.json"))
    assert agenda.conference_hash == c.hash
    assert list(structure.faults(c, agenda)) == []
    assert {s.subforum: f"{s.start:%H:%M}-{s.end:%H:%M}" for s in agenda.sittings}["aaaaaa"] == "09:45-10:45"
    assert [u.item for u in agenda.unplaced] == ["host", "thanks"]
    assert {v.rule for v in check(c, agenda).broken} == {"placed"}
    assert "mine.yaml stays as it is" in desk.convert(), "what was told once is settled"


def test_what_vanished_over_there_goes_and_takes_only_what_was_said_of_it(desk: Desk) -> None:
    desk.convert()
    desk.mine(decide)
    desk.mine(lambda document: document["pins"].append({"item": "closing-talk", "start": "2026-03-28T17:00:00+01:00"}))
    desk.theirs(lambda rooms: rooms.__setitem__("K.1.105", []))
    said = [line.strip() for line in desk.convert()]
    c = desk.conference
    assert [talk.id for talk in c.subforum("closing").talks] == ["thanks"], "the committee's own talk, which was lost before"
    assert c.talk("aaaaaa-talk").seats[0].candidates == ("guest", "bell-ringer"), "whom the committee asked is asked still"
    gone = ["blocks/mar-28-1700 (Sat 28 Mar, 17:00-18:00)", "talks/closing-talk (Closing)"]
    assert said[said.index("Gone (2)") + 1 :][:2] == gone
    assert [pin.item for pin in c.pins] == ["closing"]
    assert "pins: closing-talk is gone" in said


def test_a_pretalx_is_pulled_again_and_nothing_of_the_committee_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a new release over there: every slot has another number, and a submission is withdrawn."""
    monkeypatch.chdir(tmp_path)
    with running() as server:
        words = ["pull", server.address, "mine.yaml", "--agenda", "a.json", "--token", TOKEN]
        assert CliRunner().invoke(app, words).exit_code == 0
        document = yaml.safe_load(Path("mine.yaml").read_text(encoding="utf-8"))
        next(one for one in document["subforums"] if one["id"] == "aaaaaa")["audience"] = {"onsite": 40}
        document["pins"] = [{"item": "aaaaaa", "room": "red-room", "reason": "promised"}, {"item": "dddddd", "room": "red-room"}]
        document["speakers"].append({"id": "guest", "name": "Guest of honour"})
        next(one for one in document["speakers"] if one["id"] == "lens-grinder")["timezone"] = "Africa/Kampala"
        Path("mine.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
        server.answers["submissions"][0]["title"] = "Lenses for all owls"
        server.answers["submissions"][3]["state"] = "withdrawn"
        server.answers["speakers"][0]["timezone"] = "Africa/Cairo"
        server.answers["rooms"][0]["capacity"] = 120
        slots = server.answers["slots"]
        slots[:] = [{**slot, "id": slot["id"] + 50} for slot in slots if slot["submission"] != "DDDDDD"]
        again = CliRunner().invoke(app, words)
    assert again.exit_code == 0
    c = formats.read_conference("mine.yaml")
    assert (c.subforum("aaaaaa").audience.onsite, c.subforum("aaaaaa").title) == (40, "Lenses for all owls")
    assert c.talk("aaaaaa-talk").known_as["pretalx_slot"] == "51"
    assert (c.room("red-room").seats, c.speaker("lens-grinder").timezone) == (120, "Africa/Kampala")
    assert [pin.item for pin in c.pins] == ["aaaaaa"]
    assert c.speaker("guest")
    assert [c.name(f.id) for f in c.fixtures] == ["Lunch"]
    assert "dddddd" not in c.subforums_by_id
    for words_of in (
        "subforums/dddddd (Night in numbers)",
        "pins: dddddd is gone",
        "(Lens grinder): timezone stays Africa/Kampala",
        "it is Africa/Cairo",
        "known_as: what other programs call",
        "Wrote mine.yaml~",
    ):
        assert words_of in again.stderr
    assert "fixtures" not in again.stderr
    agenda = formats.read_agenda("a.json")
    assert agenda.conference_hash == c.hash
    assert list(structure.faults(c, agenda)) == []


@pytest.mark.parametrize("out", [pytest.param("mine.xlsx", marks=FULL), "mine.json", "./"])
def test_the_committee_may_work_in_any_format(desk: Desk, out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.folder)
    desk.convert(out)
    worked = formats.read_conference(desk.path(out)).replaced(rules={"compact_day": "off"})
    formats.write(desk.path(out), formats.writer(desk.path(out))(worked))
    desk.theirs(news)
    done = CliRunner().invoke(app, ["convert", "hall.json", out])
    assert done.exit_code == 0
    after = formats.read_conference(desk.path(out))
    assert (after.rules, after.talk("aaaaaa-talk").minutes) == ({"compact_day": "off"}, 60)
    assert "~, the file as it was" in done.stderr
    kept = {path.name for path in desk.folder.rglob("*~")}
    assert kept == {f"{out}~"} if out[-1] != "/" else "subforums.csv~" in kept
    assert Path("last.json" if out == "./" else f"{out}.last.json").exists()


def test_without_its_memory_what_is_read_is_taken_and_the_rest_stays(desk: Desk) -> None:
    desk.convert()
    desk.mine(decide)
    Path(desk.path("mine.yaml.last.json")).unlink()
    desk.theirs(lambda rooms: rooms.__setitem__("K.1.105", []))
    said = desk.convert()
    c = desk.conference
    assert any("mine.yaml.last.json: is missing: nobody can tell what is new from what you did" in line for line in said)
    assert "  talks/closing-talk (Closing)" in said[said.index("Not in hall.json, and kept (7)") :]
    assert "  talks/aaaaaa-talk (Forty years of patches): title was Forty years and a day, is Forty years of patches" in said
    assert c.room("k-1-105").seats == 80
    assert len(c.pins) == 1
    assert "Wrote mine.yaml~, the file as it was" in said


@pytest.mark.parametrize(
    ("there", "what"),
    [
        ("format: agendawright/conference@1\nrooms: [", "nothing is written: what was done there would be lost; mend it"),
        ('{"format": "agendawright/agenda@1"}', "nothing is written"),
        ((SAMPLES / "sessions.json").read_text(encoding="utf-8"), "is a file of another program (sessionize), and would be overwritten"),
        (formats.writer("x.json")(formats.read_conference("wuzhen2022")), "has none of the talks that are read: it is another conference"),
    ],
    ids=["broken", "an agenda", "of another program", "another conference"],
)
def test_what_cannot_be_merged_is_refused_and_stays(desk: Desk, there: str, what: str) -> None:
    Path(desk.path("mine.json")).write_text(there, encoding="utf-8")
    with pytest.raises(BadInput) as error:
        desk.convert("mine.json", "a.json")
    assert what in str(error.value)
    assert Path(desk.path("mine.json")).read_text(encoding="utf-8") == there
    assert sorted(path.name for path in desk.folder.iterdir()) == ["hall.json", "mine.json"]


def test_what_would_stand_over_each_other_is_refused_and_stays(desk: Desk) -> None:
    desk.convert()
    night = {"id": "night", "title": "Night", "start": "2026-03-28T18:00:00+01:00", "end": "2026-03-28T20:00:00+01:00"}
    desk.mine(lambda document: document["blocks"].append(night))
    before = (desk.folder / "mine.yaml").read_bytes()
    late = {"id": 8, "date": "2026-03-28T18:30:00+01:00", "duration": "00:30", "title": "Late", "type": "talk", "persons": []}
    desk.theirs(lambda rooms: rooms["Janson"].append(late))
    with pytest.raises(BadInput, match="what is read does not go with what stands there, and nothing is written; mend that there"):
        desk.convert()
    assert (desk.folder / "mine.yaml").read_bytes() == before


def test_a_zone_that_was_told_once_need_not_be_told_again(tmp_path: Path) -> None:
    field, mine = str(SAMPLES / "field.xml"), str(tmp_path / "mine.yaml")
    commands.imported(field, mine, None, zone="Copenhagen")
    assert commands.imported(field, mine, None) == [f"{mine} stays as it is"]
    assert formats.read_conference(mine).zone == "Europe/Copenhagen"


# --- thing by thing


def read(*events: Event, **more: Any) -> tuple[Conference, Agenda | None]:
    """A programme, as it is read."""
    return built(programme(*events, **more), "camp.xml", lambda _: None)


def laid(first: tuple[Conference, Agenda | None], now: tuple[Conference, Agenda | None], ours: Conference | None = None) -> again.Brought:
    """What is read now, laid into what became of what was read first."""
    return again.bring(now, again.Standing("mine.yaml", ours or first[0], first[0]), problems)


SAME = event("forge", "09:00", 30, "a", people=("p",)), event("kiln", "10:00", 30, "b", people=("w",))
GUIDS = event("forge", "09:00", 30, "a", known_as={"guid": "g1"}), event("kiln", "10:00", 30, "b", known_as={"guid": "g2"})


@pytest.mark.parametrize(
    ("first", "now", "stay"),
    [
        (SAME, (event("smithy", "09:00", 30, "a", people=("p",)), SAME[1]), {"forge", "kiln"}),
        (
            GUIDS,
            (event("kiln", "09:00", 30, "a", known_as={"guid": "g1"}), event("x", "10:00", 30, "b", known_as={"guid": "g2"})),
            {"forge", "kiln"},
        ),
        ((*SAME, event("tea", "11:00", 30, "a", service=True)), (*SAME, event("tea", "11:15", 30, "b", service=True)), {"tea"}),
        (
            (*SAME, event("tea", "11:00", 30, service=True), event("tea", "6 11:00", 30, service=True)),
            (*SAME, event("tea", "11:15", 30, service=True), event("tea", "6 11:00", 30, service=True)),
            None,
        ),
        (
            (event("forge", "09:00", 90, "a"), event("kiln", "12:00", 30, "b")),
            (event("forge", "09:30", 60, "a"), event("loom", "10:30", 30, "a"), event("kiln", "12:30", 30, "b")),
            {"jun-05-0900"},
        ),
    ],
    ids=["another title", "titles that change places", "a later break", "breaks of several days", "a block that begins later"],
)
def test_things_are_found_again_and_keep_their_ids(first: tuple[Event, ...], now: tuple[Event, ...], stay: set[str] | None) -> None:
    keyed = [
        tuple(event_.__class__(**{**vars(event_), "key": f"{n}{event_.key}"}) for n, event_ in enumerate(them)) for them in (first, now)
    ]
    before, after = (read(*them) for them in keyed)
    done = laid(before, after)
    assert (stay or {f.id for f in before[0].fixtures}) <= set(done.conference.ids)
    assert not [name for name in done.changes.gone if not name.startswith("blocks/")]


def test_a_room_is_the_same_by_its_guid_and_a_person_who_was_added_by_hand_by_their_name() -> None:
    places = [(Place("a", name, 100, known_as={"guid": "g"}), Place("b", "Hall B", 50)) for name in ("Hall A", "Great Hall")]
    first = read(*SAME, places=places[0])
    guest = first[0].speakers[0].replaced(id="guest", name="Guest, far", max_talks=1, known_as={})
    ours = first[0].replaced(speakers=(*first[0].speakers, guest), pins=())
    people = (Person("p", "Potter, hill"), Person("w", "Weaver, dale"), Person("g", "Guest, far"))
    done = laid(first, read(*SAME, event("song", "11:00", 30, "b", people=("g",)), places=places[1], people=people), ours)
    assert done.conference.room("hall-a").title == "Great Hall"
    assert (done.conference.talk("song-talk").speakers, done.conference.speaker("guest").max_talks) == (("guest",), 1)


def test_a_new_thing_does_not_take_the_id_of_one_that_was_added_by_hand() -> None:
    first = read(*SAME)
    song = (
        first[0]
        .subforums[0]
        .replaced(
            id="song", title="A song of ours", talks=(first[0].subforums[0].talks[0].replaced(id="song-1", title="Ours", speakers=()),)
        )
    )
    done = laid(first, read(*SAME, event("song", "11:00", 30, "b")), first[0].replaced(subforums=(*first[0].subforums, song)))
    titles = [s.title for s in done.conference.subforums]
    assert sorted(map(str, titles)) == ["A song of ours", "Forge", "Kiln", "Song"]
    assert done.agenda
    answer, lost = published(done.conference, done.agenda)
    assert list(structure.faults(done.conference, answer)) == []
    assert (lost, [u.item for u in answer.unplaced]) == ([], ["song"])


def test_talks_that_were_put_together_by_hand_sit_together_where_they_are_published() -> None:
    first = read(*SAME, event("song", "10:30", 30, "b"))
    forge, kiln, song = first[0].subforums
    ours = first[0].replaced(subforums=(forge, kiln.replaced(talks=(*kiln.talks, *song.talks))))
    done = laid(first, read(*SAME, event("song", "10:30", 30, "b")), ours)
    assert done.untouched
    assert done.agenda
    answer, lost = published(done.conference, done.agenda)
    assert lost == ["Song"], "a sitting for those that are its own; the other one is told"
    assert [u.item for u in answer.unplaced] == ["song-talk"]
    assert list(structure.faults(done.conference, answer)) == []


NAMES = ("forge", "kiln", "loom", "mill")
THEIRS = st.sampled_from(["same", "retitled", "longer", "gone"])
MINE = st.sampled_from(["same", "retitled", "audience", "pinned", "removed"])


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.tuples(*[THEIRS] * 4), st.tuples(*[MINE] * 4), st.booleans())
def test_whatever_either_side_adds_changes_and_removes(theirs: tuple[str, ...], mine: tuple[str, ...], added: bool) -> None:
    """Each talk by what happened to it over there and by hand."""

    def held(n: int, how: str) -> Event:
        name, minutes = f"{NAMES[n]} anew" if how == "retitled" else NAMES[n], 60 if how == "longer" else 30
        return Event(NAMES[n], name, name, start=at(9 + 2 * n), minutes=minutes, places=("a",), known_as={"guid": NAMES[n]})

    def at(hour: int) -> Any:
        return event("x", "00:00").start + timedelta(hours=hour)  # type: ignore[operator]  # it has a start

    steady = Event("steady", "steady", "steady", start=at(17), minutes=30, places=("b",), known_as={"guid": "steady"})
    first = read(*(held(n, "same") for n in range(4)), steady)
    now = [held(n, how) for n, how in enumerate(theirs) if how != "gone"]
    second = read(*now, steady, *([Event("new", "new", "new", start=at(18), minutes=30, places=("b",))] if added else []))

    ours = first[0]
    ids = [next(s.id for s in ours.subforums if s.known_as["guid"] == name) for name in NAMES]
    by_hand = dict(zip(ids, mine, strict=True))
    document = formats.native.tree(formats.native.write_json(ours), "")[0]
    document["subforums"] = [forum for forum in document["subforums"] if by_hand.get(forum["id"]) != "removed"]
    for forum in document["subforums"]:
        if by_hand.get(forum["id"]) == "retitled":
            forum["title"] = "By hand"
        if by_hand.get(forum["id"]) == "audience":
            forum["audience"] = {"onsite": 70}
    document["pins"] = [{"item": id, "room": "hall-a", "reason": "promised"} for id, how in by_hand.items() if how == "pinned"]
    done = laid(first, second, Conference.model_validate(document))

    c = done.conference
    assert {s.id for s in c.subforums} == {
        *(id for id, how, hand in zip(ids, theirs, mine, strict=True) if how != "gone" and hand != "removed"),
        "steady",
        *(["new"] if added else []),
    }
    for id, name, how, hand in zip(ids, NAMES, theirs, mine, strict=True):
        if id in c.subforums_by_id:
            forum = c.subforum(id)
            assert forum.title == ("By hand" if hand == "retitled" else f"{name} anew" if how == "retitled" else name)
            assert forum.talks[0].minutes == (60 if how == "longer" else 30)
            assert forum.audience.onsite == (70 if hand == "audience" else 0)
    both = [(id, how, hand) for id, how, hand in zip(ids, theirs, mine, strict=True)]
    assert {pin.item for pin in c.pins} == {id for id, how, hand in both if hand == "pinned" and how != "gone"}
    assert set(done.changes.dropped) == {f"pins: {id} is gone" for id, how, hand in both if hand == "pinned" and how == "gone"}
    assert {one.item for one in done.changes.kept} == {f"subforums/{id}" for id, how, hand in both if hand == how == "retitled"}
    assert {name for name in done.changes.gone if name[:9] == "subforums"} == {
        f"subforums/{id}" for id, how, hand in both if how == "gone" and hand != "removed"
    }
    assert {n for n in done.changes.removed if n[:9] == "subforums"} == {
        f"subforums/{id}" for id, how, hand in both if hand == "removed" and how != "gone"
    }
    assert done.agenda
    answer, _ = published(c, done.agenda)
    assert list(structure.faults(c, answer)) == []
