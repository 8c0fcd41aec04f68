"""What awaits a team before its meetings: to call for items and to convene, on the days that its delays say (B7)."""

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.core.french_dates import format_date, format_datetime, to_local
from portal.core.waiting import Waiting
from portal.directory.models import Platform
from portal.directory.querysets import person_of

from .delays import Delays, day_before, items_deadline
from .enums import MeetingStatus
from .models import Meeting

#: A convocation is announced this many days before its day.
AHEAD = dt.timedelta(days=3)
#: Without a day of its own, a meeting nearer than this should be convened.
USUALLY_WITHIN = dt.timedelta(days=7)


def convocations_waiting(viewer) -> list[Waiting]:
    """Return what ``viewer``'s teams are to send: nothing that leaves by itself. A constant number of queries."""
    person = person_of(viewer)
    if person is None:
        return []
    now = timezone.now()
    coordinated = person.coordinations.active().values("territory")
    meetings = list(
        Meeting.objects.filter(
            Q(platform__in=Platform.objects.with_team_member(person).values("pk")) | Q(territory__in=coordinated),
            Q(status=MeetingStatus.PROPOSED) | Q(status=MeetingStatus.CONVENED, called_at__isnull=True),
            starts_at__gt=now,
            # No delay is longer.
            starts_at__lte=now + dt.timedelta(days=94),
        )
        .select_related("platform", "territory")
        .order_by("starts_at", "pk")
    )
    delays = Delays.for_many(meetings)
    found = []
    for meeting in meetings:
        own = delays[meeting.pk]
        found += [*_to_call(meeting, own, now), *_to_convene(meeting, own, now)]
    return found


def _to_call(meeting: Meeting, delays: Delays, now: dt.datetime) -> list[Waiting]:
    # A kind whose guests are chosen one by one is asked once they are.
    has_people = meeting.circles_invited or meeting.working_group_id or meeting.territory_id
    is_asked = meeting.called_at is None and delays.call_days is not None and not delays.automatic
    if not is_asked or not (has_people or meeting.status == MeetingStatus.CONVENED):
        return []
    deadline = items_deadline(meeting, delays)
    if not day_before(meeting, delays.call_days) <= now < deadline:
        return []
    return [
        Waiting(
            order=15,
            title=_("Call for agenda items: %(meeting)s") % {"meeting": meeting.title},
            detail=_detail(meeting),
            url=reverse("meetings:call_for_items", args=[meeting.uuid]),
            act_label=pgettext("act", "Ask for items"),
            due=to_local(deadline, meeting.timezone_name).date() - dt.timedelta(days=1),
        )
    ]


def _to_convene(meeting: Meeting, delays: Delays, now: dt.datetime) -> list[Waiting]:
    by_itself = delays.automatic and bool(meeting.circles_invited or meeting.working_group_id or meeting.territory_id)
    if meeting.status != MeetingStatus.PROPOSED or (by_itself and delays.convene_days is not None):
        return []
    if delays.convene_days is None:
        if meeting.starts_at > now + USUALLY_WITHIN:
            return []
        last = to_local(meeting.starts_at, meeting.timezone_name).date()
    else:
        moment = day_before(meeting, delays.convene_days)
        if moment - AHEAD > now:
            return []
        last = to_local(moment, meeting.timezone_name).date()
    return [
        Waiting(
            order=10,
            title=_("Convene before %(day)s: %(meeting)s")
            % {"day": format_date(last, year=False), "meeting": meeting.title},
            detail=_detail(meeting),
            url=reverse("meetings:convene", args=[meeting.uuid]),
            act_label=_("Convene"),
            due=last,
        )
    ]


def _detail(meeting: Meeting) -> str:
    return f"{meeting.platform or meeting.territory} – {format_datetime(meeting.starts_at, meeting.timezone_name)}"
