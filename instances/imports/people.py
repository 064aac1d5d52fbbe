"""Who is who: the people of several sheets, whose names are spelt in several ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from instances.imports.entries import Entry, Remarks
from instances.imports.mapping import Names
from instances.imports.things import Likely, Thing
from instances.typed.people import bare_name, likely_duplicates, name_key, other_keys
from instances.typed.reading import shown


class People:
    """The people met so far. Two names are one person's where they are the same text, where the map says so, or,
    for a mention in another sheet, where they are the same but for title, capitals, order and remarks."""

    def __init__(self, same: Names, different: Names, remarks: Remarks) -> None:
        self.all: list[Thing] = []
        self.lists = False
        self.by_text: dict[str, list[Thing]] = {}
        self.by_key: dict[str, list[Thing]] = {}
        self.remarks = remarks
        self._shown = {_text(name): group[0] for group in same for name in group}
        self._told = [frozenset(map(_text, group)) for group in (*same, *different)]
        self._apart = [frozenset(map(_text, group)) for group in different]

    def listed(self, name: Entry, email: str) -> Thing:
        """The person in a row of a list of people."""
        self.lists = True
        return self._exact(name.text, email) or self._new(name, email)

    def mentioned(self, name: Entry, text: str, email: str = "") -> Thing | None:
        """The person whom another sheet names; None, and a finding, where it could be several."""
        exact = self.by_text.get(_text(self._called(text)), [])
        near = self._near(text) if not exact else []
        found = [one for one in exact or near if not _other(email, one.email)]
        if len({id(one) for one in found}) > 1:
            same = [one for one in found if email and one.email == email]
            if len(same) != 1:
                places = " or ".join(one.places[0].place for one in found)
                self.remarks.fail(name, f"{shown(text)} could be the person in {places}", "write the e-mail address beside the name")
                return None
            found = same
        if not found:
            if self.lists:
                self.remarks.guess(name, f"{shown(text)} is in no list of people, and taken as one more")
            return self._new(name, email, text)
        if near:
            self._took(name, text, found[0])
        return self._told_of(found[0], name, email, text)

    def _took(self, name: Entry, text: str, one: Thing) -> None:
        """Tell of another spelling, in both places."""
        self.remarks.guess(name, f"{shown(text)} taken as {one.name} in {one.places[0].place}")
        self.remarks.guessed.append(replace(one.places[0].says(f"taken as {shown(text)} in {name.place}, too"), echo=True))

    def known(self, text: str) -> bool:
        """Whether a text as a whole is the name of somebody met before, or the same but for order and titles."""
        return _text(self._called(text)) in self.by_text or any(name_key(text) in map(name_key, one.names) for one in self._near(text))

    def likely(self) -> list[Likely]:
        """Pairs of names that may be one person's, and of which the map says nothing."""
        named = {one.name: one for one in reversed(self.all)}
        pairs = [Likely(named[pair.first], named[pair.second], pair.reason) for pair in likely_duplicates(named)]
        alike: dict[str, list[Thing]] = {}
        for one in self.all:
            alike.setdefault(one.name, []).append(one)
        twins = (pair for same in alike.values() for pair in combinations(same, 2))
        twice = [Likely(a, b, f"the same name with {a.email} and {b.email}") for a, b in twins]
        return [pair for pair in pairs if not self._settled(pair)] + twice

    def _settled(self, pair: Likely) -> bool:
        return any(group & pair.first.spelt and group & pair.second.spelt for group in self._told)

    def _called(self, text: str) -> str:
        return self._shown.get(_text(text), text)

    def _exact(self, text: str, email: str) -> Thing | None:
        found = self.by_text.get(_text(self._called(text)), [])
        return next((one for one in found if not _other(email, one.email)), None)

    def _near(self, text: str) -> list[Thing]:
        """People of whom a mention may be another spelling, and of which the map says nothing else."""
        found = {id(one): one for key in (name_key(text), *sorted(other_keys(text))) for one in self.by_key.get(key, ())}
        apart = [group for group in self._apart if _text(text) in group]
        return [one for one in found.values() if not any(one.spelt & group for group in apart)]

    def also(self, one: Thing, names: Iterable[str]) -> None:
        """Names that a person has in another script."""
        for name in names:
            one.names.append(name)
            self._index(one, name)

    def _index(self, one: Thing, name: str) -> None:
        for key in (name_key(name), *other_keys(name)):
            if one not in (known := self.by_key.setdefault(key, [])):
                known.append(one)

    def _new(self, name: Entry, email: str, text: str = "") -> Thing:
        called = self._called(text or name.text)
        one = Thing("speakers", bare_name(called), [])
        self.all.append(one)
        return self._told_of(one, name, email, called)

    def _told_of(self, one: Thing, name: Entry, email: str, text: str) -> Thing:
        one.places.append(name)
        one.names.append(text)
        one.email = one.email or email
        self._index(one, text)
        for spelling in {_text(text), _text(one.name)} - one.spelt:
            one.spelt.add(spelling)
            self.by_text.setdefault(spelling, []).append(one)
        return one


def whole_name(given: Sequence[Entry], family: Sequence[Entry]) -> str:
    """A name from two columns: 'Li' and 'Wei' are 'Wei Li', and '李' and '伟' are '李伟'."""
    first, last = " ".join(e.text for e in given), " ".join(e.text for e in family)
    han = any("\u3400" <= letter <= "\u9fff" for letter in first + last)
    return f"{last}{first}" if han else f"{first} {last}".strip()


def _text(name: str) -> str:
    return " ".join(name.split()).casefold()


def _other(email: str, known: str) -> bool:
    return bool(email and known and email != known)
