"""Files as other programs and real conferences write them: read as they are meant, and what is odd in them told."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from constraints import structure
from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import FORMATS, native, read_conference, read_programme
from instances.problems import BadInput
from scheduler.check import check
from scheduler.limits import Limits
from scheduler.solve import solve
from tests.conftest import Command
from tests.foreign import democon
from tests.test_frab_out import MISSING, XSD, valid

SAMPLES = Path(__file__).parent / "samples"


def taken(source: Path | str, **how: Any) -> tuple[Conference, Agenda, list[str]]:
    """The conference of a file, its published agenda, and what was told, without the file."""
    file = SAMPLES / source if isinstance(source, str) else source
    notes: list[str] = []
    conference, agenda = read_programme(str(file), note=lambda p: notes.append(str(p).removeprefix(f"{file}: ")), **how)
    assert agenda
    assert list(structure.faults(conference, agenda)) == []
    return conference, agenda, notes


def sat(agenda: Agenda) -> dict[str, str]:
    """Where and when each subforum sits."""
    return {s.subforum: f"{s.start:%d %H:%M}-{s.end:%H:%M} {s.room}" for s in agenda.sittings}


# --- frab


def test_a_camp_without_bounds_of_days_and_with_odd_slugs_and_ids() -> None:
    conference, agenda, notes = taken("field.xml")
    assert (conference.id, conference.zone, conference.grid) == ("field2026", "Etc/GMT-1", 10)
    assert sat(agenda) == {
        "opening-welcome": "05 12:00-12:20 stage-a",
        "loping-pa-manen-aebler-i-rommet": "05 13:00-14:00 stage-a",
        "soldering-for-everyone": "05 12:30-14:00 workshop-3-nottinghack",
        "late-night-music": "06 23:10-00:40 stage-a",
    }
    assert [u.item for u in agenda.unplaced] == ["somewhen"]
    assert conference.talk("opening-welcome-talk").known_as == {"guid": "5b3c0a52-6a55-5f38-a9a0-6a4a3a2d7c11", "id": "12"}
    assert conference.subforum("opening-welcome").abstract == "What to do when it rains."
    assert conference.speaker("camp-office").known_as == {"id": "7"}
    assert [note.partition(";")[0] for note in notes] == [
        "days without a start and an end",
        "with a person without a name: 'Somewhen'",
        "without a date and a time: 'Somewhen'",
        "has offsets, but names no time zone",
        "without a length: 'Somewhen'",
        "the seats are not known: 'Stage A', 'Workshop 3 (NottingHack)'",
        "without a time: 'Somewhen'",
    ]


def test_a_zone_that_is_told_takes_the_place_of_the_offsets() -> None:
    conference, agenda, notes = taken("field.xml", zone="London")
    assert conference.zone == "Europe/London"
    assert f"{agenda.sittings[0].start}" == "2026-06-05 12:00:00+01:00"
    assert not any("time zone" in note for note in notes)
    with pytest.raises(BadInput, match="did you mean 'Europe/London'"):
        taken("field.xml", zone="Londn")


def test_a_congress_that_goes_on_into_the_night() -> None:
    conference, agenda, notes = taken("night.xml")
    assert (conference.id, conference.zone, conference.conference.url) == ("43n", "Europe/Amsterdam", "https://night.example.org/43/")
    assert sat(agenda) == {
        "qxyz12": "27 11:00-11:40 saal-eins",
        "qxyz13": "28 00:30-01:35 saal-eins",
        "qxyz14": "27 14:05-15:00 saal-zwei",
        "qxyz14-2": "27 16:05-17:00 saal-zwei",
    }  # the same event twice: each time by itself
    assert [(f.title, f.rooms, f.speakers) for f in conference.fixtures] == [("Mittagspause", ("saal-eins", "saal-zwei"), ())]
    assert f"{conference.blocks[0].start:%H:%M}" == "10:30"
    assert f"{conference.blocks[-1].end:%d %H:%M}" == "28 02:00"
    assert conference.subforum("qxyz12").languages == ("de",)
    assert conference.subforum("qxyz12").abstract == "<p>Türen auf</p>"
    assert [t.title for t in conference.tracks] == ["Security", "Art & Beauty"]
    assert conference.room("saal-eins").known_as == {"guid": "ba692ba3-421b-5371-8309-60acc34a3c05"}
    assert notes[:2] == [
        "with a time before the day begins, at 10:30, and no date: 'Nachts sind alle Katzen blau'; taken to be in the night after it",
        "stands several times in the programme: '密码学入门'; each time is a talk of its own",
    ]
    assert check(conference, agenda).broken == ()


def test_the_json_of_the_family_over_a_change_of_clocks() -> None:
    conference, agenda, notes = taken("hall.json")
    assert [(r.title, r.seats) for r in conference.rooms] == [("Janson", 1400), ("K.1.105", 0)]
    assert sat(agenda) == {"aaaaaa": "28 09:30-10:15 janson", "closing": "28 17:00-17:30 k-1-105"}
    assert [f"{b.start:%d %H:%M} {b.end:%H:%M}" for b in conference.blocks] == ["28 09:00 10:15", "28 17:00 18:00", "29 09:00 17:00"]
    assert [t.title for t in conference.tracks] == ["Kernel", "Programme"]
    assert conference.speaker("patch-keeper").biography == "Keeps patches."
    assert [f.id for f in conference.fixtures] == ["lunch"]
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("00:30", 30), ("1:05", 65), ("45", 45), ("00:20:00", 20), ("PT1H15M", 75), ("", None), ("-5", None), ("9" * 9, None)],
)  # fmt: skip
def test_a_length_is_read_however_it_is_written(written: str, minutes: int | None, tmp_path: Path) -> None:
    text = (SAMPLES / "field.xml").read_text(encoding="utf-8").replace("<duration>00:20<", f"<duration>{written}<")
    (tmp_path / "camp.xml").write_text(text, encoding="utf-8")
    conference, _, notes = taken(tmp_path / "camp.xml")
    assert conference.talk("opening-welcome-talk").minutes == (minutes or 90)
    assert any("'Opening & welcome'" in note for note in notes if note.startswith("without a length")) == (minutes is None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_xml_in_the_encoding_that_it_declares(encoding: str, tmp_path: Path) -> None:
    text = (SAMPLES / "field.xml").read_text(encoding="utf-8").replace('encoding="utf-8"', f'encoding="{encoding}"')
    (tmp_path / "camp.xml").write_bytes(text.encode(encoding))
    assert taken(tmp_path / "camp.xml")[0].hash == taken("field.xml")[0].hash


# --- Sessionize


def test_the_view_all_of_sessionize() -> None:
    conference, agenda, notes = taken("sessions.json", zone="Asia/Kolkata")
    assert conference.id == "sessions-2026"
    assert sat(agenda) == {"clocks-that-run-backwards": "10 09:00-09:45 clock-tower"}
    assert [r.title for r in conference.rooms] == ["Clock Tower", "Sand Hall"]
    assert [(f.id, f.audience, f.speakers) for f in conference.fixtures] == [
        ("coffee", (), ()),
        ("all-about-sand", "everyone", ("clock-winder", "sand-sifter")),
    ]
    forum = conference.subforum("clocks-that-run-backwards")
    assert (forum.track, forum.languages, forum.known_as) == ("time", ("English",), {"sessionize": "14022"})
    assert f"{agenda.sittings[0].start}" == "2026-09-10 09:00:00+05:30"
    assert [u.item for u in agenda.unplaced] == ["not-yet-placed"]
    assert notes[:2] == [
        "a speaker of a session is not among the speakers: '00000000-0000-0004-0000-00000000000f'; left out",
        "is not held, as its status says: 'Withdrawn long ago'; left out",
    ]


def test_the_id_of_a_conference_of_sessionize_holds_the_year_once(tmp_path: Path) -> None:
    for name in ("tower-2025", "2026", "all20261"):
        (tmp_path / f"{name}.json").write_bytes((SAMPLES / "sessions.json").read_bytes())
    ids = [taken(tmp_path / f"{name}.json")[0].id for name in ("tower-2025", "2026", "all20261")]
    assert ids == ["tower-2025", "2026", "all20261-2026"]


@pytest.mark.parametrize(
    ("status", "held"),
    [("Accepted", True), ("Accept_Queue", True), ("", True), ("Decline_Queue", False), ("Decline Queue", False), ("Nominated", False),
     ("Waitlisted", False), ("Declined", False)],
)  # fmt: skip
def test_a_session_of_sessionize_is_held_as_its_status_says(status: str, held: bool, tmp_path: Path) -> None:
    view = json.loads((SAMPLES / "sessions.json").read_text(encoding="utf-8"))
    view["sessions"].append({**view["sessions"][0], "id": "77", "title": "One more", "startsAt": None, "endsAt": None, "status": status})
    (tmp_path / "all.json").write_text(json.dumps(view), encoding="utf-8")
    conference, _, notes = taken(tmp_path / "all.json", zone="Asia/Kolkata")
    assert ("one-more" in conference.ids) == held
    assert any("is not held, as its status says" in note and "'One more'" in note for note in notes) == (not held)


def test_the_grid_of_sessionize_has_a_break_once_for_all_rooms() -> None:
    conference, agenda, notes = taken("grid.json")
    assert sat(agenda) == {"clocks-that-run-backwards": "10 09:00-09:45 clock-tower"}
    assert [(f.id, f.rooms) for f in conference.fixtures] == [("coffee", ("clock-tower", "sand-hall"))]
    assert conference.zone == "UTC"
    assert any("does not say in what time zone it is; UTC is taken; name the place with --timezone" in note for note in notes)


def test_the_view_sessions_of_sessionize_with_utc_times() -> None:
    conference, agenda, _ = taken("view.json", zone="Asia/Kolkata")
    assert sat(agenda) == {"clocks-that-run-backwards": "10 14:30-15:15 clock-tower"}
    assert [t.title for t in conference.tracks] == ["Programme"]


# --- pretalx


def test_the_answers_of_pretalx_in_one_file_and_in_a_folder_are_one_conference(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(democon.answers()), encoding="utf-8")
    democon.save(tmp_path / "folder")
    one, folder = taken(tmp_path / "one.json"), taken(tmp_path / "folder")
    assert one[0].hash == folder[0].hash
    assert one[1] == folder[1]
    conference, agenda, notes = one
    assert (conference.id, conference.conference.title, conference.zone) == ("democon", "DemoCon", "Europe/Berlin")
    assert sat(agenda) == {
        "aaaaaa": "05 09:00-09:30 red-room",
        "bbbbbb": "05 09:30-11:00 black-room",
        "dddddd": "06 09:00-09:30 red-room",
    }
    assert [u.item for u in agenda.unplaced] == ["cccccc"]
    assert conference.talk("aaaaaa-talk").known_as == {"code": "AAAAAA", "pretalx": "AAAAAA", "pretalx_slot": "1"}
    assert conference.room("red-room").known_as == {"pretalx": "1", "guid": "a742ecf8-ab9a-5c90-bc32-c9478a456abc"}
    assert conference.speaker("lens-grinder").known_as == {"pretalx": "SPKRAA"}
    assert conference.speaker("lens-grinder").timezone == "Africa/Nairobi"
    assert [f"{w.start:%d %H:%M}-{w.end:%H:%M}" for w in conference.speaker("lens-grinder").available or ()] == ["05 08:00-12:00"]
    assert [f"{w.start:%d %H:%M}-{w.end:%d %H:%M}" for w in conference.room("black-room").closed] == ["05 18:00-06 09:00"]
    assert [(f.title, f.rooms) for f in conference.fixtures] == [({"en": "Lunch", "de": "Mittag"}, ("red-room", "black-room"))]
    assert notes == [
        "at home in another time zone, and taken to come on site: 'Lens grinder'; their own hours count for nothing: "
        "write 'attends: online' where somebody takes part from there",
        "without a time: 'Bats, too'; left out of the published agenda",
    ]


def test_nothing_that_pretalx_keeps_to_itself_is_kept(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(democon.answers()), encoding="utf-8")
    assert democon.CANARY in (tmp_path / "one.json").read_text(encoding="utf-8")
    assert democon.CANARY not in native.write_conference(taken(tmp_path / "one.json")[0])


def test_missing_pages_and_odd_slots_are_told(tmp_path: Path) -> None:
    answers = democon.answers()
    answers["submissions"] = {"count": 9, "next": "page 2", "results": answers["submissions"]}
    answers["slots"][0]["end"] = "2026-06-05T08:00:00+02:00"
    answers["slots"].append({**answers["slots"][0], "id": 90, "submission": "EEEEEE"})
    answers["speakers"][0]["timezone"] = "Mars/Olympus"
    answers["slots"] += [{**slot, "id": slot["id"] + 100, "schedule": 2} for slot in answers["slots"]]
    (tmp_path / "one.json").write_text(json.dumps(answers), encoding="utf-8")
    _, agenda, notes = taken(tmp_path / "one.json")
    assert notes[:5] == [
        "has 5 of 9 submissions; save the other pages, too: follow 'next'",
        "the time zone of a speaker is not known: 'Lens grinder'; not read",
        "has slots of several schedules; those of the schedule 1 are taken",
        "ends before it starts: 'Lenses for owls'; the length of the submission is taken",
        "has a slot, but its state is 'rejected': 'Not for us'; left out",
    ]
    assert sat(agenda)["aaaaaa"] == "05 09:00-09:30 red-room"


# --- which format it is


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("field.xml", "frab"),
        ("hall.json", "frab"),
        ("sessions.json", "sessionize"),
        ("grid.json", "sessionize"),
        ("view.json", "sessionize"),
    ],
)
def test_a_format_is_told_by_what_is_in_a_file(name: str, form: str) -> None:
    assert read_conference(str(SAMPLES / name)).hash == read_conference(str(SAMPLES / name), form=form).hash


@pytest.mark.parametrize("form", ["frab", "sessionize", "pretalx"])
@pytest.mark.parametrize("name", ["field.xml", "sessions.json", "own.json"])
def test_a_named_format_that_a_file_does_not_have_is_refused(name: str, form: str, tmp_path: Path, wuzhen: Conference) -> None:
    (tmp_path / "own.json").write_text(native.write_json(wuzhen), encoding="utf-8")
    file = tmp_path / name if name == "own.json" else SAMPLES / name
    if (name, form) in (("field.xml", "frab"), ("sessions.json", "sessionize")):
        return
    with pytest.raises(BadInput, match=rf"{name}:(\d+:)? (is|has) "):
        read_conference(str(file), form=form)


def test_errors_of_our_own_json_are_as_good_as_before(tmp_path: Path, wuzhen: Conference) -> None:
    text = native.write_json(wuzhen).replace('"seats"', '"seat"', 1)
    (tmp_path / "mine.json").write_text(text, encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "other.json").write_text('{"some": [1, 2]}', encoding="utf-8")
    faults = []
    for name in ("mine.json", "mine.yaml"):
        with pytest.raises(BadInput) as error:
            read_conference(str(tmp_path / name))
        faults.append(str(error.value).replace(name, ""))
    assert faults[0] == faults[1]
    assert "did you mean 'seats'?" in faults[0]
    with pytest.raises(BadInput, match="unknown key 'some'"):
        read_conference(str(tmp_path / "other.json"))


def test_our_own_files_have_no_published_agenda() -> None:
    with pytest.raises(BadInput, match="'wuzhen2022' is a conference alone: --timezone and --agenda go with files of other programs"):
        read_programme("wuzhen2022")


# --- the command


def test_a_schedule_is_converted_with_its_agenda_solved_from_there_and_converted(command: Command, tmp_path: Path) -> None:
    out = command("convert", SAMPLES / "night.xml", "mine.yaml", "--agenda", "mine.agenda.json")
    assert (out.returncode, out.stdout) == (0, "")
    assert "note: " in out.stderr
    assert out.stderr.endswith("Wrote mine.yaml\nWrote mine.agenda.json\n")
    assert command("check", "mine.yaml", "mine.agenda.json").returncode == 0
    assert command("check", SAMPLES / "night.xml", "mine.agenda.json").returncode == 0
    solved = command("solve", "mine.yaml", "--hint", "mine.agenda.json", "-o", "new.agenda.json", "--seconds", "20")
    assert solved.returncode == 0, solved.stderr
    assert command("convert", "mine.yaml", "new.agenda.json", "page.html").returncode == 0
    assert "密码学入门" in (tmp_path / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["field.xml", "sessions.json", "saved.json"])
def test_a_pipe_is_read_where_its_format_is_named(command: Command, name: str) -> None:
    text = json.dumps(democon.answers()) if name == "saved.json" else (SAMPLES / name).read_text(encoding="utf-8")
    form = {"field.xml": "frab", "sessions.json": "sessionize", "saved.json": "pretalx"}[name]
    out = command("convert", "--from", form, "-", "-", "--agenda", "a.json", "--timezone", "Paris", stdin=text)
    assert out.returncode == 0, out.stderr
    assert "timezone: Europe/Paris" in out.stdout
    assert out.stderr.endswith("Wrote a.json\n")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("wuzhen2022", "mine.yaml", "--agenda", "a.json"), "'wuzhen2022' is a conference alone"),
        (("wuzhen2022", "mine.yaml", "--timezone", "Paris"), "'wuzhen2022' is a conference alone"),
        (
            ("free.json", "mine.yaml", "--agenda", "a.json"),
            "free.json: no agenda is published in it: no talk has a time; leave --agenda out",
        ),
        (("free.json", "mine.yaml", "--agenda", "mine.yaml"), "would be written to one file"),
        (("free.json", "a.json", "mine.yaml", "--agenda", "b.json"), "--agenda and --timezone does not go with an agenda among the inputs"),
        (("free.json", "mine.yaml", "--timezone", "Atlantis"), "the time zone: 'Atlantis' is not a known time zone"),
    ],
)
def test_what_goes_not_with_an_agenda_or_a_zone_is_refused_and_nothing_written(
    command: Command, tmp_path: Path, words: tuple[str, ...], what: str
) -> None:
    answers = {**democon.answers(), "slots": []}
    (tmp_path / "free.json").write_text(json.dumps(answers), encoding="utf-8")
    out = command("convert", *words)
    assert out.returncode == 2
    assert what in out.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["free.json"]


@pytest.mark.parametrize("name", ["field.xml", "night.xml", "hall.json", "sessions.json", "grid.json", "saved.json"])
def test_what_was_read_is_solved_and_written_as_the_schemas_say(name: str, tmp_path: Path) -> None:
    (tmp_path / "saved.json").write_text(json.dumps(democon.answers()), encoding="utf-8")
    conference, agenda, _ = taken(tmp_path / name if name == "saved.json" else name)
    result = solve(conference, Limits(seconds=20), agenda)
    assert result.status == "optimal"
    assert result.agenda
    assert check(conference, result.agenda).broken == ()
    assert {talk.id for forum in conference.subforums for talk in forum.talks} == set(result.agenda.slots)
    if not XSD.exists() and not os.environ.get("CI"):
        pytest.skip(MISSING)
    valid(conference, agenda)
    valid(conference, result.agenda)


def test_every_format_of_others_is_listed() -> None:
    assert {"frab", "sessionize", "pretalx"} <= {form.name for form in FORMATS if form.read}
