"""The messy files are as messy as they are said to be, the same on every run, and about a conference that can be held."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from functools import cache
from io import StringIO
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell, MergedCell

from tests.messy.build import MAKERS, build
from tests.messy.kinds import Draft
from tests.messy.newer import make_newer
from tests.messy.programme import LONGEST, awake, covers
from tests.messy.truth import BLOCKS, KINDS, Kind, Place, Truth, clipped, same_clocks

ENCODINGS = {
    "rooms_2022": ("cp1252", ";"), "嘉宾名单": ("gb18030", ","), "registration_报名": ("utf-16", "\t"),
}  # fmt: skip
VERSIONS = [(kind, version) for kind in KINDS for version in (1, 2)]

TROUBLES = (
    "above the headings row", "attendance in words", "attendance left empty", "attendance that cannot be read",
    "availability among other remarks", "availability in remarks", "availability that cannot be read", "columns that mean nothing",
    "date of two readings", "duration as a time", "duration in words", "duration left empty", "duration that cannot be read",
    "error cell", "expected audience", "form and list contradict each other", "formula with a saved value",
    "formula without a saved value", "forum in other letters", "forum with a slip", "hidden column", "hidden row", "hidden sheet",
    "hours in remarks", "hours on named clocks", "hours on their own clocks", "initials", "merged cells down a column",
    "merged headings", "name in another script", "name in one of two scripts", "name in two scripts", "name with accents and order",
    "name with other signs", "name with other spaces", "name with order", "name with title", "name with title and order",
    "one letter amiss", "remarks that are no availability", "room closed part of a day", "seats about",
    "seats in words", "seats between two numbers", "seats that cannot be read",
    "several names in one cell", "speaker who is in no list", "text that looks like a formula", "totals", "two audiences of a forum",
    "two names with one e-mail", "umlauts spelt out", "yes or no in Chinese", "yes or no in signs", "yes or no in words",
    "zone as a city", "zone as an abbreviation", "zone as an offset", "zone by country", "zone left empty", "zone that cannot be read",
)  # fmt: skip


Built = Callable[..., tuple[Path, Truth]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The folder and the truth of a kind, made once."""

    @cache
    def make(kind: Kind, version: int = 1) -> tuple[Path, Truth]:
        folder = tmp_path_factory.mktemp("messy") / kind
        return folder, build(kind, folder, version)

    return make


@cache
def _draft(kind: Kind, version: int) -> Draft:
    draft = MAKERS[kind].draft()
    if version == 2:
        make_newer(draft)
    MAKERS[kind].files(draft)
    return draft


@cache
def _rows(path: Path) -> list[list[str]]:
    encoding, delimiter = ENCODINGS[path.stem.removesuffix(" (1)")]
    return list(csv.reader(StringIO(path.read_bytes().decode(encoding), newline=""), delimiter=delimiter))


@cache
def _book(path: Path, values: bool) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=values)


def _value(folder: Path, place: Place, values: bool = True) -> object:
    path = folder / place.file
    if path.suffix == ".csv":
        letter, number = place.cell[0], int(place.cell[1:])
        return _rows(path)[number - 1][ord(letter) - 65] or None
    cell = _book(path, values)[place.sheet][place.cell]
    assert isinstance(cell, (Cell, MergedCell))
    return cell.value


@pytest.mark.parametrize(("kind", "version"), VERSIONS)
def test_a_kind_is_three_files_about_160_people(built: Built, kind: Kind, version: int) -> None:
    folder, truth = built(kind, version)
    assert sorted(path.name for path in folder.iterdir()) == sorted(truth.files)
    assert len(truth.people) == (160 if version == 1 else 162)
    assert len(truth.forums) == 16
    assert 60 <= len(truth.talks) <= 100
    assert len({forum.track for forum in truth.forums}) == 4
    assert len({talk.title for talk in truth.talks}) == len(truth.talks)


@pytest.mark.parametrize("kind", KINDS)
def test_the_bytes_are_the_same_every_time(built: Built, kind: Kind, tmp_path: Path) -> None:
    folder, truth = built(kind)
    assert build(kind, tmp_path) == truth
    assert all((tmp_path / name).read_bytes() == (folder / name).read_bytes() for name in truth.files)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_every_trouble_occurs(built: Built, trouble: str) -> None:
    assert any(built(kind)[1].troubles.get(trouble) for kind in KINDS)


def test_no_trouble_goes_unlisted(built: Built) -> None:
    assert {trouble for kind in KINDS for trouble in built(kind)[1].troubles} == set(TROUBLES)


@pytest.mark.parametrize(("kind", "version"), VERSIONS)
def test_a_cell_has_one_judgement_and_something_in_it(built: Built, kind: Kind, version: int) -> None:
    folder, truth = built(kind, version)
    sets = (truth.unread, truth.guessed, truth.told, truth.debatable)
    assert sum(map(len, sets)) == len(frozenset().union(*sets))
    empty = {place for places in sets[:2] for place in places if _value(folder, place, values=False) is None}
    assert not empty
    assert all(len(places) > 1 for places in truth.one_of)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_hidden_in_a_workbook_is_what_is_left_out(built: Built, kind: Kind) -> None:
    folder, truth = built(kind)
    for part in truth.left_out:
        if part.why == "hidden":
            sheet = _book(folder / part.file, False)[part.sheet]
            what, _, name = part.what.partition(" ")
            dimensions = sheet.row_dimensions[int(name)] if what == "row" else sheet.column_dimensions[name] if what else None
            assert dimensions.hidden if dimensions else sheet.sheet_state == "hidden"


def test_formulas_have_the_value_saved_last_unless_they_have_none(built: Built) -> None:
    for kind in KINDS:
        folder, truth = built(kind)
        for trouble, saved in (("formula with a saved value", True), ("formula without a saved value", False)):
            for place in truth.troubles.get(trouble, ()):
                assert str(_value(folder, place, values=False)).startswith("=")
                assert (_value(folder, place) is not None) == saved


def test_text_that_looks_like_a_formula_is_none(built: Built) -> None:
    folder, truth = built("english")
    with zipfile.ZipFile(folder / truth.forms) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<t>=cmd|" in xml
    assert "<t>=SUM of parts" in xml
    assert "<f>" not in xml


@pytest.mark.parametrize("kind", KINDS)
def test_headings_are_never_ours_and_stand_where_they_should(built: Built, kind: Kind) -> None:
    _, truth = built(kind)
    for headings in truth.headings.values():
        assert len(set(headings.values())) == len(headings)
        assert not {heading.casefold() for heading in headings.values()} & {"id", "title", "seats", "speakers", "name", "timezone"}


@pytest.mark.parametrize(("kind", "version"), VERSIONS)
def test_there_is_an_agenda_that_holds(built: Built, kind: Kind, version: int) -> None:
    draft = _draft(kind, version)
    truth = built(kind, version)[1]
    rooms = {room.name: room for room in truth.rooms}
    forums = {forum.title: forum for forum in truth.forums}
    taken = set()
    for sitting, stand in zip(draft.made.sittings, truth.plan, strict=True):
        room, forum = rooms[stand.room], forums[stand.forum]
        start, end = sitting.sessions[0].span[0], sitting.sessions[-1].span[1]
        assert BLOCKS[sitting.block][0] == start == stand.start
        assert end <= BLOCKS[sitting.block][1]
        assert sitting.minutes <= LONGEST
        assert (room.name, sitting.block) not in taken
        assert not [window for window in room.closed if window[0] < end and start < window[1]]
        assert (room.seats or 0) >= (forum.audience or 0)
        assert forum.needs <= room.features
        taken.add((room.name, sitting.block))
    for human in draft.made.people:
        assert covers(human.windows, human.sessions), human.name
        assert human.attends != "online" or all(awake(session.span, human.origin.zone) for session in human.sessions)
        spans = sorted(session.span for session in human.sessions)
        assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert sum(len({id(s.sitting) for s in human.sessions}) > 1 for human in draft.made.people) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_people_can_be_told_apart_or_not_as_it_is_said(built: Built, kind: Kind) -> None:
    truth = built(kind)[1]
    names = [person.name for person in truth.people]
    assert {name for name in names if names.count(name) > 1} == truth.namesakes
    for likely in truth.likely:
        owners = [person for person in truth.people if person.goes_by(likely.second)]
        assert owners
        assert any(person.goes_by(likely.first) for person in owners) == likely.same
    assert {name for talk in truth.talks for name in talk.speakers} <= set(names)


@pytest.mark.parametrize("kind", KINDS)
def test_a_newer_export_is_the_old_one_with_the_changes_it_names(built: Built, kind: Kind) -> None:
    old, new = built(kind)[1], built(kind, 2)[1]
    made = new.changes
    titles = {talk.title for talk in old.talks}, {talk.title for talk in new.talks}
    renamed = dict(made.retitled)
    assert titles[1] - titles[0] == {*made.new_talks, *renamed.values()}
    assert titles[0] - titles[1] == {*made.gone_talks, *renamed}
    people = {person.name for person in old.people}, {person.name for person in new.people}
    assert (people[1] - people[0], people[0] - people[1]) == (set(made.new_people), set(made.gone_people))
    assert [len(part) for part in (made.new_talks, made.gone_talks, made.new_people, made.gone_people)] == [5, 3, 5, 3]
    minutes = {talk.title: talk.minutes for talk in new.talks}
    assert all(minutes[title] == after for title, _, after in made.minutes)
    seats = {room.name: room.seats for room in new.rooms}
    assert all(seats[name] == after for name, _, after in made.seats)
    assert all(person.available is None for person in new.people if person.name in made.free_now)
    assert all(" (1)." in name for name in new.files)
    assert {name: list(headings.values()) for name, headings in new.headings.items()} == {
        name.replace(".", " (1)."): list(headings.values()) for name, headings in old.headings.items()
    }


def test_windows_and_zones_are_compared_by_what_matters() -> None:
    first, second, third = BLOCKS
    assert clipped(None) is None
    assert clipped([(first[0], third[1])]) == (first, second, third)
    assert clipped([(first[1], second[0])]) == ()
    assert same_clocks("Europe/Brussels", "Europe/Paris")
    assert not same_clocks("Asia/Tokyo", None)
