"""Calendars read by other means than those that wrote them: line by line, as RFC 5545 says, and with nothing forgiven."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_WORD = r'(?:"[^"\x00-\x1f\x7f]*"|[^";:,\x00-\x1f\x7f]*)'
_LINE = re.compile(rf"([A-Z0-9-]+)((?:;[A-Z0-9-]+={_WORD}(?:,{_WORD})*)*):(.*)")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_NAIVE, _TEXT = "%Y%m%dT%H%M%S", ("SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "CATEGORIES")
ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "STATUS", "ORGANIZER")


@dataclass
class Part:
    """A component: its properties, the parameters of each, and the components in it."""

    name: str
    values: dict[str, list[str]] = field(default_factory=dict)
    parameters: dict[str, dict[str, str]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        (value,) = self.values[name]
        return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value) if name in _TEXT else value

    def get(self, name: str) -> str:
        """A property, or nothing."""
        return self[name] if name in self.values else ""

    def all(self, name: str) -> list[Part]:
        """The components of a name."""
        return [part for part in self.parts if part.name == name]


@dataclass(frozen=True)
class Seen:
    """An event as a client keeps it."""

    uid: str
    sequence: int
    stamp: str
    cancelled: bool
    start: datetime
    end: datetime
    summary: str
    location: str


def read(content: bytes) -> Part:
    """A calendar, sound in every line."""
    assert content.endswith(b"\r\n")
    for physical in content[:-2].split(b"\r\n"):
        assert len(physical) <= 75
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]", physical.decode("utf-8"))  # no letter is cut in two
    stack = [Part("")]
    for line in re.sub(b"\r\n ", b"", content[:-2]).decode().split("\r\n"):
        found = _LINE.fullmatch(line)
        assert found, line
        name, parameters, value = found.groups()
        if name == "BEGIN":
            stack.append(Part(value))
        elif name == "END":
            ended = stack.pop()
            assert ended.name == value
            stack[-1].parts.append(ended)
        else:
            assert name not in _TEXT or not re.search(r"[\\;,]", _ESCAPED.sub("", value)), line
            stack[-1].values.setdefault(name, []).append(value)
            pairs = re.findall(rf";([A-Z0-9-]+)=({_WORD}(?:,{_WORD})*)", parameters)
            stack[-1].parameters[name] = {key: words[1:-1] if words.startswith('"') else words for key, words in pairs}
    (calendar,) = stack[0].parts
    assert calendar.name == "VCALENDAR"
    assert calendar["VERSION"] == "2.0"
    return calendar


def events(content: bytes) -> dict[str, Seen]:
    """The events of a calendar by their identifiers, each with what it must have."""
    calendar = read(content)
    method, found = calendar.get("METHOD"), dict[str, Seen]()
    for event in calendar.all("VEVENT"):
        assert all(len(event.values[name]) == 1 for name in ONCE if method or name != "ORGANIZER")
        assert event["STATUS"] in (("CANCELLED",) if method == "CANCEL" else ("CONFIRMED", "CANCELLED"))
        assert event["UID"] not in found
        seen = Seen(
            uid=event["UID"],
            sequence=int(event["SEQUENCE"]),
            stamp=event["DTSTAMP"],
            cancelled=event["STATUS"] == "CANCELLED",
            start=time(calendar, event, "DTSTART"),
            end=time(calendar, event, "DTEND"),
            summary=event["SUMMARY"],
            location=event.get("LOCATION"),
        )
        assert seen.start < seen.end
        found[seen.uid] = seen
    return found


def time(calendar: Part, event: Part, name: str) -> datetime:
    """An instant, by the zones of the calendar itself."""
    value, zone = event[name], event.parameters[name].get("TZID", "")
    if value.endswith("Z"):
        assert not zone
        return datetime.strptime(value, f"{_NAIVE}Z").replace(tzinfo=UTC)
    (clocks,) = [part for part in calendar.all("VTIMEZONE") if part["TZID"] == zone]
    local = datetime.strptime(value, _NAIVE)
    return (local - offset(clocks, local)).replace(tzinfo=UTC)


def offset(clocks: Part, local: datetime) -> timedelta:
    """How far local clocks are ahead; of a time that comes twice the first is meant."""
    began = sorted((datetime.strptime(part["DTSTART"], _NAIVE), part) for part in clocks.parts)
    assert began[0][0] <= local
    (_, found) = max((pair for pair in began if pair[0] <= local), key=lambda pair: pair[0])
    return _shift(found["TZOFFSETTO"])


def offsets(clocks: Part) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """Each instant from which on the clocks go otherwise: from what to what."""
    for part in clocks.parts:
        before, after = _shift(part["TZOFFSETFROM"]), _shift(part["TZOFFSETTO"])
        yield (datetime.strptime(part["DTSTART"], _NAIVE) - before).replace(tzinfo=UTC), before, after


def _shift(text: str) -> timedelta:
    sign, hours, minutes = -1 if text[0] == "-" else 1, int(text[1:3]), int(text[3:5])
    return sign * timedelta(hours=hours, minutes=minutes, seconds=int(text[5:7] or 0))


def kept(*files: bytes) -> dict[str, Seen]:
    """What a client has that takes one file after another: of each event the highest sequence, and of two alike the later stamp."""
    mine: dict[str, Seen] = {}
    for file in files:
        for uid, seen in events(file).items():
            if uid not in mine or (seen.sequence, seen.stamp) >= (mine[uid].sequence, mine[uid].stamp):
                mine[uid] = seen
    return {uid: seen for uid, seen in mine.items() if not seen.cancelled}
