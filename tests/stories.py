"""Small conferences with their agendas, told in a few lines, and what a rule has to say of them.

    story = Story().block("am", "09:00", "12:00").room("red").subforum("data", talk("d1", 30))
    guilty(story.sit("data", "red", "09:00"), RoomClosed(), {("data",): 10}, "Red")

Every story is heard three times: by the checker, by the amounts that the model measures, and by
the form in which it forbids them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ortools.sat.python import cp_model

from constraints import Rule, Violation, structure
from constraints.assignment import values_of
from constraints.no_gap import NoGap
from constraints.placed import Placed
from constraints.variables import Variables
from instances.agenda import Agenda
from instances.conference import Conference

Given = dict[str, Any]
Amounts = Mapping[tuple[str, ...], int]


def talk(id: str, minutes: int, *speakers: str, **more: Any) -> Given:
    """A talk of a subforum; its title is its id, spelt as a name."""
    return {"id": id, "title": _title(id), "minutes": minutes, "speakers": list(speakers), **more}


def seat(id: str, *candidates: str, **more: Any) -> Given:
    """A seat of a talk."""
    return {"id": id, "role": "moderator", "candidates": list(candidates), **more}


def _title(id: str) -> str:
    return id.replace("-", " ").title()


@dataclass(frozen=True)
class Story:
    """A conference and an agenda of it; every method gives a new story. Times like '09:00' are of `day`."""

    zone: str = "Asia/Shanghai"
    day: str = "2022-11-09"
    grid: int = 5
    given: tuple[tuple[str, Given], ...] = ()
    sittings: tuple[Given, ...] = ()
    standing: tuple[Given, ...] = ()
    travel: Given = field(default_factory=dict)

    def add(self, key: str, **entry: Any) -> Story:
        """One more entry of a list of the conference."""
        return replace(self, given=(*self.given, (key, entry)))

    def block(self, id: str, start: str, end: str) -> Story:
        """A block."""
        return self.add("blocks", id=id, title=_title(id), start=self.time(start), end=self.time(end))

    def room(self, id: str, seats: int = 100, **more: Any) -> Story:
        """A room."""
        return self.add("rooms", id=id, title=_title(id), seats=seats, **more)

    def person(self, id: str, zone: str = "", **more: Any) -> Story:
        """A speaker; with a zone they are online, unless `attends` says otherwise."""
        home: Given = {"timezone": zone, "attends": "online"} if zone else {}
        return self.add("speakers", **{"id": id, "name": _title(id), **home, **more})

    def subforum(self, id: str, *talks: Given, track: str = "theme", **more: Any) -> Story:
        """A subforum with its talks, and its track if that is new."""
        known = ("tracks", {"id": track, "title": _title(track)})
        new = self if known in self.given else self.add(known[0], **known[1])
        return new.add("subforums", **{"id": id, "title": _title(id), "track": track, "talks": list(talks), **more})

    def fixture(self, id: str, *rooms: str, **more: Any) -> Story:
        """A fixture. If it is fixed, it stands in the agenda."""
        timed: Given = {key: self.time(more[key]) for key in ("start", "end") if key in more}
        new = self.add("fixtures", **{"id": id, "title": _title(id), "rooms": list(rooms), **more, **timed})
        return new.stand(id, more["start"]) if "start" in more else new

    def walks(self, **travel: Any) -> Story:
        """The walking times."""
        return replace(self, travel=travel)

    def window(self, start: str, end: str, **more: Any) -> Given:
        """A window of the conference's clocks."""
        return {"from": self.time(start), "to": self.time(end), **more}

    def sit(self, subforum: str, room: str, start: str, *talks: str, until: str = "", **seats: str) -> Story:
        """A sitting with these talks (by default all), one after another unless 'id@10:30' says when.

        `seats` are the people on the seats of the talks.
        """
        own = {t["id"]: t for key, s in self.given if key == "subforums" and s["id"] == subforum for t in s["talks"]}
        now, slots = self._local(start), []
        for word in talks or own:
            id, _, at = word.partition("@")
            now = self._local(at) if at else now
            end = now + timedelta(minutes=own[id]["minutes"])
            filled = [{"seat": s["id"], "speaker": seats[s["id"]]} for s in own[id].get("seats", ()) if s["id"] in seats]
            slots.append({"talk": id, "start": now, "end": end, "speakers": own[id]["speakers"], "seats": filled})
            now = end
        number = 1 + sum(s["subforum"] == subforum for s in self.sittings)
        entry = {
            "id": f"{subforum}/{number}",
            "subforum": subforum,
            "room": room,
            "start": self._local(start),
            "talks": slots,
        }
        entry["end"] = self._local(until) if until else now
        return replace(self, sittings=(*self.sittings, entry))

    def stand(self, fixture: str, start: str, *rooms: str) -> Story:
        """A fixture at its time, in these rooms, by default all of its own."""
        own = next(f for key, f in self.given if key == "fixtures" and f["id"] == fixture)
        begin = self._local(start)
        end = self._local(own["end"]) if "end" in own else begin + timedelta(minutes=own["minutes"])
        entry = {"fixture": fixture, "rooms": list(rooms or own["rooms"]), "start": begin, "end": end}
        return replace(self, standing=(*self.standing, entry))

    def time(self, text: str) -> str:
        """A time of the story's day, unless it names its own."""
        return text if "T" in text else f"{self.day}T{text}"

    def _local(self, text: str) -> datetime:
        return datetime.fromisoformat(self.time(text)).replace(tzinfo=ZoneInfo(self.zone))

    @property
    def raw(self) -> Given:
        """The conference as it would stand in a file."""
        about = {"id": "tiny", "title": "Tiny", "timezone": self.zone, "grid": self.grid}
        raw: Given = {"conference": about, "travel": self.travel}
        for key, entry in self.given:
            raw.setdefault(key, []).append(entry)
        return raw

    @property
    def conference(self) -> Conference:
        """The conference."""
        return Conference.model_validate(self.raw)

    @property
    def agenda(self) -> Agenda:
        """The agenda."""
        told = {"conference": "tiny", "conference_hash": "", "sittings": self.sittings, "fixtures": self.standing}
        return Agenda.model_validate(told)


def guilty(story: Story, rule: Rule, amounts: Amounts, *words: str, facts: tuple[str, ...] | None = None) -> None:
    """The checker names these items with these amounts, and all the words.

    The model measures the same, and forbids it unless the rule's limit is as high as the worst amount.
    """
    found = list(rule.violations(story.conference, story.agenda))
    expected = {tuple(sorted(items)): amount for items, amount in amounts.items()}
    assert _sums((v.items, v.amount) for v in found) == expected
    for word in words:
        assert any(word in v.sentence for v in found), f"no sentence says '{word}': {[v.sentence for v in found]}"
    assert all(v.sentence.endswith(".") and v.rule == rule.id for v in found)
    assert facts is None or {f for v in found for f in v.facts} == set(facts)
    worst = max(v.amount for v in found)
    for modes in _modes(story):
        assert measured(story, rule, **modes) == expected
        assert not admitted(story, rule, **modes)
        assert not admitted(story, rule.model_copy(update={"limit": worst - 1}), **modes)
        assert admitted(story, rule.model_copy(update={"limit": worst}), **modes)


def silent(story: Story, rule: Rule) -> None:
    """Neither the checker nor the model has anything against the agenda."""
    assert [v.sentence for v in rule.violations(story.conference, story.agenda)] == []
    for modes in _modes(story):
        assert measured(story, rule, **modes) == {}
        assert admitted(story, rule, **modes)


def sentences(story: Story, rule: Rule) -> list[str]:
    """What the checker says."""
    return [v.sentence for v in rule.violations(story.conference, story.agenda)]


def admitted(story: Story, rule: Rule, **modes: bool) -> bool:
    """Whether the agenda is a solution of a model that holds the rule as hard."""
    x = _variables(story, **modes)
    rule.forbid(x)
    _fix(x, story.agenda)
    return _solved(x.model) is not None


def measured(story: Story, rule: Rule, **modes: bool) -> Amounts:
    """What the model measures in the agenda, items by items, zeros left out."""
    x = _variables(story, **modes)
    amounts = list(rule.post(x))
    _fix(x, story.agenda)
    x.model.minimize(sum(a.expression for a in amounts))
    solver = _solved(x.model)
    assert solver is not None, "the variables cannot express the agenda"
    return _sums((a.items, solver.value(a.expression)) for a in amounts)


def _variables(story: Story, **modes: bool) -> Variables:
    assert not list(structure.faults(story.conference, story.agenda)), "the story is no agenda"
    return Variables(story.conference, cp_model.CpModel(), **modes)


def _fix(x: Variables, agenda: Agenda) -> None:
    """After rules have been asked, for they may have made further variables, as starts of talks."""
    for variable, value, *_ in values_of(x, agenda):
        x.model.add(variable == value)


def _solved(model: cp_model.CpModel) -> cp_model.CpSolver | None:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver if solver.solve(model) == cp_model.OPTIMAL else None


def _modes(story: Story) -> Iterator[dict[str, bool]]:
    """The modes of the variables that can express an agenda."""
    yield {}
    gaps: list[Violation] = [
        *Placed().violations(story.conference, story.agenda),
        *NoGap().violations(story.conference, story.agenda),
    ]
    if not gaps:
        yield {"whole": True, "tight": True}


def _sums(found: Iterator[tuple[tuple[str, ...], int]]) -> dict[tuple[str, ...], int]:
    sums: Counter[tuple[str, ...]] = Counter()
    for items, amount in found:
        sums[items] += amount
    return {items: amount for items, amount in sums.items() if amount}
