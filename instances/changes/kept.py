"""Agendas that hold after changes of their conference: the changes made since its hash stand in the agenda itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from instances.agenda import Agenda
from instances.changes.base import ChangeBase, apply, resolved
from instances.changes.kinds import Change
from instances.changes.scenarios import change
from instances.conference import Conference
from instances.problems import BadInput, Problem


def document(change: ChangeBase) -> dict[str, Any]:
    """A change as plain data, the same for the same change: its kind, and whatever is not as it is by default."""
    return {"kind": change.kind, **change.model_dump(mode="json", by_alias=True, exclude_defaults=True)}


def kept(agenda: Agenda) -> tuple[Change, ...]:
    """The changes that an agenda says it holds after. Raises BadInput."""
    found: list[Change] = []
    problems: list[Problem] = []
    for number, raw in enumerate(agenda.changes):
        try:
            found.append(change(raw))
        except BadInput as error:
            problems += [replace(p, where=("changes", number, *p.where)) for p in error.problems]
    if problems:
        raise BadInput(problems)
    return tuple(found)


def settled(conference: Conference, agenda: Agenda) -> tuple[Conference, Agenda]:
    """The conference after the changes that its agenda holds after, and the agenda as one of that. Raises BadInput.

    The changes stay in the agenda, with ids in place of names. Where it was made for another state of the conference,
    its hash stays, too.
    """
    if not agenda.changes:
        return conference, agenda
    changes = kept(agenda)
    changed = apply(conference, changes)
    of = changed.hash if agenda.conference_hash == conference.hash else agenda.conference_hash
    return changed, recorded(conference, changes, agenda).replaced(conference_hash=of)


def recorded(base: Conference, changes: Iterable[ChangeBase], agenda: Agenda) -> Agenda:
    """An agenda of the conference after these changes, as it is written: of the conference before them, with all of them."""
    return agenda.replaced(conference_hash=base.hash, changes=tuple(document(change) for change in resolved(base, changes)))
