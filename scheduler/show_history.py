"""A history for a terminal, and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from pydantic import AwareDatetime
from rich.console import Group, RenderableType
from rich.text import Text

from instances.conference import Conference, Model
from scheduler.history import History, Version
from scheduler.publish import Done
from scheduler.show import _count, _plain_table, _text

SHOWN = 6
"""People who are named."""


class VersionDocument(Model):
    """A published version. `news`: who had to be told something new since the one before; `penalty` is null where
    it could not be counted; `conference` is the hash of the conference before the changes, `changes` how many those are."""

    number: int
    hash: str
    parent: str
    at: AwareDatetime
    who: str
    why: str
    penalty: int | None
    conference: str
    changes: int
    news: tuple[str, ...]


class HistoryDocument(Model):
    """What 'agenda history --json' prints, and 'agenda publish --json'.

    `untold`: who must still be told something new of the newest version. `appended`: the version that the command
    appended, if it did; `told`: who was noted as told; `taken_back`: what had happened, and is not so any more with the
    version that was appended.
    """

    format: Literal["agendawright/history@1"] = "agendawright/history@1"
    conference: str
    versions: tuple[VersionDocument, ...]
    untold: tuple[str, ...]
    appended: int | None = None
    told: tuple[str, ...] = ()
    taken_back: tuple[str, ...] = ()
    verified: bool = False


def document(done: Done) -> dict[str, Any]:
    """What was done to a history, and what it holds now, as plain data."""
    versions = done.history.versions
    return HistoryDocument(
        conference=versions[-1].base.id,
        versions=tuple(map(_version, versions)),
        untold=done.history.untold(),
        appended=done.version.number if done.published and done.version else None,
        told=done.told or (),
        taken_back=done.taken_back,
        verified=done.sound is not None,
    ).model_dump(mode="json")


def words(done: Done) -> RenderableType:
    """What was done to a history; or what it holds, where nothing was."""
    if done.published:
        return Group(*map(_text, said(done)))
    if done.sound is not None:
        number, newest = done.sound, done.history.newest
        return Text(
            f"{_count(number).capitalize()} version{'s' if number > 1 else ''}, all as published; the newest is {newest.hash[:12]}."
        )
    if done.told is not None and done.version:
        people = f"{_count(len(done.told)).capitalize()} {'person is' if len(done.told) == 1 else 'people are'}"
        version = f"told version {done.version.number}"
        return Text(f"{people} noted as {version}." if done.told else f"All were {version} already.")
    return _table(done.history)


def _version(v: Version) -> VersionDocument:
    same = {name: getattr(v, name) for name in ("number", "hash", "parent", "who", "why", "penalty", "news")}
    return VersionDocument(**same, at=v.when, conference=v.base.hash, changes=len(v.agenda.changes))


def _table(history: History) -> RenderableType:
    """The versions, and who was not told of the newest yet."""
    versions, untold = history.versions, history.untold()
    rows = _plain_table()
    for heading in ("", "When (UTC)", "Who", "Penalty", "New to"):
        justify: Literal["left", "right"] = "left" if heading in ("When (UTC)", "Who") else "right"
        rows.add_column(heading, justify=justify, no_wrap=heading != "Who", overflow="fold")
    rows.add_column("Why", overflow="fold", ratio=1)
    for v in versions:
        penalty = "?" if v.penalty is None else str(v.penalty)
        rows.add_row(str(v.number), f"{v.when:%Y-%m-%d %H:%M}", _text(v.who), penalty, str(len(v.news)), _text(v.why))
    return Group(rows, Text(), _text(_left(versions[-1].conference, versions[-1].number, untold)))


def said(done: Done) -> Iterator[str]:
    """What was published, in sentences."""
    history, version = done.history, done.version
    if version is None:
        yield f"Version {history.newest.number} of {history.path} is the same already: nothing was published."
        return
    yield f"Version {version.number} is published in {history.path}."
    if done.reverted is not None and (before := done.before) and before.base.hash != version.base.hash:
        yield f"The conference, too, is that of version {done.reverted} again, without what was changed in it since."
    if done.taken_back:
        which = f"As in version {done.reverted}" if done.reverted is not None else "Unless the conference itself says so now"
        yield f"{which}, this is not so any more; tell the next repair again what still is:"
        yield from (f"  {sentence}" for sentence in done.taken_back)
    if version.number > 1:
        number = len(version.news)
        people = f"{_count(number)} {'person' if number == 1 else 'people'}" if number else "nobody"
        yield f"It is new to {people}, compared with version {version.number - 1}."
    yield _left(version.conference, version.number, history.untold())


def _left(conference: Conference, number: int, untold: Sequence[str]) -> str:
    if not untold:
        return f"Nobody must be told anything of version {number}: what they were told last holds."
    names = "; ".join(map(conference.name, untold[:SHOWN])) + (f"; and {len(untold) - SHOWN} more" if len(untold) > SHOWN else "")
    return f"Not told yet of version {number}: {_count(len(untold))} {'person' if len(untold) == 1 else 'people'} ({names})."
