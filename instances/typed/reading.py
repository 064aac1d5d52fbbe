"""What comes of reading a cell: a value with notes, or a finding; and the plain text that is read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from instances.problems import Location, Problem

T_co = TypeVar("T_co", covariant=True)
Value = str | int | float | bool | date | datetime | time | timedelta | None
"""What a cell of a workbook may hold; a cell of a CSV file holds text or nothing."""

_SIGNS = str.maketrans(
    dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("’‘`´", "'") | {"〜": "~", "、": ",", "。": ".", "½": ".5", "\u200b": None}
)
_HAN = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_HAN_NUMBER = re.compile(r"(?<![周週期拜])[零〇一二两兩三四五六七八九十]+(?=个?[年月日号號点點时時分人名位刻小半])")


@dataclass(frozen=True)
class Read(Generic[T_co]):
    """A value, with a note on everything that could have been meant otherwise."""

    value: T_co
    notes: tuple[str, ...] = ()


class Unread(ValueError):
    """A cell that is not read: what is wrong with it, and what to write instead."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}; {remedy}")
        self.what = what
        self.remedy = remedy

    def problem(self, where: Location = (), file: str = "") -> Problem:
        """The finding with its place."""
        return Problem(where, self.what, self.remedy, file=file)


def normal(text: str) -> str:
    """A text as it is read: without case, widths, kinds of dash, doubled spaces; small Chinese numbers as digits."""
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).casefold().translate(_SIGNS)
    return " ".join(_HAN_NUMBER.sub(lambda match: str(_number(match[0])), plain).split())


def _number(han: str) -> int | str:
    """A Chinese number below 100, or the text itself where it is none."""
    tens, ten, ones = han.rpartition("十")
    if not ten:
        return int("".join(str(_HAN[digit]) for digit in han))
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return han
    return (_HAN[tens] if tens else 1) * 10 + (_HAN[ones] if ones else 0)


def shown(cell: Value) -> str:
    """A cell as its finding quotes it, cut where it is long."""
    text = " ".join(str("" if cell is None else cell).split())
    return f"'{text[:57]}...'" if len(text) > 60 else f"'{text}'"
