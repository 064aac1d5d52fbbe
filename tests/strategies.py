"""Random small conferences with random agendas, made without the variables."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from instances import clock
from instances.agenda import Agenda, FilledSeat, PlacedFixture, Sitting, TalkSlot
from instances.conference import Block, Conference, Fixture, Subforum, Talk
from instances.problems import BadInput
from tests.tiny import TRACKS, Given, about, block, fixture, room, subforum, talk, window

Case = tuple[Conference, list[Agenda]]

ZONES = ("Asia/Shanghai", "Asia/Kathmandu", "America/New_York", "America/St_Johns", "Europe/Berlin", "Australia/Lord_Howe")
DAYS = ("2022-11-06", "2022-10-30", "2022-04-03", "2023-01-15")
FEATURES = ("stage", "booth")
KINDS = ("makers", "regulators")
LEVELS = ("required", "strongly_preferred", "preferred", "neutral", "discouraged", "strongly_discouraged", "prohibited")


@st.composite
def cases(draw: st.DrawFn, agendas: int = 4) -> Case:
    """A conference with some of its agendas."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    conference = random_conference(chance)
    return conference, [random_agenda(conference, chance) for _ in range(agendas)]


def random_conference(chance: random.Random) -> Conference:
    """One to four subforums in one to three blocks; every feature of a conference may occur."""
    return _Maker(chance).conference()


class _Maker:
    """Draws a conference part by part. Some values are far out: walks longer than a block, adjacent
    blocks, overlapping windows, three seats of one talk for one person."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.grid = chance.choice((10, 15, 30, 60))
        self.zone = chance.choice(ZONES)
        start = datetime.fromisoformat(f"{chance.choice(DAYS)}T{chance.randrange(24):02}:00")
        self.begin = start.replace(tzinfo=ZoneInfo("UTC"))
        self.speakers = [f"p{i}" for i in range(chance.randint(1, 4))]
        self.rooms = [f"r{i}" for i in range(chance.randint(1, 3))]
        self.forums = [f"s{i}" for i in range(chance.randint(1, 4))]
        self.blocks: list[tuple[str, int, int]] = []
        tick = 0
        for i in range(chance.randint(1, 3)):
            tick += chance.choice((0, 0, 1, 24 * 60 // self.grid))
            length = chance.randint(1, 4)
            self.blocks.append((f"b{i}", tick, tick + length))
            tick += length
        self.end = tick
        self.slotted = chance.random() < 0.15

    def conference(self) -> Conference:
        chance, pick = self.chance, self.some
        forums = [self.subforum(id) for id in self.forums]
        talks = [t["id"] for s in forums for t in s["talks"]]
        seats = [(seat["id"], seat["candidates"]) for s in forums for t in s["talks"] for seat in t["seats"]]
        fixtures = [self.fixture(f"f{i}") for i in range(chance.randint(0, 2))]
        people = [*self.speakers, *(id for id, _, _ in self.blocks)]
        engine = [f["id"] for f in fixtures]
        pins = [self.pin(chance.choice([*self.forums, *talks, *engine])) for _ in range(chance.randint(0, 3))]
        pins += [{"item": id, "speaker": chance.choice(people)} for id, people in seats if chance.random() < 0.5]
        return _without_nonsense(
            {
                "conference": about(self.zone, self.grid),
                "blocks": [
                    {**block(id, self.at(a), self.at(b)), "slots": self.slots(b - a), "prime": chance.random() < 0.4}
                    for id, a, b in self.blocks
                ],
                "rooms": [self.room(id) for id in self.rooms],
                "travel": {
                    "same_building": self.few(),
                    "default": self.few(),
                    "pairs": [{"between": ["", "north"], "minutes": self.few()}] if self.north else [],
                },
                "tracks": TRACKS,
                "resources": [
                    {
                        "id": "crew",
                        "capacity": chance.randint(0, 2),
                        "windows": [{**self.window(), "capacity": chance.randint(0, 3)} for _ in range(chance.randint(0, 2))],
                    }
                ],
                "speakers": [self.person(id) for id in self.speakers],
                "subforums": forums,
                "fixtures": fixtures,
                "prefers": [self.wish(chance.choice([*self.forums, *talks, *people])) for _ in range(chance.randint(0, 4))],
                "pins": pins,
                "relations": self.relations(),
                "pairs": [{"subforums": chance.sample(self.forums, 2), "points": chance.randint(0, 9)} for _ in pick(range(2))]
                if len(self.forums) > 1
                else [],
                "interests": [
                    {"items": chance.sample([*self.forums, *talks], chance.randint(1, 2)), "people": chance.randint(1, 3)} for _ in range(3)
                ],
                "rules": self.rules(),
            }
        )

    def at(self, tick: float) -> str:
        return (self.begin + timedelta(minutes=round(tick * self.grid))).isoformat()

    def slots(self, ticks: int) -> list[int]:
        """Now and then, slots that fill a block or a part of it."""
        slots: list[int] = []
        while self.slotted and sum(slots) < ticks and self.chance.random() < 0.9:
            slots.append(self.chance.randint(1, ticks - sum(slots)))
        return [s * self.grid for s in slots]

    def few(self) -> int:
        """Minutes, mostly few."""
        return self.chance.choice((0, 0, 5, self.grid, self.grid + 7, 3 * self.grid, 400))

    def some(self, things: Any) -> list[Any]:
        """Some of these, perhaps none."""
        return [t for t in things if self.chance.random() < 0.4]

    def window(self) -> Given:
        """A window, off the grid as often as not."""
        first = self.chance.choice((-1.5, -1, 0, 0.4, 1, 1.7, 2)) + self.chance.choice(self.blocks)[1]
        return window(self.at(first), self.at(first + self.chance.choice((0.2, 0.5, 1, 1.5, 2.3, 4))))

    def room(self, id: str) -> Given:
        building = "north" if id == self.north else ""
        closed = [self.window() for _ in range(self.chance.choice((0, 0, 1, 2)))]
        return room(id, self.chance.choice((0, 30, 77)), building, features=self.some(FEATURES), closed=closed)

    @property
    def north(self) -> str:
        """The room in a building of its own, if there are three."""
        return self.rooms[2] if len(self.rooms) > 2 else ""

    def person(self, id: str) -> Given:
        chance = self.chance
        found: Given = {"id": id, "name": id, "attends": chance.choice(("onsite", "onsite", "online", "online", "recorded"))}
        if chance.random() < 0.7:
            found["timezone"] = chance.choice(ZONES)
        if chance.random() < 0.3:
            found["region"] = "South"
        if chance.random() < 0.5:
            found["available"] = [self.window() for _ in range(chance.randint(1, 2))]
        if chance.random() < 0.5:
            found["max_talks"] = chance.randint(0, 2)
        if chance.random() < 0.3:
            found["max_a_day"] = chance.randint(0, 2)
        if chance.random() < 0.5:
            found["possible_hours"] = [f"{chance.randrange(24):02}:{chance.choice((0, 20, 45)):02}" for _ in range(2)]
        return found

    def subforum(self, id: str) -> Given:
        chance = self.chance
        number = chance.choice((1, 1, 2, 3))
        talks = [self.talk(f"{id}t{i}", [f"{id}t{k}" for k in range(i)]) for i in range(number)]
        return subforum(
            id,
            *talks,
            track=chance.choice(("red", "blue")),
            topics=self.some(("law", "art", "trade")),
            hosts=self.few_people(),
            chairs=self.few_people(),
            needs=self.some(FEATURES),
            uses={"crew": chance.randint(1, 2)} if chance.random() < 0.5 else {},
            audience={
                "onsite": chance.choice((0, 20, 60)),
                "online": {zone: chance.randint(0, 40) for zone in self.some(ZONES)},
                "kinds": self.some(KINDS),
                "level": chance.choice((None, 1, 2, 3)),
            },
            turnover=self.few(),
            sittings=chance.randint(1, number),
            blocks=self.some(b for b, _, _ in self.blocks),
            priority=chance.randint(1, 6),
            flagship=chance.random() < 0.4,
            crowd=chance.random() < 0.4,
            languages=self.some(("en", "zh")),
        )

    def few_people(self) -> list[str]:
        """Mostly nobody, or one."""
        return self.chance.choice(([], [], self.chance.sample(self.speakers, 1), self.some(self.speakers)))

    def talk(self, id: str, earlier: list[str]) -> Given:
        chance = self.chance
        speakers = self.some(self.speakers)
        free = [p for p in self.speakers if p not in speakers]
        number = chance.choice((0, 0, 1, 3)) if free else 0
        seats = [
            {"id": f"{id}x{i}", "candidates": chance.sample(free, min(2, len(free))), "required": chance.random() < 0.7}
            for i in range(number)
        ]
        return talk(
            id,
            self.grid * chance.choice((1, 1, 2)),
            *speakers,
            seats=seats,
            position=chance.choice((None, None, "first", "last")),
            after=[e for e in earlier if chance.random() < 0.3],
            priority=chance.choice((None, 3)),
        )

    def fixture(self, id: str) -> Given:
        chance = self.chance
        rooms = chance.sample(self.rooms, chance.randint(0, len(self.rooms)))
        audience = chance.choice(["everyone", [], self.some(self.forums)])
        found = fixture(id, *rooms, speakers=self.some(self.speakers), audience=audience, turnover=self.few())
        if chance.random() < 0.4:
            first = chance.choice((-2, 0, 1, 3))
            return {**found, "start": self.at(first), "end": self.at(first + chance.randint(1, 3))}
        holds = chance.choice(("one", "all")) if rooms else "all"
        return {
            **found,
            "holds": holds,
            "minutes": self.grid * chance.randint(1, 2),
            "windows": [self.window() for _ in range(chance.randint(1, 3))],
        }

    def wish(self, item: str) -> Given:
        kind, value = self.chance.choice(
            [
                ("room", self.chance.choice(self.rooms)),
                ("feature", self.chance.choice(FEATURES)),
                ("block", self.chance.choice(self.blocks)[0]),
                ("window", self.window()),
            ]
        )
        if item in [id for id, _, _ in self.blocks] and kind in ("block", "window"):
            kind, value = "feature", self.chance.choice(FEATURES)
        if self.chance.random() < 0.5:
            return {"item": item, kind: value, "level": self.chance.choice(LEVELS)}
        return {"item": item, kind: value, "avoid": self.chance.random() < 0.4, "level": self.chance.choice(("strong", "slight", 3, 0))}

    def pin(self, item: str) -> Given:
        values: Given = {
            "block": self.chance.choice(self.blocks)[0],
            "room": self.chance.choice(self.rooms),
            "start": self.at(self.chance.choice((0, 1, 2))),
        }
        return {"item": item, **{key: values[key] for key in self.some(values) or ["block"]}}

    def relations(self) -> list[Given]:
        if len(self.forums) < 2:
            return []
        found: list[Given] = []
        for kind in self.some(("before", "apart", "same_block", "not_parallel")):
            chosen = self.chance.sample(self.forums, self.chance.randint(2, len(self.forums)))
            found.append({"kind": kind, "first": chosen[0], "then": chosen[1]} if kind == "before" else {"kind": kind, "subforums": chosen})
        return found

    def rules(self) -> Given:
        chance = self.chance
        curve = [chance.choice((0, 0, 1, 4, 50)) for _ in range(24)]
        return {
            "track_balance": {"tolerance": chance.choice((0, 20))},
            "compact_day": {"pause": chance.choice((0, 30)), "another_day": chance.choice((0, 70))},
            "audience_comfort": {"per": chance.choice((1, 70, 1000)), "curve": curve},
            "speaker_comfort": {"curve": curve},
            "fairness": {"curve": curve},
            "preference": {"prime": chance.choice((0, 20))},
            "topic_flow": {"another_day": chance.choice((0, 4)), "order": chance.choice((0, 6))},
            "variety": {"languages": chance.choice((0, 2)), "levels": chance.choice((0, 3)), "kinds": chance.choice((0, 1))},
            "empty_seats": {"per": chance.choice((1, 10)), "most": chance.choice((2, 50)), "popular": chance.choice((0, 7))},
            "sittings_together": {"track_room": chance.choice((0, 6))},
            "speaker_overlap": {"pause": self.few()},
            "max_talks": {"a_day": chance.choice((None, 1))},
            "attendance": {"hosts": chance.random() < 0.6},
            "room_fit": {"missing_feature": chance.choice((1, 100))},
            "parallel": {
                "same_track": chance.choice((0, 8)),
                "shared_topic": chance.choice((0, 3)),
                "shared_audience": chance.choice((0, 2)),
                "same_track_and_audience": chance.choice((0, 1)),
                "interest": chance.choice((0, 1)),
                "interest_from": chance.choice((1, 3)),
                "crowd": chance.choice((0, 15)),
            },
        }


def _without_nonsense(raw: Given) -> Conference:
    """The conference without the pins and fixtures of which no agenda can keep all: those are bad input."""
    try:
        return Conference.model_validate(raw)
    except BadInput as refused:
        places = {problem.where[:2] for problem in refused.problems}
        if {key for key, _ in places} - {"pins", "fixtures"}:
            raise
        kept = {key: [e for i, e in enumerate(raw[key]) if (key, i) not in places] for key in ("pins", "fixtures")}
        return _without_nonsense({**raw, **kept})


def random_agenda(conference: Conference, chance: random.Random) -> Agenda:
    """An agenda that keeps the structure, and perhaps nothing else; a few things may be left out."""
    sittings = [s for f in conference.subforums for s in _sittings(conference, f, chance)]
    fixtures = [p for f in conference.fixtures if f.start or chance.random() < 0.9 for p in _placed(conference, f, chance)]
    return Agenda(conference=conference.id, conference_hash=conference.hash, sittings=tuple(sittings), fixtures=tuple(fixtures))


def _sittings(c: Conference, forum: Subforum, chance: random.Random) -> list[Sitting]:
    talks = [t for t in forum.talks if chance.random() < 0.9]
    chance.shuffle(talks)
    hands: list[list[Talk]] = [[] for _ in range(chance.randint(1, forum.least_sittings))]
    for talk_ in talks:
        chance.choice(hands).append(talk_)
    found = []
    for hand in hands:
        held = _sitting(c, forum, hand, chance)
        if held:
            found.append(held)
    found.sort(key=lambda s: s.first)
    return [s.model_copy(update={"id": f"{forum.id}/{i}"}) for i, s in enumerate(found, 1)]


def _sitting(c: Conference, forum: Subforum, talks: list[Talk], chance: random.Random) -> Sitting | None:
    """Talks in a random block, with random gaps before, between and after them; or nothing if they fit none."""
    size = sum(t.minutes for t in talks)
    hosts: list[Block] = [b for b in c.blocks if b.last - b.first >= size]
    if not talks or not hosts:
        return None
    host = chance.choice(hosts)
    spare = (host.last - host.first - size) // c.grid
    gaps = [0] * (len(talks) + 3)  # before the sitting, before each talk, after the last, after the sitting
    for _ in range(spare):
        gaps[chance.choice((0, len(gaps) - 1, chance.randrange(len(gaps))))] += c.grid
    start = host.first + gaps[0]
    now, slots = start, []
    for talk_, gap in zip(talks, gaps[1:], strict=False):
        now += gap
        slots.append(TalkSlot(talk=talk_.id, speakers=talk_.speakers, seats=_seats(talk_, chance), **_times(c, now, now + talk_.minutes)))
        now += talk_.minutes
    if not all(c.may_begin(slot.first) for slot in slots):
        return None
    return Sitting(id="", subforum=forum.id, room=chance.choice(c.rooms).id, talks=tuple(slots), **_times(c, start, now + gaps[-2]))


def _seats(talk_: Talk, chance: random.Random) -> tuple[FilledSeat, ...]:
    return tuple(FilledSeat(seat=s.id, speaker=chance.choice(s.candidates)) for s in talk_.seats if chance.random() < 0.85)


def _placed(c: Conference, f: Fixture, chance: random.Random) -> list[PlacedFixture]:
    anchor = min(b.first for b in c.blocks)
    starts = [m for a, b in f.spans for m in range(a, b - f.length + 1) if (m - anchor) % c.grid == 0]
    if not starts:
        return []
    start = chance.choice(starts)
    rooms = f.rooms if f.holds == "all" else (chance.choice(f.rooms),)
    return [PlacedFixture(fixture=f.id, rooms=rooms, **_times(c, start, start + f.length))]


def _times(c: Conference, start: int, end: int) -> dict[str, datetime]:
    return {"start": clock.instant(start, c.zone), "end": clock.instant(end, c.zone)}
