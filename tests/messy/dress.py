"""The programme as its people typed it: every cell that a person or a talk fills, whatever file it stands in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, cycle

from tests.messy.programme import Human, Programme, Session, covers
from tests.messy.sheet import EMPTY, SAYS, Typed
from tests.messy.truth import HOME
from tests.messy.wording import Wording

Shown = Callable[[Human], str]
AUDIENCE_CLASH, NOT_SURE = 5, 2
"""Which forum has two audiences; how many do not know yet how they take part."""


@dataclass(frozen=True)
class Habits:
    """How the files of a kind are made: the answer of those who do not know whether they come, whether a
    forum has one cell for its audience, and whether the speaker list has countries."""

    not_sure: str
    by_forum: bool = False
    countries: bool = True


def dress(made: Programme, wording: Wording, answered: Sequence[Human], shown: Shown, habits: Habits) -> None:
    """Fill the cells of people and talks. `answered` filled in the form; `shown` is somebody's name as the list has it."""
    for human in (*made.people, *made.ghosts):
        human.named = human.own if human.own.value else Typed(shown(human))
        human.accepted |= {shown(human), human.name.western, human.name.eastern}
        (human.also if human.named.likely else human.accepted).add(str(human.named.value))
    for session in made.sessions:
        session.forum = Typed(session.sitting.title)
    _modes(made, wording, answered, habits.not_sure)
    _places(made, wording, answered, habits.countries)
    _remarks(wording, answered)
    _lengths(made, wording)
    _audiences(made, wording, habits.by_forum)


def _modes(made: Programme, wording: Wording, answered: Sequence[Human], not_sure: str) -> None:
    words = {attends: cycle(modes) for attends, modes in wording.modes.items()}
    for human in made.people:
        assert human.attends
        human.mode = Typed(next(words[human.attends]), troubles=("attendance in words",))
    unsure = [human for human in answered if human.attends == "onsite" and not human.special]
    for human in unsure[5::9][:NOT_SURE]:
        human.attends = None
        human.mode = Typed(not_sure, "unread", ("attendance that cannot be read",))


def _places(made: Programme, wording: Wording, answered: Sequence[Human], countries: bool) -> None:
    words = {code: cycle(places) for code, places in wording.places.items()}
    for human in made.people:
        human.country = Typed(human.origin.country, "debatable")
        human.zone = human.zone if human.attends == "online" else None
    away = [human for human in answered if human.attends in ("online", "recorded")]
    for human in away:
        human.place = next(words[human.name.origin]) if human.name.origin in words else Typed(human.origin.country, "debatable")
        human.zone = None if human.place.say == "unread" else human.origin.zone
    silent = [human for human in (*away[3::7], *(h for h in made.people if h not in answered)) if human.attends == "online"]
    for human in silent:
        human.place = EMPTY if countries else Typed(None, "told", ("zone left empty",))
        unread = not countries or human.name.origin in ("US", "AU")
        human.zone = None if unread else human.origin.zone
        human.country = replace(human.country, say="unread" if unread else "guessed", troubles=("zone by country",))


def _remarks(wording: Wording, answered: Sequence[Human]) -> None:
    free = list(answered)
    for phrase in wording.phrases:
        fitting = (
            human
            for human in free
            if (phrase.who == "any" or human.attends == phrase.who)
            and not (phrase.own and human.zone is None)
            and covers(phrase.spans(human.zone or HOME), human.sessions)
            and (phrase.windows is None or human.attends is not None)
        )
        human = next(fitting, None)
        if human is not None:
            free.remove(human)
            human.remark = phrase.typed
            human.windows = phrase.spans(human.zone or HOME)


def _lengths(made: Programme, wording: Wording) -> None:
    words = {minutes: cycle(lengths) for minutes, lengths in wording.lengths.items()}
    for session in made.sessions:
        session.length = next(words[session.planned])
    for sitting, length in zip(made.sittings[1::4], wording.unknown_lengths, strict=False):
        session = sitting.sessions[1]
        session.length, session.minutes = length, None


def _audiences(made: Programme, wording: Wording, by_forum: bool) -> None:
    """The audience of a forum and its interpretation, each time in other words."""
    words = cycle(wording.audience)
    answers = {True: cycle(wording.yes), False: cycle(wording.no)}
    for at, sitting in enumerate(made.sittings):
        for number, session in enumerate(sitting.sessions):
            if by_forum and number:
                session.audience, session.needs = sitting.sessions[0].audience, sitting.sessions[0].needs
                continue
            text, say = next(words)
            said = text.format(sitting.audience or 0)
            group = f"audience of {sitting.title}" if at == AUDIENCE_CLASH and said and not by_forum else ""
            if group and number == len(sitting.sessions) - 2:
                said, say = str((sitting.audience or 0) + 35), "plain"
            troubles = ("expected audience", *(("two audiences of a forum",) if group else ()))
            session.audience = Typed(said or None, say, troubles if said else (), group=group)
            session.needs = next(answers[sitting.interpretation])
    if not by_forum:
        made.sittings[AUDIENCE_CLASH].audience = None


def together(humans: Sequence[Human], session: Session, shown: Shown, sign: str) -> Typed:
    """Several names in one cell."""
    parts = [session.spelt.get(id(human), Typed(shown(human))) for human in humans]
    if not parts:
        return EMPTY
    if any("," in str(part.value) for part in parts) and sign.strip() in (",", "，"):
        sign = "; "
    text = sign.join(str(part.value) for part in parts)
    troubles = tuple(chain.from_iterable(part.troubles for part in parts))
    say = max((part.say for part in parts), key=SAYS.index)
    likely = tuple(chain.from_iterable(part.likely for part in parts))
    return Typed(text, say, (*troubles, *(("several names in one cell",) if len(parts) > 1 else ())), likely=likely)


def spell(made: Programme) -> None:
    """Note under which other spellings people go: those that can be told from their words, and those that cannot."""
    for session in made.sessions:
        for human in session.speakers:
            typed = session.spelt.get(id(human))
            if typed is not None:
                weak = any(same for _, _, same in typed.likely)
                (human.also if weak else human.accepted).add(str(typed.value))


def odd_modes(made: Programme, answered: Sequence[Human], in_person: str, formulas: bool = True) -> None:
    """What the speaker list says of those who did not fill in the form, a few cells of it broken; and one contradiction."""
    silent = [human for human in made.people if human not in answered]
    for human in silent:
        human.listed_mode = human.mode
    broken = (
        Typed("#N/A", "unread", ("error cell",)),
        Typed(None, "unread", ("formula without a saved value",), formula="VLOOKUP(1,Z1:Z9,1)"),
        Typed(None, "told", ("attendance left empty",)),
    )
    plain = [human for human in silent if human.attends == "onsite" and human.listed and not human.special and human.sessions]
    for human, typed in zip(plain[3::7], broken if formulas else broken[::2], strict=False):
        human.listed_mode, human.attends = typed, None
    online = [human for human in answered if human.attends == "online" and human.remark is EMPTY and human.place is not EMPTY]
    human = online[-1]
    group = f"attendance of {human.email}"
    human.mode = replace(human.mode, group=group)
    human.listed_mode = Typed(in_person, "plain", ("form and list contradict each other",), group=group)
    human.attends = None
