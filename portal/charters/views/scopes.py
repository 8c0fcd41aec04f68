"""The platform of an address, for those who stand there."""

from django.http import Http404

from portal.core.access import get_visible_or_404
from portal.directory.models import Platform

from ..gate import GateState, state


def platform_and_state(request, slug: str) -> tuple[Platform, GateState]:
    """Return the platform and where the reader stands there; ``Http404`` for those to whom its charter is nothing."""
    platform = get_visible_or_404(Platform.objects.visible_to(request.user), slug=slug)
    gate = state(request.user, platform)
    if gate.standing is None:
        raise Http404
    return platform, gate
