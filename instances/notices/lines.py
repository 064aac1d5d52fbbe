"""What is new for one person, line by line: each thing as it was and as it is, with names, on their own clocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from instances import clock
from instances.changes.words import thing
from instances.conference import Conference, Seat, Speaker, Subforum, text
from instances.told import Duty, Kind, Pair, leaders

News = Literal["new", "gone", "time", "length", "room", "people"]


@dataclass(frozen=True)
class Span:
    """A stretch of time on the clocks of a zone."""

    start: datetime
    end: datetime
    zone: str

    @property
    def date(self) -> date:
        """The date on which it starts."""
        return self.start.date()

    @property
    def plain(self) -> bool:
        """Whether it ends on the date on which it starts, and no clock is changed in between."""
        return self.end.date() == self.date and self.start.utcoffset() == self.end.utcoffset()


@dataclass(frozen=True)
class Standing:
    """When and where something is. `there`: the same time on the conference's clocks, where a person has others."""

    time: Span | None
    there: Span | None
    rooms: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One thing that is new for a person. `role`: speaker, that of the seat, host or chair; `subforum` (an id) and
    `within` (its title): where it belongs, which is empty for fixtures.

    `news`: in which respects it differs; `standing`: whether it is in the programme, with the person or without.
    """

    kind: Kind
    id: str
    title: str
    subforum: str
    within: str
    role: str
    was: Standing | None
    now: Standing | None
    news: tuple[News, ...]
    standing: bool

    @property
    def hosted(self) -> bool:
        """Whether it is news for whoever hosts or chairs."""
        return self.kind in ("sitting", "programme")


class Telling:
    """Puts what people were told into names, and on their own clocks.

    `earlier`: states of the conference in which things had their names that it has no more, the nearest first.
    """

    def __init__(self, conference: Conference, earlier: Sequence[Conference], language: str) -> None:
        self.states = (conference, *earlier)
        self.conference, self.language = conference, language

    def person(self, id: str) -> Speaker:
        """The person with this id, now or once."""
        return next(self._people(id, self.states), Speaker(id=id, name=id))

    def before(self, person: Speaker) -> Speaker:
        """A person as they were."""
        return next(self._people(person.id, self.states[1:]), person)

    def _people(self, id: str, states: Sequence[Conference]) -> Iterator[Speaker]:
        yield from (one for one in (thing(state, id) for state in states) if isinstance(one, Speaker))

    def name(self, id: str) -> str:
        """What people call a thing, in one line."""
        return in_one_line(next((state.name(id, self.language) for state in self.states if thing(state, id)), id))

    def title(self) -> str:
        """What the conference is called."""
        return in_one_line(text(self.conference.conference.title, self.language) or self.conference.id)

    def zone(self, person: Speaker) -> str:
        """The zone on whose clocks a person lives during the conference."""
        return self.conference.zone if person.attends == "onsite" else person.timezone or self.conference.zone

    def lines(self, person: Speaker, pairs: Sequence[Pair], standing: frozenset[str] = frozenset()) -> tuple[Line, ...]:
        """What is new for a person, of what differs; hosts know that talks move with their sitting, and what they know as speakers.

        `standing`: the ids of what is in the agenda.
        """
        shown = [pair for pair in pairs if not self._goes_without_saying(pair, pairs)]
        return tuple(self._line(person, *pair, standing) for pair in shown)

    def _line(self, person: Speaker, was: Duty | None, now: Duty | None, standing: frozenset[str]) -> Line:
        duty = now or was
        assert duty is not None
        talk, subforum, role = self._parts(duty.kind, duty.item, person.id)
        return Line(
            kind=duty.kind,
            id=duty.item,
            title=self.name(talk),
            subforum=subforum,
            within=self.name(subforum) if subforum else "",
            role=role,
            was=self._standing(person, was),
            now=self._standing(person, now),
            news=_news(was, now),
            standing=talk in standing and not self._still(duty.kind, talk, person.id),
        )

    def _parts(self, kind: Kind, item: str, person: str) -> tuple[str, str, str]:
        """The talk (or what else it is), its subforum if it has one, and the role of the person."""
        if kind == "sitting":
            return item, item, self._leads(item, person)
        state = next((s for s in self.states if thing(s, item)), self.conference)
        subforum = state.owner[item].id if item in state.owner else ""
        seat = thing(state, item)
        if isinstance(seat, Seat):
            return state.talk_of_seat[item].id, subforum, in_one_line(seat.role)
        return item, subforum, self._leads(subforum, person) if kind == "programme" else "speaker"

    def _leads(self, subforum: str, person: str) -> str:
        """Whether a person chairs or hosts a subforum, or did."""
        found = [one for state in self.states if isinstance(one := thing(state, subforum), Subforum) and person in leaders(one)]
        return "chair" if any(person in one.chairs for one in found[:1]) else "host"

    def _still(self, kind: Kind, item: str, person: str) -> bool:
        """Whether it is a sitting of a subforum that a person still hosts or chairs."""
        found = thing(self.conference, item)
        return kind == "sitting" and isinstance(found, Subforum) and person in leaders(found)

    def _standing(self, person: Speaker, duty: Duty | None) -> Standing | None:
        if duty is None:
            return None
        zone, there = self.zone(person), self.conference.zone
        return Standing(
            time=_span(duty, zone),
            there=_span(duty, there) if zone != there else None,
            rooms=tuple(map(self.name, duty.rooms)),
            people=tuple(map(self.name, duty.people)),
        )

    def _goes_without_saying(self, pair: Pair, pairs: Sequence[Pair]) -> bool:
        was, now = pair
        duty = now or was
        if duty is None or duty.kind != "programme":
            return False
        same = was is not None and (now is None or was.people == now.people)
        if same and any(self._same(pair, own, duty.item) for own in pairs):
            return True
        return any(_with_sitting(pair, sitting) for sitting in pairs if self._hosts(sitting, duty.item))

    def _same(self, pair: Pair, own: Pair, talk: str) -> bool:
        """Whether a person has just the same news as a speaker of the talk."""
        return all(
            (mine is None) == (duty is None)
            and (mine is None or duty is None or (mine.kind in ("talk", "seat") and self._parts(mine.kind, mine.item, "")[0] == talk))
            for duty, mine in zip(pair, own, strict=True)
        )

    def _hosts(self, pair: Pair, talk: str) -> bool:
        owners = {state.owner[talk].id for state in self.states if talk in state.owner}
        return any(duty is not None and duty.kind == "sitting" and duty.item in owners for duty in pair)


def _news(was: Duty | None, now: Duty | None) -> tuple[News, ...]:
    if was is None or now is None:
        return ("new",) if now else ("gone",)
    (begin, finish), (start, end) = ((d.start and clock.minute(d.start), d.end and clock.minute(d.end)) for d in (was, now))
    found: dict[News, bool] = {
        "time": begin != start,
        "length": begin == start and finish != end,
        "room": was.rooms != now.rooms,
        "people": was.people != now.people,
    }
    return tuple(respect for respect, differs in found.items() if differs)


def _with_sitting(talk: Pair, sitting: Pair) -> bool:
    """Whether a talk is gone with its sitting, or moves just as it does."""
    (was, now), (before, after) = talk, sitting
    if was is None or before is None or not _inside(was, before):
        return False
    if now is None or after is None:
        return now is None and after is None
    return (
        _inside(now, after) and was.people == now.people and _offset(was, before) == _offset(now, after) and _minutes(was) == _minutes(now)
    )


def _inside(talk: Duty, sitting: Duty) -> bool:
    if talk.start is None or talk.end is None or sitting.start is None or sitting.end is None:
        return talk.start is None and sitting.start is None
    return talk.rooms == sitting.rooms and sitting.start <= talk.start and talk.end <= sitting.end


def _offset(talk: Duty, sitting: Duty) -> int:
    return clock.minute(talk.start) - clock.minute(sitting.start) if talk.start and sitting.start else 0


def _minutes(duty: Duty) -> int:
    return clock.minute(duty.end) - clock.minute(duty.start) if duty.start and duty.end else 0


def _span(duty: Duty, zone: str) -> Span | None:
    if duty.start is None or duty.end is None:
        return None
    start, end = (clock.instant(clock.minute(time), zone) for time in (duty.start, duty.end))
    return Span(start, end, zone)


def in_one_line(words: str) -> str:
    """Words without anything that ends a line or steers a program."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())
