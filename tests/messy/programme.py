"""The conference that the files are about: who speaks where and when, before anybody typed anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tests.messy.names import CHINA, ORIGINS, Name, Origin, names, plain
from tests.messy.sheet import EMPTY, Typed
from tests.messy.themes import THEMES, Theme, titles
from tests.messy.truth import BLOCKS, Attends, Span, clipped

_MINUTES = (
    (30, 30, 20, 45, 30), (20, 25, 30, 45, 30), (60, 30, 30, 20), (45, 45, 20, 20, 30), (90, 30, 20, 20), (30, 20, 20, 40, 25, 20),
)  # fmt: skip
_STANDS = (
    ((0, 1000, True), (1, 400, True), (3, 180, False), (4, 150, True), (5, 90, False), (6, 50, False)),
    ((0, 350, True), (1, 300, False), (2, 280, True), (4, 120, False), (5, 80, False)),
    ((0, 450, True), (1, 380, False), (2, 250, True), (3, 160, False), (5, 70, False)),
)
"""For each block: room, audience, and whether interpretation is needed."""
LONGEST = 180
"""Minutes of the shortest block, which every forum fits."""


@dataclass(eq=False)
class Human:
    """Somebody, and what they or others typed about them."""

    name: Name
    email: str = ""
    title: str = ""
    attends: Attends | None = "onsite"
    zone: str | None = None
    listed: bool = True
    own: Typed = EMPTY
    windows: tuple[Span, ...] | None = None
    mode: Typed = EMPTY
    listed_mode: Typed = EMPTY
    """What the speaker list says of how they take part."""
    place: Typed = EMPTY
    country: Typed = EMPTY
    remark: Typed = EMPTY
    named: Typed = EMPTY
    accepted: set[str] = field(default_factory=set)
    also: set[str] = field(default_factory=set)
    sessions: list[Session] = field(default_factory=list)
    special: bool = False

    @property
    def away(self) -> bool:
        """Whether they live abroad."""
        return self.origin is not CHINA

    @property
    def origin(self) -> Origin:
        """Where they are from."""
        return ORIGINS.get(self.name.origin, CHINA)


@dataclass(eq=False)
class Session:
    """A talk. `spelt`: how speakers other than the first are written in its cell, where it is not as usual."""

    title: str
    minutes: int | None
    sitting: Sitting
    speakers: list[Human] = field(default_factory=list)
    length: Typed = EMPTY
    spelt: dict[int, Typed] = field(default_factory=dict)
    forum: Typed = EMPTY
    audience: Typed = EMPTY
    needs: Typed = EMPTY
    start: datetime = BLOCKS[0][0]
    planned: int = 0
    """Minutes, also where nobody can know them."""

    @property
    def span(self) -> Span:
        """When it stands in the agenda around which all was made."""
        return self.start, self.start + timedelta(minutes=self.planned)


@dataclass(eq=False)
class Sitting:
    """A forum in its room and block."""

    theme: Theme
    title: str
    room: int
    block: int
    audience: int | None
    interpretation: bool
    sessions: list[Session] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """Minutes of all its talks."""
        return sum(session.planned for session in self.sessions)


@dataclass(frozen=True)
class Part:
    """One of the cast, who speaks in a forum of their own and is mentioned in its second talk, `spelt` another way."""

    name: Name
    title: str = ""
    own: Typed = EMPTY
    spelt: Typed = EMPTY
    email: str = ""
    again: bool = False
    """Whether they hand in the second talk themselves, under the other name."""


@dataclass
class Programme:
    """All of it."""

    sittings: list[Sitting]
    people: list[Human]
    fresh: Iterator[Name]
    ghosts: list[Human] = field(default_factory=list)

    @property
    def sessions(self) -> list[Session]:
        """The talks of all forums."""
        return [session for sitting in self.sittings for session in sitting.sessions]


def programme(seed: int, cast: Sequence[Part], chinese: float, zh: bool, size: int) -> Programme:
    """A conference of so many people, the cast among them; `chinese` is the part with Chinese names, `zh` the language of titles."""
    random = Random(seed)
    fresh = names(seed + 1, [part.name for part in cast], chinese)
    sittings = [sitting for block in range(len(BLOCKS)) for sitting in _sittings(block, zh)]
    made = Programme(sittings, [], fresh)
    for at, part in enumerate(cast):
        _add_part(made, sittings[at % len(sittings)].sessions, at // len(sittings), part)
    guests = 8
    while len(made.people) < size - guests:
        human = Human(next(fresh))
        session = min(made.sessions, key=lambda s: (human.away and not awake(s.span, human.origin.zone), _crowd(s) + random.random() * 2))
        session.speakers.append(human)
        human.sessions.append(session)
        made.people.append(human)
    assert all(session.speakers for session in made.sessions)
    for at, part in enumerate(cast):
        _mention(made.people[at], sittings[at % len(sittings)].sessions[at // len(sittings) * 2 + 1], part)
    _in_several_forums(made)
    made.people += [Human(next(fresh)) for _ in range(guests)]
    for human in made.people:
        human.email = human.email or new_email(human.name, made.people)
        _decide(human, random)
    _let_online_people_ask(made.sessions)
    made.ghosts = [Human(next(fresh)) for _ in range(3)]
    for ghost in made.ghosts:
        ghost.email = new_email(ghost.name, made.people)
    return made


def _sittings(block: int, zh: bool) -> list[Sitting]:
    before = sum(len(stands) for stands in _STANDS[:block])
    made = []
    for at, (room, audience, interpretation) in enumerate(_STANDS[block], before):
        theme = THEMES[at * 5 % len(THEMES)]
        sitting = Sitting(theme, theme.zh if zh else theme.title, room, block, audience, interpretation)
        for title, minutes in zip(titles(theme, zh), _MINUTES[at % len(_MINUTES)], strict=False):
            start = BLOCKS[block][0] + timedelta(minutes=sitting.minutes)
            sitting.sessions.append(Session(title, minutes, sitting, start=start, planned=minutes))
        assert sitting.minutes <= LONGEST
        made.append(sitting)
    return made


def _add_part(made: Programme, sessions: list[Session], turn: int, part: Part) -> None:
    human = Human(part.name, part.email, part.title, own=part.own, special=True)
    first = sessions[turn * 2]
    first.speakers.insert(0, human)
    human.sessions.append(first)
    made.people.append(human)


def _mention(human: Human, session: Session, part: Part) -> None:
    if part.spelt.value:
        session.speakers.insert(0 if part.again else len(session.speakers), human)
        human.sessions.append(session)
        session.spelt[id(human)] = part.spelt


def _crowd(session: Session) -> int:
    """How many speak, where an empty talk is filled first; the last of a forum is one person's."""
    last = session is session.sitting.sessions[-1]
    return len(session.speakers) + (9 if last else 4) * bool(session.speakers)


def _in_several_forums(made: Programme) -> None:
    """Three people speak in a second forum, on the other day."""
    later = [sitting for sitting in made.sittings if sitting.block > 0]
    able = [human for human in made.people if not human.special and human.sessions[0].sitting.block == 0]
    for human, sitting in zip(able[::7], later[1::3], strict=False):
        session = sitting.sessions[2]
        session.speakers.append(human)
        human.sessions.append(session)
        human.special = True


def _let_online_people_ask(sessions: Sequence[Session]) -> None:
    """In two talks of three, whoever is online is the first speaker, who fills in the form."""
    for number, session in enumerate(sessions):
        online = next((human for human in session.speakers if human.attends == "online"), None)
        if number % 3 and online and not session.speakers[0].special:
            session.speakers.remove(online)
            session.speakers.insert(0, online)


def new_email(name: Name, people: Sequence[Human]) -> str:
    """An address that nobody else has."""
    local = ".".join(part for part in (_ascii(name.given), _ascii(name.family)) if part)
    same = sum(human.email.startswith(f"{local}@") or human.email.startswith(f"{local}.") for human in people)
    return f"{local}{f'.{same + 1}' if same else ''}@example.org"


def _ascii(text: str) -> str:
    letters = plain(text).translate({ord("ø"): "o", ord("ß"): "ss", ord("ı"): "i"})
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def _decide(human: Human, random: Random) -> None:
    """How somebody takes part: online only where they need not speak at night."""
    chance = random.random()
    if human.special or not human.sessions or not human.away:
        human.attends = "recorded" if human.away and chance > 0.9 else "onsite"
    elif chance < 0.8:
        human.attends = "online" if all(awake(session.span, human.origin.zone) for session in human.sessions) else "onsite"
    else:
        human.attends = "recorded" if chance < 0.9 else "onsite"
    human.zone = human.origin.zone if human.attends != "onsite" else None


def awake(span: Span, zone: str) -> bool:
    """Whether a talk lies between 6:00 and midnight of somebody's day."""
    first, last = (time.astimezone(ZoneInfo(zone)) for time in span)
    midnight = first.replace(hour=0, minute=0) + timedelta(days=1)
    return first.hour >= 6 and last <= midnight


def covers(windows: tuple[Span, ...] | None, sessions: Sequence[Session]) -> bool:
    """Whether all talks lie within the windows."""
    cut = clipped(windows)
    return cut is None or all(any(a <= s.span[0] and s.span[1] <= b for a, b in cut) for s in sessions)
