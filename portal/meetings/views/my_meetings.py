"""My meetings, across platforms."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from portal.directory.models import Platform
from portal.directory.querysets import person_of

from ..display.meeting_tabs import PAST, my_tabs
from ..models import Invitee, Meeting
from ..tables import MyMeetingTable


@require_safe
def my_meetings(request):
    """List what is to come, or what is past, of all that the viewer takes part in."""
    person = person_of(request.user)
    past = request.GET.get("periode") == PAST
    now = timezone.now()
    visible = Meeting.objects.visible_to(request.user).select_related(
        "platform", "territory", "venue__site__organisation"
    )
    rows = visible.filter(starts_at__lt=now) if past else visible.filter(starts_at__gte=now)
    answers = dict(Invitee.objects.filter(person=person).values_list("meeting", "answer")) if person else {}
    table = MyMeetingTable(
        rows,
        viewer=request.user,
        answers=answers,
        order_by="-starts_at" if past else "starts_at",
        empty_text=_("No meeting here."),
    )
    RequestConfig(request).configure(table)
    context = {
        "table": table,
        "past": past,
        "tabs": my_tabs("meetings:my_meetings", past=past),
        "platforms": list(Platform.objects.in_network_of(request.user)),
    }
    return render(request, "meetings/my_meetings.html", context)
