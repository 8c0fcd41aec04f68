"""What awaits the team after an actor presented itself or was visited (``core.waiting``)."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.french_dates import format_datetime
from portal.core.waiting import Waiting
from portal.directory.models import Platform
from portal.directory.querysets import person_of

from .display.acts import record_url
from .enums import MeetingStatus
from .models import AgendaItem, Meeting
from .presentations import ABOUT_ACTORS, has_presentation

#: After this long a meeting no longer asks who was met.
FORGET_AFTER = dt.timedelta(days=30)


def encounters_waiting(viewer) -> list[Waiting]:
    """Return the meetings held of the viewer's team that were about an actor and have nobody recorded, in one query."""
    person = person_of(viewer)
    if person is None:
        return []
    now = timezone.now()
    held = Meeting.objects.filter(
        platform__in=Platform.objects.with_team_member(person).values("pk"),
        status=MeetingStatus.HELD,
        starts_at__lte=now,
        starts_at__gt=now - FORGET_AFTER,
        encounters__isnull=True,
    )
    about = Q(kind__in=ABOUT_ACTORS) | Q(pk__in=AgendaItem.objects.filter(has_presentation()).values("meeting"))
    return [
        Waiting(
            order=60,
            title=_("Record who presented itself or was visited: %(meeting)s") % {"meeting": meeting.title},
            detail=f"{meeting.platform} – {format_datetime(meeting.starts_at, meeting.timezone_name)}",
            url=record_url(meeting),
            act_label=_("Record"),
        )
        for meeting in held.filter(about).select_related("platform").order_by("starts_at", "pk")
    ]
