"""What is written for programs of the frab family is read back with every talk at its time, in its room and subforum, with its people."""

from __future__ import annotations

from pathlib import Path

import pytest

from instances import formats
from instances.agenda import Agenda
from instances.conference import Conference, text
from instances.generate import generate
from scheduler.check import check
from tests.foreign.test_readers import SAMPLES
from tests.stories import Story, talk


def standing(conference: Conference, agenda: Agenda) -> set[tuple[object, ...]]:
    """Every talk with its times, its room and its people, all by their names."""
    return {
        (
            text(conference.talk(slot.talk).title),
            slot.first,
            slot.last,
            text(conference.room(sitting.room).title),
            frozenset(conference.speaker(person).name for person in slot.people),
        )
        for slot, sitting in agenda.slots.values()
    }


def forums(conference: Conference, agenda: Agenda) -> set[tuple[object, ...]]:
    """Every subforum with its talks and how many sittings it has, all by their names."""
    return {
        (text(forum.title), frozenset(text(talk.title) for talk in forum.talks), len(agenda.sittings_of[forum.id]))
        for forum in conference.subforums
    }


def back(conference: Conference, agenda: Agenda, file: Path, form: str = "frab") -> tuple[Conference, Agenda]:
    """Both as they are read back from a file; nothing of it is left out."""
    written = formats.agenda_writer(file.name, form)(conference, agenda, None)
    assert isinstance(written, str)
    file.write_text(written, encoding="utf-8")
    notes: list[str] = []
    again, published = formats.read_programme(str(file), note=lambda p: notes.append(str(p)))
    assert published
    assert not any("not read" in note for note in notes)
    return again, published


@pytest.mark.parametrize(("form", "name"), [("frab", "schedule.xml"), ("frab-json", "schedule.json")])
@pytest.mark.parametrize("seed", range(3))
def test_talks_come_back_where_they_were(form: str, name: str, seed: int, tmp_path: Path) -> None:
    conference, agenda = generate(6, seed)
    again, published = back(conference, agenda, tmp_path / name, form)
    assert again.zone == conference.zone
    assert standing(again, published) == standing(conference, agenda)
    assert forums(again, published) == forums(conference, agenda)
    assert {text(fixture.title) for fixture in again.fixtures} == {text(fixture.title) for fixture in conference.fixtures}


def test_sittings_at_one_time_are_subforums_of_their_own(tmp_path: Path) -> None:
    story = Story().block("am", "09:00", "12:00").block("pm", "14:00", "17:00").room("red").room("blue")
    story = story.subforum("data", *(talk(f"d{n}", 30) for n in range(4)), sittings=3, sitting_fills="block", at_once=2)
    story = story.sit("data", "red", "09:00", "d0", "d1").sit("data", "blue", "09:00", "d2").sit("data", "red", "14:00", "d3")
    again, published = back(story.conference, story.agenda, tmp_path / "schedule.xml")
    assert sorted(len(sittings) for sittings in published.sittings_of.values()) == [1, 2]
    assert check(again, published).broken == ()
    assert standing(again, published) == standing(story.conference, story.agenda)


def test_what_is_not_read_of_others_is_told_once(tmp_path: Path) -> None:
    about = '<description>More.</description><subtitle>A forum</subtitle><links><link href="x">Slides</link></links>'
    text = (SAMPLES / "field.xml").read_text(encoding="utf-8").replace("<abstract/>", f"<abstract>Some.</abstract>{about}", 1)
    text = text.replace("<optout>false", "<optout>true", 1)
    (tmp_path / "camp.xml").write_text(text, encoding="utf-8")
    notes: list[str] = []
    formats.read_programme(str(tmp_path / "camp.xml"), note=lambda p: notes.append(p.what))
    assert {note for note in notes if note.endswith(": 'Opening & welcome'")} == {
        f"with {words}: 'Opening & welcome'"
        for words in ("a subtitle", "links", "words on the recording", "a description beside an abstract")
    }
