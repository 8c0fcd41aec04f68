"""What every page of the map starts from: which solution one sees, which one may change (404, then 403)."""

from django.http import Http404

from portal.core.access import get_visible_or_404, require
from portal.directory.querysets import is_professional

from ..models import Solution

_ROWS = ("platform", "territory", "solution_type")


def solution_seen(request, pk: int) -> Solution:
    """Return a solution that a professional may see, drafts of their own included; raise ``Http404`` for others."""
    if not is_professional(request.user):
        raise Http404
    return get_visible_or_404(Solution.objects.visible_to(request.user).select_related(*_ROWS), pk=pk)


def solution_acted_on(request, pk: int, permission: str = "solutions_map.edit_solution") -> Solution:
    """Return the solution on which the reader holds ``permission``: 404 for who does not see it, 403 for who does."""
    solution = solution_seen(request, pk)
    require(request.user, permission, solution)
    return solution
