"""A committee at a board's page: what is chosen, dragged, locked, solved, compared, published and taken back; by pointer, keys, thumb."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from instances.formats.native import write_json
from scheduler.board.api import STATIC
from tests.board.desk import Desk, Server, small, standing
from tests.sampled import FULL

HOSTILE = "<img src=x onerror=\"document.title='owned'\"> & <script>alert(1)</script>"
WAIT = 60_000
WAY = """node => {
  const here = document.activeElement, after = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
  if (node === here) return [];
  const [first, last] = after(node, here) ? [node, here] : [here, node];
  const stops = [...document.querySelectorAll('a, button, input, select, textarea, summary, [tabindex="0"]')];
  const between = stops.filter(one => !one.disabled && one.checkVisibility() && after(first, one) && after(one, last));
  return Array(between.length + 1).fill(first === node ? 'Shift+Tab' : 'Tab');
}"""
"""The keys that lead to something, about as many as it takes."""
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server of the small conference, in which one subforum has a hostile name, and one person comes from Nairobi."""
    folder = tmp_path_factory.mktemp("board")
    document = json.loads(write_json(small()))
    document["subforums"][-1]["title"] = HOSTILE
    document["speakers"][14]["country"] = "KE"
    (folder / "c.json").write_text(json.dumps(document), encoding="utf-8")
    with Server(folder, "c.json") as started:
        yield started


@pytest.fixture
def desk(server: Server, closed: None) -> Iterator[Desk]:
    """The server without a page. What a test has done is taken back after it."""
    found = server.desk()
    yield found
    for seat in Seat.taken:
        seat.page.goto("about:blank")
    while found.board["undo"]:
        found.done("undo")


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Nobody stays at the board after a test."""
    yield
    while Seat.taken:
        Seat.taken.pop().page.context.close()


class Seat:
    """Somebody with the page open."""

    taken: ClassVar[list[Seat]] = []

    def __init__(
        self, browser: Browser, server: Server, width: int = 1400, scheme: Any = "light", who: str = "", deaf: bool = False
    ) -> None:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, timezone_id="Asia/Tokyo", locale="en-US", has_touch=width < 800
        )
        Seat.taken.append(self)
        self.thumb = width < 800
        self.requests: list[str] = []
        self.said: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(WAIT)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.url = server.url
        if deaf:
            self.page.route("**/api/events", lambda route: route.fulfill(status=429), times=1)
        self.page.goto(server.url)
        self.page.wait_for_selector("body[data-ready]")
        if who:
            self.page.locator("#who").fill(who)
            self.page.locator("#who").press("Enter")

    def card(self, id: str) -> Locator:
        """The card of a sitting or fixture."""
        return self.page.locator(f'.card[data-id="{id}"]')

    def day(self, date: str) -> None:
        """Look at a day."""
        self.page.locator(f'.tab[data-day="{date}"]').click()

    def lift(self, id: str) -> tuple[float, float]:
        """Press a card and move it a little; where it was held, from its corner."""
        box = self.card(id).bounding_box()
        assert box
        self.page.mouse.move(box["x"] + 20, box["y"] + 8)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + 30, box["y"] + 20, steps=3)
        return 20, 8

    def over(self, place: dict[str, Any]) -> tuple[float, float]:
        """Where a carried card must be held to stand at a place."""
        cell = self.page.locator(f'.cell[data-cell="{cell_of(place)}"]')
        cell.wait_for()
        box = cell.bounding_box()
        assert box
        return box["x"] + 22, box["y"] + 8

    def reach(self, target: Locator) -> None:
        """Go to something with the tabulator alone."""
        target.wait_for()
        for _ in range(10):
            keys = target.evaluate(WAY)
            for key in keys:
                self.page.keyboard.press(key)
            if not keys:
                return
        raise AssertionError(f"{target} is not reached")

    def press(self, target: Locator | str) -> None:
        """Press a button with the keys alone, or with a thumb; one in the panel by its words."""
        button = self.page.locator("#side").get_by_role("button", name=target, exact=True) if isinstance(target, str) else target
        if self.thumb:
            button.tap()
        else:
            self.reach(button)
            self.page.keyboard.press("Enter")

    def open(self, pane: str) -> None:
        """Open a pane."""
        if self.thumb and self.page.locator("#side").is_visible():
            self.press("Close")
        self.press(self.page.locator(f'[data-pane="{pane}"]'))

    def write(self, name: str, words: str) -> None:
        """Write into a field of the panel."""
        field = self.page.locator(f'#side [name="{name}"]')
        if self.thumb:
            field.fill(words)
        else:
            self.reach(field)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(words)

    def pick(self, name: str, value: str) -> None:
        """Pick from a list of the panel."""
        field = self.page.locator(f'#side [name="{name}"]')
        if self.thumb:
            field.select_option(value)
        else:
            self.reach(field)
            self.page.keyboard.press("Home")
            for _ in range(field.locator("option").count()):
                if field.input_value() == value:
                    break
                self.page.keyboard.press("ArrowDown")
            expect(field).to_have_value(value)

    @property
    def tip(self) -> str:
        """What stands beside the pointer."""
        return self.page.locator("#tip").inner_text()

    @property
    def told(self) -> str:
        """What a screen reader was told last."""
        self.page.wait_for_timeout(60)
        return self.page.locator("#spoken").inner_text()


def cell_of(place: dict[str, Any]) -> str:
    """A place as the page names its cell."""
    hour, minute = place["start"][11:16].split(":")
    return f"{place['start'][:10]}|{place['rooms'][0]}|{int(hour) * 60 + int(minute)}"


def sitting(desk: Desk, id: str) -> dict[str, Any]:
    """A sitting as it stands."""
    return next(one for one in desk.board["sittings"] if one["id"] == id)


def dragged(desk: Desk) -> tuple[str, list[dict[str, Any]]]:
    """A sitting that has possible and impossible places on its own day, and those places but its own."""
    for one in desk.board["sittings"]:
        places = [p for p in desk.places(one["id"]) if p["start"][:10] == one["start"][:10] and p["start"] != one["start"]]
        if sum(p["possible"] for p in places) > 3 and not all(p["possible"] for p in places):
            return one["id"], places
    raise AssertionError("nothing can be moved")


def until(true: Callable[[], bool], page: Page, pause: float = 100) -> None:
    """Wait until something is true, looking again after so many milliseconds."""
    end = time.monotonic() + WAIT / 1000
    while not true():
        assert time.monotonic() < end
        page.wait_for_timeout(pause)


def hours(since: str, until: str) -> float:
    """Hours between two times."""
    return (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds() / 3600


def complaints(seat: Seat, where: str = "html") -> list[tuple[str, str, list[str]]]:
    """What axe-core finds in a part of the page, however small."""
    seat.page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = seat.page.evaluate("where => axe.run(where, {resultTypes: ['violations']})", where)["violations"]
    return [(one["id"], one["impact"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]


# --- what is seen ---


def test_the_page_shows_the_board_asks_nobody_else_and_takes_a_hostile_name_for_text(browser: Browser, server: Server, desk: Desk) -> None:
    seat, board = Seat(browser, server), desk.board
    expect(seat.page.locator("#score-penalty")).to_have_text(f"{board['score']['penalty']:,}")
    assert seat.page.locator(".tab").count() >= len(board["days"])
    for day in board["days"]:
        seat.day(day["date"])
        expect(seat.page.locator(".room .head")).to_have_count(len(board["rooms"]))
        here = [one for one in board["sittings"] if one["start"].startswith(day["date"])]
        expect(seat.page.locator(".card.sitting")).to_have_count(len(here))
        for one in here:
            expect(seat.card(one["id"]).locator(".when")).to_contain_text(f"{one['start'][11:16]}–{one['end'][11:16]}")
            expect(seat.card(one["id"]).locator(".talks li")).to_have_count(len(one["talks"]))
            assert seat.page.locator(f'.column[data-room="{one["room"]}"] .card[data-id="{one["id"]}"]').count() == 1
    bad = next(one for one in board["sittings"] if one["subforum"] == board["subforums"][-1]["id"])
    seat.day(bad["start"][:10])
    seat.card(bad["id"]).locator(".name").click()
    expect(seat.page.locator("#side h2")).to_have_text(HOSTILE)
    assert seat.page.locator("main img, #side img").count() == 0
    assert seat.page.title().endswith("Board")
    assert [url for url in seat.requests if not url.startswith((seat.url, "data:"))] == []
    assert seat.said == []


TEXTS = """() => {
  const texts = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (element.closest('noscript, body [lang=en]')) continue;
    if (node !== element) texts.push(node.textContent);
    else for (const name of ['aria-label', 'title', 'placeholder']) texts.push(element.getAttribute(name) ?? '');
  }
  return [...new Set(texts)];
}"""
"""Every text of the page but those of the server, which speaks English."""


JOB = """async () => (await import('/jobs.js')).jobTold({
  id: 'a', kind: 'repair', words: 'Repair', state: 'running', stopping: true, seconds: 1, limit: 9, part: [1, 2],
  penalty: 3, bound: 2, gap: 33.3
})"""
"""A job that runs."""


def names(document: Any, within: str = "") -> Iterator[str]:
    """What somebody wrote: titles, names, places, and sentences of the server."""
    if isinstance(document, dict):
        for key, part in document.items():
            yield from names(part, within if key in ("en", "zh") else key)
    elif isinstance(document, list):
        for part in document:
            yield from names(part, within)
    elif within in ("title", "name", "zone", "region", "country", "features", "needs", "reason", "sentence", "words", "who", "file"):
        yield str(document)


def english(seat: Seat, known: re.Pattern[str]) -> list[str]:
    """English that is seen, but for names."""
    return [text for text in seat.page.evaluate(TEXTS) if re.search("[A-Za-z]", known.sub("", text))]


def test_every_word_is_english_and_chinese_and_every_format_a_link(browser: Browser, server: Server, desk: Desk) -> None:
    words = (STATIC / "words.js").read_text(encoding="utf-8")
    catalogue = re.findall(r'^  (\w+): \["(.+?)", "(.+?)"\],$', words, re.M)
    assert len(catalogue) > 100
    for key, first, second in catalogue:
        assert set(re.findall(r"\{\w+\}", first)) == set(re.findall(r"\{\w+\}", second)), key
        assert re.search(r"[\u4e00-\u9fff]", second), key
    used = {key for file in STATIC.glob("*.js") for key in re.findall(r'\bt\("(\w+)"', file.read_text(encoding="utf-8"))}
    assert used <= {key for key, _, _ in catalogue}  # those that are made up of others are seen to below
    seat = Seat(browser, server)
    seat.page.get_by_role("button", name="中文").click()
    expect(seat.page.get_by_role("button", name="求解")).to_be_visible()
    assert seat.page.locator("html").get_attribute("lang") == "zh"
    seat.page.reload()
    expect(seat.page.get_by_role("button", name="求解")).to_be_visible()
    desk.done("lock", items=[desk.board["sittings"][0]["subforum"]])
    expect(seat.page.locator("#undo")).to_be_enabled()
    written = {*names([desk.board, desk.get("/api/session"), desk.get("/api/downloads")]), "UTC"}
    written |= {text.replace("_", " ") for text in written}
    known = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, sorted(written - {''}, key=len, reverse=True)))})(?!\w)")
    assert english(seat, known) == []
    seat.page.locator(".card.sitting .name").first.click()
    expect(seat.page.locator("#places [role=status]")).to_contain_text("可行")
    assert english(seat, known) == []
    seat.page.locator("#side .talks .soft .link").first.click()
    assert english(seat, known) == []
    seat.page.locator(".room .head").first.click()
    assert english(seat, known) == []
    seat.page.evaluate(JOB)
    for pane in ("findings", "solve", "publish", "history", "whatif", "downloads"):
        seat.page.locator(f'[data-pane="{pane}"]').click()
        expect(seat.page.locator("#side .soft").filter(has_text="…")).to_have_count(0)
        assert english(seat, known) == [], pane
        for kind in seat.page.locator('[name="kind"] option').evaluate_all("all => all.map(one => one.value)"):
            seat.page.locator('[name="kind"]').select_option(kind)
            assert english(seat, known) == [], kind
    links = desk.get("/api/downloads")["downloads"]
    expect(seat.page.locator(".downloads a")).to_have_count(len(links))
    with seat.page.expect_download() as download:
        seat.page.locator(".downloads a").first.click()
    assert download.value.suggested_filename == links[0]["file"]


# --- by pointer ---


def test_a_drag_is_tinted_as_moves_are_reckoned_and_a_drop_is_an_edit_that_undo_takes_back(
    browser: Browser, server: Server, desk: Desk
) -> None:
    id, places = dragged(desk)
    before = standing(desk.board)
    seat = Seat(browser, server)
    seat.day(places[0]["start"][:10])
    seat.lift(id)
    some = [one for one in places if one["possible"]][:6] + [one for one in places if not one["possible"]][:6]
    assert len({cell_of(place) for place in some}) >= 10
    for place in some:
        cell = seat.page.locator(f'.cell[data-cell="{cell_of(place)}"]')
        expect(cell).to_have_attribute("data-change", str(place["change"]) if place["possible"] else "")
        assert ("t-no" in (cell.get_attribute("class") or "")) == (not place["possible"])
    best = min((one for one in places if one["possible"]), key=lambda one: one["change"])
    seat.page.mouse.move(*seat.over(best), steps=4)
    expect(seat.page.locator("#tip")).to_contain_text(best["start"][11:16])
    for reason in best["reasons"]:
        assert reason in seat.tip
    seat.page.mouse.up()
    expect(seat.page.locator("#undo")).to_be_enabled()
    assert (sitting(desk, id)["room"], sitting(desk, id)["start"]) == (best["rooms"][0], best["start"])
    expect(seat.card(id).locator(".when")).to_contain_text(best["start"][11:16])
    seat.page.keyboard.press("Control+z")
    expect(seat.page.locator("#undo")).to_be_disabled()
    assert standing(desk.board) == before
    seat.page.keyboard.press("Control+Shift+Z")
    expect(seat.page.locator("#redo")).to_be_disabled()
    assert sitting(desk, id)["start"] == best["start"]
    assert seat.said == []


def test_an_impossible_place_says_why_and_can_be_taken_anyway(browser: Browser, server: Server, desk: Desk) -> None:
    id, places = dragged(desk)
    occupied = {(one["room"], one["start"][:10]) for one in desk.board["sittings"] if one["id"] != id}
    place = next(p for p in places if not p["possible"] and (p["rooms"][0], p["start"][:10]) not in occupied)
    seat = Seat(browser, server)
    seat.day(place["start"][:10])
    seat.lift(id)
    seat.page.mouse.move(*seat.over(place), steps=4)
    expect(seat.page.locator("#tip")).to_contain_text("Impossible")
    assert all(sentence in seat.tip for sentence in place["why"])
    version = desk.board["version"]
    seat.page.mouse.up()
    note = seat.page.get_by_role("alert")
    expect(note).to_contain_text(place["why"][0])
    assert desk.board["version"] == version
    note.get_by_role("button", name="Do it anyway").click()
    expect(seat.page.locator("#status")).to_have_text("rules are broken")
    assert sitting(desk, id)["start"] == place["start"]
    assert seat.page.locator(".card.broken .badge.hard").count() > 0
    hurt = {item for finding in desk.board["findings"] if finding["hard"] for item in finding["items"]}
    well = [one["subforum"] for one in desk.board["sittings"] if not hurt & {one["subforum"], *(talk["talk"] for talk in one["talks"])}]
    desk.done("take_out", item=well[0])
    expect(seat.page.locator("#status")).to_have_text("draft: something is left out, and rules are broken")


def test_dropped_on_another_they_change_places(browser: Browser, server: Server, desk: Desk) -> None:
    sittings = {one["subforum"]: one for one in desk.board["sittings"]}
    pairs = [
        (one, sittings[swap["swap"].split("/")[0]], swap)
        for one in sittings.values()
        for swap in desk.get(f"/api/swaps/{one['id']}")["places"]
        if sittings[swap["swap"].split("/")[0]]["start"][:10] == one["start"][:10]
    ]
    one, other, swap = next(pair for pair in sorted(pairs, key=lambda pair: -pair[2]["possible"]) if pair[0]["room"] != pair[1]["room"])
    seat = Seat(browser, server)
    seat.day(one["start"][:10])
    seat.lift(one["id"])
    box = seat.card(other["id"]).bounding_box()
    assert box
    seat.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.75, steps=4)
    expect(seat.page.locator("#tip")).to_contain_text("Swap with")
    expect(seat.page.locator("#tip")).to_contain_text("points" if swap["possible"] else swap["why"][0])
    seat.page.mouse.up()
    if not swap["possible"]:
        seat.page.get_by_role("alert").get_by_role("button", name="Do it anyway").click()
    expect(seat.page.locator("#undo")).to_be_enabled()
    assert desk.board["last"]["kind"] == "swap"
    assert sitting(desk, one["id"])["room"] == other["room"]


# --- with the panel ---


@pytest.mark.full
def test_the_panel_ranks_places_locks_and_orders_talks(browser: Browser, server: Server, desk: Desk) -> None:
    id, _ = dragged(desk)
    one = sitting(desk, id)
    before = standing(desk.board)
    seat = Seat(browser, server)
    seat.day(one["start"][:10])
    seat.card(id).locator(".name").click()
    expect(seat.page.locator("#places [role=status]")).to_contain_text("places are possible")
    best = min(p["change"] for p in desk.places(id) if p["possible"])
    first = seat.page.locator(".place").first
    expect(first).to_contain_text("same penalty" if best == 0 else f"{abs(best):,} points")
    seat.page.get_by_role("button", name="Lock", exact=True).click()
    expect(seat.card(id)).to_have_class(re.compile("locked"))
    assert desk.board["locks"] == [one["subforum"]]
    seat.page.locator("#side .talks .row .link").first.click()
    expect(seat.page.get_by_role("button", name="Unlock")).to_be_visible()  # with its subforum
    seat.card(id).locator(".name").click()
    seat.page.route("**/api/board", lambda route: route.abort())
    seat.page.locator(".place").filter(has_not_text=f"{one['start'][11:16]},").first.click()
    expect(seat.page.get_by_role("alert")).to_contain_text("unlock it first")
    expect(seat.card(id).locator(".when")).to_contain_text(one["start"][11:16])  # it stayed where it had not been moved to
    seat.page.unroute("**/api/board")
    seat.page.route("**/api/edits", lambda route: route.abort(), times=7)
    seat.page.get_by_role("button", name="Unlock").click()
    expect(seat.card(id)).not_to_have_class(re.compile("locked"))
    assert desk.board["last"]["kind"] == "unlock"
    titles = [talk["talk"] for talk in sitting(desk, id)["talks"]]
    button = seat.page.locator(f'#side [data-focus="down-{titles[1]}"]')
    button.click()
    seat.page.wait_for_timeout(500)
    told = seat.page.get_by_role("alert").all_inner_texts()
    assert [talk["talk"] for talk in sitting(desk, id)["talks"]] != titles or told
    seat.page.get_by_role("button", name="Take out").click()
    expect(seat.page.locator("#status")).to_have_text("draft: something is left out")
    seat.page.keyboard.press("Escape")
    seat.page.locator(".leftout").first.click()
    expect(seat.page.locator(".place").first).to_be_visible()
    seat.page.keyboard.press("Escape")
    while desk.board["undo"]:
        with seat.page.expect_response("**/api/edits"):
            seat.page.keyboard.press("Control+z")
    expect(seat.page.locator("#undo")).to_be_disabled()
    assert standing(desk.board) == before


@pytest.mark.full
def test_a_talk_that_was_taken_out_is_put_back(browser: Browser, server: Server, desk: Desk) -> None:
    one = max(desk.board["sittings"], key=lambda one: len(one["talks"]))
    before = standing(desk.board)
    seat = Seat(browser, server)
    seat.day(one["start"][:10])
    seat.card(one["id"]).locator(".name").click()
    talk = one["talks"][1]["talk"]
    seat.page.locator("#side .talks > li").nth(1).locator(".row .link").click()
    seat.page.get_by_role("button", name="Take out").click()
    expect(seat.page.locator(f'.leftout[data-id="{talk}"]')).to_be_visible()
    seat.page.locator(f'.leftout[data-id="{talk}"]').click()
    seat.page.locator(f'.place[data-at="{one["block"]}/{one["room"]}/{one["talks"][1]["start"][11:16]}"]').click()
    expect(seat.page.locator("#status")).to_have_text("all rules hold")
    assert standing(desk.board) == before


@pytest.mark.full
def test_seats_are_filled_from_those_who_are_free(browser: Browser, server: Server, desk: Desk) -> None:
    board = desk.board
    owner, seat_id = next((one["id"], seat["id"]) for one in board["subforums"] for talk in one["talks"] for seat in talk["seats"])
    one = next(one for one in board["sittings"] if one["subforum"] == owner)
    seat = Seat(browser, server)
    seat.day(one["start"][:10])
    seat.card(one["id"]).locator(".name").click()
    seat.page.locator(f'[data-focus="seat-{seat_id}"]').click()
    candidates = desk.get(f"/api/seats/{seat_id}")["candidates"]
    expect(seat.page.locator(".candidates .place")).to_have_count(len(candidates))
    nobody = next(n for n, candidate in enumerate(candidates) if candidate["speaker"] is None)
    other = next(
        (n for n, candidate in enumerate(candidates) if candidate["speaker"] and not candidate["now"] and not candidate["why"]), nobody
    )
    chosen = seat.page.locator(".candidates .place").nth(other)
    chosen.focus()
    desk.done("lock", items=[next(one["id"] for one in board["subforums"] if one["id"] != owner)])
    expect(seat.page.locator("#undo")).to_be_enabled()
    expect(chosen).to_be_focused()  # whoever else is at work
    chosen.press("Enter")
    if candidates[other]["why"]:
        seat.page.get_by_role("button", name="Do it anyway").click()
    expect(seat.page.locator("#undo")).not_to_have_attribute("title", re.compile("locked"))
    filled = {filled["seat"]: filled["speaker"] for talk in sitting(desk, one["id"])["talks"] for filled in talk["seats"]}
    assert filled.get(seat_id) == candidates[other]["speaker"]


def test_a_person_and_a_room_ask_what_if(browser: Browser, server: Server, desk: Desk) -> None:
    board = desk.board
    one = next(one for one in board["sittings"] if one["talks"][0]["speakers"])
    person = one["talks"][0]["speakers"][0]
    seat = Seat(browser, server)
    seat.day(one["start"][:10])
    seat.card(one["id"]).locator(".name").click()
    seat.page.locator("#side .talks .soft .link").first.click(button="right")
    expect(seat.page.locator("#side h2")).to_have_text(next(p["name"] for p in board["people"] if p["id"] == person))
    seat.page.get_by_role("button", name="What if they cancel?").click()
    expect(seat.page.locator('[name="who"]')).to_have_value(person)
    seat.page.locator(".room .head").first.click(button="right")
    seat.page.get_by_role("button", name="What if it closes on").first.click()
    expect(seat.page.locator('[name="room"]')).to_have_value(board["rooms"][0]["id"])
    expect(seat.page.locator('[name="window"]')).to_have_value(board["days"][0]["date"])


# --- with the keys ---


def test_with_the_keys_alone_a_sitting_is_carried_and_dropped(browser: Browser, server: Server, desk: Desk) -> None:
    id, _ = dragged(desk)
    one = sitting(desk, id)
    seat = Seat(browser, server)
    seat.day(one["start"][:10])
    seat.card(id).locator(".name").focus()
    seat.page.keyboard.press("m")
    assert "is carried" in seat.told
    expect(seat.page.locator(".cell").nth(20)).to_be_attached()
    seat.page.wait_for_timeout(1000)
    seat.page.keyboard.press("ArrowRight")
    assert one["start"][11:16] in seat.told
    seat.page.keyboard.press("Escape")
    assert seat.told == "Put back."
    assert seat.page.evaluate("document.activeElement.closest('.card').dataset.id") == id
    seat.page.keyboard.press("m")
    expect(seat.page.locator(".cell").nth(20)).to_be_attached()
    seat.page.wait_for_timeout(1000)
    for _ in range(3):
        seat.page.keyboard.press("b")
        heard = seat.told
        if one["start"][11:16] not in heard:
            break
    assert "points" in heard or "same penalty" in heard
    seat.page.keyboard.press("Enter")
    expect(seat.page.locator("#undo")).to_be_enabled()
    now = sitting(desk, id)
    assert (now["room"], now["start"]) != (one["room"], one["start"])
    assert now["start"][11:16] in heard
    seat.page.keyboard.press("Control+z")
    expect(seat.page.locator("#undo")).to_be_disabled()


# --- several people ---


def test_a_drop_on_a_board_that_has_changed_is_refused_and_says_what_happened(browser: Browser, server: Server, desk: Desk) -> None:
    id, places = dragged(desk)
    place = next(p for p in places if p["possible"])
    ana, ben = Seat(browser, server, who="Ana", deaf=True), Seat(browser, server, who="Ben")
    until(lambda: sum(url.endswith("/api/events") for url in ana.requests) > 1, ana.page)  # she was refused to listen, and tries again
    ana.day(place["start"][:10])
    ana.lift(id)
    ana.page.mouse.move(*ana.over(place), steps=3)
    other = next(one for one in desk.board["sittings"] if one["id"] != id)
    ben.day(other["start"][:10])
    ben.card(other["id"]).locator(".name").click()
    ben.page.get_by_role("button", name="Lock", exact=True).click()
    expect(ben.page.locator("#undo")).to_be_enabled()
    ana.page.wait_for_timeout(400)
    ana.page.mouse.up()
    expect(ana.page.get_by_role("alert")).to_contain_text("Ben")
    expect(ana.page.get_by_role("alert")).to_contain_text("Nothing was done")
    assert desk.board["last"]["who"] == "Ben"
    assert sitting(desk, id)["start"] != place["start"]
    ana.page.get_by_role("button", name=re.compile("Do it on the new board: .*(points|same penalty)")).click()
    expect(ana.card(id).locator(".when")).to_contain_text(place["start"][11:16])
    assert (sitting(desk, id)["start"], sitting(desk, id)["room"]) == (place["start"], place["rooms"][0])
    ana.day(other["start"][:10])
    expect(ana.card(other["id"])).to_have_class(re.compile("locked"))
    ana.page.keyboard.press("Control+z")
    expect(ana.page.locator("#undo")).to_have_attribute("title", re.compile("^Undo: .* locked"))
    version = desk.board["version"]
    ana.page.keyboard.press("Control+z")
    note = ana.page.get_by_role("status").filter(has_text="Ben did this")
    expect(note).to_be_visible()
    assert desk.board["version"] == version
    note.get_by_role("button", name="Take it back").click()
    expect(ana.card(other["id"])).not_to_have_class(re.compile("locked"))

    def locked_meanwhile(route: Route) -> None:
        older = route.fetch()
        desk.done("lock", items=[other["subforum"]])
        time.sleep(0.5)
        route.fulfill(response=older)

    ana.page.route("**/api/board", locked_meanwhile, times=1)
    ana.page.evaluate("import('/edits.js').then(edits => void edits.load())")
    expect(ana.card(other["id"])).to_have_class(re.compile("locked"))


# --- solving ---

HOW = pytest.mark.parametrize("width", [pytest.param(1400, id="keys"), pytest.param(390, id="thumb", marks=FULL)])
"""With the keys alone, or on a telephone."""
TOLD = """async () => {
  const [{ show }, { jobTold, jobsAre }, { state }] = await Promise.all(['edits', 'jobs', 'state'].map(name => import(`/${name}.js`)));
  const job = [...state.jobs.values()].at(-1), form = document.querySelector('[name="kind"]');
  const lost = { ...job, id: 'lost', kind: 'repair', state: 'refused' };
  jobTold(job);
  jobTold({ ...job, id: 'another' });
  const same = form.isConnected;
  state.jobs.set('lost', { ...lost, state: 'running' });
  show({ ...state.board, jobs: [lost] });
  const { state: known } = state.jobs.get('lost');
  jobsAre([...state.jobs.values()].filter(one => one.id !== 'lost' && one.id !== 'another'));
  return [same, known, state.jobs.size];
}"""
"""A solve tells of itself, another begins, and the end of a third is not heard: whether the open form of What if stays the same, what
a board says of the third, and how many are left of those that the server knows."""


def started(server: Server) -> set[int]:
    """The processes of a server."""

    def below(process: int) -> set[int]:
        found = {int(child) for task in Path(f"/proc/{process}/task").iterdir() for child in (task / "children").read_text().split()}
        return found.union(*map(below, found))

    assert server.process
    return below(server.process.pid)


@contextmanager
def asleep(processes: set[int]) -> Iterator[None]:
    """Processes that get no further meanwhile."""
    assert processes
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


@HOW
def test_solved_around_what_is_locked_previewed_and_accepted(browser: Browser, server: Server, desk: Desk, width: int) -> None:
    held = desk.board["sittings"][0]
    ran = len(desk.get("/api/jobs")["jobs"])
    seat = Seat(browser, server, width=width)
    seat.day(held["start"][:10])
    if seat.thumb:
        a_place_is_picked_from_the_list(seat, desk)
    seat.press(seat.card(held["id"]).locator(".name"))
    seat.press("Lock")
    expect(seat.card(held["id"])).to_have_class(re.compile("locked"))
    seat.open("solve")
    seat.write("seconds", "60")
    before = started(server)
    seat.press("Start")
    job = seat.page.locator(".job").first
    expect(job).to_contain_text("running")
    until(lambda: desk.get("/api/jobs")["jobs"][-1]["penalty"] is not None, seat.page, 20)
    with asleep(started(server) - before):
        expect(job).to_contain_text(re.compile("Penalty [0-9]"))
        seat.open("whatif")
        assert seat.page.evaluate(TOLD) == [True, "refused", ran + 1]
        seat.open("solve")
        assert job.locator(".curve path.penalty").get_attribute("d")
        seat.press("Stop and keep the best")
        expect(job).to_contain_text("Stopping …")
    banner = seat.page.locator(".banner")
    expect(banner).to_contain_text("Nothing is changed yet", timeout=WAIT)
    assert desk.get("/api/jobs")["jobs"][-1]["state"] == "stopped"
    assert seat.thumb or complaints(seat, ".banner") == []
    version = desk.board["version"]
    penalty = re.search(r"penalty ([\d,]+)", banner.inner_text())
    assert penalty
    with seat.page.expect_response("**/api/edits"):
        seat.press(banner.get_by_role("button", name="Accept"))
    expect(seat.page.locator("#score-penalty")).to_have_text(penalty[1])
    assert desk.board["version"] == version + 1
    now = sitting(desk, held["id"])
    assert (now["room"], now["start"]) == (held["room"], held["start"])


def a_place_is_picked_from_the_list(seat: Seat, desk: Desk) -> None:
    """On a telephone, which has no room to drag; nothing is wider than it."""
    id, _ = dragged(desk)
    assert seat.page.evaluate("document.documentElement.scrollWidth") <= 390
    seat.day(sitting(desk, id)["start"][:10])
    seat.press(seat.card(id))
    place = seat.page.locator(".places .place").filter(has_not_text="now here").first
    expect(place).to_be_visible()
    at = place.get_attribute("data-at") or ""
    seat.press(place)
    expect(seat.page.locator("#undo")).to_be_enabled()
    now = sitting(desk, id)
    assert f"{now['block']}/{now['room']}/{now['start'][11:16]}" == at
    assert seat.page.evaluate("document.documentElement.scrollWidth") <= 390
    seat.press("Close")
    seat.press(seat.page.locator("#undo"))
    expect(seat.page.locator("#undo")).to_be_disabled()


ALIKE = """async id => {
  const [{ compare }, { get }] = await Promise.all([import('/jobs.js'), import('/api.js')]);
  const { found: [one], ...full } = await get(`/api/jobs/${id}`);
  const alike = { ...one, title: '--close-room r05' };
  compare({ ...full, found: [alike, { ...alike, moves: one.moves + 2 }] });
  return [...document.querySelectorAll('.alternative h3')].map(node => node.innerText);
}"""
"""How two repairs with the same words are called."""


@HOW
def test_somebody_cancels_repairs_are_compared_one_is_taken_and_published(browser: Browser, server: Server, desk: Desk, width: int) -> None:
    person = desk.board["sittings"][0]["talks"][0]["speakers"][0]
    seat = Seat(browser, server, width=width)
    published = seat.page.locator(".facts").first
    seat.open("publish")
    seat.write("why", f"before {width}")
    seat.press("Publish")
    expect(published).to_contain_text("published as version")
    count = len(desk.get("/api/history")["versions"])
    seat.open("whatif")
    seat.pick("who", person)
    seat.write("seconds", "1")
    seat.press("Find repairs")
    dialog = seat.page.locator("dialog.alternatives")
    expect(dialog).to_be_visible(timeout=WAIT)
    names = dialog.locator(".alternative h3").all_inner_texts()
    assert len(names) == dialog.locator(".mini").count() == len({*names}) >= 2
    found = desk.get(f"/api/jobs/{desk.get('/api/jobs')['jobs'][-1]['id']}")["found"]
    points = {rule["id"]: rule["penalty"] for rule in desk.board["rules"]}
    for n, one in enumerate(found):
        costly = {rule for rule, penalty in (points | one["rules"]).items() if penalty or points[rule]}
        assert len(costly) == dialog.locator(".alternative").nth(n).locator("tbody tr").count()
    if not seat.thumb:
        assert complaints(seat, "dialog") == []
        seat.page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        assert seat.page.evaluate(ALIKE, desk.get("/api/jobs")["jobs"][-1]["id"]) == ["Repair", "2 moves more"]
        seat.page.keyboard.press("Escape")
        seat.press(seat.page.get_by_role("button", name="Compare").first)
    seat.press(dialog.get_by_role("button", name="Take this").first)
    expect(published).to_contain_text("changed since version")
    assert [change["sentence"] for change in desk.board["changes"]] == [change["sentence"] for change in found[0]["changes"]]
    assert "cancel" in [change["kind"] for change in desk.board["changes"]]
    assert person not in [who for one in desk.board["sittings"] for talk in one["talks"] for who in talk["speakers"]]
    seat.open("publish")
    seat.write("why", "somebody cancelled")
    seat.press("Publish")
    expect(published).to_contain_text("published as version")
    assert desk.get("/api/history")["versions"][-1]["why"] == "somebody cancelled"
    seat.open("history")
    versions = seat.page.locator(".versions > li")
    expect(versions.first).to_contain_text("somebody cancelled")
    seat.press(versions.first.get_by_role("button", name="What changed"))
    changed = versions.first.locator(".sentences li").first
    expect(changed).to_be_visible()
    done = desk.done("lock", items=[desk.board["sittings"][0]["id"]])["last"]["words"]
    expect(seat.page.locator(".edits > li").first).to_contain_text(done)
    expect(changed).to_be_visible()
    seat.press(versions.nth(1).get_by_role("button", name="Go back to it"))
    expect(seat.page.locator("#side h2")).to_have_text("Publish")  # to be looked at, and published with a reason
    assert desk.board["last"]["kind"] == "revert"
    assert not desk.board["changes"]
    assert len(desk.get("/api/history")["versions"]) == count + 1


# --- lens, telephone, readers ---


@pytest.mark.full
def test_the_lens_shows_their_hours_nights_and_who_pays(browser: Browser, server: Server, desk: Desk) -> None:
    """A drop counts on the clocks of the conference: it was put back where those of the lens read there what they had read before."""
    one, place = next(
        (one, place)
        for one in desk.board["sittings"]
        for place in desk.places(one["id"])
        if place["rooms"] == [one["room"]] and hours(one["start"], place["start"]) == 1
    )
    seat = Seat(browser, server)
    seat.day(one["start"][:10])
    seat.page.locator("#lens").select_option(f"p:{one['talks'][0]['speakers'][0]}")
    expect(seat.card(one["id"])).to_have_class(re.compile("own"))
    expect(seat.page.get_by_role("region", name="Who pays for this hour")).to_be_visible()
    seat.page.locator("#lens").select_option("z:Africa/Nairobi")
    hour = (int(one["start"][11:13]) - 5) % 24
    expect(seat.card(one["id"]).locator(".when")).to_contain_text(f"{hour:02}:{one['start'][14:16]}")
    assert seat.page.locator(".night").count() == len(desk.board["rooms"]) * sum(
        night["start"].startswith(one["start"][:10]) for night in desk.get("/api/lens?zone=Africa/Nairobi")["night"]
    )
    seat.page.locator("#lens").select_option("z:Asia/Tokyo")
    expect(seat.card(one["id"]).locator(".when")).to_contain_text(place["start"][11:16])
    seat.lift(one["id"])
    seat.page.mouse.move(*seat.over(place), steps=3)
    expect(seat.page.locator("#tip .change")).not_to_have_text("Not reckoned yet")
    seat.page.mouse.up()
    if not place["possible"]:
        seat.page.get_by_role("alert").get_by_role("button", name="Do it anyway").click()
    expect(seat.page.locator("#undo")).to_be_enabled()
    assert sitting(desk, one["id"])["start"] == place["start"]
    version = desk.board["version"]
    seat.lift(one["id"])
    box = seat.page.locator(".card.lifted:not(.ghost)").bounding_box()
    assert box
    seat.page.mouse.move(box["x"] + 26, box["y"] + 8, steps=3)
    seat.page.mouse.up()
    assert seat.told == "Put back."
    assert desk.board["version"] == version


@pytest.mark.parametrize(
    ("width", "scheme"), [(1400, "light"), pytest.param(1400, "dark", marks=FULL), pytest.param(390, "light", marks=FULL)]
)
def test_axe_finds_nothing(browser: Browser, server: Server, desk: Desk, width: int, scheme: str) -> None:
    one = desk.board["sittings"][0]
    seat = Seat(browser, server, width=width, scheme=scheme)
    assert complaints(seat) == []
    seat.day(one["start"][:10])
    seat.card(one["id"]).locator(".name").click()
    expect(seat.page.locator("#places [role=status]")).to_contain_text("places are possible")
    assert complaints(seat) == []
    if width > 800:
        names = ("findings", "solve", "whatif", "publish", "history", "downloads")
        for name in names if scheme == "dark" else names[2:3]:
            seat.page.locator(f'[data-pane="{name}"]').click()
            seat.page.wait_for_timeout(300)
            assert complaints(seat) == [], name
        seat.page.locator("#lens").select_option(index=1)
        seat.page.wait_for_selector("#strip table")
        assert complaints(seat) == []


def test_the_page_is_made_of_small_files_of_its_own(server: Server) -> None:
    for file in Path(STATIC).iterdir():
        text = file.read_text(encoding="utf-8")
        assert len(text) < 40_000, file.name
        assert "innerHTML" not in text
        assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text), file.name
