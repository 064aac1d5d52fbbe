"""Pages opened in Debian's chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's chromium; where it is absent, the test is skipped, but not in CI."""
    found = shutil.which("chromium")
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("chromium is absent")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


class Visit:
    """A page opened from its file; it notes requests and everything that the console says."""

    def __init__(self, browser: Browser, file: Path, fragment: str = "", width: int = 1280, scheme: Any = "light") -> None:
        self.requests: list[str] = []
        self.said: list[str] = []
        window: Any = {"width": width, "height": 800}
        self.page: Page = browser.new_page(viewport=window, color_scheme=scheme, timezone_id="Asia/Tokyo", locale="en-US")
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(file.as_uri() + fragment)

    def texts(self, selector: str) -> list[str]:
        """What is seen of some elements."""
        return [" ".join(text.split()) for text in self.page.locator(selector).all_inner_texts()]
