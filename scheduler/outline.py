"""The outline of a conference: all of it but wishes about the minutes of single talks.

Where talks are divided among sittings in many blocks, their starts are the larger part of the model,
and a pair of talks that should not overlap makes them all. A search without such pairs moves much
faster. It finds agendas of the conference itself, which cost there as much or more: so a bound for
the outline is a bound for the conference.
"""

from __future__ import annotations

from instances.conference import Conference


def outline(conference: Conference) -> Conference | None:
    """The conference without pairs of talks that should not overlap; None where that gains nothing."""
    kept = tuple(
        p for p in conference.pairs if not (p.talks and p.of == "talks" and all(conference.owner[t].by_block for t in p.talks))
    )
    return conference.replaced(pairs=kept) if len(kept) < len(conference.pairs) else None
