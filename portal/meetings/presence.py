"""How often organisations came to the meetings of a platform lately (``directory.presence``)."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q
from django.utils import timezone

from portal.directory.presence import Presence as OrganisationPresence

from .enums import MeetingKind, MeetingStatus, Presence
from .models import Invitee

#: Somebody of the organisation, or whoever it sent instead.
_CAME = Q(presence__in=(Presence.PRESENT, Presence.REPRESENTED))


def presence_at_meetings(platform_ids: Iterable[int], since: dt.date) -> dict[tuple[int, int], OrganisationPresence]:
    """Return the presence by platform and organisation at the meetings held since the day ``since``; one query.

    The organisation is the one that the invitee stood for on that day, wherever they work now. A meeting counts once,
    however many of the organisation were invited; one whose attendance nobody recorded does not count, nor does an
    exchange with one organisation that was noted afterwards.
    """
    first = timezone.make_aware(dt.datetime.combine(since, dt.time.min))
    rows = (
        Invitee.objects.filter(
            meeting__platform__in=list(platform_ids),
            meeting__status=MeetingStatus.HELD,
            meeting__starts_at__gte=first,
            organisation__isnull=False,
        )
        .exclude(presence=Presence.UNKNOWN)
        .exclude(meeting__kind=MeetingKind.BILATERAL, meeting__convened_at__isnull=True)
        .order_by()
        .values_list("meeting__platform", "organisation", "meeting__platform__timezone")
        .annotate(
            convened=Count("meeting", distinct=True),
            present=Count("meeting", filter=_CAME, distinct=True),
            last=Max("meeting__starts_at", filter=_CAME),
        )
    )
    return {
        (platform, organisation): OrganisationPresence(
            convened, present, timezone.localdate(last, ZoneInfo(zone)) if last else None
        )
        for platform, organisation, zone, convened, present, last in rows
    }
