"""What is missing: need × month × area where a need is noted and nothing is open (MISSION D5). Read-only.

In each month that a noted need speaks of, the solutions that answer it in its area, or reach it from a wider one, tell
how it is answered: open with a number of seats that somebody confirmed, or with dates still far ahead; fragile where
all that is open is full or has no fresh number; a gap where nothing opens or nothing exists.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.directory.models import Platform, Territory

from .enums import Cover, Opening, SolutionState
from .models import Need, RecordedNeed, Session, Solution
from .openings import OpeningState, opening_between, opening_of
from .reach import Nesting, Reach, near
from .seasons import MONTHS, Month, months_from
from .seat_lines import ASK_AHEAD, session_label

#: What stands on the map for whoever belongs to the keeper's network; what is to be created answers nobody yet.
ANSWERING = (SolutionState.EXISTING, SolutionState.TO_OPTIMISE)
_GAPS = (Cover.NOTHING, Cover.CLOSED)
_FRAGILE = (Cover.FULL, Cover.TO_CONFIRM)
_BEST_FIRST = (Cover.OPEN, Cover.TO_CONFIRM, Cover.FULL, Cover.CLOSED)


@dataclass(frozen=True)
class Concerned:
    """A solution that answers the need, how it does in these months, and its session that says so (None: none runs)."""

    solution: Solution
    cover: Cover
    session: Session | None = None
    state: OpeningState | None = None

    @property
    def label(self) -> str:
        """Return when one enters the session and where, in words."""
        return session_label(self.session) if self.session else ""


@dataclass(frozen=True)
class Cell:
    """One month of a noted need."""

    month: Month
    cover: Cover

    @property
    def is_gap(self) -> bool:
        """Tell whether nothing is open."""
        return self.cover in _GAPS

    @property
    def is_fragile(self) -> bool:
        """Tell whether what is open is full, or has no fresh number of seats."""
        return self.cover in _FRAGILE


@dataclass(frozen=True)
class Span:
    """Months in a row that are answered in the same way, for the same reason."""

    record: RecordedNeed
    first: Month
    last: Month
    cover: Cover
    concerned: tuple[Concerned, ...]

    @property
    def is_gap(self) -> bool:
        """Tell whether nothing is open."""
        return self.cover in _GAPS

    @property
    def months(self) -> str:
        """Return the months in words."""
        if self.first == self.last:
            return self.first.label
        return _("%(first)s to %(last)s") % {"first": self.first.label, "last": self.last.label}

    @property
    def reason(self) -> str:
        """Return why, in a sentence."""
        return {
            Cover.NOTHING: _("No solution on the map answers this need in this area."),
            Cover.CLOSED: _("Solutions exist, but nobody can begin one in these months."),
            Cover.FULL: _("What is open has no place left."),
            Cover.TO_CONFIRM: _("Something is open, but nobody has confirmed lately that a place is left."),
            Cover.OPEN: _("Something is open."),
        }[self.cover]


@dataclass(frozen=True)
class Band:
    """Months in a row that are answered in the same way; no cover where the need is not noted."""

    cover: Cover | None
    months: int


@dataclass(frozen=True)
class GapRow:
    """A need in an area, month by month: one noted need, or several of different months."""

    platform: Platform
    need: Need
    area: Territory
    records: tuple[RecordedNeed, ...]
    #: One for each month of the table; None where the need is not noted.
    cells: tuple[Cell | None, ...]
    #: The months that are gaps or fragile, explained.
    spans: tuple[Span, ...] = field(default=())

    def bands(self, first: int, last: int) -> list["Band"]:
        """Return the months of the table from ``first`` to ``last`` (positions, both included), equal ones together."""
        found: list[Band] = []
        for cell in self.cells[first : last + 1]:
            cover = cell.cover if cell else None
            if found and found[-1].cover == cover:
                found[-1] = Band(cover, found[-1].months + 1)
            else:
                found.append(Band(cover, 1))
        return found

    @property
    def missing(self) -> int:
        """Return how many months have no answer."""
        return sum(cell is not None and cell.is_gap for cell in self.cells)

    @property
    def fragile(self) -> int:
        """Return how many months have an answer that may not hold."""
        return sum(cell is not None and cell.is_fragile for cell in self.cells)


def gap_rows(platforms: Iterable[Platform], on: dt.date | None = None) -> list[GapRow]:
    """Return the noted needs of ``platforms`` over the twelve months from ``on``, those with most gaps first.

    Needs that are settled or whose months are past are left out. A constant number of queries, however many platforms,
    needs and solutions there are.
    """
    on = on or timezone.localdate()
    months = months_from(on)
    records = list(
        RecordedNeed.objects.filter(
            platform__in=[platform.pk for platform in platforms],
            settled_on__isnull=True,
            last_month__gte=months[0].first,
            first_month__lte=months[-1].first,
        )
        .select_related("need", "area", "platform")
        .prefetch_related("platform__territories")
        .order_by("first_month", "pk")
    )
    return _rows(records, months, on) if records else []


def noted_months(rows: list[GapRow]) -> tuple[int, int]:
    """Return the positions of the first and the last month that one of ``rows`` (not empty) speaks of."""
    noted = [index for row in rows for index, cell in enumerate(row.cells) if cell is not None]
    return min(noted), max(noted)


def spans_of(record: RecordedNeed, on: dt.date | None = None) -> list[Span]:
    """Return the gaps and fragile months of one noted need, in order; none when it is settled or past."""
    rows = gap_rows([record.platform], on)
    return [span for row in rows for span in row.spans if span.record.pk == record.pk]


def _rows(records: list[RecordedNeed], months: list[Month], on: dt.date) -> list[GapRow]:
    nesting = Nesting()
    reach = Reach(nesting)
    answering = Solution.objects.listed().filter(
        state__in=ANSWERING,
        pk__in=Solution.needs.through.objects.filter(need__in={one.need_id for one in records}).values("solution"),
    )
    solutions = near(answering, {one.area_id for one in records}, nesting, on)
    solutions = solutions.prefetch_related(Prefetch("needs", Need.objects.only("pk"), to_attr="known_needs"))
    by_need: dict[int, list[Solution]] = {}
    for solution in solutions:
        for need in solution.known_needs:
            by_need.setdefault(need.pk, []).append(solution)
    grouped: dict[tuple[int, int, int], list[RecordedNeed]] = {}
    for record in records:
        grouped.setdefault((record.platform_id, record.need_id, record.area_id), []).append(record)
    rows = []
    for group in grouped.values():
        record = group[0]
        there = [
            solution
            for solution in by_need.get(record.need_id, ())
            if _shared_with(solution, record.platform, nesting) and reach.reaches(solution, record.area_id)
        ]
        rows.append(_row(group, sorted(there, key=lambda one: (one.name, one.pk)), months, on))
    rows.sort(key=lambda row: (-row.missing, -row.fragile, row.need.order, row.need.name, row.area.name_folded))
    return rows


def _shared_with(solution: Solution, platform: Platform, nesting: Nesting) -> bool:
    """Tell whether the network of ``platform`` sees the solution: one to optimise is its keeper's affair."""
    if solution.state == SolutionState.EXISTING or solution.platform_id == platform.pk:
        return True
    own = [territory.pk for territory in platform.territories.all()]
    return solution.territory_id is not None and any(solution.territory_id in nesting.above(one) for one in own)


def _row(group: list[RecordedNeed], solutions: list[Solution], months: list[Month], on: dt.date) -> GapRow:
    cells: list[Cell | None] = []
    spans: list[Span] = []
    for month in months:
        record = next((one for one in group if one.first_month <= month.last and one.last_month >= month.first), None)
        if record is None:
            cells.append(None)
            continue
        concerned = tuple(_concerned(solution, month, on) for solution in solutions)
        cover = next(
            (found for found in _BEST_FIRST if any(one.cover == found for one in concerned)),
            Cover.NOTHING,
        )
        cells.append(Cell(month, cover))
        if cover == Cover.OPEN:
            continue
        shown = concerned if cover in _GAPS else tuple(one for one in concerned if one.cover in _FRAGILE)
        previous = spans[-1] if spans else None
        if (
            previous is not None
            and previous.record.pk == record.pk
            and (previous.cover, previous.concerned) == (cover, shown)
            and previous.last + 1 == month
        ):
            spans[-1] = Span(record, previous.first, month, cover, shown)
        else:
            spans.append(Span(record, month, month, cover, shown))
    first = group[0]
    return GapRow(first.platform, first.need, first.area, tuple(group), tuple(cells), tuple(spans))


def _concerned(solution: Solution, month: Month, on: dt.date) -> Concerned:
    """Return how ``solution`` answers in ``month``, by its session that does best."""
    best = None
    for session in solution.running_sessions:
        state = opening_of(session, session.last_report, on)
        cover = _cover(session, state, month, on)
        rank = (_BEST_FIRST.index(cover), state.rank, session.pk)
        if best is None or rank < best[0]:
            best = (rank, Concerned(solution, cover, session, state))
    return best[1] if best else Concerned(solution, Cover.CLOSED)


def _cover(session: Session, state: OpeningState, month: Month, on: dt.date) -> Cover:
    opening = opening_between(session, session.last_report, month.first, month.last, on)
    if opening == Opening.CLOSED:
        return Cover.CLOSED
    if opening == Opening.FULL:
        return Cover.TO_CONFIRM if state.to_confirm else Cover.FULL
    # Of what begins further ahead nobody is asked for seats yet: its dates are answer enough.
    is_far = max(month.first, session.start or month.first) > on + ASK_AHEAD
    return Cover.TO_CONFIRM if state.to_ask and not is_far else Cover.OPEN


def roll_up(platforms: Iterable[Platform], on: dt.date | None = None) -> "RollUp":
    """Return the gaps of several platforms as a table platform × need; a constant number of queries."""
    platforms = list(platforms)
    rows = gap_rows(platforms, on)
    needs = {row.need.pk: row.need for row in rows}
    columns = sorted(needs.values(), key=lambda need: (need.order, need.name, need.pk))
    lines = []
    for platform in platforms:
        own = [row for row in rows if row.platform.pk == platform.pk]
        cells = tuple(_sum_up([row for row in own if row.need.pk == need.pk]) for need in columns)
        lines.append(RollUpLine(platform, cells, bool(own)))
    return RollUp(columns, lines)


@dataclass(frozen=True)
class RollUpCell:
    """A need in a platform: in how many areas it is noted, and how it is answered over the year."""

    areas: tuple[str, ...]
    missing: int
    fragile: int

    @property
    def cover(self) -> Cover:
        """Return the worst of it, as a status."""
        if self.missing:
            return Cover.NOTHING
        return Cover.TO_CONFIRM if self.fragile else Cover.OPEN


@dataclass(frozen=True)
class RollUpLine:
    """A platform with one cell for each need (None where it did not note it)."""

    platform: Platform
    cells: tuple[RollUpCell | None, ...]
    has_needs: bool


@dataclass(frozen=True)
class RollUp:
    """Needs as columns, platforms as lines."""

    needs: list[Need]
    lines: list[RollUpLine]

    @property
    def totals(self) -> list[int]:
        """Return in how many platforms each need has months without an answer."""
        return [
            sum(line.cells[index] is not None and line.cells[index].missing > 0 for line in self.lines)
            for index in range(len(self.needs))
        ]


def _sum_up(rows: list[GapRow]) -> RollUpCell | None:
    """Sum up the areas of one need: a month counts once, at its worst area."""
    if not rows:
        return None
    missing = fragile = 0
    for index in range(MONTHS):
        cells = [row.cells[index] for row in rows if row.cells[index] is not None]
        if any(cell.is_gap for cell in cells):
            missing += 1
        elif any(cell.is_fragile for cell in cells):
            fragile += 1
    return RollUpCell(tuple(row.area.name for row in rows), missing, fragile)
