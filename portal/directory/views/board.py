"""The board of circles, and what moved over a school year."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.core.french_dates import school_year_bounds, school_year_label, school_year_of

from ..board import board_of
from ..forms import MoveForm
from ..models import Participation
from ..movements import movements_of
from .scopes import platform_seen


@require_safe
def board(request, slug):
    """Show who stands in which circle, and below who is still to be won."""
    platform = platform_seen(request, slug)
    may_manage = request.user.has_perm("directory.manage_members", platform)
    context = {
        "platform": platform,
        "board": board_of(platform, request.user),
        "may_manage": may_manage,
        "reads_mobilisation": request.user.has_perm("directory.view_mobilisation", platform),
        # The window that a move opens: it posts to the page of the member, which shows it again when it is refused.
        "form": MoveForm(platform=platform) if may_manage else None,
        "here": reverse("directory:board", args=[slug]),
    }
    return render(request, "directory/board.html", context)


@require_safe
def movements(request, slug):
    """List the entries, moves, ends and replaced delegates of a school year."""
    platform = platform_seen(request, slug)
    current = school_year_of(timezone.localdate())
    rows = Participation.objects.visible_to(request.user).filter(platform=platform)
    oldest = rows.order_by("since").values_list("since", flat=True).first()
    earliest = min(school_year_of(oldest), current) if oldest else current
    asked = request.GET.get("annee", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else current
    year = min(max(year, earliest), current)
    may_manage = request.user.has_perm("directory.manage_members", platform)
    first, last = school_year_bounds(year)
    context = {
        "platform": platform,
        "movements": movements_of(platform, request.user, first, last, with_authors=may_manage),
        "may_manage": may_manage,
        "reads_mobilisation": request.user.has_perm("directory.view_mobilisation", platform),
        "label": school_year_label(year),
        "previous": (year - 1, school_year_label(year - 1)) if year > earliest else None,
        "next": (year + 1, school_year_label(year + 1)) if year < current else None,
    }
    return render(request, "directory/movements.html", context)
