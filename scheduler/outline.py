"""Easier forms of a conference, for what a search may do before it turns to the conference itself.

The outline lacks wishes about the minutes of single talks: where talks are divided among sittings in
many blocks, their starts are the larger part of the model. Its agendas are agendas of the
conference, and cost there as much or more, so that a bound for the outline is one for the conference.

The narrow form has no more sittings at once than the talks need: its agendas are agendas of the
conference and cost the same, but its bounds say nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from instances.conference import Conference, Subforum

LARGE = 20_000
"""Talks times sittings in which they may stand, above which sittings at once are not told apart."""

MANY = 150
"""Subforums from which on a model of the whole is long in giving any bound."""


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


OF_ALL = "the conference itself"
OUTLINE = "without the wishes about talks at the same minute"
GATHERED = "with a subforum's sittings at once taken together"
COLUMNS = "by plans of single subforums and prices for what ties them"
SINGLY = "by what each subforum costs at least by itself"
"""Of what a bound is. All but the first are easier: every agenda stands there, too, and costs there at most what it costs."""


@dataclass(frozen=True)
class View:
    """A form of a conference to be searched, for a share of the time that is left.

    `gathered`: sittings at once are one in several rooms (see `Variables`). `narrow`: bounds say
    nothing. `columns`: by plans of single subforums. `singly`: for a bound alone, from what each
    subforum costs by itself. `rough`: of the outline. `steps`: shares of that time for the whole, for parts, and for the
    whole again, each of what is left then. `least`: seconds of it that there are at least.
    """

    conference: Conference
    share: float
    gathered: bool = False
    narrow: bool = False
    columns: bool = False
    singly: bool = False
    least: float = 0.0
    steps: tuple[float, ...] = (0.1, 0.6, 1.0)
    rough: bool = False

    @property
    def bounds(self) -> str:
        """Of what its bounds are."""
        easier = ((SINGLY, self.singly), (COLUMNS, self.columns), (GATHERED, self.gathered), (OUTLINE, self.rough))
        return ", ".join(words for words, so in easier if so) or OF_ALL


def views(conference: Conference) -> list[View]:
    """What to search one after the other; the last is the conference itself, unless it has too many sittings at once for that."""
    rough = outline(conference)
    if not any(s.spreads for s in conference.subforums):
        if len(conference.subforums) >= MANY:
            return [View(conference, 0.3, singly=True), View(conference, 1.0, steps=(0.0, 1.0, 1.0))]
        return [*([View(rough, 0.5, rough=True)] if rough else []), View(conference, 1.0, steps=(0.5, 1.0, 1.0))]
    hosts = sum(len(s.talks) * len(conference.blocks) * s.at_once for s in conference.subforums if s.by_block)
    fewer = narrow(conference)
    found = [
        View(outline(fewer) or fewer, 0.2, narrow=True, steps=(0.1, 1.0), least=30.0),
        View(rough or conference, 0.7, columns=True, rough=bool(rough)),
    ]
    found += [View(rough, 0.5, gathered=True, rough=True)] if rough else []
    found += [View(conference, 1.0, gathered=True)]
    if hosts <= LARGE:
        brief, last = View(conference, 1.0, gathered=True, steps=(0.1,)), View(conference, 1.0)
        found = [brief, *found[:-1], replace(found[-1], share=0.5), last]
    return found
