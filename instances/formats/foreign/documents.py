"""The trees of foreign files: XML without a document type, and JSON; what is meant to harm is refused in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from instances.formats import sources
from instances.problems import BadInput, Problem

MOST, DEEPEST = 500_000, 40
"""Elements of an XML file, or keys and values of JSON; and how deep they may lie in each other."""
_CHUNK = 1 << 18


class _Refused(Exception):
    """Why a file is not read any further."""


def stem(source: str) -> str:
    """A name for what says none: that of its file."""
    return "conference" if source == sources.STDIN else Path(source).stem or "conference"


def xml(content: bytes, source: str) -> ElementTree.Element:
    """The tree of XML. Raises BadInput."""
    name = sources.name(source)
    try:
        _sound(content)
        return ElementTree.fromstring(content)
    except _Refused as fault:
        what, _, remedy = str(fault).partition("; ")
        raise BadInput([Problem((), what, remedy, file=name)]) from None
    except (expat.ExpatError, ElementTree.ParseError) as fault:
        line, why = getattr(fault, "lineno", 0) or 0, expat.ErrorString(fault.code)
        raise BadInput([Problem((), f"is not XML: {why}", "export it anew, or mend the line", file=name, line=line)]) from None
    except (ValueError, LookupError) as fault:
        raise BadInput([Problem((), f"is in an encoding that is not read: {fault}", "save it as UTF-8", file=name)]) from None


def _sound(content: bytes) -> None:
    """Look through a file once, before anything is made of it. Raises _Refused, or what expat raises."""
    parser = expat.ParserCreate()
    count = depth = 0

    def doctype(*_: object) -> None:
        raise _Refused("has a document type (<!DOCTYPE), which is not read; delete it: a programme needs none")

    def begin(*_: object) -> None:
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if count > MOST:
            raise _Refused(f"has more than {MOST:,} elements; keep only what is part of the programme")
        if depth > DEEPEST:
            raise _Refused("is nested too deeply; export it anew")

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.Parse(content, True)


def tree(content: bytes, source: str) -> Any:
    """The tree of JSON. Raises BadInput."""
    name = sources.name(source)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadInput([Problem((), f"is not UTF-8 text (byte {fault.start})", "save it as UTF-8", file=name)]) from None
    spacious(content, name)
    try:
        found = json.loads(text)
    except RecursionError:
        raise BadInput([Problem((), "is nested too deeply", "export it anew", file=name)]) from None
    except ValueError as fault:
        why, line = getattr(fault, "msg", str(fault)), getattr(fault, "lineno", 0)
        cut = why.startswith("Unterminated") or not text[getattr(fault, "pos", 0) :].strip()
        what = "is empty" if not text.strip() else "is cut off" if cut else f"is not JSON: {why}"
        raise BadInput([Problem((), what, "export it anew", file=name, line=line)]) from None
    _counted(found, name)
    return found


class TooMuch(BadInput):
    """JSON with more in it than a programme has."""


def spacious(content: bytes, name: str) -> None:
    """Refuse what has too much in it before a tree is made of it, as far as commas and brackets outside of words tell.

    Raises TooMuch, or BadInput.
    """
    plain = content.replace(b"\\\\", b"").replace(b'\\"', b"")
    commas = opened = closed = quotes = 0
    for start in range(0, len(plain), _CHUNK):
        pieces = plain[start : start + _CHUNK].split(b'"')
        outside = b"".join(pieces[quotes % 2 :: 2])
        quotes += len(pieces) - 1
        commas += outside.count(b",")
        opened += outside.count(b"{") + outside.count(b"[")
        closed += outside.count(b"}") + outside.count(b"]")
        if opened - closed > DEEPEST:
            raise BadInput([Problem((), "is nested too deeply", "export it anew", file=name)])
        if commas >= MOST or opened - 1 > MOST:
            raise _too_much(name)


def _counted(tree: Any, name: str) -> None:
    """Refuse a tree with more in it than a programme has. Raises TooMuch."""
    count, left = 0, [tree]
    while left:
        node = left.pop()
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        count += len(inner)
        if count > MOST:
            raise _too_much(name)
        left.extend(inner)


def _too_much(name: str) -> TooMuch:
    return TooMuch([Problem((), f"has more than {MOST:,} keys and values", "keep only what is part of the programme", file=name)])


def listed(value: object) -> list[dict[str, Any]]:
    """The things of a list that are things; none where it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def keyed(value: object) -> dict[str, Any]:
    """Keys with values; none where it is something else."""
    return value if isinstance(value, dict) else {}
