"""The map for young people and families: what one looks for, near where, what there is. The same page for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from ..areas import RADII
from ..facets import COUNTED_AGES
from ..filters import SolutionFilter
from ..hits import hits_at
from ..models import Need, Solution
from ..public_pages import moments, need_groups, platforms_in, public_sheet

#: Cards of a page: few enough for a phone.
PER_PAGE = 20
#: How long a browser may show the same page to somebody who is not signed in, in seconds.
MAX_AGE = 120
#: In the address: show everything, when nothing else is asked for.
ALL = "tout"


@login_not_required
@require_safe
def find(request):
    """Ask what one looks for, in large choices; with an answer, ask where and list what fits."""
    # Always what is public: whoever sits beside a young person sees the same page as the young person at home.
    found = SolutionFilter(request.GET, viewer=None)
    if not found.is_used and not found.unknown_area and ALL not in request.GET:
        return _public(request, "solutions_map/public_find.html", {"groups": need_groups()})
    page = Paginator(found.ordered, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "page": page,
        "hits": hits_at(page.object_list, found, professional=False),
        "needs": found.rows["need"],
        "kept": [(name, value) for name, values in found.values.items() if name not in _ASKED for value in values],
        "area_typed": found.area.typed if found.area else found.unknown_area,
        "ages": [(age, age == found.age) for age in COUNTED_AGES],
        "radii": [(radius, radius == found.radius) for radius in RADII] if found.radius is not None else [],
        "moments": moments(found),
        "chosen": found.chosen(),
        "address": found.address(),
        "other_areas": [(area.label, found.address(area=area.value, radius=None)) for area in found.other_areas],
        "platforms": platforms_in(found.area),
        "find_text": found.area.typed if found.area and found.area.communes else "",
    }
    return _public(request, "solutions_map/public_results.html", context)


#: Filters that the page has fields for; all others of the address are kept as they are.
_ASKED = ("area", "radius", "month", "age")


def sheet(request, pk: int):
    """Show what is public of a solution; 410 for what was and is over, 404 for all else, with where to go on."""
    shown = Solution.objects.public().select_related("platform", "territory", "solution_type").filter(pk=pk).first()
    if shown is None:
        return gone(request, pk)
    return _public(request, "solutions_map/public_solution.html", public_sheet(shown, timezone.localdate()))


def gone(request, pk: int):
    """Say that there is nothing here, in one way for what never was and what is not public (D-01)."""
    former = Solution.objects.closed_to_public().filter(pk=pk).first()
    needs = list(Need.objects.filter(solutions=former)) if former else []
    similar = urlencode({"need": [need.code for need in needs]}, doseq=True)
    context = {"is_over": former is not None, "similar": similar, "path": request.path}
    return _public(request, "solutions_map/public_gone.html", context, status=410 if former else 404)


def _public(request, template: str, context: dict, status: int = 200):
    response = render(request, template, context, status=status)
    if not request.user.is_authenticated:
        # Not in shared caches: the switch of language in the footer holds a token of its reader.
        patch_cache_control(response, private=True, max_age=MAX_AGE)
    return response
