"""A real pretalx of its own on loopback: from its package into a virtual environment, with an event, a superuser and a token.

The environment is kept in .venv-pretalx beside the code, or in the folder that PRETALX_VENV names; with npm and gettext its
schedule editor is built there, too.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from tests.command import ROOT

VENV = Path(os.environ.get("PRETALX_VENV", ROOT / ".venv-pretalx"))
PACKAGES = ("pretalx==2025.2.2", "faker", "freezegun")
OFFICE, EVENT = "office@example.org", "democon"
SECONDS = 600


class Absent(Exception):
    """Why pretalx cannot be installed."""


class Failed(Exception):
    """What a command that should work has said."""


@dataclass(frozen=True)
class Pretalx:
    """A server that runs: where it is, the token, and the password of the office. `editor`: whether its editor was built."""

    server: str
    token: str
    password: str
    editor: bool

    @property
    def address(self) -> str:
        """Where the event is."""
        return f"{self.server}/{EVENT}/"


def _python() -> Path:
    return VENV / ("Scripts" if os.name == "nt" else "bin") / "python"


def _done(words: list[str], **how: object) -> None:
    try:
        subprocess.run(words, check=True, capture_output=True, text=True, timeout=SECONDS, **how)  # type: ignore[call-overload]
    except subprocess.CalledProcessError as error:
        raise Failed(f"'{' '.join(words[1:5])}' failed: {(error.stderr or error.stdout).strip()[-300:]}") from error


def install() -> bool:
    """See that pretalx is installed, and say whether its editor is; it is not without npm and gettext. Raises Absent, or Failed."""
    marks = VENV / "installed", VENV / "editor"
    if not marks[0].exists():
        try:
            _done([sys.executable, "-m", "venv", str(VENV)])
            _done([str(_python()), "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES])
        except (Failed, subprocess.TimeoutExpired) as error:
            raise Absent(str(error)) from error
        marks[0].touch()
    if not marks[1].exists() and shutil.which("npm") and shutil.which("msgfmt"):
        _pretalx("rebuild", "--silent", environment=_environment(VENV))
        marks[1].touch()
    return marks[1].exists()


def _environment(data: Path, **more: str) -> dict[str, str]:
    """A pretalx of SQLite whose data lie in a folder."""
    settings = {
        "PRETALX_DATA_DIR": str(data),
        "PRETALX_DB_TYPE": "sqlite3",
        "PRETALX_DB_NAME": str(data / "db.sqlite3"),
        "PRETALX_FILESYSTEM_STATIC": str(VENV / "static"),
        "PRETALX_DEBUG": "False",
        **more,
    }
    return {**{key: value for key, value in os.environ.items() if not key.startswith(("PRETALX_", "PYTHON"))}, **settings}


def _pretalx(*words: str, environment: Mapping[str, str], typed: str | None = None) -> None:
    _done([str(_python()), "-m", "pretalx", *words], env=environment, input=typed, cwd=environment["PRETALX_DATA_DIR"])


@contextmanager
def running(folder: Path) -> Iterator[Pretalx]:
    """A server with a conference that its own command made up, until the end of the block. Raises Absent, or Failed."""
    editor = install()
    data = folder / "data"
    data.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    found = Pretalx(f"http://127.0.0.1:{port}", secrets.token_hex(32), secrets.token_urlsafe(24), editor)
    environment = _environment(data, PRETALX_SITE_URL=found.server)
    _pretalx("migrate", environment=environment)
    user = f"User.objects.create_superuser(email={OFFICE!r}, password={found.password!r}, name='Office')"
    _pretalx("shell", "--unsafe-disable-scopes", environment=environment, typed=f"from pretalx.person.models import User\n{user}\n")
    _pretalx("create_test_event", "--stage", "schedule", "--slug", EVENT, "--seed", "1", environment=environment)
    _pretalx("shell", "--unsafe-disable-scopes", environment=environment, typed=_token(found.token))
    log = (folder / "server.log").open("w")
    words = [str(_python()), "-m", "pretalx", "runserver", "--noreload", f"127.0.0.1:{port}"]
    server = subprocess.Popen(words, env=environment, cwd=data, stdout=log, stderr=log)
    try:
        _wait(found, server, folder / "server.log")
        yield found
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def _token(token: str) -> str:
    """What makes a token in its shell that may do everything in the event."""
    return f"""
from pretalx.event.models import Event
from pretalx.person.models import User, UserApiToken
from pretalx.person.models.auth_token import ENDPOINTS, WRITE_PERMISSIONS
office = User.objects.get(email={OFFICE!r})
made = UserApiToken.objects.create(name="agenda", user=office, token={token!r}, endpoints={{e: list(WRITE_PERMISSIONS) for e in ENDPOINTS}})
made.events.set(Event.objects.all())
"""


def _wait(found: Pretalx, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers."""
    opener = build_opener(ProxyHandler({}))
    for _ in range(240):
        if server.poll() is not None:
            break
        try:
            with opener.open(f"{found.server}/api/", timeout=5):
                return
        except (URLError, OSError) as error:
            if getattr(error, "code", None):
                return
            time.sleep(0.25)
    raise Failed(f"the server does not answer: {log.read_text(encoding='utf-8')[-300:]}")
