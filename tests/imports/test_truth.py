"""Messy sheets of three kinds become what their authors meant: what was guessed and what was not read is right to the cell."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest

from instances import imports
from instances.conference import Conference, Speaker, Subforum, Talk, text
from instances.imports.importing import Imported
from tests.messy.build import build
from tests.messy.truth import BLOCK_TEXT, HOME, KINDS, Kind, Person, Place, Truth, clipped, same_clocks
from tests.messy.truth import Talk as Meant

each_kind = pytest.mark.parametrize("kind", KINDS)


class Read(NamedTuple):
    """What the sheets mean, and what was made of them."""

    truth: Truth
    done: Imported
    report: dict[str, Any]

    @property
    def conference(self) -> Conference:
        return self.done.conference

    def cells(self, *lists: str) -> set[Place]:
        return {Place(one["file"], one["sheet"], one["cell"]) for name in lists for one in self.report[name] if one["cell"]}

    @property
    def pairs(self) -> set[Place]:
        return {Place(**place) for pair in self.report["duplicates"] for place in pair["places"]}

    def called(self, person: Person) -> list[Speaker]:
        """People of the conference who go by a name of a person's, and have no other address; by a doubtful name, if by no other."""
        known = [s for s in self.conference.speakers if s.email in ("", person.email.casefold())]
        return [s for s in known if s.name in person.accepted] or [s for s in known if s.name in person.also]

    def forum(self, title: str) -> Subforum:
        return next(s for s in self.conference.subforums if text(s.title) == title)

    def talks(self, meant: Meant) -> list[tuple[Subforum, Talk]]:
        return [(s, talk) for s in self.conference.subforums for talk in s.talks if text(talk.title) == meant.title]


@cache
def read(kind: Kind) -> Read:
    with TemporaryDirectory() as name:
        folder = Path(name)
        truth = build(kind, folder)
        plan = imports.plan([str(folder / file) for file in truth.files], str(folder / "map.yaml"))
        plan = imports.settle(plan, "Digital Forum", "Shanghai", BLOCK_TEXT)
        done = imports.carry_out(plan, None, None, "forum")
        return Read(truth, done, imports.document(plan, done))


@each_kind
def test_every_person_is_there_once_with_address_zone_and_windows(kind: Kind) -> None:
    """Or, where a name is doubtful and was not merged, in two parts, which are listed side by side."""
    found = read(kind)
    pairs = [{pair["first"], pair["second"]} for pair in found.report["duplicates"]]
    for person in found.truth.people:
        (one,) = found.called(person)
        parts = [one, *(s for s in found.conference.speakers if {one.name, s.name} in pairs and s.name in person.also)]
        assert person.email.casefold() in {s.email for s in parts}
        assert person.attends is None or person.attends in {s.attends for s in parts}, person.name
        assert person.zone is None or any(same_clocks(person.zone, s.timezone or HOME) for s in parts), person.name
        windows = [clipped([(w.start, w.end) for w in s.available]) if s.available else None for s in parts]
        assert clipped(person.available) in windows, person.name


@each_kind
def test_whoever_else_is_there_is_listed_beside_somebody(kind: Kind) -> None:
    found = read(kind)
    names = {name for pair in found.report["duplicates"] for name in (pair["first"], pair["second"])}
    meant = {s.id for person in found.truth.people for s in found.called(person)}
    extra = [s.name for s in found.conference.speakers if s.id not in meant]
    assert set(extra) <= names
    assert all(any(person.goes_by(name) for person in found.truth.people) for name in extra)


@each_kind
def test_talks_have_their_title_length_forum_and_people(kind: Kind) -> None:
    found = read(kind)
    assert sum(len(s.talks) for s in found.conference.subforums) == len(found.truth.talks)
    alike = {pair["first"]: pair["second"] for pair in found.report["duplicates"]}
    for meant in found.truth.talks:
        ((forum, talk),) = [one for one in found.talks(meant) if text(one[0].title) in (meant.forum, alike.get(meant.forum))]
        assert meant.minutes in (None, talk.minutes), meant.title
        names = [found.conference.name(id) for id in talk.speakers]
        people = [person for name in meant.speakers for person in found.truth.people if person.name == name]
        assert len(names) == len(meant.speakers)
        assert all(any(person.goes_by(name) for person in people) for name in names), meant.title
        assert forum.title


@each_kind
def test_forums_have_their_track_audience_and_needs(kind: Kind) -> None:
    found = read(kind)
    for meant in found.truth.forums:
        forum = found.forum(meant.title)
        assert text(found.conference.name(forum.track)) == meant.track
        assert meant.audience in (None, forum.audience.onsite), meant.title
        assert _meant(found.truth, forum.needs) == meant.needs, meant.title


@each_kind
def test_rooms_have_their_building_seats_features_and_closures(kind: Kind) -> None:
    found = read(kind)
    for meant in found.truth.rooms:
        room = next(r for r in found.conference.rooms if text(r.title) == meant.name)
        assert room.building == meant.building
        assert room.seats == (meant.seats if meant.seats is not None else 0)
        assert _meant(found.truth, room.features) == meant.features, meant.name
        assert (clipped([(w.start, w.end) for w in room.closed]) if room.closed else ()) == (clipped(meant.closed) or ())


def _meant(truth: Truth, names: Iterable[str]) -> set[str]:
    """Features by the names that the truth has for them."""
    ours = {"stream": "streaming"}
    return {ours.get(name, name) for name in names}


@each_kind
def test_what_cannot_be_read_is_listed_by_its_cell(kind: Kind) -> None:
    found = read(kind)
    assert found.truth.unread - found.cells("unread") == set()


@each_kind
def test_what_was_guessed_is_listed_by_its_cell(kind: Kind) -> None:
    found = read(kind)
    said = found.cells("guessed", "unread")
    assert found.truth.guessed - said == set()
    assert found.truth.told - said - found.pairs == set()
    assert all(cells & said for cells in found.truth.one_of)


@each_kind
def test_nothing_is_said_of_cells_that_are_plain(kind: Kind) -> None:
    """Except where a person is found again by another spelling, on both cells, and where a default is taken for somebody."""
    found = read(kind)
    truth = found.truth
    spoken = truth.unread | truth.guessed | truth.told | truth.debatable | frozenset().union(*truth.one_of)
    spoken |= {one.cell for one in truth.likely if one.cell}
    defaults = ("taken as ", ": taken as ")
    noise = [
        one
        for name in ("unread", "guessed")
        for one in found.report[name]
        if Place(one["file"], one["sheet"], one["cell"]) not in spoken and one["cell"] and not any(word in one["what"] for word in defaults)
    ]
    assert noise == []


@each_kind
def test_likely_duplicates_are_listed_and_people_of_their_own_are_not(kind: Kind) -> None:
    found = read(kind)
    pairs = {frozenset((pair["first"], pair["second"])) for pair in found.report["duplicates"]}
    said = found.cells("guessed", "unread") | found.pairs
    for one in found.truth.likely:
        assert frozenset((one.first, one.second)) in pairs or (one.cell and one.cell in said), one
    assert not [pair for pair in found.truth.distinct if frozenset(pair) in pairs]
    for name in found.truth.namesakes:
        assert len({s.id for s in found.conference.speakers if s.name == name}) > 1


@each_kind
def test_what_is_left_out_is_told(kind: Kind) -> None:
    found = read(kind)
    for left in found.truth.left_out:
        notes = [note["what"] for note in found.report["notes"] if (note["file"], note["sheet"]) == (left.file, left.sheet)]
        word = {"hidden": "hidden", "total": "totals", "above the headings": "above"}[left.why]
        number = left.what.split()[-1] if left.what else ""
        assert any(word in note and _names(note, number) for note in notes), left


def _names(note: str, number: str) -> bool:
    """Whether a note names a row or column, alone or within a stretch of rows."""
    words = note.replace(",", " ").split()
    spans = [word.split("-") for word in words if "-" in word]
    inside = number.isdigit() and any(
        int(a) <= int(number) <= int(b) for a, b in (s for s in spans if len(s) == 2 and all(map(str.isdigit, s)))
    )
    return not number or number in words or inside
