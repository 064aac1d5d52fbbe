"""Each track is spread over the blocks in proportion to their length, as far as it is placed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from constraints.rule import Amount, Concerning, Rule, Violation
from instances.agenda import Agenda
from instances.conference import Conference, Minutes

if TYPE_CHECKING:
    from constraints.variables import Expression, Variables


class TrackBalance(Rule):
    """Unit: talk minutes of a track in a block, beyond `tolerance`, above or below its share: the
    track's placed minutes times the block's part of all block minutes, rounded down."""

    id: ClassVar[str] = "track_balance"
    unit: ClassVar[str] = "minutes"
    sees_rooms: ClassVar[bool] = False
    tolerance: Minutes = 60

    def post(self, x: Variables) -> Iterator[Amount]:
        c = x.conference
        length = {b.id: b.last - b.first for b in c.blocks}
        for track in c.tracks:
            forums = [s for s in c.subforums if s.track == track.id]
            minutes = sum(s.minutes for s in forums)
            placed = sum(x.talks[t.id].placed * t.minutes for s in forums for t in s.talks)
            for block in c.blocks:
                share = _share(x, minutes if x.whole else placed, minutes, length[block.id], sum(length.values()))
                here = sum(_minutes_in(x, s.id, block.id) for s in forums)
                off = x.at_least([(here - share - self.tolerance, []), (share - self.tolerance - here, [])], minutes)
                yield Amount(off, tuple(sorted((track.id, block.id))), (f"tracks/{track.id}",))

    def violations(self, conference: Conference, agenda: Agenda, concerning: Concerning = None) -> Iterator[Violation]:
        tracks = (
            {conference.subforum(s).track for s in concerning if s in conference.subforums_by_id}
            if concerning is not None
            else {t.id for t in conference.tracks}
        )
        whole = sum(b.last - b.first for b in conference.blocks)
        for track in sorted(tracks):
            slots = [slot for s in agenda.sittings if conference.subforum(s.subforum).track == track for slot in s.talks]
            minutes = sum(t.last - t.first for t in slots)
            for block in conference.blocks:
                held = sum(t.last - t.first for t in slots if block.first <= t.first < block.last)
                share = (block.last - block.first) * minutes // whole
                amount = abs(held - share) - self.tolerance
                if amount > 0:
                    yield Violation(
                        self.id,
                        amount,
                        tuple(sorted((track, block.id))),
                        f"{conference.name(track)} has {held} minutes in {conference.name(block.id)}; its share would be {share}.",
                        (f"tracks/{track}",),
                    )


def _share(x: Variables, placed: Expression, most: int, length: int, whole: int) -> Expression:
    """The placed minutes times a block's part of all block minutes, rounded down."""
    if isinstance(placed, int):
        return placed * length // whole
    share = x.model.new_int_var(0, most, "")
    x.model.add(whole * share <= length * placed)
    x.model.add(whole * share >= length * placed - whole + 1)
    return share


def _minutes_in(x: Variables, subforum: str, block: str) -> Expression:
    sittings = x.sittings_of[subforum]
    if len(sittings) == 1 and x.whole:
        return sittings[0].in_block[block] * sittings[0].subforum.minutes
    return sum(x.talks[t.id].in_block[block] * t.minutes for t in sittings[0].subforum.talks)
