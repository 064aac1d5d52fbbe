"""A part of a model: some of its decisions are free, and so is what follows from them; all else is as it is.

Models of large conferences take seconds to be copied and simplified, and almost all of that is about
what stays. What is made here is as large as what is free, however large the whole is. A solution
of a part, put into that of the whole, is one of the whole, and costs there what it costs here.

What follows from a decision is not said by a model. Variables count as free that are as near to a free
decision, from constraint to constraint, as to any other; those that are nearer to others keep their
values, which may exclude solutions and never admits any.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.sat.cp_model_pb2 import ConstraintProto, CpModelProto
from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Indices = NDArray[np.int32]
    Values = NDArray[np.int64]
    """Of all variables, by their index."""

SLACK = 0
"""How much farther from a free decision than from the nearest one a variable may be that is free."""

FAR = 1_000_000
BOOLEANS = ("bool_or", "bool_and", "at_most_one", "exactly_one")
DISJOINT = ("no_overlap", "cumulative")
"""What holds in a room or for a person at a time: nothing follows from these that does not follow from the decisions themselves."""

KINDS = {"linear", *BOOLEANS, *DISJOINT, "interval", "all_diff"}


@dataclass(frozen=True)
class Part:
    """A model of what is free, and where its variables stand in the whole."""

    model: cp_model.CpModel
    free: Sequence[int]

    def whole(self, values: Values, found: Sequence[int]) -> Values:
        """Values of the whole with those found for the part."""
        new = values.copy()
        new[self.free] = found[: len(self.free)]
        return new


class Extract:
    """Makes parts of a model. Raises ValueError for constraints that it does not know."""

    def __init__(self, model: cp_model.CpModel, decisions: Collection[int]) -> None:
        self.proto = _read(model)
        self.constraints = self.proto.constraints
        self.kinds = [_kind(c) for c in self.constraints]
        starts, refs, ways, way_starts = array("q", [0]), array("i"), array("i"), array("q", [0])
        for constraint, kind in zip(self.constraints, self.kinds, strict=True):
            refs.extend(self._variables(constraint, kind))
            starts.append(len(refs))
            ways.extend(~ref for ref in constraint.enforcement_literal)
            ways.extend(constraint.bool_or.literals if kind == "bool_or" else ())
            way_starts.append(len(ways))
        self.starts, self.refs = np.array(starts, np.int64), np.array(refs, np.int32)
        self.ways, self.way_starts = np.array(ways, np.int32), np.array(way_starts, np.int64)
        number = len(self.proto.variables)
        owners = np.repeat(np.arange(len(self.constraints), dtype=np.int32), np.diff(self.starts))
        self.touching = owners[np.argsort(self.refs, kind="stable")]
        self.touching_starts = np.concatenate(([0], np.cumsum(np.bincount(self.refs, minlength=number))))
        self.loose = np.array([kind in DISJOINT for kind in self.kinds], bool)
        self.decided = np.zeros(number, bool)
        self.decided[list(decisions)] = True
        self.distance = self._reached(np.flatnonzero(self.decided), None)

    def _variables(self, c: Any, kind: str) -> list[int]:
        """The variables of a constraint, by their index; of what is about intervals, those of the intervals."""
        refs = [*c.enforcement_literal]
        if kind == "linear":
            refs += c.linear.vars
        elif kind in BOOLEANS:
            refs += getattr(c, kind).literals
        else:
            refs += [v for e in _expressions(c, kind) for v in e.vars]
            for number in getattr(c, kind).intervals if kind in DISJOINT else ():
                interval = self.constraints[number]
                refs += [*interval.enforcement_literal, *(v for e in _expressions(interval, "interval") for v in e.vars)]
        return [r if r >= 0 else ~r for r in refs]

    def _reached(self, begin: NDArray[Any], nearest: NDArray[np.int32] | None) -> NDArray[np.int32]:
        """The distance of each variable from some; with those to the nearest decisions, only of what counts as free."""
        distance = np.full(len(self.decided), FAR, np.int32)
        distance[begin] = 0
        seen = self.loose.copy()
        step, front = 0, begin
        while len(front):
            step += 1
            reached = np.flatnonzero(self._marked(len(seen), self.touching_starts, self.touching, front) & ~seen)
            seen[reached] = True
            front = np.flatnonzero(self._marked(len(distance), self.starts, self.refs, reached) & (distance == FAR))
            if nearest is not None:
                front = front[~self.decided[front] & (step <= nearest[front] + SLACK)]
            distance[front] = step
        return distance

    @staticmethod
    def _marked(number: int, starts: NDArray[Any], data: Indices, rows: NDArray[Any]) -> NDArray[np.bool_]:
        """Which of so many there are among the entries of some rows."""
        marks = np.zeros(number, bool)
        marks[_gathered(starts, data, rows)] = True
        return marks

    def part(self, freed: Collection[int], values: Values, keep: bool = False) -> Part:
        """What is free with some decisions, by the index of their variables, the rest with the values that it has.

        `keep`: these decisions have their values, too, and only what follows from them is free.
        """
        free = self._reached(np.array(sorted(freed), np.int64), self.distance) < FAR
        return _Copy(self, np.flatnonzero(free).tolist(), self._open(free, values), values, set(freed) if keep else set()).part

    def _open(self, free: NDArray[np.bool_], values: Values) -> list[int]:
        """The constraints about what is free that no literal makes hold that is not free."""
        touched = np.flatnonzero(self._marked(len(self.constraints), self.touching_starts, self.touching, np.flatnonzero(free)))
        literals = _gathered(self.way_starts, self.ways, touched)
        sizes = self.way_starts[touched + 1] - self.way_starts[touched]
        variables = np.where(literals >= 0, literals, ~literals)
        holds = ~free[variables] & (values[variables] == (literals >= 0))
        return np.delete(touched, np.repeat(np.arange(len(touched)), sizes)[holds]).tolist()


class _Copy:
    """One part as it is made."""

    def __init__(self, whole: Extract, free: list[int], constraints: Iterable[int], values: Values, kept: Collection[int]) -> None:
        self.proto, self.values = whole.proto, values
        self.constraints, self.kinds = whole.constraints, whole.kinds
        self.part = Part(cp_model.CpModel(), free)
        self.new = self.part.model.proto
        self.index = {old: number for number, old in enumerate(free)}
        self.constants: dict[int, int] = {}
        self.intervals: dict[int, int | None] = {}
        for old in free:
            domain = [int(values[old])] * 2 if old in kept else self.proto.variables[old].domain
            self.new.variables.add().domain.extend(domain)
        for number in constraints:
            self._copy(number)
        self._objective()
        self.new.solution_hint.vars.extend(range(len(free)))
        self.new.solution_hint.values.extend(values[free].tolist())

    def _fixed(self, ref: int) -> int | None:
        """The value of a literal that is not free."""
        index = ref if ref >= 0 else ~ref
        if index in self.index:
            return None
        return int(self.values[index]) if ref >= 0 else 1 - int(self.values[index])

    def _ref(self, ref: int) -> int:
        """A literal of the part."""
        if (fixed := self._fixed(ref)) is not None:
            return self._constant(fixed)
        return self.index[ref] if ref >= 0 else ~self.index[~ref]

    def _constant(self, value: int) -> int:
        if value not in self.constants:
            self.constants[value] = len(self.new.variables)
            self.new.variables.add().domain.extend([value, value])
        return self.constants[value]

    def _copy(self, number: int) -> None:
        """Copy a constraint."""
        c, kind = self.constraints[number], self.kinds[number]
        if kind == "interval":
            self._interval(number)
            return
        enforcing = [self._ref(ref) for ref in c.enforcement_literal if self._fixed(ref) is None]
        if kind == "linear":
            self._linear(c.linear, enforcing)
        elif kind in BOOLEANS:
            self._boolean(getattr(c, kind).literals, kind, enforcing)
        elif kind == "all_diff":
            new = self._added(enforcing).all_diff
            for e in c.all_diff.exprs:
                self._expression(e, new.exprs.add())
        else:
            self._disjoint(c, kind, enforcing)

    def _added(self, enforcing: Iterable[int]) -> Any:
        new = self.new.constraints.add()
        new.enforcement_literal.extend(enforcing)
        return new

    def _linear(self, c: Any, enforcing: list[int]) -> None:
        variables, coefficients, fixed = self._folded(c.vars, c.coeffs)
        domain = list(c.domain)
        bounds = [bound if abs(bound) > cp_model.INT32_MAX * 2**20 else bound - fixed for bound in domain]
        if not variables and any(low <= 0 <= high for low, high in zip(bounds[::2], bounds[1::2], strict=True)):
            return
        new = self._added(enforcing).linear
        new.vars.extend(variables)
        new.coeffs.extend(coefficients)
        new.domain.extend(bounds)

    def _folded(self, variables: Iterable[int], coefficients: Iterable[int]) -> tuple[list[int], list[int], int]:
        """What is free of a sum, and what the rest comes to."""
        free, by, fixed = [], [], 0
        for old, coefficient in zip(variables, coefficients, strict=True):
            new = self.index.get(old)
            if new is None:
                fixed += coefficient * int(self.values[old])
            else:
                free.append(new)
                by.append(coefficient)
        return free, by, fixed

    def _boolean(self, literals: Iterable[int], kind: str, enforcing: list[int]) -> None:
        known = [(ref, self._fixed(ref)) for ref in literals]
        if kind == "bool_or":
            known = [(ref, value) for ref, value in known if value is None]
        elif kind == "bool_and":
            known = [(ref, value) for ref, value in known if value != 1]
            if not known:
                return
        getattr(self._added(enforcing), kind).literals.extend(self._ref(ref) for ref, _ in known)

    def _expression(self, old: Any, new: Any) -> None:
        variables, coefficients, fixed = self._folded(old.vars, old.coeffs)
        new.vars.extend(variables)
        new.coeffs.extend(coefficients)
        new.offset = old.offset + fixed

    def _interval(self, number: int) -> int | None:
        """An interval of the part; None for one that is not there."""
        if number not in self.intervals:
            c = self.constraints[number]
            known = [(ref, self._fixed(ref)) for ref in c.enforcement_literal]
            self.intervals[number] = None
            if not any(value == 0 for _, value in known):
                new = self._added(self._ref(ref) for ref, value in known if value is None).interval
                self.intervals[number] = len(self.new.constraints) - 1
                for name in ("start", "size", "end"):
                    self._expression(getattr(c.interval, name), getattr(new, name))
        return self.intervals[number]

    def _disjoint(self, c: Any, kind: str, enforcing: list[int]) -> None:
        """Intervals that must not overlap, or not too many of them."""
        old = getattr(c, kind)
        there = [(place, number) for place, i in enumerate(old.intervals) if (number := self._interval(i)) is not None]
        new = getattr(self._added(enforcing), kind)
        new.intervals.extend(number for _, number in there)
        if kind == "cumulative":
            self._expression(old.capacity, new.capacity)
            for place, _ in there:
                self._expression(old.demands[place], new.demands.add())

    def _objective(self) -> None:
        old, new = self.proto.objective, self.new.objective
        variables, coefficients, fixed = self._folded(old.vars, old.coeffs)
        new.vars.extend(variables)
        new.coeffs.extend(coefficients)
        new.offset = old.offset + fixed
        new.scaling_factor = old.scaling_factor


def _read(model: cp_model.CpModel) -> CpModelProto:
    """A model in a form that is quick to read."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "model.bin")
        model.export_to_file(str(path))
        read = CpModelProto()
        read.ParseFromString(path.read_bytes())
        return read


def _kind(c: ConstraintProto) -> str:
    kind = c.WhichOneof("constraint")
    if kind not in KINDS:
        raise ValueError(f"a part of a model cannot have the constraint {c}")
    return kind


def _expressions(c: Any, kind: str) -> Iterator[Any]:
    """The linear expressions of a constraint that has some."""
    if kind == "interval":
        yield from (c.interval.start, c.interval.size, c.interval.end)
    elif kind == "cumulative":
        yield c.cumulative.capacity
        yield from c.cumulative.demands
    elif kind == "all_diff":
        yield from c.all_diff.exprs


def _gathered(starts: NDArray[Any], data: NDArray[np.int32], rows: NDArray[Any]) -> NDArray[np.int32]:
    """The entries of some rows of a table whose rows stand one after the other."""
    begin, end = starts[rows], starts[rows + 1]
    sizes = end - begin
    total = int(sizes.sum())
    if not total:
        return np.zeros(0, np.int32)
    offsets = np.repeat(begin - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
    found: NDArray[np.int32] = data[np.arange(total) + offsets]
    return found
