"""What clients see of a board, as plain data: names as they are, times with the conference's offset, never anything private.

Only the conference's file, among the downloads, has what is private, and is named so there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from constraints import Rule
from constraints.profile import rules_of
from instances import clock
from instances.agenda import Agenda
from instances.changes import ChangeBase
from instances.conference import Conference, Speaker, Subforum
from instances.names import find
from instances.problems import BadInput, Problem
from scheduler import lens
from scheduler.board.locks import told
from scheduler.moves import Move
from scheduler.why_not import reason

if TYPE_CHECKING:
    from scheduler.board.jobs import Job
    from scheduler.board.state import State
    from scheduler.board.store import Publication, Row
    from scheduler.board.work import Found

FORMAT = "agendawright/board@1"
SAID = 3
"""Sentences that are told of one place."""

Data = dict[str, Any]


def board(state: State) -> Data:
    """A board at a version, but for what is not of that version: who edited it, and what runs."""
    c, agenda = state.conference, state.agenda
    return {
        "format": FORMAT,
        "conference": c.id,
        "title": c.conference.title,
        "zone": c.zone,
        "grid": c.grid,
        "days": days(c),
        "blocks": [{"id": b.id, "title": b.title, "start": b.start, "end": b.end, "begins": _begins(c, b.begins)} for b in c.blocks],
        "rooms": [_room(r) for r in c.rooms],
        "tracks": [{"id": t.id, "title": t.title} for t in c.tracks],
        "people": [_person(c, p) for p in c.speakers],
        "subforums": [_subforum(s) for s in c.subforums],
        "fixtures": [_fixture(f) for f in c.fixtures],
        **standing(c, agenda),
        "locks": [*state.locks],
        "score": {"penalty": state.penalty, "bound": state.bound, "gap": state.gap, "status": state.status},
        "rules": [_rule(rule, state) for rule in rules_of(c)],
        "findings": [
            {
                "rule": f.violation.rule,
                "hard": f.hard,
                "amount": f.violation.amount,
                "penalty": f.penalty,
                "items": [*f.violation.items],
                "sentence": f.violation.sentence,
            }
            for f in state.report.findings
        ],
        "changes": changes(state.base, state.changes),
    }


def days(c: Conference) -> list[Data]:
    """The days of a conference, with their blocks in time."""
    found: dict[str, list[str]] = {}
    for block in sorted(c.blocks, key=lambda b: b.first):
        found.setdefault(_local(c, block.first).date().isoformat(), []).append(block.id)
    return [{"date": day, "blocks": blocks} for day, blocks in found.items()]


def standing(c: Conference, agenda: Agenda) -> Data:
    """What stands where, and what is left out."""
    return {
        "sittings": [
            {
                "id": s.id,
                "subforum": s.subforum,
                "room": s.room,
                "block": _block(c, s.first),
                "start": s.start,
                "end": s.end,
                "talks": [
                    {
                        "talk": t.talk,
                        "start": t.start,
                        "end": t.end,
                        "speakers": [*t.speakers],
                        "seats": [{"seat": f.seat, "speaker": f.speaker} for f in t.seats],
                    }
                    for t in sorted(s.talks, key=lambda t: t.first)
                ],
            }
            for s in agenda.sittings
        ],
        "placed": [
            {"fixture": f.fixture, "rooms": [*f.rooms], "block": _block(c, f.first), "start": f.start, "end": f.end}
            for f in agenda.fixtures
        ],
        "unplaced": [{"item": u.item, "rule": u.rule, "sentence": u.sentence} for u in agenda.unplaced],
    }


def place(move: Move) -> Data:
    """A place of an item with what it would cost there, and why, in a few sentences."""
    p, d = move.place, move.difference
    return {
        "at": p.at,
        "sitting": p.sitting,
        "block": p.block,
        "rooms": [*p.rooms],
        "start": p.start.isoformat(),
        "end": p.end.isoformat(),
        "possible": move.possible,
        "status": move.status,
        "change": d.penalty,
        "rules": d.rules,
        "why": [*dict.fromkeys(v.sentence for v in d.faults)][:SAID],
        "mended": [*dict.fromkeys(v.sentence for v in d.mended)][:SAID],
        "reasons": [reason(r) for r in (*d.worse[:SAID], *d.better[:SAID])] if move.possible else [],
        "along": [s.sentence for s in move.along],
    }


def edit(row: Row) -> Data:
    """What was done to the board, when, and by whom."""
    return {"version": row.version, "kind": row.kind, "words": row.words, "items": [*row.items], "who": row.who, "at": row.at}


def published(last: Publication | None, *, same: bool) -> Data | None:
    """The version of the history that the board follows, and whether it is the same."""
    return None if last is None else {"number": last.number, "version": last.version, "same": same}


def changes(base: Conference, known: Iterable[ChangeBase]) -> list[Data]:
    """What happened since the conference's file was written, in sentences."""
    return [{"kind": change.kind, "sentence": change.sentence(base)} for change in known]


def job(one: Job, *, whole: bool = False) -> Data:
    """A job with what is known of it; `whole`: with its curve and all that it found."""
    known = one.known
    found: Data = {
        "id": one.id,
        "kind": one.kind,
        "version": one.version,
        "who": one.who,
        "words": one.words,
        "state": one.state,
        "stopping": one.stopped and one.running,
        "status": one.result.status if one.result else None,
        "stage": known.stage if known else "starting",
        "part": [*known.part] if known and known.part else None,
        "counted": known.counted if known else "penalty",
        "seconds": one.seconds,
        "limit": one.given.seconds,
        "penalty": one.penalty,
        "bound": one.bound,
        "gap": one.gap,
        "problems": problems(one.problems),
    }
    if whole:
        found["curve"] = [{"seconds": seconds, "penalty": penalty, "bound": bound} for seconds, penalty, bound in one.curve]
        found["causes"] = [*one.result.causes] if one.result else []
        found["explanation"] = one.result.document if one.result else None
        found["found"] = [alternative(one, n, each) for n, each in enumerate(one.result.found)] if one.result else []
    return found


def alternative(one: Job, number: int, found: Found) -> Data:
    """An agenda that a job found, as a small board: what stands where, what moved, who must be told, points by rule."""
    before, report = one.given, found.report
    people = {p.id: p.name for c in (before.conference, found.conference) for p in c.speakers}
    return {
        "number": number,
        "title": found.title,
        "heading": _heading(one, found),
        "status": found.status,
        "words": [*found.words, *told(before.conference, before.agenda, found.unlocked)],
        "changes": changes(before.conference, found.changes),
        "penalty": report.penalty if report else None,
        "bound": found.bound,
        "proved": found.proved,
        "broken": [v.sentence for v in report.broken] if report else [],
        "rules": {rule: score.penalty for rule, score in report.rules.items() if score.penalty or rule in before.rules} if report else {},
        "moves": found.moves,
        "disturbance": found.disturbance,
        "told": [{"id": id, "name": people.get(id, id)} for id in found.told],
        "moved": [*found.moved],
        "sentences": [*found.sentences],
        "agenda": standing(found.conference, found.agenda) if found.agenda else None,
    }


def _heading(one: Job, found: Found) -> str:
    """What tells an alternative from those beside it: what happened, and how many moves it takes where that is the difference."""
    happened = dict(one.given.scenarios).get(found.title, ())
    said = " ".join(change.sentence(one.given.conference) for change in happened)
    said = said or ("What is wrong is mended." if one.kind == "repair" else "The best that was found.")
    others = one.result.found if one.result else ()
    if len(others) > 1 and len(one.given.scenarios) == 1:
        return f"{said} With {found.moves} {'move' if found.moves == 1 else 'moves'}."
    return said


def problems(found: Sequence[Problem]) -> list[Data]:
    """Faults in the words of the command line."""
    return [
        {"file": p.file, "line": p.line, "path": p.path or "/".join(map(str, p.where)), "what": p.what, "remedy": p.remedy} for p in found
    ]


def seen(c: Conference, agenda: Agenda, zone: str | None, person: str | None) -> Data:
    """A board as a zone or a person sees it: local hours, night, what is theirs, and who pays for which hour. Raises BadInput."""
    hours: tuple[int, int] | None = None
    items: tuple[str, ...] = ()
    who: Speaker | None = None
    if person is not None:
        if person not in {p.id for p in c.speakers}:
            person = find(c, person, ("speakers",))
        who, items = c.speaker(person), lens.mine(c, agenda, person)
        zone = zone or c.zone_of(person)
        hours = who.possible_hours if who.attends == "online" else None
    zone = zone or c.zone
    if zone not in clock.zones():
        raise BadInput([Problem((), f"unknown time zone '{zone}'", clock.nearest_zone(zone))])
    dark = lens.night(c, zone, hours) if hours else lens.night(c, zone)
    return {
        "zone": zone,
        "person": None if who is None else {"id": who.id, "name": who.name, "attends": who.attends, "region": c.region_of(who.id)},
        "items": [*items],
        "night": [
            {"start": clock.instant(first, c.zone).isoformat(), "end": clock.instant(last, c.zone).isoformat()} for first, last in dark
        ],
        "curve": [*lens.curve(c)],
        "strip": [
            {
                "region": share.region,
                "start": clock.instant(share.first, c.zone),
                "appearances": share.appearances,
                "minutes": share.minutes,
                "points": share.points,
                "local": [*share.local],
                "items": [*share.items],
            }
            for share in lens.shares(c, agenda)
        ],
    }


def _local(c: Conference, minute: int) -> Any:
    return clock.instant(minute, c.zone)


def _begins(c: Conference, minutes: Iterable[int]) -> list[Any]:
    return [_local(c, minute) for minute in minutes]


def _block(c: Conference, minute: int) -> str:
    block = c.block_at(minute)
    return block.id if block else ""


def _room(r: Any) -> Data:
    closed = [{"start": w.start, "end": w.end, "reason": w.reason} for w in r.closed]
    return {"id": r.id, "title": r.title, "building": r.building, "seats": r.seats, "features": [*r.features], "closed": closed}


def _person(c: Conference, p: Speaker) -> Data:
    return {
        "id": p.id,
        "name": p.name,
        "country": p.country,
        "zone": c.zone_of(p.id),
        "region": c.region_of(p.id),
        "attends": p.attends,
        "languages": [*p.languages],
    }


def _subforum(s: Subforum) -> Data:
    return {
        "id": s.id,
        "title": s.title,
        "track": s.track,
        "topics": [*s.topics],
        "hosts": [*s.hosts],
        "chairs": [*s.chairs],
        "needs": [*s.needs],
        "audience": s.audience.onsite,
        "turnover": s.turnover,
        "talks": [
            {
                "id": t.id,
                "title": t.title,
                "minutes": t.minutes,
                "speakers": [*t.speakers],
                "position": t.position,
                "after": [*t.after],
                "seats": [{"id": x.id, "role": x.role, "required": x.required, "candidates": [*x.candidates]} for x in t.seats],
            }
            for t in s.talks
        ],
    }


def _fixture(f: Any) -> Data:
    return {
        "id": f.id,
        "title": f.title,
        "rooms": [*f.rooms],
        "holds": f.holds,
        "minutes": f.length,
        "movable": f.start is None,
        "speakers": [*f.speakers],
        "audience": f.audience if isinstance(f.audience, str) else [*f.audience],
    }


def _rule(rule: Rule, state: State) -> Data:
    score = state.report.rules.get(rule.id)
    return {
        "id": rule.id,
        "sentence": rule.sentence,
        "unit": rule.unit,
        "hard": rule.hard,
        "points": rule.points,
        "amount": score.amount if score else 0,
        "penalty": score.penalty if score else 0,
    }
