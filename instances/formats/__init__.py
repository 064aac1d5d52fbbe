"""Files of every kind: one module a format, and the list of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import cosplib, folder, native, sources, workbook
from instances.formats.foreign import reading as foreign
from instances.formats.native import write_atomically
from instances.formats.publication import Publication
from instances.formats.rows import OWN_SHEETS
from instances.formats.targets import Content, Kept, aside, keep, writable, write
from instances.problems import BadInput, Note, Problem, either, nearest
from instances.typed.reading import Unread
from instances.typed.zones import read_zone

Check = Callable[[Conference], Iterable[Problem]]

FOLDER = "/"
"""Stands for the suffix of a folder."""


@dataclass(frozen=True)
class Format:
    """A kind of files: what it is called, and what is read and written of it; each is None where it is not.

    `suffixes` tell it from others, those of `also` where it is read alone. `read` and `write` are of a conference;
    `publish` is of an agenda, with titles in a language, and `solution`, too, which needs the workbook of its
    conference. `follow` is of all versions of an agenda that were published, where it says what became of them.
    `template` makes one to fill in.
    """

    name: str
    about: str
    suffixes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    read: Callable[[str, Check, Note], Conference] | None = None
    write: Callable[[Conference], Content] | None = None
    publish: Callable[[Conference, Agenda, str | None], Content] | None = None
    follow: Callable[[Sequence[Publication], str | None], Content] | None = None
    solution: Callable[[Path, Conference, Agenda], bytes] | None = None
    template: Callable[[Conference], Content] | None = None


def _library(source: str, check: Check, note: Note) -> Conference:
    return cosplib.read(Path(source), workbook.sheets(source, note), check)


def _book(conference: Conference, agenda: Agenda, language: str | None) -> bytes:
    from instances.formats import agenda_book

    return agenda_book.write(conference, agenda, language or "en")


def _page(published: Sequence[Publication], language: str | None) -> str:
    from instances.formats import page

    if language is not None:
        raise BadInput([Problem((), "--lang does not go with a page, which has every language", "leave it out")])
    return page.follow(published)


def _svg(conference: Conference, agenda: Agenda, language: str | None) -> str:
    from instances.formats import picture

    return picture.svg(conference, agenda, language or "en")


def _png(conference: Conference, agenda: Agenda, language: str | None) -> bytes:
    from instances.formats import picture

    return picture.png(conference, agenda, language or "en")


def _frab(published: Sequence[Publication], language: str | None) -> str:
    from instances.formats import frab_out

    return frab_out.write_xml(published, language)


def _frab_json(published: Sequence[Publication], language: str | None) -> str:
    from instances.formats import frab_out

    return frab_out.write_json(published, language)


def _calendar(published: Sequence[Publication], language: str | None) -> bytes:
    from instances.formats import calendars

    return calendars.write(published, language)


def _alone(follow: Callable[[Sequence[Publication], str | None], Content]) -> Callable[[Conference, Agenda, str | None], Content]:
    """What writes an agenda of which no history is known."""
    return lambda conference, agenda, language: follow([Publication(conference, agenda)], language)


FORMATS = (
    Format(
        "yaml",
        "our file; '-' is YAML or JSON on stdin, YAML on stdout",
        (".yaml", ".yml"),
        read=native.read,
        write=native.write_conference,
    ),
    Format("json", "our file", (".json",), read=native.read, write=native.write_json),
    Format(
        "xlsx",
        "our workbook, a sheet for each kind of thing; an agenda: to print",
        (".xlsx",),
        (".xlsm",),
        read=workbook.read,
        write=workbook.write,
        publish=_book,
        template=workbook.template,
    ),
    Format("csv", "the tables of the workbook, a file each", (FOLDER,), read=folder.read, write=folder.write, template=folder.template),
    Format("html", "a page that needs nothing else, with a switch of time zones", (".html",), publish=_alone(_page), follow=_page),
    Format("svg", "a picture of the grid for documents and slides", (".svg",), publish=_svg),
    Format("png", "the same in dots; needs the extra 'pictures'", (".png",), publish=_png),
    Format("ics", "a calendar to subscribe to, of all sittings and fixtures", (".ics",), publish=_alone(_calendar), follow=_calendar),
    Format(
        "frab",
        "schedule.xml of the frab family, for apps; schedule.json is read, too",
        (".xml",),
        read=foreign.reader("frab"),
        publish=_alone(_frab),
        follow=_frab,
    ),
    Format("frab-json", "schedule.json of the frab family; written by this name alone", publish=_alone(_frab_json), follow=_frab_json),
    Format(
        "cosplib",
        "workbooks of the library CoSPLib, told from ours by their sheets; an agenda: as a solution",
        read=_library,
        solution=cosplib.write,
    ),
    Format("sessionize", "JSON of Sessionize: the views All, GridSmart and Sessions", read=foreign.reader("sessionize")),
    Format("pretalx", "answers of pretalx's REST interface: a JSON file, or a folder of them", read=foreign.reader("pretalx")),
)
"""Every format. Of two with one suffix the first is meant where none is named."""

EARLIEST, LATEST = 1900, 2200
LIBRARY = Path(__file__).parent.parent / "library"

__all__ = [
    "FORMATS",
    "LIBRARY",
    "Format",
    "Kept",
    "Publication",
    "after_changes",
    "agenda_writer",
    "aside",
    "bundled",
    "converted",
    "follower",
    "keep",
    "last_of",
    "of_agendas",
    "of_programme",
    "once",
    "read_agenda",
    "read_both",
    "read_conference",
    "read_programme",
    "template",
    "writable",
    "write",
    "write_atomically",
    "writer",
]


def bundled() -> list[str]:
    """Names of the conferences that come with the program."""
    return sorted(path.stem for path in LIBRARY.glob("*.yaml"))


def read_conference(source: str, check: Check = lambda _: (), form: str | None = None, note: Note = lambda _: None) -> Conference:
    """A conference from a file (by its suffix), a folder of CSV, stdin ('-'), or bundled, by its name; or in a named format.

    `note` is told what is ignored. Raises BadInput with every problem, those of `check` among them.
    """
    if form is not None:
        if source == "-" and form in ("csv", "cosplib"):
            raise BadInput([Problem((), f"'{form}' is not read from the standard input", "name what it is in")])
        named = _named(form, "read", "a conference is not read")
        assert named.read
        return named.read(source if source == "-" else os.path.normpath(source), check, note)
    path = Path(source)
    if source != "-" and not sources.exists(path) and source in bundled():
        source = str(LIBRARY / f"{source}.yaml")
    suffix = ".yaml" if source == "-" else _suffix(source)
    if found := of_programme(source):
        return foreign.read(found, os.path.normpath(source), check, note)[0]
    if suffix == folder.SUFFIX:
        what = "is one table, and a conference has several"
        raise BadInput([Problem((), what, f"name the folder that it is in: {path.parent}{os.sep}; {OWN_SHEETS}", file=source)])
    reader = known[suffix].read if suffix in (known := _able("read")) else None
    if reader is None:
        remedy = nearest(source, bundled()) if not suffix and not sources.exists(path) else f"readable: {_listed(known)}"
        raise BadInput([Problem((), f"'{source}' is neither a readable file nor a bundled conference", remedy)])
    return reader(source if source == "-" else os.path.normpath(source), check, note)


def read_programme(
    source: str,
    check: Check = lambda _: (),
    form: str | None = None,
    note: Note = lambda _: None,
    zone: str | None = None,
    usual: str | None = None,
    found: foreign.Recognised | None = None,
) -> tuple[Conference, Agenda | None]:
    """A conference of another program, and the agenda that is published in it, if one is.

    `zone` is where it is, as people say it; `usual` is its zone where neither they nor the file say one;
    `found` is what was recognised of it.

    Raises BadInput, also for files of our own, which say these things themselves.
    """
    found = found or of_programme(source, form)
    if found is None:
        what = f"'{form or source}' is a conference alone: --timezone and --agenda go with files of other programs"
        raise BadInput([Problem((), what, f"name a file of one of them ({either(foreign.READERS)}), or leave them out")])
    place = sources.STDIN if source == sources.STDIN else os.path.normpath(source)
    return foreign.read(found, place, check, note, _zone(zone) if zone is not None else None, usual)


def _zone(words: str) -> str:
    try:
        return read_zone(words, date.today().year).value
    except Unread as fault:
        raise BadInput([Problem((), f"the time zone: {fault.what}", fault.remedy)]) from None


def of_programme(source: str, form: str | None = None) -> foreign.Recognised | None:
    """The format of another program that a source is in, as it is named, by its suffix or by what is in it; None where it is our own."""
    if form is not None:
        return foreign.Recognised(form) if form in foreign.READERS else None
    if source == sources.STDIN or not sources.exists(Path(source)):
        return None
    suffix = _suffix(source)
    by_suffix = _able("read").get(suffix)
    if by_suffix and by_suffix.name in foreign.READERS:
        return foreign.Recognised(by_suffix.name)
    return foreign.recognised(source) if suffix in (".json", FOLDER) else None


def _suffix(name: str) -> str:
    """The suffix of a file's name; that of a folder is '/'."""
    known = Path(name).suffix.lower()
    if name.endswith((FOLDER, os.sep)):
        return FOLDER
    return FOLDER if known not in _able("write") and sources.exists(Path(name)) and Path(name).is_dir() else known


def _listed(suffixes: Iterable[str]) -> str:
    return ", ".join("a folder of CSV" if suffix == FOLDER else suffix for suffix in suffixes if suffix[0] in (".", FOLDER))


def _able(ability: str) -> dict[str, Format]:
    """The formats that are read, or written in a way, by suffix."""
    found: dict[str, Format] = {}
    for form in FORMATS:
        if getattr(form, ability):
            for suffix in (*form.suffixes, *(form.also if ability == "read" else ())):
                found.setdefault(suffix, form)
    return found


def _named(name: str, ability: str, failure: str) -> Format:
    """The format of a name, or of a suffix without its dot. Raises BadInput with the `failure` of one that lacks the ability."""
    known = {suffix.removeprefix("."): form for suffix, form in _able(ability).items() if suffix != FOLDER}
    known |= {form.name: form for form in FORMATS if getattr(form, ability)}
    if name not in known:
        others = [form.name for form in FORMATS if ability == "publish" and form.solution]
        raise BadInput([Problem((), f"{failure} as '{name}'", nearest(name, (*known, *others)))])
    return known[name]


def read_agenda(source: str) -> Agenda:
    """An agenda from a JSON file or from stdin ('-'). Raises BadInput."""
    name = sources.name(source)
    agenda = native.read_agenda(sources.text(source), name)
    timed = [*agenda.sittings, *(slot for sitting in agenda.sittings for slot in sitting.talks), *agenda.fixtures]
    odd = sorted({time.year for one in timed for time in (one.start, one.end) if not EARLIEST <= time.year < LATEST})
    if odd:
        remedy = "make it anew with 'agenda solve'"
        raise BadInput([Problem((), f"the year {year} is no year for a conference", remedy, file=name) for year in odd])
    return agenda


def read_both(
    conference: str,
    agenda: str,
    check: Check = lambda _: (),
    *,
    form: str | None = None,
    fits: Callable[[Conference, Agenda], None] = lambda *_: None,
    note: Note = lambda _: None,
) -> tuple[Conference, Agenda]:
    """A conference and an agenda of it, both after the changes that the agenda holds after.

    `fits` may refuse the agenda. Raises BadInput with every problem of the one, or else of the other.
    """
    once(conference, agenda)
    given, answer = read_conference(conference, check, form, note), read_agenda(agenda)
    fits(given, answer)
    return after_changes(given, answer, agenda, check)


def after_changes(conference: Conference, agenda: Agenda, source: str, check: Check) -> tuple[Conference, Agenda]:
    """Both after the changes that an agenda holds after. Raises BadInput with what is wrong with these, in its file."""
    if not agenda.changes:
        return conference, agenda
    from instances.changes.kept import settled

    try:
        changed, fitting = settled(conference, agenda)
        if problems := list(check(changed)):
            raise BadInput(problems)
    except BadInput as error:
        raise error.located(sources.name(source), {}) from None
    return changed, fitting


def last_of(files: Sequence[str]) -> tuple[Sequence[str], str]:
    """The files to read, and the last one, which is to be written. Raises BadInput."""
    if len(files) < 2:
        raise BadInput([Problem((), "only one file is named", "name what to read, and what to write")])
    once(*files[:-1])
    return files[:-1], files[-1]


def converted(
    given: Sequence[str],
    target: str,
    to: str | None = None,
    check: Check = lambda _: (),
    *,
    form: str | None = None,
    fits: Callable[[Conference, Agenda], None] = lambda *_: None,
    language: str | None = None,
    note: Note = lambda _: None,
) -> Content:
    """What a conference is in another format; or, with two `given`, what its agenda is.

    Formats are told by suffixes, or named: `form` is that of the conference, `to` the one to write, or a layout for solutions.
    `fits` may refuse the agenda; `language` is that of its titles. `note` is told what is ignored. Raises
    BadInput.
    """

    def both() -> tuple[Conference, Agenda]:
        return read_both(given[0], given[1], check, form=form, fits=fits, note=note)

    if solution := next((form.solution for form in FORMATS if form.name == to), None):
        if len(given) != 2 or given[0] == "-" or (form or Path(given[0]).suffix.lower()[1:]) not in ("xlsx", "cosplib"):
            what = f"--to {to} needs two inputs: the workbook of the conference, and the agenda"
            raise BadInput([Problem((), what, f"write 'agenda convert --to {to} IN.xlsx AGENDA.json OUT.xlsx'")])
        return solution(Path(given[0]), *both())
    if len(given) > 2:
        remedy = f"name one conference, or a conference and its agenda, and where to write it; {OWN_SHEETS}"
        raise BadInput([Problem((), f"{len(given)} inputs", remedy)])
    if len(given) == 2:
        return agenda_writer(target, to)(*both(), language)
    return writer(target, to)(read_conference(given[0], check, form, note))


def template(target: str) -> Content:
    """A workbook or a folder of CSV to fill in, by the target's suffix. Raises BadInput."""
    made = _writer("template", target).template
    assert made
    return made(read_conference("wuzhen2022").replaced(rules={"fairness": {"weight": 40}}))


def writer(target: str, form: str | None = None) -> Callable[[Conference], Content]:
    """What writes a conference: by the target's suffix, or in a named format. Raises BadInput."""
    found = _writer("write", target, form).write
    assert found
    return found


def agenda_writer(target: str, form: str | None = None) -> Callable[[Conference, Agenda, str | None], Content]:
    """What writes an agenda, with titles in a language: by the target's suffix, or in a named format. Raises BadInput."""
    found = _writer("publish", target, form, "an agenda").publish
    assert found
    return found


def follower(target: str, form: str | None = None) -> Callable[[Sequence[Publication], str | None], Content] | None:
    """What writes all versions of an agenda, where the format of the target, or the one that is named, says what became of them."""
    return _writer("publish", target, form, "an agenda").follow


def of_agendas(target: str, form: str | None = None) -> bool:
    """Whether what is written is more likely an agenda than a conference, by the target's suffix or a named format."""
    known = _able("publish")
    named = {format.name for format in FORMATS if format.publish} | {suffix[1:] for suffix in known}
    return form in named if form else Path(target).suffix.lower() in known


def _writer(ability: str, target: str, form: str | None = None, what: str = "a conference") -> Format:
    """The format for a target, of those that can be written in a way."""
    if form is not None:
        found = _named(form, ability, f"{what} is not written")
        if FOLDER in found.suffixes and target == "-":
            raise BadInput([Problem((), "a folder is not written to the standard output", "name one")])
        return found
    known, suffix = _able(ability), ".yaml" if target == "-" else _suffix(target)
    if suffix == folder.SUFFIX and FOLDER in known:
        one = f"'{target}' is one table, and a conference has several"
        raise BadInput([Problem((), one, f"name a folder for them: {Path(target).with_suffix('')}{os.sep}")])
    if suffix not in known:
        told = "the standard output" if target == "-" else f"'{target}'"
        raise BadInput([Problem((), f"{told} has no suffix of a format in which {what} is written", f"writable: {_listed(known)}")])
    return known[suffix]


def once(*sources: str | None) -> None:
    """Refuse to read stdin twice. Raises BadInput."""
    if sources.count("-") > 1:
        raise BadInput([Problem((), "only one input can be '-', which is read to its end", "name a file for the other")])
