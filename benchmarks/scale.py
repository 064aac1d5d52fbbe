"""Time, gap and memory against size, from 20 to 1,000 subforums, as a table and a picture.

    python -m benchmarks.scale               one minute for each size, and ten for the largest once more

The conferences are generated (`agenda generate --subforums N --seed 1`). Promised is a valid agenda within 60 s.
"""

from __future__ import annotations

import argparse
import datetime
import math
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.run import RESULTS, Run, generated, measure, number, report, whole
from instances.formats import read_conference, write_atomically

SIZES = (20, 50, 100, 200, 400, 1000)
FIRST = 60.0
"""Seconds after which there is a valid agenda."""

WIDE, HIGH, LEFT, TOP = 250, 200, 66, 40
"""Of a panel of the picture, and the room beside and above it."""


@dataclass(frozen=True)
class Point:
    """A run of a conference of some size."""

    subforums: int
    talks: int
    limit: float
    run: Run


def measured(size: int, limit: float, folder: Path) -> Point:
    """Generate a conference of a size and solve it."""
    source = generated(size, 1, folder)
    talks = sum(len(s.talks) for s in read_conference(source).subforums)
    return Point(size, talks, limit, measure(f"{size} subforums", source, folder, limit))


def table(points: Sequence[Point]) -> str:
    """The runs as a Markdown table."""
    head = (
        "subforums",
        "talks",
        "limit, s",
        "first agenda, s",
        "proof, s",
        "penalty",
        "bound",
        "gap, %",
        "peak memory, MB",
        "variables",
        "constraints",
    )
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for p in points:
        r = p.run
        cells = (f"{p.subforums:,}", f"{p.talks:,}", f"{p.limit:g}", number(r.first), number(r.proof), whole(r.penalty), whole(r.bound))
        lines.append(f"| {' | '.join((*cells, number(r.gap), f'{r.memory:.0f}', f'{r.variables:,}', f'{r.constraints:,}'))} |")
    return "\n".join(lines)


def picture(points: Sequence[Point]) -> str:
    """Three panels on logarithmic axes: seconds to the first agenda, gap, memory."""
    panels: tuple[tuple[str, Callable[[Run], float | None]], ...] = (
        ("First agenda, s", lambda r: r.first),
        ("Gap, %", lambda r: r.gap),
        ("Peak memory, MB", lambda r: r.memory),
    )
    width, height = len(panels) * (WIDE + LEFT) + 30, HIGH + TOP + 62
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="system-ui, sans-serif" font-size="12">']
    lines += [f'<rect width="{width}" height="{height}" fill="#ffffff"/>']
    for place, (title, value) in enumerate(panels):
        seen = [(p, found) for p in points if (found := value(p.run))]
        lines += _panel(LEFT + place * (WIDE + LEFT), title, [(p.subforums, v, p.limit) for p, v in seen])
    lines.append(f'<text x="{width / 2:.0f}" y="{height - 10}" text-anchor="middle" fill="#5d5a68">{_legend(points)}</text></svg>')
    return "\n".join(lines) + "\n"


def _legend(points: Sequence[Point]) -> str:
    limits = sorted({p.limit for p in points})
    return f"Subforums; filled: after {limits[0]:g} s" + (f", hollow: after {limits[-1]:g} s" if len(limits) > 1 else "")


def _panel(left: int, title: str, values: Sequence[tuple[int, float, float]]) -> Iterator[str]:
    """A panel with its axes; the first limit is a line with dots, others are hollow dots."""
    low, high = (10.0 ** edge(math.log10(f([v for _, v, _ in values]))) for f, edge in ((min, math.floor), (max, math.ceil)))
    high = high if high > low else 10 * low

    def x(size: float) -> float:
        return left + WIDE * math.log(size / SIZES[0]) / math.log(SIZES[-1] / SIZES[0])

    def y(value: float) -> float:
        return TOP + HIGH * (1 - math.log(value / low) / math.log(high / low))

    yield f'<text x="{left}" y="{TOP - 16}" font-weight="600" fill="#1c1b22">{title}</text>'
    tick = low
    while tick <= high * 1.001:
        yield f'<line x1="{left}" x2="{left + WIDE}" y1="{y(tick):.1f}" y2="{y(tick):.1f}" stroke="#dedbd2"/>'
        yield f'<text x="{left - 6}" y="{y(tick) + 4:.1f}" text-anchor="end" fill="#5d5a68">{tick:,.10g}</text>'
        tick *= 10
    for size in SIZES:
        yield f'<text x="{x(size):.1f}" y="{TOP + HIGH + 18}" text-anchor="middle" fill="#5d5a68">{size:,}</text>'
    usual = min(limit for *_, limit in values)
    line = " ".join(f"{x(size):.1f},{y(v):.1f}" for size, v, limit in values if limit == usual)
    yield f'<polyline points="{line}" fill="none" stroke="#4453c7" stroke-width="2"/>'
    for size, v, limit in values:
        fill = "#4453c7" if limit == usual else "#ffffff"
        yield f'<circle cx="{x(size):.1f}" cy="{y(v):.1f}" r="4" fill="{fill}" stroke="#4453c7" stroke-width="2"/>'
        above = -9 if v == max(other for there, other, _ in values if there == size) else 18
        yield f'<text x="{x(size):.1f}" y="{y(v) + above:.1f}" text-anchor="middle" fill="#1c1b22">{v:,.{0 if v >= 100 else 1}f}</text>'


def main() -> None:
    """Measure, and write the table and the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=float, default=60, help="seconds for each size")
    parser.add_argument("--last", type=float, default=600, help="seconds for the largest, once more")
    options = parser.parse_args()
    points = []
    with tempfile.TemporaryDirectory() as temporary:
        for size, limit in (*((size, options.limit) for size in SIZES), (SIZES[-1], options.last)):
            points.append(measured(size, limit, Path(temporary)))
            print(table(points[-1:]).splitlines()[-1], flush=True)
    path = RESULTS / f"{datetime.date.today()}-scale.svg"
    write_atomically(path, picture(points))
    verdicts = []
    for p in points:
        good = p.run.first is not None and p.run.first <= FIRST
        told = f"{p.run.name}, {p.limit:g} s: first agenda after {number(p.run.first)} s (promised {FIRST:g})"
        verdicts.append(f"{'PASS' if good else 'FAIL'}: {told}")
    command = f"python -m benchmarks.scale --limit {options.limit:g} --last {options.last:g}"
    report("-scale", command, [table(points), f"![Time, gap and memory against size]({path.name})", *verdicts])


if __name__ == "__main__":
    main()
