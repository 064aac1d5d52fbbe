"""The committee's page about an agenda: the score and its causes, local hours, and what changed; staff's, but never private."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser

from constraints import Violation
from instances.agenda import RuleScore
from instances.changes import Cancel
from instances.conference import Conference
from scheduler import check_report
from scheduler.check import Finding, Report, check
from scheduler.heat import heat
from scheduler.history import History
from scheduler.repair import repair
from scheduler.repaired import written
from scheduler.sides import sides
from tests.browsing import Visit
from tests.conftest import Command
from tests.sampled import FULL
from tests.standin import AGENDA, CONFERENCE, STORY
from tests.stories import Story, talk
from tests.test_page import HOSTILE, canaried
from tests.test_page_tools import complaints

GONE = [Cancel(person="actor", talks="drop")]
FAR = (
    Story()
    .block("morning", "09:00", "12:00")
    .room("hall")
    .room("loft")
    .person("judge", "America/New_York", region="The Americas")
    .person("nurse", "Asia/Kathmandu")
    .person("actor", "Africa/Nairobi", attends="recorded")
    .subforum("law", talk("trial", 30, "judge", "nurse"), talk("appeal", 45, "judge"), audience={"online": {"America/Lima": 7}})
    .subforum("arts", talk("stage", 30, "actor"))
    .sit("law", "hall", "09:00")
    .sit("arts", "loft", "09:00")
)
"""The judge speaks from 20:00 to 21:15 of the evening before, the nurse from 06:45 to 07:15."""


def test_the_hours_count_live_people_in_every_hour_they_touch_and_guests_by_the_hour() -> None:
    found = {region.name: region for region in heat(FAR.conference, FAR.agenda)}
    assert list(found) == ["Americas", "Asia", "The Americas"]
    assert {hour: n for hour, n in enumerate(found["The Americas"].appearances) if n} == {20: 2, 21: 1}
    assert {hour: n for hour, n in enumerate(found["Asia"].appearances) if n} == {6: 1, 7: 1}
    assert {hour: n for hour, n in enumerate(found["Americas"].guests) if n} == {20: 7, 21: 2}
    assert not any(found["Americas"].appearances)


def test_nobody_online_leaves_no_picture() -> None:
    assert heat(CONFERENCE, AGENDA) == ()
    assert "Local hours" not in check_report.html(CONFERENCE, AGENDA, check(CONFERENCE, AGENDA))


def test_the_report_has_the_score_the_sentences_the_facts_and_the_hours() -> None:
    report = check(FAR.conference, FAR.agenda)
    html = unescape(check_report.html(FAR.conference, FAR.agenda, report))
    assert "How good the agenda is: Tiny" in html
    assert all(finding.violation.sentence in html for finding in report.dearest)
    assert "People who take part live from afar speak at a decent hour of their own day." in html
    assert "live appearances of people online" in html
    assert "<title>The Americas, 20:00: 2 appearances</title>" in html
    assert "<title>Americas, 21:00: 2 guest hours</title>" in html
    assert "What changed" not in html


def test_what_must_not_be_comes_first() -> None:
    story = FAR.sit("arts", "hall", "09:15")
    html = check_report.html(story.conference, story.agenda, check(story.conference, story.agenda))
    assert html.index("What must not be") < html.index("Score by rule")


def test_of_a_long_list_the_dearest_are_told_and_the_rest_is_counted() -> None:
    found = tuple(Finding(Violation("parallel", 1, ("law",), f"Sentence {n}."), 50 - n, False) for n in range(20))
    scores = {rule: RuleScore(amount=0, penalty=0) for rule in check(CONFERENCE, AGENDA).rules}
    html = check_report.html(CONFERENCE, AGENDA, Report(found, scores))
    assert "… and 17 more" in html
    assert "… and 8 more, which 'agenda check --all' shows." in html
    assert "Sentence 11." in html
    assert "Sentence 12." not in html


def test_the_changes_are_those_beside_an_older_agenda() -> None:
    later = written(CONFERENCE, AGENDA, repair(CONFERENCE, AGENDA, GONE))
    assert later
    both = sides(CONFERENCE, AGENDA, later)
    html = unescape(check_report.html(both.conference, both.new, check(both.conference, both.new), both))
    assert "<h2>What changed</h2>" in html
    assert re.search(r"<td>'?(Arts|Stage)'?</td><td>[^<]*dropped</td>", html), html[html.index("What changed") :]
    same = sides(CONFERENCE, AGENDA, AGENDA)
    assert "Nothing moves." in check_report.html(CONFERENCE, AGENDA, check(CONFERENCE, AGENDA), same)


def test_the_report_has_what_is_staff_s_and_nothing_private() -> None:
    given, answer = canaried()
    html = check_report.html(given, answer, check(given, answer))
    assert [sign for sign in ("canary@example.org", "canary.example", "CANARY fan") if sign in html] == []
    assert "CANARY sentence" in html


def test_hostile_words_stay_words() -> None:
    raw = json.loads(json.dumps(STORY.raw, default=str).replace('"Law"', json.dumps(HOSTILE)))
    given = Conference.model_validate(raw)
    html = check_report.html(given, AGENDA, check(given, AGENDA), sides(given, AGENDA, AGENDA))
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=FULL)])
def test_axe_finds_nothing_and_nothing_is_asked_for(browser: Browser, tmp_path: Path, scheme: str) -> None:
    path = tmp_path / "report.html"
    path.write_text(check_report.html(FAR.conference, FAR.agenda, check(FAR.conference, FAR.agenda)), encoding="utf-8")
    visit = Visit(browser, path, width=390, scheme=scheme)
    assert complaints(visit) == []
    assert visit.requests == [path.as_uri()]
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390


# --- the command ---


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a conference, two agendas of it, and a history of both."""
    later = written(CONFERENCE, AGENDA, repair(CONFERENCE, AGENDA, GONE))
    assert later
    (tmp_path / "tiny.yaml").write_text(yaml.safe_dump(STORY.raw), encoding="utf-8")
    (tmp_path / "old.json").write_text(AGENDA.to_json(), encoding="utf-8")
    (tmp_path / "new.json").write_text(later.to_json(), encoding="utf-8")
    history = History.create(tmp_path / "tiny.history.db")
    history.publish(AGENDA, who="ana", conference=CONFERENCE)
    history.publish(later.replaced(parent=history.newest.hash), who="ana")
    return tmp_path


def test_the_command_writes_the_report_beside_what_it_prints(command: Command, files: Path) -> None:
    done = command("check", "tiny.yaml", "new.json", "--report", "r.html", "--against", "old.json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == "Wrote r.html\n"
    assert "Score by rule" in done.stdout
    assert "dropped</td>" in (files / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [(), ("--against", "1")])
def test_of_a_history_the_newest_stands_beside_the_one_before(command: Command, files: Path, words: tuple[str, ...]) -> None:
    assert command("check", "tiny.history.db", "--report", "r.html", *words).returncode == 0
    html = (files / "r.html").read_text(encoding="utf-8")
    assert "What changed: version 2 beside version 1" in html
    assert "dropped</td>" in html


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("tiny.yaml", "new.json", "--against", "old.json"), "check without --report does not go with --against"),
        (("tiny.yaml", "new.json", "--report", "-"), "check, which prints its verdict, does not go with --report -"),
        (
            ("tiny.yaml", "new.json", "--report", "old.json", "--against", "old.json"),
            "old.json: is read by this command, and would be overwritten",
        ),
        (("tiny.yaml", "new.json", "--report", "r.html", "--against", "none.json"), "none.json"),
        (("tiny.history.db", "--report", "r.html", "--against", "7"), "there is no version 7"),
    ],
)
def test_what_makes_no_report_is_refused(command: Command, files: Path, words: tuple[str, ...], complaint: str) -> None:
    done = command("check", *words)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert not (files / "r.html").exists()
