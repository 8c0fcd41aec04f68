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
    may_see = request.user.has_perm("directory.view_members", found)
    return render(
        request,
        "desk/platform.html",
        {
            **shown,
            "inside": inside_of(found, request.user) if may_see else None,
            "may_plan": request.user.has_perm("meetings.plan", found),
            "may_manage": request.user.has_perm("directory.manage_members", found),
            "may_edit": request.user.has_perm("directory.edit_platform", found),
            "plan_url": reverse("meetings:plan_start", args=[found.slug]),
        },
    )
