"""What every page of a sheet starts from: who may see it, who may change it (DESIGN §2: 404, then 403)."""

from portal.core.access import get_visible_or_404, require

from ..models import Organisation


def sheet_seen(request, pk: int) -> Organisation:
    """Return the organisation whose sheet the reader may see, or raise ``Http404``."""
    rows = Organisation.objects.visible_to(request.user).select_related("actor_type__sector", "logo")
    return get_visible_or_404(rows, pk=pk)


def sheet_edited(request, pk: int) -> Organisation:
    """Return the organisation whose sheet the reader may change: 404 for who does not see it, 403 for who does."""
    shown = sheet_seen(request, pk)
    require(request.user, "directory.edit_sheet", shown)
    return shown
