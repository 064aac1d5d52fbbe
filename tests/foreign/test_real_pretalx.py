"""A real pretalx, pulled, solved, pushed, and looked at in its own interface and its own schedule editor.

The long version; where pretalx cannot be installed it is skipped and says why. With PRETALX_SCREENSHOT the picture of the
editor goes to that file; instances/library/pretalx-editor.png is one of them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from constraints import structure
from instances.agenda import Agenda, Sitting
from instances.conference import Conference
from instances.formats import native
from instances.pretalx.address import address
from instances.pretalx.api import Api
from instances.pretalx.pull import pull, schedule
from instances.pretalx.push import carry_out, plan
from scheduler.check import check
from scheduler.limits import Limits
from scheduler.solve import solve
from tests.browsing import chromium
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
        absent(f"no pretalx: {why}")


def absent(why: str) -> None:
    """Skip a test for what is not installed here; in CI, fail."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(why)


def places(agenda: Agenda) -> set[tuple[str, int, int, str]]:
    """Where everything sits."""
    return {(s.subforum, s.first, s.last, s.room) for s in agenda.sittings}


def test_a_real_pretalx_is_pulled_solved_and_pushed(server: real.Pretalx, command: Command, tmp_path: Path) -> None:
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


def test_its_editor_shows_what_was_pushed_at_its_new_time_and_not_at_the_old(server: real.Pretalx, tmp_path: Path) -> None:
    if not server.editor:
        absent("npm or gettext is absent")
    api = Api(address(server.address), server.token)
    conference, released = pull(api)
    assert released
    new = solve(conference, Limits(seconds=10), released).agenda
    assert new
    carry_out(api, plan(api, conference, released))
    moved = min(id for id, *_ in places(new) - places(released))
    numbers = [room["id"] for room in api.all("rooms/")]
    before, after = (area(conference, agenda.sittings_of[moved][0], numbers) for agenda in (released, new))
    assert before != after
    with editor(server) as page:
        assert shown(page, conference.name(moved)) == before
        carry_out(api, plan(api, conference, new))
        page.reload()
        assert shown(page, conference.name(moved)) == after
        page.add_style_tag(content=".speakers {visibility: hidden}")
        page.screenshot(path=os.environ.get("PRETALX_SCREENSHOT", tmp_path / "editor.png"))


def area(conference: Conference, sitting: Sitting, numbers: list[int]) -> str:
    """Where the grid of the editor has a sitting: from which row to which, and in which column, of which the first is that of the times."""
    column = numbers.index(int(conference.room(sitting.room).known_as["pretalx"])) + 2
    start, end = (time.astimezone(ZoneInfo(conference.zone)) for time in (sitting.start, sitting.end))
    return f"slice-{start:%m-%d-%H-%M} / {column} / slice-{end:%m-%d-%H-%M}"


def shown(page: Page, title: str) -> str:
    """Where the editor has a talk."""
    talk = page.locator(TALK).filter(has=page.get_by_text(title, exact=True))
    talk.wait_for(timeout=60_000)
    talk.scroll_into_view_if_needed()
    talk.evaluate("talk => talk.style.outline = '4px solid #d6006c'")
    return re.sub(r" / auto$", "", str(talk.evaluate("talk => talk.style.gridArea")))


@contextmanager
def editor(server: real.Pretalx) -> Iterator[Page]:
    """The schedule editor in a browser, as the office sees it."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-US")
        page.goto(f"{server.server}/orga/login/")
        page.fill("input[name=login_email]", real.OFFICE)
        page.fill("input[name=login_password]", server.password)
        page.press("input[name=login_password]", "Enter")
        page.wait_for_url(lambda url: "login" not in urlsplit(url).path)
        page.goto(f"{server.server}/orga/event/{real.EVENT}/schedule/")
        yield page
