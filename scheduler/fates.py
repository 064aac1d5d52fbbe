"""What may become of the talks of somebody who cancels, where nobody has said it: each beside the others, and none is picked."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from itertools import islice

from constraints.profile import problems
from instances.agenda import Agenda, TalkSlot, Timed
from instances.changes import Replace, apply
from instances.changes.options import Happened, alone, read
from instances.changes.scenario import Scenario
from instances.conference import Conference, Talk
from instances.names import find
from instances.problems import BadInput, Problem, listed
from instances.told import leaders
from scheduler.check import check
from scheduler.hint import usable

FATES = ("drop", "video", "shorten")
"""What may become of them, beside somebody else who gives them."""
OTHERS = 2
"""People who could give them that are named, at most."""
TRIES = 12
"""People who are tried for that."""


def choices(happened: Sequence[Happened], conference: Conference, agenda: Agenda, name: str = "") -> tuple[Scenario, ...]:
    """What happened once for each fate of talks of nobody else than who cancels; empty where all is said. Raises BadInput.

    `name`: what people call it.
    """
    open_ = [
        (n, find(conference, words, ("speakers",))) for n, (name, words) in enumerate(happened) if name == "cancel" and "=" not in words
    ]
    open_ = [(n, person) for n, person in open_ if left(conference, agenda, person)]
    if not open_:
        return ()
    fates = [[fate] * len(open_) for fate in FATES]
    if len(open_) == 1:
        fates += [[other] for other in islice(substitutes(conference, agenda, open_[0][1]), OTHERS)]
    found = []
    for each in fates:
        said = list(happened)
        for (number, person), fate in zip(open_, each, strict=True):
            said[number] = ("cancel", f"{person}={fate}")
        try:
            changes = read(said, conference, agenda, problems)
        except BadInput:
            continue  # what cannot be, as a recording by somebody who sends one already
        words = " ".join(f"--{option} {shlex.quote(value)}" for option, value in said)
        found.append(Scenario(name=f"{name}: {words}" if name else words, changes=changes))
    return tuple(found)


def deserted(conference: Conference, agenda: Agenda, scenario: Scenario) -> tuple[Problem, ...]:
    """That a scenario keeps talks of an agenda without anybody, where it does."""
    after = apply(conference, scenario.changes)
    kept = [t.id for f in after.subforums for t in f.talks if t.id in agenda.slots and not t.speakers and conference.talk(t.id).speakers]
    talks = listed([f"'{after.name(id)}'" for id in kept]) if kept else ""
    what = f"{scenario.title(conference)}: {talks} {'stays' if len(kept) == 1 else 'stay'} without anybody"
    return (Problem((), what, "write --cancel NAME=drop, or 'talks: drop', to drop what nobody else gives"),) if kept else ()


def left(conference: Conference, agenda: Agenda, person: str) -> list[Talk]:
    """The talks in an agenda that are of nobody else."""
    return [talk for talk in alone(conference, person) if talk.id in agenda.slots]


def substitutes(conference: Conference, agenda: Agenda, person: str) -> Iterator[str]:
    """People who could take somebody's place where and when it is, with nothing broken; first those who are near its themes."""
    talks = left(conference, agenda, person)
    busy = {p for t in talks for p, held in agenda.appearances.items() if any(_meet(agenda.slots[t.id][0], slot) for slot, _ in held)}
    near = [p for p in dict.fromkeys(_near(conference, talks)) if p not in busy and conference.speaker(p).attends != "recorded"]
    for other in near[:TRIES]:
        try:
            after = apply(conference, [Replace(person=person, by=other)])
        except BadInput:
            continue
        if not check(after, usable(after, _seated(agenda, person, other))).broken:
            yield other


def _seated(agenda: Agenda, person: str, other: str) -> Agenda:
    """An agenda with somebody else on the seats of a person."""

    def taken(slot: TalkSlot) -> TalkSlot:
        return slot.replaced(seats=tuple(f.replaced(speaker=other) if f.speaker == person else f for f in slot.seats))

    return agenda.replaced(sittings=tuple(s.replaced(talks=tuple(map(taken, s.talks))) for s in agenda.sittings))


def _near(c: Conference, talks: Sequence[Talk]) -> Iterator[str]:
    """Those who lead the subforums of some talks, who speak there, and who speak in the same tracks."""
    own = [c.owner[t.id] for t in talks]
    tracks = {s.track for s in own}
    for forum in own:
        yield from leaders(forum)
    for forum in (*own, *(s for s in c.subforums if s.track in tracks)):
        yield from (p for t in forum.talks for p in t.speakers)


def _meet(one: Timed, other: Timed) -> bool:
    return one.first < other.last and other.first < one.last
