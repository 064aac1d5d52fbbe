"""One solve in this process, told as JSON: for benchmarks.run, which starts it and its clock."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

BEGAN = float(os.environ.get("BEGAN", time.time()))


def main(source: str, out: str, limit: float) -> None:
    """Read, solve, write, and tell times since the process was started."""
    from constraints.profile import problems, rules_of
    from instances.formats import read_conference, write_atomically
    from scheduler.limits import Limits
    from scheduler.solve import solve
    from scheduler.watch import Progress

    first: list[float] = []
    bounds: list[tuple[int, str]] = [(0, "")]

    def watch(progress: Progress) -> None:
        if progress.agenda is not None and not first:
            first.append(time.time() - BEGAN)
        if progress.bound is not None and progress.bound > bounds[-1][0]:
            bounds.append((progress.bound, progress.stage))

    conference = read_conference(source, problems)
    result = solve(conference, Limits(seconds=limit - (time.time() - BEGAN)), watch=watch)
    if result.agenda is not None:
        write_atomically(Path(out), result.agenda.to_json())
    memory, end = _peak(), time.time() - BEGAN
    from scheduler import model, outline

    last = outline.views(conference)[-1]
    x, _, _ = model.build(last.conference, rules_of(conference), gathered=last.gathered)
    score = result.agenda.score if result.agenda else None
    print(
        json.dumps(
            {
                "status": result.status,
                "first": first[0] if first else None,
                "end": end,
                "penalty": score.penalty if score else None,
                "bound": score.bound if score else None,
                "bound_by": bounds[-1][1],
                "gap": score.gap if score else None,
                "memory": memory,
                "variables": len(x.model.proto.variables),
                "constraints": len(x.model.proto.constraints),
            }
        )
    )


def _peak() -> float:
    """Peak memory of this process in MB."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
