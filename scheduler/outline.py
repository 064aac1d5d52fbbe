"""Easier forms of a conference, for what a search may do before it turns to the conference itself.

The outline lacks wishes about the minutes of single talks: where talks are divided among sittings in
many blocks, their starts are the larger part of the model. Its agendas are agendas of the
conference, and cost there as much or more, so that a bound for the outline is one for the conference.

The narrow form has no more sittings at once than the talks need: its agendas are agendas of the
conference and cost the same, but its bounds say nothing.
"""

from __future__ import annotations

from instances.conference import Conference, Subforum

LARGE = 20_000
"""Talks times sittings in which they may stand, above which sittings at once are not told apart."""


def outline(conference: Conference) -> Conference | None:
    """The conference without pairs of talks that should not overlap; None where that gains nothing."""
    kept = tuple(p for p in conference.pairs if not (p.talks and p.of == "talks" and all(conference.owner[t].by_block for t in p.talks)))
    return conference.replaced(pairs=kept) if len(kept) < len(conference.pairs) else None


def narrow(conference: Conference) -> Conference:
    """The conference with as many sittings at once as its talks need, and one more where that is above one."""
    total = sum(b.last - b.first for b in conference.blocks)

    def fewer(s: Subforum) -> Subforum:
        needed = 1 if s.minutes <= total else -(-s.minutes // total) + 1
        return s.replaced(at_once=min(s.at_once, needed))

    return conference.replaced(subforums=tuple(fewer(s) if s.spreads else s for s in conference.subforums))


def views(conference: Conference) -> list[tuple[Conference, bool]]:
    """Forms of a conference to be searched in turn, each with whether sittings at once are gathered into one.

    What is found in one is an agenda, or nearly, and its bounds hold, for the conference. The last
    is the conference itself unless it has too many sittings at once for that.
    """
    gathered = any(s.spreads for s in conference.subforums)
    hosts = sum(len(s.talks) * len(conference.blocks) * s.at_once for s in conference.subforums if s.by_block)
    rough = outline(conference)
    found = [(rough, gathered)] if rough else []
    if gathered:
        found.append((conference, True))
    if not gathered or hosts <= LARGE:
        found.append((conference, False))
    return found
