"""`agenda repair` at the shell: what it prints, writes and refuses, and the exit codes, on a programme of two subforums."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

import cli
from instances.agenda import Agenda, TierScore, Unplaced
from instances.changes import Cancel, CloseRoom, OpenRoom, Replace, apply
from instances.conference import Conference
from instances.formats import read_agenda
from scheduler import shapes
from scheduler.explain import Explanation, explain
from scheduler.fates import choices
from scheduler.limits import Interrupt, Limits
from scheduler.repair import Frontier, Mending, Repair, repair
from scheduler.repaired import because, changed, explaining, possible_without
from scheduler.solve import solve
from scheduler.terminal import piped
from scheduler.watch import Progress
from scheduler.ways import WayOut
from tests.stories import Story, seat, talk
from tests.test_cosplib import INSTANCES, MISSING, path_of
from tests.test_cosplib import conference as imported

STORY = (
    Story().block("am", "09:00", "12:00").block("pm", "13:00", "16:00").room("red").room("blue", 60)
    .person("ana").person("ben").person("cy", "Asia/Kathmandu").person("eve").person("fay").person("gus")
    .subforum("data", talk("d1", 30, "ana"), talk("d2", 30, "ben"), talk("d3", 30, "cy"), hosts=["eve"])
    .subforum("film", talk("f1", 60, "fay", "gus"))
    .sit("data", "red", "09:00").sit("film", "blue", "10:00")
)  # fmt: skip
CONFERENCE = STORY.conference
PUBLISHED = STORY.agenda.replaced(conference_hash=CONFERENCE.hash)
MORNING = CONFERENCE.block("am")
REPAIRED = "tiny.repaired.agenda.json"
NOWHERE = ("--close-room", "red", "--close-room", "blue")
FULL = ("--close-room", "red@am", "--close-room", "blue@pm", "--close-room", "blue@10:00..12:00", "--close-room", "red@14:00..16:00")

Shell = Callable[..., Any]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Runs `agenda` in this process, in a folder with the story's files."""
    (tmp_path / "tiny.yaml").write_text(yaml.safe_dump(STORY.raw), encoding="utf-8")
    (tmp_path / "published.json").write_text(PUBLISHED.to_json(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(cli.app, words)


@pytest.fixture
def mend(shell: Shell) -> Shell:
    """Repairs the agenda that is published, without progress."""
    return lambda *words: shell("repair", "tiny.yaml", "published.json", "-q", *words)


def rows(printed: str) -> list[str]:
    """Lines with their words one blank apart."""
    return [" ".join(line.split()) for line in printed.splitlines()]


def test_what_moves_who_is_told_and_what_is_proved(mend: Shell, shell: Shell, tmp_path: Path) -> None:
    before = (tmp_path / "published.json").read_bytes()
    found = mend("--close-room", "blue@am", "--alternatives", "0")
    assert (found.exit_code, found.stderr) == (0, f"Wrote {REPAIRED}\n")
    assert rows(found.stdout) == [
        "Two people must be told something new; no agenda tells fewer (proved).",
        "One thing moves, 4 points of disturbance; none that tells so few disturbs less (proved).",
        "The penalty is 331 (it was 401); none that disturbs so little costs less (proved).",
        "",
        "Times in Asia/Shanghai.",
        "What Respect Was Is",
        "Film block Nov 9, 10:00-11:00 Nov 9, 13:00-14:00",
        "",
        "Two people must be told",
        "Fay 'F1': time",
        "Gus 'F1': time",
    ]
    assert (tmp_path / "published.json").read_bytes() == before
    assert shell("check", "tiny.yaml", REPAIRED).exit_code == 0


def test_nothing_happened_and_nothing_moves(mend: Shell) -> None:
    found = mend("--alternatives", "0")
    assert found.exit_code == 0
    assert rows(found.stdout)[:2] == ["Nobody must be told anything new.", "Nothing moves: what is left of the agenda holds as it is."]


def test_what_becomes_of_a_talk_is_for_people_to_say(mend: Shell, tmp_path: Path) -> None:
    files = {path: path.read_bytes() for path in tmp_path.iterdir()}
    found = mend("--cancel", "Ben", "--seconds", "5")
    assert found.exit_code == 1
    assert "Nothing was picked, nothing written." in found.stdout
    head = next(row for row in rows(found.stdout) if row.startswith("now "))
    assert head == "now --cancel ben=drop --cancel ben=video --cancel ben=shorten --cancel ben=eve --cancel ben=ana"
    assert next(row for row in rows(found.stdout) if row.startswith("People told")) == "People told 1 0 1 1 2"
    document = json.loads(mend("--cancel", "Ben", "--seconds", "5", "--json").stdout)
    kinds = [change["kind"] for one in document["scenarios"] for change in one["changes"]]
    assert kinds == ["cancel", "attend", "length", "cancel", "replace", "replace"]
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == files


def test_a_seat_on_which_the_canceller_is_pinned_is_taken_by_who_can_and_stops_nobody_else() -> None:
    chair = seat("chair", "ben", "gus")
    story = (
        Story().block("am", "09:00", "12:00").room("red")
        .person("ana").person("ben").person("eve").person("gus").add("pins", item="chair", speaker="ben")
        .subforum("data", talk("d1", 30, "eve", seats=[chair]), talk("d2", 30, "ben"), talk("d3", 30, "ana"))
        .sit("data", "red", "09:00", chair="ben")
    )  # fmt: skip
    names = [one.name for one in choices([("cancel", "ben")], story.conference, story.agenda)]
    assert names == [f"--cancel ben={fate}" for fate in ("drop", "video", "shorten", "ana")]  # not Eve, who gives the talk of the seat


def test_a_talk_with_others_on_it_goes_on_without_asking(mend: Shell) -> None:
    found = mend("--cancel", "fay", "--alternatives", "0")
    assert found.exit_code == 0
    assert "Fay knows: it was their doing." in found.stdout


def test_a_gap_stays_and_what_is_written_says_that_it_may(mend: Shell, shell: Shell) -> None:
    assert mend("--cancel", "ben=drop", "--alternatives", "0").exit_code == 0
    written = read_agenda(REPAIRED)
    assert [change["kind"] for change in written.changes] == ["cancel", "weigh"]
    assert {slot.talk: slot.start for slot in written.sittings_of["data"][0].talks} == {
        slot.talk: slot.start for slot in PUBLISHED.sittings_of["data"][0].talks if slot.talk != "d2"
    }
    assert shell("check", "tiny.yaml", REPAIRED).exit_code == 0
    again = shell("repair", "tiny.yaml", REPAIRED, "--close-room", "blue@am", "-q", "--alternatives", "0", "-o", "again.json")
    assert again.exit_code == 0
    assert [change["kind"] for change in read_agenda("again.json").changes] == ["cancel", "weigh", "close_room"]
    assert shell("check", "tiny.yaml", "again.json").exit_code == 0


def test_json_is_as_its_schema_says_with_an_agenda_or_the_reason_why_not(mend: Shell) -> None:
    described = Draft202012Validator(shapes.schema("repair"))
    found = json.loads(mend("--close-room", "blue@am", "--json").stdout)
    described.validate(found)
    assert (found["status"], found["told"], found["explanation"]) == ("optimal", ["fay", "gus"], None)
    assert Agenda.model_validate(found["agenda"]) == read_agenda(REPAIRED)
    refused = mend(*NOWHERE, "--json", "--seconds", "3")
    none = json.loads(refused.stdout)
    described.validate(none)
    assert (refused.exit_code, none["status"], none["agenda"], none["explanation"]["status"]) == (1, "infeasible", None, "impossible")


def test_where_there_is_no_agenda_it_is_said_why_and_what_would_help(mend: Shell) -> None:
    found = mend(*NOWHERE, "--seconds", "3")
    assert found.exit_code == 1
    assert found.stdout.startswith("No agenda keeps every hard rule after that (proved).\nThere is no agenda: 2 causes")
    assert "Red is closed on Nov 09 09:00-16:00." in found.stdout
    assert "Ways out, the easiest first; each was tried, and an agenda exists with it:" in found.stdout
    assert not Path(REPAIRED).exists()


def test_where_nothing_was_told_apart_no_reason_is_made_up(wuzhen: Conference) -> None:
    block = wuzhen.blocks[0]
    closed = apply(wuzhen, [CloseRoom(room="wuzhen-hall", start=block.start, end=block.end)])
    found = explain(closed, Limits(seconds=0.0), proved=True)
    assert (found.status, found.reasons, found.ways, found.complete, found.cheapest) == ("impossible", (), (), False, False)
    assert piped(because(closed, found)).startswith("What exactly cannot hold together was not found in the time")


def test_of_what_could_be_left_out_few_are_named_and_no_more_is_claimed_than_is_proved() -> None:
    every = PUBLISHED.replaced(sittings=(), unplaced=tuple(Unplaced(item=id) for id in ("d1", "d2", "d3", "f1") * 2))
    tiers = [TierScore(name="left out", penalty=1, status=status) for status in ("feasible", "optimal")]
    late, sure = (" ".join(piped(possible_without(CONFERENCE, Repair(t.status, CONFERENCE, (), every, tiers=(t,)))).split()) for t in tiers)
    assert "and 3 more it is possible. Whether less would do is not known." in late
    assert "and 3 more it is possible. Nothing less painful can be left out (proved)." in sure
    assert not piped(possible_without(CONFERENCE, Repair("unknown", CONFERENCE, ()))).strip()


def test_what_happened_is_the_first_thing_to_take_back() -> None:
    none = apply(CONFERENCE, [CloseRoom(room=room, start=MORNING.start, end=CONFERENCE.block("pm").end) for room in ("red", "blue")])
    latest = changed(CONFERENCE, none)
    assert latest == ["rooms/red/closed/0", "rooms/blue/closed/0"]
    found = explain(none, Limits(seconds=300.0, workers=1), proved=True, ways=1, deeper=0.0, latest=latest)
    assert {change.room for way in found.ways for change in way.changes if isinstance(change, OpenRoom)} == {"red"}  # one is enough


def test_an_explanation_has_what_the_repair_left_of_the_time_and_five_seconds_at_least() -> None:
    early, late = (Repair("infeasible", CONFERENCE, (), seconds=seconds) for seconds in (2.0, 29.0))
    assert [explaining(Limits(seconds=30.0), found, None).seconds for found in (early, late)] == [28.0, 5.0]
    assert explaining(Limits(seconds=30.0), early, 3.0).seconds == 3.0


def test_repair_names_no_option_that_it_lacks() -> None:
    way = WayOut((OpenRoom(room="red", start=MORNING.start, end=MORNING.end),), 2, PUBLISHED, least=True)
    found = Explanation("impossible", ways=(way,), complete=False, cheapest=False)
    assert "Easier ones may exist that take several changes; --seconds 60 looks for them" in piped(because(CONFERENCE, found))


def test_who_interrupts_what_more_moves_would_buy_hears_so(mend: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli._alternatives", stopped)
    found = mend("--close-room", "blue@am", "--alternatives", "1")
    assert found.exit_code == 130
    assert found.stdout.endswith("What one more move would buy is not known: it was stopped.\n")


def stopped(mending: Mending, found: Repair, number: int, *_: object) -> Frontier:
    """What more moves would buy, interrupted at once."""
    interrupt = Interrupt()
    interrupt.set()
    return mending.frontier(found, number, interrupt=interrupt)


def test_what_more_moves_would_buy_is_looked_for_where_something_moves(mend: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli._alternatives", stopped)
    moved, stood = mend("--close-room", "blue@am"), mend("--cancel", "fay=drop")
    assert (moved.exit_code, "One more move" in moved.stdout or "one more move" in moved.stdout) == (130, True)
    assert (stood.exit_code, "one more move" in stood.stdout) == (0, False)
    assert "one more move" in mend("--cancel", "fay=drop", "--alternatives", "1").stdout


def test_the_first_agenda_is_known_at_once_and_people_are_counted_as_people(mend: Shell, shell: Shell) -> None:
    heard: list[Progress] = []
    found = repair(CONFERENCE, PUBLISHED, [CloseRoom(room="blue", start=MORNING.start, end=MORNING.end)], watch=heard.append)
    first = next(progress for progress in heard if progress.agenda)
    assert re.fullmatch(r"an agenda is known: \d (person|people) told, \d moves?", first.stage)
    told = [progress for progress in heard if progress.stage == "people told" and progress.penalty is not None]
    assert told[-1].penalty == len(found.told) == 2
    loud = shell("repair", "tiny.yaml", "published.json", "--close-room", "blue@am", "--alternatives", "0")
    lines = rows(loud.stderr)
    known = next(n for n, line in enumerate(lines) if "an agenda is known: " in line)
    assert known < next(n for n, line in enumerate(lines) if "wishes" in line)


def test_what_hurts_least_is_left_out_by_name(mend: Shell, shell: Shell) -> None:
    found = mend(*FULL, "--overflow", "--alternatives", "0")
    assert found.exit_code == 1
    assert rows(found.stdout)[0].startswith("One thing is left out: D")
    assert [one.item[0] for one in read_agenda(REPAIRED).unplaced] == ["d"]
    assert "One thing is left out of this agenda." in shell("check", "tiny.yaml", REPAIRED).stdout
    enough = mend("--close-room", "blue@am", "--overflow", "--alternatives", "0")
    assert rows(enough.stdout)[0] == "Nothing has to be left out."


def test_at_most_so_many_moves_and_what_is_claimed_is_no_more_than_that(mend: Shell) -> None:
    """It used to say that no agenda keeps every hard rule, and then that nothing is in the way."""
    assert mend("--close-room", "red@am", "--max-moves", "1", "--alternatives", "0").exit_code == 0
    Path(REPAIRED).unlink()
    found = mend("--close-room", "red@am", "--max-moves", "0")
    assert found.exit_code == 1
    assert found.stdout == ("No agenda keeps every hard rule after that with at most 0 moves (proved): see without --max-moves.\n")
    assert not Path(REPAIRED).exists()


def test_what_has_begun_stays(mend: Shell) -> None:
    early = mend("--late", "ana@10:00", "--now", "2022-11-09T08:30", "--alternatives", "0")
    assert early.exit_code == 0
    data = read_agenda(REPAIRED).sittings_of["data"][0]
    assert next(slot for slot in data.talks if slot.talk == "d1").start.isoformat() >= "2022-11-09T10:00"
    moved = mend("--close-room", "red", "--alternatives", "0")
    assert moved.exit_code == 0
    begun = mend("--close-room", "red", "--now", "2022-11-09T09:30", "--seconds", "3")
    assert begun.exit_code == 1
    assert "Data is pinned to Red and Nov 09 09:00." in begun.stdout


def test_who_is_late_is_late_for_what_they_have(mend: Shell, tmp_path: Path) -> None:
    found = mend("--late", "fay@+90m", "--alternatives", "0")
    assert found.exit_code == 0
    assert found.stderr.splitlines()[0] == "understood: Fay does not arrive before Nov 9, 11:30."
    (sitting,) = (s for s in read_agenda(str(tmp_path / REPAIRED)).sittings if s.subforum == "film")
    assert f"{sitting.start:%H:%M}" == "13:00"


def test_what_more_moves_would_buy_is_a_table(mend: Shell) -> None:
    found = mend("--late", "ana@10:00", "--alternatives", "2")
    table = rows(found.stdout[found.stdout.index("What more moves would buy") :])
    assert table[1] == "Moves People told Disturbance Penalty Buys Proved"
    found_rows = [[int(number) for number in row.split()[:4]] for row in table[2:] if row.endswith("yes")]
    assert len(found_rows) > 1
    penalties = [row[3] for row in found_rows]
    assert penalties == sorted(set(penalties), reverse=True)
    document = json.loads(mend("--late", "ana@10:00", "--alternatives", "2", "--json").stdout)
    assert [one["penalty"] for one in document["alternatives"]] == penalties[1:]


def test_an_agenda_on_stdout_stands_there_alone(mend: Shell) -> None:
    """It used to stand behind the words about it, so that no command could read it."""
    found = mend("--close-room", "blue@am", "-o", "-")
    assert found.exit_code == 0
    assert [change["kind"] for change in json.loads(found.stdout)["changes"]][:1] == ["close_room"]
    assert not Path(REPAIRED).exists()
    refused = mend("--close-room", "blue@am", "-o", "-", "--json")
    assert (refused.exit_code, json.loads(refused.stdout)["format"]) == (2, "agendawright/error@1")


def test_an_agenda_of_another_conference_or_another_state_of_it_is_refused(shell: Shell) -> None:
    Path("other.json").write_text(PUBLISHED.replaced(conference="other").to_json(), encoding="utf-8")
    refused = shell("repair", "tiny.yaml", "other.json", "--close-room", "red")
    assert refused.exit_code == 2
    assert "the agenda belongs to the conference 'other', not to 'tiny'" in refused.stderr
    Path("changed.yaml").write_text(yaml.safe_dump(STORY.room("more").raw), encoding="utf-8")
    older = shell("repair", "changed.yaml", "published.json", "--close-room", "red")
    assert older.exit_code == 2
    assert "has changed since the agenda was made" in older.stderr
    assert not Path(REPAIRED).exists()


def test_an_agenda_that_names_what_there_is_not_is_no_published_one(mend: Shell, shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "published.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"room": "blue"', '"room": "blu"'), encoding="utf-8")
    remedy = "mend its file, or make it anew with 'agenda solve'"
    refusal = f"error: the agenda names what the conference does not have: blu; {remedy}\n"
    for found in (
        mend(),
        shell("whatif", "tiny.yaml", "published.json", "--seats", "red=20"),
        shell("show", "tiny.yaml", "published.json"),
    ):
        assert (found.exit_code, found.stderr, found.stdout) == (2, refusal, "")
    forced = mend("--force", "--alternatives", "0")  # as where the conference has lost the room
    assert forced.exit_code == 0
    assert "blu Blue" in " ".join(forced.stdout.split())


def test_a_name_that_is_nobodys_is_refused(mend: Shell) -> None:
    refused = mend("--cancel", "Bem=drop")
    assert refused.exit_code == 2
    assert "did you mean" in refused.stderr


# --- in Python ---


def test_who_cancels_knows_by_whatever_name() -> None:
    """Changes with names in place of ids used to leave whoever cancels among those who must be told."""
    found = repair(CONFERENCE, PUBLISHED, [Cancel(person="Ben", talks="drop")], Limits(5))
    assert (found.told, [change.person for change in found.changes if isinstance(change, Cancel)]) == (("eve",), ["ben"])


def test_who_cancelled_and_takes_another_place_is_told_of_it() -> None:
    """Whoever had cancelled once was never counted again."""
    found = repair(CONFERENCE, PUBLISHED, [Cancel(person="ben", talks="drop"), Replace(person="fay", by="ben")], Limits(5))
    assert found.told == ("ben", "eve")


# --- an imported conference ---


@pytest.mark.skipif("N2OR" not in INSTANCES, reason=MISSING)
def test_a_conference_of_the_public_library_is_repaired(shell: Shell) -> None:
    solved = solve(imported("N2OR"), Limits(seconds=30)).agenda
    assert solved
    Path("n2or.json").write_text(solved.to_json(), encoding="utf-8")
    first, source = solved.sittings[0], str(path_of("N2OR"))
    other = next(s for s in solved.sittings[1:] if s.start == first.start)
    gone = [words for slot in first.talks for words in ("--drop", slot.talk)]
    dropped = shell("repair", source, "n2or.json", *gone, "-q", "-o", "dropped.json", "--alternatives", "0")
    assert dropped.exit_code == 0, dropped.stderr
    assert shell("check", source, "dropped.json").exit_code == 0
    window = f"{other.room}@{other.start:%Y-%m-%dT%H:%M}..{other.end:%H:%M}"
    closed = shell("repair", source, "dropped.json", "--close-room", window, "-q", "-o", "closed.json", "--alternatives", "0")
    assert closed.exit_code == 0, closed.stdout
    assert rows(closed.stdout)[1].startswith("One thing moves, ")
    left = read_agenda("closed.json")
    assert {slot.talk for slot in first.talks}.isdisjoint(left.slots)
    assert not [s for s in left.sittings if s.room == other.room and s.first < other.last and other.first < s.last]
    assert shell("check", source, "closed.json").exit_code == 0
