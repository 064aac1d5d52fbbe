"""Notices as files: a text and a message (.eml) for each person, and one table for a mail merge.

Addresses, which are private, stand in the messages and in the table alone. A message has no date, and a sender
only where one is named: it is a draft, which a mail program completes when it sends it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from io import StringIO
from pathlib import Path

from instances.formats import targets
from instances.formats.folder import cell
from instances.formats.targets import STDOUT, writable
from instances.notices import Line, Notice
from instances.notices.lines import Span, in_one_line
from instances.problems import BadInput, Problem, some

MERGE = "merge.csv"
HEADINGS = ("id", "name", "email", "subject", "body", "local times")
_ATOM, _LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[^\W_](?:[\w-]*[^\W_])?"
_MAILBOX = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")


def files(notices: Iterable[Notice], sender: str | None = None) -> dict[str, bytes]:
    """The files of a folder by name. Raises BadInput for a sender that is no address."""
    told, writer = list(notices), address(sender) if sender is not None else None
    found = {f"{notice.person}.txt": text(notice).encode() for notice in told}
    found |= {f"{notice.person}.eml": bytes(message(notice, writer)) for notice in told}
    return found | {MERGE: table(told).encode("utf-8-sig")}


def text(notice: Notice) -> str:
    """A notice to read, with its subject."""
    return f"To: {notice.name} ({notice.person})\nSubject: {notice.subject}\n\n{notice.body}"


def texts(notices: Iterable[Notice]) -> str:
    """All notices, one after another."""
    if not (told := list(notices)):
        return "Nobody has to be told anything."
    return f"\n{'-' * 72}\n\n".join(map(text, told)).rstrip("\n")


def message(notice: Notice, sender: Address | None = None) -> EmailMessage:
    """A notice as a message that a mail program can open and send."""
    made = EmailMessage(policy=SMTP)
    made["Subject"] = notice.subject
    if sender:
        made["From"] = sender
    if mailbox := _mailbox(notice.email):
        made["To"] = Address(notice.name, addr_spec=mailbox)
    made["Message-ID"] = f"<{notice.key}@agendawright.invalid>"
    made["X-Unsent"] = "1"
    made.set_content(notice.body, cte="quoted-printable")
    return made


def table(notices: Iterable[Notice]) -> str:
    """A row for each notice, as RFC 4180 has it."""
    lines = StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(HEADINGS)
    for notice in notices:
        times = "\n".join(_times(notice.lines))
        row = (notice.person, notice.name, _mailbox(notice.email), notice.subject, notice.body, times)
        writer.writerow(map(cell, row))
    return lines.getvalue()


def unreachable(notices: Iterable[Notice]) -> str:
    """Who is told something, and has no address that mail can be sent to; in words, or empty."""
    names = [f"{notice.name} ({notice.person})" for notice in notices if not _mailbox(notice.email)]
    return f"note: no e-mail address is known of {some(names)}" if names else ""


def address(words: str) -> Address:
    """'Programme office <office@example.org>'. Raises BadInput."""
    name, spec = parseaddr(words)
    if not (mailbox := _mailbox(spec)):
        raise BadInput([Problem((), f"'{words}' is no e-mail address", "write it like 'Programme office <office@example.org>'")])
    return Address(in_one_line(name), addr_spec=mailbox)


def folder(target: str) -> str:
    """A folder that messages can be written to, or '-'. Raises BadInput."""
    return target if target == STDOUT else writable(f"{target.rstrip('/')}/" if target.strip("/ ") else target, folder=True)


def write(target: str, notices: Iterable[Notice], sender: str | None = None) -> str:
    """Write the files of notices to a folder; what was done, in words.

    Raises BadInput for a folder with messages to others: somebody might send them again.
    """
    told = list(notices)
    found, there = files(told, sender), Path(target)
    old = sorted({file.name for file in there.glob("*") if file.suffix in (".eml", ".txt")} - {*found}) if there.is_dir() else []
    if old:
        remedy = "name another folder, or delete them, so that nobody is told twice"
        raise BadInput([Problem((), f"holds other messages: {some(old)}", remedy, file=target)])
    targets.write(target, found)
    number = f"{len(told)} message{'' if len(told) == 1 else 's'}" if told else "no message"
    return f"Wrote {number}, and {MERGE}, to {target}"


def _times(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        if line.now and line.now.time:
            yield f"{_iso(line.now.time)} {line.title}"


def _iso(time: Span) -> str:
    start, end = (at.isoformat(sep=" ", timespec="minutes") for at in (time.start, time.end))
    return f"{start} to {end} ({time.zone})"


def _mailbox(email: str) -> str:
    """An address as mail programs know it, the name of a host in ASCII; empty for what is none."""
    if len(email) > 254 or not _MAILBOX.fullmatch(email):
        return ""
    local, _, host = email.rpartition("@")
    try:
        return f"{local}@{host.encode('idna').decode()}"
    except UnicodeError:
        return ""
