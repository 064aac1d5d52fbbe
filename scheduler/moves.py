"""Every place that an item of an agenda could take, with what it would cost more or less, the best first.

Three depths: everything else fixed, and the item's own order, too; its inner order and seats free;
and up to so many others moved along. The first needs no solver.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from constraints import structure
from constraints.rule import Concerning
from instances.agenda import Agenda
from instances.conference import Conference, Fixture
from instances.names import find
from instances.problems import BadInput, Problem, nearest
from scheduler.check import no_strangers
from scheduler.judge import Difference, Judge
from scheduler.limits import Interrupt, Limits
from scheduler.places import Place, Trial, current, swaps, trials, whole
from scheduler.shapes import alone
from scheduler.shifts import Shift, shifts
from scheduler.watch import Progress, Watch

if TYPE_CHECKING:
    from scheduler.rest import Best, Rest, Wanted
    from scheduler.why_not import Answer

Status = Literal["optimal", "feasible", "infeasible", "unknown"]
Depth = int | Literal["inner"]

DEFAULT = Limits(seconds=10.0)
MOST = 100
"""Places at which the inner order is looked at, unless somebody says otherwise."""
KINDS = ("subforums", "talks", "fixtures")
QUICK = 0.4
"""Seconds for a place with others moved along, before the rest of the time goes to those that are not settled."""
EVERY = 1.0
"""Seconds from one word of progress to the next."""


@dataclass(frozen=True)
class Move:
    """An item at a place: the difference from the agenda as it is, what else moves, and the whole agenda.

    `status`: optimal where nothing better has it there at this depth, feasible where that is not
    proved, infeasible where the place is impossible at this depth, and unknown where time ran out.
    Of an impossible place the difference is that with everything else fixed.
    """

    place: Place
    status: Status
    difference: Difference
    along: tuple[Shift, ...]
    agenda: Agenda

    @property
    def possible(self) -> bool:
        """Whether the item can stand there without anything that must not be and is not there already."""
        return self.status in ("optimal", "feasible")


@dataclass(frozen=True)
class Moves:
    """All places of an item, possible ones first, and of these the best.

    `now` is where it stands, `penalty` what the agenda costs, `broken` how much in it must not be,
    `left` at how many places no search has looked at this depth.
    """

    item: str
    depth: Depth
    penalty: int
    broken: int
    now: tuple[Place, ...]
    places: tuple[Move, ...]
    left: int = 0
    interrupted: bool = False

    @property
    def possible(self) -> tuple[Move, ...]:
        """Those places where it can stand."""
        return tuple(m for m in self.places if m.possible)

    @property
    def impossible(self) -> tuple[Move, ...]:
        """Those where it cannot, or where nothing is known."""
        return tuple(m for m in self.places if not m.possible)


def moves(
    conference: Conference,
    agenda: Agenda,
    item: str,
    *,
    depth: Depth = 0,
    swap: str | None = None,
    most: int | None = None,
    limits: Limits = DEFAULT,
    watch: Watch = lambda _: None,
    interrupt: Interrupt | None = None,
) -> Moves:
    """Where an item (id of a subforum, sitting, talk or fixture) could stand.

    `depth`: 0, 'inner', or how many others may move along. `swap`: exchanges with that other item,
    or with 'all', instead of places. `most`: places at which the inner order is looked at. Raises
    BadInput where the agenda cannot be asked.
    """
    asked(conference, agenda, item, deep=depth != 0)
    search = Search(conference, agenda, item, limits, watch, interrupt or Interrupt())
    if swap is not None:
        return search.answer(0, [move for _, move in search.at_first(swaps(conference, agenda, item, None if swap == "all" else swap))])
    first = search.at_first(trials(conference, agenda, item))
    if depth == 0:
        return search.answer(0, [move for _, move in first])
    if depth == "inner":
        return search.inner(first, MOST if most is None else most)
    return search.along(first, depth)


def asked(conference: Conference, agenda: Agenda, item: str, *, deep: bool = False) -> None:
    """Refuse agendas that rules cannot be asked about, and a search that could not build on one. Raises BadInput."""
    no_strangers(conference, agenda)
    fault = next((v for v in structure.faults(conference, agenda)), None) if deep else None
    if fault:
        raise BadInput([Problem((), f"the agenda is not sound enough to search from: {fault.sentence}", "ask with --depth 0")])


def named(conference: Conference, agenda: Agenda, words: str) -> str:
    """The item with this id or name, or one sitting of a subforum ('data-governance/2'). Raises BadInput."""
    sittings = {s.id for s in agenda.sittings}
    if words in sittings and words not in conference.subforums_by_id:
        return words
    head, slash, number = words.rpartition("/")
    if slash and number.isdigit():
        id = f"{find(conference, head, ('subforums',))}/{number}"
        if id not in sittings:
            raise BadInput([Problem((), f"the agenda has no sitting '{id}'", nearest(id, sittings))])
        return id
    return find(conference, words, KINDS)


def partner(conference: Conference, agenda: Agenda, item: str, words: str) -> str:
    """What an item is exchanged with: 'all', or the other with this name, of the same kind. Raises BadInput."""
    own = whole(agenda, item)
    if item in {f.id for f in conference.fixtures}:
        raise BadInput([Problem((), f"{conference.name(item)} is a fixture, which is not exchanged", "leave --swap out")])
    standing = item in agenda.slots or bool(agenda.sittings_of.get(item)) or any(s.id == item for s in agenda.sittings)
    if not standing:
        raise BadInput([Problem((), f"{conference.name(item)} is left out, and has no place to give", "leave --swap out")])
    if words == "all":
        return words
    if item in conference.owner:
        other = find(conference, words, ("talks",))
        if conference.owner[other].id != conference.owner[item].id:
            what = f"'{conference.name(other)}' is a talk of {conference.name(conference.owner[other].id)}"
            raise BadInput([Problem((), what, f"name one of {conference.name(conference.owner[item].id)}")])
    else:
        other = named(conference, agenda, words)
        if whole(agenda, other) not in conference.subforums_by_id:
            raise BadInput([Problem((), f"'{words}' is no subforum", "name a subforum to exchange it with")])
    if other == item or (whole(agenda, other) == own and own in conference.subforums_by_id):
        raise BadInput([Problem((), f"{conference.name(own)} would be exchanged with itself", "name another")])
    return other


def depth_of(words: str | None) -> Depth:
    """A depth from words: '0' (or nothing), 'inner', or how many others may move along. Raises BadInput."""
    if words is None:
        return 0
    if words == "inner":
        return "inner"
    if words.isdecimal():
        return int(words)
    raise BadInput([Problem((), f"'{words}' is no depth", "write 0, inner, or how many others may move along, like 2")])


def together(*, at: bool, depth: str | None, swap: str | None, most: int | None, every: bool) -> None:
    """Refuse options of which one would silently be ignored. Raises BadInput."""
    given = (("--depth", depth is not None), ("--swap", swap is not None), ("--most", most is not None), ("--all", every))
    if at:
        alone("--at", *given)
    if swap is not None:
        alone("--swap", given[0], given[2])
    if depth != "inner":
        alone("another --depth than inner", given[2])


def as_it_is(conference: Conference, agenda: Agenda, item: str, interrupt: Interrupt | None = None) -> Moves:
    """Where an item stands, and what the agenda costs, without any other place."""
    return Search(conference, agenda, item, DEFAULT, lambda _: None, interrupt or Interrupt()).answer(0, ())


def nowhere(found: Moves, answers: Sequence[Answer] | None = None) -> bool:
    """Whether an item has no place, or one of those asked about is known to be none."""
    return not found.possible if answers is None else any(answer.status == "infeasible" for answer in answers)


class Search:
    """Looks at the places of one item, within limits of time."""

    def __init__(self, conference: Conference, agenda: Agenda, item: str, limits: Limits, watch: Watch, interrupt: Interrupt) -> None:
        self.conference, self.agenda, self.item, self.whole = conference, agenda, item, whole(agenda, item)
        self.limits, self.watch, self.interrupt = limits, watch, interrupt
        self.judge = Judge(conference, agenda)
        self.began, self.told = time.perf_counter(), 0.0
        self._rest: Rest | None = None

    @property
    def rest(self) -> Rest:
        """The model of everything around the item; made when asked for."""
        if self._rest is None:
            from scheduler.rest import Rest

            self._rest = Rest(self.conference, self.agenda, self.judge, self.whole)
        return self._rest

    def seconds(self) -> float:
        """Since it began."""
        return time.perf_counter() - self.began

    def over(self) -> bool:
        """Whether it should end."""
        return self.interrupt.is_set() or self.seconds() >= self.limits.seconds

    def part(self, parts: int) -> Limits:
        """Limits of one of so many parts that are left to do."""
        return replace(self.limits, seconds=max(self.limits.seconds - self.seconds(), 0.01) / parts)

    def tell(self, stage: str) -> None:
        """Say where it is, at most once a second."""
        if self.seconds() >= self.told:
            self.told = self.seconds() + EVERY
            self.watch(Progress(stage, self.seconds()))

    def at_first(self, found: Iterable[Trial]) -> list[tuple[Trial, Move]]:
        """The moves with everything else fixed, the best manner for each place."""
        best: dict[Place, tuple[Trial, Move]] = {}
        for trial in found:
            move = self._first(trial)
            known = best.get(trial.place)
            if known is None or self._rank(move) < self._rank(known[1]):
                best[trial.place] = trial, move
        return sorted(best.values(), key=lambda pair: self._rank(pair[1]))

    def _first(self, trial: Trial) -> Move:
        difference = self.judge.compare(trial.agenda, trial.concerning, trial.faults, trial.alike)
        return Move(
            trial.place,
            "infeasible" if difference.faults else "optimal",
            difference,
            self.shifts(trial.agenda, trial.concerning),
            trial.agenda,
        )

    def shifts(self, agenda: Agenda, concerning: Concerning = None) -> tuple[Shift, ...]:
        """What else moves in another agenda."""
        return shifts(self.conference, self.agenda, agenda, self.whole, concerning)

    def _rank(self, move: Move) -> tuple[object, ...]:
        d, order = move.difference, [r.id for r in self.conference.rooms]
        price = (-len(d.mended), d.penalty) if move.possible else (*d.harm, d.penalty)
        return not move.possible, price, len(move.along), move.place.first, [order.index(r) for r in move.place.rooms], move.place.swap

    def answer(self, depth: Depth, found: Iterable[Move], left: int = 0) -> Moves:
        """What was found."""
        before = self.judge.before()
        penalty = sum(s.points for sums in before for s in sums.values())
        broken = sum(bool(s.hard) for sums in before for s in sums.values())
        places = tuple(sorted(found, key=self._rank))
        now = current(self.conference, self.agenda, self.item)
        return Moves(self.item, depth, penalty, broken, now, places, left, self.interrupt.is_set())

    def inner(self, first: Sequence[tuple[Trial, Move]], most: int) -> Moves:
        """The same places with the best inner order and people, the likeliest first, as many as asked for and time allows.

        What was not looked at counts as it is with its order kept: at best known where possible, else unknown.
        """
        looked: list[Move] = []
        for number, (trial, move) in enumerate(first):
            if number >= most or self.over():
                break
            self.tell(f"other orders at {len(first)} places")
            best = self.rest.inner(trial, self._alone(len(first) - number), self.interrupt)
            looked.append(self._settled(move, best))
        rest = [self._unsettled(move) for _, move in first[len(looked) :]]
        return self.answer("inner", [*looked, *rest], len(rest))

    def _alone(self, parts: int) -> Limits:
        return replace(self.part(1), workers=1) if parts else self.limits

    def along(self, first: Sequence[tuple[Trial, Move]], most: int) -> Moves:
        """The best start in each room of each block with up to so many others moved along."""
        groups = self._groups(first)
        found: list[Move | None] = [self._unsettled(move) if move else None for _, move in groups]
        open_ = list(range(len(groups)))
        for quick in (True, False):  # most are soon settled, and leave their time to the others
            for done, number in enumerate(list(open_)):
                if self.over():
                    break
                self.tell(f"with others moved along, {len(groups)} places")
                limits = self.part(len(open_) - done if not quick else len(groups) - done)
                limits = replace(limits, seconds=min(limits.seconds, QUICK)) if quick else limits
                wanted, known = groups[number]
                best = self.rest.along(wanted, most, limits, self.interrupt)
                found[number] = self._moved(wanted, best, known, found[number])
            open_ = [n for n in open_ if (move := found[n]) is not None and move.status in ("feasible", "unknown")]
        left = sum(move is not None and move.status == "unknown" for move in found)
        return self.answer(most, [move for move in found if move], left)

    def _groups(self, first: Sequence[tuple[Trial, Move]]) -> list[tuple[Wanted, Move | None]]:
        """Each room of each block with the best place in it as it was at first, the likeliest first."""
        from scheduler.rest import Wanted

        groups: dict[tuple[str, tuple[str, ...]], list[Move]] = {}
        for _, move in first:
            groups.setdefault((move.place.block, move.place.rooms), []).append(move)
        item = self.conference.item(self.whole)
        if isinstance(item, Fixture):
            starts = {key: tuple(sorted({m.place.first for m in found})) for key, found in groups.items()}
            one = item.holds == "one"
            return [(Wanted(None, key[1][0] if one else None, starts[key]), found[0]) for key, found in groups.items()]
        keys = [*groups, *((b.id, (r.id,)) for b in self.conference.blocks for r in self.conference.rooms)]
        return [(Wanted(key[0], key[1][0]), groups[key][0] if key in groups else None) for key in dict.fromkeys(keys)]

    def _moved(self, wanted: Wanted, best: Best, known: Move | None, before: Move | None) -> Move | None:
        """What is known of a place after a search: `known` with everything else fixed, `before` of searches before it."""
        if best.agenda is None:
            if before is None or before.possible:
                return before
            return replace(before, status="infeasible") if best.status == "infeasible" else before
        move = self._simpler(self.settle(self.found_at(best.agenda, wanted), best), known)
        return before if before and before.possible and self._rank(before) < self._rank(move) and move.status != "optimal" else move

    def _simpler(self, move: Move, known: Move | None) -> Move:
        """The move with everything else fixed, where another is no better."""
        if known is None or not known.possible or known.difference.penalty > move.difference.penalty:
            return move
        return replace(known, status=move.status)

    def found_at(self, agenda: Agenda, wanted: Wanted) -> Place:
        """Where the item stands in an agenda that has it where it is wanted."""
        for place in current(self.conference, agenda, self.whole):
            block = self.conference.block(wanted.block) if wanted.block else None
            inside = block is None or block.first <= place.first < block.last
            if inside and wanted.room in (None, *place.rooms) and (wanted.starts is None or place.first in wanted.starts):
                return place
        raise AssertionError("the model has an item elsewhere than it says: this is a bug")

    def settle(self, place: Place, best: Best) -> Move:
        """The move to an agenda that was found."""
        assert best.agenda
        difference = self.judge.compare(best.agenda)
        if difference.faults:
            raise AssertionError("the checker does not admit what the model does: this is a bug")
        agenda = best.agenda.replaced(conference_hash=self.agenda.conference_hash)
        return Move(place, "optimal" if best.status == "optimal" else "feasible", difference, self.shifts(agenda), agenda)

    def _settled(self, move: Move, best: Best) -> Move:
        if best.agenda is not None:
            return self._simpler(self.settle(move.place, best), move)
        return replace(move, status="infeasible") if best.status == "infeasible" else self._unsettled(move)

    def _unsettled(self, move: Move) -> Move:
        return replace(move, status="feasible" if move.possible else "unknown")


def by_rule(found: Iterable[Move]) -> Iterator[tuple[str, int, str]]:
    """Rules in the way of impossible places, with how many places and one sentence, the most frequent first."""
    counts: dict[str, int] = {}
    sentences: dict[str, str] = {}
    for move in found:
        for rule in dict.fromkeys(v.rule for v in move.difference.faults):
            counts[rule] = counts.get(rule, 0) + 1
        for v in move.difference.faults:
            sentences.setdefault(v.rule, v.sentence)
    yield from ((rule, counts[rule], sentences[rule]) for rule in sorted(counts, key=lambda r: (-counts[r], r)))
