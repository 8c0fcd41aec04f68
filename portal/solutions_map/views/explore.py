"""The map of solutions: list, months by type, geographic map. Three views of one address (D4)."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from portal.core.errors import DomainError
from portal.core.tables import PER_PAGE
from portal.directory.querysets import is_professional

from ..filter_panel import FilterPanel
from ..filters import SolutionFilter
from ..hits import hits_at
from ..map_points import WORLD, box_of, points_of, read_box
from ..matrix import matrix_of
from .exports import export_links


@login_not_required
@require_safe
def solutions(request):
    """List what the reader may see, narrowed down by the filters."""
    context = _page(request, "solutions")
    return _answer(request, "solutions_map/explore.html", {**context, **_listed(request, context["found"])})


@login_not_required
@require_safe
def matrix(request):
    """Show how many solutions one may begin in which month, by type."""
    context = _page(request, "matrix")
    return _answer(request, "solutions_map/explore_matrix.html", {**context, "matrix": matrix_of(context["found"])})


@login_not_required
@require_safe
def map_view(request):
    """Show the solutions where they are, with the list as its equivalent."""
    context = _page(request, "map")
    found = context["found"]
    box = box_of(found)
    context["bounds"] = str(box) if box else ""
    context["points_url"] = f"{reverse('solutions_map:map_points')}{found.address()}"
    return _answer(request, "solutions_map/explore_map.html", {**context, **_listed(request, found)})


@login_not_required
@require_safe
def map_points(request):
    """Return the places in the rectangle ``bbox`` (all of them without one) under the same filters and rights."""
    found = SolutionFilter(request.GET, viewer=request.user)
    try:
        box = read_box(request.GET["bbox"]) if "bbox" in request.GET else WORLD
    except DomainError as error:
        return JsonResponse({"error": str(error)}, status=400)
    response = JsonResponse(points_of(found, box, professional=is_professional(request.user)))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(request, view: str) -> dict:
    professional = is_professional(request.user)
    found = SolutionFilter(request.GET, viewer=request.user)
    address = found.address()
    return {
        "layout": "layouts/member.html" if request.user.is_authenticated else "layouts/public.html",
        "professional": professional,
        "found": found,
        "count": len(found.ordered),
        "panel": FilterPanel(found, professional=professional),
        "chosen": found.chosen(),
        "here": reverse(f"solutions_map:{view}"),
        "address": address,
        "exports": export_links(address),
        "other_areas": [(area.label, found.address(area=area.value, radius=None)) for area in found.other_areas],
        "tabs": [
            {"label": label, "url": f"{reverse(f'solutions_map:{name}')}{address}", "current": name == view}
            for name, label in _views().items()
        ],
    }


def _views() -> dict[str, str]:
    return {"solutions": _("List"), "matrix": _("By month"), "map": _("Map")}


def _listed(request, found: SolutionFilter) -> dict:
    page = Paginator(found.ordered, PER_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "hits": hits_at(page.object_list, found, professional=is_professional(request.user))}


def _answer(request, template: str, context: dict):
    response = render(request, template, context)
    # The address that one keeps and shares: without empty fields, places under their lasting names.
    return push_url(response, f"{context['here']}{context['address']}") if request.htmx else response
