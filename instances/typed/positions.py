"""The place of a talk among others, as people type it."""

from __future__ import annotations

import re
from typing import Literal

from instances.typed.reading import Read, Unread, Value, normal, shown

_FIRST = re.compile(r"first|opening|opens?|start|beginning|首个?|开场|第?1(?:个|位)?|开幕")
_LAST = re.compile(r"last|closing|closes?|final|end|最后|末位?|压轴|闭幕")
_NUMBER = re.compile(r"(?:no\.? ?|#|第)?(\d{1,3})(?:\.0|st|nd|rd|th|个|位|号)?")


def read_position(cell: Value) -> Read[Literal["first", "last"] | int]:
    """'first', 'last', or its number from 1 on. Raises Unread."""
    text = "" if cell is None or isinstance(cell, bool) else normal(str(cell))
    number = _NUMBER.fullmatch(text)
    if number and int(number[1]) > 0:
        return Read(int(number[1]))
    if _FIRST.fullmatch(text):
        return Read("first")
    if _LAST.fullmatch(text):
        return Read("last")
    raise Unread(f"{shown(cell)} is no place in an order", "write first, last or a number")
