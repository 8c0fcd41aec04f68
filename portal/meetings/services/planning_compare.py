"""A plan beside the school year before it: meetings by month and circle, dates kept on their usual day, hosts.

Reads only, in two queries.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.core.french_dates import school_year_bounds, school_year_of

from ..enums import MeetingStatus
from ..models import Meeting
from ..scheduling import Status, week_ordinal
from .planning_places import name_of
from .planning_preview import PlanPreview
from .planning_rows import PlanRow


@dataclass(frozen=True)
class Year:
    """One side of the comparison.

    ``by_month`` counts meetings by the first day of their month and by circle ("" for all others), ``hosts`` by the
    name of who receives them ("" where no place is known). Of ``dated`` meetings the rhythm says a usual day;
    ``usual`` of them are held on it.
    """

    by_month: dict[dt.date, Counter] = field(default_factory=dict)
    hosts: Counter = field(default_factory=Counter)
    dated: int = 0
    usual: int = 0

    def count(self, circle: str | None = None) -> int:
        """Return the number of meetings of ``circle``, of all when it is None."""
        return sum(sum(row.values()) if circle is None else row[circle] for row in self.by_month.values())

    @property
    def share_usual(self) -> int | None:
        """How many in a hundred are held on their usual day, None when nothing says which that is."""
        return round(100 * self.usual / self.dated) if self.dated else None


@dataclass(frozen=True)
class Comparison:
    """The school year before (``first`` to ``last``) and the plan, whose school year begins in ``school_year``."""

    school_year: int
    before: Year
    plan: Year
    #: The first days of the months of the plan's school year in which either holds a meeting; before it, a year less.
    months: tuple[dt.date, ...] = ()


def compare_with_last_year(plan: PlanPreview) -> Comparison:
    """Return ``plan`` beside the school year before the one in which it begins.

    On the side of the plan stand the meetings of that school year that are past already, too: a plan that is made in
    winter is not half a year.
    """
    school_year = school_year_of(plan.answers.start)
    zone = plan.reading.zone
    first, _last = school_year_bounds(school_year - 1)
    start, end = school_year_bounds(school_year)
    meetings = _meetings(plan, first, end)
    today = plan.today
    day_of = {meeting.pk: meeting.starts_at.astimezone(zone).date() for meeting in meetings}
    before = _year_of_meetings((row for row in meetings if day_of[row.pk] < start), day_of)
    shown = {row.meeting.pk for row in plan.rows if row.meeting is not None}
    past = (row for row in meetings if start <= day_of[row.pk] < today and row.pk not in shown)
    coming = _year_of_plan(plan, day_of, start, end)
    behind = _year_of_meetings(past, day_of)
    side = Year(
        by_month={
            month: behind.by_month.get(month, Counter()) + coming.by_month.get(month, Counter())
            for month in {*behind.by_month, *coming.by_month}
        },
        hosts=behind.hosts + coming.hosts,
        dated=behind.dated + coming.dated,
        usual=behind.usual + coming.usual,
    )
    months = sorted({*side.by_month, *(_year_later(month) for month in before.by_month)})
    return Comparison(school_year, before, side, tuple(months))


def _meetings(plan: PlanPreview, first: dt.date, last: dt.date) -> list[Meeting]:
    """Return the platform's meetings between two days that were or are to be held."""
    zone = plan.reading.zone
    found = Meeting.objects.filter(
        platform=plan.draft.platform,
        starts_at__gte=dt.datetime.combine(first, dt.time(), zone),
        starts_at__lt=dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone),
    ).exclude(status__in=(MeetingStatus.DRAFT, MeetingStatus.CANCELLED))
    return list(found.select_related("rhythm", "venue__site__organisation"))


def _year_of_meetings(meetings: Iterable[Meeting], day_of: dict[int, dt.date]) -> Year:
    months, hosts, dated, usual = defaultdict(Counter), Counter(), 0, 0
    for meeting in meetings:
        day = day_of[meeting.pk]
        months[day.replace(day=1)][meeting.circle] += 1
        hosts[str(meeting.venue.site.organisation) if meeting.venue else ""] += 1
        week = meeting.plan_key.rpartition(":")[2]
        if meeting.rhythm is not None and week.isdigit():
            dated += 1
            usual += day.weekday() == meeting.rhythm.weekday and week_ordinal(day) == int(week)
    return Year(dict(months), hosts, dated, usual)


def _year_of_plan(plan: PlanPreview, day_of: dict[int, dt.date], start: dt.date, end: dt.date) -> Year:
    months, hosts, dated, usual = defaultdict(Counter), Counter(), 0, 0
    place = name_of(plan.draft.platform, plan.answers.place)
    organisation = _usual_host(plan)
    for row in plan.rows:
        if not row.is_held:
            continue
        day = _day(row, plan)
        if not start <= day <= end:
            continue
        months[day.replace(day=1)][row.circle] += 1
        hosts[_host(row, organisation or place)] += 1
        if row.occurrence is not None:
            dated += 1
            usual += row.occurrence.status is Status.KEPT and day == row.occurrence.nominal
    return Year(dict(months), hosts, dated, usual)


def _day(row: PlanRow, plan: PlanPreview) -> dt.date:
    moment = row.meeting.starts_at if row.stays else row.starts_at
    return moment.astimezone(plan.reading.zone).date()


def _host(row: PlanRow, usual: str) -> str:
    if row.stays:
        return str(row.meeting.venue.site.organisation) if row.meeting.venue else ""
    return str(row.venue.site.organisation) if row.venue else usual


def _usual_host(plan: PlanPreview) -> str:
    venue = plan.reading.venues.get(str(plan.answers.place.venue))
    return str(venue.site.organisation) if venue else ""


def _year_later(month: dt.date) -> dt.date:
    return month.replace(year=month.year + 1)
