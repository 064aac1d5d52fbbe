"""schedule.xml and schedule.json: valid by the schemas of their family, with everything at its place, and names that last.

The schemas are data outside the repository: the folder named by SCHEMAS, or ../shared/schemas beside the checkout. Where
it is missing, the tests that need it are skipped and say so.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from jsonschema import Draft6Validator, FormatChecker
from lxml import etree

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import Publication, frab_out
from instances.formats.identity import Once
from instances.formats.public import address, hidden, programme, visible
from instances.generate import generate
from instances.problems import BadInput
from scheduler.greedy import greedy
from scheduler.history import History
from tests.command import ROOT
from tests.conftest import Command
from tests.stories import Story, talk
from tests.strategies import Case, cases, random_agenda
from tests.test_convert import tiny
from tests.test_formats import STEADY, conferences
from tests.test_history import LATER, history
from tests.test_page import SIGNS, canaried
from tests.test_show import DATA, FILM, agenda, conference

__all__ = ["history", "tiny"]

SCHEMAS = Path(os.environ.get("SCHEMAS", ROOT.parent / "shared" / "schemas"))
XSD, SCHEMA = SCHEMAS / "schedule.xml.xsd", SCHEMAS / "schedule.json.schema.json"
MISSING = f"no schemas in {SCHEMAS}: set SCHEMAS to their folder"

needs_schemas = pytest.mark.skipif(not (XSD.exists() and SCHEMA.exists()) and not os.environ.get("CI"), reason=MISSING)
HARD = "]]><script>&amp;\x00\x07\x1b\x85\u2028\r\n\ufffe" + '"' + "'</title>👩‍👩‍👧乌镇"


@lru_cache
def _validators() -> tuple[etree.XMLSchema, Draft6Validator]:
    document = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return etree.XMLSchema(etree.parse(str(XSD))), Draft6Validator(document, format_checker=FormatChecker())


def files(conference: Conference, agenda: Agenda, language: str | None = None) -> tuple[str, dict[str, Any]]:
    """Both files."""
    published = [Publication(conference, agenda)]
    return frab_out.write_xml(published, language), json.loads(frab_out.write_json(published, language))


def valid(conference: Conference, agenda: Agenda, language: str | None = None) -> None:
    """Both files are as their schemas say, and say the same."""
    xml, document = files(conference, agenda, language)
    schema, validator = _validators()
    schema.assertValid(etree.fromstring(xml.encode()))
    validator.validate(document)
    found, same = list(_events(xml)), list(_objects(document))
    assert [(e["guid"], e["id"], e["date"], e["slug"]) for e in found] == [(o["guid"], str(o["id"]), o["date"], o["slug"]) for o in same]
    for key in ("guid", "id", "slug"):
        assert len({event[key] for event in found}) == len(found)
    assert sum(max(1, len(f.rooms)) for f in agenda.fixtures) + len(agenda.slots) == len(found)


def _events(xml: str) -> Iterator[dict[str, str]]:
    """Every event of an XML file, with the day and the room in which it stands."""
    for day in etree.fromstring(xml.encode()).iter("day"):
        for room in day.iter("room"):
            for event in room.iter("event"):
                told = {child.tag: child.text or "" for child in event}
                assert told["room"] == room.get("name")
                people = "; ".join(person.text or "" for person in event.iter("person"))
                yield {**told, **{str(k): str(v) for k, v in event.attrib.items()}, "day": str(day.get("date")), "people": people}


def _objects(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for day in document["schedule"]["conference"]["days"]:
        for events in day["rooms"].values():
            yield from events


# --- valid ---


@needs_schemas
def test_the_schemas_are_there() -> None:
    """So that a run of CI cannot leave them out unseen."""
    assert XSD.exists(), MISSING
    assert SCHEMA.exists(), MISSING


@needs_schemas
@settings(STEADY, max_examples=30)
@given(conferences())
def test_odd_words_are_valid(conference: Conference) -> None:
    valid(conference, random_agenda(conference, random.Random(3)), "zh")


@needs_schemas
@settings(deadline=None, derandomize=True, max_examples=40)
@given(cases(agendas=1))
def test_odd_agendas_are_valid(case: Case) -> None:
    valid(case[0], case[1][0])


@needs_schemas
@pytest.mark.full
@settings(STEADY, max_examples=400)
@given(conferences(), cases(agendas=2))
def test_many_odd_conferences_and_agendas_are_valid(conference: Conference, case: Case) -> None:
    valid(conference, random_agenda(conference, random.Random(5)))
    for placed in case[1]:
        valid(case[0], placed)


@needs_schemas
def test_what_is_solved_and_what_is_planted_is_valid(wuzhen: Conference) -> None:
    for language in ("en", "zh"):
        valid(wuzhen, greedy(wuzhen), language)
    for seed in range(3):
        valid(*generate(6, seed))


@needs_schemas
@settings(STEADY, max_examples=20)
@given(conferences())
def test_what_the_greedy_places_is_valid(conference: Conference) -> None:
    valid(conference, greedy(conference))


@needs_schemas
@pytest.mark.parametrize("id", ["乌镇", "a", "2022", "A.B-c", "x" * 80, "a_-._b", "Ä1"])
@pytest.mark.parametrize(
    "url", ["", "https://例子.example/ü ?a=[b]#c d", "http://[", "https://x:y/", "https://", "http://a#b#c", "https://a/%zz"]
)
def test_odd_ids_and_addresses_are_valid(id: str, url: str) -> None:
    about = {"id": id, "title": HARD, "timezone": "US/Eastern"}
    hard = conference(conference=about, speakers=_hard("speakers"), tracks=_hard("tracks"), rooms=_hard("rooms"))
    valid(hard.replaced(conference=hard.conference.replaced(url=url)), agenda(conference=id))


def _hard(kind: str) -> list[dict[str, Any]]:
    """People, tracks or rooms, all of one hard name."""
    return [
        {**thing, **({"name": HARD} if kind == "speakers" else {"title": HARD})} for thing in conference().model_dump(mode="json")[kind]
    ]


# --- everything at its place ---


def test_every_talk_stands_in_its_room_and_day_with_its_people() -> None:
    xml, document = files(conference(), agenda())
    told = [(e["day"], e["room"], e["start"], e["duration"], e["title"], e["subtitle"], e["track"], e["people"]) for e in _events(xml)]
    assert told == [
        ("2022-11-09", "Great Hall", "08:00", "00:45", "Opening", "", "", "薄熙"),
        ("2022-11-09", "Great Hall", "13:30", "01:00", "A film", "Film Forum", "Art", "Cy; Dee"),
        ("2022-11-09", "Small Room", "09:30", "00:30", "Whose data", "Data Governance Forum", "Law", "Ada"),
        ("2022-11-09", "Small Room", "10:00", "00:30", "Panel", "Data Governance Forum", "Law", "薄熙"),
    ]
    about = document["schedule"]["conference"]
    assert (about["time_zone_name"], about["start"], about["end"], about["daysCount"]) == ("Asia/Shanghai", "2022-11-09", "2022-11-09", 1)
    (day,) = about["days"]
    assert (day["day_start"], day["day_end"]) == ("2022-11-09T08:00:00+08:00", "2022-11-09T18:00:00+08:00")
    assert [room["capacity"] for room in about["rooms"]] == [300, 50]
    assert [event["type"] for event in _objects(document)] == ["other", "talk", "talk", "panel"]


def test_titles_are_in_the_language_that_is_asked_for() -> None:
    xml, document = files(conference(), agenda(), "zh")
    assert [e["title"] for e in _events(xml)] == ["开幕式", "A film", "谁的数据", "Panel"]
    assert document["schedule"]["conference"]["title"] == "小峰会"
    assert [track["name"] for track in document["schedule"]["conference"]["tracks"]] == ["法律", "艺术"]


@settings(deadline=None, derandomize=True, max_examples=25)
@given(cases(agendas=1))
def test_every_time_is_right_in_every_zone(case: Case) -> None:
    conference, (agenda,) = case
    xml, document = files(conference, agenda)
    shown = {e["slug"]: (datetime.fromisoformat(e["date"]), e["start"], e["duration"]) for e in _events(xml)}
    spans = {(one.start, one.end) for one in (*(slot for slot, _ in agenda.slots.values()), *agenda.fixtures)}
    ended = set()
    for begin, start, duration in shown.values():
        hours, minutes = map(int, duration.split(":"))
        assert f"{begin:%H:%M}" == start
        ended.add((begin, begin + timedelta(hours=hours, minutes=minutes)))
    assert ended == spans
    assert {(datetime.fromisoformat(o["date"]), datetime.fromisoformat(o["end"])) for o in _objects(document)} == spans
    for day in document["schedule"]["conference"]["days"]:
        first, last = (datetime.fromisoformat(day[key]) for key in ("day_start", "day_end"))
        inside = [event for events in day["rooms"].values() for event in events]
        assert all(first <= datetime.fromisoformat(e["date"]) and datetime.fromisoformat(e["end"]) <= last for e in inside)


def test_what_begins_after_midnight_belongs_to_its_evening() -> None:
    story = Story().block("night", "21:00", "2022-11-10T02:00").room("red").subforum("data", talk("d1", 150), talk("d2", 90))
    xml, document = files(story.conference, story.sit("data", "red", "22:00").agenda)
    assert [(e["day"], e["date"]) for e in _events(xml)] == [
        ("2022-11-09", "2022-11-09T22:00:00+08:00"),
        ("2022-11-09", "2022-11-10T00:30:00+08:00"),
    ]
    assert document["schedule"]["conference"]["days"][0]["day_end"] == "2022-11-10T02:00:00+08:00"


def test_a_fixture_stands_in_each_of_its_rooms_and_one_without_a_room_elsewhere() -> None:
    story = Story().block("am", "09:00", "12:00").room("red").room("blue").subforum("data", talk("d1", 30))
    story = story.fixture("opening", "red", "blue", start="09:00", end="09:30").fixture("walk", start="11:00", end="11:30")
    found = {(e["room"], e["title"]): e["guid"] for e in _events(files(story.conference, story.sit("data", "red", "10:00").agenda)[0])}
    assert [*found] == [("Red", "Opening"), ("Red", "D1"), ("Blue", "Opening"), ("Elsewhere", "Walk")]
    assert len(set(found.values())) == 4


def test_rooms_of_one_name_are_told_apart() -> None:
    rooms = [{"id": id, "title": title, "seats": 9} for id, title in (("hall", "Hall"), ("room", "Hall"), ("third", "Hall (room)"))]
    document = files(conference(rooms=rooms), agenda())[1]
    names = [room["name"] for room in document["schedule"]["conference"]["rooms"]]
    assert names == ["Hall", "Hall (room)", "Hall (room) (third)"]
    assert {name: len(events) for name, events in document["schedule"]["conference"]["days"][0]["rooms"].items()} == dict(
        zip(names, (2, 2, 0), strict=True)
    )


@needs_schemas
def test_what_lasts_longer_than_the_xml_can_say_lasts_as_long_as_it_can() -> None:
    story = Story().block("am", "09:00", "12:00").room("red").subforum("data", talk("d1", 30))
    story = story.fixture("expo", "red", start="09:00", end="2022-11-14T09:00")
    valid(story.conference, story.agenda)
    xml, document = files(story.conference, story.agenda)
    assert ([e["duration"] for e in _events(xml)], [o["duration"] for o in _objects(document)]) == (["99:59"], ["120:00"])


def test_a_conference_without_anything_placed_has_its_days() -> None:
    xml, document = files(conference(), agenda(sittings=[], fixtures=[]))
    assert list(_events(xml)) == []
    assert [day["date"] for day in document["schedule"]["conference"]["days"]] == ["2022-11-09"]


def test_an_agenda_of_another_conference_is_refused() -> None:
    for odd in ({**FILM, "subforum": "jazz"}, {**FILM, "room": "cellar"}, {**FILM, "room": "data"}):
        with pytest.raises(BadInput, match="the agenda names things that the conference has not"):
            files(conference(), agenda(sittings=[odd]))


# --- names that last ---


def _names(conference: Conference, agenda: Agenda) -> dict[str, tuple[str, str]]:
    return {e["title"]: (e["guid"], e["id"]) for e in _events(files(conference, agenda)[0])}


def test_names_do_not_change_when_things_move_or_others_go() -> None:
    before = _names(conference(), agenda())
    moved = {**DATA, "room": "hall", "id": "data/2"}
    after = _names(conference(), agenda(sittings=[moved], fixtures=[]))
    assert after == {title: before[title] for title in ("Whose data", "Panel")}
    other = _names(conference(conference={"id": "other", "title": "x", "timezone": "Asia/Shanghai"}), agenda(conference="other"))
    assert {guid for guid, _ in other.values()}.isdisjoint(guid for guid, _ in before.values())


def test_a_guid_by_which_others_know_a_thing_is_kept_unless_it_is_none() -> None:
    known = "1F58F5B2-0000-4000-8000-1234567890AB"

    def found(guids: list[str]) -> list[str]:
        story = Story().block("am", "09:00", "12:00").room("red")
        story = story.subforum("data", *(talk(f"d{n}", 30, known_as={"guid": guid}) for n, guid in enumerate(guids)))
        return [e["guid"] for e in _events(files(story.conference, story.sit("data", "red", "09:00").agenda)[0])]

    kept, made, again = found([known, "no guid", known])
    assert kept == known.lower()
    assert UUID(made).version == UUID(again).version == 5
    assert again not in (kept, made)


def test_a_code_of_pretalx_is_kept_where_it_is_one_and_once() -> None:
    codes = ["ABC123", "abc123", "ABC123", "", "DEF456"]
    story = Story().block("am", "09:00", "12:00").room("red")
    story = story.subforum("data", *(talk(f"d{n}", 30, known_as={"pretalx": code}) for n, code in enumerate(codes)))
    xml, document = files(story.conference, story.sit("data", "red", "09:00").agenda)
    assert [e.get("code") for e in _events(xml)] == ["ABC123", None, None, None, "DEF456"]
    assert [o.get("code") for o in _objects(document)] == ["ABC123", None, None, None, "DEF456"]


def test_numbers_by_which_others_know_things_are_kept_where_they_are_some_and_once() -> None:
    ids = ["17", "17", "0", "-3", "99999999999", "x", "٣"]
    story = Story().block("am", "09:00", "12:00").room("red").person("ana", known_as={"id": "17"})
    story = story.subforum("data", *(talk(f"d{n}", 20, "ana", known_as={"id": id, "code": "ABC123"}) for n, id in enumerate(ids)))
    objects = list(_objects(files(story.conference, story.sit("data", "red", "09:00").agenda)[1]))
    assert [o["id"] for o in objects][:2] == [17, 18]
    assert len({o["id"] for o in objects}) == len(ids)
    assert {person["id"] for o in objects for person in o["persons"]} == {17}
    assert objects[0]["code"] == "ABC123"


def test_people_are_known_as_pretalx_knows_them() -> None:
    told = {"biography": {"en": "A poet.\r\nAnd more.", "zh": "诗人"}, "known_as": {"pretalx": "POET42", "guid": "none"}}
    people = [{**person, **(told if person["id"] == "ada" else {})} for person in conference().model_dump(mode="json")["speakers"]]
    found = {person["name"]: person for event in _objects(files(conference(speakers=people), agenda())[1]) for person in event["persons"]}
    assert (found["Ada"]["code"], found["Ada"]["biography"]) == ("POET42", "A poet.\nAnd more.")
    assert found["Cy"].keys() == {"guid", "id", "name"}


def test_slugs_are_made_of_the_title_where_it_is_ascii_and_otherwise_of_the_code() -> None:
    def slug(id: str, title: Any) -> str:
        story = Story().block("am", "09:00", "12:00").room("red").subforum("s", {**talk(id, 30), "title": title})
        (event,) = _events(files(story.conference, story.sit("s", "red", "09:00").agenda)[0])
        return event["slug"]

    assert slug("d1", "Whose Data? (Yours!)") == "tiny-d1-whose-data-yours"
    assert slug("d1", {"zh": "谁的数据", "en": "Whose data"}) == "tiny-d1-whose-data"
    assert slug("dg-keynote", "谁的数据") == "tiny-dg-keynote"
    assert re.fullmatch(r"tiny-d1-[0-9a-f]{8}", slug("d1", "谁的数据"))
    assert re.fullmatch(r"tiny-[0-9a-f]{8}", slug("主题", "谁的数据"))
    assert slug("主题", "谁的数据") != slug("数据", "谁的数据")


def test_numbers_are_positive_fit_into_31_bits_and_never_meet() -> None:
    once = Once()
    same = "ffffffff-ffff-4fff-8fff-ffffffffffff"
    numbers = [once.number(same), once.number(same), once.number(str(UUID(int=2**31 - 2))), once.number(str(UUID(int=0)))]
    assert len(set(numbers)) == 4
    assert all(0 < number < 2**31 for number in numbers)


def test_the_version_is_that_of_the_history_or_changes_with_what_is_public(history: History) -> None:
    def version(conference: Conference, agenda: Agenda, number: int = 0) -> str:
        found = re.search("<version>(.*)</version>", frab_out.write_xml([Publication(conference, agenda, number)]))
        assert found
        return found[1]

    assert version(conference(), agenda(), 7) == "7"
    shown = version(conference(), agenda())
    people = [{**person, "email": "x@example.org", "max_talks": 3} for person in conference().model_dump(mode="json")["speakers"]]
    assert version(conference(speakers=people), agenda(conference_hash="other")) == shown
    assert version(conference(), agenda(fixtures=[])) != shown


# --- what is not for everybody ---


def test_no_canary_of_a_field_that_is_not_public_is_in_the_files() -> None:
    xml, document = files(*canaried())
    assert [sign for sign in SIGNS if sign in xml + json.dumps(document, ensure_ascii=False)] == []


def test_the_public_part_has_nothing_in_any_field_that_is_not_public() -> None:
    given, placed = canaried()
    shown = programme(given, placed)
    for model in (shown.conference, shown.agenda):
        _blank(model)
    assert not {"canary"} & {speaker.id for speaker in shown.conference.speakers}
    assert visible(given.speaker("ada")).name == "Ada"


def _blank(value: Any) -> None:
    if isinstance(value, (tuple, list)):
        for inner in value:
            _blank(inner)
    elif hasattr(type(value), "model_fields"):
        for name, about in type(value).model_fields.items():
            if hidden(about):
                assert getattr(value, name) == (() if about.is_required() else about.get_default(call_default_factory=True))
            else:
                _blank(getattr(value, name))


def test_what_people_write_is_only_words() -> None:
    xml = files(conference(tracks=_hard("tracks"), speakers=_hard("speakers")), agenda())[0]
    assert all("]]><script>&amp;" in event["people"] and "乌镇" in event["people"] for event in _events(xml))
    assert "<script" not in xml


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("https://example.org/a b\n", "https://example.org/a%20b"),
        ("https://example.org/乌", "https://example.org/%E4%B9%8C"),
        ("https://x:y/", ""),
        ("https://", ""),
        ("javascript:alert(1)", ""),
        ("https://example.org/%zz", ""),
        ("https://example.org/#a#b", ""),
        ("", ""),
    ],
)
def test_an_address_is_one_or_nothing(url: str, expected: str) -> None:
    assert address(url) == expected


# --- from the shell ---


def test_the_files_go_by_suffix_and_by_name(command: Command, tiny: Conference, tmp_path: Path) -> None:
    assert command("convert", "tiny.yaml", "tiny.json", "schedule.xml").stderr == "Wrote schedule.xml\n"
    assert command("convert", "tiny.yaml", "tiny.json", "schedule.json", "--to", "frab-json").returncode == 0
    placed = agenda(conference_hash=tiny.hash)
    assert (tmp_path / "schedule.xml").read_text(encoding="utf-8") == files(tiny, placed)[0]
    assert json.loads((tmp_path / "schedule.json").read_text(encoding="utf-8")) == files(tiny, placed)[1]
    assert command("convert", "tiny.yaml", "tiny.json", "-", "--to", "frab", "--lang", "zh").stdout == files(tiny, placed, "zh")[0]


def test_a_history_says_which_version_it_is(history: History, command: Command) -> None:
    history.publish(LATER, who="Ann")
    assert "<version>2</version>" in command("convert", str(history.path), "-", "--to", "frab").stdout
    assert json.loads(command("convert", str(history.path), "-", "--to", "frab-json").stdout)["schedule"]["version"] == "2"
    assert "<version>" in command("convert", str(history.path), "-", "--to", "xml").stdout
