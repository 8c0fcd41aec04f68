"""How views find a meeting: through what the viewer may see, then what the viewer may do."""

from portal.core.access import get_visible_or_404, require

from ..models import Meeting

RELATED = ("platform", "territory", "venue__site__organisation", "venue__site__commune", "minutes")


def visible_meeting(request, uuid) -> Meeting:
    """Return the meeting; Http404 when the viewer may not know that it exists."""
    return get_visible_or_404(Meeting.objects.visible_to(request.user).select_related(*RELATED), uuid=uuid)


def managed_meeting(request, uuid) -> Meeting:
    """Return the meeting; Http404 as above, and 403 unless the viewer prepares and convenes it."""
    meeting = visible_meeting(request, uuid)
    require(request.user, "meetings.manage", meeting)
    return meeting
