"""Workbooks of the public library of conference scheduling problems (CoSPLib, Kheiri et al.).

A session becomes a block, a track a subforum whose sittings fill a block, a submission a talk of so
many slots; the library's tables become wishes and pairs, its weights the points of our rules, so
that our penalty of an agenda is the library's objective. Slots differ in minutes there, and sessions
may overlap by the clock although the library treats them as distinct: so blocks follow each other in
the library's order, each slot has the same minutes, and printed times stand in the blocks' titles.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import sources, xlsx
from instances.problems import BadInput, Problem
from instances.typed.reading import Value

Check = Callable[[Conference], Iterable[Problem]]

SLOT = 20
"""Minutes of every slot on our clock."""

SHEETS = (
    "submissions", "tracks", "sessions", "rooms", "tracks_sessions|penalty",
    "tracks_rooms|penalty", "sessions_rooms|penalty", "similar tracks", "parameters",
)  # fmt: skip
WEIGHTS = (
    "tracks_sessions", "tracks_rooms", "sessions_rooms", "similar_tracks", "rooms", "itself", "hole", "timezones", "order",
    "submissions_sessions", "submissions_rooms", "presenters", "attendees", "chairs", "presenters_at_once", "attendees_at_once",
)  # fmt: skip
"""What the weights of the sheet 'parameters' are for, in their order."""

MOST, MOST_SLOTS, MOST_SUBMISSIONS, MOST_ROWS = 1_000_000_000, 1_000, 3_000, 500
"""Points of a weight or a cell of a table; slots of a session; rows of the sheet 'submissions', of which any two are
compared, and of any other."""

UNKNOWN = (
    "max_talks", "speaker_overlap", "speaker_available", "speaker_night", "track_balance",
    "speaker_comfort", "fairness", "audience_comfort", "empty_seats", "compact_day",
)  # fmt: skip
"""Rules of ours that the library does not have."""


def read(path: Path, sheets: Iterable[xlsx.Sheet], check: Check = lambda _: ()) -> Conference:
    """A conference from the sheets of a workbook of the library. Raises BadInput."""
    book = _Workbook(path, sheets)
    conference = Conference.model_validate(_conference(book, path.stem))
    if problems := list(check(conference)):
        raise BadInput(problems)
    return conference


class _Row(dict[int, Value]):
    """The cells of a row by column from 0; where nothing stands is None."""

    def __missing__(self, column: int) -> None:
        return None


class _Workbook:
    """The cells of a workbook by sheet and row; a fault is named with both."""

    def __init__(self, path: Path, sheets: Iterable[xlsx.Sheet]) -> None:
        self.path = path
        found = {sheet.name: sheet for sheet in sheets}
        if missing := [name for name in SHEETS if name not in found]:
            what = f"has no sheet {', '.join(map(repr, missing))}"
            raise BadInput([Problem((), what, "a workbook of the library has nine; see its data format", file=str(path))])
        self.rows: dict[str, defaultdict[int, _Row]] = {name: defaultdict(_Row) for name in SHEETS}
        for name in SHEETS:
            for (row, column), entry in sorted(found[name].cells.items()):
                self.rows[name][row][column - 1] = entry.value

    def fault(self, sheet: str, row: int, what: str, remedy: str = "mend the cell") -> BadInput:
        return BadInput([Problem((sheet, f"row {row}"), what, remedy, file=str(self.path))])

    def named(self, sheet: str) -> list[tuple[int, _Row]]:
        """The rows below the head that have a name, with their numbers."""
        found = [(n, row) for n, row in self.rows[sheet].items() if n > 1 and row[0] not in (None, "")]
        if len(found) > (most := MOST_SUBMISSIONS if sheet == "submissions" else MOST_ROWS):
            raise self.fault(sheet, found[most][0], f"is one of more than {most:,}", "take some out")
        return found

    def head(self, sheet: str, first: int = 0) -> dict[str, int]:
        """The columns from the `first` by what stands in the first row; of two of one name, the one before."""
        return {str(name): column for column, name in reversed(self.rows[sheet][1].items()) if column >= first}

    def whole(self, sheet: str, row: int, value: Any, most: int = MOST) -> int:
        """A whole number of at least 0; an empty cell is none."""
        if value in (None, ""):
            return 0
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise self.fault(sheet, row, f"'{value}' is not a whole number") from None
        if not 0 <= number <= most or number != float(value):
            raise self.fault(sheet, row, f"'{value}' is not a whole number from 0 to {most:,}")
        return number

    def table(self, sheet: str, down: Sequence[str], across: Sequence[str]) -> Iterator[tuple[str, str, int]]:
        """The points above 0 of a table, by the names of row and column, in whatever order it has them."""
        head = self.head(sheet)
        lines = {str(row[0]): (n, row) for n, row in self.named(sheet)}
        for name in (*(a for a in down if a not in lines), *(b for b in across if b not in head)):
            raise self.fault(sheet, 1, f"'{name}' is missing", "add its row or column")
        for a in down:
            number, row = lines[a]
            for b in across:
                if points := self.whole(sheet, number, row[head[b]]):
                    yield a, b, points


@dataclass
class _Ids:
    """Ids made of names, each once."""

    taken: set[str] = field(default_factory=set)

    def make(self, name: str, kind: str) -> str:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        word = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60] or kind
        id, number = word, 1
        while id in self.taken:
            id, number = f"{kind}-{word}" if number == 1 else f"{kind}-{word}-{number}", number + 1
        self.taken.add(id)
        return id


@dataclass(frozen=True)
class _Submission:
    """A row of the sheet 'submissions'."""

    row: int
    name: str
    track: str
    slots: int
    order: int
    zone: int
    presenters: frozenset[str]
    attendees: frozenset[str]
    cells: _Row


def _people(cell: Any) -> frozenset[str]:
    return frozenset(part for part in str(cell or "").split(", ") if part)


def _conference(book: _Workbook, stem: str) -> dict[str, Any]:
    """The raw conference that a workbook stands for."""
    ids = _Ids()
    weight = _weights(book)
    rooms = {str(row[0]): ids.make(str(row[0]), "room") for _, row in book.named("rooms")}
    sessions = {str(row[0]): ids.make(str(row[0]), "session") for _, row in book.named("sessions")}
    tracks = {str(row[0]): ids.make(str(row[0]), "track") for _, row in book.named("tracks")}
    chairs = {str(row[0]): _people(row[1]) for _, row in book.named("tracks")}
    submissions = list(_submissions(book, tracks))
    talks = {s.name: ids.make(s.name, "talk") for s in submissions}
    names = sorted({p for s in submissions for p in s.presenters} | {p for people in chairs.values() for p in people})
    people = {name: ids.make(name, "person") for name in names}
    lengths = {str(row[0]): book.whole("sessions", n, row[1], MOST_SLOTS) for n, row in book.named("sessions")}
    own: dict[str, list[_Submission]] = {t: [] for t in tracks}
    for s in submissions:
        own[s.track].append(s)
    return {
        "conference": {"id": _Ids().make(stem, "conference"), "title": stem, "timezone": _zone(book), "grid": SLOT},
        "blocks": list(_blocks(book, sessions, lengths)),
        "rooms": [{"id": id, "title": name, "seats": 0} for name, id in rooms.items()],
        "tracks": [{"id": ids.make("all tracks", "theme"), "title": "All tracks"}],
        "speakers": [{"id": id, "name": name} for name, id in people.items()],
        "subforums": [
            {
                "id": tracks[t],
                "title": t,
                "track": "all-tracks",
                "hosts": [people[p] for p in sorted(chairs[t])],
                "sittings": "auto",
                "sitting_fills": "block",
                "empty_sittings": True,
                "at_once": len(rooms),
                "talks": [_talk(s, talks, people, weight) for s in own[t]],
            }
            for t in tracks
            if own[t]
        ],
        "prefers": list(_wishes(book, weight, submissions, {"rooms": rooms, "sessions": sessions, "tracks": tracks, "talks": talks})),
        "pairs": list(_pairs(book, weight, submissions, tracks, chairs, talks)),
        "rules": _rules(weight),
    }


def _talk(s: _Submission, talks: dict[str, str], people: dict[str, str], weight: dict[str, int]) -> dict[str, Any]:
    talk: dict[str, Any] = {"id": talks[s.name], "title": s.name, "minutes": s.slots * SLOT}
    talk["speakers"] = [people[p] for p in sorted(s.presenters)]
    if s.order and weight["order"]:
        talk["position"] = s.order
    return talk


def _rules(weight: dict[str, int]) -> dict[str, Any]:
    """Our rules with the library's weights; what it does not know is off."""
    return {
        **dict.fromkeys(UNKNOWN, "off"),
        "preference": {"weight": 1},
        "parallel": {"weight": 1, "same_track": 0, "shared_topic": 0, "itself": weight["itself"]},
        "sittings_together": {"weight": 1, "another_room": weight["rooms"], "hole": weight["hole"]},
        "talk_order": {"weight": weight["order"]},
    }


def _weights(book: _Workbook) -> dict[str, int]:
    rows = book.rows["parameters"]
    if (last := max(rows, default=1)) <= len(WEIGHTS):
        raise book.fault("parameters", last + 1, f"has {last - 1} of {len(WEIGHTS)} weights", "add the rows")
    return {name: book.whole("parameters", n, rows[n][4]) for n, name in enumerate(WEIGHTS, 2)}


def _offset(book: _Workbook, sheet: str, row: int, zone: Any) -> int:
    """Hours ahead of GMT, from 'GMT+2'."""
    match = re.fullmatch(r"GMT\s*([+-]?\d{1,2})?", str(zone or "GMT+0").strip())
    if not match:
        raise book.fault(sheet, row, f"'{zone}' is no zone", "write it like GMT+2")
    return int(match[1] or 0)


def _zone(book: _Workbook) -> str:
    hours = _offset(book, "parameters", 2, book.rows["parameters"][2][1])
    return f"Etc/GMT{-hours:+d}" if -14 <= -hours <= 12 and hours else "Etc/UTC"


def _submissions(book: _Workbook, tracks: dict[str, str]) -> Iterator[_Submission]:
    for n, row in book.named("submissions"):
        if str(row[1]) not in tracks:
            raise book.fault("submissions", n, f"there is no track '{row[1]}'", "add it to the sheet 'tracks'")
        slots, order = (book.whole("submissions", n, row[column], MOST_SLOTS) for column in (2, 3))
        if not slots:
            raise book.fault("submissions", n, f"'{row[0]}' has no slots", "give it one at least")
        zone = _offset(book, "submissions", n, row[4])
        yield _Submission(n, str(row[0]), str(row[1]), slots, order, zone, _people(row[5]), _people(row[6]), row)


def _blocks(book: _Workbook, sessions: dict[str, str], lengths: dict[str, int]) -> Iterator[dict[str, Any]]:
    """One after another, on the grid, and near their printed times where these do not lie before the end of the one before."""
    free = first = datetime(2000, 1, 1)
    for n, row in book.named("sessions"):
        name, slots = str(row[0]), lengths[str(row[0])]
        if not slots:
            raise book.fault("sessions", n, f"'{name}' has no slots", "give it one at least")
        day, begin, end = _day(row[2]), _clock(row[3]), _clock(row[4])
        printed = datetime.combine(day, begin) if day and begin and day.year < 2200 else free
        start = first + SLOT * timedelta(minutes=1) * ((max(free, printed) - first) // timedelta(minutes=SLOT))
        free = start + timedelta(minutes=slots * SLOT)
        label = f" ({day:%Y-%m-%d} {begin:%H:%M}-{end:%H:%M})" if day and begin and end else ""
        yield {
            "id": sessions[name],
            "title": f"{name}{label}",
            "start": start.isoformat(timespec="minutes"),
            "end": free.isoformat(timespec="minutes"),
            "slots": [SLOT] * slots,
        }


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", str(cell or "").strip())
    with suppress(ValueError):  # numbers that are none of a day
        return date(int(match[3]), int(match[1]), int(match[2])) if match else None
    return None


def _clock(cell: Any) -> time | None:
    if isinstance(cell, (datetime, time)):
        return time(cell.hour, cell.minute)
    match = re.match(r"([01]?\d|2[0-3]):([0-5]\d)", str(cell or "").strip())
    return time(int(match[1]), int(match[2])) if match else None


def _wishes(
    book: _Workbook, weight: dict[str, int], submissions: Sequence[_Submission], ids: dict[str, dict[str, str]]
) -> Iterator[dict[str, Any]]:
    """The library's tables as places to avoid."""
    rooms, sessions, tracks, talks = ids["rooms"], ids["sessions"], ids["tracks"], ids["talks"]
    tables = (
        ("tracks_sessions", tracks, "block", sessions),
        ("tracks_rooms", tracks, "room", rooms),
        ("sessions_rooms", sessions, "room", rooms),
    )
    empty = set(tracks) - {s.track for s in submissions}
    for name, items, key, places in tables:
        for item, place, points in book.table(f"{name}|penalty", list(items), list(places)) if weight[name] else ():
            if item not in empty:
                yield {"item": items[item], key: places[place], "avoid": True, "level": weight[name] * points}
    head = book.head("submissions", 7)
    zones = _zone_points(book)
    for s in submissions:
        for session, block in sessions.items():
            points = weight["submissions_sessions"] * _cell(book, s, head, session) + weight["timezones"] * zones(s.zone, session)
            if points:
                yield {"item": talks[s.name], "block": block, "avoid": True, "level": points * s.slots}
        for room, id in rooms.items() if weight["submissions_rooms"] else ():
            if points := weight["submissions_rooms"] * _cell(book, s, head, room):
                yield {"item": talks[s.name], "room": id, "avoid": True, "level": points * s.slots}


def _cell(book: _Workbook, s: _Submission, head: Mapping[str, int], name: str) -> int:
    if name not in head:
        raise book.fault("submissions", 1, f"'{name}' is missing", "add its column")
    return book.whole("submissions", s.row, s.cells[head[name]])


def _zone_points(book: _Workbook) -> Callable[[int, str], int]:
    """Points of a session for a submission whose people are so many hours ahead of GMT."""
    rows = book.rows["parameters"]
    home = _offset(book, "parameters", 2, rows[2][1])
    hours = [_minute(book, "parameters", n, rows[n][1]) for n in (4, 5, 7, 8)]
    some, many = (book.whole("parameters", n, rows[n][1]) for n in (9, 11))
    times = {str(row[0]): (n, row[3], row[4]) for n, row in book.named("sessions")}

    def points(zone: int, session: str) -> int:
        n, begin, end = times[session]
        first, last = ((_minute(book, "sessions", n, cell) + 60 * (zone - home)) % 1440 for cell in (begin, end))
        if first < hours[2] or last > hours[3] or last < hours[2]:
            return many
        return some if first < hours[0] or last > hours[1] else 0

    return points


def _minute(book: _Workbook, sheet: str, row: int, cell: Any) -> int:
    clock = _clock(cell)
    if clock is None:
        raise book.fault(sheet, row, f"'{cell}' is no time of day", "write it like 09:30")
    return clock.hour * 60 + clock.minute


def _pairs(
    book: _Workbook,
    weight: dict[str, int],
    submissions: Sequence[_Submission],
    tracks: dict[str, str],
    chairs: dict[str, frozenset[str]],
    talks: dict[str, str],
) -> Iterator[dict[str, Any]]:
    """What had better not be parallel: similar tracks, and whatever shares people."""
    full = {s.track for s in submissions}
    for a, b, points in _similar(book, list(tracks)) if weight["similar_tracks"] else ():
        if {a, b} <= full:
            yield {"subforums": [tracks[a], tracks[b]], "points": weight["similar_tracks"] * points, "reason": "similar tracks"}
    for a, b in combinations(sorted(full), 2):
        if chairs[a] & chairs[b] and weight["chairs"]:
            yield {"subforums": [tracks[a], tracks[b]], "points": weight["chairs"], "reason": "they share a chair"}
    for one, other in combinations(submissions, 2):
        shared = {
            "presenters": bool(one.presenters & other.presenters) or _chaired(one.presenters, other.presenters, one, other, chairs),
            "attendees": _attended(one, other, chairs),
        }
        for who, met in shared.items():
            ids, reason = [talks[one.name], talks[other.name]], f"they share {who}"
            if met and weight[who]:
                yield {"talks": ids, "points": weight[who], "reason": reason}
            if met and weight[f"{who}_at_once"]:
                yield {"talks": ids, "of": "talks", "points": weight[f"{who}_at_once"], "reason": reason}


def _similar(book: _Workbook, tracks: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    """Points of two tracks: the upper triangle, its columns in the order of its rows."""
    rows = book.named("similar tracks")
    for i, (n, row) in enumerate(rows):
        if str(row[0]) not in tracks:
            raise book.fault("similar tracks", n, f"there is no track '{row[0]}'", "add it to the sheet 'tracks'")
        for j in range(i + 1, len(rows)):
            if points := book.whole("similar tracks", n, row[j + 1]):
                yield str(row[0]), str(rows[j][1][0]), points


def _chaired(one: frozenset[str], other: frozenset[str], a: _Submission, b: _Submission, chairs: dict[str, frozenset[str]]) -> bool:
    """Whether people of one submission chair the other's track, which is not their own."""
    return a.track != b.track and bool(one & chairs[b.track] or other & chairs[a.track])


def _attended(one: _Submission, other: _Submission, chairs: dict[str, frozenset[str]]) -> bool:
    met = one.attendees & (other.attendees | other.presenters) or one.presenters & other.attendees
    return bool(met) or _chaired(one.attendees, other.attendees, one, other, chairs)


def write(source: Path, conference: Conference, agenda: Agenda) -> bytes:
    """A workbook with an agenda in the library's layout for solutions; `source` is the workbook of the conference.

    Raises BadInput for an agenda of another conference.
    """
    from openpyxl import Workbook

    if agenda.conference_hash != conference.hash:
        what = f"the agenda was not made for '{source}' as it is now"
        raise BadInput([Problem((), what, "solve the workbook, and convert that agenda")])
    book = _Workbook(source, xlsx.read_sheets(sources.content(str(source)), str(source))[0])
    rooms = [str(row[0]) for _, row in book.named("rooms")]
    sessions = [(str(row[0]), block) for (_, row), block in zip(book.named("sessions"), conference.blocks, strict=True)]
    place = {name: r.id for name, r in zip(rooms, conference.rooms, strict=True)}
    out = Workbook()
    sheet = out.worksheets[0]
    there = {(s.first, s.room): s for s in agenda.sittings}
    sheet.append(["", *rooms])
    for name, block in sessions:
        hosts = (there.get((block.first, place[room])) for room in rooms)
        sheet.append([name, *(conference.name(s.subforum) if s else None for s in hosts)])
    sheet.append([])
    for name, block in sessions:
        for minute in range(block.first, block.last, SLOT):
            cells = (there.get((block.first, place[room])) for room in rooms)
            now = [[t.talk for t in s.talks if t.first <= minute < t.last] if s else [] for s in cells]
            sheet.append([name, *(conference.name(talks[0]) if talks else None for talks in now)])
    buffer = BytesIO()
    out.save(buffer)
    return buffer.getvalue()
