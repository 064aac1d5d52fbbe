"""Our workbook and the folder of CSV: nothing is lost, every field has a place, and every mistake is named by its cell."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pydantic import BaseModel

from constraints.profile import problems
from instances.conference import Conference
from instances.formats import converted, folder, native, read_conference, template, workbook, writable, write
from instances.formats.native import write_conference
from instances.formats.tables import TABLES
from instances.generate import generate
from instances.problems import BadInput, Problem
from tests.conftest import Command
from tests.stories import Story, seat, talk
from tests.strategies import random_conference
from tests.test_formats import CONFERENCE, ODD, STEADY, conferences

Again = Callable[[Conference, Path], Conference]


def through_workbook(conference: Conference, place: Path) -> Conference:
    """What a workbook keeps of a conference."""
    write(str(place / "again.xlsx"), workbook.write(conference))
    return read_conference(str(place / "again.xlsx"))


def through_folder(conference: Conference, place: Path) -> Conference:
    """What a folder of CSV keeps of a conference."""
    write(str(place / "again"), folder.write(conference))
    return read_conference(str(place / "again"))


WAYS = [through_workbook, through_folder]
both = pytest.mark.parametrize("again", WAYS, ids=["xlsx", "csv"])

# --- nothing is lost


def _fields(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The keys that lead to every field without fields of its own."""
    for name, field in model.model_fields.items():
        inner = list(_models(field.annotation))
        here = (*path, field.alias or name)
        if not inner:
            yield here
        for other in inner:
            yield from _fields(other, here)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def test_every_field_of_every_model_has_a_place() -> None:
    places = {("subforums", "sittings", key) for key in ("min", "max")} | {("rules",)}  # in one cell; in rows of keys and values

    def places_of(table: Any, outer: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        here = (*outer, *table.path)
        yield from ((*here, *column.path) for column in table.columns if column.path)
        for child in table.children:
            yield from places_of(child, here)

    assert set(_fields(Conference)) <= places | set(places_of(TABLES["conference"], ()))


@both
def test_the_flagship_survives(again: Again, wuzhen: Conference, tmp_path: Path) -> None:
    found = again(wuzhen, tmp_path)
    assert (found, found.hash) == (wuzhen, wuzhen.hash)


@both
def test_the_costs_of_changes_survive(again: Again, wuzhen: Conference, tmp_path: Path) -> None:
    conference = wuzhen.replaced(costs={"unpin": 7, "drop": 0})
    found = again(conference, tmp_path)
    assert (found.costs, found.hash) == (conference.costs, conference.hash)


@both
@settings(STEADY, max_examples=10)
@given(conferences())
def test_a_conference_with_odd_words_survives(again: Again, tmp_path_factory: pytest.TempPathFactory, conference: Conference) -> None:
    found = again(conference, tmp_path_factory.mktemp("odd"))
    assert (found, found.hash) == (conference, conference.hash)


@both
@settings(derandomize=True, deadline=None, max_examples=10, phases=[Phase.generate])
@given(seed=st.integers(0, 2**32))
def test_a_random_conference_survives(again: Again, tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    conference = random_conference(random.Random(seed))
    assert again(conference, tmp_path_factory.mktemp("random")).hash == conference.hash


@both
def test_a_generated_conference_survives(again: Again, tmp_path: Path) -> None:
    conference, _ = generate(12, 3)
    found = again(native.read_conference(write_conference(again(conference, tmp_path)), "again.yaml"), tmp_path)
    assert (found, found.hash) == (conference, conference.hash)


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''=1", "'x", "＝1", "=", "#REF!", "# no comment"]


@both
@pytest.mark.parametrize("words", [ODD, FORMULAS, ['"', '""', '"""', "a; b", '"a", b', "_x0041_", "_x005F_x0041_", "{}", "everyone"]])
def test_odd_words_survive_in_every_kind_of_cell(again: Again, words: list[str], tmp_path: Path) -> None:
    story = Story().block("am", "09:00", "19:00").room("red", building=words[0], features=words)
    for number, word in enumerate(words):
        story = story.subforum(f"f{number}", talk(f"t{number}", 10), topics=[word, word], title={word: word})
        story = story.person(f"p{number}").add("resources", id=f"r{number}", title=word, capacity=1)
    conference = story.conference
    assert again(conference, tmp_path) == conference


@both
@pytest.mark.parametrize(
    "rules",
    [{"fairness": "40"}, {"fairness": 40}, {"fairness": ""}, {"fairness": {}}, {"empty_seats": {"per": 20, "x": [1.5, None, "乌"]}}],
)
def test_settings_of_rules_survive_with_their_kinds(again: Again, rules: dict[str, Any], tmp_path: Path) -> None:
    conference = CONFERENCE.replaced(rules=rules)
    assert again(conference, tmp_path).rules == rules


@both
@pytest.mark.parametrize("sittings", [3, "auto", {"max": 2}, {"min": 2, "max": 3}])
def test_how_many_sittings_and_for_whom_survive(again: Again, sittings: Any, tmp_path: Path) -> None:
    story = (
        Story().block("am", "09:00", "12:00").room("red").subforum("everyone", *(talk(f"t{i}", 10) for i in range(3)), sittings=sittings)
    )
    conference = story.fixture("tea", "red", start="08:00", end="09:00", audience=["everyone"]).conference
    assert again(conference, tmp_path) == conference


@both
def test_a_time_that_happens_twice_keeps_its_offset(again: Again, tmp_path: Path) -> None:
    raw = CONFERENCE.model_dump(mode="json", by_alias=True)
    raw["conference"]["timezone"] = "Europe/Berlin"
    raw["rooms"][0]["closed"] = [{"from": "2022-10-30T02:30:00+02:00", "to": "2022-10-30T02:30:00+01:00"}]
    conference = Conference.model_validate(raw)
    assert again(conference, tmp_path).hash == conference.hash


def test_no_text_is_a_formula_in_the_workbook(tmp_path: Path) -> None:
    story = Story().block("am", "09:00", "12:00").room("red", building="=1+1", features=["@x", "=y"])
    conference = story.subforum("data", talk("d1", 10), title="=cmd|' /C calc'!A0").conference
    book = load_workbook(io.BytesIO(workbook.write(conference)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "=cmd|' /C calc'!A0" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "@")))


def test_no_cell_of_csv_begins_like_a_formula() -> None:
    story = Story().block("am", "09:00", "12:00").room("red").subforum("data", talk("d1", 10), title="=1+1", topics=["-x"])
    for content in folder.write(story.conference).values():
        assert content.startswith(b"\xef\xbb\xbf")
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            assert not [cell for cell in row if cell.startswith(tuple("=+-@\t\r"))]


def test_what_no_cell_can_hold_is_refused() -> None:
    story = Story().block("am", "09:00", "12:00").room("red").subforum("data", talk("d1", 10), title="x" * 40_000)
    with pytest.raises(BadInput, match="subforums, row 2: 'title' has more than 32,767 characters"):
        workbook.write(story.conference)
    story = Story().block("am", "09:00", "12:00").room("red").subforum("data", talk("d1", 10), title={})
    with pytest.raises(BadInput, match="the title of 'data' is in no language"):
        folder.write(story.conference)


# --- what people do to it

STORY = (
    Story().block("am", "09:00", "12:00").block("pm", "13:00", "17:00")
    .room("red", closed=[{"from": "2022-11-09T11:00", "to": "2022-11-09T12:00"}])
    .person("ana").person("ben").subforum("data", talk("d1", 30, "ana", seats=[seat("chair", "ben")])).subforum("film", talk("f1", 30))
    .add("relations", kind="apart", subforums=["data", "film"])
)  # fmt: skip


def edited(place: Path, **edits: Any) -> str:
    """A workbook of a small conference with other cells, like rooms_B2="Red"."""
    book = load_workbook(io.BytesIO(workbook.write(STORY.conference)))
    for cell, value in edits.items():
        sheet, _, name = cell.rpartition("_")
        book[sheet.replace("_", " ")][name] = value
    book.save(place / "edited.xlsx")
    return str(place / "edited.xlsx")


def refused(source: str) -> list[str]:
    with pytest.raises(BadInput) as found:
        read_conference(source, problems)
    return [str(problem).removeprefix(f"{source}: ") for problem in found.value.problems]


def test_people_type_as_they_like(tmp_path: Path) -> None:
    source = edited(
        tmp_path, rooms_A1="  ID ", rooms_D2="100", rooms_G1=None, rooms_G2="a note", speakers_F2=" Online ", speakers_D2="Asia/Tokyo",
        speakers_G2="08:00 – 22:00", subforums_D2="law, art;\n trade", relations_A2="Same block", seats_E2="NO", subforums_I2=None,
        blocks_C2="2022-11-09 09:00", fixtures_A2=" ", rules_A2="empty_seats", rules_B2="{per: 20}", rules_A3="fairness", rules_B3=40,
    )  # fmt: skip
    conference = read_conference(source, problems)
    ana = conference.speaker("ana")
    assert (ana.attends, ana.timezone, ana.possible_hours) == ("online", "Asia/Tokyo", (480, 1320))
    assert conference.subforum("data").topics == ("law", "art", "trade")
    assert conference.relations[0].kind == "same_block"
    assert conference.talk("d1").seats[0].required is False
    assert conference.blocks == STORY.conference.blocks
    assert conference.rules == {"empty_seats": {"per": 20}, "fairness": 40}


def test_every_mistake_is_named_at_once_by_sheet_row_and_column(tmp_path: Path) -> None:
    source = edited(
        tmp_path, rooms_D2="many", rooms_E1="feetures", rooms_closed_A2="rde", blocks_C3=None, talks_D3="half", talks_E2="anna",
        talks_A3="flim", speakers_F3="onlin", subforums_J2="Berlin", rules_A2="fairnes", rules_B2=3,
    )  # fmt: skip
    assert refused(source) == [
        "blocks, row 3, column C: is empty; fill it in",
        "rooms, row 1, column E: unknown heading 'feetures'; did you mean 'features'?",
        "rooms, row 2, column D: should be a whole number, not 'many'; write digits only, like 30",
        "rooms closed, row 2, column A: there is no room 'rde'; did you mean 'red'?",
        "speakers, row 3, column F: should be 'onsite', 'online' or 'recorded', not 'onlin'; did you mean 'online'?",
        "subforums, row 2, column J: 'Berlin' has no number; write it like Berlin: 1",
        "talks, row 2, column E: there is no speaker 'anna'; did you mean 'ana'?",
        "talks, row 3, column A: there is no subforum 'flim'; did you mean 'film'?",
    ]


@pytest.mark.parametrize(
    ("cell", "value", "what"),
    [
        ("speakers_G2", "in the morning", "'in the morning' is not from one hour to another; write it like 06:00 to 24:00"),
        ("speakers_G2", "6 to 24:00", "'6' is not a time of day; write it like 06:00 or 24:00"),
        ("subforums_N2", "some", "'some' is not a number; write it like 3, or 2 to 5, or auto"),
        ("subforums_N2", "2 to 3", "2 sittings for 1 talks; lower it, or add 'empty_sittings: true'"),
        (
            "subforums_D2",
            'law "art", trade; "x',
            'has a quote that does not end before the next comma or semicolon; write it like a; "b, c"',
        ),
        ("rooms_closed_B2", "noon", "'noon' is not a date and time; write it like 2022-11-09T13:30"),
        ("rules_B2", "{per: [1}", "is not YAML"),
        ("seats_E2", "perhaps", "should be true or false, not 'perhaps'; write one of them"),
    ],
)
def test_a_cell_that_cannot_be_read_says_how_to_write_it(cell: str, value: str, what: str, tmp_path: Path) -> None:
    edits = {"rules_A2": "fairness", "rules_B2": 40, cell: value}
    name, letter = cell.rsplit("_", 1)
    (told,) = refused(edited(tmp_path, **edits))
    assert told.startswith(f"{name.replace('_', ' ')}, row 2, column {letter[0]}: {what}")


def test_a_rule_misspelt_is_named_by_its_row(tmp_path: Path) -> None:
    found = refused(edited(tmp_path, rules_A2="fairnes", rules_B2=3, rules_A3="parallel", rules_B3="{weight: x}"))
    assert found[0] == "rules, row 2: there is no rule 'fairnes'; did you mean 'fairness'?"
    assert found[1].startswith("rules, row 3: should be a whole number")


def test_what_is_missing_is_said_once(tmp_path: Path) -> None:
    assert refused(edited(tmp_path, rooms_D1=None)) == ["rooms, row 1: the heading 'seats' is missing; add it to the first row"]
    assert refused(edited(tmp_path, talks_A2=None)) == ["talks, row 2, column A: is empty; name the subforum"]
    assert refused(edited(tmp_path, talks_A2=None, talks_A3="data")) == ["talks, row 2, column A: is empty; name the subforum"]
    assert refused(edited(tmp_path, talks_A3="data")) == ["subforums, row 3: has no row in the sheet 'talks'; add one"]
    gone = {f"conference_{letter}2": None for letter in "ABCDEFGH"}
    assert refused(edited(tmp_path, **gone)) == ["conference: has no row in the sheet 'conference'; add one"]


@pytest.mark.full
def test_rows_and_columns_too_many(tmp_path: Path) -> None:
    assert refused(edited(tmp_path, conference_B3="other")) == ["conference, row 3: a second row; a conference has one: take it out"]
    assert refused(edited(tmp_path, rooms_F1="Seats")) == [
        "rooms, row 1, column F: the heading 'Seats' stands twice; keep one of the columns"
    ]
    twice = edited(tmp_path, rooms_A3="red", rooms_B3="Red", rooms_D3=5)
    assert refused(twice) == [
        "rooms, row 3, column A: the id 'red' stands twice: it is that of rooms/0, too (rooms, row 2); rename one of them"
    ]
    tongues = edited(tmp_path, rooms_F1="title (zh)", rooms_F2="红")
    assert refused(tongues)[0].startswith("rooms, row 2, column F: stands beside the same in other languages")
    assert refused(edited(tmp_path, relations_D1=None)) == ["relations, row 2: the column 'subforums' is missing; add it"]
    other = edited(tmp_path, relations_B2="film")
    assert refused(other) == ["relations, row 2, column B: 'first' does not go with the rest of the row; empty the cell"]


def test_sheets_that_are_none_of_ours(tmp_path: Path) -> None:
    book = load_workbook(edited(tmp_path))
    book.create_sheet("Remarks")["A1"] = "=1/0"
    book.save(tmp_path / "more.xlsx")
    assert read_conference(str(tmp_path / "more.xlsx")) == STORY.conference
    book["rooms"].title = "romos"
    del book["tracks"]
    book.save(tmp_path / "slip.xlsx")
    assert refused(str(tmp_path / "slip.xlsx"))[:2] == [
        "unknown sheet 'romos'; did you mean 'rooms'?",
        "has no sheet 'tracks'; add it; 'agenda convert --template my.xlsx' makes all of them",
    ]


def test_formulas_count_as_what_they_came_to(tmp_path: Path) -> None:
    source = edited(tmp_path, rooms_D2="=50*2")
    told = "rooms, row 2, column D: has a formula that was never computed; open the file in a spreadsheet program and save it"
    assert refused(source) == [f"{told}, or write the value"]
    computed, mended = tmp_path / "computed.xlsx", tmp_path / "error.xlsx"
    _rewrite(Path(source), computed, b"<f>50*2</f><v />", b"<f>50*2</f><v>100</v>")
    assert read_conference(str(computed)).room("red").seats == 100
    _rewrite(computed, mended, b"<f>50*2</f><v>100</v>", b"<v>1</v>")
    book = load_workbook(mended)
    book["rooms"]["D2"] = "#REF!"
    book.save(mended)
    assert refused(str(mended)) == ["rooms, row 2, column D: shows the error #REF!; mend the formula, or write the value"]


def _rewrite(source: Path, target: Path, old: bytes, new: bytes) -> None:
    """A copy of a workbook in which a part says something else."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        parts = {name: before.read(name) for name in before.namelist()}
        assert any(old in part for part in parts.values())
        for name, part in parts.items():
            after.writestr(name, part.replace(old, new))


def test_a_folder_from_another_program(tmp_path: Path) -> None:
    write(f"{tmp_path}/csv/", folder.write(STORY.conference))
    for file in (tmp_path / "csv").iterdir():
        text = file.read_text(encoding="utf-8-sig")
        lines = io.StringIO(newline="")
        csv.writer(lines, delimiter=";").writerows(csv.reader(io.StringIO(text)))
        file.write_text(lines.getvalue(), encoding="utf-8")
    assert read_conference(f"{tmp_path}/csv") == STORY.conference
    rooms = tmp_path / "csv" / "rooms.csv"
    rooms.write_text("id,title,seats\nred,Red,many\n", encoding="utf-8")
    assert refused(f"{tmp_path}/csv") == [f"{rooms}: row 2, column C: should be a whole number, not 'many'; write digits only, like 30"]
    rooms.write_bytes("id,title,seats\nred,乌镇厅,5\n".encode("gb18030"))
    assert refused(f"{tmp_path}/csv")[0].startswith(f"{rooms}: is not UTF-8 text")
    rooms.write_text('id,title,seats\nred,"Red,5\n', encoding="utf-8")
    assert refused(f"{tmp_path}/csv")[0].startswith(f"{rooms}: row 2: cannot be read as CSV")
    (said,) = refused(str(rooms))
    assert said.startswith(f"is one table, and a conference has several; name the folder that it is in: {rooms.parent}/; ")


# --- templates


def test_a_template_is_filled_in_under_its_examples(tmp_path: Path) -> None:
    write(str(tmp_path / "my.xlsx"), template("my.xlsx"))
    book = load_workbook(tmp_path / "my.xlsx")
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"] == list(TABLES)
    assert all(str(sheet["A2"].value).startswith("# example, not read: ") for sheet in book.worksheets if sheet.title != "lists")
    kinds = {heading.value: heading.comment.text for heading in book["speakers"][1] if heading.comment}
    assert kinds["attends"] == "Optional. Onsite, online or recorded. Empty is onsite."
    assert all(cell.comment for sheet in book.worksheets if sheet.title != "lists" for cell in sheet[1])
    lists = {str(v.sqref).split("2:")[0]: v.formula1 for v in book["subforums"].data_validations.dataValidation}
    assert lists["C"].startswith("OFFSET('tracks'!$A$3,")
    assert '"content,block"' in lists.values()
    filled: dict[str, list[Any]] = {
        "conference": ["", "mine", "Mine", "Asia/Shanghai"],
        "blocks": ["am", "Morning", "2022-11-09 09:00", "2022-11-09 12:00"],
        "rooms": ["red", "Red", "", 50],
        "tracks": ["all", "All"],
        "subforums": ["data", "Data", "all"],
        "talks": ["data", "d1", "Opening", 30],
    }
    for sheet, row in filled.items():
        for column, value in enumerate(row, 1):
            book[sheet].cell(3, column, value or None)
    book.save(tmp_path / "filled.xlsx")
    conference = read_conference(str(tmp_path / "filled.xlsx"), problems)
    assert [len(getattr(conference, key)) for key in ("blocks", "rooms", "speakers", "fixtures", "pins", "rules")] == [1, 1, 0, 0, 0, 0]


def test_an_empty_template_says_what_is_to_be_filled_in(tmp_path: Path) -> None:
    for target in (str(tmp_path / "my.xlsx"), f"{tmp_path}/my/"):
        write(target, template(target))
        assert len(refused(target)) == 5


# --- what is ignored is said


def noted(source: str) -> list[str]:
    found: list[Problem] = []
    read_conference(source, problems, note=found.append)
    return [str(note).removeprefix(f"{source}: ") for note in found]


def test_a_workbook_of_which_nothing_is_ignored_has_no_notes(tmp_path: Path) -> None:
    assert noted(edited(tmp_path)) == []


def test_what_a_person_may_not_expect_is_said(tmp_path: Path) -> None:
    book = load_workbook(edited(tmp_path, rooms_G2="a note", rooms_I2="another"))
    book["rooms"]["G1"] = None
    book["talks"].column_dimensions["B"].hidden = True
    book["talks"].merge_cells("E2:E3")
    book["tracks"].sheet_state = "hidden"
    book.create_sheet("Remarks")
    book.create_sheet("Costs")
    book.save(tmp_path / "odd.xlsx")
    assert noted(str(tmp_path / "odd.xlsx")) == [
        "tracks: is hidden, and read all the same",
        "talks: has hidden rows or columns, which are read all the same",
        "talks: has merged cells, of which the first alone holds the value",
        "not read, as no table of a conference has such a name: Remarks, Costs",
        "rooms: not read, as there is no heading: column G, I",
    ]


def test_files_of_a_folder_that_are_no_tables_are_said(tmp_path: Path) -> None:
    write(f"{tmp_path}/csv/", folder.write(STORY.conference))
    (tmp_path / "csv" / "Remarks.csv").write_bytes(b"\xff")
    assert noted(f"{tmp_path}/csv") == ["not read, as no table of a conference has such a name: Remarks"]


def test_two_tables_of_one_name(tmp_path: Path) -> None:
    write(f"{tmp_path}/csv/", folder.write(STORY.conference))
    (tmp_path / "csv" / "rooms_closed.csv").write_bytes(b"room\n")
    assert refused(f"{tmp_path}/csv")[0] == "the table 'rooms closed' stands twice; keep one of them"


# --- the command


def test_the_command_goes_to_and_fro(command: Command, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(write_conference(STORY.conference), encoding="utf-8")
    assert command("convert", "c.yaml", "c.xlsx").stderr == "Wrote c.xlsx\n"
    assert command("convert", "c.xlsx", "tables/").stderr == "Wrote 21 tables to tables/, a new folder\n"
    assert command("convert", "tables", "again.json").stderr == "Wrote again.json\n"
    assert read_conference(str(tmp_path / "again.json")) == STORY.conference
    assert "does not go with IN" in command("convert", "--template", "c.yaml", "my.xlsx").stderr
    assert command("convert", "--template", "my.xlsx").stderr == "Wrote my.xlsx\n"
    assert "is read by this command" in command("convert", "tables/", "tables").stderr


def test_what_is_not_written_is_refused_with_what_is(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=re.escape("name a folder for them: out/")):
        converted(["wuzhen2022"], "out.csv")
    with pytest.raises(BadInput, match=r"writable: \.xlsx, a folder of CSV"):
        template("my.yaml")
    with pytest.raises(BadInput, match="is a folder"):
        writable(f"{tmp_path}/")
    assert writable(f"{tmp_path}/", folder=True) == f"{tmp_path}/"
