"""What the messy files mean, as a committee chair would say it. Nothing here knows how they are read.

How to compare. A person goes by any name of `accepted`, and by one of `also` until somebody decided that
it is theirs. Windows count within the blocks only (`clipped`). Zones count by their clocks on the days of
the conference (`same_clocks`). None as a value is 'nobody can know': compare nothing. A cell that is
reported as not read may lose its value, so whoever refuses a cell of `guessed` or `told` lost nothing in
silence. Every cell in none of the sets is plain, and a report on it is noise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

Kind = Literal["english", "chinese", "mixed"]
KINDS: tuple[Kind, ...] = ("english", "chinese", "mixed")
Attends = Literal["onsite", "online", "recorded"]
Span = tuple[datetime, datetime]
HOME = "Asia/Shanghai"
BLOCK_TEXT = "9 Nov 2022 13:30-18:00; 10 Nov 2022 09:00-12:00, 14:00-18:00"


def at(day: int, hour: int, minute: int = 0, zone: str = HOME) -> datetime:
    """A time in November 2022."""
    return datetime(2022, 11, day, hour, minute, tzinfo=ZoneInfo(zone))


BLOCKS: tuple[Span, ...] = ((at(9, 13, 30), at(9, 18)), (at(10, 9), at(10, 12)), (at(10, 14), at(10, 18)))


class Place(NamedTuple):
    """A cell, like ('rooms.csv', 'rooms', 'C7'); the sheet of a CSV file is its stem."""

    file: str
    sheet: str
    cell: str


@dataclass(frozen=True)
class Person:
    """Somebody who takes part. `zone` is None for whoever comes on site, too, where it does not matter."""

    name: str
    attends: Attends | None
    zone: str | None
    email: str
    available: tuple[Span, ...] | None
    accepted: frozenset[str]
    also: frozenset[str] = frozenset()

    def goes_by(self, name: str) -> bool:
        """Whether a name is a spelling of this person's."""
        return name in self.accepted or name in self.also


@dataclass(frozen=True)
class Talk:
    """A talk, and who speaks. `emails` are those of its speakers, in their order: some share a name."""

    title: str
    minutes: int | None
    forum: str
    speakers: tuple[str, ...]
    emails: tuple[str, ...]


@dataclass(frozen=True)
class Forum:
    """A forum. `needs` are names of `Truth.features`."""

    title: str
    track: str
    audience: int | None
    needs: frozenset[str]


@dataclass(frozen=True)
class Room:
    """A room. `features` are names of `Truth.features`."""

    name: str
    building: str
    seats: int | None
    features: frozenset[str]
    closed: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Likely:
    """Two names that somebody has to look at: listed as a pair, or `cell` reported. `same` is what they would find."""

    first: str
    second: str
    same: bool
    cell: Place | None = None


@dataclass(frozen=True)
class LeftOut:
    """What is no part of the tables: 'row 7', 'column H', or '' for a whole sheet, and why."""

    file: str
    sheet: str
    what: str
    why: Literal["hidden", "total", "above the headings"]


@dataclass(frozen=True)
class Stand:
    """A sitting of the agenda around which the files were made: there is one that holds."""

    forum: str
    room: str
    start: datetime


@dataclass(frozen=True)
class Changes:
    """What a newer export changed."""

    new_talks: tuple[str, ...] = ()
    gone_talks: tuple[str, ...] = ()
    new_people: tuple[str, ...] = ()
    gone_people: tuple[str, ...] = ()
    retitled: tuple[tuple[str, str], ...] = ()
    minutes: tuple[tuple[str, int, int], ...] = ()
    free_now: tuple[str, ...] = ()
    seats: tuple[tuple[str, int, int], ...] = ()
    new_column: str = ""


@dataclass(frozen=True)
class Truth:
    """Everything that one kind means.

    `unread`: cells that must be reported as not read. `guessed`: cells that must be reported as
    interpreted. `told`: cells that must be reported one way or the other. `one_of`: cells that
    contradict each other; one of each set must be reported. `debatable`: either is fine, and so is
    silence. `namesakes`: names that several people bear, who stay apart. `distinct`: pairs that must
    not be listed as likely duplicates. `features`: what stands in cells and headings for each.
    `troubles`: where each kind of trouble occurs.
    """

    kind: Kind
    version: int
    forms: str
    speakers: str
    rooms_file: str
    people: tuple[Person, ...]
    talks: tuple[Talk, ...]
    forums: tuple[Forum, ...]
    rooms: tuple[Room, ...]
    features: Mapping[str, frozenset[str]]
    unread: frozenset[Place]
    guessed: frozenset[Place]
    told: frozenset[Place]
    one_of: tuple[frozenset[Place], ...]
    debatable: frozenset[Place]
    likely: tuple[Likely, ...]
    namesakes: frozenset[str]
    distinct: frozenset[tuple[str, str]]
    left_out: frozenset[LeftOut]
    headings: Mapping[str, Mapping[str, str]]
    troubles: Mapping[str, frozenset[Place]]
    plan: tuple[Stand, ...]
    changes: Changes = field(default_factory=Changes)

    @property
    def files(self) -> tuple[str, str, str]:
        """The names of the three files."""
        return self.forms, self.speakers, self.rooms_file


def clipped(windows: Iterable[Span] | None) -> tuple[Span, ...] | None:
    """What of the windows lies in the blocks, on the conference's clocks; None stays None."""
    if windows is None:
        return None
    cut = [(max(a, c), min(b, d)) for a, b in windows for c, d in BLOCKS]
    zone = ZoneInfo(HOME)
    return tuple(sorted((a.astimezone(zone), b.astimezone(zone)) for a, b in cut if a < b))


def same_clocks(one: str | None, other: str | None) -> bool:
    """Whether two zones have the same clocks on the days of the conference."""
    return one == other or (one is not None and other is not None and _offset(one) == _offset(other))


def _offset(zone: str) -> object:
    return BLOCKS[0][0].astimezone(ZoneInfo(zone)).utcoffset()
