"""The meetings of a territory itself: the list, and a new one called by its coordinator (MISSION B5)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from portal.core.access import require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.models import Territory
from portal.directory.views.scopes import territory_seen

from ..display.meeting_tabs import territory_meeting_tabs
from ..filters import PAST, UPCOMING, MeetingFilter
from ..forms.meeting import MeetingForm
from ..models import Meeting
from ..services.meetings import create_meeting
from ..tables import MeetingTable


@require_safe
def territory_meetings(request, slug):
    """List the meetings of the territory itself that the viewer may see; those of its platforms are in the calendar."""
    territory = _territory(request, slug)
    visible = (
        Meeting.objects.visible_to(request.user)
        .filter(territory=territory)
        .select_related("platform", "territory", "venue__site__organisation")
    )
    data = request.GET.copy()
    if not data.get("periode") and not data.get("du") and not data.get("au"):
        data["periode"] = UPCOMING
    filters = MeetingFilter(data, queryset=visible)
    rows = filters.qs if filters.form.is_valid() else visible.none()
    table = MeetingTable(
        rows,
        viewer=request.user,
        exclude=("circle",),
        order_by="-starts_at" if data.get("periode") == PAST else "starts_at",
        empty_text=_("No meeting matches these filters."),
    )
    RequestConfig(request).configure(table)
    context = {
        "territory": territory,
        "table": table,
        "filters": filters,
        "filtered": bool(request.GET),
        "tabs": territory_meeting_tabs(territory, "meetings:territory_meetings"),
        "may_plan": request.user.has_perm("meetings.plan_territory", territory),
    }
    return render(request, "meetings/territory_meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def territory_meeting_add(request, slug):
    """Create a meeting of the territory, as a draft."""
    territory = _territory(request, slug)
    require(request.user, "meetings.plan_territory", territory)
    form = MeetingForm(request.POST if request.method == "POST" else None, platform=None, territory=territory)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_meeting(territory, form.details, by=Actor.of_request(request))
        except DomainError as refusal:
            refusal.add_to(form)
        else:
            messages.success(request, _("The meeting is a draft: put it in the calendar, or convene straight away."))
            return redirect("meetings:meeting", made.uuid)
    return render(request, "meetings/territory_meeting_add.html", {"form": form, "territory": territory})


def _territory(request, slug) -> Territory:
    """Return the territory for those who follow its meetings; raise ``Http404`` for anybody else."""
    territory = territory_seen(request, slug)
    if not request.user.has_perm("meetings.view_territory_calendar", territory):
        raise Http404
    return territory
