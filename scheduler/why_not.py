"""Why not there? What it costs to have an item at a place, what must move for it, or what is in the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from constraints import Violation
from constraints.placed import Placed
from instances import clock
from instances.agenda import Agenda
from instances.conference import Conference, Fixture, Pin, Subforum, Talk
from instances.whereabouts import There, there
from scheduler.check import price
from scheduler.explain import explain
from scheduler.judge import Judge, Reason
from scheduler.limits import Interrupt, Limits
from scheduler.moves import DEFAULT, Move, Search, Status, asked
from scheduler.part import part
from scheduler.places import Trial, owner, trials
from scheduler.watch import Watch

if TYPE_CHECKING:
    from scheduler.rest import Best, Wanted

WAYS = 3
"""Ways out that are told where no agenda has an item there."""
LEAST = 2.0
"""Seconds for these, at least."""
FIRST = 0.6
"""Share of the time for finding out whether it is possible at all, and with how few others moved."""

EASIER = "Easier ones may exist that take several changes: 'agenda explain --thorough' looks for them, once it is pinned there."
"""Where it is not proved that there is none."""


@dataclass(frozen=True)
class Answer:
    """What becomes of an item that is to stand there.

    `move`: the best agenda with it there; None where there is none, or none was found in time.
    `others`: how many other subforums and fixtures move in it, the fewest possible if `fewest`.
    `in_the_way`: what must not be there as things stand. `causes`: why no agenda at all has it there,
    with nothing to spare if `minimal`; `ways`: what could be asked of whom so that one has, sentences
    for each way, of which none is passed over that is easier if `cheapest`.
    """

    item: str
    there: There
    status: Status
    move: Move | None = None
    others: int = 0
    fewest: bool = True
    in_the_way: tuple[Violation, ...] = ()
    causes: tuple[str, ...] = ()
    minimal: bool = True
    ways: tuple[tuple[str, ...], ...] = ()
    cheapest: bool = True


def why_not(
    conference: Conference,
    agenda: Agenda,
    item: str,
    at: Sequence[str],
    *,
    limits: Limits = DEFAULT,
    watch: Watch = lambda _: None,
    interrupt: Interrupt | None = None,
) -> tuple[Answer, ...]:
    """An answer for each place, told like 'nov10-am/hall-3/09:30', or by a part of it. Raises BadInput."""
    asked(conference, agenda, item, deep=True)
    places = [there(conference, item, words) for words in at]
    search = Search(conference, agenda, item, limits, watch, interrupt or Interrupt())
    first = search.at_first(trials(conference, agenda, item))
    return tuple(_answer(search, place, first, len(places) - n) for n, place in enumerate(places))


# --- the answer ---


def _answer(search: Search, there: There, first: Sequence[tuple[Trial, Move]], parts: int) -> Answer:
    here = [(trial, move) for trial, move in first if there.has(move.place.block, move.place.rooms, move.place.first)]
    if here and here[0][1].possible:
        return Answer(search.item, there, "optimal", here[0][1])
    in_the_way = here[0][1].difference.faults if here else _does_not_fit(search, there)
    open_ = Answer(search.item, there, "unknown", in_the_way=in_the_way)
    return _with_others(search, there, open_, [trial for trial, _ in here], parts)


def _with_others(search: Search, there: There, known: Answer, here: Sequence[Trial], parts: int) -> Answer:
    """What it takes that the item can stand there: as few others moved as possible, and of that many the cheapest way."""
    if search.over():
        return known
    search.tell("looking for room")
    wanted = _wanted(search, there)
    limits = search.part(parts)
    least = search.rest.along(wanted, None, replace(limits, seconds=limits.seconds * FIRST), search.interrupt, fewest=True)
    if least.status == "infeasible":
        return _excluded(search, replace(known, status="infeasible"), here)
    if least.agenda is None:
        return known
    number = _others(search, least)
    limits = replace(limits, seconds=limits.seconds * (1 - FIRST))
    best = search.rest.along(wanted, number, limits, search.interrupt) if not search.over() else least
    found = best if best.agenda is not None else replace(least, status="feasible")
    assert found.agenda
    move = search.settle(search.found_at(found.agenda, wanted), found)
    return replace(known, status=move.status, move=move, others=_others(search, found), fewest=least.status == "optimal")


def _wanted(search: Search, there: There) -> Wanted:
    """The place for the model, which chooses no room for a fixture that holds all of its own."""
    from scheduler.rest import Wanted

    item = search.conference.item(search.whole)
    return Wanted(there.block, None if isinstance(item, Fixture) and item.holds == "all" else there.room, there.starts)


def _others(search: Search, best: Best) -> int:
    """How many other subforums and fixtures move."""
    assert best.agenda
    c, mine = search.conference, owner(search.conference, search.whole)
    return len({owner(c, s.item) for s in search.shifts(best.agenda)} - {mine})


def _does_not_fit(search: Search, there: There) -> tuple[Violation, ...]:
    """The place is none: what starts there would run past the end of the block, or has its sittings there already."""
    c, item = search.conference, search.conference.item(search.whole)
    name = c.name(search.whole)
    minutes = item.minutes if isinstance(item, (Subforum, Talk)) else item.length if isinstance(item, Fixture) else 0
    found = []
    for first, last in ((b.first, b.last) for b in c.blocks if there.block in (None, b.id)):
        starts = [m for m in there.starts or (first,) if first <= m < last]
        for start in starts:
            if start + minutes > last:
                end = clock.instant(start + minutes, c.zone)
                latest = clock.instant(last - minutes, c.zone)
                block = c.block_at(first)
                assert block
                late = f"the latest start there is {latest:%H:%M}" if last - minutes >= first else f"all of that has {last - first}"
                found.append(f"With its {minutes} minutes {name} would end at {end:%H:%M}, after {c.name(block.id)}; {late}.")
    return tuple(Violation("structure", 1, (search.whole,), sentence) for sentence in found)


def _excluded(search: Search, known: Answer, here: Sequence[Trial]) -> Answer:
    """The answer with why no agenda at all has an item there, as the search has proved, and what could be asked of whom.

    What is wrong with the item there where it cannot stand there even by itself, else what cannot
    hold together once the item is pinned there; nothing where neither tells.
    """
    c, item = search.conference, search.whole
    alone = [_alone(c, item, trial) for trial in here]
    least = min(alone, key=lambda faults: (len({v.rule for v in faults}), len(faults)), default=list(known.in_the_way))
    told = _unique(v.sentence for v in least) if all(alone) and _never(search, known.there) else ()
    pin = _pin(c, item, known.there)
    if pin is None:
        return replace(known, causes=told)
    promise = f"pins/{len(c.pins)}"
    limits = replace(search.limits, seconds=max(search.limits.seconds - search.seconds(), LEAST))
    found = explain(c.replaced(pins=(*c.pins, pin)), limits, search.watch, search.interrupt, kept=(promise, owner(c, item)), ways=WAYS)
    mine = [reason for reason in found.reasons if any(fact.path == promise for fact in reason.facts)]
    why = [words for reason in mine for words in (reason.sentence, *(f.sentence for f in reason.facts if f.path != promise))]
    minimal = bool(told) or found.status == "possible" or (bool(found.reasons) and all(reason.minimal for reason in mine))
    ways = tuple(tuple(change.sentence(c) for change in way.changes) for way in found.ways) if mine == list(found.reasons) else ()
    return replace(known, causes=told or _unique(why), minimal=minimal, ways=ways, cheapest=found.cheapest)


def _pin(c: Conference, item: str, there: There) -> Pin | None:
    """The decision to have an item there; None where it has several starts to choose from, or several sittings."""
    thing = c.item(item)
    if isinstance(thing, Subforum) and not thing.lone:
        return None
    if there.starts is not None and len(there.starts) > 1:
        return None
    start = clock.instant(there.starts[0], c.zone) if there.starts else None
    return Pin(item=item, block=there.block, room=there.room, start=start)


def _alone(c: Conference, item: str, trial: Trial) -> list[Violation]:
    """What must not be with the item there, although nothing else stands but what has its time anyway."""
    from constraints.profile import rules_of

    mine = owner(c, item)
    lone = _lone(c, item, trial.agenda)
    rules = [rule for rule in rules_of(c) if rule.hard and rule.id != Placed.id]
    found = [f.violation for rule in rules for f in price(rule, rule.violations(c, lone, frozenset({mine}))) if f.hard]
    return [*trial.faults, *found]


def _lone(c: Conference, item: str, agenda: Agenda) -> Agenda:
    """An agenda without anything but the item, or the subforum around it, and what has its time anyway."""
    mine = owner(c, item)
    fixtures = tuple(f for f in agenda.fixtures if f.fixture == mine or c.fixture(f.fixture).start)
    return agenda.replaced(sittings=tuple(s for s in agenda.sittings if s.subforum == mine), fixtures=fixtures)


def _never(search: Search, there: There) -> bool:
    """Whether it is proved that the item cannot stand there by itself, in any order of talks and with anybody on its seats."""
    from scheduler.rest import Rest

    c, item = search.conference, search.whole
    smaller = part(c, {owner(c, item), *(f.id for f in c.fixtures if f.start)}).conference
    lone = _lone(c, item, search.agenda)
    rest = Rest(smaller, lone, Judge(smaller, lone), item)
    limits = replace(search.limits, seconds=max(search.limits.seconds - search.seconds(), LEAST))
    return rest.along(_wanted(search, there), None, limits, search.interrupt, fewest=True).status == "infeasible"


# --- the answer in sentences ---

Paragraph = tuple[str, tuple[str, ...]]


def told(c: Conference, answer: Answer, penalty: int) -> list[Paragraph]:
    """The answer as an organiser would say it: sentences, each with what belongs under it; `penalty` is that of the agenda as it is."""
    name = f"'{c.name(answer.item)}'" if answer.item in c.owner else c.name(answer.item.partition("/")[0])
    where = answer.there.words
    found: list[Paragraph] = []
    if answer.in_the_way:
        found.append((f"As things stand, {name} cannot stand {where}:", _unique(v.sentence for v in answer.in_the_way)))
    if answer.status == "infeasible":
        causes = () if answer.in_the_way and set(answer.causes) == {v.sentence for v in answer.in_the_way} else answer.causes
        found.append((f"No agenda has {name} {where}, whatever else moves{':' if causes else '.'}", causes))
        if not answer.minimal:
            spare = "some of these may be to spare" if answer.causes else "what is in the way was not told apart"
            found.append((f"Time ran out: {spare}. Give it more --seconds.", ()))
        if answer.ways:
            found.append(("Any one of these would make it possible, the easiest first:", tuple(" And ".join(way) for way in answer.ways)))
            found += [] if answer.cheapest else [(EASIER, ())]
    elif answer.move is None:
        found.append(("Whether it could stand there if others moved was not settled in time; give it more --seconds.", ()))
    else:
        found += _possible(c, answer, answer.move, name, penalty)
    return found


def _possible(c: Conference, answer: Answer, move: Move, name: str, penalty: int) -> list[Paragraph]:
    d = move.difference
    rooms = ", ".join(map(c.name, move.place.rooms))
    place = f"{rooms}{', ' if rooms else ''}{move.place.start:%b %d %H:%M}-{move.place.end:%H:%M}"
    begin = f"{name} can stand there ({place})"
    if answer.in_the_way:
        begin = f"It can stand there ({place}) {_if(answer)}"
    found: list[Paragraph] = [(f"{begin}, {_price(d.penalty, penalty)}.", ())]
    if move.along:
        found.append(("With it:", tuple(s.sentence for s in move.along)))
    if d.mended:
        found.append(("No longer wrong:", _unique(v.sentence for v in d.mended)))
    if d.worse:
        found.append(("What gets worse:", tuple(map(reason, d.worse))))
    if d.better:
        found.append(("What gets better:", tuple(map(reason, d.better))))
    if move.status == "feasible" and answer.others:
        found.append(("There may be a cheaper way; time ran out.", ()))
    return found


def _if(answer: Answer) -> str:
    if not answer.others:
        return "if its talks are in another order or have other people on their seats"
    number = {1: "one other moves", 2: "two others move", 3: "three others move"}.get(answer.others, f"{answer.others} others move")
    return f"if {number}{' (fewer will not do)' if answer.fewest and answer.others > 1 else ''}"


def _price(change: int, penalty: int) -> str:
    if not change:
        return f"at the same penalty, {penalty}"
    points = f"{abs(change)} point{'s' if abs(change) != 1 else ''}"
    return f"for {points} {'more' if change > 0 else 'less'}: a penalty of {penalty + change} instead of {penalty}"


def reason(r: Reason) -> str:
    """'+24 points: …', or '-24 points, no longer: …'."""
    points = f"{r.points:+} point{'s' if abs(r.points) != 1 else ''}"
    return f"{points}{', no longer' if r.gone else ''}: {r.sentence}"


def _unique(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentences))
