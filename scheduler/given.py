"""What a command is given: a conference and its agenda from files, or both from a history."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from constraints.profile import problems
from instances import formats
from instances.agenda import Agenda
from instances.changes.kept import settled
from instances.conference import Conference
from instances.formats import sources
from instances.formats.targets import Content
from instances.problems import BadInput, Note, Problem
from instances.told import Duty
from scheduler.check import fits
from scheduler.history import History

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
    """A conference and an agenda that fits it, both after the changes that the agenda holds after.

    Without the name of an agenda, those of a version of a history, by default the newest. `force`: although
    the conference has changed since. Raises BadInput.
    """
    return published(source, agenda, force=force, version=version, note=note)[1:]


def published(
    source: str, agenda: str | None = None, *, force: bool = False, version: int | None = None, note: Note = lambda _: None
) -> tuple[Conference, Conference, Agenda]:
    """The same, after the conference as it stands in its file."""
    if agenda is None:
        if not is_history(source):
            what, remedy = "no agenda is named", "name it after its conference; or name a history, which has both"
            raise BadInput([Problem((), what, remedy)])
        one = History.open(source).newest if version is None else History.open(source).version(version)
        return one.base, *one.settled
    if version is not None:
        raise BadInput([Problem((), "--version goes with a history alone", "name just a history, or leave --version out")])
    if is_history(source):
        answer = formats.read_agenda(agenda)
        base = History.open(source).newest.made_for(answer)
    else:
        formats.once(source, agenda)
        base, answer = conference(source, note), formats.read_agenda(agenda)
    if not force:
        fits(base, answer)
    return base, *_after(base, answer, agenda)


def _after(base: Conference, answer: Agenda, file: str) -> tuple[Conference, Agenda]:
    """Both after the changes that the agenda holds after. Raises BadInput that names its file."""
    try:
        changed, fitting = settled(base, answer)
        if found := list(problems(changed)):
            raise BadInput(found)
    except BadInput as error:
        raise error.located(sources.name(file), {}) from None
    return changed, fitting


def told(source: str) -> dict[str, tuple[Duty, ...]] | None:
    """What everybody was last told, where a history knows of it. Raises BadInput."""
    return History.open(source).told() if is_history(source) else None


def with_scenarios(source: str, agenda: str | None, file: str | None) -> tuple[str | None, str | None]:
    """An agenda and a file of scenarios; behind a history, the one file is that of scenarios unless it is JSON."""
    if file is None and agenda is not None and is_history(source) and not agenda.lower().endswith(".json"):
        return None, agenda
    return agenda, file


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
