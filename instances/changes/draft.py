"""The plain document of a conference while changes are being made to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, NoReturn

from instances import names
from instances.clock import minute
from instances.conference import Block, Conference, Fixture, Model, Resource, Room, Seat, Speaker, Subforum, Talk, Track, plain
from instances.problems import BadInput, Problem
from instances.prune import DECISIONS, prune

Document = dict[str, Any]

_LISTS: dict[str, type[Model]] = {
    "blocks": Block,
    "rooms": Room,
    "tracks": Track,
    "resources": Resource,
    "speakers": Speaker,
    "subforums": Subforum,
    "fixtures": Fixture,
    "talks": Talk,
    "seats": Seat,
}


class Draft:
    """The document of a conference, its things found by id. Changes are made in place, and checked as a whole in the end."""

    def __init__(self, conference: Conference) -> None:
        self.conference = conference
        self.document = plain(conference)
        self._gone = False

    @cached_property
    def _index(self) -> dict[str, tuple[str, Document]]:
        """Everything that has an id, with the list it is in; of an id that stands twice, the first."""
        lists = {name: self.document.get(name, ()) for name in _LISTS if name not in ("talks", "seats")}
        lists["talks"] = [talk for forum in lists["subforums"] for talk in forum["talks"]]
        lists["seats"] = [seat for talk in lists["talks"] for seat in talk.get("seats", ())]
        return {item["id"]: (name, item) for name, items in reversed(lists.items()) for item in reversed(items)}

    def item(self, id: str) -> Document:
        """The document of the thing with this id."""
        return self._index[id][1]

    def kind(self, id: str) -> str:
        """The list that the thing with this id is in."""
        return self._index[id][0]

    def subforum_of(self, talk: str) -> Document:
        """The subforum that a talk belongs to."""
        return next(forum for forum in self.document["subforums"] if any(t["id"] == talk for t in forum["talks"]))

    def talks(self) -> Iterator[Document]:
        """Every talk."""
        for forum in self.document["subforums"]:
            yield from forum["talks"]

    def holders(self) -> Iterator[tuple[Document, str]]:
        """Every thing that names people, with the key of its list of them."""
        for forum in self.document["subforums"]:
            yield from ((forum, "chairs"), (forum, "hosts"))
        for talk in self.talks():
            yield talk, "speakers"
            yield from ((seat, "candidates") for seat in talk.get("seats", ()))
        yield from ((fixture, "speakers") for fixture in self.document.get("fixtures", ()))

    def find(self, words: str, kinds: Collection[str]) -> str:
        """The id of the thing of these kinds that has this id, or a name with these words in it. Raises BadInput."""
        known = self._index.get(words)
        return words if known and known[0] in kinds else names.find(self._directory(), words, kinds)

    def _directory(self) -> Conference:
        """The names of all things as they are now, and nothing else."""
        shells: dict[str, Any] = {name: [] for name in _LISTS}
        for name in ("blocks", "rooms", "tracks", "resources", "speakers", "fixtures"):
            shells[name] = [_shell(_LISTS[name], item) for item in self.document.get(name, ())]
        for forum in self.document["subforums"]:
            talks = [_shell(Talk, talk, seats=[_shell(Seat, seat) for seat in talk.get("seats", ())]) for talk in forum["talks"]]
            shells["subforums"].append(_shell(Subforum, forum, talks=talks))
        return Conference.model_construct(**{name: shells[name] for name in _LISTS if name not in ("talks", "seats")})

    def add(self, key: str, item: Document) -> None:
        """One more entry of a list of the conference."""
        self.document[key] = [*self.document.get(key, ()), item]
        self.renew()

    def renew(self) -> None:
        """Look at everything anew, for something has come or gone."""
        self.__dict__.pop("_index", None)

    def take_out(self, id: str) -> None:
        """Take out a subforum, talk, fixture or seat; a subforum without talks goes, too. Raises BadInput for the last subforum."""
        match self.kind(id):
            case "talks":
                forum = self.subforum_of(id)
                if len(forum["talks"]) == 1:
                    self.take_out(forum["id"])
                    return
                _renumber(forum, self.item(id).get("position"))
                forum["talks"] = [talk for talk in forum["talks"] if talk["id"] != id]
                _fewer_sittings(forum)
            case "seats":
                for talk in self.talks():
                    if "seats" in talk:
                        talk["seats"] = [seat for seat in talk["seats"] if seat["id"] != id]
            case key:
                rest = [item for item in self.document[key] if item["id"] != id]
                if key == "subforums" and not rest:
                    wrong(f"'{id}' is the only subforum that is left", "keep it, or add another one first")
                self.document[key] = rest
        self._forget(self.item(id))
        self._gone = True

    def _forget(self, item: Document) -> None:
        """Find a thing, and what it is made of, no more."""
        self._index.pop(item["id"], None)
        for part in (*item.get("talks", ()), *item.get("seats", ())):
            self._forget(part)

    def settle(self) -> None:
        """Take out whatever refers to things that are gone."""
        if self._gone:
            prune(self.document)
            self._gone = False

    def decisions(self, key: str, keep: Callable[[Document], Document | None]) -> int:
        """Replace each entry of `prefers`, `pins`, `relations` or `pairs`; None takes it out. How many were touched."""
        assert key in DECISIONS
        old = list(self.document.get(key, ()))
        new = [keep(entry) for entry in old]
        if old:
            self.document[key] = [entry for entry in new if entry is not None]
        return sum(one is not other for one, other in zip(old, new, strict=True))


def wrong(what: str, remedy: str = "", field: str = "") -> NoReturn:
    """Raise BadInput about a field of a change, or about all of it."""
    raise BadInput([Problem((field,) if field else (), what, remedy)])


def without(values: Sequence[str], *gone: str) -> list[str]:
    """The values in their order without some of them."""
    return [value for value in values if value not in gone]


def put(item: Document, key: str, value: object, default: object) -> None:
    """Set a value, or take the key out where the value is what no key means."""
    if value == default:
        item.pop(key, None)
    else:
        item[key] = value


def window(start: datetime, end: datetime, **more: object) -> Document:
    """A window as it stands in a document."""
    return {"from": start, "to": end, **more}


def minus(windows: Sequence[Document], start: datetime, end: datetime) -> list[Document]:
    """Windows without a stretch of time; one that it lies within falls into two."""
    found, (first, last) = [], (minute(start), minute(end))
    for one in windows:
        if minute(one["to"]) <= first or last <= minute(one["from"]):
            found.append(one)
            continue
        found += [{**one, "to": start}] if minute(one["from"]) < first else []
        found += [{**one, "from": end}] if last < minute(one["to"]) else []
    return found


def _shell(kind: type[Model], item: Document, **more: Any) -> Model:
    named: Document = {key: item[key] for key in ("id", "title", "name", "role") if key in item}
    return kind.model_construct(**named, **more)


def _renumber(forum: Document, gone: object) -> None:
    """Numbers of talks before one of their subforum is taken out: those behind it, or else those too high, move up."""
    limit = gone if isinstance(gone, int) else len(forum["talks"]) - 1
    for talk in forum["talks"]:
        if isinstance(talk.get("position"), int) and talk["position"] > limit:
            talk["position"] -= 1


def _fewer_sittings(forum: Document) -> None:
    """No more sittings than there are talks, unless they may be empty."""
    most, sittings = len(forum["talks"]), forum.get("sittings", 1)
    if forum.get("empty_sittings"):
        return
    if isinstance(sittings, int):
        put(forum, "sittings", min(sittings, most), 1)
    elif isinstance(sittings, dict):
        forum["sittings"] = {"min": min(sittings.get("min", 1), most), "max": sittings["max"]}
