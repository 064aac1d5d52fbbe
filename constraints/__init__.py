"""What makes an agenda good: one rule a file, listed here once.

A new rule is a file, a row in `RULES`, a row in the profile, and a test of its own; the contract
test finds it by itself.
"""

from __future__ import annotations

from constraints.attendance import Attendance
from constraints.audience_comfort import AudienceComfort
from constraints.compact_day import CompactDay
from constraints.empty_seats import EmptySeats
from constraints.fairness import Fairness
from constraints.max_talks import MaxTalks
from constraints.no_gap import NoGap
from constraints.parallel import Parallel
from constraints.placed import Placed
from constraints.placement import Placement
from constraints.preference import Preference
from constraints.relation import Relations
from constraints.resource import Resources
from constraints.room_closed import RoomClosed
from constraints.room_fit import RoomFit
from constraints.room_overlap import RoomOverlap
from constraints.rule import POINTS, Amount, Rule, Violation
from constraints.sittings_together import SittingsTogether
from constraints.speaker_available import SpeakerAvailable
from constraints.speaker_comfort import SpeakerComfort
from constraints.speaker_night import SpeakerNight
from constraints.speaker_overlap import SpeakerOverlap
from constraints.talk_order import TalkOrder
from constraints.topic_flow import TopicFlow
from constraints.track_balance import TrackBalance
from constraints.variety import Variety

RULES: tuple[type[Rule], ...] = (
    Placed,
    Placement,
    NoGap,
    TalkOrder,
    RoomOverlap,
    RoomClosed,
    RoomFit,
    SpeakerOverlap,
    SpeakerAvailable,
    SpeakerNight,
    Attendance,
    MaxTalks,
    Relations,
    Resources,
    TrackBalance,
    Parallel,
    SpeakerComfort,
    Fairness,
    AudienceComfort,
    Preference,
    EmptySeats,
    CompactDay,
    SittingsTogether,
    TopicFlow,
    Variety,
)

__all__ = ["POINTS", "RULES", "Amount", "Rule", "Violation"]
