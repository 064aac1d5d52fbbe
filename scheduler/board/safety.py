"""Who may ask a board: this machine alone, unless there is a token; never another site; nothing that is too large.

Pure ASGI, around the whole application, so that nothing is read of a request before it is known to be allowed.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import json
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs

from instances.problems import BadInput, Problem
from scheduler.shapes import error_document

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "agenda-board"
PRINTED = "open the address that 'agenda serve' printed"
CSRF = "x-agenda"
LARGEST = 1_000_000
"""Bytes of a request's body."""
READING = ("GET", "HEAD")
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>agendawright</title>
<h1>{what}.</h1><p>{remedy}.</p></html>
"""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def loopback(host: str) -> bool:
    """Whether nothing but this machine reaches a server that listens there."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def names(host: str, port: int) -> frozenset[str]:
    """What clients may call a server: its address, and this machine's own names where only this machine reaches it."""
    local = {"localhost", "127.0.0.1", "[::1]"}
    own = {f"[{host}]" if ":" in host else host}
    found = local | own if loopback(host) else own
    return frozenset(f"{name}:{port}".lower() for name in found) | (frozenset(found) if port == 80 else frozenset())


class Guard:
    """Lets through what may be asked. `hosts`: what clients may call the server; `token`: what they must know, if anything;
    `proxy`: what a proxy before it is called, whose pages are the board's whatever it makes of their Host."""

    def __init__(self, application: Application, hosts: Iterable[str] | None, token: str | None, csrf: str, proxy: str | None) -> None:
        self.application, self.hosts = application, None if hosts is None else frozenset(hosts)
        self.token, self.csrf, self.proxy = token, csrf, proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] == "lifespan":
            await self.application(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = _headers(scope)
        send = _guarded(send)
        page = "text/html" in headers.get("accept", "")
        if refusal := self._refused(scope, headers):
            await _answer(send, *refusal, page=page)
        elif self.token is not None and (given := _given(scope)) is not None:
            await self._welcome(scope, send, given, page=page)
        elif self.token is not None and not self._knows(headers):
            await _answer(send, 401, "this board asks for a token", PRINTED, page=page)
        else:
            await self._limited(scope, headers, receive, send)

    def _refused(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str, str] | None:
        """Why a request is not let through, whatever it knows."""
        host = headers.get("host", "").lower()
        if (self.hosts is not None and host not in self.hosts) or not host:
            return 421, f"'{host}' is not what this board is called", f"open http://{min(self.hosts or ('localhost',))}"
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none") and not _navigates(scope, headers):
            return 403, "another site asked for this", "open the board itself"
        origin = headers.get("origin")
        own = [f"{scheme}://{name}" for scheme in ("http", "https") for name in (host, self.proxy or host)]
        if origin is not None and origin.lower() not in own:
            return 403, "another site asked for this", "open the board itself"
        if scope["method"] not in READING:
            if not hmac.compare_digest(headers.get(CSRF, "").encode(), self.csrf.encode()):
                return 403, "the header X-Agenda is not what /api/session says", "load the board anew"
            if headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
                return 415, "only JSON is read", "send it as application/json"
        return None

    def _knows(self, headers: dict[str, str]) -> bool:
        """Whether a client brings the token: in its cookie, or as 'Authorization: Bearer'."""
        assert self.token is not None
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(_cookie(self.token))
        except CookieError:
            cookie = None
        kind, _, word = headers.get("authorization", "").partition(" ")
        known = [cookie.value if cookie else "", word.strip() if kind.lower() == "bearer" else ""]
        return any(_same(word, self.token) for word in known)

    async def _welcome(self, scope: Scope, send: Send, given: str, *, page: bool) -> None:
        """Keep the token of a first visit in a cookie, and take it out of the address.

        The cookie comes back with a link from elsewhere (SameSite=Lax), or whoever follows one in a letter would be refused.
        """
        assert self.token is not None
        if not _same(given, self.token):
            await _answer(send, 401, "this is not the token of this board", PRINTED, page=page)
            return
        secure = "; Secure" if scope["scheme"] == "https" else ""
        cookie = f"{_cookie(self.token)}={self.token}; HttpOnly; SameSite=Lax; Path=/{secure}"
        await send(_start(303, {"location": "/", "set-cookie": cookie, "content-length": "0", "cache-control": "no-store"}))
        await send({"type": "http.response.body", "body": b""})

    async def _limited(self, scope: Scope, headers: dict[str, str], receive: Receive, send: Send) -> None:
        """Let a request through, as long as its body is not too large."""
        length = headers.get("content-length", "0")
        large = 413, f"more than {LARGEST:,} bytes were sent", "send less"
        if not length.isdecimal() or int(length[:20]) > LARGEST:
            await _answer(send, *large)
            return
        read, started, over = 0, False, False

        async def counted() -> Message:
            nonlocal read, over
            message = await receive()
            read += len(message.get("body", b"")) if message["type"] == "http.request" else 0
            if read > LARGEST:
                over = True
                raise TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            if not over:
                started = True
                await send(message)

        with suppress(TooLarge):
            await self.application(scope, counted, noted)
        if over and not started:
            await _answer(send, *large)


class TooLarge(Exception):
    """A body that is larger than may be."""


def secret() -> str:
    """A word that nobody guesses."""
    return secrets.token_urlsafe(24)


def _cookie(token: str) -> str:
    """The name of the cookie of a board: cookies do not tell ports apart, and two boards on one machine are to know each their own."""
    return f"{COOKIE}-{hashlib.sha256(token.encode()).hexdigest()[:8]}"


def called(name: str) -> str:
    """What a proxy is called, as browsers say it. Raises BadInput."""
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", name.lower()):
        raise BadInput([Problem((), f"--name: '{name}' is no name of a host", "write it like board.example.org")])
    return name.lower()


def checked(token: str) -> str:
    """A token that somebody chose. Raises BadInput."""
    if len(token) < 12 or not all(c.isascii() and (c.isalnum() or c in "-_.~") for c in token):
        raise BadInput([Problem((), "--token is too short, or has other signs than letters and digits", "write twelve or more of these")])
    return token


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


def _navigates(scope: Scope, headers: dict[str, str]) -> bool:
    """Whether somebody follows a link to the page itself, from wherever."""
    page = scope["method"] in READING and headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return page and not scope["path"].startswith("/api/")


def _given(scope: Scope) -> str | None:
    """The token in the address of a page."""
    if scope["path"] != "/" or scope["method"] not in READING:
        return None
    return next(iter(parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True).get("token", [])), None)


def _headers(scope: Scope) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        found[key] = f"{found[key]}, {value.decode('latin-1')}" if key in found else value.decode("latin-1")
    return found


def _guarded(send: Send) -> Send:
    """Adds what browsers are to hold to, to every answer."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.lower() for name, _ in message["headers"]}
            more = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in own]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return guarded


def _start(status: int, headers: dict[str, str]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": [(k.encode(), v.encode()) for k, v in headers.items()]}


async def _answer(send: Send, status: int, what: str, remedy: str, *, page: bool = False) -> None:
    """Refuse a request in words, as the command line says what is wrong; on a page to whoever sees it in a browser."""
    if page:
        text = PAGE.format(what=html.escape(f"{what[:1].upper()}{what[1:]}"), remedy=html.escape(f"{remedy[:1].upper()}{remedy[1:]}"))
    else:
        text = json.dumps(error_document(BadInput([Problem((), what, remedy)])), ensure_ascii=False)
    body, kind = text.encode("utf-8", "replace"), "text/html; charset=utf-8" if page else "application/json"
    headers = {"content-type": kind, "content-length": str(len(body)), "cache-control": "no-store", "connection": "close"}
    await send(_start(status, headers))
    await send({"type": "http.response.body", "body": body})
