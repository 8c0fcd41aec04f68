"""Which meetings stand on given days of a platform (``directory.held_days``)."""

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from portal.directory.held_days import Held

from .enums import MeetingStatus
from .models import Meeting


def meetings_on(viewer, platform, days: Collection[dt.date]) -> list[Held]:
    """Return the meetings of ``platform`` on ``days`` (of its clocks) that ``viewer`` may know of, by date.

    They go by their kind, which is no secret. Cancelled ones take no room, and those that were held are past help.
    """
    zone = ZoneInfo(platform.timezone)
    first, last = (
        timezone.make_aware(dt.datetime.combine(day, dt.time.min), zone)
        for day in (min(days), max(days) + dt.timedelta(days=1))
    )
    rows = (
        Meeting.objects.visible_to(viewer)
        .filter(platform=platform, starts_at__gte=first, starts_at__lt=last)
        .exclude(status__in=(MeetingStatus.CANCELLED, MeetingStatus.HELD))
        .order_by("starts_at", "pk")
    )
    found = ((row.starts_at.astimezone(zone).date(), row) for row in rows)
    return [
        Held(day, row.get_kind_display(), reverse("meetings:meeting", args=[row.uuid]))
        for day, row in found
        if day in days
    ]
