"""An answer: sittings with their rooms and times, talks with theirs, seats with their people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from instances import clock
from instances.conference import STAFF, Instant, Model

FORMAT: Literal["agendawright/agenda@1"] = "agendawright/agenda@1"


class Timed(Model):
    """Something with a start and an end; `first` and `last` are the same in minutes."""

    start: Instant
    end: Instant

    @cached_property
    def first(self) -> int:
        """Its first minute."""
        return clock.minute(self.start)

    @cached_property
    def last(self) -> int:
        """The minute after its last."""
        return clock.minute(self.end)


class FilledSeat(Model):
    """A seat and the person on it."""

    seat: str
    speaker: str


class TalkSlot(Timed):
    """A talk in its place. `speakers` are those of the talk itself, without the seats."""

    talk: str
    speakers: tuple[str, ...] = ()
    seats: tuple[FilledSeat, ...] = ()

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Everyone who appears: the speakers, and whoever fills the seats."""
        return (*self.speakers, *(s.speaker for s in self.seats))


class Sitting(Timed):
    """One room held by one subforum from a start to an end. The id survives repairs."""

    id: str
    subforum: str
    room: str
    talks: tuple[TalkSlot, ...]


class PlacedFixture(Timed):
    """A fixture at its time in the rooms it holds."""

    fixture: str
    rooms: tuple[str, ...] = ()


class Unplaced(Model):
    """What a draft leaves out, and the rule in its way."""

    item: str
    rule: str = ""
    sentence: str = Field("", json_schema_extra=STAFF)


LEFT_OUT, WISHES = "left out", "wishes"
"""Names of the tiers of an agenda: what a draft leaves out, and what its wishes cost."""


class TierScore(Model):
    """Penalty and proven bound of one tier of the objective. `bound_of`: the model that the bound is of, in words."""

    name: str
    penalty: int
    bound: int | None = None
    bound_of: str = ""
    status: str = ""


class RuleScore(Model):
    """What one rule measures in an agenda, in its own unit and in points."""

    amount: int
    penalty: int


class Score(Model):
    """Points of an agenda. `gap` is in per cent of the penalty; None where nothing is proved."""

    penalty: int
    bound: int | None = None
    gap: float | None = None
    tiers: tuple[TierScore, ...] = ()
    rules: dict[str, RuleScore] = Field(default_factory=dict)


class SolverRecord(Model):
    """How an agenda was found. `seconds` is absent from repeatable runs."""

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    mode: Literal["fast", "repeatable"] = "fast"
    seed: int = 0
    workers: int = 0
    seconds: float | None = None
    deterministic_time: float | None = None
    versions: dict[str, str] = Field(default_factory=dict)


class Agenda(Model):
    """A whole agenda. `changes` are those applied since `conference_hash`; `parent` is the hash of the version, in
    a history, from which it was made."""

    format: Literal["agendawright/agenda@1"] = FORMAT
    conference: str
    conference_hash: str
    changes: tuple[dict[str, Any], ...] = Field((), json_schema_extra=STAFF)
    parent: str | None = Field(None, json_schema_extra=STAFF)
    sittings: tuple[Sitting, ...]
    fixtures: tuple[PlacedFixture, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    score: Score | None = None
    solver: SolverRecord | None = None

    @property
    def draft(self) -> bool:
        """Whether something is left out."""
        return bool(self.unplaced)

    @cached_property
    def slots(self) -> dict[str, tuple[TalkSlot, Sitting]]:
        """Each placed talk with its sitting, by talk id."""
        return {slot.talk: (slot, sitting) for sitting in self.sittings for slot in sitting.talks}

    @cached_property
    def sittings_of(self) -> dict[str, tuple[Sitting, ...]]:
        """The sittings of each subforum, in time, and then by their numbers."""
        found: dict[str, list[Sitting]] = {}
        for sitting in sorted(self.sittings, key=lambda s: (s.first, len(s.id), s.id)):
            found.setdefault(sitting.subforum, []).append(sitting)
        return {id: tuple(sittings) for id, sittings in found.items()}

    @cached_property
    def sequences(self) -> dict[str, list[str]]:
        """The talks of each subforum, sitting after sitting, in time."""
        return {
            id: [slot.talk for s in sittings for slot in sorted(s.talks, key=lambda t: t.first)]
            for id, sittings in self.sittings_of.items()
        }

    @cached_property
    def appearances(self) -> dict[str, tuple[tuple[TalkSlot, Sitting], ...]]:
        """The talks on which each person appears, in time."""
        found: dict[str, list[tuple[TalkSlot, Sitting]]] = {}
        for slot, sitting in sorted(self.slots.values(), key=lambda pair: (pair[0].first, pair[0].talk)):
            for person in slot.people:
                found.setdefault(person, []).append((slot, sitting))
        return {person: tuple(talks) for person, talks in found.items()}

    @cached_property
    def _by_id(self) -> dict[str, Sitting]:
        return {s.id: s for s in self.sittings}

    def exchanged(self, sittings: Mapping[str, Sitting]) -> Agenda:
        """The agenda with other sittings in place of those with their ids; others follow. What is known of the rest is kept."""
        there = self._by_id
        new = self.replaced(sittings=tuple({**there, **sittings}.values()))
        changed = [s for id in sittings for s in (there.get(id), sittings[id]) if s is not None]
        gone = {slot.talk for s in changed for slot in s.talks}
        slots = dict(self.slots)
        for talk in gone:
            slots.pop(talk, None)
        slots |= {slot.talk: (slot, s) for s in sittings.values() for slot in s.talks}
        people = {person for s in changed for slot in s.talks for person in slot.people}
        appearances = dict(self.appearances)
        for person in sorted(people):
            known = [pair for pair in self.appearances.get(person, ()) if pair[0].talk not in gone]
            known += [(slot, s) for s in sittings.values() for slot in s.talks for who in slot.people if who == person]
            appearances[person] = tuple(sorted(known, key=lambda pair: (pair[0].first, pair[0].talk)))
            if not known:
                del appearances[person]
        new.__dict__.update(slots=slots, appearances=appearances)
        forums = {s.subforum for s in changed}
        own = self.replaced(sittings=tuple(s for s in new.sittings if s.subforum in forums))
        for name in ("sittings_of", "sequences"):
            others = dict(getattr(self, name))
            for id in forums:
                others.pop(id, None)
            new.__dict__[name] = others | getattr(own, name)
        return new

    def to_json(self) -> str:
        """The agenda as the text of its file; the same agenda gives the same bytes."""
        document = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
