"""Programmes that mean harm, or are broken anywhere: refused in words or made harmless, soon, and never with a traceback."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from constraints.profile import problems
from instances.formats import native, page, read_conference, read_programme
from instances.formats.foreign import documents
from instances.problems import BadInput
from tests.foreign import democon
from tests.foreign.test_readers import SAMPLES
from tests.sampled import but, one_in
from tests.test_hostile import judged, pytestmark, run

__all__ = ["pytestmark"]

SECONDS = 5
"""Of the processor."""

CAMP = (SAMPLES / "field.xml").read_text(encoding="utf-8")
EVENT = CAMP[CAMP.index("<event") : CAMP.index("</event>") + len("</event>")]
SCRIPT = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img src=x onerror=alert(2)&gt;{{7*7}}"
READ = "out.yaml"
"""What is said of a file that is read."""


def camp(old: str, new: str) -> bytes:
    """The camp with something else in it."""
    assert old in CAMP
    return CAMP.replace(old, new, 1).encode()


def with_doctype(words: str) -> bytes:
    """The camp with a document type before it, and an entity in its title."""
    return camp("?>\n", f"?>\n<!DOCTYPE schedule {words}>\n").replace(b"Field Camp", b"&e;")


def laughs() -> bytes:
    """Entities that grow tenfold, nine times."""
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return with_doctype(f'[<!ENTITY l0 "ha">{lines}<!ENTITY e "&l9;">]')


def events(number: int) -> bytes:
    """The camp with so many events more."""
    more = "".join(EVENT.replace('id="12"', f'id="{n}"').replace("5b3c0a52", f"{n:08}") for n in range(1000, 1000 + number))
    return camp(EVENT, EVENT + more)


XML: dict[str, tuple[Callable[[], bytes], str]] = {
    "an entity of a file": (lambda: with_doctype('[<!ENTITY e SYSTEM "file:///etc/passwd">]'), "has a document type (<!DOCTYPE)"),
    "an entity of the web": (lambda: with_doctype('SYSTEM "http://127.0.0.1:9/x.dtd"'), "has a document type (<!DOCTYPE)"),
    "a parameter entity": (lambda: with_doctype('[<!ENTITY % p SYSTEM "file:///dev/zero">%p;]'), "has a document type (<!DOCTYPE)"),
    "a billion laughs": (laughs, "has a document type (<!DOCTYPE)"),
    "one long entity often": (lambda: with_doctype(f'[<!ENTITY e "{"a" * 50_000}">]') + b"&e;" * 9000, "has a document type (<!DOCTYPE)"),
    "an entity of nowhere": (lambda: camp("Field Camp", "&nowhere;"), "is not XML: undefined entity"),
    "51 MB": (lambda: camp("Field Camp", "x" * 51_000_000), "has more than 50 MB"),
    "a title of 40 MB": (lambda: camp("Opening &amp; welcome", "x" * 40_000_000), READ),
    "a million elements": (lambda: camp("<track/>", "<a/>" * 1_000_000), "has more than 500,000 elements"),
    "400,000 elements": (lambda: camp("<track/>", "<track/>" + "<a/>" * 400_000), READ),
    "deep": (lambda: camp("<track/>", "<a>" * 200_000), "is nested too deeply"),
    "cut off": (lambda: CAMP.encode()[: len(CAMP) // 2], "is not XML: "),
    "cut off in a character": (lambda: CAMP.encode()[: CAMP.encode().index("ø".encode()) + 1], "is not XML: "),
    "another encoding than it says": (lambda: CAMP.encode("utf-16-le"), "is not XML: "),
    "Latin that says it is UTF-8": (lambda: CAMP.encode("latin-1"), "is not XML: not well-formed (invalid token)"),
    "an encoding of many bytes": (lambda: camp('"utf-8"', '"gb18030"'), "is in an encoding that is not read"),
    "an encoding that is none": (lambda: camp('"utf-8"', '"klingon"'), "unknown encoding"),
    "rubbish": (lambda: random.Random(1).randbytes(100_000), "is not XML: "),
    "zeros": (lambda: bytes(1_000_000), "is not XML: "),
    "nothing": (lambda: b"", "is not XML: no element found"),
    "a page": (lambda: b"<html><body><p>Not found</p></body></html>", "is no schedule of the frab family with days"),
    "a page with a type": (lambda: b"<!doctype html><p>Not found", "is not XML: syntax error"),
    "an include": (lambda: camp("<track/>", '<track/><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'), READ),
    "no days": (lambda: camp("<day ", "<night ").replace(b"</day>", b"</night>", 1), READ),
    "scripts": (lambda: camp("Opening &amp; welcome", SCRIPT).replace(b"Camp office", SCRIPT.encode()), READ),
    "6,000 events": (lambda: events(6000), "has more than 5,000 events"),
    "60,000 rooms": (lambda: camp("<day ", '<day index="0"><room name="x"/></day><day ').replace(
        b'<room name="x"/>', b"".join(b'<room name="r%d"><event><title>t%d</title></event></room>' % (n, n) for n in range(60_000))),
        "has more than 5,000 events"),
    "a year beyond all": (lambda: camp("2026-06-05T12:00", "9999-12-31T23:59"), READ),
    "a year before all": (lambda: camp("2026-06-05T12:00:00+01:00", "0001-01-01T00:00:00+14:00"), READ),
    "years on": (lambda: camp("2026-06-05T12:00", "2126-06-05T12:00"), "far in time from all else: 'Opening & welcome'"),
    "a length of years": (lambda: camp("00:20", "99999"), READ),
    "an endless length": (lambda: camp("00:20", "9" * 5000), "without a length: 'Opening & welcome', 'Somewhen'"),
}  # fmt: skip


def sessions(**values: Any) -> bytes:
    """The sessions with other values in the first of them."""
    view = json.loads((SAMPLES / "sessions.json").read_text(encoding="utf-8"))
    view["sessions"][0] |= values
    return json.dumps(view).encode()


JSON: dict[str, tuple[Callable[[], bytes], str]] = {
    "half characters": (lambda: sessions(title="half \ud83d of it", description="\udc00"), READ),
    "control characters": (lambda: sessions(title="bell \x07 and \x1b[31m red \u2028 \x00 \x85"), READ),
    "scripts": (lambda: sessions(title="<script>alert(1)</script>"), READ),
    "formulas": (lambda: sessions(title="=cmd|' /C calc'!A0"), READ),
    "no title": (lambda: sessions(title={"a": [1]}, id=None), READ),
    "a title of 40 MB": (lambda: sessions(title="x" * 40_000_000), READ),
    "numbers of all kinds": (lambda: b'{"sessions": [{"id": 1e999, "title": NaN, "roomId": -Infinity}], "speakers": [], "rooms": []}',
                             "has neither times nor days"),
    "a long number": (lambda: b'{"sessions": [], "speakers": [], "rooms": [' + b"9" * 1_000_000 + b"]}", "c.json"),
    "deep": (lambda: b'{"sessions": ' + b"[" * 1_000_000, "is nested too deeply"),
    "cut off": (lambda: (SAMPLES / "sessions.json").read_bytes()[:700], "c.json:"),
    "Latin": (lambda: '{"sessions": [], "speakers": [], "rooms": [], "x": "é"}'.encode("latin-1"), "is not UTF-8 text"),
    "no sessions": (lambda: b'{"sessions": [], "speakers": [], "rooms": []}', "has neither times nor days"),
    "a million sessions": (lambda: b'{"sessions": [' + b"{}," * 1_000_000 + b'{}], "speakers": [], "rooms": []}',
                           "has more than 500,000 keys and values"),
    "48 MB of sessions": (lambda: b'{"sessions": [' + b"{}," * 16_000_000 + b'{}], "speakers": [], "rooms": []}',
                          "has more than 500,000 keys and values"),
    "48 MB of quotes": (lambda: sessions(title="x", description='[",' * 9_000_000), READ),
    "a million rooms": (lambda: sessions().replace(b'"rooms": [', b'"rooms": [' + b'{"id": 1, "name": "x"},' * 1_000_000),
                        "has more than 500,000 keys and values"),
}  # fmt: skip


CASES = {f"{name} ({kind})": (kind, *case) for kind, cases in (("xml", XML), ("json", JSON)) for name, case in cases.items()}
HEAVY = {name for name in CASES if re.search(r"million|0,000|6,000|MB", name)}


@pytest.mark.parametrize("name", one_in(24, CASES))
def test_by_the_command(name: str, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    kind, make, words = CASES[name]
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / f"c.{kind}").write_bytes(make())
    judged(tmp_path, f"c.{kind}", words, record_property, SECONDS)


def test_json_with_too_much_in_it_is_refused_before_a_tree_is_made_of_it(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "c.json").write_bytes(JSON["48 MB of sessions"][0]())
    judged(tmp_path, "c.json", "error: c.json: has more than 500,000 keys and values", lambda *_: None, SECONDS)


def test_what_stands_in_words_is_not_counted_and_what_stands_behind_them_is() -> None:
    words = json.dumps(['"' + "[" * 99, "\\", "," * documents.MOST, '\\"'])
    documents.spacious(words.encode(), "c.json")
    with pytest.raises(BadInput, match="is nested too deeply"):
        documents.spacious(f"{words[:-1]}, {'[' * 99}".encode(), "c.json")


@pytest.mark.parametrize("name", but(HEAVY, CASES))
def test_in_words_and_soon(name: str, tmp_path: Path) -> None:
    kind, make, words = CASES[name]
    file = tmp_path / f"c.{kind}"
    file.write_bytes(make())
    begun, said = time.process_time(), []
    try:
        conference = read_conference(str(file), problems, note=lambda p: said.append(str(p)))
        text = native.write_conference(conference)
        assert native.read_conference(text, "").hash == conference.hash
        said.append(READ)
    except BadInput as error:
        said.append(str(error))
    assert time.process_time() - begun < SECONDS
    assert words in "\n".join(said)


def test_scripts_in_names_are_words_on_the_page(tmp_path: Path) -> None:
    (tmp_path / "c.xml").write_bytes(XML["scripts"][0]())
    conference, agenda = read_programme(str(tmp_path / "c.xml"))
    assert agenda
    assert conference.speakers[0].name.startswith("<script>alert(1)</script>")
    html = page.write(conference, agenda)
    assert "<script>alert(1)" not in html
    assert "<img src=x" not in html


def test_a_folder_with_a_link_to_a_device_is_refused(tmp_path: Path) -> None:
    (tmp_path / "work" / "saved").mkdir(parents=True)
    (tmp_path / "work" / "saved" / "submissions.json").symlink_to("/dev/zero")
    out = run(tmp_path, "convert", "saved/", "out.yaml")
    assert (out.code, "Traceback" in out.stderr) == (2, False)


ODD = st.sampled_from(["2026-06-05T10:00:00", "1:30", "AAAAAA", "2", ""])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "results", "en"]), inner, max_size=3),
    max_leaves=4,
)
DOCUMENTS = {
    **{name: json.loads((SAMPLES / name).read_text(encoding="utf-8")) for name in ("hall.json", "sessions.json", "grid.json")},
    "saved.json": democon.answers(),
}
FORMS = {"hall.json": "frab", "sessions.json": "sessionize", "grid.json": "sessionize", "saved.json": "pretalx"}


def _places(node: Any) -> list[tuple[Any, Any]]:
    """Every place in a tree, as what holds it and its key."""
    keys = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    return [place for key in keys for place in ((node, key), *_places(node[key]))]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(DOCUMENTS)), st.lists(st.tuples(st.integers(0, 10_000), ANYTHING), min_size=1, max_size=4))
def test_with_anything_in_any_place(tmp_path_factory: pytest.TempPathFactory, name: str, edits: list[tuple[int, Any]]) -> None:
    document = deepcopy(DOCUMENTS[name])
    for number, value in edits:
        places = _places(document)
        holder, key = places[number % len(places)]
        holder[key] = value
    file = tmp_path_factory.getbasetemp() / name
    file.write_text(json.dumps(document), encoding="utf-8")
    try:
        conference, _ = read_programme(str(file), problems, FORMS[name])
    except BadInput as error:
        assert str(error).startswith(str(file))  # noqa: PT017  # either is right
        return
    native.write_conference(conference)
