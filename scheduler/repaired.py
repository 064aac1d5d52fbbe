"""A repair as a document, and in words for a terminal: each sentence claims what was proved, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from rich.console import Group, RenderableType

from instances import clock
from instances.agenda import LEFT_OUT, WISHES, Agenda, TierScore
from instances.changes import Change, ChangeBase, PinTo, apply
from instances.changes.kept import kept, recorded
from instances.changes.words import quoted
from instances.conference import Conference, Model
from instances.problems import listed
from instances.told import silent
from scheduler import explained
from scheduler.check import check
from scheduler.explained import ExplainDocument
from scheduler.facts import facts, sentence
from scheduler.limits import Limits
from scheduler.repair import DISTURBANCE, TOLD, Alternative, Frontier, Repair
from scheduler.show import _count, _plain_table, _text
from scheduler.show_diff import view
from scheduler.sides import Sides
from scheduler.version import Version
from scheduler.watch import gap

if TYPE_CHECKING:
    from scheduler.explain import Explanation

WITHOUT, WHY, MORE = 3.0, 5.0, 5.0
"""Seconds for what could be left out, why there is no agenda (at least), and what one more move would buy, unless somebody says how
many."""

SHOWN = 5
"""Things that could be left out that are named; of more, how many there are."""


class AlternativeDocument(Model):
    """An agenda with more moves that costs less. `proved`: nothing with as few moves costs less."""

    told: int
    moves: int
    disturbance: int
    penalty: int
    bound: int | None
    proved: bool
    agenda: Agenda


class RepairDocument(Model):
    """What 'agenda repair --json' prints; the agenda is null where none was found, and `explanation` then says why.
    `possible_without`: what could be left out then, of what was found in time what hurts least.

    `was`: the penalty of the agenda before. `narrowed`: what is proved holds among agendas in which no
    subforum stands in more rooms at once than it does, or needs to.
    """

    format: Literal["agendawright/repair@1"] = "agendawright/repair@1"
    conference: str
    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    interrupted: bool
    changes: tuple[Change, ...]
    told: tuple[str, ...]
    moves: int
    disturbance: int
    penalty: int | None
    was: int
    tiers: tuple[TierScore, ...]
    narrowed: bool
    alternatives: tuple[AlternativeDocument, ...]
    agenda: Agenda | None
    explanation: ExplainDocument | None
    possible_without: tuple[str, ...]


def document(
    base: Conference,
    conference: Conference,
    published: Agenda,
    found: Repair,
    others: Frontier | None = None,
    explanation: dict[str, Any] | None = None,
    without: Repair | None = None,
) -> dict[str, Any]:
    """A repair as plain data; agendas are those of `base`, with all changes."""
    return RepairDocument(
        conference=conference.id,
        status=found.status,
        interrupted=found.interrupted,
        changes=found.changes,
        told=found.told,
        moves=found.moves,
        disturbance=found.disturbance,
        penalty=found.penalty,
        was=check(conference, published).penalty,
        tiers=found.tiers,
        narrowed=found.narrowed,
        alternatives=tuple(_alternative(base, published, found, other) for other in (others.alternatives if others else ())),
        agenda=written(base, published, found),
        explanation=ExplainDocument.model_validate(explanation) if explanation else None,
        possible_without=tuple(left.item for left in without.agenda.unplaced) if without and without.agenda else (),
    ).model_dump(mode="json", by_alias=True)


def explaining(limits: Limits, found: Repair, asked: float | None) -> Limits:
    """For how long it is asked why there is no agenda: as long as somebody said, or what the repair left of its time."""
    return replace(limits, seconds=max(limits.seconds - found.seconds, WHY) if asked is None else asked)


def changed(before: Conference, after: Conference) -> list[str]:
    """The facts of a conference after changes that were no facts before."""
    known = {sentence(before, path) for path in facts(before)}
    return [path for path in facts(after) if sentence(after, path) not in known]


def because(conference: Conference, why: Explanation) -> RenderableType:
    """Why there is no agenda, as far as that was found in time."""
    if why.reasons or why.ways or why.interrupted:
        return explained.words(conference, why, "--seconds 60")
    return _text("What exactly cannot hold together was not found in the time: --seconds 60.")


def possible_without(conference: Conference, found: Repair) -> RenderableType:
    """What could be left out, as the agenda shows that was found with --overflow."""
    out = found.agenda.unplaced if found.agenda else ()
    if not out:
        return Group()
    named = [_of_its_subforum(conference, left.item) for left in out[:SHOWN]]
    names = listed([*named, *([f"{len(out) - SHOWN} more"] if len(out) > SHOWN else [])])
    if found.tiers[0].status == "optimal":
        more = "Nothing less painful can be left out (proved). --overflow writes the agenda that leaves out as little and disturbs least."
    else:
        more = "Whether less would do is not known. --overflow looks for it longer, and writes the agenda."
    return _text(f"Without {names} it is possible. {more}")


def _of_its_subforum(c: Conference, id: str) -> str:
    return f"{quoted(c, id)} of {c.name(c.owner[id].id)}" if id in c.owner else quoted(c, id)


def impossible(conference: Conference, published: Agenda, now: datetime | None) -> Conference:
    """The conference of which it is to be said why it has no agenda: with what has begun pinned to where it is."""
    begun = () if now is None else tuple(_pinned(conference, published, clock.minute(now)))
    return apply(conference, begun) if begun else conference


def _pinned(c: Conference, published: Agenda, now: int) -> Iterator[ChangeBase]:
    """Pins of what has begun; a subforum of several sittings stands for each of its talks."""
    for sitting in published.sittings:
        forum = c.subforums_by_id.get(sitting.subforum)
        if forum and forum.lone and sitting.first < now:
            yield PinTo(item=forum.id, room=sitting.room, start=sitting.start)
        for slot in sitting.talks:
            if c.owner.get(slot.talk) is forum and slot.first < now:
                yield PinTo(item=slot.talk, start=slot.start, **({} if forum and forum.lone else {"room": sitting.room}))


def written(base: Conference, published: Agenda, found: Repair, agenda: Agenda | None = None) -> Agenda | None:
    """The agenda of a repair as its file holds it: of the conference's file, with the changes of before and now."""
    agenda = agenda or found.agenda
    return agenda and recorded(base, (*kept(published), *found.changes), agenda.replaced(parent=published.parent))


def _alternative(base: Conference, published: Agenda, found: Repair, one: Alternative) -> AlternativeDocument:
    agenda = written(base, published, found, one.agenda)
    assert agenda
    return AlternativeDocument(
        told=one.told,
        moves=one.moves,
        disturbance=one.disturbance,
        penalty=one.penalty,
        bound=one.bound,
        proved=one.proved,
        agenda=agenda,
    )


def words(
    conference: Conference, published: Agenda, found: Repair, language: str = "en", last: Mapping[str, Version] | None = None
) -> RenderableType:
    """What came out, what moved and who must be told, who were told `last` of these versions of a history."""
    lines = [_text(sentence, "bold" if n == 0 else "") for n, sentence in enumerate(sentences(conference, published, found))]
    if found.agenda is None:
        return Group(*lines)
    knows = silent(found.conference, (*kept(published), *found.changes))
    sides = Sides(conference, published, found.conference, found.agenda, knows, last)
    return Group(*lines, _text(""), view(sides, language=language, heading=False))


def sentences(conference: Conference, published: Agenda, found: Repair) -> Iterator[str]:
    """What was found and what is proved of it, tier by tier."""
    if found.agenda is None:
        if found.status != "infeasible":
            yield "No agenda was found in time; give it more with --seconds."
        elif found.most is None:
            yield "No agenda keeps every hard rule after that (proved)."
        else:
            moves = f"{found.most} move{'' if found.most == 1 else 's'}"
            yield f"No agenda keeps every hard rule after that with at most {moves} (proved): see without --max-moves."
        return
    tiers = {tier.name: tier for tier in found.tiers}
    above, was = True, check(conference, published).penalty
    if left := tiers.get(LEFT_OUT):
        names = [conference.name(u.item) for u in found.agenda.unplaced]
        sure = " Nothing less painful can be left out (proved)." if left.status == "optimal" else ""
        things = f"{_count(len(names)).capitalize()} thing{' is' if len(names) == 1 else 's are'} left out: {', '.join(names)}.{sure}"
        yield things if names else "Nothing has to be left out."
        above = left.status == "optimal"
    for name, say in ((TOLD, _told), (DISTURBANCE, _disturbance), (WISHES, _wishes)):
        yield say(found, tiers[name], above, was)
        above = above and tiers[name].status == "optimal"
    if found.narrowed:
        yield "Proved among agendas in which no subforum stands in more rooms at once than it does now."


def _told(found: Repair, tier: TierScore, above: bool, _: int) -> str:
    people = f"{_count(tier.penalty).capitalize()} {'person' if tier.penalty == 1 else 'people'} must be told something new"
    if not tier.penalty:
        return "Nobody must be told anything new."
    if above and tier.status == "optimal":
        return f"{people}; no agenda tells fewer (proved)."
    least = f"at least {tier.bound}" if tier.bound and above else "how few it could be"
    return f"{people}; {least} {'must be' if tier.bound and above else 'is not known'}."


def _disturbance(found: Repair, tier: TierScore, above: bool, _: int) -> str:
    if not found.moves:
        return "Nothing moves: what is left of the agenda holds as it is."
    moves = f"{_count(found.moves).capitalize()} thing{'s move' if found.moves != 1 else ' moves'}, {tier.penalty} points of disturbance"
    if above and tier.status == "optimal":
        return f"{moves}; none that tells so few disturbs less (proved)."
    return f"{moves}; that it is the least is not proved."


def _wishes(found: Repair, tier: TierScore, above: bool, was: int) -> str:
    penalty = f"The penalty is {tier.penalty} (it was {was})"
    if above and tier.status == "optimal":
        return f"{penalty}; none that disturbs so little costs less (proved)."
    far = gap(tier.penalty, tier.bound) if above else None
    return f"{penalty}; at most {far:.1f} % above the lowest." if far is not None else f"{penalty}; how low it could be is not known."


def bought(first: Repair, others: Frontier) -> RenderableType:
    """What more moves would buy, as a table."""
    if not others.alternatives:
        late = "not known: it was stopped" if others.interrupted else "not known yet: ask with --alternatives 1"
        unknown = f"What one more move would buy is {late}."
        return _text("One more move would buy nothing (proved)." if others.complete else unknown)
    table = _plain_table()
    for head in ("Moves", "People told", "Disturbance", "Penalty", "Buys", "Proved"):
        table.add_column(head, justify="left" if head == "Proved" else "right")
    assert first.penalty is not None
    rows = [(first.moves, len(first.told), first.disturbance, first.penalty, "", _sure(first.status == "optimal", None))]
    for one in others.alternatives:
        proof = _sure(one.proved, gap(one.penalty, one.bound))
        rows.append((one.moves, one.told, one.disturbance, one.penalty, str(first.penalty - one.penalty), proof))
    for row in rows:
        table.add_row(*map(str, row))
    return Group(_text("What more moves would buy", "bold"), table)


def _sure(proved: bool, far: float | None) -> str:
    return "yes" if proved else "no" if far is None else f"within {far:.1f} %"
