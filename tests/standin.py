"""A small programme, and a stand-in for `repair` that takes no time, so that what runs many of them is tested quickly."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from instances.agenda import Agenda, TierScore
from instances.changes import Cancel, ChangeBase, apply
from instances.conference import Conference
from scheduler.limits import Limits
from scheduler.repair import TOLD, Repair
from scheduler.whatif import Given
from tests.stories import Story, talk

STORY = (
    Story()
    .block("morning", "09:00", "12:00")
    .block("afternoon", "13:00", "16:00")
    .room("hall", closed=[{"from": "2022-11-09T12:00", "to": "2022-11-09T17:00"}])
    .room("loft")
    .add("resources", id="team", title="Interpreter team", capacity=2, windows=[Story().window("09:00", "10:00", capacity=1)])
    .person("judge")
    .person("nurse")
    .person("mayor")
    .person("actor")
    .person("guest")
    .subforum("law", talk("trial", 30, "judge", "nurse", "mayor"), uses={"team": 1})
    .subforum("arts", talk("stage", 30, "actor"))
    .sit("law", "hall", "09:00")
    .sit("arts", "loft", "09:00")
)
CONFERENCE = STORY.conference
AGENDA = STORY.agenda.replaced(conference_hash=CONFERENCE.hash)


def quick(conference: Conference, agenda: Agenda, changes: Sequence[ChangeBase], limits: Limits, **_: Any) -> Repair:
    """Whoever appears beside somebody who cancels is told; who appears alone leaves no agenda; anything else moves nothing."""
    after = apply(conference, changes)
    gone = {change.person for change in changes if isinstance(change, Cancel)}
    if any(set(slot.people) and gone >= set(slot.people) for slot, _ in agenda.slots.values()):
        return Repair("infeasible", after, tuple(changes))
    told = sorted({p for slot, _ in agenda.slots.values() if gone & set(slot.people) for p in slot.people} - gone)
    tier = TierScore(name=TOLD, penalty=len(told), bound=len(told), status="optimal")
    return Repair("optimal", after, tuple(changes), agenda, None, tuple(told), len(told), 10 * len(told), (tier,))


def slow(conference: Conference, agenda: Agenda, changes: Sequence[ChangeBase], limits: Limits, **more: Any) -> Repair:
    """The same, after a moment."""
    time.sleep(0.1)
    return quick(conference, agenda, changes, limits, **more)


GIVEN = Given(CONFERENCE, AGENDA, Limits(), solver=quick)
