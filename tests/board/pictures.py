"""The pictures of the board that stand in the README, taken anew of wuzhen2022's best agenda in a real browser: to be looked at.

python -m tests.board.pictures [FOLDER]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect

from instances.formats import read_conference, write_atomically
from scheduler.limits import Limits
from scheduler.solve import solve
from tests.board.desk import Server
from tests.board.test_page import Seat, cell_of
from tests.browsing import chromium

LIBRARY = Path(__file__).parents[2] / "instances" / "library"
WIDTH = 1440
DAY = "2022-11-10"
PERSON = "s010"
"""Has talks of their own, and others could step in."""


def take(folder: Path) -> None:
    """A drag, the lens on Nairobi, and the alternatives after somebody has cancelled."""
    best = solve(read_conference("wuzhen2022"), Limits(seconds=200)).agenda
    assert best
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        write_atomically(Path(name, "best.json"), best.to_json())
        with Server(Path(name), "wuzhen2022", "best.json") as server:
            desk, seat = server.desk(), Seat(browser, server, width=WIDTH)
            page = seat.page
            seat.day(DAY)
            page.set_viewport_size({"width": WIDTH, "height": 620})
            standing = [one for one in desk.board["sittings"] if one["start"] < f"{DAY}T12" and one["start"] > DAY]
            dear = {one["id"]: [p for p in desk.places(one["id"]) if p["possible"] and DAY < p["start"] < f"{DAY}T11"] for one in standing}
            id = max(dear, key=lambda one: len({p["change"] for p in dear[one]}))
            place = max(dear[id], key=lambda p: (len(p["reasons"]) in (2, 3), p["rooms"] != dear[id][0]["rooms"], -p["change"]))
            seat.lift(id)
            page.mouse.move(*seat.over(place), steps=4)
            expect(page.locator(f'.cell[data-cell="{cell_of(place)}"]')).to_have_attribute("data-change", str(place["change"]))
            expect(page.locator("#tip")).to_contain_text(place["reasons"][0])
            page.wait_for_timeout(3000)
            page.screenshot(path=folder / "board-drag.png")
            page.keyboard.press("Escape")
            page.mouse.up()
            page.set_viewport_size({"width": WIDTH, "height": 690})
            page.locator("#lens").select_option("z:Africa/Nairobi")
            expect(page.get_by_role("region", name="Who pays for this hour")).to_be_visible()
            page.mouse.move(5, 5)
            page.wait_for_timeout(1000)
            page.screenshot(path=folder / "board-lens.png")
            page.locator("#lens").select_option(index=0)
            page.set_viewport_size({"width": 1320, "height": 820})
            seat.open("whatif")
            seat.pick("who", PERSON)
            seat.press("Find repairs")
            expect(page.locator("dialog.alternatives")).to_be_visible(timeout=120_000)
            page.wait_for_timeout(1000)
            page.screenshot(path=folder / "board-alternatives.png")
            page.context.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else LIBRARY)
