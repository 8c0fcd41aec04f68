"""Institutional actors of a platform's territories, and whom to call there."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError

from ..forms import ActorContactForm
from ..institutions import levels_around
from ..models import ActorContact, Territory, TerritoryActor
from ..services.actor_contacts import add_contact, end_contact
from .scopes import platform_seen, territory_seen


@require_safe
def institutions(request, slug):
    """Show who steers above the platform, the nearest territory first."""
    platform = platform_seen(request, slug)
    levels = levels_around(platform, request.user)
    return render(request, "directory/institutions.html", {"platform": platform, "levels": levels})


@require_http_methods(["GET", "HEAD", "POST"])
def actor_contact_add(request, slug, pk):
    """Add somebody to call at an institutional actor of the territory."""
    shown = territory_seen(request, slug)
    actor = _managed(request, shown, pk)
    form = ActorContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            contact = add_contact(actor, form.details(), by=Actor.of_request(request))
        except DomainError as error:
            error.add_to(form)
        else:
            messages.success(request, _("%(person)s is a contact there.") % {"person": contact.person})
            return redirect("directory:territory", slug=slug)
    context = {"territory": shown, "actor": actor, "form": form}
    return render(request, "directory/actor_contact_add.html", context)


@require_POST
def actor_contact_end(request, slug, pk, contact):
    """End what somebody is at an institutional actor."""
    shown = territory_seen(request, slug)
    actor = _managed(request, shown, pk)
    ended = get_visible_or_404(ActorContact.objects.filter(actor=actor), pk=contact)
    try:
        end_contact(ended, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The contact is no longer shown."))
    return redirect("directory:territory", slug=slug)


def _managed(request, territory: Territory, pk: int) -> TerritoryActor:
    require(request.user, "directory.manage_actors", territory)
    rows = TerritoryActor.objects.active().filter(territory=territory)
    return get_visible_or_404(rows.select_related("organisation", "territory"), pk=pk)
