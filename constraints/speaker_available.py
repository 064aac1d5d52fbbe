"""Nobody who must be there at the time appears outside the windows in which they are available."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation, touches
from constraints.variables import Appearance
from instances.agenda import Agenda
from instances.conference import Conference, Window

if TYPE_CHECKING:
    from constraints.variables import Variables


class SpeakerAvailable(Rule):
    """Unit: minutes of a talk, or of a fixture that the engine places, outside a person's windows."""

    id: ClassVar[str] = "speaker_available"
    unit: ClassVar[str] = "minutes"
    sees_rooms: ClassVar[bool] = False
    adds_up: ClassVar[bool] = True

    def post(self, x: Variables) -> Iterator[Amount]:
        for person, windows, seen in _appearances(x):
            outside = x.over_minutes(seen.place, _outside(windows))
            minutes = x.if_true(seen.literal, outside, seen.place.size * x.grid)
            yield Amount(minutes, tuple(sorted((seen.place.id, person))), _facts(person, windows))

    def forbid(self, x: Variables) -> None:
        if self.limit:
            super().forbid(x)
            return
        for _, windows, seen in _appearances(x):
            x.avoid_minutes(seen.place, [seen.literal], _outside(windows))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        for speaker in conference.people_in(concerning):
            if speaker.available is None or speaker.attends == "recorded" or not touches(concerning, conference.places_of[speaker.id]):
                continue
            stays = [(t.first, t.last, t.talk, s.subforum, t.start) for t, s in agenda.appearances.get(speaker.id, ())]
            stays += [
                (f.first, f.last, f.fixture, f.fixture, f.start)
                for f in agenda.fixtures
                if speaker.id in conference.fixture(f.fixture).speakers and conference.fixture(f.fixture).start is None
            ]
            for first, last, item, owner, start in stays:
                minutes, now = 0, first
                for window in sorted(speaker.available, key=lambda w: w.first):
                    minutes += max(0, min(last, window.first) - now)
                    now = max(now, min(last, window.last))
                minutes += last - now
                if minutes and touches(concerning, (owner,)):
                    yield Violation(
                        self.id,
                        minutes,
                        tuple(sorted((item, speaker.id))),
                        f"{speaker.name} is not available for {minutes} minutes of '{conference.name(item)}' at {start:%b %d %H:%M}.",
                        _facts(speaker.id, speaker.available),
                    )


def _facts(person: str, windows: tuple[Window, ...]) -> tuple[str, ...]:
    return tuple(f"speakers/{person}/available/{i}" for i in range(len(windows)))


def _appearances(x: Variables) -> Iterator[tuple[str, tuple[Window, ...], Appearance]]:
    for person, appearances in x.appearances.items():
        speaker = x.conference.speaker(person)
        if speaker.available is not None and speaker.attends != "recorded":
            for seen in appearances:
                if getattr(seen.place.item, "start", None) is None:
                    yield person, speaker.available, seen


@lru_cache
def _outside(windows: tuple[Window, ...]) -> Callable[[int], int]:
    """Whether a minute is in none of some windows: one function for all appearances of a person."""
    spans = [(window.first, window.last) for window in windows]
    return lambda minute: int(not any(first <= minute < last for first, last in spans))
