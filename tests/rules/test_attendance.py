"""Whoever chairs or hosts a subforum is there for the whole of its sittings."""

from typing import Any

import pytest
from ortools.sat.python.cp_model import CpModel

from constraints.attendance import Attendance
from constraints.variables import Variables
from instances.conference import Conference
from instances.prune import prune
from scheduler.certain import causes
from scheduler.check import check
from scheduler.greedy import greedy
from scheduler.shown import shown
from tests.stories import Story, admitted, guilty, measured, seat, silent, talk

TOWN = (
    Story().block("morning", "09:00", "12:00").block("noon", "12:00", "15:00")
    .room("red", building="east").room("pink", building="east").room("blue", building="west").walks(same_building=5, default=20)
)  # fmt: skip


def _chaired(role: str = "chairs", **ana: Any) -> Story:
    roles: dict[str, Any] = {role: ["ana"]}
    return TOWN.person("ana", **ana).subforum("data", talk("d1", 30), talk("d2", 30), **roles)


def _open(start: str, end: str, *more: tuple[str, str]) -> dict[str, Any]:
    return {"available": [TOWN.window(start, end), *(TOWN.window(*window) for window in more)]}


# --- windows and nights ---


def test_a_chair_who_must_leave_early() -> None:
    guilty(
        _chaired(**_open("09:10", "09:50")).sit("data", "red", "09:00"),
        Attendance(),
        {("ana", "data"): 20},
        "Ana chairs Data at Nov 09 09:00, but is not available for 20 of its minutes",
        facts=("subforums/data/chairs", "speakers/ana/available/0"),
    )
    silent(_chaired(**_open("09:00", "10:00")).sit("data", "red", "09:00"), Attendance())


def test_windows_that_meet_or_overlap_are_one() -> None:
    silent(_chaired(**_open("09:00", "09:30", ("09:30", "09:50"), ("09:40", "10:00"))).sit("data", "red", "09:00"), Attendance())
    guilty(_chaired(**_open("09:00", "09:30", ("09:40", "10:00"))).sit("data", "red", "09:00"), Attendance(), {("ana", "data"): 10})


def test_gaps_between_talks_are_part_of_the_sitting() -> None:
    story = _chaired(**_open("09:00", "09:30", ("10:00", "11:00")))
    guilty(story.sit("data", "red", "09:00", "d1@09:00", "d2@10:00"), Attendance(), {("ana", "data"): 30})
    guilty(story.sit("data", "red", "10:00", until="11:30"), Attendance(), {("ana", "data"): 30})
    silent(story.sit("data", "red", "10:00"), Attendance())


def test_from_afar_the_night_counts_too() -> None:
    berlin: dict[str, Any] = {"zone": "Europe/Berlin", "possible_hours": ["02:30", "24:00"]}  # seven hours behind
    guilty(
        _chaired(**berlin).sit("data", "red", "09:00"),
        Attendance(),
        {("ana", "data"): 30},
        "Ana chairs Data at 02:00 on Nov 09 in Europe/Berlin: 30 minutes in the night",
        facts=("subforums/data/chairs", "speakers/ana/possible_hours"),
    )
    silent(_chaired(**berlin).sit("data", "red", "09:30"), Attendance())
    both: dict[str, Any] = {**berlin, "available": [{"from": "2022-11-09T03:00", "to": "2022-11-09T09:00"}]}
    guilty(_chaired(**both).sit("data", "red", "09:00"), Attendance(), {("ana", "data"): 30 + 60})


def test_on_site_there_is_no_night_and_a_recording_attends_nothing() -> None:
    silent(_chaired(possible_hours=["22:00", "23:00"]).sit("data", "red", "09:00"), Attendance())
    recorded = _chaired(attends="recorded", **_open("14:00", "15:00"))
    silent(recorded.sit("data", "red", "09:00"), Attendance())


# --- hosts ---


def test_hosts_count_unless_the_rule_says_otherwise() -> None:
    story = _chaired("hosts", **_open("09:10", "12:00")).sit("data", "red", "09:00")
    guilty(story, Attendance(), {("ana", "data"): 10}, "Ana hosts Data", facts=("subforums/data/hosts", "speakers/ana/available/0"))
    silent(story, Attendance(hosts=False))


def test_whoever_hosts_and_chairs_is_there_once() -> None:
    story = TOWN.person("ana", **_open("09:10", "12:00")).subforum("data", talk("d1", 30), hosts=["ana"], chairs=["ana", "ana"])
    guilty(story.sit("data", "red", "09:00"), Attendance(), {("ana", "data"): 10}, "Ana chairs Data")


# --- elsewhere ---


def test_their_own_talk_in_the_sitting_they_chair_is_no_absence() -> None:
    story = (
        TOWN.person("ana")
        .person("ben")
        .subforum("data", talk("d1", 30, "ana"), talk("d2", 30, seats=[seat("s", "ana", "ben")]), chairs=["ana"])
    )
    silent(story.sit("data", "red", "09:00", s="ana"), Attendance())


def test_a_talk_elsewhere_meanwhile() -> None:
    story = _chaired(attends="online").subforum("law", talk("l1", 30, "ana")).sit("data", "red", "09:00")
    guilty(
        story.sit("law", "blue", "09:40"),
        Attendance(),
        {("ana", "data", "l1"): 20},
        "Ana chairs Data at Nov 09 09:00 and is wanted in 'L1' meanwhile: 20 minutes too many",
        facts=("subforums/data/chairs", "speakers/ana"),
    )
    silent(story.sit("law", "blue", "10:00"), Attendance())


def test_the_walk_to_a_talk_elsewhere() -> None:
    story = _chaired().subforum("law", talk("l1", 30, "ana"))
    guilty(
        story.sit("law", "blue", "09:00").sit("data", "red", "09:45"),
        Attendance(),
        {("ana", "data", "l1"): 5},
        "Ana chairs Data at Nov 09 09:45 with 15 minutes to 'L1', but walks 20 from Blue to Red",
    )
    guilty(story.sit("law", "pink", "09:15").sit("data", "red", "09:30"), Attendance(), {("ana", "data", "l1"): 15 + 5})
    silent(story.sit("law", "pink", "09:00").sit("data", "red", "09:35"), Attendance())
    silent(story.sit("law", "red", "09:00").sit("data", "red", "09:30"), Attendance())


def test_a_seat_elsewhere_counts_for_whoever_gets_it() -> None:
    panel = talk("panel", 30, seats=[seat("s", "ana", "ben")])
    story = _chaired(attends="online").person("ben").subforum("law", panel).sit("data", "red", "09:00")
    guilty(story.sit("law", "blue", "09:00", s="ana"), Attendance(), {("ana", "data", "panel"): 30})
    silent(story.sit("law", "blue", "09:00", s="ben"), Attendance())


def test_a_single_minute_counts_and_so_does_the_whole_morning() -> None:
    far = _chaired().walks(default=11).subforum("law", talk("l1", 30, "ana"))
    guilty(far.sit("law", "blue", "09:00").sit("data", "red", "09:40"), Attendance(), {("ana", "data", "l1"): 1})
    long = TOWN.person("ana").subforum("data", talk("d1", 180), chairs=["ana"]).subforum("law", talk("l1", 180, "ana"))
    guilty(long.sit("data", "red", "12:00").sit("law", "blue", "12:00"), Attendance(), {("ana", "data", "l1"): 200})


def test_without_a_minute_between_there_is_a_walk_and_no_clash() -> None:
    story = _chaired().subforum("law", talk("l1", 30, "ana")).sit("law", "blue", "09:00").sit("data", "red", "09:30")
    guilty(story, Attendance(), {("ana", "data", "l1"): 20}, "with 0 minutes to 'L1', but walks 20 from Blue to Red")


def test_a_fixture_in_one_of_its_rooms() -> None:
    story = _chaired().fixture("prize", "blue", "red", holds="one", speakers=["ana"], minutes=30, windows=[TOWN.window("08:00", "09:00")])
    silent(story.stand("prize", "08:30", "red").sit("data", "red", "09:00"), Attendance())
    guilty(story.stand("prize", "08:30", "blue").sit("data", "red", "09:00"), Attendance(), {("ana", "data", "prize"): 20})


def test_a_fixture_meanwhile() -> None:
    story = _chaired().fixture("opening", "blue", "red", speakers=["ana"], start="08:00", end="09:00").sit("data", "red", "09:10")
    guilty(story, Attendance(), {("ana", "data", "opening"): 10}, "walks 20 from Blue to Red")
    dinner = _chaired().fixture("dinner", speakers=["ana"], start="08:00", end="09:00")
    silent(dinner.sit("data", "red", "09:00"), Attendance())


def test_two_sittings_that_one_person_chairs() -> None:
    story = _chaired(attends="online").subforum("law", talk("l1", 90, "ana"), hosts=["ana"]).sit("data", "red", "09:00")
    guilty(
        story.sit("law", "blue", "09:30"),
        Attendance(),
        {("ana", "data", "law"): 30},  # and not once more for the talk in the other
        "Ana chairs Data at Nov 09 09:00 and hosts Law meanwhile: 30 minutes too many",
        facts=("subforums/data/chairs", "subforums/law/hosts", "speakers/ana"),
    )
    silent(story.sit("law", "blue", "10:00"), Attendance())


def test_two_sittings_of_one_subforum() -> None:
    story = (
        TOWN.person("ana").subforum("data", talk("d1", 30), talk("d2", 30), sittings=2, chairs=["ana"]).sit("data", "red", "09:00", "d1")
    )
    guilty(story.sit("data", "blue", "09:40", "d2"), Attendance(), {("ana", "data", "data"): 10})
    silent(story.sit("data", "blue", "09:50", "d2"), Attendance())


# --- in every mode of the variables ---


def _at_once(**ana: Any) -> Story:
    story = Story().block("morning", "09:00", "12:00").room("red").room("blue").room("pink").person("ana", **ana)
    return story.subforum(
        "data", *(talk(f"d{i}", 60) for i in (1, 2, 3)), sittings="auto", sitting_fills="block", at_once=3, chairs=["ana"]
    )


@pytest.mark.parametrize("modes", [{}, {"whole": True, "tight": True}, {"gathered": True}], ids=str)
def test_a_subforum_that_fills_blocks_and_is_parallel_to_itself(modes: dict[str, bool]) -> None:
    one = _at_once().sit("data", "red", "09:00", "d1", "d2", "d3")
    assert admitted(one, Attendance(), **modes)
    assert measured(one, Attendance(), **modes) == {}
    two = _at_once().sit("data", "red", "09:00", "d1", until="12:00").sit("data", "blue", "09:00", "d2", "d3", until="12:00")
    assert not admitted(two, Attendance(), **modes)
    assert measured(two, Attendance(), **modes) == {("ana", "data", "data"): 180}
    three = _at_once()
    for room, number in (("red", 1), ("blue", 2), ("pink", 3)):
        three = three.sit("data", room, "09:00", f"d{number}", until="12:00")
    assert not admitted(three, Attendance(), **modes)
    assert admitted(three, Attendance(limit=180), **modes)
    assert not admitted(three, Attendance(limit=179), **modes)
    assert measured(three, Attendance(), **modes) == {("ana", "data", "data"): 3 * 180}
    assert {v.amount for v in Attendance().violations(three.conference, three.agenda)} == {180}


@pytest.mark.parametrize("gathered", [False, True])
def test_windows_count_for_each_of_its_rooms(gathered: bool) -> None:
    story = _at_once(**_open("09:00", "11:30"))
    story = story.sit("data", "red", "09:00", "d1", "d2", until="12:00").sit("data", "blue", "09:00", "d3", until="12:00")
    assert measured(story, Attendance(), gathered=gathered)["ana", "data"] == 2 * 30
    assert not admitted(story, Attendance(), gathered=gathered)


def test_between_rooms_that_nothing_tells_apart_there_is_a_walk() -> None:
    story = Story().block("morning", "09:00", "12:00").room("red").room("pink").walks(same_building=5).person("ana")
    story = story.subforum("data", talk("d1", 30), turnover=5, chairs=["ana"]).subforum("law", talk("l1", 30, "ana"), turnover=5)
    assert not admitted(story.sit("data", "red", "09:00").sit("law", "pink", "09:30"), Attendance(), classes=True)
    assert admitted(story.sit("data", "red", "09:00").sit("law", "pink", "09:35"), Attendance(), classes=True)


def test_where_nobody_chairs_or_all_who_do_are_free_nothing_is_measured() -> None:
    free = TOWN.person("ana").subforum("data", talk("d1", 30, "ana"), chairs=["ana"]).subforum("law", talk("l1", 30))
    assert list(Attendance().post(Variables(free.conference, CpModel()))) == []


# --- before the solver ---


def _standard(story: Story, **rules: Any) -> Conference:
    return Conference.model_validate({**story.raw, "rules": {"attendance": "must", **rules}})


def test_whoever_is_never_there_for_all_of_it_is_named_at_once() -> None:
    story = _chaired(**_open("09:00", "09:50", ("13:00", "13:40")))
    assert [(c.rule, c.items, c.sentence) for c in causes(_standard(story))] == [
        ("attendance", ("data", "ana"), "Ana must be there for all 60 minutes of Data, and cannot be in Morning and Noon."),
    ]
    assert causes(_standard(story, attendance="strong")) == []
    assert causes(_standard(_chaired("hosts", **_open("09:00", "09:50")), attendance={"hosts": False})) == []
    assert causes(_standard(_chaired(**_open("09:00", "10:00")))) == []


def test_the_first_agenda_keeps_chairs_free() -> None:
    story = (
        _chaired(**_open("09:30", "15:00")).subforum("law", talk("l1", 90, "ana"), chairs=["ana"]).subforum("art", talk("a1", 60, "ana"))
    )
    conference = _standard(story, speaker_overlap={"pause": 15})
    first = greedy(conference)
    assert not first.unplaced
    assert check(conference, first).broken == ()


# --- who is told ---


def test_views_name_chairs_and_hosts_and_a_persons_day_has_their_sittings() -> None:
    story = _chaired().person("ben").subforum("law", talk("l1", 30, "ben"), chairs=["ben"], hosts=["ana", "ben"])
    story = story.sit("data", "red", "09:00").sit("law", "blue", "10:30")
    room = shown(story.conference, story.agenda)
    assert [[(p.name, p.role) for p in entry.people] for group in room.groups for entry in group.entries] == [
        [("Ana", "chair")],
        [("Ben", "chair"), ("Ana", "host")],
    ]
    (ben,) = shown(story.conference, story.agenda, speaker="ben").people
    assert [(a.kind, a.title, a.role, f"{a.start:%H:%M}") for a in ben.appearances] == [
        ("sitting", "Law", "chair", "10:30"),
        ("talk", "L1", "speaker", "10:30"),
    ]


def test_whoever_is_gone_chairs_nothing() -> None:
    raw = {**_chaired().raw, "speakers": []}
    assert prune(raw) == ["data/chairs: ana is gone"]
    assert raw["subforums"][0]["chairs"] == []
