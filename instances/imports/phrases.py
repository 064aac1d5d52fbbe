"""When somebody can be there, or a room be used, from cells of several kinds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time

from instances import clock
from instances.imports.entries import Entry, Remarks
from instances.typed.availability import Programme, Span, read_availability, show_windows
from instances.typed.dates import dates_at, show_date
from instances.typed.reading import Read, Unread, Value, normal, shown
from instances.typed.stretches import Stretch, Stretches, both, without
from instances.typed.words import REMEDY, words_of

_NONE = re.compile(r"(?:none|no|nope|nil|nothing|n/?a|not applicable|无|没有|-+|/|\.)")
_CLOSED = re.compile(
    r"\b(?:is |are )?(?:closed|clos(?:es|ure)|blocked|booked|occupied|reserved|in use|used|taken|under (?:repair|maintenance)|maintenance"
    r"|unavailable|not available)\b(?: for [a-z ]+?(?= on\b| from\b|$))?|已?关闭|已?占用|不开放|停用|维护|不可用",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:not?|can'?t|cannot|won'?t|never|except|unavailable|busy|away|only|free|available)\b|不|无法|没|除|只|仅")
_TIMED = re.compile(
    r"\b(?:mornings?|afternoons?|evenings?|noon|midday|midnight|any ?time|always|all day"
    r"|arriv\w*|land\w*|leav\w*|depart\w*|before|after|until|till|from|since|by)\b|\d\s?[ap]\.?m\b|\b[ap]\.m\.|\d[:h]\d\d|\d\.\d\d|上午|下午|早上|晚上|中午|全天|随时|全程"
    r"|\d\s?[点時时](?!间)|抵达|到达|离开|起|以后|之后|以前|之前"
)
_CUT = re.compile(
    r"(\s*(?:[;；。\n,，!！]|(?:(?<=[A-Za-z]{5})|(?<=[\d)])(?<!\d\.\d)(?<!\d\.\d\d))\.(?=\s|$)(?!\s*[A-Z][a-z]{2,8}\b\.?\s*(?:\d|$)))\s*)"
)
_NO = re.compile(r"no|none|nope|never|否|不|无")
_ABOUT_LIMITS = re.compile(r"restrict|constraint|conflict|limit|preference|request|remark|note|anything|要求|限制|备注|说明|其他")
_TRAVELS = {"arrives": True, "leaves": False}
_UNKNOWN: tuple[Span, ...] = ()
_DAY_PARTS = (
    (re.compile(r"morning|a\.?m\b|上午|早"), (0, 12)),
    (re.compile(r"noon|midday|中午"), (12, 12)),
    (re.compile(r"afternoon|下午"), (12, 18)),
    (re.compile(r"evening|night|晚"), (18, 24)),
)
"""Hours between which somebody who comes or goes in a part of a day may do so."""
_ABOUT_NOTHING = "says nothing about times"
_AFTERWARDS = re.compile(r"(?P<when>[^,，;；。\n]*?\d[^,，;；。\n]*?)[之以]?前?(?P<word>抵达|到达|离开|离会)")
"""'10日17点前离开': a time with the word for coming or going behind it."""
_POLITE = re.compile(r"(?:please|thanks?(?: you)?|thank you very much|谢谢|请)")


def times_of(entry: Entry, programme: Programme, remarks: Remarks, way: str) -> tuple[Span, ...] | None:
    """The windows that a cell leaves; None where it says nothing of times, or cannot be read.

    `way`: how the heading means it: 'available', 'unavailable', 'arrives', 'leaves', 'closed', or
    'remarks', in which there may be other things.
    """
    text = _typed(entry.value)
    if way == "available" and _NO.fullmatch(normal(text)) and not _ABOUT_LIMITS.search(normal(entry.heading)):
        remarks.fail(entry, f"{shown(text)} may be no time at all, or nothing to say", REMEDY)
        return None
    if _NONE.fullmatch(normal(text)):
        return None
    if way in _TRAVELS and (edge := _edge(entry, text, way, programme, remarks)) is not _UNKNOWN:
        return edge
    left: list[str] = []
    if way in ("remarks", "room"):
        text, left = _about_times(text, programme.days)
        if not text:
            remarks.passed.append(entry.says(_ABOUT_NOTHING))
            return None
    if way == "room" or (way == "closed" and re.search(r"\d|day|星期|周", text)):
        text = _CLOSED.sub(" not ", text) if _CLOSED.search(text) else text
    turned = way in ("unavailable", "closed") and not _NEGATED.search(normal(text))
    if way in _TRAVELS and not re.search(r"arriv|land|leav|depart|抵|到|离", normal(text)):
        text = f"{way} {text}"
    try:
        read, more = _read(text, programme, way)
    except Unread as fault:
        remarks.fail(entry, fault.what, fault.remedy if way not in ("closed", "room") else "write it like 'closed on 9 Nov 14:00-16:00'")
        return None
    left += more
    windows, notes = read.value, read.notes
    if turned:
        windows = () if windows is None else complement(windows, programme)
        if not windows:
            remarks.fail(entry, f"{shown(text)} leaves no time of the conference", "write when it is possible")
            return None
    if windows:
        notes = (f"{shown(entry.text)} read as {show_windows(windows)} ({windows[0][0].tzinfo})", *notes[1:])
    remarks.guess(entry, *notes)
    if left:
        remarks.passed.append(entry.says(f"{', '.join(map(shown, left))}: {_ABOUT_NOTHING}"))
    return windows


def _edge(entry: Entry, text: str, way: str, programme: Programme, remarks: Remarks) -> tuple[Span, ...] | None:
    """What the day of coming or going leaves, where no time is told: from its beginning, or up to its end; the later, or
    the earlier, end of a part of it. `_UNKNOWN` where the cell is no such day; None where it takes nothing away."""
    plain = re.sub(r"^(?:on |arriv\w+ |leav\w+ |depart\w+ )+|\s?(?:抵达|到达|离开|离会)$", "", normal(text))
    try:
        dated = dates_at(plain, 0, programme.days)
    except Unread:
        return _UNKNOWN
    if dated is None or len(dated[1].value) != 1:
        return _UNKNOWN
    rest = plain[dated[0] :].strip(" ,")
    hours = next((hours for words, hours in _DAY_PARTS if words.fullmatch(rest.removeprefix("in the ").removeprefix("by "))), None)
    if rest and hours is None:
        return _UNKNOWN
    comes = _TRAVELS[way]
    edge = programme.minute(dated[1].value[0], 60 * (hours[comes] if hours else 0 if comes else 24))
    first, last = programme.horizon
    if (edge <= first) if comes else (edge >= last):
        return None
    stretch = (edge, last) if comes else (first, edge)
    if not both([stretch], programme.stretches):
        remarks.fail(entry, f"{shown(entry.text)} leaves no time of the conference", "mend the date, or take the person out")
        return None
    windows = instants([stretch], programme.zone)
    remarks.guess(entry, *dated[1].notes, f"{shown(entry.text)} read as {show_windows(windows)} ({programme.zone})")
    return windows


def _read(text: str, programme: Programme, way: str) -> tuple[Read[tuple[Span, ...] | None], list[str]]:
    """A phrase read, and what in it is not about times, where the rest is read without it. Raises Unread."""
    text = _AFTERWARDS.sub(lambda match: f"{match['word']} {match['when'].removesuffix('要').strip()}", text)
    try:
        return read_availability(text, programme), []
    except Unread:
        part, left = _about_times(text, programme.days) if way == "available" else ("", [])
        if not part or not left:
            raise
        return read_availability(part, programme), left


def _typed(value: Value) -> str:
    """A cell as somebody would have typed it."""
    if isinstance(value, datetime) and value.time() != time():
        return f"{show_date(value.date())} {value:%H:%M}"
    if isinstance(value, date):
        return show_date(value.date() if isinstance(value, datetime) else value)
    return str(value)


def _about_times(text: str, days: tuple[date, ...]) -> tuple[str, list[str]]:
    """What of a remark is about times, and the rest of it."""
    pieces = _CUT.split(text)
    kept, left = "", []
    for at in range(0, len(pieces), 2):
        if pieces[at] and _timed(normal(pieces[at]), days):
            kept += ("" if not kept else pieces[at - 1]) + pieces[at]
        elif pieces[at].strip() and not _POLITE.fullmatch(normal(pieces[at])):
            left.append(pieces[at].strip())
    return kept, left


def _timed(text: str, days: tuple[date, ...]) -> bool:
    """Whether a piece of text says something about times, or is made of nothing but words that could: 'not available'."""
    if _TIMED.search(text):
        return True
    starts = [0, *(n + 1 for n, letter in enumerate(text) if not letter.isalnum())]
    try:
        if any(dates_at(text, at, days) for at in starts if at < len(text)):
            return True
    except Unread:
        return True
    with suppress(Unread):
        return {word.kind for word in list(words_of(text, days, days[0].year))} - {"filler", "sep", "and"} != set()
    return False


def complement(windows: tuple[Span, ...], programme: Programme) -> tuple[Span, ...]:
    """What the days of the programme leave beside windows."""
    taken = ((clock.minute(start), clock.minute(end)) for start, end in windows)
    return instants(without([programme.horizon], taken), programme.zone)


def common(one: tuple[Span, ...], other: tuple[Span, ...], programme: Programme) -> tuple[Span, ...]:
    """What lies in both; nothing where no block of the programme does."""
    shared = both(_minutes(one), _minutes(other))
    return instants(shared, programme.zone) if both(shared, programme.stretches) else ()


def _minutes(windows: tuple[Span, ...]) -> Stretches:
    return tuple((clock.minute(start), clock.minute(end)) for start, end in windows)


def instants(stretches: Iterable[Stretch], zone: str) -> tuple[Span, ...]:
    """Stretches of minutes as aware times."""
    return tuple((clock.instant(start, zone), clock.instant(end, zone)) for start, end in stretches)
