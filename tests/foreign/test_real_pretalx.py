"""A real pretalx, pulled, solved, pushed, and looked at in its own interface and its own schedule editor.

The long version; where pretalx cannot be installed it is skipped and says why.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from constraints import structure
from instances.agenda import Agenda
from instances.formats import native
from instances.pretalx.address import address
from instances.pretalx.api import Api
from instances.pretalx.pull import pull, schedule
from scheduler.check import check
from tests.browsing import ARGUMENTS
from tests.conftest import Command
from tests.foreign import real

pytestmark = pytest.mark.full

TALK = ".c-linear-schedule-session.istalk"
"""A talk in the editor."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[real.Pretalx]:
    """A pretalx with 52 speakers, 67 submissions and 36 slots."""
    try:
        with real.running(tmp_path_factory.mktemp("pretalx")) as found:
            yield found
    except real.Absent as why:
        pytest.skip(f"no pretalx: {why}")


def places(agenda: Agenda) -> set[tuple[str, int, int, str]]:
    """Where everything sits."""
    return {(s.subforum, s.first, s.last, s.room) for s in agenda.sittings}


def test_a_real_pretalx_is_pulled_solved_pushed_and_shows_it(
    server: real.Pretalx, command: Command, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    key = {"PRETALX_TOKEN": server.token}
    api = Api(address(server.address), server.token)
    assert len(api.all("speakers/")) == 52
    assert len(api.all("submissions/")) == 67
    out = command("pull", server.address, "mine.yaml", "--agenda", "mine.agenda.json", **key)
    assert out.returncode == 0, out.stderr
    conference = native.read_conference((tmp_path / "mine.yaml").read_text(encoding="utf-8"), "mine.yaml")
    released = native.read_agenda((tmp_path / "mine.agenda.json").read_text(encoding="utf-8"), "mine.agenda.json")
    assert (len(conference.subforums), len(conference.rooms), len(released.sittings), released.unplaced) == (36, 2, 36, ())
    assert list(structure.faults(conference, released)) == []
    assert check(conference, released).broken == ()

    assert command("solve", "mine.yaml", "--hint", "mine.agenda.json", "-o", "new.json", "--seconds", "20", "-q").returncode == 0
    new = native.read_agenda((tmp_path / "new.json").read_text(encoding="utf-8"), "new.json")
    moving = len(places(new) - places(released))
    assert moving > 0
    dry = command("push", "mine.yaml", "new.json", server.address, "--dry-run", **key)
    assert "would move in the draft" in dry.stdout
    draft = pull(api, draft=True)[1]
    assert draft
    assert places(draft) == places(released)

    before = api.all("slots/", schedule(api, "wip"))
    assert command("push", "mine.yaml", "new.json", server.address, **key).returncode == 0
    after = api.all("slots/", schedule(api, "wip"))
    there, now = pull(api, draft=True)
    assert now
    assert places(now) == places(new)
    assert check(there, now).penalty == check(conference, new).penalty
    assert {slot["id"] for slot in before} == {slot["id"] for slot in after}
    assert all(slot["duration"] > 0 for slot in after)
    assert "Nothing to change" in command("push", "mine.yaml", "new.json", server.address, **key).stdout
    latest = pull(api)[1]
    assert latest
    assert places(latest) == places(released)
    assert [one["version"] for one in api.all("schedules/")] == ["v1.0", "wip"]
    first = min(new.sittings, key=lambda sitting: sitting.first)
    look(server, conference.name(first.subforum), tmp_path, record_property)


def look(server: real.Pretalx, title: str, folder: Path, record_property: Callable[[str, object], None]) -> None:
    """The editor of pretalx in a browser, which shows the first talk of the agenda first."""
    chromium = shutil.which("chromium")
    if not chromium or not server.editor:
        record_property("not looked at", "chromium, npm or gettext is absent")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{server.server}/orga/login/")
        page.fill("input[name=login_email]", real.OFFICE)
        page.fill("input[name=login_password]", server.password)
        page.press("input[name=login_password]", "Enter")
        page.wait_for_url(lambda url: "login" not in urlsplit(url).path)
        page.goto(f"{server.server}/orga/event/{real.EVENT}/schedule/")
        session = page.locator(TALK, has_text=title).first
        session.wait_for(timeout=60_000)
        shot = Path(os.environ.get("PRETALX_SCREENSHOT", folder / "editor.png"))
        page.screenshot(path=str(shot), full_page=False)
        tops = [box["y"] for one in page.locator(TALK).all() if (box := one.bounding_box())]
        place = session.bounding_box()
        assert place
        assert place["height"] > 10
        assert place["y"] == min(tops)
        record_property("screenshot", str(shot))
        browser.close()
