"""The web page of an agenda: what it says, what it must not say, and what it does in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from instances import conference as models
from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import page, read_conference
from instances.formats.public import programme
from instances.problems import BadInput
from scheduler.greedy import greedy
from tests.browsing import Visit
from tests.test_show import CONFERENCE, DATA, FILM, NEW_YORK, OPENING, agenda, conference, draft

HOSTILE = "<script>window.hacked=1</script>\"'><img src=x onerror=window.hacked=2></title></style>{{7*7}}"


def scored(**solver: Any) -> Agenda:
    """The agenda with a score."""
    return agenda(score={"penalty": 6926, "bound": 6801, "gap": 1.8}, solver={"status": "feasible", **solver})


def test_the_page_holds_rooms_talks_people_seats_and_fixtures() -> None:
    html = page.write(conference(), agenda())
    for words in ("Tiny Summit", "小峰会", "Great Hall", "Whose data", "Ada", "薄熙", "moderator", "Opening", "recorded", "First morning"):
        assert words in html
    assert '<time datetime="2022-11-09T09:30+08:00">09:30</time>–<time datetime="2022-11-09T10:30+08:00">10:30</time>' in html
    assert "DRAFT" not in html
    assert "Penalty" not in html


def test_the_head_has_the_score_where_there_is_one() -> None:
    html = page.write(conference(), scored())
    assert all(f"<dd>{figure}</dd>" in html for figure in ("6,926", "6,801", "1.8 %"))
    assert "proved optimal" not in html
    assert "proved optimal" in page.write(conference(), scored(status="optimal"))


def test_a_draft_says_so_and_names_what_is_left_out_without_the_reasons() -> None:
    html = page.write(conference(), draft())
    banner = html[html.index('<h2 id="draft">') : html.index('<div class="bar')]
    assert "DRAFT" in banner
    assert "Film Forum" in banner
    assert "moderator of Panel" in banner
    assert "nobody yet" in html
    assert "400 seats" not in html


def test_the_grid_has_a_row_for_each_step_and_a_lane_for_what_overlaps() -> None:
    second = {**FILM, "id": "film/2", "start": "2022-11-09T13:50+08:00", "end": "2022-11-09T14:50+08:00", "talks": []}
    html = page.write(conference(), agenda(sittings=[FILM, second]))
    assert "--n:2;--step:10;grid-template-rows:auto repeat(8," in html
    assert 'class="room" style="grid-column:2/span 2"' in html
    assert "grid-column:2;grid-row:2/8" in html
    assert "grid-column:3;grid-row:4/10" in html


def test_what_holds_several_rooms_stands_in_each_and_what_has_none_has_a_column() -> None:
    about = {**CONFERENCE["fixtures"][0], "rooms": ["hall", "room"], "start": "2022-11-09T09:00", "end": "2022-11-09T09:30"}
    walk = {**about, "id": "walk", "title": "Walk", "rooms": [], "speakers": []}
    both = [{**OPENING, "rooms": ["hall", "room"]}, {**OPENING, "fixture": "walk", "rooms": []}]
    placed = [{**f, "start": "2022-11-09T09:00+08:00", "end": "2022-11-09T09:30+08:00"} for f in both]
    html = page.write(conference(fixtures=[about, walk]), agenda(fixtures=placed, sittings=[]))
    assert html.count('<article class="card fixture"') == 2
    assert html.count('<article class="card fixture again"') == 1
    assert "grid-column:4;" in html


def test_an_agenda_of_another_conference_is_refused() -> None:
    with pytest.raises(BadInput, match="jazz"):
        page.write(conference(), agenda(sittings=[{**FILM, "subforum": "jazz"}]))


def test_the_page_of_wuzhen_weighs_little() -> None:
    wuzhen = read_conference("wuzhen2022")
    html = page.write(wuzhen, greedy(wuzhen))
    assert len(html.encode()) < 600_000
    assert html.count('<article class="card sitting"') == len(greedy(wuzhen).sittings) > 10


# --- what is not for everyone ---

WINDOW = {"from": "2031-03-07T01:23", "to": "2031-03-07T01:24", "reason": "CANARY window"}
CANARIES: dict[tuple[str, str], tuple[Any, str]] = {
    ("Room", "closed"): ([WINDOW], "2031-03-07"),
    ("Speaker", "possible_hours"): (["03:07", "22:57"], "03:07"),
    ("Speaker", "available"): ([WINDOW], "2031-03-07"),
    ("Speaker", "available_in"): ("Antarctica/Troll", "Antarctica"),
    ("Speaker", "max_talks"): (97919, "97919"),
    ("Speaker", "max_a_day"): (97927, "97927"),
    ("Speaker", "email"): ("canary@example.org", "canary@example.org"),
    ("Speaker", "join_url"): ("https://canary.example.org/", "canary.example"),
    ("Speaker", "cost_to_ask"): (97907, "97907"),
    ("Talk", "priority"): (97901, "97901"),
    ("Subforum", "priority"): (97883, "97883"),
    ("Fixture", "priority"): (97879, "97879"),
    ("Seat", "candidates"): (["bo", "canary"], "CANARY person"),
    ("Subforum", "uses"): ({"crew": 97849}, "97849"),
    ("Audience", "onsite"): (97859, "97859"),
    ("Audience", "online"): ({"Arctic/Longyearbyen": 97861}, "Longyearbyen"),
    ("Subforum", "flagship"): (True, "flagship"),
    ("Subforum", "crowd"): (True, "crowd"),
    ("Block", "prime"): (True, "prime"),
    ("Interest", "who"): ("CANARY fan", "CANARY fan"),
}
"""For each field that is not public, a value, and what of it would be seen."""
LISTS = {("Conference", key) for key in ("resources", "prefers", "pins", "relations", "pairs", "interests", "rules", "costs")} | {
    ("Fixture", "windows")
}
"""Not public as a whole; the test gives them canaries itself."""
ONLY_IDS = {("Subforum", "blocks")}
"""Ids of what is public, so that nothing tells whether they are seen."""


def guarded() -> Iterator[tuple[str, str]]:
    """Every field that the models call staff or private."""
    for name, model in vars(models).items():
        if isinstance(model, type) and issubclass(model, models.Model):
            for field, about in model.model_fields.items():
                if isinstance(about.json_schema_extra, dict) and "visibility" in about.json_schema_extra:
                    yield name, field


CANARY = {"id": "canary", "name": "CANARY person", "attends": "online", "timezone": "Antarctica/Davis", "country": "CANARY country"}
"""A candidate who was not chosen."""
SIGNS = ("CANARY", "97871", "97847", "97843", "97841", "apart", "04:17", "05:19", *(sign for _, sign in CANARIES.values()))
"""What would be seen of a conference with canaries in it."""


def canaried() -> tuple[Conference, Agenda]:
    """The tiny summit and its agenda with a canary in every field that is not public."""

    def with_canaries(kind: str, things: list[dict[str, Any]]) -> list[dict[str, Any]]:
        hidden = {field: value for (model, field), (value, _) in CANARIES.items() if model == kind}
        return [{**thing, **hidden} for thing in things]

    def told(subforum: dict[str, Any]) -> dict[str, Any]:
        talks = [{**t, "seats": with_canaries("Seat", t.get("seats", []))} for t in subforum["talks"]]
        return {**subforum, "talks": with_canaries("Talk", talks), "audience": with_canaries("Audience", [{}])[0]}

    expo = {"id": "expo", "title": "Expo", "minutes": 30, "windows": [{"from": "2022-11-09T04:17", "to": "2022-11-09T05:19"}]}
    given = conference(
        blocks=with_canaries("Block", CONFERENCE["blocks"]),
        rooms=with_canaries("Room", CONFERENCE["rooms"]),
        speakers=with_canaries("Speaker", [*CONFERENCE["speakers"], CANARY]),
        subforums=with_canaries("Subforum", [told(s) for s in CONFERENCE["subforums"]]),
        fixtures=with_canaries("Fixture", [*CONFERENCE["fixtures"], expo]),
        resources=[{"id": "crew", "title": "CANARY crew", "capacity": 97847}],
        relations=[{"kind": "apart", "subforums": ["data", "film"]}],
        rules={"fairness": 97843},
        costs={"drop": 97841},
        prefers=[{"item": "data", "window": WINDOW}],
        pins=[{"item": "data", "room": "room", "reason": "CANARY pin"}],
        pairs=[{"subforums": ["data", "film"], "points": 97871, "reason": "CANARY pair"}],
        interests=with_canaries("Interest", [{"items": ["data", "film"], "people": 97843}]),
    )
    left = [{"item": "f1", "rule": "room_fit", "sentence": "CANARY sentence"}]
    return given, agenda(unplaced=left)


def test_no_canary_of_a_field_that_is_not_public_is_on_the_page() -> None:
    assert set(guarded()) == set(CANARIES) | LISTS | ONLY_IDS
    given = canaried()
    html, shown = page.write(*given), programme(*given)
    assert [sign for sign in SIGNS if sign in html] == []
    assert page.write(shown.conference, shown.agenda) == html


def test_the_page_offers_the_zones_of_who_appears_online_and_those_that_every_page_has() -> None:
    """Before, it offered those of audiences and of candidates who were not chosen."""
    data, film = CONFERENCE["subforums"]
    panel = {**data["talks"][1], "seats": [{**data["talks"][1]["seats"][0], "candidates": ["bo", "canary"]}]}
    data = {**data, "audience": {"online": {"Arctic/Longyearbyen": 5}}, "talks": [{**data["talks"][0], "speakers": ["eve"]}, panel]}
    people = [*CONFERENCE["speakers"], CANARY, {"id": "eve", "name": "Eve", "attends": "online", "timezone": "Pacific/Chatham"}]
    talks = [{**DATA["talks"][0], "speakers": ["eve"]}, DATA["talks"][1]]  # type: ignore[dict-item]  # plain data, as above
    html = page.write(conference(speakers=people, subforums=[data, film]), agenda(sittings=[{**DATA, "talks": talks}, FILM]))
    offered = re.findall('<option value="([^"]*/[^"]*)"', html)
    assert sorted(offered) == sorted({*page.ZONES, "Pacific/Chatham"})


def test_a_sitting_without_talks_stands_on_the_page_with_who_leads_it() -> None:
    empty = {**CONFERENCE["subforums"][1], "chairs": ["ada"]}
    html = page.write(conference(subforums=[CONFERENCE["subforums"][0], empty]), agenda(sittings=[{**FILM, "talks": []}]))
    assert html.count('<article class="card sitting"') == 1
    assert '<li data-p="ada">' in html


def hostile() -> str:
    """A page on which every word that people write is an attack."""
    words = "Tiny Summit|First morning|Great Hall|Law|Ada|Data Governance Forum|Whose data|Panel|moderator|Opening|小峰会|谁的数据"
    text = re.compile(words)

    def spoilt(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: spoilt(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [spoilt(inner) for inner in value]
        return text.sub(lambda found: found[0] + HOSTILE, value) if isinstance(value, str) else value

    return page.write(Conference.model_validate(spoilt(CONFERENCE)), draft())


def test_everything_written_by_people_is_escaped() -> None:
    html = hostile()
    assert html.count("<script") == html.count("</script>") == 2
    assert "<img" not in html
    assert "{{7*7}}" in html
    assert html.count("</style>") == html.count("</title>") == 1


# --- in a browser ---


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The page of the tiny summit."""
    path = tmp_path / "tiny.html"
    path.write_text(page.write(conference(), scored()), encoding="utf-8")
    return path


def test_the_zone_switch_redraws_every_time_and_marks_the_date(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file)
    assert visit.texts(".sitting .range") == ["09:30–10:30", "13:30–14:30"]
    assert visit.texts(".d") == []
    visit.page.get_by_label("Time zone").select_option(NEW_YORK)
    assert visit.texts(".card .range") == ["19:00–19:45Nov 8", "20:30–21:30Nov 8", "00:30–01:30"]
    assert visit.texts(".talk .start") == ["20:30Nov 8", "21:00Nov 8", "00:30"]
    assert visit.texts(".day small") == ["Tue, Nov 8 19:00 – Wed, Nov 9 01:30"]
    visit.page.get_by_label("Time zone").select_option("Asia/Kathmandu")
    assert visit.texts(".card .range") == ["05:45–06:30", "07:15–08:15", "11:15–12:15"]
    visit.page.get_by_label("Time zone").select_option("Asia/Shanghai")
    assert visit.texts(".d") == []
    assert visit.requests == [file.as_uri()]
    assert visit.said == []


def test_every_zone_on_offer_agrees_with_python(browser: Browser, tmp_path: Path) -> None:
    far = ("Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Niue")
    people = [{"id": zone[8:], "name": zone[8:], "timezone": zone, "attends": "online"} for zone in far]
    opening = {**CONFERENCE["fixtures"][0], "speakers": [person["id"] for person in people]}
    path = tmp_path / "far.html"
    path.write_text(page.write(conference(speakers=[*CONFERENCE["speakers"], *people], fixtures=[opening]), agenda()), encoding="utf-8")
    visit = Visit(browser, path)
    assert visit.page.locator('#zone optgroup[label="All zones"] option').count() > 200
    drawn = visit.page.evaluate(EVERY_ZONE)
    assert {"Asia/Shanghai", *page.ZONES, *far} <= drawn.keys()
    for zone, times in drawn.items():
        assert times
        for instant, hour in times:
            assert f"{datetime.fromisoformat(instant).astimezone(ZoneInfo(zone)):%H:%M}" == hour


EVERY_ZONE = """() => {
  const zones = document.getElementById("zone");
  const offered = [...zones.options].filter(one => one.parentNode.label !== "All zones");
  return Object.fromEntries(offered.map(({value}) => {
    zones.value = value;
    zones.dispatchEvent(new Event("change"));
    return [value, [...document.querySelectorAll("time")].map(one => [one.dateTime, one.textContent])];
  }));
}"""


def test_the_switches_stand_in_the_address_and_work_by_keyboard(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file)
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.hash") == "#programme"
    visit.page.get_by_label("Time zone").focus()
    visit.page.keyboard.press("ArrowDown")
    visit.page.get_by_role("button", name="EN", exact=True).focus()
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("location.hash") == "#zone=Asia%2FTokyo&lang=zh"
    assert Visit(browser, file, "#zone=Africa/Kampala").texts(".talk .start")[0] == "04:30"
    assert Visit(browser, file, "#zone=Atlantis/Nowhere").page.get_by_label("Time zone").input_value() == "Asia/Shanghai"
    again = Visit(browser, file, "#zone=America/New_York&lang=zh")
    assert again.texts(".talk .start")[0] == "20:3011月8日"
    assert again.texts("h1") == ["小峰会"]


def test_the_language_switch_changes_titles_and_dates(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file)
    assert visit.texts(".sitting h4") == ["Data Governance Forum", "Film Forum"]
    visit.page.get_by_role("button", name="中文").click()
    assert visit.texts(".sitting h4") == ["数据治理论坛", "电影论坛"]
    assert visit.texts(".day > h2 > span") == ["11月9日星期三"]
    assert visit.page.title() == "小峰会"
    assert visit.page.evaluate("document.documentElement.lang") == "zh"
    assert visit.page.get_by_label("时区").input_value() == "Asia/Shanghai"
    assert visit.page.get_by_label("搜索").get_attribute("placeholder") == "搜索"
    assert "Panel" in visit.texts(".talk .name")
    assert visit.said == []


def test_a_phone_gets_a_list_in_order_of_time_that_unfolds(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, width=390)
    assert visit.texts(".talk:visible") == []
    tops = [box["y"] for box in (one.bounding_box() for one in visit.page.locator(".card").all()) if box]
    assert tops == sorted(tops)
    visit.page.get_by_role("button", name="2 talks").press("Enter")
    assert visit.texts(".talk:visible .name") == ["Whose data", "Panel"]
    assert visit.texts(".talk:visible .faces")[0].endswith("Ada (online)")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (390, "light"), (1280, "dark"), (2560, "light")])
def test_nothing_runs_out_of_the_page_and_letters_stand_out(browser: Browser, file: Path, width: int, scheme: str) -> None:
    visit = Visit(browser, file, width=width, scheme=scheme)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    light = visit.page.evaluate(BRIGHTNESS)
    assert (light["paper"] > 200) == (scheme == "light")
    assert abs(light["paper"] - light["ink"]) > 180


BRIGHTNESS = """() => {
  const sum = colour => colour.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0) / 3;
  const style = getComputedStyle(document.body);
  return {paper: sum(style.backgroundColor), ink: sum(style.color)};
}"""


def test_without_the_script_the_page_is_complete_on_the_conference_clocks(browser: Browser, file: Path) -> None:
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(file.as_uri())
    assert "Whose data" in plain.locator(".talk").first.inner_text()
    assert plain.locator(".range").all_inner_texts() == ["08:00–08:45", "09:30–10:30", "13:30–14:30"]


def test_hostile_names_stay_words(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(hostile(), encoding="utf-8")
    visit = Visit(browser, path)
    visit.page.get_by_label("Time zone").select_option(NEW_YORK)
    visit.page.get_by_role("button", name="中文").click()
    assert visit.page.evaluate("window.hacked") is None
    assert visit.page.locator("img").count() == 0
    assert HOSTILE in visit.page.locator("h1").inner_text()
    assert visit.requests == [path.as_uri()]
    assert visit.said == []


def test_a_script_that_slipped_in_would_not_run(browser: Browser, file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("</main>", "</main><script>window.hacked=1</script>"), encoding="utf-8")
    visit = Visit(browser, file)
    assert visit.page.evaluate("window.hacked") is None
    assert any("Content Security Policy" in words for words in visit.said)
