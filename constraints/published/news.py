"""As few people as possible must be told something new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from constraints.published.places import elsewhere, kept
from constraints.rule import Amount, Concerning, Rule, Violation
from instances import told
from instances.agenda import Agenda
from instances.conference import Conference, Speaker, Subforum, Talk
from instances.told import Duty

if TYPE_CHECKING:
    from constraints.variables import Expression, Literal, Place, Variables


class News(Rule):
    """Unit: people whose duties (see `instances.told`) are not what they were told before.

    `before`: what each was told; `knows`: people who need no word, for it was they who cancelled.
    """

    id: ClassVar[str] = "news"
    unit: ClassVar[str] = "people"
    before: Mapping[str, tuple[Duty, ...]]
    knows: frozenset[str] = frozenset()

    def post(self, x: Variables) -> Iterator[Amount]:
        for person in sorted(x.conference.speakers, key=lambda s: s.id):
            signs = [] if person.id in self.knows else list(self._signs(x, person))
            if any(isinstance(sign, int) and sign for sign in signs):
                yield Amount(1, (person.id,))
            elif signs := [sign for sign in signs if not isinstance(sign, int)]:
                yield Amount(x.at_least([(sign, []) for sign in signs], 1), (person.id,))
        for gone in sorted(set(self.before) - {s.id for s in x.conference.speakers} - self.knows):
            yield Amount(1, (gone,))

    def _signs(self, x: Variables, person: Speaker) -> Iterator[Expression]:
        """Expressions of which one is at least 1 if and only if a person must be told."""
        was: dict[tuple[str, str], list[Duty]] = {}
        for duty in self.before.get(person.id, ()):
            yield int(not duty.enough_for(person.attends))
            was.setdefault((duty.kind, duty.item), []).append(duty.known_to(person.attends))
        for a in x.appearances[person.id]:
            kind = "seat" if a.seat else "talk" if isinstance(a.place.item, Talk) else "fixture"
            known = was.pop((kind, a.seat or a.place.id), None)
            yield from _changed(x, a.place, known[0], 1 - a.literal) if known else (_value(x, a.literal),)
            if known and not known[0].rooms and person.attends == "onsite":
                yield int(bool(a.place.in_room))
        for subforum in x.conference.subforums:
            if person.id in told.leaders(subforum):
                yield from self._led(x, subforum, was)
        yield from (1 for _ in was)

    def _led(self, x: Variables, subforum: Subforum, was: dict[tuple[str, str], list[Duty]]) -> Iterator[Expression]:
        """Whether something changes in a subforum that somebody hosts or chairs."""
        for item in subforum.talks:
            talk, known = x.talks[item.id], was.pop(("programme", item.id), None)
            if known is None:
                yield _value(x, talk.placed)
                continue
            yield from _changed(x, talk, known[0], 1 - talk.placed)
            yield from _other_people(x, talk, known[0].people)
        yield from _other_frames(x, subforum, was.pop(("sitting", subforum.id), []))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        now, known = told.told(conference, agenda), {s.id for s in conference.speakers}
        for person in told.news(conference, self.before, now, self.knows):
            name = conference.name(person) if person in known else person
            yield Violation(self.id, 1, (person,), f"{name} must be told something new.")


def _other_frames(x: Variables, subforum: Subforum, frames: Sequence[Duty]) -> Iterator[Expression]:
    """Whether sittings with talks have other times or rooms than before. Those that were alike to somebody are one frame."""
    sittings = x.sittings_of[subforum.id]
    talks = {s.id: [x.talks[t.id].hosts[s.id] for t in subforum.talks] for s in sittings}
    same: dict[str, list[Literal]] = {s.id: [] for s in sittings}
    for frame in frames:
        found = dict(kept(x, subforum, frame.first, frame.last, frame.rooms))
        yield 1 - x.any_of(list(found.values()))
        for id, literal in found.items():
            same[id].append(literal)
            if subforum.empty_sittings:
                x.model.add_bool_or(talks[id]).only_enforce_if(literal)
    if len(frames) < len(sittings):
        yield from (1 - x.any_of([~x.any_of(talks[id]), *literals]) for id, literals in same.items())


def _value(x: Variables, literal: Expression) -> Expression:
    """A literal, or the number that it is."""
    return 1 if literal is x.true else literal


def _changed(x: Variables, place: Place, was: Duty, gone: Expression) -> Iterator[Expression]:
    """Whether a talk or fixture is no longer there, or elsewhere."""
    yield 0 if place.placed is x.true and isinstance(gone, int) else gone
    yield from elsewhere(x, place, was.first, was.last, was.rooms)


def _other_people(x: Variables, talk: Place, people: tuple[str, ...]) -> Iterator[Expression]:
    """Whether others appear on a talk than before."""
    item = talk.item
    assert isinstance(item, Talk)
    if set(item.speakers) - set(people):
        yield 1
    seated: dict[str, list[Expression]] = {}
    for seat in item.seats:
        for person, literal in x.fills[seat.id].items():
            seated.setdefault(person, []).append(literal)
    for person, literals in seated.items():
        if person not in people:
            yield from literals
        elif person not in item.speakers:
            yield 1 - sum(literals)
    if set(people) - set(item.speakers) - set(seated):
        yield 1
