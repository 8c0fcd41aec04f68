"""One-off actions for young people among the lines of a calendar: quiet entries that all of the network sees (B11)."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.french_dates import format_range, format_time
from portal.core.text import clean_line

from ..calendar_filters import ONE_OFFS
from ..calendar_scopes import CalendarScope
from ..models import OneOffAction
from ..services.one_offs import where_of
from ..zone_words import zone_words
from .calendar_rows import Row


def with_one_offs(
    scope: CalendarScope, actions: Iterable[OneOffAction], rows: list[Row], first: dt.date, last: dt.date
) -> list[Row]:
    """Return the lines of meetings with those of ``actions`` from ``first`` to ``last`` there, by day and hour."""
    zoned = any(row.zone for row in rows)
    more = [_row(action, named=scope.names_platforms, zoned=zoned) for action in actions]
    return sorted([*rows, *(row for row in more if first <= row.day <= last)], key=lambda row: (row.day, row.clock))


def _row(action: OneOffAction, *, named: bool, zoned: bool) -> Row:
    zone = zoneinfo.ZoneInfo(action.platform.timezone)
    start, end = action.starts_at.astimezone(zone), action.ends_at.astimezone(zone)
    hours = format_range(action.starts_at, action.ends_at, zone, weekday=False, year=False)
    if start.date() == end.date():
        hours = f"{format_time(start)}\u00a0– {format_time(end)}"
    kind = _("Action for young people")
    return Row(
        uuid=action.uuid,
        day=start.date(),
        start=format_time(start),
        hours=hours,
        name=clean_line(action.title),
        kind=ONE_OFFS,
        kind_label=kind,
        circle="",
        whose=str(action.platform) if named else "",
        place=clean_line(where_of(action)),
        status=action.status,
        status_label=action.get_status_display(),
        url=reverse("meetings:one_off", args=[action.platform.slug, action.pk]),
        zone=zone_words(action.platform.timezone) if zoned else "",
        clock=start.time(),
        status_of="one_off",
    )
