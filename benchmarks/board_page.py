"""The board's page in a real browser: how soon a drag is tinted, and how soon an input is painted while a solve runs.

    python -m benchmarks.board_page          wuzhen2022 and 200 subforums, written to benchmarks/results/DATE-board-page.md
    python -m benchmarks.board_page --size 200 --drags 5 --inputs 40

A drag begins with the pointer going down on a card. Its cells count as tinted with the first frame after they were drawn; those in sight
are the cells of the places that the window shows. An input is painted as the browser itself measures it (Event Timing, in steps of 8 ms):
from the press of a key or of the pointer to the next frame.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from benchmarks.board import EVERY, VISIBLE, client, served
from benchmarks.run import generated, report
from tests.browsing import chromium

PAINT = 50
"""Milliseconds from an input to its frame: what is aimed at, as VISIBLE and EVERY are for the tint."""
QUICK = 16.0
"""What is quicker is not told by the browser, and counted as this."""
WINDOW: Any = {"width": 1400, "height": 900}
WAIT = 60_000

WATCH = """async () => {
  const { state } = await import('/state.js'), grid = document.getElementById('grid');
  window.drag = null;
  window.inputs = new Map();
  new PerformanceObserver(list => {
    for (const { interactionId: id, duration } of list.getEntries().filter(one => one.interactionId))
      window.inputs.set(id, Math.max(duration, window.inputs.get(id) ?? 0));
  }).observe({ type: 'event', durationThreshold: 16 });
  const inSight = () => {
    const view = grid.getBoundingClientRect();
    return [...grid.querySelectorAll('.cell')].filter(cell => {
      const box = cell.getBoundingClientRect();
      return box.bottom > view.top && box.top < view.bottom && box.right > view.left && box.left < view.right;
    }).length;
  };
  addEventListener('pointerdown', event => { window.drag = { began: event.timeStamp, seen: [], done: false }; }, true);
  document.addEventListener('places', () => {
    const { drag } = window;
    const known = state.places?.list.length ?? 0, done = Boolean(state.places?.done);
    requestAnimationFrame(() => setTimeout(() => {
      drag?.seen.push([performance.now() - drag.began, inSight(), known]);
      if (drag && done) drag.done = true;
    }));
  });
}"""
"""Notes with each frame in which cells were drawn how many are in sight, and how many places are known; and the times of inputs."""


def drag(page: Page, item: str) -> tuple[float, float, int]:
    """Milliseconds from the press of a card until the cells in sight are tinted, and until all are; how many are in sight."""
    card = page.locator(f'.card[data-id="{item}"]')
    card.scroll_into_view_if_needed()
    box = card.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 30, steps=2)
    page.wait_for_function("() => window.drag.done", timeout=WAIT)
    seen = page.evaluate("window.drag.seen")
    page.keyboard.press("Escape")
    page.mouse.up()
    sight, places = (max(row[column] for row in seen) for column in (1, 2))
    return next(row[0] for row in seen if row[1] == sight), next(row[0] for row in seen if row[2] == places), sight


def inputs(page: Page, number: int) -> list[float]:
    """Milliseconds from an input to its frame: a sitting is chosen, carried with the keys and put back, and the day is turned."""
    page.evaluate("window.inputs.clear()")
    made = 0
    while made < number:
        page.locator(".card.sitting .name").nth(made % 3).click()
        page.keyboard.press("m")
        for key in ("ArrowDown", "ArrowRight", "ArrowDown", "Escape"):
            page.keyboard.press(key)
            page.wait_for_timeout(50)
        page.locator(".tab").nth(made % 2).click()
        page.wait_for_timeout(100)
        made += 7
    page.wait_for_timeout(300)
    found: list[float] = page.evaluate("[...window.inputs.values()]")
    return [*found, *[QUICK] * (made - len(found))]


def measured(name: str, source: str, drags: int, number: int) -> list[tuple[str, list[str]]]:
    """The lines of a conference, idle and while a solve runs, each with what it misses."""
    with tempfile.TemporaryDirectory() as folder, served(source, Path(folder)) as address, chromium() as browser:
        own, page = client(address), browser.new_page(viewport=WINDOW)
        page.goto(address)
        page.wait_for_selector("body[data-ready]")
        page.evaluate(WATCH)
        items = page.locator(".card.sitting").evaluate_all("all => all.map(one => one.dataset.id)")
        drag(page, items[-1])  # starts the processes
        lines = []
        for solving in (False, True):
            if solving:
                own.post("/api/jobs", json={"kind": "solve", "version": 1, "seconds": 600})
                page.wait_for_timeout(3000)
            took = [drag(page, items[n % len(items)]) for n in range(drags * solving, drags * (solving + 1))]
            lines.append(_line(f"{name}, {'while a solve runs' if solving else 'idle'}", took, inputs(page, number)))
            page.reload()
            page.wait_for_selector("body[data-ready]")
            page.evaluate(WATCH)
        own.close()
    return lines


def _line(case: str, took: list[tuple[float, float, int]], painted: list[float]) -> tuple[str, list[str]]:
    median: Callable[[Any], float] = statistics.median
    sight, every, cells = (median(part) for part in zip(*took, strict=True))
    paint, late = statistics.quantiles(painted, n=20, method="inclusive")[18], max(painted)
    missed = [
        f"{case}: {what} {found:.0f} ms"
        for what, found, most in (("cells in sight", sight, VISIBLE), ("all cells", every, EVERY), ("input to paint", paint, PAINT))
        if found > most
    ]
    worst = max(part for part, _, _ in took)
    return f"| {case} | {sight:.0f} ({cells:.0f}) | {worst:.0f} | {every:.0f} | {median(painted):.0f} | {paint:.0f} | {late:.0f} |", missed


def main() -> None:
    """Measure both conferences and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=200, help="subforums of the large conference")
    parser.add_argument("--drags", type=int, default=5, help="items that are dragged, idle and while a solve runs")
    parser.add_argument("--inputs", type=int, default=40, help="inputs, idle and while a solve runs")
    options = parser.parse_args()
    busy = f"The machine's load average before: {os.getloadavg()[0]:.1f}; what else ran shares the cores."
    with tempfile.TemporaryDirectory() as folder:
        sources = [("wuzhen2022", "wuzhen2022"), (f"{options.size} subforums", generated(options.size, 1, Path(folder)))]
        found = [line for name, source in sources for line in measured(name, source, options.drags, options.inputs)]
    columns = "conference | cells in sight, ms (cells) | at worst | all cells, ms | input to paint, ms | 95 % | most"
    table = f"| {columns} |\n{'|---' * 7}|\n" + "\n".join(line for line, _ in found)
    missed = [words for _, some in found for words in some]
    aims = f"{VISIBLE} ms for the cells in sight and {EVERY} ms for all (medians), {PAINT} ms from 95 % of inputs to paint"
    verdict = f"{'FAIL' if missed else 'PASS'}: the aim is {aims}. Missed: {'; '.join(missed) or 'nothing'}."
    command = f"python -m benchmarks.board_page --size {options.size} --drags {options.drags} --inputs {options.inputs}"
    report("-board-page", command, [busy, table, verdict])


if __name__ == "__main__":
    main()
