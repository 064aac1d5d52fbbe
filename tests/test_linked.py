"""What search engines are told of an agenda: events by the rules of schema.org."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import Publication, page, read_agenda, read_conference
from tests.command import ROOT
from tests.test_page import SIGNS, canaried, hostile
from tests.test_show import CONFERENCE, DATA, FILM, agenda, conference

Node = dict[str, Any]

KNOWN = {
    "Event": "name alternateName description startDate endDate eventStatus eventAttendanceMode location inLanguage keywords organizer "
    "performer subEvent url previousStartDate",
    "Place": "name containedInPlace",
    "VirtualLocation": "name url",
    "Person": "name",
}
"""The properties that the vocabulary has for a type, as far as we use them."""
RANGES = {
    "location": {"Place", "VirtualLocation"},
    "containedInPlace": {"Place"},
    "organizer": {"Person"},
    "performer": {"Person"},
    "subEvent": {"Event"},
}
"""What a property may hold."""
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def linked(conference: Conference, agenda: Agenda) -> Node:
    """The data of a page."""
    return followed(Publication(conference, agenda))


def followed(*published: Publication) -> Node:
    """The data of the page of what was published."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.follow(published), re.DOTALL)
    assert len(found) == 1
    node: Node = json.loads(found[0])
    assert node.pop("@context") == "https://schema.org"
    return node


def faults(node: Node, within: Node | None = None) -> Iterator[str]:
    """What the vocabulary, and those who read it, have against a node."""
    kind = node.get("@type", "")
    yield from (f"{kind} has no {name}" for name in node if name not in (*KNOWN[kind].split(), "@type"))
    if not (node.get("name") or node.get("url")):
        yield f"{kind} is not called anything"
    for name, value in node.items():
        inner = value if isinstance(value, list) else [value]
        if name in RANGES:
            yield from (f"{name} is a {one.get('@type')}" for one in inner if one.get("@type") not in RANGES[name])
            for one in inner:
                yield from faults(one, node if kind == "Event" else None)
        elif not all(isinstance(one, str) and one for one in inner):
            yield f"{name} is no text"
    if kind == "Event":
        yield from timed(node, within)


def timed(node: Node, within: Node | None) -> Iterator[str]:
    """What is wrong with the times, the places and the ways to attend an event."""
    first, last = (datetime.fromisoformat(node[key]) for key in ("startDate", "endDate"))
    if first.utcoffset() is None or last.utcoffset() is None or first >= last:
        yield f"{node['name']} has no times"
    if node["eventStatus"] == "https://schema.org/EventCancelled":
        return
    if within and not (datetime.fromisoformat(within["startDate"]) <= first and last <= datetime.fromisoformat(within["endDate"])):
        yield f"{node['name']} is not within {within['name']}"
    kinds, mode = {one["@type"] for one in node.get("location", [])}, node["eventAttendanceMode"].removeprefix("https://schema.org/")
    if mode not in ("MixedEventAttendanceMode", "OfflineEventAttendanceMode"):
        yield f"nobody attends as {mode}"
    if (mode == "MixedEventAttendanceMode") != ("VirtualLocation" in kinds):
        yield f"{node['name']} is {mode}, in {kinds}"
    if node["eventStatus"] != f"https://schema.org/Event{'Rescheduled' if 'previousStartDate' in node else 'Scheduled'}":
        yield f"{node['name']} is {node['eventStatus']}"
    yield from (f"{code} is no language" for code in node.get("inLanguage", []) if not LANGUAGE.fullmatch(code))


def test_the_flagship_is_an_event_of_events_by_the_rules() -> None:
    given = read_conference("wuzhen2022")
    node = linked(given, read_agenda(str(ROOT / "tests" / "cancelled" / "wuzhen2022.agenda.json")))
    assert list(faults(node)) == []
    assert len([one for one in node["subEvent"] if one["subEvent"]]) == 20
    assert sum(len(one["subEvent"]) for one in node["subEvent"]) == 144


def test_an_event_says_when_where_who_and_in_which_language() -> None:
    data = {**CONFERENCE["subforums"][0], "languages": ["en", "zh"], "hosts": ["bo"], "chairs": ["dee"], "abstract": "All about data."}
    about = {**CONFERENCE["conference"], "url": "https://example.org/programme"}
    rooms = [{**room, "building": "palace"} for room in CONFERENCE["rooms"]]
    node = linked(conference(conference=about, rooms=rooms, subforums=[data, CONFERENCE["subforums"][1]]), agenda())
    assert list(faults(node)) == []
    assert node["url"] == "https://example.org/programme"
    opening, forum, film = node["subEvent"]
    assert (forum["startDate"], forum["endDate"]) == ("2022-11-09T09:30+08:00", "2022-11-09T10:30+08:00")
    assert (forum["name"], forum["alternateName"]) == ("Data Governance Forum", ["数据治理论坛"])
    assert forum["location"] == [
        {"@type": "Place", "name": "Small Room", "containedInPlace": {"@type": "Place", "name": "palace"}},
        {"@type": "VirtualLocation", "url": "https://example.org/programme"},
    ]
    assert forum["inLanguage"] == ["en", "zh"]
    assert (forum["organizer"], forum["performer"]) == ([{"@type": "Person", "name": "薄熙"}], [{"@type": "Person", "name": "Dee"}])
    assert forum["subEvent"][0]["performer"] == [{"@type": "Person", "name": "Ada"}]
    assert film["eventAttendanceMode"].endswith("/OfflineEventAttendanceMode")  # a recording is watched in the room
    assert opening["performer"] == [{"@type": "Person", "name": "薄熙"}]


def test_where_nothing_stands_yet_the_conference_has_the_times_of_its_blocks() -> None:
    node = linked(conference(), agenda(sittings=[], fixtures=[]))
    assert list(faults(node)) == []
    assert (node["startDate"], node["endDate"]) == ("2022-11-09T09:00+08:00", "2022-11-09T18:00+08:00")


def test_what_moved_and_what_is_off_are_told_from_the_history() -> None:
    """The data forum starts at 10:00 instead of 9:30, then at 11:00; then there is no film, for the one who made it is ill."""

    def data(hour: int) -> dict[str, Any]:
        shift = timedelta(hours=hour) - timedelta(hours=9, minutes=30)

        def later(timed: dict[str, Any]) -> dict[str, Any]:
            return timed | {key: (datetime.fromisoformat(timed[key]) + shift).isoformat() for key in ("start", "end")}

        return later(DATA) | {"talks": [later(talk) for talk in DATA["talks"]]}  # type: ignore[arg-type]  # plain data, whose kinds are its reader's

    agendas = [agenda(), agenda(sittings=[data(10), FILM]), agenda(sittings=[data(11), FILM]), agenda(sittings=[data(11)])]
    node = followed(*(Publication(conference(), one, n, datetime(2022, 11, n, tzinfo=UTC)) for n, one in enumerate(agendas, 1)))
    assert list(faults(node)) == []
    opening, forum, *off = node["subEvent"]
    assert "previousStartDate" not in opening
    assert (forum["eventStatus"], forum["startDate"]) == ("https://schema.org/EventRescheduled", "2022-11-09T11:00+08:00")
    assert forum["previousStartDate"] == ["2022-11-09T09:30+08:00", "2022-11-09T10:00+08:00"]
    assert [talk["previousStartDate"][0] for talk in forum["subEvent"]] == ["2022-11-09T09:30+08:00", "2022-11-09T10:00+08:00"]
    told = {
        "startDate": "2022-11-09T13:30+08:00",
        "endDate": "2022-11-09T14:30+08:00",
        "location": [{"@type": "Place", "name": "Great Hall"}],
    }
    gone = {"@type": "Event", "eventStatus": "https://schema.org/EventCancelled", **told}
    assert sorted(off, key=lambda one: one["name"]) == [{**gone, "name": "A film · Film Forum"}, {**gone, "name": "Film Forum"}]
    assert (node["endDate"], node["eventStatus"]) == ("2022-11-09T12:00+08:00", "https://schema.org/EventScheduled")


def test_the_data_keep_secrets_and_cannot_be_broken_out_of() -> None:
    assert [sign for sign in SIGNS if sign in json.dumps(linked(*canaried()), ensure_ascii=False)] == []
    assert "</" not in hostile().partition("application/ld+json")[2].partition("</script>")[0]
