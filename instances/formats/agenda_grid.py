"""A day of an agenda as a sheet: rooms across, time down."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

from instances import clock
from instances.agenda import Agenda, PlacedFixture
from instances.conference import Conference
from instances.formats import paper
from instances.formats.agenda_words import Words
from instances.formats.grid import Thing, in_order, lanes, rooms_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ROOMS_A_PAGE = 12
"""Columns of a grid that one page holds, so that they can be read; a wider grid goes on to another."""

_NARROWEST, _WIDEST, _PAGE = 22, 44, 176
"""Characters of a column, and of a page."""
_LINE, _MINUTE, _LOWEST, _HIGHEST = 12.0, 1.0, 11.0, 409.0
"""Points of a line of text, of a minute, and those that a row has at least and may have at most."""
_HALF_HOUR, _HOUR = 30, 60


@dataclass(frozen=True)
class Piece:
    """What stands of a thing on one day: all of it, unless it lasts longer than a day."""

    thing: Thing
    first: int
    last: int


def days(conference: Conference, agenda: Agenda) -> Iterator[tuple[date, list[Piece]]]:
    """What starts on each day, in time; what lasts longer than a day stands on every day that there is, beside what else there is."""
    zone = conference.zone
    found: dict[int, list[Piece]] = {}
    long: list[Thing] = []
    things: list[Thing] = [*agenda.sittings, *agenda.fixtures]
    for thing in things:
        if thing.last - thing.first > clock.DAY:
            long.append(thing)
        else:
            piece = Piece(thing, thing.first, max(thing.last, thing.first + 1))
            found.setdefault(clock.local_day(thing.first, zone), []).append(piece)
    spans = {day: (min(p.first for p in pieces), max(p.last for p in pieces)) for day, pieces in found.items()}
    known = {*spans, *(clock.local_day(block.first, zone) for block in conference.blocks)}
    for thing in long:
        own = clock.local_day(thing.first, zone)
        for day in {*known, own}:
            begin, end = spans.get(day) or (_midnight(day, zone), _midnight(day + 1, zone))
            first = thing.first if day == own else max(thing.first, begin)
            last = min(thing.last, max(end, first + _HOUR) if day == own else end)
            if first < last:
                found.setdefault(day, []).append(Piece(thing, first, last))
    for day, pieces in sorted(found.items()):
        yield _date(day), sorted(pieces, key=lambda p: (p.first, p.last, rooms_of(p.thing)))


def _date(day: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + day)


def _midnight(day: int, zone: str) -> int:
    return clock.minute(datetime.combine(_date(day), time(), ZoneInfo(zone)))


class Grid:
    """A day with a column for each room, and one more for each thing that overlaps with another there.

    It has a row for each time at which something starts or ends, and for each half hour.
    """

    def __init__(self, words: Words, pieces: Sequence[Piece]) -> None:
        self.words, self.pieces = words, pieces
        self.zone = words.conference.zone
        self.lanes = lanes([(rooms_of(p.thing), p.first, p.last) for p in pieces])
        edges = {minute for piece in pieces for minute in (piece.first, piece.last)}
        halves = (m for m in range(min(edges), max(edges)) if clock.time_of_day(m, self.zone) % _HALF_HOUR == 0)
        self.minutes = sorted({*edges, *halves})
        self.row = {minute: row for row, minute in enumerate(self.minutes, 2)}
        self.columns: dict[str, range] = {}
        at = 2
        for room in in_order(words.conference, {room for room, _ in self.lanes}):
            wide = 1 + max(lane for (where, _), lane in self.lanes.items() if where == room)
            self.columns[room] = range(at, at + wide)
            at += wide
        self.wide = at - 2
        self.width = max(_NARROWEST, min(_WIDEST, _PAGE // self.wide))

    @property
    def pages(self) -> int:
        """How many pages it is wide."""
        return math.ceil(self.wide / ROOMS_A_PAGE)

    def draw(self, sheet: Worksheet, day: date) -> None:
        """Fill a sheet."""
        paper.columns(sheet, [9, *[self.width] * self.wide])
        paper.fill(sheet, 1, 1, day, paper.HEAD)
        for room, columns in self.columns.items():
            paper.fill_merged(sheet, [1], columns, self.words.rooms([room]), paper.HEAD)
        for minute, row in self.row.items():
            paper.fill(sheet, row, 1, paper.local(minute, self.zone), paper.HEAD)
        looks = paper.looks_of_tracks(self.words.conference)
        needed: dict[range, float] = {}
        for number, piece in enumerate(self.pieces):
            thing, rows = piece.thing, range(self.row[piece.first], self.row[piece.last])
            title, rest = self.words.card(thing)
            needed[rows] = max(needed.get(rows, 0.0), _LINE * (1 + self._lines(title) + self._lines(rest)))
            look = paper.FIXTURE if isinstance(thing, PlacedFixture) else looks[self.words.track(thing)]
            for room in rooms_of(thing):
                column = self.columns[room][self.lanes[room, number]]
                paper.fill_merged(sheet, rows, [column], paper.titled(title, rest), look)
        for row, height in self._heights(needed).items():
            sheet.row_dimensions[row].height = min(_HIGHEST, height)

    def _lines(self, words: str) -> int:
        """About how many lines words take in a column."""
        room = 1.1 * self.width  # a width is counted in digits of larger type
        return sum(max(1, math.ceil(_breadth(line) / room)) for line in words.split("\n"))

    def _heights(self, needed: Mapping[range, float]) -> dict[int, float]:
        """Points of each row, so that what stands in rows finds room there, and the whole is as low as can be.

        Rows begin halfway between where they could begin at the earliest and at the latest.
        """
        least = {row: max(_LOWEST, _MINUTE * (last - first)) for row, (first, last) in enumerate(pairwise(self.minutes), 2)}
        end = len(least) + 2
        ending: dict[int, list[range]] = {}
        starting: dict[int, list[range]] = {}
        for rows in needed:
            ending.setdefault(rows.stop, []).append(rows)
            starting.setdefault(rows.start, []).append(rows)
        early = {2: 0.0}
        for row in range(3, end + 1):
            early[row] = max(early[row - 1] + least[row - 1], *(early[rows.start] + needed[rows] for rows in ending.get(row, ())), 0.0)
        late = {end: early[end]}
        for row in range(end - 1, 1, -1):
            late[row] = min(late[row + 1] - least[row], *(late[rows.stop] - needed[rows] for rows in starting.get(row, ())), early[end])
        tops = [(early[row] + late[row]) / 2 for row in range(2, end + 1)]
        return {row: below - top for row, (top, below) in enumerate(pairwise(tops), 2)}


def _breadth(line: str) -> int:
    return len(line) if line.isascii() else sum(2 if east_asian_width(c) in "WF" else 1 for c in line)
