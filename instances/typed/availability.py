"""When a person can attend, as people type it: 'only Nov 10 a.m.', '11月9日下午不行', 'arrives Nov 10 noon'.

A phrase is read whole or not at all. It is cut at commas and full stops; each part names days, parts
of a day and hours, which are kept or, with 'not' or 'except', taken away; 'from', 'until', 'arrives'
and 'leaves' cut off what lies before or after them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from instances import clock
from instances.typed.dates import show_date
from instances.typed.reading import Read, Unread, Value, normal, shown
from instances.typed.stretches import Stretch, Stretches, both, union, without
from instances.typed.times import Hours, show_hours
from instances.typed.words import PARTS, REMEDY, Word, words_of

Span = tuple[datetime, datetime]
NOON, EVENING = 12 * 60, 18 * 60
LATER = 90
"""Minutes by which a morning or an afternoon runs on where a block of the conference does."""

_EMPTY = ("-", "--", "/", "n/a", "无")
"""What people write where they have nothing to say."""
_FORWARD = ("from", "after", "arrives")
_BACKWARD = ("until", "before", "leaves")


@dataclass(frozen=True)
class Programme:
    """What a phrase is read against: the conference's blocks (aware times) and zone, and the person's zone.

    Hours and days are on the person's clocks, unless the phrase names others.
    """

    blocks: tuple[Span, ...]
    home: str
    zone: str

    @cached_property
    def stretches(self) -> Stretches:
        """Minutes of the blocks."""
        return union((clock.minute(start), clock.minute(end)) for start, end in self.blocks)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The dates on which the blocks lie, on the person's clocks."""
        numbers = {n for a, b in self.stretches for n in range(clock.local_day(a, self.zone), clock.local_day(b - 1, self.zone) + 1)}
        return tuple(date(1970, 1, 1) + timedelta(days=number) for number in sorted(numbers))

    @cached_property
    def horizon(self) -> Stretch:
        """From the beginning of the first day to the end of the last."""
        return self.minute(self.days[0], 0), self.minute(self.days[-1], clock.DAY)

    def minute(self, day: date, minutes: int) -> int:
        """The instant at which the person's clocks have run so many minutes since midnight of a day."""
        wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
        return clock.minute(wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC))

    def edge(self, day: date, minutes: int) -> int:
        """Noon or evening of a day, or the end of a block of the conference that runs a little past it."""
        edge = self.minute(day, minutes)
        same = clock.offset(edge, self.zone) == clock.offset(edge, self.home)
        ends = [end for start, end in self.stretches if start < edge < end <= edge + LATER] if same else []
        return minutes + (max(ends) - edge if ends else 0)

    def part(self, day: date, name: str) -> Hours:
        """Minutes of a part of a day: 'morning', 'afternoon', 'pm' (to midnight), 'evening', 'day'."""
        noon, evening = self.edge(day, NOON), self.edge(day, EVENING)
        parts = {"morning": (0, noon), "afternoon": (noon, evening), "pm": (noon, clock.DAY), "evening": (evening, clock.DAY)}
        return parts.get(name, (0, clock.DAY))


@dataclass(frozen=True)
class _Term:
    """Days, hours or both; without days it is of every day.

    `hours_first` tells that the hours stand before the days, `joined` that the term follows another
    without a comma, `every` that it is said of each day ('mornings').
    """

    days: tuple[date, ...] = ()
    part: str = ""
    hours: Word | None = None
    hours_first: bool = False
    joined: bool = False
    every: bool = False

    @property
    def timed(self) -> bool:
        return bool(self.part or self.hours)


def read_availability(cell: Value, programme: Programme) -> Read[tuple[Span, ...] | None]:
    """The windows in which a person can attend, as aware times within the days of the conference.

    None means at any time: an empty cell, or one that says so. A note tells how the phrase was read.
    Raises Unread where a word is not understood, the phrase could mean two things, or no block of the
    conference lies in the windows.
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return Read(None)
    if not isinstance(cell, str):
        raise Unread(f"{shown(str(cell))} does not say when", REMEDY)
    if normal(cell) in _EMPTY:
        return Read(None, (f"{shown(cell)} read as any time",))
    if not programme.blocks:
        raise Unread(f"{shown(cell)} cannot be compared with a programme without blocks", "read the blocks first")
    text = normal(cell.replace("\n", ";"))
    words = list(words_of(text, programme.days, programme.days[0].year))
    programme, words, notes = _on_named_clocks(words, programme, cell)
    reading = _Phrase(programme, shown(cell))
    for segment in _segments(words):
        reading.add(segment)
    found = reading.windows()
    if found is None:
        return Read(None)
    if not both(found, programme.stretches):
        raise Unread(f"{shown(cell)} leaves no time of the conference on the clocks of {programme.zone}", REMEDY)
    notes = (*dict.fromkeys(note for word in words for note in word.notes), *notes, *reading.notes)
    windows = tuple((clock.instant(start, programme.zone), clock.instant(end, programme.zone)) for start, end in found)
    return Read(windows, (f"{shown(cell)} read as {show_windows(windows)} ({programme.zone})", *notes))


def show_windows(windows: Sequence[Span]) -> str:
    """'10 November 2022 09:30-11:00 and ...', each on the clocks of its start."""
    return " and ".join(f"{_show(start)}-{_end(start, end)}" for start, end in windows)


def _show(time: datetime) -> str:
    return f"{show_date(time.date())} {time:%H:%M}"


def _end(start: datetime, end: datetime) -> str:
    if end.date() == start.date():
        return f"{end:%H:%M}"
    if end == datetime.combine(start.date() + timedelta(days=1), datetime.min.time(), end.tzinfo):
        return "24:00"
    before = end.date() - timedelta(days=1)
    return f"{show_date(before)} 24:00" if (end.hour, end.minute) == (0, 0) else _show(end)


def _on_named_clocks(words: list[Word], programme: Programme, cell: str) -> tuple[Programme, list[Word], tuple[str, ...]]:
    """The programme on the clocks that the phrase names, and the other words."""
    named = {word.zone for word in words if word.kind == "zone"}
    named |= {programme.home for word in words if word.kind == "home"} | {programme.zone for word in words if word.kind == "own"}
    if any(word.kind == "local" for word in words) and programme.home != programme.zone:
        raise Unread(f"{shown(cell)}: local time could be that of {programme.home} or {programme.zone}", "name the city")
    if len(named) > 1:
        raise Unread(f"{shown(cell)} names several zones", "write one of them")
    notes = tuple(dict.fromkeys(note for word in words if word.kind == "zone" for note in word.notes))
    rest = [word for word in words if word.kind not in ("zone", "home", "own", "local", "filler")]
    zone = named.pop() if named else programme.zone
    return (programme if zone == programme.zone else replace(programme, zone=zone)), rest, notes


def _segments(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words between separators. A comma between a day and its hours separates nothing, one between hours is an 'and'."""
    segment: list[Word] = []
    for at, word in enumerate(words):
        following = words[at + 1].kind if at + 1 < len(words) else ""
        before = segment[-1].kind if segment else ""
        timed = following in ("hours", *PARTS)
        if before == "days" and word.text in (",", ".", "-") and (timed or (following == "hour" and word.text != "-")):
            continue
        if before in ("hours", *PARTS) and word.kind == "sep" and timed:
            segment.append(replace(word, kind="and"))
            continue
        if word.kind == "sep" or (word.kind == "but" and segment):
            yield segment
            segment = [word] if word.kind == "but" else []
        else:
            segment.append(word)
    yield segment


class _Phrase:
    """What the segments read so far leave: windows named, taken away, and cut off."""

    def __init__(self, programme: Programme, quoted: str) -> None:
        self.programme = programme
        self.quoted = quoted
        self.kept: list[Stretch] = []
        self.gone: list[Stretch] = []
        self.cut: list[Stretch] = []
        self.named = False
        self.denied = False
        self.ways: set[bool] = set()
        self.any = False
        self.notes: list[str] = []

    def windows(self) -> Stretches | None:
        """The stretches that are left; None where the phrase names none."""
        if not self.named:
            if not self.any:
                raise self.fault("does not say when")
            return None
        left = both(union(self.kept) or (self.programme.horizon,), (self.programme.horizon,))
        return without(without(left, self.gone), self.cut)

    def fault(self, what: str, remedy: str = REMEDY) -> Unread:
        return Unread(f"{self.quoted} {what}", remedy)

    def add(self, segment: list[Word]) -> None:
        """A segment: what stands after 'not' is taken away, or, where nothing does, what stands before it."""
        self.any |= any(word.kind == "any" for word in segment)
        marked = any(word.kind in ("yes", "but", "not", "beyond", "any") for word in segment)
        words = [word for word in segment if word.kind not in ("any", "but", "yes")]
        chunks: list[tuple[bool, list[Word]]] = [(False, [])]
        if segment and segment[0].kind == "but" and self.any and not self.named and not {"yes", "not", "any"} & {w.kind for w in segment}:
            chunks = [(True, [])]  # 'any time but 9 Nov'
        for word in words:
            if word.kind == "not" or (word.kind == "beyond" and not any(denied for denied, _ in chunks)):
                chunks.append((True, []))
            elif word.kind != "beyond":
                chunks[-1][1].append(word)
        if len(chunks) > 1 and not any(chunk for denied, chunk in chunks if denied):
            chunks = [(True, chunks[0][1])]
            if not chunks[0][1]:
                raise self.fault("says no without a time", "write when, or that the person does not attend")
        elif self.denied and not marked and chunks[0][1] and chunks[0][1][0].kind in ("days", "hours", *PARTS):
            raise self.fault("may take away the last days or keep them", "write 'not' or 'only' before each")
        self.denied = bool(chunks[-1][0]) and len(chunks) > 1
        for denied, chunk in chunks:
            if chunk:
                self._chunk(chunk, denied)

    def _chunk(self, words: list[Word], denied: bool) -> None:
        self.named = True
        terms, bounds = self._parsed(words)
        if denied and any(side == "until" for side, _ in bounds):
            raise self.fault("could begin or end then", "write 'from' or 'before'")
        first, last = self.programme.horizon
        outside = [(min(first, at), at) if side in _FORWARD else (at, max(last, at)) for side, at in bounds]
        named = [stretch for term in terms for stretch in self._of(term, denied)]
        if denied:
            self.gone += [*named, *without([self.programme.horizon], outside)] if outside else named
        else:
            self.kept += named
            self.cut += outside
            self.ways |= {bool(term.days) for term in terms if not term.every}
            if len(self.ways) > 1:
                raise self.fault("has hours without a day beside hours of one day", "write the day with each of them")

    def _parsed(self, words: list[Word]) -> tuple[list[_Term], list[tuple[str, int]]]:
        """The terms of a chunk, and the instants that cut off what lies before or after them."""
        terms: list[_Term] = []
        bounds: list[tuple[str, int]] = []
        current = _Term()
        at = 0
        while at < len(words):
            word = words[at]
            if not (current.days and not current.timed) and (length := self._bound(words[at:], bounds)):
                at += length
                continue
            current, done = self._extended(current, word)
            terms += [done] if done else []
            at += 1
        terms += [current] if current.days or current.timed else []
        return self._with_days(terms), bounds

    def _bound(self, words: list[Word], bounds: list[tuple[str, int]]) -> int:
        """How many words make one or two bounds, which are added; 0 where they make none."""
        side = words[0].kind if words[0].kind in (*_FORWARD, *_BACKWARD) else ""
        point = self._point(words[1:] if side else words)
        if point is None:
            if side in ("arrives", "leaves"):
                raise self.fault("does not say at what time", f"write the time, like '{side} 10 Nov 14:00'")
            return 0
        length, day, first, last = point
        length += bool(side)
        rest = words[length:]
        if side in ("arrives", "leaves") and first != last:
            raise self.fault("does not say at what time", f"write the time, like '{side} 10 Nov 14:00'")
        if side:
            bounds.append((side, self.programme.minute(day, last if side in ("after", "until") else first)))
            following = self._point(rest[1:]) if rest and rest[0].kind in ("to", "until") and side == "from" else None
            if following:
                bounds.append(("to", self.programme.minute(following[1], following[3])))
                length += 1 + following[0]
            return length
        following = self._point(rest[1:]) if rest and rest[0].kind in ("to", "until") else None
        if following:
            bounds += [("from", self.programme.minute(day, first)), ("to", self.programme.minute(following[1], following[3]))]
            return length + 1 + following[0]
        if rest and rest[0].kind in ("onwards", "earlier"):
            onwards = rest[0].kind == "onwards"
            exclusive = rest[0].text in ("以后", "之后", "以後", "之後", "后") and first != last
            if exclusive or (rest[0].text in ("以前", "之前", "前") and first != last):
                raise self.fault("may include that day or not", "write 起 or 为止, or the time")
            bounds.append(("from" if onwards else "before", self.programme.minute(day, first if onwards or first == last else last)))
            return length + 1
        return 0

    def _point(self, words: list[Word]) -> tuple[int, date, int, int] | None:
        """How many words name one day, with a time or a part of it where they do; its minutes from and to."""
        kinds = [word.kind for word in words[:2]]
        if kinds == ["hour", "days"] and len(words[1].days) == 1:
            return 2, words[1].days[0], words[0].hours[0], words[0].hours[0]
        if kinds[:1] != ["days"] or len(words[0].days) != 1:
            return None
        day = words[0].days[0]
        if kinds[1:] == ["hour"]:
            return 2, day, words[1].hours[0], words[1].hours[0]
        if kinds[1:] == ["hours"]:
            return None
        if kinds[1:] and kinds[1] in PARTS:
            return 2, day, *self.programme.part(day, kinds[1])
        return 1, day, 0, clock.DAY

    def _extended(self, term: _Term, word: Word) -> tuple[_Term, _Term | None]:
        """The term with one word more, or a new one and the one that is done."""
        full = term if term.days or term.timed else None
        if word.kind == "and":
            return _Term(joined=True), full
        if word.kind == "from" and not (term.days and term.timed):
            return term, None
        if word.kind == "days":
            if term.days:
                return _Term(days=word.days, joined=True), full
            return replace(term, days=word.days, hours_first=term.timed), None
        if word.kind == "hours" and term.hours is None:
            return replace(term, hours=word), None
        if word.kind in PARTS:
            every = word.text.endswith("s")
            if term.timed:
                return _Term(part=word.kind, every=every), full
            return replace(term, part=word.kind, every=every), None
        if word.kind == "hour":
            raise self.fault(f"names {clock.show_hour(word.hours[0])} alone", "write from when to when, like 9:30-11:00")
        raise self.fault(f"is not understood at '{word.text}'")

    def _with_days(self, terms: list[_Term]) -> list[_Term]:
        """The terms, those without days with the days of a neighbour that they belong to."""
        for one, two in pairwise(terms):
            if two.joined and one.days and not one.timed and two.days and two.timed and not two.hours_first:
                raise self.fault("may mean the hours of the last day or of each", "write the hours, or 'all day', with each day")
        done: list[_Term] = []
        for at, term in enumerate(terms):
            following = next((other for other in terms[at + 1 :] if other.days), None)
            before = next((other for other in reversed(done) if other.days), None)
            if not term.days and not term.every:
                owner = following if following and following.hours_first and following.joined else before
                term = replace(term, days=owner.days) if owner else term
            done.append(term)
        return done

    def _of(self, term: _Term, denied: bool) -> Stretches:
        """The stretches of a term."""
        programme = self.programme
        for day in term.days:
            if day not in programme.days:
                if not denied:
                    raise self.fault(f"names {show_date(day)}, which is no day of the conference", "mend the date")
                self.notes.append(f"{show_date(day)} is no day of the conference")
        found = []
        for day in term.days or programme.days:
            part = programme.part(day, term.part)
            hours = term.hours.hours if term.hours else part
            first, last = (max(part[0], hours[0]), min(part[1], hours[1])) if term.part else hours
            if first >= last:
                raise self.fault(f"names {show_hours(hours)}, which is not in the {term.part}")
            found.append((programme.minute(day, first), programme.minute(day, last)))
        self._sure(term, union(found))
        return union(found)

    def _sure(self, term: _Term, found: Stretches) -> None:
        """Refuse 'after 3pm on 9 Nov' where it may mean that day alone, or all that follows."""
        hours = term.hours
        if hours is None or not hours.open or len(term.days) != 1 or not (hours.late or term.hours_first):
            return
        first, last = self.programme.horizon
        wide = (found[0][0], last) if hours.open == "after" else (first, found[0][1])
        if both([wide], self.programme.stretches) != both(found, self.programme.stretches):
            day = show_date(term.days[0])
            time = clock.show_hour(hours.hours[0] if hours.open == "after" else hours.hours[1])
            word = "from" if hours.open == "after" else "until"
            what = f"may mean {day} alone or the days {hours.open} it, too"
            raise self.fault(what, f"write '{day} {show_hours(hours.hours)}' or '{word} {day} {time}'")
