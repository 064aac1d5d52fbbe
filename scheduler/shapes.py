"""The JSON documents that commands print: versioned, and described by their schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from instances.agenda import Agenda, RuleScore, Unplaced
from instances.conference import Conference, Instant, Model
from instances.problems import BadInput, Problem, either, nearest
from scheduler.check import agrees
from scheduler.show import ShowDocument

if TYPE_CHECKING:
    from constraints import Violation
    from scheduler.check import Report
    from scheduler.moves import Move, Moves
    from scheduler.places import Place
    from scheduler.solve import Result
    from scheduler.why_not import Answer


class ViolationDocument(Model):
    """One violation: the rule, its amount in the rule's unit, points, and the sentence."""

    rule: str
    hard: bool
    amount: int
    penalty: int
    items: tuple[str, ...]
    facts: tuple[str, ...]
    sentence: str


class CheckDocument(Model):
    """What 'agenda check --json' prints.

    `penalty` is what the checker counts, null where the agenda names things that the conference
    has not; `stated` is what the agenda says, null where it says nothing; `agrees` whether they
    are equal, null where one is missing.
    """

    format: Literal["agendawright/check@1"] = "agendawright/check@1"
    conference: str
    admissible: bool
    draft: bool
    unplaced: tuple[Unplaced, ...]
    penalty: int | None
    stated: int | None
    agrees: bool | None
    rules: dict[str, RuleScore]
    violations: tuple[ViolationDocument, ...]


class CauseDocument(Model):
    """A reason why no agenda can exist."""

    rule: str
    items: tuple[str, ...]
    sentence: str


class SolveDocument(Model):
    """What 'agenda solve --json' prints; the agenda itself is null where none was found."""

    format: Literal["agendawright/solve@1"] = "agendawright/solve@1"
    conference: str
    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    draft: bool
    interrupted: bool
    penalty: int | None
    bound: int | None
    gap: float | None
    left_out: tuple[Unplaced, ...]
    causes: tuple[CauseDocument, ...]
    agenda: Agenda | None


class PlaceDocument(Model):
    """Where an item stands; `at` are the words for --at, `swap` what it is exchanged with."""

    at: str
    block: str
    rooms: tuple[str, ...]
    start: Instant
    end: Instant
    sitting: str
    swap: str


class ReasonDocument(Model):
    """What a wish costs more, or, below 0, less; `gone` where nothing of it is left."""

    rule: str
    points: int
    gone: bool
    sentence: str


class ShiftDocument(Model):
    """What else moves."""

    item: str
    sentence: str


class MoveDocument(Model):
    """An item at a place: the change of penalty, in all and by rule, and why.

    `status`: optimal or feasible (perhaps for less) where it is possible, infeasible or unknown
    where not; the figures are then those with everything else fixed. `faults` are new or worse
    than in the agenda as it is, `mended` are no more.
    """

    place: PlaceDocument
    possible: bool
    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    change: int
    rules: dict[str, int]
    faults: tuple[ViolationDocument, ...]
    mended: tuple[ViolationDocument, ...]
    reasons: tuple[ReasonDocument, ...]
    along: tuple[ShiftDocument, ...]


class AnswerDocument(Model):
    """The answer to one --at. `others` move in `move`, which is null where no agenda has it there, or none was found in time."""

    at: str
    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    move: MoveDocument | None
    others: int
    fewest: bool
    in_the_way: tuple[ViolationDocument, ...]
    causes: tuple[str, ...]
    sentences: tuple[str, ...]


class MovesDocument(Model):
    """What 'agenda moves --json' prints: places, or with --at answers.

    `penalty` and `broken` are of the agenda as it is; `left` counts places not settled in time.
    """

    format: Literal["agendawright/moves@1"] = "agendawright/moves@1"
    conference: str
    item: str
    depth: int | Literal["inner"] | None
    penalty: int
    broken: int
    now: tuple[PlaceDocument, ...]
    places: tuple[MoveDocument, ...]
    answers: tuple[AnswerDocument, ...]
    left: int
    interrupted: bool


class ProblemDocument(Model):
    """One fault of an input."""

    file: str
    line: int
    path: str
    what: str
    remedy: str


class ErrorDocument(Model):
    """What a command prints with --json where the input is bad."""

    format: Literal["agendawright/error@1"] = "agendawright/error@1"
    problems: tuple[ProblemDocument, ...]


def _map() -> type[Model]:
    from instances.imports.mapping import Map

    return Map


def _import() -> type[Model]:
    from instances.imports.report import ImportDocument

    return ImportDocument


SCHEMAS: dict[str, Callable[[], type[Model]]] = {
    "conference": lambda: Conference,
    "agenda": lambda: Agenda,
    "solve": lambda: SolveDocument,
    "check": lambda: CheckDocument,
    "show": lambda: ShowDocument,
    "moves": lambda: MovesDocument,
    "map": _map,
    "import": _import,
    "error": lambda: ErrorDocument,
}
"""The models of files and documents by name; those of imports are loaded when they are asked for."""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a file or document. Raises BadInput for an unknown name."""
    if name not in SCHEMAS:
        raise BadInput([Problem((), f"there is no schema '{name}'", nearest(name, SCHEMAS))])
    mode: Literal["validation", "serialization"] = "validation" if name in ("conference", "agenda", "map") else "serialization"
    found = SCHEMAS[name]().model_json_schema(by_alias=True, mode=mode)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def check_document(conference: Conference, agenda: Agenda, report: Report) -> dict[str, Any]:
    """A report on an agenda as plain data."""
    return CheckDocument(
        conference=conference.id,
        admissible=not report.broken,
        draft=agenda.draft,
        unplaced=agenda.unplaced,
        penalty=report.penalty if report.counted else None,
        stated=agenda.score.penalty if agenda.score else None,
        agrees=agrees(agenda, report),
        rules=report.rules,
        violations=tuple(_violation(f.violation, hard=f.hard, penalty=f.penalty) for f in report.findings),
    ).model_dump(mode="json")


def _violation(v: Violation, *, hard: bool, penalty: int) -> ViolationDocument:
    return ViolationDocument(rule=v.rule, hard=hard, amount=v.amount, penalty=penalty, items=v.items, facts=v.facts, sentence=v.sentence)


def solve_document(conference: Conference, result: Result) -> dict[str, Any]:
    """The result of a search as plain data."""
    score = result.agenda.score if result.agenda else None
    return SolveDocument(
        conference=conference.id,
        status=result.status,
        draft=bool(result.agenda and result.agenda.draft),
        interrupted=result.interrupted,
        penalty=score.penalty if score else None,
        bound=score.bound if score else None,
        gap=score.gap if score else None,
        left_out=result.agenda.unplaced if result.agenda else (),
        causes=tuple(CauseDocument(rule=c.rule, items=c.items, sentence=c.sentence) for c in result.causes),
        agenda=result.agenda,
    ).model_dump(mode="json", by_alias=True)


def moves_document(conference: Conference, found: Moves, answers: Sequence[Answer] | None = None) -> dict[str, Any]:
    """Places, or the answers to 'why not there', as plain data."""
    return MovesDocument(
        conference=conference.id,
        item=found.item,
        depth=None if answers is not None else found.depth,
        penalty=found.penalty,
        broken=found.broken,
        now=tuple(map(_place, found.now)),
        places=() if answers is not None else tuple(map(_move, found.places)),
        answers=tuple(_answer(conference, answer, found.penalty) for answer in answers or ()),
        left=found.left,
        interrupted=found.interrupted,
    ).model_dump(mode="json")


def _place(place: Place) -> PlaceDocument:
    return PlaceDocument(
        at=place.at, block=place.block, rooms=place.rooms, start=place.start, end=place.end, sitting=place.sitting, swap=place.swap
    )


def _move(move: Move) -> MoveDocument:
    d = move.difference
    return MoveDocument(
        place=_place(move.place),
        possible=move.possible,
        status=move.status,
        change=d.penalty,
        rules=d.rules,
        faults=tuple(_violation(v, hard=True, penalty=0) for v in d.faults),
        mended=tuple(_violation(v, hard=True, penalty=0) for v in d.mended),
        reasons=tuple(ReasonDocument(rule=r.rule, points=r.points, gone=r.gone, sentence=r.sentence) for r in d.reasons),
        along=tuple(ShiftDocument(item=s.item, sentence=s.sentence) for s in move.along),
    )


def _answer(conference: Conference, answer: Answer, penalty: int) -> AnswerDocument:
    from scheduler.why_not import told

    return AnswerDocument(
        at=answer.there.words,
        status=answer.status,
        move=_move(answer.move) if answer.move else None,
        others=answer.others,
        fewest=answer.fewest,
        in_the_way=tuple(_violation(v, hard=True, penalty=0) for v in answer.in_the_way),
        causes=answer.causes,
        sentences=tuple(words for sentence, under in told(conference, answer, penalty) for words in (sentence, *under)),
    )


def error_document(error: BadInput) -> dict[str, Any]:
    """Bad input as plain data."""
    problems: Sequence[Problem] = error.problems
    found = tuple(
        ProblemDocument(file=p.file, line=p.line, path=p.path or "/".join(map(str, p.where)), what=p.what, remedy=p.remedy)
        for p in problems
    )
    return ErrorDocument(problems=found).model_dump(mode="json")


def required(demand: str | None) -> Callable[[Result], bool]:
    """A test of a result from words: 'optimal', or 'gap=2' for at most 2 per cent. Raises BadInput."""
    if demand is None:
        return lambda _: True
    if demand == "optimal":
        return lambda result: result.status == "optimal"
    if match := re.fullmatch(r"gap=(\d+(?:\.\d+)?)", demand):
        most = float(match[1])
        return lambda result: bool(
            result.agenda and result.agenda.score and result.agenda.score.gap is not None and result.agenda.score.gap <= most
        )
    raise BadInput([Problem((), f"'{demand}' is nothing that --require knows", "write optimal, or gap=2")])


def alone(option: str, *others: tuple[str, bool]) -> None:
    """Refuse options that `option` would silently ignore; each with whether it is given. Raises BadInput."""
    given = [other for other, is_given in others if is_given]
    if given:
        raise BadInput([Problem((), f"{option} does not go with {either(given)}", "leave one of them out")])


def misused(words: str, command: str) -> BadInput:
    """Wrong usage of a command as bad input."""
    return BadInput([Problem((), " ".join(words.split()).rstrip("."), f"see '{command} --help'")])
