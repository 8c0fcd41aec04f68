"""What awaits a team about its agendas: proposals that nobody answered (``core.waiting``)."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.french_dates import format_date, to_local
from portal.core.waiting import Waiting
from portal.directory.models import Platform
from portal.directory.querysets import person_of

from .enums import MeetingStatus, ProposalState
from .models import Meeting


def proposals_waiting(viewer) -> list[Waiting]:
    """Return the meetings to come of the viewer's teams and territories that have proposals; two queries."""
    person = person_of(viewer)
    if person is None:
        return []
    teams = Platform.objects.with_team_member(person).values("pk")
    meetings = (
        Meeting.objects.filter(
            Q(platform__in=teams) | Q(territory__in=person.coordinations.active().values("territory")),
            status__in=(MeetingStatus.PROPOSED, MeetingStatus.CONVENED),
            starts_at__gt=timezone.now(),
            proposals__state=ProposalState.PROPOSED,
        )
        .annotate(asked=Count("proposals"))
        .select_related("platform", "territory")
    )
    return [_of(meeting) for meeting in meetings.order_by("starts_at", "pk")]


def _of(meeting: Meeting) -> Waiting:
    day = to_local(meeting.starts_at, meeting.timezone_name).date()
    title = ngettext(
        "Answer %(count)d proposed item for the meeting of %(day)s",
        "Answer %(count)d proposed items for the meeting of %(day)s",
        meeting.asked,
    )
    return Waiting(
        order=25,
        title=title % {"count": meeting.asked, "day": format_date(day, weekday=False)},
        detail=f"{meeting.get_kind_display()} – {meeting.platform or meeting.territory}",
        url=reverse("meetings:agenda_edit", args=[meeting.uuid]) + "#propositions",
        act_label=_("See the proposals"),
        due=day,
    )
