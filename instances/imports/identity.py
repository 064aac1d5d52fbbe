"""Ids for the things of sheets: those that an earlier import gave them, as far as they are found again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from instances.conference import Conference, Title
from instances.imports.gather import Gathered
from instances.imports.things import Thing, title_key
from instances.typed.ids import make_ids, slug
from instances.typed.people import name_key

T = TypeVar("T", bound=Hashable)
Keys = tuple[Hashable, ...]
"""By what a thing is known, the surest first; the same places for what was and what is. None says nothing."""


def give_ids(found: Gathered, known: Conference | None, taken: Iterable[str] = ()) -> None:
    """An id for everything, unique over the conference: that which it has in `known`, or one that is not `taken` there or elsewhere."""
    k = known
    taken = {*taken, *(ids(known) if known else ())}
    lists: list[tuple[list[Thing], list[tuple[str, Keys]], Callable[[Thing], Keys]]] = [
        (found.blocks, [(b.id, (b.start.isoformat(), titled(b.title))) for b in k.blocks] if k else [], _block),
        (
            list(found.rooms.values()),
            [(r.id, place(titled(r.title), r.building)) for r in k.rooms] if k else [],
            _room,
        ),
        (list(found.tracks.values()), [(t.id, (titled(t.title),)) for t in k.tracks] if k else [], _called),
    ]
    for things, old, keys in lists:
        _give(things, old, keys, taken)
    talks: dict[int, list[str]] = defaultdict(list)
    for talk in found.talks:
        talks[id(talk.owner)].append(title_key(talk.name))
    forums = [(s.id, (titled(s.title), tuple(sorted(titled(t.title) for t in s.talks)))) for s in k.subforums] if k else []
    _give(list(found.subforums.values()), forums, lambda one: (title_key(one.name), tuple(sorted(talks[id(one)])) or None), taken)
    people = [(p.id, person(p.name, p.email)) for p in k.speakers] if k else []
    _give(found.people.all, people, lambda one: person(one.name, one.email), taken)
    spoken = [(t.id, _talk(titled(t.title), s.id, t.speakers)) for s in k.subforums for t in s.talks] if k else []
    _give(found.talks, spoken, lambda one: _talk(title_key(one.name), one.owner.id if one.owner else "", [p.id for p in one.parts]), taken)


def ids(conference: Conference) -> set[str]:
    """All ids of a conference."""
    lists = (conference.blocks, conference.rooms, conference.tracks, conference.resources, conference.speakers, conference.fixtures)
    return {item.id for items in lists for item in items} | set(conference.subforums_by_id) | set(conference.owner)


def titled(title: Title) -> str:
    """A title as it is compared."""
    return title_key(title if isinstance(title, str) else title.get("en") or next(iter(title.values()), ""))


def _called(thing: Thing) -> Keys:
    return (title_key(thing.name),)


def _room(thing: Thing) -> Keys:
    building = thing.said("room.building")
    return place(title_key(thing.name), building[0].text if building else "")


def place(title: str, building: str) -> Keys:
    """By what a room is known."""
    return ((title, title_key(building)), title)


def _block(thing: Thing) -> Keys:
    return (thing.start.isoformat() if thing.start else None, title_key(thing.name))


def person(name: str, email: str) -> Keys:
    """By what somebody is known."""
    return (f"{name}\n{email}".casefold(), email.casefold() or None, name.casefold(), name_key(name))


def _talk(title: str, forum: str, people: Sequence[str]) -> Keys:
    speakers = tuple(sorted(people))
    return ((title, forum), (title, forum, speakers), title, (forum, speakers) if people else None)


def met(mine: Mapping[T, Keys], old: Mapping[str, Keys]) -> dict[T, str]:
    """For each thing the id of the one old thing that shares a key with it alone, the surest keys first; others have none."""
    found: dict[T, str] = {}
    for step in range(len(next(iter(mine.values()), ()))):
        known = set(found.values())
        theirs = _by_key((id, keys[step]) for id, keys in old.items() if id not in known)
        ours = _by_key((thing, keys[step]) for thing, keys in mine.items() if thing not in found)
        found |= {same[0]: theirs[key][0] for key, same in ours.items() if len(same) == len(theirs.get(key, ())) == 1}
    return found


def _give(things: Sequence[Thing], old: Sequence[tuple[str, Keys]], keys: Callable[[Thing], Keys], taken: set[str]) -> None:
    """Give each thing the id of the old thing that it is, or a new one."""
    mine = {id(thing): keys(thing) for thing in things}
    again = met(mine, dict(old))
    for thing in things:
        thing.id = again.get(id(thing), thing.id)
    left = {name for name, _ in old} - set(again.values())
    taken -= left  # what a name is made into again may be what it was
    taken |= {thing.id for thing in things if thing.id}
    shared = _by_key((thing, mine[id(thing)][0]) for thing in things if not thing.id)
    new = {
        str(mine[id(one)][0] if len(same) == 1 else (mine[id(one)], one.organisation, number if number else "")): one
        for same in shared.values()
        for number, one in enumerate(same)
    }
    for key, made in make_ids({key: _latin(thing) for key, thing in new.items()}, things[0].kind[:-1] if things else "", taken).items():
        new[key].id = made
        taken.add(made)


def _latin(thing: Thing) -> str:
    """The name of which an id is made: one in Latin letters, where there is one."""
    return next((name for name in (thing.name, *thing.names, *thing.titles.values()) if slug(name)), thing.name)


def _by_key(pairs: Iterable[tuple[T, Hashable]]) -> Mapping[Hashable, list[T]]:
    found: dict[Hashable, list[T]] = defaultdict(list)
    for thing, key in pairs:
        if key is not None:
            found[key].append(thing)
    return found
