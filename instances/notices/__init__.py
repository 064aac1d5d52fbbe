"""Messages to people: to each of them what is new since they were last told, on their own clocks, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from instances.agenda import Agenda
from instances.conference import Conference, Speaker
from instances.notices.lines import Line, Telling, in_one_line
from instances.notices.templates import Templates, usual
from instances.told import Told, changed, news

__all__ = ["Group", "Line", "Notice", "Telling", "Templates", "notices"]


@dataclass(frozen=True)
class Group:
    """What is new in a subforum for whoever hosts or chairs it."""

    title: str
    role: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Notice:
    """A message to one person. `email` is empty where none is known; `key` is the same for the same person and agenda."""

    person: str
    name: str
    email: str
    subject: str
    body: str
    lines: tuple[Line, ...]
    key: str


def notices(
    conference: Conference,
    was: Told,
    now: Told,
    agenda: Agenda,
    *,
    earlier: Sequence[Conference] = (),
    knows: Iterable[str] = (),
    templates: Templates | None = None,
    language: str = "en",
) -> tuple[Notice, ...]:
    """A message to everybody for whom something is new, by id.

    `was`: what each was last told, perhaps of different agendas; `now`: what they are to know, of `agenda`.
    `earlier`: states of the conference in which things have names that it has no more, the nearest first.
    `knows`: people who need no word, because it was they who cancelled. Raises BadInput where a template fails.
    """
    writing = _Writing(conference, agenda, Telling(conference, earlier, language), templates or usual(), language)
    return tuple(writing.notice(person, was, now) for person in news(conference, was, now, knows))


class _Writing:
    """Fills templates with what is new in one agenda."""

    def __init__(self, conference: Conference, agenda: Agenda, telling: Telling, templates: Templates, language: str) -> None:
        self.conference, self.telling, self.templates, self.language = conference, telling, templates, language
        self.standing = standing(agenda)
        self.key = hashlib.sha256(agenda.model_dump_json(exclude={"score", "solver"}).encode()).hexdigest()

    def notice(self, id: str, was: Told, now: Told) -> Notice:
        person = self.telling.person(id)
        lines = self.telling.lines(person, changed(was.get(id, ()), now.get(id, ()), person.attends), self.standing)
        own, hosted = [line for line in lines if not line.hosted], _grouped(lines)
        live = any(duty.start for duty in was.get(id, ()))
        told: dict[str, Any] = {
            "name": in_one_line(person.name),
            "conference": self.telling.title(),
            "zone": self.telling.zone(person),
            "attends": person.attends,
            "language": self.language,
            "own": own,
            "hosted": hosted,
            "news": sorted({one for line in lines for one in line.news}),
            "cancelled": not any(line.standing for line in lines if "gone" in line.news),
            "nothing": not now.get(id),
            "join_url": self._join(person, live) if now.get(id) else "",
        }
        subject, body = self.templates.subject(told), self.templates.body(told)
        key = hashlib.sha256(f"{id}\n{self.key}".encode()).hexdigest()[:32]
        return Notice(id, in_one_line(person.name), person.email, subject, body, lines, key)

    def _join(self, person: Speaker, live: bool) -> str:
        """The link of whoever is online, where they do not know it yet."""
        before = self.telling.before(person)
        known = live and before.attends == "online" and before.join_url == person.join_url
        return in_one_line(person.join_url) if person.attends == "online" and not known else ""


def standing(agenda: Agenda) -> frozenset[str]:
    """The ids of the subforums, talks and fixtures that an agenda holds."""
    return frozenset((*agenda.sittings_of, *agenda.slots, *(placed.fixture for placed in agenda.fixtures)))


def _grouped(lines: Iterable[Line]) -> list[Group]:
    """What is new for hosts, by subforum, the sittings first."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line.hosted:
            found.setdefault(line.subforum, []).append(line)
    ordered = [sorted(those, key=lambda line: line.kind != "sitting") for those in found.values()]
    return [Group(those[0].within, those[0].role, tuple(those)) for those in ordered]
