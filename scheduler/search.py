"""One run of CP-SAT that can be watched and stopped, and keeps the best it found."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model, cp_model_helper

from scheduler.limits import Interrupt, Limits, since

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, LinearExprT

Value = Callable[["LinearExprT"], int]


@dataclass(frozen=True)
class Found:
    """How a search ended. `status` is one of optimal, feasible, infeasible, unknown.

    `value` gives the values of the solution with which it ended, `values` all of them by index. In
    a repeatable run this is the same one every time, though the solutions on the way to it may
    come in any order. `core`: what was assumed, by index, and is enough for it to be infeasible.
    """

    status: str
    objective: int | None
    bound: int | None
    effort: float
    value: Value | None
    values: Sequence[int]
    core: Sequence[int] = ()


QUICK = {"symmetry_level": 0, "probing_deterministic_time_limit": 0.0, "presolve_probing_deterministic_time_limit": 0.0}
"""Without what costs time before a search, and pays only in a long one. Probing has no time, but it is not off: where
`cp_model_probing_level` is 0 or 1, ortools 9.15 calls some models infeasible that are not, among them the least that has an optional
interval of fixed times inside another one that is there."""

PLAIN = {**QUICK, "linearization_level": 0, "max_presolve_iterations": 1}
"""Without what costs time at all: for a model that hardly leaves a choice."""

ALONE = 3.0
"""Seconds for that."""


class Best(cp_model.CpSolverSolutionCallback):
    """Keeps each better solution the moment it is found."""

    def __init__(self, improved: Callable[[Value, int], None]) -> None:
        super().__init__()
        self._improved = improved
        self.objective: int | None = None

    def on_solution_callback(self) -> None:
        """Called by the solver, on one of its threads."""
        objective = round(self.objective_value)
        if self.objective is None or objective < self.objective:
            self.objective = objective
            self._improved(self.value, objective)


def run(
    model: CpModel,
    limits: Limits,
    improved: Callable[[Value, int], None],
    bounded: Callable[[int], None],
    interrupt: Interrupt,
    tuning: Mapping[str, float] = MappingProxyType({}),
) -> Found:
    """Minimise; `improved` gets each better solution, `bounded` each better bound.

    `tuning` are parameters of the solver. Ctrl-C, or `interrupt` set from elsewhere, ends the search; what was found stays. Both are
    called on the solver's threads.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.random_seed = limits.seed
    parameters.num_workers = limits.workers
    parameters.catch_sigint_signal = False
    for name, setting in tuning.items():
        setattr(parameters, name, setting)
    if limits.repeatable:
        parameters.interleave_search = True
        parameters.interleave_batch_size = 1  # one task at a time: faster on few cores, and incumbents in one order
        parameters.max_deterministic_time = limits.effort
    else:
        parameters.max_time_in_seconds = max(limits.seconds, 0.01)
    solver.best_bound_callback = lambda bound: bounded(_up(bound))
    best = Best(improved)
    ended: list[str] = []
    failure: list[BaseException] = []
    done = threading.Event()  # joining the thread instead would, interrupted, take it for ended

    def work() -> None:
        try:
            ended.append(solver.status_name(solver.solve(model, best)).lower())
        except BaseException as error:
            failure.append(error)
        done.set()

    threading.Thread(target=work, daemon=True).start()
    while not done.is_set():
        try:
            done.wait(0.05)
            if interrupt.is_set():
                solver.stop_search()
        except KeyboardInterrupt:
            interrupt.set()
    if failure:
        raise failure[0]
    status = ended[0]
    if status == "model_invalid":
        raise ValueError(f"the model is not valid: {model.validate()}")
    effort = round(solver.response_proto.deterministic_time, 6)
    has = status in ("optimal", "feasible")
    bound = _up(solver.best_objective_bound) if has or status == "unknown" else None
    if not has:
        core = tuple(solver.sufficient_assumptions_for_infeasibility()) if status == "infeasible" else ()
        return Found(status, None, bound, effort, None, (), core)
    return Found(status, best.objective, bound, effort, solver.value, tuple(solver.response_proto.solution))


def first_plain(
    model: CpModel, limits: Limits, improved: Callable[[Value, int], None], bounded: Callable[[int], None], interrupt: Interrupt
) -> Found:
    """As `run`, for what is most often settled in a second or two: with one worker that wastes no time; then with all.

    A repeatable run does as `run`.
    """
    if limits.repeatable:
        return run(model, limits, improved, bounded, interrupt)
    began = time.perf_counter()
    plain = run(model, replace(limits, seconds=min(limits.seconds, ALONE), workers=1), improved, bounded, interrupt, PLAIN)
    left = since(limits, began)
    if plain.status in ("optimal", "infeasible") or interrupt.is_set() or not left.seconds:
        return plain
    if plain.value:
        begin_from(model, plain.values)
    found = run(model, left, improved, bounded, interrupt)
    bound = max((bound for bound in (plain.bound, found.bound) if bound is not None), default=None)
    return replace(plain, bound=bound) if found.value is None and found.status == "unknown" else replace(found, bound=bound)


def begin_from(model: CpModel, values: Sequence[int]) -> None:
    """Have a model's search begin from values of all its variables, by their index; from nothing where there are none."""
    model.clear_hints()  # type: ignore[no-untyped-call]  # of ortools
    model.proto.solution_hint.vars.extend(range(len(values)))
    model.proto.solution_hint.values.extend(values)


def value_of(values: Iterable[int]) -> Value:
    """What expressions come to where variables have these values, by their index."""
    response = cp_model_helper.CpSolverResponse()
    response.solution.extend(values)
    return lambda expression: cp_model_helper.ResponseHelper.value(response, expression)


def _up(bound: float) -> int:
    """The least whole number not below a bound: amounts are whole, so is what they sum to."""
    return math.ceil(bound - 1e-6)
