"""What of a school year may be carried over into the next one: dates moved by a year, on the same weekday (D2).

Read-only. Only what ends or begins within the year is proposed: an entry all year round without end goes on by itself.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from portal.core.french_dates import public_holidays, school_year_bounds, school_year_of

from .enums import Entry
from .models import Session

WEEK = dt.timedelta(weeks=1)
YEAR = 52 * WEEK
#: From this month on one prepares the coming school year; before it, one completes the current one.
PREPARED_FROM_MONTH = 5


@dataclass(frozen=True)
class PlannedCopy:
    """A session and the days of its copy.

    ``taken`` is the session that stands there already; ``holiday`` names the public holiday on which it would begin.
    """

    session: Session
    start: dt.date | None
    end: dt.date | None
    deadline: dt.date | None
    taken: Session | None = None
    holiday: str = ""

    @property
    def is_new(self) -> bool:
        """Tell whether nothing stands there yet."""
        return self.taken is None

    @property
    def is_proposed(self) -> bool:
        """Tell whether the copy is chosen unless somebody says otherwise: what happens once is not."""
        return self.is_new and self.session.entry != Entry.ONE_OFF


def moved(day: dt.date, school_year: int) -> dt.timedelta:
    """Return by how much ``day``, of the year before, is moved to lie in ``school_year`` on the same weekday.

    52 weeks, which is the nearest; 53 for the first days of September, which would else stay in August.
    """
    return YEAR if school_year_of(day + YEAR) == school_year else YEAR + WEEK


def prepared_year(on: dt.date | None = None) -> int:
    """Return the school year into which one carries over on the day ``on``."""
    on = on or timezone.localdate()
    return school_year_of(on) + (PREPARED_FROM_MONTH <= on.month < 9)


def plan_copies(solutions, school_year: int, department_code: str = "") -> list[PlannedCopy]:
    """Return what may be carried over into ``school_year`` from the year before, of ``solutions`` (a queryset).

    By solution and first day, in two queries. Closed solutions and cancelled sessions give nothing.
    """
    first, last = school_year_bounds(school_year - 1)
    begins = Q(start__range=(first, last))
    ends = Q(start__isnull=True, end__range=(first, last))
    limited = ~Q(entry__in=(Entry.PERMANENT, Entry.ON_DEMAND)) | Q(end__isnull=False)
    kept = solutions.filter(closed_at__isnull=True)
    sources = list(
        Session.objects.filter((begins | ends) & limited, solution__in=kept.values("pk"), cancelled_at__isnull=True)
        .select_related("solution__platform", "solution__territory", "site")
        .order_by("solution__name", "solution", "start", "pk")
    )
    there: dict[int, list[Session]] = {}
    for row in Session.objects.filter(solution__in=kept.values("pk")):
        there.setdefault(row.solution_id, []).append(row)
    holidays = public_holidays((school_year, school_year + 1), department_code)
    return [_planned(source, school_year, there.get(source.solution_id, ()), holidays) for source in sources]


def _planned(source: Session, school_year: int, there, holidays: dict) -> PlannedCopy:
    shift = moved(source.start or source.end, school_year)
    start, end, deadline = (day and day + shift for day in (source.start, source.end, source.deadline))

    def stands_for(row: Session) -> bool:
        if row.copied_from_id == source.pk:
            return True
        same = (row.entry, row.name, row.site_id, row.start, row.end)
        return row.pk != source.pk and same == (source.entry, source.name, source.site_id, start, end)

    taken = next((row for row in there if stands_for(row)), None)
    return PlannedCopy(source, start, end, deadline, taken, holidays.get(start, ""))
