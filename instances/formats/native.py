"""Our own files: a conference as YAML or JSON, an agenda as JSON."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.reader import Reader

from instances import validate
from instances.agenda import FORMAT as AGENDA
from instances.agenda import Agenda
from instances.conference import Conference
from instances.findings import field_problems
from instances.formats import sources
from instances.problems import BadInput, Location, Note, Problem

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without its C library
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

Check = Callable[[Conference], Iterable[Problem]]
ModelT = TypeVar("ModelT", bound=BaseModel)

LIMIT, MOST = 20_000_000, 700_000
"""Characters of a text; keys, values and brackets in it."""
DEEPEST = 50
_JSON_ONLY = re.compile(
    r"\\(?:u(?P<high>d[89ab][0-9a-f]{2})\\u(?P<low>d[c-f][0-9a-f]{2})|u(?P<half>d[89a-f][0-9a-f]{2})|.)|(?P<end>[\x85\u2028\u2029])",
    re.I | re.S,
)
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"null": None, "~": None, "": None, "true": True, "false": False}


def read_conference(text: str, name: str, check: Check = lambda _: ()) -> Conference:
    """A conference from YAML or JSON text; `name` is the file's in messages.

    `check` may add problems that only a later layer can see. Raises BadInput with all of them.
    """
    raw, lines, problems = tree(text, name)
    if raw.get("format") == AGENDA:
        raise BadInput([Problem((), "is an agenda, and no conference", "name its conference before it", file=name)])
    try:
        conference = Conference.model_validate(raw)
        problems += check(conference)
    except BadInput as error:
        problems += error.problems
    if problems:
        path = validate.paths(raw)
        raise BadInput(replace(p, path=p.path or path(p.where)) for p in problems).located(name, lines)
    return conference


def read(source: str, check: Check = lambda _: (), note: Note = lambda _: None) -> Conference:
    """A conference from a file or from stdin ('-'), of which nothing is ignored. Raises BadInput with every problem."""
    return read_conference(sources.text(source), sources.name(source), check)


def plain(text: str) -> dict[str, Any]:
    """The keys and values of a short text, like {limit: 5}. Raises ValueError."""
    try:
        raw, _, problems = tree(text, "")
    except BadInput as error:
        problems = list(error.problems)
    if problems:
        raise ValueError(f"{problems[0].what}; write it like {{limit: 5}}")
    return dict(raw)


def model(kind: type[ModelT], text: str, name: str, noun: str) -> ModelT:
    """A file of another kind from YAML or JSON text. Raises BadInput with every problem, each with its line."""
    raw, lines, problems = tree(text, name, noun)
    try:
        found = kind.model_validate(raw)
    except ValidationError as error:
        problems += field_problems(kind, error, raw)
    if problems:
        path = validate.paths(raw)
        raise BadInput(replace(p, path=p.path or path(p.where)) for p in problems).located(name, lines)
    return found


def write_json(conference: Conference) -> str:
    """A conference as JSON text."""
    document = conference.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return json.dumps({"format": conference.format, **document}, ensure_ascii=False, indent=1) + "\n"


def read_agenda(text: str, name: str) -> Agenda:
    """An agenda from JSON text. Raises BadInput with every problem found, those of the changes that it holds after among them."""
    try:
        agenda = Agenda.model_validate_json(text)
        found = list(_unknown(agenda))
    except ValidationError as error:
        found = list(field_problems(Agenda, error, _json(text, name)))
    if found:
        lines = tree(text, name)[1] if len(text) <= LIMIT else {}
        path = validate.paths(_json(text, name))
        raise BadInput(replace(p, path=path(p.where)) for p in found).located(name, lines)
    return agenda


def _unknown(agenda: Agenda) -> Iterable[Problem]:
    """What is wrong with the changes of an agenda by themselves."""
    if not agenda.changes:
        return ()
    from instances.changes.kept import kept

    try:
        kept(agenda)
    except BadInput as error:
        return error.problems
    return ()


def _json(text: str, name: str) -> dict[str, Any]:
    """The keys and values of JSON text."""
    remedy = "make it anew with 'agenda solve'"
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as fault:
        why = getattr(fault, "msg", "nested too deeply")
        end = why.startswith("Unterminated") or not text[getattr(fault, "pos", 0) :].strip()
        what = "is cut off" if end else f"is not JSON: {why}"
        raise BadInput([Problem((), what, remedy, file=name, line=getattr(fault, "lineno", 0))]) from None
    if not isinstance(raw, dict):
        raise BadInput([Problem((), "is not an agenda", remedy, file=name)])
    return raw


def write_conference(conference: Conference) -> str:
    """A conference as YAML text."""
    document = conference.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    document = {"format": conference.format, **document}
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=160, default_flow_style=None)


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace a file as a whole: whoever reads it sees the old text or the new.

    A link stays a link; what is no file, like /dev/null, is written to as it is.
    """
    path, written = path.resolve(), content.encode() if isinstance(content, str) else content
    if path.exists() and not path.is_file():
        path.write_bytes(written)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(written)
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


def tree(
    text: str, name: str, noun: str = "conference", kinds: tuple[type, ...] = (dict,)
) -> tuple[Any, dict[Location, int], list[Problem]]:
    """YAML as plain data (by YAML 1.2's rules: 12:30 and NO are words), the line of each place,
    and the keys that stand twice. Raises BadInput where all of it is none of these kinds."""
    lines: dict[Location, int] = {}
    problems: list[Problem] = []

    def build(node: yaml.Node, where: Location) -> Any:
        lines[where] = node.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode):
            return [build(child, (*where, i)) for i, child in enumerate(node.value)]
        if not isinstance(node, yaml.MappingNode):
            return _scalar(node)
        found: dict[str, Any] = {}
        for key_node, child in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                problems.append(
                    Problem(where, "a list or keys with values stand where a key should", "write one word before the colon", line=line)
                )
            elif key == "<<" and not key_node.style:
                problems.append(Problem((*where, key), "merge keys (<<) are not read", "write the values out", line=line))
            elif key in found:
                remedy = f"keep one of them: line {lines[(*where, key)]} has it too"
                problems.append(Problem((*where, key), f"the key '{key}' stands twice", remedy, line=line))
            else:
                found[key] = build(child, (*where, key))
                lines[(*where, key)] = line
        return found

    node = _node(_as_yaml(text, name), name)
    raw = build(node, ()) if node is not None else None
    if not isinstance(raw, kinds):
        what = f"holds no {noun}: expected keys and values, or a list" if list in kinds else f"is not a {noun}: expected keys and values"
        what = "is empty" if raw is None else what
        raise BadInput([Problem((), what, f"see 'agenda schema {noun}'", file=name)])
    return raw, lines, problems


def _node(text: str, name: str) -> yaml.Node | None:
    """The text as a tree of YAML nodes, if it is plain: without aliases, tags, and nesting without end."""
    if len(text) > LIMIT:
        raise BadInput([Problem((), f"has more than {LIMIT:,} characters", "split it, or write it plainer", file=name)])
    if wrong := Reader.NON_PRINTABLE.search(text):
        what, line = f"has the control character U+{ord(wrong[0]):04X}", text.count("\n", 0, wrong.start()) + 1
        raise BadInput([Problem((), what, "delete it, or save the file as UTF-8 text", file=name, line=line)])
    depth = documents = 0
    try:
        for number, event in enumerate(yaml.parse(text, Loader=Loader)):
            if number > MOST:
                raise BadInput([Problem((), f"has more than {MOST:,} keys and values", "take out what is not needed", file=name)])
            mark, tag = event.start_mark, getattr(event, "tag", None)
            line = mark.line + 1 if mark else 0
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                raise BadInput([Problem((), "has a second document", "keep one document, delete the '---'", file=name, line=line)])
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent):
                raise BadInput([Problem((), "anchors and aliases (&, *) are not read", "write the values out", file=name, line=line)])
            if tag:
                raise BadInput([Problem((), f"the tag '{tag}' is not read", "write the value without it", file=name, line=line)])
            if depth > DEEPEST:
                raise BadInput([Problem((), "is nested too deeply", "write it plainer", file=name, line=line)])
        node: yaml.Node | None = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        raise BadInput([_not_yaml(error, text, name)]) from None
    return node


def _not_yaml(error: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    begin = f" from line {error.context_mark.line + 1}" if error.context_mark else ""
    words = [str(error.problem), *([f"{error.context}{begin}"] if error.context else [])]
    what = f"is not YAML: {', '.join(words if words[0][:4] != 'but ' else words[::-1])}"
    line = error.problem_mark.line if error.problem_mark else -1
    tabs = "\t" in "".join(text.splitlines()[line : line + 1])
    remedy = "indent with blanks, not with tabs" if tabs else "mend the line, or the one before it"
    return Problem((), what, remedy, file=name, line=line + 1)


def _as_yaml(text: str, name: str) -> str:
    """JSON text in words that YAML knows: no characters in two halves, escaped slashes, or Unicode's line ends."""

    def plain(match: re.Match[str]) -> str:
        if match["half"]:
            what, line = f"has one half of a character alone, '{match[0]}'", text.count("\n", 0, match.start()) + 1
            raise BadInput([Problem((), what, "delete it, or write the whole character", file=name, line=line)])
        if match["high"]:
            return bytes.fromhex(match["high"] + match["low"]).decode("utf-16-be")
        if match["end"]:
            return f"\\u{ord(match['end']):04x}"
        return "/" if match[0] == "\\/" else match[0]

    return _JSON_ONLY.sub(plain, text) if text.lstrip()[:1] in ("{", "[") else text


def _scalar(node: yaml.Node) -> str | int | float | bool | None:
    return str(node.value) if node.style else _value(node.value)  # type: ignore[attr-defined]  # quoted, or a block of text


def _value(word: str) -> str | int | float | bool | None:
    """What a word without quotes stands for. Leading zeros belong to a name, not to a number."""
    if word in _WORDS:
        return _WORDS[word]
    if _INT.fullmatch(word):
        return int(word)
    return float(word) if _FLOAT.fullmatch(word) else word


class _Dumper(yaml.SafeDumper):
    """Writes words that YAML 1.1 or 1.2 would read as something else in quotes, and no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _quoted(dumper: yaml.SafeDumper, word: str) -> yaml.ScalarNode:
    style = '"' if "\x85" in word else None if isinstance(_value(word), str) else "'"  # else YAML 1.1 takes U+0085 for a new line
    return dumper.represent_scalar("tag:yaml.org,2002:str", word, style=style)


_Dumper.add_representer(str, _quoted)
