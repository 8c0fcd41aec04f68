"""A territory: its platforms, who coordinates it, the institutional actors that steer there."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..institutions import actors_of
from ..models import Network, Organisation, Platform, Territory, TerritoryActor
from ..search import matching
from ..services.territory_actors import add_actor, end_actor
from .scopes import territory_seen

MAX_FOUND = 20


@require_safe
def territory(request, slug):
    """Show a territory to those who take part in the network."""
    shown = territory_seen(request, slug)
    inside = Territory.objects.within(shown)
    platforms = Platform.objects.visible_to(request.user).filter(pk__in=_platform_keys(inside))
    context = {
        "territory": shown,
        "platforms": list(platforms.prefetch_related("territories")),
        "children": list(inside.filter(parent=shown)) if shown.kind != "national" else [],
        "coordinations": list(shown.coordinations.active().select_related("person").order_by("since", "pk")),
        "actors": actors_of(shown, request.user),
        "networks": list(Network.objects.filter(territory=shown).order_by("name", "pk")),
        "may_manage": request.user.has_perm("directory.manage_actors", shown),
    }
    return render(request, "directory/territory.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def actor_add(request, slug):
    """Look for an institutional actor and add it to the territory."""
    shown = territory_seen(request, slug)
    require(request.user, "directory.manage_actors", shown)
    institutional = Organisation.objects.visible_to(request.user).filter(actor_type__institutional=True)
    if request.method == "POST":
        chosen = get_visible_or_404(institutional.select_related("actor_type"), pk=request.POST.get("organisation"))
        try:
            add_actor(shown, chosen, by=Actor.of_request(request))
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("“%(name)s” is an actor of the territory.") % {"name": chosen.name})
        return redirect("directory:territory", slug=slug)
    text = request.GET.get("q", "").strip()[:100]
    rows = matching(institutional, text).exclude(pk__in=shown.actors.active().values("organisation"))
    context = {
        "territory": shown,
        "text": text,
        "found": list(rows.select_related("actor_type").order_by("search_text", "pk")[:MAX_FOUND]) if text else [],
    }
    return render(request, "directory/actor_add.html", context)


@require_POST
def actor_end(request, slug, pk):
    """End what an institutional actor is in the territory."""
    shown = territory_seen(request, slug)
    require(request.user, "directory.manage_actors", shown)
    actor = get_visible_or_404(TerritoryActor.objects.filter(territory=shown), pk=pk)
    try:
        end_actor(actor, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The actor is no longer one of the territory."))
    return redirect("directory:territory", slug=slug)


def _platform_keys(territories):
    return Platform.territories.through.objects.filter(territory__in=territories.values("pk")).values("platform")
