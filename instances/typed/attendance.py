"""How a person takes part, as people type it: on site, online, or by a recording."""

from __future__ import annotations

import re
from typing import Literal

from instances.problems import either
from instances.typed.reading import Read, Unread, Value, normal, shown

Attends = Literal["onsite", "online", "recorded"]

_WORDS: dict[Attends, re.Pattern[str]] = {
    "recorded": re.compile(
        r"\b(?:pre-?)?record(?:ed|ing)?\b|\bpre-?rec\b|video (?:message|contribution|talk|file|clip)"
        r"|\bsend(?:s|ing)? (?:a |his |her |my )?video"
        r"|录播|录像|录制|預錄|预录"
    ),
    "online": re.compile(
        r"\bon-?line\b|\bremote(?:ly)?\b|\bvirtual(?:ly)?\b|\bzoom\b|\b(?:ms )?teams\b|\bwebex\b|\bvoov\b|\bskype\b"
        r"|\bvideo-? ?(?:link|conference|call)\b"
        r"|\bfrom (?:home|abroad)\b|\bdial(?:ling)? in\b|线上|線上|远程|遠程|连线|云端|视频会议|视频参会|视频接入|腾讯会议"
    ),
    "onsite": re.compile(
        r"\bon-? ?site\b|\bin-? ?person\b|\bphysical(?:ly)?\b|\boff-?line\b|\bface[- ]to[- ]face\b|\bf2f\b|\b(?:at|in) the (?:venue|room)\b"
        r"|\bpresen(?:t|ce)\b|\bvor ort\b|线下|線下|现场|現場|到场|到會|亲临|实地|本人到"
    ),
}
_EITHER = re.compile(r"\bhybrid\b|\bboth\b|\beither\b|\bmaybe\b|\bperhaps\b|\bif possible\b|\bnot sure\b|\btb[acd]\b|[?？]|待定|都可|或")
_NO = ("no", "n", "否", "不", "false", "✗", "×")
_NOT = re.compile(r"\b(?:not?|cannot|can't|won't|unable)\b|不|无法")


def read_attends(cell: Value, heading: str = "") -> Read[Attends]:
    """How a person takes part; a bare yes says what the heading asks ('Attending in person?').

    Raises Unread for both ways, for a no and for doubts.
    """
    text = normal(cell) if isinstance(cell, str) else ""
    asked = _ways(normal(heading))
    if text in ("yes", "y", "是", "✓", "x", "true") or cell is True:
        if len(asked) == 1:
            return Read(asked[0], (f"{shown(str(cell))} to '{heading}' read as {asked[0]}",))
        raise Unread(f"{shown(str(cell))} does not say how", "write onsite, online or recorded")
    if (text in _NO or cell is False) and asked == ["online"]:
        return Read("onsite", (f"{shown(str(cell))} to '{heading}' read as onsite",))
    ways = _ways(text)
    if _EITHER.search(text) or _NOT.search(text) or not ways:
        raise Unread(f"{shown(cell)} is not one way to take part", "write onsite, online or recorded")
    if "recorded" in ways and "onsite" not in ways:
        return Read("recorded", (f"{shown(cell)} read as recorded",) if len(ways) > 1 else ())
    if len(ways) > 1:
        raise Unread(f"{shown(cell)} could be {either(ways)}", "write one of them")
    return Read(ways[0])


def _ways(text: str) -> list[Attends]:
    return [way for way, words in _WORDS.items() if words.search(text)]
