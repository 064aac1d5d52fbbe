"""Tiny conferences, each with at most 2,000 agendas, so that tests can look at every one.

Between them they hold at least one guilty and one innocent agenda for every rule.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from ortools.sat.python.cp_model import CpModel, CpSolver, CpSolverSolutionCallback, LinearExprT

from constraints.assignment import agenda_of
from constraints.variables import Variables
from instances.agenda import Agenda
from instances.conference import Conference

MOST = 2000
Given = dict[str, Any]


def about(zone: str, grid: int) -> Given:
    """What every tiny conference says of itself."""
    return {"id": "tiny", "title": "Tiny", "timezone": zone, "grid": grid, "profile": "full@1"}


def block(id: str, start: str, end: str) -> Given:
    """A block."""
    return {"id": id, "title": id, "start": start, "end": end}


def window(start: str, end: str, **more: Any) -> Given:
    """A window."""
    return {"from": start, "to": end, **more}


def room(id: str, seats: int, building: str = "", **more: Any) -> Given:
    """A room."""
    return {"id": id, "title": id, "seats": seats, "building": building, **more}


def talk(id: str, minutes: int, *speakers: str, **more: Any) -> Given:
    """A talk."""
    return {"id": id, "title": id, "minutes": minutes, "speakers": speakers, **more}


def subforum(id: str, *talks: Given, **more: Any) -> Given:
    """A subforum, of the first track unless it names another."""
    return {"id": id, "title": id, "talks": talks, "track": "red", **more}


def fixture(id: str, *rooms: str, **more: Any) -> Given:
    """A fixture."""
    return {"id": id, "title": id, "rooms": rooms, **more}


TRACKS = [{"id": "red", "title": "red"}, {"id": "blue", "title": "blue"}]


def rooms_and_starts() -> Conference:
    """Three buildings, closed rooms, two blocks without a break, on a day when New York's clocks go back."""
    day = "2022-11-06T"
    ny = {"id": "nia", "name": "Nia", "timezone": "America/New_York", "attends": "online", "possible_hours": ["20:00", "01:30"]}
    ktm = {"id": "kim", "name": "Kim", "timezone": "Asia/Kathmandu", "attends": "online", "possible_hours": ["10:10", "13:00"]}
    ada = {"id": "ada", "name": "Ada", "available": [window(f"{day}12:30", f"{day}14:45"), window(f"{day}14:45", f"{day}16:15")]}
    return Conference.model_validate(
        {
            "conference": about("Asia/Shanghai", 60),
            "blocks": [block("noon", f"{day}12:00", f"{day}15:00"), block("late", f"{day}15:00", f"{day}17:00")],
            "rooms": [
                room("hall", 100, "north", features=["stage"], closed=[window(f"{day}14:20", f"{day}15:40", reason="dress rehearsal")]),
                room("loft", 20, "south"),
                room("cellar", 3, "east", closed=[window(f"{day}14:30", f"{day}14:50")]),
            ],
            "travel": {"same_building": 5, "default": 50, "pairs": [{"between": ["north", "south"], "minutes": 30}]},
            "tracks": TRACKS,
            "speakers": [ada, ny, ktm],
            "subforums": [
                subforum(
                    "x",
                    talk("x1", 60, "ada", "nia"),
                    needs=["stage"],
                    audience={"onsite": 50, "online": {"America/New_York": 9, "Asia/Kathmandu": 3}},
                    turnover=30,
                    blocks=["late"],
                ),
                subforum("y", talk("y1", 120, "ada", "kim", priority=7), audience={"onsite": 10}),
            ],
            "fixtures": [
                fixture("opening", "hall", start=f"{day}12:00", end=f"{day}13:00", speakers=["ada"], turnover=40, audience=["x"]),
                fixture("expo", "cellar", minutes=60, windows=[window(f"{day}13:30", f"{day}15:10")], speakers=["ada", "nia"]),
            ],
            "prefers": [
                {"item": "x", "level": "strong", "room": "hall"},
                {"item": "x1", "block": "late"},
                {"item": "y", "level": "slight", "window": window(f"{day}12:30", f"{day}16:00")},
                {"item": "x", "level": 3, "window": window(f"{day}13:50", f"{day}14:10"), "avoid": True},
                {"item": "y", "block": "noon", "avoid": True},
                {"item": "y1", "level": 7, "room": "cellar", "avoid": True},
            ],
            "pins": [
                {"item": "x", "block": "noon", "room": "loft", "start": f"{day}13:00"},
                {"item": "y1", "room": "hall", "start": f"{day}13:00"},
                {"item": "expo", "room": "loft"},
                {"item": "expo", "block": "noon", "start": f"{day}14:00"},
            ],
            "rules": {"track_balance": {"tolerance": 20}},
        }
    )


def orders_and_seats() -> Conference:
    """Three talks in the night in which Berlin's clocks go back; people who could fill two seats.

    Walks and turnovers are longer than the only block.
    """
    day = "2022-10-30T"
    cy = {"id": "cy", "name": "Cy", "timezone": "Asia/Kolkata", "attends": "online", "possible_hours": ["05:45", "06:40"], "max_talks": 1}
    chair = {"id": "chair", "candidates": ["ana", "bo"]}
    panel = {"id": "panel", "candidates": ["ana", "cy"], "required": False}
    reply = {"id": "reply", "candidates": ["bo"]}
    return Conference.model_validate(
        {
            "conference": about("Europe/Berlin", 30),
            "blocks": [block("night", f"{day}02:00+02:00", f"{day}02:30+01:00")],
            "rooms": [room("one", 30, "here"), room("two", 45, "here")],
            "travel": {"same_building": 200},
            "tracks": TRACKS,
            "speakers": [
                {"id": "ana", "name": "Ana", "max_talks": 1},
                {"id": "bo", "name": "Bo", "max_talks": 0, "available": [window(f"{day}02:10+02:00", f"{day}02:50+02:00")]},
                cy,
            ],
            "subforums": [
                subforum(
                    "s",
                    talk("a", 30, seats=[chair, panel], position="last"),
                    talk("b", 30, "ana", position="first"),
                    talk("c", 30, "cy", seats=[reply], after=["a"], priority=2),
                    turnover=205,
                    audience={"onsite": 25, "online": {"Asia/Kolkata": 4}},
                )
            ],
            "fixtures": [
                fixture(
                    "tea",
                    "two",
                    start=f"{day}02:30+02:00",
                    end=f"{day}02:00+01:00",
                    speakers=["ana", "cy"],
                    audience="everyone",
                    turnover=200,
                )
            ],
            "prefers": [{"item": "a", "window": window(f"{day}02:00+02:00", f"{day}02:30+02:00")}, {"item": "b", "room": "one"}],
            "pins": [{"item": "chair", "speaker": "bo"}, {"item": "b", "start": f"{day}02:30+02:00"}],
            "rules": {"compact_day": {"pause": 10}, "audience_comfort": {"per": 150}, "track_balance": {"tolerance": 0}},
        }
    )


def two_sittings() -> Conference:
    """A subforum of two sittings beside another, on two days, and a fixture that could stand in the night before."""
    monday, tuesday = "2022-11-07T", "2022-11-08T"
    wu = {"id": "wu", "name": "Wu", "available_in": "Asia/Tokyo", "available": [window(f"{monday}10:20", f"{tuesday}11:00")]}
    return Conference.model_validate(
        {
            "conference": about("Asia/Shanghai", 60),
            "blocks": [block("mon", f"{monday}09:00", f"{monday}11:00"), block("tue", f"{tuesday}09:00", f"{tuesday}11:00")],
            "rooms": [room("only", 40, closed=[window(f"{tuesday}09:15", f"{tuesday}09:30")])],
            "tracks": TRACKS,
            "resources": [{"id": "crew", "capacity": 1, "windows": [{**window(f"{monday}09:30", f"{monday}10:30"), "capacity": 2}]}],
            "speakers": [wu, {"id": "li", "name": "Li", "attends": "recorded", "max_talks": 1}, {"id": "xu", "name": "Xu"}],
            "subforums": [
                subforum(
                    "long",
                    talk("l1", 60, "wu", "li", position="last"),
                    talk("l2", 60, "xu", "li", after=["l1"]),
                    sittings=2,
                    uses={"crew": 1},
                    chairs=["wu", "li"],
                    topics=["law", "ethics"],
                    audience={"onsite": 60, "online": {"Europe/London": 5}},
                    turnover=20,
                    blocks=["tue"],
                ),
                subforum("short", talk("s1", 60, "wu"), uses={"crew": 1}, topics=["ethics"], track="blue", hosts=["xu"]),
            ],
            "fixtures": [
                fixture(
                    "visit", "only", minutes=60, windows=[window(f"{monday}07:00", f"{monday}08:30")], audience=["long"], speakers=["wu"]
                )
            ],
            "prefers": [
                {"item": "long", "block": "mon"},
                {"item": "long", "level": "slight", "window": window(f"{monday}09:30", f"{tuesday}10:30")},
            ],
            "pins": [{"item": "long", "block": "mon"}, {"item": "l1", "start": f"{monday}10:00"}],
            "relations": [
                {"kind": "before", "first": "long", "then": "short"},
                {"kind": "apart", "subforums": ["short", "long"]},
                {"kind": "same_block", "subforums": ["short", "long"]},
                {"kind": "not_parallel", "subforums": ["short", "long"]},
            ],
            "rules": {"compact_day": {"pause": 0, "another_day": 100}, "track_balance": {"tolerance": 10}},
        }
    )


def three_in_two() -> Conference:
    """Three talks in one sitting or two, so that the second may hold two of them, while a prize is given."""
    day = "2022-11-07T"
    return Conference.model_validate(
        {
            "conference": about("Asia/Shanghai", 45),
            "blocks": [block("am", f"{day}09:00", f"{day}11:15")],
            "rooms": [room("only", 33)],
            "tracks": TRACKS,
            "speakers": [{"id": "wu", "name": "Wu"}, {"id": "zoe", "name": "Zoe", "timezone": "Europe/Rome", "attends": "online"}],
            "subforums": [
                subforum(
                    "w",
                    talk("w1", 45, "wu", position="last", priority=9),
                    talk("w2", 45, "zoe", position="first", after=["w1"]),
                    talk("w3", 45, "wu", "zoe", position="last"),
                    sittings=2,
                    priority=2,
                )
            ],
            "fixtures": [fixture("prize", start=f"{day}10:30", end=f"{day}11:15", speakers=["wu"], audience=["w"])],
            "prefers": [{"item": "w2", "level": "slight", "window": window(f"{day}09:30", f"{day}10:30"), "avoid": True}],
            "pins": [{"item": "w2", "start": f"{day}10:30"}, {"item": "prize", "block": "am", "room": "only"}],
        }
    )


def relations_and_resources() -> Conference:
    """Three subforums in every relation, too few interpreters, and a talent fair in one of two rooms."""
    day = "2022-11-07T"
    eva = {"id": "eva", "name": "Eva", "timezone": "Europe/Berlin", "attends": "online", "possible_hours": ["02:20", "04:00"]}
    oto = {
        "id": "oto",
        "name": "Oto",
        "timezone": "Africa/Lagos",
        "attends": "online",
        "region": "South",
        "possible_hours": ["00:00", "24:00"],
    }
    ben = {"id": "ben", "name": "Ben", "available": [window(f"{day}08:40", f"{day}09:10"), window(f"{day}09:00", f"{day}09:45")]}
    return Conference.model_validate(
        {
            "conference": about("Asia/Shanghai", 30),
            "blocks": [block("first", f"{day}09:00", f"{day}10:00"), block("then", f"{day}10:00", f"{day}10:30")],
            "rooms": [room("east", 15, "house", closed=[window(f"{day}08:45", f"{day}09:05")]), room("west", 64, "house")],
            "travel": {"same_building": 10},
            "tracks": TRACKS,
            "resources": [
                {
                    "id": "booths",
                    "capacity": 1,
                    "windows": [
                        {**window(f"{day}09:20", f"{day}09:50"), "capacity": 0},
                        {**window(f"{day}09:40", f"{day}10:10"), "capacity": 3},
                    ],
                },
                {"id": "spare", "capacity": 0},
            ],
            "speakers": [eva, oto, ben],
            "subforums": [
                subforum("p", talk("p1", 30, "eva"), uses={"booths": 1}, topics=["law"], audience={"onsite": 40}),
                subforum("q", talk("q1", 30, "oto", "ben"), uses={"booths": 2}, topics=["law", "art"], needs=["stage"]),
                subforum("r", talk("r1", 60, "ben"), uses={"booths": 1}, topics=["art"], track="blue"),
            ],
            "fixtures": [
                fixture(
                    "fair",
                    "west",
                    "east",
                    holds="one",
                    minutes=30,
                    windows=[window(f"{day}08:25", f"{day}09:05"), window(f"{day}09:00", f"{day}09:30")],
                    speakers=["ben", "eva"],
                    audience="everyone",
                    turnover=15,
                )
            ],
            "prefers": [{"item": "p1", "level": "strong", "room": "east", "avoid": True}],
            "pins": [{"item": "fair", "block": "first", "room": "west"}, {"item": "r", "block": "then"}],
            "relations": [
                {"kind": "before", "first": "p", "then": "q"},
                {"kind": "before", "first": "r", "then": "p"},
                {"kind": "apart", "subforums": ["p", "q"]},
                {"kind": "same_block", "subforums": ["q", "r"]},
                {"kind": "not_parallel", "subforums": ["p", "q", "r"]},
            ],
            "pairs": [{"subforums": ["p", "r"], "points": 2}, {"subforums": ["r", "p"], "points": 5, "reason": "one committee"}],
            "rules": {"compact_day": {"pause": 0}},
        }
    )


def blocks_filled() -> Conference:
    """Two numbered talks among three blocks that their sittings fill, empty ones too."""
    day = "2022-11-07T"
    return Conference.model_validate(
        {
            "conference": about("Asia/Shanghai", 60),
            "blocks": [
                block("one", f"{day}09:00", f"{day}10:00"),
                block("two", f"{day}10:00", f"{day}12:00"),
                block("three", f"{day}12:00", f"{day}13:00"),
            ],
            "rooms": [room("right", 20), room("left", 30, closed=[window(f"{day}11:00", f"{day}12:30")])],
            "tracks": TRACKS,
            "speakers": [{"id": "ann", "name": "Ann", "timezone": "Europe/Paris", "attends": "online"}],
            "subforums": [
                subforum(
                    "t",
                    talk("t1", 60, "ann", position=2),
                    talk("t2", 60, position=1),
                    sittings={"min": 2, "max": 3},
                    sitting_fills="block",
                    empty_sittings=True,
                    chairs=["ann"],
                    turnover=15,
                    audience={"onsite": 25, "online": {"Europe/Paris": 7}},
                )
            ],
            "prefers": [
                {"item": "two", "room": "left", "level": 3},
                {"item": "one", "room": "right", "level": 4, "avoid": True},
                {"item": "t1", "block": "two", "level": 2, "avoid": True},
                {"item": "t2", "room": "left", "level": 6},
            ],
            "pins": [{"item": "t", "block": "one"}],
        }
    )


def at_once() -> Conference:
    """A subforum that may be parallel to itself beside one that is divided as it needs."""
    day = "2022-11-07T"
    return Conference.model_validate(
        {
            "conference": about("Asia/Shanghai", 60),
            "blocks": [block("am", f"{day}09:00", f"{day}11:00")],
            "rooms": [room("a", 20), room("b", 20), room("c", 20)],
            "tracks": TRACKS,
            "speakers": [{"id": "ann", "name": "Ann"}],
            "subforums": [
                subforum(
                    "p",
                    talk("p1", 60, position=1),
                    talk("p2", 60, "ann", position=1),
                    sittings="auto",
                    sitting_fills="block",
                    at_once=2,
                    hosts=["ann"],
                ),
                subforum("q", talk("q1", 60, "ann", position=1), sittings="auto"),
            ],
            "pairs": [
                {"talks": ["p1", "p2"], "points": 5, "of": "talks"},
                {"talks": ["p1", "q1"], "points": 3},
                {"talks": ["q1", "p2"], "points": 2, "of": "talks", "reason": "the same listeners"},
                {"subforums": ["p", "q"], "points": 1},
            ],
            "rules": {"parallel": {"itself": 4}},
        }
    )


def twin_rooms() -> Conference:
    """Two rooms that nothing tells apart for three subforums in one short block."""
    day = "2022-11-07T"
    return Conference.model_validate(
        {
            "conference": about("Asia/Shanghai", 60),
            "blocks": [block("am", f"{day}09:00", f"{day}12:00")],
            "rooms": [room("left", 40, "house"), room("right", 40, "house")],
            "tracks": TRACKS,
            "speakers": [
                {"id": "ann", "name": "Ann"},
                {"id": "bob", "name": "Bob"},
                {"id": "moe", "name": "Moe", "timezone": "Europe/Moscow", "attends": "online", "possible_hours": ["04:00", "24:00"]},
            ],
            "subforums": [
                subforum("k", talk("k1", 60, "ann"), topics=["law"]),
                subforum("m", talk("m1", 120, "bob"), topics=["law"]),
                subforum("n", talk("n1", 120, "moe"), track="blue", topics=["law"]),
            ],
        }
    )


def twin_talks() -> Conference:
    """Two talks that may change places, beside a long one, in two rooms of one kind."""
    day = "2022-11-07T"
    online = {"timezone": "Europe/London", "attends": "online", "possible_hours": ["00:00", "24:00"]}
    return Conference.model_validate(
        {
            "conference": about("Asia/Shanghai", 60),
            "blocks": [block("pm", f"{day}13:00", f"{day}16:00")],
            "rooms": [room("left", 40, "house"), room("right", 40, "house")],
            "travel": {"same_building": 15},
            "tracks": TRACKS,
            "speakers": [{"id": "ann", "name": "Ann", **online}, {"id": "bob", "name": "Bob", **online}, {"id": "cat", "name": "Cat"}],
            "subforums": [
                subforum("k", talk("k1", 60, "ann"), talk("k2", 60, "bob"), turnover=15),
                subforum("m", talk("m1", 120, "cat"), turnover=30),
            ],
            "prefers": [{"item": "k", "window": window(f"{day}13:30", f"{day}16:00")}],
        }
    )


def slots() -> Conference:
    """A block in slots of different lengths, for a lone sitting and for one that fills it."""
    day = "2022-11-07T"
    return Conference.model_validate(
        {
            "conference": about("Asia/Shanghai", 30),
            "blocks": [{**block("am", f"{day}09:00", f"{day}12:00"), "slots": [60, 30, 60]}],
            "rooms": [room("hall", 20), room("loft", 30)],
            "tracks": TRACKS,
            "speakers": [{"id": "ann", "name": "Ann"}],
            "subforums": [
                subforum("k", talk("k1", 60, "ann")),
                subforum("m", talk("m1", 30, "ann", position=2), talk("m2", 60), track="blue", sittings="auto", sitting_fills="block"),
            ],
            "pairs": [{"talks": ["k1", "m2"], "points": 2, "of": "talks"}],
            "prefers": [{"item": "k1", "window": window(f"{day}09:30", f"{day}11:30"), "level": 3}],
            "pins": [{"item": "k1", "start": f"{day}09:30"}],  # where no slot begins
        }
    )


def topics_and_crowds() -> Conference:
    """Three subforums that share topics, people and languages, two with a crowd, on two days, one of them prime."""
    monday, tuesday = "2022-11-07T", "2022-11-08T"
    return Conference.model_validate(
        {
            "conference": about("Asia/Shanghai", 60),
            "blocks": [
                {**block("mon", f"{monday}09:00", f"{monday}11:00"), "prime": True},
                block("tue", f"{tuesday}09:00", f"{tuesday}10:00"),
            ],
            "rooms": [room("hall", 20, "north", features=["stage"]), room("loft", 30, "south")],
            "tracks": TRACKS,
            "speakers": [{"id": "ann", "name": "Ann"}, {"id": "lee", "name": "Lee", "attends": "recorded"}],
            "subforums": [
                subforum(
                    "basics",
                    talk("b1", 60, "ann"),
                    topics=["ai", "law"],
                    audience={"level": 1, "kinds": ["makers"]},
                    languages=["en"],
                    crowd=True,
                    flagship=True,
                ),
                subforum(
                    "expert",
                    talk("e1", 60, "ann", "lee"),
                    topics=["ai", "law"],
                    audience={"level": 3, "kinds": ["judges", "makers"]},
                    languages=["en", "zh"],
                    crowd=True,
                ),
                subforum(
                    "film", talk("f1", 60), topics=["law"], track="blue", audience={"kinds": ["judges"]}, languages=["zh"], flagship=True
                ),
            ],
            "prefers": [
                {"item": "basics", "feature": "stage", "level": "required"},
                {"item": "f1", "room": "hall", "level": "prohibited"},
                {"item": "mon", "feature": "stage", "level": "discouraged"},
                {"item": "expert", "block": "tue", "level": "strongly_preferred"},
                {"item": "ann", "window": window(f"{monday}08:30", f"{monday}09:30"), "level": "prohibited"},
                {"item": "lee", "block": "tue", "level": 6},
            ],
            "interests": [
                {"items": ["b1", "expert", "basics"], "people": 2},
                {"items": ["basics", "film", "e1"]},
                {"items": ["film", "f1"], "people": 7},
            ],
            "rules": {"parallel": {"interest_from": 2}},
        }
    )


def seats_and_sittings() -> Conference:
    """Two talks, one with a seat, in two sittings beside one that fills its block; people have wishes, and both draw crowds."""
    day = "2022-11-07T"
    return Conference.model_validate(
        {
            "conference": about("Asia/Shanghai", 60),
            "blocks": [{**block("am", f"{day}09:00", f"{day}10:00"), "prime": True}, block("pm", f"{day}13:00", f"{day}14:00")],
            "rooms": [room("a", 20, features=["stage"]), room("b", 20, "north"), room("c", 20, "north")],
            "tracks": TRACKS,
            "speakers": [{"id": "ann", "name": "Ann"}, {"id": "bob", "name": "Bob"}],
            "subforums": [
                subforum(
                    "w",
                    talk("w1", 60, seats=[{"id": "chair", "candidates": ["ann", "bob"]}]),
                    talk("w2", 60, "bob"),
                    sittings=2,
                    topics=["ai"],
                    audience={"level": 1},
                    languages=["en"],
                    crowd=True,
                    flagship=True,
                ),
                subforum(
                    "v",
                    talk("v1", 60),
                    sittings="auto",
                    sitting_fills="block",
                    at_once=2,
                    topics=["ai"],
                    audience={"level": 2},
                    languages=["fr"],
                    track="blue",
                    crowd=True,
                    flagship=True,
                ),
            ],
            "prefers": [
                {"item": "ann", "room": "a"},
                {"item": "ann", "feature": "stage", "avoid": True, "level": 3},
                {"item": "ann", "block": "pm", "level": "discouraged"},
                {"item": "ann", "window": window(f"{day}09:30", f"{day}14:30"), "level": 7},
                {"item": "bob", "block": "am", "level": "required"},
                {"item": "bob", "feature": "stage", "level": "prohibited"},
                {"item": "v", "feature": "stage", "level": "strongly_discouraged"},
            ],
            "rules": {"variety": {"languages": 3}},
        }
    )


def chairs_and_days() -> Conference:
    """Three subforums on two days in two buildings, people who chair them, and days on which they may do little."""
    mon, tue = "2022-11-07T", "2022-11-08T"
    eva = {"id": "eva", "name": "Eva", "timezone": "Europe/Berlin", "attends": "online", "possible_hours": ["02:20", "03:30"]}
    ada = {"id": "ada", "name": "Ada", "available": [window(f"{mon}09:40", f"{tue}09:30")], "max_a_day": 1}
    return Conference.model_validate(
        {
            "conference": about("Asia/Shanghai", 60),
            "blocks": [block("mon", f"{mon}09:00", f"{mon}11:00"), block("tue", f"{tue}09:00", f"{tue}10:00")],
            "rooms": [room("hall", 90, "north"), room("loft", 20, "south")],
            "travel": {"default": 50},
            "tracks": TRACKS,
            "speakers": [ada, eva, {"id": "bob", "name": "Bob"}],
            "subforums": [
                subforum("a", talk("a1", 60, "bob"), chairs=["ada"], hosts=["eva", "ada"], audience={"onsite": 50}),
                subforum("b", talk("b1", 60, "ada", "eva"), chairs=["bob"], audience={"onsite": 10}),
                subforum("c", talk("c1", 60, "ada", "bob"), hosts=["bob"], track="blue", audience={"onsite": 10}),
            ],
            "fixtures": [fixture("tea", "loft", start=f"{mon}08:00", end=f"{mon}09:00", speakers=["eva", "bob"])],
            "rules": {"speaker_overlap": {"pause": 55}, "max_talks": {"a_day": 1}},
        }
    )


TINY: dict[str, Callable[[], Conference]] = {
    "rooms_and_starts": rooms_and_starts,
    "orders_and_seats": orders_and_seats,
    "two_sittings": two_sittings,
    "three_in_two": three_in_two,
    "relations_and_resources": relations_and_resources,
    "blocks_filled": blocks_filled,
    "at_once": at_once,
    "slots": slots,
    "topics_and_crowds": topics_and_crowds,
    "seats_and_sittings": seats_and_sittings,
    "chairs_and_days": chairs_and_days,
}
TWINS: dict[str, Callable[[], Conference]] = {"twin_rooms": twin_rooms, "twin_talks": twin_talks}


@lru_cache
def conference(name: str) -> Conference:
    """A tiny conference by name."""
    return (TINY | TWINS)[name]()


@lru_cache
def agendas(name: str) -> tuple[Agenda, ...]:
    """Every agenda of a tiny conference that the variables can express."""
    found = tuple(every_agenda(Variables(conference(name), CpModel())))
    assert len(found) <= MOST, f"{name} has {len(found)} agendas"
    return found


def sample(name: str, size: int, seed: int = 1) -> list[Agenda]:
    """Some of its agendas, the same ones every time."""
    every = agendas(name)
    return random.Random(seed).sample(every, min(size, len(every)))


def every_agenda(x: Variables) -> Iterator[Agenda]:
    """Every agenda that is a solution of a model, once."""
    for place in (*x.talks.values(), *x.fixtures.values()):
        _settle(x, place.start, ~place.placed)
    for sitting in x.sittings.values():
        _settle(x, sitting.start, ~sitting.held)
        _settle(x, sitting.end, ~sitting.held)
    found: dict[str, Agenda] = {}

    class Watch(CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            agenda = agenda_of(x, self.value)
            found.setdefault(agenda.model_dump_json(), agenda)

    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.enumerate_all_solutions = True
    assert solver.status_name(solver.solve(x.model, Watch())) in ("OPTIMAL", "INFEASIBLE")
    yield from (found[key] for key in sorted(found))


def _settle(x: Variables, time: LinearExprT, absent: LinearExprT) -> None:
    """One value for the time of what is left out, so that no agenda is met again and again."""
    if hasattr(time, "index"):  # a variable
        domain = x.model.proto.variables[time.index].domain
        x.model.add(time == domain[0]).only_enforce_if(absent)
