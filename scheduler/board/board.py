"""The one board that is served. Every edit goes through it, one after another, and is on the disk before anybody hears of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from constraints.profile import problems
from instances import formats
from instances.agenda import Agenda
from instances.conference import Conference
from instances.problems import BadInput, Note, Problem
from scheduler import given
from scheduler import publish as publisher
from scheduler.board import document, edits, locks
from scheduler.board.edits import Made
from scheduler.board.events import Events
from scheduler.board.jobs import Job, Jobs
from scheduler.board.places import Places
from scheduler.board.shapes import AnyEdit, JobRequest, PublishRequest, RevertRequest, WayEdit
from scheduler.board.state import Path as Way
from scheduler.board.state import State
from scheduler.board.store import Publication, Row, Store
from scheduler.board.work import Given
from scheduler.greedy import greedy
from scheduler.history import History, Overtaken, Version, views
from scheduler.history_file import digest
from scheduler.moves import asked
from scheduler.version import document as conference_text
from scheduler.version import text

Start = tuple[Conference, Agenda, Version | None]
RECENT = 4
"""Versions whose document is remembered."""
SINCE = 50
"""Edits that are told to somebody whose board is old, at most: the last of them."""


class Stale(BadInput):
    """The refusal of an edit of a board that has changed since. It is never made on the newer one instead: what somebody
    saw, and what it was said to cost, was of another board. They are shown what happened, and do it again with a click."""

    def __init__(self, problem: Problem, version: int, since: tuple[Row, ...]) -> None:
        super().__init__([problem])
        self.version, self.since = version, since


@dataclass(frozen=True)
class Now:
    """The board at its newest version, and how it came there."""

    row: Row
    state: State
    way: Way


class Board:
    """A board with its file, its history, and what is computed for it. Edits may come from any thread."""

    def __init__(self, store: Store, history: Path, who: str, start: Callable[[], Start]) -> None:
        self.store, self.history, self.who = store, History(history), who
        self.events, self.places = Events(), Places()
        self.jobs = Jobs(self._heard)
        self._lock = threading.Lock()
        self._written: tuple[Conference, str] | None = None
        self._documents: dict[int, dict[str, Any]] = {}
        self._rows = [*store.rows]
        self._keys = {row.key: row for row in self._rows if row.key}
        self._publications = [*store.publications]
        self._followed: Version | None = None
        self._compared: tuple[tuple[int, str, str], bool] | None = None
        if self._rows:
            way = Way()
            for row in self._rows:
                way = way.then(row)
            self._now = Now(self._rows[-1], self._stored(self._rows[-1]), way)
        else:
            base, agenda, follows = start()
            state = State.of(base, agenda, bound=agenda.score.bound if agenda.score else None)
            self._now = Now(self._row("start", "The board begins.", (), who), state, Way((1,)))
            self._append(self._now)
            if follows:
                self._noted(follows, 1)

    def close(self) -> None:
        """End what runs, and let the file go."""
        self.jobs.close()
        self.places.close()
        self.store.close()

    @property
    def now(self) -> Now:
        """The newest version."""
        return self._now

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every edit, the first one first."""
        return tuple(self._rows)

    # --- edits ---

    def edit(self, edit: AnyEdit) -> Row:
        """Make an edit; what comes back is on the disk. One that is sent twice is made once. Raises BadInput, or Stale."""
        if not (edit.key and edit.key in self._keys):
            self._fresh(edit.version)  # told at once, whoever is at work
        with self._lock:
            if edit.key and edit.key in self._keys:
                return self._keys[edit.key]
            self._fresh(edit.version)
            if isinstance(edit, WayEdit):
                now = self._gone(edit)
            else:
                now = self._after(edit.kind, edits.made(self._now.state, edit, self._job), edit.who, edit.key)
            self._append(now)
            return now.row

    def _gone(self, edit: WayEdit) -> Now:
        """The board after the last edit is taken back, or made again. Raises BadInput."""
        way = self._now.way
        if edit.kind == "undo" and len(way.undo) < 2:
            raise BadInput([Problem((), "there is nothing to undo")])
        if edit.kind == "redo" and not way.redo:
            raise BadInput([Problem((), "there is nothing to do again")])
        target = self._rows[(way.undo[-2] if edit.kind == "undo" else way.redo[-1]) - 1]
        about = self._rows[(way.undo[-1] if edit.kind == "undo" else way.redo[-1]) - 1]
        words = f"{'Taken back' if edit.kind == 'undo' else 'Done again'}: {about.words}"
        row = self._row(edit.kind, words, about.items, edit.who, edit.key, target.node)
        return Now(row, self._stored(target), way.then(row))

    def _after(self, kind: str, made: Made, who: str, key: str | None = None) -> Now:
        row = self._row(kind, made.words, made.items, who, key)
        return Now(row, made.state, self._now.way.then(row))

    def _row(self, kind: str, words: str, items: tuple[str, ...], who: str, key: str | None = None, node: int | None = None) -> Row:
        version = len(self._rows) + 1
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        return Row(version, kind, _line(words), items, _line(who) or self.who, at, key, node or version, "", "", (), None)

    def _append(self, now: Now) -> None:
        """Have an edit on the disk, and then tell everybody."""
        base, agenda = self._base(now.state), text(now.state.written)
        own = {name: getattr(now.row, name) for name in ("version", "kind", "words", "items", "who", "at", "key", "node")}
        row = Row(**own, base=digest(base), agenda=digest(agenda), locks=now.state.locks, bound=now.state.bound)
        now.state.report  # noqa: B018  # reckoned before anything is written: a fault of a rule refuses the edit
        self.store.append(row, base, agenda)
        self._rows.append(row)
        if row.key:
            self._keys[row.key] = row
        self._now = Now(row, now.state, now.way)
        self.events.tell("edit", self.brief(self._now))

    def _base(self, state: State) -> str:
        """The text of the conference, written once as long as it is the same."""
        if self._written is None or self._written[0] is not state.base:
            self._written = state.base, conference_text(state.base)
        return self._written[1]

    def _fresh(self, version: int) -> None:
        newest = self._now.row.version
        if version > newest:
            raise BadInput([Problem((), f"there is no version {version}", f"the newest is {newest}")])
        if version < newest:
            since = tuple(self._rows[version:])
            last = since[-1]
            what = f"the board is at version {newest} by now ({last.who}: {last.words.rstrip('.')})"
            raise Stale(Problem((), what, "look at it, and do it again"), newest, since[-SINCE:])

    def _stored(self, row: Row) -> State:
        agenda = Agenda.model_validate_json(self.store.text(row.agenda))
        now = getattr(self, "_now", None)
        base = now.state.base if now and now.row.base == row.base else Conference.model_validate_json(self.store.text(row.base))
        return State.of(base, agenda, row.locks, row.bound, now.state if now else None)

    def _job(self, id: str) -> Job:
        try:
            return self.jobs.job(id)
        except KeyError:
            raise BadInput([Problem((), f"there is no job '{id}'", "see what jobs there are")]) from None

    # --- jobs ---

    def start(self, request: JobRequest) -> Job:
        """Compute something for the board as it is. Raises BadInput, Stale, or Busy."""
        with self._lock:
            self._fresh(request.version)
            now = self._now
        state = now.state
        asked(state.conference, state.agenda, "")
        free = None if request.free is None else locks.known(state.conference, state.agenda, request.free)
        day = _day(request.day)
        known: dict[str, Any] = {}
        words = {"solve": "Solve", "explain": "Explain", "repair": "Repair"}[request.kind]
        if request.kind == "repair":
            told = edits.scenarios(state, request.text, request.changes)
            known = {"scenarios": told, "before": self._told(), "alternatives": request.alternatives}
            known |= {"most": request.max_moves, "overflow": request.overflow}
            happened = told[0][1] if len(told) == 1 else edits.changes_of(state, request.text, request.changes)
            words = f"{words}: {' '.join(one.sentence(state.conference) for one in happened)}".removesuffix(": ")
        elif request.text.strip() or request.changes:
            raise BadInput([Problem((), f"{request.kind} does not go with what happened", "ask for a repair")])
        else:
            locks.narrowed(state.conference, state.agenda, state.locks, free, day)
        known["rules"] = frozenset(rule for rule, score in state.report.rules.items() if score.penalty)
        work = Given(state.conference, state.agenda, state.locks, free, day, request.seconds, request.workers, request.seed, **known)
        job = self.jobs.start(request.kind, now.row.version, work, _line(words)[:500], _line(request.who) or self.who)
        self.events.tell("job", document.job(job))
        return job

    def _heard(self, job: Job, last: bool) -> None:
        if last:
            self.events.tell("job", document.job(job))
        else:
            self.events.progress(job.id, document.job(job))

    def _told(self) -> Any:
        """What people were told last, if the history knows."""
        try:
            known = History.open(self.history.path).known()
        except BadInput:
            return None
        return views(known) if known else None

    # --- the history ---

    def publish(self, request: PublishRequest) -> publisher.Done:
        """Append the board to the history. Raises BadInput, Stale, Broken or Overtaken."""
        with self._lock:
            self._fresh(request.version)
            now, last = self._now, self._publications[-1] if self._publications else None
            after = request.after if request.after is not None else last.number if last else None
            if after is None and now.state.agenda.parent is None:
                self._unknown(now.state)
            who = _line(request.who) or self.who
            made = self.history.publish(
                now.state.scored, who=who, why=request.why, conference=now.state.base, after=after, force=request.anyway
            )
            self._noted(made or self.history.newest, now.row.version)
            done = publisher.Done(self.history, True, made)
        if made:
            self.events.tell("publish", {"number": made.number, "version": now.row.version, "who": made.who, "why": made.why})
        return done

    def revert(self, number: int, request: RevertRequest) -> str:
        """Have an older version of the history on the board, as an edit; what was done, in words. Raises BadInput or Stale."""
        with self._lock:
            self._fresh(request.version)
            old, newest = self.history.version(number), self.history.newest
            made = edits.reverted(self._now.state, old, request.why)
            if made is None:
                words = f"The board is as version {number} of the history already."
            else:
                self._append(self._after("revert", made, request.who))
                words = self._now.row.words
            if number == newest.number:
                self._noted(newest, self._now.row.version)
        return words

    def _unknown(self, state: State) -> None:
        """Refuse to follow a history of which the board knows nothing. Raises Overtaken."""
        newest = self.history.newest_if_any()
        if newest and not newest.same(state.base, state.scored):
            why = f": {newest.why}" if newest.why else ""
            what = f"version {newest.number} is there already ({newest.who}{why}), which this board was not made from"
            remedy = f"look at it, and publish after {newest.number}"
            raise Overtaken([Problem((), what, remedy, file=str(self.history.path))])

    def _noted(self, version: Version, edit: int) -> None:
        if all(one.number != version.number for one in self._publications):
            self.store.published(version.number, edit, version.hash)
            self._publications.append(Publication(version.number, edit, version.hash))
            self._publications.sort(key=lambda one: one.number)

    def _same(self, now: Now, last: Publication) -> bool:
        """Whether the board is what a version of the history holds."""
        key = last.number, now.row.base, now.row.agenda
        if self._compared is None or self._compared[0] != key:
            try:
                if self._followed is None or self._followed.number != last.number:
                    self._followed = self.history.version(last.number)
            except BadInput:  # somebody took it away
                return False
            self._compared = key, self._followed.same(now.state.base, now.state.written)
        return self._compared[1]

    def before(self) -> tuple[formats.Publication, ...]:
        """What was published until the version that the board follows."""
        if not self._publications:
            return ()
        try:
            return given.versions(str(self.history.path), self._publications[-1].number)
        except BadInput:  # somebody took it away
            return ()

    # --- what clients see ---

    def document(self) -> tuple[int, dict[str, Any]]:
        """The board as it is, and its version."""
        now = self._now
        known = self._documents.get(now.row.version)
        if known is None:
            known = document.board(now.state)
            self._documents[now.row.version] = known
            while len(self._documents) > RECENT:
                del self._documents[next(iter(self._documents))]
        return now.row.version, {**known, **self._about(now)}

    def brief(self, now: Now | None = None) -> dict[str, Any]:
        """The last edit, and what the board is worth after it."""
        now = now or self._now
        score = {"penalty": now.state.penalty, "bound": now.state.bound, "gap": now.state.gap, "status": now.state.status}
        return {"edit": document.edit(now.row), "score": score, **self._way(now)}

    def _about(self, now: Now) -> dict[str, Any]:
        last = self._publications[-1] if self._publications else None
        return {
            "version": now.row.version,
            "last": document.edit(now.row),
            **self._way(now),
            "published": document.published(last, same=last is not None and self._same(now, last)),
            "jobs": [document.job(job) for job in self.jobs.all],
        }

    def _row_of(self, version: int) -> Row:
        return self._rows[version - 1]

    def _way(self, now: Now) -> dict[str, Any]:
        undo, redo = now.way.undo, now.way.redo
        return {
            "undo": document.edit(self._row_of(undo[-1])) if len(undo) > 1 else None,
            "redo": document.edit(self._row_of(redo[-1])) if redo else None,
        }


def begin(
    source: str,
    agenda: str | None = None,
    board: str | None = None,
    to: str | None = None,
    who: str | None = None,
    *,
    force: bool = False,
    note: Note = lambda _: None,
) -> Board:
    """The board of a conference, or of a history; where there is none yet, with the agenda that is named, the history's newest (that
    of the history to which it will be published, too), or else one that is made at once. Raises BadInput."""
    name = publisher.name(who)
    base = given.published(source, None, note=note)[0] if given.is_history(source) and agenda is None else None
    base = base or given.conference(source, note)
    file = Path(formats.writable(f"{base.id}.board.db" if board is None else board, source, *([agenda] if agenda else [])))
    history = Path(source) if given.is_history(source) else Path(f"{base.id}.history.db" if to is None else to)
    if not given.is_history(str(history)):
        raise BadInput([Problem((), f"'{history}' is no name of a history", f"let it end with {' or '.join(given.SUFFIXES)}")])
    store = Store(file)

    def start() -> Start:
        return _start(source, agenda, base, History(history), force=force, note=note)

    resumed = bool(store.rows)
    try:
        found = Board(store, history, name, start)
    except BaseException:
        store.close()
        raise
    own = found.now.state.base
    where: dict[str, Any] = {"file": str(file)}
    if own.id != base.id:
        found.close()
        raise BadInput(
            [Problem((), f"is the board of the conference '{own.id}', not of '{base.id}'", "name another with --board", **where)]
        )
    if own.hash != base.hash:
        what = "the conference has changed since its board was begun, which goes on as it was"
        note(Problem((), what, "name another --board to begin anew", **where))
    if agenda is not None and resumed:
        note(
            Problem(
                (), "there is a board already, which goes on, whatever the agenda says", "name another --board to begin with it", **where
            )
        )
    return found


def _start(source: str, agenda: str | None, base: Conference, history: History, *, force: bool, note: Note) -> Start:
    """What a new board begins with, and the version of its history that it follows. Raises BadInput."""
    newest = history.newest_if_any()
    if agenda is not None or given.is_history(source):
        own, _, answer = given.published(source, agenda, force=force, note=note)
        follows = (
            newest if answer.parent is None else next((v for v in history.versions if v.hash == answer.parent), None) if newest else None
        )
        return own, answer.replaced(conference_hash=own.hash), follows
    if newest is None:
        return base, greedy(base), None
    where: dict[str, Any] = {"file": str(history.path)}
    if newest.base.hash != base.hash and not force:
        what = f"version {newest.number} is published in it, and the conference has changed since"
        remedy = "serve the history itself, or begin with its agenda for the conference as it is now: --force; or name another with --to"
        raise BadInput([Problem((), what, remedy, **where)])
    note(Problem((), f"the board begins with version {newest.number}, which is published in it", "", **where))
    _, answer = formats.after_changes(base, newest.agenda, str(history.path), problems)
    return base, answer.replaced(conference_hash=base.hash), newest


def _day(words: str | None) -> date | None:
    try:
        return None if words is None else date.fromisoformat(words)
    except ValueError:
        raise BadInput([Problem((), f"'{words}' is no day", "write it like 2022-11-09")]) from None


def _line(words: str) -> str:
    """Words in one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


__all__ = ["Board", "Now", "Stale", "begin"]
