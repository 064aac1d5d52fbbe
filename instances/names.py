"""Finding a thing by its id, or by a part of its name that nothing else has."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from difflib import get_close_matches

from instances import clock
from instances.conference import Conference, Item, Seat, Speaker
from instances.problems import BadInput, Problem, either, nearest

KINDS = ("blocks", "rooms", "tracks", "resources", "speakers", "subforums", "fixtures", "talks", "seats")
SHOWN = 6

Match = Callable[[str, str], bool]


def find(conference: Conference, words: str, kinds: Collection[str] | None = None) -> str:
    """The id of the one thing that has this id, this name, or a name with these words in it.

    Case and accents do not count, and every language of a title does. `kinds` are list names such
    as 'speakers'; by default everything but seats, which then go by their ids alone. A whole name
    goes before a part of one, and words in a row before the same words anywhere.

    Raises BadInput with the candidates where the words fit several things, and with the nearest
    right word where they fit nothing.
    """
    named = {item.id: _names(item, conference) for item in _items(conference, kinds)}
    if words in named:
        return words
    found = _fitting(plain(words), named)
    if len(found) == 1:
        return found[0]
    if found:
        raise BadInput([_ambiguous(conference, words, found)])
    among = f" among the {' and '.join(kinds)}" if kinds else ""
    raise BadInput([Problem((), f"nothing{among} is called '{words}'", _remedy(words, named))])


def find_zone(words: str) -> str:
    """The IANA zone of this name, or the one with these words in the name of its place.

    Case does not count. 'new york' is America/New_York; the zones under Etc, whose signs are the
    wrong way round, go by their whole names alone. Raises BadInput as `find` does.
    """
    if words in clock.zones():
        return words
    asked = plain(words).replace(" ", "_")
    whole = {zone.casefold(): zone for zone in clock.zones()}
    if asked in whole:
        return whole[asked]
    places = {zone: zone.rsplit("/", 1)[-1].casefold() for zone in sorted(clock.zones()) if "/" in zone and not zone.startswith("Etc/")}
    for match in _MATCHES[:2] if asked else ():
        found = [zone for zone, place in places.items() if match(asked, place)]
        if len(found) == 1:
            return found[0]
        if found:
            raise BadInput([Problem((), f"'{words}' could be {either(_first(found))}", "write the whole name of the zone")])
    raise BadInput([Problem((), f"there is no time zone '{words}'", clock.nearest_zone(words))])


def plain(text: str) -> str:
    """A text as it is compared: without case, accents, widths and doubled spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def _words_anywhere(asked: str, name: str) -> bool:
    return all(word in name for word in asked.split())


_MATCHES: tuple[Match, ...] = (lambda asked, name: asked == name, lambda asked, name: asked in name, _words_anywhere)


def _fitting(asked: str, named: dict[str, tuple[str, ...]]) -> list[str]:
    """The ids of what the words fit best."""
    for match in _MATCHES if asked else ():
        found = [id for id, names in named.items() if any(match(asked, plain(name)) for name in names)]
        if found:
            return found
    return []


def _items(conference: Conference, kinds: Collection[str] | None) -> Iterator[Item]:
    talks = [talk for subforum in conference.subforums for talk in subforum.talks]
    seats = [seat for talk in talks for seat in talk.seats]
    lists: dict[str, Iterable[Item]] = {kind: getattr(conference, kind, ()) for kind in KINDS}
    for kind, items in {**lists, "talks": talks, "seats": seats}.items():
        if kinds is None or kind in kinds:
            yield from items


def _names(item: Item, conference: Conference) -> tuple[str, ...]:
    if isinstance(item, Speaker):
        return item.id, item.name
    if isinstance(item, Seat):
        return (item.id,)
    titles = (item.title,) if isinstance(item.title, str) else tuple(item.title.values())
    return item.id, *titles


def _ambiguous(conference: Conference, words: str, found: list[str]) -> Problem:
    shown = _first([f"{conference.name(id)} ({id})" for id in found])
    return Problem((), f"'{words}' could be {either(shown)}", "write more of the name, or the id")


def _first(found: list[str]) -> list[str]:
    return [*found[:SHOWN], *([f"{len(found) - SHOWN} more"] if len(found) > SHOWN else [])]


def _remedy(words: str, named: dict[str, tuple[str, ...]]) -> str:
    """The nearest id or name, or, for one word, the nearest word of a name, if it is found by that."""
    names = [name for all in named.values() for name in all]
    parts = [part for name in names for part in name.split() if len(part) > 2] if len(words.split()) == 1 else []
    spelt = {plain(name): name for name in (*parts, *names)}
    close = get_close_matches(plain(words), sorted(spelt), SHOWN, 0.6)
    sure = next((word for word in close if len(_fitting(word, named)) == 1), None)
    return f"did you mean '{spelt[sure]}'?" if sure else nearest(words, named)
