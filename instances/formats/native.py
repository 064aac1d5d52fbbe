"""Our own files: a conference as YAML or JSON, an agenda as JSON."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from instances.agenda import Agenda
from instances.conference import Conference
from instances.problems import BadInput, Location, Problem

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without its C library
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

Check = Callable[[Conference], Iterable[Problem]]

LIMIT = 20_000_000
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"null": None, "~": None, "": None, "true": True, "false": False}


def read_conference(text: str, name: str, check: Check = lambda _: ()) -> Conference:
    """A conference from YAML or JSON text; `name` is the file's in messages.

    `check` may add problems that only a later layer can see. Raises BadInput with all of them.
    """
    raw, lines, problems = _tree(text, name)
    try:
        conference = Conference.model_validate(raw)
        problems += check(conference)
    except BadInput as error:
        problems += error.problems
    if problems:
        raise BadInput(problems).located(name, lines)
    return conference


def read_agenda(text: str, name: str) -> Agenda:
    """An agenda from JSON text. Raises BadInput."""
    try:
        return Agenda.model_validate_json(text)
    except ValidationError as error:
        raise BadInput(
            Problem(tuple(e["loc"]), e["msg"], "write the file anew with 'agenda solve'", file=name)
            for e in error.errors(include_url=False)
        ) from None


def write_conference(conference: Conference) -> str:
    """A conference as YAML text."""
    document = conference.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    document = {"format": conference.format, **document}
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=160, default_flow_style=None)


def write_atomically(path: Path, text: str) -> None:
    """Replace a file as a whole: whoever reads it sees the old text or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if os.name == "posix":  # mkstemp makes files that only the owner reads
            os.chmod(temporary, path.stat().st_mode if path.exists() else 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _tree(text: str, name: str) -> tuple[Any, dict[Location, int], list[Problem]]:
    """YAML as plain data (by YAML 1.2's rules: 12:30 and NO are words), the line of each place,
    and the keys that stand twice."""
    lines: dict[Location, int] = {}
    problems: list[Problem] = []
    if len(text) > LIMIT:
        raise BadInput([Problem((), f"has more than {LIMIT:,} characters", "split it, or write it plainer", file=name)])

    def build(node: yaml.Node, where: Location) -> Any:
        lines[where] = node.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode):
            return [build(child, (*where, i)) for i, child in enumerate(node.value)]
        if not isinstance(node, yaml.MappingNode):
            return _scalar(node)
        found: dict[str, Any] = {}
        for key_node, child in node.value:
            key = str(key_node.value)
            if key in found:
                problems.append(Problem((*where, key), f"the key '{key}' stands twice: line {lines[(*where, key)]} has it too", "keep one of them", line=key_node.start_mark.line + 1))
            else:
                found[key] = build(child, (*where, key))
                lines[(*where, key)] = key_node.start_mark.line + 1
        return found

    try:
        loader = Loader(text)
        try:
            if _has_aliases(text):
                raise BadInput([Problem((), "anchors and aliases (&, *) are not read", "write the values out", file=name)])
            node = loader.get_single_node()
        finally:
            loader.dispose()
        raw = build(node, ()) if node is not None else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise BadInput([Problem((), f"is not YAML: {error.problem}", "mend the line; a text editor for YAML shows it", file=name, line=line)]) from None
    except yaml.YAMLError as error:
        raise BadInput([Problem((), f"is not YAML: {error}".splitlines()[0], "save it as UTF-8 text", file=name)]) from None
    except RecursionError:
        raise BadInput([Problem((), "is nested too deeply", "write it plainer", file=name)]) from None
    if not isinstance(raw, dict):
        raise BadInput([Problem((), "is not a conference: expected keys and values", "see 'agenda schema conference'", file=name)])
    return raw, lines, problems


def _has_aliases(text: str) -> bool:
    return any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=Loader))


def _scalar(node: yaml.Node) -> str | int | float | bool | None:
    word = str(node.value)
    if getattr(node, "style", None) is not None:
        return word
    if word in _WORDS:
        return _WORDS[word]
    if _INT.fullmatch(word):
        return int(word) if len(word) < 20 else word
    return float(word) if _FLOAT.fullmatch(word) else word


class _Dumper(yaml.SafeDumper):
    """Writes words that YAML 1.1 would read as numbers or truth values in quotes, and no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
