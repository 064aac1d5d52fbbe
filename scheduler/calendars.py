"""Calendars of an agenda, or of all that a history has published, as files: for everybody, or each for one person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from instances import formats
from instances.formats import targets
from instances.formats.calendars import AGENDA, CANCELLED, SHARED, SPEAKER, Calendars, files, kind
from instances.formats.ics import Organizer
from instances.formats.targets import STDOUT
from instances.notices.letters import address
from instances.problems import BadInput, Note, Problem
from scheduler.given import both, is_history, versions
from scheduler.shapes import alone

SUFFIX = ".ics"


def calendars(
    sources: Sequence[str],
    *,
    language: str = "en",
    talks: bool = False,
    sender: str | None = None,
    force: bool = False,
    note: Note = lambda _: None,
) -> Calendars:
    """The calendars of a conference and its agenda, or of a history with all its versions. Raises BadInput."""
    organizer = None
    if sender is not None:
        mailbox = address(sender)
        organizer = Organizer(mailbox.display_name or mailbox.addr_spec, f"mailto:{quote(mailbox.addr_spec, safe='@')}")
    return Calendars(_published(sources, force=force, note=note), language, talks, organizer)


def _published(sources: Sequence[str], *, force: bool, note: Note) -> tuple[formats.Publication, ...]:
    if len(sources) > 2:
        raise BadInput([Problem((), f"{len(sources)} inputs", "name a conference and its agenda, or a history, and where to write")])
    if is_history(sources[0]):
        if len(sources) > 1:
            what = "calendars of a history are of what it has published"
            raise BadInput([Problem((), what, f"publish the agenda first: agenda publish {sources[0]} {sources[1]}")])
        alone("a history", ("--force", force))
        return versions(sources[0])
    return (formats.Publication(*both(*sources, force=force, note=note)),)


def write(found: Calendars, target: str, by: str | None, person: str | None) -> str:
    """Write calendars to a folder: that of the whole and those of a kind, by default of all kinds that are for everybody; or one,
    of a room, track, subforum or person, to a file or to stdout. What was done, in words. Raises BadInput.
    """
    if person is not None:
        return _one(found, target, found.find(person))
    kinds = SHARED if by is None else (kind(by),)
    several = [calendar for each in kinds for calendar in found.by(each)]
    made = files(several if by == SPEAKER else [found.whole, *several])
    words = targets.write(target, made, "calendars")
    _clear(Path(target), made)
    return words


def _one(found: Calendars, target: str, id: str) -> str:
    path = Path(target)
    made = files([found.of(id)], lambda _: path.name)
    if target == STDOUT:
        return targets.write(target, made[path.name])
    words = [targets.write(str(path.parent / name), content) for name, content in made.items()]
    _clear(path.parent, made)
    return "\n".join(words)


def _clear(folder: Path, made: dict[str, bytes]) -> None:
    """Take away what cancels that which is held again."""
    for name in made:
        other = f"{name.removesuffix(SUFFIX)}{CANCELLED}"
        if not name.endswith(CANCELLED) and other not in made:
            (folder / other).unlink(missing_ok=True)


def writable(target: str, sources: Sequence[str], person: str | None, by: str | None) -> str:
    """A folder, or for one calendar a file or '-'. Raises BadInput."""
    alone("--for", ("--by", person is not None and by is not None))
    if by is not None:
        kind(by)
    if person is not None:
        if target != STDOUT and not target.lower().endswith(SUFFIX):
            raise BadInput([Problem((), f"'{target}' is no name of a calendar", f"let it end with {SUFFIX}")])
        return formats.writable(target, *sources)
    if target == STDOUT:
        raise BadInput([Problem((), "several calendars are not written to the standard output", "name a folder, or one with --for")])
    if target.lower().endswith(SUFFIX):
        remedy = f"write 'agenda convert IN... {target}' for all of it, name one with --for, or a folder"
        raise BadInput([Problem((), f"'{target}' is one file, and there are several calendars", remedy)])
    _apart(Path(target), by)
    return formats.writable(f"{target.rstrip('/')}/" if target.strip("/ ") else target, *sources, folder=True)


def _apart(folder: Path, by: str | None) -> None:
    """Refuse one folder for calendars that everybody may see and those of people, which have links to join by. Raises BadInput."""
    whole, people = folder / f"{AGENDA}{SUFFIX}", folder / f"{SPEAKER}s"
    if by == SPEAKER and whole.exists():
        what = f"has calendars for everybody ({whole.name}); those of people are for them alone, for the links to join by are in them"
        raise BadInput([Problem((), what, f"name another folder for them, or take {whole.name} away", file=str(folder))])
    if by != SPEAKER and any(people.glob(f"*{SUFFIX}")):
        what = f"has calendars of people ({people.name}/), which are for them alone; those for everybody do not belong beside them"
        raise BadInput([Problem((), what, f"name another folder, or take {people.name}/ away", file=str(folder))])
