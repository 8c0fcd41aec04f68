"""On which agendas noted needs stand: what the page of the gaps shows of meetings."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.french_dates import format_date, to_local
from portal.solutions_map.models import RecordedNeed
from portal.solutions_map.need_follow_ups import FollowUp

from .enums import MeetingStatus
from .models import AgendaItem, Meeting
from .permissions import DetailsGate


def agendas_of_needs(records: Iterable[RecordedNeed], viewer) -> dict[int, list[FollowUp]]:
    """Return the agendas on which ``records`` stand or stood, as far as ``viewer`` reads them (DESIGN §4)."""
    items = (
        AgendaItem.objects.filter(
            recorded_need__in=[record.pk for record in records],
            meeting__in=Meeting.objects.visible_to(viewer).values("pk"),
        )
        .exclude(meeting__status=MeetingStatus.CANCELLED)
        .select_related("meeting__platform", "meeting__territory")
        .order_by("meeting__starts_at", "pk")
    )
    gate = DetailsGate(viewer)
    found: dict[int, list[FollowUp]] = {}
    for item in items:
        meeting = item.meeting
        if gate.opens(meeting):
            day = format_date(to_local(meeting.starts_at, meeting.timezone_name).date(), weekday=False)
            label = _("On the agenda of %(day)s (%(kind)s)") % {"day": day, "kind": meeting.get_kind_display()}
            found.setdefault(item.recorded_need_id, []).append(FollowUp(label, meeting_url(meeting)))
    return found


def meeting_url(meeting: Meeting) -> str:
    """Return the address of the agenda on the page of ``meeting``."""
    return f"{reverse('meetings:meeting', args=[meeting.uuid])}#agenda"
