"""The JSON documents that commands print: versioned, and described by their schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol

from pydantic import BaseModel

from instances.agenda import Agenda, RuleScore, Unplaced
from instances.conference import Conference, Instant, Model
from instances.problems import BadInput, Problem, either, nearest
from scheduler.check import agrees
from scheduler.figures import Figure, figures
from scheduler.show import ShowDocument

if TYPE_CHECKING:
    from constraints import Violation
    from scheduler.check import Report
    from scheduler.conflicts import Conflicts
    from scheduler.moves import Move, Moves
    from scheduler.places import Place
    from scheduler.prices import Prices
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


class PriceDocument(Model):
    """What a wish, a pin or a relation costs all the others: points that would be saved without it.

    `least` is what an agenda that was found saves, `most` what none can exceed, null where nothing
    is proved; they are equal where the price is known exactly. `id`: the rule, or a path like `pins/3`.
    """

    kind: Literal["rule", "pin", "relation"]
    id: str
    least: int
    most: int | None
    exact: bool
    sentence: str


class PricesDocument(Model):
    """What 'agenda check --prices' found. `improvable`: points that could be saved without giving up
    anything. `missing`: what there was no time to ask, as ids. `refused`: why there are no prices, if so."""

    improvable: PriceRange | None = None
    prices: tuple[PriceDocument, ...] = ()
    missing: tuple[str, ...] = ()
    interrupted: bool = False
    refused: str = ""


class PriceRange(Model):
    """Points, at least and at most; `most` is null where nothing is proved."""

    least: int
    most: int | None


class CheckDocument(Model):
    """What 'agenda check --json' prints.

    `penalty` is what the checker counts, null where the agenda names things that the conference
    has not; `stated` is what the agenda says, null where it says nothing; `agrees` whether they
    are equal, null where one is missing. `figures` are facts of the agenda beside the penalty;
    none where it names things that the conference has not. `prices`: where they were asked for.
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
    figures: tuple[Figure, ...] = ()
    prices: PricesDocument | None = None


class ConflictDocument(Model):
    """Two subforums that can never be parallel, or never share a block, and why."""

    kind: Literal["parallel", "block"]
    subforums: tuple[str, str]
    reason: Literal["relation", "people", "room", "resource", "minutes"]
    items: tuple[str, ...]
    sentence: str


class CliqueDocument(Model):
    """Subforums no two of which can be parallel (or share a block), with what is behind every conflict
    among them, their minutes, and those of the blocks in which one of them may stand."""

    kind: Literal["parallel", "block"]
    subforums: tuple[str, ...]
    shared: tuple[str, ...]
    minutes: int
    blocks: tuple[str, ...]
    block_minutes: int


class ParallelDocument(Model):
    """Sittings that can be held at one time in a block, at most, and by what that is known."""

    block: str
    most: int
    by: str


class ConflictsDocument(Model):
    """What 'agenda conflicts --json' prints: only what is true of every admissible agenda.

    `least_times`: sittings that stand one after another in every agenda, at least. `complete`: whether all cliques are listed.
    """

    format: Literal["agendawright/conflicts@1"] = "agendawright/conflicts@1"
    conference: str
    conflicts: tuple[ConflictDocument, ...]
    cliques: tuple[CliqueDocument, ...]
    complete: bool
    most_parallel: int
    parallel: tuple[ParallelDocument, ...]
    least_times: int


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
    """The answer to one --at. `others` move in `move`, which is null where no agenda has it there, or none was found in time.

    `minimal`: whether none of `causes` is to spare; `cheapest`: whether it is proved that no way is easier than `ways`.
    """

    at: str
    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    move: MoveDocument | None
    others: int
    fewest: bool
    in_the_way: tuple[ViolationDocument, ...]
    causes: tuple[str, ...]
    minimal: bool
    ways: tuple[tuple[str, ...], ...]
    cheapest: bool
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


def _in(module: str, name: str) -> Callable[[], type[BaseModel]]:
    """A model of a module that is loaded when somebody asks for it."""

    def found() -> type[BaseModel]:
        model: type[BaseModel] = getattr(import_module(module), name)
        return model

    return found


SCHEMAS: dict[str, Callable[[], type[BaseModel]]] = {
    "conference": lambda: Conference,
    "agenda": lambda: Agenda,
    "solve": lambda: SolveDocument,
    "check": lambda: CheckDocument,
    "show": lambda: ShowDocument,
    "conflicts": lambda: ConflictsDocument,
    "moves": lambda: MovesDocument,
    "map": _in("instances.imports.mapping", "Map"),
    "import": _in("instances.imports.report", "ImportDocument"),
    "scenarios": _in("instances.changes.scenarios", "Scenarios"),
    "changes": _in("instances.changes.scenarios", "Changes"),
    "explain": _in("scheduler.explained", "ExplainDocument"),
    "diff": _in("scheduler.diff", "DiffDocument"),
    "repair": _in("scheduler.repaired", "RepairDocument"),
    "history": _in("scheduler.show_history", "HistoryDocument"),
    "whatif": _in("scheduler.show_whatif", "WhatIfDocument"),
    "push": _in("scheduler.show_push", "PushDocument"),
    "error": lambda: ErrorDocument,
}
"""The models of files and documents by name; those of imports and changes are loaded when they are asked for."""
_TYPED = ("conference", "agenda", "map", "scenarios", "changes")
"""Files that are read, not only printed."""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a file or document. Raises BadInput for an unknown name."""
    if name not in SCHEMAS:
        raise BadInput([Problem((), f"there is no schema '{name}'", nearest(name, SCHEMAS))])
    mode: Literal["validation", "serialization"] = "validation" if name in _TYPED else "serialization"
    found = SCHEMAS[name]().model_json_schema(by_alias=True, mode=mode)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def check_document(conference: Conference, agenda: Agenda, report: Report, prices: Prices | None = None) -> dict[str, Any]:
    """A report on an agenda as plain data, with its figures, and with prices where there are any."""
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
        figures=figures(conference, agenda) if report.counted else (),
        prices=_prices(prices) if prices else None,
    ).model_dump(mode="json")


def _prices(p: Prices) -> PricesDocument:
    found = tuple(PriceDocument(kind=x.kind, id=x.id, least=x.least, most=x.most, exact=x.exact, sentence=x.sentence) for x in p.prices)
    whole = PriceRange(least=p.improvable[0], most=p.improvable[1]) if p.improvable else None
    return PricesDocument(improvable=whole, prices=found, missing=p.missing, interrupted=p.interrupted, refused=p.refused)


def conflicts_document(conference: Conference, graph: Conflicts) -> dict[str, Any]:
    """A conflict graph as plain data."""
    return ConflictsDocument(
        conference=conference.id,
        conflicts=tuple(
            ConflictDocument(kind=e.kind, subforums=(e.one, e.other), reason=e.reason, items=e.items, sentence=e.sentence)
            for e in graph.edges
        ),
        cliques=tuple(
            CliqueDocument(kind=c.kind, subforums=c.members, shared=c.shared, minutes=c.minutes, blocks=c.blocks, block_minutes=c.there)
            for c in graph.cliques
        ),
        complete=graph.complete,
        most_parallel=graph.most,
        parallel=tuple(ParallelDocument(block=b, most=most, by=by) for b, (most, by) in graph.parallel.items()),
        least_times=graph.times,
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
        minimal=answer.minimal,
        ways=answer.ways,
        cheapest=answer.cheapest,
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


class Graded(Protocol):
    """What has a status, and a gap in per cent, if that is known."""

    @property
    def status(self) -> str:
        """One of optimal, feasible, infeasible, unknown."""

    @property
    def gap(self) -> float | None:
        """How far it is from its bound."""


def required(demand: str | None) -> Callable[[Graded], bool]:
    """A test of a result from words: 'optimal', or 'gap=2' for at most 2 per cent. Raises BadInput."""
    if demand is None:
        return lambda _: True
    if demand == "optimal":
        return lambda result: result.status == "optimal"
    if match := re.fullmatch(r"gap=(\d+(?:\.\d+)?)", demand):
        most = float(match[1])
        return lambda result: result.gap is not None and result.gap <= most
    raise BadInput([Problem((), f"'{demand}' is nothing that --require knows", "write optimal, or gap=2")])


def alone(option: str, *others: tuple[str, bool]) -> None:
    """Refuse options that `option` would silently ignore; each with whether it is given. Raises BadInput."""
    given = [other for other, is_given in others if is_given]
    if given:
        raise BadInput([Problem((), f"{option} does not go with {either(given)}", "leave one of them out")])


def misused(words: str, command: str) -> BadInput:
    """Wrong usage of a command as bad input."""
    return BadInput([Problem((), " ".join(words.split()).rstrip("."), f"see '{command} --help'")])
