"""Agendas that hold after changes: every command makes these again, and a changed conference is still refused."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from instances import clock
from instances.agenda import Agenda
from instances.changes import Attend, Change, Drop, Early, PinTo, Replace, apply
from instances.changes.base import _references
from instances.changes.kept import document, kept, recorded, settled
from instances.changes.scenarios import change
from instances.conference import Conference, Speaker
from instances.formats import native, read_both
from instances.problems import BadInput
from scheduler.check import check, fits
from tests.conftest import Command
from tests.stories import Story, talk
from tests.strategies import ZONES
from tests.test_changes import KINDS, ONE_OF_EACH
from tests.test_changes import C as LARGER
from tests.test_options import story

EVE = Speaker(id="eve", name="Eve from Kenya")
CHANGES: tuple[Change, ...] = (
    Drop(item="art"),
    Replace(person="Ana", new=EVE),
    Early(person="Eve from Kenya", minutes=5),
    Attend(person="ben", attends="onsite"),
)


def both() -> tuple[Conference, Agenda]:
    """A conference, and an agenda of it after the changes, as it is written."""
    before = story()
    after = apply(before.conference, CHANGES)
    standing = tuple(s for s in before.agenda.sittings if s.subforum == "law")
    moved = standing[0].talks[0].replaced(speakers=("eve",)), *standing[0].talks[1:]
    agenda = before.agenda.replaced(conference_hash=after.hash, sittings=(standing[0].replaced(talks=moved),))
    return before.conference, recorded(before.conference, CHANGES, agenda)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    base, agenda = both()
    (tmp_path / "tiny.yaml").write_text(native.write_conference(base), encoding="utf-8")
    (tmp_path / "tiny.json").write_text(agenda.to_json(), encoding="utf-8")
    return tmp_path


# --- as documents ---


@pytest.mark.parametrize("one", ONE_OF_EACH, ids=KINDS)
def test_the_document_of_a_change_is_that_change(one: Change) -> None:
    written = json.loads(json.dumps(document(one)))
    assert written == document(one)
    assert change(written) == one
    assert document(change(written)) == written
    assert written["kind"] == one.kind


@settings(derandomize=True, deadline=None, max_examples=60, phases=[Phase.generate])
@given(st.data())
def test_whatever_a_change_names_goes_through_its_document(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(ONE_OF_EACH))
    named = {field: data.draw(_words(getattr(one, field))) for field in _references(type(one))}
    timed = [field for field in ("start", "end", "at") if isinstance(getattr(one, field, None), datetime)]
    times = sorted(data.draw(st.lists(st.integers(0, 10**6), min_size=len(timed), max_size=len(timed), unique=True)))
    instants = {
        field: clock.instant(27_000_000 + time, data.draw(st.sampled_from(ZONES))) for field, time in zip(timed, times, strict=True)
    }
    made = type(one).model_validate({**{field: getattr(one, field) for field in type(one).model_fields}, **named, **instants})
    written = json.loads(json.dumps(document(made)))
    again = change(written)
    assert again == made
    assert document(again) == written


def _words(value: object) -> st.SearchStrategy[object]:
    """Words in place of words, as many as there are."""
    if isinstance(value, tuple):
        return st.lists(st.text(min_size=1, max_size=9), min_size=len(value), max_size=len(value)).map(tuple)
    return st.text(min_size=1, max_size=9) if isinstance(value, str) else st.just(value)


# --- recorded and settled ---


def test_an_agenda_is_written_as_one_of_the_conference_before_the_changes() -> None:
    base, agenda = both()
    assert agenda.conference_hash == base.hash
    assert [raw["kind"] for raw in agenda.changes] == ["drop", "replace", "early", "attend"]
    assert agenda.changes[1]["person"] == "ana", "ids stand in place of names, which may be others' later"
    assert agenda.changes[2]["person"] == "eve"
    assert kept(agenda)[0] == CHANGES[0]


def test_what_was_recorded_settles_to_where_it_was() -> None:
    base, agenda = both()
    changed, answer = settled(base, agenda)
    assert changed == apply(base, CHANGES)
    assert answer.conference_hash == changed.hash
    assert answer.changes == agenda.changes
    assert recorded(base, kept(answer), answer) == agenda
    fits(changed, answer)
    assert check(changed, answer).counted


def test_an_agenda_without_changes_stays_as_it_is() -> None:
    base, agenda = story().conference, story().agenda
    assert settled(base, agenda) == (base, agenda)
    assert recorded(base, [], agenda).changes == ()


@settings(derandomize=True, deadline=None, max_examples=40, phases=[Phase.generate])
@given(st.lists(st.sampled_from(ONE_OF_EACH), min_size=1, max_size=4))
def test_whatever_happened_is_kept(changes: list[Change]) -> None:
    try:
        after = apply(LARGER, changes)
    except BadInput:
        return
    agenda = Agenda(conference=LARGER.id, conference_hash=after.hash, sittings=())
    written = recorded(LARGER, changes, agenda).to_json()
    again, answer = settled(LARGER, native.read_agenda(written, "agenda.json"))
    assert again == after
    assert answer.conference_hash == after.hash
    assert recorded(LARGER, kept(answer), answer).to_json() == written


# --- files and commands ---


def test_both_are_read_after_the_changes(files: Path) -> None:
    conference, agenda = read_both(str(files / "tiny.yaml"), str(files / "tiny.json"), fits=fits)
    assert conference.name("eve") == "Eve from Kenya"
    assert "art" not in conference.subforums_by_id
    assert agenda.conference_hash == conference.hash


def test_commands_make_the_changes_again(files: Path, command: Command) -> None:
    base = ["tiny.yaml", "tiny.json"]
    checked = command("check", *base)
    assert checked.returncode == 0, checked.stderr
    assert "Art" not in checked.stdout
    assert "Courts" in command("show", *base, "--for", "Eve from Kenya").stdout
    assert "nothing" in command("moves", *base, "art", "-q").stderr
    assert command("show", *base, "--page", "tiny.html").returncode == 0
    assert command("convert", *base, "tiny.xlsx").returncode == 0
    assert "Eve from Kenya" in (files / "tiny.html").read_text(encoding="utf-8")


def test_a_conference_that_changed_otherwise_is_refused_unless_forced(files: Path, command: Command) -> None:
    text = (files / "tiny.yaml").read_text(encoding="utf-8")
    (files / "tiny.yaml").write_text(text.replace("seats: 80", "seats: 81"), encoding="utf-8")
    for words in (["check", "tiny.yaml", "tiny.json"], ["convert", "tiny.yaml", "tiny.json", "tiny.xlsx"]):
        found = command(*words)
        assert found.returncode == 2
        assert "the conference 'tiny' has changed since the agenda was made" in found.stderr
        assert "use --force" in found.stderr
    forced = command("check", "tiny.yaml", "tiny.json", "--force")
    assert (forced.returncode, "Art" in forced.stdout) == (0, False), forced.stdout


def test_changes_that_can_no_longer_be_made_are_named(files: Path) -> None:
    text = (files / "tiny.json").read_text(encoding="utf-8")
    (files / "tiny.json").write_text(text.replace('"item": "art"', '"item": "arts"'), encoding="utf-8")
    with pytest.raises(BadInput) as error:
        read_both(str(files / "tiny.yaml"), str(files / "tiny.json"))
    (problem,) = error.value.problems
    assert str(problem) == (
        f"{files}/tiny.json: changes/0/drop/item: nothing among the subforums and talks and fixtures is called 'arts'; did you mean 'Art'?"
    )


def test_of_two_equal_times_the_later_stays_the_later() -> None:
    night = (
        Story("Europe/Berlin", "2022-10-30").block("night", "01:00+02:00", "06:00").room("hall").subforum("law", talk("a", 30)).conference
    )
    later = PinTo(item="law", start=datetime.fromisoformat("2022-10-30T02:30+01:00"))
    agenda = recorded(night, [later], Agenda(conference="tiny", conference_hash="", sittings=()))
    assert agenda.changes[0]["start"] == "2022-10-30T02:30:00+01:00"
    assert settled(night, agenda)[0] == apply(night, [later])
