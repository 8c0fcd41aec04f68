"""What every page of the planner asks first: which platform, which draft, and may the viewer plan there."""

from portal.core.access import get_visible_or_404, require
from portal.directory.models import Platform

from ..models import PlanDraft


def platform_to_plan(request, slug) -> Platform:
    """Return the platform if the viewer may know its meetings (else 404) and may plan them (else 403)."""
    platform = get_visible_or_404(Platform.objects.in_network_of(request.user), slug=slug)
    require(request.user, "meetings.plan", platform)
    return platform


def draft_to_plan(request, slug, pk) -> tuple[Platform, PlanDraft]:
    """Return the platform, as above, with its draft (404 for another platform's)."""
    platform = platform_to_plan(request, slug)
    return platform, get_visible_or_404(platform.plan_drafts.select_related("platform"), pk=pk)


def posted_number(request, name: str) -> int:
    """Return a number that a page of ours posts hidden, 0 for anything else."""
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
