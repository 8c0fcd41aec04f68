"""A small plot of free seats over time: coordinates of an SVG without style of its own; a table stands beside it.

A number holds until the next one: the line is made of steps. Pure.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 480, 120
#: Room for the words around the drawing.
LEFT, RIGHT, TOP, BOTTOM = 34, 10, 12, 22


@dataclass(frozen=True)
class Dot:
    """One report: where it stands, and what it says."""

    x: float
    y: float
    free: int
    capacity: int
    at: dt.datetime


@dataclass(frozen=True)
class SeatPlot:
    """What the template draws: points of lines as SVG writes them, and the words at the axes."""

    dots: tuple[Dot, ...]
    free: str
    capacity: str
    most: int
    first: dt.datetime
    last: dt.datetime
    view_box: str = f"0 0 {WIDTH} {HEIGHT}"
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def plot_of(reports: Sequence, now: dt.datetime) -> SeatPlot | None:
    """Return the plot of ``reports`` (free, capacity, reported_at; the oldest first) up to ``now``; None below two."""
    if len(reports) < 2:
        return None
    first, last = reports[0].reported_at, max(now, reports[-1].reported_at)
    span = (last - first).total_seconds() or 1
    most = max(1, *(report.capacity for report in reports))

    def x_of(moment) -> float:
        return round(LEFT + (moment - first).total_seconds() / span * (WIDTH - LEFT - RIGHT), 1)

    def y_of(number) -> float:
        return round(HEIGHT - BOTTOM - number / most * (HEIGHT - BOTTOM - TOP), 1)

    dots = tuple(Dot(x_of(one.reported_at), y_of(one.free), one.free, one.capacity, one.reported_at) for one in reports)
    return SeatPlot(
        dots=dots,
        free=_steps([(dot.x, dot.y) for dot in dots], x_of(last)),
        capacity=_steps([(dot.x, y_of(dot.capacity)) for dot in dots], x_of(last)),
        most=most,
        first=first,
        last=last,
    )


def _steps(points: list[tuple[float, float]], end: float) -> str:
    drawn = [points[0]]
    for x, y in points[1:]:
        drawn += [(x, drawn[-1][1]), (x, y)]
    drawn.append((end, drawn[-1][1]))
    return " ".join(f"{x},{y}" for x, y in drawn)
