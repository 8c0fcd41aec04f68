"""The meetings of a platform, as a list with filters."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from portal.core.access import get_visible_or_404
from portal.directory.models import Platform

from ..display.group_page import belongs_to_groups
from ..display.meeting_tabs import meeting_tabs
from ..filters import PAST, UPCOMING, MeetingFilter
from ..models import Meeting
from ..tables import MeetingTable


@require_safe
def platform_meetings(request, slug):
    """List the meetings of a platform that the viewer may see; upcoming ones unless the address says otherwise."""
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    visible = (
        Meeting.objects.visible_to(request.user)
        .filter(platform=platform)
        .select_related("platform", "venue__site__organisation")
    )
    may_plan = request.user.has_perm("meetings.plan", platform)
    data = request.GET.copy()
    if not data.get("periode") and not data.get("du") and not data.get("au"):
        data["periode"] = UPCOMING
    filters = MeetingFilter(data, queryset=visible)
    rows = filters.qs if filters.form.is_valid() else visible.none()
    table = MeetingTable(
        rows,
        viewer=request.user,
        order_by="-starts_at" if data.get("periode") == PAST else "starts_at",
        empty_text=_("No meeting matches these filters."),
    )
    RequestConfig(request).configure(table)
    context = {
        "platform": platform,
        "table": table,
        "filters": filters,
        "filtered": bool(request.GET),
        "tabs": meeting_tabs(
            platform,
            "meetings:platform_meetings",
            plans=may_plan,
            groups=belongs_to_groups(request.user, platform),
            figures=may_plan or request.user.has_perm("meetings.view_figures", platform),
        ),
        "may_plan": may_plan,
    }
    return render(request, "meetings/platform_meetings.html", context)
