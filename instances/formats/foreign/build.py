"""A conference, and the agenda that is published of it, made of somebody else's programme.

Each event that is a talk becomes a subforum with one talk, each break a fixture at its time; what cannot be kept as it
stands is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from instances.agenda import Agenda, PlacedFixture, Sitting, TalkSlot, Unplaced
from instances.conference import Conference, text
from instances.formats.foreign import blocks as derived
from instances.formats.foreign.clocks import Clocks, Stretch, zone_of
from instances.formats.foreign.programme import MOST_EVENTS, Programme
from instances.formats.foreign.raw import Forum, Outline
from instances.formats.foreign.remarks import Remarks
from instances.formats.foreign.timed import REACH, Timed, apart, divided, housed, inside, median, timed
from instances.problems import BadInput, Note, Problem

MOST_FIXTURES = 800
OPENS, CLOSES = 9 * 60, 18 * 60
"""The hours of a day of which nothing is known."""


def built(
    programme: Programme, source: str, note: Note, zone: str | None = None, usual: str | None = None
) -> tuple[Conference, Agenda | None]:
    """The conference, and its published agenda, if anything is scheduled.

    `zone` is where it is, in place of what its source says; `usual`, where that says nothing.

    `note` is told what was read otherwise than it stands. Raises BadInput.
    """
    remarks = Remarks(source)
    try:
        outline = _outline(programme, Clocks(zone or programme.zone or usual or zone_of(programme, remarks)), remarks)
        conference = Conference.model_validate(outline.raw())
        return conference, _agenda(outline, conference, remarks)
    except BadInput as error:
        raise error.located(source, {}) from None
    finally:
        remarks.tell(note)


def _refused(what: str, remedy: str) -> BadInput:
    return BadInput([Problem((), what, remedy)])


def _outline(programme: Programme, clocks: Clocks, remarks: Remarks) -> Outline:
    """What the conference is made of. Raises BadInput."""
    if len(programme.events) > MOST_EVENTS:
        raise _refused(f"has more than {MOST_EVENTS:,} events", "keep only one conference")
    talks, around = divided(timed(programme, clocks, remarks), remarks)
    talks, made = housed(talks, remarks)
    stretches = [(talk.begin, talk.end) for talk in talks if talk.first is not None]
    days = _near([(clocks.minute(day.start), clocks.minute(day.end)) for day in programme.days], [*talks, *around])
    step = _grid(stretches, days, [*talks, *around], remarks)
    blocks = derived.blocks(stretches, days, step)
    if not blocks:
        blocks = _usual(days, around, clocks, remarks)
        step = derived.grid(blocks[0][0], [one.begin for one in around], [one.minutes for one in (*talks, *around)])
    talks, more = inside(talks, blocks, remarks)
    around = apart([*around, *more], remarks)
    if not talks:
        raise _refused("has no talk", "name a file with a programme; breaks and the like are none")
    if len(around) > MOST_FIXTURES:
        raise _refused(f"has {len(around):,} breaks and the like, more than {MOST_FIXTURES}", "keep only one conference")
    for place in programme.places:
        if place.seats is None:
            remedy = "0 is written, and nobody is expected on site, so that every room will do: write seats and audiences"
            remarks.add("the seats are not known", remedy, text(place.title))
    outline = Outline(programme, clocks, talks, around, made, blocks, step)
    for person in outline.people:
        if person.zone and person.zone != clocks.zone:
            remedy = "their own hours count for nothing: write 'attends: online' where somebody takes part from there"
            remarks.add("at home in another time zone, and taken to come on site", remedy, person.name)
    return outline


def _near(days: Sequence[Stretch], events: Sequence[Timed]) -> list[Stretch]:
    """The days that are of the same conference as what has a time, or, where nothing has, as each other."""
    middle = median([event.begin for event in events if event.first is not None] or [first for first, _ in days])
    return [(first, last) for first, last in days if middle - REACH <= first < last <= middle + REACH]


def _grid(stretches: Sequence[Stretch], days: Sequence[Stretch], events: Sequence[Timed], remarks: Remarks) -> int:
    """Minutes that all starts and lengths share, counted from the first talk."""
    starts = [event.begin for event in events if event.first is not None]
    anchor = min(first for first, _ in stretches or days or [(0, 0)])
    step = derived.grid(anchor, starts, [event.minutes for event in events])
    for event in events if step < 5 else ():
        if event.minutes % 5 or (event.first is not None and (event.first - anchor) % 5):
            remedy = "round what may be rounded: on a finer one it takes longer to solve"
            remarks.add(f"the grid is one of {step} minutes for the sake of", remedy, event.name)
    return step


def _usual(days: Sequence[Stretch], around: Sequence[Timed], clocks: Clocks, remarks: Remarks) -> list[Stretch]:
    """The usual hours of each day, where nothing says more. Raises BadInput."""
    firsts = [first for first, _ in days] or [one.begin for one in around]
    dates = sorted({clocks.at(first).date() for first in firsts})
    if not dates:
        raise _refused("has neither times nor days", "name a file with dates")
    remarks.add("says no hours of its days", "9:00-18:00 is taken: change the blocks")
    midnights = [clocks.minute(datetime(day.year, day.month, day.day)) for day in dates]
    return [(midnight + OPENS, midnight + CLOSES) for midnight in midnights]


def _agenda(outline: Outline, c: Conference, remarks: Remarks) -> Agenda | None:
    """What is published of it."""
    sittings = [(forum, number, run) for forum in outline.forums for number, run in enumerate(forum.runs, 1)]
    left = [t for t in outline.talks if t.first is None]
    if not sittings:
        return None
    for talk in left:
        remarks.add("without a time", "left out of the published agenda", talk.name)
    return Agenda(
        conference=c.id,
        conference_hash=c.hash,
        sittings=tuple(_sitting(outline, *one) for one in sorted(sittings, key=lambda one: (one[2][0].begin, one[2][0].event.key))),
        fixtures=tuple(PlacedFixture(fixture=f.id, rooms=f.rooms, start=f.start, end=f.end) for f in c.fixtures if f.start and f.end),
        unplaced=tuple(
            Unplaced(item=outline.ids["talk", talk.event.key] if forum.runs else outline.ids["forum", forum.key])
            for forum in outline.forums
            for talk in forum.talks
            if talk.first is None
        ),
    )


def _sitting(outline: Outline, forum: Forum, number: int, run: Sequence[Timed]) -> Sitting:
    id, room = outline.ids["forum", forum.key], outline.ids["place", run[0].places[0]]
    start, end = outline.clocks.at(run[0].begin), outline.clocks.at(run[-1].end)
    return Sitting(id=f"{id}/{number}", subforum=id, room=room, talks=tuple(_slot(outline, talk) for talk in run), start=start, end=end)


def _slot(outline: Outline, talk: Timed) -> TalkSlot:
    start, end = outline.clocks.at(talk.begin), outline.clocks.at(talk.end)
    return TalkSlot(talk=outline.ids["talk", talk.event.key], speakers=tuple(outline.speakers(talk.event)), start=start, end=end)
