"""Write the files of a kind and say what they mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from tests.messy import chinese, english, mixed
from tests.messy.files import text, workbook
from tests.messy.kinds import Draft, File
from tests.messy.newer import make_newer
from tests.messy.programme import Human
from tests.messy.sheet import Laid, Say, Typed, lay, left_out, seen
from tests.messy.truth import Forum, Kind, LeftOut, Likely, Person, Place, Stand, Talk, Truth


class Maker(Protocol):
    """A module of a kind."""

    def draft(self) -> Draft:
        """The first export, before its cells have places."""

    def files(self, draft: Draft) -> tuple[File, File, File]:
        """Form, speaker list and rooms."""


MAKERS: dict[Kind, Maker] = {"english": english, "chinese": chinese, "mixed": mixed}


def build(kind: Kind, folder: Path, version: int = 1) -> Truth:
    """Write the three files of a kind, or the newer export of them (version 2), and return what they mean."""
    draft = MAKERS[kind].draft()
    if version == 2:
        make_newer(draft)
    files = MAKERS[kind].files(draft)
    folder.mkdir(parents=True, exist_ok=True)
    laid = {file.name: [lay(sheet) for sheet in file.sheets] for file in files}
    for file in files:
        sheets = laid[file.name]
        content = text(sheets[0], file.encoding, file.delimiter) if file.encoding else workbook(sheets)
        (folder / file.name).write_bytes(content)
    return _truth(draft, version, files, laid)


def _truth(draft: Draft, version: int, files: tuple[File, File, File], laid: Mapping[str, list[Laid]]) -> Truth:
    cells = [(place, typed) for name, sheets in laid.items() for sheet in sheets for place, typed in seen(name, sheet)]
    out = {part for name, sheets in laid.items() for sheet in sheets for part in left_out(name, sheet)}
    groups: dict[str, set[Place]] = defaultdict(set)
    for place, typed in cells:
        if typed.group:
            groups[typed.group].add(place)
    return Truth(
        kind=draft.kind,
        version=version,
        forms=files[0].name,
        speakers=files[1].name,
        rooms_file=files[2].name,
        people=tuple(_person(draft, human) for human in draft.made.people),
        talks=tuple(_talks(draft)),
        forums=tuple(_forums(draft)),
        rooms=tuple(typed.room for typed in draft.rooms),
        features=draft.features,
        unread=_said(cells, "unread"),
        guessed=_said(cells, "guessed"),
        told=_said(cells, "told"),
        one_of=tuple(frozenset(places) for _, places in sorted(groups.items())),
        debatable=_said(cells, "debatable") | {place for place, typed in cells if typed.group and typed.say == "plain"},
        likely=_likely(draft, cells),
        namesakes=draft.namesakes,
        distinct=draft.distinct,
        left_out=frozenset(out),
        headings={name: _headings(sheets) for name, sheets in laid.items()},
        troubles=_troubles(cells, out, laid),
        plan=tuple(Stand(s.title, draft.rooms[s.room].room.name, s.sessions[0].start) for s in draft.made.sittings),
        changes=draft.changes,
    )


def _said(cells: list[tuple[Place, Typed]], say: Say) -> frozenset[Place]:
    return frozenset(place for place, typed in cells if typed.say == say)


def _person(draft: Draft, human: Human) -> Person:
    accepted = frozenset(human.accepted)
    return Person(draft.shown(human), human.attends, human.zone, human.email, human.windows, accepted, frozenset(human.also) - accepted)


def _talks(draft: Draft) -> Iterator[Talk]:
    for session in draft.made.sessions:
        names = tuple(draft.shown(human) for human in session.speakers)
        emails = tuple(human.email for human in session.speakers)
        yield Talk(session.title, session.minutes, session.sitting.title, names, emails)


def _forums(draft: Draft) -> Iterator[Forum]:
    for sitting in draft.made.sittings:
        needs = frozenset({"interpretation"} if sitting.interpretation else ())
        yield Forum(sitting.title, draft.tracks[sitting.theme.track], sitting.audience, needs)


def _likely(draft: Draft, cells: list[tuple[Place, Typed]]) -> tuple[Likely, ...]:
    placed = [Likely(first, second, same, place) for place, typed in cells for first, second, same in typed.likely]
    return (*placed, *(Likely(first, second, same) for first, second, same in draft.likely))


def _headings(sheets: list[Laid]) -> dict[str, str]:
    """What stands above each column that means something; of two rows, both."""
    columns = [column for laid in sheets if not laid.sheet.hidden for column in laid.sheet.columns]
    kept = [column for column in columns if not column.hidden and not column.key.startswith("_")]
    return {column.key: f"{column.above} {column.heading}".strip() for column in kept}


def _troubles(cells: list[tuple[Place, Typed]], out: set[LeftOut], laid: Mapping[str, list[Laid]]) -> dict[str, frozenset[Place]]:
    found: dict[str, set[Place]] = defaultdict(set)
    for place, typed in cells:
        for trouble in typed.troubles:
            found[trouble].add(place)
        if typed.formula and typed.value is not None:
            found["formula with a saved value"].add(place)
    for part in out:
        what = part.what.split()[0] if part.what else "sheet"
        found["totals" if part.why == "total" else f"{part.why} {what}"].add(Place(part.file, part.sheet, part.what))
    for name, sheets in laid.items():
        for sheet in sheets:
            for first, left, last, right in sheet.merged:
                what = "merged headings" if first <= sheet.head else "merged cells down a column"
                found[what].add(Place(name, sheet.sheet.name, f"{first},{left}:{last},{right}"))
    return {trouble: frozenset(places) for trouble, places in sorted(found.items())}
