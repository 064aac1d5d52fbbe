"""Solving: proof, drafts, hints, repeatable runs, and the checker's agreement."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from benchmarks.attack import attack
from constraints import RULES
from instances.agenda import Agenda, Unplaced
from instances.conference import Conference
from instances.generate import CAUSES, generate
from instances.problems import BadInput
from scheduler.certain import Possible, causes
from scheduler.check import check
from scheduler.complete import complete
from scheduler.greedy import greedy
from scheduler.hint import usable
from scheduler.limits import Interrupt, Limits
from scheduler.solve import Result, solve
from scheduler.watch import Progress
from tests import tiny
from tests.sampled import one_in
from tests.stories import Story, seat, talk


def test_wuzhen2022_is_proved_optimal_and_the_checker_agrees_to_the_point(wuzhen: Conference, solved: Result, best: Agenda) -> None:
    report = check(wuzhen, best)
    assert report.broken == ()
    assert best.score
    assert best.score.penalty == best.score.bound == report.penalty
    assert best.score.gap == 0
    assert not best.draft


def test_at_the_optimum_of_wuzhen2022_at_least_five_wishes_still_pay(wuzhen: Conference, best: Agenda) -> None:
    assert sum(score.penalty > 0 for score in check(wuzhen, best).rules.values()) >= 5


def test_after_the_cheap_checks_half_of_the_subforums_have_two_blocks_or_more(wuzhen: Conference) -> None:
    possible = Possible(wuzhen)
    counts = {s.id: len(possible.blocks(s)) for s in wuzhen.subforums}
    print(f"possible blocks: {counts}")
    assert sum(n >= 2 for n in counts.values()) >= 10
    assert causes(wuzhen, possible) == []


def test_in_six_subforums_live_people_share_no_comfortable_hour(wuzhen: Conference) -> None:
    from instances import clock

    def comfortable(person: str, minute: int) -> bool:
        return 8 * 60 <= clock.time_of_day(minute, wuzhen.zone_of(person)) < 20 * 60

    mixed = 0
    for forum in wuzhen.subforums:
        live = {p for t in forum.talks for p in t.speakers if wuzhen.speaker(p).attends == "online"}
        minutes = (m for b in Possible(wuzhen).blocks(forum) for m in range(b.first, b.last, 5))
        mixed += len(live) > 1 and not any(all(comfortable(p, m) for p in live) for m in minutes)
    assert mixed >= 6


def test_the_flagship_is_proved_optimal_with_every_rule_of_the_catalogue(wuzhen: Conference) -> None:
    full = wuzhen.replaced(conference=wuzhen.conference.replaced(profile="full@1"))
    result = solve(full, Limits(seconds=600))
    assert (result.status, result.gap) == ("optimal", 0.0)
    assert result.agenda
    assert not check(full, result.agenda).broken


def test_the_attacker_finds_nothing_better(wuzhen: Conference, best: Agenda) -> None:
    better, tried = attack(wuzhen, best, runs=1, tries=600)
    assert better is None
    assert tried >= 600


@pytest.mark.full
def test_the_attacker_finds_nothing_better_in_ten_minutes(wuzhen: Conference, best: Agenda) -> None:
    assert attack(wuzhen, best, seconds=600)[0] is None


def test_the_attacker_does_find_something_better_where_there_is_something(wuzhen: Conference) -> None:
    better, _ = attack(wuzhen, greedy(wuzhen), tries=4000)
    assert better is not None
    assert check(wuzhen, better).broken == ()


def test_the_greedy_agenda_of_wuzhen2022_is_admissible(wuzhen: Conference) -> None:
    assert check(wuzhen, greedy(wuzhen)).broken == ()


@pytest.mark.parametrize(("number", "seed"), [(50, 1), (100, 1), pytest.param(1000, 1, marks=pytest.mark.full)])
def test_the_greedy_agenda_of_a_larger_conference_is_admissible(number: int, seed: int) -> None:
    """Also where a subforum can begin at a few odd minutes only, and where an optional seat could take whom a required one needs."""
    conference, _ = generate(number, seed)
    agenda = greedy(conference)
    assert (agenda.unplaced, check(conference, agenda).broken) == ((), ())


def test_a_required_seat_gets_the_only_one_who_can() -> None:
    seats = [seat("chair", "ana", "ben", required=False), seat("panel", "ana", "cy")]
    story = Story().room("red").block("am", "09:00", "10:00").person("ana").person("ben").person("cy", max_talks=0)
    agenda = greedy(story.subforum("data", talk("d1", 60, seats=seats)).conference)
    (slot,) = agenda.sittings[0].talks
    assert [(f.seat, f.speaker) for f in slot.seats] == [("chair", "ben"), ("panel", "ana")]


def test_an_agenda_that_lacks_three_subforums_is_completed(wuzhen: Conference) -> None:
    from constraints.profile import rules_of

    whole = greedy(wuzhen)
    lacking = whole.replaced(sittings=whole.sittings[3:])
    found = complete(wuzhen, rules_of(wuzhen), lacking, Limits(seconds=100), Interrupt())
    assert found is not None
    assert check(wuzhen, found).broken == ()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_repeatable_run_gives_the_same_bytes_twice(seed: int) -> None:
    conference, _ = generate(6, seed)
    texts = {_text(solve(conference, Limits(repeatable=True))) for _ in range(2)}
    assert len(texts) == 1
    assert '"seconds"' not in texts.pop()


def _text(result: Result) -> str:
    assert result.agenda
    return result.agenda.to_json()


def test_a_hint_is_where_the_search_begins(wuzhen: Conference, best: Agenda) -> None:
    heard: list[Progress] = []
    stop = Interrupt()
    stop.set()
    result = solve(wuzhen, Limits(seconds=60), hint=best, watch=heard.append, interrupt=stop)
    assert result.interrupted
    assert result.agenda
    assert check(wuzhen, result.agenda).penalty == check(wuzhen, best).penalty
    assert any(p.stage == "hint" for p in heard)


def test_a_hint_that_breaks_a_hard_rule_is_only_a_direction() -> None:
    conference, planted = generate(5, 3)
    sitting = planted.sittings[0]
    room = next(r.id for r in conference.rooms if r.seats < conference.subforum(sitting.subforum).audience.onsite or r.id != sitting.room)
    bad = planted.replaced(sittings=tuple(s.replaced(room=room) for s in planted.sittings))
    assert check(conference, bad).broken
    result = solve(conference, Limits(seconds=60), hint=bad)
    assert result.status == "optimal"


@pytest.mark.parametrize("cause", one_in(8, sorted(CAUSES)))
def test_where_nothing_is_admissible_the_result_is_a_draft_that_names_what_is_left_out(cause: str) -> None:
    conference, _ = generate(8, 1, cause)
    result = solve(conference, Limits(seconds=6))
    assert result.status == "infeasible"
    assert result.agenda
    assert result.agenda.draft
    assert [v.rule for v in check(conference, result.agenda).broken if v.rule != "placed"] == []
    assert all(left.rule and left.sentence for left in result.agenda.unplaced), result.agenda.unplaced


def test_a_draft_that_has_no_time_for_its_wishes_is_scored_all_the_same() -> None:
    """The engine took the wishes of such a draft for 0 points and stopped with an error."""
    conference, _ = generate(16, 2, "room")
    result = solve(conference, Limits(seconds=0.1))
    assert result.status == "infeasible"
    assert result.agenda
    assert result.agenda.score
    assert result.agenda.score.penalty == check(conference, result.agenda).penalty


def _with_rules(conference: Conference, rules: dict[str, Any], **more: Any) -> Conference:
    return Conference.model_validate({**conference.model_dump(by_alias=True), "rules": rules, **more})


def test_a_circle_is_no_cause_where_something_may_be_left_out() -> None:
    conference, _ = generate(4, 1)
    one, other = (s.id for s in conference.subforums[:2])
    circle = [{"kind": "before", "first": one, "then": other}, {"kind": "before", "first": other, "then": one}]
    assert [c.rule for c in causes(_with_rules(conference, {}, relations=circle))] == ["relation"]
    soft = _with_rules(conference, {"placed": {"weight": 1}}, relations=circle)
    assert causes(soft) == []
    assert solve(soft, Limits(seconds=100)).status == "optimal"


LEVELS: tuple[dict[str, Any] | str, ...] = ({"level": "must", "limit": 30}, "must", "slight", "warn", "off", {"weight": 3})
SETTINGS = [(rule.id, level) for rule in RULES for level in LEVELS]


def test_what_is_required_is_kept_by_the_greedy_agenda_and_known_where_it_cannot_be() -> None:
    story = Story().block("am", "09:00", "12:00").block("pm", "13:00", "18:00").room("red").room("blue", features=["stage"])
    story = story.subforum("data", talk("d1", 30)).add("prefers", item="data", feature="stage", level="required")
    pm = story.add("prefers", item="data", block="am", level="prohibited").conference
    (sitting,) = greedy(pm).sittings
    assert (sitting.room, sitting.start.hour) == ("blue", 13)
    assert causes(pm) == []
    room = story.add("prefers", item="data", room="blue", level="prohibited").conference
    block = story.add("prefers", item="data", block="am", level="prohibited").add("prefers", item="data", block="pm", level="prohibited")
    assert [(c.rule, c.items, c.sentence[:28]) for c in (*causes(room), *causes(block.conference))] == [
        ("placement", ("data",), "Data may stand in no room: i"),
        ("placement", ("data",), "Data may stand in no block: "),
    ]


@pytest.mark.parametrize(
    ("rule", "level"),
    [pytest.param(*s, marks=() if s in Random(5).sample(SETTINGS, 7) else pytest.mark.full, id=f"{s[0]} {s[1]}") for s in SETTINGS],
)
def test_whatever_the_level_of_a_rule_solver_and_checker_agree(rule: str, level: dict[str, Any] | str) -> None:
    conference = _with_rules(generate(4, 2)[0], {rule: level})
    result = solve(conference, Limits(seconds=6))
    assert result.agenda, result
    report = check(conference, result.agenda)
    assert result.agenda.score
    assert result.agenda.score.penalty == report.penalty
    if not result.agenda.draft:
        assert report.broken == ()


def test_a_hint_of_another_conference_is_refused(wuzhen: Conference) -> None:
    with pytest.raises(BadInput, match="belongs to the conference"):
        solve(wuzhen, Limits(seconds=1), hint=generate(5, 3)[1])


def test_of_an_outdated_hint_what_is_still_known_is_used() -> None:
    """A hint with a subforum that had gone ended in a KeyError."""
    conference, planted = generate(6, 3)
    raw = conference.model_dump(mode="json", by_alias=True)
    gone = raw["subforums"].pop()["id"]
    talks = {t.id for t in conference.subforum(gone).talks}
    seats = {seat.id for t in conference.subforum(gone).talks for seat in t.seats}
    raw["relations"], raw["pairs"] = [], []
    raw["pins"] = [p for p in raw["pins"] if p["item"] not in talks | seats | {gone}]
    raw["prefers"] = [p for p in raw["prefers"] if p["item"] not in talks | {gone}]
    for fixture in raw["fixtures"]:
        fixture["audience"] = () if fixture["audience"] != "everyone" else "everyone"
    smaller = Conference.model_validate(raw)
    kept = usable(smaller, planted)
    assert gone not in kept.sittings_of
    assert kept.sittings
    assert solve(smaller, Limits(seconds=100), hint=planted).status == "optimal"


def test_where_time_runs_out_before_any_agenda_what_was_placed_is_given_as_a_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt before the search left the greedy agenda, which lacked one subforum, unused."""
    conference, planted = generate(6, 4)
    lacking = planted.replaced(sittings=planted.sittings[1:], unplaced=tuple(Unplaced(item=t.talk) for t in planted.sittings[0].talks))
    monkeypatch.setattr("scheduler.solve.greedy", lambda *_: lacking)
    stop = Interrupt()
    stop.set()
    result = solve(conference, interrupt=stop)
    assert result.status == "unknown"
    assert result.agenda
    assert result.agenda.draft
    assert all(left.sentence for left in result.agenda.unplaced)


@pytest.mark.full
def test_the_draft_of_a_tiny_conference_leaves_out_as_little_as_any() -> None:
    conference = tiny.conference("rooms_and_starts")
    conference = Conference.model_validate({**conference.model_dump(by_alias=True), "rules": {}})
    result = solve(conference, Limits(seconds=60))
    assert result.agenda
    if result.status == "infeasible":
        least = min(_left_out(conference, a) for a in tiny.agendas("rooms_and_starts") if not _broken(conference, a))
        assert _left_out(conference, result.agenda) == least


def _left_out(conference: Conference, agenda: Agenda) -> int:
    return check(conference, agenda).rules["placed"].amount


def _broken(conference: Conference, agenda: Agenda) -> bool:
    return any(v.rule != "placed" for v in check(conference, agenda).broken)


@pytest.mark.full
def test_halving_the_rooms_of_wuzhen2022_gives_a_draft(wuzhen: Conference) -> None:
    kept = {"wuzhen-hall", "conference-hall-1", "exhibition-hall-3", "ciyun-hall", "conference-room-3", "expo-hall"}
    result = solve(_without_rooms(wuzhen, kept), Limits(seconds=6))
    assert result.status == "infeasible"
    assert result.agenda
    assert result.agenda.unplaced
    assert all(left.sentence for left in result.agenda.unplaced)


def _without_rooms(conference: Conference, kept: set[str]) -> Conference:
    raw = conference.model_dump(by_alias=True)
    raw["rooms"] = [r for r in raw["rooms"] if r["id"] in kept]
    raw["prefers"] = [w for w in raw["prefers"] if w["room"] in kept | {None}]
    raw["pins"] = [w for w in raw["pins"] if w["room"] in kept | {None}]
    for fixture in raw["fixtures"]:
        fixture["rooms"] = [r for r in fixture["rooms"] if r in kept]
    return Conference.model_validate(raw)
