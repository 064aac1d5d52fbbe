"""Reasons and ways out that have to do with what people agreed to, chair and were promised."""

from __future__ import annotations

from typing import Any

from instances.changes import Attend, Chairs, DropWish, Hosts, MaxADay
from instances.conference import Conference
from scheduler import facts
from scheduler.explain import Explanation, explain
from scheduler.limits import Limits
from tests.stories import Story, talk

PATIENT = Limits(seconds=100.0, workers=1)


def _explained(conference: Conference) -> Explanation:
    found = explain(conference, PATIENT)
    assert (found.status, found.complete) == ("impossible", True)
    return found


def _with(story: Story, **rules: object) -> Conference:
    return story.conference.replaced(rules=rules)


def _sentences(found: Explanation) -> set[str]:
    return {fact.sentence for reason in found.reasons for fact in reason.facts}


def _one_day() -> Story:
    story = Story(grid=30).block("am", "09:00", "12:00").room("red").room("blue").person("ana").person("ben", max_a_day=1)
    return story.subforum("law", talk("l1", 30, "ana"), talk("l2", 30, "ana", "ben"), talk("l3", 30, "ana"))


def test_more_talks_a_day_than_anybody_should_have() -> None:
    found = _explained(_with(_one_day(), max_talks={"a_day": 2}))
    assert _sentences(found) == {"Ana should have 2 talks and seats a day at most, like everybody."}
    assert (MaxADay(person="ana", most=3),) in [way.changes for way in found.ways]


def test_a_rule_that_is_a_wish_names_nobody() -> None:
    c = _with(_one_day(), max_talks={"a_day": 2, "level": "slight"})
    assert "speakers/ana/max_a_day" not in list(facts.facts(c))
    assert explain(c, PATIENT).status == "possible"


def test_more_talks_a_day_than_a_person_agreed_to() -> None:
    story = _one_day().subforum("art", talk("a1", 30, "ben"), talk("a2", 30, "ben"))
    found = _explained(story.conference)
    assert _sentences(found) == {"Ben agreed to 1 talk or seat a day at most."}
    assert (MaxADay(person="ben", most=3),) in [way.changes for way in found.ways]


def _chaired(role: str) -> Conference:
    story = Story(grid=30).block("am", "09:00", "10:00").room("red").room("blue").person("ana")
    attended: dict[str, Any] = {role: ["ana"]}
    story = story.subforum("law", talk("l1", 60), **attended).subforum("art", talk("a1", 60, "ana"))
    return _with(story, attendance="must")


def test_whoever_chairs_one_thing_and_speaks_in_another_meanwhile() -> None:
    found = _explained(_chaired("chairs"))
    assert "Ana chairs Law and must be there for all of it." in _sentences(found)
    changes = [way.changes for way in found.ways]
    assert (Chairs(subforum="law", remove=("ana",)),) in changes
    assert (Attend(person="ana", attends="recorded"),) in changes
    found = _explained(_chaired("hosts"))
    assert (Hosts(subforum="law", remove=("ana",)),) in [way.changes for way in found.ways]


def test_a_demand_of_a_person_is_given_up_or_they_send_a_video() -> None:
    story = Story(grid=30).block("am", "09:00", "10:00").room("red").person("ana").subforum("law", talk("l1", 60, "ana"))
    story = story.add("prefers", item="ana", block="am", level="prohibited")
    found = _explained(story.conference)
    assert _sentences(found) == {"Ana must not appear in Am."}
    changes = [way.changes for way in found.ways]
    assert changes[0] == (DropWish(item="ana", block="am", avoid=True, level="prohibited"),)
    assert (Attend(person="ana", attends="recorded"),) in changes
