"""The words of notices: text templates (jinja2) that anybody can edit, and what is wrong with them, by file and line."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from instances.formats.targets import write
from instances.notices.lines import in_one_line
from instances.problems import BadInput, Problem, listed

SUBJECT, BODY = NAMES = ("subject.jinja", "body.jinja")


class Templates:
    """The templates of a subject and a body, of a folder or those that come with the program. Raises BadInput."""

    def __init__(self, folder: str | None = None) -> None:
        self.folder = folder
        texts = _texts(folder)
        self.environment = ImmutableSandboxedEnvironment(
            loader=FunctionLoader(lambda name: (texts[name], self._file(name), None) if name in texts else None),
            autoescape=False,  # texts for letters, not for a page
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.environment.filters.update(day=_day, hour=_hour, offset=_offset)
        for name in NAMES:
            try:
                self.environment.get_template(name)
            except TemplateSyntaxError as error:
                raise self._wrong(error, error.name or name, error.lineno) from None

    def subject(self, told: Mapping[str, Any]) -> str:
        """One line."""
        return in_one_line(self._filled(SUBJECT, told))

    def body(self, told: Mapping[str, Any]) -> str:
        """A text without blanks at the ends of lines, and of at most one empty line in a row."""
        lines = "\n".join(line.rstrip() for line in self._filled(BODY, told).splitlines())
        return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"

    def _filled(self, name: str, told: Mapping[str, Any]) -> str:
        try:
            return self.environment.get_template(name).render(told)
        except TemplateSyntaxError as error:  # of one that is included
            raise self._wrong(error, error.name or name, error.lineno) from None
        except Exception as error:  # whatever somebody's template does
            known = {self._file(one.name): one.name for one in Path(self.folder or "").glob("*.jinja")} if self.folder else {}
            places = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in known]
            raise self._wrong(error, *((known[places[-1].filename], places[-1].lineno or 0) if places else (name, 0))) from None

    def _file(self, name: str) -> str:
        return str(Path(self.folder or "") / name)

    def _wrong(self, error: Exception, name: str, line: int) -> BadInput:
        words = in_one_line(getattr(error, "message", None) or str(error)) or type(error).__name__
        remedy = "mend it; 'agenda diff --write-templates FOLDER' writes the usual ones"
        return BadInput([Problem((), f"the template fails: {words}", remedy, file=self._file(name), line=line)])


@cache
def usual() -> Templates:
    """The templates that come with the program."""
    return Templates()


def keep(folder: str) -> str:
    """Write the usual templates to a folder, to edit them; in words. Raises BadInput where there are some."""
    if there := [name for name in NAMES if (Path(folder) / name).exists()]:
        raise BadInput([Problem((), f"has {listed(there)} already", "name another folder, or delete them", file=folder)])
    for name, text in _packaged().items():
        write(str(Path(folder) / name), text)
    return f"Wrote {listed(NAMES)} to {folder}; use them with 'agenda diff --notices ... --templates {folder}'"


def _texts(folder: str | None) -> dict[str, str]:
    if folder is None:
        return _packaged()
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for file in sorted({*Path(folder).glob("*.jinja"), *(Path(folder) / name for name in NAMES)}):
        try:
            found[file.name] = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            problems.append(Problem((), "is not UTF-8 text", "save it as UTF-8", file=str(file)))
        except OSError as error:
            remedy = "'agenda diff --write-templates FOLDER' writes the usual ones"
            problems.append(Problem((), f"cannot be read: {error.strerror}", remedy, file=str(file)))
    if problems:
        raise BadInput(problems)
    return found


@cache
def _packaged() -> dict[str, str]:
    return {name: files("instances.notices").joinpath(name).read_text(encoding="utf-8") for name in NAMES}


def _day(time: datetime) -> str:
    """'Wed 9 Nov 2022'."""
    return f"{_WEEKDAYS[time.weekday()]} {time.day} {_MONTHS[time.month - 1]} {time.year}"


def _hour(time: datetime) -> str:
    """'13:30'."""
    return f"{time:%H:%M}"


def _offset(time: datetime) -> str:
    """'UTC+5:45'."""
    shift = (time.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, minutes = divmod(abs(shift), 60)
    return f"UTC{'-' if shift < 0 else '+'}{hours}{f':{minutes:02}' if minutes else ''}"


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
