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
Europe/Stockholm SE Sweden, Europe/Tallinn EE Estonia, Europe/Athens GR Greece, Europe/Belgrade RS Serbia, Europe/Moscow RU Russia""".split(
            ","
        )
    )
]


@dataclass
class _Draft:
    """A conference as raw data, and the agenda planted in it, while both are drawn."""

    n: int
    draw: random.Random
    raw: Raw
    blocks: list[Span] = field(default_factory=list)
    named: list[int] = field(default_factory=list)
    """Rooms that fixtures, pins and wishes may name; the others stay alike."""
    shut: list[tuple[int, int]] = field(default_factory=list)
    """Closed room-blocks, those that fixtures hold first."""
    sittings: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    """Room, block, first and last minute of each subforum."""
    talks: dict[str, Span] = field(default_factory=dict)
    seated: dict[str, str] = field(default_factory=dict)
    stays: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    """First and last minute and place of each person's appearances."""
    homes: dict[str, list[str]] = field(default_factory=dict)
    """Subforums in which each person appears or might."""
    spare: dict[str, Span] = field(default_factory=dict)
    """Another block in which the people of some subforums have time."""
    release: tuple[int, int, int] = (0, 0, 0)

    @property
    def growth(self) -> float:
        """Times by which the length of the conference exceeds that of 20 subforums."""
        return math.sqrt(self.n / 20)

    def chance(self, share: float) -> bool:
        """True in this share of all cases."""
        return self.draw.random() < share

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
    d.shut = d.draw.sample([(r, b) for r in d.named[1:] for b in range(len(d.blocks))], min(left - 1, _shows(d)))
    kinds: dict[object, list[int]] = {}
    for r, room in enumerate(d.raw["rooms"][1:], 1):
        kinds.setdefault(r if r in d.named else (room["building"], room["seats"]), []).append(r)
    choices = [(rooms, b) for rooms in kinds.values() for b in range(len(d.blocks)) if (rooms[0], b) not in d.shut]
    d.draw.shuffle(choices)
    closed: list[tuple[int, int]] = []
    for rooms, b in choices:
        if len(closed) + len(rooms) <= left - len(d.shut):
            closed += [(r, b) for r in rooms]
    rest = [(r, b) for rooms, b in choices for r in rooms if (r, b) not in closed]
    closed += rest[: left - len(d.shut) - len(closed)]
    d.raw["rooms"][0]["closed"].append(_window(_at(1, "12:00"), _at(1, "15:00"), "taken down after the plenary"))
    for r, b in closed:
        d.raw["rooms"][r]["closed"].append(_window(*d.blocks[b], "let to somebody else"))
    d.shut += closed


def _shows(d: _Draft) -> int:
    """Room-blocks that fixtures hold all through."""
    return 2 + d.n // 100


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
        if d.chance(0.7):
            d.spare[forum["id"]] = d.draw.choice([block for block in d.blocks if block != d.blocks[b]])
        _talks(d, forum)
    _late(d)
    r, b = free[d.n]
    first = max(d.blocks[b][0], _at(1, "15:00") if r == 0 else 0)
    d.release = r, b, first + 5 * d.draw.randint(0, (d.blocks[b][1] - RELEASE - first) // 5)


def _word(words: Sequence[str], number: int) -> str:
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
    ids = [id for id, (r, *_) in d.sittings.items() if r in d.named]
    for id in d.draw.sample(ids, min(len(ids), 1 + len(d.raw["rooms"]) // 15)):
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
        {"id": f"{forum['id']}-t{k + 1}", "title": f"Synthetic talk {k + 1}", "minutes": minutes, "speakers": []}
        for k, minutes in enumerate(lengths)
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


# What stands around it, and what leaves the agenda just possible


def _fixtures(d: _Draft) -> None:
    after = (d.blocks[-1][0] - DAY_ONE) // clock.DAY + 2
    people = [p["id"] for p in d.raw["speakers"] if p["attends"] == "onsite" and d.homes[p["id"]]]
    guest = next((p["id"] for p in d.raw["speakers"] if p["attends"] == "online"), people[0])
    d.raw["fixtures"] = [
        _fixed(d, "opening", "Opening ceremony", [0], (_at(1, "10:00"), _at(1, "11:00")), d.draw.sample(people, 1), "everyone"),
        _fixed(d, "plenary", "Plenary", [0], (_at(1, "11:00"), _at(1, "12:00")), [guest], "everyone"),
        _fixed(d, "achievements", "Release of achievements", [0], (_at(1, "18:40"), _at(1, "20:00")), d.draw.sample(people, 2), "everyone"),
        _fixed(d, "press-conference", "Press conference", [1], (_at(after, "10:30"), _at(after, "11:30")), d.draw.sample(people, 1), []),
    ]
    for k, (r, b) in enumerate(d.shut[: _shows(d)] if len(d.shut) > _shows(d) else d.shut[:-1]):
        id, title = f"fair-{k // 2 + 1}" if k % 2 else f"products-{k // 2 + 1}", "Talent fair" if k % 2 else "Product releases"
        d.raw["fixtures"].append(_fixed(d, id, title, [r], (d.blocks[b][0] + 30, d.blocks[b][1] - 15), [], []) | {"turnover": 15})
    d.raw["fixtures"].append(_release(d, people))


def _fixed(d: _Draft, id: str, title: str, rooms: list[int], span: Span, speakers: list[str], audience: str | list[str]) -> Raw:
    held = [d.raw["rooms"][r]["id"] for r in rooms]
    return {
        "id": id,
        "title": title,
        "rooms": held,
        "speakers": speakers,
        "start": _time(span[0]),
        "end": _time(span[1]),
        "audience": audience,
    }


def _release(d: _Draft, people: list[str]) -> Raw:
    """The fixture that the engine places, with two people and the audiences of two subforums."""
    r, b, first = d.release
    span = first, first + RELEASE
    other = d.draw.choice([o for o in d.named[1:] if o != r])
    speakers = [p for p in d.draw.sample(people, len(people)) if _free(d, p, span, "release")][:2]
    for person in speakers:
        d.stays[person].append((*span, "release"))
    quiet = [id for id, (_, _, start, end) in d.sittings.items() if end <= span[0] or span[1] <= start]
    blocks = sorted({b, *d.draw.sample(range(len(d.blocks)), 2)})
    return {
        "id": "release",
        "title": "Release of the two blue books",
        "rooms": [d.raw["rooms"][i]["id"] for i in sorted((r, other))],
        "holds": "one",
        "speakers": speakers,
        "minutes": RELEASE,
        "turnover": 15,
        "windows": [_window(*d.blocks[i]) for i in blocks],
        "audience": sorted(d.draw.sample(quiet, min(2, len(quiet)))),
        "priority": 7,
    }


def _people(d: _Draft) -> None:
    """Names and zones; windows and hours in which the planted appearances just lie."""
    used: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for person in d.raw["speakers"]:
        role, stays = d.draw.choice(ROLES), d.stays[person["id"]]
        country = _home(d, person, stays, used)
        names[role + country] += 1
        times = names[role + country]
        person |= {"name": f"{role}{f' {times}' if times > 1 else ''}, {country}", "cost_to_ask": 3 if person["attends"] == "online" else 1}
        if stays and person["attends"] != "recorded" and d.chance(0.06 if _spare(d, person) else 0.4):
            person |= {"available": _online_windows(d, person, stays) if person["attends"] == "online" else _onsite_windows(d, stays)}
            person["available"] or person.pop("available")
        talks = sum(place != "release" for _, _, place in stays)
        if d.chance(0.1):
            person["max_talks"] = max(1, talks) + d.chance(0.4)


def _home(d: _Draft, person: Raw, stays: list[tuple[int, int, str]], used: Counter[str]) -> str:
    """Give a person a country and a zone, in which live people are awake; the least used first."""
    if person["attends"] == "onsite" and d.chance(0.5):
        person["country"] = "CN"
        return "China"
    hours = (6 * 60, clock.DAY)
    if person["attends"] == "online" and d.chance(0.15):
        hours = d.draw.choice(WIDE)
        person["possible_hours"] = hours
    times = [(first, last) for first, last, _ in stays] + _spare(d, person) if person["attends"] == "online" else []
    ranked = sorted(d.draw.sample(ABROAD, len(ABROAD)), key=lambda home: used[home[0]])
    awake = (home for home in ranked if all(_awake(first, last, home[0], hours) for first, last in times))
    person["timezone"], person["country"], country = next(awake)
    used[person["timezone"]] += person["attends"] != "onsite"
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


def _online_windows(d: _Draft, person: Raw, stays: list[tuple[int, int, str]]) -> list[Raw]:
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
    using = [(*d.sittings[f["id"]][2:], f["uses"][resource]) for f in d.raw["subforums"] if resource in f["uses"]]
    inside = [(first, last, units) for first, last, units in using if first < span[1] and span[0] < last]
    return max((sum(u for a, z, u in inside if a <= now < z) for now, _, _ in inside), default=0)


def _wishes(d: _Draft) -> None:
    """Wishes, half of them met in the planted agenda, and pairs better not parallel."""
    ids = sorted(d.sittings)
    d.raw["prefers"] = []
    for k in range(round(0.6 * d.n)):
        item, like = d.draw.choice(ids), d.draw.choice(ids)
        _, b, first, last = d.sittings[item] if d.chance(0.5) else d.sittings[like]
        room = d.raw["rooms"][d.draw.choice(d.named)]["id"]
        block = d.raw["blocks"][b]["id"]
        wish = ({"room": room}, {"block": block}, {"window": _window(first - 15, last + 15)}, {"block": block, "avoid": True})[k % 4]
        d.raw["prefers"].append({"item": item, "level": d.draw.choice(("strong", "normal", "slight", 15)), **wish})
    pairs = [sorted(d.draw.sample(ids, 2)) for _ in range(round(0.4 * d.n))]
    d.raw["pairs"] = [
        {"subforums": pair, "points": d.draw.randrange(15, 45, 5), "reason": "the same people come to both"} for pair in pairs
    ]


def _decisions(d: _Draft) -> None:
    """Blocks, pins and relations as the planted agenda has them."""
    for forum in d.raw["subforums"]:
        if forum["id"] not in d.spare and d.chance(0.5):
            forum["blocks"] = [d.raw["blocks"][i]["id"] for i in sorted({d.sittings[forum["id"]][1], d.draw.randrange(len(d.blocks))})]
    d.raw["pins"] = []
    in_named = [id for id in sorted(d.sittings) if d.sittings[id][0] in d.named]
    for k in range(max(1, d.n // 10)):
        item = d.draw.choice(in_named if k % 3 == 1 else sorted(d.sittings))
        r, b, first, _ = d.sittings[item]
        seat = d.draw.choice(sorted(d.seated)) if d.seated else ""
        pins: tuple[Raw, ...] = (
            {"item": item, "block": d.raw["blocks"][b]["id"]},
            {"item": item, "room": d.raw["rooms"][r]["id"]},
            {"item": item, "start": _time(first)},
        )
        d.raw["pins"].append({"item": seat, "speaker": d.seated[seat]} if seat and k % 4 == 0 else pins[k % 3])
    d.raw["relations"] = [_relation(d) for _ in range(round(0.3 * d.n))]


def _relation(d: _Draft) -> Raw:
    """A relation that is true in the planted agenda."""
    kind = d.draw.choice(("before", "apart", "apart", "same_block", "not_parallel", "not_parallel"))
    while True:
        one, other = d.draw.sample(sorted(d.sittings), 2)
        (_, b, first, last), (_, o, start, end) = d.sittings[one], d.sittings[other]
        if kind == "before" and last <= start:
            return {"kind": kind, "first": one, "then": other}
        if (
            (kind == "apart" and b != o)
            or (kind == "same_block" and b == o)
            or (kind == "not_parallel" and (last <= start or end <= first))
        ):
            return {"kind": kind, "subforums": sorted((one, other))}


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
    wanted = sum(last - first for _, _, first, last in d.sittings.values()) + sum(f["turnover"] for f in d.raw["subforums"])
    a_room = sum(last - first + 30 for first, last in d.blocks)
    kept = (wanted - 1) // a_room
    if not kept:
        raise BadInput([Problem((), f"{d.n} subforums are too few for the cause 'room'", "ask for 8 or more")])
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
    person["possible_hours"] = [first, (first + 120) % clock.DAY]


def _breach_availability(d: _Draft) -> None:
    host = d.draw.choice(d.raw["subforums"])["hosts"][0]
    d.person(host)["available"] = [_window(_at(1, "19:00"), _at(1, "22:00"), "comes for the dinner")]


def _breach_pin(d: _Draft) -> None:
    r, b = d.shut[-1]
    pinned = {pin["item"] for pin in d.raw["pins"]}
    item = next(f["id"] for f in d.raw["subforums"] if f["id"] not in pinned)
    d.raw["pins"].append({"item": item, "room": d.raw["rooms"][r]["id"], "block": d.raw["blocks"][b]["id"], "reason": "promised"})


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
    "pin": ("A subforum is pinned to a room and a block in which that room is closed.", _breach_pin),
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
    sittings = tuple(_sitting(d, c, id) for id in sorted(d.sittings))
    first = d.release[2]
    room = c.rooms[d.release[0]].id
    fixtures = [PlacedFixture(fixture=f.id, rooms=f.rooms, start=f.start, end=f.end) for f in c.fixtures if f.start and f.end]
    fixtures.append(PlacedFixture(fixture="release", rooms=(room,), start=_time(first), end=_time(first + RELEASE)))
    extra = [t.id for f in c.subforums for t in f.talks if t.id not in d.talks]
    unplaced = tuple(Unplaced(item=id, rule="placed", sentence="It came after the agenda was planted.") for id in extra)
    return Agenda(conference=c.id, conference_hash=c.hash, sittings=sittings, fixtures=tuple(fixtures), unplaced=unplaced)


def _sitting(d: _Draft, c: Conference, id: str) -> Sitting:
    r, _, first, last = d.sittings[id]
    slots = []
    for talk in sorted((t for t in c.subforum(id).talks if t.id in d.talks), key=lambda t: d.talks[t.id]):
        start, end = d.talks[talk.id]
        seats = tuple(FilledSeat(seat=s.id, speaker=d.seated[s.id]) for s in talk.seats)
        slots.append(TalkSlot(talk=talk.id, start=_time(start), end=_time(end), speakers=talk.speakers, seats=seats))
    return Sitting(id=f"{id}/1", subforum=id, room=c.rooms[r].id, start=_time(first), end=_time(last), talks=tuple(slots))
