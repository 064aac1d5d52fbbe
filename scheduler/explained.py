"""An explanation as a document, and in words for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from rich.console import Group, RenderableType
from rich.text import Text

from instances.changes import Change, apply
from instances.conference import Conference, Model
from instances.problems import BadInput, Problem
from scheduler.shapes import alone

if TYPE_CHECKING:
    from scheduler.explain import Explanation
    from scheduler.reasons import Fact, Reason

MOST = 20
"""Facts that are listed of a reason in which some may be to spare."""

SHOWN = 8
"""Things to be held that are listed one by one; of more, only how many there are."""


class FactDocument(Model):
    """A member of a reason. `path`: that of the fact, or the id of what is to be held."""

    path: str
    sentence: str


class ReasonDocument(Model):
    """What cannot all hold: without any one of `facts`, `given` and `held` the others can, if that is proved (`minimal`)."""

    sentence: str
    held: tuple[FactDocument, ...]
    facts: tuple[FactDocument, ...]
    given: tuple[FactDocument, ...]
    minimal: bool


class WayDocument(Model):
    """Changes after which there is an agenda: `cost` is how hard they are to grant, `sentences` say each.

    `least`: whether it is proved that they ask for no more than they must.
    """

    cost: int
    least: bool
    changes: tuple[Change, ...]
    sentences: tuple[str, ...]


class ExplainDocument(Model):
    """What 'agenda explain --json' prints.

    `complete`: whether without the reasons named it is possible. `cheapest`: whether it is proved that
    no way out is cheaper than those named.
    """

    format: Literal["agendawright/explain@1"] = "agendawright/explain@1"
    conference: str
    status: Literal["possible", "impossible", "unknown"]
    interrupted: bool
    complete: bool
    cheapest: bool
    reasons: tuple[ReasonDocument, ...]
    ways: tuple[WayDocument, ...]


def together(take: int | None, out: str | None, ways: int, *, json: bool) -> None:
    """Refuse options that say nothing, or two things, together. Raises BadInput."""
    if (take is None) != (out is None):
        raise BadInput([Problem((), "--take and --out go together: which way out, and where the conference is written", "name both")])
    if take is not None and take > ways:
        raise BadInput([Problem((), f"--take {take} is more than the {ways} ways that are looked for", "raise --ways")])
    if json:
        alone("--json, which prints the explanation,", ("--out -", out == "-"))


def taken(conference: Conference, explanation: Explanation, number: int) -> Conference:
    """The conference after one of the ways out, from 1 on. Raises BadInput where there is no such way."""
    if number > len(explanation.ways):
        some = f"only {len(explanation.ways)} ways out" if explanation.ways else "no way out"
        raise BadInput([Problem((), f"there is {some}, and nothing was written", "take another, or give it more time with --seconds")])
    return apply(conference, explanation.ways[number - 1].changes)


def document(conference: Conference, explanation: Explanation) -> dict[str, Any]:
    """An explanation as plain data."""

    def members(found: tuple[Fact, ...]) -> tuple[FactDocument, ...]:
        return tuple(FactDocument(path=f.path, sentence=f.sentence) for f in found)

    return ExplainDocument(
        conference=conference.id,
        status=explanation.status,
        interrupted=explanation.interrupted,
        complete=explanation.complete,
        cheapest=explanation.cheapest,
        reasons=tuple(
            ReasonDocument(sentence=r.sentence, held=members(r.held), facts=members(r.facts), given=members(r.given), minimal=r.minimal)
            for r in explanation.reasons
        ),
        ways=tuple(
            WayDocument(
                cost=way.cost, least=way.least, changes=way.changes, sentences=tuple(change.sentence(conference) for change in way.changes)
            )
            for way in explanation.ways
        ),
    ).model_dump(mode="json", by_alias=True, exclude_defaults=False)


def words(conference: Conference, explanation: Explanation, more: str = "--thorough") -> RenderableType:
    """An explanation for people who must do something about it. `more`: the option with which easier ways out are looked for."""
    if explanation.status == "possible":
        return Text(f"Nothing is in the way: an agenda of {conference.id} exists, and 'agenda solve' finds the best.", style="bold green")
    if explanation.status == "unknown":
        return Text("Time ran out before an agenda was found, or a proof that there is none; give it more with --seconds.", style="bold")
    return Group(*_reasons(conference, explanation), *_ways(conference, explanation, more))


def _reasons(conference: Conference, explanation: Explanation) -> Iterator[RenderableType]:
    number = len(explanation.reasons)
    if not number:
        early = "it was stopped" if explanation.interrupted else "time ran out, of which --seconds gives it more,"
        yield Text(f"There is no agenda; {early} before a cause was told apart.", style="bold red")
        return
    causes = "one cause" if number == 1 else f"{number} causes, each enough by itself"
    yield Text(f"There is no agenda: {causes}.", style="bold red")
    for n, reason in enumerate(explanation.reasons, 1):
        yield Text("")
        yield Text(f"{n}. {reason.sentence}" if number > 1 else reason.sentence, style="bold")
        yield from (Text(f"   - {line}") for line in _members(conference, reason))
        if len(reason.members) > 1:
            yield Text(
                "   Without any one of these the others can be." if reason.minimal else "   Time ran out: some of these may be to spare."
            )
    if not explanation.complete:
        yield Text("\nTime ran out: there may be further causes. Give it more with --seconds.")


def _members(conference: Conference, reason: Reason) -> Iterator[str]:
    told = [fact.sentence for fact in (*reason.facts, *reason.given)]
    most = len(told) if reason.minimal else MOST
    yield from told[:most]
    if told[most:]:
        yield f"{len(told) - most} more, which --json names."
    if len(reason.held) <= SHOWN:
        yield from (fact.sentence for fact in reason.held)
    else:
        some = "; ".join(conference.name(fact.path) for fact in reason.held[:SHOWN])
        yield f"{len(reason.held)} subforums and fixtures are to be held, among them {some}."


def _ways(conference: Conference, explanation: Explanation, more_time: str) -> Iterator[RenderableType]:
    if not explanation.ways:
        none = "None of the changes that could be asked for is a way out." if explanation.cheapest else "No way out was found in the time."
        yield Text(f"\n{none}")
        return
    yield Text("\nWays out, the easiest first; each was tried, and an agenda exists with it:", style="bold")
    for n, way in enumerate(explanation.ways, 1):
        first, *more = (change.sentence(conference) for change in way.changes)
        yield Text(f"{n}. {first}  (effort {way.cost})")
        yield from (Text(f"   and {sentence}") for sentence in more)
        if not way.least:
            yield Text("   Less of it may do: there was no time to settle that.")
    if not explanation.cheapest:
        yield Text(f"Easier ones may exist that take several changes; {more_time} looks for them until the time is over.")
