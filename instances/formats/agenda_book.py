"""An agenda as a workbook (.xlsx) to print: each day as a grid of rooms and times, everybody's appearances, and the tracks.

Public fields only; of what a draft leaves out, its title and the rule in its way.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from instances import clock
from instances.agenda import Agenda, Sitting
from instances.conference import Conference
from instances.formats import paper
from instances.formats.agenda_grid import Grid, days
from instances.formats.agenda_words import Words, in_time
from instances.formats.cells import fit
from instances.formats.grid import left_out, nothing_strange, rooms_of
from instances.formats.paper import Value
from instances.names import plain

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def write(conference: Conference, agenda: Agenda, language: str = "en") -> bytes:
    """The workbook. Raises BadInput where the agenda names what the conference has not."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    paper.add_looks(book)
    words = Words(conference, agenda, language)
    book.properties.creator, book.properties.title = "agendawright", fit(words.title)
    with nothing_strange():
        if agenda.draft:
            _left_sheet(book, words)
        for day, pieces in days(conference, agenda):
            grid = Grid(words, pieces)
            grid.draw(sheet := book.create_sheet(f"{day:%a %b} {day.day}, {day.year}"), day)
            _set_up(sheet, words, "B2", pages=grid.pages)
        _speaker_sheet(book, words)
        _track_sheet(book, words)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _left_sheet(book: Workbook, words: Words) -> None:
    """That it is a draft, and what it leaves out."""
    rows = [
        _row(paper.PLAIN, words.name(id), words.name(owner) if owner else "", rule.replace("_", " "))
        for id, owner, rule in left_out(words.conference, words.agenda)
    ]
    sheet = book.create_sheet("Left out")
    said = f"DRAFT: {len(rows)} {'thing is' if len(rows) == 1 else 'things are'} left out of this agenda."
    paper.fill_merged(sheet, [1], range(1, 4), said, paper.bold(paper.PLAIN))
    paper.table(sheet, {"Left out": 50, "Part of": 50, "Rule in its way": 24}, rows, top=2)
    _set_up(sheet, words, "A3", "1:2")


def _speaker_sheet(book: Workbook, words: Words) -> None:
    """Each person's appearances, by name and in time, on the clocks of the conference and on their own."""
    zone, looks = words.conference.zone, paper.looks_of_tracks(words.conference)
    order = {person.id: (plain(person.name), person.id) for person in words.conference.speakers}
    rows = []
    for a in sorted(words.appearances(), key=lambda a: (order[a.person], a.first, a.last, a.what, a.role)):
        home, attends = words.conference.zone_of(a.person), words.conference.speaker(a.person).attends
        when = *_when(a.first, a.last, zone), *_when(a.first, a.last, home), home
        place = a.within
        subforum = (words.name(place.subforum), looks[words.track(place)]) if isinstance(place, Sitting) else ("", paper.FIXTURE)
        rooms = _row(paper.PLAIN, words.rooms(rooms_of(place)))
        rows.append([*_row(paper.PLAIN, words.name(a.person), attends, *when, a.role, a.what), subforum, *rooms])
    heads = {"Speaker": 26, "Attends": 9, f"Date ({zone})": 17, "From": 7, "To": 7, "Home date": 17, "Home from": 7, "Home to": 7}
    sheet = book.create_sheet("Speakers")
    paper.table(sheet, {**heads, "Home zone": 18, "Role": 12, "Talk": 34, "Subforum": 30, "Room": 22}, rows)
    _set_up(sheet, words, "B2")


def _track_sheet(book: Workbook, words: Words) -> None:
    """The sittings of each track in time, each with its talks, and then the fixtures."""
    zone, looks, rows = words.conference.zone, paper.looks_of_tracks(words.conference), []
    order = list(looks)
    for sitting in sorted(words.agenda.sittings, key=lambda s: (order.index(words.track(s)), s.first, s.id)):
        look = looks[words.track(sitting)]
        track, title, room = (words.name(id) for id in (words.track(sitting), sitting.subforum, sitting.room))
        rows.append(_row(paper.bold(look), track, *_when(sitting.first, sitting.last, zone), room, title, "", ""))
        for slot in in_time(sitting.talks):
            told = *_when(slot.first, slot.last, zone), room, title, words.name(slot.talk), words.people(slot)
            rows.append([(track, look), *_row(paper.PLAIN, *told)])
    for placed in sorted(words.agenda.fixtures, key=lambda f: (f.first, f.fixture)):
        told = *_when(placed.first, placed.last, zone), words.rooms(placed.rooms), words.name(placed.fixture), "", words.people(placed)
        rows.append(_row(paper.FIXTURE, "Fixtures", *told))
    heads = {"Track": 22, f"Date ({zone})": 17, "From": 7, "To": 7, "Room": 22, "Subforum": 34, "Talk": 40, "Speakers": 44}
    sheet = book.create_sheet("Tracks")
    paper.table(sheet, heads, rows)
    _set_up(sheet, words, "B2")


def _row(look: str, *values: Value) -> list[tuple[Value, str]]:
    return [(value, look) for value in values]


def _when(first: int, last: int, zone: str) -> tuple[Value, Value, Value]:
    """The date, the start and the end on the clocks of a zone."""
    return paper.local_date(first, zone), clock.instant(first, zone).time(), clock.instant(last, zone).time()


def _set_up(sheet: Worksheet, words: Words, frozen: str, heads: str = "1:1", pages: int = 1) -> None:
    draft = "DRAFT · " if words.agenda.draft else ""
    paper.set_up(sheet, f"{draft}{words.title}", f"Times of {words.conference.zone}", frozen, heads, pages)
