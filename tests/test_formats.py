"""Files: what is written is read again, hashes, the JSON Schema, and files that are never half written."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from yaml.reader import Reader

from instances import clock
from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import LIBRARY, native, read_agenda, read_conference
from tests.stories import Story, seat, talk

STEADY = settings(derandomize=True, deadline=None, max_examples=60, phases=[Phase.explicit, Phase.generate])

# --- small conferences with odd words in them

ODD = [
    "NO", "yes", "on", "12:30", "1e5", "1.5e5", "null", "~", "", " ", "007", "08",
    "0o17", "0x1F", "1_000", "-", "+1", ".5", "-0",
    "2022-11-09", "2022-11-09T13:30",
    "a: b", "a #b", "#b", "'", '"', "\\", "\\n", "- a", "[a]", "{a: b}", "&a", "*a", "!a", "%a", "@a", "`a",
    "| a", "> a", "? a", "<<", "=", "true", "True", "None", "nan", ".inf",
    "乌镇峰会", "ウーチン：サミット", "مؤتمر ووتشن", "כנס", "Zürich\u00a0", "e\u0301",
    "👩‍👩‍👧 🎉", "\u202eRTL", "\ufeffbom", "line\nbreak", " lead", "trail ", "tab\there", "bell\x07", "nel\x85", "\u2028", "x" * 300,
    "A long title, with a comma; a semicolon: and a colon - " * 4,
]  # fmt: skip
words = st.sampled_from(ODD) | st.text(max_size=30)
ids = st.from_regex(r"[a-z乌][a-z0-9_.-]{0,6}", fullmatch=True)
ZONES = ["Asia/Shanghai", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "Europe/Dublin"]


@st.composite
def conferences(draw: st.DrawFn) -> Conference:
    """A valid conference with most of the fields that there are."""
    title = words | st.dictionaries(words, words, min_size=1, max_size=3)
    # fmt: off
    block, room, other, track, crew, ana, ben, data, film, d1, d2, chair, f1, fair, expo = draw(
        st.lists(ids, min_size=15, max_size=15, unique=True)
    )
    # fmt: on
    building, zone = draw(words), draw(st.sampled_from(ZONES))
    start = datetime(2022, 11, 9) + timedelta(minutes=5 * draw(st.integers(0, 3000)))

    def time(minutes: int) -> str:
        return (start + timedelta(minutes=minutes)).isoformat(timespec="minutes")

    window = {"from": time(draw(st.integers(-500, 0))), "to": time(draw(st.integers(1, 500))), "reason": draw(words)}
    people = {"speakers": [ana], "seats": [{"id": chair, "role": draw(words), "candidates": [ben]}]}
    hall = {"building": building, "features": [draw(words)], "closed": [window]}
    placed = {"holds": "one", "minutes": 30, "windows": [window, {"from": time(0), "to": time(45)}]}
    attends = draw(st.sampled_from(["onsite", "online", "recorded"]))
    hours = [clock.show_hour(draw(st.integers(0, clock.DAY))) for _ in range(2)]
    about = {"id": draw(ids), "title": draw(title), "timezone": zone, "url": draw(st.sampled_from(["", "https://example.org/?a=1"]))}
    known = {"known_as": draw(st.dictionaries(words, words, max_size=2))}
    raw: dict[str, Any] = {
        "conference": about,
        "blocks": [{"id": block, "title": draw(title), "start": time(0), "end": time(240)}],
        "rooms": [
            {"id": room, "title": draw(title), "seats": 9, **hall, **known},
            {"id": other, "title": draw(title), "seats": 0},
        ],
        "travel": {"default": draw(st.integers(0, 30)), "pairs": [{"between": [building, ""], "minutes": 3}]},
        "tracks": [{"id": track, "title": draw(title), **known}],
        "resources": [{"id": crew, "title": draw(words), "capacity": 1, "windows": [{**window, "capacity": 2}]}],
        "speakers": [
            {"id": ana, "name": draw(words), "timezone": draw(st.sampled_from(ZONES)), "attends": attends, "available": [window],
             "biography": draw(title), **known},
            {"id": ben, "name": draw(words), "region": draw(words), "possible_hours": hours, "email": draw(words), "max_talks": 2,
             "max_a_day": 1},
        ],
        "subforums": [
            {
                "id": data, "title": draw(title), "track": track, "topics": [draw(words)], "uses": {crew: 1}, "hosts": [ana],
                "chairs": [ben, ana], "abstract": draw(title), **known,
                "audience": {"onsite": 5, "online": {"Europe/Berlin": 7}},
                "talks": [
                    {"id": d1, "title": draw(title), "minutes": 30, **people},
                    {"id": d2, "title": draw(title), "minutes": 30, "after": [d1], "abstract": draw(title), **known},
                ],
            },
            {
                "id": film, "title": draw(title), "track": track,
                "talks": [{"id": f1, "title": draw(title), "minutes": 10, "position": "first"}],
            },
        ],
        "fixtures": [
            {"id": fair, "title": draw(title), "rooms": [room], "start": time(0), "end": time(60), "audience": "everyone",
             "abstract": draw(title), **known},
            {"id": expo, "title": draw(title), "rooms": [room, other], **placed, "audience": [data]},
        ],
        "prefers": [
            {"item": data, "room": room, "level": draw(st.sampled_from(["strong", 7]))},
            {"item": d1, "window": window, "avoid": True},
        ],
        "pins": [{"item": film, "start": time(60), "reason": draw(words)}, {"item": chair, "speaker": ben}],
        "relations": [{"kind": "before", "first": data, "then": film}, {"kind": "apart", "subforums": [film, data]}],
        "pairs": [{"subforums": [film, data], "points": 3, "reason": draw(words)}],
        "rules": {"fairness": 40, "parallel": "strong", "empty_seats": {"per": 20}},
    }  # fmt: skip
    return Conference.model_validate(raw)


@STEADY
@given(conferences())
def test_a_conference_is_read_as_it_was_written(conference: Conference) -> None:
    again = native.read_conference(native.write_conference(conference), "again.yaml")
    assert again == conference
    assert again.hash == conference.hash


@pytest.mark.parametrize("word", ODD, ids=ascii)
def test_an_odd_word_survives_as_a_title_a_key_and_an_entry(word: str) -> None:
    story = Story().block("am", "09:00", "12:00").room("red", building=word, features=[word, word])
    conference = story.subforum("data", talk("d1", 10), topics=[word], title={word: word}).conference
    assert native.read_conference(native.write_conference(conference), "again.yaml") == conference


@settings(STEADY, max_examples=30)
@given(conferences())
def test_a_conference_in_json_is_read_like_one_in_yaml(conference: Conference) -> None:
    document = conference.model_dump(mode="json", by_alias=True)
    for plain in (True, False):
        text = json.dumps(document, ensure_ascii=plain, indent=1)
        if plain or not Reader.NON_PRINTABLE.search(text):
            assert native.read_conference(text, "again.json") == conference


@STEADY
@given(words, words, st.integers(-3000, 3000), st.sampled_from(ZONES))
@example("\x00", "\ud83d", 0, "Europe/Dublin")
def test_an_agenda_is_read_as_it_was_written(sentence: str, name: str, minute: int, zone: str) -> None:
    start = clock.instant(clock.minute(datetime(2022, 10, 30, 0, tzinfo=UTC)) + minute, zone)
    slot = {"start": start, "end": start + timedelta(minutes=30), "talk": "d1", "seats": [{"seat": "chair", "speaker": "ana"}]}
    sitting = {"start": start, "end": start + timedelta(minutes=30), "id": "data/1", "subforum": "data", "room": "red", "talks": [slot]}
    left = [{"item": "x", "sentence": sentence}, {"item": name.encode(errors="replace").decode()}]
    told = {"conference": "tiny", "conference_hash": "0" * 64, "sittings": [sitting], "unplaced": left}
    agenda = Agenda.model_validate(told)
    again = native.read_agenda(agenda.to_json(), "agenda.json")
    assert again.to_json() == agenda.to_json()
    assert [(s.first, s.last) for s in again.sittings] == [(s.first, s.last) for s in agenda.sittings]


# --- hashes

STORY = (
    Story().block("am", "09:00", "12:00").room("red", building="east", closed=[{"from": "2022-11-09T11:00", "to": "2022-11-09T12:00"}])
    .person("ana", "Africa/Nairobi").person("ben").add("resources", id="crew", capacity=1)
    .subforum("data", talk("d1", 30, "ana", seats=[seat("chair", "ben")]), uses={"crew": 1}, audience={"onsite": 50})
    .subforum("film", talk("f1", 30), talk("f2", 10))
    .fixture("opening", "red", start="08:00", end="09:00")
    .add("prefers", item="data", room="red").add("pins", item="data", start="2022-11-09T10:00")
    .add("relations", kind="apart", subforums=["data", "film"]).add("pairs", subforums=["data", "film"], points=3)
)  # fmt: skip
CONFERENCE = STORY.conference


def _hash(raw: dict[str, Any]) -> str:
    return Conference.model_validate(raw).hash


def _backwards(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _backwards(value[key]) for key in reversed(list(value))}
    return [_backwards(v) for v in value] if isinstance(value, list) else value


def test_neither_the_order_of_keys_nor_defaults_spelled_out_change_the_hash() -> None:
    assert _hash(_backwards(STORY.raw)) == CONFERENCE.hash
    spelled = CONFERENCE.model_dump(mode="json", by_alias=True)
    assert len(json.dumps(spelled)) > 2 * len(json.dumps(STORY.raw))
    assert _hash(spelled) == CONFERENCE.hash


def test_an_instant_counts_not_how_it_is_typed() -> None:
    text = native.write_conference(CONFERENCE)
    local = text.replace(":00+08:00", "")
    assert local.count("2022-11-09T09:00'") == text.count("2022-11-09T09:00:00+08:00'") > 0
    assert native.read_conference(local, "local.yaml").hash == CONFERENCE.hash
    document = CONFERENCE.model_dump(by_alias=True)
    document["blocks"][0]["start"] = document["blocks"][0]["start"].astimezone(UTC)
    document["pins"][0]["start"] = "2022-11-08T21:00-05:00"
    assert _hash(document) == CONFERENCE.hash


CHANGES: list[tuple[str, Any]] = [
    ("conference/timezone", "Asia/Hong_Kong"),
    ("conference/title", "Tiny!"),
    ("conference/grid", 1),
    ("blocks/0/end", "2022-11-09T12:05"),
    ("rooms/0/seats", 101),
    ("rooms/0/closed/0/to", "2022-11-09T11:30"),
    ("rooms/0/closed/0/reason", "paint"),
    ("travel", {"default": 1}),
    ("resources/0/capacity", 2),
    ("speakers/0/timezone", "Africa/Kampala"),
    ("speakers/0/attends", "recorded"),
    ("speakers/0/possible_hours", ["06:00", "23:59"]),
    ("speakers/1/max_talks", 0),
    ("speakers/1/email", "ben@example.org"),
    ("subforums/0/audience", {"onsite": 51}),
    ("subforums/0/uses", {"crew": 2}),
    ("subforums/0/turnover", 5),
    ("subforums/0/talks/0/minutes", 35),
    ("subforums/0/talks/0/seats/0/required", False),
    ("subforums/1/talks", [talk("f2", 10), talk("f1", 30)]),
    ("fixtures/0/audience", "everyone"),
    ("prefers/0/avoid", True),
    ("pins/0/start", "2022-11-09T10:05"),
    ("relations/0/kind", "same_block"),
    ("pairs/0/points", 4),
    ("rules", {"fairness": 40}),
]


def test_every_real_change_changes_the_hash() -> None:
    hashes = {CONFERENCE.hash}
    for path, value in CHANGES:
        raw = json.loads(json.dumps(STORY.raw))
        *outer, last = path.split("/")
        inside: Any = raw
        for key in outer:
            inside = inside[int(key) if key.isdigit() else key]
        inside[last] = value
        hashes.add(_hash(raw))
    assert len(hashes) == 1 + len(CHANGES)


def test_the_hash_of_a_conference_is_for_ever() -> None:
    """Agendas name it: a new release must not change it. If this fails, old agendas are refused."""
    assert CONFERENCE.hash == "5ecda44b5175b6668820b9ca9794a4ed17311a64674fc684d67d6ea6d75efb2a"


# --- the schema

SCHEMA = Draft202012Validator(Conference.model_json_schema())


def test_the_schema_is_one_and_takes_what_people_type() -> None:
    Draft202012Validator.check_schema(SCHEMA.schema)
    for file in sorted(LIBRARY.glob("*.yaml")):
        raw = native.tree(file.read_text(encoding="utf-8"), file.name)[0]
        assert [f"{e.json_path}: {e.message}" for e in SCHEMA.iter_errors(raw)] == []
    assert list(SCHEMA.iter_errors(STORY.raw)) == []
    assert list(SCHEMA.iter_errors(CONFERENCE.model_dump(mode="json", by_alias=True, exclude_defaults=True))) == []


@settings(STEADY, max_examples=15)
@given(conferences())
def test_the_schema_takes_what_is_written(conference: Conference) -> None:
    raw = native.tree(native.write_conference(conference), "written.yaml")[0]
    assert list(SCHEMA.iter_errors(raw)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [("rooms/0/seets", 5), ("rooms/0/seats", "many"), ("speakers/0/attends", "onlin"), ("blocks/0/start", 5), ("pins/0/itm", "data")],
)  # fmt: skip
def test_the_schema_refuses_slips(path: str, value: object) -> None:
    raw = json.loads(json.dumps(STORY.raw))
    key, number, field = path.split("/")
    raw[key][int(number)][field] = value
    assert list(SCHEMA.iter_errors(raw))


def test_the_schema_of_an_agenda() -> None:
    schema = Agenda.model_json_schema()
    Draft202012Validator.check_schema(schema)
    agenda = STORY.sit("data", "red", "09:00", chair="ben").agenda
    assert list(Draft202012Validator(schema).iter_errors(json.loads(agenda.to_json()))) == []


# --- names and files


def test_a_bundled_conference_goes_by_its_name() -> None:
    assert read_conference("wuzhen2022") == read_conference(str(LIBRARY / "wuzhen2022.yaml"))


def test_a_conference_from_the_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "tiny.yaml"
    file.write_bytes(native.write_conference(CONFERENCE).encode())
    with file.open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert read_conference("-") == CONFERENCE


def test_a_file_is_written_whole_with_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "new" / "agenda.json"
    native.write_atomically(file, "first\n")
    native.write_atomically(file, "second\n")
    assert file.read_bytes() == b"second\n"
    assert list(file.parent.iterdir()) == [file]


posix = pytest.mark.skipif(os.name != "posix", reason="modes of files are a matter of POSIX")


@posix
def test_a_file_keeps_its_mode_and_a_new_one_gets_what_the_umask_leaves(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("old")
    old.chmod(0o640)
    mask = os.umask(0o027)
    try:
        native.write_atomically(old, "text")
        native.write_atomically(new, "text")
    finally:
        os.umask(mask)
    assert [stat.S_IMODE(file.stat().st_mode) for file in (old, new)] == [0o640, 0o640]


@posix
def test_a_link_stays_a_link_and_a_device_stays_a_device(tmp_path: Path) -> None:
    target, link, pipe = tmp_path / "target", tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(target)
    native.write_atomically(link, "text")
    assert link.is_symlink()
    assert target.read_text() == "text"
    os.mkfifo(pipe)
    heard: list[str] = []
    listener = threading.Thread(target=lambda: heard.append(pipe.read_text()))
    listener.start()
    native.write_atomically(pipe, "through the pipe")
    listener.join(10)
    assert pipe.is_fifo()
    assert heard == ["through the pipe"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_writer_that_fails_leaves_the_old_file_and_nothing_else(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    file = tmp_path / "agenda.json"
    file.write_text("old")
    monkeypatch.setattr(os, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        native.write_atomically(file, "new")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_text_that_no_file_can_hold_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "agenda.json"
    file.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        native.write_atomically(file, "\ud800")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_writer_that_dies_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "agenda.json"
    file.write_text("old")
    story = f"""
import os
from pathlib import Path
from instances.formats import native
os.fsync = lambda _: os._exit(9)
native.write_atomically(Path({str(file)!r}), "new" * 100_000)
"""
    root = Path(native.__file__).parent.parent.parent
    assert subprocess.run([sys.executable, "-c", story], cwd=root, check=False).returncode == 9
    assert file.read_text() == "old"


def test_whoever_reads_sees_the_old_text_or_the_new(tmp_path: Path) -> None:
    file, texts = tmp_path / "agenda.json", ["a" * 200_000, "b" * 200_000]
    native.write_atomically(file, texts[0])

    def write() -> None:
        for number in range(40):
            native.write_atomically(file, texts[number % 2])

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        assert file.read_text() in texts
    writer.join()


def test_an_agenda_file_is_read_again(tmp_path: Path) -> None:
    agenda = STORY.sit("data", "red", "09:00", chair="ben").agenda
    native.write_atomically(tmp_path / "agenda.json", agenda.to_json())
    assert read_agenda(str(tmp_path / "agenda.json")) == agenda
