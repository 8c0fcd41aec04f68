"""Closed days: bridges, fairs, examinations; what the planner works around (MISSION B3)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.log import declare_actions, record, written_together

from ..models import ClosedDay, Platform
from .checks import apply_details, check_day

declare_actions(
    closed_day_added=gettext_noop("Closed day added"),
    closed_day_removed=gettext_noop("Closed day removed"),
)

#: A closing of two months is a summer; a longer one a slip of the years.
MAX_CLOSING = dt.timedelta(days=62)
_DAY = dt.timedelta(days=1)


@transaction.atomic
def close_days(
    platform: Platform, *, start: dt.date, end: dt.date | None = None, reason: str, by: Actor
) -> list[ClosedDay]:
    """Return the days on which the platform does not meet, from ``start`` to ``end`` (one day without it).

    Days that are closed already stay as they are. Raises ``DomainError`` when all are, when the last day comes before
    the first or more than two months after it, and without a reason.
    """
    Platform.objects.select_for_update().get(pk=platform.pk)
    end = end or start
    check_day(start, field="start")
    if end < start:
        raise DomainError(_("The last day comes before the first."), code="order", field="end")
    if end - start > MAX_CLOSING:
        raise DomainError(_("This closing lasts more than two months: check the dates."), code="length", field="end")
    closed = set(platform.closed_days.filter(date__gte=start, date__lte=end).values_list("date", flat=True))
    days = [ClosedDay(platform=platform, date=start + _DAY * number) for number in range((end - start).days + 1)]
    days = [day for day in days if day.date not in closed]
    if not days:
        message = _("This day is closed already.") if start == end else _("These days are closed already.")
        raise DomainError(message, code="double", field="start")
    for day in days:
        apply_details(day, {"reason": reason})
    if not days[0].reason:
        raise DomainError(_("Say why the day is closed."), code="required", field="reason")
    days = ClosedDay.objects.bulk_create(days)
    with written_together():
        for day in days:
            record(day, "closed_day_added", by=by, platform=platform, date=day.date.isoformat())
    return days


@transaction.atomic
def reopen_days(day: ClosedDay, *, until: dt.date | None = None, by: Actor) -> int:
    """Open ``day`` again, with the days up to ``until`` that were closed for the same reason; return how many.

    The meetings that were planned stay as they are.
    """
    rows = day.platform.closed_days.filter(date__gte=day.date, date__lte=until or day.date, reason=day.reason)
    days = list(rows)
    with written_together():
        for one in days:
            record(one, "closed_day_removed", by=by, platform=day.platform, date=one.date.isoformat())
    rows.delete()
    return len(days)
