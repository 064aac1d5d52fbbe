"""Views of an agenda for a terminal: by room, by speaker, by track; and what it is worth.

Nothing here prints: every function gives something that rich can print at any width. Wide
terminals get tables, narrow ones lists, and so do pipes, where each thing stays on one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from constraints import Rule, Violation
from constraints.placed import Placed
from constraints.profile import rules_of
from instances import clock
from instances.agenda import LEFT_OUT, Agenda
from instances.conference import Conference
from scheduler import shown
from scheduler.check import Finding, Report, agrees
from scheduler.figures import Figure, figures
from scheduler.outline import OF_ALL
from scheduler.shown import Appearance, Appearing, Entry, Person, ShowDocument, ShownTalk

if TYPE_CHECKING:
    from scheduler.conflicts import Clique, Conflicts
    from scheduler.prices import Prices
    from scheduler.solve import Result

__all__ = [
    "ShowDocument",
    "as_data",
    "dearest_sentences",
    "excluding",
    "facts",
    "formats",
    "outcome",
    "priced",
    "summary",
    "verdict",
    "verdict_sentence",
    "view",
]

WIDE = 100
"""Columns from which a table is better than a list."""

NARROW = 50
"""Columns below which a table of numbers is a list, too."""

ENDLESS = 10_000
"""Columns of a pipe: whatever reads it wants a sentence on one line, and no frames."""

DEAREST = 5
DOZEN = 12
_TRACK_STYLES = ("cyan", "magenta", "green", "yellow", "blue", "red", "bright_cyan", "bright_magenta")
_WEEKDAYS = {"en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], "zh": ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def as_data(
    conference: Conference,
    agenda: Agenda,
    *,
    by: str = "room",
    zone: str | None = None,
    speaker: str | None = None,
    language: str = "en",
) -> dict[str, Any]:
    """A view as plain data, a `ShowDocument`; times are ISO 8601 with the offset of the zone.

    `by`: room, speaker or track. With `speaker` (an id): that person's own day, by default on
    their home clocks. Raises BadInput for a view or a zone that there is not.
    """
    document = shown.shown(conference, agenda, by, zone, speaker, language)
    facts = figures(conference, agenda, language) if speaker is None else ()
    return document.model_copy(update={"figures": facts}).model_dump(mode="json")


def view(
    conference: Conference,
    agenda: Agenda,
    *,
    by: str = "room",
    zone: str | None = None,
    speaker: str | None = None,
    language: str = "en",
) -> RenderableType:
    """A view for a terminal; the arguments are those of `as_data`.

    Where a time falls on another date than in the conference's zone, the date stands beside it.
    """
    document = shown.shown(conference, agenda, by, zone, speaker, language)
    times = _Times(document.timezone, conference.zone, language)
    styles = {t.id: _TRACK_STYLES[n % len(_TRACK_STYLES)] for n, t in enumerate(conference.tracks)}
    body: Iterable[RenderableType]
    if document.by == "room":
        body = (_Rooms(group, times, styles) for group in document.groups)
    elif document.by == "track":
        body = (_Track(group, times, styles) for group in document.groups)
    else:
        body = _people(document.people, times, whole=speaker is not None)
    return Group(*_left_panel(document.unplaced), _heading(document, conference), *body)


def facts(conference: Conference, agenda: Agenda, language: str = "en") -> RenderableType:
    """Every figure of an agenda with all that it is made of. Raises BadInput where it names what the conference has not."""
    document = shown.shown(conference, agenda, "room", None, None, language)
    drawn = (_Fact(figure) for figure in figures(conference, agenda, language))
    return Group(*_left_panel(document.unplaced), _heading(document, conference), *drawn)


def summary(conference: Conference, agenda: Agenda, report: Report) -> RenderableType:
    """Status, penalty, bound and gap, the verdict, the dearest causes, and the score by rule."""
    dearest = report.dearest[:DEAREST]
    return Group(
        *_left_panel(shown.left_out(conference, agenda)),
        Text(_status(agenda), style="bold"),
        _figures(agenda, report),
        Text(verdict_sentence(agenda, report)),
        *_faults(agenda, report),
        *([_title(f"The {_count(len(dearest))} dearest causes"), _priced(dearest)] if dearest else []),
        *_by_rule(conference, report),
    )


def verdict(conference: Conference, agenda: Agenda, report: Report, most: int | None = DOZEN) -> RenderableType:
    """The verdict of the checker, the score by rule, and violations as sentences.

    All of those that must not be, and of those that cost points at `most` so many, the dearest.
    """
    rest = [f for f in report.findings if not f.hard]
    hidden = 0 if most is None else len(rest[most:])
    return Group(
        *_left_panel(shown.left_out(conference, agenda)),
        Text(verdict_sentence(agenda, report), style="bold red" if report.broken or agrees(agenda, report) is False else "bold green"),
        *(
            [Text(f"The solver says of it: {_status(agenda)}")]
            if agrees(agenda, report) and agenda.solver and not _untold(agenda, report)
            else []
        ),
        *_faults(agenda, report),
        *_by_rule(conference, report),
        *_at_a_glance(conference, agenda, report),
        *([_title("What costs points"), _priced(rest[: len(rest) - hidden])] if rest else []),
        *([Text(f"… and {_count(hidden)} more; --all shows {'it' if hidden == 1 else 'them'}.")] if hidden else []),
    )


def verdict_sentence(agenda: Agenda, report: Report) -> str:
    """The verdict of the checker in one sentence."""
    number, agreed = len(_untold(agenda, report)), agrees(agenda, report)
    placed = " in what is placed" if len(report.broken) > number else ""
    stated = f" where the agenda says {agenda.score.penalty}" if agenda.score and agreed is False else ""
    if number:
        rest = f", and for the rest a penalty of {report.penalty}{stated}" if report.counted else ", and counted no penalty"
        return f"The checker found {_count(number)} {'thing' if number == 1 else 'things'} that must not be{rest}."
    if stated:
        return f"The checker found nothing hard broken{placed}, but counts a penalty of {report.penalty}{stated}."
    return f"The checker found nothing hard broken{placed}{' and agrees' if agreed else ''}: penalty {report.penalty}."


def outcome(conference: Conference, result: Result) -> RenderableType:
    """What came out of a search: why there can be no agenda, and what the agenda or the draft is worth."""
    causes = [_text(f"Impossible: {cause.sentence}") for cause in result.causes]
    if result.agenda is not None and result.report is not None:
        return Group(*causes, summary(conference, result.agenda, result.report))
    time = "No agenda was found in time; give it more --seconds."
    return Group(*causes, Text(time if result.status == "unknown" else "No agenda and no draft was found."))


def dearest_sentences(report: Report, number: int = DEAREST) -> list[str]:
    """The dearest causes of the penalty, each with its points."""
    return [f"{f.penalty} points: {f.violation.sentence}" for f in report.dearest[:number]]


def priced(prices: Prices) -> RenderableType:
    """What each wish costs the others, the dearest first, and whether the agenda is the best one anyway."""
    if prices.refused:
        return Text(prices.refused)
    least, most = prices.improvable or (0, None)
    part = "what follows counts that, too"
    words = "What the agenda could save without giving up anything is not known; what follows may count it, too."
    if (least, most) == (0, 0):
        words = "The agenda is the best one as it is (proved)."
    elif prices.improvable:
        words = f"Without giving up anything the wishes would cost {prices.improvement}; {part}."
    grid = _grid(justify="right", style="bold")
    for price in prices.prices:
        grid.add_row(_range(price.least, price.most), _text(price.sentence))
    rows = [grid] if prices.prices else []
    left = [Text(f"No time was left for {_count(len(prices.missing))} more; give it more --seconds.")] if prices.missing else []
    return Group(_title("What the wishes cost each other"), Text(words), *rows, *left)


def _range(least: int, most: int | None) -> str:
    return str(least) if least == most else f"{least}–{'?' if most is None else most}"


def excluding(conference: Conference, graph: Conflicts) -> RenderableType:
    """A conflict graph: the conflicts by reason, the groups, and what they bound."""
    parts: list[RenderableType] = []
    for (kind, reason), words in _REASONS.items():
        rows = [e.sentence for e in graph.edges if (e.kind, e.reason) == (kind, reason)]
        if rows:
            parts += [_title(f"{words} ({len(rows)})"), *(_text(row) for row in rows)]
    large = [c for c in graph.cliques if len(c.members) > 2]
    if large:
        grid = _grid(justify="right", style="bold")
        for clique in large:
            grid.add_row(str(len(clique.members)), _text(_group_words(conference, clique)))
        parts += [_title("Groups no two of which can be parallel"), grid]
    if not graph.complete:
        parts.append(Text("There are more such groups than can be looked at."))
    bounds = [(conference.name(b), f"{most} ({by})") for b, (most, by) in graph.parallel.items()]
    grid = _grid()
    for block, words in bounds:
        grid.add_row(_text(block), _text(words))
    plural = " holds" if len(graph.edges) == 1 else "s hold"
    lead = f"{_count(len(graph.edges)).capitalize()} conflict{plural} in every admissible agenda."
    times = [Text(f"Every agenda needs at least {graph.times} times, one after another.")] if graph.times > 1 else []
    return Group(
        _text(lead if graph.edges else "No two subforums exclude each other for certain.", "bold"),
        *parts,
        _title("Sittings at one time, at most"),
        grid,
        *times,
    )


_REASONS = {
    ("parallel", "relation"): "Never parallel, by a relation",
    ("parallel", "people"): "Never parallel, for their people",
    ("parallel", "room"): "Never parallel, for their room",
    ("parallel", "resource"): "Never parallel, for want of a resource",
    ("block", "relation"): "Never in one block, by a relation",
    ("block", "minutes"): "Never in one block, for want of time",
}


def _group_words(c: Conference, clique: Clique) -> str:
    what = "in one block" if clique.kind == "block" else "parallel"
    shared = f" share {', '.join(map(c.name, clique.shared))};" if clique.shared else ":"
    names = ", ".join(map(c.name, clique.members))
    return f"{names}{shared} never {what}, {clique.minutes} minutes in blocks of {clique.there}."


# --- times ---


@dataclass(frozen=True)
class _Times:
    """Writes times of one zone, with the date where it is not the one of the conference's zone."""

    zone: str
    home: str
    language: str

    def day(self, entry: Entry | Appearance) -> str:
        """The date of the conference on which something starts."""
        return _date(self._home_date(entry), self.language)

    def range(self, entry: Entry | Appearance | ShownTalk, day: Entry | None = None) -> str:
        """'20:30–20:45 (Nov 8)'; the date is left out where it is that of `day`, or of the start."""
        usual = self._home_date(day or entry)
        first, last = (self._marked(t.date(), usual) for t in (entry.start, entry.end))
        return f"{entry.start:%H:%M}{'' if first == last else first}–{entry.end:%H:%M}{last}"

    def start(self, talk: ShownTalk, day: Entry) -> str:
        """'20:30 (Nov 8)'."""
        return f"{talk.start:%H:%M}{self._marked(talk.start.date(), self._home_date(day))}"

    def _home_date(self, entry: Entry | Appearance | ShownTalk) -> date:
        return clock.instant(clock.minute(entry.start), self.home).date()

    def _marked(self, own: date, usual: date) -> str:
        return "" if own == usual else f" ({_date(own, self.language, weekday=False)})"


def _date(day: date, language: str, *, weekday: bool = True) -> str:
    names = _WEEKDAYS.get(language, _WEEKDAYS["en"])
    if language == "zh":
        return f"{day.month}月{day.day}日" + (f" {names[day.weekday()]}" if weekday else "")
    return (f"{names[day.weekday()]} " if weekday else "") + f"{_MONTHS[day.month - 1]} {day.day}"


# --- parts that every view has ---


def _text(words: str, style: str = "") -> Text:
    """Words as they are: no markup, and nothing that a terminal would obey."""
    return Text("".join(c if c.isprintable() else " " for c in words), style=style)


def _title(words: str) -> RenderableType:
    return Padding(_text(words, "bold"), (1, 0, 0, 0))


def _heading(document: ShowDocument, conference: Conference) -> RenderableType:
    zone = f"Times in {document.timezone}"
    if document.timezone != conference.zone:
        zone += f"; a date in brackets where it is not that of {conference.zone}"
    return Group(_text(document.title, "bold"), _text(f"{zone}."))


def _left_panel(left: Sequence[shown.Left]) -> Iterator[RenderableType]:
    if left:
        yield _Draft(left)


@dataclass(frozen=True)
class _Draft:
    """What is left out: framed on a terminal, as lines in a pipe."""

    left: Sequence[shown.Left]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        grid = _grid()
        for one in self.left:
            grid.add_row("•", Text.assemble(_text(one.title, "bold"), _text(f": {one.sentence}" if one.sentence else "")))
        number = f"{_count(len(self.left))} {'thing is' if len(self.left) == 1 else 'things are'}"
        what = f"{number.capitalize()} left out of this agenda."
        if options.max_width >= ENDLESS:
            yield from (Text(f"DRAFT: {what}"), grid)
        else:
            yield Panel(Group(Text(what), grid), title="DRAFT", border_style="bold red", box=box.HEAVY)


def _count(number: int) -> str:
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    return words[number] if number < len(words) else str(number)


# --- by room, by track, by speaker ---


@dataclass(frozen=True)
class _Rooms:
    """A block, or a day outside the blocks, by room and time."""

    group: shown.Group
    times: _Times
    styles: dict[str, str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        day = self.times.day(self.group.entries[0])
        yield _title(f"{self.group.title} · {day}" if self.group.title else f"{day}, outside the blocks")
        yield self._table() if WIDE <= options.max_width < ENDLESS else self._list()

    def _table(self) -> RenderableType:
        table = _table()
        for heading, ratio in (("Room", 3), ("Time", None), ("Subforum", 5), ("Talks", 12)):
            table.add_column(heading, ratio=ratio, no_wrap=ratio is None, overflow="fold")
        for entry, room in _rooms_once(self.group.entries):
            what = Group(_text(entry.title, "bold"), _kind(entry, self.styles))
            table.add_row(_text(room), self.times.range(entry), what, self._talks(entry), end_section=True)
        return table

    def _list(self) -> RenderableType:
        lines: list[RenderableType] = []
        for entry, room in _rooms_once(self.group.entries):
            lines += [_text(room, "underline")] if room else []
            lines.append(Text.assemble(self.times.range(entry), "  ", _text(entry.title, "bold")))
            lines.append(Padding(Group(_kind(entry, self.styles), self._talks(entry)), (0, 0, 0, 2)))
        return Group(*lines)

    def _talks(self, entry: Entry) -> RenderableType:
        if not entry.talks:
            return _names(entry.people, before="")
        grid = _grid()
        for talk in entry.talks:
            grid.add_row(self.times.start(talk, entry), Text.assemble(_text(talk.title), _names(talk.people)))
        return Group(_names(entry.people, before=""), grid) if entry.people else grid


def _rooms_once(entries: Iterable[Entry]) -> Iterator[tuple[Entry, str]]:
    """Each entry with the name of its rooms, which is empty where it repeats the one before."""
    last = ""
    for entry in entries:
        rooms = ", ".join(room.title for room in entry.rooms) or "no room"
        yield entry, "" if rooms == last else rooms
        last = rooms


def _kind(entry: Entry, styles: dict[str, str]) -> Text:
    return _text(entry.track.title, styles[entry.track.id]) if entry.track else Text("fixture", style="italic")


def _names(people: Sequence[Appearing], before: str = " · ") -> Text:
    words = [_notes(p.name, "" if p.role == "speaker" else p.role, "" if p.attends == "onsite" else p.attends) for p in people]
    return _text(before + "; ".join(words) if words else "", "dim")


def _notes(name: str, *notes: str) -> str:
    said = ", ".join(note for note in notes if note)
    return f"{name} ({said})" if said else name


@dataclass(frozen=True)
class _Track:
    """The sittings of a track in order of time, or the fixtures."""

    group: shown.Group
    times: _Times
    styles: dict[str, str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        style = self.styles.get(self.group.id, "")
        yield Padding(_text(self.group.title or "Fixtures", f"bold {style}"), (1, 0, 0, 0))
        if not self.group.entries:
            yield Text("nothing")
            return
        if options.max_width < NARROW:
            for entry in self.group.entries:
                yield Text(f"{self.times.day(entry)}  {self.times.range(entry)}")
                yield Padding(Group(self._what(entry), _rooms(entry)), (0, 0, 0, 2), expand=False)
            return
        wide = options.max_width >= WIDE
        table = _table() if WIDE <= options.max_width < ENDLESS else _plain_table()
        for heading, ratio in (("Day", None), ("Time", None), ("Room", 3), ("Subforum" if style else "Fixture", 6)):
            if wide or heading != "Room":
                table.add_column(heading, ratio=ratio, no_wrap=ratio is None, overflow="fold")
        for entry in self.group.entries:
            when = (self.times.day(entry), self.times.range(entry))
            what, rooms = self._what(entry), _rooms(entry)
            table.add_row(*when, *((rooms, what) if wide else (Group(what, rooms),)))
        yield table

    def _what(self, entry: Entry) -> Text:
        number = f" · {len(entry.talks)} talks" if entry.talks else ""
        return Text.assemble(_text(entry.title), Text(number, style="dim"))


def _rooms(entry: Entry) -> Text:
    return _text(", ".join(room.title for room in entry.rooms))


def _people(people: Sequence[Person], times: _Times, *, whole: bool) -> Iterator[RenderableType]:
    """Everyone's appearances; `whole`: those of one person alone, at home."""
    for person in people:
        home = person.attends + (f", at home in {person.timezone}" if whole and person.attends != "recorded" else "")
        yield Padding(Text.assemble(_text(person.name, "bold"), Text(f" · {home}", style="dim")), (1, 0, 0, 0))
        yield _Appearances(person, times) if person.appearances else Text("nothing in this agenda")


@dataclass(frozen=True)
class _Appearances:
    """One person's talks and fixtures, in order of time."""

    person: Person
    times: _Times

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = _plain_table(header=False)
        for fixed in (True, True, False):
            table.add_column(no_wrap=fixed, overflow="fold")
        for one in self.person.appearances:
            where = ", ".join([*([one.within.title] if one.within else []), *(room.title for room in one.rooms)])
            notes = _notes("", "" if one.role == "speaker" else one.role, "recorded" if one.recorded else "")
            what = Text.assemble(_text(one.title), _text(notes, "italic"))
            both = Text.assemble(what, _text(f" · {where}", "dim")) if options.max_width >= WIDE else Group(what, _text(where, "dim"))
            if options.max_width < NARROW:
                yield Text(f"{self.times.day(one)}  {self.times.range(one)}")
                yield Padding(both, (0, 0, 0, 2), expand=False)
            else:
                table.add_row(self.times.day(one), self.times.range(one), both)
        yield table


def _table() -> Table:
    return Table(box=box.ROUNDED, expand=True, header_style="bold")


def _plain_table(*, header: bool = True) -> Table:
    return Table(box=None, show_header=header, header_style="dim", padding=(0, 1, 0, 0), pad_edge=False)


def formats() -> RenderableType:
    """Every format of files: its name, its suffixes, and what is read and written of it."""
    from instances.formats import FOLDER, FORMATS

    table = _plain_table()
    for heading in ("name", "suffix", "reads", "writes"):
        table.add_column(heading, no_wrap=True)
    table.add_column("")
    for one in FORMATS:
        suffixes = ["FOLDER/" if suffix == FOLDER else suffix for suffix in (*one.suffixes, *one.also)]
        writes = [what for what, does in (("conference", one.write), ("agenda", one.publish or one.solution)) if does]
        table.add_row(one.name, " ".join(suffixes), "conference" if one.read else "", ", ".join(writes), one.about)
    return table


def _grid(**first: Any) -> Table:
    """Two columns, of which the first is short and is not broken, and the second loses nothing."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True, **first)
    grid.add_column(overflow="fold")
    return grid


# --- what an agenda is worth ---


def _status(agenda: Agenda) -> str:
    status = agenda.solver.status if agenda.solver else ""
    gap = agenda.score.gap if agenda.score else None
    if status == "optimal":
        return "Optimal: proved that no agenda has a lower penalty."
    if status == "infeasible":
        return f"Infeasible: no agenda holds everything. {_left_out_words(agenda)}"
    if status == "feasible":
        return "Feasible: nothing hard is broken" + (f", and no agenda is more than {gap:.1f} % better." if gap is not None else ".")
    return "Nothing is proved about this agenda."


def _left_out_words(agenda: Agenda) -> str:
    """How much a draft leaves out, and what is proved about it; in minutes times priority."""
    tier = next((t for t in agenda.score.tiers if t.name == LEFT_OUT), None) if agenda.score else None
    if tier is None:
        return "This draft leaves something out."
    if tier.status == "optimal":
        return f"This draft leaves out what hurts least: {tier.penalty} minutes times priority, and no draft leaves out less."
    least = f"at least {tier.bound} must be" if tier.bound else "how little would do is not proved"
    return f"This draft leaves out {tier.penalty} minutes times priority; {least}."


def _figures(agenda: Agenda, report: Report) -> RenderableType:
    score = agenda.score
    words = [f"Penalty {score.penalty if score else report.penalty}"]
    if score and score.bound is not None:
        of = score.tiers[-1].bound_of if score.tiers else ""
        easier = "" if of in ("", OF_ALL) else f", of an easier form in which every agenda stands and costs no more: {of}"
        words.append(f"Bound {score.bound}{easier}")
    if score and score.gap is not None:
        words.append(f"Gap {score.gap:.1f} %")
    if agenda.solver and agenda.solver.seconds is not None:
        words.append(f"found in {agenda.solver.seconds:.1f} s")
    return Text(" · ".join(words))


def _untold(agenda: Agenda, report: Report) -> list[Violation]:
    """What must not be, beside what a draft names as left out anyway."""
    left = {one.item for one in agenda.unplaced}
    return [v for v in report.broken if v.rule != Placed.id or not left.issuperset(v.items)]


def _faults(agenda: Agenda, report: Report) -> Iterator[RenderableType]:
    if faults := _untold(agenda, report):
        grid = _grid()
        for fault in faults:
            grid.add_row(Text("✗", style="bold red"), _text(fault.sentence))
        yield grid


def _priced(findings: Iterable[Finding]) -> RenderableType:
    grid = _grid(justify="right", style="bold")
    for finding in findings:
        grid.add_row(str(finding.penalty) if finding.penalty else "–", _text(finding.violation.sentence))
    return grid


def _by_rule(conference: Conference, report: Report) -> Iterator[RenderableType]:
    """A row for each rule that is not hard; the hard ones are counted."""
    if not report.rules:
        return
    rules = rules_of(conference)
    soft = sorted((r for r in rules if not r.hard), key=lambda r: -report.rules[r.id].penalty)
    hard = [rule for rule in rules if rule.hard]
    held = sum(rule.id not in {fault.rule for fault in report.broken} for rule in hard)
    yield _title("Score by rule")
    yield _Scores(soft, report)
    yield Text(f"{held} of {len(hard)} hard rules hold.")


def _at_a_glance(conference: Conference, agenda: Agenda, report: Report) -> Iterator[RenderableType]:
    """The sentences of the figures, where the agenda is one of this conference."""
    if report.counted and (found := figures(conference, agenda)):
        yield _title("At a glance")
        grid = _grid()
        for figure in found:
            grid.add_row("•", _text(figure.title))
        yield grid


@dataclass(frozen=True)
class _Fact:
    """A figure: its sentence, and a row for each part."""

    figure: Figure

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield _title(self.figure.title)
        if options.max_width < NARROW:
            for detail in self.figure.details:
                yield _text(f"{detail.value}  {_notes(detail.label, detail.note)}")
            return
        table = _plain_table(header=False)
        for justify in ("left", "right", "left"):
            table.add_column(justify=justify, overflow="fold")
        for detail in self.figure.details:
            table.add_row(_text(detail.label), str(detail.value), _text(detail.note, "dim"))
        if self.figure.details:
            yield Padding(table, (0, 0, 0, 2))


@dataclass(frozen=True)
class _Scores:
    """What each rule measures and costs."""

    rules: Sequence[Rule]
    report: Report

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = [(r.id.replace("_", " "), self._amount(r), str(r.points), str(self.report.rules[r.id].penalty)) for r in self.rules]
        if options.max_width < NARROW:
            grid = _grid(justify="right", style="bold")
            for name, amount, points, penalty in rows:
                grid.add_row(penalty, f"{name}: {amount}, {points} each")
            grid.add_row(str(self.report.penalty), "all of them", style="bold")
            yield grid
            return
        table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
        table.add_column("Rule", overflow="fold")
        for heading in ("Amount", "Points each", "Penalty"):
            table.add_column(heading, justify="right", no_wrap=heading == "Penalty", overflow="fold")
        for row in rows:
            table.add_row(*row)
        table.add_section()
        table.add_row("all of them", "", "", str(self.report.penalty), style="bold")
        yield table

    def _amount(self, rule: Rule) -> str:
        return f"{self.report.rules[rule.id].amount} {rule.unit}"
