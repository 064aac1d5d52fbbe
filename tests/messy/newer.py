"""A newer export of the same files: rows in another order, and what happened in the meantime."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.messy.kinds import Draft
from tests.messy.programme import LONGEST, Human, Session, new_email
from tests.messy.sheet import EMPTY, Typed
from tests.messy.truth import Changes

NEW, GONE, ROOM, SEATS = 5, 3, 4, 220


def make_newer(draft: Draft) -> None:
    """Change the draft, and note in it what changed."""
    draft.newer = True
    gone = _take_away(draft)
    minutes = _shorten(draft)
    retitled = _correct_a_title(draft)
    free = _free_somebody(draft)
    seats = _enlarge_a_room(draft)
    new = _add(draft)
    draft.changes = Changes(
        new_talks=tuple(session.title for session, _ in new),
        gone_talks=tuple(session.title for session, _ in gone),
        new_people=tuple(draft.shown(human) for _, human in new),
        gone_people=tuple(draft.shown(human) for _, human in gone),
        retitled=(retitled,),
        minutes=(minutes,),
        free_now=(free,),
        seats=(seats,),
        new_column="_new",
    )


def _last_and_plain(draft: Draft) -> list[Session]:
    """Last talks of forums, of which nothing has to be said: the agenda holds without them."""
    lasts = [sitting.sessions[-1] for sitting in draft.made.sittings]
    return [session for session in lasts if session.length.say == "plain" and not any(map(_noted, session.speakers))]


def _noted(human: Human) -> bool:
    cells = (human.remark, human.mode, human.place, human.listed_mode)
    return human.special or len(human.sessions) > 1 or any(typed.say != "plain" or typed.group for typed in cells)


def _take_away(draft: Draft) -> list[tuple[Session, Human]]:
    """Three talks go, each with one speaker, the only one or the last; the others go on to another talk of the forum."""
    gone = []
    for session in [s for s in _last_and_plain(draft) if len(s.speakers) == 1][:GONE]:
        session.sitting.sessions.remove(session)
        human = session.speakers[0]
        draft.made.people.remove(human)
        if human in draft.answered:
            draft.answered.remove(human)
        gone.append((session, human))
    assert len(gone) == GONE
    return gone


def _shorten(draft: Draft) -> tuple[str, int, int]:
    session = next(s for s in _last_and_plain(draft) if s.minutes == 30)
    session.minutes = session.planned = 20
    session.length = Typed("20 min")
    return session.title, 30, 20


def _correct_a_title(draft: Draft) -> tuple[str, str]:
    """A title loses the stray word that the first export had."""
    session = next(s for s in draft.made.sessions if s.title.endswith(draft.draft_mark))
    old = session.title
    session.title = old.removesuffix(draft.draft_mark)
    return old, session.title


def _free_somebody(draft: Draft) -> str:
    human = next(human for human in draft.answered if human.windows and human.remark.say == "guessed" and not human.special)
    human.windows, human.remark = None, EMPTY
    return draft.shown(human)


def _enlarge_a_room(draft: Draft) -> tuple[str, int, int]:
    typed = draft.rooms[ROOM]
    old = typed.room.seats
    assert old
    typed.room = replace(typed.room, seats=SEATS)
    typed.cells["seats"] = Typed(SEATS)
    return typed.room.name, old, SEATS


def _add(draft: Draft) -> list[tuple[Session, Human]]:
    """Five talks of 20 minutes by new people, at the ends of the shortest forums."""
    added = []
    roomy = sorted(draft.made.sittings, key=lambda sitting: (sitting.minutes, sitting.title))
    for sitting, title in zip(roomy[:NEW], draft.new_titles, strict=True):
        assert sitting.minutes + 20 <= LONGEST
        name = next(name for name in draft.made.fresh if name.han)
        human = Human(name, new_email(name, draft.made.people), mode=draft.in_person, listed_mode=EMPTY)
        human.named = Typed(draft.shown(human))
        human.country = Typed(human.origin.country, "debatable")
        human.accepted |= {draft.shown(human), name.western, name.eastern}
        start = sitting.sessions[0].start + timedelta(minutes=sitting.minutes)
        session = Session(title, 20, sitting, [human], Typed("20 min"), start=start, planned=20)
        session.forum = Typed(sitting.title)
        session.audience, session.needs = draft.new_audience(sitting)
        human.sessions.append(session)
        sitting.sessions.append(session)
        draft.made.people.append(human)
        draft.answered.append(human)
        added.append((session, human))
    return added
