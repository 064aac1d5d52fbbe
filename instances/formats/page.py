"""One self-contained web page of an agenda, made from what is public alone, and no request to anywhere.

The page is complete as it is written, on the conference's clocks; its script redraws the times in
another zone and the titles in another language, finds things, and keeps what somebody chose.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from instances import clock
from instances.agenda import Agenda
from instances.conference import Conference, Speaker, Title, text
from instances.formats.cards import Day, Drawing, hue_of, signs, title_of
from instances.formats.entries import shared
from instances.formats.grid import in_order, left_out, nothing_strange
from instances.formats.linked import linked
from instances.formats.public import address
from instances.formats.publication import Publication
from instances.names import plain

STYLES = ("page.css", "print.css")
SCRIPTS = ("words.js", "clocks.js", "choice.js", "find.js", "calendar.js", "start.js")
"""Parts of the page's script in their order; each knows what those before it say."""

ZONES = tuple(
    f"{continent}/{place}"
    for continent, places in {
        "Africa": "Accra Cairo Casablanca Johannesburg Lagos Nairobi",
        "America": "Anchorage Argentina/Buenos_Aires Bogota Chicago Denver Halifax Los_Angeles Mexico_City New_York Sao_Paulo St_Johns",
        "Asia": "Almaty Dhaka Dubai Jakarta Kabul Karachi Kathmandu Kolkata Manila Riyadh Seoul Shanghai Singapore Tehran Tokyo Yangon",
        "Atlantic": "Azores Reykjavik",
        "Australia": "Adelaide Perth Sydney",
        "Europe": "Athens Berlin Istanbul London Madrid Moscow Paris",
        "Pacific": "Auckland Fiji Honolulu",
    }.items()
    for place in places.split()
)
"""Zones that every page offers, whoever takes part: one or more for nearly every offset."""

_WEB = files("instances.formats") / "web"


def write(conference: Conference, agenda: Agenda) -> str:
    """The page as HTML. Raises BadInput where the agenda names what the conference has not."""
    return follow([Publication(conference, agenda)])


def follow(published: Sequence[Publication]) -> str:
    """The page of the newest of what was published, whose calendar is as new. All on it is from what is public. Raises BadInput."""
    shown = published[-1].programme
    conference, agenda = shown.conference, shown.agenda
    languages = _languages(conference)
    language = languages[0] if languages else "en"
    became = shared(published, language)
    days = list(Drawing(shown).days())
    with nothing_strange():
        left = list(_left(conference, agenda))
    return _template().render(
        conference=conference,
        agenda=agenda,
        url=address(conference.conference.url),
        days=days,
        left=left,
        signs=list(signs(shown, days)),
        tracks=[(track.id, track.title, hue_of(n)) for n, track in enumerate(conference.tracks)],
        rooms=in_order(conference, {room for day in days for card in day.cards for room in card.rooms}),
        people=_people(conference, days),
        linked=_in_script(linked(shown, days, language, became)),
        conference_label=zone_label(conference.zone, _start(conference)),
        zones=list(_zones(conference)),
        languages=languages,
        sequences={uid: one.sequence for uid, one in became.items() if one.sequence},
        counts=_counts(conference, agenda),
        style=_parts(STYLES),
        script=Markup('"use strict";\n(() => {\n') + _parts(SCRIPTS) + Markup("})();"),
        title_of=lambda id: title_of(conference, id),
    )


def _people(conference: Conference, days: Sequence[Day]) -> list[Speaker]:
    """Whoever is on a card, by name."""
    cards = [card for day in days for card in day.cards]
    faces = (face for card in cards for group in (card.faces, *(talk.faces for talk in card.talks)) for face in group)
    people = (conference.speaker(id) for id in {face.id for face in faces if face.id})
    return sorted(people, key=lambda person: (plain(person.name), person.id))


def _left(conference: Conference, agenda: Agenda) -> Iterator[tuple[Title, Title]]:
    """What is left out, with the subforum of what is only a part of one."""
    for id, owner, _ in left_out(conference, agenda):
        yield title_of(conference, id), title_of(conference, owner) if owner else ""


def _languages(conference: Conference) -> list[str]:
    """The languages that titles have, English first."""
    titles = [conference.conference.title]
    for items in (conference.blocks, conference.rooms, conference.tracks, conference.subforums, conference.fixtures):
        titles += [item.title for item in items]
    titles += [talk.title for subforum in conference.subforums for talk in subforum.talks]
    return sorted({key for title in titles if isinstance(title, dict) for key in title}, key=lambda k: (k != "en", k))


def _zones(conference: Conference) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The zones that are on every page, and those of the people who appear online, by continent, from west to east, with their offsets."""
    speakers = {conference.zone_of(s.id) for s in conference.speakers if s.attends == "online"}
    at = _start(conference)
    found: dict[str, list[str]] = {}
    for zone in sorted({*ZONES, *speakers} & clock.zones() - {conference.zone}, key=lambda z: (clock.offset(at, z), z)):
        found.setdefault(clock.continent(zone), []).append(zone)
    for continent, zones in sorted(found.items()):
        yield continent, [(zone, zone_label(zone, at)) for zone in zones]


def _start(conference: Conference) -> int:
    return min(block.first for block in conference.blocks)


def zone_label(zone: str, minute: int) -> str:
    """'New York · UTC−5'."""
    shift = clock.offset(minute, zone)
    hours, minutes = divmod(abs(shift), 60)
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    return f"{place} · UTC{'−' if shift < 0 else '+'}{hours}{f':{minutes:02}' if minutes else ''}"


def _counts(conference: Conference, agenda: Agenda) -> dict[str, int]:
    on_fixtures = {p for f in agenda.fixtures for p in conference.fixture(f.fixture).speakers}
    return {
        "subforums": len(agenda.sittings_of),
        "talks": len(agenda.slots),
        "people": len(on_fixtures | set(agenda.appearances)),
        "rooms": len({s.room for s in agenda.sittings} | {r for f in agenda.fixtures for r in f.rooms}),
    }


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("instances.formats", "web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = {"digest": digest, "texts": _texts, "iso": _iso, "hour": _hour, "spoken": text}
    environment.filters.update(filters)
    return environment.get_template("page.html.jinja")


@cache
def _parts(names: tuple[str, ...]) -> Markup:
    """Files of ours, as they are."""
    return Markup("".join((_WEB / name).read_text(encoding="utf-8") for name in names))  # nothing of a conference is in them


def _in_script(words: str) -> Markup:
    """JSON that no word of can end a script."""
    for sign in "<>&":
        words = words.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(words)


def digest(script: str) -> str:
    """The name of a script or style for the page's content security policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(str(script).encode()).digest()).decode()


def _texts(title: Title) -> list[tuple[str, str]]:
    """A title as pairs of language and text, English first; one without a language has an empty one."""
    pairs: Iterable[tuple[str, str]] = title.items() if isinstance(title, dict) else [("", title)]
    return sorted(pairs, key=lambda pair: (pair[0] != "en", pair[0]))


def _iso(minute: int, zone: str) -> str:
    return clock.instant(minute, zone).isoformat(timespec="minutes")


def _hour(minute: int, zone: str) -> str:
    return clock.instant(minute, zone).strftime("%H:%M")
