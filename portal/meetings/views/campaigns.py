"""From an update campaign to the agenda of the meeting that finalises the map."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.views.scopes import platform_acted_on

from ..services import from_campaign as services
from ..services.from_gaps import day_in_words


@require_http_methods(["GET", "HEAD", "POST"])
def prepare_finalisation(request, slug, pk):
    """Show which meeting it would be and what the campaign puts on its agenda; a POST does it."""
    platform = platform_acted_on(request, slug, "solutions_map.run_campaign")
    require(request.user, "meetings.plan", platform)
    campaign = get_visible_or_404(platform.update_campaigns.select_related("platform"), pk=pk)
    if request.method == "POST":
        try:
            meeting = services.prepare_finalisation(campaign, by=Actor.of_request(request))
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("meetings:prepare_finalisation", slug, pk)
        messages.success(request, _("The agenda of %(day)s is prepared.") % {"day": day_in_words(meeting)})
        return redirect("meetings:agenda_edit", meeting.uuid)
    context = {
        "platform": platform,
        "campaign": campaign,
        "meeting": services.next_finalisation(platform),
        "items": services.items_of(campaign),
    }
    return render(request, "meetings/prepare_finalisation.html", context)
