"""What a rule is: settings, the amounts it posts to a model, and the faults it finds in an agenda."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from instances.agenda import Agenda, Sitting
from instances.conference import Conference, Points

if TYPE_CHECKING:
    from constraints.variables import Expression, Variables

Word = Literal["must", "strong", "normal", "slight", "warn", "off"]

POINTS: dict[str, int] = {"strong": 20, "normal": 5, "slight": 1, "warn": 0, "off": 0}
"""Points per unit of a rule's amount, by the word for its level."""

Concerning = frozenset[str] | None
"""Ids of subforums and fixtures to which a check is confined; None for all."""


def touches(concerning: Concerning, ids: Iterable[str]) -> bool:
    """Whether a check confined to `concerning` looks at something with these ids."""
    return concerning is None or not concerning.isdisjoint(ids)


def concerned(agenda: Agenda, concerning: Concerning) -> Sequence[Sitting]:
    """The sittings that a check looks at."""
    return agenda.sittings if concerning is None else [s for s in agenda.sittings if s.subforum in concerning]


def around(agenda: Agenda, concerning: Concerning) -> Sequence[Sitting]:
    """The sittings that a check looks at, and all that stand between the start of the first of these and the end of the last."""
    if concerning is None:
        return agenda.sittings
    mine = concerned(agenda, concerning)
    first, last = min((s.first for s in mine), default=0), max((s.last for s in mine), default=0)
    return [s for s in agenda.sittings if (s.first < last and first < s.last) or s.subforum in concerning]


@dataclass(frozen=True)
class Amount:
    """How much of a rule one group of items breaks, as an expression of the model.

    `facts` are paths into the conference that a person could change; `items` the ids concerned.
    """

    expression: Expression
    items: tuple[str, ...]
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Violation:
    """One fault of a finished agenda, with a sentence that an organiser would say aloud."""

    rule: str
    amount: int
    items: tuple[str, ...]
    sentence: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Held:
    """That a subforum whose sittings fill their blocks has something in a block: one in a room, one of some talks, or anything."""

    block: str
    room: str = ""
    talks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tie:
    """What ties subforums to each other: each two of these that hold cost one unit of the rule, times `points`.

    `parts`: by the id of the subforum.
    """

    parts: Mapping[str, Held]
    points: int = 1


class Rule(BaseModel):
    """What makes an agenda admissible (level `must`) or good (any other).

    `weight` sets the points per unit where the words are too coarse. `limit`: where the rule is
    hard, no amount may be above it. `sees_rooms`: whether it may find something else where nothing
    but rooms differs; False saves it from being asked for each of them. `adds_up`: whether its amounts
    for an agenda are at least those for each subforum, if there were no other, and those of its ties.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: ClassVar[str]
    unit: ClassVar[str]
    sees_rooms: ClassVar[bool] = True
    adds_up: ClassVar[bool] = False
    level: Word = "must"
    weight: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    limit: Points = 0

    @property
    def hard(self) -> bool:
        """Whether the rule must hold."""
        return self.level == "must" and self.weight is None

    @property
    def points(self) -> int:
        """Points per unit of amount; 0 where the rule is hard, only shown, or off."""
        return self.weight if self.weight is not None else POINTS.get(self.level, 0)

    @property
    def off(self) -> bool:
        """Whether nobody looks at the rule."""
        return self.level == "off" and self.weight is None

    @property
    def tells_rooms_apart(self) -> bool:
        """Whether rooms that differ in nothing but their names are no longer alike to it."""
        return False

    @property
    def sentence(self) -> str:
        """The rule as a sentence: what stands first in its file."""
        return " ".join((sys.modules[type(self).__module__].__doc__ or self.id).split("\n\n")[0].split())

    @property
    def minds_rooms(self) -> bool:
        """`sees_rooms`, as far as the settings go."""
        return self.sees_rooms

    def alone(self) -> Rule | None:
        """The rule as it is asked of one subforum that is searched by itself, if it `adds_up`."""
        return self if self.adds_up else None

    def ties(self, conference: Conference) -> Iterator[Tie]:
        """What the rule counts of several subforums together, as far as it can be said of what they have in each block."""
        yield from ()

    def post(self, x: Variables) -> Iterator[Amount]:
        """The amount of each possible violation, exact where it is minimised."""
        raise NotImplementedError

    def forbid(self, x: Variables) -> None:
        """Make every amount at most `limit`; a rule may have a native form of this."""
        for amount in self.post(x):
            x.model.add(amount.expression <= self.limit)

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        """Every fault of a finished agenda, found without the model.

        With `concerning`, at least those that a change of these items could touch: the change of
        the amounts of all faults is then the change of the amounts of these.
        """
        raise NotImplementedError
