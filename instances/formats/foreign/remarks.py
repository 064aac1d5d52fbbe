"""What could not be understood of a programme, each kind once with the things that it is about."""

from __future__ import annotations

from instances.problems import Note, Problem, some


class Remarks:
    """Collects what was read otherwise than it stands, and tells it at the end."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._found: dict[tuple[str, str], list[str]] = {}

    def add(self, what: str, remedy: str, thing: str = "") -> None:
        """`what` is wrong with a thing, and what was done or can be done about it."""
        self._found.setdefault((what, remedy), []).append(thing)

    def tell(self, note: Note) -> None:
        """Every kind with its things."""
        for (what, remedy), things in self._found.items():
            named = [f"'{thing}'" for thing in dict.fromkeys(things) if thing]
            note(Problem((), f"{what}{': ' if named else ''}{some(named)}", remedy, file=self.source))
