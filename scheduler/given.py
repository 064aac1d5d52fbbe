"""What a command is given: a conference and its agenda from files, or both from a history."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from constraints.profile import problems
from instances import formats
from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats.targets import Content
from instances.problems import BadInput, Note, Problem
from scheduler.check import fits
from scheduler.history import History
from scheduler.version import settled

SUFFIXES = (".db", ".sqlite")


def is_history(source: str) -> bool:
    """Whether a file is a history, by its suffix."""
    return Path(source).suffix.lower() in SUFFIXES


def conference(source: str, note: Note = lambda _: None) -> Conference:
    """A conference from a file; or from a history, that of the newest version, after its changes. Raises BadInput."""
    return History.open(source).newest.conference if is_history(source) else formats.read_conference(source, problems, note=note)


def both(
    source: str, agenda: str | None = None, *, force: bool = False, version: int | None = None, note: Note = lambda _: None
) -> tuple[Conference, Agenda]:
    """A conference, and an agenda that fits it; without the name of one, those of a version of a history, by default the newest.

    `force`: although the conference has changed since. Raises BadInput.
    """
    if not is_history(source):
        if version is not None:
            raise BadInput([Problem((), "--version goes with a history, and not with files", f"name one that ends with {SUFFIXES[0]}")])
        if agenda is None:
            raise BadInput([Problem((), "no agenda is named", "name it after its conference; or name a history, which has both")])
        formats.once(source, agenda)
        given, answer = conference(source, note), formats.read_agenda(agenda)
    elif agenda is None:
        return (History.open(source).newest if version is None else History.open(source).version(version)).settled
    elif version is not None:
        raise BadInput([Problem((), "--version does not go with an agenda's file", "leave one of them out")])
    else:
        answer = formats.read_agenda(agenda)
        given, answer = settled(History.open(source).newest.made_for(answer), answer)
    if not force:
        fits(given, answer)
    return given, answer


def with_item(source: str, agenda: str | None, item: str | None) -> tuple[str | None, str]:
    """An agenda and an item; behind a history, the one word is the item. Raises BadInput."""
    if item is None and agenda is not None and is_history(source):
        agenda, item = None, agenda
    if item is None:
        raise BadInput([Problem((), "no item is named", "name a subforum, a talk, a fixture, or a sitting, after the agenda")])
    return agenda, item


def converted(sources: Sequence[str], target: str, to: str | None, language: str | None, *, force: bool = False) -> Content:
    """The newest agenda of a history, or one that is named after it, or its conference: in the format the target's suffix is for.

    Raises BadInput.
    """
    form = f".{to}" if to else Path(target).suffix.lower()
    if len(sources) == 2 or form in formats.AGENDA_WRITERS:
        return formats.agenda_writer(target, to)(*both(*sources, force=force), language)
    if language is not None or force:
        raise BadInput([Problem((), f"{'--force' if force else '--lang'} does not go with a conference", "leave it out")])
    if to is None and target.endswith(".agenda.json"):
        return both(*sources)[1].to_json()
    return formats.writer(target, to)(conference(sources[0]))
