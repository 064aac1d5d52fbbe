"""What --require asks of every scenario: optimal, gap=2, moves<=3, told<=10, penalty<=4000."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from instances.problems import BadInput, Problem
from scheduler.shapes import required
from scheduler.whatif import Outcome

COUNTED: dict[str, Callable[[Outcome], int | None]] = {
    "moves": lambda one: one.moves,
    "told": lambda one: len(one.told),
    "penalty": lambda one: one.penalty,
}
"""What can be asked to be at most a number."""


@dataclass(frozen=True)
class Demand:
    """A demand in words, and whether an outcome meets it."""

    words: str
    met: Callable[[Outcome], bool]


def demands(words: str | None) -> tuple[Demand, ...]:
    """Demands from words with commas between them. Raises BadInput."""
    return tuple(map(_demand, words.split(","))) if words is not None else ()


def _demand(words: str) -> Demand:
    words = words.strip()
    if match := re.fullmatch(rf"({'|'.join(COUNTED)})\s*<=\s*(\d+)", words):
        count, most = COUNTED[match[1]], int(match[2])
        return Demand(words, lambda one: one.solved and (number := count(one)) is not None and number <= most)
    try:
        return Demand(words, required(words))
    except BadInput as error:
        remedy = "write optimal, gap=2, moves<=3, told<=10 or penalty<=4000, with commas between them"
        raise BadInput([Problem((), error.problems[0].what, remedy)]) from None


def unmet(asked: Iterable[Demand], outcomes: Iterable[Outcome]) -> Iterator[tuple[Outcome, Demand]]:
    """Which scenario fails which demand."""
    asked = tuple(asked)
    return ((one, demand) for one in outcomes for demand in asked if not demand.met(one))


def sentence(one: Outcome, demand: Demand) -> str:
    """'The keynote cancels' fails told<=10: 12."""
    count = COUNTED.get(re.split(r"\s*<=", demand.words)[0])
    gap = f"its gap is {one.gap:.1f} %" if demand.words.startswith("gap") and one.gap is not None else one.status
    return f"'{one.scenario}' fails {demand.words}: {count(one) if count and one.solved else gap}"
