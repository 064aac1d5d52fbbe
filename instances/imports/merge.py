"""A new import laid into a conference on which people have worked: sheets bring what they changed, decisions stay.

Three versions are compared, field by field: what the last import made, what the sheets say now, and the
conference as it stands. What only the sheets changed is taken; what only people changed stays; where both
did, the conference's stays, and that is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from instances.conference import Conference, plain, text
from instances.prune import DECISIONS, prune

Document = dict[str, Any]
Key = tuple[str, str]
"""The list that a thing is in, and its id."""

LISTS = ("blocks", "rooms", "tracks", "resources", "speakers", "subforums", "talks", "fixtures")
_OWNER = "subforum"
"""The key under which a talk names its subforum while it is compared."""


@dataclass(frozen=True)
class Change:
    """One field of a thing that is not what it was; None where it has no value."""

    item: str
    field: str
    before: Any
    after: Any


@dataclass
class Changes:
    """What an import did to a conference: things by 'kind/id'.

    `kept`: fields that both the sheets and people changed, with what stays and what the sheets say;
    `dropped`: decisions on what is gone; `absent`: things in no sheet of which
    nobody knows whether an import made them; `removed`: things that people took out, and the sheets still have.
    """

    first: bool = False
    new: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def merge(base: Conference | None, new: Conference, ours: Conference | None) -> tuple[Document, Changes]:
    """The document of the conference to be, and what has changed. `base`: what the last import made, where that is known."""
    if ours is None:
        return plain(new), Changes(first=True)
    was = _items(base) if base else None
    is_, stands = _items(new), _items(ours)
    changes = Changes()
    found: dict[Key, Document] = {}
    for key in (*is_, *(key for key in stands if key not in is_)):
        merged = _item(key, None if was is None else was.get(key), is_.get(key), stands.get(key), was is not None, changes)
        if merged is not None:
            found[key] = merged
    _keep_whole(found, stands, changes)
    document = _assembled(found, plain(ours))
    document["conference"] = _fields(
        "conference", plain(base)["conference"] if base else None, plain(new)["conference"], plain(ours)["conference"], changes
    )
    there = {forum["id"] for forum in document.get("subforums", ())}
    for told in (changes.new, changes.removed):  # a subforum whose talks people have put elsewhere is neither new nor taken out
        told[:] = [
            name for name in told if not name.startswith("subforums/") or name[10:] in there or _lacks_talk(name[10:], is_, document)
        ]
    _decide(document, plain(base) if base else None, plain(new))
    _put_back(document, {**stands, **is_}, {id for _, id in found}, changes)
    changes.dropped += prune(document)
    return document, changes


def _items(conference: Conference) -> dict[Key, Document]:
    """All that has an id; talks stand beside their subforums."""
    document = plain(conference)
    found: dict[Key, Document] = {}
    for name in LISTS:
        for item in document.get(name, ()):
            if name == "subforums":
                talks = item.pop("talks")
                found |= {("talks", talk["id"]): {**talk, _OWNER: item["id"]} for talk in talks}
            found[name, item["id"]] = item
    return found


def _item(key: Key, was: Document | None, now: Document | None, stands: Document | None, known: bool, changes: Changes) -> Document | None:
    """A thing as it is to be; None where it is not to be."""
    name = "/".join(key)
    if now is None:
        if was is not None:
            changes.gone.append(name)
            return None
        if stands is not None and not known:
            changes.absent.append(name)
        return stands
    if stands is None:
        if was is not None:
            changes.removed.append(name)
            return None
        changes.new.append(name)
        return now
    return _fields(name, was if known else None, now, stands, changes)


def _fields(name: str, was: Document | None, now: Document, stands: Document, changes: Changes) -> Document:
    """The fields of a thing. Where nobody knows what the last import made, the sheets' are taken where they have one."""
    found = dict(stands)
    for key in dict.fromkeys((*now, *stands)):
        old, new, here = (version.get(key) if version else None for version in (was, now, stands))
        if new == here or (was is not None and new == old):
            continue
        if was is None and (new is None or key == "id"):
            continue
        if was is not None and here != old:
            changes.kept.append(Change(name, key, here, new))
            continue
        changes.changed.append(Change(name, key, here, new))
        if new is None:
            found.pop(key)
        else:
            found[key] = new
    return found


def _assembled(items: Mapping[Key, Document], ours: Document) -> Document:
    """The whole document out of its things, talks in their subforums; a subforum left without talks is left out."""
    document = {key: value for key, value in ours.items() if key not in LISTS}
    talks: dict[str, list[Document]] = {}
    for (name, _), item in items.items():
        if name == "talks":
            talks.setdefault(item[_OWNER], []).append({key: value for key, value in item.items() if key != _OWNER})
    for (name, id), item in items.items():
        if name == "subforums" and id in talks:
            document.setdefault(name, []).append({**item, "talks": talks[id]})
        elif name not in ("talks", "subforums"):
            document.setdefault(name, []).append(item)
    return document


def _lacks_talk(forum: str, now: Mapping[Key, Document], document: Document) -> bool:
    """Whether a talk of a subforum of the sheets is nowhere in the document."""
    placed = {talk["id"] for one in document.get("subforums", ()) for talk in one["talks"]}
    return any(item[_OWNER] == forum and id not in placed for (name, id), item in now.items() if name == "talks")


def _decide(document: Document, base: Document | None, new: Document) -> None:
    """Wishes that the sheets bring or no longer bring; all others stay."""
    for name in DECISIONS:
        was, now = (list(version.get(name, ())) if version else [] for version in (base, new))
        kept = [one for one in document.get(name, ()) if one in now or one not in was]
        document[name] = [*kept, *(one for one in now if one not in was and one not in kept)]


def _keep_whole(found: dict[Key, Document], stands: Mapping[Key, Document], changes: Changes) -> None:
    """Subforums that are gone, but in which there are talks that are not: those that people put there."""
    for key in dict.fromkeys(("subforums", item[_OWNER]) for (name, _), item in found.items() if name == "talks"):
        if key not in found and key in stands:
            found[key] = stands[key]
            changes.gone.remove("/".join(key))


def _put_back(document: Document, known: Mapping[Key, Document], had: Collection[str], changes: Changes) -> None:
    """People and tracks that were taken out by hand, but that something new names; or that are gone, but that people name."""
    named = set(_named(document))
    for (name, id), item in known.items():
        if id in named and id not in had and name not in ("talks", "subforums"):
            document.setdefault(name, []).append(item)
            changes.gone[:] = [gone for gone in changes.gone if gone != f"{name}/{id}"]


def _named(document: Document) -> Iterator[str]:
    """Ids of people and tracks that subforums and talks name."""
    for forum in document.get("subforums", ()):
        yield forum["track"]
        yield from forum.get("hosts", ())
        for talk in forum["talks"]:
            yield from talk.get("speakers", ())
            for seat in talk.get("seats", ()):
                yield from seat["candidates"]


def named(key: str, *conferences: Conference | None) -> str:
    """'speakers/li-wei' with the name of the thing, as the first conference that has it knows it."""
    _, _, id = key.partition("/")
    for conference in conferences:
        if conference is not None and conference.name(id) != id:
            return f"{key} ({text(conference.name(id))})"
    return key


__all__: Sequence[str] = ("Change", "Changes", "merge", "named", "plain")
