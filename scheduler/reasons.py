"""Finding a reason why a conference is impossible: what is to be held, and the facts in its way, none of them to spare."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from instances.changes import Change, Drop, apply, relaxations, together
from instances.conference import Conference, Fixture, Together
from instances.problems import listed
from scheduler import facts as known
from scheduler.certain import causes
from scheduler.core import core
from scheduler.feasible import OutOfTime, Seeker
from scheduler.minimal import smallest_conflict
from scheduler.part import Part, items, part

TELLING = 0.75
"""Of the time that is left, what goes into leaving out what is to spare; the rest is for what would help."""

SHARE = 0.15
"""Of the time that is left, what one question gets at most: the others are to be asked, too."""


CORE = 0.3
"""Of the time that is left, what goes at most into the search that tells suspects from all others."""


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
    """A reason of an impossible conference; all of it, where time runs out before anything is told apart.

    Raises OutOfTime if interrupted.
    """
    search = _Search(seeker)
    suspects = search.suspects(conference)
    search.seeker = seeker.shortened(seeker.left * TELLING)
    forums = search.smallest(suspects, lambda ids: part(conference, ids).conference)
    if not forums:  # a rule that asks more of little than of much tells nothing of parts
        forums, search.doubtful = suspects, True
    mine = part(conference, forums)
    found = _relaxing(mine)
    general = [path for path in found if known.general(path)]
    others = [path for path in found if not known.general(path)]
    paths = search.smallest(others, lambda kept: _without(mine, found, [*kept, *general]))
    given = search.smallest(general, lambda kept: _without(mine, found, [*kept, *paths]))
    told, there = ([_fact(conference, mine.of_whole(path)) for path in some] for some in (paths, given))
    held = tuple(Fact(id, known.held(conference, id), (Drop(item=id),)) for id in forums)
    return Reason(_sentence(conference, mine, found, [*paths, *given], forums), held, tuple(told), tuple(there), not search.doubtful)


def _fact(c: Conference, path: str) -> Fact:
    return Fact(path, known.sentence(c, path), relaxations(c, path))


def of_whole(conference: Conference, fact: Fact, gone: Collection[Change]) -> tuple[Change, ...]:
    """What takes a fact of a changed conference away in the whole one, but for what is `gone` already.

    How far a block may grow, or how many of a resource are enough, is another thing in each of the two.
    """
    kind, *path = fact.path.split("/")
    measured = kind in ("blocks", "resources") or path[1:] in (["max_a_day"], ["sittings"])
    whole = [change for change in relaxations(conference, fact.path) if change not in gone] if measured else []
    return tuple(whole) or fact.changes


@dataclass
class _Search:
    """Asks whether parts are impossible. What cannot be told in time counts as possible: nothing is left out on its account."""

    seeker: Seeker
    doubtful: bool = False
    count: bool = False
    """Whether what is looked for can be counted, and then is, before it is searched for."""

    def suspects(self, conference: Conference) -> list[str]:
        """Items that are impossible together: few, where a likely group is enough, or all."""
        for group in self.likely(conference):
            some = part(conference, group).conference
            if self.impossible(some):
                self.count = bool(causes(some))
                return sorted(group)
        if self.seeker.interrupt.is_set():
            raise OutOfTime
        return items(conference)

    def likely(self, conference: Conference) -> Iterator[frozenset[str]]:
        """Items that are likely to be impossible together: those that a cause names which is certain, those that the
        solver needed to refute the whole, then groups that are often in each other's way."""
        yield from (frozenset(_owners(conference, cause.items)) for cause in causes(conference))
        if self.seeker.left:
            limits = replace(self.seeker.limits, seconds=self.seeker.left * CORE, workers=1)
            yield frozenset(core(conference, limits, self.seeker.interrupt))
        yield from _groups(conference)

    def smallest(self, members: Sequence[str], made: Callable[[Sequence[str]], Conference]) -> list[str]:
        """Members with which what is made of them is impossible, none to spare; few by counting first, where that can tell."""
        if self.count and causes(made(members)):
            fewer = smallest_conflict(members, lambda some: bool(causes(made(some))))
            members = fewer if causes(made(fewer)) else members
        return smallest_conflict(members, lambda some: not self.over and self.impossible(made(some)))

    @property
    def over(self) -> bool:
        """Whether the time is over: nothing is made to be asked about then."""
        self.doubtful = self.doubtful or not self.seeker.left
        return not self.seeker.left

    def impossible(self, conference: Conference) -> bool:
        try:
            return self.seeker.shortened(self.seeker.left * SHARE).agenda(conference, count=self.count) is None
        except OutOfTime:
            if self.seeker.interrupt.is_set():
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
    """Items that are likely to be in each other's way, the smallest groups first: one alone, those of a relation, of a
    person, of a resource."""
    groups = [frozenset((id,)) for id in items(c)]
    groups += [frozenset(r.subforums if isinstance(r, Together) else (r.first, r.then)) for r in c.relations]
    groups += [c.places_of[s.id] for s in c.speakers if s.attends != "recorded" and len(c.places_of[s.id]) > 1]
    groups += [frozenset(s.id for s in c.subforums if resource.id in s.uses) for resource in c.resources]
    return list(dict.fromkeys(sorted(groups, key=lambda group: (len(group), sorted(group)))))


def _owners(c: Conference, ids: Iterable[str]) -> set[str]:
    """The subforums and fixtures that ids stand for: their own, those of talks and seats, those of people."""
    found: set[str] = set()
    for id in ids:
        found |= c.places_of.get(id, {c.owner[id].id if id in c.owner else id})
    return found


def _sentence(c: Conference, p: Part, found: dict[str, Change], paths: Sequence[str], forums: Sequence[str]) -> str:
    """What a cheap check says of the reason and nothing else, or else what cannot be held together."""
    if all(isinstance(c.item(id), Fixture) for id in forums) and any(path.startswith("blocks/") for path in paths):
        return f"{listed([c.name(id) for id in forums])} {'leaves' if len(forums) == 1 else 'leave'} no place for any subforum."
    whole = {(cause.rule, cause.items): cause.sentence for cause in causes(p.conference)}
    told = [whole.get((cause.rule, cause.items), cause.sentence) for cause in causes(_without(p, found, paths))]
    if told:
        return " ".join(dict.fromkeys(told))
    if not forums:
        return "Not even the shortest talk can be held as things stand."
    names = [c.name(id) for id in forums]
    verb = "cannot be held" if len(names) == 1 else "cannot all be held"
    return f"{listed(names)} {verb}{' as things stand' if paths else ''}."
