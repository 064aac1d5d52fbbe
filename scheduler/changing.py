"""Commands that are told what happened: every option of `instances.options`, without listing them again."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from instances.options import OPTIONS

PANEL = "What happened (each can be said several times)"


def changing(command: Callable[..., None]) -> Callable[..., None]:
    """A command with an option for each thing that can happen; its `happened` are those that were given, with their words."""
    own = inspect.signature(command, eval_str=True)
    names = {f"happened_{option.name.replace('-', '_')}": option for option in OPTIONS}

    @wraps(command)
    def told(**given: Any) -> None:
        happened = [(option.name, words) for name, option in names.items() for words in given.pop(name) or ()]
        command(**given, happened=happened)

    more = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[
                list[str] | None,
                typer.Option(f"--{option.name}", metavar=option.metavar, help=option.help, rich_help_panel=PANEL),
            ],
        )
        for name, option in names.items()
    ]
    kept = [parameter for parameter in own.parameters.values() if parameter.name != "happened"]
    told.__signature__ = own.replace(parameters=[*kept, *more])  # type: ignore[attr-defined]  # typer reads it in place of the function's
    told.__annotations__ = {parameter.name: parameter.annotation for parameter in (*kept, *more)}
    return told
