"""The command line: reads, calls one function, prints, exits. No logic of its own.

Exit codes: 0 done, 1 infeasible or check failed or --require not met, 2 bad input or usage,
3 no answer in time, 130 interrupted (the best found is saved).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, RenderableType

    from instances.agenda import Agenda
    from instances.conference import Conference
    from instances.problems import BadInput
    from scheduler.limits import Limits
    from scheduler.solve import Progress, Result

DONE, FAILED, BAD_INPUT, NO_ANSWER, INTERRUPTED = 0, 1, 2, 3, 130

app = typer.Typer(
    name="agenda",
    help="Conference agendas, solved, proved and explained.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ConferenceArgument = Annotated[
    str, typer.Argument(metavar="CONFERENCE", help="A file, '-' for stdin, or the name of a bundled conference.")
]
AgendaArgument = Annotated[str, typer.Argument(metavar="AGENDA", help="An agenda's JSON file, or '-' for stdin.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout (see 'agenda schema').")]
Force = Annotated[bool, typer.Option("--force", help="Use the agenda although the conference has changed since.")]
Language = Annotated[str, typer.Option("--lang", help="Language of titles, where they have several.")]


@app.command(rich_help_panel="Make")
def solve(
    conference: ConferenceArgument,
    out: Annotated[
        str | None, typer.Option("--out", "-o", help="Where to write the agenda; '-' is stdout. Default: ID.agenda.json")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="Wall time for the search.")] = 60.0,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Search strategies that run side by side.")] = 8,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of the search.")] = 0,
    repeatable: Annotated[bool, typer.Option("--repeatable", help="The same bytes on every run and machine; slower.")] = False,
    effort: Annotated[float, typer.Option(min=0.1, help="Deterministic time for each stage of a repeatable run.")] = 300.0,
    hint: Annotated[str | None, typer.Option(metavar="AGENDA", help="An agenda to start from.")] = None,
    require: Annotated[str | None, typer.Option(metavar="optimal|gap=N", help="Exit 1 unless the agenda is proved so good.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    json: Json = False,
) -> None:
    """Make the best agenda of a conference, with proof."""
    with _errors(json):
        from instances.formats import read_agenda
        from scheduler.limits import Limits
        from scheduler.shapes import required

        demand = required(require)
        given = _read(conference)
        start = read_agenda(hint) if hint else None
        target = out or f"{given.id}.agenda.json"
        limits = Limits(seconds, workers, seed, repeatable, effort)
        result = _run(given, start, target, quiet, limits)
        _save(result.agenda, target)
        _report_solve(given, result, target, json)
        if result.interrupted:
            raise typer.Exit(INTERRUPTED)
        if result.status == "unknown":
            raise typer.Exit(NO_ANSWER)
        if result.status == "infeasible" or not demand(result):
            raise typer.Exit(FAILED)


@app.command(rich_help_panel="Make")
def generate(
    subforums: Annotated[int, typer.Option(min=1, help="How many subforums.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same conference.")] = 0,
    infeasible: Annotated[str | None, typer.Option(metavar="CAUSE", help="Break it in one known way; 'list' names them.")] = None,
    planted: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the agenda that it was drawn around.")] = None,
    out: Annotated[str, typer.Option("--out", "-o", help="Where to write the conference; '-' is stdout.")] = "-",
    json: Json = False,
) -> None:
    """Draw a synthetic conference around an agenda that is known to work."""
    with _errors(json):
        from instances import generate as generator
        from instances.formats import write_atomically
        from instances.formats.native import write_conference

        if infeasible == "list":
            _print("\n".join(f"{name:14} {sentence}" for name, sentence in generator.CAUSES.items()))
            return
        conference, agenda = generator.generate(subforums, seed, infeasible)
        text = conference.model_dump_json(by_alias=True, exclude_defaults=True, indent=1) + "\n" if json else write_conference(conference)
        if out == "-":
            sys.stdout.write(text)
        else:
            write_atomically(Path(out), text)
        if planted:
            write_atomically(planted, agenda.to_json())


@app.command(rich_help_panel="Ask")
def check(conference: ConferenceArgument, agenda: AgendaArgument, force: Force = False, json: Json = False) -> None:
    """Score an agenda by rule, and name everything that is wrong with it."""
    with _errors(json):
        from scheduler import check as checker
        from scheduler import shapes, show

        given, answer = _both(conference, agenda, force)
        report = checker.check(given, answer)
        _print(shapes.check_document(given, report) if json else show.verdict(given, answer, report))
        if report.broken:
            raise typer.Exit(FAILED)


@app.command(rich_help_panel="Ask")
def show(
    conference: ConferenceArgument,
    agenda: AgendaArgument,
    by: Annotated[str, typer.Option(metavar="room|speaker|track", help="What to list it by.")] = "room",
    tz: Annotated[str | None, typer.Option(metavar="ZONE", help="Show times on these clocks, like America/New_York.")] = None,
    person: Annotated[str | None, typer.Option("--for", metavar="SPEAKER", help="Only one person's day, on their own clocks.")] = None,
    page: Annotated[Path | None, typer.Option(metavar="FILE", help="Write one self-contained HTML page instead.")] = None,
    lang: Language = "en",
    force: Force = False,
    json: Json = False,
) -> None:
    """Show an agenda by room, speaker or track, on anybody's clocks."""
    with _errors(json):
        from instances.names import find
        from scheduler import show as views

        given, answer = _both(conference, agenda, force)
        if page:
            from instances.formats import page as html
            from instances.formats import write_atomically

            write_atomically(page, html.write(given, answer))
            _console(stderr=True).print(f"Wrote {page}", soft_wrap=True)
            return
        speaker = find(given, person, ("speakers",)) if person else None
        view = views.as_data if json else views.view
        _print(view(given, answer, by=by, zone=tz, speaker=speaker, language=lang))


@app.command(rich_help_panel="Share")
def schema(name: Annotated[str | None, typer.Argument(metavar="NAME", help="One of those listed without a name.")] = None) -> None:
    """Print the JSON Schema of a file or of a --json output."""
    with _errors(True):
        from scheduler import shapes

        _print(shapes.schema(name) if name else "\n".join(shapes.SCHEMAS))


# --- reading, printing, and what goes wrong ---


def _read(source: str) -> Conference:
    from constraints.profile import problems
    from instances.formats import read_conference

    return read_conference(source, problems)


def _both(conference: str, agenda: str, force: bool) -> tuple[Conference, Agenda]:
    from instances.formats import read_agenda
    from scheduler.check import fits

    given, answer = _read(conference), read_agenda(agenda)
    if not force:
        fits(given, answer)
    return given, answer


def _run(conference: Conference, hint: Agenda | None, target: str, quiet: bool, limits: Limits) -> Result:
    """Solve with progress on stderr; whatever breaks, the best agenda so far is saved."""
    from scheduler.limits import interruptible
    from scheduler.progress import watching
    from scheduler.solve import solve as solver

    best: list[Agenda] = []

    def keep(progress: Progress) -> None:
        if progress.agenda is not None:
            best[:] = [progress.agenda]

    try:
        with watching(_console(stderr=True), quiet) as watch, interruptible() as interrupt:

            def both(progress: Progress) -> None:
                keep(progress)
                watch(progress)

            return solver(conference, limits, hint, both, interrupt)
    except BaseException:
        if best:
            _save(best[0], target)
        raise


def _save(agenda: Agenda | None, target: str) -> None:
    from instances.formats import write_atomically

    if agenda is not None and target != "-":
        write_atomically(Path(target), agenda.to_json())


def _report_solve(conference: Conference, result: Result, target: str, json: bool) -> None:
    from scheduler import shapes, show

    if target == "-" and result.agenda is not None:
        sys.stdout.write(result.agenda.to_json())
    elif json:
        _print(shapes.solve_document(conference, result))
    else:
        for cause in result.causes:
            _print(f"Impossible: {cause.sentence}")
        if result.agenda is not None and result.report is not None:
            _print(show.summary(conference, result.agenda, result.report))
            _console(stderr=True).print(f"Wrote {target}", soft_wrap=True)
        else:
            _print(
                "No agenda was found in time; give it more --seconds."
                if result.status == "unknown"
                else "No agenda and no draft was found."
            )


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


def _print(what: RenderableType | dict[str, Any]) -> None:
    if isinstance(what, dict):
        from json import dumps

        sys.stdout.write(dumps(what, ensure_ascii=False, indent=1) + "\n")
    else:
        _console().print(what, markup=False, soft_wrap=isinstance(what, str))


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
        if error.filename is None:
            raise
        sys.stderr.write(f"error: {error.filename}: {error.strerror}\n")
        raise typer.Exit(BAD_INPUT) from None


def _complain(error: BadInput, json: bool) -> None:
    if json:
        from scheduler import shapes

        _print(shapes.error_document(error))
        return
    for problem in error.problems:
        sys.stderr.write(f"error: {problem}\n")
    if len(error.problems) > 1:
        sys.stderr.write(f"{len(error.problems)} problems\n")


def main() -> None:
    """Entry point of the command `agenda`."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8", errors="replace")
    app()


if __name__ == "__main__":
    main()
