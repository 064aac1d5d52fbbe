"""What refers to things that a conference no longer has, taken out of its document, and told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]

DECISIONS = ("prefers", "pins", "relations", "pairs", "interests")
_LISTS = ("blocks", "rooms", "tracks", "resources", "speakers", "subforums", "fixtures")
_NAMING = ("item", "room", "block", "speaker", "first", "then")
"""Keys under which a decision names one thing."""


def prune(document: Document) -> list[str]:
    """Take out of a document, in place, every reference to nothing, and decisions that lose their meaning by it.

    A relation of several subforums stays for those that are left, and so do interests; a seat without candidates goes.
    """
    forums = document.get("subforums", ())
    talks = [talk for forum in forums for talk in forum["talks"]]
    seats = [seat for talk in talks for seat in talk.get("seats", ())]
    ids = {item["id"] for name in _LISTS for item in document.get(name, ())} | {one["id"] for one in (*talks, *seats)}
    ids |= {room["building"] for room in document.get("rooms", ()) if room.get("building")}
    told = [line for name in DECISIONS for line in _decisions(document, name, ids)]
    lists = ("blocks", "hosts", "chairs", "rooms", "speakers", "audience")
    things = [(item, key) for item in (*forums, *document.get("fixtures", ())) for key in lists]
    things += [(forum, "uses") for forum in forums]
    things += [(talk, key) for talk in talks for key in ("speakers", "after")] + [(seat, "candidates") for seat in seats]
    for item, key in things:
        value = item.get(key)
        lost = sorted(set(value) - ids) if isinstance(value, (list, tuple, dict)) and not _people_expected(item, key) else []
        if lost:
            told.append(f"{item['id']}/{key}: {', '.join(lost)} is gone")
            item[key] = {k: v for k, v in value.items() if k in ids} if isinstance(value, dict) else [one for one in value if one in ids]
    for talk in talks:
        if "seats" in talk:
            talk["seats"] = [seat for seat in talk["seats"] if seat["candidates"]]
    return told


def _people_expected(item: Document, key: str) -> bool:
    """Whether 'audience' is that of a subforum, which names nothing."""
    return key == "audience" and "talks" in item


def _decisions(document: Document, name: str, ids: set[str]) -> Iterator[str]:
    """Take out the decisions of a list that name what is gone."""
    kept = []
    for one in document.get(name, ()):
        lost = sorted(set(_named(one)) - ids)
        rest, wanted = ([id for id in one.get(key) or () if id in ids] for key in ("subforums", "items"))
        if not lost:
            kept.append(one)
        elif name == "relations" and len(rest) > 1:
            kept.append({**one, "subforums": rest})
        elif name == "interests" and wanted:
            kept.append({**one, "items": wanted})
        if lost:
            yield f"{name}: {', '.join(lost)} is gone"
    if name in document:
        document[name] = kept


def _named(decision: Document) -> Iterator[str]:
    for key in _NAMING:
        if isinstance(decision.get(key), str):
            yield decision[key]
    for key in ("subforums", "talks", "items"):
        yield from decision.get(key) or ()
