"""What an edit makes of a board: the state after it, and what to say of it. Each asks a function that the command line has, too."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from constraints.profile import problems
from instances import clock
from instances.changes import ChangeBase, apply
from instances.changes.base import resolved
from instances.changes.options import Happened, read, split
from instances.changes.scenarios import change
from instances.conference import Conference
from instances.names import find
from instances.problems import BadInput, Problem
from scheduler import by_hand
from scheduler.board import locks
from scheduler.board.jobs import Job
from scheduler.board.shapes import (
    AcceptEdit,
    ChangeEdit,
    Edit,
    LockEdit,
    MoveEdit,
    OrderEdit,
    SeatEdit,
    SwapEdit,
    TakeOutEdit,
)
from scheduler.board.state import State
from scheduler.board.work import Given
from scheduler.fates import choices
from scheduler.moves import asked, named, partner
from scheduler.places import owner, whole
from scheduler.version import Version

if TYPE_CHECKING:
    from collections.abc import Callable

SAID = 3
"""Things that are said of an edit in which several move."""
FILES = "add"
"""The option that names a file, of which a client may name none."""


class Impossible(BadInput):
    """The refusal of an edit that breaks hard rules which hold now."""


class Moved(BadInput):
    """The refusal of what a job found for an agenda that is no more the board's."""


@dataclass(frozen=True)
class Made:
    """The state after an edit, in words, and the items that it touches."""

    state: State
    words: str
    items: tuple[str, ...]


def made(state: State, edit: Edit, job: Callable[[str], Job]) -> Made:
    """What becomes of a board by an edit other than undo and redo. Raises BadInput, Impossible or Moved."""
    if isinstance(edit, LockEdit):
        return _locked(state, edit)
    if isinstance(edit, ChangeEdit):
        return _changed(state, edit)
    if isinstance(edit, AcceptEdit):
        return _accepted(state, edit, job(edit.job))
    asked(state.conference, state.agenda, "")
    return _by_hand(state, edit)


def changes_of(state: State, text: str, raw: Sequence[Mapping[str, Any]]) -> tuple[ChangeBase, ...]:
    """What happened, from options and from documents, one after another. Raises BadInput."""
    told = read(happened(text), state.conference, state.agenda, problems) if text.strip() else ()
    return resolved(state.conference, (*told, *_documents(raw)))


def happened(text: str) -> tuple[Happened, ...]:
    """Options as they are typed behind 'agenda repair'; none that reads a file. Raises BadInput."""
    found = split(text)
    if any(name == FILES for name, _ in found):
        raise BadInput(
            [Problem((), f"--{FILES} names a file, and the board reads none", "send what is added as a change: {kind: add, ...}")]
        )
    return found


def scenarios(state: State, text: str, raw: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, tuple[ChangeBase, ...]], ...]:
    """What happened, once for each fate of talks that somebody leaves behind, where that is not said. Raises BadInput."""
    said = happened(text) if text.strip() else ()
    fates = choices(said, state.conference, state.agenda) if said else ()
    more = _documents(raw)
    if fates:
        return tuple((one.name, resolved(state.conference, (*one.changes, *more))) for one in fates)
    return ((" ".join(text.split()), changes_of(state, text, raw)),)


def moment(conference: Conference, words: str) -> datetime:
    """A time as a client writes it; without an offset it is on the conference's clocks. Raises BadInput."""
    try:
        return clock.parse_time(words, conference.zone)
    except ValueError as error:
        raise BadInput([Problem((), str(error))]) from None


def _documents(raw: Sequence[Mapping[str, Any]]) -> tuple[ChangeBase, ...]:
    found: list[ChangeBase] = []
    faults: list[Problem] = []
    for number, one in enumerate(raw):
        try:
            found.append(change(one))
        except BadInput as error:
            faults += [Problem(("changes", number, *p.where), p.what, p.remedy) for p in error.problems]
    if faults:
        raise BadInput(faults)
    return tuple(found)


def _by_hand(state: State, edit: Edit) -> Made:
    c, agenda = state.conference, state.agenda
    items: tuple[str, ...]
    if isinstance(edit, MoveEdit):
        items = (named(c, agenda, edit.item),)
        room = None if edit.room is None else find(c, edit.room, ("rooms",))
        done = by_hand.moved(c, agenda, items[0], room, moment(c, edit.start), edit.sitting)
    elif isinstance(edit, SwapEdit):
        first = named(c, agenda, edit.item)
        items = first, partner(c, agenda, first, edit.other)
        done = by_hand.swapped(c, agenda, *items)
    elif isinstance(edit, OrderEdit):
        items = (edit.sitting,)
        done = by_hand.ordered(c, agenda, edit.sitting, edit.talks)
    elif isinstance(edit, SeatEdit):
        items = (edit.seat,)
        done = by_hand.seated(c, agenda, edit.seat, edit.speaker)
    else:
        assert isinstance(edit, TakeOutEdit)
        items = (named(c, agenda, edit.item),)
        done = by_hand.taken_out(c, agenda, items[0])
    locks.kept((c, agenda), (c, done.agenda), state.locks)
    if done.difference.faults and not edit.anyway and not isinstance(edit, TakeOutEdit):
        raise Impossible(Problem((), v.sentence.rstrip("."), "choose another place, or do it anyway") for v in done.difference.faults)
    things = dict.fromkeys(owner(c, whole(agenda, item)) for item in items)
    words = _several([shift.sentence for shift in done.shifts]) or f"{c.name(next(iter(things)))} is as it was."
    return Made(state.with_agenda(done.agenda), words, tuple(dict.fromkeys((*items, *things))))


def _locked(state: State, edit: LockEdit) -> Made:
    items = locks.known(state.conference, state.agenda, edit.items)
    before, lock = set(state.locks), edit.kind == "lock"
    after = before | {*items} if lock else before - {*items}
    if after == before:
        raise BadInput([Problem((), f"nothing of that is {'un' if lock else ''}locked")])
    names = [state.conference.name(whole(state.agenda, id)) for id in sorted(after ^ before)]
    words = f"{_listed(names)} {'are' if len(names) > 1 else 'is'} {'locked' if lock else 'unlocked'}."
    return Made(state.with_locks(after), words, tuple(sorted(after ^ before)))


def _changed(state: State, edit: ChangeEdit) -> Made:
    if edit.text.strip() and (open_ := choices(happened(edit.text), state.conference, state.agenda)):
        what = "it is not said what becomes of talks that are nobody else's"
        raise BadInput([Problem((), what, f"say {' or '.join(one.name for one in open_)}; or see them beside each other: repair")])
    told = changes_of(state, edit.text, edit.changes)
    if not told:
        raise BadInput([Problem((), "nothing happened", "say what did, like --cancel s017=drop")])
    after = apply(state.conference, told)
    if faults := list(problems(after)):
        raise BadInput(faults)
    new = state.with_changes(told, after, by_hand.standing(after, state.agenda))
    before = state.conference, state.agenda
    free = locks.given_up(before, (after, new.agenda), state.locks)
    words = " ".join([_several([one.sentence(state.conference) for one in told]), _several(locks.told(*before, free))])
    touched = dict.fromkeys(id for one in told for id in one.concerns(state.conference))
    return Made(_known_locks(new, free), words, tuple(touched))


def _accepted(state: State, edit: AcceptEdit, job: Job) -> Made:
    found, given = job.found(edit.alternative), job.given
    assert found.agenda is not None
    if given.conference.hash != state.conference.hash or content(given) != content(state):
        what = f"the board has changed since version {job.version}, on which job {job.id} began, and accepting would undo that"
        raise Moved([Problem((), what, "start it again, or undo what was done since")])
    before, after = (state.conference, state.agenda), (found.conference, found.agenda)
    free = locks.given_up(before, after, state.locks)
    locks.kept(before, after, (id for id in free if id not in found.unlocked))
    if found.changes:
        new = state.with_changes(found.changes, found.conference, found.agenda)
    else:
        new = state.with_agenda(found.agenda)
        bound = job.result.bound if job.result else None
        new = State(new.base, new.conference, new.agenda, new.locks, _greater(state.bound, bound), new.changes)
    said = [one.sentence(state.conference) for one in found.changes] or list(found.sentences)
    words = " ".join([f"{_kind(job)}: {_several(said) or 'nothing moves.'}", _several(locks.told(*before, free))])
    return Made(_known_locks(new, free), words, tuple(dict.fromkeys(str(one["item"]) for one in found.moved)))


def reverted(state: State, old: Version, why: str) -> Made | None:
    """An older version of the history on the board again, with its conference; None where it is that already."""
    new = State.of(old.base, old.agenda, state.locks, None, state)
    if content(new) == content(state):
        return None
    before = state.conference, state.agenda
    free = locks.given_up(before, (new.conference, new.agenda), state.locks)
    gone = [one.sentence(state.base) for one in state.changes if one not in new.changes]
    words = [f"Version {old.number} of the history is on the board again{f': {why}' if why.strip() else ''}."]
    words += [f"Not so any more: {_several(gone)}"] if gone else []
    return Made(_known_locks(new, free), " ".join([*words, _several(locks.told(*before, free))]), ())


def _known_locks(state: State, free: Collection[str] = ()) -> State:
    """Without locks that were given up, and those of what the conference, or the agenda, has no more."""
    there = {*state.conference.ids, *(s.id for s in state.agenda.sittings)}
    return state.with_locks(id for id in state.locks if id in there and id not in free)


def content(of: State | Given) -> tuple[Any, ...]:
    """What two boards have in common that are the same."""
    return of.agenda.sittings, of.agenda.fixtures, of.agenda.unplaced, of.conference.hash


def _greater(one: int | None, other: int | None) -> int | None:
    return max((bound for bound in (one, other) if bound is not None), default=None)


def _kind(job: Job) -> str:
    return {"solve": "Solved", "repair": "Repaired"}.get(job.kind, job.kind)


def _several(sentences: Sequence[str]) -> str:
    more = len(sentences) - SAID
    return " ".join([*sentences[:SAID], *([f"And {more} more."] if more > 0 else [])])


def _listed(names: Sequence[str]) -> str:
    more = len(names) - SAID
    return ", ".join([*names[:SAID], *([f"and {more} more"] if more > 0 else [])])
