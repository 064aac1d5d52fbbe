"""Pictures of an agenda: what stands on them, that words fit, and that they can be drawn where fonts and the drawer are."""

from __future__ import annotations

import json
import os
import struct
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instances.conference import Conference
from instances.formats import picture, read_agenda, read_conference
from instances.formats.letters import breadth, chinese, lines
from instances.problems import BadInput
from tests.command import ROOT
from tests.conftest import Command
from tests.test_page import HOSTILE, SIGNS, canaried
from tests.test_show import CONFERENCE, FILM, agenda, conference, draft

SVG = "{http://www.w3.org/2000/svg}"


def parsed(text: str) -> ElementTree.Element:
    """A picture as XML."""
    return ElementTree.fromstring(text.encode())


def words(text: str) -> list[str]:
    """What is written on a picture."""
    return ["".join(one.itertext()) for one in parsed(text).iter(f"{SVG}text")]


def test_the_picture_has_days_rooms_times_and_titles_in_a_language() -> None:
    written = words(picture.svg(conference(), agenda()))
    for one in ("Tiny Summit", "Law", "Wednesday, November 9", "Great Hall", "Small Room", "09:30–10:30", "Data Governance", "Film Forum"):
        assert any(one in line for line in written), one
    written = words(picture.svg(conference(), agenda(), "zh"))
    for one in ("小峰会", "法律", "11月9日 星期三", "大会堂", "数据治理论坛"):
        assert any(one in line for line in written), one


def test_the_whole_title_can_be_read_where_it_is_cut() -> None:
    subforums = [CONFERENCE["subforums"][0], {**CONFERENCE["subforums"][1], "title": "A very long title " * 20}]
    drawn = picture.svg(conference(subforums=subforums), agenda())
    assert f"13:30–14:30 {('A very long title ' * 20).strip()}, Great Hall" in [one.text for one in parsed(drawn).iter(f"{SVG}title")]
    assert any(line.endswith("…") for line in words(drawn))


def test_what_overlaps_in_a_room_stands_side_by_side() -> None:
    second = {**FILM, "id": "film/2", "start": "2022-11-09T13:50+08:00", "end": "2022-11-09T14:50+08:00", "talks": []}
    cards = [one.attrib for one in parsed(picture.svg(conference(), agenda(sittings=[FILM, second], fixtures=[]))).iter(f"{SVG}svg")][1:]
    first, other = ((float(one["x"]), float(one["width"])) for one in cards)
    assert first[0] + first[1] < other[0]


def test_a_draft_says_so() -> None:
    assert "DRAFT: 2 left out" in words(picture.svg(conference(), draft()))


def test_a_picture_keeps_secrets() -> None:
    drawn = picture.svg(*canaried())
    assert [sign for sign in SIGNS if sign in drawn] == []


@pytest.mark.parametrize(
    "title", [HOSTILE, "\x00\x1b[2J\ud800\uffff", "\u202eright to left \u05e2\u05d1\u05e8\u05d9\u05ea", "]]>", "M" * 5000, " "]
)
def test_hostile_titles_are_words(title: str) -> None:
    given = CONFERENCE["subforums"][0]
    subforum = Conference.model_validate(CONFERENCE).subforums[0].replaced(title=title)
    drawn = picture.svg(conference().replaced(subforums=(subforum, conference().subforums[1])), agenda())
    assert [one.tag for one in parsed(drawn).iter() if one.tag.removeprefix(SVG) not in ("svg", "title", "rect", "text", "g")] == []
    assert given["title"]["en"] not in drawn


def test_an_agenda_of_another_conference_is_refused() -> None:
    with pytest.raises(BadInput, match="jazz"):
        picture.svg(conference(), agenda(sittings=[{**FILM, "subforum": "jazz"}]))


def test_the_flagship_has_room_for_all_its_words() -> None:
    published = read_agenda(str(ROOT / "tests" / "cancelled" / "wuzhen2022.agenda.json"))
    for language in ("en", "zh"):
        drawn = parsed(picture.svg(read_conference("wuzhen2022"), published, language))
        for card in (one for one in drawn.iter(f"{SVG}svg") if "x" in one.attrib):
            for text in card.iter(f"{SVG}text"):
                wide = breadth(text.text or "", float(text.attrib["font-size"]), bold="font-weight" in text.attrib)
                assert float(text.attrib["x"]) + wide <= float(card.attrib["width"])
                assert float(text.attrib["y"]) <= float(card.attrib["height"])


@given(st.text(max_size=60), st.floats(30, 300), st.integers(1, 4))
def test_lines_are_never_wider_than_they_may_be_and_lose_nothing_unsaid(text: str, width: float, most: int) -> None:
    found = lines(text, width, 12, most)
    assert len(found) <= most
    assert all(breadth(line, 12) <= width + 1e-6 or len(line) == 1 for line in found)
    if not any("…" in line for line in found):
        assert "".join("".join(found).split()) == "".join(text.split())


def test_chinese_breaks_between_any_two_letters_but_before_no_comma() -> None:
    assert lines("世界互联网大会，乌镇", 70, 12, 3) == ["世界互联网", "大会，乌镇"]
    assert lines("世界互联网大会", 50, 12, 1) == ["世界互…"]
    assert lines("Digital Economy", 60, 12, 3) == ["Digital", "Economy"]
    assert chinese("A厅")
    assert not chinese("Größe")


# --- in dots ---


def test_the_png_shows_chinese() -> None:
    try:
        drawn = picture.png(conference(), agenda(), "zh")
    except BadInput as error:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(error))
    width, height = struct.unpack(">II", drawn[16:24])
    assert drawn.startswith(b"\x89PNG\r\n")
    assert (width, height > 800) == (3200, True)
    other = [{**CONFERENCE["subforums"][0], "title": {"en": "x", "zh": "资料治理论坛"}}, CONFERENCE["subforums"][1]]
    assert picture.png(conference(subforums=other), agenda(), "zh") != drawn


def test_where_no_font_has_a_letter_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "_dots", lambda *_: b"the same for every letter")
    picture._has_letter.cache_clear()
    with pytest.raises(BadInput, match="no font on this machine has the letter '小'; install one that has, such as Noto Sans CJK"):
        picture.png(conference(), agenda(), "zh")
    assert picture.png(conference(), agenda()) == b"the same for every letter"
    picture._has_letter.cache_clear()


def test_where_what_draws_is_absent_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(BadInput, match=r"what draws \.png is not installed; install it with: pip install 'agendawright\[pictures\]'"):
        picture.png(conference(), agenda())


def test_convert_writes_pictures_by_their_suffix(command: Command, tmp_path: Path) -> None:
    (tmp_path / "tiny.json").write_text(json.dumps(CONFERENCE), encoding="utf-8")
    (tmp_path / "agenda.json").write_text(agenda().to_json(), encoding="utf-8")
    done = command("convert", "tiny.json", "agenda.json", "agenda.svg", "--lang", "zh", "--force")
    assert (done.returncode, done.stderr) == (0, "Wrote agenda.svg\n")
    assert "小峰会" in words((tmp_path / "agenda.svg").read_text(encoding="utf-8"))
    done = command("convert", "tiny.json", "agenda.json", "agenda.png", "--force")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "agenda.png").read_bytes().startswith(b"\x89PNG")
