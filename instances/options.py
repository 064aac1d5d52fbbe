"""What can be said on a command line to have happened: the names of the options, what follows them, and a line of help.

They stand apart from what is made of them, `instances.changes.options`, so that help is printed without
the models of changes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """One kind of thing that happened; each can be said several times. `example`: what may follow it."""

    name: str
    metavar: str
    help: str
    example: str


OPTIONS = (
    Option("cancel", "NAME[=FATE]", "Who does not come; talks of theirs alone =keep, =drop, =video, =shorten, or =OTHER.", "s017=drop"),
    Option("replace", "NAME=OTHER", "Another takes their place, or 'new: Judge, online, Africa/Nairobi'.", "s017=s004"),
    Option("recorded", "NAME", "Who sends a video.", "s017"),
    Option("online", "NAME", "Who attends online, live.", "s017"),
    Option("onsite", "NAME", "Who comes on site after all.", "s017"),
    Option(
        "late",
        "NAME@WHEN",
        "Who comes late: +90m after their first window or, of who has none, their first thing; or at 2022-11-10T10:00.",
        "s004@+90m",
    ),
    Option(
        "early",
        "NAME@WHEN",
        "Who leaves early: -60m before the end of their last window or, of who has none, of their last thing; or at 10:00.",
        "s004@-60m",
    ),
    Option("close-room", "ROOM[@WINDOW]", "A room closes: for a day, a block, 2022-11-09T13:30..15:00, or all of it.", "hall-3@2022-11-09"),
    Option("resource", "NAME=N[@WINDOW]", "There are so many, or -1: one fewer than there are.", "interpreter-team=4@nov10-am"),
    Option("drop", "ITEM", "A subforum, talk or fixture is not held.", "data-governance"),
    Option("add", "FILE", "What is added, or any changes, as YAML or JSON.", "more.yaml"),
    Option("shorten-block", "BLOCK=TIME", "It ends at 11:30, or by -30m sooner, or starts later: 09:30..11:30.", "nov10-am=11:30"),
    Option("seats", "ROOM=N", "A room has another number of seats.", "hall-1=150"),
    Option("delay", "ITEM=MINUTES", "What starts later than it has been announced.", "opening=30m"),
    Option("pin", "ITEM=PLACE", "It must be there: nov10-am/hall-3/09:30, or a part of that; on a seat: NAME.", "opening=hall-1/10:00"),
    Option("forbid", "ITEM=PLACE", "It must not be there: a room, a feature of rooms, or a window.", "data-governance=hall-3"),
    Option("weigh", "RULE=LEVEL", "A rule is must, strong, normal, slight, warn, off, or costs so many points.", "track_balance=off"),
)
"""In the order in which they are told, and made: but what is added or dropped comes first."""

FIRST = ("add", "drop")
"""What is made before the rest, so that they can name what is added."""
