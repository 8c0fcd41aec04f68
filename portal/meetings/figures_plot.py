"""A small plot of meetings planned and held by month: coordinates of an SVG without style of its own. Pure.

A table stands beside it and says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .figures import Line

WIDTH, HEIGHT = 480, 120
#: Room for the words around the drawing.
LEFT, RIGHT, TOP, BOTTOM = 34, 10, 12, 22
#: Part of a month's room that its bar fills.
FILLED = 0.6


@dataclass(frozen=True)
class Bar:
    """One month: what was planned, and the part of it that was held, from the axis up."""

    x: float
    planned_y: float
    planned_height: float
    held_y: float
    held_height: float
    middle: float
    line: Line


@dataclass(frozen=True)
class MonthPlot:
    """What the template draws."""

    bars: tuple[Bar, ...]
    bar_width: float
    most: int
    view_box: str = f"0 0 {WIDTH} {HEIGHT}"
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def plot_of(months: Sequence[Line]) -> MonthPlot | None:
    """Return the plot of ``months`` in their order; None where nothing was planned."""
    most = max((month.whole.planned for month in months), default=0)
    if not most:
        return None
    room = (WIDTH - LEFT - RIGHT) / len(months)
    width = round(room * FILLED, 1)

    def height_of(number: int) -> float:
        return round(number / most * (HEIGHT - BOTTOM - TOP), 1)

    bars = []
    for index, month in enumerate(months):
        planned, held = height_of(month.whole.planned), height_of(month.whole.held)
        x = round(LEFT + index * room + (room - width) / 2, 1)
        base = HEIGHT - BOTTOM
        bars.append(
            Bar(x, round(base - planned, 1), planned, round(base - held, 1), held, round(x + width / 2, 1), month)
        )
    return MonthPlot(tuple(bars), width, most)
