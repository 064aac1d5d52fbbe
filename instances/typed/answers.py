"""Short answers as people type them: yes or no, a count, several names in one cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, time, timedelta

from instances.typed.reading import Read, Unread, Value, normal, shown

_YES = "yes y true t 1 1.0 on ok okay sure ✓ ✔ ☑ √ 是 有 对 對 可以 需要 はい oui ja si sí"
_NO = "no n false f 0 0.0 off none ✗ ✘ ☐ × 否 无 無 没有 沒有 不 不是 不需要 不可以 いいえ non nein - n/a"
_ANSWERS = {word: answer for words, answer in ((_YES, True), (_NO, False)) for word in words.split()}
_ABOUT = re.compile(
    r"^(?:about|approx(?:\.|imately)?|around|roughly|ca\.?|circa|some|~|≈|约|約|大约|大約|大概)\s?|\s?(?:左右|approx\.?|or so)$"
)
_UNIT = re.compile(
    r"\s?(?:people|persons?|pax|participants?|attendees?|guests?|seats?|places?|delegates?|visitors?|chairs?|人|名|位|座|个座位|个人|个)$"
)
_GROUPED = re.compile(r"\d{1,3}(?P<sign>[,' ])\d{3}(?:(?P=sign)\d{3})*")
_POINTED = re.compile(r"\d{1,3}(?:\.\d{3})+")
LARGEST = 10_000_000
_STRETCH = re.compile(r"(\d{1,6}) ?(?:-|~|to|bis|至|到) ?(\d{1,6})(?: ?(?:people|persons?|pax|seats?|人|座|位))?")
_LIMIT = re.compile(r"^(?:max(?:imum|\.)?|up to|at most|最多)\s?|\s?(?:max(?:imum|\.)?|at most)$")

_SEPARATORS = re.compile(r"\s*(?:[;；|\n\r、/／]|\s&\s|\s(?:and|und|et)\s)\s*", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:[;；,，、|/／\n\r+]|\s&\s|\sand\s|和|及)\s*", re.IGNORECASE)
_NOTHING = re.compile(r"none|no|nothing|n/?a|nil|any|-+|/|无|没有|不需要")
_COMMA = re.compile(r"\s*[,，]\s*")
_DEGREES = re.compile(r"[,，]\s*(?=(?:ph\.?\s?d|m\.?\s?sc|m\.?\s?d|d\.?\s?phil|esq|jr|sr|mba|llm|pmp|ceo|cto)\b\.?)", re.IGNORECASE)
_FAMILIES = re.compile(r"欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|東方|皇甫|尉迟|公孙|公孫|慕容|令狐|宇文|长孙|長孫|司徒|夏侯|端木")
"""Family names of two letters, after which a space parts no two people."""
_BRACKETS = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
_HAN_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HAN_AND = re.compile(r"([\u4e00-\u9fff·]{2,})(?:和|与|與|及|以及|\s+)([\u4e00-\u9fff·]{2,})")


def read_yes(cell: Value) -> Read[bool]:
    """Yes or no. Raises Unread for everything else, 'maybe' among it."""
    if isinstance(cell, bool):
        return Read(cell)
    text = normal(str(cell)).rstrip(".!") if cell is not None else ""
    if text == "x":
        return Read(True, ("'x' read as yes",))
    if text in _ANSWERS:
        return Read(_ANSWERS[text])
    raise Unread(f"{shown(cell)} is neither yes nor no", "write yes or no")


def read_count(cell: Value, of_range: Callable[[Iterable[int]], int] | None = None) -> Read[int]:
    """A number of people or things, 0 or more; with `of_range` (min or max) that end of a stretch like '60-80'. Raises Unread."""
    stretch = _STRETCH.fullmatch(normal(cell)) if isinstance(cell, str) and of_range else None
    if stretch and of_range:
        chosen = of_range(int(part) for part in stretch.groups())
        return Read(chosen, (f"{shown(cell)} read as {chosen}",))
    if isinstance(cell, (bool, date, time, timedelta)) or cell is None:
        raise Unread(f"{shown(str(cell) if cell is not None else None)} is not a number", "write it like 120")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = normal(str(cell))
    text = _LIMIT.sub("", text).strip()
    bare = _ABOUT.sub("", _UNIT.sub("", _ABOUT.sub("", text))).strip()
    notes: tuple[str, ...] = (f"{shown(cell)} read as {{}}",) if bare != _UNIT.sub("", text).strip() else ()
    if bare.endswith("+") and bare[:-1].isdecimal():
        bare, notes = bare[:-1], (f"{shown(cell)} read as {{}}, the least it says",)
    if _POINTED.fullmatch(bare):
        notes = (f"{shown(cell)} read as {{}}, with the point between thousands",)
    digits = re.sub(r"[,' .]", "", bare) if _GROUPED.fullmatch(bare) or _POINTED.fullmatch(bare) else bare
    if not (digits.isascii() and digits.isdecimal()) or int(digits[:12]) > LARGEST or len(digits) > 12:
        raise Unread(f"{shown(cell)} is not a whole number of at least 0", "write it like 120")
    return Read(int(digits), tuple(note.format(int(digits)) for note in notes))


def read_names(cell: Value) -> Read[tuple[str, ...]]:
    """The names of a cell that holds several, in their order, each once.

    A comma separates names of several words each; in 'Li, Wei' it may as well stand between the
    parts of one, and the cell is not read unless another sign separates names there. Raises Unread.
    """
    text = "" if cell is None else str(cell).strip()
    notes: tuple[str, ...] = ()
    parts = [part.strip(" ,，") for part in _SEPARATORS.split(text)]
    if len(parts) == 1:
        parts = _at_commas(text, shown(cell))
    elif not any(sign in text for sign in ";；|、/\n"):
        parts = [piece for part in parts for piece in _pieces(part)]
    names = [name for part in parts for name in _at_and(part) if name]
    if len(names) > len([part for part in parts if part]):
        notes = (f"{shown(cell)} read as {'; '.join(names)}",)
    if any(not any(letter.isalpha() for letter in name) for name in names):
        raise Unread(f"{shown(cell)} is not a list of names", "separate names by ';'")
    return Read(tuple(dict.fromkeys(names)), notes)


def read_list(cell: Value) -> Read[tuple[str, ...]]:
    """The parts of a cell that lists things, in their order, each once."""
    whole = "" if cell is None else str(cell)
    parts = (part.strip(" .") for part in ([] if _NOTHING.fullmatch(normal(whole)) else _LISTED.split(whole)))
    return Read(tuple(dict.fromkeys(part for part in parts if part and not _NOTHING.fullmatch(normal(part)))))


def _at_commas(text: str, quoted: str) -> list[str]:
    pieces = _pieces(text)
    if len(pieces) == 2 and any(len(piece.split()) == 1 for piece in pieces) and not any(_HAN_SIGN.search(piece) for piece in pieces):
        raise Unread(f"{quoted} could be one name or two", f"write '{pieces[1]} {pieces[0]}' or '{pieces[0]}; {pieces[1]}'")
    return pieces


def _pieces(text: str) -> list[str]:
    """What stands between commas; a degree stays with its name, and what is in brackets together."""
    kept = _BRACKETS.sub(lambda match: _COMMA.sub("\1", match[0]), _DEGREES.sub("\0", text))
    return [piece.replace("\0", ", ").replace("\1", ", ") for piece in _COMMA.split(kept) if piece]


def _at_and(text: str) -> list[str]:
    """The two sides of a Chinese 'and', or of a space, between names of two letters or more."""
    match = _HAN_AND.fullmatch(text)
    if match is None or max(map(len, match.groups())) > 4 or _FAMILIES.fullmatch(match[1]):
        return [text]
    return [match[1], match[2]]
