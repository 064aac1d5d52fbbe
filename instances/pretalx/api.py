"""The interface of a pretalx: asked with a token, page after page, patiently where it asks for patience; failures in words."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from instances.formats import sources
from instances.formats.foreign import documents, lenient
from instances.pretalx.address import Address
from instances.problems import BadInput, Note, Problem

VERSION = "v1"
TIMEOUT = 30.0
"""Seconds until an answer is given up."""
PATIENCE, TRIES = 120.0, 6
"""Seconds that are waited for a server that asks for it, at once; and how often it is asked again."""
PAGES, PAGE = 1000, 50
Query = Sequence[tuple[str, str]]
_TOKEN = re.compile(r"[\x21-\x7e]{1,500}")


class Refused(BadInput):
    """The server's refusal, with its status: 403, 404 and so on."""

    def __init__(self, status: int, what: str, remedy: str) -> None:
        super().__init__([Problem((), what, remedy)])
        self.status = status


class _Staying(HTTPRedirectHandler):
    """Follows no other address, to which it would take the token along."""

    def redirect_request(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str) -> Request | None:
        """None: the answer is an error."""
        return None


@dataclass
class Api:
    """The interface of an event. `wait` is how it sleeps, `note` is told of what is read otherwise than asked."""

    address: Address
    token: str | None = None
    wait: Callable[[float], object] = time.sleep
    note: Note = lambda _: None
    timeout: float = TIMEOUT
    _opener: OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        if self.token is not None and not _TOKEN.fullmatch(self.token):
            what = "the token is empty" if not self.token else "the token has signs in it that no token has"
            raise BadInput([Problem((), what, "copy it anew from pretalx, where you made it")])
        if self.token and not self.address.secret:
            what = "the token is sent over http, where others may read it on the way"
            self.note(Problem((), what, "write https:// if the server knows it", file=self.address.server))
        proxies = [ProxyHandler({})] if self.address.local else []
        self._opener = build_opener(_Staying, *proxies)

    def get(self, path: str = "", query: Query = ()) -> dict[str, Any]:
        """The answer of a part of the interface. Raises BadInput, or Refused."""
        return self._asked("GET", path, query)

    def patch(self, path: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Change a thing; the answer is the thing as it is then. Raises BadInput, or Refused."""
        return self._asked("PATCH", path, (), dict(values))

    def all(self, path: str, query: Query = ()) -> list[dict[str, Any]]:
        """The things of all pages of an answer. Raises BadInput, or Refused."""
        asked: Query | None = [*query, ("page_size", str(PAGE))]
        found: list[dict[str, Any]] = []
        seen: set[str] = set()
        while asked is not None:
            key = urlencode(asked)
            if key in seen or len(seen) == PAGES:
                raise self._failure("answers page after page without an end", "ask who runs it")
            seen.add(key)
            answer = self.get(path, asked)
            if not isinstance(answer.get("results"), list):
                raise self._failure(f"answers to '{path}' without results", "is it a pretalx of 2025 or later?")
            found += documents.listed(answer["results"])
            following = lenient.word(answer.get("next"))
            asked = parse_qsl(urlsplit(following).query) if following else None
        return found

    def _failure(self, what: str, remedy: str) -> BadInput:
        return BadInput([Problem((), f"the server {what}", remedy, file=self.address.server)])

    def _asked(self, method: str, path: str, query: Query, values: dict[str, Any] | None = None) -> dict[str, Any]:
        """An answer, asked for again where the server says so."""
        for _ in range(TRIES):
            status, headers, content = self._answer(method, path, query, values)
            if status in (429, 503) and (seconds := _retry_after(headers.get("Retry-After"), status)) is not None:
                if seconds > PATIENCE:
                    break
                self.wait(seconds)
                continue
            if status >= 300:
                raise self._refusal(method, path, status, headers, content)
            return self._tree(path, content)
        raise self._failure("asks for patience again and again (too many requests)", "try again later")

    def _answer(self, method: str, path: str, query: Query, values: dict[str, Any] | None) -> tuple[int, Mapping[str, str], bytes]:
        address = f"{self.address.interface}{path}{'?' + urlencode(query) if query else ''}"
        headers = {"Accept": "application/json", "Pretalx-Version": VERSION, "User-Agent": "agendawright"}
        if self.token:
            headers["Authorization"] = f"Token {self.token}"
        if values is not None:
            headers["Content-Type"] = "application/json"
        request = Request(address, json.dumps(values).encode() if values is not None else None, headers, method=method)
        try:
            with self._opened(request) as answer:
                return answer.status, answer.headers, self._read(answer)
        except TimeoutError:
            raise self._late() from None
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise self._late() from None
            reason = getattr(error.reason, "strerror", None) or error.reason
            raise self._failure(f"cannot be reached: {lenient.name(str(reason))}", "check the address, and the network") from None
        except (OSError, HTTPException) as error:
            raise self._failure(f"broke off its answer ({type(error).__name__})", "try again") from None

    def _opened(self, request: Request) -> Any:
        """The answer, be it a refusal or not."""
        try:
            return self._opener.open(request, timeout=self.timeout)
        except HTTPError as error:
            return error

    def _late(self) -> BadInput:
        return self._failure(f"has not answered for {self.timeout:g} seconds", "check the address, or try again later")

    def _read(self, answer: Any) -> bytes:
        """All that it says, if it is neither too much nor less than it promised."""
        content: bytes = answer.read(sources.LARGEST + 1)
        if len(content) < (lenient.whole(answer.headers.get("Content-Length")) or 0):
            raise self._failure("broke off its answer", "try again")
        if len(content) > sources.LARGEST:
            raise self._failure(f"answers with more than {sources.LARGEST // 1_000_000} MB", "ask who runs it")
        return content

    def _tree(self, path: str, content: bytes) -> dict[str, Any]:
        try:
            documents.spacious(content, self.address.server)
            found = json.loads(content)
        except documents.TooMuch:
            raise
        except (BadInput, ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise self._failure(f"answers to '{path or self.address.event}' with something that is not JSON", "is this a pretalx?")
        return found

    def _refusal(self, method: str, path: str, status: int, headers: Mapping[str, str], content: bytes) -> Refused:
        part = path.split("/")[0] or "event"
        doing = "change" if method == "PATCH" else "read"
        if status < 400:
            where = urlsplit(headers.get("Location") or "")
            there = f"{where.scheme}://{where.netloc}" if where.netloc else where.path
            return Refused(status, f"{self.address.server} has moved to {lenient.name(there)}", "name that address")
        if status == 401:
            what = "does not accept the token" if self.token else "wants a token"
            remedy = f"make one at {self.address.server}/orga/me, and give it with --token or in PRETALX_TOKEN"
        elif status == 403:
            what = f"does not let {'this token' if self.token else 'just anybody'} {doing} '{part}'"
            remedy = "give the token that permission, or its owner the rights in the event" if self.token else "give a token with --token"
        elif status == 404:
            what = f"has no event '{self.address.event}'" if part == "event" else f"has nothing at '{path}' of '{self.address.event}'"
            remedy = "check the address; a token sees only the events that it was made for"
        elif status < 500:
            what, remedy = f"refuses to {doing} '{path}' ({status}): {_detail(content)}", "mend what it says"
        else:
            what, remedy = f"has failed itself ({status})", "try again later, or ask who runs it"
        return Refused(status, f"{self.address.server} {what}", remedy)


def _detail(content: bytes) -> str:
    """What a refusal says, in a line."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return "no reason is given"
    said = found.get("detail", found) if isinstance(found, dict) else found
    return lenient.name(said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)) or "no reason is given"


def _retry_after(words: str | None, status: int) -> float | None:
    """The seconds that a server asks for; None where a failure asks for none."""
    if words is None:
        return 5.0 if status == 429 else None
    if words.strip().isdecimal() and len(words.strip()) < 7:
        return float(words)
    try:
        return max(0.0, (parsedate_to_datetime(words) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 5.0
