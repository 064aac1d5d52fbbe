"""Small foreign sheets, made by hand: what columns are taken to hold, what is asked, and what the map decides."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from instances import formats, imports
from instances.conference import Conference, text
from instances.imports.importing import Imported
from instances.problems import BadInput
from tests.command import ROOT
from tests.conftest import Command

TOLD = {"title": "Small Forum", "timezone": "Asia/Shanghai", "blocks": "9 Nov 2022 13:30-18:00; 10 Nov 2022 9:00-12:00, 14:00-18:00"}
ROOMS = "Room,Capacity\nHall 1,200\nHall 2,80\n"
TALKS = "Name,Talk title,Forum,Minutes\nAna Silva,Wires,Networks,20\nBo Lind,Waves,Networks,30\nCy Okoro,Coins,Money,20\n"


def bring(folder: Path, files: dict[str, str], told: dict[str, str] = TOLD) -> Imported:
    """Import small CSV files, with the map of the folder."""
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    path = str(folder / "map.yaml")
    order = imports.order([*(str(folder / name) for name in files), str(folder / "mine.yaml")], path, lambda _: ())
    plan = imports.settle(imports.plan(order.sheets, path), **told)
    done = imports.carry_out(plan, order.before, None, order.name)
    list(imports.keep(plan, done, order))
    return done


def fields(folder: Path, content: str, name: str = "sheet.csv") -> tuple[str, list[str]]:
    """What the rows of a sheet are taken for, and its columns in their order."""
    (folder / name).write_text(content, encoding="utf-8")
    (source,) = imports.plan([str(folder / name)], str(folder / "no.yaml")).sources
    return source.map.holds, [source.map.columns[str(h.value)] for h in source.table.headings]


SHEETS = [
    ("Room,Capacity\nHall 1,200\n", "rooms", ["room.title", "room.seats"]),
    ("Name,Seats,Projector\nHall 1,200,yes\nHall 2,10,no\n", "rooms", ["room.title", "room.seats", "room.feature (projector)"]),
    ("会议室,容纳人数,同传\n一厅,200,是\n二厅,80,否\n", "rooms", ["room.title", "room.seats", "room.feature (interpretation)"]),
    ("Name,Country,E-mail\nAna,PT,a@example.org\n", "speakers", ["speaker.name", "speaker.country", "speaker.email"]),
    ("First name,Last name,Country\nAna,Silva,PT\n", "speakers", ["speaker.given", "speaker.family", "speaker.country"]),
    (
        "Name,Unavailable on,Arrival,Departure\nAna,9 Nov,9 Nov 14:00,10 Nov 16:00\n",
        "speakers",
        ["speaker.name", "speaker.unavailable", "speaker.arrives", "speaker.leaves"],
    ),
    ("Speaker,Title,Length\nAna Silva,Of wires,20\n", "talks", ["speaker.name", "talk.title", "talk.minutes"]),
    ("Talk title,Session,Speakers\nOf wires,Networks,Ana Silva; Bo Lind\n", "talks", ["talk.title", "subforum.title", "talk.speakers"]),
    (
        "姓名,单位,论坛,演讲题目,时长\n李伟,某大学,网络论坛,路由,20分钟\n",
        "talks",
        ["speaker.name", "speaker.organisation", "subforum.title", "talk.title", "talk.minutes"],
    ),
    ("Forum,Theme,Expected audience\nNetworks,Technology,120\n", "subforums", ["subforum.title", "subforum.track", "subforum.audience"]),
    ("Date,Start,End\n2022-11-09,13:30,18:00\n", "blocks", ["block.day", "block.start", "block.end"]),
    ("Day,Time,Block\n9 Nov 2022,13:30-18:00,Afternoon\n", "blocks", ["block.day", "block.hours", "block.title"]),
    ("Invoice,Amount\nA-1,20\n", "nothing", ["nothing", "nothing"]),
]


@pytest.mark.parametrize(("content", "holds", "columns"), SHEETS)
def test_headings_and_values_tell_what_columns_hold(tmp_path: Path, content: str, holds: str, columns: list[str]) -> None:
    assert fields(tmp_path, content) == (holds, columns)


def test_a_small_conference(tmp_path: Path) -> None:
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS})
    conference = done.conference
    assert [text(s.title) for s in conference.subforums] == ["Networks", "Money"]
    assert [(t.id, t.minutes, t.speakers) for t in conference.subforums[0].talks] == [
        ("wires", 20, ("ana-silva",)),
        ("waves", 30, ("bo-lind",)),
    ]
    assert [(r.id, r.seats) for r in conference.rooms] == [("hall-1", 200), ("hall-2", 80)]
    assert [text(b.title) for b in conference.blocks] == ["Nov 9 afternoon", "Nov 10 morning", "Nov 10 afternoon"]
    assert not done.remarks.unread
    assert not done.remarks.guessed


def test_blocks_may_stand_in_a_sheet(tmp_path: Path) -> None:
    slots = "Date,From,To\n9.11.2022,1:30 pm,6 pm\n10.11.2022,09:00,12:00\n"
    told = {"timezone": "Asia/Shanghai"}
    conference = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS, "slots.csv": slots}, told).conference
    assert [(b.start.isoformat(), b.end.isoformat()) for b in conference.blocks] == [
        ("2022-11-09T13:30:00+08:00", "2022-11-09T18:00:00+08:00"),
        ("2022-11-10T09:00:00+08:00", "2022-11-10T12:00:00+08:00"),
    ]


def test_a_track_alone_is_a_subforum_in_as_many_sittings_as_it_needs(tmp_path: Path) -> None:
    rows = "".join(f"P{n} Lind,Paper {n},AI,40\n" for n in range(10))
    conference = bring(tmp_path, {"rooms.csv": ROOMS, "papers.csv": f"Presenter,Title,Track,Minutes\n{rows}"}).conference
    assert [(text(s.title), s.sittings, len(s.talks)) for s in conference.subforums] == [("AI", "auto", 10)]


def test_the_map_merges_and_parts_names(tmp_path: Path) -> None:
    people = "Name,Country\nOluwaseun Adeyemi,NG\nOluwaseun Adeyemy,NG\nXiaofan Tang,CN\nXiaofen Tang,CN\n"
    first = bring(tmp_path, {"rooms.csv": ROOMS, "people.csv": people, "talks.csv": TALKS})
    pairs = [["Oluwaseun Adeyemi", "Oluwaseun Adeyemy"], ["Xiaofan Tang", "Xiaofen Tang"]]
    path = tmp_path / "map.yaml"
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert document["unsure"] == pairs
    assert len(first.conference.speakers) == 7
    path.write_text(
        yaml.safe_dump({**document, "same": pairs[:1], "different": pairs[1:], "unsure": []}, allow_unicode=True), encoding="utf-8"
    )
    again = bring(tmp_path, {"rooms.csv": ROOMS, "people.csv": people, "talks.csv": TALKS}, {})
    assert not again.duplicates
    assert [s.name for s in again.conference.speakers if "Adeyem" in s.name] == ["Oluwaseun Adeyemi"]
    assert len([s for s in again.conference.speakers if "Tang" in s.name]) == 2


def test_comments_in_the_map_are_kept_beside_it(tmp_path: Path) -> None:
    bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS})
    path = tmp_path / "map.yaml"
    told = path.read_text(encoding="utf-8") + "# ask Zoe about the halls\n"
    path.write_text(told, encoding="utf-8")
    bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS}, {})
    assert path.read_text(encoding="utf-8") == told, "nothing new, nothing written"
    bring(tmp_path, {"rooms.csv": ROOMS.replace("Capacity", "Capacity,Rent"), "talks.csv": TALKS}, {})
    assert (tmp_path / "map.yaml~").read_text(encoding="utf-8") == told


def test_the_map_changes_what_a_column_holds(tmp_path: Path) -> None:
    bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS})
    path = tmp_path / "map.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Forum: subforum.title", "Forum: subforum.track"), encoding="utf-8")
    conference = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS}, {}).conference
    assert {text(track.title) for track in conference.tracks} == {"Networks", "Money"}


def _refused(error: pytest.ExceptionInfo[BadInput]) -> str:
    return "\n".join(map(str, error.value.problems))


def test_a_misspelt_field_is_told_with_its_line(tmp_path: Path) -> None:
    bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS})
    path = tmp_path / "map.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Minutes: talk.minutes", "Minutes: talk.minuts"), encoding="utf-8")
    line = next(n for n, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if "talk.minuts" in row)
    with pytest.raises(BadInput) as error:
        bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS}, {})
    assert f"map.yaml:{line}: " in _refused(error)
    assert "there is no field 'talk.minuts'; did you mean 'talk.minutes'?" in _refused(error)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "no time zone of the conference is known; say it, like --timezone Asia/Shanghai"),
        ({"timezone": "Asia/Shanghai"}, "no sheet says when the programme is; say it, like --blocks"),
        ({"timezone": "Shangai"}, "the time zone: 'Shangai' is not a known time zone, city or country; did you mean 'Asia/Shanghai'?"),
        ({"timezone": "Asia/Shanghai", "blocks": "9 Nov 13:30-18:00"}, "has no year"),
        ({"timezone": "Asia/Shanghai", "blocks": "9 Nov 2022"}, "does not say from when to when"),
        ({"timezone": "Asia/Shanghai", "blocks": "soon"}, "'soon' does not begin with a date"),
    ],
)
def test_what_must_be_told_is_asked_for(tmp_path: Path, told: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput) as error:
        bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS}, told)
    assert words in _refused(error)


def test_a_column_that_is_no_longer_there_is_told(tmp_path: Path) -> None:
    bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS})
    again = bring(tmp_path, {"rooms.csv": ROOMS.replace("Capacity", "Chairs"), "talks.csv": TALKS}, {})
    assert [str(one) for one in again.remarks.unread][:1] == [
        "rooms.csv rooms: the column 'Capacity' of the map is not in the sheet; mend the heading, or the map"
    ]


def test_a_talk_may_be_in_the_list_of_people_and_a_panel_in_several_rows(tmp_path: Path) -> None:
    people = (
        "Speaker,Country,Forum,Talk title,Length\nAna Silva,PT,Networks,Wires,20\nBo Lind,SE,Networks,Panel on waves,40\n"
        "Cy Okoro,NG,Networks,Panel on waves,40\n"
    )
    conference = bring(tmp_path, {"rooms.csv": ROOMS, "speakers.csv": people}).conference
    talks = {text(t.title): t for t in conference.subforums[0].talks}
    assert talks["Panel on waves"].speakers == ("bo-lind", "cy-okoro")
    assert talks["Panel on waves"].minutes == 40


def test_two_people_of_one_name_stay_two(tmp_path: Path) -> None:
    people = "Name,E-mail\nLi Wei,li@example.org\nLi Wei,wei@example.com\n"
    talks = "Speaker,E-mail,Talk title,Forum\nLI Wei,wei@example.com,Wires,Networks\nLi Wei,,Waves,Networks\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "people.csv": people, "talks.csv": talks})
    conference = done.conference
    assert len(conference.speakers) == 2
    wires, waves = conference.subforums[0].talks
    assert [conference.speaker(id).email for id in wires.speakers] == ["wei@example.com"]
    assert waves.speakers == ()
    assert "could be the person in people A2 or people A3" in str(done.remarks.unread[0])


def test_wishes_for_a_time_and_a_room(tmp_path: Path) -> None:
    forums = "Forum,Theme,Audience,Preferred time,Hall\nNetworks,Technology,150,10 Nov morning,Hall 1\nMoney,Trade,50,not on 9 Nov,Hall 9\n"
    done = bring(tmp_path, {"rooms.csv": ROOMS, "forums.csv": forums, "talks.csv": TALKS})
    wishes = [
        (w.item, w.room, w.avoid, w.window and (w.window.start.isoformat()[5:16], w.window.end.isoformat()[5:16]))
        for w in done.conference.prefers
    ]
    assert wishes == [
        ("networks", None, False, ("11-10T00:00", "11-10T12:00")),
        ("networks", "hall-1", False, None),
        ("money", None, False, ("11-10T00:00", "11-11T00:00")),
    ]
    assert [str(one) for one in done.remarks.unread] == ["forums.csv forums E3: there is no room 'Hall 9'; did you mean 'Hall 2'?"]


def test_lengths_off_the_grid_make_it_finer(tmp_path: Path) -> None:
    conference = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": TALKS.replace(",30", ",12")}).conference
    assert conference.grid == 1 or all(t.minutes % conference.grid == 0 for s in conference.subforums for t in s.talks)
    assert isinstance(conference, Conference)


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    talks = 'Name,Talk title,Forum,Minutes\nAna Silva,"=HYPERLINK(""x"",""y"")",+Networks,20\n'
    done = bring(tmp_path, {"rooms.csv": ROOMS, "talks.csv": talks})
    out = tmp_path / "mine.xlsx"
    formats.write(str(out), formats.writer(str(out))(done.conference))
    assert formats.read_conference(str(out)) == done.conference


def _dialog(folder: Path, words: Sequence[str], answers: Sequence[str]) -> tuple[int, str]:
    """Run the command at a terminal and type an answer to each question."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "TERM": "dumb"}
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", *words], cwd=folder, stdin=follower, stdout=follower, stderr=follower, env=environment
    )
    os.close(follower)
    seen, waiting, until = "", list(answers), time.monotonic() + 120
    while time.monotonic() < until:
        if select.select([leader], [], [], 0.2)[0]:
            try:
                seen += os.read(leader, 4096).decode("utf-8", "replace")
            except OSError:
                break
        elif process.poll() is not None:
            break
        if waiting and seen.rstrip().endswith(":") and seen.rstrip("\n") == seen:
            os.write(leader, f"{waiting.pop(0)}\n".encode())
            seen += "\n"
    os.close(leader)
    return process.wait(timeout=60), seen


def test_at_a_terminal_it_asks_for_what_nobody_told_and_once_for_the_columns(tmp_path: Path) -> None:
    (tmp_path / "rooms.csv").write_text(ROOMS, encoding="utf-8")
    (tmp_path / "talks.csv").write_text(TALKS, encoding="utf-8")
    words = ["convert", "rooms.csv", "talks.csv", "mine.yaml", "--map", "map.yaml"]
    code, seen = _dialog(tmp_path, words, ["Small Forum", "Wuzhen", "9 Nov 2022 13:30-18:00", "y"])
    assert code == 0, seen
    assert "What is the conference called?" in seen
    assert "Is this what the columns hold?" in seen
    assert text(formats.read_conference(str(tmp_path / "mine.yaml")).conference.title) == "Small Forum"
    code, seen = _dialog(tmp_path, words, [])
    assert code == 0
    assert "?" not in seen, "the second time nothing is asked"


def test_a_no_at_the_terminal_keeps_the_map_to_be_changed(tmp_path: Path) -> None:
    (tmp_path / "rooms.csv").write_text(ROOMS, encoding="utf-8")
    (tmp_path / "talks.csv").write_text(TALKS, encoding="utf-8")
    told = [word for name, value in TOLD.items() for word in (f"--{name}", value)]
    code, seen = _dialog(tmp_path, ["convert", "rooms.csv", "talks.csv", "mine.yaml", "--map", "map.yaml", *told], ["n"])
    assert code == 1
    assert "change what is wrong in it, and convert again" in seen
    assert not (tmp_path / "mine.yaml").exists()
    assert "talk.title" in (tmp_path / "map.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothere.xlsx", "mine.yaml", "--map", "map.yaml"], "there is no file 'nothere.xlsx'"),
        (["rooms.csv", "mine.yaml", "--yes"], "convert without --map does not go with --yes"),
        (["rooms.csv", "mine.yaml", "--map", "map.yaml", "--to", "json"], "--map does not go with --to"),
        (["mine.yaml", "--map", "map.yaml"], "no sheets are named"),
        (["rooms.csv", "mine.odt", "--map", "map.yaml", "--yes"], "'mine.odt' has no suffix of a format"),
        (["rooms.csv", "mine.yaml", "--map", "rooms.csv", "--yes"], "rooms.csv: is read by this command, and would be overwritten"),
        (["empty.csv", "mine.yaml", "--map", "map.yaml", "--yes"], "empty.csv: holds no table"),
        (["rooms.csv", "mine.yaml", "--map", "list.yaml", "--yes"], "list.yaml: is not a map: expected keys and values"),
    ],
)
def test_wrong_words_are_told(command: Command, tmp_path: Path, words: list[str], said: str) -> None:
    for name, content in {"rooms.csv": ROOMS, "empty.csv": "", "list.yaml": "- a\n"}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = command("convert", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "rooms.csv").read_text(encoding="utf-8") == ROOMS
