"""What is to change in the draft of a pretalx, for a terminal, and as a document."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime
from rich.console import Group, RenderableType

from instances import clock
from instances.conference import Conference, Model
from instances.pretalx.push import Edit, Place, Plan
from scheduler.show import _count, _plain_table, _text


class EditDocument(Model):
    """A slot that stands elsewhere: its number and its submission, when and where it stood, and when and where it is to stand.

    `submission` is '' for a break. `room` are pretalx's numbers; times and rooms are null where it had none.
    """

    slot: str
    submission: str
    title: str
    start: AwareDatetime | None
    minutes: int | None
    room: str | None
    new_start: AwareDatetime | None
    new_minutes: int | None
    new_room: str | None


class PushDocument(Model):
    """What 'agenda push --json' prints. `pushed`: whether it was done; `right`: slots that stood right before; `stayed`: breaks that
    pretalx did not let move, and that stand as they stood."""

    format: Literal["agendawright/push@1"] = "agendawright/push@1"
    conference: str
    pushed: bool
    right: int
    edits: tuple[EditDocument, ...]
    stayed: tuple[EditDocument, ...] = ()


def document(conference: Conference, plan: Plan, *, pushed: bool) -> dict[str, Any]:
    """A plan as plain data."""
    edits, stayed = (tuple(map(_edit, some)) for some in (plan.edits, plan.stayed))
    return PushDocument(conference=conference.id, pushed=pushed, right=plan.right, edits=edits, stayed=stayed).model_dump(mode="json")


def _edit(edit: Edit) -> EditDocument:
    was, now = edit.was, edit.now
    return EditDocument(
        slot=edit.slot,
        submission=edit.submission,
        title=edit.title,
        start=was.start,
        minutes=was.minutes,
        room=was.room or None,
        new_start=now.start,
        new_minutes=now.minutes,
        new_room=now.room or None,
    )


def words(conference: Conference, plan: Plan, *, pushed: bool) -> RenderableType:
    """A plan in words: a row for each slot that moves."""
    right = f"{_count(plan.right)} {'stands' if plan.right == 1 else 'stand'} right already"
    if not plan.edits:
        return _text(f"Nothing {'was changed' if plan.stayed else 'to change'}: {right} in the draft.")
    verb = "moved" if pushed else "would move"
    number = _count(len(plan.edits)).capitalize()
    said = f"{number} {'slot' if len(plan.edits) == 1 else 'slots'} {verb} in the draft, {right}. Nothing is released."
    table = _plain_table()
    for heading in ("Code", "What", "Was", "Is" if pushed else "Would be"):
        table.add_column(heading)
    for edit in plan.edits:
        cells = (edit.submission, edit.title, _place(conference, plan, edit.was), _place(conference, plan, edit.now))
        table.add_row(*map(_text, cells))
    doubt = "Where pretalx does not let a break move, it is left as it is, and told.\n" if any(e.retimed_break for e in plan.edits) else ""
    return Group(_text(said), _text(f"{'' if pushed else doubt}Times in {conference.zone}."), table)


def _place(conference: Conference, plan: Plan, place: Place) -> str:
    if place.start is None:
        return "–"
    first = clock.minute(place.start)
    start, end = (clock.instant(minute, conference.zone) for minute in (first, first + (place.minutes or 0)))
    ending = f"-{end:%H:%M}" if place.minutes and place.minutes > 0 else ""
    room = f", {plan.rooms.get(place.room, place.room)}" if place.room else ""
    return f"{start:%b} {start.day}, {start:%H:%M}{ending}{room}"
