"""How wide words are in a sans serif, as nearly as can be told without a font, and how they are broken into lines."""

from __future__ import annotations

import unicodedata
from itertools import accumulate

LATIN = "'Liberation Sans', Arial, Helvetica, 'Noto Sans', 'DejaVu Sans', sans-serif"
"""Fonts of one width, one of which there is on most machines."""
CHINESE = (
    "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', 'Droid Sans Fallback', sans-serif"
)
"""For words with any letter of Chinese in them, their other letters included."""

_BOLD = 1.07
_WIDTHS = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]ft·",
    333: "-()`r‐–",
    355: '"“”',
    389: "*",
    500: "Jcksvxyz",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "…—",
    1015: "@",
}
"""Letters by their width in thousandths of their size, in Helvetica and its like; others have 556."""
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_NOT_FIRST = "，。、；：？！）》」』”…"
"""Signs with which no line of Chinese begins."""


def chinese(words: str) -> bool:
    """Whether there is a letter in it that is as wide as it is high, like those of Chinese."""
    return any(unicodedata.east_asian_width(letter) in "WF" for letter in words)


def breadth(words: str, size: float, *, bold: bool = False) -> float:
    """About how wide words are."""
    return sum(_widths(words, size, bold=bold))


def _widths(words: str, size: float, *, bold: bool) -> list[float]:
    """The width of each letter."""
    unit, wide = size * (_BOLD if bold else 1) / 1000, "WFA" if chinese(words) else "WF"  # quotation marks are wide in Chinese alone
    return [unit * _width(letter, wide) for letter in words]


def _width(letter: str, wide: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return 0
    if unicodedata.east_asian_width(letter) in wide:
        return 1000
    return _WIDTH.get(unicodedata.normalize("NFD", letter)[0], 556)


def lines(words: str, width: float, size: float, most: int, *, bold: bool = False) -> list[str]:
    """Words in at most so many lines, the last of which ends with '…' where something is left."""
    found = [""]
    rest = _pieces(words)
    for n, piece in enumerate(rest):
        longer = found[-1] + piece
        if breadth(longer.rstrip(), size, bold=bold) <= width:
            found[-1] = longer
        elif len(found) < most or not found[0]:
            found[len(found) if found[0] else 0 :] = [_cut(piece, width, size, bold=bold)]
        else:
            found[-1] = _cut(found[-1] + "".join(rest[n:]), width, size, bold=bold)
            break
    return [line for line in map(str.strip, found) if line]


def _pieces(words: str) -> list[str]:
    """Parts between which a line may end: each with the blanks after it."""
    found: list[str] = []
    for letter in words:
        last = found[-1][-1] if found else ""
        new = last.isspace() or (letter not in _NOT_FIRST and (chinese(letter) or chinese(last)))
        if not found or (new and not letter.isspace()):
            found.append(letter)
        else:
            found[-1] += letter
    return found


def _cut(words: str, width: float, size: float, *, bold: bool) -> str:
    """Words, or as many letters as have room, and '…'."""
    if breadth(words.rstrip(), size, bold=bold) <= width:
        return words
    *widths, more = _widths(words + "…", size, bold=bold)
    return words[: sum(end + more <= width for end in accumulate(widths))].rstrip() + "…"
