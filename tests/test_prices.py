"""The price of a wish is what the best of all agendas without it saves, and never more is claimed than is known."""

from __future__ import annotations

import random
from functools import lru_cache

import pytest
from ortools.sat.python.cp_model import CpModel

from constraints.profile import rules_of
from constraints.variables import Variables
from instances.agenda import Agenda
from instances.conference import Conference
from instances.generate import generate
from scheduler import prices as pricing
from scheduler.check import Report, check
from scheduler.limits import Interrupt, Limits
from scheduler.prices import Price, Prices, points_less, prices
from scheduler.shapes import check_document
from scheduler.watch import Progress
from tests import tiny
from tests.sampled import but

ENOUGH = Limits(seconds=200, workers=2)


def pinned() -> Conference:
    """Two subforums in two rooms, with a pin and two relations that cost something."""
    day = "2022-11-07T"
    online = {"timezone": "Europe/Berlin", "attends": "online", "possible_hours": ["00:00", "24:00"]}
    return Conference.model_validate(
        {
            "conference": tiny.about("Asia/Shanghai", 60),
            "blocks": [tiny.block("am", f"{day}09:00", f"{day}12:00"), tiny.block("pm", f"{day}15:00", f"{day}17:00")],
            "rooms": [tiny.room("hall", 90, "north"), tiny.room("loft", 40, "south")],
            "tracks": tiny.TRACKS,
            "speakers": [{"id": "ann", "name": "Ann", **online}, {"id": "bob", "name": "Bob"}],
            "subforums": [
                tiny.subforum("k", tiny.talk("k1", 60, "ann"), tiny.talk("k2", 60, "bob"), audience={"onsite": 30}),
                tiny.subforum("m", tiny.talk("m1", 60, "bob"), track="blue", audience={"onsite": 20}),
            ],
            "prefers": [{"item": "m", "block": "am", "level": 7}],
            "pins": [{"item": "k", "block": "am", "room": "hall"}],
            "relations": [{"kind": "apart", "subforums": ["k", "m"]}, {"kind": "before", "first": "k", "then": "m"}],
        }
    )


@lru_cache
def reports(name: str) -> tuple[Report, ...]:
    """What the checker says of every agenda."""
    return tuple(check(_conference(name), agenda) for agenda in _agendas(name))


@lru_cache
def _agendas(name: str) -> tuple[Agenda, ...]:
    return tuple(tiny.every_agenda(Variables(pinned(), CpModel(), whole=True))) if name == "pinned" else tiny.agendas(name)


def _conference(name: str) -> Conference:
    return pinned() if name == "pinned" else tiny.conference(name)


def best_of_all(name: str, one: pricing._Without) -> int:
    """The least penalty of all admissible agendas, without a rule, or without a pin or relation."""
    if one.kind == "rule":
        return min(r.penalty - r.rules[one.id].penalty for r in reports(name) if not r.broken)
    without = (check(one.conference(), agenda) for agenda in _agendas(name))
    return min(r.penalty for r in without if not r.broken)


@pytest.mark.parametrize("name", but(["pinned"], ["pinned", "twin_rooms"]))
def test_prices_are_those_of_the_best_of_all_agendas(name: str) -> None:
    conference = _conference(name)
    admissible = [(a, r) for a, r in zip(_agendas(name), reports(name), strict=True) if not r.broken]
    agenda, report = random.Random(7).choice(admissible)
    found = prices(conference, agenda, ENOUGH)
    assert not found.missing
    spare = report.penalty - min(r.penalty for _, r in admissible)
    assert found.improvable == (spare, spare)
    expected = {}
    for one in pricing._asked(conference):
        expected[one.id] = check(one.conference(), agenda).penalty - best_of_all(name, one)
    assert {p.id: (p.least, p.most) for p in found.prices} == {id: (price, price) for id, price in expected.items()}
    assert len(set(expected.values())) > 2
    ranks = [p.least for p in found.prices]
    assert ranks == sorted(ranks, reverse=True)


def test_what_has_a_price() -> None:
    conference = pinned()
    asked = {(one.kind, one.id): one.name for one in pricing._asked(conference)}
    soft = {("rule", rule.id) for rule in rules_of(conference) if rule.points}
    assert set(asked) == {*soft, ("pin", "pins/0"), ("relation", "relations/0"), ("relation", "relations/1")}
    assert asked["pin", "pins/0"] == "the pin of k to am, hall"
    assert asked["relation", "relations/1"] == "the relation 'before' of k, m"


@pytest.mark.parametrize(
    ("saved", "words"),
    [
        ((480, 480), "480 points less (proved)"),
        ((1, 1), "1 point less (proved)"),
        ((0, 0), "no less (proved)"),
        ((12, 40), "at least 12 points less, at most 40"),
        ((0, 40), "at most 40 points less"),
        ((12, None), "at least 12 points less; how much more is not known"),
        ((0, None), "perhaps less; nothing is known yet"),
    ],
)
def test_a_price_in_words_claims_what_is_known(saved: tuple[int, int | None], words: str) -> None:
    assert points_less(*saved) == words
    assert Price("rule", "fairness", "'fairness'", *saved).sentence == f"Without 'fairness' the other wishes would cost {words}."
    assert Price("rule", "fairness", "'fairness'", *saved).exact == ("proved" in words)


def test_an_agenda_that_says_it_is_the_best_is_believed_only_for_its_own_conference_and_penalty(wuzhen: Conference, best: Agenda) -> None:
    assert pricing._proved(wuzhen, best) == (0, 0)
    assert pricing._proved(wuzhen.replaced(rules={"fairness": "off"}), best) is None
    assert best.score
    assert pricing._proved(wuzhen, best.replaced(score=best.score.replaced(penalty=1, bound=1))) is None


@pytest.mark.full
def test_with_hardly_any_time_the_prices_are_honest(wuzhen: Conference, best: Agenda) -> None:
    """Each is between what was found and what is proved; where nobody could look, nothing is said."""
    nothing = prices(wuzhen, best, Limits(seconds=0.2))
    assert all(p.most is None or p.least <= p.most for p in nothing.prices)
    assert len(nothing.missing) >= len(list(pricing._asked(wuzhen))) - 1
    small, _ = generate(6, 3)
    start = generate(6, 3)[1]
    hasty = prices(small, start, Limits(seconds=2.5, workers=1))
    full = {p.id: p for p in prices(small, start, ENOUGH).prices}
    assert hasty.prices
    for price in hasty.prices:
        exact = full[price.id]
        assert exact.exact
        assert price.least <= exact.least
        assert price.most is None or price.most >= exact.least


def test_an_interrupt_keeps_the_prices_that_are_known() -> None:
    conference, agenda = generate(5, 1)
    interrupt = Interrupt()
    seen: list[str] = []

    def watch(progress: Progress) -> None:
        seen.append(progress.stage)
        if progress.stage.startswith("without speaker_comfort"):
            interrupt.set()

    found = prices(conference, agenda, ENOUGH, watch, interrupt)
    assert found.interrupted
    looked_at = dict.fromkeys(stage.removeprefix("without ").partition(",")[0] for stage in seen)
    assert list(looked_at)[-1] == "speaker_comfort"
    assert {p.id for p in found.prices} == {id for id in looked_at if id != "everything"}
    assert {*found.missing} == {one.id for one in pricing._asked(conference)} - {*looked_at}
    assert len(found.prices) > 1
    assert found.missing


def test_an_agenda_that_breaks_something_has_no_prices() -> None:
    conference, agenda = generate(5, 1)
    broken = agenda.replaced(sittings=agenda.sittings[1:])
    found = prices(conference, broken, ENOUGH)
    assert found == Prices(refused=found.refused)
    assert "breaks what must hold" in found.refused
    document = check_document(conference, broken, check(conference, broken), found)
    assert document["prices"]["refused"] == found.refused
