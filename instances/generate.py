"""Synthetic conferences of the kind of wuzhen2022, drawn around an agenda that is known to be admissible.

The agenda comes first: sittings in rooms and blocks, talks in their order, people on seats, fixtures.
Then zones, hours, windows, capacities and relations are drawn so that this agenda keeps every hard
rule, with little to spare.

How a conference of n subforums grows, where g = sqrt(n / 20):

- max(2, round(3 g)) blocks, half-days by turns of 270 and 180 minutes, from the afternoon of day 1;
- round(n / 0.86) open room-blocks, of which n have a sitting: 80 to 90 %;
- as many rooms as leave a tenth or a little more of all room-blocks closed or held by fixtures,
  in three buildings and one more for each 25 rooms, of standard sizes: at 200 subforums, rooms are
  alike by twos and threes;
- max(2, round(4 g)) tracks, max(6, round(12 g)) topics;
- all else in proportion to n: about 7 talks and 7.5 people a subforum.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from instances import clock
from instances.agenda import Agenda, FilledSeat, PlacedFixture, Sitting, TalkSlot, Unplaced
from instances.conference import Conference
from instances.problems import BadInput, Problem, nearest

Raw = dict[str, Any]
Span = tuple[int, int]

LEAST, MOST = 4, 1_000
ZONE = "Asia/Shanghai"
DAY_ONE = clock.minute(clock.parse_time("2022-11-09T00:00", ZONE))
WALK = 20
"""No walk between two rooms is longer."""

TRAVEL: Raw = {
    "same_building": 5,
    "default": 15,
    "pairs": [
        {"between": ["conference-centre", "exhibition-centre"], "minutes": 10},
        {"between": ["conference-centre", "expo-centre"], "minutes": WALK},
    ],
}
GREAT_HALL = ("conference-centre", 3000, "interpretation stream")
KINDS = (  # of rooms; small conferences have the first ones
    ("exhibition-centre", 420, "interpretation stream"),
    ("expo-centre", 360, "demo interpretation stream"),
    ("conference-centre", 220, "interpretation"),
    ("exhibition-centre", 260, "demo stream"),
    ("expo-centre", 80, ""),
    ("conference-centre", 600, "interpretation stream"),
    ("conference-centre", 320, "interpretation stream"),
    ("conference-centre", 120, "stream"),
)
ANNEX = ((400, "interpretation stream"), (240, "interpretation stream"), (100, "stream"))
THEMES = (
    "open source, data governance, connectivity, artificial intelligence, digital trade, internet law, security, culture, health, "
    "inclusion, standards, cloud, chips, education, payments, satellites"
).split(", ")
ROLES = (
    "Regulator, Judge, Diplomat, Network researcher, Telecom executive, Chip engineer, Investor, Sociologist, Museum curator, Editor, "
    "Teacher trainer, Film producer, Psychologist, Law professor, Security researcher, Trade negotiator, Data centre operator, "
    "Cloud architect, Physician, Standards expert, Payments founder, Development economist, Minister, Youth delegate"
).split(", ")
WIDE = ((6 * 60, 2 * 60), (4 * 60, clock.DAY), (5 * 60, 1 * 60))
"""Possible hours of those who accept a wider night."""
ABROAD = [
    (zone, code, country.replace("_", " "))
    for zone, code, country in (
        row.split()
        for row in """\
Africa/Cairo EG Egypt, Africa/Johannesburg ZA South_Africa, Africa/Lagos NG Nigeria, Africa/Nairobi KE Kenya, Africa/Accra GH Ghana,
Africa/Casablanca MA Morocco, Africa/Dakar SN Senegal, Africa/Addis_Ababa ET Ethiopia, America/New_York US United_States,
America/Chicago US United_States, America/Denver US United_States, America/Los_Angeles US United_States, America/Toronto CA Canada,
America/Vancouver CA Canada, America/St_Johns CA Canada, America/Mexico_City MX Mexico, America/Bogota CO Colombia,
America/Lima PE Peru, America/Santiago CL Chile, America/Sao_Paulo BR Brazil, America/Argentina/Buenos_Aires AR Argentina,
America/Havana CU Cuba, Asia/Kolkata IN India, Asia/Colombo LK Sri_Lanka, Asia/Kathmandu NP Nepal, Asia/Kabul AF Afghanistan,
Asia/Tehran IR Iran, Asia/Yangon MM Myanmar, Asia/Dhaka BD Bangladesh, Asia/Karachi PK Pakistan, Asia/Tashkent UZ Uzbekistan,
Asia/Almaty KZ Kazakhstan, Asia/Dubai AE United_Arab_Emirates, Asia/Riyadh SA Saudi_Arabia, Asia/Jerusalem IL Israel,
Asia/Tbilisi GE Georgia, Asia/Bangkok TH Thailand, Asia/Jakarta ID Indonesia, Asia/Singapore SG Singapore, Asia/Manila PH Philippines,
Asia/Seoul KR South_Korea, Asia/Tokyo JP Japan, Asia/Ulaanbaatar MN Mongolia, Asia/Ho_Chi_Minh VN Vietnam,
Australia/Adelaide AU Australia, Australia/Darwin AU Australia, Australia/Eucla AU Australia, Australia/Sydney AU Australia,
Australia/Perth AU Australia, Pacific/Auckland NZ New_Zealand, Pacific/Chatham NZ New_Zealand, Pacific/Fiji FJ Fiji,
Pacific/Apia WS Samoa, Pacific/Port_Moresby PG Papua_New_Guinea, Pacific/Honolulu US United_States, Atlantic/Reykjavik IS Iceland,
Europe/London GB United_Kingdom, Europe/Lisbon PT Portugal, Europe/Berlin DE Germany, Europe/Paris FR France,
Europe/Stockholm SE Sweden, Europe/Tallinn EE Estonia, Europe/Athens GR Greece, Europe/Belgrade RS Serbia, Europe/Moscow RU Russia""".split(",")
    )
]


@dataclass
class _Draft:
    """A conference as raw data, and the agenda planted in it, while both are drawn."""

    n: int
    draw: random.Random
    raw: Raw
    blocks: list[Span] = field(default_factory=list)
    kinds: list[list[int]] = field(default_factory=list)
    shut: list[tuple[int, int]] = field(default_factory=list)
    sittings: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    """Room, block, first and last minute of each subforum."""
    talks: dict[str, Span] = field(default_factory=dict)
    seated: dict[str, str] = field(default_factory=dict)
    stays: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    """First and last minute and place of each person's appearances."""
    homes: dict[str, list[str]] = field(default_factory=dict)
    """Subforums in which each person appears or might."""
    release: tuple[int, int, int] = (0, 0, 0)

    @property
    def growth(self) -> float:
        """Times by which the length of the conference exceeds that of 20 subforums."""
        return math.sqrt(self.n / 20)

    def chance(self, share: float) -> bool:
        """True in this share of all cases."""
        return self.draw.random() < share

    def forum(self, id: str) -> Raw:
        """The subforum with this id."""
        return next(f for f in self.raw["subforums"] if f["id"] == id)


def generate(subforums: int, seed: int, infeasible: str | None = None) -> tuple[Conference, Agenda]:
    """A conference of so many subforums, and the admissible agenda planted in it.

    With `infeasible`, one of `CAUSES`, the conference is then broken in just that way; the agenda
    is what was planted before, and talks that came with the breach are unplaced in it.

    Raises BadInput for sizes and causes that cannot be.
    """
    _refuse(subforums, infeasible)
    name = f"synthetic-{subforums}-{seed}" + (f"-{infeasible}" if infeasible else "")
    about = {"id": name, "title": f"Synthetic conference of {subforums} subforums, seed {seed}", "timezone": ZONE}
    d = _Draft(subforums, random.Random(f"{subforums}/{seed}"), {"conference": about, "travel": TRAVEL})
    for step in (_blocks, _rooms, _closures, _subforums, _release, _people, _resources, _fixtures, _wishes, _decisions):
        step(d)
    if infeasible:
        _BREACHES[infeasible][1](d)
    conference = Conference.model_validate(d.raw)
    return conference, _agenda(d, conference)


def _refuse(subforums: int, infeasible: str | None) -> None:
    if not LEAST <= subforums <= MOST:
        raise BadInput([Problem((), f"cannot generate a conference of {subforums} subforums", f"ask for {LEAST} to {MOST:,}")])
    if infeasible is not None and infeasible not in CAUSES:
        raise BadInput([Problem((), f"there is no cause '{infeasible}'", nearest(infeasible, CAUSES))])


def _at(day: int, hour: str) -> int:
    return DAY_ONE + (day - 1) * clock.DAY + clock.parse_hour(hour)


def _time(minute: int, zone: str = ZONE) -> datetime:
    return clock.instant(minute, zone)


def _window(first: int, last: int, reason: str = "", zone: str = ZONE) -> Raw:
    return {"from": _time(first, zone), "to": _time(last, zone), "reason": reason}


# The frame: blocks, rooms, closures


def _blocks(d: _Draft) -> None:
    d.raw["blocks"] = []
    for k in range(max(2, round(3 * d.growth))):
        day, half = 1 + (k + 1) // 2, "am" if k % 2 else "pm"
        first, last = (_at(day, "09:00"), _at(day, "12:00")) if k % 2 else (_at(day, "13:30"), _at(day, "18:00"))
        title = f"Day {day} {'morning' if k % 2 else 'afternoon'}"
        d.raw["blocks"].append({"id": f"day{day}-{half}", "title": title, "start": _time(first), "end": _time(last)})
        d.blocks.append((first, last))


def _open(n: int) -> int:
    return round(n / 0.86)


def _rooms(d: _Draft) -> None:
    number = math.ceil(_open(d.n) / (0.9 * len(d.blocks)))
    annexes = [(f"annex-{a}", *kind) for a in range(1, number // 25 + 1) for kind in ANNEX]
    kinds = [*KINDS, *annexes]
    d.kinds = [[0], *([] for _ in kinds)]
    d.raw["rooms"] = []
    for r in range(number):
        k = (r - 1) % len(kinds)
        building, seats, features = kinds[k] if r else GREAT_HALL
        if r:
            d.kinds[k + 1].append(r)
        title = f"Room {r} of the {building.replace('-', ' ')}" if r else "Great hall"
        d.raw["rooms"].append(
            {"id": f"r{r + 1:02}", "title": title, "building": building, "seats": seats, "features": features.split(), "closed": []}
        )
    buildings = {room["building"] for room in d.raw["rooms"]}
    d.raw["travel"] = {**TRAVEL, "pairs": [p for p in TRAVEL["pairs"] if buildings.issuperset(p["between"])]}


def _closures(d: _Draft) -> None:
    """Closed room-blocks, whole kinds of rooms at a time, so that rooms of a kind stay alike."""
    left = len(d.raw["rooms"]) * len(d.blocks) - _open(d.n)
    choices = [(rooms, b) for rooms in d.kinds[1:] if rooms for b in range(len(d.blocks))]
    d.draw.shuffle(choices)
    for rooms, b in choices:
        if len(rooms) <= left:
            d.shut += [(r, b) for r in rooms]
            left -= len(rooms)
    rest = next((c for c in choices if (c[0][0], c[1]) not in d.shut), ([], 0))
    d.shut += [(r, rest[1]) for r in rest[0][:left]]
    d.raw["rooms"][0]["closed"].append(_window(_at(1, "12:00"), _at(1, "15:00"), "taken down after the plenary"))
    for r, b in d.shut[_shows(d) :]:
        d.raw["rooms"][r]["closed"].append(_window(*d.blocks[b], "let to somebody else"))


def _shows(d: _Draft) -> int:
    """Closed room-blocks that fixtures hold; at least one other stays."""
    return min(len(d.shut) - 1, 2 + d.n // 100)


# The agenda: sittings, talks, people on them


def _subforums(d: _Draft) -> None:
    free = [(r, b) for r in range(len(d.raw["rooms"])) for b in range(len(d.blocks)) if (r, b) not in set(d.shut)]
    tracks = [f"track-{t + 1}" for t in range(max(2, round(4 * d.growth)))]
    topics = [_word(THEMES, t) for t in range(max(6, round(12 * d.growth)))]
    d.raw |= {"tracks": [{"id": t, "title": t.replace("-", " ").capitalize()} for t in tracks], "subforums": [], "speakers": []}
    d.draw.shuffle(free)
    for i, (r, b) in enumerate(free[: d.n]):
        minutes = 5 * (d.draw.randint(27, 35) if d.chance(0.8) else d.draw.randint(20, 26))
        first = max(d.blocks[b][0], _at(1, "15:00") if r == 0 else 0)
        first += 5 * d.draw.randint(0, (d.blocks[b][1] - minutes - first) // 5)
        forum = _subforum(d, f"f{i + 1:0{max(3, len(str(d.n)))}}", d.raw["rooms"][r])
        own = d.draw.sample(topics, d.draw.randint(2, 3))
        forum |= {"track": tracks[i % len(tracks)], "topics": [t.replace(" ", "-") for t in own]}
        forum["title"] = f"Synthetic forum {i + 1}: {own[0]}"
        d.sittings[forum["id"]] = r, b, first, first + minutes
        d.raw["subforums"].append(forum)
        _talks(d, forum)
    d.release = (*free[d.n], 0)
    _late(d)


def _word(words: list[str], number: int) -> str:
    return words[number % len(words)] + (f" {number // len(words) + 1}" if number >= len(words) else "")


def _subforum(d: _Draft, id: str, room: Raw) -> Raw:
    """What follows from its room: audience, needs, resources used."""
    share = d.draw.uniform(0.75, 0.97) if d.chance(0.75) else d.draw.uniform(0.45, 0.75)
    onsite = int(min(room["seats"], 620) * share)
    needs = [f for f in room["features"] if d.chance(0.6)]
    uses = {"interpreter-team": 2 if onsite > 350 else 1} if "interpretation" in needs else {}
    uses |= {"livestream-crew": 1} if "stream" in needs else {}
    zones = sorted(d.draw.sample([zone for zone, _, _ in ABROAD], d.draw.randint(2, 5)))
    online = {zone: 4 + int(d.draw.lognormvariate(2, 0.8)) for zone in zones}
    turnover = 15 if onsite < 200 else 20 if onsite < 350 else 30
    audience = {"onsite": onsite, "online": online}
    return {"id": id, "needs": needs, "uses": uses, "audience": audience, "turnover": turnover, "priority": d.draw.randint(4, 9)}


def _late(d: _Draft) -> None:
    """A few rooms close early, after their planted sitting."""
    for id in d.draw.sample(sorted(d.sittings), 1 + len(d.raw["rooms"]) // 15):
        r, b, _, last = d.sittings[id]
        d.raw["rooms"][r]["closed"].append(_window(last + 5 * d.draw.randint(0, 3), d.blocks[b][1] + 30, "rehearsal"))


def _lengths(d: _Draft, minutes: int) -> list[int]:
    """Lengths of talks: an opening, short talks, a panel."""
    panel = d.draw.choice((30, 35, 40, 45))
    left, found = minutes - 10 - panel, []
    while left > 40:
        found.append(d.draw.choice((15, 20, 20, 20, 25)))
        left -= found[-1]
    half = left // 10 * 5
    return [10, *found, *([left] if left <= 25 else [half, left - half]), panel]


def _talks(d: _Draft, forum: Raw) -> None:
    """Talks, each with its people, in a planted order that differs from the listed one."""
    _, _, first, last = d.sittings[forum["id"]]
    lengths = _lengths(d, last - first)
    talks: list[Raw] = [
        {"id": f"{forum['id']}-t{k + 1}", "title": f"Synthetic talk {k + 1}", "minutes": minutes, "speakers": []} for k, minutes in enumerate(lengths)
    ]
    opening, *middle, panel = talks
    opening |= {"title": "Opening remarks", "position": "first"}
    order = d.draw.sample(middle, len(middle))
    if d.chance(0.65):
        panel["position"] = "last"
        order.append(panel)
    else:
        order.insert(d.draw.randint(len(order) // 2, len(order)), panel)
        panel["after"] = [order[0]["id"]]
    for talk in (opening, *order):
        d.talks[talk["id"]] = first, first + talk["minutes"]
        first += talk["minutes"]
    forum["talks"] = talks
    host = _newcomer(d, "onsite")
    forum["hosts"] = [host]
    _join(d, opening, host, forum["id"])
    for talk in middle:
        _join(d, talk, _speaker(d, talk, forum["id"]), forum["id"])
    _panel(d, panel, forum, [talk["speakers"][0] for talk in middle])


def _panel(d: _Draft, panel: Raw, forum: Raw, speakers: list[str]) -> None:
    panel["title"] = f"Synthetic panel of {forum['id']}"
    _join(d, panel, _newcomer(d, "onsite") if d.chance(0.7) else forum["hosts"][0], forum["id"])
    roles = [role for role, share in (("moderator", 0.7), ("panellist", 0.6)) if d.chance(share)]
    panel["seats"] = [_seat(d, panel, role, forum["id"], [p for p in speakers if d.homes[p][-1:]]) for role in roles]


def _newcomer(d: _Draft, attends: str) -> str:
    id = f"s{len(d.raw['speakers']) + 1:04}"
    d.raw["speakers"].append({"id": id, "attends": attends})
    d.stays[id], d.homes[id] = [], []
    return id


def _outsiders(d: _Draft, forum: str) -> Iterator[str]:
    """Some people on site who have one other subforum."""
    some = d.draw.sample(d.raw["speakers"], min(12, len(d.raw["speakers"])))
    return (p["id"] for p in some if p["attends"] == "onsite" and len(set(d.homes[p["id"]]) | {forum}) == 2)


def _speaker(d: _Draft, talk: Raw, forum: str) -> str:
    """A newcomer, or now and then somebody from another subforum."""
    if d.chance(0.06):
        for person in _outsiders(d, forum):
            if _free(d, person, d.talks[talk["id"]], forum):
                return person
    return _newcomer(d, "onsite" if d.chance(0.48) else "recorded" if d.chance(0.14) else "online")


def _free(d: _Draft, person: str, span: Span, place: str) -> bool:
    """Whether somebody could appear at a time, with a walk where it is in another place."""
    return all(
        span[1] + walk <= first or last + walk <= span[0]
        for first, last, where in d.stays[person]
        for walk in [0 if where == place else WALK]
    )


def _appear(d: _Draft, person: str, span: Span, place: str) -> None:
    d.stays[person].append((*span, place))


def _join(d: _Draft, talk: Raw, person: str, forum: str) -> None:
    talk["speakers"].append(person)
    d.homes[person].append(forum)
    _appear(d, person, d.talks[talk["id"]], forum)


def _seat(d: _Draft, talk: Raw, role: str, forum: str, speakers: list[str]) -> Raw:
    """A seat: one or two speakers of the subforum, perhaps an outsider and a newcomer."""
    people = {p["id"]: p for p in d.raw["speakers"]} if False else None
    del people
    candidates = d.draw.sample(speakers, min(len(speakers), d.draw.randint(1, 2)))
    candidates += [p for p in _outsiders(d, forum) if d.chance(0.06)][:1]
    free = [p for p in candidates if _free(d, p, d.talks[talk["id"]], forum)]
    if not free or d.chance(0.5):
        candidates.append(_newcomer(d, "onsite"))
        free.append(candidates[-1])
    seat = {"id": f"{talk['id']}-{role}", "role": role, "candidates": d.draw.sample(candidates, len(candidates)), "required": d.chance(0.9)}
    for person in candidates:
        d.homes[person].append(forum)
    chosen = d.seated[str(seat["id"])] = d.draw.choice(free)
    _appear(d, chosen, d.talks[talk["id"]], forum)
    return seat
