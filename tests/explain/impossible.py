"""Twelve impossible variants of wuzhen2022, each with its cause, made by hand."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from instances.conference import Conference
from instances.formats import read_conference

Raw = dict[str, Any]
MORNING, WHOLE = ("2022-11-10T08:00", "2022-11-10T13:00"), ("2022-11-09T08:00", "2022-11-10T20:00")


@dataclass(frozen=True)
class Variant:
    """A way to make wuzhen2022 impossible, and the reasons that must come of it: facts and what is held, for each."""

    make: Callable[[Raw], None]
    reasons: tuple[frozenset[str], ...]
    says: str = ""
    """Words of the sentences, with people and numbers."""
    way: str = ""
    """A way out that must be among those offered."""

    @property
    def conference(self) -> Conference:
        """The impossible conference."""
        raw = copy.deepcopy(_given())
        self.make(raw)
        return Conference.model_validate(raw)


@lru_cache
def _given() -> Raw:
    raw: Raw = json.loads(read_conference("wuzhen2022").model_dump_json(by_alias=True, exclude_defaults=True))
    return raw


def thing(raw: Raw, kind: str, id: str) -> Raw:
    """The raw document of the thing with an id."""
    found: Raw = next(one for one in raw[kind] if one["id"] == id)
    return found


def _window(span: tuple[str, str], **more: Any) -> Raw:
    return {"from": span[0], "to": span[1], **more}


def person_in_four_places(raw: Raw) -> None:
    """A commentator is wanted for every talk of four subforums, of which no block holds two."""
    raw["speakers"].append({"id": "commentator", "name": "Commentator, Peru", "country": "PE"})
    for id in PLACES:
        for talk in thing(raw, "subforums", id)["talks"]:
            talk["speakers"] = [*talk.get("speakers", ()), "commentator"]


PLACES = ("ai-ethics", "cybersecurity-cooperation", "data-governance", "digital-economy")


def room_lost(raw: Raw) -> None:
    """The second of the two rooms that are large enough for the largest forum is closed, too; the first is."""
    for id in ("wuzhen-hall", "conference-hall-1"):
        thing(raw, "rooms", id)["closed"] = [_window(WHOLE, reason="water damage")]


def pin_against_availability(raw: Raw) -> None:
    """A subforum is pinned to a time at which one of its speakers is on the way home."""
    raw["pins"].append({"item": "digital-divide", "start": "2022-11-10T15:30+08:00", "reason": "promised to the press"})


def night(raw: Raw) -> None:
    """A live online speaker sleeps through all of the programme."""
    thing(raw, "speakers", "s101")["possible_hours"] = ["12:00", "13:30"]


def cycle(raw: Raw) -> None:
    """Three subforums are each to stand before the next, in a ring."""
    raw["relations"] += [
        {"kind": "before", "first": "digital-economy", "then": "placeholder-19"},
        {"kind": "before", "first": "placeholder-19", "then": "digital-infrastructure"},
    ]


def interpreters(raw: Raw) -> None:
    """One interpreter team, and two subforums that use two."""
    team = thing(raw, "resources", "interpreter-team")
    team["capacity"], team["windows"] = 1, []


def seats(raw: Raw) -> None:
    """More people than the largest hall has seats."""
    thing(raw, "subforums", "belt-and-road")["audience"]["onsite"] = 3200


def feature(raw: Raw) -> None:
    """A feature that no room has."""
    thing(raw, "subforums", "placeholder-15")["needs"] = ["planetarium"]


def block_too_short(raw: Raw) -> None:
    """A subforum may stand in one block only, and its talks are longer than that."""
    forum = thing(raw, "subforums", "digital-economy")
    forum["blocks"] = ["nov10-am"]
    forum["talks"][1]["minutes"] += 20


def relation(raw: Raw) -> None:
    """Two subforums that are to stand in one block are to stand apart, too."""
    raw["relations"].append({"kind": "apart", "subforums": ["cybersecurity-cooperation", "key-resources"]})


def max_talks(raw: Raw) -> None:
    """A person is on one talk more than they agreed to."""
    thing(raw, "speakers", "s013")["max_talks"] = 1


def three(raw: Raw) -> None:
    """Three causes that have nothing to do with each other."""
    for breach in (cycle, seats, feature):
        breach(raw)


def _paths(words: str) -> frozenset[str]:
    return frozenset(words.split())


RING = _paths("relations/0 relations/6 relations/7 digital-economy digital-infrastructure placeholder-19")
SEATS = _paths("subforums/belt-and-road/audience/onsite belt-and-road")
FEATURE = _paths("subforums/placeholder-15/needs placeholder-15")
BLOCKS = "blocks/nov9-pm blocks/nov10-am blocks/nov10-pm"
HALLS = "rooms/wuzhen-hall/closed/0 rooms/conference-hall-1/closed/0 blocks/nov9-pm blocks/nov10-pm"
LARGEST = "subforums/gdi-cooperation/needs subforums/gdi-cooperation/audience/onsite gdi-cooperation"

VARIANTS: dict[str, Variant] = {
    "person": Variant(
        person_in_four_places,
        (_paths(f"speakers/commentator {BLOCKS} {' '.join(PLACES)}"),),
        "share Commentator, Peru, and no two of them can be parallel; only 3 of them fit",
        "Commentator, Peru sends a video.",
    ),
    "room": Variant(
        room_lost,
        (_paths(f"{HALLS} {LARGEST}"),),
        "(Wuzhen Hall, Conference Hall 1) is open for 165 minutes",
    ),
    "pin": Variant(
        pin_against_availability,
        (_paths("pins/2 speakers/s019/available/0 speakers/s019 digital-divide"),),
        "the windows and nights of Youth delegate, Brazil clash",
        "Bridging the Digital Divide need not stand at Nov 10, 15:30.",
    ),
    "night": Variant(
        night,
        (_paths("speakers/s101/possible_hours speakers/s101 blocks/nov9-pm blocks/nov10-am gdi-cooperation"),),
        "Island networks engineer, New Zealand (Pacific/Auckland, 12:00-13:30 there) cannot appear then",
        "Island networks engineer, New Zealand sends a video.",
    ),
    "cycle": Variant(
        cycle,
        (RING,),
        "go round in a circle",
        "Digital Economy Forum need not come before Placeholder forum 19: children online.",
    ),
    "interpreters": Variant(
        interpreters,
        (_paths("resources/interpreter-team/capacity gdi-cooperation"),),
        "needs 2 of Interpreter team, and there are 1 at most",
    ),
    "seats": Variant(
        seats,
        (SEATS,),
        "expects 3200 people on site, and the largest room has 3000 seats",
        '"Belt and Road" Internet International Cooperation Forum reckons with 3000 people on site, not 3200.',
    ),
    "feature": Variant(
        feature,
        (FEATURE,),
        "planetarium, which no room has",
        "Placeholder forum 15: connected factories does without planetarium.",
    ),
    "block": Variant(
        block_too_short,
        (_paths("subforums/digital-economy/blocks blocks/nov10-am digital-economy"),),
        "195 minutes of talks, but no block it may stand in has more than 180",
        "Digital Economy Forum may stand in Nov 10 morning or Nov 10 afternoon.",
    ),
    "relation": Variant(
        relation,
        (_paths("relations/5 relations/6 cybersecurity-cooperation key-resources"),),
        "Key Internet Resources Forum cannot all be held",
        "Key Internet Resources Forum is dropped.",
    ),
    "max_talks": Variant(
        max_talks,
        (_paths("speakers/s013/max_talks digital-infrastructure placeholder-15"),),
        "has 2 talks, but agreed to 1 at most",
        "Chief engineer, network operator, China agrees to up to 2 talks and seats.",
    ),
    "three": Variant(three, (RING, SEATS, FEATURE)),
}
