"""How a school year is laid out on one page: sizes of the paper, signs of meetings, which dates are told (pure)."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import pgettext

from ..calendar_filters import ONE_OFFS
from ..display.calendar_rows import Row
from ..enums import CIRCLE_2_KINDS, MeetingKind

#: A platform or territory has a letter where several are shown; more of them than this would be a code to learn.
MOST_LETTERS = 20
#: Marks and shades, campaigns, letters.
MOST_LEGEND_LINES = 3
#: From this share of the meetings on, one place is said once for all.
USUAL_SHARE = 0.6


@dataclass(frozen=True)
class Columns:
    """One way to lay out the dates: how many columns, the size of the letters (points), the height of a line (mm)."""

    count: int
    size: float
    line: float


@dataclass(frozen=True)
class Paper:
    """One size of paper, in millimetres and points: what stands where adds up to the page."""

    name: str
    width: float
    height: float
    margin: float
    head: float
    title_size: float
    text_size: float
    month_head: float
    row: float
    day_size: float
    legend_line: float
    dates: float
    #: From the most readable to the tightest.
    columns: tuple[Columns, ...]
    long_lines: bool
    #: Marks that fit beside the number of a day.
    marks: int

    def lines_in(self, columns: Columns) -> int:
        """Return how many dates fit when they are laid out in ``columns``."""
        return columns.count * int(self.dates / columns.line)

    def sizes(self, columns: Columns, *, told: int, legend_lines: int) -> dict:
        """Return what the template needs: ``told`` dates in words, and so many lines of legend.

        What these leave free goes to the rows of the days: the months stand out, and the page is full either way.
        """
        lines = max(1, math.ceil(told / columns.count))
        unused = self.dates - lines * columns.line + (MOST_LEGEND_LINES - legend_lines) * self.legend_line
        row = min(self.row + unused / 31, self.row * 1.25)
        return {
            "width": self.width,
            "height": self.height,
            "margin": self.margin,
            "head": self.head,
            "title_size": self.title_size,
            "text_size": self.text_size,
            "month_head": self.month_head,
            "row": round(row, 3),
            "day_size": self.day_size,
            "legend": legend_lines * self.legend_line + 2,
            "columns": columns.count,
            "line_size": columns.size,
            "line": columns.line,
            "lines": lines,
            "long": self.long_lines,
        }


PAPERS = {
    "a4": Paper(
        name="a4",
        width=297,
        height=210,
        margin=9,
        head=15,
        title_size=17,
        text_size=7.5,
        month_head=5,
        row=3.98,
        day_size=6.6,
        legend_line=3.5,
        dates=29,
        columns=(Columns(3, 7.8, 3.4), Columns(4, 7.2, 3.2), Columns(5, 6.6, 3.0), Columns(6, 5.8, 2.7)),
        long_lines=False,
        marks=2,
    ),
    "a3": Paper(
        name="a3",
        width=420,
        height=297,
        margin=12,
        head=21,
        title_size=25,
        text_size=10,
        month_head=7,
        row=5.5,
        day_size=9,
        legend_line=4.7,
        dates=50,
        columns=(
            Columns(3, 10, 4.8),
            Columns(4, 9, 4.4),
            Columns(5, 8, 4.0),
            Columns(5, 7, 3.6),
            Columns(6, 6.2, 3.1),
            Columns(7, 5.6, 2.5),
        ),
        long_lines=True,
        marks=3,
    ),
}


def sign_of(row: Row) -> tuple[str, str]:
    """Return the sign of a meeting and its look: "C1" c1, "C2" c2, else a sign of its kind."""
    if row.kind == MeetingKind.CIRCLE_1:
        return "C1", "c1"
    if row.kind == MeetingKind.CIRCLE_2:
        return "C2", "c2"
    signs = {
        MeetingKind.PLENARY: pgettext("sign of a meeting", "PL"),
        MeetingKind.WORKING_GROUP: pgettext("sign of a meeting", "WG"),
        MeetingKind.STEERING_COMMITTEE: pgettext("sign of a meeting", "SC"),
        MeetingKind.LEADS: pgettext("sign of a meeting", "LD"),
        MeetingKind.BILATERAL: pgettext("sign of a meeting", "BI"),
        MeetingKind.PRESENTATION: pgettext("sign of a meeting", "PR"),
        MeetingKind.VISIT: pgettext("sign of a meeting", "VI"),
        MeetingKind.MAP_FINALISATION: pgettext("sign of a meeting", "MF"),
        ONE_OFFS: pgettext("sign of a meeting", "YP"),
    }
    look = "c2-light" if row.kind in CIRCLE_2_KINDS else "other"
    return signs.get(row.kind, pgettext("sign of a meeting", "M")), look


def letters_of(rows: Sequence[Row]) -> dict[str, str]:
    """Return a letter for each platform or territory that meets, by name; none for one alone, or for too many."""
    names = sorted({row.whose for row in rows if row.whose}, key=str.casefold)
    if not 1 < len(names) <= MOST_LETTERS:
        return {}
    return {name: chr(ord("A") + number) for number, name in enumerate(names)}


def marks_of(here: Sequence[Row], letters: dict[str, str], paper: Paper) -> list[dict]:
    """Return the marks of one day: one a meeting, or one a kind with how many when they are too many for the day."""
    marks = [(*sign_of(row), letters.get(row.whose, "")) for row in here]
    if len(marks) > paper.marks:
        counted = Counter((sign, look) for sign, look, _letter in marks)
        marks = [(sign, look, f"×{count}" if count > 1 else "") for (sign, look), count in counted.items()]
    if len(marks) > paper.marks:
        rest = len(here) - sum(int(extra[1:] or 1) if extra else 1 for _s, _l, extra in marks[: paper.marks - 1])
        marks = [*marks[: paper.marks - 1], (f"+{rest}", "more", "")]
    return [{"sign": sign, "look": look, "extra": extra} for sign, look, extra in marks]


def choose_lines(rows: Sequence[Row], paper: Paper) -> tuple[list[Row], Columns]:
    """Return the dates told in words and their columns: all, in the largest letters that hold them.

    Where even the smallest do not, those of circle 1, which are the most regular, stay in the months alone; and where
    that is too many still, the first ones are told.
    """
    rows = list(rows)
    for columns in paper.columns:
        if len(rows) <= paper.lines_in(columns):
            return rows, columns
    others = [row for row in rows if row.kind != MeetingKind.CIRCLE_1]
    if others:
        for columns in paper.columns:
            if len(others) <= paper.lines_in(columns):
                return others, columns
    tightest = paper.columns[-1]
    return rows[: paper.lines_in(tightest)], tightest


def usual_place(rows: Sequence[Row]) -> str:
    """Return the place of most meetings, empty when none is the usual one."""
    places = Counter(row.place for row in rows if row.place)
    if not places or len(rows) < 2:
        return ""
    place, count = places.most_common(1)[0]
    return place if count >= USUAL_SHARE * len(rows) else ""
