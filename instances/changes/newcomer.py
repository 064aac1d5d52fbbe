"""A person that the conference does not have yet, in a line: 'Speaker from Kenya, online, Africa/Nairobi'."""

from __future__ import annotations

import csv
from typing import Any

from instances.changes.when import certain, unclear
from instances.conference import Conference, Speaker
from instances.problems import BadInput
from instances.typed.attendance import read_attends
from instances.typed.ids import make_ids
from instances.typed.reading import Unread
from instances.typed.zones import country_code, read_zone, zone_of_country

ORDER = "write the name, then in any order onsite, online or recorded, a zone, a country, an e-mail"
_WORDS = {"attends": "ways to attend", "timezone": "time zones", "country": "countries", "email": "e-mail addresses"}


def newcomer(c: Conference, words: str) -> Speaker:
    """The person, with an id that nothing else has. A name with commas stands in quotes. Raises BadInput."""
    line = words.strip()
    quote = "'" if line.startswith("'") else '"'
    name, *rest = (part.strip() for part in next(csv.reader([line], skipinitialspace=True, quotechar=quote), [""]))
    if not name:
        raise unclear("a new person has no name", ORDER)
    found: dict[str, Any] = {}
    for part in filter(None, rest):
        key, value = _part(c, part)
        if key in found:
            raise unclear(f"'{line}' names two {_WORDS[key]}", "keep one of them")
        found[key] = value
    if found.get("attends") == "online" and "timezone" not in found:
        found["timezone"] = _zone_of(c, found.get("country", ""), name)
    return Speaker(id=make_ids({name: name}, "speaker", c.ids)[name], name=name, **found)


def _part(c: Conference, part: str) -> tuple[str, str]:
    """One thing said of a person: its field and the value."""
    if "@" in part:
        return "email", part
    if code := country_code(part):
        return "country", code
    try:
        return "attends", read_attends(part).value
    except Unread:
        pass
    try:
        return "timezone", certain(read_zone(part, c.blocks[0].start.year), part, "write a name like Africa/Nairobi")
    except Unread as error:
        what = f"'{part}' is neither a way to attend nor a zone, a country or an e-mail"
        raise unclear(what, error.remedy if error.remedy.startswith("did you") else f"{ORDER} (a name with commas in quotes)") from None


def _zone_of(c: Conference, country: str, name: str) -> str:
    """The zone of a country that has one only. Raises BadInput."""
    try:
        return certain(zone_of_country(country, country, c.blocks[0].start.year), country, "write the zone")
    except (KeyError, Unread, BadInput):
        raise unclear(f"the zone of {name} is not known, who is to attend online", "add it, like Africa/Nairobi") from None
