"""The versions of an agenda that were published, each whole, and what everybody was last told.

A version holds the conference, the changes since, and the agenda that was made for it, and names the version
that it was made from. Nothing is ever taken back: to return to an older agenda is a new version.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection

from instances.agenda import Agenda
from instances.changes import ChangeBase
from instances.changes.kept import kept, settled
from instances.conference import Conference
from instances.problems import BadInput, Problem, nearest
from instances.told import Duty, told
from instances.told import news as differing
from scheduler import history_file as file
from scheduler.check import belongs, check, fits
from scheduler.events import Event, events
from scheduler.history_file import Damaged, Empty, Row
from scheduler.version import Version, document, gone, text

__all__ = ["Broken", "Damaged", "Empty", "History", "Overtaken", "Version"]


class Broken(BadInput):
    """The refusal of an agenda that breaks hard rules."""


class Overtaken(BadInput):
    """The refusal of an agenda that was made from a version which is no more the newest."""


@dataclass(frozen=True)
class History:
    """A file of versions. Whoever reads sees it as it is at one moment, whoever publishes meanwhile; nothing is kept open."""

    path: Path

    @classmethod
    def open(cls, path: str | Path) -> History:
        """A history that there is. Raises BadInput."""
        with file.reading(Path(path)):
            return cls(Path(path))

    @classmethod
    def create(cls, path: str | Path) -> History:
        """A new history, whose file is made together with its first version. Raises BadInput where there is one already."""
        try:
            cls.open(path)
        except Empty:
            return cls(Path(path))
        raise BadInput([Problem((), "is a history already", "publish to it, or name another file", file=str(path))])

    @property
    def versions(self) -> tuple[Version, ...]:
        """All versions, the first one first. Raises BadInput."""
        with file.reading(self.path) as connection:
            return tuple(self._version(connection, row) for row in file.rows(connection, "versions"))

    @property
    def newest(self) -> Version:
        """The last version. Raises BadInput."""
        with file.reading(self.path) as connection:
            found = self._newest(connection)
        if found is None:
            raise file.damaged(self.path, "is damaged: it holds no version")
        return found

    def version(self, number: int) -> Version:
        """A version by its number, from 1. Raises BadInput."""
        with file.reading(self.path) as connection:
            row = next(file.rows(connection, "versions", "WHERE number = ?", number), None)
            if row:
                return self._version(connection, row)
        raise BadInput([Problem((), f"there is no version {number}", f"the newest is {self.newest.number}", file=str(self.path))])

    def publish(
        self,
        agenda: Agenda,
        *,
        who: str,
        why: str = "",
        conference: Conference | None = None,
        after: int | None = None,
        when: datetime | None = None,
        force: bool = False,
    ) -> Version | None:
        """Append a version; None where the newest is the same already.

        `conference`: the one before the agenda's changes, by default that of the newest version. `after`: the version from
        which the agenda was made, by default the one that it names itself, or the newest. `force`: although hard rules
        are broken, or the conference has changed since. Raises BadInput, Broken or Overtaken.
        """
        newest = self.newest_if_any()
        base = conference or (newest or self.newest).made_for(agenda)
        for one in (base, newest.base if newest else base):
            belongs(one, agenda)
        fitting = force or agenda.conference_hash == base.hash
        if newest and fitting and newest.same(base, agenda):
            return None
        if newest:
            self._follows(newest, base, agenda, after)
        elif after:
            raise BadInput([Problem((), f"there is no version {after}", "nothing is published yet", file=str(self.path))])
        if not fitting:
            fits(base, agenda)
        if agenda.conference_hash != base.hash:
            agenda = agenda.replaced(conference_hash=base.hash, score=None, solver=None)
        return self._append(newest, base, agenda, who, why, when, force=force)

    def revert(self, number: int, *, who: str, why: str = "", when: datetime | None = None) -> Version | None:
        """Append a version that is equal to an older one; None where the newest is. Raises BadInput or Overtaken."""
        newest, old = self.newest, self.version(number)
        if newest.same(old.base, old.agenda):
            return None
        return self._append(newest, old.base, old.agenda, who, why, when, force=True)

    def last(self) -> dict[str, Version]:
        """The version that everybody who was told something was told last."""
        last = self._last_told()
        versions = {number: self.version(number) for number in sorted(set(last.values()))}
        return {person: versions[number] for person, number in sorted(last.items())}

    def told(self) -> dict[str, tuple[Duty, ...]]:
        """What everybody who was told something was told last."""
        return views(self.last())

    def known(self) -> dict[str, Version]:
        """The version that everybody who was told something knows: that they were told last, or a later one that they left themselves.

        Whoever cancels is not told that they are off. A change is their doing when it stands in the history for the first time;
        if it comes back with an older version, it is not.
        """
        found, earlier = self.last(), list[ChangeBase]()
        for version in self.versions if found else ():
            found |= {p: version for p in version.gone(earlier) if p in found and found[p].number < version.number}
            earlier += version.changes
        return found

    def untold(self) -> tuple[str, ...]:
        """Who must be told something new: what the newest version says of them is not what they were told last.

        Not whoever cancelled since, and has no place any more.
        """
        newest = self.newest
        return differing(newest.conference, views(self.known()), newest.told)

    def tell(
        self, people: Iterable[str] | None = None, version: int | None = None, *, who: str, when: datetime | None = None
    ) -> tuple[str, ...]:
        """Note that people (by default everybody) were told a version (by default the newest); whoever was told it before is left out.

        Raises BadInput for somebody of whom no version knows.
        """
        found, last = self.newest if version is None else self.version(version), self._last_told()
        known = sorted({*found.told, *last})
        asked = known if people is None else sorted(set(people))
        strangers = [p for p in asked if p not in known and p not in found.conference.places_of]
        if strangers:
            raise BadInput(Problem((), f"nobody is called '{p}'", nearest(p, known)) for p in strangers)
        new = tuple(p for p in asked if last.get(p) != found.number)
        if new:
            with file.writing(self.path) as connection:
                file.append(connection, "tellings", version=found.number, people=text(new), who=_words(who), at=_at(when))
        return new

    def uids(self) -> dict[str, Event]:
        """What calendars know of each sitting, talk and fixture that ever was, by its id."""
        return self.newest.events

    def verify(self) -> int:
        """How many versions there are, all as they were published: every hash is computed again. Raises Damaged."""
        with file.reading(self.path) as connection:
            return file.verify(connection, self.path)

    def _newest(self, connection: Connection) -> Version | None:
        row = file.newest(connection, "versions")
        return self._version(connection, row) if row else None

    def newest_if_any(self) -> Version | None:
        """The newest version; None where nothing was published. Raises BadInput for what is no history."""
        try:
            with file.reading(self.path) as connection:
                return self._newest(connection)
        except Empty:
            return None

    def _version(self, connection: Connection, row: Row) -> Version:
        file.sound(self.path, "versions", row)
        return Version.of(row, file.conference(connection, self.path, row))

    def _follows(self, newest: Version, base: Conference, agenda: Agenda, after: int | None) -> None:
        """Refuse an agenda that was not made from the newest version. Raises Overtaken or BadInput."""
        if after is None and agenda.parent is not None:
            made_from = next((v.number for v in self.versions if v.hash == agenda.parent), None)
            if made_from is None:
                what = "the agenda was made from a version that is not in this history"
                raise BadInput([Problem((), what, f"name the right history, or publish --after {newest.number}", file=str(self.path))])
            after = made_from
        if after is not None and after != newest.number:
            self.version(after)
            raise self._overtaken(newest, f"the agenda was made from version {after}")
        made = newest.agenda.changes
        if after is None and base.hash != newest.conference.hash and agenda.changes[: len(made)] != made:
            told = [
                one.sentence(newest.base).rstrip(".") for one, kept in zip(newest.changes, made, strict=True) if kept not in agenda.changes
            ]
            raise self._overtaken(newest, f"the agenda does not know all changes that were made ({'; '.join(told) or 'in their order'})")

    def _overtaken(self, newest: Version, what: str) -> Overtaken:
        why = f": {newest.why}" if newest.why else ""
        came = f"version {newest.number} is there by now ({newest.who}, {newest.when:%Y-%m-%d %H:%M} UTC{why})"
        remedy = f"repair again from version {newest.number}, or publish --after {newest.number}"
        return Overtaken([Problem((), f"{what}, and {came}", remedy, file=str(self.path))])

    def _append(
        self, newest: Version | None, base: Conference, agenda: Agenda, who: str, why: str, when: datetime | None, *, force: bool
    ) -> Version | None:
        """Add a version behind the one that was the newest until now. Raises Broken or Overtaken."""
        conference, fitting = settled(base, agenda)
        report = check(conference, fitting)
        if report.broken and not (force and report.counted):
            raise Broken(
                Problem((), v.sentence.rstrip("."), "mend it, or publish with --force" if report.counted else "") for v in report.broken
            )
        known = told(conference, fitting)
        earlier = [change for version in (self.versions if newest else ()) for change in version.changes]
        left = gone(conference, known, kept(fitting), earlier)
        new = {
            "agenda": text(agenda.replaced(parent=None)),
            "events": text(events(newest.events if newest else {}, agenda)),
            "penalty": report.penalty if report.counted else None,
            "news": text(differing(conference, newest.told if newest else {}, known, left)),
            "who": _words(who),
            "at": _at(when),
            "why": _words(why),
        }
        with file.writing(self.path) as connection:
            last = self._newest(connection)
            if last and last.hash != (newest.hash if newest else ""):
                if last.same(base, agenda):
                    return None
                raise self._overtaken(
                    last, f"the agenda was made from version {newest.number}" if newest else "nothing was published before"
                )
            file.append(connection, "versions", conference=file.put_conference(connection, document(base)), **new)
            return self._newest(connection)

    def _last_told(self) -> dict[str, int]:
        """The number of the version that everybody was told last."""
        with file.reading(self.path) as connection:
            rows = [file.sound(self.path, "tellings", row) for row in file.rows(connection, "tellings")]
        return {person: row["version"] for row in rows for person in json.loads(row["people"])}


def views(last: Mapping[str, Version]) -> dict[str, tuple[Duty, ...]]:
    """What people are told of versions, each of one."""
    return {person: version.told.get(person, ()) for person, version in last.items()}


def _words(words: str) -> str:
    """Words in one line, as they can be written to a file."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def _at(when: datetime | None) -> str:
    return (when or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
