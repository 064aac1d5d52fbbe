"""What people get wrong, and what they are told: file, line, place, cause and remedy, all of it at once."""

# ruff: noqa: E501  # in the tables, a slip and what is told of it stand side by side

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from constraints import profile
from instances.conference import Conference
from instances.formats import native, read_agenda, read_conference
from instances.problems import BadInput, Problem
from tests.stories import Story, talk

TINY = """\
format: agendawright/conference@1
conference: {id: tiny, title: Tiny, timezone: Europe/Berlin, grid: 5}
blocks:
  - {id: am, title: Morning, start: 2022-11-09T09:00, end: 2022-11-09T12:00}
  - {id: pm, title: Afternoon, start: 2022-11-09T13:00, end: 2022-11-09T15:00}
rooms:
  - {id: red, title: Red, seats: 100, building: east, closed: [{from: 2022-11-09T11:00, to: 2022-11-09T12:00}]}
travel: {default: 5, pairs: [{between: [east, east], minutes: 3}]}
tracks: [{id: law, title: Law}]
resources: [{id: crew, capacity: 1}]
speakers:
  - {id: ana, name: Ana, timezone: Africa/Nairobi, attends: online}
  - {id: ben, name: Ben}
subforums:
  - id: data
    title: Data
    track: law
    uses: {crew: 1}
    audience: {onsite: 5, online: {Europe/Paris: 3}}
    talks:
      - {id: d1, title: One, minutes: 30, speakers: [ana], seats: [{id: chair, candidates: [ben]}]}
      - {id: d2, title: Two, minutes: 30, after: [d1]}
  - {id: film, title: Film, track: law, blocks: [pm], talks: [{id: f1, title: Three, minutes: 10}]}
fixtures:
  - {id: opening, title: Opening, rooms: [red], start: 2022-11-09T08:00, end: 2022-11-09T09:00, audience: [data]}
prefers: [{item: data, room: red}]
pins: [{item: data, block: am}]
relations:
  - {kind: before, first: data, then: film}
  - {kind: apart, subforums: [data, film]}
pairs: [{subforums: [data, film], points: 3}]
rules: {track_balance: strong, fairness: 40}
"""


def _told(text: str) -> list[str]:
    """What is said of a conference with this text."""
    with pytest.raises(BadInput) as refused:
        native.read_conference(text, "tiny.yaml", profile.problems)
    return str(refused.value).splitlines()


def _changed(*changes: tuple[str, str]) -> str:
    text = TINY
    for old, new in changes:
        assert text.count(old) == 1, f"'{old}' stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


def test_the_conference_from_which_all_others_are_spoilt() -> None:
    conference = native.read_conference(TINY, "tiny.yaml", profile.problems)
    assert conference.id == "tiny"


HALL = "\n  - {id: prize, title: Prize, rooms: [red]"
MISTYPED = [
    # keys
    ("seats: 100", "seats: 100, seats: 90", "7: rooms/red/seats: the key 'seats' stands twice; keep one of them: line 7 has it too"),
    ("from: 2022-11-09T11:00", "start: 2022-11-09T11:00", "7: rooms/red/closed/0: the key 'from' is missing; add it|7: rooms/red/closed/0/start: unknown key 'start'; known: from, reason, to"),
    ("    track: law", "    trak: law", "15: subforums/data: the key 'track' is missing; add it|17: subforums/data/trak: unknown key 'trak'; did you mean 'track'?"),
    ("seats: 100, ", "", "7: rooms/red: the key 'seats' is missing; add it"),
    ("capacity: 1", "capacity: 1, windows: [{from: 2022-11-09T09:00, to: 2022-11-09T10:00, capacty: 0}]", "10: resources/crew/windows/0: the key 'capacity' is missing; add it|10: resources/crew/windows/0/capacty: unknown key 'capacty'; did you mean 'capacity'?"),
    ("rules: {", "<<: {a: b}\nrules: {", "32: <<: merge keys (<<) are not read; write the values out"),
    ("rules: {", "? [a, b]\n: c\nrules: {", "32: a list or keys with values stand where a key should; write one word before the colon"),
    # values of the wrong kind
    ("title: Morning", "title: 2022", "4: blocks/am/title: should be text or keys with values, not 2022; put it in quotes: '2022'"),
    ("name: Ben", "name: true", "13: speakers/ben/name: should be text, not true; put it in quotes: 'true'"),
    ("name: Ben", "name: ", "13: speakers/ben/name: should be text, not empty; fill it in, or take the key out"),
    ("seats: 100", "seats: many", "7: rooms/red/seats: should be a whole number, not 'many'; write digits only, like 30"),
    ("minutes: 10}", "minutes: 7.5}", "23: subforums/film/talks/f1/minutes: should be a whole number, not 7.5; write digits only, like 30"),
    ("seats: 100", "seats: -1", "7: rooms/red/seats: should be at least 0, not -1; write a larger number"),
    ("seats: 100", "seats: 999999999999999999", "7: rooms/red/seats: should be at most 10,000,000, not 999999999999999999; write a smaller number"),
    ("room: red}]", "room: red, level: 999999999999999999}]", "26: prefers/0/level: should be 'strong', 'normal', 'slight', 'required', 'strongly_preferred', 'preferred', 'neutral', 'discouraged', 'strongly_discouraged' or 'prohibited' or a number of at most 1,000,000,000, not 999999999999999999; write 'strong', 'normal', 'slight', 'required', 'strongly_preferred', 'preferred', 'neutral', 'discouraged', 'strongly_discouraged' or 'prohibited'"),
    ("fairness: 40", "fairness: 999999999999999999", "32: rules/fairness: should be at most 1,000,000, not 999999999999999999; write a smaller number"),
    ("grid: 5", "grid: 600", "2: conference/grid: should be at most 120, not 600; write a smaller number"),
    ("speakers: [ana]", "speakers: ana", "21: subforums/data/talks/d1/speakers: should be a list, not 'ana'; write it in brackets: [ana]"),
    ("tracks: [{id: law, title: Law}]", "tracks: {id: law, title: Law}", "9: tracks: should be a list, not keys with values; begin each entry with '- '"),
    ("tracks: [{id: law, title: Law}]", "tracks: [law]", "9: tracks/0: should be keys with values, not 'law'; write it like {id: ..., title: ...}"),
    ("uses: {crew: 1}", "uses: [crew]", "18: subforums/data/uses: should be keys with values, not a list; write it like {key: value}"),
    ("attends: online", "attends: onlin", "12: speakers/ana/attends: should be 'onsite', 'online' or 'recorded', not 'onlin'; did you mean 'online'?"),
    ("audience: [data]", "audience: everybody", "25: fixtures/opening/audience: should be 'everyone' or a list, not 'everybody'; did you mean 'everyone'?"),
    ("audience: [data]", "audience: [5]", "25: fixtures/opening/audience/0: should be text, not 5; put it in quotes: '5'"),
    ("room: red}]", "room: red, level: strongly}]", "26: prefers/0/level: should be 'strong', 'normal', 'slight', 'required', 'strongly_preferred', 'preferred', 'neutral', 'discouraged', 'strongly_discouraged' or 'prohibited' or a whole number, not 'strongly'; did you mean 'strong'?"),
    ("candidates: [ben]", "candidates: []", "21: subforums/data/talks/d1/seats/chair/candidates: is empty; name at least 1"),
    ("subforums: [data, film]}\npairs", "subforums: [data]}\npairs", "30: relations/1/subforums: has 1 of at least 2 entries; name at least 2"),
    ("between: [east, east]", "between: [east]", "8: travel/pairs/0/between: entry 2 is missing; add it"),
    ("between: [east, east]", "between: [east, east, east]", "8: travel/pairs/0/between: has 3 entries; leave 2"),
    ("id: red", "id: the red room", "7: rooms/the red room/id: 'the red room' is no id; use letters, digits, '.', '_' and '-', no blanks|25: fixtures/opening/rooms/0: there is no room 'red'; known: the red room|26: prefers/0/room: there is no room 'red'; known: the red room"),
    ("conference@1", "conference@2", "1: format: should be 'agendawright/conference@1', not 'agendawright/conference@2'; did you mean 'agendawright/conference@1'?"),
    # zones, times, hours
    ("Africa/Nairobi", "Africa/Nairoby", "12: speakers/ana/timezone: unknown time zone 'Africa/Nairoby'; did you mean 'Africa/Nairobi'?"),
    ("Europe/Berlin", "Berlin", "2: conference/timezone: unknown time zone 'Berlin'; did you mean 'Europe/Berlin'?"),
    ("Africa/Nairobi", "UTC+3", "12: speakers/ana/timezone: unknown time zone 'UTC+3'; write an IANA name like Asia/Shanghai"),
    ("Europe/Paris", "Pariss", "19: subforums/data/audience/online/Pariss: unknown time zone 'Pariss'; did you mean 'Europe/Paris'?"),
    ("start: 2022-11-09T13:00", "start: 2022-11-31T13:00", "5: blocks/pm/start: '2022-11-31T13:00' is not a date and time; write it like 2022-11-09T13:30"),
    ("start: 2022-11-09T13:00", "start: 2022", "5: blocks/pm/start: '2022' is not a date and time; write it like 2022-11-09T13:30+08:00"),
    ("start: 2022-11-09T13:00", "start: 2022-11-09", "5: blocks/pm/start: '2022-11-09' has no time of day; write it like 2022-11-09T13:30"),
    ("start: 2022-11-09T13:00", "start: 22-11-09T13:00", "5: blocks/pm/start: '22-11-09T13:00' is not a date and time; write it like 2022-11-09T13:30"),
    ("start: 2022-11-09T13:00", "start: 20221109", "5: blocks/pm/start: '20221109' is not a date and time; write it like 2022-11-09T13:30+08:00"),
    ("end: 2022-11-09T15:00", "end: 2022-11-09T24:00", "5: blocks/pm/end: '2022-11-09T24:00' is not a date and time: no day has an hour 24; write 2022-11-10T00:00"),
    ("end: 2022-11-09T15:00", "end: 2022-12-31T24:00+01:00", "5: blocks/pm/end: '2022-12-31T24:00+01:00' is not a date and time: no day has an hour 24; write 2023-01-01T00:00+01:00"),
    ("from: 2022-11-09T11:00", "from: 2022-03-27T02:30", "7: rooms/red/closed/0/from: 2022-03-27T02:30 does not exist in Europe/Berlin: the clocks are put forward then; did you mean 2022-03-27T03:30?"),
    ("from: 2022-11-09T11:00", "from: 2022-10-30T02:30", "7: rooms/red/closed/0/from: 2022-10-30T02:30 happens twice in Europe/Berlin: the clocks are put back then; write 2022-10-30T02:30+02:00 or 2022-10-30T02:30+01:00"),
    ("attends: online", "attends: online, possible_hours: [06:00, 25:00]", "12: speakers/ana/possible_hours/1: '25:00' is not a time of day; write it like 06:00 or 24:00"),
    ("attends: online", "attends: online, possible_hours: [6, 24]", "12: speakers/ana/possible_hours/0: '6' is not a time of day; write it like 06:00 or 24:00|12: speakers/ana/possible_hours/1: '24' is not a time of day; write it like 06:00 or 24:00"),
    ("to: 2022-11-09T12:00", "to: 2022-11-09T10:00", "7: rooms/red/closed/0: the window ends before it starts; swap 'from' and 'to' or mend one of them"),
    ("end: 2022-11-09T15:00", "end: 2022-11-09T12:30", "5: blocks/pm: the block ends before it starts; swap 'start' and 'end' or mend one of them"),
    ("end: 2022-11-09T15:00", "end: 2023-11-09T15:00", "5: blocks/pm/end: the block lasts 365 days; a block is a part of one day: check the date"),
    ("end: 2022-11-09T09:00", "end: 2022-11-09T07:00", "25: fixtures/opening: the fixture ends before it starts; swap 'start' and 'end' or mend one of them"),
    ("start: 2022-11-09T13:00", "start: 2022-11-09T11:30", "5: blocks/pm: overlaps the block 'am'; make them follow each other"),
    # the grid
    ("minutes: 10}", "minutes: 12}", "23: subforums/film/talks/f1/minutes: 12 minutes do not fit the grid of 5; round them, or make conference/grid finer"),
    ("end: 2022-11-09T15:00", "end: 2022-11-09T15:03", "5: blocks/pm/end: 15:03 is off the grid of 5 minutes; move it, or make conference/grid finer"),
    ("end: 2022-11-09T09:00", "end: 2022-11-09T09:01", "25: fixtures/opening/end: 09:01 is off the grid of 5 minutes; move it, or make conference/grid finer"),
    ("block: am}]", "start: 2022-11-09T09:01}]", "27: pins/0/start: 09:01 is off the grid of 5 minutes; move it, or make conference/grid finer"),
    # ids and references
    ("id: film", "id: ana", "23: subforums/ana/id: the id 'ana' stands twice: it is that of speakers/ana, too (line 12); rename one of them"),
    ("id: pm", "id: am", "5: blocks/1/id: the id 'am' stands twice: it is that of blocks/0, too (line 4); rename one of them"),
    ("id: d2", "id: d1", "22: subforums/data/talks/1/id: the id 'd1' stands twice: it is that of subforums/data/talks/0, too (line 21); rename one of them"),
    ("speakers: [ana]", "speakers: [anna]", "21: subforums/data/talks/d1/speakers/0: there is no speaker 'anna'; did you mean 'ana'?"),
    ("candidates: [ben]", "candidates: [bem]", "21: subforums/data/talks/d1/seats/chair/candidates/0: there is no speaker 'bem'; did you mean 'ben'?"),
    ("    track: law", "    track: lwa", "17: subforums/data/track: there is no track 'lwa'; did you mean 'law'?"),
    ("uses: {crew: 1}", "uses: {crews: 1}", "18: subforums/data/uses/crews: there is no resource 'crews'; did you mean 'crew'?"),
    ("blocks: [pm]", "blocks: [mp]", "23: subforums/film/blocks/0: there is no block 'mp'; known: am, pm"),
    ("rooms: [red]", "rooms: [ret]", "25: fixtures/opening/rooms/0: there is no room 'ret'; did you mean 'red'?"),
    ("audience: [data]", "audience: [dat]", "25: fixtures/opening/audience/0: there is no subforum 'dat'; did you mean 'data'?"),
    ("between: [east, east]", "between: [east, est]", "8: travel/pairs/0/between/1: there is no building 'est'; did you mean 'east'?"),
    ("after: [d1]", "after: [d7]", "22: subforums/data/talks/d2/after/0: there is no talk 'd7'; known: d1, d2, f1"),
    ("{item: data, room: red}", "{item: opening, room: red}", "26: prefers/0/item: there is no subforum, talk, block or speaker 'opening'; known: am, ana, ben, d1, d2, data, f1, film and 1 more"),
    ("{item: data, block: am}", "{item: chairs, block: am}", "27: pins/0/item: there is no subforum, talk, seat or fixture 'chairs'; did you mean 'chair'?"),
    ("then: film", "then: firm", "29: relations/0/then: there is no subforum 'firm'; did you mean 'film'?"),
    ("resources: [{id: crew, capacity: 1}]\n", "", "17: subforums/data/uses/crew: there is no resource 'crew'; add it under 'resources'"),
    # what does not go together
    ("{item: data, block: am}", "{item: data}", "27: pins/0: pins the item to nothing; add 'block', 'room' or 'start', or 'speaker' for a seat"),
    ("{item: data, block: am}", "{item: data, speaker: ana}", "27: pins/0: 'data' is no seat, so that no person can be pinned to it; name a seat, or pin a block, room or start"),
    ("{item: data, block: am}", "{item: chair, block: am}", "27: pins/0: 'chair' is a seat, and only a speaker can be pinned to it; pin its talk, or a speaker"),
    ("{item: data, block: am}", "{item: chair, speaker: ana}", "27: pins/0/speaker: 'ana' is no candidate for 'chair'; known: ben"),
    ("{item: data, room: red}", "{item: data, room: red, block: am}", "26: prefers/0: names 2 of 'room', 'feature', 'block' and 'window'; write a wish for each, or name one"),
    ("{item: data, room: red}", "{item: data, room: red, avoid: true, level: preferred}", "26: prefers/0: has 'avoid' beside 'level: preferred', which says for or against by itself; write 'level: discouraged' alone"),
    ("{item: data, room: red}", "{item: data, room: red, avoid: true, level: prohibited}", "26: prefers/0: has 'avoid' beside 'level: prohibited', which says for or against by itself; write 'level: prohibited' alone"),
    ("{item: data, room: red}", "{item: am, feature: stage, level: required}", ""),
    ("{item: data, room: red}", "{item: am, block: am}", "26: prefers/0: 'am' is a block, and only a room or a feature can be wished for it; name a room, or another item"),
    ("{item: data, room: red}", "{item: data}", "26: prefers/0: names none of 'room', 'feature', 'block' and 'window'; write a wish for each, or name one"),
    ("end: 2022-11-09T09:00, audience", "audience", "25: fixtures/opening: has 'start'; give it just 'start' and 'end', or just 'minutes' and 'windows' to be placed in"),
    ("start: 2022-11-09T08:00, end: 2022-11-09T09:00, ", "", "25: fixtures/opening: has no time; give it just 'start' and 'end', or just 'minutes' and 'windows' to be placed in"),
    ("end: 2022-11-09T09:00, audience", "end: 2022-11-09T09:00, minutes: 60, audience", "25: fixtures/opening: has 'start', 'end', 'minutes'; give it just 'start' and 'end', or just 'minutes' and 'windows' to be placed in"),
    ("rooms: [red]", "holds: one", "25: fixtures/opening/rooms: holds one of its rooms, but has none; name rooms"),
    ("rooms: [red]", "rooms: [red, red]", "25: fixtures/opening/rooms: 'red' stands twice; name each one once"),
    ("kind: before", "kind: befor", "29: relations/0/kind: there is no kind 'befor'; did you mean 'before'?"),
    ("kind: before, ", "", "29: relations/0: the key 'kind' is missing; add it: before, apart, same_block or not_parallel"),
    ("kind: apart, subforums: [data, film]", "kind: apart, first: data, then: film", "30: relations/1: the key 'subforums' is missing; add it|30: relations/1/first: unknown key 'first'; known: kind, subforums|30: relations/1/then: unknown key 'then'; known: kind, subforums"),
    ("kind: apart, subforums: [data, film]", "kind: apart, subforums: [data, data]", "30: relations/1: 'data' stands twice; name each one once"),
    ("[data, film], points", "[film, film], points", "31: pairs/0: 'film' stands twice; name each one once"),
    ("minutes: 3}", "minutes: 3}, {between: [east, east], minutes: 4}", "8: travel/pairs/1: the walk between 'east' and 'east' stands twice; keep one of them"),
    ("candidates: [ben]", "candidates: [ben, ana]", "21: subforums/data/talks/d1/seats/chair/candidates: 'ana' is a speaker of this talk already; take them out of the candidates"),
    ("speakers: [ana]", "speakers: [ana, ana]", "21: subforums/data/talks/d1/speakers: 'ana' stands twice; name each one once"),
    ("after: [d1]", "after: [d2]", "22: subforums/data/talks/d2/after: a talk cannot stand after itself; take it out"),
    ("after: [d1]", "after: [f1]", "22: subforums/data/talks/d2/after: 'f1' is a talk of another subforum; name a talk of 'data', or use a relation"),
    ("speakers: [ana]", "speakers: [ana], after: [d2]", "21: subforums/data/talks/d1/after: d1 after d2 after d1: that is a circle; take one of them out"),
    ("    uses", "    sittings: 3\n    uses", "18: subforums/data/sittings: 3 sittings for 2 talks; lower it, or add 'empty_sittings: true'"),
    # a slip in a year
    ("start: 2022-11-09T13:00, end: 2022-11-09T15:00", "start: 2042-11-09T13:00, end: 2042-11-09T15:00", "5: blocks/pm/start: 2042-11-09 is 7305 days from the block 'am'; check the year: a conference lasts 60 days at most"),
    ("start: 2022-11-09T08:00, end: 2022-11-09T09:00", "start: 2032-11-09T08:00, end: 2032-11-09T09:00", "25: fixtures/opening/start: 2032-11-09 is 3652 days from the block 'am'; check the year: a conference lasts 60 days at most|25: fixtures/opening/end: 2032-11-09 is 3653 days from the block 'am'; check the year: a conference lasts 60 days at most"),
    ("start: 2022-11-09T08:00, end: 2022-11-09T09:00", "minutes: 30, windows: [{from: 2022-11-09T08:00, to: 2023-11-09T09:00}]", "25: fixtures/opening/windows/0/to: 2023-11-09 is 365 days from the block 'am'; check the year: a conference lasts 60 days at most"),
    # what no agenda can keep
    ("audience: [data]}", f"audience: [data]}}{HALL}, start: 2022-11-09T08:55, end: 2022-11-09T09:30}}", "26: fixtures/prize/rooms: 'prize' holds the room 'red' at the same time as 'opening' (line 25); move one of them, or give it another room"),
    ("audience: [data]}", f"audience: [data]}}{HALL}, start: 2022-11-09T09:00, end: 2022-11-09T09:30}}", ""),
    ("audience: [data]}", f"speakers: [ana]}}{HALL.replace('rooms: [red]', 'speakers: [ana]')}, start: 2022-11-09T08:55, end: 2022-11-09T09:30}}", "26: fixtures/prize/speakers: 'prize' needs 'ana' at the same time as 'opening' (line 25); move one of them, or take the person out of one"),
    ("audience: [data]}", f"audience: [data]}}{HALL}, minutes: 40, windows: [{{from: 2022-11-09T09:00, to: 2022-11-09T09:35}}, {{from: 2022-11-09T10:00, to: 2022-11-09T10:30}}]}}", "26: fixtures/prize/minutes: 40 minutes fit into none of its windows, of which the longest has 35; shorten it, or widen a window"),
    ("block: am}]", "block: am}, {item: data, block: pm}]", "27: pins/1/block: 'data' is pinned to 'pm', and to 'am' by pins/0 (line 27); keep one of them"),
    ("block: am}]", "room: red}, {item: d1, room: red}, {item: data, room: red}]", ""),
    ("block: am}]", "start: 2022-11-09T09:00}, {item: data, start: 2022-11-09T09:05}]", "27: pins/1/start: 'data' is pinned to Nov 09 09:05, and to Nov 09 09:00 by pins/0 (line 27); keep one of them"),
    ("block: am}]", "block: am}, {item: data, start: 2022-11-09T13:00}]", "27: pins/1/start: 'data' is pinned to Nov 09 13:00, and to 'am' by pins/0 (line 27); keep one of them"),
    ("block: am}]", "start: 2022-11-09T13:00}, {item: data, block: am}]", "27: pins/1/block: 'data' is pinned to 'am', and to Nov 09 13:00 by pins/0 (line 27); keep one of them"),
    ("block: am}]", "block: am, start: 2022-11-09T13:00}]", "27: pins/0/start: Nov 09 13:00 is outside the block 'am' of the same pin; keep one of them, or mend one"),
    ("block: am}]", "start: 2022-11-09T12:00}]", "27: pins/0/start: Nov 09 12:00 is outside every block; pin a start inside a block"),
    ("{item: data, block: am}", "{item: d2, start: 2022-11-08T10:00}", "27: pins/0/start: Nov 08 10:00 is outside every block; pin a start inside a block"),
    ("{item: data, block: am}", "{item: opening, start: 2022-11-09T08:30}", "27: pins/0/start: Nov 09 08:30 is no time at which 'opening' may start; take the pin out: the fixture has a time"),
    # rules
    ("track_balance: strong", "track_balanse: strong", "32: rules/track_balanse: there is no rule 'track_balanse'; did you mean 'track_balance'?"),
    ("track_balance: strong", "track_balance: stronk", "32: rules/track_balance: should be 'must', 'strong', 'normal', 'slight', 'warn' or 'off', not 'stronk'; did you mean 'strong'?"),
    ("track_balance: strong", "track_balance: {tolerence: 5}", "32: rules/track_balance/tolerence: unknown key 'tolerence'; did you mean 'tolerance'?"),
    ("track_balance: strong", "track_balance: {tolerance: some}", "32: rules/track_balance/tolerance: should be a whole number, not 'some'; write digits only, like 30"),
    ("fairness: 40", "fairness: -40", "32: rules/fairness: should be at least 0, not -40; write a larger number"),
    ("fairness: 40", "fairness: {curve: [1, 2]}", "32: rules/fairness/curve: has 2 of at least 24 entries; name at least 24"),
    ("fairness: 40", "fairness: [40]", "32: rules/fairness: should be a level, a whole number or settings, not a list; write must, strong, normal, slight, warn or off, or a number like 40, or {limit: 5}"),
    ("fairness: 40", "fairness: true", "32: rules/fairness: should be a level, a whole number or settings, not true; write must, strong, normal, slight, warn or off, or a number like 40, or {limit: 5}"),
    ("fairness: 40", "fairness: 1.5", "32: rules/fairness: should be a level, a whole number or settings, not 1.5; write must, strong, normal, slight, warn or off, or a number like 40, or {limit: 5}"),
    ("fairness: 40", "fairness: null", "32: rules/fairness: should be a level, a whole number or settings, not empty; write must, strong, normal, slight, warn or off, or a number like 40, or {limit: 5}"),
    ("fairness: 40", "fairness: {level: must, weight: 40}", "32: rules/fairness/weight: stands beside 'level: must', and only one of them can hold; keep the level, or the weight"),
    ("fairness: 40", "fairness: {weight: 40, limit: 5}", "32: rules/fairness/limit: has no effect, for the rule has 'weight: 40', not 'must'; add 'level: must' in its place, or take the limit out"),
    ("fairness: 40", "fairness: {limit: 5}", "32: rules/fairness/limit: has no effect, for the rule is 'strong', not 'must'; add 'level: must' in its place, or take the limit out"),
    ("fairness: 40", "fairness: {level: must, limit: 5}", ""),
    ("fairness: 40", "room_overlap: {limit: 5}", ""),
    ("grid: 5}", "grid: 5, profile: standard}", "2: conference/profile: there is no profile 'standard'; did you mean 'standard@1'?"),
    # no YAML
    ("seats: 100, ", "seats: 100 building", "7: is not YAML: did not find expected ',' or '}', while parsing a flow mapping from line 7; mend the line, or the one before it"),
    ("  - {id: red", "\t- {id: red", "7: is not YAML: found character that cannot start any token, while scanning for the next token from line 7; indent with blanks, not with tabs"),
    ("title: Data", "title: Data: the sequel", "16: is not YAML: mapping values are not allowed in this context; mend the line, or the one before it"),
    ("rules: {", "---\nrules: {", "32: has a second document; keep one document, delete the '---'"),
    ("blocks: [pm]", "blocks: &afternoon [pm]", ""),
    ("blocks: [pm]", "blocks: *afternoon", "23: anchors and aliases (&, *) are not read; write the values out"),
    ("title: Morning", "title: !secret Morning", "4: the tag '!secret' is not read; write the value without it"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), MISTYPED, ids=[new.strip()[:40] or old.strip()[:40] for old, new, _ in MISTYPED])
def test_one_slip(old: str, new: str, told: str) -> None:
    if not told:
        assert native.read_conference(_changed((old, new)), "tiny.yaml")
        return
    assert _told(_changed((old, new))) == [f"tiny.yaml:{line}" for line in told.split("|")]


def test_every_slip_has_a_remedy() -> None:
    assert all("; " in line for _, _, told in MISTYPED for line in told.split("|") if told)


def _places(value: Any, where: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*where, key)
        yield from _places(inner, (*where, key))


JUNK: list[Any] = [None, True, 0, -7, 2.5, "", "x", "7" * 500, "2022-11-09T10:00", "9999-12-31T23:59", [], [[]], ["x", 3], {}, {"a": [1]}]
SPOILT = list(_places(native.tree(TINY, "tiny.yaml")[0]))


@pytest.mark.parametrize("key", sorted({str(where[0]) for where in SPOILT}))
def test_junk_in_any_place_is_taken_or_refused_in_words(key: str) -> None:
    """Nothing else comes out of it: no traceback, and no words that only a programmer knows."""
    for number, where in ((n, w) for n, w in enumerate(SPOILT) if w[0] == key):
        for junk in JUNK[number % 3 :: 3]:
            raw: Any = native.tree(TINY, "tiny.yaml")[0]
            inside = raw
            for step in where[:-1]:
                inside = inside[step]
            inside[where[-1]] = junk
            for problem in _found(json.dumps(raw)):
                assert problem.line
                assert problem.remedy, f"{problem} has no remedy"
                assert not re.search(r"Input|valid |validation|tuple|dict|None|True|False|tag\b", str(problem)), problem


def _found(text: str) -> tuple[Problem, ...]:
    """The problems of a conference, if there are any; without any, it can be written and read again."""
    try:
        taken = native.read_conference(text, "tiny.yaml", profile.problems)
    except BadInput as refused:
        return refused.problems
    assert native.read_conference(native.write_conference(taken), "tiny.yaml").hash == taken.hash
    return ()


def test_several_slips_are_told_together_in_the_order_of_their_lines() -> None:
    text = _changed(
        ("seats: 100", "seats: lots"),
        ("timezone: Africa/Nairobi", "timezone: Nairobi City"),
        ("    track: law", "    track: laws"),
        ("minutes: 10}", "minutes: 10, minuts: 15}"),
        ("first: data", "first: datas"),
        ("end: 2022-11-09T15:00", "end: 2022-11-09 at three"),
    )
    assert _told(text) == [
        "tiny.yaml:5: blocks/pm/end: '2022-11-09 at three' is not a date and time; write it like 2022-11-09T13:30",
        "tiny.yaml:7: rooms/red/seats: should be a whole number, not 'lots'; write digits only, like 30",
        "tiny.yaml:12: speakers/ana/timezone: unknown time zone 'Nairobi City'; did you mean 'Africa/Nairobi'?",
        "tiny.yaml:17: subforums/data/track: there is no track 'laws'; did you mean 'law'?",
        "tiny.yaml:23: subforums/film/talks/f1/minuts: unknown key 'minuts'; did you mean 'minutes'?",
        "tiny.yaml:29: relations/0/first: there is no subforum 'datas'; did you mean 'data'?",
    ]


def test_a_list_that_is_missing_is_told_once_not_by_all_who_refer_to_it() -> None:
    start, end = TINY.index("subforums:\n"), TINY.index("fixtures:")
    assert _told(TINY[:start] + TINY[end:]) == ["tiny.yaml:1: the key 'subforums' is missing; add it"]
    assert _told(TINY[:start] + "subforums: []\n" + TINY[end:]) == ["tiny.yaml:14: subforums: is empty; name at least 1"]


def _sense(*changes: tuple[str, str]) -> list[str]:
    """What is said, without the places."""
    return [line.split(": ", 2)[2] for line in _told(_changed(*changes))]


def test_the_first_block_may_be_the_one_with_the_slip() -> None:
    noon = "\n  - {id: noon, title: Noon, start: 2022-11-09T12:00, end: 2022-11-09T13:00}\nrooms:"
    slip = ("start: 2022-11-09T09:00, end: 2022-11-09T12:00", "start: 2012-11-09T09:00, end: 2012-11-09T12:00")
    told = _told(_changed(slip, ("\nrooms:", noon), ("{item: data, block: am}", "{item: data, block: pm}")))
    assert told == [
        "tiny.yaml:4: blocks/am/start: 2012-11-09 is 3652 days from the block 'noon'; check the year: a conference lasts 60 days at most"
    ]


def test_pins_of_what_may_have_several_sittings() -> None:
    changes = (("    uses", "    sittings: {max: 2}\n    uses"), ("block: am}]", "start: 2022-11-09T09:00}]"))
    assert _sense(*changes) == ["'data' may have several sittings, and not all can start then; pin its talks, or a block"]


def test_pins_of_a_fixture_that_the_engine_places() -> None:
    two = ("seats: 100", "seats: 100}\n  - {id: blue, title: Blue, seats: 9")
    windows = "minutes: 30, windows: [{from: 2022-11-09T08:00, to: 2022-11-09T09:00}]"
    placed = ("start: 2022-11-09T08:00, end: 2022-11-09T09:00", windows)
    rooms = ("rooms: [red]", "rooms: [red, blue]")
    pins = [("{item: data, block: am}", f"{{item: opening, {key}}}") for key in ("start: 2022-11-09T08:30", "start: 2022-11-09T08:35")]
    assert native.read_conference(_changed(placed, pins[0]), "tiny.yaml")
    assert _sense(placed, pins[1]) == ["Nov 09 08:35 is no time at which 'opening' may start; pin it inside one of its windows"]
    both = ("{item: data, block: am}", "{item: opening, room: red}, {item: opening, room: blue}")
    assert native.read_conference(_changed(two, placed, rooms, both), "tiny.yaml")
    one = ("rooms: [red]", "holds: one, rooms: [red, blue]")
    assert _sense(two, placed, one, both) == ["'opening' is pinned to 'blue', and to 'red' by pins/0 (line 28); keep one of them"]


def test_pins_of_two_people_to_one_seat() -> None:
    candidates = ("candidates: [ben]", "candidates: [ben, cy]")
    cy = ("{id: ben, name: Ben}", "{id: ben, name: Ben}\n  - {id: cy, name: Cy}")
    pins = ("{item: data, block: am}", "{item: chair, speaker: ben}, {item: chair, speaker: cy}")
    assert _sense(candidates, cy, pins) == ["'chair' is pinned to 'cy', and to 'ben' by pins/0 (line 28); keep one of them"]


def test_recorded_people_and_one_of_several_rooms_may_be_wanted_twice() -> None:
    blue = ("seats: 100", "seats: 100}\n  - {id: blue, title: Blue, seats: 9")
    prize = HALL.replace("rooms: [red]", "holds: one, rooms: [red, blue], speakers: [ana]")
    both = ("audience: [data]}", f"speakers: [ana]}}{prize}, start: 2022-11-09T08:55, end: 2022-11-09T09:30}}")
    assert native.read_conference(_changed(blue, both, ("attends: online", "attends: recorded")), "tiny.yaml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "tiny.yaml: is empty; see 'agenda schema conference'"),
        ("# nothing yet\n", "tiny.yaml: is empty; see 'agenda schema conference'"),
        ("- a\n- b\n", "tiny.yaml: is not a conference: expected keys and values; see 'agenda schema conference'"),
        ("hello", "tiny.yaml: is not a conference: expected keys and values; see 'agenda schema conference'"),
        ("a: " + "[" * 20_000 + "]" * 20_000, "tiny.yaml:1: is nested too deeply; write it plainer"),
        ("a: [\n" + "{a: [\n" * 60, "tiny.yaml:26: is nested too deeply; write it plainer"),
        ("x" * 20_000_001, "tiny.yaml: has more than 20,000,000 characters; split it, or write it plainer"),
        ("a: \x07", "tiny.yaml:1: has the control character U+0007; delete it, or save the file as UTF-8 text"),
        ('{"a":\n "\\ud83d\\ude00 \\ud83d"}', "tiny.yaml:2: has one half of a character alone, '\\ud83d'; delete it, or write the whole character"),
        ('{"a": "cut', 'tiny.yaml:1: is not YAML: found unexpected end of stream, while scanning a quoted scalar from line 1; mend the line, or the one before it'),
    ],
    ids=["empty", "comments", "list", "word", "deep", "deep, open", "huge", "control character", "half a character", "cut off"],
)  # fmt: skip
def test_what_is_no_conference_at_all(text: str, told: str) -> None:
    assert _told(text) == [told]


def test_a_bomb_of_aliases_goes_off_at_once() -> None:
    bomb = "a: &a [lol, lol]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefghijklmn", "bcdefghijklmno", strict=True)
    )
    assert _told(bomb) == ["tiny.yaml:2: anchors and aliases (&, *) are not read; write the values out"]


# --- files


def _refused(source: str) -> str:
    with pytest.raises(BadInput) as refused:
        read_conference(source)
    return str(refused.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert _refused(f"{tmp_path}/tiny.yaml") == f"there is no file '{tmp_path}/tiny.yaml'; check the name and the folder"


def test_a_bundled_conference_misspelt() -> None:
    assert _refused("wuzen2022") == "'wuzen2022' is neither a readable file nor a bundled conference; did you mean 'wuzhen2022'?"


def test_a_suffix_that_nobody_reads(tmp_path: Path) -> None:
    file = tmp_path / "tiny.pdf"
    file.write_bytes(b"%PDF-1.4")
    told = _refused(str(file))
    assert told.startswith(f"'{file}' is neither a readable file nor a bundled conference; readable: ")
    assert ".yaml" in told


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / "tiny.yaml"
    file.write_bytes(TINY.replace("Red", "乌镇厅").encode("gb18030"))
    told = _refused(str(file))
    assert told.startswith(f"{file}: is not UTF-8 text (byte ")
    assert told.endswith("; save it as UTF-8")


def test_a_picture_under_a_wrong_name(tmp_path: Path) -> None:
    file = tmp_path / "tiny.yaml"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    assert _refused(str(file)) == f"{file}: is not UTF-8 text (byte 0); save it as UTF-8"
    file.write_bytes(b"PK\x03\x04\x00\x00\x00")
    assert _refused(str(file)) == f"{file}:1: has the control character U+0003; delete it, or save the file as UTF-8 text"


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").mkdir()
    assert _refused(f"{tmp_path}/tiny.yaml") == f"{tmp_path}/tiny.yaml: cannot be read: Is a directory; name a readable file"


def test_a_name_that_is_too_long_for_a_file() -> None:
    assert "is neither a readable file nor a bundled conference" in _refused("x" * 5000)
    assert "cannot be read" in _refused("x" * 5000 + ".yaml")


def test_a_mark_at_the_start_of_the_file_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "tiny.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + TINY.replace("\n", "\r\n").encode())
    assert read_conference(str(file)) == native.read_conference(TINY, "tiny.yaml")


# --- agendas

STORY = Story().block("am", "09:00", "12:00").room("red").subforum("data", talk("d1", 30)).sit("data", "red", "09:00")
AGENDA = STORY.agenda.to_json()


def _agenda(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "agenda.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_agenda(str(file))
    return str(refused.value).replace(f"{tmp_path}/", "").splitlines()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "agenda.json:1: is cut off; make it anew with 'agenda solve'"),
        (AGENDA[:-30], "agenda.json:24: is cut off; make it anew with 'agenda solve'"),
        ("[]", "agenda.json: is not an agenda; make it anew with 'agenda solve'"),
        (TINY, "agenda.json:1: is not JSON: Expecting value; make it anew with 'agenda solve'"),
        ("[" * 100_000, "agenda.json: is not JSON: nested too deeply; make it anew with 'agenda solve'"),
        (AGENDA.replace("agenda@1", "agenda@9"), "agenda.json:2: format: should be 'agendawright/agenda@1', not 'agendawright/agenda@9'; did you mean 'agendawright/agenda@1'?"),
        (AGENDA.replace('"room": "red"', '"rooom": "red"'), "agenda.json:7: sittings/data/1: the key 'room' is missing; add it|agenda.json:12: sittings/data/1/rooom: unknown key 'rooom'; did you mean 'room'?"),
        (AGENDA.replace('"2022-11-09T09:00:00+08:00"', '"nine"', 1), "agenda.json:8: sittings/data/1/start: 'nine' is not a date and time; write it like 2022-11-09T13:30+08:00"),
        (AGENDA.replace("2022-11-09T09:00:00+08:00", "0001-01-01T00:00:00+08:00", 1), "agenda.json:8: sittings/data/1/start: '0001-01-01T00:00:00+08:00': the year 1 is no year for a conference; write it like 2022-11-09T13:30+08:00"),
        (AGENDA.replace("2022-11-09T09:30:00+08:00", "9999-12-31T23:59:00-08:00", 1), "agenda.json:9: sittings/data/1/end: '9999-12-31T23:59:00-08:00': the year 9999 is no year for a conference; write it like 2022-11-09T13:30+08:00"),
        (AGENDA.replace("2022-11-09T09:00:00+08:00", "2022-11-09T09:00:30+08:00", 1), "agenda.json:8: sittings/data/1/start: '2022-11-09T09:00:30+08:00' is not a whole minute; write it like 2022-11-09T13:30+08:00"),
        (AGENDA.replace('09:00:00+08:00', '09:00:00', 1), "agenda.json:8: sittings/data/1/start: the time has no offset; write it with one, like 2022-11-09T13:30+08:00"),
        (AGENDA.replace('"2022-11-09T09:00:00+08:00"', "5", 1), "agenda.json:8: sittings/data/1/start: '5' is not a date and time; write it like 2022-11-09T13:30+08:00"),
        (AGENDA.replace('"talk": "d1"', '"talk": null'), "agenda.json:17: sittings/data/1/talks/0/talk: should be text, not empty; fill it in, or take the key out"),
        (AGENDA.replace('"room": "red"', '"room": "\\udc00"'), "agenda.json:12: has one half of a character alone, '\\udc00'; delete it, or write the whole character"),
        (AGENDA.replace('"changes": []', '"changes": [{"kind": "cancel"}]'), "agenda.json:5: changes/0: the key 'person' is missing; add it"),
        (AGENDA.replace('"changes": []', '"changes": [{}, {"kind": "cancle"}]'), "agenda.json:5: changes/0: the key 'kind' is missing; add it, like {kind: cancel, person: s017}|agenda.json:5: changes/1/kind: there is no kind 'cancle'; did you mean 'cancel'?"),
        (AGENDA.replace('"changes": []', '"changes": [{"kind": "late", "person": "ana", "at": "2022-11-09T09:00"}]'), "agenda.json:5: changes/0/at: the time has no offset; write it with one, like 2022-11-09T13:30+08:00"),
    ],
    ids=["empty", "cut off", "list", "conference", "deep", "format", "unknown key", "no time", "year 1", "year 9999", "seconds", "no offset", "number", "null", "half a character", "change", "changes", "time of a change"],
)  # fmt: skip
def test_an_agenda_file_that_somebody_touched(tmp_path: Path, text: str, told: str) -> None:
    assert _agenda(tmp_path, text) == told.split("|")


# --- from Python


def test_a_conference_made_in_python_names_places_without_lines() -> None:
    raw = STORY.raw
    raw["rooms"] = [*raw["rooms"], {"id": "red", "title": "Red again", "seats": 1}]
    with pytest.raises(BadInput) as refused:
        Conference.model_validate(raw)
    assert str(refused.value) == "rooms/1/id: the id 'red' stands twice: it is that of rooms/0, too; rename one of them"


def test_json_escapes_are_read_as_python_writes_them() -> None:
    raw = STORY.add("rooms", id="blue", title='🎉 "blue"\\/', seats=5).raw
    text = json.dumps(raw).replace("\\\\/", "\\\\\\/")  # a slash may be escaped, too
    assert native.read_conference(text, "tiny.json") == Conference.model_validate(raw)
