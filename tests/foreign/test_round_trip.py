"""What is written for programs of the frab family is read back with every talk at its time, in its room, with its people."""

from __future__ import annotations

from pathlib import Path

import pytest

from instances import formats
from instances.agenda import Agenda
from instances.conference import Conference, text
from instances.generate import generate


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


@pytest.mark.parametrize(("form", "name"), [("frab", "schedule.xml"), ("frab-json", "schedule.json")])
@pytest.mark.parametrize("seed", range(3))
def test_talks_come_back_where_they_were(form: str, name: str, seed: int, tmp_path: Path) -> None:
    conference, agenda = generate(6, seed)
    written = formats.agenda_writer(name, form)(conference, agenda, None)
    assert isinstance(written, str)
    (tmp_path / name).write_text(written, encoding="utf-8")
    again, published = formats.read_programme(str(tmp_path / name))
    assert published
    assert again.zone == conference.zone
    others = standing(again, published) - standing(conference, agenda)
    assert standing(conference, agenda) <= standing(again, published)
    with_people = {text(fixture.title) for fixture in conference.fixtures if fixture.speakers}
    assert {title for title, *_ in others} <= with_people, "what has people is read as a talk"
