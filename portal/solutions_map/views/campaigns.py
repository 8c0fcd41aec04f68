"""The seasonal campaign of a platform: start it, see where it stands and whom to call, close it (MISSION D7)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.directory.models import Organisation, Platform
from portal.directory.sheet_keepers import editors_of
from portal.directory.views.scopes import platform_acted_on

from ..campaign_progress import asked_solutions, counts_of, functional_address, progress_of
from ..enums import RequestState
from ..forms.campaigns import CampaignForm
from ..models import UpdateCampaign
from ..services.campaigns import close_campaign, start_campaign

_PERMISSION = "solutions_map.run_campaign"


@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request, slug):
    """Show the campaign that runs; without one, say whom a new one would ask. A POST starts it."""
    platform = platform_acted_on(request, slug, _PERMISSION)
    running = platform.update_campaigns.filter(closed_at__isnull=True).first()
    form = CampaignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            started = start_campaign(platform, **form.cleaned_data, by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            words = ngettext("%(count)s mail is on its way.", "%(count)s mails are on their way.", started.mails)
            messages.success(request, words % {"count": started.mails})
            return redirect("solutions_map:campaign", slug)
    if running is not None and not form.errors:
        return _progress_page(request, platform, running)
    context = {
        "platform": platform,
        "form": form,
        "running": running,
        "past": list(platform.update_campaigns.filter(closed_at__isnull=False)),
        **_reach(platform),
    }
    return render(request, "solutions_map/campaign_start.html", context)


@require_safe
def past_campaign(request, slug, pk):
    """Show what came of a campaign that was closed, or where the running one stands."""
    platform = platform_acted_on(request, slug, _PERMISSION)
    return _progress_page(request, platform, get_visible_or_404(platform.update_campaigns, pk=pk))


@require_POST
def campaign_close(request, slug, pk):
    """Close the campaign."""
    platform = platform_acted_on(request, slug, _PERMISSION)
    found = get_visible_or_404(platform.update_campaigns, pk=pk)
    close_campaign(found, by=Actor.of_request(request))
    messages.success(request, _("The campaign is closed: its links open nothing any more, its result stays here."))
    return redirect("solutions_map:past_campaign", slug, pk)


def _progress_page(request, platform: Platform, shown: UpdateCampaign):
    rows = progress_of(shown)
    counts = counts_of(rows)
    answered = counts[RequestState.CONFIRMED] + counts[RequestState.CHANGED]
    state = request.GET.get("etat", "")
    to_call = [row for row in rows if row.to_call]
    tabs = [("", _("All"), len(rows))]
    if to_call or state == "appeler":
        tabs.append(("appeler", _("To call"), len(to_call)))
    tabs += [(value.value, value.label, counts[value]) for value in RequestState if counts[value]]
    state = state if state in {name for name, _label, _count in tabs} else ""
    listed = to_call if state == "appeler" else [row for row in rows if state in ("", row.state)]
    context = {
        "platform": platform,
        "campaign": shown,
        "rows": listed,
        "answered": answered,
        "total": len(rows),
        "to_call": len(to_call),
        "is_late": shown.closed_at is None and timezone.localdate() > shown.answer_by,
        "tabs": [
            {
                "label": label,
                "count": count,
                "current": name == state,
                "url": f"{request.path}?etat={name}" if name else request.path,
            }
            for name, label, count in tabs
        ],
        "may_plan": request.user.has_perm("meetings.plan", platform),
        "past": list(platform.update_campaigns.filter(closed_at__isnull=False).exclude(pk=shown.pk)),
    }
    return render(request, "solutions_map/campaign.html", context)


def _reach(platform: Platform) -> dict:
    """Return how many solutions a campaign would ask about, of how many organisations, and which it cannot reach."""
    solutions = asked_solutions([platform])
    rows = Organisation.objects.filter(provided_solutions__in=solutions).distinct().order_by("search_text", "pk")
    organisations = list(rows)
    editors = editors_of([row.pk for row in organisations], timezone.localdate())
    kept = asked_solutions([platform]).count()
    return {
        "solutions": kept,
        "organisations": len(organisations),
        "unreached": [row for row in organisations if row.pk not in editors and not functional_address(row)],
    }
