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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
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
RELEASE = 45
"""Minutes of the fixture that the engine places."""

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
WIDE = ((6 * 60, 2 * 60), (4 * 60, clock.DAY), (5 * 60, 1 * 60))
"""Possible hours of those who accept a wider night."""


def _list(words: str) -> list[str]:
    return [word.strip() for word in words.split(",")]


THEMES = _list("""\
open source, data governance, connectivity, artificial intelligence, digital trade, internet law, security, culture, health, inclusion,
standards, cloud, chips, education, payments, satellites""")
ROLES = _list("""\
Regulator, Judge, Diplomat, Network researcher, Telecom executive, Chip engineer, Investor, Sociologist, Museum curator, Editor,
Teacher trainer, Film producer, Psychologist, Law professor, Security researcher, Trade negotiator, Data centre operator,
Cloud architect, Physician, Standards expert, Payments founder, Development economist, Minister, Youth delegate""")
ABROAD = _list("""\
Africa/Cairo EG Egypt, Africa/Johannesburg ZA South Africa, Africa/Lagos NG Nigeria, Africa/Nairobi KE Kenya, Africa/Accra GH Ghana,
Africa/Casablanca MA Morocco, Africa/Dakar SN Senegal, Africa/Addis_Ababa ET Ethiopia, America/New_York US United States,
America/Chicago US United States, America/Denver US United States, America/Los_Angeles US United States, America/Toronto CA Canada,
America/Vancouver CA Canada, America/St_Johns CA Canada, America/Mexico_City MX Mexico, America/Bogota CO Colombia, America/Lima PE Peru,
America/Santiago CL Chile, America/Sao_Paulo BR Brazil, America/Argentina/Buenos_Aires AR Argentina, America/Havana CU Cuba,
Asia/Kolkata IN India, Asia/Colombo LK Sri Lanka, Asia/Kathmandu NP Nepal, Asia/Kabul AF Afghanistan, Asia/Tehran IR Iran,
Asia/Yangon MM Myanmar, Asia/Dhaka BD Bangladesh, Asia/Karachi PK Pakistan, Asia/Tashkent UZ Uzbekistan, Asia/Almaty KZ Kazakhstan,
Asia/Dubai AE United Arab Emirates, Asia/Riyadh SA Saudi Arabia, Asia/Jerusalem IL Israel, Asia/Tbilisi GE Georgia,
Asia/Bangkok TH Thailand, Asia/Jakarta ID Indonesia, Asia/Singapore SG Singapore, Asia/Manila PH Philippines, Asia/Seoul KR South Korea,
Asia/Tokyo JP Japan, Asia/Ulaanbaatar MN Mongolia, Asia/Ho_Chi_Minh VN Vietnam, Australia/Adelaide AU Australia,
Australia/Darwin AU Australia, Australia/Eucla AU Australia, Australia/Sydney AU Australia, Australia/Perth AU Australia,
Pacific/Auckland NZ New Zealand, Pacific/Chatham NZ New Zealand, Pacific/Fiji FJ Fiji, Pacific/Apia WS Samoa,
Pacific/Port_Moresby PG Papua New Guinea, Pacific/Honolulu US United States, Atlantic/Reykjavik IS Iceland,
Europe/London GB United Kingdom, Europe/Lisbon PT Portugal, Europe/Berlin DE Germany, Europe/Paris FR France, Europe/Stockholm SE Sweden,
Europe/Tallinn EE Estonia, Europe/Athens GR Greece, Europe/Belgrade RS Serbia, Europe/Moscow RU Russia""")
"""Zones with the codes and names of their countries."""


@dataclass(frozen=True)
class _Place:
    """Where something stands: numbers of room and block, first minute and the one after the last."""

    room: int
    block: int
    first: int
    last: int


@dataclass
class _Draft:
    """A conference as raw data, and the agenda planted in it, while both are drawn."""

    n: int
    draw: random.Random
    raw: Raw
    blocks: list[Span] = field(default_factory=list)
    named: list[int] = field(default_factory=list)
    """Rooms that fixtures, pins and wishes may name; the others stay alike."""
    held: list[tuple[int, int]] = field(default_factory=list)
    """Room-blocks held by fixtures all through."""
    shut: list[tuple[int, int]] = field(default_factory=list)
    """Room-blocks closed all through."""
    sittings: dict[str, _Place] = field(default_factory=dict)
    talks: dict[str, Span] = field(default_factory=dict)
    seated: dict[str, str] = field(default_factory=dict)
    stays: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    """First and last minute and place of each person's appearances."""
    homes: dict[str, list[str]] = field(default_factory=dict)
    """Subforums in which each person appears or might."""
    spare: dict[str, Span] = field(default_factory=dict)
    """Another block in which the live people of some subforums are awake."""
    release: _Place = _Place(0, 0, 0, 0)

    @property
    def growth(self) -> float:
        """Times by which the length of the conference exceeds that of 20 subforums."""
        return math.sqrt(self.n / 20)

    def chance(self, share: float) -> bool:
        """True in this share of all cases."""
        return self.draw.random() < share

    def room(self, number: int) -> str:
        """The id of a room."""
        return str(self.raw["rooms"][number]["id"])

    def block(self, number: int) -> str:
        """The id of a block."""
        return str(self.raw["blocks"][number]["id"])

    def person(self, id: str) -> Raw:
        """The speaker with this id."""
        found: Raw = self.raw["speakers"][int(id[1:]) - 1]
        return found


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
    for step in (_blocks, _rooms, _closures, _subforums, _fixtures, _people, _resources, _wishes, _decisions):
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
    kinds = [*KINDS, *((f"annex-{a}", *kind) for a in range(1, number // 25 + 1) for kind in ANNEX)]
    d.raw["rooms"] = []
    for r in range(number):
        building, seats, features = kinds[(r - 1) % len(kinds)] if r else GREAT_HALL
        title = f"Room {r} of the {building.replace('-', ' ')}" if r else "Great hall"
        d.raw["rooms"].append(
            {"id": f"r{r + 1:02}", "title": title, "building": building, "seats": seats, "features": features.split(), "closed": []}
        )
    d.named = [0, *sorted(d.draw.sample(range(1, number), min(number - 1, 8 + number // 20)))]
    buildings = {room["building"] for room in d.raw["rooms"]}
    d.raw["travel"] = {**TRAVEL, "pairs": [p for p in TRAVEL["pairs"] if buildings.issuperset(p["between"])]}


def _closures(d: _Draft) -> None:
    """Room-blocks held by fixtures, then closures of whole kinds of rooms, so that rooms of a kind stay alike."""
    left = len(d.raw["rooms"]) * len(d.blocks) - _open(d.n)
    d.held = d.draw.sample([(r, b) for r in d.named[1:] for b in range(len(d.blocks))], min(left - 1, 2 + d.n // 100))
    left -= len(d.held)
    kinds: dict[object, list[int]] = {}
    for r, room in enumerate(d.raw["rooms"][1:], 1):
        kinds.setdefault(r if r in d.named else (room["building"], room["seats"]), []).append(r)
    choices = [(rooms, b) for rooms in kinds.values() for b in range(len(d.blocks)) if (rooms[0], b) not in d.held]
    d.draw.shuffle(choices)
    for rooms, b in choices:
        if len(d.shut) + len(rooms) <= left:
            d.shut += [(r, b) for r in rooms]
    rest = [(r, b) for rooms, b in choices for r in rooms if (r, b) not in d.shut]
    d.shut += rest[: left - len(d.shut)]
    d.raw["rooms"][0]["closed"].append(_window(_at(1, "12:00"), _at(1, "15:00"), "taken down after the plenary"))
    for r, b in d.shut:
        d.raw["rooms"][r]["closed"].append(_window(*d.blocks[b], "let to somebody else"))


# The agenda: sittings, talks, people on them


def _subforums(d: _Draft) -> None:
    taken = {*d.held, *d.shut}
    free = [(r, b) for r in range(len(d.raw["rooms"])) for b in range(len(d.blocks)) if (r, b) not in taken]
    d.draw.shuffle(free)
    tracks = [f"track-{t + 1}" for t in range(max(2, round(4 * d.growth)))]
    topics = [_word(THEMES, t) for t in range(max(6, round(12 * d.growth)))]
    d.raw |= {"tracks": [{"id": t, "title": t.replace("-", " ").capitalize()} for t in tracks], "subforums": [], "speakers": []}
    for i, (r, b) in enumerate(free[: d.n]):
        forum = _subforum(d, f"f{i + 1:0{max(3, len(str(d.n)))}}", d.raw["rooms"][r])
        own = d.draw.sample(topics, d.draw.randint(2, 3))
        forum |= {
            "title": f"Synthetic forum {i + 1}: {own[0]}",
            "track": tracks[i % len(tracks)],
            "topics": [t.replace(" ", "-") for t in own],
        }
        d.sittings[forum["id"]] = _stand(d, r, b, 5 * (d.draw.randint(27, 35) if d.chance(0.8) else d.draw.randint(20, 26)))
        if i % 4:
            d.spare[forum["id"]] = d.draw.choice([block for block in d.blocks if block != d.blocks[b]])
        d.raw["subforums"].append(forum)
        _talks(d, forum)
    d.release = _stand(d, *free[d.n], RELEASE)
    _late(d)


def _stand(d: _Draft, room: int, block: int, minutes: int) -> _Place:
    """Some start in an open room-block."""
    first, last = d.blocks[block]
    first = max(first, _at(1, "15:00")) if room == 0 else first
    first += 5 * d.draw.randint(0, (last - minutes - first) // 5)
    return _Place(room, block, first, first + minutes)


def _word(words: Sequence[str], number: int) -> str:
    return words[number % len(words)] + (f" {number // len(words) + 1}" if number >= len(words) else "")


def _subforum(d: _Draft, id: str, room: Raw) -> Raw:
    """What follows from its room: audience, needs, resources used."""
    share = d.draw.uniform(0.75, 0.97) if d.chance(0.75) else d.draw.uniform(0.45, 0.75)
    onsite = int(min(room["seats"], 620) * share)
    needs = [f for f in room["features"] if d.chance(0.6)]
    uses = {"interpreter-team": 2 if onsite > 350 else 1} if "interpretation" in needs else {}
    uses |= {"livestream-crew": 1} if "stream" in needs else {}
    zones = sorted(home.split()[0] for home in d.draw.sample(ABROAD, d.draw.randint(2, 5)))
    online = {zone: 4 + int(d.draw.lognormvariate(2, 0.8)) for zone in zones}
    turnover = 15 if onsite < 200 else 20 if onsite < 350 else 30
    audience = {"onsite": onsite, "online": online}
    return {"id": id, "needs": needs, "uses": uses, "audience": audience, "turnover": turnover, "priority": d.draw.randint(4, 9)}


def _late(d: _Draft) -> None:
    """A few rooms close early, after their planted sitting."""
    some = [s for s in d.sittings.values() if s.room in d.named]
    for s in d.draw.sample(some, min(len(some), 1 + len(d.raw["rooms"]) // 15)):
        window = _window(s.last + 5 * d.draw.randint(0, 3), d.blocks[s.block][1] + 30, "rehearsal")
        d.raw["rooms"][s.room]["closed"].append(window)


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
    sitting = d.sittings[forum["id"]]
    talks: list[Raw] = [
        {"id": f"{forum['id']}-t{k}", "title": f"Synthetic talk {k}", "minutes": minutes, "speakers": []}
        for k, minutes in enumerate(_lengths(d, sitting.last - sitting.first), 1)
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
    first = sitting.first
    for talk in (opening, *order):
        d.talks[talk["id"]] = first, first + talk["minutes"]
        first += talk["minutes"]
    host = _newcomer(d, "onsite")
    forum |= {"hosts": [host], "talks": talks}
    _join(d, opening, host, forum["id"])
    for talk in middle:
        _join(d, talk, _speaker(d, talk, forum["id"]), forum["id"])
    _panel(d, panel, forum, [p for talk in middle for p in talk["speakers"] if d.person(p)["attends"] != "recorded"])


def _panel(d: _Draft, panel: Raw, forum: Raw, speakers: list[str]) -> None:
    panel["title"] = f"Synthetic panel of {forum['id']}"
    _join(d, panel, _newcomer(d, "onsite") if d.chance(0.7) else forum["hosts"][0], forum["id"])
    roles = [role for role, share in (("moderator", 0.7), ("panellist", 0.6)) if d.chance(share)]
    panel["seats"] = [_seat(d, panel, role, forum["id"], speakers) for role in roles]


def _newcomer(d: _Draft, attends: str) -> str:
    id = f"s{len(d.raw['speakers']) + 1:04}"
    d.raw["speakers"].append({"id": id, "attends": attends})
    d.stays[id], d.homes[id] = [], []
    return id


def _outsiders(d: _Draft, forum: str) -> Iterator[str]:
    """Some people on site who have just one subforum, another one."""
    some = d.draw.sample(d.raw["speakers"], min(12, len(d.raw["speakers"])))
    return (p["id"] for p in some if p["attends"] == "onsite" and len(set(d.homes[p["id"]])) == 1 and forum not in d.homes[p["id"]])


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


def _join(d: _Draft, talk: Raw, person: str, forum: str) -> None:
    talk["speakers"].append(person)
    d.homes[person].append(forum)
    d.stays[person].append((*d.talks[talk["id"]], forum))


def _seat(d: _Draft, talk: Raw, role: str, forum: str, speakers: list[str]) -> Raw:
    """A seat: one or two speakers of the subforum, perhaps an outsider and a newcomer."""
    candidates = d.draw.sample(speakers, min(len(speakers), d.draw.randint(1, 2)))
    candidates += [p for p in _outsiders(d, forum) if d.chance(0.06)][:1]
    free = [p for p in candidates if _free(d, p, d.talks[talk["id"]], forum)]
    if not free or d.chance(0.5):
        candidates.append(_newcomer(d, "onsite"))
        free.append(candidates[-1])
    for person in candidates:
        d.homes[person].append(forum)
    id, chosen = f"{talk['id']}-{role}", d.draw.choice(free)
    d.seated[id] = chosen
    d.stays[chosen].append((*d.talks[talk["id"]], forum))
    return {"id": id, "role": role, "candidates": d.draw.sample(candidates, len(candidates)), "required": d.chance(0.9)}


# What stands around it, and what leaves the agenda just possible


def _fixtures(d: _Draft) -> None:
    people = [p["id"] for p in d.raw["speakers"] if p["attends"] == "onsite" and d.stays[p["id"]]]
    guest = next((p["id"] for p in d.raw["speakers"] if p["attends"] == "online"), people[0])
    end = (d.blocks[-1][0] - DAY_ONE) // clock.DAY + 2
    rows: list[tuple[str, str, int, int, int, list[str], str]] = [
        ("opening", "Opening ceremony", 0, _at(1, "10:00"), _at(1, "11:00"), d.draw.sample(people, 1), "everyone"),
        ("plenary", "Plenary", 0, _at(1, "11:00"), _at(1, "12:00"), [guest], "everyone"),
        ("achievements", "Release of achievements", 0, _at(1, "18:40"), _at(1, "20:00"), d.draw.sample(people, 2), "everyone"),
        ("press-conference", "Press conference", d.named[1], _at(end, "10:30"), _at(end, "11:30"), d.draw.sample(people, 1), ""),
    ]
    for k, (r, b) in enumerate(d.held):
        title = "Talent fair" if k % 2 else "Product releases"
        rows.append((f"show-{k + 1}", f"{title} {k // 2 + 1}", r, d.blocks[b][0] + 30, d.blocks[b][1] - 15, [], ""))
    d.raw["fixtures"] = [
        {
            "id": id,
            "title": title,
            "rooms": [d.room(r)],
            "speakers": speakers,
            "start": _time(first),
            "end": _time(last),
            "audience": audience or [],
        }
        for id, title, r, first, last, speakers, audience in rows
    ]
    d.raw["fixtures"].append(_release(d, people))


def _release(d: _Draft, people: list[str]) -> Raw:
    """The fixture that the engine places, with two people and the audiences of two subforums."""
    span = d.release.first, d.release.last
    speakers = [p for p in d.draw.sample(people, len(people)) if _free(d, p, span, "release")][:2]
    for person in speakers:
        d.stays[person].append((*span, "release"))
    rooms = sorted((d.release.room, d.draw.choice([r for r in d.named[1:] if r != d.release.room])))
    blocks = sorted({d.release.block, *d.draw.sample(range(len(d.blocks)), 2)})
    quiet = [id for id, s in d.sittings.items() if s.last <= span[0] or span[1] <= s.first]
    about = {"id": "release", "title": "Release of the two blue books", "minutes": RELEASE, "turnover": 15, "speakers": speakers}
    where = {"rooms": [d.room(r) for r in rooms], "holds": "one", "windows": [_window(*d.blocks[b]) for b in blocks]}
    return about | where | {"audience": sorted(d.draw.sample(quiet, min(2, len(quiet)))), "priority": 7}


def _people(d: _Draft) -> None:
    """Names and zones; windows and hours in which the planted appearances just lie."""
    used: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for person in d.raw["speakers"]:
        id, live = person["id"], person["attends"] == "online"
        stays, role, country = d.stays[id], d.draw.choice(ROLES), _home(d, person, used)
        names[f"{role}, {country}"] += 1
        number = names[f"{role}, {country}"]
        person |= {"name": f"{role}{f' {number}' if number > 1 else ''}, {country}", "email": f"{id}@example.org"}
        person |= {"cost_to_ask": 3, "join_url": f"https://example.org/join/{id}"} if live else {}
        if stays and person["attends"] != "recorded" and d.chance(0.1 if _spare(d, person) else 0.5):
            windows = _live_windows(d, person, stays) if live else _onsite_windows(d, stays)
            person |= {"available": windows} if windows else {}
        if d.chance(0.1):
            person["max_talks"] = max(1, sum(place != "release" for _, _, place in stays)) + d.chance(0.4)


def _home(d: _Draft, person: Raw, used: Counter[str]) -> str:
    """Give a person a country and a zone, in which live people are awake; the least used first."""
    live = person["attends"] == "online"
    if person["attends"] == "onsite" and d.chance(0.5):
        person["country"] = "CN"
        return "China"
    hours = d.draw.choice(WIDE) if live and d.chance(0.15) else (6 * 60, clock.DAY)
    person |= {"possible_hours": [clock.show_hour(hour) for hour in hours]} if live else {}
    times = [stay[:2] for stay in d.stays[person["id"]]] + _spare(d, person) if live else []
    for home in sorted(d.draw.sample(ABROAD, len(ABROAD)), key=lambda home: used[home]):
        zone, code, country = home.split(maxsplit=2)
        if all(_awake(first, last, zone, hours) for first, last in times):
            break
    used[home] += person["attends"] != "onsite"
    person |= {"timezone": zone, "country": code}
    return country


def _spare(d: _Draft, person: Raw) -> list[Span]:
    """Other blocks in which somebody should have time, too."""
    return [d.spare[forum] for forum in d.homes[person["id"]] if forum in d.spare]


def _awake(first: int, last: int, zone: str, hours: Span) -> bool:
    since = (clock.time_of_day(first, zone) - hours[0]) % clock.DAY
    return since + last - first <= (hours[1] - hours[0]) % clock.DAY


def _onsite_windows(d: _Draft, stays: list[tuple[int, int, str]]) -> list[Raw]:
    """One stay in town that begins or ends inside a block; none where that cannot be."""
    first, last = min(s[0] for s in stays), max(s[1] for s in stays)
    come, go = first - 5 * d.draw.randint(0, 9), last + 5 * d.draw.randint(0, 9)
    start, end = _at(1, "08:00"), d.blocks[-1][1] + 60
    choices = [(come, end, "arrives late"), (start, go, "leaves early"), (come, go, "a short visit")]
    biting = [c for c in choices if any(a < edge < z for a, z in d.blocks for edge in c[:2])]
    return [_window(*d.draw.choice(biting))] if biting else []


def _live_windows(d: _Draft, person: Raw, stays: list[tuple[int, int, str]]) -> list[Raw]:
    """An hour or two around each planted sitting of theirs, and one other, on their own clocks."""
    spans = []
    for place in dict.fromkeys(s[2] for s in stays):
        first, last = min(s[0] for s in stays if s[2] == place), max(s[1] for s in stays if s[2] == place)
        spans.append((first - 5 * d.draw.randint(2, 9), last + 5 * d.draw.randint(2, 9)))
    start, end = d.draw.choice(d.blocks)
    other = d.draw.randrange(start, end - 90, 30)
    spans.append((other, other + 90))
    return [_window(*span, zone=person["timezone"]) for span in sorted(spans)]


def _resources(d: _Draft) -> None:
    """As much of each as the planted agenda has in use at once, or one more; less in some blocks."""
    d.raw["resources"] = []
    for id in ("interpreter-team", "livestream-crew"):
        capacity = max(1, _peak(d, id, (0, d.blocks[-1][1]))) + d.chance(0.5)
        peaks = [(span, _peak(d, id, span)) for span in sorted(d.draw.sample(d.blocks, len(d.blocks) // 3))]
        windows = [_window(*span, "others are away") | {"capacity": peak} for span, peak in peaks if peak < capacity]
        d.raw["resources"].append({"id": id, "title": id.replace("-", " ").capitalize(), "capacity": capacity, "windows": windows})


def _peak(d: _Draft, resource: str, span: Span) -> int:
    """The most units in use at a time in the planted agenda."""
    using = [(d.sittings[f["id"]], f["uses"][resource]) for f in d.raw["subforums"] if resource in f["uses"]]
    inside = [(s, units) for s, units in using if s.first < span[1] and span[0] < s.last]
    return max((sum(units for o, units in inside if o.first <= s.first < o.last) for s, _ in inside), default=0)


def _wishes(d: _Draft) -> None:
    """Wishes, half of them met in the planted agenda, and pairs better not parallel."""
    ids = sorted(d.sittings)
    d.raw["prefers"] = []
    for k in range(round(0.6 * d.n)):
        item = d.draw.choice(ids)
        s = d.sittings[item if d.chance(0.5) else d.draw.choice(ids)]
        block, window = d.block(s.block), _window(s.first - 15, s.last + 15)
        wish = ({"room": d.room(d.draw.choice(d.named))}, {"block": block}, {"window": window}, {"block": block, "avoid": True})[k % 4]
        d.raw["prefers"].append({"item": item, "level": d.draw.choice(("strong", "normal", "slight", 15)), **wish})
    pairs = [sorted(d.draw.sample(ids, 2)) for _ in range(round(0.4 * d.n))]
    d.raw["pairs"] = [
        {"subforums": pair, "points": d.draw.randrange(15, 45, 5), "reason": "the same people come to both"} for pair in pairs
    ]


def _decisions(d: _Draft) -> None:
    """Blocks, pins and relations as the planted agenda has them."""
    for forum in d.raw["subforums"]:
        if forum["id"] not in d.spare and d.chance(0.5):
            forum["blocks"] = [d.block(b) for b in sorted({d.sittings[forum["id"]].block, d.draw.randrange(len(d.blocks))})]
    pins = (_pin(d, k) for k in range(max(1, d.n // 10)))
    d.raw["pins"] = list({pin["item"]: pin for pin in pins}.values())
    d.raw["relations"] = [_relation(d) for _ in range(round(0.3 * d.n))]


def _pin(d: _Draft, number: int) -> Raw:
    """By turns a person on a seat, a room, a block, a start."""
    if number % 4 == 0 and d.seated:
        seat = d.draw.choice(sorted(d.seated))
        return {"item": seat, "speaker": d.seated[seat]}
    named = [id for id, s in d.sittings.items() if s.room in d.named]
    item = d.draw.choice(named if number % 4 == 1 else list(d.sittings))
    s = d.sittings[item]
    where: tuple[Raw, ...] = ({"block": d.block(s.block)}, {"room": d.room(s.room)}, {"block": d.block(s.block)}, {"start": _time(s.first)})
    return {"item": item, **where[number % 4]}


def _relation(d: _Draft) -> Raw:
    """A relation that is true in the planted agenda."""
    kind = d.draw.choice(("before", "apart", "apart", "same_block", "not_parallel", "not_parallel"))
    while True:
        ids = d.draw.sample(list(d.sittings), 2)
        one, other = (d.sittings[id] for id in ids)
        follows = one.last <= other.first
        if kind == "before" and follows:
            return {"kind": kind, "first": ids[0], "then": ids[1]}
        true = {"apart": one.block != other.block, "same_block": one.block == other.block, "not_parallel": follows}
        if true.get(kind):
            return {"kind": kind, "subforums": sorted(ids)}


# One breach each


def _breach_person(d: _Draft) -> None:
    person = _newcomer(d, "onsite")
    d.person(person).update(name="Keynote speaker, China", country="CN")
    left = sum(last - first for first, last in d.blocks)
    for forum in d.raw["subforums"]:
        if left >= 0:
            for talk in forum["talks"]:
                talk["speakers"].append(person)
                left -= talk["minutes"]


def _breach_room(d: _Draft) -> None:
    wanted = sum(s.last - s.first for s in d.sittings.values()) + sum(f["turnover"] for f in d.raw["subforums"])
    a_room = sum(last - first + 30 for first, last in d.blocks)
    kept = (wanted - 1) // a_room
    for room in d.raw["rooms"][kept:]:
        room["closed"] = [_window(d.blocks[0][0], d.blocks[-1][1], "given up")]


def _breach_night(d: _Draft) -> None:
    live = [
        p
        for p in d.raw["speakers"]
        if p["attends"] == "online" and any(p["id"] in t["speakers"] for f in d.raw["subforums"] for t in f["talks"])
    ]
    if not live:
        raise BadInput([Problem((), "nobody of this conference takes part live from afar", "take another seed, or more subforums")])
    person = d.draw.choice(live)
    first = clock.time_of_day(_at(1, "21:00"), person["timezone"])
    person["possible_hours"] = [clock.show_hour(first), clock.show_hour((first + 120) % clock.DAY)]


def _breach_availability(d: _Draft) -> None:
    host = d.draw.choice(d.raw["subforums"])["hosts"][0]
    d.person(host)["available"] = [_window(_at(1, "19:00"), _at(1, "22:00"), "comes for the dinner")]


def _breach_pin(d: _Draft) -> None:
    pinned = [pin["item"] for pin in d.raw["pins"]]
    forum = min(d.raw["subforums"], key=lambda f: ("demo" in f["needs"]) + (f["id"] in pinned) + ("blocks" in f))
    d.raw["pins"].append({"item": forum["id"], "room": d.room(0), "start": _time(d.blocks[0][0]), "reason": "promised"})


def _breach_relation(d: _Draft) -> None:
    ring = d.draw.sample(sorted(d.sittings), 3)
    d.raw["relations"] += [{"kind": "before", "first": ring[k - 1], "then": ring[k]} for k in range(3)]


def _breach_resource(d: _Draft) -> None:
    d.raw["subforums"][0]["uses"]["interpreter-team"] = 1
    d.raw["resources"][0].update(capacity=0, windows=[])


def _breach_seats(d: _Draft) -> None:
    d.draw.choice(d.raw["subforums"])["audience"]["onsite"] = max(room["seats"] for room in d.raw["rooms"]) + 100


def _breach_feature(d: _Draft) -> None:
    d.draw.choice(d.raw["subforums"])["needs"].append("planetarium")


def _breach_block(d: _Draft) -> None:
    forum = d.draw.choice(d.raw["subforums"])
    while sum(t["minutes"] for t in forum["talks"]) <= max(last - first for first, last in d.blocks):
        number = len(forum["talks"]) + 1
        forum["talks"].append({"id": f"{forum['id']}-t{number}", "title": f"Synthetic talk {number}", "minutes": 45, "speakers": []})


def _breach_max_talks(d: _Draft) -> None:
    person = d.draw.choice(d.raw["subforums"])["hosts"][0]
    d.person(person)["max_talks"] = sum(person in t["speakers"] for f in d.raw["subforums"] for t in f["talks"]) - 1


_BREACHES: dict[str, tuple[str, Callable[[_Draft], None]]] = {
    "person": ("One person must speak in every talk of subforums that together last longer than all blocks.", _breach_person),
    "room": ("So many rooms are closed throughout that the sittings have more minutes than the rooms left.", _breach_room),
    "night": ("The possible hours of a live online speaker never meet a block.", _breach_night),
    "availability": ("The only window of a speaker lies outside all blocks.", _breach_availability),
    "pin": ("A subforum is pinned to the great hall at a start when that room is closed.", _breach_pin),
    "relation": ("Three subforums are each to stand before the next, in a ring.", _breach_relation),
    "resource": ("A subforum uses a resource of which there is none.", _breach_resource),
    "seats": ("A subforum expects more people on site than the largest room seats.", _breach_seats),
    "feature": ("A subforum needs a feature that no room has.", _breach_feature),
    "block": ("The talks of a subforum last longer than the longest block.", _breach_block),
    "max_talks": ("A person must give one talk more than they agreed to.", _breach_max_talks),
}
CAUSES: dict[str, str] = {name: sentence for name, (sentence, _) in _BREACHES.items()}
"""Ways to break a conference, and what is then the matter with it."""


# The planted agenda as such


def _agenda(d: _Draft, c: Conference) -> Agenda:
    times = {f.id: (f.start, f.end, f.rooms) for f in c.fixtures if f.start and f.end}
    times["release"] = _time(d.release.first), _time(d.release.last), (d.room(d.release.room),)
    fixtures = [PlacedFixture(fixture=id, rooms=rooms, start=start, end=end) for id, (start, end, rooms) in times.items()]
    sittings = [_sitting(d, c, id) for id in d.sittings]
    unplaced = [Unplaced(item=t.id, rule="placed") for f in c.subforums for t in f.talks if t.id not in d.talks]
    return Agenda(conference=c.id, conference_hash=c.hash, sittings=tuple(sittings), fixtures=tuple(fixtures), unplaced=tuple(unplaced))


def _sitting(d: _Draft, c: Conference, id: str) -> Sitting:
    s, slots = d.sittings[id], []
    for talk in sorted((t for t in c.subforum(id).talks if t.id in d.talks), key=lambda t: d.talks[t.id]):
        first, last = d.talks[talk.id]
        seats = tuple(FilledSeat(seat=seat.id, speaker=d.seated[seat.id]) for seat in talk.seats)
        slots.append(TalkSlot(talk=talk.id, start=_time(first), end=_time(last), speakers=talk.speakers, seats=seats))
    return Sitting(id=f"{id}/1", subforum=id, room=d.room(s.room), start=_time(s.first), end=_time(s.last), talks=tuple(slots))
