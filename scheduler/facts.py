"""The facts of a conference that people could change, and what each says, in a sentence.

Facts are paths, as the amounts of rules name them. Physics is none: a room is in one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from constraints.max_talks import MaxTalks
from constraints.profile import rules_of
from instances import clock
from instances.conference import Before, Block, Conference, Fixture, Pin, Prefer, Speaker, Window
from instances.problems import either, listed


def facts(c: Conference) -> Iterator[str]:
    """Every fact that might be in the way of an agenda, the most particular first.

    Decisions, then people and things, then blocks, and who takes part live.
    """
    daily = a_day(c)
    yield from (f"pins/{n}" for n in range(len(c.pins)))
    yield from (f"relations/{n}" for n in range(len(c.relations)))
    yield from (f"prefers/{n}" for n, wish in enumerate(c.prefers) if wish.demand)
    for s in c.subforums:
        if s.blocks:
            yield f"subforums/{s.id}/blocks"
        if s.needs:
            yield f"subforums/{s.id}/needs"
        if s.audience.onsite:
            yield f"subforums/{s.id}/audience/onsite"
        if s.least_sittings > 1:
            yield f"subforums/{s.id}/sittings"
        for talk in s.talks:
            if talk.position is not None:
                yield f"talks/{talk.id}/position"
            if talk.after:
                yield f"talks/{talk.id}/after"
            yield from (f"seats/{seat.id}" for seat in talk.seats if seat.required)
    yield from (f"fixtures/{f.id}/audience" for f in c.fixtures if f.audience)
    for room in c.rooms:
        yield from (f"rooms/{room.id}/closed/{n}" for n in range(len(room.closed)))
    for resource in c.resources:
        if any(resource.id in s.uses for s in c.subforums):
            yield f"resources/{resource.id}/capacity"
            yield from (f"resources/{resource.id}/windows/{n}" for n in range(len(resource.windows)))
    for person in c.speakers:
        if person.attends == "online":
            yield f"speakers/{person.id}/possible_hours"
        if person.available is not None and person.attends != "recorded":
            yield f"speakers/{person.id}/available/0"
        if person.max_talks is not None:
            yield f"speakers/{person.id}/max_talks"
        if person.max_a_day is not None or daily is not None:
            yield f"speakers/{person.id}/max_a_day"
    for s in c.subforums:
        if s.chairs:
            yield f"subforums/{s.id}/chairs"
        if s.hosts:
            yield f"subforums/{s.id}/hosts"
    yield from (f"blocks/{b.id}" for b in c.blocks)
    busiest = sorted(c.speakers, key=lambda p: -len(c.places_of[p.id]))
    yield from (f"speakers/{p.id}" for p in busiest if p.attends != "recorded")


def a_day(c: Conference) -> int | None:
    """The most talks and seats a day of those who name no number, where that is a demand."""
    return next((rule.a_day for rule in rules_of(c) if isinstance(rule, MaxTalks) and rule.hard), None)


def general(fact: str) -> bool:
    """Whether a fact is of those that come to mind last: that a person takes part live, that a block has its hours."""
    kind, *path = fact.split("/")
    return kind in ("speakers", "blocks") and len(path) == 1


def sentence(c: Conference, fact: str) -> str:
    """What a fact says. Raises KeyError for what is none."""
    kind, *path = fact.split("/")
    match kind, path:
        case "pins", [number]:
            return _pin(c, c.pins[int(number)])
        case "relations", [number]:
            relation = c.relations[int(number)]
            if isinstance(relation, Before):
                return f"{c.name(relation.first)} is to end before {c.name(relation.then)} starts."
            wanted = {"apart": "in different blocks", "same_block": "in the same block", "not_parallel": "at different times"}
            return f"{listed([c.name(s) for s in relation.subforums])} are to stand {wanted[relation.kind]}."
        case "prefers", [number]:
            return _demand(c, c.prefers[int(number)])
        case "subforums", [id, *rest]:
            return _subforum(c, id, "/".join(rest))
        case "talks", [id, "position"]:
            place = c.talk(id).position
            where = f"is to {'open' if place == 'first' else 'close'} its sitting" if isinstance(place, str) else f"is to be number {place}"
            return f"'{c.name(id)}' of {c.name(c.owner[id].id)} {where}."
        case "talks", [id, "after"]:
            before = listed(f"'{c.name(t)}'" for t in c.talk(id).after)
            return f"'{c.name(id)}' of {c.name(c.owner[id].id)} is to come after {before}."
        case "seats", [id]:
            seat = next(seat for seat in c.talk_of_seat[id].seats if seat.id == id)
            who = either(c.name(p) for p in seat.candidates)
            return f"Somebody is to be {c.name(id)} in {c.name(c.owner[id].id)}: {who}."
        case "fixtures", [id, "audience"]:
            fixture = c.fixture(id)
            whom = "everyone" if fixture.audience == "everyone" else f"the audience of {listed([c.name(s) for s in fixture.audience])}"
            return f"{c.name(id)} ({_times(c, fixture)}) is for {whom}, who cannot be elsewhere then."
        case "fixtures", [id]:
            return f"{c.name(id)} is to be held ({_times(c, c.fixture(id))})."
        case "rooms", [id, "closed", number]:
            window = c.room(id).closed[int(number)]
            return f"{c.name(id)} is closed on {span(c, window)}{_because(window.reason)}."
        case "resources", [id, *rest]:
            if rest[0] == "capacity":
                return f"{c.name(id)}: only {c.resource(id).capacity} at a time."
            window = c.resource(id).windows[int(rest[1])]
            return f"{c.name(id)}: only {window.capacity} at a time on {span(c, window)}{_because(window.reason)}."
        case "speakers", [id, *rest]:
            return _speaker(c, id, rest[0] if rest else "")
        case "blocks", [id]:
            block = c.block(id)
            return f"{c.name(id)} lasts {block.last - block.first} minutes, {_span(c, block.start, block.end)}."
    raise KeyError(fact)


def held(c: Conference, id: str) -> str:
    """That a subforum or a fixture is to be held."""
    kind = "fixtures" if isinstance(c.item(id), Fixture) else "subforums"
    return sentence(c, f"{kind}/{id}")


def _subforum(c: Conference, id: str, what: str) -> str:
    forum, name = c.subforum(id), c.name(id)
    match what:
        case "":
            return f"{name} is to be held ({forum.minutes} minutes)."
        case "blocks":
            return f"{name} may stand only in {either(c.name(b) for b in forum.blocks)}."
        case "needs":
            return f"{name} needs a room with {listed(forum.needs)}."
        case "audience/onsite":
            return f"{name} expects {forum.audience.onsite} people on site."
        case "sittings":
            return f"{name} is to have {forum.least_sittings} sittings."
        case "chairs" | "hosts":
            people = [c.name(p) for p in getattr(forum, what)]
            return f"{listed(people)} {what[:-1]}{'s' * (len(people) == 1)} {name} and must be there for all of it."
    raise KeyError(what)


def _speaker(c: Conference, id: str, what: str) -> str:
    person = c.speaker(id)
    match what:
        case "":
            there = "is on site" if person.attends == "onsite" else "takes part live from afar"
            return f"{person.name} {there} in {listed(_places(c, id))}."
        case "available":
            assert person.available is not None
            zone = "" if person.attends == "onsite" else f" ({c.zone})"
            windows = listed([span(c, w) + _because(w.reason) for w in sorted(person.available, key=lambda w: w.first)])
            return f"{person.name} is available only on {windows}{zone}."
        case "possible_hours":
            wake, sleep = (clock.show_hour(hour) for hour in person.possible_hours)
            return f"{person.name} can be asked to appear from {wake} to {sleep} only, in {c.zone_of(id)}."
        case "max_talks":
            return f"{person.name} agreed to {_talks(person.max_talks)} at most."
        case "max_a_day":
            if person.max_a_day is None:
                return f"{person.name} should have {_talks(a_day(c))} a day at most, like everybody."
            return f"{person.name} agreed to {_talks(person.max_a_day)} a day at most."
    raise KeyError(what)


def _talks(number: int | None) -> str:
    return "1 talk or seat" if number == 1 else f"{number} talks and seats"


def _places(c: Conference, person: str) -> list[str]:
    """Where a person appears or might, by subforum and fixture."""
    return [c.name(id) for id in sorted(c.places_of[person])]


def _pin(c: Conference, pin: Pin) -> str:
    where = [c.name(pin.speaker)] if pin.speaker else []
    where += [c.name(id) for id in (pin.block, pin.room) if id]
    where += [f"{clock.instant(clock.minute(pin.start), c.zone):%b %d %H:%M}"] if pin.start else []
    within = f" of {c.name(c.owner[pin.item].id)}" if pin.item in c.owner else ""
    return f"{c.name(pin.item)}{within} is pinned to {listed(where)}{_because(pin.reason)}."


def _demand(c: Conference, wish: Prefer) -> str:
    item, no = c.item(wish.item), "must not" if wish.against else "must"
    who = f"{'Whatever is in ' if isinstance(item, Block) else ''}{c.name(wish.item)}"
    where = f"in {c.name(wish.room or wish.block or '') or f'a room with {wish.feature}'}"
    where = f"on {span(c, wish.window)}" if wish.window else where
    return f"{who} {no} {'appear' if isinstance(item, Speaker) else 'stand'} {where}."


def _times(c: Conference, fixture: Fixture) -> str:
    if fixture.start and fixture.end:
        return _span(c, fixture.start, fixture.end)
    return f"{fixture.length} minutes on {either(span(c, w) for w in fixture.windows)}"


def span(c: Conference, window: Window) -> str:
    """A window in words, on the conference's clocks."""
    return _span(c, window.start, window.end)


def _span(c: Conference, start: datetime, end: datetime) -> str:
    first, last = (clock.instant(clock.minute(t), c.zone) for t in (start, end))
    same = first.date() == last.date()
    return f"{first:%b %d %H:%M}-{last:%H:%M}" if same else f"{first:%b %d %H:%M} to {last:%b %d %H:%M}"


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""
