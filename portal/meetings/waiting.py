"""What awaits somebody about meetings: to answer, to record who came (``core.waiting``)."""

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.core.french_dates import format_datetime
from portal.core.waiting import Waiting
from portal.directory.models import Platform
from portal.directory.querysets import person_of

from .enums import Answer, MeetingStatus, Presence
from .models import Invitee, Meeting

#: After this long a meeting without attendance no longer asks for it.
FORGET_AFTER = dt.timedelta(days=60)


def meetings_waiting(viewer) -> list[Waiting]:
    """Return convocations to answer and attendance to record, in a constant number of queries."""
    person = person_of(viewer)
    if person is None:
        return []
    now = timezone.now()
    return [*_to_answer(person, now), *_to_record(person, now)]


def _to_answer(person, now) -> list[Waiting]:
    unanswered = (
        Invitee.objects.filter(
            person=person,
            answer=Answer.NONE,
            # Whoever left is not asked any more, and could not open the page (D-07).
            meeting__in=Meeting.objects.visible_to(person)
            .filter(status=MeetingStatus.CONVENED, starts_at__gt=now)
            .values("pk"),
        )
        .select_related("meeting__platform", "meeting__territory")
        .order_by("meeting__starts_at")
    )
    return [
        Waiting(
            order=20,
            title=_("Answer the invitation: %(meeting)s") % {"meeting": invitee.meeting.get_kind_display()},
            detail=_detail(invitee.meeting),
            url=reverse("meetings:meeting", args=[invitee.meeting.uuid]) + "#repondre",
            act_label=pgettext("act", "Answer"),
            due=_day(invitee.meeting),
        )
        for invitee in unanswered
    ]


def _to_record(person, now) -> list[Waiting]:
    recorded = Invitee.objects.exclude(presence=Presence.UNKNOWN).values("meeting")
    meetings = _of_team(person).filter(
        Q(status=MeetingStatus.CONVENED) | Q(status=MeetingStatus.HELD),
        starts_at__lte=now,
        starts_at__gt=now - FORGET_AFTER,
    )
    return [
        Waiting(
            order=30,
            title=_("Record who came: %(meeting)s") % {"meeting": meeting.title},
            detail=_detail(meeting),
            url=reverse("meetings:attendance", args=[meeting.uuid]),
            act_label=_("Record attendance"),
        )
        for meeting in meetings.exclude(pk__in=recorded)
    ]


def _of_team(person):
    platforms = Platform.objects.with_team_member(person).values("pk")
    return Meeting.objects.filter(platform__in=platforms).select_related("platform").order_by("starts_at", "pk")


def _detail(meeting) -> str:
    return f"{meeting.platform or meeting.territory} – {format_datetime(meeting.starts_at, meeting.timezone_name)}"


def _day(meeting) -> dt.date:
    return timezone.localdate(meeting.starts_at)
