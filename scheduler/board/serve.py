"""The command `agenda serve`: a socket, a token where others can reach it, and the server of one board until somebody ends it."""

from __future__ import annotations

import importlib.util
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from instances.problems import BadInput, Note, Problem

if TYPE_CHECKING:
    from scheduler.board.board import Board

NEEDED = ("fastapi", "uvicorn")
ANY = ("0.0.0.0", "::", "")
"""Addresses that stand for all that a machine has."""
PATIENCE = 2
"""Seconds for requests to end when the server does."""


@dataclass(frozen=True)
class Address:
    """Where a board is served, and what others must know."""

    host: str
    port: int
    token: str | None

    @property
    def url(self) -> str:
        """What to open, with the token."""
        host = "localhost" if self.host in ANY else f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/{'' if self.token is None else f'?token={self.token}'}"


def installed() -> None:
    """Raises BadInput where the extra is missing."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        what = f"the board needs {' and '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed"
        raise BadInput([Problem((), what, "install it with: pip install 'agendawright[board]'")])


def address(host: str, token: str | None) -> tuple[str, str | None]:
    """The host, and the token that it takes: made where others can reach it and none is given. Raises BadInput."""
    from scheduler.board.safety import checked, loopback, secret

    if token is not None:
        return host, checked(token)
    return host, None if loopback(host) else secret()


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


def serve(board: Board, listening: socket.socket, host: str, token: str | None, say: Callable[[str], None], *, opened: bool) -> None:
    """Serve a board until somebody ends it: Ctrl-C, or a signal. Its file is closed then."""
    import uvicorn

    from scheduler.board.api import application
    from scheduler.board.safety import names, secret

    where = Address(host, listening.getsockname()[1], token)
    hosts = None if host in ANY else names(host, where.port)
    app = application(board, hosts=hosts, token=token, csrf=secret())
    config = uvicorn.Config(
        app,
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

    say(f"The board is at {where.url} until you press Ctrl-C.")
    if token is not None:
        say("Whoever knows this address, with its token, may change everything; the connection is not encrypted.")
    if opened:
        threading.Timer(0.5, _open, (where.url,)).start()
    try:
        Server(config).run(sockets=[listening])
    finally:
        board.close()
        listening.close()


def _open(url: str) -> None:
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(url)


def board(source: str, agenda: str | None, file: str | None, to: str | None, who: str | None, *, force: bool, note: Note) -> Board:
    """The board that is to be served. Raises BadInput."""
    from scheduler.board.board import begin

    return begin(source, agenda, file, to, who, force=force, note=note)
