"""A programme of another program, read again: laid into the conference that was made of it, on which people have worked since.

What is new over there comes in, what people decided stays: the same comparison as for sheets (`merge`). Things are found again
by what other programs call them, by their names and times, and keep their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from pathlib import Path

from instances import formats
from instances.agenda import Agenda, Sitting
from instances.conference import Block, Conference, Fixture, Room, Speaker, Subforum, Talk, Track
from instances.formats import sources
from instances.formats.tables import TABLES, normal
from instances.imports import memory
from instances.imports.identity import Keys, met, person, place, titled
from instances.imports.merge import Changes, merge
from instances.problems import BadInput, Note, Problem
from instances.typed.ids import make_ids
from instances.validate import renamed

Check = Callable[[Conference], Iterable[Problem]]

NAMES = ("guid", "sessionize", "pretalx", "code", "id")
"""What of `known_as` stays the same as long as the thing does, the surest first."""


@dataclass(frozen=True)
class Standing:
    """What stands where a conference is to be written, and what the last import made of it, as far as there are such."""

    target: str
    ours: Conference | None = None
    base: Conference | None = None

    @property
    def last(self) -> Path:
        """The file that remembers what an import made: beside the target, or in it where it is a folder."""
        path = Path(self.target)
        return path / "last.json" if path.is_dir() else path.with_name(f"{path.name}.last.json")

    @property
    def zone(self) -> str | None:
        """Where the conference is, as it was told or taken the last time."""
        known = self.base or self.ours
        return known.zone if known else None


@dataclass(frozen=True)
class Brought:
    """What came of reading a programme. `made` is the conference of it alone, with the ids of `conference`, into which it is laid;
    `agenda` is what is published over there, with these ids."""

    conference: Conference
    made: Conference
    agenda: Agenda | None
    changes: Changes

    @cached_property
    def untouched(self) -> bool:
        """Whether the conference that stands is as it was."""
        c = self.changes
        return not (c.first or c.new or c.changed or c.gone or c.dropped)


def standing(target: str, form: str | None, check: Check, note: Note = lambda _: None) -> Standing:
    """What stands at a target, of a suffix or in a named format. Raises BadInput where it is nothing into which a programme can be laid."""
    formats.writer(target, form)
    found = Standing(target)
    if not _there(target):
        return found
    if form is None and (other := formats.of_programme(target)):
        raise BadInput(
            [Problem((), f"is a file of another program ({other.name}), and would be overwritten", "name another file", file=target)]
        )
    try:
        ours = formats.read_conference(target, check, form, note)
        base = memory.read(found.last)[0]
    except BadInput as error:
        what, remedy = "nothing is written: what was done there would be lost", "mend it, move it away, or name another file"
        raise BadInput([*error.problems[:3], Problem((), what, remedy, file=target)]) from None
    if base is None:
        what = "is missing: nobody can tell what is new from what you did; what is read was taken where it says something"
        note(Problem((), what, f"keep it beside {Path(target).name}", file=str(found.last)))
    return replace(found, ours=ours, base=base)


def _there(target: str) -> bool:
    """Whether something of a conference stands at a target."""
    path = Path(target)
    if target == sources.STDIN or not sources.exists(path):
        return False
    if path.is_dir():
        return any(normal(file.stem) in TABLES for file in path.glob("*.csv"))
    return path.is_file() and path.stat().st_size > 0


def bring(read: tuple[Conference, Agenda | None], there: Standing, check: Check) -> Brought:
    """A conference and its published agenda, as they were read, laid into what stands. Raises BadInput."""
    made, agenda = read
    ours, base = there.ours, there.base
    if ours is None:
        return Brought(made, made, agenda, Changes(first=True))
    names = _names(made, ours, base)
    made = renamed(made, names)
    made = made.replaced(conference=made.conference.replaced(id=ours.id))
    if not set(made.owner) & set(ours.owner):
        what = "has none of the talks that are read: it is another conference"
        raise BadInput([Problem((), what, "name another file", file=there.target)])
    document, changes = merge(base, made if base else _seated(made, ours), ours)
    found = Brought(ours, made, _of(agenda, names, ours.id) if agenda else None, changes)
    return found if found.untouched else replace(found, conference=_valid(document, there.target, check))


def _valid(document: dict[str, object], target: str, check: Check) -> Conference:
    """The conference of a document, if all of it can be so. Raises BadInput."""
    try:
        conference = Conference.model_validate(document)
        if problems := list(check(conference)):
            raise BadInput(problems)
    except BadInput as error:
        what = "what is read does not go with what stands there, and nothing is written"
        remedy = "mend that there, or write it to another file"
        raise BadInput([*error.located(target, {}).problems, Problem((), what, remedy, file=target)]) from None
    return conference


def _seated(made: Conference, ours: Conference) -> Conference:
    """A conference in which rooms of which nobody has told the seats have those that somebody wrote since."""
    seats = {room.id: room.seats for room in ours.rooms}
    rooms = (room if room.seats else room.replaced(seats=seats.get(room.id, 0)) for room in made.rooms)
    return made.replaced(rooms=tuple(rooms))


def _names(made: Conference, ours: Conference, base: Conference | None) -> dict[str, str]:
    """The id of each thing that does not keep its own: that of the thing that it is, or, where another thing has its own, a new one."""
    known = _keys(base or ours)
    added = set(ours.ids) - set(base.ids) if base else set()
    by_hand = {kind: {id: keys for id, keys in found.items() if id in added} for kind, found in _keys(ours).items() if kind in _NAMED}
    found: dict[str, str] = {}
    for kind, mine in _keys(made).items():
        found |= met(mine, known[kind])
        found |= met({id: keys for id, keys in mine.items() if id not in found}, by_hand.get(kind, {}))
    found |= _overlapping((b for b in made.blocks if b.id not in found), [b for b in (base or ours).blocks if b.id not in found.values()])
    taken = {*ours.ids, *(base.ids if base else ()), *found.values()}
    new = {id: kind for kind, mine in _keys(made).items() for id in mine if id not in found and id in taken}
    for id, kind in new.items():
        found |= make_ids({id: id}, kind, taken | set(made.ids))
        taken.add(found[id])
    return {id: name for id, name in found.items() if id != name}


_NAMED = ("block", "room", "track", "speaker")
"""Kinds of things that may have been added by hand before another program has them, too."""


def _keys(c: Conference) -> Mapping[str, Mapping[str, Keys]]:
    """By what each thing is known, the surest first: by kind and id."""
    return {
        "block": {b.id: (b.start, b.end) for b in c.blocks},
        "room": {r.id: (*_known(r), *place(titled(r.title), r.building), r.id) for r in c.rooms},
        "track": {t.id: (*_known(t), titled(t.title), t.id) for t in c.tracks},
        "speaker": {p.id: (*_known(p), *person(p.name, p.email), p.id) for p in c.speakers},
        "subforum": {s.id: (*_known(s), titled(s.title), _people(s, [p for t in s.talks for p in t.speakers]), s.id) for s in c.subforums},
        "talk": {t.id: (*_known(t), titled(t.title), _people(t, t.speakers), t.id) for s in c.subforums for t in s.talks},
        "fixture": {f.id: (*_known(f), *_timed(f), titled(f.title), f.id) for f in c.fixtures},
    }


def _overlapping(blocks: Iterable[Block], known: Iterable[Block]) -> dict[str, str]:
    """For blocks whose bounds have both moved, those with which they share most minutes."""
    shared = [(min(b.last, k.last) - max(b.first, k.first), b.id, k.id) for b, k in product(blocks, known)]
    found: dict[str, str] = {}
    for minutes, id, other in sorted(shared, reverse=True):
        if minutes > 0 and id not in found and other not in found.values():
            found[id] = other
    return found


def _known(item: Room | Track | Speaker | Subforum | Talk | Fixture) -> Keys:
    """What others call it: all of it with its id, for what stands several times in a programme, and each name by itself."""
    names = tuple(item.known_as.get(name) for name in NAMES)
    return ((names, item.id) if any(names) else None, *((name, word) if (word := item.known_as.get(name)) else None for name in NAMES))


def _people(item: Subforum | Talk, speakers: Collection[str]) -> Hashable:
    """Who speaks, where no other program has a name for it that stays."""
    return tuple(sorted(speakers)) if speakers and not any(item.known_as.get(name) for name in NAMES) else None


def _timed(f: Fixture) -> Keys:
    """What is called so at its time in its rooms, at its time, on its day in its rooms, and on its day."""
    title, day = titled(f.title), f.start.date() if f.start else None
    return ((title, f.start, f.rooms), (title, f.start), (title, day, f.rooms), (title, day)) if day else (None,) * 4


def _of(agenda: Agenda, names: Mapping[str, str], conference: str) -> Agenda:
    """The sittings of an agenda with other ids, as one of a conference."""

    def new(id: str) -> str:
        return names.get(id, id)

    def sitting(s: Sitting) -> Sitting:
        talks = tuple(slot.replaced(talk=new(slot.talk), speakers=tuple(map(new, slot.speakers))) for slot in s.talks)
        return s.replaced(id=f"{new(s.subforum)}{s.id.removeprefix(s.subforum)}", subforum=new(s.subforum), room=new(s.room), talks=talks)

    return agenda.replaced(conference=conference, sittings=tuple(map(sitting, agenda.sittings)), fixtures=(), unplaced=())
