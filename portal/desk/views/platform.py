"""The page of a platform: public text and contact for all, team, circles and meetings for its network."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.core.access import get_visible_or_404
from portal.directory.models import Platform

from ..platform_page import inside_of


@login_not_required
@require_safe
def platform(request, slug):
    """Show the platform as far as the reader may see it (DESIGN §5)."""
    found = get_visible_or_404(Platform.objects.visible_to(request.user), slug=slug)
    shown = {"platform": found, "territories": found.territories.order_by("kind", "name_folded")}
    if not request.user.is_authenticated:
        return render(request, "desk/platform_public.html", shown)
    inside = inside_of(found, request.user) if request.user.has_perm("directory.view_members", found) else None
    return render(request, "desk/platform.html", {**shown, **_acts(request.user, found), "inside": inside})


def _acts(user, platform: Platform) -> dict:
    return {
        "may_plan": user.has_perm("meetings.plan", platform),
        "may_manage": user.has_perm("directory.manage_members", platform),
        "may_edit": user.has_perm("directory.edit_platform", platform),
        "plan_url": reverse("meetings:plan_start", args=[platform.slug]),
    }
