"""Times and rooms of an agenda for the draft of a pretalx: only what differs, and nothing is released."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from instances.agenda import Agenda
from instances.conference import Conference, KnownAs, text
from instances.formats import pretalx
from instances.formats.foreign import lenient
from instances.pretalx.api import Api, Refused
from instances.pretalx.pull import schedule
from instances.problems import BadInput, Note, Problem, some

Slot = dict[str, Any]
Key = tuple[str, str]
"""The code of a submission, or '' and the title of a break."""


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
    """A slot of the draft that is to stand elsewhere. `submission` is '' where it is a break; `duration` is the submission's."""

    slot: str
    submission: str
    title: str
    was: Place
    now: Place
    duration: int | None

    @property
    def retimed_break(self) -> bool:
        """Whether it is a break at another time."""
        return not self.submission and (self.was.start, self.was.minutes) != (self.now.start, self.now.minutes)

    @property
    def path(self) -> str:
        """Where the slot is in the interface."""
        return f"slots/{self.slot}/"


@dataclass(frozen=True)
class Plan:
    """What there is to do, and how many slots stand right already. `rooms` are their names by number; `stayed`: what was tried in vain."""

    edits: tuple[Edit, ...]
    right: int
    rooms: dict[str, str]
    stayed: tuple[Edit, ...] = ()


@dataclass(frozen=True, eq=False)
class Wanted:
    """A talk, a sitting that is a submission, or a fixture in one of its rooms, which is to have a slot at its time."""

    item: str
    known: KnownAs
    room: str
    start: datetime
    end: datetime

    @property
    def code(self) -> str:
        """The code of its submission; '' for what is not known by any."""
        return self.known.get("pretalx") or self.known.get("code") or ""


def plan(api: Api, conference: Conference, agenda: Agenda, note: Note = lambda _: None) -> Plan:
    """The edits that make the draft as the agenda is. `note` is told of what is left as it is. Raises BadInput."""
    rooms = {str(id): text(lenient.title(room.get("name"))) for room in api.all("rooms/") if (id := lenient.whole(room.get("id")))}
    held = [("state", state) for state in pretalx.HELD]
    durations = {lenient.word(s.get("code")): lenient.minutes(s.get("duration")) for s in api.all("submissions/", held)}
    slots: dict[Key, list[Slot]] = {}
    for slot in api.all("slots/", schedule(api, pretalx.WIP)):
        if lenient.whole(slot.get("id")):
            slots.setdefault(_key(lenient.word(slot.get("submission")), pretalx.break_title(slot)), []).append(slot)
    numbers = _rooms(conference, rooms)
    edits: list[Edit] = []
    missing: dict[str, list[str]] = {}
    right = 0
    for one, found in _matched(conference, agenda, slots, numbers):
        name = conference.name(one.item)
        if found is None:
            missing.setdefault(_remedy(conference, one), []).append(f"'{name}'")
            continue
        if one.room and one.room not in numbers:
            what = f"the room '{conference.name(one.room)}' is none of the event's"
            raise BadInput([Problem((), what, f"name it as one of them: {some(list(rooms.values()))}", file=api.address.page)])
        edit = Edit(
            lenient.word(found["id"]),
            lenient.word(found.get("submission")),
            name,
            _place(found),
            _wished(one, numbers),
            durations.get(one.code),
        )
        if edit.was.same(edit.now):
            right += 1
        else:
            edits.append(edit)
    for remedy, names in missing.items():
        note(Problem((), f"without a slot in the draft: {some(list(dict.fromkeys(names)))}", f"left out: {remedy}", file=api.address.page))
    if left := [f"'{conference.name(one.item)}'" for one in agenda.unplaced]:
        note(Problem((), f"left out of the agenda: {some(left)}", "their slots stay as they are", file=api.address.page))
    if not edits and not right:
        what = "nothing in the agenda has a slot in the draft"
        raise BadInput([Problem((), what, "pull the conference from this event, so that its talks are known by their codes")])
    return Plan(tuple(sorted(edits, key=lambda edit: not edit.submission)), right, rooms)


def _key(code: str, title: str) -> Key:
    """What slots are told apart by: the code of their submission, or the title of a break."""
    return code, "" if code else title.casefold()


def _wanted(c: Conference, agenda: Agenda) -> Iterator[Wanted]:
    """All that is placed, in time: talks, wherever they are, or the sitting of a subforum that is a submission itself."""
    found: list[Wanted] = []
    for sitting in agenda.sittings:
        whole = Wanted(sitting.subforum, c.subforum(sitting.subforum).known_as, sitting.room, sitting.start, sitting.end)
        talks = [Wanted(slot.talk, c.talk(slot.talk).known_as, sitting.room, slot.start, slot.end) for slot in sitting.talks]
        found += [whole] if whole.code and not any(talk.code for talk in talks) else talks
    for placed in agenda.fixtures:
        known = c.fixture(placed.fixture).known_as
        found += [Wanted(placed.fixture, known, room, placed.start, placed.end) for room in placed.rooms or ("",)]
    return iter(sorted(found, key=lambda one: (one.start, one.item)))


def _remedy(c: Conference, one: Wanted) -> str:
    """What can be done for a thing without a slot."""
    if one.code:
        return "accept the submission in pretalx, or see whether it is of this event"
    if any(fixture.id == one.item for fixture in c.fixtures):
        return "make breaks and the like in pretalx's schedule editor"
    return "submit the talk in pretalx, where nothing is known by its code, and write the code to 'known_as' as 'pretalx'"


def _matched(
    c: Conference, agenda: Agenda, slots: Mapping[Key, Sequence[Slot]], numbers: Mapping[str, str]
) -> Iterator[tuple[Wanted, Slot | None]]:
    """Everything that is placed, in time, with a slot of its submission, or of a break of its title."""
    wanted = list(_wanted(c, agenda))
    alike: dict[Key, list[Wanted]] = {}
    for one in wanted:
        alike.setdefault(_key(one.code, c.name(one.item)), []).append(one)
    found = {one: slot for key, some in alike.items() for one, slot in _paired(some, slots.get(key, ()), numbers)}
    return ((one, found.get(one)) for one in wanted)


def _paired(wanted: Iterable[Wanted], slots: Iterable[Slot], numbers: Mapping[str, str]) -> Iterator[tuple[Wanted, Slot]]:
    """What is placed with its slot: one that stands right already, or else the one of its number, or else the next one in time."""
    open = sorted(wanted, key=lambda one: _order(_wished(one, numbers)))
    left = sorted(slots, key=lambda slot: (_order(_place(slot)), lenient.whole(slot.get("id")) or 0))
    for fits in (
        lambda one, slot: _place(slot).same(_wished(one, numbers)),
        lambda one, slot: lenient.word(slot.get("id")) == one.known.get("pretalx_slot"),
        lambda *_: True,
    ):
        for one in tuple(open):
            slot = next((slot for slot in left if fits(one, slot)), None)
            if slot is not None:
                open.remove(one)
                left.remove(slot)
                yield one, slot


def _order(place: Place) -> tuple[datetime, str]:
    """By its time and its room; what has no time comes last."""
    return place.start if place.start and place.start.tzinfo else datetime.max.replace(tzinfo=UTC), place.room


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


def _wished(one: Wanted, numbers: Mapping[str, str]) -> Place:
    return Place(one.start, (one.end - one.start) // timedelta(minutes=1), numbers.get(one.room, ""))


def _place(slot: Slot) -> Place:
    start, end = lenient.moment(slot.get("start")), lenient.moment(slot.get("end"))
    length = (end - start) // timedelta(minutes=1) if start and end and bool(start.tzinfo) == bool(end.tzinfo) else None
    return Place(start, length, lenient.word(slot.get("room")))


def carry_out(api: Api, plan: Plan, note: Note = lambda _: None, done: Callable[[Edit], object] = lambda _: None) -> Plan:
    """Change the draft, one slot after the other; `done` is told of each. The plan with what was changed, and what had to stay.

    pretalx 2025 leaves the end of a slot where it was when its start moves; it follows when the submission's length is set, and
    never where the slot is a break: such a break is left as it was, and `note` is told. What breaks off in between is put back.
    Raises BadInput, which says how far it came.
    """
    carried: list[Edit] = []
    stayed: list[Edit] = []
    for edit in plan.edits:
        try:
            (_move_talk if edit.submission else _move_break)(api, edit)
        except BadInput as error:
            unrestored = list(_put_back(api, edit))
            if not isinstance(error, Stayed) or unrestored:
                told = f"{len(carried)} of {len(plan.edits)} slots were changed before, and nothing is released"
                raise BadInput([*error.problems, *unrestored, Problem((), told, "push again when it is mended")]) from None
            stayed.append(edit)
            note(*error.problems)
        else:
            carried.append(edit)
            done(edit)
    return replace(plan, edits=tuple(carried), stayed=tuple(stayed))


class Stayed(BadInput):
    """A break whose end pretalx leaves where it was."""


def _move_talk(api: Api, edit: Edit) -> None:
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


def _move_break(api: Api, edit: Edit) -> None:
    assert edit.now.start
    assert edit.now.minutes
    end = edit.now.start + timedelta(minutes=edit.now.minutes)
    api.patch(edit.path, {**_values(edit.now), "end": end.isoformat(timespec="seconds")})
    if not _place(api.get(edit.path)).same(edit.now):
        what = f"pretalx does not let others set the end of a break, '{edit.title}': it stands where it stood, {edit.was}"
        raise Stayed([Problem((), what, f"move it in its schedule editor to {edit.now}", file=api.address.page)])


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
    if not edit.submission:
        return
    if edit.duration and lenient.minutes(api.get(submission).get("duration")) != edit.duration:
        api.patch(submission, {"duration": edit.duration})
    for length in _lengths(edit.was):
        if _place(api.get(edit.path)).same(edit.was):
            return
        api.patch(submission, {"duration": length})
