"""Who is who: the people of several sheets, whose names are spelt in several ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from instances.imports.entries import Entry, Remarks
from instances.imports.mapping import Names
from instances.imports.things import Likely, Thing
from instances.typed.people import bare_name, likely_duplicates, name_key, other_keys
from instances.typed.reading import shown

_LABEL = re.compile(r"\s*(?:<[^<>]*>|\([^()]*\))$")
_HAN = re.compile(r"[\u3400-\u9fff]")


class People:
    """The people met so far.

    Two names are one person's where they are the same text, unless addresses or, in a list of people, organisations
    differ; where the map says so; or, for a mention in another sheet, where they are the same but for title, capitals,
    order and remarks.
    """

    def __init__(self, same: Names, different: Names, remarks: Remarks) -> None:
        self.all: list[Thing] = []
        self.lists = False
        self.by_text: dict[str, list[Thing]] = {}
        self.by_key: dict[str, list[Thing]] = {}
        self.met: set[str] = set()
        self.remarks = remarks
        self._groups = {_text(name): number for number, group in enumerate(same) for name in group}
        self._shown = [group[0] for group in same]
        self._grouped: dict[int, Thing] = {}
        self._told = [frozenset(map(_text, group)) for group in (*same, *different)]
        self._apart = [frozenset(map(_text, group)) for group in different]

    def listed(self, name: Entry, email: str, organisation: str = "") -> Thing:
        """The person in a row of a list of people."""
        self.lists = True
        one = self._settled(name, name.text, email, organisation)
        if one is not None:
            return one
        found = [
            p for p in self.by_text.get(_text(name.text), []) if not _other(email, p.email) and not _elsewhere(organisation, p.organisation)
        ]
        return self._told_of(found[0], name, email, name.text, organisation) if found else self._new(name, email, name.text, organisation)

    def mentioned(self, name: Entry, text: str, email: str = "", organisation: str = "") -> Thing | None:
        """The person whom another sheet names; None, and a finding, where it could be several."""
        if one := self._settled(name, text, email, organisation):
            return one
        exact = self.by_text.get(_text(text), [])
        near = self._near(text) if not exact else []
        found = [one for one in exact or near if not _other(email, one.email)]
        if len(found) > 1:
            surer = [one for one in found if email and one.email == email] or [
                one for one in found if organisation and one.organisation and not _elsewhere(organisation, one.organisation)
            ]
            if len(surer) != 1:
                places = " or ".join(one.places[0].place for one in found)
                self.remarks.fail(name, f"{shown(text)} could be the person in {places}", "write the e-mail address beside the name")
                return None
            found = surer
        if not found:
            if self.lists:
                self.remarks.guess(name, f"{shown(text)} is in no list of people, and taken as one more")
            return self._new(name, email, text, organisation)
        if near:
            self._took(name, text, found[0])
        elif _elsewhere(organisation, found[0].organisation):
            self.remarks.guess(
                name, f"{shown(text)} of {organisation} taken as the one of {found[0].organisation} in {found[0].places[0].place}"
            )
        return self._told_of(found[0], name, email, text, organisation)

    def known(self, text: str) -> bool:
        """Whether a text as a whole is the name of somebody met before, or the same but for order and titles."""
        if _text(text) in self._groups or _text(text) in self.by_text:
            return True
        return any(name_key(text) in map(name_key, one.names) for one in self._near(text))

    def also(self, one: Thing, names: Iterable[str]) -> None:
        """Names that a person has in another script."""
        for name in names:
            one.names.append(name)
            self._index(one, name)

    def likely(self) -> list[Likely]:
        """Pairs of names that may be one person's, and of which the map says nothing."""
        named = {one.name: one for one in reversed(self.all)}
        pairs = [Likely(named[pair.first], named[pair.second], pair.reason) for pair in likely_duplicates(named)]
        alike: dict[str, list[Thing]] = {}
        for one in self.all:
            alike.setdefault(one.name, []).append(one)
        for first, second in (pair for same in alike.values() for pair in combinations(same, 2)):
            first.label, second.label = _label(first), _label(second)
            pairs.append(Likely(first, second, "the same name"))
        return [pair for pair in pairs if not self._decided(pair)]

    def _decided(self, pair: Likely) -> bool:
        """Whether the map says of a pair that it is one person, or two."""
        first, second = ({_text(one.label), *(one.spelt if not one.label else ())} - {""} for one in (pair.first, pair.second))
        return any(group & first and group & second for group in self._told)

    def _settled(self, name: Entry, text: str, email: str, organisation: str) -> Thing | None:
        """The person of a name of which the map says whose it is."""
        labels = (f"{text} <{email}>", f"{text} ({organisation})", text)
        number = next((self._groups[_text(label)] for label in labels if _text(label) in self._groups), None)
        self.met |= set(map(_text, labels))
        if number is None:
            return None
        one = self._grouped.get(number)
        if one is None:
            one = self._grouped[number] = self._new(name, email, _LABEL.sub("", self._shown[number]), organisation)
        return self._told_of(one, name, email, text, organisation)

    def _took(self, name: Entry, text: str, one: Thing) -> None:
        """Tell of another spelling, in both places; of two spellings the fuller is shown."""
        self.remarks.guess(name, f"{shown(text)} taken as {one.name} in {one.places[0].place}")
        self.remarks.guessed.append(replace(one.places[0].says(f"taken as {shown(text)} in {name.place}, too"), echo=True))
        fuller = bare_name(text)
        if _fullness(fuller) > _fullness(one.name) and one not in self._grouped.values():
            one.name = fuller

    def _near(self, text: str) -> list[Thing]:
        """People of whom a mention may be another spelling, and of which the map says nothing else."""
        found = {id(one): one for key in (name_key(text), *sorted(other_keys(text))) for one in self.by_key.get(key, ())}
        apart = [group for group in self._apart if _text(text) in group]
        return [one for one in found.values() if not any(one.spelt & group for group in apart)]

    def _new(self, name: Entry, email: str, text: str, organisation: str) -> Thing:
        one = Thing("speakers", bare_name(text), [])
        self.all.append(one)
        return self._told_of(one, name, email, text, organisation)

    def _told_of(self, one: Thing, name: Entry, email: str, text: str, organisation: str) -> Thing:
        if name not in one.places:
            one.places.append(name)
        one.names.append(text)
        one.email = one.email or email
        one.organisation = one.organisation or organisation
        self._index(one, text)
        for spelling in sorted({_text(text), _text(one.name)} - one.spelt):
            one.spelt.add(spelling)
            self.by_text.setdefault(spelling, []).append(one)
        return one

    def _index(self, one: Thing, name: str) -> None:
        for key in (name_key(name), *other_keys(name)):
            if one not in (known := self.by_key.setdefault(key, [])):
                known.append(one)


def whole_name(given: Sequence[Entry], family: Sequence[Entry]) -> str:
    """A name from two columns: 'Li' and 'Wei' are 'Wei Li', and '李' and '伟' are '李伟'."""
    first, last = " ".join(e.text for e in given), " ".join(e.text for e in family)
    return f"{last}{first}" if _HAN.search(first + last) else f"{first} {last}".strip()


def _text(name: str) -> str:
    return " ".join(name.split()).casefold()


def _label(one: Thing) -> str:
    """A name by which one of several people of that name can be told."""
    return f"{one.name} <{one.email}>" if one.email else f"{one.name} ({one.organisation or one.places[0].place})"


def _fullness(name: str) -> tuple[bool, bool]:
    """How well a spelling can be shown: in two scripts, without a comma or capitals throughout."""
    latin = [word for word in re.findall(r"[^\W\d_]+", name) if not _HAN.search(word)]
    return bool(_HAN.search(name) and latin), "," not in name and not any(len(word) > 2 and word.isupper() for word in latin)


def _other(email: str, known: str) -> bool:
    return bool(email and known and email != known)


def _elsewhere(organisation: str, known: str) -> bool:
    """Whether two organisations are surely two: no word in common, nor the initials of the other, nor two Chinese letters in a row."""
    one, other = organisation.casefold(), known.casefold()
    if not one or not other or one in other or other in one:
        return False
    words = [re.findall(r"[^\W\d_]+", text) for text in (one, other)]
    initials = {"".join(word[0] for word in text if word not in ("of", "the", "and", "for")) for text in words}
    pairs = [{text[n : n + 2] for n in range(len(text) - 1) if _HAN.match(text[n]) and _HAN.match(text[n + 1])} for text in (one, other)]
    return not ({w for w in words[0] if len(w) > 3} & set(words[1]) or initials & {*words[0], *words[1]} or pairs[0] & pairs[1])
