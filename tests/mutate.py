"""Plants small faults, one at a time, in the rules and in what they stand on, and counts those that tests find.

    python -m tests.mutate                                      a sample of 60
    python -m tests.mutate --number 300                         a larger one
    python -m tests.mutate --all                                every fault
    python -m tests.mutate --all --file constraints/parallel.py

A fault is made in the syntax tree, in the memory of a process of its own, which then runs the
tests that are there for the file. Sentences are not touched, but the conditions are that pick
them. Faults that nobody could find, because the program does the same with them, stand in
`EQUIVALENT` with the reason; they count as not found all the same.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib
import importlib.abc
import importlib.util
import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from importlib.machinery import ModuleSpec
from multiprocessing import connection
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from constraints.rule import Rule
    from instances.conference import Conference

ROOT = Path(__file__).parent.parent
ENOUGH = 0.95
SEED, WORKERS = 1, 2
PATIENCE = 60
"""Seconds after which a fault counts as found; where everything is run, four times as many."""

LIGHT = ("tests/rules", "tests/test_structure.py", "tests/test_sittings.py")
WHOLE = (*LIGHT, "tests/test_contract.py", "tests/test_brute_force.py")
TESTS = {
    "instances/clock.py": ("tests/test_clock.py",),
    "constraints/structure.py": ("tests/test_structure.py",),
    "constraints/assignment.py": (*LIGHT, "tests/test_brute_force.py"),
    "constraints/variables.py": WHOLE,
    "constraints/walk.py": ("tests/rules/test_speaker_overlap.py", "tests/rules/test_attendance.py", "tests/test_contract.py"),
    "constraints/published/news.py": ("tests/test_published.py",),
    "constraints/published/keep_published.py": ("tests/test_published.py",),
    "constraints/published/begun.py": ("tests/test_published.py",),
}
"""Tests of what is no rule; those of a rule are its stories and its part of the contract."""

PYTEST = ["-x", "-q", "--tb=no", "-m", "not full", "-o", "addopts=", "-p", "no:xdist", "-p", "no:cacheprovider"]
PYTEST += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # of modules that were imported before
BEFORE = ("hypothesis.strategies", "ortools.sat.python.cp_model", "networkx", "yaml", "instances.agenda", "instances.conference")
"""Modules that take long to import, for which nobody has to wait twice."""

Key = tuple[str, str]
"""A file, and the words for a fault in it."""


# --- faults ---


@dataclass(frozen=True)
class Slot:
    """Where a node hangs in its parent, and whether that is in a sentence."""

    parent: ast.AST
    field: str
    index: int | None
    function: str
    spoken: bool

    def put(self, node: ast.AST) -> None:
        """Hang another node there."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


@dataclass(frozen=True)
class Mutant:
    """A file with one fault: a node that stands in a slot of its tree in place of another."""

    file: str
    tree: ast.Module
    slot: Slot
    new: ast.AST
    kind: str
    text: str

    @property
    def key(self) -> Key:
        """What names it in `EQUIVALENT`: no line numbers, so that it stays when others move."""
        return self.file, f"{self.slot.function or 'module'}, {self.kind}: {self.text}"

    @property
    def module(self) -> str:
        """The name of its module."""
        return self.file.removesuffix(".py").replace("/", ".")


FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
LOST = ("filter", "not", "negation", "yield", "add", "enforced")
"""Kinds of which the text is what is lost, and not also what comes in its place."""
UNSEEN = ("annotation", "returns", "decorator_list", "format_spec")
"""Parts of a node that say nothing at run time, or nothing but how it looks."""


def mutants_of(file: str) -> list[Mutant]:
    """Every fault of a file, in the order of its text; where some would have one name, they are numbered."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    seen: Counter[Key] = Counter()
    found = []
    for slot, node in _slots(tree, "", False):
        for kind, new in _faults(slot, node):
            mutant = Mutant(file, tree, slot, new, kind, _text(slot, node, kind, new))
            seen[mutant.key] += 1
            number = seen[mutant.key]
            found.append(mutant if number == 1 else replace(mutant, text=f"{mutant.text} #{number}"))
    return found


def _slots(node: ast.AST, function: str, spoken: bool) -> Iterator[tuple[Slot, ast.AST]]:
    """Every node below one, with where it hangs; without what only types and assertions say."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        function = f"{function}.{node.name}".lstrip(".")
    spoken = spoken or isinstance(node, ast.JoinedStr)
    for name, value in ast.iter_fields(node):
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and name not in UNSEEN and not _only_for_types(child):
                yield Slot(node, name, index, function, spoken), child
                yield from _slots(child, function, spoken)


def _only_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert) or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")


def _faults(slot: Slot, node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The faults that can be made of a node: their kinds, each with what stands there instead."""
    if slot.field in ("test", "guard", "ifs"):
        yield "filter", ast.Constant(True)
    if slot.spoken:
        return
    match node:
        case ast.Compare():
            for i, op in enumerate(node.ops):
                yield "flip", ast.Compare(node.left, [*node.ops[:i], FLIPPED[type(op)](), *node.ops[i + 1 :]], node.comparators)
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            yield "bound", ast.Constant(value + 1)
        case ast.Call(func=ast.Name(id="min" | "max" as name)):
            yield "bound", ast.Call(ast.Name("max" if name == "min" else "min", ast.Load()), node.args, node.keywords)
        case ast.Call(func=ast.Attribute(attr="only_enforce_if", value=bare)):
            yield "enforced", bare
        case ast.BinOp(op=ast.Add() | ast.BitOr() | ast.BitAnd()):
            yield from (("term", node.left), ("term", node.right))
        case ast.BinOp(op=ast.Sub()):
            yield from (("term", node.left), ("term", ast.UnaryOp(ast.USub(), node.right)))
        case ast.AugAssign():
            yield "term", ast.Pass()
        case ast.BoolOp():
            for i in range(len(node.values)):
                rest = [*node.values[:i], *node.values[i + 1 :]]
                yield "operand", rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            yield "not" if isinstance(node.op, ast.Not) else "negation", node.operand
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            yield "yield", ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))
        case ast.Expr(value=ast.Call() as call) if _adds(call):
            yield "add", ast.Pass()


def _adds(call: ast.Call) -> bool:
    """Whether a call adds something to the model, perhaps on a condition."""
    function = call.func
    if not isinstance(function, ast.Attribute):
        return False
    if function.attr == "only_enforce_if" and isinstance(function.value, ast.Call):
        return _adds(function.value)
    return function.attr == "add" or function.attr.startswith("add_")


def _text(slot: Slot, node: ast.AST, kind: str, new: ast.AST) -> str:
    """The words of a fault; those of a number with what stands around it."""
    if kind in LOST:
        return _short(ast.unparse(node))
    if isinstance(slot.parent, ast.AnnAssign):
        return f"{ast.unparse(slot.parent.target)} = {_short(ast.unparse(node))} -> {_short(ast.unparse(new))}"
    if not isinstance(node, ast.Constant) or not isinstance(slot.parent, ast.expr | ast.keyword | ast.Assign | ast.Return):
        return f"{_short(ast.unparse(node))} -> {_short(ast.unparse(new))}"
    before = ast.unparse(slot.parent)
    slot.put(new)
    after = ast.unparse(slot.parent)
    slot.put(node)
    return f"{_short(before)} -> {_short(after)}"


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[: most // 2]}…{text[-most // 2 :]}"


# --- trying them ---


@dataclass(frozen=True)
class Trial:
    """Tests to be run against a fault, or against none; of the contract perhaps only one rule's part."""

    tests: tuple[str, ...]
    rule: str = ""
    mutant: Mutant | None = None

    @property
    def seconds(self) -> int:
        """How long it may take."""
        return PATIENCE if self.rule else 4 * PATIENCE


def trial_of(file: str, mutant: Mutant | None = None) -> Trial:
    """The tests that are there for a file."""
    if file in TESTS:
        return Trial(TESTS[file], "", mutant)
    rule = Path(file).stem
    stories = f"tests/rules/test_{rule}.py"
    return Trial(((stories,) if (ROOT / stories).exists() else ()) + ("tests/test_contract.py", "tests/test_adding_up.py"), rule, mutant)


class Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Serves one module with its fault; all others come from their files."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        mutant.slot.put(mutant.new)

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The module itself, and no other."""
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.mutant.module else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the tree."""
        exec(compile(ast.fix_missing_locations(self.mutant.tree), self.mutant.file, "exec"), vars(module))


class OneRule:
    """Leaves of the tests of all rules what concerns one."""

    def __init__(self, rule: str) -> None:
        self.rule = rule

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Drop the other rules' cases, and the other rules where a test goes through all of them."""
        for name in ("tests.test_contract", "tests.test_adding_up"):
            module = vars(importlib.import_module(name))
            module["rules_of"] = self._only(module["rules_of"])
        items[:] = [item for item in items if _parameters(item).get("id", self.rule) == self.rule]

    def _only(self, rules_of: Callable[[Conference], tuple[Rule, ...]]) -> Callable[[Conference], tuple[Rule, ...]]:
        return lambda conference: tuple(rule for rule in rules_of(conference) if rule.id == self.rule)


def _parameters(item: pytest.Item) -> dict[str, object]:
    return dict(item.callspec.params) if hasattr(item, "callspec") else {}


def attempt(trial: Trial) -> None:
    """Run the tests in a process of their own; it exits 0 if they find nothing."""
    os.chdir(ROOT)
    gc.freeze()
    if trial.mutant:
        sys.meta_path.insert(0, Planted(trial.mutant))
        for name in [name for name in sys.modules if name.split(".")[0] == trial.mutant.module.split(".")[0]]:
            del sys.modules[name]
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        alone: list[str] = ["--noconftest"] if trial.rule else []  # which saves time where no fixture is wanted
        code = int(pytest.main([*PYTEST, *alone, *trial.tests], plugins=[OneRule(trial.rule)] if trial.rule else []))
    os._exit(1 if code else 0)


def verdicts(trials: Iterable[Trial]) -> Iterator[tuple[Trial, str]]:
    """Each trial with 'found', 'not found' or 'too slow', a few at a time."""
    queue, running = iter(trials), dict[multiprocessing.Process, tuple[Trial, float]]()
    while True:
        while len(running) < WORKERS and (trial := next(queue, None)):
            process = multiprocessing.Process(target=attempt, args=(trial,))
            process.start()
            running[process] = trial, time.monotonic() + trial.seconds
        if not running:
            return
        connection.wait([process.sentinel for process in running], timeout=1)
        for process, (trial, until) in list(running.items()):
            if verdict := _verdict(process, until):
                del running[process]
                yield trial, verdict


def _verdict(process: multiprocessing.Process, until: float) -> str:
    if process.exitcode is not None:
        return "found" if process.exitcode else "not found"
    if time.monotonic() < until:
        return ""
    process.kill()
    process.join()
    return "too slow"


def unharmed(files: Sequence[str]) -> bool:
    """Whether the tests find nothing where there is no fault."""
    halves = (("tests/test_contract.py", "tests/test_clock.py"), (*LIGHT, "tests/test_brute_force.py"))
    trials = [trial_of(files[0])] if len(files) == 1 else [Trial(tests) for tests in halves]
    bad = [trial for trial, verdict in verdicts(trials) if verdict != "not found"]
    for trial in bad:
        print(f"Without any fault these tests fail, or are too slow: {' '.join(trial.tests)}")
    return not bad


# --- the report ---


def files() -> list[str]:
    """Every rule, and what the rules stand on."""
    modules = sorted((ROOT / "constraints").glob("*.py"))
    return [*(f"constraints/{path.name}" for path in modules if "(Rule):" in path.read_text(encoding="utf-8")), *TESTS]


def sampled(mutants: Sequence[Sequence[Mutant]], number: int) -> list[Mutant]:
    """Some of the faults, as evenly from all files as may be; always the same ones."""
    chance = random.Random(SEED)
    shuffled = [chance.sample(own, len(own)) for own in mutants]
    return [own[i] for i in range(number) for own in shuffled if i < len(own)][:number]


def tried(mutants: Sequence[Mutant]) -> dict[Key, str]:
    """What became of each fault, told on the way."""
    found: dict[Key, str] = {}
    for trial, verdict in verdicts(trial_of(mutant.file, mutant) for mutant in mutants):
        assert trial.mutant
        found[trial.mutant.key] = verdict
        if verdict != "found":
            print(f"\r{verdict}: {', '.join(trial.mutant.key)}", file=sys.stderr)
        print(f"\r{len(found)} of {len(mutants)} ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {mutant.key: found[mutant.key] for mutant in mutants}


def report(tried: dict[Key, str], every: set[Key]) -> bool:
    """Print the faults that were not found and the share of the others; whether that is enough."""
    reasons = {(file, fault): why for file, known in EQUIVALENT.items() for why, faults in known.items() for fault in faults}
    for key, verdict in tried.items():
        if verdict == "not found":
            print(f"not found: {', '.join(key)}\n    {reasons.get(key, 'NO REASON IS KNOWN')}")
    for key in reasons:
        if key not in every or tried.get(key, "not found") != "not found":
            print(f"a stale reason, as the fault is {'found' if key in every else 'no more there'}: {', '.join(key)}")
    count = Counter(tried.values())
    found = len(tried) - count["not found"]
    print(f"{found} of {len(tried)} faults found, {found / len(tried):.1%}; {count['too slow']} of them because it took too long")
    return found >= ENOUGH * len(tried)


def main(words: Sequence[str] | None = None) -> int:
    """Try faults, print what became of them, and return 0 if enough were found."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutate", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--number", type=int, default=60, help="how many faults")
    parser.add_argument("--all", action="store_true", help="every fault, not a sample")
    parser.add_argument("--file", choices=files(), metavar="FILE", help="only this file, like constraints/parallel.py")
    given = parser.parse_args(words)
    for name in BEFORE:
        importlib.import_module(name)
    if "fork" in multiprocessing.get_all_start_methods():
        multiprocessing.set_start_method("fork")
    chosen = [given.file] if given.file else files()
    if not unharmed(chosen):
        return 2
    mutants = [mutants_of(name) for name in chosen]
    faults = [mutant for own in mutants for mutant in own] if given.all else sampled(mutants, given.number)
    enough = report(tried(faults), {mutant.key for name in files() for mutant in mutants_of(name)})
    print("PASS" if enough else "FAIL")
    return 0 if enough else 1


EQUIVALENT: dict[str, dict[str, tuple[str, ...]]] = {
    "constraints/assignment.py": {
        "It says of a constant what it is.": (
            "values_of.put, operand: not isinstance(varia…able is not x.false) -> not isinstance(varia…riable is not x.true",
        ),
    },
    "constraints/attendance.py": {
        "A larger upper bound of what is minimised.": ("Attendance.post, bound: default=0 -> default=1",),
        "Of no minutes the amount is 0 as well.": ("Attendance.post, filter: any(since.values())",),
        "The start and the end of a sitting are both numbers, or neither is.": (
            "_minutes, operand: isinstance(sitting.s…ce(sitting.end, int) -> isinstance(sitting.start, int)",
        ),
    },
    "constraints/audience_comfort.py": {
        "Without guests online there are no points either.": (
            "AudienceComfort.violations, operand: not online or not to…(sitting.subforum,)) -> not touches(concerni…(sitting.subforum,))",
        ),
    },
    "constraints/compact_day.py": {
        "From the start of an appearance to its own end there is nothing to wait for.": ("CompactDay._waiting, filter: late is not early",),
        "Of no pairs at all the least wait is 0 as well.": ("CompactDay._waiting, filter: spans",),
        "A larger upper bound of what is minimised.": ("CompactDay._waiting, bound: 2 * clock.DAY -> 3 * clock.DAY",),
        "Where no block is found the talk's own start counts, which is the block's then.": (
            "CompactDay.violations, flip: b.first <= slot.first < b.last -> b.first < slot.first < b.last",
        ),
        "A wait as long as the pause adds 0.": ("CompactDay.violations, flip: w > self.pause -> w >= self.pause",),
    },
    "constraints/no_gap.py": {
        "A larger upper bound of what is minimised.": ("NoGap.post, term: b.last - b.first -> b.last",),
        "The times of a sitting that is not held are free.": ("NoGap.forbid, enforced: x.model.add(x.grid *…rce_if(sitting.held)",),
    },
    "constraints/parallel.py": {
        "A sitting is compared with itself, and passed over as of the same subforum.": ("Parallel.violations, term: i + 1 -> i",),
        "A sitting that meets none before it adds a literal of 0.": ("_later, filter: meets",),
    },
    "constraints/preference.py": {
        "Of the first of two spans only the end is asked for.": ("_unmet, bound: window[0] -> window[1]",),
        "A block in which a sitting is never adds nothing.": ("Preference.post, filter: s.in_block[b] is not x.false",),
        "For types only: where a speaker appears is a talk.": (
            "told, operand: isinstance(item, Spe…nce(place, TalkSlot) -> isinstance(item, Speaker)",
        ),
    },
    "constraints/resource.py": {
        "Of the first of two spans only the end is asked for.": (
            "Resources.post, term: tick + 1 -> tick",
            "Resources.post, term: tick + 1 -> 1",
            "Resources.post, bound: tick + 1 -> tick + 2",
        ),
        "The first shortage takes its place, whatever it is.": ("Resources.violations, bound: (0, 0) -> (0, 1)",),
        "A shortage of 0 adds 0, and is never the worst.": ("Resources.violations, flip: short > 0 -> short >= 0",),
    },
    "constraints/room_closed.py": {
        "A larger upper bound of what is minimised.": ("RoomClosed.post, term: window.last - window.first -> window.last",),
    },
    "constraints/room_overlap.py": {
        "The start and the end of what stands in a room are both numbers, or neither is.": (
            "_spells, operand: not isinstance(place…ance(place.end, int) -> not isinstance(place.end, int)",
            "_spells, operand: not isinstance(place…ance(place.end, int) -> not isinstance(place.start, int)",
        ),
    },
    "constraints/sittings_together.py": {
        "A larger upper bound of what is minimised.": (
            "_further_rooms, bound: min(len(x.rooms), len(sittings)) -> max(len(x.rooms), len(sittings))",
        ),
        "What is always false changes no sum.": ("_hole, filter: s.in_block[b] is not x.false",),
        "A hole has a first block and a last one: what comes before need not be passed on if what comes after is, nor the other way.": (
            "_hole, bound: i + 1 -> i + 2",
            "_hole, add: x.model.add_implicat…ed[i + 1], ended[i])",
            "_hole, term: i + 1 -> i #2",
            "_hole, filter: i > 1",
            "_hole, flip: i > 1 -> i >= 1",
            "_hole, bound: i > 1 -> i > 2",
            "_hole, add: x.model.add_implication(earlier, begun)",
            "_hole, term: i + 1 -> i #3",
        ),
    },
    "constraints/speaker_available.py": {
        "Each place of the person is asked for once more below; this one saves time.": (
            "SpeakerAvailable.violations, operand: speaker.available is…ces_of[speaker.id])) -> speaker.available is…ttends == 'recorded'",
        ),
    },
    "constraints/speaker_comfort.py": {
        "Each place of the person is asked for once more below; this one saves time.": (
            "SpeakerComfort.violations, operand: speaker.attends != '…aces_of[speaker.id]) -> speaker.attends != 'online'",
        ),
    },
    "constraints/speaker_night.py": {
        "Each place of the person is asked for once more below; this one saves time.": (
            "SpeakerNight.violations, operand: speaker.attends != '…aces_of[speaker.id]) -> speaker.attends != 'online'",
        ),
    },
    "constraints/speaker_overlap.py": {
        "A larger upper bound of what is minimised.": ("SpeakerOverlap.post, bound: default=0 -> default=1",),
        "Each place of the person is asked for once more below; this one saves time.": (
            "SpeakerOverlap.violations, operand: speaker.attends == '…aces_of[speaker.id]) -> speaker.attends == 'recorded'",
        ),
    },
    "constraints/talk_order.py": {
        "A talk is compared with itself, and comes neither before nor after.": ("TalkOrder.violations, term: i + 1 -> i",),
        "No two talks of one sitting start at once.": (
            "TalkOrder.violations, flip: other.first < slot.first -> other.first <= slot.first",
            "TalkOrder.violations, flip: other.first > slot.first -> other.first >= slot.first",
        ),
    },
    "constraints/variables.py": {
        "It decides between two ways of saying the same.": ("module, bound: SLOTS = 12 -> SLOTS = 13",),
        "For types only: what has seats is a talk.": ("Variables.__init__, filter: isinstance(t.item, Talk)",),
        "What fits nowhere is not placed, and its start means nothing.": ("Variables._starts, bound: [0, 0] -> [0, 1]",),
        "For types only: sittings that have no largest number are those of a block.": (
            "Variables._sittings, operand: subforum.most_sittings or 1 -> subforum.most_sittings",
            "Variables._sittings, bound: subforum.most_sittings or 1 -> subforum.most_sittings or 2",
        ),
        "No sitting ends before it lasts a tick.": (
            "Variables._numbered, bound: self.model.new_int_v…es())), f'{id} end') -> self.model.new_int_v…es())), f'{id} end')",
        ),
        "A talk that is too long for a block cannot stand in it anyway.": (
            "Variables._numbered, term: block.last - block.first -> block.last",
        ),
        "Two sittings at once in one room are possible then, which room_overlap forbids as well.": (
            "Variables._sittings_in, flip: len(c.rooms) == 1 -> len(c.rooms) != 1",
            "Variables._sittings_in, bound: len(c.rooms) == 1 -> len(c.rooms) == 2",
        ),
        "Sittings of one block in another order are the same agenda, found twice.": (
            "Variables._sittings_in, add: self.model.add_impli…g.held, before.held)",
            "Variables._sittings_in, add: self.model.add(place…rce_if(sitting.held)",
            "Variables._sittings_in, enforced: self.model.add(place…rce_if(sitting.held)",
        ),
        "Only differences of the sums are asked for, inside the blocks.": (
            "_running, bound: (0, {}) -> (1, {})",
            "_running, bound: last + 1 -> last + 2",
        ),
        "A block without a possible start has no literal, and nothing stands in it.": ("Variables._encode, filter: literals",),
    },
    "instances/clock.py": {
        "A minute is looked up by itself more often than need be.": ("offset, bound: hour * 60 + 60 -> hour * 60 + 61",),
        "Anything above a day is refused.": ("parse_hour, bound: DAY + 1 -> DAY + 2",),
        "Only the first part of the name is looked at.": ("continent, bound: zone.split('/', 1) -> zone.split('/', 2)",),
        "Only the last part of the name, or the closest name, is looked at.": (
            "nearest_zone, bound: zone.rsplit('/', 1) -> zone.rsplit('/', 2)",
            "nearest_zone, bound: name.rsplit('/', 1) -> name.rsplit('/', 2)",
            "nearest_zone, bound: get_close_matches(na…_'), places, 1, 0.7) -> get_close_matches(na…_'), places, 2, 0.7)",
        ),
    },
    "constraints/topic_flow.py": {
        "A larger upper bound of what is minimised.": ("TopicFlow.post, term: len(days) - 1 -> len(days)",),
    },
    "constraints/variety.py": {
        "A sitting that is never in a block changes nothing there.": ("Variety.post, filter: s.in_block[block] is not x.false",),
    },
}
"""Faults with which the program does the same, or nothing worse than take longer: by file, and by the reason."""

if __name__ == "__main__":
    sys.exit(main())
