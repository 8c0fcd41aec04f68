"""The calendar of a platform: one month as grid and list, or the school year, from the meetings that one may see."""

import datetime as dt
import zoneinfo
from collections import defaultdict

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.core.access import get_visible_or_404
from portal.core.french_dates import (
    format_month,
    format_time,
    school_year_bounds,
    school_year_label,
    school_year_of,
)
from portal.core.month_grid import Item, build_range
from portal.directory.models import Platform
from portal.directory.platform_calendar import local_today

from ..display.meeting_tabs import meeting_tabs
from ..display.plan import bands_of
from ..enums import MeetingStatus
from ..models import Meeting
from ..permissions import DetailsGate
from ..services.planning_inputs import calendar_of

#: Years that an address may ask for, around today.
YEARS_AROUND = 10


@require_GET
def platform_calendar(request, slug):
    """Show ``?mois=2026-10``, by default this month, or ``?annee=2026``, the school year that begins then."""
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    zone = zoneinfo.ZoneInfo(platform.timezone)
    today = local_today(platform)
    year = _asked_year(request.GET.get("annee", ""), today)
    month = _asked_month(request.GET.get("mois", ""), today)
    if year is None:
        first, last = month, _next_month(month) - dt.timedelta(days=1)
    else:
        first, last = school_year_bounds(year)
    meetings = _meetings(request.user, platform, first, last, zone)
    gate = DetailsGate(request.user)
    items = defaultdict(list)
    for meeting in meetings:
        items[meeting.starts_at.astimezone(zone).date()].append(_item(meeting, zone))
    url = reverse("meetings:platform_calendar", args=[platform.slug])
    if year is None:
        before, after = month - dt.timedelta(days=1), _next_month(month)
        title, address = format_month(month), "mois={0:%Y-%m}"
        previous, following = (format_month(before), before), (format_month(after), after)
    else:
        title, address = school_year_label(year), "annee={0:%Y}"
        previous = school_year_label(year - 1), dt.date(year - 1, 9, 1)
        following = school_year_label(year + 1), dt.date(year + 1, 9, 1)
    context = {
        "platform": platform,
        "title": title[0].upper() + title[1:],
        "is_year": year is not None,
        "months": build_range(first, last, items, bands_of(calendar_of(platform, first, last)), today),
        # Below the gate, the kind stands for the title (D-35).
        "meetings": [(one, one.title if gate.opens(one) else one.get_kind_display()) for one in meetings],
        "previous": {"label": previous[0], "url": f"{url}?{address.format(previous[1])}"},
        "next": {"label": following[0], "url": f"{url}?{address.format(following[1])}"},
        "tabs": [
            {"label": _("List"), "url": reverse("meetings:platform_meetings", args=[platform.slug]), "current": False},
            {"label": _("Month"), "url": f"{url}?mois={_month_of(year, month, today):%Y-%m}", "current": year is None},
            {
                "label": _("School year"),
                "url": f"{url}?annee={school_year_of(month)}",
                "current": year is not None,
            },
            meeting_tabs(platform, "meetings:platform_calendar")[-1],
        ],
        "may_plan": request.user.has_perm("meetings.plan", platform),
    }
    return render(request, "meetings/platform_calendar.html", context)


def _meetings(user, platform, first, last, zone) -> list[Meeting]:
    start = dt.datetime.combine(first, dt.time(), zone)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone)
    found = Meeting.objects.visible_to(user).filter(platform=platform, starts_at__gte=start, starts_at__lt=end)
    return list(found.select_related("platform", "venue__site__organisation", "venue__site__commune"))


def _item(meeting: Meeting, zone) -> Item:
    told = meeting.status in (MeetingStatus.CANCELLED, MeetingStatus.DRAFT)
    return Item.of_circle(
        meeting.circle,
        {"1": _("Circle 1"), "2": _("Circle 2")}.get(meeting.circle, meeting.get_kind_display()),
        time=format_time(meeting.starts_at.astimezone(zone)),
        url=reverse("meetings:meeting", args=[meeting.uuid]),
        state="cancelled" if meeting.status == MeetingStatus.CANCELLED else "",
        state_label=meeting.get_status_display() if told else "",
    )


def _asked_year(text: str, today: dt.date) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        return None
    return int(text) if abs(int(text) - today.year) <= YEARS_AROUND else None


def _asked_month(text: str, today: dt.date) -> dt.date:
    """Return the first day of the month in the address; this month when it is none or far away."""
    try:
        month = dt.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return today.replace(day=1)
    return month if abs(month.year - today.year) <= YEARS_AROUND else today.replace(day=1)


def _month_of(year: int | None, month: dt.date, today: dt.date) -> dt.date:
    """Return the month to come back to from a year: this month when it lies in it, else its first."""
    if year is None or school_year_of(today) == year:
        return month
    return dt.date(year, 9, 1)


def _next_month(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=32)).replace(day=1)
