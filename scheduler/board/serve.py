"""The command `agenda serve`: a socket, a token where others can reach it, and the server of one board until somebody ends it."""

from __future__ import annotations

import importlib.util
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from instances.problems import BadInput, Note, Problem

if TYPE_CHECKING:
    from scheduler.board.board import Board
    from scheduler.board.safety import Application

NEEDED = ("fastapi", "uvicorn")
ANY = ("0.0.0.0", "::", "")
"""Addresses that stand for all that a machine has."""
PATIENCE = 2
"""Seconds for requests to end when the server does."""


@dataclass(frozen=True)
class Address:
    """Where a board is served, what others must know, and what a proxy before it is called."""

    host: str
    port: int
    token: str | None
    proxy: str | None = None

    @property
    def url(self) -> str:
        """What to open, with the token."""
        return self._url("localhost" if self.host in ANY else self.host)

    @property
    def others(self) -> str:
        """What others on the network open, where they can reach it."""
        return self._url(socket.gethostname() if self.host in ANY else self.host)

    @property
    def outside(self) -> str:
        """What others open behind the proxy."""
        return f"https://{self.proxy}/{self._query}"

    def _url(self, host: str) -> str:
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/{self._query}"

    @property
    def _query(self) -> str:
        return "" if self.token is None else f"?token={self.token}"


def installed() -> None:
    """Raises BadInput where the extra is missing."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        what = f"the board needs {' and '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed"
        raise BadInput([Problem((), what, "install it with: pip install 'agendawright[board]'")])


def address(host: str, port: int, token: str | None, proxy: str | None = None) -> Address:
    """Where to serve, with a token: made where others can reach it, if only behind a proxy, and none is given. Raises BadInput."""
    from scheduler.board.safety import called, checked, loopback, secret

    proxy = None if proxy is None else called(proxy)
    if token is not None:
        return Address(host, port, checked(token), proxy)
    return Address(host, port, None if loopback(host) and proxy is None else secret(), proxy)


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises BadInput."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        found = socket.socket(family, socket.SOCK_STREAM)
        try:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind((host, port))
            found.listen(128)
        except BaseException:
            found.close()
            raise
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise BadInput([Problem((), f"{host}:{port} cannot be served: {why}", "name another --port, or 0 for any that is free")]) from None
    return found


def serve(board: Board, listening: socket.socket, asked: Address, say: Callable[[str], None], *, opened: bool) -> None:
    """Serve a board until somebody ends it: Ctrl-C, or a signal. Its file is closed then."""
    import uvicorn

    from scheduler.board.safety import secret

    where = replace(asked, port=listening.getsockname()[1])
    config = uvicorn.Config(
        guarded(board, where, secret()),
        log_level="error",
        access_log=False,
        server_header=False,
        lifespan="on",
        ws="none",
        timeout_graceful_shutdown=PATIENCE,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=64 * 1024,
    )

    class Server(uvicorn.Server):
        """Ends at a signal, and in peace: whoever asks it to is not told of a failure."""

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            if threading.current_thread() is not threading.main_thread():
                yield
                return
            known = [s for s in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(s) is not signal.SIG_IGN]
            before = {number: signal.signal(number, self._asked) for number in known}
            try:
                yield
            finally:
                for number, handler in before.items():
                    signal.signal(number, handler)

        def _asked(self, number: int, frame: object) -> None:
            board.events.close()
            self.handle_exit(number, None)

    say(f"The board is at {where.others} until you press Ctrl-C.")
    if where.proxy:
        say(f"Behind the proxy, others open {where.outside}: whoever knows that may change everything.")
    elif where.token is not None:
        say("Whoever knows this address, with its token, may change everything; the connection is not encrypted.")
    if opened:
        threading.Timer(0.5, _open, (where.url,)).start()
    try:
        Server(config).run(sockets=[listening])
    finally:
        board.close()
        listening.close()


def guarded(board: Board, where: Address, csrf: str) -> Application:
    """A board as it is served there: to whoever calls it by a name that it has."""
    from scheduler.board.api import application
    from scheduler.board.safety import names

    hosts = None if where.host in ANY else names(where.host, where.port) | ({where.proxy} if where.proxy else set())
    return application(board, hosts=hosts, token=where.token, csrf=csrf, proxy=where.proxy)


def _open(url: str) -> None:
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(url)


def board(source: str, agenda: str | None, file: str | None, to: str | None, who: str | None, *, force: bool, note: Note) -> Board:
    """The board that is to be served. Raises BadInput."""
    from scheduler.board.board import begin

    return begin(source, agenda, file, to, who, force=force, note=note)
