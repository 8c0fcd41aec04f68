"""The page of a calendar: one period as a grid and a list of the same rows, with ways to the others."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Paginator
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.core.french_dates import school_year_of
from portal.core.month_grid import build_range

from ..calendar_bands import Stretch, Surroundings
from ..calendar_filters import CalendarFilter
from ..calendar_periods import Period, View, month_end, of_month
from ..calendar_scopes import CalendarScope, day_of
from ..services.one_offs import between
from .calendar_rows import Row, by_day, grid_items, rows_of
from .one_off_rows import with_one_offs

#: Items that a day of the grid shows, in a month and in a year; a list names them all.
MOST_IN_MONTH, MOST_IN_YEAR = 5, 3
#: Lines of a page of the list.
PAGE = 50
#: A month with more lines than this has its list under the grid, over the whole width.
BESIDE = 6


@dataclass(frozen=True)
class MonthOfRows:
    """One month of the list: its lines by day and what runs through it."""

    first: dt.date
    days: list[tuple[dt.date, list[Row]]]
    stretches: list[Stretch]


def page_of(scope: CalendarScope, period: Period, filters: CalendarFilter, page: str = "") -> dict:
    """Return the context that ``meetings/calendar_body.html`` shows."""
    today, chosen = scope.today, filters.chosen
    found = filters.apply(scope.meetings_between(period.first, period.last))
    one_offs = filters.apply_to_one_offs(between(scope.platforms, period.first, period.last, scope.viewer))
    rows = rows_of(scope, found, period.first, period.last)
    rows = with_one_offs(scope, one_offs, rows, period.first, period.last)
    around = scope.surroundings(period.first, period.last)
    listed, shown_page = rows, None
    if period.view is View.LIST:
        shown_page = _page(rows, page, today)
        listed = list(shown_page.object_list)
    here, later = scope.url, None if rows else _next_day(scope, period, filters)
    return {
        "scope": scope,
        "period": period,
        "title": capfirst(period.title),
        "filters": filters,
        "count": len(rows),
        "meeting_count": sum(row.status_of == "meeting" for row in rows),
        "one_off_count": sum(row.status_of == "one_off" for row in rows),
        "months": _grid(scope, period, rows, around, chosen),
        "list_months": _months(listed, period, around),
        "page": shown_page,
        "beside": 0 < len(rows) <= BESIDE,
        "views": [
            {
                "label": label,
                "url": period.seen_as(view, today).address(here, chosen),
                "current": period.view is view,
            }
            for view, label in ((View.MONTH, _("Month")), (View.YEAR, _("School year")), (View.LIST, _("Dates")))
        ],
        "previous": {"label": period.beside(-1).title, "url": period.beside(-1).address(here, chosen)},
        "next": {"label": period.beside(1).title, "url": period.beside(1).address(here, chosen)},
        "today_url": _today(period, today).address(here, chosen),
        "is_now": period.first <= today <= period.last,
        "unfiltered_url": period.address(here, {}),
        "papers": [
            {"label": label, "url": _paper(scope, paper, period, filters)}
            for paper, label in (("a4", _("One A4 page (PDF)")), ("a3", _("One A3 page (PDF)")))
        ],
        "zones_differ": any(row.zone for row in rows),
        "later": later,
        "later_url": of_month(later).address(here, chosen) if later else "",
    }


def _grid(scope, period: Period, rows: list[Row], around: Surroundings, chosen) -> list:
    if period.view is View.LIST:
        return []

    def day_url(day: dt.date) -> str:
        return f"{of_month(day).address(scope.url, chosen)}#jour-{day.isoformat()}"

    most = MOST_IN_MONTH if period.view is View.MONTH else MOST_IN_YEAR
    return build_range(
        period.first, period.last, grid_items(rows, most=most, day_url=day_url), around.bands(), scope.today
    )


def _months(rows: list[Row], period: Period, around: Surroundings) -> list[MonthOfRows]:
    found = []
    for first, here in groupby(rows, lambda row: row.day.replace(day=1)):
        found.append(MonthOfRows(first, list(by_day(here).items()), _running(around, first)))
    if not found and period.view is View.MONTH:
        found = [MonthOfRows(period.month, [], _running(around, period.month))]
    return found


def _running(around: Surroundings, first: dt.date) -> list[Stretch]:
    last = month_end(first)
    return [item for item in around.stretches() if item.start <= last and item.end >= first]


def _page(rows: list[Row], asked: str, today: dt.date):
    """Return the page asked for; without one, that of the next meeting, where a list of a year is opened."""
    paginator = Paginator(rows, PAGE)
    if not asked:
        before = sum(row.day < today for row in rows)
        asked = before // PAGE + 1 if before < len(rows) else 1
    return paginator.get_page(asked)


def _today(period: Period, today: dt.date) -> Period:
    if period.view is View.MONTH:
        return of_month(today)
    return Period(period.view, today.replace(day=1), school_year_of(today))


def _paper(scope: CalendarScope, paper: str, period: Period, filters: CalendarFilter) -> str:
    year = Period(View.YEAR, period.month, period.year)
    # What was cancelled is never printed: a status says nothing on paper.
    chosen = {name: value for name, value in filters.chosen.items() if name != "etat"}
    return year.address(scope.pdf_url(paper), chosen).replace("vue=annee&", "")


def _next_day(scope: CalendarScope, period: Period, filters: CalendarFilter) -> dt.date | None:
    """Return the day of the first meeting after a period that holds none."""
    after = period.last + dt.timedelta(days=1)
    later = filters.apply(scope.meetings_between(after, after + dt.timedelta(days=731))).order_by("starts_at", "pk")
    return next((day_of(meeting) for meeting in later[:1]), None)
