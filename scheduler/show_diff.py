"""What moved between two agendas for a terminal, who must be told, and what is new for one person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table

from instances.changes.words import quoted, stretch, thing
from instances.notices import Line, Telling, standing
from instances.notices.lines import Span
from instances.notices.lines import Standing as At
from instances.problems import listed
from instances.told import changed
from scheduler.diff import Difference, Moved, Standing
from scheduler.show import _count, _plain_table, _text, _title
from scheduler.sides import Sides

MOST = 3
"""Things that are named of those that are new for a person; of more, how many there are."""


def view(sides: Sides, person: str | None = None, language: str = "en", *, heading: bool = True) -> RenderableType:
    """What moved, how many things that is (unless it is said already), and who must be told; or what is new for one person."""
    words, found = _Words(sides, language), sides.difference(person)
    return _table(words, found, sides, heading) if person is None else _own(words, found, person)


def _table(words: _Words, found: Difference, sides: Sides, counted: bool) -> RenderableType:
    number = len(found.moved)
    heading = f"{_count(number).capitalize()} thing{' moves' if number == 1 else 's move'}." if number else "Nothing moves."
    top = [_text(heading, "bold")] if counted else []
    top += [_text(f"Version {sides.versions[1]} beside version {sides.versions[0]}.")] if sides.versions else []
    rows = [_text(f"Times in {words.conference.zone}."), _moved(words, found.moved)] if number else []
    return Group(*top, *rows, *_people(words, found, " since they were told last" if sides.last else ""))


def _own(words: _Words, found: Difference, person: str) -> RenderableType:
    """What was and what is, of what is new for one person, on their own clocks."""
    name, zone, lines = words.name(person), words.telling.zone(words.telling.person(person)), words.lines(found, person)
    if not lines:
        return _text(f"Nothing is new for {name}.", "bold")
    both = f"; in brackets those of the conference, in {words.conference.zone}" if zone != words.conference.zone else ""
    rows = _rows("What", "Respect", "Was", "Is")
    for line in lines:
        states = (_text(_standing(line, at)) for at in (line.was, line.now))
        rows.add_row(_text(_title_of(line)), _text(_news(line)), *states)
    return Group(_text(f"What is new for {name}", "bold"), _text(f"Times in {zone}{both}."), rows)


class _Words:
    """Names of things in either state of a conference."""

    def __init__(self, sides: Sides, language: str) -> None:
        self.conference, self.states, self.language = sides.conference, (sides.conference, *sides.earlier), language
        self.telling, self.standing = Telling(sides.conference, sides.earlier, language), standing(sides.new)
        self.name = self.telling.name

    def item(self, id: str) -> str:
        """A thing as it is called; a talk in quotation marks."""
        return quoted(next((state for state in self.states if thing(state, id)), self.conference), id, self.language)

    def lines(self, found: Difference, person: str) -> tuple[Line, ...]:
        """What is new for a person."""
        who = self.telling.person(person)
        return self.telling.lines(who, changed(found.was.get(person, ()), found.now.get(person, ()), who.attends), self.standing)


def moved(sides: Sides, found: Difference, language: str = "en") -> list[tuple[str, str, str, str]]:
    """What moved, in which respect, where it was and where it is, in words."""
    return list(_moves(_Words(sides, language), found.moved))


def to_tell(sides: Sides, found: Difference, language: str = "en") -> list[tuple[str, str]]:
    """Who must be told, and what is new for them, in words."""
    words = _Words(sides, language)
    return [(words.name(person), _short(words.lines(found, person))) for person in found.told]


def _moved(words: _Words, moved: Iterable[Moved]) -> RenderableType:
    rows = _rows("What", "Respect", "Was", "Is")
    for cells in _moves(words, moved):
        rows.add_row(*map(_text, cells))
    return rows


def _moves(words: _Words, moved: Iterable[Moved]) -> Iterator[tuple[str, str, str, str]]:
    for one in moved:
        what = ("a sitting of " if one.kind == "sitting" and _several(one) else "") + words.item(one.item)
        yield what, _respects(one.respects), _place(words, one, one.was), _place(words, one, one.now)


def _several(one: Moved) -> bool:
    return any(at is not None and not at.sitting.endswith("/1") for at in (one.was, one.now))


def _place(words: _Words, one: Moved, at: Standing | None) -> str:
    """As much of where it stands as is different."""
    if at is None:
        return "–"
    whole = one.was is None or one.now is None
    parts = []
    if whole or {"day", "block", "time", "length"} & {*one.respects}:
        parts.append(stretch(words.conference, at.start, at.end))
    if at.rooms and (whole or "room" in one.respects):
        parts.append(", ".join(map(words.name, at.rooms)))
    if "people" in one.respects:
        parts.append(", ".join(map(words.name, at.people)) or "nobody")
    return ", ".join(parts)


def _respects(respects: Sequence[str]) -> str:
    return "room only" if [*respects] == ["room"] else listed(respects)


def _news(line: Line) -> str:
    return "cancelled" if "gone" in line.news and not line.standing else _respects(line.news)


def _people(words: _Words, found: Difference, since: str) -> Iterator[RenderableType]:
    if found.told:
        number = len(found.told)
        yield _title(
            f"{_count(number).capitalize()} {'person' if number == 1 else 'people'} must be told{since and f' what is new{since}'}"
        )
        rows = _plain_table(header=False)
        rows.add_column(overflow="fold")
        rows.add_column(overflow="fold", ratio=1)
        for person in found.told:
            rows.add_row(_text(words.name(person)), _text(_short(words.lines(found, person))))
        yield rows
    else:
        yield _text(f"Nobody has to be told anything{since and f': nothing is new for them{since}'}.")
    if knows := [words.name(id) for id in sorted({*found.was} - {*found.told})]:
        yield _text(f"{listed(knows)} {'knows' if len(knows) == 1 else 'know'}: it was their doing.")


def _short(lines: Sequence[Line]) -> str:
    said = [f"{_title_of(line)}: {_news(line)}" for line in lines[:MOST]]
    return "; ".join([*said, *([f"and {_count(len(lines) - MOST)} more"] if len(lines) > MOST else [])])


def _title_of(line: Line) -> str:
    title = f"'{line.title}'" if line.kind in ("talk", "seat", "programme") else line.title
    return title if line.role in ("", "speaker") or line.kind == "programme" else f"{title} ({line.role})"


def _standing(line: Line, at: At | None) -> str:
    """As much of what a person was or is told as is different."""
    if at is None:
        return "–"
    whole, parts = line.was is None or line.now is None, []
    if at.time and (whole or "time" in line.news or "length" in line.news):
        parts.append(_span(at.time) + (f" ({_span(at.there)})" if at.there else ""))
    if at.rooms and (whole or "room" in line.news):
        parts.append(", ".join(at.rooms))
    if at.people and (whole or "people" in line.news):
        parts.append(", ".join(at.people))
    return ", ".join(parts) or "yes"


def _span(time: Span) -> str:
    last = "" if time.plain else f"{time.end:%b} {time.end.day}, "
    return f"{time.start:%b} {time.start.day}, {time.start:%H:%M}-{last}{time.end:%H:%M}"


def _rows(*headings: str) -> Table:
    rows = _plain_table()
    for heading in headings:
        rows.add_column(heading, overflow="fold")
    return rows
