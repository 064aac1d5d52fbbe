"""The workbook of an agenda: all of it is there in its place, on everybody's clocks, and nothing that is not for everyone."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import agenda_book, read_conference
from instances.formats.agenda_grid import Grid, days
from instances.formats.agenda_words import Words
from instances.generate import generate
from instances.problems import BadInput
from scheduler.greedy import greedy
from tests import tiny
from tests.stories import Story, seat, talk
from tests.strategies import Case, cases
from tests.test_cosplib import path_of
from tests.test_formats import ODD, STEADY
from tests.test_page import SIGNS, canaried
from tests.test_show import CONFERENCE, FILM, NEW_YORK, OPENING, agenda, conference, draft

Stands = tuple[str, datetime, datetime, str]
"""A room, a start and an end on local clocks, and a title."""


def book_of(conference: Conference, agenda: Agenda, language: str = "en") -> Workbook:
    """The workbook, as another program reads it."""
    return load_workbook(io.BytesIO(agenda_book.write(conference, agenda, language)))


def grids(book: Workbook) -> list[Worksheet]:
    """The sheets that are days."""
    return [sheet for sheet in book.worksheets if isinstance(sheet["A1"].value, datetime)]


def stands(sheet: Worksheet) -> Iterator[Stands]:
    """What stands in the grid of a day, as a reader of the paper would have it."""
    areas = {(a.min_row, a.min_col): (a.max_row, a.max_col) for a in sheet.merged_cells.ranges}
    times = {row: sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)}
    rooms = {}
    for column in range(2, sheet.max_column + 1):
        for under in range(column, areas.get((1, column), (1, column))[1] + 1):
            if sheet.cell(1, column).value is not None:
                rooms[under] = sheet.cell(1, column).value
    for row in range(2, sheet.max_row + 1):
        for column in range(2, sheet.max_column + 1):
            if (said := sheet.cell(row, column).value) is not None:
                last = areas.get((row, column), (row, column))[0]
                start, end = times[row], times[last + 1]
                assert isinstance(start, datetime)
                assert isinstance(end, datetime)
                yield str(rooms[column]), start, end, str(said).split("\n")[0]


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows of a list by its headings; the heading of the date without its zone."""
    head, *body = sheet.iter_rows(values_only=True)
    names = [str(cell).split(" (")[0] for cell in head]
    return [dict(zip(names, row, strict=True)) for row in body]


def wall(time: datetime, zone: str) -> datetime:
    """A time as the clock on the wall shows it."""
    return time.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def everything(c: Conference, a: Agenda) -> Counter[Stands]:
    """What has to stand in the grids."""
    found: list[tuple[tuple[str, ...], Any, str]] = [((s.room,), s, s.subforum) for s in a.sittings]
    found += [(f.rooms, f, f.fixture) for f in a.fixtures]
    return Counter(
        (c.name(room) if room else "no room", wall(thing.start, c.zone), wall(thing.end, c.zone), c.name(id))
        for rooms, thing, id in found
        for room in rooms or ("",)
    )


def faithful(c: Conference, a: Agenda) -> Workbook:
    """The workbook, in which everything is found in every sheet where it belongs."""
    book = book_of(c, a)
    assert Counter(one for sheet in grids(book) for one in stands(sheet)) == everything(c, a)
    _appearances(c, a, rows(book["Speakers"]))
    _talks(c, a, rows(book["Tracks"]))
    return book


def _clocks(start: datetime, end: datetime, zone: str) -> tuple[Any, ...]:
    first, last = wall(start, zone), wall(end, zone)
    return first.date(), first.time(), last.time()


def _appearances(c: Conference, a: Agenda, found: list[dict[str, Any]]) -> None:
    expected: Counter[tuple[Any, ...]] = Counter()
    for sitting in a.sittings:
        for slot in sitting.talks:
            roles = {seat.id: seat.role for seat in c.talk(slot.talk).seats}
            for person, role in [*((p, "speaker") for p in slot.speakers), *((f.speaker, roles[f.seat]) for f in slot.seats)]:
                home = c.speaker(person).timezone or c.zone
                clocks = (*_clocks(slot.start, slot.end, c.zone), *_clocks(slot.start, slot.end, home), home)
                expected[c.name(person), role, *clocks, c.name(slot.talk), c.name(sitting.subforum), c.name(sitting.room)] += 1
    for placed in a.fixtures:
        for person in c.fixture(placed.fixture).speakers:
            home = c.speaker(person).timezone or c.zone
            clocks = (*_clocks(placed.start, placed.end, c.zone), *_clocks(placed.start, placed.end, home), home)
            rooms = ", ".join(map(c.name, placed.rooms)) or "no room"
            expected[c.name(person), "speaker", *clocks, c.name(placed.fixture), None, rooms] += 1
    for row in found:
        assert isinstance(row["Date"], datetime)
        assert isinstance(row["Home date"], datetime)
    heads = ("Speaker", "Role", "Date", "From", "To", "Home date", "Home from", "Home to", "Home zone", "Talk", "Subforum", "Room")
    assert Counter(tuple(_day(row[head]) for head in heads) for row in found) == expected


def _talks(c: Conference, a: Agenda, found: list[dict[str, Any]]) -> None:
    expected: Counter[tuple[Any, ...]] = Counter()
    people: Counter[str] = Counter()
    for sitting in a.sittings:
        subforum = c.subforum(sitting.subforum)
        place = c.name(subforum.track), c.name(sitting.room), c.name(subforum.id)
        expected[*place, *_clocks(sitting.start, sitting.end, c.zone), None] += 1
        for slot in sitting.talks:
            expected[*place, *_clocks(slot.start, slot.end, c.zone), c.name(slot.talk)] += 1
            people[c.name(slot.talk)] += len(slot.people)
    for placed in a.fixtures:
        rooms = ", ".join(map(c.name, placed.rooms)) or "no room"
        expected["Fixtures", rooms, c.name(placed.fixture), *_clocks(placed.start, placed.end, c.zone), None] += 1
    heads = ("Track", "Room", "Subforum", "Date", "From", "To", "Talk")
    assert Counter(tuple(_day(row[head]) for head in heads) for row in found) == expected
    for row in found:
        if row["Talk"]:
            named = [name for name in (row["Speakers"] or "").split("; ") if name and not name.startswith("nobody yet")]
            people[row["Talk"]] -= len(named)
    assert not any(people.values())


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


# --- all of it is there


@pytest.mark.full
def test_the_flagship_is_there_in_every_sheet(wuzhen: Conference, best: Agenda) -> None:
    book = faithful(wuzhen, best)
    assert book.sheetnames == ["Wed Nov 9, 2022", "Thu Nov 10, 2022", "Fri Nov 11, 2022", "Speakers", "Tracks"]
    assert list(dict.fromkeys(row["Track"] for row in rows(book["Tracks"]))) == [*(wuzhen.name(t.id) for t in wuzhen.tracks), "Fixtures"]
    for track in wuzhen.tracks:
        starts = [(row["Date"], row["From"]) for row in rows(book["Tracks"]) if row["Track"] == wuzhen.name(track.id) and not row["Talk"]]
        assert starts == sorted(starts)


def test_a_generated_conference_is_there() -> None:
    faithful(*generate(40, 3))


@settings(STEADY, max_examples=15)
@given(cases(agendas=1))
def test_random_agendas_are_there(case: Case) -> None:
    """Zones that change their clocks, rooms held twice, fixtures without rooms, people twice on a talk."""
    given, agendas = case
    faithful(given, agendas[0])


@pytest.mark.parametrize("name", ["at_once", "two_sittings", "blocks_filled", "slots"])
def test_sittings_of_one_subforum_in_several_rooms_at_once_are_there(name: str) -> None:
    for one in tiny.sample(name, 5, 1):
        faithful(tiny.conference(name), one)


def test_a_conference_of_the_library_is_there() -> None:
    papers = read_conference(str(path_of("N2OR")))
    faithful(papers, greedy(papers))


# --- on whose clocks


def test_a_person_finds_their_own_time_beside_that_of_the_conference() -> None:
    (ada,) = [row for row in rows(book_of(conference(), agenda())["Speakers"]) if row["Speaker"] == "Ada"]
    assert (ada["Date"].date(), f"{ada['From']:%H:%M}", f"{ada['To']:%H:%M}") == (date(2022, 11, 9), "09:30", "10:00")
    assert (ada["Home date"].date(), f"{ada['Home from']:%H:%M}", f"{ada['Home to']:%H:%M}") == (date(2022, 11, 8), "20:30", "21:00")
    assert (ada["Home zone"], ada["Attends"], ada["Role"]) == (NEW_YORK, "online", "speaker")
    assert (ada["Talk"], ada["Subforum"], ada["Room"]) == ("Whose data", "Data Governance Forum", "Small Room")


def test_people_stand_by_name_and_in_time() -> None:
    found = [(row["Speaker"], row["From"]) for row in rows(book_of(conference(), agenda())["Speakers"])]
    assert [name for name, _ in found] == ["Ada", "Cy", "Dee", "薄熙", "薄熙"]
    assert found[3][1] < found[4][1]


def test_dates_and_times_are_those_of_the_spreadsheet_program() -> None:
    book = book_of(conference(), agenda())
    grid, people = grids(book)[0], book["Speakers"]
    assert (grid["A1"].is_date, grid["A1"].number_format) == (True, "ddd d mmm yyyy")
    assert (grid["A2"].value, grid["A2"].number_format) == (datetime(2022, 11, 9, 8, 0), "hh:mm")
    assert [people.cell(2, column).number_format for column in (3, 4, 5)] == ["ddd d mmm yyyy", "hh:mm", "hh:mm"]


# --- the grid


def text_of(book: Workbook, title: str) -> str:
    """What a card of a grid says."""
    cells = [str(cell.value) for sheet in grids(book) for row in sheet.iter_rows(min_row=2, min_col=2) for cell in row if cell.value]
    return next(text for text in cells if text.startswith(title))


def test_a_card_says_title_times_talks_and_people() -> None:
    assert text_of(book_of(conference(), agenda()), "Data").split("\n") == [
        "Data Governance Forum",
        "09:30–10:30 · Law",
        "09:30 Whose data · Ada (online)",
        "10:00 Panel · 薄熙 (moderator)",
    ]
    assert text_of(book_of(conference(), agenda()), "Opening").split("\n") == ["Opening", "08:00–08:45", "薄熙"]


def test_what_overlaps_in_a_room_stands_side_by_side_under_its_name() -> None:
    second = {**FILM, "id": "film/2", "start": "2022-11-09T13:50+08:00", "end": "2022-11-09T14:50+08:00", "talks": []}
    book = faithful(conference(), agenda(sittings=[FILM, second]))
    assert "B1:C1" in [str(area) for area in grids(book)[0].merged_cells.ranges]


def expo(start: str, end: str, **more: Any) -> dict[str, Any]:
    """A fixture in the small room."""
    return {"id": "expo", "title": "Expo", "rooms": ["room"], "start": start, "end": end, **more}


def placed(fixture: dict[str, Any]) -> dict[str, Any]:
    """It at its time."""
    return {"fixture": fixture["id"], "rooms": fixture["rooms"], **{key: f"{fixture[key]}+08:00" for key in ("start", "end")}}


def test_a_party_past_midnight_stands_on_the_evening_of_its_day() -> None:
    party = expo("2022-11-09T22:00", "2022-11-10T01:00")
    book = faithful(conference(fixtures=[*CONFERENCE["fixtures"], party]), agenda(fixtures=[OPENING, placed(party)]))
    assert [sheet.title for sheet in grids(book)] == ["Wed Nov 9, 2022"]
    assert "22:00–01:00" in text_of(book, "Expo")


def test_what_lasts_for_days_stands_on_each_beside_what_else_there_is() -> None:
    fair = expo("2022-11-08T14:00", "2022-11-10T10:00")
    workshop = {"id": "next", "title": "Next", "start": "2022-11-10T09:00", "end": "2022-11-10T12:00"}
    given = conference(fixtures=[*CONFERENCE["fixtures"], fair], blocks=[*CONFERENCE["blocks"], workshop])
    book = book_of(given, agenda(fixtures=[OPENING, placed(fair)]))
    spans = {sheet.title: [(a, b) for room, a, b, title in stands(sheet) if title == "Expo"] for sheet in grids(book)}
    assert spans == {
        "Tue Nov 8, 2022": [(datetime(2022, 11, 8, 14), datetime(2022, 11, 9))],
        "Wed Nov 9, 2022": [(datetime(2022, 11, 9, 8), datetime(2022, 11, 9, 14, 30))],
        "Thu Nov 10, 2022": [(datetime(2022, 11, 10), datetime(2022, 11, 10, 10))],
    }
    assert "Nov 08 14:00–Nov 10 10:00" in text_of(book, "Expo")


def test_rows_are_as_high_as_what_stands_in_them(wuzhen: Conference, best: Agenda) -> None:
    words, book = Words(wuzhen, best, "en"), book_of(wuzhen, best)
    for (_, pieces), sheet in zip(days(wuzhen, best), grids(book), strict=True):
        grid = Grid(words, pieces)
        for piece in pieces:
            lines = sum(text.count("\n") + 1 for text in words.card(piece.thing))
            height = sum(sheet.row_dimensions[row].height for row in range(grid.row[piece.first], grid.row[piece.last]))
            assert height >= 12 * lines - 1e-6
        assert all(sheet.row_dimensions[row].height >= 11 for row in list(grid.row.values())[:-1])


def test_a_few_minutes_are_as_high_as_their_words() -> None:
    tea = expo("2022-11-09T07:00", "2022-11-09T07:05", speakers=["bo"])
    book = book_of(conference(fixtures=[*CONFERENCE["fixtures"], tea]), agenda(fixtures=[placed(tea)], sittings=[]))
    assert text_of(book, "Expo").count("\n") == 2
    assert grids(book)[0].row_dimensions[2].height >= 3 * 12


# --- on paper


def header(sheet: Worksheet) -> str | None:
    """What stands above every page on the left."""
    assert sheet.oddHeader is not None
    return sheet.oddHeader.left.text


def test_sheets_are_set_up_for_paper() -> None:
    book = book_of(conference(), agenda())
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == ("landscape", 1, 0)
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")
        assert header(sheet) == "Tiny Summit"
        assert sheet.freeze_panes == "B2"
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_a_header_takes_any_title() -> None:
    for title, expected in [("R&D & more", "R&&D && more"), ("a\nb\x07c", "a b c"), ("x" * 500, "x" * 119 + "…"), ("&" * 500, None)]:
        given = conference(conference={**CONFERENCE["conference"], "title": title})
        content = agenda_book.write(given, agenda())
        assert len(next(iter(_headers(content)))) <= 255
        if expected:
            assert header(load_workbook(io.BytesIO(content))["Tracks"]) == expected


def _headers(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    return [sheet.split("<oddHeader>")[1].split("</oddHeader>")[0].replace("&amp;", "&") for sheet in sheets]


def test_a_track_has_one_colour_in_every_sheet() -> None:
    book = book_of(conference(), agenda())
    cards = [cell for row in grids(book)[0].iter_rows(min_row=2, min_col=2) for cell in row if cell.value]
    grid = {str(cell.value).split("\n")[0]: cell.fill.fgColor.rgb for cell in cards}
    tracks = {row[5].value: row[0].fill.fgColor.rgb for row in book["Tracks"].iter_rows(min_row=2)}
    people = {row[11].value: row[11].fill.fgColor.rgb for row in book["Speakers"].iter_rows(min_row=2)}
    for title in ("Data Governance Forum", "Film Forum"):
        assert grid[title] == tracks[title] == people[title]
    assert len(set(grid.values())) == 3


def test_many_rooms_take_several_pages() -> None:
    rooms = [{"id": f"r{n}", "title": f"Room {n}", "seats": 9} for n in range(30)]
    fair = expo("2022-11-09T09:00", "2022-11-09T10:00", rooms=[room["id"] for room in rooms])
    given = conference(rooms=[*CONFERENCE["rooms"], *rooms], fixtures=[*CONFERENCE["fixtures"], fair])
    (sheet,) = grids(faithful(given, agenda(fixtures=[OPENING, placed(fair)])))
    assert sheet.page_setup.fitToWidth == 3


# --- drafts, languages, odd words


def test_a_draft_says_so_first_and_names_what_it_leaves_out_and_the_rule() -> None:
    book = book_of(conference(), draft())
    sheet = book.worksheets[0]
    assert [[cell for cell in row if cell] for row in sheet.iter_rows(values_only=True)] == [
        ["DRAFT: 2 things are left out of this agenda."],
        ["Left out", "Part of", "Rule in its way"],
        ["Film Forum", "room fit"],
        ["moderator of Panel", "Data Governance Forum", "max talks"],
    ]
    assert {header(sheet) for sheet in book.worksheets} == {"DRAFT · Tiny Summit"}
    assert "10:00 Panel · nobody yet (moderator)" in text_of(book, "Data")
    assert "Left out" not in book_of(conference(), agenda()).sheetnames


def test_titles_are_in_the_language_asked_for_or_in_the_first_they_have() -> None:
    book = book_of(conference(), agenda(), "zh")
    assert header(book["Tracks"]) == "小峰会"
    assert text_of(book, "数据").split("\n")[1:3] == ["09:30–10:30 · 法律", "09:30 谁的数据 · Ada (online)"]
    assert {row["Room"] for row in rows(book["Tracks"])} == {"大会堂", "小会议室"}
    assert "A film" in [row["Talk"] for row in rows(book["Tracks"])]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "＝1", "#REF!", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("word", [*FORMULAS, *(word for word in ODD if word.strip())], ids=ascii)
def test_odd_words_are_text_wherever_they_stand(word: str) -> None:
    story = Story().block("am", "09:00", "12:00").add("rooms", id="red", title=word, seats=9).person("ana", name=word).person("ben")
    story = story.subforum("data", talk("d1", 30, "ana", title=word, seats=[seat("chair", "ben", role=word)]), title={"en": word})
    story = story.fixture("tea", "red", start="08:00", end="09:00", title=word).sit("data", "red", "09:00", chair="ben")
    content = agenda_book.write(story.conference, story.agenda)
    cells = [cell for sheet in load_workbook(io.BytesIO(content)).worksheets for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} <= {"s", "d", "n"}
    assert all(isinstance(cell.value, str) == (cell.data_type == "s") for cell in cells)
    starts = [cell for cell in cells if str(cell.value).startswith(tuple("=+-@\t＝"))]
    assert all(cell.quotePrefix for cell in starts)
    assert bool(starts) == word.startswith(tuple("=+-@\t＝"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in b"".join(archive.read(name) for name in archive.namelist())


def test_words_too_long_for_a_cell_are_cut_off() -> None:
    story = Story().block("am", "09:00", "12:00").room("red").subforum("data", talk("d1", 30, title="x" * 40_000), title="y" * 32_766)
    book = book_of(story.conference, story.sit("data", "red", "09:00").agenda)
    lengths = {len(str(c.value)) for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.value}
    assert max(lengths) == 32_767
    assert str(rows(book["Tracks"])[1]["Talk"]).endswith("x…")


def test_times_that_no_spreadsheet_knows_are_text() -> None:
    story = Story(day="1900-01-10").block("am", "09:00", "12:00").room("red").person("ana", "America/New_York")
    story = story.subforum("data", talk("d1", 30, "ana")).sit("data", "red", "09:00")
    book = book_of(story.conference, story.agenda)
    assert rows(book["Speakers"])[0]["Home date"] == "1900-01-09"
    assert isinstance(book.worksheets[0]["A2"].value, str)


def test_no_canary_of_a_field_that_is_not_public_is_in_the_workbook() -> None:
    given, draft = canaried()
    content = agenda_book.write(given, draft)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        everything = "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    cells = [str(cell.value) for sheet in load_workbook(io.BytesIO(content)).worksheets for row in sheet.iter_rows() for cell in row]
    seen = [sign for sign in SIGNS if sign in everything or any(sign in cell for cell in cells)]
    assert seen == []
    assert any("room fit" in cell for cell in cells)


def test_an_agenda_of_another_conference_is_refused() -> None:
    with pytest.raises(BadInput, match="jazz"):
        agenda_book.write(conference(), agenda(sittings=[{**FILM, "subforum": "jazz"}]))


def test_an_agenda_without_anything_is_a_workbook_all_the_same() -> None:
    book = book_of(conference(), agenda(sittings=[], fixtures=[]))
    assert book.sheetnames == ["Speakers", "Tracks"]


def test_a_sitting_that_ends_when_it_starts_is_seen() -> None:
    empty = {**FILM, "end": FILM["start"], "talks": []}
    (sheet,) = grids(book_of(conference(), agenda(sittings=[empty], fixtures=[])))
    ((room, start, end, title),) = stands(sheet)
    assert (room, end - start, title) == ("Great Hall", timedelta(minutes=1), "Film Forum")
