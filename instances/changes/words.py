"""Names and times as they are said."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from instances import clock
from instances.conference import Conference, Item, Model, Speaker, Talk, text


def thing(conference: Conference, id: str) -> Item | None:
    """Whatever has this id, if anything has."""
    try:
        return conference.item(id)
    except KeyError:
        return None


def instant(conference: Conference, minute: int) -> datetime:
    """A minute as a time on the conference's clocks, of which the offset is fixed, so that times can be compared."""
    local = clock.instant(minute, conference.zone)
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()), fold=0)


def quoted(conference: Conference, id: str, language: str = "en") -> str:
    """What people call a thing; a talk in quotation marks."""
    name = conference.name(id, language)
    return f"'{name}'" if isinstance(thing(conference, id), Talk) else name


def day(conference: Conference, time: datetime) -> str:
    """'Nov 9', on the conference's clocks."""
    local = clock.instant(clock.minute(time), conference.zone)
    return f"{local:%b} {local.day}"


def moment(conference: Conference, time: datetime) -> str:
    """'Nov 9, 13:30', on the conference's clocks."""
    return f"{day(conference, time)}, {_hour(conference, time)}"


def stretch(conference: Conference, start: datetime, end: datetime) -> str:
    """'Nov 9, 13:30-14:30', on the conference's clocks."""
    if day(conference, start) == day(conference, end):
        return f"{moment(conference, start)}-{_hour(conference, end)}"
    return f"{moment(conference, start)} to {moment(conference, end)}"


def on(conference: Conference, start: datetime, end: datetime) -> str:
    """'on Nov 9 from 13:30 to 14:30', on the conference's clocks."""
    if day(conference, start) == day(conference, end):
        return f"on {day(conference, start)} from {_hour(conference, start)} to {_hour(conference, end)}"
    return f"from {moment(conference, start)} to {moment(conference, end)}"


def at_home(conference: Conference, person: str, *times: datetime) -> str:
    """' (08:30-09:30 in Africa/Nairobi)' for people who attend from another zone."""
    speaker = thing(conference, person)
    if not isinstance(speaker, Speaker) or speaker.attends != "online" or conference.zone_of(person) == conference.zone:
        return ""
    zone = conference.zone_of(person)
    hours = [f"{clock.instant(clock.minute(time), zone):%H:%M}" for time in times]
    return f" ({'-'.join(hours)} in {zone})"


def _hour(conference: Conference, time: datetime) -> str:
    return f"{clock.instant(clock.minute(time), conference.zone):%H:%M}"


def title(item: Model, language: str = "en") -> str:
    """What people call a thing that is not in the conference yet."""
    return item.name if isinstance(item, Speaker) else text(getattr(item, "title", ""), language) or str(getattr(item, "id", ""))
