"""What clients send, and what they are answered, as models: checked, and described in the OpenAPI document."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from instances.conference import Title

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(max_length=500)]
Who = Annotated[str, StringConstraints(max_length=80)]
Version = Annotated[int, Field(ge=1, le=2**53)]
Moment = Annotated[str, StringConstraints(min_length=5, max_length=40), Field(examples=["2022-11-10T09:30+08:00"])]
Items = Annotated[tuple[Name, ...], Field(min_length=1, max_length=2000)]


class Asked(BaseModel):
    """What a client sends; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Edit(Asked):
    """What all edits have. `version`: that of the board on which it is made; `key`: the client's own, so that an edit that
    is sent twice is made once; `anyway`: although it breaks hard rules that hold now."""

    version: Version
    who: Who = ""
    key: Annotated[str, StringConstraints(pattern=r"^[\w.-]{8,64}$")] | None = None
    anyway: bool = False


class MoveEdit(Edit):
    """A subforum, sitting, talk or fixture to a room, from a time on. `sitting`: which of a subforum's, or that which is to hold
    a talk; as the places of an item say. `room` is null for what holds no room of its own choice."""

    kind: Literal["move"]
    item: Name
    sitting: Annotated[str, StringConstraints(max_length=200)] = ""
    room: Name | None = None
    start: Moment


class SwapEdit(Edit):
    """Two sittings, or two talks of a subforum, take each other's place."""

    kind: Literal["swap"]
    item: Name
    other: Name


class OrderEdit(Edit):
    """The talks of a sitting in this order."""

    kind: Literal["order"]
    sitting: Name
    talks: Items


class SeatEdit(Edit):
    """A person on a seat, or nobody."""

    kind: Literal["seat"]
    seat: Name
    speaker: Name | None


class LockEdit(Edit):
    """What is locked keeps its time and room, a seat its person: subforums, sittings, talks, seats, fixtures."""

    kind: Literal["lock", "unlock"]
    items: Items


class TakeOutEdit(Edit):
    """A subforum, sitting, talk or fixture is left out; it can be moved in again."""

    kind: Literal["take_out"]
    item: Name


class ChangeEdit(Edit):
    """What happened: `text` as options of 'agenda repair' ('--cancel s010=drop'), or changes as an agenda keeps them
    ('agenda schema changes'). What has lost its place is left out; a job of the kind repair finds it another one."""

    kind: Literal["change"]
    text: Annotated[str, StringConstraints(max_length=5000)] = ""
    changes: Annotated[tuple[dict[str, Any], ...], Field(max_length=200)] = ()


class AcceptEdit(Edit):
    """What a job found, with what happened before it; refused where the board has another agenda by now than the job began with."""

    kind: Literal["accept"]
    job: Name
    alternative: Annotated[int, Field(ge=0, le=1000)] = 0


class WayEdit(Edit):
    """The last edit is taken back, whoever made it, or done again."""

    kind: Literal["undo", "redo"]


AnyEdit = Annotated[
    MoveEdit | SwapEdit | OrderEdit | SeatEdit | LockEdit | TakeOutEdit | ChangeEdit | AcceptEdit | WayEdit, Field(discriminator="kind")
]


class JobRequest(Asked):
    """What is to be computed. `free`: only these items may move; `day`: only what stands on it, and it stays on it.

    repair: `text` or `changes` happened; of somebody who cancels with talks that are nobody else's, each fate is one alternative.
    `alternatives`: what so many moves more would buy; `max_moves`: the most things that may move; `overflow`: leave out what hurts
    least where nothing else is possible.
    """

    version: Version
    kind: Literal["solve", "repair", "explain"]
    who: Who = ""
    free: Items | None = None
    day: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    seconds: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)] = 30.0
    workers: Annotated[int, Field(ge=1, le=64)] = 8
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    text: Annotated[str, StringConstraints(max_length=5000)] = ""
    changes: Annotated[tuple[dict[str, Any], ...], Field(max_length=200)] = ()
    alternatives: Annotated[int, Field(ge=0, le=20)] = 2
    max_moves: Annotated[int, Field(ge=0, le=100_000)] | None = None
    overflow: bool = False


class PublishRequest(Asked):
    """`why`: what happened, in a few words; `anyway`: although hard rules are broken; `after`: the version of the history that it
    follows, where that is not the one that the board follows."""

    version: Version
    who: Who = ""
    why: Words = ""
    anyway: bool = False
    after: Annotated[int, Field(ge=0, le=2**53)] | None = None


class RevertRequest(Asked):
    """An older version of the history becomes the board, and is not published by that; `why` is said of the edit."""

    version: Version
    who: Who = ""
    why: Words = ""


class Told(BaseModel):
    """What the server answers."""

    model_config = ConfigDict(extra="forbid")


class ProblemTold(Told):
    """One fault: where, what, and what to do about it."""

    file: str
    line: int
    path: str
    what: str
    remedy: str


class EditTold(Told):
    """What was done to the board, when, and by whom."""

    version: int
    kind: str
    words: str
    items: list[str]
    who: str
    at: str


class ErrorTold(Told):
    """Why something was refused. `since`: what others did since the version that was named, where that is why; `version`: the newest."""

    format: Literal["agendawright/error@1"]
    problems: list[ProblemTold]
    version: int | None = None
    since: list[EditTold] | None = None


class DayTold(Told):
    """A day and its blocks."""

    date: str
    blocks: list[str]


class BlockTold(Told):
    """A block; `begins`: when its slots begin, if it has slots."""

    id: str
    title: Title
    start: AwareDatetime
    end: AwareDatetime
    begins: list[AwareDatetime]


class WindowTold(Told):
    """When a room is closed."""

    start: AwareDatetime
    end: AwareDatetime
    reason: str


class RoomTold(Told):
    """A room."""

    id: str
    title: Title
    building: str
    seats: int
    features: list[str]
    closed: list[WindowTold]


class TrackTold(Told):
    """A track."""

    id: str
    title: Title


class PersonTold(Told):
    """A person, without anything private."""

    id: str
    name: str
    country: str
    zone: str
    region: str
    attends: Literal["onsite", "online", "recorded"]
    languages: list[str]


class SeatTold(Told):
    """A seat and who could take it."""

    id: str
    role: str
    required: bool
    candidates: list[str]


class TalkTold(Told):
    """A talk."""

    id: str
    title: Title
    minutes: int
    speakers: list[str]
    position: int | str | None
    after: list[str]
    seats: list[SeatTold]


class SubforumTold(Told):
    """A subforum. `audience`: people expected on site."""

    id: str
    title: Title
    track: str
    topics: list[str]
    hosts: list[str]
    chairs: list[str]
    needs: list[str]
    audience: int
    turnover: int
    talks: list[TalkTold]


class FixtureTold(Told):
    """A fixture. `movable`: whether the engine places it."""

    id: str
    title: Title
    rooms: list[str]
    holds: Literal["all", "one"]
    minutes: int
    movable: bool
    speakers: list[str]
    audience: str | list[str]


class FilledTold(Told):
    """Who is on a seat."""

    seat: str
    speaker: str


class SlotTold(Told):
    """A talk in its place."""

    talk: str
    start: AwareDatetime
    end: AwareDatetime
    speakers: list[str]
    seats: list[FilledTold]


class SittingTold(Told):
    """A sitting with its talks in time."""

    id: str
    subforum: str
    room: str
    block: str
    start: AwareDatetime
    end: AwareDatetime
    talks: list[SlotTold]


class PlacedTold(Told):
    """A fixture in its place."""

    fixture: str
    rooms: list[str]
    block: str
    start: AwareDatetime
    end: AwareDatetime


class LeftOutTold(Told):
    """What is left out: a talk, a seat or a fixture."""

    item: str
    rule: str
    sentence: str


class StandingTold(Told):
    """What stands where."""

    sittings: list[SittingTold]
    placed: list[PlacedTold]
    unplaced: list[LeftOutTold]


class ScoreTold(Told):
    """`status`: optimal (proved), feasible, broken (something must not be) or draft (something is left out,
    and that is all)."""

    penalty: int
    bound: int | None
    gap: float | None
    status: Literal["optimal", "feasible", "broken", "draft"]


class RuleTold(Told):
    """A rule, and what it measures: `amount` in its unit, `penalty` in points."""

    id: str
    sentence: str
    unit: str
    hard: bool
    points: int
    amount: int
    penalty: int


class FindingTold(Told):
    """A violation, for a badge on its items."""

    rule: str
    hard: bool
    amount: int
    penalty: int
    items: list[str]
    sentence: str


class ChangeTold(Told):
    """Something that happened."""

    kind: str
    sentence: str


class PublishedTold(Told):
    """The version of the history that the board follows: published from here, or begun with. `number`: that in the history;
    `version`: that of the board then; `same`: whether the board is what it holds."""

    number: int
    version: int
    same: bool


class PointTold(Told):
    """A point of the curve of a search."""

    seconds: float
    penalty: int | None
    bound: int | None


class JobTold(Told):
    """A job. `state`: running, done, stopped (by somebody, with the best it had), refused or failed; `status` is the answer's."""

    id: str
    kind: Literal["solve", "repair", "explain"]
    version: int
    who: str
    words: str
    state: Literal["running", "done", "stopped", "refused", "failed"]
    stopping: bool
    status: str | None
    stage: str
    part: list[int] | None
    counted: str
    seconds: float
    limit: float
    penalty: int | None
    bound: int | None
    gap: float | None
    problems: list[ProblemTold]


class PersonNamed(Told):
    """A person."""

    id: str
    name: str


class AlternativeTold(Told):
    """An agenda that a job found. `heading`: what tells it from the others, in words; `title`: the same as options; `rules`: the points
    of each rule that costs something here or on the board; `moved` as 'agenda diff --json' has it; `sentences`: the same in words,
    where nothing happened."""

    number: int
    title: str
    heading: str
    status: str
    words: list[str]
    changes: list[ChangeTold]
    penalty: int | None
    bound: int | None
    proved: bool
    broken: list[str]
    rules: dict[str, int]
    moves: int
    disturbance: int | None
    told: list[PersonNamed]
    moved: list[dict[str, Any]]
    sentences: list[str]
    agenda: StandingTold | None


class JobWholeTold(JobTold):
    """A job with all that is known of it. `explanation` as 'agenda explain --json' has it, where there is no agenda."""

    curve: list[PointTold]
    causes: list[str]
    explanation: dict[str, Any] | None
    found: list[AlternativeTold]


class JobsTold(Told):
    """The jobs that are remembered, the newest last."""

    jobs: list[JobTold]


class BoardTold(StandingTold):
    """The whole board at a version. `undo` and `redo`: what would be taken back, or done again."""

    format: Literal["agendawright/board@1"]
    version: int
    conference: str
    title: Title
    zone: str
    grid: int
    days: list[DayTold]
    blocks: list[BlockTold]
    rooms: list[RoomTold]
    tracks: list[TrackTold]
    people: list[PersonTold]
    subforums: list[SubforumTold]
    fixtures: list[FixtureTold]
    locks: list[str]
    score: ScoreTold
    rules: list[RuleTold]
    findings: list[FindingTold]
    changes: list[ChangeTold]
    last: EditTold
    undo: EditTold | None
    redo: EditTold | None
    published: PublishedTold | None
    jobs: list[JobTold]


class BriefTold(Told):
    """An edit that was made, without the board."""

    edit: EditTold
    score: ScoreTold
    undo: EditTold | None
    redo: EditTold | None


class SessionTold(Told):
    """What a page needs first: the value of the header X-Agenda for everything that changes something, and who is asked by default."""

    csrf: str
    who: str
    program: str


class PlaceTold(Told):
    """A place of an item: `change` of the penalty, in all and by rule; `why` it is impossible, in sentences."""

    at: str
    sitting: str
    block: str
    rooms: list[str]
    start: str
    end: str
    possible: bool
    status: str
    change: int
    rules: dict[str, int]
    why: list[str]
    mended: list[str]
    reasons: list[str]
    along: list[str]


class PlacesTold(Told):
    """Places as they come, one line each: the first line has `now`, the last one `done`. `penalty` is that of the board."""

    version: int | None = None
    item: str | None = None
    penalty: int | None = None
    now: list[dict[str, Any]] | None = None
    places: list[PlaceTold] | None = None
    done: bool | None = None
    number: int | None = None
    problems: list[ProblemTold] | None = None


class CandidateTold(Told):
    """Somebody who could take a seat, or nobody (null): `free` where no hard rule minds, `why` not in sentences."""

    speaker: str | None
    name: str
    now: bool
    free: bool
    change: int
    rules: dict[str, int]
    why: list[str]
    reasons: list[str]


class CandidatesTold(Told):
    """Who could take a seat, the best first."""

    version: int
    seat: str
    talk: str
    candidates: list[CandidateTold]


class PublishTold(Told):
    """What was published. `number`: null where nothing was, as the newest version is the same already; `untold`: who must still be told."""

    number: int | None
    words: list[str]
    untold: list[PersonNamed]


class DownloadTold(Told):
    """A format in which the agenda, or its conference, is written; `private`: with what is for the committee alone."""

    id: str
    format: str
    of: Literal["agenda", "conference"]
    about: str
    private: bool
    file: str


class DownloadsTold(Told):
    """All formats."""

    downloads: list[DownloadTold]


class EditsTold(Told):
    """What was done, the newest last."""

    edits: list[EditTold]
