"""What a client may ask of a board, over HTTP: JSON, described by /api/openapi.json."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from importlib.metadata import version as installed
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request, Response
from fastapi import Path as InPath
from fastapi.exceptions import RequestValidationError
from fastapi.responses import StreamingResponse
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from instances import clock
from instances.conference import Conference
from instances.problems import BadInput, Problem, nearest
from scheduler import by_hand, moves, show_history
from scheduler.board import document, shapes, work
from scheduler.board.board import Board, Stale
from scheduler.board.downloads import written, zipped
from scheduler.board.edits import Moved, moment
from scheduler.board.jobs import Busy
from scheduler.board.processes import Child, Died
from scheduler.board.safety import Application, Guard
from scheduler.history import History, Overtaken
from scheduler.places import current
from scheduler.shapes import error_document
from scheduler.show_history import HistoryDocument
from scheduler.sides import Sides, between
from scheduler.why_not import reason

STATIC = Path(__file__).parent / "static"
STATUS = ((Stale, 409), (Moved, 409), (Overtaken, 409), (Busy, 429))
"""What is refused for another reason than what was said, with the status of the answer."""
ASKED = 2
"""Questions that take long, and are answered at once by processes of their own."""
OFTEN = 0.3
"""Seconds after which it is looked again whether somebody waits for an answer."""
FILE = "application/octet-stream"
LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"

Item = Annotated[str, InPath(max_length=200)]
Number = Annotated[int, InPath(ge=1, le=2**53)]
Seconds = Annotated[float, Query(gt=0, le=120, allow_inf_nan=False)]

ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": shapes.ErrorTold, "description": "It is no JSON."},
    401: {"model": shapes.ErrorTold, "description": "The token is missing."},
    403: {"model": shapes.ErrorTold, "description": "Another site asked, or X-Agenda is missing."},
    404: {"model": shapes.ErrorTold, "description": "There is no such thing."},
    409: {"model": shapes.ErrorTold, "description": "The board, or the history, has changed since; nothing was done."},
    413: {"model": shapes.ErrorTold, "description": "Too much was sent."},
    415: {"model": shapes.ErrorTold, "description": "It is no JSON."},
    422: {"model": shapes.ErrorTold, "description": "It was refused, in sentences; nothing was done."},
    429: {"model": shapes.ErrorTold, "description": "Too much is being done at once."},
    503: {"model": shapes.ErrorTold, "description": "What was to compute it came to no end."},
}


class Missing(BadInput):
    """What a client names and is not there."""


def application(board: Board, *, hosts: frozenset[str] | None, token: str | None, csrf: str, proxy: str | None = None) -> Application:
    """The whole server of a board, with what keeps others out."""
    return Guard(_routes(board, csrf), hosts, token, csrf, proxy)


def _routes(board: Board, csrf: str) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        board.events.begin()
        yield
        board.events.close()

    app = FastAPI(
        title="agendawright board",
        version=installed("agendawright"),
        description=__doc__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses=ERRORS,
        redirect_slashes=False,
        separate_input_output_schemas=False,
    )
    _faults(app)
    _board(app, board, csrf)
    _places(app, board)
    _jobs(app, board)
    _history(app, board)
    _downloads(app, board)
    app.mount("/", StaticFiles(directory=STATIC, html=True))
    return app


def _faults(app: FastAPI) -> None:
    """Everything that goes wrong, in the words of the command line."""

    def told(error: BadInput, status: int, **more: Any) -> Response:
        return _json({**error_document(error), **more}, status)

    @app.exception_handler(BadInput)
    async def refused(_: Request, error: Exception) -> Response:
        assert isinstance(error, BadInput)
        if isinstance(error, Stale):
            return told(error, 409, version=error.version, since=[document.edit(row) for row in error.since])
        if isinstance(error, Missing):
            return told(error, 404)
        return told(error, next((status for kind, status in STATUS if isinstance(error, kind)), 422))

    @app.exception_handler(RequestValidationError)
    async def wrong(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return told(BadInput(Problem(tuple(_place(e["loc"])), _plain(str(e["msg"]))) for e in error.errors()), 422)

    @app.exception_handler(HTTPException)
    async def nowhere(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        answer = told(BadInput([Problem((), _plain(str(error.detail)))]), error.status_code)
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(RecursionError)
    async def deep(_: Request, __: Exception) -> Response:
        return told(BadInput([Problem((), "there are brackets in brackets without end", "send less")]), 422)

    @app.exception_handler(Died)
    async def died(_: Request, error: Exception) -> Response:
        return told(BadInput([Problem((), str(error), "try again")]), 503)


def _board(app: FastAPI, board: Board, csrf: str) -> None:
    @app.get("/api/session", tags=["board"], responses={200: {"model": shapes.SessionTold}})
    def session() -> Response:
        """What a page needs first."""
        return _json({"csrf": csrf, "who": board.who, "program": f"agendawright {installed('agendawright')}"})

    @app.get("/api/board", tags=["board"], responses={200: {"model": shapes.BoardTold}})
    def whole() -> Response:
        """The board as it is, with its version."""
        return _json(board.document()[1])

    @app.get("/api/edits", tags=["board"], responses={200: {"model": shapes.EditsTold}})
    def edits(after: Annotated[int, Query(ge=0, le=2**53)] = 0, most: Annotated[int, Query(ge=1, le=1000)] = 200) -> Response:
        """What was done to the board after a version, the last ones."""
        rows = board.rows[after:] if after < len(board.rows) else ()
        return _json({"edits": [document.edit(row) for row in rows[-most:]]})

    @app.post("/api/edits", tags=["board"], responses={200: {"model": shapes.BoardTold}})
    def edit(edit: shapes.AnyEdit, brief: Annotated[bool, Query(description="answer without the board")] = False) -> Response:
        """Do something to the board. What is answered is on the disk. A board that has changed since refuses it (409) and tells what
        happened; what must not be is refused (422) and told why."""
        row = board.edit(edit)
        if brief:
            return _json({**board.brief(), "edit": document.edit(row)})
        return _json(board.document()[1])

    @app.get("/api/events", tags=["board"], responses={200: {"content": {"text/event-stream": {}}}}, response_class=StreamingResponse)
    async def events() -> Response:
        """What happens, as server-sent events: `hello` at first, `edit`, `job`, `publish`, and `again` for whoever missed some."""
        if board.events.full:
            raise Busy([Problem((), "too many listen", "close another window")])
        board.places.begin()  # whoever listens will soon drag something
        first = {"version": board.now.row.version, "jobs": [document.job(job) for job in board.jobs.all]}
        return StreamingResponse(
            board.events.stream(first), media_type="text/event-stream", headers={"cache-control": "no-store", "x-accel-buffering": "no"}
        )

    @app.get("/api/lens", tags=["board"])
    def looked(
        zone: Annotated[str | None, Query(max_length=100)] = None, person: Annotated[str | None, Query(max_length=200)] = None
    ) -> dict[str, Any]:
        """The board as a zone or a person sees it: their hours, their night, their own items; and who pays for which hour."""
        now = board.now
        found = document.seen(now.state.conference, now.state.agenda, zone, person)
        return {"version": now.row.version, **found}


def _places(app: FastAPI, board: Board) -> None:
    @app.get(
        "/api/places/{item:path}",
        tags=["places"],
        responses={200: {"content": {"application/x-ndjson": {}}, "model": shapes.PlacesTold}},
        response_class=StreamingResponse,
    )
    async def places(
        request: Request,
        item: Item,
        depth: Annotated[str, Query(max_length=20, description="first, inner, or how many others may move along")] = "first",
        rooms: Annotated[str, Query(max_length=5000, description="looked at first, with commas between them; none for all")] = "",
        since: Annotated[str | None, Query(alias="from", max_length=40, description="looked at first: from then on")] = None,
        until: Annotated[str | None, Query(alias="to", max_length=40)] = None,
        seconds: Seconds = 10.0,
    ) -> Response:
        """Every place that an item could take, and what it would cost: lines of JSON as they come, those asked for first."""
        now = board.now
        c, agenda = now.state.conference, now.state.agenda
        id = _item(c, agenda, item)
        moves.asked(c, agenda, id)
        if depth not in ("first", "0"):
            answer = await _asked(request, work.deep, work.Given(c, agenda, seconds=seconds, item=id, depth=moves.depth_of(depth)))
            return _json({"version": now.row.version, **answer})
        first = _first(c, rooms, since, until)
        head = {"version": now.row.version, "item": id, "penalty": now.state.penalty, "now": _now(board, id)}

        async def lines() -> AsyncIterator[bytes]:
            yield _line(head)
            number = 0
            try:
                async for some in board.places.stream((now.row.version, c, agenda), id, first):
                    number += len(some)
                    yield _line({"places": some})
            except Died as error:
                yield _line({"problems": document.problems([Problem((), str(error), "try again")]), "done": False})
                return
            yield _line({"done": True, "number": number})

        return StreamingResponse(lines(), media_type="application/x-ndjson", headers={"cache-control": "no-store"})

    @app.get("/api/why/{item:path}", tags=["places"])
    async def why(
        request: Request, item: Item, at: Annotated[str, Query(min_length=1, max_length=200)], seconds: Seconds = 10.0
    ) -> dict[str, Any]:
        """Why not there? As 'agenda moves --at' answers: what is in the way, what must move for it, or what could be asked of whom."""
        now = board.now
        c, agenda = now.state.conference, now.state.agenda
        given = work.Given(c, agenda, seconds=seconds, item=_item(c, agenda, item), at=(at,))
        return {"version": now.row.version, **await _asked(request, work.why_not, given)}

    @app.get("/api/swaps/{item:path}", tags=["places"], responses={200: {"model": shapes.PlacesTold}})
    async def swaps(item: Item) -> Response:
        """Everything that an item could be exchanged with, and what that would cost."""
        now = board.now
        c, agenda = now.state.conference, now.state.agenda
        id = _item(c, agenda, item)

        def found() -> list[dict[str, Any]]:
            partner = moves.partner(c, agenda, id, "all")
            return [{**document.place(m), "swap": m.place.swap} for m in moves.moves(c, agenda, id, swap=partner).places]

        return _json({"version": now.row.version, "item": id, "places": await run_in_threadpool(found)})

    @app.get("/api/seats/{seat:path}", tags=["places"], responses={200: {"model": shapes.CandidatesTold}})
    def seats(seat: Item) -> Response:
        """Who could take a seat, who is free then, and what each would cost."""
        now = board.now
        c, agenda = now.state.conference, now.state.agenda
        if seat not in c.talk_of_seat:
            raise Missing([Problem((), f"there is no seat '{seat}'", nearest(seat, c.talk_of_seat))])
        on = next((f.speaker for slot, _ in agenda.slots.values() for f in slot.seats if f.seat == seat), None)
        found = [
            {
                "speaker": who,
                "name": "" if who is None else c.name(who),
                "now": who == on,
                "free": not d.faults,
                "change": d.penalty,
                "rules": d.rules,
                "why": [v.sentence for v in d.faults],
                "reasons": [reason(r) for r in d.reasons],
            }
            for who, d in by_hand.candidates(c, agenda, seat)
        ]
        return _json({"version": now.row.version, "seat": seat, "talk": c.talk_of_seat[seat].id, "candidates": found})


def _jobs(app: FastAPI, board: Board) -> None:
    def job(id: str) -> Any:
        try:
            return board.jobs.job(id)
        except KeyError:
            raise Missing([Problem((), f"there is no job '{id}'", "see what jobs there are")]) from None

    @app.get("/api/jobs", tags=["jobs"], responses={200: {"model": shapes.JobsTold}})
    def every() -> Response:
        """The jobs that are remembered."""
        return _json({"jobs": [document.job(one) for one in board.jobs.all]})

    @app.post("/api/jobs", tags=["jobs"], status_code=201, responses={201: {"model": shapes.JobTold}})
    def start(request: shapes.JobRequest) -> Response:
        """Compute something for the board as it is, with what is locked where it is: solve, repair, or explain."""
        return _json(document.job(board.start(request)), 201)

    @app.get("/api/jobs/{id}", tags=["jobs"], responses={200: {"model": shapes.JobWholeTold}})
    def one(id: Item) -> Response:
        """A job: its curve, and what it found, each agenda as a small board with what moved and who must be told."""
        return _json(document.job(job(id), whole=True))

    @app.post("/api/jobs/{id}/stop", tags=["jobs"], responses={200: {"model": shapes.JobTold}})
    def stop(id: Item) -> Response:
        """Ask a job to come to an end with the best it has."""
        return _json(document.job(board.jobs.stop(job(id).id)))


def _history(app: FastAPI, board: Board) -> None:
    def there() -> History:
        try:
            return History.open(board.history.path)
        except BadInput as error:
            raise Missing(error.problems) from None

    def version(history: History, number: int) -> Any:
        try:
            return history.version(number)
        except BadInput as error:
            raise Missing(error.problems) from None

    @app.get("/api/history", tags=["history"], responses={200: {"model": HistoryDocument}})
    def history() -> Response:
        """What was published, when, by whom, and who was not told of it yet: as 'agenda history --json'."""
        from scheduler.publish import Done

        return _json(show_history.document(Done(there())))

    @app.get("/api/history/{number}", tags=["history"])
    def one(number: Number) -> Response:
        """One version: its conference's sittings as a small board, and what it is."""
        found = version(there(), number)
        c, agenda = found.settled
        about = {"number": found.number, "who": found.who, "why": found.why, "at": found.when, "penalty": found.penalty}
        what = {"changes": document.changes(found.base, found.changes), "agenda": document.standing(c, agenda)}
        return _json({**about, "news": [*found.news], **what})

    @app.get("/api/history/{number}/diff", tags=["history"])
    def diff(number: Number, since: Annotated[int | None, Query(alias="from", ge=1, le=2**53)] = None) -> Response:
        """What moved in a version since another, by default the one before it, and who must be told: as 'agenda diff --json'."""
        own = there()
        new = version(own, number)
        old = version(own, since if since is not None else max(number - 1, 1))
        return _json({**between(old, new).document(), **_told_of(between(old, new))})

    @app.get("/api/diff", tags=["history"])
    def unpublished() -> Response:
        """What publishing the board would change of the newest version of the history, and who would have to be told."""
        newest, state = there().newest, board.now.state
        from instances.told import silent

        known = [change for change in state.changes if change not in newest.changes]
        sides = Sides(*newest.settled, state.conference, state.agenda, silent(state.conference, known), None)
        return _json({**sides.document(), **_told_of(sides)})

    @app.post("/api/publish", tags=["history"], responses={200: {"model": shapes.PublishTold}})
    def publish(request: shapes.PublishRequest) -> Response:
        """Append the board to the history, with a reason."""
        return _json(_done(board, board.publish(request)))

    @app.post("/api/history/{number}/revert", tags=["history"], responses={200: {"model": shapes.PublishTold}})
    def revert(number: Number, request: shapes.RevertRequest) -> Response:
        """Have an older version on the board again, as an edit that can be undone; to publish it is another step."""
        version(there(), number)
        return _json({"number": None, "words": [board.revert(number, request)], "untold": []})


def _downloads(app: FastAPI, board: Board) -> None:
    @app.get("/api/downloads", tags=["downloads"], responses={200: {"model": shapes.DownloadsTold}})
    def every() -> Response:
        """All formats in which the agenda, or its conference, can be had."""
        return _json({"downloads": [{k: v for k, v in one.items() if k != "write"} for one in written(board.now.state.conference.id)]})

    @app.get(
        "/api/download/{id}", tags=["downloads"], response_class=Response, responses={200: {"content": {"application/octet-stream": {}}}}
    )
    def download(id: Item, lang: Annotated[str | None, Query(max_length=20, pattern=LANGUAGE)] = None) -> Response:
        """The agenda, or its conference, as a file of a format that 'agenda convert' writes."""
        state = board.now.state
        found = next((one for one in written(state.conference.id) if one["id"] == id), None)
        if found is None:
            known = [one["id"] for one in written(state.conference.id)]
            raise Missing([Problem((), f"nothing is written as '{id}'", nearest(id, known))])
        content = found["write"](state, lang, board.before())
        if isinstance(content, Mapping):
            content = zipped(content)
        raw = content.encode() if isinstance(content, str) else content
        headers = {"content-disposition": f'attachment; filename="{found["file"]}"', "cache-control": "no-store"}
        return Response(raw, media_type=FILE, headers=headers)


_asking = 0


async def _asked(request: Request, function: Callable[..., Any], given: work.Given) -> dict[str, Any]:
    """The answer of a process of its own; ended where nobody waits for it any more. Raises Busy, BadInput or Died."""
    global _asking
    if _asking >= ASKED:
        raise Busy([Problem((), "as many questions are being answered as can be", "ask again in a moment")])
    _asking += 1
    child: Child | None = None
    try:
        child = await run_in_threadpool(Child, function, given)
        answer = asyncio.ensure_future(run_in_threadpool(child.result))
        while not (await asyncio.wait({answer}, timeout=OFTEN))[0]:
            if await request.is_disconnected():
                child.kill()
        found: dict[str, Any] = answer.result()
        return found
    except BaseException:
        if child is not None:
            child.kill()
        raise
    finally:
        _asking -= 1


def _item(c: Conference, agenda: Any, words: str) -> str:
    """An item of the board by its id or name. Raises Missing."""
    try:
        return moves.named(c, agenda, words)
    except BadInput as error:
        raise Missing(error.problems) from None


def _now(board: Board, item: str) -> list[dict[str, Any]]:
    c, agenda = board.now.state.conference, board.now.state.agenda
    return [
        {"at": p.at, "sitting": p.sitting, "block": p.block, "rooms": [*p.rooms], "start": p.start.isoformat(), "end": p.end.isoformat()}
        for p in current(c, agenda, item)
    ]


def _first(c: Conference, rooms: str, since: str | None, until: str | None) -> Callable[[str, int], bool]:
    """Whether a room from a minute on is among what somebody looks at."""
    named = {room.strip() for room in rooms.split(",") if room.strip()}
    first, last = (None if words is None else clock.minute(moment(c, words)) for words in (since, until))

    def wanted(room: str, minute: int) -> bool:
        return (not named or room in named) and (first is None or minute >= first) and (last is None or minute < last)

    return wanted


def _told_of(sides: Sides) -> dict[str, Any]:
    """Who must be told, by name, and what moved in words, as far as both are of one conference."""
    from scheduler.shifts import shifts

    names = {p.id: p.name for c in (sides.before, sides.conference) for p in c.speakers}
    same = sides.before.hash == sides.conference.hash
    words = [shift.sentence for shift in shifts(sides.conference, sides.old, sides.new)] if same else []
    return {"people": [{"id": id, "name": names.get(id, id)} for id in sides.difference().told], "sentences": words}


def _done(board: Board, done: Any) -> dict[str, Any]:
    from scheduler.show_history import said

    untold = done.history.untold()
    c = done.history.newest.conference
    return {
        "number": done.version.number if done.version else None,
        "words": [*said(done)],
        "untold": [{"id": id, "name": c.name(id)} for id in untold],
    }


def _place(where: tuple[Any, ...]) -> list[str | int]:
    return [part for part in where if part not in ("body", "query", "path")]


def _plain(words: str) -> str:
    return words.removeprefix("Value error, ").encode("utf-8", "replace").decode()


def _default(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()


def _json(what: Any, status: int = 200) -> Response:
    raw = json.dumps(what, ensure_ascii=False, separators=(",", ":"), default=_default).encode("utf-8", "replace")
    return Response(raw, status, {"cache-control": "no-store"}, "application/json")


def _line(what: Any) -> bytes:
    return json.dumps(what, ensure_ascii=False, separators=(",", ":"), default=_default).encode("utf-8", "replace") + b"\n"
