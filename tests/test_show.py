"""Views of a hand-made agenda, on several clocks and at several widths."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from constraints import Violation
from instances.agenda import Agenda, RuleScore
from instances.conference import Conference
from instances.problems import BadInput
from scheduler import show
from scheduler.check import Finding, Report, agrees, check
from scheduler.terminal import piped

NEW_YORK = "America/New_York"

CONFERENCE: dict[str, Any] = {
    "conference": {"id": "tiny", "title": {"en": "Tiny Summit", "zh": "小峰会"}, "timezone": "Asia/Shanghai"},
    "blocks": [
        {"id": "am", "title": {"en": "First morning", "zh": "首日上午"}, "start": "2022-11-09T09:00", "end": "2022-11-09T12:00"},
        {"id": "pm", "title": {"en": "First afternoon", "zh": "首日下午"}, "start": "2022-11-09T13:30", "end": "2022-11-09T18:00"},
    ],
    "rooms": [
        {"id": "hall", "title": {"en": "Great Hall", "zh": "大会堂"}, "seats": 300},
        {"id": "room", "title": {"en": "Small Room", "zh": "小会议室"}, "seats": 50},
    ],
    "tracks": [
        {"id": "law", "title": {"en": "Law", "zh": "法律"}},
        {"id": "art", "title": {"en": "Art", "zh": "艺术"}},
    ],
    "speakers": [
        {"id": "ada", "name": "Ada", "timezone": NEW_YORK, "attends": "online", "possible_hours": ["18:00", "23:00"]},
        {"id": "bo", "name": "薄熙", "timezone": "Asia/Shanghai"},
        {"id": "cy", "name": "Cy", "timezone": "Africa/Nairobi", "attends": "recorded"},
        {"id": "dee", "name": "Dee"},
    ],
    "subforums": [
        {
            "id": "data",
            "title": {"en": "Data Governance Forum", "zh": "数据治理论坛"},
            "track": "law",
            "audience": {"online": {"Asia/Kathmandu": 5}},
            "talks": [
                {"id": "d1", "title": {"en": "Whose data", "zh": "谁的数据"}, "minutes": 30, "speakers": ["ada"]},
                {"id": "d2", "title": "Panel", "minutes": 30, "seats": [{"id": "d2-chair", "role": "moderator", "candidates": ["bo"]}]},
            ],
        },
        {
            "id": "film",
            "title": {"en": "Film Forum", "zh": "电影论坛"},
            "track": "art",
            "talks": [{"id": "f1", "title": "A film", "minutes": 60, "speakers": ["cy", "dee"]}],
        },
    ],
    "fixtures": [
        {
            "id": "opening",
            "title": {"en": "Opening", "zh": "开幕式"},
            "rooms": ["hall"],
            "speakers": ["bo"],
            "start": "2022-11-09T08:00",
            "end": "2022-11-09T08:45",
        }
    ],
}

OPENING = {"fixture": "opening", "rooms": ["hall"], "start": "2022-11-09T08:00+08:00", "end": "2022-11-09T08:45+08:00"}
DATA = {
    "id": "data/1",
    "subforum": "data",
    "room": "room",
    "start": "2022-11-09T09:30+08:00",
    "end": "2022-11-09T10:30+08:00",
    "talks": [
        {"talk": "d1", "start": "2022-11-09T09:30+08:00", "end": "2022-11-09T10:00+08:00", "speakers": ["ada"]},
        {
            "talk": "d2",
            "start": "2022-11-09T10:00+08:00",
            "end": "2022-11-09T10:30+08:00",
            "seats": [{"seat": "d2-chair", "speaker": "bo"}],
        },
    ],
}
FILM = {
    "id": "film/1",
    "subforum": "film",
    "room": "hall",
    "start": "2022-11-09T13:30+08:00",
    "end": "2022-11-09T14:30+08:00",
    "talks": [{"talk": "f1", "start": "2022-11-09T13:30+08:00", "end": "2022-11-09T14:30+08:00", "speakers": ["cy", "dee"]}],
}


def conference(**changes: Any) -> Conference:
    """The tiny summit, with some of its lists replaced."""
    return Conference.model_validate({**CONFERENCE, **changes})


def agenda(**changes: Any) -> Agenda:
    """Its agenda, with something replaced."""
    whole: dict[str, Any] = {"conference": "tiny", "conference_hash": "", "sittings": [DATA, FILM], "fixtures": [OPENING]}
    return Agenda.model_validate({**whole, **changes})


def draft() -> Agenda:
    """The agenda without the film forum and without the moderator."""
    talks = [DATA["talks"][0], {**DATA["talks"][1], "seats": []}]  # type: ignore[dict-item]
    return agenda(
        sittings=[{**DATA, "talks": talks}],
        unplaced=[
            {"item": "f1", "rule": "room_fit", "sentence": "Film Forum needs 400 seats; Great Hall has 300."},
            {"item": "d2-chair", "rule": "max_talks", "sentence": "薄熙 has a talk too many."},
        ],
    )


def drawn(what: RenderableType, width: int = 120, **console: Any) -> str:
    """What a terminal of this width shows."""
    file = io.StringIO()
    Console(file=file, width=width, highlight=False, **console).print(what, markup=False)
    return file.getvalue()


def line_with(text: str, shown: str) -> str:
    """The first line with some text, its spaces single."""
    return next(" ".join(line.split()) for line in shown.splitlines() if text in line)


def test_by_room_stands_everything_in_order_of_block_room_and_time() -> None:
    shown = drawn(show.view(conference(), agenda()))
    places = [
        shown.index(text) for text in ("outside the blocks", "Opening", "First morning", "Data Governance", "First afternoon", "Film Forum")
    ]
    assert places == sorted(places)
    assert "│ Small Room │ 09:30–10:30 │ Data Governance Forum │ 09:30 Whose data · Ada (online)" in line_with("09:30–10:30", shown)
    assert "10:00 Panel · 薄熙 (moderator)" in shown
    assert "A film · Cy (recorded); Dee" in shown


def test_by_track_stand_sittings_and_fixtures_with_the_date_where_it_differs() -> None:
    shown = drawn(show.view(conference(), agenda(), by="track", zone=NEW_YORK))
    assert "Wed Nov 9 │ 20:30–21:30 (Nov 8) │ Small Room │ Data Governance Forum · 2 talks" in line_with("Data", shown)
    assert "Wed Nov 9 │ 00:30–01:30 │ Great Hall │ Film Forum" in line_with("Film", shown)
    assert "19:00–19:45 (Nov 8)" in line_with("Opening", shown)


def test_a_stretch_over_midnight_has_the_date_at_the_end_to_which_it_belongs() -> None:
    evening = {**FILM, "start": "2022-11-09T12:30+08:00"}
    assert "23:30 (Nov 8)–01:30" in drawn(show.view(conference(), agenda(sittings=[evening]), zone=NEW_YORK))
    late = {**OPENING, "start": "2022-11-09T23:30+08:00", "end": "2022-11-10T00:30+08:00"}
    assert "23:30–00:30 (Nov 10)" in drawn(show.view(conference(), agenda(fixtures=[late])))


def test_a_person_sees_their_own_day_at_home() -> None:
    shown = drawn(show.view(conference(), agenda(), speaker="ada"))
    assert line_with("Whose data", shown) == "Wed Nov 9 20:30–21:00 (Nov 8) Whose data · Data Governance Forum, Small Room"
    assert "Film" not in shown
    recorded = drawn(show.view(conference(), agenda(), speaker="cy"))
    assert line_with("A film", recorded) == "Wed Nov 9 08:30–09:30 A film (recorded) · Film Forum, Great Hall"
    assert "09:30–10:00" in drawn(show.view(conference(), agenda(), speaker="ada", zone="Asia/Shanghai"))


def test_everyone_has_talks_seats_and_fixtures() -> None:
    shown = drawn(show.view(conference(), agenda(), by="speaker"))
    assert [shown.count(name) for name in ("Ada", "薄熙", "Cy", "Dee")] == [1, 1, 1, 1]
    assert shown.index("Opening · Great Hall") < shown.index("Panel (moderator)")


def test_a_person_who_does_not_appear_is_told_so() -> None:
    assert "nothing in this agenda" in drawn(show.view(conference(), agenda(sittings=[]), speaker="ada"))


@pytest.mark.parametrize("by", ["room", "speaker", "track"])
def test_a_draft_says_so_first_and_names_what_is_left_out(by: str) -> None:
    lines = drawn(show.view(conference(), draft(), by=by)).splitlines()
    assert "DRAFT" in lines[0]
    assert "Film Forum: Film Forum needs 400 seats; Great Hall has 300." in lines[2]
    assert "moderator of Panel (Data Governance Forum): 薄熙 has a talk too many." in lines[3]
    assert "DRAFT" not in drawn(show.view(conference(), agenda(), by=by))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("by", ["room", "speaker", "track"])
@pytest.mark.parametrize("width", [40, 60, 100, 200])
def test_no_line_is_wider_than_the_terminal_and_frames_are_straight(width: int, by: str, language: str) -> None:
    shown = drawn(show.view(conference(), draft(), by=by, zone=NEW_YORK, language=language), width)
    assert max(map(cell_len, shown.splitlines())) <= width
    framed = [line for line in shown.splitlines() if line[:1] in "╭│├╰┏┃┗"]
    assert all(cell_len(line) == width or line[0] in "╭│├╰" for line in framed)
    if width >= show.WIDE and by == "room":
        assert {cell_len(line) for line in framed} == {width}


def test_chinese_titles_and_dates() -> None:
    shown = drawn(show.view(conference(), agenda(), by="track", zone=NEW_YORK, language="zh"))
    assert "11月9日 周三 │ 20:30–21:30 (11月8日) │ 小会议室 │ 数据治理论坛" in line_with("数据治理", shown)


def test_no_colour_where_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    view = show.view(conference(), agenda())
    assert "\x1b[36m" in drawn(view, force_terminal=True, color_system="standard", _environ={})
    assert "\x1b[36m" not in drawn(view, force_terminal=True, color_system="standard", _environ={"NO_COLOR": "1"})


def test_names_are_words_and_neither_markup_nor_commands_for_the_terminal() -> None:
    people = [{**p, "name": "[red]Ada[/red]\x1b[2J\u202e"} if p["id"] == "ada" else p for p in CONFERENCE["speakers"]]
    shown = drawn(show.view(conference(speakers=people), agenda()), force_terminal=True, color_system="standard")
    assert "[red]Ada[/red]" in shown
    assert "\x1b[2J" not in shown
    assert "\u202e" not in shown


def test_as_data_has_a_version_and_every_time_its_offset() -> None:
    found = show.as_data(conference(), agenda(), by="room", zone=NEW_YORK)
    assert found["format"] == "agendawright/show@1"
    assert [group["id"] for group in found["groups"]] == ["", "am", "pm"]
    sitting = found["groups"][1]["entries"][0]
    assert (sitting["id"], sitting["start"], sitting["rooms"]) == (
        "data/1",
        "2022-11-08T20:30:00-05:00",
        [{"id": "room", "title": "Small Room"}],
    )
    assert sitting["talks"][1]["people"] == [{"id": "bo", "name": "薄熙", "role": "moderator", "attends": "onsite"}]
    own = show.as_data(conference(), agenda(), speaker="cy")
    assert (own["by"], own["timezone"], own["people"][0]["appearances"][0]["recorded"]) == ("speaker", "Africa/Nairobi", True)


def test_as_data_of_a_draft_names_a_subforum_without_any_talk_once() -> None:
    found = show.as_data(conference(), draft())
    assert found["draft"]
    assert [(left["id"], left["items"]) for left in found["unplaced"]] == [("film", ["f1"]), ("d2-chair", [])]


@pytest.mark.parametrize(
    ("wish", "words"),
    [({"by": "rooms"}, "did you mean 'room'"), ({"zone": "America/New_Yorck"}, "did you mean 'America/New_York'")],
)
def test_an_unknown_view_or_zone_is_refused(wish: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        show.view(conference(), agenda(), **wish)


def test_an_agenda_of_another_conference_is_refused() -> None:
    with pytest.raises(BadInput, match="the agenda names what the conference does not have: jazz"):
        show.view(conference(), agenda(sittings=[{**FILM, "subforum": "jazz"}]))


# --- what an agenda is worth ---

RULES = {"parallel": RuleScore(amount=6, penalty=30), "no_gap": RuleScore(amount=0, penalty=0)}


def report(*findings: Finding) -> Report:
    """A report with some findings; every rule has a score."""
    from constraints import RULES as EVERY

    scores = {rule.id: RULES.get(rule.id, RuleScore(amount=0, penalty=0)) for rule in EVERY}
    return Report(findings, scores)


def dear(points: int, hard: bool = False) -> Finding:
    """A finding that costs points, or is hard."""
    return Finding(Violation("parallel", points, ("data", "film"), f"Two things cost {points}."), 0 if hard else points, hard)


def scored(penalty: int, **solver: Any) -> Agenda:
    """The agenda with the score that a solver gave it."""
    return agenda(score={"penalty": penalty, "bound": penalty - 3, "gap": 10.0}, solver=solver or {"status": "feasible"})


def test_the_summary_says_how_good_an_agenda_is_and_what_costs_most() -> None:
    costs = [dear(n) for n in (9, 8, 7, 6, 5, 4)]
    shown = drawn(show.summary(conference(), scored(30), report(*costs)), 80)
    assert "no agenda is more than 10.0 % better" in shown
    assert "Penalty 30 · Bound 27 · Gap 10.0 %" in shown
    assert "The checker found nothing hard broken and agrees: penalty 30." in shown
    assert "The five dearest causes" in shown
    assert line_with("cost 9", shown) == "9 Two things cost 9."
    assert "cost 4" not in shown
    assert line_with("parallel", shown) == "parallel 6 points 5 30"


def test_a_bound_of_an_easier_form_says_so() -> None:
    tiers = [{"name": "wishes", "penalty": 30, "bound": 27, "bound_of": "by plans", "status": "feasible"}]
    found = agenda(score={"penalty": 30, "bound": 27, "gap": 10.0, "tiers": tiers}, solver={"status": "feasible"})
    words = "Bound 27, of an easier form in which every agenda stands and costs no more: by plans · Gap 10.0 %"
    assert words in " ".join(drawn(show.summary(conference(), found, report()), 80).split())


def test_the_summary_of_a_proved_agenda_says_so() -> None:
    shown = drawn(show.summary(conference(), scored(30, status="optimal", seconds=4.25), report()))
    assert shown.startswith("Optimal: proved that no agenda has a lower penalty.")
    assert "found in 4.2 s" in shown


def test_the_verdict_has_every_sentence() -> None:
    shown = drawn(show.verdict(conference(), scored(30), report(dear(0, hard=True), dear(9), dear(4))), 90)
    assert shown.startswith("The checker found one thing that must not be, and for the rest a penalty of 30.\n✗ Two things cost 0.")
    assert "cost 9" in shown
    assert "cost 4" in shown


def test_a_checker_that_disagrees_says_so() -> None:
    assert show.verdict_sentence(scored(31), report()) == (
        "The checker found nothing hard broken, but counts a penalty of 30 where the agenda says 31."
    )
    assert show.verdict_sentence(scored(31), report(dear(1, hard=True))) == (
        "The checker found one thing that must not be, and for the rest a penalty of 30 where the agenda says 31."
    )
    assert show.verdict_sentence(agenda(), report()) == "The checker found nothing hard broken: penalty 30."


def test_the_dearest_as_sentences() -> None:
    assert show.dearest_sentences(report(dear(9), dear(4)), 1) == ["9 points: Two things cost 9."]


def test_nothing_agrees_beside_a_broken_structure() -> None:
    stranger = scored(0).replaced(sittings=(scored(0).sittings[0].replaced(subforum="jazz"),))
    found = check(conference(), stranger)
    assert agrees(stranger, found) is None
    assert show.verdict_sentence(stranger, found).endswith("one thing that must not be, and counted no penalty.")


def test_the_verdict_shows_a_dozen_and_says_how_many_more_there_are() -> None:
    many = report(*(dear(0, hard=True) for _ in range(20)), *(dear(100 + n) for n in range(15)))
    shown = drawn(show.verdict(conference(), scored(30), many))
    assert (shown.count("✗ Two things cost 0."), shown.count(" Two things cost 1")) == (20, 12)
    assert "… and three more; --all shows them." in shown
    whole = drawn(show.verdict(conference(), scored(30), many, None))
    assert whole.count(" Two things cost 1") == 15
    assert "more; --all" not in whole


# --- at every width ---

CHINESE = "数据治理论坛（上午场）与数字经济论坛在十一月九日十三点三十分于乌镇互联网国际会展中心第一会议厅重叠"
MIXED = "Forum 数据治理论坛 leaves 2,590 of the 3,000 seats in 乌镇互联网国际会展中心 Wuzhen-Hall-of-the-Internet empty：太大了。"


def worded(sentence: str, points: int) -> Finding:
    """A finding with a sentence of its own."""
    return Finding(Violation("parallel", 1, (), sentence), points, not points)


def letters(shown: str) -> str:
    """What is left without frames and blanks, line after line."""
    return "".join(c for c in shown if not c.isspace() and c not in "┃│•✗╭╮╰╯├┤┼─━┏┓┗┛┬┴")


def columns(shown: str) -> list[str]:
    """The letters of each column of a framed table."""
    rows = [line.split("│")[1:-1] for line in shown.splitlines() if line.startswith("│")]
    return ["".join(letters(row[n]) for row in rows) for n in range(max(map(len, rows), default=0))]


WIDTHS = [*range(30, 130), 150, 199, 200, 220, show.ENDLESS]


def test_no_sentence_loses_a_letter_at_any_width() -> None:
    left = agenda(unplaced=[{"item": "f1", "rule": "room_fit", "sentence": MIXED}], score={"penalty": 12}, sittings=[DATA])
    found = report(worded(CHINESE, 0), worded(MIXED, 1234), worded(CHINESE[::-1], 7))
    for width in WIDTHS:
        for shown in (drawn(show.verdict(conference(), left, found), width), drawn(show.summary(conference(), left, found), width)):
            assert "…" not in shown, width
            assert max(map(cell_len, shown.splitlines())) <= width
            for sentence in (CHINESE, MIXED, CHINESE[::-1], show.verdict_sentence(left, found), "all of them"):
                assert letters(sentence) in letters(shown), (width, sentence)


@pytest.mark.parametrize("by", ["room", "speaker", "track"])
def test_no_title_loses_a_letter_at_any_width(by: str) -> None:
    given = conference(
        rooms=[{**room, "title": {"en": MIXED, "zh": CHINESE}} for room in CONFERENCE["rooms"]],
        subforums=[
            {**forum, "title": CHINESE, "talks": [{**talk, "title": f"{talk['id']} {MIXED}"} for talk in forum["talks"]]}
            for forum in CONFERENCE["subforums"]
        ],
    )
    for width in WIDTHS:
        shown = drawn(show.view(given, agenda(), by=by, zone=NEW_YORK), width)
        assert "…" not in shown, width
        assert max(map(cell_len, shown.splitlines())) <= width
        texts = "\n".join([letters(shown), *columns(shown)])
        for words in (MIXED, CHINESE, *([f"d1 {MIXED}", f"f1 {MIXED}"] if by != "track" else [])):
            assert letters(words) in texts, (width, words)


def test_a_score_is_a_list_where_a_table_would_be_unreadable() -> None:
    shown = drawn(show.summary(conference(), scored(30), report()), 40)
    assert line_with("parallel", shown) == "30 parallel: 6 points, 5 each"


def test_a_pipe_gets_each_sentence_on_one_line_without_trailing_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    what = show.verdict(conference(), draft(), report(worded(MIXED * 9, 0), worded(CHINESE * 9, 5)))
    shown = piped(what)
    assert f"✗ {MIXED * 9}" in shown.splitlines()
    assert f"5 {CHINESE * 9}" in shown.splitlines()
    assert shown.startswith("DRAFT: Two things are left out of this agenda.\n• ")
    assert [line for line in shown.splitlines() if line != line.rstrip()] == []
    monkeypatch.setenv("COLUMNS", "60")
    wrapped = piped(what)
    assert max(map(cell_len, wrapped.splitlines())) <= 60
    assert [line for line in wrapped.splitlines() if line != line.rstrip()] == []
    for odd in ("0", "1", "-3", "wide"):
        monkeypatch.setenv("COLUMNS", odd)
        assert "parallel" in piped(what)
