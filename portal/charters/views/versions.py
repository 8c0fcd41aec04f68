"""A published version, readable for ever."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.core.access import get_visible_or_404

from ..gate import state
from ..models import CharterVersion
from ..services.drafts import current_of


def visible_versions(user):
    """Return the published versions that ``user`` may read, with their scope."""
    return CharterVersion.objects.visible_to(user).select_related("charter__platform", "charter__territory")


@require_safe
def version(request, pk):
    """Show the text of a version, its fingerprint, and whether it is the one in force."""
    found = get_visible_or_404(visible_versions(request.user), pk=pk)
    scope = found.charter.scope
    context = {
        "version": found,
        "scope": scope,
        "current": current_of(scope, found.charter.kind),
        "gate": state(request.user, scope),
    }
    return render(request, "charters/version.html", context)
