"""Finding a reason why a conference is impossible: what is to be held, and the facts in its way, none of them to spare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from instances.changes import Change, Drop, apply, relaxations, together
from instances.conference import Conference, Together
from instances.problems import listed
from scheduler import facts as known
from scheduler.certain import causes
from scheduler.feasible import OutOfTime, Seeker
from scheduler.minimal import smallest_conflict
from scheduler.part import Part, items, part


@dataclass(frozen=True)
class Fact:
    """A member of a reason: the path of a fact, or the id of what is to be held; a sentence; and what would take it away.

    `changes` are several ways to do so, the principal one first.
    """

    path: str
    sentence: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Reason:
    """What cannot all hold: sentences with people and numbers, what is to be held, and the facts in its way.

    `given` are what nobody would think of first, that people take part live and that blocks have
    their hours, as far as the reason needs them. Without any one of `members` the others are
    possible, as far as `minimal` says that this is proved.
    """

    sentence: str
    held: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    given: tuple[Fact, ...]
    minimal: bool

    @property
    def members(self) -> tuple[Fact, ...]:
        """All that it consists of."""
        return self.facts + self.given + self.held


def find(conference: Conference, seeker: Seeker) -> Reason:
    """A reason of an impossible conference. Raises OutOfTime where time runs out before anything is told apart."""
    search = _Search(seeker)
    suspects = search.suspects(conference)
    forums = smallest_conflict(suspects, lambda ids: search.impossible(part(conference, ids).conference))
    mine = part(conference, forums)
    found = _relaxing(mine)
    general = [path for path in found if known.general(path)]
    others = [path for path in found if not known.general(path)]
    paths = smallest_conflict(others, lambda kept: search.impossible(_without(mine, found, [*kept, *general])))
    given = smallest_conflict(general, lambda kept: search.impossible(_without(mine, found, [*kept, *paths])))
    told, there = ([_fact(conference, mine.of_whole(path)) for path in some] for some in (paths, given))
    held = tuple(Fact(id, known.held(conference, id), (Drop(item=id),)) for id in forums)
    return Reason(_sentence(conference, mine, found, [*paths, *given], forums), held, tuple(told), tuple(there), not search.doubtful)


def _fact(c: Conference, path: str) -> Fact:
    return Fact(path, known.sentence(c, path), relaxations(c, path))


@dataclass
class _Search:
    """Asks whether parts are impossible. What cannot be told in time counts as possible: nothing is left out on its account."""

    seeker: Seeker
    doubtful: bool = False
    count: bool = False
    """Whether what is looked for can be counted, and then is, before it is searched for."""

    def suspects(self, conference: Conference) -> list[str]:
        """Items that are impossible together: few, where a likely group is enough, or all."""
        for group in _groups(conference):
            some = part(conference, group).conference
            if self.impossible(some):
                self.count = bool(causes(some))
                return sorted(group)
        return items(conference)

    def impossible(self, conference: Conference) -> bool:
        try:
            return self.seeker.agenda(conference, count=self.count) is None
        except OutOfTime:
            if not self.seeker.left:
                raise
            self.doubtful = True
            return False


def _relaxing(p: Part) -> dict[str, Change]:
    """The facts of a part with what takes each away; of several with the same, the first."""
    found: dict[str, Change] = {}
    for path in known.facts(p.conference):
        change = next(iter(relaxations(p.conference, path)), None)
        if change is not None and change not in found.values():
            found[path] = change
    return found


def _without(p: Part, found: dict[str, Change], kept: Sequence[str]) -> Conference:
    """The part with those facts only."""
    return apply(p.conference, together(p.conference, [change for path, change in found.items() if path not in kept]))


def _groups(c: Conference) -> list[frozenset[str]]:
    """Items that are likely to be in each other's way, the smallest groups first: of a cause that is certain, one
    alone, those of a relation, of a person, of a resource."""
    found = [frozenset(_owners(c, cause.items)) for cause in causes(c)]
    groups = [frozenset((id,)) for id in items(c)]
    groups += [frozenset(r.subforums if isinstance(r, Together) else (r.first, r.then)) for r in c.relations]
    groups += [c.places_of[s.id] for s in c.speakers if s.attends != "recorded" and len(c.places_of[s.id]) > 1]
    groups += [frozenset(s.id for s in c.subforums if resource.id in s.uses) for resource in c.resources]
    return list(dict.fromkeys((*found, *sorted(groups, key=lambda group: (len(group), sorted(group))))))


def _owners(c: Conference, ids: Iterable[str]) -> set[str]:
    """The subforums and fixtures that ids stand for: their own, those of talks and seats, those of people."""
    found: set[str] = set()
    for id in ids:
        found |= c.places_of.get(id, {c.owner[id].id if id in c.owner else id})
    return found


def _sentence(c: Conference, p: Part, found: dict[str, Change], paths: Sequence[str], forums: Sequence[str]) -> str:
    """What a cheap check says of the reason and nothing else, or else what cannot be held together."""
    whole = {(cause.rule, cause.items): cause.sentence for cause in causes(p.conference)}
    told = [whole.get((cause.rule, cause.items), cause.sentence) for cause in causes(_without(p, found, paths))]
    if told:
        return " ".join(dict.fromkeys(told))
    if not forums:
        return "Not even the shortest talk can be held as things stand."
    names = [c.name(id) for id in forums]
    verb = "cannot be held" if len(names) == 1 else "cannot all be held"
    return f"{listed(names)} {verb}{' as things stand' if paths else ''}."
