"""What a command is given: a conference and its agenda from files, or both from a history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from constraints.profile import problems
from instances import formats
from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import sources
from instances.formats.targets import Content
from instances.problems import BadInput, Note, Problem, some
from instances.told import Told
from scheduler.check import fits, no_strangers
from scheduler.history import History, views
from scheduler.version import Version

if TYPE_CHECKING:
    from instances.formats.foreign.reading import Recognised
    from instances.imports.again import Standing
    from instances.pretalx.api import Api
    from scheduler.sides import Sides

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
    return base, *formats.after_changes(base, answer, agenda, problems)


def to_repair(
    source: str, agenda: str | None = None, *, force: bool = False, note: Note = lambda _: None
) -> tuple[Conference, Conference, Agenda]:
    """The same where people know the agenda: one that names what the conference has not was never published, unless `force`."""
    base, state, answer = published(source, agenda, force=force, note=note)
    if not force:
        no_strangers(state, answer)
    return base, state, answer


def last(source: str, note: Note = lambda _: None) -> dict[str, Version] | None:
    """The version that each person knows, where a history knows that anybody was told one. Raises BadInput."""
    if not is_history(source):
        return None
    if found := History.open(source).known():
        return found
    what = "nobody is noted as told; what is published is taken for what people know"
    note(Problem((), what, "note it with 'agenda history FILE --told'", file=source))
    return None


def told(last: Mapping[str, Version] | None) -> Told | None:
    """What everybody was told last, where that is known."""
    return None if last is None else views(last)


def sides(
    source: str,
    old: str | None,
    new: str | None,
    before: str | None = None,
    number: int | None = None,
    *,
    force: bool = False,
    sent: bool = False,
    note: Note = lambda _: None,
) -> Sides:
    """Two agendas of a conference, of which `before` is that of the old one; or, where a history is named alone, its versions.

    Those are the newest and one with a `number`, by default the one before it. Raises BadInput.
    """
    from scheduler import sides as pair
    from scheduler.shapes import alone

    if old is None:
        if not is_history(source):
            remedy = "name the old one and the new one after their conference; or name a history, which has both"
            raise BadInput([Problem((), "no agendas are named", remedy)])
        alone("a history without agendas", ("--before", before is not None), ("--force", force))
        return pair.since_told(History.open(source), number)
    alone("diff of two agendas, not of a history,", ("--from", number is not None), ("--sent", sent))
    if new is None:
        raise BadInput([Problem((), f"'{old}' is the only agenda that is named", "name the old one and the new one")])
    formats.once(source, old, new, before)
    agendas = formats.read_agenda(old), formats.read_agenda(new)
    first, then = (
        (History.open(source).newest.made_for(agenda) for agenda in agendas) if is_history(source) else (None, conference(source, note))
    )
    earlier = first if before is None else conference(before, note)
    return pair.sides(then, *agendas, earlier, (lambda *_: None) if force else fits)


def against(
    source: str, agenda: str | None, old: str | None, given: tuple[Conference, Conference, Agenda], *, force: bool = False
) -> Sides | None:
    """What was `published`, as it was given, beside an older agenda, or, of a history alone, a version by its number.

    Of a history alone it is the version before the newest where none is named; otherwise None. Raises BadInput.
    """
    from scheduler import sides as pair

    alone = agenda is None and is_history(source)
    if old is None or (alone and old.isdigit()):
        return pair.since_told(History.open(source), int(old) if old else None) if alone else None
    base, state, new = given
    earlier = formats.read_agenda(old)
    first = History.open(source).newest.made_for(earlier) if is_history(source) else base
    return pair.beside(first, earlier, state, new, (lambda *_: None) if force else fits)


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


def with_address(source: str, agenda: str | None, address: str | None) -> tuple[str | None, str]:
    """An agenda and an address on the web; behind a history, the one word is the address. Raises BadInput."""
    if address is None and agenda is not None and is_history(source):
        agenda, address = None, agenda
    if address is None:
        what, remedy = "no address is named", "name that of the event after the agenda, like https://pretalx.example.org/myconf"
        raise BadInput([Problem((), what, remedy)])
    return agenda, address


def versions(source: str, number: int | None = None) -> tuple[formats.Publication, ...]:
    """All that a history knows to have been published, the newest last, or that with a number. Raises BadInput."""
    history = History.open(source)
    last = history.newest.number if number is None else history.version(number).number
    return tuple(formats.Publication(*one.settled, one.number, one.when) for one in history.versions if one.number <= last)


def publications(
    source: str, agenda: str | None = None, *, force: bool = False, version: int | None = None, note: Note = lambda _: None
) -> tuple[formats.Publication, ...]:
    """What `both` gives, and of a history alone also what was published before it. Raises BadInput."""
    if agenda is None and is_history(source):
        return versions(source, version)
    return (formats.Publication(*both(source, agenda, force=force, version=version, note=note)),)


def converted(sources: Sequence[str], target: str, to: str | None, language: str | None, *, force: bool = False) -> Content:
    """The newest agenda of a history, or one that is named after it, or its conference: in the format the target's suffix is for.

    Raises BadInput.
    """
    if len(sources) == 1 and formats.of_agendas(target, to) and (follow := formats.follower(target, to)):
        return follow(versions(sources[0]), language)
    if len(sources) == 2 or formats.of_agendas(target, to):
        return formats.agenda_writer(target, to)(*both(*sources, force=force), language)
    if language is not None or force:
        raise BadInput([Problem((), f"{'--force' if force else '--lang'} does not go with a conference", "leave it out")])
    if to is None and target.endswith(".agenda.json"):
        return both(*sources)[1].to_json()
    return formats.writer(target, to)(conference(sources[0]))


def apart(target: str, agenda: str | None) -> None:
    """Refuse one file for a conference and its agenda. Raises BadInput."""
    if agenda is not None and (agenda == target or Path(agenda).resolve() == Path(target).resolve()):
        raise BadInput([Problem((), "the conference and its agenda would be written to one file", "name two")])


def imported(
    source: str,
    target: str,
    agenda: str | None,
    *,
    form: str | None = None,
    to: str | None = None,
    zone: str | None = None,
    found: Recognised | None = None,
    note: Note = lambda _: None,
) -> list[str]:
    """Write a conference of another program, or lay it into the one that stands, and the agenda that is published in it.

    What was done, in words. Raises BadInput.
    """
    from instances.imports import again

    there = again.standing(target, to, problems, note)
    read = formats.read_programme(source, problems, form, note, zone, there.zone, found)
    return _written(read, source, there, to, agenda)


def pulled(api: Api, target: str, agenda: str | None, *, draft: bool = False, note: Note = lambda _: None) -> list[str]:
    """Write the conference of a pretalx, or lay it into the one that stands, and its agenda. What was done, in words. Raises BadInput."""
    from instances.imports import again
    from instances.pretalx.pull import pull

    there = again.standing(target, None, problems, note)
    return _written(pull(api, problems, note, draft=draft), api.address.page, there, None, agenda)


def _written(read: tuple[Conference, Agenda | None], source: str, there: Standing, to: str | None, agenda: str | None) -> list[str]:
    """A conference in its file, laid into what stands there, and its published agenda; what was there before stays beside them."""
    from instances.imports import again, memory, report
    from scheduler.brought import published

    if agenda is not None and read[1] is None:
        raise BadInput([Problem((), "no agenda is published in it: no talk has a time", "leave --agenda out", file=source)])
    done = again.bring(read, there, problems)
    target, words = there.target, []
    if there.ours is not None:
        words += [line for line in report.compared(done.changes, done.conference, done.made, there.ours, sources.name(source)) if line]
    if done.untouched:
        words.append(f"{target} stays as it is")
    else:
        content = formats.writer(target, to)(done.conference)
        words += [*formats.aside(target, content), formats.write(target, content)]
    if target != sources.STDIN and (Path(target).is_file() or Path(target).is_dir()):
        formats.write(str(there.last), memory.write(done.made, ()))
    if agenda is not None and done.agenda is not None:
        answer, lost = (done.agenda, []) if there.ours is None else published(done.conference, done.agenda)
        if lost:
            words.append(f"Left out of {agenda}, for they cannot stand in {target} as they are published: {some(lost)}")
        words += [*formats.aside(agenda, answer.to_json()), formats.write(agenda, answer.to_json())]
    return words
