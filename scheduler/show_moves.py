"""Places of an item for a terminal: a table of the best, and how many are impossible for what reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from instances.conference import Conference
from scheduler.moves import Move, Moves, by_rule
from scheduler.places import Place
from scheduler.show import DOZEN, _count, _plain_table, _text, _title
from scheduler.why_not import Answer, reason, told

REASONS = 2
"""Reasons that a place is shown with, and as many things that move along."""


def table(conference: Conference, found: Moves, most: int | None = DOZEN) -> RenderableType:
    """The best places, at `most` so many, and what is in the way of the others; with None all of them."""
    possible, impossible = found.possible, found.impossible
    shown = possible if most is None else possible[:most]
    return Group(
        _text(_heading(conference, found), "bold"),
        *_now(conference, found),
        *([_rows(conference, found, shown)] if shown else [Text("There is no place for it.")]),
        *(
            [Text(f"… and {_count(len(possible) - len(shown))} more; --all shows {'it' if len(possible) == len(shown) + 1 else 'them'}.")]
            if len(shown) < len(possible)
            else []
        ),
        *_impossible(conference, found, impossible, most),
        *_left(found),
    )


def answers(conference: Conference, found: Sequence[Answer], penalty: int) -> RenderableType:
    """The answers to 'why not there', in sentences."""
    lines: list[Text] = []
    for number, answer in enumerate(found):
        lines += [Text()] if number else []
        for sentence, under in told(conference, answer, penalty):
            lines += [_text(sentence), *(_text(f"  {words}") for words in under)]
    return Group(*lines)


def _heading(c: Conference, found: Moves) -> str:
    name = c.name(found.item) if found.item in c.owner else c.name(found.item.partition("/")[0])
    if any(move.place.swap for move in found.places):
        return f"{name}: {_of(found, 'exchange', 'exchanges')}."
    others = {0: "everything else as it is", "inner": "its talks in any order, everything else as it is"}
    how = others.get(found.depth, f"at most {found.depth} other{'s' if found.depth != 1 else ''} moved along")
    units = ("place", "places") if found.depth in others else ("room and block", "rooms and blocks")
    return f"{name}: {_of(found, *units)}, {how}."


def _of(found: Moves, unit: str, units: str) -> str:
    """How many of how many are possible."""
    number, total = len(found.possible), len(found.places)
    if total <= 1:
        return f"the only {unit} is {'' if number else 'not '}possible" if total else f"there are no {units}"
    return f"{_count(number) if number else 'none'} of {total} {units} {'is' if number <= 1 else 'are'} possible"


def _now(c: Conference, found: Moves) -> Iterator[RenderableType]:
    places = "; ".join(f"{_when(p)}{', ' if p.rooms else ''}{_rooms(c, p)}" for p in found.now)
    yield _text(f"Now: {places or 'left out'}. The agenda costs {found.penalty} points.")
    if found.broken:
        what = "is one thing that must not be" if found.broken == 1 else f"are {_count(found.broken)} things that must not be"
        yield Text(f"There {what} in the agenda as it is; a place is possible if it adds none.")


def _rows(c: Conference, found: Moves, shown: Sequence[Move]) -> RenderableType:
    swap = any(move.place.swap for move in shown)
    rows = _plain_table()
    rows.add_column("Change", justify="right", no_wrap=True)
    rows.add_column("Time", no_wrap=True)
    rows.add_column("Room", overflow="fold")
    if swap:
        rows.add_column("In exchange with", overflow="fold")
    rows.add_column("Why", overflow="fold", ratio=1)
    for move in shown:
        change = f"{move.difference.penalty:+}" if move.difference.penalty else "0"
        unproved = "" if move.status == "optimal" else "?"
        with_ = [_text(c.name(move.place.swap.partition("/")[0]))] if swap else []
        rows.add_row(f"{change}{unproved}", _text(_when(move.place)), _text(_rooms(c, move.place)), *with_, _why(found, move))
    return rows


def _why(found: Moves, move: Move) -> RenderableType:
    d = move.difference
    if move.place in found.now and not d.reasons and not move.along:
        return Text("where it is now")
    lines = [f"mends: {v.sentence}" for v in d.mended[:REASONS]]
    lines += [s.sentence for s in move.along[:REASONS]]
    more = len(move.along) - REASONS
    lines += [f"and {_count(more)} more {'moves' if more == 1 else 'move'}"] if more > 0 else []
    lines += [reason(r) for r in (*d.worse[:REASONS], *d.better[:REASONS])]
    return Group(*map(_text, lines)) if lines else Text("as good")


def _impossible(c: Conference, found: Moves, moves: Sequence[Move], most: int | None) -> Iterator[RenderableType]:
    if not moves:
        return
    are, them = ("is", "it") if len(moves) == 1 else ("are", "them")
    yield _title(f"{len(moves)} {are} not, {'as things stand' if found.depth == 0 else f'or nothing is known of {them}'}")
    rows = _plain_table(header=False)
    rows.add_column(justify="right", no_wrap=True)
    rows.add_column(overflow="fold")
    for rule, number, sentence in by_rule(moves):
        rows.add_row(str(number), _text(f"{rule.replace('_', ' ')}, like: {sentence}"))
    yield rows
    if most is None:
        each = _plain_table()
        for heading in ("Time", "Room"):
            each.add_column(heading, no_wrap=heading == "Time", overflow="fold")
        each.add_column("What is in the way", overflow="fold", ratio=1)
        for move in moves:
            sentences = [_text(v.sentence) for v in move.difference.faults] or [Text("not settled in time")]
            each.add_row(_text(_when(move.place)), _text(_rooms(c, move.place)), Group(*sentences))
        yield each


def _left(found: Moves) -> Iterator[RenderableType]:
    if found.left:
        more = "--most or --seconds" if found.depth == "inner" else "--seconds"
        was = "was" if found.left == 1 else "were"
        yield Text(f"{_count(found.left).capitalize()} of them {was} not settled: more {more} would do it.")
    if any(move.status == "feasible" for move in found.places):
        yield Text("? marks what is possible, but perhaps for less.")


def _when(place: Place) -> str:
    return f"{place.start:%b %d %H:%M}–{place.end:%H:%M}"


def _rooms(c: Conference, place: Place) -> str:
    return ", ".join(map(c.name, place.rooms))
