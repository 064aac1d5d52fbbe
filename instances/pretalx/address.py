"""Where an event of a pretalx is: its address on the web, as people copy it, and that of its interface."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from instances.problems import BadInput, Problem

EXAMPLE = "write it like https://pretalx.example.org/myconf"
_EVENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_MARKS = (("api", "events"), ("orga", "event"))
"""What stands before the event in the addresses of the interface and of the organisers' pages."""


@dataclass(frozen=True)
class Address:
    """The server with its prefix, and the short name of the event."""

    server: str
    event: str

    @property
    def interface(self) -> str:
        """The address of the event in the interface."""
        return f"{self.server}/api/events/{self.event}/"

    @property
    def page(self) -> str:
        """The address of the event for people."""
        return f"{self.server}/{self.event}/"

    @property
    def local(self) -> bool:
        """Whether the server is this machine."""
        host = urlsplit(self.server).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    @property
    def secret(self) -> bool:
        """Whether nobody on the way can read what is sent."""
        return self.server.startswith("https://") or self.local


def address(words: str) -> Address:
    """The address that people copy: of the event, its organisers' pages, or its interface. Raises BadInput."""
    parts = _split(words)
    names = [name for name in parts.path.split("/") if name]
    for mark in _MARKS:
        for place in range(len(names) - 2):
            if tuple(names[place : place + 2]) == mark:
                return _address(parts, names[:place], names[place + 2])
    if not names:
        raise BadInput([Problem((), f"'{_shown(parts)}' names a server, but no event", EXAMPLE)])
    return _address(parts, names[:-1], names[-1])


def _split(words: str) -> SplitResult:
    try:
        parts = urlsplit(words.strip())
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        sound = False
    if not sound or not words.isprintable() or not words.isascii() or " " in words.strip():
        raise BadInput([Problem((), "what is named is no address of an event of a pretalx", EXAMPLE)])
    if parts.username is not None or parts.password is not None:
        raise BadInput([Problem((), "the address has a name or a password in it", "leave them out, and give the token with --token")])
    return parts


def _shown(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc}"


def _address(parts: SplitResult, prefix: list[str], event: str) -> Address:
    if not _EVENT.fullmatch(event):
        raise BadInput([Problem((), f"'{event}' is no short name of an event", EXAMPLE)])
    return Address("/".join((_shown(parts), *prefix)), event)
