"""Networks of organisations: the list, one of them, what those who keep them change."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.access import get_visible_or_404, require
from portal.core.actors import Actor
from portal.core.errors import DomainError
from portal.core.fold import fold

from ..forms import NetworkForm
from ..models import Network, Organisation
from ..permissions import network_territories
from ..querysets import is_administrator
from ..search import matching
from ..services.networks import (
    add_to_network,
    change_network,
    create_network,
    remove_from_network,
    remove_network,
)

PER_PAGE = 50
MAX_FOUND = 20


@require_safe
def networks(request):
    """List the networks, to those who take part in the whole."""
    _require_part(request)
    text = request.GET.get("q", "").strip()[:100]
    rows = list(
        Network.objects.select_related("territory")
        .annotate(member_count=Count("members"))
        .order_by("territory__name_folded", "name", "pk")
    )
    words = fold(text).split()
    found = [row for row in rows if all(word in fold(f"{row.name} {row.territory or ''}") for word in words)]
    context = {
        "text": text,
        "count": len(found),
        "has_any": bool(rows),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may_create": request.user.has_perm("directory.create_network"),
    }
    return render(request, "directory/networks.html", context)


@require_safe
def network(request, pk):
    """Show a network and its members; those who keep it look for more here."""
    shown = _seen(request, pk)
    may_manage = request.user.has_perm("directory.manage_network", shown)
    members = list(
        shown.members.select_related("actor_type").prefetch_related("sites__commune").order_by("search_text", "pk")
    )
    text = request.GET.get("q", "").strip()[:100] if may_manage else ""
    found = []
    if text:
        rows = matching(Organisation.objects.visible_to(request.user), text)
        rows = rows.exclude(pk__in=[one.pk for one in members]).select_related("actor_type")
        found = list(rows.prefetch_related("sites__commune").order_by("search_text", "pk")[:MAX_FOUND])
    context = {"network": shown, "members": members, "text": text, "found": found, "may_manage": may_manage}
    return render(request, "directory/network.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def network_new(request):
    """Create a network."""
    _require_part(request)
    require(request.user, "directory.create_network")
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_network(form.details(), by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The network exists: add its members."))
            return redirect("directory:network", pk=made.pk)
    return render(request, "directory/network_edit.html", {"network": None, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def network_edit(request, pk):
    """Change name, territory and description."""
    shown = _managed(request, pk)
    form = _form(request, instance=shown)
    if request.method == "POST" and form.is_valid():
        try:
            change_network(shown, form.details(), version=form.version, by=Actor.of_request(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The network is saved."))
            return redirect("directory:network", pk=pk)
    context = {"network": shown, "form": form}
    return render(request, "directory/network_edit.html", context, status=409 if form.stored else 200)


@require_POST
def network_member_add(request, pk):
    """Let an organisation belong to the network."""
    shown = _managed(request, pk)
    chosen = get_visible_or_404(Organisation.objects.visible_to(request.user), pk=request.POST.get("organisation"))
    try:
        add_to_network(shown, chosen, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("“%(name)s” belongs to the network.") % {"name": chosen.name})
    return redirect("directory:network", pk=pk)


@require_POST
def network_member_remove(request, pk, organisation):
    """Take an organisation out of the network."""
    shown = _managed(request, pk)
    member = get_visible_or_404(shown.members, pk=organisation)
    remove_from_network(shown, member, by=Actor.of_request(request))
    messages.success(request, _("“%(name)s” no longer belongs to the network.") % {"name": member.name})
    return redirect("directory:network", pk=pk)


@require_POST
def network_remove(request, pk):
    """Remove a network without members."""
    shown = _managed(request, pk)
    try:
        remove_network(shown, by=Actor.of_request(request))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("directory:network", pk=pk)
    messages.success(request, _("The network is removed."))
    return redirect("directory:networks")


def _require_part(request) -> None:
    if not request.user.has_perm("directory.view_network"):
        raise Http404


def _seen(request, pk: int) -> Network:
    _require_part(request)
    return get_visible_or_404(Network.objects.select_related("territory"), pk=pk)


def _managed(request, pk: int) -> Network:
    shown = _seen(request, pk)
    require(request.user, "directory.manage_network", shown)
    return shown


def _form(request, **options) -> NetworkForm:
    return NetworkForm(
        request.POST or None,
        territories=network_territories(request.user).order_by("name_folded", "pk"),
        whole_country=is_administrator(request.user),
        **options,
    )
