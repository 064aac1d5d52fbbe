"""What somebody does with the page of an agenda: finds things, chooses, takes a calendar, prints; and how everybody sees and hears it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from instances.conference import Conference
from instances.formats import page, read_agenda, read_conference
from instances.formats.foreign import lenient
from instances.problems import BadInput
from scheduler.history import History
from tests.browsing import Visit
from tests.command import ROOT
from tests.reading import events, kept
from tests.sampled import FULL
from tests.test_history import LATER, history, sat, shell
from tests.test_linked import linked
from tests.test_page import hostile
from tests.test_show import CONFERENCE, NEW_YORK, agenda, conference

__all__ = ["history", "shell"]

ZONES = {"Asia/Shanghai": 0, "Africa/Nairobi": 0, "Asia/Kathmandu": 0, "America/Los_Angeles": 1}
"""Zones, and whether dates are marked in them."""


def told() -> Conference:
    """The tiny summit with abstracts and a biography."""
    data, film = CONFERENCE["subforums"]
    talks = [{**data["talks"][0], "abstract": {"en": "On cadastres.\nAnd maps.", "zh": "论地籍"}}, data["talks"][1]]
    people = [{**p, "biography": "Wrote the first programme."} if p["id"] == "ada" else p for p in CONFERENCE["speakers"]]
    subforums = [{**data, "abstract": "All about data; and more, too.", "talks": talks, "chairs": ["dee"]}, film]
    return conference(subforums=subforums, speakers=people)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The page of the tiny summit."""
    path = tmp_path / "tiny.html"
    path.write_text(page.write(told(), agenda()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def wuzhen_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the flagship."""
    path = tmp_path_factory.mktemp("wuzhen") / "wuzhen2022.html"
    published = read_agenda(str(ROOT / "tests" / "cancelled" / "wuzhen2022.agenda.json"))
    path.write_text(page.write(read_conference("wuzhen2022"), published), encoding="utf-8")
    return path


def seen(visit: Visit) -> list[str]:
    """Titles of the cards that are seen."""
    return visit.texts(".card:visible h4")


# --- finding ---


def test_filters_leave_what_is_asked_for_and_say_how_much_that_is(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file)
    assert seen(visit) == ["Opening", "Data Governance Forum", "Film Forum"]
    visit.page.get_by_label("Track").select_option(label="Art")
    assert seen(visit) == ["Film Forum"]
    assert visit.texts("[role=status]") == ["1 of 3 items match."]
    visit.page.get_by_label("Track").select_option("")
    visit.page.get_by_label("Room").select_option(label="Great Hall")
    assert seen(visit) == ["Opening", "Film Forum"]
    visit.page.get_by_label("Person").select_option(label="薄熙")
    assert seen(visit) == ["Opening"]
    visit.page.get_by_role("button", name="Show everything").click()
    assert len(seen(visit)) == 3
    assert visit.texts("[role=status]") == [""]
    assert visit.said == []


def test_a_person_is_found_on_talks_and_seats_and_in_the_chair(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file)
    visit.page.get_by_label("Person").select_option(label="薄熙")
    assert seen(visit) == ["Opening", "Data Governance Forum"]
    assert visit.texts(".talk:visible .name") == ["Panel"]
    assert visit.texts("[role=status]") == ["2 of 3 items match, with 1 talk."]
    visit.page.get_by_label("Person").select_option(label="Dee")
    assert seen(visit) == ["Data Governance Forum", "Film Forum"]
    assert visit.texts(".talk:visible .name") == ["A film"]


SEARCHES: dict[str, tuple[list[str], list[str]]] = {
    "GOVERNANCE whose": (["Data Governance Forum"], ["Whose data"]),
    "电影": (["Film Forum"], []),
    "cadastres": (["Data Governance Forum"], ["Whose data"]),
    "Ádá": (["Data Governance Forum"], ["Whose data"]),
    "great hall cy": (["Film Forum"], ["A film"]),
    "nothing like it": ([], []),
    "<b>": ([], []),
}
"""Words, and the sittings and talks that they find."""


def test_the_search_knows_every_language_and_all_words_must_be_there(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file)
    for words, (titles, talks) in SEARCHES.items():
        visit.page.get_by_label("Search").fill(words)
        assert (seen(visit), visit.texts(".talk:visible .name")) == (titles, talks)
        assert (visit.texts("[role=status]") == ["Nothing matches."]) == (not titles)


def test_what_was_asked_for_stands_in_the_address(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file)
    visit.page.get_by_label("Search").fill("film")
    visit.page.get_by_label("Track").select_option("art")
    again = Visit(browser, file, visit.page.evaluate("location.hash"))
    assert seen(again) == ["Film Forum"]
    again.page.get_by_role("link", name="Wed, Nov 9").click()
    assert again.page.evaluate("location.hash") == "#track=art&q=film"
    assert again.page.evaluate("document.activeElement.tagName") == "H2"


def test_abstracts_and_biographies_unfold(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file)
    visit.page.get_by_role("button", name="All talks").click()
    assert visit.texts(".about p:visible") == []
    visit.page.locator(".talk .about summary").first.press("Enter")
    assert visit.texts(".about p:visible") == ["On cadastres. And maps."]
    visit.page.get_by_role("link", name="Ada").click()
    assert visit.texts(".people p:visible") == ["Wrote the first programme."]
    assert visit.page.evaluate("document.activeElement.textContent") == "Ada"


def test_talks_unfold_card_by_card_and_all_at_once(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file)
    assert visit.texts(".talk .faces:visible") == []
    visit.page.get_by_role("button", name="2 talks").click()
    assert [words.strip("\u2060") for words in visit.texts(".talk .faces:visible")] == ["Ada (online)", "薄熙 moderator"]
    visit.page.get_by_role("button", name="All talks").click()
    assert len(visit.texts(".talk .faces:visible")) == 3


def test_the_present_moment_is_marked(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file)
    assert visit.texts(".now") == []
    assert not visit.page.get_by_role("link", name="Now").is_visible()
    visit.page.clock.set_fixed_time(datetime(2022, 11, 9, 2, 5, tzinfo=UTC))
    visit.page.reload()
    assert visit.texts(".card.live h4") == ["Data Governance Forum"]
    assert visit.texts(".talk.live .name") == ["Panel"]
    assert visit.texts(".badge") == ["now"]
    line, card = (visit.page.locator(one).bounding_box() for one in (".now.line", ".card.live"))
    assert line
    assert card
    assert card["y"] < line["y"] < card["y"] + card["height"]
    visit.page.get_by_role("link", name="Now").click()


# --- choosing, and the calendar ---


def components(text: str) -> list[dict[str, str]]:
    """The events of a calendar by RFC 5545, read without knowing how they were written."""
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    found: list[dict[str, str]] = []
    for line in text.replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1][name] = re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)
    return found


def taken(visit: Visit) -> str:
    """The calendar file that the button gives."""
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Calendar file").click()
    assert download.value.suggested_filename == "tiny.ics"
    return Path(download.value.path()).read_bytes().decode()


def test_the_calendar_holds_what_was_chosen_under_its_lasting_name(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file)
    visit.page.get_by_label("Time zone").select_option(NEW_YORK)
    visit.page.get_by_role("button", name="2 talks").click()
    visit.page.get_by_role("button", name="In my programme Film Forum").click()
    visit.page.get_by_role("button", name="In my programme Whose data").click()
    text = taken(visit)
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    talk, film = components(text)
    assert talk["UID"] == "d1@tiny"
    assert film["UID"] == "film/1@tiny"
    assert (talk["DTSTART"], talk["DTEND"]) == ("20221109T013000Z", "20221109T020000Z")
    assert (talk["SUMMARY"], talk["LOCATION"], talk["CATEGORIES"]) == ("Whose data", "Small Room", "Law")
    assert talk["DESCRIPTION"] == "Data Governance Forum\nAda\nOn cadastres.\nAnd maps."
    assert film["DESCRIPTION"] == "00:30 A film (Cy; Dee)\nTimes in America/New_York"
    assert re.fullmatch(r"\d{8}T\d{6}Z", film["DTSTAMP"])
    assert [url for url in visit.requests if not url.startswith(("file:", "blob:"))] == []
    assert visit.said == []


def test_the_calendar_is_no_older_than_one_to_subscribe_to(
    browser: Browser, shell: Callable[..., Any], history: History, tmp_path: Path
) -> None:
    """Film moves twice. Before, the page said so to nobody who had subscribed: its file had no SEQUENCE."""
    feeds = []
    for one in (LATER, sat("red", film="11:15")):
        history.publish(one, who="Ann")
        shell("convert", history.path.name, "agenda.ics")
        feeds.append((tmp_path / "agenda.ics").read_bytes())
    for number, words in ((3, ()), (2, ("--version", "2"))):
        assert shell("show", history.path.name, *words, "--page", f"{number}.html").exit_code == 0
    assert shell("convert", history.path.name, "whole.html").exit_code == 0
    assert (tmp_path / "whole.html").read_bytes() == (tmp_path / "3.html").read_bytes() != (tmp_path / "2.html").read_bytes()
    visit = Visit(browser, tmp_path / "3.html", "#all=1&q=film")
    for star in visit.page.locator(".card:visible .star").all():
        star.click()
    file = taken(visit).encode()
    assert {uid: one.sequence for uid, one in events(file).items()} == {"film/1@tiny": 2, "f1@tiny": 2}
    assert kept(feeds[0], file)["film/1@tiny"].start == kept(feeds[1])["film/1@tiny"].start == datetime(2022, 11, 9, 3, 15, tzinfo=UTC)


def test_the_calendar_speaks_the_language_of_the_page(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "tiny.html"
    path.write_text(page.write(conference(), agenda()), encoding="utf-8")
    visit = Visit(browser, path, "#lang=zh")
    visit.page.locator(".fixture .star").click()
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="日历文件").click()
    (event,) = components(Path(download.value.path()).read_bytes().decode())
    assert event["UID"] == "opening@tiny"
    assert (event["SUMMARY"], event["LOCATION"]) == ("开幕式", "大会堂")


def test_hostile_words_stay_in_their_lines_of_the_calendar(browser: Browser, tmp_path: Path) -> None:
    bad = 'A;B,C\\n"D"\nBEGIN:VEVENT\r\nUID:evil\u2028' + "学" * 200
    subforums = [{**CONFERENCE["subforums"][0], "title": bad}, CONFERENCE["subforums"][1]]
    path = tmp_path / "bad.html"
    about = {**CONFERENCE["conference"], "url": "https://example.org/a b\r\nATTENDEE:mailto:evil@example.org\u2028;学"}
    with pytest.raises(BadInput, match=r"conference/url: .*has a blank, which no address of the web has; take it out"):
        conference(conference=about)
    given = conference(subforums=subforums)
    assert lenient.url(about["url"]) == ""
    given = given.replaced(conference=given.conference.replaced(url=about["url"]))
    path.write_text(page.write(given, agenda()), encoding="utf-8")
    visit = Visit(browser, path)
    visit.page.locator(".sitting header .star").first.click()
    (event,) = components(taken(visit))
    assert event["SUMMARY"] == bad.replace("\r\n", "\n")
    assert event["UID"] == "data/1@tiny"
    assert event["URL"] == "https://example.org/a%20b%20ATTENDEE:mailto:evil@example.org%20;%E5%AD%A6"
    assert "ATTENDEE" not in event
    assert linked(given, agenda())["url"] == event["URL"]


@pytest.mark.full
def test_what_was_chosen_is_kept_and_shown_alone(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file)
    visit.page.get_by_role("button", name="In my programme Film Forum").press("Enter")
    assert visit.page.get_by_role("button", name="In my programme Film Forum").get_attribute("aria-pressed") == "true"
    visit.page.get_by_role("button", name="My programme", exact=False).first.click()
    assert seen(visit) == ["Film Forum"]
    visit.page.goto("about:blank")
    visit.page.goto(file.as_uri())
    assert visit.page.locator("#number").inner_text() == "1"
    visit.page.evaluate("localStorage.setItem('agendawright:tiny', '{broken')")
    visit.page.reload()
    assert visit.page.locator("#number").inner_text() == "0"
    assert visit.said == []


@pytest.mark.full
def test_where_a_page_may_keep_nothing_choosing_works_all_the_same(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file)
    visit.page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})")
    visit.page.reload()
    visit.page.get_by_role("button", name="Calendar file").click(force=True)
    assert visit.texts("[role=status]") == ["Nothing is in your programme yet: choose with the stars."]
    visit.page.get_by_role("button", name="In my programme Film Forum").click()
    assert len(components(taken(visit))) == 1
    visit.page.get_by_role("button", name="Dark").click()
    assert visit.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert visit.said == []


# --- paper ---


def test_door_signs_are_a_sheet_for_each_room_and_day_on_the_clocks_of_the_conference(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, f"#zone={NEW_YORK}&print=signs")
    assert visit.texts(".sign:visible") == []
    visit.page.emulate_media(media="print")
    assert visit.texts(".sign:visible h2") == ["Great Hall 大会堂", "Small Room 小会议室"]
    hall = visit.texts(".sign:visible")[0]
    for words in ("Wednesday, November 9", "11月9日", "08:00–08:45", "13:30–14:30", "Film Forum", "电影论坛", "A film", "Cy; Dee"):
        assert words in hall
    assert visit.texts("h1:visible") == []


def test_the_button_prints_signs_alone_and_plain_printing_the_programme(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file)
    visit.page.evaluate("window.print = () => { window.printed = document.documentElement.dataset.print; }")
    visit.page.get_by_role("button", name="Door signs").click()
    assert visit.page.evaluate("window.printed") == "signs"
    assert visit.page.evaluate("document.documentElement.dataset.print") is None
    visit.page.emulate_media(media="print")
    assert visit.texts(".sign:visible") == []
    assert seen(visit) == ["Opening", "Data Governance Forum", "Film Forum"]
    assert len(visit.texts(".talk .faces:visible")) == 3
    assert visit.texts(".clocks:visible") == ["Times in Shanghai · UTC+8"]


def test_a_full_room_fits_on_its_sheet(browser: Browser, wuzhen_page: Path) -> None:
    visit = Visit(browser, wuzhen_page, "#print=signs", width=703)  # A4 without its margins
    visit.page.emulate_media(media="print")
    heights = visit.page.eval_on_selector_all(".sign", "all => all.map(one => one.getBoundingClientRect().height)")
    assert len(heights) > 10
    assert max(heights) < 1031


# --- everybody's eyes, ears and screens ---


def complaints(visit: Visit) -> list[tuple[str, str, list[str]]]:
    """What axe-core finds, however small."""
    for summary in visit.page.locator("summary:visible").all():
        summary.click()
    visit.page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = visit.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [(one["id"], one["impact"], [node["html"][:90] for node in one["nodes"][:3]]) for one in found]


@pytest.mark.parametrize(("scheme", "fragment"), [("light", "#all=1"), ("dark", "#lang=zh&q=data&zone=America/New_York")])
def test_axe_finds_nothing(browser: Browser, file: Path, scheme: str, fragment: str) -> None:
    assert complaints(Visit(browser, file, fragment, scheme=scheme)) == []


@pytest.mark.parametrize(("width", "scheme"), [pytest.param(w, s, marks=FULL) for w in (390, 1366) for s in ("light", "dark")])
def test_axe_finds_nothing_in_the_flagship(browser: Browser, wuzhen_page: Path, width: int, scheme: str) -> None:
    assert complaints(Visit(browser, wuzhen_page, width=width, scheme=scheme)) == []


def screens() -> list[Any]:
    """Widths and zones, some of them for the long version."""
    every = [(width, zone) for width in (390, 1366, 2560, 3840) for zone in ZONES]
    usual = {(390, "Asia/Kathmandu"), (1366, "America/Los_Angeles"), (2560, "Africa/Nairobi")}
    return [pytest.param(*one, marks=() if one in usual else FULL) for one in every]


@pytest.mark.parametrize(("width", "zone"), screens())
def test_every_screen_holds_the_flagship_on_everybody_s_clocks(browser: Browser, wuzhen_page: Path, width: int, zone: str) -> None:
    visit = Visit(browser, wuzhen_page, width=width)
    if width < 760:
        visit.page.get_by_role("button", name="Filters").click()
    visit.page.get_by_label("Time zone").select_option(zone)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    assert bool(visit.texts(".card .d")) == bool(ZONES[zone])
    cut = visit.page.eval_on_selector_all(
        ".card:visible :is(h4, .when, .track)",
        "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)",
    )
    assert cut == []
    assert visit.requests == [wuzhen_page.as_uri()]
    assert visit.said == []


@pytest.mark.full
def test_hostile_words_leave_the_page_its_width_and_are_found_as_words(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(hostile(), encoding="utf-8")
    visit = Visit(browser, path, width=390)
    visit.page.get_by_label("Search").fill("<script>window")
    assert len(seen(visit)) > 0
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    long = {**CONFERENCE["subforums"][1], "title": "M" * 400 + " \u202eright to left"}
    path.write_text(page.write(conference(subforums=[CONFERENCE["subforums"][0], long]), agenda()), encoding="utf-8")
    for width in (390, 1366):
        assert Visit(browser, path, width=width).page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.full
def test_a_reader_meets_landmarks_and_headings_in_order(browser: Browser, wuzhen_page: Path) -> None:
    visit = Visit(browser, wuzhen_page)
    levels = visit.page.eval_on_selector_all("h1, main h2, main h3, main h4", "all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for role, number in (("main", 1), ("banner", 1), ("contentinfo", 1), ("navigation", 1), ("search", 1), ("status", 1)):
        assert visit.page.get_by_role(role).count() == number  # type: ignore[arg-type]
