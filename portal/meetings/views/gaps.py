"""From a need without an answer to the agenda of the network."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.models import Platform
from portal.solutions_map.gaps import spans_of

from ..services import from_gaps as services


@require_http_methods(["GET", "HEAD", "POST"])
def propose_from_gap(request, slug, pk):
    """Show which meeting would speak of the need and how its item would read; a POST puts it on the agenda."""
    platform = get_visible_or_404(Platform.objects.visible_to(request.user), slug=slug)
    if not request.user.has_perm("solutions_map.view_gaps", platform):
        raise Http404
    require(request.user, "meetings.plan", platform)
    recorded = get_visible_or_404(platform.recorded_needs.select_related("platform", "need", "area"), pk=pk)
    if request.method == "POST":
        try:
            item = services.propose_from_gap(recorded, by=Actor.of_request(request))
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("meetings:propose_from_gap", slug, pk)
        day = services.day_in_words(item.meeting)
        messages.success(request, _("“%(item)s” is on the agenda of %(day)s.") % {"item": item, "day": day})
        return redirect("meetings:agenda_edit", item.meeting.uuid)
    spans = spans_of(recorded)
    context = {
        "platform": platform,
        "recorded": recorded,
        "standing": services.standing_item(recorded),
        "next_meeting": services.next_meeting_for(platform),
        "item": services.item_of(recorded, spans) if spans else None,
    }
    return render(request, "meetings/propose_from_gap.html", context)
