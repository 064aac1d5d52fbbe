"""What a room has and a subforum needs, by one name whatever people call it."""

from __future__ import annotations

import re

from instances.typed.reading import normal

_FEATURES = {
    "interpretation": re.compile(r"interpret|simultaneous|translat|同传|同声|翻译|传译"),
    "stream": re.compile(r"stream|webcast|broadcast|直播"),
    "video-link": re.compile(r"video[ -]?(?:link|conf|call)|\bzoom\b|\bhybrid|remote speakers?|连线|视频会议"),
    "recording": re.compile(r"record|录像|录制"),
    "projector": re.compile(r"project(?:or|ion)|beamer|投影"),
    "screen": re.compile(r"\bscreens?\b|\bled\b|屏"),
    "microphone": re.compile(r"micro|\bmics?\b|话筒|麦克"),
    "stage": re.compile(r"\bstage\b|舞台"),
    "step-free": re.compile(r"wheel-?chair|accessib|step-?free|barrier-?free|无障碍"),
}


def feature(text: str, known_only: bool = False) -> str:
    """The name of a feature: 'interpretation' for '同传' and 'Interpretation booths?'; otherwise the text itself, in small letters.

    With `known_only`, '' for what is not known.
    """
    plain = normal(text).strip(" ?:.")
    found = next((name for name, words in _FEATURES.items() if words.search(plain)), "")
    return found or ("" if known_only else plain)
