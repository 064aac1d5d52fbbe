"""The words of availability phrases: normal text cut into dates, hours, parts of a day and what joins them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from instances.typed.dates import dates_at
from instances.typed.reading import Unread
from instances.typed.times import Hours, Side, hour_at, hours_at
from instances.typed.zones import read_zone

REMEDY = "write it like 'only 10 Nov 9:30-11:00' or 'not on 9 Nov afternoon'"

_WORDS: dict[str, str] = {
    "any": r"any ?time|any day|always|all (?:the )?time|all days|both days|every day|fully available|flexible|whole conference|throughout"
    r"|no (?:restrictions?|constraints?|limits?|conflicts?|preferences?)|all (?:is )?(?:ok|fine|good)"
    r"|随时(?:都?可以?)?|任何时间|任意时间|全程|都可以|都可|都行|均可|无限制|没有限制",
    "not": r"(?:is |am |are )?not (?:available|free|possible)|(?:is |am )?unavailable"
    r"|(?:can ?not|can'?t|won'?t)(?: (?:do|make it|make|attend|come|speak|be))?"
    r"|but not|not|no|except(?: for| on)?|excluding|other than|apart from|avoid|never|busy|away|absent|"
    r"不行|不可以|不可|不能(?:来|参加|出席)?|没空|没有空|不方便|不在|不参加|无法(?:参加|出席)?|除了|除|不要|避开|有事",
    "beyond": r"除外|以外|之外|外",
    "but": r"but|however|但是|但|不过",
    "yes": r"only|just|available|free|ok|okay|fine|possible|can (?:do|make|attend|come|speak)|仅限|仅|只能|只有|只|限"
    r"|可以|可|有空|有时间|方便|能参加",
    "arrives": r"(?:arriv(?:es?|ing|al)|lands?|landing|gets in)(?: on| at)?|抵达|到达",
    "leaves": r"(?:(?:must|has to|have to|needs to) )?(?:leaves?|leaving|departs?|departing|departure)(?: on| at| by)?|离开|离会",
    "from": r"from|since|starting(?: from| on| at)?|as of|从|自",
    "after": r"after|later than",
    "until": r"until|till|til|up to|through|by",
    "before": r"before|earlier than|prior to",
    "onwards": r"onwards?|or later|以后|之后|以後|之後|后|起|开始",
    "earlier": r"or earlier|以前|之前|前|为止|止",
    "to": r"to|-|~|至|到",
    "and": r"and|or|plus|&|/|和|或者|或|及|与|以及|还有",
    "sep": r"[;.\n]|,",
    "morning": r"mornings?|a\.?m\.?(?![a-z])|上午|早上|午前",
    "afternoon": r"afternoons?|下午|午后|午後",
    "pm": r"p\.?m\.?(?![a-z])",
    "evening": r"evenings?|晚上|傍晚",
    "day": r"(?:all|the whole|whole|the entire|full|any time (?:on|of)(?: the)?) ?day|全天|整天|一整天",
    "own": r"(?:my|his|her|their) (?:local )?time(?: ?zone)?",
    "local": r"local time|当地时间",
    "home": r"(?:conference|venue|event) (?:local )?time(?: ?zone)?|会议时间",
    "filler": r"(?:my |the )?(?:flight|train|plane)"
    r"|on|at|in|the|of|is|are|i|i'm|we|he|she|they|will|be|please|during|sessions?|slots?|time slots?"
    r"|daily|every day|每日|每天|for|each|every|s?he's|speak(?:ing)?"
    r"|attend(?:ing)?|can|join(?:ing)?|[():]|在|的|我|请|于|时间段|参加|发言|出席",
}
PARTS = ("morning", "afternoon", "pm", "evening", "day")
_LATIN = re.compile(r"[a-z']")
_PATTERNS = {kind: re.compile(words) for kind, words in _WORDS.items()}
_FILLERS = re.compile(r"\s*(?:(?:on|the|before|after) )*")
_UNTIL = re.compile(rf"\s?(?:{_WORDS['to']}|{_WORDS['until']})\s?")
_BRACKETED = re.compile(r"\(([a-z][a-z/_ .'-]+|[\u4e00-\u9fff]{2,6})\)")
_ZONE = re.compile(
    r"(?P<place>[a-z][a-z/_'.-]*(?: [a-z][a-z/_'.-]*){0,2}?) (?:local |standard )?time(?: ?zone)?(?![a-z])"
    r"|(?P<han>[\u4e00-\u9fff]{2,6}?)时间"
    r"|(?P<offset>\(?(?:utc|gmt)\s?[+-]\s?\d{1,2}(?::?\d{2})?\)?)"
    r"|(?P<name>[a-z]{3,}/[a-z_/]+|utc|gmt|[ecmp][sd]t|cest|cet|eet|ist|bst|jst|kst|sgt|hkt|eat|wat)(?![a-z])"
)


@dataclass(frozen=True)
class Word:
    """One word of a phrase, or a few that belong together.

    `kind` is 'days', 'hours' (a stretch), 'hour' (a point), 'zone', or a key of the table of words.
    `open` is the side on which a stretch of one time only is open: 'after', 'before' or ''; `late`
    tells that the word for it follows the time, as in '15点以后'.
    """

    kind: str
    text: str
    days: tuple[date, ...] = ()
    hours: Hours = (0, 0)
    zone: str = ""
    open: Side = ""
    late: bool = False
    notes: tuple[str, ...] = ()


def words_of(text: str, days: Sequence[date], year: int) -> Iterator[Word]:
    """The words of normal text. Raises Unread for what is none."""
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        found = _special(text, at, days, year) or _known(text, at)
        if found is None:
            stop = re.match(r"[\w'.:+-]+|.", text[at:])
            raise Unread(f"'{text}': '{stop[0] if stop else text[at:]}' is not understood", REMEDY)
        at, word = found
        yield word


def _special(text: str, at: int, days: Sequence[date], year: int) -> tuple[int, Word] | None:
    """A date, a time or a zone."""
    if text[at].isalpha() and at and _LATIN.match(text[at]) and _LATIN.match(text[at - 1]):
        return None
    if dated := dates_at(text, at, days):
        return dated[0], Word("days", text[at : dated[0]].strip(), dated[1].value, notes=dated[1].notes)
    known = _known(text, at)
    dated_next = known is not None and _dated(text, known[0], days)
    if not dated_next and not _until_a_day(text, at, days) and (found := hours_at(text, at)):
        end, hours, side = found
        late = bool(side) and hour_at(text, at) is not None
        return end, Word("hours", text[at:end].strip(), hours=hours.value, open=side, late=late, notes=hours.notes)
    if zoned := _zone(text, at, year):
        return zoned
    if point := hour_at(text, at):
        read = point[1].on_clock()
        return point[0], Word("hour", text[at : point[0]].strip(), hours=(read.value, read.value), notes=read.notes)
    return None


def _dated(text: str, at: int, days: Sequence[date]) -> bool:
    """Whether a date follows, after words that say nothing."""
    skipped = _FILLERS.match(text, at)
    return dates_at(text, skipped.end() if skipped else at, days) is not None


def _until_a_day(text: str, at: int, days: Sequence[date]) -> bool:
    """Whether a time is followed by 'to' and a date: '14:00 to 10 Nov' is no stretch to ten o'clock."""
    first = hour_at(text, at)
    to = _UNTIL.match(text, first[0]) if first else None
    return bool(to and _dated(text, to.end(), days))


def _known(text: str, at: int) -> tuple[int, Word] | None:
    """A word of the table: the longest that matches and does not end within a Latin word."""
    found = [
        (match.end(), kind)
        for kind, pattern in _PATTERNS.items()
        if (match := pattern.match(text, at))
        and not (_LATIN.match(text[match.end() - 1]) and _LATIN.match(text[match.end() : match.end() + 1]))
    ]
    if not found:
        return None
    end, kind = max(found, key=lambda pair: pair[0])
    return end, Word(kind, text[at:end])


def _zone(text: str, at: int, year: int) -> tuple[int, Word] | None:
    if bracketed := _BRACKETED.match(text, at):
        with suppress(Unread):
            read = read_zone(bracketed[1], year)
            return bracketed.end(), Word("zone", bracketed[0], zone=read.value, notes=read.notes)
    match = _ZONE.match(text, at)
    if match is None or _known(text, at):
        return None
    name = next(group for group in match.groups() if group)
    read = read_zone(name.strip("()"), year)
    return match.end(), Word("zone", match[0], zone=read.value, notes=read.notes)
