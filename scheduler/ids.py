"""Sittings that survive a repair keep their ids."""

from __future__ import annotations

from instances.agenda import Agenda, Sitting


def keep_ids(published: Agenda, agenda: Agenda) -> Agenda:
    """The agenda with the published ids for sittings that are where one of their subforum was, or share most talks with it.

    Of those that share nothing, the first gets the first id that is left. New ones get numbers that nothing had.
    """
    named: list[Sitting] = []
    for subforum, sittings in agenda.sittings_of.items():
        named += _named(subforum, published.sittings_of.get(subforum, ()), sittings)
    return agenda.replaced(sittings=tuple(sorted(named, key=lambda s: s.id)))


def _named(subforum: str, before: tuple[Sitting, ...], now: tuple[Sitting, ...]) -> list[Sitting]:
    order = {s.id: n for n, s in enumerate(now)}
    closeness = sorted(
        ((-_likeness(was, new), m, order[new.id]) for m, was in enumerate(before) for new in now),
    )
    ids: dict[int, str] = {}
    for _, m, n in closeness:
        if n not in ids and before[m].id not in ids.values():
            ids[n] = before[m].id
    free = (f"{subforum}/{number}" for number in range(1, len(before) + len(now) + 1))
    taken = {s.id for s in before}
    fresh = (id for id in free if id not in taken)
    return [s.replaced(id=ids[n] if n in ids else next(fresh)) for n, s in enumerate(now)]


def _likeness(was: Sitting, now: Sitting) -> int:
    """Shared talks count most, then the time, then the room."""
    shared = len({t.talk for t in was.talks} & {t.talk for t in now.talks})
    return 4 * shared + 2 * (was.first == now.first) + (was.room == now.room)
