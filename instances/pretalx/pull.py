"""A conference, and its published agenda, from the interface of a pretalx."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from instances.agenda import Agenda
from instances.conference import Conference
from instances.formats import pretalx
from instances.formats.foreign.build import built
from instances.formats.foreign.remarks import Remarks
from instances.pretalx.api import Api, Query, Refused
from instances.problems import BadInput, Note, Problem

Check = Callable[[Conference], Iterable[Problem]]
OPTIONAL = ("tracks", "submission-types")
"""Parts without which there is a programme all the same."""


def pull(api: Api, check: Check = lambda _: (), note: Note = lambda _: None, *, draft: bool = False) -> tuple[Conference, Agenda | None]:
    """A conference, and its agenda as it was released last, or, with `draft`, as its editor has it now.

    `note` is told what is read otherwise than it stands. Raises BadInput.
    """
    remarks = Remarks(api.address.page)
    programme = pretalx.of_answers(_answers(api, remarks, draft=draft), api.address.event, remarks)
    remarks.tell(note)
    conference, agenda = built(programme, api.address.page, note)
    if problems := list(check(conference)):
        raise BadInput(problems).located(api.address.page, {})
    return conference, agenda


def _answers(api: Api, remarks: Remarks, *, draft: bool) -> pretalx.Answers:
    answers: pretalx.Answers = {"event": [api.get()]}
    answers["slots"] = _slots(api, remarks, draft=draft)
    answers["submissions"] = api.all("submissions/", [("state", state) for state in pretalx.HELD])
    for part in ("rooms", "speakers"):
        answers[part] = api.all(f"{part}/")
    for part in OPTIONAL:
        try:
            answers[part] = api.all(f"{part}/")
        except Refused as refused:
            remarks.add(f"does not give its {part} ({refused.status})", "goes without them")
    return answers


def _slots(api: Api, remarks: Remarks, *, draft: bool) -> list[dict[str, object]]:
    """The slots of the released schedule, or of the draft."""
    if not draft:
        try:
            return api.all("slots/", schedule(api, "latest"))
        except Refused as refused:
            if refused.status != 404:
                raise
            remarks.add("has released no schedule yet", "its draft is taken")
    return api.all("slots/", schedule(api, pretalx.WIP))


def schedule(api: Api, name: str) -> Query:
    """What asks for the slots of a schedule, 'latest' or 'wip'. Raises BadInput, or Refused."""
    return [("schedule", str(api.get(f"schedules/{name}/").get("id")))]
