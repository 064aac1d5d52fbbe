"""Times and rooms of an agenda for the draft of a pretalx: only what differs, and nothing is released."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from instances.agenda import Agenda, Sitting
from instances.conference import Conference, text
from instances.formats import pretalx
from instances.formats.foreign import lenient
from instances.pretalx.api import Api, Refused
from instances.pretalx.pull import schedule
from instances.problems import BadInput, Note, Problem, some

Slot = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """A time and a room, by its number in pretalx; each None where there is none yet."""

    start: datetime | None
    minutes: int | None
    room: str

    def __str__(self) -> str:
        if self.start is None:
            return "no time"
        length = f" for {self.minutes} minutes" if self.minutes is not None else ""
        return f"{self.start:%Y-%m-%d %H:%M}{length} in {f'room {self.room}' if self.room else 'no room'}"

    def same(self, other: Place) -> bool:
        """Whether it is the same instant, length and room."""
        return (self.start, self.minutes, self.room) == (other.start, other.minutes, other.room)


@dataclass(frozen=True)
class Edit:
    """A slot of the draft that is to stand elsewhere. `rooms` are the names of rooms by their numbers."""

    slot: str
    submission: str
    title: str
    was: Place
    now: Place
    duration: int | None

    @property
    def path(self) -> str:
        """Where the slot is in the interface."""
        return f"slots/{self.slot}/"


@dataclass(frozen=True)
class Plan:
    """What there is to do, and how many slots stand right already. `rooms` are their names by number."""

    edits: tuple[Edit, ...]
    right: int
    rooms: dict[str, str]


def plan(api: Api, conference: Conference, agenda: Agenda, note: Note = lambda _: None) -> Plan:
    """The edits that make the draft as the agenda is. `note` is told of what is left as it is. Raises BadInput."""
    rooms = {str(id): text(lenient.title(room.get("name"))) for room in api.all("rooms/") if (id := lenient.whole(room.get("id")))}
    held = [("state", state) for state in pretalx.HELD]
    durations = {lenient.word(s.get("code")): lenient.minutes(s.get("duration")) for s in api.all("submissions/", held)}
    numbered = [(id, slot) for slot in api.all("slots/", schedule(api, pretalx.WIP)) if (id := lenient.whole(slot.get("id")))]
    slots: dict[str, list[Slot]] = {}
    for _, slot in sorted(numbered, key=lambda pair: pair[0]):
        slots.setdefault(lenient.word(slot.get("submission")), []).append(slot)
    numbers = _rooms(conference, rooms)
    edits: list[Edit] = []
    unknown: list[str] = []
    right = 0
    for sitting, code, found in _matched(conference, agenda, slots):
        if found is None:
            unknown.append(f"'{conference.name(sitting.subforum)}'")
            continue
        if sitting.room not in numbers:
            what = f"the room '{conference.name(sitting.room)}' is none of the event's"
            raise BadInput([Problem((), what, f"name it as one of them: {some(list(rooms.values()))}", file=api.address.page)])
        now = Place(sitting.start, (sitting.last - sitting.first), numbers[sitting.room])
        edit = Edit(lenient.word(found["id"]), code, conference.name(sitting.subforum), _place(found), now, durations.get(code))
        if edit.was.same(now):
            right += 1
        else:
            edits.append(edit)
    if unknown:
        what = f"without a slot in the draft: {some(unknown)}"
        note(Problem((), what, "left out: accept the submission in pretalx, or see whether it is of this event", file=api.address.page))
    if left := [f"'{conference.name(one.item)}'" for one in agenda.unplaced]:
        note(Problem((), f"left out of the agenda: {some(left)}", "their slots stay as they are", file=api.address.page))
    if not edits and not right:
        what = "nothing in the agenda has a slot in the draft"
        raise BadInput([Problem((), what, "pull the conference from this event, so that its talks are known by their codes")])
    return Plan(tuple(edits), right, rooms)


def _matched(c: Conference, agenda: Agenda, slots: dict[str, list[Slot]]) -> Iterator[tuple[Sitting, str, Slot | None]]:
    """Each sitting with the code of its submission, and its slot: by its number, or else the next one of the submission."""
    left = {code: list(of) for code, of in slots.items()}
    for sitting in sorted(agenda.sittings, key=lambda s: (s.first, s.id)):
        known = c.subforum(sitting.subforum).known_as
        code = known.get("pretalx") or known.get("code") or ""
        free = left.get(code, [])
        slot = next((one for one in free if lenient.word(one.get("id")) == known.get("pretalx_slot")), free[0] if free else None)
        if slot is not None:
            free.remove(slot)
        yield sitting, code, slot


def _rooms(c: Conference, rooms: dict[str, str]) -> dict[str, str]:
    """The numbers of rooms in pretalx: by what they are known as there, or by their names."""
    by_name = {name.casefold(): number for number, name in rooms.items()}
    found: dict[str, str] = {}
    for room in c.rooms:
        number = room.known_as.get("pretalx")
        if number in rooms:
            found[room.id] = number
        elif (name := text(room.title).casefold()) in by_name:
            found[room.id] = by_name[name]
    return found


def _place(slot: Slot) -> Place:
    start, end = lenient.moment(slot.get("start")), lenient.moment(slot.get("end"))
    length = (end - start) // timedelta(minutes=1) if start and end and bool(start.tzinfo) == bool(end.tzinfo) else None
    return Place(start, length, lenient.word(slot.get("room")))


def carry_out(api: Api, edits: Sequence[Edit], done: Callable[[Edit], object] = lambda _: None) -> None:
    """Change the draft, one slot after the other; `done` is told of each. Raises BadInput, which says how far it came.

    pretalx 2025 leaves the end of a slot where it was when its start moves; it follows when the submission's length is set.
    What breaks off in between is put back.
    """
    for number, edit in enumerate(edits):
        try:
            _carry_out(api, edit)
        except BadInput as error:
            told = f"{number} of {len(edits)} slots were changed before, and nothing is released; push again when it is mended"
            raise BadInput([*error.problems, *_put_back(api, edit), Problem((), told)]) from None
        done(edit)


def _carry_out(api: Api, edit: Edit) -> None:
    answer = api.patch(edit.path, _values(edit.now))
    for length in _lengths(edit.now):
        if _place(answer).same(edit.now):
            return
        try:
            api.patch(f"submissions/{edit.submission}/", {"duration": length})
        except Refused as refused:
            if refused.status != 403:
                raise
            what = f"the end of '{edit.title}' does not follow its start without a right to change submissions"
            raise BadInput([*refused.problems, Problem((), what, "let the token change 'submissions', too")]) from None
        answer = api.get(edit.path)
    if not _place(answer).same(edit.now):
        what = f"pretalx does not keep the place of '{edit.title}'"
        raise BadInput([Problem((), what, "look at it in its schedule editor", file=api.address.page)])


def _values(place: Place) -> dict[str, Any]:
    return {"start": place.start.isoformat(timespec="seconds") if place.start else None, "room": int(place.room or 0) or None}


def _lengths(place: Place) -> tuple[int, ...]:
    """The lengths to set one after the other until an end follows: nothing follows a length that is set already."""
    return (place.minutes, place.minutes + 1, place.minutes) if place.minutes else ()


def _put_back(api: Api, edit: Edit) -> Iterator[Problem]:
    """Let a slot and the length of its submission be as they were before; what is not so again is told."""
    with suppress(BadInput):
        _restore(api, edit)
    try:
        stands = _place(api.get(edit.path))
    except BadInput:
        stands = None
    if stands is None or not stands.same(edit.was):
        there = "may stand elsewhere in the draft now" if stands is None else f"stands at {stands} in the draft now"
        what = f"slot {edit.slot}, '{edit.title}', {there}; before, it stood at {edit.was}"
        yield Problem((), what, "put it back in pretalx's schedule editor", file=api.address.page)


def _restore(api: Api, edit: Edit) -> None:
    submission = f"submissions/{edit.submission}/"
    if not _place(api.get(edit.path)).same(edit.was):
        api.patch(edit.path, _values(edit.was))
    if edit.duration and lenient.minutes(api.get(submission).get("duration")) != edit.duration:
        api.patch(submission, {"duration": edit.duration})
    for length in _lengths(edit.was):
        if _place(api.get(edit.path)).same(edit.was):
            return
        api.patch(submission, {"duration": length})
