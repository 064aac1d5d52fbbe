"""Pages for those who make a programme: self-contained, without scripts, all in one style."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from instances.formats.page import digest


def template(name: str, **filters: Callable[..., Any]) -> Template:
    """A template that escapes what it is given, and knows the style that pages share as `base`."""
    environment = Environment(
        loader=PackageLoader("scheduler", ""), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(digest=digest, **filters)
    environment.globals["base"] = Markup((files("scheduler") / "report.css").read_text(encoding="utf-8"))  # a file of ours
    return environment.get_template(name)
