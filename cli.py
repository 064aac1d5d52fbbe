"""The command line: reads, calls one function, prints, exits. No logic of its own.

Exit codes: 0 done, 1 infeasible or check failed or --require not met, 2 bad input or usage,
3 no answer in time, 130 interrupted (the best found is saved).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from scheduler.changing import changing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from instances.agenda import Agenda
    from instances.changes import ChangeBase
    from instances.changes.scenario import Scenario
    from instances.conference import Conference
    from instances.formats import Kept
    from instances.problems import BadInput, Problem
    from scheduler.check import Report
    from scheduler.explain import Explanation
    from scheduler.limits import Interrupt, Limits
    from scheduler.moves import Moves
    from scheduler.prices import Prices
    from scheduler.repair import Frontier, Mending, Repair
    from scheduler.solve import Result
    from scheduler.watch import Progress, Watch
    from scheduler.whatif import Comparison
    from scheduler.why_not import Answer

Happened = Sequence[tuple[str, str]]
"""Options that say what happened, with their words."""

DONE, FAILED, BAD_INPUT, NO_ANSWER, INTERRUPTED = 0, 1, 2, 3, 130

UsageError: Any = typer.BadParameter.__base__
"""The error of wrong options and arguments, wherever this release of typer has it."""


class Commands(TyperGroup):
    """The commands; with --json, wrong usage is told as a document, too."""

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **extra: Any) -> Any:
        """Parse what stands before the command."""
        with _usage(args):
            return super().make_context(info_name, args, *rest, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Find the command, parse what stands behind it, and run it."""
        with _usage(sys.argv):
            return super().invoke(ctx)


app = typer.Typer(
    name="agenda",
    cls=Commands,
    help="Conference agendas, solved, proved and explained.",
    epilog="Bundled conferences: wuzhen2022. Try: agenda solve wuzhen2022",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ConferenceArgument = Annotated[
    str, typer.Argument(metavar="CONFERENCE", help="A file, '-' for stdin, a bundled conference by its name: wuzhen2022; or a history.")
]
AgendaArgument = Annotated[
    str | None,
    typer.Argument(metavar="AGENDA", help="An agenda's JSON file, or '-' for stdin. Of a history: the newest.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout (see 'agenda schema').")]
Force = Annotated[bool, typer.Option("--force", help="Use the agenda although the conference has changed since.")]
AddressArgument = Annotated[str, typer.Argument(metavar="ADDRESS", help="The event's, like https://pretalx.example.org/myconf.")]
Token = Annotated[
    str | None,
    typer.Option(metavar="TOKEN", envvar="PRETALX_TOKEN", help="Of your account there; better in PRETALX_TOKEN.", show_default=False),
]
SHEETS = "Sheets of your own"
LETTERS = "Messages"
Who = Annotated[str | None, typer.Option("--who", help="Who publishes.", show_default="AGENDA_WHO, or the login name")]
Why = Annotated[str, typer.Option("--why", help="What happened, in a few words.", show_default=False)]
Language = Annotated[str | None, typer.Option("--lang", help="Language of titles, where they have several.", show_default="en")]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        with _errors(False):
            _print(f"agendawright {version('agendawright')}")
        raise typer.Exit(DONE)


def _write_templates(folder: str | None) -> None:
    if folder is not None:
        from instances.notices.templates import keep

        with _errors(False):
            _note(keep(folder))
        raise typer.Exit(DONE)


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Show the version of the program and exit.")
    ] = False,
) -> None:
    """Conference agendas, solved, proved and explained."""


@app.command(rich_help_panel="Make")
def solve(
    conference: ConferenceArgument,
    out: Annotated[
        str | None, typer.Option("--out", "-o", help="Where to write the agenda; '-' is stdout. Default: ID.agenda.json")
    ] = None,
    seconds: Annotated[float | None, typer.Option(min=0.1, help="Wall time for the search.", show_default="60")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Search strategies that run side by side.")] = 8,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of the search.")] = 0,
    repeatable: Annotated[bool, typer.Option("--repeatable", help="The same bytes on every run and machine; slower.")] = False,
    effort: Annotated[
        float | None, typer.Option(min=0.1, help="Deterministic time for each stage of a repeatable run.", show_default="300")
    ] = None,
    hint: Annotated[str | None, typer.Option(metavar="AGENDA", help="An agenda to start from.")] = None,
    require: Annotated[str | None, typer.Option(metavar="optimal|gap=N", help="Exit 1 unless the agenda is proved so good.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    json: Json = False,
) -> None:
    """Make the best agenda of a conference, with proof."""
    with _errors(json):
        from instances.formats import keep, once, read_agenda, writable
        from scheduler.limits import limits
        from scheduler.shapes import alone, required

        alone("--json, which prints the agenda, too,", ("--out -", json and out == "-"))
        once(conference, hint)
        demand = required(require)
        limited = limits(seconds, workers, seed, repeatable, effort)
        given = _read(conference)
        start = read_agenda(hint) if hint is not None else None
        target = writable(f"{given.id}.agenda.json" if out is None else out, conference)
        result = _run(given, start, target, quiet, limited)
        kept = keep(result.agenda, target, spare=not json) if result.agenda else None
        _report_solve(given, result, kept, json)
        if kept and kept.failure:
            _complain(kept.failure, False)
            raise typer.Exit(BAD_INPUT)
        if result.interrupted:
            raise typer.Exit(INTERRUPTED)
        if result.status == "unknown":
            raise typer.Exit(NO_ANSWER)
        if result.status == "infeasible" or not demand(result):
            raise typer.Exit(FAILED)


@app.command(rich_help_panel="Make")
def generate(
    subforums: Annotated[int, typer.Option(min=4, max=1000, help="How many subforums.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same conference.")] = 0,
    infeasible: Annotated[str | None, typer.Option(metavar="CAUSE", help="Break it in one known way; 'list' names them.")] = None,
    planted: Annotated[str | None, typer.Option(metavar="FILE", help="Write the agenda that it was drawn around.")] = None,
    out: Annotated[str, typer.Option("--out", "-o", help="Where to write the conference, by its suffix; '-' is stdout.")] = "-",
    json: Json = False,
) -> None:
    """Draw a synthetic conference around an agenda that is known to work."""
    with _errors(json):
        from instances import generate as generator
        from instances.formats import writable, write, writer
        from scheduler.shapes import alone

        if infeasible == "list":
            _print("\n".join(f"{name:14} {sentence}" for name, sentence in generator.CAUSES.items()))
            return
        alone("--planted -", ("--out -", planted == "-" and out == "-"))
        alone("--json, which prints the conference,", (f"--out {out}", json and out != "-"))
        writable(out, folder=True)
        if planted is not None:
            writable(planted)
        in_format = writer(out, "json" if json else None)
        conference, agenda = generator.generate(subforums, seed, infeasible)
        _note(write(out, in_format(conference)))
        if planted is not None:
            _note(write(planted, agenda.to_json()))


@app.command(rich_help_panel="Make")
def convert(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="IN... OUT", help="A conference, perhaps its agenda, and where to write it; '-' is stdin or stdout."),
    ] = None,
    form: Annotated[
        str | None, typer.Option("--from", metavar="FORMAT", help="What the conference is, where its suffix does not tell; see --list.")
    ] = None,
    to: Annotated[str | None, typer.Option(metavar="FORMAT", help="What to write, where the suffix does not tell; see --list.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the formats, and what is read and written of each.")] = False,
    agenda: Annotated[
        str | None,
        typer.Option("--agenda", metavar="FILE", help="Also write the agenda that is published in IN: frab, Sessionize or pretalx."),
    ] = None,
    template: Annotated[bool, typer.Option("--template", help="Write a workbook (OUT.xlsx) or a folder of CSV (OUT/) to fill in.")] = False,
    lang: Language = None,
    force: Force = False,
    mapped: Annotated[
        str | None,
        typer.Option(
            "--map",
            metavar="MAP.yaml",
            help="IN are sheets of your own: propose what columns hold, ask, and keep it here.",
            rich_help_panel=SHEETS,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take the proposal without asking.", rich_help_panel=SHEETS)] = False,
    title: Annotated[str | None, typer.Option(help="What the conference is called.", rich_help_panel=SHEETS)] = None,
    timezone: Annotated[
        str | None,
        typer.Option(
            metavar="ZONE", help="Where it is, like Asia/Shanghai or Wuzhen; for files of other programs, too.", rich_help_panel=SHEETS
        ),
    ] = None,
    blocks: Annotated[
        str | None,
        typer.Option(help="When it is, like '9 Nov 2022 13:30-18:00; 10 Nov 2022 9:00-12:00, 14:00-18:00'.", rich_help_panel=SHEETS),
    ] = None,
    published: Annotated[
        str | None, typer.Option(metavar="AGENDA", help="Pin everything where it stands in this agenda.", rich_help_panel=SHEETS)
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="List all that was guessed, not only a dozen.", rich_help_panel=SHEETS)] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the report as one JSON document.", rich_help_panel=SHEETS)] = False,
) -> None:
    """Write a conference, or its agenda, in another format; or make a conference of your own sheets.

    Formats go by suffixes; --list names them. With two inputs, a conference and its agenda, the agenda is written.
    Of a file of another program that is read again, what is new comes into OUT, and your own work in it stays.
    With --map, sheets are read: 'agenda convert forms.xlsx people.csv rooms.xlsx mine.yaml --map map.yaml'.
    """
    with _errors(json):
        from constraints.profile import problems
        from instances import formats
        from scheduler import given, shapes
        from scheduler.check import fits
        from scheduler.shapes import alone

        shaped = {"--from": form is not None, "--to": to is not None, "--lang": lang is not None, "--force": force}
        shaped["--agenda"] = agenda is not None
        told = {"title": title, "timezone": timezone, "blocks": blocks}
        if listed:
            from scheduler import show

            alone("--list", ("IN", bool(files)), ("--template", template), ("--map", mapped is not None), *shaped.items())
            _print(show.formats())
            return
        if not files:
            raise shapes.misused("Missing argument 'IN... OUT'", "agenda convert")
        if mapped is not None:
            alone("--map", ("--template", template), *shaped.items())
            _import(files, mapped, yes, told, published, every, json)
            return
        sheets = {"--yes": yes, "--title": title is not None, "--blocks": blocks is not None, "--published": published is not None}
        alone("convert without --map", *sheets.items(), ("--all", every), ("--json", json))
        if template:
            alone("--template, which needs only where to write it,", *shaped.items(), ("IN", len(files) > 1))
            target = formats.writable(files[0], folder=True)
            _note(formats.write(target, formats.template(target)))
            return
        sources, target = formats.last_of(files)
        told_of = agenda is not None or timezone is not None
        programme = formats.of_programme(sources[0], form) if len(sources) == 1 else None
        if told_of or programme:
            alone(
                "--agenda and --timezone" if told_of else "a conference without an agenda",
                ("an agenda among the inputs", len(sources) > 1),
                ("--lang", lang is not None),
                ("--force", force),
            )
            given.apart(target, agenda)
            for name in (target, *([agenda] if agenda is not None else [])):
                formats.writable(name, *sources, folder=name == target)
            for words in given.imported(sources[0], target, agenda, form=form, found=programme, to=to, zone=timezone, note=_remark):
                _note(words)
            return
        if given.is_history(sources[0]) and len(sources) < 3:
            alone("a history", ("--from", form is not None))
            formats.writable(target, *sources, folder=to in (None, "csv"))
            _note(formats.write(target, given.converted(sources, target, to, lang, force=force)))
            return
        if len(sources) == 1:
            alone("a conference without an agenda", ("--lang", lang is not None), ("--force", force))
        formats.writable(target, *sources, folder=to in (None, "csv"))
        seen = (lambda *_: None) if force else fits
        made = formats.converted(sources, target, to, problems, form=form, fits=seen, language=lang, note=_remark)
        _note(formats.write(target, made))


@app.command(rich_help_panel="Ask")
def check(
    conference: ConferenceArgument,
    agenda: AgendaArgument = None,
    every: Annotated[bool, typer.Option("--all", help="Show all that costs points, not only the dearest dozen.")] = False,
    prices: Annotated[bool, typer.Option("--prices", help="Ask what each rule, pin and relation costs the other wishes.")] = False,
    seconds: Annotated[float | None, typer.Option(min=0.1, help="Wall time for all prices together.", show_default="60")] = None,
    page: Annotated[
        str | None, typer.Option("--report", metavar="FILE", help="Write a page (.html) for the committee, too: causes, hours, changes.")
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="OLD",
            help="The agenda beside which the report lists changes, or a history's version.",
            show_default="a history's last but one",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    force: Force = False,
    json: Json = False,
) -> None:
    """Score an agenda by rule, name what is wrong with it, and give facts at a glance."""
    with _errors(json):
        from instances.formats import once, writable
        from scheduler import check as checker
        from scheduler import shapes, show
        from scheduler.given import published
        from scheduler.limits import limits

        shapes.alone("check without --prices", ("--seconds", seconds is not None and not prices))
        shapes.alone("check without --report", ("--against", against is not None and page is None))
        shapes.alone("check, which prints its verdict,", ("--report -", page == "-"))
        limited = limits(seconds, 8, 0, False, None)
        once(conference, agenda, against)
        if page is not None:
            writable(page, *filter(None, (conference, agenda, against)))
        both = published(conference, agenda, force=force, note=_remark)
        given, answer = both[1:]
        report = checker.check(given, answer)
        if page is not None:
            _write_report(page, (conference, agenda, against), both, report, force)
        if not json:
            _print(show.verdict(given, answer, report, None if every else show.DOZEN))
        found = _price(given, answer, limited, quiet) if prices else None
        if json:
            _print(shapes.check_document(given, answer, report, found))
        elif found:
            _print(show.priced(found))
        if found and found.interrupted:
            raise typer.Exit(INTERRUPTED)
        if not checker.passes(given, answer, report):
            raise typer.Exit(FAILED)


@app.command(rich_help_panel="Ask")
def show(
    conference: ConferenceArgument,
    agenda: AgendaArgument = None,
    by: Annotated[str | None, typer.Option(metavar="room|speaker|track", help="What to list it by.", show_default="room")] = None,
    tz: Annotated[str | None, typer.Option(metavar="ZONE", help="Show times on these clocks, like America/New_York.")] = None,
    person: Annotated[str | None, typer.Option("--for", metavar="SPEAKER", help="Only one person's day, on their own clocks.")] = None,
    page: Annotated[str | None, typer.Option(metavar="FILE", help="Write one self-contained HTML page instead.")] = None,
    figures: Annotated[bool, typer.Option("--figures", help="Only facts at a glance: comfort, seats, walks, tracks and more.")] = False,
    version: Annotated[int | None, typer.Option(metavar="N", help="An older version of a history.", show_default="newest")] = None,
    lang: Language = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Show an agenda by room, speaker or track, on anybody's clocks."""
    with _errors(json):
        from instances.names import find
        from scheduler import show as views
        from scheduler.shapes import alone

        if page is not None:
            others = {"--by": by, "--tz": tz, "--for": person, "--lang": lang, "--json": json or None, "--figures": figures or None}
            alone("--page, which has every view and zone,", *((name, value is not None) for name, value in others.items()))
            _write_page(conference, agenda, page, force, version)
            return
        alone("--for", ("--by", person is not None and by is not None))
        shaped = {"--by": by is not None, "--tz": tz is not None, "--for": person is not None, "--json, which has them anyway": json}
        alone("--figures", *((name, figures and given) for name, given in shaped.items()))
        given, answer = _both(conference, agenda, force, version)
        if figures:
            _print(views.facts(given, answer, lang or "en"))
            return
        speaker = find(given, person, ("speakers",)) if person is not None else None
        view = views.as_data if json else views.view
        _print(view(given, answer, by="room" if by is None else by, zone=tz, speaker=speaker, language=lang or "en"))


@app.command(rich_help_panel="Ask")
def conflicts(conference: ConferenceArgument, json: Json = False) -> None:
    """Show which subforums can never be parallel, or share a block, before there is an agenda."""
    with _errors(json):
        from scheduler import conflicts as graphs
        from scheduler import shapes, show

        given = _read(conference)
        graph = graphs.conflicts(given)
        _print(shapes.conflicts_document(given, graph) if json else show.excluding(given, graph))


@app.command(rich_help_panel="Ask")
def explain(
    conference: ConferenceArgument,
    seconds: Annotated[float, typer.Option(min=0.1, help="Wall time for all of it.")] = 30.0,
    ways: Annotated[int, typer.Option(min=0, max=50, help="Ways out to look for.")] = 5,
    thorough: Annotated[bool, typer.Option("--thorough", help="Look for cheaper ways out until the time is over.")] = False,
    take: Annotated[int | None, typer.Option(min=1, help="Write the conference after this way out, to --out.")] = None,
    out: Annotated[str | None, typer.Option("--out", "-o", metavar="FILE", help="Where, by its suffix; '-' is stdout.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    json: Json = False,
) -> None:
    """Say why a conference has no agenda, and what could be asked of whom so that it has one."""
    with _errors(json):
        from instances.formats import writable, write, writer
        from scheduler import explained
        from scheduler.limits import limits

        explained.together(take, out, ways, json=json)
        limited = limits(seconds, 8, 0, False, None)
        given = _read(conference)
        in_format = writer(writable(out, conference)) if out is not None else None
        found = _explain(given, limited, ways, thorough, quiet)
        _print(explained.document(given, found) if json else explained.words(given, found))
        if in_format is not None and out is not None and take is not None:
            _note(write(out, in_format(explained.taken(given, found, take))))
        if found.interrupted:
            raise typer.Exit(INTERRUPTED)
        if found.status != "possible":
            raise typer.Exit(FAILED if found.status == "impossible" else NO_ANSWER)


@app.command(rich_help_panel="Ask")
def moves(
    conference: ConferenceArgument,
    agenda: AgendaArgument = None,
    item: Annotated[
        str | None,
        typer.Argument(metavar="ITEM", help="A subforum, a talk, a fixture, or one sitting: data-governance/2.", show_default=False),
    ] = None,
    at: Annotated[
        list[str] | None, typer.Option(metavar="PLACE", help="Why not there? nov10-am/hall-3/09:30, or any part of that; repeatable.")
    ] = None,
    depth: Annotated[
        str | None, typer.Option(metavar="0|inner|K", help="Free its order and seats, or let K others move along.", show_default="0")
    ] = None,
    swap: Annotated[str | None, typer.Option(metavar="OTHER|all", help="Exchange it with another, or with each.")] = None,
    most: Annotated[int | None, typer.Option(min=1, help="Places to look at with --depth inner.", show_default="100")] = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="Wall time for all of it.")] = 10.0,
    every: Annotated[bool, typer.Option("--all", help="Show every place, not only the best dozen.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    force: Force = False,
    json: Json = False,
) -> None:
    """Every place that an item could take, and what it would cost, the best first; or why it cannot stand there."""
    with _errors(json):
        from scheduler import moves as mover
        from scheduler import shapes, show_moves
        from scheduler.given import with_item
        from scheduler.limits import limits
        from scheduler.show import DOZEN

        mover.together(at=bool(at), depth=depth, swap=swap, most=most, every=every)
        deep, limited = mover.depth_of(depth), limits(seconds, 8, 0, False, None)
        agenda, words = with_item(conference, agenda, item)
        given, answer = _both(conference, agenda, force)
        id = mover.named(given, answer, words)
        other = mover.partner(given, answer, id, swap) if swap is not None else None
        found, answers = _places(given, answer, id, at, limited, quiet, depth=deep, swap=other, most=most)
        if json:
            _print(shapes.moves_document(given, found, answers))
        else:
            shown = show_moves.table(given, found, None if every else DOZEN) if answers is None else None
            _print(shown or show_moves.answers(given, answers or (), found.penalty))
        if found.interrupted:
            raise typer.Exit(INTERRUPTED)
        if mover.nowhere(found, answers):
            raise typer.Exit(FAILED)
        if any(each.status == "unknown" for each in answers or ()):
            raise typer.Exit(NO_ANSWER)


@app.command(rich_help_panel="Change")
def diff(
    conference: ConferenceArgument,
    old: Annotated[
        str | None,
        typer.Argument(metavar="OLD", help="The agenda that people know, or '-' for stdin.", show_default="a history's last but one"),
    ] = None,
    new: Annotated[
        str | None, typer.Argument(metavar="NEW", help="The agenda that they are to know.", show_default="a history's newest")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--for", metavar="SPEAKER", help="Only what is new for one person, on their own clocks.")
    ] = None,
    before: Annotated[
        str | None, typer.Option(metavar="CONFERENCE", help="The conference of OLD, where its file was another one then.")
    ] = None,
    number: Annotated[
        int | None, typer.Option("--from", min=1, metavar="N", help="The older version of a history.", show_default="the last but one")
    ] = None,
    notices: Annotated[
        str | None,
        typer.Option(
            metavar="FOLDER|-",
            help="Write a message to everybody who must be told: .txt, .eml, and a table for a mail merge; '-' prints the texts.",
            rich_help_panel=LETTERS,
        ),
    ] = None,
    templates: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="Words of your own: a folder with templates.", rich_help_panel=LETTERS)
    ] = None,
    sender: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="From whom, like 'Office <office@example.org>'.", rich_help_panel=LETTERS)
    ] = None,
    sent: Annotated[
        bool,
        typer.Option("--sent", help="Note in the history that they are told now, so that nobody is told twice.", rich_help_panel=LETTERS),
    ] = False,
    write_templates: Annotated[
        str | None,
        typer.Option(
            metavar="FOLDER",
            is_eager=True,
            callback=_write_templates,
            help="Write the usual templates, to edit them, and exit.",
            rich_help_panel=LETTERS,
        ),
    ] = None,
    lang: Language = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Show what moved between two agendas, in which respect, and who must be told what; or write to them.

    Of a history: what moved in its newest version, and who must be told what is new since they were told last.
    The exit code is 0 whether anything moved or not.
    """
    with _errors(json):
        from instances.notices import letters
        from scheduler import given, publish, show_diff, show_history
        from scheduler.sides import together

        together(notices, templates, sender, json=json, sent=sent)
        target = letters.folder(notices) if notices is not None else None
        sides = given.sides(conference, old, new, before, number, force=force, sent=sent, note=_remark)
        only = sides.person(person) if person is not None else None
        if target is not None:
            messages = sides.notices(templates, lang or "en", only)
            if target == "-" or (sides.versions and not messages):
                _print(letters.texts(messages))
            else:
                _note(letters.write(target, messages, sender))
            _note(letters.unreachable(messages))
            if sent and messages:
                _note(str(show_history.words(publish.sent(conference, sides, [message.person for message in messages]))))
        else:
            _print(sides.document(only) if json else show_diff.view(sides, only, lang or "en"))


@app.command(rich_help_panel="Share")
def publish(
    conference: ConferenceArgument,
    agenda: Annotated[str, typer.Argument(metavar="AGENDA", help="An agenda's JSON file, or '-' for stdin.")],
    to: Annotated[
        str | None, typer.Option("--to", metavar="FILE", help="The history, made at first.", show_default="ID.history.db")
    ] = None,
    who: Who = None,
    why: Why = "",
    after: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="The version from which it was made.", show_default="as the agenda says, or the newest"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Although hard rules are broken, or the conference has changed since.")] = False,
    json: Json = False,
) -> None:
    """Append an agenda to a history, from which nothing is ever lost: 'agenda publish wuzhen2022 wuzhen2022.agenda.json'."""
    with _errors(json):
        from scheduler import publish as publisher
        from scheduler import show_history
        from scheduler.history import Broken

        try:
            done = publisher.publish(conference, agenda, to, who, why, after, force=force, note=_remark)
        except Broken as error:
            _complain(error, json)
            raise typer.Exit(FAILED) from None
        _print(show_history.document(done) if json else show_history.words(done))


@app.command(rich_help_panel="Share")
def history(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A history, as 'agenda publish' writes it.")],
    verify: Annotated[bool, typer.Option("--verify", help="Compute all hashes again, and name the first version that is wrong.")] = False,
    revert: Annotated[int | None, typer.Option(metavar="N", help="Publish an older version again.")] = None,
    told: Annotated[bool, typer.Option("--told", help="Note that everybody was told the newest version.")] = False,
    who: Who = None,
    why: Why = "",
    json: Json = False,
) -> None:
    """List what was published, when and by whom, and who was not told of it yet."""
    with _errors(json):
        from scheduler import publish, show_history
        from scheduler.history import Damaged

        try:
            done = publish.history(file, who, why, verify=verify, revert=revert, told=told)
            _print(show_history.document(done) if json else show_history.words(done))
        except Damaged as error:
            _complain(error, json)
            raise typer.Exit(FAILED) from None


@app.command(rich_help_panel="Share")
def calendars(
    files: Annotated[
        list[str], typer.Argument(metavar="IN... OUT", help="A history, or a conference and its agenda; and a folder to write to.")
    ],
    by: Annotated[
        str | None,
        typer.Option(metavar="room|track|subforum|speaker", help="Only these, beside that of all.", show_default="those for everybody"),
    ] = None,
    only: Annotated[
        str | None, typer.Option("--for", metavar="NAME", help="Only that of a person, room, track or subforum: OUT.ics, or '-'.")
    ] = None,
    talks: Annotated[bool, typer.Option("--talks", help="An entry for each talk, not for each sitting, in those for everybody.")] = False,
    sender: Annotated[str | None, typer.Option(metavar="ADDRESS", help="From whom they are, like 'Office <office@example.org>'.")] = None,
    lang: Language = None,
    force: Force = False,
) -> None:
    """Write calendars that people can subscribe to: 'agenda calendars wuzhen2022.history.db public/'.

    From a history they know what moved since, and what is cancelled. Those by speaker hold links to join by: each is for
    that person alone.
    """
    with _errors(False):
        from instances import formats
        from scheduler import calendars as writing

        sources, target = formats.last_of(files)
        target = writing.writable(target, sources, only, by)
        found = writing.calendars(sources, language=lang or "en", talks=talks, sender=sender, force=force, note=_remark)
        for words in writing.write(found, target, by, only).split("\n"):
            _note(words)


@app.command(rich_help_panel="Change")
@changing
def repair(
    conference: ConferenceArgument,
    agenda: AgendaArgument = None,
    happened: Happened = (),
    now: Annotated[str | None, typer.Option(metavar="TIME", help="What has begun by then stays: 2022-11-09T15:00.")] = None,
    most: Annotated[int | None, typer.Option("--max-moves", min=0, help="The most things that may move.")] = None,
    others: Annotated[
        int | None,
        typer.Option(
            "--alternatives",
            min=0,
            max=20,
            help="So many moves more: what each would buy.",
            show_default="1 where something moves, for 5 seconds at most",
        ),
    ] = None,
    overflow: Annotated[bool, typer.Option("--overflow", help="Leave out what hurts least, where nothing else is possible.")] = False,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", help="Where to write the agenda; '-' is stdout.", show_default="ID.repaired.agenda.json"),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(
            min=0.1, help="Wall time for each: the repair, what more moves would buy, or why not.", show_default="30, 5, what is left of 30"
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    lang: Language = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Make a published agenda hold again, and disturb as few people as can be, with proof. Nothing is published.

    'agenda repair wuzhen2022 wuzhen2022.agenda.json --cancel s017=drop --resource interpreter-team=-1'.
    """
    with _errors(json):
        from dataclasses import replace

        from constraints.profile import problems
        from instances.changes.options import read
        from instances.changes.when import moment
        from instances.formats import keep, writable
        from scheduler import explained, given, repaired
        from scheduler.fates import choices
        from scheduler.limits import limits
        from scheduler.repair import Mending
        from scheduler.shapes import alone

        alone("--json, which prints the agenda, too,", ("--out -", json and out == "-"))
        limited = limits(30.0 if seconds is None else seconds, 8, 0, False, None)
        base, state, published = given.to_repair(conference, agenda, force=force, note=_remark)
        target = writable(f"{state.id}.repaired.agenda.json" if out is None else out, conference)
        last = given.last(conference, _remark)
        at = moment(state, now) if now is not None else None
        known: dict[str, Any] = {"now": at, "before": given.told(last)}
        if fates := choices(happened, state, published):
            from scheduler import show_whatif

            compared = _compared(state, published, fates, limited, quiet, **known)
            _print(show_whatif.document(state, compared) if json else show_whatif.undecided(compared))
            raise typer.Exit(FAILED)
        changes = read(happened, state, published, problems)
        _understood(state, changes)
        mending = Mending(state, published, changes, **known)
        found = _repaired(mending, limited, quiet, most=most, overflow=overflow)
        answer = repaired.written(base, published, found)
        silent = json or (answer is not None and target == "-")
        if not silent:
            _print(repaired.words(state, published, found, lang or "en", last))
        if answer is not None:
            _note(keep(answer, target, spare=not json).words)
        why, without, alternatives = None, None, None
        if found.status == "infeasible" and most is None:
            asked, thorough = repaired.explaining(limited, found, seconds), seconds is not None
            stuck = repaired.impossible(found.conference, published, at)
            latest = repaired.changed(state, found.conference)
            why = _explain(stuck, asked, 5, thorough, quiet, proved=not found.narrowed, latest=latest)
            if not json:
                _print(repaired.because(found.conference, why))
            if not overflow and not why.interrupted:
                asked = replace(limited, seconds=repaired.WITHOUT if seconds is None else seconds)
                without = _repaired(mending, asked, quiet, overflow=True, brief=True)
                if not json:
                    _print(repaired.possible_without(found.conference, without))
        elif answer is not None and (number := int(not silent and bool(found.moves)) if others is None else others):
            asked = replace(limited, seconds=repaired.MORE if others is None else limited.seconds)
            alternatives = _alternatives(mending, found, number, asked, quiet)
        if json:
            reason = explained.document(found.conference, why) if why else None
            _print(repaired.document(base, state, published, found, alternatives, reason, without))
        elif alternatives:
            _print(repaired.bought(found, alternatives))
        if any(step and step.interrupted for step in (found, why, without, alternatives)):
            raise typer.Exit(INTERRUPTED)
        if found.agenda is None or found.agenda.unplaced:
            raise typer.Exit(NO_ANSWER if found.status == "unknown" else FAILED)


@app.command(rich_help_panel="Change")
@changing
def whatif(
    conference: ConferenceArgument,
    agenda: AgendaArgument = None,
    file: Annotated[str | None, typer.Argument(metavar="FILE", help="Scenarios as YAML, or '-' for stdin.", show_default=False)] = None,
    happened: Happened = (),
    case: Annotated[
        list[str] | None, typer.Option(metavar="LINE", help="One more scenario: 'NAME: --cancel s017 --seats hall-1=150'; repeatable.")
    ] = None,
    each: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="Every loss of a speaker, room, resource, block, subforum or room-block; repeatable."),
    ] = None,
    pairs: Annotated[bool, typer.Option("--pairs", help="Every two of these losses, too.")] = False,
    require: Annotated[
        str | None,
        typer.Option(metavar="DEMANDS", help="Exit 1 unless each is optimal, gap=2, moves<=3, told<=10, penalty<=N."),
    ] = None,
    report: Annotated[str | None, typer.Option(metavar="FILE", help="Write a page with a picture (.html), or a table (.csv).")] = None,
    journal: Annotated[str | None, typer.Option(metavar="FILE", help="Keep what is done, and go on from there.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Scenarios side by side, each on one core.", show_default="cores")] = None,
    cluster: Annotated[str | None, typer.Option(metavar="tcp://HOST:PORT", help="Send them to a Dask scheduler instead.")] = None,
    seconds: Annotated[float | None, typer.Option(min=0.1, help="Wall time for each scenario of a file.", show_default="30")] = None,
    effort: Annotated[
        float | None, typer.Option(min=0.1, help="Deterministic time for each tier of a scenario of many.", show_default="20")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of the search.")] = 0,
    now: Annotated[str | None, typer.Option(metavar="TIME", help="What has begun by then stays: 2022-11-09T15:00.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Show all of a ranking, not only the worst dozen.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    force: Force = False,
    json: Json = False,
) -> None:
    """What would happen if: scenarios beside each other, or every single loss, the worst first. Nothing is published.

    Scenarios: 'agenda whatif wuzhen2022 published.json cases.yaml --case "no keynote: --cancel s017"'.
    Losses: 'agenda whatif wuzhen2022 published.json --each speaker --each room-block --report losses.html'.
    """
    with _errors(json):
        from instances.changes.when import moment
        from instances.formats import once, writable, write
        from scheduler import demands, show_whatif, sweep, whatif_report
        from scheduler.given import last, to_repair, told, with_scenarios
        from scheduler.show import DOZEN
        from scheduler.whatif import Given

        asked = demands.demands(require)
        in_format = whatif_report.reporter(writable(report, conference, *([agenda] if agenda else []))) if report is not None else None
        runner, limited = sweep.how(bool(each), jobs, cluster, seconds, effort, seed)
        agenda, file = with_scenarios(conference, agenda, file)
        once(conference, agenda, file)
        both = to_repair(conference, agenda, force=force, note=_remark)[1:]
        given = Given(*both, limited, moment(both[0], now) if now is not None else None, told(last(conference, _remark)))
        scenarios = sweep.scenarios(given, file, case or (), happened, each or (), pairs=pairs, note=_remark)
        _understood(both[0], [change for scenario in scenarios if scenario.name for change in scenario.changes])
        with _searching(quiet) as (watch, interrupt):
            found = sweep.sweep(given, scenarios, runner, journal, watch=watch, interrupt=interrupt)
        found = sweep.ranked(found) if each else found
        unmet = list(demands.unmet(asked, found.outcomes))
        _print(show_whatif.document(given.conference, found, unmet) if json else show_whatif.words(found, None if every else DOZEN))
        if in_format is not None and report is not None:
            _note(write(report, in_format(given.conference, found)))
        for one, demand in unmet:
            _note(demands.sentence(one, demand))
        if found.interrupted:
            raise typer.Exit(INTERRUPTED)
        if unmet or found.worst in ("refused", "infeasible"):
            raise typer.Exit(FAILED)
        if found.worst in ("failed", "unknown"):
            raise typer.Exit(NO_ANSWER)


@app.command(rich_help_panel="Make")
def pull(
    address: AddressArgument,
    out: Annotated[str, typer.Argument(metavar="OUT", help="Where to write the conference, by its suffix; '-' is stdout.")],
    token: Token = None,
    agenda: Annotated[str | None, typer.Option("--agenda", metavar="FILE", help="Also write the agenda that is released there.")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="The agenda of its schedule editor, not the one that was released.")] = False,
) -> None:
    """Fetch a conference from a pretalx: rooms, speakers with their zones and windows, submissions, slots. Nothing is changed there.

    Fetched again, what is new there comes into OUT, and your own work in it stays.
    'agenda pull https://pretalx.example.org/myconf mine.yaml --agenda mine.agenda.json'.
    """
    with _errors(False):
        from instances.formats import writable
        from instances.pretalx.address import address as place
        from instances.pretalx.api import Api
        from scheduler import given

        given.apart(out, agenda)
        writable(out, folder=True)
        if agenda is not None:
            writable(agenda)
        for words in given.pulled(Api(place(address), token, note=_remark), out, agenda, draft=draft, note=_remark):
            _note(words)


@app.command(rich_help_panel="Share")
def push(
    conference: ConferenceArgument,
    agenda: AgendaArgument = None,
    address: Annotated[
        str | None, typer.Argument(metavar="ADDRESS", help="The event's, like https://pretalx.example.org/myconf.", show_default=False)
    ] = None,
    token: Token = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Only say what would be changed.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Change it without asking; only a terminal is asked.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Although hard rules are broken, or the conference has changed since.")] = False,
    json: Json = False,
) -> None:
    """Put times and rooms of an agenda into the draft of a pretalx, where they differ. Nothing is released.

    An agenda that breaks hard rules is refused, but one that leaves things out is not.
    'agenda push mine.yaml mine.agenda.json https://pretalx.example.org/myconf --dry-run'.
    """
    with _errors(json):
        from instances.pretalx import push as pusher
        from instances.pretalx.address import address as place
        from instances.pretalx.api import Api
        from instances.problems import BadInput
        from scheduler import pushing, show_push
        from scheduler.given import with_address
        from scheduler.terminal import console

        agenda, where = with_address(conference, agenda, address)
        api = Api(place(where), token, note=_remark)
        given, answer = _both(conference, agenda, force)
        faults = pushing.faults(given, answer, force=force)
        if faults and not dry:
            _complain(BadInput(faults), json)
            raise typer.Exit(FAILED)
        for fault in faults:
            _remark(fault)
        plan = pusher.plan(api, given, answer, _remark)
        if plan.edits and not (dry or yes or json) and _terminal():
            _print(show_push.words(given, plan, pushed=False))
            dry = not typer.confirm("Change the draft so?", err=True)
        if not dry:
            with pushing.counting(console(stderr=True), len(plan.edits)) as done:
                plan = pusher.carry_out(api, plan, _remark, done)
        _print(show_push.document(given, plan, pushed=not dry) if json else show_push.words(given, plan, pushed=not dry))


@app.command(rich_help_panel="Change")
def serve(
    conference: ConferenceArgument,
    agenda: AgendaArgument = None,
    board: Annotated[
        str | None,
        typer.Option("--board", metavar="FILE", help="The board's file, made at first.", show_default="ID.board.db"),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="FILE", help="The history to publish to.", show_default="the one named, or ID.history.db")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where it is served; 0 for any that is free.")] = 8000,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Who can reach it: all but this machine need a token.")] = "127.0.0.1",
    token: Annotated[str | None, typer.Option(help="What everybody must know.", show_default="made where others can reach it")] = None,
    name: Annotated[str | None, typer.Option(metavar="HOST", help="What a proxy before it is called, as in board.example.org.")] = None,
    who: Who = None,
    opened: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
    force: Force = False,
) -> None:
    """A board in the browser, on which a committee moves an agenda by hand, solves around it, and publishes it.

    It begins with the agenda named, the newest of its history, or one made at once; it goes on where it was when it is served again.
    """
    with _errors(False):
        from scheduler.board import serve as server

        server.installed()
        where = server.address(host, port, token, name)
        listening = server.bound(where.host, where.port)
        with listening:
            found = server.board(conference, agenda, board, to, who, force=force, note=_remark)
            server.serve(found, listening, where, _print, opened=opened)


@app.command(rich_help_panel="Share")
def schema(name: Annotated[str | None, typer.Argument(metavar="NAME", help="One of those listed without a name.")] = None) -> None:
    """Print the JSON Schema of a file or of a --json output."""
    with _errors(False):
        from scheduler import shapes

        _print("\n".join(shapes.SCHEMAS) if name is None else shapes.schema(name))


def _import(files: list[str], mapped: str, yes: bool, told: dict[str, str | None], published: str | None, every: bool, json: bool) -> None:
    """Sheets of somebody's own made into a conference, or into what has become of it since the last time."""
    from constraints.profile import problems
    from instances import formats, imports
    from instances.problems import BadInput

    order = imports.order(files, mapped, problems)
    plan = imports.settle(imports.plan(order.sheets, mapped), **told)
    plan = imports.settle(plan, **_asked(imports.missing(plan)))
    if plan.questions and not yes and not _agreed(imports.proposal(plan)):
        _note(f"{' '.join(imports.keep_map(plan))}: change what is wrong in it, and convert again")
        raise typer.Exit(FAILED)
    try:
        done = imports.carry_out(plan, order.before, formats.read_agenda(published) if published is not None else None, order.name)
    except BadInput:
        _note("".join(imports.keep_map(plan)))
        raise
    for words in imports.keep(plan, done, order):
        _note(words)
    answer = imports.document(plan, done) if json else imports.words(plan, done, order.before, every)
    if order.target == "-":
        _note(str(answer))
    else:
        _print(answer)


def _asked(names: list[str]) -> dict[str, str]:
    """Answers to what nobody has told yet, where somebody sits at a terminal."""
    questions = {
        "title": "What is the conference called?",
        "timezone": "Where is it (a city, or a zone like Asia/Shanghai)?",
        "blocks": "When is it (like 9 Nov 2022 13:30-18:00; 10 Nov 2022 9:00-12:00, 14:00-18:00)?",
    }
    return {name: typer.prompt(questions[name], err=True, value_proc=partial(_told, name)) for name in names} if _terminal() else {}


def _told(name: str, answer: str) -> str:
    """An answer of which something can be made; otherwise the question is asked again."""
    from instances import imports
    from instances.problems import BadInput

    try:
        return imports.told(name, answer)
    except BadInput as error:
        raise UsageError(str(error)) from None


def _agreed(proposal: str) -> bool:
    """Whether somebody at a terminal says that columns hold what is proposed. Raises BadInput where nobody is there."""
    from instances.problems import BadInput, Problem

    for line in proposal.split("\n"):
        _note(line)
    if not _terminal():
        raise BadInput([Problem((), "nobody has agreed yet to what the columns hold", "say --yes, or run it in a terminal")])
    return typer.confirm("Is this what the columns hold?", default=True, err=True)


def _terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()


# --- reading, printing, and what goes wrong ---


def _read(source: str) -> Conference:
    from scheduler.given import conference

    return conference(source, _remark)


def _both(conference: str, agenda: str | None, force: bool, version: int | None = None) -> tuple[Conference, Agenda]:
    from scheduler.given import both

    return both(conference, agenda, force=force, version=version, note=_remark)


@contextmanager
def _searching(quiet: bool = False) -> Iterator[tuple[Watch, Interrupt]]:
    """Progress of a search on stderr, and Ctrl-C and the like as an interrupt that it hears of."""
    from scheduler.limits import interruptible
    from scheduler.progress import watching
    from scheduler.terminal import console

    with watching(console(stderr=True), quiet) as watch, interruptible() as interrupt:
        yield watch, interrupt


def _run(conference: Conference, hint: Agenda | None, target: str, quiet: bool, limits: Limits) -> Result:
    """Solve with progress on stderr; whatever breaks, the best agenda so far is saved."""
    from instances.formats import keep
    from scheduler.solve import solve as solver

    best: list[Agenda] = []

    def note(progress: Progress) -> None:
        if progress.agenda is not None:
            best[:] = [progress.agenda]

    try:
        with _searching(quiet) as (watch, interrupt):

            def both(progress: Progress) -> None:
                note(progress)
                watch(progress)

            return solver(conference, limits, hint, both, interrupt)
    except BaseException:
        if best:
            _note(keep(best[0], target).words)
        raise


def _explain(conference: Conference, limits: Limits, ways: int, thorough: bool, quiet: bool, **how: Any) -> Explanation:
    """Look for causes and ways out with progress on stderr; Ctrl-C keeps those that are known."""
    from scheduler.explain import DEEPER
    from scheduler.explain import explain as explainer

    with _searching(quiet) as (watch, interrupt):
        deeper = limits.seconds if thorough else DEEPER
        return explainer(conference, limits, watch, interrupt, ways=ways, deeper=deeper, **how)


def _repaired(mending: Mending, limits: Limits, quiet: bool, **how: Any) -> Repair:
    """Repair with progress on stderr; Ctrl-C keeps the best that is known."""
    with _searching(quiet) as (watch, interrupt):
        return mending.repair(limits, **how, watch=watch, interrupt=interrupt)


def _alternatives(mending: Mending, found: Repair, number: int, limits: Limits, quiet: bool) -> Frontier:
    """What more moves would buy, with progress on stderr."""
    with _searching(quiet) as (watch, interrupt):
        return mending.frontier(found, number, limits, watch=watch, interrupt=interrupt)


def _compared(conference: Conference, agenda: Agenda, scenarios: Sequence[Scenario], limits: Limits, quiet: bool, **how: Any) -> Comparison:
    """Scenarios beside each other, with progress on stderr."""
    from scheduler.whatif import Given, whatif

    with _searching(quiet) as (watch, interrupt):
        return whatif(Given(conference, agenda, limits, **how), scenarios, watch=watch, interrupt=interrupt)


def _price(conference: Conference, agenda: Agenda, limits: Limits, quiet: bool) -> Prices:
    """Ask for prices with progress on stderr; Ctrl-C keeps those that are known."""
    from scheduler.prices import prices

    with _searching(quiet) as (watch, interrupt):
        return prices(conference, agenda, limits, watch, interrupt)


def _places(
    conference: Conference, agenda: Agenda, item: str, at: list[str] | None, limits: Limits, quiet: bool, **how: Any
) -> tuple[Moves, tuple[Answer, ...] | None]:
    """The places of an item, or the answers to 'why not there', with progress on stderr."""
    from scheduler import moves as mover
    from scheduler.why_not import why_not

    with _searching(quiet) as (watch, interrupt):
        if at:
            answers = why_not(conference, agenda, item, at, limits=limits, watch=watch, interrupt=interrupt)
            return mover.as_it_is(conference, agenda, item, interrupt), answers
        return mover.moves(conference, agenda, item, **how, limits=limits, watch=watch, interrupt=interrupt), None


def _report_solve(conference: Conference, result: Result, kept: Kept | None, json: bool) -> None:
    from scheduler import shapes, show

    if json:
        _print(shapes.solve_document(conference, result))
    elif kept is None or kept.target != "-":
        _print(show.outcome(conference, result))
    if kept:
        _note(kept.words)


def _write_page(conference: str, agenda: str | None, target: str, force: bool, version: int | None) -> None:
    from instances.formats import page, writable, write
    from scheduler.given import publications

    writable(target, conference, *([agenda] if agenda else []))
    _note(write(target, page.follow(publications(conference, agenda, force=force, version=version, note=_remark))))


def _write_report(
    target: str, sources: tuple[str, str | None, str | None], both: tuple[Conference, Conference, Agenda], report: Report, force: bool
) -> None:
    from instances.formats import write
    from scheduler import check_report, given

    sides = given.against(*sources, both, force=force)
    _note(write(target, check_report.html(*both[1:], report, sides)))


def _print(what: RenderableType | dict[str, Any]) -> None:
    from instances.formats import write
    from scheduler.terminal import console, piped

    if isinstance(what, dict):
        from json import dumps

        write("-", dumps(what, ensure_ascii=False, indent=1) + "\n")
    elif isinstance(what, str):
        write("-", what + "\n")
    elif (terminal := console()).is_terminal:
        terminal.print(what, markup=False)
    else:
        write("-", piped(what))


def _note(words: str) -> None:
    """Say on stderr what was done, or what is wrong."""
    with suppress(OSError):
        if words and sys.stderr is not None:
            sys.stderr.write("".join(c if c.isprintable() else " " for c in words) + "\n")


def _understood(conference: Conference, changes: Sequence[ChangeBase]) -> None:
    """Say on stderr which times were made of words."""
    from instances.changes.arrivals import understood

    for sentence in dict.fromkeys(understood(conference, changes)):
        _note(f"understood: {sentence}")


def _remark(problem: Problem) -> None:
    """Say on stderr what was ignored of an input."""
    _note(f"note: {problem}")


@contextmanager
def _errors(json: bool) -> Iterator[None]:
    """Bad input in words and exit 2, an interrupt as exit 130."""
    from instances.problems import BadInput

    try:
        yield
    except BadInput as error:
        _complain(error, json)
        raise typer.Exit(BAD_INPUT) from None
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        raise typer.Exit(DONE) from None
    except OSError as error:
        _note(f"error: {f'{error.filename}: ' if error.filename else ''}{error.strerror or error}")
        raise typer.Exit(BAD_INPUT) from None


@contextmanager
def _usage(words: list[str]) -> Iterator[None]:
    """Wrong usage as a document where the words ask for one."""
    json = "--json" in words
    try:
        yield
    except UsageError as error:
        if not json:
            raise
        from scheduler.shapes import misused

        with _errors(False):
            _complain(misused(error.format_message(), error.ctx.command_path if error.ctx else "agenda"), True)
        raise typer.Exit(BAD_INPUT) from None


def _complain(error: BadInput, json: bool) -> None:
    from instances.problems import MOST

    if json:
        from scheduler import shapes

        _print(shapes.error_document(error))
        return
    for problem in error.problems:
        _note(f"error: {problem}")
    if len(error.problems) > 1:
        _note(f"{'the first ' if len(error.problems) == MOST else ''}{len(error.problems)} problems")


def main() -> None:
    """Entry point of the command `agenda`."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8", errors="replace")
    app(prog_name="agenda")


if __name__ == "__main__":
    main()
