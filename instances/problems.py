"""What is wrong with an input: where, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

Location = tuple[str | int, ...]

MOST = 1000
"""Problems that are told at once."""
COMPARED = 100_000
"""Words that are compared for the remedies of one input: a second's work."""


@dataclass(frozen=True)
class Problem:
    """One fault of an input.

    `where` are the keys and list positions that lead to it; `path` names the same place with
    ids in place of positions; `line` counts from 1 and is 0 where the input has no lines. `what`
    ends with another place that the fault is about, if `other` leads there.
    """

    where: Location
    what: str
    remedy: str = ""
    path: str = ""
    file: str = ""
    line: int = 0
    other: Location = ()

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else (f"{self.file}: " if self.file else "")
        path = self.path or "/".join(map(str, self.where))
        return f"{place}{path + ': ' if path else ''}{self.what}{'; ' + self.remedy if self.remedy else ''}"


Note = Callable[[Problem], object]
"""Is told what was ignored, or read otherwise than it may have been meant."""


class BadInput(Exception):
    """Input that cannot be used, with every problem found in it, as far as there are not more than `MOST`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        found: dict[Problem, None] = {}
        for problem in problems:
            found[problem] = None
            if len(found) == MOST:
                break
        self.problems = tuple(found)
        super().__init__("\n".join(map(str, self.problems)))

    def located(self, file: str, lines: Mapping[Location, int]) -> BadInput:
        """The same problems with the file and the line of each."""
        found = [replace(p, what=_with_line(p, lines), file=file, line=p.line or _line(p.where, lines), other=()) for p in self.problems]
        return BadInput(sorted(found, key=lambda p: p.line))


def _with_line(problem: Problem, lines: Mapping[Location, int]) -> str:
    """What is wrong, with the line of the other place that it is about."""
    return f"{problem.what} (line {_line(problem.other, lines)})" if problem.other and lines else problem.what


def _line(where: Location, lines: Mapping[Location, int]) -> int:
    """The line of a place, or of the nearest thing around it."""
    return next((lines[where[:n]] for n in range(len(where), -1, -1) if where[:n] in lines), 0)


def nearest(word: str, words: Iterable[str]) -> str:
    """A remedy that names the word most likely meant, or what there is to choose from."""
    known = sorted(set(words))
    close = get_close_matches(word, known, 1, 0.6) or get_close_matches(word.lower(), [w for w in known if w == w.lower()], 1, 0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    if not known:
        return "there is nothing to choose from"
    return f"known: {some(known)}"


class Nearest:
    """The remedies of `nearest` for many words, without comparing once that takes too long."""

    def __init__(self) -> None:
        self._left = COMPARED

    def __call__(self, word: str, words: Sequence[str]) -> str:
        """What word was meant, or what there is to choose from."""
        self._left -= len(words)
        return nearest(word, words) if self._left >= 0 else f"known: {some(words)}"


def some(words: Sequence[str]) -> str:
    """The first few words, and how many more there are."""
    return ", ".join(words[:8]) + (f" and {len(words) - 8:,} more" if len(words) > 8 else "")


def either(words: Iterable[str]) -> str:
    """'a, b or c'."""
    return listed(words, "or")


def listed(words: Iterable[str], joined: str = "and") -> str:
    """'a, b and c'."""
    *most, last = [*words] or [""]
    return f"{', '.join(most)} {joined} {last}" if most else last
