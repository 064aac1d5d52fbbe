"""An agenda as a picture for documents and slides (.svg, .png): each day as a grid, rooms across and time down.

It is drawn from what is public alone. Words stay words, which can be looked for and copied.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import accumulate
from xml.sax.saxutils import escape, quoteattr

from instances import clock
from instances.agenda import Agenda, PlacedFixture
from instances.conference import Conference
from instances.formats.agenda_grid import Piece, days
from instances.formats.agenda_words import Words
from instances.formats.grid import in_order, lanes, left_out, nothing_strange, rooms_of
from instances.formats.letters import CHINESE, LATIN, breadth, chinese, lines
from instances.formats.public import Programme, programme
from instances.problems import BadInput, Problem

FILLS = ("EAF5FF", "FFEFEB", "E9F8ED", "F8F0FF", "FDF2E4", "E4F9FA", "FFEEF6", "F3F6E5", "F2F2FF", "FFF0E6")
EDGES = ("3A81D7", "CA5747", "009956", "9C63C2", "B37000", "0099A3", "C0558D", "7E8900", "7970D5", "C26300")
"""Colours of the tracks in order, in the hues of the page; tracks beyond them repeat."""

_INK, _SOFT, _LINE, _PAPER, _DRAFT = "#16191d", "#555d67", "#dcdedb", "#fff", "#a3141c"
_WIDTH, _NARROWEST, _WIDEST, _MARGIN, _HOURS = 1600, 150, 260, 36, 52
_MINUTE, _ASIDE, _LEAST = 1.15, 0.55, 13
"""Points of a minute in a block, those of another minute, and the least of a thing."""
_TITLE, _SMALL = 13.0, 11.0
_LEADING = 1.22
_HALF_HOUR = 30
_WEEKDAYS = {"zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")}
_SHARPNESS = 2
"""Dots of a PNG for each point."""


def svg(conference: Conference, agenda: Agenda, language: str = "en") -> str:
    """The picture. Raises BadInput where the agenda names what the conference has not."""
    with nothing_strange():
        return _Picture(programme(conference, agenda), language).drawn()


def png(conference: Conference, agenda: Agenda, language: str = "en") -> bytes:
    """The picture in dots. Raises BadInput also where what draws it, or a font for its letters, is not installed."""
    drawn = svg(conference, agenda, language)
    strange = next((letter for letter in drawn if chinese(letter)), None)
    if strange and not _has_letter(strange):
        remedy = "install one that has, such as Noto Sans CJK (Debian: fonts-noto-cjk), or write .svg"
        raise BadInput([Problem((), f"no font on this machine has the letter '{strange}'", remedy)])
    return _dots(drawn, _SHARPNESS)


def _dots(drawn: str, sharpness: float) -> bytes:
    try:
        import resvg_py
    except ImportError:
        remedy = "install it with: pip install 'agendawright[pictures]'; or write .svg"
        raise BadInput([Problem((), "what draws .png is not installed", remedy)]) from None
    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, zoom=sharpness))


@cache
def _has_letter(letter: str) -> bool:
    """Whether there is a font with it: otherwise it looks like a letter that no font has."""

    def looks(words: str) -> bytes:
        return _dots(f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{_text(2, 32, words, 30, _INK)}</svg>', 1)

    return looks(letter) not in (looks("\U000effff"), looks(" "))


class _Picture:
    """Draws the days of an agenda below each other."""

    def __init__(self, shown: Programme, language: str) -> None:
        self.conference, self.agenda = shown.conference, shown.agenda
        self.words = Words(self.conference, self.agenda, language)
        self.track = {track.id: n % len(FILLS) for n, track in enumerate(self.conference.tracks)}
        self.days = list(days(self.conference, self.agenda))
        most = max((self._columns(pieces)[1] for _, pieces in self.days), default=1)
        self.width = max(_WIDTH, _HOURS + most * _NARROWEST + 2 * _MARGIN)

    def drawn(self) -> str:
        """The whole picture."""
        parts, top = list(self._head()), 92.0
        if self.agenda.draft:
            number = len(list(left_out(self.conference, self.agenda)))
            parts.append(_text(_MARGIN, top + 6, f"DRAFT: {number} left out", 15, _DRAFT, bold=True))
            top += 24
        for day, pieces in self.days:
            height, drawn = self._day(day, pieces, top)
            parts += drawn
            top += height + 30
        size = f'width="{self.width}" height="{top:.0f}" viewBox="0 0 {self.width} {top:.0f}"'
        title = escape(_legible(self.words.title))
        opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title" font-family={quoteattr(LATIN)}>'
        paper = _rectangle(0, 0, self.width, top, _PAPER)
        return "\n".join([opening, f'<title id="title">{title}</title>', paper, *parts, "</svg>", ""])

    def _head(self) -> Iterator[str]:
        wide = self.width - 2 * _MARGIN
        title = lines(_legible(self.words.title), wide, 26, 1, bold=True)
        yield _text(_MARGIN, 48, title[0] if title else "", 26, _INK, bold=True, width=wide)
        at, known = float(_MARGIN), [track.id for track in self.conference.tracks]
        for track in known:
            name = "".join(lines(_legible(self.words.name(track)), 260, 12, 1))
            if at + breadth(name, 12) + 20 > self.width - _MARGIN:
                break
            yield _rectangle(at, 66, 11, 11, f"#{EDGES[self.track[track]]}", 3)
            yield _text(at + 17, 76, name, 12, _SOFT)
            at += breadth(name, 12) + 38

    def _columns(self, pieces: Sequence[Piece]) -> tuple[dict[tuple[str, int], int], int, dict[str, range]]:
        """The lane of each piece in each of its rooms, how many columns there are, and those of each room."""
        lane_of = lanes([(rooms_of(piece.thing), piece.first, piece.last) for piece in pieces])
        columns: dict[str, range] = {}
        number = 0
        for room in in_order(self.conference, {room for room, _ in lane_of}):
            wide = 1 + max(lane for (where, _), lane in lane_of.items() if where == room)
            columns[room] = range(number, number + wide)
            number += wide
        return lane_of, number, columns

    def _day(self, day: date, pieces: Sequence[Piece], top: float) -> tuple[float, list[str]]:
        """How high a day is, and its parts."""
        lane_of, number, columns = self._columns(pieces)
        left, wide = _MARGIN + _HOURS, min(_WIDEST, (self.width - 2 * _MARGIN - _HOURS) / number)
        names = {room: lines(_legible(self.words.rooms([room])), wide * len(at) - 8, 12, 2, bold=True) for room, at in columns.items()}
        body = top + 34 + 15 * max(map(len, names.values()), default=1)
        first, last = min(piece.first for piece in pieces), max(piece.last for piece in pieces)
        tops = list(accumulate((self._points(minute) for minute in range(first, last)), initial=body))
        y: Callable[[int], float] = lambda minute: tops[minute - first]
        right = left + number * wide - 6
        drawn = [_text(_MARGIN, top + 18, self._date(day), 18, _INK, bold=True)]
        for room, at in columns.items():
            x = left + at.start * wide
            drawn += [_text(x, body - 8 - 15 * (len(names[room]) - n), line, 12, _INK, bold=True) for n, line in enumerate(names[room], 1)]
            drawn.append(_rectangle(x, body - 2, len(at) * wide - 6, 2, _INK))
        for minute in range(first, last):
            if clock.time_of_day(minute, self.conference.zone) % _HALF_HOUR == 0:
                drawn.append(_rectangle(_MARGIN, y(minute), right - _MARGIN, 1, _LINE))
                drawn.append(_text(_MARGIN, y(minute) + 13, self._hour(minute), _SMALL, _SOFT))
        for n, piece in enumerate(pieces):
            height = max(_LEAST, y(piece.last) - y(piece.first) - 2)
            for room in rooms_of(piece.thing):
                x = left + (columns[room].start + lane_of[room, n]) * wide
                drawn += self._card(piece, x, y(piece.first), wide - 6, height)
        return y(last) - top, drawn

    def _points(self, minute: int) -> float:
        return _MINUTE if self.conference.block_at(minute) else _ASIDE

    def _card(self, piece: Piece, x: float, y: float, wide: float, high: float) -> Iterator[str]:
        """A thing with as many lines of it as there is room for; all of its title can be read by a machine, and by pointing at it."""
        thing = piece.thing
        number = None if isinstance(thing, PlacedFixture) else self.track[self.words.track(thing)]
        title = _legible(self.words.name(thing.fixture if isinstance(thing, PlacedFixture) else thing.subforum))
        times = f"{self._hour(thing.first)}–{self._hour(thing.last)}"
        whole = f"{times} {title}, {_legible(self.words.rooms(rooms_of(thing)))}"
        yield f'<g><title>{escape(whole)}</title><svg x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}">'
        if number is None:
            yield _rectangle(0.5, 0.5, wide - 1, high - 1, "#f4f4f2", 5, stroke="#a9adaf", dashes="3 3")
        else:
            yield _rectangle(0, 0, wide, high, f"#{FILLS[number]}", 5) + _rectangle(0, 0, 4, high, f"#{EDGES[number]}", 2)
        inner, at = wide - 18, 3.0
        if high < 2 * _LEADING * _SMALL + 8:
            size = min(_SMALL, high - 2)
            (line,) = lines(f"{self._hour(thing.first)} {title}", inner, size, 1) or [""]
            yield _text(11, (high + size * 0.72) / 2, line, size, _INK, width=inner)
        else:
            yield _text(11, at + _SMALL, times, _SMALL, _SOFT)
            at += _LEADING * _SMALL + 1
            most = max(1, int((high - at - 2) / (_LEADING * _TITLE)))
            for line in lines(title, inner, _TITLE, most, bold=True):
                yield _text(11, at + _TITLE, line, _TITLE, _INK, bold=True, width=inner)
                at += _LEADING * _TITLE
        yield "</svg></g>"

    def _hour(self, minute: int) -> str:
        return f"{clock.instant(minute, self.conference.zone):%H:%M}"

    def _date(self, day: date) -> str:
        if self.words.language in _WEEKDAYS:
            return f"{day.month}月{day.day}日 {_WEEKDAYS[self.words.language][day.weekday()]}"
        return f"{day:%A, %B} {day.day}"


def _rectangle(x: float, y: float, width: float, height: float, fill: str, round: float = 0, stroke: str = "", dashes: str = "") -> str:
    corners = f' rx="{round}"' if round else ""
    line = f' stroke="{stroke}" stroke-dasharray="{dashes}"' if stroke else ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"{corners}{line}/>'


def _text(x: float, y: float, words: str, size: float, colour: str, *, bold: bool = False, width: float | None = None) -> str:
    """Words; those that nearly fill their `width` are fitted into it, whatever font there is."""
    weight = ' font-weight="700"' if bold else ""
    wide = breadth(words, size, bold=bold)
    fitted = f' textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs"' if width and wide > 0.85 * width else ""
    font = f" font-family={quoteattr(CHINESE)}" if chinese(words) else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}"{font}{weight}{fitted}>{escape(words)}</text>'


def _legible(words: str) -> str:
    """Words on one line without letters that a picture may not hold."""
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in words).split())
